"""How the reads ask the board file: plain dicts come back, or a frame where a chart or a CSV is made; unknown stays NULL."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd

from dashboards.answers import Remembering

Board = duckdb.DuckDBPyConnection | Remembering
Rows = list[dict[str, Any]]
Values = list[Any] | dict[str, Any] | None

COUNTS = """
    case when state = 'measured' then numerator end as numerator, case when state = 'measured' then denominator end as denominator
    """  # what is withheld is so in a download too, whoever asks, though a file should hold its counts


def frame(board: Board, sql: str, values: Values = None) -> pd.DataFrame:
    """Return what the SELECT finds as a frame."""
    return board.execute(sql, values or []).df()


def rows(board: Board, sql: str, values: Values = None) -> Rows:
    """Return what the SELECT finds, one dict a row."""
    found = board.execute(sql, values or [])
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def row(board: Board, sql: str, values: Values = None) -> dict[str, Any] | None:
    """Return the first row the SELECT finds; None when it finds none."""
    found = rows(board, sql, values)
    return found[0] if found else None


def file(board: Board) -> int:
    """Return which opened file this is: what is kept of a page is kept under it. Another after each publish."""
    if not isinstance(board, Remembering):
        raise TypeError("only a board file that reads.connect opened can be told from another")
    return board.file
