"""A file on its way in, an export or a register: recognised by content, screened, landed as one batch an account."""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from extractors.cells import BadImport, File, NotAnExport, open_file
from extractors.exports import Facts, Family, divided, family_of
from extractors.landing import Landing, named_by_bytes
from extractors.loaded import Loaded, load, report
from extractors.privacy import Door
from extractors.records import Account, Extract, Interaction, Page, Post, Reading
from extractors.register_files import recognise
from extractors.register_landing import inspect_register, land_register
from extractors.standing import standing_of
from extractors.tombstones import GONE, Buried, buried

__all__ = ["BadImport", "NotAnExport", "Place", "import_file", "inspect_file"]

ORGANISATION = re.compile(r"[a-z][a-z0-9-]{1,40}")
UNSEEN = datetime(1970, 1, 1, tzinfo=UTC)  # stands where nobody keeps the time of looking
LONGEST_NAME = 200  # of a folder on the shelf, as it is written there


@dataclass(frozen=True)
class Part:
    """What a file holds of one account, screened, on its way to the shelf."""

    account: Account
    how: str
    batch_id: str
    file: File


@dataclass(frozen=True)
class Place:
    """Where a file would be filed."""

    organisation_id: str
    accounts: list[Account]  # the register
    landing: Landing
    account_id: str | None = None  # as given with the import


