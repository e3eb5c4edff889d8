"""How YouTube and Google's token door refuse."""

from __future__ import annotations

from typing import Any

from sandbox.faults.said import Said, Table

DOCS = "developers.google.com/youtube, 2026"
GRANULAR = "github.com/googleapis/google-api-python-client/issues/2753"
USED_UP = 'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.'
PER = "Quota exceeded for quota metric 'Queries' and limit 'Queries per {}' of service 'youtube.googleapis.com' for consumer 'project_number:000'."
VIDEO = 'The video identified by the <code><a href="/youtube/v3/docs/commentThreads/list#videoId">videoId</a></code> parameter '
CREDENTIALS = (
    "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid "
    "authentication credential. See https://developers.google.com/identity/sign-in/web/devconsole-project."
)
RESULT_TABLE = {
    "kind": "youtubeAnalytics#resultTable",
    "errors": {"code": "INTERNAL_ERROR", "error": [{"domain": "global", "code": "INTERNAL_ERROR"}]},
}


def _error(status: int, message: str, domain: str, reason: str, source: str = DOCS, *, entry: dict[str, str] | None = None, state: str = "",
           code: str = "") -> Said:  # fmt: skip
    first = {"message": message, "domain": domain, "reason": reason} | (entry or {})
    error: dict[str, Any] = {"code": status, "message": message, "errors": [first]}
    return Said(status, {"error": error | ({"status": state} if state else {})}, source, code or reason)


def _too_fast(reason: str, status: int = 429) -> Said:
    return _error(status, PER.format("minute"), "usageLimits" if status == 403 else "global", reason, f"{DOCS}; unconfirmed",
                  state="RESOURCE_EXHAUSTED" if status == 429 else "")  # fmt: skip


def _gone(reason: str, domain: str, message: str, parameter: str, source: str = DOCS) -> Said:
    return _error(404, message, domain, reason, source, entry={"location": parameter, "locationType": "parameter"})


def _wrong(reason: str, parameter: str) -> Said:
    return _error(400, "text unconfirmed", "youtube.parameter", reason, f"{DOCS}; text unconfirmed",
                  entry={"location": parameter, "locationType": "parameter"})  # fmt: skip


TOO_FAST = (_too_fast("rateLimitExceeded"), _too_fast("userRateLimitExceeded", 403))
SAID: Table = {
    "429": TOO_FAST,
    "429_window": TOO_FAST,
    "429_retry_after": TOO_FAST,
    "quota": (
        _error(403, USED_UP, "youtube.quota", "quotaExceeded", "github.com/porjo/youtubeuploader/issues/119"),
        _error(403, "Daily Limit Exceeded", "usageLimits", "dailyLimitExceeded", "older form"),
        _error(429, PER.format("day"), "global", "rateLimitExceeded", GRANULAR),
    ),
    "500": (
        _error(503, "The service is currently unavailable.", "global", "backendError"),
        _error(500, "Internal error encountered.", "global", "internalError"),
        _error(403, "The caller does not have permission", "youtube.CoreErrorDomain", "SERVICE_UNAVAILABLE", "sns-sdks/python-youtube, recorded",
               entry={"message": "Permission denied."}, state="PERMISSION_DENIED"),
        _error(400, "The API server failed to successfully process the request.", "youtube.commentThread", "processingFailure"),
    ),
    "expired_token": (
        _error(401, CREDENTIALS, "global", "authError", "a public test", state="UNAUTHENTICATED",
               entry={"message": "Invalid Credentials", "location": "Authorization", "locationType": "header"}),
    ),
    "403": (
        _error(403, "Forbidden", "global", "forbidden"),
        _error(403, "Request had insufficient authentication scopes.", "global", "insufficientPermissions", state="PERMISSION_DENIED"),
        _error(403, "YouTube Data API v3 has not been used in project 000 before or it is disabled.", "usageLimits", "accessNotConfigured"),
        _error(403, "The authenticated user's account is closed.", "youtube.common", "authenticatedUserAccountClosed"),
        _error(403, "The authenticated user's account is suspended.", "youtube.common", "authenticatedUserAccountSuspended"),
        _gone("channelNotFound", "youtube.channel", "The channel could not be found.", "id", f"{DOCS}; text unconfirmed"),
    ),
    "comments_off": (
        _error(403, VIDEO + "has disabled comments.", "youtube.commentThread", "commentsDisabled",
               entry={"location": "videoId", "locationType": "parameter"}),
    ),
    "gone": (
        _gone("playlistNotFound", "youtube.playlistItem",
              "The playlist identified with the request's <code>playlistId</code> parameter cannot be found.", "playlistId",
              "github.com/Lunaerix/LunaBot/issues/43"),
        _gone("videoNotFound", "youtube.commentThread", VIDEO + "could not be found.", "videoId"),
        _gone("commentThreadNotFound", "youtube.commentThread", "The comment thread could not be found.", "id", f"{DOCS}; text unconfirmed"),
        _gone("parentCommentNotFound", "youtube.comment", "The specified parent comment could not be found.", "parentId"),
    ),
    "bad_request": (
        _error(400, "Unknown identifier (vews) given in field parameters.metrics.", "global", "invalid"),
        _error(400, "The query is not supported. Check the documentation at "
               "https://developers.google.com/youtube/analytics/v2/available_reports for a list of supported queries.", "global", "badRequest"),
        _error(400, "Could not parse content (2026/11/01) of field startDate.", "global", "invalid", code="date"),
        *(_wrong(reason, parameter) for reason, parameter in (
            ("missingRequiredParameter", "part"), ("incompatibleParameters", "videoId"), ("unexpectedParameter", "mine"),
            ("invalidFilters", "filters"), ("invalidPageToken", "pageToken"), ("unknownPart", "part"))),
        _error(400, "API key not valid. Please pass a valid API key.", "global", "keyInvalid", state="INVALID_ARGUMENT"),
    ),
    "only_errors": (Said(200, RESULT_TABLE, "discovery document of youtubeAnalytics v2", "INTERNAL_ERROR"),),
    "invalid_grant": (
        Said(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
             "github.com/dolfim/django-gmailapi-backend/issues/9", "invalid_grant"),
        Said(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."},
             "github.com/levz0r/gmail-tester/issues/73", "invalid_client"),
    ),
}  # fmt: skip
