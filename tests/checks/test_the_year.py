"""A clean year raises hardly an alarm, every kind of incident is found, and every check there is was seen to fail."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest

from checks import engine, registry
from checks.posts import of_the_batch
from checks.strategy import files as strategy
from tests.checks.strategy_breaches import BREACHES
from tests.checks.test_figures import FAULTS as FAULTS_OF_FIGURES
from tests.checks.test_gate import FAULTS, SEEN_OVER_TIME
from tests.incidents import BEGINS, INCIDENTS, only
from tests.incidents_found import MOST_FALSE_ALARMS, FoundOn, Stage, clean_year
from tests.once import built_once
from tests.plainly import unmet
from tests.the_year import ACCOUNTS, FIRST, LAST, UNTUNED, WINDOW, Year, look, marked

KINDS_AT_LEAST = 40
LONGEST = {  # days; what a channel does not say can only be told from chance after a while
    "silence on working days": 12, "silence beyond working days": 12, "questions dry up": 21, "counts frozen": 7,
    "daily figures late": 4, "account slowly in other hands": 5, "a campaign against us": 5,
}  # fmt: skip
AT_ONCE = 1  # day: the others


@pytest.fixture(scope="module")
def stage() -> Stage:
    return Stage()


@pytest.fixture(scope="module")
def found(stage: Stage) -> dict[str, FoundOn]:
    return {incident.name: stage.find(incident) for incident in INCIDENTS}


@pytest.fixture(scope="module")
def alarms(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    with built_once(tmp_path_factory, "clean_year") as (folder, is_built):
        if not is_built:
            said = [asdict(alarm) for alarm in clean_year()]
            (folder / "alarms.json").write_text(json.dumps(said, default=str))
        read: list[dict[str, Any]] = json.loads((folder / "alarms.json").read_text())
    return read


def test_a_clean_year_of_four_platforms_raises_at_most_two_false_alarms(alarms: list[dict[str, Any]]) -> None:
    """Of a seed that no bound was tuned on; `python -m tests.incidents_found --year SEED ...` counts others."""
    assert len({platform for platform, _ in ACCOUNTS}) == 4 and (LAST - FIRST).days + 1 == 365
    assert len(alarms) <= MOST_FALSE_ALARMS, "\n".join(map(str, alarms))


def test_the_clean_year_is_lived_in() -> None:
    """A year in which nothing happens raises no alarm either."""
    year = Year(UNTUNED)
    acts = {day: 0 for day in (FIRST + timedelta(days=number) for number in range(365))}
    for platform, account in ACCOUNTS:
        channel = year.channel(platform, account)
        assert channel is not None
        own = [act for act in year.feed(channel).acts if act.kind != "reply"]
        for act in own:
            if act.at.date() in acts:
                acts[act.at.date()] += 1
        assert sum(FIRST <= act.at.date() <= LAST for act in own) >= 20, platform
    sundays = [number for day, number in acts.items() if day.weekday() == 6]
    holidays = [number for day, number in acts.items() if day in year.days.holidays]
    august = [number for day, number in acts.items() if day.month == 8]
    campaign = [number for day, number in acts.items() if day.month == 10 and 6 <= day.day <= 19]
    assert len(sundays) == 52 and sum(sundays) <= 2  # a chat that keeps its own hour
    assert len(holidays) == 8 and sum(holidays) <= 3
    assert sum(campaign) / len(campaign) > 2 * sum(august) / len(august) > 0


def test_at_least_forty_kinds_of_incident_are_found_all_of_them(found: dict[str, FoundOn]) -> None:
    assert len(found) == len(INCIDENTS) >= KINDS_AT_LEAST
    assert [name for name, each in found.items() if each.days is None] == []


def test_an_incident_is_found_within_the_days_its_kind_takes(found: dict[str, FoundOn]) -> None:
    late = {name: each.days for name, each in found.items() if (each.days or 0) > LONGEST.get(name, AT_ONCE)}
    assert late == {}
    assert set(LONGEST) < set(found)


def test_every_check_was_seen_to_fail_on_a_fault_of_its_own() -> None:
    """The registry is found from code, so a check nobody broke is named here the day it is written."""
    seen = {f"{table}: {check}" for table, check, _ in FAULTS} | SEEN_OVER_TIME
    of_rule = {rule.name: each.name for each in strategy.FILES for rule in each.rules}
    seen |= {f"strategy: {of_rule[breach.rule]}" for breach in BREACHES}  # each is seen to in test_strategy.py
    seen |= {incident.finder for incident in INCIDENTS} | {f"figures: {check}" for check, _ in FAULTS_OF_FIGURES}
    faults_of = {
        check: {f"{where}: {check.name}" for where in (*check.tables, check.module)} for check in registry.checks()
    }
    assert len(faults_of) > 100
    assert [check.name for check, faults in faults_of.items() if not faults & seen] == [], "checks nobody broke"
    assert seen - set().union(*faults_of.values()) == set(), "faults of checks that are not there"


def test_every_check_says_who_answers_for_it_what_it_means_and_what_to_do() -> None:
    for check in registry.checks():
        assert check.severity in ("critical", "warning"), check
        assert check.owner and check.subscribers and check.owner not in check.subscribers, check
        assert check.description.endswith(".") and check.next_step.endswith("."), check
    names = [(table, check.name) for check in registry.checks() for table in check.tables]
    assert len(names) == len(set(names)), "two checks of one table share a name"


@pytest.mark.parametrize("platform", [platform for platform, _ in ACCOUNTS])
def test_what_the_year_works_out_is_what_great_expectations_says(platform: str, stage: Stage) -> None:
    """On a sound look and on spoilt ones, question by question."""
    own = [incident for incident in INCIDENTS if incident.platform == platform]
    for change in (None, *(incident.change for incident in own[::4])):
        batches, shelf = stage.seeded(platform, change)
        compared = 0
        for batch in batches:
            case = shelf.case(batch)
            for module in registry.asked_of(batch.table):
                for question in module.questions(case, shelf):
                    plainly = {expectation.description for expectation in unmet(question)}
                    said = {result["check"] for result in engine.judge(question) if not result["is_met"]}
                    assert said == plainly, (batch.table, module.__name__)
                    compared += 1
        assert compared > 10 or change is not None


def test_the_year_says_what_the_sandbox_says() -> None:
    """The counts of a day in the middle are the sandbox's own for that day: only the deal of posts was thinned."""
    from sandbox import truth

    year = Year()
    day = BEGINS + timedelta(days=9)
    for platform, account in ACCOUNTS:
        channel = year.channel(platform, account)
        assert channel is not None
        tables = look(year, channel, day)
        plain = Plain(year.seed, day, year)
        told = truth.rows(plain, channel, day - WINDOW, day)
        keys = ("subject_id", "field", "dimension_value", "value")
        ours = sorted(str(tuple(row[name] for name in keys)) for row in tables["readings"].to_pylist())
        theirs = sorted(
            str(tuple(float(row[name]) if name == "value" and row[name] is not None else row[name] for name in keys))
            for row in told["readings"]
        )
        assert ours == theirs and len(ours) > 100, platform


