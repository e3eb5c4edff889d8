"""News that something is gone: told by the platform when asked by id, never by a list; and not believed when it is too much."""

from __future__ import annotations

import gzip
import json
import logging
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import requests

from extractors import gone, known
from extractors.access import Access, access_of
from extractors.http import session
from extractors.landing import Landing
from extractors.platforms import Known, Window, platform
from extractors.records import SCHEMAS, Account, Extract, Page
from tests.conftest import TODAY, Sandbox
from tests.extractors.two_years import extract_on
from tests.extractors.wire import Answer, say, wire

DAY = timedelta(days=1)
NAMES = ("x", "facebook", "linkedin", "youtube")
ROOM = 60  # days: within them the sandbox has a few posts and comments of each account


def of(accounts: Iterable[Account], name: str) -> Account:
    return next(each for each in accounts if each.platform == name and each.organisation_id == "harrowdale")


def ids(landing: Landing, table: str, **like: str) -> list[str]:
    """Return the ids of a table on the shelf, oldest first."""
    _, columns = known.COLUMNS[table]
    rows = [row for batch in landing.batches(table=table) for row in pq.read_table(batch.path).to_pylist()]
    rows = [row for row in rows if all(row[name] == value for name, value in like.items())]
    return [row[columns[0]] for row in sorted(rows, key=lambda row: row[columns[1]])]


def the_news(landing: Landing) -> list[gone.News]:
    return list(gone.read_news(landing))


def deletions(said: Iterable[Extract]) -> Extract:
    (row,) = (row for row in said if row.subject == "deletions")
    return row


def look(sandbox: Sandbox, landing: Landing, account: Account, day: date, room: int = ROOM, **more: Any) -> Extract:
    """Extract so many days before a day; return the row about deletions. `partial`: subjects whose list lacks some."""
    partial = more.pop("partial", set())
    said = extract_on(day, sandbox, landing, [account], (day - room * DAY, day), **more)
    assert {row.subject for row in said if row.outcome != "ok" and row.subject != "deletions"} == partial
    return deletions(said)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("table", ["posts", "interactions"])
def test_what_was_deleted_is_news_of_the_next_run(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, table: str
) -> None:
    landing, account = Landing(tmp_path), of(accounts, name)
    assert look(sandbox, landing, account, TODAY).rows == 0, "nothing is known before the first look"
    lost = ids(landing, table, kind="original" if table == "posts" else {"x": "mention"}.get(name, "comment"))[-1]
    sandbox.delete(account, lost)
    row = look(sandbox, landing, account, TODAY + DAY)
    (news,) = the_news(landing)
    told = {(each.kind, each.id): each.said for each in news.gone}
    assert (known.COLUMNS[table][0], lost) in told
    assert all(platform(name).NAME in words and lost not in words for words in told.values())
    assert news.held_back == ()
    assert (news.platform, news.account_id, news.organisation_id) == (name, account.account_id, "harrowdale")
    assert news.said_at == datetime(2026, 11, 17, 6, tzinfo=UTC)
    assert (row.outcome, row.rows) == (
        "ok",
        len(told),
    ) and row.cause == f"{platform(name).NAME} no longer has {len(told)} of the {len(told)} asked for by their id."


@contextmanager
def between(sandbox: Sandbox, account: Account, change: Callable[[str, Any], Any]) -> Iterator[Access]:
    """Stand between us and the sandbox, and change what it answers."""
    with wire(lambda path, n: _passed_on(sandbox, path, it.asked[-1][1], change)) as it:
        yield replace(access_of(account, sandbox.environ), api=it.url, analytics=it.url)


def _passed_on(sandbox: Sandbox, path: str, headers: dict[str, str], change: Callable[[str, Any], Any]) -> Answer:
    kept = {name: value for name, value in headers.items() if name.lower() not in ("host", "accept-encoding")}
    answer = requests.get(sandbox.url + path, headers=kept, timeout=60)
    return say(change(path, answer.json()), answer.status_code)


def half_of_its_posts(path: str, body: Any) -> Any:
    """Leave out every second post of a list, as platforms do on a bad day."""
    if re.search(r"/users/\d+/tweets|/published_posts|/rest/posts\?q=author|/playlistItems", path):
        for name in ("data", "elements", "items"):
            if name in body:
                body[name] = body[name][::2]
        body.pop("errors", None)  # they speak of posts that are left out now
    return body


