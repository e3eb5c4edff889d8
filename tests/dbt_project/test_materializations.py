"""A model that fails, half-way or by its contract, leaves what there was, whole, and nothing beside it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.conftest import REPO

SOUND = "select cast(i as integer) as n from range(5) as r(i)"
FAILS_LATE = (
    "select cast(case when i = 3000000 then error('late fault') else i end as integer) as n from range(4000000) as r(i)"
)
CONTRACTED = """
models:
  - {name: contracted, config: {contract: {enforced: true}}, columns: [{name: n, data_type: integer}]}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A dbt project of two tables that are built as ours are, one of them under a contract as our reports are."""
    (tmp_path / "models").mkdir()
    (tmp_path / "macros").mkdir()
    shutil.copy(REPO / "dbt_project" / "macros" / "materializations.sql", tmp_path / "macros")
    (tmp_path / "dbt_project.yml").write_text("name: p\nversion: '1.0.0'\nprofile: p\nmodels: {+materialized: table}\n")
    (tmp_path / "profiles.yml").write_text(f"p: {{target: t, outputs: {{t: {{type: duckdb, path: {tmp_path}/w.duckdb}}}}}}\n")  # fmt: skip
    (tmp_path / "models" / "contracted.yml").write_text(CONTRACTED)
    return tmp_path


def run(project: Path, sql: str) -> str:
    """Write the SELECT, with or without a config of its own, into both models and run dbt; return what it said."""
    for name in ("contracted", "plain"):
        (project / "models" / f"{name}.sql").write_text(sql)
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", "run", "--quiet"]
    folders = ["--project-dir", str(project), "--profiles-dir", str(project)]
    done = subprocess.run([*command, *folders], cwd=project, capture_output=True, text=True, timeout=300)
    return done.stdout + done.stderr


def held(project: Path) -> dict[str, int]:
    with duckdb.connect(str(project / "w.duckdb"), read_only=True) as database:
        tables = [name for (name,) in database.execute("select table_name from duckdb_tables()").fetchall()]
        return {name: len(database.execute(f"from {name}").fetchall()) for name in tables}


def test_a_model_that_fails_half_way_leaves_the_table_there_was_and_nothing_beside_it(project: Path) -> None:
    run(project, SOUND)
    assert held(project) == {"contracted": 5, "plain": 5}
    assert run(project, FAILS_LATE).count("late fault") >= 2
    assert held(project) == {"contracted": 5, "plain": 5}


def test_a_view_with_other_columns_than_its_contract_says_is_refused_and_the_old_one_stays(project: Path) -> None:
    as_view = "{{ config(materialized='view') }} "
    run(project, as_view + SOUND)
    said = run(project, as_view + "select 'five' as n")
    assert "contract" in said
    with duckdb.connect(str(project / "w.duckdb"), read_only=True) as database:
        assert len(database.execute("from contracted").fetchall()) == 5
        assert database.execute("from plain").fetchall() == [("five",)]
