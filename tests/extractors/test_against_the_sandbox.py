"""Two years of every account, over HTTP, onto the shelf and into the warehouse: equal to the truth, row by row."""

from __future__ import annotations

import csv
import gzip
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors.landing import Landing
from extractors.platforms import platform
from extractors.records import Account, Extract
from tests.conftest import REGISTER, REPO, TODAY, Sandbox
from tests.extractors.parsing import parse
from tests.extractors.two_years import (
    DOOR,
    accept_and_load,
    counts,
    everything,
    extract_on,
    held_readings,
    monthly_sums,
    rows_off,
)

SINCE = TODAY - timedelta(days=730)
REGISTERED = [line.split(",")[1:3] for line in REGISTER.read_text().splitlines()[1:]]


class TwoYears:
    """What a first run of every account left."""

    def __init__(self, root: Path, sandbox: Sandbox, accounts: list[Account]) -> None:
        self.landing, self.warehouse = Landing(root / "landing"), root / "warehouse.duckdb"
        self.said: list[Extract] = extract_on(TODAY, sandbox, self.landing, accounts)
        self.summary = accept_and_load(self.landing, self.warehouse)
        self.truths = {a: sandbox.truth(a, max(SINCE, a.opened_on or SINCE), TODAY) for a in accounts}


@pytest.fixture(scope="module")
def two_years(running_sandbox: Sandbox, accounts: list[Account], tmp_path_factory: pytest.TempPathFactory) -> TwoYears:
    running_sandbox.clear_faults()
    return TwoYears(tmp_path_factory.mktemp("two_years"), running_sandbox, accounts)


def account_of(accounts: list[Account], name: str, account_id: str) -> Account:
    return next(each for each in accounts if (each.platform, each.account_id) == (name, account_id))


@pytest.mark.parametrize(("name", "account_id"), REGISTERED)
@pytest.mark.parametrize("table", ["posts", "interactions", "readings"])
def test_the_warehouse_holds_exactly_the_truth(
    two_years: TwoYears, accounts: list[Account], name: str, account_id: str, table: str
) -> None:
    account = account_of(accounts, name, account_id)
    off = rows_off(two_years.warehouse, two_years.truths[account], account, table)
    assert not off, f"{len(off)} rows are off:\n" + "\n".join(off[:20])
    assert two_years.truths[account][table], "there is something to compare"


def test_a_community_is_told_by_the_keys_of_its_hashtags_and_nothing_but_a_key_is_there(two_years: TwoYears) -> None:
    key = DOOR.tag_key("wenurses")
    with duckdb.connect(str(two_years.warehouse), read_only=True) as connection:
        held = connection.execute("select unnest(tag_keys) from raw.interactions").fetchall()
    assert [each for (each,) in held].count(key) > 30
    assert {len(each) for (each,) in held} == {64}


@pytest.mark.parametrize("name", ["x", "linkedin", "facebook", "youtube"])
def test_every_additive_number_adds_up_to_the_truth_month_by_month(two_years: TwoYears, name: str) -> None:
    with (REPO / "dbt_project" / "seeds" / "metric_map.csv").open(newline="") as lines:
        additive = {
            row["field"] for row in csv.DictReader(lines) if row["platform"] == name and row["is_additive"] == "true"
        }
    ours: dict[Any, float] = {}
    truly: dict[Any, float] = {}
    for account, truth in two_years.truths.items():
        if account.platform == name:
            months = {post["post_id"]: post["published_at"][:7] for post in truth["posts"]}
            held = monthly_sums(held_readings(two_years.warehouse, account), additive, months)
            ours |= {(account.account_id, *key): value for key, value in held.items()}
            said = monthly_sums(truth["readings"], additive, months)
            truly |= {(account.account_id, *key): value for key, value in said.items()}
    assert len(truly) > 24
    assert ours == truly


def test_every_row_of_the_shelf_is_in_the_warehouse(two_years: TwoYears) -> None:
    on_shelf = {
        table: sum(b.rows() for b in two_years.landing.batches(table=table)) for table in two_years.summary["rows"]
    }
    assert dict(counts(two_years.warehouse)) == on_shelf == two_years.summary["rows"]
    assert two_years.summary["waiting"] == 0


def test_every_account_reports_every_subject_as_read_from_the_sandbox(
    two_years: TwoYears, accounts: list[Account]
) -> None:
    assert {(row.source, row.outcome) for row in two_years.said} == {("sandbox", "ok")}
    assert len(two_years.said) == 4 * len(accounts)
    read = [row for row in two_years.said if row.subject != "deletions"]
    assert all(row.pages > 0 and row.bytes > 0 and row.retries == 0 for row in read)
    deletions = [row for row in two_years.said if row.subject == "deletions"]
    assert {(row.pages, row.rows, row.cause) for row in deletions} == {(0, 0, None)}, "nothing was known before"
    reported = {table: 0 for table in ("posts", "interactions", "series")}
    for row in read:
        reported[row.subject] += row.rows
    held = counts(two_years.warehouse)
    assert reported["interactions"] == held["interactions"]
    assert reported["posts"] + reported["series"] == held["posts"] + held["readings"]


