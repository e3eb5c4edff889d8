"""Every refusal reads as documented; what is spoiled on the wire is spoiled as said."""

from __future__ import annotations

import json
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.faults.kinds import KINDS, SAID, table
from tests.sandbox.conftest import Sandbox
from tests.sandbox.test_faults import CALLS

REPO = Path(__file__).parents[2]
SPOKEN = [
    (platform, kind, said) for platform, kinds in SAID.items() for kind, sisters in kinds.items() for said in sisters
    if kind not in ("dead_metric", "invalid_grant")
]  # fmt: skip
WHERE = {  # a call for every endpoint that some kind insists on
    ("facebook", "insights"): "/v26.0/112233445566778_1/insights?metric=post_clicks",
    ("facebook", "comments"): "/v26.0/112233445566778_1/comments?limit=100",
    ("facebook", "posts"): "/v26.0/112233445566778/published_posts?limit=100",
    ("facebook", "daily"): "/v26.0/112233445566778/insights?metric=page_views_total",
    ("linkedin", "comments"): "/rest/socialActions/urn%3Ali%3Ashare%3A1/comments",
    ("youtube", "uploads"): "/youtube/v3/playlistItems?part=id&playlistId=UU",
    ("youtube", "threads"): "/youtube/v3/commentThreads?part=id&videoId=v",
    ("youtube", "daily"): "/v2/reports?dimensions=day",
    ("x", "profile"): "/2/users/me",
}


def call_for(platform: str, kind: str) -> str:
    where = KINDS[kind].where[platform]
    return WHERE[platform, where[0]] if where else CALLS[platform][0]


@pytest.mark.parametrize(("platform", "kind", "said"), SPOKEN, ids=lambda one: getattr(one, "code", one))
def test_each_refusal_is_told_by_its_code(sandbox: Sandbox, platform: str, kind: str, said: Any) -> None:
    sandbox.fault(platform, kind, code=said.code or "none", subcode=said.subcode or "none")
    answer = sandbox.get(call_for(platform, kind), CALLS[platform][1])
    assert answer.status_code == said.status and answer.json() == said.body
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert sandbox.met[-1]["kind"] == kind and sandbox.met[-1]["code"] == "/".join(
        filter(None, (said.code, said.subcode))
    )


@pytest.mark.parametrize(
    ("platform", "recording", "kind", "code"),
    [
        ("x", "usage_capped_429", "quota", ""),
        ("x", "credits_depleted_402_new", "402", "credits-depleted"),
        ("x", "credits_depleted_402_old", "402", "credits"),
        ("x", "unauthorized_401", "expired_token", ""),
        ("x", "rate_limited_429", "429", ""),
        ("x", "stale_since_id_400", "bad_request", ""),
        ("x", "suspended_user_200", "only_errors", "suspended"),
        ("x", "protected_user_200", "only_errors", "protected"),
        ("youtube", "quota_exceeded_403", "quota", "quotaExceeded"),
        ("youtube", "granular_bucket_429", "quota", "rateLimitExceeded"),
        ("youtube", "auth_error_401", "expired_token", ""),
        ("youtube", "invalid_grant_400", "invalid_grant", "invalid_grant"),
        ("youtube", "playlist_not_found_404", "gone", "playlistNotFound"),
    ],
)
def test_a_refusal_has_the_form_of_the_recorded_one(
    recorded: Path, platform: str, recording: str, kind: str, code: str
) -> None:
    real = json.loads((recorded / platform / "errors_from_public_threads.json").read_text())[recording]
    ours = next(said for said in SAID[platform][kind] if code in ("", said.code))
    assert ours.status == real["status"]
    assert shape(ours.body, KEPT) == shape(real["body"], KEPT)


KEPT = ("title", "type", "reason", "domain", "error", "code", "status", "period", "scope", "location", "locationType")
ANY = ("section", "value", "resource_id", "parameter", "account_id")  # differ from record to record of one case


def shape(node: Any, kept: tuple[str, ...]) -> Any:
    """Which keys there are; the values too of those a client branches on."""
    if isinstance(node, dict):
        return {
            key: value if key in kept and not isinstance(value, dict) else shape(value, kept)
            for key, value in node.items()
            if key not in ANY
        }
    return [shape(one, kept) for one in node[:1]] if isinstance(node, list) else ...


def test_facebooks_missing_permission_has_the_form_of_the_recorded_one(recorded: Path) -> None:
    real = json.loads((recorded / "facebook" / "sns-sdks_error_100_missing_permission.json").read_text())
    for sisters in SAID["facebook"].values():
        for said in sisters:
            assert {"message", "type", "code", "fbtrace_id"} <= real["error"].keys() & said.body["error"].keys()


def test_a_status_can_be_stated_where_it_is_not_known(sandbox: Sandbox) -> None:
    sandbox.fault("facebook", "429", code="32", status=429)
    answer = sandbox.get("/v26.0/me", "harrowdale_facebook")
    assert (answer.status_code, answer.json()["error"]["code"]) == (429, 32)


