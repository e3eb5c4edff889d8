"""How variation and assurance are said: signal or noise, and whether the target can be relied on. Never a cause."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from dashboards import wording

VARIATIONS = {  # variation_icon -> its words
    "common_cause": "Common cause: no significant change",
    "improvement_high": "Special cause, improving: high values",
    "improvement_low": "Special cause, improving: low values",
    "concern_high": "Special cause, of concern: high values",
    "concern_low": "Special cause, of concern: low values",
    "neutral_high": "Special cause, neither good nor bad: high values",
    "neutral_low": "Special cause, neither good nor bad: low values",
}
ASSURANCES = {  # assurance_type -> its words
    "consistent_pass": "Will meet the target every month if nothing changes",
    "inconsistent": "Hit and miss: chance decides whether the target is met",
    "consistent_fail": "Will miss the target unless the way of working changes",
}
NO_TARGET = "No target to be sure of"
NO_LIMITS = "Whether it meets its target cannot be told: there are no limits, or no good direction"
NOT_JUDGED = "Not judged"

ROWS = {  # variation as spc_matrix has it -> the icons that stand for the row
    "improvement": (("improvement_high", "improvement_low"), "Improving"),
    "common_cause": (("common_cause",), "No significant change"),
    "concern": (("concern_high", "concern_low"), "Of concern"),
    "neutral": (("neutral_high", "neutral_low"), "Change, neither good nor bad"),
}
COLUMNS = {  # assurance as spc_matrix has it -> the icon that stands for the column
    "pass": ("consistent_pass", "Will meet the target"),
    "inconsistent": ("inconsistent", "Hit and miss"),
    "fail": ("consistent_fail", "Will miss the target"),
    "none": ("none", "No target to judge by"),
}
POINTS = {  # kind of a point -> its words in the key
    "common": "no significant change",
    "improvement": "signal, improving",
    "concern": "signal, of concern",
    "neutral": "signal, neither good nor bad",
    "provisional": "provisional, not judged yet",
}
SIGNALS = {  # special_cause_type, as NHSRplotthedots names it -> plain words
    "Common Cause": "none",
    "Above UCL": "above the upper limit",
    "Below LCL": "below the lower limit",
    "7 Point Trend (Increasing)": "in a run of rising points",
    "7 Point Trend (Decreasing)": "in a run of falling points",
    "2 in 3 Above CL": "two of three close to the upper limit",
    "2 in 3 Below CL": "two of three close to the lower limit",
    "7 Points Above CL": "in a run above the mean",
    "7 Points Below CL": "in a run below the mean",
}
REBASED = re.compile(r"^The limits begin anew with [^:]*: ")  # who decided it, and when, stands in the caption
NOTHING_YET = "What is signal and what is noise has not been worked out yet. It appears after the next build: make run"
HOW_TO_READ = (
    "How to read a control chart: the grey line joins the months, the solid line is their mean, and nearly every month lies between the"
    " two dashed limits when nothing has changed. R marks a month that was restated since it was reported."
)
WHY = (
    "Every figure moves from month to month. Inside its limits that is noise, and no single month has an explanation to"
    " look for. A signal is a change too large or too steady to be noise; what caused it is for its owner to say."
)
ROW = {
    "month": "Month",
    "value": "Value",
    "status": "Status",
    "signal": "Signal",
    "lpl": "Lower limit",
    "mean": "Mean",
    "upl": "Upper limit",
    "target": "Target",
    "restated": "Restated",
    "beside": "What happened",
}
CELLS = {"name": "Cell", "words": "What it shows", "asks": "What it asks of a board"}
WHY_NONE = {"why_none": "Why", "names": "Measures"}


def answer(rows: list[dict[str, Any]]) -> str:
    """Return how many measures show a signal and of which kind; not one of them is named better or worse than a month."""
    judged = [row for row in rows if row["variation"]]
    if not judged:
        return NOTHING_YET if not rows else "No measure has enough months yet to tell signal from noise."
    counted = {kind: sum(row["variation"] == kind for row in judged) for kind in ROWS}
    parts = [f"{number} {words.lower()}" for kind, (_, words) in ROWS.items() if (number := counted[kind])]
    return f"Of {len(judged)} measures that can be judged: {', '.join(parts)}."


def kind_of(point: dict[str, Any]) -> str:
    """Return the kind of a point: provisional where it is not judged, else what its point_type says."""
    if not point["is_judged"] or wording.is_unknown(point["point_type"]):
        return "provisional"
    return str(point["point_type"]).removeprefix("special_cause_").split("_")[0]


def variation(row: dict[str, Any]) -> str:
    """Return the words beside the variation icon of a series, with the reason where it has none."""
    if row["variation_icon"] is None:
        return f"{NOT_JUDGED}: {wording.sentence(_small(row['why_none']) or 'no reason was recorded')}"
    return wording.sentence(wording.said(VARIATIONS, row["variation_icon"]))


def assurance(row: dict[str, Any]) -> str:
    """Return the words beside the assurance icon of a series; nothing where the series itself is not judged."""
    if row["variation_icon"] is None:
        return ""
    without = NO_TARGET if wording.is_unknown(row["target"]) else NO_LIMITS
    return wording.sentence(wording.said(ASSURANCES, row["assurance_type"]) or without)


def judged(row: dict[str, Any]) -> str:
    """Return on how much the icons rest: 'Judged on 22 months to October 2026.'"""
    if row["variation_icon"] is None or wording.is_unknown(row["judged_to"]):
        return ""
    return f"Judged on {row['points']} points to {wording.month(row['judged_to'])}."


def title(row: dict[str, Any]) -> str:
    """Return the finding of an SPC chart: its variation, and its assurance where there is a target."""
    second = f" {assurance(row)}" if row["assurance_type"] else ""
    return f"{variation(row)}{second}"


def caption(row: dict[str, Any], points: list[dict[str, Any]], unit: str, starts_at: float) -> list[str]:
    """Return what is printed under an SPC chart beside its rules: trial limits, gaps, each rebase, where the axis starts."""
    lines = []
    if row["has_trial_limits"]:
        lines.append("Trial limits: there are fewer than 13 points to reckon them from, so they may still move.")
    lines.append(wording.sentence(row["gap_words"]))
    lines += [
        wording.sentence(point["group_reason"]) for point in points if not wording.is_unknown(point["group_reason"])
    ]
    if starts_at:
        lines.append(f"The upright axis starts at {rounded(starts_at, unit, 1)}, not at zero.")
    return [line for line in lines if line]


def rules(row: dict[str, Any]) -> str:
    """Return the rules a series was judged by, as they are printed on the chart."""
    return f"Rules: {wording.sentence(row['rules_words'])}" if row["rules_words"] else ""


def note(reason: str | None, width: int) -> str:
    """Return the reason for new limits as a short note, three lines at most; the caption has all of it."""
    if wording.is_unknown(reason) or not reason:
        return ""
    short = REBASED.sub("", reason)
    return "\n".join(["New limits", *textwrap.wrap(short, width, max_lines=2, placeholder=" …")])


def rounded(value: float | None, unit: str, places: int) -> str:
    """Return a limit or mean as short as it may be: a limit of 2,727.557 is no more exact than one of 2,728."""
    if value is None or wording.is_unknown(value):
        return ""
    decimals = places - 1 if unit in ("percent", "index") else places
    decimals = min(decimals, 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2)
    return wording.number(value, decimals) + ("%" if unit == "percent" else "")


def row_of(point: dict[str, Any], unit: str, places: int = 1) -> dict[str, str]:
    """Return one point as the words of its data table; what is unknown is an empty cell."""

    def cell(value: float | None) -> str:
        return rounded(value, unit, places + 1)

    judged = kind_of(point) != "provisional"
    signal = wording.said(SIGNALS, point["special_cause_type"]) if judged else "not judged"
    return {
        "month": f"{point['period']:%b %Y}".replace(" ", "\u00a0"),
        "value": wording.short(point["value"], unit, places + 1),
        "status": (point["status"] or "").capitalize(),
        "signal": signal,
        "lpl": cell(point["lpl"]),
        "mean": cell(point["mean"]),
        "upl": cell(point["upl"]),
        "target": cell(point["target"]),
        "restated": "yes" if point["is_restated"] else "",
        "beside": point.get("beside", ""),
    }


def part(row: dict[str, Any]) -> str:
    """Return the words for the slice of a series: the platform, the community, or the whole organisation."""
    if row["slice_kind"] == "organisation":
        return "The whole organisation"
    names = [wording.said(wording.PLATFORMS, name) for name in str(row["slice"]).split(":")]
    return str(row["slice_name"] or ", ".join(names))


def named(row: dict[str, Any]) -> str:
    """Return the name of a series, with its slice where it is not of the whole organisation."""
    return str(row["name"]) + ("" if row["slice_kind"] == "organisation" else f" ({part(row)})")


def not_judged(rows: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return the measures without SPC, those with the same reason in one row."""
    by_reason: dict[str, list[str]] = {}
    for row in rows:
        if row["variation"] is None:
            by_reason.setdefault(wording.sentence(row["why_none"]) or "No reason was recorded.", []).append(named(row))
    return [{"why_none": reason, "names": "; ".join(names)} for reason, names in by_reason.items()]


def first(rows: list[dict[str, Any]]) -> str:
    """Return the measure to chart before the reader picks one: of concern if there is one, else any that is judged."""
    order = ["concern", "improvement", "neutral", "common_cause", None]
    return str(min(rows, key=lambda row: order.index(row["variation"]))["subject_id"])


def _small(text: str | None) -> str:
    return f"{text[:1].lower()}{text[1:]}" if text and not text[:2].isupper() else text or ""
