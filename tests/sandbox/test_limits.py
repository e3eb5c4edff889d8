"""What the platforms refuse, in their own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from sandbox.x import LIMITS
from tests.sandbox.conftest import LINKEDIN, Sandbox

PAGE = "/v26.0/112233445566778"
ORG = quote("urn:li:organization:90210123", safe="")
SHARES = "/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=" + ORG
FOLLOWERS = "/rest/organizationalEntityFollowerStatistics?q=organizationalEntity&organizationalEntity=" + ORG
DAY = 86_400_000
MIDNIGHT = 1794787200000  # 2026-11-16T00:00Z


def span(start: int, end: int) -> str:
    return f"(timeRange:(start:{start},end:{end}),timeGranularityType:DAY)"


@pytest.mark.parametrize(
    ("path", "headers", "status", "word"),
    [
        ("/2/users/me", {}, 401, "Unauthorized"),
        ("/2/users/me", {"Authorization": "Bearer sandbox-app"}, 403, "Application-Only is forbidden"),
        ("/v26.0/me", {}, 400, "An active access token must be used"),
        ("/v26.0/me", {"Authorization": "Bearer wrong"}, 400, '"code":190'),
        ("/rest/organizationAcls?q=roleAssignee", {}, 401, "Empty oauth2_access_token"),
        ("/rest/organizationAcls?q=roleAssignee", {"Authorization": "Bearer wrong"}, 401, "65600"),
        ("/youtube/v3/channels?part=id&mine=true", {"Authorization": "Bearer wrong"}, 401, "authError"),
        ("/youtube/v3/channels?part=id&id=UC", {}, 403, "missing a valid API key"),
        ("/v2/reports?ids=channel==MINE", {}, 401, "UNAUTHENTICATED"),
    ],
)
def test_a_missing_or_wrong_token_is_refused_in_the_platforms_words(
    sandbox: Sandbox, path: str, headers: dict[str, str], status: int, word: str
) -> None:
    answer = sandbox.get(path, headers=LINKEDIN | headers)
    assert answer.status_code == status and word in answer.text
    assert answer.headers["X-Line-Of-Sight-Sandbox"] == "yes"


@pytest.mark.parametrize(
    ("path", "secret", "status", "word"),
    [
        ("/2/users/2244990001/tweets?max_results=4", "harrowdale_x", 400, "is not between 5 and 100"),
        ("/2/users/2244990001/tweets?max_results=101", "harrowdale_x", 400, "is not between 5 and 100"),
        ("/2/users/HarrowdaleNHS/tweets", "harrowdale_x", 400, "The `id` query parameter value [HarrowdaleNHS] is not valid"),
        ("/2/users/2244990001/tweets?tweet.fields=likes", "harrowdale_x", 400, "is not one of"),
        ("/2/users/2244990001/tweets?pagination_token=zzz", "harrowdale_x", 400, "pagination_token"),
        ("/2/users/2244990001/tweets?end_time=2026-11-16T06:00:00Z", "harrowdale_x", 400, "minimum of 10 seconds"),
        ("/2/tweets?ids=" + ",".join(["1"] * 101), "harrowdale_x", 400, "not between 1 and 100"),
        ("/2/nothing", "harrowdale_x", 404, "Not Found"),
        (PAGE + "?fields=id,colour", "harrowdale_facebook", 400, "(#100) Tried accessing nonexisting field (colour) on node type (Page)"),
        (PAGE + "/insights?period=day", "harrowdale_facebook", 400, "1504028"),
        (PAGE + "/insights?metric=page_media_view,page_impressions", "harrowdale_facebook", 400, "(#100) The value must be a valid insights metric"),
        (PAGE + "/insights?metric=page_media_view&since=2026-06-01&until=2026-09-01", "harrowdale_facebook", 400, "more than 90 days"),
        (PAGE + "/published_posts?fields=id{", "harrowdale_facebook", 400, "2500"),
        (PAGE + "/published_posts", "marrick_facebook", 400, '"code":10'),
        ("/v26.0/112233445566778_1", "harrowdale_facebook", 400, '"error_subcode":33'),
        (SHARES + "&shares=List(urn:li:share:1)", "harrowdale_linkedin", 400, "Invalid query parameters passed to request"),
        (SHARES + "&shares=List(urn%253Ali%253Ashare%253A1)", "harrowdale_linkedin", 400, "Invalid URN type"),
        (SHARES + "&shares=List%28urn%253Ali%253Ashare%253A1%29", "harrowdale_linkedin", 400, "Invalid query parameters"),
        (SHARES + "&shares=List(urn%3Ali%3Ashare%3A1)", "harrowdale_linkedin", 403, "/shares[0]"),
        (SHARES + "&shares=List(urn%3Ali%3Ashare%3A1)&timeIntervals=" + span(MIDNIGHT - DAY, MIDNIGHT), "harrowdale_linkedin", 400, "not supported"),
        (SHARES + "&timeIntervals=" + span(MIDNIGHT - DAY, MIDNIGHT - 1), "harrowdale_linkedin", 400, "Invalid timeIntervals parameter"),
        (FOLLOWERS + "&timeIntervals=" + span(MIDNIGHT - 366 * DAY, MIDNIGHT - 3 * DAY), "harrowdale_linkedin", 400, "Invalid timeIntervals"),
        (FOLLOWERS + "&timeIntervals=" + span(MIDNIGHT - 9 * DAY, MIDNIGHT - DAY), "harrowdale_linkedin", 400, "Invalid timeIntervals"),
        (SHARES, "osmere_linkedin", 403, "ACCESS_DENIED"),
        ("/rest/organizationPageStatistics?q=organizationalEntity&organizationalEntity=" + ORG, "harrowdale_linkedin", 400, "ILLEGAL_ARGUMENT"),
        (f"/rest/networkSizes/{ORG}?edgeType=CompanyFollowedByMember", "harrowdale_linkedin", 400, "edgeType"),
        (f"/rest/posts?q=author&author={ORG}&count=101", "harrowdale_linkedin", 400, "at most 100"),
        (SHARES + "&shares=List(" + ",".join(["urn%3Ali%3Ashare%3A7000000000000000001"] * 130) + ")", "harrowdale_linkedin", 414, "Too Long"),
        ("/youtube/v3/videos?id=a", "harrowdale_youtube", 400, "Required parameter: part"),
        ("/youtube/v3/videos?part=stats&id=a", "harrowdale_youtube", 400, "unknownPart"),
        ("/youtube/v3/videos?part=id&id=" + ",".join(map(str, range(51))), "harrowdale_youtube", 400, "invalidFilters"),
        ("/youtube/v3/playlistItems?part=id&playlistId=UUnobody", "harrowdale_youtube", 404, "playlistNotFound"),
        ("/youtube/v3/commentThreads?part=id&videoId=nobody", "harrowdale_youtube", 404, "videoNotFound"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_in_the_platforms_words(
    sandbox: Sandbox, path: str, secret: str, status: int, word: str
) -> None:
    answer = sandbox.get(path, secret)
    assert (answer.status_code, word in answer.text) == (status, True), answer.text


@pytest.mark.parametrize(
    ("asked", "word"),
    [
        ({"metrics": "vews"}, "Unknown identifier (vews) given in field parameters.metrics."),
        ({"metrics": "views", "startDate": "2026/11/01"}, "Could not parse content (2026/11/01) of field startDate."),
        ({"metrics": "views", "dimensions": "country,day"}, "The query is not supported"),
        ({"metrics": "views", "dimensions": "day,month"}, "The query is not supported"),
        ({"metrics": "views", "dimensions": "video"}, "The query is not supported"),
        (
            {"metrics": "views", "dimensions": "video", "sort": "-views", "maxResults": 201},
            "The query is not supported",
        ),
        ({"metrics": "views", "dimensions": "video,day"}, "The query is not supported"),
        ({"metrics": "views,viewerPercentage", "dimensions": "gender"}, "The query is not supported"),
        ({"metrics": "views", "dimensions": ""}, "Invalid value for parameter dimensions"),
    ],
)
def test_analytics_refuses_reports_it_does_not_have(sandbox: Sandbox, asked: dict[str, Any], word: str) -> None:
    whole = {"ids": "channel==MINE", "startDate": "2026-10-01", "endDate": "2026-10-31"} | asked
    answer = sandbox.get("/v2/reports", "harrowdale_youtube", **whole)
    assert answer.status_code == 400 and word in answer.text


@pytest.mark.parametrize(
    ("version", "status", "code"),
    [
        (None, 400, "VERSION_MISSING"),
        ("202511", 426, "NONEXISTENT_VERSION"),
        ("202512", 426, "NONEXISTENT_VERSION"),
        ("202609", 200, "elements"),
    ],
)
def test_linkedin_wants_a_living_version(sandbox: Sandbox, version: str | None, status: int, code: str) -> None:
    answer = sandbox.get(SHARES, "harrowdale_linkedin", headers={"Linkedin-Version": version} if version else {})
    assert answer.status_code == status and code in answer.text


@pytest.mark.parametrize("written", ["raw", "encoded", "dotted"])
def test_linkedin_reads_a_time_span_however_it_is_written(sandbox: Sandbox, written: str) -> None:
    start, end = MIDNIGHT - 7 * DAY, MIDNIGHT
    asked = {
        "raw": f"&timeIntervals={span(start, end)}",
        "encoded": f"&timeIntervals={quote(span(start, end), safe='')}",
        "dotted": f"&timeIntervals.timeRange.start={start}&timeIntervals.timeRange.end={end}&timeIntervals.timeGranularityType=DAY",
    }[written]
    days = sandbox.json(SHARES + asked, "harrowdale_linkedin")["elements"]
    assert [day["timeRange"]["start"] for day in days] == list(range(start, end, DAY))


def test_a_long_linkedin_query_may_be_tunnelled(sandbox: Sandbox) -> None:
    path, _, query = SHARES.partition("?")
    headers = LINKEDIN | {"Authorization": "Bearer sandbox-harrowdale_linkedin", "X-HTTP-Method-Override": "GET"}
    answer = sandbox.session.post(sandbox.address + path, data=query, headers=headers, timeout=60)
    assert answer.json() == sandbox.json(SHARES, "harrowdale_linkedin")


def test_linkedin_leaves_out_a_post_nobody_saw(sandbox: Sandbox) -> None:
    channel = sandbox.world.channel("linkedin", "90210123")
    recent = [act for act in sandbox.world.up(channel) if act.kind == "original" and ":share:" in act.id][-60:]
    quiet = {act.id for act in recent if act.quirks & {"quiet", "dark"}}
    asked = ",".join(quote(act.id, safe="") for act in recent)
    said = sandbox.json(f"{SHARES}&shares=List({asked})", "harrowdale_linkedin")["elements"]
    assert quiet and quiet == {act.id for act in recent} - {element["share"] for element in said}


def test_x_counts_calls_in_windows_of_a_quarter_of_an_hour(start: Callable[..., Sandbox]) -> None:
    now = [1_000_000_000.0]
    sandbox = start(ticks=lambda: now[0])
    answers = [sandbox.get("/2/users/me", "marrick_x") for _ in range(76)]
    assert [one.status_code for one in answers] == [200] * 75 + [429]
    assert answers[0].headers["x-rate-limit-limit"] == "75" and answers[0].headers["x-rate-limit-remaining"] == "74"
    assert sandbox.get("/2/users/me", "harrowdale_x").status_code == 200
    now[0] = float(answers[-1].headers["x-rate-limit-reset"])
    assert sandbox.get("/2/users/me", "marrick_x").status_code == 200


def test_what_was_counted_can_be_forgotten_and_the_limits_stay(
    start: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LIMITS, "me", (0, 2))
    monkeypatch.setattr("sandbox.youtube.UNITS_A_DAY", 2)
    sandbox = start(ticks=lambda: 1_000_000_000.0)
    for _ in range(2):
        said = [sandbox.get("/2/users/me", "marrick_x") for _ in range(3)]
        assert [one.status_code for one in said] == [200, 200, 429]
        asked: dict[str, Any] = {"part": "id", "mine": "true"}
        units = [sandbox.get("/youtube/v3/channels", "osmere_youtube", **asked).status_code for _ in range(3)]
        assert units == [200, 200, 403]
        assert sandbox.session.delete(sandbox.address + "/sandbox/limits", timeout=60).json() == {"ok": True}


def test_youtubes_units_come_back_with_the_next_pacific_day(
    start: Callable[..., Sandbox], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.youtube.UNITS_A_DAY", 3)
    sandbox = start()
    asked: dict[str, Any] = {"part": "id", "mine": "true"}
    statuses = [sandbox.get("/youtube/v3/channels", "osmere_youtube", **asked).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 403]
    assert (
        sandbox.get("/youtube/v3/channels", "osmere_youtube", **asked).json()["error"]["errors"][0]["reason"]
        == "quotaExceeded"
    )
    sandbox.move_to("2026-11-17")
    assert sandbox.get("/youtube/v3/channels", "osmere_youtube", **asked).status_code == 200


def test_xs_refresh_token_works_once(start: Callable[..., Sandbox]) -> None:
    sandbox = start()
    form = {"grant_type": "refresh_token", "client_id": "c", "refresh_token": "sandbox-refresh-marrick_x"}
    first = sandbox.session.post(sandbox.address + "/2/oauth2/token", data=form, timeout=60)
    again = sandbox.session.post(sandbox.address + "/2/oauth2/token", data=form, timeout=60)
    assert (first.status_code, again.status_code) == (200, 400)
    assert again.json()["error"] == "invalid_request"
    next_form = form | {"refresh_token": first.json()["refresh_token"]}
    assert sandbox.session.post(sandbox.address + "/2/oauth2/token", data=next_form, timeout=60).ok


@pytest.mark.parametrize(
    ("path", "secret"), [("/token", "osmere_youtube"), ("/oauth/v2/accessToken", "osmere_linkedin")]
)
def test_googles_and_linkedins_refresh_tokens_stay(start: Callable[..., Sandbox], path: str, secret: str) -> None:
    sandbox = start()
    form = {
        "grant_type": "refresh_token",
        "client_id": "c",
        "client_secret": "s",
        "refresh_token": f"sandbox-refresh-{secret}",
    }
    answers = [sandbox.session.post(sandbox.address + path, data=form, timeout=60) for _ in range(2)]
    assert all(answer.ok for answer in answers)
    token = answers[1].json()["access_token"]
    mine = {
        "/token": "/youtube/v3/channels?part=id&mine=true",
        "/oauth/v2/accessToken": "/rest/organizationAcls?q=roleAssignee",
    }[path]
    assert sandbox.get(mine, token.removeprefix("sandbox-")).ok
    wrong = sandbox.session.post(sandbox.address + path, data=form | {"refresh_token": "no"}, timeout=60)
    assert wrong.status_code == 400 and wrong.json()["error"].startswith("invalid_")
