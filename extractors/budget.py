"""What one token or app may still ask of its platform, counted in one small file that all processes share.

    budgets/<platform>-<key>.json   one entry a limit; locked for the moment of one read and write, a call each

The key is a keyed hash: no token and no id of an app is in it. A window's length and number are the platform's own
where its answers state them, else the documented ones; a little of each is left free for whoever else uses the token.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from extractors.faults import WAIT_AND_RERUN, Refused

OURS = 0.95  # the part of a limit that we use
LONGEST_LOCK_S = 10
DAY_S = 86_400.0


@dataclass(frozen=True)
class Limit:
    """How often a platform may be asked: part of its file in extractors/platforms/."""

    name: str
    path: str  # pattern of the paths it counts
    calls: int | None = None  # None: the platform publishes no number; only what its answers say counts
    window_s: float = 0.0
    day_in: str = ""  # calls are counted by the day of this zone instead
    scope: str = "token"  # whose calls add up: the token's, or those of all tokens of an app

    @property
    def longest_s(self) -> float:
        """The longest this limit can last."""
        return self.window_s or DAY_S


@dataclass(frozen=True)
class Told:
    """What an answer said of the limit it was counted under."""

    calls: int | None  # the limit itself
    left: int  # calls that are left of it
    opens_in_s: float  # until it starts afresh


class Budget:
    """One file of counts."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._heard: dict[
            str, tuple[Told, float]
        ] = {}  # what was told, and when that window ends; kept at the next call

    def take(self, limit: Limit, now: float, moment: datetime) -> float:
        """Take one call and return 0, or take none and return the seconds until one may be had.

        `now`: Unix seconds, for windows. `moment`: the moment of looking, for days.
        """
        with self._opened() as state:
            entry = state.setdefault(limit.name, {})
            closed_s = entry.get("closed_until", 0.0) - now
            if 0 < closed_s <= limit.longest_s + 60:  # longer: a clock was wrong once
                return float(closed_s)
            entry.pop("closed_until", None)
            if limit.day_in:
                return self._take_of_day(limit, entry, moment)
            if limit.window_s:
                return self._take_of_window(limit, entry, now)
            return 0.0

    def hear(self, limit: Limit, told: Told, now: float) -> None:
        """Note what an answer said; it is written down with the next call. What no window can last is not believed."""
        if limit.window_s and 0 < told.opens_in_s <= limit.window_s + 1:
            self._heard[limit.name] = told, now + told.opens_in_s + 1

    def close(self, limit: Limit, until: float) -> None:
        """Let nobody ask before a moment (Unix seconds)."""
        with self._opened() as state:
            entry = state.setdefault(limit.name, {})
            entry["closed_until"] = max(until, entry.get("closed_until", 0.0))

    def clear(self) -> None:
        """Forget everything that was counted."""
        self.path.unlink(missing_ok=True)

    def _take_of_window(self, limit: Limit, entry: dict[str, Any], now: float) -> float:
        told, ends_at = self._heard.pop(limit.name, (None, 0.0))
        if not 0 < entry.get("ends_at", 0.0) - now <= limit.window_s + 2:
            entry |= {"ends_at": now + limit.window_s, "used": 0}
        if told and ends_at > now:
            entry["ends_at"] = ends_at
            if told.calls:
                entry |= {"calls": told.calls, "used": max(entry["used"], told.calls - told.left)}
        calls = entry.get("calls", limit.calls)
        if calls is not None and entry["used"] >= int(calls * OURS):
            return float(entry["ends_at"] - now)
        entry["used"] += 1
        return 0.0

    def _take_of_day(self, limit: Limit, entry: dict[str, Any], moment: datetime) -> float:
        day = moment.astimezone(ZoneInfo(limit.day_in)).date().isoformat()
        if entry.get("day") != day:
            entry |= {"day": day, "used": 0}
        if limit.calls is not None and entry["used"] >= int(limit.calls * OURS):
            return (next_day(moment, limit.day_in) - moment).total_seconds()
        entry["used"] += 1
        return 0.0

    @contextmanager
    def _opened(self) -> Iterator[dict[str, Any]]:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(file)
            before = os.pread(file, 1 << 16, 0)
            state = _read(before)
            yield state
            after = json.dumps(state).encode().ljust(len(before))  # blanks and no truncating: a kill leaves it whole
            if after != before:
                os.pwrite(file, after, 0)
        finally:
            os.close(file)  # and with it the lock


def next_day(moment: datetime, zone: str) -> datetime:
    """Return the next midnight of a zone."""
    there = moment.astimezone(ZoneInfo(zone))
    midnight = datetime.combine(there.date() + timedelta(days=1), clock_time(), ZoneInfo(zone))
    return midnight.astimezone(moment.tzinfo)


def _lock(file: int) -> None:
    give_up_at = time.monotonic() + LONGEST_LOCK_S
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > give_up_at:  # it is held for a moment only: whoever holds it has been stopped
                words = f"Another process has held the count of calls for {LONGEST_LOCK_S} seconds."
                raise Refused("platform", words, WAIT_AND_RERUN) from None
            time.sleep(0.002)


def _read(content: bytes) -> dict[str, Any]:
    try:
        said = json.loads(content or b"{}")
    except ValueError:  # not of our writing: the count begins anew, and the platform's answers mend it
        return {}
    is_ours = isinstance(said, dict) and all(isinstance(entry, dict) for entry in said.values())
    return said if is_ours else {}
