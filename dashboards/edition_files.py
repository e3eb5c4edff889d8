"""The plain files of an edition, rendered from its frozen board file: the same bytes on every machine and day.

A layout never changes, for editions were frozen by it: other columns or another order are a new layout beside it.
"""

from __future__ import annotations

import csv
import io
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from dashboards.downloads import RISKY
from dashboards.snapshot import SETTINGS

OF_A_FIGURE = "organisation_id, kpi_id, period, slice_kind, slice"

LAYOUTS: dict[int, dict[str, tuple[str, str]]] = {  # layout -> file -> the table it needs, and its rows in their order
    1: {
        "figures.csv": ("figures", f"""
            select {OF_A_FIGURE}, numerator, denominator, value, state, status, basis, coverage, words, definition_version
            from figures order by {OF_A_FIGURE}"""),
        "definitions.csv": ("kpis", """
            select
                kpi_id, definition_version, name, definition, numerator, denominator, base_measure, scale, unit, direction,
                level, family, counter_measure, subjects, slice_kinds, base_min, cell_min, coverage_min, owner, settle_days,
                risks, valid_from, valid_to
            from kpis order by kpi_id, definition_version"""),
        "strategy.csv": ("objectives", """
            select
                organisation_id, 'objective' as what, objective_id as id, cast(null as date) as period, cast(weight as double) as value,
                cast(null as varchar) as comparator, name as words, owner, strategy_version, valid_from, valid_to
            from objectives
            union all
            select
                organisation_id, 'target', kpi_id, period, cast(target as double), comparator, note, null, null, null, null
            from targets
            order by organisation_id, what, id, period, valid_from, strategy_version"""),
        "checks.csv": ("checks", """
            select
                table_name, platform, account_id, batch_id, check_name, column_name, severity, is_met, observed, notes,
                checked_at, is_accepted
            from checks
            order by table_name, platform, account_id, batch_id, check_name, column_name, checked_at, is_met, observed, notes"""),
        "tests.csv": ("alignment_tests", """
            select organisation_id, period, test, name, result, reason, result_last_quarter
            from alignment_tests order by organisation_id, period, sort_order, test"""),
        "purposes.csv": ("purposes", """
            select
                organisation_id, period, purpose_id, name, mode, level, taxonomy_version, acts, current_frequency,
                planned_frequency, planned_by, gap, reason
            from purposes order by organisation_id, period, purpose_id"""),
        "spc.csv": ("spc", """
            select
                organisation_id, subject_kind, subject_id, slice_kind, slice, period, value, target, status, is_judged,
                rebase_group, group_reason, mean, lpl, upl, special_cause_type, point_type, short_group_warning, gap_before, words
            from spc order by organisation_id, subject_kind, subject_id, slice_kind, slice, period"""),
        "spc_series.csv": ("spc_series", """
            select
                organisation_id, subject_kind, subject_id, slice_kind, slice, points, first_period, judged_to, value, target,
                variation_icon, assurance_type, mean, lpl, upl, rules, has_trial_limits, gaps, why_none, words
            from spc_series order by organisation_id, subject_kind, subject_id, slice_kind, slice"""),
        "outcomes.csv": ("outcomes", """
            select
                organisation_id, series_id, period, value, base, state, status, as_at, value_first, is_restated, words
            from outcomes order by organisation_id, series_id, period"""),
        "batches.csv": ("batches", """
            select table_name, platform, account_id, batch_id, rows, sha256
            from batches order by table_name, platform, account_id, batch_id"""),
        "restatements.csv": ("restatements", """
            select
                organisation_id, subject_kind, subject_id, period, slice_kind, slice, reported_in, value_reported,
                value_restated, words_reported, words_restated, relative_change, kind, cause, is_material, material_why,
                approved_by, approved_on
            from restatements where restated_in is null
            order by organisation_id, subject_kind, subject_id, period, slice_kind, slice, reported_in"""),
    }
}  # fmt: skip
LAYOUTS[2] = {
    **LAYOUTS[1],
    "objective_purposes.csv": ("objective_purposes", """
        select organisation_id, period, objective_id, purpose_id, mode, counted, number, is_planned, reason
        from objective_purposes order by organisation_id, period, objective_id, purpose_id, counted"""),
    "events.csv": ("events", """
        select
            organisation_id, event_id, period, starts_on, ends_on, kind, name, words, source, objective_id, kpi_id, series_id, platform
        from events order by organisation_id, event_id"""),
    "commentary.csv": ("commentary", """
            select organisation_id, period, kpi_id, narrative, learned, written_by, written_at
            from commentary order by organisation_id, period, kpi_id"""),
    "actions.csv": ("action_months", """
            select
                a.organisation_id, a.action_id, a.kpi_id, a.decided_on, a.action, a.owner, a.due_on, a.closed_on, a.state,
                m.period as told_to, m.moved, m.words
            from actions as a
            left join action_months as m
                on m.organisation_id = a.organisation_id and m.action_id = a.action_id
                and m.period = (select max(period) from action_months)
            order by a.organisation_id, a.action_id"""),
}  # fmt: skip
NEWEST = max(LAYOUTS)


def render(board: Path, layout: int) -> dict[str, bytes]:
    """Return each file of a layout as bytes; one whose table is not in the frozen file is left out."""
    with closing(opened(board)) as connection:
        there = {row[0] for row in connection.execute("select table_name from duckdb_tables()").fetchall()}
        return {
            name: _csv(connection.execute(rows))
            for name, (table, rows) in LAYOUTS[layout].items()
            if table in there
        }  # fmt: skip


def opened(board: Path) -> duckdb.DuckDBPyConnection:
    """Open a frozen board file, its tables by their bare names. Read-only: DuckDB writes nothing to it."""
    connection = duckdb.connect(":memory:", config=SETTINGS)
    connection.execute("set threads = 1")
    connection.execute("attach '" + str(board).replace("'", "''") + "' as edition (read_only)")
    connection.execute("use edition")
    return connection


def _csv(rows: duckdb.DuckDBPyConnection) -> bytes:
    """UTF-8 with the mark Excel needs; empty is not known, and a text that looks like a formula is marked as text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([column[0] for column in rows.description])
    writer.writerows([_cell(cell) for cell in row] for row in rows.fetchall())
    return text.getvalue().encode("utf-8-sig")


def _cell(cell: Any) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case datetime():
            in_utc = cell.astimezone(UTC) if cell.tzinfo else cell  # a time without a zone is UTC in a board file
            return in_utc.replace(tzinfo=None).isoformat(sep=" ")
        case date():
            return cell.isoformat()
        case str():
            return "'" + cell if cell.startswith(RISKY) else cell
        case _:
            return repr(cell)
