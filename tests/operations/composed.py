"""docker/compose.yaml without Docker: each service's own command and health check, as a process of this machine.

What a container would change is mapped, and nothing else: folders (a volume is a folder of ours), host names and ports (all
on 127.0.0.1), and what the official images of PostgreSQL and Redis do before their command. Where this machine lets us, each has no capability of root and
sees the repository, and what compose gives it so, read-only. What ends is started again where `restart` says so.
"""

from __future__ import annotations

import contextlib
import functools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import yaml

from local import secret_files
from tests.conftest import REPO

COMPOSE = REPO / "docker" / "compose.yaml"
SETTINGS = re.compile(r"\$\{(\w+):-([^}]*)\}")  # ${NAME:-default}, as compose writes it
POSTGRES = max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda path: int(path.parent.name))


def services() -> dict[str, dict[str, Any]]:
    """Return every service of compose.yaml, defaults filled in."""
    text = SETTINGS.sub(r"\2", COMPOSE.read_text(encoding="utf-8"))
    found: dict[str, dict[str, Any]] = yaml.safe_load(text)["services"]
    return found


def why_not() -> str | None:
    """Return what this machine lacks to run the services, None where nothing is missing."""
    if POSTGRES is None or shutil.which("redis-server") is None or shutil.which("redis-cli") is None:
        return "PostgreSQL and Redis are needed: make cluster"
    try:
        import airflow.providers.celery
        import airflow.providers.postgres  # noqa: F401
    except ImportError:
        return "Airflow's Celery and PostgreSQL packages are needed: make cluster"
    if os.getuid() == 0 and shutil.which("setpriv") is None:
        return "PostgreSQL does not run as root, and `setpriv` is missing to become somebody else"
    return None


def as_nobody() -> list[str]:
    """Return what is put before a command that must not run as root: PostgreSQL refuses to."""
    return (
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"] if os.getuid() == 0 else []
    )


@functools.cache
def may_mount() -> bool:
    """Say whether this machine lets us give a process its own view of the disk, as a container has."""
    tried = ["unshare", "--mount", "sh", "-c", "mount --bind / /mnt"]
    return os.getuid() == 0 and subprocess.run(tried, capture_output=True).returncode == 0


def contained(words: list[str], mounts: dict[Path, bool]) -> list[str]:
    """Return a command without any capability of root, that sees these folders, True: read-only, as a container would."""
    if not may_mount():
        return words
    outer_first = sorted(mounts, key=lambda path: len(path.parts))
    steps = [f"mount --bind '{path}' '{path}'" for path in outer_first]
    steps += [f"mount -o remount,bind,ro '{path}'" for path in outer_first if mounts[path]]
    script = f'{" && ".join(steps)} && exec setpriv --bounding-set=-all --inh-caps=-all "$@"'
    return ["unshare", "--mount", "sh", "-c", script, "-", *words]


