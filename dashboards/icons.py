"""The icons of NHS Making Data Count, drawn here, and the marks of the points on an SPC chart.

Blue on grey differs by 1.02:1, so in print colour says nothing: the letter, the shape of the marks and where they stand
say it, in dark ink. One palette serves icons and points. Colours: NHSRplotthedots' of 2023, not the files of 2021.
"""

from __future__ import annotations

import base64
import html

from dashboards import wording_signals

INK = "#212B32"
PALETTE = {
    "common": "#A6A6A6",
    "improvement": "#00B0F0",
    "concern": "#E46C0A",
    "neutral": "#490092",
    "provisional": "#FFFFFF",
}
SHAPES = {  # kind of a point -> Vega's name of its mark; a diamond is taken: it is a restated point of a plain line
    "common": "circle",
    "improvement": "triangle-up",
    "concern": "square",
    "neutral": "cross",
    "provisional": "circle",
}
EMPTY = "none"
LETTERS = {
    "improvement_high": "H", "improvement_low": "L", "concern_high": "H", "concern_low": "L",
    "consistent_pass": "P", "consistent_fail": "F", "inconsistent": "?",
}  # fmt: skip
RINGS = {"consistent_pass": "improvement", "consistent_fail": "concern", "inconsistent": "common"}
LABELS = {  # what the icon itself is called; its meaning stands in words beside it
    "common_cause": "Icon: no significant change",
    "improvement_high": "Icon: improving, high (H)",
    "improvement_low": "Icon: improving, low (L)",
    "concern_high": "Icon: of concern, high (H)",
    "concern_low": "Icon: of concern, low (L)",
    "neutral_high": "Icon: special cause, high (arrow up)",
    "neutral_low": "Icon: special cause, low (arrow down)",
    "consistent_pass": "Icon: will meet the target (P)",
    "inconsistent": "Icon: hit and miss (?)",
    "consistent_fail": "Icon: will miss the target (F)",
    EMPTY: "Icon: empty",
}


def svg(code: str | None, size: int = 44) -> str:
    """Return an icon as SVG that stands by itself, in a page or a PDF; a code nobody has met yet is the empty ring."""
    code = code if code in LABELS else EMPTY
    label = html.escape(LABELS[code])
    kind = RINGS.get(code, code.split("_")[0])
    if code == EMPTY:
        ring = f'<circle cx="32" cy="32" r="28" fill="white" stroke="{INK}" stroke-width="2.5" stroke-dasharray="6 5"/>'
    else:
        ring = (
            f'<circle cx="32" cy="32" r="27.5" fill="white" stroke="{PALETTE[kind]}" stroke-width="6"/>'
            f'<g fill="none" stroke="{INK}"><circle cx="32" cy="32" r="31"/><circle cx="32" cy="32" r="24"/></g>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="{size}" height="{size}" role="img"'
        f' aria-label="{label}"><title>{label}</title>{ring}{_glyph(code, kind)}</svg>'
    )


def mark(kind: str, size: int = 16) -> str:
    """Return the mark of a point as SVG, for the key of a chart: the same shapes and colours as in the plot."""
    radius = 4.5 if kind == "common" else 6
    drawn = _mark(kind, 8, 8, radius)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="{size}" height="{size}">{drawn}</svg>'


def image(drawn: str, label: str, size: int) -> str:
    """Return the HTML of an SVG. As an image: Streamlit takes SVG out of the HTML it is given, and an image it keeps."""
    data = base64.b64encode(drawn.encode()).decode()
    words = html.escape(label, quote=True)
    title = f' title="{words}"' if label else ""
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{words}"{title} width="{size}" height="{size}">'


def icon(code: str | None, size: int = 44) -> str:
    """Return the HTML of an icon with its label."""
    return image(svg(code, size), LABELS[code if code in LABELS else EMPTY], size)


def key() -> str:
    """Return the HTML of the key to the points: each mark with its words."""
    marks = {kind: image(mark(kind), "", 16) for kind in wording_signals.POINTS}
    words = "".join(f"<li>{marks[kind]} {html.escape(said)}</li>" for kind, said in wording_signals.POINTS.items())
    return f'<ul class="key" aria-label="Points">{words}</ul>'


def _glyph(code: str, kind: str) -> str:
    letter = LETTERS.get(code, "")
    if code == "common_cause":
        at = [(13, 34), (21, 25), (28, 39), (36, 25), (43, 39), (51, 30)]
        path = " ".join(f"{x},{y}" for x, y in at)
        return f'<polyline points="{path}" fill="none" stroke="{INK}" stroke-width="1.5"/>' + "".join(
            _mark("common", x, y, 3.2) for x, y in at
        )
    if kind == "neutral":
        up = "M32 13 L45 29 H37 V51 H27 V29 H19 Z"
        turned = ' transform="rotate(180 32 32)"' if code.endswith("low") else ""
        return f'<path d="{up}" fill="{PALETTE[kind]}" stroke="{INK}"{turned}/>'
    if code in RINGS:
        heights = {"consistent_pass": (51, 29, 21), "consistent_fail": (28, 35, 44), "inconsistent": (31, 41, 41)}
        baseline, target, wave = heights[code]
        return (
            _letter(letter, baseline)
            + f'<path d="M11 {target} H53" stroke="{INK}" stroke-width="2" stroke-dasharray="5 3"/>'
            f'<path d="M15 {wave} q4 -9 8.5 0 t8.5 0 t8.5 0 t8.5 0" fill="none" stroke="{INK}" stroke-width="2"/>'
        )
    if letter:
        baseline, marks = (47, 20) if code.endswith("high") else (36, 45)
        return _letter(letter, baseline) + _mark(kind, 25, marks, 5) + _mark(kind, 39, marks, 5)
    return ""


def _letter(letter: str, baseline: int) -> str:
    return (
        f'<text x="32" y="{baseline}" text-anchor="middle" font-family="Arial, Helvetica, sans-serif" font-size="23"'
        f' font-weight="700" fill="{INK}">{letter}</text>'
    )


def _mark(kind: str, x: float, y: float, r: float) -> str:
    style = f'fill="{PALETTE[kind]}" stroke="{INK}" stroke-width="1.2"'
    if kind == "improvement":
        return f'<path d="M{x} {y - r} L{x + r} {y + r * 0.8} H{x - r} Z" {style}/>'
    if kind == "concern":
        return f'<rect x="{x - r * 0.85}" y="{y - r * 0.85}" width="{r * 1.7}" height="{r * 1.7}" {style}/>'
    if kind == "neutral":
        arm = r / 3
        long = f"M{x - arm} {y - r} H{x + arm} V{y - arm} H{x + r} V{y + arm} H{x + arm} V{y + r} H{x - arm}"
        return f'<path d="{long} V{y + arm} H{x - r} V{y - arm} H{x - arm} Z" {style}/>'
    return f'<circle cx="{x}" cy="{y}" r="{r}" {style}/>'
