"""Every kind of fault there is: what it does, on which platforms and endpoints, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.faults import said_facebook, said_linkedin, said_x, said_youtube
from sandbox.faults.endpoints import PLATFORMS
from sandbox.faults.said import Table

SAID: Mapping[str, Table] = {
    "x": said_x.SAID,
    "linkedin": said_linkedin.SAID,
    "facebook": said_facebook.SAID,
    "youtube": said_youtube.SAID,
}
Where = Mapping[str, tuple[str, ...]]  # platform -> endpoints; an empty tuple: all of them
LISTS: Where = {
    "x": ("posts", "mentions"),
    "linkedin": ("posts", "comments"),
    "facebook": ("posts", "comments"),
    "youtube": ("uploads", "threads", "replies"),
}
DAILY: Where = {"linkedin": ("daily", "gains", "visits"), "facebook": ("daily",), "youtube": ("daily",)}
ANYWHERE: Where = {platform: () for platform in PLATFORMS}


@dataclass(frozen=True)
class Kind:
    """One kind. `does`: refuses (answers instead) | spoils (the answer on the wire) | lies (changes a good answer) | beside (goes with
    any answer). `ends`: heals (ask again) | degrades (go on without a part) | later (a later run puts it right) | today (stop until
    the day is over) | person (stop until somebody acts)."""

    name: str
    does: str
    ends: str
    words: str
    where: Where = field(default_factory=dict)
    stands: bool = False  # until cleared, unless `times` is given


def _refuses(name: str, ends: str, words: str, where: Where | None = None, stands: bool = False) -> Kind:
    spoken = {platform: () for platform in PLATFORMS if name in SAID[platform]}
    return Kind(name, "refuses", ends, words, where or spoken, stands)


KINDS = {
    one.name: one
    for one in (
        _refuses("429", "heals", "asked too often; X says in headers when to come back (`seconds` from now)"),
        _refuses("429_bare", "heals", "asked too often, without a header that says when to come back"),
        _refuses("429_window", "heals", "every call until the window is over (`seconds`; X: its own 15 minutes) is refused, and says when that is: X by "
                 "x-rate-limit-reset, Facebook by estimated_time_to_regain_access, the others not at all"),
        _refuses("429_retry_after", "heals", "asked too often, with a Retry-After of `seconds`: undocumented everywhere, and seen"),
        _refuses("quota", "today", "the day's (X: the month's) calls are used up; with `times` null it stands until the sandbox's next day"),
        _refuses("402", "person", "no credits left"),
        _refuses("spend_cap", "person", "our own spending limit is reached"),
        _refuses("expired_token", "person", "the token has expired, was revoked, is wrong"),
        _refuses("403", "person", "a permission, a role, a plan is missing"),
        _refuses("blocked", "person", "blocked for breaking a policy"),
        _refuses("426", "person", "the version of the API has died"),
        _refuses("bad_request", "person", "the platform does not understand what was asked"),
        _refuses("invalid_grant", "person", "the refresh token is dead (token door only)", dict.fromkeys(PLATFORMS, ("token",))),
        _refuses("500", "heals", "a fault of the platform's own"),
        _refuses("too_much", "degrades", "too much data asked at once: refused while `limit` is over 25",
                 {"facebook": ("posts", "comments")}),
        _refuses("gone", "degrades", "what was asked for is not there any more", {
            "facebook": ("insights", "comments", "post"), "linkedin": ("comments", "post", "metadata"),
            "youtube": ("uploads", "threads", "replies"),
        }),
        _refuses("comments_off", "degrades", "comments are switched off for this video", {"youtube": ("threads",)}),
        _refuses("unknown_metric", "degrades", "one of the metrics asked for is unknown; all are refused", {"facebook": ("daily", "insights", "countries")}),
        _refuses("only_errors", "person", "HTTP 200 with `errors` and nothing else; X's `unavailable`, `hydration` and `internal` heal", {
            "x": ("profile", "posts", "mentions", "user", "lookup"), "youtube": ("daily", "viewers", "analytics"),
        }),
        Kind("down", "refuses", "heals", "HTTP 503 and a page of HTML", ANYWHERE),
        Kind("malformed", "spoils", "heals", "HTTP 200 and JSON that breaks off, its length as announced", ANYWHERE),
        Kind("cut", "spoils", "heals", "the connection ends before content-length is reached", ANYWHERE),
        Kind("dropped", "spoils", "heals", "the connection ends without an answer", ANYWHERE),
        Kind("gzip_garbage", "spoils", "heals", "content-encoding says gzip, the body is junk", ANYWHERE),
        Kind("slow", "beside", "heals", "the answer comes `seconds` late", ANYWHERE),
        Kind("clock_off", "beside", "heals", "the Date header is `seconds` ahead (3600 when not said; negative: behind)", ANYWHERE),
        Kind("token_echo", "lies", "heals", "the token stands in an address of the body (code url), or in the text of a 500 (code error)", ANYWHERE),
        Kind("empty_page", "lies", "later", "no items and no next page, where there are some", {
            "x": LISTS["x"], "linkedin": (*LISTS["linkedin"], "statistics", "daily", "gains", "visits", "followers"),
            "facebook": (*LISTS["facebook"], "insights", "daily", "countries"),
            "youtube": (*LISTS["youtube"], "videos", "daily", "viewers", "analytics"),
        }),
        Kind("short_page", "lies", "heals", "fewer items than asked for, and the rest on the next page; code empty (X, YouTube): none of them yet", LISTS),
        Kind("repeated_cursor", "lies", "heals", "a later page's mark for the next page is the one it was asked with",
             {platform: LISTS[platform] for platform in ("x", "facebook", "youtube")}),
        Kind("item_twice", "lies", "heals", "a page begins with the item the page before ended with", LISTS),
        Kind("deleted_between", "lies", "later", "a page shows a post that is gone from then on; where pages are counted off, the next page has moved up by one",
             {"x": ("posts",), "linkedin": ("posts",), "facebook": ("posts",), "youtube": ("uploads",)}),
        Kind("unsettled_days", "lies", "later", "the two newest days' numbers are lower than they will be", DAILY),
        Kind("restated_day", "lies", "later", "the numbers of one past day (`day`) change, from then on and in /truth", DAILY, stands=True),
        Kind("dead_metric", "lies", "degrades", "a metric (`metric`) dies on a date (`from`): Facebook refuses every call that names it, the others leave it out "
             "from that day on; so does /truth", {
                 "x": ("profile", "posts", "user", "lookup"), "linkedin": ("daily", "gains", "visits", "statistics"),
                 "facebook": ("daily", "insights", "countries", "posts", "post"), "youtube": ("channel", "videos", "daily", "analytics"),
             }, stands=True),
    )
}  # fmt: skip


def table() -> str:
    """The kinds as a Markdown table: for docs/sandbox.md."""
    lines = ["| kind | what happens | ends | platform: status and code, where at; source |", "|---|---|---|---|"]
    for kind in KINDS.values():
        told = []
        for platform, endpoints in kind.where.items():
            at = f" at {', '.join(endpoints)}" if endpoints else ""
            sisters = [f"{one.status} {one.code}{'/' + one.subcode if one.subcode else ''}".strip() + f" [{one.source}]"
                       for one in SAID[platform].get(kind.name, ())]  # fmt: skip
            told.append(f"**{platform}**{at}{': ' if sisters else ''}{'; '.join(sisters)}")
        lines.append(f"| `{kind.name}` | {kind.words} | {kind.ends} | {'<br>'.join(told)} |")
    return "\n".join(lines)
