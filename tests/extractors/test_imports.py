"""Files on their way in: landed whole as one batch, or refused in one line with nothing written."""

from __future__ import annotations

import gzip
import hashlib
import re
import tracemalloc
import zlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extractors import cells
from extractors.cells import File, open_file
from extractors.exports import families, linkedin_audience, linkedin_content, x_content, x_days
from extractors.imports import BadImport, NotAnExport, import_file, inspect_file
from extractors.landing import Landing
from extractors.records import Account, Post, Reading
from tests.extractors.export_files import (
    DOOR,
    FOLLOWER_DAYS,
    LINKEDIN_DAYS,
    LINKEDIN_FILE,
    META_FILE,
    META_HEADER,
    NOON,
    X_FILE,
    X_GHOST,
    X_HEADER,
    csv_file,
    meta_row,
    overview_file,
    real,
    tweet_file,
    tweet_row,
    workbook,
    x_id,
    x_row,
)
from tests.extractors.meta_and_studio_files import CHART, STUDIO_NAME, daily, insights, studio, video_row
from tests.extractors.test_exports_care import two_companies

NINE = datetime(2026, 3, 2, 9, 1, 7, tzinfo=UTC)
REGISTER = [
    Account("harrowdale", "x", "2244990001", handle="HarrowdaleNHS"),
    Account("harrowdale", "linkedin", "90210123", handle="harrowdale-hospitals"),
    Account("harrowdale", "facebook", "112233445566778", handle="harrowdalehospitals"),
    Account("marrick", "x", "2244990002", handle="MarrickDaleNHS"),
]


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def brought_in(path: Path, landing: Landing, **more: Any) -> dict[str, Any]:
    asked = {"organisation_id": "harrowdale", "accounts": REGISTER, "door": DOOR, "received_at": NOON} | more
    return import_file(path, landing=landing, **asked)


def rows_of(landing: Landing, table: str) -> list[dict[str, Any]]:
    return [row for batch in landing.batches(table=table) for row in pq.read_table(batch.path).to_pylist()]


