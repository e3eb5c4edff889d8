"""Retention: what is over a platform's time goes, nothing else does, and the figures it stood behind are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from extractors import retention, rewrite
from extractors.kept import kept_figures
from extractors.landing import Landing, account_folder, batch_id_for
from extractors.records import Account, Extract, Interaction, Page
from extractors.retention import Terms, read_terms, retain
from tests.conftest import REPO

YOUTUBE = Account("harrowdale", "youtube", "UC1")
X = Account("harrowdale", "x", "1")
TERMS = {"youtube": Terms("youtube", "YouTube", 29, 30), "x": Terms("x", "X", 90, None)}
FIRST = date(2026, 11, 16)


def at(day: date) -> datetime:
    return datetime.combine(day, time(6), UTC)


def look(landing: Landing, account: Account, day: date, items: Mapping[str, date], batch_id: str | None = None) -> None:
    """Put one look on the shelf: a page, and an item for each id and day."""
    batch_id = batch_id or batch_id_for(day - timedelta(days=35), day, day)
    with landing.open_batch(account, batch_id) as batch:
        batch.keep(Page("threads", {"items": list(items)}))
        for item_id, said_on in items.items():
            batch.add(Interaction(account.platform, account.account_id, item_id, "comment", at(said_on)))
        for subject, rows in (("posts", 0), ("interactions", len(items)), ("series", 0)):
            batch.add(Extract(account.platform, account.account_id, account.organisation_id, batch_id, "sandbox", subject,
                              day - timedelta(days=35), day, at(day), at(day), at(day), "ok", rows=rows))  # fmt: skip


def items(landing: Landing) -> list[tuple[str, str]]:
    return sorted(
        (batch.batch_id[:8], item_id)
        for batch in landing.batches(table="interactions")
        for item_id in pq.read_table(batch.path, partitioning=None)["interaction_id"].to_pylist()
    )


def pages(landing: Landing) -> list[str]:
    return sorted(path.parent.name[:8] for path in (landing.root / "pages").rglob("*.json.gz"))


def files(root: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    """Two looks at a channel, ten days apart; the second saw one of the first one's two comments again."""
    landing = Landing(tmp_path / "landing")
    look(landing, YOUTUBE, FIRST, {"seen once": date(2026, 10, 31), "seen twice": date(2026, 11, 2)})
    look(landing, YOUTUBE, FIRST + timedelta(days=10), {"seen twice": date(2026, 11, 2)})
    look(landing, X, FIRST, {"of x": date(2026, 11, 2)})
    return landing


def board(tmp_path: Path) -> Path:
    """A published board with a figure of each of two months."""
    path = tmp_path / "board.duckdb"
    with duckdb.connect(str(path)) as file:
        file.execute(
            """create table figures as
            select 'harrowdale' as organisation_id, 'RS' as kpi_id, period, 'organisation' as slice_kind, 'h' as slice,
                1.0::double as numerator, 2.0::double as denominator, 50.0::double as value, 'measured' as state, 'final' as status,
                null::text as reason, null::text as basis, null::double as coverage, 1 as definition_version,
                '1 of 2' as words, null::date as kept_on
            from (values (date '2026-10-01'), (date '2026-11-01')) as months (period)"""
        )
    return path


@pytest.mark.parametrize(
    ("days", "left"), [(29, ["seen once", "seen twice", "seen twice"]), (30, ["seen twice", "seen twice"]), (40, [])]
)
def test_an_item_goes_on_the_day_it_was_last_seen_so_long_ago(
    landing: Landing, tmp_path: Path, days: int, left: list[str]
) -> None:
    retain(landing, tmp_path / "board.duckdb", TERMS, now=at(FIRST + timedelta(days=days)))
    assert [item for _, item in items(landing) if item != "of x"] == left
    assert "of x" in [item for _, item in items(landing)]


@pytest.mark.parametrize(("days", "left"), [(28, 3), (29, 2), (39, 1), (89, 1), (90, 0)])
def test_pages_go_by_the_day_they_were_read(landing: Landing, tmp_path: Path, days: int, left: int) -> None:
    retain(landing, tmp_path / "board.duckdb", TERMS, now=at(FIRST + timedelta(days=days)))
    assert len(pages(landing)) == left


def test_what_was_confirmed_by_id_counts_as_seen(landing: Landing, tmp_path: Path) -> None:
    path = landing.root / "confirmed" / account_folder("youtube", "UC1") / "confirmed.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"post": {}, "interaction": {"seen once": "2026-12-10"}}))
    retain(landing, tmp_path / "board.duckdb", TERMS, now=at(date(2026, 12, 26)))
    assert ("20261116", "seen once") in items(landing)
    assert ("20261116", "seen twice") not in items(landing)


