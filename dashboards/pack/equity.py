"""Page 5: whom we miss, how good the data is, what was restated or defined anew, where it comes from, and who signs."""

from __future__ import annotations

from dashboards import reads, reads_editions, reads_pack, wording, wording_editions, wording_pack, wording_sign_off
from dashboards.pack import measures
from dashboards.pack.parts import Bullets, Heading, Page, Part, Row, Table, Text
from dashboards.pack.subject import Subject

GROUPS = {"name": "Group", "figure": "Figure", "words": "In words", "reading": "Against a year before"}
MARKS = {"names": "Measures", "timely": "Timely", "complete": "Complete", "checked": "Checked", "stable": "Stable",
         "reviewed": "Independent review"}  # fmt: skip
RESTATED = {"what": "What", "month": "Month", "reported": "Reported", "restated": "Now", "size": "Change", "why": "Kind and cause",
            "material": "Material", "approved": "Approved"}  # fmt: skip
SIGNED = {"step": "Step", "does": "What it is"}
SHOWN = 6  # restatements on the page; all of them are in the edition's restatements.csv


def page(subject: Subject) -> Page:
    """Return page 5."""
    board, month = subject.board, subject.month
    groups: list[Row] = [
        {"name": row["name"], "figure": wording.headline(row, row["unit"] or ""), "words": wording.sentence(row["words"]),
         "reading": wording.sentence(row["reading_words"]) or "Cannot be compared."}
        for row in reads.equity(board, subject.id, month)
    ]  # fmt: skip
    marks = wording_pack.marks(reads_pack.quality(board, subject.id, month))
    changes = tuple(wording_pack.changed(row) for row in reads_pack.definition_changes(board, subject.id, month))
    kpis = measures.families(subject, "equity", "data quality")
    parts: list[Part] = [
        Table("Who we reach, group by group", GROUPS, tuple(groups), (1.5, 1.5, 4.4, 4)),
        *measures.table(subject, kpis, "Measures of equity and of how acts are sorted", is_short=True),
        Table("Data-quality marks", MARKS, tuple(marks), (6, 0.8, 1, 0.9, 0.8, 1.3)),
        Text(wording_pack.OWN_MARKS, "quiet"),
        *_restated(subject),
        Heading("What changed its meaning in twelve months"),
        Bullets(changes or ("No definition, no limit and no field of a platform changed its meaning.",)),
        *_sign_off(subject),
    ]
    return Page("5. Equity, data quality and sign-off", tuple(parts))


def _restated(subject: Subject) -> list[Part]:
    rows = reads_editions.restatements(subject.board, subject.id)
    if not rows:
        return [Heading("Restatements"), Text(wording_editions.NOTHING_RESTATED)]
    told = [wording_pack.restatement(row) for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        caption = f"Restatements, material ones first: {SHOWN} of {len(rows)}; all are in annex C"
    else:
        caption = "Restatements, material ones first"
    return [restatements(caption, told)]


def restatements(caption: str, rows: list[dict[str, str]]) -> Table:
    """Return restatements as a table."""
    return Table(caption, RESTATED, tuple(rows), (1.6, 1.5, 2, 2, 0.9, 1.9, 1.7, 1.3), ("size",))


def _sign_off(subject: Subject) -> list[Part]:
    """Whose names it takes, and where they are: a pack is frozen before it is signed, so none can be in it."""
    said = subject.manifest
    at = said["frozen_at"].replace("T", " ")[:16]
    frozen = (
        f"Frozen by {said['frozen_by']} on {at} UTC as edition {said['edition']}: board.duckdb,"
        f" sha256 {said['files']['board.duckdb']['sha256'][:12]}."
    )
    return [
        Table("Sign-off, in this order", SIGNED, tuple(wording_sign_off.in_the_pack()), (1, 3)),
        Text(f"{frozen} {wording_sign_off.KEPT}", "quiet"),
    ]
