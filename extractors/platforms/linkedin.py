"""LinkedIn (Community Management API): posts with lifetime statistics, comments, followers and the page's daily series.

LinkedIn speaks of the last 12 months only. Query strings are built by hand: requests would encode the Rest.li signs
( ) , : a second time. Days are UTC days. Facts: learn.microsoft.com/linkedin as read 2026-09.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote, unquote

from extractors.budget import Limit
from extractors.deadlines import Version
from extractors.faults import MOST_PAGES, WAIT_AND_RERUN, Fault, Gap, Refused, retry_after, usual_fault
from extractors.fields import Unreadable, attempt, need, part
from extractors.http import Client, bad_token
from extractors.platforms import (
    LONG_DAYS,
    MARK_OF_GONE,
    SHORTEST_SERIES_DAYS,
    Known,
    Said,
    Window,
    is_within,
    stated,
    stated_in,
)
from extractors.privacy import MASK, Door
from extractors.records import Account, Counts, Interaction, Page, Post
from extractors.renewal import Renewal
from extractors.unread import Unread, rows_of, screened
from extractors.wording import hashtags, links

NAME = "LinkedIn"
VERSION = "202609"  # each lives a year or a little more
VERSION_ENDS = Version(VERSION, date(2027, 9, 15), "LinkedIn's list of versions, read 2026-09-19")
RENEWAL = Renewal(  # 60 days an access token, 365 a refresh token, counted from the consent and never extended
    "/oauth/v2/accessToken",
    ahead=timedelta(days=7),
    silent_end="LinkedIn's answer named no day; it is a year from the consent",
)
HEADERS = {"Linkedin-Version": VERSION, "X-Restli-Protocol-Version": "2.0.0"}
SUBJECTS = {"size": "series", "followers": "series", "daily": "series", "gains": "series", "visits": "series",
            "posts": "posts", "statistics": "posts", "comments": "interactions"}  # fmt: skip
SERIES_REACH_DAYS = 365
REFRESH_DAYS = 30
LOOKUPS_A_RUN = 40  # LinkedIn does not publish its daily budgets; the Development tier has 500 calls of each kind
LISTED_BY_POST = True
ROUTES = {"posts": 50, "comments": 1}

LIMITS = (Limit("calls", "."),)  # no numbers are published: what one process was told, all keep to

GAINS_LATE_DAYS = 2  # follower gains come two days late; asking for more is an error
STATISTICS = ("impressionCount", "uniqueImpressionsCount", "clickCount", "likeCount", "commentCount", "shareCount")
GAINS = ("organicFollowerGain", "paidFollowerGain")
VIEWS = "allPageViews"
PATCHY_DAYS = ("uniqueImpressionsCount",)  # may be missing of single days
SAID_OF = {"followers": "the groups of followers", "daily": "the page's days", "visits": "the page's views",
           "gains": "the followers gained"}  # fmt: skip
FACETS = {  # list in the answer: (our dimension, its key in each item)
    "followerCountsBySeniority": ("seniority", "seniority"),
    "followerCountsByFunction": ("function", "function"),
    "followerCountsByGeoCountry": ("geoCountry", "geo"),
    "followerCountsByIndustry": ("industry", "industry"),
    "followerCountsByStaffCountRange": ("staffCountRange", "staffCountRange"),
    "followerCountsByAssociationType": ("associationType", "associationType"),
}
GONE = (404, 410)
POSTS_A_CALL = 50  # a query string may hold about 4 KB
PAGE_SIZE = 100

# What may name or quote other people in an item of our own; everything else is kept.
OUR_DENIED = frozenset(
    {"agent", "impersonator", "likesSummary", "attributes", "title", "description", "thumbnail", "owner"}
)
COMMENT_ALLOWED = ("id", "commentUrn", "$URN", "object", "parentComment", "commentsSummary")


def fault(status: int, headers: Mapping[str, str], body: Any) -> Fault | None:
    """Tell LinkedIn's refusals apart: a day's budget from a moment's, and versions that have died."""
    said = body if isinstance(body, dict) else {}
    code, words = str(said.get("code", "")), str(said.get("message", ""))
    if status == 426 or code == "VERSION_MISSING":
        return Fault(
            "ours",
            f"LinkedIn no longer serves version {VERSION} of its API.",
            "Set VERSION in extractors/platforms/linkedin.py to one that LinkedIn lists as active.",
        )
    if status == 429 and re.search(r"\bDAY\b", words):
        return Fault(
            "quota",
            "LinkedIn's budget of calls for today is used up.",
            "It starts afresh at 00:00 UTC: run again then.",
            day_in="UTC",
            scope="token" if "MEMBER" in words else "app",
        )
    if status == 429:
        return Fault("quota", "LinkedIn says we ask too often.", WAIT_AND_RERUN, True, retry_after(headers),
                     waits=(60, 120))  # fmt: skip
    if status == 401 and code == "REVOKED_ACCESS_TOKEN":  # a token minted seconds ago is called revoked for a moment
        dead = bad_token(NAME, "it was revoked")
        return replace(dead, heals=True, wait_s=5, tries=2)
    if status == 401:
        return bad_token(
            NAME, "it has expired" if code == "EXPIRED_ACCESS_TOKEN" else "it is missing, wrong or expired"
        )
    if status in GONE:
        return None  # a post deleted while we read; fetch() looks for what it needs
    if status == 403:
        return Fault(
            "token",
            "LinkedIn does not let this token read what we asked for (HTTP 403).",
            "The member must be ADMINISTRATOR of the page and the app must hold rw_organization_admin, "
            "r_organization_social and r_organization_social_feed.",
        )
    return usual_fault(NAME, status, headers)


