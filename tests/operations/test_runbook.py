"""Every command the runbook and the upgrade notes give exists: service, module, subcommand, option, make verb, file."""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import REPO
from tests.operations.composed import services

PAGES = ("runbook.md", "upgrading.md")
OURS = {"extractors", "checks", "dashboards", "local.backup", "local.secret_files", "checks.watchdog"}
DOCKER = {"build", "up", "ps", "stop", "logs", "exec", "run"}
SHELL = {"du", "sort", "lslocks", "grep", "cat", "git", "cp", "alias", "uv", "sed", "psql", "rm", "docker"}


def commands() -> Iterator[tuple[str, list[str]]]:
    """Yield every command of the pages, parted at pipes and ands, with the page it is of."""
    for page in PAGES:
        text = (REPO / "docs" / page).read_text(encoding="utf-8")
        blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        lines = [line for block in blocks for line in re.sub(r"\\\n\s*", "", block).splitlines()]
        lines += re.findall(
            r"`((?:dc|python3? -m|make|airflow) [^`]+)`", re.sub(r"```sh\n.*?```", "", text, flags=re.DOTALL)
        )
        for line in lines:
            for part in re.split(r"\s(?:&&|\|)\s", re.sub(r"\s#\s.*$", "", line)):
                if words := shlex.split(part):
                    yield page, words


def of(program: str) -> list[list[str]]:
    """Return what follows a program in every command, in containers or not."""
    found = []
    for _, words in commands():
        if words[0] == "dc" and words[1] in ("exec", "run"):
            words = [word for word in words if word != "--rm"][3:]
        if words[0] == program:
            found.append(words[1:])
    return found


def test_every_command_is_one_of_a_program_we_know() -> None:
    seen = list(commands())
    assert len(seen) > 40
    for page, words in seen:
        assert words[0] in {"dc", "python", "python3", "make", "airflow"} | SHELL, (page, words)


def test_every_service_that_is_named_exists() -> None:
    for page, words in commands():
        if words[0] != "dc":
            continue
        assert words[1] in DOCKER, (page, words)
        named = [word for word in words[2:] if not word.startswith("-") and word != "1h"]
        named = named[:1] if words[1] in ("exec", "run") else named
        assert set(named) <= services().keys(), (page, words)


def test_every_module_knows_the_subcommand_and_its_options() -> None:
    asked = {tuple(words[1:]) for words in [*of("python"), *of("python3")] if words[0] == "-m"}
    assert {words[0] for words in asked} <= OURS
    plain = {(module, *(word for word in rest[:2] if re.fullmatch(r"[a-z]+", word))) for module, *rest in asked}
    asked_help = {words[:3] if words[:2] == ("checks", "incidents") else words[:2] for words in plain}
    for words in sorted(each for each in asked_help if each[0] != "local.secret_files"):
        said = subprocess.run([sys.executable, "-m", *words, "--help"], cwd=REPO, capture_output=True, text=True)
        assert said.returncode == 0, (words, said.stderr)
        for whole in asked:
            if whole[: len(words)] == words:
                assert {word for word in whole if word.startswith("--")} <= set(
                    re.findall(r"--[a-z-]+", said.stdout)
                ), whole


def test_airflow_takes_every_command_as_it_is_written() -> None:
    from airflow.cli import cli_parser  # slow to import

    asked = [words for words in of("airflow") if words]
    assert len(asked) >= 4
    for words in asked:
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            try:
                cli_parser.get_parser().parse_args(words)
            except SystemExit:
                pytest.fail(f"airflow {' '.join(words)}: {said.getvalue()[-300:]}")


def test_every_make_verb_and_every_file_that_is_named_exists() -> None:
    verbs = set(re.findall(r"^([a-z-]+):", (REPO / "Makefile").read_text(), re.MULTILINE))
    for words in of("make"):
        assert words[0] in verbs, words
    for page in PAGES:
        text = (REPO / "docs" / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            assert (REPO / "docs" / link).is_file(), link
        for path in re.findall(r"`((?:docker|tests|seeds|docs)/[\w./-]+\.\w+)`", text):
            made = ("docker/secrets/", "docker/settings.env")
            assert path.startswith(made) or (REPO / path).is_file() or (REPO / "dbt_project" / path).is_file(), path
