"""LinkedIn's three statistics finders: shares, followers, page views."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sandbox.acts import Channel
from sandbox.figures import linkedin_share
from sandbox.growth import days_between, midnight
from sandbox.ids import milliseconds
from sandbox.linkedin_query import BadQuery, Query
from sandbox.series import followers_now, linkedin_days
from sandbox.world import World

MEMORY = timedelta(days=365)
FOLLOWER_LAG = timedelta(days=2)
DAY_MS = 86_400_000
BAD_INTERVALS = "Invalid timeIntervals parameter"
SHARE_FIELDS = ("impressionCount", "uniqueImpressionsCount", "clickCount", "likeCount", "commentCount", "shareCount")
# facet -> (key of each item, dimension the project files it under, (value, share of followers) ...)
FACETS: dict[str, tuple[str, str, tuple[tuple[str, float], ...]]] = {
    "followerCountsBySeniority": (
        "seniority", "seniority",
        tuple((f"urn:li:seniority:{code}", share) for code, share in ((3, 0.27), (4, 0.33), (5, 0.09), (6, 0.06), (8, 0.02), (2, 0.05))),
    ),
    "followerCountsByFunction": (
        "function", "function",
        tuple((f"urn:li:function:{code}", share) for code, share in ((11, 0.38), (5, 0.08), (7, 0.07), (12, 0.05), (18, 0.06), (24, 0.04))),
    ),
    "followerCountsByIndustry": (
        "industry", "industry", (("urn:li:industry:14", 0.41), ("urn:li:industry:75", 0.12), ("urn:li:industry:68", 0.07)),
    ),
    "followerCountsByGeoCountry": (
        "geo", "geoCountry", (("urn:li:geo:101165590", 0.83), ("urn:li:geo:102713980", 0.04), ("urn:li:geo:104738515", 0.02)),
    ),
    "followerCountsByGeo": ("geo", "", (("urn:li:geo:90009496", 0.44), ("urn:li:geo:90009659", 0.11))),
    "followerCountsByStaffCountRange": (
        "staffCountRange", "staffCountRange",
        (("SIZE_10001_OR_MORE", 0.3), ("SIZE_1001_TO_5000", 0.21), ("SIZE_51_TO_200", 0.09), ("SIZE_1", 0.02)),
    ),
    "followerCountsByAssociationType": ("associationType", "associationType", (("EMPLOYEE", 0.22), ("", 0.78))),
}  # fmt: skip


def envelope(elements: list[Any]) -> dict[str, Any]:
    """The answer of a finder that is not paged."""
    return {"paging": {"start": 0, "count": 10, "links": []}, "elements": elements}


def urn_of(channel: Channel) -> str:
    """The URN of an organisation."""
    return f"urn:li:organization:{channel.account_id}"


def facet_counts(world: World, channel: Channel, facet: str) -> list[tuple[str, int]]:
    """(value, followers) of one facet. They do not add up to all followers; one association type has no name."""
    total = followers_now(world, channel)
    return [(value, int(total * share)) for value, share in FACETS[facet][2] if int(total * share)]


def with_engagement(figures: dict[str, int]) -> dict[str, Any]:
    """LinkedIn's own rate beside its counts."""
    seen = figures.get("impressionCount", 0)
    done = sum(figures.get(name, 0) for name in ("clickCount", "likeCount", "commentCount", "shareCount"))
    return {**figures, "engagement": done / seen if seen else 0.0}


def share_statistics(world: World, channel: Channel, query: Query) -> dict[str, Any] | int:
    """One element for all, one a day or month, or one for each post asked for. 403 (as a number): a post of somebody else."""
    wanted = {name: query.urns(name) for name in ("shares", "ugcPosts")}
    intervals = query.intervals()
    if any(wanted.values()):
        if intervals is not None:
            raise BadQuery("timeIntervals is not supported for specific share queries")
        return _by_post(world, channel, wanted)
    days = linkedin_days(world, channel)
    if intervals is None:
        last_year = [figures for day, figures in days.items() if day >= world.today - MEMORY]
        return envelope(
            [
                {
                    "organizationalEntity": urn_of(channel),
                    "totalShareStatistics": with_engagement(_only(_added(last_year), SHARE_FIELDS)),
                }
            ]
        )
    start, end, unit = _bounds(world, intervals, world.today)
    return envelope(
        [
            {
                "organizationalEntity": urn_of(channel),
                "timeRange": span,
                "totalShareStatistics": with_engagement(_only(figures, SHARE_FIELDS)),
            }
            for span, figures in _buckets(days, max(start, world.today - MEMORY), end, unit)
        ]
    )


def _by_post(world: World, channel: Channel, wanted: dict[str, list[str] | None]) -> dict[str, Any] | int:
    elements = []
    for name, family in (("shares", "share"), ("ugcPosts", "ugcPost")):
        for urn in wanted[name] or ():
            if not urn.startswith(f"urn:li:{family}:"):
                raise BadQuery(f"Invalid URN type in parameter {name}: {urn}")
            post = world.feed(channel).posts.get(urn)
            if post is None:
                return 403
            figures = linkedin_share(world, channel, post) if post.is_up(world.now) else None
            if figures is not None:
                elements.append(
                    {
                        "organizationalEntity": urn_of(channel),
                        family: urn,
                        "totalShareStatistics": with_engagement(figures),
                    }
                )
    return envelope(elements)


