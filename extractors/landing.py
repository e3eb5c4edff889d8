"""The shelf: pages as received (less personal data), batches of rows, verdicts on them, quarantine.

    pages/platform=P/account=A/<batch>/<number>-<kind>.json.gz
    batches/<table>/platform=P/account=A/<batch>.parquet
    verdicts/<table>/platform=P/account=A/<batch>.json      what checks/ said of exactly those bytes
    quarantine/<table>/platform=P/account=A/<batch>.parquet  refused, its verdict beside it
    confirmed/, news/                                        what is gone from the platforms, and what is not (gone.py)

A batch is one account, one window, one day of looking; writing it again replaces it. Its `extracts` file is written
last and is what makes the batch exist: a run killed half-way leaves nothing that anybody reads.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from types import TracebackType
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.reached import ASKED, Reached, begin, note
from extractors.records import ROWS, SCHEMAS, Account, Extract, Page, Row
from extractors.tombstones import Buried, kept_of, page_of

ROWS_A_CHUNK = 20_000
TABLES = ("posts", "interactions", "readings", "entries", "extracts")  # extracts last: it commits the batch
KEY_OF = {table: attrgetter(*vars(shape)["KEY"]) for table, shape in ROWS.items()}
OF_A_PLATFORM = tuple(table for table in TABLES if table != "entries")  # what a whole batch of a platform holds


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
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def rows(self) -> int:
        """Return how many rows the file holds."""
        return int(pq.read_metadata(self.path).num_rows)


class Landing:
    """The shelf under one folder."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)

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
        for commit in sorted((self.root / "batches" / "extracts").glob("platform=*/account=*/*.parquet")):
            of_platform, account_id = parts_of(commit)
            if platform not in (None, of_platform):
                continue
            for each in TABLES if table is None else (table,):
                path = self._path("batches", each, of_platform, account_id, commit.stem, "parquet")
                if path.exists():
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
                self._path(place, table, account.platform, account.account_id, batch_id, ending).unlink(missing_ok=True)
        for pages in (self._pages(account, batch_id), _unfinished_pages(self._pages(account, batch_id))):
            shutil.rmtree(pages, ignore_errors=True)

    def report(self, account: Account, batch_id: str) -> list[dict[str, Any]]:
        """Return the report of a batch as records.Extract's columns, one row a subject; none where there is no batch."""
        path = self._path("batches", "extracts", account.platform, account.account_id, batch_id, "parquet")
        return pq.read_table(path, partitioning=None).to_pylist() if path.exists() else []

    def restate(self, account: Account, row: Extract) -> None:
        """Put a later word on one subject into the report of a batch that exists: the rows are long on the shelf."""
        path = self._path("batches", "extracts", account.platform, account.account_id, row.batch_id, "parquet")
        others = [each for each in self.report(account, row.batch_id) if each["subject"] != row.subject]
        content = pa.BufferOutputStream()
        pq.write_table(
            pa.Table.from_pylist([*others, vars(row)], schema=SCHEMAS["extracts"]), content, compression="zstd"
        )
        write_whole(path, content.getvalue().to_pybytes())

    def pages(self, account: Account, batch_id: str) -> Iterator[Page]:
        """Yield the kept pages of a batch in the order they came: parse() can be run on them again."""
        for path in sorted(self._pages(account, batch_id).glob("*.json.gz")):
            kept = json.loads(gzip.decompress(path.read_bytes()))
            yield Page(kept["kind"], kept["body"], kept["asked"])

    def verdict(self, batch: Batch) -> dict[str, Any] | None:
        """Return what the checks said of exactly these bytes, or None if they have not seen them."""
        path = self._path("verdicts", batch.table, batch.platform, batch.account_id, batch.batch_id, "json")
        if not path.exists():
            return None
        verdict: dict[str, Any] = json.loads(path.read_text())
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
            os.replace(batch.path, path.with_suffix(".parquet"))

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
        self.counts = dict.fromkeys(TABLES, 0)
        self.pages = 0
        self.bytes = 0
        self._chunks: dict[str, list[Row]] = {table: [] for table in TABLES}
        self._files: dict[str, pq.ParquetWriter] = {}
        self._seen: dict[str, set[int]] = {table: set() for table in TABLES}

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
        body = json.dumps(whole, ensure_ascii=False).encode()
        path = self._new_pages() / f"{self.pages:06d}-{page.kind}.json.gz"
        path.write_bytes(gzip.compress(body, compresslevel=1, mtime=0))
        if self.reached and question:
            note(self._new_pages(), path.name, question)
        self.pages += 1
        self.bytes += len(body)

    def add(self, row: Row) -> bool:
        """Add one row; False, and it is passed over, if its key is known: platforms repeat items across pages.

        So is one of a thing that is gone from its platform; `left_out` counts these.
        """
        table = row.TABLE
        if self.gone is not None:
            kept = kept_of(row, self.gone)
            if kept is None:
                what = "interactions" if table == "interactions" else "posts"
                self.left_out[what].add(hash(getattr(row, "subject_id" if table == "readings" else row.KEY[-1])))
                return False
            row = kept
        key = hash(KEY_OF[table](row))
        if key in self._seen[table]:
            return False
        self._seen[table].add(key)
        self._chunks[table].append(row)
        self.counts[table] += 1
        if len(self._chunks[table]) >= ROWS_A_CHUNK:
            self._flush(table)
        return True

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
        self._final("extracts").unlink(missing_ok=True)  # from here to the last rename the batch does not exist
        # An empty file of a platform says that nothing came; a register has no posts, and a platform no entries.
        own = ("entries", "extracts") if self.account.platform == "register" else OF_A_PLATFORM
        for table in TABLES:
            if table == "extracts":
                self._swap_pages()
            if table in own or self.counts[table]:
                os.replace(self._unfinished(table), self._final(table))
            else:
                self._unfinished(table).unlink()
        self._forget_reached()

    def _forget_reached(self) -> None:
        if self.reached:
            self.reached.forget()

    def _swap_pages(self) -> None:
        kept = self.landing._pages(self.account, self.batch_id)
        shutil.rmtree(kept, ignore_errors=True)
        (self._new_pages() / ASKED).unlink(missing_ok=True)
        os.replace(self._new_pages(), kept)

    def _flush(self, table: str) -> None:
        if self._chunks[table]:
            rows, schema = self._chunks[table], SCHEMAS[table]
            columns = [
                pa.repeat(pa.scalar(self.batch_id), len(rows))
                if each.name == "batch_id"
                else pa.array(map(attrgetter(each.name), rows), each.type, size=len(rows))
                for each in schema
            ]
            self._files[table].write_table(pa.Table.from_arrays(columns, schema=schema))
            self._chunks[table] = []

    def _final(self, table: str) -> Path:
        account = self.account
        return self.landing._path("batches", table, account.platform, account.account_id, self.batch_id, "parquet")

    def _unfinished(self, table: str) -> Path:
        return self._final(table).with_suffix(".unfinished")

    def _new_pages(self) -> Path:
        return _unfinished_pages(self.landing._pages(self.account, self.batch_id))


def _unfinished_pages(kept: Path) -> Path:
    return kept.with_name(kept.name + ".unfinished")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + ".unfinished")
    beside.write_bytes(content)
    os.replace(beside, path)


def account_folder(platform: str, account_id: str) -> Path:
    """Return the part of a path on the shelf that names one account."""
    return Path(f"platform={platform}") / f"account={urllib.parse.quote(account_id, safe='-_.~')}"


def parts_of(path: Path) -> tuple[str, str]:
    """Return the platform and account of a file on the shelf."""
    platform = path.parent.parent.name.removeprefix("platform=")
    account = path.parent.name.removeprefix("account=")
    return platform, urllib.parse.unquote(account)


assert set(ROWS) == set(SCHEMAS) == set(TABLES)
