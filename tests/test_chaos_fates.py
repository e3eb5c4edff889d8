"""What a chaos run looks up about each fault is looked up: every way to lose or hide something is found, and nothing else is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from extractors.landing import Landing
from extractors.records import Account, Extract, Interaction, Post, Reading, Row
from tests.chaos_fates import SUBJECTS, Fates, Process
from tests.conftest import TODAY

US = Account("harrowdale", "youtube", "UC1", secret="us")
SIX = datetime(2026, 11, 16, 6, tzinfo=UTC)
BATCH = "20261116_20261001_20261116"
VIDEO = Post("youtube", "UC1", "v", "original", SIX)
REPLY = Post("youtube", "UC1", "r", "reply", SIX)
COMMENT = Interaction("youtube", "UC1", "c", "comment", SIX)
LIKES = Reading("youtube", "UC1", "post", "v", "likeCount", 5, SIX)
DAY = Reading("youtube", "UC1", "account", "UC1", "views", 9, SIX, "day", TODAY)
ALL: tuple[Row, ...] = (VIDEO, REPLY, COMMENT, LIKES, DAY)
CAUSE = {"cause_class": "empty", "cause": "It is so.", "next_step": "Look."}
QUOTA = {"cause_class": "quota", "cause": "It is used up.", "next_step": "Run with --again."}


def put(
    root: Path, rows: Iterable[Row], batch_id: str, told: dict[str, dict[str, Any]], subjects: Iterable[str]
) -> None:
    with Landing(root).open_batch(US, batch_id) as batch:
        for row in rows:
            batch.add(row)
        for subject in subjects:
            report = Extract(
                "youtube", "UC1", "harrowdale", batch_id, "sandbox", subject, TODAY, TODAY, SIX, SIX, SIX, "ok"
            )
            batch.add(replace(report, **told.get(subject, {})))


def met(*kinds: str, code: str = "") -> list[dict[str, Any]]:
    return [{"number": n, "fault": n, "platform": "youtube", "account": "UC1", "endpoint": "threads", "kind": kind, "code": code}
            for n, kind in enumerate(kinds)]  # fmt: skip


def partial(*subjects: str, **more: Any) -> dict[str, dict[str, Any]]:
    return {subject: {"outcome": "partial"} | CAUSE | more for subject in subjects}


def failed(**why: str) -> dict[str, dict[str, Any]]:
    return {subject: {"outcome": "failed"} | (why or CAUSE) for subject in SUBJECTS}


def looked_up(
    tmp_path: Path, rows: Iterable[Row], told: dict[str, dict[str, Any]] | None = None, faults: Any = (),
    subjects: Iterable[str] = SUBJECTS, batch_id: str = BATCH, **more: Any,
) -> Process:  # fmt: skip
    put(tmp_path / "calm", ALL, BATCH, {}, SUBJECTS)
    put(tmp_path / "chaos", rows, batch_id, told or {}, subjects)
    process = Process(1, "youtube", "", 0, [*faults], Counter()) if "process" not in more else more["process"]
    Fates(Landing(tmp_path / "chaos"), Landing(tmp_path / "calm"), [US]).look_up(process, SIX - timedelta(seconds=1))
    return process


EMPTY = met("empty_page")


@pytest.mark.parametrize(
    ("rows", "told", "faults", "words"),
    [
        (ALL[1:], {}, EMPTY, "posts said whole, 1 missing"),
        (ALL[1:], partial("interactions"), EMPTY, "posts said whole, 1 missing"),
        ((VIDEO, COMMENT, LIKES, DAY), partial("series"), EMPTY, "posts said whole, 1 missing"),
        ((VIDEO, REPLY, LIKES, DAY), {}, EMPTY, "interactions said whole, 1 missing"),
        ((*ALL[:3], DAY), partial("interactions", "series"), EMPTY, "readings said whole, 1 missing"),
        (ALL[:4], partial("posts", "interactions"), EMPTY, "readings said whole, 1 missing"),
        ((*ALL[:3], replace(LIKES, value=None), DAY), {}, EMPTY, "readings said whole, 1 another"),
        ((*ALL[:3], replace(LIKES, value=0), DAY), partial("posts"), EMPTY, "1 a false number"),
        ((*ALL[:4], replace(DAY, value=8)), partial("series"), EMPTY, "1 a false number"),
        ((*ALL, replace(VIDEO, post_id="w")), partial("posts"), EMPTY, "1 too many"),
        ((*ALL, replace(LIKES, field="x")), partial("posts"), EMPTY, "1 too many"),
        (ALL, partial("posts", next_step=None), EMPTY, "without a class, cause and next step"),
        (ALL, partial("posts"), (), "partial although nothing went wrong"),
        (ALL, {}, met("500", "cut"), "asked again 0 times after 2 failures"),
        (ALL, {"posts": {"retries": 1}}, met("500", "cut"), "asked again 1 times after 2 failures"),
        (ALL, {"posts": {"retries": 1}} | partial("deletions"), met("500", "cut", "cut"), "1 times after 2 failures"),
        (ALL, {}, met("quota"), "asked again 0 times after 1 failures"),
        (ALL, {}, met("token_echo", code="error"), "asked again 0 times after 1 failures"),
        ((), failed(), (), "failed although nothing went wrong"),
        ((), failed(), met("quota"), "not told as a quota"),
        ((), failed(**QUOTA | {"next_step": "Wait."}), met("quota"), "not told as a quota"),
    ],
)  # fmt: skip
def test_what_is_lost_or_kept_quiet_is_found(tmp_path: Path, rows: Any, told: Any, faults: Any, words: str) -> None:
    (lost, *_) = looked_up(tmp_path, rows, told, faults).unaccounted
    assert words in lost


@pytest.mark.parametrize(
    ("rows", "told", "faults", "fate"),
    [
        (ALL, {}, EMPTY, "did no harm"),
        (ALL, {"posts": {"retries": 1}}, met("500"), "healed"),
        (ALL, {"posts": {"retries": 1}} | partial("deletions"), met("500", "cut"), "healed"),
        (ALL[1:], partial("posts"), EMPTY, "partial"),
        ((VIDEO, LIKES, DAY), partial("interactions"), EMPTY, "partial"),
        ((LIKES, DAY), partial("posts"), EMPTY, "partial"),
        ((*ALL[:3], replace(LIKES, value=None), DAY), partial("posts"), met("unknown_metric"), "partial"),
        (ALL[:4], partial("series"), EMPTY, "partial"),
        ((*ALL, replace(VIDEO, post_id="w")), {}, met("deleted_between"), "not to be seen"),
        ((*ALL[:4], replace(DAY, value=8)), {}, met("unsettled_days"), "not to be seen"),
        ((), failed(), met("403"), "failed"),
        ((), failed(**QUOTA), met("quota"), "failed"),
    ],
)
def test_what_is_told_healed_or_harmless_is_no_loss(
    tmp_path: Path, rows: Any, told: Any, faults: Any, fate: str
) -> None:
    process = looked_up(tmp_path, rows, told, faults)
    assert process.unaccounted == []
    assert all(each.startswith(fate) for each in process.fates) and len(process.fates) == len(faults)


def test_an_account_that_a_process_does_not_report_on_is_found_unless_it_was_killed(tmp_path: Path) -> None:
    for code, found in ((0, 1), (-9, 0)):
        process = Process(1, "youtube", "", code, EMPTY, Counter())
        Fates(Landing(tmp_path), Landing(tmp_path), [US]).look_up(process, SIX)
        assert len(process.unaccounted) == found
    assert process.fates == ["killed with its process: the next one goes on and reports"]


def test_what_a_killed_process_met_may_show_in_the_next_one_which_goes_on_with_its_pages_and_in_no_later_one(
    tmp_path: Path,
) -> None:
    put(tmp_path / "calm", ALL, BATCH, {}, SUBJECTS)
    (tmp_path / "chaos").mkdir()
    fates = Fates(Landing(tmp_path / "chaos"), Landing(tmp_path / "calm"), [US])
    killed, *later = (
        Process(1, "youtube", "", code, faults, Counter()) for code, faults in ((-9, EMPTY), (0, []), (0, []))
    )
    fates.look_up(killed, SIX)
    put(tmp_path / "chaos", ALL[1:], BATCH, partial("posts"), SUBJECTS)
    for process in later:
        fates.look_up(process, SIX)
    assert [len(process.unaccounted) for process in (killed, *later)] == [0, 0, 1]


def test_a_report_that_lacks_a_subject_is_found(tmp_path: Path) -> None:
    process = looked_up(tmp_path, ALL, subjects=SUBJECTS - {"series"})
    assert "not once on each" in process.unaccounted[0]


@pytest.mark.parametrize(("calls", "why", "found"), [(0, QUOTA, 0), (1, QUOTA, 1), (0, CAUSE, 4)])
def test_whoever_is_asked_while_a_quota_is_used_up_is_found(tmp_path: Path, calls: int, why: Any, found: int) -> None:
    process = Process(1, "youtube", "", 1, [], Counter({"UC1": calls}), ["UC1"])
    looked_up(tmp_path, (), failed(**why), batch_id=BATCH + "_failed", process=process)
    assert len(process.unaccounted) == found
