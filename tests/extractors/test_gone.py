"""News that something is gone: told by the platform when asked by id, never by a list; and not believed when it is too much."""

from __future__ import annotations

import json
import logging
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from extractors import gone, known, lookups
from extractors.access import Access
from extractors.http import session
from extractors.landing import Landing
from extractors.platforms import Known, Window, platform
from extractors.records import Account, Extract
from tests.conftest import TODAY, Sandbox
from tests.extractors.two_years import extract_on
from tests.extractors.wire import Answer, say, wire

DAY = timedelta(days=1)
NAMES = ("x", "facebook", "linkedin", "youtube")
MONTHS = (TODAY - 60 * DAY, TODAY)
ROOM = 60  # days: within them the sandbox has a few posts and comments of each account


def of(accounts: Iterable[Account], name: str) -> Account:
    return next(each for each in accounts if each.platform == name and each.organisation_id == "harrowdale")


def ids(landing: Landing, table: str, **like: str) -> list[str]:
    """Return the ids of a table on the shelf, oldest first."""
    kind, columns = known.COLUMNS[table]
    rows = [row for batch in landing.batches(table=table) for row in pq.read_table(batch.path).to_pylist()]
    rows = [row for row in rows if all(row[name] == value for name, value in like.items())]
    return [row[columns[0]] for row in sorted(rows, key=lambda row: row[columns[1]])]


def the_news(landing: Landing) -> list[gone.News]:
    return list(gone.read_news(landing))


def deletions(said: Iterable[Extract]) -> Extract:
    (row,) = (row for row in said if row.subject == "deletions")
    return row


def look(sandbox: Sandbox, landing: Landing, account: Account, day: date, **more: Any) -> Extract:
    """Extract the two months before a day; return the row about deletions."""
    said = extract_on(day, sandbox, landing, [account], (day - ROOM * DAY, day), **more)
    assert {row.outcome for row in said if row.subject != "deletions"} == {"ok"}
    return deletions(said)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("table", ["posts", "interactions"])
def test_what_was_deleted_is_news_of_the_next_run(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, name: str, table: str
) -> None:
    landing, account = Landing(tmp_path), of(accounts, name)
    assert look(sandbox, landing, account, TODAY).rows == 0, "nothing is known before the first look"
    lost = ids(landing, table, kind="original" if table == "posts" else {"x": "mention"}.get(name, "comment"))[-1]
    sandbox.delete(account, lost)
    row = look(sandbox, landing, account, TODAY + DAY)
    (news,) = the_news(landing)
    told = {(each.kind, each.id): each.said for each in news.gone}
    assert (known.COLUMNS[table][0], lost) in told
    assert all(platform(name).NAME in words and lost not in words for words in told.values())
    assert news.held_back == ()
    assert (news.platform, news.account_id, news.organisation_id) == (name, account.account_id, "harrowdale")
    assert news.said_at == datetime(2026, 11, 17, 6, tzinfo=UTC)
    assert (row.outcome, row.rows) == ("ok", len(told)) and row.cause == f"{len(told)} of {len(told)} asked for by their id are gone."
