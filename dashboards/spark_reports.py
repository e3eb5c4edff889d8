"""python -m dashboards.spark_reports: the reports as Spark wrote them, gathered into LOS_HOME/spark.duckdb, and published.

`publish` reads one DuckDB file with the schema `reports`; this makes that file of Spark's Parquet. What each table's columns
are, and of which type, is the contract in dbt's manifest, so a table without rows is there too. After it everything is as
after a build on DuckDB: `python -m dashboards.spark_reports` is gather, then snapshot.publish.

LOS_SPARK_REPORTS: folder or address that holds a folder a table. Default: LOS_HOME/spark-warehouse/reports.db
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import duckdb

from dashboards import snapshot

FILE = "spark.duckdb"
MANIFEST = Path(__file__).resolve().parents[1] / "dbt_project" / "target" / "manifest.json"


def gather(manifest: Path, reports: Path, into: Path) -> dict[str, int]:
    """Write every report of the manifest into a new DuckDB file, which takes the place of `into`; return the rows of each.

    Raises NotPublished where a report of the manifest was not built.
    """
    beside = into.with_name(into.name + ".gathering")
    beside.unlink(missing_ok=True)
    rows = {}
    with duckdb.connect(str(beside), config=snapshot.SETTINGS) as file:
        file.execute("set timezone = 'UTC'")  # Spark's times have a zone, the reports' are UTC without one
        file.execute("create schema reports")
        for table, columns in _contracts(manifest).items():
            said = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            file.execute(f'create table reports."{table}" ({said})')
            if not (reports / table).is_dir():
                raise snapshot.NotPublished(f"There is no report {table} in {reports}: build it first, on Spark")
            if any((reports / table).glob("*.parquet")):
                named = ", ".join(f'"{name}"' for name in columns)
                file.execute(
                    f'insert into reports."{table}" select {named} from read_parquet(?)',
                    [str(reports / table / "*.parquet")],
                )
            rows[table] = int((file.execute(f'select count(*) from reports."{table}"').fetchone() or (0,))[0])
    os.replace(beside, into)
    return rows


def _contracts(manifest: Path) -> dict[str, dict[str, str]]:
    """Return table -> column -> type of every report, by name."""
    found = {}
    for node in json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values():
        if node["resource_type"] == "model" and node["schema"] == "reports":
            found[node["alias"]] = {name: about["data_type"] for name, about in node["columns"].items()}
    return dict(sorted(found.items()))


def main(arguments: list[str]) -> int:
    """Gather and publish; say what was published, as JSON. 2: it could not be, and why in one line."""
    home = Path(os.environ.get("LOS_HOME") or "var").resolve()
    manifest = Path(arguments[0]) if arguments else MANIFEST
    reports = Path(os.environ.get("LOS_SPARK_REPORTS") or home / "spark-warehouse" / "reports.db")
    try:
        gather(manifest, reports, home / FILE)
        said: dict[str, Any] = snapshot.publish(
            home / FILE, home / "board.duckdb", descriptions=snapshot.descriptions_in(manifest)
        )
    except snapshot.NotPublished as why:
        print(f"Not published: {why}", file=sys.stderr)
        return 2
    print(json.dumps(said))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
