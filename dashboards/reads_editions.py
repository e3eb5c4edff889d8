"""The SELECTs about what stays as reported: editions, restatements, figures as reported beside the latest, removals."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards.selects import Board, Rows, row, rows

NAMES = """
    with kpi_names as (
        select kpi_id, arg_max(name, definition_version) as name, arg_max(unit, definition_version) as unit,
            min(sort_order) as place
        from board.kpis group by kpi_id
    ),

    community_names as (
        select community_id, min(name) as slice_name from board.communities
        where organisation_id = $organisation group by community_id
    )
    """

RESTATEMENTS = (
    NAMES
    + """
    , listed as (
        select r.*, coalesce(k.name, t.name, o.name, r.subject_id) as name, coalesce(k.unit, o.unit) as unit, c.slice_name
        from board.restatements as r
        left join kpi_names as k on r.subject_kind = 'figure' and k.kpi_id = r.subject_id
        left join (select distinct test, name from board.alignment_tests) as t
            on r.subject_kind = 'alignment_test' and t.test = r.subject_id
        left join board.outcome_series as o
            on r.subject_kind = 'outcome' and o.organisation_id = r.organisation_id and o.series_id = r.subject_id
        left join community_names as c on r.slice_kind = 'community' and c.community_id = r.slice
        where r.organisation_id = $organisation
    )
    """
)


def editions(board: Board) -> Rows:
    """Return every edition, newest first, a damaged one first of all; superseded_by is a later issue of the same month."""
    return rows(board, "select * from board.editions order by not is_damaged, period desc, issue desc, edition")


def newest(board: Board) -> dict[str, Any] | None:
    """Return the edition of the newest month, its last issue; None before any."""
    sql = "select * from board.editions where period is not null order by period desc, issue desc limit 1"
    return row(board, sql)


def of_month(board: Board, month: date) -> dict[str, Any] | None:
    """Return the last issue of the month's edition; None for a month that is not frozen."""
    return row(board, "select * from board.editions where period = ? order by issue desc limit 1", [month])


def restatements(board: Board, organisation: str) -> Rows:
    """Return every restatement with the name and unit of what it is of, the material ones first, then the newest month."""
    sql = """
        select * from listed
        order by is_material desc, restated_in is not null, period desc, name, slice_kind, slice, reported_in"""
    return rows(board, RESTATEMENTS + sql, {"organisation": organisation})


def material_since(board: Board, organisation: str) -> Rows:
    """Return the material restatements that no edition has taken in yet, those of the whole organisation first."""
    sql = """
        select * from listed where is_material and restated_in is null
        order by coalesce(slice_kind, 'organisation') <> 'organisation', period desc, name, slice"""
    return rows(board, RESTATEMENTS + sql, {"organisation": organisation})


def late_changes(board: Board, edition: str, month: date) -> Rows:
    """Return the material restatements, of every organisation, of a month since its edition was frozen, with their names."""
    sql = """
        with names as (
            select kpi_id as subject_id, arg_max(name, definition_version) as name,
                arg_max(unit, definition_version) as unit
            from board.kpis group by kpi_id
        )

        select r.*, coalesce(n.name, t.name, o.name, r.subject_id) as name, coalesce(n.unit, o.unit) as unit,
            c.slice_name
        from board.restatements as r
        left join names as n on r.subject_kind = 'figure' and n.subject_id = r.subject_id
        left join (select distinct test, name from board.alignment_tests) as t
            on r.subject_kind = 'alignment_test' and t.test = r.subject_id
        left join board.outcome_series as o
            on r.subject_kind = 'outcome' and o.organisation_id = r.organisation_id and o.series_id = r.subject_id
        left join (
            select organisation_id, community_id, min(name) as slice_name from board.communities
            group by organisation_id, community_id
        ) as c on r.slice_kind = 'community' and c.organisation_id = r.organisation_id and c.community_id = r.slice
        where r.is_material and r.restated_in is null and r.reported_in = ? and r.period = ?
        order by r.organisation_id, r.subject_kind, r.subject_id, r.slice_kind, r.slice"""
    return rows(board, sql, [edition, month])


def counts(board: Board, month: date) -> dict[str, int]:
    """Return of a frozen file how many figures of the month are in each state and provisional, and what it lists as restated."""
    sql = """
        select
            count(*) filter (where state = 'measured') as measured,
            count(*) filter (where state = 'measured' and status = 'provisional') as provisional,
            count(*) filter (where state = 'missing') as missing,
            count(*) filter (where state = 'withheld') as withheld,
            count(*) filter (where state = 'not_measurable') as not_measurable,
            (select count(*) from board.restatements where restated_in is null) as restated
        from board.figures where period = ?"""
    return row(board, sql, [month]) or {}


def restated(board: Board, organisation: str, kpi: str, month: date) -> dict[tuple[str, str], dict[str, Any]]:
    """Return, by (slice_kind, slice), what was reported of a KPI's month where it has changed since."""
    sql = """
        select slice_kind, slice, value_as_reported, state_as_reported, reported_in from board.as_reported
        where organisation_id = ? and kpi_id = ? and period = ? and is_restated order by reported_in"""
    found = rows(board, sql, [organisation, kpi, month])
    return {(each["slice_kind"], each["slice"]): each for each in found}  # the newest edition, where there are two


def as_reported(board: Board, organisation: str, month: date) -> Rows:
    """Return the month's figures as reported beside the latest, restated ones first, with name and unit of the KPI."""
    sql = """
        select r.*, coalesce(k.name, r.kpi_id) as name, k.unit, c.slice_name
        from board.as_reported as r
        left join kpi_names as k using (kpi_id)
        left join community_names as c on r.slice_kind = 'community' and c.community_id = r.slice
        where r.organisation_id = $organisation and r.period = $month
        order by not r.is_restated, k.place, r.slice_kind <> 'organisation', r.slice_kind, r.slice, r.reported_in"""
    return rows(board, NAMES + sql, {"organisation": organisation, "month": month})


def removals(board: Board, organisation: str) -> Rows:
    """Return what was removed, one row an account, kind and reason: how many, and from when to when."""
    sql = """
        select r.platform, coalesce(a.name, r.account_id) as name, r.what, r.reason, sum(r.removed) as removed,
            min(r.removed_at) as first_at, max(r.removed_at) as last_at
        from board.removals as r
        left join board.accounts as a using (organisation_id, platform, account_id)
        where r.organisation_id = ?
        group by r.platform, coalesce(a.name, r.account_id), r.what, r.reason
        order by max(r.removed_at) desc, r.platform, name, r.what"""
    return rows(board, sql, [organisation])
