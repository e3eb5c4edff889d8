"""What chance alone would do: bounds for a count, for a move and for a loss, given what was seen before.

How seldom chance may be called unusual is not chosen a check at a time but for all of them together: of everything that is
asked of four accounts in a year, half an alarm may be false (Bonferroni's bound on a family of tests: Miller, Simultaneous
Statistical Inference, 2nd ed. 1981, 1.2). It errs on the quiet side, for looks of two days after one another ask nearly the
same. Sources beside each function.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from statistics import NormalDist

import pandas as pd

FALSE_ALARMS_A_YEAR = 0.5  # that chance may raise; more than two then come in 1 year of 70 (Poisson)
# Of each account and day: a week and a weekday too few or too many, an end all at once (of posts, and of comments), and about
# eight of its counts: its totals, the fields known, what stands still, what is gone. Half of what is allowed is theirs.
ASKED_A_YEAR = 4 * 365 * (2 * 5 + 8)
FALSE_ALARM = FALSE_ALARMS_A_YEAR / 2 / ASKED_A_YEAR  # 1 in 105,000
# A silence is asked about every day it lasts but is one event: one a week at most, of posts and of comments. The other half.
SILENCES_A_YEAR = 4 * 52 * 2
LONG_SILENCE = FALSE_ALARMS_A_YEAR / 2 / SILENCES_A_YEAR  # 6 in 10,000
LONGEST = 366  # periods a silence is looked ahead: of what hardly ever speaks, none is believed too long
FAR = NormalDist().inv_cdf(1 - FALSE_ALARM)
# Student's t, one-sided at half of FALSE_ALARM (both ends are watched), by degrees of freedom.
STUDENT_T = {3: 61.41, 4: 28.12, 5: 18.08, 6: 13.67, 7: 11.3, 8: 9.848, 9: 8.882, 10: 8.197}


def burstiness(groups: Sequence[Sequence[int]]) -> float:
    """Return how much more counts differ than a Poisson's do: 1 is chance alone, 3 is things that come three at a time.

    Pearson's chi-square over its degrees of freedom, pooled over groups of like periods (quasi-Poisson: McCullagh and
    Nelder, Generalized Linear Models, 2nd ed. 1989, 4.5). Groups in which nothing happened say nothing.
    """
    alike = [group for group in groups if len(group) > 1 and any(group)]
    freedom = sum(len(group) - 1 for group in alike)
    squares = sum(
        (each - sum(group) / len(group)) ** 2 / (sum(group) / len(group)) for group in alike for each in group
    )
    return max(1.0, squares / freedom) if freedom else 1.0


def crowd(clusters: Iterable[int]) -> float:
    """Return how many others, itself counted, an item's own conversation brought with it on average.

    Comments come by the conversation, and a count of what comes in clusters spreads by their mean square over their mean
    (compound Poisson: Feller, An Introduction to Probability Theory I, 3rd ed. 1968, XII.2).
    """
    sizes = list(clusters)
    return sum(size * size for size in sizes) / sum(sizes) if sizes else 1.0


def count_bounds(before: Sequence[int], size: float = 1.0, largest: int = 0) -> tuple[int, int]:
    """Return the fewest and the most that a count may be after these, all of periods alike.

    The predictive distribution of a Poisson count whose mean is known from earlier counts only: negative binomial, with
    Jeffreys' prior (Meeker, Hahn and Escobar, Statistical Intervals, 2nd ed. 2017, chapter 7). Things that come `size` at
    a time (burstiness) are counted as fewer, larger things. More than usual is only what is also more than twice the
    `largest` such count known: eight weeks have not seen every burst there is, as in int_account_silences.sql.
    """
    periods, total = len(before), sum(before)
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
            return math.floor((low or 0) * size), max(math.ceil(number * size), 2 * largest)
        number += 1


def move_bounds(before: Sequence[float], step: float = 1.0) -> tuple[float, float] | None:
    """Return the least and the most that a total may move after these moves over periods as long; None of fewer than four.

    Student's t for one more value after n (Statistical Intervals, chapter 4). The spread is never taken as less than a
    count of that size has by chance (its square root), nor than the step in which the total is stated. What never fell
    is compared by its square roots, which spread alike whatever their size (Anscombe 1948).
    """
    number = len(before)
    if number < 4:
        return None
    if step == 1.0 and min(before) >= 0:
        roots = [math.sqrt(each + 3 / 8) for each in before]
        mean = sum(roots) / number
        spread = max(0.5, math.sqrt(sum((each - mean) ** 2 for each in roots) / (number - 1)))
        reach = STUDENT_T[min(number - 1, 10)] * spread * math.sqrt(1 + 1 / number)
        low, high = mean - reach, (mean + reach) ** 2 - 3 / 8
        return (low**2 - 3 / 8 if low > 0 else -high), high  # where none at all is believable, a fall as large is too
    mean = sum(before) / number
    spread = math.sqrt(sum((each - mean) ** 2 for each in before) / (number - 1))
    spread = max(spread, math.sqrt(abs(mean)), step)
    reach = STUDENT_T[min(number - 1, 10)] * spread * math.sqrt(1 + 1 / number)
    return mean - reach, mean + reach


def longest_silence(spoke: float, quiet: float) -> int:
    """Return how many periods a silence that has begun may last, after so many periods that spoke and so many quiet ones.

    The share of quiet ones is known from those only, so k more of them have the chance B(spoke + 1/2, quiet + 1/2 + k) /
    B(spoke + 1/2, quiet + 1/2): beta-binomial with Jeffreys' prior (Statistical Intervals, chapter 6), which of a channel
    that speaks once a week promises less than (1 - share)^k would.
    """
    yes, no, chance, more = spoke + 0.5, quiet + 0.5, 1.0, 0
    while True:
        chance *= (no + more) / (yes + no + more)
        if chance < LONG_SILENCE or more >= LONGEST:
            return 1 + more
        more += 1


def most_lost(number: int, share: float) -> int:
    """Return how many of so many things may be gone by chance, if each is gone with this share (binomial)."""
    if share >= 1:
        return number
    chance, gone, below = (1 - share) ** number, 0, 0.0
    if not chance:  # too many to begin at none: far from it, a normal curve is as good
        return min(number, math.ceil(number * share + FAR * math.sqrt(number * share * (1 - share))))
    while gone < number:
        below += chance
        if 1 - below < FALSE_ALARM:
            return gone
        chance *= (number - gone) / (gone + 1) * share / (1 - share)
        gone += 1
    return number


def at_least(
    rows: pd.Series[float], share: pd.Series[float], is_certain: pd.Series[bool] | None = None
) -> pd.Series[float]:
    """Return the fewest of `rows` that chance leaves if `share` of them is usual; never sure of more than 98 in 100.

    Where it `is_certain`, chance has no part in it: an account has one count of its followers in every look. The exact
    binomial, for rows may be few: of three videos, deviations of a normal curve would promise too much.
    """
    known = share.clip(upper=0.98) if is_certain is None else share.where(is_certain, share.clip(upper=0.98))
    fewest = [math.nan if pd.isna(number) or pd.isna(usual) else number - most_lost(int(number), 1 - min(usual, 1.0))
              for number, usual in zip(rows, known, strict=True)]  # fmt: skip
    return pd.Series(fewest, index=rows.index, dtype="float64")


def most_taken_back(count: float) -> float:
    """Return by how much a running total may fall: three deviations of a count of its size, or 5 in 100 if that is more.

    People take a like back and platforms take spam off (apis/x-youtube.md, B.2.3: views can fall), each item by itself, so
    the part taken back varies as a count does; a share of 5 in 100 is ours.
    """
    return max(3 * math.sqrt(max(count, 0.0)), 0.05 * count)
