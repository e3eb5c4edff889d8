"""The spine: fetch -> keep -> parse -> write -> ask what is gone. One account, one window, one batch."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import ModuleType

from extractors.access import Access
from extractors.allowance import allowance_of
from extractors.columns import read
from extractors.doubt import MOST_AGAIN, Doubt
from extractors.faults import Refused
from extractors.fields import UNREADABLE
from extractors.http import Client, session
from extractors.known import held
from extractors.landing import OF_A_PLATFORM, Batch, BatchWriter, Landing, batch_id_for
from extractors.lookups import unlisted, what_is_gone
from extractors.platforms import Window, platform
from extractors.privacy import Door
from extractors.records import Account, Extract
from extractors.tally import Tally
from extractors.tokens import Tokens
from extractors.tombstones import GONE, buried, counted
from extractors.unread import field_of, unscreened
from extractors.waiting import Patience
from extractors.watch import watch
from storage.faults import StorageFault

FIRST_DAYS, LATER_DAYS = 730, 35
MOST_LONG_LOOKS = 3  # at a long window that came with holes
FAILED, OFF = "_failed", "_off"  # endings of batches that hold no data, only what happened

log = logging.getLogger(__name__)


def window_for(landing: Landing, account: Account, until: date, observed_on: date) -> tuple[date, date]:
    """Return the window [since, until) to ask for when looking on `observed_on`.

    Two years the first time, not before the account opened; later the last 35 days, and back to where the shelf has its
    first gap when runs were missed. Batches of the same day do not count, so that a day run twice asks the same.
    """
    first = until - timedelta(days=FIRST_DAYS)
    first = min(max(first, account.opened_on or first), until)
    reach = first
    for start, end in sorted(window for seen_on, window in _covered(landing, account) if seen_on < observed_on):
        if start <= reach:
            reach = max(reach, end)
    if reach == first:
        return first, until
    return max(first, min(until - timedelta(days=LATER_DAYS), reach)), until


def _covered(landing: Landing, account: Account) -> Iterable[tuple[date, tuple[date, date]]]:
    """Yield (day of looking, window) of every whole batch of this account that came from the platform itself.

    A long window that came with holes is asked for again, so often and no oftener: later looks do not reach back to them.
    """
    batches: dict[str, list[Batch]] = {}
    for batch in landing.batches(account.platform):
        if batch.account_id == account.account_id:
            batches.setdefault(batch.batch_id, []).append(batch)
    with_holes = 0
    for batch_id, tables in sorted(batches.items()):
        named = re.fullmatch(r"(\d{8})_(\d{8})_(\d{8})", batch_id)
        if named and len(tables) == len(OF_A_PLATFORM):
            since, until = _day(named[2]), _day(named[3])
            has_holes = until - since > timedelta(days=LATER_DAYS) and any(map(_has_holes, tables))
            with_holes += has_holes
            if not has_holes or with_holes >= MOST_LONG_LOOKS:
                yield _day(named[1]), (since, until)


def _has_holes(batch: Batch) -> bool:
    """Say whether a report tells of something that asking again on another day may bring."""
    if batch.table != "extracts":
        return False
    rows = read(batch.path, ["subject", "outcome", "cause_class"]).to_pylist()
    return any(
        row["subject"] != "deletions" and row["outcome"] == "partial" and row["cause_class"] in ("empty", "platform")
        for row in rows
    )


def _day(digits: str) -> date:
    return datetime.strptime(digits, "%Y%m%d").date()


def extract(
    account: Account,
    *,
    landing: Landing,
    since: date,
    until: date,
    observed_at: datetime,
    access: Access,
    own_handles: Iterable[str],
    clock: Callable[[], datetime],
    sleep: Callable[[float], None] = time.sleep,
    again: bool = False,
) -> list[Extract]:
    """Ask a platform for one account and window, and put one batch on the shelf; return what happened, by subject.

    `again`: ask even where a quota was used up and is not known to have come back.
    Nothing of a failed attempt stays but its own report; data that came earlier, even today, is left as it was. A run
    that was killed is gone on with where it stopped, and looks at the same moment (reached.py).
    """
    observed_at = observed_at.astimezone(UTC)
    batch_id = batch_id_for(since, until, observed_at.date())
    patience = Patience(sleep, clock=lambda: clock().timestamp())
    doubt = Doubt(left=MOST_AGAIN, sleep=patience.wait)
    reached = landing.reached(account, batch_id, observed_at)
    observed_at = reached.observed_at
    tally = Tally(account, batch_id, Window(since, until, observed_at, doubt), clock)
    of = platform(account.platform)
    if getattr(of, "NEEDS_LICENCE_BASIS", "") and not access.licence_basis:
        why = Refused(
            "terms",
            of.NEEDS_LICENCE_BASIS,
            "Import the account's own export file instead, or have a person decide on a basis and "
            f"set it as LOS_{account.platform.upper()}_LICENCE_BASIS.",
        )
        return _report_alone(landing, tally, OFF, "off", why)
    if account.closed_on and account.closed_on <= since:
        why = Refused("source", f"The account was closed on {account.closed_on:%-d %B %Y}.", "Nothing to do.")
        return _report_alone(landing, tally, OFF, "off", why)
    tokens: Tokens | None = None
    try:
        door = Door(access.privacy_key, own_handles)
        tokens = Tokens(account, of, access, observed_at, sleep)
        client = session(tokens.access_token(), name=of.NAME, api=access.api, analytics=access.analytics,
                         headers=of.HEADERS, fault=of.fault, secrets=tokens.secrets,
                         patience=patience,
                         allowance=allowance_of(account, of, access, tokens.given, landing.root, observed_at, again),
                         renew=tokens.renew if tokens.can_renew else None)  # fmt: skip
        tally.client, client.reached = client, reached
        tally.window.doubt.held = held(landing, account, of)
        with landing.open_batch(account, batch_id, buried(landing.root, door), reached) as batch:
            _read(of, client, account, door, batch, tally)
            rows = [counted(row, len(batch.left_out.get(row.subject, ())), GONE) for row in tally.rows()]
            _keep_the_better(landing, account, batch_id, rows)
            for row in unlisted(of, rows, tally.window.doubt.unlisted):
                batch.add(row)
    except Refused as why:
        return _report_alone(landing, tally, FAILED, "failed", why)
    except StorageFault as fault:
        unkept = Refused(
            "ours", f"What came could not be put on the shelf. {fault}.", "Mend that, then extract it again."
        )
        return _report_alone(landing, tally, FAILED, "failed", unkept)
    except Exception as error:  # whatever it is, the other accounts go on and somebody is told
        return _report_alone(landing, tally, FAILED, "failed", _unforeseen(of, error))
    finally:
        if tokens:
            watch(of, account, access, tokens, landing, observed_at)
    for ending in (FAILED, OFF):
        landing.remove(account, batch_id + ending)
    return _ask_what_is_gone(of, client, landing, tally, rows)


def _keep_the_better(landing: Landing, account: Account, batch_id: str, rows: list[Extract]) -> None:
    """Raise Refused where an earlier look of the same day and window was whole in what this one brought in parts."""
    stands = {row["subject"] for row in landing.report(account, batch_id) if row["outcome"] == "ok"}
    for row in rows:
        if row.subject in stands - {"deletions"} and row.outcome != "ok":
            cause = f"It came in parts this time, and what came earlier the same day, whole, is kept. {row.cause}"
            raise Refused(row.cause_class or "ours", cause, row.next_step or "")


def _ask_what_is_gone(
    of: ModuleType, client: Client, landing: Landing, tally: Tally, rows: list[Extract]
) -> list[Extract]:
    """Ask, and write what came of it into the batch's report; return the report. Whatever happens, the batch stands."""
    account, blank, doubted = tally.account, rows[-1], tally.window.doubt.unlisted
    try:
        *others, row = what_is_gone(of, client, account, landing, tally.window, rows)
        others = [*(each for each in rows if each.subject in doubted), *others]
    except Exception as error:
        why = _unforeseen(of, error)
        others = [each for each in unlisted(of, rows, doubted) if each.subject in doubted]
        row = replace(blank, cause_class=why.cause_class, cause=why.cause, next_step=why.next_step)
    restated = {each.subject: each for each in others}
    restated["deletions"] = replace(row, started_at=blank.finished_at, finished_at=tally.clock())
    for each in restated.values():
        if each.cause:
            level = logging.INFO if each.outcome == "ok" else logging.WARNING
            words = (account.platform, account.account_id, each.subject, each.cause, each.next_step or "")
            log.log(level, "%s %s %s: %s %s", *words)
        landing.restate(account, each)
    return [restated.get(each.subject, each) for each in rows]


