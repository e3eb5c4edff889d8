"""Every SELECT of time: what is wrong and since when, what ends soon, what will soon be forgotten, how long it was waited for."""

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


def incidents(board: Board, organisation: str) -> Rows:
    """Return what is wrong now, the worst and oldest first, and what ended lately; of this organisation or of all of them."""
    sql = """
        select severity, title, cause, affected, owner, next_step, state, words from board.incidents
        where (organisation_id = ? or organisation_id is null) and (state != 'over' or is_just_over)
        order by state = 'over', severity = 'warning', opened_at, incident_id"""
    return rows(board, sql, [organisation])


def waits(board: Board, organisation: str) -> dict[str, object]:
    """Return how often the latest extracts asked again, and where one account was waited for longest (seconds)."""
    sql = """
        with accounts as (
            select e.platform, coalesce(a.name, e.account_id) as name, sum(e.retries) as retries, sum(e.waited_s) as waited_s
            from board.extracts as e
            left join board.accounts as a using (organisation_id, platform, account_id)
            where e.organisation_id = ? and e.is_latest
            group by all
        )
        select
            coalesce(sum(retries), 0)::bigint as retries, max(waited_s) as waited_s,
            arg_max(platform, waited_s) as platform, arg_max(name, waited_s) as name
        from accounts"""
    return rows(board, sql, [organisation])[0]
