"""JSON is read as Python reads it, and what is written says the same again."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from extractors.as_json import json_of, read_json

SAID = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats(allow_nan=False, allow_infinity=False) | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
)


@given(SAID, some.booleans())
def test_any_json_is_read_as_python_reads_it(said: Any, is_ascii: bool) -> None:
    content = json.dumps(said, ensure_ascii=is_ascii).encode("utf-8", "replace")
    assert json.dumps(read_json(content)) == json.dumps(json.loads(content))


@given(SAID)
def test_what_is_written_is_read_again(said: Any) -> None:
    try:
        written = json_of(said)
    except ValueError:
        assert "\\ud" in json.dumps(said), "half a sign, and nothing else, cannot be written"
        return
    assert json.dumps(json.loads(written)) == json.dumps(said)


@pytest.mark.parametrize(
    "content",
    [b'"\\ud83d"', b"123456789012345678901234567890", b"\xef\xbb\xbf{}", '{"a": "b"}'.encode("utf-16"), b'{"a":1,"a":2}', b"-0.0"],
)  # fmt: skip
def test_what_only_python_reads_is_read_too(content: bytes) -> None:
    assert repr(read_json(content)) == repr(json.loads(content))


@pytest.mark.parametrize(("content", "said"), [(b"[NaN]", "NaN"), (b"[-Infinity]", "-Infinity"), (b"[1e400]", "1e400")])
def test_a_number_that_is_none_is_read_and_kept_as_the_text_it_was_written_as(content: bytes, said: str) -> None:
    assert read_json(content) == [said]
    assert json.loads(json_of(read_json(content))) == [said]


@pytest.mark.parametrize("content", [b"", b"<html>", b'{"a":', b"[1,]", b"\xff", b"{} x"])
def test_what_is_no_json_raises_value_error(content: bytes) -> None:
    with pytest.raises(ValueError):
        read_json(content)


def test_a_finite_number_stays_one_in_what_only_python_reads() -> None:
    assert read_json(b'["\\ud83d", 1.5]')[1] == 1.5 and math.isfinite(read_json(b'["\\ud83d", 1e300]')[1])
