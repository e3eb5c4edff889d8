"""Frozen is frozen: a year is read again and built anew, and what was reported stays as it was, with every change listed."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import TODAY, Sandbox
from tests.the_line import Line

Row = tuple[Any, ...]
BEFORE = date(2026, 9, 3)  # August is over, and its counts still move
REGISTERS = ("outcome_values", "hours", "labels")
NO_TESTS = ("--exclude-resource-type", "test")
SAID = {  # of each kind of subject: what names one, its value, its state, its words
    "figure": ("figures", "kpi_id, period, slice_kind, slice", "value, state, words"),
    "alignment_test": ("alignment_tests", "test, period, 'organisation', organisation_id", "null, result, reason"),
    "outcome": ("outcomes", "series_id, period, 'organisation', organisation_id", "value, state, words"),
}


@dataclass
class Year:
    """One account, frozen for August, read again in November, and frozen for October."""

    line: Line
    sealed: dict[str, bytes]  # each edition's manifest as it was written
    august_board: Path

    @property
    def editions(self) -> Path:
        return self.line.home / "editions"


@pytest.fixture(scope="module")
def year(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    line = Line(tmp_path_factory.mktemp("year") / "home", running_sandbox.url, ["harrowdale_x"])
    sealed = {}

    def look(day: date) -> None:
        running_sandbox.clock(day)
        folder = line.home / "files" / str(day)
        line.run("-m", "sandbox.registers", "--folder", str(folder), "--date", str(day), "--seed", "1")
        files = [str(folder / "harrowdale" / f"{register}.csv") for register in REGISTERS]
        line.run("-m", "extractors", "import", *files, "--organisation", "harrowdale", LOS_TODAY=str(day))
        line.look(day, days=365)

    def freeze(month: str, day: date) -> None:
        line.run("-m", "dashboards", "freeze", month, "--by", "Board secretary", LOS_TODAY=str(day))
        sealed[month] = (line.home / "editions" / month / "manifest.json").read_bytes()

    try:
        running_sandbox.begin_anew()
        look(BEFORE)
        line.build_again()
        freeze("2026-08", BEFORE)
        look(TODAY)  # the same months again, with a later eye; it also reads the edition back
        line.build_again()
        freeze("2026-10", TODAY)
        yield Year(line, sealed, line.home / "editions" / "2026-08" / "board.duckdb")
    finally:
        running_sandbox.clock(TODAY)


def said(board: Path, kind: str) -> dict[Row, Row]:
    table, names, words = SAID[kind]
    with duckdb.connect(str(board), read_only=True) as file:
        rows = file.execute(f"select organisation_id, {names}, {words} from {table}").fetchall()
    return {row[:-3]: row[-3:] for row in rows}


def is_same(one: Row, other: Row | None) -> bool:
    if other is None:
        return False
    (value, *rest), (value_now, *rest_now) = one, other
    if value is None or value_now is None:
        return value is value_now and rest == rest_now
    return abs(value - value_now) <= 1e-9 * max(abs(value), abs(value_now)) and rest == rest_now


def differences(old: Path, new: Path) -> set[Row]:
    """What the one reported and the other does not say the same of, worked out without any SQL of ours."""
    found = set()
    for kind in SAID:
        before, after = said(old, kind), said(new, kind)
        months = {key[2] for key in after}
        found |= {(kind, *key) for key, row in before.items() if key[2] in months and not is_same(row, after.get(key))}
    return found


def listed(line: Line, where: str) -> set[Row]:
    sql = f"select subject_kind, organisation_id, subject_id, period, slice_kind, slice from reports.restatements where {where}"
    rows = line.warehouse(sql)
    assert len(rows) == len(set(rows))
    return set(rows)


def test_what_was_frozen_is_the_same_to_the_byte_after_a_year_was_read_again(year: Year) -> None:
    verdicts = json.loads(year.line.run("-m", "dashboards", "verify"))
    assert verdicts == [{"edition": month, "is_as_frozen": True, "differs": []} for month in ("2026-08", "2026-10")]
    for month, manifest in year.sealed.items():
        assert (year.editions / month / "manifest.json").read_bytes() == manifest


def test_the_restatements_are_exactly_what_changed_since_the_edition(year: Year) -> None:
    changed = differences(year.august_board, year.line.home / "board.duckdb")
    assert len(changed) > 20 and {row[0] for row in changed} >= {"figure", "outcome"}
    assert listed(year.line, "reported_in = '2026-08' and restated_in is null") == changed
    assert listed(year.line, "true") == changed


def test_what_moved_because_it_was_provisional_is_a_scheduled_revision_and_says_what_was_read(year: Year) -> None:
    rows = year.line.warehouse(
        "select r.kind, r.cause, f.status from reports.restatements as r join raw.reported_figures as f"
        " on f.edition = r.reported_in and f.kpi_id = r.subject_id and f.organisation_id = r.organisation_id"
        " and f.period = r.period and f.slice_kind = r.slice_kind and f.slice = r.slice where subject_kind = 'figure'"
    )
    provisional = [row for row in rows if row[2] == "provisional"]
    assert provisional and {row[0] for row in provisional} == {"scheduled revision"}
    assert all(row[1].startswith("it was provisional when it was reported") for row in provisional)
    assert [row for row in rows if "the file labels.csv came on 16 November 2026" in row[1]]
    assert [row for row in rows if "x was read on 16 November 2026" in row[1]]


def test_the_next_edition_lists_what_changed_since_the_one_before(year: Year) -> None:
    board = year.editions / "2026-10" / "board.duckdb"
    with duckdb.connect(str(board), read_only=True) as file:
        rows = file.execute(
            "select subject_kind, organisation_id, subject_id, period, slice_kind, slice, words_restated from restatements"
        ).fetchall()
    assert {row[:6] for row in rows} == differences(year.august_board, year.line.home / "board.duckdb")
    with (year.editions / "2026-10" / "restatements.csv").open(newline="", encoding="utf-8-sig") as text:
        printed = list(csv.DictReader(text))
    assert sorted(row["words_restated"] for row in printed) == sorted(row[6] for row in rows)


def test_an_edition_names_no_post_of_ours(year: Year) -> None:
    ids = {row[0] for row in year.line.board("select post_id from posts")}
    parts = year.line.board("select distinct part_id from lineage where part_kind in ('act', 'reading', 'interaction')")
    ids |= {row[0] for row in parts} - {"2244990001"}  # of an account
    assert len(ids) > 50
    for path in (year.editions / "2026-10").iterdir():
        content = path.read_bytes()
        assert [item for item in ids if item.encode() in content] == [], path.name


def test_two_editions_stand_in_a_row_and_a_damaged_one_is_said_and_not_read(year: Year) -> None:
    models = ["stg_editions", "int_reported__said+"]
    year.line.run("-m", "extractors", "load")
    year.line.build_models("--exclude-resource-type", "unit_test", *NO_TESTS, "--select", *models)
    august, october = year.august_board, year.editions / "2026-10" / "board.duckdb"
    assert listed(year.line, "reported_in = '2026-08' and restated_in = '2026-10'") == differences(august, october)
    assert listed(year.line, "restated_in is null") == set()  # nothing changed since October was frozen
    first = year.line.warehouse(
        "select distinct reported_in from reports.as_reported where period <= date '2026-08-01'"
    )
    assert first == [("2026-08",)]
    october.chmod(0o644)
    october.write_bytes(october.read_bytes() + b" ")
    assert json.loads(year.line.run("-m", "extractors", "load"))["editions"] == {
        "read": ["2026-08"], "damaged": {"2026-10": "board.duckdb was changed"}}  # fmt: skip
    assert year.line.warehouse("select edition, damage is null from raw.editions order by edition") == [
        ("2026-08", True), ("2026-10", False)]  # fmt: skip
    assert year.line.warehouse("select distinct edition from raw.reported_figures") == [("2026-08",)]
