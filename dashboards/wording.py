"""How numbers, states and codes are said in words, the same on every page and chart."""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

PLATFORMS = {"x": "X", "linkedin": "LinkedIn", "facebook": "Facebook", "youtube": "YouTube"}
STATES = {
    "measured": "Measured",
    "missing": "Missing",
    "not_measurable": "Not measurable",
    "withheld": "Withheld",
}
UNITS = {"per 1000": "per 1,000", "percentage points": "points", "index": "where 100 is in proportion"}
STATUSES = {"provisional": "Provisional: may still change", "final": "Final"}
SCALE = (
    "Over the month and the two before it. Never: no act. Hardly ever: fewer than three. Occasionally: three or more. "
    "Regularly: in at least 10 of 13 weeks, or for listening, C3, C6 and C7 in every month. Listening is counted in the"
    " listening log. The scale and the 21 purposes are ours."
)
FREQUENCIES = {0: "never", 1: "hardly ever", 2: "occasionally", 3: "regularly"}
GAPS = {0: "as planned", 1: "one step short", 2: "two steps short", 3: "three steps short"}
MODES = {
    "B": ("Broadcasting: speaking at people", "Some of it is duty: it is watched, not scored."),
    "L": ("Listening: taking in what people say", "Platforms hardly show it; it is read from a listening log."),
    "C": ("Community: engaging with people and supporting them", "The way the strategy means to go."),
}
PURPOSES = {"name": "Purpose", "acts": "Acts in three months", "now": "How often", "planned": "Planned", "gap": "Against plan",
            "reason": "Why there is no answer"}  # fmt: skip
FRESHNESS = {
    "fresh": "Up to date",
    "stale": "Out of date",
    "failed": "Last attempt failed",
    "off": "Switched off",
    "closed": "Closed",
    "never": "Never read",
}
OUTCOMES = {
    "ok": "Complete",
    "partial": "In part",
    "failed": "Failed",
    "refused": "Refused by a check",
    "off": "Switched off",
    "not_offered": "Not offered by the source",
}
TABLES = {"posts": "Posts", "interactions": "Questions and comments", "readings": "Readings", "extracts": "Extracts"}
SUBJECTS = {
    "posts": "Posts",
    "interactions": "Questions and comments",
    "series": "Account readings",
    "deletions": "What has been deleted",
}

SANDBOX = "Sandbox data: made-up figures of a fictional organisation"
HOW_TO_READ = (
    "How to read the charts: a filled point is final, a hollow point on a dashed line is provisional, a diamond was restated"
    " since it was reported, a gap means there is no figure. The pale upright marks the chosen month. Charts start at zero."
    " Whether a move is signal or noise is said by the icons beside it, never by one month set against another."
)
NO_FIGURES = "There are no figures for this organisation yet. They appear after the next build: make run"
NO_OBJECTIVES = (
    "No strategic objectives are recorded for this organisation in this month, so nothing can be tied to one. To add"
    " them, write them in seeds/objectives.csv and type: make run. What could be measured without them is shown here."
)


def said(words: dict[str, str], code: str | None) -> str:
    """Return the words for a code, or the code itself made readable: a new code must never break a page."""
    return words.get(code, capital(code.replace("_", " "))) if code else ""


CUTS = {"platform": "By platform", "objective": "By objective", "theme": "By theme"}


def slice_of(slice_of: tuple[str, str]) -> str:
    """Return the words for a platform, or for a slice without a name on record; nothing for the whole organisation."""
    kind, name = slice_of
    return "" if kind == "organisation" else said(PLATFORMS, name)


def is_unknown(value: Any) -> bool:
    """Return whether a cell from the file is unknown (None, NaN, NaT). Zero is known."""
    return value is None or value != value


def number(value: float | None, places: int = 1) -> str:
    """Return 1234.0 as '1,234' and 71.428 as '71.4'; unknown as nothing at all.

    Halves go up, as people round and as the sentences of the figures do: 72.5% is 73% in both.
    """
    if value is None or is_unknown(value):
        return ""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    text = f"{exact:,}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def value(value: float | None, unit: str, places: int = 1) -> str:
    """Return a value with its unit: '71%', '2', '12.3 per 1,000'. Shares are whole, as in the sentences beside them."""
    if unit == "percent":
        text = number(value, places - 1)
        return text and text + "%"
    text = number(value, places - 1 if unit == "index" else places)
    if not text or unit == "count":
        return text
    return f"{text} {UNITS.get(unit, unit)}"


