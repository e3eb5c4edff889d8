"""What the XmR macro says of series worked by hand, and of rows the package has no answer for."""

from __future__ import annotations

from datetime import date

import duckdb
import pytest

from tests.dbt_project.spc import STEADY, Chart, Sql, month, points, types


def test_a_straight_climb_is_below_then_a_trend_then_above(chart: Chart) -> None:
    said = chart([*range(8)])
    assert types(said) == ["Below LCL", *["7 Point Trend (Increasing)"] * 6, "Above UCL"]
    assert [said[0][each] for each in ("mean", "lpl", "upl")] == pytest.approx([3.5, 0.84, 6.16])
    assert said[0]["point_type"] == "special_cause_concern" and said[-1]["variation_icon"] == "improvement_high"
    assert [point["rule_trend"] for point in said] == [1] * 8  # each rule by itself, whichever is told


def test_the_far_side_of_a_peak_falls(chart: Chart) -> None:
    said = chart([*range(8), *range(6, 0, -1)])
    assert said[7]["special_cause_type"] == "Above UCL"
    assert {(point["special_cause_type"], point["point_type"]) for point in said[8:]} == {
        ("7 Point Trend (Decreasing)", "special_cause_concern")
    }
    assert said[-1]["variation_icon"] == "concern_low"


def test_where_two_rises_meet_in_a_tie_the_first_ends_as_falling_as_in_the_package(chart: Chart) -> None:
    said = chart([*range(1, 8), *range(7, 14)])
    assert said[6]["special_cause_type"] == "7 Point Trend (Decreasing)"
    assert said[6]["point_type"] == "special_cause_concern" and said[5]["point_type"] == "special_cause_improvement"


def test_two_rises_with_a_drop_between_are_not_one(chart: Chart) -> None:
    said = chart([*range(11, 18), *range(5, 12)])
    assert "Below LCL" in types(said)[7:10] and not any("Decreasing" in each for each in types(said)[7:])
    assert [point["rule_trend"] for point in said] == [1] * 14


def test_a_flat_series_has_no_limits_when_screened_and_limits_of_no_width_when_not(chart: Chart) -> None:
    for screen, limit in ((1, None), (0, 5.0)):
        said = chart([5.0] * 7, screen_outliers=screen)
        assert {(point["mean"], point["lpl"], point["upl"], point["point_type"]) for point in said} == {
            (5.0, limit, limit, "common_cause")
        }


def test_screening_leaves_a_leap_out_of_the_limits_and_not_out_of_the_mean(chart: Chart) -> None:
    values = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]
    for screen, limits in ((1, [4.604, 1.944, -0.716]), (0, [6.952, 1.944, -3.063])):
        said = chart(values, screen_outliers=screen)
        assert [said[0][each] for each in ("upl", "mean", "lpl")] == pytest.approx(limits, abs=0.001)


def test_two_near_points_on_opposite_sides_are_no_signal(chart: Chart) -> None:
    said = chart([*[1, -1] * 7, 5.5, -5.5])
    assert types(said)[-2:] == ["Common Cause"] * 2 and [point["close_to_limits"] for point in said][-2:] == [1, 1]


def test_a_mean_that_rounding_put_beside_a_value_is_on_it(chart: Chart) -> None:
    said = chart([0.1, 0.2, 0.3, 0.2] * 6)
    assert [point["relative_to_mean"] for point in said] == [-1, 0, 1, 0] * 6
    zero = chart([0.1, 0.2, -0.3, 0.0] * 6)  # the mean is nothing, give or take a rounding error
    assert [point["relative_to_mean"] for point in zero] == [1, 1, -1, 0] * 6


def test_a_row_without_a_value_is_counted_left_out_and_leaves_a_gap(chart: Chart) -> None:
    said = chart([4.0, None, None, 6.0, 4.0, None])
    assert [(point["period"], point["gap_before"]) for point in said] == [
        (month(0), None),
        (month(3), 2),
        (month(4), 0),
    ]
    assert [point["nulls_dropped"] for point in said] == [3, 3, 3]
    assert [point["variation_icon"] for point in said] == [
        None,
        None,
        "common_cause",
    ]  # the last point, not the last row
    assert said[0]["mean"] == pytest.approx(14 / 3)


def test_a_run_reaches_over_a_gap_that_is_told(spc_sql: Sql, chart: Chart) -> None:
    said = chart([*STEADY, *range(1, 4), None, *range(4, 8)])
    assert [point["rule_trend"] for point in said[14:]] == [1] * 7 and said[17]["gap_before"] == 1


