"""What people wrote and decided: shown to every reader; to those who may write also what waits, what was refused, and a form."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import (
    blocks,
    drafts,
    reads,
    reads_editions,
    reads_kpi,
    roles,
    wording,
    wording_kpi,
    wording_pack,
    wording_written,
    written,
)

WRITES = "editor"  # the role that may


@dataclass(frozen=True)
class Desk:
    """What is written about, where it is kept, and who sits at it."""

    home: Path
    organisation: str
    month: date
    kpi_id: str | None  # None: the month as a whole
    edition: dict[str, Any] | None  # of the month, where it is frozen
    who: roles.Person
    may_write: bool
    register: str
    shown: frozenset[str]  # batches the board file was built from

    @property
    def about(self) -> str:
        """What a file's name says it is about."""
        return written.about(self.register, self.kpi_id, self.month)

    @property
    def key(self) -> str:
        """What tells this form from the others of the session."""
        return f"{self.register} {self.organisation} {self.about}"

    @property
    def month_and_kpi(self) -> written.Row:
        """The cells that name a comment."""
        return {"month": f"{self.month:%Y-%m}", "kpi_id": self.kpi_id or ""}

    def last(self) -> dict[tuple[str, ...], written.Saved]:
        """Return the newest row of each entry that was handed in."""
        rows = written.saved(self.home, self.organisation, self.register, self.about, self.shown)
        return written.newest(self.register, rows)


def desk(chosen: Any, register: str, kpi_id: str | None) -> Desk:
    """Return the desk for what a page was asked for; in an edition that is opened as it was, nobody writes."""
    organisation, month = chosen.organisation["organisation_id"], chosen.month
    edition = reads_editions.of_month(chosen.board, month)
    shown = reads_kpi.taken_in(chosen.board, organisation, register)
    may_write = WRITES in chosen.who.roles and chosen.edition is None
    return Desk(chosen.home, organisation, month, kpi_id, edition, chosen.who, may_write, register, shown)


def commentary(board: reads.Board, at: Desk) -> None:
    """Write the comment that stands, and to an editor what waits and the form."""
    rows = reads_kpi.commentary(board, at.organisation, at.month, at.kpi_id)
    for row in rows:
        blocks.say_all([*wording_kpi.written(row), (wording_written.came_after(at.edition, row), "quiet")])
    if not rows:
        nothing = wording_kpi.NOTHING_WRITTEN if at.kpi_id else wording_kpi.NOTHING_WRITTEN_OF_ALL
        blocks.say(nothing.format(month=wording.month(at.month)))
    if at.may_write:
        _comment(at, {name: str(rows[0][name] or "") for name in written.SHOWN["commentary"]} if rows else None)


def actions(board: reads.Board, at: Desk, owner: str) -> None:
    """Write the actions on a measure and how it moved since, and to an editor what waits and the form. `owner`: of the measure."""
    rows = reads_kpi.actions(board, at.organisation, at.month, at.kpi_id or "")
    if rows:
        told = [wording_kpi.action(row) for row in rows]
        blocks.table(told, wording_kpi.ACTIONS, "Actions, what is still to do first", on_phone="stack")
        blocks.say(wording_kpi.BESIDE, "quiet")
    else:
        blocks.say(wording_kpi.NO_ACTION)
    if at.may_write:
        _action(at, {row["action_id"]: wording_written.as_written(row) for row in rows}, owner)


@st.fragment
def _comment(at: Desk, standing: written.Row | None) -> None:
    last = at.last().get(written.key(at.register, at.month_and_kpi))
    current = last.row if last and last.is_on_its_way else standing
    base = written.says(at.register, standing)
    if last and last.state != "shown":
        _resting(last, wording_written.comment(last.row))
    if last and last.state == "refused" and st.button("Put the refused text into the form", key=f"again {at.key}"):
        drafts.drop(at.key)
        anew = drafts.of(at.key, written.says(at.register, current))
        anew.typed, anew.is_open = {**wording_written.parts(last.row), "title": last.row.get("written_by", "")}, True
    draft = drafts.of(at.key, written.says(at.register, current))
    with st.expander(wording_written.WRITE[at.kpi_id is not None], expanded=draft.is_open):
        _head(at, draft)
        begun = wording_written.parts(current)
        filled = {
            part: st.text_area(label, key=draft.field(part, begun[part]), height=90)
            for part, label in wording_written.PARTS.items()
        }
        most = None if at.kpi_id else wording_pack.MOST_WORDS
        blocks.say(wording_written.counted(filled, most), "quiet")
        known = str((current or {}).get("written_by") or st.session_state.get("job title") or "")
        title = st.text_input(wording_written.TITLE, key=draft.field("title", known)).strip()
        row = at.month_and_kpi | {
            "narrative": wording_written.narrative(filled),
            "learned": " ".join(filled["learned"].split()),
            "written_by": title,
        }
        saves, withdraws = _buttons(draft, "Save this comment", bool(current))
        if saves:
            st.session_state["job title"] = title
            _save(at, draft, row, base, wording_written.lacking(filled, title, most))
            st.rerun()
        if withdraws:
            _save(at, draft, at.month_and_kpi | {written.WITHDRAWN: "yes"}, base, [])
            st.rerun()


