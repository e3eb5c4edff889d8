"""A frozen edition fit for a pack, and one that is not, made of the hand-made board; and how a test reads a PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdf

from dashboards import editions
from tests.dashboards.conftest import ROWS, create

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
OCTOBER = date(2026, 10, 1)
BY = "Board secretary"
NOTHING_FROZEN = "delete from editions; delete from as_reported;"
WRITTEN = """
delete from commentary; delete from actions; delete from action_months;
insert into commentary (organisation_id, period, kpi_id, narrative, learned, written_by) values
    ('harrowdale', date '2026-10-01', null, 'The winter campaign began. Two people now share the desk', 'Name the street', 'Head of Communications'),
    ('harrowdale', date '2026-10-01', 'RS-ANSWERED', 'More were answered in time', 'Ask once a week', 'Head of Patient Experience');
insert into actions values
    ('harrowdale', 'A-1', 'RS-ANSWERED', date '2026-06-10', 'Name a deputy for the desk', 'Chief Nurse', date '2026-09-30', null, 'overdue'),
    ('harrowdale', 'A-2', null, date '2026-10-20', 'Stop two posts nobody reads', 'Director of Strategy', date '2026-12-03', null, 'open');
insert into action_months values
    ('harrowdale', 'A-1', date '2026-10-01', 'no more than chance', 'No more than chance: of 3 final figures since the decision none is a signal.'),
    ('harrowdale', 'A-2', date '2026-10-01', 'cannot be said', 'Cannot be said: it was decided on no one measure.');
"""
FRESH = """
update accounts set freshness = 'fresh', reason = null where freshness in ('failed', 'never', 'stale');
update extracts set outcome = 'ok' where is_latest and outcome in ('failed', 'refused');
delete from figures where state = 'missing' and period = date '2026-10-01';
"""


def freeze(folder: Path, more: str = "") -> Path:
    """Freeze October of the hand-made board with `more` SQL done to it; return the edition."""
    board = create(folder / "board.duckdb", ROWS + NOTHING_FROZEN + WRITTEN + more)
    editions.freeze(board, folder / "editions", OCTOBER, frozen_by=BY, frozen_at=AT)
    return folder / "editions" / "2026-10"


def reader(pdf: bytes) -> pypdf.PdfReader:
    """Open a PDF."""
    return pypdf.PdfReader(BytesIO(pdf))


def sheets(pdf: bytes) -> list[str]:
    """Return the text of each sheet."""
    return [page.extract_text() for page in reader(pdf).pages]


def squeezed(text: str) -> str:
    """Return a text without blanks: where a line breaks says nothing."""
    return re.sub(r"\s+", "", text)


def tags(pdf: bytes) -> Iterator[Any]:
    """Yield every element of the structure tree."""
    root: Any = reader(pdf).trailer["/Root"]
    waiting = [root["/StructTreeRoot"]["/K"]]
    while waiting:
        each = waiting.pop()
        each = each.get_object() if hasattr(each, "get_object") else each
        if isinstance(each, list):
            waiting += each
        elif isinstance(each, dict):
            if "/S" in each:
                yield each
            waiting.append(each.get("/K"))
