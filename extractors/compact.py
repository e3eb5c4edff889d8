"""The warehouse without the bytes of what was removed: DuckDB leaves them in free blocks of its file.

The tables and views are copied into a new file, which takes the place of the old one. Only when something was removed
since the last time, the warehouse holds what the shelf holds, and dbt has made its models of it anew.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import duckdb

from extractors.landing import Landing
from extractors.tombstones import removals
from extractors.warehouse import open_warehouse

DONE = Path("dbt") / "tidied.json"  # how many removals each record on the shelf held when the file was last made anew


def tidy(landing: Landing, home: Path) -> dict[str, Any]:
    """Make the warehouse's file anew where that is due; return whether it was, why (not), and its bytes before and after.

    To be run after the models were built and published from what is loaded now.
    """
    warehouse = home / "warehouse.duckdb"
    for litter in (*home.glob(f"{warehouse.name}.compacting*"), *home.glob(".board.duckdb.*.building*")):
        litter.unlink()
    due = {f"{each['platform']}/{each['account_id']}/{each['removal_id']}": weight
           for each in removals(landing.root) if (weight := _weight(each))}  # fmt: skip
    done = json.loads((home / DONE).read_text()) if (home / DONE).exists() else {}
    if due == done or not warehouse.is_file():
        return {"is_done": False, "why": "nothing was removed since the last time"}
    if waiting := _not_loaded(landing, warehouse):
        return {"is_done": False, "why": f"{waiting} files of rows are not loaded as they stand: check and load first"}
    before = warehouse.stat().st_size
    compact(warehouse)
    (home / DONE).parent.mkdir(parents=True, exist_ok=True)
    beside = (home / DONE).with_suffix(".unfinished")
    beside.write_text(json.dumps(due, indent=1))
    os.replace(beside, home / DONE)
    return {"is_done": True, "why": "something was removed", "before": before, "after": warehouse.stat().st_size}


def _weight(record: dict[str, Any]) -> int:
    """Return how many things a removal took out of rows; pages and files were never in the warehouse."""
    of_rows = (row["removed"] for row in record["removals"] if row["what"] not in ("pages", "file"))
    return int(sum(of_rows)) + len(record.get("tombstones", ()))


def compact(warehouse: Path) -> None:
    """Copy a DuckDB file into a new one and put that in its place; nobody else can write to the old one meanwhile."""
    beside = warehouse.with_name(warehouse.name + ".compacting")
    open_warehouse(warehouse).close()  # what an unfinished process left in the write-ahead log goes into the file
    with duckdb.connect(":memory:") as copying:
        # The views name their own catalog: the old file must be attached under the name the new one will have.
        copying.execute(f"attach '{_quoted(warehouse)}' as {warehouse.stem} (read_only)")
        copying.execute(f"attach '{_quoted(beside)}' as compacting")
        copying.execute(f"copy from database {warehouse.stem} to compacting")
        copying.execute("checkpoint compacting")
        copying.execute("detach compacting")
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        os.replace(beside, warehouse)


def _not_loaded(landing: Landing, warehouse: Path) -> int:
    with duckdb.connect(str(warehouse), read_only=True) as reads:
        held = {row[:4]: row[4] for row in reads.execute(
            "select table_name, platform, account_id, batch_id, sha256 from raw.batches").fetchall()}  # fmt: skip
    on_shelf = {
        (each.table, each.platform, each.account_id, each.batch_id): each.sha256() for each in landing.batches()
    }
    stale = sum(1 for key, sha256 in on_shelf.items() if held.get(key) != sha256)
    return stale + len(held.keys() - on_shelf.keys())


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
