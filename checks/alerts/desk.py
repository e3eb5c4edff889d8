"""The alert desk, as the doors use it: hand evidence in, and whoever must know is told. It never fails its caller."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path

from checks.alerts.evidence import Evidence
from checks.alerts.meaning import Meaning
from checks.alerts.routes import BadRoute, Route, read_routes
from checks.alerts.rules import Incident
from checks.alerts.store import Store
from checks.alerts.telling import Teller

PROJECT = Path(__file__).resolve().parents[2]

log = logging.getLogger(__name__)


class Desk:
    """One LOS_HOME, its settings, and everybody who wants to be told."""

    def __init__(self, home: Path, environ: Mapping[str, str], project: Path = PROJECT) -> None:
        self.store, self.meaning = Store(home), Meaning.of(environ, project)
        self._setting = environ.get("LOS_ALERT_URLS") or ""

    def routes(self, *, is_quick: bool = False) -> list[Route]:
        """Return where alerts go; `is_quick`: without a look at each address. Raises BadRoute."""
        return read_routes(self._setting, self.store.name_of, is_quick=is_quick)

    def note(self, evidence: Iterable[Evidence]) -> list[Incident]:
        """Take evidence in without telling anybody yet; return the incidents it changed."""
        return self.store.take(evidence, self.meaning.describe)

    def tell(self, now: datetime, *, is_patient: bool = True) -> int:
        """Tell what is due; return how many messages got through. Raises BadRoute."""
        return Teller(self.store, self.routes(is_quick=True), self.meaning).tell(now, is_patient=is_patient)

    def heed(self, evidence: Callable[[], Iterable[Evidence]], now: datetime) -> None:
        """Take evidence in and tell; whatever goes wrong is said in the log, and the task goes on."""
        try:
            changed = self.note(evidence())
            if changed or self.store.live():
                self.tell(now)
        except BadRoute as why:
            log.warning("Nobody could be told: %s", why)
        except Exception as error:  # an alert that cannot be made must not cost the data
            log.warning("The alert desk failed (%s); the watchdog looks again.", type(error).__name__)
