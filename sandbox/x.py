"""X API v2: profile, timeline, mentions, lookup by id, token renewal. Shapes: OpenAPI 2.166 and 2.167, documented limits of August 2026."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from sandbox.acts import Act, Channel, Inbound
from sandbox.desk import APP_TOKEN, Desk, Refusal, answer, bearer, form
from sandbox.series import followers_now
from sandbox.x_posts import render, render_user, stranger_of
from sandbox.x_words import FIELDS, Asked, Vocabulary, asked_for

WINDOW = 900  # seconds
TOKEN_LIVES_S = 7200
LIMITS = {  # endpoint -> calls a window for (an app token, a user token)
    "tweets": (3500, 5000), "tweet": (450, 900), "timeline": (10_000, 900), "mentions": (450, 300),
    "users": (300, 900), "me": (0, 75),
}  # fmt: skip
TIMELINE_REACH, WITHOUT_REPLIES_REACH, MENTIONS_REACH = 3200, 800, 800
NEXT, PREVIOUS = "7140dibdnow9c7btw", "77qpymm88g5h9vqkl"  # how page tokens begin


def router(desk: Desk) -> APIRouter:
    """The paths of X."""
    routes = APIRouter()

    @routes.get("/2/users/me")
    async def me(request: Request) -> Response:
        channel, headers = _enter(desk, request, "me")
        if channel is None:
            raise Refusal(403, _unsupported(), headers)
        return answer(
            {"data": render_user(_profile(desk, channel), _asked(request, "user.fields"), _vocabulary(request))},
            200,
            headers,
        )

    @routes.get("/2/users/by/username/{username}")
    async def by_username(request: Request, username: str) -> Response:
        return _user(desk, request, "username", username, lambda c: c.handle.lower() == username.lower())

    @routes.get("/2/users/{user_id}")
    async def by_id(request: Request, user_id: str) -> Response:
        _number(user_id)
        return _user(desk, request, "id", user_id, lambda c: c.account_id == user_id)

    @routes.get("/2/users/{user_id}/tweets")
    async def timeline(request: Request, user_id: str) -> Response:
        viewer, headers = _enter(desk, request, "timeline")
        owner = _owner(desk, user_id)
        if isinstance(owner, dict):
            return answer({"errors": [owner]}, 200, headers)
        excluded = set(request.query_params.get("exclude", "").split(",")) - {""}
        acts = [act for act in desk.world.feed(owner).acts if act.at < desk.world.now]
        if "retweets" in excluded:
            acts = [act for act in acts if act.kind != "repost"]
        if "replies" in excluded:
            acts = [act for act in acts if act.kind != "reply"]
        reach = WITHOUT_REPLIES_REACH if "replies" in excluded else TIMELINE_REACH
        return _page(desk, request, viewer, owner, acts[-reach:], headers)

    @routes.get("/2/users/{user_id}/mentions")
    async def mentions(request: Request, user_id: str) -> Response:
        viewer, headers = _enter(desk, request, "mentions")
        owner = _owner(desk, user_id)
        if isinstance(owner, dict):
            return answer({"errors": [owner]}, 200, headers)
        return _page(desk, request, viewer, owner, desk.world.arrived(owner)[-MENTIONS_REACH:], headers)

    @routes.get("/2/tweets")
    async def by_ids(request: Request) -> Response:
        viewer, headers = _enter(desk, request, "tweets")
        wanted = [one for one in request.query_params.get("ids", "").split(",") if one]
        if not 1 <= len(wanted) <= 100:
            raise _invalid(
                "ids",
                ",".join(wanted)[:60],
                f"The number of values in the `ids` query parameter list [{len(wanted)}] is not between 1 and 100",
            )
        return answer(_looked_up(desk, request, viewer, wanted, "ids"), 200, headers)

    @routes.get("/2/tweets/{post_id}")
    async def one(request: Request, post_id: str) -> Response:
        viewer, headers = _enter(desk, request, "tweet")
        _number(post_id)
        body = _looked_up(desk, request, viewer, [post_id], "id")
        if "data" in body:
            body["data"] = body["data"][0]
        return answer(body, 200, headers)

    @routes.post("/2/oauth2/token")
    async def renew(request: Request) -> Response:
        fields = await form(request)
        if "authorization" not in request.headers and "client_id" not in fields:
            raise Refusal(
                401, {"error": "unauthorized_client", "error_description": "Missing valid authorization header"}
            )
        channel = desk.whose_refresh("x", fields.get("refresh_token", ""), rotates=True)
        if fields.get("grant_type") != "refresh_token" or channel is None:
            raise Refusal(
                400, {"error": "invalid_request", "error_description": "Value passed for the token was invalid."}
            )
        token, refresh = desk.renew(channel, TOKEN_LIVES_S)
        scope = "tweet.read users.read offline.access"
        return answer(
            {
                "token_type": "bearer",
                "expires_in": TOKEN_LIVES_S,
                "access_token": token,
                "scope": scope,
                "refresh_token": refresh,
            }
        )

    return routes


def _enter(desk: Desk, request: Request, endpoint: str) -> tuple[Channel | None, dict[str, str]]:
    """Check the token and count the call: the account it speaks for (None for an app) and the headers of every answer."""
    token = bearer(request)
    viewer = desk.who("x", token)
    if viewer is None and token != APP_TOKEN:
        raise Refusal(401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"})
    window = int(desk.ticks()) // WINDOW
    limit = LIMITS[endpoint][viewer is not None]
    used = desk.count("x", endpoint, viewer.account_id if viewer else "app", window)
    headers = {
        "x-rate-limit-limit": str(limit),
        "x-rate-limit-remaining": str(max(0, limit - used)),
        "x-rate-limit-reset": str((window + 1) * WINDOW),
        "api-version": "2.167" if _vocabulary(request).is_new else "2.166",
    }
    if limit and used > limit:
        raise Refusal(429, too_many(), headers)
    return viewer, headers


def too_many() -> dict[str, Any]:
    """The body of a rate-limit refusal."""
    return {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}


def _unsupported() -> dict[str, Any]:
    return {
        "title": "Unsupported Authentication",
        "detail": "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported authentication "
        "types are [OAuth 1.0a User Context, OAuth 2.0 User Context].",
        "type": "https://api.twitter.com/2/problems/unsupported-authentication",
        "status": 403,
    }


def _invalid(name: str, value: str, message: str) -> Refusal:
    return Refusal(
        400,
        {
            "errors": [{"parameters": {name: [value]}, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": "https://api.twitter.com/2/problems/invalid-request",
        },
    )


def _vocabulary(request: Request) -> Vocabulary:
    return Vocabulary("post.fields" in request.query_params)


def _asked(request: Request, name: str) -> set[str]:
    asked = {one.strip() for one in request.query_params.get(name, "").split(",")} - {""}
    unknown = sorted(asked - FIELDS[name])
    if unknown:
        raise _invalid(
            name,
            unknown[0],
            f"The `{name}` query parameter value [{unknown[0]}] is not one of [{','.join(sorted(FIELDS[name]))}]",
        )
    return asked


def _number(text: str) -> None:
    if not (text.isdigit() and len(text) <= 19):
        raise _invalid("id", text, f"The `id` query parameter value [{text}] is not valid")


def _owner(desk: Desk, user_id: str) -> Channel | dict[str, Any]:
    _number(user_id)
    return desk.world.channel("x", user_id) or missing("user", "id", user_id, "user with id", Vocabulary(False))


def missing(kind: str, parameter: str, value: str, words: str, vocabulary: Vocabulary) -> dict[str, Any]:
    """The entry for something that is not there."""
    return {
        "value": value,
        "resource_id": value,
        "resource_type": kind,
        "parameter": parameter,
        "title": "Not Found Error",
        "detail": f"Could not find {words}: [{value}].",
        "type": f"{vocabulary.problems}/resource-not-found",
    }


def _user(desk: Desk, request: Request, parameter: str, value: str, fits: Any) -> Response:
    _, headers = _enter(desk, request, "users")
    vocabulary, asked = _vocabulary(request), _asked(request, "user.fields")
    found = next((channel for channel in desk.world.of("x") if fits(channel)), None)
    if found is None:
        return answer(
            {"errors": [missing("user", parameter, value, f"user with {parameter}", vocabulary)]}, 200, headers
        )
    return answer({"data": render_user(_profile(desk, found), asked, vocabulary)}, 200, headers)


def _profile(desk: Desk, channel: Channel) -> dict[str, Any]:
    counts = profile_counts(desk.world, channel)
    return {
        "id": channel.account_id,
        "name": channel.name,
        "username": channel.handle,
        "created_at": f"{channel.opened_on}T10:12:44.000Z",
        "protected": False,
        "verified": True,
        "verified_type": "government",
        "description": f"{channel.name}. A made-up body in a sandbox.",
        "public_metrics": counts,
    }


def profile_counts(world: Any, channel: Channel) -> dict[str, int]:
    """The public counts of an account's profile, in the tweet vocabulary."""
    acts = [act for act in world.up(channel)]
    return {
        "followers_count": followers_now(world, channel),
        "following_count": channel.plan.followers // 30,
        "tweet_count": channel.plan.followers // 2 + len(acts),
        "listed_count": channel.plan.followers // 110,
        "like_count": channel.plan.followers // 9 + len(acts) // 3,
        "media_count": channel.plan.followers // 12 + sum(act.media in ("image", "video") for act in acts),
    }


