"""Meta Business Suite content export of a Facebook page (CSV, 2024 on): lifetime counts of every post.

Columns are matched by name, for they vary from file to file. Times are Pacific. Facts: native-exports.md, section 3.1.
In another language a column is known by what stands in it (links to Facebook, ids, times, `Lifetime`), or by a name
that can mean one thing only: `Visningar` has stood for impressions and for views, and so it is not loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from extractors.cells import (
    File,
    count_of,
    header_row,
    id_of,
    is_day_first,
    masked_row,
    moment_of,
    period_of,
    plain,
    said,
    slipped,
    vintage_of,
)  # fmt: skip
from extractors.exports import Dropped, Facts, Remark, Said
from extractors.privacy import Door
from extractors.records import Post, Reading
from extractors.wording import hashtags, links

PLATFORM = "facebook"
KIND = "content"
TITLE = "Meta Business Suite content CSV of a Facebook page"
LIMITS = (
    "Comments by others and the page's answers to them: the file holds neither.",
    "Followers: the file holds neither their number nor the gains.",
    "Daily figures: every count is a lifetime total as it stood at the export.",
)
NO_INTERACTIONS = "A Meta content export holds no comments and no replies: response cannot be measured from it."
NO_SERIES = "A Meta content export holds no daily page figures and no number of followers."

REQUIRED = ("post id", "page id", "publish time", "permalink")
PACIFIC = ZoneInfo("America/Los_Angeles")
# What a post is, not what was counted; then rates, means and money, which are no counts.
ATTRIBUTES = (*REQUIRED, "page name", "title", "description", "caption type", "is crosspost", "is share", "post type",
              "languages", "custom labels", "funded content status", "data comment", "date")  # fmt: skip
NOT_COUNTS = ("duration", "average", "ad cpm", "estimated earnings")
SPELLINGS = {plain(name): name for name in (
    "Views", "Impressions", "Reach", "Reactions, comments and shares", "Reactions", "Comments", "Shares",
    "Total clicks", "Other clicks", "Photo clicks", "Link clicks", "Reach from Organic posts",
    "Reach from Boosted posts",
    "3-second video views", "1-minute video views", "3-second viewers", "1-minute viewers",
    "3-second video views from Boosted posts", "3-second video views from Organic posts", "Engaged users",
    "Negative feedback from users", "Unique negative feedback from users", "Negative feedback from users: Hide",
    "Negative feedback from users: Hide all", "Seconds viewed", "Ad impressions", "IMPRESSION:UNIQUE_USERS",
    "Matched Audience Targeting Consumption (Photo Click)",
)}  # fmt: skip
MEDIA = {"photo": "image", "video": "video", "reel": "video", "live": "video", "link": "link", "text": "none",
         "status": "none", "album": "album"}  # fmt: skip
# The first columns of every file, in this order; a translated file may lack some, and then only the dictionary helps.
FIRST = ("post id", "page id", "page name", "title", "description", "duration (sec)", "publish time", "caption type",
         "permalink", "is crosspost", "is share", "post type", "languages", "custom labels", "funded content status",
         "data comment", "date")  # fmt: skip
TRANSLATED = {  # Swedish
    "publicerings-id": "post id", "sid-id": "page id", "sidnamn": "page name", "titel": "title",
    "beskrivning": "description", "publiceringstid": "publish time", "permalänk": "permalink",
    "inläggstyp": "post type", "räckvidd": "reach",
    "reaktioner, kommentarer och delningar": "reactions, comments and shares",
}  # fmt: skip
LONG_ID = re.compile(r"[0-9]{5,25}|[0-9]{5,25}_[0-9]{5,25}")
SLASHED = re.compile(r"[0-9]{1,2}/[0-9]{1,2}/[0-9]{4} [0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
LINK = re.compile(r"https?://(?:[a-z-]+\.)?facebook\.com/\S+")
NAMED = re.compile(r"([A-Z][a-z]{2}-[0-9]{2}-[0-9]{4})_([A-Z][a-z]{2}-[0-9]{2}-[0-9]{4})")


def recognise(file: File) -> bool:
    """Tell whether this is a content export of a Facebook page."""
    return _header(file) is not None


def facts(file: File) -> Facts:
    """Return whose page this is and the Pacific days it covers (in the name, both inclusive)."""
    rows, header = _rows(file), _header(file) or []
    pages = {page: None for row in rows if (page := _page_id(row))}
    day_first = _day_first(file.name, rows)
    times = [at for row in rows if said(row["post id"]) and (at := moment_of(row["publish time"], day_first=day_first))]
    named = _named_period(file.name)
    since, until, believed = period_of([at.date() for at in times], named)
    seen_at = None
    if named is not None and believed and until is not None:
        seen_at = datetime.combine(until, time(), PACIFIC).astimezone(UTC)  # the first moment the export can be from
    fields = _fields(file, rows)
    problems = [*file.remarks, *_of_the_name(believed, day_first), *_of_the_columns(file, rows, fields)]
    names = (_layout(file) or (0, []))[1]
    taken = {*ATTRIBUTES, *map(plain, fields)}
    extra = [name for name, called in zip(header, names, strict=True) if called not in taken]
    is_english = header_row(_sheet(file), REQUIRED) is not None
    vintage = vintage_of("meta-content-2024" + ("" if is_english else "-translated"), header)
    how = "the Page ID in the file"
    return Facts(tuple(pages), how, since, until, seen_at, vintage, len(rows), tuple(extra), tuple(problems))


def _of_the_name(believed: bool, day_first: bool) -> Iterator[str]:
    if not believed:
        yield "The dates in the file's name do not fit its posts; the posts' own days were taken."
    if day_first:
        yield "Publish times were re-saved day first; they were read so."


def _of_the_columns(file: File, rows: list[dict[str, str]], fields: list[str]) -> Iterator[str]:
    if _views_unsaid(rows):
        yield "Views is 0 for every post although posts were reached: Meta did not say; Views was taken as unknown."
    for name, differ in _repeated(file):
        yield f"The column {SPELLINGS.get(name, name)} is there twice; the first was loaded ({differ} rows differ)."
    unknown = [field for field in fields if plain(field) not in SPELLINGS]
    if unknown:
        yield "Columns not seen before, loaded under their own names: " + ", ".join(unknown) + "."
    long_ids = [post_id for row in rows if len(post_id := said(row["post id"]) or "") > 15]
    if len(long_ids) > 2 and all(not post_id[15:].strip("0") for post_id in long_ids):
        yield "Every post ID ends in zeros after 15 digits: a spreadsheet rounded them; export the file again."


def _repeated(file: File) -> Iterator[tuple[str, int]]:
    """Yield every column name that is there more than once, and in how many rows its columns differ."""
    start, names = _layout(file) or (0, [])
    for name in dict.fromkeys(name for name in names if name and names.count(name) > 1):
        places = [place for place, other in enumerate(names) if other == name]
        body = _sheet(file)[start + 1 :]
        yield name, sum(len({row[place] for place in places if place < len(row)}) > 1 for row in body)


def screen(file: File, door: Door) -> File:
    """Return the file with people's @handles masked, and without the words of what was shared from others.

    Of a translated file only the columns that are known are kept: words may stand in the others.
    """
    start, names = _layout(file) or (0, [])
    worded = {place for place, name in enumerate(names) if name in ("title", "description")}
    unknown = {place for place, name in enumerate(names) if not name}
    share = names.index("is share") if "is share" in names else -1
    kept = []
    for number, row in enumerate(_sheet(file)):
        shared = 0 <= share < len(row) and row[share].strip() == "1"
        hidden = (worded if shared else set()) | (unknown if number > start else set())
        cells = ["" if place in hidden else cell for place, cell in enumerate(row)]
        for place in hidden:  # what stands under no name slipped there: of the word the sign that it did is kept
            if place < len(row) and row[place].strip() and not _sheet(file)[start][place].strip():
                cells[place] = "…"
        kept.append(masked_row(cells, door))
    named = tuple(door.own_text(_words(row))[1] for row in _rows(file))
    return replace(file, sheets={"": kept}, people_named=named)


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield a post and its counts for every row with an id and a time; Meta's own error rows are named."""
    rows = _rows(file)
    fields, unsaid, day_first = _fields(file, rows), _views_unsaid(rows), _day_first(file.name, rows)
    links_of: dict[str, set[str]] = {}
    for row in rows:
        links_of.setdefault(_post_id(row) or "", set()).add(row["permalink"])
    seen: set[str] = set()
    # Meta ends a row early here and there (5 of 261); where most are short the header has a separator too many
    few_are_short = sum(bool(row["is short"]) for row in rows) * 2 <= len(rows) or len(rows) == 1
    for number, row in enumerate(rows):
        post_id, at = _post_id(row), moment_of(row["publish time"], day_first=day_first)
        reason = _why_not(row, post_id, at, links_of, seen, few_are_short)
        if reason or post_id is None or at is None:
            yield Dropped(reason or "no post")
            continue
        seen.add(post_id)
        yield _post(row, account_id, post_id, at, file.people_named[number] if file.people_named else None)
        if row.get("is crosspost", "").strip() == "1":
            yield Remark("A cross-post: another page may count the same video.")
        if row["is short"]:
            yield Remark("The row ends before the header does; what it lacks is unknown.")
        yield from _readings(row, account_id, post_id, observed_at, fields, unsaid)


