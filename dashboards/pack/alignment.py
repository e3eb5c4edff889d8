"""Page 2: what the four tests rest on, what each objective gets, the measures of alignment, and the board's open actions."""

from __future__ import annotations

from dashboards import reads, reads_pack, wording, wording_pack
from dashboards.pack import measures
from dashboards.pack.parts import Bullets, Columns, Heading, Page, Part, Row, Table, Text
from dashboards.pack.subject import Subject

PARTS = {"test": "Test", "name": "Part", "found": "Found", "asked": "Asked for", "met": "Met"}
ACTIONS = {"action": "Action", "about": "On", "owner": "Owner", "due": "Due", "state": "State",
           "since": "The measure since"}  # fmt: skip


def page(subject: Subject) -> Page:
    """Return page 2."""
    board, month = subject.board, subject.month
    rows: list[Row] = [
        {"test": f"{test['name']}: {test['result']}", **wording.part(row)}
        for test in reads.alignment_tests(board, subject.id, month)
        for row in reads.alignment_parts(board, subject.id, month, test["test"])
    ]
    parts: list[Part] = [
        Table("What the four tests rest on, part by part", PARTS, tuple(rows), (2.1, 3.9, 1.8, 1.3, 0.8)),
        *_objectives(subject),
        *measures.table(subject, measures.families(subject, "alignment"), "Measures of alignment and resources"),
        Columns(
            (
                measures.chart(subject, "AL-MAPPED", subject.whole, 80),
                measures.chart(subject, "AL-RESFIT", subject.whole, 80),
            )
        ),
        *_actions(subject),
    ]
    return Page("2. Alignment and resources", tuple(parts))


def _objectives(subject: Subject) -> list[Part]:
    rows = reads.objective_months(subject.board, subject.id, subject.month)
    if not rows:
        return [Text(wording.NO_OBJECTIVES)]
    told = tuple(wording.objective(row) for row in rows)
    caption = f"Weight, effort and attention by objective, {wording.month(subject.month)}"
    numbers = ("weight", "hours", "attention", "acts", "heard")
    return [
        Table(caption, wording.OBJECTIVE, told, (3.2, 0.8, 0.9, 1, 1.3, 1.2, 2.2), numbers),
        Text(" ".join([wording.idle(rows), *wording.unknowns(rows), *wording.HOW_OBJECTIVES_ARE_COUNTED]), "quiet"),
    ]


def _actions(subject: Subject) -> list[Part]:
    actions = [wording_pack.action(row) for row in reads_pack.open_actions(subject.board, subject.id, subject.month)]
    if not actions:
        return [Heading("Actions of the board"), Bullets(("No action of the board is open on record.",))]
    return [Table("Open actions of the board, the overdue first", ACTIONS, tuple(actions), (2.9, 2.2, 1.9, 1.4, 0.7, 1.5)),
            Text(wording_pack.BESIDE, "quiet")]  # fmt: skip
