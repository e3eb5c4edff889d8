"""python -m sandbox: what it says when it cannot start."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

REPO = Path(__file__).parents[2]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *arguments], cwd=REPO, capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--date", "16.11.2026"], "the date must be written YYYY-MM-DD"),
        (["--date", "2020-01-01"], "the date must lie after"),
        (["--port", "99999"], "the port must lie between"),
        (["--register", "nowhere.csv"], "the register nowhere.csv cannot be read"),
    ],
)
def test_a_start_that_cannot_be_is_one_clear_line(arguments: list[str], word: str) -> None:
    ended = run(*arguments)
    assert ended.returncode == 2 and ended.stdout == ""
    assert word in ended.stderr and ended.stderr.count("\n") == 1


def test_a_port_in_use_is_one_clear_line() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ended = run("--date", "2026-11-16", "--port", str(taken.getsockname()[1]))
    assert ended.returncode == 2 and "cannot be used" in ended.stderr and ended.stderr.count("\n") == 1
