"""A refusal as it goes out: its status, its body, and the headers that say when to come back."""

from __future__ import annotations

from math import ceil
from urllib.parse import parse_qsl

from sandbox.faults.asked import Call, Fault, said_for
from sandbox.faults.wire import AS_HTML, HTML, Sent, as_json

RATE_SECONDS = 2  # a fault's own rate limit lifts soon, so that a client's waiting can be watched
WINDOW = 900  # X counts calls in quarters of an hour
MOST_DATA = 25  # items a page a too_much fault lets through


def gives_occasion(fault: Fault, call: Call) -> bool:
    """Whether a call can be refused in this way: too much data is asked for only by a large page."""
    if fault.kind == "too_much":
        limit = dict(parse_qsl(call.query)).get("limit", "25")
        return limit.isdigit() and int(limit) > MOST_DATA
    return True


def refusal(fault: Fault, call: Call) -> Sent:
    """The answer in place of the good one. The first refusal of a window settles when the window ends."""
    if fault.kind == "down":
        return Sent(fault.status or 503, HTML, {"content-type": AS_HTML})
    said = said_for(fault)
    assert said is not None  # asked.read() has looked it up
    return as_json(said.body, fault.status or said.status, _headers(fault, call))


def _headers(fault: Fault, call: Call) -> dict[str, str]:
    seconds = RATE_SECONDS if fault.seconds is None else fault.seconds
    if fault.kind == "429_retry_after":
        return {"retry-after": str(ceil(seconds))}
    if fault.kind == "429_window" and fault.stands_until is None:
        whole = (int(call.at) // WINDOW + 1) * WINDOW
        fault.stands_until = whole if fault.seconds is None else call.at + seconds
    until = call.at + seconds if fault.stands_until is None else fault.stands_until
    if call.platform == "x" and fault.kind in ("429", "429_window"):
        limits = {"x-rate-limit-limit": "900", "x-rate-limit-remaining": "0"}
        return limits | {"x-rate-limit-reset": str(ceil(until) if fault.kind == "429_window" else int(until))}
    if call.platform == "facebook" and fault.kind == "429_window":
        minutes = ceil((until - call.at) / 60)
        used = '"call_count":100,"total_cputime":23,"total_time":40'
        said = f'{{"{call.account}":[{{"type":"pages",{used},"estimated_time_to_regain_access":{minutes}}}]}}'
        return {"x-business-use-case-usage": said, "x-app-usage": f"{{{used}}}"}
    return {}
