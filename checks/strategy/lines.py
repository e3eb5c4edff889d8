"""The files of the strategy as lines: which file, which line, which cells. Nothing here knows what a cell means."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds"

# The columns that are looked at. A file without one of them is not read at all, and says so.
COLUMNS: dict[str, tuple[str, ...]] = {
    name: tuple(columns.split())
    for name, columns in {
        "organisations": "organisation_id name kind is_fictional",
        "accounts": "organisation_id platform account_id secret opened_on closed_on licence_basis",
        "platform_terms": "platform name on_by_default ratios_need_basis reason",
        "account_pauses": "organisation_id platform account_id since until reason",
        "marked_days": "organisation_id platform account_id since until reason",
        "response_standards": "organisation_id opens_hour closes_hour standard_hours answer_working_days",
        "populations": "organisation_id group_id band_from band_to share source as_of",
        "equity_groups": "group_id name is_mandatory kpi_id slice_kind caveat why_not_measurable",
        "objectives": "organisation_id objective_id name weight outcome owner strategy_version valid_from valid_to",
        "lines_of_sight": "organisation_id objective_id audience pathway contribution_expected purposes kpis other_causes "
        "approved_by approved_on strategy_version",
        "targets": "organisation_id kpi_id target comparator valid_from valid_to note",
        "alignment_thresholds": "organisation_id test measure comparator threshold words",
        "planned_purposes": "organisation_id purpose_id planned_frequency planned_by",
        "tags": "organisation_id tag objective_id purpose_id is_civic_duty valid_from valid_to",
        "kpis": "kpi_id definition_version name definition numerator denominator scale unit direction level "
        "counter_measure months_counted slice_kinds base_min sentence owner risks valid_from valid_to",
        "kpi_objectives": "organisation_id kpi_id objective_id",
        "purposes": "purpose_id mode name definition taxonomy_version",
        "benchmarks": "benchmark_id name value low high status note words",
        "outcome_series": "organisation_id series_id objective_id kpi_id name unit direction source publisher rhythm "
        "lag_weeks is_cumulative expected_revision comparable_from traps",
        "pathways": "organisation_id series_id written_on pathway expected_direction lag_months exposure_kpi_id exposure_min "
        "tracked_kpi_id explanations_checked other_things_acting",
        "restatement_approvals": "organisation_id subject_kind subject_id period slice_kind slice reported_in approved_by approved_on",
        "rebases": "organisation_id subject_kind subject_id slice_kind slice rebased_on reason decided_by decided_on",
        "spc_cells": "variation assurance name words asks sort_order",
        "forbidden_words": "words why",
    }.items()
}


@dataclass(frozen=True)
class Line:
    """One row of a seed and where it stands."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def says(self, what: str, mend: str) -> str:
        """Return a contradiction as a person reads it: where, what, and how to mend it."""
        return f"{self.file} line {self.number}: {what}; {mend}"

    def key(self, columns: tuple[str, ...]) -> tuple[str, ...]:
        """Return the cells of some columns."""
        return tuple(self[column] for column in columns)

    def listed(self, column: str) -> list[str]:
        """Return what a cell lists, separated by semicolons; an empty cell lists nothing."""
        return [item.strip() for item in self[column].split(";") if item.strip()]

    def days(self, start: str, end: str) -> tuple[date, date] | None:
        """Return the days [start, end) of the row, without end when that cell is empty; None where one is no date."""
        try:
            return date.fromisoformat(self[start]), date.fromisoformat(self[end]) if self[end] else date.max
        except ValueError:
            return None


Seeds = dict[str, list[Line]]


def read(folder: Path) -> tuple[Seeds, list[str]]:
    """Return the files that could be read, and what is wrong with the others."""
    seeds: Seeds = {}
    wrong: list[str] = []
    for name, columns in COLUMNS.items():
        lines: list[Line] = []
        faults = list(_into(lines, folder / f"{name}.csv", columns))
        wrong += faults
        if not faults:
            seeds[name] = lines
    return seeds, wrong


def _into(lines: list[Line], path: Path, columns: tuple[str, ...]) -> Iterator[str]:
    if not path.is_file():
        yield f"{path.name}: is not there; restore it, with the header {','.join(columns)} and more"
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        yield f"{path.name}: byte {error.start} is no UTF-8; save the file as CSV UTF-8"
        return
    rows = csv.DictReader(io.StringIO(text, newline=""))
    for column in columns:
        if column not in (rows.fieldnames or ()):
            yield f"{path.name} line 1: the column {column} is not there; add it to the header"
            return
    for cells in rows:
        if None in cells or None in cells.values():
            yield (
                f"{path.name} line {rows.line_num}: has not as many cells as the header; put texts with commas in quotes"
            )
        else:
            lines.append(Line(path.name, rows.line_num, {name: cell.strip() for name, cell in cells.items()}))