def shelf(landing: Landing) -> dict[str, str]:
    files = (path for path in landing.root.rglob("*") if path.is_file())
    return {str(path.relative_to(landing.root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def on_disk(landing: Landing) -> str:
    """Return every text that reached the shelf: pages unpacked, and every cell of every batch."""
    pages = [gzip.decompress(path.read_bytes()).decode() for path in landing.root.rglob("*.json.gz")]
    return "\n".join([*pages, *(str(rows_of(landing, table)) for table in ("posts", "readings", "extracts"))])


def an_x_file(tmp_path: Path, *more: list[str]) -> Path:
    return csv_file(tmp_path / "x.csv", X_HEADER, x_row(NINE, "@made_up_one yes", 90, 4), X_GHOST, *more)


def test_a_file_lands_as_one_batch_with_what_it_can_and_cannot_say(tmp_path: Path, landing: Landing):
    path = an_x_file(tmp_path)
    said = brought_in(path, landing)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (said["account_id"], said["batch_id"]) == ("2244990001", "file_" + digest[:16])
    assert [row["kind"] for row in rows_of(landing, "posts")] == ["reply"]
    assert {row["field"]: row["value"] for row in rows_of(landing, "readings")}["Impressions"] == 90
    by_subject = {row["subject"]: row for row in rows_of(landing, "extracts")}
    assert {subject: row["outcome"] for subject, row in by_subject.items()} == {
        "posts": "ok", "interactions": "not_offered", "series": "not_offered",
    }  # fmt: skip
    posts = by_subject["posts"]
    assert (posts["source"], posts["file_name"], posts["vintage"]) == ("export", "x.csv", said["vintage"])
    assert (posts["since"], posts["until"]) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (posts["dropped"], posts["dropped_why"]) == (1, "ghost row, X wrote /status/undefined and no post: 1")
    assert by_subject["interactions"]["cause"] == x_content.NO_INTERACTIONS


def test_linkedin_offers_a_series_and_the_others_do_not(tmp_path: Path, landing: Landing):
    brought_in(workbook(tmp_path / "a", Metrics=[LINKEDIN_DAYS, ["03/02/2026", 1.0, 0.0, 0.0]]), landing)
    outcomes = {row["subject"]: (row["outcome"], row["rows"]) for row in rows_of(landing, "extracts")}
    assert outcomes == {"posts": ("ok", 0), "interactions": ("not_offered", 0), "series": ("ok", 2)}


def test_what_is_inspected_is_what_is_loaded(tmp_path: Path, landing: Landing):
    path = an_x_file(tmp_path)
    before, after = inspect_file(path), brought_in(path, landing)
    assert {name: after[name] for name in before if name != "account"} == {
        name: before[name] for name in before if name != "account"
    }


@pytest.mark.parametrize("name", [X_FILE, LINKEDIN_FILE, META_FILE])
def test_the_rows_on_the_shelf_have_the_real_files_sums_and_importing_twice_changes_nothing(
    name: str, landing: Landing
):
    path = real(name)
    said = brought_in(path, landing, organisation_id="some-body")
    once = shelf(landing)
    sums: dict[str, float | None] = {}
    for row in rows_of(landing, "readings"):
        before = sums.setdefault(row["field"], None)
        if row["value"] is not None:
            sums[row["field"]] = row["value"] + (before or 0)
    assert sums == said["sums"] == inspect_file(path)["sums"]
    assert len(rows_of(landing, "posts")) == said["posts"]
    brought_in(path, landing, organisation_id="some-body")
    assert shelf(landing) == once


def test_nobody_else_in_the_real_x_texts_is_on_disk(landing: Landing):
    path = real(X_FILE)
    brought_in(path, landing, organisation_id="some-body")
    texts = path.read_text(encoding="utf-8")
    strangers = {name.casefold() for name in re.findall(r"(?<![A-Za-z0-9_@/])[@＠](\w{4,})", texts, re.ASCII)}
    kept = {word.casefold() for word in re.findall(r"[@＠](\w+)", on_disk(landing), re.ASCII)}
    assert len(strangers) > 500
    assert strangers & kept == set()


def test_other_peoples_handles_and_names_are_nowhere_on_disk(tmp_path: Path, landing: Landing):
    torn = ["", "torn", "by a @made_up_two", "comma @made_up_three"]
    brought_in(an_x_file(tmp_path, torn), landing)
    assert "made_up" not in on_disk(landing)
    linkedin = real(LINKEDIN_FILE)
    sheet = linkedin_content._rows(open_file(linkedin), linkedin_content.POSTS)
    brought_in(linkedin, landing, organisation_id="some-body")
    assert {row["posted by"] for row in sheet if row["posted by"] in on_disk(landing)} == set()


def test_the_kept_page_gives_the_same_rows_again(tmp_path: Path, landing: Landing):
    said = brought_in(an_x_file(tmp_path), landing)
    (page,) = landing.pages(REGISTER[0], said["batch_id"])
    file = File(
        page.asked["file_name"], page.asked["sha256"], 0, page.body["sheets"], (), tuple(page.body["people_named"])
    )
    again = list(x_content.parse(file, "2244990001", datetime.fromisoformat(page.asked["observed_at"])))
    kept = {(row["field"], row["value"], row["observed_at"]) for row in rows_of(landing, "readings")}
    assert {(row.field, row.value, row.observed_at) for row in again if isinstance(row, Reading)} == kept
    (post,) = [row for row in again if isinstance(row, Post)]
    assert [(post.text, post.people_named)] == [(row["text"], row["people_named"]) for row in rows_of(landing, "posts")]


def test_counts_are_dated_by_the_name_and_never_after_they_were_received(tmp_path: Path, landing: Landing):
    book = workbook(
        tmp_path / "harrowdale-hospitals_content_1772700000000.xls",
        Metrics=[LINKEDIN_DAYS, ["03/02/2026", 1.0, 0.0, 0.0]],
    )
    exported = datetime.fromtimestamp(1772700000, UTC)
    assert brought_in(book, landing)["observed_at"] == exported.isoformat()
    early = datetime(2026, 3, 3, tzinfo=UTC)
    said = brought_in(book, landing, received_at=early)
    assert said["observed_at"] == early.isoformat()
    assert said["problems"] == ["The name says a time of export after the file was received; the latter was taken."]
    meta = csv_file(tmp_path / "Mar-01-2026_Mar-05-2026_1.csv", META_HEADER, meta_row("1", "03/05/2026 23:00"))
    assert brought_in(meta, landing)["observed_at"] == "2026-03-06T08:00:00+00:00"  # midnight, Pacific
    assert brought_in(an_x_file(tmp_path), landing)["observed_at"] == NOON.isoformat()


def test_an_account_is_what_the_file_says_then_what_was_given_then_the_only_one(tmp_path: Path, landing: Landing):
    rows: list[list[str | float]] = [LINKEDIN_DAYS, ["03/02/2026", 1.0, 0.0, 0.0]]
    named = workbook(tmp_path / "harrowdale-hospitals_content_1772700000000.xls", Metrics=rows)
    unknown = workbook(tmp_path / "some-page_content_1772700000000.xls", Metrics=rows)
    bare = workbook(tmp_path / "download.xls", Metrics=rows)
    assert brought_in(named, landing)["account_id"] == "90210123"  # the register knows the name
    assert brought_in(unknown, landing)["account_id"] == "some-page"
    assert brought_in(bare, landing, account_id="4711")["account_id"] == "4711"
    assert brought_in(bare, landing)["account_id"] == "90210123"
    assert brought_in(bare, landing, organisation_id="osmere")["account_id"] == "osmere"


def test_a_handle_the_register_does_not_know_is_the_account(tmp_path: Path, landing: Landing):
    path = csv_file(tmp_path / "x.csv", X_HEADER, x_row(NINE, "@a", handle="SomeBody"))
    assert brought_in(path, landing, organisation_id="some-body")["account_id"] == "SomeBody"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"organisation_id": "Harrowdale"}, "small letters"),
        ({"organisation_id": "../etc"}, "small letters"),
        ({"organisation_id": ""}, "small letters"),
        ({"organisation_id": "marrick"}, "is an account of harrowdale"),
        ({"account_id": "4711"}, "is of account 2244990001, not of 4711"),
    ],
)
def test_an_import_for_the_wrong_body_or_account_is_refused_and_nothing_is_written(
    more: dict[str, str], words: str, tmp_path: Path, landing: Landing
):
    with pytest.raises(BadImport, match=words):
        brought_in(an_x_file(tmp_path), landing, **more)
    assert not landing.root.exists()


