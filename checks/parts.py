"""A whole and its parts: posts cannot be seen more often than their page, people not more often than views, shares not past 100.

Daily totals also count older posts, so most of these are "not more than" and never "the same": of LinkedIn's own files the
days add up to 508,103 impressions and the posts to 416,917 (native-exports.md, section 2.5).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import great_expectations.expectations as gxe
import pandas as pd
import pyarrow.compute as pc

from checks.case import Case, History, window_of
from checks.engine import Question
from checks.moves import published, totals
from checks.owners import ENGINEER, to
from checks.series import Days, stated

TABLES = ("readings",)
OF_POSTS = {  # platform -> a post's field, and the account's daily field that holds it
    "facebook": ("post_media_view", "page_media_view"),
    "linkedin": ("impressionCount", "impressionCount"),
    "youtube": ("viewCount", "views"),
}
RIPE, TAIL = timedelta(days=14), 0.10  # what a post a fortnight old still gains on days that are not stated yet
PEOPLE = {  # people reached -> views they belong to
    "post_total_media_view_unique": "post_media_view",
    "page_total_media_view_unique": "page_media_view",
    "uniqueImpressionsCount": "impressionCount",
}
NAMED_BY = ("what", "parts", "whole")

OF_EACH_SUM = [
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="most", column_B="parts", or_equal=True, ignore_row_if="either_value_is_missing", severity="warning",
        description="the parts are not more than the whole",
        notes="Posts cannot be seen more often than all of the account: the counts are of different things or accounts, "
        "or one is doubled.",
        meta=to(ENGINEER, "Compare the kept pages with the platform's own screen, and mend the field that is wrong."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="parts", column_B="least", or_equal=True, ignore_row_if="either_value_is_missing", severity="warning",
        description="the parts add up to the whole",
        notes="The platform states a whole and its parts, and they differ by more than chance: one of them is cut off.",
        meta=to(ENGINEER, "Compare the kept pages with the platform's own screen, and mend the field that is wrong."),
    ),
]  # fmt: skip

OF_EACH_REACH = [
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="views", column_B="people", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="people reached are not more than views",
        notes="Whoever was reached has seen it at least once: two fields were swapped, or one is of another day.",
        meta=to(ENGINEER, "Look at the kept page; if the platform swapped them, mend parse() and extract again."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of the sums of a batch of readings."""
    if case.is_file or case.batch.platform == "register":
        return []
    names = ["what", "parts", "whole", "most", "least"]
    sums = pd.DataFrame(list(_sums(case)), columns=names)
    reach = pd.DataFrame(list(_reached(case)), columns=["subject", "field", "people", "views"])
    return [Question(sums, OF_EACH_SUM, NAMED_BY), Question(reach, OF_EACH_REACH, ("subject", "field"))]


def _sums(case: Case) -> Iterator[tuple[str, float, float, float | None, float | None]]:
    """Yield what, parts, whole, and the most and the least the parts may be (None: not bounded on that side)."""
    here, days = totals(case, case.batch.path), stated(case, case.batch.path)
    yield from _posts_in_days(case, here, days)
    of_account = {key[2]: value for key, value in here.items() if key[0] == "account" and not key[3]}
    if case.batch.platform == "youtube" and "viewCount" in of_account:
        videos = sum(value for key, value in here.items() if key[0] == "post" and key[2] == "viewCount")
        yield "views of videos, of the channel", videos, of_account["viewCount"], of_account["viewCount"], None
    if case.batch.platform == "facebook":
        yield from _reactions(here)
        yield from _followers(days)
    shares = [value for key, value in here.items() if key[2] == "viewerPercentage"] or _viewers(case)
    if shares:  # groups too small to be named are left out, so less than all is usual and half of it is not
        yield "shares of viewers, of 100", sum(shares), 100.0, 100.5, 50.0


def _posts_in_days(
    case: Case, here: dict[Any, float], days: Days
) -> Iterator[tuple[str, float, float, float | None, float | None]]:
    window = window_of(case.extracts, "series")
    if case.batch.platform not in OF_POSTS or window is None:
        return
    of_post, of_day = OF_POSTS[case.batch.platform]
    since, until = (each.to_pydatetime() for each in window)
    of_days = [value for (field, _), value in days.items() if field == of_day]
    known = [value for value in of_days if value is not None]
    if not known or len(known) < len(of_days):  # of what a day brought that nobody stated, nothing can be said
        return
    whole = sum(known)
    when = published(case)
    parts = sum(
        value
        for key, value in here.items()
        if key[0] == "post" and key[2] == of_post and not key[3] and key[1] in when
        and since + timedelta(days=1) <= when[key[1]] < until - RIPE
    )  # fmt: skip
    yield f"{of_post} of posts in the window, {of_day} of its days", parts, whole, whole * (1 + TAIL), None


def _reactions(here: dict[Any, float]) -> Iterator[tuple[str, float, float, float | None, float | None]]:
    by_kind: dict[str, float] = defaultdict(float)
    for key, value in here.items():
        if key[2] == "post_reactions_by_type_total":
            by_kind[key[1]] += value
    stated_of = {key[1]: value for key, value in here.items() if key[2] == "reactions" and key[1] in by_kind}
    if stated_of:
        whole, parts = sum(stated_of.values()), sum(by_kind[post] for post in stated_of)
        apart = 3 * math.sqrt(whole) + 1  # the two are counted at different moments
        yield "reactions by kind, reactions", parts, whole, whole + apart, whole - apart


def _followers(days: Days) -> Iterator[tuple[str, float, float, float | None, float | None]]:
    """Follows gained less those lost should be what the count of followers moved by; closed accounts are in neither."""
    known = sorted(day for field, day in days if field == "page_follows" and days[field, day] is not None)
    if len(known) < 2:
        return
    flows = [
        (days.get(("page_daily_follows", day)), days.get(("page_daily_unfollows_unique", day))) for day in known[1:]
    ]
    gains, losses = [up for up, _ in flows if up is not None], [down for _, down in flows if down is not None]
    first, last = days["page_follows", known[0]], days["page_follows", known[-1]]
    if first is None or last is None or len(gains) < len(flows) or len(losses) < len(flows):
        return  # a day that was not stated is not a day without follows
    gained, lost = sum(gains), sum(losses)
    apart = 3 * math.sqrt(gained + lost) + 1
    yield (
        "follows less unfollows, move of page_follows",
        gained - lost,
        last - first,
        last - first + apart,
        last - first - apart,
    )


def _viewers(case: Case) -> list[float]:
    rows = case.files.table(case.batch.path, ["field", "value"])
    shares = rows.filter(pc.equal(rows["field"], "viewerPercentage"))["value"]
    return [share for share in shares.to_pylist() if share is not None]


def _reached(case: Case) -> Iterator[tuple[str, str, float, float]]:
    here, days = totals(case, case.batch.path), stated(case, case.batch.path)
    for (kind, subject, field, dimension, of), people in here.items():
        if field in PEOPLE and not dimension:
            views = here.get((kind, subject, PEOPLE[field], dimension, of))
            if views is not None:
                yield subject, field, people, views
    for (field, day), said in days.items():
        seen = days.get((PEOPLE.get(field, ""), day))
        if said is not None and seen is not None:
            yield str(day), field, said, seen
