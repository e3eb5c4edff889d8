"""Facebook: Pacific days, false zeros, dead metrics, marked names."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from extractors.faults import Refused
from extractors.http import session
from extractors.platforms import Window, facebook
from extractors.privacy import Door
from extractors.records import Account, Interaction, Page, Post, Reading
from extractors.unread import Unread
from tests.conftest import shared
from tests.extractors.parsing import parse
from tests.extractors.wire import Wire, say, wire

US = Account("harrowdale", "facebook", "112", handle="us")
SIX = datetime(2026, 11, 16, 6, tzinfo=UTC)
WINDOW = Window(date(2026, 10, 12), date(2026, 11, 16), SIX)
DOOR = Door(b"a key of thirty-two bytes at least", ["us", "112"])
NEXT = "https://graph.facebook.com/v26.0/112/published_posts?access_token=SECRET-TOKEN&after=b"


def post(number: str, **more: Any) -> dict[str, Any]:
    counts = {"comments": {"summary": {"total_count": 0}}, "reactions": {"summary": {"total_count": 4}}}
    return {"id": f"112_{number}", "created_time": "2026-11-05T12:30:00+0000", "message": "Open day"} | counts | more


def rows(kind: str, body: dict[str, Any], **asked: Any) -> list[Any]:
    return list(parse(facebook, facebook.screen(Page(kind, body, WINDOW.asked() | asked), US, DOOR), US, SIX))


def fetched(answer: Any) -> tuple[list[Page], Wire]:
    with wire(answer) as it:
        client = session("a-token-long-enough", api=it.url, fault=facebook.fault, sleep=lambda _: None)
        return list(facebook.fetch(client, US, WINDOW)), it


def answers(posts: list[Any], insights: Any = None, comments: Any = None) -> Any:
    """Answer like a Page; `posts` are the answers of that edge in turn."""
    turn = iter(posts)

    def answer(path: str, n: int) -> Any:
        name = urlsplit(path).path.rsplit("/", 1)[-1]
        said: Any = {"data": []}
        if name == "112":
            said = {"id": "112", "followers_count": 5, "fan_count": 4}
        elif name == "published_posts":
            said = next(turn)
        elif name == "insights" and insights:
            said = insights(parse_qs(urlsplit(path).query))
        elif name == "comments" and comments:
            said = comments
        return said if isinstance(said, tuple) else say(said)

    return answer


@pytest.mark.parametrize(
    ("end_time", "day"),
    [
        ("2026-10-01T07:00:00+0000", date(2026, 9, 30)),
        ("2026-11-01T07:00:00+0000", date(2026, 10, 31)),  # the clocks go back on 1 November
        ("2026-11-02T08:00:00+0000", date(2026, 11, 1)),
        ("2026-03-08T08:00:00+0000", date(2026, 3, 7)),  # and forward on 8 March
        ("2026-03-09T07:00:00+0000", date(2026, 3, 8)),
    ],
)
def test_a_value_belongs_to_the_pacific_day_that_ended(end_time: str, day: date) -> None:
    assert facebook.pacific_day(end_time) == day


def test_a_day_still_to_come_and_a_day_outside_the_window_are_left_out() -> None:
    ends = ["2026-10-12T07:00:00+0000", "2026-10-13T07:00:00+0000", "2026-11-16T08:00:00+0000"]
    values = [{"value": 0, "end_time": end} for end in ends]
    found = rows(
        "daily", {"data": [{"name": "page_media_view", "period": "day", "values": values}]}, metrics=[], days=[]
    )
    assert [(row.period_start, row.period_end, row.value) for row in found] == [
        (date(2026, 10, 12), date(2026, 10, 13), 0)
    ]


def test_a_false_zero_of_the_day_does_not_replace_the_lifetime_value() -> None:
    data = [{"name": "post_media_view", "period": "lifetime", "values": [{"value": 1840}]},
            {"name": "post_media_view", "period": "day", "values": [{"value": 0, "end_time": "2026-11-06T08:00:00+0000"}]}]  # fmt: skip
    found = rows("insights", {"data": data}, post_id="112_1", metrics=["post_media_view", "post_clicks"])
    assert {row.field: row.value for row in found} == {"post_media_view": 1840, "post_clicks": None}


def test_shares_left_out_are_zero_and_other_counts_left_out_unknown() -> None:
    bare = {"id": "112_1", "created_time": "2026-11-05T12:30:00+0000"}
    (act, *found) = rows("posts", {"data": [bare]})
    assert {row.field: row.value for row in found} == {"comments": None, "reactions": None, "shares": 0}
    assert act.text is None


def test_reactions_come_by_kind_as_sent() -> None:
    data = [
        {"name": "post_reactions_by_type_total", "period": "lifetime", "values": [{"value": {"like": 41, "sorry": 2}}]}
    ]
    found = rows("insights", {"data": data}, post_id="112_1", metrics=["post_reactions_by_type_total"])
    assert {(row.dimension, row.dimension_value): row.value for row in found} == {
        ("reaction", "like"): 41,
        ("reaction", "sorry"): 2,
    }


def test_comments_leave_flags_and_our_replies_stay_ours() -> None:
    body = {
        "data": [
            {"id": "1_1", "created_time": "2026-11-05T13:00:00+0000", "message": "Is it free? So rude #WeNurses", "from": {"id": "555", "name": "A. Stranger"}},
            {"id": "1_2", "created_time": "2026-11-05T13:20:00+0000", "message": "A. Stranger it is.", "from": {"id": "112", "name": "Us"},
             "parent": {"id": "1_1", "message": "Is it free?"}, "message_tags": [{"id": "555", "name": "A. Stranger", "offset": 0, "length": 11}]},
            {"id": "1_3", "created_time": "2026-11-05T14:00:00+0000", "message": "Agree", "parent": {"id": "1_1"}},
            {"id": "1_4", "created_time": "2026-11-05T15:00:00+0000", "message": "More: https://us.example", "from": {"id": "112"}},
        ],
        "paging": {"next": NEXT},
    }  # fmt: skip
    page = facebook.screen(Page("comments", body, WINDOW.asked() | {"post_id": "112_1"}), US, DOOR)
    for secret in ("Stranger", "free", "rude", "Agree", "Nurses", "SECRET-TOKEN", '"555"'):
        assert secret not in json.dumps(page.body)
    first, reply, anonymous, ours = parse(facebook, page, US, SIX)
    assert isinstance(first, Interaction) and isinstance(reply, Post) and isinstance(anonymous, Interaction)
    assert (first.kind, first.parent_id, first.asks_question, first.raises_concern) == ("comment", "112_1", True, True)
    assert (first.tag_keys, anonymous.tag_keys) == ((DOOR.tag_key("wenurses"),), ())
    assert (reply.text, reply.people_named, reply.parent_id, reply.parent_is_ours) == ("@… it is.", 1, "1_1", False)
    assert (anonymous.kind, anonymous.parent_id, anonymous.author_key) == (
        "reply",
        "1_1",
        None,
    )  # left out: never the Page
    assert (ours.kind, ours.parent_id, ours.parent_is_ours) == ("reply", "112_1", True)


def test_paging_goes_on_after_a_short_page_and_a_repeated_post_counts_once() -> None:
    cursors = {"paging": {"cursors": {"after": "b"}, "next": NEXT}}
    pages, it = fetched(answers([{"data": [post("1")]} | cursors, {"data": [post("1"), post("2")]}]))
    assert [item["id"] for page in pages if page.kind == "posts" for item in page.body["data"]] == ["112_1", "112_2"]
    assert not [path for path in it.paths if "SECRET-TOKEN" in path]


def test_insights_are_asked_for_in_at_most_ninety_days() -> None:
    first = WINDOW.until - timedelta(days=400)
    with wire(answers([{"data": []}])) as it:
        client = session("a-token-long-enough", api=it.url, fault=facebook.fault)
        list(facebook.fetch(client, US, Window(first, WINDOW.until, SIX)))
    asked = [parse_qs(urlsplit(path).query) for path in it.paths if "insights" in path and "since=" in path]
    spans = [(date.fromisoformat(each["since"][0]), date.fromisoformat(each["until"][0])) for each in asked]
    assert all((until - since).days <= 90 for since, until in spans)
    covered = {since + timedelta(days=n) for since, until in spans for n in range((until - since).days)}
    assert {first + timedelta(days=n) for n in range(400)} <= covered


def test_a_metric_that_died_is_named_and_the_others_live_on() -> None:
    def insights(query: dict[str, list[str]]) -> Any:
        metrics = query["metric"][0].split(",")
        if "page_views_total" in metrics:
            return say({"error": {"code": 100, "message": "(#100) The value must be a valid insights metric"}}, 400)
        values = [{"value": 1, "end_time": "2026-11-06T08:00:00+0000"}]
        return {"data": [{"name": metric, "period": "day", "values": values} for metric in metrics]}

    pages, _ = fetched(answers([{"data": []}], insights))
    kept = [facebook.screen(page, US, DOOR) for page in pages]
    fields = {
        row.field
        for page in kept
        if page.kind == "daily"
        for row in parse(facebook, page, US, SIX)
        if isinstance(row, Reading)
    }
    assert fields == set(facebook.DAILY) - {"page_views_total"}
    (gap,) = [gap for page in kept for gap in facebook.gaps(page, US)]
    assert (gap.cause_class, "page_views_total" in gap.cause) == ("schema", True)


def test_insights_that_are_silently_empty_are_said_to_be_missing() -> None:
    pages, _ = fetched(answers([{"data": []}]))
    (gap,) = [gap for page in pages for gap in facebook.gaps(facebook.screen(page, US, DOOR), US)]
    assert (gap.subject, gap.cause_class) == ("series", "empty")


def test_too_much_data_is_asked_for_in_smaller_pages() -> None:
    too_much = say(
        {"error": {"code": 1, "message": "Please reduce the amount of data you're asking for, then retry"}}, 500
    )
    pages, it = fetched(answers([too_much, too_much, {"data": [post("1")]}]))
    limits = [parse_qs(urlsplit(path).query)["limit"][0] for path in it.paths if "published_posts" in path]
    assert limits == ["100", "50", "25"]
    assert [item["id"] for page in pages if page.kind == "posts" for item in page.body["data"]] == ["112_1"]


def test_a_post_deleted_while_we_read_does_not_stop_the_extract() -> None:
    gone = say({"error": {"code": 100, "error_subcode": 33, "message": "Unsupported get request."}}, 400)
    asked = post("1") | {"comments": {"summary": {"total_count": 3}}}
    pages, _ = fetched(
        answers([{"data": [asked]}], lambda q: gone if "post_clicks" in q["metric"][0] else {"data": []}, gone)
    )
    kept = [facebook.screen(page, US, DOOR) for page in pages]
    found = [row for page in kept for row in parse(facebook, page, US, SIX)]
    assert {row.value for row in found if isinstance(row, Reading) and row.field == "post_clicks"} == {None}
    assert not [gap for page in kept for gap in facebook.gaps(page, US) if gap.subject == "posts"]


def test_a_page_facebook_does_not_show_is_refused() -> None:
    with pytest.raises(Refused, match="does not show this Page"):
        fetched(lambda path, n: say({"error": {"code": 100, "error_subcode": 33}}, 400))


def test_recorded_insights_are_read() -> None:
    body = json.loads(shared("apis/fixtures/facebook/restfb_v16_page-with-insights.json").read_text())["insights"]
    asked = {"since": "2023-03-01", "until": "2023-04-01", "metrics": [], "days": []}
    found = list(parse(facebook, Page("daily", body, asked), US, SIX))
    daily = [metric for metric in body["data"] if metric["period"] == "day"]
    assert len(found) == sum(len(metric["values"]) for metric in daily) > 0
    assert {row.period_start for row in found if isinstance(row, Reading)} == {date(2023, 3, 7), date(2023, 3, 8)}


def test_shares_that_cannot_be_read_are_unknown_and_only_their_absence_is_zero() -> None:
    found = rows("posts", {"data": [post("1"), post("2", shares={"count": None}), post("3", shares=[3])]})
    shares = {row.subject_id: row.value for row in found if isinstance(row, Reading) and row.field == "shares"}
    assert shares == {post("1")["id"]: 0, post("2")["id"]: None, post("3")["id"]: None}
    assert [row for row in found if isinstance(row, Unread)] == [Unread("shares.count", True)] * 2


def test_a_comment_that_cannot_be_screened_does_not_reach_the_disk() -> None:
    said = {"id": "7", "created_time": "2026-11-05T10:00:00+0000", "message": "how long is the wait?"}
    odd = {"id": "8", "created_time": "2026-11-05T10:00:00+0000", "message": {"text": "words of a stranger"}}
    page = facebook.screen(Page("comments", {"data": [odd, said]}, WINDOW.asked() | {"post_id": "112_1"}), US, DOOR)
    assert "stranger" not in json.dumps([page.body, page.asked]) and page.asked["unread"] == {"message": 1}
    assert [row.interaction_id for row in parse(facebook, page, US, SIX) if isinstance(row, Interaction)] == ["7"]


def test_a_reply_of_ours_knows_whom_it_answers_when_that_stands_on_an_earlier_page() -> None:
    def comment(number: str, who: str, parent: str = "") -> dict[str, Any]:
        at = {"id": number, "created_time": "2026-11-05T12:30:00+0000", "message": "Yes", "from": {"id": who}}
        return at | ({"parent": {"id": parent}} if parent else {})

    first = {"data": [comment("1_1", "7"), comment("1_2", "112")]}
    first |= {"paging": {"cursors": {"after": "b"}, "next": NEXT}}
    second = {"data": [comment("1_3", "112", "1_1"), comment("1_4", "112", "1_2"), comment("1_5", "112", "1_9")]}

    def answer(path: str, n: int) -> Any:
        name, query = urlsplit(path).path.rsplit("/", 1)[-1], parse_qs(urlsplit(path).query)
        if name == "comments":
            return say(second if "after" in query else first)
        return answers([{"data": [post("1") | {"comments": {"summary": {"total_count": 5}}}]}])(path, n)

    pages = [facebook.screen(page, US, DOOR) for page in fetched(answer)[0] if page.kind == "comments"]
    replies = [row for page in pages for row in parse(facebook, page, US, SIX) if isinstance(row, Post)]
    assert [(row.post_id, row.parent_is_ours) for row in replies] == [
        ("1_2", True), ("1_3", False), ("1_4", True), ("1_5", None)
    ]  # fmt: skip
