"""Whose pack it is and what it is made from: handed to every page, so that no page asks the clock or the environment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dashboards import frozen_board, reads, reads_pack, reads_signals, selects, wording, wording_signals
from dashboards.pack.parts import Icons
from dashboards.selects import Board

Slice = tuple[str, str]
UNNAMED = """
    select f.*, k.name, k.unit, k.family, k.owner, k.numerator as counted, k.denominator as out_of, null as slice_name
    from board.figures as f
    join board.kpis as k using (kpi_id, definition_version)
    where f.organisation_id = ? and f.period = ?
    order by k.sort_order, f.kpi_id, f.slice_kind <> 'organisation', f.slice_kind, f.slice"""


@dataclass(frozen=True)
class Subject:
    """One organisation's month in a frozen edition. manifest: the edition's; cover: the fields that were filled in.

    override: reason, by and at (ISO, UTC) of whoever let it be rendered in spite of `holes`; None: nobody had to.
    """

    board: Board
    organisation: dict[str, Any]
    build: dict[str, Any]
    month: date
    manifest: dict[str, Any]
    is_public: bool
    cover: dict[str, str]
    override: dict[str, str] | None
    holes: tuple[str, ...]
    figures: tuple[dict[str, Any], ...]

    @property
    def id(self) -> str:
        """The organisation's id."""
        return str(self.organisation["organisation_id"])

    @property
    def whole(self) -> Slice:
        """The slice that is the whole organisation."""
        return ("organisation", self.id)

    @property
    def is_made_up(self) -> bool:
        """Is it sandbox data, or of an organisation that does not exist?"""
        return bool(self.organisation["is_sandbox"] or self.organisation["is_fictional"] or self.build["is_sandbox"])

    def ref(self, kpi: str, slice_of: Slice) -> str:
        """Return the number of a figure in the annex, as F12; nothing for one the month has not."""
        for number, each in enumerate(self.figures, 1):
            if (each["kpi_id"], each["slice_kind"], each["slice"]) == (kpi, *slice_of):
                return f"F{number}"
        return ""

    def figure(self, kpi: str, slice_of: Slice) -> dict[str, Any] | None:
        """Return a figure of the month; None for one it has not."""
        found = (f for f in self.figures if (f["kpi_id"], f["slice_kind"], f["slice"]) == (kpi, *slice_of))
        return next(found, None)


def of(board: Board, organisation: dict[str, Any], month: date, **more: Any) -> Subject:
    """Return the subject of a pack, its figures read; without the names of slices where the edition has none of them."""
    try:
        figures = tuple(reads_pack.figures(board, str(organisation["organisation_id"]), month))
    except frozen_board.NO_SUCH as why:
        if not frozen_board.explains(board, why):
            raise
        figures = tuple(selects.rows(board, UNNAMED, [organisation["organisation_id"], month]))
    return Subject(board, organisation, reads.build(board) or {}, month, figures=figures, **more)


def part_of(figure: dict[str, Any]) -> str:
    """Return the words for what a figure is of: 'Facebook', a community's name, or nothing for the whole organisation."""
    if figure["slice_kind"] == "organisation":
        return ""
    if figure["slice_name"]:
        name = f"{figure['slice']}: " if figure["slice_kind"] == "objective" else ""
        return name + str(figure["slice_name"])
    if figure["slice_kind"] == "theme":
        return wording.readable(str(figure["slice"]))
    return ", ".join(wording.PLATFORMS.get(name, name) for name in str(figure["slice"]).split(":"))


def named(figure: dict[str, Any]) -> str:
    """Return the name of a figure with what it is of."""
    part = part_of(figure)
    return f"{figure['name']} ({part})" if part else str(figure["name"])


def signals(subject: Subject, kpi: str, slice_of: Slice) -> Icons:
    """Return the icons of a KPI's series with their words; one empty ring and the reason where it is not judged."""
    series = reads_signals.of_kpi(subject.board, subject.id, kpi).get(slice_of)
    return icons_of(series)


def icons_of(series: dict[str, Any] | None) -> Icons:
    """Return the icons of a series with their words."""
    if series is None:
        return Icons(((None, "Not judged."),))
    why = wording_signals.variation(series)
    if series["variation_icon"] is None:
        why = wording.sentence(why.split(". ")[0])  # the first of its reasons; the dashboards have them all
    lines: list[tuple[str | None, str]] = [(series["variation_icon"], why)]
    if series["assurance_type"]:
        lines.append((series["assurance_type"], wording_signals.assurance(series)))
    return Icons(tuple(lines))
