"""The DAGs as Airflow reads them: which there are, in what order their tasks run, what wakes them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

REPO = Path(__file__).resolve().parents[2]
PLATFORMS = ("facebook", "linkedin", "x", "youtube")
POOLED = {"load", "something_new", "dbt_build", "check_figures", "publish", "tidy", "freeze", "render"}


def read_dags(folder: Path, tmp_path: Path) -> dict[str, Any]:
    """Read the DAG files in another process: Airflow keeps its settings for life. LOS_HOME there cannot be written."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LOS_", "AIRFLOW"))}
    environment |= {"AIRFLOW_HOME": str(tmp_path / "airflow"), "PYTHONPATH": str(REPO), "LOS_HOME": "/proc/nowhere"}
    environment |= {"AIRFLOW__CORE__LOAD_EXAMPLES": "False", "AIRFLOW__CORE__UNIT_TEST_MODE": "False"}
    command = [sys.executable, "-m", "tests.dags.read_dags", str(folder)]
    said = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, cwd=REPO)
    lines = [line for line in said.stdout.splitlines() if line.startswith("DAGS ")]
    assert lines, said.stderr
    found: dict[str, Any] = json.loads(lines[-1].removeprefix("DAGS "))
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return read_dags(REPO / "dags", tmp_path_factory.mktemp("dags"))


def test_the_eight_dags_are_read_without_an_error_a_home_or_a_network(found: dict[str, Any]) -> None:
    assert found["errors"] == {}
    assert set(found["dags"]) == {
        *(f"extract_{platform}" for platform in PLATFORMS), "imports", "retention", "build", "board_pack"
    }  # fmt: skip


def test_reading_the_dags_imports_no_heavy_library(found: dict[str, Any]) -> None:
    assert found["heavy"] == []


def test_an_extract_reads_then_forgets_then_checks_then_loads_and_one_failed_account_stops_neither(
    found: dict[str, Any],
) -> None:
    for platform in PLATFORMS:
        tasks = found["dags"][f"extract_{platform}"]["tasks"]
        assert {name: task["next"] for name, task in tasks.items()} == {
            "accounts": ["extract"], "extract": ["forget"], "forget": ["check", "load"], "check": ["load"], "load": [],
        }  # fmt: skip
        assert tasks["forget"]["rule"] == tasks["check"]["rule"] == tasks["load"]["rule"] == "all_done"
        assert tasks["extract"]["retries"] == 1


def test_the_inbox_goes_file_by_file_then_check_then_load(found: dict[str, Any]) -> None:
    tasks = found["dags"]["imports"]["tasks"]
    order = {name: task["next"] for name, task in tasks.items()}
    assert order == {"files": ["import_file", "load"], "import_file": ["check"], "check": ["load"], "load": []}


def test_retention_removes_then_checks_then_loads(found: dict[str, Any]) -> None:
    tasks = found["dags"]["retention"]["tasks"]
    assert {name: task["next"] for name, task in tasks.items()} == {"retain": ["check"], "check": ["load"], "load": []}


def test_a_build_goes_from_dbt_to_the_figures_check_to_the_publish_and_tidies_up(found: dict[str, Any]) -> None:
    order = {name: task["next"] for name, task in found["dags"]["build"]["tasks"].items()}
    assert order == {
        "nothing_landing": ["something_new"], "something_new": ["dbt_build"], "dbt_build": ["check_figures"],
        "check_figures": ["publish"], "publish": ["tidy"], "tidy": [],
    }  # fmt: skip


def test_a_month_is_frozen_and_then_rendered_and_read_back_and_signed_by_four(found: dict[str, Any]) -> None:
    pack = found["dags"]["board_pack"]
    assert {name: task["next"] for name, task in pack["tasks"].items()} == {
        "freeze": ["load", "render"], "render": ["prepare"], "load": [], "prepare": ["review"], "review": ["approve"],
        "approve": ["release"], "release": [],
    }  # fmt: skip
    assert pack["params"] == ["period", "by", "reason", "override", "override_by", "edition"]
    signed = [pack["tasks"][name] for name in ("prepare", "review", "approve", "release")]
    assert {(task["pool"], task["retries"]) for task in signed} == {("default_pool", 0)}  # people hold up no pool
    assert pack["tasks"]["load"]["rule"] == "all_success"  # what could not be frozen is not read back


def test_what_any_load_emits_wakes_the_build(found: dict[str, Any]) -> None:
    emitted = {uri for dag in found["dags"].values() for task in dag["tasks"].values() for uri in task["outlets"]}
    assert emitted == {
        *(f"los://raw/{source}" for source in (*PLATFORMS, "imports", "retention")),
        "los://editions/",
    }  # Airflow ends an address without a path so
    assert set(found["dags"]["build"]["wakes"]) == emitted


def test_whatever_opens_the_warehouse_waits_for_the_pool_of_one(found: dict[str, Any]) -> None:
    pools = {(name, task["pool"]) for dag in found["dags"].values() for name, task in dag["tasks"].items()}
    assert {name for name, pool in pools if pool == "warehouse"} == POOLED
    assert not POOLED & {name for name, pool in pools if pool != "warehouse"}


def test_every_dag_that_waits_for_nobody_runs_one_at_a_time_without_catching_up_and_says_what_to_do_when_red(
    found: dict[str, Any],
) -> None:
    for name, dag in found["dags"].items():
        waits_for_people = name == "board_pack"  # the next month is frozen while the last one is being signed
        assert (dag["catchup"], dag["runs"]) == (False, 16 if waits_for_people else 1)
        assert "When red" in dag["doc"]
    assert found["dags"]["extract_x"]["params"] == ["day", "since", "until", "again"]


def test_every_task_tells_the_alert_desk_how_it_ended_but_for_the_one_that_only_waits(found: dict[str, Any]) -> None:
    tells = {
        (name, task): about["tells"] for name, dag in found["dags"].items() for task, about in dag["tasks"].items()
    }
    assert tells.pop(("build", "nothing_landing")) == [False, True]
    assert {each for each, said in tells.items() if said != [True, True]} == set()


def test_an_empty_folder_has_none_of_the_eight_dags(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert read_dags(empty, tmp_path)["dags"] == {}


def test_no_setting_is_read_outside_the_doors_and_each_is_explained_once() -> None:
    explained = [line.partition("=")[0] for line in (REPO / "docker" / ".env.example").read_text().splitlines()]
    explained = [name for name in explained if name and not name.startswith("#")]
    assert len(explained) == len(set(explained))
    for path in (REPO / "dags").rglob("*.py"):
        if path.name != "door.py":
            assert "os.environ" not in path.read_text() and "getenv" not in path.read_text(), path.name
