"""make bench: how long each step of the line takes on this machine, on the sandbox's data. Writes $LOS_HOME/bench.json.

SIZE=small looks at one body, SIZE=full at all three; both two years, then the day after. Seconds are this machine's and
say little elsewhere; the share of each step says what to mend first. SPC is a ratio: tests/bench_spc.py; so is reading, against
dlt: tests/bench_dlt.py; so is an import, against DuckDB's read_csv: tests/bench_import.py; so is a page, against one that says hello:
tests/bench_pages.py.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import requests

from tests import bench_dlt, bench_import, bench_pages, bench_spc
from tests.the_line import REPO, Line

TODAY = date(2026, 11, 16)
PORT = 8479
SIZES: dict[str, set[str] | None] = {"small": {"osmere_facebook", "osmere_linkedin", "osmere_youtube"}, "full": None}


def timed(step: Callable[[], object]) -> float:
    """Return the seconds a step takes."""
    start = time.perf_counter()
    step()
    return round(time.perf_counter() - start, 2)


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
            measured = {"size": size, "processors": os.cpu_count(), "two years": day(line, TODAY)}
            tomorrow = TODAY + timedelta(days=1)
            clock = f"http://127.0.0.1:{PORT}/sandbox/clock"
            requests.post(clock, json={"today": str(tomorrow)}, timeout=60).raise_for_status()
            measured["the day after"] = day(line, tomorrow)
            requests.post(clock, json={"today": str(TODAY)}, timeout=60).raise_for_status()
            measured["pages"] = bench_pages.measure(line.home / "board.duckdb")
        compared = bench_dlt.measure(f"http://127.0.0.1:{PORT}", home)
        measured |= {"dlt": compared} if compared else {}
    finally:
        sandbox.terminate()
        sandbox.wait(20)
    measured["spc"] = bench_spc.measure(bench_spc.SERIES[size])
    measured["import"] = bench_import.measure()
    measured["ratios"] = {"page_vs_hello": measured["pages"]["ratio"]}
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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "small"))
