"""Every page for those who do not see it, or have no mouse: axe-core at both widths and in the dark, and the keyboard alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.dashboards import browsing
from tests.dashboards.browsing import DESK, PHONE, STEMS, Reader
from tests.dashboards.test_browser_walk import MONTH

browsing.skip_without_chromium()

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
# Drawings are looked at once, at the desk: their marks are many and no other at another width or in the dark.
BUT_DRAWINGS = {"exclude": [["svg"]]}
# Everything a hand could click on, but what is hidden and what the keyboard reaches as part of another (an input in its box).
CLICKABLE = """() => [...document.querySelectorAll('a[href], button, summary, input, [role=combobox], [role=tab], .wide')]
  .filter(each => each.checkVisibility({visibilityProperty: true}) && !each.disabled && each.tabIndex >= 0
    && !each.closest('[aria-hidden=true], [inert]'))"""
LISTEN = """() => {
  window.clickable = (CLICKABLE)();
  window.met = [];
  document.addEventListener('focusin', event => {
    const rings = each => { const {outlineStyle, outlineWidth, boxShadow} = getComputedStyle(each);
      return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || boxShadow !== 'none'; };
    let ringed = false;
    for (let each = event.target, up = 0; each && up < 5; each = each.parentElement, up++) ringed ||= rings(each);
    window.met.push({place: window.clickable.indexOf(event.target), ringed, what: event.target.outerHTML.slice(0, 160)});
  });
  return window.clickable.length;
}""".replace("CLICKABLE", CLICKABLE)
MISSED = """() => { const met = new Set(window.met.map(each => each.place));
  return window.clickable.filter((_, place) => !met.has(place)).map(each => each.outerHTML.slice(0, 160)); }"""


@pytest.fixture(scope="module")
def reader(full_board: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    home = tmp_path_factory.mktemp("home")
    shutil.copy(full_board, home / "board.duckdb")
    with browsing.served(home) as address, browsing.chromium() as browser:
        yield Reader(browsing.tab(browser, color_scheme="light"), address, home=home)


def complaints(
    reader: Reader, context: dict[str, Any] | None = None, rules: list[str] = WCAG
) -> list[tuple[str, str, str]]:
    """Return what axe-core finds, of any impact: rule, impact, element. Rules are those of WCAG 2.2 A and AA, or named ones."""
    answer = Axe().run(reader.page, context, {"runOnly": rules, "resultTypes": ["violations"]}).response
    return [(rule["id"], rule["impact"], node["html"][:200]) for rule in answer["violations"] for node in rule["nodes"]]


@pytest.mark.parametrize("stem", STEMS)
def test_axe_finds_nothing_against_wcag_on_any_page_at_any_width_or_in_the_dark(reader: Reader, stem: str) -> None:
    page = reader.open(stem, organisation="harrowdale", month=MONTH.get(stem, "2026-10"))
    assert complaints(reader) == []
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(each => +each.tagName[1])")[0] == 1
    assert page.evaluate(  # a table says which row a cell is in
        "[...document.querySelectorAll('.los tbody tr')].every(each => each.querySelector('th[scope=row]'))"
    )
    reader.wide(PHONE)
    assert complaints(reader, BUT_DRAWINGS) == []
    reader.wide(DESK)
    page.emulate_media(color_scheme="dark")
    try:
        page.wait_for_function(
            "getComputedStyle(document.querySelector('.stApp')).backgroundColor === 'rgb(21, 29, 34)'"
        )
        page.wait_for_function("getComputedStyle(document.querySelector('h1')).color === 'rgb(240, 244, 245)'")
        assert complaints(reader, BUT_DRAWINGS, ["color-contrast"]) == []
    finally:
        page.emulate_media(color_scheme="light")


@pytest.mark.parametrize("stem", STEMS)
def test_the_keyboard_alone_reaches_everything_and_shows_where_it_is(reader: Reader, stem: str) -> None:
    page = reader.open(stem, organisation="harrowdale", month=MONTH.get(stem, "2026-10"))
    many = page.evaluate(LISTEN)
    assert many > len(STEMS)
    for _ in range(many + 10):  # some that is not on the list may be met too
        page.keyboard.press("Tab")
    assert page.evaluate(MISSED) == []
    assert page.evaluate("window.met.filter(each => !each.ringed).map(each => each.what)") == []


def test_the_opened_forms_are_as_accessible_and_the_keyboard_reaches_all_of_them(reader: Reader) -> None:
    page = reader.open("kpi", organisation="harrowdale", month="2026-10", kpi="RS-ANSWERED")
    forms = page.locator("details", has=page.locator("summary", has_text="Write "))
    assert forms.count() == 3, "on the measure, on the month, and an action"
    for place in range(3):
        forms.nth(place).locator("summary").click()
        forms.nth(place).get_by_role("button", name="Save").wait_for()
    reader.settled()
    assert complaints(reader, BUT_DRAWINGS) == []
    many = page.evaluate(LISTEN.replace("a[href], button,", "textarea, a[href], button,"))
    for _ in range(2 * many):  # it begins where the last form was opened, and goes round
        page.keyboard.press("Tab")
    assert page.evaluate(MISSED) == []
    assert page.evaluate("window.met.filter(each => !each.ringed).map(each => each.what)") == []


def test_a_month_is_chosen_and_a_table_opened_with_the_keyboard_alone(reader: Reader) -> None:
    page = reader.open("kpi", organisation="harrowdale", month="2026-10", kpi="RS-ANSWERED")

    def tab_to(what: str) -> None:
        for _ in range(200):
            page.keyboard.press("Tab")
            if page.evaluate("what => document.activeElement.matches(what)", what):
                return
        raise AssertionError(f"Tab never comes to {what}")

    tab_to(".st-key-choice [role=combobox][aria-label*=Month], .st-key-choice input[aria-label*=Month]")
    page.keyboard.type("August 2026")
    page.get_by_role("option", name="August 2026").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**month=2026-08**")
    page.get_by_role("heading", name="What it shows, August 2026").wait_for()
    reader.settled()
    tab_to("summary")
    page.keyboard.press("Enter")
    page.locator("details[open]").first.wait_for()
