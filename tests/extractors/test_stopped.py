"""A day's quota that is used up is asked for once, by nobody again before its day is over, and by a person at will."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors.access import access_of
from extractors.budget import next_day
from extractors.landing import Landing
from extractors.records import Account, Extract
from tests.conftest import REGISTER, REPO, TODAY, Sandbox
from tests.extractors.passing_time import met, wish
from tests.extractors.two_years import extract_on

WEEK = (date(2026, 11, 9), TODAY)


def named(accounts: list[Account], secret: str) -> Account:
    return next(each for each in accounts if each.secret == secret)


def run_of(sandbox: Sandbox, account: Account, shelf: Path, day: date = TODAY, **more: Any) -> list[Extract]:
    return extract_on(day, sandbox, Landing(shelf), [account], (WEEK[0], day), sleep=lambda _: None, **more)


def stops(shelf: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text()) for path in sorted(shelf.glob("stopped/platform=*/*.json"))]


@pytest.mark.parametrize(
    ("secret", "code", "goes_on"),
    [
        ("osmere_youtube", "quotaExceeded", "2026-11-16T08:00:00+00:00"),
        ("osmere_facebook", "80001", "2026-11-16T08:00:00+00:00"),
        ("osmere_linkedin", "application", "2026-11-17T00:00:00+00:00"),
        ("osmere_linkedin", "member", "2026-11-17T00:00:00+00:00"),
        ("marrick_x", "", "2026-11-17T00:00:00+00:00"),
    ],
)
def test_a_quota_that_is_used_up_is_not_asked_again_until_its_own_day_begins_anew(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, secret: str, code: str, goes_on: str
) -> None:
    account = named(accounts, secret)
    wish(sandbox, account, "quota", times=None, **({"code": code} if code else {}))
    first = run_of(sandbox, account, tmp_path)
    assert {(row.outcome, row.cause_class) for row in first} == {("failed", "quota")}
    assert [stop["until"] for stop in stops(tmp_path)] == [goes_on]
    calls = len(met(sandbox))

    second = run_of(sandbox, account, tmp_path)
    assert len(met(sandbox)) == calls, "nobody asked"
    assert {(row.outcome, row.cause_class, row.bytes) for row in second} == {("failed", "quota", 0)}
    until = datetime.fromisoformat(goes_on)
    for row in (*first, *second):
        assert f"Until {until:%H:%M} UTC on {until.day} November 2026" in (row.next_step or "")
        assert f"python -m extractors extract {account.platform} --again" in (row.next_step or "")
    assert all("That was said at 06:0" in (row.cause or "") or "06:1" in (row.cause or "") for row in second)

    third = run_of(sandbox, account, tmp_path, day=TODAY + timedelta(days=1))  # the sandbox's quota ends with its day
    assert {row.outcome for row in third} == {"ok"}
    assert stops(tmp_path) == []


def test_a_person_has_it_asked_before(sandbox: Sandbox, accounts: list[Account], tmp_path: Path) -> None:
    account = named(accounts, "osmere_youtube")
    wish(sandbox, account, "quota")
    assert {row.outcome for row in run_of(sandbox, account, tmp_path)} == {"failed"}
    assert {row.outcome for row in run_of(sandbox, account, tmp_path)} == {"failed"}
    environ = {**os.environ, **sandbox.environ, "LOS_HOME": str(tmp_path / "home"), "LOS_TODAY": str(TODAY),
               "LOS_REGISTER": str(REGISTER)}  # fmt: skip
    (tmp_path / "home").mkdir()
    (tmp_path / "stopped").rename(tmp_path / "home" / "landing_stopped")
    (tmp_path / "home" / "landing").mkdir()
    (tmp_path / "home" / "landing_stopped").rename(tmp_path / "home" / "landing" / "stopped")
    command = [sys.executable, "-m", "extractors", "extract", "youtube", "--account", account.account_id]
    command += ["--since", str(WEEK[0])]
    stopped = subprocess.run(command, cwd=REPO, env=environ, capture_output=True, text=True)
    assert stopped.returncode == 1 and "nobody was asked again" in stopped.stderr
    again = subprocess.run([*command, "--again"], cwd=REPO, env=environ, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert stops(tmp_path / "home" / "landing") == []


def test_accounts_of_one_app_share_its_quota_and_those_of_another_go_on(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    ours, theirs = named(accounts, "osmere_youtube"), named(accounts, "harrowdale_youtube")

    def of_app(account: Account, app: str) -> dict[str, Any]:
        access = access_of(account, sandbox.environ)
        secret = json.dumps({"access_token": access.token, "client_id": app})
        return {"access": replace(access, token=secret)}

    wish(sandbox, ours, "quota")
    assert {row.outcome for row in run_of(sandbox, ours, tmp_path, **of_app(ours, "one app"))} == {"failed"}
    shared = run_of(sandbox, theirs, tmp_path, **of_app(theirs, "one app"))
    assert {(row.outcome, row.bytes) for row in shared} == {("failed", 0)}
    assert {row.outcome for row in run_of(sandbox, theirs, tmp_path, **of_app(theirs, "another"))} == {"ok"}


def test_a_members_own_quota_is_nobody_elses(sandbox: Sandbox, accounts: list[Account], tmp_path: Path) -> None:
    ours, theirs = named(accounts, "osmere_linkedin"), named(accounts, "harrowdale_linkedin")

    def of_app(account: Account) -> dict[str, Any]:
        access = access_of(account, sandbox.environ)
        return {"access": replace(access, token=json.dumps({"access_token": access.token, "client_id": "one app"}))}

    wish(sandbox, ours, "quota", code="member")
    assert {row.outcome for row in run_of(sandbox, ours, tmp_path, **of_app(ours))} == {"failed"}
    assert {row.outcome for row in run_of(sandbox, theirs, tmp_path, **of_app(theirs))} == {"ok"}


@pytest.mark.parametrize("kind", ["402", "spend_cap", "expired_token", "403"])
def test_what_a_person_mends_is_asked_again_as_soon_as_they_have(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, kind: str
) -> None:
    account = named(accounts, "marrick_x")
    wish(sandbox, account, kind)
    assert {row.outcome for row in run_of(sandbox, account, tmp_path)} == {"failed"}
    assert {row.outcome for row in run_of(sandbox, account, tmp_path)} == {"ok"}


def test_a_stop_holds_no_token_and_no_app_and_a_damaged_one_stops_nobody(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    account = named(accounts, "osmere_youtube")
    wish(sandbox, account, "quota")
    access = access_of(account, sandbox.environ)
    secret = json.dumps({"access_token": access.token, "client_id": "the-app", "client_secret": "hush-hush"})
    run_of(sandbox, account, tmp_path, access=replace(access, token=secret))
    (path,) = tmp_path.glob("stopped/platform=youtube/*.json")
    for text in (str(path), path.read_text()):
        assert not any(word in text for word in (access.token, "the-app", "hush-hush"))
    path.write_text('{"until": "soon"')
    assert {row.outcome for row in run_of(sandbox, account, tmp_path, access=replace(access, token=secret))} == {"ok"}
    assert not path.exists()


@pytest.mark.parametrize(
    ("moment", "zone", "until"),
    [
        ("2026-11-16T07:59:59", "America/Los_Angeles", "2026-11-16T08:00:00"),
        ("2026-11-16T08:00:00", "America/Los_Angeles", "2026-11-17T08:00:00"),
        ("2026-07-01T06:59:59", "America/Los_Angeles", "2026-07-01T07:00:00"),
        ("2026-03-08T08:30:00", "America/Los_Angeles", "2026-03-09T07:00:00"),  # 23 hours long
        ("2026-11-01T07:30:00", "America/Los_Angeles", "2026-11-02T08:00:00"),  # 25 hours long
        ("2026-12-31T23:00:00", "UTC", "2027-01-01T00:00:00"),
    ],
)
def test_a_quotas_day_begins_at_its_platforms_midnight(moment: str, zone: str, until: str) -> None:
    said = next_day(datetime.fromisoformat(moment).replace(tzinfo=UTC), zone)
    assert said.isoformat() == until + "+00:00"
