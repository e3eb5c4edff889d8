"""Reads Graph's `fields`: a,b{c,d},comments.limit(0).summary(true),insights.metric(x,y)."""

from __future__ import annotations

from dataclasses import dataclass, field


class BadFields(ValueError):
    """The text cannot be read as fields."""


@dataclass
class Field:
    """One field, its modifiers and what was asked inside it."""

    name: str
    modifiers: dict[str, str] = field(default_factory=dict)  # limit -> "0", metric -> "a,b"
    inside: list[Field] = field(default_factory=list)


def read_fields(text: str) -> list[Field]:
    """The fields of a `fields` parameter. Raises BadFields."""
    fields, at = _list(text, 0)
    if at != len(text):
        raise BadFields(f"unexpected {text[at]!r} at {at}")
    return fields


def _list(text: str, at: int) -> tuple[list[Field], int]:
    fields: list[Field] = []
    while True:
        one, at = _field(text, at)
        fields.append(one)
        if at >= len(text) or text[at] != ",":
            return fields, at
        at += 1


def _field(text: str, at: int) -> tuple[Field, int]:
    name, at = _word(text, at)
    one = Field(name)
    while at < len(text) and text[at] == ".":
        modifier, at = _word(text, at + 1)
        if at >= len(text) or text[at] != "(":
            raise BadFields(f"{modifier} needs its value in brackets")
        close = text.find(")", at)
        if close < 0:
            raise BadFields("a bracket is not closed")
        one.modifiers[modifier] = text[at + 1 : close]
        at = close + 1
    if at < len(text) and text[at] == "{":
        one.inside, at = _list(text, at + 1)
        if at >= len(text) or text[at] != "}":
            raise BadFields("a brace is not closed")
        at += 1
    return one, at


def _word(text: str, at: int) -> tuple[str, int]:
    start = at
    while at < len(text) and (text[at].isalnum() or text[at] in "_ "):
        at += 1
    word = text[start:at].strip()
    if not word:
        raise BadFields(f"a name is missing at {start}")
    return word, at
