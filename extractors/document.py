"""A JSON document as sheets of text cells, so that an export family reads it as it reads a table.

The records are the sheet "", one row each. An object inside a record gives columns (`header.company`), a list inside it
a sheet of its own (`content`). Column `#` says where a row stood: 12 is the thirteenth record, 12.0 the first item of
its list. Every value stays the text it was written as, numbers too; null, "" and a key that is not there are "".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

LARGEST = 32 << 20  # bytes of JSON; parsed, it takes some ten times as much
DEEPEST = 8  # objects and lists within each other
MOST_COLUMNS = 200  # of one sheet: every row gets every column
PLACE = "#"

Sheets = dict[str, list[list[str]]]
_Rows = dict[str, list[dict[str, str]]]


def read_document(text: str) -> Sheets:
    """Return a list of objects, or one object, as sheets, each with its header. Raises ValueError: one line says why."""
    try:
        found = json.loads(
            text, parse_int=str, parse_float=str, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        raise ValueError(f"{error.msg} in line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise ValueError(f"nested more than {DEEPEST} deep") from None
    rows: _Rows = {}
    for number, record in enumerate(found if isinstance(found, list) else [found]):
        if not isinstance(record, dict):
            raise ValueError("a list of something else than objects")
        _take(rows, "", str(number), record, 1)
    return {path: _table(path, of_path) for path, of_path in rows.items()}


def _take(rows: _Rows, path: str, place: str, record: dict[str, Any], depth: int) -> None:
    row = {PLACE: place}
    rows.setdefault(path, []).append(row)
    for name, value in _leaves("", record, depth):
        if not isinstance(value, list):
            if name in row:
                raise ValueError(f"{name!r} stands twice in one object")
            row[name] = _text(value)
            continue
        for number, item in enumerate(value):
            if isinstance(item, list):
                raise ValueError("a list directly within a list")
            inner = item if isinstance(item, dict) else {"value": item}
            _take(rows, f"{path}.{name}" if path else name, f"{place}.{number}", inner, depth + 1)


def _leaves(prefix: str, record: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
    if depth > DEEPEST:
        raise ValueError(f"nested more than {DEEPEST} deep")
    for name, value in record.items():
        if isinstance(value, dict):
            yield from _leaves(f"{prefix}{_text(name)}.", value, depth + 1)
        else:
            yield prefix + _text(name), value


def _table(path: str, rows: list[dict[str, str]]) -> list[list[str]]:
    header = list(dict.fromkeys(name for row in rows for name in row))
    if len(header) > MOST_COLUMNS:
        raise ValueError(f"more than {MOST_COLUMNS} different keys in {path or 'the records'}")
    return [header, *([row.get(name, "") for name in header] for row in rows)]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return found


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name}, which is no number")


def _text(value: str | bool | None) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        value.encode()
    except UnicodeEncodeError:  # half of an escaped pair: no file could hold it
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value
