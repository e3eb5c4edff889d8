"""The compiled XmR macro, the series it is judged by, and what differs between what it says and what is expected."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from tests.the_line import REPO, Line

Sql = dict[str, str]
Point = dict[str, Any]
Chart = Callable[..., list[Point]]
STEADY = [4.0, 6.0] * 7  # mean 5, limits -0.32 and 10.32, near one beyond 8.5467
CASES = str(REPO / "tests" / "spc" / "{}.csv.gz")
CALLS = {
    "nhsrplotthedots": "{{ xmr('spc_inputs') }}",
    "making_data_count": "{{ xmr('spc_inputs', rules='making_data_count') }}",
    "runs of six": "{{ xmr('spc_inputs', shift=6, trend=6) }}",
    "a set of our own": "{{ xmr('spc_inputs', rules=dict(xmr_rules('making_data_count', trend=5), screen=true, on_limit='inconsistent')) }}",
    "quarters": "{{ xmr('(select *, 3 as apart from spc_inputs)', months_apart='apart') }}",
    "words": "{{ xmr_words() }}",
    "words of making_data_count": "{{ xmr_words('making_data_count', shift=6) }}",
}
INPUTS = """series_id varchar, seq integer, period date, value double, rebase integer, improvement_direction varchar, target double,
    fix_after_n_points integer, screen_outliers integer"""
LINE = "\n-- and now the next\n"
LIMITS = ("mean", "lpl", "upl", "last_mean", "last_lpl", "last_upl")  # equal to 9 digits, and NULL where there are none
FLAGS = ("outside_limits", "close_to_limits", "rule_astronomical", "rule_trend", "rule_two_in_three", "rule_shift")
# what the macro says, in the shape of each file of what is expected: its key and its columns
SAID = {
    "expected": (("series_id", "seq"), "select * from said"),
    "expected_groups": (
        ("series_id", "rebase_group"),
        """select series_id, rebase_group, count(*) as n, max(mean) as mean, max(lpl) as lpl, max(upl) as upl,
            count(*) filter (where point_type = 'common_cause') as common_cause,
            count(*) filter (where point_type = 'special_cause_improvement') as special_cause_improvement,
            count(*) filter (where point_type = 'special_cause_concern') as special_cause_concern,
            arg_max(point_type, period) as variation_type, max(assurance_type) as assurance_type
        from said group by series_id, rebase_group""",
    ),
    "expected_series": (
        ("series_id",),
        """select series_id, count(*) as n, count(distinct rebase_group) as n_groups, arg_max(point_type, period) as last_point_type,
            arg_max(special_cause_type, period) as last_special_cause_type, max(variation_icon) as variation_icon,
            max(assurance_type) as assurance_type, replace(max(assurance_type), 'consistent_', '') as assurance_icon,
            arg_max_null(mean, period) as last_mean, arg_max_null(lpl, period) as last_lpl, arg_max_null(upl, period) as last_upl,
            max(short_group_warning) as warned
        from said group by series_id""",
    ),
}  # fmt: skip


def compile_macros(home: Path) -> dict[str, str]:
    """Return the text dbt makes of each call; needs no warehouse."""
    said = compile_inline(home, LINE.join(CALLS.values()))
    return dict(zip(CALLS, said.split(LINE), strict=True))


def compile_inline(home: Path, text: str) -> str:
    return Line(home, "http://127.0.0.1:1").dbt("compile", "--no-introspect", "--inline", text)


@dataclass(frozen=True)
class Difference:
    """One cell that is not as expected."""

    where: dict[str, str]
    column: str
    expected: object
    got: object

    def __str__(self) -> str:
        place = ", ".join(f"{key} {value}" for key, value in self.where.items())
        return f"{place}: {self.column} should be {self.expected}, is {self.got}"


class Cases:
    """Series with what is expected of them, in memory; `files` is the path of one file with a gap for its name."""

    def __init__(self, files: str) -> None:
        self.database = duckdb.connect()
        self.database.execute(f"create table spc_inputs ({INPUTS})")
        self.database.execute(
            f"""insert into spc_inputs select series_id, seq, date, value, rebase, improvement_direction, target, fix_after_n_points,
                screen_outliers from read_csv('{files.format("inputs")}', all_varchar = true)"""
        )
        self.expected = {}
        for name in SAID:
            read = self.database.execute(f"from read_csv('{files.format(name)}', all_varchar = true)")
            columns = [column[0] for column in read.description]
            self.expected[name] = [dict(zip(columns, row, strict=True)) for row in read.fetchall()]

    def differences(self, sql: str) -> Iterator[Difference]:
        """Run the macro's select and yield every cell that is not as expected."""
        self.database.execute(
            f"""create or replace table said as select seq, macro.* from ({sql}) as macro
                inner join spc_inputs on macro.series_id = spc_inputs.series_id and macro.period = spc_inputs.period"""
        )
        for name, (keys, query) in SAID.items():
            read = self.database.execute(query)
            columns = [column[0] for column in read.description]
            rows = [dict(zip(columns, row, strict=True)) for row in read.fetchall()]
            said = {tuple(str(row[key]) for key in keys): row for row in rows}
            for row in self.expected[name]:
                where = {key: row[key] for key in keys}
                got = said.pop(tuple(where.values()), None)
                if got is None:
                    yield Difference(where, "the row", "there", None)
                    continue
                for column in row.keys() - {*keys, "date", "value"}:
                    if not same(column, row[column], got[column]):
                        yield Difference(where, column, row[column], got[column])
            for key in said:
                yield Difference(dict(zip(keys, key, strict=True)), "the row", None, "there")


def same(column: str, expected: str | None, got: object) -> bool:
    """Limits to 9 digits and NULL where there are none, all else exactly."""
    if column in LIMITS:
        return expected is got is None or (
            expected is not None and isinstance(got, float) and math.isclose(float(expected), got, rel_tol=1e-9)
        )
    if column in FLAGS:
        return int(expected or 0) == got
    return expected == (None if got is None else str(got))


def month(number: int) -> date:
    return date(2024 + number // 12, number % 12 + 1, 1)


def points(rows: list[Point], sql: str) -> list[Point]:
    """Run the macro's select on rows of a few columns; the others are NULL."""
    with duckdb.connect() as database:
        database.execute(f"create table spc_inputs ({INPUTS})")
        for row in rows:
            database.execute(
                f"insert into spc_inputs by name select {', '.join(f'${key} as {key}' for key in row)}", row
            )
        read = database.execute(f"select * from ({sql}) order by series_id, period")
        return [dict(zip([column[0] for column in read.description], row, strict=True)) for row in read.fetchall()]


def types(said: list[Point]) -> list[str]:
    return [point["special_cause_type"] for point in said]
