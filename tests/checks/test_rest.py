"""A channel that was found silent and stays so: nobody asks any more, and nobody is told that all is well."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from checks.alerts.desk import Desk
from checks.alerts.evidence import of_verdicts
from checks.alerts.overdue import gone
from checks.alerts.rules import Incident
from checks.gate import check_shelf
from checks.known_days import Span
from extractors.landing import Landing
from tests.checks.happened import desk
from tests.checks.shelf import ACCOUNT, TODAY, Story, looked, shelf, write
from tests.checks.sinks import hook

SPOKE_LAST = TODAY - timedelta(days=40)
ALARM, AT_REST = SPOKE_LAST + timedelta(days=15), TODAY  # 11 working days of silence, and 27
SILENCE = "no silence longer than working days explain"
EVER = date(2026, 1, 1)


def silent_since(day: date) -> Story:
    return Story(posts_on=lambda each: 3 if each <= day else 0)


def look(landing: Landing, at_desk: Desk, on: date, story: Story, days: int = 100, marked: Iterable[Span] = ()) -> None:
    """Look on a day, judge what came, and let the desk know."""
    write(landing, story, on, days)
    at_desk.note(of_verdicts(check_shelf(landing, checked_at=looked(on), marked=marked)))


def open_ones(at_desk: Desk) -> dict[str, Incident]:
    return {each.what: each for each in at_desk.store.live() if each.is_open}


@pytest.fixture
def silent(tmp_path: Path) -> tuple[Landing, Desk, set[str]]:
    """Return a shelf and a desk with the incidents of a silence that was found, and what they are about."""
    landing, at_desk = shelf(tmp_path), desk(tmp_path)
    look(landing, at_desk, ALARM - timedelta(days=1), silent_since(SPOKE_LAST))
    look(landing, at_desk, ALARM, silent_since(SPOKE_LAST))
    found = set(open_ones(at_desk))
    assert {f"{table}: {SILENCE}" for table in ("posts", "interactions")} <= found
    return landing, at_desk, found


def test_what_was_found_stays_open_while_the_channel_rests_and_says_since_when_nobody_asks(
    silent: tuple[Landing, Desk, set[str]],
) -> None:
    landing, at_desk, found = silent
    for days in (1, 2, 3, 8, 16, (AT_REST - ALARM).days):
        look(landing, at_desk, ALARM + timedelta(days=days), silent_since(SPOKE_LAST), 35)
        assert set(open_ones(at_desk)) == found, days  # none is over, and none is new
    one = open_ones(at_desk)[f"posts: {SILENCE}"]
    words = "Since 4 November 2026 the channel counts as at rest (20 working days without posts), and this is not asked any more"
    assert words in one.cause and one.cause.count("at rest") == 1
    assert one.cause.startswith(f"Doubted (posts, longest_believable, worked_days_silent): {SILENCE}: found")
    assert "seeds/account_pauses.csv" in one.next_step and "seeds/accounts.csv" in one.next_step
    assert one.severity == "warning"


def paused() -> Iterable[Span]:
    return [Span("x", ACCOUNT.account_id, TODAY, None, "The ward is closed")]


def marked() -> Iterable[Span]:
    return [Span("x", ACCOUNT.account_id, SPOKE_LAST + timedelta(days=1), TODAY, "Nothing was to be expected")]


@pytest.mark.parametrize("explained", [paused, marked])
def test_it_is_over_when_somebody_says_that_it_rests(
    silent: tuple[Landing, Desk, set[str]], explained: Callable[[], Iterable[Span]]
) -> None:
    landing, at_desk, found = silent
    look(landing, at_desk, AT_REST - timedelta(days=1), silent_since(SPOKE_LAST), 35)
    assert set(open_ones(at_desk)) == found
    look(landing, at_desk, AT_REST, silent_since(SPOKE_LAST), 35, marked=explained())
    assert open_ones(at_desk) == {}


def test_one_marked_day_explains_that_day_and_not_the_rest_of_the_silence(
    silent: tuple[Landing, Desk, set[str]],
) -> None:
    landing, at_desk, found = silent
    yesterday = Span("x", "", AT_REST - timedelta(days=1), AT_REST, "X was down")
    look(landing, at_desk, AT_REST, silent_since(SPOKE_LAST), 35, marked=[yesterday])
    assert f"posts: {SILENCE}" in set(open_ones(at_desk)) & found


@pytest.mark.parametrize("rested", [0, 60])
def test_it_is_over_when_the_channel_speaks_again(silent: tuple[Landing, Desk, set[str]], rested: int) -> None:
    """However long it rested: after four months nothing is known of how it was before."""
    landing, at_desk, found = silent
    again = AT_REST + timedelta(days=rested)
    look(landing, at_desk, again, silent_since(SPOKE_LAST), 35)
    assert set(open_ones(at_desk)) == found
    speaks = Story(posts_on=lambda day: int(day == again))
    for days in (1, 2):
        look(landing, at_desk, again + timedelta(days=days), speaks, 35)
    assert open_ones(at_desk) == {}


def test_it_is_over_when_the_account_is_closed(tmp_path: Path, silent: tuple[Landing, Desk, set[str]]) -> None:
    landing, at_desk, _ = silent
    look(landing, at_desk, AT_REST, silent_since(SPOKE_LAST), 35)
    at_desk.note(gone(at_desk.store.live(), [], [], tmp_path, looked(AT_REST)))
    assert open_ones(at_desk) == {}


def test_a_look_that_failed_is_no_evidence_that_the_silence_is_over(silent: tuple[Landing, Desk, set[str]]) -> None:
    landing, at_desk, found = silent
    failed = replace(silent_since(EVER), account_fields=(), outcome="failed")
    look(landing, at_desk, ALARM + timedelta(days=1), failed, 35)
    assert set(open_ones(at_desk)) == found
    assert not any("at rest" in each.cause for each in open_ones(at_desk).values())


def test_what_stopped_all_at_once_is_not_well_when_nothing_is_left_to_compare_it_with(tmp_path: Path) -> None:
    landing, at_desk = shelf(tmp_path), desk(tmp_path)
    look(landing, at_desk, TODAY - timedelta(days=1), Story(), 35)
    look(landing, at_desk, TODAY, Story(posts_on=lambda day: 0), 35)
    gone_at_once = {
        f"{table}: {check}" for table in ("posts", "interactions")
        for check in (f"{table} did not stop all at once", "what was seen before is seen again")
    }  # fmt: skip
    assert gone_at_once <= set(open_ones(at_desk))
    for days in (1, 40):
        look(landing, at_desk, TODAY + timedelta(days=days), Story(posts_on=lambda day: 0), 35)
        assert gone_at_once <= set(open_ones(at_desk))
    for days in (41, 42):
        look(landing, at_desk, TODAY + timedelta(days=days), Story(), 35)
    assert open_ones(at_desk) == {}


def test_of_a_backlog_that_ends_at_rest_the_silence_is_still_opened(tmp_path: Path) -> None:
    landing, at_desk = shelf(tmp_path), desk(tmp_path)
    for on in (ALARM - timedelta(days=1), ALARM, AT_REST):
        write(landing, silent_since(SPOKE_LAST), on, 100)
    at_desk.note(of_verdicts(check_shelf(landing, checked_at=looked(AT_REST))))
    assert "at rest" in open_ones(at_desk)[f"posts: {SILENCE}"].cause


def test_whoever_was_told_of_the_silence_gets_no_all_clear_while_it_rests_and_one_when_it_is_over(
    tmp_path: Path,
) -> None:
    with hook() as at:
        landing, at_desk = shelf(tmp_path), desk(tmp_path, at.address)
        at_desk.tell(looked(ALARM - timedelta(days=1)))
        for on in (ALARM, AT_REST):
            look(landing, at_desk, on, silent_since(SPOKE_LAST))
            at_desk.tell(looked(on + timedelta(days=1)))
            assert not any("all-clear" in each for each in at.subjects)
        assert len(at.said) == 1
        look(landing, at_desk, AT_REST + timedelta(days=1), Story(posts_on=lambda day: 3))
        at_desk.tell(looked(AT_REST + timedelta(days=3)))
        assert "all-clear" in at.subjects[-1]
