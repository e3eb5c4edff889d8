"""The first page: one sentence that answers, what leads each objective, at most two of each, and a decision written out."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from dashboards import reads, reads_board, wording_board
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_pages import cells_of, opened, words_of

OCTOBER = date(2026, 10, 1)
MEASURED = {"kpi_id": "RS-ANSWERED", "name": "People who got an answer", "state": "measured", "words": "29 of 49 (59%).",
            "variation_icon": "concern_low"}  # fmt: skip


def section(words: str, name: str) -> str:
    """What a list of the page says under a bold line."""
    return words.split(f'<p class="slice">{name}</p>')[1].split("</ul>")[0]


def test_the_answer_is_one_sentence_of_the_files_own_words_with_the_way_each_moves(full: Path) -> None:
    (answer,) = re.findall(r'<p class="answer">(.*?)</p>', words_of(opened()))
    board = reads.connect(full)
    for row in reads_board.measures(board, "harrowdale", OCTOBER, reads_board.ANSWER):
        assert row["words"].rstrip(".") in answer
    assert answer.startswith("Not yet in every way: ") and answer.endswith(".")
    assert ". " not in answer.replace("Not yet in every way: ", "")
    assert re.search(r"within 5 working days \(\d+%\), of concern;", answer)
    assert "people with long-term conditions or people in the most deprived fifth cannot be seen" in answer


@pytest.mark.parametrize(
    ("results", "first"),
    [
        (["met", "met", "met", "met"], "Yes: "),
        (["met", "partly", "met", "met"], "In part: "),
        (["met", "partly", "not met", "met"], "Not yet in every way: "),
        (["met", "not assessable", "not met", "met"], "Not yet in every way: "),
        (["met", "not assessable", "partly", "met"], "It cannot all be told: "),
        ([], "It cannot be told: "),
    ],
)
def test_the_first_word_is_that_of_the_weakest_test_and_no_sum(results: list[str], first: str) -> None:
    tests = [{"result": result} for result in results]
    assert wording_board.answer(tests, [MEASURED], []) == f"{first}29 of 49 (59%), of concern."


def test_what_has_no_figure_is_named_with_its_state_and_never_a_zero() -> None:
    unknown = MEASURED | {"state": "missing", "words": "Missing: nobody looked.", "value": None}
    assert wording_board.answer([], [unknown], []).endswith("People who got an answer: missing.")
    assert wording_board.answer([], [], []) == "It cannot be told: there is no figure that would answer."


def test_every_link_to_a_measure_carries_organisation_month_and_measure(full: Path) -> None:
    words = words_of(opened(organisation="harrowdale", month="2026-09"))
    links = [html.unescape(link) for link in re.findall(r'href="([^"]+)"', words)]
    asked = [(urlsplit(link).path, parse_qs(urlsplit(link).query)) for link in links]
    assert [path for path, _ in asked].count("kpi") >= 8
    for path, query in asked:
        assert (query["organisation"], query["month"]) == (["harrowdale"], ["2026-09"])
        assert path in ("kpi", "outcomes", "signals") and ("kpi" in query or path != "kpi")


def test_the_links_to_other_pages_carry_what_was_chosen(full: Path) -> None:
    app = opened(organisation="marrick", month="2026-03")
    frame = [each.proto for each in app.get("page_link")][:14]
    assert {each.query_string for each in frame} == {"organisation=marrick&month=2026-03"}


def test_an_objective_stands_with_weight_effort_lead_measure_outcome_grade_and_owner(full: Path) -> None:
    row = re.sub(r"<[^>]+>", " ", cells_of(opened()).split("SO1: Keep people well")[1].split("\nSO2")[0])
    row = re.sub(r" +", " ", row)
    assert "\n20%\n24%\n" in row and "Tracked actions completed for this objective: 36% Special cause, improving" in row
    assert "Flu vaccination of frontline staff : " in row and "Grade 2 of 3: supported." in row
    assert row.strip().split("\n")[-1] == "Director of Public Health"


def test_how_we_talk_shows_three_ways_the_level_now_and_before_and_the_plan(home: Path) -> None:
    asks = "insert into purposes values ('harrowdale', date '2026-10-01', 'L7', 'Asking for views', 'L', null, null, 2, 1, 2, null, 1, null);"
    create(home / "board.duckdb", ROWS + asks)
    app = opened()
    words, cells = words_of(app), cells_of(app)
    assert "\nAsking for views (L7)\nHardly ever\n2 in three months; planned occasionally: one step short.\n" in cells
    assert "Broadcast share" in cells and "Communitarian share" in cells
    assert "A year before, October 2025: Level 2 of 5, Listening broadcaster." in words
    assert "Plan: 1 of 4 purposes planned are used as often as planned. 1 cannot be told. Short: C6 Connect" in words


def test_the_four_groups_stand_with_a_figure_or_the_word_that_there_is_none(full: Path) -> None:
    cells = cells_of(opened())
    assert "Older people\n55 where 100 is in proportion\n" in cells
    assert "People with long-term conditions\nNot measurable\n" in cells and "most deprived fifth\nWithheld\n" in cells


def test_alert_advise_and_assure_hold_two_each_at_most_and_say_how_many_more(full: Path) -> None:
    words = words_of(opened())
    for name in ("Alert", "Advise", "Assure"):
        items = re.findall(r"<li>(.*?)</li>", section(words, name))
        assert 1 <= len([item for item in items if " more: " not in item]) <= wording_board.MOST
    assert "People who got an answer</a>: Special cause, of concern: low values. Will miss" in section(words, "Alert")
    assert "YouTube, Harrowdale Hospitals: last attempt failed." in section(words, "Advise")
    assert "Objectives with no activity</a>: Special cause, improving: low values. Will meet" in section(
        words, "Assure"
    )


def test_a_measure_of_concern_is_never_told_as_assurance(full: Path) -> None:
    told = reads_board.standing_out(reads.connect(full), "harrowdale")
    assert {row["told_as"] for row in told if row["variation"] == "concern" or row["assurance"] == "fail"} == {"alert"}
    assert all(row["told_as"] != "assure" for row in told if row["variation"] == "concern")


def test_what_is_needed_is_written_out_to_note_to_be_assured_of_and_to_decide(full: Path) -> None:
    words = words_of(opened())
    for line in (
        "Note: People who got an answer, September 2026, was restated. Answers given by telephone had been left out.",
        "Be assured: ask the Head of Patient Experience about People who got an answer.",
        "Decide: SO5 had no activity in three months.",
        'Decide: "Join two chats a month" (Head of Communications) was due on 1 August 2026 and is not done. Its measure has'
        " moved no more than chance since. Give it a new day, or stop it. 1 more is overdue.",
    ):
        assert line in words, line
    assert "Decided after the month" not in words
    assert "Join two chats" not in words_of(opened(month="2026-07"))  # it was not due yet


def test_the_confidence_line_says_data_coverage_provisional_restated_and_definitions(full: Path) -> None:
    words = words_of(opened())
    said = words[words.index("How sure we are") - 5 :] if "How sure we are" not in words else words
    for line in ("Data to 15 November 2026.", "How sure: of ", "may still change", "2 results restated since they were reported, 1 in a way",
                 "Definitions changed in two years: Objectives with no activity (version 2, since 1 February 2026)."):  # fmt: skip
        assert line in said, line
    assert "No definition changed in two years." in words_of(opened(month="2025-12"))
