"""What stands beside a figure in place of last month's: its two icons, each with its meaning in words."""

from __future__ import annotations

import html
from datetime import date
from typing import Any

import streamlit as st

from dashboards import icons, links, wording_signals


def address(series: dict[str, Any], organisation: str, month: date) -> str:
    """Return where a series is charted: relative, so that it holds wherever the dashboard is served."""
    slice_of = f"{series['slice_kind']}:{series['slice']}"
    return links.to("signals", organisation, month, "chart", kpi=series["subject_id"], slice=slice_of)


def html_of(series: dict[str, Any]) -> str:
    """Return both icons of a series with their words; one empty ring and the reason where it is not judged."""
    lines = [(series["variation_icon"], wording_signals.variation(series))]
    if wording_signals.assurance(series):
        lines.append((series["assurance_type"], wording_signals.assurance(series)))
    return "".join(f"<p>{icons.icon(code, 40)}<span>{html.escape(words)}</span></p>" for code, words in lines)


def variation_of(series: dict[str, Any], size: int = 28) -> str:
    """Return the variation icon of a series with its words; the empty ring and the reason where it is not judged."""
    words = html.escape(wording_signals.variation(series))
    return f"<p>{icons.icon(series['variation_icon'], size)}<span>{words}</span></p>"


def show(series: dict[str, Any] | None, organisation: str, month: date) -> None:
    """Write the icons of a series, how much they rest on and where its chart is; nothing before it is worked out."""
    if series is None:
        return
    rests_on = wording_signals.judged(series)
    where = html.escape(address(series, organisation, month), quote=True)
    label = html.escape(f"Signal or noise: the chart of {wording_signals.named(series)}", quote=True)
    link = f'<a href="{where}" aria-label="{label}">Signal or noise: the chart</a>' if rests_on else ""
    below = f'<div class="quiet">{html.escape(rests_on)} {link}</div>' if rests_on else ""
    st.html(f'<div class="los"><div class="icons">{html_of(series)}{below}</div></div>')
