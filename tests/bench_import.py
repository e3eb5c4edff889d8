"""One export of 300,000 rows onto the shelf, against DuckDB's read_csv of the same file into Parquet. Part of make bench.

Ours reads X's content CSV with every check there is, masks it, and writes posts, counts and the kept page; theirs copies text
cells and knows no column, so the ratio says what the knowing costs. Each side runs twice in a process of its own and the
better run counts; seconds are without the start of Python, `peak_mb` is the process at its largest and `grown_mb` what the
file added to it. `python -m tests.bench_import 300000` is this alone.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb

from extractors.imports import import_file
from extractors.landing import Landing
from tests.bench_memory import peak_mb
from tests.extractors.export_files import DOOR, NOON, X_HEADER, x_row

REPO = Path(__file__).parents[1]
ROWS, SEED = {"small": 30_000, "full": 300_000}, 20261122
NAME = "account_analytics_content_2025-01-01_2026-01-01.csv"
FIRST = datetime(2025, 1, 1, tzinfo=UTC)


def measure(rows: int) -> dict[str, Any]:
    """Return seconds, rows a second and memory of both sides, and their ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        impressions = write(path, rows)
        sides: dict[str, Any] = {}
        for side in ("ours", "duckdb"):
            runs = [_in_its_own_process(side, path) for _ in range(2)]
            sides[side] = min(runs, key=lambda run: run["seconds"])
            if any((run["rows"], run["impressions"]) != (rows, impressions) for run in runs):
                raise RuntimeError(f"{side} did not read the file that was written: {runs}")
        size = round(path.stat().st_size / (1 << 20), 1)
    ours, theirs = sides["ours"], sides["duckdb"]
    ratios = {
        f"{what} ours/duckdb": round(ours[what] / theirs[what], 2) for what in ("seconds", "rows_a_second", "peak_mb")
    }
    return {"rows": rows, "columns": len(X_HEADER), "file_mb": size, **sides, "ratios": ratios}


def write(path: Path, rows: int) -> int:
    """Write an X content export of so many posts within a year; return the sum of its impressions."""
    chance, total = Random(SEED), 0
    step = timedelta(days=364) / rows
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(X_HEADER)
        for number in range(rows):
            seen = chance.randrange(50_000)
            total += seen
            text = f"Our clinics are open on day {number % 365}, walk in or ring us. #LungChecks https://t.co/{number}"
            table.writerow(
                x_row(FIRST + number * step, text, seen, *(chance.randrange(seen // 50 + 2) for _ in range(12)))
            )
    return total


def told(found: dict[str, Any]) -> str:
    """Return the result in lines."""
    lines = [f"{found['rows']} rows of {found['columns']} columns, {found['file_mb']} MB"]
    for side in ("ours", "duckdb"):
        it = found[side]
        lines.append(
            f"  {side:<7} {it['seconds']:>7.2f} s  {it['rows_a_second']} rows a second, {it['peak_mb']} MB at most"
        )
    return "\n".join([*lines, f"  {found['ratios']}"])


def _in_its_own_process(side: str, path: Path) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench_import", side, str(path), folder]
        done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=900)
    if done.returncode:
        raise RuntimeError(f"{side} ended with {done.returncode}: {done.stderr[-3000:]}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _ours(path: Path, folder: Path) -> tuple[int, int]:
    said = import_file(path, organisation_id="harrowdale", landing=Landing(folder), accounts=[], door=DOOR,
                       received_at=NOON)  # fmt: skip
    return said["posts"], said["sums"]["Impressions"]


def _duckdb(path: Path, folder: Path) -> tuple[int, int]:
    with duckdb.connect() as database:
        database.execute(f"copy (from read_csv('{path}', all_varchar = true)) to '{folder}/all.parquet'")
        asked = f"select count(*), sum(cast(Impressions as bigint)) from '{folder}/all.parquet'"
        rows, impressions = database.execute(asked).fetchone() or (0, 0)
    return int(rows), int(impressions)


def _one(side: str, path: Path, folder: Path) -> None:
    run = {"ours": _ours, "duckdb": _duckdb}[side]
    before = peak_mb()
    began = time.perf_counter()
    rows, impressions = run(path, folder)
    seconds = time.perf_counter() - began
    peak = peak_mb()
    print(json.dumps({"seconds": round(seconds, 2), "rows": rows, "impressions": impressions,
                      "rows_a_second": round(rows / seconds), "peak_mb": peak,
                      "grown_mb": peak - before}))  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["duckdb"]):
        _one(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        print(told(measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS["full"])))
