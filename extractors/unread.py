"""What of an account's pages could not be read: that row is left out, or that number unknown, and the report tells.

A page is read item by item. One that is not as it has always been does not take the others with it; where nothing of a
kind is, the platform's form has changed and the account is refused.
"""

from __future__ import annotations

import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

from extractors.faults import Gap, Refused
from extractors.fields import UNREADABLE, Unreadable
from extractors.records import Counts, Interaction, Post, Reading, Row

FEWEST = 3  # of one or two any may be odd; where all of three cannot be read, none ever will be
MOST_NAMED = 5
READ_AS = {"uploads": "videos"}  # a list that only names what pages of another kind hold
LISTS_OF_POSTS = ("posts", "videos")  # kinds of pages under whose items comments stand
NOUNS = {"posts": "post", "videos": "video", "mentions": "mention", "comments": "comment", "threads": "comment",
         "replies": "comment", "daily": "day", "visits": "day", "gains": "day"}  # fmt: skip
_TEXTS = {str}
FITS: dict[str, Callable[[Any], bool]] = {  # what a column can hold, by the type of its field
    "str": lambda value: isinstance(value, str),
    "bool": lambda value: isinstance(value, bool),
    "int": lambda value: type(value) is int and abs(value) < 2**31,
    "float": lambda value: type(value) in (int, float),
    "date": lambda value: isinstance(value, date),
    "datetime": lambda value: isinstance(value, datetime),
    "tuple[str, ...]": lambda value: not value or _TEXTS.issuperset(map(type, value)),
    "Sequence[float | None]": lambda value: True,  # platforms.stated() has read each of them as a number
}
TOLD_BY_TYPE = {
    "str",
    "bool",
    "float",
    "date",
    "datetime",
    "Sequence[float | None]",
}  # of these the type says whether a value fits

AnyRow = TypeVar("AnyRow", bound="Row | Unread")


@dataclass(frozen=True)
class Unread:
    """A row that was left out, or a value that is unknown, because a field is not what it has always been."""

    field: str  # the platform's own word, or ours, or the place in our file; never what stands in it
    is_value: bool = False  # the row stands, without this value


def rows_of(rows: Iterable[AnyRow]) -> Iterator[AnyRow | Unread]:
    """Yield the rows of one item up to the first that cannot be read, and then what that was. Raises nothing."""
    try:
        for row in rows:
            if not isinstance(row, Unread) and (odd := _COLUMNS[type(row)].odd(row)):
                raise Unreadable(odd)
            yield row
    except UNREADABLE as error:
        yield Unread(field_of(error))


