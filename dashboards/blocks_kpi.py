"""What a measure is shown with: its figure in words, its icons, its chart (signal or noise where it can be judged), its data."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from dashboards import (
    badges,
    blocks,
    blocks_posts,
    blocks_signals,
    charts,
    downloads,
    links,
    reads,
    reads_communities,
    reads_editions,
    reads_kpi,
    reads_signals,
    wording,
    wording_editions,
    wording_events,
    wording_kpi,
    wording_signals,
)

CONTROL_HEIGHT, PLATFORM_HEIGHT = 230, 150  # pixels of a control chart of the whole, and of one of several beside it


def shown(
    board: reads.Board,
    organisation: str,
    measure: dict[str, Any],
    month: date,
    events: list[dict[str, Any]] | None = None,
) -> None:
    """Draw one measure for the organisation, or for each platform where it is never added up; communities in a table.

    Platforms that never had a figure are said in words: there is nothing to draw. `events` are marked by their numbers.
    """
    kpi_id = measure["kpi_id"]
    slices = reads.slices(board, organisation, kpi_id)
    judged = reads_signals.of_kpi(board, organisation, kpi_id)
    if slices and slices[0][0] == "community":
        _by_community(reads.split(board, organisation, kpi_id, month, "community"), measure, judged)
        return
    aim = reads.target(board, organisation, kpi_id, month)
    restated = reads_editions.restated(board, organisation, kpi_id, month)
    never = [each for each in reads.never_measured(board, organisation, kpi_id) if each in slices]
    for slice_of in [each for each in slices if each not in never]:
        beside, plotted = st.columns([2, 3], gap="medium")
        with beside:
            figure = reads.figure(board, organisation, kpi_id, month, slice_of)
            words(figure, slice_of, measure["unit"], aim, restated.get(slice_of))
            badges.show(judged.get(slice_of), organisation, month)
        with plotted:
            _charted(board, organisation, measure, month, slice_of, judged.get(slice_of), events or [])
    if never:
        blocks.bullets(in_words(board, organisation, kpi_id, month, never))


def _charted(
    board: reads.Board,
    organisation: str,
    measure: dict[str, Any],
    month: date,
    slice_of: tuple[str, str],
    judged: dict[str, Any] | None,
    events: list[dict[str, Any]],
) -> None:
    """The control chart of a series that is judged; the plain line of one that is not, for its months are still known."""
    if judged is None or judged["variation_icon"] is None:
        chart(board, organisation, measure, month, slice_of, events=events)
        return
    height = PLATFORM_HEIGHT if slice_of[0] == "platform" else CONTROL_HEIGHT
    marks = marks_of(events, measure, slice_of)
    marked = wording_events.alt_text(events, marks)
    blocks_signals.chart(board, organisation, judged, month, height, marks=marks, marked=marked)
    blocks_signals.table(board, organisation, judged, events=events)


def marks_of(events: list[dict[str, Any]], measure: dict[str, Any], slice_of: tuple[str, str]) -> wording_events.Marks:
    """Return the numbers of the events to draw in one chart of a KPI, a platform's own chart or another."""
    platform = slice_of[1] if slice_of[0] == "platform" else None
    return wording_events.marks(events, kpi=measure["kpi_id"], platform=platform)


def in_words(
    board: reads.Board, organisation: str, kpi_id: str, month: date, slices: list[tuple[str, str]]
) -> list[str]:
    """Return a line a platform, for those that never had a figure to chart."""
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
    blocks.table(said, columns, f"{measure['name']}, community by community", on_phone="stack")


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
        blocks.say_all([platform, ("No figure for this month", "state")])
        return
    is_measured = figure["state"] == "measured"
    blocks.say_all(
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
    events: list[dict[str, Any]] | None = None,
) -> None:
    """Draw the months of one KPI and slice, or say that there is nothing to draw; `name` is that of a community.

    `room` is the widest label at the right of the charts it stands among; `events` are marked by their numbers.
    """
    marks = marks_of(events or [], measure, slice_of)
    marked = wording_events.alt_text(events or [], marks)
    _chart(board, organisation, measure, month, slice_of, name, room, marks, marked)


