"""Facebook Pages (Graph API v26.0): posts with lifetime counts, comments, and the Page's daily series.

Days are Pacific days: a value's `end_time` is the midnight in Los Angeles at which its day ended. One unknown metric
fails a whole insights request, at every API version on the same day. Facts: developers.facebook.com as read 2026-09.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from extractors.budget import Limit, Told
from extractors.deadlines import Version
from extractors.doubt import walk
from extractors.faults import (
    MOST_PAGES,
    NEW_TOKEN,
    WAIT_AND_RERUN,
    Fault,
    Gap,
    Refused,
    retry_after,
    usual_fault,
)
from extractors.fields import UNREADABLE, attempt, moment, need, part
from extractors.http import Client, bad_token
from extractors.platforms import (
    LONG_DAYS,
    SHORTEST_SERIES_DAYS,
    Known,
    Said,
    Window,
    is_within,
    one_day,
    stated,
    stated_in,
)
from extractors.privacy import MASK, Door
from extractors.records import Account, Counts, Interaction, Page, Post
from extractors.unread import Unread, field_of, rows_of, screened
from extractors.wording import hashtags, links

NAME = "Facebook"
HEADERS: dict[str, str] = {}
SUBJECTS = {"profile": "series", "countries": "series", "daily": "series", "posts": "posts", "insights": "posts",
            "comments": "interactions"}  # fmt: skip
SERIES_REACH_DAYS = 730  # insights exist for two years

REFRESH_DAYS = 30  # Meta's terms: keep what is held up to date; delete what was deleted
LOOKUPS_A_RUN = 100  # one id a call: v26.0 no longer reads several (?ids=); a Page has 4,800 a day and engaged user
LISTED_BY_POST = True
ROUTES = {"posts": 1, "comments": 1}

VERSION = "/v26.0"
VERSION_ENDS = Version(
    VERSION[1:], None, "Meta names a version's end when a later one is out; it lives about two years"
)
PACIFIC = ZoneInfo("America/Los_Angeles")
FEWEST_FOLLOWERS = 100  # below that Facebook does not split them
NAME_SUCCESSOR = "Name its successor in seeds/metric_map.csv and in extractors/platforms/facebook.py."
INSIGHT_DAYS = 88  # at most 90 a request; it is asked a day wider at the end
PROFILE_COUNTS = ("followers_count", "fan_count")
DAILY = (
    "page_media_view", "page_total_media_view_unique", "page_follows", "page_daily_follows",
    "page_daily_unfollows_unique", "page_post_engagements", "page_views_total", "page_video_views",
)  # fmt: skip
REACTIONS = "post_reactions_by_type_total"
POST_INSIGHTS = ("post_media_view", "post_total_media_view_unique", "post_clicks", REACTIONS)
VIDEO_INSIGHTS = ("post_video_views",)
POST_FIELDS = (
    "id,created_time,updated_time,message,message_tags,permalink_url,status_type,is_published,parent_id,"
    "attachments{media_type,type,url},shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)"
)
COMMENT_FIELDS = (
    "id,created_time,message,message_tags,from{id},parent{id},like_count,comment_count,is_hidden,permalink_url"
)
KINDS = {"photo": "image", "album": "album", "video": "video", "link": "link", "share": "link"}
LIMITS = (
    Limit("calls", "."),
)  # 4,800 a day and person who engaged with the Page: only the headers tell the share used
MOST_USED = 95  # percent: from here on calls are refused, other apps' of the same Page too
BUSY_WAITS = (60, 120, 300, 600)  # no time is stated, and what it counts are hours
BUSY = (4, 17, 32, 613, 80001)  # too many calls: of the app, the user, the Page, ours, the Page's business
UNSTEADY = (1, 2, 341)
DEAD_TOKEN = {  # subcode of error 190: why, and what whoever gave the token has to do
    458: ("the person who gave it has removed our app", "Have that person, or another who may ANALYZE the Page, log in "
          "to the app again and consent; then put the new token in its secret and run again."),
    459: ("the person who gave it has to pass a check of Facebook's first", "Have that person log in at facebook.com and "
          "do what it asks; then run again, with a new token if this one is still refused."),
    460: ("the password was changed", NEW_TOKEN),
    463: ("it has expired", NEW_TOKEN),
    464: ("the person who gave it has not confirmed their Facebook account", "Have that person confirm the account at "
          "facebook.com; then run again, with a new token if this one is still refused."),
    467: ("it was revoked", NEW_TOKEN),
    492: ("the role on the Page was lost", NEW_TOKEN),
}  # fmt: skip

# What may name or quote other people in an item of our own; everything else is kept.
OUR_DENIED = frozenset({"from", "to", "via", "target", "story", "story_tags", "message_tags", "with_tags", "title",
                        "admin_creator", "description", "caption", "name_tags"})  # fmt: skip  # fmt: skip
COMMENT_ALLOWED = ("id", "created_time", "like_count", "comment_count", "is_hidden")


def fault(status: int, headers: Mapping[str, str], body: Any) -> Fault | None:
    """Tell Graph's errors apart by their code: their HTTP status is not reliable."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return usual_fault(NAME, status, headers)
    code = int(error.get("code") or 0)
    if code in BUSY:
        stated = [each for each in (_regain_s(headers), retry_after(headers)) if each is not None]
        return Fault("quota", f"Facebook says we ask too often (error {code}).", WAIT_AND_RERUN, True,
                     max(stated, default=None), waits=BUSY_WAITS, day_in=PACIFIC.key,
                     scope="app" if code == 4 else "token")  # fmt: skip
    if is_too_much(body) or is_unknown_metric(body) or (code, error.get("error_subcode")) == (100, 33):
        return None  # fetch() asks for less, or the object was deleted while we read
    if code in UNSTEADY or error.get("is_transient"):
        return Fault("platform", f"Facebook had a fault of its own (error {code}).", WAIT_AND_RERUN, True,
                     retry_after(headers))  # fmt: skip
    if code in (102, 190):
        why, next_step = DEAD_TOKEN.get(
            error.get("error_subcode", 0), ("it is not, or no longer, a Page token we may use", NEW_TOKEN)
        )
        return replace(bad_token(NAME, why), next_step=next_step)
    if code == 10 or 200 <= code < 300 or (code == 100 and "missing permission" in _error_words(body)):
        return Fault(
            "token",
            f"Facebook says the token lacks a permission (error {code}).",
            "Give it pages_read_engagement, pages_read_user_content and read_insights, and the person the Page's "
            "ANALYZE task. The permission Facebook names in the error may be the wrong one.",
        )
    if code == 368:
        return Fault(
            "terms",
            "Facebook has blocked this app for breaking a policy (error 368).",
            "Look into the app's dashboard at developers.facebook.com; a person has to answer there.",
        )
    return Fault(
        "ours",
        f"Facebook did not accept what we asked (error {code}).",
        "Compare extractors/platforms/facebook.py with Facebook's change log.",
    )


