"""What the pages are made of: a paragraph, a table, a KPI with its chart, the page that stands in for an absent board.

Words from the file are escaped here, once: a name in the register or a platform's error text is never markup.
"""

from __future__ import annotations

import html
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import (
    badges,
    charts,
    downloads,
    reads,
    reads_editions,
    reads_signals,
    wording,
    wording_editions,
    wording_signals,
)

STYLE = """<style>
.stMainBlockContainer {max-width: 66rem; padding-top: 1.25rem; padding-left: 1.25rem; padding-right: 1.25rem;}
[data-testid="stAppDeployButton"], #MainMenu {display: none;}
.stApp a:focus-visible, .stApp button:focus-visible, .stApp summary:focus-visible {outline: 3px solid #212B32;}
h1 {text-wrap: balance; letter-spacing: -0.01em;}
h2 {border-top: 4px solid #005EB8; padding-top: 0.9rem !important; margin-top: 1.6rem;}
.los p {margin: 0 0 0.35rem; line-height: 1.5; max-width: 44rem;}
.los .answer {font-size: 1.25rem; line-height: 1.45; margin: 0.1rem 0 0.5rem; max-width: 52rem;}
.los .quiet {color: #4C6272; font-size: 0.95rem;}
.los .banner {border: 2px solid #212B32; background: #F0F4F5; padding: 0.6rem 0.9rem; font-weight: 700;
  max-width: none;}
.los .value {font-size: 2.1rem; font-weight: 700; line-height: 1.15; margin: 0 0 0.3rem;}
.los .state {font-size: 1.35rem; font-weight: 700; line-height: 1.2; margin: 0 0 0.3rem; border-left: 4px solid #768692;
  padding-left: 0.6rem;}
.los .slice {font-weight: 700; margin: 0 0 0.1rem;}
.los ul {margin: 0 0 0.4rem 1.1rem; padding: 0; max-width: 48rem;}
.los li {margin: 0 0 0.3rem; line-height: 1.45;}
.los .wide {overflow-x: auto;}
.los .wide:focus-visible {outline: 3px solid #005EB8;}
.los table {border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums;}
.los caption {text-align: left; font-weight: 700; padding: 0 0 0.4rem;}
.los th, .los td {text-align: left; vertical-align: top; padding: 0.4rem 0.9rem 0.4rem 0; line-height: 1.4;
  border-bottom: 1px solid #D8DDE0; min-width: 4.5rem; max-width: 22rem; overflow-wrap: break-word;}
.los th {border-bottom: 2px solid #212B32; vertical-align: bottom;}
.los .number {text-align: right; white-space: nowrap;}
.los th.number {white-space: normal;}
.los .icons {border-left: 4px solid #D8DDE0; padding: 0.1rem 0 0.1rem 0.7rem; margin: 0.2rem 0 0.5rem;}
.los .icons p {display: flex; align-items: center; gap: 0.6rem; margin: 0 0 0.35rem;}
.los .icons img {flex: none;}
.los a {color: #005EB8; text-decoration: underline; overflow-wrap: break-word;}
.los .key {list-style: none; margin-left: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem;}
.los .key img {vertical-align: -0.15em;}
.los .matrix th[scope="row"] {border-bottom: 1px solid #D8DDE0; vertical-align: top; width: 8.5rem;}
.los .matrix ul {margin: 0; list-style: none;}
.los .matrix li {padding: 0.15rem 0; min-height: 1.5rem; break-inside: avoid;}
.los .matrix table {table-layout: fixed;}
.los .matrix th:last-child {width: 40%;}
.los .matrix td {max-width: none;}
.los .matrix td:last-child ul {columns: 2; column-gap: 1.2rem;}
.los .matrix td p {margin-bottom: 0.3rem;}
[data-testid="stPageLink"] a p {color: #005EB8; text-decoration: underline;}
.st-key-frame [data-testid="stPageLink"] a p {color: inherit; text-decoration: none;}
.st-key-frame [data-testid="stPageLink"] a {padding: 0.3rem 0.45rem; min-height: 1.75rem;}
.st-key-frame .brand {font-weight: 700; color: #005EB8; margin: 0.35rem 0.4rem 0 0; white-space: nowrap;}
[data-testid="stHeading"]:has(h2) {margin-top: 1.2rem;}
@media (max-width: 640px) {
  .los .stack thead {position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden;}
  .los .stack :is(table, tbody, tr, td, caption, th[scope="row"]) {display: block;}
  .los .stack tr {border-bottom: 1px solid #768692; padding: 0.5rem 0;}
  .los .stack td {border: 0; padding: 0.1rem 0; max-width: none; text-align: left; white-space: normal;}
  .los .stack td:empty {display: none;}
  .los .stack td::before {content: attr(data-label) ": "; color: #4C6272;}
  .los .matrix th[scope="row"] {border: 0; width: auto; font-size: 1rem;}
  .los .matrix th[scope="row"] br {display: none;}
  .los .matrix th[scope="row"] img {vertical-align: middle; margin-right: 0.3rem;}
  .los .matrix td {padding: 0.3rem 0 0.2rem 0.8rem;}
  .los .matrix td::before {content: attr(data-label); color: #212B32; font-weight: 700;}
  .los .matrix td:last-child ul {columns: 1;}
  :is(.st-key-choice, .st-key-series) > * {flex: 1 1 100% !important; width: 100% !important;}
  .stMainBlockContainer {padding-left: 0.9rem; padding-right: 0.9rem;}
  .los .answer {font-size: 1.1rem;}
  h1 {font-size: 1.6rem !important;}
}
@media print {[data-testid="stHeader"], .st-key-choice, .stDownloadButton {display: none;}}
</style>"""


