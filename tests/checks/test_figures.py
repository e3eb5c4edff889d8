"""The figures before they are published: a hand-made warehouse, spoilt one statement at a time."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from checks import registry
from checks.alerts.evidence import of_verdicts
from checks.alerts.rules import Clear, Finding
from checks.freshness import overdue
from checks.gate import check_figures
from checks.known_days import SEEDS, read_days
from tests.checks.shelf import CHECKED_AT, unmet

SOUND = """
create schema reports;
create table reports.accounts as
    select 'harrowdale' as organisation_id, 'x' as platform, '2244990001' as account_id, 'api' as source,
        date '2026-11-15' as data_to, date '2011-03-09' as opened_on, 'fresh' as freshness;
create table reports.register_files as
    select 'harrowdale' as organisation_id, 'hours' as register, 'Hours' as name, date '2026-10-31' as covered_to;
create table reports.kpi_objectives as
    select * from (values
        ('harrowdale', 'RS-ANSWERED', 'ALL'), ('harrowdale', 'AL-GAPS', 'SO1')
    ) as of(organisation_id, kpi_id, objective_id);
create table reports.kpis as
    select
        kpi_id, version as definition_version, unit, scale, slice_kinds, valid_from::date as valid_from, valid_to::date as valid_to
    from (values
        ('RS-ANSWERED', 1, 'percent', 100, 'organisation;platform', '2020-01-01', null),
        ('AL-GAPS', 1, 'count', 1, 'organisation', '2020-01-01', '2025-06-01'),
        ('AL-GAPS', 2, 'count', 1, 'organisation', '2025-06-01', null),
        ('CM-REACH', 1, 'percent', 100, 'community', '2020-01-01', null)
    ) as of(kpi_id, version, unit, scale, slice_kinds, valid_from, valid_to);
create table reports.figures as
    select
        'harrowdale' as organisation_id, kpi_id, definition_version, period::date as period, slice_kind, slice, 30.0::double as numerator,
        case when kpi_id = 'RS-ANSWERED' then 40.0::double end as denominator,
        case when kpi_id = 'RS-ANSWERED' then 75.0::double else 30.0::double end as value,
        'measured' as state, 'final' as status, null::varchar as reason, 'words' as words
    from reports.kpis,
        generate_series(timestamp '2024-12-01', timestamp '2026-11-01', interval 1 month) as months(period),
        (values ('organisation', 'harrowdale'), ('platform', 'x')) as slices(slice_kind, slice)
    where kpi_id != 'CM-REACH' and period >= valid_from and period < coalesce(valid_to, date '9999-12-31');