def an_overview(tmp_path: Path, name: str = "account_overview_analytics.csv") -> Path:
    return overview_file(tmp_path / name, ["Sun, Aug 2, 2026", *["1"] * 13])


def test_a_file_of_days_claims_no_quiet_months_of_posts(tmp_path: Path, landing: Landing):
    brought_in(an_overview(tmp_path), landing, account_id="2244990001")
    name = "harrowdale-hospitals_followers_1772700000000.xls"
    days = [FOLLOWER_DAYS, ["03/02/2026", 1.0, 0.0, 0.0, 1.0]]
    assert brought_in(workbook(tmp_path / name, New_followers=days), landing)["account_id"] == "90210123"
    said = [(row["platform"], row["subject"], row["outcome"], row["rows"]) for row in rows_of(landing, "extracts")]
    assert sorted(said) == [
        ("linkedin", "interactions", "not_offered", 0), ("linkedin", "posts", "not_offered", 0),
        ("linkedin", "series", "ok", 4),
        ("x", "interactions", "not_offered", 0), ("x", "posts", "not_offered", 0), ("x", "series", "ok", 13),
    ]  # fmt: skip
    causes = {row["cause"] for row in rows_of(landing, "extracts") if row["subject"] == "posts"}
    assert causes == {x_days.NO_POSTS, linkedin_audience.NO_POSTS}


