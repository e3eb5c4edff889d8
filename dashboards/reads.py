"""The SELECTs of the dashboards. Plain dicts come back, and frames where a chart or a CSV is made; unknown stays NULL.

Long, and in one place: whoever doubts a number on a page finds its query here; those of signals and of editions are in
reads_signals.py and reads_editions.py.

`board` is a connection with the published file attached under the name `board`; `month` is the first day of one.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from dashboards import snapshot
from dashboards.selects import Board as Board
from dashboards.selects import Rows as Rows
from dashboards.selects import frame as _frame
from dashboards.selects import row as _row
from dashboards.selects import rows as _rows

# One measure for each thing a board asks first: is it for the strategy, do we talk with people, do they get an answer.
ANSWERS = ("AL-MAPPED", "MM-COMM", "RS-ANSWERED")


def connect(path: Path) -> Board:
    """Return a connection of its own to the file that is there now. Raises snapshot.NoBoard.

    One page reads one file from top to bottom, whatever is swapped in meanwhile.
    """
    try:
        there = path.stat()
    except OSError:
        raise snapshot.NoBoard(f"No board file has been published yet: there is nothing at {path}.") from None
    return _opened(path, there.st_mtime_ns, there.st_ino).cursor()


@lru_cache(maxsize=2)
def _opened(path: Path, _mtime_ns: int, _inode: int) -> Board:
    """Keep a file open for as long as it is the published one: a swap gives a new inode."""
    return snapshot.open_board(path)


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
    """Return every month of one KPI and slice as published, newest first."""
    return _rows(
        board,
        """
        select period, value, numerator, denominator, state, status, reason, basis, kept_on from board.figures
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
    """Return every figure of a KPI as published, all months and slices, for a CSV."""
    return _frame(
        board,
        """
        select
            organisation_id, kpi_id, strftime(period, '%Y-%m') as month, slice_kind, slice, value, numerator,
            denominator, state, status, reason, basis, coverage, kept_on, words
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


def extracts(board: Board, organisation: str) -> Rows:
    """Return the latest extract of each account and subject, failures first; last_day is the last one it covers."""
    return _rows(
        board,
        """
        select
            e.platform, coalesce(a.name, e.account_id) as name, e.subject, e.since, e.until - 1 as last_day, e.rows,
            e.outcome, e.cause, e.next_step, e.observed_at
        from board.extracts as e
        left join board.accounts as a using (organisation_id, platform, account_id)
        where e.organisation_id = ? and e.is_latest
        order by
            list_position(['failed', 'refused', 'partial', 'not_offered', 'off', 'ok'], e.outcome), e.platform, name, e.subject
        """,
        [organisation],
    )


CHECKS = """
    with ours as (
        select c.*, a.name from board.checks as c
        left join board.accounts as a using (platform, account_id)
        where a.organisation_id = $organisation or coalesce(c.account_id, '') = ''
    )
    """  # a check of the figures belongs to no account, and so to every organisation


def checks_refused(board: Board, organisation: str) -> Rows:
    """Return what kept a batch out, newest first: one row a batch and critical check that was not met."""
    return _rows(
        board,
        CHECKS
        + """
        select table_name, platform, coalesce(name, account_id) as name, batch_id, check_name, column_name, observed,
            description, owner, next_step, checked_at
        from ours where not is_accepted and not is_met and severity = 'critical'
        order by checked_at desc, platform, name, check_name
        """,
        {"organisation": organisation},
    )


def checks_warned(board: Board, organisation: str) -> Rows:
    """Return warnings, one row an account and check: how often it was not met, since when, and what it last saw."""
    return _rows(
        board,
        CHECKS
        + """
        select
            table_name, platform, coalesce(name, account_id) as name, check_name, column_name, count(*) as times,
            min(checked_at) as first_at, max(checked_at) as checked_at, arg_max(observed, checked_at) as observed,
            arg_max(description, checked_at) as description, arg_max(owner, checked_at) as owner,
            arg_max(next_step, checked_at) as next_step
        from ours where not is_met and severity = 'warning'
        group by table_name, platform, coalesce(name, account_id), check_name, column_name
        order by max(checked_at) desc, times desc, table_name, check_name
        """,
        {"organisation": organisation},
    )


def checks_counted(board: Board, organisation: str) -> dict[str, Any]:
    """Return how many checks were made and met, and how many batches were refused."""
    return _row(
        board,
        CHECKS
        + """
        select count(*) as made, count(*) filter (where is_met) as met,
            count(distinct (table_name, platform, account_id, batch_id)) filter (where not is_accepted) as refused
        from ours
        """,
        {"organisation": organisation},
    ) or {"made": 0, "met": 0, "refused": 0}


def files(board: Board, organisation: str) -> Rows:
    """Return the files imported, newest first: rows taken, rows dropped and why."""
    return _rows(
        board,
        """
        select f.platform, coalesce(a.name, f.account_id) as name, f.file_name, f.vintage, f.rows, f.dropped,
            f.dropped_why, f.observed_at
        from board.files as f
        left join board.accounts as a using (organisation_id, platform, account_id)
        where f.organisation_id = ? order by f.observed_at desc, f.file_name
        """,
        [organisation],
    )


def metric_map(board: Board) -> Rows:
    """Return what each platform's own words mean here, and from when to when."""
    return _rows(
        board,
        """
        select platform, field, metric, unit, is_additive, valid_from, valid_to, replaced_by, source, notes
        from board.metric_map order by platform, field, valid_from
        """,
    )


def register_files(board: Board, organisation: str) -> Rows:
    """Return the files of the registers kept here, those with refused rows first: what each covers and what it gave."""
    return _rows(
        board,
        """
        select name, file_name, covered_from, covered_to, rows, refused, refused_why, received_at, is_replaced
        from board.register_files where organisation_id = ?
        order by is_replaced, refused = 0, name, received_at desc, file_name
        """,
        [organisation],
    )


def refused_rows(board: Board, organisation: str) -> Rows:
    """Return the first hundred rows of registers that were refused, and of how many: name, file, line, reason."""
    return _rows(
        board,
        """
        select name, file_name, line, reason, count(*) over () as of_all
        from board.refused_rows where organisation_id = ? order by name, file_name, line limit 100
        """,
        [organisation],
    )


def alignment_tests(board: Board, organisation: str, month: date) -> Rows:
    """Return the four tests of the month: test, name, result, reason, result_last_quarter."""
    return _rows(
        board,
        "select * from board.alignment_tests where organisation_id = ? and period = ? order by sort_order",
        [organisation, month],
    )


def alignment_parts(board: Board, organisation: str, month: date, test: str) -> Rows:
    """Return what one test rests on, part by part: name, found, asked, is_met, reason; unknown is NULL."""
    return _rows(
        board,
        """
        select * from board.alignment_parts where organisation_id = ? and period = ? and test = ? order by sort_order
        """,
        [organisation, month, test],
    )


def level(board: Board, organisation: str, month: date) -> dict[str, Any] | None:
    """Return words and next_step of the month's level, and the words of the same month a year before (NULL: none)."""
    return _row(
        board,
        """
        select now.words, now.next_step, ago.words as words_before, now.period - interval 1 year as period_before
        from board.levels as now
        left join board.levels as ago
            on ago.organisation_id = now.organisation_id and ago.period = now.period - interval 1 year
        where now.organisation_id = ? and now.period = ?
        """,
        [organisation, month],
    )


def objective_months(board: Board, organisation: str, month: date) -> Rows:
    """Return each objective of the month with what it got, and last what served no objective ('none')."""
    return _rows(
        board,
        """
        select * from board.objective_months where organisation_id = ? and period = ?
        order by objective_id = 'none', objective_id
        """,
        [organisation, month],
    )


def communities(board: Board, organisation: str, month: date) -> Rows:
    """Return the communities on the register in the month, in the order of their names; never a member."""
    return _rows(
        board,
        """
        select * from board.communities
        where organisation_id = ?
            and coalesce(valid_from, date '0001-01-01') < ?::date + interval 1 month and coalesce(valid_to, ?) >= ?
        order by name
        """,
        [organisation, month, month, month],
    )


def community_figures(board: Board, organisation: str, month: date) -> Rows:
    """Return a row a community: its name and the words of each of the four KPIs of communities, under the KPI's id."""
    return _rows(
        board,
        """
        select c.name,
            max(f.words) filter (where f.kpi_id = 'CM-REACH') as "CM-REACH",
            max(f.words) filter (where f.kpi_id = 'CM-RECIP') as "CM-RECIP",
            max(f.words) filter (where f.kpi_id = 'CM-RETURN') as "CM-RETURN",
            max(f.words) filter (where f.kpi_id = 'CM-VOICES') as "CM-VOICES"
        from board.communities as c
        join board.figures as f
            on f.organisation_id = c.organisation_id and f.slice_kind = 'community' and f.slice = c.community_id
        where c.organisation_id = ? and f.period = ?
        group by c.community_id, c.name order by c.name
        """,
        [organisation, month],
    )


def measured_communities(board: Board, organisation: str, kpi: str) -> Rows:
    """Return slice and name of the communities that ever had a figure of a KPI."""
    return _rows(
        board,
        """
        select c.community_id as slice, c.name from board.communities as c
        where c.organisation_id = $organisation and c.community_id in (
            select slice from board.figures
            where organisation_id = $organisation and kpi_id = $kpi and slice_kind = 'community' and state = 'measured'
        )
        order by c.name
        """,
        {"organisation": organisation, "kpi": kpi},
    )


def community_measures(board: Board, organisation: str, month: date) -> Rows:
    """Return a row a community: its name and the words of what else is looked at, each under its measure's name."""
    return _rows(
        board,
        """
        select c.name,
            max(m.words) filter (where m.measure = 'member_to_member') as member_to_member,
            max(m.words) filter (where m.measure = 'questions_met') as questions_met,
            max(m.words) filter (where m.measure = 'returning_without_staff') as returning_without_staff,
            max(m.words) filter (where m.measure = 'give_ratio') as give_ratio
        from board.communities as c
        join board.community_measures as m using (organisation_id, community_id)
        where c.organisation_id = ? and m.period = ?
        group by c.community_id, c.name order by c.name
        """,
        [organisation, month],
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


def set_beside(board: Board, organisation: str, objective: str) -> Rows:
    """Return the social measures that outcomes of an objective are set beside, with the slice to draw of each.

    The objective's own figures where half the months have one, else the whole organisation's; slice is NULL where a KPI
    has neither.
    """
    return _rows(
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
    return _rows(
        board,
        """
        select * from board.outcome_series
        where organisation_id = ? and objective_id = ? and kpi_id is not distinct from ? order by sort_order, series_id
        """,
        [organisation, objective, kpi],
    )


def outcome(board: Board, organisation: str, series_of: str, month: date) -> dict[str, Any] | None:
    """Return the newest value up to the month, what may be said of it, and gap: why the months after it have none."""
    return _row(
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
    return _frame(
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
    return _rows(
        board,
        """
        select period, value, base, state, status, as_at, value_first, is_restated, reason from board.outcomes
        where organisation_id = ? and series_id = ? order by period desc
        """,
        [organisation, series_of],
    )


def outcome_spread(board: Board, organisation: str, series_of: str) -> dict[str, Any]:
    """Return lowest and highest value of an outcome series with their months, as spread() does."""
    return _row(
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
