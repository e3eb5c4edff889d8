"""What did not come when it was due, and what runs out: read off the files, without DuckDB and without Airflow.

Looks come once a day (the DAGs run at midnight UTC) and are late at noon; what landed is published within three hours.
A day without posts is a look like any other; a pause that somebody explained, or an account switched off, is none too few.
"""

from __future__ import annotations

import csv
import json
import re
import time as clock
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from checks.alerts.evidence import Evidence, of_deadlines, of_extracts, of_memory
from checks.alerts.meaning import PLATFORMS, Meaning
from checks.alerts.rules import CRITICAL, OF_LINE, WARNING, Clear, Finding, Incident

if TYPE_CHECKING:
    from extractors.records import Account

LATE_AT = time(12)  # UTC: a look that has not begun by noon was missed
PUBLISHED_WITHIN = timedelta(hours=3)
NEARLY_FULL, FULL = 0.10, 0.03  # of the disk left
LOOK = re.compile(r"(?P<day>\d{8})_\d{8}_\d{8}(?P<ending>_failed|_off)?")
MOST_BATCHES = 60  # looked through for the last whole look at a subject
TRIES, BETWEEN_S = 3, 2.0  # at Airflow, before it is called dead: a restart takes a moment

Ask = Callable[[str], dict[str, Any]]


@dataclass(frozen=True)
class Look:
    """One batch of a platform on the shelf, by its name."""

    day: date
    ending: str  # "", _failed or _off
    path: Path


def looks_of(landing: Path, platform: str, account_id: str) -> tuple[list[Look], bool]:
    """Return the looks at an account, the newest first, and whether files of it were imported."""
    from extractors.landing import account_folder

    looks, has_files = [], False
    for path in (landing / "batches" / "extracts" / account_folder(platform, account_id)).glob("*.parquet"):
        named = LOOK.fullmatch(path.stem)
        has_files = has_files or path.stem.startswith("file_")
        if named:
            looks.append(Look(datetime.strptime(named["day"], "%Y%m%d").date(), named["ending"] or "", path))
    return sorted(looks, key=lambda look: (look.day, look.ending == "", look.path.name), reverse=True), has_files


def extracts(landing: Path, accounts: Iterable[Account], meaning: Meaning, now: datetime) -> list[Evidence]:
    """Say which accounts were not looked at when it was due, and what the newest look at each says."""
    found: list[Evidence] = []
    late: list[tuple[Account, str]] = []
    due, has_begun = 0, False
    for account in accounts:
        looks, has_files = looks_of(landing, account.platform, account.account_id)
        if not looks and has_files:
            continue  # read from files alone: nobody is due to look
        if looks:
            has_begun = True
            found += of_extracts(_rows(looks[0].path), meaning)
            if looks[0].ending == "_off" or meaning.is_paused(account.platform, account.account_id, now.date()):
                continue
        due += 1
        since = looks[0].day if looks else None
        if since is None or now >= datetime.combine(since + timedelta(days=1), LATE_AT, UTC):
            last = f"The last look was on {since:%-d %B %Y}" if since else "It was never looked at"
            late.append((account, f"{last}; one is due every day."))
        else:
            found.append(Clear(f"{account.platform}/{account.account_id}/due", now, "It was read again.", ("late",)))
    everything = Finding(
        "late", OF_LINE, "line/due", now, CRITICAL if has_begun else WARNING,  # a new home has until the morning
        f"Nothing was read of any of {due} accounts. {late[0][1]}" if late else "",
        "See whether Airflow's scheduler runs and its extract DAGs are switched on; then trigger the ones that were missed.",
        "everything", subject="extracts",
    )  # fmt: skip
    if len(late) == due and due > 1:
        return [*found, everything]
    return [
        *found, Clear(everything.part, now, "Accounts are read again.", ("late",)),
        *(_late(account, words, now) for account, words in late),
    ]  # fmt: skip


def _late(account: Account, words: str, now: datetime) -> Finding:
    source = f"{account.platform}/{account.account_id}"
    return Finding(
        "late", source, f"{source}/due", now, WARNING, words, "", "", account.platform, account.account_id,
        account.organisation_id, "extracts",
    )  # fmt: skip


def board(home: Path, clock_now: datetime, *, landing: Path | None = None) -> Evidence:
    """Say whether what landed was published in time; by the times of the files, so `clock_now` is the real one."""
    landed = [
        path.stat().st_mtime for path in ((landing or home / "landing") / "batches" / "extracts").glob("*/*/*.parquet")
    ]
    file = home / "board.duckdb"
    published = file.stat().st_mtime if file.is_file() else 0.0
    waiting = min((moment for moment in landed if moment > published), default=None)
    since = datetime.fromtimestamp(waiting, UTC) if waiting is not None else None
    if since is None or clock_now - since < PUBLISHED_WITHIN:
        return Clear("line/board", clock_now, "The board file was published.", ("late",))
    last = (
        f"the last was on {datetime.fromtimestamp(published, UTC):%-d %B %Y, %H:%M} UTC"
        if published
        else "none ever was"
    )
    words = f"What was read on {since:%-d %B %Y, %H:%M} UTC is not in a published board file yet; {last}."
    step = "Look at the DAG `build`: is it switched on, is it waiting, did it fail? Triggered by hand it always builds."
    return Finding("late", OF_LINE, "line/board", clock_now, CRITICAL, words, step, "board", subject="publish")


