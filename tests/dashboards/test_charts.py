"""Charts and words: an unknown is a gap, a zero is a zero, and a number reads the same wherever it stands."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from dashboards import charts, downloads, reads, reads_trust, wording

OCTOBER = date(2026, 10, 1)


def drawn(board: Path, kpi: str, slice_of: tuple[str, str], unit: str = "percent") -> dict[str, Any]:
    series = reads.series(reads.connect(board), "harrowdale", kpi, slice_of)
    return charts.line(series, title="What was found", unit=unit, month="Oct 2026").to_dict()


def rows_of(spec: dict[str, Any]) -> list[dict[str, Any]]:
    (rows,) = spec["datasets"].values()
    return list(rows)


def test_an_unknown_month_is_a_gap_in_every_line_and_never_zero(full_board: Path) -> None:
    rows = rows_of(drawn(full_board, "RS-STANDARD", ("organisation", "harrowdale")))
    unknown = [row for row in rows if row["state"] != "measured"]
    assert [row["month"] for row in unknown] == ["Jul 2025", "Aug 2025"]
    for row in unknown:
        assert row["value"] is None and row["final_value"] is None and row["provisional_value"] is None
    assert len(rows) == 24


def test_the_chart_draws_what_the_file_holds(full_board: Path) -> None:
    board = reads.connect(full_board)
    rows = rows_of(drawn(full_board, "AL-MAPPED", ("organisation", "harrowdale")))
    held = board.execute(
        "select value from board.figures where organisation_id = 'harrowdale' and kpi_id = 'AL-MAPPED' order by period"
    ).fetchall()
    assert [row["value"] for row in rows] == [value for (value,) in held]


def test_a_measured_zero_is_drawn_as_zero(full_board: Path) -> None:
    rows = rows_of(drawn(full_board, "AL-GAPS", ("organisation", "harrowdale"), "count"))
    assert rows[-2]["value"] == 0 and rows[-2]["final_value"] == 0


def test_a_line_of_zeros_lies_on_the_axis_and_not_in_the_middle(full_board: Path) -> None:
    series = reads.series(reads.connect(full_board), "harrowdale", "AL-GAPS", ("organisation", "harrowdale"))
    spec = charts.line(series.assign(value=0.0), title="", unit="count", month="Oct 2026").to_dict()
    assert all(
        layer["encoding"]["y"]["scale"]["domain"] == [0, 1] for layer in spec["layer"] if "y" in layer["encoding"]
    )


def test_no_line_bridges_a_gap(full_board: Path) -> None:
    spec = drawn(full_board, "RS-STANDARD", ("organisation", "harrowdale"))
    lines = [layer["mark"] for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert lines and all(mark["invalid"] == "break-paths-show-domains" for mark in lines)


def test_a_provisional_month_is_hollow_and_its_line_dashed_from_the_last_final_point(full_board: Path) -> None:
    spec = drawn(full_board, "RS-ANSWERED", ("organisation", "harrowdale"))
    rows = rows_of(spec)
    assert [row["status"] for row in rows[-3:]] == ["final", "provisional", "provisional"]
    assert [row["final_value"] is None for row in rows[-3:]] == [False, True, True]
    assert [row["provisional_value"] is None for row in rows[-4:]] == [True, False, False, False]
    points = next(layer for layer in spec["layer"] if layer["mark"]["type"] == "point")
    assert points["encoding"]["fill"]["condition"] == {"test": "(datum.status === 'provisional')", "value": "white"}
    dashed = [layer for layer in spec["layer"] if layer["mark"].get("strokeDash") == [4, 3]]
    assert [layer["encoding"]["y"]["field"] for layer in dashed] == ["provisional_value"]


def test_first_last_and_target_are_labelled_and_the_axis_starts_at_zero(full_board: Path) -> None:
    spec = drawn(full_board, "AL-MAPPED", ("organisation", "harrowdale"))
    rows = rows_of(spec)
    assert rows[0]["first_above"] + rows[0]["first_below"] == wording.value(rows[0]["value"], "percent")
    assert rows[-1]["last"] == wording.value(rows[-1]["value"], "percent")
    said = [row["target_above"] + row["target_below"] for row in rows]
    assert [words for words in said if words] == ["Target 80%"]
    assert all(layer["encoding"]["y"]["scale"]["zero"] for layer in spec["layer"] if "y" in layer["encoding"])
    assert spec["title"] == ["What was found"]


def test_a_kpi_without_a_target_has_no_target_line(full_board: Path) -> None:
    spec = drawn(full_board, "MM-COMM", ("organisation", "harrowdale"))
    assert "target" not in [layer["encoding"].get("y", {}).get("field") for layer in spec["layer"]]


def test_every_colour_is_of_the_house_and_nothing_asks_the_network(full_board: Path) -> None:
    text = json.dumps(drawn(full_board, "RS-ANSWERED", ("organisation", "harrowdale")))
    colours = set(re.findall(r"#[0-9A-Fa-f]{6}", text)) | set(re.findall(r'"(?:red|green|orange|steelblue)"', text))
    assert colours == {"#005EB8", "#212B32", "#768692", "#DDE3E6", "#4C6272", "#E8EDEE"}
    assert "://" not in text.replace("https://vega.github.io/schema", "")  # the grammar's name; nobody fetches it


def test_platforms_are_drawn_one_by_one_only_where_they_are_never_added_up(full_board: Path) -> None:
    board = reads.connect(full_board)
    assert reads.slices(board, "harrowdale", "RS-ANSWERED") == [("organisation", "harrowdale")]
    platforms = [("platform", name) for name in ("facebook", "linkedin", "x", "youtube")]
    assert reads.slices(board, "harrowdale", "EN-DEPTH") == platforms


def test_the_month_first_shown_is_the_last_one_that_is_over(full_board: Path) -> None:
    assert reads.last_complete_month(reads.connect(full_board), "harrowdale") == OCTOBER


def test_an_objective_that_has_ended_is_not_shown(full_board: Path) -> None:
    shown = [row["objective_id"] for row in reads.objectives(reads.connect(full_board), "harrowdale", OCTOBER)]
    assert shown == ["SO1", "SO2", "SO3", "SO5"]


def test_a_platform_that_failed_is_one_line_and_not_one_a_figure(full_board: Path) -> None:
    missing = reads.figures_missing(reads.connect(full_board), "harrowdale", OCTOBER)
    assert [(row["platform"], row["names"]) for row in missing] == [
        ("youtube", "Communitarian share, People who got an answer, Deep engagement")
    ]


def test_a_check_of_the_figures_that_names_nobody_is_everybodys_and_any_other_is_of_one_organisation(
    full_board: Path,
) -> None:
    board = reads.connect(full_board)
    assert reads_trust.checks_counted(board, "harrowdale") == {"made": 5, "met": 1, "refused": 1}
    assert reads_trust.checks_counted(board, "marrick") == {"made": 1, "met": 1, "refused": 0}
    ours, counts = reads_trust.checks_warned(board, "harrowdale")
    assert (counts["times"], counts["observed"]) == (2, "8% unknown")
    assert ours["observed"] == "Harrowdale, March 2026" and reads_trust.checks_warned(board, "marrick") == []


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (72.5, "percent", "73%"),
        (0.0, "percent", "0%"),
        (100.0, "percent", "100%"),
        (-0.2, "count", "-0.2"),
        (0.0, "count", "0"),
        (12.34, "per 1000", "12.3 per 1,000"),
        (20000.0, "count", "20,000"),
        (None, "percent", ""),
        (float("nan"), "percent", ""),
    ],
)
def test_a_value_reads_the_same_everywhere_and_an_unknown_is_no_number(
    value: float | None, unit: str, words: str
) -> None:
    assert wording.value(value, unit) == words


@pytest.mark.parametrize("state", ["missing", "not_measurable", "withheld"])
def test_every_state_without_a_value_is_said_in_words_where_the_number_would_be(state: str) -> None:
    said = wording.headline({"state": state, "value": None}, "percent")
    assert said == wording.STATES[state] and not any(letter.isdigit() for letter in said)


def test_a_code_nobody_has_met_yet_is_still_readable() -> None:
    assert wording.said(wording.PLATFORMS, "new_place") == "New place"


def test_formulas_are_neutralised_in_a_csv_and_numbers_are_not() -> None:
    risky = ["=1+1", "+44", "-x", "@SUM(A1)", "\tx", "\rx"]
    frame = pd.DataFrame({"text": [*risky, "plain", None], "value": [-3.5, None, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0]})
    rows = list(csv.reader(io.StringIO(downloads.csv(frame).decode("utf-8-sig"), newline="")))
    assert [row[0] for row in rows[1:]] == ["'" + text for text in risky] + ["plain", ""]
    assert [row[1] for row in rows[1:4]] == ["-3.5", "", "0.0"]
