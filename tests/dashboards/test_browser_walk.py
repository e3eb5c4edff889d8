"""Every page in a real browser, at a desk's width and a phone's, on a full board file, an empty one and one of unknowns only.

What a table says is set beside the file by SQL, never by the code that worded it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tests.dashboards import browsing, file_says, read_off
from tests.dashboards.browsing import DESK, PHONE, STEMS, Reader
from tests.dashboards.conftest import ROWS, create

browsing.skip_without_chromium()

UNKNOWN = (Path(__file__).parent / "unknown.sql").read_text(encoding="utf-8")
MONTH = {"editions": "2026-09"}  # of which an edition is there; the others look at October
CHARTS = {"kpi": 1, "platforms": 3, "signals": 1, "alignment": 1, "outcomes": 5, "communities": 1}  # the others: none
# Streamlit asks under a page's own path first where its server is, hears 404 and asks at the root: not an error of ours.
THEIRS = re.compile(r"/[a-z_]+/_stcore/(health|host-config)$")


@pytest.fixture(scope="module")
def boards(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("boards")
    return {
        "full": create(folder / "full.duckdb", ROWS),
        "empty": create(folder / "empty.duckdb"),
        "unknown": create(folder / "unknown.duckdb", ROWS + UNKNOWN),
    }


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    home = tmp_path_factory.mktemp("home")
    with browsing.served(home) as address, browsing.chromium() as browser:
        yield Reader(browsing.tab(browser), address, home=home)


def walk(reader: Reader, board: Path, stem: str) -> read_off.Seen:
    """Publish a board, open a page of it at both widths, and return what it says; nothing may go wrong meanwhile."""
    assert reader.home
    shutil.copy(board, reader.home / "next")
    (reader.home / "next").rename(reader.home / "board.duckdb")  # as publish swaps one in
    reader.forget()
    page = reader.open(stem, organisation="harrowdale", month=MONTH.get(stem, "2026-10"))
    assert page.locator("[data-testid='stException'], [data-testid='stAlert']").count() == 0
    assert page.locator("h1").count() == 1
    reader.wide(PHONE)
    reader.wide(DESK)
    assert reader.heard["errors"] == []
    assert {url.split("/")[2] for url in reader.heard["asked"] if "://" in url} == {reader.address.split("/")[2]}
    assert [url for url in reader.heard["failed"] if not THEIRS.search(url)] == []
    return read_off.seen(page)


@pytest.mark.parametrize("stem", STEMS)
def test_on_a_full_board_what_a_page_says_is_what_the_file_says(
    reader: Reader, boards: dict[str, Path], stem: str
) -> None:
    seen = walk(reader, boards["full"], stem)
    assert seen.charts == CHARTS.get(stem, 0)
    with duckdb.connect(str(boards["full"]), read_only=True) as file:
        compare = getattr(file_says, stem)  # none yet for a new page: say there what is read off it
        compare(seen, lambda sql: file.execute(sql.replace("$h", "organisation_id = 'harrowdale'")).fetchall())


@pytest.mark.parametrize("stem", STEMS)
def test_an_empty_board_is_a_page_that_says_what_to_do(reader: Reader, boards: dict[str, Path], stem: str) -> None:
    seen = walk(reader, boards["empty"], stem)
    if stem == "imports":  # the page that makes the first board
        assert "Nothing has been published yet" in seen.text
    else:
        assert "There is nothing to show yet" in seen.text and "make run" in seen.text
    assert not seen.tables and not seen.charts


DATED = re.compile(
    r"\b\d{1,2} (?:[A-Z][a-z]+|[A-Z][a-z]{2}) 20\d\d(?:, \d\d:\d\d)?|\b(?:[A-Z][a-z]+ )?20\d\d(?:-\d\d)?(?:\.\d)?\b"
    r"|\bLine of Sight \d+\.\d+\.\d+|proposed-2026\.1|\b(?:SO|MO|[BLC]|UC|P)\d\b"
)  # days, months, versions, and the codes of objectives and purposes
NO_FIGURES = {  # what else holds a digit where no figure is known, without the days -> why that is no figure
    r"of \d+ figures for , 0 are measured, \d+ missing, \d+ not measurable\.$": "how many rows the file has in each state",
    r": 0 of \d+ figures of single platforms": "the same, of platforms",
    r"0 of \d+ purposes planned": "a count of rows",
    r"1 more is overdue": "a count of actions",
    r"^Grade [0-3](, |:)|grade \(0 to 3\)": "the names of the grades",
    r"24 months\b": "how far a chart would reach",
    r"each of 21 purposes|fewer than three|the 21 purposes|at least 10 of 13 weeks|out of 100|100 means": "scales, explained",
    r"words\. Counted as you leave a box": "how long a text is",
    r"^P: the approved line of sight": "the signs of a table, explained",
    r"posts of 12 months|the last 12 months": "what counts are set beside, and what a platform can say",
    r"^\d communities are on the register|^\d+ months are frozen|^\d+ figures, those": "counts of rows",
    r"issue 2": "the name of an edition",
    r"is version 1 of its definition|\(version 2, since": "the version of a definition",
    r"^[0-9a-f]{12}$": "what a hash begins with",
    r"^Version 26\.0 of the API|_1731\.xls$": "names, of an API and of a file",
}


@pytest.mark.parametrize("stem", STEMS)
def test_where_the_file_has_no_number_none_is_shown(reader: Reader, boards: dict[str, Path], stem: str) -> None:
    seen = walk(reader, boards["unknown"], stem)
    assert not seen.charts, "there is nothing to draw"
    assert not seen.values, "no figure stands where a figure would"
    numbered = [line for line in seen.lines if re.search(r"\d", DATED.sub("", line))]
    left = [line for line in numbered if not any(re.search(each, DATED.sub("", line)) for each in NO_FIGURES)]
    assert left == []
