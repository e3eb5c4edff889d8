"""What is gone from a platform and must not come in again: known by keys alone, looked for in rows, pages and files.

`landing/removals/platform=P/account=A/<name>.json` holds the keys (Door.key_of_gone) of what was removed, never an id.
`ByKey` knows them through the privacy key and keeps the doors; `Named` knows the ids themselves while they are purged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, unquote

from extractors.records import Counts, Entry, Extract, Interaction, Post, Reading, Row

GONE = "gone from the platform"  # in dropped_why
FEW = 200  # forms; up to here looking for each in turn is faster than cutting the text into pieces
SHORTEST = 8  # shorter ids are looked for in id columns only: in a text they could be any number

# An id as it stands in a text or an address: LinkedIn's URNs, Facebook's /PAGE/posts/POST, dotted comment ids, others.
_URN = r"urn(?::|%3A)li(?::|%3A)\w+?(?::|%3A)"
_TOKEN = re.compile(rf"{_URN}(?:\(|%28).*?(?:\)|%29)|{_URN}\d+|\d+/posts/\d+|[\w-]+(?:\.[\w-]+)*", re.IGNORECASE)
_INNER = re.compile(rf"{_URN}\d+|[\w-]+", re.IGNORECASE)
_PIECE = re.compile(r"[A-Za-z0-9]+")


class Keys(Protocol):
    """Whoever makes the keys: privacy.Door."""

    def key_of_gone(self, platform: str, item_id: str) -> str:
        """Return what stands for the id of a thing that is gone."""


class Buried(Protocol):
    """Something that can tell what is gone."""

    def key_of(self, platform: str, item_id: str) -> str | None:
        """Return the key of an id that is gone, else None."""

    def without(self, text: str) -> str:
        """Return the text with the key in place of every id in it that is gone."""


def removals(root: Path) -> Iterator[dict[str, Any]]:
    """Yield every record of a removal on the shelf at `root`, in a stable order, with its name as removal_id."""
    for path in sorted((root / "removals").glob("platform=*/account=*/*.json")):
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        yield {"removal_id": path.stem, **record}


def buried(root: Path, door: Keys) -> ByKey | None:
    """Return what was removed for good from the shelf at `root`; None, at no cost, when nothing ever was."""
    keys: dict[str, set[str]] = {}
    for record in removals(root):
        for stone in record.get("tombstones", ()):
            keys.setdefault(record["platform"], set()).add(stone["key"])
    return ByKey(keys, door) if keys else None


class ByKey:
    """What is gone, known by its keys."""

    def __init__(self, keys: Mapping[str, set[str]], door: Keys) -> None:
        """Take the keys by platform and the door that made them."""
        self._keys, self._door = keys, door
        self._asked: dict[str, str | None] = {}

    def key_of(self, platform: str, item_id: str) -> str | None:
        """Return the key of an id that is gone, else None."""
        if platform not in self._keys:
            return None
        key = self._door.key_of_gone(platform, item_id)
        return key if key in self._keys[platform] else None

    def without(self, text: str) -> str:
        """Return the text with the key in place of every id in it that is gone."""
        return _TOKEN.sub(self._instead, text) if len(text) >= SHORTEST else text

    def _instead(self, found: re.Match[str]) -> str:
        token = found[0]
        if key := self._any(unquote(token)):
            return key
        if "/posts/" in token:
            key = self._any(token.replace("/posts/", "_"))
            return key or "/".join(self._any(part) or part for part in token.split("/"))
        is_whole = _INNER.fullmatch(token)
        return token if is_whole else _INNER.sub(lambda inner: self._any(unquote(inner[0])) or inner[0], token)

    def _any(self, item_id: str) -> str | None:
        if len(item_id) < SHORTEST:
            return None
        if item_id not in self._asked:
            if len(self._asked) > 200_000:
                self._asked.clear()
            found = (self.key_of(platform, item_id) for platform in self._keys)
            self._asked[item_id] = next((key for key in found if key), None)
        return self._asked[item_id]


class Named:
    """What is gone, known by its ids: for the time it takes to purge them."""

    def __init__(self, ids: Iterable[tuple[str, str]], door: Keys) -> None:
        """Take (platform, id) of each."""
        self._keys = {(platform, item_id): door.key_of_gone(platform, item_id) for platform, item_id in ids}
        self.platforms = sorted({platform for platform, _ in self._keys})
        self.forms: dict[str, str] = {}  # every way the id may be written -> its key
        self._by_piece: dict[str, list[str]] = {}
        self._short: dict[str, list[str]] = {}
        for (platform, item_id), key in self._keys.items():
            if len(item_id) < SHORTEST:
                self._short.setdefault(platform, []).append(item_id)
                continue
            piece = max(_PIECE.findall(item_id), key=len, default="")
            for form in {item_id, quote(item_id, safe=""), quote(item_id, safe="()"), _address(item_id)}:
                self.forms[form] = key
                self._by_piece.setdefault(piece, []).append(form)

    def key_of(self, platform: str, item_id: str) -> str | None:
        """Return the key of an id that is gone, else None."""
        return self._keys.get((platform, item_id))

    def said_in(self, text: str) -> list[str]:
        """Return the forms of ids that stand in a text, the longest first."""
        if len(self.forms) <= FEW:
            return sorted((form for form in self.forms if form in text), key=len, reverse=True)
        pieces = self._by_piece.keys() & set(_PIECE.findall(text))  # what this costs does not grow with the ids
        forms = {form for piece in pieces for form in self._by_piece[piece] if form in text}
        return sorted(forms, key=len, reverse=True)

    def may_be_in(self, page: str, platform: str) -> bool:
        """Tell whether a page of a platform may hold any of them, short ids too."""
        return bool(self.said_in(page)) or any(f'"{item_id}"' in page for item_id in self._short.get(platform, ()))

    def without(self, text: str) -> str:
        """Return the text with the key in place of every id in it that is gone."""
        if len(text) < SHORTEST or not (forms := self.said_in(text)):
            return text
        either = "|".join(re.escape(form) for form in forms)
        return re.sub(rf"(?<![A-Za-z0-9])(?:{either})(?![A-Za-z0-9])", lambda found: self.forms[found[0]], text)


def _address(item_id: str) -> str:
    page, _, post = item_id.partition("_")
    return f"{page}/posts/{post}" if page.isdigit() and post.isdigit() else item_id


def kept_of(row: Row, gone: Buried) -> Row | None:
    """Return a row as it may be kept: None if it is of a thing that is gone, else without the ids of such things."""
    match row:
        case Post():
            if gone.key_of(row.platform, row.post_id):
                return None
            names: tuple[str, ...] = ("post_id", "text", "permalink", "parent_id", "conversation_id")
            changed: dict[str, Any] = {name: reference(gone, row.platform, getattr(row, name)) for name in names}
            changed["links"] = tuple(gone.without(link) for link in row.links)
        case Interaction():
            if gone.key_of(row.platform, row.interaction_id):
                return None
            names = ("interaction_id", "parent_id", "conversation_id")
            changed = {name: reference(gone, row.platform, getattr(row, name)) for name in names}
        case Reading() | Counts():
            if row.subject_kind != "post":
                return row
            if gone.key_of(row.platform, row.subject_id):
                return None
            changed = {"subject_id": gone.without(row.subject_id)}
        case Entry():
            cells = row.cells and {name: gone.without(said) for name, said in row.cells.items()}
            changed = {"entry_id": row.entry_id and gone.without(row.entry_id), "cells": cells}
        case _:
            return row
    is_same = all(getattr(row, name) == value for name, value in changed.items())
    return row if is_same else replace(row, **changed)


def reference(gone: Buried, platform: str, said: str | None) -> str | None:
    """Return a cell that may be the id of another thing, or hold one, as it may be kept."""
    if said is None:
        return None
    return gone.key_of(platform, said) or gone.without(said)


def page_of(body: Any, platform: str, gone: Buried) -> Any:
    """Return a page's JSON without the things that are gone, and with keys where their ids are only mentioned."""
    if isinstance(body, dict):
        kept = {name: value for name, value in body.items() if not _is_gone(value, platform, gone)}
        return {reference(gone, platform, name): page_of(value, platform, gone) for name, value in kept.items()}
    if isinstance(body, list):
        rows = [each for each in body if not _is_gone(each, platform, gone)]
        rows = [each for each in rows if not (isinstance(each, list) and _tells_of(each, platform, gone))]
        return [page_of(each, platform, gone) for each in rows]
    return reference(gone, platform, body) if isinstance(body, str) else body


