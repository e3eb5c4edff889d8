"""Facebook Insights post data of before 2022: SpreadsheetML 2003, its re-save as .xlsx, and the CSV variant."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors import workbook as reader
from extractors.cells import NotAnExport, open_file
from extractors.exports import Dropped, Remark, family_of, meta_insights
from extractors.imports import inspect_file
from extractors.records import Interaction, Post, Reading
from tests.extractors.export_files import DOOR, NOON, csv_file, workbook
from tests.extractors.meta_and_studio_files import (
    ABOUT,
    DESCRIBED,
    INSIGHTS,
    PAGE,
    SS,
    actions_row,
    insights,
    insights_row,
    spreadsheet_xml,
)

AUTUMN = "2020-09-22T07:07:36.000"
CLEAN = ("120", "100", "0", "200", "30", "25", "1500")


def parsed(path: Path) -> list[Post | Interaction | Reading | Dropped | Remark]:
    return list(meta_insights.parse(meta_insights.screen(open_file(path), DOOR), PAGE, NOON))


def values(path: Path, post_id: str) -> dict[str, float | None]:
    return {row.field: row.value for row in parsed(path) if isinstance(row, Reading) and row.subject_id == post_id}


def test_columns_of_one_name_are_told_apart_by_what_row_two_says(tmp_path: Path):
    path = insights(tmp_path / "a.xls", insights_row("1001001", AUTUMN, *CLEAN), actions=[actions_row("1001001", "2")])
    said = inspect_file(path)
    assert said["sums"] == {
        "Lifetime Post Total Reach": 120, "Lifetime Post Organic Reach": 100, "Lifetime Post Paid Reach": 0,
        "Lifetime Post Total Impressions": 200, "Lifetime Organic Video Views (Total Count)": 30,
        "Lifetime Organic Video Views (Unique Users)": 25, "Likes": 0, "Comments": 0, "Shares": 2,
    }  # fmt: skip
    assert said["columns_not_loaded"] == ["Lifetime Average time video viewed"]
    assert (said["rows"], said["posts"], said["account"]["id"]) == (1, 1, PAGE)


def test_without_descriptions_columns_of_one_name_are_loaded_by_no_name(tmp_path: Path):
    path = spreadsheet_xml(tmp_path / "a.xls", Key_Metrics=[INSIGHTS, insights_row("1001001", AUTUMN, *CLEAN)])
    said = inspect_file(path)
    assert "Lifetime Organic Video Views" in said["columns_not_loaded"]
    assert (
        "Lifetime Organic Video Views stands 2 times and no description tells them apart; none was loaded."
        in (said["problems"])
    )
    assert said["posts"] == 1


def test_in_the_sheet_of_actions_a_blank_is_nobody_and_no_row_is_unknown(tmp_path: Path):
    path = insights(
        tmp_path / "a.xls", insights_row("1001001", AUTUMN, *CLEAN), insights_row("1001002", AUTUMN, *CLEAN),
        actions=[actions_row("1001001", "", "7", "1")],
    )  # fmt: skip
    of_first, of_second = values(path, "1001001"), values(path, "1001002")
    assert (of_first["Shares"], of_first["Likes"], of_first["Comments"]) == (0, 7, 1)
    assert (of_second["Shares"], of_second["Likes"], of_second["Comments"]) == (None, None, None)


def test_without_the_sheet_of_actions_likes_comments_and_shares_are_unknown_and_it_is_said(tmp_path: Path):
    path = insights(tmp_path / "a.xls", insights_row("1001001", AUTUMN, *CLEAN))
    assert "Likes" not in values(path, "1001001")
    assert inspect_file(path)["problems"] == [
        "Lifetime Post Stories by action type is not in the file: likes, comments and shares are unknown."
    ]


def test_posted_is_pacific_and_the_id_is_what_follows_the_pages(tmp_path: Path):
    path = insights(tmp_path / "a.xls", insights_row("1001001", AUTUMN, *CLEAN, text="Open late @SomeOne #NHS"))
    (post,) = [row for row in parsed(path) if isinstance(row, Post)]
    assert (post.post_id, post.published_at) == ("1001001", datetime(2020, 9, 22, 14, 7, 36, tzinfo=UTC))
    assert (post.text, post.people_named, post.hashtags, post.media_kind) == ("Open late @… #NHS", 1, ("nhs",), "image")
    assert post.is_paid is None


def test_a_blank_count_is_unknown_and_a_paid_reach_says_that_it_was_paid_for(tmp_path: Path):
    path = insights(tmp_path / "a.xls", insights_row("1001001", AUTUMN, "120", "", "20"))
    assert values(path, "1001001")["Lifetime Post Organic Reach"] is None
    assert [row.is_paid for row in parsed(path) if isinstance(row, Post)] == [True]


def test_the_csv_variant_has_its_actions_as_columns_and_month_first_times(tmp_path: Path):
    actions = [f"Lifetime Post Stories by action type - {word}" for word in ("share", "like", "comment")]
    described = [*DESCRIBED, *["Lifetime: The number of stories created. (Total Count)"] * 3]
    row = [*insights_row("1001001", "10/1/2015 21:00", *CLEAN), "2", "", "1"]
    path = csv_file(tmp_path / "a.csv", [*INSIGHTS, *actions], described, row)
    assert inspect_file(path)["period"] == {"since": "2015-10-01", "until": "2015-10-02"}
    found = values(path, "1001001")
    assert (found["Shares"], found["Likes"], found["Comments"]) == (2, None, 1)
    assert inspect_file(path)["problems"] == []
    british = csv_file(tmp_path / "b.csv", INSIGHTS, DESCRIBED, insights_row("1", "22/09/2020 07:07", *CLEAN))
    assert inspect_file(british)["problems"][0] == "Times were re-saved day first; they were read so."


def test_a_re_save_as_xlsx_reads_the_same(tmp_path: Path):
    rows = [INSIGHTS, DESCRIBED, insights_row("1001001", AUTUMN, *CLEAN)]
    again = workbook(tmp_path / "a.xlsx", Key_Metrics=[list[str | float](row) for row in rows])
    assert inspect_file(again)["sums"] == inspect_file(insights(tmp_path / "a.xls", rows[2]))["sums"]


def test_damaged_ids_come_back_from_the_link_and_one_id_of_several_posts_is_of_none(tmp_path: Path):
    damaged = insights_row("306721234567890", AUTUMN, *CLEAN)
    damaged[0] = "3.0672E+14"
    lost = [*damaged[:1], "https://www.facebook.com/harrowdale/videos/55/", *damaged[2:]]
    twice = [[*insights_row("1001009", AUTUMN, *CLEAN)] for _ in range(2)]
    twice[1][1] = "https://www.facebook.com/harrowdale/posts/77"
    same = insights_row("1001010", AUTUMN, *CLEAN)
    path = insights(tmp_path / "a.xls", damaged, lost, *twice, same, same)
    said = inspect_file(path)
    assert said["posts"] == 2
    assert {each["reason"]: each["rows"] for each in said["dropped"]} == {
        "the post ID was damaged by a spreadsheet and is not in the link": 1,
        "one post ID for several posts, a spreadsheet rounded it": 2,
        "the same post again": 1,
    }


def test_other_sheets_are_listed_and_no_persons_words_are_kept_twice(tmp_path: Path):
    path = spreadsheet_xml(
        tmp_path / "a.xls",
        Key_Metrics=[INSIGHTS, DESCRIBED, insights_row("1001001", AUTUMN, *CLEAN)],
        Lifetime_Negative_Feedback=[ABOUT, actions_row("1001001")],
    )
    assert "sheet Lifetime Negative Feedback" in inspect_file(path)["columns_not_loaded"]
    assert list(meta_insights.screen(open_file(path), DOOR).sheets) == ["Key Metrics"]


def test_spaces_breaks_and_skipped_cells_come_through_the_xml(tmp_path: Path):
    words = "Open late & early\n<b>here</b>"
    path = insights(tmp_path / "a.xls", insights_row("1001001", AUTUMN, *CLEAN, text=words))
    (row,) = open_file(path).sheets["Key Metrics"][2:]
    assert (row[2], row[7], len(row)) == (words, " ", len(INSIGHTS))
    assert open_file(path).lines["Key Metrics"] == [1, 2, 3]


def test_a_comment_on_a_cell_is_not_what_the_cell_says_and_merged_cells_take_room(tmp_path: Path):
    cells = (
        '<Cell ss:MergeAcross="1"><Data ss:Type="String">one</Data><Comment><ss:Data>a remark</ss:Data></Comment></Cell>'
        '<Cell><Data ss:Type="String">three</Data></Cell>'
    )
    path = tmp_path / "a.xls"
    path.write_text(
        f'<?xml version="1.0"?><Workbook xmlns="{SS}" xmlns:ss="{SS}"><Worksheet ss:Name="S"><Table>'
        f'<Row ss:Index="4">{cells}</Row></Table></Worksheet></Workbook>'
    )
    assert open_file(path).sheets == {"S": [["one", "", "three"]]}
    assert open_file(path).lines == {"S": [4]}


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "billion laughs": (f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;", "declares a document type or entities"),
    "a file of this machine": ('<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/hostname">]>', "&f;", "document type"),
    "a far column": ("", '<Cell ss:Index="1000000000"><Data>1</Data></Cell>', "more than 1,000 columns"),
    "a negative column": ("", '<Cell ss:Index="minus"><Data>1</Data></Cell>', "cannot be opened"),
    "torn": ("", "<Cell><Data>1</Da", "cannot be opened"),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_xml_is_refused_in_one_line(kind: str, tmp_path: Path):
    before, cells, words = HOSTILE[kind]
    path = tmp_path / "insights.xls"
    path.write_text(
        f'<?xml version="1.0"?>\n{before}<Workbook xmlns="{SS}" xmlns:ss="{SS}"><Worksheet ss:Name="S"><Table>'
        f"<Row>{cells}</Row></Table></Worksheet></Workbook>"
    )
    with pytest.raises(NotAnExport, match=words) as refused:
        open_file(path)
    assert "\n" not in str(refused.value) and "insights.xls" in str(refused.value)


def test_xml_that_is_no_spreadsheet_is_refused_by_name(tmp_path: Path):
    path = tmp_path / "feed.xml"
    path.write_bytes(b'\xef\xbb\xbf<?xml version="1.0"?><rss><channel/></rss>')
    with pytest.raises(NotAnExport, match="XML that is no spreadsheet"):
        open_file(path)


def test_a_workbook_of_more_cells_than_any_export_is_refused_before_they_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(reader, "MOST_CELLS", 5)
    sheets = reader._Sheets()
    sheets.rows["S"] = []
    sheets.add("S", 1, ["a", "b", "c"])
    with pytest.raises(reader.Unreadable, match="no export is so large"):
        sheets.add("S", 2, ["a", "b", "c"])


def test_it_is_told_from_business_suite_content(tmp_path: Path):
    assert family_of(open_file(insights(tmp_path / "a.xls", insights_row("1", AUTUMN)))) is meta_insights