def disk(home: Path, total: int, free: int, now: datetime) -> Evidence:
    """Say whether there is room for another build: the warehouse may be written anew beside itself. Bytes."""
    warehouse = home / "warehouse.duckdb"
    needed = warehouse.stat().st_size if warehouse.is_file() else 0
    share = free / total if total else 1.0
    rank = CRITICAL if share <= FULL or free <= needed else WARNING if share <= NEARLY_FULL else None
    if rank is None:
        return Clear("line/disk", now, "There is room on the disk again.", ("ours",))
    words = f"The disk that holds LOS_HOME has {share:.0%} left ({free / 1024**3:.1f} GB)."
    step = "Make room or give it a larger disk. Nothing under LOS_HOME may be deleted by hand but logs."
    return Finding("ours", OF_LINE, "line/disk", now, rank, words, step, "disk", subject="disk")


def scheduler(url: str, now: datetime, ask: Ask | None = None, wait: Callable[[float], None] = clock.sleep) -> Evidence:
    """Say whether Airflow's parts are alive, by its own account; asked three times before it is called dead."""
    words = ""
    for tried in range(TRIES):
        if tried:
            wait(BETWEEN_S)
        words = _sick((ask or _ask)(f"{url.rstrip('/')}/api/v2/monitor/health"))
        if not words:
            return Clear("line/scheduler", now, "Airflow's parts are alive.", ("ours",))
    step = "Start it again; then look whether the DAGs of today have run, and trigger what was missed."
    return Finding("ours", OF_LINE, "line/scheduler", now, CRITICAL, words, step, "scheduler", subject="scheduler")


def _ask(url: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            said = json.load(answer)
    except (OSError, ValueError) as error:
        return {"error": type(error).__name__}
    return said if isinstance(said, dict) else {}


def _sick(said: dict[str, Any]) -> str:
    """Return what is wrong, "" when all is well; a part that is not run at all (null) is none."""
    if "scheduler" not in said:
        return "Airflow does not answer: whether its scheduler lives nobody can tell, and nothing is started on time."
    names = {"scheduler": "scheduler", "dag_processor": "DAG processor", "metadatabase": "database"}
    dead = [words for name, words in names.items() if (said.get(name) or {}).get("status") not in (None, "healthy")]
    beat = (said["scheduler"] or {}).get("latest_scheduler_heartbeat")
    if (said["scheduler"] or {}).get("status") is None:
        dead.append("scheduler")
    return f"Airflow's {' and '.join(dict.fromkeys(dead))} is dead. Last heartbeat: {beat or 'none'}." if dead else ""


def near(landing: Any, accounts: Iterable[Account], seeds: Path, now: datetime) -> Iterator[Evidence]:
    """Yield what ends soon (tokens, versions) and what a platform will soon have forgotten."""
    from extractors.deadlines import read_watch

    known = {(each.platform, each.account_id): each for each in accounts}
    yield from of_deadlines((each for each in read_watch(landing) if (each.platform, each.account_id) in known), now)
    with (seeds / "platform_memory.csv").open(newline="", encoding="utf-8") as lines:
        memory = list(csv.DictReader(lines))
    for account in known.values():
        looks, _ = looks_of(landing.root, account.platform, account.account_id)
        if not looks or looks[0].ending == "_off":
            continue
        wanted = {row["subject"]: row for row in memory if row["platform"] == account.platform}
        for subject, until in _collected(looks, set(wanted)).items():
            row = wanted[subject]
            left = (until + timedelta(days=int(row["days"])) - now.date()).days
            yield of_memory(account.platform, account, subject, row["what"], left, now)


def _collected(looks: Iterable[Look], wanted: set[str]) -> dict[str, date]:
    """Return up to which day each subject was wholly read."""
    found: dict[str, date] = {}
    good = [look for look in looks if not look.ending][:MOST_BATCHES]
    for look in good:
        if wanted <= set(found):
            break
        for row in _rows(look.path):
            if row["outcome"] == "ok" and row["subject"] in wanted and row["until"]:
                found[row["subject"]] = max(row["until"], found.get(row["subject"], date.min))
    return found


def gone(
    live: Iterable[Incident], accounts: Iterable[Account], near_now: Iterable[Evidence], home: Path, now: datetime
) -> Iterator[Clear]:
    """Yield an all-clear for what nobody will speak of again: closed accounts, files taken away, ends no longer known."""
    known = {f"{each.platform}/{each.account_id}" for each in accounts}
    spoken = {each.part for each in near_now}
    for part in {part for incident in live for part in incident.parts}:
        head = part.split("/")
        if head[0] == "file" and not (home / "inbox" / "refused" / part.removeprefix("file/")).exists():
            yield Clear(part, now, "The refused file was taken away.")
        elif head[0] in PLATFORMS and len(head) > 2 and head[0] != "register" and "/".join(head[:2]) not in known:
            if head[1] != "ends" or part not in spoken:
                yield Clear(part, now, "The account is closed, or no longer in the register.")
        elif len(head) > 2 and head[-2] in ("ends", "memory") and part not in spoken:
            yield Clear(part, now, "It is no longer known to end.")


def _rows(path: Path) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    rows: list[dict[str, Any]] = pq.read_table(path, partitioning=None).to_pylist()
    return rows
