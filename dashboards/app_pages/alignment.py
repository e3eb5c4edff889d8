"""Alignment: are the four tests met, what does each rest on, and what does each objective get?"""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, reads, wording

PARTS = {"name": "Part", "found": "Found", "asked": "Asked for", "met": "Met"}

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

tests = reads.alignment_tests(board, organisation, month) if month else []
blocks.top(chosen, "Does the work follow the strategy?", wording.results(tests))
blocks.say(wording.FOUR_TESTS, "quiet")

for test in tests:
    blocks.heading(f"{test['name']}: {test['result']}", test["test"])
    blocks.say_all([
        (wording.before(test), "quiet"),
        (wording.sentence(test["reason"]), ""),
    ])  # fmt: skip
    parts = [wording.part(row) for row in reads.alignment_parts(board, organisation, month, test["test"])]
    blocks.table(parts, PARTS, f"{test['name']}, part by part, {wording.month(month)}", on_phone="stack")

blocks.heading("What each objective gets", "objectives")
objectives = reads.objective_months(board, organisation, month)
if objectives:
    blocks.say(wording.idle(objectives))
    rows = [wording.objective(row) for row in objectives]
    numbers = ("weight", "hours", "attention", "acts", "heard")
    blocks.table(rows, wording.OBJECTIVE, f"Objectives, {wording.month(month)}", numbers, on_phone="stack")
    blocks.bullets([*wording.unknowns(objectives), *wording.HOW_OBJECTIVES_ARE_COUNTED])
else:
    blocks.say(wording.NO_OBJECTIVES)

blocks.heading("How far we have come", "level")
level = reads.level(board, organisation, month)
if level:
    blocks.say_all([(wording.sentence(level["words"]), ""), (wording.sentence(level["next_step"]), "")])
else:
    blocks.say("No level has been worked out for this month.")
