"""The counts of one post as each platform would state them now. The HTTP answers and the truth both come from here."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sandbox.acts import Act, Channel, Inbound
from sandbox.finals import REACTIONS
from sandbox.growth import count, share_grown
from sandbox.world import World

PRIVATE_FOR = timedelta(days=30)  # X gives private counts to the author for this long
LINKEDIN_MEMORY = timedelta(days=365)  # LinkedIn's lifetime figures speak of twelve months
# YouTube counts a view from the start of playback since about this day; engagedViews keeps the old meaning.
VIEWS_REDEFINED = datetime(2026, 8, 24, 7, tzinfo=UTC)
VIEWS_PER_ENGAGED = (1.12, 1.42)  # before, since


def x_public(world: World, channel: Channel, act: Act) -> dict[str, int]:
    """The public counts of one of our posts on X, in the tweet vocabulary."""
    heard = sum(item.at < world.now for item in world.feed(channel).answers.get(act.id, ()))
    return {
        "retweet_count": world.grown(channel, act, "shares"),
        "reply_count": heard + world.grown(channel, act, "quiet_replies"),
        "like_count": world.grown(channel, act, "likes"),
        "quote_count": world.grown(channel, act, "quotes"),
        "bookmark_count": world.grown(channel, act, "saves"),
        "impression_count": world.grown(channel, act, "seen"),
    }


def x_private(world: World, channel: Channel, act: Act) -> dict[str, int]:
    """The counts only the author sees: link clicks are left out where there is no link."""
    clicks, profile = world.grown(channel, act, "clicks"), world.grown(channel, act, "profile")
    public = x_public(world, channel, act)
    touched = sum(value for name, value in public.items() if name != "impression_count")
    engagements = touched + clicks + profile + world.grown(channel, act, "expands")
    link = {"url_link_clicks": clicks} if act.link else {}
    return {
        "impression_count": public["impression_count"],
        "engagements": engagements,
        **link,
        "user_profile_clicks": profile,
    }


def is_private_open(world: World, act: Act) -> bool:
    """Whether X still gives the private counts of a post."""
    return world.now - act.at < PRIVATE_FOR


def facebook_reactions(world: World, channel: Channel, act: Act) -> dict[str, int]:
    """Reactions by kind; kinds nobody used are left out."""
    said = {name: world.grown(channel, act, f"reaction_{name}") for name in REACTIONS}
    return {name: value for name, value in said.items() if value}


def facebook_comments(world: World, channel: Channel, act: Act) -> int:
    """Top-level comments, our own included: what comments.summary counts when replies are not asked for."""
    return sum(item.parent_id == act.id for item in world.talk(channel, act.id))


def facebook_insights(world: World, channel: Channel, act: Act) -> dict[str, int | dict[str, int]]:
    """Lifetime insights of a post; video counts only for videos."""
    reactions = facebook_reactions(world, channel, act)
    clicks, shares = world.grown(channel, act, "clicks"), world.grown(channel, act, "shares")
    talk = len(world.talk(channel, act.id))
    said: dict[str, int | dict[str, int]] = {
        "post_media_view": world.grown(channel, act, "seen"),
        "post_total_media_view_unique": world.grown(channel, act, "reached"),
        "post_clicks": clicks,
        "post_clicks_by_type": {"link clicks" if act.link else "other clicks": clicks} if clicks else {},
        "post_reactions_by_type_total": reactions,
        "post_activity_by_action_type": {
            name: value
            for name, value in (("like", sum(reactions.values())), ("comment", talk), ("share", shares))
            if value
        },
        **{f"post_reactions_{name}_total": reactions.get(name, 0) for name in REACTIONS},
    }
    if act.media == "video":
        views = world.grown(channel, act, "video_views")
        said |= {
            "post_video_views": views,
            "post_video_views_organic": views,
            "post_video_views_paid": 0,
            "post_video_view_time": views * 14_000,
            "post_video_avg_time_watched": 14_000 if views else 0,
        }
    return said


def linkedin_share(world: World, channel: Channel, act: Act) -> dict[str, int] | None:
    """Share statistics of a post; None when LinkedIn leaves it out: nothing happened, sponsored only, or over a year ago."""
    start_of_today = world.now.replace(hour=0)
    if "dark" in act.quirks or act.at < start_of_today - LINKEDIN_MEMORY:
        return None
    said = {
        "impressionCount": world.grown(channel, act, "seen"),
        "uniqueImpressionsCount": world.grown(channel, act, "reached"),
        "clickCount": world.grown(channel, act, "clicks"),
        "likeCount": world.grown(channel, act, "likes"),
        "commentCount": len(world.talk(channel, act.id)),
        "shareCount": world.grown(channel, act, "shares"),
    }
    return said if any(said.values()) else None


def youtube_views(act: Act, moment: datetime) -> int:
    """Public views of a video at a moment: YouTube changed what a view is on VIEWS_REDEFINED."""
    before, since = VIEWS_PER_ENGAGED
    final = act.final.get("seen", 0.0)
    now = final * share_grown("youtube", (moment - act.at).total_seconds())
    then = min(now, final * share_grown("youtube", (VIEWS_REDEFINED - act.at).total_seconds()))
    return count(before * then + since * (now - then), 1.0)


def youtube_statistics(world: World, channel: Channel, act: Act, is_owner: bool) -> dict[str, str]:
    """The statistics part of a video: strings; what is hidden, off or the owner's alone is left out."""
    said = {"viewCount": str(youtube_views(act, world.now))}
    if "likes_hidden" not in act.quirks:
        said["likeCount"] = str(world.grown(channel, act, "likes"))
        if is_owner:
            said["dislikeCount"] = str(world.grown(channel, act, "dislikes"))
    said["favoriteCount"] = "0"
    if "comments_off" not in act.quirks:
        said["commentCount"] = str(len(world.talk(channel, act.id)))
    return said


def is_own(item: Act | Inbound) -> bool:
    """Whether the account itself wrote it."""
    return isinstance(item, Act)
