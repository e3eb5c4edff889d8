"""Facebook Insights post data, the export of before Business Suite (to 2022): SpreadsheetML .xls, re-saved, or CSV.

Row 1 names the columns and row 2 describes them, and only the description tells two columns of one name apart. Likes,
comments and shares have a sheet of their own, where a column is left out if nobody did so; in the CSV variant they are
columns. `Posted` is Pacific, by inference (no zone is written). Facts: native-exports.md, section 3.4.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from extractors.cells import (
    File,
    count_of,
    first_of,
    header_row,
    id_of,
    is_day_first,
    masked_row,
    moment_of,
    period_of,
    plain,
    repeated,
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
TITLE = "Facebook Insights post data, .xls or CSV of before 2022"
LIMITS = (
    "Comments by others and the page's answers to them: the file holds neither.",
    "Followers: the file holds neither their number nor the gains.",
    "Daily figures: every count is a lifetime total as it stood at the export.",
    "The hour of publication: no zone is written; Pacific was taken, by inference.",
)
NO_INTERACTIONS = "A Facebook Insights export holds no comments and no replies: response cannot be measured from it."
NO_SERIES = "A Facebook Insights export of posts holds no daily page figures and no number of followers."

SLIPPED = "slipped"  # of a row as read: why it is not
REQUIRED = ("post id", "posted", "lifetime post total reach")
PACIFIC = ZoneInfo("America/Los_Angeles")
ATTRIBUTES = ("post id", "permalink", "post message", "type", "countries", "languages", "posted", "audience targeting")
NOT_COUNTS = ("average", "length")  # in a name: means and what a video is, no counts
COUNTED = {"(total count)": "Total Count", "(unique users)": "Unique Users"}  # how a description ends
ACTIONS = {"like": "Likes", "comment": "Comments", "share": "Shares"}  # as later exports call them
ACTION_SHEET, ACTION_COLUMN = "lifetime post stories by act", "lifetime post stories by action type - "  # cut at 31
SPELLINGS = {plain(name): name for name in (
    "Lifetime Post Total Reach", "Lifetime Post Organic Reach", "Lifetime Post Paid Reach",
    "Lifetime Post Total Impressions", "Lifetime Post Organic Impressions", "Lifetime Post Paid Impressions",
    "Lifetime Engaged Users", "Lifetime Post Consumptions", "Lifetime Post Consumers", "Lifetime Negative Feedback",
    "Lifetime Matched Audience Targeting Consumptions on Post", "Lifetime Matched Audience Targeting Consumers on Post",
    "Lifetime Negative Feedback from Users", "Lifetime Organic Video Views", "Lifetime Paid Video Views",
    "Lifetime Organic Views to 95%", "Lifetime Paid Views to 95%",
)}  # fmt: skip
MEDIA = {"photo": "image", "video": "video", "link": "link", "status": "none", "sharedvideo": "video"}


@dataclass(frozen=True)
class Column:
    """One column of the key metrics: what it counts, or None, and where it stands."""

    place: int
    name: str
    field: str | None


def recognise(file: File) -> bool:
    """Tell whether one of the sheets has the key metrics of posts."""
    return _main_sheet(file) is not None


def facts(file: File) -> Facts:
    """Return whose page this is (in the post ids), and the Pacific days on which it posted."""
    rows, columns = _rows(file), _columns(file)
    pages = dict.fromkeys(page for row in rows if (page := _page_id(row)))
    day_first = _day_first(file, rows)
    days = [at.date() for row in rows if (at := moment_of(row["posted"], day_first=day_first))]
    since, until, _ = period_of(days, None)
    extra = [column.name for column in columns if column.field is None and plain(column.name) not in ATTRIBUTES]
    extra += [f"sheet {name}" for name in file.sheets if plain(name) not in (_main_sheet(file), _action_sheet(file))]
    header = [*_table(file)[0], *next(iter(_actions(file)), [])]
    problems = [*file.remarks, *_problems(file, columns, day_first)]
    return Facts(tuple(pages), "the page's id in the post ids", since, until, None,
                 vintage_of("meta-insights-2015", header), len(rows), tuple(extra), tuple(problems))  # fmt: skip


def _problems(file: File, columns: list[Column], day_first: bool) -> Iterator[str]:
    if day_first:
        yield "Times were re-saved day first; they were read so."
    for name, times in Counter(column.name for column in columns if column.field is None).items():
        if times > 1:
            yield f"{name} stands {times} times and no description tells them apart; none was loaded."
    if left_out := len([row for row in _actions(file)[1:] if _is_of_a_post(row)]) - len(_of_actions(file)):
        yield f"Rows of likes, comments and shares that are of no post, or of one a second time, were left out: {left_out}."
    yield from repeated([plain(name) for name in next(iter(_actions(file)), [])], _actions(file)[1:])
    if not _of_actions(file) and not any(column.field in ACTIONS.values() for column in columns):
        yield "Lifetime Post Stories by action type is not in the file: likes, comments and shares are unknown."


def screen(file: File, door: Door) -> File:
    """Return the two sheets that are read, with people's @handles masked."""
    wanted = {_main_sheet(file), _action_sheet(file)}
    kept = {
        name: [masked_row(row, door) for row in rows] for name, rows in file.sheets.items() if plain(name) in wanted
    }
    action = _action_sheet(file)
    for name, rows in kept.items():
        if plain(name) == action:  # the words are in the other sheet already
            worded = {place for place, cell in enumerate(rows[0]) if plain(cell) == "post message"}
            kept[name] = [
                ["" if n and at in worded else cell for at, cell in enumerate(row)] for n, row in enumerate(rows)
            ]
    named = tuple(door.own_text(row.get("post message"))[1] for row in _rows(file))
    return replace(file, sheets=kept, people_named=named)


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield a post and its counts for every row with an id and a time."""
    rows, columns, actions = _rows(file), _columns(file), _of_actions(file)
    day_first = _day_first(file, rows)
    links_of: dict[str, set[str]] = {}
    for row in rows:
        links_of.setdefault(_post_id(row) or "", set()).add(row.get("permalink", ""))
    seen: set[str] = set()
    for number, row in enumerate(rows):
        post_id, at = _post_id(row), moment_of(row["posted"], day_first=day_first)
        if row[SLIPPED]:
            yield Dropped(row[SLIPPED])
        elif post_id is None:
            yield Dropped("the post ID was damaged by a spreadsheet and is not in the link")
        elif at is None:
            yield Dropped("the time it was posted cannot be read")
        elif len(links_of[post_id]) > 1:
            yield Dropped("one post ID for several posts, a spreadsheet rounded it")
        elif post_id in seen:
            yield Dropped("the same post again")
        else:
            seen.add(post_id)
            yield _post(row, account_id, post_id, at, file.people_named[number] if file.people_named else None)
            counted = {column.field: row[str(column.place)] for column in columns if column.field}
            if actions:
                counted |= actions.get(post_id) or dict.fromkeys(ACTIONS.values(), "")
            for field, cell in counted.items():
                value, remark = _count(field, cell)
                yield from remark
                yield Reading(PLATFORM, account_id, "post", post_id, field, value, observed_at)


def _post(row: dict[str, str], account_id: str, post_id: str, at: datetime, named: int | None) -> Post:
    text = row.get("post message") or None
    kind = plain(row.get("type", ""))
    published_at = at.replace(tzinfo=PACIFIC).astimezone(UTC)
    paid = said(row.get("lifetime post paid reach")) not in (None, "0")
    return Post(PLATFORM, account_id, post_id, "original", published_at, text=text,
                permalink=said(row.get("permalink")), hashtags=hashtags(text), links=links(text), people_named=named,
                is_paid=True if paid else None, media_kind=MEDIA.get(kind, "other") if kind else None)  # fmt: skip


def _count(field: str, cell: str) -> tuple[float | None, list[Remark]]:
    try:
        return count_of(cell), []
    except ValueError:
        return None, [Remark(f"{field} holds something that is not a number; it was taken as unknown.")]


def _columns(file: File) -> list[Column]:
    """Return the columns of the key metrics; of those that share a name, each with what its description counts."""
    header, described, _ = _table(file)
    if "" in file.sheets and len(described) != len(header):  # a separator too few or too many: it describes others
        described = []
    names = [" ".join(name.split()) for name in header]
    times = Counter(map(plain, names))
    columns = []
    for place, name in enumerate(names):
        field: str | None = SPELLINGS.get(plain(name), name)
        if plain(name) in ATTRIBUTES or not name or any(word in plain(name) for word in NOT_COUNTS):
            field = None
        elif plain(name).startswith(ACTION_COLUMN):
            field = ACTIONS.get(plain(name).removeprefix(ACTION_COLUMN))
        elif times[plain(name)] > 1:
            words = plain(described[place]) if place < len(described) else ""
            kind = next((kind for ending, kind in COUNTED.items() if words.endswith(ending)), None)
            field = f"{field} ({kind})" if kind else None
        columns.append(Column(place, name, field))
    told = Counter(column.field for column in columns)
    return [replace(each, field=None) if each.field and told[each.field] > 1 else each for each in columns if each.name]


def _of_actions(file: File) -> dict[str, dict[str, str]]:
    """Return the cells of likes, comments and shares by post; what the sheet leaves blank or out nobody did: 0."""
    header, *body = _actions(file) or [[]]
    names = [plain(name) for name in header]
    found = {}
    for cells in body:
        row = dict.fromkeys(names, "") | first_of(names, cells)
        post_id = _post_id(row)
        if post_id is not None and post_id not in found:  # _problems says of the others
            found[post_id] = {field: row.get(action, "").strip() or "0" for action, field in ACTIONS.items()}
    return found


def _is_of_a_post(row: list[str]) -> bool:
    """Tell whether a row of actions counts anything: the one that describes the columns has words only."""
    return any(cell.strip().replace(",", "").isdigit() for cell in row[len(ATTRIBUTES) :])


def _post_id(row: dict[str, str]) -> str | None:
    """Return the id after the page's; a damaged one may be in the link, but those of videos are others."""
    cell = row.get("post id", "")
    link = row.get("permalink", "")
    match = re.search(r"(?:story_fbid=|/posts/)([0-9]{5,25})(?![0-9A-Za-z])", link)
    return id_of(cell.rpartition("_")[2]) or (match[1] if match and said(cell) else None)


