"""The shelf: pages as received (less personal data), batches of rows, verdicts on them, quarantine.

    pages/platform=P/account=A/<batch>/<number>-<kind>.json.gz
    batches/<table>/platform=P/account=A/<batch>.parquet
    verdicts/<table>/platform=P/account=A/<batch>.json      what checks/ said of exactly those bytes
    quarantine/<table>/platform=P/account=A/<batch>.parquet  refused, its verdict beside it
    confirmed/, news/                                        what is gone from the platforms, and what is not (gone.py)

A batch is one account, one window, one day of looking; writing it again replaces it. Its `extracts` file is written
last and is what makes the batch exist: a run killed half-way leaves nothing that anybody reads. The shelf may stand in a
bucket (storage/): the names are the same, so that one can be copied to the other.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import urllib.parse
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors import columns
from extractors.as_json import json_of, read_json
from extractors.reached import ASKED, Reached, begin, note
from extractors.records import ROWS, SCHEMAS, Account, Counts, Extract, Page, Reading, Row
from extractors.tombstones import Buried, kept_of, page_of
from storage import place as storage
from storage.place import write_whole

ROWS_A_CHUNK = 2_000  # of one table, Counts as one; what a writer needs for one is most of what an extract needs
TABLES = ("posts", "interactions", "readings", "entries", "extracts")  # extracts last: it commits the batch
KEY_OF: dict[str, Callable[[Any], Any]] = {name: attrgetter(*vars(shape)["KEY"]) for name, shape in ROWS.items()}
KEY_OF["readings"] = attrgetter(*Counts.KEY)  # under it stand the fields seen
OF_A_PLATFORM = tuple(each for each in TABLES if each != "entries")  # what a whole batch of a platform holds


def batch_id_for(since: date, until: date, observed_on: date) -> str:
    """Name the batch of one window [since, until) as it looked on one day."""
    return f"{observed_on:%Y%m%d}_{since:%Y%m%d}_{until:%Y%m%d}"


def named_by_bytes(sha256: str) -> str:
    """Name the batch of a file by its bytes: the same file again is the same batch."""
    return "file_" + sha256[:16]


@dataclass(frozen=True)
class Batch:
    """One Parquet file on the shelf."""

    table: str
    platform: str
    account_id: str
    batch_id: str
    path: Path

    def sha256(self) -> str:
        """Return the hex digest of the file's bytes."""
        with open(self.path, "rb") as file:  # of a place in a bucket, the copy on this machine
            return hashlib.file_digest(file, "sha256").hexdigest()

    def rows(self) -> int:
        """Return how many rows the file holds."""
        return int(pq.read_metadata(self.path).num_rows)


