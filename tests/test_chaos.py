"""A small chaos run: 60 seeded faults on four platforms, four kills. The large one: make chaos N=1000 SEED=7."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sandbox.faults.kinds import KINDS
from tests.chaos import TODAY, Chaos, Outcome
from tests.chaos_fates import SEEN_LATER
from tests.chaos_sandbox import sandbox

# Two accounts of each platform, and so far back that nothing at all is doubted: four weeks and
# more (LONG_DAYS) in each of the two parts X is asked in.
SINCE = date(2026, 8, 24)
ACCOUNTS = {"harrowdale_x", "marrick_x", "harrowdale_linkedin", "osmere_linkedin", "marrick_facebook", "osmere_facebook",
            "harrowdale_youtube", "osmere_youtube"}  # fmt: skip


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    folder: Path = tmp_path_factory.mktemp("chaos")
    with sandbox(folder / "sandbox.txt", TODAY) as misbehaving:
        return Chaos(folder, misbehaving, SINCE, ACCOUNTS).run("7", faults=60, kills=4, rounds=2)


def test_after_the_clean_run_the_warehouse_is_what_is_true_row_for_row(ended: Outcome) -> None:
    assert ended.off_truth == []


def test_after_the_clean_run_the_warehouse_is_what_a_run_without_faults_left(ended: Outcome) -> None:
    assert ended.off_calm == []


def test_every_fault_was_healed_or_told_with_its_cause_and_next_step(ended: Outcome) -> None:
    assert ended.unaccounted == []


def test_the_faults_and_the_kills_did_happen(ended: Outcome) -> None:
    met = [fault for process in ended.processes for fault in process.met]
    assert ended.met >= 60 and ended.kills >= 4
    assert len({fault["account"] for fault in met}) == len(ACCOUNTS)
    assert len({fault["kind"] for fault in met}) > 15
    assert ended.counted()["healed: asked again"] > 10


def test_a_run_in_which_too_little_went_wrong_is_not_whole() -> None:
    assert Outcome(asked=0, asked_kills=0).is_whole
    assert not Outcome(asked=1, asked_kills=0).is_whole and not Outcome(asked=0, asked_kills=1).is_whole


def test_a_quota_that_was_used_up_was_left_alone_until_a_person_said_again(ended: Outcome) -> None:
    assert any(process.stopped for process in ended.processes)


def test_what_no_client_can_see_in_an_answer_is_put_right_by_a_later_run() -> None:
    assert all(KINDS[kind].ends == "later" for kind in SEEN_LATER)
