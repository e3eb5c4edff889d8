"""The strategy as data: each contradiction is named with its file, its line and the mend, before anything is built."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checks.strategy import NEEDED, SEEDS, contradictions

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    for name in NEEDED:
        shutil.copy(SEEDS / f"{name}.csv", tmp_path)
    return tmp_path


def test_the_strategy_that_ships_holds_together() -> None:
    assert contradictions(SEEDS) == []


BREACHES = [
    ("objectives", "smoke-free\",20,", "smoke-free\",21,", "objectives.csv line 2: the weights of harrowdale in force on 2024-04-01 add up to 101"),
    ("objectives", "smoke-free\",20,", "smoke-free\",many,", "objectives.csv line 2: the weight 'many' is not a whole number"),
    ("objectives", ",Chief Nurse,", ",,", "objectives.csv line 4: SO3 has no owner"),
    ("objectives", "2024-04-01,\nharrowdale,SO2", "2024-04-01,2024-01-01\nharrowdale,SO2", "objectives.csv line 2: it ends on 2024-01-01, before it begins"),
    ("objectives", "2024-04-01,\nharrowdale,SO2", "1 April,\nharrowdale,SO2", "objectives.csv line 2: Invalid isoformat string"),
    ("objectives", "osmere,PH2,", "osmere,PH1,", "objectives.csv line 11: osmere PH1 is in force twice from 2024-04-01 (also line 10)"),
    ("objectives", "osmere,PH2,", "nowhere,PH2,", "objectives.csv line 11: no organisation 'nowhere'"),
    ("kpis", ",Head of Patient Experience,", ",,", "kpis.csv line 6: RS-ANSWERED has no owner"),
    ("kpis", "AL-GAPS,", "AL-NEW,", "kpis.csv line 3: AL-NEW stands under no objective"),
    ("kpi_objectives", "harrowdale,EN-DEPTH,SO1", "harrowdale,EN-DEPTH,SO9", "kpi_objectives.csv line 6: harrowdale has no objective 'SO9'"),
    ("targets", "harrowdale,AL-GAPS,0", "harrowdale,AL-OLD,0", "targets.csv line 3: no KPI 'AL-OLD'"),
    ("targets", "harrowdale,AL-MAPPED,80,at least", "harrowdale,AL-MAPPED,most,over", "targets.csv line 2: the target 'most' is not a number"),
    ("targets", "harrowdale,AL-MAPPED,80,at least", "harrowdale,AL-MAPPED,80,over", "targets.csv line 2: the comparator 'over' is not known"),
    ("tags", "harrowdalelistens,SO3", "harrowdalelistens,SO33", "tags.csv line 4: harrowdale has no objective 'SO33'"),
    ("tags", "wenurses,SO4,C4", "wenurses,SO4,C8", "tags.csv line 8: no purpose 'C8'"),
    ("tags", "harrowdalelistens,SO3,,false", "harrowdalelistens,SO3,,false,,,", "tags.csv line 4: has not as many cells as the header"),
    ("purposes", "purpose_id,mode", "purpose,mode", "purposes.csv line 1: the column purpose_id is not there"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "before", "after", "says"), BREACHES)
def test_a_contradiction_is_named_with_its_file_line_and_mend(
    seeds: Path, name: str, before: str, after: str, says: str
) -> None:
    path = seeds / f"{name}.csv"
    text = path.read_text()
    assert text.count(before) >= 1
    path.write_text(text.replace(before, after, 1))
    found = contradictions(seeds)
    assert [line for line in found if line.startswith(says)], found
    assert all("; " in line for line in found), "a line without a mend"


def test_an_older_weight_that_ended_is_not_counted_beside_the_new_one(seeds: Path) -> None:
    path = seeds / "objectives.csv"
    lines = path.read_text().splitlines()
    old = next(line for line in lines if line.startswith("osmere,PH1"))
    ended, new = old[:-1] + ",2026-04-01", old.replace("2024-04-01", "2026-04-01")
    path.write_text("\n".join([line for line in lines if line != old] + [ended, new]) + "\n")
    assert contradictions(seeds) == []


def test_a_folder_without_seeds_is_no_strategy_that_holds_together(tmp_path: Path) -> None:
    assert len(contradictions(tmp_path)) == len(NEEDED)


def test_the_command_prints_each_contradiction_and_ends_with_2(seeds: Path) -> None:
    (seeds / "targets.csv").unlink()
    ran = subprocess.run(
        [sys.executable, "-m", "checks.strategy", str(seeds)], cwd=REPO, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("targets.csv: is not there") and "Traceback" not in ran.stderr
