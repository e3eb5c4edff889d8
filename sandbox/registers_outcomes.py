"""The organisation's own outcomes, as they were published: late, provisional first, and now and then restated."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sandbox.acts import month_starts
from sandbox.registers_body import Body, Row, as_month, last_day

FIRST = date(2024, 10, 1)
SEASON = (10, 11, 12, 1, 2)  # the months in which uptake is published
RESTATED = {("staff_flu_uptake", date(2025, 2, 1)): ("49.4", "49.9")}  # what was first said, and what it became
Shape = Callable[[Random, date], float]


@dataclass(frozen=True)
class Series:
    """How a series runs and how it is published."""

    series_id: str
    lag_weeks: int
    shape: Shape
    digits: int = 1
    base: Callable[[Random, date], int] | None = None
    months: tuple[int, ...] = tuple(range(1, 13))
    final_weeks: int = 0  # weeks from the provisional value to the final one; 0: final at once
    note: str = ""


def _years(month: date) -> float:
    """Years since the first month."""
    return (month - FIRST).days / 365.25


def _sloped(first: float, a_year: float, noise: float, winter: float = 0.0) -> Shape:
    """A straight slope with noise; winter adds its share at the turn of the year."""

    def value(dice: Random, month: date) -> float:
        season = winter * math.cos(2 * math.pi * (month.month - 1) / 12)
        return first + a_year * _years(month) + season + dice.gauss(0, noise)

    return value


def _cumulative(first: float, a_season: float, reached: tuple[float, ...]) -> Shape:
    """Uptake so far in a season: the share of its end reached by October to February."""

    def value(dice: Random, month: date) -> float:
        season = month.year - (month.month < 4) - 2024
        # The wobble shrinks as the season ends, so uptake never falls within one.
        share = reached[SEASON.index(month.month)]
        return (first + a_season * season) * share + dice.uniform(-0.4, 0.4) * (1 - share)

    return value


def _about(number: int) -> Callable[[Random, date], int]:
    return lambda dice, month: round(number * dice.uniform(0.93, 1.07))


SERIES = {
    "harrowdale": (
        Series("staff_flu_uptake", 6, _cumulative(49.4, 2.6, (0.26, 0.61, 0.82, 0.95, 1.0)), base=lambda dice, month: 7_840 + 60 * (month.year - 2024),
               months=SEASON, final_weeks=14, note="Cumulative in the season; the season's start has moved, so seasons are not compared"),
        Series("flu_65_uptake", 7, _cumulative(74.2, 0.5, (0.49, 0.78, 0.91, 0.97, 1.0)), base=lambda dice, month: 88_400, months=SEASON,
               final_weeks=12, note="GP-registered residents, not our patients"),
        Series("dna_rate", 4, _sloped(8.4, -0.39, 0.16, 0.12), digits=2, base=_about(21_300), final_weeks=4),
        Series("low_acuity_ed", 5, _sloped(2_480, -45, 75, 190), digits=0),
        Series("fft_responses", 6, _sloped(3_650, 230, 170), digits=0),
        Series("fft_good", 6, _sloped(93.1, 0.4, 0.4), base=_about(3_900), note="Read with the number of answers; not comparable between trusts"),
        Series("complaints", 7, _sloped(3.3, 0.12, 0.22), digits=2, base=_about(13_600), final_weeks=4, note="A rise may follow better listening"),
        Series("pals_contacts", 4, _sloped(312, 22, 18, 10), digits=0),
        Series("applications_per_vacancy", 4, _sloped(7.4, 1.1, 0.5), base=_about(118)),
        Series("vacancy_rate", 5, _sloped(9.6, -0.7, 0.15), base=_about(6_900), final_weeks=4),
        Series("staff_recommend", 60, _sloped(58.4, 1.6, 0.3), base=_about(3_450), months=(1,), note="One point a year"),
        Series("screening_gap", 8, _sloped(8.6, -0.55, 0.12), months=(1, 4, 7, 10), note="Coverage gathers over years; one quarter moves little"),
        Series("consultation_responses", 4, _sloped(150, 60, 45), digits=0),
        Series("research_recruits", 6, _sloped(205, 18, 24), digits=0, note="Depends on which studies are open"),
    ),
    "osmere": (Series("programme_joins", 5, _sloped(142, 21, 16, -14), digits=0),),
}  # fmt: skip


def outcome_values(body: Body) -> list[Row]:
    """One row a series, month and publication, in the order of publication."""
    rows = [row for series in SERIES[body.organisation_id] for row in _published(body, series)]
    return sorted(rows, key=lambda row: (row["as_at"], row["series_id"], row["month"]))


def covered_to(body: Body) -> date:
    """The last day of the newest month of which anything was published."""
    newest = max(row["month"] for row in outcome_values(body))
    return last_day(date.fromisoformat(newest + "-01"))


def _published(body: Body, series: Series) -> list[Row]:
    rows = []
    first = FIRST.replace(month=1) if series.months == (1,) else FIRST
    for month in month_starts(first, body.today):
        if month.month not in series.months:
            continue
        dice = body.dice("outcome_values", series.series_id, month)
        final = f"{series.shape(dice, month):.{series.digits}f}"
        earlier = f"{float(final) * (1 + dice.uniform(-0.012, 0.004)):.{series.digits}f}"
        earlier, final = RESTATED.get((series.series_id, month), (earlier, final))
        base = str(series.base(dice, month)) if series.base else ""
        said = last_day(month) + timedelta(weeks=series.lag_weeks, days=dice.randrange(-3, 4))
        times = [(said, final, "final")]
        if series.final_weeks:
            restated = said + timedelta(weeks=series.final_weeks)
            times = [(said, earlier, "provisional"), (restated, final, "final")]
        rows += [
            {
                "series_id": series.series_id, "month": as_month(month), "value": value, "base": base, "as_at": str(day),
                "status": status, "note": series.note,
            }
            for day, value, status in times
            if body.is_past(day)
        ]  # fmt: skip
    return rows
