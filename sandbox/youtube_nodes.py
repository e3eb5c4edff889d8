"""Channels, videos and comments as the YouTube Data API writes them: statistics are strings, what is hidden is left out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zlib import crc32

from sandbox.acts import Act, Channel, Inbound
from sandbox.figures import youtube_statistics
from sandbox.members import person_id
from sandbox.series import followers_now, lifetime_views
from sandbox.talk import person_handle
from sandbox.world import World

NO_CHANNEL = "The channel identified by the request's parameter could not be found."
MOST_REPLIES = 5  # a thread's own answer never holds more
HIDES_SUBSCRIBERS = {"osmere"}


def stamp(moment: datetime) -> str:
    """A time as YouTube writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def uploads_of(channel: Channel) -> str:
    """The playlist of everything a channel uploaded."""
    return "UU" + channel.account_id[2:]


def _tag(*parts: object) -> str:
    return f"sb{crc32(repr(parts).encode()):08x}"


def shown_subscribers(world: World, channel: Channel) -> int | None:
    """Subscribers rounded down to three figures; None when the channel hides them."""
    if channel.organisation_id in HIDES_SUBSCRIBERS:
        return None
    total = followers_now(world, channel)
    step: int = 10 ** max(0, len(str(total)) - 3)
    return total // step * step


def public_videos(world: World, channel: Channel) -> list[Act]:
    """The videos everybody sees now, oldest first."""
    return [act for act in world.up(channel) if act.kind == "original" and "private" not in act.quirks]


