"""When a channel counts as at rest, and what is said while it does: no new alarm, and no all-clear of an old one either.

What compares a batch with those before it has nothing to ask of a channel that has been silent for long. That is no
evidence of its being well: what was found stays open, until something comes or somebody says that it rests.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd

from checks.case import Case, History, window_of
from checks.volume import counted_by_day, lost_rows

RESTS_AFTER = 20  # working days, as many as volume.py's four silent weeks hold


def silent_days(case: Case, days: dict[date, int], last: date) -> Iterator[date]:
    """Yield the days up to `last` on which nothing came, newest first, without those that were marked."""
    for day in sorted(days, reverse=True):
        if day <= last and not case.is_marked(day):
            if days[day]:
                return
            yield day


def unasked(case: Case, history: History) -> str | None:
    """Return engine.Question's `unasked` for what compares this batch: since when it counts as at rest, "" where it does not."""
    resting = _resting(case, history)
    return None if is_set_aside(case, is_resting=bool(resting)) else resting


def is_set_aside(case: Case, *, is_resting: bool = False) -> bool:
    """Tell whether somebody paused or marked what would be asked about: then nothing is open about it any more.

    A single marked day explains that day, and not the rest of a silence.
    """
    window = window_of(case.extracts, case.batch.table)
    today = case.observed_at
    if not pd.isna(today) and case.is_marked(today.date()):
        return True
    return window is not None and not is_resting and case.is_marked(window[1].date() - timedelta(days=1))


def _resting(case: Case, history: History) -> str:
    table = case.batch.table
    window = window_of(case.extracts, table)
    if window is None or case.is_file or lost_rows(case.extracts, table):
        return ""
    days = counted_by_day(case, history)
    silent = list(silent_days(case, days, window[1].date() - timedelta(days=1)))
    worked = [day for day in silent if case.days.is_worked(day)]
    if len(worked) < RESTS_AFTER:
        return ""
    has_spoken = any(days.values())
    since = f"Since {worked[-RESTS_AFTER]:%-d %B %Y}" if has_spoken else f"Since before {min(days):%-d %B %Y}"
    return (
        f"{since} the channel counts as at rest ({RESTS_AFTER} working days without {table}), and this is not asked any more: "
        "that is no all-clear."
    )
