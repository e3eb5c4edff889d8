"""X (API v2): our posts with their counts, mentions of us, and the profile's counts.

X has two vocabularies (until and since July 2026); we ask in the older one and read both. Private counts exist only for
posts under 30 days old, so the window is asked in two parts. Facts: docs.x.com as read 2026-08-22.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from extractors.budget import Limit, Told
from extractors.doubt import walk
from extractors.faults import WAIT_AND_RERUN, Fault, Gap, Refused, is_number, retry_after, usual_fault
from extractors.fields import attempt, moment, need, part
from extractors.http import Client, bad_token
from extractors.platforms import LONG_DAYS, Known, Said, Window, is_within, number, stated_in
from extractors.privacy import Door
from extractors.records import Account, Counts, Interaction, Page, Post
from extractors.renewal import Renewal
from extractors.unread import Unread, rows_of, screened
from extractors.wording import hashtags, links

NAME = "X"
HEADERS: dict[str, str] = {}
RENEWAL = Renewal("/2/oauth2/token", is_basic=True, silent_end="X does not say how long a refresh token lives")
SUBJECTS = {"profile": "series", "posts": "posts", "mentions": "interactions"}
NEEDS_LICENCE_BASIS = (
    "X is switched off: its developer agreement (XIV.C, Government Use) asks an Enterprise plan of whoever shows X "
    "content to a public body, and nobody has said on what basis this one may."
)

REFRESH_DAYS = 7  # X wants what was deleted or protected taken out as soon as reasonably possible (Developer Policy)
LOOKUPS_A_RUN = 5  # 500 posts; a post read by id costs $0.005, so at most $2.50 a day and account
LISTED_BY_POST = False
ROUTES = {"tweets": 100}

WINDOW_S = (
    900  # X counts calls by quarters of an hour; the numbers are of a user's token, and its answers may say others
)
LIMITS = (
    Limit("the profile", r"^/2/users/me$", 75, WINDOW_S),
    Limit("our posts", r"^/2/users/\d+/tweets$", 900, WINDOW_S),
    Limit("mentions", r"^/2/users/\d+/mentions$", 300, WINDOW_S),
    Limit("posts by id", r"^/2/tweets$", 5_000, WINDOW_S),
    Limit("users", r"^/2/users", 900, WINDOW_S),
)

PRIVATE_DAYS = 29  # X gives private counts for 30 days; the last one is already cut by the hour
MOST_PAGES = 200  # of a list
YEAR = 365
FEWEST_EXPECTED = 10  # posts; by chance alone a part in which so many are expected is empty once in 20,000 times
MOST_MENTIONS, MOST_POSTS = 800, 3_200  # further back X answers 200 with nothing
PROFILE_COUNTS = ("followers_count", "following_count", "tweet_count", "listed_count", "like_count", "media_count")
POST_COUNTS = ("retweet_count", "reply_count", "like_count", "quote_count", "bookmark_count", "impression_count")
PRIVATE_COUNTS = ("engagements", "url_link_clicks", "user_profile_clicks")
REFERENCE_OF = {"repost": "retweeted", "reply": "replied_to", "quote": "quoted"}  # one that quotes and replies: a reply
NEWER_WORDS = {"retweet_count": "repost_count", "tweet_count": "post_count", "referenced_tweets": "referenced_posts",
               "note_tweet": "note_post"}  # fmt: skip
_LATER = frozenset(NEWER_WORDS.values())
POST_FIELDS = (
    "id,text,created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,public_metrics,attachments,"
    "lang,edit_controls,edit_history_tweet_ids,entities,note_tweet"
)
MENTION_FIELDS = "id,text,created_at,author_id,conversation_id,in_reply_to_user_id,referenced_tweets,note_tweet"

# What may name or quote other people in an item of our own; everything else is kept.
OUR_DENIED = frozenset(
    {"mentions", "annotations", "context_annotations", "alt_text", "url", "display_url", "preview_image_url"}
)
REPOST_DENIED = OUR_DENIED | {"text", "entities", "note_tweet", "note_post", "attachments", "geo"}
MENTION_ALLOWED = ("id", "created_at", "conversation_id", "referenced_tweets", "referenced_posts", "public_metrics")
ERROR_ALLOWED = ("title", "type", "parameter", "field", "resource_type", "resource_id", "status")
PRIVATE_REFUSED = "not-authorized-for-field"


def fault(status: int, headers: Mapping[str, str], body: Any) -> Fault | None:
    """Tell X's refusals apart: four kinds of 'too much', dead tokens, and 200 with nothing but errors."""
    said = body if isinstance(body, dict) else {}
    title, kind = str(said.get("title", "")), str(said.get("type", "")).rsplit("/", 1)[-1]
    errors = said.get("errors") or []
    if status == 402 or kind in ("credits-depleted", "credits"):
        return Fault(
            "quota", "The X account has no credits left.", "Buy credits in X's developer console, then run again."
        )
    if title == "UsageCapExceeded" or kind == "usage-capped":
        period = str(said.get("period") or "monthly").lower()
        return Fault(
            "quota",
            f"The {period} cap on X reads is used up.",
            "Wait for the cap to reset, or raise it in X's console.",
            day_in="UTC",  # X does not say on which day a month begins anew: one asking a day finds it out
            scope="app",
        )
    if "SpendCapReached" in (title, said.get("reason")):
        return Fault(
            "quota",
            "Our own spending limit at X is reached.",
            "Raise the limit in X's developer console, then run again.",
        )
    if status == 429:
        reset = headers.get("x-rate-limit-reset", "")
        until = float(reset) if is_number(reset) else None
        return Fault("quota", "X says we ask too often.", WAIT_AND_RERUN, True, retry_after(headers), until,
                     waits=() if until else (5, 30, 120, WINDOW_S), window_s=WINDOW_S)  # fmt: skip
    if status == 401:
        return bad_token(NAME, "it has expired, was revoked or is wrong")
    if kind == "unsupported-authentication":
        return Fault(
            "token", "X asks for a user's token here and was given the app's.", "Put a user token in the secret."
        )
    if kind == "client-forbidden":
        return Fault(
            "terms", "The X app is not in a project, or its plan lacks this.", "Check the app in X's developer console."
        )
    if (
        status == 200
        and errors
        and all(each.get("parameter") == "ids" and each.get("resource_type") != "user" for each in errors)
    ):
        return None  # posts asked about by id, none of which is there
    if status == 200 and errors and not {"data", "meta"} & said.keys():
        if any(str(each.get("type", "")).endswith(("unavailable", "failure", "internal-error")) for each in errors):
            return Fault("platform", "X could not put its answer together.", WAIT_AND_RERUN, heals=True)
        words = str(errors[0].get("title", "no title"))
        return Fault(
            "source",
            f"X gives nothing for this account ({words}): protected, suspended or gone.",
            "Look at the account on x.com; if it is closed, say so in the register.",
        )
    return usual_fault(NAME, status, headers)