NO_SUCH = {
    "error": {"message": "Unsupported get request.", "type": "GraphMethodException", "code": 100, "error_subcode": 33}
}
BY_ID = {"facebook": r"\?fields=id$", "youtube": r"part=id&"}


def nothing_by_id(path: str, body: Any) -> Any:
    """Leave half out of the lists, and deny whatever is asked for by its id: a token without a permission."""
    if re.search(BY_ID["facebook"], path):
        return NO_SUCH
    return body | {"items": []} if re.search(BY_ID["youtube"], path) else half_of_its_posts(path, body)


@pytest.mark.parametrize("name", NAMES)
def test_a_short_page_is_no_news(sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str) -> None:
    landing, account = Landing(tmp_path), of(accounts, name)
    look(sandbox, landing, account, TODAY, room=30)
    posts = set(ids(landing, "posts"))
    lacking = {"posts"} if name == "x" else {"posts", "interactions"}  # elsewhere comments are listed under posts
    with between(sandbox, account, half_of_its_posts) as access:
        row = look(sandbox, landing, account, TODAY + DAY, room=30, access=access, partial=lacking)
    (news,) = the_news(landing)
    assert (news.gone, news.held_back) == ((), ())
    assert set(news.confirmed["post"]) & posts and (row.outcome, row.cause) == ("ok", None)
    assert row.rows == sum(map(len, news.confirmed.values()))
    assert known.read_confirmed(landing, account)["post"] == dict.fromkeys(news.confirmed["post"], "2026-11-17")


@pytest.mark.parametrize("name", ["facebook", "youtube"])
def test_a_platform_that_denies_even_what_it_showed_is_not_believed(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str
) -> None:
    landing, account = Landing(tmp_path), of(accounts, name)
    look(sandbox, landing, account, TODAY, room=30)
    unlike_its_total = {"posts"} if name == "youtube" else set()
    with between(sandbox, account, nothing_by_id) as access:
        row = look(sandbox, landing, account, TODAY + DAY, room=30, access=access, partial=unlike_its_total)
    (news,) = the_news(landing)
    assert news.gone == () and news.held_back
    assert (row.outcome, row.cause_class) == ("partial", "token")
    assert "nothing was taken out" in (row.cause or "")
    assert f"python -m extractors forget {name} --account {account.account_id} --confirm" in (row.next_step or "")
    assert look(sandbox, landing, account, TODAY + 2 * DAY, room=30).outcome == "ok"
    assert [each for each in the_news(landing) if each.held_back] == [], (
        "what is seen again is no longer held against it"
    )


