"""The only row shapes: what a platform said, one row a fact, before anybody asks what it means.

None is not zero. None means the platform did not say; 0 means it said zero. Nobody changes a row once it is made; those a page
is parsed into are not `frozen` for all that, which would make each take six times as long to make.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar

import pyarrow as pa

EXPIRED = "removed under the platform's terms"  # in dropped_why: what is left of such a batch says nothing of volumes
UTC_TIME = pa.timestamp("us", tz="UTC")


@dataclass(frozen=True)
class Account:
    """One channel of one organisation, as the register (seeds/accounts.csv) lists it."""

    organisation_id: str
    platform: str
    account_id: str
    name: str = ""
    handle: str = ""
    secret: str = ""  # the name of the secret that opens it, never the secret
    opened_on: date | None = None
    closed_on: date | None = None


@dataclass(frozen=True)
class Page:
    """One answer of a platform (or one file), with what was asked, as the shelf keeps it."""

    kind: str  # the platform file's own word for what this answers: "posts", "mentions", "daily" ...
    body: Any
    asked: dict[str, Any] = field(default_factory=dict)  # parameters parse() needs; never a token


@dataclass(unsafe_hash=True)
class Post:
    """One public act by one of our accounts."""

    TABLE: ClassVar[str] = "posts"
    KEY: ClassVar[tuple[str, ...]] = ("platform", "account_id", "post_id")

    platform: str
    account_id: str
    post_id: str
    kind: str  # original | reply | quote | repost
    published_at: datetime
    text: str | None = None  # ours only; people we name are masked; None for a repost
    permalink: str | None = None
    parent_id: str | None = None  # the post or interaction it answers, quotes or reposts
    conversation_id: str | None = None
    parent_is_ours: bool | None = None  # None: the platform did not say
    hashtags: tuple[str, ...] = ()  # lower case, without #
    links: tuple[str, ...] = ()
    people_named: int | None = None  # how many accounts that are not ours the text names
    media_kind: str | None = None  # none | image | video | link | poll | album | other
    has_alt_text: bool | None = None
    is_paid: bool | None = None


@dataclass(unsafe_hash=True)
class Interaction:
    """One inbound public item addressed to us. Its words and its author's name are never stored."""

    TABLE: ClassVar[str] = "interactions"
    KEY: ClassVar[tuple[str, ...]] = ("platform", "account_id", "interaction_id")

    platform: str
    account_id: str
    interaction_id: str
    kind: str  # mention | comment | reply
    created_at: datetime
    parent_id: str | None = None
    conversation_id: str | None = None
    author_key: str | None = None  # HMAC-SHA256 of the platform's author id; None: author not given
    asks_question: bool | None = None
    raises_concern: bool | None = None
    fingerprint: str | None = None  # keyed hash of the normalised words: tells a template or duplicate
    tag_keys: tuple[str, ...] = ()  # keyed hashes of its hashtags: tells a community's own from any other


@dataclass(unsafe_hash=True)
class Reading:
    """One number a platform stated."""

    TABLE: ClassVar[str] = "readings"
    KEY: ClassVar[tuple[str, ...]] = (
        "platform", "account_id", "subject_kind", "subject_id", "field", "dimension", "dimension_value",
        "period", "period_start", "period_end",
    )  # fmt: skip

    platform: str
    account_id: str
    subject_kind: str  # account | post
    subject_id: str
    field: str  # the platform's own word; seeds/metric_map.csv gives ours
    value: float | None
    observed_at: datetime
    period: str = "lifetime"  # lifetime (a running total as seen) | day | window
    period_start: date | None = None  # in the platform's own days; None for lifetime
    period_end: date | None = None  # exclusive; None for lifetime
    dimension: str = ""  # "" or what the number is split by: reaction, country, ageGroup,gender ...
    dimension_value: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """Its field, as Counts has several."""
        return (self.field,)

    @property
    def values(self) -> Sequence[float | None]:
        """Its value, as Counts has several."""
        return (self.value,)


@dataclass
class Counts:
    """Numbers a platform stated of one subject, all at once: what stands for as many Readings, which most rows there are are."""

    TABLE: ClassVar[str] = "readings"
    KEY: ClassVar[tuple[str, ...]] = tuple(name for name in Reading.KEY if name != "field")

    platform: str
    account_id: str
    subject_kind: str
    subject_id: str
    fields: tuple[str, ...]
    values: Sequence[float | None]  # of each of the fields
    observed_at: datetime
    period: str = "lifetime"
    period_start: date | None = None
    period_end: date | None = None
    dimension: str = ""
    dimension_value: str = ""

    def readings(self) -> Iterator[Reading]:
        """Yield each number by itself."""
        where = self.period, self.period_start, self.period_end, self.dimension, self.dimension_value
        for name, value in zip(self.fields, self.values, strict=True):
            yield Reading(
                self.platform,
                self.account_id,
                self.subject_kind,
                self.subject_id,
                name,
                value,
                self.observed_at,
                *where,
            )


