"""Faults drawn by the hundred: the same seed draws the same, and a client with five tries gets through what heals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests

from sandbox.faults.kinds import KINDS, SAID
from tests.sandbox.conftest import Sandbox
from tests.sandbox.test_faults_lies import LISTS

STOPS = {name for name, kind in KINDS.items() if kind.ends in ("today", "person")}


def draw(sandbox: Sandbox, **wish: Any) -> list[dict[str, Any]]:
    sandbox.session.delete(sandbox.address + "/sandbox/faults", timeout=60)
    answer = sandbox.post("/sandbox/chaos", wish)
    assert answer.ok, answer.text
    drawn: list[dict[str, Any]] = answer.json()["drawn"]
    return drawn


def test_the_same_seed_draws_the_same_faults(sandbox: Sandbox) -> None:
    first = draw(sandbox, seed=7, faults=300)
    assert draw(sandbox, seed=7, faults=300) == first != draw(sandbox, seed=8, faults=300)
    assert len({(each["platform"], each["account"]) for each in first}) == 9  # every open account
    kinds = {each["kind"] for each in first}
    assert kinds == {name for name, kind in KINDS.items() if name not in STOPS and not kind.stands} | {"only_errors"}
    of_x = draw(sandbox, seed=7, faults=1_000, platforms=["x"])
    healing = {"unavailable", "hydration", "internal"}
    assert {each["code"] for each in of_x if each["kind"] == "only_errors"} == healing


def test_what_stops_a_run_and_what_changes_the_truth_are_drawn_only_when_asked(sandbox: Sandbox) -> None:
    stopping = {each["kind"] for each in draw(sandbox, seed=7, faults=600, stops=True)}
    assert stopping >= STOPS - {"invalid_grant"}
    codes = {
        each["code"]
        for each in draw(sandbox, seed=7, faults=2_000, stops=True, platforms=["x"])
        if each["kind"] == "only_errors"
    }
    assert codes == {said.code for said in SAID["x"]["only_errors"]}
    changing = [each["kind"] for each in draw(sandbox, seed=7, faults=1, changes=True, platforms=["x", "youtube"])]
    assert (changing.count("dead_metric"), changing.count("restated_day")) == (4, 2)


def test_a_quota_is_drawn_so_that_it_ends_the_run_of_a_client_that_asks_five_times(sandbox: Sandbox) -> None:
    drawn = [each for each in draw(sandbox, seed=7, faults=600, stops=True) if each["kind"] == "quota"]
    assert {(each["platform"], each["times"], each.get("tries")) for each in drawn} == {
        ("facebook", 5, None), ("linkedin", 1, None), ("x", 1, None), ("youtube", 1, None)
    }  # fmt: skip


def test_the_same_calls_meet_the_same_faults_and_five_tries_are_enough(start: Callable[..., Sandbox]) -> None:
    sandbox = start()

    def met() -> list[tuple[Any, ...]]:
        draw(
            sandbox,
            seed=3,
            faults=120,
            accounts=[LISTS["x"][2], LISTS["youtube"][2]],
            platforms=["x", "youtube"],
            spread=3,
        )
        for _ in range(8):
            for platform in ("x", "youtube"):
                ask(sandbox, LISTS[platform][0], LISTS[platform][1])
        return [
            tuple(each[name] for name in ("number", "fault", "account", "endpoint", "kind", "code", "call"))
            for each in sandbox.met
        ]

    first = met()
    assert len(first) > 20 and first == met()


def ask(sandbox: Sandbox, path: str, secret: str) -> None:
    """Ask as a patient client: five times, waiting for a window to end; fail the test when that is not enough."""
    for _ in range(5):
        try:
            answer = sandbox.get(path, secret)
            if answer.status_code == 200 and not answer.json().keys() <= {"errors"}:
                return
            if answer.status_code == 404:
                return  # gone, says YouTube: no use in asking again
        except requests.RequestException:
            continue
        if answer.headers.get("x-rate-limit-reset"):
            sandbox.post("/sandbox/ticks", {"forward": 10})
    pytest.fail(f"{path} was refused five times")


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ([], "must be an object"),
        ({"faults": 0}, "faults must be a whole number"),
        ({"faults": 5, "platforms": ["tv"]}, "platforms must be"),
        ({"faults": 5, "accounts": ["nobody"]}, "accounts must name"),
    ],
)
def test_a_draw_that_cannot_be_made_is_refused(sandbox: Sandbox, wish: Any, word: str) -> None:
    answer = sandbox.post("/sandbox/chaos", wish)
    assert answer.status_code == 400 and word in answer.json()["error"]
