"""Three real export files, from the command line to the board file: their own totals, and what they cannot say."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.conftest import shared
from tests.the_line import Line

ORGANISATION = "real-files"
FILES = {
    "x": "exports/account_analytics_content_2025-11-16_2026-02-13.csv",
    "linkedin": "exports/pro-efficient-data-entry_content_1742193384396.xls",
    "facebook": "exports/mbs_Feb-01-2025_Mar-15-2025_613168031534769.csv",
}


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    line = Line(tmp_path_factory.mktemp("files"), "http://127.0.0.1:1")  # no sandbox: nothing may ask for one
    paths = [str(shared(file)) for file in FILES.values()]
    line.run("-m", "extractors", "import", *paths, "--organisation", ORGANISATION)
    line.check_and_load()
    line.build()
    return line


def own_rows(platform: str) -> list[dict[str, str]]:
    """Read a CSV export as a spreadsheet would, without any code of ours."""
    with shared(FILES[platform]).open(newline="", encoding="utf-8-sig") as lines:
        return list(csv.DictReader(lines))


def test_every_post_of_the_files_is_on_the_board_and_ghosts_are_counted_and_named(line: Line) -> None:
    counted = line.board(
        "select platform, count(*) from posts where organisation_id = ? group by platform", ORGANISATION
    )
    ghosts = [row for row in own_rows("x") if row["ポストのリンク"].endswith("/status/undefined")]
    assert len(ghosts) == 30
    assert dict(counted) == {"x": len(own_rows("x")) - 30, "linkedin": 8, "facebook": len(own_rows("facebook"))}
    ((dropped, why),) = line.board("select dropped, dropped_why from files where platform = 'x'")
    assert dropped == 30 and "undefined" in why and why.endswith(": 30")


def test_the_sums_on_the_board_are_the_files_own(line: Line) -> None:
    ((views, reactions, comments, shares, saves),) = line.board(
        """select sum(views), sum(reactions), sum(comments), sum(shares), sum(saves)
        from posts where organisation_id = ? and platform = 'x'""",
        ORGANISATION,
    )
    names = ("インプレッション数", "いいね", "返信", "リポスト", "ブックマーク")
    rows = own_rows("x")
    assert [views, reactions, comments, shares, saves] == [sum(int(row[name]) for row in rows) for name in names]
    ((reach,),) = line.board("select sum(reach) from posts where platform = 'facebook'")
    assert reach == sum(int(row["Reach"]) for row in own_rows("facebook"))


def test_views_that_meta_wrote_as_zero_beside_people_reached_are_unknown(line: Line) -> None:
    assert {row["Views"] for row in own_rows("facebook")} == {"0"}
    assert line.board("select count(views) from posts where platform = 'facebook'") == [(0,)]


def test_replies_and_inbound_are_not_measurable_and_the_figure_says_why(line: Line) -> None:
    rows = line.board(
        """select distinct slice, state, value, reason from figures
        where organisation_id = ? and kpi_id in ('RS-ANSWERED', 'RS-STANDARD') and slice_kind = 'platform'""",
        ORGANISATION,
    )
    by_platform = {slice_of: (state, value) for slice_of, state, value, _ in rows if state != "not_measurable"}
    months_before = {slice_of: reason for slice_of, _, _, reason in rows if "opened on" in reason}
    assert by_platform == {}
    assert all("cannot be measured" in reason or slice_of in months_before for slice_of, _, _, reason in rows)
    assert {slice_of for slice_of, *_ in rows} == {"x", "linkedin", "facebook"}


def test_an_organisation_without_a_strategy_is_told_so(line: Line) -> None:
    rows = line.board(
        "select distinct state, reason from figures where organisation_id = ? and kpi_id = 'AL-MAPPED'", ORGANISATION
    )
    assert {state for state, _ in rows} == {"not_measurable"}
    assert "objectives.csv" in rows[0][1]


def test_real_files_are_not_called_sandbox_data(line: Line) -> None:
    assert line.board("select is_sandbox from organisations where organisation_id = ?", ORGANISATION) == [(False,)]
    assert line.board("select is_sandbox from build") == [(False,)]


def test_no_handle_of_a_person_named_in_the_files_is_on_the_disk(line: Line) -> None:
    named = {word.strip("@:,.") for row in own_rows("x") for word in row["ポスト本文"].split() if word.startswith("@")}
    plain = sorted(name for name in named if name.isascii() and len(name) > 6)
    assert len(plain) > 100
    texts = "\n".join(text for (text,) in line.board("select text from posts where platform = 'x'"))
    assert [name for name in plain if f"@{name}" in texts] == []


def test_a_file_that_is_no_export_gets_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    line = Line(tmp_path / "home", "http://127.0.0.1:1")
    stranger = tmp_path / "notes.csv"
    stranger.write_text("a,b\n1,2\n")
    with pytest.raises(AssertionError, match="ended with 2") as said:
        line.run("-m", "extractors", "import", str(stranger), "--organisation", ORGANISATION)
    assert "Traceback" not in str(said.value) and "notes.csv" in str(said.value)
    assert [path for path in line.home.rglob("*") if path.is_file() and path.name != "accounts.csv"] == []
