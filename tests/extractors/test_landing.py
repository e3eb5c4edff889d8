"""The shelf: a batch appears whole or not at all, and writing it again replaces it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.landing import Landing, batch_id_for
from extractors.records import Account, Extract, Page, Post

ACCOUNT = Account("harrowdale", "youtube", "UC1")
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
BATCH = batch_id_for(date(2026, 11, 1), date(2026, 11, 16), date(2026, 11, 16))


def write(landing: Landing, texts: list[str], fail: bool = False) -> None:
    with landing.open_batch(ACCOUNT, BATCH) as batch:
        batch.keep(Page("videos", {"items": texts}))
        for number, text in enumerate(texts):
            batch.add(Post("youtube", "UC1", f"v{number}", "original", NOON, text))
        if fail:
            raise RuntimeError("cut")
        batch.add(
            Extract("youtube", "UC1", "harrowdale", BATCH, "sandbox", "posts", None, None, NOON, NOON, NOON, "ok")
        )


def texts(landing: Landing) -> list[str]:
    return [t for b in landing.batches(table="posts") for t in pq.read_table(b.path).column("text").to_pylist()]


def test_writing_a_batch_again_replaces_it(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    write(landing, ["a", "b"])
    write(landing, ["c"])
    assert texts(landing) == ["c"]
    assert [page.body for page in landing.pages(ACCOUNT, BATCH)] == [{"items": ["c"]}]


def test_a_run_that_dies_leaves_what_was_there_before(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    write(landing, ["a"])
    with pytest.raises(RuntimeError):
        write(landing, ["x", "y"], fail=True)
    assert texts(landing) == ["a"]
    assert not list(tmp_path.rglob("*.unfinished"))


def test_a_batch_without_its_extracts_file_does_not_exist(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    write(landing, ["a"])
    landing.batches(table="extracts")[0].path.unlink()
    assert landing.batches() == []


def test_what_is_taken_off_the_shelf_goes_with_what_a_killed_process_had_begun_to_write_of_it(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    landing.open_batch(ACCOUNT, BATCH).__enter__()  # and nothing more: it was killed
    assert list(tmp_path.rglob("*.unfinished"))
    landing.remove(ACCOUNT, BATCH)
    assert not list(tmp_path.rglob("*.unfinished"))


def test_an_item_on_two_pages_is_one_row(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    with landing.open_batch(ACCOUNT, BATCH) as batch:
        for _ in range(2):
            batch.add(Post("youtube", "UC1", "v1", "original", NOON, "same"))
        batch.add(
            Extract("youtube", "UC1", "harrowdale", BATCH, "sandbox", "posts", None, None, NOON, NOON, NOON, "ok")
        )
    assert texts(landing) == ["same"]


def test_a_refused_batch_is_moved_with_its_reason_and_a_new_try_clears_it(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    write(landing, ["a"])
    (posts,) = landing.batches(table="posts")
    landing.settle(posts, {"accepted": False, "checked_at": NOON, "results": [{"notes": "keys repeat"}]})
    assert landing.batches(table="posts") == []
    assert [v["results"][0]["notes"] for v in landing.verdicts()] == ["keys repeat"]
    write(landing, ["b"])
    (posts,) = landing.batches(table="posts")
    assert landing.verdict(posts) is None
    landing.settle(posts, {"accepted": True, "checked_at": NOON, "results": []})
    verdict = landing.verdict(posts)
    assert verdict is not None and verdict["accepted"]
    assert [v["accepted"] for v in landing.verdicts()] == [True]


def test_a_verdict_speaks_only_of_the_bytes_it_saw(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    write(landing, ["a"])
    (posts,) = landing.batches(table="posts")
    landing.settle(posts, {"accepted": True, "checked_at": NOON, "results": []})
    write(landing, ["another"])
    (posts,) = landing.batches(table="posts")
    assert landing.verdict(posts) is None
