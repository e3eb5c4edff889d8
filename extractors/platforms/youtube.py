"""YouTube (Data API v3 and Analytics v2): public videos with their counts, comments, and the channel's daily series.

Statistics are strings, and a hidden or disabled one is a missing key. Analytics days are Pacific days; the newest two
or three are simply not there yet. Facts: developers.google.com/youtube as read 2026-11.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from extractors.budget import Limit
from extractors.doubt import walk
from extractors.faults import MOST_PAGES, WAIT_AND_RERUN, Fault, Gap, Refused, retry_after, usual_fault
from extractors.fields import UNREADABLE, Unreadable, attempt, moment, need, part
from extractors.http import Client, bad_token
from extractors.platforms import (
    SHORTEST_SERIES_DAYS,
    Known,
    Said,
    Window,
    is_within,
    number,
    one_day,
    stated,
    stated_in,
)
from extractors.privacy import Door
from extractors.records import Account, Counts, Interaction, Page, Post
from extractors.renewal import Renewal
from extractors.unread import Unread, field_of, rows_of, screened, unscreened
from extractors.wording import hashtags, links

NAME = "YouTube"
HEADERS: dict[str, str] = {}
RENEWAL = Renewal("/token", silent_end="Google sets no day; it dies when revoked, or unused for six months")
SUBJECTS = {"channel": "series", "daily": "series", "viewers": "series", "uploads": "posts", "videos": "posts",
            "analytics": "posts", "threads": "interactions", "replies": "interactions"}  # fmt: skip

REFRESH_DAYS = 25  # of the 30 after which public data is to be deleted or refreshed (Developer Policies III.E.4)
LOOKUPS_A_RUN = 40  # of the 10,000 units a day, one a call
LISTED_BY_POST = True
ROUTES = {"videos": 50, "comments": 20}  # 20: the length of a list of comments when none is asked for

QUOTA_DAY_IN = "America/Los_Angeles"
LIMITS = (  # of a Google project: each list call is a unit. Analytics publishes no number: one a second is kept to
    Limit("units of the day", r"/youtube/v3/", 10_000, day_in=QUOTA_DAY_IN, scope="app"),
    Limit("reports a minute", r"/v2/reports$", 60, 60, scope="app"),
)
TOO_FAST_WAITS = (30, 60, 120, 240)  # no time is stated, and what it counts are minutes

CHANNEL_COUNTS = ("viewCount", "subscriberCount", "videoCount")
VIDEO_COUNTS = ("viewCount", "likeCount", "dislikeCount", "commentCount")
VIDEO_ANALYTICS = ("engagedViews", "shares")
DAILY = (
    "views",
    "engagedViews",
    "estimatedMinutesWatched",
    "averageViewDuration",
    "likes",
    "dislikes",
    "comments",
    "shares",
    "subscribersGained",
    "subscribersLost",
)
FIRST_DAY = date(2005, 2, 14)  # YouTube's own
VIEWERS_DAYS, VIEWERS_LATE_DAYS = 28, 3
MANY_VIEWS = 1_000  # of a period: where so many saw something, it is asked twice who they were
MAY_LACK = ("subscriberCount", "commentCount")  # hidden by the channel, switched off under every video
IDS_A_CALL, ANALYTICS_IDS_A_CALL = 50, 200

# What may name or quote other people in an item of our own; everything else is kept. Signed picture addresses go too.
OUR_DENIED = frozenset({"thumbnails", "imageUrl", "authorDisplayName", "authorProfileImageUrl", "authorChannelUrl", 
                        "textDisplay", "localized", "player"})  # fmt: skip
COMMENT_SNIPPET_ALLOWED = ("publishedAt", "updatedAt", "parentId", "videoId", "likeCount")

PASSING = ("backendError", "internalError", "SERVICE_UNAVAILABLE", "processingFailure")
TOO_FAST = ("rateLimitExceeded", "userRateLimitExceeded")
GONE = ("commentsDisabled", "videoNotFound", "commentThreadNotFound", "parentCommentNotFound", "playlistNotFound")
PERMISSION = "Give the token youtube.readonly, yt-analytics.readonly and youtube.force-ssl, by the channel's owner."


def fault(status: int, headers: Mapping[str, str], body: Any) -> Fault | None:
    """Tell YouTube's refusals apart by their reason; what is switched off or gone is no fault."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return usual_fault(NAME, status, headers)
    reason = str(((error.get("errors") or [{}])[0]).get("reason") or error.get("status") or "")
    words = str(error.get("message", ""))
    if reason in GONE:
        return None
    if reason in ("quotaExceeded", "dailyLimitExceeded") or (
        reason in (*TOO_FAST, "RESOURCE_EXHAUSTED") and "per day" in words
    ):
        return Fault(
            "quota",
            "YouTube's quota for today is used up.",
            "It starts afresh at midnight Pacific time: run again then.",
            day_in=QUOTA_DAY_IN,
            scope="app",
        )
    if reason in TOO_FAST or status == 429:
        return Fault("quota", "YouTube says we ask too often.", WAIT_AND_RERUN, True, retry_after(headers),
                     waits=TOO_FAST_WAITS)  # fmt: skip
    if reason in PASSING or status >= 500:
        return Fault(
            "platform",
            f"YouTube had a fault of its own ({reason or status}).",
            WAIT_AND_RERUN,
            True,
            retry_after(headers),
        )
    if status == 401:
        return bad_token(NAME, "it has expired or was revoked")
    if reason == "accessNotConfigured":
        return Fault(
            "token",
            "The YouTube APIs are not switched on in the Google project.",
            "Enable YouTube Data API v3 and YouTube Analytics API in the Google Cloud console.",
        )
    if reason.startswith("authenticatedUserAccount") or reason == "channelNotFound":
        return Fault(
            "source",
            "The YouTube channel is gone, or its account closed or suspended.",
            "Look at the channel; if closed, say so in the register.",
        )
    if status == 403:
        return Fault("token", f"YouTube does not let this token read what we asked for ({reason}).", PERMISSION)
    return Fault(
        "ours",
        f"YouTube did not accept what we asked ({reason or status}).",
        "Compare extractors/platforms/youtube.py with YouTube's revision history.",
    )


