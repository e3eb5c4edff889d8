"""make chaos N= SEED=: seeded faults on four platforms and kill -9 at seeded moments; then the shelf and the warehouse are whole.

A calm run comes first. Then rounds: each draws its share of the faults, runs `extract` of every platform as a process of its
own (tests/chaos_process.py), and kills some of them. After each process every fault met is looked up in what the extract
reported on the shelf: it was healed, or somebody was told, or the process was killed. At the end the faults are cleared and
one clean run follows: extract, check, load, forget. The smaller one in `make test`: tests/test_chaos.py.
"""

from __future__ import annotations

import argparse
import json
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pyarrow.parquet as pq
import requests

from extractors.accounts import read_accounts
from extractors.landing import Landing
from extractors.records import Account
from sandbox.faults.asked import WISHES
from sandbox.faults.kinds import KINDS
from tests.conftest import PRIVACY_KEY
from tests.extractors.two_years import accept_and_load, everything, rows_off
from tests.the_line import REGISTER, REPO, Line

TODAY = date(2026, 11, 16)
TABLES = ("posts", "interactions", "readings")

# Kinds that are drawn by POST /sandbox/chaos and put aside here: (platform, kind, endpoint or "" for all) -> why.
# "" as a platform: every one. What is here is either no fault of one day, or what an extract does not yet see or tell.
ONE_DAY = "it stands for the day, and all rounds are one day: what remembers it would rightly not ask again"
LEFT_OUT: dict[tuple[str, str, str], str] = {
    ("", "quota", ""): ONE_DAY,
}

# What no client can see in the answer itself: the run says ok, and the next one puts it right.
SEEN_LATER = {
    "deleted_between": "the post stood there when it was read; by the next look it is gone",
    "unsettled_days": "the two newest days look like any other; the look-back of later runs reads them again",
}


@dataclass
class Process:
    """One `extract` of one platform: how it ended, what it met, and what became of that."""

    round: int
    platform: str
    killed_at: str
    code: int
    met: list[dict[str, Any]]
    fates: list[str] = field(default_factory=list)  # of each fault met, in their order
    unaccounted: list[str] = field(default_factory=list)

    @property
    def was_killed(self) -> bool:
        """Whether it died of kill -9 before its end."""
        return self.code == -9


