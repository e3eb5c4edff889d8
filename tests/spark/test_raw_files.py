"""What Spark is told to read is what the warehouse loaded."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors import raw_files
from extractors.landing import TABLES, Landing
from tests.the_line import Line


@pytest.fixture
def home(golden: Line, tmp_path: Path) -> Path:
    """The golden body's shelf, to be changed."""
    for place in ("landing", "incidents"):
        if (golden.home / place).exists():
            shutil.copytree(golden.home / place, tmp_path / place)
    return tmp_path


def listed(home: Path) -> list[tuple[str, ...]]:
    columns = ["table_name", "platform", "account_id", "batch_id", "sha256", "rows"]
    rows = pq.read_table(home / "raw" / "batches" / "rows.parquet", columns=columns).to_pylist()
    return sorted(tuple(row.values()) for row in rows)


def test_the_batches_listed_are_those_the_warehouse_loaded(home: Path, golden: Line):
    said = raw_files.write(Landing(home / "landing"), home)
    loaded = golden.warehouse("select table_name, platform, account_id, batch_id, sha256, rows from raw.batches")
    assert listed(home) == sorted(loaded) and said["waiting"] == 0


def test_a_batch_nobody_judged_as_it_stands_is_left_out(home: Path):
    verdicts = sorted((home / "landing" / "verdicts" / "readings").glob("*/*/*.json"))
    verdicts[0].unlink()
    said = raw_files.write(Landing(home / "landing"), home)
    assert said["waiting"] == 1
    assert [
        row
        for row in listed(home)
        if row[0] == "readings" and row[3] == verdicts[0].stem and row[1] in str(verdicts[0])
    ] == []


def test_every_raw_table_of_the_warehouse_is_listed_with_its_columns_and_where_it_lies(home: Path, golden: Line):
    raw_files.write(Landing(home / "landing"), home)
    tables = {row["table_name"]: row for row in pq.read_table(home / "raw" / "tables.parquet").to_pylist()}
    there = golden.warehouse(
        "select table_name, list(column_name order by column_index) from duckdb_columns() where schema_name = 'raw' group by table_name"
    )
    assert tables.keys() == {name for name, _ in there}
    for name, columns in there:
        assert all(f"`{column}` " in tables[name]["columns"] for column in columns), name
        assert Path(tables[name]["place"]).is_dir() and tables[name]["is_batches"] == (name in TABLES)


def test_a_shelf_in_a_bucket_is_refused_in_one_line_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    monkeypatch.setenv("LOS_LANDING", "s3://bucket/prefix")
    assert raw_files.main() == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "Copy the shelf to one" in said and list(tmp_path.iterdir()) == []