def inspect_file(path: Path, seen_at: datetime | None = None, place: Place | None = None) -> dict[str, Any]:
    """Say what a file is and what would be loaded from it; nothing is written.

    Days are ISO text, the period is [since, until), sums are per field as loaded (None: the file never says). Without
    the moment of looking no day of a register is asked whether it lies ahead. With a place, `standing` says of which
    account the file would be and what of it is known already (standing.py). Raises NotAnExport, and BadImport where the
    import would.
    """
    file = open_file(path)
    if (register := recognise(file)) is not None:
        return inspect_register(register, seen_at)
    family = family_of(file)
    facts = family.facts(file)
    parts = divided(family, file, facts.accounts)
    files = [file] if parts is None else list(parts.values())
    post_ids: set[str] = set()

    def note(row: Post | Interaction | Reading) -> bool:
        if isinstance(row, Post):
            post_ids.add(row.post_id)
        return True

    loaded = [load(family, each, "", facts.seen_at or UNSEEN, note) for each in files]
    said = report(family, facts, loaded, parts is not None)
    if place is None or len(facts.accounts) > 1:
        return said
    if facts.must_be_told and not (facts.accounts or place.account_id):
        return said | {"standing": None}  # nobody can say before the account is named
    account, how, odd = _account(
        facts, family.PLATFORM, place.organisation_id, place.accounts, place.account_id, path.name
    )
    known = {each.account_id for each in place.accounts if each.platform == family.PLATFORM}
    standing = standing_of(place.landing, account, post_ids, file.sha256)
    said["account"] = {"id": account.account_id, "how": how}
    said["problems"] += odd
    return said | {
        "standing": {"account_id": account.account_id, "is_registered": account.account_id in known, **standing}
    }


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
    """Land a file as one batch an account, named by its bytes; importing it again replaces them.

    Returns inspect_file's report and more: `batches` names account and batch, as `account_id` and `batch_id` do where
    there is one. Raises NotAnExport and BadImport; then nothing was written.
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
    observed_at = min(facts.seen_at or received_at, received_at)
    gone = buried(landing.root, door)
    parts: list[Part] = []
    problems: list[str] = []
    for name, file, batch_id in _divided(family, facts, original, door):
        about = facts if name is None else replace(facts, accounts=(name,))
        account, how, odd = _account(about, family.PLATFORM, organisation_id, accounts, account_id, path.name)
        problems += odd
        parts.append(Part(account, how, batch_id, file))
    del original  # it is kept screened, and read from that
    if facts.seen_at is not None and facts.seen_at > received_at:
        problems.append("The name says a time of export after the file was received; the latter was taken.")
    if not parts:
        raise NotAnExport(f"{path.name}: names no account; nothing was loaded")
    loaded = [_land(part, landing, gone, family, facts, observed_at, received_at) for part in parts]
    said = report(family, facts, loaded, hasattr(family, "divide"))
    said["problems"] += problems
    said["batches"] = [{"account_id": part.account.account_id, "batch_id": part.batch_id} for part in parts]
    only = said["batches"][0] if len(parts) == 1 else {"account_id": None, "batch_id": None}
    said["account"] = {"id": only["account_id"], "how": parts[0].how}
    return {**said, **only, "observed_at": observed_at.isoformat()}


def _divided(family: Family, facts: Facts, original: File, door: Door) -> list[tuple[str | None, File, str]]:
    """Return the file as it is kept, one part an account: its name if the file was divided, its file, its batch."""
    file = family.screen(original, door)
    parts = divided(family, file, facts.accounts)
    if parts is None:
        return [(None, file, named_by_bytes(file.sha256))]
    return [
        (name, part, named_by_bytes(hashlib.sha256(f"{file.sha256} {name}".encode()).hexdigest()))
        for name, part in parts.items()
    ]


def _land(
    part: Part,
    landing: Landing,
    gone: Buried | None,
    family: Family,
    facts: Facts,
    observed_at: datetime,
    received_at: datetime,
) -> Loaded:
    """Write one part; a file found to be none while it is read leaves nothing, for the batch appears at its end."""
    file, account_id = part.file, part.account.account_id
    with landing.open_batch(part.account, part.batch_id, gone) as batch:
        asked = {"file_name": file.name, "sha256": file.sha256, "observed_at": observed_at.isoformat()}
        body = {"sheets": file.sheets, "people_named": list(file.people_named)}
        batch.keep(Page(family.__name__.rpartition(".")[2], body, asked))
        loaded = load(family, file, account_id, observed_at, batch.add)
        if left_out := sum(len(ids) for ids in batch.left_out.values()):
            loaded.dropped[GONE] += left_out
        for row in _extracts(family, facts, part, loaded, observed_at, received_at):
            batch.add(row)
    return loaded


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
        known = {account.account_id: account.name for account in channels if account.account_id != found}
        other = next((each for each, called in known.items() if facts.called and _same(called, facts.called)), None)
        if other is not None:
            raise BadImport(
                f"{name}: is of {facts.called}, account {other}, not of {found}; mend the name or the account"
            )
    elif facts.must_be_told:
        raise BadImport(f"{name}: does not say whose figures it holds; give the account with the import")
    elif facts.called is not None:
        found, how = _called(facts.called, channels, organisation_id, name), "the channel's name in the file's name"
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


def _called(named: str, channels: list[Account], organisation_id: str, name: str) -> str:
    """Return the id of the organisation's account of that display name; the name itself if it has no account there."""
    ours = [account for account in channels if account.organisation_id == organisation_id]
    matches = [account.account_id for account in ours if _same(account.name, named)]
    if len(matches) == 1:
        return matches[0]
    if ours or any(_same(account.name, named) for account in channels):
        raise BadImport(
            f"{name}: no account of {organisation_id} is called {named}; give the account, if it is one of its own"
        )
    return named


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def _extracts(
    family: Family, facts: Facts, part: Part, loaded: Loaded, observed_at: datetime, received_at: datetime
) -> list[Extract]:
    account = part.account
    dropped_why = "; ".join(f"{reason}: {rows}" for reason, rows in loaded.dropped.items()) or None
    rows = {"posts": loaded.posts, "interactions": loaded.interactions, "series": loaded.series}
    why_not = {"posts": None, "interactions": family.NO_INTERACTIONS, "series": family.NO_SERIES} | dict(facts.lacks)
    return [
        Extract(
            account.platform,
            account.account_id,
            account.organisation_id,
            part.batch_id,
            "export",
            subject,
            facts.since,
            facts.until,
            observed_at,
            received_at,
            received_at,
            "not_offered" if why_not[subject] else "partial" if subject == "posts" and facts.incomplete else "ok",
            pages=1,
            rows=rows[subject],
            bytes=part.file.size,
            cause_class="source" if why_not[subject] or (subject == "posts" and facts.incomplete) else None,
            cause=why_not[subject] or (facts.incomplete if subject == "posts" else None),
            file_name=part.file.name,
            vintage=facts.vintage,
            dropped=loaded.dropped.total() if subject == "posts" else 0,  # said once a batch
            dropped_why=dropped_why if subject == "posts" else None,
        )
        for subject in ("posts", "interactions", "series")
    ]