def inspect(app: Client, token: str) -> Iterator[tuple[str, date | None, str, bool]]:
    """Yield what of a Page's token ends, the day, who says so, and whether it has no end. `app` speaks for the app, not the Page.

    Data access lapses 90 days after the last consent even where the token has no end. Graph takes the token to look at
    from the address alone: http.py keeps addresses out of the log.
    """
    said = app.get(f"{app.api}{VERSION}/debug_token", {"input_token": token}).get("data", {})
    for what, field in (("token", "expires_at"), ("data access", "data_access_expires_at")):
        at = said.get(field)
        if isinstance(at, int) and at > 0:
            yield what, datetime.fromtimestamp(at, UTC).date(), "Facebook, asked about the token", False
        else:
            is_endless = at == 0
            yield what, None, f"Facebook, asked about the token{'' if is_endless else ', did not say'}", is_endless


def is_too_much(body: Any) -> bool:
    """Say whether Facebook asks us to ask for fewer items at a time."""
    return "reduce the amount of data" in _error_words(body)


def is_unknown_metric(body: Any) -> bool:
    """Say whether Facebook no longer knows one of the metrics asked for."""
    return "valid insights metric" in _error_words(body)


def _error_words(body: Any) -> str:
    return str(body.get("error", {}).get("message", "")) if isinstance(body, dict) else ""


def told(headers: Mapping[str, str], server_time: float | None) -> Told | None:
    """Return that nothing is left, when Facebook says that nearly all calls are used up, and the time it asks for."""
    uses = [*_uses(headers), *_said(headers, "X-App-Usage")]
    used = [each.get(name) for each in uses for name in ("call_count", "total_cputime", "total_time")]
    if not any(isinstance(each, int | float) and each >= MOST_USED for each in used):
        return None
    return Told(None, 0, _regain_s(headers) or BUSY_WAITS[2])


