"""Communities: which ones do we take part in, who began them, and does it go both ways? Nothing here is about one person."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, reads, wording

MORE = {"name": "Community", "member_to_member": "Members answering members", "questions_met": "Questions answered",
        "returning_without_staff": "Returning, our staff left out", "give_ratio": "What we gave"}  # fmt: skip

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

communities = reads.communities(board, organisation, month) if month else []
blocks.top(chosen, "Do we join in where people already meet?", wording.communities(communities))

blocks.heading("The communities", "register")
if communities:
    blocks.table([wording.community(row) for row in communities], wording.COMMUNITY, "The register", on_phone="stack")
    blocks.say(wording.KINDS_EXPLAINED, "quiet")
else:
    blocks.say("To be shown here, a community has to be on the register of communities.")

for measure in reads.measures_of(board, organisation, month, "community"):
    blocks.heading(measure["name"], measure["kpi_id"].lower())
    blocks.say(wording.sentence(measure["definition"]), "quiet")
    for figure in reads.split(board, organisation, measure["kpi_id"], month, "community"):
        blocks.community(board, organisation, measure, month, figure)

more = reads.community_measures(board, organisation, month)
if more:
    blocks.heading("What else we look at", "more")
    blocks.table(more, MORE, f"Community by community, {wording.month(month)}", on_phone="stack")
