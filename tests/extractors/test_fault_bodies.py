"""Every refusal the platforms document, word for word where the words are known, and what each is taken for.

Three tables agree: what is documented (../shared/apis/*.md, the section beside each), what the sandbox can be told to answer
(sandbox/faults/said_*.py), and what a platform's `fault` makes of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from extractors.platforms import facebook, linkedin, x, youtube
from sandbox.faults.kinds import SAID
from sandbox.faults.said import Said, pick
from tests.conftest import shared

PLATFORMS = {"x": x, "linkedin": linkedin, "facebook": facebook, "youtube": youtube}
AT_THE_TOKENS_DOOR = "invalid_grant"  # not asked by `fault`: tests/extractors/test_tokens.py


@dataclass(frozen=True)
class Case:
    """One documented refusal. `told`: the sandbox's (kind, code, subcode). `becomes`: the class, "" for no fault."""

    of: str
    section: str
    told: tuple[str, str, str]
    becomes: str
    heals: bool = False
    words: str = ""  # words of the answer a client branches on, or a person reads

    @property
    def said(self) -> Said:
        """The sandbox's answer; fails the test where it has none."""
        kind, code, subcode = self.told
        said = pick(SAID[self.of], kind, code, subcode)
        assert said is not None, f"the sandbox cannot be told to answer {self.of} {self.told}"
        return said


def case(of: str, section: str, told: str, becomes: str, words: str = "", *, heals: bool = False) -> Case:
    kind, code, subcode = (*told.split(), "", "")[:3]
    return Case(of, section, (kind, code, subcode), becomes, heals, words)