def _regain_s(headers: Mapping[str, str]) -> float | None:
    minutes = [each.get("estimated_time_to_regain_access", 0) for each in _uses(headers)]
    return max((float(each) for each in minutes if isinstance(each, int | float)), default=0) * 60 or None


def _uses(headers: Mapping[str, str]) -> list[dict[str, Any]]:
    by_business = _said(headers, "X-Business-Use-Case-Usage")
    lists = [each for one in by_business for each in one.values() if isinstance(each, list)]
    return [each for each in chain(*lists) if isinstance(each, dict)]


def _said(headers: Mapping[str, str], name: str) -> list[dict[str, Any]]:
    try:
        said = json.loads(headers.get(name, "{}"))
    except ValueError:
        return []
    return [said] if isinstance(said, dict) else []


def fetch(client: Client, account: Account, window: Window) -> Iterator[Page]:
    """Yield profile, followers by country, the daily series, posts with their insights, and the comments on them."""
    page_at = f"{client.api}{VERSION}/{account.account_id}"
    profile = client.get(page_at, {"fields": "id,name,username,link,category,followers_count,fan_count,is_published"})
    if profile.get("id") != account.account_id:
        raise Refused(
            "source",
            "Facebook does not show this Page: removed, merged, unpublished, or another's token.",
            "Look at the Page on Facebook; if it is closed, say so in the register.",
        )
    yield Page("profile", profile, window.asked())
    yield _countries_page(client, page_at, window, profile)
    dead: set[str] = set()  # in this run: a metric Facebook no longer knows is not asked for at every post again
    yield from _daily(client, page_at, account, window, dead)
    refused = empty = 0
    for page in _posts(client, page_at, window):
        yield page
        for post in (each for each in page.body["data"] if attempt("", _readable_id, each)):
            insights = list(_post_insights_pages(client, post, window, dead))
            yield from insights
            refused += any(_is_gone(each.body) for each in insights)
            empty += any("error" not in each.body and not each.body.get("data") for each in insights)
            yield from _comments(client, account, post, window)
    if refused:
        window.doubt.miss(
            "posts", "source", f"Facebook lists {refused} posts and then says that they do not exist.",
            "Nothing to mend when they were deleted while we read: the next run asks for them by their id.",
        )  # fmt: skip
    if empty:
        window.doubt.miss(
            "posts", "empty", f"Facebook answered with no insights at all for {empty} posts: not zeros, nothing.",
            "If it stays so for days, check that the token has read_insights.",
        )  # fmt: skip


def _countries_page(client: Client, page_at: str, window: Window, profile: dict[str, Any]) -> Page:
    name = "page_follows_country"
    followers = attempt(None, part, int, profile, "followers_count") or 0
    should_have = name in window.doubt.held.split or followers >= FEWEST_FOLLOWERS

    def get() -> Any:
        return client.get(page_at + "/insights", {"metric": name, "period": "day"})

    def is_doubtful(body: Any) -> bool:
        return "error" not in body and should_have and not attempt([{}], _split_of, body)

    body = window.doubt.ask(client, "countries", get, is_doubtful)
    if is_doubtful(body):
        window.doubt.miss("series", "empty", "Facebook did not split the followers by country, as it does from 100 on.")
    return Page("countries", body, window.asked() | {"metrics": [name]})


def _split_of(body: Any) -> list[dict[str, Any]]:
    return [value for metric in body.get("data") or [] for value in metric["values"] if value.get("value")]


def _daily(client: Client, page_at: str, account: Account, window: Window, dead: set[str]) -> Iterator[Page]:
    since = max(window.since, window.observed_at.date() - timedelta(days=SERIES_REACH_DAYS))
    while since < window.until:
        until = min(since + timedelta(days=INSIGHT_DAYS), window.until)
        days = [since.isoformat(), until.isoformat()]
        params = {"period": "day", "since": since.isoformat(), "until": (until + timedelta(days=1)).isoformat()}
        should_have = _should_have_days(days, account) or window.doubt.knows_days("page_media_view", since, until)
        metrics = tuple(name for name in DAILY if name not in dead)
        yield from _insights(client, page_at, metrics, params, "daily", window, {"days": days}, dead, should_have)
        since = until


