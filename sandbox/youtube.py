"""YouTube Data API v3: channels, uploads, videos, comments, the quota; token renewal; and the door to Analytics (youtube_reports.py)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from zlib import crc32

from fastapi import APIRouter, Request, Response

from sandbox.acts import Act, Channel, Inbound
from sandbox.desk import TOKEN, Desk, Refusal, answer, bearer, form
from sandbox.growth import pacific_day
from sandbox.world import World
from sandbox.youtube_nodes import (
    NO_CHANNEL,
    channel_item,
    comment_item,
    playlist_item,
    stats_item,
    thread_item,
    uploads_of,
    video_item,
)
from sandbox.youtube_reports import report

UNITS_A_DAY = 10_000
TOKEN_LIVES_S = 3599
MOST_IDS = 50  # a call; with ids nothing is paged
PAGE_TOKEN = "EAAaBlBU"
PARTS = {
    "channels": {"snippet", "contentDetails", "statistics", "status", "id", "brandingSettings", "topicDetails"},
    "playlistItems": {"snippet", "contentDetails", "status", "id"},
    "videos": {"snippet", "statistics", "contentDetails", "status", "id", "player", "topicDetails", "localizations"},
    "commentThreads": {"snippet", "replies", "id"},
    "comments": {"snippet", "id"},
}
USED_UP = 'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.'


def router(desk: Desk) -> APIRouter:
    """The paths of YouTube."""
    routes = APIRouter()
    world = desk.world

    @routes.get("/youtube/v3/channels")
    async def channels(request: Request) -> Response:
        viewer, asked = _enter(desk, request)
        parts = _parts(asked, "channels")
        filters = [name for name in ("mine", "id", "forHandle", "forUsername") if asked.get(name)]
        if len(filters) != 1:
            raise refusal(
                400,
                "No filter selected. Expected one of: id, mine, forHandle, forUsername",
                "youtube.parameter",
                "missingRequiredParameter",
            )
        found = _channels(world, viewer, filters[0], asked[filters[0]])
        said: dict[str, Any] = {"kind": "youtube#channelListResponse", "etag": etag("channels", asked)}
        said["pageInfo"] = {"totalResults": len(found), "resultsPerPage": 5}
        if found:
            said["items"] = [channel_item(world, one, parts) for one in found]
        return answer(said)

    @routes.get("/youtube/v3/playlistItems")
    async def playlist_items(request: Request) -> Response:
        viewer, asked = _enter(desk, request)
        parts, owner = _parts(asked, "playlistItems"), _owner_of_uploads(world, asked.get("playlistId", ""))
        videos = [video for video in videos_up(world, owner) if "private" not in video.quirks or viewer is owner][::-1]
        start, size = _page(asked, 5, 0, 50)
        items = [
            playlist_item(world, owner, video, parts, start + n) for n, video in enumerate(videos[start : start + size])
        ]
        return answer(
            _listed("youtube#playlistItemListResponse", asked, items, start, size, len(videos), total=len(videos))
        )

    @routes.get("/youtube/v3/videos")
    async def videos(request: Request) -> Response:
        viewer, asked = _enter(desk, request)
        parts, found = _parts(asked, "videos"), _videos(world, viewer, asked)
        said: dict[str, Any] = {"kind": "youtube#videoListResponse", "etag": etag("videos", asked)}
        said["items"] = [video_item(world, owner, video, parts, viewer is owner) for owner, video in found]
        return answer(said | {"pageInfo": {"totalResults": len(found), "resultsPerPage": len(found)}})

    @routes.get("/youtube/v3/videos:batchGetStats")
    async def batch(request: Request) -> Response:
        viewer, asked = _enter(desk, request, bucket="batch")
        parts, found = _parts(asked, "videos"), _videos(world, viewer, asked)
        items = [stats_item(world, owner, video, parts) for owner, video in found]
        return answer({"kind": "youtube#batchGetStatsResponse", "etag": etag("stats", asked), "items": items})

    @routes.get("/youtube/v3/commentThreads")
    async def threads(request: Request) -> Response:
        _, asked = _enter(desk, request)
        parts, found = _parts(asked, "commentThreads"), _threads(world, asked)
        start, size = (0, MOST_IDS) if asked.get("id") else _page(asked, 20, 1, 100)
        items = [thread_item(world, owner, top, parts) for owner, top in found[start : start + size]]
        return answer(
            _listed("youtube#commentThreadListResponse", asked, items, start, size, len(found), total=len(items))
        )

    @routes.get("/youtube/v3/comments")
    async def comments(request: Request) -> Response:
        _, asked = _enter(desk, request)
        parts, found = _parts(asked, "comments"), _replies(world, asked)
        start, size = (0, MOST_IDS) if asked.get("id") else _page(asked, 20, 1, 100)
        items = [comment_item(owner, item, parts, is_in_thread=False) for owner, item in found[start : start + size]]
        return answer(_listed("youtube#commentListResponse", asked, items, start, size, len(found)))

    @routes.get("/v2/reports")
    async def reports(request: Request) -> Response:
        token = bearer(request)
        viewer = desk.who("youtube", token)
        if viewer is None:
            raise unauthorised()
        return answer(report(world, viewer, dict(request.query_params)))

    @routes.post("/token")
    async def renew(request: Request) -> Response:
        fields = await form(request)
        if not fields.get("client_id"):
            raise Refusal(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."})
        channel = desk.whose_refresh("youtube", fields.get("refresh_token", ""), rotates=False)
        if fields.get("grant_type") != "refresh_token" or channel is None:
            raise Refusal(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."})
        token, _ = desk.renew(channel, TOKEN_LIVES_S)
        scope = "https://www.googleapis.com/auth/youtube.readonly https://www.googleapis.com/auth/yt-analytics.readonly"
        said = {"access_token": token, "expires_in": TOKEN_LIVES_S, "scope": scope, "token_type": "Bearer"}
        if fields["client_id"].startswith("testing"):  # an app whose consent screen is in testing: seven days
            said["refresh_token_expires_in"] = desk.consent_left_s(channel, 7)
        return answer(said)

    return routes


def refusal(code: int, message: str, domain: str, reason: str, **more: Any) -> Refusal:
    """A refusal in Google's envelope; `location` goes into the entry, anything else beside it."""
    entry: dict[str, Any] = {"message": message, "domain": domain, "reason": reason}
    if "location" in more:
        entry |= {"location": more.pop("location"), "locationType": more.pop("locationType", "parameter")}
    return Refusal(code, {"error": {"code": code, "message": message, "errors": [entry], **more}})


