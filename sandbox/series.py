"""What happened to each account day by day: followers, and the daily figures Facebook, LinkedIn and YouTube keep.

A day's figures are what its posts gained on that day, so days and posts add up; they are dealt for whole days only and never change
afterwards.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sandbox import plan
from sandbox.acts import Act, Channel
from sandbox.figures import youtube_views
from sandbox.finals import REACTIONS
from sandbox.growth import GROWN_AFTER, PACIFIC, count, days_between, midnight, pacific_day, share_grown
from sandbox.world import World

ANALYTICS_LAG = timedelta(days=3)  # YouTube Analytics: the newest three Pacific days are not there yet
FACEBOOK_MEMORY = timedelta(days=731)
COUNTRIES = (
    ("GB", 0.86),
    ("IE", 0.03),
    ("IN", 0.022),
    ("PL", 0.017),
    ("RO", 0.013),
    ("PH", 0.011),
    ("NG", 0.009),
    ("ES", 0.006),
)
Days = dict[date, Counter[str]]


def followers(world: World, channel: Channel) -> dict[date, tuple[int, int, int]]:
    """For every day from plan.EPOCH to today: followers at its end, gained, lost."""
    return world.keep(("followers", channel), lambda: _followers(world, channel))


def _followers(world: World, channel: Channel) -> dict[date, tuple[int, int, int]]:
    total, table = channel.plan.followers, {}
    for day in days_between(plan.EPOCH, world.today + timedelta(days=1)):
        dice = Random(f"{world.seed}|{channel.account_id}|followers|{day}")
        season = 1.3 if day.month in (10, 11, 12, 1) else 1.0
        gained = int(channel.plan.gained * season * dice.uniform(0.3, 1.7) + dice.random())
        lost = int(channel.plan.lost * dice.uniform(0.2, 1.8) + dice.random())
        if channel.closed_on is not None and day > channel.closed_on:
            gained = lost = 0
        total += gained - lost
        table[day] = (total, gained, lost)
    return table


def followers_now(world: World, channel: Channel) -> int:
    """Followers at the moment of looking: those of the last whole UTC day."""
    return followers(world, channel)[world.today - timedelta(days=1)][0]


def gains(act: Act, platform: str, zone: ZoneInfo | None, until: date) -> Days:
    """What each count of a post gained on each whole day before until."""
    first = act.at.astimezone(zone).date() if zone else act.at.date()
    days: Days = {}
    before: Counter[str] = Counter()
    for day in days_between(first, min(until, first + GROWN_AFTER + timedelta(days=2))):
        closes = midnight(day + timedelta(days=1), zone)
        grown = share_grown(platform, (closes - act.at).total_seconds())
        now = Counter({name: count(final, grown) for name, final in act.final.items()})
        if platform == "youtube":
            now["views"] = youtube_views(act, closes)
        days[day] = Counter({name: value - before[name] for name, value in now.items()})
        before = now
    return days


def _summed(world: World, channel: Channel, zone: ZoneInfo | None, until: date) -> Days:
    """The gains of all posts of an account, and the comments that came, by day."""
    days: Days = {}
    feed = world.feed(channel)
    for act in feed.acts:
        if act.final and "dark" not in act.quirks and act.at < world.now:
            for day, gained in gains(act, channel.platform, zone, until).items():
                days.setdefault(day, Counter()).update(gained)
    for item in feed.words():
        day = item.at.astimezone(zone).date() if zone else item.at.date()
        if day < until:
            days.setdefault(day, Counter())["comments"] += 1
    return days


def last_facebook_day(world: World, channel: Channel) -> date:
    """The newest Pacific day Facebook has closed: the last day of a Page's own life when it is shut."""
    newest = pacific_day(world.now) - timedelta(days=1)
    return min(newest, channel.closed_on) if channel.closed_on else newest


def facebook_days(world: World, channel: Channel) -> dict[date, dict[str, int]]:
    """Daily Page figures by Pacific day, as far back as Facebook keeps them."""
    return world.keep(("facebook_days", channel), lambda: _facebook_days(world, channel))


def _facebook_days(world: World, channel: Channel) -> dict[date, dict[str, int]]:
    past = last_facebook_day(world, channel) + timedelta(days=1)
    summed, table = _summed(world, channel, PACIFIC, past), {}
    for day in days_between(max(plan.EPOCH, channel.opened_on, world.today - FACEBOOK_MEMORY), past):
        on, dice = summed.get(day, Counter()), Random(f"{world.seed}|{channel.account_id}|page|{day}")
        total, gained, lost = followers(world, channel)[day]
        reactions = {name: on[f"reaction_{name}"] for name in REACTIONS}
        views = on["seen"] + int(total * dice.uniform(0.004, 0.011))
        table[day] = {
            "page_media_view": views,
            "page_total_media_view_unique": int(views * dice.uniform(0.62, 0.78)),
            "page_follows": total,
            "page_daily_follows": gained,
            "page_daily_follows_unique": gained,
            "page_daily_unfollows_unique": lost,
            "page_post_engagements": sum(reactions.values()) + on["clicks"] + on["shares"] + on["comments"],
            "page_views_total": int(total * dice.uniform(0.002, 0.006)),
            "page_total_actions": int(total * dice.uniform(0.0, 0.001)),
            "page_video_views": on["video_views"],
            "page_video_view_time": on["video_views"] * 14_000,
            "page_video_complete_views_30s": int(on["video_views"] * 0.2),
            "page_actions_post_reactions_total": sum(reactions.values()),
            **{f"page_actions_post_reactions_{name}_total": value for name, value in reactions.items()},
        }
    return table


