"""Rules of control charts: where limits begin anew because a person decided so, and the words of the matrix."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checks.strategy.kinds import Rule
from checks.strategy.lines import Line, Seeds

KINDS = ("organisation", "platform", "objective", "platform_objective", "community", "theme")
VARIATIONS, ASSURANCES = ("improvement", "common_cause", "concern"), ("pass", "inconsistent", "fail", "none")
NEUTRAL = ("neutral", "none")  # neither way is good, so there is no target
CELLS: set[tuple[str, ...]] = {(variation, assurance) for variation in VARIATIONS for assurance in ASSURANCES} | {
    NEUTRAL
}


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return None  # no date at all: that has a rule of its own


def _first_of_month(seeds: Seeds) -> Iterator[str]:
    for line in seeds["rebases"]:
        day = _day(line["rebased_on"])
        if day and day.day != 1:
            yield line.says(f"{day} is within a month, and figures are of whole months", f"write {day.replace(day=1)}")


def _decided_after(seeds: Seeds) -> Iterator[str]:
    for line in seeds["rebases"]:
        since, decided = _day(line["rebased_on"]), _day(line["decided_on"])
        if since and decided and decided < since:
            yield line.says(
                f"it was decided on {decided}, before {since}, when nothing was to be seen yet",
                "decide it when the new level has held, and write that day",
            )


def _known(seeds: Seeds) -> Iterator[str]:
    slices = {line["kpi_id"]: line.listed("slice_kinds") for line in seeds["kpis"]}
    series = {line.key(("organisation_id", "series_id")) for line in seeds["outcome_series"]}
    for line in seeds["rebases"]:
        subject, slice_kind = line["subject_id"], line["slice_kind"]
        if line["subject_kind"] == "kpi" and subject not in slices:
            yield line.says(f"no KPI {subject!r}", "write an id of kpis.csv")
        elif line["subject_kind"] == "kpi" and slice_kind not in slices[subject]:
            yield line.says(f"{subject} has no figure by {slice_kind}", f"write {' or '.join(slices[subject])}")
        elif line["subject_kind"] == "outcome" and (line["organisation_id"], subject) not in series:
            yield line.says(
                f"{line['organisation_id']} has no outcome series {subject!r}", "write an id of outcome_series.csv"
            )
        elif line["subject_kind"] == "outcome" and slice_kind != "organisation":
            yield line.says(f"an outcome series has no figure by {slice_kind}", "write organisation")


def _own_slice(seeds: Seeds) -> Iterator[str]:
    for line in seeds["rebases"]:
        if line["slice_kind"] == "organisation" and line["slice"] != line["organisation_id"]:
            yield line.says(
                f"the slice {line['slice']!r} of the whole body is not its id", f"write {line['organisation_id']}"
            )


def _whole_matrix(seeds: Seeds) -> Iterator[str]:
    lines: dict[tuple[str, ...], Line] = {line.key(("variation", "assurance")): line for line in seeds["spc_cells"]}
    for cell in sorted(CELLS - set(lines)):
        yield f"spc_cells.csv line {len(seeds['spc_cells']) + 1}: no words for {' and '.join(cell)}; restore the row"
    for cell in sorted(set(lines) - CELLS):
        yield lines[cell].says(f"no chart says {' and '.join(cell)}", "delete the row, or mend its first two cells")


FIRST_OF_MONTH = Rule("rebases.rebased_on is the first of a month", ("rebases",), _first_of_month)
DECIDED_AFTER = Rule("rebases are decided after the month", ("rebases",), _decided_after)
KNOWN_SERIES = Rule("rebases.subject_id has a figure", ("rebases", "kpis", "outcome_series"), _known)
OWN_SLICE = Rule("rebases.slice of the whole is the body", ("rebases",), _own_slice)
WHOLE_MATRIX = Rule("spc_cells has every cell", ("spc_cells",), _whole_matrix)
