"""A wait is the platform's own, once, and never longer in all than a run may last."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest

from extractors import http
from extractors.faults import Refused
from extractors.landing import Landing
from extractors.platforms import facebook, linkedin, x, youtube
from extractors.records import Account, Extract
from extractors.waiting import MOST_WAIT_S
from sandbox.faults.kinds import KINDS
from tests.conftest import TODAY, Sandbox
from tests.extractors.passing_time import PassingTime, met, wish
from tests.extractors.two_years import extract_on
from tests.extractors.wire import Answer, say, wire

WEEK = (date(2026, 11, 9), TODAY)
SMALL = {"x": "marrick_x", "linkedin": "osmere_linkedin", "facebook": "osmere_facebook", "youtube": "osmere_youtube"}
PLATFORMS = {"x": x, "linkedin": linkedin, "facebook": facebook, "youtube": youtube}
BUSY = {
    "x": (429, {"title": "Too Many Requests"}),
    "linkedin": (429, {"message": "Resource level throttle limit for calls to this resource is reached."}),
    "facebook": (400, {"error": {"code": 80001}}),
    "youtube": (429, {"error": {"errors": [{"reason": "rateLimitExceeded"}], "message": "... per minute"}}),
}


def small(accounts: list[Account], name: str) -> Account:
    return next(each for each in accounts if each.secret == SMALL[name])


def run_of(sandbox: Sandbox, accounts: list[Account], name: str, shelf: Path) -> tuple[list[Extract], PassingTime]:
    passing = PassingTime(sandbox.url)
    return extract_on(TODAY, sandbox, Landing(shelf), [small(accounts, name)], WEEK, sleep=passing), passing


def asked_of(name: str, answer: Any, times: int = 1) -> tuple[list[float], int]:
    """Ask a platform that refuses so often before it answers; return the waits and the number of calls."""
    waited: list[float] = []
    with wire(lambda path, n: answer(n) if n < times else say({"data": 1, "id": "1"})) as it:
        of = PLATFORMS[name]
        client = http.session(
            "a-token-long-enough", api=it.url, name=of.NAME, fault=of.fault, sleep=waited.append, jitter=lambda: 0
        )
        try:
            client.get(it.url + "/")
        finally:
            assert client.waited_s == sum(waited)
    return waited, len(it.asked)


def test_a_quarter_of_an_hour_that_x_announces_is_waited_for_once_without_a_call_in_between(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    wish(sandbox, small(accounts, "x"), "429_window", after=1, seconds=900)
    said, passing = run_of(sandbox, accounts, "x", tmp_path)
    assert {row.outcome for row in said} == {"ok"}
    assert len(met(sandbox)) == 1, "nobody asked before the window was over"
    (wait,) = passing.waited
    assert 900 <= wait <= 907
    assert sum(row.waited_s or 0 for row in said) == pytest.approx(wait, abs=0.1)
    assert sum(row.retries for row in said) == 1


@pytest.mark.parametrize("off_s", [3600, -3600])
def test_where_xs_clock_is_wrong_one_whole_window_is_waited_for(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, off_s: int
) -> None:
    wish(sandbox, small(accounts, "x"), "429_window", after=1)
    wish(sandbox, small(accounts, "x"), "clock_off", seconds=off_s, times=None)
    said, passing = run_of(sandbox, accounts, "x", tmp_path)
    assert {row.outcome for row in said} == {"ok"}
    assert len(met(sandbox)) - sum(each["kind"] == "clock_off" for each in met(sandbox)) == 1
    assert [900 <= wait <= 906 for wait in passing.waited] == [True]


def test_a_reset_that_has_just_passed_is_no_reason_to_wait_for_a_whole_window() -> None:
    now = datetime(2026, 11, 16, 6, tzinfo=UTC)
    headers = {"Date": format_datetime(now, usegmt=True), "x_rate_limit_reset": str(int(now.timestamp()) - 2)}
    assert asked_of("x", lambda n: say({}, 429, **headers))[0] == [1]
    assert asked_of("x", lambda n: say({}, 429, **headers), times=2)[0] == [1, 901], "but not a second time"


@pytest.mark.parametrize("name", SMALL)
def test_retry_after_is_honoured_by_every_platform(name: str) -> None:
    status, body = BUSY[name]
    assert asked_of(name, lambda n: say(body, status, Retry_After="90")) == ([91], 2)


@pytest.mark.parametrize("said", ["-1", "soon", "²", "1e3", "9" * 400, "Mon, 99 Nov"])
@pytest.mark.parametrize("name", SMALL)
def test_a_header_that_makes_no_sense_is_passed_over(name: str, said: str) -> None:
    status, body = BUSY[name]
    headers = {"Retry_After": said, "x_rate_limit_reset": said, "X_Business_Use_Case_Usage": said}
    waited, asked = asked_of(name, lambda n: say(body, status, **headers))
    assert (len(waited), asked) == (1, 2)
    assert 0 < waited[0] <= 60


def test_x_without_a_reset_is_given_a_whole_window_in_the_end() -> None:
    assert asked_of("x", lambda n: say({}, 429), times=4) == ([5, 30, 120, 900], 5)


def test_linkedin_is_asked_three_times_minutes_apart() -> None:
    status, body = BUSY["linkedin"]
    with pytest.raises(Refused, match="Asked 3 times"):
        asked_of("linkedin", lambda n: say(body, status), times=9)
    assert asked_of("linkedin", lambda n: say(body, status), times=2) == ([60, 120], 3)


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80001])
def test_facebook_is_given_minutes_when_it_states_no_time(code: int) -> None:
    waited, asked = asked_of("facebook", lambda n: say({"error": {"code": code}}, 400), times=4)
    assert (waited, asked) == ([60, 120, 300, 600], 5)
    assert sum(waited) * 1.1 < MOST_WAIT_S


@pytest.mark.parametrize("subcode", [458, 459, 460, 463, 464, 467, 492, None])
def test_every_way_a_facebook_token_dies_has_a_sentence_of_its_own(subcode: int | None) -> None:
    body = {"error": {"code": 190, "error_subcode": subcode}}
    of_all = {each: facebook.fault(400, {}, {"error": {"code": 190, "error_subcode": each}}) for each in (None, 458, 459, 460, 463, 464, 467, 492)}  # fmt: skip
    fault = facebook.fault(400, {}, body)
    assert fault and fault.cause_class == "token" and fault.is_dead_token
    assert [each for each, other in of_all.items() if other and other.cause == fault.cause] == [subcode]


def test_what_the_person_behind_a_facebook_token_has_to_do_is_said() -> None:
    steps = [facebook.fault(400, {}, {"error": {"code": 190, "error_subcode": each}}) for each in (458, 459, 464)]
    words = [each.next_step if each else "" for each in steps]
    assert "log in to the app again and consent" in words[0]
    assert "do what it asks" in words[1]
    assert "confirm the account" in words[2]


# The five cases of rate limits that Airbyte's YouTube connector is tested with, each against the same refusals.
def too_fast(reason: str) -> Answer:
    return say({"error": {"errors": [{"reason": reason}], "message": "Quota exceeded ... per minute"}}, 403)


@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded"])
def test_youtube_that_is_asked_too_fast_is_asked_again_and_answers(reason: str) -> None:
    assert asked_of("youtube", lambda n: too_fast(reason)) == ([30], 2)


def test_the_waits_for_youtube_grow_until_they_outlast_a_limit_by_the_minute() -> None:
    assert asked_of("youtube", lambda n: too_fast("rateLimitExceeded"), times=4) == ([30, 60, 120, 240], 5)


def test_what_youtube_says_of_the_wait_goes_before_our_own_steps() -> None:
    status, body = BUSY["youtube"]
    assert asked_of("youtube", lambda n: say(body, status, Retry_After="600")) == ([601], 2)


def test_a_wait_youtube_asks_for_that_is_longer_than_a_run_fails_at_once_and_heals_later() -> None:
    status, body = BUSY["youtube"]
    with pytest.raises(Refused, match="longer than one run may wait") as refused:
        asked_of("youtube", lambda n: say(body, status, Retry_After="3600"))
    assert refused.value.cause_class == "quota"
    assert "again later" in refused.value.next_step


@pytest.mark.parametrize("code", ["quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded"])
def test_a_day_of_youtube_that_is_used_up_is_not_asked_again(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, code: str
) -> None:
    wish(sandbox, small(accounts, "youtube"), "quota", code=code, times=None)
    said, passing = run_of(sandbox, accounts, "youtube", tmp_path)
    assert {(row.outcome, row.cause_class) for row in said} == {("failed", "quota")}
    assert (len(met(sandbox)), passing.waited) == (1, [])


def test_waits_add_up_to_no_more_than_a_run_may_last() -> None:
    busy = say(
        {"error": {"code": 17}},
        400,
        X_Business_Use_Case_Usage=json.dumps({"1": [{"estimated_time_to_regain_access": 8}]}),
    )
    with pytest.raises(Refused, match="this run has waited 16 of the 20 minutes") as refused:
        asked_of("facebook", lambda n: busy, times=99)
    assert refused.value.cause_class == "quota"


@pytest.mark.parametrize(
    ("name", "kind"),
    [(name, kind) for name in SMALL for kind in KINDS if name in KINDS[kind].where and kind != "invalid_grant"],
)
def test_a_fault_that_stands_for_ever_ends_the_run_within_few_calls_and_bounded_waits(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, kind: str
) -> None:
    metric = {"x": "like_count", "linkedin": "clickCount", "facebook": "page_follows", "youtube": "likeCount"}[name]
    more = {"dead_metric": {"metric": metric, "from": "2026-01-01"}, "slow": {"seconds": 0.001}}.get(kind, {})
    wish(sandbox, small(accounts, name), kind, times=None, **more)
    said, passing = run_of(sandbox, accounts, name, tmp_path)
    assert sum(passing.waited) <= MOST_WAIT_S
    assert sum(row.waited_s or 0 for row in said) == pytest.approx(sum(passing.waited), abs=0.5)
    calls = met(sandbox)
    if KINDS[kind].does in ("refuses", "spoils") and {row.outcome for row in said} == {"failed"}:
        assert len(calls) <= 5, "one question, asked five times at most"
        assert all(row.cause and row.next_step and row.cause_class for row in said)
    assert sum(row.pages + row.retries for row in said) <= 250, "the account has so few pages"
