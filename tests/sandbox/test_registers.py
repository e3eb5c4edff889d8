"""The registers the made-up bodies keep: every cell allowed, and one history for a seed."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from sandbox.registers import REGISTERS, write_registers
from sandbox.world import World
from tests.sandbox.registers_read import Files, Rows, files_in, read

REPO = Path(__file__).parents[2]
TODAY, EARLIER, FIRST_WEEKS = date(2026, 11, 16), date(2026, 3, 10), date(2024, 12, 5)
SPECIFICATION = tomllib.loads((REPO / "extractors" / "registers.toml").read_text())
OSMERE_KEEPS = {"listening_log", "hours", "outcome_values"}

IS = {
    "id": r"[^\s|@]+( [^\s|@]+)*",
    "text": r"(?!.*@)(?!.*\d{6})[^|]+",
    "day": r"20\d\d-\d\d-\d\d",
    "month": r"20\d\d-(0[1-9]|1[0-2])",
    "count": r"\d+",
    "amount": r"\d+(\.\d+)?",
    "number": r"-?\d+(\.\d+)?",
    "yes_no": r"yes|no",
    "hashtags": r"\w+(;\w+)*",
    "person": r"\S+",
    "people": r"\S+",
}


def test_harrowdale_keeps_every_register_osmere_three_and_marrick_none(files: Files) -> None:
    kept = defaultdict(set)
    for organisation, name in files:
        kept[organisation].add(name)
    assert dict(kept) == {"harrowdale": set(SPECIFICATION), "osmere": OSMERE_KEEPS}
    assert all(files.values())


def test_every_file_names_its_register_and_says_up_to_when_it_is_complete(folder: Path) -> None:
    for path in folder.rglob("*.csv"):
        remarks, _ = read(path)
        assert remarks[0] == f"# register: {path.stem}"
        covered = re.fullmatch(r"# covered_to: (\S+)", remarks[1])
        assert covered and date(2026, 9, 30) <= date.fromisoformat(covered[1]) < TODAY


def faults(name: str, rows: Rows) -> Iterator[str]:
    columns = {column["name"]: column for column in SPECIFICATION[name]["columns"]}
    for number, row in enumerate(rows, 1):
        if list(row) != list(columns):
            yield f"row {number}: the columns are {list(row)}"
            continue
        for column, said in row.items():
            known = columns[column]
            if not said:
                if known.get("needed"):
                    yield f"row {number}: {column} is empty"
            elif known["kind"] == "choice":
                if said not in known["values"]:
                    yield f"row {number}: {column} is {said!r}"
            elif not re.fullmatch(IS[known["kind"]], said):
                yield f"row {number}: {column} is {said!r}"
    keys = Counter(tuple(row[column] for column in SPECIFICATION[name]["key"]) for row in rows)
    yield from (f"the key {key} stands {times} times" for key, times in keys.items() if times > 1)


@pytest.mark.parametrize("name", SPECIFICATION)
def test_every_cell_is_one_its_register_allows_and_no_key_stands_twice(files: Files, name: str) -> None:
    found = [fault for (_, register), rows in files.items() if register == name for fault in faults(name, rows)]
    assert not found, "\n".join(found[:10])


def test_the_same_seed_and_date_write_the_same_bytes_and_another_seed_does_not(folder: Path, tmp_path: Path) -> None:
    write_registers(World(1, TODAY), tmp_path / "again")
    write_registers(World(2, TODAY), tmp_path / "other")
    for path in folder.rglob("*.csv"):
        within = path.relative_to(folder)
        assert (tmp_path / "again" / within).read_bytes() == path.read_bytes()
    differ = {
        path.stem
        for path in folder.rglob("*.csv")
        if (tmp_path / "other" / path.relative_to(folder)).read_bytes() != path.read_bytes()
    }
    assert differ >= set(REGISTERS) - {"comparisons", "communities"}


@pytest.mark.parametrize("before", [EARLIER, FIRST_WEEKS])
def test_a_later_date_adds_rows_and_fills_empty_cells_and_changes_nothing(
    files: Files, tmp_path: Path, before: date
) -> None:
    write_registers(World(1, before), tmp_path)
    earlier = files_in(tmp_path)
    assert earlier
    for (organisation, name), rows in earlier.items():
        key = SPECIFICATION[name]["key"]
        later = {tuple(row[column] for column in key): row for row in files[organisation, name]}
        for row in rows:
            now = later[tuple(row[column] for column in key)]
            assert {column: now[column] for column, said in row.items() if said} == {
                column: said for column, said in row.items() if said
            }, name
        assert len(rows) <= len(later)


def test_no_register_speaks_of_a_day_to_come_but_plans_and_due_days(harrowdale: dict[str, Rows]) -> None:
    ahead = {"due_on", "ends_on"}
    for name, rows in harrowdale.items():
        days = [column["name"] for column in SPECIFICATION[name]["columns"] if column["kind"] == "day"]
        for row in rows:
            assert all(row[day] < str(TODAY) for day in days if day not in ahead), (name, row)


def test_the_command_writes_whole_files_and_says_how_many_rows_each_has(tmp_path: Path, files: Files) -> None:
    ended = run("--folder", str(tmp_path), "--date", str(TODAY), "--seed", "1")
    assert ended.returncode == 0 and ended.stderr == ""
    assert ended.stdout.splitlines() == [
        f"{organisation}/{name}.csv {len(files[organisation, name])} rows"
        for organisation, names in (
            ("harrowdale", REGISTERS),
            ("osmere", [one for one in REGISTERS if one in OSMERE_KEEPS]),
        )
        for name in names
    ]
    assert files_in(tmp_path) == files
    assert not [path for path in tmp_path.rglob(".*")]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--date", "16.11.2026"], "the date must be written YYYY-MM-DD"),
        (["--date", "2020-01-01"], "the date must lie after"),
        (["--register", "nowhere.csv"], "the register nowhere.csv cannot be read"),
    ],
)
def test_a_command_that_cannot_be_is_one_clear_line(tmp_path: Path, arguments: list[str], word: str) -> None:
    ended = run("--folder", str(tmp_path), *arguments)
    assert ended.returncode == 2 and ended.stdout == ""
    assert word in ended.stderr and ended.stderr.count("\n") == 1


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sandbox.registers", *arguments]
    return subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=120, check=False)