def _moment(request: Request, name: str) -> datetime | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise _invalid(name, text, f"Invalid '{name}':'{text}'. '{name}' must be a valid RFC 3339 date-time")
    return moment.astimezone(UTC)


def _window(desk: Desk, request: Request, items: Sequence[Act | Inbound]) -> list[Act | Inbound]:
    """The items asked for. Ids beat times; ids are exclusive, times are [start, end)."""
    start, end = _moment(request, "start_time"), _moment(request, "end_time")
    if end is not None and end > desk.world.now - timedelta(seconds=10):
        text = request.query_params["end_time"]
        raise _invalid(
            "end_time",
            text,
            f"Invalid 'end_time':'{text}'. 'end_time' must be a minimum of 10 seconds prior to the request time.",
        )
    if start is not None and end is not None and start >= end:
        raise _invalid(
            "start_time",
            request.query_params["start_time"],
            "Invalid 'start_time'. 'start_time' must be before 'end_time'.",
        )
    since, until = (request.query_params.get(name) for name in ("since_id", "until_id"))
    for one in (since, until):
        if one is not None:
            _number(one)
    if since is not None:
        items = [item for item in items if int(item.id) > int(since)]
    elif start is not None:
        items = [item for item in items if item.at >= start]
    if until is not None:
        items = [item for item in items if int(item.id) < int(until)]
    elif end is not None:
        items = [item for item in items if item.at < end]
    return list(items)


