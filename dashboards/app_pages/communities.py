"""Communities: which ones do we take part in, who began them, and does it go both ways? Nothing here is about one person."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, blocks_kpi, reads, reads_communities, wording

MORE = {"name": "Community", "member_to_member": "Members answering members", "questions_met": "Questions answered",
        "returning_without_staff": "Returning, our staff left out", "give_ratio": "What we gave"}  # fmt: skip

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

communities = reads_communities.communities(board, organisation, month) if month else []
blocks.top(chosen, "Do we join in where people already meet?", wording.communities(communities))

blocks.heading("The communities", "register")
if communities:
    blocks.table([wording.community(row) for row in communities], wording.COMMUNITY, "The register", on_phone="stack")
    blocks.say(wording.KINDS_EXPLAINED, "quiet")
else:
    blocks.say("To be shown here, a community has to be on the register of communities.")

measures = reads.measures_of(board, organisation, month, "community")
blocks.heading(f"What is measured, {wording.month(month)}", "measures")
if communities:
    columns = {"name": "Community"} | {measure["kpi_id"]: measure["name"] for measure in measures}
    figures = reads_communities.community_figures(board, organisation, month)
    blocks.table(figures, columns, "The four measures in words; why, where there is no figure", on_phone="stack")
else:
    unknown = [(each, reads.split(board, organisation, each["kpi_id"], month, "organisation")) for each in measures]
    blocks.bullets([f"{each['name']}: {row['words']}" for each, rows in unknown for row in rows])

more = reads_communities.community_measures(board, organisation, month)
if more:
    blocks.heading("What else we look at", "more")
    blocks.table(more, MORE, f"Community by community, {wording.month(month)}", on_phone="stack")

for measure in measures if communities else []:
    blocks.heading(f"{measure['name']}, 24 months", measure["kpi_id"].lower())
    blocks.say(wording.sentence(measure["definition"]), "quiet")
    blocks_kpi.communities(board, organisation, measure, month)
