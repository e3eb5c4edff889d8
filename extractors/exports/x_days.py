"""X account figures day by day: tweet activity by day (to about mid-2024), and the account overview (2024 on).

The overview's file names nobody. What both call follows are the gains of a day, never the followers there are.
Facts: native-exports.md, sections 1.1, 1.3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from extractors.cells import (
    File,
    count_of,
    first_of,
    header_row,
    is_day_first,
    masked_row,
    moment_of,
    period_of,
    plain,
    repeated,
    slipped,
    vintage_of,
)
from extractors.exports import Dropped, Facts, Remark, Said
from extractors.privacy import Door
from extractors.records import Reading
from extractors.tweet_activity import ORGANIC, PROMOTED, counts_in, named, word_of

PLATFORM = "x"
KIND = "days"
TITLE = "X account figures by day CSV (tweet activity by day, or the account overview)"
LIMITS = (
    "Which posts the figures are of: a day's figures are of everything that was looked at that day.",
    "Whether daily figures and posts agree: daily figures count older posts too.",
    "Followers: the file holds gains (and since 2024 losses) of a day, never how many there are.",
    "Inbound posts, mentions and messages: the file holds figures only.",
)
NO_POSTS = "An X file of days holds no posts, only what all of them together drew on a day."
NO_INTERACTIONS = "An X file of days holds no inbound posts: response rate and time cannot be measured from it."
NO_SERIES = None


@dataclass(frozen=True)
class Layout:
    """One of the two files."""

    label: str
    required: tuple[str, ...]
    fields: tuple[str, ...]  # in X's own spelling


LAYOUTS = (
    Layout("x-days-2016", ("date", "tweets published"),
           ("Tweets published", *ORGANIC, *PROMOTED)),
    Layout("x-overview-2024", ("date", "unfollows", "create post"),
           ("Impressions", "Likes", "Engagements", "Bookmarks", "Shares", "New follows", "Unfollows", "Replies",
            "Reposts", "Profile visits", "Create Post", "Video views", "Media views")),
)  # fmt: skip
IN_WORDS = re.compile(r"(?:[A-Z][a-z]{2}, )?([A-Z][a-z]{2}) ([0-9]{1,2}), ([0-9]{4})")  # Sat, Aug 1, 2026
SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/[0-9]{4}.*")
FIRST_YEAR = 2006
SLIPPED = ""  # of a row as read: why it is not
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def recognise(file: File) -> bool:
    """Tell whether this is one of the two files of days."""
    return _layout(file) is not None


def facts(file: File) -> Facts:
    """Return the days there are, and whose they are if the name says (only the older file's does)."""
    layout = _layout(file)
    rows, header = _rows(file), _header(file)
    days = [day for day in _days(file) if day]
    handle, period = named(file.name) or (None, None)
    since, until, believed = period_of(days, period)
    problems = list(file.remarks)
    if not believed:
        problems.append("The dates in the file's name do not fit its days; the days themselves were taken.")
    fields = _fields(file)
    problems += repeated([word_of(name) for name in header], _sheet(file))
    # the older file was made after its last day, whenever it was brought here
    is_old = layout is not None and layout == LAYOUTS[0]
    seen_at = datetime.combine(until, time(), UTC) if is_old and until is not None else None
    taken = {"date", *map(plain, fields)}
    extra = tuple(name for name in header if word_of(name) not in taken)
    return Facts((handle,) if handle else (), "the handle in the file name", since, until, seen_at,
                 vintage_of(layout.label if layout else "", header), len(rows), extra, tuple(problems),
                 must_be_told=handle is None, lacks={"posts": NO_POSTS})  # fmt: skip


def screen(file: File, door: Door) -> File:
    """Return the file as it is: it holds days and counts, and a stray @handle is masked."""
    return replace(file, sheets={"": [masked_row(row, door) for row in _sheet(file)]})


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield every day's figures; "-" and empty are unknown, a promoted column that says nothing at all is not there."""
    fields = _fields(file)
    seen: set[date] = set()
    for row, day in zip(_rows(file), _days(file), strict=True):
        if row[SLIPPED] or day is None or day in seen:
            yield Dropped(row[SLIPPED] or ("no day can be read in the row" if day is None else "the same day again"))
            continue
        seen.add(day)
        for field in fields:
            value = None
            try:
                value = count_of(row.get(plain(field)))
            except ValueError:
                yield Remark(f"{field} holds something that is not a number; it was taken as unknown.")
            yield Reading(PLATFORM, account_id, "account", account_id, field, value, observed_at, "day",
                          day, day + timedelta(days=1))  # fmt: skip


def _layout(file: File) -> Layout | None:
    return next((each for each in LAYOUTS if header_row(_sheet(file), each.required) is not None), None)


def _sheet(file: File) -> list[list[str]]:
    return next(iter(file.sheets.values()), [])


def _place(file: File) -> int | None:
    layout = _layout(file)
    return None if layout is None else header_row(_sheet(file), layout.required)


def _header(file: File) -> list[str]:
    place = _place(file)
    return [] if place is None else _sheet(file)[place]


def _rows(file: File) -> list[dict[str, str]]:
    place = _place(file)
    if place is None:
        return []
    names = [word_of(name) for name in _sheet(file)[place]]
    return [{"date": ""} | first_of(names, row) | {SLIPPED: slipped(row, names)} for row in _sheet(file)[place + 1 :]]


def _fields(file: File) -> list[str]:
    """Return the counts there are, in X's spelling."""
    layout, header, rows = _layout(file), _header(file), _rows(file)
    there = {word_of(name) for name in header} - {*PROMOTED} | {*counts_in(header, rows)}
    return [field for field in (layout.fields if layout else ()) if plain(field) in there]


def _days(file: File) -> list[date | None]:
    """Return the day of every row. One a spreadsheet wrote with slashes is read if some row shows their order."""
    cells = [row["date"].strip() for row in _rows(file)]
    day_first = is_day_first(file.name, cells)
    slashed = [match for cell in cells if (match := SLASHED.fullmatch(cell))]
    is_shown = any(int(part) > 12 for match in slashed for part in match.groups())
    return [_day(cell, day_first) if is_shown or not SLASHED.fullmatch(cell) else None for cell in cells]


def _day(cell: str, day_first: bool) -> date | None:
    """Return the day a cell says, None if it says none, or one on which there was no X."""
    match = IN_WORDS.fullmatch(cell)
    if match and match[1] in MONTHS:
        cell = f"{match[3]}-{MONTHS.index(match[1]) + 1:02}-{int(match[2]):02}"
    at = moment_of(cell, day_first=day_first)
    return at.date() if at and at.year >= FIRST_YEAR else None
