"""Who may see what: a real provider of identities, a real browser, each role against each page; shut where nobody signs in."""

# ruff: noqa: F811  a fixture that is used bears the name it was imported by

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Page

from dashboards import roles
from dashboards.pack import make
from tests.dashboards import browsing, packs
from tests.dashboards.browsing import ROOT, STEMS, Reader, wait_for_port
from tests.dashboards.test_browser import browser  # noqa: F401  the browser of those tests

PEOPLE = {
    "board-member": {"email": "board.member@example.test", "roles": ["viewer"]},
    "analyst": {"email": "analyst@example.test", "roles": ["viewer", "analyst"]},
    "editor": {"email": "editor@example.test", "name": "Ada Editor", "roles": ["editor"]},
    "reviewer": {"email": "reviewer@example.test", "roles": "reviewer"},
    "secretary": {"email": "secretary@example.test", "roles": ["secretary"]},
    "visitor": {"email": "visitor@example.test", "roles": ["porter"]},
}
NOBODY_KNOWN = "a secret of the tests that is long enough for a cookie"


COVER = {"meeting": "Board of Directors", "author": "Head of Communications", "recommendation": "Note it"}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition of October nobody has released, with both its packs."""
    frozen = packs.freeze(tmp_path_factory.mktemp("frozen"), packs.FRESH)
    for is_public in (False, True):
        make.make(frozen, cover=COVER, is_public=is_public, made_at=packs.AT)
    return frozen


@pytest.fixture(scope="module")
def signed(full_board: Path, edition: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a full board and a draft to people whom a provider on this machine knows; return the address."""
    home, port, theirs = tmp_path_factory.mktemp("home"), free_port(), free_port()
    shutil.copytree(edition, home / "editions" / edition.name)
    shutil.copy(full_board, home / "board.duckdb")
    with duckdb.connect(str(home / "board.duckdb")) as file:  # words that a spreadsheet would run
        file.execute("update figures set reason = '=1+1' where kpi_id = 'RS-ANSWERED' and state = 'withheld'")
        file.execute("update figures set reason = '=1+1' where kpi_id = 'RS-ANSWERED' and period = '2026-03-01'")
        file.execute("update post_practice set evidence = '@1+1' where post_id = 'p3'")
    secrets = home / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{NOBODY_KNOWN}"\n'
        f'client_id = "line-of-sight"\nclient_secret = "of the tests"\n'
        f'server_metadata_url = "http://127.0.0.1:{theirs}/.well-known/openid-configuration"\n'
    )
    people = [f"--user-claims={json.dumps({'sub': name, **claims})}" for name, claims in PEOPLE.items()]
    commands = [
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(theirs), *people],
        [
            sys.executable,
            "-m",
            "streamlit",
            "run",
            "dashboards/app.py",
            "--server.port",
            str(port),
            f"--secrets.files={secrets}",
        ],
    ]
    with (home / "log").open("w") as log:
        started = [
            subprocess.Popen(each, cwd=ROOT, env={**os.environ, "LOS_HOME": str(home)}, stdout=log, stderr=log)
            for each in commands
        ]
        try:
            for each in (theirs, port):
                wait_for_port(each)
            yield f"http://127.0.0.1:{port}"
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=20)


@pytest.fixture(scope="module")
def taken() -> dict[str, dict[str, list[list[str]]]]:
    """What the first role took away, file by file, to be set beside what the next one does."""
    return {}


def sign_in(browser: Browser, address: str, who: str) -> Page:
    page = browsing.tab(browser)
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.locator("input[name=sub]").fill(who)
    page.locator("button[type=submit], input[type=submit]").first.click()
    page.wait_for_url(re.compile(re.escape(address)))
    page.get_by_text(re.compile("Signed in as|no role here yet")).first.wait_for()
    return page


def test_nobody_sees_anything_before_signing_in(browser: Browser, signed: str) -> None:
    page = browsing.tab(browser)
    for path in ("/", "/trust", "/imports", "/editions"):
        page.goto(signed + path)
        page.get_by_role("button", name="Sign in").wait_for()
        assert "Harrowdale" not in page.inner_text("body")
        assert page.get_by_role("link").count() == 0 or "Board" not in page.inner_text("body")
    page.context.close()


