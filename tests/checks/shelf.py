"""A shelf with sound batches on it, to be spoilt one cell at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from checks.gate import check_shelf
from extractors.landing import Landing, batch_id_for
from extractors.records import SCHEMAS, Account, Entry, Extract, Interaction, Post, Reading

ACCOUNT = Account("harrowdale", "x", "2244990001")
ACTS = Account("harrowdale", "register", "harrowdale.community_acts")
TODAY = date(2026, 11, 16)
CHECKED_AT = datetime(2026, 11, 16, 7, tzinfo=UTC)
KEY = "ab" * 32
WHOLE, ONE_WEEK = 35, 7
Spoil = Callable[[list[dict[str, Any]]], object]


def looked(on: date) -> datetime:
    """Return six in the morning of a day, when the pipeline looks."""
    return datetime.combine(on, time(6), tzinfo=UTC)


@dataclass
class Story:
    """What a channel did: per day so many posts and twice as many interactions, and the numbers that stand at them."""

    account: Account = ACCOUNT
    posts_on: Callable[[date], int] = lambda day: 2
    post_fields: dict[str, float | None] = field(default_factory=lambda: {"like_count": 3.0, "reply_count": 1.0})
    account_fields: tuple[str, ...] = ("followers_count", "tweet_count")
    source: str = "sandbox"
    outcome: str = "ok"
    vintage: str | None = None


def write(landing: Landing, story: Story, on: date = TODAY, days: int = WHOLE, batch_id: str | None = None) -> str:
    """Write the batch of one look through landing, as an extract would, and return its id."""
    who, since = story.account, on - timedelta(days=days)
    batch_id = batch_id or batch_id_for(since, on, on)
    place, seen_at = (who.platform, who.account_id), looked(on)
    with landing.open_batch(who, batch_id) as batch:
        for day in (since + timedelta(days=number) for number in range(days)):
            for number in range(story.posts_on(day)):
                post, at = f"p{day:%Y%m%d}{number}", datetime.combine(day, time(9, number), tzinfo=UTC)
                batch.add(Post(*place, post, "original", at, "Clinics are open", media_kind="none", people_named=0))
                for second, each in enumerate(("a", "b")):
                    said_at = at + timedelta(seconds=second)
                    batch.add(
                        Interaction(*place, post + each, "reply", said_at, post, post, KEY, True, False, KEY, (KEY,))
                    )
                for name, value in story.post_fields.items():
                    batch.add(Reading(*place, "post", post, name, value, seen_at))
        for name in story.account_fields:
            batch.add(Reading(*place, "account", who.account_id, name, 900.0, seen_at))
        # as extractors/run.py states them: the counts of posts with the posts, those of the account as its series
        of_posts = batch.counts["posts"] * (1 + len(story.post_fields))
        rows = {"posts": of_posts, "interactions": batch.counts["interactions"], "series": len(story.account_fields)}
        for subject in rows:
            cause = None if story.outcome == "ok" else "the platform did not answer"
            batch.add(Extract(
                *place, who.organisation_id, batch_id, story.source, subject, since, on, seen_at, seen_at, seen_at,
                story.outcome, rows=rows[subject], cause=cause, vintage=story.vintage,
            ))  # fmt: skip
    return batch_id


def write_register(landing: Landing, rows: int = 10, who: Account = ACTS, on: date = TODAY) -> str:
    """Write the batch of one register's file, one entry a line from line 20 on, and return its id."""
    register, batch_id, seen_at = who.account_id.partition(".")[2], "file_a", looked(on)
    whose = (who.platform, who.account_id, who.organisation_id, register)
    with landing.open_batch(who, batch_id) as batch:
        for number in range(rows):
            cells = {"community_id": "lung", "platform": "x", "item_id": f"i{number}", "said_on": "2026-10-01",
                     "author": KEY, "is_staff": "false"}  # fmt: skip
            if register == "listening_log":
                cells = {"item_id": f"i{number}", "opened_on": "2026-10-01", "purpose_id": "L1", "items": "3",
                         "recorded_on": "2026-10-02"}  # fmt: skip
            batch.add(Entry(*whose, 20 + number, f"e{number}", cells))
        batch.add(Extract(
            *whose[:2], who.organisation_id, batch_id, "register", register, date(2026, 10, 1), on, seen_at, seen_at,
            seen_at, "ok", rows=rows, file_name="a.csv",
        ))  # fmt: skip
    return batch_id


def spoil(landing: Landing, table: str, batch_id: str, change: Spoil, account_id: str = ACCOUNT.account_id) -> None:
    """Change the rows of one file behind landing's back, which alone would never have written it so."""
    its_own = (batch_id, account_id)
    (batch,) = [each for each in landing.batches(table=table) if (each.batch_id, each.account_id) == its_own]
    rows = pq.read_table(batch.path, partitioning=None).to_pylist()
    change(rows)
    pq.write_table(pa.Table.from_pylist(rows, schema=SCHEMAS[table]), batch.path)


def judge(landing: Landing) -> list[dict[str, Any]]:
    """Run the gate over the shelf."""
    return check_shelf(landing, checked_at=CHECKED_AT)


def accept(landing: Landing, but: str = "") -> None:
    """Let every table pass unjudged, except one: a test of one table need not wait for the others."""
    for batch in landing.batches():
        if batch.table != but:
            landing.settle(batch, {"accepted": True, "checked_at": CHECKED_AT.isoformat(), "results": []})


def unmet(verdicts: Iterable[dict[str, Any]]) -> dict[str, str]:
    """Return what was not met, as "table: check", with what was observed."""
    return {
        f"{verdict['table']}: {result['check']}": result["observed"]
        for verdict in verdicts
        for result in verdict["results"]
        if not result["is_met"]
    }


def shelf(path: Path) -> Landing:
    """Return an empty shelf under a folder."""
    return Landing(path / "landing")
