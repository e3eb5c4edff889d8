"""Pages, posts and comments as Graph writes them, with only the fields that were asked for."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sandbox.acts import Act, Channel, Inbound
from sandbox.facebook_errors import error
from sandbox.facebook_fields import BadFields, Field
from sandbox.facebook_insights import post_insights
from sandbox.figures import facebook_reactions
from sandbox.members import person_id
from sandbox.series import followers_now
from sandbox.talk import person_name
from sandbox.world import World

LARGEST_PAGE, USUAL_PAGE = 100, 25
STATUS = {
    "image": "added_photos",
    "album": "added_photos",
    "video": "added_video",
    "link": "shared_story",
    "none": "mobile_status_update",
}
ATTACHED = {
    "image": ("photo", "photo"),
    "album": ("album", "album"),
    "video": ("video", "video_inline"),
    "link": ("link", "share"),
}


def stamp(moment: datetime) -> str:
    """A time as Graph writes it."""
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


def _no_field(name: str, kind: str) -> Exception:
    return error(f"(#100) Tried accessing nonexisting field ({name}) on node type ({kind})", 100)


def page_node(world: World, page: Channel, fields: Sequence[Field], own_token: str | None) -> dict[str, Any]:
    """A Page's profile."""
    total = followers_now(world, page)
    whole: dict[str, Any] = {
        "id": page.account_id,
        "name": page.name,
        "username": page.handle,
        "link": f"https://www.facebook.com/{page.account_id}",
        "category": "Hospital",
        "about": "A made-up body in a sandbox.",
        "followers_count": total,
        "fan_count": total * 96 // 100,
        "talking_about_count": total // 90,
        "is_published": page.closed_on is None or world.today <= page.closed_on,
        "verification_status": "blue_verified",
        "has_transitioned_to_new_page_experience": True,
        "website": f"https://www.{page.organisation_id}.example/",
    }
    if own_token is not None:
        whole["access_token"] = own_token
    elif any(one.name == "access_token" for one in fields):
        whole["access_token"] = None
    unknown = next((one.name for one in fields if one.name not in whole), None)
    if unknown:
        raise _no_field(unknown, "Page")
    names = [one.name for one in fields] or ["id", "name"]
    return {name: whole[name] for name in [*names, *(["id"] if "id" not in names else [])] if whole[name] is not None}


def published_posts(
    world: World, page: Channel, fields: list[Field], asked: dict[str, str], address: str, token: str
) -> dict[str, Any]:
    """A page of own posts, newest first, within since and until. A post deleted since leaves a short page."""
    since, until = _instant(asked.get("since")), _instant(asked.get("until"))
    posts = [act for act in world.feed(page).acts if act.kind == "original" and act.at < world.now]
    posts = [act for act in posts if (since is None or act.at >= since) and (until is None or act.at <= until)][::-1]
    return _paged(
        posts, asked, address, token,
        lambda act: post_node(world, page, act, fields, f"{address.rsplit('/', 2)[0]}/{act.id}", token) if world.is_up(page, act) else None,
    )  # fmt: skip


def post_node(
    world: World, page: Channel, act: Act, fields: Sequence[Field], address: str, token: str
) -> dict[str, Any]:
    """One post with the fields asked for; without any, id, created_time and message."""
    names = {one.name: one for one in fields} or {name: Field(name) for name in ("created_time", "message")}
    number = act.id.split("_")[1]
    said: dict[str, Any] = {}
    whole: dict[str, Callable[[Field], Any]] = {
        "id": lambda _: act.id,
        "created_time": lambda _: stamp(act.at),
        "updated_time": lambda _: stamp(max([act.at, *(item.at for item in world.talk(page, act.id))])),
        "message": lambda _: act.text,
        "story": lambda _: None,
        "permalink_url": lambda _: f"https://www.facebook.com/{page.account_id}/posts/{number}",
        "status_type": lambda _: STATUS[act.media],
        "is_published": lambda _: True,
        "is_hidden": lambda _: False,
        "parent_id": lambda _: f"556600000000001_{number}" if act.purpose == "C5" else None,
        "from": lambda _: {"name": page.name, "id": page.account_id},
        "full_picture": lambda _: None,
        "message_tags": lambda _: None,
        "properties": lambda _: None,
        "place": lambda _: None,
        "attachments": lambda one: _attachments(page, act, one),
        "shares": lambda _: {"count": world.grown(page, act, "shares")} if world.grown(page, act, "shares") else None,
        "comments": lambda one: comments_edge(
            world, page, act, one.inside, one.modifiers, f"{address}/comments", token
        ),
        "reactions": lambda one: _reactions(world, page, act, one),
        "insights": lambda one: post_insights(
            world, page, act, one.modifiers.get("metric"), one.modifiers.get("period"), f"{address}/insights", token
        ),
    }
    for name, one in names.items():
        if name not in whole:
            raise _no_field(name, "PagePost")
        value = whole[name](one)
        if value is not None:
            said[name] = value
    return said | {"id": act.id}


def _attachments(page: Channel, act: Act, asked: Field) -> dict[str, Any] | None:
    if act.media not in ATTACHED:
        return None
    media_type, kind = ATTACHED[act.media]
    whole = {
        "media_type": media_type,
        "type": kind,
        "title": f"Photos from {page.name}'s post" if media_type in ("photo", "album") else act.title,
        "description": "Staff and visitors at one of our sites." if act.has_alt_text else None,
        "url": act.link or f"https://www.facebook.com/{act.id}",
        "unshimmed_url": act.link or f"https://www.facebook.com/{act.id}",
    }
    names = [one.name for one in asked.inside] or ["media_type", "type", "title", "url"]
    return {"data": [{name: whole[name] for name in names if whole.get(name) is not None}]}


