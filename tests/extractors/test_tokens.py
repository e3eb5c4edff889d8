"""Tokens are renewed once, kept before they are used, never spent twice, and their end is known ahead."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped]
import pytest

from extractors import run, warehouse
from extractors.access import Access, access_of
from extractors.accounts import read_accounts
from extractors.deadlines import Deadline, read_watch
from extractors.faults import Refused
from extractors.landing import Landing
from extractors.platforms import facebook, linkedin, platform
from extractors.records import Account, Extract
from extractors.tokens import Tokens, read_secret
from tests.conftest import PRIVACY_KEY, REGISTER, REPO, TODAY
from tests.extractors.wire import say, wire
from tests.sandbox.conftest import Sandbox

NOW = datetime(2026, 11, 16, 6, tzinfo=UTC)  # the sandbox's moment of the day
WEEK = (TODAY - timedelta(days=7), TODAY)
RENEWED = ("x", "linkedin", "youtube")


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    """A sandbox that has given out no token yet, and knows how often it was asked for one."""
    desk = running.app.state.desk
    desk.refreshed.clear()
    desk.__dict__.pop("whose_refresh", None)
    running.session.delete(running.address + "/sandbox/faults", timeout=60)
    running.session.delete(running.address + "/sandbox/limits", timeout=60)
    running.move_to(str(TODAY))
    return running


def account_of(secret: str) -> Account:
    return next(each for each in read_accounts(REGISTER) if each.secret == secret)


def whole(secret: str, **more: Any) -> str:
    """A secret as a person gives it."""
    said = {"access_token": f"sandbox-{secret}", "refresh_token": f"sandbox-refresh-{secret}"}
    return json.dumps(said | {"client_id": "an-app", "client_secret": "the-secret-of-an-app"} | more)


def environ(url: str, secret: str, given: str) -> dict[str, str]:
    names = ("X", "LINKEDIN", "FACEBOOK", "YOUTUBE", "YOUTUBE_ANALYTICS")
    keys = {"LOS_PRIVACY_KEY": PRIVACY_KEY, "LOS_X_LICENCE_BASIS": "sandbox", f"LOS_SECRET_{secret.upper()}": given}
    return {f"LOS_{name}_URL": url for name in names} | keys


def opened(url: str, home: Path, secret: str = "marrick_x", given: str | None = None) -> Access:
    return access_of(account_of(secret), environ(url, secret, given or whole(secret)), home=home)


def tokens(url: str, home: Path, secret: str = "marrick_x", given: str | None = None, now: datetime = NOW) -> Tokens:
    account = account_of(secret)
    return Tokens(account, platform(account.platform), opened(url, home, secret, given), now, sleep=lambda _: None)


def extract(url: str, home: Path, secret: str, given: str | None = None) -> list[Extract]:
    return run.extract(
        account_of(secret), landing=Landing(home / "landing"), since=WEEK[0], until=WEEK[1], observed_at=NOW,
        access=opened(url, home, secret, given), own_handles=[], clock=lambda: datetime.now(UTC), sleep=lambda _: None,
    )  # fmt: skip


def renewals(sandbox: Sandbox, secret: str = "marrick_x") -> int:
    return int(sandbox.app.state.desk.refreshed[secret])


# --- what a secret says


def test_a_secret_is_a_plain_token_or_json_and_is_never_repeated() -> None:
    assert read_secret(" a-plain-token \n", "X").access_token == "a-plain-token"
    given = read_secret(whole("marrick_x", expires_at=1796000000, refresh_expires_at="2027-01-02T03:04:05+01:00"), "X")
    assert (given.refresh_token, given.client_id) == ("sandbox-refresh-marrick_x", "an-app")
    assert given.expires_at == datetime(2026, 11, 30, 0, 53, 20, tzinfo=UTC)
    assert given.refresh_expires_at == datetime(2027, 1, 2, 2, 4, 5, tzinfo=UTC)
    assert "marrick" not in repr(given)
    for broken in ('{"access_token": "tell-nobody"', '{"access_token": "tell-nobody", "expires_at": "tell-nobody"}'):
        with pytest.raises(Refused, match=r"secret of X cannot be read") as refused:
            read_secret(broken, "X")
        assert refused.value.cause_class == "token"
        assert "tell-nobody" not in str(refused.value)


# --- renewing


@pytest.mark.parametrize("secret", ["marrick_x", "osmere_linkedin", "osmere_youtube"])
def test_a_new_refresh_token_is_used_at_once_and_what_it_brings_is_kept_encrypted(
    sandbox: Sandbox, tmp_path: Path, secret: str
) -> None:
    token = tokens(sandbox.address, tmp_path, secret).access_token()
    assert token.startswith(f"sandbox-{secret}-1-")
    (kept,) = (tmp_path / "secrets").glob("*.tokens")
    assert b"sandbox-" not in kept.read_bytes()
    modes = [path.stat().st_mode & 0o777 for path in (kept, kept.with_suffix(".lock"), kept.parent)]
    assert modes == [0o600, 0o600, 0o700]
    again = tokens(sandbox.address, tmp_path, secret)
    assert again.access_token() == token
    assert renewals(sandbox, secret) == 1, "a good token is not renewed"
    assert token not in repr(again.__dict__)


def test_a_token_about_to_end_is_renewed_with_the_newest_refresh_token(sandbox: Sandbox, tmp_path: Path) -> None:
    first = tokens(sandbox.address, tmp_path).access_token()
    soon = NOW + timedelta(seconds=7200 - 299)
    assert tokens(sandbox.address, tmp_path, now=soon - timedelta(seconds=2)).access_token() == first
    assert tokens(sandbox.address, tmp_path, now=soon).access_token().startswith("sandbox-marrick_x-2-")


def test_a_restarted_sandbox_knows_the_tokens_it_gave_out_and_the_ones_it_took_back(sandbox: Sandbox) -> None:
    desk = sandbox.app.state.desk
    channel = desk.world.channel("x", account_of("marrick_x").account_id)
    access, refresh = desk.renew(channel, 7200)
    desk.refreshed.clear()
    assert desk.who("x", access) is channel
    assert desk.whose_refresh("x", refresh, rotates=True) is channel
    assert desk.whose_refresh("x", "sandbox-refresh-marrick_x", rotates=True) is None
    sandbox.move_to("2026-11-17")
    assert desk.who("x", access) is None, "it ended by the sandbox's clock"


# --- processes: each a real one, with the environment of a door

SCRIPT = """
import json, os, sys
from datetime import datetime
from pathlib import Path
from tests.extractors import test_tokens as t
url, home, then = sys.argv[1:]
token = t.tokens(url, Path(home)).access_token()
if then == "die":
    os.kill(os.getpid(), 9)
