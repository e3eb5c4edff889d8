"""The line in the containers' own commands: Airflow on PostgreSQL, Celery and Redis. Killed in turn, it finishes all the same.

Slow, and the only one of its kind: everything is asked of one run. `make kill` installs what it needs and runs it; `make test`
leaves it out. Without PostgreSQL, Redis and their packages it is skipped, and with LOS_REQUIRE_CLUSTER=1 it fails.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from local.airflow import ACTIVE, Api
from tests.conftest import REPO, TODAY, Sandbox
from tests.find_secrets import find_secrets
from tests.operations.composed import Composed, services, why_not
from tests.the_line import Line

SECRETS = ("osmere_youtube", "osmere_linkedin")
DAYS = 40
# What stands in compose.yaml is for a machine that is left alone for years; here the same happens sooner.
SOONER = {
    "AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "True",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "20",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "2",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT": "40",
    "AIRFLOW__SCHEDULER__TASK_QUEUED_TIMEOUT_CHECK_INTERVAL": "5",
    "AIRFLOW__SCHEDULER__ORPHANED_TASKS_CHECK_INTERVAL": "10",
    "AIRFLOW__SCHEDULER__SCHEDULER_HEALTH_CHECK_THRESHOLD": "15",
    "AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME": "0.2",
}


class Run:
    """The cluster, and what became of it."""

    def __init__(self, composed: Composed, reference: Line) -> None:
        self.composed, self.reference = composed, reference
        self.api = Api(composed.airflow, composed.api_port)
        self.killed: list[str] = []

    def ask(self, path: str, **query: Any) -> dict[str, Any]:
        """Ask Airflow's API, waiting while it is not there."""
        said: list[dict[str, Any]] = []

        def is_answered() -> bool:
            try:
                said.append(self.api.get(path, **query))
            except (OSError, ValueError):
                self.api.sign_in()
            return bool(said)

        self.composed.wait_for(path, is_answered)
        return said[0]

    def tasks(self, *states: str) -> set[tuple[str, str]]:
        """Return the tasks in one of these states."""
        found = self.ask("/dags/~/dagRuns/~/taskInstances", state=states, limit=100)["task_instances"]
        return {(each["dag_id"], each["task_id"]) for each in found}

    def is_at_rest(self) -> bool:
        """Say whether no run is left, and a build looked for news after both platforms were loaded.

        Between an extract that ended and the build it sets off there is a moment without any run, longer on a slow machine.
        """
        if self.ask("/dags/~/dagRuns", state=ACTIVE, limit=100)["dag_runs"]:
            return False
        tasks = self.ask("/dags/~/dagRuns/~/taskInstances", limit=100)["task_instances"]
        loaded = [each["end_date"] for each in tasks if each["task_id"] == "load" and each["end_date"]]
        looked = [each["start_date"] for each in tasks if each["task_id"] == "something_new" and each["start_date"]]
        return len(loaded) == 2 and bool(looked) and max(looked) > max(loaded)

    def kill(self, name: str) -> None:
        """kill -9, and remember it."""
        self.composed.kill(name)
        self.killed.append(name)
        self.composed.wait_for(f"{name} to be back", lambda: self.composed.restarts.get(name, 0) > 0)


def built(composed: Composed) -> bool:
    """Say whether dbt has made a table of the reports or what they are made from since its log was last taken away."""
    log = composed.home / "dbt" / "logs" / "dbt.log"
    return log.exists() and " OK created sql table model" in log.read_text(errors="replace")


