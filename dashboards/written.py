"""Commentary and actions as an editor writes them: one row made a register's file in the inbox, and what lies there read back.

A file goes the way of any other: the `imports` DAG takes it in, the next build shows it. Its name says what it is about and
when it was saved, so no save replaces the file of another; its remark `written_at` says which of two is the newer word.
Who saved it, where somebody signs in, stands in a remark of that file and goes no further: not onto the shelf, not to the board.
"""

from __future__ import annotations

import csv
import fcntl
import glob
import hashlib
import io
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from dashboards import inbox

Row = dict[str, str]  # a register's row as it is written: column -> cell
SAYS = {  # register -> what an editor changes of a row; two rows that agree in these say the same
    "commentary": ("narrative", "learned"),
    "actions": ("action", "owner", "decided_on", "due_on", "closed_on"),
}
SHOWN = {"commentary": ("narrative", "learned", "written_by")}  # of a row that stands, what fills the form
KEYS = {"commentary": ("month", "kpi_id"), "actions": ("action_id",)}
WHOLE = "whole month"  # stands for a KPI in the name of a file about none
LARGEST = 1 << 20  # bytes of a file that is read back: one that was written here has a row
WITHDRAWN = "withdrawn"
HANDLE = re.compile(r"(?<!\w)[@＠]\w")


class Changed(Exception):
    """The text is another than when it was opened; `theirs`: as it waits (None: as it stands by now), `now`: what it says."""

    def __init__(self, theirs: Saved | None, now: tuple[str, ...]) -> None:
        super().__init__("the text changed since it was opened")
        self.theirs, self.now = theirs, now


@dataclass(frozen=True)
class Saved:
    """One row that was handed in, and what became of it."""

    row: Row
    at: datetime  # UTC: saved, or laid in the inbox
    by: str  # who, as the provider names them; "" where nobody signs in
    state: str  # waiting | taken (the next build shows it) | shown (the build knows it) | refused
    reason: str | None = None

    @property
    def is_on_its_way(self) -> bool:
        """Say whether it will stand: neither refused, nor shown or replaced already."""
        return self.state in ("waiting", "taken")


def about(register: str, kpi_id: str | None, month: date) -> str:
    """Return the words of a file's name that say what it is about: actions belong to a measure, comments to its month too."""
    named = kpi_id or WHOLE
    return f"{month:%Y-%m} {named}" if register == "commentary" else named


def says(register: str, row: Row | None) -> tuple[str, ...]:
    """Return what a row says, as it is compared: blanks count once, and one that was taken back says nothing."""
    if row is None or row.get(WITHDRAWN) == "yes":
        return ()
    return tuple(_plain(row.get(column, "")) for column in SAYS[register])


def key(register: str, row: Row) -> tuple[str, ...]:
    """Return what names a row among those of its register."""
    return tuple(row.get(column, "").strip() for column in KEYS[register])


def content(register: str, row: Row, at: datetime, by: str, covered_to: date | None = None) -> bytes:
    """Return the register's own template with one row, and remarks on when it was written and by whom."""
    *remarks, header = template(register).splitlines()
    text = io.StringIO()
    for remark in remarks:
        text.write(
            (f"# covered_to: {covered_to or ''}".rstrip() if remark.startswith("# covered_to:") else remark) + "\n"
        )
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([f"# written_at: {at.isoformat()}"])
    if by:
        writer.writerow([f"# saved_by: {_plain(by)}"])
    names = header.split(",")
    writer.writerow(names)
    writer.writerow([row.get(name, "") for name in names])
    return text.getvalue().encode()


@cache
def template(register: str) -> str:
    """Return a register's template. The dashboard knows no extractor: it asks the command that everybody else uses."""
    command = [sys.executable, "-m", "extractors", "template", register]
    done = subprocess.run(command, cwd=inbox.REPO, capture_output=True, text=True, timeout=inbox.LONGEST_S, check=True)
    return done.stdout


