"""Page 4: under each objective our own measure and below it an outcome, on the same months, with what may be said of both."""

from __future__ import annotations

from typing import Any

from dashboards import (
    reads,
    reads_events,
    reads_outcomes,
    reads_signals,
    wording,
    wording_events,
    wording_outcomes,
    wording_pack,
)
from dashboards.pack import kept, measures
from dashboards.pack.parts import Bullets, Chart, Columns, Icons, Page, Part, Row, Table, Text
from dashboards.pack.subject import Subject, icons_of

PLACES = wording_outcomes.PUBLISHED_PLACES
HEIGHT = 66  # of a plot, so that six pairs fit on the page
MOST_EVENTS = 4  # marked in one chart of this size
SERIES = {
    "name": "Outcome",
    "value": "Newest value",
    "signal": "Signal or noise",
    "grade": "Contribution",
    "words": "What may be said",
}


def page(subject: Subject) -> Page:
    """Return page 4: a pair of charts an objective, two objectives beside each other."""
    return Page("4. Outcomes and contribution", kept.parts(subject, "Outcomes and contribution", _pairs))


def _pairs(subject: Subject) -> list[Part]:
    months = wording.axis(reads.months(subject.board, subject.id))
    objectives = reads.objectives(subject.board, subject.id, subject.month)
    ids = [objective["objective_id"] for objective in objectives]
    has_events = kept.is_kept(subject, lambda of: reads_events.of_all(of.board, of.id))
    events = _events(subject, ids) if has_events else {key: [] for key in ids}
    legend = _legend(events) if has_events else kept.NOT_KEPT.format(what="Events")
    cells = [tuple(_pair(subject, each, months, events[each["objective_id"]])) for each in objectives]
    beside: list[Part] = [Columns(tuple([*cells[at : at + 2], ()][:2])) for at in range(0, len(cells), 2)]
    parts: list[Part] = [
        Text(wording_outcomes.OUTCOMES_ANSWER),
        *(beside or [Text(wording.NO_OBJECTIVES)]),
        Text(
            f"{wording_pack.CHART_KEY} {legend} Every outcome series, what the grades mean, and every event is in annex D.",
            "quiet",
        ),
    ]
    return parts


def annex(subject: Subject) -> Page:
    """Return annex D: every outcome series with its newest value, icons, grade and sentence; and every event."""
    parts = (
        *kept.parts(subject, "Every outcome series", _every_series),
        *kept.parts(subject, "Engagement, and what people did next", _engagement),
        *kept.parts(subject, "Every event of the months shown", _every_event),
    )
    return Page("D. Outcomes, series by series", parts)


def _engagement(subject: Subject) -> tuple[Part, ...]:
    kpis = measures.families(subject, "engagement and outcomes")
    return measures.table(subject, kpis, "Engagement, and what people did next")


def _every_series(subject: Subject) -> list[Part]:
    rows: list[Row] = []
    for objective in reads.objectives(subject.board, subject.id, subject.month):
        key = objective["objective_id"]
        for measure in [*reads_outcomes.set_beside(subject.board, subject.id, key)]:
            for series in reads_outcomes.outcome_series(subject.board, subject.id, key, measure["kpi_id"]):
                rows.append(_row(subject, key, series))
    return [
        Table("Every outcome series, by objective", SERIES, tuple(rows), (2, 1.3, 2, 1.1, 5.8))
        if rows
        else Text("No outcome series is on record."),
        Bullets(tuple(wording_outcomes.GRADES)),
    ]


def _pair(subject: Subject, objective: dict[str, Any], months: list[str], events: list[dict[str, Any]]) -> list[Part]:
    key = objective["objective_id"]
    parts: list[Part] = [Text(f"{key}: {objective['name']}", "slice")]
    beside = reads_outcomes.set_beside(subject.board, subject.id, key)
    if not beside:
        return [*parts, Text("No outcome is set under this objective.", "quiet")]
    first = beside[0]
    if first["slice"] is None:
        parts.append(Text(f"{first['name']} is counted platform by platform and never added up: see annex B.", "quiet"))
    else:
        parts += measures.chart(
            subject, first["kpi_id"], (first["slice_kind"], first["slice"]), HEIGHT, months, first["name"], events
        )
    series = reads_outcomes.outcome_series(subject.board, subject.id, key, first["kpi_id"])
    for outcome in series[:1]:
        parts += _outcome(subject, outcome, months, events)
    return parts


