"""What surprises people who read these platforms for the first time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest

from sandbox import truth
from tests.sandbox.conftest import Sandbox

PRIVATE = "created_at,public_metrics,non_public_metrics"
PAGE = "/v26.0/112233445566778"


def timeline(sandbox: Sandbox, secret: str, **asked: Any) -> Any:
    return sandbox.json("/2/users/2244990001/tweets", secret, max_results=100, tweet__fields=PRIVATE, **asked)


def test_x_refuses_private_counts_of_posts_over_thirty_days_old(sandbox: Sandbox) -> None:
    page = timeline(
        sandbox, "harrowdale_x", start_time="2026-10-10T00:00:00Z", end_time="2026-10-24T00:00:00Z", exclude="retweets"
    )
    open_since = datetime.fromisoformat("2026-10-17T06:00:00+00:00")
    is_open = {post["id"]: datetime.fromisoformat(post["created_at"]) > open_since for post in page["data"]}
    assert {post["id"] for post in page["data"] if "non_public_metrics" in post} == {
        one for one, young in is_open.items() if young
    }
    refused = [error for error in page["errors"] if error["type"].endswith("/not-authorized-for-field")]
    assert len(refused) == 4 * sum(not young for young in is_open.values()) > 0


def test_x_gives_private_counts_to_the_author_alone(sandbox: Sandbox) -> None:
    page = timeline(sandbox, "marrick_x", start_time="2026-11-01T00:00:00Z")
    assert page["data"] and not any("non_public_metrics" in post for post in page["data"])


def test_x_has_no_link_clicks_without_a_link(sandbox: Sandbox) -> None:
    said = sandbox.json(
        "/2/users/2244990001/tweets", "harrowdale_x", max_results=50, tweet__fields="entities,non_public_metrics"
    )["data"]
    for post in said:
        if "non_public_metrics" in post:
            assert ("url_link_clicks" in post["non_public_metrics"]) == ("urls" in post.get("entities", {}))


def test_x_answers_in_the_vocabulary_it_is_asked_in(sandbox: Sandbox) -> None:
    old = sandbox.json("/2/users/2244990001/tweets", "harrowdale_x", tweet__fields="public_metrics,referenced_tweets")[
        "data"
    ]
    new = sandbox.json(
        "/2/users/2244990001/tweets", "harrowdale_x", post__fields="public_metrics", expansions="referenced_posts"
    )["data"]
    assert [post["public_metrics"]["retweet_count"] for post in old] == [
        post["public_metrics"]["repost_count"] for post in new
    ]
    assert [post.get("referenced_tweets") for post in old] == [post.get("referenced_posts") for post in new]
    assert "edit_history_tweet_ids" in old[0] and "edit_history_post_ids" in new[0]


def test_x_says_only_what_is_asked(sandbox: Sandbox) -> None:
    bare = sandbox.json("/2/users/2244990001/tweets", "harrowdale_x")
    assert {key for post in bare["data"] for key in post} == {"id", "text", "edit_history_tweet_ids"}
    assert "includes" not in bare and len(bare["data"]) == 10


def test_an_edited_x_post_stands_under_its_newest_id(sandbox: Sandbox) -> None:
    channel = sandbox.world.channel("x", "2244990001")
    edited = next(act for act in sandbox.world.up(channel) if act.first_id)
    found = sandbox.json("/2/tweets", "harrowdale_x", ids=f"{edited.id},{edited.first_id}")
    assert [post["edit_history_tweet_ids"] for post in found["data"]] == [[edited.first_id, edited.id]]
    assert found["errors"][0]["resource_id"] == edited.first_id


def test_a_deleted_post_is_found_no_more_on_any_platform(sandbox: Sandbox) -> None:
    for platform, account in (("x", "2244990001"), ("facebook", "112233445566778"), ("linkedin", "90210123")):
        channel = sandbox.world.channel(platform, account)
        gone = [
            act
            for act in sandbox.world.feed(channel).acts
            if act.deleted_at and act.deleted_at < sandbox.world.now and act.kind != "reply"
        ]
        held = truth.rows(sandbox.world, channel, date(2024, 10, 1), date(2026, 11, 16))
        ids = {row["post_id"] for row in held["posts"]} | {row["subject_id"] for row in held["readings"]}
        assert gone and not {act.id for act in gone} & ids


def test_youtube_hides_what_the_owner_hides(sandbox: Sandbox) -> None:
    channel = sandbox.world.channel("youtube", "UCharrowdalehospitals000")
    videos = {act.id: act for act in sandbox.world.up(channel) if act.kind == "original" and act.quirks}
    items = sandbox.json("/youtube/v3/videos", "harrowdale_youtube", part="statistics,status", id=",".join(videos))[
        "items"
    ]
    assert {quirk for act in videos.values() for quirk in act.quirks} == {"likes_hidden", "comments_off", "private"}
    for item in items:
        quirks = videos[item["id"]].quirks
        assert ("likeCount" in item["statistics"]) == ("likes_hidden" not in quirks)
        assert ("commentCount" in item["statistics"]) == ("comments_off" not in quirks)
        assert (item["status"]["privacyStatus"] == "private") == ("private" in quirks)
        assert all(isinstance(value, str) for value in item["statistics"].values())
    silent = next(one for one, act in videos.items() if "comments_off" in act.quirks)
    answer = sandbox.get("/youtube/v3/commentThreads", "harrowdale_youtube", part="snippet", videoId=silent)
    assert answer.status_code == 403 and answer.json()["error"]["errors"][0]["reason"] == "commentsDisabled"
    stranger = sandbox.json("/youtube/v3/videos", "osmere_youtube", part="statistics", id=",".join(videos))["items"]
    assert len(stranger) < len(items) and not any("dislikeCount" in item["statistics"] for item in stranger)


def test_osmere_hides_its_subscribers(sandbox: Sandbox) -> None:
    said = sandbox.json("/youtube/v3/channels", "osmere_youtube", part="statistics", mine="true")["items"][0][
        "statistics"
    ]
    assert said["hiddenSubscriberCount"] is True and "subscriberCount" not in said


def test_analytics_leaves_out_the_newest_three_pacific_days(sandbox: Sandbox) -> None:
    rows = sandbox.json(
        "/v2/reports",
        "harrowdale_youtube",
        ids="channel==MINE",
        startDate="2026-11-01",
        endDate="2026-11-30",
        metrics="views",
        dimensions="day",
    )["rows"]
    assert rows[-1][0] == "2026-11-12"  # 06:00 UTC on the 16th is still the 15th in California


@pytest.mark.parametrize("until", ["2026-04-01", "2026-12-01"])
def test_a_facebook_day_ends_at_midnight_in_california(sandbox: Sandbox, until: str) -> None:
    sandbox.move_to("2026-12-05")
    since = str(datetime.fromisoformat(until).date() - timedelta(days=40))
    values = sandbox.json(
        f"{PAGE}/insights", "harrowdale_facebook", metric="page_media_view", since=since, until=until
    )["data"][0]["values"]
    hours = [value["end_time"][11:16] for value in values]
    assert len(values) == 40 and set(hours) == {"07:00", "08:00"}
    assert values[0]["end_time"][:10] == str(datetime.fromisoformat(since).date() + timedelta(days=1))


def test_facebook_without_a_period_adds_a_day_of_zero(sandbox: Sandbox) -> None:
    post = sandbox.json(f"{PAGE}/published_posts", "harrowdale_facebook", fields="id", limit=1)["data"][0]["id"]
    asked = {"metric": "post_media_view,post_total_media_view_unique"}
    rows = sandbox.json(f"/v26.0/{post}/insights", "harrowdale_facebook", **asked)["data"]
    assert [(row["name"], row["period"]) for row in rows][-1] == ("post_total_media_view_unique", "day")
    assert rows[-1]["values"][0]["value"] == 0 < rows[1]["values"][0]["value"]
    assert len(sandbox.json(f"/v26.0/{post}/insights", "harrowdale_facebook", period="lifetime", **asked)["data"]) == 2


def test_facebook_tells_top_level_comments_from_all(sandbox: Sandbox) -> None:
    channel = sandbox.world.channel("facebook", "112233445566778")
    post = next(
        act
        for act in sandbox.world.up(channel)
        if any(item.parent_id != act.id for item in sandbox.world.talk(channel, act.id))
    )
    path, asked = f"/v26.0/{post.id}/comments", {"fields": "id,parent{id},from{id}", "summary": "true", "limit": 100}
    top = sandbox.json(path, "harrowdale_facebook", **asked)
    every = sandbox.json(path, "harrowdale_facebook", filter="stream", order="chronological", **asked)
    assert top["summary"]["total_count"] == len(top["data"]) < every["summary"]["total_count"] == len(every["data"])
    reply = next(one for one in every["data"] if "parent" in one)
    assert reply["id"] in [
        one["id"] for one in sandbox.json(f"/v26.0/{reply['parent']['id']}/comments", "harrowdale_facebook")["data"]
    ]


def test_linkedin_marks_sponsored_posts_among_the_others(sandbox: Sandbox) -> None:
    org = "urn%3Ali%3Aorganization%3A90210123"
    posts = sandbox.json(f"/rest/posts?q=author&author={org}&count=100", "harrowdale_linkedin")["elements"]
    dark = [post["id"] for post in posts if post.get("adContext", {}).get("isDsc")]
    held = {row["post_id"] for row in sandbox.truth("linkedin", "90210123", "2024-10-01", "2026-11-16")["posts"]}
    assert dark and not set(dark) & held


def comment_of(sandbox: Sandbox, platform: str, account: str, *, is_reply: bool = False) -> Any:
    channel = sandbox.world.channel(platform, account)
    return next(
        item
        for item in reversed(sandbox.world.arrived(channel))
        if (item.kind == "reply") is is_reply and item.thread_id
    )


PLACES = [
    ("x", "2244990001", "harrowdale_x"),
    ("facebook", "112233445566778", "harrowdale_facebook"),
    ("linkedin", "90210123", "harrowdale_linkedin"),
    ("youtube", "UCharrowdalehospitals000", "harrowdale_youtube"),
]


def by_id(sandbox: Sandbox, platform: str, secret: str, item: Any) -> bool:
    """Ask a platform for one post or comment by its id, in its own way; say whether it is there."""
    if platform == "x":
        return "data" in sandbox.json("/2/tweets", secret, ids=item.id)
    if platform == "facebook":
        answer = sandbox.get(f"/v26.0/{item.id}", secret, fields="id").json()
        return (answer.get("error") or {"error_subcode": None})["error_subcode"] != 33
    is_post = item.conversation_id == item.id
    if platform == "linkedin":
        urn, number = quote(item.parent_id, safe=""), item.id.rsplit(",", 1)[-1].rstrip(")")
        path = f"/rest/posts/{quote(item.id, safe='')}" if is_post else f"/rest/socialActions/{urn}/comments/{number}"
        answer = sandbox.get(path, secret)
        assert answer.status_code in (200, 404), answer.text
        return bool(answer.status_code == 200)
    path = "/youtube/v3/videos" if is_post else "/youtube/v3/comments"
    return [each["id"] for each in sandbox.json(path, secret, part="id", id=item.id)["items"]] == [item.id]


@pytest.fixture
def erasable(sandbox: Sandbox) -> Iterator[Sandbox]:
    yield sandbox
    assert sandbox.session.delete(sandbox.address + "/sandbox/delete", timeout=60).ok


@pytest.mark.parametrize(("platform", "account", "secret"), PLACES)
def test_what_is_deleted_on_request_is_gone_from_its_day_on_and_back_when_undone(
    erasable: Sandbox, platform: str, account: str, secret: str
) -> None:
    world = erasable.world
    channel = world.channel(platform, account)
    post = next(act for act in reversed(world.up(channel)) if act.kind == "original" and not act.quirks)
    word = world.arrived(channel)[-1]
    for item in (post, word):
        assert by_id(erasable, platform, secret, item)
        wish = {"platform": platform, "account": account, "id": item.id, "at": "2026-11-17"}
        assert erasable.post("/sandbox/delete", wish).ok
        assert by_id(erasable, platform, secret, item), "not yet"
    erasable.move_to("2026-11-18")
    assert not by_id(erasable, platform, secret, post) and not by_id(erasable, platform, secret, word)
    told = erasable.truth(platform, account, "2026-10-01", "2026-11-18")
    assert post.id not in {row["post_id"] for row in told["posts"]}
    assert word.id not in {row["interaction_id"] for row in told["interactions"]}
    erasable.move_to("2026-12-02")
    assert not by_id(erasable, platform, secret, post), "another month does not bring it back"
    assert erasable.session.delete(erasable.address + "/sandbox/delete", timeout=60).ok
    assert by_id(erasable, platform, secret, post) and by_id(erasable, platform, secret, word)


@pytest.mark.parametrize(("platform", "account", "secret"), PLACES[1:])
def test_the_replies_to_a_comment_go_with_it(erasable: Sandbox, platform: str, account: str, secret: str) -> None:
    reply = comment_of(erasable, platform, account, is_reply=True)
    assert by_id(erasable, platform, secret, reply)
    erasable.post("/sandbox/delete", {"platform": platform, "account": account, "id": reply.thread_id})
    assert not by_id(erasable, platform, secret, reply)


def test_youtube_leaves_out_without_a_word_the_comments_it_does_not_find(sandbox: Sandbox) -> None:
    item = comment_of(sandbox, "youtube", "UCharrowdalehospitals000")
    for path in ("comments", "commentThreads"):
        said = sandbox.json(f"/youtube/v3/{path}", "harrowdale_youtube", part="snippet", id=f"{item.id},UgNobody")
        assert [each["id"] for each in said["items"]] == [item.id] and "nextPageToken" not in said


def test_a_linkedin_comment_is_asked_for_in_the_list_it_stands_in(sandbox: Sandbox) -> None:
    item = comment_of(sandbox, "linkedin", "90210123", is_reply=True)
    number = item.id.rsplit(",", 1)[-1].rstrip(")")
    found = sandbox.json(
        f"/rest/socialActions/{quote(item.parent_id, safe='')}/comments/{number}", "harrowdale_linkedin"
    )
    assert (found["commentUrn"], found["parentComment"]) == (item.id, item.parent_id)
    post = quote(item.conversation_id, safe="")
    elsewhere = sandbox.get(f"/rest/socialActions/{post}/comments/{number}", "harrowdale_linkedin")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("wish", "status", "says"),
    [
        ({"platform": "x", "account": "2244990001"}, 400, "id"),
        ({"platform": "x", "account": "2244990001", "id": "1", "at": "soon"}, 400, "at"),
        ({"platform": "x", "account": "2244990001", "id": "1"}, 404, "nothing of that id"),
        ({"platform": "x", "account": "1", "id": "1"}, 404, "no such account"),
        ([], 400, "needed"),
    ],
)
def test_a_wish_to_delete_that_cannot_be_met_says_why(sandbox: Sandbox, wish: Any, status: int, says: str) -> None:
    answer = sandbox.post("/sandbox/delete", wish)
    assert answer.status_code == status and says in answer.json()["error"]
