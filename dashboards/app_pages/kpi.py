"""KPI: one measure on one page, from its chart to the posts and files behind it. The address names it."""

from __future__ import annotations

import streamlit as st

from dashboards import (
    blocks,
    blocks_events,
    blocks_kpi,
    blocks_written,
    choices,
    reads,
    reads_events,
    reads_kpi,
    wording,
    wording_events,
    wording_kpi,
)

chosen = st.session_state["chosen"]
board, month, organisation = chosen.board, chosen.month, chosen.organisation["organisation_id"]

measures = {each["kpi_id"]: each for each in reads_kpi.listed(board, organisation, month)} if month else {}
head = st.container()
if not measures:
    with head:
        blocks.top(chosen, "One measure at a time", wording.NO_FIGURES)
    st.stop()
with st.container(key="series"):
    kpi_id = choices.choose("Measure", "kpi", list(measures), next(iter(measures)), lambda key: measures[key]["name"])
measure = measures[kpi_id]
slices = reads.slices(board, organisation, kpi_id)
whole = ("organisation", organisation)
figure = reads.figure(board, organisation, kpi_id, month, whole) if whole in slices else None
with head:
    blocks.top(chosen, measure["name"], wording_kpi.answer(measure, figure, slices))

blocks.heading(f"What it shows, {wording.month(month)}", "chart")
has_charts = bool(slices) and slices[0][0] != "community"
events = reads_events.beside(board, organisation, kpis=[kpi_id]) if has_charts else []
blocks_kpi.shown(board, organisation, measure, month, events)
blocks_events.legend(board, events, measure["name"])
blocks.say(wording_events.NO_REASON if events else "", "quiet")
blocks_kpi.key(board, organisation, measure)
blocks_kpi.data(board, organisation, measure, month, events)
if measure["family"] == "responsiveness":
    blocks.say("How long people waited for an answer", "slice")
    blocks.bullets([wording_kpi.times(row) for row in reads_kpi.answer_times(board, organisation, month)])

blocks.heading("What people wrote beside it", "narrative")
blocks_written.commentary(board, blocks_written.desk(chosen, "commentary", kpi_id))

blocks.heading("What is being done about it", "actions")
blocks_written.actions(board, blocks_written.desk(chosen, "actions", kpi_id), measure["owner"] or "")

blocks.heading("What it is", "definition")
aim = reads.target(board, organisation, kpi_id, month)
blocks.bullets(wording_kpi.definition(measure, aim, reads_kpi.serves(board, organisation, month, kpi_id)))

blocks.heading("What to read it with", "counter-measure")
other = reads_kpi.by_id(board, organisation, month, measure["counter_measure"] or "")
blocks.say_all(wording_kpi.counter(other))
if other and other["kpi_id"] in measures:
    blocks.link(chosen, "kpi", f"Its own page: {blocks.plain(other['name'])}", kpi=other["kpi_id"])

blocks.heading("What others published", "benchmark")
benchmarks = [wording_kpi.benchmark(row) for row in reads_kpi.benchmarks(board, kpi_id)]
if benchmarks:
    blocks.table(benchmarks, wording_kpi.BENCHMARKS, "Published figures", on_phone="stack")
    blocks.say(wording_kpi.NEVER_A_NORM, "quiet")
else:
    blocks.say(wording_kpi.NO_BENCHMARK)

blocks.heading("What stands behind it", "behind")
blocks_kpi.behind(board, organisation, measure, month, chosen.organisation["name"])
blocks.link(chosen, "signals", "The same measure among all others: signal or noise", kpi=kpi_id)

blocks.heading(f"{wording.month(month)} as a whole", "month")
blocks_written.commentary(board, blocks_written.desk(chosen, "commentary", None))

blocks.heading("Every measure", "every-measure")
blocks_kpi.every(board, organisation, month)
