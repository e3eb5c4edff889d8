"""What was planned beforehand (key activities, campaigns, comparisons that may show an effect), and what else happened meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from sandbox.registers_body import BEGINS, Body, Row

# (month, day, name, objective) of every financial year's plan, April first.
ACTIVITIES = (
    (4, 22, "Approve the annual quality account", "SO3"), (5, 14, "Review how people rebook appointments", "SO2"),
    (6, 3, "Begin the summer apprenticeship intake", "SO4"), (6, 24, "Publish the accessible information report", "SO5"),
    (7, 15, "Decide the opening hours of the minor injuries unit", "SO2"), (8, 19, "Approve the winter access plan", "SO2"),
    (9, 9, "Start the staff vaccination programme", "SO1"), (9, 30, "Set the community bus timetable", "SO5"),
    (10, 14, "Launch the flu campaign for long-term conditions", "SO1"), (11, 11, "Renew the visiting policy", "SO3"),
    (12, 2, "Close the consultation on the service plan", "SO6"), (1, 20, "Decide the service plan", "SO6"),
    (2, 10, "Open the nursing recruitment round", "SO4"), (3, 17, "Approve the involvement plan", "SO6"),
)  # fmt: skip
PLAN_WRITTEN = (3, 16)  # before the financial year it is for
EVALUATED_WITHIN = 60  # days, as the board asked

# (first month, first day, days, id, name, objective, tag of its links, route for people who are not online)
CAMPAIGNS = (
    (9, 15, 138, "flu", "Winter vaccination", "SO1", "harrowdalefluvaccine", "several"),
    (1, 12, 75, "rebook", "Cancel or rebook in time", "SO2", "harrowdalerebook", "phone"),
    (2, 3, 52, "careers", "Work with us", "SO4", "harrowdalecareers", "print"),
    (5, 6, 88, "forall", "Ask for it your way", "SO5", "harrowdaleforall", "face to face"),
    (6, 10, 95, "together", "Help us plan", "SO6", "harrowdaletogether", "several"),
)
NO_ROUTE, NEVER_TRIED = ("careers", 2025), ("together", 2026)

COMPARISONS = (
    {
        "comparison_id": "PC-2025-1", "objective_id": "SO1", "series_id": "flu_65_uptake", "design": "staggered areas",
        "planned_on": "2025-08-18", "starts_on": "2025-10-01", "ends_on": "2026-01-31",
        "place": "Four neighbourhoods reached from October, four like them from February",
        "difference": "2.1", "low": "0.4", "high": "3.8",
    },
    {
        "comparison_id": "PC-2026-1", "objective_id": "SO5", "series_id": "screening_gap", "design": "staggered areas",
        "planned_on": "2026-08-24", "starts_on": "2026-10-05", "ends_on": "2027-03-31",
        "place": "Three wards with the community bus, three that get it in April",
    },
)  # fmt: skip
RESULT_AFTER = timedelta(days=45)

# (first day it could begin on, last day of that, number, name, kind, objective; "" is all of them). Made up, as is all of Harrowdale.
EVENTS = (
    ("2025-01-23", "2025-01-24", "EV-2025-1", "Snow: outpatient clinics closed for two days", "weather", "SO2"),
    ("2025-05-19", "", "EV-2025-2", "Booking system down for a day", "outage", "SO2"),
    ("2025-07-22", "2025-07-25", "EV-2025-3", "Doctors on strike for four days", "strike", ""),
    ("2026-03-10", "2026-03-12", "EV-2026-1", "Nurses on strike for three days", "strike", ""),
    ("2026-05-04", "2026-05-08", "EV-2026-2", "Local paper's week of reports on waiting", "news", "SO3"),
    ("2026-06-15", "", "EV-2026-3", "New telephone system for appointments", "system change", "SO2"),
)


def _years(body: Body) -> Iterator[int]:
    """The financial years whose plan is written."""
    for year in range(2024, body.today.year + 1):
        if body.is_past(date(year, *PLAN_WRITTEN)):
            yield year


def key_activities(body: Body) -> list[Row]:
    """The milestones of every plan written so far, the ones still to come among them."""
    rows = []
    for year in _years(body):
        for number, (month, day, name, objective) in enumerate(ACTIVITIES, 1):
            due = date(year + (month < 4), month, day)
            if due > BEGINS:
                rows.append(
                    _activity(body, f"KA-{year}-{number:02}", f"{name} ({year}/{year % 100 + 1})", objective, due)
                )
    return rows


def _activity(body: Body, activity_id: str, name: str, objective: str, due: date) -> Row:
    dice, turned = body.dice("key_activities", activity_id), body.turned(due)
    has_listened = dice.random() < 0.1 + 0.8 * turned
    has_engaged = dice.random() < 0.35 + 0.55 * turned
    listened = due - timedelta(days=dice.randrange(25, 80)) if has_listened else None
    engaged = due - timedelta(days=dice.randrange(4, 25)) if has_engaged else None
    after, chance = dice.randrange(20, EVALUATED_WITHIN - 4), dice.random()
    evaluated = due + timedelta(days=after if chance < 0.6 + 0.3 * turned else after + EVALUATED_WITHIN)
    # The row is dated when what was listened to was written down: an evaluation added afterwards does not make it late.
    recorded = (listened or engaged or due - timedelta(days=60)) + timedelta(days=dice.randrange(1, 5))
    if dice.random() < 0.07:
        recorded = due + timedelta(days=dice.randrange(3, 30))
    return {
        "activity_id": activity_id, "name": name, "objective_id": objective, "due_on": str(due),
        "listened_on": body.day_if_past(listened), "engaged_on": body.day_if_past(engaged),
        "evaluated_on": body.day_if_past(evaluated if chance < 0.93 else None),
        "evidence": "Plan folder, listening notes" if body.day_if_past(listened) else "",
        "recorded_on": body.day_if_past(recorded),
    }  # fmt: skip


def campaigns(body: Body) -> list[Row]:
    """Five campaigns a year, from the winter of 2024 on; one without a route, one whose route nobody tried."""
    rows = []
    for year in range(2024, body.today.year + 1):
        for month, day, length, short, name, objective, tag, route in CAMPAIGNS:
            starts = date(year, month, day)
            if starts + timedelta(days=length) < BEGINS or not body.is_past(starts):
                continue
            dice, route_is_none = body.dice("campaigns", short, year), (short, year) == NO_ROUTE
            checked = starts + timedelta(days=dice.randrange(3, 15))
            is_checked = not route_is_none and (short, year) != NEVER_TRIED
            rows.append(
                {
                    "campaign_id": f"{short}-{year}", "name": f"{name} {year}", "objective_id": objective,
                    "starts_on": str(starts), "ends_on": str(starts + timedelta(days=length)), "utm_campaign": tag,
                    "non_digital_route": "none" if route_is_none else route,
                    "route_checked_on": body.day_if_past(checked) if is_checked else "",
                }
            )  # fmt: skip
    return rows


def comparisons(body: Body) -> list[Row]:
    """The comparisons planned so far; a result once the last day compared is well past."""
    rows = []
    for known in COMPARISONS:
        if body.is_past(date.fromisoformat(known["planned_on"])):
            has_result = body.is_past(date.fromisoformat(known["ends_on"]) + RESULT_AFTER)
            kept = {
                name: said for name, said in known.items() if has_result or name not in ("difference", "low", "high")
            }
            rows.append(kept)
    return rows


def events(body: Body) -> list[Row]:
    """What else happened up to the day, as somebody wrote it down that evening; on which day of the week, the seed says."""
    rows = []
    for first, last, number, name, kind, objective in EVENTS:
        later = timedelta(days=body.dice("events", number).randrange(5))
        starts = date.fromisoformat(first) + later
        if body.is_past(starts):
            ends = str(date.fromisoformat(last) + later) if last else ""
            rows.append({"event_id": number, "name": name, "kind": kind, "starts_on": str(starts), "ends_on": ends,
                         "objective_id": objective})  # fmt: skip
    return rows
