"""The SELECTs about signal and noise: series with their icons, the points of one, the matrix of variation and assurance."""

from __future__ import annotations

from typing import Any

import pandas as pd

from dashboards.selects import Board, Rows, frame, row, rows

SERIES = """
    with named as (
        select 'kpi' as subject_kind, kpi_id as subject_id, arg_max(name, definition_version) as name,
            arg_max(unit, definition_version) as unit, arg_max(definition, definition_version) as definition,
            min(sort_order) as place, null as objective_id
        from board.kpis group by kpi_id
        union all
        select 'outcome', series_id, name, unit, source || ', ' || publisher, 100000 + sort_order, objective_id
        from board.outcome_series where organisation_id = $organisation
    ),

    series as (
        select s.*, n.name, n.unit, n.definition, n.place, n.objective_id, c.name as slice_name,
            case
                when s.variation_icon like 'improvement%' then 'improvement'
                when s.variation_icon like 'concern%' then 'concern'
                when s.variation_icon like 'neutral%' then 'neutral'
                else s.variation_icon
            end as variation,
            case s.assurance_type
                when 'consistent_pass' then 'pass' when 'consistent_fail' then 'fail' when 'inconsistent' then 'inconsistent'
                else 'none'
            end as assurance,
            list_position(['organisation', 'platform', 'community'], s.slice_kind) as drawn_place
        from board.spc_series as s
        join named as n using (subject_kind, subject_id)
        left join board.communities as c
            on s.slice_kind = 'community' and c.organisation_id = s.organisation_id and c.community_id = s.slice
        where s.organisation_id = $organisation
    )
    """  # outcomes come after the KPIs: 100000 is more than any sort_order


def shown(board: Board, organisation: str) -> Rows:
    """Return the series the matrix speaks of: each KPI for the organisation, or else its platforms or communities.

    variation and assurance are the row and column of its cell; variation is NULL where there is no SPC, and why_none says why.
    """
    sql = """
        select * exclude (drawn_place) from series
        qualify drawn_place = min(drawn_place) over (partition by subject_kind, subject_id)
        order by place, subject_id, slice_name, slice"""
    return rows(board, SERIES + sql, {"organisation": organisation})


def slices(board: Board, organisation: str, subject: str) -> Rows:
    """Return every series of one KPI or outcome: the organisation first, then its platforms, communities and the rest."""
    sql = """
        select * exclude (drawn_place) from series where subject_id = $subject
        order by coalesce(drawn_place, 9), slice_kind, slice_name, slice -- 9: after those a page draws"""
    return rows(board, SERIES + sql, {"organisation": organisation, "subject": subject})


def of_kpi(board: Board, organisation: str, kpi: str) -> dict[tuple[str, str], dict[str, Any]]:
    """Return a KPI's series by (slice_kind, slice); empty before any has been worked out."""
    return {(each["slice_kind"], each["slice"]): each for each in slices(board, organisation, kpi)}


def of_outcome(board: Board, organisation: str, series_of: str) -> dict[str, Any] | None:
    """Return the series of an outcome; None before any has been worked out."""
    return next((each for each in slices(board, organisation, series_of) if each["subject_kind"] == "outcome"), None)


def is_worked_out(board: Board, organisation: str) -> bool:
    """Return whether any series has been looked at for this organisation."""
    return row(board, "select 1 from board.spc_series where organisation_id = ? limit 1", [organisation]) is not None


def rules(board: Board, organisation: str) -> str:
    """Return the rules every series was judged by, in words; nothing before any has been."""
    sql = "select 'Rules: ' || min(rules_words) as words from board.spc_series where organisation_id = ?"
    found = row(board, sql, [organisation])
    return (found["words"] if found else None) or ""


def points(board: Board, organisation: str, series: dict[str, Any]) -> pd.DataFrame:
    """Return the points of one series, oldest first, as charts and tables want them.

    judged_value and later_value are the two lines to draw, the second from the last judged point on; segment changes at
    a gap and at new limits, where no line is drawn across. is_restated: another value was reported in an edition.
    """
    sql = """
        with restated as (
            select kpi_id as subject_id, slice_kind, slice, period from board.as_reported
            where organisation_id = $organisation and is_restated and $kind = 'kpi'
            union
            select series_id, 'organisation', organisation_id, period from board.outcomes
            where organisation_id = $organisation and is_restated and $kind = 'outcome'
        ),

        apart as (
            select *, date_diff('month', lag(period) over (order by period), period) as months_after
            from board.spc
            where organisation_id = $organisation and subject_kind = $kind and subject_id = $subject
                and slice_kind = $slice_kind and slice = $slice
        ),

        -- a point not judged says nothing of a gap before it: it is one where the step is longer than the series'
        broken as (select *, coalesce(gap_before > 0, months_after > min(months_after) over ()) as is_after_gap from apart),

        counted as (select *, count(*) filter (where is_after_gap) over (order by period) as gaps_so_far from broken)

        -- a point without a group counts something new: it stands apart
        select
            c.period, strftime(c.period, '%b %Y') as month, c.value, c.target, c.status, c.is_judged, c.rebase_group,
            c.group_reason, c.mean, c.lpl, c.upl, c.special_cause_type, c.point_type, c.words,
            coalesce(c.rebase_group, -1) || '/' || c.gaps_so_far as segment, r.period is not null as is_restated,
            case when c.is_judged then c.value end as judged_value,
            case when not c.is_judged or not lead(c.is_judged) over (order by c.period) then c.value end as later_value
        from counted as c
        left join restated as r using (subject_id, slice_kind, slice, period)
        order by c.period"""
    return frame(board, sql, _named(organisation, series))


def download(board: Board, organisation: str, series: dict[str, Any]) -> pd.DataFrame:
    """Return the points of one series as published, for a CSV, with the rules they were judged by."""
    sql = """
        select
            p.organisation_id, p.subject_id, p.slice_kind, p.slice, strftime(p.period, '%Y-%m') as month, p.value,
            p.target, p.status, p.is_judged, p.rebase_group, p.group_reason, p.mean, p.lpl, p.upl,
            p.special_cause_type, p.point_type, p.words, s.rules_words as rules
        from board.spc as p
        join board.spc_series as s using (organisation_id, subject_kind, subject_id, slice_kind, slice)
        where p.organisation_id = $organisation and p.subject_kind = $kind and p.subject_id = $subject
            and p.slice_kind = $slice_kind and p.slice = $slice
        order by p.period"""
    return frame(board, sql, _named(organisation, series))


def matrix(board: Board) -> Rows:
    """Return every cell of variation and assurance, in its order: name, words, and what it asks of a board."""
    return rows(board, "select * from board.spc_matrix order by sort_order, variation, assurance")


def _named(organisation: str, series: dict[str, Any]) -> dict[str, Any]:
    return {
        "organisation": organisation,
        "kind": series["subject_kind"],
        "subject": series["subject_id"],
        "slice_kind": series["slice_kind"],
        "slice": series["slice"],
    }
