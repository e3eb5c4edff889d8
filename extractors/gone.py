"""The news that something is gone from a platform, and that it is not: what the purge and a person act on.

    news/platform=P/account=A/<batch>.json   of one look: what the platform denied, what of it is held back, what is there

Absence from a list is no news. Only what a platform denies when asked for it by its id is gone, and not even that when it
suddenly denies a great deal: a token that lost a permission is answered in the same way.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from extractors.known import Key
from extractors.landing import Landing, account_folder
from extractors.platforms import Known, Window
from storage.place import write_whole

MOST_GONE, MOST_SHARE_GONE = 5, 0.2  # of one account in one run; above both, a person is asked


@dataclass(frozen=True)
class Gone:
    """One post of ours or item of the public's that a platform denies."""

    kind: str  # post | interaction
    id: str
    said: str  # what the platform answered, in plain words; never words of the item

    @property
    def key(self) -> Key:
        """The key it has among what the shelf holds."""
        return self.kind, self.id


@dataclass(frozen=True)
class News:
    """What one look at an account told of things that are gone."""

    platform: str
    account_id: str
    organisation_id: str
    batch_id: str
    said_at: datetime
    gone: tuple[Gone, ...] = ()
    held_back: tuple[Gone, ...] = ()  # denied too, and not to be taken out before a person confirms it
    confirmed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # kind -> ids asked about and still there

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing to tell."""
        return not (self.gone or self.held_back or any(self.confirmed.values()))


def suspects(held: Mapping[Key, Known], seen: Collection[Key], window: Window, whole: Collection[str]) -> list[Known]:
    """Return what an earlier look saw and the list of this whole window should hold and does not. Pure.

    `whole`: kinds (post, interaction) whose list came without a gap; of the others nothing is suspected.
    """
    return [
        item
        for key, item in held.items()
        if key not in seen and item.kind in whole and window.since <= item.listed_on < window.until
    ]


def due(held: Mapping[Key, Known], seen: Collection[Key], today: date, days: int) -> list[Known]:
    """Return what nobody has seen or confirmed for so many days, oldest first. Pure."""
    latest = today - timedelta(days=days)
    old = (item for key, item in held.items() if key not in seen and item.last_seen <= latest)
    return sorted(old, key=lambda item: (item.last_seen, item.kind, item.id))


def is_too_much(asked: int, denied: Collection[Known], *, go_together: bool) -> bool:
    """Say whether a platform denies more than can be believed without a person. Pure.

    `go_together`: comments go with the post or comment they stand under, and the platform's word on posts is believed
    (it showed another one when asked for it). What went with another does not count beside it.
    """
    above = {item.id for item in denied} if go_together else set()
    alone = sum(not (item.is_under_post and {item.post_id, item.parent_id} & above) for item in denied)
    return alone > MOST_GONE and alone > MOST_SHARE_GONE * (asked - len(denied) + alone)


def write_news(landing: Landing, news: News) -> None:
    """Put news on the shelf, whole or not at all; news of the same batch is replaced, empty news leaves what is there."""
    if not news.is_empty:
        said = asdict(news) | {"said_at": news.said_at.isoformat()}
        del said["batch_id"]
        write_whole(_path(landing, news), json.dumps(said, indent=1, ensure_ascii=False).encode())


def read_news(landing: Landing) -> Iterator[News]:
    """Yield all news on the shelf, oldest look first in each account."""
    for path in sorted((landing.root / "news").glob("platform=*/account=*/*.json")):
        said: dict[str, Any] = json.loads(path.read_text())
        yield News(
            said["platform"], said["account_id"], said["organisation_id"], path.stem,
            datetime.fromisoformat(said["said_at"]),
            tuple(Gone(**each) for each in said["gone"]), tuple(Gone(**each) for each in said["held_back"]),
            {kind: tuple(ids) for kind, ids in said["confirmed"].items()},
        )  # fmt: skip


def withdraw(landing: Landing, platform: str, account_id: str, there: Collection[Key]) -> None:
    """Take back earlier news of what has been seen again since: what is there must not be taken out any more."""
    for news in read_news(landing):
        if (news.platform, news.account_id) == (platform, account_id):
            left = replace(
                news,
                gone=tuple(each for each in news.gone if each.key not in there),
                held_back=tuple(each for each in news.held_back if each.key not in there),
            )
            if left != news and left.is_empty:
                _path(landing, news).unlink()
            elif left != news:
                write_news(landing, left)


def held_back(landing: Landing, platform: str, account_id: str) -> set[Key]:
    """Return what waits for a person's word."""
    return {
        each.key
        for news in read_news(landing)
        if (news.platform, news.account_id) == (platform, account_id)
        for each in news.held_back
    }


def _path(landing: Landing, news: News) -> Path:
    return landing.root / "news" / account_folder(news.platform, news.account_id) / f"{news.batch_id}.json"
