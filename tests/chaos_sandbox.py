"""The sandbox of a chaos run: started on a port of its own, told what is to go wrong, and asked what was met."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import requests

from extractors.records import Account
from tests.the_line import REGISTER, REPO

SPREAD = 6  # calls of a busy endpoint a fault waits for at most


class Misbehaving:
    """A running sandbox that can be told to misbehave."""

    def __init__(self, url: str) -> None:
        self.url = url

    def clock(self, day: date) -> None:
        """Set the day the platforms' data is of."""
        self._ask("POST", "clock", {"today": str(day)})

    def clear(self) -> None:
        """Let every answer be right again; what was met is forgotten too."""
        self._ask("DELETE", "faults")

    def draw(self, seed: str, faults: int, accounts: list[Account], *, has_stops: bool) -> int:
        """Let so many faults wait, and forget what waited before; return how many there are."""
        self.clear()
        wish = {"seed": seed, "faults": faults, "platforms": sorted({each.platform for each in accounts}), "spread": SPREAD,
                "accounts": [each.account_id for each in accounts], "stops": has_stops}  # fmt: skip
        return len(self._ask("POST", "chaos", wish)["drawn"])

    def use_up(self, account: Account) -> None:
        """Let the day's quota of an account be used up; Facebook words that as being asked too often, five times."""
        times = 5 if account.platform == "facebook" else 1
        fault = {"platform": account.platform, "account": account.account_id, "kind": "quota", "times": times}
        self._ask("POST", "faults", fault)

    def met(self, platform: str) -> list[dict[str, Any]]:
        """Return every fault met on a platform since the last draw, oldest first."""
        return [fault for fault in self._ask("GET", "faults")["met"] if fault["platform"] == platform]

    def calls(self, platform: str) -> Counter[str]:
        """Return how often each account of a platform was asked since the last draw."""
        said = self._ask("GET", "faults")["calls"]
        calls = Counter[str]()
        for each in said:
            if each["platform"] == platform:
                calls[each["account"]] += each["calls"]
        return calls

    def truth(self, account: Account, since: date, until: date) -> dict[str, list[dict[str, Any]]]:
        """Return the rows the warehouse must hold."""
        asked = {"platform": account.platform, "account": account.account_id, "since": str(since), "until": str(until)}
        answer = requests.get(f"{self.url}/truth", params=asked, timeout=60)
        answer.raise_for_status()
        rows: dict[str, list[dict[str, Any]]] = answer.json()
        return rows

    def _ask(self, method: str, what: str, body: Any = None) -> Any:
        answer = requests.request(method, f"{self.url}/sandbox/{what}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json()


@contextmanager
def sandbox(log: Path, today: date) -> Iterator[Misbehaving]:
    """Start a sandbox whose clock may run ahead; `log` gets what it prints."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "sandbox", "--port", str(port), "--date", str(today), "--seed", "1",
               "--register", str(REGISTER)]  # fmt: skip
    with log.open("w") as lines:
        process = subprocess.Popen(command, cwd=REPO, stdout=lines, stderr=lines)
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text()[-2000:]
            try:
                requests.get(f"http://127.0.0.1:{port}/sandbox/health", timeout=60)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield Misbehaving(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(20)
