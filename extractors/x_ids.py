"""An id of X: the moment it holds, and where it and its handle stand in a link to a post."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime

from extractors.cells import from_milliseconds

EPOCH_MS = 1288834974657  # what X's ids count from, 2010-11-04
FIRST_DAY_MS = 86_400_000  # an id of the first day is a small number, as an older one that holds no time is
LINK = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/([A-Za-z0-9_]{1,30})/status/([0-9]{1,25}|undefined)")


def posted_at(post_id: str | None) -> datetime | None:
    """Return the UTC time an id holds, to the millisecond; None if it holds none."""
    ms = int(post_id) >> 22 if post_id else 0
    return from_milliseconds(ms + EPOCH_MS) if ms >= FIRST_DAY_MS else None


def linked_id(link: str) -> str | None:
    """Return the id in a link to a post, which no spreadsheet rounds; None if there is none."""
    match = LINK.match(link)
    return match[2] if match and match[2] != "undefined" else None


def linked_handles(links: Iterable[str]) -> tuple[str, ...]:
    """Return whose posts the links lead to, each handle once, whatever its capitals."""
    return tuple({match[1].casefold(): match[1] for link in links if (match := LINK.match(link))}.values())
