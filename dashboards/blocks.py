"""What the pages are made of: a paragraph, a list, a table, a link, the page that stands in for an absent board.

Words from the file are escaped here, once: a name in the register or a platform's error text is never markup.
"""

from __future__ import annotations

import html
from collections.abc import Callable
from datetime import date
from functools import partial, wraps
from typing import Any, Concatenate, ParamSpec

import pandas as pd
import streamlit as st

from dashboards import downloads, links, selects, settled, stencil, wording, wording_alignment

Writing = ParamSpec("Writing")


def kept(
    write: Callable[Concatenate[selects.Board, Writing], None],
) -> Callable[Concatenate[selects.Board, Writing], None]:
    """Keep what a function writes of a board file, charts and tables, and send it again to the next reader.

    Kept under the file, the edition that its links carry, and the other arguments as repr tells them apart (Streamlit's own way
    takes ten times as long). The function may write nothing that can be clicked but HTML, and ask nothing of the reader.
    """

    @wraps(write)
    def writing(board: selects.Board, /, *asked: Writing.args, **named: Writing.kwargs) -> None:
        if any(isinstance(each, pd.DataFrame | pd.Series) for each in (*asked, *named.values())):
            raise TypeError("the repr of a frame leaves its middle out: two that differ would be one")
        what = f"{write.__module__}.{write.__qualname__} {selects.file(board)} {links.edition()} {asked!r} {named!r}"
        _kept(_write=partial(write, board, *asked, **named), what=what)

    return writing


@st.cache_resource(max_entries=6000, show_spinner=False)  # of a resource no copy is unpacked for each reader
def _kept(*, _write: Callable[[], None], what: str) -> None:
    _write()
    settled.kept()


class Ready(str):
    """HTML whose words are escaped already: an icon, a link; everything else a table is given is words."""


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
    items = "".join(f"<li>{_escaped(line)}</li>" for line in lines)
    st.html(f'<div class="los"><ul>{items}</ul></div>')


def _escaped(words: Any) -> str:
    return str(words) if isinstance(words, Ready) else html.escape(str(words))


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

    On a phone it scrolls inside itself, or, with on_phone="stack", each row becomes a short list. Without a row it says so.
    """
    if not rows:
        say(f"{caption}: nothing is on record.", "quiet")
        return
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
    """The cells of a row; the first names it, so that a screen reader says it with every other."""
    texts = {name: "" if wording.is_unknown(row[name]) else _escaped(row[name]) for name in columns}
    first = next(iter(columns), "")
    return "".join(
        f'<th scope="row" role="rowheader"{kinds[name]}>{text}</th>'
        if name == first and text
        else f'<td role="cell" data-label="{html.escape(columns[name])}"{kinds[name]}>{text}</td>'
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


def link(chosen: Any, page: str, label: str, **more: str) -> None:
    """Write a link to another page that keeps organisation and month (and `more`, as kpi), in a new tab too."""
    address = {
        "organisation": chosen.organisation["organisation_id"],
        "month": f"{chosen.month:%Y-%m}",
        **links.edition(),
        **more,
    }
    st.page_link(f"app_pages/{page}.py", label=label, query_params=address)


def chart(drawn: stencil.Chart, alt: str) -> None:
    """Show a chart; `alt` says it to those who do not see it."""
    st.vega_lite_chart(stencil.packed(drawn.to_dict()), theme=None, alt=alt)


def offer(label: str, rows: Callable[[], pd.DataFrame], file_name: str, key: str) -> None:
    """Offer rows as CSV. They are read when somebody asks for them: most readers do not."""
    st.download_button(
        label, lambda: downloads.csv(rows()), file_name=file_name, mime="text/csv", key=key, on_click="ignore"
    )


def tests(rows: list[dict[str, Any]], month: date) -> None:
    """Write the four tests as one table; four words, never one score."""
    columns = {"name": "Test", "result": "Result", "before": "Three months before", "reason": "Why"}
    table(
        [wording_alignment.tested(row) for row in rows],
        columns,
        f"The four tests, {wording.month(month)}",
        on_phone="stack",
    )
