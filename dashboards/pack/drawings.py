"""The dashboards' charts as SVG, the same bytes everywhere: laid out with the one font that vl-convert brings along.

The letters are measured in that font and named by it in the SVG; whoever shows the SVG puts a font of its own in its
place (a PDF the one Typst embeds, a browser the reader's), narrower or as wide.
"""

from __future__ import annotations

import json
import re

import altair as alt
import vl_convert

from dashboards import charts, stencil

MEASURED = "Liberation Sans"  # in the wheel of vl-convert, and what it measures Arial by
WIDTH = 430  # pixels; the two charts of a column are as wide as each other, so that their months stand in line


def svg(chart: alt.LayerChart | stencil.Chart, width: int = WIDTH) -> str:
    """Return a chart of charts.py or spc_chart.py as SVG, `width` pixels wide with all its labels."""
    spec = chart.to_dict(validate=False) | {"width": width, "autosize": {"type": "fit", "contains": "padding"}}
    measured = json.dumps(spec, sort_keys=True).replace(charts.FONT, MEASURED)
    drawn: str = vl_convert.vegalite_to_svg(measured, allowed_base_urls=[])
    return drawn


def lettered(drawn: str, font: str) -> str:
    """Return an SVG of the charts or the icons with its letters in a font of the renderer's own."""
    return drawn.replace(f'"{MEASURED}"', f'"{font}"').replace(f'"{charts.FONT}"', f'"{font}"')


def size(drawn: str) -> tuple[int, int]:
    """Return the width and height of an SVG in pixels, from its viewBox."""
    _, _, width, height = re.search(r'viewBox="([\d. -]+)"', drawn)[1].split()  # type: ignore[index]
    return round(float(width)), round(float(height))
