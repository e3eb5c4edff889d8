"""How numbers move between two looks: no running total falls beyond what is taken back, none stands still, none leaps."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import great_expectations.expectations as gxe
import pandas as pd
import pyarrow.compute as pc

from checks.case import Case, History, beside
from checks.engine import Question
from checks.owners import CHANNELS, ENGINEER, to
from checks.usual import FALSE_ALARM, most_taken_back, move_bounds

TABLES = ("readings",)
WEEK = timedelta(days=7)
FEWEST_POSTS, LEAST_COUNT, TIMES = 3, 10, 2.0  # a median of fewer is one post's own story
YOUNG, GAIN = timedelta(days=2), 0.05
LEAST_DUE = -math.log(FALSE_ALARM)
LINKEDIN_FORGETS = timedelta(days=360)  # its lifetime totals speak of twelve months (apis/facebook-linkedin.md, B7)
ROUNDED = {"subscriberCount": 3}  # figures it is rounded down to (apis/x-youtube.md, B.2.1: since 2019)
Key = tuple[str, str, str, str, str]  # subject kind, subject, field, dimension, its value
Totals = dict[Key, float]

OF_EACH_TOTAL = [
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="most_taken_back", column_B="taken_back", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="no running total fell beyond what is taken back",
        notes="People take likes back and platforms take spam off, but not so much at once: another count is stated "
        "under the old name, or of another post.",
        meta=to(ENGINEER, "Open the post: if it shows the lower count, note it in the platform's row of "
        "seeds/metric_map.csv; if not, extract again."),
    ),
]  # fmt: skip

OF_EACH_FIELD = [
    gxe.ExpectColumnValuesToBeInSet(
        column="is_scaled", value_set=[False], severity="warning",
        description="posts a week old did not double or halve all at once",
        notes="One post may; the middle one of all does not: the unit changed (thousands, another currency, a split), "
        "or the field means something else now.",
        meta=to(ENGINEER, "See the platform's change log; end the field in seeds/metric_map.csv on that day and name "
        "the next."),
    ),
]  # fmt: skip

OF_EACH_ACCOUNT_TOTAL = [
    gxe.ExpectColumnValuesToBeInSet(
        column="is_believable", value_set=[True], severity="warning",
        description="account totals move as their own history makes believable",
        notes="Followers and the like move in small steps; a leap is another account, another unit, a purge, or news "
        "that everybody will ask about.",
        meta=to(CHANNELS, "Open the profile: if it shows the same number, find out why before the board asks; if not, "
        "extract again."),
    ),
]  # fmt: skip

OF_THE_BATCH = [
    gxe.ExpectColumnValuesToBeInSet(
        column="is_frozen", value_set=[False], severity="warning", description="running totals still move",
        notes="Not one total moved since the last look, where always some did: the platform or a proxy before it gives "
        "an old answer again.",
        meta=to(ENGINEER, "Open a post: if its counts have moved, look at what stands between us and the platform, and "
        "extract again."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of the running totals of a batch against the look before; nothing where there was none."""
    if case.is_file or case.batch.platform == "register":
        return []
    here = totals(case, case.batch.path)
    before = totals(case, case.earlier[0]) if case.earlier else {}
    return [
        Question(
            _pairs(case, here, before), OF_EACH_TOTAL, ("subject_id", "field", "dimension_value", "before", "now")
        ),
        Question(_fields(case, here, before), OF_EACH_FIELD, ("field", "posts", "middle_ratio")),
        Question(
            _stocks(case, history, here), OF_EACH_ACCOUNT_TOTAL, ("field", "before", "now", "least_usual", "most_usual")
        ),
        Question(_stillness(case, history, here, before), OF_THE_BATCH, ("moved", "due_of_new_posts")),
    ]


def totals(case: Case, path: Path) -> Totals:
    """Return the running totals of a file that are known."""
    return case.files.once(path, "totals", lambda path: _totals(case, path))


def _totals(case: Case, path: Path) -> Totals:
    names = ["subject_kind", "subject_id", "field", "dimension", "dimension_value", "value"]
    rows = case.files.table(path, [*names, "period"])
    rows = rows.filter(pc.and_(pc.equal(rows["period"], "lifetime"), pc.is_valid(rows["value"])))
    *key, values = (rows[name].to_pylist() for name in names)
    return dict(zip(zip(*key, strict=True), values, strict=True))


def published(case: Case) -> dict[str, datetime]:
    """Return the moment of each post of the batch that has one."""
    path = beside(case.batch.path, "posts")
    if not case.files.exists(path):
        return {}
    posts = zip(*case.files.values(path, ["post_id", "published_at"]), strict=True)
    return {post: at for post, at in posts if at is not None}


