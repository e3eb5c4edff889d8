"""What a person looked at one by one: posts for accessibility, mentions for concerns, and the purpose of single acts.

All three name posts and items of the sandbox by the ids the platforms give, and all three know what the sandbox knows of them.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sandbox.acts import Act, month_starts
from sandbox.registers_body import Body, Done, Row, Said, month_after, yes
from sandbox.registers_topics import objective_of, theme_of

AUDIT_BEGINS, CODING_BEGINS, LABELS_BEGIN = date(2025, 1, 1), date(2024, 12, 1), date(2026, 4, 1)
SAMPLE, LABELLED = 50, 100
SECOND_CODED, AGREED = 40, 0.88
FIRST_ERRS = 0.03  # how often the first coder hears a concern where there is none, or none where there is
LABELS_AGREED = 0.9
REVIEWS = (36, 48)  # reviews elsewhere, coded with the rest
REVIEW_CONCERNS = 0.34
BY_DAY = 8  # of the next month, when a month is coded and audited
AUDITOR = "Content Designer"
REVIEW_THEMES = ("access", "care", "care", "communication", "conduct", "environment")
NEAR = {  # purposes a second labeller may mistake for another
    "B1": "B7", "B2": "B3", "B3": "B2", "B4": "L7", "B5": "B6", "B6": "B5", "B7": "B1", "L7": "B4", "C1": "C2", "C2": "C1",
    "C3": "C7", "C4": "C5", "C5": "C4", "C6": "C5", "C7": "C3",
}  # fmt: skip


def _checked_months(body: Body, first: date) -> list[date]:
    """The months whose samples are done."""
    return [month for month in body.months(first) if body.is_past(month_after(month) + timedelta(days=BY_DAY))]


def covered_to(body: Body, first: date) -> date:
    """The last day of the newest month whose sample is done."""
    months = _checked_months(body, first)
    return (month_after(months[-1]) if months else first) - timedelta(days=1)


def access_audit(body: Body) -> list[Row]:
    """Fifty posts a month against the checklist; alt text is what the platform holds."""
    rows = []
    for month in _checked_months(body, AUDIT_BEGINS):
        dice = body.dice("access_audit", month)
        ours = [done for done in body.acts_between(month, month_after(month)) if done[1].kind == "original"]
        audited = [month_after(month) + timedelta(days=dice.randrange(1, BY_DAY)) for _ in range(SAMPLE)]
        for done, day in zip(dice.sample(ours, min(SAMPLE, len(ours))), sorted(audited), strict=False):
            rows.append(_audited(body, dice, done, day))
    return rows


def _audited(body: Body, dice: Random, done: Done, day: date) -> Row:
    channel, act = done
    turned = body.turned(act.at.date())
    is_easy = dice.random() < 0.9 + 0.07 * turned
    return {
        "platform": channel.platform, "post_id": act.id, "audited_on": str(day),
        "has_alt_text": yes(act.has_alt_text) if act.media in ("image", "album") else "",
        "has_captions": yes(dice.random() < 0.62 + 0.33 * turned) if act.media == "video" else "",
        "hashtags_in_capitals": yes(True) if act.tags else "",
        "is_not_text_as_image": yes(dice.random() < 0.94 + 0.05 * turned) if act.media in ("image", "album") else "",
        "reading_age": str(dice.choice((9, 9, 10, 10, 11) if is_easy else (12, 13, 14))),
        "emoji_few_and_last": "yes", "audited_by": AUDITOR,
    }  # fmt: skip


def coded_mentions(body: Body) -> list[Row]:
    """Everything said to us in a month and the reviews elsewhere, coded once; forty of a month coded twice."""
    rows = []
    for month in _checked_months(body, CODING_BEGINS):
        dice = body.dice("coded_mentions", month)
        coded = [_heard(dice, said) for said in body.heard_between(month, month_after(month))]
        coded += [_review(dice, month, number) for number in range(dice.randint(*REVIEWS))]
        again = set(dice.sample(range(len(coded)), min(SECOND_CODED, len(coded))))
        for place, row in enumerate(coded):
            day = month_after(month) + timedelta(days=dice.randrange(1, BY_DAY))
            rows.append(row | {"coded_by": "first", "coded_on": str(day)})
            if place in again:
                agrees = dice.random() < AGREED
                is_concern = row["is_concern"] if agrees else yes(row["is_concern"] == "no")
                rows.append(row | {"coded_by": "second", "is_concern": is_concern, "coded_on": str(day)})
    return rows


def _heard(dice: Random, said: Said) -> Row:
    channel, item = said
    is_concern = item.concerned != (dice.random() < FIRST_ERRS)
    return {
        "platform": channel.platform, "item_id": item.id, "said_on": str(item.at.date()), "is_concern": yes(is_concern),
        "theme": theme_of(item), "objective_id": objective_of(item),
    }  # fmt: skip


def _review(dice: Random, month: date, number: int) -> Row:
    theme = dice.choice(REVIEW_THEMES)
    return {
        "platform": "reviews", "item_id": f"review-{month:%Y-%m}-{number + 1:03}",
        "said_on": str(month + timedelta(days=dice.randrange(28))), "is_concern": yes(dice.random() < REVIEW_CONCERNS),
        "theme": theme, "objective_id": "SO2" if theme == "access" else "SO3",
    }  # fmt: skip


def labels(body: Body) -> list[Row]:
    """A random hundred acts of every quarter that is over, labelled twice; the first labeller knows what the act was for."""
    rows = []
    for quarter in month_starts(LABELS_BEGIN, body.today):
        ends = month_after(month_after(month_after(quarter)))
        if quarter.month % 3 != 1 or not body.is_past(ends + timedelta(days=14)):
            continue
        dice = body.dice("labels", quarter)
        acts = [done for done in body.acts_between(quarter, ends) if _is_an_act(done[1])]
        for channel, act in dice.sample(acts, min(LABELLED, len(acts))):
            day = str(ends + timedelta(days=dice.randrange(2, 14)))
            row = {"platform": channel.platform, "post_id": act.id, "labelled_on": day}
            agrees = dice.random() < LABELS_AGREED
            rows.append(row | {"labeller": "first", "purpose_id": act.purpose})
            other = {} if agrees else {"note": "Could be either"}
            rows.append(
                row | {"labeller": "second", "purpose_id": act.purpose if agrees else NEAR[act.purpose]} | other
            )
    return rows


def _is_an_act(act: Act) -> bool:
    """Whether an act stands on its own: an answer to ourselves, such as the next post of a thread, does not."""
    return act.kind != "reply" or act.to_author is not None
