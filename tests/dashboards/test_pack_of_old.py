"""The pack of an edition that an earlier version froze: rendered again with what its contract had, and nothing said for want of the rest."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from dashboards.pack import inputs, kept, make
from dashboards.pack.parts import texts
from dashboards.snapshot import open_board
from tests.dashboards import packs

LATER = ("events", "restatements", "purposes", "label_agreement", "alignment_parts", "action_months")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition without six tables that came into the contract later."""
    edition = packs.freeze(tmp_path_factory.mktemp("old"), packs.FRESH)
    (edition / "board.duckdb").chmod(0o644)
    with duckdb.connect(str(edition / "board.duckdb")) as board:
        for table in LATER:
            board.execute(f"drop table {table}")
    return edition


@pytest.mark.parametrize("is_public", [False, True])
def test_it_says_which_parts_are_not_kept_and_shows_the_others(old: Path, is_public: bool) -> None:
    pack = make.content(old, organisation="harrowdale", is_public=is_public, cover={}, override=None)
    said = {page.title[:1]: "\n".join(texts(page.parts)) for page in pack.pages}
    for page, what in (("2", "What the four tests rest on"), ("3", "The 21 purposes"), ("4", "Events"),
                       ("5", "Restatements"), ("1", "The open actions"), ("D", "Every event of the months shown")):  # fmt: skip
        assert kept.NOT_KEPT.format(what=what) in said[page], what
    assert "No figure has changed since it was reported" not in said["5"], "not kept is not none"
    assert "The four tests, October 2026" in said["1"] and "Two people now share the desk" in said["1"]
    assert "Weight, effort and attention by objective" in said["2"]
    assert "RS-ANSWERED" in said["B"], "every figure is there"


def test_it_renders_to_the_same_bytes_again(old: Path, tmp_path: Path) -> None:
    asked = {"organisation": "marrick", "is_public": False, "cover": {}, "override": None}
    once = make.render(old, **asked)  # type: ignore[arg-type]
    again = make.render(Path(shutil.copytree(old, tmp_path / "2026-10")), **asked)  # type: ignore[arg-type]
    assert once == again and once["pdf"].startswith(b"%PDF-1.7")


def test_inputs_of_which_nothing_is_kept_are_not_taken_for_whole(tmp_path: Path) -> None:
    edition = packs.freeze(tmp_path, packs.FRESH)
    (edition / "board.duckdb").chmod(0o644)
    with duckdb.connect(str(edition / "board.duckdb")) as board:
        board.execute("drop view figure_parts")
        board.execute("drop table extracts")
    with open_board(edition / "board.duckdb", is_edition=True) as board:
        assert inputs.holes(board, "harrowdale", packs.OCTOBER) == [inputs.NOT_KEPT]


def test_a_fault_that_is_not_for_want_of_a_table_is_not_covered_up(tmp_path: Path, old: Path) -> None:
    edition = packs.freeze(tmp_path, packs.FRESH)
    with open_board(edition / "board.duckdb") as board, pytest.raises(duckdb.CatalogException):
        kept.parts(_subject(board), "What", lambda of: board.execute("from board.nonsense") and [])


def _subject(board: duckdb.DuckDBPyConnection) -> make.subject.Subject:
    about = {"organisation_id": "harrowdale"}
    return make.subject.of(board, about, packs.OCTOBER, manifest={}, is_public=False, cover={}, override=None, holes=())
