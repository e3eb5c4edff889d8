"""The pack: five pages and an annex that say every figure of the edition, tagged, the same bytes anywhere, as PDF and HTML."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards import editions, wording
from dashboards.pack import as_pdf, make
from dashboards.pack.parts import Chart, Pack, Page
from tests.dashboards import packs
from tests.the_line import REPO

PAGES = ["1. Summary", "2. Alignment and resources", "3. Listening, answering, communities",
         "4. Outcomes and contribution", "5. Equity, data quality and sign-off"]  # fmt: skip
COVER = {"meeting": "Board of Directors in public", "author": "Head of Communications", "author_name": "A Name",
         "recommendation": "Move one post a week to answering"}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An edition with its pack and public pack in it; copy it before you change it."""
    edition = packs.freeze(tmp_path_factory.mktemp("pack"), packs.FRESH)
    make.make(edition, cover=COVER, made_at=packs.AT)
    make.make(edition, cover=COVER, is_public=True, made_at=packs.AT)
    return edition


@pytest.fixture
def edition(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "editions" / "2026-10"))


@pytest.fixture(scope="module")
def pdf(made: Path) -> bytes:
    return (made / "pack.pdf").read_bytes()


@pytest.fixture(scope="module")
def html(made: Path) -> str:
    return (made / "pack.html").read_text(encoding="utf-8")


def figures(edition: Path) -> list[tuple[str, str]]:
    """Every figure of Harrowdale's October: what stands where the number would be, and its words."""
    with duckdb.connect(str(edition / "board.duckdb"), read_only=True) as board:
        rows = board.execute(
            "select f.value, f.state, k.unit, f.words from figures as f join kpis as k using (kpi_id, definition_version)"
            " where organisation_id = 'harrowdale' and period = date '2026-10-01'"
        ).fetchall()
    return [
        (wording.headline({"value": value, "state": state}, unit), wording.sentence(words))
        for value, state, unit, words in rows
    ]


def test_the_text_of_both_holds_every_figure_of_the_edition(made: Path, pdf: bytes, html: str) -> None:
    shown = figures(made)
    assert len(shown) > 15
    on_paper = packs.squeezed("".join(packs.sheets(pdf)))
    cells = [packs.squeezed(cell) for cell in re.findall(r"<td[^>]*>([^<]*)</td>", html)]
    for headline, words in shown:
        assert packs.squeezed(headline + words) in on_paper, (headline, words)
        assert packs.squeezed(headline) in cells and packs.squeezed(words).replace("'", "&#x27;") in cells, words


def test_there_are_five_pages_a_sheet_each_and_then_the_annex(pdf: bytes) -> None:
    sheets = packs.sheets(pdf)
    assert [title for title, sheet in zip(PAGES, sheets, strict=False) if title in sheet] == PAGES
    assert "A. Cover sheet" in sheets[5]


def test_page_one_has_what_a_board_member_wants_in_its_order(pdf: bytes) -> None:
    page = packs.squeezed(packs.sheets(pdf)[0])
    order = ["posts and replies were for a stated objective", "The four tests", "Objectives:", "How we talk", "Who we are not reaching",
             "The winter campaign began", "Alert. ", "Advise. ", "Assure. ", "What we need from you", "Move one post a week",
             "Name a deputy for the desk", "How sure we are", "are measured"]  # fmt: skip
    at = [page.find(packs.squeezed(each)) for each in order]
    assert -1 not in at and at == sorted(at), dict(zip(order, at, strict=True))
    assert "followers" not in page.lower()


def test_every_sheet_of_the_public_version_says_that_it_is_one(made: Path) -> None:
    sheets = packs.sheets((made / "pack-public.pdf").read_bytes())
    heads = [sheet.split(wording.SANDBOX)[0].split() for sheet in sheets]
    assert {" ".join(head) for head in heads} == {"Harrowdale University Hospitals NHS Foundation Trust Public version"}
    assert packs.squeezed("counts of fewer than 10 people, the names of people") in packs.squeezed(sheets[0])


