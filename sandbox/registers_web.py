"""What was seen of people after the post: visits and bookings from our links, answers to "how did you hear", paid reach by age."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

from sandbox.acts import Act, month_starts
from sandbox.growth import count, midnight, share_grown
from sandbox.registers_body import BEGINS, Body, Row, as_month, month_after, yes

UNSEEN = frozenset({"quiet"})
VISITS_PER_VIEW = {
    "x": (0.004, 0.009),
    "facebook": (0.009, 0.015),
    "linkedin": (0.006, 0.012),
    "youtube": (0.004, 0.008),
}
ACTS_ON = ("/campaigns/", "/services/", "jobs.example")  # pages where something can be booked, chosen or applied for
ACTIONS = (0.09, 0.2)
WITH_POSTCODE = (0.6, 0.8)
CORE20 = (0.15, 0.22)  # below the 24% of residents who live there

# (where it was asked, objective, months in which it is asked or all, middle of the share that named us)
ASKED = (
    ("Flu clinic exit question", "SO1", (10, 11, 12, 1), 0.14),
    ("Job application form", "SO4", (), 0.17),
    ("Outpatient survey", "SO2", (2, 3, 4, 5, 6, 7, 8, 9), 0.1),
    ("Involvement event sign-in", "SO6", (1, 3, 5, 7, 9, 11), 0.16),
)
BANDS = {
    "18-24": (0.08, 0.11),
    "25-34": (0.19, 0.2),
    "35-44": (0.22, 0.21),
    "45-54": (0.2, 0.19),
    "55-64": (0.17, 0.16),
    "65+": (0.14, 0.13),
}
BLIND = {(2025, 5), (2026, 4)}  # months in which the report knew the age of about half


def web(body: Body) -> list[Row]:
    """One row a month, tag, platform and page: visits in proportion to the views its posts had in that month."""
    views: Counter[tuple[date, str, str, str]] = Counter()
    objectives: dict[tuple[str, str], str] = {}
    months = body.months()
    for channel, act in body.acts:
        tag = _tag(act)
        if tag and not act.quirks & UNSEEN and "seen" in act.final:
            for month in month_starts(max(BEGINS, act.at.date()), body.today):
                gained = _seen_in(channel.platform, act, month)
                if month in months and gained:
                    views[month, tag, channel.platform, act.link.split("?")[0]] += gained
                    objectives[tag, act.link.split("?")[0]] = act.objective
    rows = []
    for (month, tag, platform, address), seen in sorted(views.items()):
        dice = body.dice("web", month, tag, platform, address)
        visits = round(seen * dice.uniform(*VISITS_PER_VIEW[platform]))
        if visits:
            rows.append(
                {
                    "month": as_month(month), "utm_campaign": tag, "platform": platform, "page": urlsplit(address).path,
                    "is_service_page": yes("/events/" not in address), "objective_id": objectives[tag, address],
                    "visits": str(visits),
                }
            )  # fmt: skip
            if any(part in address for part in ACTS_ON):
                actions = _happened(dice.random, visits, dice.uniform(*ACTIONS))
                known = _happened(dice.random, actions, dice.uniform(*WITH_POSTCODE))
                deprived = _happened(dice.random, known, dice.uniform(*CORE20))
                rows[-1] |= {
                    "actions": str(actions), "actions_with_postcode": str(known), "actions_core20": str(deprived),
                }  # fmt: skip
    return rows


def _tag(act: Act) -> str:
    return parse_qs(urlsplit(act.link).query).get("utm_campaign", [""])[0]


def _seen_in(platform: str, act: Act, month: date) -> int:
    begins, ends = (midnight(day) for day in (month, month_after(month)))
    before, after = (share_grown(platform, (moment - act.at).total_seconds()) for moment in (begins, ends))
    return count(act.final["seen"], after) - count(act.final["seen"], before)


def _happened(throw: Callable[[], float], times: int, chance: float) -> int:
    """How many of so many tries came off."""
    return sum(throw() < chance for _ in range(times))


def heard(body: Body) -> list[Row]:
    """Two or three places a month where people were asked how they heard of us."""
    rows = []
    for month in body.months():
        for place, objective, in_months, share in ASKED:
            if in_months and month.month not in in_months:
                continue
            dice = body.dice("heard", place, month)
            answered = dice.randrange(30, 121)
            chance = min(0.2, max(0.08, share - 0.03 + 0.05 * body.turned(month) + dice.uniform(-0.02, 0.02)))
            rows.append(
                {
                    "month": as_month(month), "asked_in": place, "objective_id": objective,
                    "invited": str(round(answered / dice.uniform(0.35, 0.7))), "answered": str(answered),
                    "named_social": str(round(answered * chance)),
                }
            )  # fmt: skip
    return rows


def audience(body: Body) -> list[Row]:
    """Paid reach on Facebook by age band, and those whose age the report does not know."""
    rows = []
    for month in body.months():
        dice, turned = body.dice("audience", month), body.turned(month)
        people = dice.randrange(14_000, 26_000) if month.month in (9, 10, 11, 12, 1) else dice.randrange(6_000, 14_000)
        is_blind = (month.year, month.month) in BLIND
        unknown = round(people * (dice.uniform(0.46, 0.55) if is_blind else dice.uniform(0.1, 0.25)))
        weights = {band: (a + (b - a) * turned) * dice.uniform(0.9, 1.1) for band, (a, b) in BANDS.items()}
        parts = {band: round((people - unknown) * weight / sum(weights.values())) for band, weight in weights.items()}
        rows += [
            {
                "month": as_month(month), "platform": "facebook", "report": "paid", "band": band, "people_reached": str(number),
            }
            for band, number in (parts | {"unknown": unknown}).items()
        ]  # fmt: skip
    return rows