def _post_insights_pages(client: Client, post: dict[str, Any], window: Window, dead: set[str]) -> Iterator[Page]:
    named = POST_INSIGHTS + (VIDEO_INSIGHTS if attempt("", _media_kind, post) == "video" else ())
    post_at, unasked = f"{client.api}{VERSION}/{post['id']}", [name for name in named if name in dead]
    alive = tuple(name for name in named if name not in dead)
    more = {"post_id": post["id"]}
    for page in _insights(client, post_at, alive, {"period": "lifetime"}, "insights", window, more, dead, True):
        yield Page(page.kind, page.body, page.asked | {"unasked": unasked})  # these too are unknown for this post


def _insights(
    client: Client, at: str, metrics: tuple[str, ...], params: dict[str, Any], kind: str, window: Window,
    more: dict[str, Any], dead: set[str], should_have: bool,
) -> Iterator[Page]:  # fmt: skip
    def get() -> Any:
        return client.get(at + "/insights", {"metric": ",".join(metrics)} | params)

    def is_doubtful(body: Any) -> bool:
        return _is_gone(body) or ("error" not in body and should_have and not body.get("data"))

    if not metrics:
        return
    body = window.doubt.ask(client, kind, get, is_doubtful)
    if is_unknown_metric(body) and len(metrics) > 1:  # one of them has died: ask each alone, the rest live on
        for metric in metrics:
            yield from _insights(client, at, (metric,), params, kind, window, more, dead, should_have)
        return
    if is_unknown_metric(body):
        dead.add(metrics[0])
    yield Page(kind, body, window.asked() | more | {"metrics": list(metrics)})


def _is_gone(body: Any) -> bool:
    return bool((body.get("error") or {}).get("error_subcode") == 33)


def _posts(client: Client, page_at: str, window: Window) -> Iterator[Page]:
    params: dict[str, Any] = {
        "fields": POST_FIELDS,
        "limit": 100,
        "since": int(window.start.timestamp()) - 1,  # a second wide at both ends; parse() filters
        "until": int(window.end.timestamp()) + 1,
    }
    seen, is_known = set[str](), window.doubt.knows("post", window.since, window.until, own_list=True)

    def ask(mark: str | None) -> Any:
        while True:
            body = client.get(page_at + "/published_posts", params | ({"after": mark} if mark else {}))
            if "data" in body:
                return body
            if not is_too_much(body) or params["limit"] == 1:
                raise Refused("platform", "Facebook refused even one post a page as too much data.", WAIT_AND_RERUN)
            params["limit"] //= 2

    def is_doubtful(body: Any, is_first: bool) -> bool:
        """Nothing, and nothing to come, where the page was announced, or posts are known, or the time is long."""
        return not body["data"] and not _next(body) and (not is_first or is_known or window.days >= LONG_DAYS)

    for body, is_still_doubtful in walk(window.doubt, client, "posts", ask, _next, is_doubtful, MOST_PAGES):
        if is_still_doubtful and is_known:
            window.doubt.unlisted.add("posts")
        fresh = [post for post in body["data"] if attempt(True, _is_wanted, post, seen, window)]
        seen |= {attempt("", _readable_id, post) for post in fresh}
        yield Page("posts", body | {"data": fresh}, window.asked())


def _is_wanted(post: dict[str, Any], seen: set[str], window: Window) -> bool:
    """Say whether a post is new and of the window; raises what parse() will tell where it cannot be read."""
    return _readable_id(post) not in seen and is_within(moment(post, "created_time"), window.asked())


def _readable_id(post: dict[str, Any]) -> str:
    moment(post, "created_time")
    return need(str, post, "id")


def _next(body: Any) -> str | None:
    paging = body.get("paging", {})
    return str(paging["cursors"]["after"]) if "next" in paging else None  # never to be read from a short page


