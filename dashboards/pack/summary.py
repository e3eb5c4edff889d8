"""Page 1: the answer, four tests, objectives, how we talk, whom we miss, what to look at, what to decide, how sure it is."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards import (
    reads,
    reads_alignment,
    reads_editions,
    reads_outcomes,
    reads_pack,
    reads_signals,
    wording,
    wording_alignment,
    wording_editions,
    wording_outcomes,
    wording_pack,
    wording_signals,
)
from dashboards.pack import cover, kept
from dashboards.pack.parts import Bullets, Heading, Icons, Page, Part, Row, Table, Text
from dashboards.pack.subject import Subject, icons_of, signals

OBJECTIVES = {
    "name": "Objective and owner",
    "weight": "Weight",
    "effort": "Effort",
    "measure": "Lead measure",
    "outcome": "Outcome",
}
TALK = {"name": "Way of talking", "now": "Now", "before": "A year before", "signal": "Signal or noise"}
MISSED = {"name": "Group", "figure": "Figure", "words": "In words"}
TESTS = {"name": "Test", "result": "Result", "before": "Last quarter", "reason": "Why"}


def page(subject: Subject) -> Page:
    """Return page 1."""
    parts: list[Part] = [
        *_override(subject),
        *kept.parts(subject, "The answer in one sentence", _answer),
        *kept.parts(subject, "What was restated since", _since),
        *_paper(subject),
        *([Text(wording_pack.PUBLIC, "quiet")] if subject.is_public else []),
        *kept.parts(subject, "The four tests", _tests),
        *kept.parts(subject, "The objectives", _objectives),
        *kept.parts(subject, "How we talk", _talk),
        *kept.parts(subject, "Who we are not reaching", _missed),
        Heading("What happened, why we think so, what we will do"),
        *kept.parts(subject, "The narrative", _narrative),
        Heading("Alert, advise, assure"),
        *kept.parts(subject, "What was singled out", _singled_out),
        Heading("What we need from you"),
        *kept.parts(subject, "The open actions", _asked),
        Heading("How sure we are"),
        *kept.parts(subject, "How sure", _sure),
        Text(wording_pack.SPC_KEY, "quiet"),
    ]  # fmt: skip
    return Page("1. Summary", tuple(parts))


def narrative(subject: Subject) -> str:
    """Return what was written about the month as a whole, nothing when nobody did."""
    comments = reads_pack.commentary(subject.board, subject.id, subject.month)
    return wording_pack.narrative(next((row for row in comments if row["kpi_id"] is None), None))


def _override(subject: Subject) -> list[Part]:
    if subject.override is None:
        return []
    return [Text(wording_pack.override(subject.override, subject.holes), "box"), Bullets(subject.holes)]


def _answer(subject: Subject) -> list[Part]:
    return [Text(" ".join(reads.answer(subject.board, subject.id, subject.month)), "answer")]


def _since(subject: Subject) -> list[Part]:
    restated = reads_editions.material_since(subject.board, subject.id)
    since = wording_editions.since(reads_editions.newest(subject.board), restated)
    return [Text(since, "box")] if since else []


def _tests(subject: Subject) -> list[Part]:
    tests = reads_alignment.alignment_tests(subject.board, subject.id, subject.month)
    rows = tuple(wording_alignment.tested(row) for row in tests)
    return [Table(f"The four tests, {wording.month(subject.month)}", TESTS, rows, (1.3, 1, 1, 5.2))]


def _singled_out(subject: Subject) -> list[Part]:
    three = wording_pack.three_as(reads_signals.shown(subject.board, subject.id))
    return [Bullets(tuple(wording_pack.singled_out(name, rows) for name, rows in three.items()))]


def _paper(subject: Subject) -> list[Part]:
    """Which meeting it is for; the whole cover sheet is in the annex."""
    filled = [
        f"{cover.FIELDS[name].partition(':')[0]}: {subject.cover[name]}"
        for name in ("meeting", "meeting_date", "agenda_item", "purpose")
        if name in subject.cover
    ]
    return [Text(". ".join([*filled, "The cover sheet is in annex A."]), "quiet")] if filled else []


def _objectives(subject: Subject) -> list[Part]:
    board, month = subject.board, subject.month
    shares = {row["objective_id"]: row for row in reads_alignment.objective_months(board, subject.id, month)}
    rows: list[Row] = []
    for objective in reads.objectives(board, subject.id, month):
        key = objective["objective_id"]
        share = shares.get(key, {"hours_share": None})
        rows.append({
            "name": f"{key}: {objective['name']} ({objective['owner']})",
            "weight": wording.value(objective["weight"], "percent"),
            "effort": wording.value(share["hours_share"], "percent") or "Not known",
            "measure": _lead(subject, key),
            "outcome": _outcome(subject, key),
        })  # fmt: skip
    if not rows:
        return [Text(wording.NO_OBJECTIVES)]
    return [Table("Objectives: the board's weight, the share of hours, a measure and an outcome", OBJECTIVES, tuple(rows),
                  (2.3, 0.7, 0.7, 3.2, 3.8), ("weight", "effort"))]  # fmt: skip


def _lead(subject: Subject, objective: str) -> Icons | str:
    measures = reads_outcomes.set_beside(subject.board, subject.id, objective)
    if not measures:
        return "No measure is set beside an outcome"
    first = measures[0]
    if first["slice"] is None:
        return f"{first['name']}: counted platform by platform, see page 4"
    slice_of = (first["slice_kind"], first["slice"])
    figure = subject.figure(first["kpi_id"], slice_of)
    told = wording.headline(figure, figure["unit"]) if figure else "no figure"
    return _after(
        f"{first['name']}: {told} [{subject.ref(first['kpi_id'], slice_of)}].",
        signals(subject, first["kpi_id"], slice_of),
    )


def _outcome(subject: Subject, objective: str) -> Icons | str:
    measures = reads_outcomes.set_beside(subject.board, subject.id, objective)
    kpi = measures[0]["kpi_id"] if measures else None
    series = reads_outcomes.outcome_series(subject.board, subject.id, objective, kpi)
    if not series:
        return "No outcome is set under it"
    first = series[0]
    found = reads_outcomes.outcome(subject.board, subject.id, first["series_id"], subject.month)
    judged = reads_signals.of_outcome(subject.board, subject.id, first["series_id"])
    known = found is not None and not wording.is_unknown(found["value"])
    told = (
        f"{wording.value(found['value'], first['unit'], wording_outcomes.PUBLISHED_PLACES)} ({wording_outcomes.published(found)})"
        if found and known
        else "no value yet"
    )
    grade = f" {wording.sentence(wording_outcomes.grade(found))}" if found and known else ""
    return _after(f"{first['name']}: {told}.{grade}", icons_of(judged))


def _after(words: str, icons: Icons) -> Icons:
    """The icon stands before the figure, its meaning in words after it."""
    (code, variation), *rest = icons.lines
    return Icons(((code, f"{words} {variation}"), *rest))


def _talk(subject: Subject) -> list[Part]:
    rows: list[Row] = [
        _mode(subject, kpi, name)
        for kpi, name in (("MM-BCAST", "Broadcast: share of acts"), ("MM-COMM", "Community: share of acts"))
    ]
    now, before = (_views_asked(subject, month) for month in (subject.month, _year_before(subject.month)))
    rows.append({"name": "Views asked (L7): how often", "now": now, "before": before, "signal": "Not judged."})
    level = reads_alignment.level(subject.board, subject.id, subject.month)
    told = " ".join(wording_alignment.levels(level)) if level else "No level has been worked out for this month."
    return [Table("How we talk", TALK, tuple(rows), (2.4, 1.2, 1.2, 5)), Text(f"Level. {told}", "quiet")]


def _mode(subject: Subject, kpi: str, name: str) -> Row:
    figure = subject.figure(kpi, subject.whole)
    ago = reads.figure(subject.board, subject.id, kpi, _year_before(subject.month), subject.whole)
    return {
        "name": f"{name} [{subject.ref(kpi, subject.whole)}]",
        "now": wording.headline(figure, "percent") if figure else "No figure",
        "before": wording.headline(ago, "percent") if ago else "Not known",
        "signal": signals(subject, kpi, subject.whole),
    }


def _views_asked(subject: Subject, month: date) -> str:
    found = [row for row in reads.purposes(subject.board, subject.id, month, "L") if row["purpose_id"] == "L7"]
    return wording.capital(wording.purpose(found[0])["now"]) or "Not known" if found else "Not known"


def _missed(subject: Subject) -> list[Part]:
    groups = [row for row in reads.equity(subject.board, subject.id, subject.month) if row["is_mandatory"]]
    rows: list[Row] = [
        {
            "name": group["name"],
            "figure": wording.headline(group, group["unit"] or ""),
            "words": wording.sentence(group["words"]),
        }
        for group in groups
    ]
    return [Table("Who we are not reaching", MISSED, tuple(rows), (2.4, 1.7, 5.6))]


def _narrative(subject: Subject) -> list[Part]:
    board, month = subject.board, subject.month
    written = narrative(subject)
    if written:
        comment = next(
            row for row in reads_pack.commentary(subject.board, subject.id, subject.month) if row["kpi_id"] is None
        )
        return [Text(f"{written} ({comment['written_by']})")]
    said = wording_pack.generated(
        reads.answer(board, subject.id, month),
        wording_alignment.results(reads_alignment.alignment_tests(board, subject.id, month)),
        wording_signals.answer(reads_signals.shown(board, subject.id)),
    )
    return [Text(said), Text(wording_pack.GENERATED, "quiet")]


def _asked(subject: Subject) -> list[Part]:
    purpose, wanted = subject.cover.get("purpose"), subject.cover.get("recommendation")
    asked = f"{wording.sentence(purpose)} " if purpose else ""
    decision = (
        wording.sentence(wanted) or "The decision asked of the board was not recorded on the cover sheet (annex A)."
    )
    late = wording_pack.overdue(reads_pack.open_actions(subject.board, subject.id, subject.month))
    return [Text(f"{asked}{decision} {late}")]


def _sure(subject: Subject) -> list[Part]:
    board, month = subject.board, subject.month
    counted: dict[str, Any] = reads.confidence(board, subject.id, month)
    said = " ".join([
        f"Data to {wording.day(subject.build['data_to'])}.",
        wording.sureness(counted, month),
        wording_pack.unsure(
            reads_pack.outcomes_overdue(board, subject.id, month),
            reads_editions.restatements(board, subject.id),
            reads_pack.definition_changes(board, subject.id, month),
        ),
    ])  # fmt: skip
    return [Text(said)]


def _year_before(month: date) -> date:
    return month.replace(year=month.year - 1)