print(token)
"""


def begin(sandbox: Sandbox, home: Path, then: str = "go on") -> subprocess.Popen[str]:
    words = [sys.executable, "-c", SCRIPT, sandbox.address, str(home), then]
    return subprocess.Popen(words, cwd=REPO, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@contextmanager
def slow(sandbox: Sandbox, seconds: float) -> Iterator[list[float]]:
    """Let the sandbox answer late after it has spent a refresh token. Patched: nothing outside can hold an answer back."""
    desk, asked = sandbox.app.state.desk, list[float]()
    renew = desk.renew

    def late(*words: Any) -> Any:
        given = renew(*words)
        asked.append(time.monotonic())
        time.sleep(seconds)
        return given

    desk.renew = late
    try:
        yield asked
    finally:
        del desk.renew


def wait_until(what: Any) -> None:
    for _ in range(1000):
        if what():
            return
        time.sleep(0.02)
    pytest.fail("it did not happen in 20 seconds")


def test_processes_that_race_renew_once_and_all_use_what_came(sandbox: Sandbox, tmp_path: Path) -> None:
    with slow(sandbox, 0.5) as asked:
        racing = [begin(sandbox, tmp_path) for _ in range(3)]
        said = [process.communicate(timeout=60) for process in racing]
    assert {out for out, _ in said} == {tokens(sandbox.address, tmp_path).access_token() + "\n"}, said
    assert (len(asked), renewals(sandbox)) == (1, 1)


def test_a_run_killed_before_it_uses_its_token_loses_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    killed = begin(sandbox, tmp_path, then="die")
    assert killed.wait(60) == -signal.SIGKILL
    assert tokens(sandbox.address, tmp_path).access_token().startswith("sandbox-marrick_x-1-")
    assert renewals(sandbox) == 1


def test_a_run_killed_while_the_platform_answers_loses_nothing(sandbox: Sandbox, tmp_path: Path) -> None:
    with slow(sandbox, 1.0) as asked:
        killed = begin(sandbox, tmp_path)
        wait_until(lambda: asked)  # the refresh token is spent, its successor on the way
        killed.kill()
        assert killed.wait(60) == -signal.SIGKILL
        assert tokens(sandbox.address, tmp_path).access_token().startswith("sandbox-marrick_x-1-")
    assert renewals(sandbox) == 1


def test_an_answer_that_is_lost_is_said_and_the_spent_token_is_not_spent_again(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Only the death of the asking process itself can do it (a machine that stops): then a person has to act, and is told so."""
    with slow(sandbox, 1.0) as asked:
        run_of = begin(sandbox, tmp_path)
        wait_until(lambda: asked)
        for child in psutil.Process(run_of.pid).children():
            child.kill()
        _, errors = run_of.communicate(timeout=60)
        assert "was cut off" in errors
    calls = sandbox.app.state.faults.calls
    before = calls.total()
    for _ in range(3):
        with pytest.raises(Refused, match="refused to renew the token: an earlier renewal was cut off") as refused:
            tokens(sandbox.address, tmp_path).renew("sandbox-marrick_x")
        assert refused.value.next_step.startswith("Ask whoever manages the account to consent again")
    assert calls.total() - before == 1, "asked once more, for nobody knew; then never again"


