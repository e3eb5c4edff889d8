"""Exports of Meta and of YouTube Studio written byte for byte for the tests: everybody in them is made up."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

PAGE = "112233445566778"
SS = "urn:schemas-microsoft-com:office:spreadsheet"


def daily(path: Path, *blocks: tuple[str, list[tuple[str, str]]]) -> Path:
    """Write daily series as Business Suite does: UTF-16LE with BOM, `sep=,`, everything quoted, a blank line between."""
    parts = [
        "\n".join([f'"{title}"', '"Date","Primary"', *(f'"{day}","{value}"' for day, value in days)])
        for title, days in blocks
    ]
    path.write_bytes(b"\xff\xfe" + ("sep=,\n" + "\n\n".join(parts) + "\n\n").encode("utf-16-le"))
    return path


def spreadsheet_xml(path: Path, *, before: str = "", **sheets: list[list[str]]) -> Path:
    """Write SpreadsheetML 2003 as Insights did, indented; `_` in a sheet's name stands for a space, blanks are skipped."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', *([before] if before else [])]
    lines += [f'<Workbook xmlns="{SS}" xmlns:ss="{SS}">']
    for name, rows in sheets.items():
        lines += [f"  <Worksheet ss:Name={quoteattr(name.replace('_', ' '))}>", "    <Table>"]
        for row in rows:
            lines.append("      <Row>")
            for place, cell in enumerate(row, 1):
                kind = "Number" if cell.isdigit() and len(cell) < 12 else "String"
                if cell:
                    lines.append(
                        f'        <Cell ss:Index="{place}"><Data ss:Type="{kind}">{escape(cell)}</Data></Cell>'
                    )
            lines.append("      </Row>")
        lines += ["    </Table>", "  </Worksheet>"]
    path.write_text("\n".join([*lines, "</Workbook>", ""]), encoding="utf-8")
    return path


ABOUT = ["Post ID", "Permalink", "Post Message", "Type", "Countries", "Languages", "Posted", "Audience Targeting"]
INSIGHTS = [*ABOUT, "Lifetime Post Total Reach", "Lifetime Post organic reach", "Lifetime Post Paid Reach",
            "Lifetime Post Total Impressions", "Lifetime Organic Video Views", "Lifetime Organic Video Views",
            "Lifetime Average time video viewed"]  # fmt: skip
DESCRIBED = [*[""] * 8,
             "Lifetime: The total number of people your Page post was served to. (Unique Users)",
             "Lifetime: The number of people who saw your post unpaid. (Unique Users)",
             "Lifetime: The number of people your advertised post was served to. (Unique Users)",
             "Lifetime: The number of impressions of your Page post. (Total Count)",
             "Lifetime: Number of times your video was viewed unpaid. (Total Count)",
             "Lifetime: Number of people who viewed your video unpaid. (Unique Users)",
             "Lifetime: Average time people viewed your video. (Total Count)"]  # fmt: skip


def insights_row(post_id: str, posted: str, *counts: str, text: str = "Open late", kind: str = "Photo") -> list[str]:
    link = f"https://www.facebook.com/harrowdale/posts/{post_id}"
    padded = [*counts, *[""] * (7 - len(counts))]
    return [f"{PAGE}_{post_id}", link, text, kind, "", "", posted, " ", *padded]


def actions_row(post_id: str, *counts: str) -> list[str]:
    about = insights_row(post_id, "2020-09-22T07:07:36.000")[: len(ABOUT)]
    return [*about, *counts]


def insights(path: Path, *posts: list[str], actions: list[list[str]] | None = None) -> Path:
    """Write an Insights workbook: key metrics and, unless None, likes, comments and shares."""
    sheets = {"Key_Metrics": [INSIGHTS, DESCRIBED, *posts]}
    if actions is not None:
        words = "Lifetime: The number of stories created about your Page post, by action type. (Total Count)"
        sheets["Lifetime_Post_Stories_by_act..."] = [[*ABOUT, "share", "like", "comment"], [words], *actions]
    return spreadsheet_xml(path, **sheets)


STUDIO = ["Content", "Video title", "Video publish time", "Duration", "Views", "Watch time (hours)", "Likes",
          "Comments added", "Shares", "Unique viewers", "Impressions", "Impressions click-through rate (%)",
          "Average view duration"]  # fmt: skip
STUDIO_NAME = "Content 2026-05-18_2026-08-16 Harrowdale Hospitals.zip"


def video_row(video: str, published: str, *counts: str, title: str = "A walk round the new ward") -> list[str]:
    return [video, title, published, "185", *counts, *[""] * (7 - len(counts)), "4.12", "0:01:32"]


def table(*rows: list[str], header: list[str] | None = None, line_end: str = "\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator=line_end).writerows([header or STUDIO, *rows])
    return text.getvalue().encode()


def total_row(*counts: str, word: str = "Total") -> list[str]:
    return [word, "", "", "", *counts, *[""] * (len(STUDIO) - 4 - len(counts))]


TOTALS = b"Date,Views\n2026-05-18,\n2026-05-19,12\n2026-05-20,0\n"
CHART = (
    b"Date,Content,Video title,Video publish time,Duration,Views\n"
    b'2026-05-19,abcdefghijk,A walk,"Mar 15, 2025",185,900\n'
)


def studio(path: Path, rows: list[list[str]], *, folder: str = "", **members: bytes) -> Path:
    """Write a zip of Studio: the table of these rows, Totals and Chart data, or other members by name."""
    inner = {"Table data.csv": table(*rows), "Totals.csv": TOTALS, "Chart data.csv": CHART} | members
    return archive(path, {folder + name: body for name, body in inner.items()})


def archive(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip of these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, body in members.items():
            zipped.writestr(name, body)
    return path
