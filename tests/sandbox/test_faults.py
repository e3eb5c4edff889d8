"""The sandbox misbehaves when told to, so many times, and then no more."""

from __future__ import annotations

import time
from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox

CALLS = {
    "x": ("/2/users/2244990001", "harrowdale_x", "2244990001"),
    "linkedin": ("/rest/organizationAcls?q=roleAssignee", "harrowdale_linkedin", "90210123"),
    "facebook": ("/v26.0/me", "harrowdale_facebook", "112233445566778"),
    "youtube": ("/youtube/v3/channels?part=id&mine=true", "harrowdale_youtube", "UCharrowdalehospitals000"),
}
STATUSES = {
    "429": {"x": 429, "linkedin": 429, "facebook": 400, "youtube": 429},
    "500": {"x": 500, "linkedin": 500, "facebook": 500, "youtube": 503},
    "expired_token": {"x": 401, "linkedin": 401, "facebook": 400, "youtube": 401},
    "down": {"x": 503, "linkedin": 503, "facebook": 503, "youtube": 503},
    "quota": {"x": 429, "linkedin": 429, "facebook": 403, "youtube": 403},
}


@pytest.mark.parametrize("platform", CALLS)
@pytest.mark.parametrize("kind", STATUSES)
def test_a_fault_comes_as_often_as_asked_and_goes(sandbox: Sandbox, platform: str, kind: str) -> None:
    path, secret, _ = CALLS[platform]
    assert sandbox.post("/sandbox/faults", {"platform": platform, "account": None, "kind": kind, "times": 2}).ok
    answers = [sandbox.get(path, secret) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [STATUSES[kind][platform]] * 2 + [200]
    assert all(answer.headers["X-Line-Of-Sight-Sandbox"] == "yes" for answer in answers)


def test_a_fault_of_one_account_leaves_the_others_alone(sandbox: Sandbox) -> None:
    sandbox.post("/sandbox/faults", {"platform": "facebook", "account": "223344556677889", "kind": "500", "times": 1})
    assert sandbox.get("/v26.0/me", "harrowdale_facebook").status_code == 200
    assert sandbox.get("/2/users/me", "harrowdale_x").status_code == 200
    assert sandbox.get("/v26.0/me", "marrick_facebook").status_code == 500


def test_xs_429_says_when_to_come_back(sandbox: Sandbox) -> None:
    sandbox.post("/sandbox/faults", {"platform": "x", "account": None, "kind": "429", "times": 1})
    headers = sandbox.get("/2/users/me", "harrowdale_x").headers
    assert headers["x-rate-limit-remaining"] == "0" and 0 < int(headers["x-rate-limit-reset"]) - time.time() < 5


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"platform": "tv", "kind": "500"}, "platform must be"),
        ({"platform": "x", "kind": "earthquake"}, "kind must be one of"),
        ({"platform": "x", "kind": "500", "times": 0}, "whole number"),
        ([], "platform must be"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(sandbox: Sandbox, wish: object, word: str) -> None:
    answer = sandbox.post("/sandbox/faults", wish)
    assert answer.status_code == 400 and word in answer.json()["error"]


def test_a_date_that_cannot_be_is_refused_and_changes_nothing(sandbox: Sandbox) -> None:
    wishes: list[Any] = [{"today": "2026-13-01"}, {"today": "2020-01-01"}, {}, []]
    for wish in wishes:
        assert sandbox.post("/sandbox/clock", wish).status_code == 400
    assert sandbox.json("/sandbox/health") == {"ok": True, "today": "2026-11-16", "seed": 1}


def test_a_fault_can_wait_for_one_question_and_let_the_others_pass(sandbox: Sandbox) -> None:
    wish = {"platform": "x", "kind": "429", "times": 2, "asking": "/2/tweets?ids="}
    assert sandbox.post("/sandbox/faults", wish).ok
    assert sandbox.get("/2/users/me", "harrowdale_x").status_code == 200
    assert sandbox.get("/2/tweets", "harrowdale_x", ids="1980000000000000009").status_code == 429
    assert sandbox.post("/sandbox/faults", wish | {"asking": 7}).status_code == 400
