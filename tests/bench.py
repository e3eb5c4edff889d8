"""How long the whole line takes on this machine: python -m tests.bench small|full, written to var/bench.json.

small: the first day (730 days of history) and the day after. full: the first day and the seven days after. Each day is
a `make run SERVE=no`, Airflow's start included, in a home of its own that is removed afterwards.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from tests.test_run import REPO, settings

FIRST = date(2026, 11, 16)
DAYS_AFTER = {"small": 1, "full": 7}


def main(size: str) -> int:
    """Run the days, write and print what they took; return the exit code."""
    if size not in DAYS_AFTER:
        print(f"SIZE={size} is not one of {', '.join(DAYS_AFTER)}", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="los-bench-") as folder:
        home = Path(folder)
        days = [one_day(home, FIRST + timedelta(days=later)) for later in range(DAYS_AFTER[size] + 1)]
        said = {
            "size": size,
            "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
            "days": days,
            "bytes": {name: _bytes(home / name) for name in ("landing", "warehouse.duckdb", "board.duckdb")},
        }
    written = Path(os.environ.get("LOS_HOME") or REPO / "var") / "bench.json"
    written.parent.mkdir(parents=True, exist_ok=True)
    written.write_text(json.dumps(said, indent=1) + "\n")
    print(json.dumps(said, indent=1))
    return 0


def one_day(home: Path, day: date) -> dict[str, Any]:
    """Run one day and return its seconds on the clock and of processor, and the rows it read."""
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "run.py"],
        cwd=REPO,
        env=settings(home, LOS_TODAY=str(day)),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    took, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    with duckdb.connect(str(home / "board.duckdb"), read_only=True) as board:
        (rows,) = board.execute("select sum(rows)::bigint from extracts where is_latest").fetchone() or (None,)
    return {
        "day": str(day),
        "seconds": round(took, 1),
        "processor_seconds": round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1),
        "rows": rows,
    }


def _bytes(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "small"))
