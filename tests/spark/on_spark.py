"""A home built on Spark, by the commands of docs/spark.md, with the settings of a test: little data, nothing kept running."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.the_line import REPO

DBT = REPO / ".venv-spark" / "bin" / "dbt"
SMALL = {
    "SPARK_CONF_DIR": str(Path(__file__).with_name("conf")),
    # a short life: no second, slower compiler; but its room for code, which is smaller then, is not enough for a whole build
    "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=256m -XX:+UseSerialGC",
    "LOS_SPARK_CATALOG": "in-memory",  # else Derby's, which takes longer to start than some models
    "LOS_SPARK_PARTITIONS": "1",
    "LOS_SPARK_MEMORY": "2g",
}


def needed() -> None:
    """Skip where Spark was not set up; fail where it was asked for (`make test SPARK=yes`, as CI does)."""
    lacking = [name for name, is_there in (("make setup-spark", DBT.exists()), ("Java", shutil.which("java"))) if not is_there]  # fmt: skip
    if lacking and os.environ.get("LOS_REQUIRE_SPARK") == "1":
        pytest.fail(f"Spark was asked for and is not whole: {' and '.join(lacking)} is missing")
    if lacking:
        pytest.skip(f"Spark is not set up here: {' and '.join(lacking)} is missing")


class OnSpark:
    """A LOS_HOME whose landing is there already, and the dbt project it is built with."""

    def __init__(self, home: Path, project: Path) -> None:
        self.home, self.project = home, project
        self.target = home / "dbt-spark" / "target"
        self.board = home / "board.duckdb"
        own = {name: value for name, value in os.environ.items() if not name.startswith(("LOS_", "SPARK_"))}
        self.environment = own | SMALL | {"LOS_HOME": str(home), "PYTHONPATH": str(REPO)}

    def dbt(self, verb: str, *options: str) -> dict[str, str]:
        """Run dbt; return how each node ended. A node that failed is not an error here."""
        project = str(self.project)
        folders = ["--project-dir", project, "--profiles-dir", project, "--target-path", str(self.target)]
        folders += ["--log-path", str(self.home / "dbt-spark" / "logs")]
        (self.target / "run_results.json").unlink(missing_ok=True)
        said = self._run(str(DBT), verb, *folders, "--target", "spark", "--quiet", *options)
        results = self.target / "run_results.json"
        assert results.exists(), f"dbt did not get as far as its results:\n{said[-3000:]}"
        return {node["unique_id"]: f"{node['status']} {node['message'] or ''}".strip()
                for node in json.loads(results.read_text())["results"]}  # fmt: skip

    def build(self, *options: str) -> dict[str, str]:
        """List the batches and build: as dbt()."""
        self.module("extractors.raw_files")
        return self.dbt("build", *options)

    def publish(self) -> None:
        """Publish the board file of what Spark built."""
        self.module("dashboards.spark_reports", str(self.target / "manifest.json"))

    def module(self, *words: str) -> str:
        """Run a module of ours in the environment of this home; it must end well."""
        return self._run(sys.executable, "-m", *words, must=True)

    def _run(self, *words: str, must: bool = False) -> str:
        done: Any = subprocess.run(words, env=self.environment, cwd=REPO, capture_output=True, text=True, timeout=3000)
        said = f"{done.stdout}\n{done.stderr}"
        assert done.returncode == 0 or not must, f"{words} ended with {done.returncode}:\n{said[-3000:]}"
        return said