def told(headers: Mapping[str, str], server_time: float | None) -> Told | None:
    """Return what an answer says of the window it was counted in."""
    said = [headers.get(f"x-rate-limit-{name}", "") for name in ("limit", "remaining", "reset")]
    if server_time is None or not all(map(is_number, said)):
        return None
    limit, left, reset = map(int, said)
    return Told(limit, left, reset - server_time)


def fetch(client: Client, account: Account, window: Window) -> Iterator[Page]:
    """Yield the profile, our posts and the mentions of us. Posts of the last 29 days come with private counts."""
    me = client.get(
        client.api + "/2/users/me", {"user.fields": "created_at,public_metrics,protected,verified,verified_type"}
    )
    if _of(me, "data").get("id") != account.account_id:
        raise Refused(
            "token",
            "The token belongs to another X account than the register says.",
            "Put this account's own token in its secret, or mend the account's id in the register.",
        )
    yield Page("profile", me, window.asked())
    private_from = window.observed_at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    private_from = max(window.start, private_from - timedelta(days=PRIVATE_DAYS))
    parts = [(max(private_from, window.start), window.end, True)] if private_from < window.end else []
    if window.start < private_from:
        parts.append((window.start, min(private_from, window.end), False))
    seen, shown = 0, [0] * len(parts)
    for at, (start, end, has_private) in enumerate(parts):
        for page in _timeline(client, account, window, "posts", start, end, has_private, seen):
            seen += len(page.body.get("data") or [])
            shown[at] += len(page.body.get("data") or [])
            yield page
    if is_silent_part([(end - start).days for start, end, _ in parts], shown) and "posts" not in window.doubt.unlisted:
        window.doubt.miss(
            "posts",
            "empty",
            f"X shows no post of the one part of the window, and {seen} of the other.",
            "Look at the account on x.com: if it was silent for weeks, nothing is missing; else run again later.",
            is_cut=True,
        )
    if not seen and window.days >= YEAR and _has_posts(me):
        window.doubt.miss(
            "posts",
            "empty",
            "X shows no post of the whole window, and counts some on the profile.",
            "Look at the account on x.com: if it was silent for so long, nothing is missing; else run again later.",
            is_cut=True,
        )
    yield from _timeline(client, account, window, "mentions", window.start, window.end)


