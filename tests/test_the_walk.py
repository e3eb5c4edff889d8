"""One view count, followed from YouTube's answer to the words on the board page. Each test is one step of the README's walk."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow.parquet as pq
import pytest

from extractors.accounts import read_accounts
from extractors.landing import Landing
from extractors.platforms import youtube
from tests.extractors.parsing import parse
from tests.the_line import REPO, Line

TODAY = date(2026, 11, 16)
ACCOUNT = "UCosmerepublichealth0000"
SETTLED = ("2025-10-01", "2026-09-01")  # months whose counts no longer change


@dataclass
class Walk:
    """The one video of a month that held no other, as YouTube spoke of it."""

    line: Line
    landing: Landing
    video_id: str
    view_count: str  # YouTube sends a string
    period: date


def asked(url: str) -> Any:
    request = urllib.request.Request(url, headers={"Authorization": "Bearer sandbox-osmere_youtube"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)


def videos(api: str) -> list[dict[str, Any]]:
    """Ask YouTube's API for every video of the channel, without any code of ours."""
    channel = asked(f"{api}/youtube/v3/channels?part=contentDetails&mine=true")["items"][0]
    uploads = channel["contentDetails"]["relatedPlaylists"]["uploads"]
    ids: list[str] = []
    more = ""
    while True:
        asked_for = f"part=contentDetails&maxResults=50&playlistId={uploads}{more}"
        page = asked(f"{api}/youtube/v3/playlistItems?{asked_for}")
        ids += [item["contentDetails"]["videoId"] for item in page["items"]]
        if "nextPageToken" not in page:
            break
        more = "&pageToken=" + page["nextPageToken"]
    found = []
    for start in range(0, len(ids), 50):
        found += asked(
            f"{api}/youtube/v3/videos?part=snippet,statistics,status&id={','.join(ids[start : start + 50])}"
        )["items"]
    return found


@pytest.fixture(scope="module")
def walk(running_sandbox: Any, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    running_sandbox.begin_anew()
    months: dict[str, list[dict[str, Any]]] = {}
    for video in videos(running_sandbox.url):
        months.setdefault(video["snippet"]["publishedAt"][:7] + "-01", []).append(video)
    alone = [
        (month, found[0])
        for month, found in sorted(months.items())
        if SETTLED[0] <= month <= SETTLED[1]
        and len(found) == 1
        and "commentCount" in found[0]["statistics"]
        and int(found[0]["statistics"]["viewCount"]) >= 1000
    ]
    assert alone, "the sandbox has no month with just one video of 1,000 views: the walk cannot follow a single count"
    month, video = alone[-1]
    home = tmp_path_factory.mktemp("walk")
    line = Line(home, running_sandbox.url, {"osmere_youtube"})
    line.look(TODAY)
    line.build_again()
    count = video["statistics"]["viewCount"]
    return Walk(line, Landing(home / "landing"), video["id"], count, date.fromisoformat(month))


def test_youtube_answers_with_a_string(walk: Walk) -> None:
    assert isinstance(walk.view_count, str) and int(walk.view_count) >= 1000


def test_the_page_is_kept_and_parse_makes_a_reading_of_it(walk: Walk) -> None:
    (account,) = read_accounts(walk.line.home / "accounts.csv", "youtube")
    (batch,) = walk.landing.batches("youtube", "readings")
    (commit,) = walk.landing.batches("youtube", "extracts")
    observed_at = pq.read_table(commit.path).column("observed_at")[0].as_py()
    said = [
        row.value
        for page in walk.landing.pages(account, batch.batch_id)
        for row in parse(youtube, page, account, observed_at)
        if getattr(row, "subject_id", "") == walk.video_id and getattr(row, "field", "") == "viewCount"
    ]
    assert said == [float(walk.view_count)]


def test_the_reading_is_a_row_of_the_batch(walk: Walk) -> None:
    (batch,) = walk.landing.batches("youtube", "readings")
    rows = pq.read_table(batch.path, filters=[("subject_id", "=", walk.video_id), ("field", "=", "viewCount")])
    assert rows.column("value").to_pylist() == [float(walk.view_count)]


def test_the_checks_accepted_the_batch(walk: Walk) -> None:
    (batch,) = walk.landing.batches("youtube", "readings")
    verdict = walk.landing.verdict(batch)
    assert verdict is not None and verdict["accepted"] and verdict["results"]


def test_the_warehouse_holds_it_as_it_was_said(walk: Walk) -> None:
    rows = walk.line.warehouse(
        "select value from raw.readings where subject_id = ? and field = 'viewCount'", walk.video_id
    )
    assert rows == [(float(walk.view_count),)]


def test_the_metric_map_calls_it_views_and_the_post_is_credited_with_it(walk: Walk) -> None:
    rows = walk.line.warehouse(
        "select metric, role, value from intermediate.int_post_counts where post_id = ? and field = 'viewCount'",
        walk.video_id,
    )
    assert rows == [("views", "seen", float(walk.view_count))]


def test_the_measure_of_its_month_is_that_count(walk: Walk) -> None:
    rows = walk.line.warehouse(
        """select value from measures.measures
        where organisation_id = 'osmere' and slice = 'youtube' and period = ? and measure = 'people_reached_or_views'""",
        walk.period,
    )
    assert rows == [(float(walk.view_count),)]


FIGURE = "select denominator, state, words from figures where organisation_id = 'osmere' and kpi_id = 'EN-DEPTH' and slice = 'youtube' and period = ?"


def test_the_published_figure_rests_on_it_and_its_words_say_so(walk: Walk) -> None:
    ((denominator, state, words),) = walk.line.board(FIGURE, walk.period)
    assert (denominator, state) == (float(walk.view_count), "measured")
    assert f"on {int(walk.view_count):,} views" in words


@pytest.fixture(scope="module")
def page_address(walk: Walk) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboards/app.py", "--server.port", str(port),
               "--server.address", "127.0.0.1", "--server.headless", "true"]  # fmt: skip
    server = subprocess.Popen(
        command, cwd=REPO, env=walk.line.environment, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(address + "/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.5)
        yield address
    finally:
        server.terminate()
        server.wait(10)


def test_a_person_reads_the_same_number_in_the_browser(walk: Walk, page_address: str) -> None:
    from playwright.sync_api import expect, sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        assert not os.environ.get("CI") and not os.environ.get("LOS_REQUIRE_SHARED"), (
            "CI must have chromium: make test installs it"
        )
        pytest.skip("no chromium: apt install chromium")
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=quiet)
        page = browser.new_page()
        page.goto(f"{page_address}/kpi?organisation=osmere&month={walk.period:%Y-%m}&kpi=EN-DEPTH")
        expect(page.get_by_text(f"on {int(walk.view_count):,} views").first).to_be_visible(timeout=120_000)
        browser.close()
