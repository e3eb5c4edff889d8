"""The SELECTs of the dashboards. Plain dicts come back, and frames where a chart or a CSV is made; unknown stays NULL.

Whoever doubts a number on a page finds its query here, or in the reads_*.py of what it is about.

`board` is a connection with the published file attached under the name `board`; `month` is the first day of one.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dashboards import snapshot
from dashboards.answers import Remembering
from dashboards.selects import COUNTS
from dashboards.selects import Board as Board
from dashboards.selects import Rows as Rows
from dashboards.selects import frame as _frame
from dashboards.selects import row as _row
from dashboards.selects import rows as _rows

# One measure for each thing a board asks first: is it for the strategy, do we talk with people, do they get an answer.
ANSWERS = ("AL-MAPPED", "MM-COMM", "RS-ANSWERED")


def connect(path: Path, *, is_edition: bool = False) -> Board:
    """Return a connection of its own to the file that is there now, or to a frozen one. Raises snapshot.NoBoard.

    One page reads one file from top to bottom, whatever is swapped in meanwhile.
    """
    try:
        there = path.stat()
    except OSError:
        raise snapshot.NoBoard(f"No board file has been published yet: there is nothing at {path}.") from None
    return _opened(path, there.st_mtime_ns, there.st_ino, is_edition).cursor()


@lru_cache(maxsize=4)
def _opened(path: Path, _mtime_ns: int, _inode: int, is_edition: bool) -> Remembering:
    """Keep a file open, and what was asked of it, for as long as it is the published one: a swap gives a new inode."""
    return Remembering(snapshot.open_board(path, is_edition=is_edition))


def build(board: Board) -> dict[str, Any] | None:
    """Return version, strategy_version, taxonomy_version, built_at, data_to and is_sandbox; None before any build."""
    return _row(board, "select * from board.build limit 1")


def organisations(board: Board) -> Rows:
    """Return organisation_id, name, is_fictional, is_sandbox, note and the strategy in force of each, in the register's order."""
    sql = """
        select organisation_id, name, is_fictional, is_sandbox, note, (
            select string_agg(distinct strategy_version, ', ' order by strategy_version) from board.objectives
            where objectives.organisation_id = organisations.organisation_id and valid_to is null
        ) as strategy_version
        from board.organisations order by sort_order, name"""
    return _rows(board, sql)


def months(board: Board, organisation: str) -> list[date]:
    """Return the months that have figures, newest first."""
    rows = board.execute(
        "select distinct period from board.figures where organisation_id = ? order by period desc", [organisation]
    )
    return [period for (period,) in rows.fetchall()]


def last_complete_month(board: Board, organisation: str) -> date | None:
    """Return the newest month with figures before the month the data reaches into; None without figures.

    Where the only months with figures are not over yet, the newest of them.
    """
    row = board.execute(
        """
        select coalesce(max(f.period) filter (where f.period < date_trunc('month', b.data_to)), max(f.period))
        from board.figures as f cross join board.build as b
        where f.organisation_id = ?
        """,
        [organisation],
    ).fetchone()
    return row[0] if row else None


def answer(board: Board, organisation: str, month: date) -> list[str]:
    """Return the words of the measures that answer a board's first questions, in the order of ANSWERS.

    Where there is no figure the measure is named with its state; why stands beside it further down.
    """
    rows = board.execute(
        """
        select case
            when f.state = 'measured' then f.words
            else k.name || ': ' || replace(f.state, '_', ' ') || '.'
        end
        from board.figures as f join board.kpis as k using (kpi_id, definition_version)
        where f.organisation_id = ? and f.period = ? and f.slice_kind = 'organisation' and list_contains(?, f.kpi_id)
        order by list_position(?, f.kpi_id)
        """,
        [organisation, month, list(ANSWERS), list(ANSWERS)],
    )
    return [words for (words,) in rows.fetchall()]


def confidence(board: Board, organisation: str, month: date) -> dict[str, Any]:
    """Return how many figures the month has, how many in each state, and how many measured ones are provisional."""
    return (
        _row(
            board,
            """
        select
            count(*) as figures,
            count(*) filter (where state = 'measured') as measured,
            count(*) filter (where state = 'measured' and status = 'provisional') as provisional,
            count(*) filter (where state = 'missing') as missing,
            count(*) filter (where state = 'withheld') as withheld,
            count(*) filter (where state = 'not_measurable') as not_measurable
        from board.figures where organisation_id = ? and period = ?
        """,
            [organisation, month],
        )
        or {}
    )


