"""The statistics behind the bounds, against a library that has them all; and what they promise."""

from __future__ import annotations

import math
from random import Random

import pandas as pd
import pytest
from scipy import stats

from checks.usual import (
    ASKED_A_YEAR,
    FALSE_ALARM,
    FALSE_ALARMS_A_YEAR,
    LONG_SILENCE,
    LONGEST,
    SILENCES_A_YEAR,
    STUDENT_T,
    at_least,
    burstiness,
    count_bounds,
    crowd,
    longest_silence,
    most_lost,
    most_taken_back,
    move_bounds,
)


@pytest.mark.parametrize(
    "before", [[0, 0, 0, 0], [1, 2, 0, 1], [14] * 8, [200, 210, 190, 205], [3, 1, 4, 1, 5, 9, 2, 6]]
)
def test_a_count_is_bounded_by_the_negative_binomial(before: list[int]) -> None:
    number = len(before)
    law = stats.nbinom(sum(before) + 0.5, number / (number + 1))
    assert count_bounds(before) == (law.ppf(FALSE_ALARM), law.isf(FALSE_ALARM))


def test_what_comes_in_bursts_is_bounded_more_widely_and_by_twice_the_largest() -> None:
    few, many = count_bounds([20] * 8)
    assert count_bounds([20] * 8, 4.0)[0] < few and count_bounds([20] * 8, 4.0)[1] > many
    assert count_bounds([20] * 8, largest=60)[1] == 120


def test_chance_alone_is_called_unusual_about_as_seldom_as_was_promised() -> None:
    looks, weeks = 2_000_000, 8
    totals = stats.poisson(6 * weeks).rvs(size=looks, random_state=1)
    last = stats.poisson(6).rvs(size=looks, random_state=2)
    bounds = {total: count_bounds([total] + [0] * (weeks - 1)) for total in set(totals.tolist())}
    alarms = sum(not bounds[total][0] <= number <= bounds[total][1] for total, number in zip(totals, last, strict=True))
    assert FALSE_ALARM * looks / 10 < alarms <= 2 * 2 * FALSE_ALARM * looks, alarms


@pytest.mark.parametrize(("spoke", "quiet"), [(45, 0), (43, 2), (30.5, 14.5), (12, 33)])
def test_a_silence_is_bounded_by_the_beta_binomial(spoke: float, quiet: float) -> None:
    longest = longest_silence(spoke, quiet)
    goes_on = [stats.betabinom(more, quiet + 0.5, spoke + 0.5).pmf(more) for more in (longest - 1, longest)]
    assert goes_on[0] >= LONG_SILENCE > goes_on[1]


def test_of_what_hardly_ever_speaks_no_silence_is_too_long() -> None:
    assert longest_silence(0, 45) > LONGEST


def test_all_that_is_asked_in_a_year_may_raise_half_a_false_alarm() -> None:
    """Two are allowed (issue 8): with half a one expected, more than two come in one year of seventy."""
    promised = FALSE_ALARM * ASKED_A_YEAR + LONG_SILENCE * SILENCES_A_YEAR
    assert promised == pytest.approx(FALSE_ALARMS_A_YEAR)
    assert stats.poisson(promised).sf(2) < 1 / 65


@pytest.mark.parametrize("number", [1, 3, 16, 60, 500, 200_000])
@pytest.mark.parametrize("share", [0.02, 0.05, 0.5])
def test_a_loss_is_bounded_by_the_binomial(number: int, share: float) -> None:
    assert most_lost(number, share) == pytest.approx(stats.binom(number, share).isf(FALSE_ALARM), abs=1 + number / 1000)


def test_nothing_is_lost_where_nothing_ever_was_and_all_may_be_where_all_was() -> None:
    assert (most_lost(9, 0.0), most_lost(9, 1.0), most_lost(0, 0.5)) == (0, 9, 0)


def test_the_table_is_students_t() -> None:
    for freedom, bound in STUDENT_T.items():
        assert bound == pytest.approx(stats.t(freedom).isf(FALSE_ALARM / 2), rel=2e-3)


def test_a_move_is_bounded_by_those_before_and_never_by_fewer_than_four() -> None:
    assert move_bounds([5, 6, 7]) is None
    low, high = move_bounds([40, 52, 47, 44, 39, 50, 45, 48]) or (0, 0)
    assert low < 30 and 60 < high < 170  # 163 at 1 in 105,000
    low, high = move_bounds([-3, 4, -1, 2, 0, -2, 1, 3]) or (0, 0)
    assert low < -10 and high > 10
    rounded = move_bounds([0, 0, 10, 0, 0, 10, 0, 0], step=10.0) or (0, 0)
    assert rounded[1] > 50, "a total stated in tens moves by tens"


def test_of_three_videos_one_may_be_hidden_and_of_the_followers_none() -> None:
    share = pd.Series([1.0, 1.0])
    rows = pd.Series([3.0, 1.0])
    assert at_least(rows, share, pd.Series([False, True])).tolist() == [1.0, 1.0]
    assert math.isnan(at_least(pd.Series([math.nan]), pd.Series([1.0]))[0])


def test_bursts_and_crowds_are_told_from_chance() -> None:
    dice = Random(3)
    alone = [[sum(dice.random() < 0.1 for _ in range(60)) for _ in range(60)] for _ in range(7)]
    assert 1.0 <= burstiness(alone) < 1.2
    assert 4.0 < burstiness([[5 * each for each in group] for group in alone]) < 6.0
    assert crowd([1, 1, 1]) == 1.0 and crowd([9, 1]) == 8.2 and crowd([]) == 1.0


def test_a_large_total_may_lose_one_in_twenty_and_a_small_one_a_few() -> None:
    assert (most_taken_back(4), most_taken_back(100), most_taken_back(1_000_000)) == (6.0, 30.0, 50_000.0)
