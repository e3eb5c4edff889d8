"""What is remembered of a board file, and that it goes when the file does."""

from __future__ import annotations

import gc
import shutil
import weakref
from pathlib import Path

import duckdb
import pytest

from dashboards import reads, selects, settled
from dashboards.answers import Answers
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_pages import KPI, cells_of, opened, words_of

ASKED = "select words from board.figures where kpi_id = 'AL-MAPPED' order by organisation_id, period"


def swap(home: Path, change: str) -> None:
    """Publish the full board with a change, as publish does: the new file takes the old one's name."""
    create(home / "next", ROWS + change)
    (home / "next").rename(home / "board.duckdb")


def test_a_reader_of_a_new_file_hears_nothing_of_the_old_one_and_a_page_is_read_to_its_end(
    tmp_path: Path, full_board: Path
) -> None:
    shutil.copy(full_board, tmp_path / "board.duckdb")
    old = reads.connect(tmp_path / "board.duckdb")
    before = selects.rows(old, ASKED)
    swap(tmp_path, "update figures set words = 'Counted anew.' where kpi_id = 'AL-MAPPED';")
    new = reads.connect(tmp_path / "board.duckdb")
    assert {row["words"] for row in selects.rows(new, ASKED)} == {"Counted anew."}
    assert selects.rows(old, ASKED) == before
    assert selects.file(new) != selects.file(old)


def test_a_page_shows_the_new_board_though_the_old_one_was_drawn_and_kept(
    tmp_path: Path, full_board: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    shutil.copy(full_board, tmp_path / "board.duckdb")
    for _ in range(2):
        assert "195 of 271" in words_of(opened(KPI, month="2026-10", kpi="AL-MAPPED"))
    swap(
        tmp_path,
        "update figures set value = 99, words = 'Now ninety-nine.' where kpi_id = 'AL-MAPPED' and period = '2026-10-01';"
        "update spc set mean = 12.3, value = 99 where subject_id = 'AL-MAPPED';",
    )
    app = opened(KPI, month="2026-10", kpi="AL-MAPPED")
    assert "Now ninety-nine." in words_of(app) and "195 of 271" not in words_of(app)
    assert "12.3%" in cells_of(app)  # the kept table of the chart's points too
    (chart,) = [each for each in app.get("vega_lite_chart")]
    assert b"Mean 12%" in chart.proto.SerializeToString()  # and the kept chart


def test_the_same_question_is_asked_once_and_two_questions_are_never_taken_for_one(full_board: Path) -> None:
    asked: list[str] = []
    answers = Answers()

    def to(question: str) -> str:
        return str(answers.to((question,), lambda: asked.append(question) or question.upper(), len))

    assert [to("a"), to("b"), to("a")] == ["A", "B", "A"] and asked == ["a", "b"]
    board = reads.connect(full_board)
    of = "select distinct organisation_id as id from board.figures where organisation_id = ?"
    assert [selects.rows(board, of, [each]) for each in ("marrick", "osmere")] == [
        [{"id": "marrick"}],
        [{"id": "osmere"}],
    ]


def test_no_more_is_kept_than_there_is_room_for_and_the_longest_unasked_goes_first() -> None:
    answers, asked = Answers(most_cells=10), []
    for question in ("first", "second", "first", "third", "first", "second"):  # each takes four and one for itself
        answers.to((question,), lambda q=question: asked.append(q), lambda _: 4)
    assert asked == ["first", "second", "third", "second"]
    answers.to(("huge",), lambda: asked.append("huge"), lambda _: 1000)
    answers.to(("first",), lambda: asked.append("first"), lambda _: 4)
    assert asked[4:] == ["huge"]  # what has no room at all drives nothing out


def test_a_frame_written_to_is_written_to_for_one_reader_only(full_board: Path) -> None:
    board = reads.connect(full_board)
    frame = selects.frame(board, ASKED)
    frame.loc[0, "words"] = "scribbled"
    frame["more"] = 1
    assert "scribbled" not in set(selects.frame(board, ASKED)["words"]) and list(selects.frame(board, ASKED)) == [
        "words"
    ]
    rows = selects.rows(board, ASKED)
    rows[0]["words"] = "scribbled"
    assert selects.rows(board, ASKED)[0]["words"] != "scribbled"


def test_a_question_that_cannot_be_answered_is_not_remembered(full_board: Path) -> None:
    board = reads.connect(full_board)
    for _ in range(2):
        with pytest.raises(duckdb.Error, match="no_such_table"):
            selects.rows(board, "select * from board.no_such_table")


def test_what_is_loaded_is_set_aside_and_litter_is_still_found() -> None:
    settled.settle()
    assert gc.get_freeze_count() > 10_000

    class Litter:
        pass

    one = Litter()
    one.itself = one  # type: ignore[attr-defined]
    seen = weakref.ref(one)
    del one
    gc.collect()
    assert seen() is None
