"""YouTube Analytics reports.query: which dimensions, metrics, filters and orders go together, and the rows."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

from sandbox.acts import Channel
from sandbox.desk import Refusal
from sandbox.growth import days_between
from sandbox.series import as_report, channel_days, last_analytics_day, video_days
from sandbox.world import World

BASIC = tuple(as_report(Counter()))
METRICS = {*BASIC, "viewerPercentage", "videosAddedToPlaylists", "videosRemovedFromPlaylists"}
DIMENSIONS = {
    "day", "month", "video", "ageGroup", "gender", "country", "creatorContentType", "insightTrafficSourceType", "sharingService",
    "subscribedStatus", "liveOrOnDemand",
}  # fmt: skip
FEWEST_VIEWERS = 300  # views in the period: below, no demographics at all
AGES = (
    ("age18-24", 0.11),
    ("age25-34", 0.22),
    ("age35-44", 0.21),
    ("age45-54", 0.18),
    ("age55-64", 0.16),
    ("age65-", 0.12),
)
GENDERS = (("female", 0.63), ("male", 0.36), ("user_specified", 0.01))
SPLITS = {
    "country": (("GB", 0.9), ("IE", 0.04), ("IN", 0.03)),
    "creatorContentType": (("videoOnDemand", 0.8), ("shorts", 0.2)),
    "insightTrafficSourceType": (("YT_SEARCH", 0.4), ("EXT_URL", 0.3), ("SUBSCRIBER", 0.1), ("RELATED_VIDEO", 0.2)),
    "sharingService": (("WHATS_APP", 0.5), ("EMAIL", 0.2), ("COPY_PASTE", 0.3)),
}
NOT_SUPPORTED = (
    "The query is not supported. Check the documentation at https://developers.google.com/youtube/analytics/v2/available_reports "
    "for a list of supported queries."
)


def refuse(message: str, reason: str = "badRequest", status: int = 400) -> Refusal:
    """A refusal in Google's envelope."""
    entry = {"message": message, "domain": "global", "reason": reason}
    return Refusal(status, {"error": {"code": status, "message": message, "errors": [entry]}})


def report(world: World, viewer: Channel, asked: dict[str, str]) -> dict[str, Any]:
    """The result table of a query. Raises Refusal for a query Analytics does not support."""
    if asked.get("ids") not in ("channel==MINE", f"channel=={viewer.account_id}"):
        raise refuse("Forbidden", "forbidden", 403)
    metrics, dimensions = _names(asked, "metrics", METRICS), _names(asked, "dimensions", DIMENSIONS)
    if not metrics:
        raise refuse("Required parameter: metrics", "required")
    start, end = _day(asked, "startDate"), _day(asked, "endDate")
    if end < start:
        raise refuse("The end date must not be before the start date.", "invalid")
    filters = _filters(asked)
    order = [name for name in asked.get("sort", "").split(",") if name]
    _check(metrics, dimensions, filters, order, asked)
    rows = _rows(world, viewer, metrics, dimensions, filters, start, min(end, last_analytics_day(world)))
    columns = [*dimensions, *metrics]
    for name in reversed(order):
        rows.sort(key=lambda row: row[columns.index(name.lstrip("-"))], reverse=name.startswith("-"))
    first = max(1, int(asked.get("startIndex", "1") or "1")) - 1
    most = int(asked.get("maxResults", "0") or "0") or len(rows)
    headers = [{"name": name, "columnType": "DIMENSION", "dataType": "STRING"} for name in dimensions]
    headers += [
        {"name": name, "columnType": "METRIC", "dataType": "FLOAT" if "Percentage" in name else "INTEGER"}
        for name in metrics
    ]
    return {"kind": "youtubeAnalytics#resultTable", "columnHeaders": headers, "rows": rows[first : first + most]}


def _names(asked: dict[str, str], parameter: str, known: set[str]) -> list[str]:
    if parameter in asked and not asked[parameter]:
        raise refuse(f"Invalid value for parameter {parameter}", "invalid")
    names = [name.strip() for name in asked.get(parameter, "").split(",") if name.strip()]
    for name in names:
        if name not in known:
            raise refuse(f"Unknown identifier ({name}) given in field parameters.{parameter}.", "invalid")
    return names


def _day(asked: dict[str, str], name: str) -> date:
    text = asked.get(name, "")
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise refuse(f"Could not parse content ({text}) of field {name}.", "invalid") from None


def _filters(asked: dict[str, str]) -> dict[str, list[str]]:
    filters: dict[str, list[str]] = {}
    for one in asked.get("filters", "").split(";"):
        if one:
            name, equal, values = one.partition("==")
            if not equal or name not in ("video", "country", "creatorContentType"):
                raise refuse(f"Unknown identifier ({name}) given in field parameters.filters.", "invalid")
            filters[name] = values.split(",")
    return filters


