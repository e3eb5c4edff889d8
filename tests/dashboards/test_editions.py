"""Editions: a month is frozen whole or not at all, names nobody's post, renders the same anywhere, and tells when it was touched."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards import __main__ as door
from dashboards import edition_files, editions
from tests.dashboards.conftest import ROWS, create
from tests.the_line import REPO

AT = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)
SEPTEMBER, OCTOBER = date(2026, 9, 1), date(2026, 10, 1)
BY = "Board secretary"
POST, ITEM, ENTRY = "112_173321451893025", "112_173321451893025_998877665544", "2026-10-03|facebook|112_173321451893025"
NAMED = f"""
insert into posts values ('harrowdale', 'facebook', '112', '{POST}', timestamptz '2026-10-02 09:00+00', 'original', 'B1', 'B', 'SO1',
    'Words of a post', 'https://facebook.example/112/posts/173321451893025', 12, 3, 1, null, 900, null);
insert into lineage values
    ('harrowdale', date '2026-10-01', 'people_answered', 'interaction', '{ITEM}', null, 1, 'facebook', '112', null, null, null, 'b1'),
    ('harrowdale', date '2026-10-01', 'people_answered', 'interaction', '{ITEM}9', null, 2, 'facebook', '112', null, null, null, 'b1'),
    ('harrowdale', date '2026-10-01', 'hours', 'entry', '{ENTRY}', null, 7.5, null, null, null, null, null, 'file_1'),
    ('harrowdale', date '2026-11-01', 'people_answered', 'act', '{POST}', null, 1, 'facebook', '112', null, null, null, 'b1');
insert into batches values
    ('harrowdale', 'posts', 'facebook', '112', 'b1', null, null, date '2026-11-16', 9, 'ab12'),
    ('harrowdale', 'entries', 'register', 'harrowdale.hours', 'file_1', 'hours', 'hours.csv', date '2026-11-16', 376, 'cd34');
update checks set observed = 'post {POST}: 2 below zero; https://facebook.example/112/posts/173321451893025/' where batch_id = 'b-0911';
"""
NOTHING_FROZEN = "delete from editions; delete from as_reported; delete from restatements;"


@pytest.fixture(scope="session")
def named_board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board file that names a post and what the public wrote, wherever a board can; read it, do not change it."""
    return create(tmp_path_factory.mktemp("named") / "board.duckdb", ROWS + NAMED + NOTHING_FROZEN)


