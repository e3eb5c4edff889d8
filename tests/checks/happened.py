"""What may have happened, as evidence: one line each, so that a test reads as what it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from checks.alerts.desk import Desk
from checks.alerts.evidence import of_extracts
from checks.alerts.rules import Incident

SUNDAY = datetime(2026, 11, 22, 6, tzinfo=UTC)
PAGE = "112233445566778"  # Harrowdale Hospitals on Facebook, in the register
DEAD_TOKEN = {
    "outcome": "failed", "cause_class": "token", "cause": "Facebook does not accept the token (HTTP 401).",
    "next_step": "Ask whoever manages the account to consent again.",
}  # fmt: skip
FINE: dict[str, Any] = {"outcome": "ok", "cause_class": None, "cause": None, "next_step": None}


def hours(number: float) -> datetime:
    """Return a moment so many hours after Sunday at six."""
    return SUNDAY + timedelta(hours=number)


def partial(cause_class: str, cause: str) -> dict[str, Any]:
    return {"outcome": "partial", "cause_class": cause_class, "cause": cause, "next_step": "Look at it."}


def failed(cause_class: str, cause: str) -> dict[str, Any]:
    return partial(cause_class, cause) | {"outcome": "failed"}


def report(how: dict[str, Any], at: datetime, *, platform: str = "facebook", account: str = PAGE, subject: str = "posts",
           **more: Any) -> dict[str, Any]:  # fmt: skip
    """Return one row of an extract's report."""
    return {
        "platform": platform, "account_id": account, "organisation_id": "harrowdale", "subject": subject,
        "since": date(2026, 10, 18), "until": date(2026, 11, 22), "finished_at": at, "rows": 0, **how, **more,
    }  # fmt: skip


def desk(home: Path, *addresses: str, **settings: str) -> Desk:
    """Return an alert desk that tells these addresses."""
    return Desk(home, {"LOS_ALERT_URLS": " ; ".join(addresses), **settings})


def heed(at_desk: Desk, *rows: dict[str, Any], now: datetime | None = None) -> None:
    """Let a desk heed reports, at the moment of the last of them or the one given."""
    evidence = list(
        of_extracts(rows, at_desk.meaning)
    )  # here, where a fault is seen: the desk keeps its own from its callers
    at_desk.heed(lambda: evidence, now or max(row["finished_at"] for row in rows))


def everything(at_desk: Desk) -> list[Incident]:
    """Return every incident there ever was, the oldest first."""
    return sorted([*at_desk.store.past(), *at_desk.store.live()], key=lambda each: (each.since, each.incident_id))