def short(value_of: float | None, unit: str, places: int = 1) -> str:
    """Return a value for a label in a chart, where the unit is said elsewhere: '71%', '2', '12.3'."""
    return value(value_of, unit if unit == "percent" else "count", places - 1 if unit == "index" else places)


def headline(figure: dict[str, Any], unit: str) -> str:
    """Return what stands where the number would be: the value, or the state in words. Never a zero for unknown."""
    measured = figure["state"] == "measured" and not is_unknown(figure["value"])
    return value(figure["value"], unit) if measured else said(STATES, figure["state"])


def target(aim: dict[str, Any] | None, unit: str) -> str:
    """Return 'Target: at least 80% (note)', or nothing when there is none."""
    if not aim or is_unknown(aim["target"]):
        return ""
    comparator = {">=": "at least", "<=": "at most", "=": "exactly"}.get(aim["comparator"], aim["comparator"] or "")
    note = f" ({aim['note']})" if aim["note"] else ""
    return f"Target: {comparator} {value(aim['target'], unit)}{note}".replace("  ", " ")


def finding(spread: dict[str, Any], unit: str, places: int = 1) -> str:
    """Return what the months of a chart show, in a sentence: lowest, highest, and how many have no figure."""
    months, unknown = spread["months"], spread["unknown"]
    if unknown == months:
        return f"No figure in any of these {months} months"
    gap = {0: "", 1: "; 1 month has no figure"}.get(unknown, f"; {unknown} months have no figure")
    low, high = short(spread["lowest"], unit, places), value(spread["highest"], unit, places)
    if spread["lowest"] == spread["highest"]:
        return f"{high} in every month measured{gap}"
    return f"Lowest {low} ({spread['lowest_month']}), highest {high} ({spread['highest_month']}){gap}"


ROW = {  # the columns of a KPI's data table
    "month": "Month",
    "value": "Value",
    "numerator": "Counted",
    "denominator": "Out of",
    "state": "State",
    "status": "Status",
    "reason": "Reason",
    "beside": "What happened",
}


def row_of(figure: dict[str, Any], unit: str) -> dict[str, str]:
    """Return one month of a KPI as the words of its data table; what is unknown is an empty cell."""
    return {
        "month": f"{figure['period']:%b %Y}".replace(" ", "\u00a0"),
        "value": number(figure["value"]) if unit == "count" else _in_column(figure["value"], unit),
        "numerator": number(figure["numerator"]),
        "denominator": number(figure["denominator"]),
        "state": said(STATES, figure["state"]),
        "status": (figure["status"] or "").capitalize(),
        "reason": sentence(figure["reason"] or figure["basis"]) or kept(figure),
        "beside": figure.get("beside", ""),
    }


def kept(figure: dict[str, Any]) -> str:
    """Return that a figure is kept as it was last shown, for the rows behind it had to go; nothing when it was counted."""
    if is_unknown(figure["kept_on"]):
        return ""
    return f"Kept as it was on {day(figure['kept_on'])}: what it was counted from had to be removed."


def _in_column(value: float | None, unit: str) -> str:
    """One decimal always, so that the points stand under each other."""
    return "" if value is None or is_unknown(value) else f"{value:,.1f}{'%' if unit == 'percent' else ''}"


def readable(name: str) -> str:
    """Return 'people_who_asked' as 'people who asked'."""
    return name.replace("_", " ")


def day(when: date | None) -> str:
    """Return '15 November 2026', or nothing when unknown."""
    return "" if is_unknown(when) or when is None else f"{when.day} {when:%B %Y}"


def month(when: date) -> str:
    """Return 'November 2026'."""
    return f"{when:%B %Y}"


def sentence(text: str | None) -> str:
    """Return the text with one full stop at its end; nothing stays nothing."""
    trimmed = (text or "").strip()
    return trimmed if not trimmed or trimmed.endswith((".", "?", "!")) else trimmed + "."


def capital(text: str) -> str:
    """Return the text with a capital first letter."""
    return text[:1].upper() + text[1:]


