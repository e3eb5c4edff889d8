"""Values of Python as columns of Arrow, and back from a file: without pandas, which no extract needs.

`pa.array`, `pa.scalar` and `from_pylist` import it for any value of Python, `to_pylist` for moments; `pq.read_table` imports what
reads whole folders. (As of pyarrow 26; tests/extractors/test_columns.py says when that has changed.)
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from operator import mul
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

Times = np.ndarray[Any, np.dtype[np.int64]] | None  # how often each value stands in a column; None: once
FIRST_MOMENT, FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC), date(1970, 1, 1).toordinal()
UTC_TIME = pa.timestamp("us", tz="UTC")


def _microseconds(moment: datetime) -> int:
    passed = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - FIRST_MOMENT
    return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds


def _days(day: date) -> int:
    return day.toordinal() - FIRST_DAY


NUMBERS: dict[pa.DataType, tuple[str, Callable[[Any], Any] | None]] = {  # array code, and how a value becomes a number
    pa.float64(): ("d", None), pa.int32(): ("i", None), pa.int64(): ("q", None), pa.date32(): ("i", _days),
    UTC_TIME: ("q", _microseconds),
}  # fmt: skip


def table(
    schema: pa.Schema, values_of: Callable[[str], Sequence[Any]], several: Mapping[str, str] | None = None
) -> pa.Table:
    """Return a table of a schema; `values_of` gives all values of the column of that name.

    `several`: columns that have more than one value a row, as many in each, and under what name; what stands in the
    others is repeated beside them.
    """
    lists = {name: values_of(plural) for name, plural in (several or {}).items()}
    times = None
    for parts in lists.values():
        times = np.fromiter(map(len, parts), np.int64, len(parts))
    made = [
        column(list(chain.from_iterable(lists[each.name])), each.type)
        if each.name in lists
        else column(values_of(each.name), each.type, times)
        for each in schema
    ]
    return pa.Table.from_arrays(made, schema=schema)


def column(values: Sequence[Any], of: pa.DataType, times: Times = None) -> pa.Array:
    """Return values as one column, each so many `times`, None as null.

    Raises TypeError, ValueError or AttributeError at one of another type.
    """
    number = len(values) if times is None else int(times.sum())
    if len(values) > 1 and isinstance(values[0], str | date | None) and values.count(values[0]) == len(values):
        return pa.repeat(column(values[:1], of)[0], number)  # an account's own id, in every row
    is_known = _is_known(values)
    known = None if is_known is None else _bits(is_known, times)
    if of in NUMBERS:
        code, as_number = NUMBERS[of]
        said = values if known is None else [each if each is not None else _EMPTY[as_number] for each in values]
        numbers = array(code, map(as_number, said) if as_number else said)
        return pa.Array.from_buffers(of, number, [known, pa.py_buffer(_each(numbers, times))])
    if of == pa.string():
        return _texts(values, known, times)
    if of == pa.bool_():
        if not {bool, type(None)}.issuperset(map(type, values)):
            raise TypeError("a value is neither true nor false")
        return pa.Array.from_buffers(of, number, [known, _bits(values, times)])
    if of == pa.list_(pa.string()) and times is None:
        lists = values if known is None else [each or () for each in values]
        inner = column(list(chain.from_iterable(lists)), pa.string())
        return pa.Array.from_buffers(of, number, [known, _offsets(lists)], children=[inner])
    return pa.array(values, of)  # of registers' entries alone


def read(path: Path, columns: list[str] | None = None) -> pa.Table:
    """Read a file of rows as it is, or these columns of it, without columns of the folder names."""
    with pq.ParquetFile(path) as file:
        return file.read(columns, use_threads=False)


def values_of(column: pa.ChunkedArray) -> list[Any]:
    """Return the values of a column; a moment as one in UTC."""
    if column.type != UTC_TIME:
        return list(column.to_pylist())
    passed = chain.from_iterable(chunk.view(pa.int64()).to_pylist() for chunk in column.chunks)
    return [each if each is None else FIRST_MOMENT + timedelta(microseconds=each) for each in passed]


def rows(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows of a table, each by the names of its columns."""
    names = table.column_names
    cells = zip(*(values_of(table[name]) for name in names), strict=True)
    return [dict(zip(names, row, strict=True)) for row in cells]


_EMPTY: dict[Any, Any] = {None: 0, _days: date.min, _microseconds: datetime.min}  # what stands where there is none


def _texts(values: Sequence[str | None], known: pa.Buffer | None, times: Times) -> pa.Array:
    bytes_of: Any = [each.encode() if each is not None else b"" for each in values]
    offsets, number = _offsets(bytes_of, times), len(values)
    if times is not None:
        bytes_of, number = map(mul, bytes_of, times.tolist()), int(times.sum())
    return pa.StringArray.from_buffers(number, offsets, pa.py_buffer(b"".join(bytes_of)), known)


def _is_known(values: Sequence[Any]) -> list[bool] | None:
    return [each is not None for each in values] if None in values else None


def _bits(values: Sequence[Any], times: Times = None) -> pa.Buffer:
    bits = np.fromiter(map(bool, values), bool, len(values))
    return pa.py_buffer(np.packbits(_each(bits, times), bitorder="little"))


def _offsets(parts: Sequence[Any], times: Times = None) -> pa.Buffer:
    lengths = _each(np.fromiter(map(len, parts), np.int32, len(parts)), times)
    return pa.py_buffer(np.concatenate(([0], lengths)).cumsum(dtype=np.int32))


def _each(values: Any, times: Times) -> Any:
    return values if times is None else np.repeat(values, times)
