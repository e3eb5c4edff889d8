"""python -m tests.chaos_process extract PLATFORM ...: the project's own command, in a process that can die at a chosen moment.

Two things differ from `python -m extractors`. Waiting lets the sandbox's clock run ahead in place of ours, so that a window
of 15 minutes costs nothing. And every request sent and every change of a file under LOS_HOME is a moment: at the one named
in CHAOS_DIES_AT ("any 120", "file 7", "rename 3") the process is killed as by `kill -9`, with nothing tidied up.
CHAOS_MOMENTS names a file that is told how many moments of each sort there were.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import requests

SORTS = {"http.client.send": ("any",), "open": ("any", "file"), "os.mkdir": ("any", "file"),
         "os.remove": ("any", "file", "rename"), "os.rename": ("any", "file", "rename")}  # fmt: skip


def main() -> int:
    """Run the command with a pretended sleep, and die when the moment has come."""
    sandbox, home = os.environ["CHAOS_SANDBOX"], os.environ["LOS_HOME"]
    sort, _, number = os.environ.get("CHAOS_DIES_AT", "").partition(" ")
    seen: Counter[str] = Counter()

    def forward(seconds: float) -> None:
        requests.post(f"{sandbox}/sandbox/ticks", json={"forward": seconds}, timeout=60).raise_for_status()

    def moment(event: str, told: tuple[Any, ...]) -> None:
        if event not in SORTS or not (event == "http.client.send" or home in str(told[0])):
            return
        if event == "open" and not any(sign in str(told[1] or "") for sign in "wax+"):
            return  # only read
        seen.update(SORTS[event])
        if number and sort in SORTS[event] and seen[sort] == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

    time.sleep = forward  # before extractors.run takes it as its own
    from extractors.__main__ import main as extractors

    sys.addaudithook(moment)
    code = extractors(sys.argv[1:])
    if told := os.environ.get("CHAOS_MOMENTS"):
        counted = dict(seen)
        Path(told).write_text(json.dumps(counted))
    return code


if __name__ == "__main__":
    sys.exit(main())
