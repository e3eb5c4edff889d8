"""Facebook Pages through the Graph API: pages, posts with field expansion, comments, insights, tokens. Versions are not told apart."""

from __future__ import annotations

import re
from typing import Any

from fastapi import APIRouter, HTTPException, Request, Response

from sandbox.acts import Act, Channel, Inbound
from sandbox.desk import TOKEN, Desk, Refusal, answer, base_address, bearer
from sandbox.facebook_errors import error, gone, unknown_path
from sandbox.facebook_fields import BadFields, Field, read_fields
from sandbox.facebook_insights import page_insights, post_insights
from sandbox.facebook_nodes import comment_node, comments_edge, page_node, post_node, published_posts
from sandbox.faults.endpoints import platform_of

APP = re.compile(r"^\d+\|.+$")
DATA_ACCESS_DAYS = 90
VERSION = re.compile(r"^v\d+\.\d+$")
CALLS_A_DAY = 4800 * 500  # Graph allows 4,800 calls a day for each engaged user of the Page


def router(desk: Desk) -> APIRouter:
    """The paths of Graph: any page, post or comment id, with or without a version before it."""
    routes = APIRouter()

    @routes.get("/{path:path}")
    async def get(request: Request, path: str) -> Response:
        if platform_of(f"/{path}") != "facebook":
            raise HTTPException(404)
        steps = [step for step in path.split("/") if step]
        version = steps.pop(0) if steps and VERSION.match(steps[0]) else "v26.0"
        if not steps or len(steps) > 2:
            raise Refusal(400, unknown_path("/" + path))
        if steps == ["oauth", "access_token"]:
            return answer(
                {
                    "access_token": request.query_params.get("fb_exchange_token", ""),
                    "token_type": "bearer",
                    "expires_in": 5183944,
                }
            )
        if steps == ["debug_token"]:
            return answer(_debug(desk, request))
        channel, token = _enter(desk, request)
        usage = _usage(desk, channel)
        if steps[0] == "me":
            steps[0] = channel.account_id
        try:
            body = _walk(desk, request, channel, steps, f"{base_address(request)}/{version}/{'/'.join(steps)}", token)
        except BadFields as fault:
            raise error(f'Syntax error "{fault}"', 2500) from None
        return answer(body, 200, usage)

    return routes


def _enter(desk: Desk, request: Request) -> tuple[Channel, str]:
    token = request.query_params.get("access_token") or bearer(request)
    if not token:
        raise error("An active access token must be used to query information about the current user.", 2500)
    channel = desk.who("facebook", token)
    if channel is None:
        raise error("Invalid OAuth access token - Cannot parse access token", 190)
    return channel, token


def _usage(desk: Desk, channel: Channel) -> dict[str, str]:
    share = desk.count("facebook", channel.account_id, int(desk.ticks()) // 86400) * 100 // CALLS_A_DAY
    said = f'"call_count":{share},"total_cputime":{share},"total_time":{share}'
    return {
        "x-app-usage": f"{{{said}}}",
        "x-business-use-case-usage": f'{{"{channel.account_id}":[{{"type":"pages",{said},"estimated_time_to_regain_access":0}}]}}',
    }


def _debug(desk: Desk, request: Request) -> dict[str, Any]:
    """What is said of a token to whoever holds a token, or speaks for an app: `<app id>|<app secret>`."""
    if not APP.match(request.query_params.get("access_token") or bearer(request)):
        _enter(desk, request)
    channel = desk.who("facebook", request.query_params.get("input_token", ""))
    if channel is None:
        return {
            "data": {"error": {"code": 190, "message": "Invalid OAuth access token."}, "is_valid": False, "scopes": []}
        }
    scopes = ["pages_show_list", "pages_read_engagement", "pages_read_user_content", "read_insights"]
    return {
        "data": {
            "app_id": "1", "type": "PAGE", "application": "Sandbox", "expires_at": 0, "is_valid": True,
            "data_access_expires_at": int(desk.world.now.timestamp()) + desk.consent_left_s(channel, DATA_ACCESS_DAYS),
            "issued_at": int(desk.world.now.timestamp()) - 86400, "profile_id": channel.account_id, "scopes": scopes, "user_id": "9",
        }
    }  # fmt: skip


def _walk(desk: Desk, request: Request, viewer: Channel, steps: list[str], address: str, token: str) -> dict[str, Any]:
    node, edge = steps[0], steps[1] if len(steps) == 2 else ""
    asked = dict(request.query_params)
    fields = read_fields(asked["fields"]) if asked.get("fields") else []
    page = desk.world.channel("facebook", node)
    if page is not None:
        return _page(desk, page, viewer, edge, fields, asked, address, token)
    item = _find(desk, viewer, node)
    if isinstance(item, Act) and item.kind == "original":
        if edge == "insights":
            return post_insights(desk.world, viewer, item, asked.get("metric"), asked.get("period"), address, token)
        if edge == "comments":
            return comments_edge(desk.world, viewer, item, fields, asked, address, token)
        if not edge:
            return post_node(desk.world, viewer, item, fields, address, token)
    elif not edge:
        return comment_node(desk.world, viewer, item, fields)
    elif edge == "comments":
        return comments_edge(desk.world, viewer, item, fields, asked, address, token)
    raise error(f"(#100) Tried accessing nonexisting field ({edge})", 100)


def _page(
    desk: Desk,
    page: Channel,
    viewer: Channel,
    edge: str,
    fields: list[Field],
    asked: dict[str, str],
    address: str,
    token: str,
) -> dict[str, Any]:
    if not edge:
        return page_node(desk.world, page, fields, TOKEN + page.secret if page is viewer else None)
    if page is not viewer:
        raise error(
            "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Page Public Content Access' feature.",
            10,
        )
    if edge in ("published_posts", "posts", "feed"):
        return published_posts(desk.world, page, fields, asked, address, token)
    if edge == "insights":
        return page_insights(desk.world, page, asked, address, token)
    raise error(f"(#100) Tried accessing nonexisting field ({edge}) on node type (Page)", 100)


def _find(desk: Desk, viewer: Channel, node: str) -> Act | Inbound:
    world, feed = desk.world, desk.world.feed(viewer)
    comments = world.keep(("facebook_comments", viewer), lambda: {item.id: item for item in feed.words()})
    item = feed.posts.get(node) or comments.get(node)
    if item is None or not world.is_up(viewer, item):
        raise gone(node)
    return item
