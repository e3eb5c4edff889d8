"""The whole daily run in Airflow, against the same steps called one after another. Part of make bench.

Both begin with a copy of the same home, a day after its last look, and do what dags/ does of a morning: extract every account,
forget, check and load of each platform, then dbt build, check the figures, publish and tidy. Directly the functions of
dags/steps/, which are what the tasks call, run in one process; in Airflow, as `make run` sets it up, the clock runs from the
moment its runs may begin, with its parts up and the DAGs known, to the end of the build.
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
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from tests.bench_home import free_port, say
from tests.the_line import REPO, Line

TARGET = 2.0


def measure(line: Line, sandbox_port: int, today: date, board: Path | None = None) -> dict[str, Any]:
    """Return the seconds of a day both ways, over copies of a line's home, and their ratio. The sandbox is at that day.

    `board`: where to keep the board file it came to.
    """
    with tempfile.TemporaryDirectory(prefix="los-bench-") as made:
        homes = {name: Path(made) / name for name in ("direct", "airflow")}
        for home in homes.values():
            shutil.copytree(line.home, home)
        say("the day's steps, called directly")
        direct = of_direct(line, homes["direct"], today)
        if board is not None:
            shutil.copy(homes["direct"] / "board.duckdb", board)
        say("the same day in Airflow")
        airflow = of_airflow(line, homes["airflow"], sandbox_port, today)
        rows = {name: _figures(home) for name, home in homes.items()}
    if rows["direct"] != rows["airflow"]:
        raise RuntimeError(f"the two ways did not come to the same: {rows}")
    return {"day": str(today), "figures": rows["direct"], "direct": direct, "airflow": airflow,
            "ratio": round(airflow["seconds"] / direct["seconds"], 2), "target": TARGET}  # fmt: skip


def _figures(home: Path) -> dict[str, int]:
    import duckdb

    with duckdb.connect(str(home / "board.duckdb"), read_only=True) as board:
        said = board.execute("select state, count(*) from figures group by state order by state").fetchall()
        ((looks,),) = board.execute("select count(*) from extracts").fetchall()
    return {**dict(said), "extracts": looks}


def _environment(line: Line, home: Path, today: date) -> dict[str, str]:
    return line.environment | {"LOS_HOME": str(home), "LOS_TODAY": str(today)}


def of_direct(line: Line, home: Path, today: date) -> dict[str, Any]:
    """Call every step in one process; return its seconds."""
    command = [sys.executable, "-m", "tests.bench_airflow", "direct"]
    done = subprocess.run(
        command, cwd=REPO, env=_environment(line, home, today), capture_output=True, text=True, timeout=1800
    )
    if done.returncode:
        raise RuntimeError(f"the steps ended with {done.returncode}: {done.stdout[-1500:]}{done.stderr[-1500:]}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _direct(today: str) -> None:
    from dags import door
    from dags.steps import building, reading

    seconds: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        found = step()
        seconds[name] = round(seconds.get(name, 0) + time.perf_counter() - began, 2)
        return found

    for platform in door.platforms():
        for account in reading.account_ids(platform):
            day = date.fromisoformat(today)
            for row in timed(
                "extract",
                lambda p=platform, a=account, d=day: reading.extract(p, a, d, day=today, since=None, until=None),
            ):
                if row.outcome == "failed":
                    raise SystemExit(f"{platform} {account}: {row.cause}")
        forgot = timed("forget", lambda p=platform: reading.forget(p))
        also = (forgot or {}).get("platforms", ())
        timed("check", lambda p=platform, a=also: reading.check_shelf(p, also=a))
        timed("load", lambda p=platform, a=also: reading.load(p, also=a))
    for name in ("dbt_build", "check_figures", "publish", "tidy"):
        timed(name, getattr(building, name))
    print(json.dumps({"seconds": round(sum(seconds.values()), 2), "steps": seconds}))


def of_airflow(line: Line, home: Path, sandbox_port: int, today: date) -> dict[str, Any]:
    """Start Airflow over a home, run the day in it, end it; return the seconds of the day and those of the start."""
    from local import __main__ as run
    from local import airflow
    from local.started import Started

    environ = _environment(line, home, today) | {
        "SERVE": "no", "LOS_SANDBOX_PORT": str(sandbox_port), "LOS_AIRFLOW_PORT": str(free_port()),
    }  # fmt: skip
    asked = run.plan(environ)
    if not asked.is_sandbox_there:
        raise RuntimeError(f"the sandbox on port {sandbox_port} is not that of {today}")
    env, api = run.environment(asked, environ), airflow.Api(home / "airflow", asked.ports["LOS_AIRFLOW_PORT"])
    started = Started(home / "logs")
    try:
        began = time.perf_counter()
        run.start_airflow(started, env, api)
        up = time.perf_counter() - began
        # as runs of the real today they take the place of those the scheduler would make
        begins = {"conf": {"day": str(asked.day)}, "logical_date": f"{datetime.now(UTC):%Y-%m-%d}T00:00:00Z"}
        runs = {
            dag_id: str(api.send("POST", f"/dags/{dag_id}/dagRuns", begins)["dag_run_id"])
            for dag_id in airflow.EXTRACTS
        }
        began = time.perf_counter()
        for dag_id in (*airflow.EXTRACTS, "build"):
            api.send("PATCH", f"/dags/{dag_id}", {"is_paused": False})
        tasks = airflow.follow(api, runs, started.check, lambda _: None)
        read = time.perf_counter() - began
        tasks += airflow.follow_build(api, tasks, started.check, lambda _: None)
        seconds = time.perf_counter() - began
        failed = [airflow.cause(api.home, task) for task in tasks if task["state"] in ("failed", "upstream_failed")]
    finally:
        started.stop()
    if failed or not any(task["task_id"] == "publish" and task["state"] == "success" for task in tasks):
        raise RuntimeError(f"the day did not end well in Airflow: {failed}")
    return {"seconds": round(seconds, 2), "steps": {"to the last load": round(read, 2), "build": round(seconds - read, 2)},
            "tasks": len(tasks), "start_seconds": round(up, 1)}  # fmt: skip


def told(found: dict[str, Any]) -> str:
    """Return the result in lines."""
    lines = [f"the day {found['day']} in Airflow {found['airflow']['seconds']} s, directly {found['direct']['seconds']} s:"
             f" {found['ratio']} times (target {found['target']:g})"]  # fmt: skip
    lines += [f"  {who:<8} {found[who]['steps']}" for who in ("airflow", "direct")]
    return "\n".join(lines)


if __name__ == "__main__":
    _direct(os.environ["LOS_TODAY"])