def _comments(client: Client, account: Account, post: dict[str, Any], window: Window) -> Iterator[Page]:
    post_id, counted = post["id"], attempt(None, part, int, post, "comments", "summary", "total_count")
    if counted == 0:
        return
    params = {"filter": "stream", "order": "chronological", "summary": "true", "limit": 100, "fields": COMMENT_FIELDS}
    found, is_refused = 0, False
    earlier: dict[str, bool] = {}  # comment of an earlier page -> whether it is ours

    def ask(mark: str | None) -> Any:
        return client.get(f"{client.api}{VERSION}/{post_id}/comments", params | ({"after": mark} if mark else {}))

    def is_doubtful(body: Any, is_first: bool) -> bool:
        return not body.get("data") and not _next(body) and (bool(counted) or not is_first)

    for body, is_still_doubtful in walk(window.doubt, client, "interactions", ask, _next, is_doubtful, MOST_PAGES):
        sent = body.get("data") or []
        found += len(sent)
        is_refused |= is_still_doubtful and "error" in body
        above = {
            parent: earlier[parent]
            for parent in (attempt(None, _parent_of, each) for each in sent)
            if parent in earlier
        }
        yield Page("comments", body, window.asked() | {"post_id": post_id, "above": above})
        earlier |= {
            comment: is_ours for comment, is_ours in (attempt(("", False), _author, each, account) for each in sent)
        }
    if counted and (not found or (is_refused and found < counted)):
        window.doubt.miss_comments("source" if is_refused else "platform", post_id, counted - found)


def _parent_of(comment: dict[str, Any]) -> str | None:
    is_kept = isinstance(comment.get("parent"), str)  # a kept page has its id alone
    return part(str, comment, "parent") if is_kept else part(str, comment, "parent", "id")


def _author(comment: dict[str, Any], account: Account) -> tuple[str, bool]:
    """Return a comment's id and whether it is ours."""
    return need(str, comment, "id"), part(str, comment, "from", "id") == account.account_id


def stands_in(page: Page) -> bool:
    """Say whether what is kept of a page holds all that fetch() reads of it; the profile is asked for each time."""
    if "error" in page.body or (page.kind == "comments" and "next" in page.body.get("paging", {})):
        return False  # words of errors, and what comes next, are not kept
    return page.kind in ("daily", "insights", "countries", "comments")


def screen(page: Page, account: Account, door: Door) -> Page:
    """Take other people's words and names out of a page; paging addresses, which echo the token, go too."""
    body, asked = {key: value for key, value in page.body.items() if key != "paging"}, page.asked
    items = body.pop("data", None) or []
    body = door.own_item(body, OUR_DENIED)
    if page.kind == "posts":
        body["data"], asked = screened(items, partial(_screened_own, door=door), asked)
    elif page.kind == "comments":
        body["data"], asked = screened(items, partial(_screened_comment, account=account, door=door), asked)
    elif "data" in page.body:
        body["data"] = door.own_item(items, OUR_DENIED)
    if "error" in body:
        error = body["error"] if isinstance(body["error"], dict) else {}
        body["error"] = {key: value for key, value in error.items() if key in ("code", "error_subcode", "type")}
    return Page(page.kind, body, asked)


def _screened_own(item: dict[str, Any], door: Door) -> dict[str, Any]:
    kept: dict[str, Any] = door.own_item(item, OUR_DENIED)
    for edge in ("comments", "reactions"):  # only the count: an answer may hold people although none were asked for
        if edge in kept:
            total = attempt(False, part, object, item, edge, "summary", "total_count")
            is_one = total is None or isinstance(total, str | int | float)
            kept[edge] = {"summary": {"total_count": total if is_one else False}}  # no number: parse() tells of it
    if "message" in item:
        text, tagged = _without_tagged(item, door)
        kept["message"], named = door.own_text(text)
        kept["people_named"] = named + tagged
    return kept


def _without_tagged(item: dict[str, Any], door: Door) -> tuple[str, int]:
    """Mask the names Facebook marks as people or pages in a text: they carry no '@'."""
    said = text = part(str, item, "message") or ""
    tags = item.get("message_tags") or []
    if isinstance(tags, dict):  # older answers: by the place in the text
        tags = [tag for some in tags.values() for tag in some]
    strangers = [
        (part(int, tag, "offset") or 0, part(int, tag, "length") or 0, part(str, tag, "name"))
        for tag in tags
        if not door.is_ours(part(str, tag, "id") or "")
    ]
    for start, length, named in sorted(strangers, key=lambda each: -each[1]):
        name = named or said[start : start + length]
        text = text.replace(name, MASK) if name else text
    return text, len(strangers)


