"""Forget, retain and tidy with the shelf in a bucket, by their own commands: what had to go is in no object and in no file."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from checks import __main__ as checks
from extractors import __main__ as extractors
from extractors.accounts import read_accounts
from tests.conftest import REGISTER, TODAY, Sandbox
from tests.searched import holding
from tests.storage.conftest import keys, store, uploads
from tests.storage.wire import Wire
from tests.the_line import Line

SECRET = "osmere_youtube"
(ACCOUNT,) = (each for each in read_accounts(REGISTER) if each.secret == SECRET)


@pytest.fixture
def line(sandbox: Sandbox, wire: Wire, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    """A line whose shelf is in the bucket; its commands are called in this process, which has its environment."""
    line = Line(tmp_path / "here", sandbox.url, {SECRET})
    for name, value in line.environment.items():
        if name.startswith("LOS_"):
            monkeypatch.setenv(name, value)
    monkeypatch.setenv("LOS_LANDING", address)
    return line


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Run one command as of a day, and return what it printed; it must end well."""

    def run(day: date, *words: str) -> Any:
        monkeypatch.setenv("LOS_TODAY", str(day))
        capsys.readouterr()
        command = checks.main if words[0] == "checks" else extractors.main
        ended = command(words[1:] if words[0] == "checks" else words)
        said = capsys.readouterr()
        assert ended == 0, said.err
        return json.loads(said.out)

    return run


def bucket_and_home(wire: Wire, line: Line, folder: Path) -> list[Path]:
    """Return the bucket, copied into a folder, and the line's home: everywhere anything may lie."""
    client = store(wire.store)
    for key in keys(wire):
        (folder / key).parent.mkdir(parents=True, exist_ok=True)
        body = client.get_object(Bucket="shelf", Key=f"los/landing/{key}")["Body"].read()
        (folder / key).write_bytes(body)
    return [folder, line.home]


def held(places: list[Path], texts: list[str]) -> list[str]:
    return [each for place in places for each in holding(place, texts)]


def test_what_is_gone_or_over_its_time_is_left_in_no_object_and_no_file(
    line: Line, sandbox: Sandbox, wire: Wire, tmp_path: Path, say: Callable[..., Any]
) -> None:
    yesterday, since = TODAY - timedelta(days=1), str(TODAY - timedelta(days=60))
    sandbox.clock(yesterday)
    say(yesterday, "extract", "youtube", "--since", since)
    say(yesterday, "checks")
    say(yesterday, "load")
    (*_, (post,)) = line.warehouse(  # the one with fewest comments: others' are to stay
        "select conversation_id from raw.interactions where conversation_id in (select post_id from raw.posts)"
        " group by conversation_id order by count(*) desc, conversation_id"
    )
    ((item,),) = line.warehouse(
        "select interaction_id from raw.interactions where conversation_id <> ? and interaction_id not in"
        " (select parent_id from raw.interactions where parent_id is not null) order by all limit 1", post)  # fmt: skip
    ids = [post, item]
    before = {name: set(line.warehouse(f"select {key} from raw.{name}")) for name, key in
              (("posts", "post_id"), ("interactions", "interaction_id"))}  # fmt: skip
    were = held(bucket_and_home(wire, line, tmp_path / "before"), ids)
    for place in ("pages/", "batches/", "warehouse.duckdb"):
        assert any(place in each for each in were), f"else nothing would be removed from {place}"

    for gone in ids:
        sandbox.delete(ACCOUNT, gone, yesterday)
    sandbox.clock(TODAY)
    say(TODAY, "extract", "youtube", "--since", since)  # lacks them, so they are asked for by id
    wire.fail("PUT or DELETE or POST", "", "SlowDown", times=2, skip=2)
    wire.fail("PUT or DELETE or POST", "", "lost", times=1, skip=4)
    removed = say(TODAY, "forget", "youtube")["removed"]
    assert removed["post"] == 1 and removed["interaction"] >= 1
    say(TODAY, "checks")
    say(TODAY, "load")
    assert say(TODAY, "tidy")["is_done"]
    assert held(bucket_and_home(wire, line, tmp_path / "forgotten"), ids) == []
    left = {name: set(line.warehouse(f"select {key} from raw.{name}")) for name, key in
            (("posts", "post_id"), ("interactions", "interaction_id"))}  # fmt: skip
    assert left["posts"] == before["posts"] - {(post,)}
    assert left["interactions"] <= before["interactions"] - {(item,)} and left["interactions"]

    over = TODAY + timedelta(days=31)  # YouTube: pages 29 days, comments 30
    assert any(key.startswith("pages/") for key in keys(wire))
    say(over, "retain")
    say(over, "checks")
    say(over, "load")
    assert say(over, "tidy")["is_done"]
    assert not any(key.startswith("pages/") for key in keys(wire))
    comments = [comment for (comment,) in left["interactions"]]
    assert held(bucket_and_home(wire, line, tmp_path / "retained"), comments) == []
    assert set(line.warehouse("select post_id from raw.posts")) == left["posts"], "our own posts stay"
    assert uploads(wire) == [] and not [key for key in keys(wire) if key.endswith("unfinished")]
