"""Entries: what an organisation's registers say, each row taken whole or refused with the reason, and people hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import great_expectations.expectations as gxe
import pandas as pd

from checks.case import Case, History, lacks
from checks.engine import Question
from checks.owners import ENGINEER, PRIVACY, REGISTERS, to
from extractors.records import Entry
from extractors.registers import WITHDRAWN, Column, Register, registers

REQUIRED = ("platform", "account_id", "organisation_id", "register", "line", "batch_id")
NAMED_BY = ("register", "line")
LATE = 31  # days: by then the month's report was written without it
NAMED = 20  # lines named in a warning
KEYED = re.compile("[0-9a-f]{64}(;[0-9a-f]{64})*")  # HMAC-SHA256 as the door writes it
WRITTEN = {
    "count": re.compile("[0-9]{1,15}"),
    "amount": re.compile(r"[0-9]{1,15}(\.[0-9]+)?"),
    "number": re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?"),
    "yes_no": re.compile("true|false"),
}

EXPECTATIONS = [
    gxe.ExpectCompoundColumnsToBeUnique(
        column_list=list(Entry.KEY), severity="critical", description="no line is there twice",
        notes="A line of a file is one row; the batch was not written by landing.",
        meta=to(ENGINEER, "Import the file again."),
    ),
    gxe.ExpectColumnValuesToBeUnique(
        column="entry_id", severity="critical", description="no entry is there twice",
        notes="Which of the two counts would be chance; the import refuses the later one.",
        meta=to(ENGINEER, "Mend register_files.py and import the file again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="lacks", severity="critical", description="every entry has what it must have",
        notes="Without it nobody knows whose entry it is.",
        meta=to(ENGINEER, "Mend extractors/register_landing.py and import the file again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_of_this_batch", value_set=[True], severity="critical",
        description="entries are of the batch's own account",
        notes="The file was moved or mixed with another's.",
        meta=to(ENGINEER, "Import the file again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_of_its_organisation", value_set=[True], severity="critical",
        description="entries are of the batch's own organisation and register",
        notes="One organisation's hours would count for another.",
        meta=to(ENGINEER, "Import the file again for the right organisation."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="register", value_set=list(registers()), severity="critical", description="the register is known",
        notes="extractors/registers.toml has none of this name; a newer release wrote it, or it was renamed.",
        meta=to(ENGINEER, "Import the file again with this release, under the register's present name."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_taken_or_refused", value_set=[True], severity="critical",
        description="a row is taken whole or refused with the reason",
        notes="A refused row keeps no cell, for it may hold a person; a taken one has an id.",
        meta=to(ENGINEER, "Mend register_files.py and import the file again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="cells_lacking", severity="critical", description="every entry fills what its register needs",
        notes="The models count on it; the register gained a needed column.",
        meta=to(REGISTERS, "Fill the column and import the file again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="cells_unknown", severity="critical", description="entries hold only what their register has",
        notes="A cell nobody asked for may hold anybody; the register lost a column.",
        meta=to(PRIVACY, "Import the file again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="cells_unreadable", severity="critical", description="every cell can be read as its kind",
        notes="One day that is none would stop the build for everybody.",
        meta=to(ENGINEER, "Mend extractors/register_cells.py and import the file again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="cells_not_keyed", severity="critical", description="people are keyed, never named",
        notes="Somebody's id may have passed the door.",
        meta=to(PRIVACY, "Delete the batch and its pages, mend register_cells.py, and tell the data protection "
        "officer."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="days_late", max_value=LATE, severity="warning", description="entries were written within a month",
        notes="Written from memory, or after the outcome was known: the figures that rest on it are marked late.",
        meta=to(REGISTERS, "Write entries down in the week they belong to."),
    ),
]  # fmt: skip

OF_THE_BATCH = [
    gxe.ExpectColumnValuesToBeBetween(
        column="taken", min_value=1, severity="critical", description="at least one row was taken",
        notes="A file of which nothing can be used covers nothing, but would look like a month of zeros.",
        meta=to(REGISTERS, "Compare the file's columns with the template in docs/registers and import it again."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="refused_in_100", max_value=20, severity="warning", description="few rows were refused",
        notes="What was refused is not counted.",
        meta=to(REGISTERS, "Mend the lines named and import the file again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="rows_counted", column_B="taken", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="no more entries than the extract counted",
        notes="More means that the file's own count cannot be relied on.",
        meta=to(ENGINEER, "Import the file again."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of a batch of entries: of each row, and of the file as a whole."""
    rows = case.rows()
    is_register = bool(case.extracts["source"].eq("register").any())
    if rows.empty and not is_register:
        return []  # a platform's batch: it has no entries, and every look of every day would be asked about none
    rows["cells"] = [None if cells is None else dict(cells) for cells in rows["cells"]]
    frame = rows.assign(
        lacks=lacks(rows, REQUIRED),
        is_of_this_batch=case.is_of_this_batch(rows),
        is_of_its_organisation=_is_of_its_organisation(case, rows),
        is_taken_or_refused=_is_taken_or_refused(rows),
        cells_lacking=_of_each(rows, _lacking),
        cells_unknown=_of_each(rows, lambda register, cells: " ".join(sorted(set(cells) - set(register.cells)))),
        cells_unreadable=_of_each(rows, _unreadable),
        cells_not_keyed=_of_each(rows, _not_keyed),
        days_late=pd.to_numeric(_of_each(rows, _days_late)),
    ).drop(columns="cells")  # no result may repeat one
    asked = [Question(frame, EXPECTATIONS, NAMED_BY)]
    if is_register:
        named = ("file_name", "rows", "refused", "lines")
        asked.append(Question(pd.DataFrame([_of_the_file(case, rows)]), OF_THE_BATCH, named))
    return asked


