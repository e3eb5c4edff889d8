"""The XmR macro says what NHSRplotthedots says, of every series the package was run on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import shared
from tests.dbt_project.spc import Cases, Sql, compile_inline


def test_every_made_up_series_is_as_the_package_has_it(spc_sql: Sql, spc_cases: Cases) -> None:
    found = [str(each) for each in spc_cases.differences(spc_sql["nhsrplotthedots"])]
    assert (len(found), found[:20]) == (0, [])
    sizes = {name: len(rows) for name, rows in spc_cases.expected.items()}
    assert sizes == {"expected": 18558, "expected_groups": 761, "expected_series": 590}


def test_every_real_series_is_as_the_package_has_it(spc_sql: Sql) -> None:
    cases = Cases(str(shared("spc") / "real_{}.csv"))
    found = [str(each) for each in cases.differences(spc_sql["nhsrplotthedots"])]
    assert (len(found), found[:20]) == (0, [])
    assert len(cases.expected["expected"]) == 3623 and len(cases.expected["expected_series"]) == 110


def test_a_difference_names_series_point_column_and_both_values(spc_sql: Sql, spc_cases: Cases) -> None:
    wrong = spc_sql["nhsrplotthedots"].replace("points < 13", "points < 12")
    found = [str(each) for each in spc_cases.differences(wrong)]
    assert "series_id S0134, seq 11: short_group_warning should be 1, is 0" in found


def test_other_rules_give_other_answers(spc_sql: Sql, spc_cases: Cases) -> None:
    """The sets are not one and the same: what the reference cases say of the other ways to call the macro."""
    columns = {
        name: {each.column for each in spc_cases.differences(spc_sql[name])}
        for name in ("making_data_count", "runs of six")
    }
    assert {"lpl", "point_type", "variation_icon", "assurance_type", "rule_two_in_three"} <= columns[
        "making_data_count"
    ]
    assert {"rule_shift", "rule_trend", "point_type"} <= columns["runs of six"]
    assert columns["runs of six"].isdisjoint(
        {"mean", "lpl", "upl", "rule_two_in_three", "rule_astronomical", "assurance_type"}
    )


def test_a_rule_set_that_is_not_known_is_refused_by_name_and_the_known_ones_are_named(
    spc_sql: Sql, spc_home: Path
) -> None:
    with pytest.raises(
        AssertionError, match="no rule set 'western_electric'; it knows nhsrplotthedots, making_data_count"
    ):
        compile_inline(spc_home, "{{ xmr('spc_inputs', rules='western_electric') }}")


def test_the_rules_in_use_are_one_line_that_can_be_printed(spc_sql: Sql) -> None:
    one, other = spc_sql["words"].strip(), spc_sql["words of making_data_count"].strip()
    for line in (one, other):
        assert "\n" not in line and "'" not in line and line.endswith(".")
    assert (
        "NHSRplotthedots 0.2.2" in one
        and "3.267 times their average or more left out" in one
        and "7 points on one side" in one
    )
    assert "Making Data Count" in other and "all moving ranges kept" in other and "6 points on one side" in other
    assert "from 13 points" in other and "7 points rising" in other
