"""LinkedIn page content: the real .xls and its re-save, and small workbooks with the traps the real one lacks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from extractors.cells import open_file
from extractors.exports import Dropped, Remark, linkedin_content
from extractors.imports import NotAnExport, inspect_file
from extractors.records import Post, Reading
from tests.extractors.export_files import DOOR, LINKEDIN_DAYS, LINKEDIN_FILE, LINKEDIN_POSTS, NOON, real, workbook

NINE = datetime(2026, 3, 2, 9, 1, 7, tzinfo=UTC)
URN = f"urn:li:activity:{(int(NINE.timestamp() * 1000) << 22) + 5}"
DAY = ["03/02/2026", 34.0, 0.0, 0.06]
SENTENCE = ["All dates and times are in UTC."]


def post_row(**cells: Any) -> list[Any]:
    row = dict.fromkeys(LINKEDIN_POSTS, "") | {
        "Post title": "Clinic open #flu",
        "Post link": f"https://www.linkedin.com/feed/update/{URN}",
        "Post type": "Organic",
        "Posted by": "Made Up Person",
        "Created date": "03/02/2026",
        "Impressions": 26.0,
        "Clicks": 2.0,
    }
    return [cells.get(name, value) for name, value in row.items()]


def parsed(path: Path) -> list[Post | Reading | Dropped | Remark]:
    return list(linkedin_content.parse(linkedin_content.screen(open_file(path), DOOR), "90210123", NOON))


def readings(path: Path, kind: str) -> dict[str, float | None]:
    return {row.field: row.value for row in parsed(path) if isinstance(row, Reading) and row.subject_kind == kind}


def test_the_real_file_gives_its_own_totals():
    path = real(LINKEDIN_FILE)
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    sums = {}
    for sheet in ("All posts", "Metrics"):
        header, *rows = book.get_sheet_by_name(sheet).to_python()
        for i, name in enumerate(header):
            if name in linkedin_content.FIELDS or ("(" in name and "rate" not in name):
                cells = [row[i] for row in rows if row[i] != ""]
                sums[name] = sum(cells) if cells else None
    said = inspect_file(path)
    assert said["sums"] == sums
    assert (said["sums"]["Impressions"], said["sums"]["Impressions (total)"]) == (310, 306)
    assert (said["rows"], said["posts"], said["dropped"], said["problems"]) == (30 + 8, 8, [], [])
    assert said["period"] == {"since": "2025-02-14", "until": "2025-03-16"}
    assert said["account"]["id"] == "pro-efficient-data-entry"


def test_the_re_saved_xlsx_gives_the_same_rows_as_the_xls():
    old = real(LINKEDIN_FILE)
    new = real(LINKEDIN_FILE + "x")
    assert parsed(new) == parsed(old)
    assert inspect_file(new) == inspect_file(old)


def test_publication_is_read_from_the_urn_for_a_draft_is_created_earlier(tmp_path: Path):
    path = workbook(
        tmp_path / "a",
        Metrics=[LINKEDIN_DAYS, DAY],
        All_posts=[LINKEDIN_POSTS, post_row(**{"Created date": "02/20/2026"})],
    )
    post = parsed(path)[0]
    assert isinstance(post, Post)
    assert (post.post_id, post.published_at, post.is_paid, post.hashtags) == (URN, NINE, False, ("flu",))
    assert inspect_file(path)["problems"] == []


def test_a_page_that_posted_nothing_has_no_posts_sheet_and_that_is_no_error(tmp_path: Path):
    path = workbook(tmp_path / "any name", Metrics=[SENTENCE, LINKEDIN_DAYS, DAY])
    said = inspect_file(path)
    assert (said["posts"], said["rows"], said["problems"]) == (0, 1, [])
    assert said["sums"] == {"Impressions (organic)": 34, "Comments (organic)": 0}  # the rate is not loaded


def test_a_removed_comment_is_a_negative_day(tmp_path: Path):
    path = workbook(tmp_path / "a", Metrics=[LINKEDIN_DAYS, ["03/02/2026", 34.0, -3.0, 0.1]])
    assert readings(path, "account")["Comments (organic)"] == -3.0


def test_daily_figures_cover_their_day_and_end_with_it(tmp_path: Path):
    path = workbook(tmp_path / "a", Metrics=[LINKEDIN_DAYS, DAY])
    row = parsed(path)[0]
    assert isinstance(row, Reading)
    assert (row.subject_id, row.period, row.period_start, row.period_end) == (
        "90210123", "day", date(2026, 3, 2), date(2026, 3, 3),
    )  # fmt: skip


def test_dates_are_month_first_or_serial_numbers(tmp_path: Path):
    serial = float((date(2026, 3, 3) - date(1899, 12, 30)).days)
    path = workbook(tmp_path / "a", Metrics=[LINKEDIN_DAYS, DAY, [serial, 1.0, 0.0, 0.0]])
    assert inspect_file(path)["period"] == {"since": "2026-03-02", "until": "2026-03-04"}


def test_dates_in_two_orders_are_refused(tmp_path: Path):
    mixed = [[day, 1.0, 0.0, 0.0] for day in ("03/14/2026", "14/03/2026")]
    with pytest.raises(NotAnExport, match="two orders"):
        inspect_file(workbook(tmp_path / "a", Metrics=[LINKEDIN_DAYS, *mixed]))


def test_empty_text_is_unknown_and_rates_are_not_loaded(tmp_path: Path):
    path = workbook(tmp_path / "a", Metrics=[LINKEDIN_DAYS, DAY], All_posts=[SENTENCE, LINKEDIN_POSTS, post_row()])
    assert readings(path, "post") == {
        "Impressions": 26.0, "Views": None, "Clicks": 2.0, "Likes": None, "Comments": None, "Reposts": None,
        "Follows": None,
    }  # fmt: skip


def test_a_row_without_a_urn_is_refused_with_the_reason(tmp_path: Path):
    broken = post_row(**{"Post link": "https://www.linkedin.com/feed/"})
    path = workbook(tmp_path / "a", Metrics=[LINKEDIN_DAYS, DAY], All_posts=[LINKEDIN_POSTS, broken, post_row()])
    said = inspect_file(path)
    assert (said["posts"], said["dropped"]) == (1, [{"reason": "no post URN can be read in the link", "rows": 1}])


def test_who_posted_does_not_pass_the_door(tmp_path: Path):
    path = workbook(
        tmp_path / "a",
        Metrics=[LINKEDIN_DAYS, DAY],
        All_posts=[LINKEDIN_POSTS, post_row()],
        Notes=[["Made Up Person said so"]],
    )
    kept = str(linkedin_content.screen(open_file(path), DOOR).sheets)
    assert "Clinic open" in kept
    assert "Made Up Person" not in kept


def test_the_urn_of_a_share_link_counts_too(tmp_path: Path):
    link = f"https://www.linkedin.com/posts/harrowdale_clinic-open-ugcPost-{URN.rpartition(':')[2]}-Ab1C"
    path = workbook(
        tmp_path / "a", Metrics=[LINKEDIN_DAYS, DAY], All_posts=[LINKEDIN_POSTS, post_row(**{"Post link": link})]
    )
    post = parsed(path)[0]
    assert isinstance(post, Post)
    assert post.post_id == URN.replace("activity", "ugcPost")
    assert abs(post.published_at - NINE) < timedelta(milliseconds=1)


DAYS_OF_2020 = ["Date", "Impressions (organic)", "Shares (organic)", "Shares (total)", "Engagement rate (organic)"]
POSTS_OF_2020 = ["Update title", "Update link", "Update type", "Campaign name", "Posted by", "Created date",
                 "Campaign start date", "Campaign end date", "Audience", "Impressions", "Video views", "Clicks",
                 "Click through rate (CTR)", "Likes", "Comments", "Shares", "Follows", "Engagement rate"]  # fmt: skip


def of_2020(**cells: Any) -> list[Any]:
    row = dict.fromkeys(POSTS_OF_2020, "") | {
        "Update title": "Shares", "Update link": f"https://www.linkedin.com/feed/update/{URN}", "Update type": "Organic",
        "Posted by": "Made Up Person", "Created date": "03/02/2026", "Impressions": 26.0, "Video views": 3.0,
        "Shares": 4.0,
    }  # fmt: skip
    return [cells.get(name, value) for name, value in row.items()]


def test_the_updates_of_2020_are_read_under_the_words_of_later(tmp_path: Path):
    path = workbook(
        tmp_path / "harrowdale-hospitals_updates_1604700000000.xls",
        **{"Update metrics (aggregated)": [SENTENCE, DAYS_OF_2020, ["03/02/2026", 34.0, -1.0, 2.0, 0.06]]},
        Update_engagement=[SENTENCE, POSTS_OF_2020, of_2020(), of_2020()],
    )
    assert len(POSTS_OF_2020) == 18
    post = parsed(path)[0]
    assert isinstance(post, Post)
    assert (post.text, post.post_id, post.is_paid) == ("Shares", URN, False)  # a text is no header
    assert readings(path, "post") == {
        "Impressions": 26.0, "Views": 3.0, "Clicks": None, "Likes": None, "Comments": None, "Reposts": 4.0,
        "Follows": None,
    }  # fmt: skip
    assert readings(path, "account") == {
        "Impressions (organic)": 34.0, "Reposts (organic)": -1.0, "Reposts (total)": 2.0,
    }  # fmt: skip
    said = inspect_file(path)
    assert said["vintage"].startswith("linkedin-updates-2020 ")
    assert (said["account"]["id"], said["posts"], said["dropped"]) == (
        "harrowdale-hospitals", 1, [{"reason": "the same post again", "rows": 1}],
    )  # fmt: skip
    assert "Made Up Person" not in str(linkedin_content.screen(open_file(path), DOOR).sheets)


def test_a_page_that_posted_nothing_in_2020_has_no_sheet_of_updates_either(tmp_path: Path):
    days = [DAYS_OF_2020, ["03/02/2026", 34.0, 0.0, 0.0, 0.0]]
    said = inspect_file(workbook(tmp_path / "a", **{"Update metrics (aggregated)": days}))
    assert (said["posts"], said["rows"], said["problems"]) == (0, 1, [])


def test_a_column_that_has_the_later_word_already_keeps_it(tmp_path: Path):
    header = [*LINKEDIN_POSTS, "Video views"]
    row = [*post_row(Views=5.0), 9.0]
    path = workbook(tmp_path / "a", Metrics=[LINKEDIN_DAYS, DAY], All_posts=[header, row])
    assert readings(path, "post")["Views"] == 5.0
    assert "Video views" in inspect_file(path)["columns_not_loaded"]


def test_a_created_date_of_a_re_saved_workbook_is_a_serial_number(tmp_path: Path):
    serial = float((date(2026, 3, 1) - date(1899, 12, 30)).days)
    path = workbook(
        tmp_path / "a", Metrics=[LINKEDIN_DAYS, DAY], All_posts=[LINKEDIN_POSTS, post_row(**{"Created date": serial})]
    )
    assert inspect_file(path)["problems"] == []
