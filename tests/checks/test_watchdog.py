"""The watchdog: silence is alerted, without Airflow and without DuckDB; once, and again when all is well."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from checks import watchdog
from checks.alerts import overdue
from checks.alerts.desk import Desk
from checks.alerts.evidence import of_file, of_task
from checks.alerts.rules import Clear, Finding
from extractors.deadlines import Deadline, write_watch
from extractors.landing import Landing
from extractors.records import Account
from tests.checks.happened import DEAD_TOKEN, everything, heed, report
from tests.checks.shelf import Story, write
from tests.checks.sinks import SECRET, Hook, hook

REPO = Path(__file__).resolve().parents[2]
PAGE, OTHER = Account("harrowdale", "facebook", "112"), Account("harrowdale", "x", "224")
MONDAY = date(2026, 11, 16)


def noon(days: int = 0, hour: int = 12) -> datetime:
    return datetime(2026, 11, 16, hour, 5, tzinfo=UTC) + timedelta(days=days)


@pytest.fixture
def at() -> Iterator[Hook]:
    with hook() as sink:
        yield sink


class World:
    """A home with two accounts, and a watchdog that looks when it is told to."""

    def __init__(self, home: Path, address: str = "", **settings: str) -> None:
        self.home, self.landing, self.settings = home, Landing(home / "landing"), settings
        self.register = home / "accounts.csv"
        self.write_register(PAGE, OTHER)
        self.desk = Desk(home, {"LOS_ALERT_URLS": address, "LOS_REGISTER": str(self.register)})
        self.room = (100 << 30, 50 << 30)

    def write_register(self, *accounts: Account) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        names = ("organisation_id", "platform", "account_id", "name", "handle", "secret", "opened_on", "closed_on")
        with self.register.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            for each in accounts:
                writer.writerow(
                    {name: getattr(each, name) or "" for name in names} | {"name": f"Channel {each.account_id}"}
                )

    def look_at(self, account: Account, on: date, **how: Any) -> None:
        story = Story(account=account, **how)
        write(self.landing, story, on, batch_id=None)

    def publish(self) -> None:
        (self.home / "board.duckdb").write_bytes(b"a board")

    def watch(self, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(watchdog, "_room", lambda home: self.room)
        self.desk.note(watchdog.look(self.home, self.desk, self.settings, now))
        self.desk.tell(now, is_patient=False)


@pytest.fixture
def world(tmp_path: Path, at: Hook) -> World:
    return World(tmp_path / "home", at.address)


def test_a_day_like_any_other_and_a_sunday_without_posts_alert_nobody(
    world: World, at: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day in range(8):
        for account in (PAGE, OTHER):
            world.look_at(account, MONDAY + timedelta(days=day), posts_on=lambda on: 0 if on.isoweekday() == 7 else 2)
        world.publish()
        for hour in (0, 7, 11, 12, 23):
            world.watch(noon(day, hour), monkeypatch)
    assert (everything(world.desk), at.said) == ([], [])


def test_a_look_that_did_not_come_by_noon_warns_and_is_over_when_it_comes(
    world: World, at: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY)
    world.look_at(OTHER, MONDAY + timedelta(days=1))
    world.publish()
    world.watch(noon(1, 11), monkeypatch)
    assert everything(world.desk) == []
    world.watch(noon(1, 12), monkeypatch)
    (incident,) = everything(world.desk)
    assert incident.cause == "The last look was on 16 November 2026; one is due every day."
    assert (incident.cause_class, incident.account_id, incident.severity) == ("late", "112", "warning")
    world.look_at(PAGE, MONDAY + timedelta(days=1))
    world.watch(noon(1, 13), monkeypatch)
    assert not everything(world.desk)[0].is_open


def test_when_nothing_at_all_was_read_it_is_one_alert_at_once_and_one_all_clear(
    world: World, at: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY)
    world.publish()
    for hour in (11, 12, 13, 14):
        world.watch(noon(1, hour), monkeypatch)
    assert at.subjects == ["[critical] The line itself: something that was due did not come"]
    assert "Nothing was read of any of 2 accounts. The last look was on 16 November 2026" in at.said[0]["message"]
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY + timedelta(days=1))
    world.publish()
    for hour in (15, 16):
        world.watch(noon(1, hour), monkeypatch)
    assert at.subjects[1:] == ["[all clear] The line itself: something that was due did not come"]


def test_a_home_in_which_nothing_was_ever_read_has_until_the_morning(
    world: World, at: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    for day, hour in ((0, 8), (0, 15), (1, 5)):
        world.watch(noon(day, hour), monkeypatch)
    assert at.said == []
    world.watch(noon(1, 8), monkeypatch)
    assert "Nothing was read of any of 2 accounts. It was never looked at" in at.said[0]["message"]


def test_a_file_an_account_switched_off_and_a_closed_one_are_due_to_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = replace(OTHER, account_id="225", closed_on=MONDAY - timedelta(days=30))
    from_files = replace(OTHER, account_id="226", platform="linkedin")
    world.write_register(PAGE, OTHER, closed, from_files)
    write(world.landing, Story(account=OTHER, outcome="off"), MONDAY - timedelta(days=9),
          batch_id="20261107_20261001_20261107_off")  # fmt: skip
    write(world.landing, Story(account=from_files), MONDAY - timedelta(days=9), batch_id="file_0123456789abcdef")
    world.look_at(PAGE, MONDAY)
    world.publish()
    world.watch(noon(), monkeypatch)
    assert everything(world.desk) == []


def test_a_failure_that_no_task_told_of_is_read_off_the_shelf(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY)
    write(
        world.landing,
        Story(account=PAGE, outcome="failed"),
        MONDAY + timedelta(days=1),
        batch_id="20261117_20261013_20261117_failed",
    )
    world.look_at(OTHER, MONDAY + timedelta(days=1))
    _with_cause(world.landing, "20261117_20261013_20261117_failed", "token", "Facebook does not accept the token.")
    world.publish()
    world.watch(noon(1), monkeypatch)
    assert [(each.cause_class, each.account_id) for each in everything(world.desk)] == [("token", "112")]


def _with_cause(landing: Landing, batch_id: str, cause_class: str, cause: str) -> None:
    import pyarrow.parquet as pq

    from extractors.records import Extract

    (path,) = (each.path for each in landing.batches(table="extracts") if each.batch_id == batch_id)
    for row in pq.read_table(path, partitioning=None).to_pylist():
        landing.restate(PAGE, Extract(**{**row, "cause_class": cause_class, "cause": cause}))


class Airflow:
    """Airflow's page of health, as 3.3 writes it."""

    def __init__(self) -> None:
        self.parts: dict[str, Any] = {
            "metadatabase": {"status": "healthy"},
            "scheduler": {"status": "healthy", "latest_scheduler_heartbeat": "2026-11-16T12:04:59+00:00"},
            "triggerer": {"status": None, "latest_triggerer_heartbeat": None},
            "dag_processor": {"status": "healthy", "latest_dag_processor_heartbeat": "2026-11-16T12:04:58+00:00"},
        }


