"""Before a file is stored a person hears what of it is known already, and from where."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from extractors.imports import BadImport, Place, import_file, inspect_file
from extractors.landing import Landing
from extractors.privacy import Door
from extractors.records import Account, Extract, Post
from tests.extractors.export_files import X_HEADER, csv_file, x_id, x_row
from tests.extractors.meta_and_studio_files import daily

TRUST = Account("harrowdale", "x", "2244990001", handle="HarrowdaleNHS")
OTHER = Account("marrick", "x", "2244990002", handle="MarrickDaleNHS")
DOOR = Door(b"a key for tests only, thirty-two bytes", ["HarrowdaleNHS"])
NOON = datetime(2026, 3, 9, 12, tzinfo=UTC)
FIRST, SECOND, THIRD = (datetime(2026, 3, day, 9, 1, 7, tzinfo=UTC) for day in (2, 3, 4))


@pytest.fixture
def landing(tmp_path: Path) -> Landing:
    return Landing(tmp_path / "landing")


def look(path: Path, landing: Landing, **more: Any) -> dict[str, Any]:
    return inspect_file(path, NOON, Place("harrowdale", [TRUST, OTHER], landing, **more))


def a_file(path: Path, *days: datetime) -> Path:
    return csv_file(path, X_HEADER, *(x_row(day, f"Post of {day:%A}") for day in days))


def test_posts_are_told_apart_as_new_known_from_the_interface_or_from_files(tmp_path: Path, landing: Landing) -> None:
    with landing.open_batch(TRUST, "20260309_20260202_20260309") as batch:
        batch.add(Post("x", TRUST.account_id, x_id(FIRST), "original", FIRST))
        batch.add(Extract("x", TRUST.account_id, "harrowdale", batch.batch_id, "api", "posts", FIRST.date(), NOON.date(), NOON, NOON, NOON, "ok"))  # fmt: skip
    earlier = a_file(tmp_path / "earlier.csv", FIRST, SECOND)
    import_file(earlier, organisation_id="harrowdale", landing=landing, accounts=[TRUST], door=DOOR, received_at=NOON)
    said = look(a_file(tmp_path / "later.csv", FIRST, SECOND, THIRD), landing)["standing"]
    assert said == {
        "account_id": "2244990001", "is_registered": True, "posts": {"new": 1, "by_interface": 1, "in_files": 1},
        "read_before": [],
    }  # fmt: skip
    assert look(earlier, landing)["standing"]["read_before"] == ["2026-03-09"]


def test_a_file_of_another_body_is_refused_before_it_is_handed_in(tmp_path: Path, landing: Landing) -> None:
    theirs = csv_file(tmp_path / "theirs.csv", X_HEADER, x_row(FIRST, "a", handle="MarrickDaleNHS"))
    with pytest.raises(BadImport, match="MarrickDaleNHS is an account of marrick"):
        look(theirs, landing)


def test_a_file_that_names_nobody_has_no_standing_until_the_account_is_said(tmp_path: Path, landing: Landing) -> None:
    page = Account("harrowdale", "facebook", "112233445566778")
    path = daily(tmp_path / "Follows.csv", ("Facebook follows", [("2026-03-08T00:00:00", "3")]))
    place = Place("harrowdale", [page], landing)
    assert inspect_file(path, NOON, place)["standing"] is None
    said = inspect_file(path, NOON, Place("harrowdale", [page], landing, "112233445566778"))
    assert said["standing"]["is_registered"] and said["account"]["id"] == "112233445566778"


def test_looking_stores_nothing(tmp_path: Path, landing: Landing) -> None:
    look(a_file(tmp_path / "a.csv", FIRST), landing)
    assert not landing.root.exists()
