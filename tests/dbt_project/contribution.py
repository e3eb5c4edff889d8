"""Months of outcome series as cases, and what the compiled models say of them."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from tests.the_line import REPO, Line

SEEDS = REPO / "dbt_project" / "seeds"
MONTH, BEFORE, AS_AT = date(2026, 9, 1), date(2025, 9, 1), date(2026, 10, 12)
WRITTEN, LATE = date(2026, 3, 3), date(2026, 9, 4)
WORDS_OF_OURS = "60 of 80 people got an answer."
INPUTS = {
    "int_outcomes__moved": """organisation_id varchar, series_id varchar, period date, begins_on date, objective_id varchar, kpi_id varchar,
        name varchar, unit varchar, moved_to double, status varchar, as_at date, period_before date, moved_from double,
        status_before varchar, movement varchar, nothing_to_compare varchar""",
    "int_contributions__pathways": """organisation_id varchar, series_id varchar, period date, written_on date, is_written_before boolean,
        expected_direction varchar, lag_months integer, exposure_period date, exposure_min double, explanations bigint,
        explanation_words varchar, other_words varchar""",
    "int_contributions__figures": """organisation_id varchar, series_id varchar, period date, role varchar, kpi_id varchar, kpi_name varchar,
        state varchar, status varchar, of_what varchar, numerator double, words varchar, reason varchar""",
    "int_contributions__compared": """organisation_id varchar, series_id varchar, period date, comparisons_that_count bigint,
        shortfalls varchar, comparison_id varchar, design varchar, planned_on date, starts_on date, ends_on date, place varchar,
        difference double, low double, high double, first_received_on date""",
}  # fmt: skip


def seed(name: str) -> list[dict[str, str]]:
    with (SEEDS / f"{name}.csv").open(newline="") as lines:
        return list(csv.DictReader(lines))


SERIES = seed("outcome_series")
FORBIDDEN = [row["words"] for row in seed("forbidden_words")]


@dataclass(frozen=True)
class Case:
    """One month of one series, and what is known around it."""

    series: str
    name: str | None
    unit: str
    moved_from: float | None = 8.1
    moved_to: float = 7.6
    status: str = "final"
    beside: str | None = "measured"
    written_on: date | None = WRITTEN
    expected: str | None = "down"
    lag: int | None = 0
    exposure: float | None = 60.0
    exposure_min: float | None = 60.0
    tracked: float | None = None
    heard: float | None = None
    explanations: tuple[str, ...] = ()
    others: str | None = "strikes, weather"
    compared: tuple[float, float, float] | None = None
    place: str = "north clinics beside south clinics"
    shortfalls: str | None = None

    @property
    def movement(self) -> str | None:
        if self.moved_from is None:
            return None
        return "up" if self.moved_to > self.moved_from else "down" if self.moved_to < self.moved_from else "none"

    @property
    def grade(self) -> int | None:
        """The grade by the sheet's rules, told a second time and not in SQL."""
        if self.compared is not None:
            return 3
        if self.beside != "measured":
            return None
        written = self.written_on is not None and self.written_on < MONTH and self.lag is not None
        exposed = None not in (self.exposure, self.exposure_min) and self.exposure >= self.exposure_min  # type: ignore[operator]
        if not (written and exposed and self.movement is not None and self.movement == self.expected):
            return 0
        return 2 if ((self.tracked or 0) > 0 or (self.heard or 0) > 0) and len(self.explanations) >= 2 else 1


@dataclass(frozen=True)
class Said:
    """What the report says of a case."""

    case: Case
    grade: int | None
    sentence: str
    why_not_higher: str
    evidence: str
    is_refused: bool
    texts: tuple[str, str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "texts", (self.sentence, self.why_not_higher, self.evidence))


