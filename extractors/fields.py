"""Fields of an answer, each read as the type it has always been; `Unreadable` where it is another.

A way is the names from an item down to a field: need(str, item, "snippet", "publishedAt").
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

T = TypeVar("T")
Other = TypeVar("Other")

UNREADABLE = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError)


class Unreadable(ValueError):
    """A field is missing, or is not what it has always been. Says which one, never what stands in it."""

    def __init__(self, *way: str) -> None:
        self.field = ".".join(way)
        super().__init__(self.field)


def part(of: type[T], item: Any, *way: str) -> T | None:
    """Return what stands at the end of the way; None where it, or something on the way, is missing or null."""
    for step in way:
        if not isinstance(item, dict):
            raise Unreadable(*way)
        item = item.get(step)
        if item is None:
            return None
    if type(item) is of:
        return item
    if not isinstance(item, of) or (isinstance(item, bool) and of is not bool):
        raise Unreadable(*way)
    return item


def need(of: type[T], item: Any, *way: str) -> T:
    """Return what stands at the end of the way; it must be there, and an empty text is none."""
    said = part(of, item, *way)
    if said is None or said == "":
        raise Unreadable(*way)
    return said


def moment(item: Any, *way: str) -> datetime:
    """Return the UTC time that stands at the end of the way as ISO text; without a zone it is no moment."""
    try:
        at = datetime.fromisoformat(need(str, item, *way))
        if at.tzinfo is not None:
            return at if at.tzinfo is UTC else at.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise Unreadable(*way)


def attempt(otherwise: Other, read: Callable[..., T], *given: Any) -> T | Other:
    """Return what `read` gives, or `otherwise` where it cannot be read: for fetch(), which asks on; parse() tells of it."""
    try:
        return read(*given)
    except UNREADABLE:
        return otherwise
