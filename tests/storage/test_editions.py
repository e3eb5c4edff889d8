"""Editions in a bucket: frozen once, never written over, whole or not at all, and believed only by their hashes."""

from __future__ import annotations

import json
import os
import shutil
import stat
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from dashboards import __main__ as door
from dashboards import edition_shelf, editions
from storage.faults import Changed, StorageFault
from tests.dashboards.conftest import ROWS, create
from tests.storage.conftest import keys, seen_from, store
from tests.storage.wire import Wire

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
NOTHING_FROZEN = "delete from editions; delete from as_reported; delete from restatements;"
NAME = "2026-10"


@pytest.fixture(scope="session")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("kept") / "board.duckdb", ROWS + NOTHING_FROZEN)


@pytest.fixture(scope="session")
def frozen(board: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("frozen") / "editions"
    editions.freeze(board, folder, date(2026, 10, 1), frozen_by="Board secretary", frozen_at=AT)
    return folder


@pytest.fixture
def here(frozen: Path, tmp_path: Path) -> Path:
    """A folder of editions on this machine, with October in it."""
    return Path(shutil.copytree(frozen, tmp_path / "here" / "editions"))


@pytest.fixture
def shelf(address: str, tmp_path: Path) -> Path:
    return seen_from(address, tmp_path / "here").root


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere" / "editions"


def of(edition: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in edition.iterdir()}


def test_an_edition_is_brought_to_another_machine_byte_for_byte(here: Path, shelf: Path, elsewhere: Path) -> None:
    assert edition_shelf.agree(here, shelf).kept == [NAME]
    assert edition_shelf.agree(elsewhere, shelf).fetched == [NAME]
    assert of(elsewhere / NAME) == of(here / NAME)
    assert editions.verify(elsewhere / NAME) == []
    assert not any(path.stat().st_mode & stat.S_IWUSR for path in (elsewhere / NAME).iterdir())
    assert edition_shelf.agree(here, shelf) == edition_shelf.agree(elsewhere, shelf) == edition_shelf.Agreed()


def test_without_a_bucket_nothing_is_done(here: Path, tmp_path: Path) -> None:
    before = sorted(os.listdir(here))
    assert edition_shelf.agree(here, tmp_path / "landing") == edition_shelf.Agreed()
    assert sorted(os.listdir(here)) == before


@pytest.mark.parametrize("where", ["board.duckdb", "manifest.json"])
def test_half_an_edition_in_the_bucket_is_none_and_is_finished_by_the_next(
    here: Path, shelf: Path, elsewhere: Path, wire: Wire, where: str
) -> None:
    wire.fail("PUT", where, "AccessDenied", times=99)
    with pytest.raises(StorageFault):
        edition_shelf.agree(here, shelf)
    wire.heal()
    assert edition_shelf.agree(elsewhere, shelf) == edition_shelf.Agreed()
    wire.fail("PUT", where, "lost")
    assert edition_shelf.agree(here, shelf).kept == [NAME]
    assert edition_shelf.agree(elsewhere, shelf).fetched == [NAME]


def test_a_later_word_follows_and_one_that_follows_nothing_is_refused(here: Path, shelf: Path, elsewhere: Path) -> None:
    for folder in (here, elsewhere):
        edition_shelf.agree(folder, shelf)
    editions.add(here / NAME, {"pack.pdf": b"a pack"}, {"word": "of this machine"})
    assert edition_shelf.agree(here, shelf).kept == [NAME]
    assert edition_shelf.agree(elsewhere, shelf).fetched == [NAME]
    assert of(elsewhere / NAME) == of(here / NAME)
    editions.add(here / NAME, {}, {"word": "of one"})
    editions.add(elsewhere / NAME, {}, {"word": "of another"})
    edition_shelf.agree(here, shelf)
    with pytest.raises(Changed, match="neither follows the other"):
        edition_shelf.agree(elsewhere, shelf)
    assert editions.read(elsewhere / NAME)["word"] == "of another"
    assert json.loads((shelf / "editions" / NAME / "manifest.json").read_text())["word"] == "of one"


def test_a_month_frozen_on_two_machines_stays_the_first(
    board: Path, here: Path, shelf: Path, elsewhere: Path, wire: Wire
) -> None:
    edition_shelf.agree(here, shelf)
    editions.freeze(board, elsewhere, date(2026, 10, 1), frozen_by="Somebody else", frozen_at=AT)
    before = sorted(keys(wire))
    with pytest.raises(Changed):
        edition_shelf.agree(elsewhere, shelf)
    assert sorted(keys(wire)) == before
    assert json.loads((shelf / "editions" / NAME / "manifest.json").read_text())["frozen_by"] == "Board secretary"


def test_between_looking_and_writing_another_may_be_first_and_stays_so(
    here: Path, shelf: Path, elsewhere: Path, board: Path, wire: Wire, address: str, tmp_path: Path
) -> None:
    other = seen_from(address, tmp_path / "elsewhere").root
    editions.freeze(board, elsewhere, date(2026, 10, 1), frozen_by="Somebody else", frozen_at=AT)
    wire.fail("PUT", "manifest.json", "", then=lambda: edition_shelf.agree(elsewhere, other))
    with pytest.raises(Changed):
        edition_shelf.agree(here, shelf)
    assert json.loads((shelf / "editions" / NAME / "manifest.json").read_text())["frozen_by"] == "Somebody else"


@pytest.mark.parametrize("what", ["manifest.json", "board.duckdb"])
def test_what_was_changed_in_the_bucket_is_not_taken_from_there(
    here: Path, shelf: Path, elsewhere: Path, wire: Wire, what: str
) -> None:
    edition_shelf.agree(here, shelf)
    (key,) = (each for each in keys(wire) if each.endswith(what))
    content = (here / NAME / what).read_bytes().replace(b"Board secretary", b"Nobody at all  ").replace(b"a", b"b")
    if what == "manifest.json":
        content = (here / NAME / what).read_bytes().replace(b"Board secretary", b"Somebody else..")
    store(wire.store).put_object(Bucket="shelf", Key=f"los/landing/{key}", Body=content)
    with pytest.raises(StorageFault, match="was changed"):
        edition_shelf.agree(elsewhere, shelf)
    assert not (elsewhere / NAME).exists()


def test_what_was_damaged_here_is_not_brought_there(here: Path, shelf: Path, wire: Wire) -> None:
    board = here / NAME / "board.duckdb"
    board.chmod(0o644)
    board.write_bytes(b"damaged")
    assert edition_shelf.agree(here, shelf).damaged == [NAME]
    assert keys(wire) == []


def test_the_commands_freeze_into_the_bucket_and_find_there_what_another_machine_froze(
    board: Path, address: str, wire: Wire, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setenv("LOS_LANDING", address)
    monkeypatch.setenv("LOS_TODAY", "2026-11-16")
    for home, by in (("one", "Board secretary"), ("two", "Somebody else")):
        (tmp_path / home).mkdir()
        shutil.copy(board, tmp_path / home / "board.duckdb")
        monkeypatch.setenv("LOS_HOME", str(tmp_path / home))
        code = door.main(["freeze", NAME, "--by", by])
        assert code == (door.DONE if home == "one" else door.BAD_INPUT), capsys.readouterr()
    assert "is frozen as 2026-10 and stays so" in capsys.readouterr().err
    assert of(tmp_path / "two" / "editions" / NAME) == of(tmp_path / "one" / "editions" / NAME)
