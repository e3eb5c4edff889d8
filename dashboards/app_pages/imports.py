"""Import: hand in the files a platform lets you download. Looked at first; loaded only when you say so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import blocks, inbox, reads, wording, wording_import

chosen = st.session_state["chosen"]
home = Path(os.environ.get("LOS_HOME") or "var").resolve()


@st.cache_data(max_entries=20, ttl=60, show_spinner="Reading the file")
def seen(name: str, content: bytes, organisation: str, account_id: str) -> dict[str, Any]:
    """Look at a file once; the page is run again at every click."""
    return inbox.look_at(name, content, organisation, account_id)


def account_for(said: dict[str, Any], organisation: str, accounts: list[dict[str, Any]], key: str) -> str | None:
    """Ask which account a file is of that does not say so; None: the import knows it, "": it is still to be chosen."""
    of = {row["account_id"]: row["name"] for row in accounts if row["platform"] == said["platform"]}
    is_open = said.get("standing", said) is None or (said["account"]["id"] == organisation and len(of) > 1)
    if not is_open:
        return None
    if not of:
        return st.text_input("Of which account is it? Its id or handle", key=f"account {key}").strip()
    picked: str | None = st.selectbox(
        "Of which account is it?", list(of), format_func=of.__getitem__, index=0 if len(of) == 1 else None,
        placeholder="Choose the account", key=f"account {key}",
    )  # fmt: skip
    return picked or ""


def preview(organisation: str, accounts: list[dict[str, Any]], name: str, content: bytes, key: str) -> None:
    """Say what one file is, and offer to load it."""
    said = seen(name, content, organisation, "")
    blocks.heading(name)
    account_id = None if "why_not" in said else account_for(said, organisation, accounts, key)
    if account_id:
        said = seen(name, content, organisation, account_id)
    if "why_not" in said:
        blocks.say("Nothing of this file can be loaded.", "state")
        return blocks.say(wording.capital(wording.sentence(said["why_not"])))
    blocks.say(wording_import.finding(said), "answer")
    blocks.say(wording_import.whose(said, {row["account_id"]: row["name"] for row in accounts}))
    blocks.say(wording_import.standing(said))
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
    blocks.say(wording.as_at(chosen.build, chosen.organisation), "quiet")
    if chosen.organisation["is_sandbox"] or chosen.organisation["is_fictional"]:
        blocks.say(wording.SANDBOX, "banner")
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
