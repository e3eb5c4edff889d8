"""Graph's insights: lifetime figures of a post, daily figures of a Page. One unknown metric fails the whole request."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from sandbox.acts import Act, Channel
from sandbox.facebook_errors import error
from sandbox.figures import facebook_insights
from sandbox.growth import PACIFIC, midnight
from sandbox.series import facebook_days, follows_by_country, last_facebook_day
from sandbox.world import World

LONGEST = timedelta(days=90, hours=1)  # ninety days, one of which may have 25 hours
REACTIONS = ("like", "love", "wow", "haha", "sorry", "anger")
PAGE_METRICS = {
    "page_media_view", "page_total_media_view_unique", "page_follows", "page_daily_follows", "page_daily_follows_unique",
    "page_daily_unfollows_unique", "page_post_engagements", "page_views_total", "page_total_actions", "page_video_views",
    "page_video_view_time", "page_video_complete_views_30s", "page_actions_post_reactions_total", "page_follows_country",
    *(f"page_actions_post_reactions_{name}_total" for name in REACTIONS),
}  # fmt: skip
VIDEO_METRICS = {
    "post_video_views", "post_video_views_organic", "post_video_views_paid", "post_video_view_time", "post_video_avg_time_watched",
}  # fmt: skip
POST_METRICS = VIDEO_METRICS | {
    "post_media_view", "post_total_media_view_unique", "post_clicks", "post_clicks_by_type", "post_reactions_by_type_total",
    "post_activity_by_action_type", "post_engagements", *(f"post_reactions_{name}_total" for name in REACTIONS),
}  # fmt: skip
FAKE_ZERO = (
    "post_total_media_view_unique",
    "post_video_views",
)  # without a period these come twice, the second time as a day of 0


def _metrics(text: str | None, known: set[str]) -> list[str]:
    names = [name.strip() for name in (text or "").split(",") if name.strip()]
    if not names:
        raise error(
            "No metric was specified to be fetched. Please specify one or more metrics to be fetched and try again.",
            3001,
            error_subcode=1504028,
        )
    if any(name not in known for name in names):
        raise error("(#100) The value must be a valid insights metric", 100)
    return names


def _row(node: str, name: str, period: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    words = name.replace("_", " ").capitalize()
    title = f"{'Daily' if period == 'day' else 'Lifetime'} {words}"
    return {
        "name": name,
        "period": period,
        "values": values,
        "title": title,
        "description": f"{title}.",
        "id": f"{node}/insights/{name}/{period}",
    }


def _sliding(address: str, token: str, metric: str, since: int, until: int) -> dict[str, str]:
    """Links to the windows before and after: on insights they never end."""
    span = until - since

    def link(start: int) -> str:
        return (
            f"{address}?{urlencode({'access_token': token, 'metric': metric, 'since': start, 'until': start + span})}"
        )

    return {"previous": link(since - span), "next": link(until)}


def post_insights(
    world: World, page: Channel, act: Act, metric: str | None, period: str | None, address: str, token: str
) -> dict[str, Any]:
    """Lifetime figures of a post."""
    names = _metrics(metric, POST_METRICS)
    said = facebook_insights(world, page, act)
    data = []
    if period in (None, "lifetime"):
        data = [_row(act.id, name, "lifetime", [{"value": said[name]}]) for name in names if name in said]
    if period is None:
        ends = act.at.replace(hour=7, minute=0, second=0) + timedelta(days=1)
        zero = [{"value": 0, "end_time": ends.strftime("%Y-%m-%dT%H:%M:%S+0000")}]
        data += [_row(act.id, name, "day", zero) for name in FAKE_ZERO if name in names and name in said]
    until = int(world.now.timestamp())
    return {"data": data, "paging": _sliding(address, token, ",".join(names), until - 172_800, until)}


def page_insights(world: World, page: Channel, asked: dict[str, str], address: str, token: str) -> dict[str, Any]:
    """Daily figures of a Page by Pacific day: `end_time` is the midnight at which the day ended."""
    names = _metrics(asked.get("metric"), PAGE_METRICS)
    period = asked.get("period", "day")
    if period not in ("day", "week", "days_28", "month", "lifetime", "total_over_range"):
        raise error("(#100) The value must be a valid period", 100)
    newest = midnight(last_facebook_day(world, page) + timedelta(days=1), PACIFIC)
    until = _instant(asked.get("until")) or newest
    since = _instant(asked.get("since")) or until - timedelta(days=2)
    if until - since > LONGEST:
        raise error("(#100) There cannot be more than 90 days (7776000 s) between since and until", 100)
    data = []
    for name in names:
        values = _values(world, page, name, period, since, until)
        if values:
            data.append(_row(page.account_id, name, period, values))
    return {
        "data": data,
        "paging": _sliding(address, token, ",".join(names), int(since.timestamp()), int(until.timestamp())),
    }


def _values(
    world: World, page: Channel, name: str, period: str, since: datetime, until: datetime
) -> list[dict[str, Any]]:
    if name == "page_follows_country":
        if period == "lifetime":
            return [
                _ended(last_facebook_day(world, page), follows_by_country(world, page, last_facebook_day(world, page)))
            ]
        if period != "day":
            return []
        return [_ended(day, follows_by_country(world, page, day)) for day in _days(world, page, since, until)]
    if period != "day":
        return []  # the sandbox keeps days only
    return [_ended(day, facebook_days(world, page)[day][name]) for day in _days(world, page, since, until)]


def _days(world: World, page: Channel, since: datetime, until: datetime) -> list[date]:
    days = facebook_days(world, page)
    return [day for day in days if since < midnight(day + timedelta(days=1), PACIFIC) <= until]


def _ended(day: date, value: Any) -> dict[str, Any]:
    return {"value": value, "end_time": midnight(day + timedelta(days=1), PACIFIC).strftime("%Y-%m-%dT%H:%M:%S+0000")}


def _instant(text: str | None) -> datetime | None:
    """A Unix second, or a date: that day's midnight in California."""
    if not text:
        return None
    try:
        return datetime.fromtimestamp(int(text), UTC) if text.isdigit() else midnight(date.fromisoformat(text), PACIFIC)
    except (ValueError, OverflowError):
        raise error(f"(#100) Param since and until must be a UNIX timestamp or a date, not {text}", 100) from None
