"""Every list gives each of its items once, however it is cut."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.sandbox.conftest import TODAY, Sandbox

OSMERE = quote("urn:li:organization:90210456", safe="")


def x_pages(sandbox: Sandbox, path: str, size: int, **asked: Any) -> list[dict[str, Any]]:
    pages: list[dict[str, Any]] = []
    while True:
        pages.append(sandbox.json(path, "marrick_x", max_results=size, **asked))
        token = pages[-1]["meta"].get("next_token")
        if token is None:
            return pages
        asked["pagination_token"] = token


@pytest.mark.parametrize("size", [5, 37, 100])
def test_x_gives_each_post_once_newest_first(sandbox: Sandbox, size: int) -> None:
    channel = sandbox.world.channel("x", "2244990002")
    ids = [post["id"] for page in x_pages(sandbox, "/2/users/2244990002/tweets", size) for post in page.get("data", [])]
    assert ids == [act.id for act in sandbox.world.up(channel)][::-1]


def test_an_x_page_is_short_where_a_post_was_deleted(sandbox: Sandbox) -> None:
    sizes = [page["meta"]["result_count"] for page in x_pages(sandbox, "/2/users/2244990002/tweets", 50)]
    assert any(size < 50 for size in sizes[:-1])


def test_an_empty_x_answer_has_no_data_key(sandbox: Sandbox) -> None:
    body = sandbox.json(
        "/2/users/2244990002/tweets", "marrick_x", start_time="2026-11-15T02:00:00Z", end_time="2026-11-15T02:00:01Z"
    )
    assert body == {"meta": {"result_count": 0}}


def test_an_x_window_holds_its_first_second_and_not_its_last(sandbox: Sandbox) -> None:
    path, secret = "/2/users/2244990002/tweets", "marrick_x"
    posts = sandbox.json(path, secret, max_results=9, tweet__fields="created_at")["data"]
    last, first = posts[2]["created_at"], posts[6]["created_at"]
    inner = sandbox.json(path, secret, max_results=9, start_time=first, end_time=last)["data"]
    assert [post["id"] for post in inner] == [post["id"] for post in posts[3:7]]


def test_x_ids_beat_times_and_are_exclusive(sandbox: Sandbox) -> None:
    posts = sandbox.json("/2/users/2244990002/tweets", "marrick_x", max_results=20)["data"]
    inner = sandbox.json(
        "/2/users/2244990002/tweets", "marrick_x", max_results=20, since_id=posts[9]["id"], until_id=posts[2]["id"],
        start_time="2010-11-06T00:00:00Z",
    )  # fmt: skip
    assert [post["id"] for post in inner["data"]] == [post["id"] for post in posts[3:9]]


@pytest.mark.parametrize("follows_next", [True, False])
def test_facebook_gives_each_post_once(sandbox: Sandbox, follows_next: bool) -> None:
    channel = sandbox.world.channel("facebook", "334455667788990")
    ids: list[str] = []
    page = sandbox.json("/v26.0/334455667788990/published_posts", "osmere_facebook", fields="id", limit=30)
    while True:
        ids += [post["id"] for post in page["data"]]
        if "next" not in page["paging"]:
            break
        assert "access_token=sandbox-osmere_facebook" in page["paging"]["next"]
        if follows_next:
            page = sandbox.session.get(page["paging"]["next"], timeout=60).json()
        else:
            after = page["paging"]["cursors"]["after"]
            page = sandbox.json(
                "/v26.0/334455667788990/published_posts", "osmere_facebook", fields="id", limit=30, after=after
            )
    assert ids == [act.id for act in sandbox.world.up(channel) if act.kind == "original"][::-1]


@pytest.mark.parametrize("order", ["CREATED", "LAST_MODIFIED"])
def test_linkedin_gives_each_post_once(sandbox: Sandbox, order: str) -> None:
    ids: list[str] = []
    start = 0
    while True:
        page = sandbox.json(
            f"/rest/posts?author={OSMERE}&q=author&start={start}&count=17&sortBy={order}", "osmere_linkedin"
        )
        if not page["elements"]:
            break
        key = "publishedAt" if order == "CREATED" else "lastModifiedAt"
        times = [post[key] for post in page["elements"]]
        assert times == sorted(times, reverse=True)
        ids += [post["id"] for post in page["elements"]]
        start += 17
    channel = sandbox.world.channel("linkedin", "90210456")
    assert len(ids) == len(set(ids))
    assert set(ids) == {act.id for act in sandbox.world.up(channel) if act.kind == "original"}


def test_youtube_gives_each_video_and_each_comment_once(sandbox: Sandbox) -> None:
    mine = "harrowdale_youtube"
    ids, token = [], None
    while True:
        more: dict[str, Any] = {"pageToken": token} if token else {}
        page = sandbox.json(
            "/youtube/v3/playlistItems",
            mine,
            part="contentDetails",
            playlistId="UUharrowdalehospitals000",
            maxResults=7,
            **more,
        )
        ids += [item["contentDetails"]["videoId"] for item in page["items"]]
        token = page.get("nextPageToken")
        if token is None:
            break
    channel = sandbox.world.channel("youtube", "UCharrowdalehospitals000")
    assert ids == [act.id for act in sandbox.world.up(channel) if act.kind == "original"][::-1]


def test_a_busy_youtube_thread_shows_five_replies_and_lists_them_all(sandbox: Sandbox) -> None:
    mine, channel = "harrowdale_youtube", "UCharrowdalehospitals000"
    threads = sandbox.json(
        "/youtube/v3/commentThreads", mine, part="snippet,replies", allThreadsRelatedToChannelId=channel, maxResults=100
    )
    busy = [item for item in threads["items"] if item["snippet"]["totalReplyCount"] > 5]
    assert busy and all(len(item["replies"]["comments"]) == 5 for item in busy)
    replies = sandbox.json("/youtube/v3/comments", mine, part="snippet", parentId=busy[0]["id"], maxResults=100)
    assert len(replies["items"]) == busy[0]["snippet"]["totalReplyCount"]
    assert "totalResults" not in replies["pageInfo"]


def test_nothing_lies_after_six_on_the_morning_of_the_date(sandbox: Sandbox) -> None:
    page = sandbox.json("/2/users/2244990001/tweets", "harrowdale_x", max_results=5, tweet__fields="created_at")
    assert page["data"][0]["created_at"] < f"{TODAY}T06:00:00"
    for channel in sandbox.world.channels.values():
        held = [*sandbox.world.up(channel), *sandbox.world.arrived(channel)]
        assert max(item.at for item in held) < sandbox.world.now
    x = sandbox.world.channel("x", "2244990001")
    assert any(
        act.at > sandbox.world.now for act in sandbox.world.feed(x).acts
    )  # there is more to come, and it is not shown