@pytest.mark.parametrize("organisation", ["harrowdale", "osmere"])
def test_days_that_could_be_anybodys_are_refused_until_the_account_is_named(
    organisation: str, tmp_path: Path, landing: Landing
):
    renamed = workbook(tmp_path / "book", New_followers=[FOLLOWER_DAYS, ["03/02/2026", 1.0, 0.0, 0.0, 1.0]])
    for path in (an_overview(tmp_path), renamed):
        with pytest.raises(BadImport, match="does not say whose figures it holds; give the account"):
            brought_in(path, landing, organisation_id=organisation)
    assert not landing.root.exists()


def test_days_are_of_the_account_that_is_named_by_id_or_handle(tmp_path: Path, landing: Landing):
    two = [*REGISTER, Account("harrowdale", "x", "2244990003", handle="HarrowdaleJobs")]
    path = an_overview(tmp_path)
    assert brought_in(path, landing, accounts=two, account_id="@HarrowdaleJobs")["account_id"] == "2244990003"
    assert brought_in(path, landing, accounts=two, account_id="2244990001")["account_id"] == "2244990001"
    with pytest.raises(BadImport, match="is an account of harrowdale"):
        brought_in(path, landing, organisation_id="marrick", account_id="HarrowdaleNHS")


def test_nobody_else_in_old_tweets_is_on_disk_and_a_file_of_2016_is_dated_then(tmp_path: Path, landing: Landing):
    at = datetime(2016, 12, 23, 18, 50, tzinfo=UTC)
    name = "tweet_activity_metrics_HarrowdaleNHS_20161201_20170101_en.csv"
    said = brought_in(
        tweet_file(tmp_path / name, tweet_row(at, "@made_up_one see x.com/made_up_two/status/1")), landing
    )
    assert (said["account_id"], said["observed_at"]) == ("2244990001", "2017-01-01T00:00:00+00:00")
    assert "made_up" not in on_disk(landing)
    assert f"https://twitter.com/HarrowdaleNHS/status/{x_id(at)}" in on_disk(landing)


def test_a_file_of_several_accounts_is_inspected_but_not_imported(tmp_path: Path, landing: Landing):
    path = an_x_file(tmp_path, x_row(NINE.replace(hour=10), "@b", handle="MarrickDaleNHS"))
    said = inspect_file(path)
    assert (said["account"]["id"], said["problems"][0]) == (
        None, "The file speaks of several accounts: HarrowdaleNHS, MarrickDaleNHS.",
    )  # fmt: skip
    with pytest.raises(NotAnExport, match="export one at a time"):
        brought_in(path, landing)
    assert not landing.root.exists()


def a_png() -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + zlib.compress(bytes(200))


