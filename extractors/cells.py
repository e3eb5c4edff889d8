"""A file as sheets of text cells, and what one cell says: a count, an id, a day. No export family is named here."""

from __future__ import annotations

import codecs
import csv
import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from extractors.archive import Unsafe, is_workbook, read_archive
from extractors.document import LARGEST, read_document
from extractors.privacy import Door
from extractors.workbook import MOST_COLUMNS, Row, Unreadable, is_xml, read_sheets

NULL_TOKENS = frozenset({"", "-", "--", "n/a", "null", "nan"})  # zero is not among them
LARGEST_FILE = (
    128 << 20
)  # bytes of a table in text: 300,000 posts of full length; decoded it takes up to four times that
LARGEST_PACKED = 64 << 20  # bytes of a spreadsheet or an archive, which grow when they are opened
MOST_ROWS = 1_000_000  # of a table in text that say anything; in cells it may hold what MOST_TEXT_CELLS says
MOST_TEXT_CELLS = 8_000_000
SHORT_CELL = 12  # letters: a cell so short is often said again, and is then held once
MOST_HELD_ONCE = 100_000  # different short cells
MOST_SEPARATORS = 200_000  # in one line: beyond, it is no text with commas in it
HEADER_WITHIN = 5  # rows: a description, or `sep=`, may stand above the header
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(\.[0-9]*)?([eE][+-]?[0-9]{1,2})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3}){1,5}(\.[0-9]*)?")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SERIAL = re.compile(r"[0-9]{5}(\.[0-9]+)?")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?:[ T]+([0-9]{1,2}):([0-9]{2})(?::[0-9]{2})?)?")


class NotAnExport(ValueError):
    """The file is none of the exports taken here; one line says what was expected and how to mend it."""


class BadImport(ValueError):
    """The import as asked for cannot be done; one line says why and how to mend it."""


@dataclass(frozen=True)
class File:
    """One file as read: every cell is text, blank rows are left out, a CSV is one sheet named ""."""

    name: str
    sha256: str
    size: int  # bytes
    sheets: dict[str, list[list[str]]]
    remarks: tuple[str, ...] = ()
    people_named: tuple[int, ...] = ()  # one a data row of posts, once a door has masked the words; () before
    lines: dict[str, list[int]] = field(default_factory=dict)  # of each row, as an editor or a spreadsheet counts


def open_file(path: Path) -> File:
    """Read a file's bytes into cells: a spreadsheet, a zip of tables, JSON, or a table in text; by content, not by name.

    Raises NotAnExport when it is missing, a folder, empty, damaged, or none of these.
    """
    try:
        if (size := path.stat().st_size) > LARGEST_FILE:
            raise NotAnExport(_too_large(path.name, size, LARGEST_FILE))
        content = path.read_bytes()
    except OSError as error:
        raise NotAnExport(f"{path.name}: cannot be read ({error.strerror}); name one export file") from None
    if not content.strip():
        raise NotAnExport(f"{path.name}: the file is empty; download the export again")
    remarks: list[str] = []
    if size > LARGEST_PACKED and (content.startswith((b"\xd0\xcf\x11\xe0", b"PK")) or is_xml(content)):
        raise NotAnExport(_too_large(path.name, size, LARGEST_PACKED))
    if content.startswith(b"PK") and not is_workbook(content):
        numbered = _archive(path.name, content, remarks)
    elif content.startswith((b"\xd0\xcf\x11\xe0", b"PK")) or is_xml(content):
        numbered = _spreadsheet(path.name, content)
    else:
        text = _text(path.name, content, remarks)
        is_json = text.lstrip().startswith(("[", "{"))
        numbered = _document(path.name, text) if is_json else {"": _records(path.name, text)}
    numbered = {name: [row for row in rows if any(cell.strip() for cell in row[1])] for name, rows in numbered.items()}
    sheets = {name: [cells for _, cells in rows] for name, rows in numbered.items()}
    lines = {name: [number for number, _ in rows] for name, rows in numbered.items()}
    return File(path.name, hashlib.sha256(content).hexdigest(), len(content), sheets, tuple(remarks), lines=lines)


def _too_large(name: str, size: int, most: int) -> str:
    return f"{name}: {size >> 20} MB, and no export is larger than {most >> 20} MB; choose fewer days"


def _document(name: str, text: str) -> dict[str, list[Row]]:
    if len(text) > LARGEST:
        raise NotAnExport(f"{name}: JSON of more than {LARGEST >> 20} MB; cut it into smaller files")
    try:
        return {sheet: list(enumerate(rows, 1)) for sheet, rows in read_document(text).items()}
    except ValueError as error:
        raise NotAnExport(f"{name}: JSON that cannot be read ({error}); give the file as it was written") from None


