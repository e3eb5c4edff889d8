"""What the pages about signal and noise are made of: the matrix, and one series with chart, words, rules, table and CSV."""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from typing import Any

import streamlit as st

from dashboards import (
    badges,
    blocks,
    downloads,
    icons,
    reads,
    reads_signals,
    spc_chart,
    wording,
    wording_events,
    wording_signals,
)


@blocks.kept
def matrix(board: reads.Board, organisation: str, month: date) -> None:
    """Write the measures in the cells of variation and assurance, linked to their charts, with what a cell asks."""
    rows, cells = reads_signals.shown(board, organisation), reads_signals.matrix(board)
    asked = {(cell["variation"], cell["assurance"]): cell for cell in cells}
    head = "".join(
        f'<th scope="col" role="columnheader">{icons.icon(icon, 36)}<br>{html.escape(words)}</th>'
        for icon, words in wording_signals.COLUMNS.values()
    )
    body = ""
    for variation, (codes, words) in wording_signals.ROWS.items():
        drawn = " ".join(icons.icon(code, 36) for code in codes)
        body += f'<tr role="row"><th scope="row" role="rowheader">{drawn}<br>{html.escape(words)}</th>'
        for assurance, (_, label) in wording_signals.COLUMNS.items():
            held = [row for row in rows if (row["variation"], row["assurance"]) == (variation, assurance)]
            cell = _cell(held, asked.get((variation, assurance)), organisation, month)
            body += f'<td role="cell" data-label="{html.escape(label)}">{cell}</td>'
        body += "</tr>"
    caption = "Measures by variation (down) and assurance (across)"
    st.html(
        f'<div class="los"><div class="wide stack matrix" tabindex="0" role="region" aria-label="{caption}">'
        f'<table role="table"><caption>{caption}</caption>'
        f'<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Variation</th>{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div></div>'
    )


def _cell(held: list[dict[str, Any]], cell: dict[str, Any] | None, organisation: str, month: date) -> str:
    if not held:
        return ""
    asks = f'<p class="quiet">{html.escape(wording.sentence(cell["asks"]))}</p>' if cell else ""
    names = "".join(
        f'<li><a href="{html.escape(badges.address(row, organisation, month), quote=True)}">'
        f"{html.escape(wording_signals.named(row))}</a></li>"
        for row in held
    )
    return f"{asks}<ul>{names}</ul>"


def key() -> None:
    """Write how to read an SPC chart, with the marks of its points."""
    blocks.say(wording_signals.HOW_TO_READ, "quiet")
    st.html(f'<div class="los">{icons.key()}</div>')


def series(
    board: reads.Board, organisation: str, found: dict[str, Any], month: date, events: Sequence[dict[str, Any]]
) -> None:
    """Write one series: its icons and sentence beside its chart, what is printed under it, its table and its CSV.

    `events` are marked in the chart by their numbers.
    """
    marks = wording_events.marks(events, **_of(found))
    marked = wording_events.alt_text(events, marks)
    beside, drawn = st.columns([2, 5], gap="medium")
    with beside:
        st.html(f'<div class="los"><div class="icons">{badges.html_of(found)}</div></div>')
        blocks.say_all([(wording_signals.judged(found), "quiet"), (wording.sentence(found["asks"]), "")])
    with drawn:
        chart(board, organisation, found, month, marks=marks, marked=marked)
        blocks.say(wording_signals.rules(found), "quiet")
    table(board, organisation, found, events=events)


@blocks.kept
def chart(
    board: reads.Board,
    organisation: str,
    found: dict[str, Any],
    month: date,
    height: int = 240,
    axis: tuple[str, ...] = (),
    places: int = 1,
    marks: wording_events.Marks = (),
    marked: str = "",
) -> None:
    """Draw the SPC chart of a series and print what it rests on under it, its rules aside; a sentence where there is none.

    `marks` are the numbers of events and their months, `marked` what they add to the alternative text.
    """
    points = reads_signals.points(board, organisation, found)
    if found["variation_icon"] is None or points.empty:
        blocks.say(f"There is no chart. {wording_signals.variation(found)}", "quiet")
        return
    title, unit = wording_signals.title(found), found["unit"]
    chart = spc_chart.draw(
        points, title=title, unit=unit, month=f"{month:%b %Y}", height=height, months=axis, places=places, marks=marks
    )
    blocks.chart(chart, (found["alt_text"] or f"{found['name']}. {title}") + marked)
    starts_at, _ = spc_chart.domain(points)
    caption = wording_signals.caption(found, points.to_dict("records"), unit, starts_at)
    blocks.say_all([(line, "quiet") for line in caption])


def table(
    board: reads.Board,
    organisation: str,
    found: dict[str, Any],
    places: int = 1,
    events: Sequence[dict[str, Any]] = (),
) -> None:
    """Write the points of a series as a table that can be opened, and offer them as CSV, each with the events of its month."""
    if reads_signals.points(board, organisation, found).empty:
        return
    with st.expander("Signal or noise: rules, data table and download"):
        happened = wording_events.by_month(events, wording_events.marks(events, **_of(found)))
        _table(board, organisation, found, places, happened)
        blocks.offer(
            "Download as CSV",
            lambda: downloads.beside(
                reads_signals.download(board, organisation, found),
                lambda platform: wording_events.by_period(events, **_of(found) | {"platform": platform}),
            ),
            f"{organisation}-{found['subject_id'].lower()}-spc.csv".replace("_", "-"),
            f"csv-spc-{found['subject_id']}-{found['slice_kind']}-{found['slice']}",
        )


def _of(found: dict[str, Any]) -> dict[str, str | None]:
    """Return whose events stand beside a series: those of its KPI or outcome, of its platform where it is of one."""
    kind = "kpi" if found["subject_kind"] == "kpi" else "series"
    return {kind: found["subject_id"], "platform": found["slice"] if found["slice_kind"] == "platform" else None}


@blocks.kept
def _table(
    board: reads.Board,
    organisation: str,
    found: dict[str, Any],
    places: int,
    happened: dict[str, str],
) -> None:
    blocks.say(wording_signals.rules(found), "quiet")
    frame = reads_signals.points(board, organisation, found)
    points = frame.assign(beside=frame["month"].map(happened).fillna("")).to_dict("records")
    rows = [wording_signals.row_of(point, found["unit"], places) for point in reversed(points)]
    caption = f"{wording_signals.named(found)}: every point of the chart"
    blocks.table(rows, wording_signals.ROW, caption, ("value", "lpl", "mean", "upl", "target"))
