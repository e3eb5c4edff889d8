"""python -m checks.watchdog: is anything silent? Once, for cron, a container or a systemd timer (docker/), every ten minutes.

Alerts when no look, build or publish came when due, when Airflow is dead, the disk nearly full, a token or a version of an
API near its end, or data about to be forgotten by its platform; sends what could not be sent before, and the morning's
digest. It needs neither Airflow nor DuckDB. JSON on stdout. Exit: 0 done, 2 a bad setting (one line says which), 1 a
fault of ours, or an alert that did not get through.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import NoReturn

from checks.alerts import overdue
from checks.alerts.desk import Desk
from checks.alerts.evidence import Evidence
from checks.alerts.routes import BadRoute
from checks.alerts.rules import CRITICAL, Finding, Incident

DONE, FAULT, BAD_INPUT = 0, 1, 2
STOPS = ("scheduler", "disk")
TO_CATCH_UP = timedelta(hours=3)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Look once and return the exit code."""
    parser = _Parser(prog="python -m checks.watchdog", description=__doc__)
    parser.parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    home = Path(os.environ.get("LOS_HOME") or "var").resolve()
    now, desk = _now(), Desk(home, os.environ)
    try:
        routes = desk.routes()
        evidence = look(home, desk, os.environ, now)
    except (BadRoute, ValueError, FileNotFoundError) as why:
        print(" ".join(str(why).split()), file=sys.stderr)
        return BAD_INPUT
    changed = desk.note(evidence)
    sent = desk.tell(now, is_patient=False)
    live = [each for each in desk.store.live() if each.is_open]
    untold = [each for each in live if each.severity == "critical" and routes and not each.told]
    print(json.dumps({"changed": [each.incident_id for each in changed], "messages": sent, "open": len(live)}))
    return FAULT if untold and any(each.takes(one, one.severity) for each in routes for one in untold) else DONE


def look(home: Path, desk: Desk, environ: Mapping[str, str], now: datetime) -> list[Evidence]:
    """Return everything there is to say now. Raises ValueError where a setting or the register cannot be used."""
    from extractors.accounts import read_accounts
    from extractors.landing import Landing
    from storage import place as storage

    if not desk.meaning.register.is_file():
        raise ValueError(
            f"LOS_REGISTER: there is no register at {desk.meaning.register}; name the CSV file of accounts"
        )
    accounts = [
        each for each in read_accounts(desk.meaning.register) if not each.closed_on or each.closed_on > now.date()
    ]
    live = [each for each in desk.store.live() if each.is_open]
    found: list[Evidence] = [overdue.disk(home, *_room(home), now)]
    if url := environ.get("LOS_AIRFLOW_URL"):
        if not url.startswith(("http://", "https://")):
            raise ValueError("LOS_AIRFLOW_URL is no address: write it as http://127.0.0.1:8080")
        found.append(overdue.scheduler(url, now))
    shelf = storage.place(environ.get("LOS_LANDING"), home)
    near = list(overdue.near(Landing(shelf), accounts, desk.meaning.seeds, now))
    late = [
        *overdue.extracts(shelf, accounts, desk.meaning, now), overdue.board(home, datetime.now(UTC), landing=shelf)
    ]  # fmt: skip
    is_dead = any(isinstance(each, Finding) and each.what in STOPS and each.rank >= CRITICAL for each in found)
    is_dead = is_dead or any(
        each.what in STOPS and _is_fresh(each, now) for each in (*desk.store.past(), *desk.store.live())
    )
    return [
        *found, *near, *overdue.gone(live, accounts, near, home, now),
        *(each for each in late if not isinstance(each, Finding) or not _is_explained(each, live, is_dead)),
    ]  # fmt: skip


def _is_fresh(incident: Incident, now: datetime) -> bool:
    """Say whether something that stops everything lasted until now or just now: what was missed needs its time."""
    return incident.closed_at is None or now - datetime.fromisoformat(incident.closed_at) < TO_CATCH_UP


def _is_explained(late: Finding, live: list[Incident], is_dead: bool) -> bool:
    """Say whether another incident is why something did not come: one alert a cause."""
    if late.cause_class != "late":
        return False
    if is_dead:
        return True
    parts = [part for each in live if each.cause_class in ("ours", "checks") for part in each.parts]
    if late.what == "board":
        return any(part.startswith(("build.", "line/figures")) or part.endswith((".load", ".check")) for part in parts)
    platforms = [late.platform] if late.platform else ["x", "linkedin", "facebook", "youtube"]
    return all(any(part.startswith(f"extract_{name}.") for part in parts) for name in platforms)


def _room(home: Path) -> tuple[int, int]:
    """Return total and free bytes of the disk that holds LOS_HOME."""
    place = next(path for path in (home, *home.parents) if path.exists())
    usage = shutil.disk_usage(place)
    return usage.total, usage.free


def _now() -> datetime:
    """Return the moment of looking. On a stated day (LOS_TODAY) it is 06:00 UTC, the sandbox's moment."""
    stated = os.environ.get("LOS_TODAY")
    return datetime.combine(date.fromisoformat(stated), time(6), UTC) if stated else datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