class Landing:
    """The shelf under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._has_looked = False  # at the verdicts, all at once

    def open_batch(
        self, account: Account, batch_id: str, gone: Buried | None = None, reached: Reached | None = None
    ) -> BatchWriter:
        """Open a batch for writing; it appears, whole, when the `with` block ends without an error.

        What is `gone` from its platform (tombstones.buried) does not come in with it. With `reached`, a run killed
        half-way leaves its pages for the next one to go on from.
        """
        return BatchWriter(self, account, batch_id, gone, reached)

    def reached(self, account: Account, batch_id: str, observed_at: datetime) -> Reached:
        """Return what a killed run of this batch had kept; from then on it is this run's."""
        return Reached(_unfinished_pages(self._pages(account, batch_id)), observed_at)

    def batches(self, platform: str | None = None, table: str | None = None) -> list[Batch]:
        """List the batches that exist (their extracts file is there), in a stable order."""
        found = []
        asked = TABLES if table is None else (table,)
        there = {each: self._there(each) for each in {*asked, "extracts"}}  # a listing a table, not a look a file
        for commit in sorted(there["extracts"]):
            of_platform, account_id = parts_of(commit)
            if platform not in (None, of_platform):
                continue
            for each in asked:
                path = self._path("batches", each, of_platform, account_id, commit.stem, "parquet")
                if path in there[each]:
                    found.append(Batch(each, of_platform, account_id, commit.stem, path))
        return found

    def remove(self, account: Account, batch_id: str) -> None:
        """Take a batch off the shelf, its pages and verdicts with it; nothing happens if there is none."""
        for table in reversed(TABLES):  # extracts first: from then on the batch does not exist
            for place, ending in (
                ("batches", "parquet"),
                ("batches", "unfinished"),  # of a process that was killed while it wrote just this
                ("verdicts", "json"),
                ("quarantine", "parquet"),
                ("quarantine", "json"),
            ):
                path = self._path(place, table, account.platform, account.account_id, batch_id, ending)
                for each in {path, storage.local(path)}:
                    each.unlink(missing_ok=True)
        for pages in (self._pages(account, batch_id), _unfinished_pages(self._pages(account, batch_id))):
            storage.remove_tree(pages, ignore_errors=True)

    def report(self, account: Account, batch_id: str) -> list[dict[str, Any]]:
        """Return the report of a batch as records.Extract's columns, one row a subject; none where there is no batch."""
        path = self._path("batches", "extracts", account.platform, account.account_id, batch_id, "parquet")
        return columns.rows(columns.read(path)) if path.exists() else []

    def restate(self, account: Account, row: Extract) -> None:
        """Put a later word on one subject into the report of a batch that exists: the rows are long on the shelf."""
        path = self._path("batches", "extracts", account.platform, account.account_id, row.batch_id, "parquet")
        rows = [each for each in self.report(account, row.batch_id) if each["subject"] != row.subject] + [vars(row)]
        content = pa.BufferOutputStream()
        said = columns.table(SCHEMAS["extracts"], lambda name: [each[name] for each in rows])
        pq.write_table(said, content, compression="zstd")
        write_whole(path, content.getvalue().to_pybytes())

    def pages(self, account: Account, batch_id: str) -> Iterator[Page]:
        """Yield the kept pages of a batch in the order they came: parse() can be run on them again."""
        for path in sorted(self._pages(account, batch_id).glob("*.json.gz")):
            kept = read_json(gzip.decompress(path.read_bytes()))
            yield Page(kept["kind"], kept["body"], kept["asked"])

    def verdict(self, batch: Batch) -> dict[str, Any] | None:
        """Return what the checks said of exactly these bytes, or None if they have not seen them."""
        path = self._path("verdicts", batch.table, batch.platform, batch.account_id, batch.batch_id, "json")
        if not self._has_looked:
            storage.look(self.root / "verdicts")
            self._has_looked = True
        try:
            verdict: dict[str, Any] = json.loads(path.read_text())
        except FileNotFoundError:
            return None
        return verdict if verdict["sha256"] == batch.sha256() else None

    def verdicts(self) -> Iterator[dict[str, Any]]:
        """Yield every verdict on the shelf, of refused batches too."""
        for place in ("verdicts", "quarantine"):
            for path in sorted((self.root / place).glob("*/platform=*/account=*/*.json")):
                yield json.loads(path.read_text())

    def settle(self, batch: Batch, verdict: dict[str, Any]) -> None:
        """Write the verdict beside the batch; a refused batch moves to quarantine, its reason with it.

        `verdict` holds accepted (bool), checked_at (ISO time) and results (a list of check results).
        """
        words = {"table": batch.table, "platform": batch.platform, "account_id": batch.account_id,
                 "batch_id": batch.batch_id, "sha256": batch.sha256(), **verdict}  # fmt: skip
        accepted = bool(verdict["accepted"])
        where, other = ("verdicts", "quarantine") if accepted else ("quarantine", "verdicts")
        path = self._path(where, batch.table, batch.platform, batch.account_id, batch.batch_id, "json")
        write_whole(path, json.dumps(words, indent=1, default=str).encode())
        for stale in ("json", "parquet"):  # an earlier try of the same batch
            self._path(other, batch.table, batch.platform, batch.account_id, batch.batch_id, stale).unlink(
                missing_ok=True
            )
        if not accepted:
            storage.move(batch.path, path.with_suffix(".parquet"))

    def _there(self, table: str) -> set[Path]:
        return set((self.root / "batches" / table).glob("platform=*/account=*/*.parquet"))

    def _path(self, place: str, table: str, platform: str, account_id: str, batch_id: str, ending: str) -> Path:
        return self.root / place / table / account_folder(platform, account_id) / f"{batch_id}.{ending}"

    def _pages(self, account: Account, batch_id: str) -> Path:
        return self.root / "pages" / account_folder(account.platform, account.account_id) / batch_id


