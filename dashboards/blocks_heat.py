"""A heat table as HTML: the number in every cell, the shade behind it, and words for those who hear it."""

from __future__ import annotations

import html

import streamlit as st

from dashboards import heat

# A cell keeps its ink and paper in the dark theme too: the two belong together. The names stay in sight on a phone.
STYLE = f"""<style>
.los .heat table {{width: auto; min-width: 100%;}}
.los .heat :is(th, td) {{min-width: 2.9rem; padding: 0.22rem 0.45rem; text-align: right; white-space: nowrap;}}
.los .heat td {{background: {heat.TINTS[0]}; color: {heat.INK}; border: 1px solid #D8DDE0;}}
.los .heat :is(th[scope="row"], th:first-child) {{text-align: left; white-space: normal; min-width: 8.5rem; position: sticky; left: 0;
  background: {heat.TINTS[0]}; color: {heat.INK}; border-bottom: 1px solid #D8DDE0;}}
.los .heat th[scope="row"] {{font-weight: 400;}}
.los .heat thead th:first-child {{border-bottom: 2px solid {heat.INK};}}
.los .heat tr.sum :is(th, td) {{font-weight: 700; border-top: 2px solid {heat.INK};}}
.los .heat td:last-child {{font-weight: 700;}}
.los .unseen {{position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap;}}
{"".join(f".los .heat td.shade{step} {{background: {tint};}}" for step, tint in enumerate(heat.TINTS) if step)}
</style>"""


def table(of: heat.Heat, caption: str, names: dict[str, str]) -> None:
    """Write the table; `names` are what the short names of its columns stand for, heard and not seen."""
    head = "".join(
        f'<th scope="col">{html.escape(label)}{_unseen(names.get(key, ""))}</th>' for key, label in of.columns.items()
    )
    body = ""
    for row in of.rows:
        is_sum = ' class="sum"' if row["name"] in heat.COUNTED.values() else ""
        cells = "".join(_cell(row[key]) for key in of.columns if key != "name")
        body += f'<tr{is_sum}><th scope="row">{html.escape(str(row["name"]))}</th>{cells}</tr>'
    label = html.escape(caption)
    st.html(
        f'{STYLE}<div class="los"><div class="wide heat" tabindex="0" role="region" aria-label="{label}"><table>'
        f"<caption>{label}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></div>"
    )


def _cell(cell: str | heat.Shaded) -> str:
    if isinstance(cell, str):
        return f"<td>{html.escape(cell)}</td>"
    words = heat.SAID.get(cell.text)
    shown = f'<span aria-hidden="true">{cell.text}</span>{_unseen(words)}' if words else html.escape(cell.text)
    return f'<td class="shade{cell.shade}">{shown}</td>'


def _unseen(words: str) -> str:
    return f'<span class="unseen"> {html.escape(words)}</span>' if words else ""
