"""The SELECTs about outcomes: their series, what stands beside them, and what may be said of the two."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboards.selects import Board, Rows, frame, row, rows


def set_beside(board: Board, organisation: str, objective: str) -> Rows:
    """Return the social measures that outcomes of an objective are set beside, with the slice to draw of each.

    The objective's own figures where half the months have one, else the whole organisation's; slice is NULL where a KPI
    has neither.
    """
    return rows(
        board,
        """
        with asked as (
            select kpi_id, min(sort_order) as place from board.outcome_series
            where organisation_id = $organisation and objective_id = $objective group by kpi_id
        ),

        cut as (
            select kpi_id, slice_kind, slice, max(definition_version) as definition_version
            from board.figures
            where organisation_id = $organisation
                and (slice_kind = 'organisation' or (slice_kind = 'objective' and slice = $objective))
            group by kpi_id, slice_kind, slice
            qualify row_number() over (
                partition by kpi_id
                order by slice_kind = 'objective' and 2 * count(value) >= count(*) desc, slice_kind = 'organisation' desc
            ) = 1
        ),

        named as (select kpi_id, arg_max(name, definition_version) as name, arg_max(unit, definition_version) as unit
            from board.kpis group by kpi_id)

        select kpi_id, coalesce(named.name, kpi_id) as name, named.unit, cut.slice_kind, cut.slice
        from asked left join cut using (kpi_id) left join named using (kpi_id)
        order by asked.place
        """,
        {"organisation": organisation, "objective": objective},
    )


def outcome_series(board: Board, organisation: str, objective: str, kpi: str | None) -> Rows:
    """Return the outcome series of an objective that are set beside one social measure."""
    return rows(
        board,
        """
        select * from board.outcome_series
        where organisation_id = ? and objective_id = ? and kpi_id is not distinct from ? order by sort_order, series_id
        """,
        [organisation, objective, kpi],
    )


def outcome(board: Board, organisation: str, series_of: str, month: date) -> dict[str, Any] | None:
    """Return the newest value up to the month, what may be said of it, and gap: why the months after it have none."""
    return row(
        board,
        """
        with so_far as (
            select * from board.outcomes where organisation_id = ? and series_id = ? and period <= ?
        ),

        newest as (select * from so_far order by period desc limit 1),
        latest as (select * from so_far where state = 'measured' order by period desc limit 1)

        select
            latest.value, latest.period, latest.status, latest.is_restated, latest.words,
            case when newest.state != 'measured' then newest.words end as gap, newest.period as gap_period,
            c.grade, c.grade_name, c.sentence, c.why_not_higher
        from newest
        left join latest on true
        left join board.contributions as c
            on c.organisation_id = latest.organisation_id and c.series_id = latest.series_id and c.period = latest.period
        """,
        [organisation, series_of, month],
    )


OUTCOMES = """
    with shown as (
        select o.*, case s.rhythm when 'quarterly' then 3 when 'yearly' then 12 else 1 end as step
        from board.outcomes as o join board.outcome_series as s using (organisation_id, series_id)
        where o.organisation_id = ? and o.series_id = ? and o.state != 'not_yet_due'
    )
    """  # what is not yet due is no gap


def outcomes(board: Board, organisation: str, series_of: str) -> pd.DataFrame:
    """Return the values of an outcome series as series() does, and is_restated; target is NULL.

    run counts up where the series pauses, as it does between two seasons: no line is drawn across.
    """
    return frame(
        board,
        OUTCOMES
        + """
        , stepped as (
            select *, date_diff('month', lag(period) over timeline, period) > step as is_after_a_pause
            from shown window timeline as (order by period)
        )

        select
            period, strftime(period, '%b %Y') as month, value, state, status, words, null::double as target,
            coalesce(is_restated, false) as is_restated, -- no value: nothing was restated
            count(*) filter (where is_after_a_pause) over timeline as run,
            case when status = 'final' then value end as final_value,
            case when 'provisional' in (status, lag(status) over timeline, lead(status) over timeline)
                then value end as provisional_value
        from stepped window timeline as (order by period) order by period
        """,
        [organisation, series_of],
    )


def outcome_rows(board: Board, organisation: str, series_of: str) -> Rows:
    """Return every month of an outcome series, newest first, with what was published at first."""
    return rows(
        board,
        """
        select period, value, base, state, status, as_at, value_first, is_restated, reason from board.outcomes
        where organisation_id = ? and series_id = ? order by period desc
        """,
        [organisation, series_of],
    )


def outcome_spread(board: Board, organisation: str, series_of: str) -> dict[str, Any]:
    """Return lowest and highest value of an outcome series with their months, as spread() does."""
    return row(
        board,
        OUTCOMES
        + """
        select
            count(*) as months, count(*) - count(value) as unknown,
            min(value) as lowest, strftime(arg_min(period, value), '%b %Y') as lowest_month,
            max(value) as highest, strftime(arg_max(period, value), '%b %Y') as highest_month
        from shown
        """,
        [organisation, series_of],
    ) or {"months": 0, "unknown": 0}
