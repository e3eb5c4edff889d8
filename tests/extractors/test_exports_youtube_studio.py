"""YouTube Studio: figures of the days chosen, which only the zip's name says, and what is cut, blank or translated."""

from __future__ import annotations

import struct
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extractors import archive
from extractors.cells import NotAnExport, open_file
from extractors.exports import Dropped, Remark, family_of, youtube_studio
from extractors.imports import BadImport, import_file, inspect_file
from extractors.landing import Landing
from extractors.records import Account, Interaction, Post, Reading
from tests.extractors.export_files import DOOR, NOON, workbook
from tests.extractors.meta_and_studio_files import (
    CHART,
    STUDIO,
    STUDIO_NAME,
    TOTALS,
    studio,
    table,
    total_row,
    video_row,
)

CHANNEL = "UCharrowdalehospitals000"
REGISTER = [
    Account("harrowdale", "youtube", CHANNEL, "Harrowdale Hospitals", "@harrowdalehospitals"),
    Account("harrowdale", "youtube", "UCharrowdalematernity00", "Harrowdale Maternity", "@harrowdalematernity"),
    Account("osmere", "youtube", "UCosmerepublichealth0000", "Osmere Public Health", "@osmerepublichealth"),
]
OLD, NEW = "Mar 15, 2025", "Jun 1, 2026"
ROWS = [
    total_row("150", "9.5", "12", "3", "2", "0"),
    video_row("abcdefghijk", OLD, "100", "6.25", "8", "2", "", "80", "900"),
    video_row("lmnopqrstuv", NEW, "40", "3.25", "4", "1", "2", "30", "100"),
]


def parsed(path: Path) -> list[Post | Interaction | Reading | Dropped | Remark]:
    return list(youtube_studio.parse(youtube_studio.screen(open_file(path), DOOR), CHANNEL, NOON))


def of_videos(path: Path) -> list[Reading]:
    return [row for row in parsed(path) if isinstance(row, Reading) and row.subject_kind == "post"]


def brought_in(path: Path, landing: Landing, **more: Any) -> dict[str, Any]:
    asked = {"organisation_id": "harrowdale", "accounts": REGISTER, "door": DOOR, "received_at": NOON} | more
    return import_file(path, landing=landing, **asked)


def outcomes(landing: Landing) -> dict[str, tuple[str, str | None]]:
    rows = [row for batch in landing.batches(table="extracts") for row in pq.read_table(batch.path).to_pylist()]
    return {row["subject"]: (row["outcome"], row["cause"]) for row in rows}


def test_figures_of_chosen_days_are_of_a_window_and_no_running_totals(tmp_path: Path):
    path = studio(tmp_path / STUDIO_NAME, ROWS)
    assert {(row.period, row.period_start, row.period_end) for row in of_videos(path)} == {
        ("window", date(2026, 5, 18), date(2026, 8, 16))
    }
    said = inspect_file(path)
    assert said["period"] == {"since": "2026-05-18", "until": "2026-08-16"}
    assert "Figures are of 2026-05-18 to 2026-08-15 only and no running totals." in said["problems"]


def test_two_exports_of_different_days_are_not_versions_of_one_another(tmp_path: Path):
    keys = [
        {
            tuple(getattr(row, name) for name in Reading.KEY)
            for row in of_videos(studio(tmp_path / f"Content {days} Harrowdale Hospitals.zip", ROWS))
        }
        for days in ("2026-05-18_2026-08-16", "2026-05-01_2026-08-16")
    ]
    assert keys[0] and keys[0] & keys[1] == set()


def test_days_that_begin_before_every_video_was_published_give_running_totals(tmp_path: Path):
    path = studio(tmp_path / "Content 2007-04-01_2026-08-16 Harrowdale Hospitals.zip", ROWS)
    assert {(row.period, row.period_start, row.period_end) for row in of_videos(path)} == {("lifetime", None, None)}
    assert inspect_file(path)["problems"][0].startswith("The days begin before every video of the file was published")
    on_the_day = studio(tmp_path / "Content 2025-03-15_2026-08-16 Harrowdale Hospitals.zip", ROWS)
    assert {row.period for row in of_videos(on_the_day)} == {"window"}  # in which zone that day was is not said


