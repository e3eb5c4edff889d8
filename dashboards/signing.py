"""Keeps a person's answer in the manifest of the edition it is about, and reads how each edition stands.

A signature is worth the sign-in behind it: the only caller that writes is Airflow's human-in-the-loop step.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from dashboards import editions, reads_editions, sign_off, snapshot
from dashboards.sign_off import NotSigned as NotSigned
from dashboards.sign_off import Seen as Seen


@dataclass(frozen=True)
class Status:
    """How an edition stands. late: the material restatements of its month since, as the published board has them.

    state: sign_off.state, or damaged where the manifest cannot be believed (why says what is wrong).
    """

    edition: str
    state: str
    manifest: dict[str, Any]
    steps: list[sign_off.Standing]
    late: list[dict[str, Any]]
    superseded_by: str | None = None
    why: str = ""

    @property
    def is_released(self) -> bool:
        """Was it released, whether or not a later issue took its place?"""
        return self.state == "released"


def late_changes(board: Path, edition: Path) -> list[dict[str, Any]]:
    """Return the material restatements of an edition's month that the published board has found since the freeze.

    None where nothing is published, or the board does not know the edition yet.
    """
    try:
        with closing(snapshot.open_board(board)) as file:
            return reads_editions.late_changes(file, edition.name, editions.month_of(edition.name[:7]))
    except (snapshot.NoBoard, duckdb.Error):
        return []


def keys_of(late: list[dict[str, Any]]) -> tuple[str, ...]:
    """Return a short key of each restatement: another value of the same figure is another key."""
    names = ("organisation_id", "subject_kind", "subject_id", "slice_kind", "slice", "words_restated", "value_restated")
    said = [json.dumps([row[name] for name in names], ensure_ascii=False) for row in late]
    return tuple(sorted({hashlib.sha256(each.encode()).hexdigest()[:16] for each in said}))


def counts(edition: Path) -> dict[str, int]:
    """Return how many figures of its month an edition has in each state, how many are provisional, and its restatements."""
    with closing(snapshot.open_board(edition / editions.BOARD, is_edition=True)) as board:
        return reads_editions.counts(board, editions.month_of(edition.name[:7]))


def status(edition: Path, late: list[dict[str, Any]]) -> Status:
    """Return how an edition stands. It looks at the manifest alone; editions.verify looks at every file."""
    try:
        manifest = editions.read(edition)
        wrong = [] if editions.seal(manifest) == manifest["edition_sha256"] else ["its manifest was changed"]
        wrong += sign_off.wrong(manifest)
        if wrong:
            return Status(
                edition.name, "damaged", manifest, [], late, editions.superseded_by(edition), "; ".join(wrong)
            )
        keys = keys_of(late)
        said, steps = sign_off.state(manifest, keys), sign_off.standing(manifest, keys)
    except (editions.NotFrozen, KeyError, TypeError, AttributeError) as why:
        return Status(edition.name, "damaged", {}, [], late, editions.superseded_by(edition), f"{why}")
    return Status(edition.name, said, manifest, steps, late, editions.superseded_by(edition))


def sign(
    edition: Path, step: str, decision: str, *, by: dict[str, str] | None, role: str, at: datetime, seen: Seen,
    late: list[dict[str, Any]], reason: str | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Put a person's answer into the manifest and return the entry. Raises NotSigned; then nothing was recorded."""
    try:
        manifest = editions.read(edition)
        if damage := editions.verify(edition):
            raise NotSigned(f"{edition.name} is not as it was frozen: {'; '.join(damage)}")
        said = sign_off.entry(
            manifest, step, decision, by=by, role=role, at=at, seen=seen, late=keys_of(late),
            superseded_by=editions.superseded_by(edition), reason=reason,
        )  # fmt: skip
        editions.add(
            edition, {}, {"sign_offs": [*manifest.get("sign_offs", []), said]}, expected=manifest["edition_sha256"]
        )
    except editions.NotFrozen as why:
        raise NotSigned(str(why)) from None
    return said
