"""LinkedIn followers and visitors: workbooks with the sheets, words and traps of the real ones (as .xlsx)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from extractors.cells import NotAnExport, open_file
from extractors.exports import Dropped, Remark, linkedin_audience
from extractors.imports import inspect_file
from extractors.records import Post, Reading
from tests.extractors.export_files import DOOR, FOLLOWER_DAYS, NOON, VISITOR_DAYS, mapped, workbook

NAME = "harrowdale-hospitals_followers_1772700000000.xls"
DAY = ["03/02/2026", 1.0, 4.0, 0.0, 5.0]
SIZES = ["1", "2-10", "11-50", "51-200", "201-500", "501-1000", "1001-5000", "5001-10,000", "10,001+", "Myself Only"]


def parsed(path: Path) -> list[Post | Reading | Dropped | Remark]:
    return list(linkedin_audience.parse(linkedin_audience.screen(open_file(path), DOOR), "90210123", NOON))


def readings(path: Path) -> list[Reading]:
    return [row for row in parsed(path) if isinstance(row, Reading)]


def groups(path: Path, dimension: str) -> dict[str, float | None]:
    return {row.dimension_value: row.value for row in readings(path) if row.dimension == dimension}


def sizes(path: Path, *cells: str | float) -> list[str]:
    rows = [[cell, 1.0] for cell in cells]
    sheet = [["Company size", "Total followers"], *rows]
    return list(groups(workbook(path, New_followers=[FOLLOWER_DAYS, DAY], Company_size=sheet), "company size"))


def test_total_followers_is_the_days_gain_and_a_loss_is_no_error(tmp_path: Path):
    path = workbook(tmp_path / NAME, New_followers=[FOLLOWER_DAYS, DAY, ["03/03/2026", 0.0, -1.0, 0.0, -1.0]])
    gains = {row.period_start: row.value for row in readings(path) if row.field == "New followers: Total followers"}
    assert gains == {date(2026, 3, 2): 5.0, date(2026, 3, 3): -1.0}
    assert {(row.period, row.subject_kind, row.dimension) for row in readings(path)} == {("day", "account", "")}
    said = inspect_file(path)
    assert said["sums"] == {
        "New followers: Sponsored followers": 1, "New followers: Organic followers": 3,
        "New followers: Auto-invited followers": 0, "New followers: Total followers": 4,
    }  # fmt: skip
    assert (said["posts"], said["problems"], said["account"]["id"]) == (0, [], "harrowdale-hospitals")
    assert said["period"] == {"since": "2026-03-02", "until": "2026-03-04"}
    assert said["vintage"].startswith("linkedin-followers-2021 ")
    assert linkedin_audience.facts(open_file(path)).seen_at == datetime.fromtimestamp(1772700000, UTC)


def test_groups_are_of_all_time_and_stand_beside_the_days_under_another_field(tmp_path: Path):
    path = workbook(
        tmp_path / NAME,
        New_followers=[FOLLOWER_DAYS, DAY],
        Location=[["Location", "Total followers"], ["Harrowdale Area", 210.0], ["Osmere Area", 12.0]],
        Seniority=[["Seniority", "Total followers"], ["Senior", 90.0]],
    )
    assert groups(path, "location") == {"Harrowdale Area": 210.0, "Osmere Area": 12.0}
    (senior,) = [row for row in readings(path) if row.dimension == "seniority"]
    assert (senior.field, senior.period, senior.period_start, senior.dimension_value, senior.value) == (
        "Total followers", "lifetime", None, "Senior", 90.0,
    )  # fmt: skip
    assert inspect_file(path)["rows"] == 4


def test_visitors_give_every_section_of_the_page_by_day(tmp_path: Path):
    assert len(VISITOR_DAYS) == 25
    path = workbook(
        tmp_path / "harrowdale-hospitals_visitors_1772700000000.xls",
        Visitor_metrics=[VISITOR_DAYS, ["03/02/2026", *map(float, range(24))]],
        Industry=[["Industry", "Total views"], ["Hospitals", 33.0]],
    )
    said = inspect_file(path)
    assert said["sums"] == {name: i for i, name in enumerate(VISITOR_DAYS[1:])} | {"Total views": 33}
    assert said["vintage"].startswith("linkedin-visitors-2021 ")
    assert (said["account"]["id"], said["columns_not_loaded"]) == ("harrowdale-hospitals", [])
    assert groups(path, "industry") == {"Hospitals": 33.0}


def test_company_sizes_stay_and_those_a_spreadsheet_took_for_dates_are_turned_back(tmp_path: Path):
    assert sizes(tmp_path / "a", *SIZES) == SIZES
    us, uk, november = (
        (day - date(1899, 12, 30)).days for day in (date(2026, 2, 10), date(2026, 10, 2), date(1950, 11, 1))
    )
    for pair in ((float(us), float(november)), (float(uk), "Nov-50"), ("10-Feb", "1950-11-01"), ("02-Oct", "Nov-1950")):
        assert sizes(tmp_path / "b", *pair) == ["2-10", "11-50"]
    assert (
        "A company size that a spreadsheet turned into a date was turned back. (2 times)"
        in (inspect_file(tmp_path / "b")["problems"])
    )


def test_only_company_sizes_are_turned_back(tmp_path: Path):
    path = workbook(tmp_path / "a", New_followers=[FOLLOWER_DAYS, DAY],
                    Location=[["Location", "Total followers"], ["2-Oct", 1.0]])  # fmt: skip
    assert list(groups(path, "location")) == ["2-Oct"]


def test_days_are_month_first_serial_numbers_or_proven_day_first(tmp_path: Path):
    serial = float((date(2026, 3, 3) - date(1899, 12, 30)).days)
    path = workbook(tmp_path / "a", New_followers=[FOLLOWER_DAYS, DAY, [serial, *DAY[1:]]])
    assert [row.period_start for row in readings(path)][::4] == [date(2026, 3, 2), date(2026, 3, 3)]
    turned = workbook(tmp_path / "b", New_followers=[FOLLOWER_DAYS, DAY, ["14/03/2026", *DAY[1:]]])
    assert [row.period_start for row in readings(turned)][::4] == [date(2026, 2, 3), date(2026, 3, 14)]
    assert inspect_file(turned)["problems"] == ["Dates were re-saved day first; they were read so."]
    mixed = workbook(tmp_path / "c", New_followers=[FOLLOWER_DAYS, ["03/14/2026", *DAY[1:]], ["14/03/2026", *DAY[1:]]])
    with pytest.raises(NotAnExport, match="two orders"):
        inspect_file(mixed)


def test_what_cannot_be_read_is_counted_and_a_word_is_unknown(tmp_path: Path):
    path = workbook(
        tmp_path / "a",
        New_followers=[
            FOLLOWER_DAYS,
            ["03/02/2026", "few", 4.0, "", 5.0],
            DAY,
            ["soon", *DAY[1:]],
            [12345.0, *DAY[1:]],
            ["12/31/9999", *DAY[1:]],
        ],
        Industry=[["Industry", "Total followers"], ["Hospitals", 3.0], ["Hospitals", 4.0], ["", 5.0]],
    )
    said = inspect_file(path)
    assert {row["reason"]: row["rows"] for row in said["dropped"]} == {
        "the same day again": 1, "a daily row without a date": 3, "the same group again": 1, "a group without a name": 1,
    }  # fmt: skip
    assert said["sums"]["New followers: Sponsored followers"] is None
    assert said["sums"]["New followers: Auto-invited followers"] is None
    assert said["problems"] == [
        "New followers: Sponsored followers holds something that is not a number; it was taken as unknown."
    ]


def test_other_sheets_are_named_and_do_not_pass_the_door(tmp_path: Path):
    path = workbook(tmp_path / "a", New_followers=[FOLLOWER_DAYS, DAY], Notes=[["Made Up Person said so"]])
    assert inspect_file(path)["columns_not_loaded"] == ["sheet Notes"]
    assert "Made Up" not in str(linkedin_audience.screen(open_file(path), DOOR).sheets)


def test_a_sheet_of_groups_under_other_headers_is_named_and_not_loaded(tmp_path: Path):
    sheets = [["Country", "Total followers", "Location"], ["Osmere", 1.0, "Osmere Area"]]
    path = workbook(tmp_path / "a", New_followers=[FOLLOWER_DAYS, DAY], Location=sheets)
    assert groups(path, "location") == {}
    assert inspect_file(path)["columns_not_loaded"] == ["sheet Location"]


def test_a_sheet_of_that_name_without_its_columns_is_not_taken(tmp_path: Path):
    assert not linkedin_audience.recognise(open_file(workbook(tmp_path / "a", New_followers=[["Date", "Name"], DAY])))


def test_every_count_of_both_workbooks_has_a_name_of_ours():
    gains = {"New followers: " + name for name in FOLLOWER_DAYS[1:]}
    assert {*gains, *VISITOR_DAYS[1:], "Total followers", "Total views"} - mapped("linkedin") == set()
