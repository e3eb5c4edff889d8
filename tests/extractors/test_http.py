"""The only HTTP client: it waits as the platform asks, heals what can heal, and never shows the token."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest

from extractors import http
from extractors.faults import PageMarks, Refused
from extractors.platforms import facebook, linkedin, platform, platforms, x, youtube
from tests.conftest import Sandbox, shared
from tests.extractors.wire import say, wire

TOKEN = "a-token/that+nobody=may.see"
X_TOKEN = "sandbox-harrowdale_x"


def client(url: str, waited: list[float], token: str = TOKEN, **more: Any) -> http.Client:
    more = {"fault": x.fault, "name": "X"} | more
    return http.session(token, api=url, sleep=waited.append, jitter=lambda: 0.5, **more)


def test_a_429_waits_for_the_platforms_reset_and_asks_once_more(sandbox: Sandbox) -> None:
    sandbox.fault("x", "429")
    waited: list[float] = []
    asking = client(sandbox.url, waited, X_TOKEN)
    assert asking.get(sandbox.url + "/2/users/me")["data"]["id"] == "2244990001"
    assert asking.retries == len(waited) == 1
    assert (
        3 <= waited[0] <= 7
    )  # its fault lifts after two seconds, its clock shows whole ones; three of jitter come on top


def test_the_platforms_own_clock_tells_how_long_to_wait() -> None:
    headers = {"Date": "Mon, 16 Nov 2026 06:00:00 GMT", "x_rate_limit_reset": "1794809400"}  # ten minutes later
    waited: list[float] = []
    with wire(lambda path, n: say({}, 429, **headers) if n == 0 else say({"data": 1})) as it:
        client(it.url, waited).get(it.url + "/")
    assert waited == [603.0]


@pytest.mark.parametrize("name", ["x", "linkedin", "facebook", "youtube"])
@pytest.mark.parametrize("kind", ["500", "down", "malformed", "429"])
def test_what_can_heal_is_asked_again(sandbox: Sandbox, name: str, kind: str) -> None:
    sandbox.fault(name, kind)
    of, waited = platform(name), list[float]()
    asking = client(sandbox.url, waited, f"sandbox-harrowdale_{name}", fault=of.fault, name=of.NAME, headers=of.HEADERS)
    path = {
        "x": "/2/users/me",
        "linkedin": "/rest/networkSizes/urn%3Ali%3Aorganization%3A90210123?edgeType=COMPANY_FOLLOWED_BY_MEMBER",
        "facebook": "/v26.0/112233445566778?fields=id",
        "youtube": "/youtube/v3/channels?part=snippet&mine=true",
    }[name]
    assert asking.get(sandbox.url + path)
    assert asking.retries == len(waited) == 1


@pytest.mark.parametrize("name", ["x", "linkedin", "youtube"])
@pytest.mark.parametrize(("kind", "cause_class"), [("expired_token", "token"), ("quota", "quota")])
def test_what_cannot_heal_is_asked_once(sandbox: Sandbox, name: str, kind: str, cause_class: str) -> None:
    sandbox.fault(name, kind)
    waited: list[float] = []
    of = platform(name)
    path = {"x": "/2/users/me", "linkedin": "/rest/posts", "youtube": "/youtube/v3/channels"}[name]
    with pytest.raises(Refused) as refused:
        client(sandbox.url, waited, f"sandbox-harrowdale_{name}", fault=of.fault, name=of.NAME).get(sandbox.url + path)
    assert refused.value.cause_class == cause_class
    assert refused.value.next_step
    assert waited == []


def test_a_platform_that_stays_down_is_given_up_with_a_cause_and_a_next_step() -> None:
    waited: list[float] = []
    with wire(lambda path, n: say(b"<html>503</html>", 503)) as it, pytest.raises(Refused) as refused:
        client(it.url, waited).get(it.url + "/")
    assert (refused.value.cause_class, len(it.asked)) == ("platform", 5)
    assert waited == [1, 2, 4, 8]


def test_an_answer_that_was_cut_off_is_asked_for_again() -> None:
    waited: list[float] = []
    with wire(lambda path, n: say({"data": "cut"}, Content_Length="999") if n == 0 else say({"data": "whole"})) as it:
        assert client(it.url, waited).get(it.url + "/") == {"data": "whole"}
    assert len(waited) == 1


def test_a_wait_longer_than_a_run_may_last_is_refused_at_once() -> None:
    waited: list[float] = []
    with (
        wire(lambda path, n: say({}, 429, Retry_After="7200")) as it,
        pytest.raises(Refused, match="120 minutes"),
    ):
        client(it.url, waited).get(it.url + "/")
    assert waited == []


def test_retry_after_is_honoured() -> None:
    waited: list[float] = []
    with wire(lambda path, n: say({}, 429, Retry_After="30") if n == 0 else say({"data": 1})) as it:
        client(it.url, waited).get(it.url + "/")
    assert waited == [33.0]


def test_facebooks_own_estimate_of_the_wait_is_honoured() -> None:
    usage = json.dumps({"112": [{"type": "pages", "call_count": 100, "estimated_time_to_regain_access": 3}]})
    busy = {"error": {"message": "(#80001) too many", "code": 80001}}
    waited: list[float] = []
    with wire(lambda path, n: say({"id": "1"}) if n else say(busy, 400, X_Business_Use_Case_Usage=usage)) as it:
        client(it.url, waited, fault=facebook.fault).get(it.url + "/")
    assert waited == [183.0]


def test_the_token_is_shown_nowhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    echo = {"paging": {"next": f"https://graph/?access_token={TOKEN}&quoted=a-token%2Fthat%2Bnobody%3Dmay.see"}}
    with wire(lambda path, n: say(b"no json " + TOKEN.encode()) if n == 0 else say(echo)) as it:
        asking = client(it.url, [])
        answer = asking.get(it.url + "/", {"fields": "id"})
    with wire(lambda path, n: say({"error": TOKEN}, 401)) as it, pytest.raises(Refused) as refused:
        client(it.url, []).get(it.url + "/")
    assert it.asked[0][1]["Authorization"] == f"Bearer {TOKEN}"
    shown = [
        str(answer),
        repr(asking),
        repr(vars(asking)["_session"].auth),
        str(refused.value),
        repr(refused.value),
        caplog.text,
    ]
    for text in [*shown, *it.paths]:
        assert TOKEN not in text
        assert "a-token%2F" not in text


@pytest.mark.parametrize("token", ["", "  ", "two words", "line\nbreak", "späte-marke"])
def test_a_token_that_cannot_be_sent_is_refused_without_being_shown(token: str) -> None:
    with pytest.raises(Refused) as refused:
        http.session(token, name="X")
    assert refused.value.cause_class == "token"
    assert token.strip() == "" or token not in str(refused.value)


def test_a_redirect_is_not_followed_with_the_token() -> None:
    with wire(lambda path, n: say({})) as other, wire(lambda path, n: say(b"", 302, Location=other.url)) as it:
        with pytest.raises(Refused, match="another address"):
            client(it.url, []).get(it.url + "/")
        assert other.asked == []


def test_a_platform_nobody_answers_for_is_refused_in_plain_words() -> None:
    waited: list[float] = []
    with pytest.raises(Refused, match="connection to X failed") as refused:
        client("http://127.0.0.1:9", waited).get("http://127.0.0.1:9/")
    assert refused.value.cause_class == "platform"
    assert len(waited) == 4


def test_an_answer_counts_as_the_sandboxs_only_if_every_answer_was() -> None:
    mark = {"X_Line_Of_Sight_Sandbox": "yes"}
    with wire(lambda path, n: say({"data": n}, **mark) if path == "/sandbox" else say({"data": n})) as it:
        asking = client(it.url, [])
        assert not asking.is_sandbox
        asking.get(it.url + "/sandbox")
        assert asking.is_sandbox
        asking.get(it.url + "/real")
        assert not asking.is_sandbox


def test_a_page_mark_that_comes_twice_ends_the_listing() -> None:
    marks = PageMarks("X", most=3)
    assert [marks.follow(mark) for mark in "ab"] == ["a", "b"]
    with pytest.raises(Refused, match="same page mark twice"):
        marks.follow("a")
    marks.follow("c")
    with pytest.raises(Refused, match="more than 3 pages"):
        marks.follow("d")


def test_every_platform_file_has_the_parts_the_spine_uses() -> None:
    assert platforms() == ["facebook", "linkedin", "x", "youtube"]
    for name in platforms():
        of = platform(name)
        assert {"NAME", "HEADERS", "SUBJECTS", "fault", "fetch", "screen", "parse", "gaps"} <= vars(of).keys()
        assert {
            "REFRESH_DAYS",
            "LOOKUPS_A_RUN",
            "LISTED_BY_POST",
            "ROUTES",
            "route_of",
            "ask_about",
            "said_of",
        } <= vars(of).keys()


def google(reason: str, message: str = "", **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "errors": [{"reason": reason}], **more}}


@pytest.mark.parametrize(
    ("of", "status", "body", "cause_class", "heals"),
    [
        (x, 200, {"data": []}, None, False),
        (x, 200, {"data": [], "errors": [{"type": ".../resource-not-found"}]}, None, False),
        (x, 200, {"errors": [{"title": "Forbidden", "type": ".../resource-not-found"}]}, "source", False),
        (x, 200, {"errors": [{"title": "Oops", "type": ".../resource-unavailable"}]}, "platform", True),
        (x, 403, {"title": "Forbidden", "reason": "SpendCapReached"}, "quota", False),
        (x, 403, {"type": "https://api.x.com/2/problems/client-forbidden"}, "terms", False),
        (x, 403, {"type": "https://api.x.com/2/problems/unsupported-authentication"}, "token", False),
        (x, 502, None, "platform", True),
        (linkedin, 429, {"message": "Resource level throttle MEMBER DAY limit for calls is reached."}, "quota", False),
        (
            linkedin,
            429,
            {"message": "Resource level throttle limit for calls to this resource is reached."},
            "quota",
            True,
        ),
        (linkedin, 401, {"code": "REVOKED_ACCESS_TOKEN"}, "token", True),  # a new token is called revoked for 5 seconds
        (linkedin, 401, {"code": "EXPIRED_ACCESS_TOKEN"}, "token", False),
        (linkedin, 426, {"code": "NONEXISTENT_VERSION"}, "ours", False),
        (linkedin, 403, {"code": "ACCESS_DENIED"}, "token", False),
        (linkedin, 404, {"code": "NOT_FOUND"}, None, False),
        (facebook, 400, {"error": {"code": 190, "error_subcode": 463}}, "token", False),
        (facebook, 400, {"error": {"code": 10}}, "token", False),
        (facebook, 403, {"error": {"code": 200}}, "token", False),
        (facebook, 400, {"error": {"code": 613}}, "quota", True),
        (facebook, 403, {"error": {"code": 4}}, "quota", True),
        (facebook, 500, {"error": {"code": 2, "is_transient": True}}, "platform", True),
        (facebook, 400, {"error": {"code": 368}}, "terms", False),
        (facebook, 400, {"error": {"code": 100, "message": "(#100) nonexisting field"}}, "ours", False),
        (
            facebook,
            400,
            {"error": {"code": 100, "message": "(#100) The value must be a valid insights metric"}},
            None,
            False,
        ),
        (facebook, 400, {"error": {"code": 100, "error_subcode": 33}}, None, False),
        (youtube, 403, google("commentsDisabled"), None, False),
        (youtube, 403, google("quotaExceeded"), "quota", False),
        (youtube, 429, google("rateLimitExceeded", "Quota exceeded ... per day"), "quota", False),
        (youtube, 429, google("rateLimitExceeded", "Quota exceeded ... per minute"), "quota", True),
        (youtube, 403, google("SERVICE_UNAVAILABLE", status="PERMISSION_DENIED"), "platform", True),
        (youtube, 400, google("processingFailure"), "platform", True),
        (youtube, 403, google("insufficientPermissions"), "token", False),
        (youtube, 401, {"error": {"message": "no list", "status": "UNAUTHENTICATED"}}, "token", False),
    ],
)
def test_each_platforms_refusals_are_told_apart(
    of: Any, status: int, body: Any, cause_class: str | None, heals: bool
) -> None:
    fault = of.fault(status, {}, body)
    assert (fault and fault.cause_class, bool(fault and fault.heals)) == (cause_class, heals)
    assert fault is None or (fault.cause.endswith(".") and fault.next_step.endswith("."))


@pytest.mark.parametrize(("of", "name"), [(x, "x"), (youtube, "youtube")])
def test_recorded_refusals_are_told_apart(of: Any, name: str) -> None:
    expected = {
        "usage_capped_429": ("quota", False), "credits_depleted_402_new": ("quota", False), "unauthorized_401": ("token", False),
        "credits_depleted_402_old": ("quota", False), "rate_limited_429": ("quota", True), "suspended_user_200": ("source", False),
        "quota_exceeded_403": ("quota", False), "granular_bucket_429": ("quota", False), "auth_error_401": ("token", False),
    }  # fmt: skip
    recorded = json.loads(shared(f"apis/fixtures/{name}/errors_from_public_threads.json").read_text())
    found = {key: of.fault(case["status"], {}, case["body"]) for key, case in recorded.items() if key in expected}
    assert len(found) >= 3
    assert {key: (fault.cause_class, fault.heals) for key, fault in found.items()} == {
        key: expected[key] for key in found
    }


def test_the_environments_proxy_is_asked_and_its_exceptions_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with wire(lambda path, n: say({"by": "proxy"})) as proxy, wire(lambda path, n: say({"by": "itself"})) as it:
        for name in ("http_proxy", "HTTP_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.setenv(name, "127.0.0.1")
        asking = client("http://platform.example", [])
        said = [asking.get(f"{url}/{number}")["by"] for number in (1, 2) for url in ("http://platform.example", it.url)]
        assert said == ["proxy", "itself"] * 2
        assert proxy.paths == ["http://platform.example/1", "http://platform.example/2"]