def _spreadsheet(name: str, content: bytes) -> dict[str, list[Row]]:
    try:
        return read_sheets(content)
    except Unreadable as error:
        raise NotAnExport(f"{name}: {error}") from None


def _archive(name: str, content: bytes, remarks: list[str]) -> dict[str, list[Row]]:
    try:
        members, others = read_archive(content)
    except Unsafe as error:
        raise NotAnExport(f"{name}: {error}") from None
    remarks += [f"The archive's {other} was not read: it is no CSV." for other in others]
    return {member: _records(name, _text(name, body, remarks)) for member, body in members.items()}


def _text(name: str, content: bytes, remarks: list[str]) -> str:
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    if not wide and b"\x00" in content:
        raise NotAnExport(f"{name}: neither text nor a spreadsheet; give the export as the platform wrote it")
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("utf-8-sig", "windows")  # a re-save can leave bytes of both in one file
    except UnicodeDecodeError:
        raise NotAnExport(f"{name}: text in no known encoding; give the export as the platform wrote it") from None
    remarks.append("The file was re-saved in a Windows encoding: signs and emoji in the texts may be lost.")
    return text


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Read as cp1252 the bytes that are no UTF-8. Raises UnicodeDecodeError where they are no cp1252 either."""
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252"), error.end


codecs.register_error("windows", _windows)


def _records(name: str, text: str) -> list[Row]:
    first, _, rest = text.partition("\n")
    above = int(first.strip().casefold().startswith("sep="))
    text = rest if above else text
    header = next((line for line in _lines(text) if line.strip() and not is_comment(line)), "")
    stated = first.rstrip("\r")[4:5] if above else ""
    separator = stated or max(",;\t", key=header.count)
    try:
        rows = [(above + line, row) for line, row in _numbered(name, _lines(text), separator)]
        if rows and all(len(row) == 1 for _, row in rows) and rows[0][1][0].count(",") > 4:
            numbers = [number for number, _ in rows]  # whole lines wrapped in one pair of quotes
            rows = [(numbers[at - 1], row) for at, row in _numbered(name, (row[0] + "\n" for _, row in rows))]
    except csv.Error as error:
        raise NotAnExport(f"{name}: cannot be read as a table ({error}); download the export again") from None
    return rows


def _numbered(name: str, lines: Iterable[str], separator: str = ",") -> Iterator[Row]:
    """Yield each row that is not empty with the line it begins on; a quoted cell may run over several."""
    reader = csv.reader(_measured(name, lines, separator), delimiter=separator)
    first = 1
    rows = cells = 0
    held: dict[str, str] = {}
    for row in reader:
        if any(row):
            rows, cells = rows + 1, cells + len(row)
        if len(row) > MOST_COLUMNS or rows > MOST_ROWS or cells > MOST_TEXT_CELLS:
            raise NotAnExport(
                f"{name}: a table of more than {MOST_COLUMNS:,} columns, {MOST_ROWS:,} rows or {MOST_TEXT_CELLS:,} cells; "
                "no export is so large"
            )
        if any(row):
            if len(held) < MOST_HELD_ONCE:
                row = [held.setdefault(cell, cell) if len(cell) <= SHORT_CELL else cell for cell in row]
            else:
                row = [held.get(cell, cell) for cell in row]
            yield first, row
        first = reader.line_num + 1


def _lines(text: str) -> Iterator[str]:
    """Yield the lines with their ends, one at a time: io.StringIO would hold all of them, four bytes a letter."""
    return (found[0] for found in _LINE.finditer(text))


def _measured(name: str, lines: Iterable[str], separator: str) -> Iterator[str]:
    for line in lines:
        if line.count(separator) > MOST_SEPARATORS:
            raise NotAnExport(f"{name}: a table of more than {MOST_COLUMNS:,} columns; no export is so wide")
        yield line


def is_comment(text: str) -> bool:
    """Tell whether a line, or the first cell of a row, is a remark to people: it begins with '#'."""
    return text.lstrip(' "').startswith("#")


def plain(header: str) -> str:
    """Return a header as it is compared: NFKC, case folded, single spaces, without backslashes and quotes."""
    return " ".join(unicodedata.normalize("NFKC", header).casefold().translate(str.maketrans("", "", "\\\"'")).split())


def header_row(rows: list[list[str]], required: Iterable[str]) -> int | None:
    """Return where the header stands: the first of the top rows that has every required (plain) name."""
    wanted = set(required)
    return next((i for i, row in enumerate(rows[:HEADER_WITHIN]) if wanted <= {plain(cell) for cell in row}), None)


def slipped(row: list[str], header: list[str]) -> str:
    """Return why no cell of a row can be trusted to stand under its name, as words to drop it with; "" if it can.

    One separator too few or too many, and every number after it would be read as another count.
    """
    named = next((at for at in range(len(header), 0, -1) if header[at - 1].strip()), 0)
    if any(cell.strip() for cell in row[named:]):
        return "the row has more cells than the header"
    return "the row has fewer cells than the header" if len(row) < len(header) else ""


def first_of(names: list[str], row: list[str]) -> dict[str, str]:
    """Return the cells of a row by name; of two columns of one name the first."""
    return dict(reversed(list(zip(names, row, strict=False))))


def repeated(names: list[str], rows: Iterable[list[str]]) -> list[str]:
    """Return a sentence on every column whose name stands there before and whose cells are not all the same."""
    later = [(place, names.index(name)) for place, name in enumerate(names) if name and names.index(name) < place]
    differing = Counter(
        names[place]
        for row in rows
        if later
        for place, first in later
        if "".join(row[place : place + 1]) != "".join(row[first : first + 1])
    )
    return [
        f"The column {name} is there twice; the first was loaded ({rows} rows differ)."
        for name, rows in differing.items()
    ]


def vintage_of(label: str, headers: Iterable[str]) -> str:
    """Name a layout: a readable label and a hash of the sorted plain headers (native-exports.md, section 5)."""
    digest = hashlib.sha256("\n".join(sorted(plain(header) for header in headers)).encode()).hexdigest()
    return f"{label} {digest[:12]}"


def said(cell: str | None) -> str | None:
    """Return the text of a cell, or None if it says nothing ("", "-", "N/A", "NULL" ...)."""
    text = "" if cell is None else cell.strip()
    return None if text.casefold() in NULL_TOKENS else text


def count_of(cell: str | None) -> float | None:
    """Return the number in a cell, None if it says nothing. Raises ValueError when it says something else."""
    if cell and len(cell) <= 18 and cell.isascii() and cell.isdigit():  # nearly every one
        return float(cell)
    text = said(cell)
    if text is None:
        return None
    if _GROUPED.fullmatch(text):  # re-saved from a spreadsheet
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        raise ValueError("not a number")
    return float(text)


def id_of(cell: str | None) -> str | None:
    """Return an id of digits, or None: a spreadsheet's 6.49E+17 or 1060000000000000.00 is no id any more."""
    text = (said(cell) or "").strip("' ")
    return text if re.fullmatch(r"[0-9]{1,25}", text) else None


