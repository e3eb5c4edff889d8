"""One spreadsheet's cells as JSON, read in a process of its own: `python workbook.py < file.xls > cells.json`.

A damaged or hostile workbook can claim a cell far out, and calamine then asks for memory until the machine kills it
(seen with a LinkedIn .xls of 47 kB with 50 bytes changed); here it only kills this process, and within a bound.

SpreadsheetML 2003 (an .xls that begins `<?xml`) calamine does not read (tafia/calamine issue 136, open): expat does,
and a document type, where alone entities can be declared, is refused unread. The elements are Microsoft's XML
Spreadsheet Reference: Workbook, Worksheet, Table, Row, Cell, Data; `ss:Index` counts from 1 and skips what is empty.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

import python_calamine

MEMORY = 1 << 30  # bytes
SECONDS = 60
EXACT = 1e15  # a spreadsheet keeps 15 digits of a number
MOST_COLUMNS = 1_000  # the widest export known has 212 (native-exports.md, section 3.2)
MOST_CELLS = 2_000_000  # of a file's rows that say anything
MOST_TEXT = 64 << 20  # characters of a file
SS = "urn:schemas-microsoft-com:office:spreadsheet"

NOT_OPENED = "a spreadsheet that cannot be opened; download the export again"
TOO_LARGE = f"a spreadsheet of more than {MOST_COLUMNS:,} columns or {MOST_CELLS:,} cells; no export is so large"
ENTITIES = "XML that declares a document type or entities, as no export does; nothing of it was read"
NO_WORKBOOK = "XML that is no spreadsheet; give the export as the platform wrote it"
REFUSALS = {3: TOO_LARGE, 4: ENTITIES, 5: NO_WORKBOOK}  # by what this process ends with

Row = tuple[int, list[str]]  # its number as the spreadsheet shows it, and its cells


class Unreadable(ValueError):
    """The spreadsheet is not read; one line says why."""


def is_xml(content: bytes) -> bool:
    """Tell whether a file is XML and not a table in text."""
    return content[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml")


def read_sheets(content: bytes) -> dict[str, list[Row]]:
    """Return every sheet's rows as text, by sheet name. Raises Unreadable."""
    command = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise Unreadable(NOT_OPENED) from None
    if done.returncode != 0:
        raise Unreadable(REFUSALS.get(done.returncode, NOT_OPENED))
    sheets: dict[str, list[Row]] = json.loads(done.stdout)
    return sheets


class _Sheets:
    """The rows read so far, within the bounds of a file."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {}
        self._cells = self._text = 0

    def add(self, sheet: str, number: int, cells: list[str]) -> None:
        """Keep a row that says anything."""
        if not any(cells):
            return
        self._cells += len(cells)
        self._text += sum(map(len, cells))
        if len(cells) > MOST_COLUMNS or self._cells > MOST_CELLS or self._text > MOST_TEXT:
            raise Unreadable(TOO_LARGE)
        self.rows[sheet].append((number, cells))


class _Reader:
    """What expat says of a SpreadsheetML workbook, as rows."""

    def __init__(self) -> None:
        self.sheets = _Sheets()
        self._path: list[str] = []
        self._sheet = ""
        self._row: list[str] = []
        self._number = self._skipped = 0
        self._data: list[str] | None = None

    def read(self, content: bytes) -> dict[str, list[Row]]:
        """Return the rows of every sheet."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._characters
        parser.Parse(content, True)
        return self.sheets.rows

    def _refuse(self, *_: object) -> None:
        raise Unreadable(ENTITIES)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        if not self._path and tag != f"{SS} Workbook":
            raise Unreadable(NO_WORKBOOK)
        name = tag.removeprefix(SS + " ")
        self._path.append(name)
        at = int(attributes.get(f"{SS} Index", 0))
        if name == "Worksheet":
            self._sheet, self._number = attributes.get(f"{SS} Name", ""), 0
            self.sheets.rows[self._sheet] = []
        elif name == "Row":
            self._number, self._row, self._skipped = max(at, self._number + 1), [], 0
        elif name == "Cell":
            place = max(at - 1, len(self._row) + self._skipped)
            if place >= MOST_COLUMNS:
                raise Unreadable(TOO_LARGE)
            self._row += [""] * (place + 1 - len(self._row))
            self._skipped = int(attributes.get(f"{SS} MergeAcross", 0))
        elif name == "Data":
            self._data = []

    def _characters(self, text: str) -> None:
        if self._data is not None:
            self._data.append(text)

    def _end(self, tag: str) -> None:
        name = self._path.pop()
        if name == "Data" and self._data is not None and self._path[-1] == "Cell":  # a comment has a Data of its own
            self._row[-1], self._data = "".join(self._data), None
        elif name == "Row":
            self.sheets.add(self._sheet, self._number, self._row)


def _as_text(cell: float | str | bool | time | date | datetime | timedelta) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT else repr(cell)  # beyond, digits would be made up: no id any more
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _read_workbook(content: bytes) -> dict[str, list[Row]]:
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    sheets = _Sheets()
    for name in book.sheet_names:
        sheets.rows[name] = []
        for number, row in enumerate(book.get_sheet_by_name(name).iter_rows(), 1):
            sheets.add(name, number, [_as_text(cell) for cell in row])
    return sheets.rows


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    content = sys.stdin.buffer.read()
    try:
        sheets = _Reader().read(content) if is_xml(content) else _read_workbook(content)
    except Unreadable as refused:
        sys.exit(next(code for code, words in REFUSALS.items() if words == str(refused)))
    json.dump(sheets, sys.stdout)


if __name__ == "__main__":
    _main()
