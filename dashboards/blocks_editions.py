"""What the page Editions is made of: who signed an edition, its packs to take away, and the way into it as it was."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import blocks, choices, downloads, editions, roles, signing, wording_editions, wording_sign_off

DRAFT = "Not released yet: a draft, for whoever prepares, reviews and releases it."
NO_DRAFTS = "Its packs can be taken from here once it is released."
PACKS = {False: "The board's pack", True: "Public pack"}
MIMES = {".pdf": "application/pdf", ".html": "text/html"}


def statuses(home: Path) -> list[signing.Status]:
    """Return how each edition of a home stands, the newest first."""
    found = reversed(editions.editions_in(home / "editions"))
    return [signing.status(path, signing.late_changes(home / "board.duckdb", path)) for path in found]


def signed(found: list[signing.Status], home: Path, chosen: Any) -> None:
    """Write how one edition stands, chosen among all: its steps, what changed since, its packs, the way into it."""
    by_name = {each.edition: each for each in found}
    words = {
        name: f"{name}: {wording_sign_off.STATES[each.state].split('.')[0].lower()}" for name, each in by_name.items()
    }
    status = by_name[choices.choose("Edition", "show", list(by_name), found[0].edition, words.__getitem__)]
    blocks.say(wording_sign_off.state(status), "answer")
    if status.state != "damaged":
        blocks.table(
            wording_sign_off.steps(status), wording_sign_off.SIGN_OFF, f"Who signed {status.edition}", on_phone="stack"
        )
        blocks.say(wording_sign_off.by_one_person(status), "quiet")
        blocks.say(wording_sign_off.since(status))
        address = {**dict(st.query_params), "edition": status.edition, "month": status.manifest["period"]}
        st.page_link("app_pages/board.py", label=f"Open {status.edition} as it was", query_params=address)
        _packs(status, home / "editions" / status.edition, chosen.who)
    history = [row for each in found for row in wording_sign_off.history(each)]
    if history:
        content = downloads.csv(pd.DataFrame(history))
        st.download_button(
            "Every signature, with the full hash (CSV)", content, "sign-offs.csv", "text/csv", on_click="ignore"
        )


def listed(rows: list[dict[str, Any]], found: list[signing.Status]) -> list[dict[str, str]]:
    """Return every edition as a row of words: those the board file knows, and before them those frozen since it was published."""
    states = {each.edition: wording_sign_off.state(each) for each in found}
    known = [{**wording_editions.edition(row), "sign_off": states.pop(row["edition"], "")} for row in rows]
    new = [each for each in found if each.edition in states]
    return [
        {**wording_editions.unread(each.edition, each.manifest), "sign_off": states[each.edition]} for each in new
    ] + known


def _packs(status: signing.Status, edition: Path, who: roles.Person) -> None:
    """Offer each pack of the edition that is as it was rendered, to whom it is for."""
    packs = status.manifest.get("packs", {})
    if not packs:
        return blocks.say("It has no pack yet.")
    if not status.is_released:
        blocks.say(DRAFT if who.may_read_drafts else NO_DRAFTS, "quiet")
        if not who.may_read_drafts:
            return None
    with st.container(key="packs", horizontal=True):
        for said in packs.values():
            for file, sha in said["sha256"].items():
                _offer(edition / file, sha, said["is_public"], "" if status.is_released else "draft-")
    return None


def _offer(file: Path, sha: str, is_public: bool, mark: str) -> None:
    content = file.read_bytes() if file.is_file() else b""
    if hashlib.sha256(content).hexdigest() != sha:
        return blocks.say(f"{file.name} is not as it was rendered, and is not offered.")
    label = f"{PACKS[is_public]}, {file.suffix[1:].upper()}"
    name = f"{mark}{file.parent.name}-{file.name}"
    st.download_button(label, content, name, MIMES[file.suffix], key=f"pack-{file.name}", on_click="ignore")
    return None
