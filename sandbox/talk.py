"""What people said to a made-up body, and which of them it answered, when and how."""

from __future__ import annotations

import math
from datetime import date, datetime, timedelta
from random import Random

from sandbox import ids, members, plan, words
from sandbox.acts import Act, Channel, Inbound
from sandbox.finals import reply_counts
from sandbox.growth import LONDON, after_working_minutes, days_between, midnight

PEOPLE = 900  # made-up persons 0001 to 0900
KINDS = {"question": 30, "concern": 17, "both": 4, "praise": 22, "remark": 27}  # of a hundred
SENTENCES = {
    "question": words.QUESTIONS, "concern": words.CONCERNS, "both": words.BOTH, "praise": words.PRAISE,
    "remark": words.REMARKS,
}  # fmt: skip
BUSY_THREAD = 7  # replies: more than YouTube puts into a thread's own answer
WARMTH = {"L7": 1.9, "C3": 1.6, "C7": 1.3, "B3": 1.3, "B1": 0.7, "B5": 0.6, "B6": 1.1}


def mentions_in(dice: Random, channel: Channel, month: date, acts: list[Act]) -> tuple[list[Inbound], list[Act]]:
    """A month of mentions on X: about half answer a post of ours of the last days, the others stand alone."""
    said: list[Inbound] = []
    answers: list[Act] = []
    days = days_between(month, (month + timedelta(days=32)).replace(day=1))
    targets = [act for act in acts if act.kind in ("original", "quote")]
    moments = [_waking(dice, midnight(dice.choice(days)), 86400) for _ in range(_number(dice, channel.plan.inbound))]
    for moment in sorted(moments):
        recent = [act for act in targets if timedelta(0) < moment - act.at < timedelta(days=4)]
        target = dice.choice(recent) if recent and dice.random() < 0.55 else None
        item = _mention(dice, channel, moment, target)
        said.append(item)
        more, own = _answered(dice, channel, item)
        said += more
        answers += own
    if targets:
        said.append(_retweet_of(dice, channel, targets[-1]))
    return said, answers


def comments_on(dice: Random, channel: Channel, posts: list[Act]) -> tuple[list[Inbound], list[Act]]:
    """Comments under the posts of a month on Facebook, LinkedIn or YouTube, and our answers."""
    said: list[Inbound] = []
    answers: list[Act] = []
    expected = channel.plan.inbound / channel.plan.posts
    for number, post in enumerate(posts):
        if post.quirks & {"comments_off", "dark", "quiet", "private"}:
            continue
        for _ in range(_number(dice, expected * WARMTH.get(post.purpose, 1.0))):
            delay = min(dice.expovariate(1 / 1.4), 14.0)
            item = _comment(dice, channel, post, _waking(dice, post.at + timedelta(minutes=3), delay * 86400), None)
            said.append(item)
            more, own = _answered(dice, channel, item)
            said += more
            answers += own
        if dice.random() < (0.3 if channel.platform == "youtube" else 0.04):
            answers.append(_own_comment(dice, channel, post))
        if channel.platform == "youtube" and number == 0 and post.at.month % 3 == 0:
            said += _busy_thread(dice, channel, post)
    return said, answers


def _number(dice: Random, expected: float) -> int:
    """A Poisson draw."""
    number, chance, floor = 0, dice.random(), math.exp(-expected)
    while chance > floor:
        chance *= dice.random()
        number += 1
    return number


def _waking(dice: Random, start: datetime, within_seconds: float) -> datetime:
    """A moment after start at which people are awake, in whole seconds."""
    moment = start + timedelta(seconds=int(dice.random() * within_seconds))
    hour = moment.astimezone(LONDON).hour
    return moment + timedelta(hours=8) if hour < 7 else moment


def _mention(dice: Random, channel: Channel, moment: datetime, target: Act | None) -> Inbound:
    text, asks, concerned = _saying(dice, target, channel)
    item = Inbound(
        ids.x_post(moment, dice), "mention", moment, f"@{channel.handle} {text}", _author(dice), asks, concerned
    )
    if tag := members.tag_worn(item.author, item.id):
        item.text += f" #{tag}"
    item.conversation_id = item.id
    if target is not None:
        item.kind, item.parent_id, item.conversation_id = "reply", target.id, target.conversation_id
    return item


def _retweet_of(dice: Random, channel: Channel, target: Act) -> Inbound:
    moment = target.at + timedelta(minutes=dice.randrange(5, 300))
    text = f"RT @{channel.handle}: {target.text}"[:140]
    item = Inbound(
        ids.x_post(moment, dice), "mention", moment, text, _author(dice), parent_id=target.id, is_retweet=True
    )
    item.conversation_id = item.id
    return item


def _comment(dice: Random, channel: Channel, post: Act, moment: datetime, top: Inbound | None) -> Inbound:
    text, asks, concerned = _saying(dice, post, channel)
    item = Inbound("", "comment", moment, text, _author(dice), asks, concerned, conversation_id=post.id)
    item.id = _comment_id(dice, channel, post.id, moment, top.thread_id if top else "")
    item.thread_id, item.parent_id = (top.thread_id, top.id) if top else (item.id, post.id)
    item.kind = "reply" if top else "comment"
    item.is_anonymous = channel.platform in ("facebook", "youtube") and dice.random() < 0.04
    return item


