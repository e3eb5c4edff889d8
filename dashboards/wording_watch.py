"""How it is said what is wrong and who looks, what was asked again, and how long one account was waited for."""

from __future__ import annotations

from typing import Any

from dashboards import wording

NOBODY_WAITED = "No platform had to be asked twice."
NOTHING_WRONG = "Nothing is known to be wrong."
SEVERITIES = {"critical": "Critical", "warning": "Warning"}


def wrong_now(rows: list[dict[str, Any]]) -> str:
    """Return how much is wrong now and how much of it nobody has taken; each row as `incident` makes it."""
    lasting = [row for row in rows if row["state"] != "over"]
    if not lasting:
        return NOTHING_WRONG
    critical = sum(row["severity"] == SEVERITIES["critical"] for row in lasting)
    alone = sum(row["state"] == "nobody acted" for row in lasting)
    said = "One thing is wrong" if len(lasting) == 1 else f"{len(lasting)} things are wrong"
    how = f", {critical or 'none'} of them critical" if len(lasting) > 1 else ", and it is critical" if critical else ""
    if not alone:
        return f"{said}{how}. Somebody has taken {'it' if len(lasting) == 1 else 'each of them, or put it off'}."
    if alone == len(lasting):
        return f"{said}{how}. Nobody has taken {'it' if alone == 1 else 'any of them'}."
    return f"{said}{how}. Nobody has taken {alone} of them."


def incident(row: dict[str, Any]) -> dict[str, Any]:
    """Return an incident with its severity in words."""
    return {**row, "severity": wording.said(SEVERITIES, row["severity"])}


DATA_DOCS = (
    "What every check asks, who answers for it, what to do next and what it found is one page of its own. It opens in any "
    "browser, without a network."
)
NO_DATA_DOCS = "The page of all checks is written when the next batch is refused or the next figures are built."


def asked_again(row: dict[str, Any]) -> str:
    """Return how often the platforms were asked again, and the longest wait; `row` holds retries, waited_s, platform, name."""
    if not row["retries"]:
        return NOBODY_WAITED
    times = "once" if row["retries"] == 1 else f"{row['retries']} times"
    said = f"The platforms were asked again {times}"
    if wording.is_unknown(row["waited_s"]):
        return f"{said}; how long they were waited for was not counted then."
    if not row["waited_s"]:
        return f"{said}, without a wait."
    return f"{said}; the longest wait was {span(row['waited_s'])}, for {row['name']} on {wording.said(wording.PLATFORMS, row['platform'])}."


def span(seconds: float) -> str:
    """Return seconds as people say them: under a minute in seconds, else in whole minutes."""
    if seconds < 60:
        return "less than a minute"
    minutes = round(seconds / 60)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"
