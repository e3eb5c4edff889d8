"""The SELECT about what a chart is read beside: what we did, what changed its meaning, what else happened."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.selects import Board, Rows, rows

MOST = 6  # numbers that are drawn: more of them and nobody reads a chart
# The kinds that are drawn first where there are more. Limits that begin anew are drawn by the control chart itself.
FIRST = (
    "channel closed", "channel paused", "channel opened", "definition changed", "platform's number redefined", "strike",
    "incident", "outage", "weather", "system change", "news", "other", "campaign", "key activity",
)  # fmt: skip


def beside(
    board: Board,
    organisation: str,
    *,
    kpis: Sequence[str],
    series: Sequence[str] = (),
    objective: str | None = None,
    most: int = MOST,
) -> Rows:
    """Return the events of the months shown that charts of these KPIs and outcome series are read beside, oldest first.

    An event of one objective stands beside the charts of that objective (default: those the KPIs are set under), one of
    a single KPI, series or platform beside its charts alone. number is 1 to `most`, in the order of the days, for those
    that are drawn, and NULL for the rest.
    """
    sql = """
        with shown as (select min(period) as first, max(period) as last from board.figures where organisation_id = $organisation),

        concerned as (
            select e.*, strftime(e.period, '%b %Y') as month,
                row_number() over (
                    order by coalesce(list_position($first, e.kind), 99), e.starts_on desc, e.event_id -- 99: a kind of its own comes last
                ) as place
            from board.events as e, shown
            where e.organisation_id = $organisation and e.kind <> 'new limits' and e.period between shown.first and shown.last
                and (e.kpi_id is null or list_contains($kpis, e.kpi_id))
                and (e.series_id is null or list_contains($series, e.series_id))
                and (e.objective_id is null or e.objective_id = $objective or ($objective is null and e.objective_id in (
                    select objective_id from board.kpi_objectives
                    where organisation_id = $organisation and list_contains($kpis, kpi_id)
                )))
        )

        select * exclude (place),
            case when place <= $most then count(*) filter (where place <= $most) over (order by starts_on, event_id) end as number
        from concerned order by starts_on, event_id"""
    return rows(
        board,
        sql,
        {
            "organisation": organisation,
            "kpis": list(kpis),
            "series": list(series),
            "objective": objective,
            "most": most,
            "first": list(FIRST),
        },
    )


def of_all(board: Board, organisation: str) -> Rows:
    """Return every event on record of the months shown, oldest first, limits that began anew too; none has a number."""
    sql = """
        select *, strftime(period, '%b %Y') as month, null as number from board.events
        where organisation_id = ? order by starts_on, event_id"""
    return rows(board, sql, [organisation])
