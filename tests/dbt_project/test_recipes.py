"""The examples of CONTRIBUTING.md fit the files they are for."""

from __future__ import annotations

import csv
import re
import shutil
import tomllib
from pathlib import Path

import yaml

from checks.strategy import SEEDS, contradictions
from extractors.registers import SPECIFICATION, Column

REPO = Path(__file__).resolve().parents[2]


def examples(language: str) -> list[str]:
    """Every block of a language in CONTRIBUTING.md."""
    return re.findall(rf"```{language}\n(.*?)```", (REPO / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)


def test_a_strategy_with_the_rows_of_the_recipes_holds_together(tmp_path: Path) -> None:
    seeds = tmp_path / "seeds"
    shutil.copytree(SEEDS, seeds)
    headers = {path.read_text(encoding="utf-8").splitlines()[0]: path for path in seeds.glob("*.csv")}
    taken = []
    for example in examples("csv"):
        header, *rows = example.splitlines()
        path = headers[header]
        taken.append(path.stem)
        kept = path.read_text(encoding="utf-8").splitlines()
        if path.stem == "purposes":  # the new one takes the place of another, in a list with the next version
            kept = [line for line in kept if line.split(",")[0] != rows[0].split(",")[0]]
            kept = [line.replace("proposed-2026.1", "proposed-2026.2") for line in kept]
        path.write_text("\n".join([*kept, *rows]) + "\n", encoding="utf-8")
    assert taken == ["kpis", "kpi_objectives", "purposes"]
    assert contradictions(seeds) == []
    with (seeds / "kpis.csv").open(newline="", encoding="utf-8") as lines:
        assert list(csv.DictReader(lines))[-1]["kpi_id"] == "OC-TAGGED"


def test_the_recipe_of_a_register_has_the_fields_of_the_specification() -> None:
    (example,) = (tomllib.loads(text) for text in examples("toml"))
    ((name, register),) = example.items()
    others = tomllib.loads(SPECIFICATION.read_text(encoding="utf-8"))
    assert name not in others and set(register) == set(others["hours"])
    columns = {each["name"]: Column(**each) for each in register["columns"]}
    assert {*register["key"], register["dated"]} <= set(columns)


def test_the_recipe_of_a_measure_yields_parts_and_its_unit_test_is_of_it() -> None:
    (sql,) = examples("sql")
    yields = re.findall(r"'(pounds_\w+)'", sql)
    assert sql.startswith("-- One row per ") and "as_parts('spent'" in sql and len(yields) == 2
    model, unit_test = (yaml.safe_load(text.replace("*part", "[]"))[0] for text in examples("yaml"))
    assert model["name"] == unit_test["model"] == "measure_spend"
    assert {row["measure"] for row in unit_test["expect"]["rows"]} == set(yields)
