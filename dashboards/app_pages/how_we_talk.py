"""How we talk: how often each of the 21 purposes is used, and how often it was meant to be."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, reads, reads_alignment, wording, wording_alignment

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

blocks.top(
    chosen, "From broadcasting to community", wording.talking(chosen.organisation["name"], month) if month else ""
)

blocks.heading("How far we have come", "level")
level = reads_alignment.level(board, organisation, month)
blocks.bullets(wording_alignment.levels(level) if level else ["No level has been worked out for this month."])
unclassified = reads.figure(board, organisation, "DQ-UNCLASSIFIED", month, ("organisation", organisation))
blocks.say(wording.sorting(reads.label_agreement(board, organisation, month), unclassified), "quiet")

blocks.heading("How often each purpose is used", "purposes")
blocks.say(wording.SCALE, "quiet")

for mode, (name, remark) in wording.MODES.items():
    blocks.heading(name, mode.lower())
    blocks.say(remark, "quiet")
    rows = [wording.purpose(row) for row in reads.purposes(board, organisation, month, mode)]
    if rows:
        blocks.table(rows, wording.PURPOSES, f"{name}, the three months to {wording.month(month)}", ("acts",))
    else:
        blocks.say("Nothing is on record for this month.")
