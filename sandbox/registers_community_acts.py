"""What was said in the public communities: what members say to each other, and every exchange with us the platforms show as well.

Whoever speaks is one of the sandbox's made-up people under the id the platform's own answers give, so that one person is one member.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

from sandbox import ids, words
from sandbox.acts import Act, Channel, month_starts
from sandbox.growth import LONDON, days_between
from sandbox.linkedin_statistics import urn_of
from sandbox.members import BELONGS, is_staff, person_id, tag_of
from sandbox.registers_body import BEGINS, Body, Row, month_after, yes
from sandbox.talk import PEOPLE

TAGGED = {tag: tag.lower() for tag in words.COMMUNITY_TAGS}  # hashtag -> community
GROUPS_IN = {9000: "carerstogether", 9003: "maternity_voices", 9004: "wenurses", 9005: "neighbours"}
QUIET = {8: 0.62, 12: 0.58}  # months in which communities say less
REPLIES = 0.5
SHARES_LISTED = 6  # of one post of ours at most


@dataclass(frozen=True)
class Chatter:
    """How much a community says, where, and which people it draws on: those whose number ends in one of the digits."""

    before: int  # items a month
    after: int
    digits: tuple[int, ...]
    platform: str = "x"
    has_chat: bool = False
    is_coded: bool = False


def _digits(place: int) -> tuple[int, ...]:
    return tuple(digit for digit, belongs in BELONGS.items() if belongs == place)


CHATTER = {
    "wenurses": Chatter(210, 280, _digits(0), has_chat=True, is_coded=True),
    "weahps": Chatter(70, 105, _digits(1)),
    "carerstogether": Chatter(90, 135, _digits(2), is_coded=True),
    "maternity_voices": Chatter(18, 26, (6,), "facebook"),
    "neighbours": Chatter(12, 20, (7,)),
    "health_champions": Chatter(22, 30, (8,), "facebook"),
}


def community_acts(body: Body) -> list[Row]:
    """The rows on file, oldest first; an item stands once in a community."""
    rows: dict[tuple[str, str, str], Row] = {}
    for row in [*_to_us(body), *_shares_of_ours(body), *_what_we_passed_on(body), *_among_members(body)]:
        if row["said_on"] < str(body.today):
            rows.setdefault((row["community_id"], row["platform"], row["item_id"]), row)
    return sorted(rows.values(), key=lambda row: (row["said_on"], row["community_id"], row["item_id"]))


def _row(community: str, platform: str, item_id: str, at: datetime, author: int, *, to_us: bool,
         answers: str = "", answers_author: str = "") -> Row:  # fmt: skip
    return {
        "community_id": community, "platform": platform, "item_id": item_id, "said_on": str(at.date()),
        "author": person_id(platform, author), "is_staff": yes(is_staff(author)), "answers_item_id": answers,
        "answers_author": answers_author, "is_to_us": yes(to_us),
    }  # fmt: skip


def _own_id(channel: Channel) -> str:
    return urn_of(channel) if channel.platform == "linkedin" else channel.account_id


def _community_of(act: Act) -> str | None:
    return next((TAGGED[tag] for tag in act.tags if tag in TAGGED), None)


def _to_us(body: Body) -> Iterator[Row]:
    """What was said to us under a community's hashtag, or under a post of ours that carries it, and what followed on it."""
    ours = {act.id: act for _, act in body.acts}
    said = {item.id: item for _, item in body.heard}
    worn: dict[tuple[str, int], str] = {}  # a conversation and a person in it -> the community they spoke in
    for channel, item in body.heard:
        if item.at.date() < BEGINS or item.is_anonymous:
            continue
        root = ours.get(item.conversation_id)
        thread, tag = (item.conversation_id, item.author), tag_of(item.author)
        community = (_community_of(root) if root else None) or worn.get(thread)
        if community is None and tag and item.text.endswith(f"#{tag}"):
            community = TAGGED[tag]
        if community is None:
            continue
        worn[thread] = community
        answered = said.get(item.parent_id)
        whose = person_id(channel.platform, answered.author) if answered and not answered.is_anonymous else ""
        yield _row(
            community, channel.platform, item.id, item.at, item.author, answers=item.parent_id,
            to_us=channel.platform == "x" or item.parent_id in ours,
            answers_author=_own_id(channel) if item.parent_id in ours else whose,
        )  # fmt: skip


