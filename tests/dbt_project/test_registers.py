"""The staging views of the registers hold what the specification says, no more and no less."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from extractors.registers import WITHDRAWN, registers

STAGING = Path(__file__).resolve().parents[2] / "dbt_project" / "models" / "staging" / "registers"
TYPES = {"day": "date", "month": "date", "count": "bigint", "amount": "double", "number": "double", "yes_no": "boolean"}


def test_every_register_has_its_view_and_every_view_its_register() -> None:
    assert {path.stem.removeprefix("stg_") for path in STAGING.glob("stg_*.sql")} == set(registers())


def test_every_register_is_named_in_the_seed_by_which_its_months_are_judged() -> None:
    with (STAGING.parents[2] / "seeds" / "registers.csv").open(newline="", encoding="utf-8") as rows:
        named = {row["register"]: row["name"] for row in csv.DictReader(rows)}
    assert named == {each.name: each.title for each in registers().values()}


@pytest.mark.parametrize("register", registers().values(), ids=lambda each: each.name)
def test_a_view_has_the_columns_of_its_register_in_their_order_and_kind(register) -> None:  # type: ignore[no-untyped-def]
    sql = (STAGING / f"stg_{register.name}.sql").read_text()
    said = [(name, kind) for name, kind in re.findall(r"cell\('(\w+)'(?:, '(\w+)')?\)", sql)]
    due = []
    for column in register.columns:
        due.append((column.name, TYPES.get(column.kind, "")))
        due += [(f"{column.name}_keys", "")] if column.kind == "hashtags" else []
    assert said == [each for each in due if each[0] != WITHDRAWN]
    assert f"where register = '{register.name}'" in sql
