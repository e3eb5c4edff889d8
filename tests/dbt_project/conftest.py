"""What the tests of the dbt project share: a warehouse into which nothing was loaded yet, with every model and test of it built."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.dbt_project.spc import CASES, Cases, Chart, Point, Sql, compile_macros, month, points
from tests.once import built_once
from tests.the_line import Line

Built = tuple[Line, dict[str, str]]


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The line, and how each node of dbt that does something ended."""
    with built_once(tmp_path_factory, "new") as (folder, is_built):
        line = Line(folder, "http://127.0.0.1:1")
        if not is_built:
            line.run("-m", "extractors", "load")
            line.build_models()
    said = json.loads((line.home / "dbt" / "target" / "run_results.json").read_text())
    nodes = {node["unique_id"]: node["status"] for node in said["results"]}
    return line, {
        name: status for name, status in nodes.items() if not name.startswith("exposure.")
    }  # nothing runs for those


@pytest.fixture(scope="session")
def spc_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where dbt compiled the XmR macro."""
    return tmp_path_factory.mktemp("spc")


@pytest.fixture(scope="session")
def spc_sql(spc_home: Path) -> Sql:
    """Every way the tests call the XmR macro, as dbt compiles it."""
    return compile_macros(spc_home)


@pytest.fixture(scope="session")
def spc_cases() -> Cases:
    """The made-up series and what NHSRplotthedots says of them."""
    return Cases(CASES)


@pytest.fixture(scope="session")
def chart(spc_sql: Sql) -> Chart:
    """Draw one series: values by month (None: a row without one), what holds for all of them, and what holds for some."""

    def draw(
        values: list[float | None],
        call: str = "nhsrplotthedots",
        some: dict[int, Point] | None = None,
        **all_of_them: Any,
    ) -> list[Point]:
        rows = [
            {"period": month(number), "improvement_direction": "increase", "value": value, **all_of_them, **(some or {}).get(number, {})}
            for number, value in enumerate(values)
        ]  # fmt: skip
        return points([{"series_id": "S", **row} for row in rows], spc_sql[call])

    return draw