@dataclass
class Outcome:
    """What a whole chaos run came to."""

    drawn: int = 0
    put_aside: Counter[str] = field(default_factory=Counter)
    processes: list[Process] = field(default_factory=list)
    fates: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    unaccounted: list[str] = field(default_factory=list)  # a fault met, and rows lost, that `extracts` does not tell of
    off_truth: list[str] = field(default_factory=list)
    off_calm: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def met(self) -> int:
        """How many faults were answered."""
        return sum(len(process.met) for process in self.processes)

    @property
    def kills(self) -> int:
        """How many processes died of kill -9."""
        return sum(process.was_killed for process in self.processes)

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost and nothing kept quiet."""
        return not (self.unaccounted or self.off_truth or self.off_calm)


class Chaos:
    """One sandbox, one LOS_HOME that has a calm day and one that has not."""

    def __init__(self, folder: Path, url: str, since: date, secrets: set[str] | None = None) -> None:
        self.url, self.since, self.folder = url, since, folder
        self.calm, self.line = Line(folder / "calm", url, secrets), Line(folder / "chaos", url, secrets)
        for line in (self.calm, self.line):
            line.environment["LOS_PRIVACY_KEY"] = PRIVACY_KEY  # two_years.py compares with tags keyed by it
        every = read_accounts(self.line.home / "accounts.csv")
        self.accounts = [each for each in every if each.closed_on is None]
        self.moments: dict[str, dict[str, int]] = {}
        self.seconds: dict[str, float] = {}

    def run(self, seed: str, faults: int, kills: int, rounds: int) -> Outcome:
        """Do it all."""
        began, done, dice = time.monotonic(), Outcome(), Random(f"kills|{seed}")
        self._calm_day()
        runs = [(number, platform) for number in range(rounds) for platform in self.line.platforms]
        deaths = Counter(dice.choice(runs) for _ in range(kills))
        for number in range(rounds):
            share = faults * (number + 1) // rounds - faults * number // rounds
            self._draw(done, f"{seed}.{number}", share, has_stops=number % 4 == 3)
            for processes in self._side_by_side(lambda platform, n=number: self._until_done(seed, n, platform, deaths)):
                done.processes += processes
            print(f"round {number + 1} of {rounds}: {done.met} met, {done.kills} killed", file=sys.stderr)
        for process in done.processes:
            done.unaccounted += process.unaccounted
            done.fates.update(process.fates)
            done.kinds.update(
                f"{fault['kind']}: {fate}" for fault, fate in zip(process.met, process.fates, strict=True)
            )
        self._clean_run(done)
        done.seconds = round(time.monotonic() - began, 1)
        return done

    def _side_by_side(self, what: Callable[[str], Any]) -> list[Any]:
        with ThreadPoolExecutor(2) as pool:  # each platform in a process of its own, as a scheduler runs them
            return list(pool.map(what, self.line.platforms))

    def _until_done(self, seed: str, number: int, platform: str, deaths: Counter[tuple[int, str]]) -> list[Process]:
        """Run one platform; what was killed is run again, into a shelf that holds half a batch."""
        dice, processes = Random(f"moments|{seed}|{number}|{platform}"), list[Process]()
        for _ in range(deaths[number, platform]):
            for _ in range(5):  # a process that ended before its moment is no kill
                processes.append(self._extract(platform, number, self._moment(dice, platform)))
                if processes[-1].was_killed:
                    break
        return [*processes, self._extract(platform, number, "")]

    def _calm_day(self) -> None:
        self._ask("DELETE", "faults")
        self._side_by_side(self._calm_extract)
        accept_and_load(Landing(self.calm.home / "landing"), self.calm.home / "warehouse.duckdb")

    def _calm_extract(self, platform: str) -> None:
        counted, began = self.folder / f"moments-{platform}.json", time.monotonic()
        code, said = self._start(self.calm, platform, CHAOS_MOMENTS=str(counted))
        outcomes = {row["outcome"] for row in json.loads(said)}
        assert code == 0 and outcomes <= {"ok", "off"}, f"a calm extract of {platform}: {code}, {outcomes}"
        self.moments[platform] = json.loads(counted.read_text())
        self.seconds[platform] = time.monotonic() - began

    def _draw(self, done: Outcome, seed: str, faults: int, has_stops: bool) -> None:
        """Let so many faults wait that are not put aside; what waited before is forgotten."""
        kept: list[dict[str, Any]] = []
        for part in range(100):
            wish = {"seed": f"{seed}.{part}", "faults": faults, "platforms": self.line.platforms, "spread": 6,
                    "accounts": [each.account_id for each in self.accounts], "stops": has_stops}  # fmt: skip
            for fault in self._ask("POST", "chaos", wish)["drawn"]:
                why = left_out(fault)
                if why:
                    done.put_aside[f"{fault['platform']} {fault['kind']} {fault.get('endpoint', '')}: {why}"] += 1
                elif len(kept) < faults:
                    kept.append({name: value for name, value in fault.items() if name in WISHES})
            if len(kept) == faults:
                break
        self._ask("DELETE", "faults")
        for fault in kept:
            self._ask("POST", "faults", fault)
        done.drawn += len(kept)

    def _moment(self, dice: Random, platform: str) -> str:
        """Draw when a process dies: at a request or a file, at a rename (the commit of a batch), or by the clock."""
        sort = dice.choice(("any", "file", "rename", "seconds"))
        most = self.seconds[platform] if sort == "seconds" else self.moments[platform][sort]
        return f"{sort} {dice.uniform(0.2, most):.2f}" if sort == "seconds" else f"{sort} {dice.randint(1, int(most))}"

    def _extract(self, platform: str, number: int, killed_at: str) -> Process:
        before, began = len(self._met(platform)), datetime.now(UTC)
        sort, _, moment = killed_at.partition(" ")
        if sort == "seconds":
            code, _ = self._start(self.line, platform, most_seconds=float(moment))
        else:
            code, _ = self._start(self.line, platform, CHAOS_DIES_AT=killed_at)
        process = Process(number, platform, killed_at, code, self._met(platform)[before:])
        self._account_for(process, self._reports(platform, began))
        return process

    def _met(self, platform: str) -> list[dict[str, Any]]:
        return [fault for fault in self._ask("GET", "faults")["met"] if fault["platform"] == platform]

    def _start(self, line: Line, platform: str, most_seconds: float = 600, **more: str) -> tuple[int, str]:
        window = ["--since", str(self.since), "--until", str(TODAY)]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos_process", "extract", platform, *window], cwd=REPO, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**line.environment, "LOS_TODAY": str(TODAY), "CHAOS_SANDBOX": self.url, **more},
        )  # fmt: skip
        try:
            said, words = process.communicate(timeout=most_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            said, words = process.communicate()
        assert process.returncode in (0, 1, -9), f"extract {platform} ended with {process.returncode}: {words[-2000:]}"
        assert "Traceback" not in words, words[-2000:]
        return process.returncode, said

    def _reports(self, platform: str, began: datetime) -> dict[str, list[dict[str, Any]]]:
        """Return what the shelf says of every account that was asked since."""
        found: dict[str, list[dict[str, Any]]] = {}
        for batch in Landing(self.line.home / "landing").batches(platform, "extracts"):
            rows = pq.read_table(batch.path, partitioning=None).to_pylist()
            if min(row["started_at"] for row in rows) >= began:
                found.setdefault(batch.account_id, []).extend(rows)
        return found

    def _account_for(self, process: Process, reports: dict[str, list[dict[str, Any]]]) -> None:
        """Say of each fault met what became of it: now, for the next process writes over what this one left."""
        fates = dict[int, str]()
        for account in self.accounts:
            met = [fault for fault in process.met if fault["account"] == account.account_id]
            if account.platform == process.platform and met:
                said, lost = self._fates(process, account, met, reports.get(account.account_id, []))
                fates |= {fault["number"]: fate for fault, fate in zip(met, said, strict=True)}
                process.unaccounted += lost
        process.fates = [fates[fault["number"]] for fault in process.met]

    def _fates(
        self, process: Process, account: Account, met: list[dict[str, Any]], rows: list[dict[str, Any]]
    ) -> tuple[list[str], list[str]]:
        where = f"round {process.round} {account.secret} {process.killed_at}".strip()
        kinds = Counter(f"{fault['kind']} {fault['code']} at {fault['endpoint']}" for fault in met)
        if not rows:
            lost = [] if process.was_killed else [f"{where}: no report at all; met {dict(kinds)}"]
            return ["the process was killed"] * len(met), lost
        told = [row for row in rows if row["outcome"] not in ("ok", "off")]
        lost = [f"{where}: {row['subject']} {row['outcome']} without a cause and a next step" for row in told
                if not (row["cause_class"] and row["cause"] and row["next_step"])]  # fmt: skip
        if any(row["subject"] != "deletions" for row in told):
            outcome = "failed" if any(row["outcome"] == "failed" for row in told) else "partial"
            return [f"{outcome}: told with cause and next step"] * len(met), lost
        off = self._off(account, rows[0]["batch_id"], {fault["kind"] for fault in met})
        asked_again = sum(row["retries"] for row in rows)
        failures = sum(calls_for_a_retry(fault) for fault in met)
        if off:
            lost.append(f"{where}: said ok, and {'; '.join(off)}; met {dict(kinds)}")
        if asked_again < failures and not process.was_killed:
            lost.append(f"{where}: asked again {asked_again} times after {failures} failures; met {dict(kinds)}")
        return [_fate_of_an_ok_run(fault) for fault in met], lost

    def _off(self, account: Account, batch_id: str, kinds: set[str]) -> list[str]:
        """Compare a batch that says it is whole with the calm one; what only a later look can see is not counted."""
        off = []
        for table in TABLES:
            held, calm = (_content(line, account, table, batch_id) for line in (self.line, self.calm))
            if "unsettled_days" in kinds and table == "readings":
                held, calm = ({row for row in rows if "'period', 'day'" not in row} for rows in (held, calm))
            extra, missing = held - calm, calm - held
            if "deleted_between" in kinds:
                extra = set()
            if extra or missing:
                eg = " in place of ".join(each[-300:] for each in (*sorted(extra)[:1], *sorted(missing)[:1]))
                off.append(f"{table}: {len(missing)} rows missing, {len(extra)} others there, as {eg}")
        return off

    def _clean_run(self, done: Outcome) -> None:
        self._ask("DELETE", "faults")
        for _, said in self._side_by_side(lambda platform: self._start(self.line, platform)):
            done.unaccounted += [f"clean run: {row['platform']} {row['account_id']} {row['subject']} {row['cause']}"
                                 for row in json.loads(said) if row["outcome"] not in ("ok", "off")]  # fmt: skip
        for command in (["checks"], ["extractors", "load"], ["extractors", "forget"]):
            self.line.run("-m", *command, LOS_TODAY=str(TODAY))
        held, calm = (line.home / "warehouse.duckdb" for line in (self.line, self.calm))
        for account in self.accounts:
            asked = {"platform": account.platform, "account": account.account_id, "since": self.since, "until": TODAY}
            truths = requests.get(f"{self.url}/truth", params={k: str(v) for k, v in asked.items()}, timeout=60).json()
            for table in TABLES:
                done.off_truth += [
                    f"{account.secret} {table}: {words}" for words in rows_off(held, truths, account, table)
                ]
        ours, theirs = everything(held), everything(calm)
        done.off_calm += [
            f"{table}: differs from the run without faults" for table in TABLES if ours[table] != theirs[table]
        ]

    def _ask(self, method: str, what: str, body: Any = None) -> Any:
        answer = requests.request(method, f"{self.url}/sandbox/{what}", json=body, timeout=60)
        assert answer.ok, answer.text
        return answer.json()


def left_out(fault: dict[str, Any]) -> str:
    """Return why a fault that was drawn is put aside; "" if it is not."""
    platform, kind, endpoint = fault["platform"], fault["kind"], fault.get("endpoint", "")
    return next(
        (
            LEFT_OUT[key]
            for key in ((platform, kind, endpoint), (platform, kind, ""), ("", kind, ""))
            if key in LEFT_OUT
        ),
        "",
    )


def calls_for_a_retry(fault: dict[str, Any]) -> bool:
    """Say whether an answer can only have been had by asking again."""
    kind = KINDS[fault["kind"]]
    is_error = fault["kind"] == "token_echo" and fault["code"] == "error"
    return is_error or (kind.does in ("refuses", "spoils") and kind.ends == "heals")


def _fate_of_an_ok_run(fault: dict[str, Any]) -> str:
    if fault["kind"] in SEEN_LATER:
        return "not to be seen: mended by the next run"
    return "healed: asked again" if calls_for_a_retry(fault) else "did no harm: the batch is whole"


def _content(line: Line, account: Account, table: str, batch_id: str) -> set[str]:
    """Return the rows of one batch without their batch, as text."""
    batches = Landing(line.home / "landing").batches(account.platform, table)
    path = next(each.path for each in batches if (each.account_id, each.batch_id) == (account.account_id, batch_id))
    rows = pq.read_table(path, partitioning=None).to_pylist()
    return {str(sorted((name, cell) for name, cell in row.items() if name != "batch_id")) for row in rows}


@contextmanager
def sandbox(log: Path) -> Iterator[str]:
    """Start a sandbox of our own, whose clock may run ahead; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "--port",
        str(port),
        "--date",
        str(TODAY),
        "--seed",
        "1",
        "--register",
        str(REGISTER),
    ]
    with log.open("w") as lines:
        process = subprocess.Popen(command, cwd=REPO, stdout=lines, stderr=lines)
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text()[-2000:]
            try:
                requests.get(f"http://127.0.0.1:{port}/sandbox/health", timeout=60)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def main() -> int:
    """Run the large one and print what it came to; 1 if anything was lost or kept quiet."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--since", type=date.fromisoformat, default=date(2026, 3, 1))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder) / "sandbox.txt") as url:
        done = Chaos(Path(folder), url, asked.since).run(asked.seed, asked.faults, asked.kills, asked.rounds)
    print(
        f"{done.drawn} faults drawn, {done.met} answers went wrong, {len(done.processes)} processes, {done.kills} killed, {done.seconds} s"
    )
    for what, counted in (("What became of them", done.fates), ("By kind", done.kinds), ("Put aside", done.put_aside)):
        print(f"{what}:")
        for words, number in sorted(counted.items()):
            print(f"  {number:>5}  {words}")
    for what, lost in (
        ("Not accounted for", done.unaccounted),
        ("Not as in /truth", done.off_truth),
        ("Not as without faults", done.off_calm),
    ):
        print(f"{what}: {len(lost)}")
        for words in lost[:40]:
            print(f"  {words}")
    return 0 if done.is_whole else 1


if __name__ == "__main__":
    sys.exit(main())
