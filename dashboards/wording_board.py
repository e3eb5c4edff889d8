"""How the first page speaks: one sentence that answers, what leads each objective, what stands out, what is asked of a board."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards import wording, wording_editions, wording_kpi, wording_outcomes, wording_signals

MOST = 2  # lines of alert, advise and assure each (domain.md, 5.2)
MOVES = {  # variation of a measure -> which way it is going, in a sentence
    "common_cause": "no significant change",
    "improvement": "improving",
    "concern": "of concern",
    "neutral": "changed, which is neither good nor bad",
}
TESTS = {  # the four results -> the first word of the answer; read from the weakest, never added up
    "not met": "Not yet in every way",
    "not assessable": "It cannot all be told",
    "partly": "In part",
    "met": "Yes",
}
OBJECTIVES = {
    "name": "Objective",
    "weight": "Board weight",
    "effort": "Share of effort",
    "lead": "What we do: lead measure",
    "outcome": "What it is for: outcome beside it",
    "owner": "Owner",
}
TALK = {"name": "How we talk", "figure": "Share or use", "words": "In words", "signal": "Signal or noise"}
MISSED = {"name": "Group", "figure": "Figure", "words": "In words"}
STANDING = {"alert": "Alert", "advise": "Advise", "assure": "Assure"}
STANDING_NOTHING = {
    "alert": "Nothing that can be judged is of concern or sure to miss its target.",
    "advise": "Nothing is left to chance among what can be judged.",
    "assure": "Nothing that can be judged is improving or sure to meet its target.",
}
HOW_CHOSEN = (
    "Alert: of concern, or sure to miss its target. Advise: chance decides whether the target is met, or a source is silent."
    " Assure: improving, or sure to meet its target. At most two each, in the order of the page Signal or noise."
)
BESIDE = "Set side by side: that both are shown claims nothing; the grade (0 to 3) says how much may be claimed."


def answer(tests: list[dict[str, Any]], figures: list[dict[str, Any]], groups: list[dict[str, Any]]) -> str:
    """Return one sentence: does it serve the strategy, which way is it going, and what nobody can see.

    Its parts are the figures' own words, each with its variation; where there is no figure, its name and state.
    """
    parts = [_part(row) for row in figures]
    unseen = [row["name"][:1].lower() + row["name"][1:] for row in groups if row["state"] != "measured"]
    if unseen:
        parts.append(f"whether we reach {_or(unseen)} cannot be seen")
    if not parts:
        return "It cannot be told: there is no figure that would answer."
    results = {test["result"] for test in tests}
    first = next((words for result, words in TESTS.items() if result in results), "It cannot be told")
    return f"{first}: {'; '.join(parts)}."


def _part(row: dict[str, Any]) -> str:
    if row["state"] != "measured":
        return f"{row['name']}: {wording.said(wording.STATES, row['state']).lower()}"
    move = MOVES.get(
        str(row["variation_icon"] or "").split("_")[0], MOVES.get(str(row["variation_icon"]), "not judged")
    )
    return f"{row['words'].strip().rstrip('.')}, {move}"


def _or(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def talk(figures: list[dict[str, Any]], asked: dict[str, Any] | None) -> list[dict[str, str]]:
    """Return the three ways of talking as rows: speaking at people, asking for their views, and community."""
    rows = [
        {
            "kpi_id": row["kpi_id"],
            "name": row["name"],
            "figure": wording.headline(row, row["unit"]),
            "words": wording.sentence(row["words"]),
            "signal": wording_signals.variation({"why_none": "", **row}) if row["variation_icon"] else "Not judged.",
        }
        for row in figures
    ]
    if asked is not None:
        told = wording.purpose(asked)
        acts = f"{told['acts']} in three months" if told["acts"] else ""
        plan = f"planned {told['planned']}: {told['gap']}" if told["planned"] else "nothing planned"
        figure = wording.capital(told["now"]) or "Not known"
        words = wording.sentence(told["reason"] or f"{acts}; {plan}".strip("; "))
        rows.insert(1, {"kpi_id": "", "name": "Asking for views (L7)", "figure": figure, "words": words, "signal": ""})
    return rows


def plan(counted: dict[str, Any]) -> str:
    """Return how many purposes are used as often as was planned, and which fall short most."""
    if not counted.get("planned"):
        return "Plan: none is recorded for this month."
    short = f" Short: {wording.sentence(counted['short'])}" if counted["short"] else ""
    unknown = f" {counted['unknown']} cannot be told." if counted["unknown"] else ""
    return f"Plan: {counted['as_planned']} of {counted['planned']} purposes planned are used as often as planned.{unknown}{short}"


def outcome(series: dict[str, Any] | None, found: dict[str, Any] | None) -> list[str]:
    """Return what stands in an objective's row for its outcome: name with value and month, and the grade."""
    if series is None:
        return ["No outcome is set under it yet."]
    if found is None or wording.is_unknown(found["value"]):
        return [f"{series['name']}: no value yet."]
    value = wording.value(found["value"], series["unit"], wording_outcomes.PUBLISHED_PLACES)
    return [
        f"{series['name']}: {value}, {wording_outcomes.published(found)}.",
        wording.sentence(wording_outcomes.grade(found)),
    ]


