"""Addresses of pages: each carries organisation, month and measure, and the edition that is open, so that it can be sent on."""

from __future__ import annotations

import html
from datetime import date
from urllib.parse import urlencode

import streamlit as st


def to(page: str, organisation: str, month: date, anchor: str = "", **more: str) -> str:
    """Return the address of a page: relative, so that it holds wherever the dashboard is served."""
    asked = {"organisation": organisation, "month": f"{month:%Y-%m}", **edition(), **more}
    return f"{page}?{urlencode(asked)}{'#' * bool(anchor)}{anchor}"


def edition() -> dict[str, str]:
    """Return what a link carries of the edition that is open; nothing when today's figures are."""
    return {"edition": st.query_params["edition"]} if "edition" in st.query_params else {}


def html_of(address: str, words: str, label: str = "") -> str:
    """Return a link as HTML, its words escaped; `label` is what a screen reader says where the words are not enough."""
    spoken = f' aria-label="{html.escape(label, quote=True)}"' if label else ""
    return f'<a href="{html.escape(address, quote=True)}"{spoken}>{html.escape(words)}</a>'