def accounts(board: Board, organisation: str) -> Rows:
    """Return every account with its freshness and reason, those that need somebody first."""
    return _rows(
        board,
        """
        select platform, account_id, name, opened_on, closed_on, source, data_to, last_seen_at, freshness, reason
        from board.accounts where organisation_id = ?
        order by list_position(['failed', 'never', 'stale', 'off', 'fresh', 'closed'], freshness), platform, name
        """,
        [organisation],
    )


def accounts_not_fresh(board: Board, organisation: str) -> Rows:
    """Return platform, name, freshness and reason of open accounts that are not up to date."""
    return _rows(
        board,
        """
        select platform, name, freshness, reason from board.accounts
        where organisation_id = ? and freshness not in ('fresh', 'closed')
        order by platform, name
        """,
        [organisation],
    )


def figures_missing(board: Board, organisation: str, month: date) -> Rows:
    """Return names, platform (NULL: the whole organisation) and reason of figures that should be there and are not.

    One row a platform and reason, so that one failed account is one line and not seven.
    """
    return _rows(
        board,
        """
        with missing as (
            select k.name, k.sort_order, case when f.slice_kind = 'platform' then f.slice end as platform, f.reason
            from board.figures as f join board.kpis as k using (kpi_id, definition_version)
            where f.organisation_id = ? and f.period = ? and f.state = 'missing'
        )

        select string_agg(name, ', ' order by sort_order, name) as names, platform, reason
        from missing group by platform, reason order by platform nulls first, min(sort_order)
        """,
        [organisation, month],
    )


def objectives(board: Board, organisation: str, month: date) -> Rows:
    """Return the objectives in force in the month, in the strategy's order."""
    return _rows(
        board,
        """
        select objective_id, name, weight, outcome, owner, strategy_version from board.objectives
        where organisation_id = ?
            and coalesce(valid_from, date '0001-01-01') < ?::date + interval 1 month and coalesce(valid_to, ?) >= ?
        order by sort_order, objective_id
        """,
        [organisation, month, month, month],
    )


DRAWN = """
    drawn as (
        select *, list_position(['organisation', 'platform', 'community'], slice_kind) as place
        from board.figures where organisation_id = $organisation
        qualify place = min(place) over (partition by kpi_id)
    ),

    unmeasured as (
        select kpi_id, string_agg(distinct reason, '; ' order by reason) filter (where period = $month) as reason
        from drawn group by kpi_id
        having count(value) = 0 and bool_and(state = 'not_measurable') filter (where period = $month)
    )
    """  # what a KPI is drawn for; and those that nobody can measure here this month and that never had a figure


def kpis(board: Board, organisation: str, month: date, objective: str | None) -> Rows:
    """Return the KPIs in force in the month under an objective ('ALL': the whole strategy; None: under none in force).

    Each row is a row of kpis and is_measurable; only KPIs with a figure for the organisation in that month.
    """
    return _rows(
        board,
        f"""
        with {DRAWN}, in_force as (
            select objective_id from board.objectives
            where organisation_id = $organisation
                and coalesce(valid_from, date '0001-01-01') < $month::date + interval 1 month
                and coalesce(valid_to, $month) >= $month
            union all
            select 'ALL'
        ),

        placed as (
            select kpi_id, objective_id
            from board.kpi_objectives join in_force using (objective_id)
            where organisation_id = $organisation
        )

        select k.*, kpi_id not in (select kpi_id from unmeasured) as is_measurable from board.kpis as k
        where exists (
            select 1 from board.figures as f
            where f.kpi_id = k.kpi_id and f.definition_version = k.definition_version
                and f.organisation_id = $organisation and f.period = $month
        )
            and case
                when $objective is null then kpi_id not in (select kpi_id from placed)
                else kpi_id in (select kpi_id from placed where objective_id = $objective)
            end
        order by sort_order, kpi_id
        """,
        {"organisation": organisation, "month": month, "objective": objective},
    )


