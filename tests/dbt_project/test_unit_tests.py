"""The models' own unit tests run here, on a warehouse into which nothing was loaded yet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.the_line import Line


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> tuple[Line, dict[str, str]]:
    line = Line(tmp_path_factory.mktemp("new"), "http://127.0.0.1:1")
    line.run("-m", "extractors", "load")
    line.build_models()
    said = json.loads((line.home / "dbt" / "target" / "run_results.json").read_text())
    return line, {node["unique_id"]: node["status"] for node in said["results"]}


def test_every_unit_test_of_the_models_passes(results: tuple[Line, dict[str, str]]) -> None:
    _, nodes = results
    unit_tests = {name: status for name, status in nodes.items() if name.startswith("unit_test.")}
    written = sum(
        path.read_text().split("unit_tests:", 1)[-1].count("\n  - name: ")
        for path in (Path(__file__).resolve().parents[2] / "dbt_project" / "models").rglob("*.yml")
        if "unit_tests:" in path.read_text()
    )
    assert len(unit_tests) == written >= 12
    assert {name: status for name, status in unit_tests.items() if status != "pass"} == {}


def test_a_warehouse_with_nothing_in_it_builds_and_claims_nothing(results: tuple[Line, dict[str, str]]) -> None:
    line, nodes = results
    assert {name for name, status in nodes.items() if status not in ("success", "pass")} == set()
    assert line.warehouse("select count(*) from reports.figures where value is not null") == [(0,)]
