"""The gate: what is sound passes, each fault is found by its own check, and a refusal touches nothing else."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from checks.case import History, lacks
from checks.gate import check_shelf
from extractors.landing import OF_A_PLATFORM, TABLES, Landing
from extractors.records import Account
from tests.checks.shelf import (
    ACTS,
    CHECKED_AT,
    ONE_WEEK,
    TODAY,
    Spoil,
    Story,
    accept,
    judge,
    looked,
    shelf,
    spoil,
    unmet,
    write,
    write_register,
)

REPO = Path(__file__).parents[2]
YESTERDAY = TODAY - timedelta(days=1)
LISTENING = Account("harrowdale", "register", "harrowdale.listening_log")


def set_to(place: int = 0, /, **cells: Any) -> Spoil:
    return lambda rows: rows[place].update(cells)


def again(rows: list[dict[str, Any]]) -> None:
    rows.append(dict(rows[0]))


def cell(**cells: str | None) -> Spoil:
    """Change cells of the first entry; None takes one out."""

    def change(rows: list[dict[str, Any]]) -> None:
        kept = dict(rows[0]["cells"]) | cells
        rows[0]["cells"] = {name: text for name, text in kept.items() if text is not None}

    return change


def refused(number: int) -> Spoil:
    def change(rows: list[dict[str, Any]]) -> None:
        for row in rows[:number]:
            row.update(entry_id=None, cells=None, refusal="said_on: not a day; write it as 2026-10-31")

    return change


def of_account(**cells: Any) -> Spoil:
    return lambda rows: next(row for row in rows if row["subject_kind"] == "account").update(cells)


ONE = {"entries": "entry"}

# One row a fault: table, the check that must find it, the fault. The batch is otherwise sound.
FAULTS: list[tuple[str, str, Spoil]] = [
    *((table, f"no {thing} is there twice", again)
      for table, thing in (("posts", "post"), ("interactions", "interaction"), ("readings", "reading"))),
    ("extracts", "each subject is accounted for once", again),
    *((table, f"every {ONE.get(table, table[:-1])} has what it must have", set_to(platform=None)) for table in TABLES),
    *((table, f"{table} are of the batch's own account", set_to(account_id="another")) for table in TABLES),
    ("posts", "the kind of act is known", set_to(kind="story")),
    ("posts", "the kind of media is known", set_to(media_kind="hologram")),
    ("posts", "people_named is not negative", set_to(people_named=-1)),
    ("posts", "posts were published in the window asked for", set_to(published_at=looked(TODAY - timedelta(days=36)))),
    ("posts", "posts were published in the window asked for", set_to(published_at=datetime(2026, 11, 16, tzinfo=UTC))),
    ("posts", "no post is from the future", set_to(published_at=looked(TODAY) + timedelta(minutes=1))),
    ("posts", "a repost keeps no words", set_to(kind="repost")),
    ("posts", "as many posts and counts are there as the extract made", list.pop),
    ("posts", "no more posts than the extract counted",
     lambda rows: rows.extend({**rows[0], "post_id": str(number)} for number in range(99))),
    ("interactions", "as many interactions are there as the extract made", list.pop),
    ("readings", "as many counts of the account are there as the extract made", list.pop),
    ("interactions", "the kind of interaction is known", set_to(kind="poke")),
    ("interactions", "authors are keyed, never named", set_to(author_key="a person")),
    ("interactions", "words are keyed, never kept", set_to(fingerprint="what somebody wrote")),
    ("interactions", "hashtags are keyed, never kept", set_to(tag_keys=["wenurses"])),
    ("interactions", "no interaction is from the future", set_to(created_at=looked(TODAY) + timedelta(minutes=1))),
    ("interactions", "interactions were created in the window asked for", set_to(created_at=looked(TODAY))),
    ("interactions", "no more interactions than the extract counted",
     lambda rows: rows.append({**rows[0], "interaction_id": "extra"})),
    ("readings", "readings are of the batch's own account", of_account(subject_id="another")),
    ("readings", "the kind of subject is known", set_to(subject_kind="story")),
    ("readings", "the kind of period is known", set_to(period="fortnight")),
    ("readings", "days have dates and totals have none", set_to(period="day")),
    ("readings", "days have dates and totals have none", set_to(period_start=YESTERDAY, period_end=TODAY)),
    ("readings", "a period ends after it begins", set_to(period="day", period_start=YESTERDAY, period_end=YESTERDAY)),
    ("readings", "running totals are not negative", set_to(value=-1.0)),
    ("readings", "no post was counted before it was published", set_to(observed_at=looked(TODAY - timedelta(days=40)))),
    ("readings", "no day was counted before it began",
     of_account(period="day", period_start=date(2027, 1, 1), period_end=date(2027, 1, 2))),
    ("entries", "no line is there twice", again),
    ("entries", "no entry is there twice", set_to(1, entry_id="e0")),
    ("entries", "entries are of the batch's own organisation and register", set_to(organisation_id="marrick")),
    ("entries", "entries are of the batch's own organisation and register", set_to(register="hours")),
    ("entries", "the register is known", set_to(register="gossip")),
    ("entries", "a row is taken whole or refused with the reason", set_to(refusal="said_on: not a day")),
    ("entries", "a row is taken whole or refused with the reason", set_to(cells=None, entry_id=None, refusal=" ")),
    ("entries", "a row is taken whole or refused with the reason", set_to(entry_id=None)),
    ("entries", "every entry fills what its register needs", cell(said_on=None)),
    ("entries", "entries hold only what their register has", cell(words="what somebody wrote")),
    ("entries", "every cell can be read as its kind", cell(said_on="1 October")),
    ("entries", "every cell can be read as its kind", cell(is_staff="perhaps")),
    ("entries", "people are keyed, never named", cell(author="a person")),
    ("entries", "people are keyed, never named", cell(answers_author="a person")),
    ("entries", "at least one row was taken", refused(10)),
    ("entries", "at least one row was taken", list.clear),
    ("entries", "few rows were refused", refused(3)),
    ("entries", "no more entries than the extract counted",
     lambda rows: rows.append({**rows[0], "line": 99, "entry_id": "extra"})),
    ("extracts", "the source is known", set_to(source="hearsay")),
    ("extracts", "the subject is known", set_to(subject="weather")),
    ("extracts", "the outcome is known", set_to(outcome="fine")),
    ("extracts", "the class of cause is known", set_to(cause_class="moon")),
    ("extracts", "counts are not negative", set_to(dropped=-1)),
    ("extracts", "the window ends after it begins", set_to(since=TODAY)),
    ("extracts", "the extract ended after it began", set_to(finished_at=looked(YESTERDAY))),
    ("extracts", "what was covered has a window", set_to(until=None)),
    ("extracts", "what is not ok says why", set_to(outcome="failed", cause=" ")),
    ("extracts", "the batch gives an account of itself", list.clear),
]  # fmt: skip

# Found by stories further down; what needs a whole year to show is found in test_the_year.py, which also knows every check.
SEEN_OVER_TIME = {
    "posts: posts were published in the period of the file",
    "posts: not far fewer than on this weekday before",
    "posts: not far fewer posts than usual in the last week",
    "interactions: not far fewer interactions than usual in the last week",
    "shape: columns are the ones of records.py",
    "entries: entries were written within a month",
}


def test_a_sound_batch_passes_every_check_and_is_accepted(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write(landing, Story())
    verdicts = judge(landing)
    assert {verdict["table"] for verdict in verdicts} == set(OF_A_PLATFORM)
    assert unmet(verdicts) == {}
    assert all(verdict["accepted"] for verdict in verdicts)
    assert not list((landing.root / "quarantine").rglob("*.parquet"))


def test_a_sound_register_passes_every_check_and_is_accepted(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write_register(landing)
    write_register(landing, who=LISTENING)
    verdicts = judge(landing)
    assert len(verdicts) == 2 * len(("entries", "extracts"))
    assert unmet(verdicts) == {}


def test_refused_rows_are_named_by_file_and_line(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    spoil(landing, "entries", write_register(landing), refused(3), ACTS.account_id)
    (verdict,) = [verdict for verdict in judge(landing) if verdict["table"] == "entries"]
    assert verdict["accepted"]
    assert unmet([verdict])["entries: few rows were refused"].startswith(
        "file_name a.csv, rows 10, refused 3, lines 20, 21, 22"
    )


def test_one_row_in_five_may_be_refused(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    spoil(landing, "entries", write_register(landing), refused(2), ACTS.account_id)
    assert unmet(judge(landing)) == {}


def test_an_entry_written_much_later_than_it_happened_is_pointed_out(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    spoil(
        landing, "entries", write_register(landing, who=LISTENING), cell(recorded_on="2026-11-02"), LISTENING.account_id
    )
    found = unmet(judge(landing))
    assert list(found) == ["entries: entries were written within a month"]
    assert "line 20 (days_late 32)" in found.popitem()[1]


def test_an_entry_taken_back_needs_only_what_names_it(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    back = cell(withdrawn="true", said_on=None, author=None)
    spoil(landing, "entries", write_register(landing), back, ACTS.account_id)
    assert unmet(judge(landing)) == {}


def test_a_register_that_comes_again_with_fewer_rows_is_no_alarm(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write_register(landing, on=TODAY - timedelta(days=9))
    assert unmet(judge(landing)) == {}
    write_register(landing, rows=1)
    assert unmet(judge(landing)) == {}


@pytest.mark.parametrize(("table", "check", "fault"), FAULTS)
def test_a_fault_is_found_by_the_check_meant_for_it(table: str, check: str, fault: Spoil, tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    if table == "entries":
        spoil(landing, table, write_register(landing), fault, ACTS.account_id)
    else:
        spoil(landing, table, write(landing, Story(posts_on=lambda day: int(day >= YESTERDAY))), fault)
    accept(landing, but=table)
    (verdict,) = judge(landing)
    assert f"{table}: {check}" in unmet([verdict])
    severity = {result["check"]: result["severity"] for result in verdict["results"]}[check]
    assert severity == "warning" or not verdict["accepted"]


@pytest.mark.parametrize("table", TABLES)
def test_each_required_cell_that_is_empty_is_named(table: str) -> None:
    required = importlib.import_module(f"checks.{table}").REQUIRED
    rows = pd.DataFrame([{name: "said" for name in required}] * (len(required) + 1))
    for place, name in enumerate(required):
        rows.loc[place, name] = None if place % 2 else ""
    assert lacks(rows, required).fillna("none").tolist() == [*required, "none"]


def test_a_refused_table_is_quarantined_with_the_reason_and_the_rest_goes_on(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    other = Account("marrick", "x", "2244990002")
    write(landing, Story(account=other))
    spoil(landing, "posts", write(landing, Story()), set_to(kind="story"))
    verdicts = judge(landing)
    refused = [(each["table"], each["account_id"]) for each in verdicts if not each["accepted"]]
    assert refused == [("posts", "2244990001")]
    assert len(landing.batches()) == 2 * len(OF_A_PLATFORM) - 1
    (reason,) = (landing.root / "quarantine").rglob("*.json")
    (result,) = [each for each in json.loads(reason.read_text())["results"] if not each["is_met"]]
    assert result["check"] == "the kind of act is known"
    assert result["observed"] == "1 of 70 rows: post_id p202610120 (kind story)"
    assert reason.with_suffix(".parquet").exists()


def test_a_batch_whose_own_account_is_refused_is_gone_as_a_whole(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    spoil(landing, "extracts", write(landing, Story()), set_to(outcome="fine"))
    assert [verdict["table"] for verdict in judge(landing)] == ["extracts"]
    assert landing.batches() == []


def test_a_batch_is_judged_once_until_its_bytes_change(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    batch_id = write(landing, Story())
    assert len(judge(landing)) == len(OF_A_PLATFORM)
    assert judge(landing) == []
    spoil(landing, "posts", batch_id, set_to(text="Clinics are shut"))
    assert [verdict["table"] for verdict in judge(landing)] == ["posts"]


def test_only_the_platform_asked_for_is_judged(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write(landing, Story())
    write(landing, Story(account=Account("harrowdale", "youtube", "UC1")))
    verdicts = check_shelf(landing, "youtube", checked_at=CHECKED_AT)
    assert {verdict["platform"] for verdict in verdicts} == {"youtube"}
    assert len(verdicts) == len(OF_A_PLATFORM)


def test_what_may_hold_words_or_names_is_never_repeated_in_a_verdict(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    batch_id = write(landing, Story())
    spoil(landing, "interactions", batch_id, set_to(author_key="A Name", fingerprint="my words", tag_keys=["my tag"]))
    spoil(landing, "posts", batch_id, set_to(kind="repost", text="their words"))
    verdicts = judge(landing)
    assert len(unmet(verdicts)) == 4
    assert not [word for word in ("A Name", "my words", "my tag", "their words") if word in json.dumps(verdicts)]


def test_a_batch_of_before_waits_were_counted_is_whole_and_is_compared_with(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write(landing, Story())
    (batch,) = landing.batches(table="extracts")
    pq.write_table(pq.read_table(batch.path, partitioning=None).drop_columns(["waited_s"]), batch.path)
    assert not unmet(judge(landing))
    history = History(landing, landing.batches())
    assert len(history.extracts(batch.path)) == len(pq.read_table(batch.path, partitioning=None)) > 0


@pytest.mark.parametrize("table", OF_A_PLATFORM)
def test_a_file_of_another_shape_is_refused(table: str, tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write(landing, Story())
    (batch,) = landing.batches(table=table)
    rows = pq.read_table(batch.path, partitioning=None)
    pq.write_table(rows.drop_columns(["platform"]).append_column("extra", pa.nulls(len(rows))), batch.path)
    ((check, observed),) = unmet(judge(landing)).items()
    assert check == f"{table}: columns are the ones of records.py"
    assert "column platform (type absent, type_expected string)" in observed
    assert batch.path not in [each.path for each in landing.batches()]


def test_a_file_that_is_no_parquet_at_all_is_refused(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write(landing, Story())
    for batch in landing.batches(table="readings"):
        batch.path.write_bytes(b"cut off")
    assert list(unmet(judge(landing))) == ["readings: columns are the ones of records.py"]


@pytest.mark.parametrize("outcome", ["ok", "failed", "off", "not_offered"])
def test_an_empty_batch_passes_where_nothing_was_before(outcome: str, tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write(landing, Story(posts_on=lambda day: 0, account_fields=(), outcome=outcome))
    verdicts = judge(landing)
    assert len(verdicts) == len(OF_A_PLATFORM)
    assert unmet(verdicts) == {}


def test_daily_series_and_linkedin_counts_may_fall_below_zero(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    linkedin = write(landing, Story(account=Account("harrowdale", "linkedin", "90210123")))
    spoil(landing, "readings", linkedin, set_to(value=-2.0), "90210123")
    daily = write(landing, Story())
    spoil(landing, "readings", daily, of_account(value=-2.0, period="day", period_start=YESTERDAY, period_end=TODAY))
    assert len(judge(landing)) == 2 * len(OF_A_PLATFORM)
    assert all(batch is not None and landing.verdict(batch) for batch in landing.batches())
    assert len(landing.batches()) == 2 * len(OF_A_PLATFORM)


def test_the_period_of_a_file_is_wide_by_a_day_and_no_more(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    story = Story(source="export", vintage="x-content-2024:1")
    for hours, name in ((23, "file_a"), (25, "file_b")):
        at = looked(TODAY).replace(hour=0) + timedelta(hours=hours)
        write(landing, story, batch_id=name)
        spoil(landing, "posts", name, set_to(published_at=at))
        for place in range(3):
            spoil(landing, "extracts", name, set_to(place, observed_at=looked(TODAY) + timedelta(days=9)))
    spoken = {verdict["batch_id"]: unmet([verdict]) for verdict in judge(landing) if verdict["table"] == "posts"}
    assert spoken["file_a"] == {}
    assert list(spoken["file_b"]) == ["posts: posts were published in the period of the file"]


def test_a_file_of_youtube_studio_may_hold_videos_of_before_its_period_and_none_of_after(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    youtube = Account("harrowdale", "youtube", "UCharrowdalehospitals000")
    story = Story(account=youtube, source="export", vintage="youtube-studio 1")
    for days, name in ((-400, "file_a"), (3, "file_b")):
        write(landing, story, batch_id=name)
        spoil(landing, "posts", name, set_to(published_at=looked(TODAY) + timedelta(days=days)), youtube.account_id)
        for place in range(3):
            later = set_to(place, observed_at=looked(TODAY) + timedelta(days=9))
            spoil(landing, "extracts", name, later, youtube.account_id)
    spoken = {verdict["batch_id"]: unmet([verdict]) for verdict in judge(landing) if verdict["table"] == "posts"}
    assert spoken["file_a"] == {}
    assert list(spoken["file_b"]) == ["posts: posts were published in the period of the file"]


# Stories of several days: what a batch is, against those before it.


def told(tmp_path: Path, *days: tuple[date, Story, int]) -> dict[str, str]:
    """Judge a look a day, in order, and return what was not met in the last."""
    landing = shelf(tmp_path)
    for on, story, length in days:
        accept(landing)
        write(landing, story, on, length)
    verdicts = judge(landing)
    assert len(verdicts) == len(OF_A_PLATFORM)
    return unmet(verdicts)


def week(first: int, others: int) -> Any:
    """Return posts a day: `first` in the last seven days, `others` before."""
    return lambda day: first if day >= TODAY - timedelta(days=7) else others


def test_a_week_far_below_the_usual_is_pointed_out_and_accepted(tmp_path: Path) -> None:
    found = told(tmp_path, (TODAY, Story(posts_on=week(0, 2)), 100))
    assert found["posts: not far fewer posts than usual in the last week"].startswith(
        "rows 186, rows_last_week 0, weekly_mean_before 14"
    )
    assert set(found) == {
        f"{table}: {check}" for table in ("posts", "interactions")
        for check in (f"not far fewer {table} than usual in the last week", "no silence longer than working days explain")
    }  # fmt: skip


def test_a_week_far_above_the_usual_is_pointed_out(tmp_path: Path) -> None:
    found = told(tmp_path, (TODAY, Story(posts_on=week(9, 2)), 100))
    assert set(found) == {
        f"{table}: not far more {table} than usual in the last week" for table in ("posts", "interactions")
    }


def test_a_busy_channel_that_is_silent_on_one_tuesday_is_pointed_out(tmp_path: Path) -> None:
    quiet = date(2026, 11, 10)

    def busy(day: date) -> int:
        return 0 if day == quiet else 18

    found = told(tmp_path, (quiet + timedelta(days=1), Story(posts_on=busy), 70))
    assert found["posts: not far fewer than on this weekday before"].startswith(
        "weekday Tuesday, on_the_day 0, fewest "
    )
    assert set(found) == {f"{table}: not far fewer than on this weekday before" for table in ("posts", "interactions")}


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2026, 11, 8)])
def test_a_busy_channel_may_be_silent_on_a_bank_holiday_and_on_its_sundays(day: date, tmp_path: Path) -> None:
    def busy(on: date) -> int:
        return 0 if on == day or on.weekday() == 6 else 18

    assert told(tmp_path, (day + timedelta(days=1), Story(posts_on=busy), 70)) == {}


def test_a_week_like_the_others_is_not_pointed_out(tmp_path: Path) -> None:
    assert told(tmp_path, (TODAY, Story(posts_on=week(1, 1)), 100)) == {}


def test_a_channel_at_rest_for_four_weeks_does_not_alarm(tmp_path: Path) -> None:
    def closed(day: date) -> int:
        return 3 if day < TODAY - timedelta(days=36) else 0

    assert told(tmp_path, (YESTERDAY, Story(posts_on=closed), 100), (TODAY, Story(posts_on=closed), 35)) == {}


def test_the_weeks_before_are_counted_by_id_over_the_earlier_batches(tmp_path: Path) -> None:
    earlier = [(TODAY - timedelta(days=7 * number), Story(), 35) for number in range(9, 0, -1)]
    found = told(tmp_path, *earlier, (TODAY, Story(posts_on=week(0, 2)), ONE_WEEK + 7))
    assert "weekly_mean_before 14," in found["posts: not far fewer posts than usual in the last week"]


def test_acts_that_stop_all_at_once_are_pointed_out_and_readings_that_do_are_refused(tmp_path: Path) -> None:
    silent = Story(posts_on=lambda day: 0, account_fields=())
    found = told(tmp_path, (YESTERDAY, Story(posts_on=week(1, 0)), 35), (TODAY, silent, 35))
    gone = ("posts", "interactions", "readings")
    assert set(found) == {f"{table}: {table} did not stop all at once" for table in gone} | {
        f"{table}: what was seen before is seen again" for table in ("posts", "interactions")
    }
    (refused,) = (shelf(tmp_path).root / "quarantine").rglob("*.parquet")
    assert "readings" in str(refused)


@pytest.mark.parametrize(("posts", "is_told"), [(3, False), (5, True)])
def test_a_few_things_that_people_took_down_are_no_end_all_at_once(posts: int, is_told: bool, tmp_path: Path) -> None:
    few = Story(posts_on=lambda day: int(YESTERDAY - timedelta(days=posts) <= day < YESTERDAY))
    found = told(tmp_path, (YESTERDAY, few, 35), (TODAY, Story(posts_on=lambda day: 0), 35))
    assert ("posts: posts did not stop all at once" in found) == is_told


@pytest.mark.parametrize("is_one_talk", [False, True])
def test_many_answers_of_ours_under_one_post_are_one_thing_we_did(is_one_talk: bool, tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    batch_id = write(landing, Story(posts_on=week(5, 1)), TODAY, 100)

    def answers(rows: list[dict[str, Any]]) -> None:
        for row in rows:
            if row["published_at"].date() >= TODAY - timedelta(days=7) and is_one_talk:
                row["conversation_id"] = rows[0]["post_id"]

    spoil(landing, "posts", batch_id, answers)
    found = unmet([verdict for verdict in judge(landing) if verdict["table"] == "posts"])
    assert ("posts: not far more posts than usual in the last week" in found) == (not is_one_talk), found


def test_an_extract_that_failed_is_not_blamed_for_being_empty(tmp_path: Path) -> None:
    failed = Story(posts_on=lambda day: 0, account_fields=(), outcome="failed")
    assert told(tmp_path, (YESTERDAY, Story(), 35), (TODAY, failed, 35)) == {}


def test_a_field_that_was_there_before_is_missed_by_name(tmp_path: Path) -> None:
    story = Story()
    less = replace(story, post_fields={"like_count": 3.0}, account_fields=("followers_count",))
    found = told(tmp_path, (YESTERDAY, story, 35), (TODAY, less, 35))
    assert list(found) == ["readings: every field seen before is there"]
    assert "field reply_count" in found.popitem()[1]


def test_a_field_stays_missed_on_the_days_after(tmp_path: Path) -> None:
    less = Story(account_fields=("followers_count",))
    days = [(TODAY - timedelta(days=number), less, 35) for number in (2, 1, 0)]
    found = told(tmp_path, (TODAY - timedelta(days=8), Story(), 35), *days)
    assert "field tweet_count" in found["readings: every field seen before is there"]


def test_a_field_never_seen_before_is_pointed_out_once(tmp_path: Path) -> None:
    more = Story(account_fields=("followers_count", "tweet_count", "applause_count"))
    days = (TODAY - timedelta(days=2), Story(), 35), (YESTERDAY, more, 35)
    found = told(tmp_path / "a", *days)
    assert list(found) == ["readings: no field was never seen before"]
    assert "applause_count" in found.popitem()[1]
    assert told(tmp_path / "b", *days, (TODAY, more, 35)) == {}


def test_a_field_that_was_known_and_is_now_hidden_is_pointed_out(tmp_path: Path) -> None:
    hidden = Story(post_fields={"like_count": None, "reply_count": 1.0})
    found = told(tmp_path, (YESTERDAY, Story(), 35), (TODAY, hidden, 35))
    assert list(found) == ["readings: fields are known about as often as before"]
    assert "like_count" in found.popitem()[1]


def test_a_field_that_falls_to_zero_for_every_post_is_pointed_out_while_the_others_go_on(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    write(landing, Story(), on=YESTERDAY)
    write(landing, Story(post_fields={"like_count": 3.0, "reply_count": 0.0}), days=ONE_WEEK)
    found = unmet(judge(landing))
    assert "reply_count" in found["readings: no field fell to zero all at once"]
    assert "like_count" not in found["readings: no field fell to zero all at once"]


def test_a_field_that_few_posts_have_may_be_absent_by_chance(tmp_path: Path) -> None:
    landing = shelf(tmp_path)
    first = write(landing, Story(), YESTERDAY)
    spoil(landing, "readings", first, set_to(field="clicks"))  # one post in seventy
    accept(landing)
    write(landing, Story())
    assert unmet(judge(landing)) == {}


def test_files_of_another_kind_are_not_compared(tmp_path: Path) -> None:
    one = Story(source="export", vintage="content:1")
    other = replace(one, vintage="followers:1", account_fields=("New follows",), posts_on=lambda day: 0)
    assert told(tmp_path, (YESTERDAY, one, 35), (TODAY, other, 35)) == {}


# The door, and what must never happen.


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LOS_HOME": str(home), "HOME": str(home / "nobody"), "PYTHONPATH": str(REPO)}
    (home / "cwd").mkdir(exist_ok=True)
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=home / "cwd", env=environment, capture_output=True, text=True, timeout=60)


OFFLINE = """
import socket, sys
def audit(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        raise SystemExit("called out: " + event)
sys.addaudithook(audit)
from checks.__main__ import main
sys.exit(main([]))
"""


def test_the_command_says_what_it_refused_in_json_calls_nobody_and_writes_nothing_but_verdicts_and_incidents(
    tmp_path: Path,
) -> None:
    landing = shelf(tmp_path)
    batch_id = write(landing, Story())
    spoil(landing, "posts", batch_id, set_to(kind="story"))
    done = run(tmp_path, "-c", OFFLINE)
    assert (done.returncode, done.stderr) == (3, "")
    said = json.loads(done.stdout)
    assert (said["judged"], said["accepted"], said["refused"]) == (4, 3, 1)
    assert [each["check"] for each in said["not_met"]] == ["the kind of act is known"]
    assert not list((tmp_path / "cwd").iterdir()) and not (tmp_path / "nobody").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"landing", "cwd", "incidents"}
    again = run(tmp_path, "-m", "checks", "--platform", "x")
    assert (again.returncode, json.loads(again.stdout)["judged"]) == (0, 0)


@pytest.mark.parametrize("arguments", [[], ["--platform", "myspace"], ["--nonsense"]])
def test_bad_input_is_one_line_and_exit_2(arguments: list[str], tmp_path: Path) -> None:
    if arguments:
        write(shelf(tmp_path), Story())
    done = run(tmp_path, "-m", "checks", *arguments)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


def test_where_nothing_waits_nothing_heavy_is_imported(tmp_path: Path) -> None:
    Landing(tmp_path / "landing").root.mkdir()
    script = "import sys; from checks.__main__ import main; main([]); sys.exit('great_expectations' in sys.modules)"
    assert run(tmp_path, "-c", script).returncode == 0


def test_accounts_judged_together_get_the_verdicts_they_get_alone(tmp_path: Path) -> None:
    """Sound ones and spoilt ones on one shelf, of several looks; each account by itself on another."""
    who = [replace(Story().account, account_id=str(number)) for number in range(4)]
    faults: dict[int, tuple[str, Spoil]] = {
        1: ("readings", set_to(field=None)),
        2: ("posts", again),
        3: ("extracts", set_to(outcome="perhaps")),
    }

    def land(landing: Landing, number: int) -> None:
        for day in (YESTERDAY, TODAY):
            batch_id = write(landing, Story(account=who[number], posts_on=lambda day: 2 + number), on=day)
            if day == TODAY and number in faults:
                table, change = faults[number]
                spoil(landing, table, batch_id, change, who[number].account_id)

    together = shelf(tmp_path / "together")
    for number in range(4):
        land(together, number)
    found = judge(together)
    assert [verdict["batch_id"][:8] for verdict in found] == sorted(verdict["batch_id"][:8] for verdict in found)
    assert len([verdict for verdict in found if not verdict["accepted"]]) == len(faults)
    for number, account in enumerate(who):
        alone = shelf(tmp_path / account.account_id)
        land(alone, number)
        assert judge(alone) == [verdict for verdict in found if verdict["account_id"] == account.account_id]