def small(text: str) -> str:
    """Return the text with a small first letter, unless it begins with a short name such as SO1 or NHS."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sureness(counted: dict[str, Any], when: date) -> str:
    """Return how many of the month's figures are measured, may still change, or have no value, state by state."""
    changing = f" ({counted['provisional']} may still change)" if counted["provisional"] else ""
    why = {
        "missing": "missing",
        "withheld": "withheld (too few to report, or the platform's terms forbid it)",
        "not_measurable": "not measurable",
    }
    others = "".join(f", {counted[state]} {words}" for state, words in why.items() if counted[state])
    figures, measured = counted["figures"], counted["measured"]
    return f"How sure: of {figures} figures for {month(when)}, {measured} are measured{changing}{others}."


def as_at(build: dict[str, Any], organisation: dict[str, Any]) -> str:
    """Return 'Data to 15 November 2026. Strategy 2024.1. ...' for the line under a page's title."""
    parts = [
        f"Data to {day(build['data_to'])}." if not is_unknown(build["data_to"]) else "No data yet.",
        f"Strategy version {organisation['strategy_version']}." if organisation["strategy_version"] else "",
        f"Purposes as in {build['taxonomy_version']}." if build["taxonomy_version"] else "",
        f"Built {day(build['built_at'])}, Line of Sight {build['version']}." if build["built_at"] else "",
    ]
    return " ".join(part for part in parts if part)


def gaps(accounts: list[dict[str, Any]], figures: list[dict[str, Any]]) -> list[str]:
    """Return one line an account that is not up to date and one a reason why figures are missing."""
    lines = [
        f"{said(PLATFORMS, row['platform'])}, {row['name']}: {said(FRESHNESS, row['freshness']).lower()}."
        f" {sentence(row['reason'])}".rstrip()
        for row in accounts
    ]
    for row in figures:
        where = f" ({said(PLATFORMS, row['platform'])})" if row["platform"] else ""
        lines.append(f"No figure for {row['names']}{where}: {sentence(row['reason']) or 'no reason was recorded.'}")
    return lines


def aim(objective: dict[str, Any]) -> str:
    """Return an objective's weight, outcome and owner in one line."""
    weight = f"Weight {objective['weight']} of 100. " if objective["weight"] is not None else ""
    return f"{weight}Outcome sought: {sentence(objective['outcome'])} Owner: {sentence(objective['owner'])}"


def checked(counted: dict[str, Any]) -> str:
    """Return how many checks were met and how many batches were kept out."""
    if not counted["made"]:
        return "No check has been made yet."
    batches = {0: "No batch was", 1: "1 batch was"}.get(counted["refused"], f"{counted['refused']} batches were")
    return f"{number(counted['met'])} of {number(counted['made'])} checks were met. {batches} refused."


def told(row: dict[str, Any]) -> dict[str, str]:
    """Return a row of the trust page in words: codes, days and yes/no; unknown is an empty cell."""
    return {name: _told(name, cell) for name, cell in row.items()}


def _told(name: str, cell: Any) -> str:
    if is_unknown(cell):
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return f"{short_day(cell)}, {cell:%H:%M}"
    if isinstance(cell, date):
        return short_day(cell)
    if isinstance(cell, int | float):
        return number(cell)
    return said(CODES[name], cell) if name in CODES else str(cell)


def short_day(when: date) -> str:
    """Return '15 Nov 2026', which no table breaks over two lines."""
    return f"{when.day} {when:%b %Y}".replace(" ", "\u00a0")  # a table never breaks a day over two lines


CODES: dict[str, dict[str, str]] = {  # the columns that hold codes -> their words
    "platform": PLATFORMS,
    "freshness": FRESHNESS,
    "subject": SUBJECTS,
    "outcome": OUTCOMES,
    "table_name": TABLES,
    "check_name": {},
}


def purpose(row: dict[str, Any]) -> dict[str, str]:
    """Return a purpose's row in words; what is unknown or not planned is an empty cell."""

    def step(words: dict[int, str], code: Any) -> str:
        return "" if is_unknown(code) else words.get(int(code), "more than planned")

    return {
        "name": f"{row['purpose_id']} {row['name']}",
        "acts": "" if is_unknown(row["acts"]) else f"{int(row['acts']):,}",
        "now": step(FREQUENCIES, row["current_frequency"]),
        "planned": step(FREQUENCIES, row["planned_frequency"]),
        "gap": step(GAPS, row["gap"]),
        "reason": "" if is_unknown(row["reason"]) else str(row["reason"]),
    }


