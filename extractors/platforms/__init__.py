"""The platforms we read. The folder is the registry: a file here is a platform.

Each file holds NAME, HEADERS, SUBJECTS (page kind -> posts | interactions | series), `fault` (what an answer means),
`fetch` (the only part that asks, again where it doubts: doubt.py), `stands_in` (whether the kept page can answer fetch in
place of the platform, when a killed run is gone on with: reached.py), `screen` (takes personal data out; pure), `parse`
(kept page -> rows, and what could not be read: unread.py; pure) and `gaps` (what a kept page shows to be missing; pure).
These three raise nothing on what a platform sends in a page of the right outer shape. MAY_LACK: fields that may rightly have no value in all answers of a
run; PATCHY_DAYS: on the newest days. Of what we hold, asked about by its id: REFRESH_DAYS (how long nobody
has seen it before it is), LOOKUPS_A_RUN (calls at most, kept free of a day's budget), LISTED_BY_POST (comments are listed
under the posts of the window, not by their own date), `route_of` (by which of ROUTES: name -> ids a call), `ask_about`
(asks; its pages are read and thrown away) and `said_of` (what a page says of each id; pure).
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import ModuleType
from typing import Any

from extractors.doubt import Doubt
from extractors.fields import UNREADABLE, Unreadable
from extractors.records import Account, Counts
from extractors.unread import Unread, field_of

_WHOLE = {int}  # nothing to read in such numbers
MOST = 2**53  # larger than anything that is counted; up to here a column of numbers holds each one exactly


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


@dataclass(unsafe_hash=True, slots=True)  # not frozen, as the rows in records.py: there are as many
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
    since, until = _days(asked["since"], asked["until"])
    return since <= (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).date() < until


@lru_cache(maxsize=8)
def _days(since: str, until: str) -> tuple[date, date]:
    return date.fromisoformat(since), date.fromisoformat(until)


def number(said: Any) -> float | None:
    """Return a stated number as it stands, or written in plain digits; None where nothing is stated.

    Raises Unreadable for anything else: true is not 1, and "1_0" is not 10, whatever Python makes of them.
    """
    if said is None or (type(said) is int and -MOST <= said <= MOST):
        return said
    if isinstance(said, str) and re.fullmatch(r"-?[0-9]{1,18}", said):
        said = int(said)
    if isinstance(said, bool) or not isinstance(said, int | float) or not abs(said) <= MOST:
        raise Unreadable("a number")
    return float(said) if isinstance(said, float) else int(said)


def stated(
    account: Account, observed_at: datetime, field: str, value: Any, post_id: str | None = None, **where: Any
) -> list[Counts | Unread]:
    """Return one number a platform stated of an account, or of one of its posts; `where`: period and dimension.

    What is no number is unknown, and that is told.
    """
    return _stated(account, observed_at, (field,), [value], post_id, where)


def stated_in(
    account: Account, observed_at: datetime, names: Iterable[str], counts: Callable[[], Mapping[str, Any]],
    post_id: str | None = None, **where: Any,
) -> list[Counts | Unread]:  # fmt: skip
    """Return these numbers out of the object `counts` gives; where it cannot be read, that is told and all are unknown."""
    try:
        said, told = counts(), []
    except UNREADABLE as error:
        said, told = {}, [Unread(field_of(error), is_value=True)]
    names = tuple(names)
    return told + _stated(account, observed_at, names, list(map(said.get, names)), post_id, where)


def _stated(
    account: Account, observed_at: datetime, names: tuple[str, ...], said: list[Any], post_id: str | None,
    where: dict[str, Any],
) -> list[Counts | Unread]:  # fmt: skip
    """Return what was said of each field, all in one, behind what is no number. Most there is comes through here."""
    if not names:
        return []
    kind, subject = ("account", account.account_id) if post_id is None else ("post", post_id)
    found: list[Counts | Unread] = []
    if not _WHOLE.issuperset(map(type, said)) or not -MOST <= min(said) <= max(said) <= MOST:
        for at, value in enumerate(said):
            try:
                said[at] = number(value)
            except Unreadable:
                said[at] = None
                found.append(Unread(names[at], is_value=True))
    found.append(Counts(account.platform, account.account_id, kind, subject, names, said, observed_at, **where))
    return found


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
