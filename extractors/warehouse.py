"""Accepted batches -> raw.* in the DuckDB warehouse: one transaction a batch, rows counted every time.

raw.posts, interactions, readings, entries, extracts: records.SCHEMAS, one row for each batch a thing was seen in.
raw.batches: which files are loaded. raw.checks: what the checks said of every batch, of refused ones too.
raw.deadlines: the days on which something we live by ends, as the last extract of each account knew them.
raw.removals: what was taken off the shelf for good, and why. raw.kept_figures: figures as shown before their rows went.
raw.incidents: what was wrong, since when, and who did something about it (checks/alerts).
raw.editions, reported_*: what was reported in the months that were frozen (reported.py).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from extractors import reported
from extractors.deadlines import DEADLINES, read_watch
from extractors.faults import NotLoaded
from extractors.incidents import INCIDENTS, incident_rows
from extractors.kept import KEPT_FIGURES, kept_figures
from extractors.landing import TABLES, Batch, Landing
from extractors.records import SCHEMAS, UTC_TIME
from extractors.tombstones import removals

COLUMN_TYPES = {
    pa.string(): "VARCHAR", pa.bool_(): "BOOLEAN", pa.int32(): "INTEGER", pa.int64(): "BIGINT", pa.float64(): "DOUBLE",
    pa.date32(): "DATE", UTC_TIME: "TIMESTAMPTZ", pa.list_(pa.string()): "VARCHAR[]",
    pa.list_(pa.date32()): "DATE[]",
    pa.map_(pa.string(), pa.string()): "MAP(VARCHAR, VARCHAR)",
}  # fmt: skip
BATCHES = pa.schema([(name, pa.string()) for name in ("table_name", "platform", "account_id", "batch_id", "sha256")]
                    + [("rows", pa.int64()), ("loaded_at", UTC_TIME)])  # fmt: skip
CHECKS = pa.schema([
    *((name, pa.string()) for name in (
        "table_name", "platform", "account_id", "batch_id", "check_name", "column_name", "severity")),
    ("is_met", pa.bool_()), ("observed", pa.string()), ("notes", pa.string()),
    ("checked_at", UTC_TIME), ("is_accepted", pa.bool_()),
    *((name, pa.string()) for name in ("owner", "description", "next_step")),  # None: judged by an earlier version
])  # fmt: skip
REMOVALS = pa.schema([
    *((name, pa.string()) for name in (
        "removal_id", "platform", "account_id", "organisation_id", "what", "reason")),
    ("news_at", UTC_TIME), ("removed_at", UTC_TIME), ("removed", pa.int64()), ("months", pa.list_(pa.date32())),
])  # fmt: skip
OF_BATCH = "platform = ? and account_id = ? and batch_id = ?"

Key = tuple[str, str, str]  # platform, account, batch


class WarehouseInUse(NotLoaded):
    """Another process has the warehouse open."""


class RowsLost(NotLoaded):
    """The warehouse holds another number of rows than the batch: the load was undone."""


def load(
    landing: Landing, warehouse: Path, platform: str | None = None, *, editions: Path | None = None,
    incidents: Path | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Load every accepted batch that is not in the warehouse as it stands; take out what left the shelf.

    Returns how many batches and rows were loaded, removed and left waiting for a verdict, and which editions of the
    folder were read or are damaged. Loading twice loads nothing.
    """
    summary: dict[str, Any] = {"batches": 0, "rows": dict.fromkeys(TABLES, 0), "removed": 0, "waiting": 0}
    with open_warehouse(warehouse) as connection:
        make_tables(connection)
        held = {(row[:3], row[3]): row[4] for row in connection.execute(
            "select platform, account_id, batch_id, table_name, sha256 from raw.batches").fetchall()}  # fmt: skip
        on_shelf = _by_batch(landing, platform)
        gone: dict[Key, list[str]] = defaultdict(list)
        for key, table in held:
            if platform in (None, key[0]) and table not in on_shelf.get(key, {}):
                gone[key].append(table)
        for key, tables in gone.items():
            _remove(connection, key, tables)
            summary["removed"] += len(tables)
        for key, files in on_shelf.items():
            fresh = []
            for batch in files.values():
                sha256 = batch.sha256()
                if held.get((key, batch.table)) == sha256:
                    continue
                verdict = landing.verdict(batch)
                if verdict and verdict["accepted"]:
                    fresh.append((batch, sha256))
                else:
                    summary["waiting"] += 1
            if fresh:
                _load_one(connection, key, fresh, summary)
        summary["editions"] = load_what_was_said(connection, landing, editions=editions, incidents=incidents)
    return summary


def load_what_was_said(
    connection: duckdb.DuckDBPyConnection,
    landing: Landing,
    *,
    editions: Path | None = None,
    incidents: Path | None = None,
) -> dict[str, Any]:
    """Fill the raw tables that are small and no batches: verdicts, ends, removals, kept figures, incidents, editions.

    Each is replaced whole. Returns which editions were read or are damaged.
    """
    _replace(connection, "checks", pa.Table.from_pylist(list(_check_rows(landing)), schema=CHECKS))
    ends = [asdict(each) for each in read_watch(landing)]
    _replace(connection, "deadlines", pa.Table.from_pylist(ends, schema=DEADLINES))
    _replace(connection, "removals", pa.Table.from_pylist(list(_removal_rows(landing)), schema=REMOVALS))
    _replace(connection, "kept_figures", kept_figures(landing.root))
    if incidents is not None:
        _replace(connection, "incidents", incident_rows(incidents))
    return reported.load(connection, editions)


