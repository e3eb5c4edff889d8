"""`make run`: the whole line on this machine, from four pretended platforms to the board's page, with real Airflow.

Starts the sandbox and Airflow, reads every platform, waits for the build, shows the dashboard. Ctrl-C stops what it
started and nothing else. SERVE=no stops after the publish. All state is under LOS_HOME. Exit: 0 done, 2 this machine
or its settings are not ready (one line says what), 1 something in the line failed (the cause, and where its log is).
"""

from __future__ import annotations

import sys

if sys.version_info < (3, 11):  # noqa: UP036  before anything is imported that an older Python cannot read
    print(f"Not started: Python 3.11 or newer is needed and this is {sys.version.split()[0]}", file=sys.stderr)
    sys.exit(2)

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from checks.alerts.routes import BadRoute, read_routes
from dags.door import REPO
from local import airflow
from local.airflow import Api
from local.started import Failed, Started, wait_for

LEAST_FREE = 2 * 1024**3  # bytes
SEED = 1
PORTS = {"LOS_SANDBOX_PORT": 8471, "LOS_AIRFLOW_PORT": 8080, "LOS_DASHBOARD_PORT": 8501}
URLS = ("LOS_X_URL", "LOS_LINKEDIN_URL", "LOS_FACEBOOK_URL", "LOS_YOUTUBE_URL", "LOS_YOUTUBE_ANALYTICS_URL",
        "LOS_X_OAUTH_URL", "LOS_LINKEDIN_OAUTH_URL", "LOS_YOUTUBE_OAUTH_URL")  # fmt: skip
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class NotReady(Exception):
    """This machine or its settings are not ready; the message is one line for a person."""


@dataclass(frozen=True)
class Plan:
    """What was asked for, and fits this machine."""

    home: Path
    day: date
    ports: dict[str, int]
    has_sandbox: bool  # False: the user's own addresses and secrets are used
    is_sandbox_there: bool  # one like ours is listening already
    is_day_stated: bool
    is_served: bool


def plan(environ: dict[str, str]) -> Plan:
    """Look whether everything asked for is possible here. Raises NotReady with one line."""
    home = Path(environ.get("LOS_HOME") or REPO / "var").resolve()
    _check_disk(home)
    today = environ.get("LOS_TODAY") or f"{datetime.now(UTC):%Y-%m-%d}"
    try:
        day = date.fromisoformat(today)
    except ValueError:
        raise NotReady(f"LOS_TODAY={today} is not a date: write it as 2026-11-22") from None
    try:
        read_routes(environ.get("LOS_ALERT_URLS", ""))
    except BadRoute as why:  # it names the place, never the address
        raise NotReady(str(why)) from None
    ports = {name: _port(name, environ.get(name) or str(usual)) for name, usual in PORTS.items()}
    has_sandbox, is_served = environ.get("LOS_SANDBOX") != "no", environ.get("SERVE") != "no"
    is_there = has_sandbox and sandbox_says(ports["LOS_SANDBOX_PORT"]) == (str(day), SEED)
    wanted = {
        "LOS_SANDBOX_PORT": has_sandbox and not is_there,
        "LOS_AIRFLOW_PORT": True,
        "LOS_DASHBOARD_PORT": is_served,
    }
    for name, is_wanted in wanted.items():
        if is_wanted and _is_taken(ports[name]):
            raise NotReady(f"port {ports[name]} is in use: end what listens there, or choose another with {name}=...")
    return Plan(home, day, ports, has_sandbox, is_there, bool(environ.get("LOS_TODAY")), is_served)


def _check_disk(home: Path) -> None:
    try:
        home.mkdir(parents=True, exist_ok=True)
        probe = home / f".probe.{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise NotReady(
            f"{home} cannot be written ({error.strerror}): choose another folder with LOS_HOME=..."
        ) from None
    free = shutil.disk_usage(home).free
    if free < LEAST_FREE:
        raise NotReady(
            f"{free / 1024**3:.1f} GB are free at {home} and 2 are needed: make room or choose another LOS_HOME"
        )


