"""Every recorded answer of a platform is read: nothing raised, nothing that could not be read; a refusal is known as one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from extractors.platforms import platform
from extractors.privacy import Door
from extractors.records import Account, Page
from extractors.unread import Unread
from tests.conftest import shared
from tests.extractors.parsing import parse

SIX = datetime(2026, 11, 16, 6, tzinfo=UTC)
DOOR = Door(b"a key of thirty-two bytes at least", [])
ASKED = {"since": "2004-01-01", "until": "2026-11-16"}
OF_POST = {"post_id": "1_2", "metrics": ["post_engaged_users"]}
DAY = {"timeRange": {"start": 1_634_688_000_000, "end": 1_634_774_400_000}}


def of_x(answer: Any, author: str = "783214") -> Any:
    """Put in what we ask for and was not asked for here: with default fields an item has id and text."""
    body = answer["body"]
    for item in body["data"] if isinstance(body["data"], list) else ():
        item |= {"created_at": "2022-10-07T12:00:00.000Z", "author_id": author, "public_metrics": {"like_count": 1}}
    return body


def the_post(answer: Any) -> Any:
    return {"data": [{"created_time": "2020-01-16T14:00:00+0000"} | answer]}


def of_youtube(answer: Any) -> Any:
    """Put in the parts we ask for and that were not asked for here."""
    for item in answer["items"]:
        item["status"] = {"privacyStatus": "public"}
        item.setdefault("contentDetails", item["snippet"].get("resourceId"))
    return answer


# file -> page kind, what of it is the page, what was asked, how many rows it gives at least
READ: dict[str, tuple[str, Callable[[Any], Any], dict[str, Any], int]] = {
    "x/tweepy_get_me.json": ("profile", of_x, {}, 6),
    "x/tweepy_get_users_tweets.json": ("posts", of_x, {"has_private": False, "items_before": 0}, 8),
    "x/tweepy_get_users_mentions.json": ("mentions", lambda said: of_x(said, "5"), {"items_before": 0}, 8),
    "linkedin/ebx_post.json": ("posts", lambda said: {"elements": [said]}, {}, 1),
    "linkedin/ebx_commentResponse.json": (
        "comments", lambda said: {"elements": [said]}, {"post_id": "p", "parent_is_ours": True}, 1,
    ),
    "linkedin/ebx_organizationFollowerStatistics.json": ("followers", lambda said: {"elements": [said]}, {}, 10),
    "linkedin/ebx_organizationStatistics.json": ("visits", lambda said: {"elements": [said | DAY]}, {}, 1),
    "facebook/restfb_v16_page-with-insights.json": ("daily", lambda said: said["insights"], {"days": []}, 2),
    "facebook/restfb_v16_post-with-insight.json": ("insights", lambda said: said["insights"], OF_POST, 1),
    "facebook/restfb_v2_6_post-with-reactions.json": ("posts", the_post, {}, 4),
    "facebook/restfb_v3_3_insight_page_fans_city.json": ("countries", lambda said: said, {}, 10),
    "facebook/restfb_v5_post-with-comment.json": ("comments", lambda said: said["comments"], OF_POST, 1),
    "youtube/python_youtube_channel_info_single.json": ("channel", lambda said: said, {}, 3),
    "youtube/python_youtube_playlist_items_paged_1.json": ("uploads", of_youtube, {}, 0),
    "youtube/python_youtube_playlist_items_paged_2.json": ("uploads", of_youtube, {}, 0),
    "youtube/python_youtube_video_api_response.json": ("videos", of_youtube, {}, 5),
    "youtube/analytix_report_day.json": ("daily", lambda said: said, {}, 70),
}  # fmt: skip
ERRORS = {  # file -> the answers in it: status, body
    "facebook/sns-sdks_error_100_missing_permission.json": lambda said: [(400, said)],
    "youtube/python_youtube_error_permission_resp.json": lambda said: [(403, said)],
    "x/errors_from_public_threads.json": lambda said: of_threads(said),
    "youtube/errors_from_public_threads.json": lambda said: of_threads(said),
}


def of_threads(said: dict[str, Any]) -> list[tuple[int, Any]]:
    return [(each["status"], each["body"]) for each in said.values() if isinstance(each, dict)]


def test_no_recorded_answer_is_left_out() -> None:
    folder = shared("apis/fixtures")
    assert {str(path.relative_to(folder)) for path in folder.rglob("*.json")} == READ.keys() | ERRORS.keys()


@pytest.mark.parametrize("file", READ)
def test_every_recorded_answer_is_read(file: str) -> None:
    kind, page_of, asked, least = READ[file]
    of, account = platform(file.split("/")[0]), Account("o", file.split("/")[0], "783214")
    body = page_of(json.loads(shared(f"apis/fixtures/{file}").read_text()))
    kept = of.screen(Page(kind, body, ASKED | asked), account, DOOR)
    list(of.gaps(kept, account))
    rows = list(parse(of, kept, account, SIX))
    assert "unread" not in kept.asked and not [row for row in rows if isinstance(row, Unread)]
    assert len(rows) >= least


@pytest.mark.parametrize("file", ERRORS)
def test_every_recorded_refusal_is_told_in_words(file: str) -> None:
    of = platform(file.split("/")[0])
    answers = ERRORS[file](json.loads(shared(f"apis/fixtures/{file}").read_text()))
    assert answers
    for status, body in answers:
        fault = of.fault(status, {}, body)
        if fault is None:  # a list that is not there is an empty one
            assert body["error"]["errors"][0]["reason"] in of.GONE
        else:
            assert fault.cause.endswith(".") and fault.next_step, body
