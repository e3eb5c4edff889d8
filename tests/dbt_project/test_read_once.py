"""The project is read once for all the homes of a run of tests, and not again for each: that would be five seconds a home."""

from __future__ import annotations

from pathlib import Path

from tests.dbt_project.conftest import Built
from tests.the_line import Line


def test_a_second_home_is_not_read_anew(empty_warehouse: Built, tmp_path: Path) -> None:
    assert Line.parsed and Line.parsed.exists(), "the first build kept what dbt read"
    second = Line(tmp_path / "home", "http://127.0.0.1:1")
    second.dbt("parse", "--log-level-file", "debug")
    said = (second.home / "dbt" / "logs" / "dbt.log").read_text()
    assert "Partial parsing enabled: 0 files deleted, 0 files added, 0 files changed." in said
    assert "Unable to do partial parsing" not in said