def screened(
    items: Iterable[Any], screen: Callable[[Any], Any], said: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """Return the items as they may be kept, and `said` with what of the others is: the fields at which they failed.

    An item that cannot be screened is not kept.
    """
    kept, failed = [], Counter[str]()
    for item in items:
        try:
            kept.append(screen(item))
        except UNREADABLE as error:
            failed[field_of(error)] += 1
    return kept, said | ({"unread": dict(failed)} if failed else {})


def unscreened(said: Mapping[str, Any]) -> Iterator[Unread]:
    """Yield what screened() left out, where it was said."""
    for field, number in said.get("unread", {}).items():
        yield from [Unread(field)] * number


class Unreads:
    """Counts what was read in one run, and what was not."""

    def __init__(self) -> None:
        self._read = Counter[str]()  # rows by kind of page
        self._rows: dict[str, Counter[str]] = defaultdict(Counter)  # left out: kind of page -> field -> how many
        self._values: dict[str, Counter[str]] = defaultdict(Counter)  # unknown

    def rows_among(self, kind: str, said: Iterable[Row | Unread]) -> list[Row]:
        """Note what came of a page of a kind; return the rows to keep."""
        kind, rows = READ_AS.get(kind, kind), []
        for each in said:
            if isinstance(each, Unread):
                (self._values if each.is_value else self._rows)[kind][each.field] += 1
            else:
                rows.append(each)
        self._read[kind] += sum(len(row.fields) if isinstance(row, Counts) else 1 for row in rows)
        return rows

    def cut(self, of: ModuleType) -> set[str]:
        """Return the subjects of whose rows some were left out: what is not in their list is not missing."""
        return {of.SUBJECTS[kind] for kind in self._rows} | ({"interactions"} if self._lacks_comments(of) else set())

    def _lacks_comments(self, of: ModuleType) -> bool:
        return of.LISTED_BY_POST and any(kind in LISTS_OF_POSTS for kind in self._rows)

    def refuse(self, of: ModuleType) -> None:
        """Raise Refused where nothing of a kind could be read: that is another form, and no odd item."""
        for kind, failed in self._rows.items():
            if not self._read[kind] and (failed.total() >= FEWEST or not self._read.total()):
                raise Refused(
                    "schema",
                    f"None of {_counted(kind, failed.total())} {of.NAME} sent can be read ({_named(failed)}): "
                    "its answers have changed.",
                    f"Compare {_file(of)} with {of.NAME}'s change log before running again.",
                )

    def gaps(self, of: ModuleType, since: date) -> Iterator[Gap]:
        """Yield what was left out, in words. `since`: the first day to ask for again once it is mended."""
        next_step = (
            f"Compare {_file(of)} with {of.NAME}'s change log; once it is mended, run the extract again with "
            f"--since {since}."
        )
        for kind, failed in self._rows.items():
            cause = f"{_counted(kind, failed.total())} of {of.NAME} could not be read ({_named(failed)}): left out."
            yield Gap(of.SUBJECTS[kind], "schema", cause, next_step)
        for kind, failed in self._values.items():
            number = f"{failed.total()} value{'s' * (failed.total() > 1)}"
            cause = f"{number} of {of.NAME} could not be read ({_named(failed)}): unknown, not zero."
            yield Gap(of.SUBJECTS[kind], "schema", cause, next_step)
        if self._lacks_comments(of):
            cause = "Comments under posts that could not be read may be missing."
            yield Gap("interactions", "schema", cause, next_step)


def _counted(kind: str, number: int) -> str:
    noun = NOUNS.get(kind, "row")
    words = f"{number} {noun}{'s' * (number > 1)}"
    return words if kind in NOUNS else f"{words} of '{kind}'"


def _named(failed: Counter[str]) -> str:
    names = [name for name, _ in failed.most_common()]
    return ", ".join(names[:MOST_NAMED]) + (" ..." if len(names) > MOST_NAMED else "")


def _file(of: ModuleType) -> str:
    return f"extractors/platforms/{of.__name__.rsplit('.', 1)[-1]}.py"


def field_of(error: Exception) -> str:
    """Name the field, or the place in the platform's file: the error's own text could hold words of an answer."""
    if isinstance(error, Unreadable):
        return error.field
    files = [(Path(frame.f_code.co_filename), line) for frame, line in traceback.walk_tb(error.__traceback__)]
    in_platform = [each for each in files if each[0].parent.name == "platforms"]
    return "".join(f"{file.name} line {line}" for file, line in (in_platform or files)[-1:])


class _Columns:
    """What the fields of one shape of rows may hold. Asked of every row, so types found to fit are remembered."""

    def __init__(self, shape: type) -> None:
        kinds = [(field.name, str(field.type)) for field in fields(shape)]
        self._values_of = attrgetter(*(name for name, _ in kinds))
        self._fit: set[tuple[type, ...]] = set()  # types of whole rows: they tell all but what is in `_told_by_value`
        each = [
            (at, name, kind.endswith(" | None"), kind.removesuffix(" | None")) for at, (name, kind) in enumerate(kinds)
        ]
        self._each = [(at, name, may_lack, FITS[kind]) for at, name, may_lack, kind in each]
        self._told_by_value = [(at, name, FITS[kind]) for at, name, _, kind in each if kind not in TOLD_BY_TYPE]

    def odd(self, row: Row) -> str | None:
        """Return the name of the first field that holds something else than its column can."""
        values = self._values_of(row)
        types = tuple(map(type, values))
        if types in self._fit:
            for at, name, fits in self._told_by_value:
                if values[at] is not None and not fits(values[at]):
                    return name
            return None
        for at, name, may_lack, fits in self._each:
            value = values[at]
            if not (may_lack if value is None else fits(value)):
                return name
        self._fit.add(types)
        return None


_COLUMNS: dict[type, _Columns] = {
    shape: _Columns(shape) for shape in (Post, Interaction, Reading, Counts)
}  # what pages are parsed into
