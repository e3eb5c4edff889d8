"""Import: hand in the files a platform lets you download. Looked at first; loaded only when you say so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import blocks, inbox, reads, wording, wording_import

chosen = st.session_state["chosen"]
home = Path(os.environ.get("LOS_HOME") or "var").resolve()


@st.cache_data(max_entries=20, ttl=1800, show_spinner="Reading the file")
def seen(name: str, content: bytes) -> dict[str, Any]:
    """Look at a file once; the page is run again at every click."""
    return inbox.look_at(name, content)


def account_for(said: dict[str, Any], accounts: list[dict[str, Any]], key: str) -> str | None:
    """Ask which account a file is of that does not say so, where there are several; None: the import knows."""
    of = {row["account_id"]: row["name"] for row in accounts if row["platform"] == said["platform"]}
    if said["account"]["id"] or len(of) < 2:
        return None
    picked: str | None = st.selectbox("Of which account is it?", list(of), format_func=of.__getitem__, index=None,
                                      placeholder="Choose the account", key=f"account {key}")  # fmt: skip
    return picked or ""


def preview(organisation: str, accounts: list[dict[str, Any]], name: str, content: bytes, key: str) -> None:
    """Say what one file is, and offer to load it."""
    said = seen(name, content)
    blocks.heading(name)
    if "why_not" in said:
        blocks.say("Nothing of this file can be loaded.", "state")
        return blocks.say(wording.sentence(said["why_not"]))
    blocks.say(wording_import.finding(said), "answer")
    blocks.say(wording_import.whose(said))
    if said["dropped"]:
        blocks.table(said["dropped"], wording_import.DROPPED, "Rows that would be left out", ("rows",))
    if refused := said.get("refused"):
        blocks.bullets(refused)
    if said["problems"]:
        blocks.say("Please look at this:")
        blocks.bullets(said["problems"])
    telling, quiet = wording_import.sums(said)
    if telling:
        blocks.table(telling, wording_import.SUMS, "Sums, to compare with the platform's own screen", ("sum",))
    if quiet:
        with st.expander(f"{len(quiet)} fields that are zero throughout, or never said"):
            blocks.table(quiet, wording_import.SUMS, "Sums of zero, and none", ("sum",))
    if columns := said.get("columns_not_loaded"):
        with st.expander(f"{len(columns)} columns are not loaded"):
            blocks.bullets(columns)
    if limits := said.get("not_measurable"):
        with st.expander("What such a file cannot say"):
            blocks.bullets(limits)
    account_id = account_for(said, accounts, key)
    if st.session_state.get(f"loaded {key}"):
        return blocks.say(wording_import.LOADED, "banner")
    if st.button("Load this file", key=f"load {key}", type="primary", disabled=account_id == ""):
        inbox.hand_in(home, organisation, name, content, account_id)
        st.session_state[f"loaded {key}"] = True
        st.rerun()


st.title("Which files shall be read?", anchor=False)
if chosen is None:
    blocks.say("Nothing has been published yet: the first files make the first board.", "answer")
    typed = st.text_input("Short name of your organisation, in small letters, as my-trust", max_chars=41).strip()
    if typed and not inbox.ORGANISATION.fullmatch(typed):
        blocks.say("Write 2 to 41 small letters, digits or hyphens, a letter first.", "state")
        typed = ""
    organisation, accounts = typed, []
else:
    organisation = chosen.organisation["organisation_id"]
    accounts = reads.accounts(chosen.board, organisation)
    blocks.say(f"For {chosen.organisation['name']}.", "answer")
blocks.say(wording_import.WHICH)
blocks.say(wording_import.NOT_KEPT, "quiet")
if organisation:
    files = st.file_uploader("Files to look at", accept_multiple_files=True, key="files")
    for file in files:
        preview(organisation, accounts, file.name, file.getvalue(), f"{organisation} {file.file_id}")
    handed = inbox.handed_in(home, organisation)
    blocks.heading("What was handed in?", "handed-in")
    if handed:
        names = {row["account_id"]: row["name"] for row in accounts}
        rows = [wording_import.handed(each, names) for each in handed]
        blocks.table(rows, wording_import.HANDED, "Files handed in, here or in the inbox", on_phone="stack")
    else:
        blocks.say("Nothing has been handed in yet.")
