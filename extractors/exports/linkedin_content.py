"""LinkedIn company page content (.xls, or re-saved as .xlsx): daily page figures and lifetime counts of every post.

Sheets `Metrics` and `All posts`; the latter is missing when the page posted nothing. The updates export of 2020 is the
same under other words. Facts: native-exports.md, sections 2.1, 2.2, 2.3, 2.5.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from extractors.cells import (
    HEADER_WITHIN,
    File,
    count_of,
    first_of,
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
)  # fmt: skip
from extractors.exports import Dropped, Facts, Remark, Said
from extractors.privacy import Door
from extractors.records import Post, Reading
from extractors.wording import hashtags, links

PLATFORM = "linkedin"
KIND = "content"
TITLE = "LinkedIn page content .xls or .xlsx"
LIMITS = (
    "Comments by members and the page's answers to them: the file holds neither.",
    "Followers: the file holds neither their number nor the gains.",
    "Whether daily figures and posts agree: daily figures count older posts too.",
)
NO_INTERACTIONS = "A LinkedIn page export holds no comments and no replies: response cannot be measured from it."
NO_SERIES = None

FIELDS = ("Impressions", "Views", "Offsite Views", "Clicks", "Likes", "Comments", "Reposts", "Follows")
DAILY, POSTS = "metrics", "all posts"
SHEETS = {DAILY: DAILY, POSTS: POSTS, "update metrics (aggregated)": DAILY, "update engagement": POSTS}
LATER = {  # the words of 2020 and what the same columns have been called since 2021
    "Update title": "Post title", "Update link": "Post link", "Update type": "Post type", "Video views": "Views",
    "Shares": "Reposts", "Shares (organic)": "Reposts (organic)", "Shares (sponsored)": "Reposts (sponsored)",
    "Shares (total)": "Reposts (total)",
}  # fmt: skip
REQUIRED = {DAILY: ("date", "impressions (organic)"), POSTS: ("post link", "created date")}
RATES = ("engagement rate", "click through rate")  # derived: counted from counts, never loaded
PERSONAL = "posted by"  # a person's name
URN = re.compile(r"(activity|share|ugcPost)[:-]([0-9]{15,25})")
NAMED = re.compile(r"(.+)_(?:content|updates)_([0-9]{13})(?![0-9])")
MEDIA = {"video": "video", "image": "image", "photo": "image", "poll": "poll", "article": "link", "link": "link"}
PAID = {"organic": False, "sponsored": True}


def recognise(file: File) -> bool:
    """Tell whether this workbook has the daily sheet of a page's content export, or of its updates export of 2020."""
    return _header(file, DAILY) is not None


def facts(file: File) -> Facts:
    """Return whose page this is and when it was exported (both only in the name), and the days of `Metrics`."""
    match = NAMED.match(file.name)
    seen_at = from_milliseconds(int(match[2])) if match else None
    day_first = _day_first(file, DAILY)
    days = [at.date() for row in _rows(file, DAILY) if (at := moment_of(row["date"], day_first=day_first))]
    since, until, _ = period_of(days, None)
    headers = [f"{sheet}/{name}" for sheet in (DAILY, POSTS) for name in _header(file, sheet) or ()]
    rows = len(_rows(file, DAILY)) + len(_rows(file, POSTS))
    taken = {"date", "post title", "post link", "post type", "created date", "content type", *map(plain, FIELDS)}
    extra = [name for name in _header(file, POSTS) or () if plain(name) not in taken]
    extra += [name for name in _header(file, DAILY) or () if plain(name).startswith(RATES)]
    problems = list(file.remarks)
    for kind in (DAILY, POSTS):
        table = _sheet(file, kind)
        place = header_row(table, REQUIRED[kind]) or 0
        if table and _header(file, kind) is None:
            problems.append(f"The sheet of {kind} was not read: it needs {' and '.join(REQUIRED[kind])}.")
        problems += repeated([plain(name) for name in table[place]], table[place + 1 :]) if table else []
    problems += [
        f"Sheet {name!r} was not read." for name, body in file.sheets.items() if body and plain(name) not in SHEETS
    ]
    if any(_day_first(file, sheet) for sheet in (DAILY, POSTS)):
        problems.append("Dates were re-saved day first; they were read so.")
    is_of_2020 = any(plain(name).startswith("update ") for name in file.sheets)
    vintage = vintage_of("linkedin-updates-2020" if is_of_2020 else "linkedin-content-2021", headers)
    accounts = (match[1],) if match else ()
    return Facts(accounts, "the page's name in the file name", since, until, seen_at, vintage, rows, tuple(extra),
                 tuple(problems))  # fmt: skip


