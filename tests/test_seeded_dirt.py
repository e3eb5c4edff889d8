"""Dirt that passes for data: seeded on a real shelf, one kind a channel, and put through checks, load and dbt build.

A figure that is touched is right, or says why it is not there: never doubled, never zero. Every other figure stays as it was.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from checks.gate import check_shelf
from extractors.landing import Landing
from tests import dirt
from tests.dirt import Channel
from tests.the_line import REPO, Line

TODAY = date(2026, 11, 16)
MODELS = ("+report_figures", "+report_accounts", "+report_extracts")
WARNINGS = ("posts_stand_under_one_account", "counts_are_of_posts_we_know")
CELLS = "numerator, denominator, value, state, reason"
LAST_MONTHS = [date(2026, 7, 1), date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
CHANNELS = {
    "harrowdale x": "2244990001", "marrick x": "2244990002", "harrowdale facebook": "112233445566778",
    "marrick facebook": "223344556677889", "osmere facebook": "334455667788990", "harrowdale linkedin": "90210123",
    "osmere linkedin": "90210456", "harrowdale youtube": "UCharrowdalehospitals000", "osmere youtube": "UCosmerepublichealth0000",
}  # fmt: skip
POSTS, COUNTS, ANSWERS = {"posts"}, {"counts"}, {"interactions"}
NEEDS = {
    "DQ-UNCLASSIFIED": POSTS, "MM-BCAST": POSTS, "MM-COMM": POSTS, "EN-DEPTH": POSTS | COUNTS,
    "RS-ANSWERED": POSTS | ANSWERS, "RS-STANDARD": POSTS | ANSWERS,
}  # fmt: skip


@dataclass(frozen=True)
class Dirt:
    """What is done to a channel, and what its figures must then be."""

    sentence: str
    channel: str
    seed: Callable[[Channel], None]
    lost: frozenset[str] | set[str] = frozenset()  # subjects that are no longer known
    since: date = LAST_MONTHS[0]  # first month in which they are not
    why: str = ""


X_EXPORT = {
    "impression_count": "Impressions",
    "reply_count": "Replies",
    "retweet_count": "Reposts",
    "bookmark_count": "Bookmarks",
}
LINKEDIN_EXPORT = {"uniqueImpressionsCount": "Impressions", "commentCount": "Comments", "shareCount": "Reposts"}
EVERYTHING = frozenset(POSTS | COUNTS | ANSWERS)
SILENT = "taken for lost data, not for silence"

FIRST = [
    Dirt("a post with two rows in one batch is refused, and what needs posts says so", "osmere facebook",
         dirt.says_a_post_twice, POSTS, why="no post is there twice"),
    Dirt("a post of two batches is as the newest look saw it", "harrowdale youtube", dirt.says_other_words_the_day_before),
    Dirt("posts filed again under the organisation's name count once", "harrowdale x",
         dirt.is_filed_again_under("harrowdale", "harrowdale", X_EXPORT)),
    Dirt("posts filed again under another registered account count once, where the interface saw them", "harrowdale linkedin",
         dirt.is_filed_again_under("osmere", "90210456", LINKEDIN_EXPORT)),
    Dirt("an account that another's file was filed under has its own posts and no more", "osmere linkedin", dirt.nothing),
    Dirt("counts of a post nobody saw are added to nothing", "osmere youtube", dirt.counts_a_post_nobody_saw),
    Dirt("a file of questions that is gone makes answers missing and nothing else", "marrick x", dirt.lost("interactions"), ANSWERS,
         why="the questions and comments read on 16 November 2026 are not in the warehouse"),
    Dirt("a file of counts that is gone makes engagement missing and nothing else", "marrick facebook", dirt.lost("readings"), COUNTS,
         why="the counts read on 16 November 2026 are not in the warehouse"),
    Dirt("a channel that falls silent is missing from the month of its last word, not falling", "harrowdale facebook",
         dirt.falls_silent_on(date(2026, 10, 3)), EVERYTHING, date(2026, 10, 1), SILENT),
]  # fmt: skip
SECOND = [
    Dirt("a file of posts that is gone makes posts, counts and answers missing", "marrick facebook", dirt.lost("posts"),
         POSTS, why="the posts read on 16 November 2026 are not in the warehouse"),
    Dirt("a file of posts that lost rows is refused", "osmere facebook", dirt.lost_rows_of("posts"), POSTS,
         why="were refused by a check (as many posts and counts are there as the extract made)"),
    Dirt("a file of questions that lost rows is refused", "harrowdale x", dirt.lost_rows_of("interactions"), ANSWERS,
         why="were refused by a check (as many interactions are there as the extract made)"),
    Dirt("an account that is no longer asked is missing from the day after", "marrick x",
         dirt.is_no_longer_asked_after(date(2026, 10, 10)), EVERYTHING, date(2026, 10, 1), "22 of 31 days were never read"),
]  # fmt: skip
QUIET = Dirt("a silence that somebody explained is one", "harrowdale facebook", dirt.falls_silent_on(date(2026, 10, 3)))
Figures = dict[tuple[str, str, str, date], tuple[Any, ...]]  # organisation, platform, KPI, month


@pytest.fixture(scope="module")
def clean(running_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Line:
    running_sandbox.clock(TODAY)
    line = Line(tmp_path_factory.mktemp("clean") / "home", running_sandbox.url)
    line.look(TODAY, days=150)
    built(line)
    return line


@pytest.fixture(scope="module")
def first(clean: Line, tmp_path_factory: pytest.TempPathFactory) -> Line:
    return dirtied(clean, tmp_path_factory.mktemp("first"), FIRST)


@pytest.fixture(scope="module")
def second(clean: Line, tmp_path_factory: pytest.TempPathFactory) -> Line:
    """The other half, with seeds that say LinkedIn ended a metric and that Facebook was quiet for a reason."""
    project = tmp_path_factory.mktemp("second") / "project"
    shutil.copytree(REPO / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    ended = {"valid_to": "2026-10-01"}
    dirt.with_seeds(project, "metric_map", lambda rows: [
        {**row, **ended} if (row["platform"], row["field"]) == ("linkedin", "shareCount") else row for row in rows])  # fmt: skip
    pause = {"organisation_id": "harrowdale", "platform": "facebook", "account_id": CHANNELS["harrowdale facebook"],
             "since": "2026-10-01", "until": "", "reason": "The page moved"}  # fmt: skip
    dirt.with_seeds(project, "account_pauses", lambda rows: [*rows, pause])
    return dirtied(clean, project.parent, [*SECOND, QUIET], project)


def dirtied(clean: Line, folder: Path, kinds: list[Dirt], project: Path | None = None) -> Line:
    """Copy a clean home, seed its shelf, and put it through checks, load and models again."""
    shutil.copytree(clean.home, folder / "home")
    line = Line(folder / "home", "http://127.0.0.1:1", project=project)
    for kind in kinds:
        organisation, platform = kind.channel.split()
        kind.seed(Channel(line.home, organisation, platform, CHANNELS[kind.channel]))
    check_shelf(Landing(line.home / "landing"), checked_at=datetime(2026, 11, 16, 7, tzinfo=UTC))
    line.run("-m", "extractors", "load")
    built(line)
    return line


def built(line: Line) -> None:
    line.build_models(
        "--exclude-resource-type", "unit_test", "--indirect-selection", "empty", "--select", *MODELS, *WARNINGS
    )


def figures(line: Line) -> Figures:
    """Return the figures of each platform by organisation, platform, KPI and month."""
    rows = line.warehouse(
        f"select organisation_id, slice, kpi_id, period, {CELLS} from reports.figures where slice_kind = 'platform'"
    )
    return {row[:4]: row[4:] for row in rows if row[2] in NEEDS}


def warned(line: Line) -> dict[str, int]:
    """Return how many offenders each test warned of."""
    said = json.loads((line.home / "dbt" / "target" / "run_results.json").read_text())["results"]
    return {name: each["failures"] for each in said for name in WARNINGS if f".{name}" in each["unique_id"]}


def compare(kind: Dirt, before: Figures, after: Figures) -> None:
    organisation, platform = kind.channel.split()
    measured = 0
    for kpi, needs in NEEDS.items():
        for month in LAST_MONTHS:
            key = (organisation, platform, kpi, month)
            state, reason = after[key][3:]
            measured += before[key][3] == "measured"
            if needs & kind.lost and month >= kind.since:
                assert state == "missing" and kind.why in reason, (key, after[key])
            else:
                assert after[key] == before[key], key
    assert measured, "nothing was measured before: this proves nothing"
    elsewhere = {key for key, cells in after.items() if cells[3] == "measured"} - {
        key for key, cells in before.items() if cells[3] == "measured"
    }
    assert elsewhere == set(), "dirt made figures where there were none"


@pytest.mark.parametrize("kind", FIRST, ids=lambda kind: kind.sentence)
def test_dirt(kind: Dirt, clean: Line, first: Line) -> None:
    compare(kind, figures(clean), figures(first))


@pytest.mark.parametrize("kind", SECOND, ids=lambda kind: kind.sentence)
def test_more_dirt(kind: Dirt, clean: Line, second: Line) -> None:
    compare(kind, figures(clean), figures(second))


def test_no_figure_of_an_organisation_counts_a_channel_that_is_not_known(
    clean: Line, first: Line, second: Line
) -> None:
    sql = """select organisation_id, numerator, state from reports.figures
        where slice_kind = 'organisation' and kpi_id = 'DQ-UNCLASSIFIED' and period = '2026-10-01' order by all"""
    before, one, other = (line.warehouse(sql) for line in (clean, first, second))
    assert [body for body, _, state in before if state != "missing"] == ["harrowdale", "marrick", "osmere"]
    assert one == [("harrowdale", None, "missing"), before[1], ("osmere", None, "missing")]
    assert other[1:] == [("marrick", None, "missing"), ("osmere", None, "missing")]


def test_a_clean_world_has_no_silence_and_warns_of_nothing(clean: Line) -> None:
    assert clean.warehouse("select * from intermediate.int_account_silences") == []
    assert warned(clean) == dict.fromkeys(WARNINGS, 0)


def test_every_post_filed_twice_and_every_count_without_a_post_is_named(clean: Line, first: Line) -> None:
    posts = "select count(distinct post_id) from raw.posts where account_id in (?, ?)"
    ((twice,),) = clean.warehouse(posts, CHANNELS["harrowdale x"], CHANNELS["harrowdale linkedin"])
    counted = "select count(distinct subject_id) from raw.readings where account_id = ? and subject_kind = 'post'"
    ((refused,),) = clean.warehouse(counted, CHANNELS["osmere facebook"])
    assert warned(first) == {"posts_stand_under_one_account": twice, "counts_are_of_posts_we_know": refused + 1}


def test_a_file_under_the_organisations_name_makes_no_second_account(clean: Line, first: Line) -> None:
    accounts = "select platform, account_id from reports.accounts order by all"
    assert first.warehouse(accounts) == clean.warehouse(accounts)
    filed = "select account_id, subject, outcome from reports.extracts where batch_id = 'file_00112233' order by all"
    assert {row[0] for row in first.warehouse(filed)} == {CHANNELS["harrowdale x"], CHANNELS["harrowdale linkedin"]}


def test_the_trust_page_says_of_every_refused_channel_what_was_refused(first: Line, second: Line) -> None:
    said = "select platform || ' ' || account_id, reason from reports.accounts where freshness = 'failed' order by all"
    assert [(account, reason[:40]) for account, reason in first.warehouse(said)] == [
        (f"facebook {CHANNELS['marrick facebook']}", "The counts read on 16 November 2026 are "),
        (f"facebook {CHANNELS['osmere facebook']}", "The posts read on 16 November 2026 were "),
        (f"x {CHANNELS['marrick x']}", "The questions and comments read on 16 No"),
    ]
    stale = "select account_id, reason from reports.accounts where freshness = 'stale'"
    assert second.warehouse(stale) == [(CHANNELS["marrick x"], "Nothing read for the days after 9 October 2026")]


def test_a_metric_the_platform_ended_is_not_measurable_and_the_figure_says_which_and_when(
    clean: Line, second: Line
) -> None:
    before, after = figures(clean), figures(second)
    ended = "LinkedIn ended shareCount on 1 October 2026 and names nothing in its place"
    for month in LAST_MONTHS:
        key = ("harrowdale", "linkedin", "EN-DEPTH", month)
        assert before[key][3] == "measured" and after[key][3:] == ("not_measurable", ended)
        assert after[*key[:2], "MM-COMM", month] == before[*key[:2], "MM-COMM", month]


def test_a_silence_that_somebody_explained_is_one(clean: Line, second: Line) -> None:
    before, after = figures(clean), figures(second)
    for month in LAST_MONTHS:
        key = ("harrowdale", "facebook", "DQ-UNCLASSIFIED", month)
        if month < date(2026, 10, 1):
            assert after[key] == before[key]
        else:
            assert after[key][3] != "missing" and (after[key][1] or 0) < before[key][1]
