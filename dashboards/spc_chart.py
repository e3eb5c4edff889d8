"""The control chart of one series, in the house style: which month is a signal, and which is noise.

Each kind of point has a shape of its own, so nothing is lost in black and white; a hollow point is provisional and was
not judged. Lines break at a gap and where the limits begin anew; an unknown month has no point.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from dashboards import charts, icons, stencil, wording, wording_signals

KINDS = list(icons.SHAPES)
SIZES = {"common": 42, "improvement": 120, "concern": 110, "neutral": 130, "provisional": 60}
LINES = {"upl": "Upper", "mean": "Mean", "lpl": "Lower", "target": "Target"}  # column -> its label at the right
ROOM = "Target 00,000"  # the widest of those labels; the same in every chart, so that plots under each other end alike
LABEL_HEIGHT = 15  # pixels a label takes, so that two lines close together do not write over each other
NOTE_WIDTH = 30  # characters of the reason for new limits that fit beside its upright
NEAR_ZERO = 0.35  # lowest over highest: below it the axis takes zero in


def draw(
    points: pd.DataFrame,
    *,
    title: str,
    unit: str,
    month: str,
    height: int = 220,
    months: Sequence[str] = (),
    places: int = 1,
    marks: Sequence[tuple[str, str]] = (),
) -> stencil.Chart:
    """Draw reads_signals.points; `title` says the finding, `month` ('Oct 2026') is the one the page speaks of.

    `height` is that of the plot in pixels; `months` are those of the axis where it is shared with another chart;
    `marks` are the numbers of events and the months they stand in.
    """
    months = list(months) or wording.every_month(list(points["period"]))
    low, high = domain(points)
    data = _labelled(points, unit, month, places, (low, high), height)
    shown = charts.marked_in(marks, months)
    has = tuple(what for what, is_there in _parts(data).items() if is_there)
    spec = stencil.drawn(
        _look, unit, has, bool(shown),
        **charts.axis_slots(months, months[:: 6 if len(months) > 9 else 2]), low=low, high=high,
    )  # fmt: skip
    return charts.whole(spec, data, title, height, shown)


def _parts(data: pd.DataFrame) -> dict[str, bool]:
    """What some charts have and others do not -> whether this one has it."""
    return {
        "notes": bool(data["note"].any()),
        "target": bool(data["target"].notna().any()),
        **{f"{name}_words": bool(data[f"{name}_words"].any()) for name in LINES},
        "restated": bool(data["is_restated"].any()),
        **{
            f"note {is_early}": bool(data.loc[data["is_early"] == is_early, "note"].any()) for is_early in (True, False)
        },
    }


def _look(unit: str, has: tuple[str, ...], has_marks: bool) -> alt.LayerChart:
    """The control chart's look, with a slot wherever one series differs from another."""
    axis = alt.Axis(title=None, tickCount=4, labelExpr=f"datum.label + '{'%' if unit == 'percent' else ''}'", grid=True,
                    minExtent=charts.AXIS_WIDTH, tickMinStep=1 if unit == "count" else alt.Undefined)  # fmt: skip
    scale = alt.Scale(domain=["$low", "$high"], nice=False, zero=False)
    below = alt.Axis(title=None, values=["$axis"], labelAngle=0, grid=False, ticks=True)
    x = alt.X("month:O", sort=["$months"], scale=alt.Scale(domain=["$months"]), axis=below)

    def y(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", scale=scale, axis=axis)

    room = alt.Chart().mark_text(opacity=0, aria=False, font=charts.FONT, fontSize=13, **charts.LABELS["last"])
    last = alt.XDatum("$last", type="ordinal", scale=alt.Scale(domain=["$months"]), axis=below)
    layers = [charts.chosen(), *(_uprights() if "notes" in has else []), *_limits("target" in has, y), *_values(y)]
    layers += [_points(y), *_words(has, y), *(charts.marked() if has_marks else [])]
    return charts.styled(
        alt.LayerChart(
            data=alt.NamedData(stencil.ROWS),
            layer=[*(layer.encode(x=x) for layer in layers), room.encode(x=last, text=alt.value(ROOM))],
        )
    )


def domain(points: pd.DataFrame) -> tuple[float, float]:
    """Return where the upright axis starts and ends: at zero where zero is near, else close to the lowest line.

    An SPC chart carries its own measure of how large a move is, its limits, so it need not start at zero; the caption
    says when it does not.
    """
    drawn = points[["value", "lpl", "upl", "mean", "target"]].astype(float)
    low, high = float(drawn.min().min()), float(drawn.max().max())
    if high != high:  # no value at all
        return 0.0, 1.0
    if 0 <= low <= NEAR_ZERO * high:
        low = 0.0
    spare = (high - low) * 0.08 or max(abs(high) * 0.1, 1.0)
    above = 3.5 if points["group_reason"].notna().any() else 1  # room for the reason of new limits
    return (0.0 if low == 0 else low - spare), high + spare * above


def _labelled(
    points: pd.DataFrame, unit: str, month: str, places: int, ends: tuple[float, float], height: int
) -> pd.DataFrame:
    """Add kind, what is written in the plot and where; an empty text where there is none."""
    rows = points.to_dict("records")
    data = points.assign(
        kind=[wording_signals.kind_of(row) for row in rows],
        signal=[wording_signals.row_of(row, unit, places)["signal"] for row in rows],
        said=[wording.value(row["value"], unit, places) for row in rows],
        note=[wording_signals.note(row["group_reason"], NOTE_WIDTH) for row in rows],
        is_chosen=points["month"] == month,
        is_early=[place < len(rows) / 2 for place in range(len(rows))],
    )
    last = data.index[-1]
    lines = {name: data.loc[last, name] for name in LINES if not wording.is_unknown(data.loc[last, name])}
    at = _apart(lines, (ends[1] - ends[0]) / height * LABEL_HEIGHT)
    for name, label in LINES.items():
        data[f"{name}_words"], data[f"{name}_at"] = "", float("nan")
        if name in lines:
            data.loc[last, f"{name}_words"] = f"{label} {wording_signals.rounded(lines[name], unit, places)}"
            data.loc[last, f"{name}_at"] = at[name]
    return data


def _apart(at: dict[str, float], least: float) -> dict[str, float]:
    """Return the heights moved apart, the lowest first, until no two are closer than `least`."""
    moved: dict[str, float] = {}
    floor = float("-inf")
    for name, height in sorted(at.items(), key=lambda each: each[1]):
        moved[name] = floor = max(float(height), floor + least)
    return moved


def _uprights() -> list[alt.Chart]:
    """Thin uprights where limits begin anew."""
    there = alt.Chart().transform_filter("datum.note != ''")
    return [there.mark_rule(color=charts.GREY, strokeWidth=1, strokeDash=[1, 3])]


def _limits(has_target: bool, y: Any) -> list[alt.Chart]:
    """Mean solid, limits dashed, target dotted; each begins anew with its group."""
    dark: dict[str, Any] = {"color": charts.DARK, "strokeWidth": 1.3, "invalid": "break-paths-show-domains"}
    layers = [
        alt.Chart().mark_line(strokeDash=[7, 4], **dark).encode(y=y(name), detail="rebase_group:N")
        for name in ("lpl", "upl")
    ]
    layers.append(alt.Chart().mark_line(**dark).encode(y=y("mean"), detail="rebase_group:N"))
    if has_target:
        dotted: dict[str, Any] = {"color": charts.BLUE, "strokeWidth": 2, "strokeDash": [2, 3], "interpolate": "step"}
        layers.append(alt.Chart().mark_line(invalid="break-paths-show-domains", **dotted).encode(y=y("target")))
    return layers


def _values(y: Any) -> list[alt.Chart]:
    """The line of the values, dashed to months not judged yet; it never crosses a gap or a new group."""
    style: dict[str, Any] = {"color": charts.GREY, "strokeWidth": 1.6, "invalid": "break-paths-show-domains"}
    return [
        alt.Chart().mark_line(**style).encode(y=y("judged_value"), detail="segment:N"),
        alt.Chart().mark_line(strokeDash=[4, 3], **style).encode(y=y("later_value"), detail="segment:N"),
    ]


def _points(y: Any) -> alt.Chart:
    def by_kind(words: dict[str, Any]) -> alt.Scale:
        return alt.Scale(domain=KINDS, range=[words[kind] for kind in KINDS])

    points: alt.Chart = (
        alt.Chart()
        .mark_point(filled=True, stroke=charts.DARK, strokeWidth=1.1, opacity=1)
        .encode(
            y=y("value"),
            shape=alt.Shape("kind:N", scale=by_kind(icons.SHAPES), legend=None),
            fill=alt.Fill("kind:N", scale=by_kind(icons.PALETTE), legend=None),
            size=alt.Size("kind:N", scale=by_kind(SIZES), legend=None),
            tooltip=[
                alt.Tooltip("month:N", title="Month"),
                alt.Tooltip("said:N", title="Value"),
                alt.Tooltip("signal:N", title="Signal"),
                alt.Tooltip("status:N", title="Status"),
            ],
        )
    )
    return points


def _words(has: tuple[str, ...], y: Any) -> list[alt.Chart]:
    """The names of the lines at the right, R above a restated month, and why limits begin anew, over a white edge."""
    layers: list[alt.Chart] = []

    def write(there: alt.Chart, of: Any, text: Any, **place: Any) -> None:
        style = {"font": charts.FONT, "fontSize": 12, "color": charts.DARK, **place}
        edge = there.mark_text(stroke="white", strokeWidth=4, strokeJoin="round", aria=False, **style)
        layers.extend(layer.encode(y=of, text=text) for layer in (edge, there.mark_text(**style)))

    for name in LINES:
        if f"{name}_words" in has:
            there = alt.Chart().transform_filter(f"datum.{name}_words != ''")
            write(there, y(f"{name}_at"), f"{name}_words:N", align="left", baseline="middle", dx=10)
    if "restated" in has:
        write(alt.Chart().transform_filter("datum.is_restated"), y("value"), alt.value("R"), dy=-12, fontWeight="bold")
    for is_early, align in ((True, "left"), (False, "right")):
        if f"note {is_early}" in has:
            test = f"datum.note != '' && {'' if is_early else '!'}datum.is_early"
            there = alt.Chart().transform_filter(test)
            write(
                there,
                alt.YDatum("$high"),
                "note:N",
                align=align,
                baseline="top",
                dx=5 if is_early else -5,
                lineBreak="\n",
            )
    return layers
