"""make bench: how fast, as ratios of two things measured in the same run, on the sandbox's data.

`python -m tests.bench SIZE [PART ...] [--into FILE]` measures every part, or those named, and writes each into the JSON as soon as it
is done, with its own date, load and seconds; parts measured before stay. So an hour can be cut in two. Without a part named it
begins with an empty file. `small` (what CI runs) goes to $LOS_HOME/bench.json, `full` to docs/benchmarks.json.
`python -m tests.bench table` prints the tables of that file, `page` puts them into docs/benchmarks.md. Exit 1, with its name, when a ratio was not measured.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests import (
    bench_airflow,
    bench_build,
    bench_dlt,
    bench_home,
    bench_import,
    bench_pages,
    bench_reading,
    bench_spark,
    bench_spc,
    bench_table,
)  # fmt: skip
from tests.bench_home import say
from tests.the_line import REPO

FULL, PAGE = REPO / "docs" / "benchmarks.json", REPO / "docs" / "benchmarks.md"
# the ratio, the part it comes from, and where in that part it stands
RATIOS: dict[str, tuple[str, tuple[str, ...]]] = {
    "build_vs_floor": ("build", ("ratio",)),
    "day_added_3y_vs_1m": ("day", ("ratio",)),
    "airflow_vs_direct": ("airflow", ("ratio",)),
    "rows_per_second_vs_floor": ("reading", ("ratios", "rows_per_second_vs_floor")),
    "rows_per_second_vs_dlt": ("reading", ("ratios", "rows_per_second_vs_dlt")),
    "rows_per_second_vs_airbyte": ("reading", ("ratios", "rows_per_second_vs_airbyte")),
    "memory_vs_dlt": ("reading", ("ratios", "memory_vs_dlt")),
    "page_vs_hello": ("pages", ("ratio",)),
    "rollup_vs_floor": ("rollup", ("ratio",)),
}


@dataclass(frozen=True)
class Run:
    """Where a run keeps what its parts share."""

    size: str
    home: Path  # LOS_HOME

    @property
    def folder(self) -> Path:
        """What can be made again: the line that was loaded, a board, the project as dbt parsed it."""
        return self.home / "bench" / self.size

    @property
    def loaded(self) -> Path:
        """The warehouse of the line, two years of the sandbox."""
        if not (self.folder / bench_home.LOADED).exists():
            with bench_home.sandbox() as there:
                bench_home.load(self.folder, there, self.size)
        return self.folder / "line" / "warehouse.duckdb"

    @property
    def board(self) -> Path:
        """A board file as the line publishes it; the part airflow leaves one."""
        path = self.folder / "board.duckdb"
        if not path.exists():
            with bench_home.sandbox() as there:
                line = bench_home.line(self.folder, there, self.size)
                say("the line: build and publish")
                line.build_again()
            shutil.copy(line.home / "board.duckdb", path)
        return path


def line(run: Run) -> dict[str, Any]:
    """Load two years of the sandbox, step by step."""
    with bench_home.sandbox() as there:
        return bench_home.load(run.folder, there, run.size)


def airflow(run: Run) -> dict[str, Any]:
    """Take the day after those two years, in Airflow and directly."""
    tomorrow = bench_home.TODAY + timedelta(days=1)
    with bench_home.sandbox() as there:
        loaded = bench_home.line(run.folder, there, run.size)
        there.day(tomorrow)
        return bench_airflow.measure(loaded, there.port, tomorrow, run.folder / "board.duckdb")


def reading(run: Run) -> dict[str, Any]:
    """Read posts of X, and let others read them."""
    with bench_home.sandbox() as there:
        return bench_reading.measure(there.url, bench_reading.POSTS[run.size], run.home)


def dlt(run: Run) -> dict[str, Any]:
    """Read the sandbox's own accounts, and let dlt read them."""
    with bench_home.sandbox() as there:
        return bench_dlt.measure(there.url, run.home)


PARTS: dict[str, Callable[[Run], dict[str, Any]]] = {
    "line": line,
    "airflow": airflow,
    "pages": lambda run: bench_pages.measure(run.board, turns=bench_pages.TURNS[run.size]),
    "reading": reading,
    "build": lambda run: bench_build.floor(run.loaded, run.size, run.folder / "built"),
    "day": lambda run: bench_build.day(run.loaded, run.size, run.folder / "built"),
    "rollup": lambda run: bench_build.rollup(run.loaded, run.size, run.folder / "built"),
    "curve": lambda run: bench_build.curve(run.loaded, run.size, run.folder / "built"),
    "spc": lambda run: bench_spc.measure(bench_spc.SERIES[run.size]),
    "import": lambda run: bench_import.measure(bench_import.ROWS[run.size]),
    "dlt": dlt,
    "spark": lambda run: bench_spark.measure(run.folder / "line"),
}
# seconds of a quiet machine of 2 cores that a part may take; what is not named is not measured at that size
BUDGET: dict[str, dict[str, int]] = {
    "small": {"line": 40, "airflow": 100, "pages": 30, "reading": 25, "build": 35, "day": 45, "spc": 10, "import": 10},
    "full": {"line": 90, "airflow": 240, "pages": 90, "reading": 240, "build": 600, "day": 300, "rollup": 240, "curve": 420, "spc": 60,
             "import": 60, "dlt": 90, "spark": 240},
}  # fmt: skip


