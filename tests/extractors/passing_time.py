"""Waiting against the sandbox without losing the time: its clock is moved forward instead, and what was waited is kept."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from extractors.records import Account
from tests.conftest import Sandbox


class PassingTime:
    """A sleep that moves the sandbox's clock, and that clock."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.waited: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.waited.append(seconds)
        requests.post(f"{self.url}/sandbox/ticks", json={"forward": seconds}, timeout=60).raise_for_status()

    def clock(self) -> float:
        """Return the sandbox's clock (Unix seconds, whole ones)."""
        answer = requests.get(f"{self.url}/sandbox/health", timeout=60)
        return parsedate_to_datetime(answer.headers["Date"]).timestamp()

    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.clock(), UTC)


def wish(sandbox: Sandbox, account: Account, kind: str, **more: Any) -> None:
    """Let a fault wait for one account."""
    said = {"platform": account.platform, "account": account.account_id, "kind": kind} | more
    answer = requests.post(f"{sandbox.url}/sandbox/faults", json=said, timeout=60)
    assert answer.ok, answer.text


def met(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Return the faults that were met since they were last cleared."""
    said: list[dict[str, Any]] = requests.get(f"{sandbox.url}/sandbox/faults", timeout=60).json()["met"]
    return said
