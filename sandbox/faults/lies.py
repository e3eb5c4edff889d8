"""Good answers changed on their way out: pages that are short, empty, out of step, and tokens that are echoed.

Each takes the call, the good answer and a way to ask again; None: this call gives no occasion. /truth stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from sandbox.faults.asked import Call, Fault, Faults
from sandbox.faults.listings import (
    LISTINGS,
    Body,
    asked,
    asking,
    items_of,
    list_key,
    next_mark,
    with_items,
    with_next,
)
from sandbox.world import World

Ask = Callable[[str], Awaitable[Body]]  # a query string -> the body of that call's good answer


@dataclass
class Liar:
    """Tells lies about pages."""

    world: World
    faults: Faults  # remembers how pages ended

    async def empty_page(self, fault: Fault, call: Call, body: Body, ask: Ask) -> Body | None:
        """No items, no next page; what the page says of the whole stays."""
        key = "rows" if "columnHeaders" in body else LISTINGS[call.platform].items
        if not body.get(key):
            return None
        if key == "rows" or call.platform == "linkedin":
            return body | {key: []}
        if call.platform == "facebook":
            return {"data": []}
        bare = {name: value for name, value in body.items() if name not in ("includes", "errors")}
        return with_next(call.platform, with_items(call.platform, bare, []), "")

    async def short_page(self, fault: Fault, call: Call, body: Body, ask: Ask) -> Body | None:
        """About a third of the items, the mark pointing right behind them."""
        words, found = LISTINGS[call.platform], items_of(call.platform, body)
        if fault.code == "empty":
            return _empty_with_next(call, body)
        size = max(words.least, len(found) // 3)
        if size >= len(found):
            return None
        short = await ask(asking(call.query, words.size, str(size)))
        if call.platform == "linkedin":
            short["paging"]["count"] = body["paging"]["count"]
        return short if 0 < len(items_of(call.platform, short)) < len(found) else None

    async def repeated_cursor(self, fault: Fault, call: Call, body: Body, ask: Ask) -> Body | None:
        """The mark the client has just used, given as the next one."""
        used = asked(call.query, LISTINGS[call.platform].mark)
        return with_next(call.platform, body, used) if used and next_mark(call.platform, body, call.query) else None

    async def item_twice(self, fault: Fault, call: Call, body: Body, ask: Ask) -> Body | None:
        """The last item of the page before comes first on this one: where pages are counted off, something new has come in front."""
        if call.platform == "linkedin":
            return await self.moved_down(call, body, ask)
        key, found = _list_of(call), items_of(call.platform, body)
        before = self.faults.ends.get(key)
        if found:
            self.faults.ends[key] = found[-1], body.get("includes")
        if not before or not asked(call.query, LISTINGS[call.platform].mark) or not found or found[0] == before[0]:
            return None
        changed = with_items(call.platform, body, [before[0], *found])
        if before[1]:
            media = {
                one["media_key"]: one
                for half in (before[1], body.get("includes") or {})
                for one in half.get("media", [])
            }
            changed["includes"] = (body.get("includes") or {}) | {"media": list(media.values())}
        return changed

    async def moved_down(self, call: Call, body: Body, ask: Ask) -> Body | None:
        """A later page of a list that has grown by one at its front; so are all pages after it, until the list is read afresh."""
        start = int(asked(call.query, "start") or 0)
        if not start:
            return None
        moved = await ask(asking(call.query, "start", str(start - 1)))
        if not items_of(call.platform, moved):
            return None
        paging = moved["paging"]
        return moved | {
            "paging": paging | {"start": start} | ({"total": paging["total"] + 1} if "total" in paging else {})
        }

    async def deleted_between(self, fault: Fault, call: Call, body: Body, ask: Ask) -> Body | None:
        """A page with a next one, as it was before its newest deleted post went."""
        channel = self.world.channel(call.platform, call.account or "")
        if channel is None or not next_mark(call.platform, body, call.query):
            return None
        gone = [
            act
            for act in self.world.feed(channel).acts
            if act.kind == "original" and act.deleted_at and act.deleted_at <= self.world.now
        ]
        for act in reversed(gone):
            with self.world.showing(channel, act.id):
                earlier = await ask(call.query)
            if f'"{act.id}"' in _text(items_of(call.platform, earlier)):
                return earlier
        return None


def _list_of(call: Call) -> tuple[str, str | None, str]:
    return call.platform, call.account, list_key(call.platform, call.path, call.query)


def has_moved(faults: Faults, call: Call, *, now: bool = False) -> bool:
    """Whether this call reads on in a list that has moved down (or does so `now`); its first page is always as it is."""
    key = _list_of(call)
    if call.platform != "linkedin" or not asked(call.query, "start").strip("0"):
        faults.shifted.discard(key)
    elif now:
        faults.shifted.add(key)
    return key in faults.shifted


def token_echo(fault: Fault, call: Call, body: Body, token: str) -> Body:
    """The token in an address of the body, where each platform has addresses."""
    address = f"https://{call.platform}.example{call.path}?access_token={quote(token)}"
    if call.platform == "linkedin":
        paging = body.get("paging") or {}
        link = {"type": "application/json", "rel": "prev", "href": address}
        return body | {"paging": paging | {"links": [*paging.get("links", []), link]}}
    if call.platform == "facebook":
        return body | {"paging": body.get("paging", {}) | {"previous": address}}
    return body | {"selfLink": address}


def token_in_error(token: str) -> Body:
    """A fault of the platform's own whose words hold the token."""
    return {"error": {"message": f"Backend call failed: GET /internal?access_token={token}", "code": 1, "status": 500}}


def _empty_with_next(call: Call, body: Body) -> Body | None:
    """Nothing yet, and a mark for the very place that was asked for, spelled so that it is not the same mark again."""
    if call.platform not in ("x", "youtube") or not items_of(call.platform, body):
        return None
    used = asked(call.query, LISTINGS[call.platform].mark)
    opening, digits = {"x": ("7140dibdnow9c7btw", 7), "youtube": ("EAAaBlBU", 6)}[call.platform]
    number = re.search(r"(\d+)$", used.removeprefix(opening)) if used else None
    mark = opening + (number[1].rjust(len(number[1]) + 1, "0") if number else "0" * digits)
    return with_next(call.platform, with_items(call.platform, body, []), mark)


def _text(items: list[Any]) -> str:
    return str(items).replace("'", '"')
