"""What was asked of a board file once is answered from memory: a published file never changes, it is only replaced.

The answers belong to one open file and go with it (reads.connect opens the file that is there now), so that nobody reads
an old board after a publish.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from itertools import count
from threading import Lock
from typing import Any

import duckdb
import pandas as pd

from dashboards import settled

MOST_CELLS = (
    1_000_000  # kept per file, about 100 MB at the worst; the answers that were not wanted for longest go first
)


class Answers:
    """The answers of one file, shared by all who read it."""

    _files = count()

    def __init__(self, most_cells: int = MOST_CELLS) -> None:
        self.file = next(self._files)  # no other file this process opens has this number
        self._kept: OrderedDict[tuple[str, ...], tuple[Any, int]] = OrderedDict()
        self._cells, self._most, self._lock = 0, most_cells, Lock()

    def to(self, question: tuple[str, ...], ask: Callable[[], Any], cells: Callable[[Any], int]) -> Any:
        """Return the answer to a question, asked only when it is not known; two who ask at once may both ask."""
        with self._lock:
            if question in self._kept:
                self._kept.move_to_end(question)
                return self._kept[question][0]
        answer = ask()
        size = cells(answer) + 1
        settled.kept()
        with self._lock:
            if question not in self._kept and size <= self._most:
                self._kept[question] = (answer, size)
                self._cells += size
                while self._cells > self._most:
                    self._cells -= self._kept.popitem(last=False)[1][1]
        return answer


class Found:
    """What a SELECT finds, as a DuckDB cursor gives it."""

    def __init__(self, board: Remembering, sql: str, values: Any) -> None:
        self._board, self._asked = board, (sql, values)

    @property
    def description(self) -> list[tuple[Any, ...]]:
        """The columns, each with its name first."""
        return self._rows()[0]

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return every row."""
        return list(self._rows()[1])

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the first row; None when there is none."""
        rows = self._rows()[1]
        return rows[0] if rows else None

    def df(self) -> pd.DataFrame:
        """Return a frame of its own, whole: of a shared one pandas keeps a reference for each column anybody looked at."""
        frame: pd.DataFrame = self._board.frame(*self._asked)
        return frame.copy(deep=True)

    def _rows(self) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        return self._board.rows(*self._asked)


class Remembering:
    """A connection to a published file that remembers what it was asked."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, answers: Answers | None = None) -> None:
        self._connection, self._answers = connection, answers or Answers()

    @property
    def file(self) -> int:
        """Which file this is, for whoever keeps what was made out of it."""
        return self._answers.file

    def cursor(self) -> Remembering:
        """Return a connection for another reader, with the same memory."""
        return Remembering(self._connection.cursor(), self._answers)

    def execute(self, sql: str, values: Any = None) -> Found | duckdb.DuckDBPyConnection:
        """Ask; a SELECT is asked of the file when its rows are taken, and raises duckdb.Error then."""
        if sql.split(None, 1)[0].lower() not in ("select", "with"):
            return self._connection.execute(sql, values or [])  # DuckDB says no: the file is read-only
        return Found(self, sql, values)

    def rows(self, sql: str, values: Any) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Return the columns and the rows of a SELECT."""

        def ask() -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
            found = self._connection.execute(sql, values or [])
            names = [(column[0],) for column in found.description or []]  # its type would keep DuckDB from closing
            return names, found.fetchall()

        question = ("rows", sql, repr(values))
        answer: tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]
        answer = self._answers.to(question, ask, lambda found: len(found[0]) * len(found[1]))
        return answer

    def frame(self, sql: str, values: Any) -> pd.DataFrame:
        """Return what a SELECT finds as a frame; it is everybody's, so it is not to be written to."""
        found = self._answers.to(
            ("frame", sql, repr(values)), lambda: self._connection.execute(sql, values or []).df(), lambda df: df.size
        )
        frame: pd.DataFrame = found
        return frame