@blocks.kept
def _chart(
    board: reads.Board,
    organisation: str,
    measure: dict[str, Any],
    month: date,
    slice_of: tuple[str, str],
    name: str,
    room: str,
    marks: wording_events.Marks,
    marked: str,
) -> None:
    spread = reads.spread(board, organisation, measure["kpi_id"], slice_of)
    found = wording.finding(spread, measure["unit"])
    if spread["unknown"] == spread["months"]:
        blocks.say(f"{found}, so there is no chart to draw.", "quiet")
        return
    series = reads.series(board, organisation, measure["kpi_id"], slice_of)
    is_small = slice_of[0] in ("platform", "community")
    drawn = charts.line(
        series, title=found, unit=measure["unit"], month=f"{month:%b %Y}", height=90 if is_small else 150, room=room,
        marks=marks,
    )  # fmt: skip
    named = f" on {name or wording.slice_of(slice_of)}" if is_small else ""
    alt = f"{measure['name']}{named}, {spread['months']} months. {found}."
    blocks.chart(drawn, alt + marked)


def communities(board: reads.Board, organisation: str, measure: dict[str, Any], month: date) -> None:
    """Draw one KPI's months, two communities a row; those that never had a figure are left to the table of words."""
    measured = reads_communities.measured_communities(board, organisation, measure["kpi_id"])
    if not measured:
        blocks.say("No community has had a figure, so there is no chart to draw; why is in the table above.", "quiet")
        return
    plotted = st.columns(2, gap="medium")
    for place, row in enumerate(measured):
        with plotted[place % 2]:
            blocks.say(row["name"], "slice")
            chart(board, organisation, measure, month, ("community", row["slice"]), row["name"])


def data(
    board: reads.Board,
    organisation: str,
    measure: dict[str, Any],
    month: date,
    events: list[dict[str, Any]] | None = None,
) -> None:
    """Write every month of a measure as a table that can be opened, its cuts of the month in words, and offer the CSV."""
    kpi_id = measure["kpi_id"]
    with st.expander("Every month: data table and download"):
        _months(board, organisation, measure, month, events or [])
        blocks.offer(
            "Download as CSV",
            lambda: downloads.beside(
                reads.download(board, organisation, kpi_id),
                lambda platform: wording_events.by_period(events or [], kpi=kpi_id, platform=platform),
            ),
            f"{organisation}-{kpi_id.lower()}.csv",
            f"csv-{kpi_id}",
        )


@blocks.kept
def _months(
    board: reads.Board, organisation: str, measure: dict[str, Any], month: date, events: list[dict[str, Any]]
) -> None:
    """The table of each slice, and the cuts of the month in words."""
    kpi_id, unit = measure["kpi_id"], measure["unit"]
    slices = reads.slices(board, organisation, kpi_id)
    for slice_of in slices:
        name = reads.slice_name(board, organisation, slice_of) or wording.slice_of(slice_of) or measure["name"]
        happened = wording_events.by_month(events, marks_of(events, measure, slice_of))
        rows = [
            wording.row_of(row | {"beside": happened.get(f"{row['period']:%b %Y}", "")}, unit)
            for row in reads.figures(board, organisation, kpi_id, slice_of)
        ]
        blocks.table(rows, wording.ROW, f"{name}: every month shown", numbers=("value", "numerator", "denominator"))
    if slices and slices[0][0] == "organisation":
        for kind, cut in wording.CUTS.items():
            split = reads.split(board, organisation, kpi_id, month, kind)
            if split:
                blocks.say(f"{cut}, {wording.month(month)}:")
                blocks.bullets(
                    [f"{row['name'] or wording.slice_of((kind, row['slice']))}: {row['words']}" for row in split]
                )


def key(board: reads.Board, organisation: str, measure: dict[str, Any]) -> None:
    """Write how to read the charts above: the marks of a control chart where one is drawn, the plain line where one is."""
    looked_at = reads_signals.of_kpi(board, organisation, measure["kpi_id"])
    slices = reads.slices(board, organisation, measure["kpi_id"])
    judged = [looked_at[each]["variation_icon"] for each in slices if each in looked_at]
    if not judged:
        blocks.say(wording_signals.NOTHING_YET, "quiet")
    if slices and slices[0][0] == "community":
        return
    if any(judged):
        blocks_signals.key()
    if not all(judged) or not judged:
        blocks.say(wording.HOW_TO_READ, "quiet")


