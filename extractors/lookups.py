"""Asks a platform by id about what its lists no longer show, and about what nobody has seen for long."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import ModuleType

from extractors.faults import WAIT_AND_RERUN, Refused
from extractors.gone import Gone, News, due, held_back, is_too_much, suspects, withdraw, write_news
from extractors.http import Client
from extractors.known import Key, known, seen_in, write_confirmed
from extractors.landing import Landing
from extractors.platforms import Known, Window
from extractors.records import Account, Extract

KIND_OF = {"posts": "post", "interactions": "interaction"}

log = logging.getLogger(__name__)


class Answers:
    """What a platform said of the ids it was asked about in one run."""

    def __init__(self, of: ModuleType, client: Client, account: Account, proofs: Mapping[str, Known]) -> None:
        self.there: dict[Key, Known] = {}
        self.denied: dict[Key, tuple[Known, str]] = {}
        self.doubted: set[str] = set()  # routes on which the platform denied what it had just shown
        self.believed: set[str] = set()  # routes on which it showed something when asked by id
        self.pages = 0
        self.why: Refused | None = None  # what cut the asking short
        self._of, self._client, self._account, self._proofs = of, client, account, proofs
        self._first_answer = client.answers

    def ask(self, items: Sequence[Known]) -> None:
        """Ask about these in their order, until the calls of a run are spent or the platform refuses."""
        try:
            for route, some in self._calls(items):
                if self._client.answers - self._first_answer >= self._of.LOOKUPS_A_RUN:
                    break
                self._ask(route, some)
        except Refused as why:
            self.why = why
        self._prove()

    def _calls(self, items: Sequence[Known]) -> list[tuple[str, list[Known]]]:
        """Return the calls to make, those of the most urgent items first."""
        by_route: dict[str, list[tuple[int, Known]]] = defaultdict(list)
        for place, item in enumerate(items):
            by_route[self._of.route_of(item)].append((place, item))
        calls = []
        for route, placed in by_route.items():
            size = self._of.ROUTES[route]
            size -= size > 1 and route in self._proofs
            calls += [(route, placed[first : first + size]) for first in range(0, len(placed), size)]
        return [(route, [item for _, item in some]) for route, some in sorted(calls, key=lambda call: call[1][0][0])]

    def _ask(self, route: str, items: list[Known]) -> None:
        proof = self._proofs.get(route) if self._of.ROUTES[route] > 1 else None
        wanted = {item.id: item for item in items}
        denied: dict[Key, tuple[Known, str]] = {}
        for page in self._of.ask_about(self._client, self._account, route, [*items, *([proof] if proof else [])]):
            self.pages += 1
            for item_id, words in self._of.said_of(page):
                if words is None:
                    self.believed.add(route)
                if words is not None and proof and item_id == proof.id:
                    self.doubted.add(route)  # an answer cut short looks like one that leaves out what is gone
                if item_id in wanted and words is None:
                    self.there[wanted[item_id].kind, item_id] = wanted[item_id]
                elif item_id in wanted:
                    denied[wanted[item_id].kind, item_id] = (wanted[item_id], words or "")
        self.denied |= denied

    def _prove(self) -> None:
        """Where ids go one by one, ask for one known to be there before any denial is believed."""
        for route in {self._of.route_of(item) for item, _ in self.denied.values()} - self.believed - self.doubted:
            proof = self._proofs.get(route)
            if proof is None:
                continue
            try:
                for page in self._of.ask_about(self._client, self._account, route, [proof]):
                    self.pages += 1
                    said = dict(self._of.said_of(page)).get(proof.id, "nothing")
                    (self.doubted if said else self.believed).add(route)
            except Refused as why:  # nobody knows: what was denied on this route is asked again in the next run
                self.why = self.why or why
                self.denied = {k: (item, w) for k, (item, w) in self.denied.items() if self._of.route_of(item) != route}


def unlisted(of: ModuleType, rows: Sequence[Extract], subjects: Collection[str]) -> list[Extract]:
    """Return a report as it stands until it is known what became of what these lists, asked twice, held nothing of.

    A run that is killed while it asks leaves it so.
    """
    cause = (
        f"{of.NAME} answered with no {{}} at all, twice, and some are known; nobody has yet asked for them by their id."
    )
    return [
        replace(row, outcome="partial", cause_class=row.cause_class or "empty",
                cause=" ".join(filter(None, (row.cause, cause.format(row.subject)))),
                next_step=" ".join(dict.fromkeys(filter(None, (row.next_step, WAIT_AND_RERUN)))))
        if row.subject in subjects else row
        for row in rows
    ]  # fmt: skip


def what_is_gone(
    of: ModuleType, client: Client, account: Account, landing: Landing, window: Window, rows: Sequence[Extract]
) -> list[Extract]:
    """Ask about what is missing from the batch just written and what is due; put the news on the shelf.

    `rows`: the batch's own report. Returns the rows that are to be restated: `deletions`, and the subjects whose list
    turn out to have lacked what is there. Raises nothing for what the platform refuses.
    """
    blank = next(row for row in rows if row.subject == "deletions")
    held, today = known(landing, account, of), window.observed_at.date()
    seen = seen_in(landing, account, blank.batch_id)
    missing = [
        item
        for item in suspects(held, seen, window, {KIND_OF[subject] for subject in KIND_OF.keys() - window.doubt.cut})
        if not (item.is_under_post and item.post_id in window.doubt.under)
    ]
    waiting = held_back(landing, account.platform, account.account_id)
    old = [item for item in due(held, seen, today, of.REFRESH_DAYS) if item not in set(missing)]
    proofs = {of.route_of(held[key]): held[key] for key in sorted(seen & held.keys())}
    retries, size, waited_s = client.retries, client.bytes, client.waited_s
    answers = Answers(of, client, account, proofs)
    answers.ask(sorted([*missing, *old], key=lambda item: (item.kind, item.id) in waiting))  # stable: those come last
    news = _news(of, account, blank.batch_id, window, answers)
    withdraw(landing, account.platform, account.account_id, seen | answers.there.keys())
    write_news(landing, news)
    write_confirmed(landing, account, answers.there.values(), held, today)
    row = replace(
        blank, outcome="ok", cause_class=None, cause=None, next_step=None, pages=answers.pages,
        rows=len(answers.there) + len(answers.denied), retries=client.retries - retries, bytes=client.bytes - size,
        waited_s=round(client.waited_s - waited_s, 1),
    )  # fmt: skip
    return [*_unlisted(of, rows, window, answers, missing), _told(of, account, row, news, answers, missing, old)]


def _unlisted(
    of: ModuleType, rows: Sequence[Extract], window: Window, answers: Answers, missing: Collection[Known]
) -> Iterator[Extract]:
    """Yield the rows of lists that lacked what the platform shows by its id, or stayed empty and were not cleared up.

    Not of the comments under a post that the list itself lacks: nobody asked for those.
    """
    posts = {item.id for item in missing if not item.is_under_post or not of.LISTED_BY_POST}
    for row in rows:
        of_kind = [item for item in missing if item.kind == KIND_OF.get(row.subject)]
        there = [item for item in of_kind if (item.kind, item.id) in answers.there]
        unasked = [item for item in of_kind if (item.kind, item.id) not in answers.there.keys() | answers.denied.keys()]
        cause = ""
        if there:
            under = sum(item.is_under_post and item.post_id in posts for item in there) if of.LISTED_BY_POST else 0
            cause = f"{of.NAME}'s lists lack {len(there)} {row.subject} that are there when asked for by their id"
            cause += f", {under} of them under posts its list lacks." if under else "."
        elif unasked and row.subject in window.doubt.unlisted:
            cause = f"{of.NAME} answered with no {row.subject} at all, twice; {len(unasked)} are known."
        if cause:
            said = (row.cause, cause), (row.next_step, WAIT_AND_RERUN)
            cause, next_step = (" ".join(dict.fromkeys(each for each in some if each)) for some in said)
            yield replace(
                row, outcome="partial", cause_class=row.cause_class or "empty", cause=cause, next_step=next_step
            )


def _news(of: ModuleType, account: Account, batch_id: str, window: Window, answers: Answers) -> News:
    denied = [item for item, _ in answers.denied.values()]
    asked = len(answers.there) + len(denied)
    is_believed = of.LISTED_BY_POST and all(
        of.route_of(item) in answers.believed for item in denied if not item.is_under_post
    )
    gone = tuple(Gone(item.kind, item.id, words) for item, words in answers.denied.values())
    is_held = bool(answers.doubted) or is_too_much(asked, denied, go_together=is_believed)
    confirmed = {
        kind: tuple(sorted(item_id for of, item_id in answers.there if of == kind)) for kind in KIND_OF.values()
    }
    return News(
        account.platform, account.account_id, account.organisation_id, batch_id, window.observed_at,
        () if is_held else gone, gone if is_held else (), confirmed,
    )  # fmt: skip


def _told(
    of: ModuleType, account: Account, row: Extract, news: News, answers: Answers, missing: Collection[Known],
    old: Collection[Known],
) -> Extract:  # fmt: skip
    """Return the row with what came of the asking, in words; the weightiest first. No id is in them."""
    answered = answers.there.keys() | answers.denied.keys()
    unasked = sum((item.kind, item.id) not in answered for item in missing)
    later = sum((item.kind, item.id) not in answered for item in old)
    if news.held_back:
        why = (
            "it denies even what it had just shown"
            if answers.doubted
            else "a token that lost a permission is answered in the same way"
        )
        return replace(
            row, outcome="partial", cause_class="token" if answers.doubted else "platform",
            cause=f"{of.NAME} denies {len(news.held_back)} of the {row.rows} posts and comments asked for by their id. That"
            f" is not believed, for {why}: nothing was taken out.",
            next_step=f"Look at {of.NAME}. If they are there, have the account's consent given again. If they are gone:"
            f" python -m extractors forget {account.platform} --account {account.account_id} --confirm",
        )  # fmt: skip
    if answers.why:
        return replace(
            row, outcome="partial", cause_class=answers.why.cause_class, next_step=answers.why.next_step,
            cause=f"{unasked + later} posts and comments could not be asked for by their id: {answers.why.cause}",
        )  # fmt: skip
    if unasked:
        return replace(
            row, outcome="partial", cause_class="quota", next_step="Nothing to mend: the next run goes on.",
            cause=f"{unasked} posts and comments that are missing from the list were not yet asked for by their id:"
            f" a run makes {of.LOOKUPS_A_RUN} such calls.",
        )  # fmt: skip
    words = [f"{of.NAME} no longer has {len(news.gone)} of the {row.rows} asked for by their id."] if news.gone else []
    words += [f"Due, and to be asked for in the next runs: {later}."] if later else []
    return replace(row, cause=" ".join(words) or None)
