"""What a reader picks, carried in the address, so that a page can be sent to a colleague as a link."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def choose(label: str, key: str, options: list[str], default: str, words: Callable[[str], str]) -> str:
    """Offer a choice that the address carries.

    An address that changed under us (a link, the back button) wins; else what was picked last; else the default.
    What wins is what the widget itself begins with: a browser that draws it anew, slowly, and is asked meanwhile for
    another page sends what it begins with, and the reader would be shown another organisation's figures.
    """
    asked, written = st.query_params.get(key), st.session_state.get(key + "_written")
    turn = st.session_state.get(key + "_turn", 0)
    if asked in options and asked != written and _name(key, turn) in st.session_state:
        turn += 1  # another widget: the one before holds what it was last told
    name = _name(key, turn)
    begins = next(each for each in (st.session_state.get(name), asked, default) if each in options)
    picked: str = st.selectbox(label, options, options.index(begins), format_func=words, key=name) or default
    st.session_state[key + "_turn"] = turn
    st.query_params[key] = st.session_state[key + "_written"] = picked
    return picked


def _name(key: str, turn: int) -> str:
    return f"{key} {turn}" if turn else key
