"""Rules of outcome series and of what was expected of them: only what can be looked up may be declared."""

from __future__ import annotations

from collections.abc import Iterator

from checks.strategy.kinds import Rule
from checks.strategy.lines import Seeds

WHOLE = {"organisation", "objective"}


def _expects(seeds: Seeds) -> Iterator[str]:
    key = ("organisation_id", "series_id")
    sought = {line.key(key): line["direction"] for line in seeds["outcome_series"]}
    for line in seeds["pathways"]:
        opposite = {"up": "down", "down": "up"}.get(sought.get(line.key(key), ""))
        if opposite and line["expected_direction"] == opposite:
            yield line.says(
                f"it expects {line['series_id']} to go {opposite}, where {sought[line.key(key)]} is good",
                "mend expected_direction, or direction in outcome_series.csv",
            )


def _have_a_figure(seed: str, column: str) -> Rule:
    """A KPI that is only shown platform by platform or community by community has no figure to set beside an outcome."""

    def find(seeds: Seeds) -> Iterator[str]:
        slices = {line["kpi_id"]: set(line.listed("slice_kinds")) for line in seeds["kpis"]}
        for line in seeds[seed]:
            if not slices.get(line[column], WHOLE) & WHOLE:
                yield line.says(
                    f"{line[column]} is never added up, and so has no figure for an objective or the whole body",
                    "name a KPI whose slice_kinds hold organisation or objective",
                )

    return Rule(f"{seed}.{column} has a figure", (seed, "kpis"), find)


EXPECTS_WHAT_IS_SOUGHT = Rule("pathways expect what is sought", ("pathways", "outcome_series"), _expects)
HAVE_A_FIGURE = tuple(
    _have_a_figure(seed, column)
    for seed, column in (("outcome_series", "kpi_id"), ("pathways", "exposure_kpi_id"), ("pathways", "tracked_kpi_id"))
)
