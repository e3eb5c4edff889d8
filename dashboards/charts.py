"""The house style of charts: sober, readable without colour, an unknown is a gap.

Shape carries what colour might: a filled point is final, a hollow one provisional, a diamond one that was restated, the
target a labelled dotted line.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import altair as alt
import pandas as pd

from dashboards import stencil, wording

BLUE, DARK, GREY, PALE = "#005EB8", "#212B32", "#768692", "#DDE3E6"
FONT = "Arial, Helvetica, sans-serif"
LABELS: dict[str, dict[str, Any]] = {  # column of the words -> where they stand, beside the point they are about
    "first_above": {"align": "left", "baseline": "bottom", "dx": -4, "dy": -8, "fontWeight": "bold"},
    "first_below": {"align": "left", "baseline": "top", "dx": -4, "dy": 9, "fontWeight": "bold"},
    "last": {"align": "left", "baseline": "middle", "dx": 10, "fontWeight": "bold"},
    "target_above": {"align": "right", "baseline": "bottom", "dy": -5},
    "target_below": {"align": "right", "baseline": "top", "dy": 5},
}
AXIS_WIDTH = 44  # pixels for the numbers of every upright axis, so that plots under each other begin at one place
WIDEST = "00,000"  # room for the last value's label, the same in every chart, so that they end at one place too
MARKS = "marks"  # the name of the rows of events
TITLE_WIDTH = 56  # characters that fit a phone 390 px wide


def line(
    series: pd.DataFrame,
    *,
    title: str,
    unit: str,
    month: str,
    height: int = 150,
    months: Sequence[str] = (),
    places: int = 1,
    room: str = WIDEST,
    marks: Sequence[tuple[str, str]] = (),
) -> stencil.Chart:
    """Draw reads.series as a line; `title` says the finding, `month` ('Oct 2026') is the one the page speaks of.

    `height` is that of the plot in pixels, whatever the title takes. `months` are those of the axis where the series has
    fewer, so that two charts under each other share it; `places` are the decimals of the labels; `room` is the widest label at
    the right of any chart it has to end with; `marks` are the numbers of events and the months they stand in.
    """
    months = list(months) or list(series["month"])
    data = _labelled(series, unit, month, places)
    shown = marked_in(marks, months)
    is_flat = not data[["value", "target"]].max().max() > 0  # nothing but zeros
    columns = tuple(name for name in ("run", "is_restated") if name in data)
    labels = tuple(field for field in LABELS if data[field].any())
    spec = stencil.drawn(
        _look, unit, is_flat, bool(data["target"].notna().any()), columns, labels, bool(shown),
        **axis_slots(months, months[::6]), room=room,
    )  # fmt: skip
    return whole(spec, data, title, height, shown)


def _look(
    unit: str, is_flat: bool, has_target: bool, columns: tuple[str, ...], labels: tuple[str, ...], has_marks: bool
) -> alt.LayerChart:
    """The line's look, with a slot wherever one series differs from another."""
    y = _upright_axis(unit, is_flat)
    layers = [
        chosen(),
        *(_target(y) if has_target else []),
        *_lines(columns, y),
        _points(columns, y),
        *_labels(labels, y),
        *(marked() if has_marks else []),
    ]
    axis = alt.Axis(title=None, values=["$axis"], labelAngle=0, grid=False, ticks=True, tickColor=GREY)
    x = alt.X("month:O", sort=["$months"], scale=alt.Scale(domain=["$months"]), axis=axis)
    last = alt.XDatum("$last", type="ordinal", scale=alt.Scale(domain=["$months"]), axis=axis)
    unseen = alt.Chart().mark_text(opacity=0, aria=False, font=FONT, fontSize=13, **LABELS["last"])
    unseen = unseen.encode(x=last, text=alt.value("$room"))
    return styled(
        alt.LayerChart(data=alt.NamedData(stencil.ROWS), layer=[*(layer.encode(x=x) for layer in layers), unseen])
    )


def axis_slots(months: Sequence[str], named: Sequence[str]) -> dict[str, Any]:
    """Return what the slots of a months' axis take: every month, those that are named, the last."""
    return {"months": list(months), "axis": list(named), "last": months[-1]}


def whole(
    spec: dict[str, Any], data: pd.DataFrame, title: str, height: int, shown: list[dict[str, str]]
) -> stencil.Chart:
    """Return a filled look with its title, its height (`height` is that of the plot in pixels) and its rows."""
    lines = textwrap.wrap(title, TITLE_WIDTH)
    datasets = {stencil.ROWS: stencil.rows(data), **({MARKS: shown} if shown else {})}
    return stencil.Chart({**spec, "title": lines, "height": height + 35 + 18 * len(lines), "datasets": datasets})


def _labelled(series: pd.DataFrame, unit: str, month: str, places: int) -> pd.DataFrame:
    """Add the words that stand in the plot: first and last value, target; an empty text where there is none."""
    data = series.assign(is_chosen=series["month"] == month, **dict.fromkeys(LABELS, ""))
    measured, aimed = data.index[data["value"].notna()], data.index[data["target"].notna()]
    if len(measured):
        data.loc[measured[-1], "last"] = wording.short(data.loc[measured[-1], "value"], unit, places)
    if len(measured) > 1:
        first, second = data.loc[measured[0], "value"], data.loc[measured[1], "value"]
        is_below = second > first > data["value"].max() / 4  # out of the line's way, and clear of the axis
        data.loc[measured[0], "first_below" if is_below else "first_above"] = wording.short(first, unit, places)
    if len(aimed):
        at = aimed[max(0, len(aimed) - 4)]  # left of the newest points, which the reader looks at first
        aim, beside = data.loc[at, "target"], data.loc[at - 5 : at, "value"]
        is_below = aim > 0 and beside.median() >= aim  # on the side of the target where the line is not
        data.loc[at, "target_below" if is_below else "target_above"] = "Target " + wording.short(aim, unit)
    return data