class BatchWriter:
    """Rows and pages of one batch on their way to the shelf. Memory does not grow with the number of rows kept."""

    def __init__(
        self,
        landing: Landing,
        account: Account,
        batch_id: str,
        gone: Buried | None = None,
        reached: Reached | None = None,
    ) -> None:
        self.landing, self.account, self.batch_id, self.gone = landing, account, batch_id, gone
        self.reached = reached
        self.left_out: dict[str, set[int]] = {"posts": set(), "interactions": set()}  # gone from the platform
        self.pages = 0
        self.bytes = 0
        self._chunks: dict[str, list[Row]] = {table: [] for table in TABLES}
        self._files: dict[str, pq.ParquetWriter] = {}
        self._seen: dict[str, set[int]] = {table: set() for table in TABLES}
        self._fields: dict[int, tuple[str, ...]] = {}  # of readings: those seen under a key
        self.counts = dict.fromkeys(TABLES, 0)  # how many rows of each table were taken so far

    def __enter__(self) -> BatchWriter:
        for table in TABLES:
            path = self._unfinished(table)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._files[table] = pq.ParquetWriter(path, SCHEMAS[table], compression="zstd")
        shutil.rmtree(self._new_pages(), ignore_errors=True)
        self._new_pages().mkdir(parents=True)
        if self.reached:
            begin(self._new_pages(), self.reached.observed_at)
        return self

    def keep(self, page: Page, question: str | None = None) -> None:
        """Keep one page (personal data already taken out) as it was received; `question`: what it can answer again."""
        whole = {"kind": page.kind, "asked": page.asked, "body": page.body}
        if self.gone is not None:
            whole = page_of(whole, self.account.platform, self.gone)
        body = json_of(whole)
        path = self._new_pages() / f"{self.pages:06d}-{page.kind}.json.gz"
        path.write_bytes(gzip.compress(body, compresslevel=1, mtime=0))
        if self.reached and question:
            note(self._new_pages(), path.name, question)
        self.pages += 1
        self.bytes += len(body)

    def add(self, row: Row) -> bool:
        """Add one row, as add_all does; say whether it was taken."""
        return bool(self.add_all((row,)))

    def add_all(self, rows: Iterable[Row]) -> list[Row]:
        """Add rows and return those taken: not one whose key is known, for platforms repeat items across pages.

        Nor one of a thing that is gone from its platform; `left_out` counts these.
        """
        taken = []
        for row in rows if self.gone is None else self._without_gone(rows, self.gone):
            name, key = row.TABLE, hash(KEY_OF[row.TABLE](row))
            if isinstance(row, Counts | Reading):
                known = self._fields.get(key, ())
                if known and not set(known).isdisjoint(row.fields):
                    left = _without(row, known)
                    if left is None:
                        continue
                    row = left
                self._fields[key] = known + row.fields
                self.counts[name] += len(row.fields)
            elif key in self._seen[name]:
                continue
            else:
                self._seen[name].add(key)
                self.counts[name] += 1
            taken.append(row)
            chunk = self._chunks[name]
            chunk.append(row)
            if len(chunk) >= ROWS_A_CHUNK:
                self._flush(name)
        return taken

    def _without_gone(self, rows: Iterable[Row], gone: Buried) -> Iterator[Row]:
        for row in rows:
            kept = kept_of(row, gone)
            if kept is None:
                what = "interactions" if row.TABLE == "interactions" else "posts"
                self.left_out[what].add(hash(getattr(row, "subject_id" if row.TABLE == "readings" else row.KEY[-1])))
            else:
                yield kept

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for table in TABLES:
            if kind is None:
                self._flush(table)
            self._files[table].close()
        if kind is not None:
            for table in TABLES:
                self._unfinished(table).unlink(missing_ok=True)
            shutil.rmtree(self._new_pages(), ignore_errors=True)
            self._forget_reached()
            return
        # An empty file of a platform says that nothing came; a register has no posts, and a platform no entries.
        own = ("entries", "extracts") if self.account.platform == "register" else OF_A_PLATFORM
        kept = [table for table in TABLES if table in own or self.counts[table]]
        # All that takes time and can fail comes first: until it is done, an earlier batch of this name stands untouched.
        pages = sorted(self._new_pages().glob("*.json.gz"))
        storage.stage_all(pages, self.landing._pages(self.account, self.batch_id))
        for table in kept:
            storage.stage(self._final(table))
        self._final("extracts").unlink(missing_ok=True)  # from here to the last rename the batch does not exist
        for table in TABLES:
            if table == "extracts":
                self._swap_pages()
            if table in kept:
                storage.settle(self._final(table), is_staged=True)
            else:
                self._unfinished(table).unlink()
        self._forget_reached()

    def _forget_reached(self) -> None:
        if self.reached:
            self.reached.forget()

    def _swap_pages(self) -> None:
        (self._new_pages() / ASKED).unlink(missing_ok=True)
        storage.settle_folder(self._new_pages(), self.landing._pages(self.account, self.batch_id))

    def _flush(self, table: str) -> None:
        if self._chunks[table]:
            rows = self._chunks[table]

            def values_of(name: str) -> list[Any]:
                return [self.batch_id] * len(rows) if name == "batch_id" else list(map(attrgetter(name), rows))

            several = {"field": "fields", "value": "values"} if table == "readings" else {}
            self._files[table].write_table(columns.table(SCHEMAS[table], values_of, several))
            self._chunks[table] = []

    def _final(self, table: str) -> Path:
        account = self.account
        return self.landing._path("batches", table, account.platform, account.account_id, self.batch_id, "parquet")

    def _unfinished(self, table: str) -> Path:
        return storage.draft(self._final(table))

    def _new_pages(self) -> Path:
        return _unfinished_pages(self.landing._pages(self.account, self.batch_id))


def _without(row: Counts | Reading, known: Iterable[str]) -> Counts | Reading | None:
    """Return a row without the fields that are known; None where nothing is left of it."""
    left = {name: value for name, value in zip(row.fields, row.values, strict=True) if name not in known}
    if isinstance(row, Reading) or not left:
        return None
    return replace(row, fields=tuple(left), values=list(left.values()))


def _unfinished_pages(kept: Path) -> Path:
    return storage.local(kept.with_name(kept.name + ".unfinished"))


def account_folder(platform: str, account_id: str) -> Path:
    """Return the part of a path on the shelf that names one account."""
    return Path(f"platform={platform}") / f"account={urllib.parse.quote(account_id, safe='-_.~')}"


def parts_of(path: Path) -> tuple[str, str]:
    """Return the platform and account of a file on the shelf."""
    platform = path.parent.parent.name.removeprefix("platform=")
    account = path.parent.name.removeprefix("account=")
    return platform, urllib.parse.unquote(account)


assert set(ROWS) == set(SCHEMAS) == set(TABLES)
