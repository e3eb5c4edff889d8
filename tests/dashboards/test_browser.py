"""What a reader's browser shows: the real server, a real Chromium, a desk's width and a phone's."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.dashboards import browsing

browsing.skip_without_chromium()


@pytest.fixture(scope="module")
def address(full_board: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a home with a full board file as `make run` would, on a free port."""
    home = tmp_path_factory.mktemp("home")
    shutil.copy(full_board, home / "board.duckdb")
    with browsing.served(home) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with browsing.chromium() as chromium:
        yield chromium


def visit(browser: Browser, address: str, width: int) -> tuple[Page, dict[str, list[Any]]]:
    page = browsing.tab(browser, viewport={"width": width, "height": 900})
    heard: dict[str, list[Any]] = {"errors": [], "asked": []}
    page.on("pageerror", lambda error: heard["errors"].append(str(error)))
    page.on("request", lambda request: heard["asked"].append(request.url))
    page.goto(address)
    page.wait_for_selector("h1")
    return page, heard


def test_a_phone_can_reach_the_other_pages_and_keeps_its_choice(browser: Browser, address: str) -> None:
    page, _ = visit(browser, f"{address}/?organisation=marrick&month=2026-03", 390)
    page.get_by_role("link", name="Trust").click()
    page.get_by_text("What was read for Marrick Dale").wait_for()
    page.wait_for_url("**/trust?organisation=marrick&month=2026-03")
    assert page.get_by_text("Deploy").count() == 0
    page.get_by_role("link", name="Board").click()
    page.wait_for_url("**/?organisation=marrick&month=2026-03")
    page.get_by_role("link", name="What each test rests on").click()
    page.get_by_text("Does the work follow the strategy?").wait_for()
    page.wait_for_url("**/alignment?organisation=marrick&month=2026-03")
    page.context.close()


def test_plots_under_each_other_begin_and_end_at_one_place(browser: Browser, address: str) -> None:
    page, _ = visit(browser, address + "/outcomes", 1280)
    page.wait_for_function("document.querySelectorAll('.vega-embed svg').length == 5")
    widths = page.evaluate(
        "[...document.querySelectorAll('.vega-embed svg')].map(each => each.querySelector('.mark-rule.role-axis-domain line')"
        ".getBoundingClientRect()).map(each => [Math.round(each.left), Math.round(each.right)])"
    )
    assert len(widths) == 5
    assert max(left for left, _ in widths) - min(left for left, _ in widths) <= 1, widths
    assert max(right for _, right in widths) - min(right for _, right in widths) <= 1, widths
    page.context.close()


def test_an_icon_reaches_the_reader_drawn_and_with_its_label(browser: Browser, address: str) -> None:
    page, _ = visit(browser, address, 1280)
    icon = page.get_by_role("img", name="Icon: of concern, low (L)").first
    icon.wait_for()
    assert icon.evaluate("each => each.complete && each.naturalWidth") > 0
    page.get_by_role("link", name="People who got an answer").first.click()
    page.wait_for_url("**/kpi?organisation=harrowdale&month=2026-10&kpi=RS-ANSWERED")
    page.get_by_role("link", name="Signal or noise: the chart of People who got an answer").first.click()
    page.locator("[data-testid=stVegaLiteChart][aria-label^='A control chart of RS-ANSWERED in words']").wait_for()
    page.wait_for_url(
        "**/signals?organisation=harrowdale&month=2026-10&kpi=RS-ANSWERED&slice=organisation%3Aharrowdale*"
    )
    page.context.close()


def test_a_chart_has_words_for_those_who_cannot_see_it(browser: Browser, address: str) -> None:
    page, _ = visit(browser, address + "/kpi?kpi=AL-MAPPED", 1280)
    page.locator("[data-testid=stVegaLiteChart][aria-label^='A control chart of AL-MAPPED in words']").wait_for()
    page.goto(address + "/platforms")
    page.get_by_label("Deep engagement on Facebook, 24 months. Lowest").first.wait_for()
    page.context.close()


def test_the_answer_and_how_sure_it_is_are_seen_without_scrolling(browser: Browser, address: str) -> None:
    page, _ = visit(browser, address, 1280)
    for words in ("Not yet in every way: ", "How sure: of "):
        box = page.get_by_text(words).first.bounding_box()
        assert box and box["y"] + box["height"] <= 900
    page.get_by_role("heading", name="Four tests").wait_for()
    table = page.get_by_role("table", name="The four tests").bounding_box()
    assert table and table["y"] + table["height"] <= 900
    page.context.close()
