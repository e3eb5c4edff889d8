"""How a count grows with age, and where days and office hours begin.

A count is `round(final * share_grown(age))`: it depends on the final figure and the age alone, never falls, and stands still after
GROWN_AFTER. So a post looked at on two dates tells one story.
"""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

GROWN_AFTER = timedelta(days=45)
LONDON = ZoneInfo("Europe/London")
PACIFIC = ZoneInfo("America/Los_Angeles")
OPENS, CLOSES = time(9), time(17)  # the hours in which the made-up bodies answer, Monday to Friday, London time

# Days until about 63% of the final count is there.
HALF_LIFE_DAYS = {"x": 0.6, "facebook": 1.6, "linkedin": 3.0, "youtube": 5.0}

_GROWN = GROWN_AFTER.total_seconds()
_SCALE = {platform: (days * 86400, 1 - math.exp(-_GROWN / (days * 86400))) for platform, days in HALF_LIFE_DAYS.items()}


def share_grown(platform: str, seconds: float) -> float:
    """Share of the final count reached after so many seconds: 0 at birth, 1 from GROWN_AFTER on."""
    if seconds <= 0:
        return 0.0
    if seconds >= _GROWN:
        return 1.0
    rate, whole = _SCALE[platform]
    return (1 - math.exp(-seconds / rate)) / whole


def count(final: float, grown: float) -> int:
    """The whole number shown when this share of the final count is reached."""
    return math.floor(final * grown + 0.5)


def midnight(day: date, zone: ZoneInfo | None = None) -> datetime:
    """The instant a day begins, in UTC; UTC days without a zone."""
    return datetime.combine(day, time(0), tzinfo=zone or UTC).astimezone(UTC)


def pacific_day(moment: datetime) -> date:
    """The Los Angeles calendar day of an instant: Facebook's and YouTube's day."""
    return moment.astimezone(PACIFIC).date()


def days_between(first: date, past: date) -> list[date]:
    """Every day from first up to, not including, past."""
    return [first + timedelta(days=n) for n in range((past - first).days)]


def is_staffed(local: datetime) -> bool:
    """Whether somebody is at the desk at this London time."""
    return local.weekday() < 5 and OPENS <= local.time() < CLOSES


def after_working_minutes(start: datetime, minutes: float) -> datetime:
    """The instant when so many staffed minutes have passed since start."""
    local, left = start.astimezone(LONDON), timedelta(minutes=minutes)
    while True:
        opens, closes = (datetime.combine(local.date(), edge, tzinfo=LONDON) for edge in (OPENS, CLOSES))
        if local.weekday() < 5 and local < closes:
            begins = max(local, opens)
            if begins + left < closes:
                return (begins + left).astimezone(UTC).replace(microsecond=0)
            left -= closes - begins
        local = datetime.combine(local.date() + timedelta(days=1), time(0), tzinfo=LONDON)
