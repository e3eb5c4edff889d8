"""Platforms: what each can say and what it cannot, its figures beside the others', never added up."""

from __future__ import annotations

import streamlit as st

from dashboards import (
    blocks,
    blocks_kpi,
    blocks_platforms,
    reads_kpi,
    reads_platforms,
    wording,
    wording_platforms,
)

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

platforms = reads_platforms.platforms(board, organisation)
figures = reads_platforms.figures(board, organisation, month) if month else []
blocks.top(chosen, "What does each platform tell us?", wording_platforms.answer(platforms, figures))
blocks.say(wording_platforms.NEVER_ADDED, "quiet")

blocks.heading(f"Side by side, {wording.month(month)}", "side-by-side")
if figures:
    blocks_platforms.side_by_side(board, organisation, month)
    blocks.offer(
        "Download as CSV",
        lambda: reads_platforms.download(board, organisation, month),
        f"{organisation}-platforms-{month:%Y-%m}.csv",
        "csv-platforms",
    )
else:
    blocks.say(wording_platforms.NOTHING)

for platform in platforms:
    blocks_platforms.one(board, organisation, month, platform)

measures = {each["kpi_id"]: each for each in reads_kpi.listed(board, organisation, month)}
for kpi_id in [each for each in reads_platforms.drawn(board, organisation) if each in measures]:
    measure = measures[kpi_id]
    blocks.heading(f"{measure['name']}, each on its own scale", kpi_id.lower())
    blocks.say(wording.sentence(measure["definition"]), "quiet")
    blocks_kpi.platforms(board, organisation, measure, month)
    blocks.link(chosen, "kpi", f"{measure['name']}: its page", kpi=kpi_id)