@pytest.fixture
def airflow() -> Iterator[tuple[Airflow, str]]:
    it = Airflow()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(it.parts).encode()
            self.send_response(200 if self.path == "/api/v2/monitor/health" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield it, f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_dead_scheduler_is_one_alert_however_often_one_looks_and_one_all_clear(
    tmp_path: Path, at: Hook, airflow: tuple[Airflow, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    it, url = airflow
    monkeypatch.setattr(overdue, "BETWEEN_S", 0.0)
    world = World(tmp_path / "home", at.address, LOS_AIRFLOW_URL=url)
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY)
    world.publish()
    world.watch(noon(0, 12), monkeypatch)
    assert at.said == []
    it.parts["scheduler"]["status"] = "unhealthy"
    for hour in (1, 2, 13, 14, 20):  # of the next day: looks are late too by then, and that is the same cause
        world.watch(noon(1, hour), monkeypatch)
    assert at.subjects == ["[critical] The line itself: a fault of our own line"]
    assert "Airflow's scheduler is dead. Last heartbeat: 2026-11-16T12:04:59+00:00." in at.said[0]["message"]
    it.parts["scheduler"]["status"] = "healthy"
    for hour in (21, 22):  # what was missed needs its time
        world.watch(noon(1, hour), monkeypatch)
    assert at.subjects[1:] == ["[all clear] The line itself: a fault of our own line"]
    world.watch(noon(2, 1), monkeypatch)  # and does not get all of it
    assert at.subjects[2:] == ["[critical] The line itself: something that was due did not come"]


def test_an_airflow_that_does_not_answer_is_dead_and_one_that_stumbles_once_is_not() -> None:
    well = {"scheduler": {"status": "healthy"}, "dag_processor": {"status": None}}
    said: list[dict[str, Any]] = [{"error": "URLError"}, well]
    assert isinstance(overdue.scheduler("http://a", noon(), lambda url: said.pop(0), wait=lambda s: None), Clear)
    found = overdue.scheduler("http://127.0.0.1:9", noon(), wait=lambda s: None)
    assert isinstance(found, Finding) and "does not answer" in found.cause
    hung = {"scheduler": {"status": "healthy"}, "dag_processor": {"status": "unhealthy"}}
    found = overdue.scheduler("http://a", noon(), lambda url: hung, wait=lambda s: None)
    assert isinstance(found, Finding) and found.cause == "Airflow's DAG processor is dead. Last heartbeat: none."


def test_what_landed_and_was_not_published_within_three_hours_is_alerted(world: World) -> None:
    world.look_at(PAGE, MONDAY)
    now = datetime.now(UTC)
    assert isinstance(overdue.board(world.home, now + timedelta(hours=2)), Clear)
    found = overdue.board(world.home, now + timedelta(hours=4))
    assert isinstance(found, Finding) and found.cause.endswith("is not in a published board file yet; none ever was.")
    world.publish()
    assert isinstance(overdue.board(world.home, now + timedelta(hours=40)), Clear)
    os.utime(world.home / "board.duckdb", (0, 0))
    found = overdue.board(world.home, now + timedelta(hours=4))
    assert isinstance(found, Finding) and "the last was on" not in found.cause.partition("yet; ")[0]


def test_a_build_that_failed_is_one_alert_and_not_a_late_publish_too(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY)
    for path in (world.home / "landing").rglob("*.parquet"):
        os.utime(path, (1000, 1000))
    world.desk.note([of_task("build", "dbt_build", "", noon(), "dbt: model.figures: a column is missing")])
    world.watch(noon(), monkeypatch)
    assert [each.cause_class for each in everything(world.desk)] == ["ours"]


def test_a_disk_that_fills_up_warns_then_is_critical_then_is_well(
    world: World, monkeypatch: pytest.MonkeyPatch, at: Hook
) -> None:
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY)
    world.publish()
    said = []
    for free in (50, 9, 8, 2, 2, 60):
        world.room = (100 << 30, free << 30)
        world.watch(noon(), monkeypatch)
        said.append([(each.severity, each.is_open) for each in everything(world.desk)])
    critical, over = [("critical", True)], [("critical", False)]
    assert said == [[], [("warning", True)], [("warning", True)], critical, critical, over]
    assert [each[:11] for each in at.subjects] == ["[critical] ", "[all clear]"]
    assert "has 2% left (2.0 GB)" in at.said[0]["message"]


def test_a_disk_without_room_for_another_warehouse_is_full(tmp_path: Path) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes(b"x" * 1000)
    assert isinstance(overdue.disk(tmp_path, 4000, 1001, noon()), Clear)
    assert isinstance(found := overdue.disk(tmp_path, 4000, 1000, noon()), Finding) and found.rank == 3


def test_a_token_near_its_end_is_told_at_30_14_and_3_days_and_once_each(
    world: World, at: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends = Deadline("facebook", "112", "harrowdale", "token", MONDAY + timedelta(days=40), "Facebook", noon())
    write_watch(world.landing, PAGE, [ends])
    for day in range(41):
        for account in (PAGE, OTHER):
            world.look_at(account, MONDAY + timedelta(days=day))
        world.publish()
        world.watch(noon(day, 8), monkeypatch)
    ranks = [each.partition(",")[0].partition(": ")[0] for each in at.subjects]
    assert ranks == ["[digest] 1 warning", "[digest] 1 warning", "[critical] worse", "[critical] worse"]
    assert "The token ends on 26 December 2026, says Facebook." in at.said[2]["message"]
    assert "The token ended on 26 December 2026" in at.said[3]["message"]
    write_watch(world.landing, PAGE, [replace(ends, expires_on=MONDAY + timedelta(days=400))])
    world.watch(noon(40, 9), monkeypatch)
    assert at.subjects[4:] == ["[all clear] Facebook, Channel 112: access is refused or ends soon"]


def test_what_a_platform_will_forget_is_told_at_14_7_and_2_days(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.look_at(OTHER, MONDAY)  # X remembers 30 days of a post's private counts
    world.look_at(PAGE, MONDAY)
    world.publish()
    seen = []
    for day in range(33):
        for account in (PAGE,):
            world.look_at(account, MONDAY + timedelta(days=day))
        failed = f"{MONDAY + timedelta(days=day):%Y%m%d}_20261001_20261101_failed"
        if day:
            write(world.landing, Story(account=OTHER, outcome="failed"), MONDAY + timedelta(days=day), batch_id=failed)
        world.publish()
        world.watch(noon(day), monkeypatch)
        seen += [(day, each.rank) for each in everything(world.desk) if each.cause_class == "memory"]
    first = {rank: next(day for day, seen_rank in seen if seen_rank == rank) for rank in (1, 2, 3, 4)}
    assert first == {1: 16, 2: 23, 3: 28, 4: 30}


def test_an_incident_of_an_account_that_left_the_register_or_of_a_file_taken_away_is_over(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY)
    world.publish()
    refused = world.home / "inbox" / "refused" / "harrowdale" / "hours.csv"
    refused.parent.mkdir(parents=True)
    refused.write_text("x")
    write_watch(world.landing, PAGE, [Deadline("facebook", "112", "harrowdale", "token", MONDAY, "Facebook", noon())])
    world.desk.note([of_file("harrowdale/hours.csv", noon(), "line 3: no day")])
    world.watch(noon(), monkeypatch)
    heed(world.desk, report(DEAD_TOKEN, noon(), account="112"))
    assert [each.is_open for each in everything(world.desk)] == [True, True]
    refused.unlink()
    world.write_register(OTHER)
    world.watch(noon(0, 13), monkeypatch)
    assert [each.is_open for each in everything(world.desk)] == [False, False]


def run(home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LOS_")}
    environment |= {"LOS_HOME": str(home), "LOS_TODAY": "2026-11-16", **settings}
    command = [sys.executable, "-c", WITHOUT]
    return subprocess.run(command, env=environment, cwd=REPO, capture_output=True, text=True, timeout=60)


# The command as cron starts it, in a Python where DuckDB, Airflow and Great Expectations are gone.
WITHOUT = """
import runpy, sys
for name in ("duckdb", "airflow", "great_expectations", "dbt", "streamlit"):
    sys.modules[name] = None
sys.argv = ["checks.watchdog"]
runpy.run_module("checks.watchdog", run_name="__main__")
"""


def test_the_command_needs_neither_duckdb_nor_airflow_and_says_what_it_did(tmp_path: Path, at: Hook) -> None:
    world = World(tmp_path / "home")
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY - timedelta(days=3))
    said = run(world.home, LOS_REGISTER=str(world.register), LOS_ALERT_URLS=at.address)
    assert (said.returncode, said.stderr) == (0, "")
    assert json.loads(said.stdout)["messages"] == len(at.said) == 1
    assert SECRET not in said.stdout


def test_a_bad_setting_is_exit_2_with_one_line_and_no_secret(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    for settings, words in (
        ({"LOS_ALERT_URLS": f"slack://{SECRET}"}, "LOS_ALERT_URLS, address 1: Apprise cannot use"),
        ({"LOS_AIRFLOW_URL": "localhost:8080"}, "LOS_AIRFLOW_URL is no address"),
        ({"LOS_REGISTER": "/nowhere.csv"}, "LOS_REGISTER: there is no register at /nowhere.csv"),
    ):
        said = run(world.home, **{"LOS_REGISTER": str(world.register), **settings})
        assert (said.returncode, said.stdout, said.stderr.count("\n")) == (2, "", 1), said.stderr
        assert words in said.stderr and SECRET not in said.stderr


def test_an_alert_that_did_not_get_through_is_exit_1_so_that_cron_or_systemd_says_so(tmp_path: Path) -> None:
    world = World(tmp_path / "home")
    for account in (PAGE, OTHER):
        world.look_at(account, MONDAY - timedelta(days=3))
    said = run(world.home, LOS_REGISTER=str(world.register), LOS_ALERT_URLS=f"json://127.0.0.1:9/{SECRET}")
    assert said.returncode == 1 and SECRET not in said.stdout + said.stderr
    assert "Route 1 (json) did not take" in said.stderr
