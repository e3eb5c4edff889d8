"""Alignment: are the four tests met, what does each rest on, and what does each objective get?"""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, blocks_alignment, reads_alignment, wording, wording_alignment

PARTS = {"name": "Part", "found": "Found", "asked": "Asked for", "met": "Met"}

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

tests = reads_alignment.alignment_tests(board, organisation, month) if month else []
blocks.top(chosen, "Does the work follow the strategy?", wording_alignment.results(tests))
blocks.say(wording_alignment.FOUR_TESTS, "quiet")

for test in tests:
    blocks.heading(f"{test['name']}: {test['result']}", test["test"])
    blocks.say_all([
        (wording_alignment.before(test), "quiet"),
        (wording.sentence(test["reason"]), ""),
    ])  # fmt: skip
    parts = [
        wording_alignment.part(row) for row in reads_alignment.alignment_parts(board, organisation, month, test["test"])
    ]
    blocks.table(parts, PARTS, f"{test['name']}, part by part, {wording.month(month)}", on_phone="stack")

objectives = reads_alignment.objective_months(board, organisation, month)
blocks.heading("What each objective gets", "objectives")
if objectives:
    blocks.say(wording_alignment.idle(objectives))
    blocks_alignment.priorities(board, organisation, month, objectives)
    blocks.heading("What was done for which objective", "purposes")
    blocks_alignment.purposes(board, organisation, month, objectives)
    blocks.heading("Activity with no objective", "no-objective")
    blocks_alignment.kinds(board, organisation, month, objectives)
else:
    blocks.say(wording.NO_OBJECTIVES)

blocks.heading("How far we have come", "level")
level = reads_alignment.level(board, organisation, month)
if level:
    blocks.say_all([(wording.sentence(level["words"]), ""), (wording.sentence(level["next_step"]), "")])
else:
    blocks.say("No level has been worked out for this month.")
