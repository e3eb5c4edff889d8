"""Where the rule sets of the XmR macro part ways, and run lengths other than 7."""

from __future__ import annotations

import pytest

from tests.dbt_project.spc import STEADY, Chart, types


def test_a_target_on_a_limit_is_hit_and_miss_in_one_set_and_settled_in_the_other(chart: Chart) -> None:
    for target, direction, settled in ((10.32, "increase", "consistent_fail"), (10.32, "decrease", "consistent_pass"),
                                       (-0.32, "increase", "consistent_pass"), (-0.32, "decrease", "consistent_fail")):  # fmt: skip
        asked = {"target": target, "improvement_direction": direction}
        assert chart(STEADY, **asked)[-1]["assurance_type"] == "inconsistent"
        assert chart(STEADY, "making_data_count", **asked)[-1]["assurance_type"] == settled
    flat = chart([5.0] * 13, "making_data_count", target=5.0)
    assert (flat[-1]["upl"], flat[-1]["assurance_type"]) == (5.0, "inconsistent")


def test_making_data_count_screens_only_where_it_is_asked_to(chart: Chart) -> None:
    values = [1, 2, 1, 2, 10, *[1, 2] * 6, 1]
    upper = {screen: chart(values, "making_data_count", screen_outliers=screen)[0]["upl"] for screen in (None, 0, 1)}
    assert upper == {
        None: pytest.approx(6.952, abs=0.001),
        0: pytest.approx(6.952, abs=0.001),
        1: pytest.approx(4.604, abs=0.001),
    }
    assert chart(values)[0]["upl"] == pytest.approx(4.604, abs=0.001)


def test_making_data_count_counts_a_point_outside_towards_two_in_three(chart: Chart) -> None:
    values = [*STEADY, 9.5, 20.0, 6.0]
    asked = {"fix_after_n_points": 14}
    assert types(chart(values, **asked))[-3:] == ["Common Cause", "Above UCL", "Common Cause"]
    said = chart(values, "making_data_count", **asked)
    assert types(said)[-3:] == ["2 in 3 Above CL", "Above UCL", "Common Cause"]
    assert [point["rule_two_in_three"] for point in said][-3:] == [1, 1, 0]  # the third is not beyond two sigma


def test_making_data_count_shows_the_improvement_of_a_point_that_is_both(chart: Chart) -> None:
    values = [
        *STEADY,
        16.0,
        15.0,
        14.0,
        13.0,
        12.0,
        11.0,
        10.0,
        9.0,
    ]  # high and falling: bad and getting better, less is wanted
    asked = {"fix_after_n_points": 14, "improvement_direction": "decrease"}
    one, other = chart(values, **asked)[-7], chart(values, "making_data_count", **asked)[-7]
    assert (one["special_cause_type"], one["point_type"]) == ("Above UCL", "special_cause_concern")
    assert (other["special_cause_type"], other["point_type"]) == (
        "7 Point Trend (Decreasing)",
        "special_cause_improvement",
    )
    assert one["rule_astronomical"] == other["rule_astronomical"] == one["rule_trend"] == other["rule_trend"] == 1


def test_making_data_count_has_limits_and_icons_from_13_points(chart: Chart) -> None:
    for number, has_icon in ((12, False), (13, True)):
        said = chart(STEADY[:number], "making_data_count", target=50.0)[-1]
        assert [said[each] is not None for each in ("upl", "lpl", "variation_icon", "assurance_type")] == [has_icon] * 4
        assert said["mean"] is not None and said["short_group_warning"] == int(not has_icon)
        trial = chart(STEADY[:number], target=50.0)[-1]
        assert None not in [trial[each] for each in ("upl", "lpl", "variation_icon", "assurance_type")]


def test_runs_of_six_need_six_points_and_say_so(chart: Chart) -> None:
    rise = [*STEADY, 3.0, 3.5, 4.2, 5.5, 6.0, 7.0]
    assert "7 Point Trend (Increasing)" not in types(chart(rise, fix_after_n_points=14))
    assert types(chart(rise, "runs of six", fix_after_n_points=14))[-6:] == ["6 Point Trend (Increasing)"] * 6
    above = [*STEADY, 4.0, 6.0, 5.5, 6.0, 5.5, 6.0, 5.5]
    assert {*types(chart(above, fix_after_n_points=14))} == {"Common Cause"}
    assert types(chart(above, "runs of six", fix_after_n_points=14))[-6:] == ["6 Points Above CL"] * 6


def test_a_set_of_our_own_is_a_known_one_with_changes(chart: Chart) -> None:
    said = chart([*STEADY, 3.0, 3.5, 4.2, 5.5, 6.0], "a set of our own", target=10.32, fix_after_n_points=14)
    assert types(said)[-5:] == ["5 Point Trend (Increasing)"] * 5 and said[-1]["assurance_type"] == "inconsistent"
