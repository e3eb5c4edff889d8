"""Figures as they were last shown, kept before the rows behind them go under a platform's terms. Aggregates only.

landing/kept/figures/<day>.parquet   the figures of the organisations and months touched on that day
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from storage import place as storage

OF_A_FIGURE = ("organisation_id", "kpi_id", "period", "slice_kind", "slice")
KEPT_FIGURES = pa.schema([
    *((name, pa.date32() if name == "period" else pa.string()) for name in OF_A_FIGURE),
    *((name, pa.float64()) for name in ("numerator", "denominator", "value")),
    *((name, pa.string()) for name in ("state", "status", "reason", "basis")),
    ("coverage", pa.float64()), ("definition_version", pa.int32()), ("words", pa.string()), ("kept_on", pa.date32()),
])  # fmt: skip


def kept_figures(root: Path) -> pa.Table:
    """Return every kept figure on the shelf at `root`; one that was kept again is there twice, the later one stands."""
    files = sorted((root / "kept" / "figures").glob("*.parquet"))
    tables = [pq.read_table(path, schema=KEPT_FIGURES, partitioning=None) for path in files]
    return pa.concat_tables(tables) if tables else KEPT_FIGURES.empty_table()


def keep_figures(root: Path, board: Path, touched: Collection[tuple[str, date]], on: date) -> int:
    """Keep the published figures of organisations and months; return how many were not kept yet as they stand now.

    A figure that is itself carried (kept_on) is left as it was kept. Without a published board there is nothing to keep.
    """
    if not touched or not board.is_file():
        return 0
    names = [field.name for field in KEPT_FIGURES if field.name != "kept_on"]
    standing = {tuple(row[name] for name in OF_A_FIGURE): row for row in kept_figures(root).to_pylist()}
    fresh = []
    for row in _published(board, names, touched):
        before = standing.get(tuple(row[name] for name in OF_A_FIGURE))
        if before is None or any(before[name] != row[name] for name in names):
            fresh.append(row | {"kept_on": on})
    if fresh:
        path = root / "kept" / "figures" / f"{on}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        already = [pq.read_table(path, schema=KEPT_FIGURES, partitioning=None)] if path.exists() else []
        kept = pa.concat_tables([*already, pa.Table.from_pylist(fresh, schema=KEPT_FIGURES)])
        pq.write_table(kept, storage.draft(path))
        storage.settle(path)
    return len(fresh)


def _published(board: Path, names: list[str], touched: Collection[tuple[str, date]]) -> list[dict[str, Any]]:
    pairs = pa.table({"organisation_id": [each[0] for each in touched], "period": [each[1] for each in touched]})
    with duckdb.connect(str(board), read_only=True) as reads:
        reads.register("touched", pairs)
        columns = reads.execute("select column_name from information_schema.columns where table_name = 'figures'")
        is_counted = "kept_on is null" if ("kept_on",) in columns.fetchall() else "true"
        listed = ", ".join(f'"{name}"' for name in names)
        found = reads.execute(
            f"select {listed} from figures where {is_counted}"
            " and (organisation_id, period) in (select (organisation_id, period) from touched) order by all"
        ).fetchall()
    return [dict(zip(names, row, strict=True)) for row in found]
