"""What the first page is made of: the table of objectives, how we talk, what stands out, each linked to its measure's page."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

from dashboards import (
    badges,
    blocks,
    links,
    reads,
    reads_alignment,
    reads_board,
    reads_kpi,
    reads_outcomes,
    reads_signals,
    wording,
    wording_alignment,
    wording_board,
    wording_signals,
)


def objectives(board: reads.Board, organisation: str, rows: list[dict[str, Any]], month: date) -> None:
    """Write one row an objective: weight, effort, lead measure with its icon, the outcome beside it with its grade, owner."""
    months = {row["objective_id"]: row for row in reads_alignment.objective_months(board, organisation, month)}
    written = [
        {
            "name": f"{row['objective_id']}: {row['name']}",
            "weight": wording.value(row["weight"], "percent"),
            "effort": wording_board.effort(months.get(row["objective_id"])),
            "lead": _lead(board, organisation, row["objective_id"], month),
            "outcome": _outcome(board, organisation, row["objective_id"], month),
            "owner": row["owner"] or "Not recorded",
        }
        for row in rows
    ]
    caption = f"The objectives, {wording.month(month)}"
    blocks.table(written, wording_board.OBJECTIVES, caption, ("weight",), on_phone="stack")


def _lead(board: reads.Board, organisation: str, objective: str, month: date) -> blocks.Ready:
    beside = [row for row in reads_outcomes.set_beside(board, organisation, objective) if row["kpi_id"]]
    kpi_id = beside[0]["kpi_id"] if beside else reads_board.lead_measure(board, organisation, objective)
    measure = reads_kpi.by_id(board, organisation, month, kpi_id or "")
    if measure is None:
        return blocks.Ready("No measure is tied to it yet.")
    has_slice = bool(beside) and beside[0]["slice"] is not None
    slice_of = (beside[0]["slice_kind"], beside[0]["slice"]) if has_slice else ("organisation", organisation)
    figure = reads.figure(board, organisation, kpi_id or "", month, slice_of)
    name = links.html_of(links.to("kpi", organisation, month, kpi=measure["kpi_id"]), measure["name"])
    if figure is None:
        return blocks.Ready(f"{name}: by platform or community, never added up.")
    of = " for this objective" if slice_of[0] == "objective" else ""
    judged = reads_signals.of_kpi(board, organisation, measure["kpi_id"]).get(slice_of)
    said = html.escape(wording.headline(figure, measure["unit"]))
    return blocks.Ready(f"{name}{of}: <strong>{said}</strong>{_icon(judged)}")


def _outcome(board: reads.Board, organisation: str, objective: str, month: date) -> blocks.Ready:
    series = reads_board.lead_outcome(board, organisation, objective)
    found = reads_outcomes.outcome(board, organisation, series["series_id"], month) if series else None
    lines = [html.escape(line) for line in wording_board.outcome(series, found)]
    if series:
        anchor = series["series_id"].replace("_", "-")
        where = links.to("outcomes", organisation, month, anchor=anchor, **_kpi(series))
        lines[0] = links.html_of(where, series["name"]) + lines[0].removeprefix(html.escape(series["name"]))
    judged = reads_signals.of_outcome(board, organisation, series["series_id"]) if series else None
    return blocks.Ready(f"{lines[0]}{_icon(judged)}{' '.join(lines[1:])}")


def _kpi(series: dict[str, Any]) -> dict[str, str]:
    return {"kpi": series["kpi_id"]} if series["kpi_id"] else {}


def _icon(judged: dict[str, Any] | None) -> str:
    return f'<div class="icons small">{badges.variation_of(judged)}</div>' if judged else " "


def talk(board: reads.Board, organisation: str, month: date) -> None:
    """Write how we talk: broadcast, asking for views, community; the level now and a year before; the plan."""
    figures = reads_board.measures(board, organisation, month, reads_board.TALK)
    rows: list[dict[str, Any]] = [
        row
        | {"name": blocks.Ready(links.html_of(links.to("kpi", organisation, month, kpi=row["kpi_id"]), row["name"]))}
        if row["kpi_id"]
        else dict(row)
        for row in wording_board.talk(figures, reads_board.asked_views(board, organisation, month))
    ]
    if rows:
        blocks.table(rows, wording_board.TALK, f"How we talk, {wording.month(month)}", on_phone="stack")
    level = reads_alignment.level(board, organisation, month)
    lines = wording_alignment.levels(level) if level else ["No level has been worked out for this month."]
    blocks.bullets([*lines, wording_board.plan(reads_board.planned(board, organisation, month))])


def missed(groups: list[dict[str, Any]], month: date) -> None:
    """Write the groups we may not be reaching, with a figure or the word that says why there is none."""
    rows = [
        {
            "name": group["name"],
            "figure": wording.headline(group, group["unit"] or ""),
            "words": wording.sentence(group["words"]),
        }
        for group in groups
    ]
    blocks.table(
        rows, wording_board.MISSED, f"Groups that digital work tends to leave out, {wording.month(month)}", (), "stack"
    )


def standing(
    board: reads.Board, organisation: str, found: list[dict[str, Any]], silent: list[str], month: date
) -> None:
    """Write alert, advise and assure: at most two each, each with a link to its measure, and how many more there are."""
    for place, label in wording_board.STANDING.items():
        told = [_standing(row, organisation, month) for row in found if row["told_as"] == place]
        if place == "advise":
            told = [*(blocks.Ready(html.escape(line)) for line in silent), *told]
        blocks.say(label, "slice")
        more = len(told) - wording_board.MOST
        lines: list[str] = [*told[: wording_board.MOST]] or [wording_board.STANDING_NOTHING[place]]
        if more > 0:
            where = links.to("signals", organisation, month)
            lines.append(blocks.Ready(links.html_of(where, f"{more} more: signal or noise", f"{label}: {more} more")))
        blocks.bullets(lines)


def _standing(row: dict[str, Any], organisation: str, month: date) -> blocks.Ready:
    if row["subject_kind"] == "kpi":
        where = links.to("kpi", organisation, month, kpi=row["subject_id"])
    else:
        where = links.to("outcomes", organisation, month, anchor=row["subject_id"].replace("_", "-"))
    name = links.html_of(where, wording_signals.named(row))
    return blocks.Ready(f"{name}: {html.escape(wording_board.standing(row))}")
