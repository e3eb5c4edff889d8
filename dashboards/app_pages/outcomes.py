"""Outcomes: what the objectives are for, set below what we do, and how much may be said of the two together."""

from __future__ import annotations

import streamlit as st

from dashboards import (
    blocks,
    blocks_events,
    blocks_outcomes,
    blocks_signals,
    reads,
    reads_outcomes,
    reads_signals,
    wording,
    wording_events,
    wording_outcomes,
    wording_signals,
)

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

blocks.top(chosen, "What do the outcomes show?", wording_outcomes.OUTCOMES_ANSWER)
blocks.bullets(wording_outcomes.GRADES)
blocks.say(wording_outcomes.HOW_TO_READ_OUTCOMES, "quiet")
if reads_signals.is_worked_out(board, organisation):
    blocks_signals.key()
    blocks.say(reads_signals.rules(board, organisation), "quiet")
else:
    blocks.say(wording_signals.NOTHING_YET, "quiet")
blocks.say(wording_events.NO_REASON, "quiet")
axis = wording.axis(reads.months(board, organisation))

objectives = reads.objectives(board, organisation, month)
for objective in objectives:
    objective_id = objective["objective_id"]
    blocks.heading(f"{objective_id}: {objective['name']}", objective_id.lower())
    blocks.say(wording.aim(objective), "quiet")
    measures = reads_outcomes.set_beside(board, organisation, objective_id)
    events = blocks_outcomes.events(board, organisation, objective_id, measures)
    blocks_events.legend(board, events, objective_id)
    for measure in measures:
        blocks_outcomes.beside(board, organisation, measure, month, events)
        for series in reads_outcomes.outcome_series(board, organisation, objective_id, measure["kpi_id"]):
            blocks_outcomes.outcome(board, organisation, series, month, axis, events)
    if not measures:
        blocks.say("No outcome is set under this objective. An analyst can add one in seeds/outcome_series.csv.")
if not objectives:
    blocks.say(wording.NO_OBJECTIVES)
