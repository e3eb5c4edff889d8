"""Incidents: what opens one, what closes it, and what is one and the same. No message is sent here."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from checks.alerts.desk import PROJECT
from checks.alerts.evidence import of_extracts, of_file, of_task, of_verdicts
from tests.checks.happened import DEAD_TOKEN, FINE, SUNDAY, desk, everything, failed, heed, hours, partial, report

SUBJECTS = ("posts", "interactions", "series", "deletions")


def test_subjects_retries_and_days_of_one_refused_token_are_one_incident(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    for day in range(3):
        for again in range(2):
            heed(at_desk, *(report(DEAD_TOKEN, hours(24 * day + again), subject=each) for each in SUBJECTS))
    (incident,) = everything(at_desk)
    assert (incident.cause_class, incident.severity, incident.is_open) == ("token", "critical", True)
    assert (incident.since, incident.last_seen) == (SUNDAY.isoformat(), hours(49).isoformat())
    assert incident.times_seen == 12  # four subjects on three days, a retry is none more


def test_it_is_closed_by_a_good_look_at_every_part_and_not_by_time(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY), report(DEAD_TOKEN, SUNDAY, subject="series"))
    heed(at_desk, report(FINE, hours(24)))
    heed(at_desk, report(FINE, hours(24 * 400), subject="interactions"))
    assert everything(at_desk)[0].is_open
    heed(at_desk, report(FINE, hours(24 * 401), subject="series"))
    (incident,) = everything(at_desk)
    assert incident.closed_at == hours(24 * 401).isoformat()
    assert incident.closed_by == "A whole look on 28 December 2027 brought series."


def test_another_account_or_platform_closes_nothing(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    heed(at_desk, report(FINE, hours(1), account="223344556677889"), report(FINE, hours(1), platform="x"))
    assert everything(at_desk)[0].is_open


def test_a_look_from_before_the_failure_closes_nothing_however_late_it_is_told(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, hours(2)))
    heed(at_desk, report(FINE, hours(1)))
    assert everything(at_desk)[0].is_open


def test_what_comes_again_after_it_was_over_is_a_new_incident_that_names_the_old(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    for day, how in enumerate((DEAD_TOKEN, FINE, DEAD_TOKEN)):
        heed(at_desk, report(how, hours(24 * day)))
    first, second = everything(at_desk)
    assert (first.is_open, second.is_open, second.earlier) == (False, True, first.incident_id)


def test_a_look_in_part_ends_a_failure_and_not_what_is_still_missing(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    heed(at_desk, report(partial("schema", "Facebook no longer gives page_fans."), hours(24)))
    heed(at_desk, report(partial("empty", "3 posts came without numbers."), hours(48)))
    assert [(each.cause_class, each.is_open) for each in everything(at_desk)] == [
        ("token", False), ("schema", True), ("empty", True)
    ]  # fmt: skip


def test_a_second_dead_metric_is_news_and_takes_the_first_incident_over(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(partial("schema", "Facebook no longer gives page_fans."), SUNDAY))
    heed(at_desk, report(partial("schema", "Facebook no longer gives page_fans, page_views."), hours(24)))
    heed(at_desk, report(partial("schema", "Facebook no longer gives page_fans, page_views."), hours(48)))
    first, second = everything(at_desk)
    assert (first.is_open, first.is_replaced, second.is_open) == (False, True, True)
    assert second.earlier == first.incident_id


def test_a_platform_that_is_down_is_one_incident_however_many_accounts_it_has(tmp_path: Path) -> None:
    at_desk, down = desk(tmp_path), failed("platform", "Facebook had a fault of its own (HTTP 503).")
    heed(at_desk, *(report(down, SUNDAY, account=str(number)) for number in range(40)))
    (incident,) = everything(at_desk)
    assert incident.title.startswith("Facebook, 40 accounts: ")
    heed(at_desk, *(report(FINE, hours(1), account=str(number)) for number in range(39)))
    assert everything(at_desk)[0].is_open
    heed(at_desk, report(FINE, hours(1), account="39"))
    assert not everything(at_desk)[0].is_open


def test_a_sunday_without_posts_an_account_switched_off_and_what_is_not_offered_open_nothing(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, *(report(FINE, SUNDAY, subject=each) for each in SUBJECTS))
    heed(at_desk, report(partial("terms", "X asks for a basis.") | {"outcome": "off"}, SUNDAY, platform="x"))
    heed(at_desk, report(FINE | {"outcome": "not_offered"}, SUNDAY, subject="interactions"))
    assert everything(at_desk) == []


def test_where_nothing_was_ever_wrong_nothing_is_written(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(FINE, SUNDAY))
    at_desk.heed(lambda: [of_task("build", "publish", "", SUNDAY, None)], SUNDAY)
    assert list(tmp_path.iterdir()) == []


def test_switching_an_account_off_ends_what_was_wrong_with_it(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    heed(
        at_desk,
        report(partial("source", "The account was closed on 1 December 2026.") | {"outcome": "off"}, hours(240)),
    )
    assert everything(at_desk)[0].closed_by == "It is switched off: The account was closed on 1 December 2026."


@pytest.mark.parametrize(
    ("since", "until", "opens"), [("2026-11-20", "", 0), ("2026-11-20", "2026-11-21", 1), ("2026-12-01", "", 1)]
)
def test_a_silence_that_somebody_explained_opens_nothing(tmp_path: Path, since: str, until: str, opens: int) -> None:
    seeds = shutil.copytree(PROJECT / "dbt_project" / "seeds", tmp_path / "dbt_project" / "seeds")
    row = {"organisation_id": "harrowdale", "platform": "facebook", "account_id": "112233445566778", "since": since,
           "until": until, "reason": "Moved"}  # fmt: skip
    with (seeds / "account_pauses.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, row)
        writer.writeheader()
        writer.writerow(row)
    at_desk = desk(tmp_path / "home")
    object.__setattr__(at_desk.meaning, "seeds", seeds)
    heed(at_desk, report(partial("empty", "Nothing came where ten posts were to be expected."), SUNDAY))
    assert len(everything(at_desk)) == opens


def verdict(
    is_met: bool, at: Any, *, severity: str = "critical", owner: str | None = None, **who: Any
) -> dict[str, Any]:
    result = {"check": "Counts do not fall", "column": "value", "severity": severity, "is_met": is_met,
              "observed": None if is_met else "7 rows", "notes": "Ask the platform."}  # fmt: skip
    named = {"platform": "facebook", "account_id": "112233445566778"}
    results = [result | ({"owner": owner} if owner else {})]
    return {"table": "readings", "checked_at": at.isoformat(), "accepted": is_met, "results": results, **named}


def test_a_check_that_is_not_met_opens_and_the_same_check_met_closes(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    at_desk.note(of_verdicts([verdict(False, SUNDAY), verdict(False, hours(24), severity="critical")]))
    (incident,) = everything(at_desk)
    assert (incident.severity, incident.organisation_id) == ("critical", "harrowdale")
    assert incident.cause == "Refused (readings, value): Counts do not fall: found 7 rows."
    at_desk.note(of_verdicts([verdict(True, hours(48))]))
    assert not everything(at_desk)[0].is_open


def test_of_a_backlog_of_batches_only_the_last_word_on_a_check_counts(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    at_desk.note(of_verdicts([verdict(False, SUNDAY), verdict(True, SUNDAY)]))
    assert everything(at_desk) == []


def test_a_warning_waits_and_a_check_may_name_its_own_owner(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    at_desk.note(of_verdicts([verdict(False, SUNDAY, severity="warning", owner="Chief Nurse")]))
    (incident,) = everything(at_desk)
    assert (incident.severity, incident.owner) == ("warning", "Chief Nurse")


@pytest.mark.parametrize(
    ("observed", "words"),
    [
        (
            "2 of 90 rows: interaction_id 77123 (kind shout); interaction_id 77124",
            "2 of 90 rows (the Trust page names them)",
        ),
        ("post_id 99881, value -1", "one row (the Trust page names them)"),
        ("rows 2, weekly_mean_before 40", "rows 2, weekly_mean_before 40"),
        ("kpi_id MM-BCAST, slice harrowdale", "kpi_id MM-BCAST, slice harrowdale"),
    ],
)
def test_an_alert_never_names_a_post_or_an_item_of_the_public(tmp_path: Path, observed: str, words: str) -> None:
    unmet = verdict(False, SUNDAY)
    unmet["results"][0]["observed"] = observed
    at_desk = desk(tmp_path)
    at_desk.note(of_verdicts([unmet]))
    assert everything(at_desk)[0].cause == f"Refused (readings, value): Counts do not fall: found {words}."


def test_what_is_doubted_in_a_register_is_of_its_own_body_and_cut_short(tmp_path: Path) -> None:
    unmet = verdict(False, SUNDAY, severity="warning") | {
        "platform": "register",
        "account_id": "osmere.hours",
        "table": "entries",
    }
    unmet["results"][0]["observed"] = "90 of 200 rows: " + "; ".join(
        f"register hours, line {number}" for number in range(90)
    )
    at_desk = desk(tmp_path)
    at_desk.note(of_verdicts([unmet]))
    (incident,) = everything(at_desk)
    assert (incident.organisation_id, incident.title.partition(":")[0]) == ("osmere", "Registers, osmere.hours")
    assert len(incident.cause) < 250 and "line 3;" in incident.cause


def test_tasks_that_fail_for_one_reason_are_one_incident_and_for_two_are_two(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    full = "OSError: [Errno 28] No space left on device: '/var/los/{}.parquet'"
    at_desk.note([of_task("extract_x", "load", "", SUNDAY, full.format("batch_1"))])
    at_desk.note([of_task("extract_youtube", "load", "", hours(1), full.format("batch_2"), tries=2)])
    at_desk.note([of_task("build", "dbt_build", "", hours(1), "dbt: model.figures: a column is missing")])
    disk, dbt = everything(at_desk)
    assert (sorted(disk.parts), sorted(dbt.parts)) == (["extract_x.load", "extract_youtube.load"], ["build.dbt_build"])
    at_desk.note(
        [of_task("extract_x", "load", "", hours(2), None), of_task("extract_youtube", "load", "", hours(2), None)]
    )
    disk, dbt = everything(at_desk)
    assert (disk.is_open, dbt.is_open) == (False, True)


def test_a_mapped_task_is_its_own_part(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    at_desk.note([of_task("extract_x", "extract", "1", SUNDAY, "ValueError: no")])
    at_desk.note([of_task("extract_x", "extract", "2", hours(1), None)])
    assert everything(at_desk)[0].is_open


def test_a_refused_file_warns_until_it_is_taken(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    at_desk.note([of_file("harrowdale/hours.csv", SUNDAY, "line 3: no day")])
    assert everything(at_desk)[0].cause == "The file hours.csv was refused: line 3: no day"
    at_desk.note([of_file("harrowdale/hours.csv", hours(1), None)])
    assert not everything(at_desk)[0].is_open


def test_a_real_row_of_an_extract_is_understood(tmp_path: Path) -> None:
    from extractors.records import Extract

    row = Extract("facebook", "1", "harrowdale", "b", "api", "posts", None, None, SUNDAY, SUNDAY, SUNDAY + timedelta(minutes=1),
                  "failed", cause_class="quota", cause="Facebook says we ask too often.", next_step="Wait.")  # fmt: skip
    at_desk = desk(tmp_path)
    at_desk.note(of_extracts([row], at_desk.meaning))
    assert [(each.cause_class, each.severity, each.source) for each in everything(at_desk)] == [
        ("quota", "warning", "facebook")
    ]


def test_a_file_that_cannot_be_read_is_left_and_the_others_are_read(tmp_path: Path) -> None:
    at_desk = desk(tmp_path)
    heed(at_desk, report(DEAD_TOKEN, SUNDAY))
    (tmp_path / "incidents" / "live" / "broken.json").write_text("{", encoding="utf-8")
    assert len(everything(at_desk)) == 1
