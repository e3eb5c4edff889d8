"""Posts: good and poor practice in what we published, each with its evidence. Nobody is ranked and nobody is named."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, blocks_posts, reads, reads_posts, wording, wording_posts

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

found = reads_posts.practices(board, organisation, month) if month else []
blocks.top(chosen, "What do our posts do well, and what not?", wording_posts.answer(found, month) if month else "")
blocks.say_all([(wording_posts.HOW_CHOSEN, "quiet"), (wording_posts.HOW_COMPARED, "quiet")])
known = " ".join(
    [chosen.organisation["name"], *(each["name"] for each in reads.objectives(board, organisation, month))]
)

named = st.query_params.get("post")
if named:
    blocks.heading("The post this address names", "post")
    post = reads_posts.one(board, organisation, named)
    if post:
        medians = reads_posts.medians(board, organisation, month)
        blocks_posts.pinned(post, "Pinned", medians, known, organisation, month)
    else:
        blocks.say(wording_posts.NOT_FOUND)

if found:
    blocks.heading(f"Practice by practice, {wording.month(month)}", "practice")
    counted = [wording_posts.counted(row) for row in found]
    blocks.table(counted, wording_posts.COUNTED, "How many acts are an example", ("good", "poor", "unknown"), "stack")
    blocks.offer(
        "Download as CSV",
        lambda: reads_posts.download(board, organisation, month),
        f"{organisation}-posts-{month:%Y-%m}.csv",
        "csv-posts",
    )
for row in found:
    blocks_posts.practice(board, organisation, month, row["practice"], known)
blocks.link(chosen, "kpi", "Accessible posts: the measure of what a person looked at", kpi="EQ-ACCESS")
