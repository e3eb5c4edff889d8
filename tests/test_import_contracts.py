"""Who may import whom: the contracts hold, and each is seen to break."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[1]
ROOMS = ("storage", "extractors", "checks", "dashboards", "sandbox", "dags", "local", "tests")

BREACHES = [
    ("extractors/run.py", "import airflow", "Extractors know nothing of Airflow"),
    ("extractors/warehouse.py", "import dbt", "Extractors know nothing of Airflow"),
    ("extractors/landing.py", "import checks.gate", "Extractors know nothing of Airflow"),
    ("extractors/platforms/x.py", "import extractors.platforms.youtube", "Platforms never know each other"),
    (
        "extractors/exports/x_content.py",
        "import extractors.exports.meta_content",
        "Export families never know each other",
    ),
    ("checks/gate.py", "import extractors.warehouse", "Checks know the shelf"),
    ("dashboards/reads.py", "import extractors.records", "Dashboards read the board file"),
    ("dashboards/app_pages/board.py", "import great_expectations", "Dashboards read the board file"),
    ("storage/place.py", "import extractors.landing", "Storage knows no other room"),
    ("sandbox/app.py", "import extractors.records", "The sandbox knows no other room"),
    ("checks/gate.py", "import sandbox.app", "Nobody imports the DAGs"),
]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    house = tmp_path_factory.mktemp("house")
    shutil.copy(REPO / "pyproject.toml", house)
    for room in ROOMS:
        shutil.copytree(REPO / room, house / room, ignore=shutil.ignore_patterns("__pycache__"))
    return house


def test_the_contracts_hold() -> None:
    said = lint(REPO)
    assert said.returncode == 0, said.stdout
    assert "0 broken" in said.stdout


@pytest.mark.parametrize(("file", "line", "contract"), BREACHES)
def test_a_forbidden_import_breaks_its_contract(copy: Path, file: str, line: str, contract: str) -> None:
    place = copy / file
    before = place.read_text()
    place.write_text(f"{before}\n{line}\n")
    try:
        said = lint(copy)
    finally:
        place.write_text(before)
    broken = [row for row in said.stdout.splitlines() if row.startswith(contract) and row.endswith("BROKEN")]
    assert said.returncode == 1 and broken, said.stdout


def test_every_export_family_is_under_its_contract() -> None:
    contracts = tomllib.loads((REPO / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (listed,) = [each["modules"] for each in contracts if each["name"].startswith("Export families")]
    folder = {path.stem for path in (REPO / "extractors" / "exports").glob("[a-z]*.py")}
    assert {name.rpartition(".")[2] for name in listed} == folder


def test_the_house_has_no_room_for_everything() -> None:
    forbidden = {"utils.py", "helpers.py", "common.py", "base.py"}
    files = [path for room in ROOMS for path in (REPO / room).rglob("*.py")]
    assert len(files) > 40
    assert [path for path in files if path.name in forbidden] == []