def _outcome(subject: Subject, series: dict[str, Any], months: list[str], events: list[dict[str, Any]]) -> list[Part]:
    found = reads_outcomes.outcome(subject.board, subject.id, series["series_id"], subject.month)
    newest = _newest(found, series["unit"])
    if found and found["period"]:  # in a title, which is to keep to one line, the month is as short as under the charts
        newest = newest.replace(wording.month(found["period"]), f"{found['period']:%b %Y}")
    title = Text(f"{series['name']}: {newest}", "slice")
    if found is None:
        return [title]
    said = " ".join(
        filter(
            None,
            (f"{wording_outcomes.grade(found)}.", wording.sentence(found["sentence"]), wording_outcomes.later(found)),
        )
    )
    return [title, *_drawn(subject, series, months, events), Text(said, "quiet")]


def _drawn(
    subject: Subject, series: dict[str, Any], months: list[str], events: list[dict[str, Any]]
) -> list[Chart | Text]:
    judged = reads_signals.of_outcome(subject.board, subject.id, series["series_id"])
    if judged and judged["variation_icon"]:
        return [measures.spc(subject, judged, HEIGHT, months, PLACES, events)]
    spread = reads_outcomes.outcome_spread(subject.board, subject.id, series["series_id"])
    if spread["unknown"] == spread["months"]:
        return [Text("No value has been published yet, so there is no chart to draw.", "quiet")]
    finding = wording.finding(spread, series["unit"], PLACES)
    values = reads_outcomes.outcomes(subject.board, subject.id, series["series_id"])
    marks = wording_events.marks(events, series=series["series_id"])
    alt = f"{series['name']}. {finding}." + wording_events.alt_text(events, marks)
    return [measures.line(values, alt, finding, series["unit"], subject.month, HEIGHT, months, PLACES, marks)]


def _row(subject: Subject, objective: str, series: dict[str, Any]) -> Row:
    found = reads_outcomes.outcome(subject.board, subject.id, series["series_id"], subject.month)
    signal: Icons = icons_of(reads_signals.of_outcome(subject.board, subject.id, series["series_id"]))
    return {
        "name": f"{objective}: {series['name']} ({series['source']}, {series['publisher']})",
        "value": _newest(found, series["unit"]),
        "signal": signal,
        "grade": wording_outcomes.grade(found) if found else "No grade",
        "words": " ".join(
            filter(
                None,
                (
                    wording.sentence(found["sentence"]),
                    wording_outcomes.later(found),
                    wording.sentence(found["why_not_higher"]),
                ),
            )
        )
        if found
        else "No value for this month.",
    }


def _newest(found: dict[str, Any] | None, unit: str) -> str:
    if found is None or wording.is_unknown(found["value"]):
        return "no value yet"
    return f"{wording.value(found['value'], unit, PLACES)} ({wording_outcomes.published(found)})"


def _events(subject: Subject, objectives: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the events to mark in the charts of each objective, numbered in the order of their days across the page."""
    found: dict[str, list[dict[str, Any]]] = {}
    for key in objectives:
        first = reads_outcomes.set_beside(subject.board, subject.id, key)[:1]
        kpis = [measure["kpi_id"] for measure in first]
        series = [row["series_id"] for kpi in kpis for row in _first(subject, key, kpi)]
        events = reads_events.beside(
            subject.board, subject.id, kpis=kpis, series=series, objective=key, most=MOST_EVENTS
        )
        found[key] = [event for event in events if event["number"] is not None] if kpis else []
    days = sorted({(event["starts_on"], event["event_id"]) for events in found.values() for event in events})
    number = {event_id: place for place, (_, event_id) in enumerate(days, 1)}
    return {key: [event | {"number": number[event["event_id"]]} for event in events] for key, events in found.items()}


def _first(subject: Subject, objective: str, kpi: str) -> list[dict[str, Any]]:
    return reads_outcomes.outcome_series(subject.board, subject.id, objective, kpi)[:1]


def _legend(events: dict[str, list[dict[str, Any]]]) -> str:
    """What the numbers at the foot of the charts stand for, each said once."""
    said = {event["number"]: wording_events.short(event) for each in events.values() for event in each}
    if not said:
        return "No event of these months is on record."
    listed = "; ".join(f"{number}: {said[number]}" for number in sorted(said))
    return f"{wording_events.NO_REASON_SHORT} {listed}."


def _every_event(subject: Subject) -> list[Part]:
    rows = [wording_events.row_of(event) for event in reads_events.of_all(subject.board, subject.id)]
    if not rows:
        return [Text("No event of the months shown is on record.")]
    columns = {key: label for key, label in wording_events.EVENTS.items() if key != "number"}
    return [Table("Every event of the months shown, oldest first", columns, tuple(rows), (1, 2, 5, 2.4))]
