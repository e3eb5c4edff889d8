"""The SELECTs of the first page: its answer, what leads each objective, what stands out, what a board is asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards import reads_signals
from dashboards.selects import Board, Rows, row, rows

# What the one sentence rests on: is it for the strategy, does the effort follow it, do people get an answer.
ANSWER = ("AL-MAPPED", "AL-RESFIT", "RS-ANSWERED")
TALK = ("MM-BCAST", "MM-COMM")


def measures(board: Board, organisation: str, month: date, wanted: tuple[str, ...]) -> Rows:
    """Return the organisation's figures of some measures in the order asked for, with name, unit and variation_icon.

    variation_icon is NULL where the measure is not judged; a measure without a figure in the month has no row.
    """
    sql = """
        select f.*, k.name, k.unit, s.variation_icon
        from board.figures as f
        join board.kpis as k using (kpi_id, definition_version)
        left join board.spc_series as s
            on s.organisation_id = f.organisation_id and s.subject_kind = 'kpi' and s.subject_id = f.kpi_id
            and s.slice_kind = f.slice_kind and s.slice = f.slice
        where f.organisation_id = $organisation and f.period = $month and f.slice_kind = 'organisation'
            and list_contains($wanted, f.kpi_id)
        order by list_position($wanted, f.kpi_id)"""
    return rows(board, sql, {"organisation": organisation, "month": month, "wanted": list(wanted)})


def lead_measure(board: Board, organisation: str, objective: str) -> str | None:
    """Return the measure an objective is told by first where no outcome names one: the first in force under it."""
    sql = """
        select kpi_id from board.kpi_objectives join board.kpis using (kpi_id)
        where organisation_id = ? and objective_id = ? order by sort_order, kpi_id limit 1"""
    found = row(board, sql, [organisation, objective])
    return found["kpi_id"] if found else None


def lead_outcome(board: Board, organisation: str, objective: str) -> dict[str, Any] | None:
    """Return the first outcome series set under an objective; None where there is none."""
    sql = """
        select * from board.outcome_series where organisation_id = ? and objective_id = ?
        order by sort_order, series_id limit 1"""
    return row(board, sql, [organisation, objective])


def planned(board: Board, organisation: str, month: date) -> dict[str, Any]:
    """Return how many purposes were planned, how many are as planned or more often, and what is short, in words."""
    sql = """
        select count(planned_frequency) as planned, count(*) filter (where gap <= 0) as as_planned,
            string_agg(purpose_id || ' ' || name, '; ' order by gap desc, purpose_id) filter (where gap > 0) as short,
            count(*) filter (where planned_frequency is not null and gap is null) as unknown
        from board.purposes where organisation_id = ? and period = ?"""
    return row(board, sql, [organisation, month]) or {}


def asked_views(board: Board, organisation: str, month: date) -> dict[str, Any] | None:
    """Return the purpose L7, asking for views: acts in three months, frequency, plan, gap and reason; None: no row."""
    sql = "select * from board.purposes where organisation_id = ? and period = ? and purpose_id = 'L7'"
    return row(board, sql, [organisation, month])


def standing_out(board: Board, organisation: str) -> Rows:
    """Return every judged series with what its cell of the matrix asks, and `place`: alert, advise, assure or NULL.

    Alert: of concern, or sure to miss the target. Assure: improving and not sure to miss it, or sure to meet it.
    Advise: the target is met by chance. The order is the matrix's, then the catalogue's.
    """
    sql = """
        , drawn as (
            select * from series
            qualify drawn_place = min(drawn_place) over (partition by subject_kind, subject_id)
        ),

        owned as (select kpi_id, arg_max(owner, definition_version) as owner from board.kpis group by kpi_id)

        select d.*, m.asks as cell_asks, m.sort_order as cell_place, o.owner,
            case
                when d.variation = 'concern' or d.assurance = 'fail' then 'alert'
                when d.variation = 'improvement' or d.assurance = 'pass' then 'assure'
                when d.assurance = 'inconsistent' then 'advise'
            end as told_as
        from drawn as d
        left join board.spc_matrix as m on m.variation = d.variation and m.assurance = d.assurance
        left join owned as o on d.subject_kind = 'kpi' and o.kpi_id = d.subject_id
        where d.variation is not null
        order by m.sort_order nulls last, d.place, d.subject_id, d.slice_name, d.slice"""
    return rows(board, reads_signals.SERIES + sql, {"organisation": organisation})


def overdue(board: Board, organisation: str, month: date) -> Rows:
    """Return the actions that were due by the end of the month and are not closed, those due longest first.

    `moved` says how the measure of each moved from the decision to that month.
    """
    sql = """
        select a.*, m.moved from board.actions as a
        left join board.action_months as m
            on m.organisation_id = a.organisation_id and m.action_id = a.action_id and m.period = $month
        where a.organisation_id = $organisation and a.state = 'overdue' and a.due_on < $month::date + interval 1 month
        order by a.due_on, a.action_id"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def definition_changes(board: Board, organisation: str, month: date) -> Rows:
    """Return the measures whose definition changed in the 24 months to the month: name, version, and since when."""
    sql = """
        select k.name, k.definition_version, k.valid_from from board.kpis as k
        where k.definition_version > 1 and k.valid_from > $month::date - interval 24 month
            and k.valid_from < $month::date + interval 1 month
            and exists (select 1 from board.figures as f where f.kpi_id = k.kpi_id and f.organisation_id = $organisation)
        order by k.valid_from, k.kpi_id"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def restated(board: Board, organisation: str) -> dict[str, Any]:
    """Return how many results were restated since they were reported, and how many of them materially."""
    sql = """
        select count(*) as restated, count(*) filter (where is_material) as material from board.restatements
        where organisation_id = ? and restated_in is null"""
    return row(board, sql, [organisation]) or {"restated": 0, "material": 0}