def is_silent_part(days: Sequence[int], shown: Sequence[int]) -> bool:
    """Say whether one of two long parts of a window holds nothing, where by the other it should hold a good many posts."""
    if len(days) < 2 or min(days) < LONG_DAYS:
        return False
    return any(not shown[at] and shown[1 - at] * days[at] >= FEWEST_EXPECTED * days[1 - at] for at in (0, 1))


def _timeline(
    client: Client, account: Account, window: Window, kind: str, start: datetime, end: datetime,
    has_private: bool = False, items_before: int = 0,
) -> Iterator[Page]:  # fmt: skip
    end_asked = min(
        end + timedelta(seconds=1), window.observed_at - timedelta(seconds=15)
    )  # X refuses an end in the future
    params = {
        "max_results": 100,
        "start_time": f"{start - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}",  # a second wide at both ends: whether X's
        "end_time": f"{end_asked:%Y-%m-%dT%H:%M:%SZ}",  # end is inclusive is not documented; parse() filters
        "tweet.fields": MENTION_FIELDS if kind == "mentions" else POST_FIELDS,
    }
    if kind == "posts":
        params |= {"expansions": "attachments.media_keys", "media.fields": "media_key,type,alt_text"}
    if has_private:
        params["tweet.fields"] = POST_FIELDS + ",non_public_metrics"
    path, subject = "/tweets" if kind == "posts" else "/mentions", SUBJECTS[kind]
    is_known = window.doubt.knows("post" if kind == "posts" else "interaction", start.date(), end.date())

    def ask(mark: str | None) -> Any:
        asked = params | ({"pagination_token": mark} if mark else {})
        return client.get(f"{client.api}/2/users/{account.account_id}{path}", asked)

    def is_doubtful(body: Any, is_first: bool) -> bool:
        """Nothing, and nothing to come, where the page was announced, or posts are known, or the time is long."""
        if _of(body, "meta").get("next_token") or body.get("data"):
            return int(_of(body, "meta").get("result_count") or 0) > len(body.get("data") or [])
        return not is_first or is_known or (end - start).days >= LONG_DAYS

    for body, is_still_doubtful in walk(window.doubt, client, subject, ask, _next, is_doubtful, MOST_PAGES):
        if not items_before:
            _refuse_other_shape(body, kind)
        if is_still_doubtful and is_known and not body.get("data"):
            window.doubt.unlisted.add(subject)
        elif is_still_doubtful and body.get("data"):
            window.doubt.miss(subject, "empty", f"X sent fewer {kind} than the page itself counts.")
        yield Page(kind, body, window.asked() | {"has_private": has_private, "items_before": items_before})
        items_before += len(body.get("data") or [])


