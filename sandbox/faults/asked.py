"""The faults that are set, when each is due, and the log of those that were met."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from sandbox.faults.endpoints import NAMES, PLATFORMS, is_at
from sandbox.faults.kinds import KINDS, SAID, Kind
from sandbox.faults.said import Said, pick

# Askings in all that the platform's documents advise for one call; a fault told to a patient client leaves the last one good.
FEWER_TRIES = {("linkedin", "429"): 3, ("linkedin", "429_retry_after"): 3, ("linkedin", "429_window"): 3}
WISHES = ("platform", "account", "kind", "times", "endpoint", "after", "every", "chance", "seed", "status", "code", "subcode", "seconds",
          "day", "metric", "from", "tries", "asking")  # fmt: skip


@dataclass(frozen=True)
class Call:
    """One request, as far as a fault may care."""

    platform: str
    account: str | None
    endpoint: str
    path: str
    query: str
    number: int  # of this account's calls to this endpoint
    at: float  # the sandbox's ticks


@dataclass
class Fault:
    """One thing to go wrong: what, where, when, and how often still (None: until cleared)."""

    number: int
    platform: str
    account: str | None
    kind: str
    times: int | None = 1
    endpoint: str | None = None
    after: int = 0
    every: int = 1
    chance: float = 1.0
    seed: int = 0
    status: int | None = None
    code: str = ""
    subcode: str = ""
    seconds: float | None = None
    day: str = ""
    metric: str = ""
    starts: str = ""  # `from`, as asked
    tries: int | None = None  # leave a client with so many tries one good answer
    asking: str = ""  # only calls whose path and query hold this
    calls: int = 0  # matching calls so far
    stands_until: float | None = None  # of a window: the tick it ends
    met_on: date | None = None
    fields: set[str] = field(default_factory=set)  # the platform's words for what a restatement changed

    def shown(self) -> dict[str, Any]:
        """As it is told: what was asked for, and what is left of it."""
        hidden = {"stands_until", "met_on", "fields", "starts"}
        said = {name: value for name, value in vars(self).items() if name not in hidden and value not in (None, "")}
        return said | {"account": self.account, "times": self.times} | ({"from": self.starts} if self.starts else {})

    def matches(self, call: Call) -> bool:
        """Whether a call goes where this is set."""
        where = KINDS[self.kind].where.get(self.platform, ())
        fits = is_at(self.endpoint, call.endpoint, call.path) and (not where or call.endpoint in where)
        if call.endpoint == "token" and not (self.endpoint or where):
            return False  # a token is asked for elsewhere than figures are: its faults are set by name
        fits = fits and self.asking in f"{call.path}?{call.query}"
        return fits and self.platform == call.platform and self.account in (None, call.account)

    def is_due(self) -> bool:
        """Count a matching call, and say whether it is one of those that go wrong."""
        self.calls += 1
        past = self.calls - self.after
        if past < 1 or (past - 1) % self.every:
            return False
        return self.chance >= 1 or Random(f"{self.seed}|{self.number}|{self.calls}").random() < self.chance


class Faults:
    """The faults that are set, and what was met of them."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget everything: what is set, what was met, and which calls there were."""
        self.waiting: list[Fault] = []
        self.met: list[dict[str, Any]] = []
        self.standing: list[Fault] = []  # restated days and dead metrics, once told
        self.calls: Counter[tuple[str, str | None, str]] = Counter()
        self.refused: Counter[tuple[str, str | None, str]] = Counter()  # failures in a row of one and the same call
        self.ends: dict[
            tuple[str, str | None, str], tuple[Any, Any]
        ] = {}  # list -> last item of its last page, and its includes
        self.shifted: set[tuple[str, str | None, str]] = set()  # lists that have moved down by one while they are read
        self._set = 0

    def set(self, wish: Any) -> Fault:
        """Take a wish as posted; ValueError says in one line what is wrong with it."""
        fault = read(wish, self._set + 1)
        self._set += 1
        self.waiting.append(fault)
        return fault

    def due(self, fault: Fault, call: Call, today: date) -> bool:
        """Whether this call meets this fault; it counts as a matching call either way."""
        if fault.stands_until is not None and call.at < fault.stands_until:
            return True
        if self.is_over(fault, call, today):
            return False
        return fault.is_due() and not self.is_too_many(fault, call)

    def is_over(self, fault: Fault, call: Call, today: date) -> bool:
        """Whether a window has ended or a day's quota has come back."""
        if fault.stands_until is not None and call.at >= fault.stands_until:
            fault.stands_until = None
            self._use_up(fault)
            return fault.times == 0
        if fault.times is None and KINDS[fault.kind].ends == "today" and fault.met_on and today > fault.met_on:
            self.waiting = [one for one in self.waiting if one is not fault]
            return True
        return False

    def is_too_many(self, fault: Fault, call: Call) -> bool:
        """Whether a client with so many tries would have none left for a good answer."""
        if fault.tries is None or KINDS[fault.kind].does not in ("refuses", "spoils"):
            return False
        tries = min(fault.tries, FEWER_TRIES.get((fault.platform, fault.kind), fault.tries))
        return self.refused[self.key(call)] + 1 >= tries

    def tell(self, fault: Fault, call: Call, today: date) -> None:
        """Note that a call met a fault, and use it up by one."""
        fault.met_on = fault.met_on or today
        said = pick(SAID[fault.platform], fault.kind, fault.code, fault.subcode)
        code = "/".join(filter(None, (said.code, said.subcode))) if said else fault.code
        self.met.append(
            {"number": len(self.met) + 1, "fault": fault.number, "platform": call.platform, "account": call.account,
             "endpoint": call.endpoint, "kind": fault.kind, "code": code, "at": call.at, "call": call.number}
        )  # fmt: skip
        if fault.stands_until is None:
            self._use_up(fault)

    def note(self, call: Call, has_failed: bool) -> None:
        """Keep count of how often one call failed in a row."""
        if has_failed:
            self.refused[self.key(call)] += 1
        else:
            self.refused.pop(self.key(call), None)

    def shown(self) -> dict[str, Any]:
        """What is set, what was met, and how often each account was asked."""
        calls = [{"platform": platform, "account": account, "endpoint": endpoint, "calls": number}
                 for (platform, account, endpoint), number in self.calls.items()]  # fmt: skip
        return {"waiting": [fault.shown() for fault in self.waiting], "met": self.met,
                "standing": [fault.shown() for fault in self.standing], "calls": calls}  # fmt: skip

    @staticmethod
    def key(call: Call) -> tuple[str, str | None, str]:
        """What makes two calls one and the same."""
        return call.platform, call.account, f"{call.path}?{call.query}"

    def _use_up(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            self.waiting = [one for one in self.waiting if one.times != 0]


def read(wish: Any, number: int) -> Fault:
    """A wish as posted. Raises ValueError."""
    if not isinstance(wish, dict) or wish.get("platform") not in PLATFORMS:
        raise ValueError("platform must be x, linkedin, facebook or youtube")
    platform, kind = wish["platform"], KINDS.get(str(wish.get("kind")))
    if kind is None or platform not in kind.where:
        known = ", ".join(name for name, one in KINDS.items() if platform in one.where)
        raise ValueError(f"kind must be one of {known}")
    unknown = sorted(wish.keys() - set(WISHES))
    if unknown:
        raise ValueError(f"there is no {unknown[0]}; there are {', '.join(WISHES)}")
    times = wish.get("times", None if kind.stands else 1)
    fault = Fault(
        number, platform, wish.get("account"), kind.name, None if times is None else _whole(wish, "times", times, 1),
        _place(wish, platform, kind), _whole(wish, "after", wish.get("after", 0), 0), _whole(wish, "every", wish.get("every", 1), 1),
        _number(wish, "chance", 1.0), _whole(wish, "seed", wish.get("seed", 0), 0), wish.get("status"), str(wish.get("code", "")),
        str(wish.get("subcode", "")), wish.get("seconds") if wish.get("seconds") is None else _number(wish, "seconds", 0.0),
        str(wish.get("day", "")), str(wish.get("metric", "")), str(wish.get("from", "")), wish.get("tries"),
        wish.get("asking", ""),
    )  # fmt: skip
    if not isinstance(fault.asking, str):
        raise ValueError("asking must be a part of the path and query it applies to")
    for name, text in (("day", fault.day), ("from", fault.starts)):
        if text:
            _day(name, text)
    if kind.name == "dead_metric" and not (fault.metric and fault.starts):
        raise ValueError("a dead_metric needs its metric and the date (from) it dies")
    if kind.name in SAID[platform] and said_for(fault) is None:
        codes = ", ".join(
            "/".join(filter(None, (one.code, one.subcode))) or "none" for one in SAID[platform][kind.name]
        )
        raise ValueError(f"code (and subcode) of a {kind.name} must be one of {codes}")
    return fault


def said_for(fault: Fault) -> Said | None:
    """The refusal a fault tells, if it is one that refuses."""
    return pick(SAID[fault.platform], fault.kind, fault.code, fault.subcode)


def _place(wish: dict[str, Any], platform: str, kind: Kind) -> str | None:
    place = wish.get("endpoint")
    known = kind.where[platform] or NAMES[platform]
    if place is not None and not (isinstance(place, str) and ("/" in place or place in known)):
        raise ValueError(f"endpoint must be a path pattern with a / in it, or one of {', '.join(known)}")
    return place


def _whole(wish: dict[str, Any], name: str, number: Any, least: int) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or number < least:
        raise ValueError(f"{name} must be a whole number from {least}")
    return number


def _number(wish: dict[str, Any], name: str, usual: float) -> float:
    number = wish.get(name, usual)
    if not isinstance(number, int | float) or isinstance(number, bool):
        raise ValueError(f"{name} must be a number")
    return number


def _day(name: str, text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{name} must be a date, as YYYY-MM-DD") from None
