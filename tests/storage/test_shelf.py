"""The shelf in a bucket: the same shelf as on a disk, whatever the store does meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors import warehouse
from extractors.landing import Landing, batch_id_for
from extractors.records import Account, Extract, Page, Post
from storage import bucket, place, remote
from storage.faults import StorageFault
from tests.conftest import REPO
from tests.storage.conftest import aws, keys, seen_from, store, uploads
from tests.storage.wire import Wire

ACCOUNT = Account("harrowdale", "youtube", "UC1 of:us")
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
BATCH = batch_id_for(date(2026, 11, 1), date(2026, 11, 16), date(2026, 11, 16))
FOLDER = "platform=youtube/account=UC1%20of%3Aus"


def write(landing: Landing, texts: list[str], pages: int = 2, batch_id: str = BATCH) -> None:
    with landing.open_batch(ACCOUNT, batch_id) as batch:
        for number in range(pages):
            batch.keep(Page("videos", {"items": texts, "page": number}))
        for number, text in enumerate(texts):
            batch.add(Post("youtube", ACCOUNT.account_id, f"v{number}", "original", NOON, text))
        about = ("sandbox", "posts", None, None, NOON, NOON, NOON, "ok")
        batch.add(Extract("youtube", ACCOUNT.account_id, "harrowdale", batch_id, *about, rows=len(texts)))


def texts(landing: Landing) -> list[str]:
    return [t for b in landing.batches(table="posts") for t in pq.read_table(b.path).column("text").to_pylist()]


def judge(landing: Landing) -> None:
    for batch in landing.batches():
        landing.settle(batch, {"accepted": True, "checked_at": NOON.isoformat(), "results": []})


def again(landing: Landing, tmp_path: Path, where: str = "home") -> Landing:
    """Return the shelf as another process sees it: on the same machine, or on another."""
    return seen_from("s3://shelf/los/landing", tmp_path / where)


def test_a_shelf_in_a_bucket_has_the_files_and_bytes_of_one_on_a_disk(
    shelf: Landing, wire: Wire, tmp_path: Path
) -> None:
    on_disk = Landing(place.place(None, tmp_path))
    for each in (shelf, on_disk):
        write(each, ["a", "b"])
        judge(each)
    there = sorted(str(path.relative_to(on_disk.root)) for path in on_disk.root.rglob("*") if path.is_file())
    assert sorted(keys(wire)) == there and len(there) == 10
    for name in there:
        assert (shelf.root / name).read_bytes() == (on_disk.root / name).read_bytes(), name
    assert [page.body for page in shelf.pages(ACCOUNT, BATCH)] == [page.body for page in on_disk.pages(ACCOUNT, BATCH)]
    assert list(shelf.verdicts()) == list(on_disk.verdicts())
    assert shelf.report(ACCOUNT, BATCH) == on_disk.report(ACCOUNT, BATCH)


def test_writing_a_batch_again_replaces_it_and_leaves_nothing_of_it(shelf: Landing, wire: Wire, tmp_path: Path) -> None:
    write(shelf, ["a", "b"], pages=3)
    write(shelf, ["c"], pages=1)
    for each in (shelf, again(shelf, tmp_path), again(shelf, tmp_path, "elsewhere")):
        assert texts(each) == ["c"]
        assert [page.body["items"] for page in each.pages(ACCOUNT, BATCH)] == [["c"]]
    assert not [key for key in keys(wire) if key.endswith("unfinished")]


def test_a_refused_batch_lies_in_quarantine_and_is_on_the_shelf_no_more(shelf: Landing, wire: Wire) -> None:
    write(shelf, ["a"])
    (batch,) = shelf.batches(table="posts")
    shelf.settle(batch, {"accepted": False, "checked_at": NOON.isoformat(), "results": []})
    assert shelf.batches(table="posts") == []
    assert f"quarantine/posts/{FOLDER}/{BATCH}.parquet" in keys(wire)
    assert [each["accepted"] for each in shelf.verdicts()] == [False]


def test_what_is_removed_leaves_neither_object_nor_copy(shelf: Landing, wire: Wire, tmp_path: Path) -> None:
    write(shelf, ["a"])
    judge(shelf)
    assert texts(shelf) == ["a"]
    shelf.remove(ACCOUNT, BATCH)
    assert keys(wire) == []
    assert [path for path in (tmp_path / "home" / "landing.scratch").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
def test_a_fault_that_passes_is_not_noticed(shelf: Landing, wire: Wire, tmp_path: Path, method: str) -> None:
    write(shelf, ["x", "y"], pages=3)
    for number, kind in enumerate(["InternalError", "SlowDown", "refused", "lost"]):
        wire.fail(method, "", kind, times=2, skip=number)
    write(shelf, ["a", "b"], pages=2)
    judge(shelf)
    loaded = [warehouse.load(again(shelf, tmp_path, "elsewhere"), tmp_path / "w.duckdb") for _ in range(2)]
    assert [each["rows"]["posts"] for each in loaded] == [2, 0]
    assert len(list(shelf.pages(ACCOUNT, BATCH))) == 2
    assert uploads(wire) == []


def test_an_answer_cut_in_the_middle_is_asked_for_again(shelf: Landing, wire: Wire, tmp_path: Path) -> None:
    write(shelf, ["a"])
    wire.fail("GET", ".parquet", "short", times=2)
    assert texts(again(shelf, tmp_path, "elsewhere")) == ["a"]


def test_a_store_that_does_not_answer_is_asked_again(
    wire: Wire, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bucket, "READ_S", 1)
    shelf = Landing(place.place(address, tmp_path))
    fault = wire.fail("PUT", "/posts/", "late")
    write(shelf, ["a"])
    assert fault.times == 0 and texts(shelf) == ["a"]


def test_an_object_that_is_not_to_be_seen_yet_is_waited_for(shelf: Landing, wire: Wire, tmp_path: Path) -> None:
    write(shelf, ["a"])
    elsewhere = again(shelf, tmp_path, "elsewhere")
    (batch,) = elsewhere.batches(table="posts")
    wire.fail("GET", "/posts/", "NoSuchKey", times=2)
    assert batch.rows() == 1


def test_bytes_that_are_not_what_was_put_there_are_never_taken(shelf: Landing, wire: Wire, tmp_path: Path) -> None:
    write(shelf, ["a"])
    key = f"los/landing/batches/posts/{FOLDER}/{BATCH}.parquet"
    noted = shelf.root.store.bucket.sha256(key)  # type: ignore[attr-defined]
    store(wire.store).put_object(Bucket="shelf", Key=key, Body=b"something else", Metadata={"sha256": noted[0]})
    with pytest.raises(StorageFault, match="tries came to nothing"):
        texts(again(shelf, tmp_path, "elsewhere"))


@pytest.mark.parametrize(
    ("where", "kind"), [("/pages/", "AccessDenied"), ("/posts/", "InternalError"), ("/extracts/", "AccessDenied")]
)
def test_while_a_batch_cannot_be_brought_the_earlier_one_stands(
    shelf: Landing, wire: Wire, tmp_path: Path, where: str, kind: str
) -> None:
    write(shelf, ["old"])
    judge(shelf)
    wire.fail("PUT", where, kind, times=1000)
    with pytest.raises(StorageFault):
        write(shelf, ["new", "newer"])
    wire.heal()
    elsewhere = again(shelf, tmp_path, "elsewhere")
    assert texts(elsewhere) == ["old"]
    assert warehouse.load(elsewhere, tmp_path / "w.duckdb")["rows"]["posts"] == 1
    write(shelf, ["new", "newer"])
    assert texts(elsewhere) == ["new", "newer"]
    assert not [key for key in keys(wire) if key.endswith("unfinished")]


def test_a_batch_is_seen_whole_or_not_at_all_after_every_single_request(
    shelf: Landing, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The wire is cut before the 1st, 2nd, 3rd ... request that changes something: what a reader then sees."""
    monkeypatch.setattr(bucket, "TRIES", 1)
    write(shelf, ["old"], pages=1)
    wire.heal()
    write(shelf, ["new", "newer"], pages=1)
    changing = sum(method in ("PUT", "DELETE") for method, _ in wire.passed)
    seen = []
    for number in range(changing + 1):
        wire.heal()
        write(shelf, ["old"], pages=1)
        wire.fail("PUT or DELETE", "", "refused", times=1000, skip=number)
        with contextlib.suppress(StorageFault):
            write(shelf, ["new", "newer"], pages=1)
        wire.heal()
        elsewhere = again(shelf, tmp_path, "elsewhere")
        seen.append(texts(elsewhere))
        said = [
            row["rows"] for each in elsewhere.batches(table="extracts") for row in pq.read_table(each.path).to_pylist()
        ]
        assert said == ([len(seen[-1])] if seen[-1] else []), f"cut before request {number}, it is of two writings"
    assert {tuple(each) for each in seen} == {("old",), ("new", "newer"), ()}
    assert seen[0] == seen[5] == ["old"] and seen[-1] == ["new", "newer"]  # after its page and four tables were brought