def _next(body: Any) -> str | None:
    return _of(body, "meta").get(
        "next_token"
    )  # never to be read from a short or empty page: X sends them in the middle


def _has_posts(me: Any) -> bool:
    return attempt(True, lambda: bool(number(_said(_of(me["data"], "public_metrics"), "tweet_count"))))


def _refuse_other_shape(body: Any, kind: str) -> None:
    """Raise Refused where every item lacks what X always sends; a single one is left out and told."""
    always = {"id", "created_at", "conversation_id"}
    lacking = [
        (always | {"public_metrics" if kind == "posts" else "author_key" if "author_key" in item else "author_id"})
        - item.keys()
        for item in body.get("data") or []
        if isinstance(item, dict)
    ]
    if lacking and all(lacking):
        missing = ", ".join(sorted(set[str]().union(*lacking)))
        raise Refused(
            "schema",
            f"X left out {missing}, which it always sends: its answers have changed.",
            "Compare extractors/platforms/x.py with X's change log before running again.",
        )


def stands_in(page: Page) -> bool:
    """Say whether what is kept of a page holds all that fetch() reads of it; the profile is asked for each time."""
    return page.kind in ("posts", "mentions")


def screen(page: Page, account: Account, door: Door) -> Page:
    """Take other people's words and names out of a page."""
    if page.kind == "profile":
        return Page(page.kind, door.own_item(page.body, OUR_DENIED), page.asked)
    one = partial(_screened_post if page.kind == "posts" else _screened_mention, account=account, door=door)
    items, asked = screened(page.body.get("data") or [], one, page.asked)
    errors = [each for each in _listed(page.body, "errors") if each.get("resource_type") != "user"]
    body = {
        "meta": attempt(dict[str, Any](), _of, page.body, "meta"),
        "data": items,
        "errors": [{key: x[key] for key in ERROR_ALLOWED if isinstance(x.get(key), str | int)} for x in errors],
    }
    if page.kind == "posts":
        media = [x for x in _listed(page.body.get("includes"), "media") if isinstance(x.get("alt_text"), str | None)]
        body["includes"] = {
            "media": [door.own_item(x, OUR_DENIED) | {"has_alt_text": bool(x.get("alt_text"))} for x in media]
        }
    return Page(page.kind, body, asked)


def _screened_post(item: dict[str, Any], account: Account, door: Door) -> dict[str, Any]:
    is_repost = _kind(_references(item)) == "repost"
    kept: dict[str, Any] = door.own_item(item, REPOST_DENIED if is_repost else OUR_DENIED)
    answered = part(str, item, "in_reply_to_user_id")
    if answered is not None and answered != account.account_id:
        kept["in_reply_to_user_id"] = door.author_key("x", answered)
    kept["people_named"] = None if is_repost else door.own_text(_text(item, _of(item, "note_tweet")))[1]
    return kept


def _screened_mention(item: dict[str, Any], account: Account, door: Door) -> dict[str, Any]:
    need(str, item, "id")  # of others nothing is kept that is not what it should be
    moment(item, "created_at")
    kept = {key: item[key] for key in MENTION_ALLOWED if key in item}
    author = need(str, item, "author_id")
    return (
        kept
        | {"is_ours": author == account.account_id, "author_key": door.author_key("x", author)}
        | door.about(
            _text(item, _of(item, "note_tweet"))
        )  # hashtags stand at the end, and `text` of a long post is cut
    )


def parse(page: Page, account: Account, observed_at: datetime) -> Iterator[Post | Interaction | Counts | Unread]:
    """Turn one kept page into rows, and what could not be read."""
    if page.kind == "profile":
        yield from rows_of(_counts(page.body.get("data"), PROFILE_COUNTS, "public_metrics", account, observed_at))
        return
    media = {each["media_key"]: each for each in _listed(page.body.get("includes"), "media")
             if isinstance(each.get("media_key"), str)}  # fmt: skip
    for item in page.body["data"]:
        if page.kind == "mentions":
            yield from rows_of(_interactions(item, account, page))
        else:
            yield from rows_of(_of_post(item, account, page, media, observed_at))


