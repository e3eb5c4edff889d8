"""Backup and restore: whole or not at all, while the line runs, and never over something living."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dags.door import WAREHOUSE_LOCK
from dashboards import editions
from local.backup.__main__ import database_of
from local.backup.database import Database
from local.backup.make import InUse, make
from local.backup.manifest import NAME, NotRestorable, read
from local.backup.restore import restore
from tests.conftest import REPO
from tests.find_secrets import find_secrets
from tests.the_line import Line

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEY = "canary-of-the-privacy-key-0123456789"
FERNET = "canary-of-the-fernet-key-0123456789"


@pytest.fixture(scope="module")
def lived_in(golden: Line, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as months of use leave it: figures, a frozen edition, an inbox, renewed tokens, Airflow's history, secrets."""
    home = tmp_path_factory.mktemp("lived") / "home"
    shutil.copytree(golden.home, home, ignore=shutil.ignore_patterns("logs", "target", "lock"))
    editions.freeze(
        home / "board.duckdb",
        home / "editions",
        editions.month_of("2026-10"),
        frozen_by="Board secretary",
        frozen_at=NOW,
    )
    for name, text in {
        "inbox/golden/waiting.csv": "a,b\n", "secrets/golden.tokens": "encrypted", "privacy.key": KEY,
        "airflow/airflow.cfg": f"fernet_key = {FERNET}\n", "landing/.rewriting": "", "logs/build.log": "x",
        "airflow/simple_auth_manager_passwords.json.generated": '{"admin": "canary-of-the-sign-in"}',
    }.items():  # fmt: skip
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text)
    with closing(sqlite3.connect(home / "airflow" / "airflow.db")) as airflow, airflow:
        airflow.execute("create table dag_run as select 'build' as dag_id, 'success' as state")
    return home


