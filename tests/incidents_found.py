"""Seed every kind of incident into the simulated year, and say when it was found: python -m tests.incidents_found

Prints a table, and with --year [SEED ...] the false alarms of the clean year too, of each seed named. Exit 0: all found (and
at most two false alarms in each year).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from types import ModuleType

import pandas as pd
import pyarrow as pa

from checks import registry
from checks.case import Case
from checks.engine import Question
from checks.freshness import overdue
from checks.known_days import Days, read_days
from extractors.landing import Batch
from extractors.records import SCHEMAS
from tests.incidents import BEGINS, INCIDENTS, Change, Incident, Look
from tests.plainly import unmet
from tests.the_year import ACCOUNTS, FIRST, LAST, UNTUNED, WARM_UP, Shelf, Tables, Year, look

MOST_FALSE_ALARMS = 2
PATIENCE = 28  # days after which an incident counts as not found
ROWS_EVERY = 7  # days: what is asked of single rows alone; windows overlap, so each row is asked about five times


@dataclass(frozen=True)
class Alarm:
    """A check that was not met in a look, though nothing was wrong, and for how many looks in a row."""

    platform: str
    check: str
    day: date
    looks: int


@dataclass(frozen=True)
class FoundOn:
    """When an incident was found by the check meant for it, and what else spoke on that day or before."""

    incident: Incident
    days: int | None  # 0: by the first look it touched; None: not found
    others: tuple[str, ...]


def false_alarms(platform: str, seed: int = UNTUNED) -> list[Alarm]:
    """Look at one platform on every day of the clean year; return what was not met. A run of looks in a row is one alarm."""
    year, shelf, account = Year(seed), Shelf(), dict(ACCOUNTS)[platform]
    channel = year.channel(platform, account)
    assert channel is not None
    for day in _days(FIRST - timedelta(days=WARM_UP), FIRST):
        if (FIRST - day).days <= 7 or (FIRST - day).days % 7 == 0:
            shelf.put(platform, account, day, look(year, channel, day))
    alarms: dict[str, list[Alarm]] = {}
    for day in _days(FIRST, LAST + timedelta(days=1)):
        batches = shelf.put(platform, account, day, look(year, channel, day))
        for check, _ in asked(shelf, batches, has_rows=day.toordinal() % ROWS_EVERY == 0):
            runs = alarms.setdefault(check, [])
            last = runs[-1] if runs else None
            if last and last.day + timedelta(days=last.looks) == day:
                runs[-1] = Alarm(platform, check, last.day, last.looks + 1)
            else:
                runs.append(Alarm(platform, check, day, 1))
    return [alarm for runs in alarms.values() for alarm in runs]


def asked(shelf: Shelf, batches: list[Batch], has_rows: bool = True) -> Iterator[tuple[str, str]]:
    """Yield ("table: check", severity) of everything a look does not meet."""
    for batch in batches:
        case = shelf.case(batch)
        for module in registry.asked_of(batch.table):
            for question in _asking(module, has_rows)(case, shelf):
                for expectation in unmet(question):
                    yield f"{batch.table}: {expectation.description}", expectation.severity.value


def _asking(module: ModuleType, has_rows: bool) -> Callable[[Case, Shelf], list[Question]]:
    asking: Callable[[Case, Shelf], list[Question]] = module.questions
    return asking if has_rows else getattr(module, "of_the_batch", asking)


class Stage:
    """The weeks before the incidents, read once, and the sound looks after them."""

    def __init__(self) -> None:
        self.year, self.days = Year(), read_days()
        self._shelves: dict[str, Shelf] = {}
        self._looks: dict[tuple[str, date], Tables] = {}

    def shelf(self, platform: str) -> Shelf:
        """Return a shelf with everything up to the day before."""
        if platform not in self._shelves:
            shelf = Shelf(self.days)
            for day in _days(BEGINS - timedelta(days=WARM_UP), BEGINS):
                if (BEGINS - day).days <= 7 or (BEGINS - day).days % 7 == 1:
                    shelf.put(platform, dict(ACCOUNTS)[platform], day, self.look(platform, day))
            self._shelves[platform] = shelf
        return self._shelves[platform].branch()

    def look(self, platform: str, day: date) -> Tables:
        """Return a sound look."""
        if (platform, day) not in self._looks:
            channel = self.year.channel(platform, dict(ACCOUNTS)[platform])
            assert channel is not None
            self._looks[platform, day] = look(self.year, channel, day)
        return self._looks[platform, day]

    def find(self, incident: Incident) -> FoundOn:
        """Let an incident happen and look on every day until it is found."""
        platform, account = incident.platform, dict(ACCOUNTS)[incident.platform]
        shelf, sound = self.shelf(platform), _rows(self.look(platform, BEGINS - timedelta(days=1)))
        read_to, others = BEGINS - timedelta(days=2), set[str]()
        for number in range(PATIENCE):
            day = BEGINS + timedelta(days=number)
            spoilt = incident.change(_rows(self.look(platform, day)), sound, number)
            said = set(self._late(platform, account, read_to, day))
            if spoilt is not None:
                batches = shelf.put(platform, account, day, _tables(spoilt))
                found = list(asked(shelf, batches))
                said |= {check for check, _ in found}
                refused = {check.partition(":")[0] for check, severity in found if severity == "critical"}
                is_gone = "extracts" in refused
                shelf.refused.update(batch.path for batch in batches if is_gone or batch.table in refused)
                read_to = read_to if is_gone else day - timedelta(days=1)
            others |= said - {incident.finder}
            if incident.finder in said:
                return FoundOn(incident, number, tuple(sorted(others)))
        return FoundOn(incident, None, tuple(sorted(others)))

    def said(self, incident: Incident, days: Days | None = None) -> set[str]:
        """Return what is not met in the first look an incident touches; `days`: what is known of days, if not the usual."""
        platform = incident.platform
        shelf, sound = self.shelf(platform), _rows(self.look(platform, BEGINS - timedelta(days=1)))
        shelf.days = days or self.days
        spoilt = incident.change(_rows(self.look(platform, BEGINS)), sound, 0)
        assert spoilt is not None
        return {
            check for check, _ in asked(shelf, shelf.put(platform, dict(ACCOUNTS)[platform], BEGINS, _tables(spoilt)))
        }

    def seeded(self, platform: str, change: Change | None) -> tuple[list[Batch], Shelf]:
        """Return the files of the first look, sound or changed, on a shelf with everything before it."""
        shelf, rows = self.shelf(platform), _rows(self.look(platform, BEGINS))
        changed = change and change(rows, _rows(self.look(platform, BEGINS - timedelta(days=1))), 0)
        return shelf.put(platform, dict(ACCOUNTS)[platform], BEGINS, _tables(changed or rows)), shelf

    def _late(self, platform: str, account: str, read_to: date, day: date) -> Iterator[str]:
        source = {
            "platform": platform,
            "account_id": account,
            "source": "api",
            "register": None,
            "data_to": read_to,
            "opened_on": None,
        }
        if overdue(pd.DataFrame([source]), day, self.days)["is_overdue"].any():
            yield "figures: every account was read when it was due"


def _rows(tables: Tables) -> Look:
    return {table: rows.to_pylist() for table, rows in tables.items()}


def _tables(rows: Look) -> Tables:
    return {table: pa.Table.from_pylist(said, schema=SCHEMAS[table]) for table, said in rows.items()}


def _days(since: date, until: date) -> Iterator[date]:
    return (since + timedelta(days=number) for number in range((until - since).days))


def clean_year(seed: int = UNTUNED) -> list[Alarm]:
    """Return the false alarms of all platforms, two at a time."""
    platforms = [platform for platform, _ in ACCOUNTS]
    with ProcessPoolExecutor(2) as pool:
        return [alarm for alarms in pool.map(false_alarms, platforms, [seed] * len(platforms)) for alarm in alarms]


def main() -> int:
    """Print when each incident was found; return 0 when all were, and each year that was asked for was quiet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--year", nargs="*", type=int, metavar="SEED", help=f"clean years too; none named: {UNTUNED}")
    seeds = parser.parse_args().year
    stage = Stage()
    found = [stage.find(incident) for incident in INCIDENTS]
    print(f"{'incident':34} {'platform':9} {'days':>4}  found by")
    for each in found:
        days = "never" if each.days is None else str(each.days)
        print(f"{each.incident.name:34} {each.incident.platform:9} {days:>5}  {each.incident.finder}")
    missed = [each for each in found if each.days is None]
    print(
        f"{len(found) - len(missed)} of {len(found)} found; days from the first look it touched, 0 is by that look itself"
    )
    is_quiet = True
    for seed in [] if seeds is None else seeds or [UNTUNED]:
        alarms = clean_year(seed)
        is_quiet = is_quiet and len(alarms) <= MOST_FALSE_ALARMS
        for alarm in alarms:
            print(f"false alarm: {alarm.platform} {alarm.day} {alarm.check}, {alarm.looks} looks")
        print(
            f"seed {seed}: {len(alarms)} false alarms in a clean year of {len(ACCOUNTS)} platforms; at most {MOST_FALSE_ALARMS}"
        )
    return 1 if missed or not is_quiet else 0


if __name__ == "__main__":
    sys.exit(main())
