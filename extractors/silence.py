"""Numbers a platform was asked for and gave in none of its answers: a metric that died without a word."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from types import ModuleType

from extractors.faults import Gap
from extractors.records import Counts, Reading

FEWEST_POSTS = 3  # one or two posts may hide a number; on all of three, nobody gives it
NEWEST_DAYS = 3  # a metric that dies leaves its days from then on without a value


class Silence:
    """Hears every reading of a run."""

    def __init__(self) -> None:
        self._given: dict[str, set[str]] = {"post": set(), "account": set()}  # kind of subject -> fields with a value
        self._not_given: dict[str, Counter[str]] = {"post": Counter(), "account": Counter()}
        self._days: dict[str, dict[date, bool]] = defaultdict(dict)  # field -> day -> whether it has a value

    def hear(self, row: Reading | Counts) -> None:
        """Note which numbers were given."""
        if row.period == "day" and row.period_start:
            for name, value in zip(row.fields, row.values, strict=True):
                self._days[name][row.period_start] = value is not None
        elif not row.dimension:
            is_whole = None not in row.values
            given = (
                row.fields if is_whole else [f for f, v in zip(row.fields, row.values, strict=True) if v is not None]
            )
            self._given[row.subject_kind].update(given)
            if not is_whole:
                self._not_given[row.subject_kind].update(set(row.fields).difference(given))

    def dead(self, of: ModuleType, told: str) -> Iterator[Gap]:
        """Yield, for posts and for the account's series, the fields that were never given and are not yet `told`."""
        never = {
            kind: {n: c for n, c in some.items() if n not in self._given[kind]}
            for kind, some in self._not_given.items()
        }
        posts = [name for name, number in never["post"].items() if number >= FEWEST_POSTS]
        series = list(never["account"])
        series += [name for name, days in self._days.items() if _is_dead(days, name in getattr(of, "PATCHY_DAYS", ()))]
        for subject, names in (("posts", posts), ("series", series)):
            named = sorted(name for name in {*names} - {*getattr(of, "MAY_LACK", ())} if name not in told)
            if named:
                yield Gap(
                    subject,
                    "schema",
                    f"{of.NAME} no longer gives {', '.join(named)}.",
                    "Name its successor in seeds/metric_map.csv and in "
                    f"extractors/platforms/{of.__name__.rsplit('.', 1)[-1]}.py; until then it is unknown, not zero.",
                )


def _is_dead(days: dict[date, bool], is_patchy: bool) -> bool:
    newest = sorted(days) if is_patchy else sorted(days)[-NEWEST_DAYS:]
    return len(newest) >= NEWEST_DAYS and not any(days[day] for day in newest)
