"""Removes what a platform's terms let nobody keep any longer (seeds/platform_terms.csv), and says what it removed.

Pages go by the day they were read; the public's items by the day they were last seen in a list or confirmed by id. The
figures they stand behind are kept first, as last shown (kept.py). Files that people imported are not under these terms.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from extractors.columns import read
from extractors.forget import alone
from extractors.kept import keep_figures
from extractors.landing import Landing, account_folder, parts_of
from extractors.records import EXPIRED
from extractors.rewrite import Take, Whole, month_of, wholes, write_again
from storage import place as storage
from storage.place import write_whole

OF_AN_INTERFACE = re.compile(r"(\d{8})_\d{8}_\d{8}")


@dataclass(frozen=True)
class Terms:
    """How long things of one platform may be kept, in days; None: not limited."""

    platform: str
    name: str
    keep_pages_days: int | None
    keep_interactions_days: int | None


@dataclass(frozen=True)
class Over:
    """What of one account is over time today."""

    platform: str
    account_id: str
    organisation_id: str
    pages: tuple[Path, ...]  # folders, one a batch
    items: dict[str, date]  # id -> the month it is of

    @property
    def months(self) -> list[date]:
        """Return the months whose items go."""
        return sorted(set(self.items.values()))


def read_terms(path: Path) -> dict[str, Terms]:
    """Return the terms by platform. Raises ValueError with line and mend when a cell is no number of days."""
    terms = {}
    with path.open(newline="", encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            days = [row["keep_pages_days"], row["keep_interactions_days"]]
            if any(each and (not each.isdigit() or int(each) == 0) for each in days):
                raise ValueError(f"{path.name} line {number}: days to keep are a whole number above 0, or empty")
            pages, items = (int(each) if each else None for each in days)
            terms[row["platform"]] = Terms(row["platform"], row["name"], pages, items)
    return terms


def retain(
    landing: Landing, board: Path, terms: dict[str, Terms], *, now: datetime, dry_run: bool = False
) -> list[dict[str, Any]]:
    """Remove what is over time; return, per platform and account, what was removed (or would be), nothing left out.

    A row holds platform, account_id, what (pages | interactions_expired), reason, removed, months and, once removed,
    figures_kept (of all accounts together).
    """
    today = now.date()
    over = [each for each in over_time(landing, terms, today) if each.pages or each.items]
    rows = [row for each in over for row in _rows(landing, each, terms[each.platform], now)]
    if dry_run or not over:
        return rows
    with alone(landing):
        kept = keep_figures(
            landing.root, board, {(each.organisation_id, month) for each in over for month in each.months}, today
        )
        for each in over:
            _remove(landing, each, [row for row in rows if _is_of(row, each)], now)
    return [row | {"figures_kept": kept} for row in rows]


def over_time(landing: Landing, terms: dict[str, Terms], today: date) -> list[Over]:
    """Return what is over time on a day, account by account. Pure but for reading the shelf."""
    found = []
    for platform, of in sorted(terms.items()):
        accounts: dict[str, list[Whole]] = defaultdict(list)
        for whole in wholes(landing.root, platform):
            if OF_AN_INTERFACE.fullmatch(whole.batch_id):
                accounts[whole.account_id].append(whole)
        folders: dict[str, list[Path]] = defaultdict(list)
        for folder in sorted((landing.root / "pages").glob(f"platform={platform}/account=*/*")):
            named = OF_AN_INTERFACE.match(folder.name)
            if named and of.keep_pages_days and (today - _day(named[1])).days >= of.keep_pages_days:
                folders[parts_of(folder)[1]].append(folder)
        for account_id in sorted({*accounts, *folders}):
            batches = accounts[account_id]
            items = _over(landing, platform, account_id, batches, of.keep_interactions_days, today)
            said = (row["organisation_id"] for whole in batches for row in whole.account_of_itself)
            found.append(Over(platform, account_id, next(said, ""), tuple(folders[account_id]), items))
    return found


def _over(
    landing: Landing, platform: str, account_id: str, batches: Iterable[Whole], days: int | None, today: date
) -> dict[str, date]:
    if days is None:
        return {}
    last_seen: dict[str, date] = {}
    months: dict[str, date] = {}
    for whole in batches:
        if "interactions" in whole.files:
            seen_on = _day(whole.batch_id[:8])
            rows = read(whole.files["interactions"], ["interaction_id", "created_at"])
            for item_id, at in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                last_seen[item_id] = max(seen_on, last_seen.get(item_id, seen_on))
                months[item_id] = month_of(at)
    path = landing.root / "confirmed" / account_folder(platform, account_id) / "confirmed.json"
    confirmed: dict[str, str] = json.loads(path.read_text())["interaction"] if path.exists() else {}
    for item_id, day in confirmed.items():
        if item_id in last_seen:
            last_seen[item_id] = max(date.fromisoformat(day), last_seen[item_id])
    return {item_id: months[item_id] for item_id, on in last_seen.items() if (today - on).days >= days}


def _remove(landing: Landing, over: Over, rows: list[dict[str, Any]], now: datetime) -> None:
    # The record first: what has a record and no rows is withheld; what had no rows and no record would look like none.
    path = _records(landing, over) / f"terms_{now.date()}.json"
    before: list[dict[str, Any]] = json.loads(path.read_text())["removals"] if path.exists() else []
    record = {"platform": over.platform, "account_id": over.account_id, "organisation_id": over.organisation_id,
              "removals": [*before, *(row | {"news_at": None} for row in rows)]}  # fmt: skip
    begun = {"pages": [folder.name for folder in over.pages], "items": [_hashed(each) for each in over.items]}
    write_whole(path, json.dumps(record | {"begun": begun}, indent=1, ensure_ascii=False).encode())
    if over.items:
        for whole in wholes(landing.root, over.platform):
            if whole.account_id == over.account_id and OF_AN_INTERFACE.fullmatch(whole.batch_id):
                write_again(whole, _without(over.items), EXPIRED)
    for folder in over.pages:
        storage.remove_tree(folder)
    for path in _records(landing, over).glob("terms_*.json"):
        said = json.loads(path.read_text())
        if said.pop("begun", None):
            write_whole(path, json.dumps(said, indent=1, ensure_ascii=False).encode())


def _records(landing: Landing, over: Over) -> Path:
    return landing.root / "removals" / account_folder(over.platform, over.account_id)


def _counted(landing: Landing, over: Over) -> dict[str, set[str]]:
    """Return what a run that was killed has counted already, and not removed to the end."""
    counted: dict[str, set[str]] = {"pages": set(), "items": set()}
    for path in _records(landing, over).glob("terms_*.json"):
        for what, names in json.loads(path.read_text()).get("begun", {}).items():
            counted[what] |= set(names)
    return counted


def _hashed(item_id: str) -> str:
    return hashlib.sha256(item_id.encode()).hexdigest()[:24]


def _without(items: dict[str, date]) -> Take:
    def take(table: str, rows: pa.Table) -> tuple[pa.Table, Iterable[str]]:
        if table != "interactions":
            return rows, ()
        is_over = pc.is_in(rows["interaction_id"], value_set=pa.array(list(items), pa.string()))
        names = rows.filter(is_over)["interaction_id"].to_pylist()
        rest = rows.filter(pc.invert(is_over)) if names else rows
        return rest, [_hashed(each) for each in names]

    return take


def _rows(landing: Landing, over: Over, terms: Terms, now: datetime) -> list[dict[str, Any]]:
    about = {"platform": over.platform, "account_id": over.account_id, "removed_at": now.isoformat()}
    counted = _counted(landing, over)
    rows = []
    pages = sum(1 for each in over.pages if each.name not in counted["pages"] for _ in each.glob("*.json.gz"))
    if pages:
        reason = f"{terms.name}'s answers are kept for less than {terms.keep_pages_days} days"
        rows.append(about | {"what": "pages", "reason": reason, "removed": pages, "months": []})
    items = {item_id: month for item_id, month in over.items.items() if _hashed(item_id) not in counted["items"]}
    if items:
        reason = (
            f"Not seen at {terms.name} for {terms.keep_interactions_days} days: its terms let nobody keep them longer"
        )
        months = sorted({str(month) for month in items.values()})
        rows.append(about | {"what": "interactions_expired", "reason": reason, "removed": len(items), "months": months})
    return rows


def _is_of(row: dict[str, Any], over: Over) -> bool:
    return (row["platform"], row["account_id"]) == (over.platform, over.account_id)


def _day(digits: str) -> date:
    return datetime.strptime(digits, "%Y%m%d").date()
