"""Objective by purpose, weight against effort against attention, and what serves no objective: the file's numbers, and words for what has none."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dashboards import heat, priorities_chart, reads, reads_alignment, wording_alignment
from dashboards.blocks_heat import STYLE
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_pages import opened, words_of

ALIGNMENT = "app_pages/alignment.py"
OCTOBER = date(2026, 10, 1)


@pytest.fixture
def full(tmp_path: Path, full_board: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    return Path(shutil.copy(full_board, tmp_path / "board.duckdb"))


def table_of(board: reads.Board, organisation: str) -> dict[str, dict[str, str]]:
    """Return the printed cells of the table: row name -> column -> text."""
    cells = reads_alignment.objective_purposes(board, organisation, OCTOBER)
    objectives = [row["objective_id"] for row in reads.objectives(board, organisation, OCTOBER)]
    made = heat.table(cells, reads_alignment.purposes_named(board, organisation, OCTOBER), objectives)
    return {
        str(row["name"]): {key: cell.text for key, cell in row.items() if isinstance(cell, heat.Shaded)}
        for row in made.rows
    }


def test_every_cell_holds_the_number_of_the_file_and_the_sums_are_those_of_the_objectives(full: Path) -> None:
    board = reads.connect(full)
    table = table_of(board, "harrowdale")
    held = board.execute(
        "select purpose_id, objective_id, number from board.objective_purposes where organisation_id = 'harrowdale'"
        " and period = date '2026-10-01' and number > 0 and purpose_id <> 'none' order by all"
    ).fetchall()
    assert len(held) > 12
    for purpose, objective, number in held:
        (row,) = [cells for name, cells in table.items() if name.startswith(purpose)]
        assert row[objective].removesuffix(heat.PLANNED) == str(number)
    for row in reads_alignment.objective_months(board, "harrowdale", OCTOBER):
        lacking = 1 if row["objective_id"] == "none" else 0  # what nobody could tell is not said to lack an objective
        assert table["All posts and replies"][row["objective_id"]] == str(row["acts"] + lacking)
        assert table["All things heard"][row["objective_id"]] == str(row["heard"])


def test_zero_unknown_planned_and_not_planned_have_signs_of_their_own(full: Path) -> None:
    board = reads.connect(full)
    table, other = table_of(board, "harrowdale"), table_of(board, "marrick")
    assert table["B1 News and reports"]["SO1"] == "58 P"  # planned, and done
    assert table["B1 News and reports"]["SO5"] == "0 P"  # planned, and not done
    assert table["B6 Corporate profile"]["SO1"] == heat.NONE  # neither
    assert table["B6 Corporate profile"]["SO3"] == "0"  # nobody approved a plan for it
    assert other["L1 Mention monitoring, heard"]["MO1"] == "? P"  # planned, and nobody knows
    assert other["C6 Connect and support"]["MO1"] == "?"
    for sign in (heat.PLANNED.strip(), heat.NONE, heat.UNKNOWN, "0 P"):
        assert f"{sign}: " in heat.KEY


def test_no_sum_is_made_of_what_is_not_known_whole(full: Path) -> None:
    table = table_of(reads.connect(full), "marrick")
    assert table["C6 Connect and support"]["all"] == table["All posts and replies"]["MO1"] == "?"
    assert table["B1 News and reports"]["all"] == "107"  # 98 and 9: both are known


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("tint", heat.TINTS)
def test_ink_on_every_shade_is_read_by_those_who_see_little_contrast(tint: str) -> None:
    assert (luminance(tint) + 0.05) / (luminance(heat.INK) + 0.05) >= 4.5
    assert tint in STYLE


def test_the_page_has_the_table_with_words_for_what_a_sign_stands_for(full: Path) -> None:
    app = opened(ALIGNMENT, organisation="harrowdale", month="2026-10")
    (table,) = [
        each.proto.body
        for each in app.get("html")
        if "three months to October 2026" in each.proto.body and "heat" in each.proto.body
    ]
    heads = re.findall(r'<th scope="col">([^<]*)(?:<span class="unseen"> ([^<]*)</span>)?', table)
    assert ("SO2", "Right care, first time") in heads and ("No objective", "") in heads
    assert len(re.findall(r'<th scope="row">', table)) == 7  # four purposes, what nobody could tell, two sums
    assert '<span aria-hidden="true">\u2013</span><span class="unseen"> none, and not planned</span>' in table
    assert heat.KEY in words_of(app)
    words = words_of(opened(ALIGNMENT, organisation="marrick", month="2026-10"))
    assert "Not known: No listening log is kept." in words and "Not known: What people said on X was removed." in words


def test_an_objective_without_activity_stands_with_the_strategys_reason_or_that_it_gives_none(full: Path) -> None:
    words = words_of(opened(ALIGNMENT, organisation="harrowdale", month="2026-10"))
    assert (
        "SO5: Fair for all (the strategy says why: people it is for are met in their own groups, by telephone and on paper)."
        in words
    )
    silent = {"objective_id": "SO5", "name": "Fair", "is_without_activity": True, "not_social_because": None}
    assert "SO5: Fair (the strategy gives no reason)." in wording_alignment.idle([silent])


def test_the_kinds_without_an_objective_stand_with_their_share_and_their_newest_posts(full: Path) -> None:
    rows = reads_alignment.without_objective(reads.connect(full), "harrowdale", OCTOBER)
    assert [(row["purpose_id"], row["number"]) for row in rows] == [
        ("B6", 11),
        ("B1", 9),
        ("C6", 2),
    ]  # not the duty's, not what nobody could tell
    assert [round(row["share"], 1) for row in rows] == [5.4, 4.4, 1.0]  # of 203
    bodies = [each.proto.body for each in opened(ALIGNMENT, organisation="harrowdale", month="2026-10").get("html")]
    (table,) = [body for body in bodies if "the five kinds there were most of" in body]
    assert 'href="https://www.youtube.com/watch?v=p4">7\u00a0Oct\u00a02026, YouTube</a>' in table
    assert "javascript" not in table


def test_a_share_of_what_is_not_known_whole_is_not_a_share(full: Path) -> None:
    rows = reads_alignment.without_objective(reads.connect(full), "marrick", OCTOBER)
    assert [wording_alignment.kind(row)["share"] for row in rows] == ["Not known", "Not known"]


def drawn(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    spec = priorities_chart.draw(rows, title="What was found").to_dict()
    (data,) = spec["datasets"].values()
    return list(data)


def test_the_bars_hold_the_files_shares_and_an_unknown_one_has_words_and_no_bar(full: Path) -> None:
    board = reads.connect(full)
    known = reads_alignment.objective_months(board, "harrowdale", OCTOBER)
    bars = {(bar["objective"], bar["letter"]): bar for bar in drawn(known)}
    assert (bars["SO1", "W"]["value"], bars["SO1", "H"]["value"], bars["SO1", "A"]["value"]) == (20, 24, 16)
    assert ("No objective", "W") not in bars and bars["No objective", "H"]["words"] == "H 12%"
    unknown = reads_alignment.objective_months(board, "marrick", OCTOBER)
    bars = {(bar["objective"], bar["letter"]): bar for bar in drawn(unknown)}
    assert bars["MO1", "H"]["value"] is None and bars["MO1", "H"]["words"] == "H not known"
    assert "MO1, weight: 60%, share of hours: not known, share of attention: not known" in priorities_chart.alt_text(
        unknown, "x"
    )


def test_the_title_names_the_objective_that_gets_what_the_board_wants_least(tmp_path: Path) -> None:
    board = reads.connect(
        create(
            tmp_path / "board.duckdb", ROWS + "update objective_months set hours_share = 1 where objective_id = 'SO3';"
        )
    )
    found = reads_alignment.furthest(board, "harrowdale", OCTOBER, "hours")
    assert (
        wording_alignment.priorities(found, None)
        == "Effort is furthest from the board's weight for SO3: weight 18%, 1% of the hours"
    )
    assert reads_alignment.furthest(board, "marrick", OCTOBER, "hours") is None
    assert wording_alignment.priorities(None, None) == "What each objective gets of hours and attention is not known"
