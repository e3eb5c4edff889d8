"""YouTube Studio, Advanced mode by Content: the zip, or its `Table data.csv` or `Totals.csv`.

The figures of a video are those of the days chosen, not of its life, and only the zip's name says which days and
which channel: two exports of different days are not versions of one another. Where every video was published after
the first of the days, they are running totals as well. Facts: native-exports.md, section 4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from extractors.cells import (
    File,
    count_of,
    is_day_first,
    masked_row,
    moment_of,
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
from extractors.wording import hashtags, links

PLATFORM = "youtube"
KIND = "content"
TITLE = "YouTube Studio content export, zip or Table data.csv"
LIMITS = (
    "Comments by others and the channel's answers: the file holds neither.",
    "Subscribers: the file holds what was gained and lost, not how many there are.",
    "The hour of publication: the file says the day only, and not in which zone.",
    "A video's whole life, unless the days chosen begin before it was published.",
)
NO_INTERACTIONS = "A YouTube Studio export holds no comments and no replies: response cannot be measured from it."
NO_POSTS = "A YouTube Studio Totals.csv holds no videos: what was published cannot be told from it."
NO_TOTALS = "A YouTube Studio Table data.csv holds no daily figures of the channel: its Totals.csv does."
NO_SERIES = None

CONTENT = ("content", "video title", "video publish time")  # the first three columns, in every language
FIELDS = ("Views", "Engaged views", "Watch time (hours)", "Subscribers", "Subscribers gained", "Subscribers lost",
          "Likes", "Dislikes", "Shares", "Comments added", "Impressions", "Unique viewers", "New viewers",
          "Returning viewers", "Casual viewers", "Regular viewers", "YouTube Premium views", "Shown in feed", "Hypes",
          "Hype points", "Post subscribers")  # fmt: skip
SPELLINGS = {plain(name): name for name in FIELDS} | {
    "thumbnail impressions": "Impressions",  # renamed in 2026-09
    "visualizaciones": "Views", "impresiones": "Impressions",
}  # fmt: skip
PEOPLE = ("viewers",)  # in a name: Total has 0 for them
NOT_COUNTS = ("%", "average", "duration", "revenue", "per viewer", "rate", "rpm", "cpm")  # in a name
PACIFIC = ZoneInfo("America/Los_Angeles")
NOON = time(12)  # of a day in no stated zone: the same day in London, in UTC and in California
MOST_VIDEOS = 500
NEARLY = 498  # rows: a file so long was cut, with or without its last line
VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAY = re.compile(r"([A-Za-z]{3})[a-z]* ([0-9]{1,2}), ([0-9]{4})")
DASHED = re.compile(r"[0-9]{2}-[0-9]{2}-[0-9]{4}")
NAMED = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})_(20[0-9]{2}-[0-9]{2}-[0-9]{2})(?:[ _-]+([^/]*?))?(?=/|$)")
COPY = re.compile(r"(\s*\([0-9]+\))?(\.(zip|csv|xlsx?))?$", re.IGNORECASE)
HOW_TO_SAY = "give the zip as YouTube named it, or put both days into the file's name (2026-05-18_2026-08-16)"


@dataclass(frozen=True)
class Table:
    """The sheet of videos."""

    header: list[str]
    fields: dict[int, str]  # what each column counts, by place
    videos: list[list[str]]
    total: list[str] | None  # the channel's own sum
    strange: int  # rows that are neither
    is_cut: bool
    is_english: bool


@dataclass(frozen=True)
class Totals:
    """The channel's daily figures of one metric."""

    name: str
    field: str | None
    days: list[list[str]]
    day_first: bool
    is_english: bool


@dataclass(frozen=True)
class Chosen:
    """The days a file's figures are of, [since, until); whether they begin before every video was published."""

    since: date
    until: date
    is_whole_life: bool


def recognise(file: File) -> bool:
    """Tell whether a sheet has a row a video, or the file is the channel's daily figures alone."""
    if _table(file) is not None:
        return True
    totals = _totals(file) if len(file.sheets) == 1 else None  # beside another table they are that one's
    return totals is not None and totals.is_english and totals.field is not None


