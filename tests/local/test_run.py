"""`make run` at its edges: what it says when this machine is not ready, and what it leaves behind when it is stopped."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import psutil  # type: ignore[import-untyped]
import pytest

from local import __main__ as run
from local import airflow
from local.started import Failed, Started

REPO = Path(__file__).resolve().parents[2]
OLD_PYTHON = "import runpy, sys; sys.version_info = (3, 10, 9); runpy.run_module('local', run_name='__main__')"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def settings(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOS_")}
    ports = {name: str(free_port()) for name in run.PORTS}
    return kept | {"LOS_HOME": str(home), "SERVE": "no"} | ports | more


def said_by(environ: dict[str, str], *command: str) -> tuple[int, str]:
    said = subprocess.run(
        [
            sys.executable,
            *(
                command
                or (
                    "-m",
                    "local",
                )
            ),
        ],
        cwd=REPO,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return said.returncode, said.stderr


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield int(listener.getsockname()[1])


@pytest.mark.parametrize("name", ["LOS_AIRFLOW_PORT", "LOS_SANDBOX_PORT", "LOS_DASHBOARD_PORT"])
def test_a_port_in_use_is_one_line_and_exit_2(tmp_path: Path, taken_port: int, name: str) -> None:
    code, said = said_by(settings(tmp_path, SERVE="", **{name: str(taken_port)}))
    assert code == 2
    assert said == (
        f"Not started: port {taken_port} is in use: end what listens there, or choose another with {name}=...\n"
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("LOS_HOME", "/proc/nowhere"), ("LOS_AIRFLOW_PORT", "many"), ("LOS_TODAY", "22/11/2026")],
)
def test_a_setting_that_cannot_be_used_is_one_line_and_exit_2(tmp_path: Path, name: str, value: str) -> None:
    code, said = said_by(settings(tmp_path, **{name: value}))
    assert code == 2
    assert said.startswith("Not started: ") and value in said and said.count("\n") == 1


def test_an_address_for_alerts_that_cannot_be_used_is_one_line_that_does_not_show_it(tmp_path: Path) -> None:
    code, said = said_by(settings(tmp_path, LOS_ALERT_URLS="slack://canary-hook-7Q2w9zXc"))
    assert code == 2
    assert said.startswith(
        "Not started: LOS_ALERT_URLS, address 1: Apprise cannot use this address of the kind slack://."
    )
    assert "canary" not in said and said.count("\n") == 1


def test_an_old_python_is_one_line_and_exit_2(tmp_path: Path) -> None:
    code, said = said_by(settings(tmp_path), "-c", OLD_PYTHON)
    assert code == 2
    assert said.startswith("Not started: Python 3.11 or newer is needed") and said.count("\n") == 1


def test_too_little_disk_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "LEAST_FREE", 2**60)  # a full disk cannot be had here
    with pytest.raises(run.NotReady, match="GB are free at"):
        run.plan(settings(tmp_path))


def test_a_second_run_on_the_same_home_is_one_line_and_exit_2(tmp_path: Path) -> None:
    with run.hold(tmp_path):
        code, said = said_by(settings(tmp_path))
    assert code == 2
    assert said == f"Not started: another `make run` is using {tmp_path}: end it first, or choose another LOS_HOME\n"


def test_the_privacy_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    asked = run.plan(settings(tmp_path))
    first, second = (run.environment(asked, settings(tmp_path))["LOS_PRIVACY_KEY"] for _ in range(2))
    assert first == second and len(first) == 64
    assert (tmp_path / "privacy.key").stat().st_mode & 0o777 == 0o600


def test_without_the_sandbox_the_users_own_addresses_and_secrets_are_left_alone(tmp_path: Path) -> None:
    own = settings(tmp_path, LOS_SANDBOX="no", LOS_X_URL="http://127.0.0.1:9", LOS_SECRET_HARROWDALE_X="mine")
    given = run.environment(run.plan(own), own)
    assert (given["LOS_X_URL"], given["LOS_SECRET_HARROWDALE_X"]) == ("http://127.0.0.1:9", "mine")
    assert "LOS_X_LICENCE_BASIS" not in given and "LOS_SECRET_MARRICK_X" not in given


def test_a_part_that_ends_by_itself_is_named_with_its_last_words(tmp_path: Path) -> None:
    started = Started(tmp_path)
    started.start("sandbox", [sys.executable, "-c", "raise SystemExit('no such day')"], dict(os.environ))
    started.parts["sandbox"].wait()
    with pytest.raises(Failed, match=r"sandbox ended by itself \(exit 1\): no such day"):
        started.check()


STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if os.fork() == 0:
    os.setpgid(0, 0)  # as Airflow's tasks do
time.sleep(300)
"""


