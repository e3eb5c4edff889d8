"""Reads Rest.li query strings from their raw bytes: records, List(...), both encodings, and the dotted form of protocol 1.0."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

REFUSED = "Invalid query parameters passed to request"


class BadQuery(ValueError):
    """LinkedIn answers 400 with this message."""


class Query:
    """The parameters of a request, still raw: structure is told from content by what was percent-encoded."""

    def __init__(self, raw: str, is_protocol_two: bool) -> None:
        self.is_protocol_two = is_protocol_two
        self.raw: dict[str, str] = {}
        for pair in raw.split("&"):
            name, _, value = pair.partition("=")
            if name:
                self.raw[unquote(name)] = value.replace("+", "%20")

    def text(self, name: str, default: str = "") -> str:
        """A plain value. A URN must come percent-encoded."""
        value = self.raw.get(name, default)
        if "urn:" in value:
            raise BadQuery(REFUSED)
        return unquote(value)

    def number(self, name: str, default: int) -> int:
        """A whole number from 0."""
        value = self.raw.get(name, str(default))
        if not value.isdigit():
            raise BadQuery(f"Invalid value for parameter {name}")
        return int(value)

    def urns(self, name: str) -> list[str] | None:
        """The URNs of List(...), or of name[0], name[1] ...; None when the parameter is not there."""
        if name not in self.raw:
            indexed = sorted(
                (key for key in self.raw if key.startswith(f"{name}[")), key=lambda key: int(key[len(name) + 1 : -1])
            )
            return [unquote(self.raw[key]) for key in indexed] or None
        value = self.raw[name]
        is_encoded = value.startswith("List%28")
        if is_encoded:
            if "%25" in value:  # encoded twice: what requests' own params= makes of it
                raise BadQuery(REFUSED)
            value = unquote(value)
        if not self.is_protocol_two or not (value.startswith("List(") and value.endswith(")")):
            raise BadQuery(REFUSED)
        items = [item for item in value[5:-1].split(",") if item]
        if not is_encoded and any(":" in item for item in items):
            raise BadQuery(REFUSED)
        return [unquote(item) for item in items]

    def intervals(self) -> tuple[int, int | None, str] | None:
        """(start ms, end ms or None, granularity) of timeIntervals; None when it is not there."""
        found: tuple[Any, ...] = ()
        if "timeIntervals" in self.raw:
            if not self.is_protocol_two:
                raise BadQuery(REFUSED)
            record = read_record(unquote(self.raw["timeIntervals"]))
            span = record.get("timeRange")
            if isinstance(span, dict):
                found = (span.get("start"), span.get("end"), record.get("timeGranularityType"))
        elif "timeIntervals.timeRange.start" in self.raw:
            names = ("timeRange.start", "timeRange.end", "timeGranularityType")
            found = tuple(self.raw.get(f"timeIntervals.{name}") for name in names)
        else:
            return None
        if len(found) != 3 or not str(found[0]).isdigit() or not (found[1] is None or str(found[1]).isdigit()):
            raise BadQuery("Invalid timeIntervals parameter")
        return int(str(found[0])), None if found[1] is None else int(str(found[1])), str(found[2])


def read_record(text: str) -> dict[str, Any]:
    """A Rest.li record such as (a:1,b:(c:2)). Raises BadQuery."""
    record, at = _record(text, 0)
    if at != len(text):
        raise BadQuery(REFUSED)
    return record


def _record(text: str, at: int) -> tuple[dict[str, Any], int]:
    if text[at : at + 1] != "(":
        raise BadQuery(REFUSED)
    record: dict[str, Any] = {}
    at += 1
    while True:
        colon = text.find(":", at)
        if colon < 0:
            raise BadQuery(REFUSED)
        name, at = text[at:colon], colon + 1
        if text[at : at + 1] == "(":
            record[name], at = _record(text, at)
        else:
            start = at
            while at < len(text) and text[at] not in ",)":
                at += 1
            record[name] = text[start:at]
        if text[at : at + 1] == ")":
            return record, at + 1
        if text[at : at + 1] != ",":
            raise BadQuery(REFUSED)
        at += 1
