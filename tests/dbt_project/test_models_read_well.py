"""The house rules of the models, as tests that name the offenders."""

from __future__ import annotations

import csv
import re
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
MODELS = sorted((PROJECT / "models").rglob("*.sql"))


def test_every_model_says_its_grain_in_its_first_line() -> None:
    assert len(MODELS) > 35
    offenders = [m.name for m in MODELS if not re.match(r"-- (One row|Every|Offenders)", m.read_text())]
    assert offenders == []


def test_no_unknown_becomes_zero_without_a_reason_beside_it() -> None:
    offenders = []
    for model in MODELS:
        lines = model.read_text().splitlines()
        for number, line in enumerate(lines):
            if re.search(r"coalesce\([^()]*,\s*0(\.0)?\s*\)", line):
                around = lines[max(0, number - 3) : number + 1]
                if not any("--" in each for each in around):
                    offenders.append(f"{model.name} line {number + 1}: {line.strip()}")
    assert offenders == []


def test_engine_specific_sql_lives_in_one_macro_file() -> None:
    words = re.compile(
        r"\b(unnest|strftime|date_diff|generate_series|regexp_matches|string_agg|at time zone)\b", re.IGNORECASE
    )
    files = [*MODELS, *(p for p in (PROJECT / "macros").glob("*.sql") if p.name != "engine.sql")]
    assert [f.name for f in files if words.search(f.read_text())] == []


def test_every_metric_row_says_where_it_was_read() -> None:
    with (PROJECT / "seeds" / "metric_map.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 80
    assert [row["field"] for row in rows if not row["said_by"] or not row["metric"] or not row["unit"]] == []


def test_the_taxonomy_has_seven_purposes_in_each_mode() -> None:
    with (PROJECT / "seeds" / "purposes.csv").open(newline="") as lines:
        modes = [row["mode"] for row in csv.DictReader(lines)]
    assert {mode: modes.count(mode) for mode in "BLC"} == {"B": 7, "L": 7, "C": 7}
