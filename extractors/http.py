"""The only HTTP client: one requests.Session with time-outs, retries that wait as long as the platform asks, redaction.

The token travels in the Authorization header and nowhere else: no URL, log line, exception, repr or answer holds it.
What an answer means is said by the platform's own `fault` function; how long to wait and when to give up, only here.
"""

from __future__ import annotations

import email.utils
import json
import logging
from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from extractors.allowance import Allowance
from extractors.as_json import read_json
from extractors.faults import NEW_TOKEN, WAIT_AND_RERUN, Fault, Refused
from extractors.reached import Reached, question_of
from extractors.redaction import Strike, hush_queries
from extractors.waiting import Patience

__all__ = ["Client", "Fault", "Refused", "post_form", "session"]

SANDBOX_HEADER = "X-Line-Of-Sight-Sandbox"
TIME_OUTS_S = (10, 60)  # to connect, and between two bytes of an answer
MOST_RENEWALS = 3  # of the token, in one run; and one for any one question

log = logging.getLogger(__name__)
FaultOf = Callable[[int, Mapping[str, str], Any], Fault | None]


class _Authorization(AuthBase):
    """Puts a secret into the header; given as `auth`, it also keeps requests from looking into a .netrc file."""

    def __init__(self, kind: str, secret: str) -> None:
        self._header = f"{kind} {secret}" if secret else ""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._header:
            request.headers["Authorization"] = self._header
        return request

    def __repr__(self) -> str:
        return "_Authorization(…)"


def session(
    token: str,
    *,
    name: str = "The platform",
    api: str = "",
    analytics: str = "",
    headers: Mapping[str, str] | None = None,
    fault: FaultOf | None = None,
    patience: Patience | None = None,
    allowance: Allowance | None = None,
    secrets: Iterable[str] = (),
    renew: Callable[[str], str] | None = None,
    **waiting: Any,
) -> Client:
    """Open a client for one account. `api` and `analytics` are base addresses without a path.

    `waiting`: sleep, jitter, clock and most_wait_s of a Patience, where none is given. `allowance`: what all processes
    together may ask; None: nobody else asks. `secrets`: what else belongs to the account and must not come back in an
    answer. `renew`: takes a token the platform no longer accepts and returns another, or raises Refused.
    """
    token = token.strip()
    if not token:
        raise Refused("token", f"There is no token for {name}.",
                      "Set the account's secret (LOS_SECRET_..., or Airflow's connection los_...) and run again.")  # fmt: skip
    if not (token.isascii() and token.isprintable() and " " not in token):
        raise Refused(
            "token",
            f"The token for {name} holds signs that cannot be sent.",
            "Copy the token again, alone on one line.",
        )
    strike = Strike([token, *secrets])
    patience = patience or Patience(**waiting)
    return Client(token, name, api, analytics, dict(headers or {}), fault, patience, allowance, strike, renew)


