"""Has everything come that was due? Asked when figures are about to be published, by a calendar and each source's own rhythm.

A platform's interface is read every day, weekends too; a file somebody exports is due by the month, a register by the rhythm
that extractors/registers.toml gives it, and people need working days for both. A source that is late is a warning: what rests on it says so, the rest is shown.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import great_expectations.expectations as gxe
import pandas as pd

from checks.engine import Question
from checks.known_days import Days
from checks.owners import ENGINEER, REGISTERS, to
from extractors.registers import Rhythm, registers

TABLES = ("figures",)
MISSED = 2  # looks: one may fail and be made good on the next day; the second is missed
NEVER = "nothing is due"
READ = {
    "accounts": """
        select organisation_id, platform, account_id, source, null as register, data_to, opened_on from reports.accounts
        where freshness not in ('closed', 'off')""",
    "registers": """
        select organisation_id, 'register' as platform, name as account_id, 'register' as source, register,
            max(covered_to) as data_to, null::date as opened_on
        from reports.register_files group by organisation_id, register, name""",
}
NAMED_BY = ("organisation_id", "platform", "account_id", "data_to", "due_to")

OF_EACH_ACCOUNT = [
    gxe.ExpectColumnValuesToBeInSet(
        column="is_overdue", value_set=[False], severity="warning", description="every account was read when it was due",
        notes="More than one day's look is missing: its newest days are unknown, and soon the platform forgets them.",
        meta=to(ENGINEER, "See the account's last extract under Trust for the cause and the next step."),
    ),
]  # fmt: skip

OF_EACH_REGISTER = [
    gxe.ExpectColumnValuesToBeInSet(
        column="is_overdue", value_set=[False], severity="warning", description="every register came when it was due",
        notes="A register kept before has not come by its own rhythm, which its template names: figures that rest on it are "
        "missing.",
        meta=to(REGISTERS, "Fill it in up to the day named and import the file; a time in which nothing was is a file that "
        "says so."),
    ),
]  # fmt: skip


def questions(warehouse: Path, checked_at: datetime, days: Days) -> list[Question]:
    """Return what is asked of every account and register of a built warehouse.

    Raises ValueError when the reports are not there.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            accounts, registers = (connection.sql(select).df() for select in READ.values())
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            why = str(error).splitlines()[0]
            raise ValueError(f"{warehouse.name} lacks a report; run dbt build first ({why})") from error
    today = checked_at.date()
    return [
        Question(overdue(accounts, today, days), OF_EACH_ACCOUNT, NAMED_BY),
        Question(overdue(registers, today, days), OF_EACH_REGISTER, NAMED_BY),
    ]


def overdue(sources: pd.DataFrame, today: date, days: Days) -> pd.DataFrame:
    """Return each source with the day its data should reach (due_to) and whether it reaches it (is_overdue).

    `sources` has platform, account_id, source, register (None: it is none), data_to (None: nothing was read yet) and
    opened_on.
    """
    pairs = zip(sources["source"], sources["register"], strict=True)
    due = [_due_to(source, None if pd.isna(register) else register, today, days) for source, register in pairs]
    reached = [None if pd.isna(day) else pd.Timestamp(day).date() for day in sources["data_to"]]
    opened = [None if pd.isna(day) else pd.Timestamp(day).date() for day in sources["opened_on"]]
    late = [
        needed is not None and (known or date.min) < needed and not (since and since > needed)
        for known, needed, since in zip(reached, due, opened, strict=True)
    ]
    said = {"data_to": [str(day or "nothing yet") for day in reached], "due_to": [str(day or NEVER) for day in due]}
    return sources.assign(**said, is_overdue=pd.Series(late, index=sources.index, dtype=bool))


def _due_to(source: str, register: str | None, today: date, days: Days) -> date | None:
    """Return the last day that should be known by now; None: nothing is due by a calendar."""
    if source in ("api", "sandbox"):
        return today - timedelta(days=MISSED)
    known = registers().get(register or "")
    rhythm = known.due if known else Rhythm()  # a file is due as most registers are
    if rhythm.every == "never":
        return None
    end = rhythm.ended_before(today)
    while today <= days.worked_after(end, rhythm.worked_days):
        end = rhythm.ended_before(end)
    return end