def fetch(client: Client, account: Account, window: Window) -> Iterator[Page]:
    """Yield the channel, its series, its whole upload list, the window's videos, their analytics and their comments."""
    data, reports = client.api + "/youtube/v3", client.analytics + "/v2/reports"
    channel = client.get(data + "/channels", {"part": "snippet,contentDetails,statistics,status", "mine": "true"})
    items = channel.get("items") or []
    if [item["id"] for item in items] != [account.account_id]:
        raise Refused(
            "token",
            "The token opens no channel, or another one than the register says.",
            "Have the person who consents pick this channel, or mend the account's id in the register.",
        )
    yield Page("channel", channel, window.asked())
    yield from _series(client, reports, account, window)
    video_ids: dict[str, None] = {}
    for page in _uploads(client, data, items[0], window):
        yield page
        video_ids |= dict.fromkeys(_published_within(page.body, window))
    ids, unsaid = list(video_ids), 0
    for first in range(0, len(ids), IDS_A_CALL):
        some = ids[first : first + IDS_A_CALL]
        for page in _videos(client, data, some, window):
            yield page
            public = [video for video in page.body.get("items") or [] if attempt(False, _is_readable, video)]
            for report in _video_analytics(client, reports, account, window, public):
                unsaid += len(public) * (not report.body.get("rows") and _should_have_views(public, window))
                yield report
            for video in public:
                yield from _comments(client, data, video, window)
    if unsaid:
        window.doubt.miss("posts", "empty", f"YouTube Analytics has nothing on {unsaid} videos that were viewed.")


