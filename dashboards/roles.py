"""Who looks, and what they may do here. Who somebody is, an OpenID Connect provider says (Streamlit's `st.login`).

Without a provider nobody signs in, and the app answers on this machine only; where it would answer others, it stays shut.
Roles come from a claim of the provider, or from a file a trust keeps; a person may have several.
"""

from __future__ import annotations

import csv
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROLES = {
    "viewer": "reads every page",
    "analyst": "hands in files too",
    "editor": "writes commentary and actions",
    "reviewer": "reviews the data before a month is signed off",
    "secretary": "freezes a month and releases its pack",
}
DRAFTS = frozenset({"analyst", "reviewer", "secretary"})  # who reads a pack before it is released
NEEDED = {"Import": "analyst"}  # pages that not every role may open
LOOPBACK = ("127.0.0.1", "localhost", "::1")
HOURS = 12.0  # after which a person signs in again: Streamlit keeps its cookie for 30 days


class NoRole(Exception):
    """Somebody signed in, and nobody has said what they may do here; the text says what to do."""


@dataclass(frozen=True)
class Person:
    """Who looks."""

    name: str  # as the provider says it; "" where nobody signs in
    roles: frozenset[str]

    def may_open(self, page: str) -> bool:
        """Say whether a page may be opened, by its title."""
        return NEEDED.get(page, "") in self.roles or (page not in NEEDED and bool(self.roles))

    @property
    def may_read_drafts(self) -> bool:
        """May they take a pack away that is not released yet? What is released, every role may: viewers are the board."""
        return bool(self.roles & DRAFTS)


ANYBODY_HERE = Person("", frozenset(ROLES))  # on this machine, where nobody signs in


def person_of(claims: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> Person:
    """Return the person a provider's claims speak of.

    LOS_ROLES_FILE names a CSV file with the columns `who` (an e-mail address the provider has verified, or its `sub`)
    and `role`; without one the claim LOS_ROLES_CLAIM (default: roles) is read, a word or a list. Raises NoRole, and
    ValueError when the file cannot be used.
    """
    verified = {str(claims.get("sub") or "").casefold()}
    if claims.get("email") and claims.get("email_verified") is not False:
        verified.add(str(claims["email"]).casefold())
    name = str(claims.get("name") or claims.get("email") or claims.get("sub") or "")
    if path := environ.get("LOS_ROLES_FILE"):
        given = _of_file(Path(path), verified - {""})
        where = f"add a line for them to {Path(path).name}"
    else:
        said = claims.get(environ.get("LOS_ROLES_CLAIM") or "roles") or ()
        given = {str(role).casefold() for role in ([said] if isinstance(said, str) else said)}
        where = f"give them one of these at the provider: {', '.join(ROLES)}"
    if not given & ROLES.keys():
        raise NoRole(
            f"{name} is signed in, and has no role here. Whoever looks after Line of Sight can {where}; then sign in again."
        )
    return Person(name, frozenset(given & ROLES.keys()))


def is_over(claims: Mapping[str, Any], now: float | None = None, environ: Mapping[str, str] = os.environ) -> bool:
    """Say whether a person signed in so long ago (LOS_SIGNED_IN_HOURS, default 12) that they have to again."""
    hours = float(environ.get("LOS_SIGNED_IN_HOURS") or HOURS)
    since = claims.get("iat")
    return not isinstance(since, int | float) or (time.time() if now is None else now) - since > hours * 3600


def is_shut(has_provider: bool, address: str | None) -> bool:
    """Say whether the app must stay shut: nobody would sign in, and it answers more than this machine."""
    return not has_provider and (address or "") not in LOOPBACK


def _of_file(path: Path, verified: set[str]) -> set[str]:
    with path.open(newline="", encoding="utf-8-sig") as lines:
        rows = csv.DictReader(lines)
        if not {"who", "role"} <= set(rows.fieldnames or ()):
            raise ValueError(f"{path.name}: needs the columns who and role in its first line")
        found = set()
        for number, row in enumerate(rows, start=2):
            role = (row["role"] or "").strip().casefold()
            if role not in ROLES:
                raise ValueError(f"{path.name} line {number}: {row['role']!r} is no role; write {', '.join(ROLES)}")
            if (row["who"] or "").strip().casefold() in verified:
                found.add(role)
    return found
