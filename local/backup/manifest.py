"""What a backup says it holds, and whether that is what lies there: every file with its hash, refused whole if one differs.

<backup>/manifest.json         format, when, versions, what of Airflow's database, every file's sha256 and bytes
<backup>/manifest.json.sha256  the hash of that
<backup>/home/...              as under LOS_HOME
<backup>/airflow.db | airflow.dump   Airflow's database: SQLite's file, or PostgreSQL's archive
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

FORMAT = 1
NAME = "manifest.json"
SEAL = "manifest.json.sha256"
PIECE = 1 << 20


class NotRestorable(Exception):
    """The backup, or the place it should go to, is not as it has to be; the message says what and what to do."""


def hash_of(path: Path) -> str:
    """Return the sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write(backup: Path, said: dict[str, Any]) -> None:
    """Hash every file of a finished backup and write the manifest and its seal, last."""
    files = {
        path.relative_to(backup).as_posix(): {"sha256": hash_of(path), "bytes": path.stat().st_size}
        for path in sorted(backup.rglob("*"))
        if path.is_file()
    }
    text = json.dumps({"format": FORMAT, **said, "files": files}, indent=1, sort_keys=True).encode() + b"\n"
    (backup / NAME).write_bytes(text)
    (backup / SEAL).write_text(hashlib.sha256(text).hexdigest() + "\n", encoding="ascii")


def read(backup: Path) -> dict[str, Any]:
    """Return the manifest of a backup that is whole. Raises NotRestorable with the first thing that is wrong."""
    if not (backup / NAME).is_file() or not (backup / SEAL).is_file():
        raise NotRestorable(f"{backup} is no finished backup: it has no {NAME} with its seal")
    text = (backup / NAME).read_bytes()
    if hashlib.sha256(text).hexdigest() != (backup / SEAL).read_text(encoding="ascii", errors="replace").strip():
        raise NotRestorable(f"{backup}: {NAME} was changed or damaged; use another backup")
    said: dict[str, Any] = json.loads(text)
    if said["format"] != FORMAT:
        raise NotRestorable(f"{backup} is of format {said['format']}, and this version reads {FORMAT}")
    there = {path.relative_to(backup).as_posix() for path in backup.rglob("*") if path.is_file()} - {NAME, SEAL}
    if lacking := sorted(said["files"].keys() - there):
        raise NotRestorable(f"{backup}: {lacking[0]} is missing ({len(lacking)} in all); use another backup")
    if more := sorted(there - said["files"].keys()):
        raise NotRestorable(f"{backup}: {more[0]} does not belong to it; take it away, or use another backup")
    for name, wanted in sorted(said["files"].items()):
        path = backup / name
        if path.stat().st_size != wanted["bytes"] or hash_of(path) != wanted["sha256"]:
            raise NotRestorable(f"{backup}: {name} is damaged: it is not what was backed up; use another backup")
    return said
