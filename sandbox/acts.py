"""What an account did and what was said to it: the things of the made-up world."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sandbox import plan


@dataclass(frozen=True)
class Channel:
    """One account of the register, with what it intends."""

    organisation_id: str
    platform: str
    account_id: str
    name: str
    handle: str
    secret: str
    opened_on: date
    closed_on: date | None
    plan: plan.Plan


@dataclass(slots=True)
class Act:
    """One public act of an account."""

    id: str
    kind: str  # original | reply | quote | repost
    at: datetime
    text: str
    purpose: str = ""
    objective: str = ""
    tags: tuple[str, ...] = ()
    link: str = ""
    media: str = "none"  # none | image | video | album | link | poll
    has_alt_text: bool = False
    final: dict[str, float] = field(default_factory=dict)  # platform field -> the count when fully grown
    parent_id: str = ""  # the post or inbound item it answers, quotes or reposts
    conversation_id: str = ""
    thread_id: str = ""  # the top comment it stands under, where comments have threads
    to_author: int | None = None  # whom it answers or reposts; None: nobody, or ourselves
    people: tuple[str, ...] = ()  # handles it names
    deleted_at: datetime | None = None
    first_id: str = ""  # the id before it was edited
    title: str = ""
    quirks: frozenset[str] = frozenset()  # comments_off, likes_hidden, private, dark, quiet

    def is_up(self, now: datetime) -> bool:
        """Whether somebody looking now finds it."""
        return self.at < now and (self.deleted_at is None or self.deleted_at > now)


@dataclass(slots=True)
class Inbound:
    """One public item somebody else addressed to an account."""

    id: str
    kind: str  # mention | comment | reply
    at: datetime
    text: str
    author: int  # the number of a made-up person
    asks: bool = False
    concerned: bool = False
    parent_id: str = ""  # the post or comment it answers; "" for a mention on its own
    conversation_id: str = ""
    thread_id: str = ""
    is_retweet: bool = False
    is_anonymous: bool = False  # the platform does not say who wrote it
    deleted_at: datetime | None = None

    def is_up(self, now: datetime) -> bool:
        """Whether somebody looking now finds it."""
        return self.at < now and (self.deleted_at is None or self.deleted_at > now)


@dataclass
class Feed:
    """Everything of one account, oldest first."""

    acts: list[Act]
    inbound: list[Inbound]
    posts: dict[str, Act] = field(default_factory=dict)  # by id
    talk: dict[str, list[Act | Inbound]] = field(default_factory=dict)  # by conversation: comments and own answers
    answers: dict[str, list[Act | Inbound]] = field(default_factory=dict)  # by what they answer
    everything: dict[str, Act | Inbound] = field(default_factory=dict)  # by id

    def __post_init__(self) -> None:
        self.acts.sort(key=lambda act: (act.at, act.id))
        self.inbound.sort(key=lambda item: (item.at, item.id))
        self.posts = {act.id: act for act in self.acts}
        self.everything = {**{item.id: item for item in self.inbound}, **self.posts}
        for item in self.words():
            self.talk.setdefault(item.conversation_id, []).append(item)
            if item.parent_id and not (isinstance(item, Inbound) and item.is_retweet):
                self.answers.setdefault(item.parent_id, []).append(item)
        for items in self.talk.values():
            items.sort(key=lambda item: (item.at, item.id))

    def words(self) -> list[Act | Inbound]:
        """What people said, and our own answers and comments."""
        return [*self.inbound, *(act for act in self.acts if act.kind == "reply")]


def month_starts(first: date, last: date) -> list[date]:
    """The first day of every month from first's to last's."""
    months, month = [], first.replace(day=1)
    while month <= last:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months
