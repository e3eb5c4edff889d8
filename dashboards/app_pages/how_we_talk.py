"""How we talk: how often each of the 21 purposes is used, and how often it was meant to be."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, reads, wording

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

st.title("From broadcasting to community", anchor=False)
if month is None:
    blocks.say("There are no figures for this organisation yet. They appear after the next build: make run", "answer")
    st.stop()
blocks.say(wording.talking(chosen.organisation["name"], month), "answer")
blocks.say(wording.as_at(chosen.build, chosen.organisation), "quiet")
if chosen.organisation["is_sandbox"] or chosen.organisation["is_fictional"]:
    blocks.say(wording.SANDBOX, "banner")
blocks.say(wording.SCALE, "quiet")

for mode, (name, remark) in wording.MODES.items():
    blocks.heading(name, mode.lower())
    blocks.say(remark, "quiet")
    rows = [wording.purpose(row) for row in reads.purposes(board, organisation, month, mode)]
    if rows:
        blocks.table(rows, wording.PURPOSES, name, ("acts",))
    else:
        blocks.say("Nothing is on record for this month.")
