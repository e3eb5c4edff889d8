"""A pack as a tagged PDF (PDF/UA-1), set by Typst offline: the same pack gives the same bytes on every machine and day."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

from dashboards import heat, icons
from dashboards.pack import drawings, row_heads
from dashboards.pack.parts import Bullets, Chart, Columns, Heading, Icons, Pack, Part, Shaded, Table, Text, tables

TEMPLATE = Path(__file__).with_name("pack.typ")
FONT = "Libertinus Serif"  # one of those in the wheel of typst
STANDARD = "ua-1"


class CannotSet(Exception):
    """Typst refused: the message says why, as it does of whatever PDF/UA-1 forbids (an image without words, a heading astray)."""


def pdf(pack: Pack) -> bytes:
    """Return the pack as PDF/UA-1. Raises CannotSet."""
    set_ = _set(pack, format="pdf", pdf_standards=[STANDARD])[0]
    heads = [list(table.columns).index(table.names_rows) for page in pack.pages for table in tables(page.parts)]
    try:
        return row_heads.tag(set_, heads)
    except row_heads.Unfamiliar as why:
        raise CannotSet(f"the rows of its tables could not be tagged: {why}") from None


def pictures(pack: Pack, dots_per_inch: int = 80) -> list[bytes]:
    """Return every page as a PNG, for people to look at."""
    return _set(pack, format="png", ppi=dots_per_inch)


def _set(pack: Pack, **how: Any) -> list[bytes]:
    said = json.dumps(_content(pack), ensure_ascii=False)
    created = datetime(*pack.created, tzinfo=UTC)
    try:
        compiler = typst.Compiler(
            TEMPLATE, root=TEMPLATE.parent, ignore_system_fonts=True, sys_inputs={"pack": said},
        )  # fmt: skip
        made = compiler.compile(timestamp=int(created.timestamp()), **how)
    except typst.TypstError as why:
        raise CannotSet(" ".join([str(why.message), *why.hints])) from None
    if made is None:
        raise CannotSet("Typst gave nothing back")
    return made if isinstance(made, list) else [made]


def _content(pack: Pack) -> dict[str, Any]:
    labels = {
        code: {"svg": drawings.lettered(icons.svg(code), FONT), "label": label} for code, label in icons.LABELS.items()
    }
    return {
        "title": pack.title,
        "organisation": pack.organisation,
        "version": pack.version,
        "edition": pack.edition,
        "mark": pack.mark,
        "created": pack.created,
        "icons": labels,
        "pages": [{"title": page.title, "parts": [_part(part) for part in page.parts]} for page in pack.pages],
    }


def _part(part: Part) -> dict[str, Any]:
    match part:
        case Heading(text):
            return {"kind": "heading", "text": text}
        case Text(text, look):
            return {"kind": "text", "text": text, "look": look}
        case Bullets(lines):
            return {"kind": "bullets", "lines": lines}
        case Chart(svg, alt, _):
            return {"kind": "chart", "svg": drawings.lettered(svg, FONT), "alt": alt}
        case Columns(columns, widths):
            return {
                "kind": "columns",
                "columns": [[_part(each) for each in column] for column in columns],
                "widths": widths,
            }
        case Table():
            return _table(part)


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "caption": table.caption,
        "labels": list(table.columns.values()),
        "widths": table.widths,
        "numbers": [key in table.numbers for key in table.columns],
        "rows": [[{"cell": _cell(row[key])} for key in table.columns] for row in table.rows],
    }


def _cell(cell: str | Icons | Shaded) -> Any:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, Shaded):
        return {"text": cell.text, "tint": heat.TINTS[cell.shade]}
    return [[code if code in icons.LABELS else icons.EMPTY, words] for code, words in cell.lines]