def test_not_even_one_is_gone_by_the_word_of_a_platform_that_denies_what_it_showed(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    for name in ("facebook", "youtube"):
        landing, account = Landing(tmp_path / name), of(accounts, name)
        look(sandbox, landing, account, TODAY)
        under = Counter(item.post_id for item in known.known(landing, account, platform(name)).values())
        lost = min(ids(landing, "posts", kind="original"), key=lambda each: under[each])
        assert under[lost] <= gone.MOST_GONE

        def without(path: str, body: Any, lost: str = lost) -> Any:
            if any(re.search(question, path) for question in BY_ID.values()):
                return nothing_by_id(path, body)
            for each in ("data", "items"):
                if isinstance(body.get(each), list):
                    body[each] = [one for one in body[each] if lost not in (one.get("id"), _video(one))]
            return body

        with between(sandbox, account, without) as access:
            row = look(sandbox, landing, account, TODAY + DAY, access=access)
        (news,) = the_news(landing)
        assert news.gone == () and lost in {each.id for each in news.held_back}
        assert (row.cause_class, row.rows) == ("token", under[lost])


def _video(item: dict[str, Any]) -> Any:
    return item.get("contentDetails", {}).get("videoId")


def test_more_than_can_be_believed_is_held_back_for_a_person(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path), of(accounts, "x")
    look(sandbox, landing, account, TODAY)
    lost = ids(landing, "posts", kind="original")[-6:]
    for each in lost:
        sandbox.delete(account, each)
    row = look(sandbox, landing, account, TODAY + DAY)
    (news,) = the_news(landing)
    assert news.gone == () and {each.id for each in news.held_back} >= set(lost)
    assert (row.outcome, row.cause_class) == ("partial", "platform")
    again = look(sandbox, landing, account, TODAY + 2 * DAY)
    assert (again.outcome, the_news(landing)[-1].gone) == ("partial", ()), "nor does it pass by asking every day"


REFUSING = {
    "x": "/2/tweets?ids=",
    "facebook": "{lost}?fields=id",
    "linkedin": "/rest/posts?ids=",
    "youtube": "part=id&",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["429", "quota", "500"])
def test_a_refused_lookup_makes_nothing_gone_and_leaves_the_data(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, kind: str
) -> None:
    landing, account = Landing(tmp_path), of(accounts, name)
    look(sandbox, landing, account, TODAY)
    lost = ids(landing, "posts", kind="original")[-1]
    sandbox.delete(account, lost)
    sandbox.fault(name, kind, times=9, asking=REFUSING[name].format(lost=lost))
    row = look(sandbox, landing, account, TODAY + DAY, sleep=lambda _: None)
    assert (row.outcome, row.cause_class) == ("partial", "platform" if kind == "500" else "quota")
    assert "could not be asked for by their id" in (row.cause or "") and row.next_step
    assert not [each for news in the_news(landing) for each in news.gone if each.id == lost]
    assert len({batch.batch_id for batch in landing.batches(table="posts")}) == 2, "what was read is on the shelf"
    sandbox.clear_faults()
    look(sandbox, landing, account, TODAY + 2 * DAY)
    assert lost in {each.id for each in the_news(landing)[-1].gone}


def test_what_left_the_window_is_asked_for_again_oldest_first_and_so_many_a_run(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path), of(accounts, "facebook")
    look(sandbox, landing, account, TODAY - 40 * DAY, room=40)
    older = set(ids(landing, "posts") + ids(landing, "interactions"))
    look(sandbox, landing, account, TODAY - 38 * DAY, room=38)
    newer = set(ids(landing, "posts") + ids(landing, "interactions")) - older
    deep = {item for item in older if item not in seen_last(landing, account)}
    assert len(deep) > 1 and len(older | newer) > 100
    lost = sorted(deep)[0]
    sandbox.delete(account, lost)
    assert look(sandbox, landing, account, TODAY - 11 * DAY, room=1).rows == 0, "not before 30 days"
    first = look(sandbox, landing, account, TODAY - 7 * DAY, room=1)
    assert first.pages == 100 and "to be asked for in the next runs: " in (first.cause or "")
    told = {each.id for news in the_news(landing) for each in news.gone}
    assert lost in told, "though it left the window long ago"
    once = asked(landing, account)
    assert deep - told <= once.keys() and len(once) + len(told) == 100, "the oldest go first"
    look(sandbox, landing, account, TODAY - 6 * DAY, room=1)
    twice = asked(landing, account)
    assert len(twice) > len(once) and twice.items() >= once.items(), "the next run goes on where this one stopped"


def seen_last(landing: Landing, account: Account) -> set[str]:
    newest = max(batch.batch_id for batch in landing.batches(account.platform))
    return {item_id for _, item_id in known.seen_in(landing, account, newest)}


def asked(landing: Landing, account: Account) -> dict[str, str]:
    return {
        item_id: on for of_kind in known.read_confirmed(landing, account).values() for item_id, on in of_kind.items()
    }


@pytest.mark.parametrize(("name", "days"), [("x", 7), ("youtube", 25), ("linkedin", 30)])
def test_what_was_confirmed_is_left_alone_until_it_is_due_again(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, days: int
) -> None:
    landing, account, start = Landing(tmp_path), of(accounts, name), TODAY - 50 * DAY
    look(sandbox, landing, account, start, room=40)
    held = set(ids(landing, "posts") + ids(landing, "interactions"))
    assert held
    assert look(sandbox, landing, account, start + (days - 1) * DAY, room=1).rows == 0
    refreshed = look(sandbox, landing, account, start + days * DAY, room=1)
    assert refreshed.rows >= len(held) and refreshed.outcome == "ok"
    confirmed = asked(landing, account)
    assert confirmed and set(confirmed.values()) == {str(start + days * DAY)}
    assert look(sandbox, landing, account, start + (days + 1) * DAY, room=1).rows <= refreshed.rows - len(confirmed)


def test_a_day_on_which_nothing_is_missing_costs_no_call_more(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    for name in NAMES:
        landing, account = Landing(tmp_path / name), of(accounts, name)
        look(sandbox, landing, account, TODAY, room=5)
        row = look(sandbox, landing, account, TODAY + DAY, room=6)
        assert (row.pages, row.rows, row.outcome, row.bytes) == (0, 0, "ok", 0), name
        assert not (landing.root / "news").exists() and not (landing.root / "confirmed").exists()


def test_a_list_read_with_a_gap_puts_nothing_under_suspicion() -> None:
    window = Window(date(2026, 11, 1), date(2026, 11, 16), datetime(2026, 11, 16, 6, tzinfo=UTC))
    post = Known("post", "p", None, "p", date(2026, 11, 3), date(2026, 11, 10))
    comment = Known("interaction", "c", "p", "p", date(2026, 11, 3), date(2026, 11, 10))
    before = replace(post, id="q", listed_on=date(2026, 10, 31))
    held = {(each.kind, each.id): each for each in (post, comment, before)}
    assert gone.suspects(held, set(), window, {"post", "interaction"}) == [post, comment]
    assert gone.suspects(held, set(), window, {"interaction"}) == [comment]
    assert gone.suspects(held, {("post", "p")}, window, {"post"}) == []


def test_a_list_that_says_it_is_not_whole_puts_nothing_under_suspicion_in_a_run_either(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account, window = Landing(tmp_path), of(accounts, "x"), (TODAY - 30 * DAY, TODAY + DAY)
    extract_on(TODAY, sandbox, landing, [account], window)

    def with_a_gap(path: str, body: Any) -> Any:
        refused = body.get("errors", [])  # private counts, of posts that are left out now: the token may not be ours
        return half_of_its_posts(path, body) | {"errors": refused}

    with between(sandbox, account, with_a_gap) as access:
        said = extract_on(TODAY + DAY, sandbox, landing, [account], window, access=access)
    assert next(row for row in said if row.subject == "posts").outcome == "partial"
    assert (deletions(said).pages, the_news(landing)) == (0, [])


def test_an_answer_by_id_that_was_cut_short_is_not_believed(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path), of(accounts, "youtube")

    def cut(path: str, body: Any) -> Any:
        return body | {"items": body["items"][:1]} if "part=id&" in path else half_of_its_posts(path, body)

    look(sandbox, landing, account, TODAY)
    with between(sandbox, account, cut) as access:
        row = look(sandbox, landing, account, TODAY + DAY, access=access, partial={"posts"})
    (news,) = the_news(landing)
    assert news.gone == () and news.held_back and news.confirmed["post"] and row.cause_class == "token"


PROBLEM = "https://api.twitter.com/2/problems/"
OF_X = {"parameter": "ids", "resource_id": "1", "resource_type": "tweet"}
NOT_FOUND = {"status": 404, "code": "NOT_FOUND", "message": "not found"}
ANSWERS: list[tuple[str, str, Any, dict[str, Any], list[tuple[str, bool]]]] = [
    ("x", "tweets", {"data": [{"id": "1"}]}, {}, [("1", True)]),
    ("x", "tweets", {"errors": [OF_X | {"type": PROBLEM + "resource-not-found"}]}, {}, [("1", False)]),
    ("x", "tweets", {"errors": [OF_X | {"type": PROBLEM + "not-authorized-for-resource"}]}, {}, [("1", False)]),
    ("x", "tweets", {"errors": [OF_X | {"type": PROBLEM + "resource-unavailable"}]}, {}, []),
    ("x", "tweets", {"errors": [OF_X | {"parameter": "referenced_tweets.id", "type": "resource-not-found"}]}, {}, []),
    ("facebook", "posts", {"id": "1"}, {}, [("1", True)]),
    ("facebook", "posts", NO_SUCH, {}, [("1", False)]),
    ("facebook", "posts", {"error": {"code": 100}}, {}, []),
    ("linkedin", "posts", {"results": {"1": {}}, "errors": {}}, {}, [("1", True)]),
    ("linkedin", "posts", {"results": {}, "errors": {"1": NOT_FOUND}}, {}, [("1", False)]),
    ("linkedin", "posts", {"results": {}, "errors": {"1": NOT_FOUND | {"status": 500}}}, {}, []),
    ("linkedin", "posts", {"results": {}}, {}, []),
    ("linkedin", "comments", {"id": "7"}, {"number": "7"}, [("1", True)]),
    ("linkedin", "comments", NOT_FOUND, {"number": "7"}, [("1", False)]),
    ("linkedin", "comments", NOT_FOUND | {"code": "RESOURCE_NOT_FOUND"}, {"number": "7"}, []),
    ("youtube", "videos", {"items": [{"id": "1"}]}, {}, [("1", True)]),
    ("youtube", "comments", {"items": []}, {}, [("1", False)]),
    ("youtube", "comments", {"items": [], "nextPageToken": "more"}, {}, []),
    ("youtube", "comments", {"error": {"errors": [{"reason": "commentsDisabled"}]}}, {}, []),
]


@pytest.mark.parametrize(("name", "route", "body", "more", "says"), ANSWERS)
def test_only_a_plain_no_is_a_no(
    name: str, route: str, body: Any, more: dict[str, Any], says: list[tuple[str, bool]]
) -> None:
    said = platform(name).said_of(Page(route, body, {"ids": ["1"]} | more))
    assert [(item_id, words is None) for item_id, words in said] == says


def test_a_linkedin_comment_is_asked_for_under_what_is_still_known_of_what_stands_above_it(sandbox: Sandbox) -> None:
    comment = Known("interaction", "urn:li:comment:(urn:li:activity:1,2)", "gone:ab", "urn:li:share:9", TODAY, TODAY)
    lone = replace(comment, post_id="gone:cd")
    account = Account("o", "linkedin", "1")
    with wire(lambda path, n: say(NOT_FOUND, 404)) as it:
        client = session("a-token-long-enough", api=it.url, fault=platform("linkedin").fault)
        pages = list(platform("linkedin").ask_about(client, account, "comments", [comment, lone]))
    assert [path.split("/")[3] for path in it.paths] == ["urn%3Ali%3Ashare%3A9", "urn%3Ali%3Aactivity%3A1"]
    assert len(pages) == 2 and all(path.endswith("/comments/2") for path in it.paths)


def test_what_was_taken_out_is_not_asked_about_by_the_mark_that_stands_for_it(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path), of(accounts, "linkedin")
    look(sandbox, landing, account, TODAY, room=30)
    (batch,) = landing.batches(table="interactions")
    rows = pq.read_table(batch.path, partitioning=None).to_pylist()
    marked = [row | {"interaction_id": f"urn:li:comment:(gone:{n:024x},1)"} for n, row in enumerate(rows)]
    pq.write_table(pa.Table.from_pylist(marked, schema=SCHEMAS["interactions"]), batch.path)
    held = known.known(landing, account, platform("linkedin"))
    assert rows and {kind for kind, _ in held} == {"post"}


def test_an_answer_in_which_x_finds_none_of_the_posts_asked_for_is_no_fault() -> None:
    none = {"errors": [OF_X | {"type": PROBLEM + "resource-not-found"}]}
    assert platform("x").fault(200, {}, none) is None
    assert platform("x").fault(200, {}, {"errors": [OF_X | {"parameter": "id"}]}).cause_class == "source"


def test_a_comment_is_looked_for_by_the_day_of_its_post_where_lists_go_by_post(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path), of(accounts, "facebook")
    look(sandbox, landing, account, TODAY, room=30)
    held = known.known(landing, account, platform("facebook"))
    comments = [item for item in held.values() if item.is_under_post]
    assert comments and all(item.listed_on == held["post", item.post_id or ""].listed_on for item in comments)
    (by_own_day,) = {known.known(landing, account, platform("x")).keys() == held.keys()}
    assert by_own_day
    own_days = known.known(landing, account, platform("x"))
    assert any(own_days[item.kind, item.id].listed_on > item.listed_on for item in comments)


@pytest.mark.parametrize(
    ("denied", "of_asked", "too_much"), [(5, 5, False), (6, 6, True), (6, 29, True), (6, 30, False), (20, 101, False)]
)
def test_more_than_five_and_more_than_a_fifth_is_too_much(denied: int, of_asked: int, too_much: bool) -> None:
    posts = [Known("post", str(n), None, str(n), TODAY, TODAY) for n in range(denied)]
    assert gone.is_too_much(of_asked, posts, go_together=True) is too_much


def test_a_popular_post_that_went_with_its_comments_is_one_thing_gone_if_the_platforms_word_is_good() -> None:
    post = Known("post", "p", None, "p", TODAY, TODAY)
    comments = [Known("interaction", str(n), "p", "p", TODAY, TODAY) for n in range(9)]
    assert not gone.is_too_much(10, [post, *comments], go_together=True)
    assert gone.is_too_much(10, [post, *comments], go_together=False)


def test_news_is_read_as_it_was_written_and_in_the_agreed_form(tmp_path: Path) -> None:
    landing, at = Landing(tmp_path), datetime(2026, 11, 17, 6, tzinfo=UTC)
    one = gone.Gone("post", "p", "X says there is no such post.")
    news = gone.News("x", "a/b", "harrowdale", "20261117_a", at, (one,), (), {"post": ("q",), "interaction": ()})
    gone.write_news(landing, news)
    gone.write_news(landing, replace(news, gone=(), confirmed={}))
    (path,) = tmp_path.rglob("*.json")
    assert path == tmp_path / "news" / "platform=x" / "account=a%2Fb" / "20261117_a.json"
    assert json.loads(path.read_text()) == {
        "platform": "x", "account_id": "a/b", "organisation_id": "harrowdale", "said_at": "2026-11-17T06:00:00+00:00",
        "gone": [{"kind": "post", "id": "p", "said": "X says there is no such post."}], "held_back": [],
        "confirmed": {"post": ["q"], "interaction": []},
    }  # fmt: skip
    assert the_news(landing) == [news], "empty news leaves what is there"
    gone.withdraw(landing, "x", "a/b", {("post", "p")})
    assert [each.gone for each in the_news(landing)] == [()]


def test_news_of_what_is_seen_again_is_taken_back(sandbox: Sandbox, accounts: list[Account], tmp_path: Path) -> None:
    landing, account = Landing(tmp_path), of(accounts, "linkedin")
    look(sandbox, landing, account, TODAY, room=30)
    lost = ids(landing, "posts", kind="original")[-1]
    sandbox.delete(account, lost)
    look(sandbox, landing, account, TODAY + DAY, room=30)
    assert lost in {each.id for news in the_news(landing) for each in news.gone}
    sandbox.restore()
    look(sandbox, landing, account, TODAY + 2 * DAY, room=30)
    assert lost not in {each.id for news in the_news(landing) for each in news.gone}


def test_an_answer_by_id_that_nobody_can_read_leaves_the_batch_and_says_so(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path), of(accounts, "youtube")
    look(sandbox, landing, account, TODAY)
    sandbox.delete(account, ids(landing, "posts", kind="original")[-1])
    with between(sandbox, account, lambda path, body: ["odd"] if re.search(BY_ID["youtube"], path) else body) as access:
        row = look(sandbox, landing, account, TODAY + DAY, access=access)
    assert (row.outcome, row.cause_class) == ("partial", "schema") and "youtube.py line" in (row.cause or "")
    batch = landing.batches(table="extracts")[-1]
    kept = pq.read_table(batch.path, partitioning=None).to_pylist()
    assert [each["subject"] for each in kept] == ["posts", "interactions", "series", "deletions"]
    assert {each["outcome"] for each in kept[:3]} == {"ok"} and kept[3]["cause"] == row.cause
    assert the_news(landing) == []


def test_a_damaged_list_of_what_was_confirmed_is_as_good_as_none(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    landing, account = Landing(tmp_path), of(accounts, "youtube")
    path = tmp_path / "confirmed" / "platform=youtube" / f"account={account.account_id}" / "confirmed.json"
    path.parent.mkdir(parents=True)
    path.write_text("{ half of a fi")
    assert look(sandbox, landing, account, TODAY, room=30).outcome == "ok"


def test_no_id_of_the_news_is_in_a_log_line_a_report_or_a_batch(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in NAMES:
        landing, account = Landing(tmp_path / name), of(accounts, name)
        look(sandbox, landing, account, TODAY, room=30)
        lost = [ids(landing, table, kind=kind)[-1] for table, kind in (("posts", "original"), ("posts", "reply"))]
        for each in lost:
            sandbox.delete(account, each)
        row = look(sandbox, landing, account, TODAY + DAY, room=30)
        assert {each.id for each in the_news(landing)[0].gone} >= set(lost)
        ours = [record.getMessage() for record in caplog.records if record.name.startswith("extractors")]
        assert any("asked for by their id" in line for line in ours)
        assert not [line for line in [*ours, str(row)] for each in lost if each in line]
        pages = [path for path in landing.root.glob("pages/*/*/20261117_*/*")]
        kept = [gzip.decompress(path.read_bytes()).decode() for path in pages]
        assert kept and not [path for path in kept for each in lost if f'"{each}"' in path], "no answer is kept"
