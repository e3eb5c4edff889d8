"""Alerts: what a person gets, at a real mail server and a real web hook on loopback; once, and once more when it is over."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from checks.alerts import commands
from checks.alerts.desk import PROJECT, Desk
from checks.alerts.routes import BadRoute, read_routes
from tests.checks.happened import DEAD_TOKEN, FINE, PAGE, SUNDAY, desk, everything, failed, heed, hours, partial, report
from tests.checks.sinks import SECRET, Hook, Mail, hook, mail, wait_for
from tests.find_secrets import find_secrets

DASHBOARD = {"LOS_DASHBOARD_URL": "https://board.example.org/"}
SILENT = partial("empty", "Nothing came where ten posts were to be expected.")


@pytest.fixture
def at() -> Iterator[Hook]:
    with hook() as sink:
        yield sink


@pytest.fixture
def post() -> Iterator[Mail]:
    with mail() as sink:
        yield sink


def test_a_person_reads_platform_account_cause_since_figures_next_step_and_link(
    tmp_path: Path, at: Hook, post: Mail
) -> None:
    at_desk = desk(tmp_path, at.address, post.address, **DASHBOARD)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    (mailed,), (hooked,) = post.said, at.said
    assert (
        mailed["Subject"]
        == hooked["title"]
        == "[critical] Facebook, Harrowdale Hospitals: access is refused or ends soon"
    )
    plain, rich = (mailed.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None and rich is not None
    for text in (plain.get_content(), rich.get_content(), hooked["message"]):
        for words in (
            "Facebook, Harrowdale Hospitals", PAGE, "Harrowdale University Hospitals NHS Foundation Trust",
            "Facebook does not accept the token (HTTP 401).", "22 November 2026, 06:00 UTC", "Communitarian share",
            "its months without data show as missing", "Ask whoever manages the account to consent again.",
            "Head of Communications", "docs/triage.md#token", "https://board.example.org/trust?organisation=harrowdale#incidents",
            "20261122-1",
        ):  # fmt: skip
            assert words in " ".join(text.split()), words
    assert "<strong>Next step:</strong>" in rich.get_content() and "<" not in plain.get_content()


def test_it_is_told_once_and_once_more_when_it_is_over(tmp_path: Path, at: Hook, post: Mail) -> None:
    at_desk = desk(tmp_path, at.address, post.address)
    for hour in range(5):
        heed(at_desk, report(DEAD_TOKEN, hours(hour)))
    for hour in range(24, 28):
        heed(at_desk, report(FINE, hours(hour)))
    assert [each[:11] for each in at.subjects] == ["[critical] ", "[all clear]"]
    assert [each["Subject"] for each in post.said] == at.subjects
    assert "Over: 23 November 2026, 06:00 UTC. A whole look on 23 November 2026 brought posts." in at.said[1]["message"]
    assert at_desk.store.live() == []


WORKER = """
import sys, threading
from datetime import timedelta
from pathlib import Path
from tests.checks.happened import *
how = failed("platform", "Facebook had a fault of its own (HTTP 503). No content in 3 tries.") if sys.argv[4] == "bad" else FINE
how = how if how is FINE else how | {"cause_class": "schema"}
print("ready", flush=True)
sys.stdin.readline()
def task(number):
    heed(desk(Path(sys.argv[1]), sys.argv[2]), report(how, hours(0 if how is not FINE else 1), account=str(number)))