def follower_statistics(world: World, channel: Channel, query: Query) -> dict[str, Any]:
    """Followers by facet; or the gains of each day, week or month from a year back to two days ago."""
    intervals = query.intervals()
    if intervals is None:
        element: dict[str, Any] = {"organizationalEntity": urn_of(channel)}
        for facet, (key, _, _) in FACETS.items():
            element[facet] = [
                ({key: value} if value else {})
                | {"followerCounts": {"organicFollowerCount": number, "paidFollowerCount": 0}}
                for value, number in facet_counts(world, channel, facet)
            ]
        return envelope([element])
    newest = world.today - FOLLOWER_LAG
    start, end, unit = _bounds(world, intervals, newest, ("DAY", "WEEK", "MONTH"))
    asked_end = intervals[1]
    if start < world.today - MEMORY or (asked_end is not None and asked_end > milliseconds(world.now - FOLLOWER_LAG)):
        raise BadQuery(BAD_INTERVALS)
    return envelope(
        [
            {
                "organizationalEntity": urn_of(channel),
                "timeRange": span,
                "followerGains": _only(figures, ("organicFollowerGain", "paidFollowerGain")),
            }
            for span, figures in _buckets(linkedin_days(world, channel), start, end, unit)
        ]
    )


def page_statistics(world: World, channel: Channel, query: Query) -> dict[str, Any]:
    """Page views, for all time or by day or month."""
    intervals, days = query.intervals(), linkedin_days(world, channel)
    if intervals is None:
        element = {"organization": urn_of(channel), "totalPageStatistics": _views(_added(list(days.values())))}
        facets = (
            "BySeniority",
            "ByFunction",
            "ByStaffCountRange",
            "ByIndustryV2",
            "ByGeo",
            "ByGeoCountry",
            "ByTargetedContent",
        )
        return envelope([element | {f"pageStatistics{facet}": [] for facet in facets}])
    start, end, unit = _bounds(world, intervals, world.today)
    return envelope(
        [
            {"organization": urn_of(channel), "timeRange": span, "totalPageStatistics": _views(figures)}
            for span, figures in _buckets(days, start, end, unit)
        ]
    )


def _views(figures: dict[str, int]) -> dict[str, Any]:
    total, unique, desktop = (figures.get(name, 0) for name in ("allPageViews", "uniquePageViews", "desktopPageViews"))
    return {
        "views": {
            "allPageViews": {"pageViews": total, "uniquePageViews": unique},
            "allDesktopPageViews": {"pageViews": desktop, "uniquePageViews": desktop * 7 // 10},
            "allMobilePageViews": {"pageViews": total - desktop, "uniquePageViews": (total - desktop) * 7 // 10},
            "overviewPageViews": {"pageViews": total * 8 // 10, "uniquePageViews": unique * 8 // 10},
            "careersPageViews": {"pageViews": total // 20, "uniquePageViews": unique // 20},
        },
        "clicks": {"desktopCustomButtonClickCounts": [], "mobileCustomButtonClickCounts": []},
    }


def _bounds(
    world: World, intervals: tuple[int, int | None, str], newest: date, units: tuple[str, ...] = ("DAY", "MONTH")
) -> tuple[date, date, str]:
    """[start, end) as whole UTC days. A span under a day, or an unknown unit, is refused."""
    start_ms, end_ms, unit = intervals
    end_ms = milliseconds(midnight(newest)) if end_ms is None else end_ms
    if unit not in units or end_ms - start_ms < DAY_MS or start_ms > milliseconds(world.now):
        raise BadQuery(BAD_INTERVALS)
    start, end = (datetime.fromtimestamp(ms / 1000, UTC).date() for ms in (start_ms, end_ms))
    return start, min(end, newest), unit


def _buckets(
    days: dict[date, dict[str, int]], start: date, end: date, unit: str
) -> list[tuple[dict[str, int], dict[str, int]]]:
    """A bucket for each day, week or month; days with nothing in them are there as zeros."""
    groups: dict[date, list[date]] = {}
    for day in days_between(start, end):
        if day in days:
            first = (
                day if unit == "DAY" else day - timedelta(days=day.weekday()) if unit == "WEEK" else day.replace(day=1)
            )
            groups.setdefault(first, []).append(day)
    buckets = []
    for members in groups.values():
        span = {
            "start": milliseconds(midnight(members[0])),
            "end": milliseconds(midnight(members[-1] + timedelta(days=1))),
        }
        buckets.append((span, days[members[0]] if unit == "DAY" else _added([days[day] for day in members])))
    return buckets


def _added(days: list[dict[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for figures in days:
        for name in SHARE_FIELDS:
            total[name] += figures.get(name, 0)
        for name in ("organicFollowerGain", "paidFollowerGain", "allPageViews", "uniquePageViews", "desktopPageViews"):
            total[name] += figures[name]
    return dict(total)


def _only(figures: dict[str, int], names: tuple[str, ...]) -> dict[str, int]:
    return {name: figures[name] for name in names if name in figures}
