"""No secret is anywhere but where it was put: canaries go in, and everything that comes out is searched for them.

For the whole line: `find_secrets(home, canaries)` over LOS_HOME, Airflow's database and task logs included.
"""

from __future__ import annotations

import gzip
import json
import logging
import os
import sqlite3
import subprocess
import sys
import zipfile
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors import run
from extractors.access import access_of
from extractors.accounts import read_accounts
from extractors.landing import Landing
from extractors.records import Account, Extract
from extractors.redaction import Guard
from tests.conftest import REGISTER, REPO, TODAY
from tests.extractors.test_tokens import NOW, WEEK
from tests.extractors.two_years import accept_and_load
from tests.extractors.wire import Answer, Wire, say, wire
from tests.find_secrets import find_secrets, secrets_in
from tests.sandbox.conftest import Sandbox

KEY = "canary/key+of=privacy-that-nobody-may-read"
SECRETS = ("harrowdale_x", "osmere_linkedin", "osmere_facebook", "osmere_youtube")
KINDS = ("429", "500", "expired_token", "down", "malformed", "quota")


def app_secret(name: str) -> str:
    return f"canary/app+secret=of-{name}"


# What the sandbox gives out begins with these too: sandbox-<name>-<turn>-<end>, sandbox-refresh-<name>-<turn>.
CANARIES = [KEY, *(f"{kind}{name}" for name in SECRETS for kind in ("sandbox-", "sandbox-refresh-"))]
CANARIES += [app_secret(name) for name in SECRETS]


def whole(name: str) -> str:
    said = {"access_token": f"sandbox-{name}", "refresh_token": f"sandbox-refresh-{name}"}
    return json.dumps(said | {"client_id": "123", "client_secret": app_secret(name)})


def environ(url: str) -> dict[str, str]:
    names = ("X", "LINKEDIN", "FACEBOOK", "YOUTUBE", "YOUTUBE_ANALYTICS")
    given = {f"LOS_SECRET_{name.upper()}": whole(name) for name in SECRETS}
    return {f"LOS_{name}_URL": url for name in names} | given | {"LOS_PRIVACY_KEY": KEY, "LOS_X_LICENCE_BASIS": "test"}


def accounts() -> list[Account]:
    return [each for each in read_accounts(REGISTER) if each.secret in SECRETS]


def extract(url: str, home: Path, account: Account) -> list[Extract]:
    return run.extract(
        account, landing=Landing(home / "landing"), since=WEEK[0], until=WEEK[1], observed_at=NOW,
        access=access_of(account, environ(url), home=home), own_handles=[], clock=lambda: datetime.now(UTC),
        sleep=lambda _: None,
    )  # fmt: skip


def nowhere(home: Path, *texts: str) -> None:
    """Fail with every place a canary was found in."""
    assert find_secrets(home, CANARIES) == []
    for text in texts:
        assert secrets_in(text, CANARIES) == []


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    sandbox = Sandbox()
    yield sandbox
    sandbox.stop()


@pytest.fixture
def sandbox(running: Sandbox) -> Sandbox:
    running.app.state.desk.refreshed.clear()
    running.session.delete(running.address + "/sandbox/faults", timeout=60)
    running.session.delete(running.address + "/sandbox/limits", timeout=60)
    running.move_to(str(TODAY))
    return running


def test_the_search_finds_a_secret_in_everything_we_write(tmp_path: Path) -> None:
    secret = app_secret("a")
    (tmp_path / "plain.log").write_text(f"at once {secret}.")
    (tmp_path / "quoted.json").write_text(json.dumps({"next": f"https://x/?t={quote(secret, safe='')}"}))
    for shift in range(3):
        (tmp_path / f"basic{shift}").write_bytes(b64encode(b"i" * shift + b"d:" + secret.encode() + b"!"))
    (tmp_path / "page.json.gz").write_bytes(gzip.compress(secret.encode()))
    rows = pa.table({"cause": [None, f"said {secret}"], "cells": [{"a": "b"}, {}]})
    pq.write_table(rows, tmp_path / "batch.parquet", compression="zstd")
    pq.write_table(rows.replace_schema_metadata({"by": secret}).slice(0, 1), tmp_path / "named.parquet")
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as file:
        file.execute("create schema raw; create table raw.t as select repeat('x', 5000) || ? as a", [secret])
    with sqlite3.connect(tmp_path / "airflow.db") as base:
        base.execute("create table t (a text, b blob)")
        base.execute("insert into t values ('x', ?)", [secret.encode()])
    with zipfile.ZipFile(tmp_path / "kept.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.txt", "x" * 5000 + secret)
    (tmp_path / "named-after-canary").mkdir()
    (tmp_path / "innocent.txt").write_text("canary/app+secret")
    names = {path.name for path in tmp_path.iterdir() if path.is_file()} - {"innocent.txt"}
    assert {line.split(": ")[0] for line in find_secrets(tmp_path, [secret])} == names


