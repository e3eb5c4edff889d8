"""The dashboards' door: `streamlit run dashboards/app.py`. Opens the board file; the reader chooses what to look at.

Every file in app_pages/ is a page. A page finds what was chosen in st.session_state["chosen"].
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # `streamlit run` puts only this folder on the path

from dashboards import blocks, choices, door, look, reads, snapshot, wording

PAGES = Path(__file__).resolve().parent / "app_pages"
ORDER = [
    "board",
    "kpi",
    "signals",
    "alignment",
    "outcomes",
    "how_we_talk",
    "communities",
    "who_we_miss",
    "platforms",
    "posts",
    "as_reported",
    "trust",
    "imports",
]  # a new page comes last
TITLES = {"kpi": "KPI", "signals": "Signal or noise", "imports": "Import"}  # a page whose link is not its file's name
CARRIED = ("organisation", "month", "kpi")
WITHOUT_A_BOARD = "Import"  # the page that makes the first board


@dataclass(frozen=True)
class Chosen:
    """What a page is to show."""

    board: reads.Board
    build: dict[str, Any]
    organisation: dict[str, Any]
    month: date | None  # None: the organisation has no figures yet
    home: Path  # the folder the board file is in


def chosen_from(board: reads.Board, home: Path) -> Chosen | None:
    """Let the reader choose organisation and month; None when the file holds no organisation or build."""
    build, organisations = reads.build(board), {row["organisation_id"]: row for row in reads.organisations(board)}
    if build is None or not organisations:
        return None
    with st.container(key="choice", horizontal=True):
        ids = list(organisations)
        picked = choices.choose(
            "Organisation", "organisation", ids, ids[0], lambda key: str(organisations[key]["name"])
        )
        months = {f"{month:%Y-%m}": month for month in reads.months(board, picked)}
        newest = reads.last_complete_month(board, picked)
        if newest is None:
            return Chosen(board, build, organisations[picked], None, home)
        month = choices.choose(
            "Month", "month", list(months), f"{newest:%Y-%m}", lambda key: wording.month(months[key])
        )
    return Chosen(board, build, organisations[picked], months[month], home)


def links(pages: list[Any]) -> None:
    """Write the links to all pages, each with organisation, month and measure, in a new tab too."""
    blocks.say("Line of Sight", "brand")
    carried = {name: st.query_params[name] for name in CARRIED if name in st.query_params}
    for each in pages:
        st.page_link(each, query_params=carried)


def main() -> None:
    """Draw the frame and the page in it; a file that cannot be read becomes a page that says so."""
    st.set_page_config(page_title="Line of Sight", layout="wide")
    st.html(look.STYLE)
    who = door.person()
    if who is None:
        return
    files = sorted(PAGES.glob("[a-z]*.py"), key=lambda path: ([*ORDER, path.stem].index(path.stem), path.stem))
    titles = {path: TITLES.get(path.stem, path.stem.replace("_", " ").capitalize()) for path in files}
    pages = [st.Page(path, title=title) for path, title in titles.items() if who.may_open(title)]
    page = st.navigation(pages, position="hidden")  # links of our own: Streamlit's fold away on a phone
    frame = st.container(key="frame", horizontal=True, vertical_alignment="center")
    path = Path(os.environ.get("LOS_HOME") or "var") / "board.duckdb"
    st.session_state["chosen"] = None
    try:
        try:
            chosen = chosen_from(reads.connect(path.resolve()), path.resolve().parent)
        finally:
            with frame:  # once the address holds what was chosen: every link carries it
                links(pages)
        st.session_state["chosen"] = chosen
        if chosen or page.title == WITHOUT_A_BOARD:
            page.run()
        else:
            blocks.no_board(f"The board file at {path} has no organisations or figures in it yet.", "To fill it, type:")
    except snapshot.NoBoard as why:
        if page.title == WITHOUT_A_BOARD:
            page.run()
        else:
            blocks.no_board(str(why), "To build and publish it, type:")
    except duckdb.Error:
        blocks.no_board(f"The board file at {path} is damaged: part of it cannot be read.", "To publish it anew, type:")
    door.sign(who)


main()
