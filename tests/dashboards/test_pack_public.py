"""The public version: no small number of people, no name of a person or a private group, and everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashboards.pack import make, public
from dashboards.pack.parts import Pack, texts
from dashboards.snapshot import open_board
from tests.dashboards import packs

SMALL = """
update kpis set subjects = case when kpi_id in ('RS-ANSWERED', 'RS-STANDARD') then 'interactions;posts' else 'posts' end;
update figures set numerator = 7, denominator = 75, value = 9.3, state = 'measured', words = '7 of 75 questions were answered (9%).'
    where organisation_id = 'harrowdale' and kpi_id = 'RS-ANSWERED' and slice_kind = 'organisation' and period = date '2026-10-01';
update contributions set sentence = 'In October 2026: 7 of 75 questions were answered (9%). We cannot say more.' where series_id = 'dna';
update communities set is_private = true, name = 'Hidden circle' where organisation_id = 'harrowdale' and community_id = (
    select min(community_id) from communities where organisation_id = 'harrowdale');
update objective_months set heard = 3 where objective_id = 'SO1';
"""
COVER = {
    "author": "Head of Communications",
    "author_name": "Jo Doe",
    "lead_director": "Chief Nurse",
    "lead_director_name": "Sam Roe",
}


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return packs.freeze(tmp_path_factory.mktemp("public"), packs.FRESH + SMALL)


@pytest.fixture(scope="module")
def both(edition: Path) -> tuple[str, str]:
    """All that the full and the public version say."""
    return _all(_content(edition, is_public=False)), _all(_content(edition, is_public=True))


def _content(edition: Path, *, is_public: bool) -> Pack:
    return make.content(edition, organisation="harrowdale", is_public=is_public, cover=COVER, override=None)


def _all(pack: Pack) -> str:
    tables = [
        str(cell)
        for page in pack.pages
        for part in page.parts
        for chart in getattr(part, "columns", ()) if isinstance(getattr(part, "columns", None), tuple)
        for each in chart if getattr(each, "table", None)
        for row in each.table.rows
        for cell in row.values()
    ]  # fmt: skip
    return "\n".join([pack.version, *(text for page in pack.pages for text in texts(page.parts)), *tables])


def test_a_small_number_of_people_is_in_no_sentence_of_the_public_version(both: tuple[str, str]) -> None:
    full, shown = both
    assert "7 of 75 questions" in full and "7 of 75 questions" not in shown
    assert public.WORDS in shown and public.WORDS not in full


def test_names_of_people_and_private_groups_are_left_out_and_job_titles_stay(both: tuple[str, str]) -> None:
    full, shown = both
    for name in ("Jo Doe", "Sam Roe", "Hidden circle"):
        assert name in full and name not in shown, name
    for title in ("Head of Communications", "Chief Nurse"):
        assert title in shown


def test_the_public_version_says_that_it_is_one_and_what_it_leaves_out(both: tuple[str, str]) -> None:
    full, shown = both
    assert "Public version: counts of fewer than 10 people" in shown and "Public version:" not in full


def test_what_is_small_in_no_person_s_way_stays(both: tuple[str, str]) -> None:
    _, shown = both
    assert "195 of 271 posts and replies were for a stated objective" in shown


def test_a_small_count_leaves_figure_chart_and_objective(edition: Path) -> None:
    board = public.opened(edition / "board.duckdb")
    (row,) = board.execute(
        "select state, value, numerator, denominator, words from board.figures where organisation_id = 'harrowdale'"
        " and kpi_id = 'RS-ANSWERED' and slice_kind = 'organisation' and period = date '2026-10-01'"
    ).fetchall()
    assert row == ("withheld", None, None, None, f"{public.WORDS}.")
    drawn = "select count(*) from board.spc where subject_id = 'RS-ANSWERED' and slice = 'harrowdale' and period = date '2026-10-01'"
    assert board.execute(drawn).fetchall() == [(0,)]
    assert open_board(edition / "board.duckdb").execute(drawn).fetchall() == [(1,)]
    assert board.execute(
        "select distinct heard, heard_reason from board.objective_months where objective_id = 'SO1'"
    ).fetchall() == [(None, public.WORDS)]


def test_one_small_count_among_others_takes_the_next_smallest_with_it(tmp_path: Path) -> None:
    """Or the small one could be told from the whole."""
    cut = "organisation_id = 'harrowdale' and kpi_id = 'RS-ANSWERED' and slice_kind = 'platform' and period = date '2026-10-01'"
    more = f"""
        update kpis set subjects = 'interactions';
        update figures set state = 'measured', value = 50, denominator = 100, numerator =
            case slice when 'facebook' then 40 when 'linkedin' then 4 when 'x' then 30 else 35 end where {cut};"""
    edition = packs.freeze(tmp_path, more)
    board = public.opened(edition / "board.duckdb")
    left = board.execute(f"select slice, state from board.figures where {cut} order by slice").fetchall()
    assert left == [("facebook", "measured"), ("linkedin", "withheld"), ("x", "withheld"), ("youtube", "measured")]
