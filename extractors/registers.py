"""The registers an organisation keeps itself, as extractors/registers.toml says them, and the template of each."""

from __future__ import annotations

import csv
import functools
import io
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

SPECIFICATION = Path(__file__).with_name("registers.toml")
PLATFORM = "register"  # what stands for a platform on the shelf
WITHDRAWN = "withdrawn"
HOW = {
    "id": "an id; no person's name, address or number",
    "text": "words; no person's name, address or number",
    "day": "a day, as 2026-10-31",
    "month": "a month, as 2026-10",
    "count": "a whole number, 0 or more",
    "amount": "a number, 0 or more, digits only",
    "number": "a number, digits only",
    "yes_no": "yes or no",
    "hashtags": "hashtags, a semicolon between two",
    "person": "an id; only a keyed hash of it is kept",
    "people": "ids, a semicolon between two; only a keyed hash of each is kept",
}


@dataclass(frozen=True)
class Column:
    """One column of a register: what may stand in its cells."""

    name: str
    kind: str
    words: str
    needed: bool = False
    values: tuple[str, ...] = ()
    may_be_ahead: bool = False
    small_letters: bool = False
    least: float | None = None
    most: float | None = None
    not_above: str | None = None
    not_below: str | None = None

    @property
    def how(self) -> str:
        """Return what a person writes here."""
        return f"one of: {', '.join(self.values)}" if self.kind == "choice" else HOW[self.kind]


EVERY = ("week", "month", "quarter", "year", "never")


@dataclass(frozen=True)
class Rhythm:
    """When a register is due: so many working days after the end of each week (Sunday), month, quarter or year (31 March).

    `never`: nothing is due by a calendar. Raises ValueError for another word, or fewer than no days.
    """

    every: str = "month"
    worked_days: int = 10  # ours; the board's pack is made in the third week

    def __post_init__(self) -> None:
        """Refuse what would be due on no day."""
        if self.every not in EVERY or self.worked_days < 0:
            raise ValueError(f"due every {self.every!r} within {self.worked_days} working days: write one of {EVERY}")

    def ended_before(self, day: date) -> date:
        """Return the last day of the newest period that was over before `day`."""
        if self.every == "week":
            return day - timedelta(days=day.weekday() + 1)
        months = {"month": 1, "quarter": 3, "year": 12}[self.every]
        into = (day.year * 12 + day.month - 1 - (3 if self.every == "year" else 0)) % months
        first = day.year * 12 + day.month - 1 - into
        return date(first // 12, first % 12 + 1, 1) - timedelta(days=1)

    @property
    def words(self) -> str:
        """Say it as a person would."""
        if self.every == "never":
            return "when there is something to say; no day is set"
        of = {"year": "financial year, 31 March"}.get(self.every, self.every)
        return f"within {self.worked_days} working days of the end of each {of}"


@dataclass(frozen=True)
class Register:
    """One register."""

    name: str
    title: str
    what: str
    key: tuple[str, ...]
    dated: str
    columns: tuple[Column, ...]  # `withdrawn` last
    says_when: bool = False  # a file of it may say when it was written, which then orders it among others
    due: Rhythm = Rhythm()

    @property
    def names(self) -> tuple[str, ...]:
        """Return the columns' names, in the order of the template."""
        return tuple(column.name for column in self.columns)

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the names of the columns that every entry must fill."""
        return tuple(column.name for column in self.columns if column.needed)

    @property
    def cells(self) -> dict[str, Column]:
        """Return what an entry may hold, by name: the columns, and the keyed hashes beside hashtags."""
        keyed = {f"{each.name}_keys": each for each in self.columns if each.kind == "hashtags"}
        return {column.name: column for column in self.columns} | keyed

    def column(self, name: str) -> Column:
        """Return the column of this name."""
        return next(column for column in self.columns if column.name == name)


@functools.cache
def registers() -> dict[str, Register]:
    """Return every register of the specification, by name."""
    said = tomllib.loads(SPECIFICATION.read_text(encoding="utf-8"))
    return {name: _register(name, table) for name, table in said.items()}


def _register(name: str, said: dict[str, Any]) -> Register:
    columns = [Column(**{**each, "values": tuple(each.get("values", ()))}) for each in said["columns"]]
    columns.append(
        Column(WITHDRAWN, "yes_no", "yes takes the entry back; then only the columns that name it are needed")
    )
    return Register(name, said["title"], said["what"], tuple(said["key"]), said["dated"], tuple(columns),
                    said.get("says_when", False), Rhythm(**said.get("due", {})))  # fmt: skip


def template(register: Register) -> str:
    """Return a CSV file that a person can fill in: remarks, then the header, and no row."""
    remarks = [
        f"register: {register.name}",
        f"what: {register.what}",
        f"due: {register.due.words}",
        "Write after covered_to the last day up to which this file is complete, as 2026-10-31. Left empty, it is the "
        "last day in the file. A month that is covered and has no row is a true zero; one that is not covered is missing.",
        "covered_to:",
        *(f"{each.name} ({'needed' if each.needed else 'may be empty'}): {each.words} [{each.how}]"
          for each in register.columns),
    ]  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([f"# {remark}"] for remark in remarks)  # one cell each, so that a spreadsheet shows it whole
    writer.writerow(register.names)
    return text.getvalue()


def write_templates(folder: Path) -> list[Path]:
    """Write the template of every register into a folder and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for register in registers().values():
        path = folder / f"{register.name}.csv"
        path.write_text(template(register), encoding="utf-8", newline="")
        written.append(path)
    return written
