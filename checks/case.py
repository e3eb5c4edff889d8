"""One file of rows, what it says of itself, and the earlier accepted files it is compared with."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from checks.files import Files
from checks.known_days import Days
from extractors.landing import Batch, Landing
from extractors.records import LATER, SCHEMAS

LONG_AGO = pd.Timestamp(0, tz="UTC")
WEEKS = 9  # how far back a batch is compared; what lies further back is one more file


def beside(path: Path, table: str) -> Path:
    """Return the file of another table of the same batch."""
    root = path.parents[3]
    return root / table / path.relative_to(root).relative_to(path.parents[2].name)


def window_of(extracts: pd.DataFrame, subject: str) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return [since, until) of a subject as midnights in UTC, None where nothing was covered."""
    columns = (extracts[name] for name in ("subject", "outcome", "since", "until"))
    for of, outcome, since, until in zip(*columns, strict=True):
        if of == subject and outcome in ("ok", "partial") and not (pd.isna(since) or pd.isna(until)):
            return since.tz_localize("UTC"), until.tz_localize("UTC")
    return None


def lacks(rows: pd.DataFrame, required: Iterable[str]) -> pd.Series[str]:
    """Name for each row the required cells that are empty; unknown (null) where none is."""
    lacking = pd.Series("", index=rows.index, dtype="str")
    for name in required:
        is_empty = rows[name].isna() | rows[name].eq("").fillna(False).astype(bool)
        if is_empty.any():
            lacking = lacking.mask(is_empty, lacking + " " + name)
    return lacking.str.strip().replace("", None)


def hours_outside(moments: pd.Series[Any], window: tuple[pd.Timestamp, pd.Timestamp] | None) -> pd.Series[float]:
    """Return how many hours each moment lies before or after [since, until): 0 inside, unknown without a window."""
    if window is None or moments.empty:
        return pd.Series(math.nan, index=moments.index, dtype="float64")
    since, until = window
    early = (since - moments).dt.total_seconds() / 3600
    late = (moments - until).dt.total_seconds() / 3600 + 1e-6  # `until` itself is outside
    return pd.concat([early, late], axis=1).max(axis=1).clip(lower=0)


@dataclass(frozen=True)
class Case:
    """One file of rows and all that a check may know about it."""

    batch: Batch
    extracts: pd.DataFrame  # the batch's own account of itself, one row a subject
    earlier: list[Path]  # files of the same table, newest first
    files: Files = field(default_factory=Files)
    days: Days = field(default_factory=Days)

    def rows(self, table: str | None = None, columns: list[str] | None = None) -> pd.DataFrame:
        """Return the rows of this batch, of this table or another; none if the other was refused."""
        path = beside(self.batch.path, table or self.batch.table)
        return self.files.frame(path, columns) if self.files.exists(path) else pd.DataFrame(columns=columns)

    def had_rows(self) -> bool:
        """Tell whether any of the earlier files holds a row."""
        return any(self.files.count(path) for path in self.earlier)

    def is_marked(self, day: date) -> bool:
        """Tell whether something is known to have been wrong with this account on a day."""
        return self.days.is_marked(self.batch.platform, self.batch.account_id, day)

    def count(self, table: str, subject_kind: str | None = None) -> int | None:
        """Return how many rows the batch has in a table (of readings: of one kind of subject), None if none can be read.

        A file that was refused, is gone or is damaged has no count; its own checks speak of it.
        """
        path = beside(self.batch.path, table)
        try:
            if subject_kind is None:
                return self.files.count(path)
            kinds = self.files.table(path, ["subject_kind"])["subject_kind"]
        except (FileNotFoundError, pa.ArrowInvalid):
            return None
        return int(pc.sum(pc.equal(kinds, subject_kind)).as_py() or 0)

    def stated(self, subject: str) -> Any:
        """Return how many rows the extract of a subject says it made, None where that cannot be compared with the files.

        A file somebody exported is counted before repeats are passed over; what was not read counts nothing.
        """
        was_read = self.asked(subject, "outcome") in ("ok", "partial")
        return self.asked(subject, "rows") if was_read and not self.is_file else None

    def is_of_this_batch(self, rows: pd.DataFrame) -> pd.Series[bool]:
        """Tell for each row whether it names the platform, account and batch of the file it is in."""
        batch = self.batch
        own = {"platform": batch.platform, "account_id": batch.account_id, "batch_id": batch.batch_id}
        named = [rows[name].eq(value).fillna(False).astype(bool) for name, value in own.items()]
        return pd.concat(named, axis=1).all(axis=1)

    def asked(self, subject: str, name: str) -> Any:
        """Return one cell of the extracts row of a subject, None if there is no such row."""
        pairs = zip(self.extracts["subject"], self.extracts[name], strict=True)
        return next((said for of, said in pairs if of == subject), None)

    @property
    def is_file(self) -> bool:
        """Tell whether the rows came from a file and not from an interface."""
        return bool(self.extracts["source"].isin(["export", "register"]).any())

    @property
    def observed_at(self) -> pd.Timestamp:
        """Return the moment of looking."""
        return self.extracts["observed_at"].max()