def _uploads(client: Client, data: str, channel: dict[str, Any], window: Window) -> Iterator[Page]:
    """Yield the whole list: it is in the order of adding, and a video may be published long after that.

    It is counted off, so it shifts when a video comes or goes meanwhile, and the total with it: then it is read once more.
    """
    counted = attempt(None, lambda: number(part(object, channel, "statistics", "videoCount")))
    public = -1 if counted == 0 else int(counted or 0)  # -1: YouTube itself says there is none
    doubt, before = window.doubt, len(window.doubt.gaps)
    for is_second in (False, True):
        del doubt.gaps[before:]  # what the first reading lacked, the second may have found
        seen, totals = set[str](), set[int]()
        for page in _read_uploads(client, data, channel, window, public):
            yield page
            seen |= {attempt("", _upload_id, item) for item in page.body.get("items") or []}
            totals |= {total for total in [(page.body.get("pageInfo") or {}).get("totalResults")] if total is not None}
        has_moved = len(totals) > 1 or (bool(totals) and len(seen) < min(public, *totals))
        if not has_moved or is_second or not doubt.may_ask_again(client, "uploads moved"):
            break
    if has_moved and len(doubt.gaps) == before:
        doubt.miss("posts", "platform", "YouTube's list of uploads is not as long as YouTube itself says.")


def _read_uploads(client: Client, data: str, channel: dict[str, Any], window: Window, public: int) -> Iterator[Page]:
    params = {"part": "snippet,contentDetails,status", "maxResults": 50,
              "playlistId": channel["contentDetails"]["relatedPlaylists"]["uploads"]}  # fmt: skip
    is_known = window.doubt.knows("post", window.since, window.until, own_list=True)
    seen = 0

    def ask(mark: str | None) -> Any:
        return client.get(data + "/playlistItems", params | ({"pageToken": mark} if mark else {}))

    def is_doubtful(body: Any, is_first: bool) -> bool:
        if "items" not in body:  # not found: right for a channel that has none
            return public >= 0
        total = (body.get("pageInfo") or {}).get("totalResults") or 0
        return not body["items"] and not _next(body) and (is_known or max(total, public) > seen)

    for body, is_still_doubtful in walk(window.doubt, client, "posts", ask, _next, is_doubtful, MOST_PAGES):
        if is_still_doubtful and "items" not in body:
            window.doubt.miss(
                "posts", "platform", "YouTube does not find the channel's list of uploads.", is_cut=not is_known
            )
        elif is_still_doubtful:
            cause = "YouTube's list of uploads ended before what YouTube says there is, or what is known."
            window.doubt.miss("posts", "empty", cause, is_cut=bool(seen) or not is_known)
        seen += len(body.get("items") or [])
        yield Page("uploads", body, window.asked())


def _next(body: Any) -> str | None:
    return body.get("nextPageToken")  # type: ignore[no-any-return]  # never to be read from a short page


def _videos(client: Client, data: str, ids: list[str], window: Window) -> Iterator[Page]:
    """Yield the videos; those the list has just shown and this leaves out are asked for once more, then they are gone."""
    whole, left = len(ids), ids
    for is_second in (False, True):
        params = {"part": "snippet,statistics,contentDetails,status", "id": ",".join(left)}
        body = client.get(data + "/videos", params)
        yield Page("videos", body, window.asked())
        sent = {attempt("", need, str, video, "id") for video in body.get("items") or []}
        left = [video_id for video_id in left if video_id not in sent]
        if not left or is_second or not window.doubt.may_ask_again(client, "videos"):
            break
    if len(left) == whole:
        window.doubt.miss(
            "posts", "empty", f"YouTube lists {whole} videos and shows none of them when asked for them.",
            "Nothing to mend when they were deleted while we read: the next run asks for them by their id.",
        )  # fmt: skip


def _published_within(body: Any, window: Window) -> list[str]:
    """Return the videos published in the window; one whose day cannot be read is asked for too, and read there."""
    items = body.get("items") or []
    ids = [attempt("", _upload_id, item) for item in items]
    return [video_id for video_id, item in zip(ids, items, strict=True)
            if video_id and attempt(True, _is_published_within, item, window)]  # fmt: skip


def _upload_id(item: Any) -> str:
    return need(str, item, "contentDetails", "videoId")


def _is_published_within(item: Any, window: Window) -> bool:
    is_out = "videoPublishedAt" in item["contentDetails"]
    return is_out and is_within(moment(item, "contentDetails", "videoPublishedAt"), window.asked())


def _report_on(
    client: Client, reports: str, kind: str, params: dict[str, Any], window: Window, should_have: bool
) -> Any:
    """Ask for a report; one with errors in it, or without the rows it should have, once more."""

    def is_doubtful(body: Any) -> bool:
        return bool(body.get("errors")) or (should_have and not body.get("rows"))

    return window.doubt.ask(client, kind, lambda: client.get(reports, params), is_doubtful)


