"""The gate: judge the batches on the shelf that have no verdict yet, and the figures before they are published."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.known_days import SEEDS, Span, read_days
from extractors.landing import TABLES, Batch, Landing

if TYPE_CHECKING:
    from checks.case import History

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
    return [_settle(landing, batch, history, checked_at) for batch in waiting if history.has(batch)]


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


def _settle(landing: Landing, batch: Batch, history: History, checked_at: datetime) -> dict[str, Any]:
    verdict = _verdict(_results(batch, history), checked_at)
    landing.settle(batch, verdict)
    who = {"table": batch.table, "platform": batch.platform, "account_id": batch.account_id, "batch_id": batch.batch_id}
    return {**who, **verdict}


def _results(batch: Batch, history: History) -> list[dict[str, Any]]:
    from checks import engine, registry, shape

    results = engine.judge(shape.question(batch))
    if not all(result["is_met"] for result in results):
        return results  # nothing further can be asked of columns that are not there
    case = history.case(batch)
    asked = [question for module in registry.asked_of(batch.table) for question in module.questions(case, history)]
    return results + [result for question in asked for result in engine.judge(question)]


def _verdict(results: list[dict[str, Any]], checked_at: datetime) -> dict[str, Any]:
    refused = any(result["severity"] == "critical" and not result["is_met"] for result in results)
    return {"accepted": not refused, "checked_at": checked_at.isoformat(), "results": results}
