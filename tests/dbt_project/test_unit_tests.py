"""The models' own unit tests run here, on a warehouse into which nothing was loaded yet."""

from __future__ import annotations

from pathlib import Path

from tests.dbt_project.conftest import Built


def test_every_unit_test_of_the_models_passes(empty_warehouse: Built) -> None:
    _, nodes = empty_warehouse
    unit_tests = {name: status for name, status in nodes.items() if name.startswith("unit_test.")}
    written = sum(
        path.read_text().split("unit_tests:", 1)[-1].count("\n  - name: ")
        for path in (Path(__file__).resolve().parents[2] / "dbt_project" / "models").rglob("*.yml")
        if "unit_tests:" in path.read_text()
    )
    assert len(unit_tests) == written >= 12
    assert {name: status for name, status in unit_tests.items() if status != "pass"} == {}


def test_a_warehouse_with_nothing_in_it_builds_and_claims_nothing(empty_warehouse: Built) -> None:
    line, nodes = empty_warehouse
    assert {name for name, status in nodes.items() if status not in ("success", "pass")} == set()
    assert line.warehouse("select count(*) from reports.figures where value is not null") == [(0,)]