def test_every_sheet_and_section_says_that_the_figures_are_made_up(pdf: bytes, html: str) -> None:
    assert all(wording.SANDBOX in sheet for sheet in packs.sheets(pdf))
    assert html.count(f'<p class="mark">{wording.SANDBOX}') == html.count("<section") + 1


def test_the_pdf_is_tagged_as_pdf_ua_asks(pdf: bytes) -> None:
    """What can be told without veraPDF; Typst itself refuses to export what PDF/UA-1 forbids."""
    reader = packs.reader(pdf)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and root["/Lang"] == "en-GB" and root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "October 2026" in str(reader.metadata.title if reader.metadata else "")
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data().decode()
    tags = list(packs.tags(pdf))
    count = Counter(str(tag["/S"]) for tag in tags)
    assert (
        count["/Table"] > 10
        and count["/TH"] > count["/Table"]
        and count["/H1"] == 11
        and count["/Caption"] == count["/Table"]
    )
    figures = [tag for tag in tags if tag["/S"] == "/Figure"]
    assert len(figures) > 20 and all(str(tag.get("/Alt", "")).strip() for tag in figures)
    assert all(str(page["/Tabs"]) == "/S" for page in reader.pages)
    fonts = {str(font["/BaseFont"]) for page in reader.pages for font in _fonts(page)}
    assert fonts and all("Libertinus" in font for font in fonts), "a font that not every machine has"


def _fonts(page: object) -> list[dict[str, object]]:
    resources = page["/Resources"]  # type: ignore[index]
    return [font.get_object() for font in resources.get("/Font", {}).values()]


def test_a_picture_without_words_is_not_set() -> None:
    nothing: Any = None
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/></svg>'
    chart = Chart(drawn, alt=nothing)
    pack = Pack("Title", "Body", "", "2026-10", "", (2026, 11, 16, 9, 0, 0), (Page("1. One", (chart,)),))
    with pytest.raises(as_pdf.CannotSet, match=r"PDF/UA-1.*alt"):
        as_pdf.pdf(pack)


def test_rendered_again_elsewhere_it_is_the_same_to_the_byte(edition: Path, tmp_path: Path) -> None:
    program = (
        "import json, sys, pathlib; from dashboards.pack import make; edition = pathlib.Path(sys.argv[1]);"
        "said = json.loads((edition / 'manifest.json').read_text())['packs'];"
        "[pathlib.Path(sys.argv[2], f'{stem}.{kind}').write_bytes(content) for stem, of in said.items() for kind, content in"
        " make.render(edition, **{key: of[key] for key in ('organisation', 'is_public', 'cover', 'override')}).items()]"
    )
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    environment = {**os.environ, "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(REPO)}
    subprocess.run(
        [sys.executable, "-c", program, str(edition), str(elsewhere)], env=environment, check=True, cwd=elsewhere
    )
    again = {path.name: path.read_bytes() for path in elsewhere.iterdir()}
    assert set(again) == {"pack.pdf", "pack.html", "pack-public.pdf", "pack-public.html"}
    assert again == {name: (edition / name).read_bytes() for name in again}


def test_rendering_the_same_again_changes_nothing(edition: Path) -> None:
    before = {path.name: path.read_bytes() for path in edition.iterdir()}
    said = make.make(edition, cover=COVER, made_at=packs.AT.replace(hour=20))
    assert said["was_there"] and {path.name: path.read_bytes() for path in edition.iterdir()} == before


def test_a_pack_joins_the_edition_and_its_manifest(edition: Path) -> None:
    manifest = json.loads((edition / "manifest.json").read_text())
    assert manifest["packs"]["pack"]["cover"] == COVER and manifest["packs"]["pack-public"]["is_public"]
    for name in ("pack.pdf", "pack.html", "pack-public.pdf", "pack-public.html"):
        assert manifest["files"][name]["sha256"] == hashlib.sha256((edition / name).read_bytes()).hexdigest()
    assert editions.verify(edition) == [] and make.verify(edition) == []


def test_another_cover_sheet_replaces_the_pack_and_the_manifest_remembers_the_one_before(edition: Path) -> None:
    before = json.loads((edition / "manifest.json").read_text())["packs"]["pack"]
    make.make(edition, cover={"meeting": "Another"}, made_at=packs.AT)
    now = json.loads((edition / "manifest.json").read_text())["packs"]["pack"]
    assert now["sha256"] != before["sha256"] and [each["sha256"] for each in now["earlier"]] == [before["sha256"]]
    assert editions.verify(edition) == []


def test_a_pack_that_was_touched_is_told(edition: Path) -> None:
    path = edition / "pack.html"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"Partly", b"Met"))
    assert editions.verify(edition) == ["pack.html: was changed"]
    assert make.verify(edition) == ["pack.html: is not what board.duckdb renders"]
    with pytest.raises(make.NotRendered, match=r"is not as it was frozen: pack\.html: was changed"):
        make.make(edition, cover=COVER, made_at=packs.AT)