@pytest.mark.parametrize("name", ["Table data.csv", "download.zip"])
def test_without_the_days_no_figure_is_loaded_and_it_says_how_to_mend(name: str, tmp_path: Path):
    path = tmp_path / name
    if name.endswith("zip"):
        studio(path, ROWS)
    else:
        path.write_bytes(table(*ROWS))
    assert of_videos(path) == []
    said = inspect_file(path)
    assert (said["posts"], said["period"]) == (2, {"since": None, "until": None})
    assert "Views" in said["columns_not_loaded"] and "Views" not in said["sums"]
    assert said["problems"][0] == (
        "The file does not say which days its figures are of: they were left out; give the zip as YouTube named it, or "
        "put both days into the file's name (2026-05-18_2026-08-16)."
    )


def test_the_days_may_stand_in_a_loose_files_name_or_in_a_folder_of_the_zip(tmp_path: Path):
    loose = tmp_path / "Content 2026-05-18_2026-08-16.csv"
    loose.write_bytes(table(*ROWS))
    folder = studio(tmp_path / "download.zip", ROWS, folder="Content 2026-05-18_2026-08-16 Harrowdale Hospitals/")
    for path in (loose, folder):
        assert {row.period_start for row in of_videos(path)} == {date(2026, 5, 18)}


def test_days_that_do_not_fit_the_videos_are_not_believed(tmp_path: Path):
    path = studio(tmp_path / "Content 2025-01-01_2025-02-01 Harrowdale Hospitals.zip", ROWS)
    assert of_videos(path) == []
    assert inspect_file(path)["problems"][0].startswith("The days in the name do not fit the videos: they were left")


def test_the_last_day_is_in_only_if_something_is_of_it(tmp_path: Path):
    late = TOTALS + b"2026-08-16,4\n"
    path = studio(tmp_path / STUDIO_NAME, ROWS, **{"Totals.csv": late})
    assert inspect_file(path)["period"]["until"] == "2026-08-17"
    published = [*ROWS, video_row("wxyzabcdefg", "Aug 16, 2026", "1")]
    assert inspect_file(studio(tmp_path / STUDIO_NAME, published))["period"]["until"] == "2026-08-17"


def test_counts_are_loaded_rates_and_means_are_listed_and_a_blank_is_not_zero(tmp_path: Path):
    path = studio(tmp_path / STUDIO_NAME, ROWS)
    said = inspect_file(path)
    assert said["sums"] == {
        "Views": 140, "Watch time (hours)": 9.5, "Likes": 12, "Comments added": 3, "Shares": 2, "Unique viewers": 110,
        "Impressions": 1000, "Views (Totals)": 12,
    }  # fmt: skip
    assert said["columns_not_loaded"] == [
        "Duration", "Impressions click-through rate (%)", "Average view duration", "Chart data.csv",
    ]  # fmt: skip
    shares = {row.subject_id: row.value for row in of_videos(path) if row.field == "Shares"}
    assert shares == {"abcdefghijk": None, "lmnopqrstuv": 2}


def test_chart_data_is_of_the_videos_plotted_and_is_loaded_nowhere(tmp_path: Path):
    path = studio(tmp_path / STUDIO_NAME, ROWS)
    assert "900" not in str(sorted(row.value or 0 for row in of_videos(path) if row.field == "Views"))
    assert "Not loaded: Chart data.csv, where only the videos plotted are." in inspect_file(path)["problems"]
    loose = tmp_path / "Chart data.csv"
    loose.write_bytes(CHART)
    with pytest.raises(NotAnExport, match=r"a YouTube Studio Chart data\.csv, of the videos plotted only"):
        inspect_file(loose)


def test_the_total_is_the_channels_and_where_it_is_not_the_sum_it_says_so(tmp_path: Path):
    said = inspect_file(studio(tmp_path / STUDIO_NAME, ROWS))
    assert said["rows"] == 2 + 3
    assert "The channel's own Total is not the sum of the videos listed: Views 150 and 140." in said["problems"]


@pytest.mark.parametrize("word", ["Total", "Tổng"])
def test_the_total_row_is_no_video_in_any_language_and_may_be_missing(word: str, tmp_path: Path):
    for rows in ([total_row("150", word=word), *ROWS[1:]], ROWS[1:]):
        said = inspect_file(studio(tmp_path / STUDIO_NAME, rows))
        assert (said["posts"], said["dropped"]) == (2, [])


