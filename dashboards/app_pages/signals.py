"""Signal or noise: which measures changed more than chance would, which can be relied on, and the control chart of each."""

from __future__ import annotations

import streamlit as st

from dashboards import (
    blocks,
    blocks_events,
    blocks_signals,
    choices,
    reads_events,
    reads_signals,
    wording,
    wording_events,
    wording_signals,
)

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

shown = reads_signals.shown(board, organisation) if month else []
blocks.top(chosen, "Is it signal or noise?", wording_signals.answer(shown))
blocks.say(wording_signals.WHY, "quiet")
if not shown:
    st.stop()

blocks.heading("Every measure at once", "matrix")
cells = reads_signals.matrix(board)
blocks_signals.matrix(board, organisation, month)
with st.expander("What every cell asks of a board"):
    blocks.table(cells, wording_signals.CELLS, "Cells of the matrix", on_phone="stack")

blocks.heading("Not judged, and why", "not-judged")
why_none = wording_signals.not_judged(shown)
if why_none:
    blocks.table(why_none, wording_signals.WHY_NONE, "Measures without a control chart", on_phone="stack")
else:
    blocks.say("Every measure here has a control chart.")

blocks.heading("One measure, point by point", "chart")
names = {row["subject_id"]: row["name"] for row in shown}
first = wording_signals.first(shown)
with st.container(key="series", horizontal=True):
    subject = choices.choose("Measure", "kpi", list(names), first, lambda key: str(names[key]))
    parts = {f"{row['slice_kind']}:{row['slice']}": row for row in reads_signals.slices(board, organisation, subject)}
    part = choices.choose("Of", "slice", list(parts), next(iter(parts)), lambda key: wording_signals.part(parts[key]))
found = parts[part]
of_kpi, objective = found["subject_kind"] == "kpi", found["objective_id"]
happened = reads_events.beside(
    board, organisation, kpis=[subject] if of_kpi else [], series=[] if of_kpi else [subject], objective=objective
)
st.subheader(blocks.plain(wording_signals.named(found)), anchor=False)
blocks.say_all([(wording.sentence(found["definition"]), "quiet"), (wording.sentence(found["words"]), "")])
blocks_signals.series(board, organisation, found, month, happened)
blocks_events.legend(board, happened, found["name"])
blocks.say(wording_events.NO_REASON if happened else "", "quiet")
blocks_signals.key()
