"""Every KPI's formula against figures computed by hand, each with the awkward cases of its risks (tests/golden/)."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from tests import golden_line
from tests.golden_line import BODY
from tests.the_line import REPO, Line

EXPECTED = [(name, wish) for name, case in golden_line.cases().items() for wish in case["expect"]]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """The golden body, built once."""
    folder = tmp_path_factory.mktemp("golden")
    return golden_line.build(folder / "home", folder / "project")


@pytest.mark.parametrize(
    "wish",
    [wish for _, wish in EXPECTED],
    ids=[f"{name}: {w['kpi']} {w['period']} {w.get('slice', '')}" for name, w in EXPECTED],
)
def test_a_figure_is_what_a_person_computes_by_hand(line: Line, wish: dict[str, Any]) -> None:
    found = line.board(
        "select numerator, denominator, value, state, coverage, words from figures where organisation_id = ? and kpi_id = ?"
        " and period = ? and slice_kind = ? and slice = ?",
        BODY, wish["kpi"], f"{wish['period']}-01", wish.get("slice_kind", "organisation"), wish.get("slice", BODY),
    )  # fmt: skip
    assert len(found) == 1, f"{len(found)} figures"
    numerator, denominator, value, state, coverage, words = found[0]
    assert (state, words) == (wish.get("state", "measured"), words), f"{words} (by hand: {wish['hand']})"
    for said, name in (
        (numerator, "numerator"),
        (denominator, "denominator"),
        (value, "value"),
        (coverage, "coverage"),
    ):
        if name in wish:
            assert said == pytest.approx(wish[name], rel=1e-12), f"{name}; by hand: {wish['hand']}"
        elif name != "coverage":
            assert said is None, f"{name}; by hand there is none: {wish['hand']}"


def test_no_kpi_is_without_a_golden_figure() -> None:
    with (REPO / "dbt_project" / "seeds" / "kpis.csv").open(newline="") as rows:
        kpis = {row["kpi_id"] for row in csv.DictReader(rows)}
    computed = {wish["kpi"] for _, wish in EXPECTED if "value" in wish}
    assert kpis - computed == set()
    assert len(kpis - {"DQ-UNCLASSIFIED"}) == 30  # domain.md 4.3


def test_the_parts_behind_a_figure_add_up_to_it_in_one_query(line: Line) -> None:
    added = line.board(
        """
        select f.kpi_id, f.period, f.slice, f.numerator, f.denominator,
            coalesce(sum(p.amount) filter (where p.side = 'numerator'), 0) as above,
            sum(p.amount) filter (where p.side = 'denominator') as below
        from figures as f left join figure_parts as p using (organisation_id, kpi_id, definition_version, period, slice_kind, slice)
        where f.state = 'measured'
        group by all
        """
    )
    assert len(added) > 40
    for kpi, period, part, numerator, denominator, above, below in added:
        assert above == pytest.approx(numerator), (kpi, period, part)
        assert below == pytest.approx(denominator) if denominator else not below, (kpi, period, part)


def test_the_parts_of_a_figure_name_the_act_the_reading_and_the_file(line: Line) -> None:
    reading = line.board(
        "select part_kind, part_id, field, amount, source, seen_at::date::text from figure_parts where kpi_id = 'EN-DEPTH'"
        " and slice = 'facebook:SO1' and period = date '2026-01-01' and side = 'numerator' order by part_id, field"
    )
    assert reading == [
        ("reading", "p1", "comments", 30, "api", "2026-02-02"), ("reading", "p1", "shares", 10, "api", "2026-02-02"),
        ("reading", "p2", "comments", 8, "api", "2026-03-02"), ("reading", "p2", "shares", 2, "api", "2026-03-02"),
    ]  # fmt: skip
    entry = line.board(
        "select part_kind, part_id, amount, source, file_name from figure_parts where kpi_id = 'AL-ORPHAN'"
        " and period = date '2026-09-01' and side = 'numerator'"
    )
    assert entry == [("entry", "2026-09-01|Officer||nobody knows", 8, "hours", "hours.csv")]


def test_nothing_is_told_of_the_parts_of_a_figure_that_is_withheld(line: Line) -> None:
    assert line.board("select count(*) from lineage where community_id = 'small'") == [(0,)]
    assert line.board("select count(*) from lineage where community_id = 'ours'") != [(0,)]


def test_no_key_of_a_person_is_in_the_board_file(line: Line, tmp_path: Path) -> None:
    keys = {
        key
        for (key,) in line.warehouse(
            "select author_key from raw.interactions union select cells['author'] from raw.entries"
        )
    }
    keys.discard(None)
    assert len(keys) > 50
    text = (line.home / "board.duckdb").read_bytes()
    assert [key for key in keys if key.encode() in text] == []