def unauthorised() -> Refusal:
    """The refusal for a token that opens nothing."""
    said = refusal(
        401,
        "Invalid Credentials",
        "global",
        "authError",
        location="Authorization",
        locationType="header",
        status="UNAUTHENTICATED",
    )
    said.body["error"]["message"] = (
        "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid authentication "
        "credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
    )
    return said


def etag(*parts: object) -> str:
    """A tag that changes with what was asked; clients do not read it."""
    return f"sb{crc32(repr(parts).encode()):08x}"


def _enter(desk: Desk, request: Request, bucket: str = "units") -> tuple[Channel | None, dict[str, str]]:
    """Check token or key and spend a unit of the day: the channel the token is for (None for a key), and what was asked."""
    asked, token = dict(request.query_params), bearer(request)
    key = asked.pop("key", "")
    viewer = desk.who("youtube", token)
    if token and viewer is None:
        raise unauthorised()
    if not token and key not in [f"{TOKEN}key", *(TOKEN + one.secret for one in desk.world.of("youtube"))]:
        if key:
            raise refusal(
                400,
                "API key not valid. Please pass a valid API key.",
                "global",
                "badRequest",
                status="INVALID_ARGUMENT",
            )
        raise refusal(403, "The request is missing a valid API key.", "global", "forbidden", status="PERMISSION_DENIED")
    project = viewer.secret if viewer else key
    if desk.count("youtube", bucket, project, pacific_day(desk.world.now)) > UNITS_A_DAY:
        raise refusal(403, USED_UP, "youtube.quota", "quotaExceeded")
    return viewer, asked


def _parts(asked: dict[str, str], resource: str) -> set[str]:
    parts = {part.strip() for part in asked.get("part", "").split(",")} - {""}
    if not parts:
        raise refusal(400, "Required parameter: part", "global", "required", location="part")
    unknown = sorted(parts - PARTS[resource])
    if unknown:
        raise refusal(400, f"'{unknown[0]}'", "youtube.part", "unknownPart", location="part")
    return parts


def _page(asked: dict[str, str], usual: int, least: int, most: int) -> tuple[int, int]:
    text = asked.get("maxResults", str(usual))
    if not text.isdigit() or not least <= int(text) <= most:
        message = f"Invalid value '{text}'. Values must be within the range: [{least}, {most}]"
        raise refusal(400, message, "global", "invalidParameter", location="maxResults")
    token = asked.get("pageToken")
    if token is None:
        return 0, int(text)
    if not (token.startswith(PAGE_TOKEN) and token[len(PAGE_TOKEN) :].isdigit()):
        raise refusal(
            400,
            "The request specifies an invalid page token.",
            "youtube.parameter",
            "invalidPageToken",
            location="pageToken",
        )
    return int(token[len(PAGE_TOKEN) :]), int(text)


def _listed(
    kind: str, asked: dict[str, str], items: list[Any], start: int, size: int, number: int, total: int | None = None
) -> dict[str, Any]:
    said: dict[str, Any] = {"kind": kind, "etag": etag(kind, sorted(asked.items()))}
    if start + size < number and size:
        said["nextPageToken"] = f"{PAGE_TOKEN}{start + size:05d}"
    if start and kind == "youtube#playlistItemListResponse":
        said["prevPageToken"] = f"{PAGE_TOKEN}{max(0, start - size):05d}"
    said["pageInfo"] = ({"totalResults": total} if total is not None else {}) | {"resultsPerPage": size}
    return said | {"items": items}


def videos_up(world: World, channel: Channel) -> list[Act]:
    """The videos of a channel there are now, private ones included, oldest first."""
    return [act for act in world.up(channel) if act.kind == "original"]