def _port(name: str, said: str) -> int:
    if not (said.isdigit() and 0 < int(said) < 65536):
        raise NotReady(f"{name}={said} is not a port: give a number from 1 to 65535")
    return int(said)


def _is_taken(port: int) -> bool:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def sandbox_says(port: int) -> tuple[str, int] | None:
    """Return the day and the seed of the sandbox that listens there, or None when none does."""
    try:
        said = json.loads(_fetch(f"http://127.0.0.1:{port}/sandbox/health", timeout_s=2))
        return str(said["today"]), int(said["seed"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _fetch(url: str, body: bytes | None = None, timeout_s: float = 10) -> bytes:
    request = urllib.request.Request(url, data=body, headers={"Content-Type": "application/json"})
    with airflow.DIRECT.open(request, timeout=timeout_s) as answer:
        said: bytes = answer.read()
    return said


def hold(home: Path) -> Any:
    """Keep other runs out of this LOS_HOME for as long as the returned file is open."""
    lock = (home / "run.lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise NotReady(f"another `make run` is using {home}: end it first, or choose another LOS_HOME") from None
    return lock


def environment(asked: Plan, environ: dict[str, str]) -> dict[str, str]:
    """Return what every part is started with: the user's environment, Airflow's settings, the sandbox's tokens."""
    from extractors.accounts import read_accounts

    ours = airflow.environment(environ)
    ours |= airflow.settings(asked.home / "airflow", asked.ports["LOS_AIRFLOW_PORT"])
    ours["LOS_HOME"] = str(asked.home)
    ours["LOS_DASHBOARD_URL"] = (
        environ.get("LOS_DASHBOARD_URL") or f"http://127.0.0.1:{asked.ports['LOS_DASHBOARD_PORT']}"
    )
    if not ours.get("LOS_PRIVACY_KEY") and not ours.get("LOS_PRIVACY_KEY_FILE"):
        ours["LOS_PRIVACY_KEY"] = _privacy_key(asked.home / "privacy.key")
    if asked.has_sandbox:
        register = Path(environ.get("LOS_REGISTER") or REPO / "dbt_project" / "seeds" / "accounts.csv")
        ours |= dict.fromkeys(URLS, f"http://127.0.0.1:{asked.ports['LOS_SANDBOX_PORT']}")
        ours = {name: value for name, value in ours.items() if not name.startswith("LOS_SECRET_")}  # the real ones
        ours |= {f"LOS_SECRET_{each.secret.upper()}": sandbox_secret(each.secret) for each in read_accounts(register)}
        ours["LOS_X_LICENCE_BASIS"] = "sandbox"
    return ours


def sandbox_secret(name: str) -> str:
    """Return the whole secret of an account of the sandbox, as a real one would be given: its tokens are renewed."""
    app = {"client_id": "1", "client_secret": f"sandbox-app-of-{name}"}
    return json.dumps({"access_token": f"sandbox-{name}", "refresh_token": f"sandbox-refresh-{name}"} | app)


def _privacy_key(kept: Path) -> str:
    if not kept.exists():
        with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
    return kept.read_text().strip()


def start_airflow(started: Started, env: dict[str, str], api: Api) -> None:
    """Start Airflow and wait until it knows our DAGs; make the pool of one that guards the warehouse."""
    api.home.mkdir(parents=True, exist_ok=True)
    api.home.chmod(0o700)  # it holds the sign-in
    migrated = api.home / f"migrated-{airflow.VERSION}"
    if not migrated.exists():
        started.run("airflow-db", airflow.airflow("db", "migrate"), env)
        migrated.touch()
    for name, command in airflow.PARTS.items():
        started.start(name, command, env | airflow.own_settings(name, api.home))
    wait_for("Airflow's sign-in", api.sign_in, started)
    airflow.end_left_overs(api)
    api.send("POST", "/pools", {"name": "warehouse", "slots": 1}, fine=(409,))
    ours = {*airflow.EXTRACTS, "board_pack", "build", "imports", "retention"}
    wait_for("the list of DAGs", lambda: ours <= {dag["dag_id"] for dag in api.get("/dags")["dags"]}, started)


def summary(board: Path) -> str:
    """Return the table of what the board file was made of. Every number is read from the board file."""
    import duckdb

    with duckdb.connect(str(board), read_only=True) as reads:
        extracts = reads.execute(
            "select platform, count(distinct account_id), count(distinct account_id) filter (where outcome = 'failed'),"
            " min(since), max(until), sum(rows)::bigint, list(distinct batch_id)"
            " from extracts where is_latest group by platform order by platform"
        ).fetchall()
        checks = reads.execute(
            "select platform, batch_id, severity, is_met, count(*) from checks group by all"
        ).fetchall()
        figures = reads.execute("select state, count(*) from figures group by state order by state").fetchall()
    lines = [f"{'platform':9} {'accounts':>8} {'failed':>6}  {'window':24} {'rows':>9}  checks"]
    for platform, accounts, failed, since, until, rows, batches in extracts:
        judged: Counter[str] = Counter()
        for of_platform, batch, severity, is_met, times in checks:
            if of_platform == platform and batch in batches:
                judged["met" if is_met else severity] += times
        words = f"{judged['met']} met, {judged['warning']} warnings, {judged['critical']} refused"
        lines.append(f"{platform:9} {accounts:>8} {failed:>6}  {since} - {until!s:11} {rows:>9}  {words}")
    return "\n".join([*lines, "figures   " + ", ".join(f"{times} {state}" for state, times in figures)])


def registers(asked: Plan, environ: dict[str, str]) -> list[str]:
    """Return the command that puts the files the made-up organisations keep themselves into the inbox."""
    command = [sys.executable, "-m", "sandbox.registers", "--folder", str(asked.home / "inbox")]
    command += ["--date", str(asked.day), "--seed", str(SEED)]
    return command + (["--register", environ["LOS_REGISTER"]] if environ.get("LOS_REGISTER") else [])


def line(asked: Plan, environ: dict[str, str], started: Started) -> int:
    """Run the whole line, show it if that was asked for, and return the exit code."""
    began = time.monotonic()

    def say(words: str) -> None:
        print(f"[{int(time.monotonic() - began):4d} s] {words}", flush=True)

    env = environment(asked, environ)
    api = Api(asked.home / "airflow", asked.ports["LOS_AIRFLOW_PORT"])
    say(f"Line of Sight as on {asked.day}; state in {asked.home}, logs in {started.logs}")
    if asked.has_sandbox and not asked.is_sandbox_there:
        listens = ["--port", str(asked.ports["LOS_SANDBOX_PORT"]), "--date", str(asked.day), "--seed", str(SEED)]
        started.start("sandbox", [sys.executable, "-m", "sandbox", *listens], env)
    say("starting Airflow (the first time also its database)")
    start_airflow(started, env, api)
    if "sandbox" in started.parts:
        wait_for("the sandbox", lambda: sandbox_says(asked.ports["LOS_SANDBOX_PORT"]) is not None, started)
    if asked.has_sandbox:
        started.run("registers", registers(asked, environ), env)
    say("reading the platforms, and the registers in the inbox")
    runs = {dag_id: airflow.trigger(api, dag_id, asked.day) for dag_id in (*airflow.EXTRACTS, "imports")}
    for dag in api.get("/dags")["dags"]:
        if dag["is_paused"]:
            api.send("PATCH", f"/dags/{dag['dag_id']}", {"is_paused": False})
    tasks = airflow.follow(api, runs, started.check, say)
    built = airflow.follow_build(api, [task for task in tasks if task["task_id"] == "load"], started.check, say)
    failed = [airflow.cause(api.home, task) for task in [*tasks, *built] if task["state"] == "failed"]
    board = asked.home / "board.duckdb"
    if built and board.exists():
        print(summary(board), flush=True)
    print("\n".join(failed), end="\n" if failed else "", file=sys.stderr, flush=True)
    say(f"done, but this failed: {len(failed)}" if failed else f"done: {board} is published")
    if asked.is_served and board.exists():
        serve(asked, env, api, started, say)
    return 1 if failed else 0


def serve(asked: Plan, env: dict[str, str], api: Api, started: Started, say: Callable[[str], None]) -> None:
    """Start what people look at, say where it is, and stay until Ctrl-C. The sandbox's day follows the clock."""
    port = asked.ports["LOS_DASHBOARD_PORT"]
    page = str(REPO / "dashboards" / "app.py")
    options = [f"--server.port={port}", "--server.address=127.0.0.1", "--browser.gatherUsageStats=false"]
    started.start(
        "dashboard", [sys.executable, "-m", "streamlit", "run", page, "--server.headless=true", *options], env
    )
    started.start("triggerer", airflow.TRIGGERER, env)
    wait_for("the dashboard", lambda: _is_up(f"http://127.0.0.1:{port}"), started)
    warm(port)
    say(f"dashboard http://127.0.0.1:{port}")
    say(f"Airflow   {api.url}  user admin, password {api.password()} (kept in {api.password_file})")
    say("Ctrl-C stops all of it")
    sandbox, day = f"http://127.0.0.1:{asked.ports['LOS_SANDBOX_PORT']}/sandbox/clock", f"{asked.day}"
    while True:
        started.check()
        today = f"{datetime.now(UTC):%Y-%m-%d}"
        if "sandbox" in started.parts and not asked.is_day_stated and today != day:
            _fetch(sandbox, json.dumps({"today": today}).encode())
            day = today
        time.sleep(0.5)


def _is_up(url: str) -> bool:
    try:
        return bool(_fetch(f"{url}/_stcore/health"))
    except OSError:
        return False


def warm(port: int) -> None:
    """Open the first page once, as a browser would: the first one takes 2 s longer, for the imports."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from websockets.exceptions import WebSocketException
    from websockets.sync.client import connect

    asks, said = BackMsg(), ForwardMsg()
    asks.rerun_script.query_string = ""
    with (
        contextlib.suppress(OSError, WebSocketException),  # a cold page is slow, not broken
        connect(f"ws://127.0.0.1:{port}/_stcore/stream", proxy=None, max_size=None) as page,
    ):
        page.send(asks.SerializeToString())
        while said.WhichOneof("type") != "script_finished":
            said.ParseFromString(page.recv(timeout=30))


def main(environ: dict[str, str]) -> int:
    """Check the machine, run the line, and stop whatever was started, however it ends. Returns the exit code."""

    def stop(number: int, frame: Any) -> None:
        raise KeyboardInterrupt

    try:
        asked = plan(environ)
        lock = hold(asked.home)
    except NotReady as why:
        print(f"Not started: {why}", file=sys.stderr)
        return 2
    started = Started(asked.home / "logs")
    with lock:
        try:
            for ending in ENDINGS:
                signal.signal(ending, stop)
            return line(asked, environ, started)
        except KeyboardInterrupt:
            print("\nStopping.", flush=True)
            return 130
        except (Failed, OSError) as why:  # OSError: Airflow's or the sandbox's answer did not come
            print(f"Stopped: {why}\n  logs: {started.logs}", file=sys.stderr)
            return 1
        finally:
            for ending in ENDINGS:
                signal.signal(ending, signal.SIG_IGN)  # a second Ctrl-C must not leave anything running
            started.stop()


if __name__ == "__main__":
    sys.exit(main(dict(os.environ)))
