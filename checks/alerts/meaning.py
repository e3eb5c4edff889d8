"""What an incident means to people: whose it is, which figures it touches, what to do, where to read on.

Words stand in causes.toml, measures in seeds/kpis.csv, names in the register: read by Python alone, nothing heavy.
"""

from __future__ import annotations

import csv
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from checks.alerts.rules import OF_LINE, Incident

CAUSES = Path(__file__).with_name("causes.toml")
TRIAGE = "docs/triage.md"
PLATFORMS = {"x": "X", "linkedin": "LinkedIn", "facebook": "Facebook", "youtube": "YouTube", "register": "Registers"}
# What an extract calls a subject, or a table of the shelf, and what seeds/kpis.csv says a measure is made of.
MADE_OF = {
    "posts": {"posts"}, "interactions": {"interactions"}, "series": {"counts", "audience"},
    "readings": {"counts", "audience"}, "deletions": {"posts", "interactions"}, "extracts": {"posts", "interactions", "counts"},
}  # fmt: skip
MOST_NAMED = 6


@functools.cache
def causes() -> dict[str, dict[str, str]]:
    """Return every cause class with its words."""
    return tomllib.loads(CAUSES.read_text(encoding="utf-8"))


def owners() -> list[str]:
    """Return the job titles that alerts go to."""
    return sorted({about["owner"] for about in causes().values()})


@dataclass(frozen=True)
class Meaning:
    """What the words of an alert are made from: the seeds' folder, the register, and where people read on."""

    seeds: Path
    register: Path
    dashboard: str = ""  # the dashboard's address, "" when not set
    triage: str = TRIAGE

    @classmethod
    def of(cls, environ: Mapping[str, str], project: Path) -> Meaning:
        """Return it from the settings; `project` holds dbt_project."""
        seeds = project / "dbt_project" / "seeds"
        return cls(
            seeds,
            Path(environ.get("LOS_REGISTER") or seeds / "accounts.csv"),
            (environ.get("LOS_DASHBOARD_URL") or "").rstrip("/"),
            environ.get("LOS_TRIAGE_URL") or TRIAGE,
        )

    def describe(self, incident: Incident) -> None:
        """Fill in whose it is, what it means, what it touches, what comes next and where to read on."""
        about = causes()[incident.cause_class]
        account = self._accounts().get((incident.platform or "", incident.account_id or ""), {})
        incident.organisation_id = incident.organisation_id or account.get("organisation_id")
        incident.owner = incident.owner or about["owner"]
        incident.title = f"{self.where(incident)}: {about['title']}"
        incident.means = about["means"]
        incident.next_step = incident.next_step or about["next_step"]
        incident.affected = f"{self._figures(incident)} {about['board']}"
        incident.link = f"{self.triage}#{incident.cause_class}"

    def where(self, incident: Incident) -> str:
        """Return platform and account by name."""
        if not incident.platform:
            return "The line itself"
        platform = PLATFORMS.get(incident.platform, incident.platform)
        if not incident.account_id:
            several = {part["account_id"] for part in incident.parts.values()}
            return f"{platform}, {len(several)} accounts" if len(several) > 1 else platform
        name = self._accounts().get((incident.platform, incident.account_id), {}).get("name")
        return f"{platform}, {name or incident.account_id}"

    def trust(self, incident: Incident) -> str:
        """Return the address of the Trust page, "" when nobody said where the dashboard is."""
        if not self.dashboard:
            return ""
        asked = {"organisation": incident.organisation_id} if incident.organisation_id else {}
        return f"{self.dashboard}/trust{'?' if asked else ''}{urlencode(asked)}#incidents"

    def organisation(self, incident: Incident) -> str:
        """Return the body's name, "" when it is about more than one."""
        rows = _rows(self.seeds / "organisations.csv")
        names = {row["organisation_id"]: row["name"] for row in rows}
        return str(names.get(incident.organisation_id or "", ""))

    def is_paused(self, platform: str, account_id: str, day: date) -> bool:
        """Say whether somebody explained in account_pauses.csv that this channel is quiet on that day."""
        for row in _rows(self.seeds / "account_pauses.csv"):
            if (row["platform"], row["account_id"]) == (platform, account_id):
                since, until = row["since"], row["until"]
                if date.fromisoformat(since) <= day and (not until or day < date.fromisoformat(until)):
                    return True
        return False

    def _accounts(self) -> dict[tuple[str, str], dict[str, str]]:
        return {(row["platform"], row["account_id"]): row for row in _rows(self.register)}

    def _figures(self, incident: Incident) -> str:
        if incident.source == OF_LINE and not incident.platform:
            return "All figures, from the next build on."
        made_of: set[str] = set()
        for part in incident.parts.values():
            made_of |= MADE_OF.get(part["subject"], set())
        touched = [
            row["name"]
            for row in _rows(self.seeds / "kpis.csv")
            if not row["valid_to"] and made_of & set(row["subjects"].split(";"))
        ]
        whose = PLATFORMS.get(incident.platform or "", "") or "This source"
        if not touched:
            return f"No figure yet: what {whose} gives is kept as it is."
        named = ", ".join(touched[:MOST_NAMED])
        more = f" and {len(touched) - MOST_NAMED} more" if len(touched) > MOST_NAMED else ""
        return f"{whose}'s part of: {named}{more}."


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        with path.open(newline="", encoding="utf-8") as lines:
            return list(csv.DictReader(lines))
    except FileNotFoundError:  # a register that is not there is another alert's affair
        return []
