"""YouTube: a hidden count is unknown, an absent day is absent, every upload and every reply is read."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.faults import Refused
from extractors.http import session
from extractors.platforms import Window, youtube
from extractors.privacy import Door
from extractors.records import Account, Interaction, Page, Post, Reading
from extractors.unread import Unread
from tests.conftest import shared
from tests.extractors.parsing import parse
from tests.extractors.wire import Wire, say, wire

US = Account("harrowdale", "youtube", "UCus", handle="@us", opened_on=date(2012, 5, 1))
SIX = datetime(2026, 11, 16, 6, tzinfo=UTC)
WINDOW = Window(date(2026, 10, 12), date(2026, 11, 16), SIX)
DOOR = Door(b"a key of thirty-two bytes at least", ["@us", "UCus"])
CHANNEL = {"items": [{"id": "UCus", "contentDetails": {"relatedPlaylists": {"uploads": "UUus"}},
                      "statistics": {"viewCount": "10", "subscriberCount": "12300", "videoCount": "2"}}]}  # fmt: skip
REPORT = {"columnHeaders": [{"name": "day"}, {"name": "views"}], "rows": [["2026-11-12", 210]]}


def video(video_id: str, **statistics: str) -> dict[str, Any]:
    snippet = {"publishedAt": "2026-11-01T10:00:00Z", "title": "Clinics", "description": "Ask @stranger or @us #Winter"}
    return {"id": video_id, "snippet": snippet, "status": {"privacyStatus": "public"}, "statistics": statistics}


def upload(video_id: str, published_at: str | None) -> dict[str, Any]:
    return {"contentDetails": {"videoId": video_id} | ({"videoPublishedAt": published_at} if published_at else {})}


def comment(comment_id: str, author: str | None, text: str, at: str = "2026-11-02T10:00:00Z") -> dict[str, Any]:
    snippet = {"textOriginal": text, "textDisplay": text, "publishedAt": at, "authorDisplayName": "@a-stranger", "likeCount": 2,
               "authorChannelUrl": "http://www.youtube.com/@a-stranger"}  # fmt: skip
    return {"id": comment_id, "snippet": snippet | ({"authorChannelId": {"value": author}} if author else {})}


def rows(kind: str, body: dict[str, Any], **asked: Any) -> list[Any]:
    return list(parse(youtube, youtube.screen(Page(kind, body, WINDOW.asked() | asked), US, DOOR), US, SIX))


def fetched(it: Wire) -> list[Page]:
    client = session("a-token-long-enough", api=it.url, analytics=it.url, fault=youtube.fault, sleep=lambda _: None)
    return list(youtube.fetch(client, US, WINDOW))


def test_a_hidden_like_count_is_unknown_not_zero() -> None:
    found = rows("videos", {"items": [video("v1", viewCount="1042", commentCount="0")]})
    said = {row.field: row.value for row in found if isinstance(row, Reading)}
    assert said == {"viewCount": 1042, "likeCount": None, "dislikeCount": None, "commentCount": 0}


@pytest.mark.parametrize(
    "hidden", [{"hiddenSubscriberCount": True, "subscriberCount": "0"}, {"hiddenSubscriberCount": True}]
)
def test_a_hidden_number_of_subscribers_is_unknown_not_zero(hidden: dict[str, Any]) -> None:
    found = rows("channel", {"items": [{"id": "UCus", "statistics": {"viewCount": "10", "videoCount": "0"} | hidden}]})
    assert {row.field: row.value for row in found} == {"viewCount": 10, "subscriberCount": None, "videoCount": 0}


def test_a_day_without_a_row_is_absent_not_zero() -> None:
    found = rows("daily", REPORT)
    assert {row.period_start for row in found} == {date(2026, 11, 12)}
    assert {row.field: row.value for row in found}["shares"] is None
    assert rows("daily", {"columnHeaders": []}) == rows("daily", {"columnHeaders": [], "rows": []}) == []


def test_a_video_without_a_row_is_unknown() -> None:
    report = {"columnHeaders": [{"name": "video"}, {"name": "engagedViews"}, {"name": "shares"}, {"name": "views"}],
              "rows": [["v2", 5, 0, 9]]}  # fmt: skip
    found = rows("analytics", report, video_ids=["v1", "v2"])
    assert {(row.subject_id, row.field): row.value for row in found} == {
        ("v1", "engagedViews"): None, ("v1", "shares"): None, ("v2", "engagedViews"): 5, ("v2", "shares"): 0,
    }  # fmt: skip


def test_a_video_is_an_act_with_title_and_description_and_strangers_masked() -> None:
    (post, *_) = rows("videos", {"items": [video("v1"), video("v2") | {"status": {"privacyStatus": "unlisted"}}]})
    assert post.text == "Clinics\nAsk @… or @us #Winter"
    assert (post.people_named, post.hashtags, post.kind) == (1, ("winter",), "original")


def test_comments_leave_flags_and_our_replies_stay_ours() -> None:
    thread = {
        "id": "t1",
        "snippet": {
            "videoId": "v1",
            "totalReplyCount": 2,
            "topLevelComment": comment("t1", "UCother", "When? It was dirty #WeNurses"),
        },
        "replies": {"comments": [comment("t1.a", "UCus", "@a-stranger Until 8pm."), comment("t1.b", None, "Thanks")]},
    }
    page = youtube.screen(Page("threads", {"items": [thread]}, WINDOW.asked() | {"video_id": "v1"}), US, DOOR)
    for secret in ("a-stranger", "dirty", "Nurses", "UCother", "Thanks"):
        assert secret not in json.dumps(page.body)
    top, reply, thanks = parse(youtube, page, US, SIX)
    assert isinstance(top, Interaction) and isinstance(reply, Post) and isinstance(thanks, Interaction)
    assert (top.kind, top.parent_id, top.asks_question, top.raises_concern) == ("comment", "v1", True, True)
    assert (top.tag_keys, thanks.tag_keys) == ((DOOR.tag_key("wenurses"),), ())
    assert (reply.kind, reply.parent_id, reply.parent_is_ours, reply.text) == ("reply", "t1", False, "@… Until 8pm.")
    assert (thanks.kind, thanks.parent_id, thanks.author_key) == ("reply", "t1", None)


def test_what_was_said_after_the_window_is_left_for_the_next_day() -> None:
    late = {"id": "t1", "snippet": {"topLevelComment": comment("t1", "UCother", "Hi", "2026-11-16T00:00:00Z")}}
    assert rows("threads", {"items": [late]}, video_id="v1") == []


def answers(pages: dict[str, Any]) -> Any:
    def answer(path: str, n: int) -> Any:
        query = parse_qs(urlsplit(path).query)
        name = urlsplit(path).path.rsplit("/", 1)[-1]
        said = pages.get(name + query.get("pageToken", [""])[0], pages.get(name, {"items": []}))
        return said if isinstance(said, tuple) else say(said)

    return answer


def test_the_whole_upload_list_is_read_and_each_video_once() -> None:
    pages = {
        "channels": CHANNEL,
        "reports": {},
        "playlistItems": {
            "items": [upload("old", "2020-01-01T00:00:00Z"), upload("a", "2026-11-01T00:00:00Z")],
            "nextPageToken": "2",
        },
        "playlistItems2": {"items": [upload("a", "2026-11-01T00:00:00Z"), upload("gone", None)], "nextPageToken": "3"},
        "playlistItems3": {"items": [upload("late", "2026-11-15T23:59:59Z")]},  # added long ago, published yesterday
        "videos": {"items": [video("a", commentCount="0"), video("late", commentCount="0")]},
    }
    with wire(answers(pages)) as it:
        fetched(it)
    asked = [parse_qs(urlsplit(path).query)["id"] for path in it.paths if "/videos?" in path]
    assert asked == [["a,late"]]


def test_at_most_fifty_videos_are_asked_for_in_a_call() -> None:
    many = [upload(f"v{n}", "2026-11-01T00:00:00Z") for n in range(101)]
    with wire(answers({"channels": CHANNEL, "reports": {}, "playlistItems": {"items": many}})) as it:
        fetched(it)
    assert [len(parse_qs(urlsplit(p).query)["id"][0].split(",")) for p in it.paths if "/videos?" in p] == [50, 50, 1]


def test_replies_beyond_the_five_sent_with_a_thread_are_read_to_the_end() -> None:
    thread = {"id": "t1", "snippet": {"totalReplyCount": 7, "topLevelComment": comment("t1", "UCother", "Hi")},
              "replies": {"comments": [comment(f"t1.{n}", "UCother", "x") for n in range(5)]}}  # fmt: skip
    pages = {
        "channels": CHANNEL, "reports": {}, "playlistItems": {"items": [upload("a", "2026-11-01T00:00:00Z")]},
        "videos": {"items": [video("a")]}, "commentThreads": {"items": [thread]},
        "comments": {"items": [comment(f"t1.{n}", "UCother", "x") for n in range(4)], "nextPageToken": "2"},
        "comments2": {"items": [comment(f"t1.{n}", "UCother", "x") for n in range(4, 7)]},
    }  # fmt: skip
    with wire(answers(pages)) as it:
        kept = [youtube.screen(page, US, DOOR) for page in fetched(it)]
    found = {
        row.interaction_id for page in kept for row in parse(youtube, page, US, SIX) if isinstance(row, Interaction)
    }
    assert found == {"t1", *(f"t1.{n}" for n in range(7))}


def test_comments_switched_off_are_not_an_error() -> None:
    off = {
        "error": {
            "code": 403,
            "message": "m",
            "errors": [{"reason": "commentsDisabled", "domain": "youtube.commentThread"}],
        }
    }
    pages = {"channels": CHANNEL, "reports": {}, "playlistItems": {"items": [upload("a", "2026-11-01T00:00:00Z")]},
             "videos": {"items": [video("a", viewCount="3")]}, "commentThreads": say(off, 403)}  # fmt: skip
    with wire(answers(pages)) as it:
        kept = [youtube.screen(page, US, DOOR) for page in fetched(it)]
    found = [row for page in kept for row in parse(youtube, page, US, SIX)]
    assert not [row for row in found if isinstance(row, Interaction)]
    assert [row.value for row in found if isinstance(row, Reading) and row.field == "commentCount"] == [None]


def test_a_token_that_opens_another_channel_is_refused() -> None:
    with wire(lambda path, n: say({"items": [{"id": "UCother"}]})) as it, pytest.raises(Refused, match="another one"):
        fetched(it)
    with (
        wire(lambda path, n: say({"kind": "youtube#channelListResponse"})) as it,
        pytest.raises(Refused, match="no channel"),
    ):
        fetched(it)


def test_recorded_answers_are_read() -> None:
    body = json.loads(shared("apis/fixtures/youtube/python_youtube_video_api_response.json").read_text())
    for item in body["items"]:
        item["status"] = {"privacyStatus": "public"}  # a part that was not asked for in the recording
        item["snippet"]["publishedAt"] = "2026-11-01T10:00:00.000Z"
    found = rows("videos", body)
    assert [row.post_id for row in found if isinstance(row, Post)] == [item["id"] for item in body["items"]]
    assert all(row.value is None or row.value == int(row.value) for row in found if isinstance(row, Reading))
    report = json.loads(shared("apis/fixtures/youtube/analytix_report_day.json").read_text())
    days = rows("daily", report)
    assert [row.value for row in days if row.field == "views"] == [row[1] for row in report["rows"]]


def test_a_reply_that_cannot_be_screened_costs_neither_its_thread_nor_the_other_replies() -> None:
    top, good, odd = comment("c1", "UCother", "When?"), comment("c2", "UCother", "Me too"), comment("c3", "UCother", "")
    odd["snippet"]["textOriginal"] = {"words": "of a stranger"}
    thread = {
        "id": "c1",
        "snippet": {"topLevelComment": top, "totalReplyCount": 2},
        "replies": {"comments": [odd, good]},
    }
    page = youtube.screen(Page("threads", {"items": [thread]}, WINDOW.asked() | {"video_id": "v1"}), US, DOOR)
    assert "of a stranger" not in json.dumps(page.body)
    told, *found = parse(youtube, page, US, SIX)
    assert told == Unread("snippet.textOriginal")
    assert [row.interaction_id for row in found if isinstance(row, Interaction)] == ["c1", "c2"]


def test_a_row_of_a_report_that_does_not_fit_its_headers_is_left_out() -> None:
    found = rows("daily", REPORT | {"rows": [["2026-11-11", 200, 7], ["2026-11-12", 210], "ab"]})
    assert {row.period_start for row in found if isinstance(row, Reading)} == {date(2026, 11, 12)}
    assert len([row for row in found if isinstance(row, Unread)]) == 2