def _why_not(row: dict[str, str], post_id: str | None, at: datetime | None, links_of: dict[str, set[str]],
             seen: set[str], few_are_short: bool) -> str | None:  # fmt: skip
    if said(row["post id"]) is None:
        match = re.search(r"content with ID ([0-9]+)", row.get("data comment", ""))
        return f"error row, Meta could not compute content {match[1]}" if match else "error row, blank Post ID"
    if row["slipped"] and not (row["is short"] and few_are_short):
        return row["slipped"]
    if post_id is None:
        return "the post ID was damaged by a spreadsheet and is not in the link"
    if post_id in seen and len(links_of[post_id]) == 1:
        return "the same post again"
    if len(links_of[post_id]) > 1:
        return "one post ID for several posts, a spreadsheet rounded it"
    return "the publish time cannot be read" if at is None else None


def _post(row: dict[str, str], account_id: str, post_id: str, at: datetime, named: int | None) -> Post:
    text = _words(row)
    is_share = row.get("is share", "").strip() == "1"
    boosted = said(row.get("reach from boosted posts")) not in (None, "0")
    media = (said(row.get("post type")) or "").casefold().removesuffix("s")  # Photo or Photos
    kind = "repost" if is_share else "original"
    published_at = at.replace(tzinfo=PACIFIC).astimezone(UTC)
    return Post(PLATFORM, account_id, post_id, kind, published_at, text=text, permalink=said(row["permalink"]),
                hashtags=hashtags(text), links=links(text), people_named=named, is_paid=True if boosted else None,
                media_kind=MEDIA.get(media, None if row["is translated"] else "other") if media else None)  # fmt: skip