def _series(client: Client, reports: str, account: Account, window: Window) -> Iterator[Page]:
    last = window.until - timedelta(days=1)
    params = {"ids": f"channel=={account.account_id}", "metrics": ",".join(DAILY), "dimensions": "day", "sort": "day",
              "startDate": window.since.isoformat(), "endDate": last.isoformat()}  # fmt: skip
    is_long = window.days > SHORTEST_SERIES_DAYS + VIEWERS_LATE_DAYS and not account.closed_on
    should_have = is_long or window.doubt.knows_days("views", window.since, window.until)
    body = _report_on(client, reports, "daily", params, window, should_have)
    if should_have and not body.get("rows") and not body.get("errors"):
        window.doubt.miss("series", "empty", "YouTube Analytics sent no day at all: not zeros, nothing.")
    yield Page("daily", body, window.asked())
    end = window.until - timedelta(days=VIEWERS_LATE_DAYS)
    start = end - timedelta(days=VIEWERS_DAYS)
    views = _views(body, start)
    params = {"ids": f"channel=={account.account_id}", "metrics": "viewerPercentage", "dimensions": "ageGroup,gender",
              "sort": "gender,ageGroup", "startDate": start.isoformat(),
              "endDate": (end - timedelta(days=1)).isoformat()}  # fmt: skip
    is_known = "viewerPercentage" in window.doubt.held.split
    body = _report_on(client, reports, "viewers", params, window, is_known or views >= MANY_VIEWS)
    if (is_known or views >= MANY_VIEWS) and not body.get("rows") and not body.get("errors"):
        window.doubt.miss(
            "series", "empty", "YouTube Analytics did not say who the viewers were: not zeros, nothing.",
            "Nothing to mend when the channel has had few viewers lately: below a number YouTube keeps it to itself.",
        )  # fmt: skip
    asked = window.asked() | {"period_start": start.isoformat(), "period_end": end.isoformat()}
    yield Page("viewers", body, asked)


def _views(body: Any, since: date) -> float:
    """Return the views of a daily report from a day on."""
    rows = [attempt(dict[str, Any](), _cells, body, row) for row in body.get("rows") or []]
    return sum(_count_in(row, "views") for row in rows if str(row.get("day", "")) >= since.isoformat())


def _count_in(item: Any, *way: str) -> float:
    """Return a count that only tells whether to ask on: what cannot be read is none."""
    return attempt(None, lambda: number(part(object, item, *way))) or 0


def _cells(body: Any, row: Any) -> dict[str, Any]:
    if not isinstance(row, list):
        raise Unreadable("rows")
    return dict(zip([need(str, header, "name") for header in body.get("columnHeaders") or []], row, strict=True))


def _video_analytics(
    client: Client, reports: str, account: Account, window: Window, videos: list[dict[str, Any]]
) -> Iterator[Page]:
    if not videos:
        return
    ids = [video["id"] for video in videos]
    params: dict[str, Any] = {
        "ids": f"channel=={account.account_id}", "metrics": ",".join((*VIDEO_ANALYTICS, "views")),
        "dimensions": "video", "filters": "video==" + ",".join(ids), "sort": "-views",
        "maxResults": ANALYTICS_IDS_A_CALL,
        "startDate": (account.opened_on or FIRST_DAY).isoformat(),
        "endDate": (window.until - timedelta(days=1)).isoformat(),
    }  # fmt: skip
    body = _report_on(client, reports, "analytics", params, window, _should_have_views(videos, window))
    yield Page("analytics", body, window.asked() | {"video_ids": ids})


def _should_have_views(videos: list[dict[str, Any]], window: Window) -> bool:
    """Say whether one of these was viewed and is older than Analytics is late."""
    settled = window.end - timedelta(days=VIEWERS_LATE_DAYS + 2)
    return any(
        moment(video, "snippet", "publishedAt") < settled and _count_in(video, "statistics", "viewCount") > 0
        for video in videos
    )