def test_totals_are_the_channels_days_and_a_leading_blank_is_unknown(tmp_path: Path):
    found = [row for row in parsed(studio(tmp_path / STUDIO_NAME, ROWS)) if isinstance(row, Reading)]
    days = [(row.period_start, row.value) for row in found if row.subject_kind == "account"]
    assert days == [(date(2026, 5, 18), None), (date(2026, 5, 19), 12), (date(2026, 5, 20), 0)]
    assert {(row.field, row.period) for row in found if row.subject_kind == "account"} == {("Views (Totals)", "day")}


def test_totals_alone_are_a_series_without_posts_and_their_channel_must_be_told(tmp_path: Path):
    path = tmp_path / "Totals.csv"
    path.write_bytes(TOTALS.replace(b"\n", b"\r\n").replace(b"2026-05-18", b"18-05-2026")
                     .replace(b"2026-05-19", b"19-05-2026").replace(b"2026-05-20", b"20-05-2026"))  # fmt: skip
    said = inspect_file(path)
    assert (said["sums"], said["period"]) == ({"Views (Totals)": 12}, {"since": "2026-05-18", "until": "2026-05-21"})
    landing = Landing(tmp_path / "landing")
    with pytest.raises(BadImport, match="does not say whose"):
        brought_in(path, landing)
    brought_in(path, landing, account_id=CHANNEL)
    assert outcomes(landing) == {
        "posts": ("not_offered", youtube_studio.NO_POSTS), "series": ("ok", None),
        "interactions": ("not_offered", youtube_studio.NO_INTERACTIONS),
    }  # fmt: skip


def test_a_loose_table_offers_no_series(tmp_path: Path):
    path = tmp_path / "Content 2026-05-18_2026-08-16 Harrowdale Hospitals.csv"
    path.write_bytes(table(*ROWS))
    landing = Landing(tmp_path / "landing")
    brought_in(path, landing)
    assert outcomes(landing)["series"] == ("not_offered", youtube_studio.NO_TOTALS)
    assert outcomes(landing)["posts"] == ("ok", None)


CUT = [[f"Showing top {n} results", *[""] * (len(STUDIO) - 1)] for n in (500,)]


@pytest.mark.parametrize("rows", [
    [*ROWS, *CUT], [*ROWS, ["Mostrando los 500 resultados principales"]],
    [video_row(f"video{n:06}", OLD, "1") for n in range(498)],
])  # fmt: skip
def test_a_cut_export_is_said_to_be_incomplete_and_its_days_are_not_wholly_read(rows: list[list[str]], tmp_path: Path):
    path = studio(tmp_path / STUDIO_NAME, rows)
    videos = 498 if len(rows) == 498 else 2
    said = f"YouTube lists at most 500 videos and the file has {videos}: smaller ones are missing."
    assert said in inspect_file(path)["problems"] and inspect_file(path)["posts"] == videos
    landing = Landing(tmp_path / "landing")
    brought_in(path, landing)
    assert outcomes(landing)["posts"] == ("partial", said)


def test_without_the_days_nothing_is_said_to_be_covered(tmp_path: Path):
    path = tmp_path / "Table data.csv"
    path.write_bytes(table(*ROWS))
    landing = Landing(tmp_path / "landing")
    brought_in(path, landing, account_id=CHANNEL)
    outcome, cause = outcomes(landing)["posts"]
    assert (outcome, str(cause)[:41]) == ("partial", "The file does not say which days it is of")


def test_an_id_that_begins_with_a_hyphen_is_one_id_with_and_without_the_space(tmp_path: Path):
    rows = [video_row(" -GhQQTIylYY", OLD, "1"), video_row("-6UJPIo1uW0", OLD, "2"), video_row("-GhQQTIylYY", OLD, "1")]
    said = parsed(studio(tmp_path / STUDIO_NAME, rows))
    assert [row.post_id for row in said if isinstance(row, Post)] == ["-GhQQTIylYY", "-6UJPIo1uW0"]
    assert [row for row in said if isinstance(row, Dropped)] == [Dropped("the same video again")]


