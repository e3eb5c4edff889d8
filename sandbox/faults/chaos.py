"""Many faults at once, drawn from a seed over accounts, endpoints and moments: the same seed and the same calls, the same faults."""

from __future__ import annotations

from random import Random
from typing import Any

from sandbox.acts import Channel
from sandbox.faults.endpoints import NAMES, PLATFORMS
from sandbox.faults.kinds import DAILY, KINDS, SAID, Kind
from sandbox.world import World

MOST_FAULTS = 20_000
TRIES = 5  # askings in all a client gives one call
SPREAD = 12  # calls of a busy endpoint a fault may wait for
APART = ("invalid_grant", "restated_day", "dead_metric")  # met only where tokens are renewed; and what changes /truth
STOPS = ("today", "person")
PAGED = ("posts", "mentions", "uploads")  # lists long enough for a second page
NEEDS_PAGES = ("repeated_cursor", "item_twice", "deleted_between")
OFTEN = ("comments", "insights", "threads", "analytics", "posts", "mentions", "replies")  # asked many times a run
HEALING_CODES = {("x", "only_errors"): ("unavailable", "hydration", "internal")}
DIES = {
    "facebook": ("page_video_views", "post_clicks", "page_views_total"),
    "linkedin": ("uniqueImpressionsCount", "allPageViews"),
    "x": ("bookmark_count", "listed_count"),
    "youtube": ("shares", "averageViewDuration"),
}
DEATHS = ("2026-06-15", "2026-11-01")  # Facebook's own day of 2026, and one in the newest weeks
ASKED = {
    "x": ("posts", "mentions", "profile"),
    "linkedin": ("comments", "posts", "statistics", "size", "followers", "daily", "gains", "visits"),
    "facebook": ("insights", "comments", "posts", "daily", "profile", "countries"),
    "youtube": ("threads", "analytics", "videos", "uploads", "replies", "daily", "viewers", "channel"),
}  # what an extract asks; other endpoints would leave a fault waiting for ever


def draw(world: World, wish: Any) -> list[dict[str, Any]]:
    """The faults of a wish, as they would be posted. Raises ValueError.

    {seed, faults: how many, platforms, accounts: only these, stops: draw those too that end a run, changes: add days restated and
    metrics that die (/truth follows), tries: askings a client gives one call, spread: how many calls a fault may wait for}
    """
    if not isinstance(wish, dict):
        raise ValueError("the body must be an object with seed and faults")
    number, seed = wish.get("faults", 0), wish.get("seed", 0)
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= MOST_FAULTS:
        raise ValueError(f"faults must be a whole number from 1 to {MOST_FAULTS}")
    platforms = wish.get("platforms") or list(PLATFORMS)
    if not isinstance(platforms, list) or not set(platforms) <= set(PLATFORMS):
        raise ValueError("platforms must be a list of x, linkedin, facebook, youtube")
    accounts = wish.get("accounts")
    channels = [one for platform in platforms for one in world.of(platform) if one.closed_on is None]
    channels = [one for one in channels if not accounts or one.account_id in accounts]
    if not channels:
        raise ValueError("accounts must name open accounts of the register")
    dice = Random(f"chaos|{seed}")
    drawn = []
    for _ in range(number):
        channel = dice.choice(channels)
        kind = dice.choice(_kinds(world, channel, has_stops=bool(wish.get("stops"))))
        drawn.append(
            _fault(dice, channel, kind, wish.get("tries", TRIES), wish.get("spread", SPREAD), bool(wish.get("stops")))
        )
    return drawn + (_changes(dice, channels) if wish.get("changes") else [])


def _kinds(world: World, channel: Channel, has_stops: bool) -> list[Kind]:
    known = [kind for kind in KINDS.values() if channel.platform in kind.where and kind.name not in APART]
    has_deleted = any(
        act.deleted_at and act.deleted_at <= world.now for act in world.feed(channel).acts if act.kind == "original"
    )
    known = [kind for kind in known if kind.name != "deleted_between" or has_deleted]
    says_until = channel.platform in ("x", "facebook")  # the others do not say when a window ends: no client could know
    known = [kind for kind in known if kind.name != "429_window" or says_until]
    heals_somehow = {kind for platform, kind in HEALING_CODES if platform == channel.platform}
    return [kind for kind in known if has_stops or kind.ends not in STOPS or kind.name in heals_somehow]


def _fault(dice: Random, channel: Channel, kind: Kind, tries: int, spread: int, has_stops: bool) -> dict[str, Any]:
    asked = [
        name for name in ASKED[channel.platform] if name in (kind.where[channel.platform] or NAMES[channel.platform])
    ]
    endpoint = dice.choice([name for name in asked if name in PAGED] if kind.name in NEEDS_PAGES else asked)
    # A list has few pages, so what needs a second page waits for none; nor does what is asked once a run.
    waits = spread if endpoint in OFTEN and kind.does != "lies" else 1
    said: dict[str, Any] = {
        "platform": channel.platform, "account": channel.account_id, "kind": kind.name, "endpoint": endpoint,
        "after": dice.randint(0, waits), "times": dice.randint(1, 3) if kind.does in ("refuses", "spoils") else 1, "tries": tries,
    }  # fmt: skip
    codes = sorted({one.code for one in SAID[channel.platform].get(kind.name, ())} - {""})
    if not has_stops:
        codes = list(HEALING_CODES.get((channel.platform, kind.name), ())) or codes
    if codes:
        said["code"] = dice.choice(codes)
    if kind.name in ("gone", "comments_off", "unknown_metric", "429_window"):
        said |= {"times": 1}
    if kind.name.startswith("429"):
        said["seconds"] = dice.randint(1, 3)
    if kind.name == "slow":
        said["seconds"] = 0.02
    if kind.name == "clock_off":
        said["seconds"] = dice.choice((3600, -3600))
    if kind.name == "quota":  # it is used up for every asking; Facebook words it as being asked too often for a moment
        said["times"] = said.pop("tries") if channel.platform == "facebook" else 1
        said.pop("tries", None)
    if kind.name == "gone":
        said["code"] = _what_is_gone(channel.platform, endpoint, said.get("code", ""))
    return said


def _what_is_gone(platform: str, endpoint: str, code: str) -> str:
    of_youtube = {"uploads": "playlistNotFound", "threads": "videoNotFound", "replies": "parentCommentNotFound"}
    return of_youtube[endpoint] if platform == "youtube" else code


def _changes(dice: Random, channels: list[Channel]) -> list[dict[str, Any]]:
    """One restated day for every account with a daily series, and one dead metric for every account."""
    drawn: list[dict[str, Any]] = []
    for channel in channels:
        where: dict[str, Any] = {"platform": channel.platform, "account": channel.account_id}
        if channel.platform in DAILY:
            place = dice.choice(DAILY[channel.platform])
            drawn.append(where | {"kind": "restated_day", "endpoint": place, "after": dice.randint(0, 1)})
        drawn.append(
            where | {"kind": "dead_metric", "metric": dice.choice(DIES[channel.platform]), "from": dice.choice(DEATHS)}
        )
    return drawn