def _page(
    desk: Desk,
    request: Request,
    viewer: Channel | None,
    owner: Channel,
    items: Sequence[Act | Inbound],
    headers: dict[str, str],
) -> Response:
    """A page, newest first. Posts deleted since leave a gap: a page may be short, or empty, and still have a next one."""
    text = request.query_params.get("max_results", "10")
    size = int(text) if text.isdigit() else 0
    if not 5 <= size <= 100:
        raise _invalid(
            "max_results", text, f"The `max_results` query parameter value [{text}] is not between 5 and 100"
        )
    start = _offset(request)
    asked = _asked_for(request)
    found = _window(desk, request, items)[::-1]
    page = [item for item in found[start : start + size] if desk.world.is_up(owner, item)]
    body = render(desk.world, owner, viewer, page, asked)
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if start + size < len(found):
        meta["next_token"] = f"{NEXT}{start + size:06d}"
    if start:
        meta["previous_token"] = f"{PREVIOUS}{max(0, start - size):06d}"
    return answer(body | {"meta": meta}, 200, headers)


def _offset(request: Request) -> int:
    token = request.query_params.get("pagination_token")
    if token is None:
        return 0
    number = token.removeprefix(NEXT).removeprefix(PREVIOUS)
    if not number.isdigit() or len(number) == len(token):
        raise _invalid(
            "pagination_token", token, f"The `pagination_token` query parameter value [{token}] is not valid"
        )
    return int(number)


def _asked_for(request: Request) -> Asked:
    fields = _asked(request, "tweet.fields") | _asked(request, "post.fields")
    sets = (_asked(request, name) for name in ("expansions", "media.fields", "poll.fields", "user.fields"))
    return asked_for(_vocabulary(request), fields, *sets)


def _looked_up(
    desk: Desk, request: Request, viewer: Channel | None, wanted: list[str], parameter: str
) -> dict[str, Any]:
    asked = _asked_for(request)
    for one in wanted:
        _number(one)
    data: list[Any] = []
    errors: list[Any] = []
    for one in wanted:
        owner, item = stranger_of(desk.world, one)
        if owner is None or item is None or not desk.world.is_up(owner, item):
            errors.append(missing("tweet", parameter, one, f"tweet with {parameter}", asked.vocabulary))
            continue
        body = render(desk.world, owner, viewer, [item], asked)
        data += body["data"]
        errors += body.get("errors", [])
    return ({"data": data} if data else {}) | ({"errors": errors} if errors else {})
