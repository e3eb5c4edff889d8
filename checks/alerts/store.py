"""The incidents on the disk: one small file each, written whole, under one lock; neither a database nor Airflow is needed.

    incidents/live/<key>.json        open, or closed and not told to everybody yet; the key is a hash of cause and source
    incidents/past/<key>.<id>.json   closed and told
    incidents/last_id, lock, sending, salt, routes.json (what each was told last), cut_short.json (what was being sent)

Two locks: `lock` for the moment of a read and write, `sending` for as long as messages are sent, which nobody waits for.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.alerts.rules import Book, Clear, Finding, Incident, Unasked

KNOWN = {each.name for each in fields(Incident)}

log = logging.getLogger(__name__)


class Store:
    """The folder `incidents` of one LOS_HOME."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "incidents"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store for the moment of a read and write."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def sending(self) -> Iterator[bool]:
        """Yield whether this process is the one that sends now; the lock goes with the process, however it ends."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "sending").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
            else:
                yield True

    def take(
        self, evidence: Iterable[Finding | Clear | Unasked], describe: Callable[[Incident], None]
    ) -> list[Incident]:
        """Take evidence in and return the incidents it changed."""
        evidence = list(evidence)
        if not (self.folder / "live").is_dir() and not any(isinstance(each, Finding) for each in evidence):
            return []  # nothing was ever wrong here, and nothing is
        with self.locked():
            book = Book({each.key: each for each in self._read("live")}, self._new_id, self._last_of, describe)
            book.take(evidence)
            for incident in book.settled:
                self._settle(incident)
            for incident in book.touched.values():
                self._save(incident)
        return list(book.touched.values())

    def change(self, incident_id: str, how: Callable[[Incident], None]) -> Incident | None:
        """Change one live incident as it stands now; None when there is none of that id."""
        with self.locked():
            for incident in self._read("live"):
                if incident.incident_id == incident_id:
                    how(incident)
                    self._save(incident)
                    return incident
        return None

    def settle(self, routes: Iterable[str]) -> None:
        """Put away what is closed and told as over on every one of these routes that was told of it."""
        known, cut_short = set(routes), {each for some in self.note("cut_short").values() for each in some}
        with self.locked():
            for incident in self._read("live"):
                awaited = (set(incident.told) & known) - set(incident.told_closed)
                if (
                    not incident.is_open
                    and incident.incident_id not in cut_short
                    and (incident.is_replaced or not awaited)
                ):
                    self._settle(incident)

    def live(self) -> list[Incident]:
        """Return what is open or not told as over yet, the oldest first."""
        return sorted(self._read("live"), key=lambda each: each.since)

    def past(self) -> list[Incident]:
        """Return what is settled, the oldest first."""
        return sorted(self._read("past"), key=lambda each: each.since)

    def note(self, name: str) -> dict[str, Any]:
        """Return what was noted under a name: {} when nothing was, or what was cannot be read."""
        try:
            said = json.loads((self.folder / f"{name}.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return said if isinstance(said, dict) else {}

    def keep_note(self, name: str, said: dict[str, Any]) -> None:
        """Note something; nothing takes the note away."""
        path = self.folder / f"{name}.json"
        if said:
            _write(path, said)
        else:
            path.unlink(missing_ok=True)

    def name_of(self, address: str) -> str:
        """Return a short name for an address: it tells two apart, and nobody can have the address back from it."""
        path = self.folder / "salt"
        with self.locked():
            if not path.exists():
                _write(path, secrets.token_hex(16))
            salt = str(json.loads(path.read_bytes()))
        return hashlib.sha256((salt + address).encode()).hexdigest()[:6]

    def _read(self, place: str) -> list[Incident]:
        found = []
        for path in sorted((self.folder / place).glob("*.json")):
            try:
                said = json.loads(path.read_bytes())
                found.append(Incident(**{name: value for name, value in said.items() if name in KNOWN}))
            except FileNotFoundError:
                continue  # it was settled while we looked
            except (ValueError, TypeError):
                log.warning("%s cannot be read as an incident; it is left where it is.", path)
        return found

    def _save(self, incident: Incident) -> None:
        _write(self.folder / "live" / f"{_hash(incident.key)}.json", vars(incident))

    def _settle(self, incident: Incident) -> None:
        _write(self.folder / "past" / f"{_hash(incident.key)}.{incident.incident_id}.json", vars(incident))
        (self.folder / "live" / f"{_hash(incident.key)}.json").unlink(missing_ok=True)

    def _last_of(self, key: str) -> str | None:
        found = [path.name.split(".")[1] for path in (self.folder / "past").glob(f"{_hash(key)}.*.json")]
        return max(found, key=lambda name: tuple(map(int, name.split("-"))), default=None)

    def _new_id(self, moment: datetime) -> str:
        path, day = self.folder / "last_id", f"{moment.astimezone(UTC):%Y%m%d}"
        last = str(json.loads(path.read_bytes())) if path.exists() else ""
        number = int(last.partition("-")[2]) + 1 if last else 1
        _write(path, f"{day}-{number}")
        return f"{day}-{number}"


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _write(path: Path, what: Any) -> None:
    """Write a file so that a reader sees the old one or the new one. landing.write_whole would load pyarrow."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    beside.write_text(json.dumps(what, ensure_ascii=False), encoding="utf-8")
    os.replace(beside, path)
