"""The one query that asks what holds of every row of a table names each column that breaks a rule, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.dbt_project.conftest import Built
from tests.dbt_project.described import manifest


@pytest.fixture(scope="module")
def tests(empty_warehouse: Built) -> list[dict[str, Any]]:
    """Every integrity test of the project, as dbt's manifest holds it after a build, with the table it is of."""
    line, _ = empty_warehouse
    nodes = manifest(line.home)["nodes"]
    return [
        node | {"relation": nodes[node["attached_node"]]["relation_name"]}
        for node in nodes.values()
        if (node.get("test_metadata") or {}).get("name") == "integrity"
    ]


@pytest.fixture(scope="module")
def warehouse(empty_warehouse: Built) -> Iterator[duckdb.DuckDBPyConnection]:
    line, _ = empty_warehouse
    with duckdb.connect() as database:
        database.execute(f"attach '{line.home / 'warehouse.duckdb'}' as warehouse (read_only)")
        yield database


def said_of(database: duckdb.DuckDBPyConnection, home: Path, test: dict[str, Any], rows: str) -> str:
    """Return what the query dbt ran says where the table holds the rows of a SELECT from `asked`, which is the table as it was."""
    ran = home / "dbt" / "target" / "run" / "line_of_sight" / test["original_file_path"] / test["path"]
    database.execute(f"create or replace temp table asked as select * from {test['relation']}")
    database.execute(f"create or replace temp table put_in as {rows}")
    try:
        database.execute(ran.read_text().replace(test["relation"], "put_in")).fetchall()
    except duckdb.InvalidInputException as stopped:
        return str(stopped)
    return ""


def test_every_rule_of_every_table_that_two_empty_rows_break_is_named(
    empty_warehouse: Built, warehouse: duckdb.DuckDBPyConnection, tests: list[dict[str, Any]]
) -> None:
    line, _ = empty_warehouse
    assert len(tests) > 100
    unsaid = []
    for test in tests:
        told = test["test_metadata"]["kwargs"]
        said = said_of(
            warehouse,
            line.home,
            test,
            "select null_row.* from (values (1), (2)) as two(n) left join asked as null_row on false",
        )
        table = said.partition(": ")[2].partition(".")[0].partition(":")[0]
        due = [f"{table}.{column} is NULL in 2 rows" for column in told.get("not_null", [])]
        due += [f"{table}: {', '.join(told['unique'])} of another row in 2 rows"] if "unique" in told else []
        unsaid += [f"{table}: {sentence}" for sentence in due if sentence not in said]
    assert unsaid == []


def test_another_value_is_named_and_none_is_not(
    empty_warehouse: Built, warehouse: duckdb.DuckDBPyConnection, tests: list[dict[str, Any]]
) -> None:
    line, nodes = empty_warehouse
    (test,) = [each for each in tests if each["attached_node"].endswith(".planned_purposes")]
    assert nodes[test["unique_id"]] == "pass"
    row = "select * replace (cast({} as integer) as planned_frequency) from asked limit 1"
    assert said_of(warehouse, line.home, test, row.format(3)) == ""
    assert "planned_purposes.planned_frequency is none of 0, 1, 2, 3 in 1 rows" in said_of(
        warehouse, line.home, test, row.format(4)
    )
    assert "none of" not in said_of(warehouse, line.home, test, row.format("null"))
