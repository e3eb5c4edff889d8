"""The rules of the strategy as checks: one a file, for it is a file that somebody answers for, and the line names the rule.

A row for each of the 254 rules would repeat 24 owners and next steps ten times over, and a page nobody reads to its end.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.owners import ANALYST, CHANNELS, ENGINEER, STRATEGY, to
from checks.strategy.kinds import Rule
from checks.strategy.rules import RULES, broken

TABLE = "strategy"
SEVERITY = "critical"  # the build does not begin
NEXT_STEP = "Run make strategy-check: it names each line and how to mend it."
SHOWN = 3  # places named in a result


@dataclass(frozen=True)
class OfAFile:
    """What is asked of one file: its rules as one check."""

    seed: str
    owner: str
    description: str

    @property
    def name(self) -> str:
        """Return the check's name."""
        return f"the file {self.seed}.csv holds together"

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules that are asked of the file: those whose lines are its own."""
        return tuple(rule for rule in RULES if rule.reads[0] == self.seed)


FILES = (
    OfAFile("organisations", ANALYST, "A body is there once, with its name: all else names it."),
    OfAFile("accounts", CHANNELS, "A channel is there once, is somebody's, and is read on a basis that was recorded."),
    OfAFile("platform_terms", ENGINEER, "What a platform's terms let us do is said in words the machine knows."),
    OfAFile("account_pauses", CHANNELS, "A silence somebody explained has a channel, an end after its beginning and a reason."),
    OfAFile("marked_days", ENGINEER, "Days that say nothing of what is usual have a channel and a reason."),
    OfAFile("response_standards", CHANNELS, "The hours in which we answer begin before they end, and promise whole hours and days."),
    OfAFile("populations", ANALYST, "Shares of the people served are shares, of bands that can be, with their source and day."),
    OfAFile("equity_groups", ANALYST, "A group has a figure of its own, or words on why there is none."),
    OfAFile("objectives", STRATEGY, "The board's weights add up to 100, and every objective has an outcome and an owner."),
    OfAFile("lines_of_sight", STRATEGY, "What leads from a purpose to an objective names what is there, and was approved while in force."),
    OfAFile("planned_purposes", STRATEGY, "A plan says how often for purposes that are on the list."),
    OfAFile("tags", CHANNELS, "A hashtag is written as it is found, and stands for an objective and purpose that exist."),
    OfAFile("alignment_thresholds", STRATEGY, "Every test of alignment has a limit, and limits nothing it does not look at."),
    OfAFile("kpis", ANALYST, "A KPI is defined once on any day, with owner, sentence, risks and a counter-measure."),
    OfAFile("kpi_objectives", ANALYST, "A KPI stands under objectives that exist."),
    OfAFile("targets", STRATEGY, "A target lies where good is, or says why there is none."),
    OfAFile("purposes", ANALYST, "The list is 21, seven a mode, of one version: levels and tests rest on that."),
    OfAFile("benchmarks", ANALYST, "A figure of others says where it is from and what is known of its base."),
    OfAFile("outcome_series", ANALYST, "A series says its source, rhythm, lag and traps, and the objective it is set beside."),
    OfAFile("pathways", ANALYST, "What is expected was written beforehand, of a series and exposure that have figures, and claims no cause."),
    OfAFile("restatement_approvals", ANALYST, "What was approved is a figure that was reported, in an edition that is named."),
    OfAFile("rebases", ANALYST, "A chart is begun anew for a reason somebody decided on, after the day it is for."),
    OfAFile("spc_cells", ANALYST, "Every pair of variation and assurance has its words, once."),
    OfAFile("forbidden_words", ANALYST, "There are words that claim a cause, written as they are looked for."),
)  # fmt: skip


def results(folder: Path) -> list[dict[str, Any]]:
    """Return one result a file of the strategy, in the shape of engine.judge, with `table`.

    A result tells on which lines there are contradictions, and not what stands there: a file is of several bodies.
    """
    places: dict[str, list[str]] = {each.seed: [] for each in FILES}
    seeds = {rule.name: rule.reads[0] for rule in RULES}
    for rule, line in broken(folder):
        place = line.partition(":")[0]
        seed = seeds[rule] if rule else place.partition(".csv")[0]
        places[seed].append(place)
    return [_result(each, places[each.seed]) for each in FILES]


def _result(asked: OfAFile, places: list[str]) -> dict[str, Any]:
    where = sorted(set(places), key=lambda place: (len(place), place))  # line 9 before line 10
    more = f" and {len(where) - SHOWN} more lines" if len(where) > SHOWN else ""
    return {
        "table": TABLE,
        "check": asked.name,
        "column": "",
        "severity": SEVERITY,
        "is_met": not places,
        "observed": f"{', '.join(where[:SHOWN])}{more}" if where else f"{len(asked.rules)} rules",
        **to(asked.owner, NEXT_STEP),
        "description": asked.description,
        "notes": f"{asked.description} {NEXT_STEP}",
        "organisation_id": None,
    }
