"""The rhythm of a channel: as many as on this weekday before, and no silence longer than working days explain.

A day is compared with the same weekday of up to eight weeks before, for a Sunday is no Tuesday. Bank holidays and marked
days are neither judged nor learned from; a weekend or a holiday never counts as silence.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import groupby
from typing import Any

import great_expectations.expectations as gxe
import pandas as pd

from checks.case import Case, History, window_of
from checks.engine import Question
from checks.owners import CHANNELS, to
from checks.rest import RESTS_AFTER, silent_days, unasked
from checks.usual import count_bounds, longest_silence
from checks.volume import counted_by_day, lost_rows, size_of

TABLES = ("posts", "interactions")
WEEKS, FEWEST_WEEKS = 8, 4  # as in volume.py
JUST_NOW = 5  # working days: what spoke within a week is not silent
FEWEST_ACTIVE = 10  # days with something on them, as int_account_silences.sql asks
DAYS = 63  # the days before a silence that it is judged by: nine weeks, over which a season hardly changes
NAMED_BY = ("weekday", "on_the_day", "fewest", "most", "worked_days_silent", "longest_believable")

EXPECTATIONS = [
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="on_the_day", column_B="fewest", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="not far fewer than on this weekday before",
        notes="The last day brought so few that chance would hardly leave it at that: a page of the answer or a "
        "permission was lost, or the channel rested.",
        meta=to(CHANNELS, "Look at the channel: if it was as busy as ever, renew the permission and extract again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="most", column_B="on_the_day", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="not far more than on this weekday before",
        notes="A campaign, an incident, spam, or an account in other hands.",
        meta=to(CHANNELS, "Look at the channel; if what stands there is not ours, change its password first."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="longest_believable", column_B="worked_days_silent", or_equal=True,
        ignore_row_if="either_value_is_missing", severity="warning",
        description="no silence longer than working days explain",
        notes="Weekends and bank holidays are not counted, and still it is quieter than chance would leave it.",
        meta=to(CHANNELS, "Look at the channel: if it spoke, renew the permission; if it rests, say so in "
        "seeds/account_pauses.csv."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of the last day and the last silence of a batch."""
    return [Question(pd.DataFrame([rhythm(case, history)]), EXPECTATIONS, NAMED_BY, unasked(case, history))]


def rhythm(case: Case, history: History) -> dict[str, Any]:
    """Return how many the last day of the window holds and what is usual, and how long nothing came.

    All None where there is nothing to compare: no window, too few weeks seen, or a day that is not judged.
    """
    said: dict[str, Any] = dict.fromkeys(NAMED_BY)
    table = case.batch.table
    window = window_of(case.extracts, table)
    if window is None or case.is_file or lost_rows(case.extracts, table):
        return said
    last = window[1].date() - timedelta(days=1)
    if case.is_marked(last):
        return said
    days = counted_by_day(case, history)
    return {**said, **_weekday(case, history, days, last), **_silence(case, days, last)}


def _weekday(case: Case, history: History, days: dict[date, int], last: date) -> dict[str, Any]:
    before = _alike(case, days, last)
    if last in case.days.holidays or len(before) < FEWEST_WEEKS:
        return {}
    size = size_of(case, history)
    largest = max(number for day, number in days.items() if day < last and not case.is_marked(day))
    fewest, most = count_bounds(before, size, largest)
    fewest_asked = fewest if fewest or days[last] else None  # none came, and none was asked for: that says nothing
    return {"weekday": last.strftime("%A"), "on_the_day": days[last], "fewest": fewest_asked, "most": most}


def _alike(case: Case, days: dict[date, int], last: date) -> list[int]:
    """Return the counts of the same weekday of the weeks before, bank holidays and marked days apart."""
    alike = [last - timedelta(weeks=number) for number in range(1, WEEKS + 1)]
    return [days[day] for day in alike if day in days and not case.is_marked(day) and day not in case.days.holidays]


def _silence(case: Case, days: dict[date, int], last: date) -> dict[str, Any]:
    """Return the working days of silence up to the last day, and how many of them chance would leave.

    So many of the working days before it brought something (usual.longest_silence). Where things come in bursts, the share
    of quiet days that were followed by another kind is smaller, and counts. It must also be more than twice any silence of
    those days, as in int_account_silences.sql.
    """
    known = [day for day in sorted(days, reverse=True) if day <= last and not case.is_marked(day)]
    spoke = len(list(silent_days(case, days, last)))
    silent = sum(case.days.is_worked(day) for day in known[:spoke])
    oldest = last if spoke == len(known) else known[spoke] - timedelta(days=DAYS)
    before = [days[day] > 0 for day in known[spoke:] if day > oldest and case.days.is_worked(day)]
    if len(before) < 5 * FEWEST_WEEKS or sum(before) < FEWEST_ACTIVE or silent >= RESTS_AFTER:
        # Too little is known, or it is at rest (rest.py). But what spoke just now is over its silence, whatever was before.
        has_spoken = spoke < len(known) and silent < JUST_NOW
        return {"worked_days_silent": silent, "longest_believable": JUST_NOW} if has_spoken else {}
    spells = [len(list(run)) for is_active, run in groupby(before) if not is_active]
    ended = (len(spells) + 1) / (len(before) - sum(before) + 1)
    spoke_on = min(float(sum(before)), ended * len(before))
    believable = max(longest_silence(spoke_on, len(before) - spoke_on), 2 * max(spells, default=0))
    return {"worked_days_silent": silent, "longest_believable": believable}
