"""A clean year of four platforms, look by look: the sandbox's own world, given a calendar, held in memory as batches.

The sandbox deals posts by weekday and month. Here its deal is thinned to the life a board knows: nothing on Sundays, next
to nothing on bank holidays, a quiet August, and campaigns that stand out. What each platform then states is told by
sandbox/truth.py, so nothing about counts is made up twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, cast

import pandas as pd
import pyarrow as pa

from checks.case import Case, History, beside
from checks.files import Files
from checks.known_days import Days, Span, read_days
from extractors.landing import Batch, Landing, account_folder, batch_id_for
from extractors.records import SCHEMAS
from sandbox import series, truth
from sandbox.acts import Act, Channel, Feed, Inbound
from sandbox.growth import pacific_day
from sandbox.history import deal
from sandbox.world import World

SEED = 7  # of the incidents
UNTUNED = 101  # of the clean year that is tested: no bound was ever chosen by looking at it
FIRST, LAST = date(2025, 3, 1), date(2026, 2, 28)  # a year of looks
WARM_UP = 70  # days before it: what the first look is compared with
WINDOW = timedelta(days=35)  # as extractors/run.py asks
TABLES = ("extracts", "posts", "interactions", "readings")
ACCOUNTS = (("x", "2244990001"), ("linkedin", "90210123"), ("facebook", "112233445566778"),
            ("youtube", "UCharrowdalehospitals000"))  # fmt: skip
CAMPAIGNS = ((date(2025, 5, 12), date(2025, 5, 25)), (date(2025, 10, 6), date(2025, 10, 19)),
             (date(2026, 1, 12), date(2026, 1, 25)))  # fmt: skip
ORDINARY, AUGUST, HOLIDAY = 0.7, 0.4, 0.05  # of what the sandbox deals; a campaign keeps all of it, a Sunday nothing
FEW = 5  # posts a month: of so few none is taken
Tables = dict[str, pa.Table]


class Year(World):
    """The sandbox's world with a calendar. What never changes afterwards is worked out once, at the end of the year."""

    def __init__(self, seed: int = SEED, days: Days | None = None) -> None:
        self.days = days or read_days()
        self._shaped: dict[Channel, Feed] = {}
        self._at_the_end: dict[tuple[object, ...], Any] = {}
        super().__init__(seed, LAST + timedelta(days=1))

    def feed(self, channel: Channel) -> Feed:
        """Return everything an account's two years hold, thinned once."""
        if channel not in self._shaped:
            dealt = deal(
                self.seed, channel, LAST + timedelta(days=31)
            )  # whatever day it is: what is to come is not shown
            self._shaped[channel] = self._thinned(channel, dealt)
        return self._shaped[channel]

    def _thinned(self, channel: Channel, dealt: Feed) -> Feed:
        acts = [act for act in dealt.acts if act.kind == "reply" or self._stays(channel, act)]
        ids, own = {act.id for act in acts}, {act.id for act in dealt.acts if act.kind != "reply"}

        def stands(item: Any) -> bool:  # under a post that is still there, or under nothing of ours
            return not {item.conversation_id, item.parent_id} & (own - ids)

        return Feed([act for act in acts if stands(act)], [item for item in dealt.inbound if stands(item)])

    def _stays(self, channel: Channel, act: Act) -> bool:
        day, share = act.at.date(), ORDINARY if channel.plan.posts >= FEW else 1.0
        if day.weekday() == 6:
            share = 0.0
        elif day in self.days.holidays:
            share = HOLIDAY
        elif day.month == 8:
            share = AUGUST
        elif any(since <= day <= until for since, until in CAMPAIGNS):
            share = 1.0
        return Random(f"{self.seed}|stays|{act.id}").random() < share

    def keep(self, key: tuple[object, ...], make: Callable[[], Any]) -> Any:
        """Cut the daily figures, which never change afterwards, down to what a platform has stated by today."""
        last = {
            "followers": lambda: self.today, "linkedin_days": lambda: self.today - timedelta(days=1),
            "facebook_days": lambda: pacific_day(self.now) - timedelta(days=1),
            "channel_days": lambda: series.last_analytics_day(self), "video_days": lambda: series.last_analytics_day(self),
        }.get(str(key[0]))  # fmt: skip
        if last is None:
            return super().keep(key, make)
        return super().keep(key, lambda: self._by_now(key, last()))

    def _by_now(self, key: tuple[object, ...], last: date) -> Any:
        if key not in self._at_the_end:
            self._at_the_end[key] = self._worked_out_at_the_end(key)
        whole = self._at_the_end[key]
        if key[0] == "video_days":
            return {
                video: {day: said for day, said in gained.items() if day <= last}
                for video, gained in whole.items()
                if self.feed(cast(Channel, key[1])).posts[video].at < self.now
            }
        return {day: said for day, said in whole.items() if day <= last}

    def _worked_out_at_the_end(self, key: tuple[object, ...]) -> Any:
        end = World(self.seed, LAST + timedelta(days=10))
        end.feed = self.feed  # type: ignore[method-assign]  # the thinned deal
        return getattr(series, str(key[0]))(end, key[1])


