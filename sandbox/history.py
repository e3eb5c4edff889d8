"""Deals an account's months: what the body itself published. What people said back is dealt in talk.py."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sandbox import ids, plan, words
from sandbox.acts import Act, Channel, Feed, Inbound, month_starts
from sandbox.finals import final_counts
from sandbox.growth import LONDON, days_between
from sandbox.talk import comments_on, mentions_in

# Months whose first video carries a trap. Fixed, so that every seed has each of them.
VIDEO_QUIRKS = {
    "harrowdale": {
        (2025, 3): "comments_off", (2026, 5): "comments_off", (2025, 1): "likes_hidden", (2025, 8): "likes_hidden",
        (2026, 4): "likes_hidden", (2026, 10): "likes_hidden", (2025, 6): "private", (2026, 8): "private",
    },
    "osmere": {(2025, 11): "comments_off", (2026, 2): "likes_hidden"},
}  # fmt: skip
MEDIA = {
    "x": {"none": 40, "image": 47, "video": 13},
    "facebook": {"none": 28, "image": 46, "album": 12, "video": 14},
    "linkedin": {"none": 45, "image": 42, "video": 13},
}


def deal(seed: int, channel: Channel, today: date) -> Feed:
    """Everything of one account from plan.EPOCH through the month of today: the part still to come as well."""
    acts: list[Act] = []
    inbound: list[Inbound] = []
    last = min(today, channel.closed_on or today)
    for month in month_starts(max(plan.EPOCH, channel.opened_on), last):
        dice = Random(f"{seed}|{channel.platform}|{channel.account_id}|{month}")
        own = own_acts(dice, channel, month)
        acts += own
        if channel.platform == "x":
            said, answers = mentions_in(dice, channel, month, acts)
        else:
            said, answers = comments_on(dice, channel, own)
        inbound += said
        acts += answers
    if channel.closed_on is not None:
        acts = [act for act in acts if act.at.date() <= channel.closed_on]
        inbound = [item for item in inbound if item.at.date() <= channel.closed_on]
    return Feed(acts, inbound)


def own_acts(dice: Random, channel: Channel, month: date) -> list[Act]:
    """The posts, quotes and reposts of one month, with the threads the account makes of its own posts."""
    acts: list[Act] = []
    for number, moment in enumerate(_moments(dice, channel, month)):
        purposes, weights = plan.purposes_on(channel.plan, moment.date(), channel.platform)
        purpose = dice.choices(purposes, weights)[0]
        if purpose == "C4":  # the chat of a community keeps its own hour
            moment = _thursday_evening(dice, moment)
        act = _post(dice, channel, moment, purpose, _quirks(channel, month, number))
        acts.append(act)
        if channel.platform == "x" and act.kind == "original" and dice.random() < 0.03:
            acts.append(_next_in_thread(dice, act))
    return acts


def _moments(dice: Random, channel: Channel, month: date) -> list[datetime]:
    days = days_between(month, (month + timedelta(days=32)).replace(day=1))
    if channel.platform == "youtube" and channel.plan.posts < 2:
        days = days[:12]  # a small channel publishes early in the month
    wanted = channel.plan.posts
    number = int(wanted) + (dice.random() < wanted % 1) if wanted < 5 else round(dice.gauss(wanted, wanted * 0.08))
    weights = [plan.WEEKDAYS[day.weekday()] for day in days]
    moments = []
    for day in dice.choices(days, weights, k=max(1, number)):
        hour = dice.choices(list(plan.HOURS), list(plan.HOURS.values()))[0]
        local = datetime.combine(day, time(hour, dice.randrange(60), dice.randrange(60)), tzinfo=LONDON)
        moments.append(local.astimezone(UTC))
    return sorted(moments)


def _thursday_evening(dice: Random, moment: datetime) -> datetime:
    local = moment.astimezone(LONDON)
    day = local.date() + timedelta(days=3 - local.weekday())
    if day.month != local.month:
        day = local.date()
    chat = datetime.combine(day, time(20, 30), tzinfo=LONDON) + timedelta(seconds=dice.randrange(3600))
    return chat.astimezone(UTC)


def _quirks(channel: Channel, month: date, number: int) -> frozenset[str]:
    if channel.platform == "youtube" and number == 0:
        quirk = VIDEO_QUIRKS.get(channel.organisation_id, {}).get((month.year, month.month))
        return frozenset([quirk] if quirk else [])
    if channel.platform == "linkedin" and number == 1:
        if month.month % 3 == 1:
            return frozenset(["dark"])  # a sponsored post that never stood on the page
        if month.month % 3 == 2:
            return frozenset(["quiet"])  # nobody saw it: LinkedIn leaves it out of its statistics
    if channel.platform == "x" and number == 2 and month.month % 2 == 0:
        return frozenset(["edited"])
    return frozenset()


def _post(dice: Random, channel: Channel, moment: datetime, purpose: str, quirks: frozenset[str]) -> Act:
    objective = dice.choice(plan.objectives_of(channel.organisation_id, purpose))
    topic = dice.choice(words.TOPICS[objective])
    tags: tuple[str, ...] = ()
    if objective in words.TAGS and dice.random() < plan.TAGGED.get(channel.organisation_id, 0.4):
        tags = (words.TAGS[objective],)
    if purpose == "C4":
        tags = (dice.choice(words.COMMUNITY_TAGS), *tags)
    people = tuple(handle for handle, _ in dice.sample(words.GROUPS, 2)) if purpose == "C6" else ()
    template = words.LINKS.get(purpose, "")
    link = template.format(body=channel.organisation_id, slug=words.slug(topic))
    if tags and purpose in words.TRACKED:
        link += words.UTM.format(platform=channel.platform, tag=tags[-1].lower())
    sentence = dice.choice(words.OWN[purpose]).format(topic=topic, people=" ".join(f"@{one}" for one in people)).strip()
    sentence = sentence[0].upper() + sentence[1:]
    text = " ".join([sentence, *([link] if link else []), *(f"#{tag}" for tag in tags)])
    if purpose == "B7" and channel.platform == "x":
        text = f"{sentence} {_long(topic)} {link}" + "".join(f" #{tag}" for tag in tags)
    act = Act("", "original", moment, text, purpose, objective, tags, link, people=people, quirks=quirks)
    act.title = f"{topic[0].upper()}{topic[1:]} explained"
    act.media = _media(dice, channel, act)
    act.has_alt_text = act.media in ("image", "album") and dice.random() < 0.35 + 0.5 * plan.turned(
        channel.plan, moment.date()
    )
    if channel.platform == "x" and purpose == "C5":
        _make_amplifying(dice, act)
    _identify(dice, channel, act)
    act.final = final_counts(dice, channel, act)
    if act.kind == "original" and "private" not in quirks and dice.random() < 0.015:
        act.deleted_at = moment + timedelta(days=dice.uniform(3, 20))
    return act


def _long(topic: str) -> str:
    return (
        f"Over the next three years {topic} will be planned with patients, carers, staff and neighbours, in the open, with the "
        "figures published every quarter and the trade-offs written down in plain words."
    )


def _media(dice: Random, channel: Channel, act: Act) -> str:
    if channel.platform == "youtube":
        return "video"
    if act.purpose == "L7" and channel.platform in ("x", "linkedin") and dice.random() < 0.6:
        return "poll"
    kinds = MEDIA[channel.platform]
    kind = dice.choices(list(kinds), list(kinds.values()))[0]
    return "link" if kind == "none" and act.link else kind


def _make_amplifying(dice: Random, act: Act) -> None:
    act.to_author = 9000 + dice.randrange(len(words.GROUPS))  # a group, not a person
    act.parent_id = ids.x_post(act.at - timedelta(hours=dice.uniform(1, 40)), dice)
    if dice.random() < 0.6:
        handle = words.GROUPS[act.to_author - 9000][0]
        act.kind, act.media, act.tags, act.link = "repost", "none", (), ""
        act.text = f"RT @{handle}: A good evening with our members. Thank you to all who came along."
    else:
        act.kind = "quote"


def _identify(dice: Random, channel: Channel, act: Act) -> None:
    if channel.platform == "x":
        act.id = ids.x_post(act.at, dice)
        if "edited" in act.quirks and act.kind == "original":
            act.first_id = act.id
            act.at += timedelta(minutes=dice.randrange(4, 40))
            act.id = ids.x_post(act.at, dice)
    elif channel.platform == "facebook":
        act.id = f"{channel.account_id}_{ids.facebook_number(act.at, dice)}"
    elif channel.platform == "linkedin":
        family = "ugcPost" if act.media == "video" else "share"
        act.id = f"urn:li:{family}:{ids.linkedin_number(act.at, dice)}"
    else:
        act.id = ids.youtube_video(dice)
    act.conversation_id = act.id


def _next_in_thread(dice: Random, first: Act) -> Act:
    moment = first.at + timedelta(minutes=dice.randrange(2, 20))
    act = Act(
        ids.x_post(moment, dice), "reply", moment, "More on this in the thread below.", first.purpose, first.objective
    )
    act.parent_id, act.conversation_id = first.id, first.conversation_id
    act.final = {key: value * 0.3 for key, value in first.final.items()} | {"url_link_clicks": 0.0}
    act.deleted_at = first.deleted_at
    return act
