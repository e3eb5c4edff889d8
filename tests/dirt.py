"""Dirt to be put on a shelf: what a batch says is changed behind landing's back, or a batch is added that should not be."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors.landing import Batch, Landing
from extractors.records import SCHEMAS, Account, Extract, Post, Reading

Rows = list[dict[str, Any]]


class Channel:
    """One account's newest batch on a shelf."""

    def __init__(self, home: Path, organisation_id: str, platform: str, account_id: str) -> None:
        self.landing = Landing(home / "landing")
        self.account = Account(organisation_id, platform, account_id)

    def batch(self, table: str) -> Batch:
        """Return the channel's one file of a table."""
        own = [
            each
            for each in self.landing.batches(self.account.platform, table)
            if each.account_id == self.account.account_id
        ]
        return own[-1]

    def rows(self, table: str) -> Rows:
        """Return the rows of a table."""
        rows: Rows = pq.read_table(self.batch(table).path, partitioning=None).to_pylist()
        return rows

    def write(self, table: str, rows: Rows) -> None:
        """Put other rows in their place; no verdict has seen these bytes."""
        pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS[table]), self.batch(table).path)

    def count_again(self) -> None:
        """Let the extracts say how many rows there are, as if the platform had answered so."""
        kinds = [row["subject_kind"] for row in self.rows("readings")]
        there = {"posts": len(self.rows("posts")) + kinds.count("post"), "series": kinds.count("account"),
                 "interactions": len(self.rows("interactions"))}  # fmt: skip
        self.write("extracts", [{**row, "rows": there.get(row["subject"], 0)} for row in self.rows("extracts")])


def says_a_post_twice(channel: Channel) -> None:
    """A batch in which one post has two rows with different words."""
    rows = channel.rows("posts")
    channel.write("posts", [*rows, {**rows[0], "text": "Other words", "kind": "quote"}])


def lost_rows_of(table: str) -> Callable[[Channel], None]:
    """A file that lost every second row on its way."""
    return lambda channel: channel.write(table, channel.rows(table)[::2])


def lost(table: str) -> Callable[[Channel], None]:
    """A file that is no longer on the shelf."""
    return lambda channel: channel.batch(table).path.unlink()


def says_other_words_the_day_before(channel: Channel) -> None:
    """An older look in which every post had other words and was of another kind."""
    seen_at = datetime.combine(date(2026, 11, 15), time(6), UTC)
    since, until = date(2026, 6, 19), date(2026, 11, 15)
    posts = [row for row in channel.rows("posts") if row["published_at"].date() < until]
    with channel.landing.open_batch(channel.account, "20261115_20260619_20261115") as batch:
        for row in posts:
            batch.add(_post({**row, "text": "Other words", "kind": "quote", "hashtags": ["other"]}))
        for subject, rows in {"posts": len(posts), "interactions": 0, "series": 0}.items():
            batch.add(_extract(channel.account, batch.batch_id, "sandbox", subject, since, until, seen_at, rows=rows))


def counts_a_post_nobody_saw(channel: Channel) -> None:
    """Readings of a post that no batch holds."""
    rows = channel.rows("readings")
    of_post = [row for row in rows if row["subject_kind"] == "post"]
    ghost = [
        {**row, "subject_id": "ghost", "value": 1e6} for row in of_post if row["subject_id"] == of_post[0]["subject_id"]
    ]
    channel.write("readings", [*rows, *ghost])
    channel.count_again()


def falls_silent_on(day: date) -> Callable[[Channel], None]:
    """Asked without an error, answered with nothing of that day or later."""

    def spoil(channel: Channel) -> None:
        kept = [row for row in channel.rows("posts") if row["published_at"].date() < day]
        ids = {row["post_id"] for row in kept}
        channel.write("posts", kept)
        said = [row for row in channel.rows("interactions") if row["created_at"].date() < day]
        channel.write("interactions", said)
        is_kept = [row["subject_kind"] == "account" or row["subject_id"] in ids for row in channel.rows("readings")]
        channel.write("readings", [row for row, keep in zip(channel.rows("readings"), is_kept, strict=True) if keep])
        channel.count_again()

    return spoil


def is_no_longer_asked_after(day: date) -> Callable[[Channel], None]:
    """A channel whose last look was on a day and that nobody asked again."""

    def spoil(channel: Channel) -> None:
        seen_at = datetime.combine(day, time(6), UTC)
        falls_silent_on(day)(channel)
        channel.write("readings", [{**row, "observed_at": seen_at} for row in channel.rows("readings")])
        channel.write("extracts", [{**row, "until": day, "observed_at": seen_at} for row in channel.rows("extracts")])

    return spoil


def is_filed_again_under(organisation_id: str, account_id: str, fields: dict[str, str]) -> Callable[[Channel], None]:
    """The same posts once more, from an export somebody filed under another account; `fields` gives the file's own words."""

    def spoil(channel: Channel) -> None:
        account = Account(organisation_id, channel.account.platform, account_id)
        seen_at = datetime.combine(date(2026, 11, 16), time(5), UTC)
        posts = channel.rows("posts")
        (asked,) = [row for row in channel.rows("extracts") if row["subject"] == "posts"]
        with channel.landing.open_batch(account, "file_00112233") as batch:
            for row in posts:
                batch.add(_post({**row, "account_id": account_id}))
            for row in channel.rows("readings"):
                if row["subject_kind"] == "post" and row["field"] in fields and not row["dimension"]:
                    value = (row["value"] or 0) + 7
                    said = fields[row["field"]]
                    batch.add(Reading(account.platform, account_id, "post", row["subject_id"], said, value, seen_at))
            for subject in ("posts", "interactions", "series"):
                window = (asked["since"], asked["until"], seen_at)
                batch.add(_extract(account, batch.batch_id, "export", subject, *window, rows=len(posts)))

    return spoil


def nothing(channel: Channel) -> None:
    """A channel that is clean on the shelf."""


def with_seeds(project: Path, seed: str, change: Callable[[Rows], Rows]) -> None:
    """Change the rows of a seed in a copy of the dbt project."""
    path = project / "seeds" / f"{seed}.csv"
    header = path.read_text().partition("\n")[0].split(",")
    with path.open(newline="") as lines:
        rows = change(list(csv.DictReader(lines)))
    with path.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, header)
        writer.writeheader()
        writer.writerows(rows)


def _post(row: dict[str, Any]) -> Post:
    cells = {name: tuple(cell) if isinstance(cell, list) else cell for name, cell in row.items() if name != "batch_id"}
    return Post(**cells)


def _extract(
    account: Account,
    batch_id: str,
    source: str,
    subject: str,
    since: date,
    until: date,
    seen_at: datetime,
    *,
    rows: int,
) -> Extract:
    is_offered = source != "export" or subject == "posts"
    return Extract(
        account.platform, account.account_id, account.organisation_id, batch_id, source, subject, since, until, seen_at,
        seen_at, seen_at, "ok" if is_offered else "not_offered", pages=1, rows=rows if is_offered else 0,
        cause_class=None if is_offered else "source", cause=None if is_offered else "The file does not hold it.",
        file_name="export.csv" if source == "export" else None, vintage="2026" if source == "export" else None,
    )  # fmt: skip