def _pairs(case: Case, here: Totals, before: Totals) -> pd.DataFrame:
    """Return one row per running total of a post that both looks state."""
    oldest = case.observed_at.to_pydatetime() - LINKEDIN_FORGETS
    when = published(case) if case.batch.platform == "linkedin" else {}
    rows = [
        (key[1], key[2], key[4], then, here[key], max(then - here[key], 0.0), most_taken_back(then))
        for key, then in before.items()
        if key[0] == "post" and key in here and not (key[1] in when and when[key[1]] < oldest)
    ]
    names = ["subject_id", "field", "dimension_value", "before", "now", "taken_back", "most_taken_back"]
    return pd.DataFrame(rows, columns=names)


def _fields(case: Case, here: Totals, before: Totals) -> pd.DataFrame:
    """Return one row per field: the middle one of the ratios of posts a week old. The median moves only if most of them do."""
    ripe = case.observed_at.to_pydatetime() - WEEK
    when = published(case)
    ratios: dict[str, list[float]] = defaultdict(list)
    for key, then in before.items():
        if key[0] == "post" and then >= LEAST_COUNT and key in here and not key[3]:
            at = when.get(key[1])
            if at is not None and at < ripe:
                ratios[key[2]].append(here[key] / then)
    middles = {field: median(found) for field, found in ratios.items() if len(found) >= FEWEST_POSTS}
    rows = [(field, len(ratios[field]), middle) for field, middle in middles.items()]
    frame = pd.DataFrame(rows, columns=["field", "posts", "middle_ratio"])
    return frame.assign(is_scaled=(frame["middle_ratio"] >= TIMES) | (frame["middle_ratio"] <= 1 / TIMES))


def _stocks(case: Case, history: History, here: Totals) -> pd.DataFrame:
    """Return one row per total of the account: its move over a week, and the moves its weeks before make believable."""
    looks = [(case.observed_at.to_pydatetime(), here)]
    for path in case.earlier:  # a week apart or more: the moves of single days are of another size
        at = history.seen(path).to_pydatetime()
        if looks[-1][0] - at >= WEEK - timedelta(hours=12):
            looks.append((at, totals(case, path)))
    rows = []
    for key, now in here.items():
        if key[0] != "account" or key[3]:
            continue
        said = [(at, found[key]) for at, found in looks if key in found]
        moves = [(one - two) / ((at - then) / WEEK) for (at, one), (then, two) in pairwise(said)]
        step = 10.0 ** max(0, len(str(int(abs(now)))) - ROUNDED[key[2]]) if key[2] in ROUNDED else 1.0
        bounds = move_bounds(moves[1:], step) if moves else None
        if bounds:
            before = said[1][1]
            least, most = before + bounds[0], before + bounds[1]
            rows.append((key[2], before, now, math.floor(least), math.ceil(most), bounds[0] <= moves[0] <= bounds[1]))
    return pd.DataFrame(rows, columns=["field", "before", "now", "least_usual", "most_usual", "is_believable"])


def _stillness(case: Case, history: History, here: Totals, before: Totals) -> pd.DataFrame:
    """Return one row: by how much all totals moved, and by how much those of new posts alone should have.

    Old posts come to rest, and then a whole quiet day moves nothing. A post in its first two days gains a twentieth a day
    at least (ours: every platform's grows faster); where that is 11.6 counts or more, none at all has a chance of one in
    105,000 (Poisson). A week without any move, where the week before had as many, is the same finding.
    """
    looks = [(case.observed_at, here), *((history.seen(path), totals(case, path)) for path in case.earlier[:3])]
    moved, due = _moved(here, before), 0.0
    if len(looks) > 1:
        seen_at, when = looks[1][0].to_pydatetime(), published(case)
        young = {post for post, at in when.items() if seen_at - YOUNG <= at < seen_at}
        days = (looks[0][0] - looks[1][0]) / timedelta(days=1)
        due = GAIN * days * sum(value for key, value in before.items() if key[1] in young and key in here)
    week = [one for one in looks[1:] if looks[0][0] - one[0] >= WEEK - timedelta(hours=12)]
    stood_still = len(week) > 1 and not _moved(here, week[0][1]) and _moved(week[0][1], week[1][1]) > LEAST_DUE
    is_frozen = bool(before) and moved == 0 and (due > LEAST_DUE or stood_still)
    return pd.DataFrame([{"moved": moved, "due_of_new_posts": round(due, 1), "is_frozen": is_frozen}])


def _moved(one: Totals, two: Totals) -> float:
    return sum(abs(value - two[key]) for key, value in one.items() if key in two)
