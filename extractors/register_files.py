"""A filled-in register: recognised by its first remark or its header, its good rows made entries, its bad ones named."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from extractors.cells import File, NotAnExport, is_comment, plain, said
from extractors.privacy import Door
from extractors.records import Entry
from extractors.register_cells import Reader, Refused, in_order, read_cell
from extractors.registers import PLATFORM, WITHDRAWN, Column, Register, registers


@dataclass(frozen=True)
class Filled:
    """A register's file, its rows still as they were written."""

    register: Register
    file: File
    header: list[str]
    width: int  # of the header's row; a row of another width has lost or gained a separator
    rows: list[tuple[int, list[str]]]  # line, cells
    covered_to: str | None
    written_at: str | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Taken:
    """What was made of a file: one entry a row, refused ones too, and the days [since, until) it covers."""

    entries: list[Entry]
    since: date | None
    until: date | None

    @property
    def good(self) -> list[Entry]:
        """Return the entries that were taken."""
        return [entry for entry in self.entries if entry.refusal is None]

    @property
    def bad(self) -> list[Entry]:
        """Return the rows that were refused."""
        return [entry for entry in self.entries if entry.refusal is not None]


def recognise(file: File) -> Filled | None:
    """Return the file as the register that it is, None if it is none. Raises NotAnExport if it is one, but broken."""
    found = [filled for sheet in file.sheets if (filled := _of_sheet(file, sheet)) is not None]
    if len(found) > 1:
        names = ", ".join(filled.register.name for filled in found)
        raise NotAnExport(f"{file.name}: holds several registers ({names}); give one sheet at a time")
    return found[0] if found else None


def _of_sheet(file: File, sheet: str) -> Filled | None:
    rows = list(zip(file.lines[sheet], file.sheets[sheet], strict=True))
    above = next((i for i, (_, cells) in enumerate(rows) if not is_comment(cells[0])), len(rows))
    remarks = [" ".join(filter(None, map(str.strip, cells))).lstrip('# "') for _, cells in rows[:above]]
    header = [plain(cell).replace(" ", "_") for cell in rows[above][1]] if above < len(rows) else []
    while header and not header[-1]:
        header.pop()
    register = _named(file, _remark(remarks, "register")) or _by_header(file, set(header))
    if register is None:
        return None
    _check_header(file, register, header, rows[above][0] if header else 0)
    others = [f"Sheet {name!r} was not read." for name, more in file.sheets.items() if name != sheet and more]
    covered_to = _remark(remarks, "covered_to")
    written_at = _remark(remarks, "written_at") if register.says_when else None
    width = len(rows[above][1])
    return Filled(register, file, header, width, rows[above + 1 :], covered_to, written_at, (*file.remarks, *others))


def _remark(remarks: list[str], name: str) -> str | None:
    """Return what a remark `name: ...` says, None without one; a spreadsheet may have put signs around it."""
    for remark in remarks:
        key, colon, value = remark.partition(":")
        if colon and plain(key) == name:
            return said(value.strip(' ,;\t"'))
    return None


def _named(file: File, name: str | None) -> Register | None:
    if name is None:
        return None
    name = plain(name).replace(" ", "_")
    if name not in registers():
        near = difflib.get_close_matches(name, registers(), 1) or [", ".join(registers())]
        raise NotAnExport(f"{file.name}: no register is called {name!r}; write # register: {near[0]}")
    return registers()[name]


def _by_header(file: File, header: set[str]) -> Register | None:
    fits = [register for register in registers().values() if header.issuperset(register.needed)]
    if len(fits) == 1:
        return fits[0]
    for register in registers().values():
        lacking = set(register.needed) - header
        if len(lacking) == 1 and header and header.issubset(register.names):
            raise NotAnExport(
                f"{file.name}: looks like the register {register.name} but has no column {lacking.pop()}; "
                f"add it, or take the header from docs/registers/{register.name}.csv"
            )
    return None


def _check_header(file: File, register: Register, header: list[str], line: int) -> None:
    where, template = f"{file.name} line {line}", f"docs/registers/{register.name}.csv"
    if not header:
        raise NotAnExport(f"{file.name}: no header under the remarks; take it from {template}")
    for name, times in Counter(header).items():
        if not name:
            raise NotAnExport(f"{where}: column {header.index('') + 1} has no name; name it or take it out")
        if times > 1:
            raise NotAnExport(f"{where}: column {name} is there {times} times; keep one")
        if name not in register.names:
            near = difflib.get_close_matches(name, register.names, 1, 0.5)
            mend = f"did you mean {near[0]}?" if near else f"the columns are {', '.join(register.names)}"
            raise NotAnExport(f"{where}: the register {register.name} has no column {name!r}; {mend}")
    if lacking := [name for name in register.needed if name not in header]:
        raise NotAnExport(f"{where}: the register {register.name} needs {', '.join(lacking)}; take it from {template}")


def parse(filled: Filled, organisation_id: str, door: Door, received_on: date | None) -> Taken:
    """Return the file's entries; `received_on` None asks no day whether it lies ahead. Raises NotAnExport."""
    entries = list(_entries(filled, organisation_id, Reader(door, received_on)))
    covered_to = _covered_to(filled, received_on)
    return Taken(entries, *_period(filled, entries, covered_to, received_on))


