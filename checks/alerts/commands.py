"""python -m checks incidents list | take ID | snooze ID | close ID: what is wrong, and who does something about it.

JSON on stdout. Exit: 0 done, 2 it could not be done as asked (one line on stderr says why).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, NoReturn

from checks.alerts.desk import Desk
from checks.alerts.routes import BadRoute
from checks.alerts.rules import Incident

DONE, BAD_INPUT = 0, 2
LONGEST = timedelta(days=92)  # of a snooze: what is wrong for longer is taken, or mended
RECENT = timedelta(days=30)
SHORTEST_WORDS = 3
TOLD_OF_ONE = (
    "incident_id", "severity", "title", "cause", "owner", "next_step", "link", "affected", "since", "last_seen",
    "times_seen", "earlier", "closed_at", "closed_by", "told_at", "told_closed_at", "snoozed_until", "snoozed_by",
    "snoozed_why", "acted_by", "acted_at", "acted_note",
)  # fmt: skip


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")


def main(arguments: list[str]) -> int:
    """Run one command and return the exit code."""
    asked = _parser().parse_args(arguments)
    home = Path(os.environ.get("LOS_HOME") or "var").resolve()
    try:
        print(json.dumps(asked.command(asked, Desk(home, os.environ)), indent=1, ensure_ascii=False))
    except (BadRoute, ValueError) as why:
        print(" ".join(str(why).split()), file=sys.stderr)
        return BAD_INPUT
    return DONE


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m checks incidents", description="What is wrong, and who does something about it.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    listing = commands.add_parser("list", help="what is open, and what was closed in the last 30 days")
    listing.add_argument("--all", action="store_true", help="everything that ever was")
    listing.add_argument("--nobody-acted", action="store_true", help="only what is open and nobody has taken")
    listing.set_defaults(command=_list)
    for name, how, words in (
        ("take", _take, "say that you do something about it"),
        ("snooze", _snooze, "be told nothing of it until a day, unless it gets critical"),
        ("close", _close, "say that it is over where no evidence will come, such as of a task that is no more"),
    ):
        one = commands.add_parser(name, help=words)
        one.add_argument("incident", metavar="ID", help="as in the alert: 20261123-1")
        one.add_argument("--by", required=True, metavar="JOB_TITLE", help="who says so")
        if name == "snooze":
            one.add_argument("--until", required=True, type=date.fromisoformat, metavar="DAY", help="told again then")
        wording = "--reason" if name == "snooze" else "--note"
        one.add_argument(wording, dest="note", required=True, metavar="TEXT", help="what is done, or why not yet")
        one.set_defaults(command=how)
    return parser


def _list(asked: argparse.Namespace, desk: Desk) -> list[dict[str, Any]]:
    since = (_now() - RECENT).isoformat()
    known = {each.incident_id: each for each in (*desk.store.past(), *desk.store.live())}
    shown = [each for each in known.values() if asked.all or each.is_open or (each.closed_at or "") >= since]
    if asked.nobody_acted:
        shown = [each for each in shown if each.is_open and not each.acted_at]
    return [_told(each) for each in sorted(shown, key=lambda one: (not one.is_open, one.since))]


def _take(asked: argparse.Namespace, desk: Desk) -> dict[str, Any]:
    by, note = _words(asked)

    def take(incident: Incident) -> None:
        incident.acted_by, incident.acted_note, incident.acted_at = by, note, _now().isoformat()

    return _changed(asked, desk, take)


def _snooze(asked: argparse.Namespace, desk: Desk) -> dict[str, Any]:
    by, why = _words(asked)
    today = _now().date()
    if not today < asked.until <= today + LONGEST:
        raise ValueError(f"--until {asked.until} must be after today and at most {LONGEST.days} days ahead")

    def snooze(incident: Incident) -> None:
        incident.snoozed_until, incident.snoozed_by, incident.snoozed_why = str(asked.until), by, why
        incident.snoozed_rank = incident.rank

    return _changed(asked, desk, snooze)


def _close(asked: argparse.Namespace, desk: Desk) -> dict[str, Any]:
    by, note = _words(asked)

    def close(incident: Incident) -> None:
        incident.closed_at, incident.closed_by = _now().isoformat(), f"{by}: {note}"
        incident.parts = {}

    changed = _changed(asked, desk, close)
    desk.tell(_now(), is_patient=False)
    return changed


def _changed(asked: argparse.Namespace, desk: Desk, how: Callable[[Incident], None]) -> dict[str, Any]:
    def change(incident: Incident) -> None:
        if not incident.is_open:
            raise ValueError(f"{asked.incident} is closed already: {incident.closed_by}")
        how(incident)

    changed = desk.store.change(asked.incident, change)
    if changed is None:
        raise ValueError(f"no incident {asked.incident} is open; python -m checks incidents list names those that are")
    return _told(changed)


def _words(asked: argparse.Namespace) -> tuple[str, str]:
    by, note = asked.by.strip(), asked.note.strip()
    if min(len(by), len(note)) < SHORTEST_WORDS:
        raise ValueError("--by takes a job title and the note a few words: whoever reads it later must understand it")
    return by, note


def _told(incident: Incident) -> dict[str, Any]:
    whole = asdict(incident)
    return {name: whole[name] for name in TOLD_OF_ONE}


def _now() -> datetime:
    """Return the moment, UTC. On a stated day (LOS_TODAY) it is 06:00."""
    stated = os.environ.get("LOS_TODAY")
    return datetime.combine(date.fromisoformat(stated), time(6), UTC) if stated else datetime.now(UTC)
