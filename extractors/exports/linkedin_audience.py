"""LinkedIn company page followers or visitors (.xls, or re-saved as .xlsx): figures by day, and who they are made of.

The daily sheet is `New followers` or `Visitor metrics`. "Total followers" in it is that day's gain and may be negative.
`Location`, `Job function`, `Seniority`, `Industry` and `Company size` are of all time, not of the days chosen.
Facts: native-exports.md, sections 2.1, 2.4, 2.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from extractors.cells import (
    File,
    count_of,
    from_milliseconds,
    header_row,
    is_day_first,
    masked_row,
    moment_of,
    period_of,
    plain,
    repeated,
    said,
    vintage_of,
)
from extractors.exports import Dropped, Facts, Remark, Said
from extractors.privacy import Door
from extractors.records import Reading

PLATFORM = "linkedin"
KIND = "audience"
TITLE = "LinkedIn page followers or visitors .xls or .xlsx"
LIMITS = (
    "How many followers there are: a day's Total followers is what that day brought, and no sheet holds the stock.",
    "All followers or views by group: LinkedIn lists 100 groups at most and leaves out those it does not know, so the "
    "groups add up to less than all.",
    "Posts, comments and messages: the file holds none.",
)
NO_POSTS = "A LinkedIn followers or visitors export holds no posts."
NO_INTERACTIONS = "A LinkedIn followers or visitors export holds no comments: response cannot be measured from it."
NO_SERIES = None

DAYS = {  # sheet: what it must have, and what goes before its column names, for the groups' sheets say Total followers too
    "new followers": (("date", "total followers"), "New followers: "),
    "visitor metrics": (("date", "total page views (total)"), ""),
}
GROUPS = ("location", "job function", "seniority", "industry", "company size")
COUNTED = ("total followers", "total views")
NAMED = re.compile(r"(.+)_(?:followers|visitors)_([0-9]{13})(?![0-9])")
FIRST_YEAR = 2003
# Company sizes that a spreadsheet takes for a date: 2 October or 10 February, and November 1950.
SIZES = {(10, 2): "2-10", (2, 10): "2-10", (11, 1): "11-50"}  # (month, day)
AS_WRITTEN = re.compile(r"0?(?:2-oct|10-feb)|(?P<year>nov-(?:19)?50)", re.IGNORECASE)
REWRITTEN = "A company size that a spreadsheet turned into a date was turned back."


def recognise(file: File) -> bool:
    """Tell whether this workbook has the daily sheet of a page's followers or visitors."""
    return _daily_sheet(file) is not None


def facts(file: File) -> Facts:
    """Return whose page this is and when it was exported (both only in the name), and the days of the daily sheet."""
    match = NAMED.match(file.name)
    days = [at.date() for at in _moments(file) if at]
    since, until, _ = period_of(days, None)
    name, rows = _daily_sheet(file) or ("", [])
    groups = _groups(file)
    headers = [f"{name}/{cell}" for cell in rows[0]] if rows else []
    headers += [f"{group}/{cell}" for group, body in groups.items() for cell in body[0]]
    known = {name, *groups}
    others = tuple(f"sheet {sheet}" for sheet, body in file.sheets.items() if body and plain(sheet) not in known)
    problems = list(file.remarks)
    for body in (rows, *groups.values()):
        problems += repeated([plain(cell) for cell in body[0]], body[1:]) if body else []
    if is_day_first(file.name, (row[0] for row in rows[1:])):
        problems.append("Dates were re-saved day first; they were read so.")
    label = "linkedin-followers-2021" if name == "new followers" else "linkedin-visitors-2021"
    return Facts(
        (match[1],) if match else (), "the page's name in the file name", since, until,
        from_milliseconds(int(match[2])) if match else None, vintage_of(label, headers),
        len(rows[1:]) + sum(len(body) - 1 for body in groups.values()), others, tuple(problems),
        must_be_told=match is None, lacks={"posts": NO_POSTS},
    )  # fmt: skip


