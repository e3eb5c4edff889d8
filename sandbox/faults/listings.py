"""How each platform writes a page of a list: its items, the mark of the next page, and what a client sends to get either."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

Body = dict[str, Any]


@dataclass(frozen=True)
class Listing:
    """The words of one platform."""

    items: str  # key of the items
    mark: str  # parameter that asks for a later page
    size: str  # parameter that says how many
    usual: int  # items a page when nothing is said
    least: int  # the smallest page there is


LISTINGS: Mapping[str, Listing] = {
    "x": Listing("data", "pagination_token", "max_results", 10, 5),
    "linkedin": Listing("elements", "start", "count", 10, 1),
    "facebook": Listing("data", "after", "limit", 25, 1),
    "youtube": Listing("items", "pageToken", "maxResults", 5, 1),
}


def items_of(platform: str, body: Any) -> list[Any]:
    """The items of a page; none when it is no page."""
    found = body.get(LISTINGS[platform].items) if isinstance(body, dict) else None
    return found if isinstance(found, list) else []


def with_items(platform: str, body: Body, items: list[Any]) -> Body:
    """The page with other items."""
    changed = body | {LISTINGS[platform].items: items}
    if platform == "x":
        ends = {"newest_id": items[0]["id"], "oldest_id": items[-1]["id"]} if items else {}
        meta = {name: value for name, value in body.get("meta", {}).items() if name not in ("newest_id", "oldest_id")}
        changed["meta"] = meta | {"result_count": len(items)} | ends
        if not items:
            del changed["data"]
    return changed


def next_mark(platform: str, body: Body, query: str) -> str:
    """The mark a client would ask the next page with; "" when there is none."""
    if platform == "x":
        return str(body.get("meta", {}).get("next_token", ""))
    if platform == "youtube":
        return str(body.get("nextPageToken", ""))
    paging = body.get("paging", {})
    if platform == "facebook":
        return str(paging.get("cursors", {}).get("after", "")) if "next" in paging else ""
    start, total = int(asked(query, "start") or 0), paging.get("total", 0)
    end = start + len(items_of(platform, body))
    return str(end) if end < total else ""


def with_next(platform: str, body: Body, mark: str) -> Body:
    """The page with another mark for the next one; "" takes it away. LinkedIn has none to change."""
    changed = dict(body)
    if platform == "x":
        changed["meta"] = {name: value for name, value in body.get("meta", {}).items() if name != "next_token"}
        changed["meta"] |= {"next_token": mark} if mark else {}
    elif platform == "youtube":
        changed.pop("nextPageToken", None)
        changed |= {"nextPageToken": mark} if mark else {}
    elif platform == "facebook" and not mark:
        changed.pop("paging", None)
    elif platform == "facebook":
        paging = body["paging"]
        after = paging["cursors"]["after"]
        address = paging["next"].replace(f"after={quote(after)}", f"after={quote(mark)}")
        changed["paging"] = paging | {"cursors": paging["cursors"] | {"after": mark}, "next": address}
    return changed


def asked(query: str, name: str) -> str:
    """One parameter of a query string; "" when it is not there."""
    return dict(parse_qsl(query, keep_blank_values=True)).get(name, "")


def asking(query: str, name: str, value: str) -> str:
    """The query string with one plain parameter set; the rest stays as it was encoded."""
    pair = urlencode({name: value})
    if re.search(rf"(^|&){name}=", query):
        return re.sub(rf"(^|&){name}=[^&]*", lambda found: found[1] + pair, query)
    return f"{query}&{pair}" if query else pair


def list_key(platform: str, path: str, query: str) -> str:
    """What the pages of one list have in common."""
    words = LISTINGS[platform]
    return path + "?" + re.sub(rf"(^|&)({words.mark}|{words.size})=[^&]*", "", query)