def not_measured(board: Board, organisation: str, month: date) -> Rows:
    """Return reason and names of the KPIs nobody can measure here: one row a reason, those it keeps from most first."""
    return _rows(
        board,
        f"""
        with {DRAWN}
        select u.reason, string_agg(distinct k.name, ', ' order by k.name) as names
        from unmeasured as u
        join board.figures as f on f.kpi_id = u.kpi_id and f.organisation_id = $organisation and f.period = $month
        join board.kpis as k on k.kpi_id = f.kpi_id and k.definition_version = f.definition_version
        group by u.reason order by count(distinct u.kpi_id) desc, u.reason
        """,
        {"organisation": organisation, "month": month},
    )


def slices(board: Board, organisation: str, kpi: str) -> list[tuple[str, str]]:
    """Return the (slice_kind, slice) a KPI is drawn for: the organisation, or else its platforms or communities."""
    rows = board.execute(
        """
        with kinds as (
            select distinct slice_kind, slice, list_position(['organisation', 'platform', 'community'], slice_kind) as place
            from board.figures where organisation_id = ? and kpi_id = ?
        )

        select slice_kind, slice from kinds qualify place = min(place) over () order by slice
        """,
        [organisation, kpi],
    )
    return [(kind, name) for kind, name in rows.fetchall()]


def never_measured(board: Board, organisation: str, kpi: str) -> list[tuple[str, str]]:
    """Return the platforms a KPI never had a figure of, where it had one of another."""
    rows = board.execute(
        """
        select slice_kind, slice from board.figures
        where organisation_id = ? and kpi_id = ? and slice_kind = 'platform' group by slice_kind, slice
        qualify count(value) = 0 and max(count(value)) over () > 0 order by slice
        """,
        [organisation, kpi],
    )
    return [(kind, name) for kind, name in rows.fetchall()]


def figure(board: Board, organisation: str, kpi: str, month: date, slice_of: tuple[str, str]) -> dict[str, Any] | None:
    """Return the figure of one month and slice: value, state, status, reason, basis, words; None if there is no row."""
    return _row(
        board,
        """
        select * from board.figures
        where organisation_id = ? and kpi_id = ? and period = ? and slice_kind = ? and slice = ?
        """,
        [organisation, kpi, month, *slice_of],
    )


def split(board: Board, organisation: str, kpi: str, month: date, kind: str) -> Rows:
    """Return slice, name, value, state and words of the month's figures of one slice kind, never added up.

    name is NULL where the slice has none on record: a platform or a theme.
    """
    return _rows(
        board,
        """
        select f.slice, coalesce(c.name, o.name) as name, f.value, f.state, f.words
        from board.figures as f
        left join board.communities as c
            on f.slice_kind = 'community' and c.organisation_id = f.organisation_id and c.community_id = f.slice
        left join board.objective_months as o
            on f.slice_kind = 'objective' and o.organisation_id = f.organisation_id and o.objective_id = f.slice
            and o.period = f.period
        where f.organisation_id = ? and f.kpi_id = ? and f.period = ? and f.slice_kind = ?
        order by coalesce(c.name, f.slice)
        """,
        [organisation, kpi, month, kind],
    )


def slice_name(board: Board, organisation: str, slice_of: tuple[str, str]) -> str | None:
    """Return the name of a community; None for a slice without one on record."""
    row = _row(
        board,
        "select name from board.communities where organisation_id = ? and community_id = ? and ? = 'community'",
        [organisation, slice_of[1], slice_of[0]],
    )
    return row["name"] if row else None


def series(board: Board, organisation: str, kpi: str, slice_of: tuple[str, str]) -> pd.DataFrame:
    """Return the months of one KPI and slice, oldest first, with the target beside each.

    final_value and provisional_value are the two lines to draw: the second takes in the settled months beside it, so
    that the dashes start where the solid line ends. Both are NULL where the value is, so neither bridges a gap.
    """
    return _frame(
        board,
        """
        select
            f.period, strftime(f.period, '%b %Y') as month, f.value, f.numerator, f.denominator, f.state, f.status,
            f.reason, f.basis, f.words, t.target,
            exists (
                select 1 from board.as_reported as r
                where r.organisation_id = f.organisation_id and r.kpi_id = f.kpi_id and r.period = f.period
                    and r.slice_kind = f.slice_kind and r.slice = f.slice and r.is_restated
            ) as is_restated,
            case when f.status = 'final' then f.value end as final_value,
            case when 'provisional' in (f.status, lag(f.status) over timeline, lead(f.status) over timeline)
                then f.value end as provisional_value
        from board.figures as f
        left join board.targets as t
            on t.organisation_id = f.organisation_id and t.kpi_id = f.kpi_id and t.period = f.period
        where f.organisation_id = ? and f.kpi_id = ? and f.slice_kind = ? and f.slice = ?
        window timeline as (order by f.period)
        order by f.period
        """,
        [organisation, kpi, *slice_of],
    )