def is_day_first(name: str, cells: Iterable[str | None]) -> bool:
    """Tell whether a re-save turned a file's MM/DD dates into DD/MM. Raises NotAnExport when it holds both."""
    found = [match for cell in cells if (match := _SLASHED.fullmatch(said(cell) or ""))]
    day_first = any(int(match[1]) > 12 for match in found)
    if day_first and any(int(match[2]) > 12 for match in found):
        raise NotAnExport(f"{name}: dates in two orders (MM/DD and DD/MM); give the export as the platform wrote it")
    return day_first


def moment_of(cell: str | None, *, day_first: bool = False) -> datetime | None:
    """Return the wall-clock time a cell says (MM/DD/YYYY [HH:MM], ISO, a spreadsheet serial), None if it says none.

    None from 2100 on too: there nothing was counted yet.
    """
    text = said(cell) or ""
    try:
        if _SERIAL.fullmatch(text):
            moment = datetime(1899, 12, 30) + timedelta(minutes=round(float(text) * 24 * 60))
        elif match := _SLASHED.fullmatch(text):
            first, second, year, hour, minute = (int(part or 0) for part in match.groups())
            month, day = (second, first) if day_first else (first, second)
            moment = datetime(year, month, day, hour, minute)
        else:
            moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return moment if moment.year < 2100 else None


def from_milliseconds(ms: int) -> datetime | None:
    """Return the UTC time of a Unix time in ms, or None outside 2003 to 2100: the id it came from is no id."""
    if not 1_041_379_200_000 <= ms < 4_102_444_800_000:
        return None
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)


def period_of(days: list[date], named: tuple[date, date] | None) -> tuple[date | None, date | None, bool]:
    """Return since, until (exclusive) and whether the file's name could be believed: a post outside it says no."""
    inside = named is not None and named[0] < named[1] and all(named[0] <= day < named[1] for day in days)
    if named is not None and inside:
        return *named, True
    if not days:
        return None, None, named is None
    return min(days), max(days) + timedelta(days=1), named is None


def masked_row(row: list[str], door: Door, but: int | None = None) -> list[str]:
    """Return the row as the door lets it through, cell by cell but one: a damaged row holds words in any column."""
    kept = [cell if place == but else door.own_text(cell)[0] or "" for place, cell in enumerate(row)]
    return row if kept == row else kept  # most rows say nothing of people, and one list takes less than two
