"""The whole line with real Airflow: `make run SERVE=no` in an empty home, and what it says against the board file."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboards import snapshot
from extractors.accounts import read_accounts
from local import __main__ as run
from tests.conftest import TODAY, Sandbox, shared
from tests.dbt_project.described import silent_about_the_unknown
from tests.find_secrets import find_secrets, secrets_in
from tests.local.test_run import REPO, settings
from tests.test_real_files import FILES

PATIENCE_S = 1800  # a run takes 2 to 4 minutes; a machine that is busy with much else takes several times that


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home = tmp_path_factory.mktemp("line")
    environ = settings(home, LOS_TODAY="2026-11-16")
    ran = subprocess.run(
        ["make", "run", "SERVE=no"], cwd=REPO, env=environ, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    yield home, ran.stdout


def test_the_board_file_is_published_from_every_account_of_the_register(line: tuple[Path, str]) -> None:
    home, _ = line
    board = snapshot.open_board(home / "board.duckdb")
    (accounts,) = board.execute("select count(*) from board.accounts").fetchone() or (None,)
    (asked,) = board.execute("select count(distinct account_id) from board.extracts where is_latest").fetchone() or (
        None,
    )
    assert accounts == asked == len((REPO / "dbt_project/seeds/accounts.csv").read_text().splitlines()) - 1


def test_the_summary_says_what_the_board_file_says(line: tuple[Path, str]) -> None:
    home, said = line
    with duckdb.connect(str(home / "board.duckdb"), read_only=True) as board:
        rows = board.execute("select platform, sum(rows) from extracts where is_latest group by platform").fetchall()
        states = board.execute("select state, count(*) from figures group by state").fetchall()
    assert len(rows) == 4
    for platform, count in rows:
        assert re.search(rf"^{platform} .* {int(count)}  \d+ met", said, re.MULTILINE), (platform, count, said)
    for state, count in states:
        assert f"{count} {state}" in said


def test_nothing_but_state_is_written_and_nothing_of_it_outside_the_home(line: tuple[Path, str]) -> None:
    home, _ = line
    assert not (REPO / "dbt_project" / "target").exists() and not (REPO / "logs").exists()
    assert {path.name for path in home.iterdir()} == {
        "airflow", "board.duckdb", "budgets", "data_docs", "dbt", "incidents", "landing", "logs", "inbox", "privacy.key", "run.lock",
        "secrets", "warehouse.duckdb",
    }  # fmt: skip


def test_no_secret_is_in_any_file_airflows_database_and_logs_included(line: tuple[Path, str]) -> None:
    home, said = line
    key = (home / "privacy.key").read_text().strip()
    accounts = read_accounts(REPO / "dbt_project" / "seeds" / "accounts.csv")
    canaries = [f"sandbox-{kind}{each.secret}" for each in accounts for kind in ("", "refresh-", "app-of-")]
    assert find_secrets(home, [key]) == [f"privacy.key: {key}"], "the search finds what is there, where it belongs"
    assert find_secrets(home, canaries) == [] and secrets_in(said, [key, *canaries]) == []


def test_the_day_can_be_run_again_and_the_line_says_the_same_figures(line: tuple[Path, str]) -> None:
    home, first = line
    environ = settings(home, LOS_TODAY="2026-11-16")
    again = subprocess.run(
        ["make", "run", "SERVE=no"], cwd=REPO, env=environ, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert again.returncode == 0, again.stdout + again.stderr
    figures = [next(row for row in said.splitlines() if row.startswith("figures")) for said in (first, again.stdout)]
    assert figures[0] == figures[1]


def test_a_column_that_holds_something_unknown_says_what_that_means(line: tuple[Path, str]) -> None:
    home, _ = line
    assert list(silent_about_the_unknown(home)) == []


@pytest.fixture(scope="module")
def without_linkedin(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A day on which LinkedIn refuses every token: the home, and what was said on stderr."""
    home = tmp_path_factory.mktemp("down")
    running_sandbox.begin_anew()
    running_sandbox.fault("linkedin", "expired_token", times=1000)
    try:
        environ = settings(home, LOS_TODAY=str(TODAY), LOS_SANDBOX_PORT=running_sandbox.url.rpartition(":")[2])
        ran = subprocess.run(["make", "run"], cwd=REPO, env=environ, capture_output=True, text=True, timeout=PATIENCE_S)
    finally:
        running_sandbox.clear_faults()
    assert ran.returncode != 0, ran.stdout
    yield home, ran.stderr


def test_a_platform_that_refuses_us_is_named_with_its_cause_and_next_step(without_linkedin: tuple[Path, str]) -> None:
    _, said = without_linkedin
    assert "Traceback" not in said
    causes = [line for line in said.splitlines() if "linkedin" in line.lower() and "Next:" in line]
    assert len(causes) == 2 and all("does not accept the token" in line for line in causes)


def test_it_stops_no_other_platform_and_its_own_figures_are_missing(without_linkedin: tuple[Path, str]) -> None:
    home, _ = without_linkedin
    with duckdb.connect(str(home / "board.duckdb"), read_only=True) as board:
        fresh = board.execute("select platform, freshness from accounts group by all order by all").fetchall()
        figures = board.execute(
            """select slice, state, count(value), any_value(reason) from figures
            where organisation_id = 'harrowdale' and kpi_id = 'MM-COMM' and slice in ('facebook', 'linkedin')
            group by slice, state"""
        ).fetchall()
    assert fresh == [
        ("facebook", "closed"), ("facebook", "fresh"), ("linkedin", "failed"), ("x", "fresh"), ("youtube", "fresh"),
    ]  # fmt: skip
    by_state = {(platform, state): (known, reason) for platform, state, known, reason in figures}
    assert by_state["facebook", "measured"][0] >= 20
    assert {state for platform, state in by_state if platform == "linkedin"} == {"missing"}
    assert "token" in by_state["linkedin", "missing"][1]


def test_the_inbox_takes_real_files_through_the_same_line(without_linkedin: tuple[Path, str]) -> None:
    home, _ = without_linkedin
    inbox = home / "inbox" / "real-files"
    inbox.mkdir(parents=True)
    for file in FILES.values():
        shutil.copy(shared(file), inbox)
    (inbox / "notes.csv").write_text("a,b\n1,2\n")
    asked = run.plan(settings(home, LOS_TODAY=str(TODAY)))
    environ = run.environment(asked, settings(home, LOS_TODAY=str(TODAY)))
    command = [sys.executable, "-m", "airflow", "dags", "test", "imports"]
    ran = subprocess.run(command, cwd=REPO, env=environ, capture_output=True, text=True, timeout=300)
    done = {path.name for path in (home / "inbox" / "done" / "real-files").iterdir()}
    assert done == {Path(file).name for file in FILES.values()}, ran.stdout[-2000:] + ran.stderr[-2000:]
    refused = sorted(path.name for path in (home / "inbox" / "refused" / "real-files").iterdir())
    assert refused == ["notes.csv", "notes.csv.txt"]
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        rows = warehouse.execute(
            "select platform, rows from raw.batches where batch_id like 'file\\_%' escape '\\' and table_name = 'posts' order by platform"
        ).fetchall()
    assert rows == [("facebook", 20), ("linkedin", 8), ("x", 1568)]
