"""LinkedIn's .xls as LinkedIn writes it: OLE2 with BIFF8 inside, empty texts as cells. It says what the same rows as .xlsx say."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlwt

from extractors.imports import inspect_file
from tests.extractors.export_files import FOLLOWER_DAYS, LINKEDIN_DAYS, LINKEDIN_POSTS, VISITOR_DAYS, workbook
from tests.extractors.test_exports_linkedin import DAYS_OF_2020, POSTS_OF_2020, SENTENCE, of_2020, post_row

OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
SIZES = [["Company size", "Total followers"], ["2-10", 4.0], ["10,001+", 1.0]]
FILES: dict[str, dict[str, list[list[Any]]]] = {
    "content": {
        "Metrics": [SENTENCE, LINKEDIN_DAYS, ["03/02/2026", 34.0, -3.0, 0.06]],
        "All posts": [SENTENCE, LINKEDIN_POSTS, post_row(), post_row(Views=3.0)],
    },
    "followers": {"New followers": [FOLLOWER_DAYS, ["03/02/2026", 1.0, -1.0, 0.0, 0.0]], "Company size": SIZES},
    "visitors": {"Visitor metrics": [VISITOR_DAYS, ["03/02/2026", *map(float, range(24))]]},
    "updates": {
        "Update metrics (aggregated)": [SENTENCE, DAYS_OF_2020, ["03/02/2026", 34.0, -1.0, 2.0, 0.06]],
        "Update engagement": [SENTENCE, POSTS_OF_2020, of_2020()],
    },
}


def ole2(path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = xlwt.Workbook(encoding="utf-16-le")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell)
    book.save(str(path))
    return path


@pytest.mark.parametrize("kind", FILES)
def test_an_ole2_workbook_says_what_the_same_rows_say_as_xlsx(kind: str, tmp_path: Path) -> None:
    name = f"harrowdale-hospitals_{kind}_1772700000000.xls"
    old = ole2(tmp_path / name, FILES[kind])
    (tmp_path / "again").mkdir()
    new = workbook(tmp_path / "again" / name, **FILES[kind])
    assert old.read_bytes()[:8] == OLE2 and new.read_bytes()[:2] == b"PK"
    said = inspect_file(old)
    assert said == inspect_file(new)
    assert said["platform"] == "linkedin" and said["sums"] and said["account"]["id"] == "harrowdale-hospitals"
    assert said["posts"] == {"content": 1, "updates": 1}.get(kind, 0)


def test_an_empty_text_in_an_ole2_cell_is_unknown_and_not_zero(tmp_path: Path) -> None:
    posts = [SENTENCE, LINKEDIN_POSTS, post_row(Views="", Clicks="")]
    said = inspect_file(ole2(tmp_path / "a.xls", {"Metrics": FILES["content"]["Metrics"], "All posts": posts}))
    assert (said["sums"]["Views"], said["sums"]["Clicks"], said["sums"]["Impressions"]) == (None, None, 26)
