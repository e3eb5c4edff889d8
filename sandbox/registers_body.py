"""One made-up body as those who keep its registers know it: what it did, what was said to it, and which days are behind it.

A register kept on a later date holds the same rows and more. So nothing here is dealt from dice that depend on the date, and only
posts that are never deleted are named: a register would otherwise point at what nobody can look up.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sandbox import plan
from sandbox.acts import Act, Channel, Feed, Inbound, month_starts
from sandbox.history import deal
from sandbox.world import World

BEGINS = date(2024, 11, 1)  # the first day anything was recorded
AHEAD = timedelta(days=150)  # what is closed later decides today what a theme is about
HIDDEN = frozenset({"private", "dark"})
Row = dict[str, str]
Said = tuple[Channel, Inbound]
Done = tuple[Channel, Act]


class Body:
    """An organisation of the sandbox and its history, with some months still to come."""

    def __init__(self, world: World, organisation_id: str) -> None:
        self.world, self.organisation_id, self.today = world, organisation_id, world.today
        self.channels = [each for each in world.channels.values() if each.organisation_id == organisation_id]
        ahead = world.today + AHEAD
        feeds = [(channel, deal(world.seed, channel, ahead)) for channel in self.channels]
        self.acts: list[Done] = sorted(
            ((channel, act) for channel, feed in feeds for act in feed.acts if _lasts(channel, feed, act)),
            key=lambda done: (done[1].at, done[1].id),
        )
        self.heard: list[Said] = sorted(
            (
                (channel, item)
                for channel, feed in feeds
                for item in feed.inbound
                if not item.is_retweet and _lasts(channel, feed, item)
            ),
            key=lambda said: (said[1].at, said[1].id),
        )

    def dice(self, *about: object) -> Random:
        """Dice of their own for a register and a month, week or item."""
        return Random("|".join(map(str, (self.world.seed, self.organisation_id, "register", *about))))

    def turned(self, day: date) -> float:
        """How far the body has come on its way to listening and taking part: 0 to 1."""
        return max((plan.turned(channel.plan, day) for channel in self.channels), default=0.0)

    def months(self, first: date = BEGINS) -> list[date]:
        """The months that are over, from first's on."""
        return [month for month in month_starts(first, self.today) if month_after(month) <= self.today]

    def is_past(self, day: date) -> bool:
        """Whether a day is over, so that its record is on file."""
        return day < self.today

    def day_if_past(self, day: date | None) -> str:
        """A day as a cell: empty until it is over."""
        return str(day) if day is not None and self.is_past(day) else ""

    def acts_between(self, first: date, past: date) -> Iterator[Done]:
        """Our acts of the days [first, past), oldest first."""
        begins, ends = _midnights(first, past)
        return (done for done in self.acts if begins <= done[1].at < ends)

    def heard_between(self, first: date, past: date) -> Iterator[Said]:
        """What was said to the body on the days [first, past), oldest first."""
        begins, ends = _midnights(first, past)
        return (said for said in self.heard if begins <= said[1].at < ends)


def _lasts(channel: Channel, feed: Feed, item: Act | Inbound) -> bool:
    """Whether an item is found on every later date: neither it nor the post it stands under is deleted or hidden."""
    if isinstance(item, Act) and (item.deleted_at or item.quirks & HIDDEN):
        return False
    if channel.platform == "x" or item.conversation_id in ("", item.id):
        return True
    post = feed.posts.get(item.conversation_id)
    return post is None or _lasts(channel, feed, post)


def _midnights(first: date, past: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(0), tzinfo=UTC), datetime.combine(past, time(0), tzinfo=UTC)


def month_after(month: date) -> date:
    """The first day of the next month."""
    return (month + timedelta(days=32)).replace(day=1)


def last_day(month: date) -> date:
    """The last day of a month."""
    return month_after(month) - timedelta(days=1)


def as_month(month: date) -> str:
    """A month as a cell."""
    return f"{month:%Y-%m}"


def yes(is_so: bool | None) -> str:
    """A yes, a no, or nothing, as a cell."""
    return "" if is_so is None else "yes" if is_so else "no"


def after_working_days(day: date, number: int) -> date:
    """The day so many weekdays after a day."""
    while number or day.weekday() > 4:
        day += timedelta(days=1)
        number -= day.weekday() < 5 and number > 0
    return day
