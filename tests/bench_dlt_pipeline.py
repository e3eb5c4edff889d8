"""The other side of bench_dlt.py: dlt's REST source reads the same accounts into Parquet. Runs in dlt's own Python.

As its documentation shows: one resource an endpoint, and what hangs on a post is asked for post by post. Settings come as
JSON on stdin, the result goes as JSON to stdout.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import quote

import dlt
import pyarrow.parquet as pq
from dlt.destinations import filesystem
from dlt.sources.rest_api import rest_api_source

ITEMS = (
    "posts",
    "mentions",
    "comments",
    "videos",
    "threads",
    "threads__replies__comments",
)  # what ours calls posts and interactions


def of_each(parent: str, field: str = "id") -> dict[str, Any]:
    return {"type": "resolve", "resource": parent, "field": field}


def ms(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)


def x(say: dict[str, Any]) -> tuple[Any, list[Any]]:
    window = {
        "start_time": say["since"] + "T00:00:00Z",
        "end_time": say["until"] + "T00:00:00Z",
        "max_results": 100,
        "tweet.fields": say["x_fields"],
    }
    user = f"2/users/{say['account']}"
    return {"type": "cursor", "cursor_path": "meta.next_token", "cursor_param": "pagination_token"}, [
        {
            "name": "profile",
            "endpoint": {
                "path": "2/users/me",
                "params": {"user.fields": "public_metrics"},
                "data_selector": "data",
                "paginator": "single_page",
            },
        },
        {"name": "posts", "endpoint": {"path": f"{user}/tweets", "params": window, "data_selector": "data"}},
        {"name": "mentions", "endpoint": {"path": f"{user}/mentions", "params": window, "data_selector": "data"}},
    ]


def linkedin(say: dict[str, Any]) -> tuple[Any, list[Any]]:
    us = "urn%3Ali%3Aorganization%3A" + say["account"]
    entity, span = (
        f"q=organizationalEntity&organizationalEntity={us}",
        f"timeIntervals=(timeRange:(start:{ms(say['since'])},end:{ms(say['until'])}),timeGranularityType:DAY)",
    )
    gains = span.replace(str(ms(say["until"])), str(ms(say["until"]) - 2 * 86_400_000))
    one: dict[str, Any] = {"paginator": "single_page", "data_selector": "elements"}
    paged = {
        "type": "offset",
        "limit": 100,
        "offset_param": "start",
        "limit_param": "count",
        "total_path": None,
        "stop_after_empty_page": True,
    }
    shares = f"rest/organizationalEntityShareStatistics?{entity}"
    return paged, [
        {"name": "size", "endpoint": {"path": f"rest/networkSizes/{us}?edgeType=COMPANY_FOLLOWED_BY_MEMBER", "paginator": "single_page"}},
        {"name": "followers", "endpoint": {"path": f"rest/organizationalEntityFollowerStatistics?{entity}", **one}},
        {"name": "daily", "endpoint": {"path": f"{shares}&{span}", **one}},
        {"name": "visits", "endpoint": {"path": f"rest/organizationPageStatistics?q=organization&organization={us}&{span}", **one}},
        {"name": "gains", "endpoint": {"path": f"rest/organizationalEntityFollowerStatistics?{entity}&{gains}", **one}},
        {"name": "posts", "endpoint": {"path": f"rest/posts?q=author&author={us}&sortBy=LAST_MODIFIED", "data_selector": "elements"},
         "processing_steps": [{"map": lambda post: post | {"quoted": quote(post["id"], safe="")}}, {"filter": lambda post: ms(say["since"]) <= post.get("publishedAt", 0) < ms(say["until"])}]},
        {"name": "comments", "endpoint": {"path": "rest/socialActions/{post}/comments", "params": {"post": of_each("posts", "quoted")}, "data_selector": "elements",
                                          "response_actions": [{"status_code": 404, "action": "ignore"}]}},
    ]  # fmt: skip


def facebook(say: dict[str, Any]) -> tuple[Any, list[Any]]:
    page = f"v26.0/{say['account']}"
    seconds = {"since": ms(say["since"]) // 1000, "until": ms(say["until"]) // 1000, "limit": 100}
    one: dict[str, Any] = {"paginator": "single_page", "data_selector": "data"}
    return {"type": "json_link", "next_url_path": "paging.next"}, [
        {"name": "profile", "endpoint": {"path": page, "params": {"fields": "id,name,followers_count,fan_count"}, "paginator": "single_page"}},
        {"name": "countries", "endpoint": {"path": f"{page}/insights", "params": {"metric": "page_follows_country", "period": "day"}, **one}},
        *({"name": f"daily_{number}", "table_name": "daily",
           "endpoint": {"path": f"{page}/insights", "params": {"metric": say["facebook_daily"], "period": "day", "since": since, "until": until}, **one}}
          for number, (since, until) in enumerate(say["spans"])),
        {"name": "posts", "endpoint": {"path": f"{page}/published_posts", "params": {"fields": say["facebook_fields"], **seconds}, "data_selector": "data"}},
        {"name": "insights", "endpoint": {"path": "v26.0/{post}/insights", "params": {"post": of_each("posts"), "metric": say["facebook_insights"], "period": "lifetime"}, **one}},
        {"name": "comments", "endpoint": {"path": "v26.0/{post}/comments", "params": {"post": of_each("posts"), "filter": "stream", "limit": 100, "fields": say["facebook_comments"]},
                                          "data_selector": "data"}},
    ]  # fmt: skip


def youtube(say: dict[str, Any]) -> tuple[Any, list[Any]]:
    def public(item: dict[str, Any]) -> bool:
        return bool(say["since"] <= item["contentDetails"].get("videoPublishedAt", "")[:10] < say["until"])

    report: dict[str, Any] = {"ids": "channel==" + say["account"], "endDate": say["last_day"]}
    one: dict[str, Any] = {"paginator": "single_page", "data_selector": "$"}
    return {"type": "cursor", "cursor_path": "nextPageToken", "cursor_param": "pageToken"}, [
        {"name": "channel", "endpoint": {"path": "youtube/v3/channels", "params": {"part": "contentDetails,statistics", "mine": "true"}, "paginator": "single_page", "data_selector": "items"}},
        {"name": "daily", "endpoint": {"path": "v2/reports", "params": {**report, "metrics": say["youtube_daily"], "dimensions": "day", "startDate": say["since"]}, **one}},
        {"name": "viewers", "endpoint": {"path": "v2/reports", "params": {**report, "metrics": "viewerPercentage", "dimensions": "ageGroup,gender", "startDate": say["since"]}, **one}},
        {"name": "uploads", "processing_steps": [{"filter": public}],
         "endpoint": {"path": "youtube/v3/playlistItems", "params": {"part": "snippet,contentDetails,status", "maxResults": 50, "playlistId": "{resources.channel.contentDetails.relatedPlaylists.uploads}"}, "data_selector": "items"}},
        {"name": "videos", "endpoint": {"path": "youtube/v3/videos", "params": {"part": "snippet,statistics,contentDetails,status", "id": "{resources.uploads.contentDetails.videoId}"},
                                        "paginator": "single_page", "data_selector": "items"}},
        {"name": "analytics", "endpoint": {"path": "v2/reports", "params": {**report, "metrics": "engagedViews,shares,views", "dimensions": "video", "startDate": say["since"], "sort": "-views",
                                                                         "maxResults": 200, "filters": "video=={resources.videos.id}"}, **one}},
        {"name": "threads", "endpoint": {"path": "youtube/v3/commentThreads", "params": {"part": "snippet,replies", "videoId": "{resources.videos.id}", "maxResults": 100}, "data_selector": "items",
                                         "response_actions": [{"status_code": 403, "action": "ignore"}, {"status_code": 404, "action": "ignore"}]}},
    ]  # fmt: skip


def main() -> None:
    settings = json.load(sys.stdin)
    folder, rows, items = Path(settings["folder"]), 0, 0
    began, spent = time.perf_counter(), time.process_time()
    for name, of_platform in groupby(
        settings["accounts"], lambda say: say["platform"]
    ):  # one run a platform, not one an account
        sources = []
        for say in of_platform:
            paginator, resources = globals()[name](say)
            client = {
                "base_url": settings["url"],
                "auth": {"type": "bearer", "token": say["token"]},
                "headers": say["headers"],
                "paginator": paginator,
            }
            sources.append(rest_api_source({"client": client, "resources": resources}, name=name))
        into = filesystem(bucket_url=(folder / "out").as_uri())
        pipeline = dlt.pipeline(name, destination=into, dataset_name=name, pipelines_dir=str(folder / "pipelines"))
        pipeline.run(sources, loader_file_format="parquet")
    seconds, processor = time.perf_counter() - began, time.process_time() - spent
    for path in (folder / "out").rglob("*.parquet"):
        if not path.parent.name.startswith("_dlt"):
            counted = pq.read_metadata(path).num_rows
            rows, items = rows + counted, items + counted * (path.parent.name in ITEMS)
    # as tests/bench_memory.py, which this Python does not see
    (at_most,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    print(
        json.dumps(
            {
                "seconds": round(seconds, 2),
                "processor_seconds": round(processor, 2),
                "rows": rows,
                "items": items,
                "peak_mb": round(int(at_most.split()[1]) / 1024),
                "version": dlt.__version__,
            }
        )
    )


if __name__ == "__main__":
    main()
