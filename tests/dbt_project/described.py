"""What dbt's manifest says of the tables of a built home, beside the columns they have."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

KEYS = ("unique_together", "integrity", "one_row")


@dataclass
class Table:
    """One model, seed or raw table."""

    name: str
    kind: str  # model | seed | source
    relation: str
    description: str
    said: dict[str, str]  # description by column
    columns: list[str] = field(default_factory=list)  # as they stand in the warehouse
    keys: list[list[str]] = field(default_factory=list)  # columns of its key tests; empty for a single row


def manifest(home: Path) -> dict[str, Any]:
    """Return dbt's manifest of the last build of a home."""
    said: dict[str, Any] = json.loads((home / "dbt" / "target" / "manifest.json").read_text())
    return said


def tables(home: Path) -> dict[str, Table]:
    """Return every table of a built home, by name."""
    nodes = manifest(home)
    found = {
        node["unique_id"]: _table(node) for node in (nodes["nodes"] | nodes["sources"]).values() if _is_table(node)
    }
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        held = defaultdict(list)
        for schema, table, column in warehouse.execute(
            "select table_schema, table_name, column_name from information_schema.columns order by ordinal_position"
        ).fetchall():
            held[f'"{schema}"."{table}"'].append(column)
    for each in found.values():
        each.columns = held[each.relation]
    for node in nodes["nodes"].values():
        test = node.get("test_metadata") or {}
        if test.get("name") in KEYS:
            told = test["kwargs"]
            if test["name"] != "integrity" or "unique" in told:
                found[node["attached_node"]].keys.append(told.get("columns") or told.get("unique") or [])
    return {each.name: each for each in found.values()}


def silent_about_the_unknown(home: Path) -> Iterator[str]:
    """Yield each column that holds NULL somewhere and whose description does not say what that means."""
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        for table in tables(home).values():
            if not table.columns or table.kind == "seed":  # of seeds test_documentation asks the files themselves
                continue
            counts = ", ".join(f'count(*) - count("{column}")' for column in table.columns)
            unknown = warehouse.execute(f"select {counts} from {table.relation}").fetchone() or ()
            for column, rows in zip(table.columns, unknown, strict=True):
                words = table.said.get(column, "")
                if rows and "NULL" not in words and "empty" not in words.lower():
                    yield f"{table.name}.{column} ({rows} rows): {words}"


def _is_table(node: dict[str, Any]) -> bool:
    return node["resource_type"] in ("model", "seed", "source")


def _table(node: dict[str, Any]) -> Table:
    name = node.get("alias") or node["identifier"]
    said = {column: each["description"] for column, each in node["columns"].items()}
    title = f"raw.{node['name']}" if node["resource_type"] == "source" else node["name"]
    return Table(title, node["resource_type"], f'"{node["schema"]}"."{name}"', node["description"], said)
