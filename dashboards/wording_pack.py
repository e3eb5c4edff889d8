"""What only the pack says: its narrative, what to look at first, how sure it is, and what was left open."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dashboards import wording, wording_editions, wording_signals

MOST_WORDS = 200  # of the executive narrative
GENERATED = (
    "Generated from the figures by rule, for nobody wrote a commentary on this month. It says what the figures show; why,"
    " and what will be done, is for their owners to say."
)
PUBLIC = (
    "Public version: counts of fewer than 10 people, the names of people and of private groups are left out; there are no"
    " quotations and no texts of posts."
)
FULL = "For the board: not the public version."
ALERTS = ("Alert", "Advise", "Assure")
NO_ALERTS = {
    "Alert": "Nothing is of concern beyond chance, and no measure is set to miss its target for good.",
    "Advise": "Nothing further.",
    "Assure": "No measure can be relied on yet to meet its target or shows an improvement beyond chance.",
}
YES = {True: "yes", False: "no"}
OWN_MARKS = (
    "Timely: nothing of the month is missing. Complete: every part of it is measured. Checked: no check warned of what it"
    " rests on. Stable: neither definition nor limits changed in twelve months. Independent reviews are not recorded here."
)
SPC_KEY = (
    "Signal or noise, not this month against last: H or L in a ring, high or low values, beyond chance; dots, no"
    " significant change; P will meet its target, ? hit and miss, F will miss it; an empty ring, not judged."
)
MOVED = {  # how a measure has moved since an action on it was decided, in a table that must leave room; the KPI page says more
    "improving": "Signal, improving",
    "of concern": "Signal, of concern",
    "both ways": "Signals both ways",
    "neither good nor bad": "Signal, neither good nor bad",
    "no more than chance": "No more than chance",
    "cannot be said": "Cannot be said",
}
BESIDE = "Since: signals of the measure's control chart after the decision. What stands beside an action is not said to come of it."
CHART_KEY = (
    "In the charts a circle is a month without significant change, a triangle one that improves, a square one of concern, a"
    " cross a signal neither good nor bad; a hollow point is provisional and not judged, R or a diamond was restated. Solid:"
    " the mean; dashed: the limits; dotted: the target; the pale upright: this month. A gap: no figure."
)


def narrative(comment: dict[str, Any] | None) -> str:
    """Return what was written about the month as a whole; nothing when nobody did."""
    if comment is None:
        return ""
    learned = f" What we learned: {wording.sentence(comment['learned'])}" if comment["learned"] else ""
    return in_one(comment["narrative"]) + learned


def in_one(text: str | None) -> str:
    """Return a text of several lines as one paragraph, each line a sentence."""
    return " ".join(wording.sentence(line) for line in (text or "").splitlines())


def length(text: str) -> int:
    """Return how many words a text has."""
    return len(text.split())


def generated(answers: list[str], results: str, signals: str, most: int = MOST_WORDS) -> str:
    """Return a summary by rule, of whole sentences and at most `most` words."""
    told: list[str] = []
    for sentence in [*answers, f"The four tests: {results}", signals]:
        if sentence and length(" ".join([*told, sentence])) <= most:
            told.append(wording.sentence(sentence))
    return " ".join(told)


def override(said: dict[str, str], holes: tuple[str, ...]) -> str:
    """Return who let the pack be rendered although inputs were stale or incomplete, when and why."""
    at = datetime.fromisoformat(said["at"])
    inputs = "1 input is" if len(holes) == 1 else f"{len(holes)} inputs are"
    return (
        f"Rendered although {inputs} stale or incomplete. Decided by: {said['by']}, {wording.day(at)} {at:%H:%M} UTC."
        f" Reason: {wording.sentence(said['reason'])}"
    )


def three_as(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Sort the series that were judged into alert, advise and assure by their two icons, what weighs most first.

    Alert: of concern, or sure to miss. Advise: hit and miss. Assure: sure to meet, or improving. A measure with neither
    signal nor target, or that changed in no good or bad direction, is in none.
    """
    sorted_into: dict[str, list[dict[str, Any]]] = {name: [] for name in ALERTS}
    for row in rows:
        what, sure = row["variation"], row["assurance"]
        if what == "concern" or sure == "fail":
            sorted_into["Alert"].append(row)
        elif sure == "inconsistent":
            sorted_into["Advise"].append(row)
        elif sure == "pass" or what == "improvement":
            sorted_into["Assure"].append(row)
    order = {"Alert": lambda row: (row["variation"] != "concern", row["assurance"] != "fail", row["variation"] == "improvement"),
             "Advise": lambda row: (row["variation"] == "improvement",),
             "Assure": lambda row: (row["assurance"] != "pass", row["variation"] != "improvement")}  # fmt: skip
    return {name: sorted(found, key=order[name]) for name, found in sorted_into.items()}


