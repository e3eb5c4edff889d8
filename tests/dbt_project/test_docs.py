"""What dbt's documentation says of the warehouse, with the offenders by name: every table, column and key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from extractors.registers import WITHDRAWN, Column, registers
from tests.dbt_project.conftest import Built
from tests.dbt_project.described import Table, tables

REGISTERS = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "staging" / "registers"
TOO_LARGE = {"stg_readings"}  # the largest table; a batch holds no reading twice, which is checked when it is read


@pytest.fixture(scope="module")
def documented(empty_warehouse: Built) -> dict[str, Table]:
    line, _ = empty_warehouse
    return tables(line.home)


def test_no_table_and_no_column_of_it_is_undescribed(documented: dict[str, Table]) -> None:
    assert len(documented) > 140 and all(table.columns for table in documented.values())
    bare = [name for name, table in documented.items() if len(table.description) < 10]
    bare += [
        f"{name}.{column}"
        for name, table in documented.items()
        for column in table.columns
        if len(table.said.get(column, "")) < 4
    ]
    assert bare == [], "\n".join(bare)


def test_no_column_is_described_that_is_not_there(documented: dict[str, Table]) -> None:
    assert [
        f"{name}.{column}" for name, table in documented.items() for column in table.said if column not in table.columns
    ] == []


def test_every_model_has_a_key_that_is_tested(documented: dict[str, Table]) -> None:
    models = {name: table for name, table in documented.items() if table.kind == "model"}
    # a register's view only picks its rows of stg_entries, and parts holds every measure model whole: tested there
    excused = {f"stg_{name}" for name in registers()} | {name for name in models if name.startswith("measure_")}
    assert models["stg_entries"].keys and models["parts"].keys
    assert {name for name, table in models.items() if not table.keys} - excused - TOO_LARGE == set()


def test_every_column_of_a_key_is_there(documented: dict[str, Table]) -> None:
    assert [
        f"{name}: {key}"
        for name, table in documented.items()
        for key in table.keys
        if not set(key) <= set(table.columns) or len(set(key)) < len(key)
    ] == []


def words_of(column: Column) -> str:
    """What a register's column is described as: its words in registers.toml, and what they leave open."""
    words = column.words
    if column.kind == "choice":
        words += f" (one of: {', '.join(column.values)})"
    if column.kind in ("person", "people"):
        words += " (only a keyed hash of it is kept)"
    if not column.needed and "empty" not in words.lower():
        words += " NULL: left empty" if words.endswith("?") else "; NULL: left empty"
    return words


def test_registers_are_described_in_the_words_of_their_specification() -> None:
    said: dict[str, dict[str, Any]] = {}
    for path in REGISTERS.glob("*.yml"):
        said |= {each["name"]: each for each in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]}
    other = []
    for register in registers().values():
        view = said.get(f"stg_{register.name}", {"columns": [], "description": "nothing"})
        columns = {each["name"]: each["description"] for each in view["columns"]}
        due = {column.name: words_of(column) for column in register.columns if column.name != WITHDRAWN}
        if view["description"] != register.what:
            other.append(f"stg_{register.name} should read: {register.what}")
        other += [
            f"stg_{register.name}.{name} should read: {words}"
            for name, words in due.items()
            if columns.get(name) != words
        ]
    assert other == [], "\n".join(other)
