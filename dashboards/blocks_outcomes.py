"""What the Outcomes page is made of: our own measure, and below it an outcome with its sentence, grade, icons and chart."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from dashboards import (
    badges,
    blocks,
    blocks_kpi,
    blocks_signals,
    charts,
    reads,
    reads_events,
    reads_outcomes,
    reads_signals,
    spc_chart,
    wording,
    wording_events,
    wording_outcomes,
)

PLACES = wording_outcomes.PUBLISHED_PLACES  # a published value keeps its decimals


def events(
    board: reads.Board, organisation: str, objective: str, measures: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the events that the charts of an objective are read beside: its own, those of its measures, and everybody's."""
    kpis = [measure["kpi_id"] for measure in measures]
    series = [
        row["series_id"] for kpi in kpis for row in reads_outcomes.outcome_series(board, organisation, objective, kpi)
    ]
    return reads_events.beside(board, organisation, kpis=kpis, series=series, objective=objective) if measures else []


@blocks.kept
def beside(
    board: reads.Board, organisation: str, measure: dict[str, Any], month: date, happened: list[dict[str, Any]]
) -> None:
    """Draw the social measure that outcomes are set below, and of whom it is."""
    st.subheader(blocks.plain(f"Our own measure: {measure['name']}"), anchor=False)
    if measure["slice"] is None:
        blocks.say("It is counted platform by platform and never added up; its charts are on the KPI page.", "quiet")
        return
    slice_of = (measure["slice_kind"], measure["slice"])
    words, plotted = st.columns([2, 3], gap="medium")
    with words:
        blocks.say("For this objective" if slice_of[0] == "objective" else "In the whole organisation", "slice")
        figure = reads.figure(board, organisation, measure["kpi_id"], month, slice_of)
        blocks_kpi.words(figure, slice_of, measure["unit"], None)
        badges.show(reads_signals.of_kpi(board, organisation, measure["kpi_id"]).get(slice_of), organisation, month)
    with plotted:
        blocks_kpi.chart(board, organisation, measure, month, slice_of, room=spc_chart.ROOM, events=happened)


def outcome(
    board: reads.Board,
    organisation: str,
    series_of: dict[str, Any],
    month: date,
    axis: list[str],
    happened: list[dict[str, Any]],
) -> None:
    """Draw one outcome: its newest value, the one sentence that may be said of it, its grade, its icons and its months.

    A control chart where it may have one; else the plain line, with the reason beside it.
    """
    judged = reads_signals.of_outcome(board, organisation, series_of["series_id"])
    marks = wording_events.marks(happened, series=series_of["series_id"])
    by_month, marked = wording_events.by_month(happened, marks), wording_events.alt_text(happened, marks)
    _drawn(board, organisation, series_of, judged, month, tuple(axis), marks, marked)
    if judged and judged["variation_icon"]:
        blocks_signals.table(board, organisation, judged, PLACES, happened)
    _source(board, organisation, series_of, by_month)


@blocks.kept
def _drawn(
    board: reads.Board,
    organisation: str,
    series_of: dict[str, Any],
    judged: dict[str, Any] | None,
    month: date,
    axis: tuple[str, ...],
    marks: wording_events.Marks,
    marked: str,
) -> None:
    found = reads_outcomes.outcome(board, organisation, series_of["series_id"], month)
    st.subheader(blocks.plain(series_of["name"]), anchor=series_of["series_id"].replace("_", "-"))
    beside, plotted = st.columns([2, 3], gap="medium")
    with beside:
        blocks.say_all(_said_of(found, series_of["unit"]) if found else [("No value for this month", "state")])
        badges.show(judged, organisation, month)
    with plotted:
        if judged and judged["variation_icon"]:
            blocks_signals.chart(board, organisation, judged, month, 150, axis, PLACES, marks, marked)
        else:
            _line(board, organisation, series_of, month, axis, marks, marked)
        blocks.say(f"Beware: {wording.sentence(series_of['traps'])}" if series_of["traps"] else "")


def _line(
    board: reads.Board,
    organisation: str,
    series_of: dict[str, Any],
    month: date,
    axis: tuple[str, ...],
    marks: wording_events.Marks,
    marked: str,
) -> None:
    """Draw the plain line."""
    series_id, unit = series_of["series_id"], series_of["unit"]
    spread = reads_outcomes.outcome_spread(board, organisation, series_id)
    finding = wording.finding(spread, unit, PLACES)
    if spread["unknown"] == spread["months"]:
        blocks.say("No value has been published yet, so there is no chart to draw.", "quiet")
        return
    rows = reads_outcomes.outcomes(board, organisation, series_id)
    drawn = charts.line(
        rows, title=finding, unit=unit, month=f"{month:%b %Y}", height=110, months=axis, places=PLACES,
        room=spc_chart.ROOM, marks=marks,
    )  # fmt: skip
    blocks.chart(drawn, f"{series_of['name']}. {finding}." + marked)


@blocks.kept
def _source(board: reads.Board, organisation: str, series_of: dict[str, Any], by_month: dict[str, str]) -> None:
    rows = [
        wording_outcomes.outcome_row(row, series_of["unit"]) | {"beside": by_month.get(f"{row['period']:%b %Y}", "")}
        for row in reads_outcomes.outcome_rows(board, organisation, series_of["series_id"])
    ]
    caption = f"{series_of['name']}: every month shown"
    with st.expander("Source, revisions and data table"):
        blocks.bullets([f"Source: {series_of['source']}, {series_of['publisher']}.",
                        f"Expected to change later: {wording.sentence(series_of['expected_revision']) or 'not recorded.'}"])  # fmt: skip
        blocks.table(rows, wording_outcomes.OUTCOME_ROW, caption, numbers=("value", "base", "first"))


def _said_of(found: dict[str, Any], unit: str) -> list[tuple[str, str]]:
    is_known = not wording.is_unknown(found["value"])
    return [
        (wording.value(found["value"], unit, PLACES) if is_known else "No value yet", "value" if is_known else "state"),
        (wording_outcomes.published(found), "quiet"),
        (wording_outcomes.later(found), "quiet"),
        (wording.sentence(found["sentence"]), ""),
        (wording_outcomes.grade(found), "slice"),
        (wording.sentence(found["why_not_higher"]), "quiet"),
    ]  # fmt: skip
