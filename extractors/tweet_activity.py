"""X's tweet activity exports (to about mid-2024): what the file by post and the file by day have in common."""

from __future__ import annotations

import re
from datetime import date

from extractors.cells import plain, said

ORGANIC = ("impressions", "engagements", "retweets", "replies", "likes", "user profile clicks", "url clicks",
           "hashtag clicks", "detail expands", "permalink clicks", "app opens", "app installs", "follows",
           "email tweet", "dial phone", "media views", "media engagements")  # fmt: skip
PROMOTED = tuple(f"promoted {field}" for field in ORGANIC)  # "-" where nothing was promoted
EARLIER = {"favorites": "likes", "promoted favorites": "promoted likes"}  # the same counts in files of 2015
NAMED = re.compile(r"tweet_activity_metrics_(\w{1,30})_(20[0-9]{6})_(20[0-9]{6})(?![0-9])")


def word_of(header: str) -> str:
    """Return a column's name in plain letters, as X wrote it after 2015."""
    return EARLIER.get(plain(header), plain(header))


def counts_in(header: list[str], rows: list[dict[str, str]]) -> list[str]:
    """Return the counts a file states; of the promoted ones those it says anything of. Rates are derived, and none."""
    names = {word_of(name) for name in header}
    spoken = [field for field in PROMOTED if any(said(row.get(field)) for row in rows)]
    return [field for field in ORGANIC if field in names] + spoken


def named(file_name: str) -> tuple[str, tuple[date, date] | None] | None:
    """Return the handle and the days [since, until) in a file's name; None without them, no days if they are none."""
    match = NAMED.search(file_name)
    if match is None:
        return None
    try:
        return match[1], (date.fromisoformat(match[2]), date.fromisoformat(match[3]))
    except ValueError:
        return match[1], None