def test_extracts_that_succeed_leave_no_secret_anywhere(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for account in accounts():
        assert {row.outcome for row in extract(sandbox.address, tmp_path, account)} == {"ok"}
    accept_and_load(Landing(tmp_path / "landing"), tmp_path / "warehouse.duckdb")
    assert len(list((tmp_path / "secrets").glob("*.tokens"))) == 3, "tokens were renewed and kept"
    assert "debug_token" in caplog.text, "the one address that holds a token was asked, and logged without it"
    nowhere(tmp_path, caplog.text, *capfd.readouterr())


def test_extracts_that_fail_in_every_way_leave_no_secret_anywhere(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    outcomes = set()
    for account in accounts():
        for kind in KINDS:
            for of in (account.account_id, None):  # None: its token endpoint fails too
                sandbox.session.delete(sandbox.address + "/sandbox/faults", timeout=60)
                wish = {"platform": account.platform, "account": of, "kind": kind, "times": 99}
                sandbox.post("/sandbox/faults", wish)
                said = extract(sandbox.address, tmp_path, account)
                outcomes |= {row.outcome for row in said}
                assert secrets_in(repr(said), CANARIES) == []
    assert outcomes == {"failed"}
    accept_and_load(Landing(tmp_path / "landing"), tmp_path / "warehouse.duckdb")
    nowhere(tmp_path, caplog.text, *capfd.readouterr())


def echo(it: list[Wire], status: int, account: Account) -> Answer:
    """An answer that repeats whatever it was sent: in an address, in an error's words, in every spelling."""
    path, headers = it[0].asked[-1]
    sent = f"{path} {headers.get('Authorization', '')} {it[0].sent[-1].decode()}"
    token = headers.get("Authorization", "Bearer none").split()[1]
    escaped = json.dumps(sent).replace("-", "\\u002d").replace("+", "\\u002b")
    body = {
        "id": account.account_id, "data": [], "error_description": sent, "title": sent, "detail": sent,
        "name": f"A page {sent}", "paging": {"previous": f"https://graph/?access_token={quote(token, safe='')}&limit=1"},
    }  # fmt: skip
    if status >= 400:
        body |= {
            "error": {"message": sent, "code": 190, "errors": [{"reason": sent, "message": sent}]},
            "message": sent,
        }
    if path.startswith(("/2/oauth2", "/oauth/v2", "/token")):
        body["error"] = "invalid_request"
    content = json.dumps(body)[:-1] + f', "again": {escaped}}}'
    return say(content.encode(), status, Location=f"http://127.0.0.1:9/?{quote(sent)}")


@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 429, 500])
def test_a_platform_that_repeats_our_secrets_puts_them_nowhere(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], status: int
) -> None:
    caplog.set_level(logging.DEBUG)
    for account in accounts():
        it: list[Wire] = []
        renewed = say({"access_token": f"sandbox-{account.secret}-1", "expires_in": 9999})

        def answer(path: str, n: int, it: list[Wire] = it, account: Account = account, good: Any = renewed) -> Answer:
            return good if n == 0 and account.platform != "facebook" else echo(it, status, account)

        with wire(answer) as server:
            it.append(server)
            said = extract(server.url, tmp_path, account)
            assert len(server.asked) > 1
        if account.platform == "facebook" and status == 200:
            outcomes = {row.outcome for row in said}  # partial: the countries it is asked for do not come
            assert outcomes <= {"ok", "partial"} and sum(row.pages for row in said), (
                "its pages are kept, and without the token"
            )
            pages = [gzip.decompress(page.read_bytes()) for page in tmp_path.rglob("*.json.gz")]
            assert pages and all(b"REDACTED" in page for page in pages)
        assert secrets_in(repr(said), CANARIES) == []
    accept_and_load(Landing(tmp_path / "landing"), tmp_path / "warehouse.duckdb")
    nowhere(tmp_path, caplog.text, *capfd.readouterr())