def fetch(client: Client, account: Account, window: Window) -> Iterator[Page]:
    """Yield follower counts, the daily series, our posts, their statistics, and the comments with their replies."""
    rest, us, doubt = client.api + "/rest", quote(_us(account), safe=""), window.doubt
    size = _checked(
        client,
        f"{rest}/networkSizes/{us}?edgeType=COMPANY_FOLLOWED_BY_MEMBER",
        "size",
        "firstDegreeSize",
        window.asked(),
    )
    yield size
    by_us = f"q=organizationalEntity&organizationalEntity={us}"
    followers = f"{rest}/organizationalEntityFollowerStatistics?{by_us}"
    yield _expected(client, followers, "followers", window, bool(size.body["firstDegreeSize"]))
    today = window.observed_at.astimezone(UTC).date()
    since = max(window.since, today - timedelta(days=SERIES_REACH_DAYS))
    gains_until = min(window.until, today - timedelta(days=GAINS_LATE_DAYS))
    seen_on: list[date] = []  # days on which posts of ours were seen
    for kind, url, until, name in (
        ("daily", f"{rest}/organizationalEntityShareStatistics?{by_us}", window.until, STATISTICS[0]),
        ("visits", f"{rest}/organizationPageStatistics?q=organization&organization={us}", window.until, VIEWS),
        ("gains", followers, gains_until, GAINS[0]),
    ):
        if since < until:
            is_long = (until - since).days > SHORTEST_SERIES_DAYS and not account.closed_on
            should_have = is_long or doubt.knows_days(name, since, until)
            page = _expected(client, f"{url}&timeIntervals={_intervals(since, until)}", kind, window, should_have)
            if kind == "daily":
                days = [attempt(None, _day_seen_on, one, name) for one in page.body["elements"]]
                seen_on = [day for day in days if day]
            yield page
    published: dict[str, int] = {}
    for page in _posts(client, f"{rest}/posts?q=author&author={us}", window):
        yield page
        published |= dict(filter(None, (attempt(None, _published, post) for post in page.body["elements"])))
    statistics = list(
        _statistics(client, f"{rest}/organizationalEntityShareStatistics?{by_us}", published, window, seen_on)
    )
    told = [attempt(("", 0), _comments_counted, each) for page in statistics for each in page.body["elements"]]
    counted = dict(told)
    commented = set()
    for post_id in published:
        for page in _comments(client, rest, account, post_id, counted.get(post_id, 0), window):
            yield page
            if page.body.get("elements"):
                commented.add(post_id)
    yield from _believed(statistics, commented, window)


def _expected(client: Client, url: str, kind: str, window: Window, should_have: bool) -> Page:
    """Ask for numbers of the account; if it should have some and has none, once more."""

    def is_doubtful(page: Page) -> bool:
        return should_have and not page.body["elements"]

    page: Page = window.doubt.ask(
        client, kind, lambda: _checked(client, url, kind, "elements", window.asked()), is_doubtful
    )
    if is_doubtful(page):
        window.doubt.miss("series", "empty", f"LinkedIn answered with nothing for {SAID_OF[kind]}: not zeros, nothing.")
    return page