def _page_id(row: dict[str, str]) -> str | None:
    match = re.search(r"(?:[?&]id=|facebook\.com/)([0-9]{5,25})(?![0-9A-Za-z])", row.get("permalink", ""))
    before, joined, _ = row["post id"].partition("_")
    return (id_of(before) if joined else None) or (match[1] if match else None)


def _main_sheet(file: File) -> str | None:
    return next((plain(name) for name, rows in file.sheets.items() if header_row(rows, REQUIRED) is not None), None)


def _action_sheet(file: File) -> str | None:
    return next((plain(name) for name in file.sheets if plain(name).startswith(ACTION_SHEET)), None)


def _actions(file: File) -> list[list[str]]:
    """Return the sheet of likes, comments and shares from its header on; [] without one."""
    rows = next((rows for name, rows in file.sheets.items() if plain(name) == _action_sheet(file)), [])
    place = header_row(rows, ("post id",))
    return [] if place is None else rows[place:]


def _table(file: File) -> tuple[list[str], list[str], list[list[str]]]:
    """Return the key metrics' header, what describes it ([] without) and the rows."""
    rows = next((rows for name, rows in file.sheets.items() if plain(name) == _main_sheet(file)), [])
    place = header_row(rows, REQUIRED)
    if place is None:
        return [], [], []
    header, body = rows[place], rows[place + 1 :]
    first = dict(zip(map(plain, header), body[0], strict=False)) if body else {}
    is_described = bool(body) and said(first.get("permalink")) is None and moment_of(first.get("posted")) is None
    return header, body[0] if is_described else [], body[is_described:]


def _rows(file: File) -> list[dict[str, str]]:
    """Return the rows by plain column name, and by place for names that stand twice; what a row lacks is ""."""
    header, _, body = _table(file)
    rows, is_text = [], "" in file.sheets
    for cells in body:
        padded = [*cells, *[""] * (len(header) - len(cells))]
        why = slipped(cells if is_text else padded, header)  # a spreadsheet leaves out the last blank cells
        by_place = {SLIPPED: why} | {str(place): cell for place, cell in enumerate(padded)}
        rows.append(by_place | {plain(name): padded[place] for place, name in reversed(list(enumerate(header)))})
    return rows


def _day_first(file: File, rows: list[dict[str, str]]) -> bool:
    return is_day_first(file.name, (row["posted"] for row in rows))
