"""The annex: the cover sheet, every figure of the month with its number, and where each one comes from."""

from __future__ import annotations

from datetime import datetime

from dashboards import reads_editions, reads_pack, wording, wording_pack
from dashboards.pack import cover, equity, kept
from dashboards.pack.parts import Bullets, Heading, Page, Part, Row, Table, Text
from dashboards.pack.subject import Subject, named

SHEET = {"field": "Field", "said": "As written for this meeting"}
FIGURES = {
    "ref": "Ref",
    "name": "Figure",
    "value": "Value",
    "words": "In words",
    "status": "Status",
    "version": "Rule",
    "sources": "From",
}
SOURCES = {"ref": "Source", "what": "What", "seen": "Read on", "rows": "Rows", "sha": "sha256 begins"}
FILES = {"name": "File of the edition", "bytes": "Bytes", "sha": "sha256"}


def sheet(subject: Subject) -> Page:
    """Return annex A, the fields of the cover sheet."""
    rows = cover.rows(subject.cover, is_public=subject.is_public)
    parts: tuple[Part, ...] = (
        Table("The cover sheet of the paper", SHEET, tuple(rows), (1, 2.4)),
        Text("A field that nobody filled in says so; none is filled in by rule.", "quiet"),
    )
    return Page("A. Cover sheet", parts)


def figures(subject: Subject) -> Page:
    """Return annex B: every figure of the month as shown, with the version of its rule and its sources in annex C."""
    return Page("B. Every figure of the month", _figures(subject))


def _figures(subject: Subject) -> tuple[Part, ...]:
    has_sources = kept.is_kept(subject, lambda of: (_numbers(of), reads_pack.rests_on(of.board, of.id, of.month)))
    numbers = _numbers(subject) if has_sources else {}
    behind = reads_pack.rests_on(subject.board, subject.id, subject.month) if has_sources else {}
    rows: list[Row] = []
    for figure in subject.figures:
        key = (figure["kpi_id"], figure["slice_kind"], figure["slice"])
        sources = [numbers[batch] for batch in behind.get(key, []) if batch in numbers]
        rows.append({
            "ref": subject.ref(figure["kpi_id"], (figure["slice_kind"], figure["slice"])),
            "name": named(figure),
            "value": wording.headline(figure, figure["unit"]),
            "words": wording.sentence(figure["words"]),
            "status": wording.capital(figure["status"] or "") or "No value",
            "version": f"{figure['kpi_id']} {figure['definition_version']}" if figure["definition_version"] else figure["kpi_id"],
            "sources": ", ".join(sources) or ("Not kept" if not has_sources else "Reckoned" if figure["state"] == "measured" else "None"),
        })  # fmt: skip
    caption = f"All {len(rows)} figures of {wording.month(subject.month)}"
    return (
        Table(caption, FIGURES, tuple(rows), (0.6, 2.6, 1.4, 4.2, 1.1, 1.9, 1.1), head="name"),
        Text(
            "Rule: the KPI and the version of its definition. From: the sources of annex C; reckoned: from other figures.",
            "quiet",
        ),
    )


def provenance(subject: Subject) -> Page:
    """Return annex C: what was read, the files of the edition, the versions of the rules, and every restatement."""
    said = subject.manifest
    files: list[Row] = [
        {"name": name, "bytes": wording.number(about["bytes"]), "sha": about["sha256"]}
        for name, about in sorted(said["files"].items())
        if not name.startswith("pack")
    ]
    versions = said["versions"]
    parts: list[Part] = [
        Text(
            f"Edition {said['edition']}, frozen by {said['frozen_by']} on {wording.day(datetime.fromisoformat(said['frozen_at']))},"
            f" from data to {wording.day(subject.build['data_to'])}. Line of Sight {versions['software']}; strategy {versions['strategy']};"
            f" purposes {versions['taxonomy']}. The rule of each figure is in definitions.csv, the rows behind it in the edition's"
            " board.duckdb (figure_parts), every batch in batches.csv."
        ),
        *kept.parts(subject, "What the figures rest on", _sources),
        Table("The files of the edition", FILES, tuple(files), (2, 1, 6.4), ("bytes",)),
        *_overrides(subject),
        *kept.parts(subject, "Every restatement", _restatements),
    ]
    return Page("C. Provenance", tuple(parts))


def _sources(subject: Subject) -> list[Part]:
    numbers = _numbers(subject)
    sources: list[Row] = [
        {"ref": numbers[row["batch_id"]], "what": _source(subject, row), "seen": wording.day(row["seen_on"]) or "Not known",
         "rows": wording.number(row["rows"]) or "Not known", "sha": (row["sha256"] or "")[:16] or "Not known"}
        for row in reads_pack.sources(subject.board, subject.id, subject.month)
    ]  # fmt: skip
    if not sources:
        return [Text("No batch is on record behind these figures.")]
    return [Table("What the figures rest on", SOURCES, tuple(sources), (0.8, 6, 1.7, 1, 2.2), ("rows",), head="what")]


def _overrides(subject: Subject) -> list[Part]:
    if subject.override is None:
        told: tuple[str, ...] = ("Nobody overrode anything: no input was stale or incomplete.",)
    else:
        told = (wording_pack.override(subject.override, subject.holes), *subject.holes)
    return [Heading("Overrides"), Bullets(told)]


def _restatements(subject: Subject) -> list[Part]:
    rows = reads_editions.restatements(subject.board, subject.id)
    if len(rows) <= equity.SHOWN:
        return []
    return [
        equity.restatements("Every restatement, material ones first", [wording_pack.restatement(row) for row in rows])
    ]


def _numbers(subject: Subject) -> dict[str, str]:
    found = reads_pack.sources(subject.board, subject.id, subject.month)
    return {row["batch_id"]: f"S{number}" for number, row in enumerate(found, 1)}


def _source(subject: Subject, row: dict[str, str]) -> str:
    if row["register"]:
        file = "" if subject.is_public else f", file {row['file_name']}" if row["file_name"] else ""
        return f"Register: {wording.readable(row['register'])}{file}"
    what = wording.said(wording.TABLES, row["table_name"]).lower()
    file = f", file {row['file_name']}" if row["file_name"] and not subject.is_public else ""
    return f"{wording.said(wording.PLATFORMS, row['platform'])}, {row['name']}: {what}{file}"
