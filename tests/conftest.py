"""What the tests share: the sandbox, a stand-in for the four platforms, on a real port of this machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from extractors.accounts import read_accounts
from extractors.records import Account
from tests import golden_line
from tests.once import built_once
from tests.the_line import Line

REPO = Path(__file__).parents[1]
REGISTER = REPO / "dbt_project" / "seeds" / "accounts.csv"
SHARED = REPO.parent / "shared"
TODAY = date(2026, 11, 16)
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
PRIVACY_KEY = "a key for tests only, thirty-two bytes and more"


class Sandbox:
    """A running sandbox."""

    def __init__(self, url: str) -> None:
        self.url = url

    def clock(self, day: date) -> datetime:
        """Set the sandbox's date; return its moment of that day."""
        requests.post(f"{self.url}/sandbox/clock", json={"today": day.isoformat()}, timeout=60).raise_for_status()
        return datetime(day.year, day.month, day.day, 6, tzinfo=UTC)

    def truth(self, account: Account, since: date, until: date) -> dict[str, list[dict[str, Any]]]:
        """Return the rows the warehouse must hold after an extract of that window today."""
        asked = {"platform": account.platform, "account": account.account_id, "since": str(since), "until": str(until)}
        answer = requests.get(f"{self.url}/truth", params=asked, timeout=60)
        answer.raise_for_status()
        rows: dict[str, list[dict[str, Any]]] = answer.json()
        return rows

    def fault(self, platform: str, kind: str, times: int = 1, account: str | None = None, asking: str = "") -> None:
        """Let the next answers of a platform go wrong: all of them, or those whose path and query hold `asking`."""
        wish = {"platform": platform, "account": account, "kind": kind, "times": times, "asking": asking}
        requests.post(f"{self.url}/sandbox/faults", json=wish, timeout=60).raise_for_status()

    def clear_faults(self) -> None:
        """Let every answer be right again."""
        requests.delete(f"{self.url}/sandbox/faults", timeout=60).raise_for_status()

    def delete(self, account: Account, item_id: str, at: date | None = None) -> None:
        """Take a post, comment or mention down from a day on; without one, as of now."""
        wish = {"platform": account.platform, "account": account.account_id, "id": item_id, "at": at and str(at)}
        requests.post(f"{self.url}/sandbox/delete", json=wish, timeout=60).raise_for_status()

    def restore(self) -> None:
        """Undo every deletion."""
        requests.delete(f"{self.url}/sandbox/delete", timeout=60).raise_for_status()

    def clear_limits(self) -> None:
        """Let no call be counted against X's windows, YouTube's units or Facebook's day; the limits stay."""
        requests.delete(f"{self.url}/sandbox/limits", timeout=60).raise_for_status()

    def begin_anew(self) -> None:
        """Be as at the start: 16 November 2026, nothing going wrong, nothing taken down, nothing asked yet.

        The last because one sandbox serves all tests: those that ran in the same quarter of an hour would use up a
        limit (X: 75 profiles) that this test has not come near.
        """
        self.clear_faults()
        self.restore()
        self.clear_limits()
        self.clock(TODAY)

    @property
    def environ(self) -> dict[str, str]:
        """The environment in which a door finds this sandbox, its secrets and a licence basis for X."""
        platforms = ("X", "LINKEDIN", "FACEBOOK", "YOUTUBE", "YOUTUBE_ANALYTICS")
        secrets = {f"LOS_SECRET_{each.secret.upper()}": f"sandbox-{each.secret}" for each in read_accounts(REGISTER)}
        keys = {"LOS_PRIVACY_KEY": PRIVACY_KEY, "LOS_X_LICENCE_BASIS": "sandbox data only"}
        return {f"LOS_{name}_URL": self.url for name in platforms} | secrets | keys


@pytest.fixture(scope="session")
def running_sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """Start one sandbox for all tests, in a process of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = tmp_path_factory.mktemp("sandbox") / "log.txt"
    with log.open("w") as lines:
        command = [sys.executable, "-m", "sandbox", "--port", str(port), "--date", str(TODAY), "--seed", "1"]
        process = subprocess.Popen(command, cwd=REPO, stdout=lines, stderr=lines, env={**os.environ})
    sandbox = Sandbox(f"http://127.0.0.1:{port}")
    try:
        for _ in range(300):
            if process.poll() is not None:
                pytest.fail(f"the sandbox did not start: {log.read_text()[-2000:]}")
            try:
                requests.get(f"{sandbox.url}/sandbox/health", timeout=60)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield sandbox
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture
def sandbox(running_sandbox: Sandbox) -> Iterator[Sandbox]:
    """The sandbox on 16 November 2026, with nothing going wrong and nothing asked yet; left so."""
    running_sandbox.begin_anew()
    yield running_sandbox
    running_sandbox.begin_anew()


@pytest.fixture(scope="session", autouse=True)
def parsed_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Let dbt read its project once for all homes of this run."""
    with built_once(tmp_path_factory, "parsed") as (folder, _):
        Line.parsed = folder / "parsed.msgpack"


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """The golden body (tests/golden/), built once; read it, do not change it."""
    with built_once(tmp_path_factory, "golden") as (folder, is_built):
        make = golden_line.opened if is_built else golden_line.build
        return make(folder / "home", folder / "project")


# Files by their stem. The first and the third wait for heartbeats most of the time, beside the second, which computes; then those that
# took longer than a quarter of a minute when they were last timed (--durations=40 says it), the longest first: alone at the end one of
# them would leave the other workers with nothing to do.
SLOW_FIRST = [
    "cluster", "parity", "whole_line", "figures_from_truth", "the_year", "signed", "customer_care", "one_change", "deletion",
    "seeded_dirt", "line", "editions", "roles", "callbacks", "docs", "real_files", "the_walk", "removal", "chaos", "fuzz",
    "commentary", "golden_charts", "browser_walk", "browser_access", "integrity",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest: the run is over when the last of them is."""
    order = {f"test_{name}": place for place, name in enumerate(SLOW_FIRST)}
    items.sort(key=lambda item: order.get(item.path.stem, len(order)))


@pytest.fixture(scope="session")
def accounts() -> list[Account]:
    """The register."""
    return read_accounts(REGISTER)


def shared(path: str) -> Path:
    """Return a file of the folder beside the repository, or skip the test where there is none."""
    found = SHARED / path
    if not found.exists():
        if os.environ.get("LOS_REQUIRE_SHARED") == "1":
            pytest.fail(f"../shared/{path} is not there")
        pytest.skip(f"../shared/{path} is not there")
    return found