def wrong(name: str, row: Row, file: bytes, organisation_id: str) -> list[tuple[str, str]]:
    """Return what the register would refuse of a row, as (column, what and how to mend); an empty list: nothing."""
    handles = [
        (column, "holds a name after @; leave people and accounts out, or write what they are")
        for column, cell in row.items()
        if HANDLE.search(cell)
    ]
    if handles:
        return handles  # the register would mask them, and what was typed here would lie in the inbox
    said = inbox.look_at(name, file, organisation_id)
    if "why_not" in said:
        return [("", said["why_not"])]
    return [_pair(part) for line in said["refused"] for part in re.sub(r"^.* line \d+: ", "", line).split("; also ")]


def saved(home: Path, organisation_id: str, register: str, what: str, shown: frozenset[str]) -> list[Saved]:
    """Return the rows handed in about something, the newest first. `shown`: the batches that the board file was built from.

    Of what waits every file of the register is read, whoever laid it there; of the rest those that were saved here.
    """
    place, own = home / "inbox", inbox.safe(organisation_id)
    ours = glob.escape(f"{register} {what} ") + "*.csv"
    found = [(path, "waiting") for path in (place / own).glob("*.csv")]
    for where, state in (("done", "taken"), ("refused", "refused")):
        found += [(path, state) for path in (place / where / own).glob(ours)]
    rows = [each for path, state in found for each in _read(path, register, what, state, shown)]
    return sorted(rows, key=lambda each: each.at, reverse=True)


def newest(register: str, rows: list[Saved]) -> dict[tuple[str, ...], Saved]:
    """Return of each entry the newest of the rows, which come newest first."""
    found: dict[tuple[str, ...], Saved] = {}
    for each in rows:
        found.setdefault(key(register, each.row), each)
    return found


def save(
    home: Path, organisation_id: str, register: str, what: str, row: Row, *,
    opened: tuple[str, ...], standing: tuple[str, ...], shown: frozenset[str], file: bytes, at: datetime,
) -> Path:  # fmt: skip
    """Lay a row's file into the inbox, if what was opened is still the last word on it. Raises Changed.

    `opened` and `standing`: what was said when the editor began, and what the board file says now.
    """
    with _held(home / "inbox" / inbox.safe(organisation_id)):
        rows = [each for each in saved(home, organisation_id, register, what, shown) if each.state != "refused"]
        last = newest(register, rows).get(key(register, row))
        theirs = last if last and last.is_on_its_way else None
        now = says(register, theirs.row) if theirs else standing
        if now != opened:
            raise Changed(theirs, now)
        return inbox.hand_in(home, organisation_id, file_name(register, what, at), file)


def file_name(register: str, what: str, at: datetime) -> str:
    """Return a name that no other save has."""
    return f"{register} {what} {at:%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}.csv"


def _read(path: Path, register: str, what: str, state: str, shown: frozenset[str]) -> Iterator[Saved]:
    """Yield the rows of a file that are about `what`; none of a file of something else, or one that has gone meanwhile."""
    try:
        if path.stat().st_size > LARGEST:
            return
        raw, laid = path.read_bytes(), path.stat().st_mtime
    except FileNotFoundError:
        return
    lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig", errors="replace"))))
    remarks = [line[0].lstrip("# ") for line in lines if line and line[0].startswith("#")]
    said = {name.strip(): value.strip() for name, _, value in (remark.partition(":") for remark in remarks)}
    if said.get("register") != register:
        return
    if state == "taken" and f"file_{hashlib.sha256(raw).hexdigest()[:16]}" in shown:
        state = "shown"
    why = path.with_name(path.name + ".txt")
    reason = (
        why.read_text(encoding="utf-8").replace(f"{path.name}: ", "").strip()
        if state == "refused" and why.exists()
        else None
    )
    header, *rows = [line for line in lines if line and not line[0].startswith("#")] or [[]]
    for cells in rows:
        row = dict(zip(header, cells, strict=False))
        named = row.get("month", "")[:7], row.get("kpi_id", "").strip() or WHOLE
        if what == (f"{named[0]} {named[1]}" if register == "commentary" else named[1]):
            yield Saved(row, _moment(said.get("written_at", ""), laid), said.get("saved_by", ""), state, reason)


def _moment(text: str, laid: float) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return datetime.fromtimestamp(laid, UTC)


def _pair(part: str) -> tuple[str, str]:
    name, colon, what = part.partition(": ")
    return (name, what) if colon else ("", part)


def _plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Keep another save out between looking and laying down; the inbox leaves files alone that begin with a dot."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".saving").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
