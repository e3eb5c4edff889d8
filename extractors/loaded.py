"""What a family made of a file, and the report a person reads about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from extractors.cells import File
from extractors.exports import Dropped, Facts, Family, Remark
from extractors.records import Interaction, Post, Reading


@dataclass
class Loaded:
    """What came of a file, or of one account's part of it, and what was left out: counted, for a file may be large."""

    posts: int = 0
    interactions: int = 0
    series: int = 0  # daily and other figures of the account itself
    sums: dict[str, float | None] = field(default_factory=dict)  # per field; None: the file never says
    dropped: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)

    def count(self, row: Post | Interaction | Reading) -> None:
        """Count one row in."""
        match row:
            case Post():
                self.posts += 1
            case Interaction():
                self.interactions += 1
            case Reading():
                self.series += row.subject_kind == "account"
                before = self.sums.setdefault(row.field, None)
                if row.value is not None:
                    self.sums[row.field] = row.value + (before or 0)


def load(
    family: Family,
    file: File,
    account_id: str,
    observed_at: datetime,
    add: Callable[[Post | Interaction | Reading], bool] = lambda row: True,
) -> Loaded:
    """Hand every row the family says of a file to `add`, which says whether it was taken; return what came of it."""
    loaded = Loaded()
    for row in family.parse(file, account_id, observed_at):
        match row:
            case Dropped(reason):
                loaded.dropped[reason] += 1
            case Remark(sentence):
                loaded.remarks[sentence] += 1
            case _:
                if add(row):
                    loaded.count(row)
    return loaded


def report(family: Family, facts: Facts, parts: list[Loaded], is_divided: bool) -> dict[str, Any]:
    """Return what a file is and what was made of it, all its accounts together."""
    dropped = sum((part.dropped for part in parts), Counter[str]())
    counted = sum((part.remarks for part in parts), Counter[str]())
    remarks = [sentence if rows == 1 else f"{sentence} ({rows} times)" for sentence, rows in counted.items()]
    several = len(facts.accounts) > 1 and not is_divided
    speaks = [f"The file speaks of several accounts: {', '.join(facts.accounts)}."] if several else []
    known = len(facts.accounts) == 1
    named = f"the file's name says {facts.called}" if facts.called else "the file does not say"
    how = facts.how if facts.accounts and (known or is_divided) else named
    return {
        "platform": family.PLATFORM,
        "kind": family.KIND,
        "title": family.TITLE,
        "vintage": facts.vintage,
        "rows": facts.rows,
        "accounts": max(len(facts.accounts), 1),
        "posts": sum(part.posts for part in parts),
        "interactions": sum(part.interactions for part in parts),
        "dropped": [{"reason": reason, "rows": rows} for reason, rows in dropped.items()],
        "problems": [*speaks, *facts.problems, *remarks],
        "period": {"since": _iso(facts.since), "until": _iso(facts.until)},
        "sums": _sums(parts),
        "account": {"id": facts.accounts[0] if known else None, "how": how},
        "not_measurable": list(family.LIMITS),
        "columns_not_loaded": list(facts.not_loaded),
    }


def _sums(parts: list[Loaded]) -> dict[str, float | int | None]:
    sums: dict[str, float | int | None] = {}
    for name in dict.fromkeys(name for part in parts for name in part.sums):
        told = [value for part in parts if (value := part.sums.get(name)) is not None]
        total = sum(told, 0.0) if told else None
        sums[name] = int(total) if total is not None and total.is_integer() else total
    return sums


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
