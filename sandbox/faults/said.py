"""One refusal as a platform words it, and how it is picked among its sisters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """A refusal: HTTP status, JSON body, who tells of it, and what sets it apart from others of its kind."""

    status: int
    body: Any
    source: str
    code: str = ""
    subcode: str = ""


Table = Mapping[str, tuple[Said, ...]]  # kind -> its refusals; the first is told when none is named


def pick(table: Table, kind: str, code: str, subcode: str) -> Said | None:
    """The refusal of this kind with this code and subcode; "" means any, "none" one without. None when there is no such."""
    for said in table.get(kind, ()):
        if code in ("", said.code or "none") and subcode in ("", said.subcode or "none"):
            return said
    return None