def facts(file: File) -> Facts:
    """Return the days and the channel the name says, and what the file lacks."""
    table, totals, chosen = _table(file), _totals(file), _chosen(file)
    days = [day for row in (totals.days if totals else []) if (day := _day_of(row, totals))]
    since, until = (
        (chosen.since, chosen.until) if chosen else period_of(days, None)[:2] if table is None else (None, None)
    )
    seen_at = datetime.combine(chosen.until, time(), PACIFIC).astimezone(UTC) if chosen else None
    lacks = {"posts": NO_POSTS} if table is None else {}
    lacks |= {"series": NO_TOTALS} if totals is None or totals.field is None else {}
    header = table.header if table else ["date", totals.name if totals else ""]
    rows = (len(table.videos) + table.strange if table else 0) + (len(totals.days) if totals else 0)
    label = "youtube-studio" + ("" if table is None or table.is_english else "-translated")
    channel = _named(file)[1]
    return Facts((), "the channel's name in the file's name", since, until, seen_at, vintage_of(label, header), rows,
                 tuple(_not_loaded(file, table, totals, chosen)),
                 (*file.remarks, *_problems(file, table, totals, chosen)), channel or None,
                 must_be_told=table is None and not channel, incomplete=_incomplete(table, chosen), lacks=lacks)  # fmt: skip


def _not_loaded(file: File, table: Table | None, totals: Totals | None, chosen: Chosen | None) -> Iterator[str]:
    for place, name in enumerate(table.header if table else []):
        if table and place >= len(CONTENT) and (chosen is None or place not in table.fields):
            yield name
    if totals and totals.field is None:
        yield f"Totals: {totals.name}"
    yield from _others(file)


def _others(file: File) -> list[str]:
    """Return the names of the tables that are read by nobody: Chart data."""
    return [
        name.rpartition("/")[2]
        for name, rows in file.sheets.items()
        if rows and not _is_content(rows) and not _is_totals(rows)
    ]


def _problems(file: File, table: Table | None, totals: Totals | None, chosen: Chosen | None) -> Iterator[str]:
    if table is None:
        return
    if chosen is None:
        named = _named(file)[0]
        yield (
            f"{'The days in the name do not fit the videos' if named else 'The file does not say'}"
            f"{'' if named else ' which days its figures are of'}: they were left out; {HOW_TO_SAY}."
        )
    elif chosen.is_whole_life:
        yield "The days begin before every video of the file was published: its figures were taken as running totals."
    else:
        yield f"Figures are of {chosen.since} to {chosen.until - timedelta(days=1)} only and no running totals."
    yield from repeated([SPELLINGS.get(plain(name), name) for name in table.header], table.videos)
    if table.is_cut:
        yield _cut(table)
    if table.total is not None and (differing := ", ".join(_differing(table))):
        yield f"The channel's own Total is not the sum of the videos listed: {differing}."
    unknown = [table.header[place] for place in table.fields if plain(table.header[place]) not in SPELLINGS]
    if unknown and chosen:
        yield "Columns not seen before, loaded under their own names: " + ", ".join(unknown) + "."
    if others := _others(file):
        yield f"Not loaded: {', '.join(others)}, where only the videos plotted are."
    if totals and totals.day_first:
        yield "Dates of Totals were re-saved day first; they were read so."


def _cut(table: Table) -> str:
    return f"YouTube lists at most {MOST_VIDEOS} videos and the file has {len(table.videos)}: smaller ones are missing."


def _incomplete(table: Table | None, chosen: Chosen | None) -> str | None:
    if table is not None and table.is_cut:
        return _cut(table)
    return None if table is None or chosen else f"The file does not say which days it is of; {HOW_TO_SAY}."


def _differing(table: Table) -> Iterator[str]:
    """Yield each count whose Total is not the sum; of people and of watch time, a mean or rounded, none."""
    for place, field in table.fields.items():
        if any(word in field for word in (*PEOPLE, "hours")):
            continue
        try:
            total = count_of(_cell(table.total or [], place))
            added = sum(count_of(_cell(row, place)) or 0 for row in table.videos)
        except ValueError:
            continue
        if total is not None and total != added:
            yield f"{field} {total:,.0f} and {added:,.0f}"


