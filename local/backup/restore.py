"""Put a backup back: everything is looked at before anything is touched, and what was there is set aside, not lost."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from dags.door import WAREHOUSE_LOCK
from extractors.warehouse import WarehouseInUse, open_warehouse
from local.backup import manifest
from local.backup.database import FILES, Database
from local.backup.make import PARTS
from local.backup.manifest import NotRestorable


def restore(
    backup: Path, home: Path, database: Database | None, *, now: datetime, is_replacing: bool = False
) -> dict[str, Any]:
    """Put a backup into a home, and Airflow's database from it; return what was put where.

    Raises NotRestorable, and has changed nothing, where the backup is not whole, the home is in use or holds something
    and `is_replacing` was not said, or Airflow's database is another kind, in use, or not empty. What is replaced lies in
    <home>/replaced-<moment>/ afterwards; only PostgreSQL's tables are gone.
    """
    said = manifest.read(backup)
    there = sorted(part for part in PARTS if _is_something(home / part))
    _look_at_database(said["database"], database)
    home.mkdir(parents=True, exist_ok=True)
    with _nobody_else(home):
        if database and database.others():
            raise NotRestorable("Airflow's database is open in another program: stop Airflow first (docs/runbook.md)")
        kept = [*there, *(["Airflow's database"] if database and not database.is_empty() else [])]
        if kept and not is_replacing:
            raise NotRestorable(
                f"{home} is not empty: {', '.join(kept)}. To set that aside and put the backup in its place, say --replace"
            )
        staged = home / ".restoring"
        shutil.rmtree(staged, ignore_errors=True)
        try:
            _stage(backup, said, staged)
            if database and database.kind == "postgresql":
                database.put_back(backup / FILES["postgresql"])
        except BaseException:
            shutil.rmtree(staged, ignore_errors=True)
            raise
        aside = home / f"replaced-{now:%Y%m%dT%H%M%SZ}"
        if database and database.kind == "sqlite":
            _swap(backup / FILES["sqlite"], Path(database.place), aside / "airflow.db")
        for part in PARTS:
            _move_in(staged / part, home / part, aside / part)
        shutil.rmtree(staged, ignore_errors=True)
    return {
        "restored": str(home), "made_at": said["made_at"], "files": len(said["files"]), "database": said["database"],
        "set_aside": str(aside) if aside.exists() else None, "put_in_anew": said["left_out"],
    }  # fmt: skip


def _is_something(path: Path) -> bool:
    return path.is_file() or (path.is_dir() and any(each.is_file() for each in path.rglob("*")))


def _look_at_database(kind: str | None, database: Database | None) -> None:
    if database and kind is None:
        raise NotRestorable("the backup holds no database of Airflow: say --without-airflow")
    if database and kind != database.kind:
        raise NotRestorable(
            f"the backup holds Airflow's database as {kind}, and this Airflow is on {database.kind}: "
            "restore into the same kind, or say --without-airflow (its history is then not restored)"
        )


@contextlib.contextmanager
def _nobody_else(home: Path) -> Iterator[None]:
    """Hold what `make run` and every task of the pipeline holds. Raises NotRestorable where one of them lives."""
    (home / WAREHOUSE_LOCK).parent.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("w") as run, (home / WAREHOUSE_LOCK).open("w") as task:
        for lock, who in ((run, "`make run` is using"), (task, "a task is at the warehouse of")):
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise NotRestorable(f"{who} {home}: stop it first (docs/runbook.md)") from None
        if (home / "warehouse.duckdb").exists():
            with contextlib.suppress(Exception):  # a damaged one is what people restore for
                try:
                    open_warehouse(home / "warehouse.duckdb").close()
                except WarehouseInUse:
                    in_use = True
                else:
                    in_use = False
            if in_use:
                raise NotRestorable(f"the warehouse of {home} is open in another program: stop it first")
        yield


def _stage(backup: Path, said: dict[str, Any], staged: Path) -> None:
    """Copy the backup's home beside the living one and hash the copies: the disk it comes from may be failing."""
    staged.mkdir()
    for name, wanted in said["files"].items():
        if not name.startswith("home/"):
            continue
        target = staged / name.removeprefix("home/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(backup / name, target)
        if manifest.hash_of(target) != wanted["sha256"]:
            raise NotRestorable(f"{name} did not arrive as it was backed up: look at the disks; nothing was changed")


def _move_in(staged: Path, place: Path, aside: Path) -> None:
    """Put one part in its place; what stood there is set aside, also where the backup has nothing for it."""
    for name in ("", ".wal") if place.suffix == ".duckdb" else ("",):
        old = place.with_name(place.name + name)
        if old.exists():
            aside.parent.mkdir(parents=True, exist_ok=True)
            os.replace(old, aside.with_name(aside.name + name))
    if staged.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(staged, place)


def _swap(source: Path, place: Path, aside: Path) -> None:
    """Put SQLite's file in its place, with nothing of the old one's journal beside it."""
    for name in ("-wal", "-shm", "-journal", ""):
        old = place.with_name(place.name + name)
        if old.exists():
            aside.parent.mkdir(parents=True, exist_ok=True)
            os.replace(old, aside.with_name(aside.name + name))
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.restoring")
    shutil.copy2(source, beside)
    os.replace(beside, place)
