"""Page 5: whom we miss, how good the data is, what was restated or defined anew, where it comes from, and who signs."""

from __future__ import annotations

from datetime import datetime

from dashboards import reads, reads_editions, reads_pack, wording, wording_editions, wording_pack, wording_sign_off
from dashboards.pack import kept, measures
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
    parts: list[Part] = [
        *kept.parts(subject, "Who we reach, group by group", _groups),
        *kept.parts(subject, "Measures of equity and of how acts are sorted", _measures),
        *kept.parts(subject, "Data-quality marks", _marks),
        *kept.parts(subject, "Restatements", _restated),
        Heading("What changed its meaning in twelve months"),
        *kept.parts(subject, "Changed definitions", _changed),
        *_sign_off(subject),
    ]
    return Page("5. Equity, data quality and sign-off", tuple(parts))


def _groups(subject: Subject) -> list[Part]:
    groups: list[Row] = [
        {"name": row["name"], "figure": wording.headline(row, row["unit"] or ""), "words": wording.sentence(row["words"]),
         "reading": wording.sentence(row["reading_words"]) or "Cannot be compared."}
        for row in reads.equity(subject.board, subject.id, subject.month)
    ]  # fmt: skip
    return [Table("Who we reach, group by group", GROUPS, tuple(groups), (1.5, 1.5, 4.4, 4))]


def _measures(subject: Subject) -> tuple[Part, ...]:
    kpis = measures.families(subject, "equity", "data quality")
    return measures.table(subject, kpis, "Measures of equity and of how acts are sorted", is_short=True)


def _marks(subject: Subject) -> list[Part]:
    marks = wording_pack.marks(reads_pack.quality(subject.board, subject.id, subject.month))
    return [
        Table("Data-quality marks", MARKS, tuple(marks), (6, 0.8, 1, 0.9, 0.8, 1.3)),
        Text(wording_pack.OWN_MARKS, "quiet"),
    ]


def _changed(subject: Subject) -> list[Part]:
    rows = reads_pack.definition_changes(subject.board, subject.id, subject.month)
    nothing = ("No definition, no limit and no field of a platform changed its meaning.",)
    return [Bullets(tuple(wording_pack.changed(row) for row in rows) or nothing)]


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
    at = datetime.fromisoformat(said["frozen_at"])
    frozen = (
        f"Frozen by {said['frozen_by']} on {wording.day(at)}, {at:%H:%M} UTC, as edition {said['edition']}: board.duckdb,"
        f" sha256 {said['files']['board.duckdb']['sha256'][:12]}."
    )
    return [
        Table("Sign-off, in this order", SIGNED, tuple(wording_sign_off.in_the_pack()), (1, 3)),
        Text(f"{frozen} {wording_sign_off.KEPT}", "quiet"),
    ]