def say(text: str, look: str = "") -> None:
    """Write a paragraph of words from the file; nothing when there are none."""
    say_all([(text, look)])


def say_all(paragraphs: list[tuple[str, str]]) -> None:
    """Write paragraphs that belong together, each with its look; the empty ones are left out."""
    written = "".join(
        f'<p class="{look}">{html.escape(text)}</p>' if look else f"<p>{html.escape(text)}</p>"
        for text, look in paragraphs
        if text
    )
    if written:
        st.html(f'<div class="los">{written}</div>')


def bullets(lines: list[str]) -> None:
    """Write a list, one line a bullet."""
    items = "".join(f"<li>{html.escape(line)}</li>" for line in lines)
    st.html(f'<div class="los"><ul>{items}</ul></div>')


def heading(text: str, anchor: str | None = None) -> None:
    """Write a section heading that the page can be linked to."""
    st.header(plain(text), anchor=anchor)


def plain(text: str) -> str:
    """Return the text so that Markdown shows it as it is."""
    return "".join("\\" + letter if letter in "\\`*_{}[]()<>#+-.!|~$:" else letter for letter in text)


def table(
    rows: list[dict[str, Any]],
    columns: dict[str, str],
    caption: str,
    numbers: tuple[str, ...] = (),
    on_phone: str = "scroll",
) -> None:
    """Write a real HTML table, readable by a screen reader; unknown cells are empty, and a column of nothing else is left out.

    On a phone it scrolls inside itself, or, with on_phone="stack", each row becomes a short list.
    """
    columns = {name: label for name, label in columns.items() if any(_is_there(row[name]) for row in rows)}
    kinds = {name: ' class="number"' if name in numbers else "" for name in columns}
    head = "".join(
        f'<th scope="col" role="columnheader"{kinds[name]}>{html.escape(label)}</th>' for name, label in columns.items()
    )
    body = "".join(f'<tr role="row">{_cells(row, columns, kinds)}</tr>' for row in rows)
    label = html.escape(caption)
    st.html(
        f'<div class="los"><div class="wide {on_phone}" tabindex="0" role="region" aria-label="{label}">'
        f'<table role="table">'
        f'<caption>{label}</caption><thead role="rowgroup"><tr role="row">{head}</tr></thead>'
        f'<tbody role="rowgroup">{body}</tbody></table></div></div>'
    )


def _is_there(cell: Any) -> bool:
    return not wording.is_unknown(cell) and str(cell) != ""


def _cells(row: dict[str, Any], columns: dict[str, str], kinds: dict[str, str]) -> str:
    texts = {name: "" if wording.is_unknown(row[name]) else html.escape(str(row[name])) for name in columns}
    return "".join(
        f'<td role="cell" data-label="{html.escape(columns[name])}"{kinds[name]}>{text}</td>'
        for name, text in texts.items()
    )


def no_board(what_happened: str, what_to_do: str) -> None:
    """Write the page that stands where a board would be: what happened, and what to type."""
    st.title("There is nothing to show yet")
    say(what_happened, "answer")
    say(what_to_do)
    st.code("make run", language=None)


