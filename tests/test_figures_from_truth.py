"""The figures equal a direct computation on what the sandbox knows, and stay the same bytes however often they are made."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.the_line import REPO, Line

TODAY = date(2026, 11, 16)
SINCE = TODAY - timedelta(days=730)
ACCOUNTS = {"osmere_facebook", "osmere_linkedin", "osmere_youtube", "marrick_x", "marrick_facebook"}
Truth = Callable[[str, str], dict[str, Any]]  # (platform, account) -> rows
LONDON = ZoneInfo("Europe/London")

DEEP = {
    "x": ("reply_count", "retweet_count", "quote_count", "bookmark_count"),
    "facebook": ("comments", "shares"),
    "linkedin": ("commentCount", "shareCount"),
    "youtube": ("commentCount", "shares"),
}
SEEN = {
    "x": "impression_count",
    "facebook": "post_total_media_view_unique",
    "linkedin": "uniqueImpressionsCount",
    "youtube": "viewCount",
}


@pytest.fixture(scope="module")
def line(running_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Line:
    running_sandbox.begin_anew()
    line = Line(tmp_path_factory.mktemp("line"), running_sandbox.url, ACCOUNTS)
    line.look(TODAY)
    line.build_again()
    return line


@pytest.fixture(scope="module")
def truth(running_sandbox: Any) -> Truth:
    running_sandbox.clock(TODAY)

    def of(platform: str, account: str) -> dict[str, Any]:
        asked = f"platform={platform}&account={account}&since={SINCE}&until={TODAY}"
        with urllib.request.urlopen(f"{running_sandbox.url}/truth?{asked}", timeout=60) as answer:
            said: dict[str, Any] = json.load(answer)
        return said

    return of


def month(time_text: str) -> date:
    there = datetime.fromisoformat(time_text.replace("Z", "+00:00")).astimezone(LONDON)
    return date(there.year, there.month, 1)


def engagement(truth: dict[str, Any], platform: str) -> dict[date, tuple[float, float, float]]:
    """Compute deep engagement, audience and coverage by month, the long way."""
    counts: dict[str, dict[str, float | None]] = defaultdict(dict)
    for reading in truth["readings"]:
        if reading["subject_kind"] == "post" and reading["period"] == "lifetime" and not reading["dimension"]:
            counts[reading["subject_id"]][reading["field"]] = reading["value"]
    months: dict[date, list[tuple[float, float] | None]] = defaultdict(list)
    for post in truth["posts"]:
        if post["kind"] in ("original", "quote"):
            said = counts[post["post_id"]]
            parts = [said.get(field) for field in (*DEEP[platform], SEEN[platform])]
            known = [part for part in parts if part is not None]
            months[month(post["published_at"])].append(
                (sum(known[:-1]), known[-1]) if len(known) == len(parts) else None
            )
    return {
        when: (
            sum(each[0] for each in posts if each),
            sum(each[1] for each in posts if each),
            sum(each is not None for each in posts) / len(posts),
        )
        for when, posts in months.items()
    }


@pytest.mark.parametrize(
    ("organisation", "platform", "account"),
    [
        ("osmere", "facebook", "334455667788990"),
        ("osmere", "linkedin", "90210456"),
        ("osmere", "youtube", "UCosmerepublichealth0000"),
        ("marrick", "x", "2244990002"),
        ("marrick", "facebook", "223344556677889"),
    ],
)
def test_deep_engagement_equals_a_direct_computation(
    line: Line, truth: Truth, organisation: str, platform: str, account: str
) -> None:
    expected = engagement(truth(platform, account), platform)
    figures = line.board(
        """select period, numerator, denominator, coverage, state from figures
        where organisation_id = ? and kpi_id = 'EN-DEPTH' and slice = ? order by period""",
        organisation,
        platform,
    )
    assert len(figures) == 24
    measured = 0
    for period, numerator, denominator, coverage, state in figures:
        deep, seen, share_known = expected.get(period, (0.0, 0.0, 0.0))
        if state == "measured":
            measured += 1
            assert (numerator, denominator) == (deep, seen), f"{period}: the figure and the truth differ"
            assert coverage == pytest.approx(share_known)
        else:
            assert seen < 1000 or share_known < 0.8, f"{period} is {state}, though {deep} on {seen} are known"
    assert measured > 0


def test_questions_put_to_us_equal_the_ones_the_sandbox_wrote(line: Line, truth: Truth) -> None:
    expected: dict[date, set[str]] = defaultdict(set)
    for item in truth("facebook", "223344556677889")["interactions"]:
        if item["asks_question"] or item["raises_concern"]:
            expected[month(item["created_at"])].add(item["interaction_id"])
    repeats = line.warehouse("select interaction_id from marts.fct_interactions where is_duplicate or is_follow_up")
    repeated = {row[0] for row in repeats}
    rows = line.warehouse(
        """select period, value from measures.measures
        where organisation_id = 'marrick' and slice = 'facebook' and measure = 'people_who_asked' order by period"""
    )
    assert rows
    assert dict(rows) == {when: float(len(ids - repeated)) for when, ids in expected.items() if ids} | {
        period: value for period, value in rows if value == 0
    }


def test_a_day_run_twice_gives_the_same_bytes_in_figures(line: Line, sandbox: Any) -> None:
    sandbox.clock(TODAY)
    before = line.figures()
    line.look(TODAY)
    line.build_again()
    assert line.figures() == before


def test_an_extract_killed_half_way_and_run_again_gives_the_same_bytes(line: Line, sandbox: Any) -> None:
    sandbox.clock(TODAY)
    before = line.figures()
    killed = subprocess.Popen(
        [sys.executable, "-m", "extractors", "extract", "facebook"],
        cwd=REPO, env={**line.environment, "LOS_TODAY": str(TODAY)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while (
        not list((line.home / "landing").rglob("*.unfinished"))
        and killed.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.005)
    os.kill(killed.pid, signal.SIGKILL)
    assert killed.wait(10) == -signal.SIGKILL, "the extract was over before it could be killed"
    line.check_and_load()
    line.build_again()
    assert line.figures() == before, "a killed run changed the figures"
    line.look(TODAY)
    line.build_again()
    assert line.figures() == before


def test_a_day_later_settled_months_are_as_they_were(line: Line, sandbox: Any) -> None:
    settled = "select * from figures where status = 'final' and kpi_id <> 'AL-GAPS' order by all"
    before = {row[:5]: row for row in line.board(settled)}
    sandbox.clock(TODAY + timedelta(days=1))
    try:
        line.look(TODAY + timedelta(days=1))
        line.build_again()
    finally:
        sandbox.clock(TODAY)
    after = {row[:5]: row for row in line.board(settled)}
    assert before
    assert {key: after.get(key) for key in before} == before


def test_a_platform_that_goes_silent_is_missing_and_not_a_fall(sandbox: Any, tmp_path: Path) -> None:
    sandbox.clock(TODAY)
    line = Line(tmp_path, sandbox.url, {"osmere_facebook", "osmere_youtube"})
    line.run("-m", "extractors", "extract", "facebook", LOS_TODAY=str(TODAY))
    line.check_and_load()
    line.build_again()
    rows = line.board(
        "select state, value, reason from figures where organisation_id = 'osmere' and kpi_id = 'MM-COMM' and slice = 'youtube'"
    )
    assert len(rows) == 24
    assert {(state, value) for state, value, _ in rows} == {("missing", None)}
    assert all("never been read" in reason for *_, reason in rows)
