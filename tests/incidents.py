"""Kinds of incident, as data: what breaks, on which channel, and which check is to find it. Each begins on BEGINS and lasts.

A change is given the rows of the look as they would be, those of the last sound look, and how many days it has lasted. None:
there is no look at all. What a person must not be told of, a Sunday or a bank holiday without posts, is in the clean year.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

BEGINS = date(2025, 11, 18)  # a Tuesday, eight weeks from the last bank holiday before it
Rows = list[dict[str, Any]]
Look = dict[str, Rows]
Change = Callable[[Look, Look, int], Look | None]


@dataclass(frozen=True)
class Incident:
    """One kind: its name, the platform it is seeded on, what is done, and the check that must find it ("table: check")."""

    name: str
    platform: str
    change: Change
    finder: str
    words: str


def each(table: str, is_hit: Callable[[dict[str, Any]], bool] = lambda row: True, **cells: Any) -> Change:
    """Set cells of every row that is hit; a function is given the row."""

    def change(now: Look, sound: Look, number: int) -> Look:
        said = [
            {**row, **{name: cell(row) if callable(cell) else cell for name, cell in cells.items()}}
            if is_hit(row)
            else row
            for row in now[table]
        ]
        return {**now, table: said}

    return change


def only(table: str, is_kept: Callable[[dict[str, Any]], bool], is_counted: bool = True) -> Change:
    """Keep some rows; the extract counts what is left, as it does where the platform gave no more, or not."""

    def change(now: Look, sound: Look, number: int) -> Look:
        left = {**now, table: [row for row in now[table] if is_kept(row)]}
        return counted(left) if is_counted else left

    return change


def counted(look: Look) -> Look:
    """Let the extract say how many rows there are, as if the platform had answered so; counts of no post go with it."""
    posts = {row["post_id"] for row in look["posts"]}
    readings = [row for row in look["readings"] if row["subject_kind"] == "account" or row["subject_id"] in posts]
    of_posts = sum(row["subject_kind"] == "post" for row in readings)
    there = {
        "posts": len(posts) + of_posts,
        "interactions": len(look["interactions"]),
        "series": len(readings) - of_posts,
    }
    extracts = [{**row, "rows": there[row["subject"]]} for row in look["extracts"]]
    return {**look, "readings": readings, "extracts": extracts}


def more(table: str, make: Callable[[Look, int], Rows]) -> Change:
    """Add rows that the platform gave."""
    return lambda now, sound, number: counted({**now, table: [*now[table], *make(now, number)]})


def says(field: str, kind: str = "post") -> Callable[[dict[str, Any]], bool]:
    return lambda row: row["field"] == field and row["subject_kind"] == kind


def times(factor: float) -> Callable[[dict[str, Any]], float | None]:
    return lambda row: None if row["value"] is None else float(round(row["value"] * factor))


def moved(**by: float) -> Callable[[dict[str, Any]], datetime]:
    return lambda row: row["published_at"] + timedelta(**by)


def is_daily(row: dict[str, Any]) -> bool:
    return bool(row["period"] == "day")


def of_day(days_back: int) -> Callable[[dict[str, Any]], bool]:
    day = BEGINS - timedelta(days=days_back)
    return lambda row: row["period"] == "day" and row["period_start"] == day


def second(key: str) -> Callable[[dict[str, Any]], bool]:
    """Every other thing, told by its id."""
    return lambda row: sum(map(ord, str(row[key]))) % 2 == 0


def since_it_began(moment: str) -> Callable[[dict[str, Any]], bool]:
    return lambda row: row[moment] < datetime.combine(BEGINS - timedelta(days=1), time(0), UTC)


def newest(number: int) -> Change:
    def change(now: Look, sound: Look, lasted: int) -> Look:
        return counted({**now, "posts": sorted(now["posts"], key=lambda row: row["published_at"])[-number:]})

    return change


def frozen(now: Look, sound: Look, number: int) -> Look:
    """The platform goes on giving yesterday's counts: of new posts there are none."""
    seen_at = now["extracts"][0]["observed_at"]
    batch_id = now["extracts"][0]["batch_id"]
    old = [{**row, "observed_at": seen_at, "batch_id": batch_id} for row in sound["readings"]]
    here = {row["post_id"] for row in now["posts"]}
    return counted(
        {**now, "readings": [row for row in old if row["subject_kind"] == "account" or row["subject_id"] in here]}
    )


