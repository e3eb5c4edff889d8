"""The registers are at one with what the sandbox knows of its own acts, of what was said to it and of who said it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from sandbox import plan, truth
from sandbox.acts import Act, Inbound
from sandbox.world import World
from tests.sandbox.conftest import Sandbox
from tests.sandbox.registers_read import Rows


@pytest.fixture(scope="module")
def world() -> World:
    return World(1, date(2026, 11, 16))


def told(world: World) -> Iterator[tuple[str, dict[str, list[dict[str, Any]]]]]:
    for channel in world.channels.values():
        if channel.organisation_id == "harrowdale":
            yield channel.platform, truth.rows(world, channel, plan.EPOCH, world.today)


@pytest.fixture(scope="module")
def posts(world: World) -> set[tuple[str, str]]:
    return {(platform, row["post_id"]) for platform, said in told(world) for row in said["posts"]}


@pytest.fixture(scope="module")
def items(world: World) -> set[tuple[str, str]]:
    return {(platform, row["interaction_id"]) for platform, said in told(world) for row in said["interactions"]}


@pytest.fixture(scope="module")
def acts(world: World) -> dict[tuple[str, str], Act]:
    ours = [channel for channel in world.channels.values() if channel.organisation_id == "harrowdale"]
    return {(channel.platform, act.id): act for channel in ours for act in world.up(channel)}


def test_every_post_a_register_names_is_one_the_sandbox_tells_of(
    harrowdale: dict[str, Rows], posts: set[tuple[str, str]]
) -> None:
    named = {(row["platform"], row["post_id"]) for name in ("access_audit", "labels") for row in harrowdale[name]}
    named |= {
        (row["closed_platform"], row["closed_post_id"]) for row in harrowdale["listening_log"] if row["closed_post_id"]
    }
    assert len(named) > 1000 and named <= posts


def test_every_item_that_was_coded_is_one_the_sandbox_tells_of(
    harrowdale: dict[str, Rows], items: set[tuple[str, str]]
) -> None:
    coded = {(row["platform"], row["item_id"]) for row in harrowdale["coded_mentions"] if row["platform"] != "reviews"}
    assert len(coded) > 1500 and coded <= items


def test_what_was_said_to_us_in_a_community_is_told_of_or_shares_a_post_of_ours(
    harrowdale: dict[str, Rows], posts: set[tuple[str, str]], items: set[tuple[str, str]]
) -> None:
    to_us = [row for row in harrowdale["community_acts"] if row["is_to_us"] == "yes"]
    assert len(to_us) > 200
    for row in to_us:
        is_told = (row["platform"], row["item_id"]) in items
        assert is_told or (row["platform"], row["answers_item_id"]) in posts


def test_a_member_has_the_id_the_platforms_answers_give(sandbox: Sandbox, harrowdale: dict[str, Rows]) -> None:
    listed = {(row["platform"], row["item_id"]): row["author"] for row in harrowdale["community_acts"]}
    seen, more = {}, {}
    while True:
        page = sandbox.json(
            "/2/users/2244990001/mentions", "harrowdale_x", max_results=100, tweet__fields="author_id,text", **more
        )
        seen |= {("x", post["id"]): post["author_id"] for post in page["data"]}
        if "next_token" not in page["meta"]:
            break
        more = {"pagination_token": page["meta"]["next_token"]}
    fields = "comments.limit(100).filter(stream){id,from}"
    asked = {"limit": 100, "fields": fields, "since": "2026-01-01"}
    for post in sandbox.json("/v26.0/112233445566778/published_posts", "harrowdale_facebook", **asked)["data"]:
        for one in post.get("comments", {"data": []})["data"]:
            seen["facebook", one["id"]] = one.get("from", {}).get("id", "")
    both = seen.keys() & listed.keys()
    assert {platform for platform, _ in both} == {"x", "facebook"} and len(both) > 100
    assert {name: seen[name] for name in both} == {name: listed[name] for name in both}


def test_our_answers_and_reposts_stand_beside_what_they_answer_in_the_community(
    harrowdale: dict[str, Rows], acts: dict[tuple[str, str], Act]
) -> None:
    answered = {(platform, act.parent_id): act.kind for (platform, _), act in acts.items() if act.parent_id}
    rows = harrowdale["community_acts"]
    kinds = Counter(answered.get((row["platform"], row["item_id"]), "none") for row in rows)
    assert kinds["reply"] > 60 and kinds["repost"] + kinds["quote"] > 20


def test_the_tags_visits_are_counted_by_are_those_our_links_carry(
    harrowdale: dict[str, Rows], acts: dict[tuple[str, str], Act]
) -> None:
    carried = {
        (platform, *re.findall(r"utm_campaign=(\w+)", act.link))
        for (platform, _), act in acts.items()
        if "utm_" in act.link
    }
    counted = {(row["platform"], row["utm_campaign"]) for row in harrowdale["web"]}
    assert counted <= carried and len(counted) > 12
    assert {row["utm_campaign"] for row in harrowdale["campaigns"]} <= {tag for _, tag in carried}
    for row in harrowdale["web"]:
        chain = [int(row[column] or 0) for column in ("visits", "actions", "actions_with_postcode", "actions_core20")]
        assert chain == sorted(chain, reverse=True)


def test_in_october_2026_hours_and_weights_are_seventeen_points_apart(harrowdale: dict[str, Rows]) -> None:
    weights = {"SO1": 20, "SO2": 20, "SO3": 18, "SO4": 18, "SO5": 14, "SO6": 10}
    hours: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in harrowdale["hours"]:
        duty = "duty" if row["is_civic_duty"] == "yes" else row["objective_id"] or "none"
        hours[row["month"]][duty] += float(row["hours"])
    for month, spent in hours.items():
        assert 180 <= sum(spent.values()) <= 230
        assert ("none" not in spent) if month >= "2026-10" else 0.05 <= spent["none"] / sum(spent.values()) <= 0.15
    october = hours["2026-10"]
    whole = sum(october[objective] for objective in weights)
    shares = [round(100 * october[objective] / whole, 6) for objective in weights]
    assert shares == [31, 14, 12, 22, 9, 12]
    assert sum(abs(share - weight) for share, weight in zip(shares, weights.values(), strict=True)) / 2 == 17


def test_listening_grows_and_is_decided_on_sooner(harrowdale: dict[str, Rows]) -> None:
    months = Counter(row["opened_on"][:7] for row in harrowdale["listening_log"])
    assert 8 <= months["2024-12"] <= 16 and 30 <= months["2026-09"] <= 48

    def soon(since: str, until: str) -> float:
        rows = [row for row in harrowdale["listening_log"] if since <= row["opened_on"] < until]
        days = [(row["opened_on"], row["decided_on"]) for row in rows if row["decided_on"]]
        return sum(date.fromisoformat(b) - date.fromisoformat(a) <= timedelta(days=14) for a, b in days) / len(rows)

    assert 0.4 < soon("2024-11-01", "2025-05-01") < 0.68 < soon("2026-05-01", "2026-10-15")
    weeks = {row["item_id"].rsplit("-", 1)[0] for row in harrowdale["listening_log"]}
    assert all(f"{kind}-2026-W{week}" in weeks for kind in ("L1", "L3") for week in range(20, 44))


def test_a_theme_is_closed_by_a_post_that_closes_loops_within_90_days_for_about_half_and_then_more(
    harrowdale: dict[str, Rows], acts: dict[tuple[str, str], Act]
) -> None:
    themes = [row for row in harrowdale["listening_log"] if row["purpose_id"] == "L2"]
    closed: dict[str, bool] = {}
    for row in themes:
        if row["closed_post_id"]:
            act = acts[row["closed_platform"], row["closed_post_id"]]
            assert act.purpose == "C3" and act.objective == row["objective_id"] and row["was_changed"]
            assert act.at.date() > date.fromisoformat(row["opened_on"])
            closed[row["item_id"]] = act.at.date() - date.fromisoformat(row["opened_on"]) <= timedelta(days=90)

    def share(since: str, until: str) -> float:
        opened = [row["item_id"] for row in themes if since <= row["opened_on"] < until]
        return sum(closed.get(item, False) for item in opened) / len(opened)

    assert 0.35 < share("2024-11-01", "2025-08-01") < 0.65
    assert 0.52 < share("2026-01-01", "2026-08-18") < 0.8
    assert {row["was_changed"] for row in themes} == {"", "yes", "no"}


def test_coders_hear_about_what_was_said_and_mostly_agree(harrowdale: dict[str, Rows], world: World) -> None:
    said: dict[tuple[str, str], Inbound] = {}
    for channel in world.channels.values():
        said |= {(channel.platform, item.id): item for item in world.arrived(channel)}
    codes: dict[str, dict[tuple[str, str], str]] = {"first": {}, "second": {}}
    for row in harrowdale["coded_mentions"]:
        codes[row["coded_by"]][row["platform"], row["item_id"]] = row["is_concern"]
    heard = [(said[name].concerned, code == "yes") for name, code in codes["first"].items() if name in said]
    assert sum(a == b for a, b in heard) / len(heard) > 0.95
    agreed = [codes["first"][name] == code for name, code in codes["second"].items()]
    assert 0.84 < sum(agreed) / len(agreed) < 0.92
    months = Counter(row["said_on"][:7] for row in harrowdale["coded_mentions"] if row["coded_by"] == "first")
    assert min(months.values()) >= 100


def test_the_first_labeller_knows_the_purpose_and_the_second_mostly_agrees(
    harrowdale: dict[str, Rows], acts: dict[tuple[str, str], Act]
) -> None:
    given: dict[str, dict[tuple[str, str], str]] = {"first": {}, "second": {}}
    for row in harrowdale["labels"]:
        given[row["labeller"]][row["platform"], row["post_id"]] = row["purpose_id"]
    assert len(given["first"]) == len(given["second"]) == 200
    assert all(acts[name].purpose == purpose for name, purpose in given["first"].items())
    agreed = sum(given["first"][name] == purpose for name, purpose in given["second"].items())
    assert 0.85 < agreed / 200 < 0.95


def test_more_posts_pass_the_accessibility_check_than_when_it_began(harrowdale: dict[str, Rows]) -> None:
    def passing(since: str, until: str) -> float:
        rows = [row for row in harrowdale["access_audit"] if since <= row["audited_on"] < until]
        checks = ("has_alt_text", "has_captions", "hashtags_in_capitals", "is_not_text_as_image", "emoji_few_and_last")
        return sum(int(row["reading_age"]) <= 11 and all(row[check] != "no" for check in checks) for row in rows) / len(
            rows
        )

    assert 0.45 < passing("2025-01-01", "2025-06-01") < 0.7 and 0.8 < passing("2026-06-01", "2026-11-16") < 0.95


def test_an_outcome_may_be_restated_and_the_newest_months_are_not_there_yet(harrowdale: dict[str, Rows]) -> None:
    said = [
        row
        for row in harrowdale["outcome_values"]
        if (row["series_id"], row["month"]) == ("staff_flu_uptake", "2025-02")
    ]
    assert [(row["value"], row["status"]) for row in said] == [("49.4", "provisional"), ("49.9", "final")]
    assert max(row["month"] for row in harrowdale["outcome_values"]) == "2026-09"
