"""How much each made-up account posts, about what, and how that changed over the two years. No dice here: only intentions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EPOCH = date(2024, 10, 1)  # the made-up history begins here, whatever the sandbox's date is
LAST_DATE = date(2031, 12, 31)
TURN_BEGINS, TURN_DAYS = date(2024, 11, 1), 720  # Harrowdale's move from telling people to answering them


@dataclass(frozen=True)
class Plan:
    """What one account does in a month, and how large its audience is."""

    posts: float  # own originals, quotes and reposts a month
    inbound: float  # mentions a month (X), or comments a month (the rest)
    followers: int  # on EPOCH
    gained: float  # new followers a day
    lost: float
    seen: int  # final views of a middling post
    is_turning: bool = False  # moves towards community, and answers more and sooner


PLANS = {
    ("harrowdale", "x"): Plan(45, 26, 21_400, 7.0, 3.5, 1_500, True),
    ("harrowdale", "facebook"): Plan(30, 42, 18_900, 9.0, 3.0, 2_300, True),
    ("harrowdale", "linkedin"): Plan(10, 11, 9_800, 8.0, 1.5, 1_100, True),
    ("harrowdale", "youtube"): Plan(3, 14, 2_340, 2.0, 0.6, 1_050, True),
    ("marrick", "x"): Plan(15, 9, 6_200, 1.6, 1.0, 620),
    ("marrick", "facebook"): Plan(11, 14, 5_300, 2.2, 0.9, 850),
    ("osmere", "facebook"): Plan(10, 12, 3_900, 1.5, 0.7, 700),
    ("osmere", "linkedin"): Plan(4, 3, 1_450, 0.9, 0.5, 380),
    ("osmere", "youtube"): Plan(1.4, 4, 640, 0.6, 0.3, 1_700),
}
SECOND_PAGE = Plan(9, 14, 4_100, 1.5, 1.0, 900)  # a body's further page on the same platform
OTHERS = Plan(10, 8, 2_500, 1.0, 0.6, 500)  # any account the register holds that is not planned above

MODES = {"B": "B1 B2 B3 B4 B5 B6 B7", "L": "L7", "C": "C3 C4 C5 C6 C7"}
#             before, after: shares of own posts (answers to people come on top)
PURPOSES = {
    "B1": (19, 11), "B2": (24, 15), "B3": (18, 12), "B4": (11, 8), "B5": (12, 8), "B6": (10, 6), "B7": (4, 3),
    "L7": (2, 7), "C3": (0.3, 6), "C4": (0.6, 8), "C5": (0.6, 11), "C6": (0.2, 5), "C7": (0.1, 4),
}  # fmt: skip
OBJECTIVES = {
    "harrowdale": {
        "B1": ("SO1", "SO2", "SO3", "SO6"), "B2": ("SO1", "SO1", "SO1", "SO2"), "B3": ("SO2", "SO2", "SO5"),
        "B4": ("SO6", "SO4", "SO3"), "B5": ("SO4",), "B6": ("SO4", "", ""), "B7": ("SO6", "SO5"), "L7": ("SO6", "SO3", "SO4"),
        "C3": ("SO3", "SO3", "SO5"), "C4": ("SO4",), "C5": ("SO1", "SO3", "SO5", "SO6"), "C6": ("SO5", "SO3"), "C7": ("SO6", "SO3"),
    },
    "marrick": {"B5": ("MO2",), "B6": ("MO2", "")},
    "osmere": {"B5": ("",), "B6": ("PH2", ""), "C6": ("PH2",)},
}  # fmt: skip
FALLBACK = {"marrick": ("MO1",), "osmere": ("PH1", "PH1", "PH2")}
TAGGED = {"harrowdale": 0.86, "marrick": 0.45, "osmere": 0.6}
HOURS = {8: 6, 9: 10, 10: 12, 11: 11, 12: 12, 13: 9, 14: 9, 15: 10, 16: 11, 17: 8, 18: 5, 19: 4}
WEEKDAYS = (10, 11, 11, 11, 9, 4, 3)  # Monday first


def plan_for(organisation_id: str, platform: str, is_second: bool) -> Plan:
    """The plan of one account of the register."""
    return SECOND_PAGE if is_second else PLANS.get((organisation_id, platform), OTHERS)


def turned(plan: Plan, day: date) -> float:
    """How far the move towards community has come on a day: 0 to 1."""
    return min(1.0, max(0.0, (day - TURN_BEGINS).days / TURN_DAYS)) if plan.is_turning else 0.0


def purposes_on(plan: Plan, day: date, platform: str) -> tuple[list[str], list[float]]:
    """The purposes of own posts and their weights on a day; winter brings more campaign."""
    at = turned(plan, day)
    weights = {purpose: before + (after - before) * at for purpose, (before, after) in PURPOSES.items()}
    if day.month in (10, 11, 12, 1):
        weights["B2"] *= 1.8
    if platform == "youtube":
        for purpose in ("C4", "C5", "C6", "B5", "L7"):
            weights[purpose] = 0.0
    elif platform != "x":
        weights["C5"] *= 0.5
    return list(weights), list(weights.values())


def objectives_of(organisation_id: str, purpose: str) -> tuple[str, ...]:
    """The objectives a post of this purpose may serve; "" is none."""
    return OBJECTIVES.get(organisation_id, {}).get(purpose) or FALLBACK.get(organisation_id, ("",))


def answered_share(plan: Plan, day: date) -> float:
    """Share of questions and concerns that get an answer."""
    return 0.36 + 0.46 * turned(plan, day) if plan.is_turning else 0.3


def answer_minutes(plan: Plan, day: date) -> float:
    """The middle answer time in staffed minutes."""
    return 400 - 300 * turned(plan, day) if plan.is_turning else 420


def template_share(plan: Plan, day: date) -> float:
    """Share of answers that are the same two sentences every time."""
    return 0.55 - 0.43 * turned(plan, day) if plan.is_turning else 0.5
