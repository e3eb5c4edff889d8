"""One spreadsheet's cells as JSON, read in a process of its own: `python workbook.py < file.xls > cells.json`.

A damaged or hostile workbook can claim a cell far out, and calamine then asks for memory until the machine kills it
(seen with a LinkedIn .xls of 47 kB with 50 bytes changed); here it only kills this process, and within a bound.
"""

from __future__ import annotations

import io
import json
import resource
import subprocess
import sys
from datetime import date, datetime, time, timedelta

import python_calamine

MEMORY = 1 << 30  # bytes
SECONDS = 60
EXACT = 1e15  # a spreadsheet keeps 15 digits of a number


Row = tuple[int, list[str]]  # its number as the spreadsheet shows it, and its cells


def read_sheets(content: bytes) -> dict[str, list[Row]] | None:
    """Return every sheet's rows as text, by sheet name; None if the workbook cannot be opened."""
    command = [sys.executable, "-I", __file__]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        return None
    sheets: dict[str, list[Row]] = json.loads(done.stdout)
    return sheets


def _as_text(cell: float | str | bool | time | date | datetime | timedelta) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell)) if abs(cell) < EXACT else repr(cell)  # beyond, digits would be made up: no id any more
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
    sheets = {}
    for name in book.sheet_names:
        rows = book.get_sheet_by_name(name).iter_rows()
        sheets[name] = [
            (number, [_as_text(cell) for cell in row])
            for number, row in enumerate(rows, 1)
            if any(cell != "" for cell in row)
        ]
    json.dump(sheets, sys.stdout)


if __name__ == "__main__":
    _main()
