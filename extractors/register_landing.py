"""A register's file onto the shelf as one batch: its good rows as entries, its bad ones with the reason and no cell."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from extractors.cells import BadImport
from extractors.landing import Landing, named_by_bytes
from extractors.privacy import Door
from extractors.records import Account, Extract, Page
from extractors.register_files import Filled, Taken, parse, said_at
from extractors.registers import PLATFORM
from extractors.tombstones import buried

LONDON = ZoneInfo("Europe/London")  # whose day it is when a person writes one
SHOWN = 100  # refused rows named in a report


def inspect_register(filled: Filled, seen_at: datetime | None) -> dict[str, Any]:
    """Say what would be loaded from a register's file; nothing is written."""
    door = Door(b"looked at and never kept", ())
    said_at(filled, seen_at or datetime.max.replace(tzinfo=UTC))  # an import would refuse it
    return _report(filled, parse(filled, "", door, _day(seen_at)))


def land_register(
    filled: Filled, organisation_id: str, landing: Landing, door: Door, received_at: datetime
) -> dict[str, Any]:
    """Land a register's file as one batch, named by its bytes; importing it again replaces it. Return what was taken.

    Raises NotAnExport, and BadImport where not one row can be taken; then nothing was written.
    """
    taken = parse(filled, organisation_id, door, _day(received_at))
    report = _report(filled, taken)
    if not taken.good:
        why = f"not one row can be taken ({report['refused'][0]})" if taken.bad else "no row is filled in"
        raise BadImport(f"{filled.file.name}: {why}; nothing was loaded")
    file, name, written_at = filled.file, filled.register.name, said_at(filled, received_at)
    account = Account(organisation_id, PLATFORM, f"{organisation_id}.{name}")
    batch_id = named_by_bytes(file.sha256)
    with landing.open_batch(account, batch_id, buried(landing.root, door)) as batch:
        rows = [{"line": each.line, "cells": each.cells, "refusal": each.refusal} for each in taken.entries]
        asked = {"file_name": file.name, "sha256": file.sha256, "received_at": received_at.isoformat()}
        batch.keep(Page(name, {"covered_to": filled.covered_to, "entries": rows}, asked))
        for entry in taken.entries:
            batch.add(entry)
        batch.add(
            Extract(
                PLATFORM,
                account.account_id,
                organisation_id,
                batch_id,
                "register",
                name,
                taken.since,
                taken.until,
                written_at,
                received_at,
                received_at,
                "ok",
                pages=1,
                rows=len(taken.good),
                bytes=file.size,
                file_name=file.name,
                dropped=len(taken.bad),
                dropped_why="; ".join(f"{why}: {rows}" for why, rows in _reasons(taken).items()) or None,
            )
        )
    report["account"] = {"id": account.account_id, "how": "the organisation's own register"}
    return {**report, "account_id": account.account_id, "batch_id": batch_id, "observed_at": written_at.isoformat()}


def _report(filled: Filled, taken: Taken) -> dict[str, Any]:
    return {
        "platform": PLATFORM,
        "kind": "register",
        "title": f"register: {filled.register.title}",
        "register": filled.register.name,
        "rows": len(taken.entries),
        "entries": len(taken.good),
        "dropped": [{"reason": reason, "rows": rows} for reason, rows in _reasons(taken).items()],
        "refused": [f"{filled.file.name} line {entry.line}: {entry.refusal}" for entry in taken.bad[:SHOWN]],
        "problems": list(filled.problems),
        "period": {"since": _iso(taken.since), "until": _iso(taken.until)},
        "account": {"id": None, "how": "given with the import"},
    }


def _reasons(taken: Taken) -> Counter[str]:
    """Count the refused rows by the first thing that is wrong with each, without how to mend it."""
    return Counter((entry.refusal or "").partition(";")[0] for entry in taken.bad)


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(LONDON).date() if moment else None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