def _screened_comment(item: dict[str, Any], account: Account, door: Door) -> dict[str, Any]:
    author = part(str, item, "from", "id")  # left out for people the token may not see: never us
    parent = part(str, item, "parent", "id")
    if author == account.account_id:
        own = _screened_own({key: value for key, value in item.items() if key != "parent"}, door)
        return own | {"is_ours": True, "parent": parent}
    _readable_id(item)  # of others nothing is kept that is not what it should be
    kept = {key: item[key] for key in COMMENT_ALLOWED if key in item} | {"is_ours": False, "parent": parent}
    return kept | {"author_key": door.author_key("facebook", author)} | door.about(part(str, item, "message"))


def parse(page: Page, account: Account, observed_at: datetime) -> Iterator[Post | Interaction | Counts | Unread]:
    """Turn one kept page into rows, and what could not be read."""
    if page.kind == "profile":
        yield from stated_in(account, observed_at, PROFILE_COUNTS, lambda: page.body)
    elif page.kind == "countries":
        yield from rows_of(_countries(page, account, observed_at))
    elif page.kind == "daily":
        for metric in page.body.get("data") or []:
            yield from rows_of(_days(metric, account, page, observed_at))
    elif page.kind == "insights":
        yield from _post_insights(page, account, observed_at)
    else:
        each = _posted if page.kind == "posts" else _commented
        for item in page.body["data"]:
            yield from rows_of(each(item, account, page, observed_at))


def _countries(page: Page, account: Account, observed_at: datetime) -> Iterator[Counts | Unread]:
    values = _split_of(page.body)
    if not values:
        return  # fewer than 100 followers: Facebook does not split them
    newest = max(values, key=lambda value: part(str, value, "end_time") or "")
    for country, count in need(dict, newest, "value").items():
        where = {"dimension": "country", "dimension_value": country}
        yield from stated(account, observed_at, "page_follows_country", count, **where)


def _days(metric: Any, account: Account, page: Page, observed_at: datetime) -> Iterator[Counts | Unread]:
    name = need(str, metric, "name")
    for value in need(list, metric, "values") if need(str, metric, "period") == "day" else ():
        yield from rows_of(_of_day(name, value, account, page, observed_at))


def _of_day(name: str, value: Any, account: Account, page: Page, observed_at: datetime) -> Iterator[Counts | Unread]:
    has_come = moment(value, "end_time") <= observed_at  # old captures hold zeros for days still to come
    day = pacific_day(value["end_time"])
    if has_come and page.asked["since"] <= day.isoformat() < page.asked["until"]:
        yield from stated(account, observed_at, name, value.get("value"), **one_day(day))


def pacific_day(end_time: str) -> date:
    """Return the Pacific day that ended at this moment ('2026-10-01T07:00:00+0000' is the end of 30 September)."""
    return moment({"end_time": end_time}, "end_time").astimezone(PACIFIC).date() - timedelta(days=1)


def _post_insights(page: Page, account: Account, observed_at: datetime) -> Iterator[Counts | Unread]:
    post_id, said = page.asked["post_id"], dict[str, Any]()
    for metric in page.body.get("data") or []:
        try:
            if need(str, metric, "period") == "lifetime":  # a `day` row with a false 0 may follow
                said[need(str, metric, "name")] = need(list, metric, "values")[0].get("value")
        except UNREADABLE as error:
            yield Unread(field_of(error), is_value=True)
    names = [*page.asked["metrics"], *page.asked.get("unasked", ())]
    names = [name for name in names if name != REACTIONS]
    yield from stated_in(account, observed_at, names, lambda: said, post_id)
    yield from rows_of(_reactions(said, post_id, account, observed_at))


def _reactions(
    said: dict[str, Any], post_id: str, account: Account, observed_at: datetime
) -> Iterator[Counts | Unread]:
    for kind, count in (part(dict, said, REACTIONS) or {}).items():
        where = {"dimension": "reaction", "dimension_value": kind}
        yield from stated(account, observed_at, REACTIONS, count, post_id, **where)


def _posted(item: Any, account: Account, page: Page, observed_at: datetime) -> Iterator[Post | Counts | Unread]:
    at, post_id, text = moment(item, "created_time"), need(str, item, "id"), part(str, item, "message")
    if not is_within(at, page.asked):
        return
    yield Post(
        "facebook", account.account_id, post_id, "original", at, text, part(str, item, "permalink_url"),
        part(str, item, "parent_id"), post_id,
        hashtags=hashtags(text), links=links(text), people_named=item.get("people_named"), media_kind=_media_kind(item),
    )  # fmt: skip
    for name in ("comments", "reactions", "shares"):
        yield from stated_in(account, observed_at, (name,), partial(_count_of, item, name), post_id)


