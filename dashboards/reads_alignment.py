"""The SELECTs about the alignment with the strategy: the four tests, the level, what each objective gets."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards.selects import Board, Rows, row, rows


def alignment_tests(board: Board, organisation: str, month: date) -> Rows:
    """Return the four tests of the month: test, name, result, reason, result_last_quarter."""
    return rows(
        board,
        "select * from board.alignment_tests where organisation_id = ? and period = ? order by sort_order",
        [organisation, month],
    )


def alignment_parts(board: Board, organisation: str, month: date, test: str) -> Rows:
    """Return what one test rests on, part by part: name, found, asked, is_met, reason; unknown is NULL."""
    return rows(
        board,
        """
        select * from board.alignment_parts where organisation_id = ? and period = ? and test = ? order by sort_order
        """,
        [organisation, month, test],
    )


def level(board: Board, organisation: str, month: date) -> dict[str, Any] | None:
    """Return words and next_step of the month's level, and the words of the same month a year before (NULL: none)."""
    return row(
        board,
        """
        select now.words, now.next_step, ago.words as words_before, now.period - interval 1 year as period_before
        from board.levels as now
        left join board.levels as ago
            on ago.organisation_id = now.organisation_id and ago.period = now.period - interval 1 year
        where now.organisation_id = ? and now.period = ?
        """,
        [organisation, month],
    )


def objective_months(board: Board, organisation: str, month: date) -> Rows:
    """Return each objective of the month with what it got, and last what served no objective ('none')."""
    return rows(
        board,
        """
        select * from board.objective_months where organisation_id = ? and period = ?
        order by objective_id = 'none', objective_id
        """,
        [organisation, month],
    )
