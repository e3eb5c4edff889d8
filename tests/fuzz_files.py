"""One small export of every family and three registers, as tables whose every number is known: what tests/fuzz.py spoils.

A sheet knows, row by row, what the row is about, and column by column what is loaded from it. So the truth of a file comes
from the numbers it was made of, never from the code that reads it. Everybody in the files is made up; WORDS are theirs.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from extractors.registers import registers
from tests.extractors import export_files as files
from tests.extractors import meta_and_studio_files as meta
from tests.extractors.register_rows import good

About = tuple[str, str, str]  # what a row is about: its post, video, entry or "account"; its day; its group. "": none
Truth = dict[tuple[About, str], float]  # by what and by field
WORDS = ("zz_stranger", "Quillfeather", "Zelda Quandry", "998877665544")  # a person's handle, words, name and id
TEXT = "Café 🚑: ask @zz_stranger about Quillfeather, walk in today"
ROWS = 9


@dataclass
class Style:
    """How a table is written as text."""

    encoding: str = "utf-8"
    bom: bool = False
    line_end: str = "\n"
    separator: str = ","
    quoting: int = csv.QUOTE_MINIMAL


@dataclass
class Sheet:
    """One table; `about` has an item a row, None for a row of which nothing is loaded."""

    name: str
    header: list[str]
    rows: list[list[str]]
    about: list[About | None]
    fields: dict[int, str]  # what is loaded from a column
    days: tuple[int, ...] = ()  # columns of days as MM/DD/YYYY
    above: list[list[str]] = field(default_factory=list)  # rows over the header
    under: list[list[str]] = field(default_factory=list)  # rows that belong to it

    def copy(self) -> Sheet:
        """Return a sheet that can be changed."""
        cells = [[list(row) for row in rows] for rows in (self.rows, self.above, self.under)]
        return Sheet(
            self.name, list(self.header), cells[0], list(self.about), dict(self.fields), self.days, cells[1], cells[2]
        )

    def table(self) -> list[list[str]]:
        """Return every row as it is written."""
        return [*self.above, self.header, *self.under, *self.rows]

    def truth(self) -> Truth:
        """Return every number of the sheet."""
        return {
            (about, name): float(row[at])
            for about, row in zip(self.about, self.rows, strict=True) if about is not None
            for at, name in self.fields.items() if row[at] != ""
        }  # fmt: skip


@dataclass
class Sample:
    """A file of one family."""

    family: str
    name: str
    sheets: list[Sheet]
    write: Callable[[list[Sheet], Style], bytes]
    style: Style = field(default_factory=Style)
    weight: int = 10  # how often, of some 100: a spreadsheet costs a process of its own
    is_text: bool = True
    has_counts: bool = True  # or the numbers of its truth are ids

    def truth(self) -> Truth:
        """Return every number of the file."""
        return {key: value for sheet in self.sheets for key, value in sheet.truth().items()}


def as_text(sheets: list[Sheet], style: Style) -> bytes:
    """Write the tables one under another, a blank line between."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=style.line_end, delimiter=style.separator, quoting=style.quoting)
    for number, sheet in enumerate(sheets):
        text.write(style.line_end if number else "")
        writer.writerows(sheet.table())
    return _encoded(text.getvalue(), style)


def _encoded(text: str, style: Style) -> bytes:
    return text.encode(
        ("utf-8-sig" if style.bom else "utf-8") if style.encoding == "utf-8" else style.encoding, "replace"
    )


def _daily_text(sheets: list[Sheet], style: Style) -> bytes:
    body = as_text(sheets, Style(line_end=style.line_end, separator=style.separator, quoting=csv.QUOTE_ALL)).decode()
    return _encoded(f"sep={style.separator}{style.line_end}{body}", style)


def _as_workbook(sheets: list[Sheet], style: Style) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        tables: dict[str, list[list[str | float]]] = {
            sheet.name: [[_number(cell) for cell in row] for row in sheet.table()] for sheet in sheets
        }
        return files.workbook(Path(folder) / "a.xlsx", **tables).read_bytes()


def _as_xml(sheets: list[Sheet], style: Style) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return meta.spreadsheet_xml(Path(folder) / "a.xls", **{each.name: each.table() for each in sheets}).read_bytes()


def _as_zip(sheets: list[Sheet], style: Style) -> bytes:
    members = {sheet.name: as_text([sheet], style) for sheet in sheets}
    with tempfile.TemporaryDirectory() as folder:
        return meta.archive(Path(folder) / "a.zip", members).read_bytes()


