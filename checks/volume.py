"""How many rows a week usually brings, and how far from that the last week is."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

from checks.case import Case, History, beside, window_of
from checks.usual import burstiness, count_bounds, crowd, most_lost
from extractors.records import EXPIRED

WEEKS = 8  # a mean over fewer is led by one campaign, over more by the season before
KEYS = {"posts": ("post_id", "published_at"), "interactions": ("interaction_id", "created_at")}
TAKEN_DOWN = 0.05  # of what stands there, between two looks: ours; of the made-up channels 1.5 in 100 posts ever are
FEWEST_WEEKS = 4  # below that nobody knows what is usual; and four silent weeks mean a channel at rest


def volume(case: Case, history: History) -> dict[str, Any]:
    """Return how many rows the last seven days of the window hold, and the fewest and most that would be usual.

    Usual is what up to eight weeks before make believable (usual.count_bounds), counted by id over this batch and the
    ones it is compared with; a week that holds a marked day is not learned from.
    All None where there is nothing to compare: no window, fewer than four weeks seen, or four silent weeks.
    """
    window = window_of(case.extracts, case.batch.table)
    if window is None or (window[1] - window[0]).days < 7 or lost_rows(case.extracts, case.batch.table):
        return _row(None, [])
    days, until = counted_by_day(case, history), window[1].date()
    weeks = []
    for number in range(WEEKS + 1):
        week = [until - timedelta(days=7 * number + day) for day in range(1, 8)]
        is_learned_from = number == 0 or not any(map(case.is_marked, week))
        if is_learned_from and all(day in days for day in week):
            weeks.append(sum(days[day] for day in week))
    return _row(weeks[0], weeks[1:], size_of(case, history, weeks[1:]))


def size_of(case: Case, history: History, *groups: list[int]) -> float:
    """Return how many at a time things come here: by how counts differ, by weekday too, and by conversations.

    Of posts the last week's conversations count as well: ten answers of ours under one post are one thing we did, ten posts
    are ten. Of what others say they do not: a hundred of them under one post is what somebody must look at.
    """
    days, crowds = _known(case, history)
    until = max(days)
    alike = [
        [days[day] for day in days if day.weekday() == number and until - day >= timedelta(7)] for number in range(7)
    ]
    return max(burstiness(groups), burstiness(alike), crowds)


def counted_by_day(case: Case, history: History) -> dict[date, int]:
    """Return how many things each day brought that this batch or one it is compared with covers, counted by id."""
    return _known(case, history)[0]


def _known(case: Case, history: History) -> tuple[dict[date, int], float]:
    return case.files.once(case.batch.path, "known", lambda _: _counted(case, history))


def _counted(case: Case, history: History) -> tuple[dict[date, int], float]:
    seen: dict[str, tuple[date, str]] = {}
    covered: set[int] = set()
    for path in (case.batch.path, *case.earlier):
        window = case.files.once(path, "window", lambda path: _window(history, path, case.batch.table))
        if window is not None:
            covered.update(range(*window))
            for each, placed in _placed(case, path).items():
                seen.setdefault(each, placed)
    counts = Counter(day for day, _ in seen.values())
    last = max(covered, default=0) - (0 if case.batch.table == "posts" else 7)
    crowds = Counter(conversation for day, conversation in seen.values() if day.toordinal() <= last)
    return {day: counts[day] for day in map(date.fromordinal, sorted(covered))}, crowd(crowds.values())


def _window(history: History, path: Path, table: str) -> tuple[int, int] | None:
    """Return the days a file covers as ordinals; None where its rows say nothing of how many there were."""
    extracts = history.extracts(path)
    window = None if lost_rows(extracts, table) else window_of(extracts, table)
    return None if window is None else (window[0].toordinal(), window[1].toordinal())


def _placed(case: Case, path: Path) -> dict[str, tuple[date, str]]:
    """Return the day and the conversation of each thing of a file, by id."""
    return case.files.once(path, "placed", lambda path: _read(case, path))


def _read(case: Case, path: Path) -> dict[str, tuple[date, str]]:
    names = [*KEYS[case.batch.table], "conversation_id"]
    rows = zip(*case.files.values(path, names), strict=True)
    return {each: (at.date(), of or each) for each, at, of in rows if each is not None and at is not None}


def lost_rows(extracts: pd.DataFrame, subject: str) -> bool:
    """Tell whether rows of a batch went under the platform's terms: what is left says nothing of what is usual."""
    pairs = zip(extracts["subject"], extracts["dropped_why"], strict=True)
    return any(of == subject and isinstance(why, str) and EXPIRED in why for of, why in pairs)


def is_gone(case: Case) -> bool | None:
    """Tell whether the batch is empty, without an error, though earlier ones saw more in its window than people take down.

    They take things down by the conversation. A channel at rest does not count: what it last did lies four weeks back.
    None: it is empty, and nobody can tell whether it should be.
    """
    subject = case.batch.table
    window = window_of(case.extracts, subject)
    if case.files.count(case.batch.path):
        return False
    if window is None or case.asked(subject, "outcome") != "ok" or lost_rows(case.extracts, subject):
        return None
    since, until, gone = max(window[0], window[1] - timedelta(days=28)).date(), window[1].date(), posts_gone(case)
    seen = {
        of
        for path in case.earlier
        for each, (day, of) in _placed(case, path).items()
        if since <= day < until and (of not in gone or of == each)
    }
    return True if len(seen) > most_lost(len(seen), TAKEN_DOWN) else None


def posts_gone(case: Case) -> set[str]:
    """Return the posts that somebody took down since the look before: what was said under them went with them.

    None, where more are gone than people take down: then a list was cut off, and nothing is explained by it.
    """
    if not case.earlier:
        return set()
    before, here = (_own(case, beside(path, "posts")) for path in (case.earlier[0], case.batch.path))
    gone = before - here
    return gone if len(gone) <= most_lost(len(before), TAKEN_DOWN) else set()


def _own(case: Case, path: Path) -> set[str]:
    if not case.files.exists(path):
        return set()
    rows = case.files.table(path, ["post_id", "kind"]).to_pydict()
    return {post for post, kind in zip(rows["post_id"], rows["kind"], strict=True) if kind != "reply"}


def _row(last: int | None, before: list[int], size: float = 1.0) -> dict[str, Any]:
    row = {"rows_last_week": last, "weekly_mean_before": None, "fewest_usual": None, "most_usual": None}
    if last is None or len(before) < FEWEST_WEEKS:
        return row
    if not sum(before[:FEWEST_WEEKS]):  # at rest; if it speaks again, whatever comes is not too few
        return {**row, "fewest_usual": 0 if last else None}
    fewest, most = count_bounds(before, size, max(before))
    mean = round(sum(before) / len(before), 1)
    fewest_asked = fewest if fewest or last else None  # none came, and none was asked for: that says nothing
    return {**row, "weekly_mean_before": mean, "fewest_usual": fewest_asked, "most_usual": most}
