"""X account figures by day: tweet activity by day of before mid-2024, and the account overview of since."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from extractors.cells import NotAnExport, open_file
from extractors.exports import Dropped, Remark, x_days
from extractors.imports import inspect_file
from extractors.records import Post, Reading
from tests.extractors.export_files import (
    DOOR,
    NOON,
    OVERVIEW_HEADER,
    TWEET_COUNTS,
    mapped,
    overview_file,
    tweet_file,
    workbook,
)

OLD_HEADER = ["Date", "Tweets published", *TWEET_COUNTS, *(f"promoted {name}" for name in TWEET_COUNTS)]
OLD_NAME = "daily_tweet_activity_metrics_HarrowdaleNHS_20161201_20170101_en.csv"


def old_row(day: str, *counts: str, promoted: str = "-") -> list[str]:
    return [day, *counts, *["0"] * (19 - len(counts)), *[promoted] * 18]


def parsed(path: Path) -> list[Post | Reading | Dropped | Remark]:
    return list(x_days.parse(x_days.screen(open_file(path), DOOR), "2244990001", NOON))


def of_field(path: Path, field: str) -> dict[date | None, float | None]:
    return {row.period_start: row.value for row in parsed(path) if isinstance(row, Reading) and row.field == field}


def test_the_overview_is_as_x_writes_it(tmp_path: Path):
    content = overview_file(tmp_path / "account_overview_analytics.csv", ["Sun, Aug 2, 2026", *["0"] * 13]).read_bytes()
    assert len(OVERVIEW_HEADER) == 14
    assert content.startswith(b"Date,Impressions,Likes,") and b'\n"Sun, Aug 2, 2026",0,0' in content
    assert not content.endswith(b"\n")


def test_an_overview_gives_a_figure_a_day_and_its_follows_are_gains(tmp_path: Path):
    path = overview_file(
        tmp_path / "account_overview_analytics.csv",
        ["Sun, Aug 2, 2026", "90", "4", "9", "1", "2", "3", "5", "0", "1", "7", "2", "0", "6"],
        ["Sat, Aug 1, 2026", "10", *["0"] * 12],
    )
    assert of_field(path, "Impressions") == {date(2026, 8, 2): 90.0, date(2026, 8, 1): 10.0}
    assert of_field(path, "New follows")[date(2026, 8, 2)] == 3.0
    assert of_field(path, "Unfollows")[date(2026, 8, 2)] == 5.0
    assert of_field(path, "Create Post")[date(2026, 8, 2)] == 2.0
    row = parsed(path)[0]
    assert isinstance(row, Reading)
    assert (row.subject_kind, row.subject_id, row.period, row.period_end) == (
        "account", "2244990001", "day", date(2026, 8, 3),
    )  # fmt: skip
    said = inspect_file(path)
    assert (said["posts"], said["rows"], said["account"]["id"]) == (0, 2, None)
    assert said["period"] == {"since": "2026-08-01", "until": "2026-08-03"}
    assert (said["problems"], said["columns_not_loaded"], x_days.facts(open_file(path)).seen_at) == ([], [], None)
    assert said["vintage"].startswith("x-overview-2024 ")


def test_tweet_activity_by_day_says_whose_it_is_in_its_name_and_was_made_after_its_last_day(tmp_path: Path):
    path = tweet_file(
        tmp_path / OLD_NAME,
        old_row("2016-12-01", "2", "1938.0", "40.0", "9.345794392523365E-4", "3.0"),
        old_row("2016-12-02", "0", "-"),
        header=OLD_HEADER,
    )
    assert len(OLD_HEADER) == 38
    assert of_field(path, "impressions") == {date(2016, 12, 1): 1938.0, date(2016, 12, 2): None}
    assert of_field(path, "Tweets published") == {date(2016, 12, 1): 2.0, date(2016, 12, 2): 0.0}
    assert of_field(path, "promoted impressions") == of_field(path, "engagement rate") == {}
    facts = x_days.facts(open_file(path))
    assert (facts.accounts, facts.since, facts.until) == (("HarrowdaleNHS",), date(2016, 12, 1), date(2017, 1, 1))
    assert facts.seen_at == datetime(2017, 1, 1, tzinfo=UTC)
    assert facts.vintage.startswith("x-days-2016 ")


def test_a_promoted_column_is_loaded_when_it_says_anything(tmp_path: Path):
    path = tweet_file(
        tmp_path / OLD_NAME, old_row("2016-12-01", promoted="4.0"), old_row("2016-12-02"), header=OLD_HEADER
    )
    assert of_field(path, "promoted likes") == {date(2016, 12, 1): 4.0, date(2016, 12, 2): None}


def test_the_words_of_2015_are_those_of_later(tmp_path: Path):
    header = [name.replace("likes", "favorites") for name in OLD_HEADER]
    path = tweet_file(
        tmp_path / OLD_NAME, old_row("2015-03-01", "1", "9.0", "1.0", "0.1", "0", "0", "6.0"), header=header
    )
    assert of_field(path, "likes") == {date(2015, 3, 1): 6.0}


def test_a_name_that_contradicts_the_days_is_not_believed(tmp_path: Path):
    path = tweet_file(tmp_path / OLD_NAME, old_row("2017-03-01"), header=OLD_HEADER)
    facts = x_days.facts(open_file(path))
    assert (facts.since, facts.until) == (date(2017, 3, 1), date(2017, 3, 2))
    assert facts.problems == ("The dates in the file's name do not fit its days; the days themselves were taken.",)


def test_a_workbook_re_saved_from_it_has_serial_numbers_for_days(tmp_path: Path):
    serial = float((date(2016, 12, 3) - date(1899, 12, 30)).days)
    path = workbook(tmp_path / "days.xls", Sheet1=[OLD_HEADER, [serial, 2.0, 1938.0, *["-"] * 35]])
    assert of_field(path, "impressions") == {date(2016, 12, 3): 1938.0}


def test_days_with_slashes_are_read_if_the_file_shows_their_order(tmp_path: Path):
    def days(*cells: str) -> list[date | None]:
        path = tweet_file(tmp_path / "d.csv", *(old_row(cell, "1") for cell in cells), header=OLD_HEADER)
        return list(of_field(path, "Tweets published"))

    assert days("12/1/2016", "12/13/2016") == [date(2016, 12, 1), date(2016, 12, 13)]
    assert days("01/12/2016", "13/12/2016") == [date(2016, 12, 1), date(2016, 12, 13)]
    assert days("01/12/2016", "02/12/2016") == []  # January or December: nobody can tell
    with pytest.raises(NotAnExport, match="two orders"):
        days("12/13/2016", "13/12/2016")


def test_a_row_without_a_day_a_repeated_day_and_a_word_for_a_count_are_said(tmp_path: Path):
    rows = [["Sun, Aug 2, 2026", "x", *["0"] * 12], ["Sun, Aug 2, 2026", *["1"] * 13], ["Total", *["1"] * 13],
            ["Sun, Aug 32, 2026", *["1"] * 13]]  # fmt: skip
    said = inspect_file(overview_file(tmp_path / "a.csv", *rows))
    assert said["dropped"] == [
        {"reason": "the same day again", "rows": 1}, {"reason": "no day can be read in the row", "rows": 2},
    ]  # fmt: skip
    assert said["sums"]["Impressions"] is None
    assert said["problems"] == ["Impressions holds something that is not a number; it was taken as unknown."]


@pytest.mark.parametrize("day", ["Sun, Aug 2, 9999", "12/31/9999", "12345", "Sun, Aou 2, 2026", "2016-02-30"])
def test_a_day_on_which_there_was_no_x_is_no_day(day: str, tmp_path: Path):
    said = inspect_file(overview_file(tmp_path / "a.csv", [day, *["1"] * 13], ["Sun, Aug 2, 2026", *["1"] * 13]))
    assert said["dropped"] == [{"reason": "no day can be read in the row", "rows": 1}]
    assert said["period"] == {"since": "2026-08-02", "until": "2026-08-03"}


def test_a_column_never_seen_is_named_as_not_loaded(tmp_path: Path):
    path = overview_file(tmp_path / "a.csv", ["Sun, Aug 2, 2026", *["1"] * 14], header=[*OVERVIEW_HEADER, "Hypes"])
    assert inspect_file(path)["columns_not_loaded"] == ["Hypes"]


def test_every_count_of_both_files_has_a_name_of_ours():
    assert {field for layout in x_days.LAYOUTS for field in layout.fields} - mapped("x") == set()
