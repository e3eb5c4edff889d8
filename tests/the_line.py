"""The whole line by its own commands, without Airflow: extract -> check -> load -> dbt build -> publish."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar

import duckdb

REPO = Path(__file__).resolve().parents[1]
PROJECT = REPO / "dbt_project"
REGISTER = PROJECT / "seeds" / "accounts.csv"


class Line:
    """One LOS_HOME, fed by one sandbox."""

    # What dbt made of the repository's project when it was first read, for the homes after it; a run of tests says where.
    parsed: ClassVar[Path | None] = None

    def __init__(
        self, home: Path, sandbox_url: str, secrets: Iterable[str] | None = None, project: Path | None = None
    ) -> None:
        """Take the accounts whose secret is named (all of them if none is), and nothing of the caller's own settings.

        `project` is another dbt project than the repository's, for a test that changes its seeds.
        """
        self.home, self.project = home, project or PROJECT
        home.mkdir(parents=True, exist_ok=True)
        with (self.project / "seeds" / REGISTER.name).open(newline="") as lines:
            rows = [row for row in csv.DictReader(lines) if secrets is None or row["secret"] in secrets]
        self.platforms = sorted({row["platform"] for row in rows})
        register = home / "accounts.csv"
        with register.open("w", newline="") as lines:
            writer = csv.DictWriter(lines, rows[0].keys())
            writer.writeheader()
            writer.writerows(rows)
        names = ("X", "LINKEDIN", "FACEBOOK", "YOUTUBE", "YOUTUBE_ANALYTICS")
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("LOS_")},
            **{f"LOS_{name}_URL": sandbox_url for name in names},
            **{f"LOS_SECRET_{row['secret'].upper()}": f"sandbox-{row['secret']}" for row in rows},
            "LOS_HOME": str(home),
            "LOS_REGISTER": str(register),
            "LOS_PRIVACY_KEY": "a key of the tests, long enough",
            "LOS_X_LICENCE_BASIS": "sandbox",
            "PYTHONPATH": str(REPO),
        }

    def run(self, *words: str, cwd: Path = REPO, **more: str) -> str:
        """Run one command of the project and return what it printed; its error, if any, is the test's."""
        done = subprocess.run(
            [sys.executable, *words],
            env={**self.environment, **more},
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=1800,  # hours of a hung one are not waited for; how fast it is, is no matter of a test
        )
        assert done.returncode == 0, (
            f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        )
        return done.stdout

    def look(self, day: date, days: int | None = None) -> None:
        """Extract, check and load every platform as of a day; `days` states a window, else the usual one is asked."""
        window = ["--since", str(day - timedelta(days=days)), "--until", str(day)] if days else []
        for platform in self.platforms:
            self.run("-m", "extractors", "extract", platform, *window, LOS_TODAY=str(day))
        self.check_and_load()

    def check_and_load(self, **more: str) -> None:
        """Judge what is new on the shelf and load what was accepted."""
        self.run("-m", "checks", **more)
        self.run("-m", "extractors", "load", **more)

    def build(self, *options: str) -> None:
        """Build the models, without their unit tests, and publish the board file."""
        self.build_models("--exclude-resource-type", "unit_test", *options)
        self.run("-m", "dashboards", "publish", "--manifest", str(self.home / "dbt" / "target" / "manifest.json"))

    def build_again(self) -> None:
        """Build and publish without the tests of the data: those were met by the build before, or are another test's matter."""
        self.build("--exclude-resource-type", "test")

    def build_models(self, *options: str) -> None:
        """Run dbt build."""
        self.dbt("build", *options)

    def dbt(self, verb: str, *options: str) -> str:
        """Run dbt and return what it printed.

        It reads all models anew (5 s) where its profile is not the one of before, and a path is part of that. So it runs in the
        home, which is "." there; what changed in the project since, a seed of a test's own, it finds by the files' contents.
        """
        folder, project = self.home.absolute() / "dbt", str(self.project.absolute())
        own = folder / "target" / "partial_parse.msgpack"
        if self.parsed and self.parsed.exists() and not own.exists():
            _copy_whole(self.parsed, own)
        folders = ["--project-dir", project, "--profiles-dir", project]
        folders += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
        command = ["-c", "from dbt.cli.main import cli; cli()", verb, *folders, "--quiet", *options]
        said = self.run(*command, cwd=self.home, LOS_HOME=".")
        # Only of the project that nobody changes: dbt keeps where each seed lies, and reads it there as long as it is the same.
        if self.parsed and verb == "build" and self.project == PROJECT and not self.parsed.exists():
            _copy_whole(own, self.parsed)
        return said

    def warehouse(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the warehouse."""
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    def board(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Read the board file."""
        with duckdb.connect(str(self.home / "board.duckdb"), read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    def figures(self) -> bytes:
        """Return every figure as bytes, in a stable order."""
        rows = self.board("select * from figures order by all")
        assert rows, "there are no figures"
        return json.dumps(rows, default=str).encode()


def _copy_whole(here: Path, there: Path) -> None:
    """Copy a file so that another process sees the whole of it or nothing."""
    there.parent.mkdir(parents=True, exist_ok=True)
    beside = there.with_name(f"{there.name}.{os.getpid()}")
    shutil.copyfile(here, beside)
    os.replace(beside, there)
