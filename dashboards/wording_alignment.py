"""How the four tests, the level and what each objective gets are said."""

from __future__ import annotations

from typing import Any

from dashboards import wording


def tested(row: dict[str, Any]) -> dict[str, str]:
    """Return one of the four tests as a row of words: its result, the one a quarter before, and why."""
    return {
        "name": str(row["name"]),
        "result": wording.capital(str(row["result"])),
        "before": wording.capital(row["result_last_quarter"] or "") or "Not known",
        "reason": wording.sentence(row["reason"]),
    }


def part(row: dict[str, Any]) -> dict[str, str]:
    """Return what a test rests on as a row of words: what was found, what is asked, whether that is met."""
    own = ", set here" if row["is_own_threshold"] else ""
    met = {True: "Yes", False: "No"}.get(row["is_met"], "Cannot be told")
    return {
        "name": str(row["name"]),
        "found": wording.capital(row["found"] or "") or f"Not known: {wording.sentence(row['reason'])}",
        "asked": wording.capital(f"{row['asked']}{own}") if row["asked"] else "No threshold is set",
        "met": met,
    }


FOUR_TESTS = (
    "Met: nothing falls short. Partly: one thing does. Not met: two or more do. Not assessable: something that would"
    " decide it is not known, which is never a pass. The four are never added up. Where nothing else is said, the"
    " threshold is Line of Sight's default; an organisation can set its own."
)


def results(tests: list[dict[str, Any]]) -> str:
    """Return 'Aligned: met. Embedded: partly. ...'."""
    return " ".join(f"{test['name']}: {test['result']}." for test in tests) or "The four tests have not been made yet."


def before(test: dict[str, Any]) -> str:
    """Return what the result was three months before."""
    return f"Three months before: {test['result_last_quarter'] or 'not known'}."


HOW_OBJECTIVES_ARE_COUNTED = [
    "Weight is the board's, out of 100. Hours and attention are of this month; attention is comments, shares and saves.",
    "No activity means fewer than three posts or replies and nothing heard, in this month and the two before it.",
    "No objective: what served none in force. Duties such as notices of service are left out of it.",
]


OBJECTIVE = {  # the columns of the objectives table
    "name": "Objective",
    "weight": "Weight",
    "hours": "Share of hours",
    "attention": "Share of attention",
    "acts": "Posts and replies in three months",
    "heard": "Things heard in three months",
    "line": "Line of sight approved",
}


def objective(row: dict[str, Any]) -> dict[str, str]:
    """Return an objective's month as a row of words; what is not known is said to be so, and never zero."""
    is_one, approved = row["objective_id"] != "none", row["line_approved_by"]
    line = f"{approved}, {wording.short_day(row['line_approved_on'])}" if approved else "Not approved"
    return {
        "name": f"{row['objective_id']}: {row['name']}" if is_one else "No objective",
        "weight": wording.value(row["weight"], "percent"),
        "hours": wording.value(row["hours_share"], "percent") or "Not known",
        "attention": wording.value(row["attention_share"], "percent") or "Not known",
        "acts": wording.number(row["acts"]) or "Not known",
        "heard": wording.number(row["heard"]) or "Not known",
        "line": line if is_one else "",
    }


def unknowns(rows: list[dict[str, Any]]) -> list[str]:
    """Return why columns of the objectives table are not known, each reason once."""
    columns = {"hours_reason": "hours", "attention_reason": "attention", "acts_reason": "acts", "heard_reason": "heard"}
    said_once = {
        f"{OBJECTIVE[name]}: {wording.sentence(row[column])}"
        for row in rows
        for column, name in columns.items()
        if row[column]
    }
    return sorted(said_once)


def idle(rows: list[dict[str, Any]]) -> str:
    """Return which objectives had no activity in three months, with the strategy's reason; or that nobody knows."""
    if any(wording.is_unknown(row["is_without_activity"]) for row in rows):
        return "Whether an objective had no activity is not known."
    names = [_with_reason(row) for row in rows if row["is_without_activity"]]
    if not names:
        return "No objective was without activity in the three months."
    return f"Without activity in the three months: {' '.join(names)}"


def _with_reason(row: dict[str, Any]) -> str:
    name = f"{row['objective_id']}: {row['name']}"
    why = row["not_social_because"]
    return wording.sentence(
        f"{name} (the strategy says why: {wording.small(why)})" if why else f"{name} (the strategy gives no reason)"
    )


KINDS = {
    "purpose": "What it was for",
    "number": "Posts and replies",
    "share": "Share of all",
    "examples": "Newest examples",
}
NO_KINDS = (
    "Every post and reply of the three months whose purpose could be told served an objective, or was a civic duty."
)
KINDS_UNKNOWN = "How many posts and replies served no objective is not known."
HOW_KINDS_ARE_COUNTED = (
    "Kind is one of the 21 purposes. Civic duties are left out, for they need no objective, and so is what nobody could tell the"
    " purpose of."
)


def kind(row: dict[str, Any]) -> dict[str, Any]:
    """Return one kind of activity without an objective as a row of words."""
    return {
        "purpose": f"{row['purpose_id']} {row['name']}",
        "number": wording.number(row["number"]),
        "share": wording.value(row["share"], "percent") or "Not known",
    }


def in_a_line(row: dict[str, Any]) -> str:
    """Return one kind of activity without an objective in a line: 'B6 Corporate profile: 15 (4%)'."""
    said = kind(row)
    return f"{said['purpose']}: {said['number']} ({said['share'].lower()})"


def priorities(hours: dict[str, Any] | None, attention: dict[str, Any] | None) -> str:
    """Return the finding of the chart of weight, effort and attention: where what is given is furthest from what is wanted."""
    if hours:
        return f"Effort is furthest from the board's weight for {_apart(hours)} of the hours"
    if attention:
        return f"Attention is furthest from the board's weight for {_apart(attention)} of the attention; hours are not known"
    return "What each objective gets of hours and attention is not known"


def _apart(row: dict[str, Any]) -> str:
    return f"{row['objective_id']}: weight {wording.value(row['weight'], 'percent')}, {wording.value(row['share'], 'percent')}"


def levels(level: dict[str, Any]) -> list[str]:
    """Return the level now, a year before, and what the next one asks for."""
    before = level["words_before"] or "the months shown do not reach back that far"
    return [
        f"Now: {wording.sentence(level['words'])}",
        f"A year before, {wording.month(level['period_before'])}: {wording.sentence(before)}",
        f"Next step: {wording.sentence(level['next_step'])}",
    ]
