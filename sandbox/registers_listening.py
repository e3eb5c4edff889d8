"""The listening log: what was heard and what was done with it, from a few odd rows in 2024 to a weekly habit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sandbox import plan, words
from sandbox.acts import Act, Inbound, month_starts
from sandbox.registers_body import BEGINS, Body, Done, Row, Said, after_working_days, yes
from sandbox.registers_topics import objective_of, topic_of

FIRST_MONDAY = date(2024, 11, 4)
WEEKLY = {"L1": (1.1, 4.2), "L3": (0.8, 3.1)}  # items a week, before and after the turn
MONTHLY = {"L2": (2.2, 4.0), "L4": (0.4, 1.3), "L5": (0.15, 1.0), "L6": (0.1, 1.0)}
OF_L7 = (0.5, 0.9)  # share of the times we asked for views that were logged
SEEN_ELSEWHERE = 0.2  # share of items heard in reviews or anywhere else
DECIDED = (0.5, 0.88)  # share of items with a decision within ten working days
CLOSED = (0.47, 0.72)  # share of themes we told people the outcome of within 90 days
CLOSING_TAKES, TOO_LATE = (timedelta(days=10), timedelta(days=85)), (timedelta(days=95), timedelta(days=125))
CHOICES = {
    "L1": ("answer", "answer", "watch", "ignore", "route"), "L2": ("act", "act", "change", "no change", "route"),
    "L3": ("route", "route", "act", "answer"), "L4": ("correct", "correct", "watch", "ignore"), "L5": ("watch", "act", "ignore"),
    "L6": ("act", "watch", "no change"), "L7": ("act", "change", "no change", "watch"),
}  # fmt: skip
ROUTES = {
    "SO1": "Vaccination service", "SO2": "Outpatient booking manager", "SO3": "Head of Patient Experience", "SO4": "Recruitment manager",
    "SO5": "Equality lead", "SO6": "Head of Involvement", "PH1": "Programme manager", "PH2": "Community development lead",
}  # fmt: skip
ABOUT = {
    "L1": ("A mention of {topic}",), "L3": ("Feedback on {topic}", "An experience of {topic}"),
    "L2": ("Letters about {topic}", "The wait for {topic}", "Getting through about {topic}"),
    "L4": ("A claim that {topic} will close", "A false figure about {topic}", "An old warning about {topic} going round again"),
    "L5": ("What professional bodies say on {topic}", "A policy announcement touching {topic}"),
    "L6": ("Who talks about {topic} and where", "Groups we do not reach with {topic}"), "L7": ("Views asked for on {topic}",),
}  # fmt: skip


@dataclass
class Item:
    """One row to be: what was heard, before anything was decided."""

    item_id: str
    purpose: str
    opened: date
    platform: str = "other"
    topic: str = ""
    objective: str = ""
    count: int = 1
    theme: str = ""


def listening_log(body: Body) -> list[Row]:
    """The rows on file, by the day the item was opened."""
    closings = Closings(body)
    items = sorted([*_weekly(body), *_monthly(body), *_asked(body)], key=lambda item: (item.opened, item.item_id))
    rows = []
    for item in items:
        closing = closings.take(item) if item.purpose == "L2" else None
        row = _row(body, item, closing)
        if row["recorded_on"]:
            rows.append(row)
    return rows


def _between(body: Body, edges: tuple[float, float], day: date) -> float:
    before, after = edges
    return before + (after - before) * body.turned(day)


def _times(dice: Random, expected: float) -> int:
    """A whole number near an expected one."""
    return int(expected + dice.random())


def _weekly(body: Body) -> Iterator[Item]:
    monday = FIRST_MONDAY
    while monday < body.today:
        heard = list(body.heard_between(monday, monday + timedelta(days=7)))
        for purpose, edges in WEEKLY.items():
            dice = body.dice("listening_log", purpose, monday)
            if body.turned(monday) < 0.25 and dice.random() < 0.25:
                continue  # nobody had the time that week
            fitting = [said for said in heard if _fits(purpose, said[1])] or heard
            for number in range(_times(dice, _between(body, edges, monday))):
                name = f"{purpose}-{monday:%G-W%V}-{number + 1}"
                item = Item(name, purpose, monday + timedelta(days=min(dice.randrange(7), dice.randrange(7))))
                _hear(body, dice, item, dice.choice(fitting) if fitting and dice.random() > SEEN_ELSEWHERE else None)
                yield item
        monday += timedelta(days=7)


def _fits(purpose: str, item: Inbound) -> bool:
    return item.asks or item.concerned if purpose == "L1" else not item.asks


def _hear(body: Body, dice: Random, item: Item, said: Said | None) -> None:
    """Say where an item was heard and what about: a word really said to us, or one from elsewhere."""
    if said is not None:
        channel, word = said
        item.platform, item.opened = channel.platform, word.at.date()
        item.topic, item.objective = topic_of(word.text), objective_of(word)
    else:
        item.platform = dice.choice(("reviews", "reviews", "other"))
    if not item.topic:
        item.objective = dice.choice(_objectives(body))
        item.topic = dice.choice(words.TOPICS[item.objective])
    item.theme = dice.choice(ABOUT[item.purpose]).format(topic=item.topic)


def _objectives(body: Body) -> list[str]:
    return sorted(
        {one for purpose in plan.PURPOSES for one in plan.objectives_of(body.organisation_id, purpose) if one}
    )


def _monthly(body: Body) -> Iterator[Item]:
    for month in month_starts(BEGINS, body.today):
        for purpose, edges in MONTHLY.items():
            dice = body.dice("listening_log", purpose, month)
            for number in range(_times(dice, _between(body, edges, month))):
                item = Item(
                    f"{purpose}-{month:%Y-%m}-{number + 1}", purpose, month + timedelta(days=dice.randrange(28))
                )
                _hear(body, dice, item, None)
                item.platform = dice.choice([channel.platform for channel in body.channels] + ["reviews"])
                item.count = dice.randrange(3, 26) if purpose in ("L2", "L4") else 1
                yield item


def _asked(body: Body) -> Iterator[Item]:
    """The times we asked for views, with how many answered: both as the platforms show them."""
    for channel, act in body.acts_between(BEGINS, body.today):
        dice = body.dice("listening_log", "L7", act.id)
        if act.purpose == "L7" and dice.random() < _between(body, OF_L7, act.at.date()):
            until = act.at + timedelta(days=10)
            answers = sum(word.conversation_id == act.id and word.at < until for _, word in body.heard)
            item = Item(f"L7-{channel.platform}-{act.at:%Y%m%d%H%M%S}", "L7", act.at.date(), channel.platform)
            item.objective, item.topic = act.objective, topic_of(act.text)
            item.theme, item.count = ABOUT["L7"][0].format(topic=item.topic or "our services"), answers
            yield item


class Closings:
    """The posts that told people what came of what they raised; each closes one theme."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self.left = [done for done in body.acts if done[1].purpose == "C3" and done[1].kind == "original"]

    def take(self, item: Item) -> Done | None:
        """The post that closes a theme, if one does; the theme then is what the post speaks of."""
        dice = self.body.dice("listening_log", "closing", item.item_id)
        is_closed = dice.random() < _between(self.body, CLOSED, item.opened)
        if not is_closed and dice.random() > 0.15:
            return None
        first, past = CLOSING_TAKES if is_closed else TOO_LATE
        for done in self.left:
            if first <= done[1].at.date() - item.opened <= past:
                self.left.remove(done)
                item.platform, item.objective = done[0].platform, done[1].objective
                item.theme = f"{_raised(done[1])} {topic_of(done[1].text)}"
                return done
        return None