def test_what_has_no_day_or_no_id_is_counted_and_left_out(tmp_path: Path):
    rows = [*ROWS, video_row("blankblankb", "", "5"), video_row("#NAME?", OLD, "5")]
    assert inspect_file(studio(tmp_path / STUDIO_NAME, rows))["dropped"] == [
        {"reason": "the video has no publish time", "rows": 1},
        {"reason": "no video id can be read in the row", "rows": 1},
    ]


def test_a_video_is_a_post_on_its_day_in_london_and_in_california(tmp_path: Path):
    rows = [video_row("abcdefghijk", OLD, title="Our walk with @someone_else #NHS")]
    (post,) = [row for row in parsed(studio(tmp_path / STUDIO_NAME, rows)) if isinstance(row, Post)]
    assert post.published_at == datetime(2025, 3, 15, 12, tzinfo=UTC)
    assert (post.text, post.people_named, post.hashtags) == ("Our walk with @… #NHS", 1, ("nhs",))
    assert (post.permalink, post.kind) == ("https://www.youtube.com/watch?v=abcdefghijk", "original")


def test_a_video_of_the_very_morning_was_not_looked_at_before_it_was_published(tmp_path: Path):
    morning = datetime(2026, 8, 15, 9, tzinfo=UTC)
    file = open_file(studio(tmp_path / STUDIO_NAME, [video_row("abcdefghijk", "Aug 15, 2026", "1")]))
    said = [row for row in youtube_studio.parse(file, CHANNEL, morning) if isinstance(row, Post)]
    assert [row.published_at for row in said] == [morning]


def test_the_names_of_2026_09_are_those_of_before(tmp_path: Path):
    header = [{"Impressions": "Thumbnail impressions",
               "Impressions click-through rate (%)": "Thumbnail click-through rate (%)"}.get(n, n) for n in STUDIO]  # fmt: skip
    path = studio(tmp_path / STUDIO_NAME, [], **{"Table data.csv": table(*ROWS, header=header)})
    said = inspect_file(path)
    assert said["sums"]["Impressions"] == 1000
    assert "Thumbnail click-through rate (%)" in said["columns_not_loaded"]


def test_the_oldest_files_have_no_duration_and_the_metrics_are_in_any_order(tmp_path: Path):
    header = [*STUDIO[:3], "Shares", "Views"]
    rows = [["abcdefghijk", "A walk", OLD, "2", "100"]]
    path = studio(tmp_path / STUDIO_NAME, [], **{"Table data.csv": table(*rows, header=header)})
    assert {row.field: row.value for row in of_videos(path)} == {"Shares": 2, "Views": 100}


def test_a_translated_file_is_known_by_its_ids_and_days_and_only_certain_names_are_loaded(tmp_path: Path):
    header = ["Contenido", "Título del vídeo", "Hora de publicación del vídeo", "Visualizaciones", "Impresiones",
              "Porcentaje de clics de las impresiones (%)", "Suscriptores"]  # fmt: skip
    rows = [["Total", "", "", "150", "1000", "4.1", "3"], ["abcdefghijk", "Un paseo", OLD, "100", "900", "4.2", "2"],
            [" -GhQQTIylYY", "Otro", NEW, "40", "100", "4.0", "1"]]  # fmt: skip
    path = studio(tmp_path / STUDIO_NAME, [], **{"Table data.csv": table(*rows, header=header),
                                                 "Totals.csv": b"Fecha,Visualizaciones\n2026-05-19,7\n"})  # fmt: skip
    said = inspect_file(path)
    assert said["sums"] == {"Views": 140, "Impressions": 1000, "Views (Totals)": 7}
    assert said["columns_not_loaded"][:2] == ["Porcentaje de clics de las impresiones (%)", "Suscriptores"]
    assert said["vintage"].startswith("youtube-studio-translated ")


@pytest.mark.parametrize("header", ["Cities", "Viewer age", "Subscription status", "Traffic source"])
def test_every_other_dimension_is_refused_by_name(header: str, tmp_path: Path):
    body = table(["Total", "10", "1"], ["13–17 years", "10", "1"], header=[header, "Views", "Watch time (hours)"])
    loose = tmp_path / "Table data.csv"
    loose.write_bytes(body)
    for path in (loose, studio(tmp_path / "Cities 2026-05-18_2026-08-16 H.zip", [], **{"Table data.csv": body})):
        with pytest.raises(NotAnExport, match="YouTube Studio export by another dimension: choose Content"):
            inspect_file(path)


