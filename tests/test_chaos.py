"""A small chaos run: 80 seeded faults on four platforms, four kills. The large one: make chaos N=1000 SEED=7."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sandbox.faults.kinds import KINDS
from tests.chaos import LEFT_OUT, SEEN_LATER, Chaos, Outcome, sandbox

ACCOUNTS = {"harrowdale_x", "marrick_x", "harrowdale_linkedin", "osmere_linkedin", "marrick_facebook", "osmere_facebook",
            "harrowdale_youtube", "osmere_youtube"}  # fmt: skip


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder: Path = tmp_path_factory.mktemp("chaos")
    with sandbox(folder / "sandbox.txt") as url:
        return Chaos(folder, url, date(2026, 10, 1), ACCOUNTS).run("7", faults=80, kills=4, rounds=2)


def test_after_the_clean_run_the_warehouse_is_what_is_true_row_for_row(ended: Outcome) -> None:
    assert ended.off_truth == []


def test_after_the_clean_run_the_warehouse_is_what_a_run_without_faults_left(ended: Outcome) -> None:
    assert ended.off_calm == []


def test_every_fault_was_healed_or_told_with_its_cause_and_next_step(ended: Outcome) -> None:
    assert ended.unaccounted == []
    assert sum(ended.fates.values()) == ended.met


def test_the_faults_and_the_kills_did_happen(ended: Outcome) -> None:
    assert (ended.drawn, ended.kills) == (80, 4)
    assert ended.met > 50 and len({words.split(":")[0] for words in ended.kinds}) > 12
    assert ended.fates["healed: asked again"] > 20


def test_what_is_left_out_is_a_fault_there_is_and_says_why() -> None:
    for (platform, kind, endpoint), why in LEFT_OUT.items():
        where = KINDS[kind].where
        assert not platform or (platform in where and (not endpoint or endpoint in where[platform])), (platform, kind)
        assert len(why) > 20
    assert all(KINDS[kind].ends == "later" for kind in SEEN_LATER)
