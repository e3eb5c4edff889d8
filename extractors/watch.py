"""What an extract learns of the days on which something it lives by ends, kept on the shelf and told ahead of time."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime
from types import ModuleType

from extractors.access import Access
from extractors.deadlines import Deadline, write_watch
from extractors.faults import Refused
from extractors.http import session
from extractors.landing import Landing
from extractors.records import Account
from extractors.tokens import Tokens

TOLD = ("notice", "warning", "urgent", "past")
End = tuple[str, date | None, str, bool]  # what ends, the day, who says so or why nobody does, whether it has no end

log = logging.getLogger(__name__)


def watch(
    of: ModuleType, account: Account, access: Access, tokens: Tokens, landing: Landing, observed_at: datetime
) -> None:
    """Keep every end that is known, and log those that are near. It never fails an extract."""
    try:
        ends = {each.what: each for each in tokens.deadlines()}
        who = account.platform, account.account_id, account.organisation_id
        for what, day, said_by, is_endless in _further(of, access, tokens):
            ends[what] = Deadline(*who, what, day, said_by, observed_at, is_endless)
        write_watch(landing, account, list(ends.values()))
    except (Refused, OSError) as why:
        log.warning("%s %s: deadlines are not known (%s).", account.platform, account.account_id, type(why).__name__)
        return
    for each in ends.values():
        if (level := each.level(observed_at.date())) in TOLD:
            words = f"{each.what} ends on {each.expires_on} ({level}), says {each.said_by}"
            log.warning("%s %s: %s.", account.platform, account.account_id, words)


def _further(of: ModuleType, access: Access, tokens: Tokens) -> Iterator[End]:
    if hasattr(of, "inspect"):
        yield from _inspected(of, access, tokens)
    if version := getattr(of, "VERSION_ENDS", None):
        yield "api version", version.ends_on, f"{version.said_by} ({version.name})", False


def _inspected(of: ModuleType, access: Access, tokens: Tokens) -> list[End]:
    given = tokens.given
    if not (given.client_id and given.client_secret):
        return [
            (what, None, "the secret names no app that Facebook could be asked with", False)
            for what in ("token", "data access")
        ]
    try:
        app = session(f"{given.client_id}|{given.client_secret}", name=of.NAME, api=access.api, fault=of.fault,
                      secrets=tokens.secrets, most_wait_s=0)  # fmt: skip
        return list(of.inspect(app, given.access_token))
    except (Refused, AttributeError, TypeError, ValueError):
        return [(what, None, f"{of.NAME} could not be asked", False) for what in ("token", "data access")]
