"""X tweet activity by post: the file as X wrote it from 2015 to 2024, and what spreadsheets did to it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from extractors.cells import open_file
from extractors.exports import Dropped, Remark, x_tweets
from extractors.imports import inspect_file
from extractors.records import Post, Reading
from extractors.tweet_activity import ORGANIC, PROMOTED
from tests.extractors.export_files import (
    DOOR,
    NOON,
    TWEET_HEADER,
    csv_file,
    mapped,
    tweet_file,
    tweet_row,
    workbook,
    x_id,
)

EIGHT = datetime(2016, 12, 23, 18, 50, 7, tzinfo=UTC)
NAME = "tweet_activity_metrics_HarrowdaleNHS_20161201_20170101_en.csv"


def parsed(path: Path) -> list[Post | Reading | Dropped | Remark]:
    return list(x_tweets.parse(x_tweets.screen(open_file(path), DOOR), "2244990001", NOON))


def posts(path: Path) -> list[Post]:
    return [row for row in parsed(path) if isinstance(row, Post)]


def counts(path: Path) -> dict[str, float | None]:
    return {row.field: row.value for row in parsed(path) if isinstance(row, Reading)}


def test_the_file_is_as_x_wrote_it(tmp_path: Path):
    content = tweet_file(tmp_path / NAME, tweet_row(EIGHT, "one\ntwo", "1938.0")).read_bytes()
    assert len(TWEET_HEADER) == 40
    assert content.startswith(b'"Tweet id","Tweet permalink","Tweet text","time","impressions","engagements",')
    assert b'"one\ntwo","2016-12-23 18:50 +0000","1938.0",' in content
    assert content.endswith(b'"-"\n') and b"\r" not in content


def test_a_file_of_40_columns_gives_its_posts_counts_handle_and_days(tmp_path: Path):
    rates = ["1938.0", "40.0", "9.345794392523365E-4", "3.0", "2.0", "7.0"]
    path = tweet_file(
        tmp_path / NAME,
        tweet_row(EIGHT, "Clinic &amp; café #flu\nhttps://t.co/a", *rates),
        tweet_row(EIGHT + timedelta(hours=1), "@made_up_one yes", "10.0"),
    )
    said = inspect_file(path)
    assert (said["rows"], said["posts"], said["dropped"], said["problems"]) == (2, 2, [], [])
    assert said["account"]["id"] == "HarrowdaleNHS"
    assert said["period"] == {"since": "2016-12-01", "until": "2017-01-01"}  # the end in the name is exclusive
    assert said["vintage"].startswith("x-tweets-2016 ")
    assert said["sums"] == dict.fromkeys(ORGANIC, 0) | {
        "impressions": 1948, "engagements": 40, "retweets": 3, "replies": 2, "likes": 7,
    }  # fmt: skip
    first, second = posts(path)
    assert (first.text, first.hashtags, first.links) == (
        "Clinic & café #flu\nhttps://t.co/a", ("flu",), ("https://t.co/a",),
    )  # fmt: skip
    assert (first.kind, first.published_at, first.post_id, first.is_paid) == ("original", EIGHT, x_id(EIGHT), False)
    assert (second.kind, second.text, second.people_named) == ("reply", "@… yes", 1)
    assert first.permalink == f"https://twitter.com/HarrowdaleNHS/status/{x_id(EIGHT)}"


def test_rates_are_not_loaded_and_said_not_to_be(tmp_path: Path):
    said = inspect_file(tweet_file(tmp_path / NAME, tweet_row(EIGHT, "a", promoted="3.0")))
    assert said["columns_not_loaded"] == ["engagement rate", "promoted engagement rate"]


def test_the_words_of_2015_are_those_of_later(tmp_path: Path):
    header = [name.replace("likes", "favorites") for name in TWEET_HEADER]
    path = tweet_file(tmp_path / NAME, tweet_row(EIGHT, "a", "9.0", "0.0", "0.0", "0.0", "0.0", "4.0"), header=header)
    assert counts(path)["likes"] == 4.0
    assert inspect_file(path)["vintage"].startswith("x-tweets-2015 ")
    assert inspect_file(path)["problems"] == []


def test_what_was_not_promoted_is_unknown_and_not_zero_and_a_zero_is_one(tmp_path: Path):
    plain, boosted = tweet_row(EIGHT, "a"), tweet_row(EIGHT + timedelta(hours=1), "b", promoted="12.0")
    never = tweet_row(EIGHT + timedelta(hours=2), "c", promoted="0.0")
    path = tweet_file(tmp_path / NAME, plain, boosted, never)
    values = [row.value for row in parsed(path) if isinstance(row, Reading) and row.field == "promoted impressions"]
    assert values == [None, 12.0, 0.0]
    assert [post.is_paid for post in posts(path)] == [False, True, False]
    silent = tweet_file(tmp_path / "silent.csv", plain)
    assert set(counts(silent)) == set(ORGANIC)  # a whole column of "-" says nothing of anything
    assert set(counts(path)) == {*ORGANIC, *PROMOTED}


def test_a_file_cut_before_the_promoted_columns_does_not_say_whether_a_post_was_paid_for(tmp_path: Path):
    path = tweet_file(tmp_path / NAME, tweet_row(EIGHT, "a")[:8], header=TWEET_HEADER[:8])
    assert [post.is_paid for post in posts(path)] == [None]
    (problem,) = inspect_file(path)["problems"]
    assert problem.startswith("Columns not in the file: replies, likes, ")
    assert set(counts(path)) == {"impressions", "engagements", "retweets"}


def test_ids_that_collapsed_come_back_from_the_links_or_the_row_is_refused(tmp_path: Path):
    rows = [tweet_row(EIGHT + timedelta(hours=hour), "a") for hour in range(3)]
    for row in rows:
        row[0] = "6.49E+17"
    rows[2][1] = ""
    path = tweet_file(tmp_path / NAME, *rows)
    assert [post.post_id for post in posts(path)] == [x_id(EIGHT), x_id(EIGHT + timedelta(hours=1))]
    said = inspect_file(path)
    assert said["dropped"] == [{"reason": "no post id can be read in the row or its link", "rows": 1}]
    assert said["problems"] == ["The post id was damaged by a spreadsheet; it was recovered from the link. (2 times)"]


def test_a_time_that_a_spreadsheet_rewrote_is_taken_from_the_id(tmp_path: Path):
    row = tweet_row(EIGHT, "a")
    row[3] = "23/12/2016 18:50"
    path = tweet_file(tmp_path / NAME, row)
    assert [post.published_at for post in posts(path)] == [EIGHT]
    assert inspect_file(path)["problems"] == [
        "The time column cannot be read, a spreadsheet rewrote it; the time was taken from the post id."
    ]


def test_a_time_with_another_zone_is_the_same_moment_and_another_minute_is_said(tmp_path: Path):
    same, other = tweet_row(EIGHT, "a"), tweet_row(EIGHT + timedelta(hours=3), "b")
    same[3], other[3] = "2016-12-23 19:50 +0100", "2016-12-23 18:50 +0000"
    assert inspect_file(tweet_file(tmp_path / NAME, same))["problems"] == []
    assert inspect_file(tweet_file(tmp_path / NAME, other))["problems"] == [
        "The time column names another minute than the post id (UTC); the id was believed."
    ]


def test_an_id_from_before_ids_held_a_time_is_dated_by_the_time_column_or_refused(tmp_path: Path):
    row = tweet_row(datetime(2010, 6, 1, 9, 30, tzinfo=UTC) + timedelta(days=400), "a")
    row[0], row[1], row[3] = (
        "15000000000",
        "https://twitter.com/HarrowdaleNHS/status/15000000000",
        "2010-05-31 09:30 +0000",
    )
    path = tweet_file(tmp_path / "a.csv", row)
    assert [post.published_at for post in posts(path)] == [datetime(2010, 5, 31, 9, 30, tzinfo=UTC)]
    for number, stated in enumerate(
        ("31/05/2010 09:30", "9999-12-31 23:59 -0100", "1970-01-01 00:00 +0000", "2150-01-01 00:00 +0000")
    ):
        row[3] = stated
        dropped = parsed(tweet_file(tmp_path / f"{number}.csv", row))
        assert dropped == [Dropped("neither the post id nor the time column holds a time")]


def test_counts_are_dated_by_the_end_of_the_days_the_earliest_they_can_be_from(tmp_path: Path):
    named, bare = (
        tweet_file(tmp_path / NAME, tweet_row(EIGHT, "a")),
        tweet_file(tmp_path / "a.csv", tweet_row(EIGHT, "a")),
    )
    assert x_tweets.facts(open_file(named)).seen_at == datetime(2017, 1, 1, tzinfo=UTC)
    assert x_tweets.facts(open_file(bare)).seen_at == EIGHT.replace(microsecond=0)
    later = tweet_file(tmp_path / NAME, tweet_row(EIGHT + timedelta(days=30), "a"))
    facts = x_tweets.facts(open_file(later))
    assert facts.seen_at == EIGHT + timedelta(days=30)
    assert facts.problems == ("The dates in the file's name do not fit its posts; the posts' own days were taken.",)


def test_a_file_of_no_posts_is_dated_by_its_name(tmp_path: Path):
    said = inspect_file(tweet_file(tmp_path / NAME))
    assert (said["rows"], said["posts"], said["account"]["id"]) == (0, 0, "HarrowdaleNHS")
    assert said["period"] == {"since": "2016-12-01", "until": "2017-01-01"}


def test_a_windows_re_save_and_a_workbook_are_read_too(tmp_path: Path):
    row = tweet_row(EIGHT, "Caf\u00e9, \u2026open", "5.0")
    before = inspect_file(tweet_file(tmp_path / "tweets.csv", row))
    windows = tmp_path / "windows.csv"
    windows.write_bytes(
        csv_file(tmp_path / "b", TWEET_HEADER, row).read_text("utf-8").replace("\n", "\r\n").encode("cp1252")
    )
    assert inspect_file(windows) == before | {"problems": [
        "The file was re-saved in a Windows encoding: signs and emoji in the texts may be lost."]}  # fmt: skip
    number = float(row[0])  # a spreadsheet keeps 15 digits of it
    book = workbook(tmp_path / "tweets.xlsx", Sheet1=[TWEET_HEADER, [number, *row[1:]]])
    assert inspect_file(book) == before | {"problems": [
        "The post id was damaged by a spreadsheet; it was recovered from the link."]}  # fmt: skip


def test_a_repeated_post_and_a_word_for_a_count_are_said(tmp_path: Path):
    row = tweet_row(EIGHT, "a", "many")
    said = inspect_file(tweet_file(tmp_path / NAME, row, row))
    assert said["dropped"] == [{"reason": "the same post again", "rows": 1}]
    assert said["problems"] == ["impressions holds something that is not a number; it was taken as unknown."]
    assert said["sums"]["impressions"] is None


@pytest.mark.parametrize("header", [["Tweet id", "Tweet permalink", "likes"], ["Tweet id", "time", "likes"]])
def test_without_id_link_and_time_it_is_not_taken(header: list[str], tmp_path: Path):
    assert not x_tweets.recognise(open_file(csv_file(tmp_path / "a.csv", header, ["1", "2", "3"])))


def test_every_count_of_the_file_has_a_name_of_ours(tmp_path: Path):
    assert {*ORGANIC, *PROMOTED} - mapped("x") == set()
