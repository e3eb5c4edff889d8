"""Every SELECT of what has to be done in time: what ends soon, and what a platform will soon have forgotten."""

from __future__ import annotations

from dashboards.selects import Board, Rows, rows


def deadlines(board: Board, organisation: str) -> Rows:
    """Return what each account lives by and when it ends, the nearest first; NULL days: it has no end, or none is known."""
    sql = """
        select platform, name, what, expires_on, level, words, next_step from board.deadlines
        where organisation_id = ? order by days_left nulls last, platform, name, what"""
    return rows(board, sql, [organisation])


def memory(board: Board, organisation: str) -> Rows:
    """Return the clock of each source that forgets, the nearest first."""
    sql = """
        select m.platform, coalesce(a.name, m.account_id) as name, m.subject, m.collected_to, m.lost_on, m.level, m.words
        from board.memory as m
        left join board.accounts as a using (organisation_id, platform, account_id)
        where m.organisation_id = ? order by m.days_left nulls first, m.platform, name, m.subject"""
    return rows(board, sql, [organisation])