def _is_gone(value: Any, platform: str, gone: Buried) -> bool:
    """Tell whether an object is the thing itself, its counts included; a bare reference ({type, id}) is not."""
    if not isinstance(value, dict) or len(value) < 3:
        return False
    named = [value.get(name) for name in ("commentUrn", "share", "ugcPost")]
    named.append(str(value.get("id", "")).partition("/")[0])  # Facebook: 1_2/insights/post_clicks/lifetime
    details = value.get("contentDetails")
    named.append(details.get("videoId") if isinstance(details, dict) else None)
    return any(isinstance(each, str) and gone.key_of(platform, each) is not None for each in named)


def _tells_of(row: list[Any], platform: str, gone: Buried) -> bool:
    """Tell whether a row of cells (of a report or a sheet) names a thing that is gone."""
    cells = [cell for cell in row if isinstance(cell, str)]
    return len(cells) > 0 and any(reference(gone, platform, cell) != cell for cell in cells)


def counted(extract: Extract, dropped: int, why: str) -> Extract:
    """Return the account of an extract with so many more things left out for a reason."""
    if not dropped:
        return extract
    return replace(extract, dropped=extract.dropped + dropped, dropped_why=reasons(extract.dropped_why, why, dropped))


def reasons(said: str | None, why: str, more: int) -> str:
    """Return `reason: count; reason: count` with more of one reason."""
    parts = dict(part.rpartition(": ")[::2] for part in (said or "").split("; ") if part)
    parts[why] = str(int(parts.get(why, 0)) + more)
    return "; ".join(f"{reason}: {count}" for reason, count in parts.items())
