"""One thing is changed in what a trust wrote down, and exactly the figures that rest on it move."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests import golden_line
from tests.the_line import Line

Key = tuple[str, str, str, str]  # KPI, month, kind of slice, slice
SHOWN = "select kpi_id, period::text, slice_kind, slice, numerator, denominator, value, state, status, reason, basis from figures"


class Body:
    """The golden body, which can be built again with something changed."""

    def __init__(self, line: Line, folder: Path) -> None:
        self.line, self.folder = line, folder
        self.before = self.shown()

    def shown(self) -> dict[Key, tuple[Any, ...]]:
        """Return every figure as a reader sees it."""
        return {row[:4]: row[4:] for row in self.line.board(SHOWN)}

    def moved(self) -> dict[Key, tuple[Any, ...]]:
        """Build again, and return the figures that are not what they were."""
        self.line.build_again()  # the figures, not their tests
        after = self.shown()
        assert after.keys() == self.before.keys()
        return {key: after[key] for key in after if after[key] != self.before[key]}

    def change_seed(self, name: str, old: str, new: str) -> None:
        """Change one line of a seed."""
        path = self.line.project / "seeds" / f"{name}.csv"
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}.csv"
        path.write_text(text.replace(old, new))


@pytest.fixture
def body(golden: Line, tmp_path: Path) -> Body:
    """A copy of it that a test may change."""
    shutil.copytree(golden.home, tmp_path / "home")
    shutil.copytree(golden.project, tmp_path / "project")
    return Body(Line(tmp_path / "home", "http://127.0.0.1:1", project=tmp_path / "project"), tmp_path)


def test_one_weight_moves_the_two_mismatches_and_nothing_else(body: Body) -> None:
    body.change_seed("objectives", "SO1,Objective 1,20,", "SO1,Objective 1,30,")
    body.change_seed("objectives", "SO2,Objective 2,20,", "SO2,Objective 2,10,")  # the weights still make 100
    moved = body.moved()
    assert {key[0] for key in moved} == {"AL-RESFIT", "AL-ATTFIT"}
    # half of 1 + 4 + 6 + 4 + 5 + 2, where it was half of 11 + 6 + 6 + 4 + 5 + 2
    assert moved["AL-RESFIT", "2026-10-01", "organisation", "golden"][2] == 11
    assert moved["AL-RESFIT", "2026-09-01", "organisation", "golden"][2] == pytest.approx(70)
    assert moved["AL-ATTFIT", "2026-01-01", "organisation", "golden"][2] == 65  # half of 5 + 65 + 18 + 18 + 14 + 10


def test_one_target_moves_no_figure_but_the_share_of_kpis_that_are_managed(body: Body) -> None:
    targets = "select kpi_id, target from targets where period = date '2026-10-01' order by kpi_id"
    before = body.line.board(targets)
    body.change_seed("targets", "golden,AL-MAPPED,80,at least", "golden,AL-MAPPED,90,at least")
    assert body.moved() == {}
    assert [row for row in body.line.board(targets) if row not in before] == [("AL-MAPPED", 90)]
    body.change_seed("targets", "golden,AL-MAPPED,90,at least,2024-04-01,,\n", "")
    moved = body.moved()
    assert {key[0] for key in moved} == {"AL-MANAGED"}
    assert moved["AL-MANAGED", "2026-10-01", "organisation", "golden"][:2] == (2, 30)


def test_the_purpose_of_one_act_moves_the_shares_of_its_month_and_what_is_made_of_them(body: Body) -> None:
    label = [
        {"platform": "x", "post_id": "news-1", "labeller": "first", "purpose_id": "C7", "labelled_on": "2026-06-01"}
    ]
    golden_line.take_in(body.line.home, golden_line.write_register(body.folder, "labels", label))
    body.line.check_and_load(LOS_TODAY=str(golden_line.UNTIL))
    moved = body.moved()
    assert moved["MM-COMM", "2026-05-01", "organisation", "golden"][:3] == (41, 100, 41)
    assert moved["MM-BCAST", "2026-05-01", "organisation", "golden"][:3] == (59, 100, 59)
    assert moved["MM-MOVE", "2026-05-01", "organisation", "golden"][2] == pytest.approx(42)
    shares = {key for key in moved if key[0] in ("MM-COMM", "MM-BCAST")}
    assert {key[1] for key in shares} == {"2026-05-01"}
    # a quarter that holds May moves too, and C7 is now used, though hardly ever
    assert {key[0] for key in moved} == {"MM-COMM", "MM-BCAST", "MM-MOVE"}
    assert {key[1] for key in moved if key[0] == "MM-MOVE"} <= {"2026-05-01", "2026-06-01", "2026-07-01"}