def _comments(client: Client, data: str, video: dict[str, Any], window: Window) -> Iterator[Page]:
    video_id, counted = video["id"], attempt(None, lambda: number(video["statistics"].get("commentCount")))
    if counted == 0:
        return
    asked = window.asked() | {"video_id": video_id}
    params: dict[str, Any] = {"part": "snippet,replies", "videoId": video_id, "maxResults": 100, "order": "time",
                              "textFormat": "plainText"}  # fmt: skip
    found, is_refused = 0, False

    def ask(mark: str | None) -> Any:
        return client.get(data + "/commentThreads", params | ({"pageToken": mark} if mark else {}))

    def is_doubtful(body: Any, is_first: bool) -> bool:
        return not body.get("items") and not _next(body) and (bool(counted) or not is_first)

    for body, is_still_doubtful in walk(window.doubt, client, "interactions", ask, _next, is_doubtful, MOST_PAGES):
        is_refused |= is_still_doubtful and "error" in body
        yield Page("threads", body, asked)
        for thread in body.get("items") or []:
            sent = len(attempt(None, part, list, thread, "replies", "comments") or [])
            found += 1 + sent
            replies = int(_count_in(thread, "snippet", "totalReplyCount"))
            top = attempt(None, need, dict, thread, "snippet", "topLevelComment")
            if replies > sent and top and attempt("", need, str, top, "id"):  # at most 5 come with the thread
                yield from _replies(client, data, top, replies - sent, asked, window)
    if counted and (not found or (is_refused and found < counted)):
        window.doubt.miss_comments("source" if is_refused else "platform", video_id, int(counted) - found)


def _replies(
    client: Client, data: str, top: dict[str, Any], counted: int, asked: dict[str, Any], window: Window
) -> Iterator[Page]:
    """Yield the replies to a comment. `counted`: how many there are beyond those that came with it."""
    params: dict[str, Any] = {"part": "snippet", "parentId": top["id"], "maxResults": 100, "textFormat": "plainText"}
    author = attempt(None, _author, top)
    found, is_refused = 0, False

    def ask(mark: str | None) -> Any:
        return client.get(data + "/comments", params | ({"pageToken": mark} if mark else {}))

    def is_doubtful(body: Any, is_first: bool) -> bool:
        return not body.get("items") and not _next(body)

    for body, is_still_doubtful in walk(window.doubt, client, "interactions", ask, _next, is_doubtful, MOST_PAGES):
        is_refused |= is_still_doubtful and "error" in body
        found += len(body.get("items") or [])
        yield Page("replies", body, asked | {"thread_id": top["id"], "thread_author": author})
    if not found:
        window.doubt.miss_comments("source" if is_refused else "platform", asked["video_id"], counted)


def stands_in(page: Page) -> bool:
    """Say whether what is kept of a page holds all that fetch() reads of it; the channel is asked for each time."""
    if page.kind == "replies":
        return "error" not in page.body and _next(page.body) is None
    return page.kind in ("daily", "viewers", "analytics", "uploads", "videos")


def screen(page: Page, account: Account, door: Door) -> Page:
    """Take other people's words and names out of a page."""
    items = page.body.get("items") or []
    if page.kind in ("threads", "replies", "videos"):
        each = {"threads": _screened_thread, "replies": _screened_comment, "videos": _screened_video}[page.kind]
        kept, asked = screened(items, partial(each, account=account, door=door), page.asked)
        if page.kind == "replies":
            asked = {key: value for key, value in asked.items() if key != "thread_author"}
            asked["parent_is_ours"] = page.asked["thread_author"] == account.account_id
        rest = door.own_item({key: value for key, value in page.body.items() if key != "items"}, OUR_DENIED)
        return Page(page.kind, (rest if page.kind == "videos" else {}) | {"items": kept}, asked)
    return Page(page.kind, door.own_item(page.body, OUR_DENIED), page.asked)


def _screened_video(item: dict[str, Any], account: Account, door: Door) -> dict[str, Any]:
    kept: dict[str, Any] = door.own_item(item, OUR_DENIED)
    return kept | {"people_named": door.own_text(_text(item))[1]}