def open_warehouse(warehouse: Path) -> duckdb.DuckDBPyConnection:
    """Open the warehouse for writing. Raises WarehouseInUse when another process has it open."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    try:
        return duckdb.connect(str(warehouse))
    except duckdb.IOException as error:
        if "lock" not in str(error).lower():
            raise
        raise WarehouseInUse(
            f"{warehouse.name} is open in another process; only one may write. Wait for it to end, then run again."
        ) from None


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make raw.*, and give the tables of an earlier version the columns that came after it."""
    connection.execute("create schema if not exists raw")
    others = {
        "batches": BATCHES,
        "checks": CHECKS,
        "deadlines": DEADLINES,
        "incidents": INCIDENTS,
        "removals": REMOVALS,
        "kept_figures": KEPT_FIGURES,
    }
    for table, schema in {**SCHEMAS, **others}.items():
        columns = ", ".join(f'"{column.name}" {COLUMN_TYPES[column.type]}' for column in schema)
        connection.execute(f"create table if not exists raw.{table} ({columns})")
        for column in schema:  # a warehouse of an earlier version: what it holds has nothing to say in a new column
            connection.execute(
                f'alter table raw.{table} add column if not exists "{column.name}" {COLUMN_TYPES[column.type]}'
            )


def _by_batch(landing: Landing, platform: str | None) -> dict[Key, dict[str, Batch]]:
    found: dict[Key, dict[str, Batch]] = defaultdict(dict)
    for batch in landing.batches(platform):
        found[batch.platform, batch.account_id, batch.batch_id][batch.table] = batch
    return found


def _load_one(
    connection: duckdb.DuckDBPyConnection, key: Key, fresh: list[tuple[Batch, str]], summary: dict[str, Any]
) -> None:
    with _Transaction(connection):
        for batch, sha256 in fresh:
            _forget(connection, key, batch.table)
            source = "read_parquet(?, hive_partitioning = false)"  # else the folder names would become columns
            # by name: a batch of an earlier version lacks the columns that came after it
            connection.execute(f"insert into raw.{batch.table} by name select * from {source}", [os.fspath(batch.path)])
            counted = connection.execute(f"select count(*) from raw.{batch.table} where {OF_BATCH}", key).fetchall()[0][
                0
            ]
            if counted != batch.rows():
                raise RowsLost(
                    f"{batch.table} of {' '.join(key)}: {batch.rows()} rows in the batch, {counted} in the warehouse; "
                    "nothing of this batch was changed"
                )
            connection.execute("insert into raw.batches values (?, ?, ?, ?, ?, ?, now())",
                               [batch.table, *key, sha256, counted])  # fmt: skip
            summary["rows"][batch.table] += counted
    summary["batches"] += 1


def _remove(connection: duckdb.DuckDBPyConnection, key: Key, tables: list[str]) -> None:
    with _Transaction(connection):
        for table in tables:
            _forget(connection, key, table)


def _forget(connection: duckdb.DuckDBPyConnection, key: Key, table: str) -> None:
    connection.execute(f"delete from raw.{table} where {OF_BATCH}", key)
    connection.execute(f"delete from raw.batches where table_name = ? and {OF_BATCH}", [table, *key])


def _replace(connection: duckdb.DuckDBPyConnection, table: str, said: pa.Table) -> None:
    with _Transaction(connection):
        connection.execute(f"delete from raw.{table}")
        connection.register("said", said)
        connection.execute(f"insert into raw.{table} by name select * from said")
        connection.unregister("said")
        counted = connection.execute(f"select count(*) from raw.{table}").fetchall()[0][0]
        if counted != said.num_rows:
            raise RowsLost(
                f"{table}: {said.num_rows} rows on the shelf, the warehouse got {counted}; nothing was changed"
            )


def _removal_rows(landing: Landing) -> Iterator[dict[str, Any]]:
    for record in removals(landing.root):
        for number, row in enumerate(record["removals"]):
            about = {name: record[name] for name in ("platform", "account_id", "organisation_id")}
            yield about | row | {
                "removal_id": f"{record['platform']}.{record['account_id']}.{record['removal_id']}.{number}",
                "news_at": row["news_at"] and datetime.fromisoformat(row["news_at"]),
                "removed_at": datetime.fromisoformat(row["removed_at"]),
                "months": [date.fromisoformat(month) for month in row["months"]],
            }  # fmt: skip


def _check_rows(landing: Landing) -> Iterator[dict[str, Any]]:
    for verdict in landing.verdicts():
        for result in verdict["results"]:
            yield {
                "table_name": verdict["table"], "platform": verdict["platform"], "account_id": verdict["account_id"],
                "batch_id": verdict["batch_id"], "check_name": result["check"], "column_name": result["column"],
                "severity": result["severity"], "is_met": result["is_met"], "observed": result["observed"],
                "notes": result["notes"], "checked_at": datetime.fromisoformat(verdict["checked_at"]),
                "is_accepted": verdict["accepted"],
                **{name: result.get(name) or None for name in ("owner", "description", "next_step")},
            }  # fmt: skip


class _Transaction:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.begin()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._connection.commit()
        else:
            self._connection.rollback()