def _of_post(
    item: dict[str, Any], account: Account, page: Page, media: dict[str, Any], observed_at: datetime
) -> Iterator[Post | Counts | Unread]:
    is_ours = part(str, item, "author_id") in (None, account.account_id)
    at = moment(item, "created_at")
    if not is_within(at, page.asked) or not is_ours:
        return
    yield (post := _post(item, account, media, at))
    if post.kind != "repost":  # the counts on a repost are the original's, not ours
        if item.get("public_metrics") is None:
            yield Unread("public_metrics", is_value=True)  # X always sends them
        yield from _counts(item, POST_COUNTS, "public_metrics", account, observed_at, post.post_id)
        if page.asked["has_private"]:
            yield from _counts(item, PRIVATE_COUNTS, "non_public_metrics", account, observed_at, post.post_id)


def _post(item: dict[str, Any], account: Account, media: dict[str, Any], at: datetime) -> Post:
    post_id, references, long = need(str, item, "id"), _references(item), _of(item, "note_tweet")
    text = _text(item, long)
    kind = _kind(references)
    answered = item.get("in_reply_to_user_id")
    keys = [key for key in part(list, item, "attachments", "media_keys") or [] if isinstance(key, str)]
    shown = [media[key] for key in keys if key in media]
    found, pictures = _links(item, long, text), [each for each in shown if each.get("type") != "video"]
    return Post(
        "x", account.account_id, post_id, kind, at,
        text=None if kind == "repost" else text,
        permalink=f"https://x.com/{account.handle}/status/{post_id}",
        parent_id=references.get(REFERENCE_OF.get(kind, "")),
        conversation_id=part(str, item, "conversation_id"),
        parent_is_ours=None if answered is None or kind != "reply" else answered == account.account_id,
        hashtags=hashtags(text), links=found, people_named=item.get("people_named"),
        media_kind=None if kind == "repost" else _media_kind(item, keys, shown, found),
        has_alt_text=all(each["has_alt_text"] for each in pictures) if pictures else None,
    )  # fmt: skip


def _counts(item: Any, names: Sequence[str], of: str, account: Account, observed_at: datetime,
            post_id: str | None = None) -> list[Counts | Unread]:  # fmt: skip
    def said() -> dict[str, Any]:
        counts = _of(item, of)
        return counts if _LATER.isdisjoint(counts) else {name: _said(counts, name) for name in names}

    return stated_in(account, observed_at, names, said, post_id)


def _interactions(item: dict[str, Any], account: Account, page: Page) -> Iterator[Interaction]:
    at, references = moment(item, "created_at"), _references(item)
    if item["is_ours"] or "retweeted" in references or not is_within(at, page.asked):
        return
    yield Interaction(
        "x", account.account_id, need(str, item, "id"), "reply" if "replied_to" in references else "mention",
        at, references.get("replied_to"), part(str, item, "conversation_id"), item["author_key"],
        item["asks_question"], item["raises_concern"], item["fingerprint"],
        tuple(item.get("tag_keys", ())),  # a page kept by an earlier version has none
    )  # fmt: skip


def gaps(page: Page, account: Account) -> Iterator[Gap]:
    """Yield what a kept page shows to be missing: private counts refused, or a list cut at X's limit."""
    if page.kind == "profile":
        return
    refused = {str(each.get("resource_id")) for each in _listed(page.body, "errors")
               if str(each.get("type", "")).endswith(PRIVATE_REFUSED)}  # fmt: skip
    if refused and page.kind == "posts":
        refused -= {attempt("", _repost_id, item) for item in page.body["data"]}
    if page.body["data"] and refused:
        yield Gap(
            "posts",
            "token",
            "X refuses the private counts of our own recent posts: the token is not the author's.",
            "Put the account's own user token in its secret.",
        )
    most = MOST_POSTS if page.kind == "posts" else MOST_MENTIONS
    is_last = not attempt(dict[str, Any](), _of, page.body, "meta").get("next_token")
    if is_last and page.asked["items_before"] + len(page.body["data"]) >= most:
        yield Gap(
            SUBJECTS[page.kind],
            "source",
            f"X shows the latest {most} {page.kind} only; older ones cannot be had.",
            "Nothing to mend: read daily, so that none is missed from now on.",
        )