first = int(sys.argv[3])
threads = [threading.Thread(target=task, args=(number,)) for number in range(first, first + 50)]
for each in threads: each.start()
for each in threads: each.join()
"""


def at_once(home: Path, address: str, how: str) -> None:
    """Let 200 tasks end at once, in four processes of 50 threads."""
    command = [sys.executable, "-c", WORKER, str(home), address]
    pipe = subprocess.PIPE
    workers = [
        subprocess.Popen([*command, str(first), how], cwd=PROJECT, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        for first in range(0, 200, 50)
    ]
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    for worker in workers:
        _, errors = worker.communicate(timeout=60)
        assert (worker.returncode, errors) == (0, "")


def test_two_hundred_tasks_failing_for_one_cause_give_one_alert_and_one_all_clear(tmp_path: Path, at: Hook) -> None:
    at_once(tmp_path, at.address, "bad")
    assert len(at.said) == 1 and at.subjects[0].startswith("[critical] Facebook")
    (incident,) = everything(desk(tmp_path))
    assert len(incident.parts) == incident.times_seen == 200
    at_once(tmp_path, at.address, "good")
    assert len(at.said) == 2 and at.subjects[1].startswith("[all clear] Facebook")
    (incident,) = everything(desk(tmp_path))
    assert (incident.parts, incident.is_open, incident.is_replaced) == ({}, False, False)


def test_warnings_come_once_a_morning_in_one_message_and_nothing_comes_when_nothing_changed(
    tmp_path: Path, at: Hook
) -> None:
    at_desk = desk(tmp_path, at.address)
    heed(at_desk, report(SILENT, hours(0)), report(SILENT, hours(0), account="223344556677889"))
    assert at.said == []  # Sunday at six: the digest is at seven
    for hour in (1, 2, 5, 23):
        at_desk.tell(hours(hour))
    assert at.subjects == ["[digest] 2 warnings, 22 November 2026"]
    assert "Facebook, Harrowdale Hospitals: a silence that is not believed\n---" in at.said[0]["message"]
    for hour in (25, 26, 49):
        at_desk.tell(hours(hour))
    assert len(at.said) == 1  # two mornings on which nothing had changed
    heed(at_desk, report(FINE, hours(50)))
    at_desk.tell(hours(72.9))
    assert len(at.said) == 1
    at_desk.tell(hours(73.1))
    assert at.subjects[1:] == ["[digest] 1 all-clear, 25 November 2026"]


def test_a_warning_that_comes_and_goes_between_two_mornings_is_told_to_nobody(tmp_path: Path, at: Hook) -> None:
    at_desk = desk(tmp_path, at.address)
    for hour, how in ((2, SILENT), (3, FINE), (4, SILENT), (5, FINE)):
        heed(at_desk, report(how, hours(hour)))
    at_desk.tell(hours(25))
    assert at.said == []
    assert [each.is_open for each in everything(at_desk)] == [False, False]


def test_each_goes_to_whose_it_is_and_as_loud_as_it_is(tmp_path: Path, at: Hook) -> None:
    with hook() as engineers, hook() as mornings:
        at_desk = desk(
            tmp_path, f"Head of Communications={at.address}", f"critical:Data Engineer={engineers.address}",
            f"warning={mornings.address}",
        )  # fmt: skip
        at_desk.tell(SUNDAY)
        heed(at_desk, report(DEAD_TOKEN, hours(0.1)), report(SILENT, hours(0.2), subject="series"))
        heed(
            at_desk,
            report(failed("schema", "Facebook answered in a form we cannot read."), hours(0.3), subject="deletions"),
        )
        at_desk.tell(hours(2))
    assert [each[:10] for each in at.subjects] == ["[critical]", "[digest] 1"]
    assert [each.partition(": ")[2] for each in engineers.subjects] == ["the platform changed what it gives"]
    assert mornings.subjects == ["[digest] 1 warning, 22 November 2026"]


def test_what_did_not_get_through_is_sent_next_time_and_the_log_names_no_address(
    tmp_path: Path, at: Hook, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for name in ("apprise", "urllib3.connectionpool", "requests"):
        caplog.set_level(logging.DEBUG, logger=name)
    at.is_broken = True
    at_desk = desk(tmp_path, at.address)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    assert everything(at_desk)[0].told_at is None
    assert "Route 1 (json) did not take 20261122-1; it is tried again." in caplog.text
    at.is_broken = False
    heed(at_desk, report(DEAD_TOKEN, hours(0.01)))
    assert at.said == []  # 200 tasks must not each wait for a mail server that is down
    at_desk.tell(hours(0.02), is_patient=False)  # the watchdog does
    at_desk.tell(hours(0.03), is_patient=False)
    assert at.subjects == ["[critical] Facebook, Harrowdale Hospitals: access is refused or ends soon"]
    assert "reached you before" not in at.said[0]["message"]
    said = capfd.readouterr()
    assert SECRET not in caplog.text + said.out + said.err
    assert find_secrets(tmp_path, [SECRET]) == []
    assert find_secrets(tmp_path, ["HTTP 401"]) != []  # it looked


def test_an_address_that_nobody_answers_fails_no_task(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    at_desk = desk(tmp_path, f"json://127.0.0.1:9/{SECRET}")
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    assert everything(at_desk)[0].is_open and SECRET not in caplog.text


KILLED = """
import os, sys
from pathlib import Path
from checks.alerts import telling
from tests.checks.happened import *
sent = telling.Route.send
def send_and_die(route, message):
    assert sent(route, message)
    os.kill(os.getpid(), 9)
