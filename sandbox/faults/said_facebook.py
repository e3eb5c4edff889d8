"""How Graph refuses: by `code`; its HTTP status is not reliable and can be set with `status`."""

from __future__ import annotations

from typing import Any

from sandbox.faults.said import Said, Table

ERRORS = "developers.facebook.com, error handling"
LIMITS = "developers.facebook.com, rate limiting"
PROBED = "live probes of 2026"
SESSION = "Error validating access token: "


def _error(
    message: str, code: int, subcode: int | None = None, kind: str = "OAuthException", **more: Any
) -> dict[str, Any]:
    beside = {} if subcode is None else {"error_subcode": subcode}
    return {"error": {"message": message, "type": kind, "code": code, **beside, **more, "fbtrace_id": "Asandbox"}}


def _said(status: int, message: str, code: int, source: str, subcode: int | None = None, **more: Any) -> Said:
    return Said(
        status, _error(message, code, subcode, **more), source, str(code), "" if subcode is None else str(subcode)
    )


def _dead(subcode: int, words: str, source: str = ERRORS) -> Said:
    return _said(400, SESSION + words, 190, source, subcode)


BUSY = (
    _said(
        400,
        "(#80001) There have been too many calls to this Page account. Wait a bit and try again. For more info, please refer "
        "to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.",
        80001, LIMITS,
    ),
    _said(400, "(#17) User request limit reached", 17, f"{LIMITS}; text unconfirmed"),
    _said(400, "(#32) Page request limit reached", 32, f"{LIMITS}; text unconfirmed"),
    _said(400, "(#613) Calls to this api have exceeded the rate limit.", 613, f"{LIMITS}; text unconfirmed"),
    _said(403, "(#4) Application request limit reached", 4, f"{LIMITS}; text unconfirmed"),
)  # fmt: skip
UNKNOWN_METRIC = _said(400, "(#100) The value must be a valid insights metric", 100, PROBED)
SAID: Table = {
    "429": BUSY,
    "429_window": BUSY,
    "429_retry_after": BUSY,
    "quota": (BUSY[-1], *BUSY[:-1]),
    "500": (
        _said(500, "An unknown error occurred", 1, ERRORS, is_transient=True),
        _said(500, "Service temporarily unavailable", 2, ERRORS, is_transient=True),
        _said(400, "(#341) Application limit reached", 341, f"{ERRORS}; text unconfirmed", is_transient=True),
    ),
    "too_much": (
        _said(500, "Please reduce the amount of data you're asking for, then retry your request", 1, "github.com/singer-io/tap-facebook/issues/65"),
    ),
    "expired_token": (
        _dead(463, "Session has expired on Saturday, 13-Jun-26 05:00:00 PDT. The current time is Saturday, 13-Jun-26 08:24:52 PDT.", PROBED),
        _dead(458, "The user has not authorized application 1."),
        _dead(459, "You cannot access the app till you log in to www.facebook.com and follow the instructions given."),
        _dead(460, "The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons."),
        _dead(464, "Sessions for the user are not allowed because the user is not a confirmed user."),
        _dead(467, "The session is invalid because the user logged out."),
        _dead(492, "The user must be an administrator, editor, or moderator of the page in order to impersonate it.", "unconfirmed"),
        _said(400, "(#190) This method must be called with a Page Access Token", 190, PROBED),
    ),
    "403": (
        _said(
            400,
            "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Page Public Content Access' feature. Refer to "
            "https://developers.facebook.com/docs/apps/review/login-permissions#manage-pages for details.",
            10, PROBED,
        ),
        _said(
            400,
            "(#100) Object does not exist, cannot be loaded due to missing permission or reviewable feature, or does not support this "
            "operation. This endpoint requires the 'pages_read_engagement' permission.",
            100, "sns-sdks/python-facebook, recorded",
        ),
        _said(403, "(#200) Requires pages_read_user_content permission to manage the object", 200, f"{ERRORS}; text unconfirmed"),
    ),
    "blocked": (_said(400, "The action attempted has been deemed abusive or is otherwise disallowed", 368, ERRORS),),
    "gone": (
        _said(
            400,
            "Unsupported get request. Object with ID '0' does not exist, cannot be loaded due to missing permissions, or does not "
            "support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api",
            100, PROBED, 33, kind="GraphMethodException",
        ),
    ),
    "unknown_metric": (UNKNOWN_METRIC,),
    "dead_metric": (UNKNOWN_METRIC,),
    "bad_request": (
        _said(400, "(#100) Tried accessing nonexisting field (insights) on node type (Video)", 100, "public connectors"),
        _said(400, 'Syntax error "Expected name at character 0."', 2500, ERRORS),
        _said(
            400, "No metric was specified to be fetched. Please specify one or more metrics to be fetched and try again.", 3001,
            "developers.facebook.com, insights", 1504028,
        ),
    ),
    "invalid_grant": (_dead(463, "Session has expired on Saturday, 13-Jun-26 05:00:00 PDT.", PROBED),),
}  # fmt: skip
