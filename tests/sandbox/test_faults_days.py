"""Days that are not settled, days that are restated, metrics that die: and what /truth says then."""

from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.conftest import Sandbox

LINKEDIN = ("/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity=urn%3Ali%3Aorganization%3A90210123"
            "&timeIntervals=(timeRange:(start:1793491200000,end:1794787200000),timeGranularityType:DAY)")  # fmt: skip
FACEBOOK = (
    "/v26.0/112233445566778/insights?period=day&since=2026-10-20&until=2026-11-17&metric=page_media_view,page_follows"
)
YOUTUBE = (
    "/v2/reports?ids=channel==MINE&startDate=2026-10-20&endDate=2026-11-16&dimensions=day&sort=day&metrics=views,shares"
)
SERIES = {
    "linkedin": (LINKEDIN, "harrowdale_linkedin", "90210123", "impressionCount"),
    "facebook": (FACEBOOK, "harrowdale_facebook", "112233445566778", "page_media_view"),
    "youtube": (YOUTUBE, "harrowdale_youtube", "UCharrowdalehospitals000", "views"),
}
SINCE, UNTIL = "2026-10-20", "2026-11-16"


def numbers(sandbox: Sandbox, platform: str) -> list[int]:
    """The series, oldest day first."""
    path, secret, _, name = SERIES[platform]
    said = sandbox.json(path, secret)
    if platform == "linkedin":
        return [each["totalShareStatistics"][name] for each in said["elements"]]
    if platform == "facebook":
        return [each["value"] for each in said["data"][0]["values"]]
    return [row[1] for row in said["rows"]]


def truth(sandbox: Sandbox, platform: str) -> dict[tuple[str, str], Any]:
    """The true daily numbers, by metric and day."""
    rows = sandbox.truth(platform, SERIES[platform][2], SINCE, UNTIL)["readings"]
    return {(row["field"], row["period_start"]): row["value"] for row in rows if row["period"] == "day"}


@pytest.mark.parametrize("platform", SERIES)
def test_the_newest_days_are_lower_until_they_settle(sandbox: Sandbox, platform: str) -> None:
    settled, before = numbers(sandbox, platform), truth(sandbox, platform)
    sandbox.fault(platform, "unsettled_days")
    early = numbers(sandbox, platform)
    assert early[:-2] == settled[:-2] and all(a < b or b < 2 for a, b in zip(early[-2:], settled[-2:], strict=True))
    assert numbers(sandbox, platform) == settled and truth(sandbox, platform) == before
    assert len(sandbox.met) == 1


@pytest.mark.parametrize("platform", SERIES)
def test_a_restated_day_is_another_number_from_then_on_and_in_the_truth(sandbox: Sandbox, platform: str) -> None:
    name = SERIES[platform][3]
    sandbox.fault(platform, "restated_day", after=1)
    first, before = numbers(sandbox, platform), truth(sandbox, platform)
    told = [numbers(sandbox, platform) for _ in range(3)]
    changed = [place for place, (a, b) in enumerate(zip(first, told[0], strict=True)) if a != b]
    assert len(changed) == 1 and changed[0] < len(first) - 5 and told == [told[0]] * 3
    after = truth(sandbox, platform)
    moved = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert {day for _, day in moved} == {sandbox.json("/sandbox/faults")["standing"][0]["day"]}
    assert next(value for (field, _), value in moved.items() if field == name) == (
        first[changed[0]],
        told[0][changed[0]],
    )
    assert len(sandbox.met) == 1
    sandbox.session.delete(sandbox.address + "/sandbox/faults", timeout=60)
    assert numbers(sandbox, platform) == first and truth(sandbox, platform) == before


def test_a_day_to_restate_can_be_named(sandbox: Sandbox) -> None:
    before = truth(sandbox, "youtube")
    sandbox.fault("youtube", "restated_day", day="2026-10-25")
    numbers(sandbox, "youtube")
    after = truth(sandbox, "youtube")
    assert {day for (_, day), value in after.items() if value != before[_, day]} == {"2026-10-25"}


def test_a_metric_that_died_fails_every_call_that_names_it_on_facebook(sandbox: Sandbox) -> None:
    sandbox.fault("facebook", "dead_metric", metric="page_media_view", from_="2026-11-16")
    sandbox.move_to("2026-11-15")
    assert sandbox.get(FACEBOOK, "harrowdale_facebook").status_code == 200
    assert ("page_media_view", "2026-11-01") in truth(sandbox, "facebook")
    sandbox.move_to("2026-11-16")
    answers = [sandbox.get(FACEBOOK, "harrowdale_facebook") for _ in range(2)]
    assert [each.json()["error"]["message"] for each in answers] == [
        "(#100) The value must be a valid insights metric"
    ] * 2
    assert sandbox.get(FACEBOOK.replace("page_media_view,", ""), "harrowdale_facebook").status_code == 200
    assert {field for field, _ in truth(sandbox, "facebook")} & {"page_media_view", "page_follows"} == {"page_follows"}
    assert len(sandbox.met) == 2


def test_a_metric_that_died_is_left_out_elsewhere_from_that_day_on(sandbox: Sandbox) -> None:
    sandbox.fault("linkedin", "dead_metric", metric="impressionCount", from_="2026-11-10")
    days = [each["totalShareStatistics"] for each in sandbox.json(LINKEDIN, "harrowdale_linkedin")["elements"]]
    assert ["impressionCount" in each for each in days] == [True] * 9 + [False] * 6
    told = truth(sandbox, "linkedin")
    assert told["impressionCount", "2026-11-09"] is not None and told["impressionCount", "2026-11-10"] is None
    sandbox.fault("youtube", "dead_metric", metric="shares", from_="2026-11-10")
    rows = sandbox.json(YOUTUBE, "harrowdale_youtube")["rows"]
    assert {day: shares is None for day, _, shares in rows if day > "2026-11-08"} == {
        day: day >= "2026-11-10" for day, _, _ in rows if day > "2026-11-08"
    }
    assert truth(sandbox, "youtube")["shares", "2026-11-10"] is None
    sandbox.fault("x", "dead_metric", metric="bookmark_count", from_="2026-11-10")
    posts = sandbox.json("/2/users/2244990001/tweets?tweet.fields=public_metrics", "harrowdale_x")["data"]
    assert posts and not any("bookmark_count" in post["public_metrics"] for post in posts)
    held = sandbox.truth("x", "2244990001", "2026-11-01", UNTIL)["readings"]
    assert {row["value"] for row in held if row["field"] == "bookmark_count"} == {None}


def test_a_metric_dies_for_one_account_alone(sandbox: Sandbox) -> None:
    sandbox.fault("facebook", "dead_metric", metric="page_follows", from_="2026-01-01", account="223344556677889")
    assert sandbox.get(FACEBOOK, "harrowdale_facebook").status_code == 200
    assert sandbox.get("/v26.0/me/insights?metric=page_follows", "marrick_facebook").status_code == 400
    assert "page_follows" in {field for field, _ in truth(sandbox, "facebook")}
