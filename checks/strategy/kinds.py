"""Kinds of rules that hold for many columns: a cell is filled, a number, a date, a choice, a name another file knows, a key."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import date

from checks.strategy.lines import Line, Seeds

NUMBER = re.compile(r"-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Rule:
    """What may not be, and the files it is read in: with one of them unreadable it is not asked."""

    name: str
    reads: tuple[str, ...]
    find: Callable[[Seeds], Iterator[str]]


@dataclass(frozen=True)
class Known:
    """What rows of other files may name, and the columns that name it there. All but the last are the namer's own."""

    called: str
    seed: str
    columns: tuple[str, ...]


def filled(seed: str, column: str, mend: str) -> Rule:
    """Every row has the cell."""

    def find(seeds: Seeds) -> Iterator[str]:
        for line in seeds[seed]:
            if not line[column]:
                yield line.says(f"{column} is empty", mend)

    return Rule(f"{seed}.{column} is filled", (seed,), find)


def one_of(seed: str, column: str, choices: Collection[str], *, may_be_empty: bool = False) -> Rule:
    """Every cell is one of a few words."""

    def find(seeds: Seeds) -> Iterator[str]:
        for line in seeds[seed]:
            if line[column] not in choices and not (may_be_empty and not line[column]):
                yield line.says(f"the {column} {line[column]!r} is not known", f"write {' or '.join(choices)}")

    return Rule(f"{seed}.{column} is a choice", (seed,), find)


def number(
    seed: str,
    column: str,
    mend: str,
    *,
    low: float = float("-inf"),
    high: float = float("inf"),
    whole: bool = False,
    above_low: bool = False,
    may_be_empty: bool = False,
) -> Rule:
    """Every cell is a number within limits."""

    def is_right(cell: str) -> bool:
        if not cell:
            return may_be_empty
        if not NUMBER.fullmatch(cell) or (whole and "." in cell):
            return False
        return low <= float(cell) <= high and not (above_low and float(cell) == low)

    def find(seeds: Seeds) -> Iterator[str]:
        for line in seeds[seed]:
            if not is_right(line[column]):
                what = "a whole number" if whole else "a number"
                bounds = f" from {low:g}" if low > float("-inf") and not above_low else f" above {low:g}" * above_low
                bounds += f" up to {high:g}" if high < float("inf") else ""
                yield line.says(f"the {column} {line[column]!r} is not {what}{bounds}", mend)

    return Rule(f"{seed}.{column} is a number", (seed,), find)


def day(seed: str, column: str, *, may_be_empty: bool = False) -> Rule:
    """Every cell is a date."""

    def find(seeds: Seeds) -> Iterator[str]:
        for line in seeds[seed]:
            try:
                if line[column] or not may_be_empty:
                    date.fromisoformat(line[column])
            except ValueError:
                yield line.says(f"the {column} {line[column]!r} is no date", "write it as 2026-04-01")

    return Rule(f"{seed}.{column} is a date", (seed,), find)


def in_order(seed: str, start: str, end: str) -> Rule:
    """What ends does so after it began."""

    def find(seeds: Seeds) -> Iterator[str]:
        for line in seeds[seed]:
            days = line.days(start, end)
            if days and days[1] <= days[0]:
                yield line.says(f"it ends on {days[1]}, before it begins", f"{end} is the first day it no longer is so")

    return Rule(f"{seed} ends after it begins", (seed,), find)


def once_a_day(seed: str, columns: tuple[str, ...], start: str, end: str) -> Rule:
    """Of one thing, one row is in force on any day."""

    def find(seeds: Seeds) -> Iterator[str]:
        seen: dict[tuple[str, ...], list[tuple[Line, date, date]]] = {}
        for line in seeds[seed]:
            days = line.days(start, end)
            if days is None:
                continue  # the date has a rule of its own
            what = line.key(columns)
            for other, since, until in seen.get(what, []):
                if days[0] < until and since < days[1]:
                    yield line.says(
                        f"{' '.join(what)} is in force twice from {max(days[0], since)} (also line {other.number})",
                        f"end the older with {end}",
                    )
            seen.setdefault(what, []).append((line, *days))

    return Rule(f"{seed} in force once", (seed,), find)


def once(seed: str, *columns: str) -> Rule:
    """No two rows have the same key."""

    def find(seeds: Seeds) -> Iterator[str]:
        seen: dict[tuple[str, ...], Line] = {}
        for line in seeds[seed]:
            first = seen.setdefault(line.key(columns), line)
            if first is not line:
                what = " ".join(filter(None, line.key(columns)))
                yield line.says(f"{what} is there twice (also line {first.number})", "delete one of the two")

    return Rule(f"{seed} written once", (seed,), find)


def names(seed: str, column: str, known: Known, *, also: str = "") -> Rule:
    """Whatever a cell names is known to another file; a cell may list several, or none."""
    own = known.columns[:-1]

    def find(seeds: Seeds) -> Iterator[str]:
        there = {line.key(known.columns) for line in seeds[known.seed]}
        for line in seeds[seed]:
            for item in line.listed(column):
                if (*line.key(own), item) not in there and item != also:
                    of = f"{' '.join(line.key(own))} has no" if own else "no"
                    yield line.says(f"{of} {known.called} {item!r}", f"add it to {known.seed}.csv or mend {column}")

    return Rule(f"{seed}.{column} is known", (seed, known.seed), find)
