"""What the pages are made of: a paragraph, a table, a KPI with its chart, the page that stands in for an absent board.

Words from the file are escaped here, once: a name in the register or a platform's error text is never markup.
"""

from __future__ import annotations

import html
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts, downloads, reads, wording

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
[data-testid="stPageLink"] a p {color: #005EB8; text-decoration: underline;}
.st-key-frame [data-testid="stPageLink"] a p {color: inherit; text-decoration: none;}
.st-key-frame [data-testid="stPageLink"] a {padding: 0.3rem 0.7rem; min-height: 1.75rem;}
.st-key-frame .brand {font-weight: 700; color: #005EB8; margin: 0.35rem 1rem 0 0;}
[data-testid="stHeading"]:has(h2) {margin-top: 1.2rem;}
@media (max-width: 640px) {
  .los .stack thead {position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden;}
  .los .stack :is(table, tbody, tr, td, caption) {display: block;}
  .los .stack tr {border-bottom: 1px solid #768692; padding: 0.5rem 0;}
  .los .stack td {border: 0; padding: 0.1rem 0; max-width: none; text-align: left; white-space: normal;}
  .los .stack td:empty {display: none;}
  .los .stack td::before {content: attr(data-label) ": "; color: #4C6272;}
  .st-key-choice > * {flex: 1 1 100% !important; width: 100% !important;}
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
    slices = reads.slices(board, organisation, kpi_id)
    st.subheader(plain(measure["name"]), anchor=kpi_id.lower() if place == "first" else False)
    if slices and slices[0][0] == "community":
        _by_community(reads.split(board, organisation, kpi_id, month, "community"), measure)
    elif place != "first" and slices and slices[0][0] == "platform":
        bullets(_in_words(board, organisation, kpi_id, month, slices))
    elif place != "first":
        for slice_of in slices:
            _words(reads.figure(board, organisation, kpi_id, month, slice_of), slice_of, unit, aim)
    else:
        never = [each for each in reads.never_measured(board, organisation, kpi_id) if each in slices]
        for slice_of in [each for each in slices if each not in never]:
            beside, drawn = st.columns([2, 3], gap="medium")
            with beside:
                _words(reads.figure(board, organisation, kpi_id, month, slice_of), slice_of, unit, aim)
            with drawn:
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


def _by_community(rows: list[dict[str, Any]], measure: dict[str, Any]) -> None:
    said = [{**row, "figure": wording.headline(row, measure["unit"])} for row in rows]
    columns = {"name": "Community", "figure": "Figure", "words": "In words"}
    table(said, columns, f"{measure['name']}, community by community", on_phone="stack")


def _words(figure: dict[str, Any] | None, slice_of: tuple[str, str], unit: str, aim: dict[str, Any] | None) -> None:
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
) -> None:
    """Draw the months of one KPI and slice, or say that there is nothing to draw; `name` is that of a community."""
    spread = reads.spread(board, organisation, measure["kpi_id"], slice_of)
    found = wording.finding(spread, measure["unit"])
    if spread["unknown"] == spread["months"]:
        say(f"{found}, so there is no chart to draw.", "quiet")
        return
    series = reads.series(board, organisation, measure["kpi_id"], slice_of)
    is_small = slice_of[0] in ("platform", "community")
    spec = _drawn(series, found, measure["unit"], f"{month:%b %Y}", 90 if is_small else 150)
    named = f" on {name or wording.slice_of(slice_of)}" if is_small else ""
    st.vega_lite_chart(spec, theme=None, alt=f"{measure['name']}{named}, {spread['months']} months. {found}.")


def beside(board: reads.Board, organisation: str, measure: dict[str, Any], month: date) -> None:
    """Draw the social measure that outcomes are set below, and of whom it is."""
    st.subheader(plain(f"What we do: {measure['name'][:1].lower()}{measure['name'][1:]}"), anchor=False)
    if measure["slice"] is None:
        say("It is counted platform by platform and never added up; its charts are on the Board page.", "quiet")
        return
    slice_of = (measure["slice_kind"], measure["slice"])
    words, drawn = st.columns([2, 3], gap="medium")
    with words:
        say("For this objective" if slice_of[0] == "objective" else "In the whole organisation", "slice")
        _words(reads.figure(board, organisation, measure["kpi_id"], month, slice_of), slice_of, measure["unit"], None)
    with drawn:
        chart(board, organisation, measure, month, slice_of)


def communities(board: reads.Board, organisation: str, measure: dict[str, Any], month: date) -> None:
    """Draw one KPI's months, two communities a row; those that never had a figure are left to the table of words."""
    drawn = st.columns(2, gap="medium")
    for place, row in enumerate(reads.measured_communities(board, organisation, measure["kpi_id"])):
        with drawn[place % 2]:
            say(row["name"], "slice")
            chart(board, organisation, measure, month, ("community", row["slice"]), row["name"])


def outcome(board: reads.Board, organisation: str, series_of: dict[str, Any], month: date, axis: list[str]) -> None:
    """Draw one outcome: its newest value, the one sentence that may be said of it, its grade, and its months."""
    series_id, unit, places = series_of["series_id"], series_of["unit"], wording.PUBLISHED_PLACES
    found = reads.outcome(board, organisation, series_id, month)
    st.subheader(plain(series_of["name"]), anchor=series_id.replace("_", "-"))
    beside, drawn = st.columns([2, 3], gap="medium")
    with beside:
        say_all(_said_of(found, unit) if found else [("No value for this month", "state")])
    with drawn:
        spread = reads.outcome_spread(board, organisation, series_id)
        finding = wording.finding(spread, unit, places)
        if spread["unknown"] == spread["months"]:
            say("No value has been published yet, so there is no chart to draw.", "quiet")
        else:
            rows = reads.outcomes(board, organisation, series_id)
            spec = _drawn(rows, finding, unit, f"{month:%b %Y}", 110, tuple(axis), places)
            st.vega_lite_chart(spec, theme=None, alt=f"{series_of['name']}. {finding}.")
        say(f"Beware: {wording.sentence(series_of['traps'])}" if series_of["traps"] else "")
    with st.expander("Source, revisions and data table"):
        bullets([f"Source: {series_of['source']}, {series_of['publisher']}.",
                 f"Expected to change later: {wording.sentence(series_of['expected_revision']) or 'not recorded.'}"])  # fmt: skip
        rows_of = [wording.outcome_row(row, unit) for row in reads.outcome_rows(board, organisation, series_id)]
        table(
            rows_of, wording.OUTCOME_ROW, f"{series_of['name']}: every month shown", numbers=("value", "base", "first")
        )


def _said_of(found: dict[str, Any], unit: str) -> list[tuple[str, str]]:
    is_known = not wording.is_unknown(found["value"])
    return [
        (wording.value(found["value"], unit, wording.PUBLISHED_PLACES) if is_known else "No value yet", "value" if is_known else "state"),
        (wording.published(found), "quiet"),
        (wording.later(found), "quiet"),
        (wording.sentence(found["sentence"]), ""),
        (wording.grade(found), "slice"),
        (wording.sentence(found["why_not_higher"]), "quiet"),
    ]  # fmt: skip


@st.cache_data(max_entries=1000, show_spinner=False)
def _drawn(
    series: pd.DataFrame,
    title: str,
    unit: str,
    month: str,
    height: int,
    months: tuple[str, ...] = (),
    places: int = 1,
) -> dict[str, Any]:
    """Keep what was drawn: a chart takes Altair a tenth of a second, and every reader gets the same ten."""
    drawn = charts.line(series, title=title, unit=unit, month=month, height=height, months=months, places=places)
    spec: dict[str, Any] = drawn.to_dict()
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
