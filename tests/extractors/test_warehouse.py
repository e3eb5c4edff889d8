"""The load: accepted batches only, whole or not at all, every row counted."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors import reported, warehouse
from extractors.landing import Batch, Landing
from extractors.records import SCHEMAS, Account, Entry, Extract, Interaction, Post, Reading

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
X, YOUTUBE = Account("harrowdale", "x", "1"), Account("harrowdale", "youtube", "UC1")
BATCH = "20261116_20261012_20261116"


def write(
    landing: Landing, posts: int, account: Account = X, batch_id: str = BATCH, accepted: bool | None = True
) -> None:
    p, a = account.platform, account.account_id
    with landing.open_batch(account, batch_id) as batch:
        for number in range(posts):
            batch.add(
                Post(
                    p, a, f"p{number}", "original", NOON, "text", hashtags=("one", "two"), links=("https://a.example",)
                )
            )
            batch.add(Reading(p, a, "post", f"p{number}", "like_count", None if number % 2 else 0, NOON))
        batch.add(Interaction(p, a, "i1", "mention", NOON, asks_question=True))
        batch.add(Entry(p, a, "harrowdale", "hours", 20, "2026-10", {"month": "2026-10-01", "hours": "7.5"}))
        batch.add(
            Extract(
                p,
                a,
                "harrowdale",
                batch_id,
                "api",
                "posts",
                date(2026, 10, 12),
                date(2026, 11, 16),
                NOON,
                NOON,
                NOON,
                "ok",
            )
        )
    for batch_file in landing.batches(account.platform) if accepted is not None else ():
        judge(landing, batch_file, accepted or batch_file.table != "posts")


def judge(landing: Landing, batch: Batch, accepted: bool) -> None:
    result = {
        "check": "ids",
        "column": "post_id",
        "severity": "critical",
        "is_met": accepted,
        "observed": "3",
        "notes": "n",
    }
    landing.settle(batch, {"accepted": accepted, "checked_at": NOON.isoformat(), "results": [result]})


def ask(path: Path, question: str) -> list[Any]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(question).fetchall()


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "var" / "warehouse.duckdb"


def test_an_empty_shelf_makes_every_table(landing: Landing, path: Path) -> None:
    warehouse.load(landing, path)
    tables = {
        row[0] for row in ask(path, "select table_name from information_schema.tables where table_schema = 'raw'")
    }
    others = ("batches", "checks", "deadlines", "incidents", "removals", "kept_figures", "editions")
    assert tables == {*SCHEMAS, *others, *reported.TABLES}


def test_what_was_written_is_what_is_loaded(landing: Landing, path: Path) -> None:
    write(landing, 25_000)  # more than a chunk of the shelf
    summary = warehouse.load(landing, path)
    assert summary["rows"] == {"posts": 25_000, "interactions": 1, "readings": 25_000, "entries": 1, "extracts": 1}
    assert ask(path, "select count(distinct post_id), min(hashtags), min(published_at) from raw.posts") == [
        (25_000, ["one", "two"], NOON)
    ]
    assert ask(path, "select count(*), count(value), sum(value) from raw.readings") == [(25_000, 12_500, 0)], (
        "unknown is not zero"
    )
    assert ask(path, "select cells['hours'], cells['role'], cells is null from raw.entries") == [("7.5", None, False)]
    columns = ask(
        path,
        "select column_name from information_schema.columns where table_schema='raw' and table_name='posts' order by ordinal_position",
    )
    assert [row[0] for row in columns] == SCHEMAS["posts"].names
    assert {row[0] for row in ask(path, "select batch_id from raw.posts")} == {BATCH}


def test_a_warehouse_and_a_batch_of_an_earlier_version_go_on_being_read(landing: Landing, path: Path) -> None:
    write(landing, 1)
    warehouse.load(landing, path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("alter table raw.interactions drop column tag_keys")
        connection.execute("alter table raw.extracts drop column waited_s")
    write(landing, 2)
    (old,) = landing.batches(table="interactions")
    pq.write_table(pq.read_table(old.path, partitioning=None).drop_columns(["tag_keys"]), old.path)
    judge(landing, old, True)
    (report,) = landing.batches(table="extracts")
    pq.write_table(pq.read_table(report.path, partitioning=None).drop_columns(["waited_s"]), report.path)
    judge(landing, report, True)
    write(landing, 1, YOUTUBE)
    warehouse.load(landing, path)
    assert ask(path, "select platform, tag_keys from raw.interactions order by all") == [("x", None), ("youtube", [])]
    assert set(ask(path, "select platform, waited_s from raw.extracts")) == {("x", None), ("youtube", 0.0)}


def test_loading_twice_loads_nothing_and_a_new_look_replaces_the_batch(landing: Landing, path: Path) -> None:
    write(landing, 3)
    warehouse.load(landing, path)
    assert warehouse.load(landing, path)["batches"] == 0
    write(landing, 2)
    assert warehouse.load(landing, path)["batches"] == 1
    assert ask(path, "select count(*) from raw.posts") == [(2,)]
    assert ask(path, "select count(*) from raw.batches") == [(5,)]


def test_two_accounts_with_one_batch_id_do_not_touch_each_other(landing: Landing, path: Path) -> None:
    write(landing, 3)
    write(landing, 5, YOUTUBE)
    warehouse.load(landing, path, "x")
    assert ask(path, "select platform, count(*) from raw.posts group by all") == [("x", 3)]
    warehouse.load(landing, path, "youtube")
    assert ask(path, "select platform, count(*) from raw.posts group by all order by all") == [("x", 3), ("youtube", 5)]


def test_a_batch_without_a_verdict_waits(landing: Landing, path: Path) -> None:
    write(landing, 3)
    warehouse.load(landing, path)
    write(landing, 2, accepted=None)  # the verdict on the shelf is of other bytes
    summary = warehouse.load(landing, path)
    assert (summary["batches"], summary["removed"]) == (0, 0)
    assert summary["waiting"] > 0
    assert ask(path, "select count(*) from raw.posts") == [(3,)], (
        "what was accepted before stays until the new is judged"
    )


def test_a_refused_batch_leaves_the_warehouse_and_its_reason_stays(landing: Landing, path: Path) -> None:
    write(landing, 3)
    warehouse.load(landing, path)
    write(landing, 4, accepted=False)
    summary = warehouse.load(landing, path)
    assert summary["removed"] == 1
    assert ask(path, "select count(*) from raw.posts") == [(0,)]
    assert ask(path, "select count(*) from raw.readings") == [(4,)]
    checks = ask(
        path, "select table_name, is_met, is_accepted, check_name, column_name, checked_at from raw.checks order by all"
    )
    assert ("posts", False, False, "ids", "post_id", NOON) in checks
    assert len(checks) == 5


def test_a_verdict_names_who_answers_for_it_and_one_of_an_earlier_version_nobody(landing: Landing, path: Path) -> None:
    write(landing, 3)
    (posts,) = landing.batches(table="posts")
    verdict = landing.verdict(posts)
    assert verdict is not None
    said = {"owner": "Data engineer", "description": "Twice is twice.", "next_step": "Extract again."}
    landing.settle(posts, {**verdict, "results": [{**verdict["results"][0], **said}]})
    warehouse.load(landing, path)
    told = ask(
        path,
        "select table_name, owner, description, next_step from raw.checks where table_name in ('posts', 'readings') order by all",
    )
    assert told == [("posts", *said.values()), ("readings", None, None, None)]


def test_a_batch_taken_off_the_shelf_leaves_the_warehouse(landing: Landing, path: Path) -> None:
    write(landing, 3)
    write(landing, 0, batch_id=BATCH + "_failed")
    warehouse.load(landing, path)
    landing.remove(X, BATCH + "_failed")
    warehouse.load(landing, path, "youtube")
    assert ask(path, "select count(*) from raw.extracts") == [(2,)], "a load of another platform leaves it alone"
    warehouse.load(landing, path)
    assert ask(path, "select distinct batch_id from raw.extracts") == [(BATCH,)]


class OneRowShort(Batch):
    def rows(self) -> int:
        return super().rows() + (1 if self.table == "readings" else 0)


class ShortLanding(Landing):
    """A shelf whose readings say they hold a row more than arrives: what a loader that loses a row looks like."""

    def batches(self, platform: str | None = None, table: str | None = None) -> list[Batch]:
        return [OneRowShort(**vars(batch)) for batch in super().batches(platform, table)]


def test_a_lost_row_undoes_the_whole_batch(landing: Landing, path: Path) -> None:
    write(landing, 3)
    warehouse.load(landing, path)
    write(landing, 5)
    with pytest.raises(warehouse.RowsLost, match="6 rows in the batch, 5 in the warehouse"):
        warehouse.load(ShortLanding(landing.root), path)
    assert ask(path, "select count(*) from raw.posts") == ask(path, "select count(*) from raw.readings") == [(3,)]


def test_a_warehouse_in_use_says_so_in_plain_words(landing: Landing, path: Path) -> None:
    write(landing, 1)
    warehouse.load(landing, path)
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout and other.stdout.readline()
        with pytest.raises(warehouse.WarehouseInUse, match="open in another process"):
            warehouse.load(landing, path)
        other.communicate()
    warehouse.load(landing, path)
