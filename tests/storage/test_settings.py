"""A setting that cannot work is one line: what, where, how to mend it. No key is ever in a line, a log or a traceback."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import traceback
from pathlib import Path

import pytest

from storage import bucket, place
from storage.faults import BadSetting, Changed, StorageFault
from tests.conftest import REPO
from tests.storage.conftest import CANARY, aws, opened, seen_from
from tests.storage.wire import Wire


def refusal(setting: str, home: Path) -> str:
    with pytest.raises(BadSetting) as why:
        place.place(setting, home)
    said = str(why.value)
    assert "\n" not in said and said.startswith("LOS_LANDING")
    return said


def test_without_a_setting_the_shelf_is_a_folder_of_the_home(tmp_path: Path) -> None:
    for setting in (None, "", "  "):
        assert place.place(setting, tmp_path) == tmp_path / "landing"
    assert place.place("/srv/shelf", tmp_path) == Path("/srv/shelf")


@pytest.mark.parametrize("setting", ["gs://bucket/prefix", "http://127.0.0.1/bucket", "S3://bucket"])
def test_a_store_we_do_not_know_is_named(setting: str, tmp_path: Path) -> None:
    said = refusal(setting, tmp_path)
    assert f"{setting.partition(':')[0]}:// is no store this version knows" in said and "s3://bucket/prefix" in said


@pytest.mark.parametrize(
    "setting", ["s3://", "s3:///prefix", "s3://KEY:SECRET@bucket/prefix", "s3://bucket?key=SECRET"]
)
def test_an_address_with_more_than_bucket_and_prefix_is_refused_and_not_repeated(setting: str, tmp_path: Path) -> None:
    said = refusal(setting, tmp_path)
    assert "s3://bucket/prefix and nothing more" in said and "SECRET" not in said


def test_a_bucket_that_is_not_there_is_named(wire: Wire, tmp_path: Path) -> None:
    said = refusal("s3://no-such-bucket/los", tmp_path)
    assert "s3://no-such-bucket/los" in said and "there is no such bucket" in said


def test_a_key_without_rights_is_told_which_it_needs(wire: Wire, address: str, tmp_path: Path) -> None:
    wire.fail("GET", "", "AccessDenied", times=99)
    said = refusal(address, tmp_path)
    assert "no right to (AccessDenied)" in said and "s3:PutObject" in said and address in said


def test_a_store_that_is_down_is_a_fault_and_no_bad_setting(wire: Wire, address: str, tmp_path: Path) -> None:
    wire.fail("GET", "", "refused", times=99)
    with pytest.raises(StorageFault, match="AWS_ENDPOINT_URL") as why:
        seen_from(address, tmp_path)
    assert not isinstance(why.value, BadSetting)


def test_without_any_key_it_says_which_settings_are_missing(
    wire: Wire, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)
    said = refusal(address, tmp_path)
    assert "no key to open it with" in said and "AWS_ACCESS_KEY_ID" in said


def test_without_s3fs_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    assert "dependency group s3" in refusal("s3://bucket/prefix", tmp_path)


@pytest.mark.parametrize("kind", ["AccessDenied", "SlowDown", "refused"])
def test_no_key_is_in_any_log_error_or_traceback(
    wire: Wire, address: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    caplog.set_level(logging.DEBUG)
    shelf = own_client(address, tmp_path)
    wire.fail("PUT", "", kind, times=99)
    with pytest.raises(StorageFault) as why:
        place.write_whole(shelf / "watch" / "a.json", b"{}")
    told = "".join(traceback.TracebackException.from_exception(why.value, capture_locals=False).format())
    chain = repr(why.value.__cause__) + repr(why.value.__context__ if not why.value.__suppress_context__ else "")
    everything = told + chain + caplog.text + repr(why.value.__dict__)
    assert "LOS_LANDING: write s3://shelf/los/landing/watch/a.json" in told
    for secret in CANARY:
        assert secret not in everything
    assert any(CANARY[2] in str(each) for each in wire.headers), "the canary was never used"


def own_client(address: str, home: Path) -> Path:
    return place.place(address, home)  # its own client: loggers are quieted when one is opened


def test_the_commands_say_it_in_one_line_and_end_with_2(wire: Wire, address: str, tmp_path: Path) -> None:
    environ = {**os.environ, **aws(wire), "LOS_HOME": str(tmp_path), "LOS_LANDING": "s3://no-such-bucket/los"}
    for command in (["extractors", "load"], ["checks"]):
        done = subprocess.run([sys.executable, "-m", *command], env=environ, cwd=REPO, capture_output=True, text=True)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert "there is no such bucket" in done.stderr


def test_what_is_new_is_written_once_and_the_same_bytes_are_no_change(wire: Wire, address: str) -> None:
    shelf = opened("shelf")
    etag = shelf.put("once", b"first", only_new=True)
    assert shelf.put("once", b"first", only_new=True) == etag
    with pytest.raises(Changed):
        shelf.put("once", b"second", only_new=True)
    with pytest.raises(Changed):
        shelf.put("once", b"third", only_over="another etag")
    assert shelf.put("once", b"second", only_over=etag) != etag


def test_an_answer_that_got_lost_is_no_other_writer(wire: Wire, address: str) -> None:
    wire.fail("PUT", "once", "lost")
    assert opened("shelf").put("once", b"first", only_new=True)


def test_a_store_that_cannot_compare_is_looked_at_first(wire: Wire, address: str) -> None:
    shelf = opened("shelf")
    wire.fail("PUT", "once", "NotImplemented", times=2)
    with pytest.raises(StorageFault):
        shelf.put("once", b"first")  # an unconditional one is simply refused
    assert shelf.put("once", b"first", only_new=True) is not None
    wire.fail("PUT", "once", "NotImplemented")
    with pytest.raises(Changed):
        shelf.put("once", b"second", only_new=True)


def test_more_than_one_put_takes_is_refused_in_words(wire: Wire, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket, "MOST_BYTES", 10)
    with pytest.raises(StorageFault, match="ask a shorter window"):
        opened("shelf").put("large", b"x" * 11)
