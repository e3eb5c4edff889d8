"""A believable board file: three made-up organisations, 24 months, every state, both slices, written by SQL."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from dashboards import snapshot

TYPES = {
    "is_fictional": "boolean", "is_sandbox": "boolean", "is_met": "boolean", "is_accepted": "boolean",
    "is_latest": "boolean", "is_additive": "boolean", "sort_order": "integer", "weight": "integer", "scale": "double",
    "settle_days": "integer", "base_min": "double", "period": "date", "data_to": "date", "opened_on": "date",
    "closed_on": "date", "valid_from": "date", "valid_to": "date", "since": "date", "until": "date",
    "built_at": "timestamp", "last_seen_at": "timestamp", "published_at": "timestamp with time zone",
    "kept_on": "date", "written_at": "timestamp", "news_at": "timestamp", "removed_at": "timestamp", "removed": "bigint",
    "observed_at": "timestamp with time zone", "checked_at": "timestamp with time zone", "numerator": "double",
    "denominator": "double", "coverage": "double", "target": "double", "rows": "bigint", "retries": "bigint", "waited_s": "double", "dropped": "bigint",
    "reactions": "double", "comments": "double", "shares": "double", "saves": "double", "views": "double",
    "definition_version": "integer", "cell_min": "integer", "coverage_min": "double", "planned_by": "date", "covered_from": "date", "covered_to": "date",
    "is_replaced": "boolean", "refused": "bigint",
    "is_own_threshold": "boolean", "is_without_activity": "boolean", "is_flagged": "boolean", "is_private": "boolean",
    "is_mandatory": "boolean", "is_restated": "boolean", "hours_share": "double", "attention_share": "double",
    "heard": "bigint", "line_approved_on": "date", "quarter": "date", "line": "bigint", "grade": "integer",
    "as_at": "date", "expires_on": "date", "days_left": "bigint", "collected_to": "date", "lost_on": "date", "value_first": "double", "base": "double",
    "seen_on": "date", "issue": "integer", "frozen_at": "timestamp", "measured": "bigint", "provisional": "bigint",
    "is_superseded": "boolean", "is_damaged": "boolean", "value_as_reported": "double", "value_latest": "double",
    "value_reported": "double", "value_restated": "double", "relative_change": "double", "is_material": "boolean",
    "approved_on": "date", "decided_on": "date", "due_on": "date",
    "is_judged": "boolean", "rebase_group": "integer", "mean": "double", "lpl": "double", "upl": "double",
    "short_group_warning": "integer", "gap_before": "integer", "points": "integer", "first_period": "date", "judged_to": "date",
    "has_trial_limits": "boolean", "gaps": "integer",
    "acts": "integer", "current_frequency": "integer", "planned_frequency": "integer", "gap": "integer", "posts": "integer", "median": "double",
    "number": "bigint", "is_planned": "boolean", "starts_on": "date", "ends_on": "date",
    "opened_at": "timestamp", "closed_at": "timestamp", "is_just_over": "boolean",
    "amount": "double", "received_at": "timestamp with time zone", "reach": "double", "low": "double", "high": "double", "stated_base": "double", "inferred_base": "double",
}  # fmt: skip
TEXTS = {("kpis", "numerator"), ("kpis", "denominator")}

ROWS = (Path(__file__).parent / "board.sql").read_text(encoding="utf-8")


def create(path: Path, rows: str = "", schema: str = "main") -> Path:
    """Write a file with every table of the contract in `schema`, and the rows."""
    with duckdb.connect(str(path)) as file:
        file.execute(f"create schema if not exists {schema}")
        file.execute(f"use {schema}")
        for table, columns in snapshot.CONTRACT.items():
            kinds = [f'"{name}" {_type(table, name)}' for name in columns]
            file.execute(f"create table {table} ({', '.join(kinds)})")
        if schema == "main":
            file.execute(snapshot.FIGURE_PARTS)  # as publish does
        file.execute(rows)
    return path


def _type(table: str, column: str) -> str:
    if column == "value":
        return "double"
    return "varchar" if (table, column) in TEXTS else TYPES.get(column, "varchar")


@pytest.fixture(scope="session")
def full_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board file with everything in it; read it, do not change it."""
    return create(tmp_path_factory.mktemp("full") / "board.duckdb", ROWS)


@pytest.fixture
def warehouse(tmp_path: Path) -> Path:
    """A warehouse whose schema `reports` is fit to be published."""
    return create(tmp_path / "warehouse.duckdb", ROWS, schema="reports")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A LOS_HOME of its own, empty, that the pages of this test look into."""
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def full(home: Path, full_board: Path) -> Path:
    """The board file of everything, in a home of its own."""
    return Path(shutil.copy(full_board, home / "board.duckdb"))
