"""The SELECTs of one measure: what it is, what people wrote and decided about it, what stands behind it and beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboards.selects import Board, Rows, frame, row, rows

# Published figures a reader may ask about beside a measure. None is a norm: they are of other bodies and other years.
BENCHMARKS = {
    "MM-BCAST": ("B2012-BROADCAST", "B2009-NONPROFITS"),
    "MM-LISTEN": ("B2012-LISTEN",),
    "MM-COMM": ("B2012-COMMUNITY", "B2009-NONPROFITS"),
    "MM-MOVE": ("B2012-PLAN",),
}
PARTS_SHOWN = 25
OURS = ["act", "reading", "objective", "purpose", "mode", "kpi", "quarter"]  # kinds of parts that may be named


def listed(board: Board, organisation: str, month: date) -> Rows:
    """Return the measures that have a figure in the month, in the catalogue's order, each with the objectives it serves."""
    sql = """
        select k.*, coalesce((
            select string_agg(o.objective_id, ', ' order by o.objective_id) from board.kpi_objectives as o
            where o.organisation_id = $organisation and o.kpi_id = k.kpi_id
        ), '') as serves
        from board.kpis as k
        where exists (
            select 1 from board.figures as f
            where f.kpi_id = k.kpi_id and f.definition_version = k.definition_version
                and f.organisation_id = $organisation and f.period = $month
        )
        order by k.sort_order, k.kpi_id"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def every_figure(board: Board, organisation: str, month: date) -> Rows:
    """Return each measure's figures of the month as it is drawn (organisation, or else platforms or communities).

    Each row has name, unit, serves, the figure, and the series' icons (NULL: not judged) with why_none.
    """
    sql = """
        with drawn as (
            select *, list_position(['organisation', 'platform', 'community'], slice_kind) as drawn_place
            from board.figures where organisation_id = $organisation and period = $month
            qualify drawn_place = min(drawn_place) over (partition by kpi_id)
        )

        select f.*, k.name, k.unit, s.variation_icon, s.assurance_type, s.why_none, s.subject_id is not null as is_looked_at,
            c.name as slice_name, coalesce((
                select string_agg(o.objective_id, ', ' order by o.objective_id) from board.kpi_objectives as o
                where o.organisation_id = $organisation and o.kpi_id = f.kpi_id
            ), '') as serves
        from drawn as f
        join board.kpis as k using (kpi_id, definition_version)
        left join board.spc_series as s
            on s.organisation_id = f.organisation_id and s.subject_kind = 'kpi' and s.subject_id = f.kpi_id
            and s.slice_kind = f.slice_kind and s.slice = f.slice
        left join board.communities as c
            on f.slice_kind = 'community' and c.organisation_id = f.organisation_id and c.community_id = f.slice
        order by k.sort_order, f.kpi_id, c.name, f.slice"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def by_id(board: Board, organisation: str, month: date, kpi: str) -> dict[str, Any] | None:
    """Return a measure in force in the month with its organisation-wide figure beside it; None where it has no row."""
    sql = """
        select k.*, f.state, f.value, f.words, s.variation_icon, s.why_none
        from board.kpis as k
        left join board.figures as f
            on f.kpi_id = k.kpi_id and f.definition_version = k.definition_version and f.organisation_id = $organisation
            and f.period = $month and f.slice_kind = 'organisation'
        left join board.spc_series as s
            on s.organisation_id = $organisation and s.subject_kind = 'kpi' and s.subject_id = k.kpi_id
            and s.slice_kind = 'organisation'
        where k.kpi_id = $kpi and coalesce(k.valid_from, date '0001-01-01') < $month::date + interval 1 month
        order by k.definition_version desc limit 1"""
    return row(board, sql, {"organisation": organisation, "month": month, "kpi": kpi})


def serves(board: Board, organisation: str, month: date, kpi: str) -> list[str]:
    """Return the objectives a measure serves in the month, by id and name; 'The whole strategy' where it serves all."""
    sql = """
        select case when k.objective_id = 'ALL' then 'the whole strategy' else o.objective_id || ': ' || o.name end as name
        from board.kpi_objectives as k
        left join board.objectives as o
            on o.organisation_id = k.organisation_id and o.objective_id = k.objective_id
            and coalesce(o.valid_from, date '0001-01-01') < $month::date + interval 1 month
            and coalesce(o.valid_to, $month) >= $month
        where k.organisation_id = $organisation and k.kpi_id = $kpi and (k.objective_id = 'ALL' or o.objective_id is not null)
        order by o.sort_order nulls first"""
    found = rows(board, sql, {"organisation": organisation, "month": month, "kpi": kpi})
    return [each["name"] for each in found]


