"""One item that cannot be read among those that can: it is left out and told, and everything else of the account is kept.

The sandbox answers; what stands in front of it changes one item of one answer.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import requests

from extractors.access import access_of
from extractors.landing import Landing
from extractors.records import Account
from tests.conftest import TODAY, Sandbox
from tests.extractors.two_years import KEYS, extract_on
from tests.extractors.wire import Answer, say, wire

SMALL = {"x": "marrick_x", "linkedin": "osmere_linkedin", "facebook": "osmere_facebook", "youtube": "osmere_youtube"}
SINCE = {"x": 110, "linkedin": 120, "facebook": 40, "youtube": 330}  # days: something of everything
WORDS = "words of a stranger"
Change = Callable[[Any], None]


def put(value: Any, *way: Any) -> Change:
    def change(item: Any) -> None:
        for step in way[:-1]:
            item = item[step]
        item[way[-1]] = value

    return change


# platform, part of the address, the list in the answer, the change of one item, subject, table, the sentence
ONE = [
    ("x", "/tweets?", "data", put(5, "created_at"), "posts", "posts",
     "1 post of X could not be read (created_at): left out."),
    ("x", "/tweets?", "data", put("1K", "public_metrics", "like_count"), "posts", "",
     "1 value of X could not be read (like_count): unknown, not zero."),
    ("x", "/mentions?", "data", put(None, "author_id"), "interactions", "interactions",
     "1 mention of X could not be read (author_id): left out."),
    ("x", "/mentions?", "data", put({WORDS: WORDS}, "text"), "interactions", "interactions",
     "1 mention of X could not be read (text): left out."),
    ("linkedin", "/rest/posts?", "elements", put(10**22, "publishedAt"), "posts", "posts",
     "1 post of LinkedIn could not be read (publishedAt): left out."),
    ("linkedin", "/comments?", "elements", put([WORDS], "message", "text"), "interactions", "interactions",
     "1 comment of LinkedIn could not be read (message.text): left out."),
    ("linkedin", "ShareStatistics?", "elements", put(True, "totalShareStatistics", "likeCount"), "series", "",
     "1 value of LinkedIn could not be read (likeCount): unknown, not zero."),
    ("facebook", "/published_posts?", "data", put("yesterday", "created_time"), "posts", "posts",
     "1 post of Facebook could not be read (created_time): left out."),
    ("facebook", "/comments?", "data", put(WORDS, "from"), "interactions", "interactions",
     "1 comment of Facebook could not be read (from.id): left out."),
    ("facebook", "/comments?", "data", put({"a": WORDS}, "message"), "interactions", "interactions",
     "1 comment of Facebook could not be read (message): left out."),
    ("youtube", "/videos?", "items", put("2026-11-01T10:00:00", "snippet", "publishedAt"), "posts", "posts",
     "1 video of YouTube could not be read (snippet.publishedAt): left out."),
    ("youtube", "/playlistItems?", "items", put(7, "contentDetails", "videoId"), "posts", "posts",
     "1 video of YouTube could not be read (contentDetails.videoId): left out."),
    ("youtube", "/commentThreads?", "items", put([WORDS], "snippet", "topLevelComment", "snippet", "textOriginal"),
     "interactions", "interactions",
     "1 comment of YouTube could not be read (snippet.textOriginal): left out."),
    ("youtube", "/reports?", "rows", put("Monday", 0), "series", "readings",
     "1 day of YouTube could not be read (day): left out."),
]  # fmt: skip


@contextmanager
def between(sandbox: Sandbox, part: str, of: str, change: Change, how_many: int | None = 1) -> Any:
    """Stand before the sandbox and change the first items of the first such list, or (None) all of every one."""
    left = [1]

    def answer(path: str, n: int) -> Answer:
        asked = {name: said for name, said in it.asked[n][1].items() if name not in ("Host", "Accept-Encoding")}
        said = requests.get(sandbox.url + path, headers=asked, timeout=60)
        body = said.json()
        if part in path and len(body.get(of) or []) > 1 and (left[0] or how_many is None):
            left[0] -= 1
            for item in body[of][:how_many]:
                change(item)
        return say(body, said.status_code)

    with wire(answer) as it:
        yield it


def look(
    sandbox: Sandbox, landing: Landing, account: Account, url: str | None = None, days: int | None = None
) -> dict[str, Any]:
    access = access_of(account, sandbox.environ)
    window = (TODAY - timedelta(days=days or SINCE[account.platform]), TODAY)
    access = replace(access, api=url, analytics=url) if url else access
    return {
        row.subject: row
        for row in extract_on(TODAY, sandbox, landing, [account], window, access=access, sleep=lambda _: None)
    }


def shelved(landing: Landing) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
    """Return the rows on the shelf by their key, by table."""
    return {
        table: {
            tuple(row[name] for name in names): row
            for batch in landing.batches(table=table)
            for row in pq.read_table(batch.path, partitioning=None).to_pylist()
        }
        for table, names in KEYS.items()
    }


def account_of(accounts: list[Account], name: str) -> Account:
    return next(each for each in accounts if each.secret == SMALL[name])


@pytest.mark.parametrize(("name", "part", "of", "change", "subject", "table", "sentence"), ONE)
def test_one_item_that_cannot_be_read_is_left_out_and_told_and_the_rest_is_kept(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, part: str, of: str, change: Change,
    subject: str, table: str, sentence: str,
) -> None:  # fmt: skip
    account, landing, undisturbed = account_of(accounts, name), Landing(tmp_path / "a"), Landing(tmp_path / "b")
    look(sandbox, undisturbed, account)
    with between(sandbox, part, of, change) as it:
        said = look(sandbox, landing, account, it.url)
    row = said[subject]
    assert (row.outcome, row.cause_class) == ("partial", "schema")
    assert sentence in row.cause
    since = TODAY - timedelta(days=SINCE[name])
    assert f"extractors/platforms/{name}.py" in row.next_step and f"--since {since}" in row.next_step
    if table == "posts" and name != "x":  # where comments are asked for by post
        assert "Comments under posts" in said["interactions"].cause
    kept, whole = shelved(landing), shelved(undisturbed)
    for each in ("posts", "interactions"):
        assert kept[each].keys() <= whole[each].keys()
    lost = {each: len(whole[each]) - len(kept[each]) for each in whole}
    unknown = [key for key, reading in kept["readings"].items() if reading["value"] != whole["readings"][key]["value"]]
    if table == "":
        assert (lost, len(unknown)) == ({"posts": 0, "interactions": 0, "readings": 0}, 1)
        assert kept["readings"][unknown[0]]["value"] is None
    elif table == "readings":
        assert 0 < lost["readings"] <= 10 and not unknown
    else:
        assert 1 <= lost["posts"] + lost["interactions"] <= 6 and not unknown, "it, and replies of ours under it"
    for path in landing.root.rglob("*.gz"):
        assert WORDS not in gzip.decompress(path.read_bytes()).decode()
    assert WORDS not in str(said)


@pytest.mark.parametrize(
    ("name", "part", "of", "change", "field"),
    [
        ("x", "/mentions?", "data", put(5, "created_at"), "created_at"),
        ("linkedin", "/rest/posts?", "elements", put("today", "publishedAt"), "publishedAt"),
        ("facebook", "/published_posts?", "data", put(5, "created_time"), "created_time"),
        ("youtube", "/playlistItems?", "items", put(7, "contentDetails", "videoId"), "contentDetails.videoId"),
    ],
)
def test_where_no_item_of_a_kind_can_be_read_the_account_fails_and_what_came_before_stays(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, part: str, of: str, change: Change, field: str
) -> None:
    account, landing = account_of(accounts, name), Landing(tmp_path)
    look(sandbox, landing, account)
    before = shelved(landing)
    with between(sandbox, part, of, change, None) as it:
        said = look(sandbox, landing, account, it.url)
    assert {(row.outcome, row.cause_class, row.rows) for row in said.values()} == {("failed", "schema", 0)}
    assert "None of" in said["posts"].cause and f"({field})" in said["posts"].cause
    assert shelved(landing) == before


def test_one_or_two_odd_items_do_not_cost_the_account_though_they_are_all_there_are(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    account, landing = account_of(accounts, "x"), Landing(tmp_path)
    with between(sandbox, "/mentions?", "data", lambda item: None) as it:
        whole = look(sandbox, Landing(tmp_path / "whole"), account, it.url)["interactions"]

    def answer(path: str, n: int) -> Answer:
        asked = {name: said for name, said in it.asked[n][1].items() if name not in ("Host", "Accept-Encoding")}
        body = requests.get(sandbox.url + path, headers=asked, timeout=60).json()
        if "/mentions?" in path:
            body = {"data": [each | {"created_at": 5} for each in body["data"][:2]], "meta": {"result_count": 2}}
        return say(body)

    with wire(answer) as it:
        said = look(sandbox, landing, account, it.url)
    assert whole.rows > 2 and said["interactions"].rows == 0
    assert (said["interactions"].outcome, said["interactions"].cause_class) == ("partial", "schema")
    assert said["posts"].outcome == said["series"].outcome == "ok" and said["posts"].rows > 0


def test_pages_read_again_tell_again_what_could_not_be_screened(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    account, landing = account_of(accounts, "facebook"), Landing(tmp_path)
    with between(sandbox, "/comments?", "data", put({"a": WORDS}, "message")) as it:
        said = look(sandbox, landing, account, it.url)
    batch_id = said["posts"].batch_id
    told = [page.asked["unread"] for page in landing.pages(account, batch_id) if "unread" in page.asked]
    assert told == [{"message": 1}]