def _of_the_file(case: Case, rows: pd.DataFrame) -> dict[str, Any]:
    is_refused = rows["refusal"].notna()
    lines = [str(line) for line in rows.loc[is_refused, "line"]]
    refused = len(lines)
    return {
        "file_name": case.extracts["file_name"].iloc[0],
        "rows": len(rows),
        "refused": refused,
        "lines": ", ".join(lines[:NAMED]) + (" ..." if refused > NAMED else ""),
        "taken": len(rows) - refused,
        "refused_in_100": 100 * refused / max(len(rows), 1),
        "rows_counted": case.extracts["rows"].iloc[0],
    }


def _is_of_its_organisation(case: Case, rows: pd.DataFrame) -> pd.Series[bool]:
    """Tell for each row whether its organisation and register are those of the batch, and its account is made of both."""
    whose = case.extracts[["organisation_id", "subject"]].iloc[:1].to_numpy().tolist()
    own = list(zip(rows["organisation_id"], rows["register"], strict=True))
    said = [list(each) in whose and f"{each[0]}.{each[1]}" == account
            for each, account in zip(own, rows["account_id"], strict=True)]  # fmt: skip
    return pd.Series(said, index=rows.index, dtype=bool)


def _is_taken_or_refused(rows: pd.DataFrame) -> pd.Series[bool]:
    has_cells, has_id, is_refused = (rows[name].notna() for name in ("cells", "entry_id", "refusal"))
    is_reason_given = rows["refusal"].fillna("").str.strip().ne("")
    return ((has_cells & has_id & ~is_refused) | (~has_cells & ~has_id & is_reason_given)).astype(bool)


def _of_each(rows: pd.DataFrame, tell: Callable[[Register, dict[str, str]], Any]) -> pd.Series[Any]:
    """Ask something of each taken row of a known register; None where there is nothing to say."""
    known = registers()
    told = [tell(known[register], cells) or None if cells is not None and register in known else None
            for register, cells in zip(rows["register"], rows["cells"], strict=True)]  # fmt: skip
    return pd.Series(told, index=rows.index, dtype=object)


def _lacking(register: Register, cells: dict[str, str]) -> str:
    needed = [name for name in register.needed if cells.get(WITHDRAWN) != "true" or name in register.key]
    return " ".join(name for name in needed if not cells.get(name))


def _unreadable(register: Register, cells: dict[str, str]) -> str:
    return " ".join(
        name for name in register.names if name in cells and not _is_read(register.column(name), cells[name])
    )


def _is_read(column: Column, cell: str) -> bool:
    if column.kind in ("day", "month"):
        try:
            return date.fromisoformat(cell).isoformat() == cell and (column.kind == "day" or cell.endswith("-01"))
        except ValueError:
            return False
    return (
        cell in column.values
        if column.kind == "choice"
        else bool(WRITTEN.get(column.kind, re.compile("(?s:.+)")).fullmatch(cell))
    )


def _not_keyed(register: Register, cells: dict[str, str]) -> str:
    keyed = [
        name for name, column in register.cells.items() if column.kind in ("person", "people") or name != column.name
    ]
    return " ".join(name for name in keyed if name in cells and not KEYED.fullmatch(cells[name]))


def _days_late(register: Register, cells: dict[str, str]) -> int | None:
    """Return the days from what an entry speaks of to its writing; None where it does not say, or says no day."""
    try:
        return (date.fromisoformat(cells["recorded_on"]) - date.fromisoformat(cells[register.dated])).days
    except (KeyError, ValueError):
        return None
