"""Whatever happens to the bytes of an export, it is read or refused in one line: no other end, and the same every run."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.cells import open_file
from extractors.exports import family_of
from extractors.imports import NotAnExport, inspect_file
from tests.extractors.export_files import DOOR, META_HEADER, NOON, csv_file, meta_row
from tests.extractors.meta_and_studio_files import (
    DESCRIBED,
    INSIGHTS,
    TOTALS,
    daily,
    insights,
    insights_row,
    studio,
    table,
    total_row,
    video_row,
)

VIDEOS = [
    total_row("140", "9"),
    video_row("abcdefghijk", "Mar 15, 2025", "100"),
    video_row("-GhQQTIylYY", "Jun 1, 2026", "40"),
]
DAYS = [("2026-03-08T01:00:00", "3"), ("2026-03-09T00:00:00", "-1")]
POSTED = "2020-09-22T07:07:36.000"


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


FILES: dict[str, tuple[int, Callable[[Path], Path]]] = {  # how often, and how it is written
    "studio": (60, lambda at: written(at / "Content 2026-05-18_2026-08-16 S.csv", table(*VIDEOS))),
    "totals": (40, lambda at: written(at / "Totals.csv", TOTALS)),
    "studio zip": (60, lambda at: studio(at / "Content 2026-05-18_2026-08-16 S.zip", VIDEOS)),
    "daily": (80, lambda at: daily(at / "a.csv", ("Facebook follows", DAYS), ("Instagram profile visits", DAYS))),
    "content": (80, lambda at: csv_file(
        at / "Sep-01-2024_Sep-30-2024_1.csv", META_HEADER, meta_row("1", "4/9/2024 3:13", "1"),
        meta_row("112_55", "11/9/2024 3:13", "1", "2"), bom=True)),
    "insights": (60, lambda at: csv_file(at / "i.csv", INSIGHTS, DESCRIBED, insights_row("1001", POSTED, "120"))),
    "insights xml": (8, lambda at: insights(at / "i.xls", insights_row("1001", POSTED, "120"))),  # a process each
}  # fmt: skip
JUNK = [
    b",",
    b"\n",
    b'"',
    b"\r",
    b"/",
    b"0",
    b"99",
    b"Total",
    b"Date",
    b"e5",
    b"\xff",
    b" ",
    b";",
    b"\t",
    b"13/",
    b"_",
    b"-",
]


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Put something in, take something out, change a byte or say a line twice, a few times over."""
    body = bytearray(content)
    for _ in range(chance.randint(1, 8)):
        at, what = chance.randrange(len(body)), chance.random()
        if what < 0.4:
            body[at:at] = chance.choice(JUNK)
        elif what < 0.7:
            del body[at : min(at + chance.randint(1, 12), len(body) - 1)]
        elif what < 0.85:
            body[at] = chance.randrange(256)
        else:
            lines = bytes(body).split(b"\n")
            lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            body = bytearray(b"\n".join(lines))
    return bytes(body)


@pytest.mark.parametrize("kind", FILES)
def test_a_damaged_export_is_read_or_refused_in_one_line(kind: str, tmp_path: Path):
    times, write = FILES[kind]
    path = write(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(kind)
    for _ in range(times):
        path.write_bytes(damaged(whole, chance))
        try:
            inspect_file(path)
            file = open_file(path)
            family = family_of(file)
            list(family.parse(family.screen(file, DOOR), "112233445566778", NOON))
        except NotAnExport as refused:
            assert "\n" not in str(refused)
