"""A platform that says nothing: asked again, and what stays missing is told; silence is never a zero and never an `ok`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import requests

from extractors import run
from extractors.landing import Landing
from extractors.platforms import x
from extractors.records import Account, Extract
from tests.conftest import TODAY, Sandbox
from tests.extractors.test_gone import between
from tests.extractors.two_years import KEYS, accept_and_load, extract_on, rows_off

DAY = timedelta(days=1)
SMALL = {"x": "marrick_x", "linkedin": "osmere_linkedin", "facebook": "osmere_facebook", "youtube": "osmere_youtube"}
LARGE = {name: f"harrowdale_{name}" for name in SMALL}
SINCE = {"x": 110, "linkedin": 120, "facebook": 40, "youtube": 330}  # days: something of everything


def of(accounts: Iterable[Account], secret: str) -> Account:
    return next(each for each in accounts if each.secret == secret)


def fault(sandbox: Sandbox, account: Account, kind: str, **more: Any) -> None:
    wish = {"platform": account.platform, "account": account.account_id, "kind": kind}
    wish |= {name.rstrip("_"): value for name, value in more.items()}
    requests.post(f"{sandbox.url}/sandbox/faults", json=wish, timeout=60).raise_for_status()


def met(sandbox: Sandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = requests.get(f"{sandbox.url}/sandbox/faults", timeout=60).json()["met"]
    return found


def look(
    sandbox: Sandbox, landing: Landing, account: Account, day: date = TODAY, since: date | None = None, **more: Any
) -> dict[str, Extract]:
    """Extract an account; return what was reported, by subject. Waits take no time."""
    window = (since or TODAY - SINCE[account.platform] * DAY, day)
    said = extract_on(day, sandbox, landing, [account], window, sleep=lambda _: None, **more)
    return {row.subject: row for row in said}


def off(
    sandbox: Sandbox, landing: Landing, account: Account, since: date | None = None, day: date = TODAY
) -> list[str]:
    path = landing.root.parent / "w.duckdb"
    path.unlink(missing_ok=True)
    accept_and_load(landing, path)
    truth = sandbox.truth(account, since or TODAY - SINCE[account.platform] * DAY, day)
    return [each for table in KEYS for each in rows_off(path, truth, account, table)]


def shelved(landing: Landing, table: str) -> list[dict[str, Any]]:
    return [row for batch in landing.batches(table=table) for row in pq.read_table(batch.path).to_pylist()]


EMPTY = [
    ("x", "posts", "posts"), ("x", "mentions", "interactions"),
    ("linkedin", "posts", "posts"), ("linkedin", "statistics", "posts"), ("linkedin", "comments", "interactions"),
    ("linkedin", "daily", "series"), ("linkedin", "gains", "series"), ("linkedin", "visits", "series"),
    ("linkedin", "followers", "series"),
    ("facebook", "posts", "posts"), ("facebook", "insights", "posts"), ("facebook", "comments", "interactions"),
    ("facebook", "daily", "series"), ("facebook", "countries", "series"),
    ("youtube", "uploads", "posts"), ("youtube", "videos", "posts"), ("youtube", "analytics", "posts"),
    ("youtube", "threads", "interactions"), ("youtube", "daily", "series"), ("youtube", "viewers", "series"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "endpoint", "subject"), EMPTY)
def test_an_empty_answer_is_asked_for_again_and_nothing_is_missing(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, endpoint: str, subject: str
) -> None:
    landing, account = Landing(tmp_path / "l"), of(accounts, SMALL[name])
    fault(sandbox, account, "empty_page", endpoint=endpoint)
    said = look(sandbox, landing, account)
    assert len(met(sandbox)) == 1
    assert {row.outcome for row in said.values()} == {"ok"} and sum(row.retries for row in said.values()) == 1
    assert off(sandbox, landing, account) == []


@pytest.mark.parametrize(
    ("name", "endpoint", "subject"), [each for each in EMPTY if each[:2] not in (("x", "posts"), ("x", "mentions"))]
)
def test_an_answer_that_stays_empty_makes_its_subject_partial_with_cause_and_next_step(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, endpoint: str, subject: str
) -> None:
    landing, account = Landing(tmp_path / "l"), of(accounts, SMALL[name])
    since = TODAY - (SINCE[name] if name == "youtube" else 36) * DAY
    look(sandbox, landing, account, TODAY - DAY, since)
    fault(sandbox, account, "empty_page", endpoint=endpoint, times=900)
    row = look(sandbox, landing, account, TODAY, since)[subject]
    expected = "platform" if subject == "interactions" else "empty"
    assert (row.outcome, row.cause_class) == ("partial", expected) and row.cause and row.next_step
    assert sum(each["endpoint"] == endpoint for each in met(sandbox)) < 60, "and it is not asked for ever"


@pytest.mark.parametrize(("name", "table"), [("x", "posts"), ("x", "interactions"), ("facebook", "posts")])
def test_a_list_that_lacks_what_is_there_by_id_says_how_many(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, table: str
) -> None:
    landing, account, since = Landing(tmp_path / "l"), of(accounts, SMALL[name]), TODAY - 36 * DAY
    look(sandbox, landing, account, TODAY - DAY, since)
    known = {row["post_id" if table == "posts" else "interaction_id"] for row in shelved(landing, table)
             if name == "x" or table != "posts" or row["kind"] == "original"}  # fmt: skip
    assert known
    fault(sandbox, account, "empty_page", endpoint="mentions" if table == "interactions" else "posts", times=900)
    row = look(sandbox, landing, account, TODAY, since)[table]
    assert (row.outcome, row.cause_class) == ("partial", "empty")
    said = re.search(r"lack (\d+) ", row.cause or "")
    assert said and int(said[1]) >= len(known)


@pytest.mark.parametrize("part", ["recent", "older"])
def test_a_first_look_that_is_shown_only_one_part_of_its_window_by_x_says_so(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, part: str
) -> None:
    landing, account = Landing(tmp_path / "l"), of(accounts, SMALL["x"])
    private = {"asking": "non_public_metrics"} if part == "recent" else {"after": 1}
    fault(sandbox, account, "empty_page", endpoint="posts", times=2, **private)
    row = look(sandbox, landing, account)["posts"]
    assert len(met(sandbox)) == 2, "asked twice, and twice told that there is nothing"
    assert (row.outcome, row.cause_class) == ("partial", "empty") and row.cause and row.next_step
    assert look(sandbox, landing, account)["posts"].outcome == "ok" and off(sandbox, landing, account) == []


@pytest.mark.parametrize(
    ("days", "shown", "is_silent"),
    [
        ([29, 81], [0, 28], True),
        ([29, 81], [0, 27], False),  # so few that a month without one is nothing to speak of
        ([29, 81], [4, 0], True),
        ([29, 81], [3, 0], False),
        ([29, 81], [0, 0], False),  # that is another question
        ([29, 27], [0, 99], False),  # the usual window of every day: one that has just fallen silent
        ([29], [0], False),
    ],
)
def test_which_part_of_a_window_is_too_silent(days: list[int], shown: list[int], is_silent: bool) -> None:
    assert x.is_silent_part(days, shown) is is_silent


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError], ids=["killed", "a fault of ours"])
def test_a_list_that_is_empty_twice_is_not_whole_even_if_the_run_ends_before_it_asked_by_id(
    sandbox: Sandbox,
    accounts: list[Account],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    error: type[BaseException],
) -> None:
    landing, account, since = Landing(tmp_path / "l"), of(accounts, "marrick_x"), TODAY - 36 * DAY
    look(sandbox, landing, account, TODAY - DAY, since)
    fault(sandbox, account, "empty_page", endpoint="posts", times=900)

    def dies(*_: Any) -> Any:
        raise error

    monkeypatch.setattr(run, "what_is_gone", dies)
    with contextlib.suppress(KeyboardInterrupt):
        look(sandbox, landing, account, TODAY, since)
    (row,) = [each for each in shelved(landing, "extracts") if each["subject"] == "posts" and each["until"] == TODAY]
    assert (row["outcome"], row["cause_class"], row["rows"]) == ("partial", "empty", 0) and row["next_step"]


def test_a_list_that_is_empty_because_all_was_deleted_is_no_gap(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account, since = Landing(tmp_path / "l"), of(accounts, "marrick_x"), TODAY - 8 * DAY
    look(sandbox, landing, account, TODAY, since)
    posts = {row["post_id"] for row in shelved(landing, "posts")}
    assert 0 < len(posts) <= 5, "few enough to be believed"
    for each in posts:
        sandbox.delete(account, each)
    said = look(sandbox, landing, account, TODAY + DAY, since)
    assert said["deletions"].rows >= len(posts)
    assert said["posts"].outcome == "ok" or "lack" not in (said["posts"].cause or "")


def test_statistics_that_stay_empty_are_unknown_and_not_zero(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path / "l"), of(accounts, SMALL["linkedin"])
    fault(sandbox, account, "empty_page", endpoint="statistics", times=9)
    row = look(sandbox, landing, account)["posts"]
    values = {each["value"] for each in shelved(landing, "readings") if each["subject_kind"] == "post"}
    assert values == {None}
    assert (row.outcome, row.cause_class) == ("partial", "empty") and "unknown, not zero" in (row.cause or "")


def test_one_post_left_out_of_the_statistics_is_unknown_when_the_shelf_or_its_comments_tell_of_it(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    account = of(accounts, SMALL["linkedin"])
    for is_known in (True, False):
        landing = Landing(tmp_path / str(is_known))
        if is_known:
            look(sandbox, landing, account, TODAY - DAY)
        else:
            other = Landing(tmp_path / "other")
            look(sandbox, other, account)
            commented = {row["conversation_id"] for row in shelved(other, "interactions")}
        left_out: list[str] = []
        some_of = None if is_known else commented

        def without(path: str, body: Any, some_of: Any = some_of, left_out: list[str] = left_out) -> Any:
            if "shares=List" not in path:
                return body
            some = [each["share"] for each in body["elements"] if some_of is None or each["share"] in some_of]
            left_out[:] = left_out or some[-1:]
            return body | {"elements": [each for each in body["elements"] if each["share"] not in left_out]}

        with between(sandbox, account, without) as access:
            row = look(sandbox, landing, account, access=access)["posts"]
        assert left_out and row.cause_class == "empty" and "left 1 posts out" in (row.cause or "")
        newest = [b for b in landing.batches(table="readings") if b.batch_id.startswith("20261116")]
        values = {each["value"] for b in newest for each in pq.read_table(b.path).to_pylist()
                  if each["subject_id"] == left_out[0]}  # fmt: skip
        assert values == {None}


@pytest.mark.parametrize(
    ("name", "endpoint", "kind", "cause_class"),
    [
        ("linkedin", "comments", "gone", "source"),
        ("facebook", "comments", "gone", "source"),
        ("youtube", "threads", "comments_off", "source"),
        ("linkedin", "comments", "empty_page", "platform"),
        ("facebook", "comments", "empty_page", "platform"),
        ("youtube", "threads", "empty_page", "platform"),
        ("youtube", "replies", "gone", "source"),
    ],
)
def test_comments_that_a_platform_counts_and_does_not_show_are_counted_and_said(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, endpoint: str, kind: str, cause_class: str
) -> None:
    account = of(accounts, LARGE[name] if endpoint == "replies" else SMALL[name])
    landing = Landing(tmp_path / "l")
    code = {"code": "parentCommentNotFound"} if endpoint == "replies" else {}
    fault(sandbox, account, kind, endpoint=endpoint, times=900, **code)
    row = look(sandbox, landing, account)["interactions"]
    found = re.search(r"counts.*: (\d+) under (\d+) posts?\.", row.cause or "")
    assert met(sandbox) and found and int(found[1]) >= int(found[2]) > 0
    assert (row.outcome, row.cause_class) == ("partial", cause_class) and row.next_step


@pytest.mark.parametrize(
    ("name", "metric", "subject"),
    [
        ("x", "bookmark_count", "posts"), ("x", "listed_count", "series"),
        ("youtube", "shares", "series"), ("youtube", "shares", "posts"), ("youtube", "likeCount", "posts"),
        ("linkedin", "uniqueImpressionsCount", "posts"), ("linkedin", "allPageViews", "series"),
        ("facebook", "page_follows_country", "series"), ("facebook", "post_clicks", "posts"),
    ],
)  # fmt: skip
def test_a_metric_that_died_without_a_word_is_named_each_day_and_the_rest_is_kept(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, metric: str, subject: str
) -> None:
    landing, account = Landing(tmp_path / "l"), of(accounts, SMALL[name])
    fault(sandbox, account, "dead_metric", metric=metric, from_="2026-11-01")
    for day in (TODAY, TODAY + DAY):
        row = look(sandbox, landing, account, day)[subject]
        assert (row.outcome, row.cause_class) == ("partial", "schema")
        assert metric in (row.cause or "") and (row.next_step or "").startswith("Name its successor")
        if day == TODAY:
            assert off(sandbox, landing, account) == [], "nor is a zero made of it"


def test_a_dead_metric_does_not_hide_what_was_deleted(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path / "l"), of(accounts, SMALL["x"])
    look(sandbox, landing, account)
    sandbox.delete(account, shelved(landing, "posts")[0]["post_id"])
    fault(sandbox, account, "dead_metric", metric="bookmark_count", from_="2026-11-01")
    said = look(sandbox, landing, account, TODAY + DAY)
    assert said["posts"].cause_class == "schema"
    assert "no longer has 1 of" in (said["deletions"].cause or "")


def test_a_dead_metric_of_posts_is_refused_once_and_not_at_every_post(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path / "l"), of(accounts, SMALL["facebook"])
    fault(sandbox, account, "dead_metric", metric="post_clicks", from_="2026-11-01")
    look(sandbox, landing, account)
    assert len({row["post_id"] for row in shelved(landing, "posts") if row["kind"] == "original"}) > 9
    assert len(met(sandbox)) == 2, "with the others, and alone"


def test_a_report_of_errors_is_asked_for_again_and_then_said(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    account = of(accounts, SMALL["youtube"])
    for times, outcome in ((1, "ok"), (2, "partial")):
        landing = Landing(tmp_path / str(times) / "l")
        fault(sandbox, account, "only_errors", endpoint="daily", times=times)
        row = look(sandbox, landing, account)["series"]
        assert (row.outcome, row.retries) == (outcome, 1)
        assert (off(sandbox, landing, account) == []) == (times == 1)


def test_uploads_that_are_not_found_are_asked_for_again_and_the_series_is_kept(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    account = of(accounts, SMALL["youtube"])
    for times in (1, 2):
        landing = Landing(tmp_path / str(times) / "l")
        fault(sandbox, account, "gone", endpoint="uploads", code="playlistNotFound", times=times)
        said = look(sandbox, landing, account)
        if times == 1:
            assert {row.outcome for row in said.values()} == {"ok"}
            assert off(sandbox, landing, account) == []
        else:
            assert (said["posts"].outcome, said["posts"].cause_class) == ("partial", "platform")
            assert said["series"].outcome == "ok" and said["series"].rows > 0


@pytest.mark.parametrize("times", [1, 9])
@pytest.mark.parametrize(("name", "days"), [("x", 200), ("facebook", 140), ("youtube", 60)])
def test_a_repeated_page_mark_is_asked_for_again_and_what_came_before_is_kept(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, days: int, times: int
) -> None:
    landing, account, since = Landing(tmp_path / "l"), of(accounts, LARGE[name]), TODAY - days * DAY
    repeated: list[str] = []

    def again(path: str, body: Any) -> Any:
        mark = re.search(r"(?:pageToken|after)=(\w+)", path)
        if re.search("/playlistItems|/published_posts", path) and mark and len(repeated) < times:
            repeated.append(mark[1])
            paging = {"cursors": {"after": mark[1]}, "next": "https://graph.facebook.com/"}
            return body | ({"nextPageToken": mark[1]} if name == "youtube" else {"paging": paging})
        return body

    if name == "x":
        fault(sandbox, account, "repeated_cursor", endpoint="posts", times=times)
        row = look(sandbox, landing, account, since=since)["posts"]
    else:  # their lists are too short for the sandbox to repeat a mark of, or too long to be read in a test
        with between(sandbox, account, again) as access:
            row = look(sandbox, landing, account, since=since, access=access)["posts"]
    assert met(sandbox) or repeated
    if times == 1:
        assert row.outcome == "ok" and off(sandbox, landing, account, since) == []
    else:
        assert (row.outcome, row.cause_class) == ("partial", "platform") and "same page mark" in (row.cause or "")
        assert row.rows > 40


@pytest.mark.parametrize(("name", "days"), [("linkedin", 530), ("youtube", 730)])
def test_a_list_that_moves_while_it_is_read_loses_nothing(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, days: int
) -> None:
    landing, account, since = Landing(tmp_path / "l"), of(accounts, LARGE[name]), TODAY - days * DAY
    fault(sandbox, account, "deleted_between")
    said = look(sandbox, landing, account, since=since)
    assert len(met(sandbox)) == 1 and {row.outcome for row in said.values()} == {"ok"}
    wrong = off(sandbox, landing, account, since)
    assert not [each for each in wrong if each.startswith("missing")]
    gone = {re.search(r"urn:li:share:\d+", each) and re.search(r"urn:li:share:\d+", each)[0] for each in wrong}  # type: ignore[index]
    assert len(gone) <= 1, "what it showed and was gone by then: news of a later look"


CLOCKS = [date(2025, 11, 2), date(2026, 3, 8)]


@pytest.mark.parametrize("name", ["facebook", "youtube"])
@pytest.mark.parametrize("change", CLOCKS, ids=["the clocks go back", "the clocks go forward"])
def test_windows_that_meet_at_a_change_of_clocks_share_no_day_and_lose_none(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, change: date
) -> None:
    account, days = of(accounts, SMALL[name]), []
    edges = [change - DAY, change, change + DAY, change + 2 * DAY]
    for since, until in pairwise(edges):
        landing = Landing(tmp_path / str(since) / "l")
        window = (since, until)
        extract_on(change + 9 * DAY, sandbox, landing, [account], window, sleep=lambda _: None)
        days += sorted({row["period_start"] for row in shelved(landing, "readings") if row["period"] == "day"})
        assert off(sandbox, landing, account, since, until) == []
    assert days == edges[:-1]


@pytest.mark.parametrize("name", ["linkedin", "facebook", "youtube"])
def test_days_that_were_not_settled_are_right_a_day_later(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str
) -> None:
    account = of(accounts, LARGE[name] if name == "linkedin" else SMALL[name])
    landing, since = Landing(tmp_path / "l"), TODAY - (36 if name == "linkedin" else 60) * DAY
    fault(sandbox, account, "unsettled_days", endpoint="daily")
    look(sandbox, landing, account, TODAY, since)
    assert off(sandbox, landing, account, since), "lower than they will be"
    assert run.window_for(landing, account, TODAY + DAY, TODAY + DAY)[0] <= TODAY - 30 * DAY
    look(sandbox, landing, account, TODAY + DAY, TODAY - 34 * DAY)
    wrong = off(sandbox, landing, account, since, TODAY + DAY)
    assert not [each for each in wrong if "'day'" in each]


def test_a_first_window_with_holes_is_asked_for_again_and_not_for_ever(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path / "l"), of(accounts, SMALL["youtube"])
    starts = []
    for n in range(4):
        day = TODAY + n * DAY
        window = run.window_for(landing, account, day, day)
        starts.append((day - window[0]).days)
        fault(sandbox, account, "empty_page", endpoint="daily", times=9)
        extract_on(day, sandbox, landing, [account], window, sleep=lambda _: None)
    assert starts == [730, 730, 730, 35]
