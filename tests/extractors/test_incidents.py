"""Incidents on their way to the warehouse: as they stand when batches are loaded, whole, and never in the way of a load."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from extractors import warehouse
from extractors.incidents import INCIDENTS, incident_rows
from extractors.landing import Landing
from tests.checks.happened import DEAD_TOKEN, FINE, SUNDAY, desk, heed, hours, report


def loaded(home: Path) -> list[tuple[Any, ...]]:
    warehouse.load(Landing(home / "landing"), home / "warehouse.duckdb", incidents=home / "incidents")
    with duckdb.connect(str(home / "warehouse.duckdb")) as connection:
        return connection.execute(
            "select incident_id, cause_class, account_id, since, closed_at, snoozed_until from raw.incidents order by all"
        ).fetchall()


def test_what_is_wrong_is_loaded_as_it_stands_and_once(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    at_desk.store.change("20261122-1", lambda incident: setattr(incident, "snoozed_until", "2026-11-29"))
    once = ("20261122-1", "token", "112233445566778", SUNDAY, None, "2026-11-29")
    assert loaded(tmp_path) == loaded(tmp_path) == [once]
    heed(at_desk, report(FINE, hours(24)))
    assert loaded(tmp_path) == [(*once[:4], hours(24), once[5])]


def test_every_column_is_filled_from_what_the_desk_writes(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    (row,) = incident_rows(tmp_path / "incidents").to_pylist()
    written = vars(at_desk.store.live()[0])
    assert set(INCIDENTS.names) <= set(written)
    for name in ("title", "cause", "means", "affected", "owner", "next_step", "link", "severity"):
        assert row[name] == written[name] and row[name]
    assert row["since"] == datetime(2026, 11, 22, 6, tzinfo=UTC) and row["times_seen"] == 1


def test_a_file_that_cannot_be_read_and_a_home_without_incidents_stop_no_load(tmp_path: Path) -> None:
    assert loaded(tmp_path) == []
    heed(desk(tmp_path), report(DEAD_TOKEN, SUNDAY))
    (tmp_path / "incidents" / "live" / "half.json").write_text('{"incident_id": "2')
    assert len(loaded(tmp_path)) == 1


def test_one_that_is_put_away_while_it_is_read_is_there_once(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    (live,) = (tmp_path / "incidents" / "live").glob("*.json")
    content = live.read_bytes()
    heed(at_desk, report(FINE, hours(1)))
    live.write_bytes(content)
    assert [row[4] for row in loaded(tmp_path)] == [hours(1)]
