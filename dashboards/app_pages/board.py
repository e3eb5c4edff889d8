"""Board: does what we do on social media serve the strategy? One page a month, readable in two minutes (domain.md, 5.2)."""

from __future__ import annotations

import streamlit as st

from dashboards import (
    blocks,
    blocks_board,
    reads,
    reads_alignment,
    reads_board,
    reads_editions,
    reads_signals,
    wording,
    wording_board,
    wording_editions,
    wording_signals,
)

chosen = st.session_state["chosen"]
board, build, month = chosen.board, chosen.build, chosen.month
organisation, name = chosen.organisation["organisation_id"], chosen.organisation["name"]

st.title(blocks.plain(name), anchor=False)
sandbox = chosen.organisation["is_sandbox"] or chosen.organisation["is_fictional"]
tests = reads_alignment.alignment_tests(board, organisation, month) if month else []
groups = [row for row in reads.equity(board, organisation, month) if row["is_mandatory"]] if month else []
counted = reads.confidence(board, organisation, month) if month else {}
newest, material = reads_editions.newest(board), reads_editions.material_since(board, organisation)
if month is not None:
    figures = reads_board.measures(board, organisation, month, reads_board.ANSWER)
    blocks.say_all([
        (wording_board.answer(tests, figures, groups), "answer"),
        (wording.sureness(counted, month), "sure"),
        (wording_editions.since(newest, material), ""),
        (wording_editions.frozen(reads_editions.of_month(board, month)), "quiet"),
    ])  # fmt: skip
blocks.say(wording.SANDBOX if sandbox else "", "banner")

unread = reads.accounts_not_fresh(board, organisation)
gaps = wording.gaps(unread, reads.figures_missing(board, organisation, month) if month else [])
if month is None:
    blocks.heading("What is missing, and why", "missing")
    blocks.bullets(gaps or ["Every open account is up to date."])
    blocks.say_all([(wording.NO_FIGURES, ""), (wording.as_at(build, chosen.organisation), "quiet")])
    st.stop()

blocks.heading("Four tests", "tests")
blocks.tests(tests, month)
blocks.link(chosen, "alignment", "What each test rests on, and what each objective gets")

objectives = reads.objectives(board, organisation, month)
blocks.heading("The objectives", "objectives")
if objectives:
    blocks_board.objectives(board, organisation, objectives, month)
    blocks.say(wording_board.BESIDE, "quiet")
else:
    blocks.say(wording.NO_OBJECTIVES)
if not reads_signals.is_worked_out(board, organisation):
    blocks.say(wording_signals.NOTHING_YET, "quiet")
blocks.link(chosen, "kpi", "Every measure, its chart and what stands behind it")

blocks.heading("How we talk", "talk")
blocks_board.talk(board, organisation, month)

blocks.heading("Who we are not reaching", "missed")
if groups:
    blocks_board.missed(groups, month)
else:
    blocks.say("Nothing is on record for this month.")

blocks.heading("Alert, advise, assure", "standing")
standing = reads_board.standing_out(board, organisation)
blocks_board.standing(board, organisation, standing, [wording_board.silent(row) for row in unread], month)
blocks.say(wording_board.HOW_CHOSEN, "quiet")

blocks.heading("What we need from you", "needs")
idle = [row for row in reads_alignment.objective_months(board, organisation, month) if row["is_without_activity"]]
alerts = [row for row in standing if row["told_as"] == "alert"]
blocks.bullets(wording_board.needs(material, alerts, idle, reads_board.overdue(board, organisation, month)))

blocks.heading("How sure we are", "confidence")
changes = reads_board.definition_changes(board, organisation, month)
blocks.say(wording.as_at(build, chosen.organisation))
blocks.bullets(wording_board.confidence(counted, reads_board.restated(board, organisation), changes, month))
blocks.say("What is missing, and why", "slice")
blocks.bullets(gaps or ["Nothing: every open account is up to date and every figure that should be there is."])