def _readings(row: dict[str, str], account_id: str, post_id: str, observed_at: datetime, fields: list[str],
              views_unsaid: bool) -> Iterator[Reading | Remark]:  # fmt: skip
    values: dict[str, float | None] = {}
    for field in fields:
        try:
            values[field] = count_of(row[plain(field)])
        except ValueError:
            values[field] = None
            yield Remark(f"{field} holds something that is not a number; it was taken as unknown.")
    parts = [values.get(field) for field in ("Reactions", "Comments", "Shares")]
    whole = values.get("Reactions, comments and shares")
    if whole is not None and None not in parts and sum(part or 0 for part in parts) != whole:
        yield Remark("Reactions, comments and shares do not add up to the column that joins them.")
    if views_unsaid:
        values["Views"] = None
    for field, value in values.items():
        yield Reading(PLATFORM, account_id, "post", post_id, field, value, observed_at)


def _fields(file: File, rows: list[dict[str, str]]) -> list[str]:
    """Return the columns that count something, in one spelling; one never seen before if it holds only numbers."""
    fields = []
    _, names = _layout(file) or (0, [])
    as_written = dict(
        zip(reversed(names), (" ".join(cell.split()) for cell in reversed(_header(file) or [])), strict=True)
    )
    for name in dict.fromkeys(name for name in names if name):
        if name in ATTRIBUTES or name.startswith(NOT_COUNTS) or name.split()[-1] in ("id", "rate"):
            continue
        if name in SPELLINGS or _holds_numbers(row[name] for row in rows):
            fields.append(SPELLINGS.get(name, as_written[name]))
    return fields


def _holds_numbers(cells: Iterator[str]) -> bool:
    try:
        return any([count_of(cell) is not None for cell in cells])
    except ValueError:
        return False


def _views_unsaid(rows: list[dict[str, str]]) -> bool:
    posts = [row for row in rows if said(row["post id"])]
    views = {said(row.get("views")) for row in posts} - {None}
    reached = any(said(row.get("reach")) not in (None, "0", "0.0") for row in posts)
    return bool(views) and views <= {"0", "0.0"} and reached


