"""The strategy as data: each contradiction is named with its file, its line and the mend, before anything is built."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checks import registry
from checks.strategy import COLUMNS, RULES, SEEDS, broken, contradictions, files
from tests.checks.strategy_breaches import BREACHES, Breach, Rows, write

REPO = Path(__file__).resolve().parents[2]


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """The strategy that ships, with a silence somebody explained and a restatement somebody approved: it has none."""
    for name in COLUMNS:
        shutil.copy(SEEDS / f"{name}.csv", tmp_path)
    for name, why in {
        "account_pauses": "Only service notices",
        "marked_days": "Half of the posts were not given",
    }.items():
        with (tmp_path / f"{name}.csv").open("a") as text:
            text.write(f"harrowdale,facebook,112233445566778,2026-05-01,2026-05-12,{why}\n")
    with (tmp_path / "restatement_approvals.csv").open("a") as text:
        text.write(
            "harrowdale,figure,MM-COMM,2026-09-01,organisation,harrowdale,2026-09,Director of Strategy,2026-11-20,\n"
        )
    return tmp_path


def test_the_strategy_that_ships_holds_together() -> None:
    assert contradictions(SEEDS) == []


def test_an_explained_silence_contradicts_nothing(seeds: Path) -> None:
    assert contradictions(seeds) == []


@pytest.mark.parametrize("breach", BREACHES, ids=[f"{breach.rule}: {breach.says[:40]}" for breach in BREACHES])
def test_a_contradiction_is_named_with_its_file_line_and_mend(seeds: Path, breach: Breach) -> None:
    write(seeds, breach.seed, breach.edit)
    found = broken(seeds)
    assert [line for rule, line in found if rule == breach.rule and breach.says in line], found
    assert all(".csv" in line and "; " in line for _, line in found), "a contradiction without its file or its mend"


def test_there_is_no_rule_nobody_broke() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names))
    assert set(names) - {breach.rule for breach in BREACHES} == set()
    assert {breach.rule for breach in BREACHES} - set(names) == set()


def test_every_rule_is_asked_under_a_file_somebody_answers_for() -> None:
    assert sorted(each.seed for each in files.FILES) == sorted(COLUMNS)
    assert sorted(rule.name for each in files.FILES for rule in each.rules) == sorted(rule.name for rule in RULES)
    assert {each.name for each in files.FILES} == {
        check.name for check in registry.checks() if check.gate == "strategy"
    }


@pytest.mark.parametrize("asked", files.FILES, ids=lambda each: each.seed)
def test_a_file_that_contradicts_itself_is_a_result_with_its_place_and_a_sound_one_is_met(
    seeds: Path, asked: files.OfAFile
) -> None:
    sound = {each["check"]: each for each in files.results(seeds)}
    assert sound[asked.name]["is_met"] and len(sound) == len(files.FILES)
    breach = next(breach for breach in BREACHES if breach.rule in {rule.name for rule in asked.rules})
    write(seeds, breach.seed, breach.edit)
    result = next(each for each in files.results(seeds) if each["check"] == asked.name)
    assert not result["is_met"] and result["observed"].startswith(f"{asked.seed}.csv"), result
    assert (
        result["severity"] == "critical" and result["owner"] == asked.owner and "strategy-check" in result["next_step"]
    )


def test_a_file_that_is_not_there_is_a_result_of_its_own(seeds: Path) -> None:
    (seeds / "targets.csv").unlink()
    assert [each["check"] for each in files.results(seeds) if not each["is_met"]] == [
        "the file targets.csv holds together"
    ]


def test_a_result_on_the_strategy_names_the_place_and_nothing_that_stands_there(seeds: Path) -> None:
    write(seeds, "targets", lambda rows: [row.update(kpi_id="NOBODY-KNOWS") for row in rows])
    (result,) = [each for each in files.results(seeds) if not each["is_met"]]
    assert "NOBODY-KNOWS" not in str(result) and "targets.csv line 2, targets.csv line 3" in result["observed"]


def test_every_contradiction_is_found_at_once_and_within_a_second(seeds: Path) -> None:
    (seeds / "response_standards.csv").unlink()
    (seeds / "planned_purposes.csv").write_text("organisation_id,purpose_id\nharrowdale,B1\n")
    chosen: dict[str, Breach] = {}
    for breach in BREACHES:
        if breach.seed not in ("response_standards", "planned_purposes"):
            chosen.setdefault(breach.seed, breach)
    for breach in chosen.values():
        write(seeds, breach.seed, breach.edit)
    begun = time.perf_counter()
    found = contradictions(seeds)
    assert time.perf_counter() - begun < 1
    for file in ("response_standards.csv: is not there", "planned_purposes.csv line 1: the column planned_frequency"):
        assert [line for line in found if line.startswith(file)], found
    assert len(chosen) > 12
    for breach in chosen.values():
        assert [line for line in found if breach.says in line], (breach, found)


@pytest.mark.parametrize(
    "words",
    ["Uptake rose THANKS TO us", "Uptake rose, thanks\nto us", "Uptake rose thänks-to us", "thanks to"],
)
def test_words_that_claim_a_cause_are_found_however_they_are_written(seeds: Path, words: str) -> None:
    write(seeds, "pathways", lambda rows: rows[0].update(pathway=words))
    found = contradictions(seeds)
    assert len(found) == 1 and "line " in found[0] and "pathway claims a cause ('thanks to')" in found[0]


def test_a_word_that_only_holds_a_forbidden_one_is_no_claim(seeds: Path) -> None:
    write(seeds, "pathways", lambda rows: rows[0].update(pathway="Residue to be cleared; misled tourists"))
    assert contradictions(seeds) == []


def test_an_older_weight_that_ended_is_not_counted_beside_the_new_one(seeds: Path) -> None:
    def renew(rows: Rows) -> None:
        old = next(row for row in rows if row["objective_id"] == "PH1")
        rows.append({**old, "valid_from": "2026-04-01"})
        old["valid_to"] = "2026-04-01"

    write(seeds, "objectives", renew)
    assert contradictions(seeds) == []


def test_a_definition_that_ended_may_be_followed_by_a_new_one(seeds: Path) -> None:
    def renew(rows: Rows) -> None:
        rows.append({**rows[0], "definition_version": "2", "valid_from": "2026-04-01"})
        rows[0]["valid_to"] = "2026-04-01"

    write(seeds, "kpis", renew)
    assert contradictions(seeds) == []


def test_a_body_that_wrote_no_strategy_yet_contradicts_nothing(seeds: Path) -> None:
    for name in ("objectives", "lines_of_sight", "targets", "tags", "planned_purposes", "outcome_series", "pathways"):
        write(seeds, name, lambda rows: rows.clear())

    def whole_strategy(rows: Rows) -> None:
        rows[:] = [row for row in rows if row["objective_id"] == "ALL"]

    write(seeds, "kpi_objectives", whole_strategy)
    found = contradictions(seeds)
    assert [line for line in found if "stands under no objective" not in line] == []


def test_a_folder_without_seeds_is_no_strategy_that_holds_together(tmp_path: Path) -> None:
    assert len(contradictions(tmp_path)) == len(COLUMNS)


def test_a_row_with_a_loose_comma_and_a_file_in_another_encoding_are_named(seeds: Path) -> None:
    with (seeds / "tags.csv").open("a") as text:
        text.write("harrowdale,loose,SO1,,false,2024-04-01,,a, b\n")
    (seeds / "targets.csv").write_bytes((seeds / "targets.csv").read_text().encode("utf-16"))
    found = contradictions(seeds)
    assert [line.split(":")[0] for line in found] == ["targets.csv", "tags.csv line 22"], found
    assert "has not as many cells as the header" in found[1] and "save the file as CSV UTF-8" in found[0]


def test_the_command_prints_each_contradiction_and_ends_with_2(seeds: Path) -> None:
    (seeds / "targets.csv").unlink()
    ran = subprocess.run(
        [sys.executable, "-m", "checks.strategy", str(seeds)], cwd=REPO, capture_output=True, text=True
    )
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("targets.csv: is not there") and "Traceback" not in ran.stderr
