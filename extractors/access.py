"""How one account is opened: addresses, secret, licence. Read from an environment that a door passes in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from extractors.records import Account

ADDRESSES = {
    "LOS_X_URL": "https://api.x.com",
    "LOS_LINKEDIN_URL": "https://api.linkedin.com",
    "LOS_FACEBOOK_URL": "https://graph.facebook.com",
    "LOS_YOUTUBE_URL": "https://www.googleapis.com",
    "LOS_YOUTUBE_ANALYTICS_URL": "https://youtubeanalytics.googleapis.com",
}


@dataclass(frozen=True)
class Access:
    """What opens one account of one platform."""

    api: str
    token: str = field(repr=False)
    privacy_key: bytes = field(repr=False)
    analytics: str = ""
    licence_basis: str = ""


def access_of(account: Account, environ: Mapping[str, str]) -> Access:
    """Return the access to an account from a door's environment; an absent secret comes out as an empty token.

    Raises ValueError when the privacy key is not set: without it nothing may be read.
    """
    platform = account.platform.upper()
    if not environ.get("LOS_PRIVACY_KEY"):
        raise ValueError("LOS_PRIVACY_KEY is not set; set it to a long random text and keep it with the secrets")
    return Access(
        api=_address(f"LOS_{platform}_URL", environ),
        token=environ.get(f"LOS_SECRET_{account.secret.upper()}", "").strip(),
        privacy_key=environ["LOS_PRIVACY_KEY"].encode(),
        analytics=_address(f"LOS_{platform}_ANALYTICS_URL", environ),
        licence_basis=environ.get(f"LOS_{platform}_LICENCE_BASIS", "").strip(),
    )


def own_handles(accounts: Iterable[Account]) -> set[str]:
    """Return every name by which a text of ours may call one of our own accounts."""
    return {name for account in accounts for name in (account.handle, account.account_id) if name}


def _address(name: str, environ: Mapping[str, str]) -> str:
    return environ.get(name) or ADDRESSES.get(name, "")
