"""Who is told what, and when: at once what is critical, once a morning what warns, and once when it is over.

A message is noted as told only after it got through. Whoever is killed between the two leaves a note that it was being
sent: it is sent again then, and says so, because an alert that is lost costs more than one that comes twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from checks.alerts import messages
from checks.alerts.meaning import Meaning
from checks.alerts.messages import Message
from checks.alerts.routes import Route
from checks.alerts.rules import CRITICAL, Incident, severity_of
from checks.alerts.store import Store

MORNING, ZONE = time(7), ZoneInfo("Europe/London")  # of the digest
PATIENCE = timedelta(minutes=5)  # before a route that failed is tried again by a task; the watchdog never waits

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """One message to one route, and what is noted when it got through."""

    route: Route
    kind: str  # open | over | digest
    opened: Sequence[Incident]
    over: Sequence[Incident]

    @property
    def ids(self) -> list[str]:
        """The incidents it speaks of."""
        return [each.incident_id for each in (*self.opened, *self.over)]


class Teller:
    """Tells what is due. Only one process at a time sends, and nobody waits for it."""

    def __init__(self, store: Store, routes: Sequence[Route], meaning: Meaning) -> None:
        self._store, self._routes, self._meaning = store, routes, meaning

    def tell(self, now: datetime, *, is_patient: bool = True) -> int:
        """Send what is due and return how many messages got through; `is_patient`: leave a route alone that just failed."""
        sent, tried = 0, set[str]()
        while True:
            with self._store.sending() as is_ours:
                if not is_ours:
                    return sent  # that process looks again after it has let go, and finds what came meanwhile
                for due in self._due(now, tried, is_patient):
                    tried.add(_once(due))
                    sent += self._send(due, now)
                self._store.settle(route.name for route in self._routes)
            if not self._due(now, tried, is_patient):
                return sent

    def _due(self, now: datetime, tried: set[str], is_patient: bool) -> list[Due]:
        live, notes = self._store.live(), self._store.note("routes")
        found: list[Due] = []
        for route in self._routes:
            noted = notes.get(route.name, {})
            if is_patient and noted.get("failed_at") and now - datetime.fromisoformat(noted["failed_at"]) < PATIENCE:
                continue
            cut = self._cut_short(route)
            news = [each for each in live if _is_news(each, route, now)]
            over = [each for each in live if _is_over(each, route, cut)]
            found += [Due(route, "open", [each], []) for each in news if each.rank >= CRITICAL]
            found += [Due(route, "over", [], [each]) for each in over if _told_rank(each, route) >= CRITICAL]
            quiet = [each for each in news if each.rank < CRITICAL]
            quietly = [each for each in over if _told_rank(each, route) < CRITICAL]
            if noted.get("digest_on") is None:
                self._note(route, digest_on=str(_morning(now)))  # the first one comes with the next morning
            elif date.fromisoformat(noted["digest_on"]) < _morning(now):
                found.append(Due(route, "digest", quiet, quietly))  # an empty one is not sent, only noted
        return [due for due in found if _once(due) not in tried]

    def _send(self, due: Due, now: datetime) -> int:
        if due.ids:
            is_again = bool(self._cut_short(due.route) & {*due.ids})
            self._keep_cut_short(due.route, self._cut_short(due.route) | {*due.ids})
            if not due.route.send(self._message(due, now, is_again)):
                if not is_again:
                    self._keep_cut_short(due.route, self._cut_short(due.route) - {*due.ids})
                self._note(due.route, failed_at=now.isoformat())
                which = f"Route {due.route.number} ({due.route.kind})"
                log.warning("%s did not take %s; it is tried again.", which, ", ".join(due.ids))
                return 0
            for incident in due.opened:
                self._store.change(incident.incident_id, _noting(due.route.name, incident.rank, now))
            for incident in due.over:
                self._store.change(incident.incident_id, _noting_over(due.route.name, now))
            self._keep_cut_short(due.route, self._cut_short(due.route) - {*due.ids})
        if due.kind == "digest":
            self._note(due.route, failed_at=None, digest_on=str(_morning(now)))
        else:
            self._note(due.route, failed_at=None)
        return int(bool(due.ids))

    def _cut_short(self, route: Route) -> set[str]:
        """Return what was being sent to a route when somebody was killed; only whoever sends changes it."""
        return {*self._store.note("cut_short").get(route.name, ())}

    def _keep_cut_short(self, route: Route, ids: set[str]) -> None:
        noted = {**self._store.note("cut_short"), route.name: sorted(ids)}
        self._store.keep_note("cut_short", {name: some for name, some in noted.items() if some})

    def _message(self, due: Due, now: datetime, is_again: bool) -> Message:
        if due.kind == "digest":
            return messages.digest(due.opened, due.over, self._meaning, now, is_again=is_again)
        if due.kind == "over":
            return messages.all_clear(due.over[0], self._meaning, is_again=is_again)
        incident, told = due.opened[0], due.opened[0].told.get(due.route.name)
        lead = "" if told is None else "worse: " if incident.rank > told["rank"] else "still: "
        return messages.alert(incident, self._meaning, lead, is_again=is_again)

    def _note(self, route: Route, **what: Any) -> None:
        with self._store.locked():
            noted = self._store.note("routes")
            noted[route.name] = noted.get(route.name, {}) | what
            self._store.keep_note("routes", noted)


def _is_news(incident: Incident, route: Route, now: datetime) -> bool:
    if not incident.is_open or not route.takes(incident, severity_of(incident.rank)):
        return False
    told, today = incident.told.get(route.name), now.date()
    wakes = date.fromisoformat(incident.snoozed_until) if incident.snoozed_until else None
    if wakes and today < wakes and severity_of(incident.rank) == severity_of(incident.snoozed_rank):
        return False  # what becomes critical wakes by itself
    if told is None or incident.rank > told["rank"]:
        return True
    return wakes is not None and today >= wakes and datetime.fromisoformat(told["at"]).date() < wakes


def _is_over(incident: Incident, route: Route, cut: set[str]) -> bool:
    was_told = route.name in incident.told or incident.incident_id in cut
    return not incident.is_open and was_told and route.name not in incident.told_closed and not incident.is_replaced


def _told_rank(incident: Incident, route: Route) -> int:
    return int(incident.told.get(route.name, {"rank": incident.rank})["rank"])


def _once(due: Due) -> str:
    """Name a message, so that one that failed is not tried again in the same breath."""
    ranks = [each.rank for each in due.opened]
    return (
        f"{due.route.name} {due.kind} {'' if due.kind == 'digest' else due.ids} {'' if due.kind == 'digest' else ranks}"
    )


def _morning(now: datetime) -> date:
    """Return the day whose morning it is or was: before seven it is still yesterday's."""
    there = now.astimezone(ZONE)
    return there.date() if there.time() >= MORNING else there.date() - timedelta(days=1)


def _noting(route: str, rank: int, now: datetime) -> Callable[[Incident], None]:
    def note(incident: Incident) -> None:
        incident.told[route] = {"rank": rank, "at": now.isoformat()}
        incident.told_at = incident.told_at or now.isoformat()

    return note


def _noting_over(route: str, now: datetime) -> Callable[[Incident], None]:
    def note(incident: Incident) -> None:
        incident.told_closed[route] = now.isoformat()
        incident.told_closed_at = incident.told_closed_at or now.isoformat()

    return note
