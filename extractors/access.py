"""How one account is opened: addresses, secret, licence. Read from an environment that a door passes in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from extractors.records import Account

ADDRESSES = {
    "LOS_X_URL": "https://api.x.com",
    "LOS_LINKEDIN_URL": "https://api.linkedin.com",
    "LOS_FACEBOOK_URL": "https://graph.facebook.com",
    "LOS_YOUTUBE_URL": "https://www.googleapis.com",
    "LOS_YOUTUBE_ANALYTICS_URL": "https://youtubeanalytics.googleapis.com",
}
TOKEN_HOSTS = {  # where tokens are renewed
    "LOS_X_OAUTH_URL": "https://api.x.com",
    "LOS_LINKEDIN_OAUTH_URL": "https://www.linkedin.com",
    "LOS_YOUTUBE_OAUTH_URL": "https://oauth2.googleapis.com",
}


@dataclass(frozen=True)
class Access:
    """What opens one account of one platform."""

    api: str
    token: str = field(repr=False)  # the secret as it was given: an access token, or JSON (extractors/tokens.py)
    privacy_key: bytes = field(repr=False)
    analytics: str = ""
    licence_basis: str = ""
    oauth: str = ""  # base address of the platform's token endpoint
    vault: Path | None = None  # folder of renewed tokens; None: none is renewed
    budgets: Path | None = None  # folder of the counts all processes share; None: this one counts for nobody else
    guard: Callable[[str], None] = field(default=lambda secret: None, repr=False)  # told of every secret


def access_of(
    account: Account,
    environ: Mapping[str, str],
    *,
    home: Path | None = None,
    connection: str = "",
    guard: Callable[[str], None] = lambda secret: None,
) -> Access:
    """Return the access to an account from a door's environment; an absent secret comes out as an empty token.

    `home`: where renewed tokens are kept, in its folder secrets/, and what was asked of each platform, in budgets/;
    None: tokens are used as given, and calls are not counted. `connection`: the
    secret as a store of the door's own has it, used where the environment has none. `guard`: told of every secret there
    is and will be, so that the door can keep its log clear of them.
    Raises ValueError when the privacy key is not set: without it nothing may be read.
    """
    platform = account.platform.upper()
    if not environ.get("LOS_PRIVACY_KEY"):
        raise ValueError("LOS_PRIVACY_KEY is not set; set it to a long random text and keep it with the secrets")
    guard(environ["LOS_PRIVACY_KEY"])
    return Access(
        api=_address(f"LOS_{platform}_URL", environ),
        token=environ.get(secret_name(account), "").strip() or connection.strip(),
        privacy_key=environ["LOS_PRIVACY_KEY"].encode(),
        analytics=_address(f"LOS_{platform}_ANALYTICS_URL", environ),
        licence_basis=environ.get(f"LOS_{platform}_LICENCE_BASIS", "").strip(),
        oauth=_token_host(platform, environ),
        vault=home / "secrets" if home else None,
        budgets=home / "budgets" if home else None,
        guard=guard,
    )


def secret_name(account: Account) -> str:
    """Return the name of the setting that holds an account's secret."""
    return f"LOS_SECRET_{account.secret.upper()}"


def own_handles(accounts: Iterable[Account]) -> set[str]:
    """Return every name by which a text of ours may call one of our own accounts."""
    return {name for account in accounts for name in (account.handle, account.account_id) if name}


def _token_host(platform: str, environ: Mapping[str, str]) -> str:
    # A platform that is stood in for renews its own tokens: they are not to be shown to the real one.
    name = f"LOS_{platform}_OAUTH_URL"
    return environ.get(name) or environ.get(f"LOS_{platform}_URL") or TOKEN_HOSTS.get(name, "")


def _address(name: str, environ: Mapping[str, str]) -> str:
    return environ.get(name) or ADDRESSES.get(name, "")
