"""All processes that speak for one token keep to its limits together."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import requests

from extractors import http
from extractors.access import access_of
from extractors.allowance import Allowance, Whose
from extractors.budget import Budget, Limit, Told
from extractors.faults import Refused
from extractors.landing import Landing
from extractors.platforms import facebook, linkedin, x, youtube
from extractors.records import Account
from extractors.waiting import Patience
from tests.conftest import NOON, REPO, TODAY, Sandbox
from tests.extractors.passing_time import PassingTime
from tests.extractors.two_years import extract_on
from tests.extractors.wire import say, wire

KEY = b"a key for tests only, thirty-two bytes and more"
TEN = Limit("ten", ".", 100, 60)  # of which 95 are ours


def allowance(
    of: Any, platform: str, home: Path, token: str = "a-token-long-enough", app: str = "", at: datetime = NOON
) -> Allowance:
    return Allowance(
        of, platform, Whose.of(platform, KEY, app=app, token=token), home / "landing", home / "budgets", at
    )


def ask_many(url: str, home: Path, calls: int, said: Any, is_shared: bool) -> None:
    """What one of several processes does: ask for the profile so many times, and tell what it cost."""
    passing = PassingTime(url)
    shared = allowance(x, "x", home, "sandbox-marrick_x") if is_shared else None
    patience = Patience(passing, clock=passing.clock)
    client = http.session("sandbox-marrick_x", name="X", api=url, fault=x.fault, patience=patience, allowance=shared)
    for _ in range(calls):
        client.get(url + "/2/users/me")
    said.put((client.retries, len(passing.waited), client.answers))


@pytest.mark.parametrize("is_shared", [True, False])
def test_four_processes_together_stay_within_xs_limit_and_meet_no_refusal(
    sandbox: Sandbox, tmp_path: Path, is_shared: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A child begins with what stands as the main module; the test of a page that ran before leaves a page there.
    monkeypatch.setitem(sys.modules, "__main__", ModuleType("__main__"))
    context = multiprocessing.get_context("spawn")
    said = context.Queue()
    processes = [context.Process(target=ask_many, args=(sandbox.url, tmp_path, 30, said, is_shared)) for _ in range(4)]
    for process in processes:
        process.start()
    found = [said.get(timeout=120) for _ in processes]
    for process in processes:
        process.join(60)
    refusals, waits = sum(each[0] for each in found), sum(each[1] for each in found)
    assert waits > 0, "120 calls do not fit into a window of 75"
    if is_shared:
        assert refusals == 0
        assert sum(each[2] for each in found) == 120
    else:
        assert refusals > 0, "which is what the shared count is for"


def test_what_other_tests_asked_is_not_counted_against_the_next(
    running_sandbox: Sandbox, request: pytest.FixtureRequest
) -> None:
    def left(sandbox: Sandbox) -> str:
        by = {"Authorization": "Bearer sandbox-marrick_x"}
        return requests.get(f"{sandbox.url}/2/users/me", headers=by, timeout=60).headers["x-rate-limit-remaining"]

    for _ in range(2):
        left(running_sandbox)
    assert left(request.getfixturevalue("sandbox")) == "74"


def test_a_window_is_kept_to_and_begins_anew(tmp_path: Path) -> None:
    budget, other = Budget(tmp_path / "b.json"), Budget(tmp_path / "b.json")
    assert [(budget, other)[n % 2].take(TEN, 1000.0 + n / 10, NOON) for n in range(95)] == [0.0] * 95
    assert budget.take(TEN, 1010.0, NOON) == 50.0
    assert other.take(TEN, 1059.0, NOON) == 1.0
    assert other.take(TEN, 1060.0, NOON) == 0.0


def test_what_the_platform_says_of_its_window_goes_before_what_is_documented(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "b.json")
    budget.take(TEN, 1000.0, NOON)
    budget.hear(TEN, Told(calls=20, left=2, opens_in_s=30), 1000.0)  # somebody else uses this token too
    assert budget.take(TEN, 1001.0, NOON) == 0.0
    assert budget.take(TEN, 1002.0, NOON) == 29.0
    budget.hear(TEN, Told(calls=20, left=0, opens_in_s=4000), 1002.0)  # no window is so long: its clock is wrong
    assert budget.take(TEN, 1032.0, NOON) == 0.0


COUNT_FOR_EVER = """
import sys, datetime, pathlib
from extractors.budget import Budget, Limit
budget, now = Budget(pathlib.Path(sys.argv[1])), 1000.0
print("begun", flush=True)
while True:
    now += 0.7
    budget.take(Limit("a" * int(now % 50), ".", 10**9, 60), now, datetime.datetime.now(datetime.UTC))
