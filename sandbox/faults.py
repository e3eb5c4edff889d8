"""Misbehaviour on demand: the next answers of a platform (or of one account of it) go wrong in a chosen way, so many times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from sandbox.desk import Desk, answer, bearer

KINDS = ("429", "500", "expired_token", "down", "malformed", "quota")
OPENINGS = (("/2/oauth2", "x"), ("/v2/reports", "youtube"), ("/youtube/", "youtube"), ("/token", "youtube"), ("/2/", "x"),
            ("/rest/", "linkedin"), ("/oauth/v2/", "linkedin"), ("/sandbox/", ""), ("/truth", ""))  # fmt: skip
RATE_SECONDS = 2  # a fault's own rate limit lifts soon, so that a client's waiting can be watched


@dataclass
class Fault:
    """One thing to go wrong, and how often still."""

    platform: str
    account: str | None
    kind: str
    times: int
    asking: str = ""  # only requests whose path and query hold this


class Faults:
    """The faults that are set."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def set(self, wish: Any) -> Fault:
        """Take a wish as posted; ValueError says in one line what is wrong with it."""
        if not isinstance(wish, dict) or wish.get("platform") not in ("x", "linkedin", "facebook", "youtube"):
            raise ValueError("platform must be x, linkedin, facebook or youtube")
        if wish.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}")
        times = wish.get("times", 1)
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            raise ValueError("times must be a whole number from 1")
        asking = wish.get("asking", "")
        if not isinstance(asking, str):
            raise ValueError("asking must be a part of the path and query it applies to")
        fault = Fault(wish["platform"], wish.get("account"), wish["kind"], times, asking)
        self.waiting.append(fault)
        return fault

    def due(self, platform: str, account: str | None, asked: str = "") -> str | None:
        """The kind of fault this call meets, if any, used up by one."""
        for fault in self.waiting:
            if fault.platform == platform and fault.account in (None, account) and fault.asking in asked:
                fault.times -= 1
                self.waiting = [one for one in self.waiting if one.times > 0]
                return fault.kind
        return None


def platform_of(path: str) -> str:
    """The platform a path belongs to; "" for the sandbox's own."""
    for opening, platform in OPENINGS:
        if path.startswith(opening):
            return platform
    return "facebook"


def meet(desk: Desk, faults: Faults, request: Request) -> Response | None:
    """The faulty answer to this request, or None when nothing is set for it."""
    platform = platform_of(request.url.path)
    if not platform or not faults.waiting:
        return None
    token = bearer(request) or request.query_params.get("access_token") or request.query_params.get("key", "")
    channel = desk.who(platform, token)
    asked = f"{request.url.path}?{request.url.query}"
    kind = faults.due(platform, channel.account_id if channel else None, asked)
    return faulty(desk, platform, kind) if kind else None


def faulty(desk: Desk, platform: str, kind: str) -> Response:
    """The answer each platform gives when this goes wrong."""
    if kind == "down":
        return PlainTextResponse(
            "<html><body><h1>503 Service Unavailable</h1></body></html>", 503, media_type="text/html"
        )
    if kind == "malformed":
        return PlainTextResponse('{"data":[{"id":"1', 200, media_type="application/json")
    status, body, headers = BODIES[platform][kind]
    if platform == "x" and kind == "429":
        reset = str(int(desk.ticks()) + RATE_SECONDS)
        headers = {"x-rate-limit-limit": "900", "x-rate-limit-remaining": "0", "x-rate-limit-reset": reset}
    return answer(body, status, headers)


def _graph(message: str, code: int, **more: Any) -> dict[str, Any]:
    return {"error": {"message": message, "type": "OAuthException", "code": code, **more, "fbtrace_id": "Asandbox"}}


def _google(code: int, message: str, domain: str, reason: str, **more: Any) -> dict[str, Any]:
    return {
        "error": {
            "code": code,
            "message": message,
            "errors": [{"message": message, "domain": domain, "reason": reason}],
            **more,
        }
    }


_USED_UP = 'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.'
_PER_MINUTE = (
    "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute' of service 'youtube.googleapis.com'."
)
_THROTTLED = "Resource level throttle {} limit for calls to this resource is reached."
Answer = tuple[int, Any, dict[str, str]]
BODIES: dict[str, dict[str, Answer]] = {
    "x": {
        "429": (429, {"title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429}, {}),
        "500": (500, {"title": "Internal Server Error", "detail": "Internal Server Error", "type": "about:blank", "status": 500}, {}),
        "expired_token": (401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}, {}),
        "quota": (
            429,
            {
                "account_id": 1, "product_name": "standard-basic", "title": "UsageCapExceeded", "period": "Monthly", "scope": "Product",
                "detail": "Usage cap exceeded: Monthly product cap", "type": "https://api.twitter.com/2/problems/usage-capped",
            },
            {},
        ),
    },
    "linkedin": {
        "429": (429, {"status": 429, "serviceErrorCode": 101, "code": "TOO_MANY_REQUESTS", "message": _THROTTLED.format("").replace("  ", " ")}, {}),
        "500": (500, {"status": 500, "code": "INTERNAL_SERVER_ERROR", "message": "Internal Server Error"}, {}),
        "expired_token": (
            401,
            {"status": 401, "serviceErrorCode": 65602, "code": "EXPIRED_ACCESS_TOKEN", "message": "The token used in the request has expired"},
            {},
        ),
        "quota": (
            429,
            {"status": 429, "serviceErrorCode": 101, "code": "TOO_MANY_REQUESTS", "message": _THROTTLED.format("APPLICATION DAY")},
            {},
        ),
    },
    "facebook": {
        "429": (
            400,
            _graph(
                "(#80001) There have been too many calls to this Page account. Wait a bit and try again. For more info, please refer "
                "to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
                80001,
            ),
            {},
        ),
        "500": (500, _graph("An unknown error occurred", 1, is_transient=True), {}),
        "expired_token": (
            400,
            _graph(
                "Error validating access token: Session has expired on Saturday, 13-Jun-26 05:00:00 PDT. The current time is "
                "Saturday, 13-Jun-26 08:24:52 PDT.",
                190,
                error_subcode=463,
            ),
            {},
        ),
        "quota": (403, _graph("(#4) Application request limit reached", 4), {}),
    },
    "youtube": {
        "429": (429, _google(429, _PER_MINUTE, "global", "rateLimitExceeded", status="RESOURCE_EXHAUSTED"), {}),
        "500": (503, _google(503, "The service is currently unavailable.", "global", "backendError"), {}),
        "expired_token": (
            401,
            _google(
                401,
                "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
                "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project.",
                "global",
                "authError",
                status="UNAUTHENTICATED",
            ),
            {},
        ),
        "quota": (403, _google(403, _USED_UP, "youtube.quota", "quotaExceeded"), {}),
    },
}  # fmt: skip
