"""How one measure is explained: what it is, what was written and decided about it, and what stands behind it."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards import wording, wording_signals

LEVELS = {
    "input": "Input: what we put in",
    "activity": "Activity: what we did",
    "output": "Output: what was put out and could be seen",
    "outtake": "Out-take: what people noticed, said or did at once",
    "outcome": "Outcome: what people now know, think or do",
    "impact": "Impact: the effect on the aim itself",
}
DIRECTIONS = {
    "up": "Higher is better",
    "down": "Lower is better",
    "none": "No direction is good in itself: it is watched",
}
ACTIONS = {"action": "What was decided", "owner": "Owner", "decided": "Decided", "due": "Due", "state": "How it stands",
           "since": "The measure since"}  # fmt: skip
SOURCES = {"side": "Counted as", "platform": "Platform", "source": "Came from", "file": "File", "parts": "Parts",
           "amount": "Add up to", "seen": "Last seen"}  # fmt: skip
CAME_FROM = {"api": "The platform's own interface", "sandbox": "The sandbox's interface", "export": "A file handed in"}
POSTS = {"when": "Published", "platform": "Platform", "text": "What it said", "link": "The post"}
FIGURES = {"name": "Measure", "serves": "Serves", "figure": "Figure", "words": "In words", "signal": "Signal or noise"}
BENCHMARKS = {"name": "Published figure", "said": "What it says", "base": "Its base", "note": "What a reader must know"}
NO_BENCHMARK = (
    "No published figure counts this the same way, so there is nothing fair to set beside it. Its own months are the"
    " comparison: see the chart."
)
NEVER_A_NORM = "Context, and neither a norm nor a target: other bodies, other years, and counted otherwise."
NOT_ADDED = "It is counted platform by platform, and never added up."
OF_COMMUNITIES = "It is counted community by community, and never added up."
MOVED = {  # how a measure has moved since an action on it was decided -> in a sentence
    "improving": "Its measure has moved by more than chance since, improving.",
    "of concern": "Its measure has moved by more than chance since, and is of concern.",
    "both ways": "Its measure has moved by more than chance since, both ways.",
    "neither good nor bad": "Its measure has moved by more than chance since, which is neither good nor bad.",
    "no more than chance": "Its measure has moved no more than chance since.",
    "cannot be said": "Whether its measure has moved since cannot be said.",
}
BESIDE = (
    "The measure since: signals of the control chart among the figures that lie wholly after the decision. What stands beside an"
    " action is not said to come of it: that is for its owner to explain."
)
CALLED = ("", "Why we think so: ", "What we will do: ")  # the lines of a narrative
NOTHING_WRITTEN_OF_ALL = "Nothing was written about {month} as a whole."
NOTHING_WRITTEN = "Nothing was written about this measure for {month}."
NO_ACTION = "No action is recorded on this measure."
NO_COUNTER = "No counter-measure is named."
CARRIED = "What stands behind this figure is no longer there: it is kept as it was last shown."


def answer(measure: dict[str, Any], figure: dict[str, Any] | None, slices: list[tuple[str, str]]) -> str:
    """Return the sentence under the title: the figure's own words, or that it is never added up."""
    if figure is not None:
        return str(figure["words"])
    kind = slices[0][0] if slices else ""
    return {"platform": NOT_ADDED, "community": OF_COMMUNITIES}.get(kind, "There is no figure for this month.")


def definition(measure: dict[str, Any], aim: dict[str, Any] | None, serves: list[str]) -> list[str]:
    """Return what a measure is, line by line: definition, fraction, target, owner, level, when it is shown and final."""
    least = f"Shown from a base of {wording.number(measure['base_min'])} on." if measure["base_min"] else ""
    since = f" since {wording.day(measure['valid_from'])}" if not wording.is_unknown(measure["valid_from"]) else ""
    lines = [
        wording.sentence(measure["definition"]),
        "Counted: " + wording.readable(measure["numerator"]) + out_of(measure["denominator"]),
        wording.sentence(wording.target(aim, measure["unit"])) or "Target: none is set.",
        wording.sentence(wording.said(DIRECTIONS, measure["direction"])),
        f"Serves: {wording.sentence('; '.join(serves))}" if serves else "It serves no objective yet.",
        f"Owner: {wording.sentence(measure['owner'])}",
        wording.sentence(wording.said(LEVELS, measure["level"])),
        f"{least} A month is final {measure['settle_days']} days after its end.".strip(),
        f"This is version {measure['definition_version']} of its definition{since}.",
        "What could make it look better than it is: " + wording.sentence(measure["risks"]),
    ]
    return [line for line in lines if line]


