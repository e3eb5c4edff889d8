"""Reads the registers the sandbox wrote, as anybody reads a CSV file."""

from __future__ import annotations

import csv
from pathlib import Path

Rows = list[dict[str, str]]
Files = dict[tuple[str, str], Rows]  # (organisation, register) -> its rows


def read(path: Path) -> tuple[list[str], Rows]:
    lines = path.read_text(encoding="utf-8").splitlines()
    remarks = [line for line in lines if line.startswith("#")]
    return remarks, list(csv.DictReader(lines[len(remarks) :]))


def files_in(folder: Path) -> Files:
    return {(path.parent.name, path.stem): read(path)[1] for path in sorted(folder.rglob("*.csv"))}