def _number(cell: str) -> str | float:
    return float(cell) if cell.isascii() and cell.removeprefix("-").isdigit() and len(cell) < 9 else cell


def samples(seed: int) -> list[Sample]:
    """Return one file of every kind; the numbers in them are the seed's."""
    chance = Random(f"files|{seed}")
    return [make(chance) for make in (_x, _tweets, _overview, _days_of_2016, _content, _daily, _insights, _insights_xml,
                                      _page, _followers, _studio, _table, _web, _community, _hours, _conversations)]  # fmt: skip


def _counts(chance: Random, many: int) -> list[str]:
    return [str(chance.randrange(1, 4000)) for _ in range(many)]


def _moments() -> list[datetime]:
    return [datetime(2026, 1, 3, 20, 15, tzinfo=UTC) + timedelta(days=3 * number) for number in range(ROWS)]


def _x(chance: Random) -> Sample:
    rows = [files.x_row(at, TEXT, *map(int, _counts(chance, 13))) for at in _moments()]
    fields = {at: name for at, name in enumerate(files.X_HEADER) if at >= 4}
    sheet = Sheet("", files.X_HEADER, rows, [(row[0], "", "") for row in rows], fields)
    return Sample("x_content", "account_analytics_content_2026-01-01_2026-03-01.csv", [sheet], as_text)


def _tweets(chance: Random) -> Sample:
    rows = [files.tweet_row(at, TEXT, *(f"{count}.0" for count in _counts(chance, 18))) for at in _moments()]
    fields = {at: name for at, name in enumerate(files.TWEET_HEADER) if 4 <= at < 22 and name != "engagement rate"}
    sheet = Sheet("", files.TWEET_HEADER, rows, [(row[0], "", "") for row in rows], fields)
    return Sample("x_tweets", "tweet_activity_metrics_HarrowdaleNHS_20260101_20260301_en.csv", [sheet], as_text,
                  Style(quoting=csv.QUOTE_ALL))  # fmt: skip


def _account(day: date) -> About:
    return ("account", day.isoformat(), "")


def _overview(chance: Random) -> Sample:
    days = [at.date() for at in _moments()]
    rows = [[f"{day:%a}, {day:%b} {day.day}, {day.year}", *_counts(chance, 13)] for day in days]
    fields = {at: name for at, name in enumerate(files.OVERVIEW_HEADER) if at}
    sheet = Sheet("", files.OVERVIEW_HEADER, rows, list(map(_account, days)), fields)
    return Sample("x_days", "account_overview_analytics.csv", [sheet], as_text)


def _days_of_2016(chance: Random) -> Sample:
    days = [at.date() for at in _moments()]
    header = ["Date", "Tweets published", *(name for name in files.TWEET_COUNTS if name != "engagement rate")]
    rows = [[day.isoformat(), *_counts(chance, len(header) - 1)] for day in days]
    fields = {at: name for at, name in enumerate(header) if at}
    sheet = Sheet("", header, rows, list(map(_account, days)), fields)
    return Sample("x_days", "daily_tweet_activity_metrics_HarrowdaleNHS_20260101_20260301_en.csv", [sheet], as_text,
                  Style(quoting=csv.QUOTE_ALL), 5)  # fmt: skip


def _content(chance: Random) -> Sample:
    rows = []
    for number, at in enumerate(_moments()):
        parts = _counts(chance, 3)
        counts = [*_counts(chance, 2), str(sum(map(int, parts))), *parts, *_counts(chance, 1), "3.5"]
        rows.append(files.meta_row(str(900001 + number), f"{at:%m/%d/%Y %H:%M}", *counts, title=TEXT))
    fields = {17: "Views", 18: "Reach", 19: "Reactions, comments and shares", 20: "Reactions", 21: "Comments",
              22: "Shares", 23: "Total clicks"}  # fmt: skip
    sheet = Sheet("", files.META_HEADER, rows, [(row[0], "", "") for row in rows], fields, (6,))
    return Sample("meta_content", "mbs_Jan-01-2026_Feb-28-2026_1.csv", [sheet], as_text, Style(bom=True))


def _daily(chance: Random) -> Sample:
    sheets = []
    for title in ("Facebook follows", "Facebook visits"):
        days = [at.date() for at in _moments()]
        rows = [[f"{day}T00:00:00", *_counts(chance, 1)] for day in days]
        sheets.append(Sheet(title, ["Date", "Primary"], rows, list(map(_account, days)), {1: title}, above=[[title]]))
    return Sample("meta_daily", "Follows.csv", sheets, _daily_text, Style("utf-16"), 8)


