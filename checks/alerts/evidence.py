"""What happened, as evidence: reports of extracts, verdicts of the gate, tasks of Airflow, files, days that come near."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import Any

from checks.alerts.meaning import Meaning, causes
from checks.alerts.rules import CRITICAL, LOST, NOTICE, OF_LINE, WARNING, Clear, Finding, Unasked, fingerprint

Evidence = Finding | Clear | Unasked
OF_EXTRACTS = ("token", "quota", "terms", "schema", "empty", "platform", "source", "ours", "late")
WITH_A_WHAT = (
    "schema",
    "ours",
)  # causes that differ within a class: a second dead metric is news, a second refusal not
RANKS = {"critical": CRITICAL, "warning": WARNING}
OF_ITEMS = re.compile(
    r"\b(?:post|interaction|subject)_id\b"
)  # ids of posts and of the public's items stay in the house
LONGEST = 160  # of what a check found, in an alert
UNASKED_STEP = (
    "Look at the channel: if it spoke, renew the permission and extract again. If it rests, say so in "
    "seeds/account_pauses.csv, or close it in seeds/accounts.csv. It is over then, or when something comes again."
)
OF_DEADLINE = {"notice": NOTICE, "warning": WARNING, "urgent": CRITICAL, "past": LOST}
OF_MEMORY = {14: NOTICE, 7: WARNING, 2: CRITICAL, 0: LOST}  # days left, at most


def of_extracts(rows: Iterable[Any], meaning: Meaning) -> Iterator[Evidence]:
    """Yield what the reports of an extract (records.Extract, or rows of its file) are evidence of."""
    for row in rows:
        said = asdict(row) if is_dataclass(row) and not isinstance(row, type) else dict(row)
        at, account = _utc(said["finished_at"]), f"{said['platform']}/{said['account_id']}"
        part, late = f"{account}/{said['subject']}", Clear(f"{account}/due", at, "It was read again.", ("late",))
        if said["outcome"] == "off":  # a decision, not a fault
            words = f"It is switched off: {said['cause']}"
            yield from (Clear(each, at, words, OF_EXTRACTS) for each in (part, late.part))
            continue
        if said["outcome"] == "not_offered":
            continue
        cause = said["cause_class"]
        is_bad = said["outcome"] in ("failed", "partial") and cause in causes()
        if is_bad and not (cause == "empty" and _is_quiet(said, meaning)):
            yield _of_extract(said, part, at)
        if said["outcome"] == "ok":
            yield Clear(part, at, f"A whole look on {_day(at)} brought {said['subject']}.", OF_EXTRACTS)
        elif said["outcome"] == "partial":
            what = _what(cause, said["cause"]) if is_bad else ""
            words = f"A look on {_day(at)} brought {said['subject']} again."
            yield Clear(part, at, words, OF_EXTRACTS, only_failures=True, but=(cause or "", what))
        if said["outcome"] in ("ok", "partial"):
            yield late


def _of_extract(said: Mapping[str, Any], part: str, at: datetime) -> Finding:
    cause, has_failed = said["cause_class"], said["outcome"] == "failed"
    about = causes()[cause]
    rank = RANKS[about["failed" if has_failed else "partial"]]
    return Finding(
        cause, _source(cause, said["platform"], said["account_id"]), part, at,
        LOST if cause == "token" and has_failed else rank, said["cause"] or "", said["next_step"] or "",
        _what(cause, said["cause"]), said["platform"], said["account_id"], said["organisation_id"], said["subject"],
        has_failed,
    )  # fmt: skip


def _is_quiet(said: Mapping[str, Any], meaning: Meaning) -> bool:
    """Say whether somebody explained that this channel is quiet in the days that were asked for."""
    days = (said["until"], said["since"], said["finished_at"].date())
    return any(day and meaning.is_paused(said["platform"], said["account_id"], day) for day in days)


def of_verdicts(verdicts: Iterable[Mapping[str, Any]]) -> Iterator[Evidence]:
    """Yield what verdicts of the gate are evidence of; of several on one table only the last word on a check counts.

    A result may name its own `owner` and `organisation_id`; `severity` says how loud it is. A check that several bodies do
    not meet is one cause. One that was not asked is no word on itself: what was said of it before stands.
    """
    last: dict[tuple[str, str], Evidence] = {}
    unasked: dict[tuple[str, str], Evidence] = {}
    for verdict in verdicts:
        at = _utc(verdict["checked_at"])
        platform, account = verdict.get("platform"), verdict.get("account_id")
        source = f"{platform}/{account}" if platform else OF_LINE
        body = (
            str(account).partition(".")[0] if platform == "register" else None
        )  # of others the register of accounts knows
        for result in _together(verdict["results"]):
            table = result.get("table", verdict["table"])
            what = f"{table}: {result['check']}"
            part = f"{source}/{what}/{result['column'] or ''}"
            unasked.pop((part, what), None)
            if not result.get("is_asked", True):
                if result["why_unasked"]:
                    unasked[part, what] = Unasked(part, at, result["why_unasked"], UNASKED_STEP)
                continue
            if result["is_met"]:
                last[part, what] = Clear(part, at, f"The check is met again, {_day(at)}.", ("checks",))
                continue
            found = (
                f"{result['check']}: found {_found(result['observed'])}."
                if result["observed"]
                else f"{result['check']}."
            )
            is_refused = result["severity"] == "critical"
            where = f"{table}{', ' + result['column'] if result['column'] else ''}"
            last[part, what] = Finding(
                "checks", source, part, at, RANKS.get(result["severity"], WARNING),
                f"{'Refused' if is_refused else 'Doubted'} ({where}): {found}", result.get("notes") or "", what,
                platform, account, body or result.get("organisation_id"), table, is_refused,
                result.get("owner") or "",
            )  # fmt: skip
    yield from (*last.values(), *unasked.values())


def _together(results: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield one result a check: of one that several bodies do not meet, how many they are and nothing of what is theirs."""
    checks: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for result in results:
        checks.setdefault((result["check"], result["column"] or ""), []).append(result)
    for of_check in checks.values():
        unmet = [result for result in of_check if not result["is_met"]]
        if len(unmet) < 2:
            yield (unmet or of_check)[0]
            continue
        words = f"at {len(unmet)} bodies (the Trust page of each names its own)"
        yield {**unmet[0], "observed": words, "organisation_id": None}


