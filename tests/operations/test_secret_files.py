"""A secret that lies in a file opens the account like one in the environment, and is found nowhere else afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from extractors.secret_files import with_secrets
from local import __main__ as run
from tests.conftest import REPO, TODAY, Sandbox
from tests.find_secrets import find_secrets, secrets_in
from tests.local.test_run import settings

KEY = "canary/key+of=privacy-in-a-file"
TOKEN = "sandbox-osmere_youtube"
APP = "canary/app+secret=in-a-file"
WHOLE = {
    "access_token": TOKEN,
    "refresh_token": "sandbox-refresh-osmere_youtube",
    "client_id": "1",
    "client_secret": APP,
}


def test_a_file_stands_for_the_setting_and_the_end_of_its_line_is_not_the_secrets(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    found = with_secrets({"LOS_PRIVACY_KEY_FILE": str(tmp_path / "key"), "LOS_HOME": "/x", "LOS_SECRET_A": "b"})
    assert (found["LOS_PRIVACY_KEY"], found["LOS_SECRET_A"], found["LOS_HOME"]) == (KEY, "b", "/x")


def test_other_settings_that_end_in_file_are_no_secrets(tmp_path: Path) -> None:
    given = {"LOS_ROLES_FILE": str(tmp_path / "none.csv"), "LOS_SECRET_FILE": "plain", "LOS_SECRET_A_FILE": ""}
    assert with_secrets(given) == given


@pytest.mark.parametrize(
    ("content", "also", "words"),
    [
        (None, {}, "LOS_SECRET_A_FILE: {file} cannot be read (No such file or directory)"),
        (b" \n", {}, "LOS_SECRET_A_FILE: {file} is empty"),
        (b"\xff\xfesecret", {}, "LOS_SECRET_A_FILE: {file} is not text"),
        (b"secret", {"LOS_SECRET_A": "other"}, "LOS_SECRET_A and LOS_SECRET_A_FILE are both set; keep one of them"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_never_shown(
    tmp_path: Path, content: bytes | None, also: dict[str, str], words: str
) -> None:
    file = tmp_path / "a"
    if content is not None:
        file.write_bytes(content)
    environ = {"LOS_SECRET_A_FILE": str(file)} | also
    with pytest.raises(ValueError, match="LOS_SECRET_A") as said:
        with_secrets(environ)
    assert str(said.value) == words.format(file=file)
    assert with_secrets(environ, is_strict=False) == environ


DOOR = """
import logging, os
from datetime import date
from dags import door
from dags.steps import reading
logging.basicConfig(level=logging.INFO)
said = reading.extract("youtube", "UCosmerepublichealth0000", date(2026, 11, 16), day=None, since="2026-11-09", until=None)
print(door.without_secrets(" ".join(door.environ()[name] for name in ("LOS_PRIVACY_KEY", "LOS_SECRET_OSMERE_YOUTUBE"))))
print([name for name in os.environ if name in ("LOS_PRIVACY_KEY", "LOS_SECRET_OSMERE_YOUTUBE")])
print({(row.outcome, row.cause) for row in said})
"""


def ran(environ: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOS_", "AIRFLOW"))}
    return subprocess.run(
        [sys.executable, *words], cwd=REPO, env=kept | environ, capture_output=True, text=True, timeout=300
    )


def test_both_doors_open_an_account_with_secrets_out_of_files_and_show_them_nowhere(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    home, kept = tmp_path / "home", tmp_path / "secrets"
    kept.mkdir()
    (kept / "key").write_text(f"{KEY}\n")
    (kept / "youtube").write_text(json.dumps(WHOLE))
    environ = {name: value for name, value in sandbox.environ.items() if name.endswith("_URL")} | {
        "LOS_HOME": str(home), "LOS_TODAY": str(TODAY), "AIRFLOW_HOME": str(home / "airflow"),
        "LOS_PRIVACY_KEY_FILE": str(kept / "key"), "LOS_SECRET_OSMERE_YOUTUBE_FILE": str(kept / "youtube"),
    }  # fmt: skip
    door = ran(environ, "-c", DOOR)
    assert door.stdout.splitlines()[-2:] == ["[]", "{('ok', None)}"], door.stderr
    words = ("-m", "extractors", "extract", "youtube", "--since", "2026-11-09", "--account", "UCosmerepublichealth0000")
    typed = ran(environ, *words)
    assert typed.returncode == 0 and '"outcome": "ok"' in typed.stdout, typed.stderr
    canaries = [KEY, TOKEN, APP, WHOLE["refresh_token"]]
    assert find_secrets(home, canaries) == []
    for said in (door, typed):
        assert secrets_in(said.stdout + said.stderr, canaries) == []
    assert len(find_secrets(kept, canaries)) >= 2, "the search finds them where they belong"


def test_the_command_line_says_which_file_it_cannot_read_in_one_line(tmp_path: Path) -> None:
    environ = {"LOS_HOME": str(tmp_path), "LOS_PRIVACY_KEY_FILE": str(tmp_path / "none")}
    said = ran(environ, "-m", "extractors", "extract", "youtube")
    assert (said.returncode, said.stderr) == (
        2, f"LOS_PRIVACY_KEY_FILE: {tmp_path / 'none'} cannot be read (No such file or directory)\n"
    )  # fmt: skip


def test_make_run_makes_no_key_where_a_file_holds_one_and_the_sandbox_never_gets_real_secrets(tmp_path: Path) -> None:
    given = {"LOS_PRIVACY_KEY_FILE": "/run/secrets/key", "LOS_SECRET_HARROWDALE_X_FILE": "/run/secrets/x"}
    asked = run.plan(settings(tmp_path, **given))
    ours = run.environment(asked, settings(tmp_path, **given))
    assert "LOS_PRIVACY_KEY" not in ours and not (tmp_path / "privacy.key").exists()
    assert "LOS_SECRET_HARROWDALE_X_FILE" not in ours and "sandbox-" in ours["LOS_SECRET_HARROWDALE_X"]