def ratios(parts: dict[str, Any], size: str) -> dict[str, float | None]:
    """Return every ratio there is to report at a size, by its name; None where it was not measured."""
    found: dict[str, float | None] = {}
    for name, (part, path) in RATIOS.items():
        if part in BUDGET[size]:
            value = parts.get(part, {})
            for key in path:
                value = (value or {}).get(key)
            found[name] = value
    return found


def not_measured(found: dict[str, float | None], parts: list[str]) -> list[str]:
    """Return the names of the ratios of those parts that have no number."""
    return [name for name, value in found.items() if not value and RATIOS[name][0] in parts]


def machine() -> dict[str, Any]:
    """Return what is to be known of this machine and its engines."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    engines = ("duckdb", "dbt-core", "dbt-duckdb", "apache-airflow", "great-expectations", "streamlit", "pyarrow")
    return {"processors": os.cpu_count(), "memory_gb": round(memory, 1), "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(), **{name: version(name) for name in engines}}  # fmt: skip


def commit() -> str:
    """Return the commit that was measured, `+` behind it when files differ from it."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=REPO, capture_output=True, text=True).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + ("+" if git("status", "--porcelain", "--untracked-files=no") else "")


def one(name: str, run: Run) -> dict[str, Any]:
    """Measure one part; return what it found, or why it could not, with when, how loaded and how long."""
    began, spent, load = time.perf_counter(), sum(os.times()[:4]), round(os.getloadavg()[0], 1)
    about: dict[str, Any] = {"measured_at": f"{datetime.now(UTC):%Y-%m-%d %H:%M}", "commit": commit()}
    say(f"{name}: {BUDGET[run.size].get(name, 0)} s are planned on a quiet machine")
    try:
        found = PARTS[name](run)
    except Exception as error:
        traceback.print_exc()
        found = {"failed": f"{type(error).__name__}: {error}"[:2000]}
    took = round(time.perf_counter() - began, 1)
    say(f"{name}: done in {took} s" if "failed" not in found else f"{name}: FAILED after {took} s")
    processor = round(sum(os.times()[:4]) - spent, 1)  # its own, and what it started and saw the end of
    return {
        **about,
        "took_seconds": took,
        "took_processor_seconds": processor,
        "load": [load, round(os.getloadavg()[0], 1)],
        **found,
    }


def written(path: Path, size: str, parts: dict[str, Any]) -> dict[str, Any]:
    """Write the JSON, whole or not at all; return what it says."""
    said = {
        "size": size,
        "machine": machine(),
        "ratios": ratios(parts, size),
        "targets": bench_table.TARGETS,
        "parts": parts,
    }
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(said, indent=1) + "\n")
    beside.replace(path)
    return said


def main(words: list[str]) -> int:
    """Measure, write the file, print the tables."""
    home = Path(os.environ.get("LOS_HOME") or REPO / "var").resolve()
    reader = argparse.ArgumentParser(
        prog="tests.bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    reader.add_argument("size", choices=(*BUDGET, "table", "page"))
    reader.add_argument("parts", nargs="*", choices=(*PARTS, []), metavar="PART", help=", ".join(PARTS))
    reader.add_argument("--into", type=Path)
    asked = reader.parse_args(words)
    if asked.size in ("table", "page"):
        table = bench_table.of(json.loads((asked.into or FULL).read_text()))
        if asked.size == "page":
            PAGE.write_text(bench_table.put(PAGE.read_text(), table))
        print(table)
        return 0
    into: Path = asked.into or (FULL if asked.size == "full" else home / "bench.json")
    into.parent.mkdir(parents=True, exist_ok=True)
    run = Run(asked.size, home)
    there = json.loads(into.read_text()) if asked.parts and into.exists() else {}
    parts: dict[str, Any] = there["parts"] if there.get("size") == asked.size else {}
    names = asked.parts or list(BUDGET[asked.size])
    for name in names:
        parts[name] = one(name, run)
        said = written(into, asked.size, parts)
    print(bench_table.of(said))
    print(json.dumps(said["ratios"], indent=1))
    failed = [name for name in names if "failed" in parts[name]]
    if not asked.parts and not failed:  # else what is measured again needs it
        shutil.rmtree(run.folder, ignore_errors=True)
    lacking = not_measured(said["ratios"], names)
    for what, which in {"failed": failed, "not measured": lacking}.items():
        if which:
            print(f"{what}: {', '.join(which)}", file=sys.stderr)
    return 1 if failed or lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
