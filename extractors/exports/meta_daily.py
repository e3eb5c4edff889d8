"""Meta Business Suite daily series of a Facebook page: `Follows.csv`, `Visits.csv`, `Reach.csv`, `Views.csv` ...

Each series is a title, a header `Date, Primary` and a row a day; a second one in the same file is Instagram's. The
title says which it is, never the file's name. The days are Meta's own (labelled T00:00:00 or T01:00:00, as the US
clock goes), and follows are what was gained on a day, not how many there are. Facts: native-exports.md, section 3.3.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from extractors.cells import (
    File,
    NotAnExport,
    count_of,
    header_row,
    masked_row,
    moment_of,
    period_of,
    plain,
    repeated,
    vintage_of,
)
from extractors.exports import Dropped, Facts, Remark, Said
from extractors.privacy import Door
from extractors.records import Reading

PLATFORM = "facebook"
KIND = "daily"
TITLE = "Meta Business Suite daily series of a Facebook page"
LIMITS = (
    "Whose page it is: the file names none; it was filed where the import said.",
    "Followers: follows are what a day gained, and how many there are is in no such file.",
    "Posts, comments and answers: the file holds the page's daily figures only.",
    "People over several days: reach and viewers are people of one day, never added up.",
)
NO_INTERACTIONS = "A Meta daily series holds no comments and no replies: response cannot be measured from it."
NO_POSTS = "A Meta daily series holds no posts: what was published cannot be told from it."
NO_SERIES = None

REQUIRED = ("date", "primary")
OURS, OTHERS = "facebook ", "instagram"
FIELDS = {"follows": "Facebook follows", "visits": "Facebook visits", "reach": "Facebook reach",
          "views": "Facebook views", "viewers": "Facebook viewers", "link clicks": "Facebook link clicks",
          "content interactions": "Facebook content interactions",
          "interactions": "Facebook content interactions"}  # fmt: skip
PEOPLE = ("age & gender", "top cities", "top towns/cities", "top countries")  # the tables of Audience.csv


@dataclass(frozen=True)
class Series:
    """One block of the file."""

    title: str
    field: str | None  # None: another platform's, or not known
    days: list[list[str]]
    header: list[str]  # plain

    @property
    def is_named(self) -> bool:
        """Say whether the title names Facebook."""
        return plain(self.title).startswith(OURS)


def recognise(file: File) -> bool:
    """Tell whether this is a daily series: a title above `Date, Primary`, and none of the tables of an audience."""
    rows = _sheet(file)
    alone = {plain(row[0]) for row in rows if _is_title(row)}
    return header_row(rows, REQUIRED) is not None and bool(alone) and not alone & set(PEOPLE)


def facts(file: File) -> Facts:
    """Return the days of the page's series. Raises NotAnExport when the file holds another platform's only."""
    blocks = list(_series(file))
    ours = [block for block in blocks if block.field]
    left_out = tuple(f"{block.title}: {_why_not(block)}" for block in blocks if not block.field)
    if not ours:
        raise NotAnExport(f"{file.name}: {'; '.join(left_out)}; nothing was loaded")
    days = [day for block in ours for row in block.days if (day := _day(row))]
    since, until, _ = period_of(days, None)
    rows = sum(len(block.days) for block in blocks)
    problems = [f"Not loaded: {each}." for each in left_out]
    problems += [
        f"The title {block.title} names no platform; it was taken for the page's."
        for block in ours
        if not block.is_named
    ]
    problems += [said for block in ours for said in repeated(block.header, block.days)]
    strays = _strays(file)
    problems += [f"Lines that belong to no series were not read: {strays}."] if strays else []
    vintage = vintage_of("meta-daily-2024", [block.title for block in blocks])
    return Facts((), "", since, until, None, vintage, rows, left_out, (*file.remarks, *problems),
                 must_be_told=True, lacks={"posts": NO_POSTS})  # fmt: skip


def screen(file: File, door: Door) -> File:
    """Return the file with anybody's @handle masked: it holds days and numbers."""
    return replace(file, sheets={"": [masked_row(row, door) for row in _sheet(file)]})


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield the page's figure of every day; what is Instagram's is left out, and counted."""
    seen: set[tuple[str, date]] = set()
    for block in _series(file):
        for row in block.days:
            if block.field is None:
                yield Dropped(f"a day of {block.title}: {_why_not(block)}")
                continue
            day, has_more = _day(row), any(cell.strip() for cell in row[len(block.header) :])
            if has_more or day is None or (block.field, day) in seen:
                why = "a daily row without a date" if day is None else "the same day again"
                yield Dropped("the row has more cells than the header" if has_more else why)
                continue
            seen.add((block.field, day))
            value = None
            try:
                at = block.header.index("primary")
                value = count_of(row[at] if len(row) > at else None)
            except ValueError:
                yield Remark(f"{block.title} holds something that is not a number; it was taken as unknown.")
            yield Reading(PLATFORM, account_id, "account", account_id, block.field, value, observed_at, "day",
                          day, day + timedelta(days=1))  # fmt: skip


def _series(file: File) -> Iterator[Series]:
    """Yield the blocks in their order; of two alike without a platform's name neither can be told to be the page's."""
    found: list[tuple[str, list[str], list[list[str]]]] = []
    title, is_open = "", False
    for row in _sheet(file):
        if _is_title(row):
            title, is_open = " ".join(row[0].split()), False  # what follows without a header is nobody's
        elif _is_header(row):
            found.append((title, [plain(cell) for cell in row], []))
            is_open = True
        elif is_open:
            found[-1][2].append(row)
    titles = [plain(title) for title, _, _ in found]
    for title, header, days in found:
        name = plain(title)
        known = FIELDS.get(name.removeprefix(OURS))
        yield Series(title, known if titles.count(name) == 1 else None, days, header)


def _strays(file: File) -> int:
    """Return how many lines are neither a series' title, nor its header or one of its days."""
    blocks = list(_series(file))
    rows = _sheet(file)
    titles = sum(_is_title(row) and _is_header(after) for row, after in zip(rows, [*rows[1:], []], strict=True))
    return len(rows) - titles - len(blocks) - sum(len(block.days) for block in blocks)


def _is_header(row: list[str]) -> bool:
    return {plain(cell) for cell in row} >= set(REQUIRED)


def _why_not(block: Series) -> str:
    if plain(block.title).startswith(OTHERS):
        return "Instagram is not a channel here"
    if plain(block.title).removeprefix(OURS) in FIELDS:
        return "stands twice, and neither says which platform it is of"
    return "a series not known here"


def _is_title(row: list[str]) -> bool:
    """Tell whether a row is a title: one cell, and no day."""
    return len([cell for cell in row if cell.strip()]) == 1 and bool(row[0].strip()) and moment_of(row[0]) is None


def _day(row: list[str]) -> date | None:
    at = moment_of(row[0]) if row else None
    return at.date() if at else None


def _sheet(file: File) -> list[list[str]]:
    return next(iter(file.sheets.values()), [])
