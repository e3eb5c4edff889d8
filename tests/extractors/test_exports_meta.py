"""Meta Business Suite content: the real file (Views twice and all zero) and a small one with ragged and error rows."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.cells import open_file
from extractors.exports import Dropped, Remark, meta_content
from extractors.imports import NotAnExport, inspect_file
from extractors.records import Post, Reading
from tests.extractors.export_files import DOOR, META_FILE, META_HEADER, NOON, csv_file, meta_row, real

CLEAN = ("70", "60", "6", "3", "2", "1", "4", "1.5")


def parsed(path: Path) -> list[Post | Reading | Dropped | Remark]:
    return list(meta_content.parse(meta_content.screen(open_file(path), DOOR), "112233445566778", NOON))


def posts(path: Path) -> list[Post]:
    return [row for row in parsed(path) if isinstance(row, Post)]


def written(tmp_path: Path, *rows: list[str], header: list[str] = META_HEADER) -> Path:
    return csv_file(tmp_path / "content.csv", header, *rows, bom=True)


def test_the_real_file_gives_its_own_totals():
    path = real(META_FILE)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        header, *rows = list(csv.reader(lines))
    said = inspect_file(path)
    own = {header[i]: [float(row[i]) for row in rows if row[i]] for i in reversed(range(17, len(header)))}
    not_counts = {"Average Seconds viewed", "Estimated earnings (USD)", "Ad CPM (USD)"}
    assert said["sums"] == {name: sum(cells) for name, cells in own.items() if name not in not_counts} | {"Views": None}
    assert not_counts < set(said["columns_not_loaded"])
    assert (said["rows"], said["posts"], said["dropped"]) == (len(rows), 20, [])
    assert said["account"]["id"] == "61569323067856"
    assert said["period"] == {"since": "2025-02-01", "until": "2025-03-16"}  # the end in the name is inclusive
    assert said["sums"]["Reach"] == 34


def test_views_of_zero_beside_a_reach_are_unknown_and_the_file_says_so_once():
    said = inspect_file(real(META_FILE))
    assert said["problems"] == [
        "Views is 0 for every post although posts were reached: Meta did not say; Views was taken as unknown.",
        "The column Views is there twice; the first was loaded (0 rows differ).",
    ]


def test_of_two_views_columns_the_first_is_not_lost(tmp_path: Path):
    path = written(tmp_path, [*meta_row("1001", "03/15/2026 03:06", *CLEAN), "0"], header=[*META_HEADER, "Views"])
    said = inspect_file(path)
    assert said["sums"]["Views"] == 70
    assert said["problems"] == ["The column Views is there twice; the first was loaded (1 rows differ)."]


def test_publish_times_are_pacific_summer_and_winter(tmp_path: Path):
    path = written(tmp_path, meta_row("1", "03/06/2026 01:00", *CLEAN), meta_row("2", "03/09/2026 01:00", *CLEAN))
    assert [post.published_at for post in posts(path)] == [
        datetime(2026, 3, 6, 9, tzinfo=UTC),
        datetime(2026, 3, 9, 8, tzinfo=UTC),
    ]


def test_error_rows_are_dropped_and_named(tmp_path: Path):
    comment = "An error occurred while computing metadata for content with ID 933528094972880."
    path = written(tmp_path, meta_row("1", "03/06/2026 01:00", *CLEAN), meta_row("", "", "9", comment=comment))
    said = inspect_file(path)
    assert said["dropped"] == [{"reason": "error row, Meta could not compute content 933528094972880", "rows": 1}]
    assert (said["rows"], said["posts"], said["sums"]["Views"]) == (2, 1, 70)


def test_what_a_ragged_row_lacks_is_unknown(tmp_path: Path):
    path = written(tmp_path, meta_row("1", "03/06/2026 01:00", "70", "60"), meta_row("2", "03/06/2026 01:00", *CLEAN))
    values = {row.field: row.value for row in parsed(path) if isinstance(row, Reading) and row.subject_id == "1"}
    assert (values["Reach"], values["Shares"], values["Total clicks"]) == (60.0, None, None)
    assert inspect_file(path)["problems"] == ["The row ends before the header does; what it lacks is unknown."]


def test_spellings_drift_and_the_field_does_not(tmp_path: Path):
    header = [
        {"Total clicks": "Total Clicks", "Duration (sec)": "Duration (secs)"}.get(name, name) for name in META_HEADER
    ]
    said = inspect_file(written(tmp_path, meta_row("1", "03/06/2026 01:00", *CLEAN), header=header))
    assert list(said["sums"]) == [
        "Views", "Reach", "Reactions, comments and shares", "Reactions", "Comments", "Shares", "Total clicks",
    ]  # fmt: skip


def test_a_column_never_seen_before_is_loaded_if_it_counts(tmp_path: Path):
    header = [*META_HEADER, "Hearts of stone", "Mood"]
    said = inspect_file(written(tmp_path, [*meta_row("1", "03/06/2026 01:00", *CLEAN), "5", "fine"], header=header))
    assert said["sums"]["Hearts of stone"] == 5
    assert "Mood" in said["columns_not_loaded"]
    assert said["problems"] == ["Columns not seen before, loaded under their own names: Hearts of stone."]


def test_the_text_is_the_longer_of_title_and_description(tmp_path: Path):
    path = written(
        tmp_path,
        meta_row("1", "03/06/2026 01:00", *CLEAN, title="Open\nlate"),
        meta_row("2", "03/06/2026 01:00", *CLEAN, description="In the other column", kind="Reels"),
    )
    assert [(post.text, post.media_kind) for post in posts(path)] == [
        ("Open\nlate", "image"),
        ("In the other column", "video"),
    ]


def test_a_share_is_a_repost_and_its_words_do_not_pass_the_door(tmp_path: Path):
    path = written(tmp_path, meta_row("1", "03/06/2026 01:00", *CLEAN, title="Somebody else's words", share="1"))
    (post,) = posts(path)
    assert (post.kind, post.text) == ("repost", None)
    assert "Somebody" not in str(meta_content.screen(open_file(path), DOOR).sheets)


def test_damaged_ids_come_back_from_the_link_or_are_refused(tmp_path: Path):
    path = written(
        tmp_path,
        meta_row(
            "3.06E+14", "03/06/2026 01:00", *CLEAN, link="https://www.facebook.com/harrowdale/posts/306721234567890"
        ),
        meta_row("3.06E+14", "03/06/2026 01:00", *CLEAN, link="https://www.facebook.com/reel/632327922990275/"),
        meta_row("1060000000000000.00", "03/06/2026 01:00", *CLEAN),
        meta_row("112233445566778_99887766", "03/06/2026 01:00", *CLEAN),
    )
    assert [post.post_id for post in posts(path)] == ["306721234567890", "99887766"]
    assert inspect_file(path)["dropped"] == [
        {"reason": "the post ID was damaged by a spreadsheet and is not in the link", "rows": 2}
    ]


def test_one_id_for_two_posts_is_believed_of_neither(tmp_path: Path):
    path = written(
        tmp_path,
        meta_row("122121474620644000", "03/06/2026 01:00", *CLEAN, link="https://www.facebook.com/h/videos/1/"),
        meta_row("122121474620644000", "03/07/2026 01:00", *CLEAN, link="https://www.facebook.com/h/videos/2/"),
    )
    said = inspect_file(path)
    assert said["dropped"] == [{"reason": "one post ID for several posts, a spreadsheet rounded it", "rows": 2}]


def test_a_uk_re_save_is_read_day_first_and_said_and_two_orders_are_refused(tmp_path: Path):
    uk = written(tmp_path, meta_row("1", "15/03/2026 03:06", *CLEAN), meta_row("2", "04/03/2026 03:06", *CLEAN))
    said = inspect_file(uk)
    assert said["period"] == {"since": "2026-03-04", "until": "2026-03-16"}
    assert said["problems"] == ["Publish times were re-saved day first; they were read so."]
    with pytest.raises(NotAnExport, match="two orders"):
        inspect_file(written(tmp_path, meta_row("1", "15/03/2026 03:06"), meta_row("2", "03/15/2026 03:06")))


def test_parts_that_do_not_add_up_are_a_problem(tmp_path: Path):
    path = written(tmp_path, meta_row("1", "03/06/2026 01:00", "70", "60", "7", "3", "2", "1", "4", "1.5"))
    assert inspect_file(path)["problems"] == [
        "Reactions, comments and shares do not add up to the column that joins them."
    ]


def test_a_boosted_reach_says_that_a_post_was_paid_for_and_nothing_says_it_was_not(tmp_path: Path):
    header = [*META_HEADER, "Reach from Boosted posts"]
    rows = [[*meta_row(str(i), "03/06/2026 01:00", *CLEAN), boosted] for i, boosted in enumerate(("12", "0", ""), 1)]
    assert [post.is_paid for post in posts(written(tmp_path, *rows, header=header))] == [True, None, None]
