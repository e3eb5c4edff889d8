"""Meta Business Suite daily series: UTF-16, a title above each block, and of two blocks one is Instagram's."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.cells import open_file
from extractors.exports import family_of, meta_daily
from extractors.imports import BadImport, NotAnExport, import_file, inspect_file
from extractors.landing import Landing
from extractors.records import Reading
from tests.extractors.export_files import DOOR, NOON
from tests.extractors.meta_and_studio_files import PAGE, daily
from tests.extractors.test_imports import REGISTER

MARCH = [("2025-03-08T01:00:00", "3"), ("2025-03-09T00:00:00", "0"), ("2025-03-10T00:00:00", "5")]


def readings(path: Path) -> list[Reading]:
    file = meta_daily.screen(open_file(path), DOOR)
    return [row for row in meta_daily.parse(file, PAGE, NOON) if isinstance(row, Reading)]


def test_a_days_gain_is_a_reading_of_that_day_and_no_stock(tmp_path: Path):
    found = readings(daily(tmp_path / "Follows.csv", ("Facebook follows", MARCH)))
    assert [(row.value, row.period, row.period_start, row.period_end) for row in found] == [
        (3, "day", date(2025, 3, 8), date(2025, 3, 9)),
        (0, "day", date(2025, 3, 9), date(2025, 3, 10)),
        (5, "day", date(2025, 3, 10), date(2025, 3, 11)),
    ]
    assert {(row.subject_kind, row.subject_id, row.field) for row in found} == {("account", PAGE, "Facebook follows")}


def test_the_title_decides_and_instagrams_block_is_left_out_and_named(tmp_path: Path):
    path = daily(tmp_path / "Visits.csv", ("Facebook visits", MARCH), ("Instagram profile visits", MARCH))
    said = inspect_file(path)
    assert said["sums"] == {"Facebook visits": 8}
    assert said["rows"] == 6
    assert said["dropped"] == [
        {"reason": "a day of Instagram profile visits: Instagram is not a channel here", "rows": 3}
    ]
    assert said["columns_not_loaded"] == ["Instagram profile visits: Instagram is not a channel here"]
    assert said["period"] == {"since": "2025-03-08", "until": "2025-03-11"}


def test_a_file_named_visits_that_holds_instagram_is_refused(tmp_path: Path):
    path = daily(tmp_path / "Visits (1).csv", ("Instagram profile visits", MARCH))
    with pytest.raises(NotAnExport, match="Instagram is not a channel here; nothing was loaded"):
        inspect_file(path)


@pytest.mark.parametrize(("title", "field"), [
    ("Follows", "Facebook follows"), ("Facebook reach", "Facebook reach"), ("Views", "Facebook views"),
    ("Content interactions", "Facebook content interactions"), ("Link clicks", "Facebook link clicks"),
    ("Viewers", "Facebook viewers"),
])  # fmt: skip
def test_a_series_has_one_name_whether_or_not_the_title_says_facebook(title: str, field: str, tmp_path: Path):
    path = daily(tmp_path / "a.csv", (title, MARCH))
    assert {row.field for row in readings(path)} == {field}
    unnamed = f"The title {title} names no platform; it was taken for the page's."
    assert (unnamed in inspect_file(path)["problems"]) == (not title.startswith("Facebook"))


def test_of_two_blocks_of_one_title_neither_can_be_told_to_be_the_pages(tmp_path: Path):
    with pytest.raises(NotAnExport, match="stands twice, and neither says which platform"):
        inspect_file(daily(tmp_path / "Views.csv", ("Views", MARCH), ("Views", MARCH)))


def test_a_title_nobody_knows_is_refused_by_it(tmp_path: Path):
    with pytest.raises(NotAnExport, match="Besök: a series not known here"):
        inspect_file(daily(tmp_path / "a.csv", ("Besök", MARCH)))


def test_the_same_day_twice_and_what_is_no_number_are_said(tmp_path: Path):
    said = inspect_file(daily(tmp_path / "a.csv", ("Facebook follows", [*MARCH, MARCH[0], ("2025-03-12", "many")])))
    assert said["dropped"] == [{"reason": "the same day again", "rows": 1}]
    assert "Facebook follows holds something that is not a number; it was taken as unknown." in said["problems"]


def test_the_audience_file_is_refused_by_name_even_where_it_ends_with_a_series(tmp_path: Path):
    path = tmp_path / "Audience.csv"
    text = 'sep=,\n"Age & gender"\n"","Women","Men"\n"18-24","3.1%","2%"\n\n"Top towns/cities"\n"Harrowdale"\n"12%"\n\n'
    path.write_bytes(b"\xff\xfe" + (text + '"Follows"\n"Date","Primary"\n"2025-03-08","3"\n').encode("utf-16-le"))
    with pytest.raises(NotAnExport, match=r"Audience\.csv: a Meta audience export"):
        inspect_file(path)
    path.write_bytes(
        b"\xff\xfe" + 'sep=,\n"Follows"\n"Date","Primary"\n"2025-03-08","3"\n"Top cities"\n'.encode("utf-16-le")
    )
    assert not meta_daily.recognise(open_file(path))


def test_whose_it_is_must_be_told_for_the_file_would_look_the_same_of_any_page(tmp_path: Path):
    path = daily(tmp_path / "Follows.csv", ("Facebook follows", MARCH))
    assert inspect_file(path)["account"] == {"id": None, "how": "the file does not say"}
    landing = Landing(tmp_path / "landing")
    with pytest.raises(BadImport, match="does not say whose figures it holds; give the account"):
        import_file(path, organisation_id="harrowdale", landing=landing, accounts=REGISTER, door=DOOR, received_at=NOON)
    assert not landing.root.exists()


def test_days_land_as_a_series_and_posts_are_not_offered_rather_than_none(tmp_path: Path):
    landing = Landing(tmp_path / "landing")
    said = import_file(
        daily(tmp_path / "Follows.csv", ("Facebook follows", MARCH)), organisation_id="harrowdale", landing=landing,
        accounts=REGISTER, door=DOOR, received_at=NOON, account_id="harrowdalehospitals",
    )  # fmt: skip
    assert said["account"] == {"id": PAGE, "how": "given with the import"}
    rows = [row for batch in landing.batches(table="extracts") for row in pq.read_table(batch.path).to_pylist()]
    assert {row["subject"]: (row["outcome"], row["rows"], row["cause"]) for row in rows} == {
        "posts": ("not_offered", 0, meta_daily.NO_POSTS),
        "interactions": ("not_offered", 0, meta_daily.NO_INTERACTIONS),
        "series": ("ok", 3, None),
    }


def test_the_separator_is_the_one_the_first_line_states(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"\xff\xfe" + 'sep=;\r\n"Facebook follows, all"\r\n"Date";"Primary"\r\n'.encode("utf-16-le"))
    assert open_file(path).sheets[""] == [["Facebook follows, all"], ["Date", "Primary"]]


def test_it_is_told_from_every_other_family(tmp_path: Path):
    assert family_of(open_file(daily(tmp_path / "a", ("Facebook follows", MARCH)))) is meta_daily