def _raised(act: Act) -> str:
    return "Letters about" if "letters" in act.text else "The wait for"


def _row(body: Body, item: Item, closing: Done | None) -> Row:
    dice = body.dice("listening_log", "row", item.item_id)
    is_late = dice.random() < 0.12
    recorded = item.opened + timedelta(days=dice.randrange(15, 41) if is_late else dice.randrange(6))
    if item.purpose == "L7":
        recorded = item.opened + timedelta(days=10)
    decided = _decided_on(body, dice, item)
    decision = dice.choice(CHOICES[item.purpose])
    is_changed = dice.random() < 0.6
    if closing is not None:
        decision = "change" if is_changed else "no change"
        decided = min(decided or date.max, closing[1].at.date())
    is_decided = bool(body.day_if_past(decided))
    is_closed = closing is not None and body.is_past(closing[1].at.date())
    row = {
        "item_id": item.item_id, "opened_on": str(item.opened), "purpose_id": item.purpose, "platform": item.platform,
        "theme": item.theme, "objective_id": item.objective, "items": str(item.count),
        "risk": dice.choice(("low", "low", "medium", "high")) if item.purpose == "L4" else "",
        "decision": decision if is_decided else "", "decided_on": body.day_if_past(decided),
        "routed_to": ROUTES.get(item.objective, "Head of Communications") if is_decided and decision == "route" else "",
        "has_response": yes(item.count > 0) if item.purpose == "L7" else "",
        "recorded_on": body.day_if_past(recorded),
    }  # fmt: skip
    if closing is not None and is_closed:
        row |= {"closed_platform": closing[0].platform, "closed_post_id": closing[1].id, "was_changed": yes(is_changed)}
    return row


def _decided_on(body: Body, dice: Random, item: Item) -> date | None:
    soon, later = (
        after_working_days(item.opened, dice.randrange(10)),
        after_working_days(item.opened, dice.randrange(14, 40)),
    )
    if dice.random() < _between(body, DECIDED, item.opened):
        return soon
    return later if dice.random() < 0.6 else None
