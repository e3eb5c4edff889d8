"""The truth against a plain walk through the HTTP answers of small accounts."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from tests.sandbox.conftest import TODAY, Sandbox

SINCE = "2026-06-01"
START, END = (datetime.fromisoformat(f"{day}T00:00:00+00:00") for day in (SINCE, TODAY))
Rows = set[tuple[Any, ...]]


def told(sandbox: Sandbox, platform: str, account: str) -> tuple[Rows, Rows, Rows]:
    """(posts, interactions, readings) of the truth."""
    held = sandbox.truth(platform, account, SINCE, TODAY)
    return (
        {(row["post_id"], row["kind"], row["published_at"]) for row in held["posts"]},
        {(row["interaction_id"], row["kind"], row["created_at"], row["parent_id"]) for row in held["interactions"]},
        {
            (row["subject_id"], row["field"], row["dimension_value"], row["period_start"], row["value"])
            for row in held["readings"]
        },
    )  # fmt: skip


def is_in(text: str) -> bool:
    return START <= datetime.fromisoformat(text) < END


def iso(text: str) -> str:
    return datetime.fromisoformat(text).isoformat()


def from_ms(ms: int) -> str:
    return datetime.fromisoformat("1970-01-01T00:00:00+00:00").fromtimestamp(ms / 1000, tz=START.tzinfo).isoformat()


def x_list(sandbox: Sandbox, name: str, fields: str) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = []
    more: dict[str, Any] = {}
    while True:
        page = sandbox.json(f"/2/users/2244990002/{name}", "marrick_x", max_results=100, tweet__fields=fields, **more)
        posts += page.get("data", [])
        if "next_token" not in page["meta"]:
            return [post for post in posts if is_in(post["created_at"])]
        more = {"pagination_token": page["meta"]["next_token"]}


def test_the_truth_of_x_is_what_its_answers_say(sandbox: Sandbox) -> None:
    posts, interactions, readings = told(sandbox, "x", "2244990002")
    kinds = {"replied_to": "reply", "quoted": "quote", "retweeted": "repost"}
    walked, counts = set(), set()
    for post in x_list(sandbox, "tweets", "created_at,referenced_tweets,public_metrics,non_public_metrics"):
        kind = kinds[post["referenced_tweets"][0]["type"]] if "referenced_tweets" in post else "original"
        walked.add((post["id"], kind, iso(post["created_at"])))
        if kind == "repost":
            continue
        counts |= {(post["id"], field, "", None, value) for field, value in post["public_metrics"].items()}
        if post["created_at"] >= "2026-10-18":
            said = post["non_public_metrics"]
            counts |= {
                (post["id"], field, "", None, said.get(field))
                for field in ("engagements", "url_link_clicks", "user_profile_clicks")
            }
    heard = set()
    for post in x_list(sandbox, "mentions", "created_at,referenced_tweets"):
        reference = post.get("referenced_tweets", [{"type": "", "id": None}])[0]
        if reference["type"] != "retweeted":
            heard.add(
                (post["id"], "reply" if reference["type"] else "mention", iso(post["created_at"]), reference["id"])
            )
    profile = sandbox.json("/2/users/me", "marrick_x", user__fields="public_metrics")["data"]["public_metrics"]
    counts |= {("2244990002", field, "", None, value) for field, value in profile.items()}
    assert (walked, heard, counts) == (posts, interactions, readings)
    assert walked and heard


FACEBOOK_DAILY = (
    "page_media_view,page_total_media_view_unique,page_follows,page_daily_follows,page_daily_unfollows_unique,"
    "page_post_engagements,page_views_total,page_video_views"
)


def test_the_truth_of_facebook_is_what_its_answers_say(sandbox: Sandbox) -> None:
    page_id, secret = "334455667788990", "osmere_facebook"
    posts, interactions, readings = told(sandbox, "facebook", page_id)
    fields = (
        "id,created_time,shares,attachments{media_type},comments.limit(0).summary(true),reactions.limit(0).summary(true),"
        "insights.metric(post_media_view,post_total_media_view_unique,post_clicks,post_reactions_by_type_total,post_video_views)"
        ".period(lifetime)"
    )
    asked = {"since": int(START.timestamp()), "until": int(END.timestamp()), "limit": 100, "fields": fields}
    walked: Rows = set()
    heard: Rows = set()
    counts: Rows = set()
    for post in sandbox.json(f"/v26.0/{page_id}/published_posts", secret, **asked)["data"]:
        walked.add((post["id"], "original", iso(post["created_time"])))
        said: dict[str, Any] = {row["name"]: row["values"][0]["value"] for row in post["insights"]["data"]}
        by_kind = said.pop("post_reactions_by_type_total")
        said |= {edge: post[edge]["summary"]["total_count"] for edge in ("comments", "reactions")}
        said["shares"] = post.get("shares", {"count": 0})["count"]
        counts |= {(post["id"], field, "", None, value) for field, value in said.items()}
        counts |= {(post["id"], "post_reactions_by_type_total", kind, None, value) for kind, value in by_kind.items()}
        stream = sandbox.json(
            f"/v26.0/{post['id']}/comments", secret, filter="stream", limit=100, fields="id,created_time,from,parent"
        )
        for one in stream["data"]:
            when = iso(one["created_time"])
            if one.get("from", {}).get("id") == page_id:
                walked.add((one["id"], "reply", when))
            else:
                heard.add((one["id"], "reply" if "parent" in one else "comment", when, one.get("parent", post)["id"]))
    profile = sandbox.json(f"/v26.0/{page_id}", secret, fields="followers_count,fan_count")
    counts |= {(page_id, field, "", None, profile[field]) for field in ("followers_count", "fan_count")}
    land = sandbox.json(f"/v26.0/{page_id}/insights", secret, metric="page_follows_country", period="lifetime")["data"][
        0
    ]
    counts |= {
        (page_id, "page_follows_country", code, None, value) for code, value in land["values"][0]["value"].items()
    }
    for since, until in ((SINCE, "2026-08-20"), ("2026-08-20", TODAY)):
        rows = sandbox.json(
            f"/v26.0/{page_id}/insights", secret, metric=FACEBOOK_DAILY, period="day", since=since, until=until
        )["data"]
        for row in rows:
            days = [str(datetime.fromisoformat(value["end_time"]).toordinal() - 1) for value in row["values"]]
            named = [str(datetime.fromordinal(int(day)).date()) for day in days]
            counts |= {
                (page_id, row["name"], "", day, value["value"]) for day, value in zip(named, row["values"], strict=True)
            }
    assert (walked, heard, counts) == (posts, interactions, readings)
    assert walked and heard


def test_the_truth_of_linkedin_is_what_its_answers_say(sandbox: Sandbox) -> None:
    urn, secret = "urn:li:organization:90210456", "osmere_linkedin"
    posts, interactions, readings = told(sandbox, "linkedin", "90210456")
    org = quote(urn, safe="")
    listed = sandbox.json(f"/rest/posts?q=author&author={org}&count=100&sortBy=CREATED", secret)["elements"]
    walked: Rows = set()
    heard: Rows = set()
    for post in listed:
        when = from_ms(post["publishedAt"])
        if not is_in(when) or post.get("adContext", {}).get("isDsc"):
            continue
        walked.add((post["id"], "original", when))
        for top in comments(sandbox, post["id"]):
            for one in [top, *comments(sandbox, top["commentUrn"])]:
                when = from_ms(one["created"]["time"])
                if one["actor"] == urn:
                    walked.add((one["commentUrn"], "reply", when))
                else:
                    kind = "reply" if "parentComment" in one else "comment"
                    heard.add((one["commentUrn"], kind, when, one.get("parentComment", post["id"])))
    assert (walked, heard) == (posts, interactions)
    families: dict[str, list[str]] = {"share": [], "ugcPost": []}
    for post_id, kind, _ in walked:
        if kind == "original":
            families[post_id.split(":")[2]].append(quote(post_id, safe=""))
    asked = "".join(f"&{family}s=List({','.join(urns)})" for family, urns in families.items() if urns)
    stats = sandbox.json(
        f"/rest/organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={org}{asked}", secret
    )
    said = {
        (one.get("share") or one.get("ugcPost"), field, "", None, value)
        for one in stats["elements"]
        for field, value in one["totalShareStatistics"].items()
        if field != "engagement"
    }
    of_posts = {row for row in readings if row[0] != "90210456"}
    assert {row for row in of_posts if row[4]} <= said <= of_posts
    assert {row[4] for row in of_posts - said} <= {0}


def comments(sandbox: Sandbox, urn: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.json(
        f"/rest/socialActions/{quote(urn, safe='')}/comments?start=0&count=100", "osmere_linkedin"
    )["elements"]
    return found


def test_the_truth_of_youtube_is_what_its_answers_say(sandbox: Sandbox) -> None:
    mine, secret = "UCosmerepublichealth0000", "osmere_youtube"
    posts, interactions, readings = told(sandbox, "youtube", mine)
    listed = sandbox.json(
        "/youtube/v3/playlistItems", secret, part="contentDetails", playlistId="UU" + mine[2:], maxResults=50
    )
    ids = ",".join(item["contentDetails"]["videoId"] for item in listed["items"])
    walked: Rows = set()
    heard: Rows = set()
    counts: Rows = set()
    for video in sandbox.json("/youtube/v3/videos", secret, part="snippet,statistics", id=ids)["items"]:
        if not is_in(video["snippet"]["publishedAt"]):
            continue
        walked.add((video["id"], "original", iso(video["snippet"]["publishedAt"])))
        for field in ("viewCount", "likeCount", "dislikeCount", "commentCount"):
            value = video["statistics"].get(field)
            counts.add((video["id"], field, "", None, None if value is None else int(value)))
        threads = sandbox.json(
            "/youtube/v3/commentThreads", secret, part="snippet", videoId=video["id"], maxResults=100
        )
        for thread in threads["items"]:
            replies = sandbox.json(
                "/youtube/v3/comments", secret, part="snippet", parentId=thread["id"], maxResults=100
            )["items"]
            for one in [thread["snippet"]["topLevelComment"], *replies]:
                said, when = one["snippet"], iso(one["snippet"]["publishedAt"])
                if said.get("authorChannelId", {}).get("value") == mine:
                    walked.add((one["id"], "reply", when))
                else:
                    heard.add(
                        (
                            one["id"],
                            "reply" if "parentId" in said else "comment",
                            when,
                            said.get("parentId", video["id"]),
                        )
                    )
    asked = {"ids": "channel==MINE", "startDate": SINCE, "endDate": "2026-11-15"}
    metrics = "views,engagedViews,estimatedMinutesWatched,averageViewDuration,likes,dislikes,comments,shares,subscribersGained,subscribersLost"
    table = sandbox.json("/v2/reports", secret, dimensions="day", metrics=metrics, **asked)
    for day, *values in table["rows"]:
        counts |= {(mine, field, "", day, value) for field, value in zip(metrics.split(","), values, strict=True)}
    assert (walked, heard) == (posts, interactions)
    assert counts <= readings
    assert {row[1] for row in readings - counts} == {
        "viewCount",
        "subscriberCount",
        "videoCount",
        "engagedViews",
        "shares",
        "viewerPercentage",
    }
    assert (mine, "subscriberCount", "", None, None) in readings


def test_the_truth_of_an_unknown_account_is_a_plain_refusal(sandbox: Sandbox) -> None:
    assert sandbox.get("/truth", platform="x", account="1", since=SINCE, until=TODAY).status_code == 404
    assert sandbox.get("/truth", platform="x", account="2244990001", since="June", until=TODAY).status_code == 400