def test_what_a_killed_render_left_behind_is_written_anew(edition: Path) -> None:
    make.make(edition, cover=COVER, made_at=packs.AT)
    (edition / "pack-marrick.pdf").write_bytes(b"half")
    assert editions.verify(edition) == ["pack-marrick.pdf: is not of this edition"]
    make.make(edition, organisation="marrick", made_at=packs.AT, override=None)
    assert editions.verify(edition) == []


def test_nothing_frozen_can_be_replaced_by_what_is_added(edition: Path) -> None:
    with pytest.raises(editions.NotFrozen, match=r"figures\.csv was frozen"):
        editions.add(edition, {"figures.csv": b""}, {})
    assert editions.verify(edition) == []


class Outline(HTMLParser):
    """What a screen reader makes of a page: headings, pictures, table heads, addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.pictures: list[dict[str, str | None]] = []
        self.heads: list[dict[str, str | None]] = []
        self.addresses: list[str] = []
        self.tags: Counter[str] = Counter()
        self.lang: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.tags[tag] += 1
        self.addresses += [
            value for name, value in attrs if name in ("src", "href", "srcset", "action", "data") and value
        ]
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if tag == "img":
            self.pictures.append(said)
        if tag == "th":
            self.heads.append(said)
        if tag == "html":
            self.lang = said.get("lang")


def test_the_html_stands_by_itself_and_is_in_order(html: str) -> None:
    outline = Outline()
    outline.feed(html)
    assert (
        outline.lang == "en-GB" and "<title>Social media and the strategy: board pack for October 2026</title>" in html
    )
    assert all(address.startswith(("#", "data:image/svg+xml;base64,")) for address in outline.addresses)
    assert not re.search(r"@import|url\(|<script|<link|<iframe", html)
    assert outline.levels[0] == 1 and outline.levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
    assert len(outline.pictures) > 20 and all((picture["alt"] or "").strip() for picture in outline.pictures)
    assert {head.get("scope") for head in outline.heads} == {"col", "row"}
    assert outline.tags["table"] == outline.tags["caption"] and "@media print" in html
    # but one: the table of weight, hours and attention stands under its chart on the page
    assert outline.tags["details"] == outline.tags["figure"] - 1, "a chart without its months as a table"


def test_the_cover_sheet_says_what_was_written_and_never_fills_a_field_in(pdf: bytes) -> None:
    sheet = packs.sheets(pdf)[5]
    assert re.search(r"Meeting\s+Board of Directors in public", sheet) and "A Name" in sheet
    assert re.search(r"CQC domain\s+Not recorded", sheet)


def test_a_figure_can_be_followed_to_what_it_rests_on(made: Path, pdf: bytes) -> None:
    whole = "".join(packs.sheets(pdf))
    numbers = set(re.findall(r"\[(F\d+)\]", whole))
    assert numbers and all(re.search(rf"\b{number}\b", whole.split("B. Every figure")[1]) for number in numbers)
    sha = json.loads((made / "manifest.json").read_text())["files"]["board.duckdb"]["sha256"]
    assert sha in packs.squeezed(whole)
