"""Publishing: the whole new file or the whole old one, and never a file that does not hold together."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pytest

from dashboards import __main__ as door
from dashboards import reads, reads_trust, snapshot


def spoil(warehouse: Path, sql: str) -> None:
    with duckdb.connect(str(warehouse)) as file:
        file.execute("use reports")
        file.execute(sql)


def count(board: duckdb.DuckDBPyConnection, table: str) -> int:
    row = board.execute(f"select count(*) from board.{table}").fetchone()
    assert row
    return int(row[0])


def test_every_report_arrives_row_for_row(warehouse: Path, tmp_path: Path) -> None:
    published = snapshot.publish(warehouse, tmp_path / "board.duckdb", descriptions=None)
    assert set(published["tables"]) == set(snapshot.CONTRACT)
    with duckdb.connect() as both:
        both.execute(f"attach '{warehouse}' as said (read_only)")
        both.execute(f"attach '{tmp_path / 'board.duckdb'}' as shown (read_only)")
        for table in snapshot.CONTRACT:
            said, shown = f"from said.reports.{table}", f"from shown.{table}"
            apart = both.execute(f"({said} except all {shown}) union all ({shown} except all {said})")
            assert apart.fetchall() == [], table


def test_the_words_of_the_manifest_are_on_the_tables_and_columns(warehouse: Path, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    node = {
        "schema": "reports", "resource_type": "model", "name": "report_figures", "alias": "figures",
        "description": "One row a figure", "columns": {"value": {"description": "The board's number; unknown is NULL"}},
    }  # fmt: skip
    elsewhere = {**node, "schema": "marts", "alias": "figures", "description": "not this"}
    manifest.write_text(json.dumps({"nodes": {"a": node, "b": elsewhere}}))
    board = tmp_path / "board.duckdb"
    snapshot.publish(warehouse, board, descriptions=snapshot.descriptions_in(manifest))
    with duckdb.connect(str(board), read_only=True) as file:
        table = file.execute("select comment from duckdb_tables() where table_name = 'figures'").fetchone()
        column = file.execute(
            "select comment from duckdb_columns() where table_name = 'figures' and column_name = 'value'"
        ).fetchone()
    assert (table, column) == (("One row a figure",), ("The board's number; unknown is NULL",))


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        ("drop table targets", "table targets is not in the warehouse"),
        ("alter table figures drop column words", "column figures.words is not in the warehouse"),
        ("delete from figures", "There are no figures"),
        ("delete from build", "exactly one row and has 0"),
        ("insert into build from build", "exactly one row and has 2"),
        ("update figures set value = 0 where state = 'missing'", "a value when it is measured, and only then"),
        ("update figures set value = null where state = 'measured'", "a value when it is measured, and only then"),
        ("update figures set state = 'estimated' where kpi_id = 'MM-COMM'", "must be measured, missing"),
        ("update figures set words = ' ' where kpi_id = 'MM-COMM'", "must have its words"),
    ],
)
def test_reports_that_do_not_hold_together_leave_the_last_good_file(
    warehouse: Path, tmp_path: Path, spoiled: str, sentence: str
) -> None:
    board = tmp_path / "out" / "board.duckdb"
    snapshot.publish(warehouse, board, descriptions=None)
    before = board.read_bytes()
    spoil(warehouse, spoiled)
    with pytest.raises(snapshot.NotPublished, match=sentence):
        snapshot.publish(warehouse, board, descriptions=None)
    assert board.read_bytes() == before
    assert [path.name for path in board.parent.iterdir()] == ["board.duckdb"]


def test_a_warehouse_that_is_absent_or_broken_is_said_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    assert door.main(["publish"]) == 2
    (tmp_path / "warehouse.duckdb").write_bytes(b"not a database" * 500)
    assert door.main(["publish"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 2 and all(line.startswith("Not published: ") for line in lines)
    assert "make run" in lines[0]


def test_the_door_publishes_where_los_home_points(
    warehouse: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOS_HOME", str(warehouse.parent))
    assert door.main(["publish"]) == 0
    assert json.loads(capsys.readouterr().out)["data_to"] == "2026-11-15"
    assert count(snapshot.open_board(warehouse.parent / "board.duckdb"), "organisations") == 3


def test_a_reader_keeps_the_file_it_opened_and_the_next_one_sees_the_new(warehouse: Path, tmp_path: Path) -> None:
    board = tmp_path / "board.duckdb"
    snapshot.publish(warehouse, board, descriptions=None)
    old = reads.connect(board)
    assert count(old, "organisations") == 3
    spoil(warehouse, "delete from organisations where organisation_id = 'osmere'")
    snapshot.publish(warehouse, board, descriptions=None)
    assert count(reads.connect(board), "organisations") == 2
    assert count(old, "organisations") == 3
    assert len(old.execute("select * from board.figures").fetchall()) > 500


def test_what_was_said_of_the_figures_is_published_with_them_under_no_account(warehouse: Path, tmp_path: Path) -> None:
    board = tmp_path / "board.duckdb"
    result = {"check": "every register came when it was due", "column": "is_overdue", "severity": "warning", "is_met": False,
              "observed": "register Hours", "notes": "It is late. Fill it in.", "owner": "Keeper of the register",
              "description": "It is late.", "next_step": "Fill it in.", "subscribers": ["Performance analyst"]}  # fmt: skip
    verdict = {"table": "figures", "accepted": True, "checked_at": "2026-11-16T06:09:00+00:00", "results": [result]}
    snapshot.publish(warehouse, board, descriptions=None, verdict=verdict)
    (warned,) = [
        row for row in reads_trust.checks_warned(reads.connect(board), "marrick") if row["table_name"] == "figures"
    ]
    assert [warned[name] for name in ("check_name", "observed", "owner", "description", "next_step")] == [
        "every register came when it was due", "register Hours", "Keeper of the register", "It is late.", "Fill it in."]  # fmt: skip
    assert "2026-11-16 06:09" in str(warned["checked_at"])


def test_a_file_somebody_is_reading_is_replaced_and_never_written_over(warehouse: Path, tmp_path: Path) -> None:
    board = tmp_path / "board.duckdb"
    snapshot.publish(warehouse, board, descriptions=None)
    before = board.read_bytes()
    with board.open("rb") as reading:
        spoil(warehouse, "delete from posts")
        snapshot.publish(warehouse, board, descriptions=None)
        assert reading.read() == before
    assert board.read_bytes() != before


def test_an_unchanged_file_is_opened_once(full_board: Path) -> None:
    reads.connect(full_board)
    opened = reads._opened.cache_info().misses
    reads.connect(full_board)
    assert reads._opened.cache_info().misses == opened


def test_the_board_cannot_be_written_to(full_board: Path) -> None:
    with pytest.raises(duckdb.Error, match="read-only"):
        reads.connect(full_board).execute("delete from board.figures")


def test_what_a_killed_publish_left_does_not_stop_the_next(warehouse: Path, tmp_path: Path) -> None:
    board = tmp_path / "out" / "board.duckdb"
    board.parent.mkdir()
    litter = board.with_name(f".board.duckdb.{os.getpid()}.building")
    litter.write_bytes(b"half")
    snapshot.publish(warehouse, board, descriptions=None)
    assert [path.name for path in board.parent.iterdir()] == ["board.duckdb"]
