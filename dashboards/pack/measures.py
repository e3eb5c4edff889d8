"""The measures of a page: a row each with its number in the annex, its figure in words, its icons; and their charts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd

from dashboards import charts, reads, reads_signals, spc_chart, wording, wording_events, wording_signals
from dashboards.pack import drawings
from dashboards.pack.parts import Chart, Heading, Part, Row, Table, Text
from dashboards.pack.subject import Slice, Subject, named, signals

COLUMNS = {"ref": "Ref", "name": "Measure", "words": "This month", "target": "Target", "signal": "Signal or noise"}
WIDTHS, SHORT = (0.5, 1.9, 3.7, 1.1, 4.3), (0.5, 3, 2, 1.6, 5)
NO_TARGET = "None set"
LEAST_WITH_NEW_LIMITS = 92  # pixels; in less, the words above squeeze the plot until its labels stand on each other


def table(subject: Subject, kpis: list[str], caption: str, *, is_short: bool = False) -> tuple[Part, ...]:
    """Return the measures as a table: the whole organisation's figure of each, or else its platforms' or communities'.

    Under it what is noted of the targets. `is_short`: the figure alone, where its words stand beside.
    """
    rows: list[Row] = []
    notes: dict[str, None] = {}
    for kpi in kpis:
        for slice_of in reads.slices(subject.board, subject.id, kpi):
            figure = subject.figure(kpi, slice_of)
            if figure is None or (figure["state"] == "not_measurable" and slice_of != subject.whole):
                continue
            aim = reads.target(subject.board, subject.id, kpi, subject.month)
            if aim and aim["note"]:
                is_set = not wording.is_unknown(aim["target"])
                notes[
                    wording.sentence(wording.capital(aim["note"]) if is_set else f"{figure['name']}: {aim['note']}")
                ] = None
                aim = aim | {"note": None}
            words = (
                wording.capital(wording.headline(figure, figure["unit"]))
                if is_short
                else wording.sentence(figure["words"])
            )
            rows.append({
                "ref": subject.ref(kpi, slice_of),
                "name": named(figure),
                "words": words + _may_change(figure),
                "target": wording.capital(wording.target(aim, figure["unit"]).removeprefix("Target: ")) or NO_TARGET,
                "signal": signals(subject, kpi, slice_of),
            })  # fmt: skip
    if not rows:
        return (Heading(caption), Text("None of these is measured here."))
    noted = f"Targets: {' '.join(notes)}" if notes else ""
    drawn = Table(caption, COLUMNS, tuple(rows), SHORT if is_short else WIDTHS, head="name")
    return (drawn, Text(noted, "quiet")) if noted else (drawn,)


def families(subject: Subject, *names: str) -> list[str]:
    """Return the KPIs of the families that have figures in the month, in their order."""
    return list(dict.fromkeys(figure["kpi_id"] for figure in subject.figures if figure["family"] in names))


def chart(
    subject: Subject,
    kpi: str,
    slice_of: Slice,
    height: int,
    months: list[str] | None = None,
    title: str = "",
    events: Sequence[dict[str, Any]] = (),
) -> tuple[Part, ...]:
    """Return the months of one KPI as a control chart where it may have one, else as a line, under its name or `title`.

    `events` are marked in it by their numbers.
    """
    figure = subject.figure(kpi, slice_of)
    if figure is None:
        return (Text(f"{title or kpi}: there is no figure this month.", "quiet"),)
    above = Text(f"{title or named(figure)} [{subject.ref(kpi, slice_of)}]", "slice")
    judged = reads_signals.of_kpi(subject.board, subject.id, kpi).get(slice_of)
    if judged and judged["variation_icon"]:
        return above, spc(subject, judged, height, months, events=events)
    spread = reads.spread(subject.board, subject.id, kpi, slice_of)
    finding = wording.finding(spread, figure["unit"])
    if spread["unknown"] == spread["months"]:
        return above, Text(f"{finding}, so there is no chart to draw.", "quiet")
    series = reads.series(subject.board, subject.id, kpi, slice_of)
    alt, marks = f"{named(figure)}. {finding}.", wording_events.marks(events, kpi=kpi)
    return above, line(
        series, alt + wording_events.alt_text(events, marks), finding, figure["unit"], subject.month, height, months,
        marks=marks,
    )  # fmt: skip


def spc(
    subject: Subject,
    series: dict[str, Any],
    height: int,
    months: list[str] | None = None,
    places: int = 1,
    events: Sequence[dict[str, Any]] = (),
) -> Chart:
    """Return the control chart of a series with its alternative text and its points as a table; `events` are marked."""
    is_kpi = series["subject_kind"] == "kpi"
    marks = wording_events.marks(events, **{"kpi" if is_kpi else "series": series["subject_id"]})
    happened = wording_events.by_month(events, marks)
    points = reads_signals.points(subject.board, subject.id, series)
    points = points.assign(beside=points["month"].map(happened).fillna(""))
    title = wording_signals.title(series)
    begins_anew = points["group_reason"].notna()
    short = points.assign(group_reason=points["group_reason"].where(~begins_anew, " "))
    drawn = spc_chart.draw(  # small as it is, it says "New limits" where they begin; why stands on page 5
        short,
        title=title,
        unit=series["unit"],
        month=f"{subject.month:%b %Y}",
        height=max(height, LEAST_WITH_NEW_LIMITS) if begins_anew.any() else height,
        months=months or (),
        places=places,
        marks=marks,
    )
    rows = [wording_signals.row_of(point, series["unit"], places) for point in points.to_dict("records")]
    label = f"{wording_signals.named(series)}: every point of the chart"
    columns = {name: label for name, label in wording_signals.ROW.items() if any(row[name] for row in rows)}
    return Chart(
        drawings.svg(drawn),
        (series["alt_text"] or f"{wording_signals.named(series)}. {title}") + wording_events.alt_text(events, marks),
        Table(label, columns, tuple(rows), tuple(1.0 for _ in columns), ("value", "lpl", "mean", "upl", "target")),
    )


def line(
    series: pd.DataFrame, alt: str, finding: str, unit: str, month: date, height: int,
    months: list[str] | None = None, places: int = 1, marks: wording_events.Marks = (),
) -> Chart:  # fmt: skip
    """Return a plain line of months with its alternative text and its values as a table; `marks`: numbers of events."""
    drawn = charts.line(
        series, title=finding, unit=unit, month=f"{month:%b %Y}", height=height, months=months or (), places=places,
        room=spc_chart.ROOM, marks=marks,
    )  # fmt: skip
    rows = [
        {
            "month": str(row["month"]),
            "value": wording.short(row["value"], unit, places) or wording.said(wording.STATES, row["state"]),
        }
        for row in series.to_dict("records")
    ]
    table = Table(
        f"{alt.split('. ')[0]}: every month", {"month": "Month", "value": "Value"}, tuple(rows), (1, 1), ("value",)
    )
    return Chart(drawings.svg(drawn), alt, table)


def _may_change(figure: dict[str, Any]) -> str:
    return " Provisional." if figure["state"] == "measured" and figure["status"] == "provisional" else ""
