"""The made-up bodies: one history for a seed, whatever the date."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from sandbox.acts import Act, Inbound
from sandbox.growth import LONDON, after_working_minutes, count, is_staffed, share_grown
from sandbox.world import BadWorld, World
from tests.sandbox.conftest import Sandbox

ALL = [
    ("x", "2244990001"), ("x", "2244990002"), ("linkedin", "90210123"), ("linkedin", "90210456"),
    ("facebook", "112233445566778"), ("facebook", "112233445566779"), ("facebook", "223344556677889"),
    ("facebook", "334455667788990"), ("youtube", "UCharrowdalehospitals000"), ("youtube", "UCosmerepublichealth0000"),
]  # fmt: skip
QUESTION_WORDS = r"(what|when|where|who|whom|whose|why|how|which)\b"
CONCERN_WORDS = (
    r"\b(complain|complaint|worried|concern|concerned|unsafe|rude|ignored|neglect|dirty|waiting hours|cancelled|pain|disgust|"
    r"disgusted|disgusting|appalling|unacceptable|let down)\b"
)


@pytest.fixture(scope="module")
def world() -> World:
    return World(1, date(2026, 11, 16))


def harrowdale(world: World, since: str, until: str) -> list[Act]:
    first, past = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (since, until))
    ours = [channel for channel in world.channels.values() if channel.organisation_id == "harrowdale"]
    return [act for channel in ours for act in world.up(channel) if first <= act.at < past]


def test_the_same_seed_and_date_give_the_same_bytes(sandbox: Sandbox, start: Callable[..., Sandbox]) -> None:
    twin, other = start(), start(seed=2)
    paths: list[tuple[str, str, dict[str, Any]]] = [
        ("/2/users/2244990002/tweets", "marrick_x", {"max_results": 100, "tweet__fields": "created_at,public_metrics"}),
        (
            "/v26.0/223344556677889/published_posts",
            "marrick_facebook",
            {"fields": "id,message,comments.limit(3)", "limit": 100},
        ),
        ("/youtube/v3/videos", "osmere_youtube", {"part": "snippet,statistics", "id": _a_video(sandbox)}),
    ]
    for path, secret, asked in paths:
        mine, same = (one.get(path, secret, **asked).text.replace(one.address, "") for one in (sandbox, twin))
        assert mine == same
    assert sandbox.get(*paths[0][:2], **paths[0][2]).text != other.get(*paths[0][:2], **paths[0][2]).text


def _a_video(sandbox: Sandbox) -> str:
    listed = sandbox.json(
        "/youtube/v3/playlistItems", "osmere_youtube", part="contentDetails", playlistId="UUosmerepublichealth0000"
    )
    return str(listed["items"][0]["contentDetails"]["videoId"])


@pytest.mark.parametrize(("platform", "account"), ALL)
def test_moving_the_date_on_changes_no_past_act_and_lets_no_count_fall(platform: str, account: str) -> None:
    world = World(1, date(2026, 5, 20))
    channel = world.channel(platform, account)
    assert channel is not None
    before, said_before = list(world.up(channel)), list(world.arrived(channel))
    counts = {act.id: {name: world.grown(channel, act, name) for name in act.final} for act in before}
    world.set_today(date(2026, 7, 1))
    after = {act.id: act for act in world.up(channel)}
    gone = [act for act in before if act.id not in after]
    assert all(
        _was_deleted(world, act) or _was_deleted(world, world.feed(channel).posts[act.conversation_id]) for act in gone
    )
    assert [act for act in before if act.id in after] == [after[act.id] for act in before if act.id in after]
    assert {item.id for item in said_before} - {item.id for item in world.arrived(channel)} == {
        item.id for item in said_before if not world.is_up(channel, item)
    }
    for act in before:
        assert all(world.grown(channel, act, name) >= value for name, value in counts[act.id].items())


def _was_deleted(world: World, act: Act) -> bool:
    return act.deleted_at is not None and act.deleted_at <= world.now


def test_a_world_reached_by_moving_its_date_equals_one_begun_there() -> None:
    moved, begun = World(1, date(2025, 6, 1)), World(1, date(2026, 3, 9))
    for channel in moved.channels.values():
        moved.feed(channel)
    moved.set_today(date(2026, 3, 9))
    for channel in begun.channels.values():
        assert moved.up(channel) == begun.up(channel)
        assert moved.arrived(channel) == begun.arrived(channel)


def test_a_count_is_whole_after_45_days_and_never_falls() -> None:
    ages = range(0, 60 * 86400, 6 * 3600)
    for platform in ("x", "facebook", "linkedin", "youtube"):
        counts = [count(173.0, share_grown(platform, age)) for age in ages]
        assert counts == sorted(counts) and counts[0] == 0 and counts[-1] == 173
        assert count(173.0, share_grown(platform, 45 * 86400)) == 173


def test_the_register_decides_which_accounts_there_are(world: World) -> None:
    assert sorted((channel.platform, channel.account_id) for channel in world.channels.values()) == sorted(ALL)


def test_what_people_wrote_says_what_the_world_knows(world: World) -> None:
    seen: Counter[tuple[bool, bool]] = Counter()
    for channel in world.channels.values():
        for item in world.arrived(channel):
            if item.is_retweet:
                continue
            words = re.sub(r"@\w+ ?", "", item.text)
            sentences = [part.strip() for part in re.split(r"[.!?]\s+", words)]
            asks = "?" in words or any(re.match(QUESTION_WORDS, part, re.I) for part in sentences)
            assert (asks, bool(re.search(CONCERN_WORDS, words, re.I))) == (item.asks, item.concerned), item.text
            seen[item.asks, item.concerned] += 1
    assert len(seen) == 4 and min(seen.values()) > 50


def test_only_an_act_that_asks_for_views_holds_a_question(world: World) -> None:
    for channel in world.channels.values():
        for act in world.up(channel):
            if (act.kind != "repost" and act.to_author is None) or act.kind == "quote":
                assert ("?" in act.text.replace(act.link, "")) == (act.purpose == "L7" and act.kind == "original"), (
                    act.text
                )


def test_harrowdale_moves_from_telling_to_taking_part(world: World) -> None:
    def shares(acts: list[Act]) -> dict[str, float]:
        modes = Counter(act.purpose[0] for act in acts)
        return {mode: number / len(acts) for mode, number in modes.items()}

    first, last = (
        shares(harrowdale(world, "2024-10-01", "2025-01-01")),
        shares(harrowdale(world, "2026-08-01", "2026-11-16")),
    )
    assert first["B"] > 0.72 and first["C"] < 0.25
    assert 0.4 < last["C"] < 0.6 and last["B"] < 0.58


def test_harrowdale_comes_to_answer_more_and_sooner(world: World) -> None:
    def answered(since: str, until: str) -> tuple[float, timedelta]:
        acts = {act.parent_id: act for act in harrowdale(world, "2024-10-01", "2026-11-16") if act.kind == "reply"}
        asked: list[Inbound] = []
        for channel in world.channels.values():
            if channel.organisation_id == "harrowdale" and channel.closed_on is None:
                asked += [
                    i for i in world.arrived(channel) if (i.asks or i.concerned) and since <= str(i.at.date()) < until
                ]
        waits = sorted(acts[item.id].at - item.at for item in asked if item.id in acts)
        return len(waits) / len(asked), waits[len(waits) // 2]

    early, late = answered("2024-10-01", "2025-02-01"), answered("2026-07-01", "2026-11-01")
    assert early[0] < 0.45 and late[0] > 0.65
    assert late[1] < early[1]


def test_about_seven_acts_in_ten_carry_an_objectives_hashtag(world: World) -> None:
    acts = [act for act in harrowdale(world, "2024-11-16", "2026-11-16") if act.kind != "repost"]
    assert 0.6 < sum(any(tag.startswith("Harrowdale") for tag in act.tags) for act in acts) / len(acts) < 0.82


def test_the_platforms_reach_suffices_for_two_years(world: World) -> None:
    x = world.channel("x", "2244990001")
    facebook = world.channel("facebook", "112233445566778")
    assert x is not None and facebook is not None
    assert len(world.feed(x).acts) < 3000 and len(world.arrived(x)) < 780
    assert sum(act.kind == "original" and act.at.year == 2025 for act in world.up(facebook)) < 600


def test_osmere_has_months_with_one_video_and_over_a_thousand_views(sandbox: Sandbox) -> None:
    channel = sandbox.world.channel("youtube", "UCosmerepublichealth0000")
    videos = Counter(f"{act.at:%Y-%m}" for act in sandbox.world.up(channel) if act.kind == "original")
    said = sandbox.json(
        "/v2/reports",
        "osmere_youtube",
        ids="channel==MINE",
        startDate="2024-11-01",
        endDate="2026-10-31",
        metrics="views",
        dimensions="month",
    )
    lone = [month for month, views in said["rows"] if videos[month] == 1 and views > 1000]
    assert len(lone) >= 6


def test_a_closed_page_falls_silent(sandbox: Sandbox) -> None:
    page = "/v26.0/112233445566779"
    newest = sandbox.json(f"{page}/published_posts", "harrowdale_facebook_maternity", limit=1)["data"][0]
    assert "2025-09-01" < newest["created_time"] < "2025-10-01"
    asked = {"metric": "page_media_view", "since": "2025-09-20", "until": "2025-11-20"}
    days = sandbox.json(f"{page}/insights", "harrowdale_facebook_maternity", **asked)["data"][0]["values"]
    assert days[-1]["end_time"] == "2025-10-01T07:00:00+0000"
    assert not any(sandbox.truth("facebook", "112233445566779", "2025-10-01", "2026-11-16").values())


def test_answers_keep_office_hours() -> None:
    friday_late = datetime(2026, 11, 13, 16, 50, tzinfo=UTC)
    assert after_working_minutes(friday_late, 30) == datetime(2026, 11, 16, 9, 20, tzinfo=UTC)
    assert is_staffed(after_working_minutes(datetime(2026, 7, 4, 3, 0, tzinfo=UTC), 1000).astimezone(LONDON))


@pytest.mark.parametrize("today", [date(2024, 10, 1), date(2040, 1, 1)])
def test_a_date_the_history_does_not_hold_is_refused(today: date) -> None:
    with pytest.raises(BadWorld, match="the date must lie after"):
        World(1, today)
