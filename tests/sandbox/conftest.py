"""A running sandbox on loopback: one server for all tests, put back to its date before each."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import requests
import uvicorn

from sandbox.app import create_app
from sandbox.registers import write_registers
from sandbox.world import World
from tests.sandbox.registers_read import Files, Rows, files_in

TODAY = "2026-11-16"
SHARED = Path(__file__).parents[3] / "shared"
LINKEDIN = {"Linkedin-Version": "202609", "X-Restli-Protocol-Version": "2.0.0"}


class Sandbox:
    """A sandbox that answers on 127.0.0.1."""

    def __init__(self, seed: int = 1, today: str = TODAY, ticks: Callable[[], float] = time.time) -> None:
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)
        self.address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        self.app = create_app(seed, date.fromisoformat(today), ticks=ticks)
        self.world = self.app.state.world
        self.server = uvicorn.Server(uvicorn.Config(self.app, log_level="warning", date_header=False))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [listening]}, daemon=True)
        self.thread.start()
        self.session = requests.Session()

    def get(
        self, path: str, secret: str | None = None, headers: dict[str, str] | None = None, **params: Any
    ) -> requests.Response:
        """Ask with the token of an account's secret. LinkedIn's headers go with its paths unless others are given."""
        given = {"Authorization": f"Bearer sandbox-{secret}"} if secret else {}
        if headers is None and path.startswith("/rest/"):
            headers = LINKEDIN
        asked = {name.replace("__", "."): value for name, value in params.items()} or None
        return self.session.get(self.address + path, params=asked, headers=given | (headers or {}), timeout=60)

    def json(self, path: str, secret: str | None = None, **params: Any) -> Any:
        """The body of an answer that must be 200."""
        answer = self.get(path, secret, **params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: Any) -> requests.Response:
        """Send JSON to one of the sandbox's own paths."""
        return self.session.post(self.address + path, json=body, timeout=60)

    def fault(self, platform: str, kind: str, **more: Any) -> None:
        """Let a fault wait."""
        wish = {"platform": platform, "account": None, "kind": kind} | {
            name.rstrip("_"): value for name, value in more.items()
        }
        answer = self.post("/sandbox/faults", wish)
        assert answer.ok, answer.text

    @property
    def met(self) -> list[dict[str, Any]]:
        """The faults answered so far."""
        said: list[dict[str, Any]] = self.json("/sandbox/faults")["met"]
        return said

    def move_to(self, today: str) -> None:
        """Move the date."""
        assert self.post("/sandbox/clock", {"today": today}).ok

    def truth(self, platform: str, account: str, since: str, until: str) -> dict[str, list[dict[str, Any]]]:
        """What a warehouse must hold."""
        said: dict[str, list[dict[str, Any]]] = self.json(
            "/truth", platform=platform, account=account, since=since, until=until
        )
        return said

    def stop(self) -> None:
        """Stop answering."""
        self.server.should_exit = True
        self.thread.join(5)


@pytest.fixture(scope="session")
def running() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.session.delete(running.address + "/sandbox/faults", timeout=60)
    running.session.delete(running.address + "/sandbox/limits", timeout=60)
    running.move_to(TODAY)
    return running


@pytest.fixture
def start() -> Iterator[Callable[..., Sandbox]]:
    """Start further sandboxes; all are stopped at the end of the test."""
    started: list[Sandbox] = []

    def begin(**how: Any) -> Sandbox:
        started.append(Sandbox(**how))
        return started[-1]

    yield begin
    for one in started:
        one.stop()


@pytest.fixture
def specs() -> Path:
    """The folder of machine-readable specifications, which only some machines have."""
    return _shared("specs")


@pytest.fixture
def recorded() -> Path:
    """The folder of recorded answers, which only some machines have."""
    return _shared("fixtures")


def _shared(name: str) -> Path:
    folder = SHARED / "apis" / name
    if not folder.is_dir():
        if os.environ.get("LOS_REQUIRE_SHARED") == "1":
            pytest.fail(f"../shared/apis/{name} is not there")
        pytest.skip(f"../shared/apis/{name} is not there")
    return folder


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The registers of every body, as written on the usual date."""
    folder = tmp_path_factory.mktemp("inbox")
    write_registers(World(1, date.fromisoformat(TODAY)), folder)
    return folder


@pytest.fixture(scope="session")
def files(folder: Path) -> Files:
    """Their rows."""
    return files_in(folder)


@pytest.fixture(scope="session")
def harrowdale(files: Files) -> dict[str, Rows]:
    """The rows of the body that keeps everything, by register."""
    return {name: rows for (organisation, name), rows in files.items() if organisation == "harrowdale"}
