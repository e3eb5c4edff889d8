"""The whole line with real Airflow: `make run SERVE=no` in an empty home, and what it says against the board file."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dashboards import snapshot
from tests.local.test_run import REPO, settings


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    home = tmp_path_factory.mktemp("line")
    environ = settings(home, LOS_TODAY="2026-11-16")
    ran = subprocess.run(
        ["make", "run", "SERVE=no"], cwd=REPO, env=environ, capture_output=True, text=True, timeout=600
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
        "airflow", "board.duckdb", "dbt", "landing", "logs", "privacy.key", "run.lock", "warehouse.duckdb",
    }  # fmt: skip


def test_the_day_can_be_run_again_and_the_line_says_the_same_figures(line: tuple[Path, str]) -> None:
    home, first = line
    environ = settings(home, LOS_TODAY="2026-11-16")
    again = subprocess.run(
        ["make", "run", "SERVE=no"], cwd=REPO, env=environ, capture_output=True, text=True, timeout=600
    )
    assert again.returncode == 0, again.stdout + again.stderr
    figures = [next(row for row in said.splitlines() if row.startswith("figures")) for said in (first, again.stdout)]
    assert figures[0] == figures[1]