def _found(observed: str) -> str:
    if not OF_ITEMS.search(observed):
        return observed if len(observed) <= LONGEST else f"{observed[:LONGEST]} ..."
    counted = re.match(r"[\d,]+ of [\d,]+ rows", observed)
    return f"{counted[0] if counted else 'one row'} (the Trust page names them)"


def of_task(dag_id: str, task_id: str, which: str, at: datetime, failure: str | None, tries: int = 1) -> Evidence:
    """Return what the end of a task is evidence of; `failure`: the exception in one line, None when it went well."""
    part = f"{dag_id}.{task_id}{f'[{which}]' if which else ''}"
    if failure is None:
        return Clear(part, _utc(at), f"The task {part} went well on {_day(at)}.", ("ours",))
    times = "" if tries < 2 else f" after {tries} tries"
    cause = f"The task {part} failed{times}: {failure}"
    return Finding(
        "ours", OF_LINE, part, _utc(at), CRITICAL, cause, what=fingerprint(failure), subject=f"task {task_id}"
    )


def of_file(file: str, at: datetime, refusal: str | None) -> Evidence:
    """Return what became of a file somebody handed in, named <organisation>/<name>; None: it was taken."""
    part = f"file/{file}"
    if refusal is None:
        return Clear(part, _utc(at), "The file was taken.", ("source",))
    return Finding(
        "source", part, part, _utc(at), WARNING, f"The file {file.rpartition('/')[2]} was refused: {refusal}",
        organisation_id=file.partition("/")[0], subject="file",
    )  # fmt: skip


def of_deadlines(deadlines: Iterable[Any], now: datetime) -> Iterator[Evidence]:
    """Yield which days on which something ends (extractors.deadlines.Deadline) have come near."""
    for each in deadlines:
        is_version = each.what == "api version"
        source = each.platform if is_version else f"{each.platform}/{each.account_id}"
        part = f"{source}/ends/{each.what}"
        level = each.level(now.date())
        if level not in OF_DEADLINE:
            yield Clear(part, now, f"The {each.what} lasts longer again, says {each.said_by}.")
            continue
        verb = "ended" if level == "past" else "ends"
        step = "Set VERSION in the platform's file to a newer one, after reading what the platform changed."
        yield Finding(
            "schema" if is_version else "token", source, part, now, OF_DEADLINE[level],
            f"The {each.what} {verb} on {each.expires_on:%-d %B %Y}, says {each.said_by}.", step if is_version else "",
            "api version" if is_version else "", each.platform, None if is_version else each.account_id,
            None if is_version else each.organisation_id, "extracts", False,
        )  # fmt: skip


def of_memory(platform: str, account: Any, subject: str, what: str, left: int, now: datetime) -> Evidence:
    """Return whether a platform is about to forget what was not collected; `left`: days until the first is lost."""
    source = f"{platform}/{account.account_id}"
    part = f"{source}/memory/{subject}"
    rank = next((OF_MEMORY[days] for days in sorted(OF_MEMORY) if left <= days), None)
    if rank is None:
        return Clear(part, now, "It was collected.", ("memory",))
    when = (
        f"in {left} {'day' if left == 1 else 'days'}"
        if left > 0
        else "since today, day by day"
        if left == 0
        else "already, day by day"
    )
    return Finding(
        "memory", source, part, now, rank, f"Lost for good {when}: {what}.", "", "", platform, account.account_id,
        account.organisation_id, subject,
    )  # fmt: skip


def _source(cause: str, platform: str, account_id: str) -> str:
    scope = causes()[cause]["scope"]
    return {"line": OF_LINE, "platform": platform}.get(scope, f"{platform}/{account_id}")


def _what(cause: str | None, words: str | None) -> str:
    return fingerprint(words or "") if cause in WITH_A_WHAT else ""


def _utc(at: datetime | str) -> datetime:
    moment = datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(at: datetime) -> str:
    return f"{at:%-d %B %Y}"
