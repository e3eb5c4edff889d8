"""Are the reports of two engines the same? Keys, words and states exactly, numbers to 1e-9 of their size."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

CLOSE = 1e-9
KEYS = {
    "figures": ("organisation_id", "kpi_id", "definition_version", "period", "slice_kind", "slice"),
    "spc": ("organisation_id", "subject_kind", "subject_id", "slice_kind", "slice", "period"),
}
WHEN = frozenset({("build", "built_at")})  # when it was built, which no figure rests on

Row = dict[str, Any]


def differences(one: Path, other: Path, table: str) -> Iterator[str]:
    """Yield what differs between one table of KEYS in two board files, a sentence each; nothing where they are the same."""
    keys = KEYS[table]
    here, there = (_rows(path, table, keys) for path in (one, other))
    for key in sorted(here.keys() ^ there.keys(), key=str):
        yield f"{table} {key}: only in {'the first' if key in here else 'the second'}"
    for key in sorted(here.keys() & there.keys(), key=str):
        if here[key].keys() != there[key].keys():
            yield f"{table}: other columns, {sorted(here[key].keys() ^ there[key].keys())}"
            return
        for column, said in here[key].items():
            if not same(said, there[key][column]):
                yield f"{table} {key}: {column} is {said!r} and {there[key][column]!r}"


def same(said: Any, other: Any) -> bool:
    """Are two values the same? Fractions need not agree in their last digits."""
    if isinstance(said, float) and isinstance(other, float):
        return math.isclose(said, other, rel_tol=CLOSE, abs_tol=1e-12)
    return type(said) is type(other) and bool(said == other)


def tables_that_differ(one: Path, other: Path, but_for: frozenset[tuple[str, str]] = WHEN) -> dict[str, str]:
    """Return every table of which the two files do not say the same, and how many rows of each the other has not.

    Rows are compared whole, fractions by nine digits: for tables without a key that is known here.
    """
    with duckdb.connect(str(one), read_only=True) as here, duckdb.connect(str(other), read_only=True) as there:
        tables = sorted(_tables(here) | _tables(there))
        found = {}
        for table in tables:
            if table not in _tables(here) & _tables(there):
                found[table] = "in one of the two only"
                continue
            of_one, of_other = (_counted(board, table, but_for) for board in (here, there))
            if of_one != of_other:
                found[table] = (
                    f"{sum((of_one - of_other).values())} and {sum((of_other - of_one).values())} rows of their own"
                )
    return found


def _tables(board: duckdb.DuckDBPyConnection) -> set[str]:
    return {name for (name,) in board.execute("select table_name from duckdb_tables()").fetchall()}


def _counted(board: duckdb.DuckDBPyConnection, table: str, but_for: frozenset[tuple[str, str]]) -> Counter[str]:
    found = board.execute(f'select * from "{table}"')
    names = [column[0] for column in found.description or []]
    return Counter(
        repr([(name, _rounded(value)) for name, value in zip(names, row, strict=True) if (table, name) not in but_for])
        for row in found.fetchall()
    )


def _rounded(value: Any) -> Any:
    if not isinstance(value, float):
        return value
    return 0.0 if abs(value) < 1e-12 else float(f"{value:.9g}")


def _rows(path: Path, table: str, keys: tuple[str, ...]) -> dict[tuple[Any, ...], Row]:
    with duckdb.connect(str(path), read_only=True) as board:
        found = board.execute(f'select * from "{table}"')
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    by_key = {tuple(row[name] for name in keys): row for row in rows}
    assert len(by_key) == len(rows), f"{table} has two rows of one key"
    return by_key