def _screened_thread(item: dict[str, Any], account: Account, door: Door) -> dict[str, Any]:
    top = _screened_comment(need(dict, item, "snippet", "topLevelComment"), account, door)
    one = partial(_screened_comment, account=account, door=door)
    replies, said = screened(part(list, item, "replies", "comments") or [], one, {"id": need(str, item, "id")})
    return said | {"top": top, "replies": replies}


def _screened_comment(item: dict[str, Any], account: Account, door: Door) -> dict[str, Any]:
    snippet, author = need(dict, item, "snippet"), _author(item)
    words = part(str, item, "snippet", "textOriginal") or part(str, item, "snippet", "textDisplay")
    if author == account.account_id:
        own: dict[str, Any] = door.own_item(item, OUR_DENIED)
        text, named = door.own_text(words)
        return own | {"is_ours": True, "text": text, "people_named": named}
    moment(item, "snippet", "publishedAt")  # of others nothing is kept that is not what it should be
    kept: dict[str, Any] = {"id": need(str, item, "id")}
    kept["snippet"] = {key: snippet[key] for key in COMMENT_SNIPPET_ALLOWED if key in snippet}
    return kept | {"is_ours": False, "author_key": door.author_key("youtube", author)} | door.about(words)


def _author(item: Any) -> str | None:
    return part(str, item, "snippet", "authorChannelId", "value")


def parse(page: Page, account: Account, observed_at: datetime) -> Iterator[Post | Interaction | Counts | Unread]:
    """Turn one kept page into rows, and what could not be read."""
    if page.kind == "channel":
        yield from _channel_counts(page, account, observed_at)
    elif page.kind == "uploads":  # names the videos to ask for
        for item in page.body.get("items") or []:
            if not attempt("", _upload_id, item):
                yield Unread("contentDetails.videoId")
    elif page.kind == "analytics":
        yield from _video_reports(page, account, observed_at)
    elif page.kind in ("daily", "viewers"):
        for row in page.body.get("rows") or []:
            yield from rows_of(_report(row, page, account, observed_at))
    elif page.kind == "videos":
        for video in page.body.get("items") or []:
            yield from rows_of(_of_video(video, account, page, observed_at))
    elif page.kind == "threads":
        for thread in page.body["items"]:
            yield from rows_of(_of_thread(thread, account, page))
    elif page.kind == "replies":
        for reply in page.body["items"]:
            yield from rows_of(_said(reply, account, page, page.asked["thread_id"], page.asked["parent_is_ours"]))


def _channel_counts(page: Page, account: Account, observed_at: datetime) -> Iterator[Counts | Unread]:
    def said() -> dict[str, Any]:
        counts = need(dict, page.body["items"][0], "statistics")
        is_hidden = counts.get("hiddenSubscriberCount")  # YouTube may still send "0"
        return counts | ({"subscriberCount": None} if is_hidden else {})

    yield from stated_in(account, observed_at, CHANNEL_COUNTS, said)


def _of_video(
    video: dict[str, Any], account: Account, page: Page, observed_at: datetime
) -> Iterator[Post | Counts | Unread]:
    if _is_public(video) and is_within(moment(video, "snippet", "publishedAt"), page.asked):
        yield (post := _post(video, account))
        said = partial(need, dict, video, "statistics")  # strings; a missing key is unknown, not zero
        yield from stated_in(account, observed_at, VIDEO_COUNTS, said, post.post_id)


def _report(row: Any, page: Page, account: Account, observed_at: datetime) -> Iterator[Counts | Unread]:
    said = _cells(page.body, row)
    if page.kind == "daily":  # a day without a row is unknown, not zero
        day = _day(need(str, said, "day"))
        yield from stated_in(account, observed_at, DAILY, lambda: said, **one_day(day))
        return
    start, end = (date.fromisoformat(page.asked[edge]) for edge in ("period_start", "period_end"))
    who = f"{need(str, said, 'ageGroup')},{need(str, said, 'gender')}"
    yield from stated(
        account, observed_at, "viewerPercentage", need(object, said, "viewerPercentage"),
        dimension="ageGroup,gender", dimension_value=who, period="window", period_start=start, period_end=end,
    )  # fmt: skip