def commentary(board: Board, organisation: str, month: date, kpi: str | None) -> Rows:
    """Return what was written of a measure's month (None: of the month as a whole): narrative, learned, who."""
    sql = """
        select * from board.commentary where organisation_id = ? and period = ? and kpi_id is not distinct from ?
        order by written_by, narrative"""
    return rows(board, sql, [organisation, month, kpi])


def actions(board: Board, organisation: str, month: date, kpi: str) -> Rows:
    """Return what was decided about a measure by the end of the month, what is still to do first.

    `since` says how the measure moved from the decision to that month.
    """
    sql = """
        select a.*, m.words as since from board.actions as a
        left join board.action_months as m
            on m.organisation_id = a.organisation_id and m.action_id = a.action_id and m.period = $month
        where a.organisation_id = $organisation and a.kpi_id = $kpi
            and coalesce(a.decided_on, a.due_on) < $month::date + interval 1 month
        order by a.closed_on is not null, a.due_on desc, a.action_id"""
    return rows(board, sql, {"organisation": organisation, "kpi": kpi, "month": month})


def taken_in(board: Board, organisation: str, register: str) -> frozenset[str]:
    """Return the batches of a register's files that the board file was built from."""
    sql = "select batch_id from board.register_files where organisation_id = ? and register = ?"
    return frozenset(each["batch_id"] for each in rows(board, sql, [organisation, register]))


def answer_times(board: Board, organisation: str, month: date) -> Rows:
    """Return, for the organisation and then each platform, how long people waited for an answer, in words."""
    sql = """
        select slice_kind, slice, state, words from board.answer_times where organisation_id = ? and period = ?
        order by slice_kind <> 'organisation', slice"""
    return rows(board, sql, [organisation, month])


def benchmarks(board: Board, kpi: str) -> Rows:
    """Return the published figures that may be read beside a measure, in the order of BENCHMARKS."""
    wanted = list(BENCHMARKS.get(kpi, ()))
    sql = (
        "select * from board.benchmarks where list_contains($1, benchmark_id) order by list_position($1, benchmark_id)"
    )
    return rows(board, sql, [wanted])


PARTS = """
    from board.figure_parts
    where organisation_id = $organisation and kpi_id = $kpi and period = $month and slice_kind = $slice_kind and slice = $slice
    """


def sources(board: Board, organisation: str, kpi: str, month: date, slice_of: tuple[str, str]) -> Rows:
    """Return what a figure was made of, one row a side, platform, source and file: parts, their amount, last seen."""
    sql = f"""
        select side, measure, platform, source, file_name, count(*) as parts, sum(amount) as amount, max(seen_at) as seen_at
        {PARTS} group by all order by side desc, amount desc, platform, source, file_name"""
    return rows(board, sql, _named(organisation, kpi, month, slice_of))


def posts_behind(board: Board, organisation: str, kpi: str, month: date, slice_of: tuple[str, str]) -> Rows:
    """Return the newest posts of ours among a figure's parts, and of how many (`of_all`); never an item of the public's."""
    sql = f"""
        with acts as (select distinct platform, account_id, part_id {PARTS} and part_kind in ('act', 'reading'))

        select p.platform, p.account_id, p.post_id, p.published_at, p.kind, p.text, p.permalink, count(*) over () as of_all
        from acts as a
        join board.posts as p
            on p.platform = a.platform and p.account_id = a.account_id and p.post_id = a.part_id
        order by p.published_at desc, p.platform, p.post_id limit {PARTS_SHOWN}"""
    return rows(board, sql, _named(organisation, kpi, month, slice_of))


def parts(board: Board, organisation: str, kpi: str, month: date, slice_of: tuple[str, str]) -> pd.DataFrame:
    """Return every part of a figure, for a CSV: its amounts add up to numerator and denominator.

    part_id is NULL for what is not ours: items of the public and entries about them are counted and not named.
    """
    sql = f"""
        select organisation_id, kpi_id, strftime(period, '%Y-%m') as month, side, measure, amount, part_kind,
            case when list_contains({OURS}, part_kind) then part_id end as part_id, field,
            platform, account_id, objective_id, source, file_name, seen_at
        {PARTS} order by side desc, measure, platform, part_kind, part_id, field, amount"""
    return frame(board, sql, _named(organisation, kpi, month, slice_of))


def _named(organisation: str, kpi: str, month: date, slice_of: tuple[str, str]) -> dict[str, Any]:
    return {"organisation": organisation, "kpi": kpi, "month": month, "slice_kind": slice_of[0], "slice": slice_of[1]}