# --- refusals


def test_a_dead_refresh_token_is_sent_once_and_a_new_one_starts_afresh(sandbox: Sandbox, tmp_path: Path) -> None:
    revoked = whole("marrick_x", refresh_token="sandbox-refresh-gone", access_token="")
    with wire(lambda path, n: say({"error": "invalid_grant", "error_description": "of tell-nobody"}, 400)) as it:
        for secret in ("marrick_x", "osmere_youtube"):
            for _ in range(2):
                said = extract(it.url, tmp_path, secret, revoked)
                assert {(row.outcome, row.cause_class) for row in said} == {("failed", "token")}
                assert all(
                    "refused to renew the token: it was used before, revoked" in (row.cause or "") for row in said
                )
                assert all((row.next_step or "").startswith("Ask whoever manages the account") for row in said)
        assert it.paths == ["/2/oauth2/token", "/token"], "once each, in two days of asking"
    assert tokens(sandbox.address, tmp_path).access_token().startswith("sandbox-marrick_x-1-")


def test_an_app_the_platform_does_not_know_is_told_from_a_dead_token(tmp_path: Path) -> None:
    with wire(lambda path, n: say({"error": "invalid_client"}, 401)) as it:
        for _ in range(2):
            with pytest.raises(Refused, match="does not know the app") as refused:
                tokens(it.url, tmp_path).access_token()
        assert len(it.asked) == 2, "mending client_secret is enough: the token is not given up"
    assert "client_secret" in refused.value.next_step


