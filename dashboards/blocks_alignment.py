"""What the Alignment page is made of: weight against effort against attention, objective by purpose, and what serves no objective."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import (
    blocks,
    blocks_heat,
    blocks_posts,
    heat,
    priorities_chart,
    reads,
    reads_alignment,
    wording,
    wording_alignment,
)


def priorities(board: reads.Board, organisation: str, month: date, objectives: list[dict[str, Any]]) -> None:
    """Draw weight, share of hours and share of attention by objective, its table below and the CSV."""
    _priorities(board, organisation, month, objectives)
    name = f"{organisation}-objectives-{month:%Y-%m}.csv"
    blocks.offer("Download as CSV", lambda: pd.DataFrame(objectives), name, "csv-objectives")


@blocks.kept
def _priorities(board: reads.Board, organisation: str, month: date, objectives: list[dict[str, Any]]) -> None:
    whole = ("organisation", organisation)
    for kpi in ("AL-RESFIT", "AL-ATTFIT"):
        figure = reads.figure(board, organisation, kpi, month, whole)
        blocks.say(wording.sentence(figure["words"]) if figure else "")
    hours = reads_alignment.furthest(board, organisation, month, "hours")
    attention = reads_alignment.furthest(board, organisation, month, "attention")
    title = wording_alignment.priorities(hours, attention)
    if hours or attention:
        chart = priorities_chart.draw(objectives, title=title).to_dict()
        st.vega_lite_chart(chart, theme=None, alt=priorities_chart.alt_text(objectives, title))
        blocks.say(priorities_chart.KEY, "quiet")
    else:
        blocks.say(f"{title}, so there is no chart to draw.", "quiet")
    rows = [wording_alignment.objective(row) for row in objectives]
    numbers = ("weight", "hours", "attention", "acts", "heard")
    blocks.table(rows, wording_alignment.OBJECTIVE, f"Objectives, {wording.month(month)}", numbers, on_phone="stack")
    blocks.bullets([*wording_alignment.unknowns(objectives), *wording_alignment.HOW_OBJECTIVES_ARE_COUNTED])


def purposes(board: reads.Board, organisation: str, month: date, objectives: list[dict[str, Any]]) -> None:
    """Write the objective by purpose table of the three months to the month, its key, and why cells are not known."""
    if not reads_alignment.objective_purposes(board, organisation, month):
        blocks.say("What was done for which objective and purpose has not been worked out for this month.")
        return
    _purposes(board, organisation, month, objectives)
    name = f"{organisation}-objective-by-purpose-{month:%Y-%m}.csv"
    blocks.offer("Download as CSV", lambda: _flat(board, organisation, month, objectives), name, "csv-heat")


@blocks.kept
def _purposes(board: reads.Board, organisation: str, month: date, objectives: list[dict[str, Any]]) -> None:
    caption = f"Objective by purpose, three months to {wording.month(month)}"
    blocks_heat.table(_heat(board, organisation, month, objectives), caption, _named(objectives))
    blocks.say_all([(heat.KEY, "quiet"), (heat.HOW_COUNTED, "quiet")])
    unknown = reads_alignment.objective_purposes_unknown(board, organisation, month)
    if unknown:
        blocks.bullets([f"Not known: {wording.sentence(reason)}" for reason in unknown])


def _heat(board: reads.Board, organisation: str, month: date, objectives: list[dict[str, Any]]) -> heat.Heat:
    cells = reads_alignment.objective_purposes(board, organisation, month)
    return heat.table(cells, reads_alignment.purposes_named(board, organisation, month), _named(objectives))


def _named(objectives: list[dict[str, Any]]) -> dict[str, str]:
    return {row["objective_id"]: str(row["name"]) for row in objectives if row["objective_id"] != "none"}


def _flat(board: reads.Board, organisation: str, month: date, objectives: list[dict[str, Any]]) -> pd.DataFrame:
    table = _heat(board, organisation, month, objectives)
    return pd.DataFrame([{label: _text(row[key]) for key, label in table.columns.items()} for row in table.rows])


@blocks.kept
def kinds(board: reads.Board, organisation: str, month: date, objectives: list[dict[str, Any]]) -> None:
    """Write the five kinds of activity that most often served no objective, each with links to its newest examples."""
    rows = reads_alignment.without_objective(board, organisation, month)
    if not rows:
        is_known = any(row["objective_id"] == "none" and not wording.is_unknown(row["acts"]) for row in objectives)
        blocks.say(wording_alignment.NO_KINDS if is_known else wording_alignment.KINDS_UNKNOWN)
        return
    said = [wording_alignment.kind(row) | {"examples": _examples(board, organisation, month, row)} for row in rows]
    caption = f"Posts and replies without an objective, the five kinds there were most of, three months to {wording.month(month)}"
    blocks.table(said, wording_alignment.KINDS, caption, ("number", "share"), on_phone="stack")
    blocks.say(wording_alignment.HOW_KINDS_ARE_COUNTED, "quiet")


def _examples(board: reads.Board, organisation: str, month: date, row: dict[str, Any]) -> blocks.Ready:
    posts = reads_alignment.examples_without_objective(board, organisation, month, row["purpose_id"])
    return blocks.Ready(", ".join(link for post in posts if (link := blocks_posts.dated(post))))


def _text(cell: str | heat.Shaded) -> str:
    return cell if isinstance(cell, str) else cell.text
