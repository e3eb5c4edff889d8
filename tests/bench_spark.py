"""The same models over the same batches on Spark, local[2], and on DuckDB. Part of make bench, reported without a target.

Both build what a line has loaded, without the tests of the data: on Spark as docs/spark.md says, from where the batches lie, on DuckDB
from the warehouse. Over so few rows Spark's time is planning; what it says is what a build costs before there is any need for Spark.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.bench_home import say
from tests.spark import on_spark
from tests.the_line import REPO, Line

MODELS_ONLY = ("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test")


def measure(home: Path) -> dict[str, Any]:
    """Return what each engine took over copies of a line's home; the reason, where Spark is not set up."""
    if not on_spark.DBT.exists() or not shutil.which("java"):
        return {"skipped": "Spark is not set up: make setup-spark, and Java 17"}
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory(prefix="los-bench-") as made:
        for engine in ("duckdb", "spark"):
            there = Path(made) / engine
            shutil.copytree(home, there)
            say(f"the models on {engine}")
            began = time.perf_counter()
            {"duckdb": _on_duckdb, "spark": _on_spark}[engine](there)
            # no seconds of the processor: Java's end with it, unseen
            found[engine] = {"seconds": round(time.perf_counter() - began, 1)}
    return {**found, "ratio": round(found["spark"]["seconds"] / found["duckdb"]["seconds"], 1)}


def _on_duckdb(home: Path) -> None:
    Line(home, "http://127.0.0.1:1").build_models(*MODELS_ONLY)


def _on_spark(home: Path) -> None:
    ended = on_spark.OnSpark(home, REPO / "dbt_project").build(*MODELS_ONLY)
    well = ("success", "no-op")  # an exposure: nothing is to be done for it
    if wrong := {node: how for node, how in ended.items() if not how.startswith(well)}:
        raise RuntimeError(f"on Spark {len(wrong)} of {len(ended)} nodes did not succeed: {list(wrong.items())[:3]}")


if __name__ == "__main__":
    print(measure(Path(sys.argv[1])))