def _checked(client: Client, url: str, kind: str, needed: str, asked: dict[str, Any]) -> Page:
    body = client.get(url)
    if needed not in body:
        raise Refused(
            "source",
            f"LinkedIn does not know this page (no {needed} in its answer).",
            "Compare the account's id in the register with the page's admin address on linkedin.com.",
        )
    return Page(kind, body, asked)


@dataclass
class _Reading:
    """One reading of the list of posts, which is counted off: it shifts when a post comes or goes meanwhile."""

    window: Window
    seen: set[str] = field(default_factory=set)  # in all readings
    met: int = 0  # by this one
    totals: set[int] = field(default_factory=set)
    last: str | None = None
    is_short: bool = False  # it ended before what LinkedIn says there is
    has_moved: bool = False

    def note(self, page: Page, start: int) -> list[dict[str, Any]]:
        """Take a page in; return its posts that are wanted and new."""
        found, total = page.body["elements"], (page.body.get("paging") or {}).get("total")
        if total is not None:
            self.totals.add(total)
        ids = [attempt(None, need, str, post, "id") for post in found]
        overlaps = self.last is None or start >= self.met or (bool(found) and ids[0] == self.last)
        self.has_moved |= len(self.totals) > 1 or not overlaps
        self.last, self.met = ids[-1] if found else self.last, start + len(found)
        self.is_short = not found and total is not None and start < total
        wanted = [post for post_id, post in zip(ids, found, strict=True)
                  if post_id not in self.seen and attempt(True, _is_wanted, post, self.window)]  # fmt: skip
        self.seen |= {post_id for post_id in ids if post_id}
        return wanted  # one that cannot be read is wanted: parse() tells of it


def _posts(client: Client, url: str, window: Window) -> Iterator[Page]:
    """Yield the pages of posts; if the list moved while it was read, read it once more for what was missed."""
    reading = _Reading(window)
    yield from _read_posts(client, url, reading)
    if reading.has_moved and window.doubt.may_ask_again(client, "posts moved"):
        reading = _Reading(window, reading.seen)
        yield from _read_posts(client, url, reading)
    if reading.has_moved:
        window.doubt.miss("posts", "platform", "LinkedIn's list of posts went on changing while it was read.")
    if reading.is_short:
        window.doubt.miss("posts", "empty", "LinkedIn's list of posts ended before what it says there is.", is_cut=True)


def _read_posts(client: Client, url: str, reading: _Reading) -> Iterator[Page]:
    # By last modification, newest first: nothing published in the window can have been modified before it began.
    window, start = reading.window, 0
    is_known = window.doubt.knows("post", window.since, window.until, own_list=True)
    since = int(window.start.timestamp() * 1000)
    for _ in range(MOST_PAGES):
        page: Page = window.doubt.ask(
            client,
            "posts",
            _asking(client, f"{url}&start={start}&count={PAGE_SIZE}&sortBy=LAST_MODIFIED", window),
            _expecting_posts(start, window, is_known),
        )
        found = page.body["elements"]
        wanted = reading.note(page, start)
        if not found:  # never on a short page
            if not start and is_known:
                window.doubt.unlisted.add("posts")
            return
        yield Page("posts", page.body | {"elements": wanted}, page.asked)
        if all(attempt(since, need, int, post, "lastModifiedAt") < since for post in found):
            return
        start += len(found)  # not PAGE_SIZE: after a short page that would skip some; what comes twice is dropped
        if len(found) == PAGE_SIZE and "total" not in (page.body.get("paging") or {}):
            start -= 1  # no total that would tell of a shift: the next page must begin with what this one ended with
    raise Refused("platform", f"LinkedIn sent more than {MOST_PAGES} pages of posts and no end.", WAIT_AND_RERUN)


def _asking(client: Client, url: str, window: Window) -> Callable[[], Page]:
    return lambda: _checked(client, url, "posts", "elements", window.asked())


def _expecting_posts(start: int, window: Window, is_known: bool) -> Callable[[Page], bool]:
    def is_doubtful(page: Page) -> bool:
        """Say whether a page is empty where LinkedIn's total, the shelf or the length of the window says otherwise."""
        if page.body["elements"]:
            return False
        total = (page.body.get("paging") or {}).get("total")
        if total is not None:
            return bool(start < total)
        return not start and (is_known or window.days >= LONG_DAYS)

    return is_doubtful