@st.fragment
def _action(at: Desk, standing: dict[str, written.Row], owner: str) -> None:
    last = at.last()
    for each in last.values():
        if each.state != "shown":
            _resting(each, [(wording_written.action(each.row), "")])
    known = standing | {each.row["action_id"]: each.row for each in last.values() if each.is_on_its_way}
    open_key = f"open {at.key}"
    with st.expander("Write or change an action", expanded=bool(st.session_state.get(open_key))):
        asked: str = st.selectbox(
            "Which action?", ["", *known], key=f"which {at.key}", format_func=lambda each: wording_written.named(each, known)
        ) or ""  # fmt: skip
        current = known.get(asked)
        draft = drafts.of(f"{at.key} {asked}", written.says(at.register, current))
        _head(at, draft)
        cells = _cells(draft, current, asked, owner)
        is_whole = st.checkbox(
            wording_written.COMPLETE, key=draft.field("whole", False), help=wording_written.COMPLETE_HELP
        )
        base = written.says(at.register, standing.get(asked))
        name = {"action_id": asked or draft.began.setdefault("id", _new_id()), "kpi_id": at.kpi_id or ""}
        covered_to = datetime.now(UTC).date() if is_whole else None
        saves, withdraws = _buttons(draft, "Save this action", bool(current))
        if saves:
            st.session_state[open_key] = not _save(at, draft, name | cells, base, [], covered_to)
            st.rerun()
        if withdraws:
            st.session_state[open_key] = not _save(at, draft, name | {written.WITHDRAWN: "yes"}, base, [])
            st.rerun()


def _buttons(draft: drafts.Draft, save: str, is_there: bool) -> tuple[bool, bool]:
    """Offer to save, and to take back what is there; return which was pressed."""
    with st.container(horizontal=True):
        saves = st.button(save, key=f"save {draft.key}", type="primary", disabled=draft.clash)
        withdraws = is_there and st.button(wording_written.TAKE_BACK, key=f"withdraw {draft.key}", disabled=draft.clash)
    return saves, withdraws


def _cells(draft: drafts.Draft, current: written.Row | None, asked: str, owner: str) -> written.Row:
    """Ask for the cells of an action: what, who, and three days. A new one is decided today by default."""
    given = current or {}
    cells = {
        "action": st.text_area(wording_written.ACTION, key=draft.field("action", given.get("action", "")), height=70),
        "owner": st.text_input(wording_written.OWNER, key=draft.field("owner", given.get("owner") or owner)),
    }
    for place, (column, label) in zip(st.columns(3), wording_written.DAYS.items(), strict=True):
        usual = datetime.now(UTC).date() if column == "decided_on" and not asked else None
        with place:
            day = st.date_input(
                label, key=draft.field(column, wording_written.as_day(given.get(column)) or usual), format="DD/MM/YYYY"
            )
        cells[column] = day.isoformat() if isinstance(day, date) else ""
    return cells


def _save(
    at: Desk,
    draft: drafts.Draft,
    row: written.Row,
    standing: tuple[str, ...],
    lacks: list[str],
    covered_to: date | None = None,
) -> bool:
    """Have a row looked at and lay it in the inbox; return whether it lies there. What keeps it out is said in the form."""
    now = datetime.now(UTC)
    draft.is_open, draft.told, draft.clash = True, lacks, False
    if not draft.told:
        file = written.content(at.register, row, now, at.who.name, covered_to)
        wrong = written.wrong(written.file_name(at.register, at.about, now), row, file, at.organisation)
        draft.told = wording_written.refused(wrong)
    if not draft.told:
        try:
            written.save(
                at.home, at.organisation, at.register, at.about, row,
                opened=draft.opened, standing=standing, shown=at.shown, file=file, at=now,
            )  # fmt: skip
        except written.Changed as changed:
            draft.clash, draft.theirs, draft.now = True, changed.theirs, changed.now
        else:
            drafts.drop(draft.key)
            return True
    return False


def _head(at: Desk, draft: drafts.Draft) -> None:
    """Say above a form what an editor must know: the month is frozen, why the last try failed, that somebody else saved."""
    blocks.say(wording_written.frozen(at.edition, wording.month(at.month)), "quiet")
    if draft.told:
        blocks.say(wording_written.NOT_TAKEN, "state")
        blocks.bullets(draft.told)
    if not draft.clash:
        return
    blocks.say(wording_written.clash(draft.theirs), "state")
    if draft.theirs:
        row = draft.theirs.row
        blocks.say_all(
            wording_written.comment(row) if at.register == "commentary" else [(wording_written.action(row), "")]
        )
    if st.button(wording_written.MINE, key=f"mine {draft.key}"):
        draft.opened, draft.clash, draft.told = draft.now, False, []
        st.rerun()
    if st.button(wording_written.THEIRS, key=f"theirs {draft.key}"):
        drafts.drop(draft.key)
        st.rerun()


def _resting(each: written.Saved, paragraphs: list[tuple[str, str]]) -> None:
    with st.container(border=True):
        blocks.say_all([(wording_written.where(each), "slice"), *paragraphs, (wording_written.hidden(each), "quiet")])


def _new_id() -> str:
    return f"A-{datetime.now(UTC):%Y-%m-%d}-{uuid.uuid4().hex[:6]}"