def follows_by_country(world: World, channel: Channel, day: date) -> dict[str, int]:
    """Followers by country on a day: the top countries only, so they do not add up to all."""
    total = followers(world, channel)[day][0]
    return {code: int(total * share) for code, share in COUNTRIES if int(total * share)}


def linkedin_days(world: World, channel: Channel) -> dict[date, dict[str, int]]:
    """Daily page figures by UTC day, up to yesterday. A day may lack uniqueImpressionsCount."""
    return world.keep(("linkedin_days", channel), lambda: _linkedin_days(world, channel))


def _linkedin_days(world: World, channel: Channel) -> dict[date, dict[str, int]]:
    summed, table = _summed(world, channel, None, world.today), {}
    for day in days_between(max(plan.EPOCH, channel.opened_on), world.today):
        on, dice = summed.get(day, Counter()), Random(f"{world.seed}|{channel.account_id}|page|{day}")
        total, gained, lost = followers(world, channel)[day]
        views = int(total * dice.uniform(0.001, 0.006))
        table[day] = {
            "impressionCount": on["seen"],
            "uniqueImpressionsCount": int(on["seen"] * 0.71),
            "clickCount": on["clicks"],
            "likeCount": on["likes"],
            "commentCount": on["comments"],
            "shareCount": on["shares"],
            "organicFollowerGain": gained - lost,
            "paidFollowerGain": 0,
            "allPageViews": views,
            "uniquePageViews": int(views * 0.7),
            "desktopPageViews": int(views * 0.6),
        }
        if dice.random() < 0.02:
            del table[day]["uniqueImpressionsCount"]
    return table


def last_analytics_day(world: World) -> date:
    """The newest Pacific day YouTube Analytics has worked through."""
    return pacific_day(world.now) - ANALYTICS_LAG


def video_days(world: World, channel: Channel) -> dict[str, Days]:
    """For every public video: what it gained on each worked-through Pacific day."""
    return world.keep(("video_days", channel), lambda: _video_days(world, channel))


def _video_days(world: World, channel: Channel) -> dict[str, Days]:
    past = last_analytics_day(world) + timedelta(days=1)
    table = {}
    for act in world.feed(channel).acts:
        if act.kind == "original" and act.at < world.now and "private" not in act.quirks:
            table[act.id] = gains(act, "youtube", PACIFIC, past)
            for item in world.feed(channel).talk.get(act.id, ()):
                day = pacific_day(item.at)
                if day < past:
                    table[act.id].setdefault(day, Counter())["comments"] += 1
    return table


def as_report(gained: Counter[str]) -> dict[str, float]:
    """Gained counts in YouTube Analytics' words."""
    views, minutes = gained["views"], gained["minutes"]
    return {
        "views": views,
        "engagedViews": gained["seen"],
        "estimatedMinutesWatched": minutes,
        "averageViewDuration": round(minutes * 60 / views) if views else 0,
        "averageViewPercentage": 47.5 if views else 0.0,
        "likes": gained["likes"],
        "dislikes": gained["dislikes"],
        "comments": gained["comments"],
        "shares": gained["shares"],
        "subscribersGained": gained["gained"],
        "subscribersLost": gained["lost"],
    }


def channel_days(world: World, channel: Channel) -> Days:
    """What the whole channel gained on each worked-through Pacific day: its videos and its back catalogue."""
    return world.keep(("channel_days", channel), lambda: _channel_days(world, channel))


def _channel_days(world: World, channel: Channel) -> Days:
    days: Days = {}
    for day in days_between(max(plan.EPOCH, channel.opened_on), last_analytics_day(world) + timedelta(days=1)):
        days[day] = old_views(world, channel, day)
    for gained in video_days(world, channel).values():
        for day, figures in gained.items():
            days.setdefault(day, Counter()).update(figures)
    table = followers(world, channel)
    for day, figures in days.items():
        figures["gained"], figures["lost"] = table[day][1], table[day][2]
    return days


def old_views(world: World, channel: Channel, day: date) -> Counter[str]:
    """Views of videos older than the sandbox's history."""
    views = int(channel.plan.followers * Random(f"{world.seed}|{channel.account_id}|old|{day}").uniform(0.006, 0.02))
    return Counter({"views": views, "seen": int(views * 0.85), "minutes": int(views * 1.3), "likes": views // 60})


def lifetime_views(world: World, channel: Channel) -> int:
    """All views of a channel ever, as its profile shows them."""
    old = sum(old_views(world, channel, day)["views"] for day in days_between(plan.EPOCH, world.today))
    own = sum(youtube_views(act, world.now) for act in world.feed(channel).acts if act.final and act.at < world.now)
    return channel.plan.followers * 61 + old + own
