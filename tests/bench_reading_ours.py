"""Our own reading, in a process that holds nothing else: extract, check and load of every account. Called by bench_reading.py.

Of the project it imports what a step needs when the step comes, so that what is said of its memory is the extract's own.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import sys
import time
from collections.abc import Callable

from tests.bench_memory import peak_mb

IMPORTED = {"extract": "extractors.run", "check": "checks.engine", "load": "extractors.warehouse"}  # not timed


def main(since: str, until: str) -> None:
    """Take the three steps over [since, until), ISO days; print seconds, those of the processor and the peak after each."""
    from extractors.__main__ import main as extractors

    def judge() -> int:
        from checks.__main__ import main

        return main([])

    steps: dict[str, Callable[[], int]] = {
        "extract": lambda: extractors(["extract", "x", "--since", since, "--until", until]),
        "check": judge,
        "load": lambda: extractors(["load"]),
    }
    seconds, processor, peaks = {}, {}, {}
    for name, step in steps.items():
        importlib.import_module(IMPORTED[name])
        began, spent = time.perf_counter(), time.process_time()
        with contextlib.redirect_stdout(io.StringIO()) as told:
            code = step()
        if code:
            raise SystemExit(f"{name} ended with {code}: {told.getvalue()[-2000:]}")
        seconds[name], processor[name] = round(time.perf_counter() - began, 2), round(time.process_time() - spent, 2)
        peaks[name] = peak_mb()
    posts, readings = _loaded()
    print(
        json.dumps(
            {
                "posts": posts, "readings_of_posts": readings, "seconds": round(sum(seconds.values()), 2), "steps": seconds,
                "processor_steps": processor, "peak_mb": peaks,
            }
        )
    )  # fmt: skip


def _loaded() -> tuple[int, int]:
    import duckdb

    with duckdb.connect(f"{os.environ['LOS_HOME']}/warehouse.duckdb", read_only=True) as file:
        ((posts, readings),) = file.execute(
            "select (select count(*) from raw.posts), (select count(*) from raw.readings where subject_kind = 'post')"
        ).fetchall()
    return posts, readings


if __name__ == "__main__":
    main(*sys.argv[1:])
