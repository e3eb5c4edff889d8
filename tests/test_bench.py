"""make bench: every ratio that is promised is in its JSON by name, and the floor under the build is of the same rows."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.warehouse import make_tables
from tests import bench, bench_floor, bench_history, bench_reading
from tests.the_line import REPO

MEASURED: dict[str, Any] = {
    "build": {"build": {"ratio": 2.9}, "day_added": {"ratio": 1.4}}, "airflow": {"ratio": 1.9}, "pages": {"ratio": 1.2},
    "reading": {"floor": {"seconds": 4.0}, "dlt": {"seconds": 30.0, "peak_mb": 300},
                "ours": {"seconds": 10.0, "steps": {"extract": 8.0}, "peak_mb": {"extract": 150}}},
}  # fmt: skip
COUNTS = {"retweet_count": 2, "quote_count": 1, "reply_count": 3, "bookmark_count": 0, "impression_count": 2_000}


def test_every_ratio_promised_is_reported_by_name_and_one_without_a_number_is_named() -> None:
    measured = copy.deepcopy(MEASURED)
    measured["reading"]["ratios"] = bench_reading.ratios(measured["reading"])
    found = bench.ratios(measured)
    assert set(found) == set(bench.RATIOS) and bench.not_measured(found) == []
    by_hand = {"rows_per_second_vs_floor": 0.4, "rows_per_second_vs_dlt": 3.75, "memory_vs_dlt": 0.5}
    assert by_hand.items() <= found.items()
    del measured["reading"]["dlt"]  # where it cannot be installed
    measured["reading"]["ratios"] = bench_reading.ratios(measured["reading"])
    assert bench.not_measured(bench.ratios(measured)) == ["rows_per_second_vs_dlt", "memory_vs_dlt"]


@pytest.fixture
def loaded(tmp_path: Path) -> Path:
    """A warehouse of one look at two years of one account, with a post of 1 October and one of 10 November."""
    path = tmp_path / "loaded.duckdb"
    with duckdb.connect(str(path)) as file:
        make_tables(file)
        file.execute("set timezone = 'UTC'")
        for post, day in {"1": "2026-10-01", "2": "2026-11-10"}.items():
            file.execute(
                f"""insert into raw.posts by name select 'x' as platform, 'a' as account_id, '{post}' as post_id, 'original' as kind,
                    timestamptz '{day} 09:00:00' as published_at, 'b' as batch_id"""
            )
            for field, value in COUNTS.items():
                file.execute(
                    f"""insert into raw.readings by name select 'x' as platform, 'a' as account_id, 'post' as subject_kind, '{post}' as subject_id,
                        '{field}' as field, {value} as value, timestamptz '2026-11-16 06:00' as observed_at, 'lifetime' as period,
                        '' as dimension, '' as dimension_value, 'b' as batch_id"""
                )
        file.execute(
            """insert into raw.extracts by name select 'x' as platform, 'a' as account_id, 'harrowdale' as organisation_id, 'b' as batch_id,
                'sandbox' as source, 'posts' as subject, date '2024-11-16' as since, date '2026-11-16' as "until", 2 as rows"""
        )
    return path


def test_the_floor_reads_of_every_look_at_every_copy_what_a_post_is_credited_with(loaded: Path, tmp_path: Path) -> None:
    those = bench_history.copies(loaded, 2)
    assert [each.organisation_id for each in those] == ["harrowdale", "harrowdale-1"]
    rows = bench_history.write(loaded, tmp_path / "raw", those, 26)
    # 35 mornings show a post, the young one's 6 have been; and both stand there again two years earlier
    assert rows["posts"] == 2 * (35 + 6 + 35 + 35) and rows["readings"] == 5 * rows["posts"]
    seconds, said = bench_floor.measure(tmp_path / "raw", REPO / "dbt_project" / "seeds", "1GB")
    assert seconds.keys() == bench_floor.KPIS.keys()
    months = "select organisation_id, strftime(period, '%Y-%m'), numerator, denominator from \"EN-DEPTH\" order by all"
    settled = [("2024-10", 6.0, 2000.0), ("2024-11", 6.0, 2000.0), ("2026-10", 6.0, 2000.0)]
    each = [*settled, ("2026-11", 0.0, 428.0)]  # of a post 6 days old 6/28 of every count, whole ones
    assert said.execute(months).fetchall() == [(one.organisation_id, *row) for one in those for row in each]

    figures = tmp_path / "built.duckdb"
    with duckdb.connect(str(figures)) as file:
        file.execute(
            """create schema reports; create table reports.figures as select 'harrowdale' as organisation_id, 'EN-DEPTH' as kpi_id,
                date '2026-10-01' as period, 'platform' as slice_kind, 'x' as slice, cast(6 as double) as numerator, cast(2000 as double) as denominator, 'measured' as state"""
        )
    assert bench_floor.compared(said, figures)["EN-DEPTH"] == 1
    with duckdb.connect(str(figures)) as file:
        file.execute("update reports.figures set numerator = 7")
    with pytest.raises(RuntimeError, match=r"EN-DEPTH of .*built 7\.0 of 2000\.0, the floor says 6\.0 of 2000\.0"):
        bench_floor.compared(said, figures)
