"""How many rows a week usually brings, and how far from that the last week is."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from checks.case import Case, History, window_of
from extractors.records import EXPIRED

WEEKS = 8  # a mean over fewer is led by one campaign, over more by the season before
FEWEST_WEEKS = 4  # below that nobody knows what is usual; and four silent weeks mean a channel at rest
DEVIATIONS = 3.0  # surprising: about once in 370 weeks if the weeks differed by chance alone


def volume(case: Case, history: History, key: str, moment: str) -> dict[str, Any]:
    """Return how many rows the last seven days of the window hold, and the fewest and most that would be usual.

    Usual is the mean of up to eight weeks before, counted by id over this batch and the ones it is compared with; a week
    that holds a marked day is not learned from.
    All None where there is nothing to compare: no window, fewer than four weeks seen, or four silent weeks.
    """
    window = window_of(case.extracts, case.batch.table)
    if window is None or (window[1] - window[0]).days < 7 or lost_rows(case.extracts, case.batch.table):
        return _row(None, [])
    days, until = counted_by_day(case, history, key, moment), window[1].date()
    weeks = []
    for number in range(WEEKS + 1):
        week = [until - timedelta(days=7 * number + day) for day in range(1, 8)]
        is_learned_from = number == 0 or not any(map(case.is_marked, week))
        if is_learned_from and all(day in days for day in week):
            weeks.append(sum(days[day] for day in week))
    return _row(weeks[0], weeks[1:])


def counted_by_day(case: Case, history: History, key: str, moment: str) -> dict[date, int]:
    """Return how many things each day brought that this batch or one it is compared with covers, counted by id."""
    return case.files.once(case.batch.path, "counted by day", lambda _: _counted(case, history, key, moment))


def _counted(case: Case, history: History, key: str, moment: str) -> dict[date, int]:
    seen: dict[str, date] = {}
    covered: set[int] = set()
    for path in (case.batch.path, *case.earlier):
        window = case.files.once(path, "window", lambda path: _window(history, path, case.batch.table))
        if window is not None:
            covered.update(range(*window))
            for each, day in _days_of(case, path, key, moment).items():
                seen.setdefault(each, day)
    counts = Counter(seen.values())
    return {day: counts[day] for day in map(date.fromordinal, covered)}


def _window(history: History, path: Path, table: str) -> tuple[int, int] | None:
    """Return the days a file covers as ordinals; None where its rows say nothing of how many there were."""
    extracts = history.extracts(path)
    window = None if lost_rows(extracts, table) else window_of(extracts, table)
    return None if window is None else (window[0].toordinal(), window[1].toordinal())


def _days_of(case: Case, path: Path, key: str, moment: str) -> dict[str, date]:
    """Return the day of each thing of a file, by id."""
    return case.files.once(path, "days", lambda path: _days(case, path, key, moment))


def _days(case: Case, path: Path, key: str, moment: str) -> dict[str, date]:
    rows = case.files.table(path, [key, moment]).to_pydict()
    pairs = zip(rows[key], rows[moment], strict=True)
    return {each: at.date() for each, at in pairs if each is not None and at is not None}


def lost_rows(extracts: pd.DataFrame, subject: str) -> bool:
    """Tell whether rows of a batch went under the platform's terms: what is left says nothing of what is usual."""
    pairs = zip(extracts["subject"], extracts["dropped_why"], strict=True)
    return any(of == subject and isinstance(why, str) and EXPIRED in why for of, why in pairs)


def is_gone(case: Case, key: str, moment: str) -> bool:
    """Tell whether the batch is empty, without an error, though earlier ones saw rows in its window's last four weeks.

    A channel at rest does not count: what it last did lies further back.
    """
    subject = case.batch.table
    window = window_of(case.extracts, subject)
    if window is None or case.asked(subject, "outcome") != "ok" or case.files.count(case.batch.path):
        return False
    if lost_rows(case.extracts, subject):
        return False
    since, until = max(window[0], window[1] - timedelta(days=28)).date(), window[1].date()
    return any(since <= day < until for path in case.earlier for day in _days_of(case, path, key, moment).values())


def usual(weeks: list[int]) -> tuple[float, float]:
    """Return the fewest and the most rows that a week after these may have.

    The square root of a count spreads alike whatever its mean (Anscombe 1948), so the bounds are set there; where the
    weeks differ more than chance makes them, the bounds are as much wider.
    """
    roots = pd.Series([2 * math.sqrt(rows + 3 / 8) for rows in weeks])
    middle, spread = math.sqrt(sum(weeks) / len(weeks) + 3 / 8), max(1.0, float(roots.std()))
    low, high = middle - DEVIATIONS * spread / 2, middle + DEVIATIONS * spread / 2
    return max(0.0, round(max(0.0, low) ** 2 - 3 / 8, 1)), round(high**2 - 3 / 8, 1)


def _row(last: int | None, before: list[int]) -> dict[str, Any]:
    row = {"rows_last_week": last, "weekly_mean_before": None, "fewest_usual": None, "most_usual": None}
    if last is None or len(before) < FEWEST_WEEKS or not sum(before[:FEWEST_WEEKS]):
        return row
    fewest, most = usual(before)
    mean = round(sum(before) / len(before), 1)
    return {**row, "weekly_mean_before": mean, "fewest_usual": fewest, "most_usual": most}
