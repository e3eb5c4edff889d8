"""A file on its way in, a platform's export or a register: recognised by content, screened, landed as one batch."""

from __future__ import annotations

import re
import urllib.parse
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from extractors.cells import BadImport, File, NotAnExport, open_file
from extractors.exports import Dropped, Facts, Family, Remark, family_of
from extractors.landing import Landing
from extractors.privacy import Door
from extractors.records import Account, Extract, Page, Post, Reading, Row
from extractors.register_files import recognise
from extractors.register_landing import inspect_register, land_register

__all__ = ["BadImport", "NotAnExport", "import_file", "inspect_file"]

ORGANISATION = re.compile(r"[a-z][a-z0-9-]{1,40}")
UNSEEN = datetime(1970, 1, 1, tzinfo=UTC)  # stands where nobody keeps the time of looking
LONGEST_NAME = 200  # of a folder on the shelf, as it is written there


@dataclass
class Loaded:
    """What a family made of a file."""

    posts: list[Post] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    dropped: Counter[str] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)


def inspect_file(path: Path, seen_at: datetime | None = None) -> dict[str, Any]:
    """Say what a file is and what would be loaded from it; nothing is written.

    Days are ISO text, the period is [since, until), sums are per field as loaded (None: the file never says). Without
    the moment of looking no day of a register is asked whether it lies ahead. Raises NotAnExport.
    """
    file = open_file(path)
    if (register := recognise(file)) is not None:
        return inspect_register(register, seen_at)
    family = family_of(file)
    facts = family.facts(file)
    return _report(family, facts, _load(family, file, "", facts.seen_at or UNSEEN))


def import_file(
    path: Path,
    *,
    organisation_id: str,
    landing: Landing,
    accounts: list[Account],
    door: Door,
    received_at: datetime,
    account_id: str | None = None,
) -> dict[str, Any]:
    """Land a file as one batch, named by its bytes; importing it again replaces it. Return inspect_file's and more.

    Raises NotAnExport and BadImport; then nothing was written.
    """
    if not ORGANISATION.fullmatch(organisation_id):
        raise BadImport(
            f"organisation {organisation_id!r}: write 2 to 41 small letters, digits or hyphens, a letter first"
        )
    if received_at.tzinfo is None:
        raise BadImport("received_at has no time zone; give it in UTC")
    original = open_file(path)
    if (register := recognise(original)) is not None:
        if account_id is not None:
            raise BadImport(f"{path.name}: a register is the organisation's and of no account; leave the account out")
        return land_register(register, organisation_id, landing, door, received_at)
    family = family_of(original)
    facts = family.facts(original)
    account, how, problems = _account(facts, family.PLATFORM, organisation_id, accounts, account_id, path.name)
    observed_at = min(facts.seen_at or received_at, received_at)
    if facts.seen_at is not None and facts.seen_at > received_at:
        problems.append("The name says a time of export after the file was received; the latter was taken.")
    file = family.screen(original, door)
    loaded = _load(family, file, account.account_id, observed_at)
    batch_id = "file_" + file.sha256[:16]
    with landing.open_batch(account, batch_id) as batch:
        asked = {"file_name": file.name, "sha256": file.sha256, "observed_at": observed_at.isoformat()}
        body = {"sheets": file.sheets, "people_named": list(file.people_named)}
        batch.keep(Page(family.__name__.rpartition(".")[2], body, asked))
        rows: list[Row] = [*loaded.posts, *loaded.readings]
        for row in rows + _extracts(family, facts, loaded, account, batch_id, file, observed_at, received_at):
            batch.add(row)
    report = _report(family, facts, loaded)
    report["problems"] += problems
    report["account"] = {"id": account.account_id, "how": how}
    return {**report, "account_id": account.account_id, "batch_id": batch_id, "observed_at": observed_at.isoformat()}


def _load(family: Family, file: File, account_id: str, observed_at: datetime) -> Loaded:
    loaded = Loaded()
    for row in family.parse(file, account_id, observed_at):
        match row:
            case Post():
                loaded.posts.append(row)
            case Reading():
                loaded.readings.append(row)
            case Dropped(reason):
                loaded.dropped[reason] += 1
            case Remark(sentence):
                loaded.remarks[sentence] += 1
    return loaded