@pytest.fixture
def home(lived_in: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(lived_in, copy)
    return copy


@pytest.fixture(scope="module")
def backup(lived_in: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(lived_in, tmp_path_factory.mktemp("backups"), sqlite(lived_in), now=NOW, wait_s=60)


def sqlite(home: Path) -> Database:
    return Database("sqlite", str(home / "airflow" / "airflow.db"))


def figures(home: Path) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(home / "board.duckdb"), read_only=True) as board:
        return board.execute("select * from figures order by all").fetchall()


def content(home: Path) -> dict[str, bytes]:
    """Return every file of a home that is not a lock."""
    locks = {"run.lock", str(WAREHOUSE_LOCK)}
    found = {path.relative_to(home).as_posix(): path for path in home.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if name not in locks}


def test_what_was_destroyed_comes_back_figures_editions_shelf_and_airflows_history(
    lived_in: Path, backup: Path, tmp_path: Path
) -> None:
    home = tmp_path / "new"
    said = restore(backup, home, sqlite(home), now=NOW)
    assert said["database"] == "sqlite" and said["set_aside"] is None
    assert figures(home) == figures(lived_in) and len(figures(home)) > 100
    with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as warehouse:
        assert warehouse.execute("select count(*) from raw.batches").fetchone() != (0,)
    with closing(sqlite3.connect(home / "airflow" / "airflow.db")) as airflow:
        assert airflow.execute("select * from dag_run").fetchall() == [("build", "success")]
    assert [each.name for each in (home / "editions").iterdir() if not each.name.startswith(".")] == ["2026-10"]
    verified = subprocess.run(
        [sys.executable, "-m", "dashboards", "verify"], cwd=REPO, env=os.environ | {"LOS_HOME": str(home)},
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr
    ours, theirs = content(home), content(lived_in)
    assert {name for name in theirs if name.startswith(("landing/", "inbox/", "secrets/"))} - {
        "landing/.rewriting"
    } == {name for name in ours if name.startswith(("landing/", "inbox/", "secrets/"))}


def test_no_secret_is_in_a_backup_and_it_says_what_has_to_be_kept_elsewhere(lived_in: Path, backup: Path) -> None:
    assert len(find_secrets(lived_in, [KEY, FERNET])) == 2, "the search finds them where they are"
    assert find_secrets(backup, [KEY, FERNET, "canary-of-the-sign-in"]) == []
    words = " ".join(read(backup)["left_out"])
    assert "LOS_PRIVACY_KEY" in words and "fernet" in words and "LOS_SECRET_" in words
    assert backup.stat().st_mode & 0o077 == 0


def damages(backup: Path) -> Iterator[str]:
    """Damage a copy in one way after another, and yield the words that have to name it."""
    board = backup / "home" / "board.duckdb"
    whole = board.read_bytes()
    board.write_bytes(whole[: len(whole) // 2] + bytes([whole[len(whole) // 2] ^ 1]) + whole[len(whole) // 2 + 1 :])
    yield "home/board.duckdb is damaged"
    board.write_bytes(whole[:-1])
    yield "home/board.duckdb is damaged"
    board.unlink()
    yield "home/board.duckdb is missing"
    board.write_bytes(whole)
    (backup / "home" / "more.txt").write_text("x")
    yield "home/more.txt does not belong to it"
    (backup / "home" / "more.txt").unlink()
    said = (backup / NAME).read_text()
    (backup / NAME).write_text(said.replace('"format": 1', '"format": 2'))
    yield "was changed or damaged"
    (backup / NAME).unlink()
    yield "is no finished backup"


def test_a_damaged_backup_is_refused_whole_and_says_what_is_damaged(backup: Path, home: Path, tmp_path: Path) -> None:
    spoilt, empty, before = tmp_path / "spoilt", tmp_path / "empty", content(home)
    shutil.copytree(backup, spoilt)
    told = 0
    for words in damages(spoilt):
        for place in (home, empty):
            with pytest.raises(NotRestorable, match=words):
                restore(spoilt, place, sqlite(place), now=NOW, is_replacing=True)
        told += 1
    assert told == 6 and content(home) == before and not empty.exists()


def test_a_home_that_holds_something_is_not_overwritten_without_being_told_and_then_set_aside(
    backup: Path, home: Path
) -> None:
    (home / "inbox" / "golden" / "newer.csv").write_text("newer")
    before = content(home)
    with pytest.raises(NotRestorable, match=r"is not empty: .*warehouse.duckdb.*Airflow's database.*say --replace"):
        restore(backup, home, sqlite(home), now=NOW)
    assert content(home) == before
    said = restore(backup, home, sqlite(home), now=NOW, is_replacing=True)
    aside = Path(said["set_aside"])
    assert (aside / "inbox" / "golden" / "newer.csv").read_text() == "newer"
    assert not (home / "inbox" / "golden" / "newer.csv").exists()
    assert (home / "privacy.key").read_text() == KEY, "secrets stay where they are"
    for part in ("warehouse.duckdb", "board.duckdb", "airflow.db"):
        assert (aside / part).exists()


@pytest.mark.parametrize("lock", ["run.lock", str(WAREHOUSE_LOCK)])
def test_a_living_home_is_never_overwritten_whatever_was_said(backup: Path, home: Path, lock: str) -> None:
    before = content(home)
    (home / lock).parent.mkdir(exist_ok=True)
    with (home / lock).open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(NotRestorable, match="stop it first"):
            restore(backup, home, sqlite(home), now=NOW, is_replacing=True)
    assert content(home) == before


HOLDS = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"


def test_a_warehouse_that_is_open_elsewhere_is_waited_for_and_never_overwritten(backup: Path, home: Path) -> None:
    words = [sys.executable, "-c", HOLDS, str(home / "warehouse.duckdb")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdin and holder.stdout and holder.stdout.readline() == "held\n"
        with pytest.raises(NotRestorable, match="open in another program"):
            restore(backup, home, sqlite(home), now=NOW, is_replacing=True)
        with pytest.raises(InUse, match="--wait"):
            make(home, home.parent / "backups", None, now=NOW, wait_s=0.1)
        holder.stdin.close()
    assert list((home.parent / "backups").iterdir()) == [], "nothing is left of one that did not come about"


def test_a_backup_made_while_the_warehouse_is_written_to_is_of_one_moment(home: Path, tmp_path: Path) -> None:
    """Every task of a build holds the lock in turn; between two of them the backup has its turn."""
    stop, written = threading.Event(), []
    script = (
        "import duckdb, sys, time; c = duckdb.connect(sys.argv[1]); n = int(sys.argv[2]);"
        "c.execute('create or replace table one as select ? as n', [n]); c.execute('checkpoint'); time.sleep(2);"
        "c.execute('create or replace table two as select ? as n', [n])"
    )

    def tasks() -> None:
        while not stop.is_set():
            with (home / WAREHOUSE_LOCK).open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                words = [sys.executable, "-c", script, str(home / "warehouse.duckdb"), str(len(written))]
                subprocess.run(words, check=True)
            written.append(len(written))
            time.sleep(0.05)  # the scheduler takes longer between two tasks of the pool

    line = threading.Thread(target=tasks)
    line.start()
    try:
        while not written:
            time.sleep(0.05)
        made = [make(home, tmp_path / f"backups{turn}", sqlite(home), now=NOW, wait_s=120) for turn in range(2)]
    finally:
        stop.set()
        line.join()
    for each in made:
        target = tmp_path / f"restored-{each.parent.name}"
        restore(each, target, sqlite(target), now=NOW)
        with duckdb.connect(str(target / "warehouse.duckdb"), read_only=True) as warehouse:
            (one,), (two,) = warehouse.execute("select n from one union all select n from two").fetchall()
        assert one == two and one in written
        assert figures(target) == figures(home)


def test_an_sqlite_database_that_is_written_to_is_copied_as_of_one_moment(tmp_path: Path) -> None:
    place, copy = tmp_path / "airflow.db", tmp_path / "copy.db"
    with closing(sqlite3.connect(place)) as writer:
        writer.execute("pragma journal_mode = wal")
        writer.execute("create table t as select 1 as n")
        writer.commit()  # it stands beside the file, in the write-ahead log
        writer.execute("insert into t values (2)")  # not committed
        Database("sqlite", str(place)).dump(copy)
    with closing(sqlite3.connect(copy)) as reads:
        assert reads.execute("select n from t").fetchall() == [(1,)]


def test_a_backup_of_one_kind_of_database_is_not_put_into_another(backup: Path, tmp_path: Path) -> None:
    other = Database("postgresql", "airflow", "127.0.0.1", "1", "airflow", "secret")
    with pytest.raises(NotRestorable, match="as sqlite, and this Airflow is on postgresql"):
        restore(backup, tmp_path / "new", other, now=NOW)
    assert not (tmp_path / "new").exists()


def test_where_airflows_database_is_comes_from_airflows_own_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    assert database_of({}) == Database("sqlite", str(tmp_path / "airflow" / "airflow.db"))
    (tmp_path / "url").write_text("postgresql+psycopg2://los:p%40ss@db:5433/airflow\n")
    named = {"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_CMD": f"cat {tmp_path / 'url'}"}
    assert database_of(named) == Database("postgresql", "airflow", "db", "5433", "los", "p@ss")
    with pytest.raises(ValueError, match="of a kind that is not backed up here: mysql"):
        database_of({"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": "mysql://u:secret@h/d"})


def test_the_command_line_makes_verifies_and_restores_and_says_no_in_one_line(home: Path, tmp_path: Path) -> None:
    def said(*words: str, at: Path = home) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOS_", "AIRFLOW"))}
        command = [sys.executable, "-m", "local.backup", *words]
        return subprocess.run(
            command, cwd=REPO, env=kept | {"LOS_HOME": str(at)}, capture_output=True, text=True, timeout=300
        )

    made = said("make", str(tmp_path / "backups"))
    assert made.returncode == 0, made.stderr
    backup = json.loads(made.stdout)["backup"]
    assert json.loads(said("verify", backup).stdout)["files"] > 10
    assert json.loads(said("restore", backup, at=tmp_path / "new").stdout)["database"] == "sqlite"
    refused = said("restore", backup)
    assert refused.returncode == 2 and refused.stderr.count("\n") == 1 and "--replace" in refused.stderr
    nowhere = said("make", str(tmp_path / "backups"), at=tmp_path / "none")
    assert (nowhere.returncode, nowhere.stderr) == (2, f"there is no LOS_HOME at {tmp_path / 'none'}\n")