"""


COUNT_SOME = """
import sys, datetime, pathlib
from extractors.budget import Budget, Limit
budget, limit = Budget(pathlib.Path(sys.argv[1])), Limit("all", ".", 10**9, 60)
for _ in range(1000):
    budget.take(limit, 1000.0, datetime.datetime.now(datetime.UTC))
"""


def test_no_call_is_lost_where_processes_count_at_once(tmp_path: Path) -> None:
    command = [sys.executable, "-c", COUNT_SOME, str(tmp_path / "b.json")]
    processes = [subprocess.Popen(command, cwd=REPO) for _ in range(4)]
    assert [process.wait(60) for process in processes] == [0] * 4
    assert json.loads((tmp_path / "b.json").read_text())["all"]["used"] == 4000


def test_a_process_that_is_killed_leaves_a_count_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    for number in range(5):
        command = [sys.executable, "-c", COUNT_FOR_EVER, str(path)]
        with subprocess.Popen(command, cwd=REPO, stdout=subprocess.PIPE) as process:
            assert process.stdout and process.stdout.readline() == b"begun\n"
            time.sleep(0.01 + number / 100)
            process.kill()
        assert isinstance(json.loads(path.read_bytes()), dict)
        assert Budget(path).take(TEN, 5.0, NOON) == 0.0, "and the lock is free"


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"ten": 1}', b"\xff\x00"])
def test_a_count_that_cannot_be_read_begins_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(content)
    assert Budget(path).take(TEN, 1000.0, NOON) == 0.0
    assert json.loads(path.read_bytes())["ten"]["used"] == 1


def test_a_clock_that_was_wrong_once_stops_nobody_for_long(tmp_path: Path) -> None:
    budget = Budget(tmp_path / "b.json")
    for _ in range(95):
        budget.take(TEN, 9e9, NOON)
    budget.close(TEN, 9e9)
    assert budget.take(TEN, 1000.0, NOON) == 0.0


def test_youtubes_units_are_counted_by_the_pacific_day_and_end_before_the_last(tmp_path: Path) -> None:
    at = datetime(2026, 11, 16, 6, tzinfo=UTC)
    units = next(limit for limit in youtube.LIMITS if limit.day_in)
    first = allowance(youtube, "youtube", tmp_path, at=at)
    (limit,) = {first.take("https://y/youtube/v3/videos", 1000.0)[1]}
    assert limit == units
    (path,) = (tmp_path / "budgets").glob("youtube-*.json")
    path.write_text(json.dumps({units.name: {"day": "2026-11-15", "used": 9500}}))  # the day in California
    with wire(lambda path, n: say({"items": []})) as it:
        client = http.session(
            "a-token-long-enough", name="YouTube", allowance=first, clock=lambda: 1000.0, sleep=lambda _: None
        )
        with pytest.raises(Refused, match="units of the day") as refused:
            client.get(it.url + "/youtube/v3/videos")
        assert (it.asked, refused.value.cause_class) == ([], "quota")
        assert "Until 08:00 UTC on 16 November 2026" in refused.value.next_step
        tomorrow = allowance(youtube, "youtube", tmp_path, at=at + timedelta(days=1))
        client = http.session("a-token-long-enough", name="YouTube", allowance=tomorrow, clock=lambda: 1000.0)
        client.get(it.url + "/youtube/v3/videos")


def test_reports_are_asked_for_no_faster_than_one_a_second(tmp_path: Path) -> None:
    waited: list[float] = []
    with wire(lambda path, n: say({"rows": []})) as it:
        shared = allowance(youtube, "youtube", tmp_path)
        client = http.session("a-token-long-enough", name="YouTube", allowance=shared, clock=lambda: 1000.0,
                              sleep=waited.append, jitter=lambda: 0)  # fmt: skip
        for _ in range(120):
            client.get(it.url + "/v2/reports")
    assert waited == [61.0, 61.0]
    assert client.waited_s == 122.0


def test_what_one_process_was_told_to_wait_all_wait(tmp_path: Path) -> None:
    busy = say(
        {"message": "Resource level throttle limit for calls to this resource is reached."}, 429, Retry_After="300"
    )
    waited: list[float] = []
    with wire(lambda path, n: busy if n == 0 else say({"elements": []})) as it:
        for most_wait_s in (60, 1200):  # the first one may not wait so long and gives up
            shared = allowance(linkedin, "linkedin", tmp_path)
            client = http.session("a-token-long-enough", name="LinkedIn", fault=linkedin.fault, allowance=shared, jitter=lambda: 0,
                                  clock=lambda: 1000.0, sleep=waited.append, most_wait_s=most_wait_s)  # fmt: skip
            if most_wait_s == 60:
                with pytest.raises(Refused):
                    client.get(it.url + "/rest/posts")
                continue
            client.get(it.url + "/rest/posts")
    assert len(it.asked) == 2
    assert waited == [301.5]


def test_facebook_is_left_alone_when_it_says_that_nearly_all_calls_are_used(tmp_path: Path) -> None:
    def used(percent: int, minutes: int = 0) -> dict[str, str]:
        about = {"type": "pages", "call_count": percent, "total_time": 3, "estimated_time_to_regain_access": minutes}
        return {"X_Business_Use_Case_Usage": json.dumps({"112233445566778": [about]})}

    waited: list[float] = []
    answers = [used(94), used(95), used(10), used(99, 7), used(10)]
    with wire(lambda path, n: say({"data": []}, **answers[n])) as it:
        shared = allowance(facebook, "facebook", tmp_path)
        client = http.session("a-token-long-enough", name="Facebook", fault=facebook.fault, allowance=shared, jitter=lambda: 0,
                              clock=lambda: 1000.0, sleep=waited.append)  # fmt: skip
        for _ in answers:
            client.get(it.url + "/v26.0/1/published_posts")
    assert waited == [301.0, 421.0]


@pytest.mark.parametrize(
    ("of", "path", "name"),
    [
        (x, "/2/users/me", "the profile"),
        (x, "/2/users/2244990001/tweets", "our posts"),
        (x, "/2/users/2244990001/mentions", "mentions"),
        (x, "/2/tweets", "posts by id"),
        (x, "/2/users", "users"),
        (youtube, "/youtube/v3/playlistItems", "units of the day"),
        (youtube, "/v2/reports", "reports a minute"),
    ],
)
def test_every_call_is_counted_under_its_own_limit(tmp_path: Path, of: Any, path: str, name: str) -> None:
    _, limit = allowance(of, of.__name__.rsplit(".", 1)[-1], tmp_path).take(
        f"https://api{path}?ids=/2/users/me", 1000.0
    )
    assert limit and limit.name == name


def test_a_run_counts_its_calls_and_no_token_is_in_the_count(
    sandbox: Sandbox, accounts: list[Account], tmp_path: Path
) -> None:
    for secret in ("marrick_x", "osmere_youtube"):
        account = next(each for each in accounts if each.secret == secret)
        window = (TODAY - timedelta(days=7), TODAY)
        access = access_of(account, sandbox.environ, home=tmp_path)
        said = extract_on(TODAY, sandbox, Landing(tmp_path / "landing"), [account], window, access=access)
        assert {row.outcome for row in said} == {"ok"}
        (path,) = (tmp_path / "budgets").glob(f"{account.platform}-*.json")
        assert path.stat().st_mode & 0o777 == 0o600
        assert secret not in path.name + path.read_text()
        counted = sum(entry["used"] for entry in json.loads(path.read_text()).values())
        assert counted >= sum(row.pages for row in said) >= 3
