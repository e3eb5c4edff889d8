"""This project and dlt read the same accounts from the same sandbox, at 0 and 100 ms an answer. Part of make bench.

dlt (its REST source, Parquet load files) comes from the package index into a Python of its own under LOS_HOME; where it
cannot be had, that is said and nothing is measured. Each side runs as one process; seconds are those of the reading, without
the start of Python. `items`: posts, comments and mentions, which both sides keep one by one. The ratios say something on
another machine, the seconds do not.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import requests

from extractors.accounts import read_accounts
from extractors.landing import Landing
from extractors.platforms import facebook, linkedin, x, youtube
from tests import bench_home
from tests.bench_memory import peak_mb
from tests.the_line import REGISTER, Line

DLT = "1.31.0"
SECRETS = {"marrick_x", "osmere_linkedin", "osmere_facebook", "osmere_youtube"}
SINCE, UNTIL = date(2026, 5, 1), date(2026, 11, 16)
LATENCIES_S = (0.0, 0.1)


def python_with_dlt(home: Path) -> Path | None:
    """Return a Python that has dlt; None where it cannot be had."""
    return bench_home.python_with(f"dlt[parquet]=={DLT}", "dlt", home)


def measure(url: str, home: Path) -> dict[str, Any]:
    """Return seconds, rows, requests and memory of both sides at each latency, and their ratios."""
    python = python_with_dlt(home)
    if python is None:
        raise RuntimeError("without dlt there is nothing to compare")
    found: dict[str, Any] = {"dlt": DLT, "accounts": sorted(SECRETS), "since": str(SINCE), "until": str(UNTIL)}
    for latency in LATENCIES_S:
        with tempfile.TemporaryDirectory() as folder:
            ours = counted(url, latency, lambda f=folder: of_ours(Path(f), url))
            theirs = counted(url, latency, lambda f=folder: of_dlt(Path(f), url, python))
        ratios = {f"{what} ours/dlt": round(ours[what] / theirs[what], 2)
                  for what in ("items_a_second", "rows_a_second", "requests", "peak_mb", "seconds")}  # fmt: skip
        found[f"{latency * 1000:.0f} ms"] = {"ours": ours, "dlt": theirs, "ratios": ratios}
    return found


def counted(url: str, latency: float, run: Any) -> dict[str, Any]:
    """Run one side while every answer is so late; the sandbox counts its requests."""
    requests.delete(f"{url}/sandbox/faults", timeout=60).raise_for_status()
    for platform in ("x", "linkedin", "facebook", "youtube"):
        late = {"platform": platform, "kind": "slow", "seconds": latency, "times": None}
        requests.post(f"{url}/sandbox/faults", json=late, timeout=60).raise_for_status()
    said: dict[str, Any] = run()
    said["requests"] = len(requests.get(f"{url}/sandbox/faults", timeout=60).json()["met"])
    requests.delete(f"{url}/sandbox/faults", timeout=60).raise_for_status()
    for what in ("rows", "items"):
        said[f"{what}_a_second"] = round(said[what] / said["seconds"], 1)
    return said


def of_ours(folder: Path, url: str) -> dict[str, Any]:
    """Run our extract of every platform in one process."""
    line = Line(folder / "ours", url, SECRETS)
    said: dict[str, Any] = json.loads(line.run("-m", "tests.bench_dlt", "ours", LOS_TODAY=str(UNTIL)))
    return said


def of_dlt(folder: Path, url: str, python: Path) -> dict[str, Any]:
    """Run dlt on the same accounts in one process of its own Python."""
    accounts = []
    for account in read_accounts(REGISTER):
        if account.secret in SECRETS:
            accounts.append({
                "platform": account.platform, "account": account.account_id, "token": f"sandbox-{account.secret}",
                "headers": linkedin.HEADERS if account.platform == "linkedin" else {}, "since": str(SINCE), "until": str(UNTIL),
                "last_day": str(UNTIL - timedelta(days=1)), "spans": spans(), "x_fields": x.POST_FIELDS,
                "facebook_daily": ",".join(facebook.DAILY), "facebook_fields": facebook.POST_FIELDS.replace("{", "{{").replace("}", "}}"),
                "facebook_insights": ",".join(facebook.POST_INSIGHTS), "facebook_comments": facebook.COMMENT_FIELDS.replace("{", "{{").replace("}", "}}"),
                "youtube_daily": ",".join(youtube.DAILY),
            })  # fmt: skip
    return in_its_own_python(python, {"url": url, "folder": str(folder / "dlt"), "accounts": accounts})


def in_its_own_python(python: Path, settings: dict[str, Any], **tuned: str) -> dict[str, Any]:
    """Run bench_dlt_pipeline.py with these settings, dlt's own in `tuned`, and return what it says."""
    quiet = {"RUNTIME__DLTHUB_TELEMETRY": "false", "RUNTIME__LOG_LEVEL": "ERROR"}
    said = bench_home.in_its_own_python(python, "bench_dlt_pipeline.py", json.dumps(settings), **quiet, **tuned)
    found: dict[str, Any] = json.loads(said)
    return found


def spans() -> list[tuple[str, str]]:
    """Return the window in the parts Facebook allows for a daily series."""
    step, starts = timedelta(days=facebook.INSIGHT_DAYS), [SINCE]
    while starts[-1] + step < UNTIL:
        starts.append(starts[-1] + step)
    return [(str(start), str(min(start + step, UNTIL) + timedelta(days=1))) for start in starts]


def ours() -> None:
    """Extract every platform; print what it came to. The commands' own answers are thrown away."""
    from extractors.__main__ import main

    began = time.perf_counter()
    for platform in ("x", "linkedin", "facebook", "youtube"):
        with contextlib.redirect_stdout(io.StringIO()):
            code = main(["extract", platform, "--since", str(SINCE), "--until", str(UNTIL)])
        if code:
            raise SystemExit(code)
    seconds = time.perf_counter() - began
    rows = {"posts": 0, "interactions": 0, "readings": 0}
    for batch in Landing(Path(os.environ["LOS_HOME"]) / "landing").batches():
        if batch.table in rows:
            rows[batch.table] += batch.rows()
    print(json.dumps({"seconds": round(seconds, 2), "rows": sum(rows.values()),
                      "items": rows["posts"] + rows["interactions"], "peak_mb": peak_mb()}))  # fmt: skip


def told(found: dict[str, Any]) -> str:
    """Return the result in lines."""
    lines = []
    for latency in (each for each in found if each.endswith(" ms")):
        for side in ("ours", "dlt"):
            it = found[latency][side]
            lines.append(f"  {latency:>6} {side:<5} {it['seconds']:>7.2f} s  {it['items']} items ({it['items_a_second']} a second), "
                         f"{it['rows']} rows, {it['requests']} requests, {it['peak_mb']} MB at most")  # fmt: skip
        lines.append(f"  {latency:>6} {found[latency]['ratios']}")
    return "\n".join(lines)


if __name__ == "__main__":
    ours()
