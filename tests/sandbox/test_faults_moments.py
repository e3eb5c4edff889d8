"""A fault strikes the account, the endpoint and the moment it was set for; and the log accounts for each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox

ME = ("/2/users/me", "harrowdale_x")
POSTS = ("/2/users/2244990001/tweets", "harrowdale_x")
MENTIONS = ("/2/users/2244990001/mentions", "harrowdale_x")


def statuses(sandbox: Sandbox, call: tuple[str, str], times: int) -> list[int]:
    return [sandbox.get(*call).status_code for _ in range(times)]


@pytest.mark.parametrize("endpoint", ["mentions", "/2/users/*/mentions"])
def test_a_fault_strikes_its_endpoint_alone(sandbox: Sandbox, endpoint: str) -> None:
    sandbox.fault("x", "500", endpoint=endpoint)
    assert statuses(sandbox, ME, 1) + statuses(sandbox, POSTS, 1) + statuses(sandbox, MENTIONS, 2) == [
        200,
        200,
        500,
        200,
    ]


def test_linkedins_finders_are_told_apart_by_what_they_are_asked(sandbox: Sandbox) -> None:
    us = "q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A90210123"
    at = "/rest/organizationalEntity"
    span = "&timeIntervals=(timeRange:(start:1794268800000,end:1794355200000),timeGranularityType:DAY)"
    calls = {"followers": f"{at}FollowerStatistics?{us}", "gains": f"{at}FollowerStatistics?{us}{span}",
             "daily": f"{at}ShareStatistics?{us}{span}", "statistics": f"{at}ShareStatistics?{us}&shares=List(urn%3Ali%3Ashare%3A1)"}  # fmt: skip
    for endpoint in calls:
        sandbox.fault("linkedin", "500", endpoint=endpoint)
    assert {
        name: sandbox.get(path, "harrowdale_linkedin").status_code for name, path in calls.items()
    } == dict.fromkeys(calls, 500)
    assert [each["endpoint"] for each in sandbox.met] == list(calls)


def test_a_fault_waits_for_its_call_and_comes_every_so_often(sandbox: Sandbox) -> None:
    sandbox.fault("x", "500", endpoint="profile", after=2, every=3, times=2)
    assert statuses(sandbox, ME, 8) == [200, 200, 500, 200, 200, 500, 200, 200]


def test_the_same_seed_strikes_the_same_calls(sandbox: Sandbox) -> None:
    def strikes(seed: int) -> list[int]:
        sandbox.session.delete(sandbox.address + "/sandbox/faults", timeout=60)
        sandbox.fault("x", "500", chance=0.4, seed=seed, times=None)
        return statuses(sandbox, ME, 12)

    assert strikes(1) == strikes(1) != strikes(2)
    assert 500 in strikes(1) and 200 in strikes(1)


def test_one_call_meets_one_fault_and_the_other_waits(sandbox: Sandbox) -> None:
    sandbox.fault("x", "500", code="502")
    sandbox.fault("x", "402")
    sandbox.fault("x", "cut", endpoint="mentions")
    assert statuses(sandbox, ME, 3) == [502, 402, 200]
    assert [fault["kind"] for fault in sandbox.json("/sandbox/faults")["waiting"]] == ["cut"]


def test_the_log_accounts_for_each_fault_and_holds_no_token(sandbox: Sandbox) -> None:
    sandbox.fault("x", "expired_token", endpoint="profile", after=1)
    sandbox.fault("facebook", "expired_token", account="223344556677889", subcode="467")
    statuses(sandbox, ME, 2)
    sandbox.get("/v26.0/me", "harrowdale_facebook")
    sandbox.get("/v26.0/me", "marrick_facebook")
    told = sandbox.json("/sandbox/faults")
    assert [{name: each[name] for name in ("number", "platform", "account", "endpoint", "kind", "code", "call")} for each in told["met"]] == [
        {"number": 1, "platform": "x", "account": "2244990001", "endpoint": "profile", "kind": "expired_token", "code": "", "call": 2},
        {"number": 2, "platform": "facebook", "account": "223344556677889", "endpoint": "profile", "kind": "expired_token",
         "code": "190/467", "call": 1},
    ]  # fmt: skip
    assert told["waiting"] == [] and "sandbox-" not in str(told) and "harrowdale_x" not in str(told)
    assert {(each["account"], each["endpoint"], each["calls"]) for each in told["calls"]} == {
        ("2244990001", "profile", 2), ("112233445566778", "profile", 1), ("223344556677889", "profile", 1)
    }  # fmt: skip
    sandbox.session.delete(sandbox.address + "/sandbox/faults", timeout=60)
    assert sandbox.json("/sandbox/faults") == {"waiting": [], "met": [], "standing": [], "calls": []}


def test_a_fault_leaves_a_patient_client_its_last_try(sandbox: Sandbox) -> None:
    for _ in range(3):
        sandbox.fault("x", "500", times=3, tries=5)
    assert statuses(sandbox, ME, 12) == [500] * 4 + [200] + [500] * 4 + [200, 500, 200]
    sandbox.fault("linkedin", "429", times=9, tries=5)  # LinkedIn's documents advise three tries here
    assert statuses(sandbox, ("/rest/organizationAcls?q=roleAssignee", "harrowdale_linkedin"), 4) == [
        429,
        429,
        200,
        429,
    ]


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ({"kind": "402", "platform": "facebook"}, "kind must be one of"),
        ({"kind": "500", "endpoint": "likes"}, "endpoint must be a path pattern"),
        ({"kind": "empty_page", "endpoint": "profile"}, "one of posts, mentions"),
        ({"kind": "402", "code": "broke"}, "one of credits-depleted, credits"),
        ({"kind": "500", "after": -1}, "after must be a whole number from 0"),
        ({"kind": "500", "every": 0}, "every must be a whole number from 1"),
        ({"kind": "500", "chance": "half"}, "chance must be a number"),
        ({"kind": "slow", "seconds": "long"}, "seconds must be a number"),
        ({"kind": "500", "colour": "red"}, "there is no colour"),
        ({"kind": "dead_metric"}, "needs its metric"),
        ({"kind": "dead_metric", "metric": "m", "from": "June"}, "from must be a date"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused_with_what_can(sandbox: Sandbox, wish: dict[str, Any], word: str) -> None:
    answer = sandbox.post("/sandbox/faults", {"platform": "x"} | wish)
    assert answer.status_code == 400 and word in answer.json()["error"]
    assert sandbox.json("/sandbox/faults")["waiting"] == []
