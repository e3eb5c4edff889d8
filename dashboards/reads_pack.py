"""The SELECTs that only the pack asks: the figures of a month with their sources, the words its people wrote, its actions."""

from __future__ import annotations

from datetime import date

from dashboards.selects import Board, Rows, rows


def figures(board: Board, organisation: str, month: date) -> Rows:
    """Return every figure of the month in the order of the KPIs, the whole organisation first, with name and unit.

    slice_name is that of a community or objective, NULL for a slice without one on record.
    """
    sql = """
        select f.*, k.name, k.unit, k.family, k.owner, k.numerator as counted, k.denominator as out_of,
            coalesce(c.name, o.name) as slice_name
        from board.figures as f
        join board.kpis as k using (kpi_id, definition_version)
        left join board.communities as c
            on f.slice_kind = 'community' and c.organisation_id = f.organisation_id and c.community_id = f.slice
        left join board.objective_months as o
            on f.slice_kind = 'objective' and o.organisation_id = f.organisation_id and o.objective_id = f.slice
            and o.period = f.period
        where f.organisation_id = ? and f.period = ?
        order by k.sort_order, f.kpi_id,
            list_position(['organisation', 'platform', 'objective', 'platform_objective', 'community', 'theme'], f.slice_kind),
            slice_name, f.slice"""
    return rows(board, sql, [organisation, month])