def _words(row: dict[str, str]) -> str | None:
    """Return the longer of title and description, for the text moved; none of a share, whose words may not be ours."""
    if row.get("is share", "").strip() == "1":
        return None
    return max(row.get("title", ""), row.get("description", ""), key=len) or None


def _post_id(row: dict[str, str]) -> str | None:
    """Return the id (of an old one the part after `_`); a damaged one may be in the link, but video ids are others."""
    found = id_of(row["post id"].rpartition("_")[2])
    match = re.search(r"(?:story_fbid=|/posts/)([0-9]{5,25})(?![0-9A-Za-z])", row["permalink"])
    return found or (match[1] if match and said(row["post id"]) else None)


def _page_id(row: dict[str, str]) -> str | None:
    match = re.search(r"(?:[?&]id=|facebook\.com/)([0-9]{5,25})(?![0-9A-Za-z])", row["permalink"])
    return id_of(row["page id"]) or (match[1] if match else None)


def _sheet(file: File) -> list[list[str]]:
    return next(iter(file.sheets.values()), [])


def _layout(file: File) -> tuple[int, list[str]] | None:
    """Return the header's row and what each column is called in plain English, "" if unknown; None if it is no export."""
    rows = _sheet(file)
    place = header_row(rows, REQUIRED)
    if place is not None:
        return place, [plain(name) for name in rows[place]]
    names = _translated(rows)
    return None if names is None else (0, names)


def _translated(rows: list[list[str]]) -> list[str] | None:
    """Return the columns of a file in another language by what stands in most of their cells, then by their names."""
    header, body = (rows[0], rows[1:]) if rows else ([], [])

    def holds(place: int, what: Callable[[str], object]) -> bool:
        said_there = [cell for row in body if place < len(row) and (cell := row[place].strip())]
        return bool(said_there) and sum(bool(what(cell)) for cell in said_there) * 2 > len(said_there)

    if not all(holds(place, LONG_ID.fullmatch) for place in (0, 1)):  # first, for hardly another file passes it
        return None
    link = next((place for place in range(len(header)) if holds(place, LINK.match)), None)
    at = next((place for place in range(len(header)) if holds(place, SLASHED.fullmatch)), None)
    if link is None or at is None or any(LINK.match(cell) for cell in header):
        return None
    if (at, link) == (FIRST.index("publish time"), FIRST.index("permalink")):
        names = dict(enumerate(FIRST))
    else:
        names = {0: "post id", 1: "page id", at: "publish time", link: "permalink"}
    known = {place: TRANSLATED[plain(name)] for place, name in enumerate(header) if plain(name) in TRANSLATED}
    return [(known | names).get(place, "") for place in range(len(header))]


def _header(file: File) -> list[str] | None:
    layout = _layout(file)
    return None if layout is None else _sheet(file)[layout[0]]


def _rows(file: File) -> list[dict[str, str]]:
    """Return the rows by plain column name, of two columns of one name the first; what a row lacks is ""."""
    start, names = _layout(file) or (0, [])
    translated = "" if header_row(_sheet(file), REQUIRED) is not None else "yes"
    rows = []
    for cells in _sheet(file)[start + 1 :] if names else []:
        why = slipped(cells, _sheet(file)[start])
        row = {"is translated": translated, "is short": "yes" if "fewer" in why else "", "slipped": why}
        for at, name in enumerate(names):
            row.setdefault(name, cells[at] if at < len(cells) else "")
        rows.append(row)
    return rows


def _day_first(name: str, rows: list[dict[str, str]]) -> bool:
    """Tell whether the times were re-saved day first; where no day is above 12, the days in the file's name decide."""
    cells = [row["publish time"] for row in rows]
    named = _named_period(name)
    if is_day_first(name, cells) or named is None:
        return is_day_first(name, cells)

    def fits(day_first: bool) -> bool:
        times = [moment_of(cell, day_first=day_first) for cell in cells if SLASHED.fullmatch(cell.strip())]
        return bool(times) and all(at and named[0] <= at.date() < named[1] for at in times)

    return not fits(False) and fits(True)


def _named_period(name: str) -> tuple[date, date] | None:
    match = NAMED.search(name)
    try:
        first, last = (datetime.strptime(part, "%b-%d-%Y").date() for part in match.groups()) if match else (None, None)
    except ValueError:
        return None
    return None if first is None or last is None else (first, last + timedelta(days=1))
