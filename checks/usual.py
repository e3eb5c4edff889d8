"""What chance alone would do: bounds for a count, for a move and for a loss, given what was seen before.

One look in 10,000 may be called unusual by chance. Four platforms, posts and comments, 365 days: 2,920 looks a year, so
a bound of this kind raises about one false alarm in three years. Sources beside each function.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

FALSE_ALARM = 1e-4
# Student's t, one-sided at half of FALSE_ALARM (both ends are watched), by degrees of freedom.
STUDENT_T = {3: 28.0, 4: 15.54, 5: 11.18, 6: 9.08, 7: 7.88, 8: 7.12, 9: 6.59, 10: 6.21}


def count_bounds(before: Sequence[int]) -> tuple[int, int]:
    """Return the fewest and the most that a count may be after these, all of periods alike.

    The predictive distribution of a Poisson count whose mean is known from earlier counts only: negative binomial, with
    Jeffreys' prior (Meeker, Hahn and Escobar, Statistical Intervals, 2nd ed. 2017, chapter 7). Where the counts differ
    more than a Poisson's do, they are taken as fewer, larger things (quasi-Poisson: McCullagh and Nelder 1989, 6.2).
    """
    periods, total = len(before), sum(before)
    mean = total / periods
    spread = sum((each - mean) ** 2 for each in before) / max(periods - 1, 1)
    size = max(1.0, spread / mean) if mean else 1.0
    shape, share = total / size + 0.5, periods / (periods + 1)
    low: int | None = None
    number, below = 0, 0.0
    while True:
        chance = math.exp(
            math.lgamma(shape + number) - math.lgamma(shape) - math.lgamma(number + 1)
            + shape * math.log(share) + number * math.log(1 - share)
        )  # fmt: skip
        if low is None and below + chance >= FALSE_ALARM:
            low = number
        below += chance
        if 1 - below < FALSE_ALARM:
            return math.floor((low or 0) * size), math.ceil(number * size)
        number += 1


def move_bounds(before: Sequence[float], step: float = 1.0) -> tuple[float, float] | None:
    """Return the least and the most that a total may move after these moves over periods as long; None of fewer than four.

    Student's t for one more value after n (Statistical Intervals, chapter 4). The spread is never taken as less than a
    count of that size has by chance (its square root), nor than the step in which the total is stated.
    """
    number = len(before)
    if number < 4:
        return None
    mean = sum(before) / number
    spread = math.sqrt(sum((each - mean) ** 2 for each in before) / (number - 1))
    spread = max(spread, math.sqrt(abs(mean)), step)
    reach = STUDENT_T[min(number - 1, 10)] * spread * math.sqrt(1 + 1 / number)
    return mean - reach, mean + reach


def most_lost(number: int, share: float) -> int:
    """Return how many of so many things may be gone by chance, if each is gone with this share (binomial)."""
    chance, gone, below = (1 - share) ** number, 0, 0.0
    while gone < number:
        below += chance
        if 1 - below < FALSE_ALARM:
            return gone
        chance *= (number - gone) / (gone + 1) * share / (1 - share)
        gone += 1
    return number


def most_taken_back(count: float) -> float:
    """Return by how much a running total may fall: three deviations of a count of its size, or 5 in 100 if that is more.

    People take a like back and platforms take spam off (apis/x-youtube.md, B.2: views can fall), each item by itself, so
    the part taken back varies as a count does; a share of 5 in 100 is ours.
    """
    return max(3 * math.sqrt(max(count, 0.0)), 0.05 * count)
