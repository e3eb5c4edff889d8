"""python -m extractors: JSON on stdout, one line for bad input, and an exit code a scheduler can read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.landing import Landing
from tests.conftest import REPO, TODAY, Sandbox
from tests.extractors.two_years import accept


def command(home: Path, sandbox: Sandbox, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("LOS_")}
    environ |= sandbox.environ | {"LOS_HOME": str(home), "LOS_TODAY": str(TODAY)} | more
    return subprocess.run(
        [sys.executable, "-m", "extractors", *words], cwd=REPO, env=environ, capture_output=True, text=True, timeout=120
    )


def test_extract_and_load_say_what_they_did_in_json(sandbox: Sandbox, tmp_path: Path) -> None:
    done = command(tmp_path, sandbox, "extract", "youtube", "--since", "2026-11-01", "--until", str(TODAY))
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert len(said) == 8
    assert {(row["platform"], row["outcome"], row["since"], row["until"]) for row in said} == {
        ("youtube", "ok", "2026-11-01", str(TODAY))
    }
    assert {row["observed_at"][:16] for row in said} == {f"{TODAY} 06:00"}
    assert "youtube Osmere Public Health posts ok" in done.stderr
    accept(Landing(tmp_path / "landing"))
    loaded = command(tmp_path, sandbox, "load")
    assert loaded.returncode == 0, loaded.stderr
    assert json.loads(loaded.stdout)["rows"]["extracts"] == 8
    assert "sandbox-" not in done.stdout + done.stderr + loaded.stdout + loaded.stderr


def test_an_account_that_could_not_be_read_is_exit_1_and_its_cause_is_said(sandbox: Sandbox, tmp_path: Path) -> None:
    done = command(tmp_path, sandbox, "extract", "youtube", "--since", "2026-11-01", "--account", "UCosmerepublichealth0000",
                   LOS_SECRET_OSMERE_YOUTUBE="no-longer-good")  # fmt: skip
    assert done.returncode == 1
    assert {row["cause_class"] for row in json.loads(done.stdout)} == {"token"}
    assert "does not accept the token" in done.stderr
    assert "no-longer-good" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("words", "more", "says"),
    [
        (["extract", "youtube", "--until", "2027-01-01"], {}, "--until 2027-01-01 has not begun"),
        (["extract", "youtube", "--since", "2026-11-16", "--until", "2026-11-16"], {}, "is not before --until"),
        (["extract", "myspace"], {}, "invalid choice: 'myspace'"),
        (["extract", "youtube", "--since", "last week"], {}, "last week"),
        ([], {}, "COMMAND"),
        (["extract", "youtube", "--account", "nobody"], {}, "lists no such account of youtube"),
        (["extract", "youtube"], {"LOS_PRIVACY_KEY": ""}, "LOS_PRIVACY_KEY is not set"),
        (["extract", "youtube"], {"LOS_REGISTER": "no/such/file.csv"}, "no/such/file.csv"),
        (["extract", "youtube"], {"LOS_TODAY": "yesterday"}, "yesterday"),
        (["inspect", "README.md"], {}, "README.md"),
        (["inspect", "no-such-file.csv"], {}, "no-such-file.csv"),
        (["import", "README.md", "--organisation", "harrowdale"], {}, "README.md"),
        (["import", "docs/registers/hours.csv", "--organisation", "harrowdale"], {}, "hours.csv: no row is filled in"),
        (["template"], {}, "name one register to print (listening_log, hours"),
        (["template", "gossip"], {}, "invalid choice: 'gossip'"),
        (["forget", "x", "--post", "2120523633371496155"], {}, "name its PLATFORM and --account as in the register"),
        (["forget"], {"LOS_PRIVACY_KEY": ""}, "set LOS_PRIVACY_KEY"),
        (["retain", "--terms", "no/such/terms.csv"], {}, "no/such/terms.csv"),
    ],
)
def test_bad_input_is_exit_2_and_one_line(
    sandbox: Sandbox, tmp_path: Path, words: list[str], more: dict[str, str], says: str
) -> None:
    done = command(tmp_path, sandbox, *words, **more)
    assert (done.returncode, done.stdout) == (2, "")
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1, done.stderr


def test_help_names_every_command_and_platform(sandbox: Sandbox, tmp_path: Path) -> None:
    assert all(
        name in command(tmp_path, sandbox, "--help").stdout
        for name in ("extract", "load", "import", "inspect", "template", "forget", "retain", "tidy")
    )
    assert "facebook | linkedin | x | youtube" in command(tmp_path, sandbox, "extract", "--help").stdout


def test_nothing_gone_nothing_over_time_and_nothing_to_tidy_is_said_and_is_no_fault(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    for words in (["forget"], ["retain", "--dry-run"], ["tidy"]):
        done = command(tmp_path, sandbox, *words)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        assert said == [] or (not said.get("removed") and not said.get("is_done"))


def test_a_register_goes_from_its_template_to_the_shelf(sandbox: Sandbox, tmp_path: Path) -> None:
    printed = command(tmp_path, sandbox, "template", "hours")
    assert printed.returncode == 0
    assert printed.stdout == (REPO / "docs" / "registers" / "hours.csv").read_text()
    path = tmp_path / "our hours.csv"
    path.write_text(printed.stdout + "2026-10,Officer,SO1,,37.5,,estimate,\n2026-10,Manager,,,many,,,\n")
    looked_at = command(tmp_path, sandbox, "inspect", str(path))
    done = command(tmp_path, sandbox, "import", str(path), "--organisation", "harrowdale")
    assert (looked_at.returncode, done.returncode) == (0, 0), looked_at.stderr + done.stderr
    (said,) = json.loads(done.stdout)
    assert said["account_id"] == "harrowdale.hours"
    assert said["refused"] == json.loads(looked_at.stdout)["refused"]
    assert said["refused"] == ["our hours.csv line 16: hours: not a number; write digits only, as 1200 or 7.5"]
    accept(Landing(tmp_path / "landing"))
    assert json.loads(command(tmp_path, sandbox, "load").stdout)["rows"]["entries"] == 2


def test_all_templates_are_written_where_they_are_wanted(sandbox: Sandbox, tmp_path: Path) -> None:
    done = command(tmp_path, sandbox, "template", "--folder", str(tmp_path / "blank"))
    written = sorted(str(path) for path in (tmp_path / "blank").iterdir())
    assert (done.returncode, sorted(json.loads(done.stdout))) == (0, written)
    assert len(written) == 20


def test_a_register_in_the_future_of_the_stated_day_is_refused_by_inspect_too(sandbox: Sandbox, tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("kpi_id,reviewed_on,finding\nA,2026-11-17,Good\n")
    said = json.loads(command(tmp_path, sandbox, "inspect", str(path)).stdout)
    assert (said["entries"], len(said["refused"])) == (0, 1)
