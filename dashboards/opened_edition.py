"""The edition a reader opened as it was: `?edition=2026-10` in the address, and every page reads its frozen board file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboards import blocks, editions, frozen_board, reads, signing, wording, wording_sign_off

ASKED = "edition"  # in the address
TODAY = "Today's figures instead"
OLDER = (
    "The rest of this page cannot be shown: this edition was frozen by an earlier version, which did not keep what it"
    " is made of. The packs of the edition, on the page Editions, hold what was reported."
)


class NoEdition(Exception):
    """There is no such edition, or it cannot be believed. The message is for a person."""


@dataclass(frozen=True)
class Opened:
    """An edition that can be believed, and how it stands."""

    name: str
    status: signing.Status
    board: reads.Board


def opened(home: Path) -> Opened | None:
    """Return the edition the address names; None when it names none. Raises NoEdition."""
    name = st.query_params.get(ASKED)
    if name is None:
        return None
    edition = home / "editions" / name
    if not editions.NAME.fullmatch(name) or not edition.is_dir():
        raise NoEdition(f"There is no edition {name} here.")
    status = signing.status(edition, signing.late_changes(home / "board.duckdb", edition))
    why = status.why if status.state == "damaged" else _damage(edition / editions.BOARD, status.manifest)
    if why:
        raise NoEdition(f"The edition {name} is damaged and is not shown: {wording.sentence(why)}")
    return Opened(name, status, reads.connect(edition / editions.BOARD, is_edition=True))


def is_of_an_earlier_version(edition: Opened, why: Exception) -> bool:
    """Say whether a page failed for want of a table or column that editions did not have when this one was frozen."""
    return frozen_board.explains(edition.board, why)


def say(edition: Opened, page: Any) -> None:
    """Say at the top of a page that it shows what was frozen, when, and how it stands; and offer today's."""
    at = datetime.fromisoformat(edition.status.manifest["frozen_at"])
    blocks.say(
        f"This is the edition {edition.name}, as it was frozen on {wording.day(at)}, {at:%H:%M} UTC."
        f" {wording_sign_off.state(edition.status)} Nothing on this page is newer.",
        "banner",
    )
    st.page_link(page, label=TODAY, query_params=_without())


def say_of_today(page: Any) -> None:
    """Say on a page that is about no month that it is of today, though an edition is open on the others."""
    name = st.query_params[ASKED]
    blocks.say(f"The edition {name} is open on the other pages. This one is as of today.", "banner")
    st.page_link(page, label=f"Close the edition {name}", query_params=_without())


def refuse(why: NoEdition, home: Path, page: Any) -> None:
    """Write the page that stands where an edition would be: why it is not, which there are, and the way back."""
    st.title("This edition cannot be opened", anchor=False)
    blocks.say(str(why), "answer")
    there = [path.name for path in reversed(editions.editions_in(home / "editions"))]
    blocks.say(
        f"There {'is' if len(there) == 1 else 'are'}: {', '.join(there)}." if there else "No month was frozen yet."
    )
    if "damaged" in str(why):
        blocks.say("To see which files differ, type:")
        st.code("python -m dashboards verify", language=None)
    st.page_link(page, label=TODAY, query_params=_without())


def _without() -> dict[str, str]:
    return {name: value for name, value in st.query_params.items() if name != ASKED}


def _damage(board: Path, manifest: dict[str, Any]) -> str:
    try:
        there = board.stat()
    except OSError:
        return f"{board.name} is gone"
    said = manifest["files"].get(board.name, {}).get("sha256")
    return "" if _sha256(board, there.st_mtime_ns, there.st_ino, there.st_size) == said else f"{board.name} was changed"


@lru_cache(maxsize=16)
def _sha256(path: Path, _mtime_ns: int, _inode: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
