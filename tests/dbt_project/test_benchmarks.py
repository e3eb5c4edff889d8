"""What the benchmarks claim of their base is recomputed here."""

from __future__ import annotations

import csv
from math import sqrt
from pathlib import Path

import pytest

SEED = Path(__file__).resolve().parents[2] / "dbt_project" / "seeds" / "benchmarks.csv"
COUNTED = {"B2012-X": 17, "B2012-YT": 12, "B2012-LI": 12, "B2012-FB": 11}
Z = 1.959964  # 95%


def rows() -> dict[str, dict[str, str]]:
    with SEED.open(newline="") as text:
        return {row["benchmark_id"]: row for row in csv.DictReader(text)}


def wilson(count: int, base: int) -> tuple[float, float]:
    share, z2 = count / base, Z * Z
    middle, half = share + z2 / (2 * base), Z * sqrt(share * (1 - share) / base + z2 / (4 * base * base))
    return (middle - half) / (1 + z2 / base), (middle + half) / (1 + z2 / base)


@pytest.mark.parametrize(("benchmark", "count"), COUNTED.items())
def test_an_interval_is_the_wilson_interval_on_the_inferred_base(benchmark: str, count: int) -> None:
    row = rows()[benchmark]
    base = int(row["inferred_base"])
    assert row["stated_base"] == "" and "Base not stated" in row["note"] and f"{count} of {base}" in row["note"]
    assert round(100 * count / base) == int(row["value"])
    assert tuple(round(100 * end) for end in wilson(count, base)) == (int(row["low"]), int(row["high"]))


def test_no_whole_number_of_25_gives_any_of_the_published_shares_and_18_is_the_smallest_base_that_gives_all() -> None:
    published = {int(rows()[benchmark]["value"]) for benchmark in COUNTED}
    assert published == {94, 67, 61}
    fits = [base for base in range(1, 26) if published <= {round(100 * k / base) for k in range(base + 1)}]
    assert fits == [18]
    assert published & {round(100 * k / 25) for k in range(26)} == set()


def test_what_was_published_in_words_has_no_number_and_no_interval() -> None:
    in_words = [row for row in rows().values() if not row["value"]]
    assert len(rows()) == 10 and len(in_words) == 5
    assert [row for row in in_words if not row["words"] or row["low"] or row["high"] or row["inferred_base"]] == []


def test_a_census_has_no_interval_and_its_share_is_recomputed() -> None:
    trusts = rows()["B2010-PCTS"]
    assert round(100 * 61 / int(trusts["stated_base"]), 2) == float(trusts["value"])
    assert (trusts["low"], trusts["high"], trusts["status"]) == ("", "", "context")