def test_a_window_refuses_every_call_until_the_moment_it_states(start: Callable[..., Sandbox]) -> None:
    now = [1_000_000_123.0]
    sandbox = start(ticks=lambda: now[0])
    sandbox.fault("x", "429_window", account="2244990001", endpoint="profile")
    refused = sandbox.get("/2/users/me", "harrowdale_x")
    reset = int(refused.headers["x-rate-limit-reset"])
    assert refused.status_code == 429 and refused.headers["x-rate-limit-remaining"] == "0"
    assert reset % 900 == 0 and 0 < reset - parsedate_to_datetime(refused.headers["date"]).timestamp() <= 900
    assert sandbox.post("/sandbox/ticks", {"forward": reset - now[0] - 1}).ok
    again = sandbox.get("/2/users/me", "harrowdale_x")
    assert (again.status_code, again.headers["x-rate-limit-reset"]) == (429, str(reset))
    assert sandbox.get("/2/users/me", "marrick_x").status_code == 200
    sandbox.post("/sandbox/ticks", {"forward": 1})
    assert sandbox.get("/2/users/me", "harrowdale_x").status_code == 200
    assert [each["at"] for each in sandbox.met] == [now[0], reset - 1] and sandbox.json("/sandbox/faults")[
        "waiting"
    ] == []


def test_facebooks_window_is_told_in_minutes(sandbox: Sandbox) -> None:
    sandbox.fault("facebook", "429_window", seconds=125)
    usage = json.loads(sandbox.get("/v26.0/me", "harrowdale_facebook").headers["x-business-use-case-usage"])
    assert usage["112233445566778"][0]["estimated_time_to_regain_access"] == 3


def test_headers_are_as_asked_for(sandbox: Sandbox) -> None:
    sandbox.fault("x", "429_bare")
    bare = sandbox.get("/2/users/me", "harrowdale_x")
    assert bare.status_code == 429 and not any(name.lower().startswith("x-rate") for name in bare.headers)
    sandbox.fault("youtube", "429_retry_after", seconds=700)
    assert sandbox.get(CALLS["youtube"][0], "harrowdale_youtube").headers["retry-after"] == "700"


def test_a_days_quota_stands_until_the_next_day(sandbox: Sandbox) -> None:
    sandbox.fault("linkedin", "quota", times=None)
    path, secret, _ = CALLS["linkedin"]
    assert [sandbox.get(path, secret).status_code for _ in range(7)] == [429] * 7
    sandbox.move_to("2026-11-17")
    assert sandbox.get(path, secret).status_code == 200 and len(sandbox.met) == 7


@pytest.mark.parametrize(
    ("path", "fields", "body"),
    [
        (
            "/token",
            {"client_id": "c"},
            {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
        ),
        (
            "/2/oauth2/token",
            {"client_id": "c"},
            {"error": "invalid_request", "error_description": "Value passed for the token was invalid."},
        ),
        (
            "/oauth/v2/accessToken",
            {},
            {"error": "invalid_request", "error_description": "The provided refresh token is not valid"},
        ),
    ],
)
def test_a_refresh_token_dies_for_one_account(
    start: Callable[..., Sandbox], path: str, fields: dict[str, str], body: dict[str, str]
) -> None:
    sandbox, platform = start(), {"/token": "youtube", "/2/oauth2/token": "x"}.get(path, "linkedin")
    _, secret, account = CALLS[platform]
    sandbox.fault(platform, "invalid_grant", account=account)
    form = fields | {"grant_type": "refresh_token", "refresh_token": f"sandbox-refresh-{secret}"}
    first, second = (sandbox.session.post(sandbox.address + path, data=form, timeout=60) for _ in range(2))
    assert (first.status_code, first.json()) == (400, body)
    assert second.status_code == 200 and [each["account"] for each in sandbox.met] == [account]


@pytest.mark.parametrize("platform", CALLS)
@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("cut", requests.exceptions.ChunkedEncodingError),
        ("dropped", requests.exceptions.ConnectionError),
        ("gzip_garbage", requests.exceptions.ContentDecodingError),
    ],
)
def test_a_spoiled_answer_cannot_be_read_and_the_next_one_can(
    sandbox: Sandbox, platform: str, kind: str, error: type[Exception]
) -> None:
    path, secret, _ = CALLS[platform]
    sandbox.fault(platform, kind)
    with pytest.raises(error):
        sandbox.get(path, secret)
    assert sandbox.get(path, secret).status_code == 200 and [each["kind"] for each in sandbox.met] == [kind]


def test_broken_json_comes_whole_and_with_200(sandbox: Sandbox) -> None:
    sandbox.fault("x", "malformed")
    answer = sandbox.get("/2/users/me", "harrowdale_x")
    assert answer.status_code == 200 and len(answer.content) == int(answer.headers["content-length"])
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()


def test_a_slow_answer_is_late_and_right(sandbox: Sandbox) -> None:
    right = sandbox.json("/2/users/me", "harrowdale_x")
    sandbox.fault("x", "slow", seconds=0.3)
    answer = sandbox.get("/2/users/me", "harrowdale_x")
    assert answer.json() == right and answer.elapsed.total_seconds() >= 0.3


def test_the_date_header_is_the_sandboxs_clock_and_can_be_off(start: Callable[..., Sandbox]) -> None:
    sandbox = start(ticks=lambda: 1_000_000_000.0)
    sandbox.fault("x", "clock_off")
    sandbox.fault("x", "clock_off", seconds=-3600, after=1)
    sandbox.fault("x", "429", after=1)  # goes with a refusal too
    said = [sandbox.get("/2/users/me", "harrowdale_x") for _ in range(3)]
    off = [parsedate_to_datetime(each.headers["date"]).timestamp() - 1_000_000_000 for each in said]
    assert off == [3600, -3600, 0]
    assert all(each.headers["date"].count("GMT") == 1 for each in said)
    assert [each.status_code for each in said] == [200, 429, 200]


def test_the_documentation_lists_every_kind_as_it_is() -> None:
    assert table() in (REPO / "docs" / "sandbox.md").read_text()