def look(year: Year, channel: Channel, day: date) -> Tables:
    """Return the batch of one look at an account: what extractors would have put on the shelf."""
    year.set_today(day)
    since, until = day - WINDOW, day
    rows, feed = truth.rows(year, channel, since, until), year.feed(channel)
    place = {"platform": channel.platform, "account_id": channel.account_id}
    batch_id = batch_id_for(since, until, day)
    seen_at = datetime.combine(day, time(6), UTC)
    posts = []
    for row in rows["posts"]:
        act = feed.posts[row["post_id"]]
        posts.append({
            **place, "post_id": act.id, "kind": act.kind, "published_at": act.at, "text": None if act.kind == "repost" else f"{act.text} {act.id}",
            "permalink": f"https://{channel.platform}.example/{act.id}", "parent_id": act.parent_id or None,
            "conversation_id": act.conversation_id or None, "parent_is_ours": False, "hashtags": list(act.tags), "links": [],
            "people_named": len(act.people), "media_kind": act.media, "has_alt_text": act.has_alt_text, "is_paid": None,
        })  # fmt: skip
    interactions = []
    for row in rows["interactions"]:
        item = cast(Inbound, feed.everything[row["interaction_id"]])
        interactions.append({
            **place, "interaction_id": item.id, "kind": item.kind, "created_at": item.at, "parent_id": item.parent_id or None,
            "conversation_id": item.conversation_id or None, "author_key": None if item.is_anonymous else _keyed(str(item.author)),
            "asks_question": item.asks, "raises_concern": item.concerned, "fingerprint": _keyed(item.text), "tag_keys": [],
        })  # fmt: skip
    readings = [
        {
            **place, **row, "value": None if row["value"] is None else float(row["value"]), "observed_at": seen_at,
            "period_start": _day(row["period_start"]), "period_end": _day(row["period_end"]),
        }
        for row in rows["readings"]
    ]  # fmt: skip
    of_posts = sum(row["subject_kind"] == "post" for row in readings)
    made = {"posts": len(posts) + of_posts, "interactions": len(interactions), "series": len(readings) - of_posts}
    extracts = [
        {
            **place, "organisation_id": channel.organisation_id, "source": "sandbox", "subject": subject, "since": since,
            "until": until, "observed_at": seen_at, "started_at": seen_at, "finished_at": seen_at, "outcome": "ok",
            "pages": 1, "rows": number, "retries": 0, "bytes": 0, "waited_s": 0.0, "dropped": 0,
        }
        for subject, number in made.items()
    ]  # fmt: skip
    found = {"posts": posts, "interactions": interactions, "readings": readings, "extracts": extracts}
    return {
        table: pa.Table.from_pylist([{**row, "batch_id": batch_id} for row in said], schema=SCHEMAS[table])
        for table, said in found.items()
    }


class InMemory(Files):
    """The shelf without a disk."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[Path, pa.Table] = {}

    def exists(self, path: Path) -> bool:
        return path in self.kept

    def count(self, path: Path) -> int:
        if path not in self.kept:
            raise FileNotFoundError(path)
        return int(self.kept[path].num_rows)

    def table(self, path: Path, columns: list[str] | None = None) -> pa.Table:
        return self.kept[path].select(columns) if columns else self.kept[path]


class Shelf(History):
    """Looks already judged, in memory. Which earlier file a look is compared with is decided by History itself."""

    def __init__(self, days: Days | None = None) -> None:
        super().__init__(Landing(Path("none")), [], InMemory(), days or read_days())
        self.refused: set[Path] = set()

    @property
    def kept(self) -> dict[Path, pa.Table]:
        return cast(InMemory, self.files).kept

    def put(self, platform: str, account_id: str, day: date, tables: Tables) -> list[Batch]:
        """Put a look on the shelf and return its files, the account it gives of itself first."""
        batch_id = batch_id_for(day - WINDOW, day, day)
        batches = []
        for table in TABLES:
            path = Path("batches") / table / account_folder(platform, account_id) / f"{batch_id}.parquet"
            self.kept[path] = tables[table]
            batch = Batch(table, platform, account_id, batch_id, path)
            self._families.setdefault((table, platform, account_id), []).append(batch)
            batches.append(batch)
        return batches

    def branch(self) -> Shelf:
        """Return a shelf that holds all that is here and forgets what is put on it."""
        other = Shelf(self.days)
        other.kept.update(self.kept)
        other.files._made = dict(self.files._made)
        other._extracts = dict(self._extracts)
        other._families = {family: list(batches) for family, batches in self._families.items()}
        other.refused = set(self.refused)
        return other

    def extracts(self, path: Path) -> pd.DataFrame:
        own = beside(path, "extracts")
        if own not in self._extracts:
            self._extracts[own] = self.files.frame(own)
        return self._extracts[own]

    def has(self, batch: Batch) -> bool:
        return batch.path in self.kept

    def _is_accepted(self, batch: Batch) -> bool:
        return batch.path not in self.refused

    def earlier(self, batch: Batch) -> list[Path]:
        """Return what History would; a year is cut to the ten weeks it could look at."""
        family = (batch.table, batch.platform, batch.account_id)
        whole = self._families[family]
        place = next(number for number, each in enumerate(whole) if each is batch)
        self._families[family] = whole[max(0, place - 80) : place + 1]
        found = super().earlier(batch)
        self._families[family] = whole
        return found

    def judged(self, batch: Batch) -> Case:
        return self.case(batch)


def marked(platform: str, account_id: str, since: date, until: date | None = None) -> Days:
    """Return what is known of days, with one span of an account marked."""
    return read_days(marked=[Span(platform, account_id, since, until, "marked by the test")])


def _keyed(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
