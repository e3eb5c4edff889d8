"""`dbt build` against a hand-written query per KPI, a day more on a long and on a short history, and the cost of organisations.

Part of make bench. The data is tests/bench_history.py's, the floor tests/bench_floor.py's. dbt builds with the tests of the data,
as every morning, and without the unit tests; its seconds are those of the whole command, its memory that of its process at its
largest. `python -m tests.bench_build floor|day|curve WAREHOUSE ...` is one of them alone, over a warehouse the line has loaded.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import bench_floor, bench_history
from tests.bench_memory import peak_mb

# organisations and months: of the floor, and of the long and the short history
SIZES: dict[str, dict[str, Any]] = {
    "small": {"floor": (1, 12), "day": 1, "curve": (1, 2)},
    "full": {"floor": (127, 24), "day": 3, "curve": (1, 5, 25, 125, 250)},
}
LONG_MONTHS, SHORT_MONTHS, CURVE_MONTHS = 36, 1, 3
MEMORY = "5GB"  # DuckDB's share of what dbt may take; beyond it, it writes to the disk
TARGETS = {"build_vs_floor": 3.0, "day_added_3y_vs_1m": 1.5, "peak_gb": 8.0}


@dataclass(frozen=True)
class Built:
    """What one dbt build took."""

    seconds: float
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
            "seconds": self.seconds, "peak_mb": self.peak_mb, "model_seconds": self.model_seconds,
            "test_seconds": round(sum(taken for name, taken in self.models.items() if name.startswith("test.")), 2),
            "slowest": {name.removeprefix("model.line_of_sight."): round(taken, 2) for name, taken in worst},
        }  # fmt: skip


# dbt, and at its end what the system knows of its process
DBT = """import atexit, os, pathlib
from dbt.cli.main import cli
kept = pathlib.Path(os.environ["LOS_HOME"]) / "dbt.status"
atexit.register(lambda: kept.write_text(pathlib.Path("/proc/self/status").read_text()))
cli()"""


class Home:
    """A warehouse over a history, and the project that builds it."""

    def __init__(self, folder: Path, those: list[bench_history.Copy], memory: str = MEMORY) -> None:
        self.folder, self.those = folder, those
        folder.mkdir(parents=True, exist_ok=True)
        self.project = bench_history.project(folder, those)
        profiles = self.project / "profiles.yml"
        said = profiles.read_text()
        limited = said.replace(
            "      threads: 2\n",
            f"      threads: 2\n      settings: {{memory_limit: {memory}}}\n",
            1,
        )
        if limited == said:
            raise RuntimeError("profiles.yml is not as it was: the memory of a build cannot be limited")
        profiles.write_text(limited)

    def fill(self, warehouse: Path, months: int, *, last_look: bool = True) -> dict[str, int]:
        """Write the history anew, and see it as raw.*; return the rows of each table."""
        rows = bench_history.write(warehouse, self.folder / "raw", self.those, months, last_look=last_look)
        if not (self.folder / "warehouse.duckdb").exists():
            bench_history.warehouse(self.folder / "warehouse.duckdb", self.folder / "raw", warehouse)
        return rows

    def build(self, *, tests: bool = True) -> Built:
        """Run dbt build, with the tests of the data or without; raise RuntimeError with its last words when it fails."""
        target, words = self.folder / "target", self.folder / "dbt.log"
        command = [
            sys.executable,
            "-c",
            DBT,
            "build",
            "--project-dir",
            str(self.project),
        ]
        command += [
            "--profiles-dir",
            str(self.project),
            "--target-path",
            str(target),
            "--log-path",
            str(self.folder / "logs"),
        ]
        command += [
            "--quiet",
            "--exclude-resource-type",
            "unit_test",
            *(() if tests else ("--exclude-resource-type", "test")),
        ]
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("LOS_", "DBT_"))}
        began = time.perf_counter()
        with words.open("w") as log:
            dbt = subprocess.Popen(command, env=environment | {"LOS_HOME": str(self.folder)}, stdout=log, stderr=log)
            dbt.wait()
        seconds = round(time.perf_counter() - began, 2)
        if dbt.returncode:
            raise RuntimeError(f"dbt build ended with {dbt.returncode}: {words.read_text()[-3000:]}")
        nodes = json.loads((target / "run_results.json").read_text())["results"]
        return Built(
            seconds,
            peak_mb((self.folder / "dbt.status").read_text()),
            {node["unique_id"]: node["execution_time"] for node in nodes},
        )


def floor(warehouse: Path, organisations: int, months: int, folder: Path) -> dict[str, Any]:
    """Return the build and the floor over the same files, and their ratio."""
    home = Home(folder, bench_history.copies(warehouse, organisations))
    began = time.perf_counter()
    rows = home.fill(warehouse, months)
    made = round(time.perf_counter() - began, 1)
    built = home.build()
    seconds, said = bench_floor.measure(folder / "raw", home.project / "seeds", MEMORY)
    with said:
        agreed = bench_floor.compared(said, folder / "warehouse.duckdb")
    total = round(sum(seconds.values()), 2)
    return {
        "organisations": organisations, "months": months, "rows": rows, "made_in_seconds": made, "build": built.said(),
        "floor": {"kpis": seconds, "seconds": total, "figures_compared": agreed},
        "ratio": round(built.seconds / total, 2), "models_ratio": round(built.model_seconds / total, 2),
        "target": TARGETS["build_vs_floor"],
    }  # fmt: skip


def day(warehouse: Path, organisations: int, folder: Path) -> dict[str, Any]:
    """Return what the models take for one day more on a long and on a short history, each built the evening before."""
    those = bench_history.copies(warehouse, organisations)
    found: dict[str, Any] = {"organisations": organisations, "target": TARGETS["day_added_3y_vs_1m"]}
    for name, months in {"3y": LONG_MONTHS, "1m": SHORT_MONTHS}.items():
        home = Home(folder / name, those)
        home.fill(warehouse, months, last_look=False)
        home.build(tests=False)
        rows = home.fill(warehouse, months)
        found[name] = {"months": months, "rows": rows, **home.build(tests=False).said()}
    found["ratio"] = round(found["3y"]["model_seconds"] / found["1m"]["model_seconds"], 2)
    return found


def curve(warehouse: Path, sizes: tuple[int, ...], folder: Path, months: int = CURVE_MONTHS) -> list[dict[str, Any]]:
    """Return what the build takes for so many organisations."""
    found = []
    for organisations in sizes:
        home = Home(folder / str(organisations), bench_history.copies(warehouse, organisations))
        rows = home.fill(warehouse, months)
        found.append(
            {
                "organisations": organisations,
                "months": months,
                "readings": rows["readings"],
                **home.build(tests=False).said(),
            }
        )
    return found


def measure(warehouse: Path, size: str) -> dict[str, Any]:
    """Return all three at a size."""
    asked = SIZES[size]
    with tempfile.TemporaryDirectory(prefix="los-bench-") as made:
        folder = Path(made)
        return {
            "build": floor(warehouse, *asked["floor"], folder / "floor"),
            "day_added": day(warehouse, asked["day"], folder / "day"),
            "organisations": curve(warehouse, asked["curve"], folder / "curve"),
        }


def told(found: dict[str, Any]) -> str:
    """Return what was measured in lines."""
    build, added = found["build"], found["day_added"]
    it, under = build["build"], build["floor"]
    lines = [
        f"dbt build of {build['organisations']} organisations, {build['months']} months, {build['rows']['readings']:,} readings:"
        f" {it['seconds']} s, {it['peak_mb']} MB at most; the floor ({len(under['kpis'])} KPIs) {under['seconds']} s: {build['ratio']} times"
        f" (target {build['target']:g})",
        f"a day more: {added['3y']['model_seconds']} s of models on 3 years, {added['1m']['model_seconds']} s on 1 month: {added['ratio']} times"
        f" (target {added['target']:g})",
    ]
    for each in found["organisations"]:
        lines.append(
            f"  {each['organisations']:>4} organisations, {each['readings']:>11,} readings: {each['seconds']:>7.1f} s, {each['peak_mb']} MB"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    which, of, *numbers = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="los-bench-", dir=os.environ.get("TMPDIR")) as made:
        into, counts = Path(made), [int(word) for word in numbers]
        if which == "floor":
            print(json.dumps(floor(Path(of), counts[0], counts[1], into), indent=1))
        elif which == "day":
            print(json.dumps(day(Path(of), counts[0], into), indent=1))
        else:
            print(json.dumps(curve(Path(of), tuple(counts), into), indent=1))
