"""A control chart on the board against one a person reckons from the register, moving range by moving range."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from tests.golden_line import BODY, own_project
from tests.the_line import Line

# percent of the hours of each month (tests/golden/charts.yml and alignment.yml); December 2025 is withheld
HOURS = [10, 12, 9, 11, 10, 12, 9, 11, 10, 12, 9, 30, 11, 16, 0]
MONTHS = [date(2025 + (6 + n) // 12, (6 + n) % 12 + 1, 1) for n in (*range(5), *range(6, 16))]
CHART = "organisation_id = ? and subject_id = 'AL-ORPHAN' and slice_kind = 'organisation'"


def test_a_chart_has_the_limits_a_person_reckons_by_hand(golden: Line) -> None:
    points = golden.board(
        f"select period, value, mean, lpl, upl, point_type, gap_before, is_judged from spc where {CHART} order by period",
        BODY,
    )
    assert [(period, value) for period, value, *_ in points] == list(zip(MONTHS, HOURS, strict=True))
    mean = sum(HOURS) / len(HOURS)
    ranges = [abs(after - before) for before, after in pairwise(HOURS)]
    kept = [each for each in ranges if each < 3.267 * sum(ranges) / len(ranges)]
    assert len(ranges) - len(kept) == 1  # the step up to 30 is left out, the step down is not
    reach = 2.66 * sum(kept) / len(kept)
    for _, _, *limits, _, _, _ in points:
        assert limits == pytest.approx([mean, mean - reach, mean + reach], rel=1e-9)
    signals = ["common_cause"] * len(HOURS)
    signals[HOURS.index(30)] = "special_cause_concern"
    assert [point_type for *_, point_type, _, _ in points] == signals
    assert [gap for *_, gap, _ in points] == [None, *[0] * 4, 1, *[0] * 9]
    assert {is_judged for *_, is_judged in points} == {True}


def test_a_chart_says_its_finding_its_target_and_the_month_that_is_not_there(golden: Line) -> None:
    ((words, alt_text, gap_words, asks, why_none),) = golden.board(
        f"select words, alt_text, gap_words, asks, why_none from spc_series where {CHART}", BODY
    )
    assert words == (
        "No significant change. It will hit and miss the target of at most 15% by chance. No figure: December 2025."
    )
    assert alt_text == (
        "Control chart of Effort with no objective, 15 monthly figures from July 2025 to October 2026. Latest: 0%."
        " Average 11.5%, limits -1.0% to 23.9%. " + words
    )
    assert (gap_words, why_none) == ("No figure: December 2025.", None)
    assert asks.startswith("Do not ask about single months")
    ((said,),) = golden.board(f"select words from spc where {CHART} and period = date '2026-07-01'", BODY)
    assert said == (
        "Effort with no objective, July 2026: 30%. Special cause variation of a concerning nature, high values:"
        " above the upper limit of 23.9%. Average 11.5%, limits -1.0% to 23.9%."
    )


def test_every_figure_that_is_due_has_a_chart_or_a_reason_for_none(golden: Line) -> None:
    without = golden.board(
        "select distinct organisation_id, kpi_id, slice_kind, slice from figures except"
        " select organisation_id, subject_id, slice_kind, slice from spc_series where subject_kind = 'kpi'"
    )
    assert without == []
    both_or_neither = golden.board(
        "select subject_id, slice from spc_series as s where (why_none is null) !="
        " exists (from spc where (organisation_id, subject_kind, subject_id, slice_kind, slice)"
        " = (s.organisation_id, s.subject_kind, s.subject_id, s.slice_kind, s.slice))"
    )
    assert both_or_neither == []


def rebased(golden: Line, folder: Path, *rows: str) -> Line:
    """Decide rebases for the golden body, and build what they touch in a copy of its home."""
    shutil.copytree(golden.home, folder / "home")
    line = Line(folder / "home", "http://127.0.0.1:1", project=own_project(folder / "project"))
    with (line.project / "seeds" / "rebases.csv").open("a", newline="") as text:
        csv.writer(text, lineterminator="\n").writerows(
            [BODY, "kpi", *row.split(), "A new rota", "Chief Nurse", "2026-11-02"] for row in rows
        )
    return line


TOUCHED = ("-s", "rebases", "int_spc__points", "int_spc__judged", "report_spc")


def test_a_rebase_begins_the_limits_anew_from_its_month_on(golden: Line, tmp_path: Path) -> None:
    line = rebased(
        golden, tmp_path, "AL-ORPHAN organisation golden 2026-03-01", "AL-ORPHAN organisation golden 2024-05-01"
    )
    line.build_models("--exclude-resource-type", "unit_test", *TOUCHED)
    points = line.warehouse(
        f"select period, rebase_group, mean, group_reason from reports.spc where {CHART} order by period", BODY
    )
    assert [group for _, group, _, _ in points] == [0] * 7 + [1] * 8
    assert points[0][2] == pytest.approx(sum(HOURS[:7]) / 7)
    assert points[-1][2] == pytest.approx(sum(HOURS[7:]) / 8)
    told = {period: reason for period, _, _, reason in points if reason}
    assert told == {
        date(2026, 3, 1): "The limits begin anew with March 2026 (Chief Nurse, 2 November 2026): A new rota."
    }


def test_a_rebase_that_matches_no_figure_stops_the_build_and_names_the_nearest(golden: Line, tmp_path: Path) -> None:
    line = rebased(golden, tmp_path, "AL-ORPHAN organisation golden 2025-12-01", "AL-ORPHAN platform x 2026-03-01")
    with pytest.raises(AssertionError) as stopped:  # the line says what its command said
        line.build_models("--exclude-resource-type", "unit_test", *TOUCHED)
    assert (
        "golden kpi AL-ORPHAN organisation golden is to begin anew with December 2025, where it has no figure of its own; the nearest are"
        " November 2025 and January 2026: write the first of one of them" in str(stopped.value)
    )
    assert "golden kpi AL-ORPHAN platform x is to begin anew with March 2026, and there is no such series" in str(
        stopped.value
    )
