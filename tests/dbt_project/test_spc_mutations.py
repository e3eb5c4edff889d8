"""Wrong versions of each rule of the XmR macro, and that the reference cases tell every one of them from the right one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import pytest

from tests.dbt_project.spc import Cases

GROUP = "partition by series_id, rebases order by period"
RUN = "partition by group_number order by place"
SERIES = "partition by series_id order by period"


@dataclass(frozen=True)
class Swap:
    """A fragment of the compiled macro, what takes its place, and how often it must be there."""

    right: str
    wrong: str
    times: int = 1


def run(number: int, name: str, column: str) -> list[Swap]:
    """A rule whose run is `number` points long, where 7 is right."""
    steps = int(name == "trend")
    return [
        Swap(f"sum({column}) over ({RUN} rows between {6 - steps} preceding and current row)) = {7 - steps} ",
             f"sum({column}) over ({RUN} rows between {number - 1 - steps} preceding and current row)) = {number - steps} "),
        Swap(f"max(ends_{name}) over ({RUN} rows between current row and 6 following)",
             f"max(ends_{name}) over ({RUN} rows between current row and {number - 1} following)"),
    ]  # fmt: skip


def unbroken(name: str, column: str) -> list[Swap]:
    """A zero within a run does not break it."""
    steps = int(name == "trend")
    frame = f"over ({RUN} rows between {6 - steps} preceding and current row)"
    return [Swap(
        f"abs(sum({column}) {frame}) = {7 - steps} ",
        f"count({column}) {frame} = {7 - steps} and abs(sum({column}) {frame}) >= {6 - steps} and (min({column}) {frame} >= 0 or max({column}) {frame} <= 0) ",
    )]  # fmt: skip


def on_line(line: str, side: int) -> Swap:
    """A value on a line counts as beyond it."""
    right = f"abs(value - ({line})) <= 1e-12 * greatest(abs(value), abs(largest)) then "
    return Swap(right + "0", right + str(side))


def assurance(mean: str, reach: str) -> list[Swap]:
    """Assurance by other limits."""
    return [
        swap for sign in "+-"
        for swap in (Swap(f"abs(target - (mean {sign} reach))", f"abs(target - ({mean} {sign} {reach}))"),
                     Swap(f"target > mean {sign} reach", f"target > {mean} {sign} {reach}"),
                     Swap(f"target < mean {sign} reach", f"target < {mean} {sign} {reach}"))
    ]  # fmt: skip


def order(first: str, second: str) -> list[Swap]:
    """Of two neighbouring rules the later one wins."""
    lines = [f"when {name} <> 0 then '{name}'" for name in (first, second)]
    return [Swap(lines[0], "when 1 = 2 then 'swapped'"), Swap(lines[1], f"{lines[1]} {lines[0]}")]


FIRST = "first_value({}) over (partition by series_id order by period)"
SCREENED_MEAN_RANGE = """(
    select xmr_groups.series_id, xmr_groups.rebases, avg(moving_range) as mean_range
    from xmr_points inner join xmr_groups on xmr_points.series_id = xmr_groups.series_id and xmr_points.rebases = xmr_groups.rebases
    where moving_range < 3.267e0 * mean_range group by xmr_groups.series_id, xmr_groups.rebases
) as xmr_groups on xmr_points.series_id"""
NEAR_IN_THREE = f"over ({RUN} rows between 2 preceding and current row)"
SCREEN = "abs(moving_range - (3.267e0 * mean_range)) <= 1e-12 * greatest(abs(moving_range), abs(mean_range)) then "

MUTANTS = {
    "a shift is 6 points": run(6, "shift", "side"),
    "a shift is 8 points": run(8, "shift", "side"),
    "a trend is 6 points": run(6, "trend", "step"),
    "a trend is 8 points": run(8, "trend", "step"),
    "a tie does not break a trend": unbroken("trend", "step"),
    "a point on the mean does not break a shift": unbroken("shift", "side"),
    "only the last point of a shift is one": [
        Swap(f"max(ends_shift) over ({RUN} rows between current row and 6 following)", "ends_shift")
    ],
    "the first point of a trend is none": [
        Swap(f"max(ends_trend) over ({RUN} rows between current row and 6 following)",
             f"max(ends_trend) over ({RUN} rows between current row and 5 following)")
    ],
    "floats are compared as they are": [Swap("<= 1e-12 *", "<= 0 *", 9)],
    "nothing is screened": [Swap("coalesce(cast(screen_outliers as boolean), true)", "false")],
    "everything is screened": [Swap("coalesce(cast(screen_outliers as boolean), true)", "true")],
    "a range on the screen's edge is kept": [Swap(SCREEN + "0", SCREEN + "-1")],
    "ranges are screened until none goes": [Swap("inner join xmr_groups on xmr_points.series_id", "inner join " + SCREENED_MEAN_RANGE)],
    "the screen stands at 3.3": [Swap("3.267e0", "3.3e0", 3)],
    "limits by 3 over d2": [Swap("2.66e0", "(3 / 1.128e0)")],
    "a mean without what is screened": [
        Swap("end) as reach", "end) as reach,\n avg(case when in_limit_calc = 1 and coalesce(moving_range < 3.267e0 * mean_range, true) then value end) as kept"),
        Swap("xmr_groups.rebases, points, mean, largest", "xmr_groups.rebases, points, kept as mean, largest"),
    ],
    "a lower limit is not below nothing": [Swap("mean - reach as lpl", "greatest(mean - reach, 0) as lpl")],
    "a fixed baseline is ignored": [Swap("place <= coalesce(fix_after_n_points, place)", "true", 2)],
    "a fixed baseline is counted from the start of the series": [Swap(f"row_number() over ({GROUP})", f"row_number() over ({SERIES})")],
    "a moving range reaches over a rebase": [Swap(f"lag(value) over ({GROUP})", f"lag(value) over ({SERIES})")],
    "a run reaches over a rebase": [Swap(RUN, SERIES, 9)],
    "outside has its line": [on_line("mean + reach", 1), on_line("mean - reach", -1)],
    "near has its line": [on_line("mean + 2 * reach / 3", 1), on_line("mean - 2 * reach / 3", -1)],
    "a point outside counts towards two in three": [
        Swap(f"sum(case when sigmas = 2 then 1 else 0 end) {NEAR_IN_THREE}", f"sum(case when sigmas >= 2 then 1 else 0 end) {NEAR_IN_THREE}")
    ],
    "two in three asks only the two to be on one side": [
        Swap(f"abs(sum(side) {NEAR_IN_THREE}) = 3", f"abs(sum(case when sigmas = 2 then side else 0 end) {NEAR_IN_THREE}) >= 2")
    ],
    "two in three asks nothing of the sides": [Swap(f"abs(sum(side) {NEAR_IN_THREE}) = 3", f"count(side) {NEAR_IN_THREE} = 3")],
    "all three of two in three are a signal": [Swap("sigmas = 2 and is_among_two_in_three = 1", "is_among_two_in_three = 1")],
    "a trend goes the way it came": [Swap(f"= 1 then lead(step) over ({RUN})", "= 1 then step")],
    "a trend before a point outside": order("astronomical", "trend"),
    "two in three before a trend": order("trend", "two_in_three"),
    "a shift before two in three": order("two_in_three", "shift"),
    "an improvement before all else": [
        Swap("when astronomical <> 0 then", "when astronomical = good then 'astronomical' when trend = good then 'trend' when two_in_three = good"
             " then 'two_in_three' when shift = good then 'shift' when astronomical <> 0 then")
    ],
    "less is never better": [Swap("when 'decrease' then -1", "when 'decrease' then 1")],
    "neutral is better when more": [Swap("case improvement_direction when 'increase' then 1", "case improvement_direction when 'neutral' then 1 when 'increase' then 1")],
    "a group of 12 is not short": [Swap("points < 13", "points < 12")],
    "a first row that is a rebase begins group 0": [
        Swap("case when min(xmr_groups.rebases) over (partition by xmr_groups.series_id) = 0 then 1 else 0 end", "1")
    ],
    "the icon is of the first group": [Swap("max(last_period) over", "min(last_period) over")],
    "assurance with its limits": [Swap("target_to_upl = 1", "target_to_upl >= 0"), Swap("target_to_lpl = -1", "target_to_lpl <= 0")],
    "assurance of the first group": assurance(FIRST.format("mean"), FIRST.format("reach")),
    "assurance of the latest value": assurance("value", "0"),
}  # fmt: skip


@pytest.mark.parametrize("swaps", MUTANTS.values(), ids=MUTANTS.keys())
def test_a_rule_that_is_wrong_is_found_by_a_reference_case(
    spc_sql: dict[str, str], spc_cases: Cases, swaps: list[Swap]
) -> None:
    sql = spc_sql["nhsrplotthedots"]
    for swap in swaps:
        assert sql.count(swap.right) == swap.times, swap
        sql = sql.replace(swap.right, swap.wrong)
    assert list(islice(spc_cases.differences(sql), 1)) != []
