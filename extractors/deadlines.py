"""Days on which something we live by ends: tokens, data access, versions of an API. Known ahead, and kept on the shelf.

    watch/platform=P/account=A.json    what the last extract of an account knew; no secret is in it

`said_by` names who stated the day. Where nobody did, `expires_on` is None, which is not "never", and it says why.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa

from extractors.landing import Landing
from extractors.records import UTC_TIME, Account
from storage.place import write_whole

LEVELS = ((0, "past"), (3, "urgent"), (14, "warning"), (30, "notice"))  # days left, at most; the models say the same
DEADLINES = pa.schema(
    [(name, pa.string()) for name in ("platform", "account_id", "organisation_id", "what")]
    + [("expires_on", pa.date32()), ("is_endless", pa.bool_()), ("said_by", pa.string()), ("observed_at", UTC_TIME)]
)


@dataclass(frozen=True)
class Version:
    """The version of a platform's API that we speak, and its end as the platform publishes it."""

    name: str
    ends_on: date | None  # the first day it is refused; None: the platform has not said
    said_by: str


@dataclass(frozen=True)
class Deadline:
    """One thing that ends."""

    platform: str
    account_id: str
    organisation_id: str
    what: str  # token | refresh token | data access | api version
    expires_on: date | None  # the first day it may no longer work (UTC); None: nobody said
    said_by: str
    observed_at: datetime
    is_endless: bool = False  # the platform says that it has no end of its own

    def level(self, today: date) -> str:
        """Return past, urgent, warning, notice or far; "no end" when the platform says so, "not stated" when nobody said."""
        if self.expires_on is None:
            return "no end" if self.is_endless else "not stated"
        left = (self.expires_on - today).days
        return next((name for days, name in LEVELS if left <= days), "far")


def write_watch(landing: Landing, account: Account, deadlines: list[Deadline]) -> None:
    """Keep what is known of an account's deadlines, in place of what was known before."""
    said = json.dumps([asdict(each) for each in deadlines], indent=1, default=str)
    write_whole(_path(landing.root, account), said.encode())


def read_watch(landing: Landing, account: Account | None = None) -> Iterator[Deadline]:
    """Yield every deadline on the shelf, or those of one account."""
    place = landing.root / "watch"
    paths = [_path(landing.root, account)] if account else sorted(place.glob("platform=*/account=*.json"))
    for path in paths:
        for said in json.loads(path.read_text(encoding="utf-8")) if path.exists() else []:
            day = said["expires_on"]
            said["expires_on"] = date.fromisoformat(day) if day else None
            said["observed_at"] = datetime.fromisoformat(said["observed_at"])
            yield Deadline(**said)


def _path(root: Path, account: Account) -> Path:
    name = f"account={urllib.parse.quote(account.account_id, safe='-_.~')}.json"
    return root / "watch" / f"platform={account.platform}" / name
