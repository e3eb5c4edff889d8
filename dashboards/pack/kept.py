"""An edition that an earlier version froze is rendered with the parts its contract had; the others say that they are not kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dashboards import frozen_board
from dashboards.pack.parts import Part, Text
from dashboards.pack.subject import Subject

NOT_KEPT = "{what}: not in this edition. It was frozen by an earlier version, which did not keep what this is made of."
FOR_WANT = (*frozen_board.NO_SUCH, KeyError)


def is_kept(subject: Subject, read: Callable[[Subject], object]) -> bool:
    """Say whether the edition has what `read` reads."""
    try:
        read(subject)
    except FOR_WANT as why:
        if not frozen_board.explains(subject.board, why):
            raise
        return False
    return True


def parts(subject: Subject, what: str, make: Callable[[Subject], Sequence[Part]]) -> tuple[Part, ...]:
    """Return what `make` does of the subject, or a line that says why `what` cannot be shown. It never says 'none' for 'not kept'."""
    try:
        return tuple(make(subject))
    except FOR_WANT as why:
        if not frozen_board.explains(subject.board, why):
            raise
        return (Text(NOT_KEPT.format(what=what), "quiet"),)