LOOK_ALIKES: dict[str, tuple[bytes, str]] = {
    "content.xlsx": (a_png(), "neither text nor a spreadsheet"),
    "content.csv": (b"", "empty"),
    "blank.csv": (b"\n \n", "empty"),
    "prices.csv": (b"item,price\ntea,2\n", "X content analytics CSV"),
    "torn.xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cannot be opened"),
    "torn.xlsx": (b"PK\x03\x04" + bytes(600), "cannot be opened"),
    "instagram.csv": (
        b"\xef\xbb\xbfPost ID,Account ID,Account username,Publish time,Permalink\n1,2,a,b,c\n",
        "Instagram",
    ),
    "video.csv": (b"Video asset ID,Universal video ID,Page ID\n1,2,3\n", "video asset"),
    "video_overview_analytics.csv": (b"Date,Watch time (ms)\n1,2\n", "an X video overview"),
    "pages.csv": (b"Page path and screen class,Views\n/flu,2\n", "Google Analytics"),
    "channels.csv": (
        b"# ----------------------------------------\n# Traffic acquisition\n# Account: A\n# Property: B\n# C\n#\n\n"
        b"# Start date: 20260101\nSession source / medium,Users\nx,2\n",
        "register of web visits",
    ),
    "instagram_stories.csv": (b"Post ID,Account ID,Account username,Views,Sticker taps\n1,2,a,3,4\n", "Instagram"),
    "ads.csv": (b"Reporting starts,Reporting ends,Ad name,Amount spent (GBP)\n2026-01-01,2026-01-02,a,1\n", "Meta ads"),
    "stories.csv": (b"Story ID,Page ID,Publish time,Views\n1,2,03/15/2026 03:06,4\n", "Meta story"),
    "Instagram visits.csv": (
        'sep=,\n"Instagram profile visits"\n"Date","Primary"\n"2025-01-01T00:00:00","1"\n'.encode("utf-16"),
        "Instagram is not a channel here",
    ),
    "Chart data.csv": (CHART, "Chart data.csv"),
    "Table data.csv": (b"Cities,City name,Views\nTotal,,4\n", "another dimension"),
    "feed.xls": (b'<?xml version="1.0"?><rss/>', "XML that is no spreadsheet"),
    "wide.csv": (b"a," * 1_000_000 + b"a\n1\n", "more than 1,000 columns"),
    "broad.csv": (b"a," * 1_500 + b"a\n1\n", "more than 1,000 columns"),
}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_what_is_no_export_is_refused_in_one_line_and_nothing_is_written(name: str, tmp_path: Path, landing: Landing):
    content, words = LOOK_ALIKES[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NotAnExport) as refused:
        brought_in(tmp_path / name, landing)
    assert words in str(refused.value)
    assert name in str(refused.value) and "\n" not in str(refused.value)
    assert not landing.root.exists()


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        (
            {"Sheet1": [["03/01/2026", "04/01/2026"], ["Page", "Total Followers", "New Followers"], ["A", 1.0, 2.0]]},
            "competitor",
        ),
        ({"New_followers": [["Date", "Gained"], ["03/01/2026", 1.0]]}, "no export taken here"),
        ({"DISCOVERY": [["a", "b"]], "ENGAGEMENT": [["a", "b"]]}, "personal profile"),
    ],
)
def test_other_linkedin_workbooks_are_refused_by_their_name(
    sheets: dict[str, list[list[str | float]]], words: str, tmp_path: Path, landing: Landing
):
    with pytest.raises(NotAnExport, match=words):
        brought_in(workbook(tmp_path / "page_content_1772700000000.xlsx", **sheets), landing)
    assert not landing.root.exists()


def test_a_workbook_that_claims_a_cell_far_out_is_refused_and_takes_nobody_down(tmp_path: Path, landing: Landing):
    path = workbook(tmp_path / "a.xlsx", Metrics=[LINKEDIN_DAYS, ["03/02/2026", 1.0, 0.0, 0.0]], far="XFD1048576")
    with pytest.raises(NotAnExport, match="cannot be opened"):
        brought_in(path, landing)
    assert not landing.root.exists()


def test_a_workbook_a_million_columns_wide_is_refused_by_its_width(tmp_path: Path, landing: Landing):
    path = workbook(tmp_path / "a.xlsx", Metrics=[LINKEDIN_DAYS, ["03/02/2026", 1.0, 0.0, 0.0]], far="BDWGN1")
    with pytest.raises(NotAnExport, match=r"a\.xlsx: a spreadsheet of more than 1,000 columns"):
        brought_in(path, landing)
    assert not landing.root.exists()