def _video_reports(page: Page, account: Account, observed_at: datetime) -> Iterator[Counts | Unread]:
    said: dict[str, dict[str, Any]] = {}
    for row in page.body.get("rows") or []:
        try:
            cells = _cells(page.body, row)
            said[need(str, cells, "video")] = cells
        except UNREADABLE as error:
            yield Unread(field_of(error), is_value=True)
    for video_id in page.asked["video_ids"]:
        cells = said.get(video_id, {})
        yield from stated_in(account, observed_at, VIDEO_ANALYTICS, partial(dict, cells), video_id)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Unreadable("day") from None


def _post(video: dict[str, Any], account: Account) -> Post:
    text, video_id = _text(video), need(str, video, "id")
    return Post(
        "youtube", account.account_id, video_id, "original", moment(video, "snippet", "publishedAt"), text,
        f"https://www.youtube.com/watch?v={video_id}", None, video_id, hashtags=hashtags(text), links=links(text),
        people_named=video["people_named"], media_kind="video",
    )  # fmt: skip


def _of_thread(thread: dict[str, Any], account: Account, page: Page) -> Iterator[Post | Interaction | Unread]:
    yield from unscreened(thread)
    yield from rows_of(_said(thread["top"], account, page, page.asked["video_id"], True))
    for reply in thread["replies"]:
        yield from rows_of(_said(reply, account, page, thread["id"], thread["top"]["is_ours"]))


def _said(
    item: dict[str, Any], account: Account, page: Page, parent_id: str, parent_is_ours: bool
) -> Iterator[Post | Interaction]:
    at, item_id, video_id = moment(item, "snippet", "publishedAt"), need(str, item, "id"), page.asked["video_id"]
    if at.date().isoformat() >= page.asked["until"]:
        return
    if item["is_ours"]:
        yield Post(
            "youtube", account.account_id, item_id, "reply", at, item["text"],
            f"https://www.youtube.com/watch?v={video_id}&lc={item_id}", parent_id, video_id, parent_is_ours,
            hashtags(item["text"]), links(item["text"]), item["people_named"],
        )  # fmt: skip
    else:
        yield Interaction(
            "youtube", account.account_id, item_id, "comment" if parent_id == video_id else "reply", at,
            parent_id, video_id, item["author_key"],
            item["asks_question"], item["raises_concern"], item["fingerprint"],
            tuple(item.get("tag_keys", ())),  # a page kept by an earlier version has none
        )  # fmt: skip


def gaps(page: Page, account: Account) -> Iterator[Gap]:
    """Yield what a kept page shows to be missing: a report that came with errors in it."""
    if page.kind in ("daily", "viewers", "analytics") and page.body.get("errors"):
        yield Gap(SUBJECTS[page.kind], "platform", "YouTube Analytics sent a report with errors in it.", WAIT_AND_RERUN)


def route_of(item: Known) -> str:
    """Return whether YouTube is asked about a video or about a comment."""
    return "comments" if item.is_under_post else "videos"


def ask_about(client: Client, account: Account, route: str, items: Sequence[Known]) -> Iterator[Page]:
    """Yield what YouTube says of these videos or comments."""
    ids = [item.id for item in items]
    yield Page(route, client.get(f"{client.api}/youtube/v3/{route}", {"part": "id", "id": ",".join(ids)}), {"ids": ids})


def said_of(page: Page) -> Iterator[Said]:
    """Yield each that YouTube shows, and each it leaves out of a whole answer: it has no other way to say gone."""
    there = {item["id"] for item in page.body.get("items") or []}
    is_whole = "items" in page.body and "nextPageToken" not in page.body
    for item_id in page.asked["ids"]:
        if item_id in there:
            yield item_id, None
        elif is_whole:
            yield item_id, f"YouTube leaves it out when asked for it among its {page.kind}."


def _is_public(video: dict[str, Any]) -> bool:
    return part(str, video, "status", "privacyStatus") == "public"


def _is_readable(video: dict[str, Any]) -> bool:
    """Say whether a video is public; raises what parse() will tell where it cannot be read."""
    return _is_public(video) and bool(need(str, video, "id") and moment(video, "snippet", "publishedAt"))


def _text(video: dict[str, Any]) -> str:
    title, description = (part(str, video, "snippet", name) or "" for name in ("title", "description"))
    return f"{title}\n{description}"
