"""Page 2: what the four tests rest on, objective by purpose, what each objective gets, measures of alignment, open actions."""

from __future__ import annotations

from typing import Any

from dashboards import heat, priorities_chart, reads_alignment, reads_pack, wording, wording_alignment, wording_pack
from dashboards.pack import drawings, kept, measures
from dashboards.pack.parts import Bullets, Chart, Columns, Heading, Page, Part, Row, Table, Text
from dashboards.pack.subject import Subject

PARTS = {"test": "Test", "name": "Part", "found": "Found", "asked": "Asked for", "met": "Met"}
ACTIONS = {"action": "Action", "about": "On", "owner": "Owner", "due": "Due", "state": "State",
           "since": "The measure since"}  # fmt: skip

IN_THE_HEAT_TABLE = ("acts", "heard")  # its sums
CHART_WIDTH = 320  # pixels, for a column a good third of the page wide


def page(subject: Subject) -> Page:
    """Return page 2."""
    parts: list[Part] = [
        *kept.parts(subject, "What the four tests rest on", _tests),
        *kept.parts(subject, "Weight, effort and attention", _objectives),
        Text("What of this is signal and what is noise is in annex F, measure by measure.", "quiet"),
        *kept.parts(subject, "Open actions of the board", _actions),
    ]
    return Page("2. Alignment and resources", tuple(parts))


def annex(subject: Subject) -> Page:
    """Return annex F: the measures of alignment in words with their icons, and the charts of two of them."""
    measured = kept.parts(subject, "Measures of alignment and resources", _measures)
    return Page("F. Alignment and resources, measure by measure", measured)


def _tests(subject: Subject) -> list[Part]:
    board, month = subject.board, subject.month
    rows: list[Row] = [
        {"test": f"{test['name']}: {test['result']}", **wording_alignment.part(row)}
        for test in reads_alignment.alignment_tests(board, subject.id, month)
        for row in reads_alignment.alignment_parts(board, subject.id, month, test["test"])
    ]
    return [
        Table("What the four tests rest on, part by part", PARTS, tuple(rows), (2.1, 3.9, 1.8, 1.3, 0.8), head="name")
    ]


def _measures(subject: Subject) -> list[Part]:
    charts = tuple(measures.chart(subject, kpi, subject.whole, 80) for kpi in ("AL-MAPPED", "AL-RESFIT"))
    table = measures.table(subject, measures.families(subject, "alignment"), "Measures of alignment and resources")
    return [*table, Columns(charts)]


def _objectives(subject: Subject) -> list[Part]:
    rows = reads_alignment.objective_months(subject.board, subject.id, subject.month)
    if not rows:
        return [Text(wording.NO_OBJECTIVES)]
    told = tuple(wording_alignment.objective(row) for row in rows)
    caption = f"Weight, effort and attention by objective, {wording.month(subject.month)}"
    columns = {key: label for key, label in wording_alignment.OBJECTIVE.items() if key not in IN_THE_HEAT_TABLE}
    known = [*wording_alignment.unknowns(rows), *wording_alignment.HOW_OBJECTIVES_ARE_COUNTED]
    return [
        Columns(
            (
                kept.parts(subject, "Objective by purpose", lambda of: _heat(of, rows)),
                kept.parts(subject, "Activity with no objective", lambda of: _beside(of, rows)),
            ),
            (1.62, 1),
        ),
        Table(caption, columns, told, (4, 0.8, 1.2, 1.4, 3), ("weight", "hours", "attention")),
        Text(" ".join(known), "quiet"),
    ]


def _heat(subject: Subject, objectives: list[dict[str, Any]]) -> list[Part]:
    """Objective by purpose: numbers in the cells, planned purposes marked."""
    cells = reads_alignment.objective_purposes(subject.board, subject.id, subject.month)
    if not cells:
        return [Text("What was done for which objective and purpose has not been worked out for this month.", "quiet")]
    purposes = reads_alignment.purposes_named(subject.board, subject.id, subject.month)
    ids = [row["objective_id"] for row in objectives if row["objective_id"] != "none"]
    table = heat.table(cells, purposes, ids)
    columns = table.columns | {"none": "None", "duty": "Duty"}  # said in full in the key
    widths = (5.8, *(1.0 for _ in ids), 1.1, 1.0, 1.0)
    unknown = reads_alignment.objective_purposes_unknown(subject.board, subject.id, subject.month)
    why = "".join(f" Not known: {wording.sentence(reason)}" for reason in unknown)
    caption = f"Objective by purpose, three months to {wording.month(subject.month)}"
    return [
        Table(caption, columns, table.rows, widths, tuple(key for key in columns if key != "name")),
        Text(f"{heat.KEY} None: no objective. Duty: a civic duty, which needs none.{why}", "quiet"),
    ]


def _beside(subject: Subject, objectives: list[dict[str, Any]]) -> list[Part]:
    """Weight against effort against attention as a chart; objectives without activity; activity without an objective."""
    board, month = subject.board, subject.month
    hours = reads_alignment.furthest(board, subject.id, month, "hours")
    attention = reads_alignment.furthest(board, subject.id, month, "attention")
    title = wording_alignment.priorities(hours, attention)
    chart: list[Part] = [Text(f"{title}, so there is no chart to draw.", "quiet")]
    if hours or attention:
        drawn = drawings.svg(priorities_chart.draw(objectives, title=title, bar=11, width=40), CHART_WIDTH)
        chart = [Chart(drawn, priorities_chart.alt_text(objectives, title)), Text(priorities_chart.KEY, "quiet")]
    kinds = reads_alignment.without_objective(board, subject.id, month)
    none = next((row for row in objectives if row["objective_id"] == "none"), None)
    is_known = none is not None and not wording.is_unknown(none["acts"])
    nothing = wording_alignment.NO_KINDS if is_known else wording_alignment.KINDS_UNKNOWN
    return [
        Text("Weight, effort and attention", "slice"),
        *chart,
        Text("Objectives with no activity", "slice"),
        Text(wording_alignment.idle(objectives)),
        Text("Activity with no objective: the top five kinds, with their share of all posts and replies", "slice"),
        Bullets(tuple(wording_alignment.in_a_line(row) for row in kinds)) if kinds else Text(nothing),
        Text(wording_alignment.HOW_KINDS_ARE_COUNTED, "quiet"),
    ]


def _actions(subject: Subject) -> list[Part]:
    actions = [wording_pack.action(row) for row in reads_pack.open_actions(subject.board, subject.id, subject.month)]
    if not actions:
        return [Heading("Actions of the board"), Bullets(("No action of the board is open on record.",))]
    return [Table("Open actions of the board, the overdue first", ACTIONS, tuple(actions), (2.9, 2.2, 1.9, 1.4, 0.7, 1.5)),
            Text(wording_pack.BESIDE, "quiet")]  # fmt: skip