@pytest.mark.parametrize("answer", [say(b"<html>", 503), say({"error": "slow"}, 429), say(b"{cut", 200), say({}, 200)])
def test_a_platform_that_stumbles_over_a_renewal_is_asked_again_and_not_for_ever(tmp_path: Path, answer: Any) -> None:
    good = say({"access_token": "one-good-token", "expires_in": 3599})
    with wire(lambda path, n: answer if n == 0 else good) as it:
        assert tokens(it.url, tmp_path / "a", "osmere_youtube").access_token() == "one-good-token"
        assert b"grant_type=refresh_token&refresh_token=sandbox-refresh-osmere_youtube" in it.sent[0]
    with wire(lambda path, n: answer) as it, pytest.raises(Refused) as refused:
        tokens(it.url, tmp_path / "b", "osmere_youtube").access_token()
    assert refused.value.cause_class == "platform"
    assert len(it.asked) in (2, 3)


def test_x_gets_the_app_in_a_header_and_the_others_in_the_form(tmp_path: Path) -> None:
    with wire(lambda path, n: say({"access_token": f"token-number-{n}", "expires_in": 7200})) as it:
        for secret in ("marrick_x", "osmere_linkedin"):
            tokens(it.url, tmp_path, secret).access_token()
    assert it.asked[0][1]["Authorization"] == "Basic YW4tYXBwOnRoZS1zZWNyZXQtb2YtYW4tYXBw"
    assert b"client" not in it.sent[0]
    assert "Authorization" not in it.asked[1][1]
    assert b"client_id=an-app&client_secret=the-secret-of-an-app" in it.sent[1]
    assert it.paths == ["/2/oauth2/token", "/oauth/v2/accessToken"]