def figures(board: Board, organisation: str, kpi: str, slice_of: tuple[str, str]) -> Rows:
    """Return every month of one KPI and slice as published, newest first; counts only where they gave a figure."""
    return _rows(
        board,
        f"""
        select period, value, {COUNTS}, state, status, reason, basis, kept_on from board.figures
        where organisation_id = ? and kpi_id = ? and slice_kind = ? and slice = ? order by period desc
        """,
        [organisation, kpi, *slice_of],
    )


def spread(board: Board, organisation: str, kpi: str, slice_of: tuple[str, str]) -> dict[str, Any]:
    """Return lowest and highest value with their months, how many months there are and how many have no figure."""
    return _row(
        board,
        """
        select
            count(*) as months, count(*) - count(value) as unknown,
            min(value) as lowest, strftime(arg_min(period, value), '%b %Y') as lowest_month,
            max(value) as highest, strftime(arg_max(period, value), '%b %Y') as highest_month
        from board.figures where organisation_id = ? and kpi_id = ? and slice_kind = ? and slice = ?
        """,
        [organisation, kpi, *slice_of],
    ) or {"months": 0, "unknown": 0}


def target(board: Board, organisation: str, kpi: str, month: date) -> dict[str, Any] | None:
    """Return target, comparator and note for the month; None where the board has set none."""
    return _row(
        board,
        "select target, comparator, note from board.targets where organisation_id = ? and kpi_id = ? and period = ?",
        [organisation, kpi, month],
    )


def download(board: Board, organisation: str, kpi: str) -> pd.DataFrame:
    """Return every figure of a KPI as published, all months and slices, for a CSV; counts only where they gave a figure."""
    return _frame(
        board,
        f"""
        select
            organisation_id, kpi_id, strftime(period, '%Y-%m') as month, slice_kind, slice, value, {COUNTS},
            state, status, reason, basis, coverage, kept_on, words
        from board.figures where organisation_id = ? and kpi_id = ? order by slice_kind, slice, period
        """,
        [organisation, kpi],
    )


def purposes(board: Board, organisation: str, month: date, mode: str) -> Rows:
    """Return the purposes of one mode (B, L or C): acts, current and planned frequency and gap, over three months."""
    return _rows(
        board,
        """
        select purpose_id, name, acts, current_frequency, planned_frequency, gap, reason from board.purposes
        where organisation_id = ? and period = ? and mode = ?
        order by purpose_id
        """,
        [organisation, month, mode],
    )


def measures_of(board: Board, organisation: str, month: date, slice_kind: str) -> Rows:
    """Return the KPIs that are cut by one slice kind and never said of the whole, where the month has figures of them."""
    return _rows(
        board,
        """
        select * from board.kpis as k
        where slice_kinds = $kind and exists (
            select 1 from board.figures as f
            where f.kpi_id = k.kpi_id and f.definition_version = k.definition_version
                and f.organisation_id = $organisation and f.period = $month
        )
        order by sort_order, kpi_id
        """,
        {"organisation": organisation, "month": month, "kind": slice_kind},
    )


def equity(board: Board, organisation: str, month: date) -> Rows:
    """Return the equity groups of the month: the figure that speaks of each or why there is none, and its reading."""
    return _rows(
        board,
        "select * from board.equity where organisation_id = ? and period = ? order by sort_order, group_id",
        [organisation, month],
    )


def label_agreement(board: Board, organisation: str, month: date) -> list[str]:
    """Return, in words, whether two people label alike in the month's quarter: our acts first, then mentions."""
    rows = board.execute(
        """
        select words from board.label_agreement
        where organisation_id = ? and quarter = date_trunc('quarter', ?::date) order by subject desc
        """,
        [organisation, month],
    )
    return [words for (words,) in rows.fetchall()]
