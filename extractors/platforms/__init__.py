"""The platforms we read. The folder is the registry: a file here is a platform.

Each file holds NAME, HEADERS, SUBJECTS (page kind -> posts | interactions | series), `fault` (what an answer means),
`fetch` (the only part that asks, again where it doubts: doubt.py), `stands_in` (whether the kept page can answer fetch in
place of the platform, when a killed run is gone on with: reached.py), `screen` (takes personal data out; pure), `parse` (kept page -> rows; pure) and
`gaps` (what a kept page shows to be missing; pure). MAY_LACK: fields that may rightly have no value in all answers of a
run; PATCHY_DAYS: on the newest days. Of what we hold, asked about by its id: REFRESH_DAYS (how long nobody
has seen it before it is), LOOKUPS_A_RUN (calls at most, kept free of a day's budget), LISTED_BY_POST (comments are listed
under the posts of the window, not by their own date), `route_of` (by which of ROUTES: name -> ids a call), `ask_about`
(asks; its pages are read and thrown away) and `said_of` (what a page says of each id; pure).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import ModuleType
from typing import Any

from extractors.doubt import Doubt
from extractors.records import Account, Reading

MOST = 1e18  # larger than anything that is counted, and small enough for every column


@dataclass(frozen=True)
class Window:
    """Whole UTC days [since, until), the moment of looking, and what the run doubts of what it is told."""

    since: date
    until: date
    observed_at: datetime
    doubt: Doubt = field(default_factory=Doubt, compare=False, repr=False)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.since).days

    @property
    def start(self) -> datetime:
        """The first moment of the window (UTC)."""
        return datetime.combine(self.since, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first moment after the window (UTC)."""
        return datetime.combine(self.until, time(), UTC)

    def asked(self) -> dict[str, str]:
        """Return the window as a kept page carries it."""
        return {"since": self.since.isoformat(), "until": self.until.isoformat()}


@dataclass(frozen=True)
class Known:
    """One post of ours, or one item of the public's, that the shelf holds."""

    kind: str  # post | interaction
    id: str
    parent_id: str | None
    post_id: str | None  # the post it stands under, where it stands under one
    listed_on: date  # the day by which the platform lists it: its own, or that of the post it stands under
    last_seen: date  # when a list last showed it, or the platform last confirmed it by id

    @property
    def is_under_post(self) -> bool:
        """Say whether it is a comment, ours or another's, and no post of its own."""
        return self.post_id not in (None, self.id)


SHORTEST_SERIES_DAYS = 7  # a series of more days than these, and the platform's lag, has some
LONG_DAYS = 28  # nothing at all in so many days is asked for twice
MARK_OF_GONE = "gone:"  # stands in an id for what was taken out, and cannot be asked about

Said = tuple[str, str | None]  # an id, and in plain words why it is gone; None: it is there


def is_within(moment: datetime, asked: dict[str, str]) -> bool:
    """Say whether a moment (UTC) lies in the window a page was asked for."""
    return asked["since"] <= moment.astimezone(UTC).date().isoformat() < asked["until"]


def number(said: Any) -> float | None:
    """Return a stated number as it stands, or written in plain digits; None where nothing is stated.

    Raises ValueError for anything else: true is not 1, and "1_0" is not 10, whatever Python makes of them.
    """
    if said is None:
        return None
    if isinstance(said, str) and re.fullmatch(r"-?[0-9]{1,18}", said):
        return int(said)
    if isinstance(said, bool) or not isinstance(said, int | float) or not abs(said) < MOST:
        raise ValueError("what should be a number is none")
    return float(said) if isinstance(said, float) else int(said)


def stated(
    account: Account, observed_at: datetime, field: str, value: Any, post_id: str | None = None, **where: Any
) -> Reading:
    """Return one number a platform stated of an account, or of one of its posts; `where`: period and dimension.

    Raises ValueError when it is no number.
    """
    kind, subject = ("post", post_id) if post_id else ("account", account.account_id)
    return Reading(account.platform, account.account_id, kind, subject, field, number(value), observed_at, **where)


def one_day(day: date) -> dict[str, Any]:
    """Return the period of a reading that covers one of the platform's own days."""
    return {"period": "day", "period_start": day, "period_end": day + timedelta(days=1)}


def platforms() -> list[str]:
    """Return the names of all platforms."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def platform(name: str) -> ModuleType:
    """Return the file of one platform; ValueError if there is none of that name."""
    if name not in platforms():
        raise ValueError(f"there is no platform {name!r}; there are {', '.join(platforms())}")
    return importlib.import_module(f"{__name__}.{name}")