class Report:
    """The compiled SQL of the models, run on cases."""

    def __init__(self, home: Path) -> None:
        models = ["int_contributions__graded", "report_contributions", "no_sentence_claims_more_than_its_grade"]
        Line(home, "http://127.0.0.1:1").dbt("compile", "--no-introspect", "--select", *models)
        compiled = home / "dbt" / "target" / "compiled" / "line_of_sight"
        self.sql = {path.stem: path.read_text() for path in compiled.rglob("*.sql")}
        assert set(models) <= set(self.sql)
        self.file = home / "warehouse.duckdb"

    def tables(self, cases: list[Case]) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
        """Yield each input table of the models with a row or more a case; the case's number is its organisation."""
        rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in INPUTS}
        for number, case in enumerate(cases):
            key = (str(number), case.series, MONTH)
            nothing = None if case.moved_from is not None else "no value is recorded for September 2025"
            rows["int_outcomes__moved"].append(
                (*key, MONTH, "SO2", "K", case.name, case.unit, case.moved_to, case.status, AS_AT, BEFORE, case.moved_from,
                 "final", case.movement, nothing)
            )  # fmt: skip
            if case.written_on is not None:
                checked = ", ".join(case.explanations) or None
                rows["int_contributions__pathways"].append(
                    (*key, case.written_on, case.written_on < MONTH, case.expected, case.lag, MONTH, case.exposure_min,
                     len(case.explanations), checked, case.others)
                )  # fmt: skip
            for role, number_of in (("exposure", case.exposure), ("tracked", case.tracked), ("heard", case.heard)):
                if number_of is not None:
                    rows["int_contributions__figures"].append(
                        (*key, role, "E", "People reached", "measured", "final", None, number_of, "", None)
                    )
            if case.beside is not None:
                said = WORDS_OF_OURS if case.beside == "measured" else "Missing."
                reason = None if case.beside == "measured" else "Two days were never read"
                rows["int_contributions__figures"].append(
                    (*key, "beside", "K", "Answers", case.beside, "final", None, 60.0, said, reason)
                )
            if case.compared is not None or case.shortfalls is not None:
                result = case.compared or (None, None, None)
                named = "c1" if case.compared else None
                rows["int_contributions__compared"].append(
                    (*key, int(case.compared is not None), case.shortfalls, named, "matched group", date(2026, 8, 1),
                     date(2026, 9, 1), date(2026, 9, 30), case.place, *result, date(2026, 8, 2))
                )  # fmt: skip
        yield from rows.items()

    def say(self, cases: list[Case], offenders: bool = False) -> Any:
        """Return what the report says of each case, or what the dbt test finds against it."""
        with duckdb.connect(str(self.file)) as file:
            for schema in ("intermediate", "reports", "seeds"):
                file.execute(f"create schema if not exists {schema}")
            for name, rows in self.tables(cases):
                file.execute(f"create or replace table intermediate.{name} ({INPUTS[name]})")
                frame = pd.DataFrame(rows, columns=range(len(rows[0])), dtype=object) if rows else None
                if frame is not None:
                    file.execute(f"insert into intermediate.{name} select * from frame")
            file.execute(
                "create or replace table intermediate.int_months as select ?::date as period, true as is_shown", [MONTH]
            )
            for name in ("forbidden_words", "outcome_series", "pathways", "kpis"):
                file.execute(
                    f"create or replace table seeds.{name} as from read_csv('{SEEDS / name}.csv', all_varchar = true)"
                )
            for name, model in (
                ("intermediate.int_contributions__graded", "int_contributions__graded"),
                ("reports.contributions", "report_contributions"),
            ):
                file.execute(f"create or replace table {name} as {self.sql[model]}")
            if offenders:
                file.executemany(
                    "insert into seeds.outcome_series (organisation_id, series_id, name, unit) values (?, ?, ?, ?)",
                    [(str(number), case.series, case.name, case.unit) for number, case in enumerate(cases)],
                )
                return file.execute(self.sql["no_sentence_claims_more_than_its_grade"]).fetchall()
            said = file.execute(
                "select cast(organisation_id as integer), grade, sentence, why_not_higher, evidence, is_refused"
                " from reports.contributions order by 1"
            ).fetchall()
        assert [row[0] for row in said] == list(range(len(cases)))
        return [Said(cases[row[0]], *row[1:]) for row in said]
