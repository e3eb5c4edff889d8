"""make bench: every ratio that is promised is in its JSON by name, its page says the same, and the floor is of the same rows."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.warehouse import make_tables
from tests import bench, bench_floor, bench_history, bench_home, bench_reading, bench_table
from tests.the_line import REPO

DLT = {"as it comes": {"seconds": 30.0, "peak_mb": 300}, "tuned": {"seconds": 20.0, "peak_mb": 100}}
MEASURED: dict[str, Any] = {
    "build": {"ratio": 2.9}, "day": {"ratio": 1.4}, "airflow": {"ratio": 1.9}, "pages": {"ratio": 1.2}, "rollup": {"ratio": 2.5},
    "reading": {"floor": {"seconds": 4.0}, "dlt": DLT, "airbyte": {"seconds": 12.0},
                "ours": {"seconds": 10.0, "steps": {"extract": 8.0}, "peak_mb": {"extract": 150}}},
}  # fmt: skip
COUNTS = {"retweet_count": 2, "quote_count": 1, "reply_count": 3, "bookmark_count": 0, "impression_count": 2_000}


def with_ratios(measured: dict[str, Any]) -> dict[str, Any]:
    found = copy.deepcopy(measured)
    found["reading"]["ratios"] = bench_reading.ratios(found["reading"])
    return found


def test_every_ratio_promised_is_reported_by_name_and_one_without_a_number_is_named() -> None:
    found = bench.ratios(with_ratios(MEASURED), "full")
    assert found == {
        "build_vs_floor": 2.9, "day_added_3y_vs_1m": 1.4, "airflow_vs_direct": 1.9, "page_vs_hello": 1.2, "rollup_vs_floor": 2.5,
        "rows_per_second_vs_floor": 0.4, "rows_per_second_vs_dlt": 2.5, "rows_per_second_vs_airbyte": 1.5, "memory_vs_dlt": 0.5,
    }  # fmt: skip
    assert bench.not_measured(found, list(bench.PARTS)) == []
    without = copy.deepcopy(MEASURED)
    del without["reading"]["dlt"]  # where it cannot be installed
    without = with_ratios(without)
    del without["day"]
    lacking = ["day_added_3y_vs_1m", "rows_per_second_vs_dlt", "memory_vs_dlt"]
    assert bench.not_measured(bench.ratios(without, "full"), list(bench.PARTS)) == lacking
    assert bench.not_measured(bench.ratios(without, "full"), ["build", "reading"]) == lacking[1:]
    assert "rollup_vs_floor" not in bench.ratios(without, "small")


@pytest.mark.parametrize(
    ("name", "just", "not_quite"),
    [("build_vs_floor", 3.0, 3.01), ("rows_per_second_vs_dlt", 2.5, 2.49), ("page_vs_hello", 1.99, 2.0)],
)
def test_a_ratio_is_met_up_to_its_target_and_not_beyond(name: str, just: float, not_quite: float) -> None:
    assert bench_table.is_met(name, just) and not bench_table.is_met(name, not_quite)


def test_the_full_size_fits_into_an_hour_and_the_small_one_into_five_minutes() -> None:
    assert sum(bench.BUDGET["full"].values()) <= 3600 and sum(bench.BUDGET["small"].values()) <= 300
    assert set(bench.BUDGET["full"]) == set(bench.PARTS) and set(bench.BUDGET["small"]) <= set(bench.PARTS)
    page = bench.PAGE.read_text()
    for size, planned in bench.BUDGET.items():
        seconds = [str(planned.get(part, "")) for part in bench.BUDGET["full"]]
        assert f"| `{size}` | {' | '.join(seconds)} | {sum(planned.values()):,} |" in page
    assert set(bench.RATIOS) == set(bench_table.TARGETS) == set(bench_table.LINES)


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, Any]:
    """What two parts find, instead of measuring; LOS_HOME is a folder of the test."""
    found: dict[str, Any] = {"spc": {"seconds": 1}, "import": {"seconds": 1}}
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    for name in found:
        monkeypatch.setitem(
            bench.PARTS, name, lambda _, name=name: {"seconds": found[name]["seconds"] / found[name].get("of", 1)}
        )
    return found


def test_a_part_measured_again_takes_its_place_and_the_others_stay(parts: dict[str, Any], tmp_path: Path) -> None:
    into = ["--into", str(tmp_path / "some.json")]
    assert bench.main(["full", "spc", "import", *into]) == 0
    parts["spc"]["seconds"] = 2
    assert bench.main(["full", "spc", *into]) == 0
    said = json.loads((tmp_path / "some.json").read_text())
    assert {name: part["seconds"] for name, part in said["parts"].items()} == {"spc": 2, "import": 1}
    assert all(part["load"] and part["measured_at"] and part["commit"] for part in said["parts"].values())
    assert bench.main(["small", "import", *into]) == 0  # another size is another run
    assert set(json.loads((tmp_path / "some.json").read_text())["parts"]) == {"import"}


def test_a_part_that_fails_is_written_down_named_and_does_not_keep_the_next_from_being_measured(
    parts: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts["spc"]["of"] = 0
    assert bench.main(["small", "spc", "import"]) == 1
    said = json.loads((tmp_path / "bench.json").read_text())["parts"]
    assert said["spc"]["failed"] == "ZeroDivisionError: division by zero" and said["import"]["seconds"] == 1
    assert "failed: spc" in capsys.readouterr().err


def test_the_page_says_what_the_full_run_measured() -> None:
    page = bench.PAGE.read_text()
    assert bench_table.shown(bench_table.put(page, "| a | table |")) == "| a | table |"
    if not bench.FULL.exists():
        pytest.skip("the full size was not run yet")
    measured = bench_table.of(json.loads(bench.FULL.read_text()))
    assert bench_table.shown(page) == measured.strip(), "python -m tests.bench page"


def test_the_table_says_of_each_ratio_whether_it_is_met_and_of_each_part_when_it_was_measured() -> None:
    about = {"measured_at": "2026-11-23 18:00", "commit": "abc", "took_seconds": 9.0, "load": [0.1, 1.9]}
    day = {
        "organisations": 3,
        "ratio": 1.6,
        **{name: {"model_seconds": 8, "rows": {"readings": 5_000}} for name in ("3y", "1m")},
    }
    sizes = [
        {"organisations": n, "readings": n, "seconds": s, "peak_mb": 9, "slowest": {"m": 1.0}}
        for n, s in ((1, 20.0), (5, 24.0))
    ]
    found = {
        "day": {"sizes": [day], **about},
        "curve": {"months": 3, "sizes": sizes, **about},
        "airflow": {"failed": "no", **about},
        "spark": {"duckdb": {"seconds": 9}, "spark": {"seconds": 90}, **about},
    }
    said = {"size": "full", "machine": {"processors": 2}, "parts": found,
            "ratios": {"day_added_3y_vs_1m": 1.6, "airflow_vs_direct": None, "page_vs_hello": None}}  # fmt: skip
    table = bench_table.of(said)
    assert "| `day_added_3y_vs_1m` | 1.6 | at most 1.5 | **missed** | 3 organisations: 8 s" in table
    assert "| `airflow_vs_direct` | not measured |" in table and "| `page_vs_hello` | not measured |" in table
    assert "on Spark `local[2]`: 90 s, on DuckDB 9 s." in table
    assert "| 5 | 5 | 24.0 s | 1.00 s | 9 MB | m 1.0 s |" in table
    assert "| airflow **failed** | 2026-11-23 18:00 | abc | 9 s | 0.1 and 1.9 |" in table


def test_what_cannot_be_fetched_is_not_compared_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9/simple")  # nobody answers there
    for name in ("UV_NO_CACHE", "PIP_NO_CACHE_DIR", "UV_NO_CONFIG"):
        monkeypatch.setenv(name, "1")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("PIP_RETRIES", "0")
    assert bench_home.python_with("airbyte-cdk==7.39.1", "airbyte_cdk", tmp_path) is None
    assert (
        "airbyte-cdk==7.39.1 is not compared: it could not be fetched from the package index" in capsys.readouterr().err
    )


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

    once = bench_history.write(loaded, tmp_path / "once", those, 24, looked_at_once=True, times=3)
    assert once["posts"] == 2 * 3 * 2 and once["readings"] == 5 * once["posts"]  # each post thrice, and seen once

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