def route_of(item: Known) -> str:
    """Return the one way by which X tells of posts, ours and others'."""
    return "tweets"


def ask_about(client: Client, account: Account, route: str, items: Sequence[Known]) -> Iterator[Page]:
    """Yield what X says of these posts by id."""
    ids = [item.id for item in items]
    yield Page(route, client.get(f"{client.api}/2/tweets", {"ids": ",".join(ids)}), {"ids": ids})


def said_of(page: Page) -> Iterator[Said]:
    """Yield each post X shows, and each it denies: an error that only says X is in trouble denies nothing."""
    for item in page.body.get("data") or []:
        yield item["id"], None
    for error in page.body.get("errors") or []:
        kind, post_id = str(error.get("type", "")).rsplit("/", 1)[-1], error.get("resource_id") or error.get("value")
        if error.get("parameter") != "ids" or post_id is None:
            continue
        if kind == "not-authorized-for-resource":
            yield str(post_id), "X says its author's account is protected."
        elif kind == "resource-not-found":
            is_suspended = "suspended" in str(error.get("detail", ""))
            yield str(post_id), "X says its author was suspended." if is_suspended else "X says there is no such post."


def _of(item: Any, name: str) -> dict[str, Any]:
    said = part(dict, item, name)
    return said or (part(dict, item, NEWER_WORDS[name]) if name in NEWER_WORDS else None) or {}


def _said(counts: dict[str, Any], name: str) -> Any:
    return counts[name] if name in counts else counts.get(NEWER_WORDS.get(name, ""))  # missing is not zero


def _listed(item: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects in a list that stands beside the items; without it they can still be read."""
    said = item.get(name) if isinstance(item, dict) else None
    return [each for each in said if isinstance(each, dict)] if isinstance(said, list) else []


def _references(item: dict[str, Any]) -> dict[str, str]:
    said = part(list, item, "referenced_tweets") or part(list, item, "referenced_posts") or []
    return {need(str, each, "type"): need(str, each, "id") for each in said} if said else {}


def _kind(references: Mapping[str, str]) -> str:
    return (
        next((ours for ours, theirs in REFERENCE_OF.items() if theirs in references), "original")
        if references
        else "original"
    )


def _repost_id(item: dict[str, Any]) -> str:
    return need(str, item, "id") if _kind(_references(item)) == "repost" else ""


def _text(item: dict[str, Any], long: dict[str, Any]) -> str | None:
    return (part(str, long, "text") if long else None) or part(str, item, "text")  # `text` of a long post is cut


def _links(item: dict[str, Any], long: dict[str, Any], text: str | None) -> tuple[str, ...]:
    entities = (part(dict, long, "entities") if long else None) or part(dict, item, "entities") or {}
    urls = [each for each in part(list, entities, "urls") or [] if "media_key" not in each]
    said = [part(str, each, "unwound_url") or part(str, each, "expanded_url") for each in urls]
    return tuple(dict.fromkeys(url for url in said if url)) if urls else links(text)


def _media_kind(
    item: dict[str, Any], keys: list[str], shown: list[dict[str, Any]], found: tuple[str, ...]
) -> str | None:
    if part(list, item, "attachments", "poll_ids"):
        return "poll"
    if any(each.get("type") in ("video", "animated_gif") for each in shown):
        return "video"
    if keys:
        return None if len(shown) < len(keys) else "album" if len(shown) > 1 else "image"
    return "link" if found else "none"
