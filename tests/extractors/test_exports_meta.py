"""Meta Business Suite content: the real file (Views twice and all zero) and a small one with ragged and error rows."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.cells import open_file
from extractors.exports import Dropped, Remark, meta_content
from extractors.imports import NotAnExport, inspect_file
from extractors.records import Post, Reading
from tests.conftest import REPO
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


def test_a_cross_post_is_loaded_and_named_for_another_page_may_count_it_too(tmp_path: Path):
    row = meta_row("1", "03/06/2026 01:00", *CLEAN)
    row[META_HEADER.index("Is crosspost")] = "1"
    said = inspect_file(written(tmp_path, row))
    assert (said["posts"], said["problems"]) == (1, ["A cross-post: another page may count the same video."])


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


LAYOUTS: dict[str, list[str]] = {  # the metric columns after Date, by the vintage that has them (section 3.1)
    "2024-03": ["IMPRESSION:UNIQUE_USERS", "Reach", "Impressions", "Reactions, Comments and Shares", "Reactions",
                "Comments", "Shares", "Total clicks", "Matched Audience Targeting Consumption (Photo Click)",
                "Other Clicks", "Link Clicks", "Negative feedback from users: Hide all"],
    "2024-07": ["Reach", "Reactions, Comments and Shares", "Reactions", "Comments", "Shares", "Total clicks",
                "Other Clicks", "Photo Clicks", "Link Clicks", "Reach from Organic posts", "Reach from Boosted posts",
                "3-Second video views", "3-Second viewers", "1-Minute video views", "Seconds viewed",
                "Average Seconds viewed", "Estimated earnings (USD)"],
    "2025-03": ["Views", "Reach", "Reactions, comments and shares", "Reactions", "Comments", "Shares", "Total clicks",
                "Views", "Reach from Organic posts", "Engaged users", "Negative feedback from users", "Ad CPM (USD)",
                "Ad impressions", "Other clicks"],
    "2026-07": ["Views", "Reach", "Reactions, comments and shares", "Reactions", "Comments", "Shares", "Total clicks",
                "Negative feedback from users: Hide"],
}  # fmt: skip
RATES = {"Average Seconds viewed", "Estimated earnings (USD)", "Ad CPM (USD)"}


@pytest.mark.parametrize("vintage", LAYOUTS)
def test_every_vintages_columns_are_loaded_under_one_name_and_in_the_metric_map(vintage: str, tmp_path: Path):
    header = [*META_HEADER[:17], *LAYOUTS[vintage]]
    counts = [str(10 + place) for place in range(len(LAYOUTS[vintage]))]
    parts = {"Reactions, comments and shares": "6", "Reactions": "1", "Comments": "2", "Shares": "3"}
    counts = [
        parts.get(name.replace("Comments and", "comments and").replace("and Shares", "and shares"), count)
        for name, count in zip(LAYOUTS[vintage], counts, strict=True)
    ]
    said = inspect_file(written(tmp_path, meta_row("1", "03/06/2026 01:00", *counts), header=header))
    assert len(said["sums"]) == len(set(LAYOUTS[vintage]) - RATES)
    with (REPO / "dbt_project" / "seeds" / "metric_map.csv").open(newline="") as lines:
        mapped = {row["field"] for row in csv.DictReader(lines) if row["platform"] == "facebook"}
    assert set(said["sums"]) <= mapped
    assert [each for each in said["problems"] if "not seen before" in each or "add up" in each] == []


def test_impressions_and_views_are_two_metrics_and_never_one():
    with (REPO / "dbt_project" / "seeds" / "metric_map.csv").open(newline="") as lines:
        mapped = {row["field"]: row["metric"] for row in csv.DictReader(lines)
                  if row["platform"] == "facebook" and row["source"] == "export"}  # fmt: skip
    assert (mapped["Impressions"], mapped["Views"]) == ("impressions", "views")


SWEDISH = ["Publicerings-id", "Sid-id", "Sidnamn", "Titel", "Publiceringstid", "Inläggstyp", "Permalänk", "Visningar",
           "Räckvidd", "Reaktioner, kommentarer och delningar", "Kommentarer från andra"]  # fmt: skip


def swedish_row(post_id: str, when: str = "03/15/2026 03:06") -> list[str]:
    link = f"https://www.facebook.com/harrowdale/posts/{post_id}"
    return [post_id, "112233445566778", "Harrowdale", "Öppet sent", when, "Foton", link, "70", "60", "6", "a comment"]


def test_a_swedish_file_is_known_by_its_cells_and_visningar_is_listed_and_not_guessed(tmp_path: Path):
    path = written(tmp_path, swedish_row("122121474620644001"), swedish_row("122121474620644002"), header=SWEDISH)
    said = inspect_file(path)
    assert said["sums"] == {"Reach": 120, "Reactions, comments and shares": 12}
    assert said["columns_not_loaded"] == ["Visningar", "Kommentarer från andra"]
    assert said["vintage"].startswith("meta-content-2024-translated ")
    assert said["account"]["id"] == "112233445566778"
    (post, _) = posts(path)
    assert (post.text, post.media_kind) == ("Öppet sent", None)  # what Foton is in Swedish is nobody's to guess
    assert post.published_at == datetime(2026, 3, 15, 10, 6, tzinfo=UTC)


def test_of_a_translated_file_only_the_columns_that_are_known_are_kept(tmp_path: Path):
    path = written(tmp_path, swedish_row("122121474620644001"), header=SWEDISH)
    kept = meta_content.screen(open_file(path), DOOR)
    assert "a comment" not in str(kept.sheets) and "Visningar" in str(kept.sheets)
    once = list(meta_content.parse(kept, "112233445566778", NOON))
    assert [row.value for row in once if isinstance(row, Reading) and row.field == "Reach"] == [60]


def test_the_fixed_first_columns_are_known_by_place_in_any_language_a_shares_words_too(tmp_path: Path):
    header = [f"kolumn {place}" for place in range(17)] + ["Räckvidd", "Nådda konton"]
    share = meta_row("122121474620644001", "03/15/2026 03:06", "60", "50", title="Somebody else's words", share="1")
    ours = meta_row("122121474620644002", "03/15/2026 03:06", "40", "30", description="Our own words", kind="Photos")
    path = written(tmp_path, share, ours, header=header)
    assert [(post.kind, post.text, post.media_kind) for post in posts(path)] == [
        ("repost", None, "image"), ("original", "Our own words", "image"),
    ]  # fmt: skip
    assert inspect_file(path)["sums"] == {"Reach": 100}
    assert "Somebody" not in str(meta_content.screen(open_file(path), DOOR).sheets)


def test_a_file_of_links_to_facebook_and_no_ids_is_no_export(tmp_path: Path):
    rows = [["1", "2", "03/15/2026 03:06", "https://www.facebook.com/harrowdale/posts/1"]]
    assert not meta_content.recognise(open_file(written(tmp_path, *rows, header=["n", "m", "when", "where"])))


def test_a_semicolon_re_save_and_lines_wrapped_in_quotes_read_the_same(tmp_path: Path):
    rows = [
        META_HEADER,
        meta_row("1", "03/06/2026 01:00", *CLEAN, title='Open\nlate, "really"'),
        meta_row("2", "03/07/2026 01:00", *CLEAN),
    ]
    plain = inspect_file(written(tmp_path, *rows[1:]))
    excel = csv_file(tmp_path / "semicolon.csv", *rows, delimiter=";")
    whole = (tmp_path / "content.csv").read_text(encoding="utf-8-sig").splitlines()
    wrapped = tmp_path / "wrapped.csv"
    wrapped.write_text("".join('"' + line.replace('"', '""') + '"\r\n' for line in whole), encoding="utf-8-sig")
    for path in (excel, wrapped):
        said = inspect_file(path)
        assert (said["sums"], said["posts"], said["vintage"]) == (plain["sums"], 2, plain["vintage"])
        assert posts(path)[0].text == 'Open\nlate, "really"'


def test_windows_bytes_are_read_even_mixed_with_utf_8_and_it_is_said(tmp_path: Path):
    rows = [
        meta_row("1", "03/06/2026 01:00", *CLEAN, title="café"),
        meta_row("2", "03/06/2026 01:00", title="naïve 🎉"),
    ]
    body = written(tmp_path, *rows).read_bytes()
    path = tmp_path / "mixed.csv"
    path.write_bytes(body.replace("café".encode(), "café".encode("cp1252")))
    assert [post.text for post in posts(path)] == ["café", "naïve 🎉"]
    assert inspect_file(path)["problems"][0].startswith("The file was re-saved in a Windows encoding")
    path.write_bytes(body.replace("café".encode(), b"caf\x81"))
    with pytest.raises(NotAnExport, match="text in no known encoding"):
        inspect_file(path)


def test_where_no_day_is_above_twelve_the_days_in_the_name_decide_which_comes_first(tmp_path: Path):
    rows = [meta_row("1", "4/9/2024 3:13", *CLEAN), meta_row("2", "11/9/2024 3:13", *CLEAN)]
    british = csv_file(tmp_path / "Sep-01-2024_Sep-30-2024_1.csv", META_HEADER, *rows)
    said = inspect_file(british)
    assert said["period"] == {"since": "2024-09-01", "until": "2024-10-01"}
    assert said["problems"] == ["Publish times were re-saved day first; they were read so."]
    american = csv_file(tmp_path / "Apr-01-2024_Nov-30-2024_1.csv", META_HEADER, *rows)
    assert inspect_file(american)["problems"] == []
    assert [post.published_at.month for post in posts(american)] == [4, 11]


def test_a_number_a_spreadsheet_made_a_date_of_is_unknown(tmp_path: Path):
    path = written(tmp_path, meta_row("1", "03/06/2026 01:00", "3.апр", *CLEAN[1:]))
    values = {row.field: row.value for row in parsed(path) if isinstance(row, Reading)}
    assert (values["Views"], values["Reach"]) == (None, 60)
    assert inspect_file(path)["problems"] == ["Views holds something that is not a number; it was taken as unknown."]


def test_the_real_file_re_saved_with_semicolons_or_wrapped_in_quotes_gives_the_same_totals(tmp_path: Path):
    path = real(META_FILE)
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.reader(lines))
    excel = csv_file(tmp_path / f"a_{META_FILE}", *rows, delimiter=";", bom=True)
    wrapped = csv_file(tmp_path / f"b_{META_FILE}", *([line(row)] for row in rows), quoting=csv.QUOTE_ALL)
    told = inspect_file(path)
    assert inspect_file(excel) == told and inspect_file(wrapped) == told


def line(row: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue().removesuffix("\n")


@pytest.mark.parametrize(
    "name", ["facebook_live_sellers.csv", "dataset_Facebook_500rows_comma.csv", "GBvideos_2017.csv"]
)
def test_a_research_data_set_of_a_platform_is_no_export_of_it(name: str):
    with pytest.raises(NotAnExport, match="no export taken here") as refused:
        inspect_file(real(name))
    assert "\n" not in str(refused.value)
