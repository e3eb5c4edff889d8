"""Airflow on this machine, for `make run`: its settings and parts, its REST API, and our DAGs seen through it."""

from __future__ import annotations

import importlib.metadata
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dags import door

VERSION = importlib.metadata.version("apache-airflow-core")
EXTRACTS = [f"extract_{name}" for name in door.platforms()]
ACTIVE = ("queued", "running")
ENDED = ("success", "failed", "skipped", "upstream_failed", "removed")
ASK_EVERY_S = 1.0
Task = dict[str, Any]  # a task instance, in the words of Airflow's REST API


def settings(home: Path, port: int) -> dict[str, str]:
    """Return the environment of every part of Airflow. Tried on 2 cores: 12 small tasks in 3 s instead of 8."""
    return {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(door.REPO / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://127.0.0.1:{port}/execution/",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": _database(home, 60),
        "AIRFLOW__API__HOST": "127.0.0.1",
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://127.0.0.1:{port}",
        "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.1",
        "AIRFLOW__SCHEDULER__SCHEDULER_HEARTBEAT_SEC": "1",
        "AIRFLOW__SCHEDULER__JOB_HEARTBEAT_SEC": "1",
        "AIRFLOW__LOGGING__NAMESPACE_LEVELS": "great_expectations=WARNING",
        "AIRFLOW__LOGGING__COLORED_CONSOLE_LOG": "False",
    }


def own_settings(part: str, home: Path) -> dict[str, str]:
    """Return what one part alone is started with.

    Airflow's API server writes its audit log on the event loop: while that waits for SQLite's one write lock, the request
    that holds the lock cannot be finished. So it gives up soon, and whoever asked asks again.
    """
    return {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": _database(home, 2)} if part == "api-server" else {}


def _database(home: Path, patience_s: int) -> str:
    return f"sqlite:///{home}/airflow.db?timeout={patience_s}"


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the user's environment without another Airflow's settings, with this repository and Python in front."""
    kept = {name: value for name, value in environ.items() if not name.startswith("AIRFLOW")}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return kept | {"PYTHONPATH": str(door.REPO), "PATH": path}


def airflow(*words: str) -> list[str]:
    """Return the command line of one `airflow` command in this Python."""
    return [sys.executable, "-m", "airflow", *words]


# `airflow standalone` starts the same parts, but its log servers listen on every network card, and it leaves its parts
# behind when it is ended by SIGTERM.
PARTS = {
    "api-server": airflow("api-server"),
    "scheduler": [sys.executable, "-m", "local.preloaded", "scheduler", "--skip-serve-logs"],  # it forks our tasks
    "dag-processor": airflow("dag-processor"),
}
TRIGGERER = airflow("triggerer", "--skip-serve-logs")  # nothing waits on it while the line runs


class Api:
    """Airflow's REST API as one of its users, as a rule the local administrator."""

    def __init__(self, home: Path, port: int, user: str = "admin") -> None:
        self.url, self.home, self.user = f"http://127.0.0.1:{port}", home, user
        self.password_file = home / "simple_auth_manager_passwords.json.generated"
        self._token = ""

    def password(self) -> str:
        """Return the password that Airflow made up for the user."""
        return str(json.loads(self.password_file.read_text())[self.user])

    def sign_in(self) -> bool:
        """Fetch a token; False while Airflow is not up yet."""
        try:
            said = self._send("POST", "/auth/token", {"username": self.user, "password": self.password()})
        except (OSError, ValueError, KeyError):
            return False
        self._token = said["access_token"]
        return True

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Return the answer to a GET."""
        return self._send("GET", f"/api/v2{path}?{urllib.parse.urlencode(query, doseq=True)}")

    def send(self, verb: str, path: str, body: Mapping[str, Any], *, fine: tuple[int, ...] = ()) -> dict[str, Any]:
        """Send a body; an error status named in `fine` comes back as an empty answer."""
        try:
            return self._send(verb, f"/api/v2{path}", body)
        except urllib.error.HTTPError as error:
            if error.code in fine:
                return {}
            raise

    def tasks(self, dag_id: str, run_id: str) -> list[Task]:
        """Return every task instance of a run."""
        found: list[Task] = []
        while True:
            page = self.get(f"/dags/{dag_id}/dagRuns/{run_id}/taskInstances", limit=100, offset=len(found))
            found += page["task_instances"]
            if len(found) >= page["total_entries"] or not page["task_instances"]:
                return found

    def _send(self, verb: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = urllib.request.Request(
            self.url + path,
            method=verb,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        for seconds in (1, 2, 4, 8, None):
            try:
                with DIRECT.open(request, timeout=60) as answer:
                    said: dict[str, Any] = json.loads(answer.read() or b"{}")
                return said
            except urllib.error.HTTPError as error:
                if error.code < 500 or seconds is None:
                    raise
                time.sleep(seconds)  # SQLite lets one process write at a time, and said that it waited too long
        raise AssertionError("not reached")


DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # a proxy has no business with 127.0.0.1


def end_left_overs(api: Api) -> None:
    """Mark runs failed that an earlier `make run` left half-way: they would keep today's from starting."""
    for run in api.get("/dags/~/dagRuns", state=ACTIVE, limit=100)["dag_runs"]:
        if run["dag_id"] == "board_pack":
            continue  # it waits for people, and keeps nothing from starting
        api.send("PATCH", f"/dags/{run['dag_id']}/dagRuns/{run['dag_run_id']}", {"state": "failed"}, fine=(404, 409))


def trigger(api: Api, dag_id: str, day: date) -> str:
    """Start one DAG for the day and return its run id.

    Today's run of an extract takes the place of the scheduled one, so that the scheduler does not read everything
    twice; when that one is there already it is joined, or a further run made if it is over.
    """
    # Airflow would let a run of tomorrow wait until tomorrow
    is_today = dag_id in EXTRACTS and day == datetime.now(UTC).date()
    body = {"conf": {"day": str(day)}, "logical_date": f"{day}T00:00:00Z" if is_today else None}
    run = api.send("POST", f"/dags/{dag_id}/dagRuns", body, fine=(409,))
    if not run:
        said = api.get(f"/dags/{dag_id}/dagRuns", state=ACTIVE)["dag_runs"]
        run = said[0] if said else api.send("POST", f"/dags/{dag_id}/dagRuns", {**body, "logical_date": None})
    return str(run["dag_run_id"])


def follow(api: Api, runs: Mapping[str, str], alive: Callable[[], None], say: Callable[[str], None]) -> list[Task]:
    """Say how the runs go on until all have loaded; return their task instances."""
    told: dict[str, str] = {}
    while True:
        alive()
        tasks = {dag_id: api.tasks(dag_id, run_id) for dag_id, run_id in runs.items()}
        for dag_id, of_run in tasks.items():
            if (words := _progress(of_run)) != told.get(dag_id):
                told[dag_id] = words
                say(f"{dag_id.removeprefix('extract_'):9} {words}")
        if all(
            any(task["task_id"] == "load" and task["state"] in ENDED for task in of_run) for of_run in tasks.values()
        ):
            return [task for of_run in tasks.values() for task in of_run]
        time.sleep(ASK_EVERY_S)


def _progress(tasks: list[Task]) -> str:
    read = [task for task in tasks if task["task_id"] in ("extract", "import_file") and task["map_index"] >= 0]
    states = [task["state"] for task in read]
    failed = states.count("failed")
    what = "files" if tasks and tasks[0]["dag_id"] == "imports" else "accounts"
    words = [
        f"{read[0]['task_id'].replace('_file', '')} {states.count('success')} of {len(read)} {what}" if read else what
    ]
    words += [f"{failed} failed"] if failed else []
    words += [
        f"{task['task_id']} {task['state']}" for task in tasks if task["task_id"] in ("check", "load") and task["state"]
    ]
    return ", ".join(words)


def follow_build(api: Api, loads: list[Task], alive: Callable[[], None], say: Callable[[str], None]) -> list[Task]:
    """Wait for the build that includes these loads and return its task instances; [] when nothing was loaded."""
    if not any(load["state"] == "success" for load in loads):
        return []
    loaded_at = max(load["end_date"] for load in loads if load["end_date"])
    told: set[str] = set()
    while True:
        alive()
        asked = api.get("/dags/build/dagRuns", order_by="-run_after", limit=10)["dag_runs"]
        runs = [(run["state"], api.tasks("build", run["dag_run_id"])) for run in asked]
        for state, tasks in runs:
            if not any(task["task_id"] == "something_new" and (task["start_date"] or "") > loaded_at for task in tasks):
                continue
            for task in tasks:
                if task["state"] == "running" and task["task_id"] not in told:
                    told.add(task["task_id"])
                    say(f"{'build':9} {task['task_id']}")
            if state in ENDED:
                # it had nothing to do where one that began between two loads took in the last of them as well
                earlier = [each for _, each in runs if _has(each, "publish", "success", loaded_at)]
                return earlier[0] if earlier and _has(tasks, "dbt_build", "skipped") else tasks
        time.sleep(ASK_EVERY_S)


def _has(tasks: list[Task], task_id: str, state: str, since: str = "") -> bool:
    """Say whether a task came to a state, having started after a moment (a task that was skipped never starts)."""
    return any(
        (each["task_id"], each["state"]) == (task_id, state) and (each["start_date"] or "") >= since for each in tasks
    )


def cause(home: Path, task: Task) -> str:
    """Return why a task failed, in one line, and below it where the log of its last try is."""
    folder = home / "logs" / f"dag_id={task['dag_id']}" / f"run_id={task['dag_run_id']}" / f"task_id={task['task_id']}"
    if task["map_index"] >= 0:
        folder /= f"map_index={task['map_index']}"
    log = folder / f"attempt={task['try_number']}.log"
    words = "it left no word"
    for line in log.read_text(errors="replace").splitlines() if log.exists() else ():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        if entry.get("error_detail"):
            error = entry["error_detail"][0]
            ours = error["exc_type"].startswith("Airflow")
            words = str(error["exc_value"]) if ours else f"{error['exc_type']}: {error['exc_value']}"
    return f"{task['dag_id']} {task['task_id']} failed: {' '.join(words.split())}\n  log: {log}"
