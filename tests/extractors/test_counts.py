"""Numbers stated at once land as the same numbers stated one by one do."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from extractors import landing as landing_module
from extractors.columns import read
from extractors.landing import Landing
from extractors.records import Account, Counts, Extract, Reading
from extractors.silence import Silence
from extractors.unread import _COLUMNS

ACCOUNT, NOON, DAY = Account("h", "x", "1"), datetime(2026, 11, 16, 12, tzinfo=UTC), date(2026, 11, 15)
WHERE = [
    {}, {"period": "day", "period_start": DAY, "period_end": DAY}, {"dimension": "country", "dimension_value": "GB"},
    {"dimension": "country", "dimension_value": "Zoë"},
]  # fmt: skip
NUMBER = itertools.count()


@some.composite
def stated(draw: some.DrawFn) -> Counts:
    said = draw(
        some.dictionaries(some.sampled_from("abcde"), some.none() | some.integers(-9, 9) | some.just(2.5), min_size=1)
    )
    kind, subject = draw(some.sampled_from([("post", "p1"), ("post", "p2"), ("account", "1")]))
    where = draw(some.sampled_from(WHERE))
    return Counts("x", "1", kind, subject, tuple(said), list(said.values()), NOON, **where)


def landed(
    folder: Path, rows: list[Counts] | list[Reading]
) -> tuple[pa.Table, dict[str, int], list[tuple[object, ...]]]:
    landing = Landing(folder / str(next(NUMBER)))
    with landing.open_batch(ACCOUNT, "b") as batch:
        taken = batch.add_all(rows)
        batch.add(Extract("x", "1", "h", "b", "api", "posts", DAY, DAY, NOON, NOON, NOON, "ok"))
    (file,) = landing.batches(table="readings")
    one_by_one = [each for row in taken for each in (row.readings() if isinstance(row, Counts) else [row])]
    assert read(file.path).num_rows == batch.counts["readings"]
    return read(file.path), batch.counts, [tuple(vars(each).values()) for each in one_by_one]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(stated(), max_size=12), some.sampled_from([1, 2, 5_000]))
def test_numbers_stated_at_once_land_as_those_stated_one_by_one(
    tmp_path: Path, rows: list[Counts], a_chunk: int
) -> None:
    before, landing_module.ROWS_A_CHUNK = landing_module.ROWS_A_CHUNK, a_chunk
    try:
        at_once, one_by_one = (
            landed(tmp_path, rows),
            landed(tmp_path, [each for row in rows for each in row.readings()]),
        )
    finally:
        landing_module.ROWS_A_CHUNK = before
    assert at_once[0].equals(one_by_one[0])
    assert at_once[1:] == one_by_one[1:]


@given(some.lists(stated(), max_size=12))
def test_what_is_never_given_is_heard_in_numbers_stated_at_once_too(rows: list[Counts]) -> None:
    at_once, one_by_one = Silence(), Silence()
    for row in rows:
        at_once.hear(row)
        for each in row.readings():
            one_by_one.hear(each)
    from extractors.platforms import x

    assert list(at_once.dead(x, "")) == list(one_by_one.dead(x, ""))


def test_numbers_stated_at_once_are_looked_at_as_any_row_is() -> None:
    whole = Counts("x", "1", "post", "p", ("a", "b"), [1, None], NOON)
    odd = _COLUMNS[Counts].odd
    assert odd(whole) is None
    for name, wrong in (("subject_id", 5), ("fields", ("a", 5)), ("period_start", "today")):
        assert odd(Counts(**{**vars(whole), name: wrong})) == name
