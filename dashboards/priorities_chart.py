"""Weight, effort and attention of each objective as bars beside each other: what the board wants, and what it gets.

The letter and the number at the end of each bar say what it is, so nothing is lost in black and white; what is not known
has words where its bar would be.
"""

from __future__ import annotations

import textwrap
from typing import Any

import altair as alt
import pandas as pd

from dashboards import charts, wording

BARS = {  # letter -> (column of objective_months, its words, fill)
    "W": ("weight", "weight", "white"),
    "H": ("hours_share", "share of hours", charts.BLUE),
    "A": ("attention_share", "share of attention", "#AEB7BD"),
}
KEY = "W: the board's weight. H: share of the month's hours. A: share of the month's comments, shares and saves."
BAR = 15  # pixels of a bar with its gap


def draw(
    objectives: list[dict[str, Any]], *, title: str, bar: int = BAR, width: int = charts.TITLE_WIDTH
) -> alt.LayerChart:
    """Draw reads_alignment.objective_months; `title` says the finding, `bar` is the height of a bar in pixels."""
    data = pd.DataFrame([_bar(row, letter) for row in objectives for letter in BARS if _is_asked(row, letter)])
    names = list(dict.fromkeys(data["objective"]))
    y = alt.Y("objective:N", sort=names, scale=alt.Scale(domain=names, paddingInner=0.22, paddingOuter=0.08),
              axis=alt.Axis(title=None, domain=False, ticks=False, labelFontSize=12, labelLimit=90))  # fmt: skip
    offset = alt.YOffset("letter:N", sort=list(BARS), scale=alt.Scale(domain=list(BARS)))
    top = max(float(data["value"].max()), 10.0) if data["value"].notna().any() else 10.0
    x = alt.X("value:Q", scale=alt.Scale(domain=[0, top * 1.25], nice=False),  # room for a label beside the longest bar, in the pack too
              axis=alt.Axis(title=None, tickCount=4, labelExpr="datum.label + '%'", grid=True))  # fmt: skip
    fill = alt.Fill(
        "letter:N", scale=alt.Scale(domain=list(BARS), range=[each[2] for each in BARS.values()]), legend=None
    )
    bars = alt.Chart().mark_bar(stroke=charts.DARK, strokeWidth=1).encode(
        x=x, y=y, yOffset=offset, fill=fill,
        tooltip=[alt.Tooltip("objective:N", title="Objective"), alt.Tooltip("said:N", title="Share")],
    )  # fmt: skip
    style: dict[str, Any] = {"font": charts.FONT, "fontSize": 11, "align": "left", "baseline": "middle", "dx": 4}
    words = alt.Chart().mark_text(color=charts.DARK, **style)
    words = words.encode(x=alt.X("at:Q"), y=y, yOffset=offset, text="words:N")
    chart = alt.LayerChart(data=data, layer=[bars.transform_filter("isValid(datum.value)"), words])
    lines = textwrap.wrap(title, width)
    return charts.styled(chart, title=lines, height=len(data) * bar + len(names) * 6 + 40 + 18 * len(lines))


def _is_asked(row: dict[str, Any], letter: str) -> bool:
    return row["objective_id"] != "none" or letter != "W"  # the board gives no weight to what serves no objective


def _bar(row: dict[str, Any], letter: str) -> dict[str, Any]:
    column, words, _ = BARS[letter]
    is_known = not wording.is_unknown(row[column])
    share = wording.value(row[column], "percent")
    return {
        "objective": row["objective_id"] if row["objective_id"] != "none" else "No objective",
        "letter": letter,
        "value": float(row[column]) if is_known else None,
        "at": float(row[column]) if is_known else 0.0,
        "words": f"{letter} {share}" if is_known else f"{letter} not known",
        "said": f"{words}: {share or 'not known'}",
    }


def alt_text(objectives: list[dict[str, Any]], title: str) -> str:
    """Return the chart in words: its finding, then each objective with its shares."""
    lines = [
        ", ".join([
            str(row["objective_id"]) if row["objective_id"] != "none" else "no objective",
            *(_bar(row, letter)["said"] for letter in BARS if _is_asked(row, letter)),
        ])
        for row in objectives
    ]  # fmt: skip
    return f"Bars of weight, hours and attention by objective. {title}. {'; '.join(lines)}."