def test_a_file_beyond_the_bound_is_refused_before_a_byte_of_it_is_read(tmp_path: Path, landing: Landing):
    path = tmp_path / "content.csv"
    with path.open("wb") as file:
        file.truncate(3 << 30)  # a hole: it takes no room
    tracemalloc.start()
    with pytest.raises(NotAnExport, match=r"content\.csv: 3072 MB, and no export is larger than 128 MB"):
        brought_in(path, landing)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1 << 20 and not landing.root.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a\n" * 300_000, "a table of more than"),
        (b"," * (4 << 20), "a table of more than"),
        (b"a" + b"\n" * (1 << 19), "no export taken here"),
    ],
)
def test_a_table_of_more_cells_than_any_export_is_refused_and_memory_stays_flat(
    content: bytes, words: str, tmp_path: Path, landing: Landing, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cells, "MOST_TEXT_CELLS", 10_000)
    path = tmp_path / "content.csv"
    path.write_bytes(content)
    tracemalloc.start()
    with pytest.raises(NotAnExport, match=words):
        brought_in(path, landing)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * len(content) + (8 << 20)  # the bytes, the text, one line of it, and rows up to the bound


def test_blank_rows_are_not_counted_as_cells_nor_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cells, "MOST_TEXT_CELLS", 10)
    path = tmp_path / "content.csv"
    path.write_bytes(b"a,b\n" + b",\n" * 100_000 + b"1,2\n")
    assert open_file(path).sheets == {"": [["a", "b"], ["1", "2"]]}


def test_a_table_of_more_rows_than_any_export_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cells, "MOST_ROWS", 3)
    path = tmp_path / "content.csv"
    path.write_bytes(b"a\n" * 4)
    with pytest.raises(NotAnExport, match=r"of more than .* 3 rows"):
        open_file(path)


@pytest.mark.parametrize("begins", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"<?xml version='1.0'?>"])
def test_what_grows_when_it_is_opened_has_a_bound_of_its_own(
    begins: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cells, "LARGEST_PACKED", 1 << 20)
    path = tmp_path / "content.xls"
    path.write_bytes(begins + b" " * (1 << 20))
    with pytest.raises(NotAnExport, match="no export is larger than 1 MB; choose fewer days"):
        open_file(path)


def test_short_cells_said_again_are_held_once(tmp_path: Path):
    path = tmp_path / "content.csv"
    path.write_bytes(b"day,12345\nday,12345\n")
    one, other = open_file(path).sheets[""]
    assert one[1] is other[1]


def test_a_folder_and_a_missing_file_are_refused(tmp_path: Path, landing: Landing):
    for path in (tmp_path, tmp_path / "nothing.csv"):
        with pytest.raises(NotAnExport, match="cannot be read"):
            brought_in(path, landing)


def test_the_folder_is_the_registry_and_no_file_is_claimed_twice(tmp_path: Path):
    conversations = tmp_path / "conversations"
    conversations.write_bytes(two_companies())
    samples = [
        an_x_file(tmp_path),
        csv_file(tmp_path / "meta.csv", META_HEADER, meta_row("1", "03/05/2026 23:00")),
        workbook(tmp_path / "book", Metrics=[LINKEDIN_DAYS, ["03/02/2026", 1.0, 0.0, 0.0]]),
        conversations,
        tweet_file(tmp_path / "tweets.csv", tweet_row(NINE, "a")),
        an_overview(tmp_path),
        workbook(tmp_path / "followers", New_followers=[FOLLOWER_DAYS, ["03/02/2026", 1.0, 0.0, 0.0, 1.0]]),
        daily(tmp_path / "Follows.csv", ("Facebook follows", [("2025-03-08T01:00:00", "3")])),
        insights(tmp_path / "insights.xls", []),
        studio(tmp_path / STUDIO_NAME, [video_row("abcdefghijk", "Mar 15, 2025")]),
    ]
    claimed = [[family.TITLE for family in families() if family.recognise(open_file(path))] for path in samples]
    assert sorted(titles for (titles,) in claimed) == sorted(family.TITLE for family in families())
