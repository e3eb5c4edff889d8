"""A row that lost or gained a separator, a column or a block said twice: no number is read as another count."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors.cells import NotAnExport, open_file
from extractors.exports import Dropped, meta_content
from extractors.imports import inspect_file
from tests.extractors.export_files import (
    DOOR,
    FOLLOWER_DAYS,
    LINKEDIN_DAYS,
    META_HEADER,
    NOON,
    OVERVIEW_HEADER,
    TWEET_HEADER,
    X_HEADER,
    csv_file,
    meta_row,
    tweet_row,
    workbook,
    x_row,
)
from tests.extractors.meta_and_studio_files import (
    DESCRIBED,
    INSIGHTS,
    STUDIO,
    archive,
    daily,
    insights,
    insights_row,
    table,
    video_row,
)

NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
POSTED = "2020-09-22T07:07:36.000"
FILES: dict[str, tuple[str, list[list[str]], list[str]]] = {
    "x content": ("x.csv", [X_HEADER], x_row(NINE, "Open", *range(1, 14))),
    "x tweets": ("x.csv", [TWEET_HEADER], tweet_row(NINE, "Open", *["1.0"] * 18)),
    "x days": ("x.csv", [OVERVIEW_HEADER], ["Sat, Aug 1, 2026", *map(str, range(1, 14))]),
    "insights": ("i.csv", [INSIGHTS, DESCRIBED], insights_row("1001", POSTED, *"1234567")),
    "studio": ("Content 2026-05-18_2026-08-16 S.csv", [STUDIO], video_row("abcdefghijk", "Jun 1, 2026", *"1234567")),
}


def dropped(path: Path) -> list[dict[str, Any]]:
    said = inspect_file(path)
    assert not any(said["sums"].values())
    return list(said["dropped"])


@pytest.mark.parametrize("kind", FILES)
def test_a_row_with_a_separator_too_few_is_dropped_and_named(kind: str, tmp_path: Path):
    name, above, row = FILES[kind]
    path = csv_file(tmp_path / name, *above, [*row[:-3], row[-3] + row[-2], row[-1]])
    assert dropped(path) == [{"reason": "the row has fewer cells than the header", "rows": 1}]


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("more", [[], [""]])
def test_a_row_with_a_separator_too_many_is_dropped_and_named_beside_a_blank_column_too(
    kind: str, more: list[str], tmp_path: Path
):
    name, above, row = FILES[kind]
    path = csv_file(tmp_path / name, *([*line, *more] for line in above), [*row[:-3], "7", *row[-3:], *more])
    assert dropped(path) == [{"reason": "the row has more cells than the header", "rows": 1}]


def test_a_row_of_meta_that_slipped_under_a_column_without_a_name_is_dropped_from_what_is_kept_too(tmp_path: Path):
    row = meta_row("1", "03/05/2026 23:00", *"12345678")
    path = csv_file(tmp_path / "m.csv", [*META_HEADER, ""], [*row[:12], "7", *row[12:], ""])
    kept = meta_content.screen(open_file(path), DOOR)
    assert list(meta_content.parse(kept, "1", NOON)) == [Dropped("the row has more cells than the header")]


def test_where_most_rows_of_meta_are_short_the_header_is_wrong_and_they_are_dropped(tmp_path: Path):
    rows = [meta_row(str(number), "03/05/2026 23:00", *"12345678") for number in range(1, 4)]
    path = csv_file(tmp_path / "m.csv", [*META_HEADER[:18], "", *META_HEADER[18:]], *rows)
    assert dropped(path) == [{"reason": "the row has fewer cells than the header", "rows": 3}]


def test_a_column_said_twice_with_other_numbers_counts_once_and_is_named(tmp_path: Path):
    for _, above, row in (FILES["x content"], FILES["x tweets"], FILES["x days"]):
        at = 4
        header = [*above[0], above[0][at]]
        said = inspect_file(csv_file(tmp_path / "x.csv", header, [*row, "999"]))
        assert 999 not in said["sums"].values()
        assert any("is there twice; the first was loaded (1 rows differ)" in each for each in said["problems"])
    book = workbook(
        tmp_path / "a.xlsx", Metrics=[[*LINKEDIN_DAYS, LINKEDIN_DAYS[1]], ["03/22/2026", 5.0, 1.0, 0.0, 8.0]]
    )
    said = inspect_file(book)
    assert said["sums"]["Impressions (organic)"] == 5 and any("twice" in each for each in said["problems"])
    book = workbook(tmp_path / "b_followers_1771000000000.xlsx",
                    New_followers=[[*FOLLOWER_DAYS, FOLLOWER_DAYS[1]], ["03/22/2026", 5.0, 1.0, 0.0, 6.0, 8.0]])  # fmt: skip
    said = inspect_file(book)
    assert said["sums"]["New followers: Sponsored followers"] == 5 and any("twice" in each for each in said["problems"])


def test_x_names_in_english_but_in_another_order_are_not_read_by_position(tmp_path: Path):
    header = ["Id" if name == "Post id" else name for name in X_HEADER]
    header[4], header[5] = header[5], header[4]
    with pytest.raises(NotAnExport):
        inspect_file(csv_file(tmp_path / "x.csv", header, x_row(NINE, "Open", *range(1, 14))))


def test_days_under_a_title_without_a_header_are_nobodys(tmp_path: Path):
    path = daily(
        tmp_path / "f.csv", ("Facebook follows", [("2026-03-08", "3")]), ("Facebook visits", [("2026-03-09", "5")])
    )
    text = path.read_bytes().decode("utf-16").replace('visits"\n"Date","Primary"', 'visits"\n"Day","Number"')
    path.write_text(text, encoding="utf-8")
    said = inspect_file(path)
    assert said["sums"] == {"Facebook follows": 3}
    assert "Lines that belong to no series were not read: 3." in said["problems"]


def test_primary_is_found_by_its_name(tmp_path: Path):
    path = csv_file(
        tmp_path / "f.csv", ["Facebook follows", "", ""], ["Date", "Other", "Primary"], ["2026-03-08", "1", "2"]
    )
    assert inspect_file(path)["sums"] == {"Facebook follows": 2}


def test_an_action_that_is_not_available_is_unknown_and_a_post_said_twice_counts_once(tmp_path: Path):
    about = insights_row("1001", POSTED)[:8]
    rows = [[*about, "N/A", "4", ""], [*about, "9", "9", "9"]]
    said = inspect_file(insights(tmp_path / "i.xls", insights_row("1001", POSTED, "5"), actions=rows))
    assert (said["sums"]["Shares"], said["sums"]["Likes"], said["sums"]["Comments"]) == (None, 4, 0)
    assert any(each.endswith("were left out: 1.") for each in said["problems"])


def test_a_sheet_or_a_member_that_is_not_read_is_named(tmp_path: Path):
    book = workbook(
        tmp_path / "a.xlsx", Metrics=[LINKEDIN_DAYS, ["03/22/2026", 5.0, 1.0, 0.0]], Notes=[["Ours", "Own"]]
    )
    assert "Sheet 'Notes' was not read." in inspect_file(book)["problems"]
    book = workbook(
        tmp_path / "b.xlsx", Metrics=[LINKEDIN_DAYS, ["03/22/2026", 5.0, 1.0, 0.0]], All_posts=[["Title", "Link"]]
    )
    assert any(each.startswith("The sheet of all posts was not read") for each in inspect_file(book)["problems"])
    videos = table(video_row("abcdefghijk", "Jun 1, 2026", "1"))
    path = archive(
        tmp_path / "Content 2026-05-18_2026-08-16 S.zip", {"Table data.csv": videos, "Totals": b"Date,Views\n"}
    )
    assert "The archive's Totals was not read: it is no CSV." in inspect_file(path)["problems"]
