"""The same batches on Spark: every model and test of the dbt project runs there, and the board file says the same."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from tests.once import built_once
from tests.spark.on_spark import OnSpark, needed
from tests.spark.parity import KEYS, differences, tables_that_differ
from tests.the_line import Line

# Unit tests whose given rows are written in SQL that only DuckDB reads (select * replace, unnest, lists in brackets). The models
# they are of are built and compared on Spark like all others. No new ones: see the test below.
FIXTURES_IN_DUCKDBS_WORDS = (
    "a_figure_is_measured_missing_not_measurable_or_withheld_and_says_why",
    "a_figure_needs_removed_items_of_its_own_platform_in_its_own_months_if_it_needs_any",
    "a_grade_is_earned_by_what_was_written_measured_and_checked_and_by_nothing_else",
    "a_hashtags_key_or_a_tagged_act_of_ours_puts_an_item_in_the_community_once_and_a_like_never",
    "a_line_of_sight_counts_when_it_was_approved_by_then_in_the_strategy_in_force_and_is_written_out",
    "an_act_gives_or_advertises_by_its_purpose_and_by_whose_link_it_carries",
    "every_grade_has_its_own_sentence_and_provisional_is_said",
    "three_whole_months_are_set_beside_the_same_three_a_year_before_and_unlike_ones_are_not",
    "what_a_level_asks_holds_at_its_mark_fails_below_it_and_is_unknown_where_the_unknown_decides",
)


@pytest.fixture(scope="session")
def on_spark(golden: Line, tmp_path_factory: pytest.TempPathFactory) -> OnSpark:
    """The golden body's shelf, built on Spark with every test, and published."""
    needed()
    with built_once(tmp_path_factory, "spark") as (folder, is_built):
        built = OnSpark(folder / "home", golden.project)
        if not is_built:
            for place in ("landing", "editions", "incidents"):
                if (golden.home / place).exists():
                    shutil.copytree(golden.home / place, built.home / place)
            ended = built.build("--exclude", *FIXTURES_IN_DUCKDBS_WORDS)
            (folder / "ended.json").write_text(json.dumps(ended))
            built.publish()
    return built


def golden_ended(golden: Line) -> dict[str, str]:
    said = json.loads((golden.home / "dbt" / "target" / "run_results.json").read_text())
    return {node["unique_id"]: node["status"] for node in said["results"]}


def test_every_model_test_and_unit_test_ends_on_spark_as_on_duckdb(on_spark: OnSpark, golden: Line):
    ended = json.loads((on_spark.home.parent / "ended.json").read_text())
    manifest = json.loads((on_spark.target / "manifest.json").read_text())
    asked = {name for name, node in manifest["nodes"].items() if node["resource_type"] != "operation"}
    asked |= set(manifest["unit_tests"])
    not_run = {name.rpartition(".")[2] for name in asked - ended.keys()}
    assert not_run == set(FIXTURES_IN_DUCKDBS_WORDS), (
        "a new unit test has to run on both engines; one that now does leaves the list"
    )
    on_duckdb = {name: how for name, how in golden_ended(golden).items() if name in ended}
    told = {name: how.partition(" ")[0] for name, how in ended.items() if name in asked}
    assert {name: how for name, how in told.items() if how != on_duckdb.get(name, "pass")} == {}, "not as on DuckDB"


@pytest.mark.parametrize("table", KEYS)
def test_keys_and_states_are_the_same_and_numbers_to_nine_digits(on_spark: OnSpark, golden: Line, table: str):
    assert list(differences(golden.home / "board.duckdb", on_spark.board, table)) == []


def test_every_other_table_of_the_board_is_the_same(on_spark: OnSpark, golden: Line):
    assert tables_that_differ(golden.home / "board.duckdb", on_spark.board) == {}


def test_a_rounding_that_only_duckdb_does_is_caught(on_spark: OnSpark, golden: Line, tmp_path: Path):
    """Break the parity on purpose: DuckDB alone rounds every measure to whole numbers."""
    shutil.copytree(golden.project, tmp_path / "project")
    engine = tmp_path / "project" / "macros" / "engine.sql"
    rounding = "{% macro duckdb__rounded(number, digits) %}round({{ number }}, {{ digits }}){% endmacro %}"
    assert rounding in engine.read_text()
    engine.write_text(engine.read_text().replace(rounding, rounding.replace("{{ digits }}", "0")))
    broken = Line(tmp_path / "home", "http://127.0.0.1:1", project=tmp_path / "project")
    shutil.copy(golden.home / "warehouse.duckdb", broken.home)
    broken.build_models(
        "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test", "-s", "measures+,+report_figures"
    )
    broken.run("-m", "dashboards", "publish", "--manifest", str(broken.home / "dbt" / "target" / "manifest.json"))
    found = list(differences(broken.home / "board.duckdb", on_spark.board, "figures"))
    assert found and all(re.search(r": (value|numerator|denominator|words|coverage) is ", each) for each in found), (
        found
    )
