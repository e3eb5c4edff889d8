"""python -m local.backup make FOLDER | verify BACKUP | restore BACKUP [--replace]: of LOS_HOME and Airflow's database.

A door: the environment and the clock are read here. Airflow's database is the one its own settings name
(AIRFLOW__DATABASE__SQL_ALCHEMY_CONN, or ..._CMD), else that of `make run`. JSON on stdout. Exit: 0 done, 2 not possible as
asked (one line says why, and nothing was changed), 1 a fault of ours.
"""

from __future__ import annotations

import argparse
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from dags.door import home
from local.backup import manifest
from local.backup.database import Database
from local.backup.make import InUse, make
from local.backup.manifest import NotRestorable
from local.backup.restore import restore

DONE, BAD_INPUT = 0, 2
WAIT_S = 3600.0  # a build that goes on is waited for
SETTING = "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what was asked, say it as JSON, and return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        print(json.dumps(asked.command(asked), indent=1))
    except (NotRestorable, InUse, ValueError, OSError) as why:
        print(" ".join(str(why).split()), file=sys.stderr)
        return BAD_INPUT
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m local.backup", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    makes = commands.add_parser("make", help="back up into a new folder under FOLDER, while the line runs")
    makes.add_argument("folder", metavar="FOLDER", type=Path)
    makes.add_argument("--wait", metavar="SECONDS", type=float, default=WAIT_S, help="for a build that goes on (3600)")
    makes.set_defaults(command=_make)
    verify = commands.add_parser("verify", help="is every file of a backup what was backed up?")
    verify.add_argument("backup", metavar="BACKUP", type=Path)
    verify.set_defaults(command=_verify)
    restores = commands.add_parser(
        "restore", help="put a backup into LOS_HOME and Airflow's database; stop Airflow first"
    )
    restores.add_argument("backup", metavar="BACKUP", type=Path)
    restores.add_argument("--replace", action="store_true", help="set aside what is there")
    restores.set_defaults(command=_restore)
    for each in (makes, restores):
        each.add_argument("--without-airflow", action="store_true", help="leave Airflow's database alone")
    return parser


def _make(asked: argparse.Namespace) -> dict[str, Any]:
    database = None if asked.without_airflow else database_of(os.environ)
    if database and database.kind == "sqlite" and database.is_empty():
        database = None  # this home was never run by Airflow
    backup = make(home(), asked.folder.resolve(), database, now=datetime.now(UTC), wait_s=asked.wait)
    return {"backup": str(backup)} | _about(manifest.read(backup))


def _verify(asked: argparse.Namespace) -> dict[str, Any]:
    return {"backup": str(asked.backup.resolve())} | _about(manifest.read(asked.backup.resolve()))


def _about(said: dict[str, Any]) -> dict[str, Any]:
    size = sum(each["bytes"] for each in said["files"].values())
    return {key: said[key] for key in ("made_at", "database", "versions")} | {
        "files": len(said["files"]), "bytes": size, "keep_elsewhere": said["left_out"],
    }  # fmt: skip


def _restore(asked: argparse.Namespace) -> dict[str, Any]:
    backup = asked.backup.resolve()
    is_without = asked.without_airflow or manifest.read(backup)["database"] is None
    database = None if is_without else database_of(os.environ)
    return restore(backup, home(), database, now=datetime.now(UTC), is_replacing=asked.replace)


def database_of(environ: Mapping[str, str]) -> Database:
    """Return Airflow's database as its settings name it, else that of `make run`. Raises ValueError."""
    url = environ.get(SETTING, "")
    if not url and (command := environ.get(f"{SETTING}_CMD", "")):
        said = subprocess.run(shlex.split(command), capture_output=True, text=True)
        if said.returncode or not said.stdout.strip():
            raise ValueError(f"{SETTING}_CMD did not say where Airflow's database is")
        url = said.stdout
    return Database.of(url) if url else Database("sqlite", str(home() / "airflow" / "airflow.db"))


if __name__ == "__main__":
    sys.exit(main())
