"""Rules of what people approved: figures that were reported and have changed since."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.strategy.kinds import Rule
from checks.strategy.lines import Seeds

EDITION = re.compile(r"\d{4}-(0[1-9]|1[0-2])(\.\d+)?")
KNOWN_IN = {"figure": ("kpis", "kpi_id", "KPI"), "outcome": ("outcome_series", "series_id", "outcome series")}
TESTS = ("aligned", "embedded", "resourced", "managed")


def _subject(seeds: Seeds) -> Iterator[str]:
    for line in seeds["restatement_approvals"]:
        seed, column, called = KNOWN_IN.get(line["subject_kind"], ("", "", "test"))
        known = {row[column] for row in seeds[seed]} if seed else set(TESTS)
        if line["subject_id"] and line["subject_id"] not in known:
            yield line.says(f"no {called} is called {line['subject_id']!r}", "copy it from the table restatements")


def _month(seeds: Seeds) -> Iterator[str]:
    for line in seeds["restatement_approvals"]:
        if not line["period"].endswith("-01"):
            yield line.says(f"{line['period']!r} is not the first day of a month", "write October 2026 as 2026-10-01")


def _edition(seeds: Seeds) -> Iterator[str]:
    for line in seeds["restatement_approvals"]:
        if not EDITION.fullmatch(line["reported_in"]):
            yield line.says(f"{line['reported_in']!r} is no edition", "write it as its folder is called, as 2026-10")


KNOWN_SUBJECT = Rule(
    "restatement_approvals.subject_id is known", ("restatement_approvals", "kpis", "outcome_series"), _subject
)
FIRST_OF_A_MONTH = Rule("restatement_approvals.period is a month", ("restatement_approvals",), _month)
NAMED_EDITION = Rule("restatement_approvals.reported_in is an edition", ("restatement_approvals",), _edition)