CASES = [
    case("x", "A.3", "429 none", "quota", "Too Many Requests", heals=True),
    case("x", "A.3", "429 88", "quota", "Rate limit exceeded", heals=True),
    case("x", "A.3", "quota", "quota", "UsageCapExceeded"),
    case("x", "A.3", "402 credits-depleted", "quota", "credits depleted"),
    case("x", "A.3", "402 credits", "quota", "CreditsDepleted"),
    case("x", "A.3", "spend_cap", "quota", "SpendCapReached"),
    case("x", "A.4.1", "bad_request since_id", "ours", "One or more parameters to your request was invalid."),
    case("x", "A.4.1", "bad_request max_results", "ours", "is not between 5 and 100"),
    case("x", "A.4.1", "bad_request path", "ours", "Not Found"),
    case("x", "A.4.1", "expired_token", "token", "Unauthorized"),
    case("x", "A.4.1", "403 unsupported-authentication", "token", "Application-Only is forbidden"),
    case("x", "A.4.1", "403 client-not-enrolled", "terms", "client-not-enrolled"),
    case("x", "A.4.1", "403 forbidden", "token", "Forbidden"),
    *(case("x", "A.4.1", f"500 {code}", "platform", heals=True) for code in (500, 502, 503, 504)),
    case("x", "A.4.2", "only_errors gone", "source", "Could not find user with id"),
    case("x", "A.4.2", "only_errors suspended", "source", "User has been suspended"),
    case("x", "A.4.2", "only_errors protected", "source", "Sorry, you are not authorized to see the user"),
    case("x", "A.4.2", "only_errors unavailable", "platform", "resource-unavailable", heals=True),
    case("x", "A.4.2", "only_errors hydration", "platform", "field-hydration-failure", heals=True),
    case("x", "A.4.2", "only_errors internal", "platform", "internal-error", heals=True),
    case("linkedin", "B3", "quota application", "quota", "APPLICATION DAY"),
    case("linkedin", "B3", "quota member", "quota", "MEMBER DAY"),
    case("linkedin", "B3", "429", "quota", "Resource level throttle limit for calls", heals=True),
    case("linkedin", "B4", "expired_token 401", "token", "Empty oauth2_access_token"),
    case("linkedin", "B4", "expired_token 65600", "token", "Invalid access token"),
    case("linkedin", "B4", "expired_token 65601", "token", "revoked by the user", heals=True),  # seconds old, it heals
    case("linkedin", "B4", "expired_token 65602", "token", "has expired"),
    case("linkedin", "B4", "403 permission", "token", "Not enough permissions to access"),
    case("linkedin", "B4", "403 share", "token", "Unpermitted fields present in PARAMETER"),
    case("linkedin", "B4", "gone 404", "", "NOT_FOUND"),
    case("linkedin", "B4", "gone 410", "", "GONE"),
    case("linkedin", "B4", "426 sunset", "ours", "NONEXISTENT_VERSION"),
    case("linkedin", "B4", "426 missing", "ours", "VERSION_MISSING"),
    case("linkedin", "B4", "bad_request argument", "ours", "ILLEGAL_ARGUMENT"),
    case("linkedin", "B4", "bad_request urn", "ours", "INVALID_URN_TYPE"),
    case("linkedin", "B4", "bad_request urn-id", "ours", "INVALID_URN_ID"),
    case("linkedin", "B4", "bad_request value", "ours", "INVALID_VALUE_FOR_FIELD"),
    case("linkedin", "B4", "bad_request query", "ours", "Invalid query parameters passed to request"),
    case("linkedin", "B4", "bad_request intervals", "ours", "Invalid timeIntervals parameter"),
    case("linkedin", "B4", "bad_request 414", "ours"),
    *(case("linkedin", "B4", f"500 {code}", "platform", heals=True) for code in (500, 502, 503, 504)),
    *(case("facebook", "A3", f"429 {code}", "quota", heals=True) for code in (4, 17, 32, 613)),
    case("facebook", "A3", "429 80001", "quota", "There have been too many calls to this Page account.", heals=True),
    case("facebook", "A3", "500 341", "platform", heals=True),
    case("facebook", "A4", "expired_token 190 463", "token", "Session has expired on"),
    *(case("facebook", "A4", f"expired_token 190 {code}", "token") for code in (458, 459, 460, 464, 467, 492)),
    case("facebook", "A4", "expired_token 190 none", "token", "must be called with a Page Access Token"),
    case("facebook", "A4", "403 10", "token", "pages_read_engagement"),
    case("facebook", "A4", "403 200", "token"),
    case("facebook", "A4", "403 100", "token", "due to missing permission or reviewable feature"),
    case("facebook", "A4", "unknown_metric 100", "", "The value must be a valid insights metric"),
    case("facebook", "A4", "bad_request 3001 1504028", "ours", "No metric was specified to be fetched."),
    case("facebook", "A4", "bad_request 100", "ours", "Tried accessing nonexisting field"),
    case("facebook", "A4", "gone 100 33", "", "Unsupported get request."),
    case("facebook", "A4", "500 1", "platform", heals=True),
    case("facebook", "A4", "500 2", "platform", heals=True),
    case("facebook", "A4", "too_much 1", "", "Please reduce the amount of data"),
    case("facebook", "A4", "blocked 368", "terms"),
    case("facebook", "A4", "bad_request 2500", "ours"),
    case("youtube", "B.3", "quota quotaExceeded", "quota", "youtube.quota"),
    case("youtube", "B.3", "quota dailyLimitExceeded", "quota", "usageLimits"),
    case("youtube", "B.3", "quota rateLimitExceeded", "quota", "per day"),
    case("youtube", "B.3", "429 rateLimitExceeded", "quota", "per minute", heals=True),
    case("youtube", "B.3", "429 userRateLimitExceeded", "quota", "per minute", heals=True),
    case("youtube", "B.4", "bad_request keyInvalid", "ours", "API key not valid"),
    case("youtube", "B.4", "bad_request missingRequiredParameter", "ours", "youtube.parameter"),
    case("youtube", "B.4", "bad_request incompatibleParameters", "ours", "youtube.parameter"),
    case("youtube", "B.4", "bad_request unexpectedParameter", "ours", "youtube.parameter"),
    case("youtube", "B.4", "bad_request invalidFilters", "ours", "youtube.parameter"),
    case("youtube", "B.4", "bad_request invalidPageToken", "ours", "pageToken"),
    case("youtube", "B.4", "bad_request unknownPart", "ours", "part"),
    case("youtube", "B.4", "500 processingFailure", "platform", "youtube.commentThread", heals=True),
    case("youtube", "B.4", "expired_token authError", "token", "UNAUTHENTICATED"),
    case("youtube", "B.4", "403 insufficientPermissions", "token", "Request had insufficient authentication scopes."),
    case("youtube", "B.4", "403 accessNotConfigured", "token", "usageLimits"),
    case("youtube", "B.4", "403 forbidden", "token"),
    case("youtube", "B.4", "comments_off commentsDisabled", "", "has disabled comments."),
    case("youtube", "B.4", "403 authenticatedUserAccountClosed", "source"),
    case("youtube", "B.4", "403 authenticatedUserAccountSuspended", "source"),
    *(case("youtube", "B.4", f"gone {code}", "")
      for code in ("videoNotFound", "commentThreadNotFound", "parentCommentNotFound", "playlistNotFound")),
    case("youtube", "B.4", "403 channelNotFound", "source", "channelNotFound"),
    case("youtube", "B.4", "500 backendError", "platform", heals=True),
    case("youtube", "B.4", "500 internalError", "platform", heals=True),
    case("youtube", "B.4", "500 SERVICE_UNAVAILABLE", "platform", "youtube.CoreErrorDomain", heals=True),
    case("youtube", "B.4", "bad_request badRequest", "ours", "The query is not supported."),
    case("youtube", "B.4", "bad_request invalid", "ours", "Unknown identifier (vews)"),
    case("youtube", "B.4", "bad_request date", "ours", "Could not parse content (2026/11/01) of field startDate."),
]  # fmt: skip
UNDOCUMENTED = {  # what the sandbox can say besides: the same answers under another kind, and 200s that fetch() looks into
    ("facebook", "dead_metric"), ("youtube", "only_errors"),
    *((of, kind) for of in PLATFORMS for kind in ("429_bare", "429_window", "429_retry_after", AT_THE_TOKENS_DOOR)),
}  # fmt: skip