class History:
    """The accepted batches on the shelf, by table and account; what was read of them is kept for the run."""

    def __init__(
        self, landing: Landing, batches: list[Batch], files: Files | None = None, days: Days | None = None
    ) -> None:
        """Take the shelf, the batches on it, how they are read, and what is known of days."""
        self.files, self.days = files or Files(), days or Days()
        self._landing = landing
        self._extracts: dict[Path, pd.DataFrame] = {}
        self._families: dict[tuple[str, str, str], list[Batch]] = {}
        for batch in batches:
            self._families.setdefault((batch.table, batch.platform, batch.account_id), []).append(batch)

    def extracts(self, path: Path) -> pd.DataFrame:
        """Return the extracts rows of the batch a file belongs to; none if they are not in the shape of records.py."""
        own = beside(path, "extracts")
        if own not in self._extracts:
            try:
                found = set(pq.read_schema(own))
                is_sound = found <= set(SCHEMAS["extracts"]) and {
                    each.name for each in set(SCHEMAS["extracts"]) - found
                } <= set(LATER["extracts"])
            except pa.ArrowInvalid:
                is_sound = False
            empty: pd.DataFrame = SCHEMAS["extracts"].empty_table().to_pandas(date_as_object=False)
            self._extracts[own] = self.files.frame(own) if is_sound else empty
        return self._extracts[own]

    def case(self, batch: Batch) -> Case:
        """Return a batch with everything a check may know about it."""
        return Case(batch, self.extracts(batch.path), self.earlier(batch), self.files, self.days)

    def seen(self, path: Path) -> pd.Timestamp:
        """Return the moment of looking of a file's batch; long ago if it does not say."""
        return self.files.once(path, "seen at", self._seen_at)

    def has(self, batch: Batch) -> bool:
        """Tell whether a batch is still on the shelf, or was refused in this run."""
        return batch.path.exists() and beside(batch.path, "extracts").exists()

    def seen_at(self, batch: Batch) -> pd.Timestamp:
        """Return the moment of looking; long ago if the batch does not say."""
        return self.seen(batch.path)

    def _seen_at(self, path: Path) -> pd.Timestamp:
        seen_at: pd.Timestamp = self.extracts(path)["observed_at"].max()
        return LONG_AGO if pd.isna(seen_at) else seen_at

    def _kind(self, path: Path) -> tuple[str, str]:
        return self.files.once(path, "kind", lambda path: _kind(self.extracts(path)))

    def earlier(self, batch: Batch) -> list[Path]:
        """Return up to ten accepted files of the same source, newest first: the last of each week and one more.

        One that was looked at on a marked day says nothing of what is usual, and is passed over.
        """
        here = (self.seen_at(batch), batch.batch_id)
        weeks: dict[int, Path] = {}
        family = self._families[batch.table, batch.platform, batch.account_id]
        present = [(self._seen_on(other), other) for other in family if self.has(other)]
        for seen_on, other in sorted(present, key=lambda pair: pair[0], reverse=True):
            days = (here[0].date() - seen_on).days
            week = min(days // 7, WEEKS)
            if days < 0 or week in weeks or (self.seen_at(other), other.batch_id) >= here:
                continue
            if self.days.is_marked(batch.platform, batch.account_id, seen_on):
                continue
            if self._kind(other.path) == self._kind(batch.path) and self._is_accepted(other):
                weeks[week] = other.path
        return list(weeks.values())

    def _is_accepted(self, batch: Batch) -> bool:
        verdict = self._landing.verdict(batch)
        return verdict is not None and bool(verdict["accepted"])

    def _seen_on(self, batch: Batch) -> date:
        """Return the day of looking: a batch of an interface has it in its name, a file's only in its rows."""
        try:
            return datetime.strptime(batch.batch_id[:8], "%Y%m%d").date()
        except ValueError:
            seen_on: date = self.seen_at(batch).date()
            return seen_on


def _kind(extracts: pd.DataFrame) -> tuple[str, str]:
    """Return what may be compared: the source and, of files, the vintage, for each family has columns of its own."""
    if extracts.empty:
        return "", ""
    first = extracts.iloc[0]
    return str(first["source"]), str(first["vintage"]) if first["source"] == "export" else ""