def _insights(chance: Random) -> Sample:
    rows = [
        meta.insights_row(str(700001 + number), f"{at:%Y-%m-%dT%H:%M:%S}.000", *_counts(chance, 7), text=TEXT)
        for number, at in enumerate(_moments())
    ]  # fmt: skip
    fields = {8: "Lifetime Post Total Reach", 9: "Lifetime Post Organic Reach", 10: "Lifetime Post Paid Reach",
              11: "Lifetime Post Total Impressions", 12: "Lifetime Organic Video Views (Total Count)",
              13: "Lifetime Organic Video Views (Unique Users)"}  # fmt: skip
    about: list[About | None] = [(row[0].partition("_")[2], "", "") for row in rows]
    sheet = Sheet("Key_Metrics", meta.INSIGHTS, rows, about, fields, under=[meta.DESCRIBED])
    return Sample("meta_insights", "insights.csv", [sheet], as_text)


def _insights_xml(chance: Random) -> Sample:
    sample = _insights(chance)
    posts = [about[0] for about in sample.sheets[0].about if about]
    rows = [meta.actions_row(post, *_counts(chance, 3)) for post in posts]
    words = ["Lifetime: The number of stories created about your Page post, by action type. (Total Count)"]
    actions = Sheet("Lifetime_Post_Stories_by_act...", [*meta.ABOUT, "share", "like", "comment"], rows,
                    list(sample.sheets[0].about), {8: "Shares", 9: "Likes", 10: "Comments"}, under=[words])  # fmt: skip
    return Sample("meta_insights", "insights.xls", [*sample.sheets, actions], _as_xml, weight=1, is_text=False)


def _page(chance: Random) -> Sample:
    days = [at.date() for at in _moments()]
    daily = Sheet("Metrics", files.LINKEDIN_DAYS, [[f"{day:%m/%d/%Y}", *_counts(chance, 2), "0.5"] for day in days],
                  list(map(_account, days)), {1: "Impressions (organic)", 2: "Comments (organic)"}, (0,))  # fmt: skip
    rows, about = [], list[About | None]()
    for at in _moments():
        urn = f"urn:li:activity:{int(at.timestamp() * 1000) << 22}"
        counts = _counts(chance, 7)
        rows.append([TEXT, f"https://www.linkedin.com/feed/update/{urn}", "Organic", "", "Zelda Quandry",
                     f"{at:%m/%d/%Y}", *counts[:3], "0.5", *counts[3:], "0.5", "Image"])  # fmt: skip
        about.append((urn, "", ""))
    fields = {at: name for at, name in enumerate(files.LINKEDIN_POSTS)
              if name in ("Impressions", "Views", "Clicks", "Likes", "Comments", "Reposts", "Follows")}  # fmt: skip
    posts = Sheet("All_posts", files.LINKEDIN_POSTS, rows, about, fields, (5,))
    return Sample(
        "linkedin_content",
        "harrowdale_content_1771000000000.xlsx",
        [daily, posts],
        _as_workbook,
        weight=2,
        is_text=False,
    )


def _followers(chance: Random) -> Sample:
    days = [at.date() for at in _moments()]
    prefix = "New followers: "
    daily = Sheet("New_followers", files.FOLLOWER_DAYS, [[f"{day:%m/%d/%Y}", *_counts(chance, 4)] for day in days],
                  list(map(_account, days)),
                  {at: prefix + name for at, name in enumerate(files.FOLLOWER_DAYS) if at}, (0,))  # fmt: skip
    places = [f"Town {letter}" for letter in "ABCDEFGHI"]
    towns = Sheet("Location", ["Location", "Total followers"], [[place, *_counts(chance, 1)] for place in places],
                  [("account", "", f"location={place}") for place in places], {1: "Total followers"})  # fmt: skip
    return Sample("linkedin_audience", "harrowdale_followers_1771000000000.xlsx", [daily, towns], _as_workbook,
                  weight=2, is_text=False)  # fmt: skip


def _videos(chance: Random) -> Sheet:
    rows = [meta.video_row(f"abcdefghij{number}", f"{at:%b} {at.day}, {at.year}", *_counts(chance, 7), title=TEXT)
            for number, at in enumerate(_moments())]  # fmt: skip
    fields = {at: meta.STUDIO[at] for at in range(4, 11)}
    total = meta.total_row(*(str(sum(int(row[at]) for row in rows)) for at in fields))
    about: list[About | None] = [None, *((row[0], "", "") for row in rows)]
    return Sheet("Table data.csv", meta.STUDIO, [total, *rows], about, fields)


