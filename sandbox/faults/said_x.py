"""How X refuses."""

from __future__ import annotations

from typing import Any

from sandbox.faults.said import Said, Table

DOCS = "docs.x.com, August 2026"
PROBLEMS = "https://api.twitter.com/2/problems/"


def _plain(status: int, title: str) -> dict[str, Any]:
    return {"title": title, "detail": title, "type": "about:blank", "status": status}


def _server(status: int, title: str) -> Said:
    return Said(status, _plain(status, title), DOCS, code=str(status))


def _only(code: str, title: str, detail: str, kind: str, source: str) -> Said:
    entry = {"value": "2244990001", "resource_id": "2244990001", "resource_type": "user", "parameter": "id",
             "title": title, "detail": detail, "type": PROBLEMS + kind}  # fmt: skip
    return Said(200, {"errors": [entry]}, source, code=code)


def _invalid(code: str, value: str, message: str, source: str) -> Said:
    body = {"errors": [{"parameters": {code: [value]}, "message": message}], "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.", "type": f"{PROBLEMS}invalid-request"}  # fmt: skip
    return Said(400, body, source, code=code)


TOO_MANY = Said(429, _plain(429, "Too Many Requests"), DOCS)
SAID: Table = {
    "429": (TOO_MANY, Said(429, {"errors": [{"code": 88, "message": "Rate limit exceeded"}]}, DOCS, code="88")),
    "429_bare": (TOO_MANY,),
    "429_window": (TOO_MANY,),
    "429_retry_after": (TOO_MANY,),
    "quota": (
        Said(
            429,
            {
                "account_id": 1, "product_name": "standard-basic", "title": "UsageCapExceeded", "period": "Monthly", "scope": "Product",
                "detail": "Usage cap exceeded: Monthly product cap", "type": f"{PROBLEMS}usage-capped",
            },
            "github.com/xdevplatform/xdk/issues/25",
        ),
    ),
    "402": (
        Said(
            402,
            {"detail": "credits depleted", "status": 402, "title": "Payment Required", "type": "https://api.x.com/2/problems/credits-depleted"},
            "a public record of 2026-07-23", code="credits-depleted",
        ),
        Said(
            402,
            {"title": "CreditsDepleted", "detail": "Your enrolled account does not have any credits", "type": "https://api.x.com/2/problems/credits"},
            "public tests", code="credits",
        ),
    ),
    "spend_cap": (
        Said(403, _plain(403, "Forbidden") | {"title": "SpendCapReached", "reason": "SpendCapReached"}, f"{DOCS}; body unconfirmed"),
    ),
    "expired_token": (
        Said(401, {"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"}, "public tests and logs"),
    ),
    "403": (
        Said(
            403,
            {
                "client_id": "25500000", "title": "Client Forbidden", "required_enrollment": "Appropriate Level of API Access",
                "reason": "client-not-enrolled", "registration_url": "https://developer.x.com/en/docs/projects/overview",
                "detail": "When authenticating requests to the Twitter API v2 endpoints, you must use keys and tokens from a Twitter "
                "developer App that is attached to a Project. You can create a project via the developer portal.",
                "type": f"{PROBLEMS}client-forbidden",
            },
            "OpenAPI 2.166; wording unconfirmed", code="client-not-enrolled",
        ),
        Said(
            403,
            {
                "title": "Unsupported Authentication", "status": 403, "type": f"{PROBLEMS}unsupported-authentication",
                "detail": "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported authentication "
                "types are [OAuth 1.0a User Context, OAuth 2.0 User Context].",
            },
            DOCS, code="unsupported-authentication",
        ),
        Said(403, _plain(403, "Forbidden"), "missing scope; body unconfirmed", code="forbidden"),
    ),
    "500": (
        _server(500, "Internal Server Error"), _server(502, "Bad Gateway"), _server(503, "Service Unavailable"),
        _server(504, "Gateway Timeout"),
    ),
    "bad_request": (
        _invalid("since_id", "2075200933194039668", "'since_id' must be a tweet id created after 2026-07-31T11:45Z. Please use a "
                 "'since_id' that is larger than 2083157183716917248", "a public test of August 2026"),
        _invalid("max_results", "500", "The `max_results` query parameter value [500] is not between 5 and 100", f"{DOCS}; text unconfirmed"),
        Said(404, _plain(404, "Not Found"), f"{DOCS}; body unconfirmed", code="path"),
    ),
    "only_errors": (
        _only("suspended", "Forbidden", "User has been suspended: [2244990001].", "resource-not-found", "gwu-libraries/sfm-twitter-harvester"),
        _only(
            "protected", "Authorization Error", "Sorry, you are not authorized to see the user with id: [2244990001].",
            "not-authorized-for-resource", "github.com/redouane59/twittered/issues/157",
        ),
        _only("gone", "Not Found Error", "Could not find user with id: [2244990001].", "resource-not-found", DOCS),
        _only("unavailable", "Resource Unavailable", "The resource is temporarily unavailable.", "resource-unavailable", "OpenAPI 2.167"),
        _only("hydration", "Field Hydration Failure", "A field could not be filled in.", "field-hydration-failure", "OpenAPI 2.167; text unconfirmed"),
        _only("internal", "Internal Error", "The resource could not be read.", "internal-error", "OpenAPI 2.167; text unconfirmed"),
    ),
    "invalid_grant": (
        Said(
            400, {"error": "invalid_request", "error_description": "Value passed for the token was invalid."},
            "github.com/PLhery/node-twitter-api-v2/issues/319", code="invalid_request",
        ),
        Said(401, {"error": "unauthorized_client", "error_description": "Missing valid authorization header"}, DOCS, code="unauthorized_client"),
    ),
}  # fmt: skip