def screen(file: File, door: Door) -> File:
    """Return the tables that are read, with people's @handles masked."""
    table, totals = _table(file), _totals(file)
    kept = {
        name: [masked_row(row, door) for row in rows]
        for name, rows in file.sheets.items()
        if (table and _is_content(rows)) or (totals and _is_totals(rows))
    }
    named = tuple(door.own_text(_cell(row, 1))[1] for row in (table.videos if table else []))
    return replace(file, sheets=kept, people_named=named)


def parse(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    """Yield every video, its figures if their days are known, and the channel's daily ones."""
    table, chosen = _table(file), _chosen(file)
    seen: set[str] = set()
    for number, row in enumerate(table.videos if table else []):
        video, day = _video(row), _published(row)
        why = slipped(row, table.header) if table else ""
        if why or day is None or video in seen:
            yield Dropped(why or ("the video has no publish time" if day is None else "the same video again"))
            continue
        seen.add(video)
        title = _cell(row, 1) or None
        yield Post(PLATFORM, account_id, video, "original", _at(day, observed_at), title,
                   f"https://www.youtube.com/watch?v={video}", None, video, hashtags=hashtags(title),
                   links=links(title), media_kind="video",
                   people_named=file.people_named[number] if file.people_named else None)  # fmt: skip
        for place, field in (table.fields if table and chosen else {}).items():
            value, remark = _count(field, _cell(row, place))
            yield from remark
            yield _reading(account_id, video, field, value, observed_at, chosen)
    for _ in range(table.strange if table else 0):
        yield Dropped("no video id can be read in the row")
    yield from _daily(file, account_id, observed_at)


def _at(day: date, observed_at: datetime) -> datetime:
    """Return noon of the day, or the moment it was looked at, if that was the same morning."""
    noon = datetime.combine(day, NOON, UTC)
    return min(noon, observed_at) if observed_at.date() == day else noon


def _reading(account_id: str, video: str, field: str, value: float | None, observed_at: datetime,
             chosen: Chosen | None) -> Reading:  # fmt: skip
    of_life = Reading(PLATFORM, account_id, "post", video, field, value, observed_at)
    if chosen is None or chosen.is_whole_life:
        return of_life
    return replace(of_life, period="window", period_start=chosen.since, period_end=chosen.until)


def _daily(file: File, account_id: str, observed_at: datetime) -> Iterator[Said]:
    totals = _totals(file)
    seen: set[date] = set()
    for row in totals.days if totals and totals.field else []:
        day = _day_of(row, totals)
        if why := slipped(row, ["date", totals.name if totals else ""]):
            yield Dropped(why)
            continue
        if day is None or day in seen:
            yield Dropped("a daily row without a date" if day is None else "the same day again")
            continue
        seen.add(day)
        field = f"{totals.field if totals else ''} (Totals)"  # not to be added to what the videos had
        value, remark = _count(field, _cell(row, 1))
        yield from remark
        yield Reading(PLATFORM, account_id, "account", account_id, field, value, observed_at, "day",
                      day, day + timedelta(days=1))  # fmt: skip


def _count(field: str, cell: str) -> tuple[float | None, list[Remark]]:
    try:
        return count_of(cell), []  # a blank is not available, and not 0
    except ValueError:
        return None, [Remark(f"{field} holds something that is not a number; it was taken as unknown.")]


def _chosen(file: File) -> Chosen | None:
    """Return the days the name says, or None if it says none, or some that cannot be.

    Whether the last day is in is not established: 2026-05-18_2026-08-16 spans the 90 days Studio offers without it,
    so it is out, unless a day of Totals or a video of that day shows that it is in.
    """
    named, table, totals = _named(file)[0], _table(file), _totals(file)
    if named is None or named[0] > named[1]:
        return None
    since, last = named
    published = [day for row in (table.videos if table else []) if (day := _published(row))]
    days = [day for row in (totals.days if totals else []) if (day := _day_of(row, totals))]
    if any(day > last for day in (*published, *days)) or any(day < since for day in days):
        return None
    is_in = since == last or last in published or last in days
    return Chosen(since, last + timedelta(days=is_in), bool(published) and min(published) > since)


def _named(file: File) -> tuple[tuple[date, date] | None, str]:
    """Return the days and the channel in the file's name, or in that of a folder in the zip."""
    for name in (COPY.sub("", file.name), *(sheet.rpartition("/")[0] for sheet in file.sheets)):
        match = NAMED.search(name)
        try:
            if match:
                return (date.fromisoformat(match[1]), date.fromisoformat(match[2])), (match[3] or "").strip()
        except ValueError:
            continue
    return None, ""


def _table(file: File) -> Table | None:
    rows = next((rows for rows in file.sheets.values() if _is_content(rows)), None)
    if rows is None:
        return None
    header = [" ".join(name.split()) for name in rows[0]]
    is_english = tuple(map(plain, header[:3])) == CONTENT
    videos, total, strange, is_cut = [], None, 0, False
    for place, row in enumerate(rows[1:]):
        if VIDEO.fullmatch(_video(row)):
            videos.append(row)
        elif (place == 0 or plain(row[0]) == "total") and total is None and _published(row) is None:
            total = row
        elif not any(cell.strip() for cell in row[1:]):
            is_cut = True  # `Showing top 500 results`, in whatever language
        else:
            strange += 1
    fields: dict[int, str] = {}
    for place, name in enumerate(header[len(CONTENT) :], len(CONTENT)):
        known = SPELLINGS.get(plain(name))
        if any(word in plain(name) for word in NOT_COUNTS) or (known or name) in fields.values():
            continue
        if known or (is_english and name and _holds_numbers(_cell(row, place) for row in videos)):
            fields[place] = known or name
    return Table(header, fields, videos, total, strange, is_cut or len(videos) >= NEARLY, is_english)


def _is_content(rows: list[list[str]]) -> bool:
    """Tell whether a sheet has a row a video: by its header, or in another language by the ids and days of the rows."""
    if not rows or len(rows[0]) < len(CONTENT):
        return False
    if tuple(map(plain, rows[0][:3])) == CONTENT:
        return True
    body = [row for row in rows[1:] if len(row) >= len(CONTENT)]
    videos = [row for row in body if VIDEO.fullmatch(_video(row)) and _published(row)]
    return len(videos) * 2 > len(body) and not VIDEO.fullmatch(_video(rows[0]))


def _totals(file: File) -> Totals | None:
    rows = next((rows for rows in file.sheets.values() if _is_totals(rows)), None)
    if rows is None:
        return None
    name = " ".join(rows[0][1].split())
    days = rows[1:]
    day_first = is_day_first(file.name, (_slashed(row[0]) for row in days))
    return Totals(name, SPELLINGS.get(plain(name)), days, day_first, plain(rows[0][0]) == "date")


def _is_totals(rows: list[list[str]]) -> bool:
    """Tell whether a sheet is a day and one metric, in any language."""
    if not rows or len(rows[0]) != 2 or moment_of(_slashed(rows[0][0])):
        return False
    days = [moment_of(_slashed(row[0])) or moment_of(_slashed(row[0]), day_first=True) for row in rows[1:]]
    return len(days) - days.count(None) > days.count(None)


def _day_of(row: list[str], totals: Totals | None) -> date | None:
    at = moment_of(_slashed(row[0]), day_first=bool(totals and totals.day_first)) if row else None
    return at.date() if at else None


def _slashed(cell: str) -> str:
    return cell.strip().replace("-", "/") if DASHED.fullmatch(cell.strip()) else cell


def _video(row: list[str]) -> str:
    """Return the id of a video; before one that begins with `-` a space may stand, so that it is no formula."""
    return row[0].strip().lstrip("'").strip() if row else ""


def _published(row: list[str]) -> date | None:
    """Return the day a video was published: `Mar 15, 2025` in every language."""
    cell = said(_cell(row, 2)) or ""
    match = DAY.fullmatch(cell)
    try:
        if match and match[1].casefold() in MONTHS:
            return date(int(match[3]), MONTHS.index(match[1].casefold()) + 1, int(match[2]))
    except ValueError:
        return None
    at = moment_of(cell) if re.match(r"[0-9]{4}-", cell) else None
    return at.date() if at else None


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _holds_numbers(cells: Iterator[str]) -> bool:
    try:
        return any([count_of(cell) is not None for cell in cells])
    except ValueError:
        return False
