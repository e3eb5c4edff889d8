"""Every cell of the pack's tables says of which column and of which row it is, in the PDF's tags and in the HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pypdf
import pytest

from dashboards.pack import as_pdf, make, row_heads
from dashboards.pack.parts import Columns, Pack, Page, Table, Text, tables
from tests.dashboards import packs


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    edition = packs.freeze(tmp_path_factory.mktemp("tables"), packs.FRESH)
    return make.content(edition, organisation="harrowdale", is_public=False, cover={}, override=None)


@pytest.fixture(scope="module")
def read(pack: Pack) -> pypdf.PdfReader:
    return pypdf.PdfReader(BytesIO(as_pdf.pdf(pack)), strict=True)  # strict: nothing of the file is guessed at


def kids(tag: Any, *kinds: str) -> list[Any]:
    return [each.get_object() for each in tag["/K"] if each.get_object()["/S"] in kinds]


def found(read: pypdf.PdfReader) -> Iterator[Any]:
    """Yield the tables in reading order."""

    def walk(tag: Any) -> Iterator[Any]:
        tag = tag.get_object()
        if isinstance(tag, list):
            for each in tag:
                yield from walk(each)
        elif isinstance(tag, dict) and tag.get("/S") == "/Table":
            yield tag
        elif isinstance(tag, dict):
            yield from walk(tag.get("/K", pypdf.generic.NullObject()))

    root: Any = read.trailer["/Root"]
    yield from walk(root["/StructTreeRoot"]["/K"])


def rows(table: Any) -> list[list[Any]]:
    return [kids(row, "/TH", "/TD") for body in kids(table, "/TBody") for row in kids(body, "/TR")]


def attribute(cell: Any, name: str) -> Any:
    return next(each[name] for each in cell["/A"] if each["/O"] == "/Table" and name in each)


def test_the_cell_that_names_a_row_is_a_header_of_that_row_in_every_table(pack: Pack, read: pypdf.PdfReader) -> None:
    set_ = [table for page in pack.pages for table in tables(page.parts)]
    for table, tagged in zip(set_, found(read), strict=True):
        assert len(rows(tagged)) == len(table.rows)
        for cells in rows(tagged):
            heads = [(place, attribute(cell, "/Scope")) for place, cell in enumerate(cells) if cell["/S"] == "/TH"]
            assert heads == [(list(table.columns).index(table.names_rows), "/Row")], table.caption


def test_a_cell_refers_to_the_headers_of_its_column_and_of_its_row(pack: Pack, read: pypdf.PdfReader) -> None:
    captions = [table.caption for page in pack.pages for table in tables(page.parts)]
    heat = list(found(read))[
        next(place for place, said in enumerate(captions) if said.startswith("Objective by purpose"))
    ]
    above = [cell["/ID"] for head in kids(heat, "/THead") for row in kids(head, "/TR") for cell in kids(row, "/TH")]
    named = set()
    for head, *cells in rows(heat):
        assert attribute(head, "/Headers") == [above[0]]
        assert [attribute(cell, "/Headers") for cell in cells] == [[each, head["/ID"]] for each in above[1:]]
        named.add(head["/ID"])
    assert len(named) == len(rows(heat)) > 5 and not named & set(above), "a name of its own for each"


def test_every_header_is_found_by_its_name_in_the_tree_that_is_kept_in_order(read: pypdf.PdfReader) -> None:
    root: Any = read.trailer["/Root"]
    listed = list(root["/StructTreeRoot"]["/IDTree"]["/Names"])
    by_name = {name: tag.get_object() for name, tag in zip(listed[::2], listed[1::2], strict=True)}
    assert listed[::2] == sorted(by_name) and all(tag["/ID"] == name for name, tag in by_name.items())
    asked = {
        name for table in found(read) for cells in rows(table) for cell in cells for name in attribute(cell, "/Headers")
    }
    assert asked <= set(by_name)


def test_a_pdf_that_is_built_otherwise_is_refused_and_not_guessed_at() -> None:
    said = Table("Caption", {"name": "Name", "value": "Value"}, ({"name": "One", "value": "1"},), (1, 1))
    pack = Pack("Title", "Body", "", "2026-10", "", (2026, 11, 16, 9, 0, 0), (Page("1. One", (said,)),))
    made = as_pdf.pdf(pack)
    with pytest.raises(row_heads.Unfamiliar, match="1 tables are tagged and 2 were set"):
        row_heads.tag(made, [0, 0])
    with pytest.raises(row_heads.Unfamiliar, match="cells are not tagged"):
        row_heads.tag(made, [0])  # they are by now
    with pytest.raises(row_heads.Unfamiliar, match="cross-reference"):
        row_heads.tag(made.replace(b"xref\n0 ", b"xref\n1 "), [0])


def test_tables_are_taken_in_the_order_in_which_they_are_read() -> None:
    one, two, three = (Table(name, {"name": "Name"}, (), (1,)) for name in ("1", "2", "3"))
    parts = (one, Columns(((Text("Beside"), two), (three,))))
    assert [table.caption for table in tables(parts)] == ["1", "2", "3"]


class Cells(HTMLParser):
    """The scopes of the header cells of each row of the bodies of tables."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str | None]] = []
        self.is_in_body = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("thead", "tbody"):
            self.is_in_body = tag == "tbody"
        elif tag == "tr" and self.is_in_body:
            self.rows.append([])
        elif tag == "th" and self.is_in_body:
            self.rows[-1].append(dict(attrs).get("scope"))


def test_in_the_html_every_row_has_one_header_too(pack: Pack) -> None:
    html = make.as_html.page(pack).decode()
    cells = Cells()
    cells.feed(html)
    assert len(cells.rows) >= sum(len(table.rows) for page in pack.pages for table in tables(page.parts))
    assert all(row == ["row"] for row in cells.rows)
    assert re.search(r'<th scope="row"[^>]*>All posts and replies</th>', html)
