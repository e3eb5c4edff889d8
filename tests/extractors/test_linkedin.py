"""LinkedIn: addresses built by hand, what is left out read rightly, advertisements left out, little text made plain."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.faults import Refused
from extractors.http import session
from extractors.platforms import Window, linkedin
from extractors.privacy import Door
from extractors.records import Account, Interaction, Page, Post, Reading
from extractors.unread import Unread
from tests.conftest import shared
from tests.extractors.parsing import parse
from tests.extractors.wire import Wire, say, wire

US = Account("harrowdale", "linkedin", "123", handle="us")
URN = "urn:li:organization:123"
SIX = datetime(2026, 11, 16, 6, tzinfo=UTC)
WINDOW = Window(date(2026, 10, 12), date(2026, 11, 16), SIX)
DOOR = Door(b"a key of thirty-two bytes at least", ["us", "123"])


def ms(moment: str) -> int:
    return int(datetime.fromisoformat(moment + "+00:00").timestamp() * 1000)


def post(number: int, at: str = "2026-11-05T12:00:00", kind: str = "share", **more: Any) -> dict[str, Any]:
    times = {"createdAt": ms(at), "publishedAt": ms(at), "lastModifiedAt": ms(at)}
    return (
        {"id": f"urn:li:{kind}:{number}", "author": URN, "commentary": "News", "lifecycleState": "PUBLISHED"}
        | times
        | more
    )


def comment(number: int, actor: str, text: str, **more: Any) -> dict[str, Any]:
    urn = f"urn:li:comment:(urn:li:activity:9,{number})"
    created = {"actor": actor, "time": ms("2026-11-06T12:00:00"), "impersonator": "urn:li:person:OP"}
    return {"id": str(number), "commentUrn": urn, "actor": actor, "created": created, "message": {"text": text, "attributes": []},
            "agent": "urn:li:person:OP", "commentsSummary": {"aggregatedTotalComments": 0}} | more  # fmt: skip


def rows(kind: str, body: dict[str, Any], **asked: Any) -> list[Any]:
    return list(parse(linkedin, linkedin.screen(Page(kind, body, WINDOW.asked() | asked), US, DOOR), US, SIX))


def fetched(answer: Any, window: Window = WINDOW) -> tuple[list[Page], Wire]:
    with wire(answer) as it:
        client = session(
            "a-token-long-enough", api=it.url, headers=linkedin.HEADERS, fault=linkedin.fault, sleep=lambda _: None
        )
        return list(linkedin.fetch(client, US, window)), it


def answers(posts: list[list[dict[str, Any]]], comments: dict[str, Any] | None = None) -> Any:
    turn = iter(posts)

    def answer(path: str, n: int) -> Any:
        if "/networkSizes/" in path:
            return say({"firstDegreeSize": 33916})
        if "/rest/posts?" in path:
            return say({"elements": next(turn, [])})
        if "/socialActions/" in path:
            found = next((said for part, said in (comments or {}).items() if part in path), [])
            return say({"elements": found, "paging": {"total": len(found)}})
        return say({"elements": []})

    return answer


def test_addresses_reach_linkedin_exactly_as_built() -> None:
    _, it = fetched(answers([[post(1), post(2), post(3, kind="ugcPost")]]))
    us, one = "urn%3Ali%3Aorganization%3A123", "urn%3Ali%3Ashare%3A"
    assert f"/rest/networkSizes/{us}?edgeType=COMPANY_FOLLOWED_BY_MEMBER" in it.paths
    start, end, gains_end = ms("2026-10-12T00:00:00"), ms("2026-11-16T00:00:00"), ms("2026-11-14T00:00:00")
    series = f"timeIntervals=(timeRange:(start:{start},end:{end}),timeGranularityType:DAY)"
    by_us = f"q=organizationalEntity&organizationalEntity={us}"
    assert f"/rest/organizationalEntityShareStatistics?{by_us}&{series}" in it.paths
    assert f"/rest/organizationPageStatistics?q=organization&organization={us}&{series}" in it.paths
    assert (
        f"/rest/organizationalEntityFollowerStatistics?{by_us}&{series.replace(str(end), str(gains_end))}" in it.paths
    )
    assert f"/rest/organizationalEntityShareStatistics?{by_us}&shares=List({one}1,{one}2)" in it.paths
    assert f"/rest/organizationalEntityShareStatistics?{by_us}&ugcPosts=List(urn%3Ali%3AugcPost%3A3)" in it.paths
    headers = it.asked[0][1]
    assert (headers["Linkedin-Version"], headers["X-Restli-Protocol-Version"]) == (linkedin.VERSION, "2.0.0")


def test_a_post_left_out_of_the_statistics_is_zero_when_young_and_unknown_when_old() -> None:
    published = {
        "urn:li:share:1": ms("2026-01-01T00:00:00"),
        "urn:li:share:2": ms("2025-01-01T00:00:00"),
        "urn:li:share:3": 0,
    }
    said = [{"share": "urn:li:share:3", "totalShareStatistics": {"impressionCount": 7, "likeCount": -1}}]
    found = {
        (row.subject_id[-1], row.field): row.value
        for row in rows("statistics", {"elements": said}, published=published)
    }
    assert {found["1", name] for name in linkedin.STATISTICS} == {0}
    assert {found["2", name] for name in linkedin.STATISTICS} == {None}
    assert (found["3", "impressionCount"], found["3", "likeCount"], found["3", "clickCount"]) == (7, -1, None)


def test_the_series_goes_back_365_days_and_no_further() -> None:
    _, it = fetched(answers([]), Window(date(2024, 11, 16), date(2026, 11, 16), SIX))
    asked = [path for path in it.paths if "timeIntervals" in path]
    assert len(asked) == 3
    assert all(f"start:{ms('2025-11-16T00:00:00')}" in path for path in asked)


def test_posts_are_read_past_short_pages_until_the_window_began() -> None:
    old, edited = "2026-09-01T00:00:00", {"lastModifiedAt": ms("2026-11-10T00:00:00")}
    found = [[post(1)], [post(1), post(2, old, **edited)], [post(3)], [post(4, old)], [post(5)]]
    pages, it = fetched(answers(found))
    assert [item["id"][-1] for page in pages if page.kind == "posts" for item in page.body["elements"]] == ["1", "3"]
    assert [parse_qs(urlsplit(p).query)["start"][0] for p in it.paths if "/rest/posts" in p] == ["0", "1", "3", "4"]


def test_dark_posts_and_drafts_are_left_out() -> None:
    dark, draft = post(1, adContext={"isDsc": True}), post(2, lifecycleState="DRAFT")
    pages, _ = fetched(answers([[dark, draft, post(3, adContext={"isDsc": False})]]))
    found = [
        row
        for page in pages
        if page.kind == "posts"
        for row in parse(linkedin, linkedin.screen(page, US, DOOR), US, SIX)
    ]
    assert [(row.post_id[-1], row.is_paid) for row in found if isinstance(row, Post)] == [("3", False)]


def test_little_text_becomes_plain_and_strangers_are_masked() -> None:
    text = (
        r"New \(free\) {hashtag|\#|OpenScience} with @[A Stranger](urn:li:person:Xy) and @[Us](urn:li:organization:123)"
    )
    content = {"media": {"id": "urn:li:image:1", "altText": "A ward", "title": "t"}}
    (row,) = rows("posts", {"elements": [post(1, commentary=text, content=content)]})
    assert row.text == "New (free) #OpenScience with @… and @Us"
    assert (row.hashtags, row.people_named, row.media_kind, row.has_alt_text) == (("openscience",), 1, "image", True)


def test_comments_leave_flags_and_our_replies_stay_ours() -> None:
    named = {
        "text": "A Stranger, next week.",
        "attributes": [{"start": 0, "length": 10, "value": {"member": "urn:li:person:AbC"}}],
    }
    asked = comment(1, "urn:li:person:AbC", "When? So rude #WeNurses", commentsSummary={"aggregatedTotalComments": 1})
    reply = comment(2, URN, "", message=named, parentComment=asked["commentUrn"])
    top = "urn%3Ali%3Acomment%3A%28urn%3Ali%3Aactivity%3A9%2C1%29"
    pages, it = fetched(answers([[post(1)]], {"urn%3Ali%3Ashare%3A1/": [asked], top: [reply]}))
    assert f"/rest/socialActions/{top}/comments?start=0&count=100" in it.paths
    kept = [linkedin.screen(page, US, DOOR) for page in pages]
    for secret in ("Stranger", "rude", "Nurses", "urn:li:person"):
        assert secret not in json.dumps([page.body for page in kept])
    found = [row for page in kept if page.kind == "comments" for row in parse(linkedin, page, US, SIX)]
    first, ours = found
    assert isinstance(first, Interaction) and isinstance(ours, Post)
    assert (first.kind, first.parent_id, first.asks_question, first.raises_concern) == (
        "comment",
        "urn:li:share:1",
        True,
        True,
    )
    assert first.tag_keys == (DOOR.tag_key("wenurses"),)
    assert (ours.text, ours.people_named, ours.parent_id, ours.parent_is_ours) == (
        "@…, next week.",
        1,
        asked["commentUrn"],
        False,
    )


def test_a_facet_without_its_key_is_left_out_and_codes_stay_as_sent() -> None:
    element = {
        "followerCountsByAssociationType": [{"followerCounts": {"organicFollowerCount": 9}}],
        "followerCountsByGeoCountry": [{"geo": "urn:li:geo:1", "followerCounts": {"organicFollowerCount": 5}}],
        "followerCountsByGeo": [{"geo": "urn:li:geo:2", "followerCounts": {"organicFollowerCount": 6}}],
    }
    found = rows("followers", {"elements": [element]})
    assert [(row.dimension, row.dimension_value, row.value) for row in found] == [("geoCountry", "urn:li:geo:1", 5)]


def test_a_number_left_out_of_a_day_is_unknown() -> None:
    day = {
        "timeRange": {"start": ms("2026-11-01T00:00:00"), "end": ms("2026-11-02T00:00:00")},
        "totalShareStatistics": {"likeCount": 0},
    }
    found = {row.field: row.value for row in rows("daily", {"elements": [day]})}
    assert (found["likeCount"], found["uniqueImpressionsCount"]) == (0, None)


def test_a_page_linkedin_does_not_know_is_refused() -> None:
    with pytest.raises(Refused, match="does not know this page"):
        fetched(lambda path, n: say({"status": 404, "code": "NOT_FOUND"}, 404))


def test_recorded_answers_are_read() -> None:
    body = json.loads(shared("apis/fixtures/linkedin/ebx_organizationFollowerStatistics.json").read_text())
    elements = body.get("elements", [body])
    found = rows("followers", {"elements": elements})
    assert found and all(isinstance(row, Reading) and row.value is not None for row in found)
    answer = json.loads(shared("apis/fixtures/linkedin/ebx_commentResponse.json").read_text())
    us = Account("o", "linkedin", answer["actor"].rsplit(":", 1)[-1])
    page = Page(
        "comments",
        {"elements": [answer]},
        {"since": "2020-01-01", "until": "2020-12-31", "post_id": "p", "parent_is_ours": True},
    )
    (reply,) = parse(linkedin, linkedin.screen(page, us, DOOR), us, SIX)
    assert (reply.post_id, reply.text) == (answer["$URN"], "commentV2 with image urn")


def test_followers_gained_are_not_asked_for_before_they_exist() -> None:
    tomorrow = Window(WINDOW.until - timedelta(days=1), WINDOW.until, SIX)
    _, it = fetched(answers([]), tomorrow)
    assert not [path for path in it.paths if "FollowerStatistics" in path and "timeIntervals" in path]


def test_where_it_cannot_be_read_whose_statistics_came_none_of_those_left_out_is_zero() -> None:
    published = {"urn:li:share:1": ms("2026-11-01T00:00:00"), "urn:li:share:2": ms("2026-11-01T00:00:00")}
    said = [{"share": "urn:li:share:1", "totalShareStatistics": {"likeCount": 4}},
            {"share": 5, "totalShareStatistics": {"likeCount": 7}}]  # fmt: skip
    found = rows("statistics", {"elements": said}, published=published)
    assert Unread("share", True) in found
    likes = {row.subject_id[-1]: row.value for row in found if isinstance(row, Reading) and row.field == "likeCount"}
    assert likes == {"1": 4, "2": None}


def test_a_time_that_is_no_number_is_no_moment() -> None:
    found = rows("posts", {"elements": [post(1) | {"publishedAt": True}, post(2) | {"publishedAt": 10**22}, post(3)]})
    assert [row.post_id[-1] for row in found if isinstance(row, Post)] == ["3"]
    assert [row for row in found if isinstance(row, Unread)] == [Unread("publishedAt")] * 2