def test_a_file_that_was_imported_is_not_under_the_terms(landing: Landing, tmp_path: Path) -> None:
    look(landing, YOUTUBE, FIRST, {"of a file": date(2026, 11, 2)}, batch_id="file_0011223344556677")
    retain(landing, tmp_path / "board.duckdb", TERMS, now=at(date(2028, 1, 1)))
    assert [item for _, item in items(landing)] == ["of x", "of a file"]
    assert pages(landing) == ["file_001"]


def test_a_dry_run_says_the_same_and_removes_nothing(landing: Landing, tmp_path: Path) -> None:
    before = files(tmp_path)
    now = at(FIRST + timedelta(days=30))
    said = retain(landing, board(tmp_path), TERMS, now=now, dry_run=True)
    (tmp_path / "board.duckdb").unlink()
    assert files(tmp_path) == before
    done = retain(landing, tmp_path / "board.duckdb", TERMS, now=now)
    assert said == [{name: row[name] for name in row if name != "figures_kept"} for row in done]
    assert [(row["what"], row["removed"], row["months"]) for row in said] == [
        ("pages", 1, []), ("interactions_expired", 1, ["2026-10-01"]),
    ]  # fmt: skip
    assert retain(landing, tmp_path / "board.duckdb", TERMS, now=now) == []


def test_the_batch_says_how_many_rows_it_has_left_and_why(landing: Landing, tmp_path: Path) -> None:
    retain(landing, tmp_path / "board.duckdb", TERMS, now=at(FIRST + timedelta(days=30)))
    (whole,) = (each for each in rewrite.wholes(landing.root, "youtube") if each.batch_id.startswith("20261116"))
    said = {row["subject"]: (row["rows"], row["dropped"], row["dropped_why"]) for row in whole.account_of_itself}
    assert said == {
        "posts": (0, 0, None), "interactions": (1, 1, "removed under the platform's terms: 1"), "series": (0, 0, None),
    }  # fmt: skip


def test_a_run_that_was_killed_is_finished_and_counts_nothing_twice(
    landing: Landing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    now = at(FIRST + timedelta(days=45))
    with monkeypatch.context() as killed:
        killed.setattr(rewrite, "_account_again", die)  # the power fails here: rows gone, their account not yet told
        with pytest.raises(KeyboardInterrupt):
            retain(landing, tmp_path / "board.duckdb", TERMS, now=now)
    retain(landing, tmp_path / "board.duckdb", TERMS, now=now)
    record = json.loads(next((landing.root / "removals").rglob("*.json")).read_text())
    assert sorted((row["what"], row["removed"]) for row in record["removals"]) == [
        ("interactions_expired", 2),
        ("pages", 2),
    ]
    assert [item for _, item in items(landing)] == ["of x"]
    told = [row for each in rewrite.wholes(landing.root, "youtube") for row in each.account_of_itself]
    assert [(row["rows"], row["dropped"]) for row in told if row["subject"] == "interactions"] == [(0, 2), (0, 1)]
    assert not list(landing.root.rglob("*.unfinished")) + list(landing.root.rglob("*[0-9].rewriting"))


def test_the_figures_of_the_months_touched_are_kept_as_they_were_shown_and_only_once(
    landing: Landing, tmp_path: Path
) -> None:
    shown = board(tmp_path)
    retain(landing, shown, TERMS, now=at(FIRST + timedelta(days=30)))
    kept = kept_figures(landing.root).to_pylist()
    assert [(row["period"], row["value"], row["words"], row["kept_on"]) for row in kept] == [
        (date(2026, 10, 1), 50.0, "1 of 2", date(2026, 12, 16))
    ]
    retain(landing, shown, TERMS, now=at(FIRST + timedelta(days=40)))
    assert [row["period"] for row in kept_figures(landing.root).to_pylist()] == [date(2026, 10, 1), date(2026, 11, 1)]


def test_a_figure_that_is_carried_is_not_kept_again(landing: Landing, tmp_path: Path) -> None:
    with duckdb.connect(str(board(tmp_path))) as file:
        file.execute("update figures set kept_on = date '2026-12-01', value = 7")
    retain(landing, tmp_path / "board.duckdb", TERMS, now=at(FIRST + timedelta(days=30)))
    assert kept_figures(landing.root).num_rows == 0


def test_every_platform_says_how_long_and_why() -> None:
    terms = read_terms(REPO / "dbt_project" / "seeds" / "platform_terms.csv")
    said = {name: (of.keep_pages_days, of.keep_interactions_days) for name, of in terms.items()}
    assert said == {"x": (90, None), "linkedin": (2, None), "facebook": (90, None), "youtube": (29, 30)}


def test_a_number_of_days_that_is_none_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "platform_terms.csv"
    path.write_text("platform,name,keep_pages_days,keep_interactions_days\nx,X,0,\n")
    with pytest.raises(ValueError, match=r"platform_terms\.csv line 2: days to keep"):
        read_terms(path)
    assert retention.OF_AN_INTERFACE.fullmatch("file_0011223344556677") is None
