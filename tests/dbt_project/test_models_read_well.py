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


def zeros(sql: str) -> list[int]:
    """Return the line numbers of every coalesce that ends in zero, however its arguments are nested or broken over lines."""
    found = []
    for start in re.finditer(r"\bcoalesce\(", sql):
        depth, end = 1, start.end()
        while depth and end < len(sql):
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            end += 1
        if re.search(r",\s*0(\.0*)?\s*\)$", sql[start.start() : end]):
            found.append(sql.count("\n", 0, start.start()))
    return found


def test_a_zero_for_an_unknown_is_found_however_it_is_written() -> None:
    assert zeros(
        "select\n    coalesce(a, 0),\n    coalesce(max(b, (c)), 0.0),\n    coalesce(\n        d,\n        0\n    )"
    ) == [1, 2, 3]
    assert zeros("coalesce(a, 1)\ncoalesce(a, 10)\ncoalesce(a, b) + 0") == []


def test_no_unknown_becomes_zero_without_a_reason_on_its_line_or_the_one_before() -> None:
    offenders = []
    for model in MODELS:
        lines = model.read_text().splitlines()
        for number in zeros("\n".join(lines)):
            if not any("--" in each for each in lines[max(0, number - 1) : number + 1]):
                offenders.append(f"{model.relative_to(PROJECT)} line {number + 1}: {lines[number].strip()}")
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
