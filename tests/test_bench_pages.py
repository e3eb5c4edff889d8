"""The board file that pages are timed over: as many organisations and months as it says, each with figures of its own."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests import bench_pages
from tests.dashboards.conftest import ROWS, create


def test_a_board_of_many_is_made_of_few_and_every_page_of_it_is_timed(tmp_path: Path) -> None:
    small = create(tmp_path / "small.duckdb", ROWS)
    rows = bench_pages.many(small, tmp_path / "board.duckdb", organisations=7, months=60)
    assert rows["organisations"] == 7 and rows["months"] == 60
    with duckdb.connect(str(tmp_path / "board.duckdb"), read_only=True) as file:
        file.execute(f"attach '{small}' as small (read_only)")

        def ask(sql: str) -> list[tuple[object, ...]]:
            return file.execute(sql).fetchall()

        of = "select kpi_id, period, slice_kind, value from {} where organisation_id = '{}' and slice_kind = 'platform' order by all"
        copied = ask(of.format("figures", "harrowdale-1"))
        assert [row for row in copied if str(row[1]) >= "2024-12-01"] == ask(of.format("small.figures", "harrowdale"))
        assert len(copied) > 2 * len(ask(of.format("small.figures", "harrowdale")))
        months = (
            "select organisation_id, kpi_id, slice_kind, slice, period from figures group by all having count(*) > 1"
        )
        assert ask(months) == []  # no month came twice
        accounts = "select count(distinct organisation_id) from accounts group by account_id"
        assert {count for (count,) in ask(accounts)} == {1}  # an account is of one organisation
    with bench_pages.served(bench_pages.REPO / "dashboards" / "app.py", tmp_path) as server:
        clock, processor, texts = server.open("who_we_miss", "organisation=harrowdale-1")
        assert clock > 0 and processor > 0 and "Older people" in texts
        with pytest.raises(RuntimeError, match="nothing to show for organisation=nobody"):
            bench_pages.is_shown("trust", "organisation=nobody", "There is nothing to show yet")