def stands_still(now: Look, sound: Look, number: int) -> Look:
    """The newest day of the daily figures stays where it was."""
    last = max(row["period_start"] for row in sound["readings"] if is_daily(row))
    return counted(
        {**now, "readings": [row for row in now["readings"] if not is_daily(row) or row["period_start"] <= last]}
    )


def another_account(now: Look, sound: Look, number: int) -> Look:
    """Somebody else's posts, read with a token of theirs and filed under our account."""
    posts = [{**row, "post_id": f"other{row['post_id']}", "text": "Elsewhere"} for row in now["posts"]]
    readings = [row if row["subject_kind"] == "account" else {**row, "subject_id": f"other{row['subject_id']}"}
                for row in now["readings"]]  # fmt: skip
    return {**now, "posts": posts, "readings": readings}


def day_later(row: dict[str, Any]) -> date:
    moved_to: date = row["period_start"] + timedelta(days=1)
    return moved_to


def flood(table: str, key: str, moment: str, number: int) -> Callable[[Look, int], Rows]:
    """So many more on each day since it began."""

    def make(now: Look, lasted: int) -> Rows:
        return [
            {
                **now[table][-1], key: f"flood{day}.{place}", "conversation_id": None,
                moment: datetime.combine(BEGINS + timedelta(days=day - 1), time(9), UTC) + timedelta(minutes=place),
                **({"text": f"Buy {day}.{place}"} if table == "posts" else {}),
            }
            for day in range(lasted + 1)
            for place in range(number)
        ]  # fmt: skip

    return make


def no_look(now: Look, sound: Look, number: int) -> None:
    """Nothing is read."""


def swapped(one: str, two: str, kind: str) -> Change:
    names = {one: two, two: one}
    return each(
        "readings", lambda row: row["subject_kind"] == kind, field=lambda row: names.get(row["field"], row["field"])
    )


def in_turn(*changes: Change) -> Change:
    def change(now: Look, sound: Look, number: int) -> Look | None:
        return functools.reduce(lambda look, one: look and one(look, sound, number), changes, now)

    return change


def first_post(row: dict[str, Any]) -> bool:
    return row["subject_kind"] == "post" and row["field"] == "impression_count" and (row["value"] or 0) > 500


