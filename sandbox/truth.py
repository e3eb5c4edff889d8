"""What a warehouse must hold after a faultless extract of a window: told from the world itself, not from the HTTP answers.

Each function yields the readings of one platform. None: the platform was asked and did not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sandbox import figures, series
from sandbox.acts import Act, Channel, Inbound
from sandbox.linkedin_statistics import FACETS, FOLLOWER_LAG, MEMORY, SHARE_FIELDS, facet_counts
from sandbox.world import World
from sandbox.x import MENTIONS_REACH, TIMELINE_REACH, profile_counts
from sandbox.youtube_nodes import public_videos, shown_subscribers
from sandbox.youtube_reports import video_total, viewers

PRIVATE_FIELDS = ("engagements", "url_link_clicks", "user_profile_clicks")
PRIVATE_ASKED = timedelta(days=29)  # private counts are asked for posts this young
FACEBOOK_DAILY = (
    "page_media_view", "page_total_media_view_unique", "page_follows", "page_daily_follows", "page_daily_unfollows_unique",
    "page_post_engagements", "page_views_total", "page_video_views",
)  # fmt: skip
LINKEDIN_FOLLOWS = ("organicFollowerGain", "paidFollowerGain")
YOUTUBE_DAILY = (
    "views", "engagedViews", "estimatedMinutesWatched", "averageViewDuration", "likes", "dislikes", "comments", "shares",
    "subscribersGained", "subscribersLost",
)  # fmt: skip
Row = dict[str, Any]


class Window:
    """A window of whole UTC days [since, until) of one account."""

    def __init__(self, world: World, channel: Channel, since: date, until: date) -> None:
        self.world, self.channel, self.since, self.until = world, channel, since, until
        self.starts, self.ends = (datetime.combine(day, time(0), tzinfo=UTC) for day in (since, until))

    def holds(self, item: Act | Inbound) -> bool:
        """Whether an item falls into the window."""
        return self.starts <= item.at < self.ends

    def reading(self, kind: str, subject: str, field: str, value: Any, *, dimension: str = "", of: str = "",
                period: str = "lifetime", start: date | None = None, end: date | None = None) -> Row:  # fmt: skip
        """One reading."""
        return {
            "account_id": self.channel.account_id, "subject_kind": kind, "subject_id": subject, "field": field,
            "dimension": dimension, "dimension_value": of, "period": period, "period_start": str(start) if start else None,
            "period_end": str(end) if end else None, "value": value,
        }  # fmt: skip

    def day(self, day: date, field: str, value: Any) -> Row:
        """One reading of the account's daily series."""
        end = day + timedelta(days=1)
        return self.reading("account", self.channel.account_id, field, value, period="day", start=day, end=end)

    def account(self, field: str, value: Any, dimension: str = "", of: str = "") -> Row:
        """One reading of the account as it stands."""
        return self.reading("account", self.channel.account_id, field, value, dimension=dimension, of=of)


def rows(world: World, channel: Channel, since: date, until: date) -> dict[str, list[Row]]:
    """Posts, interactions and readings of an account for a window [since, until), looked at today.

    An account closed by the window's first day is not asked at all: nothing.
    """
    if channel.closed_on is not None and channel.closed_on <= since:
        return {"posts": [], "interactions": [], "readings": []}
    window = Window(world, channel, since, until)
    tell = {"x": _x, "facebook": _facebook, "linkedin": _linkedin, "youtube": _youtube}[channel.platform]
    acts, inbound = _acts_and_inbound(window)
    return {
        "posts": [
            {"account_id": channel.account_id, "post_id": act.id, "kind": act.kind, "published_at": act.at.isoformat()} for act in acts
        ],
        "interactions": [
            {
                "account_id": channel.account_id, "interaction_id": item.id, "kind": item.kind, "created_at": item.at.isoformat(),
                "parent_id": item.parent_id or None, "asks_question": item.asks, "raises_concern": item.concerned,
                "hashtags": sorted({word[1:].lower() for word in item.text.split() if word.startswith("#")}),
            }
            for item in inbound
        ],
        "readings": list(tell(window, [act for act in acts if act.kind != "reply" or channel.platform == "x"])),
    }  # fmt: skip


def _acts_and_inbound(window: Window) -> tuple[list[Act], list[Inbound]]:
    world, channel = window.world, window.channel
    if channel.platform == "x":
        reached = [act for act in world.feed(channel).acts if act.at < world.now][-TIMELINE_REACH:]
        acts = [act for act in reached if window.holds(act) and world.is_up(channel, act)]
        inbound = [
            item for item in world.arrived(channel)[-MENTIONS_REACH:] if window.holds(item) and not item.is_retweet
        ]
        return acts, inbound
    hidden = {"private", "dark"}
    posts = [
        act for act in world.up(channel) if act.kind == "original" and window.holds(act) and not act.quirks & hidden
    ]
    talk = [item for post in posts for item in world.talk(channel, post.id) if item.at < window.ends]
    return (
        [*posts, *(item for item in talk if isinstance(item, Act))],
        [item for item in talk if isinstance(item, Inbound)],
    )


