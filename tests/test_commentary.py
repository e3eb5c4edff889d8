"""A comment and an action walk the line: typed on the page, taken in from the inbox, built, shown; the later word stands."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from dags.steps import inbox, reading
from tests import golden_line
from tests.dashboards.test_pages import KPI, cells_of, opened, words_of
from tests.dashboards.test_written import fill
from tests.golden_line import BODY
from tests.the_line import Line

COMMENT, ACTION = f"commentary {BODY} 2026-10 RS-ANSWERED", f"actions {BODY} RS-ANSWERED "
MODELS = "stg_entries stg_register_files stg_commentary stg_actions report_commentary report_actions report_action_months report_register_files report_build"


@pytest.fixture
def line(golden: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A copy of the golden body, at the door of its own home."""
    shutil.copytree(golden.home, tmp_path / "home")
    shutil.copytree(golden.project, tmp_path / "project")
    copy = golden_line.opened(tmp_path / "home", tmp_path / "project")
    for name in ("LOS_HOME", "LOS_PRIVACY_KEY", "LOS_REGISTER"):
        monkeypatch.setenv(name, copy.environment[name])
    monkeypatch.delenv("LOS_TODAY", raising=False)
    return copy


def take_in(files: list[str]) -> None:
    """Do what the imports DAG does, file by file in this order."""
    for file in files:
        inbox.import_file(file)
    reading.check_shelf()
    reading.load()
    for file in files:
        inbox.put_away(file, "done")


def build(line: Line) -> None:
    """Build what a comment and an action pass through, and publish."""
    line.build("--exclude-resource-type", "test", "--select", *MODELS.split())


def page() -> str:
    """What an editor reads on the page of the measure."""
    app = opened(KPI, organisation=BODY, month="2026-10", kpi="RS-ANSWERED")
    return words_of(app) + cells_of(app)


def test_what_an_editor_types_waits_is_taken_in_and_stands_after_the_build(line: Line) -> None:
    app = opened(KPI, organisation=BODY, month="2026-10", kpi="RS-ANSWERED")
    fill(app, COMMENT, learned="The first word")
    fill(app, COMMENT, learned="The last word")
    app.text_area(key=f"field {ACTION} / action").set_value("Answer at weekends")
    app.text_input(key=f"field {ACTION} / owner").set_value("Service lead")
    app.date_input(key=f"field {ACTION} / decided_on").set_value(date(2026, 9, 10))
    app.date_input(key=f"field {ACTION} / due_on").set_value(date(2026, 10, 5))
    app.button(key=f"save {ACTION}").click().run()
    assert not app.exception and "waits to be read" in page()
    waiting = inbox.waiting()
    assert len(waiting) == 3
    take_in(waiting[::-1])  # mapped tasks end in any order
    assert inbox.waiting() == [] and "was read and taken; the next build shows it to readers" in page()
    build(line)
    said = line.board(
        "select narrative, learned, written_by from commentary where kpi_id = 'RS-ANSWERED' and period = '2026-10-01'"
    )
    assert said == [("More wrote\nNobody knows\nWe add a shift", "The last word", "Service lead")]
    words = page()
    assert "Learned: The last word." in words and "Saved on" not in words
    assert "Answer at weekends.\nService lead\n10 September 2026\n5 October 2026\nOverdue\nCannot be said: " in words
