"""X: two vocabularies, private counts for 29 days, pages read to the end, other people's words left out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.faults import Refused
from extractors.http import session
from extractors.platforms import Window, x
from extractors.privacy import Door
from extractors.records import Account, Interaction, Page, Post, Reading
from extractors.unread import Unread
from tests.conftest import shared
from tests.extractors.parsing import parse
from tests.extractors.wire import Wire, say, wire

US = Account("harrowdale", "x", "2244990001", handle="HarrowdaleNHS")
SIX = datetime(2026, 11, 16, 6, tzinfo=UTC)
WINDOW = Window(date(2026, 9, 1), date(2026, 11, 16), SIX)
ASKED = WINDOW.asked() | {"has_private": True, "items_before": 0}
DOOR = Door(b"a key of thirty-two bytes at least", ["HarrowdaleNHS", "2244990001"])
PROFILE = {"data": {"id": US.account_id, "public_metrics": {"followers_count": 5}}}


def post(number: str, created_at: str = "2026-11-10T09:00:00.000Z", **more: Any) -> dict[str, Any]:
    counts = {
        "retweet_count": 1,
        "reply_count": 0,
        "like_count": 2,
        "quote_count": 0,
        "bookmark_count": 0,
        "impression_count": 9,
    }
    return {
        "id": number, "text": "Clinic times", "author_id": US.account_id, "created_at": created_at, "conversation_id": number,
        "public_metrics": counts, **more,
    }  # fmt: skip


def rows(kind: str, body: dict[str, Any], asked: dict[str, Any] = ASKED) -> list[Any]:
    return list(parse(x, x.screen(Page(kind, body, asked), US, DOOR), US, SIX))


def fetched(it: Wire, window: Window = WINDOW) -> list[Page]:
    return list(x.fetch(session("a-token-long-enough", api=it.url, fault=x.fault, sleep=lambda _: None), US, window))


def test_both_vocabularies_give_the_same_rows() -> None:
    old = post("1", referenced_tweets=[{"type": "replied_to", "id": "7"}], note_tweet={"text": "The whole of it"})
    new = {k: v for k, v in old.items() if k not in ("referenced_tweets", "note_tweet")}
    new |= {"referenced_posts": old["referenced_tweets"], "note_post": old["note_tweet"]}
    new["public_metrics"] = {k.replace("retweet", "repost"): v for k, v in old["public_metrics"].items()}
    assert rows("posts", {"data": [old]}) == rows("posts", {"data": [new]})
    assert rows("posts", {"data": [old]})[0].text == "The whole of it"


def test_a_count_x_did_not_send_is_unknown_not_zero() -> None:
    readings = rows("posts", {"data": [post("1", public_metrics={"like_count": 0, "quote_count": None})]})[1:]
    said = {row.field: row.value for row in readings}
    assert said["like_count"] == 0
    assert said["quote_count"] is said["bookmark_count"] is said["url_link_clicks"] is None
    assert len(said) == 9


def test_older_posts_are_not_said_to_lack_private_counts() -> None:
    readings = rows("posts", {"data": [post("1")]}, ASKED | {"has_private": False})[1:]
    assert {row.field for row in readings} == set(x.POST_COUNTS)


@pytest.mark.parametrize(
    ("types", "kind", "parent"),
    [
        ([], "original", None),
        (["quoted"], "quote", "q"),
        (["replied_to"], "reply", "r"),
        (["quoted", "replied_to"], "reply", "r"),
    ],
)
def test_a_post_is_what_it_refers_to(types: list[str], kind: str, parent: str | None) -> None:
    (row, *_) = rows(
        "posts", {"data": [post("1", referenced_tweets=[{"type": each, "id": each[0]} for each in types])]}
    )
    assert (row.kind, row.parent_id) == (kind, parent)


def test_a_repost_has_neither_words_nor_counts_of_ours() -> None:
    repost = post("1", text="RT @stranger: my words", referenced_tweets=[{"type": "retweeted", "id": "9"}])
    page = x.screen(Page("posts", {"data": [repost]}, ASKED), US, DOOR)
    assert "my words" not in json.dumps(page.body) and "stranger" not in json.dumps(page.body)
    (row,) = parse(x, page, US, SIX)
    assert (row.kind, row.text, row.parent_id) == ("repost", None, "9")


def test_a_reply_keeps_our_words_and_masks_whom_it_names() -> None:
    reply = post(
        "1", text="@stranger Thanks", in_reply_to_user_id="550", referenced_tweets=[{"type": "replied_to", "id": "7"}],
        entities={"mentions": [{"username": "stranger"}], "urls": [{"expanded_url": "https://x.com/stranger/status/7"}]},
    )  # fmt: skip
    page = x.screen(Page("posts", {"data": [reply], "includes": {"users": [{"name": "A Stranger"}]}}, ASKED), US, DOOR)
    assert "tranger" not in json.dumps(page.body) and "550" not in json.dumps(page.body)
    (row, *_) = parse(x, page, US, SIX)
    assert (row.text, row.people_named, row.parent_is_ours, row.links) == (
        "@… Thanks",
        1,
        False,
        ("https://x.com/i/status/7",),
    )


def test_a_mention_leaves_only_ids_times_and_flags() -> None:
    asked = {"id": "3", "text": "@HarrowdaleNHS when? It was dirty", "author_id": "550", "created_at": "2026-11-10T09:00:00.000Z",
             "conversation_id": "1", "in_reply_to_user_id": US.account_id, "referenced_tweets": [{"type": "replied_to", "id": "1"}]}  # fmt: skip
    ours, retweet = (
        asked | {"id": "4", "author_id": US.account_id},
        asked | {"id": "5", "referenced_tweets": [{"type": "retweeted", "id": "1"}]},
    )
    plain = {k: v for k, v in asked.items() if k not in ("referenced_tweets", "in_reply_to_user_id")} | {"id": "6"}
    page = x.screen(Page("mentions", {"data": [asked, ours, retweet, plain]}, ASKED), US, DOOR)
    assert "dirty" not in json.dumps(page.body) and '"550"' not in json.dumps(page.body)
    reply, mention = parse(x, page, US, SIX)
    assert isinstance(reply, Interaction)
    assert (reply.kind, reply.parent_id, reply.asks_question, reply.raises_concern) == ("reply", "1", True, True)
    assert reply.author_key == DOOR.author_key("x", "550")
    assert (mention.kind, mention.parent_id) == ("mention", None)


def test_a_long_mention_keeps_the_keys_of_hashtags_that_stand_where_its_text_is_cut() -> None:
    cut = {"id": "3", "text": "@HarrowdaleNHS long words…", "author_id": "550", "created_at": "2026-11-10T09:00:00.000Z",
           "conversation_id": "3", "note_tweet": {"text": "@HarrowdaleNHS long words and more #WeNurses"}}  # fmt: skip
    page = x.screen(Page("mentions", {"data": [cut]}, ASKED), US, DOOR)
    assert "words" not in json.dumps(page.body) and "urses" not in json.dumps(page.body)
    (mention,) = parse(x, page, US, SIX)
    assert isinstance(mention, Interaction) and mention.tag_keys == (DOOR.tag_key("wenurses"),)


def test_a_mention_page_kept_by_an_earlier_version_can_still_be_read() -> None:
    said = {"id": "3", "text": "#WeNurses", "author_id": "550", "created_at": "2026-11-10T09:00:00.000Z",
            "conversation_id": "3"}  # fmt: skip
    page = x.screen(Page("mentions", {"data": [said]}, ASKED), US, DOOR)
    del page.body["data"][0]["tag_keys"]
    (mention,) = parse(x, page, US, SIX)
    assert isinstance(mention, Interaction) and mention.tag_keys == ()


def test_the_window_is_split_at_29_days_and_asked_a_second_wide() -> None:
    with wire(lambda path, n: say(PROFILE if n == 0 else {"meta": {"result_count": 0}})) as it:
        assert [page.kind for page in fetched(it)] == ["profile", "posts", "posts", "mentions"]
    recent, older, mentions = (parse_qs(urlsplit(path).query) for path in it.paths[1:])
    assert (recent["start_time"], recent["end_time"]) == (["2026-10-17T23:59:59Z"], ["2026-11-16T00:00:01Z"])
    assert (older["start_time"], older["end_time"]) == (["2026-08-31T23:59:59Z"], ["2026-10-18T00:00:01Z"])
    assert "non_public_metrics" in recent["tweet.fields"][0] and "non_public_metrics" not in older["tweet.fields"][0]
    assert "exclude" not in recent and mentions["max_results"] == ["100"]


def test_a_moment_outside_the_window_is_left_out() -> None:
    edges = [
        "2026-08-31T23:59:59.000Z",
        "2026-09-01T00:00:00.000Z",
        "2026-11-15T23:59:59.000Z",
        "2026-11-16T00:00:00.000Z",
    ]
    body = {"data": [post(str(n), edge) for n, edge in enumerate(edges)]}
    assert [row.post_id for row in rows("posts", body) if isinstance(row, Post)] == ["1", "2"]


def test_an_empty_page_in_the_middle_is_not_the_end() -> None:
    pages = [{"data": [post("1")], "meta": {"next_token": "a"}}, {"meta": {"result_count": 0, "next_token": "b"}},
             {"data": [post("2")], "meta": {}}]  # fmt: skip
    with wire(lambda path, n: say(PROFILE if n == 0 else pages[n - 1] if n < 4 else {"meta": {}})) as it:
        kept = [item["id"] for page in fetched(it) if page.kind == "posts" for item in page.body.get("data", [])]
    assert kept == ["1", "2"]
    assert "pagination_token=b" in it.paths[3]


def test_a_page_mark_that_repeats_ends_the_list_and_keeps_what_came() -> None:
    endless = {"data": [post("1")], "meta": {"next_token": "a"}}
    window = Window(WINDOW.since, WINDOW.until, SIX)
    with wire(lambda path, n: say(PROFILE if n == 0 else endless)) as it:
        pages = fetched(it, window)
    assert [page.kind for page in pages] == ["profile", *["posts"] * 4, *["mentions"] * 2]
    assert {(gap.subject, gap.cause_class) for gap in window.doubt.gaps} == {
        ("posts", "platform"),
        ("interactions", "platform"),
    }
    assert all("same page mark" in gap.cause for gap in window.doubt.gaps)


def test_an_answer_in_another_shape_fails_the_extract_and_writes_no_unknowns() -> None:
    bare = {"data": [{"id": "1", "text": "t", "edit_history_tweet_ids": ["1"]}], "meta": {}}
    with (
        wire(lambda path, n: say(PROFILE if n == 0 else bare)) as it,
        pytest.raises(Refused, match="created_at") as refused,
    ):
        fetched(it)
    assert refused.value.cause_class == "schema"


def test_a_token_of_another_account_is_refused() -> None:
    with wire(lambda path, n: say({"data": {"id": "999"}})) as it, pytest.raises(Refused, match="another X account"):
        fetched(it)


def test_private_counts_refused_on_our_own_posts_make_the_outcome_partial_but_not_on_a_repost() -> None:
    def errors(number: str) -> list[dict[str, str]]:
        return [
            {
                "type": "https://api.twitter.com/2/problems/not-authorized-for-field",
                "resource_id": number,
                "resource_type": "tweet",
            }
        ]

    items = [post("1"), post("2", text="RT @a: b", referenced_tweets=[{"type": "retweeted", "id": "9"}])]
    for number, gaps in (("1", ["token"]), ("2", [])):
        page = x.screen(Page("posts", {"data": items, "meta": {}, "errors": errors(number)}, ASKED), US, DOOR)
        assert [gap.cause_class for gap in x.gaps(page, US)] == gaps


def test_a_list_cut_at_xs_limit_is_said_to_be_partial() -> None:
    mention = {
        "id": "3",
        "text": "hi",
        "author_id": "5",
        "created_at": "2026-11-10T09:00:00.000Z",
        "conversation_id": "1",
    }
    for before, expected in ((798, []), (799, ["source"])):
        page = x.screen(Page("mentions", {"data": [mention], "meta": {}}, ASKED | {"items_before": before}), US, DOOR)
        assert [gap.cause_class for gap in x.gaps(page, US)] == expected


def test_recorded_answers_are_read() -> None:
    for name, kind in (("get_users_tweets", "posts"), ("get_users_mentions", "mentions"), ("get_me", "profile")):
        body = json.loads(shared(f"apis/fixtures/x/tweepy_{name}.json").read_text())["body"]
        items = body["data"] if isinstance(body["data"], list) else [body["data"]]
        for item in items:  # recorded with default fields: what we ask for is put in
            item |= {
                "created_at": "2026-11-10T09:00:00.000Z",
                "author_id": US.account_id if kind == "posts" else "5",
            } | item
            item.setdefault("public_metrics", {"like_count": 1})
        found = rows(kind, body)
        assert found
        assert all(row.value in (1, None) for row in found if isinstance(row, Reading) and row.field == "like_count")


def test_a_time_without_a_zone_is_no_moment_and_true_is_no_count() -> None:
    odd = [
        post("1", "2026-11-10T09:00:00"),
        post("2", public_metrics={"like_count": True, "reply_count": "1_0"}),
        post("3"),
    ]
    found = rows("posts", {"data": odd})
    assert [row.post_id for row in found if isinstance(row, Post)] == ["2", "3"]
    told = [row for row in found if isinstance(row, Unread)]
    assert told == [Unread("created_at"), Unread("reply_count", True), Unread("like_count", True)]
    said = {row.field: row.value for row in found if isinstance(row, Reading) and row.subject_id == "2"}
    assert said["like_count"] is said["reply_count"] is None


def test_a_post_whose_counts_x_leaves_out_stands_without_them_and_is_told() -> None:
    bare = {name: value for name, value in post("1").items() if name != "public_metrics"}
    found = rows("posts", {"data": [bare]})
    assert isinstance(found[0], Post) and found[1] == Unread("public_metrics", True)
    assert {row.value for row in found[2:]} == {None}


def test_a_picture_that_x_does_not_show_has_no_kind() -> None:
    shown = {"media": [{"media_key": "3_1", "type": "video"}, {"media_key": "3_2", "type": "photo", "alt_text": 5}]}
    items = [post("1", attachments={"media_keys": ["3_1"]}), post("2", attachments={"media_keys": ["3_2"]})]
    found = rows("posts", {"data": items, "includes": shown})
    assert [row.media_kind for row in found if isinstance(row, Post)] == ["video", None]


def test_a_later_page_that_lacks_what_x_always_sends_does_not_cost_the_pages_before_it() -> None:
    bare = {"id": "2", "text": "t"}
    pages = [{"data": [post("1")], "meta": {"next_token": "a"}}, {"data": [bare], "meta": {}}]
    with wire(lambda path, n: say(PROFILE if n == 0 else pages[n - 1] if n < 3 else {"meta": {}})) as it:
        found = [row for page in fetched(it) if page.kind == "posts" for row in rows("posts", page.body)]
    assert [row.post_id for row in found if isinstance(row, Post)] == ["1"]
    assert [row for row in found if isinstance(row, Unread)] == [Unread("created_at")]


def test_half_a_sign_costs_no_post() -> None:
    (row, *_) = rows("posts", {"data": [post("1", text="Thank you \ud83d")]})
    assert row.text == "Thank you \ufffd"