def _reactions(world: World, page: Channel, act: Act, asked: Field) -> dict[str, Any]:
    kinds = facebook_reactions(world, page, act)
    said: dict[str, Any] = {"data": []}  # who reacted is never told here
    if "summary" in asked.modifiers:
        said["summary"] = {"total_count": sum(kinds.values()), "viewer_reaction": "NONE"}
    return said


def comments_edge(
    world: World,
    page: Channel,
    under: Act | Inbound,
    fields: Sequence[Field],
    asked: dict[str, str],
    address: str,
    token: str,
) -> dict[str, Any]:
    """Comments under a post (top level only, or all with filter=stream), or the replies to a comment."""
    talk = world.talk(page, under.conversation_id)
    if under.id == under.conversation_id:
        items = talk if asked.get("filter") == "stream" else [item for item in talk if item.parent_id == under.id]
    else:
        items = [item for item in talk if item.parent_id == under.id]
    order = asked.get("order", "ranked")
    if order == "reverse_chronological":
        items = items[::-1]
    said = _paged(items, asked, address, token, lambda item: comment_node(world, page, item, fields))
    if asked.get("summary", "").lower() in ("true", "1", "total_count"):
        said["summary"] = {"order": order, "total_count": len(items), "can_comment": True}
    return said


def comment_node(world: World, page: Channel, item: Act | Inbound, fields: Sequence[Field]) -> dict[str, Any]:
    """One comment. Who wrote it is left out for some people, never for the Page."""
    replies = sum(one.parent_id == item.id for one in world.talk(page, item.conversation_id))
    is_reply = item.parent_id != item.conversation_id
    writer = None
    if isinstance(item, Act):
        writer = {"name": page.name, "id": page.account_id}
    elif not item.is_anonymous:
        writer = {"name": person_name(item.author), "id": person_id("facebook", item.author)}
    whole: dict[str, Any] = {
        "id": item.id,
        "created_time": stamp(item.at),
        "message": item.text,
        "from": writer,
        "parent": {"id": item.parent_id} if is_reply else None,
        "like_count": 0 if isinstance(item, Act) else item.author % 4,
        "comment_count": replies,
        "is_hidden": False,
        "is_private": False,
        "can_reply_privately": not isinstance(item, Act),
        "can_comment": True,
        "permalink_url": f"https://www.facebook.com/{page.account_id}/posts/{item.conversation_id.split('_')[1]}?comment_id={item.id.split('_')[1]}",
        "attachment": None,
        "message_tags": None,
        "user_likes": False,
    }
    names = [one.name for one in fields] or ["created_time", "from", "message"]
    unknown = next((name for name in names if name not in whole), None)
    if unknown:
        raise _no_field(unknown, "Comment")
    said = {name: whole[name] for name in names if whole[name] is not None} | {"id": item.id}
    return said


def _paged(
    items: Sequence[Any], asked: dict[str, str], address: str, token: str, write: Callable[[Any], dict[str, Any] | None]
) -> dict[str, Any]:
    """A page of items after the cursor. The token is echoed in `paging.next`, as Graph does."""
    limit = _limit(asked.get("limit"))
    start = 0
    if asked.get("after"):
        last = _read_cursor(asked["after"])
        start = next((number + 1 for number, item in enumerate(items) if item.id == last), len(items))
    page = items[start : start + limit]
    data = [node for node in map(write, page) if node is not None]
    said: dict[str, Any] = {"data": data}
    if page:
        cursors = {"before": _cursor(page[0].id), "after": _cursor(page[-1].id)}
        said["paging"] = {"cursors": cursors}
        again = {name: value for name, value in asked.items() if name not in ("access_token", "after", "before")}
        if start + limit < len(items):
            again = {"access_token": token, **again, "limit": str(limit), "after": cursors["after"]}
            said["paging"]["next"] = f"{address}?{urlencode(again)}"
        if start:
            said["paging"]["previous"] = (
                f"{address}?{urlencode({'access_token': token, 'limit': str(limit), 'before': cursors['before']})}"
            )
    return said


def _limit(text: str | None) -> int:
    if text is None:
        return USUAL_PAGE
    if not text.isdigit():
        raise error(f"(#100) Param limit must be an integer, not {text}", 100)
    return min(int(text), LARGEST_PAGE)


def _cursor(one: str) -> str:
    return base64.urlsafe_b64encode(f"QVFI{one}".encode()).decode().rstrip("=") + "ZD"


def _read_cursor(text: str) -> str:
    try:
        body = text.removesuffix("ZD")
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode().removeprefix("QVFI")
    except ValueError:
        raise BadFields("the cursor cannot be read") from None


def _instant(text: str | None) -> datetime | None:
    """A Unix second or an ISO date (its UTC midnight)."""
    if text is None:
        return None
    try:
        return (
            datetime.fromtimestamp(int(text), UTC)
            if text.isdigit()
            else datetime.fromisoformat(text).replace(tzinfo=UTC)
        )
    except (ValueError, OverflowError):
        raise BadFields(f"since and until must be a Unix time or a date, not {text}") from None