def behind(board: reads.Board, organisation: str, measure: dict[str, Any], month: date, name: str) -> None:
    """Write what the figure was made of, slice by slice: sources that add up to it, the posts among them, the CSV."""
    kpi_id = measure["kpi_id"]
    known = f"{name} {measure['name']} {' '.join(reads_kpi.serves(board, organisation, month, kpi_id))}"
    for slice_of in reads.slices(board, organisation, kpi_id):
        figure = reads.figure(board, organisation, kpi_id, month, slice_of)
        place = (
            reads.slice_name(board, organisation, slice_of) or wording.slice_of(slice_of) or "The whole organisation"
        )
        blocks.say(place, "slice")
        if figure is None or figure["state"] != "measured":
            blocks.say(wording.sentence(figure["words"] if figure else "There is no figure for this month"))
            continue
        if not wording.is_unknown(figure["kept_on"]):
            blocks.say(wording_kpi.CARRIED)
            continue
        sources = reads_kpi.sources(board, organisation, kpi_id, month, slice_of)
        if not sources:
            blocks.say("Its parts are not in this file.")
            continue
        rows = [wording_kpi.source(row, measure) for row in sources]
        blocks.table(rows, wording_kpi.SOURCES, f"{place}: what was counted", ("parts", "amount"), on_phone="stack")
        posts = reads_kpi.posts_behind(board, organisation, kpi_id, month, slice_of)
        with st.expander(f"{place}: posts of ours among its parts, and every part as CSV"):
            if posts:
                blocks.say(wording_kpi.behind(posts, month))
                listed = [blocks_posts.listed(row, known) for row in posts]
                blocks.table(listed, wording_kpi.POSTS, "Posts, newest first; people taken out", on_phone="stack")
            else:
                blocks.say("None of its parts is a post of ours that is kept here.")
            blocks.offer(
                "Download every part as CSV",
                partial(reads_kpi.parts, board, organisation, kpi_id, month, slice_of),
                f"{organisation}-{kpi_id.lower()}-{month:%Y-%m}-parts.csv",
                f"parts-{kpi_id}-{slice_of[1]}",
            )


def every(board: reads.Board, organisation: str, month: date) -> None:
    """Write every measure of the month in one table, linked to its page, and what nobody can measure here with why."""
    found = reads_kpi.every_figure(board, organisation, month)
    rows = [
        {
            "name": blocks.Ready(links.html_of(links.to("kpi", organisation, month, kpi=row["kpi_id"]), wording_kpi.named(row))),
            "serves": wording.capital(row["serves"].replace("ALL", "the whole strategy")),
            "figure": wording.headline(row, row["unit"]),
            "words": wording.sentence(row["words"]),
            "signal": wording_kpi.signal(row),
        }
        for row in found
    ]  # fmt: skip
    with st.expander(f"Every measure, {wording.month(month)}: figure, words and signal"):
        blocks.table(rows, wording_kpi.FIGURES, f"Every measure, {wording.month(month)}", on_phone="stack")
    unmeasured = reads.not_measured(board, organisation, month)
    if unmeasured:
        blocks.heading("Not measured here, and why", "not-measured")
        blocks.table(unmeasured, wording.UNMEASURED, "Measures nobody can take here yet", on_phone="stack")


def platforms(board: reads.Board, organisation: str, measure: dict[str, Any], month: date) -> None:
    """Draw one measure's months, two platforms a row; those that never had a figure are said in words."""
    kpi_id = measure["kpi_id"]
    never = reads.never_measured(board, organisation, kpi_id)
    slices = [each for each in reads.slices(board, organisation, kpi_id) if each not in never]
    plotted = st.columns(2, gap="medium")
    for place, slice_of in enumerate(slices):
        with plotted[place % 2]:
            blocks.say(wording.slice_of(slice_of), "slice")
            chart(board, organisation, measure, month, slice_of)
    if never:
        blocks.bullets(in_words(board, organisation, kpi_id, month, never))
    data(board, organisation, measure, month)
