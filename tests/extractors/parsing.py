"""A kept page as rows, each number by itself: what Counts stand for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from types import ModuleType

from extractors.records import Account, Counts, Interaction, Page, Post, Reading
from extractors.unread import Unread


def parse(
    of: ModuleType, page: Page, account: Account, observed_at: datetime
) -> Iterator[Post | Interaction | Reading | Unread]:
    """Yield what a platform's parse() makes of a page."""
    for row in of.parse(page, account, observed_at):
        yield from row.readings() if isinstance(row, Counts) else (row,)