def _report(family: Family, facts: Facts, loaded: Loaded) -> dict[str, Any]:
    remarks = [sentence if rows == 1 else f"{sentence} ({rows} times)" for sentence, rows in loaded.remarks.items()]
    several = [f"The file speaks of several accounts: {', '.join(facts.accounts)}."] if len(facts.accounts) > 1 else []
    known = len(facts.accounts) == 1
    return {
        "platform": family.PLATFORM,
        "kind": family.KIND,
        "vintage": facts.vintage,
        "rows": facts.rows,
        "posts": len(loaded.posts),
        "dropped": [{"reason": reason, "rows": rows} for reason, rows in loaded.dropped.items()],
        "problems": [*several, *facts.problems, *remarks],
        "period": {"since": _iso(facts.since), "until": _iso(facts.until)},
        "sums": _sums(loaded.readings),
        "account": {"id": facts.accounts[0] if known else None, "how": facts.how if known else "the file does not say"},
        "not_measurable": list(family.LIMITS),
        "columns_not_loaded": list(facts.not_loaded),
    }


def _sums(readings: list[Reading]) -> dict[str, float | int | None]:
    sums: dict[str, float | int | None] = {}
    for reading in readings:
        before = sums.setdefault(reading.field, None)
        if reading.value is not None:
            value = int(reading.value) if reading.value.is_integer() else reading.value
            sums[reading.field] = value + (before or 0)
    return sums


def _account(
    facts: Facts, platform: str, organisation_id: str, register: list[Account], asked_for: str | None, name: str
) -> tuple[Account, str, list[str]]:
    """Return whose channel the file is of, how that is known, what is odd about it. What the file says goes first."""
    if len(facts.accounts) > 1:
        raise NotAnExport(f"{name}: speaks of several accounts ({', '.join(facts.accounts)}); export one at a time")
    channels = [account for account in register if account.platform == platform]
    problems = []
    if facts.accounts:
        found, how = _registered(facts.accounts[0], channels, organisation_id, name), facts.how
        if asked_for and _registered(asked_for, channels, organisation_id, name) != found:
            if platform != "linkedin":  # the id stands in the rows themselves
                raise BadImport(f"{name}: is of account {found}, not of {asked_for}; leave the account out or mend it")
            problems.append(f"The file name says {found}: the file was filed there and not under {asked_for}.")
    elif asked_for:
        found, how = _registered(asked_for, channels, organisation_id, name), "given with the import"
    else:
        ours = [account.account_id for account in channels if account.organisation_id == organisation_id]
        found = ours[0] if len(ours) == 1 else organisation_id
        how = "the organisation's only account there" if len(ours) == 1 else "unknown; the organisation stands for it"
    if len(urllib.parse.quote(found, safe="")) > LONGEST_NAME:
        raise BadImport(f"{name}: the account's name is too long to file; rename the file and give the account")
    return Account(organisation_id, platform, found), how, problems


def _registered(named: str, channels: list[Account], organisation_id: str, name: str) -> str:
    """Return the register's id of the account with this id or handle, or the name itself if it has none."""
    wanted = named.lstrip("@").casefold()
    matches = [account for account in channels
               if wanted in (account.account_id.casefold(), account.handle.lstrip("@").casefold())]  # fmt: skip
    for account in matches:
        if account.organisation_id == organisation_id:
            return account.account_id
    if matches:
        raise BadImport(
            f"{name}: {named} is an account of {matches[0].organisation_id}; import it for that organisation"
        )
    return named


def _extracts(
    family: Family,
    facts: Facts,
    loaded: Loaded,
    account: Account,
    batch_id: str,
    file: File,
    observed_at: datetime,
    received_at: datetime,
) -> list[Row]:
    dropped_why = "; ".join(f"{reason}: {rows}" for reason, rows in loaded.dropped.items()) or None
    series = sum(reading.subject_kind == "account" for reading in loaded.readings)
    rows = {"posts": len(loaded.posts), "interactions": 0, "series": series}
    why_not = {"posts": None, "interactions": family.NO_INTERACTIONS, "series": family.NO_SERIES}
    return [
        Extract(
            account.platform,
            account.account_id,
            account.organisation_id,
            batch_id,
            "export",
            subject,
            facts.since,
            facts.until,
            observed_at,
            received_at,
            received_at,
            "not_offered" if why_not[subject] else "ok",
            pages=1,
            rows=rows[subject],
            bytes=file.size,
            cause_class="source" if why_not[subject] else None,
            cause=why_not[subject],
            file_name=file.name,
            vintage=facts.vintage,
            dropped=loaded.dropped.total() if subject == "posts" else 0,  # said once a file
            dropped_why=dropped_why if subject == "posts" else None,
        )
        for subject in ("posts", "interactions", "series")
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
