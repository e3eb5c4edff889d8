"""What somebody has begun to write on a page: kept over reruns and other pages of the session, until it is saved or dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from dashboards.written import Saved

Said = tuple[str, ...]


@dataclass
class Draft:
    """One form that is being filled in."""

    key: str
    opened: Said  # what was said when the form was filled: another text at saving is somebody else's
    began: dict[str, Any] = field(default_factory=dict)  # field -> what the form was filled with
    typed: dict[str, Any] = field(default_factory=dict)  # field -> what stands in it now
    told: list[str] = field(default_factory=list)  # why the last try was not saved
    clash: bool = False  # another text was saved meanwhile, and the editor is asked
    theirs: Saved | None = None
    now: Said = ()  # what is said now, where there is a clash
    is_open: bool = False

    def field(self, name: str, value: Any) -> str:
        """Return the key of a field's widget, filled on its first showing: with what was typed before, or with `value`."""
        self.began.setdefault(name, value)
        widget = _widget(self.key, name)
        if widget not in st.session_state:
            st.session_state[widget] = self.typed.get(name, self.began[name])
        return widget

    @property
    def is_touched(self) -> bool:
        """Say whether anything was typed into it."""
        return any(value != self.began.get(name) for name, value in self.typed.items())


def of(key: str, opened: Said) -> Draft:
    """Return the draft of a form; one in which nothing was typed is begun anew when what is said has changed."""
    drafts: dict[str, Draft] = st.session_state.setdefault("drafts", {})
    draft = drafts.get(key)
    if draft is not None:
        draft.typed |= {
            name: st.session_state[_widget(key, name)] for name in draft.began if _widget(key, name) in st.session_state
        }
    if draft is None or (draft.opened != opened and not draft.is_touched and not draft.clash):
        drop(key)
        draft = drafts[key] = Draft(key, opened)
    return draft


def drop(key: str) -> None:
    """Empty a form: it is filled anew with what is there."""
    st.session_state.setdefault("drafts", {}).pop(key, None)
    for name in [name for name in st.session_state if str(name).startswith(_widget(key, ""))]:
        del st.session_state[name]


def _widget(key: str, name: str) -> str:
    return f"field {key} / {name}"
