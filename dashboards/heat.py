"""The objective by purpose table as plain data, before it is a page or a pack: what stands in each cell, and how dark it is.

A number stands in every cell that is known, so that nothing rests on colour; zero, unknown and not planned have signs of
their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dashboards import wording

TINTS = ("#FFFFFF", "#E3EEF9", "#C3DAF1", "#9CC3E8", "#74A9DC")  # by shade 0 to 4; the dark ink is 5.8:1 on the darkest
INK = "#212B32"
PLANNED, NONE, UNKNOWN = " P", "\u2013", "?"
SAID = {NONE: "none, and not planned", UNKNOWN: "not known"}  # for those who hear the table
COUNTED = {"acts": "All posts and replies", "heard": "All things heard"}
KEY = (
    "P: the approved line of sight of the objective relies on this purpose. 0 P: planned, and none in three months. \u2013: not"
    " planned, and none. 0: none, where there is no plan to hold it against. ?: not known. The darker, the more of its kind."
)
HOW_COUNTED = (
    "Posts and replies, and beside them what was heard, from the listening log: the two are never added up. Every post or"
    " reply has one purpose, and one objective at most, so rows and columns add up. What nobody could tell the purpose of is"
    " in here; elsewhere only a reply to somebody of that kind is said to lack an objective."
)


@dataclass(frozen=True)
class Shaded:
    """A cell: what is printed, and how dark it is, 0 to 4."""

    text: str
    shade: int = 0


@dataclass(frozen=True)
class Heat:
    """The table. columns: key -> label; each row holds its name under 'name' and a cell for every other column."""

    columns: dict[str, str]
    rows: tuple[dict[str, str | Shaded], ...]


def table(cells: list[dict[str, Any]], purposes: list[dict[str, Any]], objectives: Iterable[str]) -> Heat:
    """Return purposes down and objectives across, with sums where they add up; reads_alignment has the cells."""
    by_place = {(each["objective_id"], each["purpose_id"], each["counted"]): each for each in cells}
    columns = {"name": "Purpose", **{each: each for each in objectives}}
    columns |= {"none": "No objective", "duty": "Civic duty", "all": "All"}
    planned = {each["objective_id"] for each in cells if each["is_planned"] is not None}
    lines: list[tuple[str, str, str]] = []
    for each in purposes:
        name = f"{each['purpose_id']} {each['name']}"
        lines.append(
            (
                name + (", heard" if each["mode"] == "L" else ""),
                each["purpose_id"],
                "heard" if each["mode"] == "L" else "acts",
            )
        )
        if ("all", each["purpose_id"], "acts") in by_place and each["mode"] == "L":
            lines.append((f"{name}, posts that ask", each["purpose_id"], "acts"))
    lines.append(("Purpose nobody could tell", "none", "acts"))
    lines += [(label, "all", counted) for counted, label in COUNTED.items()]
    rows: list[dict[str, str | Shaded]] = [
        {"name": name, **{key: _cell(by_place.get((key, purpose, counted)), key in planned) for key in columns if key != "name"}}
        for name, purpose, counted in lines
    ]  # fmt: skip
    return Heat(columns, tuple(rows))


def _cell(found: dict[str, Any] | None, has_plan: bool) -> Shaded:
    if found is None or wording.is_unknown(found["number"]):
        return Shaded(UNKNOWN + (PLANNED if found and found["is_planned"] else ""))
    if found["is_planned"]:
        return Shaded(f"{found['number']:,}{PLANNED}", found["shade"])
    if found["number"] == 0 and has_plan and found["is_planned"] is False:
        return Shaded(NONE)
    return Shaded(f"{found['number']:,}", found["shade"])
