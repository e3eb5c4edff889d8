"""What can go wrong between us and a platform, in words for the person who gets the alert.

Cause classes: ours, token, quota, terms, schema, empty, late, platform, source. Words never hold a token or an address.
"""

from __future__ import annotations

import email.utils
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

MOST_PAGES = 1_000

WAIT_AND_RERUN = "Nothing to mend here: run the extract again later; the window is read afresh."
NEW_TOKEN = "Ask whoever manages the account to consent again, then put the new token in its secret and run again."


@dataclass(frozen=True)
class Fault:
    """One answer that is not what we asked for, as the platform's own file tells it apart."""

    cause_class: str
    cause: str
    next_step: str
    heals: bool = False  # asking again can help
    wait_s: float | None = None  # the platform asked us to wait so many seconds
    wait_until: float | None = None  # ... or until this Unix time
    tries: int = 5  # askings in all; with `waits`, one more than these
    is_dead_token: bool = False  # a renewed access token can help
    waits: Sequence[float] = ()  # seconds before each further asking, where the platform states no time
    window_s: float | None = None  # the longest window the platform counts calls in: no wait it states can be longer
    day_in: str = ""  # a quota that is used up: the zone at whose next midnight it is asked again, and not before
    scope: str = "token"  # whose quota: the token's, or that of the app it was given to

    @property
    def most_tries(self) -> int:
        """Askings in all."""
        return len(self.waits) + 1 if self.waits else self.tries

    @property
    def states_a_time(self) -> bool:
        """Say whether the platform said when to come back."""
        return self.wait_s is not None or self.wait_until is not None


class Refused(Exception):
    """An extract cannot go on: why, and what a person can do about it."""

    def __init__(self, cause_class: str, cause: str, next_step: str) -> None:
        super().__init__(f"{cause} {next_step}")
        self.cause_class, self.cause, self.next_step = cause_class, cause, next_step


class NotLoaded(Exception):
    """What is on the shelf could not be put into the warehouse (warehouse.py says why)."""


@dataclass(frozen=True)
class Gap:
    """Something a platform left out of an answer that otherwise stands: the subject's outcome becomes `partial`."""

    subject: str  # posts | interactions | series
    cause_class: str
    cause: str
    next_step: str


def usual_fault(name: str, status: int, headers: Mapping[str, str]) -> Fault | None:
    """Say what an HTTP status means when the platform's own words said nothing more; None for a good answer."""
    if status < 300:
        return None
    if status >= 500:
        return Fault(
            "platform", f"{name} had a fault of its own (HTTP {status}).", WAIT_AND_RERUN, True, retry_after(headers)
        )
    if status == 429:
        return Fault("quota", f"{name} says we ask too often.", WAIT_AND_RERUN, True, retry_after(headers))
    if status == 401:
        return Fault("token", f"{name} does not accept the token (HTTP 401).", NEW_TOKEN, is_dead_token=True)
    if status == 403:
        return Fault(
            "token",
            f"{name} does not let this token read what we asked for (HTTP 403).",
            "Check the permissions the token was given and the role of the person who gave it.",
        )
    if status < 400:
        return Fault(
            "ours",
            f"{name} sent us to another address (HTTP {status}), which we do not follow.",
            "Check the address of the platform in the LOS_..._URL settings.",
        )
    return Fault(
        "ours",
        f"{name} did not understand what we asked (HTTP {status}).",
        "The platform may have changed: compare its file in extractors/platforms/ with its documentation.",
    )


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds a Retry-After header asks for; of a date, counted from the answer's own Date."""
    said = headers.get("Retry-After", "")
    if is_number(said):
        return float(said)
    try:
        then = email.utils.parsedate_to_datetime(said)
        return max(0.0, (then - email.utils.parsedate_to_datetime(headers["Date"])).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None


def is_number(said: str) -> bool:
    """Say whether a header holds a whole number of a believable length."""
    return said.isascii() and said.isdigit() and len(said) < 16


class PageMarks:
    """The page marks (cursors, tokens) followed so far in one listing: a repeated or endless one is refused."""

    def __init__(self, name: str, most: int = MOST_PAGES) -> None:
        self._name, self._most, self._seen = name, most, set[str]()

    def follow(self, mark: str) -> str:
        """Return the mark if it is new and the listing is not longer than anything real."""
        if mark in self._seen:
            raise Refused(
                "platform", f"{self._name} sent the same page mark twice: its list would never end.", WAIT_AND_RERUN
            )
        if len(self._seen) >= self._most:
            raise Refused("platform", f"{self._name} sent more than {self._most} pages and no end.", WAIT_AND_RERUN)
        self._seen.add(mark)
        return mark