telling.Route.send = send_and_die
heed(desk(Path(sys.argv[1]), sys.argv[2]), report(DEAD_TOKEN, SUNDAY))
"""


def test_who_is_killed_between_the_sending_and_the_note_costs_one_repeat_that_says_so(tmp_path: Path, at: Hook) -> None:
    died = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), at.address], cwd=PROJECT, timeout=60)
    assert died.returncode == -signal.SIGKILL and len(at.said) == 1
    at_desk = desk(tmp_path, at.address)
    for hour in (1, 2, 3):
        heed(at_desk, report(DEAD_TOKEN, hours(hour)))
    assert len(at.said) == 2
    assert "This may have reached you before" in at.said[1]["message"]
    assert "This may have reached you before" not in at.said[0]["message"]


def test_what_was_sent_by_one_who_was_killed_gets_its_all_clear(tmp_path: Path, at: Hook) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), at.address], cwd=PROJECT, timeout=60)
    at_desk = desk(tmp_path, at.address)
    heed(at_desk, report(FINE, hours(1)))
    heed(at_desk, report(FINE, hours(2)))
    assert [each[:11] for each in at.subjects] == ["[critical] ", "[all clear]"]
    assert at_desk.store.live() == []


def command(home: Path, monkeypatch: pytest.MonkeyPatch, day: str, *words: str) -> int:
    monkeypatch.setenv("LOS_HOME", str(home))
    monkeypatch.setenv("LOS_TODAY", day)
    return commands.main(list(words))


def test_a_snooze_has_a_reason_and_an_end_on_which_it_is_told_again(
    tmp_path: Path, at: Hook, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_desk = desk(tmp_path, at.address)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    words = ["snooze", "20261122-1", "--by", "Head of Communications", "--reason", "The owner is away", "--until"]
    assert command(tmp_path, monkeypatch, "2026-11-22", *words, "2026-11-22") == 2
    assert command(tmp_path, monkeypatch, "2026-11-22", *words, "2027-11-22") == 2
    assert "at most 92 days ahead" in capsys.readouterr().err
    assert command(tmp_path, monkeypatch, "2026-11-22", *words, "2026-11-29") == 0
    for day in range(1, 12):
        heed(at_desk, report(DEAD_TOKEN, hours(24 * day)))
    assert [each[:17] for each in at.subjects] == ["[critical] Facebo", "[critical] still:"]
    (noted,) = everything(at_desk)[0].told.values()
    assert noted["at"] == hours(24 * 7).isoformat()


def test_a_snoozed_warning_that_becomes_critical_is_told_at_once(
    tmp_path: Path, at: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_desk = desk(tmp_path, at.address)
    heed(at_desk, report(partial("token", "Two permissions are missing."), hours(0.5)))
    at_desk.tell(hours(2))
    words = ["snooze", "20261122-1", "--by", "Head of Communications", "--reason", "It is asked for", "--until"]
    assert command(tmp_path, monkeypatch, "2026-11-22", *words, "2026-12-22") == 0
    heed(at_desk, report(partial("token", "Two permissions are missing."), hours(24)))
    heed(at_desk, report(DEAD_TOKEN, hours(48)))
    assert [each[:17] for each in at.subjects] == ["[digest] 1 warnin", "[critical] worse:"]


def test_whoever_takes_an_incident_is_named_and_the_list_of_those_nobody_took_is_shorter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY), report(DEAD_TOKEN, SUNDAY, account="223344556677889"))
    take = ["take", "20261122-1", "--by", "Head of Communications", "--note", "The owner consents on Monday"]
    assert command(tmp_path, monkeypatch, "2026-11-22", *take) == 0
    assert '"acted_by": "Head of Communications"' in capsys.readouterr().out
    assert command(tmp_path, monkeypatch, "2026-11-22", "list", "--nobody-acted") == 0
    said = capsys.readouterr().out
    assert "20261122-2" in said and "20261122-1" not in said
    assert command(tmp_path, monkeypatch, "2026-11-22", "take", "20261122-9", "--by", "Somebody", "--note", "this") == 2
    assert (
        capsys.readouterr().err
        == "no incident 20261122-9 is open; python -m checks incidents list names those that are\n"
    )


def test_a_person_may_say_that_it_is_over_where_no_evidence_will_come(
    tmp_path: Path, at: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    heed(desk(tmp_path, at.address), report(DEAD_TOKEN, SUNDAY))
    monkeypatch.setenv("LOS_ALERT_URLS", at.address)
    close = ["close", "20261122-1", "--by", "Data Engineer", "--note", "the channel was given up"]
    assert command(tmp_path, monkeypatch, "2026-11-23", *close) == 0
    assert "Data Engineer: the channel was given up" in at.said[1]["message"]
    assert command(tmp_path, monkeypatch, "2026-11-23", *close) == 2


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        (f"json://127.0.0.1/{SECRET} ; nonsense/{SECRET}", "address 2: not of the form"),
        (f"loud:Data Engineer=json://127.0.0.1/{SECRET}", "address 1: a severity is critical or warning"),
        (f"critical:Chief Wizard=json://127.0.0.1/{SECRET}", "nobody owns alerts under that job title"),
        (f"smoke://{SECRET}", "address 1: Apprise cannot use this address of the kind smoke://"),
        (f"slack://{SECRET}", "address 1: Apprise cannot use this address of the kind slack://"),
        (f"json://127.0.0.1/{SECRET} ; critical=json://127.0.0.1/{SECRET}", "names one address twice"),
        ("@/nowhere/at/all", "the file /nowhere/at/all, which cannot be read (FileNotFoundError)"),
    ],
)
def test_a_bad_address_is_refused_with_its_place_and_never_shown(setting: str, words: str) -> None:
    with pytest.raises(BadRoute) as refused:
        read_routes(setting)
    assert words in str(refused.value) and SECRET not in str(refused.value)
    assert SECRET not in repr(refused.value) + repr(refused.value.__cause__)


def test_addresses_may_stand_in_a_file_with_remarks(tmp_path: Path) -> None:
    file = tmp_path / "alerts"
    file.write_text(f"# the team\njson://127.0.0.1/{SECRET}\n\ncritical=mailto://127.0.0.1?from=a@b.uk&to=c@d.uk\n")
    routes = read_routes(f"@{file}")
    assert [(each.kind, each.severity, each.owner) for each in routes] == [("json", "", ""), ("mailto", "critical", "")]
    assert SECRET not in repr(routes)


def test_without_an_address_incidents_are_kept_and_told_when_there_is_one(tmp_path: Path, at: Hook) -> None:
    heed(desk(tmp_path), report(DEAD_TOKEN, SUNDAY))
    desk(tmp_path, at.address).tell(hours(1))
    assert len(at.said) == 1


def test_a_task_waits_for_nobody_who_is_sending(tmp_path: Path, at: Hook) -> None:
    at_desk, goes_on, is_held = desk(tmp_path, at.address), threading.Event(), threading.Event()

    def hold() -> None:
        with Desk(tmp_path, os.environ).store.sending() as is_ours:
            assert is_ours
            is_held.set()
            goes_on.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    wait_for(is_held.is_set)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    assert at.said == [] and everything(at_desk)[0].is_open
    goes_on.set()
    holder.join()
    at_desk.tell(datetime(2026, 11, 22, 7, tzinfo=UTC))
    assert len(at.said) == 1
