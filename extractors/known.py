"""What the shelf holds of one account's posts and of the public's items, when each was last seen, and what was confirmed.

confirmed/platform=P/account=A/confirmed.json   {"post": {id: day}, "interaction": {id: day}}: last found by its id
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

from extractors.columns import read, values_of
from extractors.doubt import Held
from extractors.landing import Landing, account_folder
from extractors.platforms import MARK_OF_GONE, Known
from extractors.records import Account
from storage.place import write_whole

Key = tuple[str, str]  # (post | interaction, id)

OF_AN_INTERFACE = re.compile(r"(\d{8})_\d{8}_\d{8}")  # a file's ids are of its own making; they cannot be asked about
NEWEST_READINGS = 5  # batches looked into for what numbers there were: each holds 35 days and more
COLUMNS = {
    "posts": ("post", ("post_id", "published_at", "parent_id", "conversation_id")),
    "interactions": ("interaction", ("interaction_id", "created_at", "parent_id", "conversation_id")),
}


def known(landing: Landing, account: Account, of: ModuleType) -> dict[Key, Known]:
    """Return every post and item of an account that batches of its platform hold, with the day it was last seen."""
    held: dict[Key, Known] = {}
    for batch in landing.batches(account.platform):
        named = OF_AN_INTERFACE.fullmatch(batch.batch_id)
        if named and batch.account_id == account.account_id and batch.table in COLUMNS:
            seen_on = datetime.strptime(named[1], "%Y%m%d").date()
            for item in _rows(batch.path, batch.table, seen_on):
                earlier = held.get((item.kind, item.id))
                if earlier is None or earlier.last_seen <= item.last_seen:
                    held[item.kind, item.id] = item
    confirmed = read_confirmed(landing, account)
    return {key: _dated(item, held, confirmed, of.LISTED_BY_POST) for key, item in held.items()}


def held(landing: Landing, account: Account, of: ModuleType) -> Held:
    """Return what a new answer can be compared with: all posts and items, and of the newest batches the numbers."""
    active, days, split = set[str](), defaultdict[str, set[date]](set), set[str]()
    readings = [
        batch
        for batch in landing.batches(account.platform, "readings")
        if batch.account_id == account.account_id and OF_AN_INTERFACE.fullmatch(batch.batch_id)
    ]
    columns = ["subject_kind", "subject_id", "field", "dimension", "period_start", "value"]
    for batch in sorted(readings, key=lambda batch: batch.batch_id)[-NEWEST_READINGS:]:
        rows = read(batch.path, columns)
        for kind, subject, name, dimension, day, value in zip(
            *(values_of(rows[each]) for each in columns), strict=True
        ):
            if value is None or not value > 0:
                continue
            if kind == "post":
                active.add(subject)
            elif dimension:
                split.add(name)
            elif day:
                days[name].add(day)
    return Held(known(landing, account, of), frozenset(active), dict(days), frozenset(split))


def seen_in(landing: Landing, account: Account, batch_id: str) -> set[Key]:
    """Return what one batch holds."""
    return {
        (kind, item_id)
        for batch in landing.batches(account.platform)
        if (batch.account_id, batch.batch_id) == (account.account_id, batch_id) and batch.table in COLUMNS
        for kind, (key, *_) in [COLUMNS[batch.table]]
        for item_id in values_of(read(batch.path, [key])[key])
        if MARK_OF_GONE not in item_id
    }


def _rows(path: Path, table: str, seen_on: date) -> Iterable[Known]:
    kind, columns = COLUMNS[table]
    rows = read(path, list(columns))
    for item_id, at, parent_id, post_id in zip(*(values_of(rows[name]) for name in columns), strict=True):
        if MARK_OF_GONE not in item_id:
            yield Known(kind, item_id, parent_id, post_id, at.date(), seen_on)


def _dated(item: Known, held: Mapping[Key, Known], confirmed: Mapping[str, Mapping[str, str]], by_post: bool) -> Known:
    post = held.get(("post", item.post_id or "")) if by_post and item.is_under_post else None
    confirmed_on = confirmed[item.kind].get(item.id)
    if post is None and confirmed_on is None:
        return item
    last_seen = max(item.last_seen, date.fromisoformat(confirmed_on)) if confirmed_on else item.last_seen
    return replace(item, listed_on=post.listed_on if post else item.listed_on, last_seen=last_seen)


def read_confirmed(landing: Landing, account: Account) -> dict[str, dict[str, str]]:
    """Return when each id was last confirmed by the platform (ISO days), by kind."""
    try:
        said: dict[str, Any] = json.loads(_confirmed(landing, account).read_text())
    except (FileNotFoundError, ValueError):
        said = {}  # nothing confirmed yet, or a damaged file: then all that is old is asked about again
    return {kind: dict(said.get(kind, {})) for kind in ("post", "interaction")}


def write_confirmed(
    landing: Landing, account: Account, confirmed: Iterable[Known], held: Iterable[Key], on: date
) -> None:
    """Write down what was confirmed today, beside what was before; what the shelf no longer holds is dropped."""
    days, known_ids = read_confirmed(landing, account), set(held)
    kept = {
        kind: {item_id: day for item_id, day in of.items() if (kind, item_id) in known_ids} for kind, of in days.items()
    }
    for item in confirmed:
        kept[item.kind][item.id] = on.isoformat()
    if kept != days:
        write_whole(_confirmed(landing, account), json.dumps(kept, indent=1, sort_keys=True).encode())


def _confirmed(landing: Landing, account: Account) -> Path:
    return landing.root / "confirmed" / account_folder(account.platform, account.account_id) / "confirmed.json"