def _read(of: ModuleType, client: Client, account: Account, door: Door, batch: BatchWriter, tally: Tally) -> None:
    for page in of.fetch(client, account, tally.window):
        kept = batch.reached and batch.reached.page_of(page)
        question = client.question_of(page.body) if kept or of.stands_in(page) else None
        kept = kept or of.screen(page, account, door)
        batch.keep(kept, question)
        tally.count_page(of.SUBJECTS[kept.kind], of.gaps(kept, account))
        said = [*unscreened(kept.asked), *of.parse(kept, account, tally.window.observed_at)]
        tally.count_rows(batch.add_all(tally.unreads.rows_among(kept.kind, said)))
    tally.unreads.refuse(of)
    tally.window.doubt.cut |= tally.unreads.cut(of)


def _report_alone(landing: Landing, tally: Tally, ending: str, outcome: str, why: Refused) -> list[Extract]:
    log.warning("%s %s: %s %s", tally.account.platform, tally.account.account_id, why.cause, why.next_step)
    tally.batch_id += ending
    rows = tally.rows(outcome, why)
    with landing.open_batch(tally.account, tally.batch_id) as batch:
        for row in rows:
            batch.add(row)
    return rows


def _unforeseen(of: ModuleType, error: Exception) -> Refused:
    # Only the kind of the error and the place: its text could hold words of an answer.
    if isinstance(error, UNREADABLE):
        return Refused(
            "schema",
            f"{of.NAME} answered in a form we cannot read ({type(error).__name__} in {field_of(error)}).",
            "Compare the platform's file in extractors/platforms/ with its change log.",
        )
    return Refused(
        "ours",
        f"The extract stopped on a fault of ours ({type(error).__name__} in {field_of(error)}).",
        "If a disk is full, make room; else report it with this line.",
    )