def test_stopping_ends_every_child_even_stubborn_ones_and_no_bystander(tmp_path: Path) -> None:
    bystander = subprocess.Popen([sys.executable, "-c", STUBBORN])  # the same program, not started by us
    started = Started(tmp_path)
    try:
        started.start("stubborn", [sys.executable, "-c", STUBBORN], dict(os.environ))
        leader = psutil.Process(started.parts["stubborn"].pid)
        until = time.monotonic() + 10
        while len(leader.children()) < 1 and time.monotonic() < until:
            time.sleep(0.05)
        (child,) = leader.children()
        time.sleep(0.5)  # until both ignore SIGTERM
        started.stop(patience_s=1)
        assert not psutil.pid_exists(child.pid) or child.status() == psutil.STATUS_ZOMBIE
        assert not psutil.pid_exists(leader.pid)
        assert bystander.poll() is None and psutil.Process(bystander.pid).children()
    finally:
        for each in psutil.Process(bystander.pid).children():
            each.kill()
        bystander.kill()
        bystander.wait()


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_while_airflow_starts_leaves_nothing_running(tmp_path: Path, word: signal.Signals) -> None:
    before = set(psutil.pids())
    line = subprocess.Popen(
        [sys.executable, "-m", "local"],
        cwd=REPO,
        env=settings(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    leaders: set[int] = set()
    until = time.monotonic() + 120
    while len(leaders) < 3 and time.monotonic() < until and line.poll() is None:
        leaders |= {child.pid for child in psutil.Process(line.pid).children()}
        time.sleep(0.2)
    line.send_signal(word)
    said, _ = line.communicate(timeout=60)
    assert line.returncode == 130, said.decode()
    assert b"Traceback" not in said
    left = [pid for pid in set(psutil.pids()) - before if session_of(pid) in leaders]
    assert len(leaders) >= 3 and left == []


def session_of(pid: int) -> int | None:
    try:
        return None if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE else os.getsid(pid)
    except (psutil.Error, OSError):
        return None


class _Builds:
    """Builds as Airflow tells of them: no real one can be made to begin in the second between two tasks of an extract."""

    def __init__(self, *runs: list[airflow.Task]) -> None:
        self._runs = runs  # the newest first

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        return {"dag_runs": [{"dag_run_id": str(at), "state": "success"} for at in range(len(self._runs))]}

    def tasks(self, dag_id: str, run_id: str) -> list[airflow.Task]:
        return self._runs[int(run_id)]


def _build(asked_at: str, published_at: str | None) -> list[airflow.Task]:
    end = "success" if published_at else "skipped"
    return [
        {"task_id": "something_new", "state": "success", "start_date": asked_at},
        {"task_id": "dbt_build", "state": end, "start_date": published_at},
        {"task_id": "publish", "state": end, "start_date": published_at},
    ]


@pytest.mark.parametrize(
    ("builds", "followed"),
    [
        ([_build("09:06", "09:08"), _build("09:01", "09:03")], 0),
        ([_build("09:06", None), _build("09:04", "09:05:30")], 1),  # begun between two loads, it took in both
        (
            [_build("09:06", None), _build("08:01", "08:03")],
            0,
        ),  # nothing new came: an earlier day's build is not this one's
    ],
)
def test_the_build_that_is_followed_is_the_one_that_took_in_the_last_load(
    builds: list[list[airflow.Task]], followed: int
) -> None:
    loads = [{"state": "success", "end_date": "09:02"}, {"state": "success", "end_date": "09:05"}]
    api = cast(airflow.Api, _Builds(*builds))
    assert airflow.follow_build(api, loads, lambda: None, lambda _: None) is builds[followed]
