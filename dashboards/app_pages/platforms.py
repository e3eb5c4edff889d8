"""Platforms: what each can say and what it cannot, its figures beside the others', never added up."""

from __future__ import annotations

import streamlit as st

from dashboards import (
    blocks,
    blocks_kpi,
    links,
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
    rows = [
        row
        | {"name": blocks.Ready(links.html_of(links.to("kpi", organisation, month, kpi=row["kpi_id"]), row["name"]))}
        for row in wording_platforms.side_by_side(figures, platforms)
    ]
    columns = wording_platforms.columns(platforms)
    blocks.table(rows, columns, "One column a platform, without a total", on_phone="stack")
    blocks.offer(
        board,
        "Download as CSV",
        lambda: reads_platforms.download(board, organisation, month),
        f"{organisation}-platforms-{month:%Y-%m}.csv",
        "csv-platforms",
    )
else:
    blocks.say(wording_platforms.NOTHING)

stated, used = reads_platforms.stated(board, month), reads_platforms.benchmarks(board)
for platform in platforms:
    blocks.heading(wording.said(wording.PLATFORMS, platform), platform)
    accounts = [wording_platforms.account(row) for row in reads_platforms.accounts(board, organisation, platform)]
    blocks.table(accounts, wording_platforms.ACCOUNTS, "How fresh it is", on_phone="stack")
    blocks.say("What it can say, and what it cannot", "slice")
    blocks.bullets([
        *wording_platforms.says(platform, stated.get(platform, set())),
        *(row["words"] for row in reads_platforms.memory(board, organisation, platform)),
        *(wording_platforms.broke(row) for row in reads_platforms.breaks(board, platform, [*wording_platforms.COUNTS])),
    ])  # fmt: skip
    why = wording_platforms.reasons(figures, platform)
    if why:
        blocks.say("Figures it has none of this month, and why", "slice")
        blocks.bullets(why)
    blocks.say(wording_platforms.used(used.get(platform)), "quiet")

measures = {each["kpi_id"]: each for each in reads_kpi.listed(board, organisation, month)}
for kpi_id in [each for each in reads_platforms.drawn(board, organisation) if each in measures]:
    measure = measures[kpi_id]
    blocks.heading(f"{measure['name']}, each on its own scale", kpi_id.lower())
    blocks.say(wording.sentence(measure["definition"]), "quiet")
    blocks_kpi.platforms(board, organisation, measure, month)
    blocks.link(chosen, "kpi", f"{measure['name']}: its page", kpi=kpi_id)
