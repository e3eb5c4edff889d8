"""What a pack is made of, before it is a PDF or a page: headings, paragraphs, lists, tables and charts, as plain data.

Both renderings take the same parts in the same order, so that neither says more than the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dashboards.heat import Shaded as Shaded


@dataclass(frozen=True)
class Heading:
    """A heading inside a page."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; look is '', 'answer', 'quiet', 'slice' (a small bold title) or 'box' (what must not be overlooked)."""

    text: str
    look: str = ""


@dataclass(frozen=True)
class Bullets:
    """A list, one line a bullet."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Icons:
    """A cell of a table with icons: each a code of dashboards/icons.py with the words that say what it means."""

    lines: tuple[tuple[str | None, str], ...]


Row = Mapping[str, str | Icons | Shaded]  # a shaded cell's text says all that its shade does


@dataclass(frozen=True)
class Table:
    """A table. columns: key -> label; widths: share of the width of each column; numbers: columns set to the right.

    head: the column that names its row; left out, the first does.
    """

    caption: str
    columns: dict[str, str]
    rows: Sequence[Row]
    widths: tuple[float, ...]
    numbers: tuple[str, ...] = ()
    head: str = ""

    @property
    def names_rows(self) -> str:
        """The key of the column whose cells are the headers of their rows."""
        return self.head or next(iter(self.columns))


@dataclass(frozen=True)
class Chart:
    """A chart as SVG with its alternative text; table: the same months as a table, for the HTML."""

    svg: str
    alt: str
    table: Table | None = None


@dataclass(frozen=True)
class Columns:
    """Parts beside each other, each column read from top to bottom before the next."""

    columns: tuple[tuple[Part, ...], ...]
    widths: tuple[float, ...] = ()


Part = Heading | Text | Bullets | Table | Chart | Columns


@dataclass(frozen=True)
class Page:
    """One page of the pack, or a part of its annex."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Pack:
    """The whole document. version: up to its colon it heads every page. created: (year, month, day, hour, minute, second) in UTC, of the freeze."""

    title: str
    organisation: str
    version: str
    edition: str
    mark: str  # printed on every page: that the data is made up; empty for real data
    created: tuple[int, int, int, int, int, int]
    pages: tuple[Page, ...] = field(default=())


def tables(parts: Sequence[Part]) -> list[Table]:
    """Return the tables of the parts in reading order, without those a chart carries for the HTML."""
    found: list[Table] = []
    for part in parts:
        if isinstance(part, Table):
            found.append(part)
        elif isinstance(part, Columns):
            found += [table for column in part.columns for table in tables(column)]
    return found


def texts(parts: tuple[Part, ...]) -> list[str]:
    """Return every text of the parts in reading order, alternative texts too."""
    found: list[str] = []
    for part in parts:
        match part:
            case Heading(text) | Text(text, _):
                found.append(text)
            case Bullets(lines):
                found += lines
            case Chart(_, alt, _):
                found.append(alt)
            case Columns(columns, _):
                found += [text for column in columns for text in texts(column)]
            case Table():
                found.append(part.caption)
                found += part.columns.values()
                for row in part.rows:
                    for key in part.columns:
                        cell = row[key]
                        found += _texts_of(cell)
    return found


def _texts_of(cell: str | Icons | Shaded) -> list[str]:
    match cell:
        case str():
            return [cell]
        case Shaded(text, _):
            return [text]
        case Icons(lines):
            return [words for _, words in lines]
