"""The spine: a batch is whole or not there, a failure leaves its cause and nothing else, a day run twice is a day run once."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extractors import run
from extractors.access import Access, access_of
from extractors.landing import Landing
from extractors.records import Account, Extract
from tests.conftest import REPO, TODAY, Sandbox
from tests.extractors.two_years import accept, accept_and_load, counts, extract_on
from tests.extractors.wire import say, wire

WEEK = (TODAY - timedelta(days=7), TODAY)


def named(accounts: Iterable[Account], *secrets: str) -> list[Account]:
    return [each for each in accounts if each.secret in secrets]


def shelf(landing: Landing) -> dict[str, list[dict[str, Any]]]:
    """Return the rows on the shelf but the times of the run itself, its retries, waits and bytes."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for batch in landing.batches():
        kept = [
            name
            for name in pq.read_schema(batch.path).names
            if name not in ("started_at", "finished_at", "retries", "bytes", "waited_s")
        ]
        rows.setdefault(f"{batch.table} {batch.account_id} {batch.batch_id}", []).extend(
            pq.read_table(batch.path, columns=kept).to_pylist()
        )
    return rows


def test_an_expired_token_fails_with_cause_and_next_step_and_writes_nothing(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.fault("youtube", "expired_token", account="UCosmerepublichealth0000")
    landing = Landing(tmp_path)
    said = extract_on(TODAY, sandbox, landing, named(accounts, "osmere_youtube", "harrowdale_youtube"), WEEK)
    failed = [row for row in said if row.account_id.startswith("UCosmere")]
    assert {(row.outcome, row.cause_class, row.rows) for row in failed} == {("failed", "token", 0)}
    assert all(
        "token" in (row.cause or "") and (row.next_step or "").startswith("Ask whoever manages") for row in failed
    )
    assert {row.outcome for row in said if row not in failed} == {"ok"}, "the other account goes on"
    held = {batch.table: batch.rows() for batch in landing.batches() if batch.account_id.startswith("UCosmere")}
    assert held == {"posts": 0, "interactions": 0, "readings": 0, "extracts": 4}
    assert {batch.batch_id[-7:] for batch in landing.batches() if batch.account_id.startswith("UCosmere")} == {
        "_failed"
    }
    assert "sandbox-osmere_youtube" not in caplog.text


def test_a_failed_rerun_keeps_what_came_before_and_a_success_takes_the_failure_away(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, path, some = Landing(tmp_path / "l"), tmp_path / "w.duckdb", named(accounts, "marrick_x")
    extract_on(TODAY, sandbox, landing, some, WEEK)
    good = shelf(landing)
    accept_and_load(landing, path)
    before = counts(path)
    sandbox.fault("x", "expired_token")
    assert {row.outcome for row in extract_on(TODAY, sandbox, landing, some, WEEK)} == {"failed"}
    assert {key: rows for key, rows in shelf(landing).items() if "_failed" not in key} == good
    accept_and_load(landing, path)
    assert counts(path) == before + Counter(extracts=4)
    extract_on(TODAY, sandbox, landing, some, WEEK)
    assert shelf(landing) == good
    accept_and_load(landing, path)
    assert counts(path) == before


def test_a_second_look_that_comes_in_parts_keeps_the_whole_one_of_the_same_day_and_mends_one_that_was_not(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, some = Landing(tmp_path), named(accounts, "osmere_youtube")

    def series(is_cut: bool) -> Extract:
        if is_cut:
            sandbox.fault("youtube", "only_errors", asking="/v2/reports?", times=2)
        said = extract_on(TODAY, sandbox, landing, some, WEEK, sleep=lambda _: None)
        return next(row for row in said if row.subject == "series")

    assert series(is_cut=True).outcome == "partial"
    assert series(is_cut=True).outcome == "partial", "a part may take the place of a part"
    assert series(is_cut=False).outcome == "ok"
    whole = shelf(landing)
    row = series(is_cut=True)
    assert (row.outcome, row.rows) == ("failed", 0) and "came earlier the same day, whole, is kept" in (row.cause or "")
    assert {key: rows for key, rows in shelf(landing).items() if "_failed" not in key} == whole
    assert series(is_cut=False).outcome == "ok" and shelf(landing) == whole


@pytest.mark.parametrize("kind", ["429", "500", "malformed", "down"])
def test_a_passing_fault_changes_no_row(sandbox: Sandbox, accounts: list[Account], tmp_path: Path, kind: str) -> None:
    some = named(accounts, "osmere_youtube")
    undisturbed, disturbed = Landing(tmp_path / "a"), Landing(tmp_path / "b")
    extract_on(TODAY, sandbox, undisturbed, some, WEEK)
    sandbox.fault("youtube", kind, times=2)
    said = extract_on(TODAY, sandbox, disturbed, some, WEEK, sleep=lambda _: None)
    assert shelf(disturbed) == shelf(undisturbed)
    assert {row.outcome for row in said} == {"ok"}
    assert sum(row.retries for row in said) == 2


def test_x_is_off_by_default_and_says_why(sandbox: Sandbox, accounts: list[Account], tmp_path: Path) -> None:
    landing, some = Landing(tmp_path), named(accounts, "marrick_x")
    said = extract_on(TODAY, sandbox, landing, some, WEEK, environ={"LOS_X_LICENCE_BASIS": ""})
    assert {(row.outcome, row.cause_class, row.pages) for row in said} == {("off", "terms", 0)}
    assert all("Government Use" in (row.cause or "") and "LOS_X_LICENCE_BASIS" in (row.next_step or "") for row in said)
    assert sum(batch.rows() for batch in landing.batches() if batch.table != "extracts") == 0
    extract_on(TODAY, sandbox, landing, some, WEEK)
    assert not [batch for batch in landing.batches() if batch.batch_id.endswith("_off")]


def test_a_missing_secret_fails_before_anything_is_asked(
    accounts: list[Account], sandbox: Sandbox, tmp_path: Path
) -> None:
    (account,) = named(accounts, "osmere_facebook")
    with wire(lambda path, n: say({})) as it:
        access = Access(api=it.url, token="", privacy_key=b"k" * 32)
        said = extract_on(TODAY, sandbox, Landing(tmp_path), [account], WEEK, access=access)
    assert {(row.outcome, row.cause_class) for row in said} == {("failed", "token")}
    assert it.asked == []


def test_an_answer_nobody_can_read_fails_as_schema_without_repeating_its_words(
    accounts: list[Account], sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (account,) = named(accounts, "osmere_youtube")
    odd = {"items": [{"id": account.account_id, "contentDetails": "words of a stranger", "statistics": {}}]}
    with wire(lambda path, n: say(odd)) as it:
        access = Access(api=it.url, analytics=it.url, token="a-token-long-enough", privacy_key=b"k" * 32)
        said = extract_on(TODAY, sandbox, Landing(tmp_path), [account], WEEK, access=access)
    assert {(row.outcome, row.cause_class, row.source) for row in said} == {("failed", "schema", "api")}
    assert all("youtube.py line" in (row.cause or "") for row in said)
    assert "stranger" not in caplog.text + str(said)


def test_a_closed_account_is_not_asked(accounts: list[Account], sandbox: Sandbox, tmp_path: Path) -> None:
    (account,) = named(accounts, "harrowdale_facebook_maternity")
    said = extract_on(TODAY, sandbox, Landing(tmp_path), [account], WEEK)
    assert {(row.outcome, row.pages) for row in said} == {("off", 0)}
    assert said[0].cause == "The account was closed on 30 September 2025."


def test_a_killed_run_leaves_nothing_and_the_next_one_is_as_if_it_had_not_been(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    (account,) = named(accounts, "osmere_facebook")
    words = [
        sys.executable,
        "-m",
        "extractors",
        "extract",
        "facebook",
        "--account",
        account.account_id,
        "--since",
        "2025-11-16",
    ]
    killed = Landing(tmp_path / "killed" / "landing")
    environ = {**os.environ, **sandbox.environ, "LOS_HOME": str(tmp_path / "killed"), "LOS_TODAY": str(TODAY)}
    process = subprocess.Popen(words, cwd=REPO, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    half_way = time.monotonic() + 30
    while (
        len(list(killed.root.glob("pages/*/*/*/*.gz"))) < 30 and process.poll() is None and time.monotonic() < half_way
    ):
        time.sleep(0.005)
    assert process.poll() is None, "it was killed in the middle"
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert list(killed.root.glob("batches/posts/*/*/*")), "it had begun to write"
    assert killed.batches() == []
    subprocess.run(words, cwd=REPO, env=environ, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    undisturbed = Landing(tmp_path / "undisturbed")
    extract_on(TODAY, sandbox, undisturbed, [account], (date(2025, 11, 16), TODAY))
    assert shelf(killed) == shelf(undisturbed)
    assert not list(killed.root.rglob("*.unfinished"))


def whole_batch(landing: Landing, account: Account, since: date, until: date, seen_on: date, ending: str = "") -> str:
    batch_id = f"{seen_on:%Y%m%d}_{since:%Y%m%d}_{until:%Y%m%d}{ending}"
    noon = datetime(2026, 11, 16, 12, tzinfo=UTC)
    with landing.open_batch(account, batch_id) as batch:
        batch.add(
            Extract(
                account.platform,
                account.account_id,
                "o",
                batch_id,
                "api",
                "posts",
                since,
                until,
                noon,
                noon,
                noon,
                "ok",
            )
        )
    return batch_id


def test_the_first_window_is_two_years_and_later_ones_35_days(accounts: list[Account], tmp_path: Path) -> None:
    landing, account, day = Landing(tmp_path), accounts[0], timedelta(days=1)
    assert run.window_for(landing, account, TODAY, TODAY) == (TODAY - 730 * day, TODAY)
    young = replace(account, opened_on=date(2026, 6, 1))
    assert run.window_for(landing, young, TODAY, TODAY) == (date(2026, 6, 1), TODAY)
    whole_batch(landing, account, TODAY - 730 * day, TODAY, TODAY)
    assert run.window_for(landing, account, TODAY, TODAY) == (TODAY - 730 * day, TODAY), (
        "the same day run again asks the same"
    )
    assert run.window_for(landing, account, TODAY + day, TODAY + day) == (TODAY - 34 * day, TODAY + day)
    assert run.window_for(landing, accounts[1], TODAY + day, TODAY + day)[0] == TODAY - 729 * day, (
        "each account for itself"
    )


def test_after_missed_runs_the_window_goes_back_to_where_the_shelf_ends(
    accounts: list[Account], tmp_path: Path
) -> None:
    landing, account, day = Landing(tmp_path), accounts[0], timedelta(days=1)
    whole_batch(landing, account, TODAY - 730 * day, TODAY, TODAY)
    later = TODAY + 90 * day
    assert run.window_for(landing, account, later, later) == (TODAY, later)


def test_a_short_window_asked_for_by_hand_does_not_pass_for_the_first_two_years(
    accounts: list[Account], tmp_path: Path
) -> None:
    landing, account, day = Landing(tmp_path), accounts[0], timedelta(days=1)
    whole_batch(landing, account, TODAY - 7 * day, TODAY, TODAY)
    assert run.window_for(landing, account, TODAY + day, TODAY + day)[0] == TODAY - 729 * day


def test_failed_runs_files_and_refused_batches_do_not_count_as_read(accounts: list[Account], tmp_path: Path) -> None:
    landing, account, day = Landing(tmp_path), accounts[0], timedelta(days=1)
    first = (TODAY + day - 730 * day, TODAY + day)
    whole_batch(landing, account, TODAY - 730 * day, TODAY, TODAY, "_failed")
    assert run.window_for(landing, account, TODAY + day, TODAY + day) == first
    whole_batch(landing, account, TODAY - 730 * day, TODAY, TODAY)
    for batch in landing.batches(table="readings"):
        landing.settle(batch, {"accepted": False, "checked_at": "2026-11-16T06:00:00+00:00", "results": []})
    assert run.window_for(landing, account, TODAY + day, TODAY + day) == first


def test_access_shows_no_secret_and_needs_a_privacy_key(accounts: list[Account], sandbox: Sandbox) -> None:
    access = access_of(accounts[0], sandbox.environ)
    assert access.token == "sandbox-harrowdale_x"
    assert "sandbox-harrowdale_x" not in repr(access) and "a key for tests" not in repr(access)
    assert access_of(accounts[0], {"LOS_PRIVACY_KEY": "k" * 32}).api == "https://api.x.com"
    with pytest.raises(ValueError, match="LOS_PRIVACY_KEY is not set"):
        access_of(accounts[0], {})


def test_no_log_line_holds_a_token(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox.fault("facebook", "500", account="334455667788990")
    extract_on(
        TODAY,
        sandbox,
        Landing(tmp_path),
        named(accounts, "osmere_facebook", "osmere_linkedin"),
        WEEK,
        sleep=lambda _: None,
    )
    accept(Landing(tmp_path))
    assert "Facebook had a fault of its own" in caplog.text
    assert "sandbox-osmere" not in caplog.text
