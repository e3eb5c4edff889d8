"""Numbers a platform was asked for and gave in none of its answers: a metric that died without a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from types import ModuleType

from extractors.faults import Gap
from extractors.records import Reading

FEWEST_POSTS = 3  # one or two posts may hide a number; on all of three, nobody gives it
NEWEST_DAYS = 3  # a metric that dies leaves its days from then on without a value


class Silence:
    """Hears every reading of a run."""

    def __init__(self) -> None:
        self._posts: dict[str, list[int]] = defaultdict(lambda: [0, 0])  # field -> readings, those with a value
        self._account: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        self._days: dict[str, dict[date, bool]] = defaultdict(dict)  # field -> day -> whether it has a value

    def hear(self, row: Reading) -> None:
        """Count one reading."""
        has_value = row.value is not None
        if row.period == "day" and row.period_start:
            self._days[row.field][row.period_start] = has_value
        elif not row.dimension:
            said = (self._posts if row.subject_kind == "post" else self._account)[row.field]
            said[0], said[1] = said[0] + 1, said[1] + has_value

    def dead(self, of: ModuleType, told: str) -> Iterator[Gap]:
        """Yield, for posts and for the account's series, the fields that were never given and are not yet `told`."""
        posts = [name for name, (number, said) in self._posts.items() if number >= FEWEST_POSTS and not said]
        series = [name for name, (_, said) in self._account.items() if not said]
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
