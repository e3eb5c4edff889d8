"""What a task's end tells the alert desk, through the door, as Airflow calls it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException

from checks.alerts.rules import Incident
from dags import callbacks, door
from dags.steps import inbox, reading, verdicts
from tests.checks.happened import everything
from tests.checks.sinks import SECRET, Hook, hook
from tests.extractors.wire import say, wire

TOKEN = "canary-token-5Rt8yUiO"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hook]:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    monkeypatch.delenv("LOS_TODAY", raising=False)
    with hook() as sink:
        monkeypatch.setenv("LOS_ALERT_URLS", f"critical={sink.address}")
        yield sink


def context(dag_id: str, task_id: str, why: BaseException | None = None, **of_ti: Any) -> dict[str, Any]:
    ti = SimpleNamespace(dag_id=dag_id, task_id=task_id, try_number=2, map_index=-1, rendered_map_index=None)
    return {"ti": SimpleNamespace(**(vars(ti) | of_ti)), "exception": why}


def incidents() -> list[Incident]:
    return everything(door.desk())


def test_a_task_that_fails_for_good_is_told_and_its_success_gives_the_all_clear(at: Hook) -> None:
    callbacks.task_failed(
        context("build", "dbt_build", AirflowFailException("dbt: model.figures:\n a column is missing"))
    )
    callbacks.task_failed(
        context("build", "dbt_build", AirflowFailException("dbt: model.figures:\n a column is missing"))
    )
    callbacks.task_succeeded(context("extract_x", "load"))
    assert at.subjects == ["[critical] The line itself: a fault of our own line"]
    assert (
        "The task build.dbt_build failed after 2 tries: dbt: model.figures: a column is missing"
        in at.said[0]["message"]
    )
    callbacks.task_succeeded(context("build", "dbt_build"))
    callbacks.task_succeeded(context("build", "dbt_build"))
    assert at.subjects[1:] == ["[all clear] The line itself: a fault of our own line"]


def test_what_the_desk_was_told_already_is_no_second_alert(at: Hook) -> None:
    callbacks.task_failed(context("extract_x", "extract", door.told(AirflowException("x 1, posts: refused"))))
    assert incidents() == []


def test_a_task_that_was_ended_from_outside_is_told_too(at: Hook) -> None:
    callbacks.task_failed(context("extract_x", "extract", None, map_index=3))
    (incident,) = incidents()
    assert list(incident.parts) == ["extract_x.extract[3]"] and "ended from outside" in incident.cause


def test_an_exception_is_told_by_its_kind_in_one_line_without_a_secret(
    at: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOS_SECRET_HARROWDALE_X", f'{{"access_token": "{TOKEN}", "client_id": "app"}}')
    why = RuntimeError(
        f"no answer from https://api.example.org?token={TOKEN}\nnor from {at.address}\nnor /{SECRET}\n" + "x" * 900
    )
    callbacks.task_failed(context("extract_x", "load", why))
    (said,) = at.said
    assert "RuntimeError: no answer from https://api.example.org?token=" in said["message"]
    assert TOKEN not in str(said) and SECRET not in str(said)
    assert len(incidents()[0].cause) < 600


def test_a_desk_that_cannot_be_opened_fails_no_task(at: Hook, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "incidents").write_text("not a folder")
    callbacks.task_failed(context("build", "publish", ValueError("no")))
    monkeypatch.setenv("LOS_ALERT_URLS", f"nonsense/{SECRET}")
    callbacks.task_succeeded(context("build", "publish"))


@pytest.mark.parametrize(("is_last_try", "known"), [(False, 0), (True, 1)])
def test_what_another_try_may_mend_alerts_nobody_before_the_last_one(
    at: Hook, monkeypatch: pytest.MonkeyPatch, is_last_try: bool, known: int
) -> None:
    said = _extract(monkeypatch, 503, is_last_try=is_last_try)
    assert {row.cause_class for row in said} == {"platform"}
    assert [each.cause_class for each in incidents()] == ["platform"] * known


def test_a_refused_token_is_told_on_the_first_try(at: Hook, monkeypatch: pytest.MonkeyPatch) -> None:
    _extract(monkeypatch, 401, is_last_try=False)
    (incident,) = incidents()
    assert (incident.cause_class, sorted(each.rpartition("/")[2] for each in incident.parts)) == (
        "token", ["deletions", "interactions", "posts", "series"]
    )  # fmt: skip
    assert at.subjects == [f"[critical] {incident.title}"] and TOKEN not in str(at.said)


def _extract(monkeypatch: pytest.MonkeyPatch, status: int, *, is_last_try: bool) -> list[Any]:
    monkeypatch.setenv("LOS_PRIVACY_KEY", "a key that is long enough to be used")
    monkeypatch.setenv("LOS_X_LICENCE_BASIS", "test")
    monkeypatch.setenv("LOS_SECRET_HARROWDALE_X", TOKEN)
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with wire(lambda path, number: say({"title": "no"}, status)) as it:
        monkeypatch.setenv("LOS_X_URL", it.url)
        return reading.extract("x", "2244990001", date(2026, 1, 1), day="2026-01-01", since=None, until=None,
                            is_last_try=is_last_try)  # fmt: skip


def test_a_refused_file_is_told_as_the_file_it_is_and_is_over_when_it_is_taken(at: Hook, tmp_path: Path) -> None:
    for where, why in (("refused", "line 3: no day"), ("done", "")):
        (tmp_path / "inbox" / "harrowdale").mkdir(parents=True, exist_ok=True)
        (tmp_path / "inbox" / "harrowdale" / "hours.csv").write_text("x")
        inbox.put_away("harrowdale/hours.csv", where, why)
        inbox.put_away("harrowdale/hours.csv", "done")  # as `load` does with every file it was given
        assert [each.is_open for each in incidents()] == [where == "refused"]


def test_a_refused_batch_is_told_as_what_the_check_found(at: Hook) -> None:
    result = {"check": "Counts are not negative", "column": "value", "is_met": False, "severity": "critical",
              "observed": "2 of 9 rows", "notes": "A count below zero is a fault of the source."}  # fmt: skip
    verdict = {"table": "readings", "platform": "x", "account_id": "2244990001", "accepted": False, "results": [result],
               "checked_at": "2026-11-16T07:00:00+00:00"}  # fmt: skip
    with pytest.raises(AirflowFailException) as red:
        verdicts.judge([verdict])
    callbacks.task_failed(context("extract_x", "check", red.value))
    (incident,) = incidents()
    assert (incident.cause_class, incident.organisation_id) == ("checks", "harrowdale")
    assert "Next step: A count below zero is a fault of the source." in at.said[0]["message"]
