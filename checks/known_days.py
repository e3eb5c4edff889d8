"""What is known of days before any number is looked at: which are worked, and on which something is known to have been wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

SEEDS = Path(__file__).resolve().parents[1] / "dbt_project" / "seeds"


@dataclass(frozen=True)
class Span:
    """Days [since, until) of one account (or of a whole platform: account_id "") that say nothing of what is usual."""

    platform: str
    account_id: str
    since: date
    until: date | None  # None: it goes on
    reason: str = ""

    def holds(self, platform: str, account_id: str, day: date) -> bool:
        """Tell whether a day of an account lies within."""
        is_ours = self.platform == platform and self.account_id in ("", account_id)
        return is_ours and self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Days:
    """Bank holidays of England and Wales, and the days that were marked: never learned from, and never judged."""

    holidays: frozenset[date] = frozenset()
    marked: tuple[Span, ...] = ()

    def is_worked(self, day: date) -> bool:
        """Tell whether offices are open: Monday to Friday, bank holidays excepted."""
        return day.weekday() < 5 and day not in self.holidays

    def is_marked(self, platform: str, account_id: str, day: date) -> bool:
        """Tell whether something is known to have been wrong with this account on this day."""
        return any(span.holds(platform, account_id, day) for span in self.marked)

    def worked_after(self, day: date, count: int) -> date:
        """Return the day on which so many working days after `day` have passed."""
        while count > 0:
            day += timedelta(days=1)
            count -= self.is_worked(day)
        return day


def read_days(seeds: Path = SEEDS, marked: Iterable[Span] = ()) -> Days:
    """Read the bank holidays, the pauses somebody explained and the days marked in the seeds; `marked` comes on top.

    Raises OSError, KeyError or ValueError when a seed is not there or cannot be read.
    """
    holidays = frozenset(date.fromisoformat(row["day"]) for row in _rows(seeds / "bank_holidays.csv"))
    spans = [_span(row) for name in ("account_pauses", "marked_days") for row in _rows(seeds / f"{name}.csv")]
    return Days(holidays, (*spans, *marked))


def _span(row: dict[str, str]) -> Span:
    until = date.fromisoformat(row["until"]) if row["until"] else None
    return Span(row["platform"], row["account_id"], date.fromisoformat(row["since"]), until, row["reason"])


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