def talking(name: str, last_month: date) -> str:
    """Return the sentence under the title of How we talk."""
    return f"How often {name} used each of 21 purposes in the three months to {month(last_month)}."


KINDS = {"practice": "Practice", "interest": "Interest"}
ORIGINS = {
    "pre-existing": "Its own people, before us",
    "partner-led": "A partner",
    "org-created": "We did: flagged, for a community is joined and not made",
}
COMMUNITY = {"name": "Community", "kind": "Kind", "began": "Who began it", "evidence": "How we know", "steward": "Looked after by",
             "role": "Our part"}  # fmt: skip


def community(row: dict[str, Any]) -> dict[str, str]:
    """Return a community's row in words."""
    return {
        "name": f"{row['name']} (private)" if row["is_private"] else str(row["name"]),
        "kind": said(KINDS, row["seed_kind"]) or "Not recorded",
        "began": said(ORIGINS, row["origin"]) or "Not recorded",
        "evidence": row["origin_evidence"] or "Nothing is recorded",
        "steward": row["steward"] or "Not recorded",
        "role": said({}, row["our_role"]) or "Not recorded",
    }


def communities(rows: list[dict[str, Any]]) -> str:
    """Return how many communities are on the register and which of them we made ourselves."""
    ours = ", ".join(row["name"] for row in rows if row["is_flagged"])
    many = {1: "1 community is"}.get(len(rows), f"{len(rows)} communities are")
    made = f"Made by us, and so flagged: {ours}." if ours else "None of them was made by us."
    return f"{many} on the register. {made}" if rows else "No community is on the register for this month."


KINDS_EXPLAINED = (
    "Kind is in the sense of the 2012 article: practice, our own structures or work areas; interest, a policy or a"
    " profession. What is said in a private group is not read. A figure of fewer than ten people is withheld."
)
READINGS = (
    "Reach and gap are read together: more people reached with a wider gap is mixed, not good. Each is compared with the"
    " same three months a year before. 100 means a group is reached in proportion to its share of the population."
)
OFFLINE = (
    "A campaign that can only be reached online leaves out whoever is not online: each one should say how else to get"
    " there, by telephone, on paper or in person."
)


READING = {
    "mixed": "mixed, more reach and a wider gap",
    "both better": "better, more reach and a narrower gap",
    "both worse": "worse, less reach and a wider gap",
    "cannot be compared": "cannot be compared with a year before",
}


def readings(groups: list[dict[str, Any]]) -> str:
    """Return 'Older people: worse, less reach and a wider gap. ...' for each group that must be looked at."""
    told = [
        (group["name"], READING.get(group["reading"], group["reading"])) for group in groups if group["is_mandatory"]
    ]
    return " ".join(f"{name}: {reading}." for name, reading in told)


def axis(months: list[date]) -> list[str]:
    """Return the months that charts under each other share, oldest first: 'Dec 2024', ..."""
    return [f"{each:%b %Y}" for each in sorted(months)]


def every_month(periods: list[date]) -> list[str]:
    """Return every month from the first period to the last as charts name them, those without a value too."""
    first, last = min(periods), max(periods)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    months = (first.year * 12 + first.month - 1 + nth for nth in range(count))
    return [f"{date(nth // 12, nth % 12 + 1, 1):%b %Y}" for nth in months]


def sorting(agreed: list[str], unclassified: dict[str, Any] | None) -> str:
    """Return in one line how well acts are sorted by purpose: whether people agree, and how many nobody could tell."""
    lines = [*agreed, unclassified["words"] if unclassified else ""]
    told = " ".join(sentence(line) for line in lines if line)
    return f"How well this is sorted: {told}" if told else ""


def refusals(rows: list[dict[str, Any]]) -> str:
    """Return how many rows of registers were refused, and how many of them are listed."""
    if not rows:
        return "No row of a register was refused."
    count = rows[0]["of_all"]
    listed = f"; the first {len(rows)} are listed" if count > len(rows) else ""
    return f"Rows refused: {number(count)}{listed}. Correct them in the file and hand it in again."


UNMEASURED = {"reason": "Why", "names": "Measures"}
