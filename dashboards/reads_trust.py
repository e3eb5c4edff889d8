"""The SELECTs of the trust page: what was read, what the checks found, which files and registers came in."""

from __future__ import annotations

from typing import Any

from dashboards.selects import Board, Rows, row, rows


def extracts(board: Board, organisation: str) -> Rows:
    """Return the latest extract of each account and subject, failures first; last_day is the last one it covers."""
    return rows(
        board,
        """
        select
            e.platform, coalesce(a.name, e.account_id) as name, e.subject, e.since, e.until - 1 as last_day, e.rows,
            e.outcome, e.cause, e.next_step, e.observed_at
        from board.extracts as e
        left join board.accounts as a using (organisation_id, platform, account_id)
        where e.organisation_id = ? and e.is_latest
        order by
            list_position(['failed', 'refused', 'partial', 'not_offered', 'off', 'ok'], e.outcome), e.platform, name, e.subject
        """,
        [organisation],
    )


CHECKS = """
    with ours as (
        select c.*, a.name from board.checks as c
        left join board.accounts as a using (platform, account_id)
        where a.organisation_id = $organisation
            or coalesce(c.account_id, '') = '' and coalesce(c.organisation_id, $organisation) = $organisation
    )
    """  # a check of the figures belongs to no account: to one organisation, or where it names none to everybody


def checks_refused(board: Board, organisation: str) -> Rows:
    """Return what kept a batch out, newest first: one row a batch and critical check that was not met."""
    return rows(
        board,
        CHECKS
        + """
        select table_name, platform, coalesce(name, account_id) as name, batch_id, check_name, column_name, observed,
            description, owner, next_step, checked_at
        from ours where not is_accepted and not is_met and severity = 'critical'
        order by checked_at desc, platform, name, check_name
        """,
        {"organisation": organisation},
    )


def checks_warned(board: Board, organisation: str) -> Rows:
    """Return warnings, one row an account and check: how often it was not met, since when, and what it last saw."""
    return rows(
        board,
        CHECKS
        + """
        select
            table_name, platform, coalesce(name, account_id) as name, check_name, column_name, count(*) as times,
            min(checked_at) as first_at, max(checked_at) as checked_at, arg_max(observed, checked_at) as observed,
            arg_max(description, checked_at) as description, arg_max(owner, checked_at) as owner,
            arg_max(next_step, checked_at) as next_step
        from ours where not is_met and severity = 'warning'
        group by table_name, platform, coalesce(name, account_id), check_name, column_name
        order by max(checked_at) desc, times desc, table_name, check_name
        """,
        {"organisation": organisation},
    )


def checks_counted(board: Board, organisation: str) -> dict[str, Any]:
    """Return how many checks were made and met, and how many batches were refused."""
    return row(
        board,
        CHECKS
        + """
        select count(*) as made, count(*) filter (where is_met) as met,
            count(distinct (table_name, platform, account_id, batch_id)) filter (where not is_accepted) as refused
        from ours
        """,
        {"organisation": organisation},
    ) or {"made": 0, "met": 0, "refused": 0}


def files(board: Board, organisation: str) -> Rows:
    """Return the files imported, newest first: rows taken, rows dropped and why."""
    return rows(
        board,
        """
        select f.platform, coalesce(a.name, f.account_id) as name, f.file_name, f.vintage, f.rows, f.dropped,
            f.dropped_why, f.observed_at
        from board.files as f
        left join board.accounts as a using (organisation_id, platform, account_id)
        where f.organisation_id = ? order by f.observed_at desc, f.file_name
        """,
        [organisation],
    )


def metric_map(board: Board) -> Rows:
    """Return what each platform's own words mean here, and from when to when."""
    return rows(
        board,
        """
        select platform, field, metric, unit, is_additive, valid_from, valid_to, replaced_by, source, notes
        from board.metric_map order by platform, field, valid_from
        """,
    )


def register_files(board: Board, organisation: str) -> Rows:
    """Return the files of the registers kept here, those with refused rows first: what each covers and what it gave."""
    return rows(
        board,
        """
        select name, file_name, covered_from, covered_to, rows, refused, refused_why, received_at, is_replaced
        from board.register_files where organisation_id = ?
        order by is_replaced, refused = 0, name, received_at desc, file_name
        """,
        [organisation],
    )


def refused_rows(board: Board, organisation: str) -> Rows:
    """Return the first hundred rows of registers that were refused, and of how many: name, file, line, reason."""
    return rows(
        board,
        """
        select name, file_name, line, reason, count(*) over () as of_all
        from board.refused_rows where organisation_id = ? order by name, file_name, line limit 100
        """,
        [organisation],
    )
