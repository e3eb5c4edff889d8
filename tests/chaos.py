"""make chaos N= SEED=: seeded faults on four platforms and kill -9 at seeded moments; then the shelf and the warehouse are whole.

A calm look on the eve comes first, so that the shelf knows what silence and doubt compare with, and a calm run on the day
itself, for comparison. Then rounds: each draws its share of the faults, runs `extract` of every platform as a process of its
own (tests/chaos_process.py), and kills some of them; what became of each fault is looked up at once (tests/chaos_fates.py).
It goes on until as many faults were met, and as many processes killed, as were asked for. A quota that is used up stands for
the day: the next run must ask nobody, and the one after is a person's `--again`. At the end the faults are cleared and one
clean run follows: extract, check, load, forget. The smaller one in `make test`: tests/test_chaos.py.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from datetime import time as clock_time
from pathlib import Path
from random import Random
from typing import Any

from extractors.accounts import read_accounts
from extractors.allowance import Whose
from extractors.landing import Landing, batch_id_for
from extractors.stopped import Stopped
from tests.chaos_fates import TABLES, WHOLE, Fates, Process
from tests.chaos_sandbox import Misbehaving, sandbox
from tests.conftest import PRIVACY_KEY, Sandbox
from tests.extractors.two_years import accept_and_load, everything, extract_on, rows_off
from tests.the_line import REPO, Line

EVE, TODAY = date(2026, 11, 14), date(2026, 11, 16)
MOST_ROUNDS = 3  # times those planned: faults that nobody meets must not go on for ever
DRAWN_FOR_MET = 2  # a fault may wait for a call that this run does not make: about half are met
TRIES_TO_KILL = 5  # a process that ended before its moment is no kill


@dataclass
class Outcome:
    """What a whole chaos run came to."""

    asked: int  # faults that are to be met
    asked_kills: int
    drawn: int = 0
    rounds: int = 0
    processes: list[Process] = field(default_factory=list)
    unaccounted: list[str] = field(default_factory=list)  # a fault met, and rows lost, that `extracts` does not tell of
    off_truth: list[str] = field(default_factory=list)
    off_calm: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def met(self) -> int:
        """How many faults were met: one that spoiled three answers is one."""
        return len({fault for process in self.processes for fault in process.faults})

    @property
    def kills(self) -> int:
        """How many processes died of kill -9."""
        return sum(process.was_killed for process in self.processes)

    @property
    def is_enough(self) -> bool:
        """Whether as much went wrong as was asked for."""
        return self.met >= self.asked and self.kills >= self.asked_kills

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost and nothing kept quiet, and enough went wrong to say so."""
        return self.is_enough and not (self.unaccounted or self.off_truth or self.off_calm)

    def counted(self, by: str = "") -> Counter[str]:
        """Count the answers that went wrong by what became of them, and `by` another word of the sandbox's log before that."""
        return Counter(f"{fault[by]}: {fate}" if by else fate for process in self.processes
                       for fault, fate in zip(process.met, process.fates, strict=True))  # fmt: skip