def test_missing_months_are_a_gap_across_a_year_and_across_a_rebase(spc_sql: Sql) -> None:
    kept = (0, 1, 10, 14, 15, 16)
    rows = [
        {
            "series_id": "S",
            "period": month(each),
            "value": 1.0,
            "improvement_direction": "neutral",
            "rebase": int(each == 14),
        }
        for each in kept
    ]
    assert [point["gap_before"] for point in points(rows, spc_sql["nhsrplotthedots"])] == [None, 0, 8, 3, 0, 0]


def test_quarters_are_three_months_apart(spc_sql: Sql) -> None:
    rows = [
        {"series_id": "S", "period": month(each), "value": 1.0, "improvement_direction": "neutral"}
        for each in (0, 3, 12, 15)
    ]
    assert [point["gap_before"] for point in points(rows, spc_sql["quarters"])] == [None, 0, 2, 0]


def test_a_rebase_on_a_row_without_a_value_begins_with_the_next_point(chart: Chart) -> None:
    said = chart([1.0, 2.0, None, None, 7.0, 8.0], some={2: {"rebase": 1}, 3: {"rebase": 1}, 4: {"rebase": 1}})
    assert [(point["rebase_group"], point["rebase"], point["mean"]) for point in said] == [(0, 0, 1.5)] * 2 + [
        (1, 1, 7.5),
        (1, 0, 7.5),
    ]
    first = chart([None, 2.0, 4.0], some={0: {"rebase": 1}})
    assert [(point["rebase_group"], point["rebase"]) for point in first] == [
        (1, 1),
        (1, 0),
    ]  # as a first row that is a rebase
    last = chart([2.0, 4.0, None], some={2: {"rebase": 1}})
    assert [point["rebase_group"] for point in last] == [0, 0]


@pytest.mark.parametrize("values", [(1.0, 2.0), (1.0, None), (None, None)], ids=str)
@pytest.mark.parametrize("asked", ["*", "count(*)", "series_id"])
def test_two_rows_of_one_period_stop_the_query_however_little_is_asked_of_it(
    spc_sql: Sql, values: tuple[float | None, ...], asked: str
) -> None:
    rows = [
        {"series_id": "bed days", "period": date(2026, 3, 1), "value": each, "improvement_direction": "increase"}
        for each in values
    ]
    rows.append({"series_id": "other", "period": date(2026, 3, 1), "value": 1.0, "improvement_direction": "increase"})
    with pytest.raises(duckdb.Error, match="SPC: series bed days has more than one row for 2026-03-01"):
        points(
            rows,
            f"select series_id, 1 as period from (select {asked}{'' if asked != 'count(*)' else ' as series_id'} from ({spc_sql['nhsrplotthedots']}))",
        )


@pytest.mark.parametrize("call", ["nhsrplotthedots", "making_data_count"])
def test_limits_of_fewer_than_12_points_and_a_direction_that_is_none_are_refused(chart: Chart, call: str) -> None:
    with pytest.raises(duckdb.Error, match="SPC: series S would have limits of 11 points; 12 are the least"):
        chart(STEADY, call, fix_after_n_points=11)
    for direction, named in (("up", "not up"), (None, "not NULL")):
        with pytest.raises(
            duckdb.Error, match=f"SPC: series S has no direction: increase, decrease or neutral, {named}"
        ):
            chart(STEADY, call, improvement_direction=direction)
    assert chart(STEADY, call, fix_after_n_points=12)[-1]["in_limit_calc"] == 0


def test_assurance_is_of_the_last_target_and_the_last_group(chart: Chart) -> None:
    """Limits of the first group are -0.32 and 10.32, of the second 99.68 and 110.32; the target rises to 50 with the last row."""
    said = chart(
        [*STEADY, *[value + 100 for value in STEADY]], target=5.0, some={14: {"rebase": 1}, 27: {"target": 50.0}}
    )
    assert [point["assurance_type"] for point in said] == [None] * 27 + ["consistent_pass"]
    said = chart(
        [*STEADY, *[value + 100 for value in STEADY]], target=5.0, some={14: {"rebase": 1}, 27: {"target": 105.0}}
    )
    assert said[-1]["assurance_type"] == "inconsistent"
    said = chart(STEADY, target=5.0, some={13: {"target": None}})
    assert said[-1]["assurance_type"] is None  # not the target it used to have


def test_without_a_target_or_a_direction_nothing_is_assured(chart: Chart) -> None:
    assert chart(STEADY)[-1]["assurance_type"] is None
    assert chart(STEADY, target=50.0, improvement_direction="neutral")[-1]["assurance_type"] is None
    assert chart(STEADY, target=50.0)[-1]["assurance_type"] == "consistent_fail"
    assert chart(STEADY, target=50.0, improvement_direction="decrease")[-1]["assurance_type"] == "consistent_pass"
