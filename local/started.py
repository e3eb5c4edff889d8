"""The programs that `make run` starts, and how it ends exactly those: by session, never by name."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

from dags.door import REPO


class Failed(Exception):
    """The line stopped; the message says the cause and where the log is."""


class Started:
    """What this run started: each in a session of its own, so that it can be ended with all its children."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.parts: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """Start one part; what it prints goes to its log."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("wb") as log:
            self.parts[name] = subprocess.Popen(
                command,
                env=environment,
                cwd=REPO,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """Start one part that ends by itself, and wait for it; raise Failed when it does not end well."""
        self.start(name, command, environment)
        if self.parts[name].wait():
            self.check()
        del self.parts[name]

    def check(self) -> None:
        """Raise Failed when a part has ended by itself."""
        for name, part in self.parts.items():
            if part.poll() is not None:
                log = self.logs / f"{name}.log"
                last = [line for line in log.read_text(errors="replace").splitlines() if line.strip()][-1:]
                raise Failed(f"{name} ended by itself (exit {part.returncode}): {''.join(last)}")

    def stop(self, patience_s: float = 10.0) -> None:
        """End every session we started, and wait until it is gone: ask first, insist when patience ends."""
        leaders = [part.pid for part in reversed(list(self.parts.values()))]
        insist_at = time.monotonic() + patience_s
        for pid in _members(leaders):
            _tell(pid, signal.SIGTERM)
        while left := _members(leaders):
            time.sleep(0.1)
            for part in self.parts.values():
                part.poll()  # takes the ended leader out of the process table
            if time.monotonic() > insist_at:
                for pid in left:
                    _tell(pid, signal.SIGKILL)
        self.parts.clear()


def _members(leaders: list[int]) -> list[int]:
    """The living processes of these sessions. Airflow puts tasks in process groups of their own, but in its session."""
    import psutil  # type: ignore[import-untyped]

    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, ProcessLookupError, PermissionError):
            if os.getsid(process.pid) in leaders and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process.pid)
    return found


def _tell(pid: int, word: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, word)


def wait_for(what: str, is_there: Callable[[], bool], started: Started, patience_s: float = 180.0) -> None:
    """Wait until something is there; raise Failed when a part ends by itself, or patience does."""
    until = time.monotonic() + patience_s
    while not is_there():
        started.check()
        if time.monotonic() > until:
            raise Failed(f"{what} was not there after {patience_s:.0f} seconds")
        time.sleep(0.2)
