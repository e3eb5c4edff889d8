"""Every KPI's formula against figures computed by hand, each with the awkward cases of its risks (tests/golden/)."""

from __future__ import annotations

import csv
import re
from typing import Any

import pytest

from tests import golden_line
from tests.golden_line import BODY
from tests.the_line import REPO, Line

EXPECTED = [(name, wish) for name, case in golden_line.cases().items() for wish in case["expect"]]


@pytest.mark.parametrize(
    "wish",
    [wish for _, wish in EXPECTED],
    ids=[f"{name}: {w['kpi']} {w['period']} {w.get('slice', '')}" for name, w in EXPECTED],
)
def test_a_figure_is_what_a_person_computes_by_hand(golden: Line, wish: dict[str, Any]) -> None:
    found = golden.board(
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


def test_the_parts_behind_a_figure_add_up_to_it_in_one_query(golden: Line) -> None:
    added = golden.board(
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


def test_the_parts_of_a_figure_name_the_act_the_reading_and_the_file(golden: Line) -> None:
    reading = golden.board(
        "select part_kind, part_id, field, amount, source, seen_at::date::text from figure_parts where kpi_id = 'EN-DEPTH'"
        " and slice = 'facebook:SO1' and period = date '2026-01-01' and side = 'numerator' order by part_id, field"
    )
    assert reading == [
        ("reading", "p1", "comments", 30, "api", "2026-02-02"), ("reading", "p1", "shares", 10, "api", "2026-02-02"),
        ("reading", "p2", "comments", 8, "api", "2026-03-02"), ("reading", "p2", "shares", 2, "api", "2026-03-02"),
    ]  # fmt: skip
    entry = golden.board(
        "select part_kind, part_id, amount, source, file_name from figure_parts where kpi_id = 'AL-ORPHAN'"
        " and period = date '2026-09-01' and side = 'numerator'"
    )
    assert entry == [("entry", "2026-09-01|Officer||nobody knows", 8, "hours", "hours.csv")]


def test_nothing_is_told_of_the_parts_of_a_figure_that_is_withheld(golden: Line) -> None:
    assert golden.board("select count(*) from lineage where community_id = 'small'") == [(0,)]
    assert golden.board("select count(*) from lineage where community_id = 'ours'") != [(0,)]


def test_no_key_of_a_person_stands_in_any_cell_of_the_board_file(golden: Line) -> None:
    keys = {
        key
        for (key,) in golden.warehouse(
            "select author_key from raw.interactions union select cells['author'] from raw.entries"
            " union select cells['answers_author'] from raw.entries union select cells['hashtags_keys'] from raw.entries"
        )
    }
    keys.discard(None)
    assert len(keys) > 50
    tables = [name for (name,) in golden.board("select table_name from duckdb_tables()")]
    assert {"communities", "community_measures", "lineage"} <= set(tables)
    found = {
        (table, key)  # cell by cell: in the file itself texts lie compressed
        for table in tables
        for row in golden.board(f'select * from "{table}"')
        for key in re.findall("[0-9a-f]{64}", str(row))
        if key in keys
    }
    assert found == set()
    assert golden.board("select count(*) from lineage where community_id is not null") > [(0,)]


def test_every_column_of_the_board_file_is_described(golden: Line) -> None:
    undescribed = golden.board(
        "select table_name || '.' || column_name from duckdb_columns() where schema_name = 'main' and not internal and comment is null"
        " union all select table_name from duckdb_tables() where comment is null"
        " union all select view_name from duckdb_views() where not internal and comment is null"
    )
    assert undescribed == []
