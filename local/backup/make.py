"""Make a backup while the line runs: nothing that is written to meanwhile comes in by half.

The warehouse is copied under the lock that every task of the pipeline takes (dags/door.py), the shelf under the one that
whoever removes from it takes: what comes in later than its copy lies on the shelf, and is loaded again after a restore.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.metadata
import os
import shutil
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from dags.door import WAREHOUSE_LOCK
from extractors.forget import alone
from extractors.landing import Landing
from extractors.warehouse import WarehouseInUse, open_warehouse
from local.backup import manifest
from local.backup.database import FILES, Database

WITH_THE_WAREHOUSE = ("board.duckdb", "dbt/published.txt", "dbt/tidied.json")
FOLDERS = ("landing", "editions", "inbox", "incidents", "secrets", "budgets")
PARTS = ("warehouse.duckdb", *WITH_THE_WAREHOUSE, *FOLDERS)  # of LOS_HOME; the rest is made again by the next build
ASK_EVERY_S = 0.5
LEFT_OUT = (
    "LOS_PRIVACY_KEY (or privacy.key): without it the renewed tokens in secrets/ cannot be opened and nobody is recognised again",
    "Airflow's fernet key (docker/secrets/fernet_key, or airflow/airflow.cfg): without it its connections cannot be read",
    "the sign-ins of Airflow and the dashboard, and every LOS_SECRET_: they are put in anew",
    "task logs, dbt's logs and data docs",
)


class InUse(Exception):
    """The warehouse was not free in the time given."""


def make(home: Path, folder: Path, database: Database | None, *, now: datetime, wait_s: float) -> Path:
    """Back a home up into a new folder named for the moment, which appears when it is whole; return it.

    Raises InUse where the warehouse is not free within `wait_s`, NotRestorable where Airflow's database cannot be read,
    FileNotFoundError where there is no home, OSError where there is no room.
    """
    if not home.is_dir():
        raise FileNotFoundError(f"there is no LOS_HOME at {home}")
    folder.mkdir(parents=True, exist_ok=True)
    finished = folder / f"los-{now:%Y%m%dT%H%M%SZ}"
    building = folder / f".{finished.name}.unfinished"
    if finished.exists() or building.exists():
        raise FileExistsError(f"{finished} is there already, or is being made")
    building.mkdir(mode=0o700)  # it holds what the body wrote and heard
    try:
        _copy(home, building, wait_s)
        if database:
            database.dump(building / FILES[database.kind])
        manifest.write(building, {
            "made_at": f"{now:%Y-%m-%dT%H:%M:%SZ}", "database": database.kind if database else None, "left_out": LEFT_OUT,
            "versions": {name: importlib.metadata.version(name) for name in ("duckdb", "apache-airflow-core")},
        })  # fmt: skip
        os.replace(building, finished)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return finished


def _copy(home: Path, building: Path, wait_s: float) -> None:
    into = building / "home"
    into.mkdir()
    until = time.monotonic() + wait_s
    with contextlib.ExitStack() as held:
        with _warehouse(home, until):
            if (home / "landing").is_dir():
                held.enter_context(alone(Landing(home / "landing")))
            for name in ("warehouse.duckdb", *WITH_THE_WAREHOUSE):
                _copy_file(home / name, into / name)
        for name in FOLDERS:
            for path in sorted((home / name).rglob("*")):
                if path.is_file() and not _is_passing(path.relative_to(home)):
                    _copy_file(path, into / path.relative_to(home))


@contextlib.contextmanager
def _warehouse(home: Path, until: float) -> Iterator[None]:
    """Hold the warehouse: keep the pipeline's tasks waiting, and everything written so far in the one file."""
    (home / WAREHOUSE_LOCK).parent.mkdir(parents=True, exist_ok=True)
    with (home / WAREHOUSE_LOCK).open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                _wait(until)
        if not (home / "warehouse.duckdb").exists():
            yield
            return
        while True:
            try:
                connection = open_warehouse(home / "warehouse.duckdb")
                break
            except WarehouseInUse:  # somebody at the command line
                _wait(until)
        with connection:
            connection.execute("checkpoint")
            yield


def _wait(until: float) -> None:
    if time.monotonic() > until:
        raise InUse("the warehouse is in use, and the time to wait for it is over; say --wait SECONDS for longer")
    time.sleep(ASK_EVERY_S)


def _is_passing(path: Path) -> bool:
    """Say whether a file is a lock or not finished: nothing that is restored."""
    hidden = any(part.startswith(".") for part in path.parts)
    return hidden or path.suffix in (".lock", ".unfinished", ".part") or ".unfinished" in path.name


def _copy_file(source: Path, target: Path) -> None:
    """Copy one file; one that is put away while we look is passed over, and one that is replaced is copied whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        shutil.copy2(source, target)