def free_ports(count: int) -> list[int]:
    """Return ports nobody listens on; all of them were open at once, so they differ."""
    with contextlib.ExitStack() as opened:
        sockets = [opened.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [int(each.getsockname()[1]) for each in sockets]


class Composed:
    """The services, as processes: started, killed, started again."""

    def __init__(self, folder: Path, environ: dict[str, str]) -> None:
        """Map everything into a folder; `environ`: what settings.env would hold, and what a test makes faster."""
        self.folder, self.environ = folder, environ
        self.secrets, self.home, self.airflow = folder / "secrets", folder / "state", folder / "airflow"
        self.postgres_port, self.redis_port, self.api_port, self.board_port = free_ports(4)
        self.parts: dict[str, subprocess.Popen[bytes]] = {}
        self.held: set[str] = set()  # not to be started again now
        self.restarts: dict[str, int] = {}
        self._services, self._is_over, self._lock = services(), threading.Event(), threading.RLock()
        for name in ("state", "airflow", "postgres", "socket", "redis", "logs", "backups"):
            (folder / name).mkdir()
        secret_files.make(self.secrets)
        for file in self.secrets.glob("airflow_*"):  # the only names of hosts in them
            text = file.read_text()
            file.chmod(0o600)
            file.write_text(self._mapped(text.replace("@postgres:5432", "@127.0.0.1:5432")))
        self.secrets.chmod(0o755)
        if os.getuid() == 0:
            for path in (folder / "postgres", folder / "redis", folder / "socket"):
                os.chown(path, 65534, 65534)
        self._keeper = threading.Thread(target=self._keep, daemon=True)

    def _mapped(self, text: str) -> str:
        """Return a command or setting with folders, hosts and ports as they are here."""
        here = {
            "/var/lib/postgresql/data": "postgres", "/var/lib/los": "state", "/var/lib/airflow": "airflow",
            "/run/secrets": "secrets", "/var/backups/los": "backups", "/tmp/looked": "looked",
        }  # fmt: skip
        for there, name in here.items():
            text = text.replace(there, str(self.folder / name))
        text = re.sub(r"^/data$", str(self.folder / "redis"), text)
        text = text.replace("/opt/line-of-sight", str(REPO)).replace("0.0.0.0", "127.0.0.1").replace("$$", "$")
        for there, port in (("5432", self.postgres_port), ("6379", self.redis_port), ("8080", self.api_port)):
            text = re.sub(rf"(postgres|redis|api-server|127\.0\.0\.1):{there}\b", f"127.0.0.1:{port}", text)
        text = text.replace("redis-cli ping", f"redis-cli -p {self.redis_port} ping")
        return re.sub(r"\b8501\b", str(self.board_port), text)

    def command(self, name: str) -> list[str]:
        """Return a service's command as it runs here."""
        words = [self._mapped(word) for word in self._services[name]["command"]]
        if name == "postgres":  # the image knows its folder, and its port is its own
            words += ["-D", str(self.folder / "postgres"), "-k", str(self.folder / "socket")]
        if name == "redis":
            words += ["--bind", "127.0.0.1", "--port", str(self.redis_port)]
        return self.inside(name, words)

    def inside(self, name: str, words: list[str]) -> list[str]:
        """Return a command as it runs in a service's container: its user, its capabilities, what it may write to."""
        if name in ("postgres", "redis"):
            return [*as_nobody(), *words]
        assert self._services[name]["read_only"] and self._services[name]["cap_drop"] == ["ALL"]
        mounts = {REPO: True}
        for each in self._services[name]["volumes"]:
            if isinstance(each, dict):
                mounts[Path(self._mapped(each["target"]))] = each.get("read_only", False)
            else:
                target, *mode = each.split(":")[1:]
                mounts[Path(self._mapped(target))] = mode == ["ro"]
        return contained(words, mounts)

    def environment(self, name: str) -> dict[str, str]:
        """Return a service's environment as it is here: nothing of the caller's but what finds programs."""
        said = {key: self._mapped(str(value)) for key, value in self._services[name].get("environment", {}).items()}
        path = [str(Path(sys.executable).parent), str(POSTGRES), os.environ["PATH"]]
        ours = {"PATH": os.pathsep.join(path), "HOME": "/tmp", "HOSTNAME": socket.gethostname(), "LANG": "C.UTF-8"}
        image = {"PYTHONPATH": str(REPO), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}
        if name == "postgres":
            ours |= {"PGPORT": str(self.postgres_port), "PGHOST": str(self.folder / "socket")}
        if "AIRFLOW__API__PORT" in said:
            said["AIRFLOW__API__PORT"] = str(self.api_port)
        has_settings = "env_file" in self._services[name]
        return ours | image | said | (self.environ if has_settings else {})

    def run(self, words: list[str], name: str, timeout_s: float = 300) -> subprocess.CompletedProcess[str]:
        """Run a command in a service's place, as `docker compose exec` would."""
        return subprocess.run(
            self.inside(name, words), cwd=REPO, env=self.environment(name), capture_output=True, text=True,
            timeout=timeout_s, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    def up(self) -> None:
        """Start everything in compose's order: what stores, what sets up, the rest."""
        self._init_postgres()
        for name in ("postgres", "redis"):
            self.start(name)
        for name in ("postgres", "redis"):
            self.wait_for(f"{name} to be well", lambda name=name: self.is_well(name), 120)  # type: ignore[misc]
        done = self.run([self._mapped(word) for word in self._services["setup"]["command"]], "setup")
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        for name in self._services:
            if name not in ("postgres", "redis", "setup"):
                self.start(name)
        self._keeper.start()

    def _init_postgres(self) -> None:
        """Do what the official image does before its command, the first time."""
        environ, data = self.environment("postgres"), str(self.folder / "postgres")
        settings = self._services["postgres"]["environment"]
        given = settings["POSTGRES_INITDB_ARGS"].split()
        first = ["initdb", "-D", data, "-U", settings["POSTGRES_USER"], *given, "--no-sync"]
        first += [f"--pwfile={self._mapped(settings['POSTGRES_PASSWORD_FILE'])}"]
        subprocess.run([*as_nobody(), *first], env=environ, check=True, capture_output=True, cwd="/")
        made = f"create database {settings['POSTGRES_DB']};\n".encode()
        alone = [*as_nobody(), "postgres", "--single", "-D", data, "postgres"]
        subprocess.run(alone, env=environ, check=True, capture_output=True, input=made, cwd="/")

    def start(self, name: str) -> None:
        """Start one service; what it prints is added to its log."""
        with self._lock, (self.folder / "logs" / f"{name}.log").open("ab") as log:
            self.held.discard(name)
            self.parts[name] = subprocess.Popen(
                self.command(name), cwd=REPO, env=self.environment(name), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """kill -9, of everything in the container at once; started again by `restart`."""
        with self._lock:
            self.held.add(name)
            end(self.parts[name], signal.SIGKILL)
            assert self._services[name]["restart"] == "unless-stopped"
            self.held.discard(name)

    def stop(self, name: str) -> None:
        """Stop one service as `docker compose stop` would, and leave it so."""
        self.held.add(name)
        word = getattr(signal, self._services[name].get("stop_signal", "SIGTERM"))
        part = self.parts[name]
        part.send_signal(word)
        with contextlib.suppress(subprocess.TimeoutExpired):
            part.wait(30)
        end(part, signal.SIGKILL)

    def down(self) -> None:
        """End every process that was started here."""
        self._is_over.set()
        if self._keeper.is_alive():
            self._keeper.join(10)
        for part in reversed(list(self.parts.values())):
            end(part, signal.SIGKILL)

    def is_well(self, name: str) -> bool:
        """Ask a service's own health check."""
        kind, *words = self._services[name]["healthcheck"]["test"]
        asked = [self._mapped(word) for word in words]
        return self.run(["sh", "-c", asked[0]] if kind == "CMD-SHELL" else asked, name, 120).returncode == 0

    def log(self, name: str, characters: int = 3000) -> str:
        """Return the end of a service's log."""
        return (self.folder / "logs" / f"{name}.log").read_text(errors="replace")[-characters:]

    def wait_for(self, what: str, is_there: Callable[[], bool], patience_s: float = 300) -> None:
        """Wait for a condition; the logs' ends are in the message when patience ends."""
        until = time.monotonic() + patience_s
        while not is_there():
            if time.monotonic() > until:
                ends = "\n".join(f"--- {name}\n{self.log(name, 1500)}" for name in self.parts)
                raise AssertionError(f"waited {patience_s} s for {what}; restarts {self.restarts}\n{ends}")
            time.sleep(0.2)

    def _keep(self) -> None:
        while not self._is_over.wait(0.5):
            for name, part in list(self.parts.items()):
                with self._lock:
                    if name not in self.held and part.poll() is not None and not self._is_over.is_set():
                        end(part, signal.SIGKILL)  # what it left behind ends with a container
                        self.restarts[name] = self.restarts.get(name, 0) + 1
                        self.start(name)


def members(leader: int) -> Iterator[int]:
    """Yield the living processes of a session. Airflow's tasks have process groups of their own, in that session."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError, PermissionError):
            if os.getsid(process.pid) == leader and process.status() != psutil.STATUS_ZOMBIE:
                yield process.pid


def end(part: subprocess.Popen[bytes], word: signal.Signals) -> None:
    """Send a signal to a whole session until nobody of it is left."""
    until = time.monotonic() + 30
    while left := list(members(part.pid)):
        for pid in left:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, word)
        part.poll()
        assert time.monotonic() < until, f"{left} do not end"
        time.sleep(0.05)
    with contextlib.suppress(subprocess.TimeoutExpired):
        part.wait(5)
