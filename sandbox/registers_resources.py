"""Hours, money and whether there was enough of us: what the work cost, by objective."""

from __future__ import annotations

from datetime import date

from sandbox.registers_body import BEGINS, Body, Row, as_month, yes

ROLES = {
    "Head of Communications": "Planning and reporting",
    "Digital Communications Manager": "Content and campaigns",
    "Social Media Officer": "Answering and publishing",
    "Community Engagement Officer": "Taking part in communities",
    "Insight Officer": "Listening and routing",
}
FULL_TIMESHEETS = date(
    2026, 10, 1
)  # from this month every hour is put to an objective, and the split is the one measured
# Shares of the hours by objective: when it began, and as measured since FULL_TIMESHEETS.
SPLIT = {
    "harrowdale": {"SO1": (38, 31), "SO2": (12, 14), "SO3": (8, 12), "SO4": (26, 22), "SO5": (6, 9), "SO6": (10, 12)},
    "osmere": {"PH1": (78, 74), "PH2": (22, 26)},
}
TOTAL = {"harrowdale": (18, 22), "osmere": (3, 4)}  # tens of hours a month
CIVIC_DUTY = "Emergency, mourning and statutory notices"


def hours(body: Body) -> list[Row]:
    """One row a month, role and objective; the parts of a month add up to its total, to a tenth of an hour."""
    return [row for month in body.months() for row in _month_of_hours(body, month)]


def _month_of_hours(body: Body, month: date) -> list[Row]:
    dice = body.dice("hours", month)
    split = SPLIT[body.organisation_id]
    tenths = dice.randint(*TOTAL[body.organisation_id]) * 100
    is_full = month >= FULL_TIMESHEETS and body.organisation_id == "harrowdale"
    grown = min(1.0, (month - BEGINS).days / (FULL_TIMESHEETS - BEGINS).days)
    none = 0 if is_full else round(tenths * (0.06 + 0.07 * (1 - grown) + dice.uniform(-0.01, 0.02)))
    wobble = {one: 1.0 if is_full else dice.uniform(0.9, 1.1) for one in split}
    weights = {one: (first + (last - first) * grown) * wobble[one] for one, (first, last) in split.items()}
    parts = _shared_out(tenths - none, weights)
    basis = "timesheet" if is_full else "estimate"
    rows = []
    for objective, part in parts.items():
        roles = dice.sample(list(ROLES), 3 if part > 300 else 2)
        for role, hours_of in _shared_out(part, {role: dice.uniform(1, 3) for role in roles}).items():
            rows.append(_hours_row(month, role, objective, ROLES[role], hours_of, basis))
    if none:
        rows.append(_hours_row(month, "Social Media Officer", "", "Requests from across the organisation", none, basis))
    if body.organisation_id == "harrowdale" and (is_full or dice.random() < 0.6):
        civic = 20 if is_full else dice.randrange(20, 80)
        rows.append(
            _hours_row(month, "Digital Communications Manager", "", CIVIC_DUTY, civic, basis, is_civic_duty=True)
        )
    return rows


def _shared_out(tenths: int, weights: dict[str, float]) -> dict[str, int]:
    """Whole tenths in proportion to weights; what rounding leaves goes to the heaviest."""
    whole = sum(weights.values())
    parts = {name: round(tenths * weight / whole) for name, weight in weights.items()}
    parts[max(parts, key=lambda name: parts[name])] += tenths - sum(parts.values())
    return parts


def _hours_row(
    month: date, role: str, objective: str, task: str, tenths: int, basis: str, *, is_civic_duty: bool = False
) -> Row:
    return {
        "month": as_month(month), "role": role, "objective_id": objective, "task": task, "hours": f"{tenths / 10:g}",
        "is_civic_duty": yes(is_civic_duty), "basis": basis,
    }  # fmt: skip


def spend(body: Body) -> list[Row]:
    """Tools every month, paid reach mostly for the winter campaign and for jobs, training now and then."""
    rows = []
    for month in body.months():
        dice = body.dice("spend", month)
        is_winter = month.month in (9, 10, 11, 12, 1)
        bought = [("tools", "", 420 if month.year < 2026 else 455)]
        bought.append(("paid reach", "SO1", dice.randrange(450, 1300, 10) if is_winter else dice.randrange(0, 250, 10)))
        bought.append(("paid reach", "SO4", dice.randrange(150, 520, 10)))
        if dice.random() < 0.45:
            bought.append(("paid reach", "SO2", dice.randrange(60, 240, 10)))
        if month.month in (3, 9):
            bought.append(("training", "", dice.randrange(300, 900, 50)))
        rows += [
            {"month": as_month(month), "kind": kind, "objective_id": objective, "pounds": str(pounds)}
            for kind, objective, pounds in bought
            if pounds
        ]
    return rows


def capacity(body: Body) -> list[Row]:
    """Hours there were against hours the plan needed; staffed mostly, with a deputy mostly."""
    rows = []
    for month in body.months():
        dice = body.dice("capacity", month)
        needed = dice.randrange(215, 246)
        cover = dice.uniform(0.85, 0.95 if month.month in (8, 12) else 1.05)
        rows.append(
            {
                "month": as_month(month), "hours_available": f"{needed * cover:.1f}", "hours_needed": str(needed),
                "is_staffed": yes(dice.random() < 0.85), "has_deputy": yes(dice.random() < 0.8),
            }
        )  # fmt: skip
    return rows
