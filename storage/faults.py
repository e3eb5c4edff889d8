"""What can go wrong with an object store: which faults heal by asking again, and the one line a person gets for the others.

A line names what was wanted, where, and how to mend it. It is made of the store's error code alone, never of its message
or of the request: these hold keys, tokens and signatures.
"""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

PASSING = frozenset({
    "SlowDown", "InternalError", "ServiceUnavailable", "RequestTimeout", "RequestTimeoutException", "Throttling",
    "ThrottlingException", "TooManyRequests", "RequestLimitExceeded", "BandwidthLimitExceeded", "OperationAborted",
    "ConditionalRequestConflict", "XAmzContentSHA256Mismatch", "BadDigest", "IncompleteBody",
})  # fmt: skip
NOT_THERE = frozenset({"NoSuchKey", "404", "NotFound"})
NOT_AS_EXPECTED = frozenset({"PreconditionFailed", "412"})
CANNOT_BE_CONDITIONAL = frozenset({"NotImplemented", "501"})
NO_RIGHTS = frozenset({"AccessDenied", "AllAccessDisabled", "AccountProblem", "403", "Forbidden"})
KEYS_REFUSED = frozenset({
    "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "TokenRefreshRequired",
    "RequestTimeTooSkewed", "AuthorizationHeaderMalformed", "401",
})  # fmt: skip
KEYS = "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (with temporary ones AWS_SESSION_TOKEN too), or the machine's role"


class StorageFault(OSError):
    """The object store did not do what was asked. The message is one line for a person and holds no secret."""


class BadSetting(StorageFault, ValueError):
    """The store cannot be used as it is set: found before anything was begun."""


class Changed(StorageFault):
    """Something else stands there than was expected: nothing was written."""


class Cut(Exception):
    """An answer ended before it was whole, or is not what was put there."""


def code_of(error: BaseException) -> str:
    """Return the store's own code for what went wrong ('' when it said nothing: the connection broke)."""
    for each in _chain(error):
        response = getattr(each, "response", None)
        if isinstance(response, dict):
            return str(response.get("Error", {}).get("Code") or status_of(error) or "")
    return ""


def status_of(error: BaseException) -> int | None:
    """Return the HTTP status of a store's refusal; None when there was no answer."""
    for each in _chain(error):
        response = getattr(each, "response", None)
        if isinstance(response, dict):
            status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
            return int(status) if status else None
    return None


def is_passing(error: BaseException) -> bool:
    """Say whether the same question may be answered a moment later."""
    code, status = code_of(error), status_of(error)
    if code or status:
        is_late = status == HTTPStatus.TOO_MANY_REQUESTS or (status or 0) >= HTTPStatus.INTERNAL_SERVER_ERROR
        return code in PASSING or (is_late and code not in CANNOT_BE_CONDITIONAL)
    names = {each.__name__ for each in type(error).__mro__}
    # by name: botocore's and aiohttp's own, without loading them where the shelf is a folder
    broken = {"HTTPClientError", "ConnectionError", "IncompleteReadError", "ResponseParserError", "ClientError", "Cut"}
    return isinstance(error, TimeoutError | ConnectionError) or bool(names & broken)


def explained(error: BaseException, what: str, where: str, tries: int) -> StorageFault:
    """Return the one line for a fault: what was wanted, where, how to mend it."""
    code, names = code_of(error), {each.__name__ for each in type(error).__mro__}
    about = f"LOS_LANDING: {what} {where}"
    if code == "NoSuchBucket":
        return StorageFault(f"{about}: there is no such bucket. Make it, or mend its name in LOS_LANDING")
    if code in NO_RIGHTS:
        return StorageFault(
            f"{about}: no right to ({code}). The role or key needs s3:ListBucket on the bucket and s3:GetObject,"
            " s3:PutObject and s3:DeleteObject on what is in it"
        )
    if code in KEYS_REFUSED:
        return StorageFault(f"{about}: the key was refused ({code}). Mend {KEYS}; a clock that is wrong does it too")
    if names & {"NoCredentialsError", "PartialCredentialsError", "CredentialRetrievalError", "TokenRetrievalError"}:
        return StorageFault(f"{about}: no key to open it with. Set {KEYS}")
    if code in {"PermanentRedirect", "IllegalLocationConstraintException", "301"}:
        return StorageFault(f"{about}: the bucket is in another region. Set AWS_DEFAULT_REGION to it")
    if is_passing(error):
        said = code or type(error).__name__
        return StorageFault(
            f"{about}: {tries} tries came to nothing ({said}). See whether the store is up and AWS_ENDPOINT_URL is"
            " its address, then run again: nothing is lost or doubled"
        )
    return StorageFault(f"{about}: the store refused ({code or type(error).__name__})")


def _chain(error: BaseException) -> Iterator[BaseException]:
    each: BaseException | None = error
    while each is not None:
        yield each
        each = each.__cause__ or each.__context__
