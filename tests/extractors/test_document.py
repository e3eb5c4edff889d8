"""JSON as sheets of text cells, or one clear line on what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors import cells, document
from extractors.cells import NotAnExport, open_file


def opened(tmp_path: Path, content: str | bytes) -> dict[str, list[list[str]]]:
    path = tmp_path / "anything"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return open_file(path).sheets


def test_every_value_stays_the_text_it_was_written_as(tmp_path: Path):
    sheets = opened(
        tmp_path, '[{"id": 12345678901234567890, "rate": 1.50, "no": null, "yes": true, "word": "a&amp;b"}]'
    )
    assert sheets == {"": [["#", "id", "rate", "no", "yes", "word"],
                           ["0", "12345678901234567890", "1.50", "", "true", "a&amp;b"]]}  # fmt: skip


def test_an_object_gives_columns_and_a_list_a_sheet_whose_rows_say_whose_they_are(tmp_path: Path):
    sheets = opened(tmp_path, '[{"a": {"b": "1"}, "l": [{"c": "2"}, {"d": "3"}]}, {"l": ["x"]}]')
    assert sheets == {
        "": [["#", "a.b"], ["0", "1"], ["1", ""]],
        "l": [["#", "c", "d", "value"], ["0.0", "2", "", ""], ["0.1", "", "3", ""], ["1.0", "", "", "x"]],
    }


def test_one_object_is_one_record_and_a_byte_order_mark_is_no_matter(tmp_path: Path):
    assert opened(tmp_path, b'\xef\xbb\xbf {"a": "1"}') == {"": [["#", "a"], ["0", "1"]]}


def test_half_of_an_escaped_pair_is_replaced_for_no_file_could_hold_it(tmp_path: Path):
    assert opened(tmp_path, '[{"a": "\\ud800x"}]')[""][1] == ["0", "\ufffdx"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('[{"a": NaN}]', "NaN, which is no number"),
        ('[{"a": -Infinity}]', "-Infinity, which is no number"),
        ('[{"a": 1},\n', "line 2, column 1"),
        ('[{"a": 1}] [', "Extra data in line 1"),
        ('{"a": 1, "a": 2}', "stands twice"),
        ('[{"a.b": 1, "a": {"b": 2}}]', "'a.b' stands twice"),
        ('[{"#": 1}]', "'#' stands twice"),
        ("[1, 2]", "something else than objects"),
        ('[{"a": [[1]]}]', "a list directly within a list"),
        ("[" * 100_000, "nested more than 8 deep"),
        ('{"a":' * 9 + "1" + "}" * 9, "nested more than 8 deep"),
        ('{"a":[' * 9 + "]}" * 9, "nested more than 8 deep"),
        ("[" + ",".join(f'{{"k{n}": 1}}' for n in range(201)) + "]", "more than 200 different keys"),
    ],
)
def test_json_that_cannot_be_trusted_is_refused_in_one_line(content: str, words: str, tmp_path: Path):
    with pytest.raises(NotAnExport) as refused:
        opened(tmp_path, content)
    assert words in str(refused.value) and "\n" not in str(refused.value)
    assert "anything: JSON that cannot be read" in str(refused.value)


def test_json_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cells, "LARGEST", 1 << 20)  # the real bound would cost the machine 32 MB a run
    monkeypatch.setattr(cells, "read_document", lambda text: pytest.fail("it was read"))
    with pytest.raises(NotAnExport, match="more than 1 MB; cut it"):
        opened(tmp_path, "[" + " " * (1 << 20) + "]")
    assert document.LARGEST == 32 << 20