@dataclass(frozen=True)
class Extract:
    """What happened when one account was asked for one subject in one window."""

    TABLE: ClassVar[str] = "extracts"
    KEY: ClassVar[tuple[str, ...]] = ("platform", "account_id", "batch_id", "subject")

    platform: str
    account_id: str
    organisation_id: str
    batch_id: str
    source: str  # api | sandbox | export | register
    subject: str  # posts | interactions | series | deletions; of a register's file the register's name
    since: date | None  # window [since, until), whole days; None: nothing was covered
    until: date | None
    observed_at: datetime
    started_at: datetime
    finished_at: datetime
    outcome: str  # ok | partial | failed | off | not_offered
    pages: int = 0
    rows: int = 0  # of `deletions`: ids a platform answered for
    retries: int = 0
    bytes: int = 0
    waited_s: float | None = 0.0  # for a platform to be ready; None: a batch of an earlier version
    cause_class: str | None = None  # ours | token | quota | terms | schema | empty | late | platform | source
    cause: str | None = None  # plain words for a person; of `deletions` what was found, even where nothing went wrong
    next_step: str | None = None
    file_name: str | None = None
    vintage: str | None = None
    dropped: int = 0
    dropped_why: str | None = None  # reason: count; reason: count


@dataclass(frozen=True)
class Entry:
    """One row of a register an organisation keeps itself (extractors/registers.toml)."""

    TABLE: ClassVar[str] = "entries"
    KEY: ClassVar[tuple[str, ...]] = ("platform", "account_id", "line")

    platform: str  # "register"
    account_id: str  # <organisation_id>.<register>
    organisation_id: str
    register: str
    line: int  # of the file, as an editor or a spreadsheet counts them
    entry_id: str | None  # the key columns joined by "|"; None: refused
    cells: dict[str, str] | None  # what is not empty: days as 2026-10-31, months as their first day, true or false
    refusal: str | None = None  # why the row was not taken; its cells are then not kept


LATER = {"extracts": ("waited_s",)}  # columns that a batch of an earlier version lacks: it is whole without them

Row = Post | Interaction | Reading | Counts | Entry | Extract
ROWS: dict[str, type] = {shape.TABLE: shape for shape in (Post, Interaction, Reading, Entry, Extract)}

_BATCH = [("batch_id", pa.string())]
SCHEMAS: dict[str, pa.Schema] = {
    "posts": pa.schema(
        [
            ("platform", pa.string()), ("account_id", pa.string()), ("post_id", pa.string()), ("kind", pa.string()),
            ("published_at", UTC_TIME), ("text", pa.string()), ("permalink", pa.string()), ("parent_id", pa.string()),
            ("conversation_id", pa.string()), ("parent_is_ours", pa.bool_()), ("hashtags", pa.list_(pa.string())),
            ("links", pa.list_(pa.string())), ("people_named", pa.int32()), ("media_kind", pa.string()),
            ("has_alt_text", pa.bool_()), ("is_paid", pa.bool_()), *_BATCH,
        ]
    ),
    "interactions": pa.schema(
        [
            ("platform", pa.string()), ("account_id", pa.string()), ("interaction_id", pa.string()),
            ("kind", pa.string()), ("created_at", UTC_TIME), ("parent_id", pa.string()),
            ("conversation_id", pa.string()), ("author_key", pa.string()), ("asks_question", pa.bool_()),
            ("raises_concern", pa.bool_()), ("fingerprint", pa.string()), ("tag_keys", pa.list_(pa.string())), *_BATCH,
        ]
    ),
    "readings": pa.schema(
        [
            ("platform", pa.string()), ("account_id", pa.string()), ("subject_kind", pa.string()),
            ("subject_id", pa.string()), ("field", pa.string()), ("value", pa.float64()), ("observed_at", UTC_TIME),
            ("period", pa.string()), ("period_start", pa.date32()), ("period_end", pa.date32()),
            ("dimension", pa.string()), ("dimension_value", pa.string()), *_BATCH,
        ]
    ),
    "entries": pa.schema(
        [
            ("platform", pa.string()), ("account_id", pa.string()), ("organisation_id", pa.string()),
            ("register", pa.string()), ("line", pa.int64()), ("entry_id", pa.string()),
            ("cells", pa.map_(pa.string(), pa.string())), ("refusal", pa.string()), *_BATCH,
        ]
    ),
    "extracts": pa.schema(
        [
            ("platform", pa.string()), ("account_id", pa.string()), ("organisation_id", pa.string()),
            ("batch_id", pa.string()), ("source", pa.string()), ("subject", pa.string()), ("since", pa.date32()),
            ("until", pa.date32()), ("observed_at", UTC_TIME), ("started_at", UTC_TIME), ("finished_at", UTC_TIME),
            ("outcome", pa.string()), ("pages", pa.int64()), ("rows", pa.int64()), ("retries", pa.int64()),
            ("bytes", pa.int64()), ("waited_s", pa.float64()), ("cause_class", pa.string()), ("cause", pa.string()), ("next_step", pa.string()),
            ("file_name", pa.string()), ("vintage", pa.string()), ("dropped", pa.int64()), ("dropped_why", pa.string()),
        ]
    ),
}  # fmt: skip