def screen(file: File, door: Door) -> File:
    """Return the sheets that are read, and no other: they hold days, counts and names of groups."""
    known = {*DAYS, *GROUPS}
    return replace(
        file,
        sheets={
            name: [masked_row(row, door) for row in rows] for name, rows in file.sheets.items() if plain(name) in known
        },
    )


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield every day's figures, then every group's as it stood at the export."""
    name, rows = _daily_sheet(file) or ("", [[]])
    names = [plain(cell) for cell in rows[0]]
    fields = [
        (at, DAYS[name][1] + " ".join(cell.split()))
        for at, cell in enumerate(rows[0])
        if names[at] not in ("", "date") and names.index(names[at]) == at
    ]
    seen: set[date] = set()
    for row, moment in zip(rows[1:], _moments(file), strict=True):
        if moment is None or moment.date() in seen:
            yield Dropped("a daily row without a date" if moment is None else "the same day again")
            continue
        day = moment.date()
        seen.add(day)
        for at, field in fields:
            value, remark = _count(row[at] if at < len(row) else "", field)
            yield from remark
            yield Reading(PLATFORM, account_id, "account", account_id, field, value, observed_at, "day",
                          day, day + timedelta(days=1))  # fmt: skip
    for group, body in _groups(file).items():
        yield from _of_group(group, body, account_id, observed_at)


def _of_group(group: str, body: list[list[str]], account_id: str, observed_at: datetime) -> Iterator[Said]:
    field = " ".join(body[0][1].split())
    seen: set[str] = set()
    for row in body[1:]:
        who = said(row[0])
        if group == "company size" and who is not None and (size := _size(who)) is not None:
            who = size
            yield Remark(REWRITTEN)
        if who is None or who in seen:
            yield Dropped("a group without a name" if who is None else "the same group again")
            continue
        seen.add(who)
        value, remark = _count(row[1] if len(row) > 1 else "", field)
        yield from remark
        yield Reading(PLATFORM, account_id, "account", account_id, field, value, observed_at,
                      dimension=group, dimension_value=who)  # fmt: skip


def _size(cell: str) -> str | None:
    """Return the company size that a date was before a spreadsheet read it, None if the cell is no such date."""
    if match := AS_WRITTEN.fullmatch(cell):
        return "11-50" if match["year"] else "2-10"
    at = moment_of(cell)
    return SIZES.get((at.month, at.day)) if at else None


def _count(cell: str, field: str) -> tuple[float | None, list[Remark]]:
    try:
        return count_of(cell), []  # may be negative: who leaves is taken off the day
    except ValueError:
        return None, [Remark(f"{field} holds something that is not a number; it was taken as unknown.")]


def _daily_sheet(file: File) -> tuple[str, list[list[str]]] | None:
    """Return the plain name of the daily sheet and its rows from the header on, the date first."""
    for name, rows in file.sheets.items():
        required = DAYS[plain(name)][0] if plain(name) in DAYS else None
        place = header_row(rows, required) if required else None
        if place is not None and plain(rows[place][0]) == "date":
            return plain(name), rows[place:]
    return None


def _groups(file: File) -> dict[str, list[list[str]]]:
    """Return the sheets of groups by plain name, each from its header on: two columns, who and how many."""
    found = {}
    for name, rows in file.sheets.items():
        group = plain(name)
        place = header_row(rows, (group,)) if group in GROUPS else None
        if place is not None and plain(rows[place][0]) == group and plain("".join(rows[place][1:2])) in COUNTED:
            found[group] = rows[place:]
    return found


def _moments(file: File) -> list[datetime | None]:
    """Return the moment of every row of the daily sheet (month first, or a serial number); None of one before LinkedIn."""
    _, rows = _daily_sheet(file) or ("", [])
    day_first = is_day_first(file.name, (row[0] for row in rows[1:]))
    moments = [moment_of(row[0], day_first=day_first) for row in rows[1:]]
    return [at if at and at.year >= FIRST_YEAR else None for at in moments]
