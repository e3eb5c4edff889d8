"""What was made of the figures: reviews of KPIs, the board's actions, and the words that go with a month."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from sandbox.acts import month_starts
from sandbox.registers_body import BEGINS, Body, Row, as_month, month_after

OWNERS = {
    "AL": "Director of Strategy", "MM": "Head of Communications", "RS": "Head of Patient Experience", "CM": "Community lead",
    "EN": "Head of Communications", "OC": "Service lead", "EQ": "Equality lead", "TR": "Chief Nurse",
}  # fmt: skip
KPIS = (
    "AL-MAPPED", "AL-GAPS", "AL-ORPHAN", "AL-RESFIT", "AL-ATTFIT", "AL-EMBED", "AL-MANAGED", "AL-LEVEL", "MM-BCAST", "MM-COMM",
    "MM-LISTEN", "MM-SPREAD", "MM-MOVE", "RS-ANSWERED", "RS-STANDARD", "RS-LOOP", "CM-REACH", "CM-RECIP", "CM-RETURN", "CM-VOICES",
    "EN-DEPTH", "OC-CLICK", "OC-ACT", "OC-HEARD", "EQ-YOUNG", "EQ-OLDER", "EQ-CORE20", "EQ-ACCESS", "EQ-OFFLINE", "TR-CONCERN",
)  # fmt: skip
REVIEWED = (0.3, 0.96)  # share of the KPIs looked at in a quarter, before and after the turn
FINDINGS = (
    "Within its usual range. No action; look again next quarter.",
    "Checked against the counts: the move is one platform's, the others stand still.",
    "Too few to say anything yet. Kept, and the base is shown beside it.",
    "Better for the third month running. The owner explains what was done; no change to the target.",
    "Worse than last quarter. The cause is not known; an action was agreed.",
    "The definition was questioned and stands. The exclusions were read out and agreed.",
)
TODO = {
    "RS": ("Staff the desk on Saturdays", "Replace the standard answer with one that says what happens next"),
    "AL": ("Stop two regular posts that serve no objective", "Put the hours of shared campaigns to their objective"),
    "MM": ("Turn one weekly notice into a question", "Join two chats a month as a guest"),
    "CM": ("Ask the steward what would help", "Answer every question put to us in the chat"),
    "EN": ("Test a shorter post against the usual one",), "OC": ("Add the booking link to the reminder posts", "Ask how people heard at reception"),
    "EQ": ("Name a telephone line for every campaign", "Train two more people to write alt text"),
    "TR": ("Code a second sample of the access theme",),
}  # fmt: skip
WRITTEN_AFTER = timedelta(days=11)
DONE_IN_TIME, NEVER_DONE = 0.8, 0.07
MONTH_TEXT = {
    "winter": "The winter campaign filled the month, and questions about vaccination came with it.",
    "spring": "A quieter month; the listening log set the topics of half of what we published.",
    "summer": "Fewer people on duty and quieter communities, as every summer.",
    "autumn": "Recruitment and the start of the winter campaign shared the month.",
}
WHY = (
    "We think more answers were given in time because two people now share the desk.",
    "We think the mix moved because chats were joined that had been left out before.",
    "The move may be chance; the chart shows no signal.",
    "A service change drew questions; we cannot tell it apart from our own work.",
)
NEXT = (
    "Next month we answer first and publish second.", "Next month we tell people what came of the two oldest themes.",
    "Next month we try the rebooking link in the reminders.", "Next month we ask the carers' group what they miss.",
)  # fmt: skip
LEARNED = (
    "A question asked plainly draws more than a notice. We will ask once a week.",
    "Answers after 5pm come too late for parents. We will try an early evening hour.",
    "People share what names their own street. We will name places.",
    "Two themes were closed without telling anybody. We will keep a list.",
    "Alt text is forgotten when a post is hurried. It is now part of the form.",
)
KPI_TEXT = {
    "RS-ANSWERED": "More of the questions were met with a useful answer than a year ago; weekends lag.",
    "MM-COMM": "Taking part in chats and passing on others' words make up a growing part of what we do.",
    "AL-RESFIT": "Campaigns for SO1 take more of our time than their weight; SO2 and SO3 take less.",
    "OC-ACT": "Bookings from our links are counted; people who saw a post and rang are not.",
    "TR-CONCERN": "Access is the theme most raised; a rise can mean that people feel able to speak.",
    "RS-LOOP": "More themes end with a public word on what came of them.",
}


def _owner(kpi_id: str) -> str:
    return OWNERS[kpi_id[:2]]


def kpi_reviews(body: Body) -> list[Row]:
    """One row a KPI and quarter in which somebody looked at it; more of them every quarter."""
    rows = []
    for quarter in month_starts(BEGINS.replace(month=10), body.today):
        if quarter.month % 3 != 1:
            continue
        share = REVIEWED[0] + (REVIEWED[1] - REVIEWED[0]) * body.turned(quarter)
        for kpi_id in KPIS:
            dice = body.dice("kpi_reviews", kpi_id, quarter)
            reviewed = quarter + timedelta(days=dice.randrange(33, 40))
            if dice.random() < share and body.is_past(reviewed):
                rows.append(
                    {
                        "kpi_id": kpi_id, "reviewed_on": str(reviewed), "finding": dice.choice(FINDINGS),
                        "reviewed_by": _owner(kpi_id),
                    }
                )  # fmt: skip
    return sorted(rows, key=lambda row: (row["reviewed_on"], row["kpi_id"]))


def actions(body: Body) -> list[Row]:
    """One or two actions a month; about four in five done by their day, some late, a few not at all."""
    rows = []
    for month in month_starts(BEGINS, body.today):
        dice = body.dice("actions", month)
        for number in range(1, 2 + (dice.random() < 0.4)):
            kpi_id = dice.choice(KPIS)
            decided = month + timedelta(days=dice.randrange(9, 24))
            due = decided + timedelta(days=dice.choice((30, 45, 60, 90)))
            rows.append(_action(body, dice, f"A-{month:%Y-%m}-{number}", kpi_id, decided, due))
    return [row for row in rows if row["decided_on"]]


def _action(body: Body, dice: Random, action_id: str, kpi_id: str, decided: date, due: date) -> Row:
    chance = dice.random()
    in_time, late = due - timedelta(days=dice.randrange(0, 20)), due + timedelta(days=dice.randrange(4, 45))
    closed = in_time if chance < DONE_IN_TIME else late if chance < 1 - NEVER_DONE else None
    return {
        "action_id": action_id, "kpi_id": kpi_id, "decided_on": body.day_if_past(decided), "action": dice.choice(TODO[kpi_id[:2]]),
        "owner": _owner(kpi_id), "due_on": str(due), "closed_on": body.day_if_past(closed),
    }  # fmt: skip


def commentary(body: Body) -> list[Row]:
    """The words for every month that is over, as a whole and for a few KPIs, written by the twelfth of the next."""
    rows = []
    for month in body.months():
        if not body.is_past(month_after(month) + WRITTEN_AFTER):
            continue
        dice = body.dice("commentary", month)
        season = ("winter", "spring", "summer", "autumn")[month.month % 12 // 3]
        whole = f"{MONTH_TEXT[season]} {dice.choice(WHY)} {dice.choice(NEXT)}"
        told = [("", whole, "Head of Communications")]
        told += [(kpi, f"{KPI_TEXT[kpi]} {dice.choice(NEXT)}", _owner(kpi)) for kpi in dice.sample(sorted(KPI_TEXT), 3)]
        rows += [
            {
                "month": as_month(month), "kpi_id": kpi, "narrative": words, "learned": dice.choice(LEARNED), "written_by": who,
            }
            for kpi, words, who in told
        ]  # fmt: skip
    return rows


def commentary_covered_to(body: Body) -> date:
    """The last day of the newest month that has its words."""
    written = [month for month in body.months() if body.is_past(month_after(month) + WRITTEN_AFTER)]
    return (month_after(written[-1]) if written else BEGINS) - timedelta(days=1)
