"""2,000 spoilt files of every format: none is read wrongly or loses a row without a word. Any other run: make fuzz N= SEED=."""

from __future__ import annotations

import pytest

from tests.fuzz import NAMED, REFUSED, ROWS_NAMED, WHOLE, Outcome, run
from tests.fuzz_files import samples


@pytest.fixture(scope="module")
def ended() -> Outcome:
    return run(2000, 1)


def test_every_spoilt_file_is_read_with_equal_numbers_or_says_what_it_lost_or_is_refused_in_one_line(ended: Outcome):
    assert ended.violations == []


def test_every_family_was_spoilt_and_every_fate_was_met(ended: Outcome):
    assert {family for family, _ in ended.fates} == {sample.family for sample in samples(1)}
    assert sum(ended.fates.values()) == 2000
    assert all(ended.of(fate) > 100 for fate in (WHOLE, ROWS_NAMED, NAMED, REFUSED))
    assert len(ended.changes) > 20
