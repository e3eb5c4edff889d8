"""Posts read from X and loaded, against a loop of `requests` that only writes the pages to disk, and against dlt. Part of make bench.

A stand-in answers at once, from memory: the sandbox has not so many posts, and would be what is measured. Its pages are the
sandbox's: original posts of one answer with their counts (nine, as X states them of a young post), again and again under ids
and moments of their own. An account has 3,125 of them, for X shows no more than 3,200, in pages of 100; so 100,000 posts are 32
accounts. Ours is extract, check and load in one process, that is from asking to rows in the warehouse; the floor asks for the
same pages; dlt (bench_dlt.py) reads them into Parquet, as it comes and with settings its documentation gives for speed, the quicker
counts; airbyte-cdk's low-code source (bench_airbyte_source.py) reads them into nothing. With these two only our extract is
compared, by posts, which all sides keep one by one. Seconds are without the start of Python. `python -m tests.bench_reading
SANDBOX_URL POSTS` is this alone.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

from extractors.platforms import x
from tests import bench_dlt, bench_home
from tests.bench_home import say
from tests.the_line import REGISTER, REPO

POSTS = {"small": 5_000, "full": 100_000}
OF_AN_ACCOUNT, A_PAGE = 3_125, 100
UNTIL = datetime(2026, 11, 16, tzinfo=UTC)
SINCE = UNTIL - timedelta(
    days=27
)  # young posts: X gives private counts for 29 days; no mention in 28 days is asked for twice
EPOCH_MS = 1_288_834_974_657  # of X's ids
TARGETS = {
    "rows_per_second_vs_floor": 0.35,
    "rows_per_second_vs_dlt": 2.5,
    "rows_per_second_vs_airbyte": 1.5,
    "memory_vs_dlt": 0.5,
}
AIRBYTE = "7.39.1"
# two processes that normalise, files small enough that both have one, buffers large enough that few writes are made
DLT_SETTINGS = {"as it comes": {}, "tuned": {
    "NORMALIZE__WORKERS": "2", "EXTRACT__DATA_WRITER__FILE_MAX_ITEMS": "10000", "DATA_WRITER__BUFFER_MAX_ITEMS": "20000",
    "EXTRACT__NEXT_ITEM_MODE": "fifo"}}  # fmt: skip


def accounts(posts: int) -> list[tuple[str, int]]:
    """Return (account id, posts) of so many posts."""
    full, left = divmod(posts, OF_AN_ACCOUNT)
    counts = [OF_AN_ACCOUNT] * full + ([left] if left else [])
    return [(str(7_700_000_000 + number), count) for number, count in enumerate(counts)]


def asked_of_the_sandbox(url: str) -> list[dict[str, Any]]:
    """Return original posts of one answer of the sandbox, with their private counts."""
    params = {"max_results": 100, "tweet.fields": x.POST_FIELDS + ",non_public_metrics", "exclude": "replies,retweets",
              "start_time": f"{SINCE:%Y-%m-%dT%H:%M:%SZ}"}  # fmt: skip
    headers = {"Authorization": "Bearer sandbox-harrowdale_x"}
    answer = requests.get(f"{url}/2/users/2244990001/tweets", params=params, headers=headers, timeout=60)
    found = [post for post in answer.json()["data"] if "referenced_tweets" not in post and "non_public_metrics" in post]
    if not found:
        raise RuntimeError("the sandbox shows no original post of the last 28 days")
    return found


def pages(patterns: list[dict[str, Any]], posts: int) -> dict[tuple[str, str], bytes]:
    """Return the body of every page by account and page token ("" for the first)."""
    made = {}
    for at, (account, count) in enumerate(accounts(posts)):
        step = (UNTIL - SINCE - timedelta(hours=1)) / count
        for first in range(0, count, A_PAGE):
            items = []
            for number in range(first, min(first + A_PAGE, count)):
                moment = UNTIL - timedelta(minutes=30) - number * step
                post_id = str(((int(moment.timestamp() * 1000) - EPOCH_MS) << 22) + at)
                items.append(patterns[number % len(patterns)] | {
                    "id": post_id, "conversation_id": post_id, "author_id": account, "edit_history_tweet_ids": [post_id],
                    "created_at": f"{moment:%Y-%m-%dT%H:%M:%S}.000Z"})  # fmt: skip
            meta = {"result_count": len(items), "newest_id": items[0]["id"], "oldest_id": items[-1]["id"]}
            if first + A_PAGE < count:
                meta["next_token"] = f"page{first + A_PAGE}"
            made[account, f"page{first}" if first else ""] = json.dumps({"data": items, "meta": meta}).encode()
    return made


class _StandIn(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    bodies: dict[tuple[str, str], bytes]

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        account = self.headers.get("Authorization", "").rpartition("-")[2]
        if asked.path.endswith("/tweets") and "/users/" in asked.path:
            body = self.bodies[asked.path.split("/")[3], parse_qs(asked.query).get("pagination_token", [""])[0]]
        elif asked.path.endswith("/mentions"):
            body = b'{"data": [], "meta": {"result_count": 0}}'
        else:
            counts = dict.fromkeys(x.PROFILE_COUNTS, 5_000)
            body = json.dumps({"data": {"id": account, "username": f"u{account}", "public_metrics": counts}}).encode()
        head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Line-Of-Sight-Sandbox: yes\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def stand_in(sandbox: str, posts: int) -> Iterator[str]:
    """Serve so many posts from a process of its own; yield its address."""
    command = [sys.executable, "-m", "tests.bench_reading", "serve", sandbox, str(posts)]
    server = subprocess.Popen(command, cwd=REPO, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        port = server.stdout.readline().strip()
        if not port:
            raise RuntimeError("the stand-in did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def _serve(sandbox: str, posts: int) -> None:
    _StandIn.bodies = pages(asked_of_the_sandbox(sandbox), posts)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _StandIn)
    print(server.server_address[1], flush=True)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()  # with whoever started it
    server.serve_forever()


def _environment(folder: Path, url: str, posts: int) -> dict[str, str]:
    folder.mkdir(parents=True)
    with REGISTER.open(newline="") as lines:
        columns = next(csv.reader(lines))
    with (folder / "accounts.csv").open("w", newline="") as lines:
        writer = csv.DictWriter(lines, columns, restval="")
        writer.writeheader()
        for account, _ in accounts(posts):
            writer.writerow({"organisation_id": "harrowdale", "platform": "x", "account_id": account, "name": account, "handle": f"u{account}",
                             "secret": f"bench_{account}", "opened_on": "2011-01-01", "licence_basis": "sandbox"})  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("LOS_")}
    return clean | {f"LOS_SECRET_BENCH_{account}": f"sandbox-{account}" for account, _ in accounts(posts)} | {
        "LOS_HOME": str(folder), "LOS_REGISTER": str(folder / "accounts.csv"), "LOS_X_URL": url, "LOS_X_LICENCE_BASIS": "sandbox",
        "LOS_PRIVACY_KEY": "a key of the bench, long enough", "LOS_TODAY": f"{UNTIL:%Y-%m-%d}", "PYTHONPATH": str(REPO),
    }  # fmt: skip


def of_ours(folder: Path, url: str, posts: int) -> dict[str, Any]:
    """Extract, check and load in one process; return what each step took."""
    command = [sys.executable, "-m", "tests.bench_reading_ours", f"{SINCE:%Y-%m-%d}", f"{UNTIL:%Y-%m-%d}"]
    done = subprocess.run(
        command, cwd=REPO, env=_environment(folder, url, posts), capture_output=True, text=True, timeout=1800
    )
    if done.returncode:
        raise RuntimeError(f"ours ended with {done.returncode}: {done.stderr[-3000:]}")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if said["posts"] != posts:
        raise RuntimeError(f"{said['posts']} posts are in the warehouse, not {posts}")
    return said


def of_the_floor(folder: Path, url: str, posts: int) -> dict[str, Any]:
    """Ask for every page and write it down; return seconds and pages."""
    folder.mkdir(parents=True)
    began, spent, written = time.perf_counter(), time.process_time(), 0
    for account, _ in accounts(posts):
        with requests.Session() as asking:
            asking.headers["Authorization"] = f"Bearer sandbox-{account}"
            mark: dict[str, str] = {}
            while True:
                answer = asking.get(
                    f"{url}/2/users/{account}/tweets", params={"max_results": "100", **mark}, timeout=60
                )
                (folder / f"{account}-{written:06d}.json").write_bytes(answer.content)
                written += 1
                following = answer.json()["meta"].get("next_token")
                if not following:
                    break
                mark = {"pagination_token": following}
    return {
        "seconds": round(time.perf_counter() - began, 2),
        "processor_seconds": round(time.process_time() - spent, 2),
        "pages": written,
    }


def of_dlt(folder: Path, url: str, posts: int, python: Path, tuned: dict[str, str]) -> dict[str, Any]:
    """Run dlt over the same accounts, as bench_dlt does."""
    told = [{"platform": "x", "account": account, "token": f"sandbox-{account}", "headers": {}, "x_fields": x.POST_FIELDS + ",non_public_metrics",
             "since": f"{SINCE:%Y-%m-%d}", "until": f"{UNTIL:%Y-%m-%d}"} for account, _ in accounts(posts)]  # fmt: skip
    said = bench_dlt.in_its_own_python(python, {"url": url, "folder": str(folder), "accounts": told}, **tuned)
    if said["items"] != posts:
        raise RuntimeError(f"dlt kept {said['items']} posts, not {posts}")
    return said


def of_airbyte(url: str, posts: int, python: Path) -> dict[str, Any]:
    """Run airbyte-cdk's low-code source over the same accounts."""
    settings = {"url": url, "fields": x.POST_FIELDS + ",non_public_metrics", "accounts": [account for account, _ in accounts(posts)],
                "since": f"{SINCE:%Y-%m-%dT%H:%M:%SZ}", "until": f"{UNTIL:%Y-%m-%dT%H:%M:%SZ}"}  # fmt: skip
    said: dict[str, Any] = json.loads(
        bench_home.in_its_own_python(python, "bench_airbyte_source.py", json.dumps(settings))
    )
    if said["items"] != posts:
        raise RuntimeError(f"airbyte-cdk read {said['items']} posts, not {posts}")
    return said