def _count_of(item: dict[str, Any], name: str) -> dict[str, Any]:
    if name != "shares":
        return {name: part(object, item, name, "summary", "total_count")}
    # Left out when nobody shared: the one absence that means zero.
    return {name: need(object, item, name, "count") if name in item else 0}


def _commented(item: Any, account: Account, page: Page, observed_at: datetime) -> Iterator[Post | Interaction]:
    at, item_id, post_id = moment(item, "created_time"), need(str, item, "id"), page.asked["post_id"]
    parent_id = part(str, item, "parent") or post_id
    if at.date().isoformat() >= page.asked["until"]:
        return
    if item["is_ours"]:
        text = part(str, item, "message")
        ours = (
            page.asked.get("above", {})
            | {each.get("id"): each["is_ours"] for each in page.body["data"]}
            | {post_id: True}
        )
        yield Post(
            "facebook", account.account_id, item_id, "reply", at, text, part(str, item, "permalink_url"), parent_id,
            post_id, ours.get(parent_id), hashtags(text), links(text), item.get("people_named"),
        )  # fmt: skip
    else:
        yield Interaction(
            "facebook", account.account_id, item_id, "reply" if item["parent"] else "comment", at, parent_id, post_id,
            item["author_key"], item["asks_question"], item["raises_concern"], item["fingerprint"],
            tuple(item.get("tag_keys", ())),  # a page kept by an earlier version has none
        )  # fmt: skip


def gaps(page: Page, account: Account) -> Iterator[Gap]:
    """Yield what a kept page shows to be missing: a metric that died, or insights that are silently empty."""
    if page.kind not in ("countries", "daily", "insights") or _is_gone(page.body):
        return
    subject, metrics = SUBJECTS[page.kind], page.asked.get("metrics", [])
    sent = {attempt("", need, str, metric, "name") for metric in page.body.get("data") or []}
    if "error" in page.body:
        yield Gap(subject, "schema", f"Facebook no longer knows {', '.join(metrics)}.", NAME_SUCCESSOR)
    elif page.kind == "daily" and not sent and _should_have_days(page.asked["days"], account):
        yield Gap(
            subject,
            "empty",
            "Facebook answered with no insights at all: not zeros, nothing.",
            "Check that the token has read_insights; a Page with under 100 followers has none.",
        )
    elif page.kind == "daily" and sent and (unsent := [name for name in metrics if name not in sent]):
        yield Gap(subject, "schema", f"Facebook leaves out {', '.join(unsent)}.", NAME_SUCCESSOR)


def _should_have_days(days: Sequence[str], account: Account) -> bool:
    first, end = (date.fromisoformat(day) for day in days)
    is_closed = account.closed_on is not None and account.closed_on <= end
    return (end - first).days > SHORTEST_SERIES_DAYS and not is_closed  # the newest days may rightly be absent


def route_of(item: Known) -> str:
    """Return what Facebook may show or hide as a whole: comments need a permission of their own."""
    return "comments" if item.is_under_post else "posts"


def ask_about(client: Client, account: Account, route: str, items: Sequence[Known]) -> Iterator[Page]:
    """Yield what Facebook says of each of these, one by one."""
    for item in items:
        body = client.get(f"{client.api}{VERSION}/{item.id}", {"fields": "id"})
        yield Page(route, body, {"ids": [item.id]})


def said_of(page: Page) -> Iterator[Said]:
    """Yield an object Facebook shows, or denies; it denies alike what was deleted and what a token may not see."""
    (item_id,) = page.asked["ids"]
    error = page.body.get("error") or {}
    if (error.get("code"), error.get("error_subcode")) == (100, 33):
        yield item_id, "Facebook says it does not exist, or that we may not see it."
    elif page.body.get("id") == item_id:
        yield item_id, None


def _media_kind(item: dict[str, Any]) -> str:
    shown = part(list, item, "attachments", "data") or []
    if not shown:
        return "none"
    kind = (part(str, shown[0], "media_type") or part(str, shown[0], "type") or "").split("_")[0]
    return KINDS.get(kind, "other")
