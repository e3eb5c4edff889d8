"""Does the strategy a trust wrote down hold together? Asked of the seeds before a build, and by `make strategy-check`.

python -m checks.strategy [FOLDER]: each contradiction as file, line and mend on stderr, exit 2; or one line and exit 0.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"
WHOLE_STRATEGY = "ALL"
END_OF_TIME = date.max

Seeds = dict[str, list["Line"]]


@dataclass(frozen=True)
class Line:
    """One row of a seed and where it stands."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def says(self, what: str) -> str:
        """Return a contradiction as a person reads it."""
        return f"{self.file} line {self.number}: {what}"

    def day(self, column: str, unset: date) -> date:
        """Return a date of the row, or `unset` for an empty cell; ValueError when it is neither."""
        return date.fromisoformat(self[column]) if self[column] else unset


NEEDED = {
    "organisations": ("organisation_id",),
    "accounts": ("organisation_id", "platform", "account_id"),
    "objectives": ("organisation_id", "objective_id", "name", "weight", "owner", "valid_from", "valid_to"),
    "kpis": ("kpi_id", "name", "definition", "owner", "valid_from", "valid_to"),
    "kpi_objectives": ("organisation_id", "kpi_id", "objective_id"),
    "targets": ("organisation_id", "kpi_id", "target", "comparator", "valid_from", "valid_to"),
    "purposes": ("purpose_id", "mode"),
    "tags": ("organisation_id", "tag", "objective_id", "purpose_id", "valid_from", "valid_to"),
}
DATED = {  # what may be in force only once on any day
    "objectives": ("organisation_id", "objective_id"),
    "kpis": ("kpi_id",),
    "targets": ("organisation_id", "kpi_id"),
    "tags": ("organisation_id", "tag"),
}


def contradictions(folder: Path) -> list[str]:
    """Return every contradiction in the seeds of a folder: file, line, and how to mend it. An empty list: none."""
    seeds, unreadable = _read(folder)
    if unreadable:
        return unreadable
    wrong_dates = list(_dates(seeds))
    if wrong_dates:
        return wrong_dates  # the rest reckons with them
    rules: tuple[Callable[[Seeds], Iterator[str]], ...] = (_overlaps, _weights, _owners, _kpis, _targets, _strangers)
    return [found for rule in rules for found in rule(seeds)]


def _read(folder: Path) -> tuple[Seeds, list[str]]:
    seeds: Seeds = {}
    wrong = []
    for name, columns in NEEDED.items():
        path = folder / f"{name}.csv"
        if not path.is_file():
            wrong.append(f"{path.name}: is not there; restore it, with the header {','.join(columns)} and more")
            continue
        with path.open(newline="", encoding="utf-8-sig") as text:
            rows = csv.DictReader(text)
            missing = [column for column in columns if column not in (rows.fieldnames or ())]
            if missing:
                wrong.append(f"{path.name} line 1: the column {missing[0]} is not there; add it to the header")
                continue
            seeds[name] = []
            for cells in rows:
                if None in cells or None in cells.values():
                    wrong.append(
                        f"{path.name} line {rows.line_num}: has not as many cells as the header; put texts with commas in quotes"
                    )
                else:
                    seeds[name].append(Line(path.name, rows.line_num, {k: v.strip() for k, v in cells.items()}))
    return seeds, wrong


def _dates(seeds: Seeds) -> Iterator[str]:
    for name in DATED:
        for line in seeds[name]:
            try:
                start, end = line.day("valid_from", date.min), line.day("valid_to", END_OF_TIME)
            except ValueError as error:
                yield line.says(f"{error}; write dates as 2026-04-01")
                continue
            if start == date.min:
                yield line.says("valid_from is empty; write the first day it is in force")
            elif end <= start:
                yield line.says(
                    f"it ends on {end}, before it begins; valid_to is the first day it is no longer in force"
                )


def _overlaps(seeds: Seeds) -> Iterator[str]:
    for name, key in DATED.items():
        seen: dict[tuple[str, ...], list[Line]] = {}
        for line in seeds[name]:
            what = tuple(line[column] for column in key)
            for other in seen.get(what, []):
                if _start(line) < _end(other) and _start(other) < _end(line):
                    yield line.says(
                        f"{' '.join(what)} is in force twice from {max(_start(line), _start(other))} "
                        f"(also line {other.number}); end the older with valid_to"
                    )
            seen.setdefault(what, []).append(line)


