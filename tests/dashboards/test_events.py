"""Events beside charts: few enough to read, only where they belong, in words below, and never a reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dashboards import charts, downloads, reads, reads_events, reads_signals, spc_chart, wording_events
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_pages import KPI, cells_of, opened, words_of

OUTCOMES, SIGNALS = "app_pages/outcomes.py", "app_pages/signals.py"


def beside(board: Path, *kpis: str, **more: Any) -> list[dict[str, Any]]:
    return reads_events.beside(reads.connect(board), "harrowdale", kpis=kpis, **more)


def test_six_are_drawn_at_most_what_others_did_before_what_was_planned_and_all_are_listed(full: Path) -> None:
    events = beside(full, "RS-ANSWERED")  # of SO2 and SO3
    drawn = [event for event in events if event["number"] is not None]
    assert [event["number"] for event in drawn] == [1, 2, 3, 4, 5, 6]
    assert [event["starts_on"] for event in drawn] == sorted(event["starts_on"] for event in drawn)
    assert {event["event_id"] for event in drawn} >= {
        "channel closed facebook 113",
        "event E1",
        "event E2",
        "event E3",
        "campaign rebook",
    }
    assert len(events) > 6 and {event["kind"] for event in events if event["number"] is None} == {"key activity"}
    words = wording_events.how_many(events)
    assert words.startswith(f"6 of {len(events)} events are drawn")
    assert len(wording_events.numbered(events)) == 6


def test_an_event_of_one_objective_measure_or_platform_stands_beside_its_own_charts_alone(full: Path) -> None:
    whole = {event["event_id"] for event in beside(full, "MM-COMM")}
    assert whole == {"event E1", "event E3", "channel closed facebook 113"}  # a measure of the whole strategy
    assert "definition AL-GAPS 2" in {event["event_id"] for event in beside(full, "AL-GAPS")}
    depth = beside(full, "EN-DEPTH")
    months = {
        platform: dict(wording_events.marks(depth, kpi="EN-DEPTH", platform=platform))
        for platform in ("facebook", "youtube")
    }
    assert "Aug 2026" in months["youtube"] and "Aug 2026" not in months["facebook"]  # YouTube redefined its views
    outcome = wording_events.marks(depth, series="dna")  # an outcome is not reckoned from them
    assert "Aug 2026" not in dict(outcome) and "Jul 2025" in dict(outcome)
    assert "campaign flu" in {event["event_id"] for event in beside(full, "OC-ACT", objective="SO1")}
    assert "campaign flu" not in {event["event_id"] for event in beside(full, "OC-ACT", objective="SO2")}


def test_limits_that_begin_anew_are_drawn_by_the_chart_itself_and_stand_among_all_events(full: Path) -> None:
    assert "limits AL-MAPPED" not in {event["event_id"] for event in beside(full, "AL-MAPPED")}
    assert "limits AL-MAPPED" in {event["event_id"] for event in reads_events.of_all(reads.connect(full), "harrowdale")}


def marks_in(spec: dict[str, Any]) -> list[tuple[str, str]]:
    (rows,) = [rows for rows in spec["datasets"].values() if rows and "mark" in rows[0]]
    return [(row["month"], row["mark"]) for row in rows]


def test_both_kinds_of_chart_have_an_upright_and_its_number_though_the_month_has_no_value(full: Path) -> None:
    board = reads.connect(full)
    marks = (("Jul 2025", "1"), ("Sep 2025", "2, 3"), ("Jan 2031", "4"))
    series = reads.series(board, "harrowdale", "RS-STANDARD", ("organisation", "harrowdale"))
    assert series.set_index("month")["value"].isna()["Jul 2025"]
    points = reads_signals.points(
        board, "harrowdale", reads_signals.of_kpi(board, "harrowdale", "RS-STANDARD")["organisation", "harrowdale"]
    )
    for chart in (
        charts.line(series, title="x", unit="percent", month="Oct 2026", marks=marks),
        spc_chart.draw(points, title="x", unit="percent", month="Oct 2026", marks=marks),
    ):
        spec = chart.to_dict()
        assert marks_in(spec) == [("Jul 2025", "1"), ("Sep 2025", "2, 3")]  # a month that is not drawn has no mark
        kinds = [layer["mark"]["type"] for layer in spec["layer"] if layer.get("data", {}) != {}]
        assert kinds == ["rule", "text"]


def test_the_pages_say_what_each_number_stands_for_and_once_that_it_is_no_reason(full: Path) -> None:
    for page, address in ((KPI, {"kpi": "RS-ANSWERED"}), (SIGNALS, {"kpi": "RS-ANSWERED"}), (OUTCOMES, {})):
        app = opened(page, organisation="harrowdale", month="2026-10", **address)
        words = words_of(app)
        assert words.count(wording_events.NO_REASON) == 1
        assert "<li>Strike: Doctors on strike, 22 July 2025 to 25 July 2025</li>" in words
        assert "Booking system <b>down</b>, 10 March 2026" in words  # unescaped by the reader, never by us
        assert not [each for each in app.get("html") if "<b>down" in each.proto.body]
        alts = " ".join(each.proto.alt for each in app.get("vega_lite_chart"))
        assert "Marked in the chart: Jul 2025: 1: Strike: Doctors on strike" in alts
        assert "1: Strike: Doctors on strike, 22 July 2025 to 25 July 2025" in cells_of(app)


def test_a_csv_says_what_happened_in_the_month_of_each_row_and_of_one_platform_to_its_own_rows_alone(
    full: Path,
) -> None:
    board, events = reads.connect(full), beside(full, "EN-DEPTH")
    rows = downloads.beside(
        reads.download(board, "harrowdale", "EN-DEPTH"),
        lambda platform: wording_events.by_period(events, kpi="EN-DEPTH", platform=platform),
    ).to_dict("records")
    redefined = {(row["slice"], row["month"]) for row in rows if "redefined" in row["events_on_record"].lower()}
    assert redefined == {("youtube", "2026-08")}
    assert {row["slice"] for row in rows if "Doctors on strike" in row["events_on_record"]} > {"youtube", "facebook"}
    assert {row["month"] for row in rows if "Doctors on strike" in row["events_on_record"]} == {"2025-07"}
    assert any(row["events_on_record"] == "" for row in rows)


def test_a_measure_without_events_has_no_legend_and_no_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    create(tmp_path / "board.duckdb", ROWS + "delete from events;")
    words = words_of(opened(KPI, organisation="harrowdale", month="2026-10", kpi="RS-ANSWERED"))
    assert "What happened in these months" not in words and wording_events.NO_REASON not in words