class Chaos:
    """One sandbox, one LOS_HOME that has a calm day and one that has not."""

    def __init__(self, folder: Path, sandbox: Misbehaving, since: date, secrets: set[str] | None = None) -> None:
        self.sandbox, self.since, self.folder = sandbox, since, folder
        self.calm, self.line = (Line(folder / name, sandbox.url, secrets) for name in ("calm", "chaos"))
        for line in (self.calm, self.line):
            line.environment["LOS_PRIVACY_KEY"] = PRIVACY_KEY  # two_years.py compares with tags keyed by it
        every = read_accounts(self.line.home / "accounts.csv")
        self.accounts = [each for each in every if each.closed_on is None]
        self.shelf = Landing(self.line.home / "landing")
        self.fates = Fates(self.shelf, Landing(self.calm.home / "landing"), self.accounts)
        self.batch_id = batch_id_for(since, TODAY, TODAY)
        self.moments: dict[str, dict[str, int]] = {}
        self.seconds: dict[str, float] = {}

    def run(self, seed: str, faults: int, kills: int, rounds: int) -> Outcome:
        """Do it all; `rounds` are planned, and more follow when too little was met in them."""
        began, done, dice = time.monotonic(), Outcome(faults, kills), Random(f"kills|{seed}")
        self._calm_days()
        deaths = Counter((dice.randrange(rounds), dice.choice(self.line.platforms)) for _ in range(kills))
        while not done.is_enough and done.rounds < MOST_ROUNDS * rounds:
            number = done.rounds
            share = -(-DRAWN_FOR_MET * faults // rounds)
            has_stops = number % 4 == 1
            done.drawn += self.sandbox.draw(f"{seed}.{number}", share, self.accounts, has_stops=has_stops) + has_stops
            if has_stops:
                self.sandbox.use_up(self.accounts[number // 4 % len(self.accounts)])
            for processes in self._side_by_side(lambda platform, n=number: self._until_done(seed, n, platform, deaths)):
                done.processes += processes
            done.rounds += 1
            print(f"round {done.rounds} of {rounds}: {done.met} faults met, {done.kills} killed", file=sys.stderr)
        done.unaccounted += [words for process in done.processes for words in process.unaccounted]
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
            for _ in range(TRIES_TO_KILL):
                processes.append(self._extract(platform, number, self._moment(dice, platform)))
                if processes[-1].was_killed:
                    break
            else:
                deaths[number + 1, platform] += 1
        processes.append(self._extract(platform, number))
        if self._stopped(platform):
            if not processes[-1].stopped:
                processes.append(self._extract(platform, number))  # nobody is asked
            processes.append(self._extract(platform, number, is_again=True))  # a person has it asked
        return processes

    def _calm_days(self) -> None:
        self.sandbox.clear()
        eve = extract_on(EVE, Sandbox(self.sandbox.url), self.fates.calm, self.accounts, (self.since, EVE))
        assert {row.outcome for row in eve} == {"ok"}, [row for row in eve if row.outcome != "ok"]
        shutil.copytree(self.fates.calm.root, self.shelf.root)
        self.sandbox.clock(TODAY)
        self._side_by_side(self._calm_extract)
        accept_and_load(self.fates.calm, self.calm.home / "warehouse.duckdb")
        self.calm.run("-m", "extractors", "forget", LOS_TODAY=str(TODAY))

    def _calm_extract(self, platform: str) -> None:
        counted, began = self.folder / f"moments-{platform}.json", time.monotonic()
        code, said = self._start(self.calm, platform, CHAOS_MOMENTS=str(counted))
        rows = json.loads(said)
        troubled = [row for row in rows if row["outcome"] not in WHOLE or row["retries"]]  # asked again: it was doubted
        assert code == 0 and not troubled, f"a calm extract of {platform}: {code}, {troubled}"
        self.moments[platform] = json.loads(counted.read_text())
        self.seconds[platform] = time.monotonic() - began

    def _moment(self, dice: Random, platform: str) -> str:
        """Draw when a process dies: at a request or a file, at a rename (the commit of a batch), or by the clock."""
        sort = dice.choice(("any", "file", "rename", "seconds"))
        most = self.seconds[platform] if sort == "seconds" else self.moments[platform][sort]
        return f"{sort} {dice.uniform(0.2, most):.2f}" if sort == "seconds" else f"{sort} {dice.randint(1, int(most))}"

    def _extract(self, platform: str, number: int, killed_at: str = "", *, is_again: bool = False) -> Process:
        met, calls = len(self.sandbox.met(platform)), self.sandbox.calls(platform)
        stopped = () if is_again else self._stopped(platform)
        sort, _, moment = killed_at.partition(" ")
        began = datetime.now(UTC)
        words = ["--again"] if is_again else []
        if sort == "seconds":
            code, _ = self._start(self.line, platform, *words, most_seconds=float(moment))
        else:
            code, _ = self._start(self.line, platform, *words, CHAOS_DIES_AT=killed_at)
        process = Process(number, platform, killed_at, code, self.sandbox.met(platform)[met:],
                          self.sandbox.calls(platform) - calls, stopped)  # fmt: skip
        self.fates.look_up(process, began)
        return process

    def _stopped(self, platform: str) -> list[str]:
        """Return the accounts whose quota the shelf remembers as used up."""
        stops, moment = Stopped(self.shelf.root, platform), datetime.combine(TODAY, clock_time(6), UTC)
        whose = {each.account_id: Whose.of(platform, PRIVACY_KEY.encode(), app="", token=f"sandbox-{each.secret}")
                 for each in self.accounts if each.platform == platform}  # fmt: skip
        return [account_id for account_id, keys in whose.items() if stops.held(keys.token, moment)]

    def _start(self, line: Line, platform: str, *words: str, most_seconds: float = 600, **more: str) -> tuple[int, str]:
        asked = [platform, "--since", str(self.since), "--until", str(TODAY), *words]
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.chaos_process", "extract", *asked], cwd=REPO, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**line.environment, "LOS_TODAY": str(TODAY), "CHAOS_SANDBOX": self.sandbox.url, **more},
        )  # fmt: skip
        try:
            said, told = process.communicate(timeout=most_seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            said, told = process.communicate()
        assert process.returncode in (0, 1, -9), f"extract {platform} ended with {process.returncode}: {told[-2000:]}"
        assert "Traceback" not in told, told[-2000:]
        return process.returncode, said

    def _clean_run(self, done: Outcome) -> None:
        self.sandbox.clear()
        for _, said in self._side_by_side(self._clean_extract):
            done.unaccounted += [f"clean run: {row['platform']} {row['account_id']} {row['subject']} {row['cause']}"
                                 for row in json.loads(said) if row["outcome"] not in WHOLE]  # fmt: skip
        for command in (["checks"], ["extractors", "load"], ["extractors", "forget"]):
            self.line.run("-m", *command, LOS_TODAY=str(TODAY))
        done.off_calm += [
            f"left behind: {path.relative_to(self.line.home)}" for path in self.line.home.rglob("*unfinished*")
        ]
        held, calm = (line.home / "warehouse.duckdb" for line in (self.line, self.calm))
        for account in self.accounts:
            truths = self.sandbox.truth(account, self.since, TODAY)
            for table in TABLES:
                off = rows_off(held, truths, account, table, self.batch_id)
                done.off_truth += [f"{account.secret} {table}: {words}" for words in off]
        ours, theirs = everything(held), everything(calm)
        done.off_calm += [
            f"{table}: differs from the run without faults" for table in TABLES if ours[table] != theirs[table]
        ]

    def _clean_extract(self, platform: str) -> tuple[int, str]:
        return self._start(self.line, platform, *(["--again"] if self._stopped(platform) else []))


def main() -> int:
    """Run the large one and print what it came to; 1 if anything was lost or kept quiet, or too little went wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos")
    parser.add_argument("--faults", type=int, default=1000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--since", type=date.fromisoformat, default=date(2026, 3, 1))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sandbox(Path(folder) / "sandbox.txt", TODAY) as misbehaving:
        done = Chaos(Path(folder), misbehaving, asked.since).run(asked.seed, asked.faults, asked.kills, asked.rounds)
    tell(done)
    return 0 if done.is_whole else 1


def tell(done: Outcome) -> None:
    """Print what a run came to."""
    print(f"{done.met} of {done.asked} faults met ({done.drawn} drawn, {sum(done.counted().values())} answers went wrong), "
          f"{done.kills} of {done.asked_kills} kills, {done.rounds} rounds, {len(done.processes)} processes, {done.seconds} s")  # fmt: skip
    for what, counted in (("What became of them", done.counted()), ("By platform", done.counted("platform")),
                          ("By kind", done.counted("kind"))):  # fmt: skip
        print(f"{what}:")
        for words, number in sorted(counted.items()):
            print(f"  {number:>5}  {words}")
    if not done.is_enough:
        print(f"Too little went wrong in {done.rounds} rounds: this run proves nothing.")
    for what, lost in (("Not accounted for", done.unaccounted), ("Not as in /truth", done.off_truth),
                       ("Not as without faults", done.off_calm)):  # fmt: skip
        print(f"{what}: {len(lost)}")
        for words in lost[:40]:
            print(f"  {words}")


if __name__ == "__main__":
    sys.exit(main())
