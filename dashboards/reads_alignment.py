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


def objective_purposes(board: Board, organisation: str, month: date) -> Rows:
    """Return the cells of the objective by purpose table for the three months to this one, and its sums under 'all'.

    A sum is NULL where a part of it is unknown; posts (counted: acts) and things heard are never added up. shade is 0 to
    4, the share of the largest cell of its kind; is_planned is NULL where no plan is on record, and for sums.
    """
    sql = """
        with cells as (
            select *, case when number > 0 then ceil(4.0 * number / max(number) over (partition by counted)) else 0 end as shade
            from board.objective_purposes where organisation_id = $organisation and period = $month
        )

        select coalesce(objective_id, 'all') as objective_id, coalesce(purpose_id, 'all') as purpose_id, counted,
            case when count(number) = count(*) then cast(sum(number) as bigint) end as number,
            case when grouping(objective_id, purpose_id) = 0 then cast(max(shade) as integer) else 0 end as shade,
            case when grouping(objective_id, purpose_id) = 0 then bool_or(is_planned) end as is_planned
        from cells
        group by grouping sets ((counted, objective_id, purpose_id), (counted, objective_id), (counted, purpose_id), (counted))"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def objective_purposes_unknown(board: Board, organisation: str, month: date) -> list[str]:
    """Return why cells of the objective by purpose table are not known, each reason once."""
    sql = """
        select distinct reason from board.objective_purposes
        where organisation_id = ? and period = ? and reason is not null order by reason"""
    return [row["reason"] for row in rows(board, sql, [organisation, month])]


def purposes_named(board: Board, organisation: str, month: date) -> Rows:
    """Return purpose_id, name and mode of the purposes of the month: broadcasting, listening, community."""
    sql = """
        select purpose_id, name, mode from board.purposes where organisation_id = ? and period = ?
        order by list_position(['B', 'L', 'C'], mode), purpose_id"""
    return rows(board, sql, [organisation, month])


def without_objective(board: Board, organisation: str, month: date) -> Rows:
    """Return the five purposes most posts and replies had that served no objective, in three months: number and share.

    share is percent of all posts and replies of those months, NULL where these are not known whole. A civic duty needs no
    objective, and what nobody could tell the purpose of lacks none: both are left out. Empty where nothing is known.
    """
    sql = """
        with cells as (
            select *, case when count(number) over () = count(*) over () then sum(number) over () end as all_acts
            from board.objective_purposes where organisation_id = $organisation and period = $month and counted = 'acts'
        )

        select c.purpose_id, p.name, c.number, 100.0 * c.number / c.all_acts as share, c.all_acts
        from cells as c
        join board.purposes as p using (organisation_id, period, purpose_id)
        where c.objective_id = 'none' and c.number > 0
        order by c.number desc, c.purpose_id limit 5"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def examples_without_objective(board: Board, organisation: str, month: date, purpose: str) -> Rows:
    """Return the two newest posts of a purpose that served no objective in the three months: day, platform, permalink."""
    sql = """
        select platform, account_id, post_id, published_at, kind, permalink from board.posts as p
        where organisation_id = $organisation and purpose_id = $purpose and objective_id is null
            and published_at >= $month::date - interval 2 month and published_at < $month::date + interval 1 month
            and not exists (
                select 1 from board.post_practice as d
                where d.organisation_id = p.organisation_id and d.platform = p.platform and d.post_id = p.post_id and d.practice = 'duty'
            )
        order by published_at desc, post_id limit 2"""
    return rows(board, sql, {"organisation": organisation, "month": month, "purpose": purpose})


def furthest(board: Board, organisation: str, month: date, of: str) -> dict[str, Any] | None:
    """Return the objective whose share of hours (`of`: 'hours') or attention is furthest from its weight; None: unknown."""
    sql = f"""
        select objective_id, name, weight, {of}_share as share, abs({of}_share - weight) as apart from board.objective_months
        where organisation_id = ? and period = ? and weight is not null and {of}_share is not null
        order by apart desc, objective_id limit 1"""
    return row(board, sql, [organisation, month])
