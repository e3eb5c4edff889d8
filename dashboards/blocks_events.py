"""The events beside the charts of a page: the legend of their numbers, and a table of all of them."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboards import blocks, reads, wording_events


@blocks.kept
def legend(board: reads.Board, events: Sequence[dict[str, Any]], name: str) -> None:
    """Write what the numbers in the charts stand for; nothing where nothing happened. `name`: of the measure or objective."""
    if not events:
        return
    blocks.say("What happened in these months", "slice")
    items = "".join(f"<li>{html.escape(words)}</li>" for words in wording_events.numbered(events))
    st.html(f'<div class="los"><ol>{items}</ol></div>')
    if any(event["number"] is None for event in events):
        blocks.say(wording_events.how_many(events), "quiet")
        with st.expander(f"Every event beside {name}"):
            rows = [wording_events.row_of(event) for event in events]
            blocks.table(rows, wording_events.EVENTS, f"Events beside {name}, oldest first", on_phone="stack")
