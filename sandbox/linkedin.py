"""LinkedIn's Community Management API: organisation, posts, statistics, comments, token renewal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

from fastapi import APIRouter, Request, Response

from sandbox.acts import Act, Channel, Inbound
from sandbox.desk import Desk, Refusal, answer, bearer, form
from sandbox.linkedin_nodes import (
    batch_of_posts,
    comment_node,
    metadata_node,
    modified_at,
    organization_node,
    post_node,
)
from sandbox.linkedin_query import BadQuery, Query
from sandbox.linkedin_statistics import follower_statistics, page_statistics, share_statistics, urn_of
from sandbox.series import followers_now
from sandbox.world import World

SUNSET = {  # version -> the first day it is refused
    "202509": date(2026, 9, 15), "202510": date(2026, 10, 15), "202511": date(2026, 11, 16), "202601": date(2027, 1, 15),
    "202602": date(2027, 2, 15), "202603": date(2027, 3, 16), "202604": date(2027, 4, 15), "202605": date(2027, 5, 15),
    "202606": date(2027, 6, 15), "202607": date(2027, 7, 15), "202608": date(2027, 8, 17), "202609": date(2027, 9, 15),
}  # fmt: skip
TOKEN_LIVES_S, CONSENT_DAYS = 5_183_999, 365
LARGEST_PAGE = 100
LONGEST_QUERY = 4600  # bytes: a hundred URNs and the rest of the query


def router(desk: Desk) -> APIRouter:
    """The paths of LinkedIn."""
    routes = APIRouter()
    world = desk.world

    @routes.get("/rest/organizationAcls")
    async def acls(request: Request) -> Response:
        channel, query = await _enter(desk, request)
        _finder(query, "roleAssignee")
        element = {
            "role": "ADMINISTRATOR",
            "organization": urn_of(channel),
            "roleAssignee": "urn:li:person:SandboxOperator",
            "state": "APPROVED",
        }
        return answer(_paged([element], query))

    @routes.get("/rest/organizations/{number}")
    async def organization(request: Request, number: str) -> Response:
        channel, _ = await _enter(desk, request)
        found = world.channel("linkedin", number)
        if found is None:
            raise _refuse(404, "NOT_FOUND", f"Organization {number} not found")
        return answer(organization_node(found, found is channel))

    @routes.get("/rest/networkSizes/{urn}")
    async def network(request: Request, urn: str) -> Response:
        _, query = await _enter(desk, request)
        if query.text("edgeType") != "COMPANY_FOLLOWED_BY_MEMBER":
            raise BadQuery("Invalid value for parameter edgeType")
        found = world.channel("linkedin", urn.removeprefix("urn:li:organization:"))
        if found is None:
            raise _refuse(404, "NOT_FOUND", f"{urn} not found")
        return answer({"firstDegreeSize": followers_now(world, found)})

    @routes.api_route("/rest/posts", methods=["GET", "POST"])
    async def posts(request: Request) -> Response:
        channel, query = await _enter(desk, request)
        wanted = query.urns("ids")
        if wanted is not None:
            return answer(batch_of_posts(world, channel, wanted))
        _finder(query, "author")
        _own_only(channel, query.text("author"))
        acts = [act for act in world.up(channel) if act.kind == "original"]
        by = query.text("sortBy", "LAST_MODIFIED")
        if by not in ("LAST_MODIFIED", "CREATED"):
            raise BadQuery("Invalid value for parameter sortBy")
        acts.sort(key=lambda act: (modified_at(world, act) if by == "LAST_MODIFIED" else act.at, act.id), reverse=True)
        return answer(
            _paged(
                [post_node(world, channel, act) for act in _slice(acts, query)],
                query,
                path="/rest/posts",
                total=len(acts),
            )
        )

    @routes.get("/rest/posts/{urn}")
    async def post(request: Request, urn: str) -> Response:
        channel, _ = await _enter(desk, request)
        return answer(post_node(world, channel, _mine(world, channel, urn)))

    @routes.api_route("/rest/organizationalEntityShareStatistics", methods=["GET", "POST"])
    async def shares(request: Request) -> Response:
        channel, query = await _enter(desk, request)
        _finder(query, "organizationalEntity")
        _own_only(channel, query.text("organizationalEntity"))
        body = share_statistics(world, channel, query)
        if isinstance(body, int):
            raise _denied(
                "Unpermitted fields present in PARAMETER: Data Processing Exception while processing fields [/shares[0]]"
            )
        return answer(body)

    @routes.get("/rest/organizationalEntityFollowerStatistics")
    async def follows(request: Request) -> Response:
        channel, query = await _enter(desk, request)
        _finder(query, "organizationalEntity")
        _own_only(channel, query.text("organizationalEntity"))
        return answer(follower_statistics(world, channel, query))

    @routes.get("/rest/organizationPageStatistics")
    async def pages(request: Request) -> Response:
        channel, query = await _enter(desk, request)
        _finder(query, "organization")  # not organizationalEntity, as its sisters have it
        _own_only(channel, query.text("organization"))
        return answer(page_statistics(world, channel, query))

    @routes.get("/rest/socialMetadata/{urn}")
    async def metadata(request: Request, urn: str) -> Response:
        channel, _ = await _enter(desk, request)
        return answer(metadata_node(world, channel, _mine(world, channel, urn)))

    @routes.get("/rest/socialActions/{urn}/comments")
    async def comments(request: Request, urn: str) -> Response:
        channel, query = await _enter(desk, request)
        items = _comments_under(world, channel, urn)
        page = [comment_node(world, channel, item) for item in _slice(items, query)]
        return answer(_paged(page, query, total=len(items)))

    @routes.get("/rest/socialActions/{urn}/comments/{number}")
    async def comment(request: Request, urn: str, number: str) -> Response:
        channel, _ = await _enter(desk, request)
        for item in _comments_under(world, channel, urn):
            if item.id.endswith(f",{number})"):
                return answer(comment_node(world, channel, item))
        raise _refuse(404, "NOT_FOUND", f"Comment {number} of {urn} not found")

    @routes.post("/oauth/v2/accessToken")
    async def renew(request: Request) -> Response:
        fields = await form(request)
        channel = desk.whose_refresh("linkedin", fields.get("refresh_token", ""), rotates=False)
        if fields.get("grant_type") != "refresh_token" or channel is None:
            raise Refusal(
                400, {"error": "invalid_request", "error_description": "The provided refresh token is not valid"}
            )
        left_s = desk.consent_left_s(channel, CONSENT_DAYS)  # renewing does not prolong it
        lives_s = min(TOKEN_LIVES_S, left_s)
        token, _ = desk.renew(channel, lives_s)
        scope = "r_organization_social,r_organization_social_feed,rw_organization_admin"
        said = {
            "access_token": token,
            "expires_in": lives_s,
            "refresh_token": fields["refresh_token"],
            "refresh_token_expires_in": left_s,
        }
        return answer(said | {"scope": scope})

    return routes


async def _enter(desk: Desk, request: Request) -> tuple[Channel, Query]:
    """Check token, then version, then the query: the account the token administers, and what was asked."""
    token = bearer(request)
    if not token:
        raise Refusal(401, {"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401})
    channel = desk.who("linkedin", token)
    if channel is None:
        raise Refusal(
            401,
            {
                "status": 401,
                "serviceErrorCode": 65600,
                "code": "INVALID_ACCESS_TOKEN",
                "message": "Invalid access token",
            },
        )
    _check_version(request.headers.get("linkedin-version"), desk.world.today)
    raw = request.scope["query_string"].decode("latin-1")
    if request.method == "POST":
        if request.headers.get("x-http-method-override", "").upper() != "GET":
            raise _refuse(405, "METHOD_NOT_ALLOWED", "The sandbox only reads")
        raw = (await request.body()).decode("latin-1")
    elif len(raw) > LONGEST_QUERY:
        raise _refuse(414, "URI_TOO_LONG", "Request-URI Too Long")
    if b"urn:" in request.scope.get("raw_path", b""):
        raise BadQuery("Invalid query parameters passed to request")
    return channel, Query(raw, request.headers.get("x-restli-protocol-version", "").startswith("2"))


def _check_version(version: str | None, today: date) -> None:
    if not version:
        raise _refuse(
            400,
            "VERSION_MISSING",
            "A version must be present. Please specify a version by adding the Linkedin-Version header.",
        )
    sunset = SUNSET.get(version)
    if (
        sunset is None
        and version.isdigit()
        and len(version) == 6
        and version > max(SUNSET)
        and 1 <= int(version[4:]) <= 12
    ):
        released = date(int(version[:4]), int(version[4:]), 1)
        sunset = released + timedelta(days=380) if released <= today else None
    if sunset is None or today >= sunset:
        raise _refuse(426, "NONEXISTENT_VERSION", f"Requested version {version} is not active")


def _refuse(status: int, code: str, message: str) -> Refusal:
    return Refusal(status, {"status": status, "code": code, "message": message})


def _denied(message: str) -> Refusal:
    return Refusal(403, {"status": 403, "serviceErrorCode": 100, "code": "ACCESS_DENIED", "message": message})


def _finder(query: Query, name: str) -> None:
    if query.text("q") != name:
        raise Refusal(
            400,
            {
                "status": 400,
                "code": "ILLEGAL_ARGUMENT",
                "message": "Resource method could not be resolved from request parameters.",
            },
        )


def _own_only(channel: Channel, urn: str) -> None:
    if urn != urn_of(channel):
        raise _denied(f"Not enough permissions to access: {urn}")


def _slice(items: list[Any], query: Query) -> list[Any]:
    start, count = query.number("start", 0), query.number("count", 10)
    if count > LARGEST_PAGE:
        raise BadQuery("Invalid value for parameter count: at most 100")
    return items[start : start + count]


def _paged(elements: list[Any], query: Query, path: str = "", total: int | None = None) -> dict[str, Any]:
    start, count = query.number("start", 0), query.number("count", 10)
    paging: dict[str, Any] = {"start": start, "count": count, "links": []}
    if total is not None:
        paging["total"] = total
        if path and start + count < total:
            again = "&".join(f"{name}={value}" for name, value in query.raw.items() if name not in ("start", "count"))
            paging["links"] = [
                {
                    "type": "application/json",
                    "rel": "next",
                    "href": f"{path}?{again}&count={count}&start={start + count}",
                }
            ]
    return {"paging": paging, "elements": elements}


def _mine(world: World, channel: Channel, urn: str) -> Act:
    post = world.feed(channel).posts.get(unquote(urn))
    if post is None or post.kind != "original" or not post.is_up(world.now):
        raise _refuse(404, "NOT_FOUND", f"{urn} not found")
    return post


def _comments_under(world: World, channel: Channel, urn: str) -> list[Act | Inbound]:
    """Top-level comments of a post, or the replies to a comment, newest first."""
    if urn.startswith("urn:li:comment:"):
        top = world.keep(
            ("linkedin_comments", channel),
            lambda: {item.id: item for item in world.feed(channel).words() if world.is_up(channel, item)},
        ).get(urn)
        if top is None:
            raise _refuse(404, "NOT_FOUND", f"{urn} not found")
        return [item for item in world.talk(channel, top.conversation_id) if item.parent_id == urn][::-1]
    post = _mine(world, channel, urn)
    return [item for item in world.talk(channel, post.id) if item.parent_id == post.id][::-1]
