"""What the tests of the dbt project share: a warehouse into which nothing was loaded yet, with every model and test of it built."""

from __future__ import annotations

import json

import pytest

from tests.the_line import Line

Built = tuple[Line, dict[str, str]]


@pytest.fixture(scope="session")
def empty_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The line, and how each node of dbt that does something ended."""
    line = Line(tmp_path_factory.mktemp("new"), "http://127.0.0.1:1")
    line.run("-m", "extractors", "load")
    line.build_models()
    said = json.loads((line.home / "dbt" / "target" / "run_results.json").read_text())
    nodes = {node["unique_id"]: node["status"] for node in said["results"]}
    return line, {
        name: status for name, status in nodes.items() if not name.startswith("exposure.")
    }  # nothing runs for those