def screen(file: File, door: Door) -> File:
    """Return the two sheets without the name of who posted, and with people's @handles masked."""
    named = tuple(door.own_text(row.get("post title"))[1] for row in _rows(file, POSTS))
    kept = {}
    for name, rows in file.sheets.items():
        if plain(name) in SHEETS:
            kind = SHEETS[plain(name)]
            place = header_row(_later(rows, kind), REQUIRED[kind]) or 0
            personal = {at for at, cell in enumerate(rows[place]) if plain(cell) == PERSONAL} if rows else set()
            named_none = [[cell for at, cell in enumerate(row) if at not in personal] for row in rows]
            kept[name] = [masked_row(row, door) for row in named_none]
    return replace(file, sheets=kept, people_named=named)


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield every post with its counts, then every day's page figures. The time of a post is in its URN."""
    seen: set[str] = set()
    for number, row in enumerate(_rows(file, POSTS)):
        match = URN.search(row["post link"])
        at = from_milliseconds(int(match[2]) >> 22) if match else None
        if match is None or at is None:
            yield Dropped("no post URN can be read in the link")
            continue
        urn = f"urn:li:{match[1]}:{match[2]}"
        if urn in seen:
            yield Dropped("the same post again")
            continue
        seen.add(urn)
        yield _post(row, account_id, urn, at, file.people_named[number] if file.people_named else None)
        yield from _remarks(row, at, _day_first(file, POSTS))
        for field in FIELDS:
            if plain(field) in row:
                value, remark = _count(row, field)
                yield from remark
                yield Reading(PLATFORM, account_id, "post", urn, field, value, observed_at)
    yield from _daily(file, account_id, observed_at)


def _post(row: dict[str, str], account_id: str, urn: str, at: datetime, named: int | None) -> Post:
    text = row.get("post title", "")
    media = said(row.get("content type"))
    return Post(PLATFORM, account_id, urn, "original", at, text=text or None, permalink=row["post link"],
                hashtags=hashtags(text), links=links(text), people_named=named,
                media_kind=MEDIA.get(media.casefold(), "other") if media else None,
                is_paid=PAID.get(row.get("post type", "").strip().casefold()))  # fmt: skip


def _remarks(row: dict[str, str], at: datetime, day_first: bool) -> Iterator[Remark]:
    created = moment_of(row["created date"], day_first=day_first)  # may be earlier: drafted or scheduled
    if created is None:
        yield Remark("A created date cannot be read; the day was taken from the link.")
    elif created.date() > at.date():
        yield Remark("A created date is later than the publication time in the link; the link was believed.")


def _daily(file: File, account_id: str, observed_at: datetime) -> Iterator[Reading | Dropped | Remark]:
    day_first = _day_first(file, DAILY)
    columns = {plain(name): name for name in reversed(_header(file, DAILY) or [])}  # each once, as it is written first
    fields = [name for called, name in reversed(columns.items()) if not called.startswith(("date", *RATES))]
    seen: set[date] = set()
    for row in _rows(file, DAILY):
        at = moment_of(row["date"], day_first=day_first)
        if at is None or at.date() in seen:
            yield Dropped("a daily row without a date" if at is None else "the same day again")
            continue
        day = at.date()
        seen.add(day)
        for field in fields:
            value, remark = _count(row, field)
            yield from remark
            yield Reading(PLATFORM, account_id, "account", account_id, field, value, observed_at, "day",
                          day, day + timedelta(days=1))  # fmt: skip


def _count(row: dict[str, str], field: str) -> tuple[float | None, list[Remark]]:
    try:
        return count_of(row.get(plain(field))), []  # may be negative: a removed comment is taken off its day
    except ValueError:
        return None, [Remark(f"{field} holds something that is not a number; it was taken as unknown.")]


def _sheet(file: File, kind: str) -> list[list[str]]:
    """Return the rows of a sheet, its header in the words of 2021."""
    return next((_later(rows, kind) for name, rows in file.sheets.items() if SHEETS.get(plain(name)) == kind), [])


def _later(rows: list[list[str]], kind: str) -> list[list[str]]:
    """Return the rows, a header of 2020 in the words of 2021 unless a column has the later word already."""
    later = {plain(old): new for old, new in LATER.items()}
    reworded = [
        [new if (new := later.get(plain(cell))) and new not in row else cell for cell in row]
        for row in rows[:HEADER_WITHIN]
    ]
    place = header_row(reworded, REQUIRED[kind])
    return rows if place is None else [*rows[:place], reworded[place], *rows[place + 1 :]]


def _header(file: File, kind: str) -> list[str] | None:
    """Return the header of a sheet (below a description row, if there is one); None without such a sheet."""
    rows = _sheet(file, kind)
    place = header_row(rows, REQUIRED[kind])
    return None if place is None else [" ".join(name.split()) for name in rows[place] if name.strip()]


def _rows(file: File, kind: str) -> list[dict[str, str]]:
    rows = _sheet(file, kind)
    place = header_row(rows, REQUIRED[kind])
    if place is None:
        return []
    names = [plain(name) for name in rows[place]]
    return [dict.fromkeys(names, "") | first_of(names, row) for row in rows[place + 1 :]]


def _day_first(file: File, kind: str) -> bool:
    return is_day_first(file.name, (row["date" if kind == DAILY else "created date"] for row in _rows(file, kind)))