def _upright_axis(unit: str, is_flat: bool) -> Callable[[str], alt.Y]:
    """From zero always: a line that starts at 60% makes a drop of 3 points look like a collapse."""
    step = 1 if unit == "count" else alt.Undefined
    suffix = "%" if unit == "percent" else ""
    axis = alt.Axis(title=None, tickCount=3, labelExpr=f"datum.label + '{suffix}'", grid=True, tickMinStep=step,
                    minExtent=AXIS_WIDTH)  # fmt: skip
    scale = alt.Scale(domain=[0, 1]) if is_flat else alt.Scale(zero=True, nice=True)  # zeros need a top to stand under
    return lambda field: alt.Y(f"{field}:Q", scale=scale, axis=axis)


def chosen() -> alt.Chart:
    """Return a pale upright where the chosen month is, so that a gap there can be found too."""
    upright: alt.Chart = (
        alt.Chart().transform_filter("datum.is_chosen").mark_rule(color=PALE, strokeWidth=6, aria=False)
    )
    return upright


def marked_in(marks: Sequence[tuple[str, str]], months: Sequence[str]) -> list[dict[str, str]]:
    """Return the rows of the marks: each month of the axis with events, and their numbers."""
    return [{"month": month, "mark": numbers} for month, numbers in marks if month in months]


def marked() -> list[alt.Chart]:
    """Return a thin upright and its numbers above the plot for each month with events, one without a value too."""
    there = alt.Chart(alt.NamedData(MARKS))
    style: dict[str, Any] = {
        "font": FONT,
        "fontSize": 10.5,
        "fontWeight": "bold",
        "color": DARK,
        "baseline": "bottom",
        "dy": -1,
    }
    return [
        there.mark_rule(color=GREY, strokeWidth=1, strokeDash=[5, 3], aria=False),
        there.mark_text(**style).encode(y=alt.value(0), text=alt.Text("mark:N")),
    ]


def _target(y: Callable[[str], alt.Y]) -> list[alt.Chart]:
    style: dict[str, Any] = {"color": GREY, "strokeWidth": 1.5, "strokeDash": [2, 3], "interpolate": "step"}
    return [alt.Chart().mark_line(invalid="break-paths-show-domains", **style).encode(y=y("target"))]


def _lines(columns: tuple[str, ...], y: Callable[[str], alt.Y]) -> list[alt.Chart]:
    """The solid line of final months and the dashed one of provisional months.

    Both break where a value is unknown, and where the series itself makes a pause (its run changes).
    """
    style: dict[str, Any] = {"color": BLUE, "strokeWidth": 2, "invalid": "break-paths-show-domains"}
    apart = {"detail": "run:N"} if "run" in columns else {}
    return [
        alt.Chart().mark_line(**style).encode(y=y("final_value"), **apart),
        alt.Chart().mark_line(strokeDash=[4, 3], **style).encode(y=y("provisional_value"), **apart),
    ]


def _points(columns: tuple[str, ...], y: Callable[[str], alt.Y]) -> alt.Chart:
    restated = {"shape": alt.condition(alt.datum.is_restated, alt.value("diamond"), alt.value("circle"))}
    is_provisional, is_chosen = alt.datum.status == "provisional", alt.datum.is_chosen
    points: alt.Chart = (
        alt.Chart()
        .transform_filter("isValid(datum.value)")
        .mark_point(filled=True, stroke=BLUE, strokeWidth=1.8, opacity=1)
        .encode(
            y=y("value"),
            fill=alt.condition(is_provisional, alt.value("white"), alt.value(BLUE)),
            size=alt.condition(is_chosen, alt.value(110), alt.value(36)),
            **(restated if "is_restated" in columns else {}),
            tooltip=[
                alt.Tooltip("month:N", title="Month"),
                alt.Tooltip("words:N", title="Figure"),
                alt.Tooltip("status:N", title="Status"),
            ],
        )
    )
    return points


def _labels(fields: tuple[str, ...], y: Callable[[str], alt.Y]) -> list[alt.Chart]:
    """Words in the plot over a white edge of their own, so that a line behind them does not strike them out."""
    layers = []
    for field in fields:
        there = alt.Chart().transform_filter(f"datum.{field} != ''")
        of = y("target" if field.startswith("target") else "value")
        style = {"font": FONT, "fontSize": 13, "color": DARK, **LABELS[field]}
        edge = there.mark_text(stroke="white", strokeWidth=4, strokeJoin="round", **style)
        layers += [layer.encode(y=of, text=f"{field}:N") for layer in (edge, there.mark_text(**style))]
    return layers


def styled(chart: alt.LayerChart, **about: Any) -> alt.LayerChart:
    """Return the chart in the house's letters and greys."""
    styled: alt.LayerChart = (
        chart.properties(**about, padding={"left": 2, "top": 4, "right": 2, "bottom": 2})
        .configure(font=FONT, background="white")
        .configure_view(stroke=None)
        .configure_title(
            anchor="start", frame="bounds", font=FONT, fontSize=13, fontWeight="normal", color=DARK, offset=12,
            lineHeight=17,
        )
        .configure_axis(
            labelColor="#4C6272", labelFontSize=12, labelFont=FONT, gridColor="#E8EDEE", domainColor=GREY,
            domainWidth=1, tickColor=GREY, labelPadding=5,
        )
        .configure_axisY(domain=False, ticks=False)
    )  # fmt: skip
    return styled
