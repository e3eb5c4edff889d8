"""What a trust edits says column by column what to write, and every report has a reader."""

from __future__ import annotations

import csv
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import yaml

REPO = Path(__file__).resolve().parents[2]
PROJECT = REPO / "dbt_project"


def described(folder: str, kind: str) -> dict[str, dict[str, Any]]:
    """Everything of a kind that the yml files of a folder describe, by name."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((PROJECT / folder).glob("*.yml")):
        for each in yaml.safe_load(path.read_text()).get(kind, []):
            assert each["name"] not in found, f"{each['name']} is described twice"
            found[each["name"]] = each
    return found


def headers() -> dict[str, list[str]]:
    found = {}
    for path in sorted((PROJECT / "seeds").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as text:
            found[path.stem] = next(csv.reader(text))
    return found


def test_every_column_of_every_seed_is_described_and_typed_and_no_other() -> None:
    seeds = described("seeds", "seeds")
    assert set(seeds) == set(headers()) and len(seeds) > 20
    for name, columns in headers().items():
        assert [column["name"] for column in seeds[name]["columns"]] == columns, name
        assert list(seeds[name]["config"]["column_types"]) == columns, name


def test_every_description_says_something() -> None:
    for name, seed in described("seeds", "seeds").items():
        assert len(seed["description"]) > 20, name
        bare = [column["name"] for column in seed["columns"] if len(column.get("description", "")) < 6]
        assert bare == [], name


def test_every_cell_that_may_be_empty_says_so() -> None:
    silent = []
    for name, seed in described("seeds", "seeds").items():
        with (PROJECT / "seeds" / f"{name}.csv").open(newline="", encoding="utf-8") as text:
            rows = list(csv.DictReader(text))
        silent += [
            f"{name}.{column['name']}"
            for column in seed["columns"]
            if any(not row[column["name"]] for row in rows) and "empty" not in column["description"]
        ]
    assert silent == []


def test_every_page_is_an_exposure_and_every_report_has_a_reader_or_a_reason() -> None:
    exposures = described("models", "exposures")
    pages = {path.stem for path in (REPO / "dashboards" / "app_pages").glob("[a-z]*.py")}
    assert set(exposures) == {*pages, "board_file"}
    read = {
        name: {re.fullmatch(r"ref\('(\w+)'\)", each)[1] for each in exposure["depends_on"]}  # type: ignore[index]
        for name, exposure in exposures.items()
    }
    reports = {path.stem for path in (PROJECT / "models" / "reports").glob("*.sql")}
    assert set().union(*read.values()) == reports
    on_pages = set().union(*(read[page] for page in pages))
    assert on_pages & read["board_file"] == set(), "it is on a page by now"
    reasons = exposures["board_file"]["config"]["meta"]["reasons"]
    assert set(reasons) == read["board_file"] and all(len(reason) > 20 for reason in reasons.values())


def make_docs(home: Path) -> subprocess.CompletedProcess[str]:
    make = ["make", "--no-print-directory", "-o", ".venv/installed", "docs"]  # with what is installed already
    environment = {**os.environ, "LOS_HOME": str(home)}
    return subprocess.run(make, cwd=REPO, env=environment, capture_output=True, text=True, timeout=300)


def test_make_docs_writes_one_page_that_asks_nobody_for_anything(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()
    ran = make_docs(tmp_path)
    assert ran.returncode == 0, ran.stderr
    page = Path(ran.stdout.strip())
    assert page == tmp_path / "dbt" / "docs" / "static_index.html"
    text = page.read_text()
    assert "a human answer when stuck" not in text  # the words of the seeds, not their rows
    assert "What people would come to know, think or do" in text
    # dbt's page would fetch a tracker's script if the project had not said no
    assert '"send_anonymous_usage_stats": false' in text and '"send_anonymous_usage_stats": true' not in text
    assert re.findall(r"<(?:script|img|iframe)[^>]*\ssrc=[\"']?(?:https?:)?//[^>]*>", text) == []
    assert re.findall(r"<link[^>]*rel=[\"']?stylesheet[^>]*>|@import\s+url\(|url\([\"']?(?:https?:)?//", text) == []


def test_make_docs_without_a_warehouse_says_what_to_do_and_makes_none(tmp_path: Path) -> None:
    ran = make_docs(tmp_path)
    assert ran.returncode == 2 and "Build it first: make run" in ran.stderr
    assert list(tmp_path.iterdir()) == []
