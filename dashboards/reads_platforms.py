"""The SELECTs of the platforms side by side: their figures, what each states, how fresh each is. Nothing is added up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboards.selects import COUNTS, Board, Rows, frame, rows

# Published figures of who used which platform in 2012, for a reader who asks; the platforms have changed since.
USED = {"x": "B2012-X", "youtube": "B2012-YT", "linkedin": "B2012-LI", "facebook": "B2012-FB"}


def platforms(board: Board, organisation: str) -> list[str]:
    """Return the platforms the organisation has an account on, by name."""
    sql = "select distinct platform from board.accounts where organisation_id = ? order by platform"
    return [each["platform"] for each in rows(board, sql, [organisation])]


def figures(board: Board, organisation: str, month: date) -> Rows:
    """Return every figure of the month that is of one platform, with name and unit, in the catalogue's order."""
    sql = """
        select f.*, k.name, k.unit, s.variation_icon, s.why_none
        from board.figures as f
        join board.kpis as k using (kpi_id, definition_version)
        left join board.spc_series as s
            on s.organisation_id = f.organisation_id and s.subject_kind = 'kpi' and s.subject_id = f.kpi_id
            and s.slice_kind = f.slice_kind and s.slice = f.slice
        where f.organisation_id = ? and f.period = ? and f.slice_kind = 'platform'
        order by k.sort_order, f.kpi_id, f.slice"""
    return rows(board, sql, [organisation, month])


def stated(board: Board, month: date) -> dict[str, set[str]]:
    """Return by platform the counts of a post it states in the month, in our words."""
    sql = """
        select platform, metric from board.metric_map
        where coalesce(valid_from, date '0001-01-01') < ?::date + interval 1 month and coalesce(valid_to, date '9999-12-31') > ?
        group by all"""
    found: dict[str, set[str]] = {}
    for each in rows(board, sql, [month, month]):
        found.setdefault(each["platform"], set()).add(each["metric"])
    return found


def breaks(board: Board, platform: str, metrics: list[str]) -> Rows:
    """Return where a platform ended its word for one of `metrics` or counted it anew, the newest first: the series break there."""
    sql = """
        select distinct field, metric, valid_to, replaced_by, notes from board.metric_map
        where platform = ? and valid_to is not null and list_contains(?, metric)
        order by valid_to desc, field limit 4"""
    return rows(board, sql, [platform, metrics])


def accounts(board: Board, organisation: str, platform: str) -> Rows:
    """Return the platform's accounts with their freshness, and why."""
    sql = """
        select name, freshness, data_to, closed_on, reason from board.accounts
        where organisation_id = ? and platform = ? order by closed_on is not null, name"""
    return rows(board, sql, [organisation, platform])


def memory(board: Board, organisation: str, platform: str) -> Rows:
    """Return what the platform forgets, and how much of it has been collected."""
    sql = """
        select words from board.memory where organisation_id = ? and platform = ?
        order by days_left nulls first, account_id, subject"""
    return rows(board, sql, [organisation, platform])


def benchmarks(board: Board) -> dict[str, dict[str, Any]]:
    """Return by platform the published figure of who used it in 2012."""
    found = {each["benchmark_id"]: each for each in rows(board, "select * from board.benchmarks")}
    return {platform: found[name] for platform, name in USED.items() if name in found}


def drawn(board: Board, organisation: str) -> list[str]:
    """Return the measures that are only ever counted by platform and had a figure, in the catalogue's order."""
    sql = """
        select f.kpi_id from board.figures as f join board.kpis as k using (kpi_id, definition_version)
        where f.organisation_id = ? group by f.kpi_id
        having bool_and(f.slice_kind in ('platform', 'platform_objective')) and count(f.value) > 0 order by min(k.sort_order)"""
    return [each["kpi_id"] for each in rows(board, sql, [organisation])]


def download(board: Board, organisation: str, month: date) -> pd.DataFrame:
    """Return the month's figures of each platform as published, for a CSV; there is no row of a total."""
    sql = f"""
        select organisation_id, kpi_id, strftime(period, '%Y-%m') as month, slice as platform, value, {COUNTS}, state,
            status, reason, basis, words
        from board.figures where organisation_id = ? and period = ? and slice_kind = 'platform' order by kpi_id, slice"""
    return frame(board, sql, [organisation, month])