@pytest.mark.parametrize("one", CASES, ids=lambda one: " ".join((one.of, *filter(None, one.told))))
def test_a_documented_refusal_is_taken_for_what_it_is(one: Case) -> None:
    fault = PLATFORMS[one.of].fault(one.said.status, {}, one.said.body)  # type: ignore[attr-defined]
    assert (fault.cause_class if fault else "", bool(fault and fault.heals)) == (one.becomes, one.heals)
    assert fault is None or (fault.cause.endswith(".") and fault.next_step.endswith("."))
    assert one.words in json.dumps(one.said.body, ensure_ascii=False).replace("\\", "")


def test_whatever_the_sandbox_can_be_told_to_refuse_with_stands_in_this_table() -> None:
    named = {(one.of, one.told[0], one.said.code, one.said.subcode) for one in CASES}
    spoken = {(of, kind, said.code, said.subcode) for of, kinds in SAID.items() for kind, some in kinds.items()
              for said in some if (of, kind) not in UNDOCUMENTED}  # fmt: skip
    alike = {key for key in spoken if key[:2] == ("facebook", "quota")}  # Facebook words a day as it does a moment
    assert spoken - alike - named == set()


@pytest.mark.parametrize(
    ("of", "status", "body", "becomes"),
    [
        ("youtube", 403, {"error": {"code": 403, "message": "...", "status": "PERMISSION_DENIED"}}, "token"),
        ("youtube", 429, {"error": {"code": 429, "message": "... per day", "status": "RESOURCE_EXHAUSTED"}}, "quota"),
        ("youtube", 401, {"error": {"code": 401, "message": "...", "status": "UNAUTHENTICATED"}}, "token"),
        ("x", 404, None, "ours"),
        ("x", 503, "<html>", "platform"),
        ("linkedin", 414, None, "ours"),
        ("facebook", 401, {"error": {"code": 190, "error_subcode": 463}}, "token"),
        ("facebook", 403, {"error": {"code": 299}}, "token"),
        ("facebook", 429, {"error": {"code": 32}}, "quota"),
    ],
)
def test_a_refusal_is_known_in_its_other_documented_forms(of: str, status: int, body: Any, becomes: str) -> None:
    fault = PLATFORMS[of].fault(status, {}, body)  # type: ignore[attr-defined]
    assert fault and fault.cause_class == becomes


def test_facebooks_recorded_answer_for_a_missing_permission_is_one_about_the_token() -> None:
    recorded = shared("apis/fixtures/facebook/sns-sdks_error_100_missing_permission.json")
    fault = facebook.fault(400, {}, json.loads(Path(recorded).read_text()))
    assert fault and fault.cause_class == "token" and "pages_read_engagement" in fault.next_step