def out_of(denominator: str | None) -> str:
    """Return ', out of ...' for the fraction of a measure; just the full stop for a count."""
    return f", out of {wording.readable(denominator)}." if denominator else "."


def counter(other: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Return what the counter-measure says, as paragraphs with their looks."""
    if other is None:
        return [(NO_COUNTER, "")]
    figure = {"state": other["state"], "value": other["value"]}
    said = str(other["words"]) if other["words"] else "It has no figure for the whole organisation: see its own page."
    signal = wording_signals.variation(other) if other["variation_icon"] or other["why_none"] else ""
    return [
        (f"{other['name']}: {wording.headline(figure, other['unit']).lower()}" if other["words"] else other["name"], "slice"),
        (wording.sentence(said), ""),
        (signal, "quiet"),
    ]  # fmt: skip


def written(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Return one comment as paragraphs: narrative, what was learned, who wrote it (a job title)."""
    learned = f"Learned: {wording.sentence(row['learned'])}" if row["learned"] else ""
    lines = (row["narrative"] or "").splitlines()
    called = CALLED if len(lines) == len(CALLED) else ("",) * len(lines)  # written in parts, or in one piece
    told = [(name + wording.sentence(line), "") for name, line in zip(called, lines, strict=True)]
    return [*told, (learned, ""), (row["written_by"] or "", "quiet")]


def action(row: dict[str, Any]) -> dict[str, str]:
    """Return an action as a row of words."""
    closed = f" ({wording.day(row['closed_on'])})" if not wording.is_unknown(row["closed_on"]) else ""
    return {
        "action": wording.sentence(row["action"]),
        "owner": row["owner"] or "Not recorded",
        "decided": wording.day(row["decided_on"]),
        "due": wording.day(row["due_on"]),
        "state": wording.capital(row["state"] or "Not recorded") + closed,
        "since": row["since"] or "",
    }


def moved(code: str | None) -> str:
    """Return how a measure moved since an action on it was decided, with a blank before it; nothing where nobody told."""
    return f" {wording.said(MOVED, code)}" if code else ""


def source(row: dict[str, Any], measure: dict[str, Any]) -> dict[str, str]:
    """Return what a figure was made of, one source a row: how many parts, and what they add up to."""
    seen = row["seen_at"]
    return {
        "side": wording.capital(wording.readable(row["measure"])),
        "platform": wording.said(wording.PLATFORMS, row["platform"]),
        "source": wording.said(CAME_FROM, row["source"]) or "Reckoned from other counts",
        "file": row["file_name"] or "",
        "parts": wording.number(row["parts"]),
        "amount": wording.number(row["amount"]),
        "seen": "" if wording.is_unknown(seen) else wording.day(seen),
    }


def benchmark(row: dict[str, Any]) -> dict[str, str]:
    """Return a published figure as a row of words, with its base and the interval it allows."""
    interval = f", between {wording.number(row['low'])}% and {wording.number(row['high'])}%" if row["low"] else ""
    value = wording.value(row["value"], row["unit"] or "count") if not wording.is_unknown(row["value"]) else ""
    base = f"{wording.number(row['stated_base'])}, as stated" if row["stated_base"] else "Not stated"
    fits = f"; consistent with {wording.number(row['inferred_base'])}" if row["inferred_base"] else ""
    return {
        "name": row["name"],
        "said": wording.capital(value + interval or str(row["words"] or "")),
        "base": base + fits,
        "note": wording.sentence(row["note"]),
    }


def times(row: dict[str, Any]) -> str:
    """Return how long people waited, with the platform it is of."""
    where = "" if row["slice_kind"] == "organisation" else f"{wording.said(wording.PLATFORMS, row['slice'])}: "
    return f"{where}{row['words']}"


def named(row: dict[str, Any]) -> str:
    """Return a measure's name with the platform or community the figure is of."""
    if row["slice_kind"] == "organisation":
        return str(row["name"])
    return f"{row['name']} ({row['slice_name'] or wording.said(wording.PLATFORMS, row['slice'])})"


def signal(row: dict[str, Any]) -> str:
    """Return the words of both icons in one line; nothing before anything has been worked out."""
    if not row["is_looked_at"]:
        return ""
    told = wording_signals.variation(row)
    return f"{told} {wording.sentence(wording.said(wording_signals.ASSURANCES, row['assurance_type']))}".strip()


def behind(rows: list[dict[str, Any]], month: date) -> str:
    """Return of how many posts those listed are the newest."""
    count = rows[0]["of_all"]
    posts = "1 post or reply of ours is" if count == 1 else f"{wording.number(count)} posts and replies of ours are"
    listed = f" The newest {len(rows)} are listed." if count > len(rows) else ""
    return f"{posts} among its parts in {wording.month(month)}.{listed}"
