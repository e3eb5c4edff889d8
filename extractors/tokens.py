"""The tokens of one account: read from its secret, renewed ahead of time or when refused, their end known.

A secret is a plain access token, or JSON {"access_token", "refresh_token", "client_id", "client_secret", "expires_at",
"refresh_expires_at"} (times as ISO or Unix seconds; all but one token may be left out). What a renewal brings is kept
in the vault and goes before what the secret says, for as long as the secret names the same refresh token: a person who
puts in a new one starts afresh.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from types import ModuleType
from typing import Any

from extractors import renewal
from extractors.access import Access
from extractors.deadlines import Deadline
from extractors.faults import NEW_TOKEN, Refused
from extractors.platforms import platform
from extractors.records import Account
from extractors.renewal import Renewal, Wish
from extractors.vault import Kept, Vault, fingerprint, key_from

TEXTS = ("access_token", "refresh_token", "client_id", "client_secret")
TIMES = ("expires_at", "refresh_expires_at")
WRITE_IT = "Write it as one plain access token, or as JSON with the names that docker/.env.example lists."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Given:
    """A secret as a person gave it. Nothing in it is shown by repr."""

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    client_id: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    expires_at: datetime | None = None
    refresh_expires_at: datetime | None = None


def read_secret(text: str, name: str) -> Given:
    """Return what a secret says; raise Refused, without its words, when it cannot be read."""
    text = text.strip()
    if not text.startswith("{"):
        return Given(access_token=text)
    try:
        said = json.loads(text)
        access, refresh, app, app_secret = (str(said.get(each) or "").strip() for each in TEXTS)
        return Given(access, refresh, app, app_secret, *[_moment(said.get(each)) for each in TIMES])
    except (ValueError, TypeError, OverflowError, OSError):
        raise Refused("token", f"The secret of {name} cannot be read.", WRITE_IT) from None


def _moment(said: Any) -> datetime | None:
    if said in (None, "", 0):
        return None
    if isinstance(said, str) and not said.isdigit():
        moment = datetime.fromisoformat(said)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return datetime.fromtimestamp(int(said), UTC)


def state_of(account: Account, access: Access) -> str:
    """Return what a person needs to know of a secret: not set, unreadable, as given, or renewed by itself."""
    of = platform(account.platform)
    try:
        given = read_secret(access.token, of.NAME)
    except Refused:
        return "unreadable"
    if not (given.access_token or given.refresh_token):
        return "not set"
    return "renewed by itself" if given.refresh_token and hasattr(of, "RENEWAL") else "as given"


class Tokens:
    """What opens one account today. Two processes never spend the same refresh token: see extractors/vault.py."""

    def __init__(
        self,
        account: Account,
        of: ModuleType,
        access: Access,
        now: datetime,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._account, self._access, self._now, self._sleep, self._name = account, access, now, sleep, of.NAME
        self.given = read_secret(access.token, of.NAME)
        self._how: Renewal | None = getattr(of, "RENEWAL", None)
        self._vault: Vault | None = None
        if self._how and self.given.refresh_token and access.vault and access.oauth:
            self._vault = Vault(access.vault, key_from(access.privacy_key))
        self._origin = fingerprint(self.given.refresh_token)
        for secret in self.secrets:
            access.guard(secret)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that must be shown nowhere."""
        kept, given = self._kept(), self.given
        found = (given.access_token, given.refresh_token, given.client_secret, kept.access_token, kept.refresh_token)
        return tuple(dict.fromkeys(each for each in found if each))

    def access_token(self) -> str:
        """Return a token that is good for a while; "" when none was given. Raises Refused when none can be had.

        A refresh token that is new to us is used at once, so that its dates are known and a wrong one is found on the
        day it was put in, not on the day it is needed.
        """
        if not (self._vault and self._how):
            return self.given.access_token
        kept = self._kept()
        if not self._is_due(kept):
            return kept.access_token
        try:
            return self.renew(kept.access_token or self.given.access_token)
        except Refused as why:
            old, ends_at = kept.access_token, kept.expires_at
            if not kept.renewed_at:
                old, ends_at = self.given.access_token, self.given.expires_at
            if not old or ends_at is None or ends_at <= self._now:
                raise
            log.warning("%s %s: %s %s", self._account.platform, self._account.account_id, why.cause, why.next_step)
            return old  # it still has some days: the account goes on, and its deadlines tell

    @property
    def can_renew(self) -> bool:
        """Say whether the platform renews this account's token."""
        return self._vault is not None

    def renew(self, refused: str) -> str:
        """Return an access token other than the refused one, from another process that was quicker or from the platform.

        Raises Refused with cause and next step; a refresh token the platform has called dead is not sent again.
        """
        if not (self._vault and self._how):
            raise Refused("token", f"{self._name} does not accept the token.", NEW_TOKEN)
        tries = 0
        while True:
            tries += 1
            with self._vault.locked(self._account.secret) as lock:
                kept = self._kept()
                if kept.access_token not in ("", refused) and not self._is_due(kept):
                    return self._known(kept)
                if kept.refused_at:
                    raise Refused("token", f"{kept.refusal} That was on {kept.refused_at:%-d %B %Y}.", NEW_TOKEN)
                fault = renewal.renew(self._wish(), lock)
                kept = self._kept()
            if fault is None:
                return self._known(kept)
            if not fault.heals or tries >= min(fault.tries, 3):
                raise Refused(fault.cause_class, fault.cause, fault.next_step)
            self._sleep(min(fault.wait_s if fault.wait_s is not None else 2.0**tries, 60.0))

    def deadlines(self) -> Iterator[Deadline]:
        """Yield what ends for this account, as far as the secret and the renewals said."""
        if not (self._vault and self._how):
            if self.given.access_token and self.given.expires_at:
                yield self._ends("token", self.given.expires_at.date(), "the account's secret")
            elif self.given.access_token and self._how:
                yield self._ends("token", None, "the secret names no day, and no refresh token that would tell")
            return
        kept = self._kept()
        if kept.refused_at:
            yield self._ends("refresh token", kept.refused_at.date(), f"{self._name}, by refusing to renew")
            if kept.expires_at:
                yield self._ends("token", kept.expires_at.date(), f"{self._name}, at the last renewal")
        elif kept.refresh_ends_at:
            yield self._ends("refresh token", kept.refresh_ends_at.date(), f"{self._name}, at the last renewal")
        elif self.given.refresh_expires_at:
            yield self._ends("refresh token", self.given.refresh_expires_at.date(), "the account's secret")
        else:
            yield self._ends("refresh token", None, self._how.silent_end)

    def _ends(self, what: str, day: date | None, said_by: str) -> Deadline:
        account = self._account
        return Deadline(
            account.platform, account.account_id, account.organisation_id, what, day, said_by, self._now
        )  # fmt: skip

    def _kept(self) -> Kept:
        kept = self._vault.held(self._account.secret) if self._vault else None
        return kept if kept and kept.grown_from == self._origin else Kept()

    def _is_due(self, kept: Kept) -> bool:
        assert self._how
        return (
            not kept.access_token or (kept.expires_at or self._now + timedelta(days=1)) <= self._now + self._how.ahead
        )

    def _known(self, kept: Kept) -> str:
        for secret in (kept.access_token, kept.refresh_token):
            self._access.guard(secret)
        return kept.access_token

    def _wish(self) -> Wish:
        assert self._how and self._vault and self._access.vault
        return Wish(
            name=self._name, url=self._access.oauth.rstrip("/") + self._how.path, is_basic=self._how.is_basic,
            vault=str(self._access.vault.resolve()), secret=self._account.secret, now=self._now.isoformat(),
            key=key_from(self._access.privacy_key).decode(), refresh_token=self.given.refresh_token,
            grown_from=self._origin, client_id=self.given.client_id, client_secret=self.given.client_secret,
        )  # fmt: skip
