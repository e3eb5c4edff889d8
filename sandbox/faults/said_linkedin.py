"""How LinkedIn refuses."""

from __future__ import annotations

from typing import Any

from sandbox.faults.said import Said, Table

DOCS = "learn.microsoft.com/linkedin, 2026"
SEEN = "public connectors and their tests"


def _flat(status: int, code: str, message: str, number: int | None = None) -> dict[str, Any]:
    more = {} if number is None else {"serviceErrorCode": number}
    return {"status": status, **more, "code": code, "message": message}


def _throttled(what: str, code: str = "") -> Said:
    words = f"Resource level throttle {what}limit for calls to this resource is reached."
    return Said(429, _flat(429, "TOO_MANY_REQUESTS", words, 101), SEEN, code=code)


def _dead(number: int, code: str, message: str, source: str = SEEN) -> Said:
    return Said(401, _flat(401, code, message, number), source, code=str(number))


def _server(status: int, code: str, message: str) -> Said:
    return Said(status, _flat(status, code, message), DOCS, code=str(status))


SAID: Table = {
    "429": (_throttled(""),),
    "429_window": (_throttled(""),),
    "429_retry_after": (_throttled(""),),
    "quota": (_throttled("APPLICATION DAY ", "application"), _throttled("MEMBER DAY ", "member")),
    "expired_token": (
        _dead(65602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired", "number unconfirmed"),
        _dead(65601, "REVOKED_ACCESS_TOKEN", "The token used in the request has been revoked by the user", "RudderStack's tests"),
        _dead(65600, "INVALID_ACCESS_TOKEN", "Invalid access token"),
        Said(401, {"message": "Empty oauth2_access_token", "serviceErrorCode": 401, "status": 401}, DOCS, code="401"),
    ),
    "403": (
        Said(403, _flat(403, "ACCESS_DENIED", "Not enough permissions to access: socialActionsV2.GET_ALL.20230401", 100),
             "linkedin-developers/linkedin-api-python-client/issues/47", code="permission"),
        Said(
            403,
            _flat(403, "ACCESS_DENIED",
                  "Unpermitted fields present in PARAMETER: Data Processing Exception while processing fields [/shares[0]]", 100),
            "learn.microsoft.com/answers/questions/1331917", code="share",
        ),
    ),
    "426": (
        Said(426, _flat(426, "NONEXISTENT_VERSION", "Requested version 202609 is not active"), DOCS, code="sunset"),
        Said(
            400,
            _flat(400, "VERSION_MISSING", "A version must be present. Please specify a version by adding the Linkedin-Version header."),
            DOCS, code="missing",
        ),
    ),
    "gone": (
        Said(404, _flat(404, "NOT_FOUND", "The requested resource was not found"), DOCS, code="404"),
        Said(410, _flat(410, "GONE", "The requested resource is gone"), SEEN, code="410"),
    ),
    "500": (
        _server(500, "INTERNAL_SERVER_ERROR", "Internal Server Error"), _server(502, "BAD_GATEWAY", "Bad Gateway"),
        _server(503, "SERVICE_UNAVAILABLE", "Service Unavailable"), _server(504, "GATEWAY_TIMEOUT", "Gateway Timeout"),
    ),
    "bad_request": (
        Said(400, {"serviceErrorCode": 0, "message": "Invalid query parameters passed to request", "status": 400},
             "github.com/MicrosoftDocs/feedback/issues/2940", code="query"),
        Said(400, _flat(400, "ILLEGAL_ARGUMENT", "Resource method could not be resolved from request parameters."),
             "linkedin-developers/linkedin-api-python-client/issues/47", code="argument"),
        *(Said(400, _flat(400, name, "text unconfirmed"), f"{SEEN}; text unconfirmed", code=code)
          for code, name in (("urn", "INVALID_URN_TYPE"), ("urn-id", "INVALID_URN_ID"), ("value", "INVALID_VALUE_FOR_FIELD"))),
        Said(400, {"serviceErrorCode": 0, "message": "Invalid timeIntervals parameter", "status": 400}, f"{SEEN}; body unconfirmed",
             code="intervals"),
        Said(414, _flat(414, "URI_TOO_LONG", "Request-URI Too Long"), DOCS, code="414"),
    ),
    "invalid_grant": (
        Said(400, {"error": "invalid_request", "error_description": "The provided refresh token is not valid"},
             f"{SEEN}; text unconfirmed", code="invalid_request"),
    ),
}  # fmt: skip