def top(chosen: Any, title: str, answer: str) -> None:
    """Write what every page begins with: title, answer, how fresh it all is, and that sandbox figures are made up."""
    st.title(plain(title), anchor=False)
    say(wording.NO_FIGURES if chosen.month is None else answer, "answer")
    say(wording.as_at(chosen.build, chosen.organisation), "quiet")
    if chosen.organisation["is_sandbox"] or chosen.organisation["is_fictional"]:
        say(wording.SANDBOX, "banner")
    if chosen.month is None:
        st.stop()


def link(chosen: Any, page: str, label: str) -> None:
    """Write a link to another page that keeps organisation and month, in a new tab too."""
    address = {"organisation": chosen.organisation["organisation_id"], "month": f"{chosen.month:%Y-%m}"}
    st.page_link(f"app_pages/{page}.py", label=label, query_params=address)


def tests(rows: list[dict[str, Any]], month: date) -> None:
    """Write the four tests as one table; four words, never one score."""
    columns = {"name": "Test", "result": "Result", "before": "Three months before", "reason": "Why"}
    table([wording.tested(row) for row in rows], columns, f"The four tests, {wording.month(month)}", on_phone="stack")


def kpi(board: reads.Board, organisation: str, measure: dict[str, Any], month: date, place: str) -> None:
    """Draw one KPI: value and words beside its 24 months, a chart a platform where it is never added up.

    One of communities is a table here: their charts are on their own page.
    """
    kpi_id, unit = measure["kpi_id"], measure["unit"]
    aim = reads.target(board, organisation, kpi_id, month)
    judged = reads_signals.of_kpi(board, organisation, kpi_id)
    restated = reads_editions.restated(board, organisation, kpi_id, month)
    slices = reads.slices(board, organisation, kpi_id)
    st.subheader(plain(measure["name"]), anchor=kpi_id.lower() if place == "first" else False)
    if slices and slices[0][0] == "community":
        _by_community(reads.split(board, organisation, kpi_id, month, "community"), measure, judged)
    elif place != "first" and slices and slices[0][0] == "platform":
        bullets(_in_words(board, organisation, kpi_id, month, slices))
    elif place != "first":
        for slice_of in slices:
            words(
                reads.figure(board, organisation, kpi_id, month, slice_of), slice_of, unit, aim, restated.get(slice_of)
            )
            badges.show(judged.get(slice_of), organisation, month)
    else:
        never = [each for each in reads.never_measured(board, organisation, kpi_id) if each in slices]
        for slice_of in [each for each in slices if each not in never]:
            beside, plotted = st.columns([2, 3], gap="medium")
            with beside:
                figure = reads.figure(board, organisation, kpi_id, month, slice_of)
                words(figure, slice_of, unit, aim, restated.get(slice_of))
                badges.show(judged.get(slice_of), organisation, month)
            with plotted:
                chart(board, organisation, measure, month, slice_of)
        if never:
            bullets(_in_words(board, organisation, kpi_id, month, never))
    if place == "first":
        _more(board, organisation, measure, month, slices)
    else:
        st.markdown(f"Its chart and table are [further up this page](#{kpi_id.lower()}).")


def _in_words(
    board: reads.Board, organisation: str, kpi_id: str, month: date, slices: list[tuple[str, str]]
) -> list[str]:
    """A line a platform: for what is charted elsewhere, and for platforms that never had a figure to chart."""
    figures = [(of, reads.figure(board, organisation, kpi_id, month, of)) for of in slices]
    return [
        f"{wording.slice_of(of)}: {found['words'] if found else 'no figure for this month.'}" for of, found in figures
    ]


def _by_community(
    rows: list[dict[str, Any]], measure: dict[str, Any], judged: dict[tuple[str, str], dict[str, Any]]
) -> None:
    signals = {slice_of: wording_signals.variation(row) for (_, slice_of), row in judged.items()}
    said = [
        {**row, "figure": wording.headline(row, measure["unit"]), "signal": signals.get(row["slice"], "")}
        for row in rows
    ]
    columns = {"name": "Community", "figure": "Figure", "words": "In words", "signal": "Signal or noise"}
    table(said, columns, f"{measure['name']}, community by community", on_phone="stack")