def _check(
    metrics: list[str], dimensions: list[str], filters: dict[str, list[str]], order: list[str], asked: dict[str, str]
) -> None:
    asked_for = set(dimensions)
    people = asked_for & {"ageGroup", "gender"}
    is_fine = True
    if people or "viewerPercentage" in metrics:
        is_fine = (
            bool(people) and metrics == ["viewerPercentage"] and not asked_for & {"day", "month", "video", "country"}
        )
    elif asked_for == {"video"}:
        most = asked.get("maxResults", "")
        is_fine = (
            bool(order) and all(name.startswith("-") for name in order) and most.isdigit() and 1 <= int(most) <= 200
        )
    elif asked_for == {"video", "day"}:
        is_fine = "video" in filters
    elif asked_for == {"sharingService"}:
        is_fine = metrics == ["shares"]
    elif asked_for and not (
        asked_for in ({"day"}, {"month"}, {"country"}, {"creatorContentType"}, {"insightTrafficSourceType"})
        or asked_for in ({"creatorContentType", "day"}, {"insightTrafficSourceType", "day"})
    ):
        is_fine = False
    if len(filters.get("video", [])) > 500 or any(name.lstrip("-") not in [*dimensions, *metrics] for name in order):
        is_fine = False
    if not is_fine:
        raise refuse(NOT_SUPPORTED)


def _rows(
    world: World,
    viewer: Channel,
    metrics: list[str],
    dimensions: list[str],
    filters: dict[str, list[str]],
    start: date,
    end: date,
) -> list[list[Any]]:
    if "viewerPercentage" in metrics:
        return [[*key, value] for key, value in viewers(world, viewer, start, end, tuple(dimensions)).items()]
    wanted = filters.get("video")
    if "video" in dimensions:
        return _video_rows(world, viewer, metrics, dimensions, wanted, start, end)
    by_day = channel_days(world, viewer) if wanted is None else _merged(video_days(world, viewer), wanted)
    if wanted is not None:
        by_day = {day: by_day.get(day, Counter()) for day in channel_days(world, viewer)}
    days = {day: figures for day, figures in sorted(by_day.items()) if start <= day <= end}
    split = next((name for name in dimensions if name in SPLITS), None)
    groups: dict[tuple[str, ...], Counter[str]] = {}
    for day, figures in days.items():
        stem = (str(day),) if "day" in dimensions else (str(day)[:7],) if "month" in dimensions else ()
        for value, share in SPLITS[split] if split else (("", 1.0),):
            part = figures if not split else Counter({name: int(number * share) for name, number in figures.items()})
            pair = dict(zip(("day", "month"), stem * 2, strict=False)) | ({split: value} if split else {})
            groups.setdefault(tuple(pair[name] for name in dimensions), Counter()).update(part)
    return [[*key, *(as_report(figures).get(name, 0) for name in metrics)] for key, figures in groups.items()]


def _merged(videos: dict[str, dict[date, Counter[str]]], wanted: list[str]) -> dict[date, Counter[str]]:
    merged: dict[date, Counter[str]] = {}
    for one in wanted:
        for day, figures in videos.get(one, {}).items():
            merged.setdefault(day, Counter()).update(figures)
    return merged


def _video_rows(
    world: World,
    viewer: Channel,
    metrics: list[str],
    dimensions: list[str],
    wanted: list[str] | None,
    start: date,
    end: date,
) -> list[list[Any]]:
    rows = []
    for video, days in video_days(world, viewer).items():
        post = world.feed(viewer).posts[video]
        if (wanted is not None and video not in wanted) or not post.is_up(world.now):
            continue
        if "day" in dimensions:
            for day in days_between(start, end + timedelta(days=1)):
                if days.get(day, Counter())["views"]:
                    key = {"video": video, "day": str(day)}
                    rows.append(
                        [*(key[name] for name in dimensions), *(as_report(days[day]).get(name, 0) for name in metrics)]
                    )
            continue
        figures = video_total(world, viewer, video, start, end)
        if figures["views"]:
            said = as_report(figures)
            rows.append([video, *(said.get(name, 0) for name in metrics)])
    return rows


def video_total(world: World, channel: Channel, video: str, start: date, end: date) -> Counter[str]:
    """What a video gained from start to end, both days included, as far as Analytics has got."""
    total: Counter[str] = Counter()
    for day, figures in video_days(world, channel).get(video, {}).items():
        if start <= day <= end:
            total.update(figures)
    return total


def viewers(
    world: World, channel: Channel, start: date, end: date, dimensions: tuple[str, ...]
) -> dict[tuple[str, ...], float]:
    """Share of viewers in percent by age, gender or both. Too few viewers: nothing. Small cells are left out."""
    days = channel_days(world, channel)
    if sum(figures["views"] for day, figures in days.items() if start <= day <= end) < FEWEST_VIEWERS:
        return {}
    dice = Random(f"{world.seed}|{channel.account_id}|viewers|{start}|{end}")
    cells = {
        (age, gender): share * part * dice.uniform(0.85, 1.15)
        for age, share in AGES
        for gender, part in GENDERS
        if not (gender == "user_specified" and age != "age25-34")
    }
    whole = sum(cells.values())
    said: dict[tuple[str, ...], float] = {}
    for (age, gender), weight in cells.items():
        key = tuple({"ageGroup": age, "gender": gender}.get(name, "SUBSCRIBED") for name in dimensions)
        said[key] = round(said.get(key, 0.0) + weight * 100 / whole, 1)
    return {key: value for key, value in said.items() if value >= 0.1}
