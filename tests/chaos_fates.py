"""What became of each fault of a chaos run: looked up in what the extract reported on the shelf, and in the rows it wrote.

Of every process: it reported on each account, or was killed. Of every report: what it does not say is whole is told with its
class, cause and next step; what it says is whole, is what the calm run wrote; and no number is another than it was there,
whatever else is missing. Of every failure met: it was asked again, or it ended the run and is told.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow.parquet as pq

from extractors.landing import Landing
from extractors.platforms import platform
from extractors.records import Account
from sandbox.faults.kinds import KINDS
from tests.extractors.two_years import KEYS

Row = dict[str, Any]
TABLES = ("posts", "interactions", "readings")
SUBJECTS = {"posts", "interactions", "series", "deletions"}
WHOLE = ("ok", "off")

# What no client can see in the answer itself: the run says ok, and the next one puts it right.
SEEN_LATER = {
    "deleted_between": "the post stood there when it was read; by the next look it is gone",
    "unsettled_days": "the two newest days look like any other; the look-back of later runs reads them again",
}


@dataclass
class Process:
    """One `extract` of one platform: how it ended, what it met, and what became of that."""

    round: int
    platform: str
    killed_at: str  # "": it was let live
    code: int
    met: list[Row]  # answers that went wrong, as the sandbox's log tells them
    asked: Counter[str]  # account -> calls it made
    stopped: Collection[
        str
    ] = ()  # accounts whose quota was remembered as used up when it began, and that nobody may ask
    fates: list[str] = field(default_factory=list)  # of each answer in `met`, in their order
    unaccounted: list[str] = field(default_factory=list)

    @property
    def was_killed(self) -> bool:
        """Whether it died of kill -9 before its end."""
        return self.code == -9

    @property
    def faults(self) -> set[tuple[int, int]]:
        """The faults it met: one that is told three times is one."""
        return {(self.round, fault["fault"]) for fault in self.met}


class Fates:
    """Looks up what became of faults, in one shelf that has met them and one that has not."""

    def __init__(self, shelf: Landing, calm: Landing, accounts: Iterable[Account]) -> None:
        self.shelf, self.calm, self.accounts = shelf, calm, [*accounts]
        self._calm: dict[tuple[str, str, str], dict[Any, Row]] = {}
        self._left: dict[str, list[Row]] = defaultdict(
            list
        )  # account -> met by killed runs whose pages the next one goes on with

    def look_up(self, process: Process, began: datetime) -> None:
        """Say of each answer met what became of it: at once, for the next process writes over what this one left."""
        fates, reports = dict[int, str](), self._reports(process.platform, began)
        for account in self.accounts:
            if account.platform == process.platform:
                met = [fault for fault in process.met if fault["account"] == account.account_id]
                rows = reports.get(account.account_id, [])
                said, lost = self._fates(process, account, met, rows)
                self._left[account.account_id] = [] if rows else [*self._left[account.account_id], *met]
                fates |= {fault["number"]: fate for fault, fate in zip(met, said, strict=True)}
                where = f"round {process.round} {account.secret} {process.killed_at}".strip()
                kinds = dict(Counter(f"{fault['kind']} {fault['code']} at {fault['endpoint']}" for fault in met))
                process.unaccounted += [f"{where}: {words}; met {kinds}" for words in lost]
        process.fates = [fates.get(fault["number"], "of no account") for fault in process.met]
        if "of no account" in process.fates:
            process.unaccounted.append(f"round {process.round} {process.platform}: met by no account of the register")

    def _reports(self, name: str, began: datetime) -> dict[str, list[Row]]:
        """Return what the shelf says of every account that was asked since."""
        found: dict[str, list[Row]] = {}
        for batch in self.shelf.batches(name, "extracts"):
            rows = pq.read_table(batch.path, partitioning=None).to_pylist()
            if max(row["finished_at"] for row in rows) >= began:
                found.setdefault(batch.account_id, []).extend(rows)
        return found

    def _fates(
        self, process: Process, account: Account, met: list[Row], rows: list[Row]
    ) -> tuple[list[str], list[str]]:
        """Return the fate of each answer met, and in words all that is lost or kept quiet."""
        if not rows and process.was_killed:
            return ["killed with its process: the next one goes on and reports"] * len(met), []
        if sorted(row["subject"] for row in rows) != sorted(SUBJECTS):
            return ["not told"] * len(met), [f"reported on {sorted(row['subject'] for row in rows)}, not once on each"]
        told = {row["subject"]: row for row in rows if row["outcome"] not in WHOLE}
        lost = [f"{subject} {row['outcome']} without a class, cause and next step" for subject, row in told.items()
                if not (row["cause_class"] and row["cause"] and row["next_step"])]  # fmt: skip
        lost += _of_quotas(process, account, met, rows)
        if any(row["outcome"] == "failed" for row in rows):
            if not met and account.account_id not in process.stopped:
                lost.append(f"failed although nothing went wrong: {rows[0]['cause']}")
            return ["failed: told with cause and next step"] * len(met), lost
        behind = [*self._left[account.account_id], *met]  # all that went wrong on the way to this batch
        if told and not (behind or process.was_killed):
            lost += [f"{subject} partial although nothing went wrong: {row['cause']}" for subject, row in told.items()]
        lost += self._off(account, rows[0]["batch_id"], {*told}, {fault["kind"] for fault in behind})
        asked_again, failures = sum(row["retries"] for row in rows), sum(map(calls_for_a_retry, met))
        failures -= "deletions" in told  # the last failure of a question that was given up is not asked again
        if asked_again < failures and not process.was_killed:
            lost.append(f"asked again {asked_again} times after {failures} failures")
        return [_fate(fault, bool(told)) for fault in met], lost

    def _off(self, account: Account, batch_id: str, partial: set[str], kinds: set[str]) -> list[str]:
        """Compare a batch with the calm one: `partial` subjects may lack rows and values, and none may say otherwise."""
        off, is_by_post = [], platform(account.platform).LISTED_BY_POST
        for table in TABLES:
            held, calm = _rows(self.shelf, account, table, batch_id), self._calm_rows(account, table, batch_id)
            wrong: dict[str, list[str]] = defaultdict(list)
            for key, row in calm.items():
                ours = held.get(key)
                if ours == row or (ours is not None and _is_seen_later(row, kinds)):
                    continue
                if not _subjects(table, row, is_by_post) & partial:
                    wrong["missing" if ours is None else "another"].append(f"{key} {_said(ours)}, calm {_said(row)}")
                elif ours is not None and table == "readings" and ours["value"] is not None:
                    wrong["a false number"].append(f"{key} {_said(ours)}, calm {_said(row)}")
            for key in held.keys() - calm.keys():
                is_unknown = table == "readings" and held[key]["value"] is None
                is_excused = is_unknown and _subjects(table, held[key], is_by_post) & partial
                if not (is_excused or "deleted_between" in kinds):
                    wrong["too many"].append(f"{key} {_said(held[key])}")
            off += [f"{table} said whole, {len(some)} {what}, as {some[0]}" for what, some in wrong.items()]
        return off

    def _calm_rows(self, account: Account, table: str, batch_id: str) -> dict[Any, Row]:
        key = (account.account_id, table, batch_id)
        if key not in self._calm:
            self._calm[key] = _rows(self.calm, account, table, batch_id)
        return self._calm[key]


def calls_for_a_retry(fault: Row) -> bool:
    """Say whether a good answer can only have been had by asking again."""
    kind = KINDS[fault["kind"]]
    is_error = fault["kind"] == "token_echo" and fault["code"] == "error"
    return is_error or (kind.does in ("refuses", "spoils") and kind.ends in ("heals", "today"))


def _fate(fault: Row, is_partial: bool) -> str:
    if calls_for_a_retry(fault):
        return "healed: asked again"
    if fault["kind"] in SEEN_LATER:
        return "not to be seen: mended by the next run"
    return "partial: told with cause and next step" if is_partial else "did no harm: the batch is whole"


def _of_quotas(process: Process, account: Account, met: list[Row], rows: list[Row]) -> list[str]:
    """Return what is wrong with how a quota that is used up was taken: told as one, and remembered for its day."""
    if account.account_id in process.stopped:
        lost = [f"asked {process.asked[account.account_id]} times while its quota was used up"]
        return (lost if process.asked[account.account_id] else []) + _not_told_as_quota(rows)
    if met and met[-1]["kind"] == "quota" and any(row["outcome"] == "failed" for row in rows):
        return _not_told_as_quota(rows)
    return []


def _not_told_as_quota(rows: list[Row]) -> list[str]:
    return [f"{row['subject']} {row['outcome']} {row['cause_class']}: not told as a quota that is used up"
            for row in rows if (row["outcome"], row["cause_class"]) != ("failed", "quota")
            or "--again" not in row["next_step"]]  # fmt: skip


def _subjects(table: str, row: Row, is_by_post: bool) -> set[str]:
    """Return the subjects any of which, when it is told to be partial, accounts for a row that is not as it should be."""
    if table == "readings":
        return {"posts"} if row["subject_kind"] == "post" else {"series"}
    if table == "interactions":
        return {"interactions", "posts"} if is_by_post else {"interactions"}  # comments are found under their posts
    return {"posts", "interactions"} if is_by_post and row["kind"] == "reply" else {"posts"}


def _is_seen_later(row: Row, kinds: set[str]) -> bool:
    return "unsettled_days" in kinds and row.get("period") == "day"


def _said(row: Row | None) -> Any:
    return "absent" if row is None else row.get("value", row.get("kind"))


def _rows(shelf: Landing, account: Account, table: str, batch_id: str) -> dict[Any, Row]:
    """Return the rows of one batch by their key, without their batch."""
    path = next(each.path for each in shelf.batches(account.platform, table)
                if (each.account_id, each.batch_id) == (account.account_id, batch_id))  # fmt: skip
    rows = [{name: cell for name, cell in row.items() if name != "batch_id"}
            for row in pq.read_table(path, partitioning=None).to_pylist()]  # fmt: skip
    return {tuple(row[name] for name in KEYS[table]): row for row in rows}
