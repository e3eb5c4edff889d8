"""A month is signed in a real Airflow, as four people would: asked, refused, returned, re-issued, released."""

from __future__ import annotations

import time
import urllib.error
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from checks.alerts.store import Store
from dashboards import editions, sign_off
from local import __main__ as run
from local import airflow
from local.airflow import Api
from local.started import Started, wait_for
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.packs import AT, BY, FRESH, NOTHING_FROZEN, OCTOBER, WRITTEN
from tests.local.test_run import settings

PEOPLE = ("user-a", "user-b", "user-c", "user-d")  # user names of this Airflow
PATIENCE_S = 180.0


@dataclass
class Office:
    """An Airflow with its users, and the home it works on."""

    home: Path
    users: dict[str, Api]
    started: Started

    def freeze(self, **conf: str) -> str:
        """Start a run of board_pack and return its id."""
        said = self.users["admin"].send("POST", "/dags/board_pack/dagRuns", {"conf": conf, "logical_date": None})
        return str(said["dag_run_id"])

    def wait(self, run_id: str, task_id: str, *states: str) -> dict[str, Any]:
        """Wait until a task is in one of the states."""
        until = time.monotonic() + PATIENCE_S
        while True:
            self.started.check()
            (task,) = (t for t in self.users["admin"].tasks("board_pack", run_id) if t["task_id"] == task_id)
            if task["state"] in states:
                return task
            over = task["state"] in airflow.ENDED or time.monotonic() > until
            assert not over, (task_id, task["state"], airflow.cause(self.home / "airflow", task))
            time.sleep(0.3)

    def answer(self, run_id: str, task_id: str, who: str, what: str = "Sign", reason: str = "") -> str:
        """Answer a task as one person; return the state it ends in."""
        self.parked(run_id, task_id)
        fields = {"job_title": f"Head of {task_id}", "reason": reason}
        path = f"/dags/board_pack/dagRuns/{run_id}/taskInstances/{task_id}/-1/hitlDetails"
        self.users[who].send("PATCH", path, {"chosen_options": [what], "params_input": fields})
        return str(self.wait(run_id, task_id, "success", "failed")["state"])

    def parked(self, run_id: str, task_id: str) -> None:
        """Wait until a person is asked, and until the scheduler has seen the asking process end.

        An answer within that second fails the task (Airflow 3.3.2: the scheduler takes the end of the process that asked
        for the end of the one that goes on). People are slower.
        """
        number = self.wait(run_id, task_id, "awaiting_input")["try_number"]
        key = f"task_id='{task_id}', run_id='{run_id}', try_number={number}, map_index=-1)"
        told = (
            f"Received executor event with state success for task instance TaskInstanceKey(dag_id='board_pack', {key}"
        )
        log = self.started.logs / "scheduler.log"
        wait_for("the scheduler's word", lambda: told in log.read_text(errors="replace"), self.started)

    def clear(self, run_id: str, *task_ids: str) -> None:
        """Clear tasks, as a person does under Airflow's button, once the run is over: people are slower than that too."""
        run = f"/dags/board_pack/dagRuns/{run_id}"
        over = ("success", "failed")
        wait_for("the run's end", lambda: self.users["admin"].get(run)["state"] in over, self.started)
        body = {"dag_run_id": run_id, "task_ids": list(task_ids), "dry_run": False, "only_failed": False}
        self.users["admin"].send("POST", "/dags/board_pack/clearTaskInstances", body)

    def why(self, run_id: str, task_id: str) -> str:
        """Return the one line a red task leaves."""
        (task,) = (t for t in self.users["admin"].tasks("board_pack", run_id) if t["task_id"] == task_id)
        return airflow.cause(self.home / "airflow", task).split("\n")[0]

    def asked(self, run_id: str, task_id: str) -> dict[str, Any]:
        """Return what a person is shown."""
        self.wait(run_id, task_id, "awaiting_input")
        return self.users["admin"].get(f"/dags/board_pack/dagRuns/{run_id}/taskInstances/{task_id}/-1/hitlDetails")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    create(home / "board.duckdb", ROWS + NOTHING_FROZEN + WRITTEN + FRESH)
    environ = settings(home, LOS_TODAY="2026-11-16", LOS_SIGN_SECRETARY="user-d, admin")
    asked = run.plan(environ)
    env = run.environment(asked, environ) | {
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(["admin:admin", *(f"{name}:op" for name in PEOPLE)])
    }
    started = Started(home / "logs")
    users = {name: Api(home / "airflow", asked.ports["LOS_AIRFLOW_PORT"], name) for name in ("admin", *PEOPLE)}
    try:
        run.start_airflow(started, env, users["admin"])
        assert all(users[name].sign_in() for name in PEOPLE)
        users["admin"].send("PATCH", "/dags/board_pack", {"is_paused": False})
        yield Office(home, users, started)
    finally:
        started.stop()


def test_four_people_sign_a_month_each_under_the_hash_they_saw(office: Office) -> None:
    run_id, edition = office.freeze(period="2026-10"), office.home / "editions" / "2026-10"
    asked = office.asked(run_id, "prepare")
    content = sign_off.content_sha256(editions.read(edition))
    assert asked["subject"] == "Preparer: 2026-10, the board pack of October 2026" and content in asked["body"]
    assert office.answer(run_id, "prepare", "user-a") == "success"

    assert office.answer(run_id, "review", "user-a") == "failed"  # the preparer
    assert "user-a prepared it, and the reviewer is another person" in office.why(run_id, "review")
    assert len(editions.read(edition)["sign_offs"]) == 1
    office.clear(run_id, "review")
    assert office.answer(run_id, "review", "user-b", "Return", "Two figures of X are missing") == "failed"
    assert "Returned by user-b: Two figures of X are missing" in office.why(run_id, "review")
    assert sign_off.state(editions.read(edition)) == "returned"

    office.clear(run_id, "prepare", "review", "approve", "release")
    steps = {"prepare": "user-a", "review": "user-b", "approve": "user-c"}
    for task, who in steps.items():
        assert office.answer(run_id, task, who) == "success", office.why(run_id, task)
    office.parked(run_id, "release")
    with pytest.raises(urllib.error.HTTPError, match="403"):  # LOS_SIGN_SECRETARY names others
        office.answer(run_id, "release", "user-c")
    assert office.answer(run_id, "release", "user-d") == "success"

    signed = editions.read(edition)["sign_offs"]
    assert [(each["step"], each["by"]["id"], each["role"], each["content_sha256"]) for each in signed[2:]] == [
        (step, who, f"Head of {task}", content)
        for step, (task, who) in zip(sign_off.STEPS, {**steps, "release": "user-d"}.items(), strict=True)
    ]
    assert sign_off.state(editions.read(edition)) == "released" and editions.verify(edition) == []

    office.wait(run_id, "load", "success")
    board = office.home / "board.duckdb"
    with duckdb.connect(str(board)) as file:  # as a publish does, which no build does here
        file.execute("insert into editions (edition) values ('2026-10')")
    editions.freeze(board, edition.parent, OCTOBER, frozen_by=BY, frozen_at=AT, reason="Two figures of X came in late")
    assert sign_off.state(editions.read(edition.with_name("2026-10.2"))) == "frozen"
    office.clear(run_id, "release")
    office.wait(run_id, "release", "failed")
    assert "2026-10 was re-issued as 2026-10.2, which is signed in its place" in office.why(run_id, "release")
    alerted = {part for incident in Store(office.home).live() for part in incident.parts}
    assert "board_pack.review" not in alerted, "who answers a step knows what they answered"