def channel_item(world: World, channel: Channel, parts: set[str]) -> dict[str, Any]:
    """One channel."""
    subscribers = shown_subscribers(world, channel)
    statistics: dict[str, Any] = {"viewCount": str(lifetime_views(world, channel))}
    if subscribers is not None:
        statistics["subscriberCount"] = str(subscribers)
    statistics |= {"hiddenSubscriberCount": subscribers is None, "videoCount": str(len(public_videos(world, channel)))}
    whole = {
        "snippet": {
            "title": channel.name, "description": "A made-up body in a sandbox.", "customUrl": channel.handle,
            "publishedAt": f"{channel.opened_on}T09:00:00Z", "country": "GB",
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": uploads_of(channel)}},
        "statistics": statistics,
        "status": {"privacyStatus": "public", "isLinked": True, "longUploadsStatus": "allowed"},
    }  # fmt: skip
    said = {"kind": "youtube#channel", "etag": _tag(channel.account_id, statistics), "id": channel.account_id}
    return said | {part: value for part, value in whole.items() if part in parts}


def playlist_item(world: World, channel: Channel, video: Act, parts: set[str], position: int) -> dict[str, Any]:
    """One line of the uploads list."""
    published = stamp(video.at)
    whole = {
        "snippet": {
            "publishedAt": published, "channelId": channel.account_id, "title": video.title, "description": video.text,
            "channelTitle": channel.name, "playlistId": uploads_of(channel), "position": position,
            "resourceId": {"kind": "youtube#video", "videoId": video.id},
            "videoOwnerChannelTitle": channel.name, "videoOwnerChannelId": channel.account_id,
        },
        "contentDetails": {"videoId": video.id, "videoPublishedAt": published},
        "status": {"privacyStatus": _privacy(video)},
    }  # fmt: skip
    said = {"kind": "youtube#playlistItem", "etag": _tag(video.id, position), "id": f"VVV{video.id}"}
    return said | {part: value for part, value in whole.items() if part in parts}


def _privacy(video: Act) -> str:
    return "private" if "private" in video.quirks else "public"


def _seconds(video: Act) -> int:
    return 25 + crc32(video.id.encode()) % 400


def video_item(world: World, channel: Channel, video: Act, parts: set[str], is_owner: bool) -> dict[str, Any]:
    """One video."""
    minutes, seconds = divmod(_seconds(video), 60)
    snippet: dict[str, Any] = {
        "publishedAt": stamp(video.at), "channelId": channel.account_id, "title": video.title, "description": video.text,
        "channelTitle": channel.name, "categoryId": "27", "liveBroadcastContent": "none", "defaultAudioLanguage": "en-GB",
    }  # fmt: skip
    if video.tags:
        snippet["tags"] = list(video.tags)
    whole = {
        "snippet": snippet,
        "contentDetails": {
            "duration": f"PT{minutes}M{seconds}S" if minutes else f"PT{seconds}S", "dimension": "2d", "definition": "hd",
            "caption": "true" if video.has_alt_text or video.at.month % 2 else "false", "licensedContent": False,
            "contentRating": {}, "projection": "rectangular",
        },
        "status": {
            "uploadStatus": "processed", "privacyStatus": _privacy(video), "license": "youtube", "embeddable": True,
            "publicStatsViewable": "likes_hidden" not in video.quirks, "madeForKids": False,
        },
        "statistics": youtube_statistics(world, channel, video, is_owner),
    }  # fmt: skip
    said = {"kind": "youtube#video", "etag": _tag(video.id, whole["statistics"]), "id": video.id}
    return said | {part: value for part, value in whole.items() if part in parts}


def stats_item(world: World, channel: Channel, video: Act, parts: set[str]) -> dict[str, Any]:
    """One video as batchGetStats has it: another name for its time, its length in seconds."""
    statistics = youtube_statistics(world, channel, video, is_owner=False)
    whole = {
        "snippet": {"publishTime": stamp(video.at)},
        "contentDetails": {"duration": f"{_seconds(video)}s"},
        "statistics": {name: value for name, value in statistics.items() if name != "favoriteCount"},
    }
    said = {"kind": "youtube#videoStats", "etag": _tag("stats", video.id), "id": video.id}
    return said | {part: value for part, value in whole.items() if part in parts}


def comment_item(channel: Channel, item: Act | Inbound, parts: set[str], is_in_thread: bool) -> dict[str, Any]:
    """One comment. Within a thread it names its channel and video; a person's id is missing when the account is gone."""
    said: dict[str, Any] = {"kind": "youtube#comment", "etag": _tag(item.id), "id": item.id}
    if "snippet" not in parts:
        return said
    handle = channel.handle if isinstance(item, Act) else f"@{person_handle(item.author)}"
    snippet: dict[str, Any] = {
        "textDisplay": item.text, "textOriginal": item.text, "authorDisplayName": handle,
        "authorProfileImageUrl": "https://yt3.ggpht.com/sandbox", "authorChannelUrl": f"http://www.youtube.com/{handle}",
        "canRate": True, "viewerRating": "none", "likeCount": 0 if isinstance(item, Act) else item.author % 3,
        "publishedAt": stamp(item.at), "updatedAt": stamp(item.at),
    }  # fmt: skip
    if isinstance(item, Act):
        snippet["authorChannelId"] = {"value": channel.account_id}
    elif not item.is_anonymous:
        snippet["authorChannelId"] = {"value": person_id("youtube", item.author)}
    if is_in_thread:
        snippet |= {"channelId": channel.account_id, "videoId": item.conversation_id}
    if item.thread_id != item.id:
        snippet["parentId"] = item.thread_id
    return said | {"snippet": snippet}


def thread_item(world: World, channel: Channel, top: Act | Inbound, parts: set[str]) -> dict[str, Any]:
    """One thread, with at most five of its replies: the newest, newest first."""
    replies = [
        item for item in world.talk(channel, top.conversation_id) if item.thread_id == top.id and item is not top
    ]
    said: dict[str, Any] = {"kind": "youtube#commentThread", "etag": _tag(top.id, len(replies)), "id": top.id}
    if "snippet" in parts:
        said["snippet"] = {
            "channelId": channel.account_id, "videoId": top.conversation_id, "canReply": True, "totalReplyCount": len(replies),
            "isPublic": True, "topLevelComment": comment_item(channel, top, {"snippet"}, is_in_thread=True),
        }  # fmt: skip
    if "replies" in parts and replies:
        newest = replies[::-1][:MOST_REPLIES]
        said["replies"] = {"comments": [comment_item(channel, item, {"snippet"}, is_in_thread=True) for item in newest]}
    return said
