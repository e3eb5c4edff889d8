"""A post and a comment are deleted at the platform: on a real line nothing of them is left but sums."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors.accounts import read_accounts
from extractors.records import Account
from tests.conftest import REGISTER, TODAY, Sandbox
from tests.searched import holding
from tests.the_line import Line

SECRET = "harrowdale_facebook"
SHOWN = "select kpi_id, slice_kind, slice, period::text, numerator, denominator, value, state, words from figures"
IN_WINDOW = TODAY - timedelta(days=25)  # the next look's list should hold it


@dataclass
class Deleted:
    """The line after it all, what was deleted, and the figures before and after."""

    line: Line
    ids: list[str]
    month: str  # of the earlier of the two
    held: list[str]  # where the ids were before
    before: dict[tuple[Any, ...], tuple[Any, ...]]
    after: dict[tuple[Any, ...], tuple[Any, ...]]
    said: list[dict[str, Any]]


@pytest.fixture(scope="module")
def deleted(running_sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deleted]:
    (account,) = (each for each in read_accounts(REGISTER) if each.secret == SECRET)
    line = Line(tmp_path_factory.mktemp("deletion"), running_sandbox.url, {SECRET})
    yesterday = TODAY - timedelta(days=1)
    running_sandbox.begin_anew()
    running_sandbox.clock(yesterday)
    line.look(yesterday, days=60)
    ids, month = _choose(line, account)
    running_sandbox.clock(TODAY)
    for item_id in ids:
        running_sandbox.delete(account, item_id, yesterday)
    try:
        line.run("-m", "extractors", "extract", account.platform, LOS_TODAY=str(TODAY))
        line.check_and_load()
        line.build_again()
        before, held = _shown(line), holding(line.home, ids)
        said = [json.loads(line.run("-m", "extractors", "forget", account.platform, LOS_TODAY=str(TODAY)))]
        line.check_and_load()
        line.build_again()
        said.append(json.loads(line.run("-m", "extractors", "tidy")))
        yield Deleted(line, ids, month, held, before, _shown(line), said)
    finally:
        running_sandbox.restore()
        running_sandbox.clock(TODAY)


def _choose(line: Line, account: Account) -> tuple[list[str], str]:
    """Return a post that people answered, and a comment under another one that we answered, and the first's month."""
    ((post, at),) = line.warehouse(
        "select post_id, published_at from raw.posts where kind = 'original' and published_at >= ? and post_id in"
        " (select conversation_id from raw.interactions) order by published_at limit 1", IN_WINDOW)  # fmt: skip
    ((item, said_at),) = line.warehouse(
        "select interaction_id, created_at from raw.interactions as i where conversation_id <> ? and interaction_id in"
        " (select parent_id from raw.posts) and conversation_id in (select post_id from raw.posts where published_at >= ?)"
        " order by created_at limit 1", post, IN_WINDOW)  # fmt: skip
    return [post, item], f"{min(at, said_at):%Y-%m}-01"


def _shown(line: Line) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {row[:4]: row[4:] for row in line.board(SHOWN)}


def test_both_were_in_many_places_before(deleted: Deleted) -> None:
    for place in ("landing/pages", "landing/batches", "warehouse.duckdb raw", "board.duckdb"):
        assert any(place in each and deleted.ids[0] in each for each in deleted.held), place
        assert any(place in each and deleted.ids[1] in each for each in deleted.held) or "board" in place, place


def test_no_file_under_the_home_holds_either_of_them(deleted: Deleted) -> None:
    assert holding(deleted.line.home, deleted.ids) == []
    assert not list(deleted.line.home.glob("*.wal"))
    removed = deleted.said[0]["removed"]  # with each went what stood under it
    assert removed["post"] >= 1 and removed["interaction"] >= 1
    assert deleted.said[1]["is_done"]


def test_figures_of_months_before_it_are_equal_and_those_that_counted_it_are_not(deleted: Deleted) -> None:
    assert deleted.before.keys() == deleted.after.keys()
    moved = {key for key in deleted.before if deleted.before[key] != deleted.after[key]}
    assert moved and {key[3] for key in moved} >= {deleted.month}
    assert not [key for key in moved if key[3] < deleted.month]
    assert not [key for key in moved if key[0] in ("OC-ACT", "OC-HEARD", "EQ-YOUNG", "AL-ORPHAN", "AL-LEVEL")]


def test_the_board_says_what_was_removed_and_why(deleted: Deleted) -> None:
    rows = deleted.line.board("select what, reason, removed, months from removals order by what, reason")
    assert {row[0] for row in rows} == {"interaction", "post"}
    assert all(row[1].startswith("Gone from the platform: ") and row[3] for row in rows)


def test_the_models_are_made_and_the_board_published_from_the_file_made_anew(deleted: Deleted) -> None:
    some = [
        "stg_posts",
        "int_as_of",
        "report_removals",
        "the_parts_add_up_to_the_figure",
        "posts_stand_under_one_account",
    ]
    deleted.line.build_models("--select", *some, "--exclude-resource-type", "unit_test")
    manifest = Path(deleted.line.home / "dbt" / "target" / "manifest.json")
    deleted.line.run("-m", "dashboards", "publish", "--manifest", str(manifest))
    assert _shown(deleted.line) == deleted.after
