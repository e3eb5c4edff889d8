"""The import page: a file is looked at before it is stored, loaded at a click, and what became of it is said."""

# ruff: noqa: F811  a fixture that is used bears the name it was imported by

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser
from streamlit.testing.v1 import AppTest

from dashboards import inbox, wording_import, wording_watch
from tests.dashboards.test_browser import address, browser, visit  # noqa: F401  the server and the browser of those tests

ROOT = Path(__file__).resolve().parents[2]
HEADER = (
    "Post id,Date,Post text,Post Link,Impressions,Likes,Engagements,Bookmarks,Shares,New follows,Replies,Reposts,"
    "Profile visits,Detail Expands,URL Clicks,Hashtag Clicks,Permalink Clicks\n"
)
ROW = (
    '{id},"Fri, Aug 1, 2025",Book your flu jab,https://x.com/HarrowdaleNHS/status/{id},{seen},5,9,0,0,0,1,2,0,0,0,0,0\n'
)
X_FILE = (
    HEADER + ROW.format(id="1951200000000000001", seen=700) + ROW.format(id="1951300000000000001", seen=534)
).encode()


def test_a_file_is_looked_at_and_nothing_is_stored() -> None:
    said = inbox.look_at("account_analytics_content.csv", X_FILE)
    assert (said["posts"], said["sums"]["Impressions"]) == (2, 1234)
    assert wording_import.finding(said).startswith("X content analytics CSV: 2 posts, from 1 August 2025")
    telling, quiet = wording_import.sums(said)
    assert {"field": "Impressions", "sum": "1,234"} in telling and {"field": "Shares", "sum": "0"} in quiet


def test_a_wait_that_nobody_counted_is_not_called_none() -> None:
    row = {"retries": 2, "waited_s": None, "platform": None, "name": None}
    assert wording_watch.asked_again(row).endswith("was not counted then.")
    assert wording_watch.asked_again(row | {"waited_s": 0.0}).endswith("without a wait.")


def test_a_file_that_is_not_taken_says_so_in_one_sentence() -> None:
    said = inbox.look_at("notes.csv", b"one,two\n1,2\n")
    assert said.keys() == {"why_not"}
    assert said["why_not"].startswith("no export taken here") and "\n" not in said["why_not"]


def test_what_is_known_already_is_said_before_it_is_loaded() -> None:
    posts = {"new": 1, "by_interface": 6, "in_files": 2}
    said = {"platform": "x", "account": {"id": "1", "how": "the handle"},
            "standing": {"account_id": "1", "is_registered": False, "posts": posts, "read_before": ["2026-11-02"]}}  # fmt: skip
    words = wording_import.standing(said)
    for line in ("taken in on 2 November 2026", "6 posts of it came through the platform's interface", "2 posts came in an earlier file",
                 "1 post is new"):  # fmt: skip
        assert line in words, line
    assert "does not list it" in wording_import.whose(said, {})
    assert wording_import.standing(said | {"standing": None}) == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [("../../etc/passwd", "_.._etc_passwd"), ("a/b\\c.csv", "a_b_c.csv"), (".hidden", "hidden"), ("c:\\d\x00.xls", "c__d_.xls"),
     ("é" * 150 + ".csv", "é" * 98 + ".csv")],
)  # fmt: skip
def test_the_name_a_browser_says_is_no_path(said: str, kept: str) -> None:
    assert inbox.safe(said) == kept


def test_what_is_handed_in_waits_whole_under_the_organisation_and_the_account(tmp_path: Path) -> None:
    inbox.hand_in(tmp_path, "harrowdale", "a.csv", b"one")
    inbox.hand_in(tmp_path, "harrowdale", "Follows.csv", b"two", "112")
    inbox.hand_in(tmp_path, "marrick", "of another body.csv", b"three")
    assert [(each.file, each.account_id, each.state) for each in inbox.handed_in(tmp_path, "harrowdale")] == [
        ("Follows.csv", "112", "waiting"),
        ("a.csv", None, "waiting"),
    ]
    assert (tmp_path / "inbox" / "harrowdale" / "112" / "Follows.csv").read_bytes() == b"two"
    assert not list(tmp_path.rglob(".*")), "nothing half-written stays"


def test_what_became_of_a_file_is_said_with_its_reason(tmp_path: Path) -> None:
    for where, name in (("done", "good.csv"), ("refused", "bad.csv")):
        place = tmp_path / "inbox" / where / "harrowdale"
        place.mkdir(parents=True)
        (place / name).write_bytes(b"x")
    (tmp_path / "inbox" / "refused" / "harrowdale" / "bad.csv.txt").write_text("bad.csv: no export\n")
    said = {each.file: (each.state, each.reason) for each in inbox.handed_in(tmp_path, "harrowdale")}
    assert said == {"good.csv": ("taken", None), "bad.csv": ("refused", "bad.csv: no export")}


def test_without_a_board_the_page_opens_and_asks_whose_files_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    app = AppTest.from_file(str(ROOT / "dashboards" / "app.py"), default_timeout=120)
    app.run()
    app.switch_page("app_pages/imports.py").run()
    assert not app.exception and app.title[0].value == "Which files shall be read?"
    app.text_input[0].set_value("My Trust").run()
    assert any("small letters, digits or hyphens" in each.proto.body for each in app.get("html"))
    app.text_input[0].set_value("my-trust").run()
    assert any("Nothing has been handed in yet." in each.proto.body for each in app.get("html"))


@pytest.mark.parametrize("width", [1280, 390])
def test_two_clicks_hand_a_file_in_and_a_wrong_one_is_told(
    browser: Browser,
    address: str,
    tmp_path: Path,
    width: int,
) -> None:
    good, bad = tmp_path / f"content_{width}.csv", tmp_path / "notes.csv"
    good.write_bytes(X_FILE)
    bad.write_bytes(b"one,two\n1,2\n")
    page, heard = visit(browser, f"{address}/imports?organisation=harrowdale", width)
    page.set_input_files("input[type=file]", [str(good), str(bad)])
    page.get_by_text("X content analytics CSV: 2 posts").wait_for()
    page.get_by_text("Nothing of this file can be loaded.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Load this file").wait_for()
    assert page.get_by_role("button", name="Load this file").count() == 1
    assert page.get_by_role("rowheader", name=f"content_{width}.csv").count() == 0, "it is only looked at"
    page.get_by_role("button", name="Load this file").click()
    page.get_by_text("Handed in. Within 15 minutes").wait_for()
    page.get_by_role("rowheader", name=f"content_{width}.csv").wait_for()
    assert heard["errors"] == [] and not [
        url for url in heard["asked"] if not url.startswith((address, "data:", "blob:"))
    ]
    page.close()