def _comment_id(dice: Random, channel: Channel, post_id: str, moment: datetime, thread: str) -> str:
    if channel.platform == "facebook":
        return f"{post_id.split('_')[1]}_{ids.facebook_number(moment, dice)}"
    if channel.platform == "linkedin":
        return f"urn:li:comment:({ids.activity_of(post_id)},{ids.linkedin_number(moment, dice)})"
    return ids.youtube_reply(thread, dice) if thread else ids.youtube_comment(dice)


def _saying(dice: Random, post: Act | None, channel: Channel) -> tuple[str, bool, bool]:
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    if post is not None and post.purpose == "L7" and kind != "concern":
        kind = dice.choice(("praise", "remark"))
    own = [objective for objective in plan.objectives_of(channel.organisation_id, "B3") if objective] or [""]
    topic = dice.choice(words.TOPICS[(post.objective if post else "") or dice.choice(own)])
    text = dice.choice(SENTENCES[kind]).format(topic=topic)
    return text, kind in ("question", "both"), kind in ("concern", "both")


def _author(dice: Random) -> int:
    return 1 + int(PEOPLE * dice.random() ** 2)  # some come back often


def _answered(dice: Random, channel: Channel, item: Inbound) -> tuple[list[Inbound], list[Act]]:
    """What follows an item: perhaps another person's word, perhaps our answer, perhaps thanks for it."""
    said: list[Inbound] = []
    day = item.at.date()
    if channel.platform != "x" and dice.random() < 0.1:
        said.append(_under(dice, channel, item, item.at + timedelta(minutes=dice.randrange(20, 2000)), "Same here."))
    is_open = item.asks or item.concerned
    chance = plan.answered_share(channel.plan, day) if is_open else 0.06 + 0.26 * plan.turned(channel.plan, day)
    if dice.random() >= chance:
        return said, []
    if dice.random() < 0.07:
        moment = item.at + timedelta(minutes=dice.randrange(6, 60))  # somebody was still up
    else:
        moment = after_working_minutes(
            item.at, dice.lognormvariate(math.log(plan.answer_minutes(channel.plan, day)), 0.8)
        )
    answer = _answer(dice, channel, item, moment, is_open)
    if is_open and dice.random() < 0.18:
        said.append(_under(dice, channel, item, moment + timedelta(minutes=dice.randrange(4, 400)), None, answer))
    return said, [answer]


def _answer(dice: Random, channel: Channel, item: Inbound, moment: datetime, is_open: bool) -> Act:
    objective = dice.choice(plan.objectives_of(channel.organisation_id, "B3"))
    tags: tuple[str, ...] = ()
    if not is_open:
        text, purpose = dice.choice(words.THANKS), "C2"
    elif dice.random() < plan.template_share(channel.plan, item.at.date()):
        text, purpose = dice.choice(words.TEMPLATES), "C1"
    else:
        text, purpose = dice.choice(words.ANSWERS).format(topic=dice.choice(words.TOPICS[objective])), "C1"
    if objective in words.TAGS and dice.random() < 0.55 * (channel.organisation_id == "harrowdale"):
        tags = (words.TAGS[objective],)
        text += f" #{tags[0]}"
    act = Act("", "reply", moment, text, purpose, objective, tags, to_author=item.author, parent_id=item.id)
    act.conversation_id = item.conversation_id
    if channel.platform == "x":
        act.id, act.final = ids.x_post(moment, dice), reply_counts(dice)
        act.people = (person_handle(item.author),)
        act.text = f"@{act.people[0]} {text}"
    else:
        act.thread_id = item.thread_id
        act.id = _comment_id(dice, channel, item.conversation_id, moment, item.thread_id)
    return act


def _under(
    dice: Random, channel: Channel, item: Inbound, moment: datetime, text: str | None, answer: Act | None = None
) -> Inbound:
    """A further word in the thread: by the same person after our answer, else by somebody else."""
    author = item.author if answer else _author(dice)
    moment = _waking(dice, moment, 1.0)
    more = Inbound(
        "", "reply", moment, text or dice.choice(words.FOLLOW_UPS), author, conversation_id=item.conversation_id
    )
    if channel.platform == "x":
        more.id, more.parent_id = ids.x_post(moment, dice), answer.id if answer else item.id
        more.text = f"@{channel.handle} {more.text}"
    else:
        more.id = _comment_id(dice, channel, item.conversation_id, moment, item.thread_id)
        more.thread_id = more.parent_id = item.thread_id
    return more


def _own_comment(dice: Random, channel: Channel, post: Act) -> Act:
    """Our own top-level comment under our own post, such as a pinned link."""
    moment = post.at + timedelta(minutes=dice.randrange(1, 9))
    act = Act(
        "", "reply", moment, "The link and an easy-read version are on our website.", post.purpose, post.objective
    )
    act.id = act.thread_id = _comment_id(dice, channel, post.id, moment, "")
    act.parent_id = act.conversation_id = post.id
    return act


def _busy_thread(dice: Random, channel: Channel, post: Act) -> list[Inbound]:
    top = _comment(dice, channel, post, _waking(dice, post.at + timedelta(hours=2), 7200), None)
    return [
        top,
        *(_under(dice, channel, top, top.at + timedelta(hours=3 * n + 1), "Agree.") for n in range(BUSY_THREAD)),
    ]


def person_name(author: int) -> str:
    """How a made-up person or group signs; recognisable as made up."""
    return words.GROUPS[author - 9000][1] if author >= 9000 else f"Sandbox Person {author:04d}"


def person_handle(author: int) -> str:
    """The handle of a made-up person or group, without @: X allows fifteen characters."""
    return words.GROUPS[author - 9000][0] if author >= 9000 else f"sandbox_{author:04d}"
