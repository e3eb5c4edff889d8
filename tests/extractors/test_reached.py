"""A killed run is gone on with at the page it reached: the same batch comes out, and nothing kept is asked for twice.

A kill is pretended here by an exception that tidies nothing up, so that every place can be tried; a process that really
dies of kill -9 is in test_run.py, and fifty of them in tests/chaos.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors import platforms, run
from extractors.access import access_of, own_handles
from extractors.http import Client
from extractors.landing import BatchWriter, Landing
from extractors.records import Account, Extract, Page
from tests.conftest import TODAY, Sandbox
from tests.extractors.test_run import named, shelf
from tests.extractors.two_years import short_sleep

# Small bodies over spans in which every platform shows pages of every kind that can stand in for an answer.
READ = {"x": ("harrowdale_x", date(2025, 11, 16)), "linkedin": ("osmere_linkedin", date(2026, 9, 15)),
        "facebook": ("osmere_facebook", date(2026, 8, 1)), "youtube": ("osmere_youtube", date(2026, 3, 1))}  # fmt: skip
LATER = timedelta(minutes=20)


class Killed(BaseException):
    """Stands for kill -9."""


@contextmanager
def dying_after(pages: int | None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    keep, leave = BatchWriter.keep, BatchWriter.__exit__

    def keep_or_die(batch: BatchWriter, page: Page, question: str | None = None) -> None:
        keep(batch, page, question)
        if batch.pages == pages:
            raise Killed

    def leave_unless_dead(batch: BatchWriter, kind: Any, error: Any, trace: Any) -> None:
        if kind is not Killed:
            leave(batch, kind, error, trace)

    with monkeypatch.context() as patch:
        patch.setattr(BatchWriter, "keep", keep_or_die)
        patch.setattr(BatchWriter, "__exit__", leave_unless_dead)
        yield


class Runs:
    """One account read into one landing, as often as wanted; counts what each run asks."""

    def __init__(self, sandbox: Sandbox, account: Account, since: date, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sandbox, self.account, self.since, self.monkeypatch = sandbox, account, since, monkeypatch
        self.asked: Counter[str] = Counter()
        ask = Client._ask

        def counted(client: Client, url: str, params: Any) -> Any:
            self.asked["questions"] += 1
            return ask(client, url, params)

        monkeypatch.setattr(Client, "_ask", counted)

    def run(self, landing: Landing, at: datetime, dies_after: int | None = None) -> list[Extract] | None:
        """Run once; None if it died on the way."""
        self.asked.clear()
        try:
            with dying_after(dies_after, self.monkeypatch):
                return run.extract(
                    self.account, landing=landing, since=self.since, until=TODAY, observed_at=at,
                    access=access_of(self.account, self.sandbox.environ), own_handles=own_handles([self.account]),
                    clock=lambda: datetime.now(UTC), sleep=short_sleep,
                )  # fmt: skip
        except Killed:
            return None


@pytest.fixture
def runs(sandbox: Sandbox, accounts: list[Account], monkeypatch: pytest.MonkeyPatch, request: Any) -> Runs:
    secret, since = READ[request.param]
    return Runs(sandbox, named(accounts, secret)[0], since, monkeypatch)


def pages_of(landing: Landing, account: Account) -> list[Page]:
    (batch,) = landing.batches(table="posts")
    return list(landing.pages(account, batch.batch_id))


def litter(landing: Landing) -> list[Path]:
    return [*landing.root.rglob("*.unfinished"), *landing.root.rglob("asked.jsonl"), *landing.root.rglob("looked_at*")]


@pytest.mark.parametrize("runs", READ, indirect=True)
def test_wherever_it_was_killed_the_batch_is_that_of_an_undisturbed_run_and_nothing_kept_is_asked_for_again(
    runs: Runs, tmp_path: Path
) -> None:
    calm, at = Landing(tmp_path / "calm"), runs.sandbox.clock(TODAY)
    assert runs.run(calm, at) is not None
    whole, pages, rows = runs.asked["questions"], pages_of(calm, runs.account), shelf(calm)
    of = platforms.platform(runs.account.platform)
    spared = [of.stands_in(page) for page in pages]  # of kept pages: who is left out of them is not asked for either
    assert sum(spared) > 5
    for place in sorted({1, len(pages) // 4, len(pages) // 2, len(pages) - 3, len(pages)}):
        landing = Landing(tmp_path / str(place))
        assert runs.run(landing, at, dies_after=place) is None
        assert landing.batches() == []
        said = runs.run(landing, at + LATER)
        assert said and {row.observed_at for row in said} == {at}, "it is the same look, gone on with"
        assert shelf(landing) == rows, f"killed after {place} of {len(pages)} pages"
        assert pages_of(landing, runs.account) == pages
        assert runs.asked["questions"] <= whole - sum(spared[: place - 1]), f"killed after {place} pages"
        assert not litter(landing)


@pytest.mark.parametrize("runs", ["facebook"], indirect=True)
def test_a_run_killed_twice_loses_neither_part(runs: Runs, tmp_path: Path) -> None:
    calm, landing, at = Landing(tmp_path / "calm"), Landing(tmp_path / "shelf"), runs.sandbox.clock(TODAY)
    runs.run(calm, at)
    whole, pages = runs.asked["questions"], len(pages_of(calm, runs.account))
    assert runs.run(landing, at, dies_after=pages * 2 // 3) is None
    assert runs.run(landing, at + LATER, dies_after=pages // 3) is None
    assert runs.run(landing, at + 2 * LATER)
    assert shelf(landing) == shelf(calm)
    assert runs.asked["questions"] < whole // 2


@pytest.mark.parametrize("runs", ["facebook"], indirect=True)
def test_after_two_hours_it_begins_anew_and_says_the_moment_it_looked_at(runs: Runs, tmp_path: Path) -> None:
    landing, at = Landing(tmp_path), runs.sandbox.clock(TODAY)
    assert runs.run(landing, at, dies_after=20) is None
    said = runs.run(landing, at + timedelta(hours=2, minutes=1))
    assert said and {row.observed_at for row in said} == {at + timedelta(hours=2, minutes=1)}
    assert not litter(landing)


@pytest.mark.parametrize("runs", ["facebook"], indirect=True)
def test_what_was_kept_for_going_on_holds_nobody_elses_words(runs: Runs, tmp_path: Path) -> None:
    landing, at = Landing(tmp_path), runs.sandbox.clock(TODAY)
    assert runs.run(landing, at, dies_after=40) is None
    reached = landing.reached(runs.account, f"{TODAY:%Y%m%d}_{runs.since:%Y%m%d}_{TODAY:%Y%m%d}", at + LATER)
    kept = [path for path in reached.folder.glob("*.json.gz")]
    asked = [reached.answer(path.name.removesuffix(".json.gz")) for path in kept]
    comments = [item for body in asked for item in body.get("data", []) if "is_ours" in item and not item["is_ours"]]
    assert len(kept) > 20 and comments
    assert not any({"message", "from"} & item.keys() for item in comments)
