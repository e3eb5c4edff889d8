"""How platforms are set side by side: what each can say and what it cannot. They complement each other; none is a total."""

from __future__ import annotations

from typing import Any

from dashboards import wording, wording_kpi

COUNTS = {  # what a reader asks of every platform -> our words for it
    "views": "views",
    "reach": "people reached",
    "comments": "comments",
    "shares": "shares",
    "saves": "saves",
    "clicks": "clicks",
    "reactions": "reactions",
}
READ_AS = {  # what a number of each platform means; facts of its documentation, as in the metric map
    "x": "A view on X is a time a post was shown, to the same person again too: not people.",
    "linkedin": "LinkedIn counts people once in its reach, and answers for the last 12 months only.",
    "facebook": "Facebook counts people once within a post, and stopped giving the ages of a Page's audience in March 2024.",
    "youtube": "A view on YouTube is a play of some seconds; it does not say how many people that was.",
}
WHO = {
    "x": "It says nothing of those who are not on X, or of the age of anybody who is.",
    "linkedin": "It speaks of people in work; it says nothing of anybody's health or deprivation.",
    "facebook": "It says nothing of who has no account; what is said in private groups is not read.",
    "youtube": "It says nothing of who watched without an account, and little of a conversation.",
}
NEVER_ADDED = (
    "The same person may be counted on every platform, and each counts in its own way: so the columns are never added up, and"
    " one is not better than another."
)
NOTHING = "No figure of this month is of one platform."
ACCOUNTS = {"name": "Account", "state": "State", "to": "Data to", "why": "Why"}


def answer(platforms: list[str], figures: list[dict[str, Any]]) -> str:
    """Return which platforms are shown and of how many of their figures there is none, in words."""
    if not platforms:
        return "No account is registered for this organisation."
    names = _and([wording.said(wording.PLATFORMS, each) for each in platforms])
    measured = sum(row["state"] == "measured" for row in figures)
    return f"{names}, side by side: {measured} of {len(figures)} figures of single platforms can be given this month; the others say why not."


def side_by_side(figures: list[dict[str, Any]], platforms: list[str]) -> list[dict[str, Any]]:
    """Return one row a measure and a cell a platform: its figure, or its state in words; empty where it has no such figure."""
    found: dict[str, dict[str, Any]] = {}
    for row in figures:
        of = found.setdefault(
            row["kpi_id"], {"kpi_id": row["kpi_id"], "name": row["name"], **dict.fromkeys(platforms, "")}
        )
        provisional = ", provisional" if row["state"] == "measured" and row["status"] == "provisional" else ""
        of[row["slice"]] = wording.headline(row, row["unit"]) + provisional
    return list(found.values())


def columns(platforms: list[str]) -> dict[str, str]:
    """Return the columns of the table: the measure, and each platform."""
    return {"name": "Measure"} | {each: wording.said(wording.PLATFORMS, each) for each in platforms}


def says(platform: str, stated: set[str]) -> list[str]:
    """Return what a platform can and cannot say."""
    if "views" not in stated and "impressions" in stated:
        stated = stated | {"views"}
        named = COUNTS | {"views": "impressions (shown here as views)"}
    else:
        named = COUNTS
    can = [words for metric, words in named.items() if metric in stated]
    cannot = [words for metric, words in named.items() if metric not in stated]
    lines = [
        f"It states {_and(can)} of a post." if can else "The metric map holds none of its counts yet.",
        f"It does not state {_and(cannot, 'or')}." if can and cannot else "",
        READ_AS.get(platform, ""),
        WHO.get(platform, ""),
    ]
    return [line for line in lines if line]


def reasons(figures: list[dict[str, Any]], platform: str) -> list[str]:
    """Return why figures of a platform are not there, one line a reason with the measures it keeps away."""
    why: dict[str, list[str]] = {}
    for row in figures:
        if row["slice"] == platform and row["state"] != "measured":
            why.setdefault(wording.sentence(row["words"]), []).append(str(row["name"]))
    return [f"{', '.join(names)}: {reason[:1].lower()}{reason[1:]}" for reason, names in why.items()]


def account(row: dict[str, Any]) -> dict[str, str]:
    """Return an account's freshness as a row of words."""
    return {
        "name": row["name"],
        "state": wording.said(wording.FRESHNESS, row["freshness"]),
        "to": wording.day(row["data_to"]) or "Nothing read",
        "why": wording.sentence(row["reason"]),
    }


def broke(row: dict[str, Any]) -> str:
    """Return where a platform ended a word of its own: its series break there and are not joined."""
    after = f"; {row['replaced_by']} took its place" if row["replaced_by"] else ""
    if row["replaced_by"] == row["field"]:
        after = "; it is counted anew from that day"
    note = f" {wording.sentence(row['notes'])}" if row["notes"] else ""
    return f"{row['field']} ended on {wording.day(row['valid_to'])}{after}.{note}"


def used(row: dict[str, Any] | None) -> str:
    """Return the published figure of who used a platform in 2012, with its base; nothing where there is none."""
    if row is None:
        return ""
    told = wording_kpi.benchmark(row)
    return f"{told['name']}: {told['said']} (base {told['base'][:1].lower()}{told['base'][1:]}). Context, and no norm."


def _and(names: list[str], word: str = "and") -> str:
    return f"{', '.join(names[:-1])} {word} {names[-1]}" if len(names) > 1 else "".join(names)
