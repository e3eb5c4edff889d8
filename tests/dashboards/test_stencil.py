"""Charts are drawn once for each look; what is kept of pages is sent again, and set aside from the search for litter."""

from __future__ import annotations

import gc
import re
import weakref
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dashboards import charts, reads, settled, spc_chart, stencil
from dashboards.reads_signals import of_kpi, points


class Ring:
    """It holds itself: only a search for litter lets go of it."""

    def __init__(self) -> None:
        self.itself = self


def empty_slots(spec: dict[str, Any]) -> set[str]:
    """Return the slots that nothing was put in; $schema is the name of the grammar."""
    return set(re.findall(r"'\$(\w+)'", str({**spec, "datasets": {}}))) - {"schema"}


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> dict[tuple[object, ...], object]:
    """Return where the looks are kept: none yet."""
    empty: dict[tuple[object, ...], object] = {}
    monkeypatch.setattr(stencil, "_looks", empty)
    return empty


def test_two_charts_of_one_look_share_it_and_nothing_of_their_own(
    full_board: Path, looks: dict[tuple[object, ...], object]
) -> None:
    board, whole = reads.connect(full_board), ("organisation", "harrowdale")
    first, second = (
        charts.line(
            reads.series(board, "harrowdale", kpi, whole), title=kpi, unit="percent", month="Oct 2026", months=months
        ).to_dict()
        for kpi, months in (("AL-MAPPED", ["Sep 2026", "Oct 2026"]), ("AL-MAPPED", ["Oct 2026", "Nov 2026"]))
    )
    assert len(looks) == 1
    domains = [spec["layer"][0]["encoding"]["x"]["scale"]["domain"] for spec in (first, second)]
    assert domains == [["Sep 2026", "Oct 2026"], ["Oct 2026", "Nov 2026"]]
    first["layer"][0]["encoding"]["x"]["scale"]["domain"].append("written to")
    third = charts.line(
        reads.series(board, "harrowdale", "AL-MAPPED", whole), title="", unit="percent", month="Oct 2026"
    ).to_dict()
    assert "written to" not in str(third) and empty_slots(third) == set()


def test_a_filled_look_is_vega_lite_word_for_word(full_board: Path) -> None:
    board, whole = reads.connect(full_board), ("organisation", "harrowdale")
    series = reads.series(board, "harrowdale", "RS-ANSWERED", whole)
    marks = [("Oct 2026", "1, 2")]
    charts.line(series, title="x", unit="percent", month="Oct 2026", marks=marks).to_dict(validate=True)
    judged = next(row for row in of_kpi(board, "harrowdale", "RS-ANSWERED").values() if row["variation_icon"])
    chart = spc_chart.draw(points(board, "harrowdale", judged), title="x", unit="percent", month="Oct 2026")
    assert empty_slots(chart.to_dict(validate=True)) == set()


def test_rows_go_to_the_browser_as_they_are_with_nothing_where_nothing_is_known(full_board: Path) -> None:
    series = reads.series(reads.connect(full_board), "harrowdale", "RS-STANDARD", ("organisation", "harrowdale"))
    spec = charts.line(series, title="x", unit="percent", month="Oct 2026").to_dict()
    sent = pa.ipc.open_stream(stencil.packed(spec)["datasets"][stencil.ROWS]).read_all().to_pylist()
    assert sent == spec["datasets"][stencil.ROWS]
    assert [row["value"] for row in sent if row["month"] == "Jul 2025"] == [None]


def test_what_is_kept_is_set_aside_and_what_was_let_go_of_is_found_again() -> None:
    settled.settle()
    before = gc.get_freeze_count()
    there = Ring()
    settled.settle()
    assert gc.get_freeze_count() == before  # nothing much was kept: nothing to do
    for _ in range(settled.MANY):
        settled.kept()
    settled.settle()
    assert not any(each is there for each in gc.get_objects())  # set aside
    still = weakref.ref(there)
    del there
    gc.collect()
    assert still() is not None  # nobody holds it but itself, and nobody looks for it
    for _ in range(settled.MANY):
        settled.kept()
    settled.settle()
    assert still() is None
    gc.unfreeze()
