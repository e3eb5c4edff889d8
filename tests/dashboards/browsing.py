"""A real server and a real Chromium for the tests of what a reader meets: served, opened, and waited for until it is all there."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
STEMS = sorted(path.stem for path in (ROOT / "dashboards" / "app_pages").glob("[a-z]*.py"))  # a new page is walked too
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = """--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync
 --no-first-run"""
DESK, PHONE = 1280, 390
PATIENCE_MS = 120_000  # for a busy machine: what does not come at all is the failure, not what comes late
# A page is there when its foot is, Streamlit's run is over, and every chart that it holds is drawn.
IS_WHOLE = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart]')];
  return app && app.dataset.testScriptState === 'notRunning' && document.querySelector('h1')
    && /Nobody signs in: this page|Signed in as/.test(document.body.innerText)
    && !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')
    && charts.every(each => each.offsetParent === null || each.querySelector('svg'));
}"""
# Asked until it is so: a page's grids take their width a moment after their text is there.
NO_SIDEWAYS_SCROLL = """() => ['html', '[data-testid=stMain]', '[data-testid=stAppViewContainer]']
 .map(each => document.querySelector(each)).every(each => each.scrollWidth <= each.clientWidth)"""


def skip_without_chromium() -> None:
    """Pass the module over where there is no Chromium, unless that has to be a failure."""
    if CHROMIUM is None and not (os.environ.get("CI") or os.environ.get("LOS_REQUIRE_BROWSER")):
        pytest.skip("no Chromium here (LOS_REQUIRE_BROWSER=1 makes this a failure)", allow_module_level=True)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the board file of a home as `make run` would, on a free port; yield the address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboards/app.py", "--server.port", str(port)]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "LOS_HOME": str(home)}, stdout=log, stderr=log)
        try:
            wait_for_port(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def wait_for_port(port: int) -> None:
    """Return when something answers there."""
    for _ in range(480):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the dashboard did not start within two minutes")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's Chromium; close it at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        browser.close()


def tab(browser: Browser, **wishes: Any) -> Page:
    """Open a tab of its own, with nothing kept from another; `wishes` are those of Playwright's new_context."""
    context = browser.new_context(**({"viewport": {"width": DESK, "height": 900}} | wishes))
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


@dataclass
class Reader:
    """One tab, and what went on in it."""

    page: Page
    address: str
    home: Path | None = None
    heard: dict[str, list[Any]] = field(default_factory=lambda: {"errors": [], "asked": [], "failed": []})

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.heard["errors"].append(str(error)))
        self.page.on("request", lambda request: self.heard["asked"].append(request.url))
        self.page.on("response", lambda answer: answer.status >= 400 and self.heard["failed"].append(answer.url))
        self.page.on("console", self._console)

    def _console(self, said: ConsoleMessage) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:  # which one, `failed` says
            self.heard["errors"].append(said.text)

    def forget(self) -> None:
        """Begin anew to hear what goes wrong."""
        for each in self.heard.values():
            each.clear()

    def open(self, stem: str, **asked: str) -> Page:
        """Open a page by the name of its file; return it when all of it is there."""
        query = "&".join(f"{name}={value}" for name, value in asked.items())
        self.page.goto(f"{self.address}/{'' if stem == 'board' else stem}?{query}")
        return self.settled()

    def settled(self) -> Page:
        """Wait until all of the page is there."""
        self.page.wait_for_function(IS_WHOLE)
        return self.page

    def wide(self, width: int) -> Page:
        """Give the window a width; return the page when its layout has followed, without a sideways scroll."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.wait_for_function("width => window.innerWidth === width", arg=width)
        self.page.wait_for_function(NO_SIDEWAYS_SCROLL)
        return self.page