class Plain(Year):
    """The same deal, and every daily figure worked out on the day itself."""

    def __init__(self, seed: int, day: Any, of: Year) -> None:
        super().__init__(seed, of.days)
        self.set_today(day)

    def keep(self, key: tuple[object, ...], make: Any) -> Any:
        return super(Year, self).keep(key, make)


def test_days_marked_as_an_incident_are_not_learned_from(stage: Stage) -> None:
    """Three weeks of which hardly a post was given leave the usual week as it was, once somebody marked them."""
    platform, account = ACCOUNTS[0]
    since, until = BEGINS - timedelta(days=28), BEGINS - timedelta(days=7)
    batches, shelf = stage.seeded(platform, only("posts", lambda row: not since <= row["published_at"].date() < until))
    posts = next(batch for batch in batches if batch.table == "posts")
    usual = {}
    for name, days in {"learned": shelf.days, "marked": marked(platform, account, since, until)}.items():
        fresh = shelf.branch()
        fresh.days, fresh.files._made = days, {}
        for path in [path for path in fresh.kept if path.parts[1] == "posts" and path != posts.path]:
            days_of = fresh.kept[path]["published_at"].to_pylist()
            fresh.kept[path] = fresh.kept[path].filter([not since <= at.date() < until for at in days_of])
        (question,) = of_the_batch(fresh.case(posts), fresh)
        usual[name] = question.frame["weekly_mean_before"].iloc[0]
    assert usual["marked"] > 1.2 * usual["learned"]


def test_a_marked_day_is_not_judged_by_its_weekday(stage: Stage) -> None:
    incident = next(each for each in INCIDENTS if each.name == "account in other hands")
    days = marked(incident.platform, dict(ACCOUNTS)[incident.platform], BEGINS - timedelta(days=1), BEGINS)
    assert incident.finder in stage.said(incident) and incident.finder not in stage.said(incident, days)


def test_an_incident_that_changes_nothing_is_not_found(stage: Stage) -> None:
    quiet = replace(INCIDENTS[0], change=lambda now, sound, number: now)
    assert stage.find(quiet).days is None
