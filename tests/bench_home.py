"""What several parts of make bench begin with: the sandbox, a line that has loaded two years of it, and Pythons of other people's tools.

All of it lies under LOS_HOME/bench, so that a part can be measured alone, another day, without making it again.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import requests

from tests.the_line import REPO, Line

TODAY = date(2026, 11, 16)
SECRETS: dict[str, set[str] | None] = {"small": {"osmere_facebook", "osmere_linkedin", "osmere_youtube"}, "full": None}
LOADED = "loaded"  # this file says that the line under it is whole


def say(words: str) -> None:
    """Say what is being done, with the time of the day, beside the result and not in it."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Sandbox:
    """A sandbox that runs."""

    port: int

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def day(self, today: date) -> None:
        """Make it another day there."""
        requests.post(f"{self.url}/sandbox/clock", json={"today": str(today)}, timeout=60).raise_for_status()


@contextmanager
def sandbox() -> Iterator[Sandbox]:
    """Run the sandbox as of TODAY."""
    port = free_port()
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--date", str(TODAY), "--seed", "1"]
    runs = subprocess.Popen(command, cwd=REPO)
    try:
        while True:
            try:
                requests.get(f"http://127.0.0.1:{port}/sandbox/health", timeout=5).raise_for_status()
                break
            except requests.ConnectionError:
                if runs.poll() is not None:
                    raise RuntimeError(f"the sandbox ended with {runs.returncode}") from None
                time.sleep(0.1)
        yield Sandbox(port)
    finally:
        runs.terminate()
        runs.wait(20)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def timed(step: Callable[[], object]) -> float:
    """Return the seconds a step takes."""
    start = time.perf_counter()
    step()
    return round(time.perf_counter() - start, 2)


def load(folder: Path, there: Sandbox, size: str) -> dict[str, Any]:
    """Make the line anew: registers, two years of every account, checked and loaded. Return seconds a step and rows."""
    shutil.rmtree(folder, ignore_errors=True)
    line = Line(folder / "line", there.url, SECRETS[size])
    files = ["--folder", str(line.home / "files"), "--date", str(TODAY), "--seed", "1"]
    seconds: dict[str, float] = {}

    def step(name: str, *words: str) -> None:
        say(f"the line: {name}")
        seconds[name] = round(seconds.get(name, 0) + timed(lambda: line.run("-m", *words, LOS_TODAY=str(TODAY))), 2)

    line.run("-m", "sandbox.registers", *files, "--register", line.environment["LOS_REGISTER"])
    for of in sorted((line.home / "files").iterdir()):
        registers = [str(path) for path in sorted(of.glob("*.csv"))]
        step("import registers", "extractors", "import", *registers, "--organisation", of.name)
    for platform in line.platforms:
        step(f"extract {platform}", "extractors", "extract", platform)
    step("check", "checks")
    step("load", "extractors", "load")
    (folder / LOADED).touch()
    rows = {t: line.warehouse(f"select count(*) from raw.{t}")[0][0] for t in ("posts", "interactions", "readings")}
    return {"seconds": seconds, "total_seconds": round(sum(seconds.values()), 2), "rows": rows}


def line(folder: Path, there: Sandbox, size: str) -> Line:
    """Return the line that was loaded, made first where it is not there."""
    if not (folder / LOADED).exists():
        load(folder, there, size)
    return Line(folder / "line", there.url, SECRETS[size])


def python_with(package: str, module: str, home: Path) -> Path | None:
    """Return a Python of its own that has a package, made on the first call; None, with the reason on stderr, where it cannot be had."""
    python = home / "bench" / "pythons" / module / "bin" / "python"
    uv = Path(sys.executable).with_name("uv")
    made: list[str | Path] = [sys.executable, "-m", "venv", "--clear", python.parents[1]]
    fetch: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", package]
    if uv.exists():
        made.append("--without-pip")
        fetch = [uv, "pip", "install", "--quiet", "--python", python, package]
    try:
        if not (
            python.exists() and subprocess.run([python, "-c", f"import {module}"], capture_output=True).returncode == 0
        ):
            say(f"{package} is fetched from the package index")
            for command in (made, fetch):
                subprocess.run(command, check=True, capture_output=True, timeout=600)
        return python
    except (subprocess.SubprocessError, OSError) as error:
        said = getattr(error, "stderr", None) or str(error).encode()
        why = " ".join(said.decode(errors="replace").split())[-300:] or "no reason given"
        print(f"{package} is not compared: it could not be fetched from the package index ({why})", file=sys.stderr)
        return None


def in_its_own_python(python: Path, script: str, settings: str, **environment: str) -> str:
    """Run a script of tests/ in another Python, settings on its stdin; return what it printed last, raise RuntimeError when it fails."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("LOS_", "PYTHON"))}
    done = subprocess.run([python, REPO / "tests" / script], input=settings, text=True, capture_output=True,
                          timeout=1800, env=clean | environment)  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{script} ended with {done.returncode}: {done.stderr[-3000:]}")
    return done.stdout.splitlines()[-1]
