"""`dbt build` against a hand-written query per KPI, a day more on a long and on a short history, and the cost of organisations.

Four parts of make bench: `floor` (build), `day`, `rollup` and `curve`. The data is tests/bench_history.py's, the floor
tests/bench_floor.py's. dbt builds as every morning: the project is parsed already, the tests of the data run (where it is
not said otherwise), the unit tests do not. Its seconds are those of the whole command, its memory that of its process at its
largest. All of them use one folder after each other, in which only what dbt knows of the project stays.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import bench_floor, bench_history
from tests.bench_home import say
from tests.bench_memory import peak_mb

# (organisations, months) of the build; organisations of the two histories; (organisations, times each post) of the roll-up
SIZES: dict[str, dict[str, Any]] = {
    "small": {"floor": (1, 12), "day": (1,), "rollup": (1, 10), "curve": (1, 2)},
    "full": {"floor": (127, 24), "day": (3, 24), "rollup": (24, 29), "curve": (1, 5, 25, 125, 250)},
}
LONG_MONTHS, SHORT_MONTHS, CURVE_MONTHS, ROLLUP_MONTHS = 36, 1, 3, 24
MEMORY = "5GB"  # DuckDB's share of what dbt may take; beyond it, it writes to the disk
TARGETS = {"build_vs_floor": 3.0, "day_added_3y_vs_1m": 1.5, "rollup_vs_floor": 3.0, "peak_gb": 8.0}


@dataclass(frozen=True)
class Built:
    """What one dbt build took."""

    seconds: float
    processor_seconds: float
    peak_mb: int
    models: dict[str, float]  # seconds of each model, seed and test

    @property
    def model_seconds(self) -> float:
        """Seconds of the models alone, added up, two at a time as they ran."""
        return round(sum(seconds for name, seconds in self.models.items() if name.startswith("model.")), 2)

    def said(self) -> dict[str, Any]:
        """What is written down of it."""
        worst = sorted(self.models.items(), key=lambda item: -item[1])[:12]
        return {
            "seconds": self.seconds, "processor_seconds": self.processor_seconds, "peak_mb": self.peak_mb, "model_seconds": self.model_seconds,
            "test_seconds": round(sum(taken for name, taken in self.models.items() if name.startswith("test.")), 2),
            "slowest": {name.removeprefix("model.line_of_sight."): round(taken, 2) for name, taken in worst},
        }  # fmt: skip


# dbt, and at its end what the system knows of its process
DBT = """import atexit, os, pathlib, time
from dbt.cli.main import cli
kept = pathlib.Path(os.environ["LOS_HOME"]) / "dbt.status"
atexit.register(lambda: kept.write_text(pathlib.Path("/proc/self/status").read_text() + f"Processor: {time.process_time()}"))
cli()"""


class Home:
    """A warehouse over a history, and the project that builds it."""

    def __init__(self, folder: Path, those: list[bench_history.Copy], memory: str = MEMORY) -> None:
        self.folder, self.those, self.environment = folder, those, {"LOS_HOME": str(folder)}
        self.is_parsed = False
        self.clear()
        folder.mkdir(parents=True, exist_ok=True)
        self.project = bench_history.project(folder, those)
        profiles = self.project / "profiles.yml"
        said = profiles.read_text()
        if named := re.search(r"memory_limit: .*env_var\('(\w+)'", said):
            self.environment[named[1]] = memory
            return
        limited = said.replace(
            "      threads: 2\n", f"      threads: 2\n      settings: {{memory_limit: {memory}}}\n", 1
        )
        if limited == said:
            raise RuntimeError("profiles.yml is not as it was: the memory of a build cannot be limited")
        profiles.write_text(limited)

    def clear(self) -> None:
        """Take away everything but what dbt knows of the project."""
        for each in self.folder.glob("*"):
            if each.name != "target":
                shutil.rmtree(each) if each.is_dir() else each.unlink()

    def fill(self, warehouse: Path, months: int, *, last_look: bool = True, **how: Any) -> dict[str, int]:
        """Write the history anew, and see it as raw.*; return the rows of each table."""
        shutil.rmtree(self.folder / "raw", ignore_errors=True)
        say(f"history: {len(self.those)} organisations, {months} months")
        rows = bench_history.write(warehouse, self.folder / "raw", self.those, months, last_look=last_look, **how)
        say(f"history: {rows['readings']:,} readings")
        if not (self.folder / "warehouse.duckdb").exists():
            bench_history.warehouse(self.folder / "warehouse.duckdb", self.folder / "raw", warehouse)
        return rows

    def keeps(self) -> bool:
        """Return whether any model keeps rows from one build to the next. The project was parsed."""
        nodes = json.loads((self.folder / "target" / "manifest.json").read_text())["nodes"].values()
        return any(node["config"].get("materialized") in ("incremental", "microbatch") for node in nodes)

    def parse(self) -> None:
        """Let dbt read the project, as it has before every morning but the first."""
        if not self.is_parsed:
            say(f"the project is parsed: {self._dbt('parse')} s")
        self.is_parsed = True

    def build(self, *, tests: bool = True) -> Built:
        """Run dbt build, with the tests of the data or without; raise RuntimeError with its last words when it fails."""
        self.parse()
        seconds = self._dbt(
            "build", "--exclude-resource-type", "unit_test", *(() if tests else ("--exclude-resource-type", "test"))
        )
        nodes = json.loads((self.folder / "target" / "run_results.json").read_text())["results"]
        status = (self.folder / "dbt.status").read_text()
        built = Built(seconds, round(float(status.rpartition("Processor: ")[2]), 1), peak_mb(status),
                      {node["unique_id"]: node["execution_time"] for node in nodes})  # fmt: skip
        say(f"built in {built.seconds} s, {built.processor_seconds} s of the processor, {built.peak_mb} MB at most")
        return built

    def _dbt(self, verb: str, *options: str) -> float:
        words, target = self.folder / "dbt.log", self.folder / "target"
        command = [sys.executable, "-c", DBT, verb, "--project-dir", str(self.project), "--profiles-dir", str(self.project),
                   "--target-path", str(target), "--log-path", str(self.folder / "logs"), "--quiet", *options]  # fmt: skip
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOS_", "DBT_"))}
        began = time.perf_counter()
        with words.open("w") as log:
            dbt = subprocess.Popen(command, env=kept | self.environment, stdout=log, stderr=log)
            while True:
                try:
                    dbt.wait(60)
                    break
                except subprocess.TimeoutExpired:
                    say(f"dbt {verb} is at work, {time.perf_counter() - began:.0f} s so far")
        if dbt.returncode:
            raise RuntimeError(f"dbt {verb} ended with {dbt.returncode}: {words.read_text()[-3000:]}")
        return round(time.perf_counter() - began, 2)


@contextmanager
def home_of(folder: Path, warehouse: Path, organisations: int) -> Iterator[Home]:
    """Yield a home of so many organisations, and leave nothing large behind."""
    home = Home(folder, bench_history.copies(warehouse, organisations))
    try:
        yield home
    finally:
        home.clear()


def floor(warehouse: Path, size: str, folder: Path) -> dict[str, Any]:
    """Return the build and the floor over the same files, and their ratio."""
    organisations, months = SIZES[size]["floor"]
    with home_of(folder, warehouse, organisations) as home:
        return _against_the_floor(home, warehouse, months, TARGETS["build_vs_floor"])


def rollup(warehouse: Path, size: str, folder: Path) -> dict[str, Any]:
    """Return the same over many posts, each looked at once, as a roll-up of posts has them."""
    organisations, times = SIZES[size]["rollup"]
    with home_of(folder, warehouse, organisations) as home:
        found = _against_the_floor(
            home, warehouse, ROLLUP_MONTHS, TARGETS["rollup_vs_floor"], looked_at_once=True, times=times
        )
    return {"times_each_post": times, **found}


def _against_the_floor(home: Home, warehouse: Path, months: int, target: float, **how: Any) -> dict[str, Any]:
    began = time.perf_counter()
    rows = home.fill(warehouse, months, **how)
    made = round(time.perf_counter() - began, 1)
    spent = time.process_time()
    seconds, said = bench_floor.measure(home.folder / "raw", home.project / "seeds", MEMORY)
    processor = round(time.process_time() - spent, 1)
    total = round(sum(seconds.values()), 2)
    say(f"the floor: {total} s")
    with said:
        built = home.build()
        agreed = bench_floor.compared(said, home.folder / "warehouse.duckdb")
    return {
        "organisations": len(home.those), "months": months, "rows": rows, "made_in_seconds": made, "build": built.said(),
        "floor": {"kpis": seconds, "seconds": total, "processor_seconds": processor, "figures_compared": agreed},
        "ratio": round(built.seconds / total, 2), "processor_ratio": round(built.processor_seconds / processor, 2),
        "models_ratio": round(built.model_seconds / total, 2), "target": target,
    }  # fmt: skip


def day(warehouse: Path, size: str, folder: Path) -> dict[str, Any]:
    """Return what the models take for one day more on a long and on a short history, of few and of many organisations.

    Where a model keeps rows from one build to the next, each was built the evening before; else that would change nothing.
    The ratio is that of the most organisations.
    """
    each: list[dict[str, Any]] = []
    for organisations in SIZES[size]["day"]:
        found: dict[str, Any] = {"organisations": organisations}
        for name, months in {"3y": LONG_MONTHS, "1m": SHORT_MONTHS}.items():
            with home_of(folder, warehouse, organisations) as home:
                home.parse()
                found["built_the_evening_before"] = home.keeps()
                if home.keeps():
                    home.fill(warehouse, months, last_look=False)
                    home.build(tests=False)
                rows = home.fill(warehouse, months)
                found[name] = {"months": months, "rows": rows, **home.build(tests=False).said()}
        found["ratio"] = round(found["3y"]["model_seconds"] / found["1m"]["model_seconds"], 2)
        each.append(found)
    return {"sizes": each, "ratio": each[-1]["ratio"], "target": TARGETS["day_added_3y_vs_1m"]}


def curve(warehouse: Path, size: str, folder: Path) -> dict[str, Any]:
    """Return what the build without the tests of the data takes for so many organisations, and what each of them costs beyond the first."""
    found: list[dict[str, Any]] = []
    for organisations in SIZES[size]["curve"]:
        with home_of(folder, warehouse, organisations) as home:
            rows = home.fill(warehouse, CURVE_MONTHS)
            found.append(
                {"organisations": organisations, "readings": rows["readings"], **home.build(tests=False).said()}
            )
    return {"months": CURVE_MONTHS, "sizes": found}
