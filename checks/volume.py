"""How many rows a week usually brings, and how far from that the last week is."""

from __future__ import annotations

import math
from datetime import timedelta
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
    subject = case.batch.table
    window = window_of(case.extracts, subject)
    if window is None or (window[1] - window[0]).days < 7 or lost_rows(case.extracts, subject):
        return _row(None, [])
    earlier = [path for path in case.earlier if not lost_rows(history.extracts(path), subject)]
    seen = pd.concat([case.rows(columns=[key, moment]), *(case.files.frame(path, [key, moment]) for path in earlier)])
    covered = [window, *filter(None, (window_of(history.extracts(path), subject) for path in earlier))]
    when = seen.drop_duplicates(key)[moment]
    weeks = []
    for number in range(WEEKS + 1):
        end = window[1] - timedelta(days=7 * number)
        start = end - timedelta(days=7)
        is_learned_from = number == 0 or not any(
            case.is_marked((start + timedelta(days=day)).date()) for day in range(7)
        )
        if is_learned_from and any(low <= start and end <= high for low, high in covered):
            weeks.append(int(((when >= start) & (when < end)).sum()))
    return _row(weeks[0], weeks[1:])


def lost_rows(extracts: pd.DataFrame, subject: str) -> bool:
    """Tell whether rows of a batch went under the platform's terms: what is left says nothing of what is usual."""
    whys = extracts.loc[extracts["subject"] == subject, "dropped_why"].dropna()
    return bool(whys.str.contains(EXPIRED, regex=False).any())


def is_gone(case: Case, moment: str) -> bool:
    """Tell whether the batch is empty, without an error, though earlier ones saw rows in its window's last four weeks.

    A channel at rest does not count: what it last did lies further back.
    """
    subject = case.batch.table
    window = window_of(case.extracts, subject)
    if window is None or case.asked(subject, "outcome") != "ok" or case.files.count(case.batch.path):
        return False
    if lost_rows(case.extracts, subject):
        return False
    since = max(window[0], window[1] - timedelta(days=28))
    seen = (case.files.frame(path, [moment])[moment] for path in case.earlier)
    return any(moments.between(since, window[1], inclusive="left").any() for moments in seen)


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