P, A, R, E = "posts: ", "interactions: ", "readings: ", "extracts: "
FRESH = "figures: every account was read when it was due"
INCIDENTS = [
    Incident("token dead", "x", no_look, FRESH, "the token is refused, and nothing is read"),
    Incident("platform switched off by mistake", "youtube", no_look, FRESH, "its DAG is paused"),
    Incident("half of the posts missing", "x", only("posts", second("post_id")), P + "what was seen before is seen again", "every second post is not given"),
    Incident("list cut off", "facebook", newest(12), P + "what was seen before is seen again", "the list ends after 12 posts, without an error"),
    Incident("rows doubled", "x", more("posts", lambda now, _: now["posts"]), P + "no post is there twice", "a page came twice and was not passed over"),
    Incident("one post under two ids", "facebook", more("posts", lambda now, _: [{**now["posts"][-1], "post_id": "again"}]), P + "nothing stands under two ids", "the id changed its form, and old and new are both given"),
    Incident("hour shift", "x", each("posts", published_at=moved(hours=1)), P + "moments stay where they were", "summer time is taken for UTC"),
    Incident("day shift", "facebook", each("posts", published_at=moved(days=-1)), P + "moments stay where they were", "Pacific days are taken for ours"),
    Incident("posts from the future", "linkedin", each("posts", published_at=moved(days=40)), P + "no post is from the future", "milliseconds are misread"),
    Incident("posts of before the window", "youtube", each("posts", published_at=moved(days=-40)), P + "posts were published in the window asked for", "since is passed over"),
    Incident("rows of another account", "x", each("posts", account_id="2244990002"), P + "posts are of the batch's own account", "two files were mixed"),
    Incident("another account's posts", "facebook", another_account, P + "what was seen before is seen again", "the token opens another page"),
    Incident("act of an unknown kind", "x", each("posts", kind="story"), P + "the kind of act is known", "the platform has a new kind of post"),
    Incident("a repost's words kept", "x", each("posts", kind="repost"), P + "a repost keeps no words", "somebody else's words pass the door"),
    Incident("words gone", "linkedin", each("posts", text=None), P + "cells are filled about as often as before", "the text is called something else"),
    Incident("posts lost on the way", "facebook", only("posts", second("post_id"), is_counted=False), P + "as many posts and counts are there as the extract made", "half of the file is lost after the extract"),
    Incident("silence on working days", "x", only("posts", since_it_began("published_at")), P + "no silence longer than working days explain", "new posts are no longer given"),
    Incident("silence beyond working days", "facebook", only("posts", since_it_began("published_at")), P + "no silence longer than working days explain", "new posts are no longer given"),
    Incident("account in other hands", "x", more("posts", flood("posts", "post_id", "published_at", 40)), P + "not far more than on this weekday before", "forty posts in a night"),
    Incident("account slowly in other hands", "x", more("posts", flood("posts", "post_id", "published_at", 5)), P + "not far more posts than usual in the last week", "five posts a day that nobody here wrote"),
    Incident("all posts gone", "x", only("posts", lambda row: False), P + "posts did not stop all at once", "asked without an error, answered with nothing"),
    Incident("questions dry up", "facebook", only("interactions", since_it_began("created_at")), A + "no silence longer than working days explain", "new comments are no longer given"),
    Incident("a campaign against us", "x", more("interactions", flood("interactions", "interaction_id", "created_at", 4)), A + "not far more interactions than usual in the last week", "four mentions a day more than ever"),
    Incident("comments switched off", "facebook", only("interactions", lambda row: False), A + "interactions did not stop all at once", "a setting hides them all"),
    Incident("half of the comments missing", "facebook", only("interactions", second("interaction_id")), A + "what was seen before is seen again", "replies are no longer given"),
    Incident("spam", "x", more("interactions", flood("interactions", "interaction_id", "created_at", 60)), A + "not far more than on this weekday before", "sixty mentions in a day"),
    Incident("comments doubled", "youtube", more("interactions", lambda now, _: now["interactions"]), A + "no interaction is there twice", "a page came twice"),
    Incident("a name passed the door", "facebook", each("interactions", author_key="A Name"), A + "authors are keyed, never named", "the author is not keyed"),
    Incident("words passed the door", "x", each("interactions", fingerprint="what somebody wrote"), A + "words are keyed, never kept", "a comment's words are not keyed"),
    Incident("comments lost on the way", "linkedin", only("interactions", second("interaction_id"), is_counted=False), A + "as many interactions are there as the extract made", "half of the file is lost after the extract"),
    Incident("all counts gone", "linkedin", only("readings", lambda row: False), R + "readings did not stop all at once", "the insights permission is gone"),
    Incident("a field unknown", "x", each("readings", says("impression_count"), value=None), R + "fields are known about as often as before", "a count is asked for and not said"),
    Incident("a field vanished", "facebook", only("readings", lambda row: row["field"] != "shares"), R + "every field seen before is there", "the platform ended a count"),
    Incident("a field renamed", "linkedin", each("readings", lambda row: row["field"] == "clickCount", field="clicks"), R + "no field was never seen before", "the platform renamed a count"),
    Incident("platforms swapped", "x", each("readings", field=lambda row: f"linkedin_{row['field']}"), R + "every field seen before is there", "another platform's answer is filed here"),
    Incident("a count is now a rate", "facebook", each("readings", says("post_media_view"), value=lambda row: (row["value"] or 0) / 7 + 0.5), R + "whole numbers are still whole numbers", "a rate stands where the count stood"),
    Incident("counts zeroed", "x", each("readings", says("like_count"), value=0.0), R + "no field fell to zero all at once", "the platform says 0 and means nothing"),
    Incident("counts frozen", "x", frozen, R + "running totals still move", "a cache gives yesterday's answer"),
    Incident("a total falls", "x", each("readings", first_post, value=times(0.3)), R + "no running total fell beyond what is taken back", "the counts of some posts fall to a third"),
    Incident("unit changed", "facebook", each("readings", says("post_media_view"), value=times(0.001)), R + "posts a week old did not double or halve all at once", "thousands are stated as ones"),
    Incident("counts doubled", "linkedin", each("readings", says("impressionCount"), value=times(2)), R + "posts a week old did not double or halve all at once", "two fields that hold the same are added up"),
    Incident("followers times ten", "x", each("readings", says("followers_count", "account"), value=times(10)), R + "account totals move as their own history makes believable", "another account's followers"),
    Incident("followers lost", "linkedin", each("readings", says("firstDegreeSize", "account"), value=times(0.7)), R + "account totals move as their own history makes believable", "three in ten followers are gone in a night"),
    Incident("negative totals", "youtube", each("readings", says("viewCount", "account"), value=-1.0), R + "running totals are not negative", "a subtraction stands where the total stood"),
    Incident("totals called days", "facebook", each("readings", lambda row: row["field"] == "reactions", period="day"), R + "days have dates and totals have none", "a running total is filed as a day"),
    Incident("counts rows doubled", "youtube", more("readings", lambda now, _: now["readings"][:3]), R + "no reading is there twice", "a page came twice"),
    Incident("counts lost on the way", "youtube", only("readings", second("period_start"), is_counted=False), R + "as many counts of the account are there as the extract made", "half of the file is lost after the extract"),
    Incident("daily figures late", "linkedin", stands_still, R + "daily figures are as fresh as the platform's own lag", "no new day is stated"),
    Incident("a day drops out", "facebook", only("readings", lambda row: not of_day(20)(row)), R + "no day that was stated drops out", "a day in the middle is no longer given"),
    Incident("a settled day restated", "linkedin", each("readings", of_day(20), value=times(1.5)), R + "days that had settled stay as they were", "the platform says another number for an old day"),
    Incident("days moved by one", "facebook", each("readings", is_daily, period_start=day_later, period_end=lambda row: row["period_end"] + timedelta(days=1)), R + "days that had settled stay as they were", "Pacific days are taken for the next"),
    Incident("days doubled", "youtube", each("readings", is_daily, value=times(2)), R + "days that had settled stay as they were", "views and engaged views are added up"),
    Incident("reach and views swapped", "facebook", swapped("post_media_view", "post_total_media_view_unique", "post"), R + "people reached are not more than views", "two fields change places"),
    Incident("unfollows no longer counted", "facebook", each("readings", lambda row: row["field"] == "page_daily_unfollows_unique", value=0.0), R + "the parts are not more than the whole", "followers move by more than follows say"),
    Incident("kinds of reaction cut off", "facebook", only("readings", lambda row: row["dimension"] != "reaction" or row["dimension_value"] == "love"), R + "the parts add up to the whole", "only one kind is given"),
    Incident("page of another size", "facebook", each("readings", lambda row: row["field"] == "page_media_view", value=times(0.05)), R + "the parts are not more than the whole", "the page's days are of another page"),
    Incident("shares as fractions", "youtube", each("readings", lambda row: row["field"] == "viewerPercentage", value=lambda row: row["value"] / 100), R + "the parts add up to the whole", "shares of 1 where shares of 100 stood"),
    Incident("the window backwards", "x", each("extracts", until=lambda row: row["since"] - timedelta(days=1)), E + "the window ends after it begins", "since and until change places"),
    Incident("a failure without a reason", "linkedin", each("extracts", outcome="failed", cause=None), E + "what is not ok says why", "an error is not put into words"),
]  # fmt: skip
