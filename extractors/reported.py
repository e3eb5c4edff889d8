"""What was reported before: the frozen editions, read back into raw.* so that the figures of today can be set beside it.

An edition whose files are not the ones its manifest was sealed with is named in raw.editions, with what is wrong, and
nothing else of it is read: figures somebody changed afterwards were never reported.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb

NAME = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])(?:\.\d+)?")

EDITIONS = {
    "edition": "VARCHAR", "period": "DATE", "issue": "INTEGER", "frozen_at": "TIMESTAMPTZ", "frozen_by": "VARCHAR",
    "reason": "VARCHAR", "software_version": "VARCHAR", "strategy_version": "VARCHAR", "taxonomy_version": "VARCHAR",
    "data_to": "DATE", "is_sandbox": "BOOLEAN", "measured": "BIGINT", "provisional": "BIGINT", "batches": "BIGINT",
    "batches_sha256": "VARCHAR", "edition_sha256": "VARCHAR", "damage": "VARCHAR",
}  # fmt: skip
OF_A_SLICE = {"slice_kind": "VARCHAR", "slice": "VARCHAR", "period": "DATE", "value": "DOUBLE"}
TABLES: dict[str, tuple[str, dict[str, str]]] = {  # raw table -> the frozen table it is read from, and its columns
    "reported_figures": ("figures", {
        "organisation_id": "VARCHAR", "kpi_id": "VARCHAR", **OF_A_SLICE, "numerator": "DOUBLE", "denominator": "DOUBLE",
        "state": "VARCHAR", "status": "VARCHAR", "words": "VARCHAR", "definition_version": "INTEGER"}),
    "reported_spc": ("spc", {
        "organisation_id": "VARCHAR", "subject_kind": "VARCHAR", "subject_id": "VARCHAR", **OF_A_SLICE,
        "is_judged": "BOOLEAN", "mean": "DOUBLE", "lpl": "DOUBLE", "upl": "DOUBLE", "point_type": "VARCHAR",
        "variation_icon": "VARCHAR", "assurance_type": "VARCHAR"}),
    "reported_tests": ("alignment_tests", {
        "organisation_id": "VARCHAR", "period": "DATE", "test": "VARCHAR", "result": "VARCHAR", "reason": "VARCHAR"}),
    "reported_outcomes": ("outcomes", {
        "organisation_id": "VARCHAR", "series_id": "VARCHAR", "period": "DATE", "value": "DOUBLE", "state": "VARCHAR",
        "status": "VARCHAR", "as_at": "DATE", "words": "VARCHAR"}),
    "reported_batches": ("batches", {
        "organisation_id": "VARCHAR", "table_name": "VARCHAR", "platform": "VARCHAR", "account_id": "VARCHAR",
        "batch_id": "VARCHAR", "register": "VARCHAR", "file_name": "VARCHAR", "seen_on": "DATE", "sha256": "VARCHAR"}),
    "reported_objectives": ("objectives", {
        "organisation_id": "VARCHAR", "objective_id": "VARCHAR", "weight": "DOUBLE", "strategy_version": "VARCHAR",
        "valid_from": "DATE", "valid_to": "DATE"}),
    "reported_targets": ("targets", {
        "organisation_id": "VARCHAR", "kpi_id": "VARCHAR", "period": "DATE", "target": "DOUBLE", "comparator": "VARCHAR"}),
}  # fmt: skip


def load(connection: duckdb.DuckDBPyConnection, editions: Path | None) -> dict[str, Any]:
    """Make raw.editions and raw.reported_*, and fill them from a folder of editions; without one they are empty.

    Everything is replaced in one transaction, or left alone when nothing changed. Returns the editions that were read
    and, of those that could not be, what is wrong: {"read": [...], "damaged": {edition: why}}.
    """
    connection.execute("create schema if not exists raw")
    for table, columns in {
        "editions": EDITIONS,
        **{name: ({"edition": "VARCHAR"} | kinds) for name, (_, kinds) in TABLES.items()},
    }.items():
        connection.execute(f"create table if not exists raw.{table} ({_columns(columns, with_kinds=True)})")
        for column, kind in columns.items():  # a warehouse of an earlier version
            connection.execute(f'alter table raw.{table} add column if not exists "{column}" {kind}')
    found = sorted(path for path in editions.glob("[0-9]*") if NAME.fullmatch(path.name)) if editions else []
    rows = {path: _row(path) for path in found}
    summary = {
        "read": [path.name for path, row in rows.items() if row["damage"] is None],
        "damaged": {path.name: row["damage"] for path, row in rows.items() if row["damage"]},
    }
    held = connection.execute("select edition, edition_sha256, damage from raw.editions order by edition").fetchall()
    if held != [(path.name, row["edition_sha256"], row["damage"]) for path, row in rows.items()]:
        _replace(connection, rows)
    return summary


def _replace(connection: duckdb.DuckDBPyConnection, rows: dict[Path, dict[str, Any]]) -> None:
    whole = [path for path, row in rows.items() if row["damage"] is None]
    for number, path in enumerate(whole):
        connection.execute(
            "attach '" + str(path / "board.duckdb").replace("'", "''") + f"' as edition_{number} (read_only)"
        )
    try:
        connection.begin()
        try:
            for table in ("editions", *TABLES):
                connection.execute(f"delete from raw.{table}")
            if rows:
                marks = ", ".join("?" * len(EDITIONS))
                connection.executemany(
                    f"insert into raw.editions ({_columns(EDITIONS)}) values ({marks})",
                    [[row[name] for name in EDITIONS] for row in rows.values()],
                )
            for number, path in enumerate(whole):
                for table, (source, columns) in TABLES.items():
                    _copy(connection, table, f"edition_{number}", source, columns, path.name)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise
    finally:
        for number in range(len(whole)):
            connection.execute(f"detach edition_{number}")


def _copy(
    connection: duckdb.DuckDBPyConnection, table: str, catalog: str, source: str, columns: dict[str, str], edition: str
) -> None:
    there = {row[0] for row in connection.execute(
        "select column_name from duckdb_columns() where database_name = ? and table_name = ?", [catalog, source]).fetchall()}  # fmt: skip
    kept = [name for name in columns if name in there]  # an edition of an earlier version has not every column
    if kept:
        names = ", ".join(f'"{name}"' for name in kept)
        connection.execute(
            f'insert into raw.{table} (edition, {names}) select ?, {names} from {catalog}."{source}"', [edition]
        )


def _row(edition: Path) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(EDITIONS) | {"edition": edition.name}
    try:
        said = json.loads((edition / "manifest.json").read_bytes())
        return row | {"damage": _damage(edition, said)} | _said(said)
    except FileNotFoundError:
        return row | {"damage": "it has no manifest.json"}
    except (ValueError, KeyError, TypeError, OSError):
        return row | {"damage": "its manifest.json cannot be read"}


def _said(said: dict[str, Any]) -> dict[str, Any]:
    versions = said["versions"]
    return {
        "period": date.fromisoformat(said["period"] + "-01"), "issue": int(said["issue"]), "frozen_by": said["frozen_by"],
        "frozen_at": datetime.fromisoformat(said["frozen_at"]), "reason": said["reason"],
        "software_version": versions["software"], "strategy_version": versions["strategy"],
        "taxonomy_version": versions["taxonomy"], "data_to": date.fromisoformat(said["data_to"]),
        "is_sandbox": said["is_sandbox"], "measured": said["figures_of_the_month"]["measured"],
        "provisional": said["figures_of_the_month"]["provisional"], "batches": said["batches"]["count"],
        "batches_sha256": said["batches"]["sha256"], "edition_sha256": said["edition_sha256"],
    }  # fmt: skip


def _damage(edition: Path, said: dict[str, Any]) -> str | None:
    """Say what is not as it was frozen: the same sums as dashboards/editions.py, which may not be imported here."""
    unsealed = json.dumps({**said, "edition_sha256": None}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    if hashlib.sha256(unsealed.encode()).hexdigest() != said["edition_sha256"]:
        return "manifest.json was changed"
    if said["edition"] != edition.name:
        return f"manifest.json is of the edition {said['edition']}"
    if "board.duckdb" not in said["files"]:
        return "manifest.json names no board.duckdb"
    for name, about in said["files"].items():
        if not (edition / name).is_file():
            return f"{name} is gone"
        if hashlib.sha256((edition / name).read_bytes()).hexdigest() != about["sha256"]:
            return f"{name} was changed"
    return None


def _columns(columns: dict[str, str], *, with_kinds: bool = False) -> str:
    return ", ".join(f'"{name}" {kind}' if with_kinds else f'"{name}"' for name, kind in columns.items())
