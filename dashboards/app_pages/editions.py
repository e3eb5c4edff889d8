"""Editions: which months are frozen and who signed them, their packs, what each said, what has changed since and why."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, blocks_editions, reads_editions, wording, wording_editions

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

editions = reads_editions.editions(board)
restatements = reads_editions.restatements(board, organisation)
blocks.top(chosen, "What did we report, and what has changed since?", wording_editions.answer(editions, restatements))

found = blocks_editions.statuses(chosen.home)
if found:
    blocks.heading("Who has signed", "signed")
    blocks_editions.signed(found, chosen.home, chosen)

blocks.heading("What has changed since it was reported", "restatements")
blocks.say(wording_editions.TWO_KINDS, "quiet")
for is_material, caption in ((True, "Material restatements"), (False, "Other restatements")):
    rows = [wording_editions.restatement(row) for row in restatements if row["is_material"] == is_material]
    if rows:
        blocks.table(rows, wording_editions.RESTATEMENTS, caption, ("size",), on_phone="stack")
    elif is_material and restatements:
        blocks.say("No restatement is material.")
if not restatements:
    blocks.say(wording_editions.NOTHING_RESTATED if editions else wording_editions.NOTHING_FROZEN)

blocks.heading("The editions", "editions")
listed = blocks_editions.listed(editions, found)
if listed:
    blocks.table(listed, wording_editions.EDITIONS, "Every month that was frozen, each issue", on_phone="stack")
else:
    blocks.say("There is no edition yet.")

blocks.heading(f"{wording.month(month)}, as reported and now", "month")
figures = [wording_editions.as_reported(row) for row in reads_editions.as_reported(board, organisation, month)]
if figures:
    with st.expander(f"{len(figures)} figures, those restated first", expanded=len(figures) <= 20):
        blocks.table(figures, wording_editions.AS_REPORTED, f"{wording.month(month)}", on_phone="stack")
else:
    is_frozen = any(each.edition.startswith(f"{month:%Y-%m}") for each in found)
    blocks.say(wording_editions.not_reported(month, is_frozen=is_frozen))
