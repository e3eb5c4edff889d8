"""The sandbox's answers against the platforms' own machine-readable specifications."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from tests.sandbox.conftest import Sandbox

USER = "created_at,description,id,name,protected,public_metrics,username,verified,verified_type"
MINE = "harrowdale_x"
FIELDS = (
    "id,text,created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,public_metrics,non_public_metrics,"
    "organic_metrics,attachments,lang,edit_controls,edit_history_tweet_ids,entities,note_tweet,possibly_sensitive,reply_settings"
)
NEW_FIELDS = (
    "id,text,created_at,conversation_id,public_metrics,non_public_metrics,organic_metrics,attachments,lang,edit_controls,"
    "entities,note_post"
)
MORE = {
    "media__fields": "alt_text,duration_ms,media_key,public_metrics,type",
    "poll__fields": "duration_minutes,end_datetime,id,options,voting_status",
}


def x_answers(sandbox: Sandbox, *, is_new: bool) -> dict[str, Any]:
    post = "post" if is_new else "tweet"
    asked = {f"{post}__fields": NEW_FIELDS if is_new else FIELDS, "max_results": 100, **MORE}
    whose = {
        "expansions": "attachments.media_keys,attachments.poll_ids,author_id,"
        + ("referenced_posts" if is_new else "referenced_tweets.id")
    }
    page = sandbox.json("/2/users/2244990001/tweets", MINE, **asked, **whose)
    one = page["data"][0]["id"]
    return {
        "/2/users/me": sandbox.json(
            "/2/users/me", MINE, user__fields=USER, **({"post__fields": "id"} if is_new else {})
        ),
        "/2/users/{id}/tweets": page,
        "/2/users/{id}/mentions": sandbox.json("/2/users/2244990001/mentions", MINE, **asked, **whose),
        "/2/tweets": sandbox.json(
            "/2/tweets", MINE, ids=f"{one},1980000000000000009", **{f"{post}__fields": "id,public_metrics"}
        ),
        "/2/tweets/{id}": sandbox.json(f"/2/tweets/{one}", MINE, **{f"{post}__fields": "id,text,public_metrics"}),
    }


@pytest.mark.parametrize("version", ["2.166", "2.167"])
def test_every_x_answer_keeps_to_the_specification_of_its_vocabulary(
    sandbox: Sandbox, specs: Path, version: str
) -> None:
    spec = json.loads((specs / f"openapi_subset_{version}.json").read_text())
    for path, body in x_answers(sandbox, is_new=version == "2.167").items():
        content = spec["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
        jsonschema.validate(body, content["schema"] | {"components": spec["components"]})


@pytest.mark.parametrize(("version", "shape"), [("2.166", "Tweet"), ("2.167", "Post")])
def test_an_x_post_has_no_key_the_specification_does_not_know(
    sandbox: Sandbox, specs: Path, version: str, shape: str
) -> None:
    known = json.loads((specs / f"openapi_subset_{version}.json").read_text())["components"]["schemas"][shape][
        "properties"
    ]
    answers = x_answers(sandbox, is_new=version == "2.167")
    for path in ("/2/users/{id}/tweets", "/2/users/{id}/mentions"):
        assert {key for post in answers[path]["data"] for key in post} <= set(known)


def check(value: Any, schema: dict[str, Any], schemas: dict[str, Any], where: str) -> None:
    """Walk a value along a Google discovery schema: no unknown key, no wrong type."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"]]
    kind = schema.get("type", "any")
    if kind == "object":
        assert isinstance(value, dict), where
        for key, inner in value.items():
            assert key in schema.get("properties", {}) or "additionalProperties" in schema, (
                f"{where}.{key} is not in the discovery document"
            )
            check(
                inner,
                schema.get("properties", {}).get(key) or schema["additionalProperties"],
                schemas,
                f"{where}.{key}",
            )
    elif kind == "array":
        assert isinstance(value, list), where
        for inner in value:
            check(inner, schema["items"], schemas, f"{where}[]")
    elif kind != "any":
        types: dict[str, Any] = {"string": str, "integer": int, "number": (int, float), "boolean": bool}
        assert isinstance(value, types[kind]) and (kind == "boolean" or not isinstance(value, bool)), (
            f"{where} is no {kind}: {value!r}"
        )


def test_every_youtube_answer_keeps_to_the_discovery_document(sandbox: Sandbox, specs: Path) -> None:
    schemas = json.loads((specs / "discovery_youtube.v3.subset.json").read_text())["schemas"]
    mine = "harrowdale_youtube"
    listed = sandbox.json(
        "/youtube/v3/playlistItems",
        mine,
        part="snippet,contentDetails,status",
        playlistId="UUharrowdalehospitals000",
        maxResults=50,
    )
    ids = [item["contentDetails"]["videoId"] for item in listed["items"]]
    threads = sandbox.json(
        "/youtube/v3/commentThreads",
        mine,
        part="snippet,replies",
        allThreadsRelatedToChannelId="UCharrowdalehospitals000",
        maxResults=100,
    )
    busy = next(item["id"] for item in threads["items"] if item["snippet"]["totalReplyCount"])
    every = "snippet,statistics,contentDetails,status"
    answers = {
        "ChannelListResponse": sandbox.json("/youtube/v3/channels", mine, part=every, mine="true"),
        "PlaylistItemListResponse": listed,
        "VideoListResponse": sandbox.json("/youtube/v3/videos", mine, part=every, id=",".join(ids)),
        "CommentThreadListResponse": threads,
        "CommentListResponse": sandbox.json("/youtube/v3/comments", mine, part="snippet", parentId=busy),
    }
    looked_up = {"CommentListResponse": sandbox.json("/youtube/v3/comments", mine, part="id", id=f"{busy},UgNobody")}
    looked_up["CommentThreadListResponse"] = sandbox.json("/youtube/v3/commentThreads", mine, part="id", id=busy)
    looked_up["VideoListResponse"] = sandbox.json("/youtube/v3/videos", mine, part="id", id=f"{ids[0]},nobody")
    stats = sandbox.json(
        "/youtube/v3/videos:batchGetStats", mine, part="snippet,statistics,contentDetails", id=",".join(ids)
    )
    answers |= {name: stats for name in schemas if name.lower().endswith("batchgetstatsresponse")}
    assert len(answers) == 6 and all(len(body["items"]) == 1 for body in looked_up.values())
    for name, body in [*answers.items(), *looked_up.items()]:
        check(body, schemas[name], schemas, name)


def test_an_analytics_table_keeps_to_the_discovery_document(sandbox: Sandbox, specs: Path) -> None:
    schemas = json.loads((specs / "discovery_youtubeAnalytics.v2.json").read_text())["schemas"]
    table = sandbox.json(
        "/v2/reports", "harrowdale_youtube", ids="channel==MINE", startDate="2026-10-01", endDate="2026-11-15",
        metrics="views,likes", dimensions="day",
    )  # fmt: skip
    check(table, schemas["QueryResponse"], schemas, "QueryResponse")
    assert all(len(row) == len(table["columnHeaders"]) for row in table["rows"])
