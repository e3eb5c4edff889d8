"""The gate: judge the batches on the shelf that have no verdict yet, and the figures before they are published."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.known_days import SEEDS, Span, read_days
from extractors.landing import TABLES, Batch, Landing

if TYPE_CHECKING:
    from checks.case import History

ROWS_AT_ONCE = 100_000  # judged together: what memory allows, and more would not be faster
Shapes = dict[Batch, list[dict[str, Any]]]
FIRST = ("extracts", *TABLES[:-1])  # a batch whose own account of itself is refused is gone as a whole


def check_shelf(
    landing: Landing,
    platform: str | None = None,
    *,
    checked_at: datetime,
    marked: Iterable[Span] = (),
    seeds: Path = SEEDS,
) -> list[dict[str, Any]]:
    """Judge every batch whose bytes have no verdict, settle each on the shelf, return the verdicts.

    Days that the seeds or `marked` name as wrong are neither judged by what is usual nor learned from.
    A verdict holds table, platform, account_id, batch_id, accepted, checked_at (ISO) and results. A batch is refused
    (landing quarantines it) when a critical result is not met; the other tables of the account go on without it.
    """
    batches = landing.batches(platform)
    waiting = [batch for batch in batches if landing.verdict(batch) is None]
    if not waiting:
        return []
    from checks.case import History  # pandas and Great Expectations are loaded only where something is to be judged

    history = History(landing, batches, days=read_days(seeds, marked))
    # Older looks first, for later ones are compared with them; of one look, its own account first.
    waiting.sort(key=lambda batch: (history.seen_at(batch), batch.batch_id, FIRST.index(batch.table)))
    shapes = _shapes(waiting)
    verdicts = [each for turn in _turns(waiting) for each in _judged(landing, turn, history, shapes, checked_at)]
    place = {batch: number for number, batch in enumerate(waiting)}
    return sorted(verdicts, key=lambda verdict: place[verdict.pop("batch")])


def check_figures(warehouse: Path, *, checked_at: datetime, seeds: Path = SEEDS) -> dict[str, Any]:
    """Judge the reports of a built warehouse (opened read-only) and return the verdict; nothing is written.

    There is one result a check and body, each with its organisation_id: nobody is told of another's accounts. The strategy
    in `seeds`, which the figures are counted by, was asked before the build; what was said of it comes with them.
    Raises ValueError when the warehouse or its reports are not there.
    """
    from checks import engine, figures, freshness
    from checks.strategy import files

    asked = figures.questions(warehouse) + freshness.questions(warehouse, checked_at, read_days(seeds))
    results = [result for question in asked for result in engine.judge_each(question)]
    return {"table": "figures", **_verdict(results + files.results(seeds), checked_at)}


def _turns(waiting: Iterable[Batch]) -> Iterator[list[Batch]]:
    """Yield the batches in groups that can be judged together: of one table, and none that waits for another's verdict.

    What is said of a file can hang on the files of its account that were judged before it, and on nothing else. A group
    of more rows than ROWS_AT_ONCE is cut.
    """
    turns: dict[tuple[int, str], list[Batch]] = {}
    judged = Counter[tuple[str, str]]()
    for batch in waiting:
        account = batch.platform, batch.account_id
        turns.setdefault((judged[account], batch.table), []).append(batch)
        judged[account] += 1
    for _, turn in sorted(turns.items(), key=lambda each: each[0][0]):
        while turn:
            rows = list(accumulate(map(_rows, turn)))
            few = max(bisect_right(rows, ROWS_AT_ONCE), 1)
            yield turn[:few]
            turn = turn[few:]


def _rows(batch: Batch) -> int:
    try:
        return batch.rows()
    except (OSError, ValueError):  # gone with a refused batch, or no Parquet file: its shape will tell
        return 0


def _judged(
    landing: Landing, turn: Iterable[Batch], history: History, shapes: Shapes, checked_at: datetime
) -> Iterator[dict[str, Any]]:
    """Judge batches together, settle each, and yield the verdicts, each with its `batch`."""
    batches = [batch for batch in turn if history.has(batch)]
    for batch, results in zip(batches, _results(batches, history, shapes), strict=True):
        verdict = _verdict(results, checked_at)
        landing.settle(batch, verdict)
        who = {name: getattr(batch, name) for name in ("table", "platform", "account_id", "batch_id")}
        yield {"batch": batch, **who, **verdict}


def _shapes(batches: Sequence[Batch]) -> Shapes:
    """Return what is said of each file before anything else is asked of it."""
    from checks import engine, shape

    return dict(zip(batches, engine.judge_all([shape.question(batch) for batch in batches]), strict=True))


def _results(batches: Sequence[Batch], history: History, shapes: Shapes) -> list[list[dict[str, Any]]]:
    from checks import engine, registry

    results = [[*shapes[batch]] for batch in batches]
    asked = []  # whose question it is, and the question
    for number, batch in enumerate(batches):
        if all(result["is_met"] for result in results[number]):  # else nothing can be asked: columns are not there
            case = history.case(batch)
            for module in registry.asked_of(batch.table):
                asked += [(number, question) for question in module.questions(case, history)]
    said = engine.judge_all([question for _, question in asked])
    for (number, _), more in zip(asked, said, strict=True):
        results[number] += more
    return results


def _verdict(results: list[dict[str, Any]], checked_at: datetime) -> dict[str, Any]:
    refused = any(result["severity"] == "critical" and not result["is_met"] for result in results)
    return {"accepted": not refused, "checked_at": checked_at.isoformat(), "results": results}