def _is_wanted(post: dict[str, Any], window: Window) -> bool:
    is_dark = (post.get("adContext") or {}).get("isDsc") is True  # an advertisement that never stood on the page
    is_out = post.get("lifecycleState", "PUBLISHED") == "PUBLISHED" and "publishedAt" in post
    return is_out and not is_dark and is_within(_moment(post, "publishedAt"), window.asked())


def _published(post: dict[str, Any]) -> tuple[str, int]:
    _moment(post, "publishedAt")
    return need(str, post, "id"), need(int, post, "publishedAt")


def _day_seen_on(element: dict[str, Any], name: str) -> date | None:
    day = _moment(element, "timeRange", "start").date()
    return day if need(dict, element, "totalShareStatistics").get(name) else None


def _comments_counted(element: dict[str, Any]) -> tuple[str, int]:
    return _post_of(element), part(int, element, "totalShareStatistics", "commentCount") or 0


def _statistics(
    client: Client, url: str, published: dict[str, int], window: Window, seen_on: list[date]
) -> Iterator[Page]:
    for parameter, prefix in (("shares", "urn:li:share:"), ("ugcPosts", "urn:li:ugcPost:")):
        ids = [post_id for post_id in published if post_id.startswith(prefix)]
        for first in range(0, len(ids), POSTS_A_CALL):
            some = ids[first : first + POSTS_A_CALL]
            listed = ",".join(quote(post_id, safe="") for post_id in some)
            asked = window.asked() | {"published": {post_id: published[post_id] for post_id in some}}
            page: Page = window.doubt.ask(
                client,
                "statistics",
                _asking_statistics(client, f"{url}&{parameter}=List({listed})", asked),
                lambda page: bool(_doubted(page, set(), window, seen_on)),
            )
            yield Page(page.kind, page.body, page.asked | {"doubted": _doubted(page, set(), window, seen_on)})


def _asking_statistics(client: Client, url: str, asked: dict[str, Any]) -> Callable[[], Page]:
    return lambda: _checked(client, url, "statistics", "elements", asked)


def _doubted(page: Page, commented: set[str], window: Window, seen_on: list[date]) -> list[str]:
    """Return the posts whose absence is not taken for "nothing happened to it", LinkedIn's rule for what it leaves out.

    The shelf holds a number above zero for them, or they have comments; or none at all is there, though posts were seen
    after these were out for a day.
    """
    sent = {attempt("", _post_of, each) for each in page.body["elements"]}
    young = {post_id: _time(at).date() for post_id, at in page.asked["published"].items()
             if _is_young(at, window.observed_at)}  # fmt: skip
    unsent = [post_id for post_id in young if post_id not in sent]
    if young and not sent and any(day > min(young.values()) for day in seen_on):
        return unsent
    return [post_id for post_id in unsent if post_id in window.doubt.held.active or post_id in commented]


def _is_young(published: int, observed_at: datetime) -> bool:
    return observed_at - _time(published) <= timedelta(days=SERIES_REACH_DAYS)


def _post_of(element: dict[str, Any]) -> str:
    return part(str, element, "share") or need(str, element, "ugcPost")


def _believed(statistics: list[Page], commented: set[str], window: Window) -> Iterator[Page]:
    """Yield the kept-back answers, now that it is known which posts have comments."""
    said = [attempt(None, need, dict, each, "totalShareStatistics")
            for page in statistics for each in page.body["elements"]]  # fmt: skip
    number, sent = 0, [each for each in said if each is not None]
    dead = [name for name in STATISTICS if sent and not any(name in each for each in sent)]
    for page in statistics:
        doubted = sorted({*page.asked["doubted"], *_doubted(page, commented, window, [])})
        number += len(doubted)
        yield Page(page.kind, page.body, page.asked | {"doubted": doubted, "dead": dead})
    if number:
        window.doubt.miss(
            "posts",
            "empty",
            f"LinkedIn left {number} posts out of its statistics that are known to have some: unknown, not zero.",
        )


