"""What one cell of a register says, in the one way it is kept; or what is wrong with it, without repeating it.

A cell that is refused may hold the very thing that must not be kept, so no message here says what stood in it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractors.cells import count_of, said
from extractors.privacy import Door
from extractors.registers import Column

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)  # what lies outside is a slip of the keyboard
MOST = Decimal(10) ** 15  # beyond, a spreadsheet makes digits up
LEAVE_OUT = "leave people out: no e-mail address, telephone or NHS number"
MANGLED = "a spreadsheet shortened the number; format the column as text and enter the id again"

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(\.[\w-]+)+")
_ALONE = r"(?<!\d)(?<!\d[.-])"  # not inside a longer number or a date
_PHONE = re.compile(_ALONE + r"(?:\+|0)(?:(?:[\s()–-]{0,3}\d){9,13}|(?:\.?\d){9,13})(?![\d-])")  # +44 ..., 0...
_NHS = re.compile(_ALONE + r"\d{3}([\s.-]*)\d{3}([\s.-]*)\d{4}(?!-?\d)")
_NAMED = re.compile(r"(?<!\w)[@＠]\w")
_SHORTENED = re.compile(r"[0-9](\.[0-9]+)?[eE]\+[0-9]+|[0-9]{15,}\.0*")
_MIDNIGHT = re.compile(r"[T ]00:00(:00(\.0+)?)?$")  # how a spreadsheet's day comes out
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}(-01)?")
_YES, _NO = frozenset({"yes", "y", "true"}), frozenset({"no", "n", "false"})


class Refused(ValueError):
    """A cell that cannot be taken: "<what is wrong>; <how to mend>"."""


@dataclass(frozen=True)
class Reader:
    """What a cell is read with: the door, and the day the file came in on (None: not asked)."""

    door: Door
    received_on: date | None


def read_cell(column: Column, cell: str, platform: str, reader: Reader) -> dict[str, str]:
    """Return what is kept of a cell, by name: nothing if it is empty, two for hashtags. Raises Refused."""
    text = said(unicodedata.normalize("NFC", cell))
    if text is None:
        return {}
    match column.kind:
        case "person" | "people":
            ids = [_person(each) for each in _several(text)]
            if column.kind == "person" and len(ids) > 1:
                raise Refused("more than one id; give one")
            kept = {column.name: ";".join(reader.door.author_key(platform, each) or "" for each in ids)}
        case "hashtags":
            tags = [_tag(each) for each in _several(text)]
            keys = ";".join(reader.door.tag_key(tag) for tag in tags)
            kept = {column.name: ";".join(tags), f"{column.name}_keys": keys}
        case _:
            kept = {column.name: _READ[column.kind](column, text, reader)}
    return {name: words for name, words in kept.items() if words}


def in_order(column: Column, kept: str) -> Decimal:
    """Return what orders the kept cells of a column of numbers or days."""
    is_day = column.kind in ("day", "month")
    return Decimal(date.fromisoformat(kept).toordinal()) if is_day else Decimal(kept)


def _text(column: Column, text: str, reader: Reader) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if _EMAIL.search(plain) or _NHS.search(plain) or _PHONE.search(plain):
        raise Refused(f"looks as if it held a person's address or number; {LEAVE_OUT}")
    masked = reader.door.own_text(text)[0] or ""
    return "\n".join(" ".join(line.split()) for line in masked.splitlines() if line.strip())


def _id(column: Column, text: str, reader: Reader) -> str:
    ids = [_one_id(each) for each in _several(text)]
    return ";".join(each.lower() for each in ids) if column.small_letters else ";".join(ids)


def _one_id(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if _SHORTENED.fullmatch(plain):
        raise Refused(MANGLED)
    found = _NHS.search(plain)
    is_nhs = found is not None and (bool(found[1] or found[2]) or _is_nhs_number(found[0]))
    is_phone = not plain.isdigit() and _PHONE.search(plain) is not None
    if _EMAIL.search(plain) or is_nhs or is_phone or _NAMED.search(plain):
        raise Refused(f"looks as if it held a person's name, address or number; {LEAVE_OUT}")
    return " ".join(text.split())


def _is_nhs_number(digits: str) -> bool:
    """Tell whether ten digits pass the NHS number's own check (modulus 11): one in eleven does by chance."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    return (11 - total % 11) % 11 == int(digits[9])


