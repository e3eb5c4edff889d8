"""python -m extractors.raw_files: the tables of raw.* as files, for an engine that reads Parquet itself (Spark).

Batches are not copied: the engine reads them where they lie, and raw/batches/ names those that the checks accepted as they
stand. What is no batch (verdicts, removals, editions ...) is read from the shelf by the code that fills the
warehouse, and written as raw/<table>/. raw/tables.parquet says what there is, for macros/engine.sql: one row a table,
with its columns in Spark's words, where it lies, and whether that is a folder of batches.

Unlike the warehouse, a batch that was written anew and not judged yet is not there at all: run the checks first.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from extractors.landing import TABLES, Landing
from extractors.records import SCHEMAS
from extractors.warehouse import BATCHES, load_what_was_said, make_tables
from storage import place as storage
from storage.place import write_whole

FOLDER = "raw"
ROWS = "rows.parquet"  # in a folder a table: Hive takes no file for a table's place
SPARK_TYPES = {
    "VARCHAR": "string", "BOOLEAN": "boolean", "INTEGER": "int", "BIGINT": "bigint", "DOUBLE": "double", "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "timestamp", "VARCHAR[]": "array<string>", "DATE[]": "array<date>",
    "MAP(VARCHAR, VARCHAR)": "map<string, string>",
}  # fmt: skip


def write(landing: Landing, home: Path) -> dict[str, Any]:
    """Write raw/ under `home`; return how many batches are accepted, how many wait for a verdict, and the rows of the rest.

    What comes in while this runs is there the next time.
    """
    folder = home / FOLDER
    accepted, waiting = _accepted(landing)
    rows = {}
    with duckdb.connect(":memory:") as connection:
        make_tables(connection)
        editions = load_what_was_said(connection, landing, editions=home / "editions", incidents=home / "incidents")
        _write(folder / "batches" / ROWS, accepted)
        listed = []
        for (table,) in connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'raw' order by table_name"
        ).fetchall():
            columns = connection.execute(
                "select column_name, data_type from duckdb_columns() where schema_name = 'raw' and table_name = ? order by column_index",
                [table],
            ).fetchall()
            if table not in TABLES and table != "batches":
                said = connection.sql(f'select * from raw."{table}"').to_arrow_table()
                _write(folder / table / ROWS, said)
                rows[table] = said.num_rows
            listed.append({
                "table_name": table,
                "columns": ", ".join(f"`{name}` {SPARK_TYPES[kind]}" for name, kind in columns),
                "place": str(landing.root / "batches" / table if table in TABLES else folder / table),
                "is_batches": table in TABLES,
            })  # fmt: skip
    _write(folder / "tables.parquet", pa.Table.from_pylist(listed))
    for table in SCHEMAS:  # a shelf nothing came to yet: a folder that is not there is no empty table
        (landing.root / "batches" / table).mkdir(parents=True, exist_ok=True)
    return {"batches": accepted.num_rows, "waiting": waiting, "rows": rows, "editions": editions}


def _accepted(landing: Landing) -> tuple[pa.Table, int]:
    found, waiting = [], 0
    for batch in landing.batches():
        verdict = landing.verdict(batch)
        if not (verdict and verdict["accepted"]):
            waiting += 1
            continue
        found.append({
            "table_name": batch.table, "platform": batch.platform, "account_id": batch.account_id,
            "batch_id": batch.batch_id, "sha256": verdict["sha256"], "rows": batch.rows(),
            "loaded_at": datetime.fromisoformat(verdict["checked_at"]),  # from then on it could be read
        })  # fmt: skip
    return pa.Table.from_pylist(found, schema=BATCHES), waiting


def _write(path: Path, rows: pa.Table) -> None:
    content = pa.BufferOutputStream()
    pq.write_table(rows, content, compression="zstd")
    write_whole(path, content.getvalue().to_pybytes())


def main() -> int:
    """Write raw/ under LOS_HOME and say what is in it, as JSON."""
    home = Path(os.environ.get("LOS_HOME") or "var").resolve()
    setting = os.environ.get("LOS_LANDING", "")
    if "://" in setting:
        print(
            "LOS_LANDING: Spark reads the batches of a folder so far. Copy the shelf to one and name it",
            file=sys.stderr,
        )
        return 2
    print(json.dumps(write(Landing(storage.place(setting, home)), home)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
