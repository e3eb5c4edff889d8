"""The incidents of LOS_HOME as rows, for the warehouse: what checks/alerts wrote, one small JSON file each.

incidents/live/*.json   open, or over and not told yet        incidents/past/*.json   over
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa

from extractors.records import UTC_TIME

TEXTS = (
    "incident_id", "cause_class", "source", "platform", "account_id", "organisation_id", "subject", "severity", "owner",
    "title", "cause", "means", "affected", "next_step", "link", "earlier", "closed_by", "snoozed_by", "snoozed_why",
    "acted_by", "acted_note",
)  # fmt: skip
TIMES = ("since", "last_seen", "closed_at", "told_at", "told_closed_at", "acted_at")
INCIDENTS = pa.schema(
    [(name, pa.string()) for name in TEXTS]
    + [(name, UTC_TIME) for name in TIMES]
    + [("snoozed_until", pa.string()), ("times_seen", pa.int64())]
)


def incident_rows(folder: Path) -> pa.Table:
    """Return every incident, in the order of its files; one that cannot be read, or is on its way, is left for next time."""
    found: dict[str, dict[str, Any]] = {}
    for place in ("live", "past"):  # one that was put away while we read is there twice
        for path in sorted((folder / place).glob("*.json")):
            try:
                said = json.loads(path.read_bytes())
                found[said["incident_id"]] = _row(said)
            except (OSError, ValueError, KeyError, TypeError):
                continue
    return pa.Table.from_pylist(list(found.values()), schema=INCIDENTS)


def _row(said: dict[str, Any]) -> dict[str, Any]:
    times = {name: datetime.fromisoformat(said[name]) if said.get(name) else None for name in TIMES}
    texts = {name: said.get(name) or None for name in (*TEXTS, "snoozed_until")}
    return {**texts, **times, "times_seen": int(said["times_seen"])}