def _shares_of_ours(body: Body) -> Iterator[Row]:
    """Members who shared or quoted what we said in their community: no more than the platform counted."""
    for channel, act in body.acts:
        if channel.platform != "x" or act.kind != "original" or act.at.date() < BEGINS:
            continue
        dice = body.dice("community_acts", act.id)
        community = _community_of(act)
        named = [number for number in GROUPS_IN if words.GROUPS[number - 9000][0] in act.people]
        who = [number for number in named if dice.random() < 0.5]
        if community is not None:
            shares = min(SHARES_LISTED, int(act.final.get("shares", 0) + act.final.get("quotes", 0)))
            who += [_member(dice, CHATTER[community].digits) for _ in range(shares)]
        for number in dict.fromkeys(who):
            at = act.at + timedelta(minutes=dice.randrange(3, 2500))
            place = GROUPS_IN.get(number) or community or ""
            yield _row(
                place,
                "x",
                ids.x_post(at, dice),
                at,
                number,
                to_us=True,
                answers=act.id,
                answers_author=_own_id(channel),
            )


def _what_we_passed_on(body: Body) -> Iterator[Row]:
    """The groups' own posts that we reposted or quoted."""
    for channel, act in body.acts:
        if act.kind in ("repost", "quote") and act.to_author in GROUPS_IN:
            moment = ((int(act.parent_id) >> 22) + ids.X_EPOCH_MS) / 1000
            at = datetime.fromtimestamp(moment, tz=UTC)
            if at.date() >= BEGINS and body.is_past(act.at.date()):
                yield _row(GROUPS_IN[act.to_author], channel.platform, act.parent_id, at, act.to_author, to_us=False)


def _member(dice: Random, digits: tuple[int, ...]) -> int:
    """A made-up person of a community; some speak often."""
    return dice.choice(digits) + 10 * int(PEOPLE / 10 * dice.random() ** 2) or 10


def _among_members(body: Body) -> Iterator[Row]:
    for month in month_starts(BEGINS, body.today):
        for community, chatter in CHATTER.items():
            yield from _month(body, community, chatter, month)


def _month(body: Body, community: str, chatter: Chatter, month: date) -> list[Row]:
    dice = body.dice("community_acts", community, month)
    grown = min(1.0, (month - BEGINS).days / 730)
    expected = (chatter.before + (chatter.after - chatter.before) * grown) * QUIET.get(month.month, 1.0)
    moments = sorted(_moment(dice, month, chatter.has_chat) for _ in range(round(expected * dice.uniform(0.93, 1.07))))
    rows: list[Row] = []
    for at in moments:
        author = _member(dice, chatter.digits)
        earlier = [row for row in rows[-25:] if row["author"] != person_id(chatter.platform, author)]
        answered = dice.choice(earlier) if earlier and dice.random() < REPLIES else None
        item = _row(
            community, chatter.platform, _item_id(dice, chatter.platform, at), at, author, to_us=False,
            answers=answered["item_id"] if answered else "", answers_author=answered["author"] if answered else "",
        )  # fmt: skip
        if chatter.is_coded and dice.random() < 0.35:
            asks = dice.random() < 0.24
            is_met = dice.random() < 0.62 + 0.14 * grown
            item |= {"asks_question": yes(asks), "answered_within_48h": yes(is_met) if asks else ""}
        rows.append(item)
    return rows


def _moment(dice: Random, month: date, has_chat: bool) -> datetime:
    days = days_between(month, month_after(month))
    if has_chat and dice.random() < 0.55:
        day = dice.choice([day for day in days if day.weekday() == 3])
        local = datetime(day.year, day.month, day.day, 20, 30, tzinfo=LONDON) + timedelta(seconds=dice.randrange(3600))
    else:
        day = dice.choice(days)
        local = datetime(day.year, day.month, day.day, 7, tzinfo=LONDON) + timedelta(seconds=dice.randrange(15 * 3600))
    return local.astimezone(UTC)


def _item_id(dice: Random, platform: str, at: datetime) -> str:
    if platform == "x":
        return ids.x_post(at, dice)
    return f"{ids.facebook_number(at, dice)}_{ids.facebook_number(at, dice)}"