@pytest.fixture
def home(named_board: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(named_board, tmp_path / "board.duckdb")
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    monkeypatch.setenv("LOS_TODAY", "2026-11-16")
    return tmp_path


@pytest.fixture(scope="session")
def frozen_once(named_board: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition of October 2026; copy it before you change it."""
    folder = tmp_path_factory.mktemp("frozen") / "editions"
    editions.freeze(named_board, folder, OCTOBER, frozen_by=BY, frozen_at=AT)
    return folder / "2026-10"


@pytest.fixture
def october(home: Path, frozen_once: Path) -> Path:
    return Path(shutil.copytree(frozen_once, home / "editions" / "2026-10"))


def freeze(home: Path, period: date = OCTOBER, **more: Any) -> dict[str, Any]:
    return editions.freeze(
        home / "board.duckdb", home / "editions", period, **{"frozen_by": BY, "frozen_at": AT, **more}
    )


def ask(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as file:
        return file.execute(sql).fetchall()


def rows(edition: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((edition / name).read_text(encoding="utf-8-sig"))))


def rewrite(path: Path, content: bytes) -> None:
    path.chmod(0o644)
    path.write_bytes(content)


def test_an_edition_holds_the_month_and_what_came_before_and_nothing_after(october: Path) -> None:
    board = october / "board.duckdb"
    for table, month in (("figures", "period"), ("outcomes", "period"), ("targets", "period"), ("lineage", "period")):
        assert ask(board, f"select max({month}) <= date '2026-10-01', count(*) > 0 from {table}") == [(True, True)], (
            table
        )
    assert ask(board, "select max(quarter) from label_agreement") == [(OCTOBER,)]
    assert ask(board, "select count(*) from organisations") == [(3,)]  # what is of no month stays whole


def test_an_edition_names_no_post_and_nothing_the_public_wrote(october: Path) -> None:
    assert ask(october / "board.duckdb", "select count(*) from posts") == [(0,)]
    tables = [row[0] for row in ask(october / "board.duckdb", "select table_name from duckdb_tables()")]
    cells = "".join(str(ask(october / "board.duckdb", f'select * from "{table}"')) for table in tables)
    files = [path.read_bytes() for path in october.iterdir()]
    for secret in (POST, ITEM, ENTRY, "173321451893025", "998877665544", "Words of a post"):
        assert secret not in cells
        assert not [content for content in files if secret.encode() in content], secret
    (said,) = ask(october / "board.duckdb", "select observed from checks where batch_id = 'b-0911'")
    assert said == ("post (a post or item): 2 below zero; https://facebook.example/112/posts/(a post or item)/",)
    assert json.loads((october / "manifest.json").read_text())["texts_masked"] == 1


def test_the_parts_behind_a_figure_are_summed_where_they_came_from(october: Path) -> None:
    parts = "select measure, part_kind, part_id, amount, batch_id from lineage order by all"
    assert ask(october / "board.duckdb", parts) == [
        ("hours", "entry", None, 7.5, "file_1"), ("people_answered", "interaction", None, 3, "b1")]  # fmt: skip
    assert ask(october / "board.duckdb", "select sum(amount) from figure_parts where side = 'numerator'") != []


def test_the_plain_files_say_what_the_board_file_said(october: Path, named_board: Path) -> None:
    shown = ask(
        named_board, "select state, count(*) from figures where period <= date '2026-10-01' group by all order by all"
    )
    states = [row["state"] for row in rows(october, "figures.csv")]
    assert [(state, states.count(state)) for state in sorted(set(states))] == shown
    row = rows(october, "figures.csv")[0]
    key = ", ".join(f"'{row[name]}'" for name in ("organisation_id", "kpi_id", "period", "slice_kind", "slice"))
    (said,) = ask(
        named_board,
        f"select value, words, definition_version from figures where (organisation_id, kpi_id, period::text, slice_kind, slice) = ({key})",
    )
    assert (
        float(row["value"]) if row["value"] else None,
        row["words"],
        int(row["definition_version"] or 0) or None,
    ) == said
    assert {row["sha256"] for row in rows(october, "batches.csv")} == {"ab12", "cd34"}
    assert {row["what"] for row in rows(october, "strategy.csv")} == {"objective", "target"}
    assert {path.name for path in october.iterdir()} == {
        *edition_files.LAYOUTS[edition_files.NEWEST],
        "board.duckdb",
        "manifest.json",
    }


def test_the_manifest_says_who_froze_what_from_which_files(october: Path) -> None:
    said = json.loads((october / "manifest.json").read_text())
    assert (said["edition"], said["period"], said["issue"], said["replaces"], said["reason"]) == (
        "2026-10",
        "2026-10",
        1,
        None,
        None,
    )
    assert (said["frozen_by"], said["frozen_at"], said["data_to"], said["is_sandbox"]) == (
        BY,
        AT.isoformat(),
        "2026-11-15",
        True,
    )
    assert said["versions"]["strategy"] == "2024.1" and said["batches"]["count"] == 2
    counted = "select count(*), count(*) filter (where status = 'provisional') from figures where state = 'measured' and period = date '2026-10-01'"
    assert [tuple(said["figures_of_the_month"].values())] == ask(october / "board.duckdb", counted)
    assert set(said["files"]) == {path.name for path in october.iterdir()} - {"manifest.json"}
    assert editions.verify(october) == []


def test_a_board_from_before_there_were_control_charts_has_no_files_of_them(frozen_once: Path, tmp_path: Path) -> None:
    shutil.copy(frozen_once / "board.duckdb", tmp_path)
    (tmp_path / "board.duckdb").chmod(0o644)
    with duckdb.connect(str(tmp_path / "board.duckdb")) as board:
        board.execute("drop table spc")
        board.execute("drop table spc_series")
    without = set(edition_files.render(tmp_path / "board.duckdb", 1))
    assert set(edition_files.LAYOUTS[1]) - without == {"spc.csv", "spc_series.csv"}


def test_rendered_again_elsewhere_it_is_the_same_to_the_byte(october: Path) -> None:
    before = {path.name: path.read_bytes() for path in october.iterdir()}
    program = (
        "import sys, pathlib; from dashboards import edition_files as f;"
        "found = f.render(pathlib.Path(sys.argv[1]) / 'board.duckdb', 1);"
        "[pathlib.Path(sys.argv[2], name).write_bytes(content) for name, content in found.items()]"
    )
    elsewhere = october.parents[1] / "elsewhere"
    elsewhere.mkdir()
    environment = {**os.environ, "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(REPO)}
    subprocess.run(
        [sys.executable, "-c", program, str(october), str(elsewhere)], env=environment, check=True, cwd=elsewhere
    )
    rendered = {path.name: path.read_bytes() for path in elsewhere.iterdir()}
    assert len(rendered) > 8 and rendered == {name: before[name] for name in rendered}
    assert {path.name: path.read_bytes() for path in october.iterdir()} == before, "reading it changed it"


def test_an_edition_cannot_be_written_to(october: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in october.iterdir()} == {0o444}


def edit_board(edition: Path, sql: str) -> None:
    (edition / "board.duckdb").chmod(0o644)
    with duckdb.connect(str(edition / "board.duckdb")) as file:
        file.execute(sql)


def edit_manifest(folder: Path, **said: Any) -> None:
    manifest = json.loads((folder / "manifest.json").read_text()) | said
    rewrite(folder / "manifest.json", json.dumps({**manifest, "edition_sha256": editions.seal(manifest)}).encode())


@pytest.mark.parametrize(
    ("touch", "differs"),
    [
        (lambda e: rewrite(e / "figures.csv", (e / "figures.csv").read_bytes() + b" "), "figures.csv: was changed"),
        (lambda e: (e / "tests.csv").unlink(), "tests.csv: is gone"),
        (lambda e: (e / "notes.txt").write_text("x"), "notes.txt: is not of this edition"),
        (lambda e: edit_board(e, "update figures set words = 'Better.'"), "board.duckdb: was changed"),
        (lambda e: edit_board(e, "update figures set words = 'Better.'"), "figures.csv: is not what board.duckdb renders"),
        (lambda e: rewrite(e / "board.duckdb", b"no database" * 400), "board.duckdb: cannot be read"),
        (lambda e: rewrite(e / "manifest.json", b"{"), "manifest.json: cannot be read"),
        (lambda e: rewrite(e / "manifest.json", (e / "manifest.json").read_bytes().replace(b"Board secretary", b"Somebody")), "manifest.json: was changed"),
        (lambda e: edit_manifest(e, data_to="2026-11-16"), "manifest.json: data_to is not what board.duckdb says"),
        (lambda e: edit_manifest(e, layout=99), "manifest.json: layout 99 is not known"),
        (lambda e: edit_manifest(e, edition="2026-08"), "manifest.json: is of the edition 2026-08"),
    ],
)  # fmt: skip
def test_whatever_is_touched_is_named(
    october: Path, touch: Callable[[Path], None], differs: str, capsys: pytest.CaptureFixture[str]
) -> None:
    touch(october)
    assert [line for line in editions.verify(october) if line.startswith(differs)], editions.verify(october)
    assert door.main(["verify", "2026-10"]) == 1
    said = capsys.readouterr()
    assert f"2026-10/{differs}" in said.err and json.loads(said.out)[0]["is_as_frozen"] is False


def test_a_month_is_frozen_once_and_re_issued_only_with_a_reason(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main(["freeze", "2026-10", "--by", BY]) == 0
    before = (home / "editions" / "2026-10" / "manifest.json").read_bytes()
    assert door.main(["freeze", "2026-10", "--by", BY]) == 2
    with duckdb.connect(str(home / "board.duckdb")) as board:  # what load, build and publish do between two freezes
        board.execute("insert into editions (edition) values ('2026-10')")
    assert door.main(["freeze", "2026-10", "--by", BY, "--reissue"]) == 2
    assert door.main(["freeze", "2026-10", "--by", BY, "--reissue", "--reason", "Two registers came late"]) == 0
    said = json.loads((home / "editions" / "2026-10.2" / "manifest.json").read_text())
    assert (said["issue"], said["replaces"], said["reason"]) == (2, "2026-10", "Two registers came late")
    assert (home / "editions" / "2026-10" / "manifest.json").read_bytes() == before
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Not frozen")]
    assert len(lines) == 2 and "--reissue --reason" in lines[0]
    assert [path.name for path in editions.editions_in(home / "editions")] == ["2026-10", "2026-10.2"]
    assert door.main(["verify"]) == 0


@pytest.mark.parametrize(
    ("month", "by", "more", "sentence"),
    [
        ("2026-11", BY, [], "November 2026 is not over"),
        ("2024-10", BY, [], "October 2024 is not in the board file"),
        ("October", BY, [], "'October' is no month: write it as 2026-10"),
        ("2026-10", " ", [], "say who freezes it, by job title"),
        ("2026-10", BY, ["--reissue", "--reason", "x"], "was not frozen yet, so there is nothing to re-issue"),
    ],
)
def test_what_cannot_be_frozen_is_said_in_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], month: str, by: str, more: list[str], sentence: str
) -> None:
    assert door.main(["freeze", month, "--by", by, *more]) == 2
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1
    assert editions.editions_in(home / "editions") == []


def test_a_month_the_board_file_holds_half_of_is_not_frozen(home: Path) -> None:
    with duckdb.connect(str(home / "board.duckdb")) as board:
        board.execute("update build set data_to = date '2026-10-30'")
    with pytest.raises(
        editions.NotFrozen, match="October 2026 is not whole in the board file: it holds data to 2026-10-30"
    ):
        freeze(home)


def test_without_a_board_file_or_a_folder_to_write_to_there_is_no_edition(home: Path, tmp_path: Path) -> None:
    (home / "board.duckdb").rename(home / "other.duckdb")
    with pytest.raises(editions.NothingPublished, match="No board file has been published yet"):
        freeze(home)
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(editions.NotFrozen, match=r"editions cannot be written"):
        editions.freeze(home / "other.duckdb", tmp_path / "file" / "editions", OCTOBER, frozen_by=BY, frozen_at=AT)


def test_a_board_that_does_not_know_the_edition_before_cannot_say_what_changed_and_is_not_frozen(home: Path) -> None:
    freeze(home, SEPTEMBER)
    with duckdb.connect(str(home / "board.duckdb")) as board:
        board.execute("delete from editions")
    with pytest.raises(editions.NotFrozen, match="before it knew the edition 2026-09"):
        freeze(home)
    assert [path.name for path in editions.editions_in(home / "editions")] == ["2026-09"]


def test_killed_while_it_froze_it_left_no_edition_and_does_not_stop_the_next(home: Path) -> None:
    program = (
        "import time; from dashboards import edition_files, __main__ as door\n"
        "edition_files.render = lambda *_: time.sleep(600)\n"  # so that the kill always finds it half-way
        f"door.main(['freeze', '2026-10', '--by', '{BY}'])"
    )
    freezing = subprocess.Popen([sys.executable, "-c", program], cwd=REPO, env={**os.environ, "LOS_HOME": str(home)})
    half = home / "editions" / editions.UNFINISHED / editions.BOARD
    while not half.exists() and freezing.poll() is None:
        time.sleep(0.02)
    freezing.send_signal(signal.SIGKILL)
    freezing.wait(timeout=20)
    assert half.exists() and editions.editions_in(home / "editions") == []
    freeze(home)
    assert sorted(path.name for path in (home / "editions").iterdir()) == [".lock", "2026-10"]
    assert editions.verify(home / "editions" / "2026-10") == []


def test_a_month_nobody_froze_cannot_be_verified_and_no_edition_is_no_fault(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main(["verify"]) == 0
    assert door.main(["verify", "2026-10"]) == 2
    said = capsys.readouterr()
    assert said.out == "[]\n" and "There is no edition 2026-10" in said.err
