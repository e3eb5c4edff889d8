"""The made-up bodies and everything they and the people around them did: one world for a seed, looked at on one date.

Each account's months are dealt from dice of their own (seed, account, month), so history is the same whatever the date is; the
date only decides how much of it has happened.
"""

from __future__ import annotations

import csv
from bisect import bisect_left
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TypeVar, cast

from sandbox import plan
from sandbox.acts import Act, Channel, Feed, Inbound
from sandbox.growth import count, share_grown
from sandbox.history import deal

REGISTER = Path(__file__).parents[1] / "dbt_project" / "seeds" / "accounts.csv"
PLATFORMS = ("x", "linkedin", "facebook", "youtube")
Kept = TypeVar("Kept")
HOUR_OF_DAY = 6  # on date D the sandbox's clock says D 06:00 UTC


class BadWorld(ValueError):
    """The register or the date cannot be used; the message says why in one line."""


class World:
    """The four platforms as they stand on one date."""

    def __init__(self, seed: int, today: date, register: Path = REGISTER) -> None:
        self.seed = seed
        self.channels = read_register(register)
        self._feeds: dict[tuple[str, str], tuple[date, Feed]] = {}
        self._kept: dict[tuple[object, ...], object] = {}
        # on request, beside what the world deletes itself
        self._deleted: dict[tuple[str, str], dict[str, datetime]] = {}
        self._shown_again: set[str] = set()
        self.set_today(today)

    def set_today(self, today: date) -> None:
        """Move the date; nothing that has happened changes."""
        if not plan.EPOCH < today <= plan.LAST_DATE:
            raise BadWorld(f"the date must lie after {plan.EPOCH} and up to {plan.LAST_DATE}, not {today}")
        self.today = today
        self.now = datetime.combine(today, time(HOUR_OF_DAY), tzinfo=UTC)
        self._kept.clear()

    def channel(self, platform: str, account_id: str) -> Channel | None:
        """The account with this id, or None."""
        return self.channels.get((platform, account_id))

    def of(self, platform: str) -> list[Channel]:
        """The accounts of a platform, in the register's order."""
        return [channel for channel in self.channels.values() if channel.platform == platform]

    def feed(self, channel: Channel) -> Feed:
        """Everything the account's months hold up to and including this one: some of it is still to come."""

        key, month = (channel.platform, channel.account_id), self.today.replace(day=1)
        kept = self._feeds.get(key)
        if kept is None or kept[0] != month:
            kept = (month, deal(self.seed, channel, self.today))
            self._feeds[key] = kept
            for item_id, at in self._deleted.get(key, {}).items():
                if item_id in kept[1].everything:
                    kept[1].everything[item_id].deleted_at = at
        return kept[1]

    def delete(self, channel: Channel, item_id: str, at: datetime) -> None:
        """Take a post, comment or mention down from a moment on. Raises KeyError when there is none up to this month."""
        self.feed(channel).everything[item_id].deleted_at = at
        self._deleted.setdefault((channel.platform, channel.account_id), {})[item_id] = at
        self._kept.clear()

    def restore(self) -> None:
        """Undo every deletion on request."""
        for key in self._deleted:
            self._feeds.pop(key, None)
        self._deleted.clear()
        self._kept.clear()

    def up(self, channel: Channel) -> list[Act]:
        """The acts somebody looking now finds, oldest first."""
        return self.keep(("up", channel), lambda: [act for act in self.feed(channel).acts if self.is_up(channel, act)])

    def arrived(self, channel: Channel) -> list[Inbound]:
        """The inbound items there are now, oldest first, with those under posts since deleted left out (but X keeps replies)."""
        return self.keep(("arrived", channel), lambda: self._arrived(channel))

    def is_up(self, channel: Channel, item: Act | Inbound) -> bool:
        """Whether an item is there now: it has happened, and neither it nor what it stands under was deleted."""
        if not self._is_left(item):
            return False
        if channel.platform == "x" or item.conversation_id in ("", item.id):
            return True
        above = (self.feed(channel).everything.get(one) for one in (item.conversation_id, item.thread_id))
        return all(one is None or self._is_left(one) for one in above)

    def _is_left(self, item: Act | Inbound) -> bool:
        return item.is_up(self.now) or (item.id in self._shown_again and item.at < self.now)

    @contextmanager
    def showing(self, channel: Channel, act_id: str) -> Iterator[None]:
        """Within it a deleted act is still there: what somebody saw who looked a moment before."""
        self._shown_again.add(act_id)
        self._kept.pop(("up", channel), None)
        try:
            yield
        finally:
            self._shown_again.discard(act_id)
            self._kept.pop(("up", channel), None)

    def talk(self, channel: Channel, post_id: str) -> list[Act | Inbound]:
        """Comments and own answers under a post there are now, oldest first."""
        return [item for item in self.feed(channel).talk.get(post_id, ()) if self.is_up(channel, item)]

    def grown(self, channel: Channel, act: Act, key: str, now: datetime | None = None) -> int:
        """A count of an act as it stands now (or at another moment)."""
        final = act.final.get(key, 0.0)
        return count(final, share_grown(channel.platform, ((now or self.now) - act.at).total_seconds())) if final else 0

    def keep(self, key: tuple[object, ...], make: Callable[[], Kept]) -> Kept:
        """Something that holds as long as the date does, made once."""
        if key not in self._kept:
            self._kept[key] = make()
        return cast(Kept, self._kept[key])

    def _arrived(self, channel: Channel) -> list[Inbound]:
        items = self.feed(channel).inbound
        first_to_come = bisect_left(items, self.now, key=lambda item: item.at)
        return [item for item in items[:first_to_come] if self.is_up(channel, item)]


def read_register(path: Path) -> dict[tuple[str, str], Channel]:
    """The accounts the sandbox plays, from the project's own register.

    Raises BadWorld when the file is not there or a line cannot be read.
    """
    channels: dict[tuple[str, str], Channel] = {}
    try:
        with path.open(newline="", encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                if row["platform"] in PLATFORMS:
                    is_second = any(
                        (known.organisation_id, known.platform) == (row["organisation_id"], row["platform"])
                        for known in channels.values()
                    )
                    channel = _channel(row, is_second)
                    channels[channel.platform, channel.account_id] = channel
    except (OSError, KeyError, ValueError) as fault:
        raise BadWorld(f"the register {path.name} cannot be read: {fault}") from None
    return channels


def _channel(row: dict[str, str], is_second: bool) -> Channel:
    return Channel(
        organisation_id=row["organisation_id"],
        platform=row["platform"],
        account_id=row["account_id"],
        name=row["name"],
        handle=row["handle"],
        secret=row["secret"],
        opened_on=date.fromisoformat(row["opened_on"]) if row["opened_on"] else plan.EPOCH,
        closed_on=date.fromisoformat(row["closed_on"]) if row["closed_on"] else None,
        plan=plan.plan_for(row["organisation_id"], row["platform"], is_second),
    )
