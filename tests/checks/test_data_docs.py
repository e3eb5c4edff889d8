"""The page of all checks: every one is on it, it loads nothing from anywhere, and nothing nobody may read is in it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from checks import data_docs, registry
from checks.gate import check_figures
from extractors.landing import Landing
from extractors.records import Account
from tests.checks.shelf import CHECKED_AT, Story, judge, shelf, spoil, write
from tests.checks.test_figures import warehouse

PRIVATE = {"author_key": "A Name", "fingerprint": "my words"}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The pages of two bodies: a name passed the first one's door, and one of its accounts is overdue."""
    folder = tmp_path_factory.mktemp("docs")
    landing = shelf(folder)
    batch_id = write(landing, Story())
    spoil(landing, "interactions", batch_id, lambda rows: rows[0].update(PRIVATE, tag_keys=["my tag"]))
    write(landing, Story(account=Account("marrick", "facebook", "223344556677889")))
    judge(landing)
    late = "update reports.accounts set data_to = '2026-11-01'"
    figures = check_figures(warehouse(folder, late), checked_at=CHECKED_AT)
    written = data_docs.write(landing, folder / "data_docs", [figures], written_at=CHECKED_AT)
    return {path.stem: path.read_text() for path in written}


def test_there_is_a_page_for_each_body_with_every_check_its_owner_and_its_next_step(pages: dict[str, str]) -> None:
    assert set(pages) == {"harrowdale", "marrick"}
    for text in pages.values():
        for check in registry.checks():
            for words in (check.name[1:], check.owner, check.description, check.next_step, check.subscribers[0]):
                assert html.escape(words) in text, words


def test_a_page_says_what_was_found_and_of_which_account_and_of_no_other_body(pages: dict[str, str]) -> None:
    assert "not met. Last" not in pages["marrick"]
    refused = pages["harrowdale"].split("Before figures are published")[0]
    assert "Once not met. Last: 16 November 2026 (X 2244990001): 1 of 140 rows: interaction_id" in refused
    assert refused.index("Authors are keyed, never named") < refused.index(
        "Before a batch enters"
    )  # what was found comes first
    assert "data_to 2026-11-01, due_to 2026-11-14" in pages["harrowdale"]
    assert "data_to" not in pages["marrick"] and "harrowdale" not in pages["marrick"]
    assert "Facebook 223344556677889" not in pages["harrowdale"] and "X 2244990001" not in pages["marrick"]


def test_a_page_loads_nothing_and_runs_nothing(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert not re.search(r"<(script|link|img|iframe|object)\b|\bsrc=|\bhref=|url\(|@import|https?://", text)


def test_what_nobody_may_read_is_on_no_page(pages: dict[str, str]) -> None:
    said = "".join(pages.values())
    assert not [words for words in (*PRIVATE.values(), "my tag") if words in said]


def test_a_shelf_with_nothing_on_it_makes_no_page(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    assert data_docs.write(Landing(tmp_path / "landing"), tmp_path / "docs", written_at=CHECKED_AT) == []