def _entries(filled: Filled, organisation_id: str, reader: Reader) -> Iterator[Entry]:
    register = filled.register
    whose = (PLATFORM, f"{organisation_id}.{register.name}", organisation_id, register.name)
    lines: dict[str, int] = {}
    for line, row in filled.rows:
        try:
            cells = _cells(filled, row, reader)
            entry_id = "|".join(cells.get(name, "") for name in register.key)
            if entry_id in lines:
                raise Refused(
                    f"{', '.join(register.key)}: said before; line {lines[entry_id]} says it, keep one of the two"
                )
        except Refused as refused:
            yield Entry(*whose, line, None, None, str(refused))
            continue
        lines[entry_id] = line
        yield Entry(*whose, line, entry_id, cells)


def _cells(filled: Filled, row: list[str], reader: Reader) -> dict[str, str]:
    """Return what is kept of a row. Raises Refused with everything that is wrong with it."""
    register, header = filled.register, filled.header
    if len(row) != filled.width or any(cell.strip() for cell in row[len(header) :]):
        raise Refused(
            f"{header[-1]}: {len(row)} cells where the header has {filled.width}; "
            "put a text with a separator in it in quotes, or save the file as .xlsx"
        )
    written = dict(zip(header, row, strict=False))
    kept: dict[str, str] = {}
    wrong: dict[str, str] = {}
    # people last: they are hashed with the platform
    for column in sorted(register.columns, key=lambda each: each.kind in ("person", "people")):
        try:
            kept |= read_cell(column, written.get(column.name, ""), kept.get("platform", ""), reader)
            if column.name in register.key and "|" in kept.get(column.name, ""):
                raise Refused("holds a |, which keeps the parts of a key apart; take it out")
        except Refused as refused:
            wrong[column.name] = str(refused)
    needed = register.key if kept.get(WITHDRAWN) == "true" else register.names
    for column in register.columns:
        if column.needed and column.name in needed and column.name not in kept:
            wrong.setdefault(column.name, "empty; every entry needs it")
        if beside := _beside(register, column, kept):
            wrong.setdefault(column.name, beside)
    if wrong:
        raise Refused("; also ".join(f"{name}: {what}" for name, what in wrong.items()))
    return kept


def _beside(register: Register, column: Column, kept: dict[str, str]) -> str:
    """Return what is wrong with a cell beside another of its row, else ""."""
    if column.name not in kept:
        return ""
    here = in_order(column, kept[column.name]) if column.not_above or column.not_below else Decimal(0)
    if column.not_above in kept and here > in_order(register.column(column.not_above), kept[column.not_above]):
        return f"more than {column.not_above}; see which of the two is right"
    if column.not_below in kept and here < in_order(register.column(column.not_below), kept[column.not_below]):
        return f"before {column.not_below}; see which of the two is right"
    return ""


def said_at(filled: Filled, received_at: datetime) -> datetime:
    """Return when a file's rows were written: as it says, where its register lets it, and never after it came in.

    Two files that say of one entry may be taken in at once, in any order: the one written later is the newer word. Raises
    NotAnExport when what it says is no moment.
    """
    if filled.written_at is None:
        return received_at
    try:
        written_at = datetime.fromisoformat(filled.written_at)
        if written_at.tzinfo is None:
            raise ValueError
    except ValueError:
        raise NotAnExport(
            f"{filled.file.name}: written_at is no moment with its zone; write # written_at: 2026-11-02T09:30:00+00:00, or leave it out"
        ) from None
    return min(written_at, received_at)


def _covered_to(filled: Filled, received_on: date | None) -> date | None:
    if filled.covered_to is None:
        return None
    try:
        covered_to = date.fromisoformat(filled.covered_to.removesuffix("T00:00:00"))
    except ValueError:
        raise NotAnExport(f"{filled.file.name}: covered_to is not a day; write # covered_to: 2026-10-31") from None
    if received_on is not None and covered_to > received_on:
        raise NotAnExport(
            f"{filled.file.name}: covered_to {covered_to} lies ahead of {received_on}, when the file came in; "
            "write the last day that is complete"
        )
    return covered_to


def _period(
    filled: Filled, entries: list[Entry], covered_to: date | None, received_on: date | None
) -> tuple[date | None, date | None]:
    """Return [since, until): from the earliest dated cell to what the file says, or to its latest dated cell.

    What has not happened yet is not covered: a day ahead, or the rest of the month the file came in, adds nothing.
    """
    dated = filled.register.column(filled.register.dated)
    days = [date.fromisoformat(e.cells[dated.name]) for e in entries if e.cells is not None and dated.name in e.cells]
    if not days:
        return None, None
    since, until = min(days), _day_after(max(days), dated.kind)
    if received_on is not None:
        until = min(until, received_on + timedelta(days=1))
    if covered_to is not None:
        until = covered_to + timedelta(days=1)
    if since >= until and covered_to is not None and not dated.may_be_ahead:
        raise NotAnExport(
            f"{filled.file.name}: covered_to {covered_to} lies before the first {dated.name}, {since}; mend one of them"
        )
    return min(since, until - timedelta(days=1)), until


def _day_after(day: date, kind: str) -> date:
    """Return the first day after this one, or after the month it stands for."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1) if kind == "month" else day + timedelta(days=1)
