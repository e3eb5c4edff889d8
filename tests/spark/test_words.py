"""What can be told without Spark: models and macros are in words that both engines read."""

from __future__ import annotations

import re

from tests.the_line import REPO

OURS = [path for path in (REPO / "dbt_project").rglob("*.sql") if not {"target", "logs"} & set(path.parts)]


def test_only_the_macros_of_engine_sql_name_an_engine():
    naming = {
        path.name for path in OURS if re.search(r"\b(duckdb|spark)__|target\.type|adapter\.dispatch", path.read_text())
    }
    assert naming == {"engine.sql"}


def test_text_is_cast_to_the_type_that_dbt_names_and_never_to_one_that_spark_lacks():
    """Spark takes no varchar without a length, and no `::`: {{ dbt.type_string() }} and cast() do on both."""
    lacking = r"\bas\s+(varchar|text|hugeint|timestamptz)\s*\)|\w::\s*[a-z]"
    assert {path.name for path in OURS if re.search(lacking, path.read_text(), re.IGNORECASE)} == set()


def test_nothing_is_divided_by_a_number_with_a_point_and_no_exponent():
    """To Spark that is a decimal, and so is the quotient: cut after six digits, by which 31 waiting times of 288 rows were off."""
    dividing = r"/\s*\d+\.\d+(?![\de])"
    assert {path.name for path in OURS if path.name != "engine.sql" and re.search(dividing, path.read_text())} == set()
