"""The page Editions, and past editions opened as they were: who signed, what may be taken away, every page on a frozen file."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import (
    blocks_editions,
    editions,
    roles,
    sign_off,
    signing,
    wording_sign_off,
)
from dashboards.pack import make
from tests.dashboards.conftest import ROWS, create
from tests.dashboards.packs import AT, FRESH, freeze
from tests.dashboards.test_pages import FIRST, KPI, SHOWING, cells_of, opened, words_of
from tests.dashboards.test_sign_off import put

EDITIONS = "app_pages/editions.py"
OPEN = "This is the edition 2026-10, as it was frozen on 16 November 2026, 09:30 UTC."
LATE = """
update restatements set reported_in = '2026-10', period = date '2026-10-01' where is_material;
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose board was published anew after October was frozen, rendered, prepared and reviewed."""
    home = tmp_path_factory.mktemp("office")
    edition = freeze(home, FRESH + "update figures set words = 'As it was frozen.' where kpi_id = 'AL-MAPPED';")
    make.make(edition, made_at=AT)
    put(edition, "preparer", "A")
    put(edition, "reviewer", "B")
    (home / "board.duckdb").unlink()
    create(home / "board.duckdb", ROWS)
    return home


@pytest.fixture
def home(office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LOS_HOME", str(tmp_path))
    shutil.copytree(office, tmp_path, dirs_exist_ok=True)
    return tmp_path


def labels(app: AppTest) -> set[str]:
    """What can be taken away from a page."""
    return {each.proto.label for each in app.get("download_button")}


def test_the_page_says_who_signed_what_and_offers_the_packs_and_the_way_in(home: Path) -> None:
    app = opened(EDITIONS)
    content = sign_off.content_sha256(editions.read(home / "editions" / "2026-10"))
    assert "Reviewed. The executive owner is next." in words_of(app)
    cells = cells_of(app).split("\n")
    row = cells[cells.index("Data-quality reviewer") :][:6]
    assert (row[1], row[2], row[4], row[5]) == ("Person B", "Head of it", content[:12], "Yes: reviewed.")
    assert labels(app) == {
        "The board's pack, PDF",
        "The board's pack, HTML",
        "Every signature, with the full hash (CSV)",
    }
    assert blocks_editions.DRAFT in words_of(app)
    assert content in str(wording_sign_off.history(signing.status(home / "editions" / "2026-10", [])))


@pytest.mark.parametrize(
    ("role", "draft", "released"),
    [("viewer", False, True), ("analyst", True, True), ("reviewer", True, True), ("secretary", True, True)],
)
def test_a_draft_is_for_those_who_make_it_and_what_is_released_for_every_role(
    home: Path, monkeypatch: pytest.MonkeyPatch, role: str, draft: bool, released: bool
) -> None:
    monkeypatch.setattr(roles, "ANYBODY_HERE", roles.Person("somebody", frozenset({role})))  # as door.person finds them
    app = opened(EDITIONS)
    assert ("The board's pack, PDF" in labels(app)) is draft
    assert (blocks_editions.NO_DRAFTS in words_of(app)) is not draft
    put(home / "editions" / "2026-10", "executive", "C")
    put(home / "editions" / "2026-10", "secretary", "D")
    app = opened(EDITIONS)
    assert ("The board's pack, PDF" in labels(app)) is released
    assert "by Person D, Head of it." in words_of(app)


def test_a_pack_that_was_changed_is_not_offered(home: Path) -> None:
    pack = home / "editions" / "2026-10" / "pack.pdf"
    pack.chmod(0o644)
    pack.write_bytes(b"another")
    app = opened(EDITIONS)
    assert "The board's pack, PDF" not in labels(app) and "pack.pdf is not as it was rendered" in words_of(app)


def test_a_material_restatement_of_a_signed_month_opens_the_steps_again_and_is_named(home: Path) -> None:
    (home / "board.duckdb").unlink()
    create(home / "board.duckdb", ROWS + LATE)
    app = opened(EDITIONS)
    assert "Re-opened by a later change. Since it was signed, the month was restated" in words_of(app)
    assert "No: open again by a later change." in cells_of(app)
    edition = home / "editions" / "2026-10"
    late = signing.late_changes(home / "board.duckdb", edition)
    assert [row["name"] for row in late] == ["People who got an answer"]
    with pytest.raises(signing.NotSigned, match="the preparer comes first"):
        put(edition, "executive", "C", late=tuple(late))
    put(edition, "preparer", "A", late=tuple(late))
    assert signing.status(edition, late).state == "prepared"
    assert "Whoever signs next is told" in words_of(opened(EDITIONS))


@pytest.mark.parametrize("page", [page for page in SHOWING if page != EDITIONS])
def test_every_page_opens_an_edition_as_it_was_and_says_so(home: Path, page: str) -> None:
    app = opened(page, edition="2026-10", organisation="harrowdale", month="2026-10")
    assert f"{OPEN} Reviewed." in words_of(app) and "Nothing on this page is newer." in words_of(app)
    assert app.query_params["edition"] in ("2026-10", ["2026-10"])
    frames = [each.proto for each in app.get("page_link")]
    carried = [each.query_string for each in frames if each.label not in ("Today's figures instead",)]
    assert carried and all("edition=2026-10" in each for each in carried)
    assert all("edition" not in each.query_string for each in frames if each.label == "Today's figures instead")
    addresses = [part for part in "".join(each.proto.body for each in app.get("html")).split('href="')[1:]]
    assert all("edition=2026-10" in each.split('"')[0] for each in addresses if "organisation=" in each.split('"')[0])


def test_what_is_shown_is_the_frozen_file_and_todays_without_it(home: Path) -> None:
    measure = {"month": "2026-10", "kpi": "AL-MAPPED"}
    assert "As it was frozen." in words_of(opened(KPI, edition="2026-10", **measure))
    assert "As it was frozen." not in words_of(opened(KPI, **measure))
    words = words_of(opened(EDITIONS, edition="2026-10"))
    assert "The edition 2026-10 is open on the other pages. This one is as of today." in words and OPEN not in words


def test_nobody_writes_from_a_page_of_an_edition(home: Path) -> None:
    measure = {"month": "2026-10", "kpi": "RS-ANSWERED"}
    assert opened(KPI, **measure).text_area
    app = opened(KPI, edition="2026-10", **measure)
    assert OPEN in words_of(app) and not app.text_area and not app.text_input


@pytest.mark.parametrize(
    ("damage", "asked", "said"),
    [
        (None, "2026-09", "There is no edition 2026-09 here."),
        (None, "../x", "There is no edition ../x here."),
        ("board.duckdb", "2026-10", "The edition 2026-10 is damaged and is not shown: board.duckdb was changed."),
        ("manifest.json", "2026-10", "The edition 2026-10 is damaged and is not shown: "),
    ],
)
def test_an_edition_that_is_not_there_or_was_changed_has_a_page_that_helps(
    home: Path, damage: str | None, asked: str, said: str
) -> None:
    if damage:
        file = home / "editions" / "2026-10" / damage
        file.chmod(0o644)
        file.write_bytes(file.read_bytes().replace(b"Board secretary", b"Board Secretary") + b" ")
    app = opened(edition=asked)
    words = words_of(app)
    assert app.title[0].value == "This edition cannot be opened" and said in words and "There is: 2026-10." in words
    assert "Today's figures instead" in {each.proto.label for each in app.get("page_link")}


@pytest.mark.parametrize(
    ("older", "page"),
    [("drop table post_practice", "app_pages/posts.py"), ("alter table equity drop column share_offline", "app_pages/who_we_miss.py")],
)  # fmt: skip
def test_an_edition_of_an_earlier_version_says_what_it_cannot_show(home: Path, older: str, page: str) -> None:
    file = home / "editions" / "2026-10" / "board.duckdb"
    file.chmod(0o644)
    with duckdb.connect(str(file)) as board:
        board.execute(older)
    manifest = editions.read(file.parent)
    manifest["files"]["board.duckdb"] = editions.about_file(file)
    entries = manifest.pop("sign_offs")
    assert len(entries) == 2
    manifest["edition_sha256"] = editions.seal(manifest)
    (file.parent / "manifest.json").chmod(0o644)
    (file.parent / "manifest.json").write_bytes(editions._json(manifest))
    app = opened(page, edition="2026-10", month="2026-10")
    assert "The rest of this page cannot be shown: this edition was frozen by an earlier version" in words_of(app)
    assert OPEN in words_of(opened(FIRST, edition="2026-10", month="2026-10"))


def test_the_command_line_tells_how_each_edition_stands(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from dashboards import __main__ as command

    assert command.main(["editions"]) == 0
    said = capsys.readouterr().out
    assert '"state": "reviewed"' in said and '"restated_since": 0' in said