def test_while_a_token_still_has_days_a_refused_renewal_stops_nothing_and_is_told(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = tokens(sandbox.address, tmp_path, "osmere_linkedin").access_token()
    later = NOW + timedelta(days=55)  # of 60; LinkedIn's is renewed a week ahead
    with wire(lambda path, n: say({"error": "invalid_request"}, 400)) as it:
        held = tokens(it.url, tmp_path, "osmere_linkedin", now=later)
        assert held.access_token() == first
    assert "refused to renew" in caplog.text
    ends = {each.what: (each.expires_on, each.level(later.date())) for each in held.deadlines()}
    assert ends == {
        "refresh token": (later.date(), "past"),
        "token": ((NOW + timedelta(seconds=5_183_999)).date(), "warning"),
    }


def test_another_privacy_key_opens_no_kept_token_and_changes_none(sandbox: Sandbox, tmp_path: Path) -> None:
    tokens(sandbox.address, tmp_path).access_token()
    (kept,) = (tmp_path / "secrets").glob("*.tokens")
    before = kept.read_bytes()
    account = account_of("marrick_x")
    other = environ(sandbox.address, "marrick_x", whole("marrick_x")) | {"LOS_PRIVACY_KEY": "another key altogether"}
    with pytest.raises(Refused, match="cannot be opened with this LOS_PRIVACY_KEY") as refused:
        Tokens(account, platform("x"), access_of(account, other, home=tmp_path), NOW)
    assert "Set the key back" in refused.value.next_step
    assert kept.read_bytes() == before


def test_a_platform_that_is_stood_in_for_is_never_asked_at_its_real_address() -> None:
    account = account_of("osmere_linkedin")
    assert access_of(account, {"LOS_PRIVACY_KEY": "k" * 16}).oauth == "https://www.linkedin.com"
    assert opened("http://127.0.0.1:1", Path(), "osmere_linkedin").oauth == "http://127.0.0.1:1"


# --- in the middle of an extract


@pytest.mark.parametrize("secret", ["marrick_x", "osmere_linkedin", "osmere_youtube"])
def test_a_401_in_the_middle_is_renewed_once_and_asked_once_more(sandbox: Sandbox, tmp_path: Path, secret: str) -> None:
    account = account_of(secret)
    extract(sandbox.address, tmp_path, secret)
    assert renewals(sandbox, secret) == 1
    wish = {"platform": account.platform, "account": account.account_id, "kind": "expired_token", "times": 1}
    sandbox.post("/sandbox/faults", wish)
    said = extract(sandbox.address, tmp_path, secret)
    assert {(row.outcome, row.cause) for row in said} == {("ok", None)}
    assert (sum(row.retries for row in said), renewals(sandbox, secret)) == (1, 2)
    sandbox.post("/sandbox/faults", wish | {"times": 50})
    said = extract(sandbox.address, tmp_path, secret)
    assert {(row.outcome, row.cause_class) for row in said} == {("failed", "token")}
    assert renewals(sandbox, secret) == 3, "one renewal, one more question, and no loop"
    waiting = sandbox.session.get(sandbox.address + "/sandbox/health", timeout=60)
    assert waiting.ok
    other = extract(sandbox.address, tmp_path, "harrowdale_x")
    assert {row.outcome for row in other} == {"ok"}, "the other accounts go on"


def test_a_token_that_cannot_be_renewed_fails_at_the_first_401(sandbox: Sandbox, tmp_path: Path) -> None:
    sandbox.post("/sandbox/faults", {"platform": "x", "kind": "expired_token", "times": 1})
    said = extract(sandbox.address, tmp_path, "marrick_x", "sandbox-marrick_x")
    assert {(row.outcome, row.cause_class, row.retries) for row in said} == {("failed", "token", 0)}
    assert not (tmp_path / "secrets").exists()


# --- what ends, and when


@pytest.mark.parametrize(
    ("days", "level"),
    [(31, "far"), (30, "notice"), (15, "notice"), (14, "warning"), (4, "warning"), (3, "urgent"), (1, "urgent"), (0, "past"), (-9, "past")],
)  # fmt: skip
def test_what_ends_is_told_at_30_14_and_3_days(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture, days: int, level: str
) -> None:
    ends = NOW + timedelta(days=days)
    held = tokens(sandbox.address, tmp_path, given=json.dumps({"access_token": "a", "expires_at": ends.isoformat()}))
    (deadline,) = held.deadlines()
    assert (deadline.what, deadline.level(TODAY)) == ("token", level)
    caplog.set_level(logging.WARNING)
    given = json.dumps({"access_token": "sandbox-osmere_youtube", "expires_at": ends.isoformat()})
    extract(sandbox.address, tmp_path, "osmere_youtube", given)
    assert (f"token ends on {ends.date()} ({level}), says the account's secret" in caplog.text) == (level != "far")


def test_what_ends_is_on_the_shelf_and_in_the_warehouse_without_a_secret(sandbox: Sandbox, tmp_path: Path) -> None:
    secrets = ("osmere_linkedin", "osmere_facebook", "osmere_youtube", "marrick_x")
    for secret in secrets:
        extract(sandbox.address, tmp_path, secret, whole(secret, client_id="123"))
    landing = Landing(tmp_path / "landing")
    found = {(each.platform, each.what): each for each in read_watch(landing)}
    desk = sandbox.app.state.desk
    consents = {
        name: (NOW + timedelta(seconds=desk.consent_left_s(desk.world.channel(name, account_of(f"osmere_{name}").account_id), days))).date()
        for name, days in (("linkedin", 365), ("facebook", 90))
    }  # fmt: skip
    assert {key: each.expires_on for key, each in found.items()} == {
        ("linkedin", "refresh token"): consents["linkedin"],
        ("linkedin", "api version"): date(2027, 9, 15),
        ("facebook", "token"): None,
        ("facebook", "data access"): consents["facebook"],
        ("facebook", "api version"): None,
        ("youtube", "refresh token"): None,
        ("x", "refresh token"): None,
    }
    token = found["facebook", "token"]
    assert (token.said_by, token.level(TODAY)) == ("Facebook, asked about the token", "no end")
    assert found["youtube", "refresh token"].level(TODAY) == "not stated"
    assert found["linkedin", "api version"].said_by == "LinkedIn's list of versions, read 2026-09-19 (202609)"
    for path in (tmp_path / "landing" / "watch").rglob("*.json"):
        assert "sandbox-" not in path.read_text() and "the-secret-of" not in path.read_text()
    warehouse.load(landing, tmp_path / "w.duckdb")
    import duckdb

    with duckdb.connect(str(tmp_path / "w.duckdb")) as file:
        rows = file.execute("select platform, what, expires_on from raw.deadlines").fetchall()
    assert {(row[0], row[1]): row[2] for row in rows} == {key: each.expires_on for key, each in found.items()}


def test_a_google_app_in_testing_has_seven_days_and_says_so(sandbox: Sandbox, tmp_path: Path) -> None:
    held = tokens(sandbox.address, tmp_path, "osmere_youtube", whole("osmere_youtube", client_id="testing-app"))
    held.access_token()
    (deadline,) = held.deadlines()
    assert deadline.what == "refresh token" and deadline.expires_on
    assert timedelta() <= deadline.expires_on - TODAY <= timedelta(days=7)
    assert deadline.said_by == "YouTube, at the last renewal"


def test_a_facebook_that_cannot_be_asked_leaves_the_end_unknown_and_the_extract_whole(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    said = extract(sandbox.address, tmp_path, "osmere_facebook", "sandbox-osmere_facebook")
    assert {row.outcome for row in said} == {"ok"}
    found = {each.what: (each.expires_on, each.said_by) for each in read_watch(Landing(tmp_path / "landing"))}
    assert found["data access"] == (None, "the secret names no app that Facebook could be asked with")
    given = whole("osmere_facebook", client_id="not-a-number")
    assert {row.outcome for row in extract(sandbox.address, tmp_path, "osmere_facebook", given)} == {"ok"}
    found = {each.what: (each.expires_on, each.said_by) for each in read_watch(Landing(tmp_path / "landing"))}
    assert found["data access"] == (None, "Facebook could not be asked")


def test_each_version_we_speak_names_its_end_and_its_source() -> None:
    for of in (facebook, linkedin):
        assert of.VERSION_ENDS.name in of.VERSION and len(of.VERSION_ENDS.said_by) > 20
    account = account_of("osmere_linkedin")
    ends = Deadline("linkedin", account.account_id, "osmere", "api version", linkedin.VERSION_ENDS.ends_on, "", NOW)
    assert ends.level(date(2027, 9, 14)) == "urgent" and ends.level(date(2027, 9, 15)) == "past"


# --- the command


def test_the_tokens_command_lists_every_account_and_no_secret(sandbox: Sandbox, tmp_path: Path) -> None:
    extract(sandbox.address, tmp_path, "osmere_linkedin")
    given = {f"LOS_SECRET_{each.secret.upper()}": whole(each.secret) for each in read_accounts(REGISTER)}
    settings = {name: value for name, value in os.environ.items() if not name.startswith("LOS_")}
    settings |= (
        environ(sandbox.address, "marrick_x", "{") | given | {"LOS_HOME": str(tmp_path), "LOS_TODAY": str(TODAY)}
    )

    def command() -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "extractors", "tokens"]
        return subprocess.run(words, cwd=REPO, env=settings, capture_output=True, text=True, timeout=60)

    done = command()
    assert done.returncode == 0, done.stderr
    rows = {row["secret"]: row for row in json.loads(done.stdout)}
    assert len(rows) == 9, "the closed account is not asked for"
    assert rows["LOS_SECRET_OSMERE_LINKEDIN"]["state"] == "renewed by itself"
    assert rows["LOS_SECRET_OSMERE_FACEBOOK"]["state"] == "as given"
    assert [each["what"] for each in rows["LOS_SECRET_OSMERE_LINKEDIN"]["deadlines"]] == [
        "refresh token",
        "api version",
    ]
    settings["LOS_SECRET_MARRICK_X"], settings["LOS_SECRET_OSMERE_YOUTUBE"] = "{no json", ""
    lacking = command()
    assert lacking.returncode == 2
    assert lacking.stderr == "not set, or not readable: LOS_SECRET_MARRICK_X, LOS_SECRET_OSMERE_YOUTUBE\n"
    for said in (done.stdout, done.stderr, lacking.stdout, lacking.stderr):
        assert "sandbox-" not in said and "the-secret-of-an-app" not in said and "no json" not in said
