"""A batch written again with fewer rows: its own account of itself stays true, whenever the machine stops."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extractors.columns import read
from extractors.landing import TABLES, parts_of
from extractors.tombstones import reasons
from storage import place as storage
from storage.place import write_whole

LONDON = ZoneInfo("Europe/London")
IDS = {"posts": "post_id", "interactions": "interaction_id", "readings": "subject_id"}
Take = Callable[[str, pa.Table], tuple[pa.Table, Iterable[str]]]


@dataclass(frozen=True)
class Whole:
    """The files of one batch, refused ones too."""

    platform: str
    account_id: str
    batch_id: str
    files: dict[str, Path]  # by table

    @property
    def account_of_itself(self) -> list[dict[str, Any]]:
        """Return its extracts rows."""
        rows: list[dict[str, Any]] = read(self.files["extracts"]).to_pylist() if "extracts" in self.files else []
        return rows


def month_of(moment: datetime) -> date:
    """Return the first day of the month a moment is of, by the clock in London as in the models."""
    return moment.astimezone(LONDON).date().replace(day=1)


def wholes(root: Path, platform: str = "*") -> Iterator[Whole]:
    """Yield every batch on the shelf at `root`, accepted, waiting or refused, in a stable order."""
    found: dict[tuple[str, str, str], dict[str, Path]] = {}
    for place in ("batches", "quarantine"):
        for path in sorted((root / place).glob(f"*/platform={platform}/account=*/*.parquet")):
            table = path.relative_to(root / place).parts[0]
            if table in TABLES:
                found.setdefault((*parts_of(path), path.stem), {})[table] = path
    for key, files in sorted(found.items()):
        yield Whole(*key, files)


def write_again(whole: Whole, take: Take, why: str) -> dict[str, int]:
    """Write a batch again as `take` leaves each of its tables; return how many things went, by subject.

    take(table, rows) returns the rows to keep and a name for each thing of ours or of the public's that went. A note
    beside the extracts file says what has gone so far, so that a run that was killed is finished with the same counts.
    """
    note = _note(whole)
    begun: dict[str, Any] = json.loads(note.read_text()) if note is not None and note.exists() else {}
    rest: dict[str, pa.Table] = {}
    went = {subject: set(begun.get(subject, ())) for subject in ("posts", "interactions")}
    for table, path in whole.files.items():
        if table == "extracts":
            continue
        before = read(path)
        after, names = take(table, before)
        went["interactions" if table == "interactions" else "posts"].update(names)
        if after is not before:
            rest[table] = after
    if not rest and not begun:
        return {}
    if note is not None and any(went.values()):
        said = {row["subject"]: [row["dropped"], row["dropped_why"]] for row in whole.account_of_itself}
        kept = {subject: sorted(names) for subject, names in went.items()} | {"before": begun.get("before", said)}
        write_whole(note, json.dumps(kept).encode())
    for table, rows in rest.items():
        _write(whole.files[table], rows)
    if note is not None and note.exists():
        _account_again(whole, json.loads(note.read_text()), why)
        note.unlink()
    return {subject: len(names) for subject, names in went.items() if names}


def _note(whole: Whole) -> Path | None:
    path = whole.files.get("extracts")
    return path.with_suffix(".rewriting") if path else None


def _account_again(whole: Whole, note: dict[str, Any], why: str) -> None:
    table = read(whole.files["extracts"])
    rows = table.to_pylist()
    is_file = any(row["source"] == "export" for row in rows)
    for row in rows:
        if note.get(row["subject"]) and row["outcome"] in ("ok", "partial"):
            row["rows"] = _rows_of(whole, row["subject"], is_file, row["rows"])
        # of a file it is said once, with the posts
        subjects = ("posts", "interactions") if is_file and row["subject"] == "posts" else (row["subject"],)
        more = 0 if is_file and row["subject"] != "posts" else sum(len(note.get(each, ())) for each in subjects)
        if more:
            dropped, reason = note["before"][row["subject"]]
            row["dropped"], row["dropped_why"] = (dropped or 0) + more, reasons(reason, why, more)
    _write(whole.files["extracts"], pa.Table.from_pylist(rows, schema=table.schema))


def _rows_of(whole: Whole, subject: str, is_file: bool, stated: int) -> int:
    if subject not in whole.files:
        return stated
    rows = int(pq.read_metadata(whole.files[subject]).num_rows)
    if subject == "posts" and not is_file and "readings" in whole.files:
        rows += pc.sum(pc.equal(read(whole.files["readings"], ["subject_kind"])["subject_kind"], "post")).as_py() or 0
    return rows


def _write(path: Path, rows: pa.Table) -> None:
    pq.write_table(rows, storage.draft(path), compression="zstd")
    storage.settle(path)
