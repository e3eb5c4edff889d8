"""Forgetting: what is gone from its platform is nowhere under LOS_HOME, never comes in again, and threads still join."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from checks.gate import check_shelf
from extractors import forget as forgetting
from extractors import purge, rewrite
from extractors.compact import tidy
from extractors.forget import forget, is_of_gone, say_gone
from extractors.gone import Gone, News, read_news, write_news
from extractors.imports import import_file
from extractors.landing import Landing, account_folder
from extractors.privacy import Door
from extractors.records import Account, Extract, Interaction, Page, Post, Reading
from extractors.retention import Terms, retain
from extractors.tombstones import Named, buried, page_of
from extractors.warehouse import load
from tests.searched import holding

DOOR = Door(b"a key of the tests, long enough", [])
NOW = datetime(2026, 11, 16, 6, tzinfo=UTC)
X = Account("harrowdale", "x", "2244990001", handle="HarrowdaleNHS")
FACEBOOK = Account("harrowdale", "facebook", "112233445566778")
POST, ITEM = "2120523633371496155", "2121908359222378475"
OURS, OTHER = "2120520651020039135", "2121339317089292127"
BATCH = "20261116_20261012_20261116"
KEYS = {each: DOOR.key_of_gone("x", each) for each in (POST, ITEM)}


def post(account: Account, post_id: str, **more: Any) -> Post:
    return Post(
        account.platform, account.account_id, post_id, more.pop("kind", "original"), NOW.replace(day=10), **more
    )


def extracts(account: Account, **rows: int) -> list[Extract]:
    return [Extract(account.platform, account.account_id, account.organisation_id, BATCH, "sandbox", subject,
                    date(2026, 10, 12), date(2026, 11, 16), NOW, NOW, NOW, "ok", rows=rows.get(subject, 0))
            for subject in ("posts", "interactions", "series")]  # fmt: skip


def fill(home: Path) -> Landing:
    """A home that holds the ids of a post and an item of X in every place and form there is."""
    landing = Landing(home / "landing")
    gone_post = {
        "id": POST,
        "created_at": "2026-11-10T06:00:00Z",
        "text": "To be deleted",
        "public_metrics": {"likes": 1},
    }
    reply = {"id": OURS, "created_at": "2026-11-10T06:00:00Z", "conversation_id": POST, "text": "Thank you",
             "referenced_tweets": [{"type": "replied_to", "id": ITEM}]}  # fmt: skip
    with landing.open_batch(X, BATCH) as batch:
        batch.keep(Page("posts", {"data": [gone_post, reply], "meta": {"newest_id": POST}}))
        batch.add(post(X, POST, text="To be deleted", permalink=f"https://x.com/HarrowdaleNHS/status/{POST}"))
        batch.add(post(X, OURS, kind="reply", text="Thank you", parent_id=ITEM, conversation_id=POST))
        batch.add(Interaction("x", X.account_id, ITEM, "reply", NOW.replace(day=11), POST, POST))
        batch.add(Interaction("x", X.account_id, OTHER, "reply", NOW.replace(day=12), ITEM, POST))
        for subject_id in (POST, OURS):
            batch.add(Reading("x", X.account_id, "post", subject_id, "like_count", 3.0, NOW))
        for row in extracts(X, posts=4, interactions=2):
            batch.add(row)
    link = f"https://x.com/HarrowdaleNHS/status/{POST}?s=20"
    with landing.open_batch(FACEBOOK, BATCH) as batch:
        batch.keep(Page("posts", {"data": [{"id": "112233445566778_1", "message": f"As we said: {link}", "likes": 1}]}))
        batch.add(post(FACEBOOK, "112233445566778_1", text=f"As we said: {link}", links=(link,)))
        for row in extracts(FACEBOOK, posts=1):
            batch.add(row)
    coded = home / "inbox" / "harrowdale" / "coded.csv"
    coded.parent.mkdir(parents=True)
    coded.write_text(
        "platform,item_id,said_on,coded_by,is_concern,theme,objective_id,coded_on\n"
        f"x,{ITEM},2026-11-11,first,yes,care,SO1,2026-11-12\nx,{OTHER},2026-11-12,first,no,,SO1,2026-11-12\n"
    )
    import_file(coded, organisation_id="harrowdale", landing=landing, accounts=[], door=DOOR, received_at=NOW)
    check_shelf(landing, checked_at=NOW)
    refused = landing.root / "quarantine" / "posts" / account_folder("x", X.account_id)
    refused.mkdir(parents=True)
    (done := home / "inbox" / "done" / "harrowdale").mkdir(parents=True)
    shutil.copy(coded, done)
    shutil.copy(
        next((landing.root / "batches" / "posts" / "platform=x").rglob("*.parquet")), refused / "20261115_a.parquet"
    )
    result = {
        "check": "c",
        "column": "k",
        "severity": "critical",
        "is_met": False,
        "observed": f"1 row: {POST}",
        "notes": "",
    }
    verdict = {"table": "posts", "platform": "x", "account_id": X.account_id, "batch_id": "20261115_a", "sha256": "",
               "accepted": False, "checked_at": NOW.isoformat(), "results": [result]}  # fmt: skip
    (refused / "20261115_a.json").write_text(json.dumps(verdict))
    shutil.move(coded, home / "inbox" / "done" / "harrowdale" / "again.csv")
    with zipfile.ZipFile(done / "packed.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", f"<si>{ITEM}</si>" * 9)
    (done / "wide.csv").write_bytes(f"post\n{POST}\n".encode("utf-16"))
    (done / "other.csv").write_text("nothing of it\n")
    for log in ("dbt/logs/dbt.log", "airflow/logs/task.log"):
        (home / log).parent.mkdir(parents=True)
        (home / log).write_text(f"Refused: 1 of 4: {POST}\nand on\n")
    path = landing.root / "confirmed" / account_folder("x", X.account_id) / "confirmed.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"post": {POST: "2026-11-01", OURS: "2026-11-01"}, "interaction": {}}))
    return landing


def tell(landing: Landing, *, held_back: bool = False) -> None:
    gone = (Gone("post", POST, f"Could not find post {POST}."), Gone("interaction", ITEM, "Not there"))
    write_news(landing, News("x", X.account_id, "harrowdale", BATCH, NOW, () if held_back else gone,
                             gone if held_back else (), {"post": (OURS,), "interaction": ()}))  # fmt: skip


def run(home: Path, **more: Any) -> dict[str, Any]:
    return forget(Landing(home / "landing"), home, DOOR, now=NOW, **more)


def rows(landing: Landing, table: str, platform: str = "x") -> list[dict[str, Any]]:
    return [row for batch in landing.batches(platform, table)
            for row in pq.read_table(batch.path, partitioning=None).to_pylist()]  # fmt: skip


def state(home: Path) -> dict[str, Any]:
    """What the shelf says, read; and the bytes of everything else."""
    said: dict[str, Any] = {}
    for path in sorted(path for path in home.rglob("*") if path.is_file() and path.name != ".rewriting"):
        name = str(path.relative_to(home))
        said[name] = (
            pq.read_table(path, partitioning=None).to_pylist() if path.suffix == ".parquet" else path.read_bytes()
        )
    return said


@pytest.fixture
def home(tmp_path: Path) -> Path:
    fill(tmp_path)
    return tmp_path


def test_the_search_finds_an_id_in_every_place_it_is_in_before(home: Path) -> None:
    load(Landing(home / "landing"), home / "warehouse.duckdb")
    found = {each.partition(": ")[0] for each in holding(home, [POST, ITEM])}
    places = ("pages", "batches/posts", "batches/interactions", "batches/readings", "batches/entries", "quarantine/posts",
              "confirmed", "inbox/done/harrowdale/packed.xlsx xl", "inbox/done/harrowdale/wide.csv in two",
              "dbt/logs", "airflow/logs", "warehouse.duckdb raw.entries")  # fmt: skip
    for place in places:
        assert any(place in each for each in found), place


def test_what_is_gone_is_nowhere_under_the_home_afterwards(home: Path) -> None:
    landing = Landing(home / "landing")
    tell(landing)
    said = run(home)
    assert holding(home, [POST, ITEM]) == []
    assert said["removed"] == {"post": 1, "interaction": 1, "file": 4}
    assert said["platforms"] == ["facebook", "register", "x"]
    assert {path.name for path in (home / "inbox").rglob("*.*")} == {"other.csv"}
    assert "and on\n" in (home / "dbt/logs/dbt.log").read_text()


def test_the_purged_batches_are_judged_again_and_replace_the_old_ones_in_the_warehouse(home: Path) -> None:
    landing = Landing(home / "landing")
    load(landing, home / "warehouse.duckdb")
    tell(landing)
    run(home)
    verdicts = check_shelf(landing, checked_at=NOW)
    assert {verdict["accepted"] for verdict in verdicts} == {True}, verdicts
    assert {(verdict["platform"], verdict["table"]) for verdict in verdicts} >= {
        ("x", "posts"), ("x", "interactions"), ("x", "readings"), ("x", "extracts"), ("facebook", "posts"),
        ("register", "entries"),
    }  # fmt: skip
    summary = load(landing, home / "warehouse.duckdb")
    assert summary["waiting"] == 0
    left = holding(home, [POST, ITEM])
    assert left and not [each for each in left if "duckdb raw." in each]  # DuckDB leaves it in free blocks
    assert tidy(landing, home)["is_done"]
    assert holding(home, [POST, ITEM]) == [] and not (home / "warehouse.duckdb.wal").exists()
    assert not tidy(landing, home)["is_done"]


def test_the_file_is_not_made_anew_before_it_holds_what_the_shelf_holds(home: Path) -> None:
    landing = Landing(home / "landing")
    load(landing, home / "warehouse.duckdb")
    tell(landing)
    run(home)
    assert "not loaded" in tidy(landing, home)["why"]
    check_shelf(landing, checked_at=NOW)
    load(landing, home / "warehouse.duckdb")
    assert tidy(landing, home)["is_done"]


def test_threads_still_join_by_the_key(home: Path) -> None:
    landing = Landing(home / "landing")
    tell(landing)
    run(home)
    (reply,) = rows(landing, "posts")
    (other,) = rows(landing, "interactions")
    assert (reply["post_id"], reply["parent_id"], reply["conversation_id"]) == (OURS, KEYS[ITEM], KEYS[POST])
    assert (other["interaction_id"], other["parent_id"], other["conversation_id"]) == (OTHER, KEYS[ITEM], KEYS[POST])
    assert [row["subject_id"] for row in rows(landing, "readings")] == [OURS]
    (linked,) = rows(landing, "posts", "facebook")
    assert linked["text"] == f"As we said: https://x.com/HarrowdaleNHS/status/{KEYS[POST]}?s=20"
    assert next(row["cells"] for row in rows(landing, "entries", "register"))[1] == ("item_id", KEYS[ITEM])
    (page,) = landing.pages(X, BATCH)
    assert page.body == {
        "data": [{"id": OURS, "created_at": "2026-11-10T06:00:00Z", "conversation_id": KEYS[POST], "text": "Thank you",
                  "referenced_tweets": [{"type": "replied_to", "id": KEYS[ITEM]}]}],
        "meta": {"newest_id": KEYS[POST]},
    }  # fmt: skip


def test_the_batch_says_what_left_it_and_the_record_counts_without_an_id(home: Path) -> None:
    landing = Landing(home / "landing")
    tell(landing)
    run(home)
    said = {row["subject"]: (row["rows"], row["dropped"], row["dropped_why"]) for row in rows(landing, "extracts")}
    assert said == {
        "posts": (2, 1, "gone from the platform: 1"), "interactions": (1, 1, "gone from the platform: 1"),
        "series": (0, 0, None),
    }  # fmt: skip
    record = json.loads(next((landing.root / "removals").rglob("*.json")).read_text())
    assert {stone["key"]: stone["kind"] for stone in record["tombstones"]} == {
        KEYS[POST]: "post",
        KEYS[ITEM]: "interaction",
    }
    assert [(row["what"], row["removed"], row["months"], row["reason"]) for row in record["removals"]][:2] == [
        ("interaction", 1, ["2026-11-01"], "Gone from the platform: Not there"),
        ("post", 1, ["2026-11-01"], "Gone from the platform: Could not find post …"),
    ]  # fmt: skip
    (news,) = read_news(landing)
    assert (news.gone, news.held_back, dict(news.confirmed)) == ((), (), {"post": (OURS,), "interaction": ()})


@pytest.mark.parametrize(
    "dies_in",
    [
        (purge, "_purge_page"),
        (rewrite, "_write"),
        (rewrite, "_account_again"),
        (purge, "_blot"),
        (forgetting, "_write"),
    ],
)
@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_purge_that_was_killed_is_finished_by_the_next_as_if_nothing_had_been(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, dies_in: tuple[Any, str], after: int
) -> None:
    for name in ("killed", "whole"):
        tell(fill(tmp_path / name))
    run(tmp_path / "whole")
    module, function = dies_in
    real, calls = getattr(module, function), []

    def die(*args: Any) -> Any:
        calls.append(args)
        if len(calls) > after:
            raise KeyboardInterrupt  # the machine stops here
        return real(*args)

    with monkeypatch.context() as killed:
        killed.setattr(module, function, die)
        try:
            run(tmp_path / "killed")
        except KeyboardInterrupt:
            assert len(calls) == after + 1
    run(tmp_path / "killed")
    assert state(tmp_path / "killed") == state(tmp_path / "whole")


def test_doing_it_again_changes_nothing(home: Path) -> None:
    tell(Landing(home / "landing"))
    run(home)
    before = state(home)
    assert run(home) == {"news": 0, "removed": {}, "held_back": 0, "platforms": []}
    assert state(home) == before


def test_what_is_held_back_stays_until_a_person_confirms_it(home: Path) -> None:
    landing = Landing(home / "landing")
    tell(landing, held_back=True)
    assert run(home)["held_back"] == 2
    assert len(rows(landing, "posts")) == 2
    assert run(home, platform="facebook", confirm=True)["news"] == 0
    assert run(home, platform="x", account_id=X.account_id, confirm=True)["removed"]["post"] == 1
    assert holding(home, [POST, ITEM]) == []


def test_a_person_may_say_that_something_is_gone(home: Path) -> None:
    landing = Landing(home / "landing")
    say_gone(landing, "x", X.account_id, "harrowdale", NOW, posts=[POST], items=[ITEM])
    assert run(home)["removed"] == {"post": 1, "interaction": 1, "file": 4}
    assert holding(home, [POST, ITEM]) == []


def test_it_never_comes_in_again_by_any_door(home: Path, tmp_path: Path) -> None:
    landing = Landing(home / "landing")
    tell(landing)
    run(home)
    gone = buried(landing.root, DOOR)
    with landing.open_batch(X, "20261117_20261013_20261117", gone) as batch:
        batch.keep(
            Page(
                "posts",
                {"data": [{"id": POST, "text": "again", "created_at": "x"}, {"id": OURS, "text": POST, "at": 1}]},
            )
        )
        assert not batch.add(post(X, POST))
        assert not batch.add(Reading("x", X.account_id, "post", POST, "like_count", 4.0, NOW))
        assert not batch.add(Interaction("x", X.account_id, ITEM, "reply", NOW))
        assert batch.add(
            post(X, OURS, parent_id=ITEM, text=f"see x.com/i/status/{POST}", links=(f"https://x.com/i/status/{POST}",))
        )
        assert {what: len(names) for what, names in batch.left_out.items()} == {"posts": 1, "interactions": 1}
        for row in extracts(X):
            batch.add(row)
    again = tmp_path / "again.csv"
    again.write_text(
        f"platform,item_id,said_on,coded_by,is_concern,theme,objective_id,coded_on\nx,{ITEM},2026-11-11,first,yes,care,SO1,2026-11-12\n"
    )
    assert is_of_gone(landing, DOOR, again)
    import_file(again, organisation_id="harrowdale", landing=landing, accounts=[], door=DOOR, received_at=NOW)
    again.unlink()
    assert holding(home, [POST, ITEM]) == []


def test_without_news_and_tombstones_nothing_is_looked_at(tmp_path: Path) -> None:
    assert forget(Landing(tmp_path), tmp_path, DOOR, now=NOW)["news"] == 0
    assert buried(tmp_path, DOOR) is None
    assert list(tmp_path.iterdir()) == []


FORMS = [
    ("linkedin", "urn:li:share:7524781821789939889", "https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7524781821789939889/"),
    ("linkedin", "urn:li:activity:7524781821790939892", "urn:li:comment:(urn:li:activity:7524781821790939892,752488245153)"),
    ("linkedin", "urn:li:comment:(urn:li:activity:7524781821790939892,752488245153)", "a urn:li:comment:(urn:li:activity:7524781821790939892,752488245153) b"),
    ("facebook", "112233445566778_179473543594872", "https://www.facebook.com/112233445566778/posts/179473543594872?comment_id=1"),
    ("facebook", "112233445566778_179473543594872", "112233445566778_179473543594872/insights/post_clicks/lifetime"),
    ("youtube", "-IaiTmqFpM_", "https://www.youtube.com/watch?v=-IaiTmqFpM_&lc=Ugwx"),
    ("youtube", "UgwzpJL0Bl8G0wO8vshW4AaABAg", "UgwzpJL0Bl8G0wO8vshW4AaABAg.TEmNfwa0OFOCxhFu"),
]  # fmt: skip


@pytest.mark.parametrize(("platform", "item_id", "text"), FORMS)
def test_an_id_is_found_in_every_form_it_is_written_in(tmp_path: Path, platform: str, item_id: str, text: str) -> None:
    landing = Landing(tmp_path / "landing")
    say_gone(landing, platform, "1", "harrowdale", NOW, posts=[item_id])
    forget(landing, tmp_path, DOOR, now=NOW)
    by_key = buried(landing.root, DOOR)
    assert by_key is not None
    for gone in (by_key, Named([(platform, item_id)], DOOR)):
        said = gone.without(text)
        assert DOOR.key_of_gone(platform, item_id) in said
        assert gone.without(said) == said
        other = text.translate(str.maketrans("179Tp", "281Uq"))
        assert gone.without(other) == other


def test_an_id_within_a_longer_number_is_another_number() -> None:
    gone = Named([("x", POST)], DOOR)
    assert gone.without(f"{POST}9 and 9{POST}") == f"{POST}9 and 9{POST}"


def test_a_row_of_a_report_or_a_sheet_goes_with_its_thing_and_a_list_of_ids_keeps_the_key() -> None:
    gone = Named([("youtube", "eIaiTmqFpMT")], DOOR)
    page = {
        "asked": {"video_ids": ["eIaiTmqFpMT", "CbMX7Vbu-Br"]},
        "rows": [["eIaiTmqFpMT", 5, 1], ["CbMX7Vbu-Br", 6, 2]],
    }
    key = DOOR.key_of_gone("youtube", "eIaiTmqFpMT")
    assert page_of(page, "youtube", gone) == {
        "asked": {"video_ids": [key, "CbMX7Vbu-Br"]}, "rows": [["CbMX7Vbu-Br", 6, 2]]
    }  # fmt: skip


def test_expired_items_and_gone_ones_are_told_apart_in_what_a_batch_left_out(home: Path) -> None:
    landing = Landing(home / "landing")
    tell(landing)
    run(home)
    retain(landing, home / "board.duckdb", {"x": Terms("x", "X", None, 1)}, now=datetime(2026, 12, 16, tzinfo=UTC))
    (said,) = (row for row in rows(landing, "extracts") if row["subject"] == "interactions")
    assert said["dropped_why"] == "gone from the platform: 1; removed under the platform's terms: 1"
    assert (said["rows"], said["dropped"]) == (0, 2)
