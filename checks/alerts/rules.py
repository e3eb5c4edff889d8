"""From evidence to incidents, purely: one incident a cause and source, opened, raised and closed by evidence, never by time.

A finding says that a part (one account's posts, one task, one check ...) is bad; an all-clear that it is good. An
incident gathers the parts that share a cause class, a source and, where a class needs it, a `what`. It is closed when
its last part is good again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

NOTICE, WARNING, CRITICAL, LOST = 1, 2, 3, 4  # how near or bad; from CRITICAL on somebody is told at once
OF_LINE = "line"  # the source of what is ours


@dataclass(frozen=True)
class Finding:
    """One piece of evidence that something is wrong."""

    cause_class: str
    source: str  # "facebook/112233", "facebook" or "line"
    part: str  # "facebook/112233/posts", "build.dbt_build" ...: what an all-clear will name
    at: datetime
    rank: int
    cause: str
    next_step: str = ""
    what: str = ""  # tells causes of one class and source apart; "": there is only one
    platform: str | None = None
    account_id: str | None = None
    organisation_id: str | None = None
    subject: str = ""  # posts | interactions | series | deletions, a table, a task: what the figures affected hang on
    is_failure: bool = True  # nothing came at all: a look that came, even in part, ends it
    owner: str = ""  # a job title that goes before the class's own


@dataclass(frozen=True)
class Clear:
    """One piece of evidence that a part is well."""

    part: str
    at: datetime
    words: str
    classes: tuple[str, ...] = ()  # only incidents of these; none named: of any class
    only_failures: bool = (
        False  # a look in part: what was not read at all before is read now, what lacked may lack still
    )
    but: tuple[str, str] = ("", "")  # (class, what) the same look still shows


@dataclass(frozen=True)
class Unasked:
    """One piece of news that a part is not looked at any more: no evidence of its being well, and none of its being bad."""

    part: str
    at: datetime
    words: str  # since when, and why
    next_step: str


@dataclass
class Incident:
    """One cause, from the first evidence to the last. Times are ISO, UTC."""

    incident_id: str
    key: str
    cause_class: str
    source: str
    what: str
    severity: str  # critical | warning
    rank: int
    owner: str
    title: str
    cause: str
    means: str
    affected: str
    next_step: str
    link: str
    since: str
    last_seen: str
    platform: str | None = None
    account_id: str | None = None
    organisation_id: str | None = None
    subject: str = ""
    times_seen: int = 0
    earlier: str | None = None  # the incident of the same key before this one, or the one it replaces
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)  # those that are still bad
    closed_at: str | None = None
    closed_by: str | None = None
    is_replaced: bool = False  # the same part now says another cause: nobody needs an all-clear
    told: dict[str, dict[str, Any]] = field(default_factory=dict)  # route -> {rank, at}
    told_closed: dict[str, str] = field(default_factory=dict)  # route -> at
    told_at: str | None = None  # the first that got through
    told_closed_at: str | None = None
    snoozed_until: str | None = None  # a day; told again on it, if it still lasts
    snoozed_by: str | None = None
    snoozed_why: str | None = None
    snoozed_rank: int = 0
    acted_by: str | None = None
    acted_at: str | None = None
    acted_note: str | None = None

    @property
    def is_open(self) -> bool:
        """Say whether it still lasts."""
        return self.closed_at is None


def key_of(cause_class: str, source: str, what: str) -> str:
    """Return what one incident at a time is open for."""
    return f"{cause_class}|{source}|{what}"


def fingerprint(cause: str) -> str:
    """Return a cause without what differs from one run to the next: numbers, quoted names, letter case."""
    return re.sub(r"(['\"`]).*?\1|[\d.,:]+", "#", cause.lower()).strip()[:200]


def severity_of(rank: int) -> str:
    """Return critical or warning."""
    return "critical" if rank >= CRITICAL else "warning"


@dataclass
class Book:
    """The incidents that are not settled yet, by key, and how a new one comes about."""

    live: dict[str, Incident]
    new_id: Callable[[datetime], str]
    last_of: Callable[[str], str | None]  # the id of the newest settled incident of a key
    describe: Callable[[Incident], None]  # fills in owner, title, means, affected, next_step and link
    touched: dict[str, Incident] = field(default_factory=dict)
    settled: list[Incident] = field(default_factory=list)  # told as over, and in the way of a new one

    def take(self, evidence: Iterable[Finding | Clear | Unasked]) -> None:
        """Take evidence in, oldest first; of one moment, what is well before what is not, and last what is not asked."""
        for each in sorted(evidence, key=lambda one: (one.at, (Clear, Finding, Unasked).index(type(one)))):
            if isinstance(each, Finding):
                self._open(each)
            elif isinstance(each, Clear):
                self._clear(each)
            else:
                self._let_stand(each)
        for incident in self.touched.values():
            if incident.is_open:
                self.describe(incident)

    def _open(self, finding: Finding) -> None:
        key = key_of(finding.cause_class, finding.source, finding.what)
        moment = finding.at.isoformat()
        incident = self.live.get(key)
        if incident and not incident.is_open and incident.told_closed:  # it was told as over: this is another
            self.settled.append(incident)
            incident = None
        if incident is None:
            incident = self._begin(key, finding)
        elif not incident.is_open:  # nobody was told that it was over, so for them it never was
            incident.closed_at = incident.closed_by = None
        known = incident.parts.get(finding.part)
        if known and (known["at"] > moment or (known["at"], known["cause"]) == (moment, finding.cause)):
            return  # older, or the same evidence again
        incident.parts[finding.part] = {
            "at": moment, "rank": finding.rank, "cause": finding.cause, "next_step": finding.next_step,
            "owner": finding.owner, "is_failure": finding.is_failure, "subject": finding.subject,
            "platform": finding.platform, "account_id": finding.account_id,
            "organisation_id": finding.organisation_id,
        }  # fmt: skip
        if known is None or known["cause"] != finding.cause or known["at"][:10] != moment[:10]:
            incident.times_seen += 1  # a watchdog that looks every ten minutes sees it once a day
        incident.last_seen = max(incident.last_seen, moment)
        _weigh(incident)
        self.touched[key] = incident
        for other in self.live.values():  # the same part of the same class cannot have two causes
            same = (other.cause_class, other.source) == (finding.cause_class, finding.source)
            if same and other.key != key and other.is_open and finding.part in other.parts:
                del other.parts[finding.part]
                self.touched[other.key] = other
                if not other.parts:
                    _close(other, moment, f"It is said otherwise since: {incident.incident_id}.")
                    other.is_replaced = True
                    incident.earlier = other.incident_id
                else:
                    _weigh(other)

    def _begin(self, key: str, finding: Finding) -> Incident:
        moment = finding.at.isoformat()
        begun = Incident(
            incident_id=self.new_id(finding.at), key=key, cause_class=finding.cause_class, source=finding.source,
            what=finding.what, severity="warning", rank=0, owner="", title="", cause="", means="", affected="",
            next_step="", link="", since=moment, last_seen=moment,
            earlier=self.settled[-1].incident_id if self.settled and self.settled[-1].key == key else self.last_of(key),
        )  # fmt: skip
        self.live[key] = begun
        return begun

    def _clear(self, clear: Clear) -> None:
        for incident in self.live.values():
            part = incident.parts.get(clear.part) if incident.is_open else None
            if part is None or (clear.classes and incident.cause_class not in clear.classes):
                continue
            if (incident.cause_class, incident.what) == clear.but or part["at"] > clear.at.isoformat():
                continue
            if clear.only_failures and not part["is_failure"]:
                continue
            del incident.parts[clear.part]
            self.touched[incident.key] = incident
            if incident.parts:
                _weigh(incident)
            else:
                _close(incident, clear.at.isoformat(), clear.words)

    def _let_stand(self, unasked: Unasked) -> None:
        """Keep what is open open, and let it say that nobody asks any more; the first words stay, for they name the day."""
        for incident in self.live.values():
            part = incident.parts.get(unasked.part) if incident.is_open else None
            if part is None or part.get("is_unasked") or part["at"] > unasked.at.isoformat():
                continue
            part |= {"is_unasked": True, "cause": f"{part['cause']} {unasked.words}", "next_step": unasked.next_step}
            _weigh(incident)
            self.touched[incident.key] = incident


def _close(incident: Incident, moment: str, words: str) -> None:
    incident.closed_at, incident.closed_by = moment, words


def _weigh(incident: Incident) -> None:
    """Let an incident say what the worst of its parts says."""
    worst = max(incident.parts.values(), key=lambda part: (part["rank"], part["at"]))
    incident.rank, incident.severity = worst["rank"], severity_of(worst["rank"])
    incident.cause, incident.next_step, incident.owner = worst["cause"], worst["next_step"], worst["owner"]
    parts = list(incident.parts.values())
    for name in ("platform", "account_id", "organisation_id"):
        said = {part[name] for part in parts}
        setattr(incident, name, said.pop() if len(said) == 1 else None)
    incident.subject = ", ".join(sorted({part["subject"] for part in parts if part["subject"]}))