def words(
    figure: dict[str, Any] | None,
    slice_of: tuple[str, str],
    unit: str,
    aim: dict[str, Any] | None,
    restated: dict[str, Any] | None = None,
) -> None:
    """Write one figure: value or state, its sentence, what it rests on, its target, and what was reported before."""
    platform = (wording.slice_of(slice_of), "slice") if slice_of[0] == "platform" else ("", "")
    if figure is None:
        say_all([platform, ("No figure for this month", "state")])
        return
    is_measured = figure["state"] == "measured"
    say_all(
        [
            platform,
            (wording.headline(figure, unit), "value" if is_measured else "state"),
            (wording.sentence(figure["words"]), ""),
            (wording_editions.reported_as(restated, unit), ""),
            (wording.kept(figure), "quiet"),
            (wording.capital(wording.sentence(figure["basis"])) if is_measured else "", "quiet"),
            (wording.target(aim, unit), "quiet"),
            (wording.said(wording.STATUSES, figure["status"]) if is_measured else "", "quiet"),
        ]
    )


def chart(
    board: reads.Board,
    organisation: str,
    measure: dict[str, Any],
    month: date,
    slice_of: tuple[str, str],
    name: str = "",
    room: str = charts.WIDEST,
) -> None:
    """Draw the months of one KPI and slice, or say that there is nothing to draw; `name` is that of a community.

    `room` is the widest label at the right of the charts it stands among.
    """
    spread = reads.spread(board, organisation, measure["kpi_id"], slice_of)
    found = wording.finding(spread, measure["unit"])
    if spread["unknown"] == spread["months"]:
        say(f"{found}, so there is no chart to draw.", "quiet")
        return
    series = reads.series(board, organisation, measure["kpi_id"], slice_of)
    is_small = slice_of[0] in ("platform", "community")
    spec = drawn(series, found, measure["unit"], f"{month:%b %Y}", 90 if is_small else 150, room=room)
    named = f" on {name or wording.slice_of(slice_of)}" if is_small else ""
    st.vega_lite_chart(spec, theme=None, alt=f"{measure['name']}{named}, {spread['months']} months. {found}.")


def communities(board: reads.Board, organisation: str, measure: dict[str, Any], month: date) -> None:
    """Draw one KPI's months, two communities a row; those that never had a figure are left to the table of words."""
    plotted = st.columns(2, gap="medium")
    for place, row in enumerate(reads.measured_communities(board, organisation, measure["kpi_id"])):
        with plotted[place % 2]:
            say(row["name"], "slice")
            chart(board, organisation, measure, month, ("community", row["slice"]), row["name"])


@st.cache_data(max_entries=1000, show_spinner=False)
def drawn(
    series: pd.DataFrame,
    title: str,
    unit: str,
    month: str,
    height: int,
    months: tuple[str, ...] = (),
    places: int = 1,
    room: str = charts.WIDEST,
) -> dict[str, Any]:
    """Keep what was drawn: a chart takes Altair a tenth of a second, and every reader gets the same ten."""
    chart = charts.line(
        series, title=title, unit=unit, month=month, height=height, months=months, places=places, room=room
    )
    spec: dict[str, Any] = chart.to_dict()
    return spec


def _more(
    board: reads.Board, organisation: str, measure: dict[str, Any], month: date, slices: list[tuple[str, str]]
) -> None:
    kpi_id, unit = measure["kpi_id"], measure["unit"]
    with st.expander("Definition, data table and download"):
        bullets([
            wording.sentence(measure["definition"]),
            "Counted: " + wording.readable(measure["numerator"]) + _out_of(measure["denominator"]),
            f"Owner: {wording.sentence(measure['owner'])}",
                "What could make it look better than it is: " + wording.sentence(measure["risks"]),
        ])  # fmt: skip
        for slice_of in slices:
            name = reads.slice_name(board, organisation, slice_of) or wording.slice_of(slice_of) or measure["name"]
            rows = [wording.row_of(row, unit) for row in reads.figures(board, organisation, kpi_id, slice_of)]
            table(rows, wording.ROW, f"{name}: every month shown", numbers=("value", "numerator", "denominator"))
        if slices and slices[0][0] == "organisation":
            for kind, cut in wording.CUTS.items():
                split = reads.split(board, organisation, kpi_id, month, kind)
                if split:
                    say(f"{cut}, {wording.month(month)}:")
                    bullets(
                        [f"{row['name'] or wording.slice_of((kind, row['slice']))}: {row['words']}" for row in split]
                    )
        st.download_button(
            "Download as CSV",
            downloads.csv(reads.download(board, organisation, kpi_id)),
            file_name=f"{organisation}-{kpi_id.lower()}.csv",
            mime="text/csv",
            key=f"csv-{kpi_id}",
            on_click="ignore",
        )


def _out_of(denominator: str | None) -> str:
    return f", out of {wording.readable(denominator)}." if denominator else "."
