"""make bench: how long each step of the line takes on this machine, on the sandbox's data. Writes $LOS_HOME/bench.json.

SIZE=small looks at one body, SIZE=full at all three; both two years, then the day after. Seconds are this machine's and
say little elsewhere; the share of each step says what to mend first. What says something elsewhere are ratios of two things
measured in the same run, under `ratios` by the names in RATIOS: the build (bench_build.py), a day in Airflow (bench_airflow.py),
reading (bench_reading.py) and a page (bench_pages.py); beside them the accounts of the sandbox read by dlt (bench_dlt.py), an import
(bench_import.py) and SPC (bench_spc.py). Exit 1, with its name, when one of RATIOS was not measured.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import requests

from tests import bench_airflow, bench_build, bench_dlt, bench_import, bench_pages, bench_reading, bench_spc
from tests.the_line import REPO, Line

TODAY = date(2026, 11, 16)
PORT = 8479
RATIOS = (
    "build_vs_floor", "day_added_3y_vs_1m", "airflow_vs_direct", "rows_per_second_vs_floor", "rows_per_second_vs_dlt", "memory_vs_dlt",
    "page_vs_hello",
)  # fmt: skip
SIZES: dict[str, set[str] | None] = {"small": {"osmere_facebook", "osmere_linkedin", "osmere_youtube"}, "full": None}


def timed(step: Callable[[], object]) -> float:
    """Return the seconds a step takes."""
    start = time.perf_counter()
    step()
    return round(time.perf_counter() - start, 2)


def ratios(measured: dict[str, Any]) -> dict[str, float | None]:
    """Return every ratio there is to report, by its name; None where it was not measured."""
    return {
        "build_vs_floor": measured["build"]["build"]["ratio"],
        "day_added_3y_vs_1m": measured["build"]["day_added"]["ratio"],
        "airflow_vs_direct": measured["airflow"]["ratio"],
        **measured["reading"]["ratios"],
        "page_vs_hello": measured["pages"]["ratio"],
    }


def not_measured(found: dict[str, float | None]) -> list[str]:
    """Return the names of the ratios that are not there, or have no number."""
    return [name for name in RATIOS if not found.get(name)]


def day(line: Line, today: date) -> dict[str, Any]:
    """Run one day, step by step; return seconds a step and the rows it left in the warehouse."""
    seconds = {
        f"extract {platform}": timed(
            lambda p=platform: line.run("-m", "extractors", "extract", p, LOS_TODAY=str(today))
        )
        for platform in line.platforms
    }
    seconds["check"] = timed(lambda: line.run("-m", "checks"))
    seconds["load"] = timed(lambda: line.run("-m", "extractors", "load"))
    seconds["build and publish"] = timed(line.build)
    rows = {t: line.warehouse(f"select count(*) from raw.{t}")[0][0] for t in ("posts", "interactions", "readings")}
    return {"seconds": seconds, "total_seconds": round(sum(seconds.values()), 2), "rows": rows}


def main(size: str) -> int:
    """Measure, print a table, write the file."""
    if size not in SIZES:
        print(f"SIZE={size}: choose small or full", file=sys.stderr)
        return 2
    home = Path(os.environ.get("LOS_HOME") or REPO / "var").resolve()
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "sandbox", "--port", str(PORT), "--date", str(TODAY), "--seed", "1"]
    sandbox = subprocess.Popen(command, cwd=REPO)
    try:
        while sandbox.poll() is None:
            try:
                requests.get(f"http://127.0.0.1:{PORT}/sandbox/health", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        with tempfile.TemporaryDirectory() as folder:
            line = Line(Path(folder), f"http://127.0.0.1:{PORT}", SIZES[size])
            registers = [
                "--folder",
                str(line.home / "files"),
                "--date",
                str(TODAY),
                "--seed",
                "1",
                "--register",
                line.environment["LOS_REGISTER"],
            ]
            line.run("-m", "sandbox.registers", *registers)
            for path in sorted((line.home / "files").glob("*/*.csv")):
                line.run(
                    "-m", "extractors", "import", str(path), "--organisation", path.parent.name, LOS_TODAY=str(TODAY)
                )
            measured: dict[str, Any] = {"size": size, "processors": os.cpu_count(), "two years": day(line, TODAY)}
            loaded = Path(folder) / "loaded.duckdb"
            shutil.copy(line.home / "warehouse.duckdb", loaded)
            tomorrow = TODAY + timedelta(days=1)
            clock = f"http://127.0.0.1:{PORT}/sandbox/clock"
            requests.post(clock, json={"today": str(tomorrow)}, timeout=60).raise_for_status()
            measured["airflow"] = bench_airflow.measure(line, PORT, tomorrow)
            measured["the day after"] = day(line, tomorrow)
            requests.post(clock, json={"today": str(TODAY)}, timeout=60).raise_for_status()
            measured["pages"] = bench_pages.measure(line.home / "board.duckdb")
            measured["build"] = bench_build.measure(loaded, size)
        python = bench_dlt.python_with_dlt(home)
        measured["reading"] = bench_reading.measure(f"http://127.0.0.1:{PORT}", bench_reading.POSTS[size], python)
        compared = bench_dlt.measure(f"http://127.0.0.1:{PORT}", python) if python else None
        measured |= {"dlt": compared} if compared else {}
    finally:
        sandbox.terminate()
        sandbox.wait(20)
    measured["spc"] = bench_spc.measure(bench_spc.SERIES[size])
    measured["import"] = bench_import.measure()
    measured["ratios"] = ratios(measured)
    (home / "bench.json").write_text(json.dumps(measured, indent=1) + "\n")
    for when in ("two years", "the day after"):
        print(f"{when}: {measured[when]['total_seconds']} s, rows {measured[when]['rows']}")
        for step, seconds in measured[when]["seconds"].items():
            print(f"  {step:<20} {seconds:>7.2f} s")
    spc = measured["spc"]
    print(
        f"SPC: {spc['series']} series of {spc['points']} points {spc['spc_seconds']} s, {spc['ratio']} times a plain look"
    )
    print(f"an export of X onto the shelf, and read_csv of it into Parquet:\n{bench_import.told(measured['import'])}")
    print(bench_pages.told(measured["pages"]))
    if compared:
        print(f"the same accounts read by dlt {bench_dlt.DLT}:\n{bench_dlt.told(compared)}")
    print(
        "\n".join(
            (
                bench_build.told(measured["build"]),
                bench_airflow.told(measured["airflow"]),
                bench_reading.told(measured["reading"]),
            )
        )
    )
    print(json.dumps(measured["ratios"], indent=1))
    if lacking := not_measured(measured["ratios"]):
        print(f"not measured: {', '.join(lacking)}", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "small"))
