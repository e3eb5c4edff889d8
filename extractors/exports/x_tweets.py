"""X tweet activity CSV (to about mid-2024): one row a post or reply, lifetime counts as they stood at the export.

40 columns: the post, 18 organic figures, the same 18 promoted, which are "-" where nothing was promoted. The vintage of
2015 says favorites for likes. Facts: native-exports.md, sections 1.1, 1.4.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time

from extractors.cells import (
    File,
    count_of,
    first_of,
    header_row,
    id_of,
    masked_row,
    period_of,
    plain,
    repeated,
    said,
    slipped,
    vintage_of,
)
from extractors.exports import Dropped, Facts, Remark, Said
from extractors.privacy import Door
from extractors.records import Post, Reading
from extractors.tweet_activity import ORGANIC, PROMOTED, counts_in, named, word_of
from extractors.wording import hashtags, links
from extractors.x_ids import LINK, linked_handles, linked_id, posted_at

PLATFORM = "x"
KIND = "content"
TITLE = "X tweet activity CSV of before mid-2024"
LIMITS = (
    "When the export was made: its counts are dated by the end of its days, the earliest they can be from.",
    "Inbound posts, mentions and messages: the file holds only the account's own posts.",
    "Which post a reply answers: a leading @ is the only sign of a reply.",
    "Whether a post quotes another, and reposts: quotes look like any post, reposts are not in the file.",
    "Bookmarks: X did not state them in this file; deep engagement is of replies and reposts only.",
    "Followers: the file holds neither their number nor the losses.",
)
NO_INTERACTIONS = "A tweet activity export holds no inbound posts: response rate and time cannot be measured from it."
NO_SERIES = "A tweet activity export by post holds no daily account figures and no number of followers."

POST = ("tweet id", "tweet permalink", "tweet text", "time")
SLIPPED = ""  # of a row as read: why it is not
REQUIRED = ("tweet id", "tweet permalink", "time")


def recognise(file: File) -> bool:
    """Tell whether this is tweet activity by post."""
    return header_row(_sheet(file), REQUIRED) is not None


def facts(file: File) -> Facts:
    """Return whose posts these are (the handle in the links, else in the name) and their days (the name's end is exclusive)."""
    rows, header = _rows(file), _header(file)
    handle, period = named(file.name) or (None, None)
    accounts = linked_handles([row["tweet permalink"].strip() for row in rows]) or ((handle,) if handle else ())
    times = [at for row in rows if (at := _posted_at(row))]
    since, until, believed = period_of([at.date() for at in times], period)
    problems = [*file.remarks]
    if not believed:
        problems.append("The dates in the file's name do not fit its posts; the posts' own days were taken.")
    fields = counts_in(header, rows)
    absent = [field for field in ORGANIC if field not in fields]
    if absent:
        problems.append("Columns not in the file: " + ", ".join(absent) + ".")
    problems += repeated([word_of(name) for name in header], _sheet(file))
    seen_at = max(times, default=None)
    if period is not None and believed and until is not None:
        seen_at = datetime.combine(until, time(), UTC)
    label = "x-tweets-2015" if "favorites" in map(plain, header) else "x-tweets-2016"
    extra = tuple(name for name in header if word_of(name) not in {*POST, *fields})
    return Facts(accounts, "the handle in the posts' links", since, until, seen_at, vintage_of(label, header),
                 len(rows), extra, tuple(problems))  # fmt: skip


def screen(file: File, door: Door) -> File:
    """Return the file with everybody's @handles but ours masked; the links to our own posts stay as they are."""
    people = tuple(door.own_text(row.get("tweet text"))[1] for row in _rows(file))
    names = [plain(name) for name in _header(file)]
    link = names.index("tweet permalink")
    kept = []
    for row in _sheet(file):
        has_link = link < len(row) and bool(LINK.fullmatch(row[link].strip()))
        kept.append(masked_row(row, door, link if has_link else None))
    return replace(file, sheets={"": kept}, people_named=people)


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield a post and its counts for every row that has an id; the time is the id's, or the stated one of an old id."""
    fields = counts_in(_header(file), _rows(file))
    seen: set[str] = set()
    for number, row in enumerate(_rows(file)):
        post_id, at = _post_id(row), _posted_at(row)
        if row[SLIPPED]:
            yield Dropped(row[SLIPPED])
        elif post_id is None:
            yield Dropped("no post id can be read in the row or its link")
        elif at is None:
            yield Dropped("neither the post id nor the time column holds a time")
        elif post_id in seen:
            yield Dropped("the same post again")
        else:
            seen.add(post_id)
            people = file.people_named[number] if file.people_named else None
            yield _post(row, account_id, post_id, at, people)
            yield from _remarks(row, post_id, at)
            yield from _readings(row, account_id, post_id, observed_at, fields)


def _post(row: dict[str, str], account_id: str, post_id: str, at: datetime, people: int | None) -> Post:
    text = html.unescape(row.get("tweet text", ""))
    kind = "reply" if text.startswith("@") else "original"
    promoted = [said(row[field]) for field in PROMOTED if field in row]  # "-" in all: nothing was
    is_paid = any(cell not in (None, "0", "0.0") for cell in promoted) if promoted else None
    return Post(PLATFORM, account_id, post_id, kind, at, text=text or None, permalink=row["tweet permalink"] or None,
                hashtags=hashtags(text), links=links(text), people_named=people,
                is_paid=is_paid)  # fmt: skip


def _remarks(row: dict[str, str], post_id: str, at: datetime) -> Iterator[Remark]:
    stated = _stated(row)
    if stated is None:
        yield Remark("The time column cannot be read, a spreadsheet rewrote it; the time was taken from the post id.")
    elif stated != at.replace(second=0, microsecond=0):
        yield Remark("The time column names another minute than the post id (UTC); the id was believed.")
    if id_of(row["tweet id"]) != post_id:
        yield Remark("The post id was damaged by a spreadsheet; it was recovered from the link.")


def _readings(row: dict[str, str], account_id: str, post_id: str, observed_at: datetime,
              fields: list[str]) -> Iterator[Reading | Remark]:  # fmt: skip
    for field in fields:
        value = None
        try:
            value = count_of(row.get(field))
        except ValueError:
            yield Remark(f"{field} holds something that is not a number; it was taken as unknown.")
        yield Reading(PLATFORM, account_id, "post", post_id, field, value, observed_at)


def _sheet(file: File) -> list[list[str]]:
    return next(iter(file.sheets.values()), [])


def _header(file: File) -> list[str]:
    place = header_row(_sheet(file), REQUIRED)
    return [] if place is None else _sheet(file)[place]


def _rows(file: File) -> list[dict[str, str]]:
    place = header_row(_sheet(file), REQUIRED)
    if place is None:
        return []
    names = [word_of(name) for name in _sheet(file)[place]]
    return [
        dict.fromkeys(REQUIRED, "") | first_of(names, row) | {SLIPPED: slipped(row, names)}
        for row in _sheet(file)[place + 1 :]
    ]


def _post_id(row: dict[str, str]) -> str | None:
    """Return the id in the link, which no spreadsheet rounds; else the id column's."""
    return linked_id(row["tweet permalink"].strip()) or id_of(row["tweet id"])


def _posted_at(row: dict[str, str]) -> datetime | None:
    post_id = _post_id(row)
    return None if post_id is None else posted_at(post_id) or _stated(row)


def _stated(row: dict[str, str]) -> datetime | None:
    """Return the time as X writes it, 2016-12-23 18:50 +0000; None of one that lost its zone, or of no time of X."""
    try:
        at = datetime.strptime(row["time"].strip(), "%Y-%m-%d %H:%M %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if 2006 <= at.year < 2100 else None
