"""The fields of a board paper's cover sheet, as a person wrote them in a TOML file; nobody's guess stands in for one."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

# Field -> its label. From a live example: East of England Ambulance, November 2025 (domain.md, 5.4 item 5), and two of
# NHS England's papers. People are written by job title; a name has a field of its own, which the public version leaves out.
FIELDS = {
    "meeting": "Meeting",
    "meeting_date": "Date of the meeting",
    "title": "Title of the paper",
    "agenda_item": "Agenda item",
    "paper_type": "Type of paper",
    "author": "Author (job title)",
    "author_name": "Author (name)",
    "lead_director": "Lead director (job title)",
    "lead_director_name": "Lead director (name)",
    "purpose": "Purpose: to note, to assure or to decide",
    "assurance_level": "Level of assurance",
    "cqc_domain": "CQC domain",
    "strategic_objective": "Strategic objective",
    "strategic_risk": "Strategic risk",
    "equality_impact": "Equality impact",
    "involvement": "How people and communities were involved",
    "considered_by": "Previously considered by",
    "recommendation": "Recommendation: what the board is asked to do",
    "executive_summary": "Executive summary",
    "next_milestones": "Data cut-off, freeze, executive review and dispatch",
}
NAMES = ("author_name", "lead_director_name")
NOT_RECORDED = "Not recorded"


class BadCover(Exception):
    """The file of the cover sheet cannot be used. The message is one line for a person."""


def read(path: Path) -> dict[str, str]:
    """Return the fields a TOML file fills in. Raises BadCover at a field that is none, or that is no text or date."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as why:
        raise BadCover(f"{path}: cannot be read ({why.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as why:
        raise BadCover(f"{path}: is no TOML ({why})") from None
    unknown = sorted(set(said) - set(FIELDS))
    if unknown:
        raise BadCover(f"{path}: there is no field {unknown[0]!r}; the fields are {', '.join(FIELDS)}")
    filled = {}
    for name, value in said.items():
        if not isinstance(value, str | date):
            raise BadCover(f"{path}: {name} has to be a text in quotation marks, or a day as 2026-11-26")
        words = f"{value.day} {value:%B %Y}" if isinstance(value, date) else value.strip()
        if words:
            filled[name] = words
    return filled


def rows(filled: dict[str, str], *, is_public: bool) -> list[dict[str, str]]:
    """Return each field with what was written; 'Not recorded' where nothing was; no names in the public version."""
    return [
        {"field": label, "said": filled.get(name) or NOT_RECORDED}
        for name, label in FIELDS.items()
        if not (is_public and name in NAMES)
    ]
