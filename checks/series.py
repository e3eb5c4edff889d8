"""Daily figures: they reach as near to today as the platform does, no day drops out, and what had settled stays."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import great_expectations.expectations as gxe
import pandas as pd
import pyarrow.compute as pc

from checks.case import Case, History, window_of
from checks.engine import Question
from checks.owners import ANALYST, ENGINEER, to

TABLES = ("readings",)
# Days from the end of the newest day a platform states to the midnight up to which it was asked.
LAG = {
    "youtube": 3,  # Analytics: 48 to 72 hours (apis/x-youtube.md, B.2.7)
    "linkedin": 2,  # follower statistics end two days back; the others yesterday (apis/facebook-linkedin.md, B2.4 and B7)
    "facebook": 2,  # Pacific days; the newest one or two can be absent (apis/facebook-linkedin.md, A2.5)
}
LATE = 1  # a platform one day late mends itself by the next look
# Days after which a platform no longer restates a day: what to ask for again, by its documents.
SETTLED = {"youtube": 30, "linkedin": 7, "facebook": 7}  # apis/x-youtube.md B.2.7; apis/facebook-linkedin.md A2.5, B7
Days = dict[tuple[str, date], float | None]  # field and day -> what was stated

OF_EACH_FIELD = [
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="most_days_behind", column_B="days_behind", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="daily figures are as fresh as the platform's own lag",
        notes="Each platform states a day some days later; this is later than that, so recent days are unknown, not "
        "zero.",
        meta=to(ENGINEER, "See the platform's status page; if it has no news, look at the kept page and extract again."),
    ),
]  # fmt: skip

OF_EACH_DAY = [
    gxe.ExpectColumnValuesToBeInSet(
        column="is_gone", value_set=[False], severity="warning", description="no day that was stated drops out",
        notes="An earlier look had this day: a page of the answer was lost, or the platform no longer gives it. What "
        "was read then stays.",
        meta=to(ENGINEER, "Extract the window again; if the day stays away, see the platform's change log."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_restated", value_set=[False], severity="warning", description="days that had settled stay as they were",
        notes="This batch is not at fault: the platform now says another number for a day it had finished with. "
        "Figures that were shown may change, and are then listed as restated.",
        meta=to(ANALYST, "Compare old and new, find the cause in the platform's change log, and note it for the "
        "restatements."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of the daily figures of an account; nothing of a platform that states none."""
    if case.is_file or case.batch.platform not in LAG:
        return []
    here = stated(case, case.batch.path)
    return [
        Question(_fields(case, here), OF_EACH_FIELD, ("field", "newest_day")),
        Question(_days(case, history, here), OF_EACH_DAY, ("field", "day", "before", "now")),
    ]


def stated(case: Case, path: Path) -> Days:
    """Return the daily figures of the account in a file."""
    return case.files.once(path, "stated", lambda path: _stated(case, path))


def _stated(case: Case, path: Path) -> Days:
    names = ["field", "period_start", "value", "dimension"]
    rows = case.files.table(path, [*names, "subject_kind", "period"])
    rows = rows.filter(pc.and_(pc.equal(rows["subject_kind"], "account"), pc.equal(rows["period"], "day")))
    found = zip(*(rows[name].to_pylist() for name in names), strict=True)
    return {(field, day): value for field, day, value, dimension in found if field and day and not dimension}


def _fields(case: Case, here: Days) -> pd.DataFrame:
    """Return one row per field that an earlier look had too: how far its newest day lies behind the end of the window."""
    window = window_of(case.extracts, "series")
    names = ["field", "newest_day", "days_behind", "most_days_behind"]
    if window is None or not case.earlier:
        return pd.DataFrame(columns=names)
    before = {field for field, _ in stated(case, case.earlier[0])}
    until, most = window[1].date(), LAG[case.batch.platform] + LATE
    rows = []
    for field in sorted(before):
        newest = max((day for (each, day), said in here.items() if each == field and said is not None), default=None)
        if newest is not None:  # a field that is gone has its own check
            rows.append((field, str(newest), (until - newest).days - 1, most))
    return pd.DataFrame(rows, columns=names)


def _days(case: Case, history: History, here: Days) -> pd.DataFrame:
    """Return one row per field and day that the look before stated and this one was asked for."""
    names = ["field", "day", "before", "now", "is_gone", "is_restated"]
    window = window_of(case.extracts, "series")
    if window is None or not case.earlier or case.asked("series", "outcome") != "ok":
        return pd.DataFrame(columns=names)
    since, until = (each.date() for each in window)
    settled = history.seen(case.earlier[0]).date() - timedelta(days=SETTLED[case.batch.platform])
    fields = {field for field, _ in here}
    rows = []
    for (field, day), then in sorted(stated(case, case.earlier[0]).items()):
        if field in fields and since <= day < until:
            now = here.get((field, day))
            is_gone = (field, day) not in here
            is_restated = not is_gone and day < settled and then is not None and now != then
            rows.append((field, str(day), then, now, is_gone, is_restated))
    return pd.DataFrame(rows, columns=names)