def _weights(seeds: Seeds) -> Iterator[str]:
    of_body: dict[str, list[Line]] = {}
    for line in seeds["objectives"]:
        if not line["weight"].isdigit():
            yield line.says(
                f"the weight {line['weight']!r} is not a whole number from 0; write the board's weight, as 20"
            )
        else:
            of_body.setdefault(line["organisation_id"], []).append(line)
    for body, lines in of_body.items():
        for day in sorted({_start(line) for line in lines}):
            in_force = [line for line in lines if _start(line) <= day < _end(line)]
            total = sum(int(line["weight"]) for line in in_force)
            if total != 100:
                yield in_force[0].says(
                    f"the weights of {body} in force on {day} add up to {total}, not 100; change the weights of "
                    + ", ".join(line["objective_id"] for line in in_force)
                )


def _owners(seeds: Seeds) -> Iterator[str]:
    for name, kind in (("objectives", "objective_id"), ("kpis", "kpi_id")):
        for line in seeds[name]:
            if not line["owner"]:
                yield line.says(f"{line[kind]} has no owner; write the job title of the person who answers for it")


def _kpis(seeds: Seeds) -> Iterator[str]:
    serving = {line["kpi_id"] for line in seeds["kpi_objectives"]}
    for line in seeds["kpis"]:
        if line["kpi_id"] not in serving:
            yield line.says(
                f"{line['kpi_id']} stands under no objective; add a row to kpi_objectives.csv (ALL: the whole strategy)"
            )


def _targets(seeds: Seeds) -> Iterator[str]:
    for line in seeds["targets"]:
        if not _is_number(line["target"]):
            yield line.says(f"the target {line['target']!r} is not a number; write it in the KPI's unit, as 85")
        if line["comparator"] not in ("at least", "at most"):
            yield line.says(f"the comparator {line['comparator']!r} is not known; write at least or at most")


def _strangers(seeds: Seeds) -> Iterator[str]:
    """Name rows that speak of something no other file knows."""
    bodies = {line["organisation_id"] for line in seeds["organisations"]}
    kpis = {line["kpi_id"] for line in seeds["kpis"]}
    purposes = {line["purpose_id"] for line in seeds["purposes"]}
    objectives = {(line["organisation_id"], line["objective_id"]) for line in seeds["objectives"]}
    for name in ("accounts", "objectives", "kpi_objectives", "targets", "tags"):
        for line in seeds[name]:
            if line["organisation_id"] not in bodies:
                yield line.says(
                    f"no organisation {line['organisation_id']!r}; add it to organisations.csv or mend the id"
                )
    for name in ("kpi_objectives", "targets"):
        for line in seeds[name]:
            if line["kpi_id"] not in kpis:
                yield line.says(f"no KPI {line['kpi_id']!r}; add it to kpis.csv or delete this line")
    for name in ("kpi_objectives", "tags"):
        for line in seeds[name]:
            objective = line["objective_id"]
            if objective not in ("", WHOLE_STRATEGY) and (line["organisation_id"], objective) not in objectives:
                yield line.says(
                    f"{line['organisation_id']} has no objective {objective!r}; add it to objectives.csv or mend the id"
                )
    for line in seeds["tags"]:
        if line["purpose_id"] and line["purpose_id"] not in purposes:
            yield line.says(f"no purpose {line['purpose_id']!r}; purposes.csv lists the 21")


def _start(line: Line) -> date:
    return line.day("valid_from", date.min)


def _end(line: Line) -> date:
    return line.day("valid_to", END_OF_TIME)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def main(arguments: list[str]) -> int:
    """Say what contradicts itself; return 2 if anything does, else 0."""
    folder = Path(arguments[0]) if arguments else SEEDS
    found = contradictions(folder)
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        seeds, _ = _read(folder)
        counts = ", ".join(
            f"{len(seeds[name])} {name}" for name in ("organisations", "objectives", "kpis", "targets", "tags")
        )
        print(f"The strategy holds together: {counts}.")
    return 2 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