def sources(board: Board, organisation: str, month: date) -> Rows:
    """Return the batches that figures of the month rest on: what each is, when it was read, its rows and its sha256."""
    sql = """
        with used as (
            select distinct batch_id from board.lineage
            where organisation_id = $organisation and period = $month and batch_id is not null
        )

        select b.batch_id, b.table_name, b.platform, coalesce(a.name, b.account_id) as name, b.register, b.file_name,
            b.seen_on, b.rows, b.sha256
        from board.batches as b join used using (batch_id)
        left join board.accounts as a
            on a.organisation_id = b.organisation_id and a.platform = b.platform and a.account_id = b.account_id
        where b.organisation_id = $organisation
        order by b.register nulls first, b.platform, b.account_id, b.table_name, b.seen_on, b.batch_id"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def rests_on(board: Board, organisation: str, month: date) -> dict[tuple[str, str, str], list[str]]:
    """Return the batches behind each measured figure of the month, by (kpi_id, slice_kind, slice)."""
    sql = """
        select kpi_id, slice_kind, slice, list(distinct batch_id order by batch_id) as batches from board.figure_parts
        where organisation_id = ? and period = ? and batch_id is not null group by kpi_id, slice_kind, slice"""
    found = rows(board, sql, [organisation, month])
    return {(each["kpi_id"], each["slice_kind"], each["slice"]): each["batches"] for each in found}


def commentary(board: Board, organisation: str, month: date) -> Rows:
    """Return what was written about the month: kpi_id (NULL: the month as a whole, first), narrative, learned, written_by."""
    sql = """
        select c.kpi_id, c.narrative, c.learned, c.written_by
        from board.commentary as c
        left join (select kpi_id, min(sort_order) as place from board.kpis group by kpi_id) as k using (kpi_id)
        where c.organisation_id = ? and c.period = ?
        order by c.kpi_id is not null, k.place, c.kpi_id"""
    return rows(board, sql, [organisation, month])


def open_actions(board: Board, organisation: str, month: date) -> Rows:
    """Return the actions decided up to the month's end that are not closed, the overdue first, then by their day."""
    sql = """
        select a.action_id, a.kpi_id, coalesce(k.name, a.kpi_id) as name, a.decided_on, a.action, a.owner, a.due_on, a.state,
            m.moved
        from board.actions as a
        left join board.action_months as m
            on m.organisation_id = a.organisation_id and m.action_id = a.action_id and m.period = $month
        left join (select kpi_id, arg_max(name, definition_version) as name from board.kpis group by kpi_id) as k
            using (kpi_id)
        where a.organisation_id = $organisation and a.decided_on < $month::date + interval 1 month and a.closed_on is null
        order by a.state <> 'overdue', a.due_on, a.action_id"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def outcomes_overdue(board: Board, organisation: str, month: date) -> Rows:
    """Return the outcome series of objectives in force whose newest due value is not there: name, period and reason."""
    sql = """
        with newest as (
            select * from board.outcomes
            where organisation_id = ? and period <= ? and state <> 'not_yet_due'
            qualify row_number() over (partition by series_id order by period desc) = 1
        )

        select s.name, n.period, n.reason from newest as n join board.outcome_series as s using (organisation_id, series_id)
        where n.state = 'missing' order by s.sort_order, s.series_id"""
    return rows(board, sql, [organisation, month])


def definition_changes(board: Board, organisation: str, month: date) -> Rows:
    """Return what changed its meaning in the twelve months to this one: KPIs, limits begun anew, platforms' fields."""
    sql = """
        with since as (select $month::date - interval 11 month as first, $month::date + interval 1 month as after)

        select k.valid_from as changed_on, k.name as what,
            'Definition version ' || k.definition_version || ' took effect' as words
        from board.kpis as k, since
        where k.definition_version > 1 and k.valid_from >= first and k.valid_from < after
            and exists (select 1 from board.figures as f where f.kpi_id = k.kpi_id and f.organisation_id = $organisation)
        union all
        select p.period, coalesce(k.name, o.name, p.subject_id), p.group_reason
        from board.spc as p cross join since
        left join (select kpi_id, arg_max(name, definition_version) as name from board.kpis group by kpi_id) as k
            on p.subject_kind = 'kpi' and k.kpi_id = p.subject_id
        left join board.outcome_series as o
            on p.subject_kind = 'outcome' and o.organisation_id = p.organisation_id and o.series_id = p.subject_id
        where p.organisation_id = $organisation and p.group_reason is not null and p.period >= first and p.period < after
        union all
        select m.valid_from, m.platform, 'The platform redefined ' || string_agg(distinct m.field, ', ' order by m.field)
        from board.metric_map as m, since
        where m.valid_from >= first and m.valid_from < after
            and m.platform in (select platform from board.accounts where organisation_id = $organisation)
            and exists (
                select 1 from board.metric_map as was
                where was.platform = m.platform and was.field = m.field and was.valid_to = m.valid_from
            )
        group by m.valid_from, m.platform
        order by 1, 2, 3"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def quality(board: Board, organisation: str, month: date) -> Rows:
    """Return, KPI by KPI, five yes or no (NULL: nobody recorded it): timely, complete, checked, stable, reviewed.

    timely: no figure of the month is missing. complete: every one is measured. checked: no batch behind them met a
    warning or a refusal. stable: neither definition nor control limits changed in twelve months. reviewed: is not on
    record in the board file.
    """
    sql = """
        with shown as (
            select f.kpi_id, k.name, k.sort_order, min(k.valid_from) as valid_from,
                bool_and(f.state <> 'missing') as is_timely, bool_and(f.state = 'measured') as is_complete
            from board.figures as f join board.kpis as k using (kpi_id, definition_version)
            where f.organisation_id = $organisation and f.period = $month
            group by f.kpi_id, k.name, k.sort_order
        ),

        doubted as (
            select distinct p.kpi_id from board.figure_parts as p
            join board.checks as c on c.batch_id = p.batch_id and not c.is_met
            where p.organisation_id = $organisation and p.period = $month
        ),

        moved as (
            select distinct subject_id as kpi_id from board.spc
            where organisation_id = $organisation and subject_kind = 'kpi' and group_reason is not null
                and period > $month::date - interval 12 month
        )

        select kpi_id, name, is_timely, is_complete, kpi_id not in (select kpi_id from doubted) as is_checked,
            coalesce(valid_from, date '0001-01-01') <= $month::date - interval 11 month
                and kpi_id not in (select kpi_id from moved) as is_stable,
            cast(null as boolean) as is_reviewed
        from shown order by sort_order, kpi_id"""
    return rows(board, sql, {"organisation": organisation, "month": month})


def refused(board: Board, organisation: str) -> Rows:
    """Return the latest extracts of open accounts that were refused or failed: platform, name, subject, cause, next_step."""
    sql = """
        select e.platform, coalesce(a.name, e.account_id) as name, e.subject, e.outcome, e.cause, e.next_step
        from board.extracts as e
        join board.accounts as a using (organisation_id, platform, account_id)
        where e.organisation_id = ? and e.is_latest and e.outcome in ('failed', 'refused') and a.freshness <> 'closed'
        order by e.platform, name, e.subject"""
    return rows(board, sql, [organisation])
