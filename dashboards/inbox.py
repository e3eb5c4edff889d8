"""Files handed in from the dashboard: looked at first, then laid into the inbox, where the `imports` DAG takes them in.

The dashboard knows no extractor: it asks the command that everybody else uses (`python -m extractors inspect`), and what
is handed in goes the way of any file in `$LOS_HOME/inbox/`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

REPO = Path(__file__).resolve().parents[1]
LONGEST_S = 180  # to look at one file; the largest that are taken need half of it
ORGANISATION = re.compile(r"[a-z][a-z0-9-]{1,40}")  # as the import asks for it
SHOWN = 50  # of the files that were done or refused, the newest
STRANGE = set('/\\:*?"<>|') | {chr(code) for code in range(32)}


@dataclass(frozen=True)
class Handed:
    """One file that was handed in, and what became of it."""

    file: str
    account_id: str | None
    at: datetime  # UTC: handed in, or done with
    state: str  # waiting | taken | refused
    reason: str | None


def look_at(name: str, content: bytes) -> dict[str, Any]:
    """Return what a file is and what would load from it; {"why_not": words} for one that is not taken. Nothing is kept."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / safe(name)
        path.write_bytes(content)
        command = [sys.executable, "-m", "extractors", "inspect", str(path)]
        try:
            done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, timeout=LONGEST_S)
        except subprocess.TimeoutExpired:
            return {"why_not": f"It took longer than {LONGEST_S // 60} minutes to read. Export fewer days at a time."}
    if done.returncode == 0:
        said: dict[str, Any] = json.loads(done.stdout)
        return said
    why = done.stderr.strip().splitlines()
    if done.returncode == 2 and why:
        return {"why_not": why[-1].removeprefix(f"{path.name}: ").removeprefix(f"{path.name}: ")}
    return {"why_not": "It could not be read: a fault of ours. Tell whoever looks after Line of Sight, with the file."}


def hand_in(home: Path, organisation_id: str, name: str, content: bytes, account_id: str | None = None) -> Path:
    """Lay a file into the inbox, whole at once; return where. One of the same name that waits is replaced."""
    place = home / "inbox" / safe(organisation_id) / safe(account_id or "")
    place.mkdir(parents=True, exist_ok=True)
    path, beside = place / safe(name), place / f".{uuid.uuid4().hex}"
    try:
        beside.write_bytes(content)
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)
    return path


def handed_in(home: Path, organisation_id: str) -> list[Handed]:
    """Return what waits in the inbox of an organisation, then what was taken or refused, the newest first."""
    inbox, own = home / "inbox", safe(organisation_id)
    waiting = [_handed(path, inbox / own, "waiting") for path in _files(inbox / own)]
    settled = [
        _handed(path, inbox / where / own, state)
        for where, state in (("done", "taken"), ("refused", "refused"))
        for path in _files(inbox / where / own)
        if not (path.suffix == ".txt" and path.with_suffix("").exists())
    ]
    settled.sort(key=lambda each: each.at, reverse=True)
    return sorted(waiting, key=lambda each: each.file) + settled[:SHOWN]


def safe(name: str) -> str:
    """Return a name that is one file's and no path: what a browser says of it is not to be trusted."""
    plain = "".join("_" if letter in STRANGE else letter for letter in name).strip(". ")
    return plain.encode()[-200:].decode(errors="ignore")


def _files(folder: Path) -> list[Path]:
    found = [*folder.glob("*"), *folder.glob("*/*")]
    return [path for path in found if path.is_file() and not path.name.startswith(".")]


def _handed(path: Path, folder: Path, state: str) -> Handed:
    reason = path.with_name(path.name + ".txt")
    return Handed(
        path.name,
        path.parent.name if path.parent != folder else None,
        datetime.fromtimestamp(path.stat().st_mtime, UTC),
        state,
        reason.read_text(encoding="utf-8").strip() if reason.exists() else None,
    )
