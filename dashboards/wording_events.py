"""How events are said beside a chart: a number in the plot, its words below, and never a reason for what the line does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboards import wording

Marks = tuple[tuple[str, str], ...]  # a month as charts name it -> the numbers that stand in it, as '1, 3'

NO_REASON = (
    "The numbers above the charts mark the months in which something happened. That an event stands beside a"
    " change does not say it is the reason for it."
)
NO_REASON_SHORT = "The numbers above mark events; one beside a change is not said to be its reason."
EVENTS = {"number": "Number", "month": "Month", "kind": "Kind", "words": "What happened", "source": "On record in"}


def marks(
    events: Sequence[dict[str, Any]], *, kpi: str | None = None, series: str | None = None, platform: str | None = None
) -> Marks:
    """Return the numbers to draw in one chart: of a KPI or of an outcome series, of a platform or (None) of the whole."""
    found: dict[str, list[str]] = {}
    for event in events:
        if event["number"] is not None and _concerns(event, kpi, series, platform):
            found.setdefault(event["month"], []).append(str(event["number"]))
    return tuple((month, ", ".join(numbers)) for month, numbers in found.items())


def _concerns(event: dict[str, Any], kpi: str | None, series: str | None, platform: str | None) -> bool:
    return (
        event["kpi_id"] in (None, kpi)
        and event["series_id"] in (None, series)
        and (platform is None or event["platform"] in (None, platform))
    )


def by_month(events: Sequence[dict[str, Any]], marked: Marks) -> dict[str, str]:
    """Return what stands in the data table of a chart, month by month: '1: strike, Doctors on strike ...'."""
    said = {str(event["number"]): line(event) for event in events if event["number"] is not None}
    return {
        month: "; ".join(f"{number}: {said[number]}" for number in numbers.split(", ")) for month, numbers in marked
    }


def by_period(
    events: Sequence[dict[str, Any]], *, kpi: str | None = None, series: str | None = None, platform: str | None = None
) -> dict[str, str]:
    """Return what happened beside one chart, drawn by a number or not, by the month as a CSV has it ('2026-10')."""
    found: dict[str, list[str]] = {}
    for event in events:
        if _concerns(event, kpi, series, platform):
            found.setdefault(f"{event['period']:%Y-%m}", []).append(line(event))
    return {month: "; ".join(lines) for month, lines in found.items()}


def line(event: dict[str, Any]) -> str:
    """Return 'Strike: Doctors on strike, 22 July 2025 to 25 July 2025', with the platform where it concerns one alone."""
    where = f" ({wording.said(wording.PLATFORMS, event['platform'])})" if event["platform"] else ""
    return f"{wording.capital(str(event['kind']))}{where}: {event['words']}"


def short(event: dict[str, Any]) -> str:
    """Return 'strike, Doctors on strike (Jul 2025)': the event in few words, where there is little room."""
    return f"{event['kind']}, {event['name']} ({event['month']})"


def numbered(events: Sequence[dict[str, Any]]) -> list[str]:
    """Return what the numbers that are drawn stand for, the first first."""
    return [line(event) for event in events if event["number"] is not None]


def row_of(event: dict[str, Any]) -> dict[str, str]:
    """Return an event as a row of words; one that is not drawn says so."""
    where = f" ({wording.said(wording.PLATFORMS, event['platform'])})" if event["platform"] else ""
    return {
        "number": "not drawn" if event["number"] is None else str(event["number"]),
        "month": str(event["month"]).replace(" ", "\u00a0"),
        "kind": f"{wording.capital(str(event['kind']))}{where}",
        "words": str(event["words"]),
        "source": str(event["source"]),
    }


def how_many(events: Sequence[dict[str, Any]]) -> str:
    """Return how many events are drawn of how many, where not all of them are."""
    drawn = sum(event["number"] is not None for event in events)
    return f"{drawn} of {len(events)} events are drawn, so that the charts stay readable; the table has all of them."


def alt_text(events: Sequence[dict[str, Any]], marked: Marks) -> str:
    """Return what the marks add to a chart's alternative text; nothing without marks."""
    said = [f"{month}: {words}" for month, words in by_month(events, marked).items()]
    return f" Marked in the chart: {'; '.join(said)}." if said else ""
