"""What one extract cost and missed, by subject: the report that goes with a batch."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from types import ModuleType

from extractors.faults import Gap, Refused
from extractors.http import Client
from extractors.platforms import Window, platform
from extractors.records import Account, Counts, Extract, Interaction, Reading, Row
from extractors.silence import Silence
from extractors.unread import Unreads

SUBJECTS = ("posts", "interactions", "series", "deletions")
NOT_ASKED = Gap(
    "deletions",
    "ours",
    "The run ended before it was asked what has been deleted.",
    "Nothing to mend: the next run asks.",
)


class Tally:
    """What one extract cost and missed, by subject."""

    def __init__(self, account: Account, batch_id: str, window: Window, clock: Callable[[], datetime]) -> None:
        self.account, self.batch_id, self.window, self.clock = account, batch_id, window, clock
        self.client: Client | None = None
        self.started_at = clock()
        self._pages, self._rows = Counter[str](), Counter[str]()
        self._retries, self._bytes = Counter[str](), Counter[str]()
        self._waited_s: defaultdict[str, float] = defaultdict(float)
        self._gaps = {"deletions": [NOT_ASKED]}  # as long as nobody has asked
        self._silence = Silence()
        self.unreads = Unreads()
        self._last_subject = "series"  # every platform is asked for its account's own counts first

    def count_page(self, subject: str, gaps: Iterable[Gap]) -> None:
        """Count one page, what it cost since the page before, and what it shows to be missing."""
        self._pages[subject] += 1
        self._count_cost(subject)
        for gap in gaps:
            self._gaps.setdefault(gap.subject, []).append(gap)
            if gap.cause_class != "schema":  # a dead metric leaves the list of posts whole
                self.window.doubt.cut.add(gap.subject)

    def count_rows(self, rows: Iterable[Row]) -> None:
        """Count rows, each under its subject."""
        counted = dict.fromkeys(("posts", "interactions", "series"), 0)
        for row in rows:
            if isinstance(row, Counts | Reading):
                counted["posts" if row.subject_kind == "post" else "series"] += len(row.fields)
                self._silence.hear(row)
            else:
                counted["interactions" if isinstance(row, Interaction) else "posts"] += 1
        self._rows.update(counted)

    def _count_cost(self, subject: str) -> None:
        self._last_subject = subject
        if self.client:
            self._retries[subject] += self.client.retries - self._retries.total()
            self._bytes[subject] += self.client.bytes - self._bytes.total()
            self._waited_s[subject] += self.client.waited_s - sum(self._waited_s.values())

    def rows(self, outcome: str = "ok", why: Refused | Gap | None = None) -> list[Extract]:
        """Return the report: one row a subject. Without data (`failed`, `off`) its counts of rows are zero."""
        finished_at, of = self.clock(), platform(self.account.platform)
        self._count_cost(self._last_subject)  # of a last asking that brought no page
        reach = getattr(of, "SERIES_REACH_DAYS", None)
        gaps = {} if why else self._all_gaps(of)
        rows = []
        for subject in SUBJECTS:
            gap = why or gaps.get(subject)
            since = self.window.since
            if subject == "series" and reach:
                since = min(max(since, self.window.observed_at.date() - timedelta(days=reach)), self.window.until)
            rows.append(
                Extract(
                    self.account.platform, self.account.account_id, self.account.organisation_id, self.batch_id,
                    "sandbox" if self.client and self.client.is_sandbox else "api", subject, since, self.window.until,
                    self.window.observed_at, self.started_at, finished_at,
                    "partial" if outcome == "ok" and gap else outcome,
                    pages=self._pages[subject], rows=0 if why else self._rows[subject],
                    retries=self._retries[subject], bytes=self._bytes[subject],
                    waited_s=round(self._waited_s[subject], 1),
                    cause_class=gap.cause_class if gap else None, cause=gap.cause if gap else None,
                    next_step=gap.next_step if gap else None,
                )
            )  # fmt: skip
        return rows

    def _all_gaps(self, of: ModuleType) -> dict[str, Gap]:
        """Return what is missing, one sentence after the other for each subject: the first one gives the class."""
        found = {subject: [*some] for subject, some in self._gaps.items()}
        for gap in (*self.window.doubt.said(of.NAME), *self.unreads.gaps(of, self.window.since)):
            found.setdefault(gap.subject, []).append(gap)
        told = " ".join(gap.cause for some in found.values() for gap in some)
        for gap in self._silence.dead(of, told):
            if not any(each.cause_class != "schema" for each in found.get(gap.subject, ())):  # that explains it better
                found.setdefault(gap.subject, []).append(gap)
        return {subject: _joined(some) for subject, some in found.items()}


def _joined(gaps: list[Gap]) -> Gap:
    causes, steps = (list(dict.fromkeys(getattr(gap, name) for gap in gaps)) for name in ("cause", "next_step"))
    return replace(gaps[0], cause=" ".join(causes), next_step=" ".join(steps))
