"""Two real files of customer-care conversations: answers and waiting times equal a direct computation on the JSON.

The computation below uses nothing of ours. Its rules are those of DECISIONS.md in plain Python.
"""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import shared
from tests.the_line import REPO, Line

ORGANISATION = "customer-care"
SHARE_ANSWERED = """select period, state, numerator, denominator, reason from figures
    where organisation_id = ? and kpi_id = 'RS-ANSWERED' and slice = ? order by period"""
Rows = list[tuple[Any, ...]]
FILES = ("exports/ibm_customer_care/dev.json", "exports/ibm_customer_care/test.json")
LONDON = ZoneInfo("Europe/London")
WEEK = timedelta(days=7)
HOLIDAYS = {
    date.fromisoformat(day)
    for day in (
        "2018-05-07", "2018-05-28", "2018-08-27", "2018-12-25", "2018-12-26", "2019-01-01", "2019-04-19", "2019-04-22",
        "2019-05-06", "2019-05-27", "2019-08-26", "2019-12-25", "2019-12-26", "2020-01-01", "2020-04-10", "2020-04-13",
    )
}  # fmt: skip
MENTION = re.compile(r"(?<![A-Za-z0-9_@])[@＠](\w(?:[\w.-]*\w)?)")
LINK = re.compile(r"\b(?:https?://|www\.)[^\s<>\"'{}|\\^`]+", re.IGNORECASE)
ASKING = re.compile(r"(who|whom|whose|what|when|where|why|which|how)\b", re.IGNORECASE)
CONCERN = re.compile(
    r"\b(complaint|complaints|complain|complains|complained|complaining|worried|concern|concerns|concerned|concerning"
    r"|unsafe|rude|ignored|neglect|neglects|neglected|neglectful|dirty|waiting (\w+ ){0,3}hours|cancelled|pain|disgust"
    r"|disgusted|disgusting|appalling|unacceptable|let down)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def unexplained(tmp_path_factory: pytest.TempPathFactory) -> tuple[Line, Rows]:
    """Take both files from the command line to the board file; return the share answered as it first stands there."""
    project = tmp_path_factory.mktemp("care") / "dbt_project"
    shutil.copytree(REPO / "dbt_project", project, ignore=shutil.ignore_patterns("target", "logs"))
    line = Line(
        tmp_path_factory.mktemp("care"), "http://127.0.0.1:1", project=project
    )  # no sandbox is there to be asked
    paths = [str(shared(file)) for file in FILES]
    line.run("-m", "extractors", "import", *paths, "--organisation", ORGANISATION)
    line.check_and_load()
    line.build()
    return line, line.board(SHARE_ANSWERED, ORGANISATION, ORGANISATION)


@pytest.fixture(scope="module")
def line(unexplained: tuple[Line, Rows], dialogs: list[dict[str, Any]]) -> Line:
    """Name the body, say of every account of it that its silences are the sample's, and build again."""
    line, _ = unexplained
    with (line.project / "seeds" / "organisations.csv").open("a") as lines:
        lines.write(f"{ORGANISATION},Customer care,other,false,The companies of a research data set\n")
    with (line.project / "seeds" / "account_pauses.csv").open("a") as lines:
        for company in sorted({dialog["dialogHeader"]["company"] for dialog in dialogs}):
            lines.write(f"{ORGANISATION},x,{company},2018-05-01,,A sample of conversations and not all of them\n")
    line.build_again()
    return line


@pytest.fixture(scope="module")
def dialogs() -> list[dict[str, Any]]:
    return [dialog for file in FILES for dialog in json.loads(shared(file).read_text(encoding="utf-8"))]


def written_at(message_id: str) -> datetime:
    """Return when X says a message was written: its ids hold the time."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=(int(message_id) >> 22) + 1288834974657)


def person_of(message: dict[str, str]) -> str | None:
    return next((name for key, name in message.items() if key.startswith("client")), None)


def read(dialogs: list[dict[str, Any]]) -> tuple[dict[Any, dict[str, Any]], dict[Any, dict[str, Any]]]:
    """Return what was put to each account, and what it answered, by account and message."""
    turns = []
    for dialog in dialogs:
        account, last = dialog["dialogHeader"]["company"], dialog["agentURL"]
        messages = [*dialog["dialogContent"],
                    {"agent": account, "tweet_ID": last["tweet_ID"], "message": last["url_utterance"]}]  # fmt: skip
        for before, message in zip([None, *messages], messages, strict=False):
            turns.append((account, messages[0]["tweet_ID"], before, message))
    answered = {(account, before["tweet_ID"]) for account, _, before, message in turns
                if before and message.get("agent") == account}  # fmt: skip
    asked: dict[Any, dict[str, Any]] = {}
    ours: dict[Any, dict[str, Any]] = {}
    for account, first, before, message in turns:
        key, words = (account, message["tweet_ID"]), message["message"]
        known = {"at": written_at(message["tweet_ID"]), "to": before and before["tweet_ID"], "first": first}
        if message.get("agent") == account:
            ours.setdefault(key, {**known, "bare": re.sub("[^a-z0-9]+", "", MENTION.sub("", words).lower())})
        elif "agent" not in message:
            named = {name.lower() for name in re.findall(r"@(\w+)", words)}
            if account.lower() in named or key in answered:
                asked.setdefault(key, {**known, "person": person_of(message), **heard(words)})
    return asked, ours


def heard(words: str) -> dict[str, Any]:
    plain = MENTION.sub(" ", LINK.sub(" ", words))
    sentences = [each.strip(" \t\"'“”‘’(-–—") for each in re.split(r"[.!?\n]+", plain)]
    is_question = "?" in plain or any(ASKING.match(each) for each in sentences)
    bare = " ".join(re.findall(r"\w+", plain.casefold()))
    return {"asks": is_question or bool(CONCERN.search(plain)), "bare": bare}


def templates(ours: dict[Any, dict[str, Any]]) -> set[Any]:
    """Return the answers whose words were sent three times or more within 7 days."""
    same = defaultdict(list)
    for key, post in ours.items():
        same[key[0], post["bare"]].append(key)
    found = set()
    for keys in same.values():
        keys.sort(key=lambda key: (ours[key]["at"], key[1]))
        for three in zip(keys, keys[1:], keys[2:], strict=False):
            if whole(ours[three[2]]["at"]) - whole(ours[three[0]]["at"]) <= WEEK:
                found |= set(three)
    return found


def whole(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def questions(dialogs: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    """Return every question put to an account, once an enquiry, with when it was answered."""
    asked, ours = read(dialogs)
    stock = templates(ours)
    answers = defaultdict(list)  # by what they answer
    for key, post in ours.items():
        if post["to"] and key not in stock:
            answers[key[0], post["to"]].append(post["at"])
    talks = defaultdict(list)
    last_said: dict[Any, datetime] = {}
    for key in sorted(asked, key=lambda key: (asked[key]["at"], key[1])):
        item = asked[key]
        talks[key[0], item["first"], item["person"]].append(key)
        words = (key[0], item["person"], item["bare"])
        item["repeats"] = words in last_said and whole(item["at"]) - whole(last_said[words]) <= WEEK
        last_said[words] = item["at"]
    found = {}
    for keys in talks.values():
        runs: list[list[Any]] = []
        for key in keys:
            if runs:
                before, now = asked[runs[-1][-1]]["at"], asked[key]["at"]
                between = [at for other in keys for at in answers[other] if before <= at < now]
            if not runs or between or whole(now) - whole(before) > WEEK:
                runs.append([])
            runs[-1].append(key)
        for run in runs:
            first = next((key for key in run if asked[key]["asks"] and not asked[key]["repeats"]), None)
            if first:
                at = asked[first]["at"]
                replied = [each for key in run for each in answers[key] if each >= at]
                found[first] = {"at": at, "answered": min(replied, default=None)}
    return found


def working_days(since: date, until: date) -> int:
    """Count the working days from a day up to another, that one left out."""
    days = (since + timedelta(days=n) for n in range((until - since).days))
    return sum(day.weekday() < 5 and day not in HOLIDAYS for day in days)


def monitored_hours(asked: datetime, answered: datetime) -> float:
    """Count the hours from 9 to 5 on working days between two moments, in whole seconds."""
    start, end = (
        whole(asked).astimezone(LONDON).replace(tzinfo=None),
        whole(answered).astimezone(LONDON).replace(tzinfo=None),
    )
    seconds = 0.0
    day = start.date()
    while day <= end.date():
        if day.weekday() < 5 and day not in HOLIDAYS:
            opens, closes = datetime.combine(day, time(9)), datetime.combine(day, time(17))
            seconds += max(0.0, (min(end, closes) - max(start, opens)).total_seconds())
        day += timedelta(days=1)
    return seconds / 3600


def percentile(values: Iterable[float], share: float) -> float:
    ranked = sorted(values)
    place = (len(ranked) - 1) * share
    low = int(place)
    high = min(low + 1, len(ranked) - 1)
    return ranked[low] + (ranked[high] - ranked[low]) * (place - low)


def month(moment: datetime) -> date:
    return moment.astimezone(LONDON).date().replace(day=1)


def in_time(question: dict[str, Any]) -> bool:
    if question["answered"] is None:
        return False
    days = [question[name].astimezone(LONDON).date() for name in ("at", "answered")]
    return working_days(*days) <= 5


@pytest.fixture(scope="module")
def by_month(dialogs: list[dict[str, Any]]) -> dict[date, list[dict[str, Any]]]:
    months: dict[date, list[dict[str, Any]]] = defaultdict(list)
    for question in questions(dialogs).values():
        months[month(question["at"])].append(question)
    return months


def test_each_company_of_the_files_is_an_account_of_its_own(line: Line, dialogs: list[dict[str, Any]]) -> None:
    companies = {dialog["dialogHeader"]["company"] for dialog in dialogs}
    accounts = line.board("select account_id from accounts where organisation_id = ? and platform = 'x'", ORGANISATION)
    assert {account for (account,) in accounts} == companies
    assert len(companies) == 25


def test_every_message_is_there_once_as_what_it_was(line: Line, dialogs: list[dict[str, Any]]) -> None:
    asked, ours = read(dialogs)
    rows = line.warehouse("select account_id, post_id, published_at from staging.stg_posts")
    assert {(account, post): at.replace(tzinfo=UTC) for account, post, at in rows} == {
        key: post["at"] for key, post in ours.items()
    }
    items = line.warehouse("select account_id, interaction_id, created_at from staging.stg_interactions")
    assert len(items) == len(asked) > 1100
    assert {(account, item): at.replace(tzinfo=UTC) for account, item, at in items} == {
        key: item["at"] for key, item in asked.items()
    }


def test_each_question_and_its_waiting_time_equal_the_direct_computation(
    line: Line, dialogs: list[dict[str, Any]]
) -> None:
    rows = line.warehouse(
        """select account_id, interaction_id, is_answered, elapsed_hours_to_answer, monitored_hours_to_answer
        from marts.fct_interactions where is_answerable and organisation_id = ?""",
        ORGANISATION,
    )
    expected = questions(dialogs)
    assert {row[:2] for row in rows} == set(expected)
    assert len(rows) > 500
    for account, item, is_answered, elapsed, monitored in rows:
        question = expected[account, item]
        assert is_answered == in_time(question), item
        if question["answered"] is None:
            assert elapsed is None and monitored is None
        else:
            waited = (question["answered"] - question["at"]).total_seconds() / 3600
            assert elapsed == pytest.approx(waited, abs=1e-9)
            assert monitored == pytest.approx(monitored_hours(question["at"], question["answered"]), abs=1e-9)


def test_months_of_silence_in_a_sample_are_taken_for_lost_data_until_somebody_explains_them(
    unexplained: tuple[Line, Rows], by_month: dict[date, list[dict[str, Any]]]
) -> None:
    states = {period: (state, answered, asked) for period, state, answered, asked, _ in unexplained[1]}
    lost = [period for period, (state, *_) in states.items() if state == "missing"]
    assert date(2020, 3, 1) in lost and len(by_month[date(2020, 3, 1)]) > 300
    assert all("taken for lost data" in reason for *_, state, _, _, reason in unexplained[1] if state == "missing")
    assert {states[period][1:] for period in lost} == {(None, None)}


@pytest.mark.parametrize("slice_of", [ORGANISATION, "x"])
def test_the_share_answered_equals_the_direct_computation_in_every_month(
    line: Line, by_month: dict[date, list[dict[str, Any]]], slice_of: str
) -> None:
    rows = line.board(SHARE_ANSWERED, ORGANISATION, slice_of)
    assert len(rows) == 24
    shown = {period: (answered, asked) for period, state, answered, asked, _ in rows if state == "measured"}
    assert shown == {
        period: (sum(map(in_time, asked)), len(asked)) for period, asked in by_month.items() if len(asked) >= 20
    }
    assert sum(asked for _, asked in shown.values()) > 400
    assert any(answered < asked for answered, asked in shown.values())
    assert {state for period, state, *_ in rows if period not in shown} == {"withheld"}


@pytest.mark.parametrize("slice_of", [ORGANISATION, "x"])
def test_the_middle_and_slowest_tenth_equal_the_direct_computation_in_every_month(
    line: Line, by_month: dict[date, list[dict[str, Any]]], slice_of: str
) -> None:
    rows = line.board(
        """select period, state, items_asked, items_answered, median_elapsed_hours, p90_elapsed_hours,
            median_monitored_hours, p90_monitored_hours
        from answer_times where organisation_id = ? and slice = ?""",
        ORGANISATION,
        slice_of,
    )
    shown = {row[0]: row[2:] for row in rows if row[1] == "measured"}
    answered = {period: [each for each in asked if each["answered"]] for period, asked in by_month.items()}
    assert set(shown) == {period for period, questions in answered.items() if len(questions) >= 20}
    assert len(shown) >= 5
    for period, (asked, replied, *times) in shown.items():
        elapsed = [(each["answered"] - each["at"]).total_seconds() / 3600 for each in answered[period]]
        monitored = [monitored_hours(each["at"], each["answered"]) for each in answered[period]]
        assert (asked, replied) == (len(by_month[period]), len(elapsed))
        assert times == pytest.approx(
            [
                percentile(elapsed, 0.5),
                percentile(elapsed, 0.9),
                percentile(monitored, 0.5),
                percentile(monitored, 0.9),
            ],
            abs=1e-9,
        )
    assert {(row[1], row[2:]) for row in rows if row[0] not in shown} == {("withheld", (None,) * 6)}


def test_nobody_who_wrote_to_the_companies_is_named_on_the_disk(line: Line, dialogs: list[dict[str, Any]]) -> None:
    people = {name for dialog in dialogs for message in dialog["dialogContent"] if (name := person_of(message))}
    words = {message["message"] for dialog in dialogs for message in dialog["dialogContent"] if person_of(message)}
    kept = [gzip.decompress(path.read_bytes()).decode() for path in line.home.rglob("*.json.gz")]
    kept += [str(row) for table in ("posts", "interactions") for row in line.warehouse(f"select * from raw.{table}")]
    on_disk = "\n".join(kept)
    assert len(people) > 900 and "We have a Support article" in on_disk
    assert sorted(name for name in people if f"@{name}" in on_disk or f'"{name}"' in on_disk) == []
    assert [each for each in words if len(each) > 40 and each in on_disk] == []
    plain_files = [path for path in Path(line.home).rglob("*") if path.suffix in (".json", ".csv", ".log", ".txt")]
    assert plain_files and not [path for path in plain_files for name in people if f"@{name}" in path.read_text()]
