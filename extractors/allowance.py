"""Whether a call may be made now: the day's quota (stopped.py) and the shared budgets (budget.py) of one account's token."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from extractors.access import Access
from extractors.budget import Budget, Limit, next_day
from extractors.faults import Fault, Refused
from extractors.records import Account
from extractors.stopped import Stop, Stopped

if TYPE_CHECKING:
    from extractors.tokens import Given  # which itself asks over http.py

PURPOSE = b"line of sight: whose quota"
SCOPES = ("app", "token")


@dataclass(frozen=True)
class Whose:
    """The keys under which an account's calls are counted: no secret is in them."""

    app: str
    token: str

    @classmethod
    def of(cls, platform: str, privacy_key: bytes, *, app: str, token: str) -> Whose:
        """Return the keys; a secret that names no app counts alone."""
        return cls(_key(platform, privacy_key, app or token), _key(platform, privacy_key, token))

    def key(self, scope: str) -> str:
        """Return the key of a scope."""
        return self.app if scope == "app" else self.token


class Allowance:
    """What one account may ask, shared with every other process that speaks for its token or app."""

    def __init__(
        self, of: ModuleType, platform: str, whose: Whose, shelf: Path, home: Path | None, observed_at: datetime
    ) -> None:
        self._platform, self._whose, self._observed_at, self._begun = platform, whose, observed_at, 0.0
        self._limits: Iterable[Limit] = getattr(of, "LIMITS", ())
        self._told = getattr(of, "told", None)
        self._stopped = Stopped(shelf, platform)
        self._budgets = (
            {scope: Budget(home / f"{platform}-{whose.key(scope)}.json") for scope in SCOPES} if home else {}
        )

    def again(self) -> None:
        """Forget what stands in the way: a person wants the platform asked."""
        for scope in SCOPES:
            self._stopped.clear(self._whose.key(scope))
        for budget in self._budgets.values():
            budget.clear()

    def take(self, url: str, now: float) -> tuple[float, Limit | None]:
        """Take one call: the seconds to wait first (0: go), and the limit that asks for it. Raises Refused when stopped."""
        for key in dict.fromkeys(map(self._whose.key, SCOPES)):
            if stop := self._stopped.held(key, self._moment(now)):
                raise Refused(
                    "quota",
                    f"{stop.cause} That was said at {_said(stop.said_at)}; nobody was asked again.",
                    stop.next_step,
                )
        limit = self._limit(url)
        if limit is None or not self._budgets:
            return 0.0, None
        return self._budgets[limit.scope].take(limit, now, self._moment(now)), limit

    def heard(self, url: str, headers: Mapping[str, str], server_time: float | None, now: float) -> None:
        """Learn from an answer what is left of the limit it was counted under."""
        limit = self._limit(url) if self._told and self._budgets else None
        told = self._told(headers, server_time) if limit and self._told else None
        if limit and told:
            self._budgets[limit.scope].hear(limit, told, now)
            if told.calls is None and told.left == 0:
                self._budgets[limit.scope].close(limit, now + told.opens_in_s)

    def wait(self, url: str, until: float) -> None:
        """Let nobody else ask before a moment the platform stated (Unix seconds)."""
        limit = self._limit(url)
        if limit and self._budgets:
            self._budgets[limit.scope].close(limit, until)

    def stop(self, fault: Fault, now: float) -> Fault:
        """Remember that a day's quota is used up; return the fault with the moment at which it goes on."""
        moment = self._moment(now)
        until = next_day(moment, fault.day_in)
        told = replace(fault, next_step=f"{fault.next_step} {self.goes_on(until)}")
        self._stopped.keep(self._whose.key(fault.scope), Stop(until, moment, fault.cause, told.next_step))
        return told

    def goes_on(self, until: datetime) -> str:
        """Say when a platform may be asked again, and how a person has it asked before."""
        return (
            f"Until {_said(until)} it is not asked again, unless you run "
            f"python -m extractors extract {self._platform} --again (in Airflow: trigger the DAG with again)."
        )

    def after(self, seconds: float, now: float) -> datetime:
        """Return the moment so many seconds from now."""
        return self._moment(now) + timedelta(seconds=seconds)

    def _moment(self, now: float) -> datetime:
        # The moment of looking, and what has passed since: on a stated day (LOS_TODAY) that is the day stated.
        self._begun = self._begun or now
        return self._observed_at + timedelta(seconds=max(0.0, now - self._begun))

    def _limit(self, url: str) -> Limit | None:
        path = urlsplit(url).path
        return next((limit for limit in self._limits if re.search(limit.path, path)), None)


def allowance_of(
    account: Account, of: ModuleType, access: Access, given: Given, shelf: Path, observed_at: datetime, again: bool
) -> Allowance:
    """Return what an account may ask; `again`: after forgetting what stands in the way.

    Its calls are counted by the secret a person gave: what a renewal brings is another token of the same one.
    """
    token = given.refresh_token or given.access_token
    whose = Whose.of(account.platform, access.privacy_key, app=given.client_id, token=token)
    allowance = Allowance(of, account.platform, whose, shelf, access.budgets, observed_at)
    if again:
        allowance.again()
    return allowance


def _said(moment: datetime) -> str:
    return f"{moment:%H:%M} UTC on {moment:%-d %B %Y}"


def _key(platform: str, privacy_key: bytes, what: str) -> str:
    return hmac.new(privacy_key, PURPOSE + platform.encode() + b":" + what.encode(), sha256).hexdigest()[:24]
