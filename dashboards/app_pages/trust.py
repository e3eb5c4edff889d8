"""Trust: how far may these figures be believed? What was read, what was refused, and what each count means."""

from __future__ import annotations

import streamlit as st

from dashboards import blocks, blocks_trust, wording, wording_watch

chosen = st.session_state["chosen"]
board, build = chosen.board, chosen.build
organisation, name = chosen.organisation["organisation_id"], chosen.organisation["name"]

st.title("How far may these figures be believed?", anchor=False)
blocks.say(f"What was read for {name}, what was kept out and why.", "answer")
blocks.say(wording.as_at(build, chosen.organisation), "quiet")
if chosen.organisation["is_sandbox"] or chosen.organisation["is_fictional"]:
    blocks.say(wording.SANDBOX, "banner")

blocks_trust.incidents(board, organisation)
blocks_trust.extracts(board, organisation)
blocks_trust.deadlines(board, organisation)
blocks_trust.checks(board, organisation)
data_docs = chosen.home / "data_docs" / f"{organisation}.html"
if chosen.edition is None and data_docs.is_file():
    blocks.say(wording_watch.DATA_DOCS)
    st.download_button("Download all checks as a web page", data_docs.read_bytes(), f"{organisation}-data-checks.html",
                       "text/html", key="data-docs", on_click="ignore")  # fmt: skip
elif chosen.edition is None:
    blocks.say(wording_watch.NO_DATA_DOCS)

blocks_trust.files(board, organisation)
blocks_trust.removals(board, organisation)
blocks_trust.metrics(board)