def _channels(world: World, viewer: Channel | None, name: str, value: str) -> list[Channel]:
    if name == "mine":
        if viewer is None:
            raise unauthorised()
        return [viewer]
    if name == "forHandle":
        return [one for one in world.of("youtube") if one.handle.lower().lstrip("@") == value.lower().lstrip("@")]
    wanted = value.split(",")
    return [one for one in world.of("youtube") if name == "id" and one.account_id in wanted]


def _owner_of_uploads(world: World, playlist: str) -> Channel:
    owner = next((one for one in world.of("youtube") if uploads_of(one) == playlist), None)
    if owner is None or not videos_up(world, owner):
        message = "The playlist identified with the request's <code>playlistId</code> parameter cannot be found."
        raise refusal(404, message, "youtube.playlistItem", "playlistNotFound", location="playlistId")
    return owner


def _videos(world: World, viewer: Channel | None, asked: dict[str, str]) -> list[tuple[Channel, Act]]:
    """The videos asked for; those not there, deleted, or private to somebody else are left out without a word."""
    wanted = [one for one in asked.get("id", "").split(",") if one]
    if not wanted:
        raise refusal(
            400,
            "No filter selected. Expected one of: id, chart, myRating",
            "youtube.parameter",
            "missingRequiredParameter",
        )
    if len(wanted) > 50:
        raise refusal(
            400,
            "The request specifies an invalid filter parameter.",
            "youtube.parameter",
            "invalidFilters",
            location="id",
        )
    known = world.keep(
        ("videos",), lambda: {act.id: (one, act) for one in world.of("youtube") for act in videos_up(world, one)}
    )
    found = [known[one] for one in dict.fromkeys(wanted) if one in known]
    return [(owner, video) for owner, video in found if "private" not in video.quirks or viewer is owner]


def _threads(world: World, asked: dict[str, str]) -> list[tuple[Channel, Act | Inbound]]:
    """Top comments of a video, of all videos of a channel (newest first), or those of these ids."""
    video_id, channel_id = asked.get("videoId"), asked.get("allThreadsRelatedToChannelId")
    if asked.get("id"):
        return [(owner, item) for owner, item in _by_id(world, asked["id"]) if item.thread_id == item.id]
    if video_id:
        found = _videos(world, None, {"id": video_id})
        if not found:
            message = 'The video identified by the <code><a href="/youtube/v3/docs/commentThreads/list#videoId">videoId</a></code> parameter could not be found.'
            raise refusal(404, message, "youtube.commentThread", "videoNotFound", location="videoId")
        owner, video = found[0]
        if "comments_off" in video.quirks:
            message = 'The video identified by the <code><a href="/youtube/v3/docs/commentThreads/list#videoId">videoId</a></code> parameter has disabled comments.'
            raise refusal(403, message, "youtube.commentThread", "commentsDisabled", location="videoId")
        talk = world.talk(owner, video.id)
    elif channel_id:
        other = world.channel("youtube", channel_id)
        if other is None:
            raise refusal(
                404, NO_CHANNEL, "youtube.commentThread", "channelNotFound", location="allThreadsRelatedToChannelId"
            )
        owner = other
        talk = sorted(
            (item for video in videos_up(world, owner) for item in world.talk(owner, video.id)),
            key=lambda item: (item.at, item.id),
        )
    else:
        raise refusal(
            400,
            "No filter selected. Expected one of: videoId, id, allThreadsRelatedToChannelId",
            "youtube.parameter",
            "missingRequiredParameter",
        )
    return [(owner, item) for item in talk if item.thread_id == item.id][::-1]


def _by_id(world: World, ids: str) -> list[tuple[Channel, Act | Inbound]]:
    """Comments and replies asked for by id; those not there or deleted are left out without a word."""
    wanted = [one for one in ids.split(",") if one]
    if len(wanted) > MOST_IDS:
        message = "The request specifies an invalid filter parameter."
        raise refusal(400, message, "youtube.parameter", "invalidFilters", location="id")
    known = world.keep(
        ("comments",),
        lambda: {
            item.id: (owner, item)
            for owner in world.of("youtube")
            for item in world.feed(owner).words()
            if world.is_up(owner, item)
        },
    )
    return [known[one] for one in dict.fromkeys(wanted) if one in known]


def _replies(world: World, asked: dict[str, str]) -> Sequence[tuple[Channel, Act | Inbound]]:
    parent = asked.get("parentId")
    if asked.get("id"):
        return _by_id(world, asked["id"])
    if not parent:
        raise refusal(
            400, "No filter selected. Expected one of: parentId, id", "youtube.parameter", "missingRequiredParameter"
        )
    for owner in world.of("youtube"):
        for video in videos_up(world, owner):
            talk = world.talk(owner, video.id)
            if any(item.id == parent for item in talk):
                return [(owner, item) for item in talk if item.thread_id == parent and item.id != parent]
    raise refusal(
        404,
        "The specified parent comment could not be found.",
        "youtube.comment",
        "parentCommentNotFound",
        location="parentId",
    )