class Client:
    """Asks one platform for one account, and counts what it cost."""

    def __init__(
        self,
        token: str,
        name: str,
        api: str,
        analytics: str,
        headers: dict[str, str],
        fault: FaultOf | None,
        patience: Patience,
        allowance: Allowance | None,
        strike: Strike,
        renew: Callable[[str], str] | None,
    ) -> None:
        self.name, self.api, self.analytics = name, api.rstrip("/"), analytics.rstrip("/")
        self.retries = self.bytes = self.answers = 0
        self.reached: Reached | None = None  # a killed run of the same batch had these answers
        self._last: tuple[str, Any] = ("", None)  # question and body
        self._from_sandbox = 0
        self._fault, self._patience, self._allowance = fault, patience, allowance
        self._strike, self._renew, self._renewals_left = strike, renew, MOST_RENEWALS
        self._session = requests.Session()
        self._ways: dict[tuple[str, ...], Any] = {}  # to a host, by scheme and name
        self._use(token)
        hush_queries()
        self._session.headers.update({"Accept": "application/json", "User-Agent": "line-of-sight", **headers})

    def __repr__(self) -> str:
        return f"Client({self.name})"

    @property
    def is_sandbox(self) -> bool:
        """Say whether every answer so far came from the sandbox."""
        return 0 < self.answers == self._from_sandbox

    @property
    def waited_s(self) -> float:
        """Seconds waited so far: for a platform, and for a turn to ask it."""
        return self._patience.waited_s

    def get(self, url: str, params: Mapping[str, Any] | None = None) -> Any:
        """Return the JSON of one answer; raise Refused when it cannot be had. A query built by hand goes in `url`."""
        question = question_of(url, params)
        body = self.reached.answer(question) if self.reached else None
        self._last = question, self._had(url, params) if body is None else body
        return self._last[1]

    def question_of(self, body: Any) -> str | None:
        """Return the question whose answer a body is, if it is the last one; None for one put together of several."""
        question, last = self._last
        return question if body is last else None

    def _had(self, url: str, params: Mapping[str, Any] | None) -> Any:
        tries, may_renew = 0, self._renew is not None
        while True:
            self._await_turn(url)
            tries += 1
            body, fault, server_time = self._ask(url, params)
            if fault is None:
                return body
            if fault.heals and tries < fault.most_tries:
                self._wait(url, fault, tries, server_time)
            elif fault.is_dead_token and may_renew and self._renew and self._renewals_left:
                tries, may_renew = 0, False
                self._renewals_left -= 1
                self._use(self._renew(self._token))
            else:
                raise self._given_up(fault, f" Asked {tries} times." if tries > 1 else "")
            self.retries += 1

    def _use(self, token: str) -> None:
        self._token = token
        self._strike.add(token)
        self._session.auth = _Authorization("Bearer", token)

    def _ask(self, url: str, params: Mapping[str, Any] | None) -> tuple[Any, Fault | None, float | None]:
        try:
            request = self._session.prepare_request(requests.Request("GET", url, params=params))
            way = self._way_to(request.url or url)
            answer = self._session.send(request, timeout=TIME_OUTS_S, allow_redirects=False, **way)
        except requests.RequestException as error:
            return None, _unreachable(self.name, error), None
        self.answers += 1
        self.bytes += len(answer.content)
        self._from_sandbox += answer.headers.get(SANDBOX_HEADER, "").lower() == "yes"
        body, server_time = self._read(answer.content), _server_time(answer.headers)
        fault = self._fault(answer.status_code, answer.headers, body) if self._fault else None
        if fault is None and body is None:
            why = f"{self.name} sent an answer that is not JSON (HTTP {answer.status_code})."
            fault = Fault("platform", why, WAIT_AND_RERUN, heals=True)
        if fault is None and self._allowance:
            self._allowance.heard(url, answer.headers, server_time, self._patience.now())
        return body, fault, server_time

    def _way_to(self, url: str) -> dict[str, Any]:
        """Return the proxy and the certificates of a host as the environment has them: looked up once, not at each answer."""
        host = urlsplit(url)[:2]
        if host not in self._ways:
            self._ways[host] = self._session.merge_environment_settings(url, {}, None, None, None)
        way: dict[str, Any] = self._ways[host]
        return way

    def _read(self, content: bytes) -> Any:
        """Return the JSON with our secrets struck out wherever the platform echoes them; None when it is not JSON."""
        content = self._strike.content(content)
        try:
            body = read_json(content)
        except ValueError:
            return None
        return self._strike.body(body) if b"\\u00" in content else body

    def _await_turn(self, url: str) -> None:
        """Wait until this call is within what all processes together may ask."""
        while self._allowance:
            seconds, limit = self._allowance.take(url, self._patience.now())
            if not limit or seconds <= 0:
                return
            seconds = self._patience.margin(seconds)
            cause = f"{self.name} may not be asked more often now, by what it said and what was asked ({limit.name})."
            if not self._patience.has(seconds):
                goes_on = self._allowance.goes_on(self._allowance.after(seconds, self._patience.now()))
                raise Refused("quota", f"{cause} {self._patience.too_long(seconds)}", goes_on)
            log.warning("%s Waiting %.0f s.", cause, seconds)
            self._patience.wait(seconds)

    def _wait(self, url: str, fault: Fault, tries: int, server_time: float | None) -> None:
        seconds = self._patience.before_try(fault, tries, server_time)
        if self._allowance and fault.cause_class == "quota":
            self._allowance.wait(url, self._patience.now() + seconds - 0.5)
        if not self._patience.has(seconds):
            raise self._given_up(fault, f" {self._patience.too_long(seconds)}", is_stated=fault.states_a_time)
        log.warning("%s Waiting %.0f s before try %d of %d.", fault.cause, seconds, tries + 1, fault.most_tries)
        self._patience.wait(seconds)

    def _given_up(self, fault: Fault, why: str, *, is_stated: bool = False) -> Refused:
        """Return what ends the run; a quota that is used up is remembered, unless it told when it ends: others wait."""
        if fault.day_in and self._allowance and not is_stated:
            fault = self._allowance.stop(fault, self._patience.now())
        return Refused(fault.cause_class, fault.cause + why, fault.next_step)


def _unreachable(name: str, error: requests.RequestException) -> Fault:
    # The error's own text is not passed on: it can hold the address asked, and with a bad header the token itself.
    if isinstance(error, requests.exceptions.SSLError):
        return Fault(
            "ours",
            f"The certificate shown for {name} is not trusted here.",
            "If your network inspects TLS, point REQUESTS_CA_BUNDLE at its certificate.",
        )
    if isinstance(error, ValueError):  # requests' way to say that an address is none
        return Fault("ours", f"The address set for {name} cannot be used.", "Check the LOS_..._URL settings.")
    if isinstance(error, requests.Timeout):
        return Fault("platform", f"{name} did not answer in time.", WAIT_AND_RERUN, heals=True)
    return Fault("platform", f"The connection to {name} failed ({type(error).__name__}).",
                 "If it goes on, check the network, the proxy and the LOS_..._URL settings.", heals=True)  # fmt: skip


def _server_time(headers: Mapping[str, str]) -> float | None:
    try:  # the platform's own clock, which its reset time is told by: ours may be wrong
        return email.utils.parsedate_to_datetime(headers["Date"]).timestamp()
    except (KeyError, TypeError, ValueError):
        return None


def post_form(
    name: str, url: str, form: Mapping[str, str], basic: str = ""
) -> tuple[int, Mapping[str, str], Any] | Fault:
    """Post a form once; return status, headers and the JSON (None: it is none), or the fault when no answer came.

    `basic`: what goes into an Authorization header of that kind. Only tokens are asked for in this way.
    """
    try:
        with requests.Session() as asking:
            asking.auth = _Authorization("Basic", basic)
            asking.headers.update({"Accept": "application/json", "User-Agent": "line-of-sight"})
            answer = asking.post(url, data=form, timeout=TIME_OUTS_S, allow_redirects=False)
    except requests.RequestException as error:
        return _unreachable(name, error)
    try:
        return answer.status_code, answer.headers, json.loads(answer.content)
    except ValueError:
        return answer.status_code, answer.headers, None


def bad_token(name: str, why: str) -> Fault:
    """Say that a token is dead: where it cannot be renewed, only a person can mend it."""
    return Fault("token", f"{name} does not accept the token: {why}.", NEW_TOKEN, is_dead_token=True)
