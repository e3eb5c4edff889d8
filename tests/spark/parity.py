"""Are the reports of two engines the same? Keys, words and states exactly, numbers to 1e-9 of their size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

CLOSE = 1e-9
KEYS = {
    "figures": ("organisation_id", "kpi_id", "definition_version", "period", "slice_kind", "slice"),
    "spc": ("organisation_id", "subject_kind", "subject_id", "slice_kind", "slice", "period"),
}

Row = dict[str, Any]


def differences(one: Path, other: Path, table: str, keys: tuple[str, ...]) -> Iterator[str]:
    """Yield what differs between one table of two board files, a sentence each; nothing where they are the same."""
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


def _rows(path: Path, table: str, keys: tuple[str, ...]) -> dict[tuple[Any, ...], Row]:
    with duckdb.connect(str(path), read_only=True) as board:
        found = board.execute(f'select * from "{table}"')
        names = [column[0] for column in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    by_key = {tuple(row[name] for name in keys): row for row in rows}
    assert len(by_key) == len(rows), f"{table} has two rows of one key"
    return by_key
