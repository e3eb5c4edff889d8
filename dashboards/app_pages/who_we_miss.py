"""Who we miss: for each group that digital work tends to leave out, how many we reach or why nobody knows."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, reads, wording

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

groups = reads.equity(board, organisation, month) if month else []
blocks.top(chosen, "Who are we not reaching?", wording.readings(groups))
blocks.say(wording.READINGS, "quiet")

for group in groups:
    blocks.heading(group["name"], group["group_id"])
    is_measured = group["state"] == "measured"
    blocks.say_all([
        (wording.headline(group, group["unit"] or ""), "value" if is_measured else "state"),
        (wording.sentence(group["words"]), ""),
        (wording.sentence(group["reading_words"]), ""),
        (wording.sentence(group["share_offline"]), "quiet"),
    ])  # fmt: skip
if not groups:
    blocks.say("Nothing is on record for this month.")

blocks.heading("Another way in", "offline")
offline = reads.figure(board, organisation, "EQ-OFFLINE", month, ("organisation", organisation))
if offline:
    blocks.say_all([
        (wording.headline(offline, "percent"), "value" if offline["state"] == "measured" else "state"),
        (wording.sentence(offline["words"]), ""),
    ])  # fmt: skip
blocks.say(wording.OFFLINE, "quiet")