def _comments(
    client: Client, rest: str, account: Account, post_id: str, counted: int, window: Window
) -> Iterator[Page]:
    asked = window.asked() | {"post_id": post_id}
    for page in _thread(client, rest, post_id, post_id, counted, asked | {"parent_is_ours": True}, window):
        yield page
        for comment in page.body.get("elements") or []:
            replies = attempt(None, _replies_counted, comment)
            comment_id = attempt("", _comment_id, comment)
            if replies != 0 and comment_id:
                more = asked | {"parent_is_ours": comment.get("actor") == _us(account)}
                yield from _thread(client, rest, comment_id, post_id, replies or 0, more, window)


def _replies_counted(comment: dict[str, Any]) -> int | None:
    first_level = part(int, comment, "commentsSummary", "totalFirstLevelComments")
    counted = part(int, comment, "commentsSummary", "aggregatedTotalComments")
    return first_level if counted is None else counted


def _thread(
    client: Client, rest: str, urn: str, post_id: str, counted: int, asked: dict[str, Any], window: Window
) -> Iterator[Page]:
    """Yield the comments under a post or a comment. `counted`: how many its own count says there are."""
    start = 0
    for _ in range(MOST_PAGES):

        def get(start: int = start) -> Any:
            return client.get(f"{rest}/socialActions/{quote(urn, safe='')}/comments?start={start}&count={PAGE_SIZE}")

        def is_doubtful(body: Any, start: int = start) -> bool:
            if body.get("elements"):
                return False
            total = (body.get("paging") or {}).get("total") or 0
            return total > start or (counted > 0 and not start) or (start > 0 and "elements" not in body)

        body = window.doubt.ask(client, "comments", get, is_doubtful)
        found = body.get("elements") or []
        yield Page("comments", body, asked)
        total = (body.get("paging") or {}).get("total")
        if is_doubtful(body):
            cause_class = "platform" if "elements" in body else "source"
            window.doubt.miss_comments(cause_class, post_id, max(total or 0, counted) - start)
        start += len(found)
        if not found or (total is not None and start >= total):
            return
    raise Refused("platform", f"LinkedIn sent more than {MOST_PAGES} pages of comments and no end.", WAIT_AND_RERUN)


def stands_in(page: Page) -> bool:
    """Say whether what is kept of a page holds all that fetch() reads of it; the size is asked for each time."""
    return page.kind in ("followers", "daily", "visits", "gains") or (
        page.kind == "comments" and "elements" in page.body
    )


def screen(page: Page, account: Account, door: Door) -> Page:
    """Take other people's words and names out of a page."""
    if page.kind not in ("posts", "comments"):
        return page  # counts only
    each = partial(_screened_post if page.kind == "posts" else _screened_comment, account=account, door=door)
    elements, asked = screened(page.body.get("elements") or [], each, page.asked)
    paging = attempt(None, part, dict, page.body, "paging") or {}
    paging = {key: value for key, value in paging.items() if key != "links"}
    return Page(page.kind, {"paging": paging, "elements": elements}, asked)


def _screened_post(item: dict[str, Any], account: Account, door: Door) -> dict[str, Any]:
    return _screened_own(item, part(str, item, "commentary"), door)


def _screened_own(item: dict[str, Any], text: str | None, door: Door) -> dict[str, Any]:
    kept: dict[str, Any] = door.own_item(item, OUR_DENIED)
    return kept | {"people_named": door.own_text(text)[1]}


def _screened_comment(item: dict[str, Any], account: Account, door: Door) -> dict[str, Any]:
    actor, words = need(str, item, "actor"), part(str, item, "message", "text")
    if actor == _us(account):
        text, named = _without_named(item, words or "", account)
        own = _screened_own(item | {"message": {"text": text}}, text, door)
        return own | {"is_ours": True, "people_named": own["people_named"] + named}
    _comment_id(item)  # of others nothing is kept that is not what it should be
    _moment(item, "created", "time")
    kept = {key: item[key] for key in COMMENT_ALLOWED if key in item}
    kept |= {"is_ours": False, "created": {"time": item["created"]["time"]}}
    return kept | {"author_key": door.author_key("linkedin", actor)} | door.about(words)


def _without_named(item: dict[str, Any], text: str, account: Account) -> tuple[str, int]:
    """Mask the stretches of a comment that LinkedIn marks as naming somebody: they carry no '@'."""
    named = 0
    marks = [(part(int, mark, "start") or 0, part(int, mark, "length"), mark)
             for mark in part(list, item, "message", "attributes") or []]  # fmt: skip
    for start, length, mark in sorted(marks, key=lambda each: -each[0]):
        if length is not None and _us(account) not in str(mark):
            text, named = text[:start] + MASK + text[start + length :], named + 1
    return text, named