def effort(row: dict[str, Any] | None) -> str:
    """Return an objective's share of the hours, or why it is not known."""
    if row is None:
        return "Not known"
    return wording.value(row["hours_share"], "percent") or f"Not known: {wording.sentence(row['hours_reason'])}"


def standing(row: dict[str, Any]) -> str:
    """Return what stands out about one measure: both icons in words."""
    told = wording_signals.variation(row)
    assured = wording.said(wording_signals.ASSURANCES, row["assurance_type"])
    return f"{told} {wording.sentence(assured)}".strip()


def silent(account: dict[str, Any]) -> str:
    """Return that an account is not up to date, as a line of advice."""
    return (
        f"{wording.said(wording.PLATFORMS, account['platform'])}, {account['name']}:"
        f" {wording.said(wording.FRESHNESS, account['freshness']).lower()}. {wording.sentence(account['reason'])}"
    ).strip()


def needs(
    restated: list[dict[str, Any]],
    alerts: list[dict[str, Any]],
    idle: list[dict[str, Any]],
    overdue: list[dict[str, Any]],
) -> list[str]:
    """Return what a board is asked for, with the decision written out: to note, to be assured of, to decide."""
    lines = [
        f"Note: {wording_editions.subject(row)}, {wording.month(row['period'])}, was restated."
        f" {wording.capital(wording.sentence(row['cause']))}"
        for row in restated[:1]
    ]
    for row in alerts[:1]:
        owner = f" the {row['owner']}" if row["owner"] else ""
        told = f"Be assured: ask{owner} about {wording_signals.named(row)}. {wording.sentence(row['cell_asks'])}"
        lines.append(told.strip())
    if idle:
        names = ", ".join(row["objective_id"] for row in idle)
        lines.append(
            f"Decide: {names} had no activity in three months. Ask for work on it, or record why social media is the wrong tool."
        )
    for row in overdue[:1]:
        others = len(overdue) - 1
        more = f" {others} more {'is' if others == 1 else 'are'} overdue." if others else ""
        lines.append(
            f'Decide: "{row["action"]}" ({row["owner"]}) was due on {wording.day(row["due_on"])} and is not done.'
            f"{wording_kpi.moved(row['moved'])} Give it a new day, or stop it.{more}"
        )
    return lines or ["Note: nothing here asks for a decision this month."]


def confidence(
    counted: dict[str, Any], restated: dict[str, Any], changes: list[dict[str, Any]], when: date
) -> list[str]:
    """Return the confidence line beside the day of the data: coverage, what is provisional, what was restated, which definitions changed."""
    names = "; ".join(
        f"{row['name']} (version {row['definition_version']}, since {wording.day(row['valid_from'])})"
        for row in changes
    )
    many = {0: "No result", 1: "1 result"}.get(restated["restated"], f"{restated['restated']} results")
    matter = f", {restated['material']} in a way that matters" if restated["restated"] else ""
    return [
        wording.sureness(counted, when),
        f"{many} restated since it was reported{matter}." if restated["restated"] < 2 else f"{many} restated since they were reported{matter}.",
        f"Definitions changed in two years: {names}." if names else "No definition changed in two years.",
    ]  # fmt: skip
