"""A chart's look, drawn by Altair once, and the words and rows of one series put into it.

Altair copies and validates a chart at each step, a fifth of a second for one; a page of outcomes has two dozen. Two charts
of the same look differ only in what stands in their slots: "$months" in a list of its own takes a list, "$high" one number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

ROWS = "rows"  # the name of the series' rows in every chart


class Chart:
    """A chart that can be shown: Vega-Lite, whole."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self._spec = spec

    def to_dict(self, *, validate: bool = False) -> dict[str, Any]:
        """Return the chart as Vega-Lite's words, its rows under `datasets`; they are the caller's own.

        `validate` holds them against Vega-Lite's grammar, as Altair does: a look was, when it was drawn.
        """
        if validate:
            alt.LayerChart.from_dict({**self._spec, "datasets": {}}, validate=True)
        return dict(self._spec)


def drawn(look: Callable[..., alt.LayerChart], *asked: Any, **slots: Any) -> dict[str, Any]:
    """Return the look with its slots filled; `asked` is what the look depends on, and all of it: it is drawn once for each."""
    key = (look, asked)
    if key not in _looks:
        if len(_looks) >= MOST:  # never, for a board; a stray key may not fill the memory
            _looks.clear()
        _looks[key] = look(*asked).to_dict()
    filled: dict[str, Any] = _filled(_looks[key], {f"${name}": value for name, value in slots.items()})
    return filled


MOST = 500
_looks: dict[tuple[Any, ...], dict[str, Any]] = {}


def _filled(part: Any, slots: dict[str, Any]) -> Any:
    """A copy of a part, its slots filled; nothing of the look is shared with what is handed out."""
    if isinstance(part, dict):
        return {name: _filled(each, slots) for name, each in part.items()}
    if isinstance(part, list):
        if len(part) == 1 and isinstance(part[0], str) and isinstance(slots.get(part[0]), list):
            return list(slots[part[0]])
        return [_filled(each, slots) for each in part]
    return slots.get(part, part) if isinstance(part, str) else part


def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return a frame's rows as JSON can hold them: unknown is None, a day is '2026-10-01T00:00:00'."""
    columns: dict[str, Sequence[Any]] = {}
    for name, column in frame.items():
        days = pd.api.types.is_datetime64_any_dtype(column)
        known = column.notna().tolist()
        values = column.dt.strftime("%Y-%m-%dT%H:%M:%S").tolist() if days else column.tolist()
        columns[str(name)] = [value if there else None for value, there in zip(values, known, strict=True)]
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def packed(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the chart with its rows as Arrow, the way Streamlit sends them: it makes frames of them first, which takes long."""
    return {**spec, "datasets": {name: _arrow(rows) for name, rows in spec["datasets"].items()}}


def _arrow(rows: list[dict[str, Any]]) -> bytes:
    table = pa.Table.from_pylist(rows)
    stream = pa.BufferOutputStream()
    with pa.ipc.new_stream(stream, table.schema) as writer:
        writer.write_table(table)
    sent: bytes = stream.getvalue().to_pybytes()
    return sent
