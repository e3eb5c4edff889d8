"""What was reported before is read back whole, or said to be damaged and not read at all."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors import reported, warehouse
from extractors.landing import Landing


def freeze(folder: Path, edition: str, words: str, spc: bool = True) -> Path:
    """Make an edition by hand: dashboards, which freezes the real ones, is another room."""
    place = folder / edition
    place.mkdir(parents=True)
    with duckdb.connect(str(place / "board.duckdb")) as board:
        for table, columns in reported.TABLES.values():
            if spc or table != "spc":
                kinds = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                board.execute(f"create table {table} ({kinds})")
        board.execute("alter table figures add column of_a_later_version integer")
        board.execute(
            "insert into figures (organisation_id, kpi_id, period, value, words) values ('h', 'K', date '2026-10-01', 5, ?)",
            [words],
        )
    (place / "figures.csv").write_text(words)
    files = {
        path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
        for path in place.iterdir()
    }
    seal(place, {
        "edition": edition, "period": edition[:7], "issue": 1, "frozen_at": "2026-11-16T06:00:00+00:00", "frozen_by": "Board secretary",
        "reason": None, "versions": {"software": "0.1.0", "strategy": "2024.1", "taxonomy": "t"}, "data_to": "2026-11-15", "is_sandbox": True,
        "figures_of_the_month": {"measured": 9, "provisional": 1}, "batches": {"count": 3, "sha256": "ab"}, "files": files,
    })  # fmt: skip
    return place


def seal(place: Path, manifest: dict[str, Any]) -> None:
    text = json.dumps({**manifest, "edition_sha256": None}, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    (place / "manifest.json").write_text(
        json.dumps({**manifest, "edition_sha256": hashlib.sha256(text.encode()).hexdigest()})
    )


class Home:
    def __init__(self, folder: Path) -> None:
        self.editions, self.warehouse = folder / "editions", folder / "warehouse.duckdb"
        self.landing = Landing(folder / "landing")

    def load(self) -> dict[str, Any]:
        said: dict[str, Any] = warehouse.load(self.landing, self.warehouse, editions=self.editions)["editions"]
        return said

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.warehouse), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_without_an_edition_the_tables_are_there_and_empty(home: Home) -> None:
    assert home.load() == {"read": [], "damaged": {}}
    for table in ("editions", *reported.TABLES):
        assert home.ask(f"select count(*) from raw.{table}") == [(0,)], table


def test_every_edition_is_read_under_its_name(home: Home) -> None:
    freeze(home.editions, "2026-09", "Five.", spc=False)  # from before there were control charts
    freeze(home.editions, "2026-10", "Six.")
    freeze(home.editions, "2026-10.2", "Seven.")
    (home.editions / ".freezing").mkdir()
    assert home.load() == {"read": ["2026-09", "2026-10", "2026-10.2"], "damaged": {}}
    words = [("2026-09", "Five."), ("2026-10", "Six."), ("2026-10.2", "Seven.")]
    assert home.ask("select edition, words from raw.reported_figures order by edition") == words
    (row,) = home.ask(
        "select period::text, frozen_by, measured, provisional, batches, damage from raw.editions where edition = '2026-09'"
    )
    assert row == ("2026-09-01", "Board secretary", 9, 1, 3, None)


def test_read_twice_it_is_there_once_and_what_is_gone_is_gone(home: Home) -> None:
    place = freeze(home.editions, "2026-09", "Five.")
    for _ in range(2):
        home.load()
        assert home.ask("select count(*) from raw.reported_figures") == [(1,)]
    place.rename(place.with_name("put away"))
    assert home.load()["read"] == []
    assert home.ask("select (select count(*) from raw.reported_figures) + (select count(*) from raw.editions)") == [
        (0,)
    ]


def damage_board(place: Path) -> None:
    with duckdb.connect(str(place / "board.duckdb")) as board:
        board.execute("update figures set value = 99")


def damage_manifest(place: Path) -> None:
    text = (place / "manifest.json").read_text()
    (place / "manifest.json").write_text(text.replace("Board secretary", "Somebody else"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (damage_board, "board.duckdb was changed"),
        (damage_manifest, "manifest.json was changed"),
        (lambda place: (place / "figures.csv").write_text("Better."), "figures.csv was changed"),
        (lambda place: (place / "figures.csv").unlink(), "figures.csv is gone"),
        (lambda place: (place / "manifest.json").unlink(), "it has no manifest.json"),
        (lambda place: (place / "manifest.json").write_text("{"), "its manifest.json cannot be read"),
        (lambda place: (place / "manifest.json").write_text("[]"), "its manifest.json cannot be read"),
        (lambda place: seal(place, json.loads((place / "manifest.json").read_text()) | {"edition": "2026-08"}), "manifest.json is of the edition 2026-08"),
        (lambda place: seal(place, json.loads((place / "manifest.json").read_text()) | {"files": {}}), "manifest.json names no board.duckdb"),
    ],
)  # fmt: skip
def test_a_damaged_edition_is_said_and_nothing_of_it_is_read(home: Home, damage: Any, said: str) -> None:
    freeze(home.editions, "2026-09", "Five.")
    place = freeze(home.editions, "2026-10", "Six.")
    home.load()
    damage(place)
    assert home.load() == {"read": ["2026-09"], "damaged": {"2026-10": said}}
    assert home.ask("select words from raw.reported_figures") == [("Five.",)]
    assert home.ask("select edition, damage from raw.editions order by edition") == [
        ("2026-09", None),
        ("2026-10", said),
    ]


def test_a_load_that_fails_half_way_leaves_what_was_there(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    freeze(home.editions, "2026-09", "Five.")
    home.load()
    freeze(home.editions, "2026-10", "Six.")
    with monkeypatch.context() as broken:  # the last of the tables cannot be written
        broken.setattr(reported, "_copy", lambda *given: given[1] == "reported_targets" and 1 / 0)
        with pytest.raises(ZeroDivisionError):
            home.load()
    assert home.ask("select edition, words from raw.reported_figures") == [("2026-09", "Five.")]
    assert home.load()["read"] == ["2026-09", "2026-10"]
