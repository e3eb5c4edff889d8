"""The register of channels: whose account is where, read from seeds/accounts.csv."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from extractors.records import Account


def read_accounts(register: Path, platform: str | None = None) -> list[Account]:
    """Return the accounts in the register, in its order; of one platform if named.

    Raises ValueError with file, line and mend when a row cannot be used.
    """
    accounts = []
    with register.open(newline="", encoding="utf-8") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            missing = [name for name in ("organisation_id", "platform", "account_id") if not row.get(name)]
            if missing:
                raise ValueError(
                    f"{register.name} line {number}: {', '.join(missing)} is empty; fill it in or delete the line"
                )
            accounts.append(
                Account(
                    row["organisation_id"],
                    row["platform"],
                    row["account_id"],
                    row["name"],
                    row["handle"],
                    row["secret"],
                    _day(row["opened_on"], register, number),
                    _day(row["closed_on"], register, number),
                )
            )
    return [account for account in accounts if platform in (None, account.platform)]


def _day(text: str, register: Path, number: int) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{register.name} line {number}: {text!r} is not a date; write it as 2026-11-22") from None
