"""python -m checks [--platform P]: judge what is on the shelf of LOS_HOME; a summary as JSON on stdout.
python -m checks incidents list | take | snooze | close: what is wrong, and who does something about it.

Exit 0: all accepted. 3: something was refused (it is in quarantine, with the reason). 2: bad input, one line on stderr.
1: a fault of ours.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from checks.alerts import commands
from checks.alerts.desk import Desk
from checks.alerts.evidence import of_verdicts
from checks.gate import check_shelf
from extractors.landing import Landing
from storage import place as storage
from storage.faults import StorageFault


class _OneLine(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"checks: {message}; try python -m checks --help\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the gate, or a command on incidents, and return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["incidents"]:
        return commands.main(given[1:])
    parser = _OneLine(
        prog="checks",
        description="Judge the batches on the shelf that have no verdict yet.",
        epilog="python -m checks incidents --help: what is wrong, and who does something about it.",
    )
    parser.add_argument("--platform", help="only this one: x, linkedin, facebook, youtube")
    platform = parser.parse_args(given).platform
    home = Path(os.environ.get("LOS_HOME") or "var")
    try:
        root = storage.place(os.environ.get("LOS_LANDING"), home)
        is_there = root.is_dir()
    except StorageFault as fault:
        parser.error(str(fault))
    if not is_there:
        parser.error(f"no shelf at {root}: run python -m extractors extract first, or set LOS_HOME")
    landing = Landing(root)
    known = sorted({batch.platform for batch in landing.batches(table="extracts")})
    if platform is not None and platform not in known:
        parser.error(f"nothing of platform {platform!r} on the shelf; there is {', '.join(known) or 'nothing yet'}")
    verdicts = check_shelf(landing, platform, checked_at=datetime.now(UTC))
    Desk(home, os.environ).heed(lambda: of_verdicts(verdicts), datetime.now(UTC))
    print(json.dumps(_summary(verdicts), indent=1, ensure_ascii=False))
    return 3 if any(not verdict["accepted"] for verdict in verdicts) else 0


def _summary(verdicts: list[dict[str, Any]]) -> dict[str, Any]:
    unmet = [
        {**{name: verdict[name] for name in ("table", "platform", "account_id", "batch_id", "accepted")}, **result}
        for verdict in verdicts
        for result in verdict["results"]
        if not result["is_met"]
    ]
    refused = sum(not verdict["accepted"] for verdict in verdicts)
    return {"judged": len(verdicts), "accepted": len(verdicts) - refused, "refused": refused, "not_met": unmet}


if __name__ == "__main__":
    sys.exit(main())