def measure(sandbox: str, posts: int, home: Path) -> dict[str, Any]:
    """Return what all sides took over so many posts, and ours over a quarter of them: does memory grow with the pages?"""
    found: dict[str, Any] = {"posts": posts, "accounts": len(accounts(posts)), "targets": TARGETS}
    with_dlt = bench_dlt.python_with_dlt(home)
    with_airbyte = bench_home.python_with(f"airbyte-cdk=={AIRBYTE}", "airbyte_cdk", home)
    with tempfile.TemporaryDirectory(prefix="los-bench-") as made, stand_in(sandbox, posts) as url:
        folder = Path(made)
        say(f"{posts:,} posts: a loop that writes pages")
        found["floor"] = min(
            (of_the_floor(folder / f"floor{turn}", url, posts) for turn in range(2)),
            key=lambda run: float(run["seconds"]),
        )
        say(f"{found['floor']['seconds']} s; ours")
        found["ours"] = of_ours(folder / "ours", url, posts)
        if with_dlt is not None:
            say(f"{found['ours']['seconds']} s; dlt")
            found["dlt"] = {
                name: of_dlt(folder / name, url, posts, with_dlt, tuned) for name, tuned in DLT_SETTINGS.items()
            }
        if with_airbyte is not None:
            say("airbyte-cdk")
            found["airbyte"] = of_airbyte(url, posts, with_airbyte)
    with tempfile.TemporaryDirectory(prefix="los-bench-") as made, stand_in(sandbox, posts // 4) as url:
        say("ours, a quarter of them")
        found["a quarter"] = of_ours(Path(made) / "ours", url, posts // 4)
    return found | {"ratios": ratios(found)}


def ratios(found: dict[str, Any]) -> dict[str, float | None]:
    """Return the four ratios; None where dlt or airbyte-cdk could not be had.

    The quicker of dlt's settings counts; its memory is that of the one that is a single process, as ours is.
    """
    ours, dlt, airbyte = found["ours"], found.get("dlt"), found.get("airbyte")
    extract = ours["steps"]["extract"]
    return {
        "rows_per_second_vs_floor": round(found["floor"]["seconds"] / ours["seconds"], 3),
        "rows_per_second_vs_dlt": round(min(run["seconds"] for run in dlt.values()) / extract, 2) if dlt else None,
        "rows_per_second_vs_airbyte": round(airbyte["seconds"] / extract, 2) if airbyte else None,
        "memory_vs_dlt": round(ours["peak_mb"]["extract"] / dlt["as it comes"]["peak_mb"], 2) if dlt else None,
    }


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        _serve(sys.argv[2], int(sys.argv[3]))
    else:
        home = Path(os.environ.get("LOS_HOME") or REPO / "var").resolve()
        print(json.dumps(measure(sys.argv[1], int(sys.argv[2]), home), indent=1))