def parse(page: Page, account: Account, observed_at: datetime) -> Iterator[Post | Interaction | Counts | Unread]:
    """Turn one kept page into rows, and what could not be read."""
    if page.kind == "size":
        yield from stated(account, observed_at, "firstDegreeSize", page.body.get("firstDegreeSize"))
    elif page.kind == "statistics":
        yield from _post_statistics(page, account, observed_at)
    else:
        each = {"followers": _facets, "posts": _posted, "comments": _commented}.get(page.kind, _day)
        for item in page.body["elements"]:
            yield from rows_of(each(item, account, page, observed_at))


def _facets(element: Any, account: Account, page: Page, observed_at: datetime) -> Iterator[Counts | Unread]:
    for facet, (dimension, key) in FACETS.items():
        for item in part(list, element, facet) or []:
            yield from rows_of(_of_facet(item, account, observed_at, dimension, key))


def _of_facet(
    item: Any, account: Account, observed_at: datetime, dimension: str, key: str
) -> Iterator[Counts | Unread]:
    named = part(str, item, key)
    if named:
        count = part(object, item, "followerCounts", "organicFollowerCount")  # organic and paid together, LinkedIn says
        where = {"dimension": dimension, "dimension_value": named}
        yield from stated(account, observed_at, "organicFollowerCount", count, **where)


def _day(element: Any, account: Account, page: Page, observed_at: datetime) -> Iterator[Counts | Unread]:
    start, end = (_moment(element, "timeRange", edge).date() for edge in ("start", "end"))
    names, of = {
        "daily": (STATISTICS, "totalShareStatistics"),
        "gains": (GAINS, "followerGains"),
        "visits": ((VIEWS,), "totalPageStatistics"),
    }[page.kind]

    def said() -> dict[str, Any]:
        counts = need(dict, element, of)
        return {VIEWS: part(object, counts, "views", VIEWS, "pageViews")} if page.kind == "visits" else counts

    yield from stated_in(account, observed_at, names, said, period="day", period_start=start, period_end=end)


def _post_statistics(page: Page, account: Account, observed_at: datetime) -> Iterator[Counts | Unread]:
    said = {attempt("", _post_of, each): each for each in page.body["elements"]}
    if "" in said:  # it may be about any post: none is left out for certain
        yield Unread("share", is_value=True)
    for post_id, published in page.asked["published"].items():
        if post_id in said:
            counts = partial(need, dict, said[post_id], "totalShareStatistics")
            yield from stated_in(account, observed_at, STATISTICS, counts, post_id)
            continue
        # Left out when nothing happened to it in the last 12 months: zero for a young post, unknown for an old one.
        # Nor is it zero when there is reason to doubt it (fetch), or of a number that LinkedIn gives of no post any more.
        is_doubted = "" in said or post_id in page.asked.get("doubted", ())
        is_zero = not is_doubted and _is_young(published, observed_at)
        for name in STATISTICS:
            value = 0 if is_zero and name not in page.asked.get("dead", ()) else None
            yield from stated(account, observed_at, name, value, post_id)


def _posted(item: Any, account: Account, page: Page, observed_at: datetime) -> Iterator[Post]:
    text, post_id, content = _plain(part(str, item, "commentary")), need(str, item, "id"), part(dict, item, "content")
    source = part(str, item, "content", "article", "source")
    found = links(text) + ((source,) if source else ())
    yield Post(
        "linkedin", account.account_id, post_id, "original", _moment(item, "publishedAt"), text,
        f"https://www.linkedin.com/feed/update/{post_id}/", part(str, item, "reshareContext", "parent"), post_id,
        hashtags=hashtags(text), links=tuple(dict.fromkeys(found)), people_named=item["people_named"],
        media_kind=_media_kind(content or {}), has_alt_text=_has_alt_text(content or {}),
        is_paid=False if "adContext" in item else None,
    )  # fmt: skip


