"""As reported: what is frozen, what has changed since and how much it matters, and what had to go."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from dashboards import reads, reads_editions, wording, wording_editions
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.test_pages import KPI, cells_of, opened, words_of

REPORTED, TRUST, BOARD = "app_pages/editions.py", "app_pages/trust.py", "app_pages/board.py"


def test_a_restatement_stands_with_old_new_size_kind_cause_and_approval_and_the_material_one_comes_first(
    full: Path,
) -> None:
    app = opened(REPORTED)
    cells = cells_of(app)
    assert "3 months are frozen, the newest September 2026, issue 2." in words_of(app)
    assert "2 results were restated, 1 of them in a way that matters." in words_of(app)
    row = cells[cells.index("People who got an answer") :].split("\n")[:10]
    board = reads.connect(full)
    found, other = reads_editions.restatements(board, "harrowdale")
    assert found["is_material"] and not other["is_material"]
    assert row == [
        "People who got an answer", "September\u00a02026", wording.value(found["value_reported"], "percent", 2),
        wording.value(found["value_restated"], "percent", 2), wording_editions.size(found["relative_change"]), "2026-09.2",
        "Unscheduled correction", "Answers given by telephone had been left out.", "Yes: It changes the icon.",
        "Chief Nurse, 3 November 2026",
    ]  # fmt: skip
    assert cells.index("Chief Nurse") < cells.index("Communitarian share") < cells.index("Not approved yet")


def test_a_result_of_a_test_that_changed_is_told_in_its_words_for_it_has_no_number() -> None:
    said = wording_editions.restatement(
        {
            "subject_kind": "alignment_test", "name": "Resourced", "period": date(2026, 9, 1), "slice_kind": "organisation",
            "slice": "harrowdale", "slice_name": None, "unit": None, "value_reported": None, "value_restated": None,
            "words_reported": "Met. Nothing falls short", "words_restated": "Partly. One thing does.", "relative_change": None,
            "reported_in": "2026-09", "kind": "scheduled revision", "cause": None, "is_material": False,
            "material_why": None, "approved_by": None, "approved_on": None,
        }
    )  # fmt: skip
    assert (said["what"], said["reported"], said["restated"], said["size"]) == (
        "The test Resourced", "Met. Nothing falls short.", "Partly. One thing does.", "",
    )  # fmt: skip
    assert (said["cause"], said["material"], said["approved"]) == ("Not recorded.", "No", "Not approved yet")


def test_a_change_too_small_for_its_number_is_told_in_words() -> None:
    row = dict.fromkeys(
        (
            "subject_kind",
            "slice",
            "slice_name",
            "slice_kind",
            "relative_change",
            "reported_in",
            "kind",
            "cause",
            "is_material",
            "material_why",
            "approved_by",
        )
    )
    row |= {
        "name": "Effort with no objective",
        "period": date(2026, 3, 1),
        "unit": "percent",
        "value_reported": 12.8455,
        "value_restated": 12.8456,
    }
    said = wording_editions.restatement(
        row | {"words_reported": "24 of 184 hours.", "words_restated": "24 of 185 hours."}
    )
    assert (said["reported"], said["restated"]) == ("24 of 184 hours.", "24 of 185 hours.")


def test_each_edition_says_who_froze_it_when_with_what_and_whether_it_is_still_as_it_was(full: Path) -> None:
    cells = cells_of(opened(REPORTED))
    versions = "Line of Sight 0.1.0, strategy 2024.1, purposes proposed-2026.1"
    assert (
        f"2026-09\nSeptember 2026\n20\u00a0Oct\u00a02026, 09:00\nBoard secretary\n\n{versions}\ncdcdcdcdcdcd\n" in cells
    )
    assert "Verified: as it was frozen. Superseded by 2026-09.2." in cells
    assert "A register came in late." in cells
    assert cells.index("Damaged: figures.csv was changed.") < cells.index("2026-09.2\nSeptember 2026")


def test_a_figure_as_reported_stands_beside_its_latest_value(full: Path) -> None:
    cells = cells_of(opened(REPORTED, month="2026-09"))
    now = reads.figure(
        reads.connect(full), "harrowdale", "RS-ANSWERED", date(2026, 9, 1), ("organisation", "harrowdale")
    )
    assert now
    reported, latest = (wording.value(value, "percent") for value in (now["value"] - 6, now["value"]))
    assert f"People who got an answer\n{reported}\n2026-09.2\n{latest}\nYes" in cells
    assert "October 2026 has not been frozen, so none of its figures is reported yet." in words_of(opened(REPORTED))


def test_the_board_says_what_was_restated_since_the_last_edition_and_that_a_month_is_frozen(full: Path) -> None:
    words = words_of(opened(BOARD))
    assert (
        "Since the edition of September 2026, issue 2, 1 result was restated in a way that matters: People who got an"
        " answer, September 2026." in words
    )
    assert "is frozen" not in words
    september = words_of(opened(BOARD, month="2026-09"))
    assert "September 2026, issue 2, is frozen: it was reported on 28 October 2026." in september
    measure = words_of(opened(KPI, month="2026-09", kpi="RS-ANSWERED"))
    assert "Restated: 78% was reported in edition 2026-09.2." in measure
    assert "That edition is damaged: see Editions." in words_of(opened(BOARD, month="2026-07"))


def test_a_restatement_an_edition_has_taken_in_is_no_news_any_more(home: Path) -> None:
    create(home / "board.duckdb", ROWS + "update restatements set restated_in = '2026-09.2';")
    assert "restated in a way that matters" not in words_of(opened(BOARD))
    assert "People who got an answer" in cells_of(opened(REPORTED))


def test_trust_says_what_was_removed_and_why_by_counts_only(full: Path) -> None:
    cells = cells_of(opened(TRUST))
    removed = "Facebook\nHarrowdale Hospitals\nPosts\n3\nFacebook answered that the post is gone.\n15\u00a0Nov\u00a02026, 06:00"
    assert removed in cells
    assert "Nothing has been removed." in words_of(opened(TRUST, organisation="marrick"))


def test_a_figure_kept_as_it_was_last_shown_says_so_on_its_page_and_in_its_table(full: Path) -> None:
    kept = "Kept as it was on 16 November 2026: what it was counted from had to be removed."
    app = opened(KPI, month="2025-03", kpi="RS-STANDARD")
    beside = f'<p class="quiet">{kept}</p>'
    assert words_of(app).count(beside) == 1 and kept in cells_of(app)
    assert beside not in words_of(opened(KPI, kpi="RS-STANDARD"))


def test_trust_says_what_ends_or_is_forgotten_soon_and_keeps_the_rest_folded(full: Path) -> None:
    words, cells = words_of(opened(TRUST)), cells_of(opened(TRUST))
    assert "18\u00a0Nov\u00a02026\nThe token ends on 18 November 2026" in cells
    soon = words[: words.index("What each account lives by")]
    assert "link clicks of a post" in soon and "The token ends" in soon
    assert "Version 26.0" not in soon and "Version 26.0" in words
