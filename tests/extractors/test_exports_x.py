"""X content exports: the real one (Japanese headers, ghost rows) and a small English one with every trap."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from extractors.cells import open_file
from extractors.exports import Dropped, Remark, x_content
from extractors.imports import inspect_file
from extractors.records import Post, Reading
from tests.extractors.export_files import (
    DOOR,
    NOON,
    X_FILE,
    X_GHOST,
    X_HEADER,
    csv_file,
    real,
    x_id,
    x_row,
)

NINE = datetime(2026, 3, 2, 9, 1, 7, tzinfo=UTC)


def parsed(path: Path) -> list[Post | Reading | Dropped | Remark]:
    return list(x_content.parse(x_content.screen(open_file(path), DOOR), "2244990001", NOON))


def posts(path: Path) -> list[Post]:
    return [row for row in parsed(path) if isinstance(row, Post)]


def test_the_real_file_gives_its_own_totals_and_names_its_ghosts():
    path = real(X_FILE)
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))[1:]
    ghosts = sum(row[3].endswith("/status/undefined") for row in rows)
    said = inspect_file(path)
    assert (said["rows"], said["posts"]) == (len(rows), len(rows) - ghosts) == (1598, 1568)
    assert said["dropped"] == [{"reason": "ghost row, X wrote /status/undefined and no post", "rows": ghosts}]
    assert said["sums"] == {name: sum(int(row[4 + i]) for row in rows) for i, name in enumerate(x_content.FIELDS)}
    assert said["account"]["id"] == "K_chachamaru"
    assert said["period"] == {"since": "2025-11-16", "until": "2026-02-13"}  # the end in the name is exclusive
    assert said["problems"] == []  # among others: every id's UTC day is the day of the date column


def test_the_real_files_replies_are_told_by_their_leading_at():
    path = real(X_FILE)
    with path.open(encoding="utf-8", newline="") as lines:
        leading = sum(row[2].startswith("@") for row in csv.reader(lines))
    kinds = Counter(post.kind for post in posts(path))
    assert kinds == {"reply": leading, "original": 1568 - leading}


def test_the_minute_of_a_post_comes_from_its_id(tmp_path: Path):
    (post,) = posts(csv_file(tmp_path / "x.csv", X_HEADER, x_row(NINE, "Clinic open")))
    assert post.published_at == NINE


def test_an_id_of_x_is_dated_as_x_dates_it(tmp_path: Path):
    row = x_row(NINE, "a")
    row[0], row[3] = "1212092628029698048", "https://x.com/HarrowdaleNHS/status/1212092628029698048"  # X's own example
    (post,) = posts(csv_file(tmp_path / "x.csv", X_HEADER, row))
    assert post.published_at.isoformat(timespec="milliseconds") == "2019-12-31T19:26:16.771+00:00"


def test_english_headers_are_taken_by_name_in_any_order(tmp_path: Path):
    row = x_row(NINE, "Clinic &amp; café #flu https://t.co/a", 90, 4)
    path = csv_file(tmp_path / "x.csv", X_HEADER[::-1], row[::-1])
    post, *readings = parsed(path)
    assert (post.text, post.hashtags, post.links) == (
        "Clinic & café #flu https://t.co/a",
        ("flu",),
        ("https://t.co/a",),
    )
    assert {r.field: r.value for r in readings if isinstance(r, Reading)} == dict.fromkeys(x_content.FIELDS, 0.0) | {
        "Impressions": 90.0,
        "Likes": 4.0,
    }


def test_translated_headers_are_taken_by_position(tmp_path: Path):
    header = [f"En-tête {i}\\" for i in range(17)]
    path = csv_file(tmp_path / "x.csv", header, x_row(NINE, "Ouvert", *range(1, 14)), X_GHOST)
    said = inspect_file(path)
    assert list(said["sums"].values()) == list(range(1, 14))
    assert said["vintage"].startswith("x-content-2024-translated ")


def test_a_stray_backslash_and_other_capitals_leave_an_english_header_what_it_is(tmp_path: Path):
    header = [name.upper() if name != "Shares" else "Shares\\" for name in X_HEADER]
    path = csv_file(tmp_path / "x.csv", header[::-1], x_row(NINE, "@a", *range(1, 14))[::-1])
    said = inspect_file(path)
    assert list(said["sums"].values()) == list(range(1, 14))
    assert (said["columns_not_loaded"], said["problems"]) == ([], [])


def test_a_post_is_paid_parented_or_quoting_only_if_the_file_says_and_it_never_does(tmp_path: Path):
    (post,) = posts(csv_file(tmp_path / "x.csv", X_HEADER, x_row(NINE, "@HarrowdaleNHS thread")))
    assert (post.kind, post.parent_id, post.parent_is_ours, post.is_paid) == ("reply", None, None, None)


def test_other_peoples_handles_are_masked_and_counted_and_ours_are_not(tmp_path: Path):
    path = csv_file(
        tmp_path / "x.csv", X_HEADER, x_row(NINE, "@made_up_one thanks, see @HarrowdaleNHS and @made_up_two")
    )
    (post,) = posts(path)
    assert post.text == "@… thanks, see @HarrowdaleNHS and @…"
    assert (post.kind, post.people_named) == ("reply", 2)


def test_a_name_after_a_full_stop_or_a_japanese_letter_is_a_mention_too_and_an_address_is_not(tmp_path: Path):
    text = ".@made_up_one and \u8fba\u306f@made_up_two, write to info@harrowdale.example"
    (post,) = posts(csv_file(tmp_path / "x.csv", X_HEADER, x_row(NINE, text)))
    assert post.text == ".@\u2026 and \u8fba\u306f@\u2026, write to info@harrowdale.example"
    assert (post.kind, post.people_named) == ("original", 2)


def test_ids_a_spreadsheet_damaged_come_back_from_the_link_or_the_row_is_refused(tmp_path: Path):
    saved, lost = x_row(NINE, "a"), x_row(NINE, "b")
    saved[0] = lost[0] = "2.02E+18"
    lost[3] = ""
    path = csv_file(tmp_path / "x.csv", X_HEADER, saved, lost)
    assert [post.post_id for post in posts(path)] == [x_id(NINE)]
    assert [row.reason for row in parsed(path) if isinstance(row, Dropped)] == [
        "no post id can be read in the row or its link"
    ]
    assert "The post id was damaged by a spreadsheet; it was recovered from the link." in inspect_file(path)["problems"]


def test_a_date_that_is_not_the_ids_utc_day_is_a_problem(tmp_path: Path):
    row = x_row(NINE, "a")
    row[1] = "Tue, Mar 3, 2026"
    said = inspect_file(csv_file(tmp_path / "x.csv", X_HEADER, row, x_row(NINE + timedelta(hours=1), "@b")))
    assert said["problems"] == ["The date column names another day than the post id (UTC); the id was believed."]


def test_an_empty_cell_is_unknown_and_a_zero_is_zero(tmp_path: Path):
    row = x_row(NINE, "a")
    row[4], row[5], row[6] = "", "-", "0"
    values = {r.field: r.value for r in parsed(csv_file(tmp_path / "x.csv", X_HEADER, row)) if isinstance(r, Reading)}
    assert (values["Impressions"], values["Likes"], values["Engagements"]) == (None, None, 0.0)


def test_a_word_where_a_count_should_be_is_unknown_and_said(tmp_path: Path):
    row = x_row(NINE, "@a")
    row[4] = "1 thousand"
    said = inspect_file(csv_file(tmp_path / "x.csv", X_HEADER, row))
    assert said["sums"]["Impressions"] is None
    assert said["problems"] == ["Impressions holds something that is not a number; it was taken as unknown."]


def test_without_dates_in_the_name_the_period_is_that_of_the_posts(tmp_path: Path):
    path = csv_file(tmp_path / "x.csv", X_HEADER, x_row(NINE, "@a"), x_row(NINE + timedelta(days=3), "@b"))
    assert inspect_file(path)["period"] == {"since": "2026-03-02", "until": "2026-03-06"}


def test_a_name_that_contradicts_the_posts_is_not_believed(tmp_path: Path):
    path = csv_file(tmp_path / "account_analytics_content_2026-01-01_2026-02-01.csv", X_HEADER, x_row(NINE, "@a"))
    said = inspect_file(path)
    assert said["period"] == {"since": "2026-03-02", "until": "2026-03-03"}
    assert said["problems"] == ["The dates in the file's name do not fit its posts; the posts' own days were taken."]


def test_semicolons_wrapped_lines_and_windows_encodings_are_read_too(tmp_path: Path):
    row = x_row(NINE, "@a, caf\u00e9", 5)
    plain = inspect_file(csv_file(tmp_path / "plain.csv", X_HEADER, row))
    semicolons = inspect_file(csv_file(tmp_path / "semicolons.csv", X_HEADER, row, delimiter=";"))
    lines = (tmp_path / "plain.csv").read_text(encoding="utf-8").splitlines()
    wrapped = inspect_file(csv_file(tmp_path / "wrapped.csv", *[[line] for line in lines]))
    windows = tmp_path / "windows.csv"
    windows.write_bytes((tmp_path / "plain.csv").read_text(encoding="utf-8").encode("cp1252"))
    assert plain == semicolons == wrapped
    assert inspect_file(windows) == plain | {"problems": [
        "The file was re-saved in a Windows encoding: signs and emoji in the texts may be lost."]}  # fmt: skip