BRING_AND_FETCH = """
import sys
from pathlib import Path
from storage.bucket import open_bucket
def most_mb(): return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) >> 10
shelf, file = open_bucket("shelf"), Path(sys.argv[1])
shelf.put("small", b"x"), shelf.fetch("small", file.with_name("back"))
before = most_mb()
shelf.put("large", file), shelf.fetch("large", file.with_name("back"))
print(most_mb() - before, file.read_bytes() == file.with_name("back").read_bytes())
"""


def test_memory_does_not_grow_with_what_is_brought_and_fetched(wire: Wire, address: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"0123456789abcdef" * (48 << 16))  # 48 MB
    command = [sys.executable, "-c", BRING_AND_FETCH, str(tmp_path / "file")]
    done = subprocess.run(command, cwd=REPO, env={**os.environ, **aws(wire)}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    grown_mb, is_same = done.stdout.split()
    assert int(grown_mb) < 16 and is_same == "True"


def test_a_killed_purge_leaves_nothing_in_the_bucket_that_a_later_one_does_not_find(
    shelf: Landing, wire: Wire, tmp_path: Path
) -> None:
    write(shelf, ["a"])
    staged = shelf.root / "batches" / "posts" / "platform=youtube" / "account=UC1" / "b.unfinished"
    place.write_whole(staged, b"left by a killed run")
    here = place.local(shelf.root / "pages" / "platform=youtube" / "account=UC1" / "c.unfinished")
    here.mkdir(parents=True)
    assert set(place.litter(shelf.root, "youtube")) == {staged, here}
    assert list(place.litter(shelf.root, "x")) == []


def test_reading_the_shelf_again_asks_for_a_list_and_not_for_every_file(
    shelf: Landing, wire: Wire, tmp_path: Path
) -> None:
    for day in range(1, 6):
        write(shelf, ["a"], pages=1, batch_id=f"202611{day:02}_20261101_20261106")
    judge(shelf)
    first = again(shelf, tmp_path, "elsewhere")
    warehouse.load(first, tmp_path / "w.duckdb")
    wire.heal()
    warehouse.load(again(shelf, tmp_path, "elsewhere"), tmp_path / "w.duckdb")
    assert len(wire.passed) < 25, wire.passed  # 5 batches of 4 tables each; it was read whole the first time


def test_the_copies_of_what_another_machine_replaced_are_let_go(
    shelf: Landing, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(shelf, ["a secret nobody may keep"])
    elsewhere = again(shelf, tmp_path, "elsewhere")
    assert texts(elsewhere) == ["a secret nobody may keep"]
    shelf.remove(ACCOUNT, BATCH)
    monkeypatch.setattr(remote, "COPY_IN_USE_S", -1)
    assert again(shelf, tmp_path, "elsewhere").batches() == []
    left = [path for path in (tmp_path / "elsewhere" / "landing.scratch").rglob("*.parquet")]
    assert left == []


def test_a_verdict_is_of_exactly_the_bytes_it_saw(shelf: Landing, wire: Wire, tmp_path: Path) -> None:
    write(shelf, ["a"])
    judge(shelf)
    assert all(shelf.verdict(each) for each in shelf.batches())
    write(shelf, ["b"])
    (posts,) = again(shelf, tmp_path).batches(table="posts")
    assert again(shelf, tmp_path).verdict(posts) is None
    stated = json.loads((shelf.root / "verdicts" / "posts" / FOLDER / f"{BATCH}.json").read_text())
    assert stated["accepted"]