def _day(column: Column, text: str, reader: Reader) -> str:
    text = _MIDNIGHT.sub("", text)
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        return _possible(column, date.fromisoformat(text), reader)
    except Refused:
        raise
    except ValueError:
        raise Refused("not a day; write it as 2026-10-31, in a spreadsheet as text") from None


def _month(column: Column, text: str, reader: Reader) -> str:
    text = _MIDNIGHT.sub("", text)
    try:
        if not _MONTH.fullmatch(text):
            raise ValueError
        return _possible(column, date.fromisoformat(text[:7] + "-01"), reader)
    except Refused:
        raise
    except ValueError:
        raise Refused("not a month; write it as 2026-10, in a spreadsheet as text") from None


def _possible(column: Column, day: date, reader: Reader) -> str:
    if not EARLIEST <= day < LATEST:
        raise Refused("a year that cannot be meant; see whether its digits are in order")
    if reader.received_on is not None and day > reader.received_on and not column.may_be_ahead:
        raise Refused("lies ahead of the day the file came in; write what has happened, and the rest when it has")
    return day.isoformat()


def _number(column: Column, text: str, reader: Reader) -> str:
    try:
        if count_of(text) is None:
            raise ValueError
        number = Decimal(text.replace(",", "")) + 0  # minus nought is nought
    except (ValueError, ArithmeticError):
        raise Refused("not a number; write digits only, as 1200 or 7.5") from None
    if abs(number) >= MOST:
        raise Refused("a number too large to be meant; see whether its digits are in order")
    if column.kind == "count" and number != number.to_integral_value():
        raise Refused("not a whole number; it counts things, so write it as 12")
    if number < 0 and column.kind in ("count", "amount"):
        raise Refused("below zero; it can be 0 or more, and empty where it is not known")
    if column.least is not None and number < Decimal(str(column.least)):
        raise Refused(f"below {column.least:g}; the least that can stand here")
    if column.most is not None and number > Decimal(str(column.most)):
        raise Refused(f"above {column.most:g}; the most that can stand here")
    return f"{number.to_integral_value() if number == number.to_integral_value() else number:f}"


def _yes_no(column: Column, text: str, reader: Reader) -> str:
    if text.casefold() not in _YES | _NO:
        raise Refused("neither yes nor no; write yes or no, or leave it empty where it is not known")
    return "true" if text.casefold() in _YES else "false"


def _choice(column: Column, text: str, reader: Reader) -> str:
    wanted = " ".join(text.split()).casefold()
    for value in column.values:
        if value.casefold() == wanted:
            return value
    raise Refused(f"not among what may stand here; write {column.how}")


def _several(text: str) -> list[str]:
    return [each.strip() for each in text.split(";") if each.strip()]


def _person(text: str) -> str:
    if _SHORTENED.fullmatch(text):
        raise Refused(MANGLED)
    return text.lstrip("@")


def _tag(text: str) -> str:
    tag = text.removeprefix("#").lower()
    if not re.fullmatch(r"\w+", tag) or tag.isdigit():
        raise Refused("not a hashtag; write letters and digits without spaces, a semicolon between two")
    return tag


_READ: dict[str, Callable[[Column, str, Reader], str]] = {
    "id": _id, "text": _text, "day": _day, "month": _month, "count": _number, "amount": _number, "number": _number,
    "yes_no": _yes_no, "choice": _choice,
}  # fmt: skip
