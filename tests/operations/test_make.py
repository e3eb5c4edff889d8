"""What CI asks of make, and what a developer's `make test` leaves out. The commands are read as make would give them; none is run."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import REPO

ENGINES = {
    "SPARK": ("LOS_REQUIRE_SPARK=1", "tests/spark/test_parity.py", "openjdk-17-jre-headless"),
    "CLUSTER": ("LOS_REQUIRE_CLUSTER=1", "tests/operations/test_cluster.py", "postgresql redis-server"),
}


def would_run(*words: str) -> str:
    """Return the commands of `make` with these words, and without those of the make that runs this test."""
    given = ("ALL", *ENGINES)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE") and name not in given}
    done = subprocess.run(["make", "--dry-run", *words], cwd=REPO, env=plain, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("asked", [(), ("SPARK=yes",), ("CLUSTER=yes",), ("ALL=yes",)])
def test_an_engine_is_installed_tested_and_insisted_on_where_it_was_asked_for_and_nowhere_else(
    asked: tuple[str, ...],
) -> None:
    said = would_run("test", *asked)
    for name, (insisting, file, packages) in ENGINES.items():
        is_asked = bool({f"{name}=yes", "ALL=yes"} & set(asked))
        assert (insisting in said, f"--ignore {file}" in said, packages in said) == (is_asked, not is_asked, is_asked)
        assert (REPO / file).exists(), "else nothing would be left out"


@pytest.mark.parametrize(("processors", "workers"), [(1, 2), (2, 3), (4, 4), (16, 4)])
def test_one_test_more_than_there_are_processors_runs_at_a_time_for_some_wait(
    processors: int, workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = tmp_path / "nproc"
    counts.write_text(f"#!/bin/sh\necho {processors}\n")
    counts.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.delenv("WORKERS", raising=False)
    assert f"-n {workers} --dist loadfile" in would_run("test")
    assert "-n 1 --dist loadfile" in would_run("test", "WORKERS=1")


def test_ci_asks_for_every_engine_and_lets_no_test_be_passed_over() -> None:
    text = (REPO / ".ci" / "run").read_text(encoding="utf-8")
    asked = [line.partition(" #")[0].strip() for line in text.splitlines() if line.startswith("make ")]
    assert asked == ["make lint", "make test ALL=yes", "make bench SIZE=small"]
    required = set(re.findall(r"\b(LOS_REQUIRE_\w+)=1", text))
    read = {name for path in (REPO / "tests").rglob("*.py") for name in re.findall(r'environ\.get\("(LOS_REQUIRE_\w+)"', path.read_text())}  # fmt: skip
    assert required == read, "each of them makes what is missing a failure"


def test_without_root_whoever_asks_is_told_what_to_install(tmp_path: Path) -> None:
    """A machine with neither Java nor Debian's tools in its path, and a user who may not install."""
    for name, words in (("id", "echo 1000"), ("sh", 'exec /bin/sh "$@"')):
        (tmp_path / name).write_text(f"#!/bin/sh\n{words}\n")
        (tmp_path / name).chmod(0o755)
    plain = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    make = subprocess.run(["/bin/sh", "-c", "command -v make"], capture_output=True, text=True).stdout.strip()
    done = subprocess.run([make, "java"], cwd=REPO, env=plain | {"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Spark needs Java 17: sudo apt-get install -y --no-install-recommends openjdk-17-jre-headless" in done.stderr
