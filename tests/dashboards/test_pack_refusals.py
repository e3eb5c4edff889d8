"""The pack fails closed: a stale or incomplete input stops it, with cause and next step, unless a person says why not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from dashboards import __main__ as door
from dashboards import editions, reads, wording_pack
from dashboards.pack import cover, inputs, make
from dashboards.pack.parts import texts
from dashboards.snapshot import open_board
from tests.dashboards import packs

REASON, WHO = "The channel is being closed & the board knows", "Chief Executive"


@pytest.fixture(scope="module")
def stale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with a failed account and figures that are missing for want of it."""
    return packs.freeze(tmp_path_factory.mktemp("stale"))


@pytest.fixture
def edition(stale: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    monkeypatch.setenv("LOS_TODAY", "2026-11-17")
    return Path(shutil.copytree(stale, tmp_path / "editions" / "2026-10"))


def holes(folder: Path, more: str) -> list[str]:
    edition = packs.freeze(folder, packs.FRESH + more)
    return inputs.holes(open_board(edition / "board.duckdb"), "harrowdale", packs.OCTOBER)


def test_a_failed_account_and_its_missing_figures_stop_the_pack(
    edition: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in edition.iterdir()}
    assert door.main(["pack", "2026-10"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert said[0] == f"Not rendered: {len(said) - 1} stale or incomplete" and len(said) > 2
    assert any(
        line.startswith("YouTube, Harrowdale Hospitals: last attempt failed. Cause: The token expired") for line in said
    )
    assert any(
        line.startswith("No figure for ")
        and "(YouTube). Cause: The account was not read" in line.replace(": the", ": The")
        for line in said
    )
    assert all("Cause: " in line and "Next step: " in line for line in said[1:])
    assert {path.name: path.read_bytes() for path in edition.iterdir()} == before


def test_what_was_switched_off_by_decision_stops_nothing(tmp_path: Path) -> None:
    edition = packs.freeze(tmp_path, packs.FRESH)
    board = open_board(edition / "board.duckdb")
    assert [row["freshness"] for row in reads.accounts_not_fresh(board, "harrowdale")] == ["off"]
    assert inputs.holes(board, "harrowdale", packs.OCTOBER) == []


@pytest.mark.parametrize(
    ("more", "begins"),
    [
        (
            "update accounts set freshness = 'stale', reason = 'Nothing read for the days after 9 November 2026' where account_id = '112'",
            "Facebook, Harrowdale Hospitals: out of date. Cause: Nothing read for the days after 9 November 2026. Next step: extract",
        ),
        (
            "update accounts set freshness = 'never', reason = null where account_id = '112'",
            "Facebook, Harrowdale Hospitals: never read. Cause: not recorded. Next step: give its secret",
        ),
        (
            "update extracts set outcome = 'refused', cause = 'Views fell by half', next_step = 'Look at the quarantine'"
            " where is_latest and account_id = '112' and subject = 'posts'",
            "Facebook, Harrowdale Hospitals: posts refused by a check. Cause: Views fell by half. Next step: Look at the quarantine.",
        ),
        (
            "update figures set state = 'missing', value = null, reason = 'No hours were handed in' where organisation_id = 'harrowdale'"
            " and kpi_id = 'AL-MAPPED' and slice_kind = 'organisation' and period = date '2026-10-01'",
            "No figure for Activity tied to an objective. Cause: No hours were handed in. Next step: collect",
        ),
    ],
)  # fmt: skip
def test_each_input_that_is_not_whole_is_named(tmp_path: Path, more: str, begins: str) -> None:
    (found,) = holes(tmp_path, more)
    assert found.startswith(begins)


def test_a_stale_platform_blocks_the_pack_and_never_the_other_platforms(tmp_path: Path) -> None:
    """One account stops the pack, by name; the month is frozen all the same, with every other platform's figures as they were."""
    stale = "update accounts set freshness = 'stale', reason = 'Nothing read since' where account_id = '112';"
    missing = f"""{stale}
        update figures set state = 'missing', value = null, numerator = null, denominator = null, reason = 'Nothing read since'
        where organisation_id = 'harrowdale' and slice_kind = 'platform' and slice = 'facebook' and period = date '2026-10-01'"""
    sql = """select kpi_id, slice, state, value, words from board.figures where organisation_id = 'harrowdale'
        and slice_kind = 'platform' and slice <> 'facebook' and period = date '2026-10-01' order by all"""
    for name in ("whole", "stale"):
        (tmp_path / name).mkdir()
    whole, one_stale = (packs.freeze(tmp_path / name, packs.FRESH + more) for name, more in
                        (("whole", ""), ("stale", missing)))  # fmt: skip
    with pytest.raises(make.NotRendered) as refused:
        make.make(one_stale, made_at=packs.AT)
    first, *holes = str(refused.value).splitlines()
    assert first.startswith(str(len(holes))) and len(holes) > 1
    assert all("Facebook" in hole for hole in holes), holes
    others = open_board(one_stale / "board.duckdb").execute(sql).fetchall()
    assert others == open_board(whole / "board.duckdb").execute(sql).fetchall()
    assert {"x", "linkedin"} & {row[1] for row in others if row[2] == "measured"}
    assert make.make(whole, made_at=packs.AT)["files"]


def test_another_organisation_or_month_that_is_not_whole_stops_nothing(tmp_path: Path) -> None:
    more = """
        update accounts set freshness = 'failed' where organisation_id = 'osmere';
        update figures set state = 'missing', value = null where organisation_id = 'harrowdale' and period = date '2026-08-01'"""
    assert holes(tmp_path, more) == []


def test_an_override_is_printed_on_page_one_and_kept(edition: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert door.main(["pack", "2026-10", "--override", REASON, "--by", WHO]) == 0
    assert len(json.loads(capsys.readouterr().out)["holes"]) > 1
    said = "stale or incomplete. Decided by: Chief Executive, 17 November 2026 06:00 UTC. Reason: " + REASON
    page = packs.sheets((edition / "pack.pdf").read_bytes())[0]
    assert packs.squeezed(said) in packs.squeezed(page)
    assert packs.squeezed(
        "YouTube, Harrowdale Hospitals: last attempt failed. Cause: The token expired"
    ) in packs.squeezed(page)
    html = (edition / "pack.html").read_text(encoding="utf-8")
    summary = html.split('id="page-1"')[1].split("</section>")[0]
    assert said.replace("&", "&amp;") in summary
    kept = json.loads((edition / "manifest.json").read_text())["packs"]["pack"]["override"]
    assert kept == {"reason": REASON, "by": WHO, "at": "2026-11-17T06:00:00+00:00"}
    assert door.main(["verify", "2026-10"]) == 0


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["--override", "because"], "an override takes who and why"),
        (["--override", "  ", "--by", WHO], "an override takes who and why"),
        (["--by", WHO], "--by goes with --override"),
        (
            ["--organisation", "nobody"],
            "there is no organisation 'nobody' in the edition; there are harrowdale, marrick, osmere",
        ),
    ],
)
def test_an_override_takes_a_person_and_a_reason(
    edition: Path, words: list[str], why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main(["pack", "2026-10", *words]) == 2
    assert f"Not rendered: {why}" in capsys.readouterr().err
    assert not (edition / "pack.pdf").exists()


def test_where_nothing_is_stale_there_is_nothing_to_override(tmp_path: Path) -> None:
    edition = packs.freeze(tmp_path, packs.FRESH)
    with pytest.raises(make.NotRendered, match="nothing to override"):
        make.make(edition, override={"by": WHO, "reason": REASON}, made_at=packs.AT)


def test_a_month_that_is_not_frozen_has_no_pack(edition: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert door.main(["pack", "2026-09"]) == 2
    assert "Not rendered: 2026-09 is not frozen: python -m dashboards freeze 2026-09" in capsys.readouterr().err
    assert door.main(["pack", "September"]) == 2
    assert "is no month" in capsys.readouterr().err


def test_an_edition_that_was_touched_has_no_pack_whoever_says_so(edition: Path) -> None:
    path = edition / "figures.csv"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(make.NotRendered, match=r"not as it was frozen: figures\.csv: was changed"):
        make.make(edition, override={"by": WHO, "reason": REASON}, made_at=packs.AT)


def test_a_narrative_of_more_than_200_words_is_refused_with_its_count(tmp_path: Path) -> None:
    long = f"update commentary set narrative = '{'word ' * 198}', learned = 'nothing' where kpi_id is null"
    edition = packs.freeze(tmp_path, packs.FRESH + long)
    with pytest.raises(make.NotRendered, match=r"October 2026 has 202 words, and the narrative has room for 200"):
        make.make(edition, made_at=packs.AT)
    assert editions.verify(edition) == []


def test_without_a_commentary_the_narrative_is_by_rule_and_says_so(tmp_path: Path) -> None:
    edition = packs.freeze(tmp_path, packs.FRESH + "delete from commentary")
    pack = make.content(edition, organisation="harrowdale", is_public=False, cover={}, override=None)
    said = texts(pack.pages[0].parts)
    assert wording_pack.GENERATED in said
    (written,) = (text for text in said if text.startswith("195 of 271") and "The four tests: " in text)
    assert wording_pack.length(written) <= wording_pack.MOST_WORDS


def test_a_narrative_by_rule_ends_with_a_whole_sentence() -> None:
    assert wording_pack.generated(["One two three.", "Four five."], "Aligned: met.", "Six seven eight.", most=9) == (
        "One two three. Four five. Six seven eight."
    )


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ('meting = "x"', "there is no field 'meting'; the fields are meeting,"),
        ("agenda_item = 7", "agenda_item has to be a text in quotation marks"),
        ("meeting = ", "is no TOML"),
    ],
)
def test_a_cover_sheet_with_a_slip_is_refused(
    edition: Path, written: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "cover.toml").write_text(written)
    assert door.main(["pack", "2026-10", "--cover", str(tmp_path / "cover.toml")]) == 2
    assert why in capsys.readouterr().err


def test_a_day_on_the_cover_sheet_is_written_out(tmp_path: Path) -> None:
    (tmp_path / "cover.toml").write_text('meeting_date = 2026-11-26\nmeeting = "  "')
    assert cover.read(tmp_path / "cover.toml") == {"meeting_date": "26 November 2026"}