@pytest.fixture(scope="module")
def run(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """A run of two platforms and the build, in which scheduler, worker and PostgreSQL were killed in turn."""
    if lacks := why_not():
        pytest.fail(lacks) if os.environ.get("LOS_REQUIRE_CLUSTER") == "1" else pytest.skip(lacks)
    running_sandbox.clear_faults()
    running_sandbox.clock(TODAY)
    reference = Line(tmp_path_factory.mktemp("reference"), running_sandbox.url, SECRETS)
    folder = Path(tempfile.mkdtemp(prefix="los-cluster-"))  # PostgreSQL's user has to get there
    folder.chmod(0o755)
    ours = {name: value for name, value in reference.environment.items() if name.startswith("LOS_")}
    secrets = {name: ours.pop(name) for name in sorted(ours) if name.startswith("LOS_SECRET_")}
    files = {f"{name}_FILE": f"{folder}/secrets/accounts/{name.lower()}" for name in secrets}
    for name in ("LOS_HOME", "LOS_PRIVACY_KEY"):
        del ours[name]
    composed = Composed(folder, ours | files | SOONER | {"LOS_TODAY": str(TODAY)})
    for name, value in secrets.items():
        (folder / "secrets" / "accounts" / name.lower()).write_text(value)
    (folder / "secrets" / "privacy_key").chmod(0o644)
    (folder / "secrets" / "privacy_key").write_text(reference.environment["LOS_PRIVACY_KEY"])
    direct = threading.Thread(target=lambda: (reference.look(TODAY, DAYS), reference.build_again()))
    try:
        composed.up()
        found = Run(composed, reference)
        dags = {"extract_youtube", "extract_linkedin", "build"}
        composed.wait_for(
            "the DAGs", lambda: dags <= {each["dag_id"] for each in found.ask("/dags", limit=100)["dags"]}
        )
        direct.start()
        for dag_id in sorted(dags):
            found.api.send("PATCH", f"/dags/{dag_id}", {"is_paused": False})
        asked = {"day": str(TODAY), "since": str(TODAY - timedelta(days=DAYS)), "until": str(TODAY)}
        for dag_id in sorted(dags - {"build"}):
            found.api.send("POST", f"/dags/{dag_id}/dagRuns", {"conf": asked, "logical_date": None})
        composed.wait_for("an extract", lambda: any(task == "extract" for _, task in found.tasks("running")))
        found.kill("scheduler")
        composed.wait_for("dbt to make the first tables", lambda: built(composed))
        found.kill("worker")
        (composed.home / "dbt" / "logs" / "dbt.log").unlink()
        composed.wait_for("dbt to begin again", lambda: built(composed))
        found.kill("postgres")
        composed.wait_for("the board, with all that was loaded", found.is_at_rest, patience_s=600)
        direct.join()
        yield found
    finally:
        composed.down()
        shutil.rmtree(folder, ignore_errors=True)


def figures(board: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(board), read_only=True) as reads:
        return reads.execute("select * from figures order by all").fetchall()


def test_every_service_is_well_by_its_own_health_check(run: Run) -> None:
    asked = [name for name, each in services().items() if "test" in each.get("healthcheck", {})]
    assert {"api-server", "scheduler", "dag-processor", "triggerer", "worker", "postgres", "redis"} < set(asked)
    for name in asked:
        run.composed.wait_for(f"{name} to be well", lambda name=name: run.composed.is_well(name))  # type: ignore[misc]


def test_killed_in_turn_each_came_back_and_every_run_ended_well(run: Run) -> None:
    assert run.killed == ["scheduler", "worker", "postgres"]
    runs = run.ask("/dags/~/dagRuns", limit=100)["dag_runs"]
    assert {each["dag_id"] for each in runs} >= {"extract_youtube", "extract_linkedin", "build"}
    assert {(each["dag_id"], each["state"]) for each in runs} == {(each["dag_id"], "success") for each in runs}
    tries = run.ask("/dags/build/dagRuns/~/taskInstances", limit=100)["task_instances"]
    assert max(each["try_number"] for each in tries if each["task_id"] == "dbt_build") >= 2, (
        "it was killed, and begun again"
    )


def test_the_figures_are_those_of_the_same_steps_that_nobody_killed(run: Run) -> None:
    ours, theirs = figures(run.composed.home / "board.duckdb"), figures(run.reference.home / "board.duckdb")
    assert [row for row in theirs if row not in ours] == [] and ours == theirs
    assert len(ours) > 100


def test_a_death_that_healed_is_no_alert(run: Run) -> None:
    listed = run.composed.run(["python", "-m", "checks", "incidents", "list"], "worker")
    assert listed.returncode == 0, listed.stderr
    ours = [each for each in json.loads(listed.stdout) if each.get("cause_class") == "ours"]
    assert ours == []


def test_the_secrets_came_out_of_files_and_are_in_no_environment_and_no_file_of_state(run: Run) -> None:
    kept = run.composed.secrets
    canaries = [
        (kept / name).read_text() for name in ("fernet_key", "jwt_secret", "postgres_password", "redis_password")
    ]
    canaries += [file.read_text() for file in (kept / "accounts").glob("los_*")]
    assert len(canaries) == 6
    for name in services():
        for value in run.composed.environment(name).values():
            assert not any(canary in value for canary in canaries), name
    for folder in (run.composed.home, run.composed.airflow, run.composed.folder / "logs"):
        assert find_secrets(folder, canaries) == []


def test_the_worker_can_back_up_and_restore_what_it_knows(run: Run) -> None:
    """Last: it takes the line away. Airflow lives and writes to its database while the backup is made."""
    composed = run.composed
    before = figures(composed.home / "board.duckdb")
    made = composed.run(["python", "-m", "local.backup", "make", "/".join((str(composed.folder), "backups"))], "worker")
    assert made.returncode == 0, made.stderr
    backup = json.loads(made.stdout)["backup"]
    living = composed.run(["python", "-m", "local.backup", "restore", backup, "--replace"], "worker")
    assert living.returncode == 2 and "stop" in living.stderr, living.stderr
    runs = psql(composed, "select dag_id, run_id, state from dag_run order by 1, 2")
    assert "extract_youtube" in runs
    for name in ("api-server", "scheduler", "dag-processor", "triggerer", "worker", "dashboard", "watchdog"):
        composed.stop(name)
    for path in composed.home.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    psql(composed, "drop schema public cascade; create schema public")
    done = composed.run(["python", "-m", "local.backup", "restore", backup], "worker")
    assert done.returncode == 0, done.stderr
    assert figures(composed.home / "board.duckdb") == before
    assert psql(composed, "select dag_id, run_id, state from dag_run order by 1, 2") == runs
    verified = composed.run(["airflow", "db", "check-migrations", "--migration-wait-timeout", "0"], "worker")
    assert verified.returncode == 0, verified.stderr[-2000:]


def psql(composed: Composed, sql: str) -> str:
    environ = composed.environment("postgres") | {"PGPASSWORD": (composed.secrets / "postgres_password").read_text()}
    said = subprocess.run(
        ["psql", "-U", "airflow", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql, "airflow"], env=environ, cwd=REPO,
        capture_output=True, text=True,
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    return said.stdout