def _table(chance: Random) -> Sample:
    return Sample(
        "youtube_studio", "Content 2026-01-01_2026-02-28 Harrowdale Hospitals.csv", [_videos(chance)], as_text
    )


def _studio(chance: Random) -> Sample:
    days = [at.date() for at in _moments()]
    totals = Sheet("Totals.csv", ["Date", "Views"], [[day.isoformat(), *_counts(chance, 1)] for day in days],
                   list(map(_account, days)), {1: "Views (Totals)"})  # fmt: skip
    chart = Sheet("Chart data.csv", ["Date", "Content", "Video title", "Video publish time", "Duration", "Views"],
                  [["2026-01-05", "abcdefghij0", "A walk", "Jan 3, 2026", "185", "900"]], [None], {})  # fmt: skip
    return Sample("youtube_studio", "Content 2026-01-01_2026-02-28 Harrowdale Hospitals.zip",
                  [_videos(chance), totals, chart], _as_zip, weight=8, is_text=False)  # fmt: skip


def _register(name: str, rows: list[dict[str, str]], counted: tuple[str, ...], weight: int = 5) -> Sample:
    register = registers()[name]
    header = list(register.names)
    about: list[About | None] = [("|".join(row.get(key, "") for key in register.key), "", "") for row in rows]
    sheet = Sheet("", header, [[row.get(column, "") for column in header] for row in rows], about,
                  {header.index(column): column for column in counted}, above=[[f"# register: {name}"]])  # fmt: skip
    return Sample(f"register {name}", f"{name}.csv", [sheet], as_text, weight=weight)


def _web(chance: Random) -> Sample:
    rows = []
    for number in range(ROWS):
        visits, actions, core = sorted(map(int, _counts(chance, 3)), reverse=True)
        rows.append(good("web", month=f"2026-0{number % 9 + 1}-01", utm_campaign="lung-2026", visits=str(visits),
                         actions=str(actions), actions_with_postcode=str(core), actions_core20=str(core // 2)))  # fmt: skip
    return _register("web", rows, ("visits", "actions", "actions_with_postcode", "actions_core20"))


def _hours(chance: Random) -> Sample:
    rows = [good("hours", month=f"2026-0{number + 1}-01", hours=count, task="") for number, count in
            enumerate(_counts(chance, ROWS))]  # fmt: skip
    sample = _register("hours", rows, ("hours",), 3)
    sample.sheets[0].about = [(f"{row['month']}|{row['role']}|{row['objective_id']}|", "", "") for row in rows]
    return sample


def _community(chance: Random) -> Sample:
    """Return a register that names people; the numbers of its truth are the items' ids."""
    rows = [good("community_acts", platform="x", item_id=str(1846000000000000001 + number), author="998877665544")
            for number in range(ROWS)]  # fmt: skip
    sample = _register("community_acts", rows, ("item_id",), 3)
    sample.has_counts = False
    return sample


def _conversations(chance: Random) -> Sample:
    """Return conversations, one a row, which are written as JSON; the numbers of their truth are the messages' ids."""
    rows, about = [], list[About | None]()
    for number, at in enumerate(_moments()[:5]):
        asked, answered = files.x_id(at), files.x_id(at + timedelta(minutes=7))
        rows.append([str(number), asked, "zz_stranger", "@HarrowdaleCare where is Quillfeather?", answered,
                     "@zz_stranger here: https://help.example/a"])  # fmt: skip
        about.append((asked, "", ""))
    header = ["conversation", "asked", "client", "message", "answered", "answer"]
    return Sample("care_conversations", "conversations.json", [Sheet("", header, rows, about, {1: "asked", 4: "answered"})],
                  _as_json, weight=6, is_text=False, has_counts=False)  # fmt: skip


def _as_json(sheets: list[Sheet], style: Style) -> bytes:
    (sheet,) = sheets
    found = []
    for row in sheet.rows:
        cells = dict(zip(sheet.header, row, strict=False))
        found.append({
            "agentURL": {"doc_id": cells.get("conversation"), "turn": "2", "tweet_ID": cells.get("answered"), "url": "https://help.example/a",
                         "url_utterance": cells.get("answer")},
            "dialogContent": [{"client": cells.get("client"), "message": cells.get("message"), "tweet_ID": cells.get("asked")}],
            "dialogHeader": {"company": "HarrowdaleCare", "conversationDateTime": "", "duration": "", "messageCount": "2", "sessionID": "s"},
        })  # fmt: skip
    return _encoded(json.dumps(found, indent=1).replace("\n", style.line_end), style)
