"""The triage page: every cause has its section, says what the alert says, and every alert's link leads to one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checks.alerts import evidence
from checks.alerts.meaning import TRIAGE, causes
from checks.alerts.rules import key_of
from tests.checks.happened import SUNDAY, desk, everything, failed, heed, report

REPO = Path(__file__).resolve().parents[2]
PAGE = (REPO / TRIAGE).read_text(encoding="utf-8")
SECTIONS = {
    title: words
    for title, words in re.findall(r"^## (\S[^\n]*)\n(.*?)(?=^## |\Z)", PAGE, flags=re.MULTILINE | re.DOTALL)
}
ASKED = ("title", "owner", "scope", "failed", "partial", "means", "next_step", "board")


def test_every_cause_class_has_a_section_and_no_section_is_about_nothing() -> None:
    assert set(SECTIONS) == set(causes())  # a heading of one word is its own anchor


@pytest.mark.parametrize("cause", causes())
def test_a_section_says_whose_it_is_what_it_means_what_to_do_and_what_the_board_sees(cause: str) -> None:
    about, said = causes()[cause], SECTIONS[cause]
    assert set(about) == set(ASKED) and all(about.values())
    for line in (f"**Who looks:** {about['owner']}", f"**What it means:** {about['means']}",
                 f"**What the board sees meanwhile:** {about['board']}"):  # fmt: skip
        assert line in said, f"docs/triage.md, {cause}: {line}"
    assert re.search(r"^What to do:\n\n1\. \S", said, flags=re.MULTILINE)


@pytest.mark.parametrize("cause", causes())
def test_the_link_of_every_alert_leads_to_its_section(tmp_path: Path, cause: str) -> None:
    at_desk = desk(tmp_path, LOS_TRIAGE_URL="https://docs.example.org/triage.html")
    heed(at_desk, report(failed(cause, "It stopped."), SUNDAY))
    (incident,) = everything(at_desk)
    assert incident.key.startswith(key_of(cause, "", "")[: len(cause)])
    page, _, anchor = incident.link.partition("#")
    assert page == "https://docs.example.org/triage.html" and anchor in SECTIONS


def test_every_cause_class_of_the_reports_is_known_here() -> None:
    said = (REPO / "extractors" / "records.py").read_text(encoding="utf-8")
    (listed,) = re.findall(r"cause_class: str \| None = None  # ([a-z |]+)", said)
    classes = {each.strip() for each in listed.split("|")}
    assert len(classes) > 5 and classes <= set(causes())
    assert classes == {*evidence.OF_EXTRACTS}