def test_linkedins_series_says_that_it_covers_twelve_months_only(two_years: TwoYears) -> None:
    series = [row for row in two_years.said if row.platform == "linkedin" and row.subject == "series"]
    assert {row.since for row in series} == {TODAY - timedelta(days=365)}


def test_the_kept_pages_give_the_same_rows_again(two_years: TwoYears, accounts: list[Account]) -> None:
    for account in accounts:
        of = platform(account.platform)
        (batch_id,) = {
            b.batch_id for b in two_years.landing.batches(account.platform) if b.account_id == account.account_id
        }
        observed_at = two_years.said[0].observed_at
        again: dict[str, dict[Any, Any]] = {"posts": {}, "interactions": {}, "readings": {}}
        for page in two_years.landing.pages(account, batch_id):
            for row in parse(of, page, account, observed_at):
                again[row.TABLE].setdefault(tuple(getattr(row, name) for name in row.KEY), row)
        for batch in two_years.landing.batches(account.platform):
            if batch.account_id == account.account_id and batch.table in again:
                kept = pq.read_table(batch.path).to_pylist()
                rows = list(again[batch.table].values())
                cells = [{k: list(v) if isinstance(v, tuple) else v for k, v in vars(row).items()} for row in rows]
                assert [{k: v for k, v in row.items() if k != "batch_id"} for row in kept] == cells


def test_no_other_persons_name_or_words_and_no_token_reach_the_disk(two_years: TwoYears) -> None:
    files = [path for path in two_years.landing.root.rglob("*") if path.is_file()] + [two_years.warehouse]
    assert len(files) > 100
    for path in files:
        content = path.read_bytes()
        text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8", "replace")
        if path.suffix == ".parquet":
            text = str(pq.read_table(path).to_pylist())
        found = re.search(
            r"sandbox_\w+|Sandbox Person|Sandbox [A-Z]\w+|sandbox-\w+_(x|facebook|linkedin|youtube)|access_token=", text
        )
        assert not found, f"{path.name} holds {found and found[0]!r}"
        # what made-up people say and our accounts never do (sandbox/words.py)
        said = re.search(
            r"Sharing this with my neighbours|could not have been kinder|was dirty again|urn:li:person|rude to", text
        )
        assert not said, f"{path.name} holds {said and said[0]!r}"


def test_our_own_words_are_kept_and_the_people_in_them_counted(two_years: TwoYears) -> None:
    with duckdb.connect(str(two_years.warehouse), read_only=True) as connection:
        texts = connection.execute("select kind, text, people_named from raw.posts where platform = 'x'").fetchall()
    assert all((text is None) == (kind == "repost") for kind, text, _ in texts)
    named = [(text, people) for kind, text, people in texts if kind != "repost" and "@…" in text]
    assert named
    assert all(people >= 1 for _, people in named)


def test_running_a_day_twice_gives_the_same_rows(
    two_years: TwoYears, sandbox: Sandbox, accounts: list[Account]
) -> None:
    some = [each for each in accounts if each.secret in ("marrick_x", "osmere_youtube", "osmere_linkedin")]
    before = everything(two_years.warehouse)
    extract_on(TODAY, sandbox, two_years.landing, some)
    summary = accept_and_load(two_years.landing, two_years.warehouse)
    assert summary["batches"] > 0
    assert everything(two_years.warehouse) == before
    again = accept_and_load(two_years.landing, two_years.warehouse)
    assert (again["batches"], again["removed"]) == (0, 0)


def days() -> Iterator[Any]:
    yield pytest.param(date(2026, 3, 9), 40, id="the day after the Pacific clocks went forward")
    yield pytest.param(date(2025, 11, 3), 35, id="the day after they went back")
    yield pytest.param(date(2026, 11, 17), 3, id="three days")


@pytest.mark.parametrize(("day", "length"), days())
def test_other_days_and_windows_are_equal_to_the_truth_too(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path, day: date, length: int
) -> None:
    landing, path = Landing(tmp_path / "landing"), tmp_path / "warehouse.duckdb"
    window = (day - timedelta(days=length), day)
    some = [each for each in accounts if each.organisation_id == "harrowdale" and not each.closed_on]
    said = extract_on(day, sandbox, landing, some, window)
    assert {row.outcome for row in said} == {"ok"}
    accept_and_load(landing, path)
    for account in some:
        truth = sandbox.truth(account, *window)
        for table in ("posts", "interactions", "readings"):
            assert not rows_off(path, truth, account, table)