def ran(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOS_", "AIRFLOW"))}
    kept |= {"LOS_HOME": str(home), "LOS_TODAY": str(TODAY), "AIRFLOW_HOME": str(home / "airflow")} | settings
    return subprocess.run([sys.executable, *words], cwd=REPO, env=kept, capture_output=True, text=True, timeout=120)


def test_the_command_line_shows_no_secret(sandbox: Sandbox, tmp_path: Path) -> None:
    settings = environ(sandbox.address)
    words = ("-m", "extractors", "extract", "youtube", "--since", str(WEEK[0]), "--account", "UCosmerepublichealth0000")
    done = ran(tmp_path, *words, **settings)
    assert done.returncode == 0, done.stderr
    sandbox.post("/sandbox/faults", {"platform": "youtube", "kind": "expired_token", "times": 9})
    failed = ran(tmp_path, *words, **settings)
    assert failed.returncode == 1, failed.stdout
    listed = ran(tmp_path, "-m", "extractors", "tokens", **settings)
    broken = ran(tmp_path, *words, **settings, **{"LOS_TODAY": f"sandbox-{SECRETS[3]}"})
    assert broken.returncode == 2 and "REDACTED" not in broken.stderr
    nowhere(tmp_path, *(text for each in (done, failed, listed) for text in (each.stdout, each.stderr)))


DOOR = """
import logging
from datetime import date
from dags import door
from dags.steps import reading
logging.basicConfig(level=logging.INFO)
said = reading.extract("youtube", "UCosmerepublichealth0000", date(2026, 11, 16), day=None, since="2026-11-09", until=None)
print({(row.outcome, row.cause_class, row.cause) for row in said})
"""


def test_a_secret_out_of_an_airflow_connection_opens_the_account_and_is_shown_nowhere(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    settings = {name: value for name, value in environ(sandbox.address).items() if not name.startswith("LOS_SECRET")}
    extra = json.loads(whole("osmere_youtube"))
    connection = {"conn_type": "generic", "password": extra.pop("access_token"), "extra": extra}
    given = {"AIRFLOW_CONN_LOS_OSMERE_YOUTUBE": json.dumps(connection)}
    done = ran(tmp_path, "-c", DOOR, **settings, **given)
    assert done.stdout.endswith("{('ok', None, None)}\n"), done.stderr
    assert sandbox.app.state.desk.refreshed["osmere_youtube"] == 1, "its refresh token was in the connection's extra"
    sandbox.post("/sandbox/faults", {"platform": "youtube", "kind": "expired_token", "times": 9})
    failed = ran(tmp_path, "-c", DOOR, **settings, **given)
    assert failed.stdout.splitlines()[-1].startswith("{('failed', 'token', "), failed.stderr
    without = ran(tmp_path, "-c", DOOR, **settings)
    assert without.stdout.endswith("{('failed', 'token', 'There is no token for YouTube.')}\n"), without.stderr
    nowhere(tmp_path, *(text for each in (done, failed, without) for text in (each.stdout, each.stderr)))


def test_a_record_that_holds_a_secret_all_the_same_is_struck_at_the_door(tmp_path: Path) -> None:
    guard, log = Guard(), logging.getLogger("canary")
    guard.strike.add(app_secret("a"))
    path = tmp_path / "door.log"
    handler = logging.FileHandler(path)
    handler.addFilter(guard)
    log.addHandler(handler)
    try:
        log.warning("asked %s, %d times", {"url": f"https://x/?t={quote(app_secret('a'), safe='')}"}, 2)
        try:
            raise ValueError(app_secret("a"))
        except ValueError:
            log.exception("it went wrong: %s", app_secret("a"))
    finally:
        log.removeHandler(handler)
        handler.close()
    assert path.read_text().count("REDACTED") == 3
    assert "2 times" in path.read_text() and "Traceback" in path.read_text()
    assert find_secrets(tmp_path, [app_secret("a")]) == []
