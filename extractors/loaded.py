"""What a family made of a file, and the report a person reads about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from extractors.cells import File
from extractors.exports import Dropped, Facts, Family, Remark
from extractors.records import Interaction, Post, Reading
from extractors.tombstones import GONE, Buried, kept_of


@dataclass
class Loaded:
    """The rows of a file, or of one account's part of it, and what was left out."""

    posts: list[Post] = field(default_factory=list)
    interactions: list[Interaction] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)

    def leave_out(self, gone: Buried) -> None:
        """Take out what is gone from its platform, and count it as dropped."""
        posts = [kept_of(row, gone) for row in self.posts]
        interactions = [kept_of(row, gone) for row in self.interactions]
        self.dropped[GONE] += posts.count(None) + interactions.count(None)
        self.posts = [row for row in posts if isinstance(row, Post)]
        self.interactions = [row for row in interactions if isinstance(row, Interaction)]
        self.readings = [row for each in self.readings if isinstance(row := kept_of(each, gone), Reading)]
        self.dropped += Counter()  # a count of none says nothing


def load(family: Family, file: File, account_id: str, observed_at: datetime) -> Loaded:
    """Return what the family says of a file."""
    loaded = Loaded()
    for row in family.parse(file, account_id, observed_at):
        match row:
            case Post():
                loaded.posts.append(row)
            case Interaction():
                loaded.interactions.append(row)
            case Reading():
                loaded.readings.append(row)
            case Dropped(reason):
                loaded.dropped[reason] += 1
            case Remark(sentence):
                loaded.remarks[sentence] += 1
    return loaded


def report(family: Family, facts: Facts, parts: list[Loaded], is_divided: bool) -> dict[str, Any]:
    """Return what a file is and what was made of it, all its accounts together."""
    dropped = sum((part.dropped for part in parts), Counter[str]())
    counted = sum((part.remarks for part in parts), Counter[str]())
    remarks = [sentence if rows == 1 else f"{sentence} ({rows} times)" for sentence, rows in counted.items()]
    several = len(facts.accounts) > 1 and not is_divided
    speaks = [f"The file speaks of several accounts: {', '.join(facts.accounts)}."] if several else []
    known = len(facts.accounts) == 1
    how = facts.how if facts.accounts and (known or is_divided) else "the file does not say"
    return {
        "platform": family.PLATFORM,
        "kind": family.KIND,
        "title": family.TITLE,
        "vintage": facts.vintage,
        "rows": facts.rows,
        "accounts": max(len(facts.accounts), 1),
        "posts": sum(len(part.posts) for part in parts),
        "interactions": sum(len(part.interactions) for part in parts),
        "dropped": [{"reason": reason, "rows": rows} for reason, rows in dropped.items()],
        "problems": [*speaks, *facts.problems, *remarks],
        "period": {"since": _iso(facts.since), "until": _iso(facts.until)},
        "sums": _sums([reading for part in parts for reading in part.readings]),
        "account": {"id": facts.accounts[0] if known else None, "how": how},
        "not_measurable": list(family.LIMITS),
        "columns_not_loaded": list(facts.not_loaded),
    }


def _sums(readings: list[Reading]) -> dict[str, float | int | None]:
    sums: dict[str, float | int | None] = {}
    for reading in readings:
        before = sums.setdefault(reading.field, None)
        if reading.value is not None:
            value = int(reading.value) if reading.value.is_integer() else reading.value
            sums[reading.field] = value + (before or 0)
    return sums


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
