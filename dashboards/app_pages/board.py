"""Board: does what we do on social media serve the strategy? One page a month, readable in two minutes."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, reads, reads_editions, reads_signals, wording, wording_editions, wording_signals

chosen = st.session_state["chosen"]
board, build, month = chosen.board, chosen.build, chosen.month
organisation, name = chosen.organisation["organisation_id"], chosen.organisation["name"]

st.title(blocks.plain(name), anchor=False)
if month is not None:
    sure = wording.sureness(reads.confidence(board, organisation, month), month)
    newest, restated = reads_editions.newest(board), reads_editions.material_since(board, organisation)
    blocks.say_all([
        (" ".join(reads.answer(board, organisation, month)), "answer"),
        (sure, ""),
        (wording_editions.since(newest, restated), ""),
        (wording_editions.frozen(reads_editions.of_month(board, month)), "quiet"),
    ])  # fmt: skip
blocks.say(wording.as_at(build, chosen.organisation), "quiet")
if chosen.organisation["is_sandbox"] or chosen.organisation["is_fictional"]:
    blocks.say(wording.SANDBOX, "banner")

if month is not None:
    blocks.tests(reads.alignment_tests(board, organisation, month), month)
    blocks.link(chosen, "alignment", "What each test rests on, and what each objective gets")

blocks.heading("What is missing, and why", "missing")
unread = reads.accounts_not_fresh(board, organisation)
gaps = wording.gaps(unread, reads.figures_missing(board, organisation, month) if month else [])
if gaps:
    blocks.bullets(gaps)
else:
    blocks.say("Nothing: every open account is up to date and every figure that should be there is.")

if month is None:
    blocks.say(wording.NO_FIGURES)
    st.stop()

unmeasured = reads.not_measured(board, organisation, month)
if unmeasured:
    blocks.heading("Not measured here, and why", "not-measured")
    blocks.table(unmeasured, wording.UNMEASURED, "Measures nobody can take here yet", on_phone="stack")

drawn: set[str] = set()


def section(objective: str | None) -> None:
    """Draw the KPIs of one objective; a KPI that serves two is charted under the first."""
    measures = reads.kpis(board, organisation, month, objective)
    if measures and not drawn:
        is_worked_out = reads_signals.is_worked_out(board, organisation)
        blocks.say_all(
            [(wording.HOW_TO_READ, "quiet"), ("" if is_worked_out else wording_signals.NOTHING_YET, "quiet")]
        )
    for measure in [each for each in measures if each["is_measurable"]]:
        blocks.kpi(board, organisation, measure, month, "again" if measure["kpi_id"] in drawn else "first")
        drawn.add(measure["kpi_id"])
    blocks.say(wording.left_out(measures), "quiet")


objectives = reads.objectives(board, organisation, month)
if reads.kpis(board, organisation, month, "ALL"):
    blocks.heading("The whole strategy", "strategy")
    section("ALL")
for objective in objectives:
    blocks.heading(f"{objective['objective_id']}: {objective['name']}", objective["objective_id"].lower())
    blocks.say(wording.aim(objective), "quiet")
    if not reads.kpis(board, organisation, month, objective["objective_id"]):
        blocks.say("No measure is tied to this objective yet. An analyst can add one in seeds/kpi_objectives.csv.")
    section(objective["objective_id"])
if not objectives:
    blocks.heading("Objectives", "objectives")
    blocks.say(wording.NO_OBJECTIVES)
if reads.kpis(board, organisation, month, None):
    blocks.heading("Measures under no objective", "others")
    section(None)
