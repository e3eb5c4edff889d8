"""Export files written by hand for the tests: everybody and everything in them is made up."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest

from extractors.exports import x_content
from extractors.privacy import Door
from extractors.x_ids import EPOCH_MS

SHARED = Path(__file__).parents[2].parent / "shared" / "exports"
SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DOOR = Door(b"a key for the tests only", ["HarrowdaleNHS"])
X_FILE = "account_analytics_content_2025-11-16_2026-02-13.csv"
LINKEDIN_FILE = "pro-efficient-data-entry_content_1742193384396.xls"
META_FILE = "mbs_Feb-01-2025_Mar-15-2025_613168031534769.csv"


def real(name: str) -> Path:
    """Return a real export beside the repository; skip where there is none, unless LOS_REQUIRE_SHARED is 1."""
    path = SHARED / name
    if not path.exists():
        (pytest.fail if os.environ.get("LOS_REQUIRE_SHARED") == "1" else pytest.skip)(f"{path} is not here")
    return path


def mapped(platform: str) -> set[str]:
    """Return the fields of a platform's exports that have a name of ours."""
    with (SEEDS / "metric_map.csv").open(newline="") as lines:
        rows = list(csv.DictReader(lines))
    return {row["field"] for row in rows if (row["platform"], row["source"]) == (platform, "export")}


def csv_file(path: Path, *rows: list[str], bom: bool = False, **dialect: Any) -> Path:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", **dialect).writerows(rows)
    path.write_bytes(text.getvalue().encode("utf-8-sig" if bom else "utf-8"))
    return path


def x_id(at: datetime) -> str:
    """Return an id of X for a post of that moment."""
    return str(((int(at.timestamp() * 1000) - EPOCH_MS) << 22) + 7)


def x_row(at: datetime, text: str, *counts: int, handle: str = "HarrowdaleNHS") -> list[str]:
    padded = [*counts, *[0] * (13 - len(counts))]
    post_id = x_id(at)
    day = f"{at:%a}, {at:%b} {at.day}, {at.year}"
    return [post_id, day, text, f"https://x.com/{handle}/status/{post_id}", *map(str, padded)]


X_HEADER = list(x_content.COLUMNS)
X_GHOST = ["", "", "", "https://x.com/HarrowdaleNHS/status/undefined", *["0"] * 13]

TWEET_COUNTS = ["impressions", "engagements", "engagement rate", "retweets", "replies", "likes", "user profile clicks",
                "url clicks", "hashtag clicks", "detail expands", "permalink clicks", "app opens", "app installs",
                "follows", "email tweet", "dial phone", "media views", "media engagements"]  # fmt: skip
TWEET_HEADER = ["Tweet id", "Tweet permalink", "Tweet text", "time",
                *TWEET_COUNTS, *(f"promoted {name}" for name in TWEET_COUNTS)]  # fmt: skip


def tweet_row(at: datetime, text: str, *counts: str, promoted: str = "-", handle: str = "HarrowdaleNHS") -> list[str]:
    """Return a row of tweet activity: counts are floats as text but for the last ones, promoted ones all the same."""
    padded = [*counts, *["0.0"] * (13 - len(counts)), *["0"] * 5][:18]
    link = f"https://twitter.com/{handle}/status/{x_id(at)}"
    return [x_id(at), link, text, f"{at:%Y-%m-%d %H:%M} +0000", *padded, *[promoted] * 18]


def tweet_file(path: Path, *rows: list[str], header: list[str] = TWEET_HEADER) -> Path:
    """Write tweet activity as X did: UTF-8 without a BOM, lines end in LF, every cell is quoted."""
    return csv_file(path, header, *rows, quoting=csv.QUOTE_ALL)


OVERVIEW_HEADER = ["Date", "Impressions", "Likes", "Engagements", "Bookmarks", "Shares", "New follows", "Unfollows",
                   "Replies", "Reposts", "Profile visits", "Create Post", "Video views", "Media views"]  # fmt: skip


def overview_file(path: Path, *rows: list[str], header: list[str] = OVERVIEW_HEADER) -> Path:
    """Write an account overview as X does: minimal quoting, lines end in LF, and the last one in nothing."""
    path.write_bytes(csv_file(path, header, *rows).read_bytes().removesuffix(b"\n"))
    return path


META_HEADER = ["Post ID", "Page ID", "Page name", "Title", "Description", "Duration (sec)", "Publish time",
               "Caption type", "Permalink", "Is crosspost", "Is share", "Post type", "Languages", "Custom labels",
               "Funded content status", "Data comment", "Date", "Views", "Reach", "Reactions, Comments and Shares",
               "Reactions", "Comments", "Shares", "Total clicks", "Average Seconds viewed"]  # fmt: skip


def meta_row(post_id: str, when: str, *counts: str, title: str = "", description: str = "", link: str = "",
             share: str = "0", comment: str = "", kind: str = "Photos") -> list[str]:  # fmt: skip
    page = "112233445566778"
    permalink = link or f"https://www.facebook.com/permalink.php?story_fbid=pfbid0{post_id}x&id={page}"
    about = [post_id, page, "Harrowdale Hospitals", title, description, "0", when, "", permalink, "0", share, kind]
    return [*about, "", "", "", comment, "Lifetime", *counts]


LINKEDIN_DAYS = ["Date", "Impressions (organic)", "Comments (organic)", "Engagement rate (organic)"]
LINKEDIN_POSTS = ["Post title", "Post link", "Post type", "Campaign name", "Posted by", "Created date", "Impressions",
                  "Views", "Clicks", "Click through rate (CTR)", "Likes", "Comments", "Reposts", "Follows",
                  "Engagement rate", "Content Type"]  # fmt: skip
FOLLOWER_DAYS = ["Date", "Sponsored followers", "Organic followers", "Auto-invited followers", "Total followers"]
VISITOR_DAYS = ["Date", *(f"{section} {what} ({device})" for section in ("Overview", "Life", "Jobs", "Total")
                          for what in ("page views", "unique visitors")
                          for device in ("desktop", "mobile", "total"))]  # fmt: skip


def workbook(path: Path, *, far: str = "", **sheets: list[list[str | float]]) -> Path:
    """Write a small .xlsx: `_` in a sheet's name stands for a space; `far` is the address of one more cell."""
    names = [name.replace("_", " ") for name in sheets]
    tags = "".join(f'<sheet name="{name}" sheetId="{i}" r:id="r{i}"/>' for i, name in enumerate(names, 1))
    relations = "".join(
        f'<Relationship Id="r{i}" Type="{_OFFICE}/relationships/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types"/>')
        root = f'<Relationship Id="r" Type="{_OFFICE}/relationships/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>')
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships">'
                                            f"<sheets>{tags}</sheets></workbook>")  # fmt: skip
        archive.writestr(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
        )
        for i, rows in enumerate(sheets.values(), 1):
            body = "".join(f'<row r="{n}">{"".join(map(_cell, row))}</row>' for n, row in enumerate(rows, 1))
            body += (
                f'<row r="{far.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}"><c r="{far}"><v>1</v></c></row>' if far else ""
            )
            archive.writestr(f"xl/worksheets/sheet{i}.xml",
                             f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>')  # fmt: skip
    return path


_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"