def _x(window: Window, acts: list[Act]) -> Iterator[Row]:
    for field, value in profile_counts(window.world, window.channel).items():
        yield window.account(field, value)
    for act in acts:
        if act.kind == "repost":
            continue
        for field, value in figures.x_public(window.world, window.channel, act).items():
            yield window.reading("post", act.id, field, value)
        if act.at >= window.ends - PRIVATE_ASKED:
            is_open = figures.is_private_open(window.world, act)
            said = figures.x_private(window.world, window.channel, act) if is_open else {}
            for field in PRIVATE_FIELDS:
                yield window.reading("post", act.id, field, said.get(field))


def _facebook(window: Window, acts: list[Act]) -> Iterator[Row]:
    world, page = window.world, window.channel
    total = series.followers_now(world, page)
    yield window.account("followers_count", total)
    yield window.account("fan_count", total * 96 // 100)
    for code, number in series.follows_by_country(world, page, series.last_facebook_day(world, page)).items():
        yield window.account("page_follows_country", number, "country", code)
    for day, said in series.facebook_days(world, page).items():
        if window.since <= day < window.until:
            for field in FACEBOOK_DAILY:
                yield window.day(day, field, said[field])
    for act in acts:
        lifetime = figures.facebook_insights(world, page, act)
        reactions = figures.facebook_reactions(world, page, act)
        yield window.reading("post", act.id, "comments", figures.facebook_comments(world, page, act))
        yield window.reading("post", act.id, "reactions", sum(reactions.values()))
        yield window.reading("post", act.id, "shares", world.grown(page, act, "shares"))
        for field in ("post_media_view", "post_total_media_view_unique", "post_clicks", "post_video_views"):
            if field in lifetime:
                yield window.reading("post", act.id, field, lifetime[field])
        for name, number in reactions.items():
            yield window.reading("post", act.id, "post_reactions_by_type_total", number, dimension="reaction", of=name)


def _linkedin(window: Window, acts: list[Act]) -> Iterator[Row]:
    world, page = window.world, window.channel
    yield window.account("firstDegreeSize", series.followers_now(world, page))
    for facet, (_, dimension, _) in FACETS.items():
        for value, number in facet_counts(world, page, facet):
            if dimension and value:
                yield window.account("organicFollowerCount", number, dimension, value)
    first = max(window.since, world.today - MEMORY)
    for day, said in series.linkedin_days(world, page).items():
        if first <= day < window.until:
            for field in (*SHARE_FIELDS, "allPageViews"):
                yield window.day(day, field, said.get(field))
            if day < world.today - FOLLOWER_LAG:
                for field in LINKEDIN_FOLLOWS:
                    yield window.day(day, field, said[field])
    remembered = world.now.replace(hour=0) - MEMORY
    for act in acts:
        said_of = figures.linkedin_share(world, page, act)
        for field in SHARE_FIELDS:
            left_out = 0 if act.at >= remembered else None
            yield window.reading("post", act.id, field, said_of[field] if said_of else left_out)


def _youtube(window: Window, acts: list[Act]) -> Iterator[Row]:
    world, channel = window.world, window.channel
    yield window.account("viewCount", series.lifetime_views(world, channel))
    yield window.account("subscriberCount", shown_subscribers(world, channel))
    yield window.account("videoCount", len(public_videos(world, channel)))
    for day, gained in series.channel_days(world, channel).items():
        if window.since <= day < window.until:
            said = series.as_report(gained)
            for field in YOUTUBE_DAILY:
                yield window.day(day, field, said[field])
    end = window.until - timedelta(days=3)
    start = end - timedelta(days=28)
    shares = viewers(
        world, channel, start, min(end - timedelta(days=1), series.last_analytics_day(world)), ("ageGroup", "gender")
    )
    for key, value in shares.items():
        yield window.reading(
            "account", channel.account_id, "viewerPercentage", value,
            dimension="ageGroup,gender", of=",".join(key), period="window", start=start, end=end,
        )  # fmt: skip
    for act in acts:
        said_now = figures.youtube_statistics(world, channel, act, is_owner=True)
        for field in ("viewCount", "likeCount", "dislikeCount", "commentCount"):
            yield window.reading("post", act.id, field, int(said_now[field]) if field in said_now else None)
        gained = video_total(world, channel, act.id, channel.opened_on, window.until - timedelta(days=1))
        is_known = gained["views"] > 0
        yield window.reading("post", act.id, "engagedViews", gained["seen"] if is_known else None)
        yield window.reading("post", act.id, "shares", gained["shares"] if is_known else None)
