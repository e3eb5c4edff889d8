"""What one run finds hard to believe: it asks again, so often and no oftener, and says what stayed missing.

An answer is doubted when the shelf, or the platform itself in another number, says that there is more than it holds.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from extractors.faults import WAIT_AND_RERUN, Gap, PageMarks, Refused

if TYPE_CHECKING:
    from extractors.http import Client
    from extractors.platforms import Known

WAIT_S = 2.0
MOST_AGAIN = 30  # in one run: at most a minute of waiting
MOST_IN_VAIN = 3  # in a row, of one kind of question: then it stands, and is said without asking on


@dataclass(frozen=True)
class Held:
    """What the shelf holds of an account."""

    items: Mapping[tuple[str, str], Known] = field(default_factory=dict)
    active: Collection[str] = frozenset()  # posts of ours of which a number above zero was read
    days: Mapping[str, Collection[date]] = field(default_factory=dict)  # the account's own fields -> days read
    split: Collection[str] = frozenset()  # the account's own fields that were told by a dimension


@dataclass
class Doubt:
    """The doubts of one run. One that nobody gave leave (`left` 0) takes every answer as it is."""

    held: Held = field(default_factory=Held)
    left: int = 0
    sleep: Callable[[float], None] = lambda _: None
    gaps: list[Gap] = field(default_factory=list)
    cut: set[str] = field(default_factory=set)  # subjects whose list was not read to the end
    unlisted: set[str] = field(default_factory=set)  # subjects whose list stayed empty though the shelf knows items
    under: set[str] = field(default_factory=set)  # posts whose comments could not be read to the end
    _in_vain: Counter[str] = field(default_factory=Counter)
    _uncounted: dict[tuple[str, str], list[int]] = field(default_factory=lambda: defaultdict(list))

    def ask(self, client: Client, kind: str, get: Callable[[], Any], is_doubtful: Callable[[Any], bool]) -> Any:
        """Return an answer; a doubtful one is asked for once more after a short wait, and then stands."""
        said = get()
        if is_doubtful(said) and self.may_ask_again(client, kind):
            said = get()
            self._in_vain[kind] = self._in_vain[kind] + 1 if is_doubtful(said) else 0
        return said

    def may_ask_again(self, client: Client, kind: str) -> bool:
        """Wait, and say whether to ask once more; a run does so a few times only."""
        if self.left <= 0 or self._in_vain[kind] >= MOST_IN_VAIN:
            return False
        self.left -= 1
        client.retries += 1
        self.sleep(WAIT_S)
        return True

    def knows(self, kind: str, since: date, until: date, *, own_list: bool = False) -> bool:
        """Say whether the shelf holds items of a kind that are listed by a day in [since, until).

        `own_list`: only what has no post above it, for the list holds nothing else.
        """
        return any(
            item.kind == kind and since <= item.listed_on < until and not (own_list and item.is_under_post)
            for item in self.held.items.values()
        )

    def knows_days(self, name: str, since: date, until: date) -> bool:
        """Say whether the shelf holds days in [since, until) of one of the account's own numbers."""
        return any(since <= day < until for day in self.held.days.get(name, ()))

    def miss(
        self, subject: str, cause_class: str, cause: str, next_step: str = WAIT_AND_RERUN, *, is_cut: bool = False
    ) -> None:
        """Say what a subject lacks. `is_cut`: its list was not read to the end, so what is not in it is not missing."""
        if is_cut:
            self.cut.add(subject)
        self.gaps.append(Gap(subject, cause_class, cause, next_step))

    def miss_comments(self, cause_class: str, post_id: str, number: int) -> None:
        """Count comments a platform says there are under a post and does not show. `source`: it refuses; `platform`: no word."""
        self.under.add(post_id)
        self._uncounted[cause_class, post_id].append(number)

    def said(self, name: str) -> Iterator[Gap]:
        """Yield all that was found missing; comments are counted up over the run."""
        yield from self.gaps
        for cause_class, words in (
            ("platform", "shows none, or not all, of the comments it counts"),
            ("source", "refuses the comments it counts (gone, or switched off)"),
        ):
            found = {post: sum(each) for (of, post), each in self._uncounted.items() if of == cause_class}
            if found:
                yield Gap(
                    "interactions",
                    cause_class,
                    f"{name} {words}: {sum(found.values())} under {len(found)} post{'s' * (len(found) > 1)}.",
                    "If it stays so for days, look at these posts on the platform: comments may be held back or off.",
                )


def walk(
    doubt: Doubt,
    client: Client,
    subject: str,
    ask: Callable[[str | None], Any],
    mark_of: Callable[[Any], str | None],
    is_doubtful: Callable[[Any, bool], bool],
    most: int,
) -> Iterator[tuple[Any, bool]]:
    """Yield each page of a list with cursors, and whether it stayed doubtful; a repeated mark ends it, and is said.

    `ask`: mark (None: the first) -> page. `is_doubtful`: page, whether it is the first.
    """
    marks, mark = PageMarks(client.name, most), None
    while True:
        at = mark

        def get(at: str | None = at) -> Any:
            return ask(at)

        def doubts(body: Any, is_first: bool = at is None) -> bool:
            return is_doubtful(body, is_first)

        body = doubt.ask(client, subject, get, doubts)
        try:
            mark = _followed(marks, mark_of(body))
        except Refused as first:
            if doubt.may_ask_again(client, subject):
                body = get()
            try:
                mark = _followed(marks, mark_of(body))
            except Refused:
                doubt.miss(
                    subject, "platform", first.cause + " What came before is kept.", first.next_step, is_cut=True
                )
                mark = None
        yield body, doubts(body)
        if not mark:
            return


def _followed(marks: PageMarks, mark: str | None) -> str | None:
    return marks.follow(mark) if mark else None