# Who may open a page, and what each page offers to take away. A page or a download that is not here fails the test.
PAGES = {stem: {"viewer", "analyst", "reviewer", "secretary"} for stem in STEMS} | {"imports": {"analyst"}}
OFFERED = {
    "kpi": ["harrowdale-rs-answered-spc.csv", "harrowdale-rs-answered.csv"],
    "signals": ["harrowdale-rs-answered-spc.csv"],
    "platforms": ["harrowdale-platforms-2026-10.csv", "harrowdale-en-depth.csv"],
    "posts": ["harrowdale-posts-2026-10.csv"],
    "outcomes": ["harrowdale-dna-spc.csv"],
    "alignment": ["harrowdale-objective-by-purpose-2026-10.csv", "harrowdale-objectives-2026-10.csv"],
}

DRAFTS = [
    "draft-2026-10-pack.html",
    "draft-2026-10-pack.pdf",
    "draft-2026-10-pack-public.html",
    "draft-2026-10-pack-public.pdf",
]
READ_DRAFTS = {"analyst", "reviewer", "secretary"}


@pytest.mark.parametrize("who", ["board-member", "analyst", "reviewer", "secretary"])
def test_each_role_opens_the_pages_it_may_and_takes_away_the_same_suppressed_files(
    browser: Browser, signed: str, edition: Path, taken: dict[str, dict[str, list[list[str]]]], who: str
) -> None:
    page = sign_in(browser, signed, who)
    held = set(roles.person_of(PEOPLE[who] | {"sub": who}, {}).roles)
    reader = Reader(page, signed)
    reader.settled()
    shown = {link.inner_text() for link in page.locator(".st-key-frame [data-testid=stPageLink]").all()}
    assert len(shown) == sum(bool(held & may) for may in PAGES.values()), sorted(shown)
    offered: dict[str, list[str]] = {}
    for stem, may in PAGES.items():
        reader.open(stem, organisation="harrowdale", month="2026-10", kpi="RS-ANSWERED")
        heading = page.locator("h1").inner_text()
        if not held & may:
            assert heading == "Harrowdale University Hospitals NHS Foundation Trust"  # the first page in its place
            assert page.locator("[data-testid=stFileUploader]").count() == 0
            continue
        assert (heading == "Which files shall be read?") == (stem == "imports")
        assert (page.locator("[data-testid=stFileUploader]").count() == 1) == (stem == "imports")
        page.evaluate("document.querySelectorAll('details:not([open]) > summary').forEach(each => each.click())")
        page.wait_for_function(
            "[...document.querySelectorAll('details')].every(each => each.open && each.querySelector('table, ul, button, p + p'))"
        )
        for button in page.get_by_test_id("stDownloadButton").get_by_role("button").all():
            with page.expect_download() as download:
                button.press("Enter")  # a hand may miss what still moves: the charts of what was folded away are drawn
            name = download.value.suggested_filename
            offered.setdefault(stem, []).append(name)
            if name in DRAFTS:
                held_there = edition / name.removeprefix(f"draft-{edition.name}-")
                assert Path(download.value.path()).read_bytes() == held_there.read_bytes()
                continue
            text = Path(download.value.path()).read_text(encoding="utf-8-sig")
            rows = list(csv.reader(io.StringIO(text, newline="")))
            assert len(rows) > 1 and not [
                cell
                for row in rows
                for cell in row
                if cell.startswith(("=", "@", "+")) or re.match(r"-(?![\d.]+$)", cell)
            ]
            for row in csv.DictReader(io.StringIO(text, newline="")):
                if row.get("state", "measured") != "measured":
                    assert not row["value"] and not row["numerator"] and not row["denominator"], (name, row)
            assert taken.setdefault(name, {}).setdefault("first", rows) == rows, "as suppressed for one as for another"
    assert {stem: sorted(names) for stem, names in offered.items()} == {
        stem: sorted(of) for stem, of in (OFFERED | ({"editions": DRAFTS} if held & READ_DRAFTS else {})).items()
    }
    hostile = {cell for name in taken for row in taken[name]["first"] for cell in row if "1+1" in cell}
    assert hostile == {"'=1+1", "'@1+1"}
    page.context.close()


def test_somebody_without_a_role_is_told_what_to_do_and_sees_nothing(browser: Browser, signed: str) -> None:
    page = sign_in(browser, signed, "visitor")
    page.get_by_role("button", name="Sign out").wait_for()  # the last that is drawn: the heading comes before the words
    words = page.inner_text("body")
    assert "visitor@example.test is signed in, and has no role here" in words and "Harrowdale" not in words
    with page.expect_response(re.compile("oauth2/end_session")):  # the provider is told too
        page.get_by_role("button", name="Sign out").click()
    after = page.context.new_page()  # the one before is still on its way back from the provider
    after.goto(signed)
    after.get_by_role("button", name="Sign in").wait_for()
    page.context.close()


