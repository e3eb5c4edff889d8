"""Tags the cell that names a row of a PDF's table as a header cell too, so that a screen reader says it before the cells beside it.

Typst does this with `pdf.header-cell(scope: "row")`, which stands behind its feature `a11y-extras`; its Python package
(0.15.2) switches that feature on for nobody. So the same tags are put into the file that Typst wrote: a TH of scope Row
with a name of its own in the /IDTree, and that name among the /Headers of the other cells of its row (ISO 32000-1, table 349).
Typst writes its tags as objects of their own, one a line and not packed; a file that is otherwise is refused, not guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

OBJECT = re.compile(rb"(\d+) 0 obj\n(.*)\nendobj\s*", re.DOTALL)
TAG = re.compile(rb"<</Type/StructElem/S/(\w+)/P \d+ 0 R")
KIDS = re.compile(rb"/K\[((?:\d+ 0 R ?)+)\]")
CELL = re.compile(
    rb"<</Type/StructElem/S/TD/P (?P<parent>\d+) 0 R/A\[<</O/Table/Headers\[\((?P<above>U(?P<table>\d+)x\d+y0)\)\]>>"
)
HEAD = (
    b"<</Type/StructElem/S/TH/P %s 0 R/ID(%s)/A[<</O/Table/Scope/Row/Headers[(%s)]>>"  # what a cell's tag begins with
)
IN_ROW = b"<</Type/StructElem/S/TD/P %s 0 R/A[<</O/Table/Headers[(%s)(%s)]>>"
NAMED = re.compile(rb"\((U\d+x\d+y\d+)\)(\d+) 0 R")
NAMES = re.compile(rb"/IDTree<</Names\[((?:\(U\d+x\d+y\d+\)\d+ 0 R ?)+)\]>>")
ENTRY = 20  # bytes of a line of a cross-reference table


class Unfamiliar(Exception):
    """The PDF is not built as Typst built it when this was written. The message says what is otherwise."""


def tag(pdf: bytes, heads: Sequence[int]) -> bytes:
    """Return the PDF with the naming cell of every row tagged; heads: of each table in reading order, that cell's column.

    Raises Unfamiliar.
    """
    objects, trailer = _objects(pdf)
    tables = [number for number in _walk(objects) if _kind(objects[number]) == b"Table"]
    if len(tables) != len(heads):
        raise Unfamiliar(f"{len(tables)} tables are tagged and {len(heads)} were set")
    names: dict[bytes, int] = {}
    for table, head in zip(tables, heads, strict=True):
        rows = [row for body in _kids(objects, table, b"TBody") for row in _kids(objects, body, b"TR")]
        for number, row in enumerate(rows, 1):  # 0 is the row of the column headers
            names |= _row(objects, row, head, number)
    if names:
        _name(objects, names)
    return _written(pdf, objects, trailer)


def _row(objects: dict[int, bytes], row: int, head: int, number: int) -> dict[bytes, int]:
    """Tag the naming cell of one row and let the others refer to it; return its name and its object."""
    cells = _kids(objects, row, b"TD")
    found = [match for cell in cells if (match := CELL.match(objects[cell]))]
    if head >= len(cells) or len(found) < len(cells):
        raise Unfamiliar("a row's cells are not tagged as Typst tags them")
    name = b"U%sx%dy%d" % (found[head]["table"], head, number)
    for place, (cell, match) in enumerate(zip(cells, found, strict=True)):
        begin = IN_ROW % (match["parent"], match["above"], name)
        if place == head:
            begin = HEAD % (match["parent"], name, match["above"])
        objects[cell] = begin + objects[cell][match.end() :]
    return {name: cells[head]}


def _name(objects: dict[int, bytes], names: dict[bytes, int]) -> None:
    """Add names to the tree of names, which is kept in their order."""
    for number, body in objects.items():
        if b"/Type/StructTreeRoot" in body and (found := NAMES.search(body)):
            all_names = {name: int(at) for name, at in NAMED.findall(found[1])} | names
            listed = b"".join(b"(%s)%d 0 R" % each for each in sorted(all_names.items()))
            objects[number] = body[: found.start(1)] + listed + body[found.end(1) :]
            return
    raise Unfamiliar("there is no tree of the header cells' names")


def _objects(pdf: bytes) -> tuple[dict[int, bytes], bytes]:
    """Return the objects of the file by number, in the order in which they stand in it, and its trailer."""
    start = int(pdf[pdf.rindex(b"startxref") + 9 :].split()[0])
    if not pdf.startswith(b"xref\n0 ", start):
        raise Unfamiliar("the file has no plain cross-reference table")
    head, _, rest = pdf[start + 5 :].partition(b"\n")
    many = int(head.split()[1])
    at = sorted(int(rest[place * ENTRY : place * ENTRY + 10]) for place in range(1, many))
    found: dict[int, bytes] = {}
    for begin, end in zip(at, [*at[1:], start], strict=True):
        match = OBJECT.fullmatch(pdf, begin, end)
        if match is None:
            raise Unfamiliar(f"what stands at byte {begin} is not one object")
        found[int(match[1])] = match[2]
    return found, rest[many * ENTRY :].partition(b"startxref")[0]


def _written(pdf: bytes, objects: dict[int, bytes], trailer: bytes) -> bytes:
    whole = bytearray(pdf[: pdf.index(b"1 0 obj")])
    at: dict[int, int] = {}
    for number, body in objects.items():
        at[number] = len(whole)
        whole += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(whole)
    whole += b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(at) + 1)
    whole += b"".join(b"%010d 00000 n\r\n" % at[number] for number in sorted(at))
    return bytes(whole + trailer + b"startxref\n%d\n%%%%EOF" % start)


def _walk(objects: dict[int, bytes]) -> Iterator[int]:
    """Yield the tags from the root on, in reading order."""
    root = next((body for body in objects.values() if b"/Type/StructTreeRoot" in body), b"")
    waiting = _references(root)
    while waiting:
        number = waiting.pop(0)
        if _kind(objects[number]):
            yield number
            waiting = [*_references(objects[number]), *waiting]


def _kids(objects: dict[int, bytes], number: int, kind: bytes) -> list[int]:
    return [each for each in _references(objects[number]) if _kind(objects[each]) == kind]


def _references(body: bytes) -> list[int]:
    found = KIDS.search(body)
    return [int(each) for each in re.findall(rb"(\d+) 0 R", found[1])] if found else []


def _kind(body: bytes) -> bytes:
    found = TAG.match(body)
    return found[1] if found else b""