def test_the_channel_is_the_registers_of_that_name_and_another_is_refused(tmp_path: Path):
    landing = Landing(tmp_path / "landing")
    said = inspect_file(studio(tmp_path / STUDIO_NAME, ROWS))
    assert said["account"] == {"id": None, "how": "the file's name says Harrowdale Hospitals"}
    said = brought_in(tmp_path / STUDIO_NAME, landing)
    assert said["account"] == {"id": CHANNEL, "how": "the channel's name in the file's name"}
    copy = studio(tmp_path / STUDIO_NAME.replace(".zip", " (1).zip"), ROWS)
    assert brought_in(copy, landing)["account_id"] == CHANNEL
    with pytest.raises(
        BadImport, match="is of Harrowdale Hospitals, account UCharrowdalehospitals000, not of UCharrow"
    ):
        brought_in(copy, landing, account_id="UCharrowdalematernity00")
    for organisation in ("harrowdale", "osmere"):
        with pytest.raises(BadImport, match=r"no account of .* is called Somebody Else; give the account"):
            path = studio(tmp_path / "Content 2026-05-18_2026-08-16 Somebody Else.zip", ROWS)
            brought_in(path, landing, organisation_id=organisation)
    assert brought_in(path, landing, organisation_id="some-body")["account_id"] == "Somebody Else"


def a_zip(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in members.items():
            file.writestr(name, body)
    return path


def refused(path: Path) -> str:
    with pytest.raises(NotAnExport) as said:
        open_file(path)
    assert "\n" not in str(said.value) and str(said.value).startswith(path.name)
    return str(said.value)


def test_a_bomb_a_nest_and_a_crowd_are_refused_in_one_line(tmp_path: Path):
    path = tmp_path / "a.zip"
    body = table(*ROWS)
    assert "grows more than 200 times" in refused(a_zip(path, **{"Table data.csv": bytes(8 << 20)}))
    inner = a_zip(tmp_path / "inner.zip", a=b"1").read_bytes()
    assert "within a zip archive" in refused(a_zip(path, **{"Table data.csv": body, "more.csv": inner}))
    assert "more than 20 files" in refused(a_zip(path, **{f"{n}.csv": body for n in range(21)}))
    assert "several exports" in refused(a_zip(path, **{"a/Table data.csv": body, "b/Table data.csv": body}))
    assert "nor YouTube Studio's" in refused(a_zip(path, **{"content.csv": body}))


def test_what_a_system_leaves_in_an_archive_is_not_an_export(tmp_path: Path):
    clutter = {"__MACOSX/._Table data.csv": b"\x00\x05", ".DS_Store": b"\x00\x01"}
    assert inspect_file(studio(tmp_path / STUDIO_NAME, ROWS, **clutter))["posts"] == 2


def test_the_bounds_on_size_and_entries_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = a_zip(tmp_path / "a.zip", **{"Table data.csv": table(*ROWS)})
    monkeypatch.setattr(archive, "MOST_EXPANDED", 100)
    assert "grows beyond" in refused(path)
    monkeypatch.setattr(archive, "MOST_ENTRIES", 0)
    assert "more than 20 files" in refused(path)


def test_a_password_a_lie_about_the_size_and_a_torn_archive_are_refused(tmp_path: Path):
    path = a_zip(tmp_path / "a.zip", **{"Table data.csv": table(*ROWS)})
    whole = path.read_bytes()
    listing = whole.index(b"PK\x01\x02")
    path.write_bytes(whole[: listing + 8] + b"\x01\x00" + whole[listing + 10 :])
    assert "with a password" in refused(path)
    path.write_bytes(whole[: listing + 24] + struct.pack("<I", 10) + whole[listing + 28 :])
    assert "cannot be opened" in refused(path)
    path.write_bytes(whole[:60] + b"\xff" * 40 + whole[100:])
    assert "cannot be opened" in refused(path)


def test_it_is_told_from_every_other_family_and_a_workbook_stays_one(tmp_path: Path):
    assert family_of(open_file(studio(tmp_path / STUDIO_NAME, ROWS))) is youtube_studio
    again = workbook(
        tmp_path / "Content 2026-05-18_2026-08-16.xlsx", Sheet1=[list[str | float](r) for r in [STUDIO, *ROWS]]
    )
    assert inspect_file(again)["sums"]["Views"] == 140
