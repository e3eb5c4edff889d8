"""Airflow's database, copied while Airflow writes to it, and put back whole or not at all: SQLite or PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from local.backup.manifest import NotRestorable

FILES = {"sqlite": "airflow.db", "postgresql": "airflow.dump"}


@dataclass(frozen=True)
class Database:
    """Where Airflow's database is. `place`: SQLite's file; else PostgreSQL's name, and how to get there."""

    kind: str  # sqlite | postgresql
    place: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""

    @classmethod
    def of(cls, url: str) -> Database:
        """Return the database that Airflow's sql_alchemy_conn names. Raises ValueError without repeating the address."""
        said = urlsplit(url.strip())
        kind = said.scheme.partition("+")[0]
        if kind == "sqlite":
            return cls("sqlite", unquote(said.path.removeprefix("/")))
        if kind not in ("postgresql", "postgres"):
            raise ValueError(f"Airflow's database is of a kind that is not backed up here: {kind or 'none is named'}")
        return cls(
            "postgresql", unquote(said.path[1:]), said.hostname or "", str(said.port or 5432),
            unquote(said.username or ""), unquote(said.password or ""),
        )  # fmt: skip

    def is_empty(self) -> bool:
        """Say whether nothing of Airflow is there."""
        if self.kind == "sqlite":
            return not Path(self.place).exists()
        return self._psql("select count(*) from information_schema.tables where table_schema = 'public'") == "0"

    def others(self) -> int:
        """Return how many programs besides us have the database open. SQLite's file cannot tell: 0."""
        if self.kind == "sqlite":
            return 0
        alive = "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
        return int(self._psql(alive))

    def dump(self, into: Path) -> None:
        """Write the database as it stood at one moment into a file; writers go on. Raises NotRestorable where it cannot."""
        if self.kind == "sqlite":
            with (
                closing(sqlite3.connect(f"file:{self.place}?mode=ro", uri=True)) as source,
                closing(sqlite3.connect(into)) as copy,
            ):
                source.backup(copy)
            return
        self._run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={into}", self.place)

    def put_back(self, file: Path) -> None:
        """Replace the database by a dump, in one transaction: it fails whole. Not for SQLite, whose file is moved."""
        emptied = "drop schema if exists public cascade; create schema public;"
        script = self._run("pg_restore", "--no-owner", "--no-acl", "--file=-", str(file))
        self._run(
            "psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null",
            self.place, said=f"{emptied}\n{script}",
        )  # fmt: skip

    def _psql(self, sql: str) -> str:
        return self._run("psql", "--no-psqlrc", "--tuples-only", "--no-align", f"--command={sql}", self.place).strip()

    def _run(self, *words: str, said: str | None = None) -> str:
        environ = os.environ | {
            "PGHOST": self.host,
            "PGPORT": self.port,
            "PGUSER": self.user,
            "PGPASSWORD": self.password,
        }
        try:
            done = subprocess.run(words, env=environ, input=said, capture_output=True, text=True)
        except FileNotFoundError:
            raise NotRestorable(f"{words[0]} is not installed; on Debian: apt install postgresql-client") from None
        if done.returncode:
            why = " ".join(done.stderr.replace(self.password or "\0", "REDACTED").split())[:300]
            raise NotRestorable(f"{words[0]}: {why or f'ended with {done.returncode}'}")
        return done.stdout