def singled_out(name: str, rows: list[dict[str, Any]], most: int = 2) -> str:
    """Return at most `most` measures of one kind with their words, and how many more there are."""
    if not rows:
        return f"{name}. {NO_ALERTS[name]}"
    told = "; ".join(
        f"{wording_signals.named(row)}: {_small(wording_signals.title(row)).rstrip('.')}" for row in rows[:most]
    )
    more = f" {len(rows) - most} more: see the measures on pages 2 to 5." if len(rows) > most else ""
    return f"{name}. {wording.sentence(told)}{more}"


def overdue(actions: list[dict[str, Any]]) -> str:
    """Return the board's actions whose day has passed, or that there are none."""
    late = [row for row in actions if row["state"] == "overdue"]
    if not late:
        return "No action of the board is overdue."
    told = "; ".join(f"{row['action']} ({row['owner']}, due {wording.day(row['due_on'])})" for row in late[:2])
    more = f"; and {len(late) - 2} more, on page 2" if len(late) > 2 else ""
    return f"Overdue actions of the board: {told}{more}."


def unsure(
    overdue_outcomes: list[dict[str, Any]], restated: list[dict[str, Any]], changed: list[dict[str, Any]]
) -> str:
    """Return how many outcome values are overdue, how many figures were restated, how many definitions changed."""
    names = ", ".join(f"{row['name']} ({wording.month(row['period'])})" for row in overdue_outcomes)
    material = sum(bool(row["is_material"]) for row in restated)
    return " ".join([
        f"Overdue from their publishers: {names}." if names else "No outcome value is overdue.",
        f"Restated since they were reported: {len(restated)}, of these {material} in a way that matters."
        if restated
        else "No figure was restated since it was reported.",
        f"Definitions or limits changed in twelve months: {len(changed)}.",
    ])  # fmt: skip


def action(row: dict[str, Any]) -> dict[str, str]:
    """Return an open action as a row of words."""
    return {
        "action": wording.sentence(row["action"]),
        "about": row["name"] or "The whole",
        "owner": row["owner"],
        "due": wording.day(row["due_on"]),
        "state": wording.capital(row["state"]),
        "since": wording.said(MOVED, row["moved"] or "cannot be said"),
    }


def changed(row: dict[str, Any]) -> str:
    """Return one change of a definition, a limit or a platform's field as a line."""
    what = wording.said(wording.PLATFORMS, row["what"]) if row["what"] in wording.PLATFORMS else row["what"]
    return f"{wording.day(row['changed_on'])}, {what}: {wording.sentence(row['words'])}"


def marks(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the data-quality marks in words, KPIs with the same marks in one row, those with most yes first."""
    columns = {"timely": "is_timely", "complete": "is_complete", "checked": "is_checked", "stable": "is_stable",
               "reviewed": "is_reviewed"}  # fmt: skip
    alike: dict[tuple[str, ...], list[str]] = {}
    for row in rows:
        told = tuple(YES.get(row[column], "not recorded") for column in columns.values())
        alike.setdefault(told, []).append(row["name"])
    listed = sorted(alike.items(), key=lambda each: (-each[0].count("yes"), each[0]))
    return [{**dict(zip(columns, told, strict=True)), "names": "; ".join(names)} for told, names in listed]


def restatement(row: dict[str, Any]) -> dict[str, str]:
    """Return a restatement as a row of the pack's table: the edition and the kind with the cause."""
    told = wording_editions.restatement(row)
    return told | {"why": f"{told['kind']}: {told['cause'][:1].lower()}{told['cause'][1:]}"}


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