-- a community that came in October
insert into reports.figures select * replace ('CM-REACH' as kpi_id, 'community' as slice_kind, 'a chat' as slice)
from reports.figures where kpi_id = 'RS-ANSWERED' and slice = 'x' and period >= '2026-10-01';
update reports.figures set state = 'missing', value = null, numerator = null, denominator = null, reason = 'No data'
where period = '2025-03-01';
"""
ONE = "where kpi_id = 'RS-ANSWERED' and slice = 'x' and period = '2026-11-01'"
UNKNOWN = "where slice = 'x' and period = '2025-03-01'"
SERIES = "where kpi_id = 'RS-ANSWERED' and slice = 'x'"

FAULTS = [
    ("no figure is there twice", f"insert into reports.figures from reports.figures {ONE}"),
    ("every figure has what it must have", f"update reports.figures set slice = null {ONE}"),
    ("every figure has words", f"update reports.figures set words = null {ONE}"),
    ("the state is known", f"update reports.figures set state = 'guessed' {UNKNOWN}"),
    ("the status is known", f"update reports.figures set status = 'maybe' {ONE}"),
    ("the kind of slice is known", f"update reports.figures set slice_kind = 'ward' {ONE}"),
    ("a measured figure has a value", f"update reports.figures set value = null {ONE}"),
    ("a figure that is not measured has no value", f"update reports.figures set value = 0 {UNKNOWN}"),
    ("a figure that is not measured says why", f"update reports.figures set reason = ' ' {UNKNOWN}"),
    ("a percentage is between 0 and 100", f"update reports.figures set value = 100.5 {ONE}"),
    ("a percentage is between 0 and 100", f"update reports.figures set value = -1 {ONE}"),
    ("the part is not larger than the whole", f"update reports.figures set numerator = 41 {ONE}"),
    ("the value is its numerator over its denominator", f"update reports.figures set value = 74 {ONE}"),
    ("a period is the first of a month", f"update reports.figures set period = '2026-10-02' {ONE}"),
    ("no figure without an account", f"update reports.figures set organisation_id = 'elsewhere' {SERIES}"),
    ("no figure without a KPI", f"update reports.figures set kpi_id = 'XX' {SERIES}"),
    ("every month and slice that is due is there", f"delete from reports.figures {ONE}"),
    ("every month and slice that is due is there", "delete from reports.figures where period = '2024-12-01'"),
    ("every month and slice that is due is there", "delete from reports.figures where kpi_id = 'AL-GAPS'"),
    ("no figure without a KPI", f"update reports.figures set definition_version = 3 {SERIES}"),
    ("every month and slice that is due is there", "delete from reports.figures where kpi_id = 'CM-REACH'"),
    ("every month and slice that is due is there", f"delete from reports.figures {SERIES}"),
    ("every month and slice that is due is there",
     "update reports.kpis set slice_kinds = 'organisation;objective' where kpi_id = 'AL-GAPS'"),
    ("there are figures", "delete from reports.figures"),
    ("every account was read when it was due", "update reports.accounts set data_to = '2026-11-13'"),
    ("every account was read when it was due", "update reports.accounts set data_to = null"),
    ("every register came when it was due", "update reports.register_files set covered_to = '2026-09-30'"),
]  # fmt: skip


def warehouse(folder: Path, *changes: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in (SOUND, *changes):
            connection.execute(statement)
    return path


def found(path: Path) -> dict[str, str]:
    verdict = check_figures(path, checked_at=CHECKED_AT)
    critical = [each for each in verdict["results"] if each["severity"] == "critical" and not each["is_met"]]
    assert verdict["accepted"] == (not critical)
    return {check.removeprefix("figures: "): observed for check, observed in unmet([verdict]).items()}


TWO_BODIES = """
insert into reports.accounts values ('osmere', 'facebook', '99', 'api', '2026-11-15', '2019-01-01', 'fresh');
insert into reports.register_files values ('osmere', 'hours', 'Hours', '2026-10-31');
insert into reports.kpi_objectives values ('osmere', 'RS-ANSWERED', 'ALL');
insert into reports.figures select * replace (
    'osmere' as organisation_id, case when slice_kind = 'organisation' then 'osmere' else 'facebook' end as slice
) from reports.figures where kpi_id <> 'CM-REACH' and (kpi_id = 'RS-ANSWERED' or slice_kind = 'organisation');
insert into reports.figures select * replace ('osmere' as organisation_id, 'any chat' as slice) from reports.figures where kpi_id = 'CM-REACH';
"""


def test_what_is_said_of_one_body_names_no_other(tmp_path: Path) -> None:
    late = ("update reports.accounts set data_to = '2026-11-01'", f"update reports.figures set words = null {ONE}")
    assert found(warehouse(tmp_path / "sound", TWO_BODIES)) == {}
    verdict = check_figures(warehouse(tmp_path / "late", TWO_BODIES, *late), checked_at=CHECKED_AT)
    results = [each for each in verdict["results"] if each["organisation_id"]]  # the strategy is asked for all at once
    said = {(each["check"], each["organisation_id"]): each for each in results}
    assert len(said) == len(results) == 2 * len({check for check, _ in said})
    account = "every account was read when it was due"
    assert (
        "2244990001" in said[account, "harrowdale"]["observed"]
        and "2244990001" not in said[account, "osmere"]["observed"]
    )
    assert (
        "account_id 99" in said[account, "osmere"]["observed"]
        and "osmere" not in said[account, "harrowdale"]["observed"]
    )
    words = "every figure has words"
    assert not said[words, "harrowdale"]["is_met"] and said[words, "osmere"]["is_met"]


def test_what_several_bodies_do_not_meet_is_one_cause_and_what_one_does_not_is_its_own(tmp_path: Path) -> None:
    late = (
        TWO_BODIES,
        "update reports.accounts set data_to = '2026-11-01'",
        f"update reports.figures set words = null {ONE}",
    )
    evidence = {
        each.part: each for each in of_verdicts([check_figures(warehouse(tmp_path, *late), checked_at=CHECKED_AT)])
    }
    both = evidence["line/figures: every account was read when it was due/is_overdue"]
    own = evidence["line/figures: every figure has words/words"]
    assert isinstance(both, Finding) and isinstance(own, Finding)
    assert both.organisation_id is None and "at 2 bodies" in both.cause and "2244990001" not in both.cause
    assert own.organisation_id == "harrowdale" and "RS-ANSWERED" in own.cause
    assert isinstance(evidence["line/figures: every register came when it was due/is_overdue"], Clear)


def test_a_strategy_that_contradicts_itself_keeps_figures_from_being_published_and_is_a_row(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    (seeds / "targets.csv").unlink()
    verdict = check_figures(warehouse(tmp_path), checked_at=CHECKED_AT, seeds=seeds)
    (said,) = [each for each in verdict["results"] if not each["is_met"]]
    assert not verdict["accepted"] and (said["table"], said["check"]) == (
        "strategy",
        "the file targets.csv holds together",
    )
    (finding,) = [each for each in of_verdicts([verdict]) if isinstance(each, Finding)]
    assert finding.what == "strategy: the file targets.csv holds together" and finding.owner == "Director of Strategy"


def test_figures_of_no_body_are_everybodys_affair(tmp_path: Path) -> None:
    results = check_figures(warehouse(tmp_path, "delete from reports.figures"), checked_at=CHECKED_AT)["results"]
    assert [each["organisation_id"] for each in results if each["check"] == "there are figures"] == [None]


def test_sound_figures_may_be_published(tmp_path: Path) -> None:
    assert found(warehouse(tmp_path)) == {}


@pytest.mark.parametrize(("check", "change"), FAULTS)
def test_a_fault_in_the_figures_is_found_by_the_check_meant_for_it(check: str, change: str, tmp_path: Path) -> None:
    assert check in found(warehouse(tmp_path, change))


def test_no_check_of_the_figures_is_without_a_fault_that_it_finds() -> None:
    named = {check.name for check in registry.checks() if check.gate == "figures"}
    assert len(named) > 15
    assert named == {check for check, _ in FAULTS}


def test_an_offending_figure_is_named_with_its_numbers(tmp_path: Path) -> None:
    observed = found(warehouse(tmp_path, f"update reports.figures set numerator = 41 {ONE}"))
    assert observed["the part is not larger than the whole"] == (
        "1 of 98 rows: organisation_id harrowdale, kpi_id RS-ANSWERED, slice x, period 2026-11-01 (whole 40, part 41)"
    )


def test_a_stale_platform_is_pointed_out_and_keeps_no_figure_from_being_published(tmp_path: Path) -> None:
    path = warehouse(tmp_path, """insert into reports.accounts values
        ('harrowdale', 'youtube', 'UC1', 'api', '2026-11-01', '2012-05-01', 'stale')""",
        "insert into reports.figures select * replace ('youtube' as slice) from reports.figures where slice = 'x'")  # fmt: skip
    verdict = check_figures(path, checked_at=CHECKED_AT)
    assert verdict["accepted"]
    (said,) = [result for result in verdict["results"] if not result["is_met"]]
    assert said["check"] == "every account was read when it was due" and "platform youtube" in said["observed"]
    assert "platform x" not in said["observed"]


@pytest.mark.parametrize(("register", "today", "due"), [
    # ten working days after October: Friday 13 November
    ("hours", "2026-11-13", "2026-09-30"), ("hours", "2026-11-16", "2026-10-31"),
    # New Year's Day is none of them
    ("hours", "2026-01-15", "2025-11-30"), ("hours", "2026-01-16", "2025-12-31"),
    # a week has five, and ends on Sunday
    ("listening_log", "2026-11-13", "2026-11-01"), ("listening_log", "2026-11-14", "2026-11-08"),
    ("listening_log", "2026-11-15", "2026-11-08"),
    # a quarter that is not over owes nothing, and one that is has twenty for its labels
    ("labels", "2026-10-28", "2026-06-30"), ("labels", "2026-10-29", "2026-09-30"), ("labels", "2026-12-31", "2026-09-30"),
    # what is written when there is something to say, and what has lags of its own
    ("comparisons", "2026-11-16", "nothing is due"), ("outcome_values", "2026-11-16", "nothing is due"),
    # files of another release
    ("gossip", "2026-11-16", "2026-10-31"), (None, "2026-11-16", "2026-10-31"),
])  # fmt: skip
def test_a_register_is_due_by_its_own_rhythm_in_working_days(register: str | None, today: str, due: str) -> None:
    kept = pd.DataFrame([{"source": "register", "register": register, "data_to": "2020-11-30", "opened_on": None}])
    (row,) = overdue(kept, date.fromisoformat(today), read_days()).to_dict("records")
    assert (row["due_to"], row["is_overdue"]) == (due, due != "nothing is due")


def test_a_register_that_comes_by_the_quarter_is_not_late_by_the_month(tmp_path: Path) -> None:
    path = warehouse(tmp_path, """insert into reports.register_files values
        ('harrowdale', 'key_activities', 'Key activities', '2026-09-30'),
        ('harrowdale', 'comparisons', 'Planned comparisons', '2025-01-31'),
        ('harrowdale', 'outcome_values', 'Outcome series', '2026-05-31')""")  # fmt: skip
    assert found(path) == {}
    path = warehouse(tmp_path / "late", """insert into reports.register_files values
        ('harrowdale', 'key_activities', 'Key activities', '2026-06-30')""")  # fmt: skip
    observed = found(path)["every register came when it was due"]
    assert "account_id Key activities, data_to 2026-06-30, due_to 2026-09-30" in observed and "Hours" not in observed


@pytest.mark.parametrize("day", ["2026-11-15", "2026-12-25"])
def test_a_platform_is_due_on_sundays_and_bank_holidays_too_and_may_miss_one_look(day: str) -> None:
    today = date.fromisoformat(day)
    kept = pd.DataFrame(
        [
            {"source": "api", "register": None, "data_to": today - timedelta(days=n), "opened_on": None}
            for n in (1, 2, 3)
        ]
    )
    assert overdue(kept, today, read_days())["is_overdue"].tolist() == [False, False, True]


def test_a_kpi_owes_no_month_before_it_came_into_force(tmp_path: Path) -> None:
    young = (
        "update reports.kpis set valid_from = '2026-10-01' where kpi_id = 'AL-GAPS'",
        "delete from reports.figures where kpi_id = 'AL-GAPS' and period < '2026-10-01'",
    )
    assert found(warehouse(tmp_path, *young)) == {}


def test_a_warehouse_that_was_not_built_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is not there"):
        check_figures(tmp_path / "none.duckdb", checked_at=CHECKED_AT)
    duckdb.connect(str(tmp_path / "empty.duckdb")).close()
    with pytest.raises(ValueError, match="run dbt build first"):
        check_figures(tmp_path / "empty.duckdb", checked_at=CHECKED_AT)
