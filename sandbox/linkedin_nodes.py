"""Organisations, posts and comments as LinkedIn writes them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sandbox.acts import Act, Channel, Inbound
from sandbox.figures import is_own
from sandbox.ids import activity_of, milliseconds
from sandbox.linkedin_statistics import urn_of
from sandbox.members import person_id
from sandbox.world import World

REACTIONS = (("LIKE", 0.62), ("PRAISE", 0.17), ("EMPATHY", 0.13), ("INTEREST", 0.05), ("APPRECIATION", 0.03))


def organization_node(channel: Channel, is_admin: bool) -> dict[str, Any]:
    """An organisation: its administrators see more."""
    said: dict[str, Any] = {
        "id": int(channel.account_id),
        "vanityName": channel.handle,
        "localizedName": channel.name,
        "name": {"localized": {"en_GB": channel.name}, "preferredLocale": {"country": "GB", "language": "en"}},
        "localizedWebsite": f"https://www.{channel.organisation_id}.example",
        "primaryOrganizationType": "NONE",
        "locations": [],
    }
    if is_admin:
        said |= {
            "$URN": urn_of(channel),
            "organizationType": "GOVERNMENT_AGENCY",
            "staffCountRange": "SIZE_5001_TO_10000",
            "industries": ["urn:li:industry:14"],
            "defaultLocale": {"country": "GB", "language": "en"},
            "versionTag": "1",
        }
    return said


def modified_at(world: World, act: Act) -> datetime:
    """When a post was last changed: a few get their spelling put right after five days."""
    changed = act.at + timedelta(days=5)
    return changed if int(act.id[-2:]) < 6 and changed < world.now else act.at


def post_node(world: World, channel: Channel, act: Act) -> dict[str, Any]:
    """A post, its hashtags in LinkedIn's little-text."""
    words = act.text
    for tag in act.tags:
        words = words.replace(f"#{tag}", f"{{hashtag|\\#|{tag}}}")
    changed = modified_at(world, act)
    said: dict[str, Any] = {
        "id": act.id,
        "author": urn_of(channel),
        "commentary": words,
        "createdAt": milliseconds(act.at) - 60_000,
        "publishedAt": milliseconds(act.at),
        "lastModifiedAt": milliseconds(changed),
        "visibility": "PUBLIC",
        "lifecycleState": "PUBLISHED",
        "lifecycleStateInfo": {"isEditedByAuthor": changed != act.at},
        "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
        "isReshareDisabledByAuthor": False,
    }
    content = _content(act)
    if content:
        said["content"] = content
    if "dark" in act.quirks:
        said["distribution"]["feedDistribution"] = "NONE"
        said["adContext"] = {"isDsc": True, "dscStatus": "ACTIVE", "dscAdType": "STANDARD"}
    return said


def _content(act: Act) -> dict[str, Any]:
    number = act.id.rsplit(":", 1)[1]
    if act.media == "link":
        return {"article": {"source": act.link, "title": act.title, "description": ""}}
    if act.media == "poll":
        return {
            "poll": {
                "question": act.title,
                "options": [{"text": "Easy"}, {"text": "Hard"}],
                "settings": {"duration": "THREE_DAYS"},
            }
        }
    if act.media in ("image", "video"):
        alt = {"altText": "Staff and visitors at one of our sites."} if act.has_alt_text else {}
        return {"media": {"id": f"urn:li:{act.media}:{number}", "title": act.title, **alt}}
    return {}


def batch_of_posts(world: World, channel: Channel, wanted: list[str]) -> dict[str, Any]:
    """The answer to a batch of URNs: what is there, and a 404 entry for each that is not."""
    found = {urn: world.feed(channel).posts.get(urn) for urn in wanted}
    results = {
        urn: post_node(world, channel, post)
        for urn, post in found.items()
        if post is not None and post.kind == "original" and post.is_up(world.now)
    }
    gone = [urn for urn in wanted if urn not in results]
    return {
        "results": results,
        "statuses": {urn: 200 for urn in results} | {urn: 404 for urn in gone},
        "errors": {urn: {"status": 404, "code": "NOT_FOUND", "message": f"{urn} not found"} for urn in gone},
    }


def metadata_node(world: World, channel: Channel, act: Act) -> dict[str, Any]:
    """Comment and reaction counts of a post; reactions nobody used are left out."""
    talk, likes = world.talk(channel, act.id), world.grown(channel, act, "likes")
    counts = {kind: round(likes * share) for kind, share in REACTIONS}
    return {
        "entity": activity_of(act.id),
        "commentsState": "OPEN",
        "commentSummary": {"count": len(talk), "topLevelCount": sum(item.parent_id == act.id for item in talk)},
        "reactionSummaries": {
            kind: {"reactionType": kind, "count": number} for kind, number in counts.items() if number
        },
    }


def comment_node(world: World, channel: Channel, item: Act | Inbound) -> dict[str, Any]:
    """A comment, under the activity number of its post."""
    actor = urn_of(channel) if isinstance(item, Act) else person_id("linkedin", item.author)
    activity = activity_of(item.conversation_id)
    replies = sum(one.parent_id == item.id for one in world.talk(channel, item.conversation_id))
    created: dict[str, Any] = {"actor": actor, "time": milliseconds(item.at)}
    said: dict[str, Any] = {
        "actor": actor,
        "commentUrn": item.id,
        "created": created,
        "lastModified": {"actor": actor, "time": milliseconds(item.at)},
        "id": item.id.rsplit(",", 1)[1].rstrip(")"),
        "message": {"attributes": [], "text": item.text},
        "object": activity,
    }
    if is_own(item):
        said["agent"] = created["impersonator"] = "urn:li:person:SandboxOperator"
    if item.parent_id != item.conversation_id:
        said["parentComment"] = item.parent_id
    else:
        said["commentsSummary"] = {"aggregatedTotalComments": replies, "totalFirstLevelComments": replies}
    return said
