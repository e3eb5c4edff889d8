"""What a reader picks, carried in the address, so that a page can be sent to a colleague as a link."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st


def choose(label: str, key: str, options: list[str], default: str, words: Callable[[str], str]) -> str:
    """Offer a choice that the address carries.

    An address that changed under us (a link, the back button) wins; else what was picked last; else the default.
    """
    asked, written = st.query_params.get(key), st.session_state.get(key + "_written")
    if asked in options and (asked != written or key not in st.session_state):
        st.session_state[key] = asked
    if st.session_state.get(key) not in options:
        st.session_state[key] = default
    picked: str = st.selectbox(label, options, format_func=words, key=key) or default
    st.query_params[key] = st.session_state[key + "_written"] = picked
    return picked