def _commented(item: Any, account: Account, page: Page, observed_at: datetime) -> Iterator[Post | Interaction]:
    at, comment_id, post_id = _moment(item, "created", "time"), _comment_id(item), page.asked["post_id"]
    parent_id = part(str, item, "parentComment")
    if at.date().isoformat() >= page.asked["until"]:
        return
    if item["is_ours"]:
        text = part(str, item, "message", "text")
        yield Post(
            "linkedin", account.account_id, comment_id, "reply", at, text, None, parent_id or post_id, post_id,
            page.asked["parent_is_ours"], hashtags(text), links(text), item["people_named"],
        )  # fmt: skip
    else:
        yield Interaction(
            "linkedin", account.account_id, comment_id, "reply" if parent_id else "comment",
            at, parent_id or post_id, post_id, item["author_key"],
            item["asks_question"], item["raises_concern"], item["fingerprint"],
            tuple(item.get("tag_keys", ())),  # a page kept by an earlier version has none
        )  # fmt: skip


def gaps(page: Page, account: Account) -> Iterator[Gap]:
    """Yield nothing: what LinkedIn leaves out shows only beside its other answers, so fetch() says it."""
    return iter(())


def route_of(item: Known) -> str:
    """Return whether LinkedIn is asked about a post or about a comment."""
    return "comments" if item.is_under_post else "posts"


def ask_about(client: Client, account: Account, route: str, items: Sequence[Known]) -> Iterator[Page]:
    """Yield what LinkedIn says of these: posts in one answer, comments one by one in the list they came from."""
    if route == "posts":
        listed = ",".join(quote(item.id, safe="") for item in items)
        body = client.get(f"{client.api}/rest/posts?ids=List({listed})")
        yield Page(route, body, {"ids": [item.id for item in items]})
        return
    for item in items:
        activity, number = item.id.removeprefix("urn:li:comment:(").rstrip(")").rsplit(",", 1)
        above = (one for one in (item.parent_id, item.post_id) if one and MARK_OF_GONE not in one)
        under = quote(next(above, activity), safe="")
        body = client.get(f"{client.api}/rest/socialActions/{under}/comments/{number}")
        yield Page(route, body, {"ids": [item.id], "number": number})


def said_of(page: Page) -> Iterator[Said]:
    """Yield each post or comment LinkedIn shows, and each it denies (404, 410)."""
    if page.kind == "posts":
        errors = {unquote(urn): error.get("status") for urn, error in (page.body.get("errors") or {}).items()}
        there = {unquote(urn) for urn in page.body.get("results") or {}}
        for post_id in page.asked["ids"]:
            if post_id in there:
                yield post_id, None
            elif errors.get(post_id) in GONE:
                yield post_id, "LinkedIn says it finds no such post."
        return
    (comment_id,) = page.asked["ids"]
    if str(page.body.get("id")) == page.asked["number"]:
        yield comment_id, None
    elif page.body.get("status") in GONE and page.body.get("code") != "RESOURCE_NOT_FOUND":  # that is about the path
        yield comment_id, "LinkedIn says it finds no such comment."


def _us(account: Account) -> str:
    return f"urn:li:organization:{account.account_id}"


def _comment_id(item: dict[str, Any]) -> str:
    return part(str, item, "commentUrn") or need(str, item, "$URN")


def _intervals(since: date, until: date) -> str:
    start, end = (int(datetime.combine(day, time(), UTC).timestamp() * 1000) for day in (since, until))
    return f"(timeRange:(start:{start},end:{end}),timeGranularityType:DAY)"


def _plain(commentary: str | None) -> str | None:
    if commentary is None:
        return None
    text = re.sub(r"\{hashtag\|\\?#\|(\w+)\}", r"#\1", commentary)  # LinkedIn's "little text"
    text = re.sub(r"@\[([^\]]*)\]\([^)]*\)", r"@\1", text)
    return re.sub(r"\\([\\|{}@\[\]()<>#*_~])", r"\1", text)


def _media_kind(content: dict[str, Any]) -> str:
    if "media" in content:
        return "video" if ":video:" in (part(str, content, "media", "id") or "") else "image"
    for key, kind in (("multiImage", "album"), ("article", "link"), ("poll", "poll")):
        if key in content:
            return kind
    return "other" if content else "none"


def _has_alt_text(content: dict[str, Any]) -> bool | None:
    shown = [content["media"]] if "media" in content else part(list, content, "multiImage", "images") or []
    return all(bool(part(str, each, "altText")) for each in shown) if shown else None


def _moment(item: Any, *way: str) -> datetime:
    try:
        return _time(need(int, item, *way))
    except (OverflowError, OSError, ValueError):
        raise Unreadable(*way) from None


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
