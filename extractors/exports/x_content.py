"""X content analytics CSV (2024 on): one row a post or reply, lifetime counts as they stood at the export.

Headers are translated with the user's language, values are not: where the names are not English, position decides
(17 columns, the fourth a /status/ link). Facts: native-exports.md, section 1.2.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime

from extractors.cells import (
    File,
    count_of,
    header_row,
    id_of,
    masked_row,
    period_of,
    plain,
    repeated,
    slipped,
    vintage_of,
)
from extractors.exports import Dropped, Facts, Remark, Said
from extractors.privacy import Door
from extractors.records import Post, Reading
from extractors.wording import hashtags, links
from extractors.x_ids import LINK, linked_handles, linked_id, posted_at

PLATFORM = "x"
KIND = "content"
TITLE = "X content analytics CSV"
LIMITS = (
    "Inbound posts, mentions and messages: the file holds only the account's own posts.",
    "Which post a reply answers: a leading @ is the only sign of a reply.",
    "Whether a post quotes another, and reposts: quotes look like any post, reposts are not in the file.",
    "Followers: the file holds neither their number nor the losses.",
    "Whether replies are complete: the file looks the same whichever filter of the page was on.",
)
NO_INTERACTIONS = "An X content export holds no inbound posts: response rate and time cannot be measured from it."
NO_SERIES = "An X content export holds no daily account figures and no number of followers."

FIELDS = ("Impressions", "Likes", "Engagements", "Bookmarks", "Shares", "New follows", "Replies", "Reposts",
          "Profile visits", "Detail Expands", "URL Clicks", "Hashtag Clicks", "Permalink Clicks")  # fmt: skip
COLUMNS = ("Post id", "Date", "Post text", "Post Link", *FIELDS)
SLIPPED = ""  # of a row as read: why it is not
REQUIRED = ("post id", "post link", "new follows")
NAMED = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})_(20[0-9]{2}-[0-9]{2}-[0-9]{2})")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def recognise(file: File) -> bool:
    """Tell whether this is an X content export, whatever the language of its headers."""
    return _layout(file) is not None


def facts(file: File) -> Facts:
    """Return whose posts these are (the handle in the links) and the days they cover (the name's end is exclusive)."""
    header, places = _layout(file) or (0, {})
    rows = _sheet(file)
    handles = linked_handles(row.get("Post Link", "") for row in _rows(file))
    days = [at.date() for row in _rows(file) if (at := _posted_at(row))]
    since, until, believed = period_of(days, _named_period(file.name))
    problems = (
        [] if believed else ["The dates in the file's name do not fit its posts; the posts' own days were taken."]
    )
    if days and not any(row.get("Post text", "").startswith("@") for row in _rows(file)):
        problems.append("The file holds no reply: either none was written, or the page's filter left them out.")
    missing = [name for name in FIELDS if name not in places]
    if missing:
        problems.append("Columns not in the file: " + ", ".join(missing) + ".")
    problems += repeated([plain(name) for name in rows[header]], rows[header + 1 :])
    is_english = header_row(rows, REQUIRED) is not None
    label = "x-content-2024" + ("" if is_english else "-translated")
    taken = set(places.values())
    extra = tuple(name for place, name in enumerate(rows[header]) if place not in taken)
    return Facts(handles, "the handle in the posts' links", since, until, None,
                 vintage_of(label, rows[header]), len(rows) - header - 1, extra, (*file.remarks, *problems))  # fmt: skip


def screen(file: File, door: Door) -> File:
    """Return the file with everybody's @handles but ours masked; the links to our own posts stay as they are."""
    named = tuple(door.own_text(row.get("Post text"))[1] for row in _rows(file))
    _, places = _layout(file) or (0, {})
    link = places.get("Post Link", -1)
    linked = [0 <= link < len(row) and bool(LINK.fullmatch(row[link])) for row in _sheet(file)]
    kept = [masked_row(row, door, link if has else None) for row, has in zip(_sheet(file), linked, strict=True)]
    return replace(file, sheets={"": kept}, people_named=named)


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield a post and its counts for every row that has one; the minute comes from the post id."""
    seen: set[str] = set()
    for number, row in enumerate(_rows(file)):
        post_id, at = _post_id(row), _posted_at(row)
        if row.get("Post Link", "").strip().endswith("/status/undefined"):
            yield Dropped("ghost row, X wrote /status/undefined and no post")
        elif row[SLIPPED]:
            yield Dropped(row[SLIPPED])
        elif post_id is None:
            yield Dropped("no post id can be read in the row or its link")
        elif at is None:
            yield Dropped("the post id holds no time")
        elif post_id in seen:
            yield Dropped("the same post again")
        else:
            seen.add(post_id)
            named = file.people_named[number] if file.people_named else None
            yield _post(row, account_id, post_id, at, named)
            yield from _remarks(row, post_id, at)
            yield from _readings(row, account_id, post_id, observed_at)


def _post(row: dict[str, str], account_id: str, post_id: str, at: datetime, named: int | None) -> Post:
    text = html.unescape(row.get("Post text", ""))
    kind = "reply" if text.startswith("@") else "original"
    return Post(PLATFORM, account_id, post_id, kind, at, text=text or None, permalink=row.get("Post Link") or None,
                hashtags=hashtags(text), links=links(text), people_named=named)  # fmt: skip


def _remarks(row: dict[str, str], post_id: str, at: datetime) -> Iterator[Remark]:
    stated = _stated_day(row.get("Date", ""))
    if stated is None:
        yield Remark("The date column cannot be read; the day was taken from the post id.")
    elif stated != at.date():
        yield Remark("The date column names another day than the post id (UTC); the id was believed.")
    if id_of(row.get("Post id")) != post_id:
        yield Remark("The post id was damaged by a spreadsheet; it was recovered from the link.")


def _readings(row: dict[str, str], account_id: str, post_id: str, observed_at: datetime) -> Iterator[Reading | Remark]:
    for field in FIELDS:
        if field not in row:
            continue
        value = None
        try:
            value = count_of(row[field])
        except ValueError:
            yield Remark(f"{field} holds something that is not a number; it was taken as unknown.")
        yield Reading(PLATFORM, account_id, "post", post_id, field, value, observed_at)


def _layout(file: File) -> tuple[int, dict[str, int]] | None:
    """Return the header's row and where each column is; None if this is no X content export."""
    rows = _sheet(file)
    header = header_row(rows, REQUIRED)
    if header is not None:
        places = {plain(name): place for place, name in reversed(list(enumerate(rows[header])))}
        return header, {name: places[plain(name)] for name in COLUMNS if plain(name) in places}
    body = rows[1:]
    linked = sum(len(row) > 3 and bool(LINK.match(row[3])) for row in body)
    names = {plain(name): place for place, name in enumerate(COLUMNS)}
    in_place = all(names.get(plain(cell), place) == place for place, cell in enumerate(rows[0] if rows else []))
    if rows and len(rows[0]) == len(COLUMNS) and in_place and not LINK.match(rows[0][3]) and linked * 2 > len(body):
        return 0, {name: place for place, name in enumerate(COLUMNS)}
    return None


def _sheet(file: File) -> list[list[str]]:
    return next(iter(file.sheets.values()), [])


def _rows(file: File) -> Iterator[dict[str, str]]:
    header, places = _layout(file) or (0, {})
    names = _sheet(file)[header]
    for row in _sheet(file)[header + 1 :]:
        cells = {name: row[place] for name, place in places.items() if place < len(row)}
        yield cells | {SLIPPED: slipped(row, names)}


def _post_id(row: dict[str, str]) -> str | None:
    return linked_id(row.get("Post Link", "")) or id_of(row.get("Post id"))


def _posted_at(row: dict[str, str]) -> datetime | None:
    return posted_at(_post_id(row))


def _stated_day(cell: str) -> date | None:
    match = re.search(r"([A-Z][a-z]{2}) ([0-9]{1,2}), ([0-9]{4})", cell)
    try:
        return (
            date(int(match[3]), MONTHS.index(match[1]) + 1, int(match[2]))
            if match
            else date.fromisoformat(cell.strip()[:10])
        )
    except ValueError:
        return None


def _named_period(name: str) -> tuple[date, date] | None:
    match = NAMED.search(name)
    try:
        return (date.fromisoformat(match[1]), date.fromisoformat(match[2])) if match else None
    except ValueError:
        return None
