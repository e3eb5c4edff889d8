"""How outcomes and the grade of what may be said of them are worded."""

from __future__ import annotations

from typing import Any

from dashboards import wording

OUTCOMES_ANSWER = (
    "What each objective is for, set below what we did for it. That two lines move together does not say that one moved"
    " the other: the grade says how much may be claimed, and the sentence claims no more."
)


GRADES = [
    "Grade 0, side by side: both are shown, and nothing is claimed.",
    "Grade 1, consistent: it is what we wrote beforehand that we expected, and enough people saw our work.",
    "Grade 2, supported: besides, actions or people's own answers lead back to us, and other explanations were checked.",
    "Grade 3, measured: a comparison planned beforehand shows a difference.",
]


HOW_TO_READ_OUTCOMES = (
    "How to read a plain line: a filled point is final, a hollow one provisional, a diamond was restated since it was first"
    " published; a gap means there is no value. The pale upright marks the chosen month. Plain lines start at zero."
)


def grade(row: dict[str, Any]) -> str:
    """Return 'Grade 2 of 3: supported', or that there is nothing to grade."""
    if wording.is_unknown(row["grade"]):
        return f"No grade: {(row['grade_name'] or 'nothing to set beside it').lower()}"
    return f"Grade {int(row['grade'])} of 3: {str(row['grade_name']).lower()}"


def published(row: dict[str, Any]) -> str:
    """Return what a published value speaks of and how firm it is: 'September 2026, provisional, restated'."""
    if wording.is_unknown(row["value"]):
        return ""
    return (
        wording.month(row["period"])
        + f", {row['status']}" * bool(row["status"])
        + ", restated" * bool(row["is_restated"])
    )


def later(found: dict[str, Any]) -> str:
    """Return why the newest month has no value: 'October 2026: not yet due: ...', or nothing when it has one."""
    return (
        f"{wording.month(found['gap_period'])}: {found['gap'][:1].lower()}{wording.sentence(found['gap'])[1:]}"
        if found["gap"]
        else ""
    )


OUTCOME_ROW = {"month": "Month", "value": "Value", "base": "Measured on", "status": "Status", "as_at": "Published",
               "first": "First published as", "reason": "Why there is none", "beside": "What happened"}  # fmt: skip


PUBLISHED_PLACES = 3  # a published value keeps its decimals: 7.46% is not 7%


def outcome_row(row: dict[str, Any], unit: str) -> dict[str, str]:
    """Return one month of an outcome series as the words of its data table."""
    return {
        "month": f"{row['period']:%b %Y}".replace(" ", "\u00a0"),
        "value": wording.short(row["value"], unit, PUBLISHED_PLACES),
        "base": wording.number(row["base"]),
        "status": (row["status"] or "").capitalize(),
        "as_at": "" if wording.is_unknown(row["as_at"]) else wording.short_day(row["as_at"]),
        "first": wording.short(row["value_first"], unit, PUBLISHED_PLACES) if row["is_restated"] else "",
        "reason": wording.sentence(row["reason"]),
    }
