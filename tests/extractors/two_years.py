"""Extract, accept and load as a run does, and compare with what the sandbox says is true."""

from __future__ import annotations

import re
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from extractors import run, warehouse
from extractors.access import access_of, own_handles
from extractors.accounts import read_accounts
from extractors.landing import Landing
from extractors.privacy import Door
from extractors.records import Account, Extract
from tests.conftest import PRIVACY_KEY, REGISTER, Sandbox

KEYS = {
    "posts": ("account_id", "post_id"),
    "interactions": ("account_id", "interaction_id"),
    "readings": (
        "account_id", "subject_kind", "subject_id", "field", "dimension", "dimension_value", "period", "period_start",
        "period_end",
    ),
}  # fmt: skip
SAID = {
    "posts": ("kind", "published_at"),
    "interactions": ("kind", "created_at", "parent_id", "asks_question", "raises_concern", "tag_keys"),
    "readings": ("value",),
}

DOOR = Door(PRIVACY_KEY.encode(), [])


def extract_on(
    day: date,
    sandbox: Sandbox,
    landing: Landing,
    accounts: Iterable[Account],
    window: tuple[date, date] | None = None,
    **more: Any,
) -> list[Extract]:
    """Run the accounts as on that day; faults wait in no time."""
    observed_at = sandbox.clock(day)
    ours = own_handles(read_accounts(REGISTER))
    rows: list[Extract] = []
    for account in accounts:
        since, until = window or run.window_for(landing, account, day, day)
        access = more.get("access") or access_of(account, sandbox.environ | more.get("environ", {}))
        rows += run.extract(account, landing=landing, since=since, until=until, observed_at=observed_at, access=access,
                            own_handles=ours, clock=lambda: datetime.now(UTC), sleep=more.get("sleep", short_sleep))  # fmt: skip
    return rows


def short_sleep(seconds: float) -> None:
    """Wait as long as the sandbox's own faults last, and no longer."""
    time.sleep(min(seconds, 2.5))


def accept(landing: Landing) -> None:
    """Accept every batch on the shelf that has no verdict yet."""
    for batch in landing.batches():
        if landing.verdict(batch) is None:
            result = {"check": "c", "column": "", "severity": "critical", "is_met": True, "observed": "", "notes": ""}
            landing.settle(batch, {"accepted": True, "checked_at": "2026-11-16T06:00:00+00:00", "results": [result]})


def accept_and_load(landing: Landing, path: Path) -> dict[str, Any]:
    accept(landing)
    return warehouse.load(landing, path)


def rows_off(
    path: Path, truths: dict[str, list[dict[str, Any]]], account: Account, table: str, batch_id: str = ""
) -> list[str]:
    """Return, in words, every row the warehouse (or one batch in it) misses, has too many, or holds with another value."""
    held = {_key(row, table): _said(row, table) for row in _rows(path, account, table)
            if batch_id in ("", row["batch_id"])}  # fmt: skip
    true = {_key(row, table): _said(_as_kept(row), table) for row in truths[table]}
    assert len(true) == len(truths[table]), "the truth repeats a key"
    off = [f"missing: {key}" for key in sorted(true.keys() - held.keys(), key=str)]
    off += [f"too many: {key}" for key in sorted(held.keys() - true.keys(), key=str)]
    return off + [
        f"{key}: {held[key]}, truly {true[key]}" for key in held.keys() & true.keys() if held[key] != true[key]
    ]


def monthly_sums(
    rows: Iterable[dict[str, Any]], fields: set[str], months: dict[str, str]
) -> dict[tuple[str, str], float]:
    """Sum additive numbers by field and month: of the day they cover, or of the post's publication."""
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        month = str(row["period_start"])[:7] if row["period"] == "day" else months.get(row["subject_id"])
        if row["field"] in fields and month and row["value"] is not None:
            sums[row["field"], month] += row["value"]
    return dict(sums)


def held_readings(path: Path, account: Account) -> list[dict[str, Any]]:
    return _rows(path, account, "readings")


def counts(path: Path) -> Counter[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return Counter(
            {
                t: connection.execute(f"select count(*) from raw.{t}").fetchall()[0][0]
                for t in (*KEYS, "entries", "extracts")
            }
        )


def everything(path: Path) -> dict[str, list[Any]]:
    """Return all rows of the warehouse but the times of the run itself."""
    with duckdb.connect(str(path), read_only=True) as connection:
        kept = {t: "*" for t in KEYS} | {"extracts": "* exclude (started_at, finished_at)"}
        return {
            t: connection.execute(f"select {what} from raw.{t} order by all").fetchall() for t, what in kept.items()
        }


def _rows(path: Path, account: Account, table: str) -> list[dict[str, Any]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        where = "where platform = ? and account_id = ?"
        found = connection.execute(f"select * from raw.{table} {where}", [account.platform, account.account_id])
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _as_kept(row: dict[str, Any]) -> dict[str, Any]:
    """Return a true row as the warehouse keeps it: of hashtags only their keys."""
    return row | {"tag_keys": sorted(map(DOOR.tag_key, row["hashtags"]))} if "hashtags" in row else row


def _key(row: dict[str, Any], table: str) -> tuple[Any, ...]:
    return tuple(_plain(row[name]) for name in KEYS[table])


def _said(row: dict[str, Any], table: str) -> tuple[Any, ...]:
    return tuple(_plain(row[name]) for name in SAID[table])


def _plain(cell: Any) -> Any:
    if isinstance(cell, str) and re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d", cell):
        return datetime.fromisoformat(cell).astimezone(UTC)
    if isinstance(cell, datetime):
        return cell.astimezone(UTC)
    return cell.isoformat() if isinstance(cell, date) else cell
