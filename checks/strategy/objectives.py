"""Rules of objectives and what stands under them: weights, lines of sight, tags, and the thresholds of the four tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from checks.strategy.kinds import Rule
from checks.strategy.lines import Line, Seeds

WHOLE_STRATEGY = "ALL"
MEASURES = {
    "aligned": ("mapped_share", "objectives_without_activity", "objectives_without_line_of_sight"),
    "embedded": ("embedded_share", "embedded_share_partly"),
    "resourced": ("resource_mismatch", "capacity_cover", "monitored_hours_staffed"),
    "managed": ("kpis_managed", "kpis_above_output", "actions_on_time"),
}


def _weights(seeds: Seeds) -> Iterator[str]:
    of_body: dict[str, list[tuple[Line, date, date]]] = {}
    unclear = set()
    for line in seeds["objectives"]:
        days = line.days("valid_from", "valid_to")
        if days is None or not line["weight"].isdigit():
            unclear.add(line["organisation_id"])  # the cell has a rule of its own
        else:
            of_body.setdefault(line["organisation_id"], []).append((line, *days))
    for body, rows in of_body.items():
        for day in sorted({since for _, since, _ in rows} if body not in unclear else ()):
            in_force = [line for line, since, until in rows if since <= day < until]
            total = sum(int(line["weight"]) for line in in_force)
            if in_force and total != 100:
                yield in_force[0].says(
                    f"the weights of {body} in force on {day} add up to {total}, not 100",
                    "change the weights of " + ", ".join(line["objective_id"] for line in in_force),
                )


def _not_all(seeds: Seeds) -> Iterator[str]:
    for line in seeds["objectives"]:
        if line["objective_id"] in ("", WHOLE_STRATEGY):
            yield line.says(
                f"{line['objective_id'] or 'nothing'} is no id of an objective",
                "write a short one, as SO1; ALL is the whole strategy",
            )


def _version(seeds: Seeds) -> Iterator[str]:
    columns = ("organisation_id", "objective_id", "strategy_version")
    there = {line.key(columns) for line in seeds["objectives"]}
    known = {key[:2] for key in there}
    for line in seeds["lines_of_sight"]:
        if line.key(columns[:2]) in known and line.key(columns) not in there:
            yield line.says(
                f"{line['objective_id']} is not in force in strategy version {line['strategy_version'] or 'nothing'!r}",
                "have the line of sight approved for the version in objectives.csv",
            )


def _approved(seeds: Seeds) -> Iterator[str]:
    columns = ("organisation_id", "objective_id", "strategy_version")
    ends: dict[tuple[str, ...], date] = {}
    for line in seeds["objectives"]:
        days = line.days("valid_from", "valid_to")
        if days:
            ends[line.key(columns)] = max(days[1], ends.get(line.key(columns), date.min))
    for line in seeds["lines_of_sight"]:
        approved = line.days("approved_on", "approved_on")
        end = ends.get(line.key(columns), date.max)
        if approved and approved[0] >= end:
            yield line.says(
                f"it was approved on {approved[0]}, and version {line['strategy_version']} ended on {end}",
                "have it approved for the version in force",
            )


def _tag(seeds: Seeds) -> Iterator[str]:
    for line in seeds["tags"]:
        if not line["tag"] or line["tag"].startswith("#") or line["tag"] != line["tag"].lower():
            yield line.says(f"the tag {line['tag']!r} is never found", "write it without # and in lower case")


def _measures(seeds: Seeds) -> Iterator[str]:
    for line in seeds["alignment_thresholds"]:
        if line["test"] not in MEASURES:
            yield line.says(f"no test {line['test']!r}", f"write {' or '.join(MEASURES)}")
        elif line["measure"] not in MEASURES[line["test"]]:
            yield line.says(
                f"the test {line['test']} does not look at {line['measure']!r}",
                f"write {' or '.join(MEASURES[line['test']])}",
            )


def _defaults(seeds: Seeds) -> Iterator[str]:
    lines = seeds["alignment_thresholds"]
    there = {line.key(("test", "measure")) for line in lines if line["organisation_id"] == "default"}
    for test, measures in MEASURES.items():
        for measure in measures:
            if (test, measure) not in there:
                yield (
                    f"alignment_thresholds.csv line {len(lines) + 2}: nothing by default for {test} {measure}; "
                    "add a row default for bodies that set none"
                )


WEIGHTS = Rule("weights add up to 100", ("objectives",), _weights)
NOT_ALL = Rule("objectives.objective_id is an id", ("objectives",), _not_all)
VERSION_IN_FORCE = Rule("lines_of_sight.strategy_version is known", ("lines_of_sight", "objectives"), _version)
APPROVED_IN_TIME = Rule("lines_of_sight approved while in force", ("lines_of_sight", "objectives"), _approved)
TAG_AS_FOUND = Rule("tags.tag is written as it is found", ("tags",), _tag)
KNOWN_MEASURE = Rule("alignment_thresholds.measure is known", ("alignment_thresholds",), _measures)
ALL_DEFAULTS = Rule("alignment_thresholds has every default", ("alignment_thresholds",), _defaults)