@pytest.mark.parametrize(
    ("has_provider", "address", "shut"),
    [(False, "127.0.0.1", False), (False, "::1", False), (False, "0.0.0.0", True), (False, None, True), (True, "0.0.0.0", False)],
)  # fmt: skip
def test_where_nobody_signs_in_only_this_machine_is_answered(
    has_provider: bool, address: str | None, shut: bool
) -> None:
    assert roles.is_shut(has_provider, address) is shut


def test_an_app_that_answers_others_without_a_provider_shows_nothing(
    browser: Browser,
    full_board: Path,
    tmp_path: Path,
) -> None:
    shutil.copy(full_board, tmp_path / "board.duckdb")
    port = free_port()
    # An address of this machine that stands for "not loopback" in the check by its name alone: nobody else reaches it.
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "dashboards/app.py",
        f"--server.port={port}",
        "--server.address=127.0.0.2",
    ]
    server = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, "LOS_HOME": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        page = browsing.tab(browser)
        for _ in range(480):
            try:
                page.goto(f"http://127.0.0.2:{port}")
                break
            except Exception:
                page.wait_for_timeout(250)
        page.get_by_text("Nobody can sign in here yet").wait_for()
        assert "Harrowdale" not in page.inner_text("body")
        page.close()
    finally:
        server.terminate()
        server.wait(timeout=20)


def test_roles_of_a_file_go_by_the_verified_address_or_the_subject(tmp_path: Path) -> None:
    path = tmp_path / "roles.csv"
    path.write_text("who,role\nAnalyst@Example.test,analyst\n42,reviewer\n")
    environ = {"LOS_ROLES_FILE": str(path)}
    said = {"sub": "42", "email": "analyst@example.test", "roles": ["secretary"]}
    assert roles.person_of(said, environ).roles == {"analyst", "reviewer"}
    assert roles.person_of(said | {"email_verified": False}, environ).roles == {"reviewer"}
    with pytest.raises(roles.NoRole, match=r"other@example\.test is signed in"):
        roles.person_of({"sub": "7", "email": "other@example.test"}, environ)
    path.write_text("who,role\na@example.test,boss\n")
    with pytest.raises(ValueError, match=r"roles\.csv line 2: 'boss' is no role; write viewer"):
        roles.person_of(said, environ)


def test_a_claim_may_have_another_name_and_a_strange_role_opens_nothing() -> None:
    assert roles.person_of({"sub": "1", "groups": ["Viewer", "x"]}, {"LOS_ROLES_CLAIM": "groups"}).roles == {"viewer"}
    with pytest.raises(roles.NoRole):
        roles.person_of({"sub": "1", "roles": ["admin"]}, {})
    assert not roles.Person("a", frozenset()).may_open("Board")


def test_after_half_a_day_a_person_signs_in_again() -> None:
    assert not roles.is_over({"iat": 1_000_000}, 1_000_000 + 12 * 3600, {})
    assert roles.is_over({"iat": 1_000_000}, 1_000_001 + 12 * 3600, {})
    assert roles.is_over({"iat": 1_000_000}, 1_000_000 + 3601, {"LOS_SIGNED_IN_HOURS": "1"})
    assert roles.is_over({}, 0, {})


def test_only_an_editor_is_offered_a_form_and_what_waits_names_who_saved_it(browser: Browser, signed: str) -> None:
    for who in ("board-member", "editor"):
        page = sign_in(browser, signed, who)
        page.goto(f"{signed}/kpi?organisation=harrowdale&month=2026-10&kpi=RS-ANSWERED")
        Reader(page, signed).settled()
        form = page.locator("details", has=page.get_by_text("Write about this measure"))
        assert form.count() == (who == "editor")
        if who == "editor":
            form.locator("summary").click()
            for label in ("What happened", "Why we think so", "What we will do", "What we learned", "Your job title"):
                form.get_by_label(label).fill("Service lead")
            page.get_by_text("11 words. Counted").wait_for()
            form.get_by_role("button", name="Save this comment").click()
            page.get_by_text("by Ada Editor. It waits to be read").wait_for()
        page.context.close()
