"""Posts: every act once, by us, in the window asked for, and about as many as usual."""

from __future__ import annotations

import great_expectations.expectations as gxe
import pandas as pd

from checks.case import Case, History, hours_outside, lacks, window_of
from checks.engine import Question
from checks.owners import ANALYST, CHANNELS, ENGINEER, PRIVACY, to
from checks.rest import unasked
from checks.volume import is_gone, volume
from extractors.records import Post

REQUIRED = ("platform", "account_id", "post_id", "kind", "published_at", "batch_id")
KINDS = ["original", "reply", "quote", "repost"]
MEDIA = ["none", "image", "video", "link", "poll", "album", "other"]
NAMED_BY = ("post_id",)

EXPECTATIONS = [
    gxe.ExpectCompoundColumnsToBeUnique(
        column_list=list(Post.KEY), severity="critical", description="no post is there twice",
        notes="A post counted twice doubles its engagement; the batch was not written by landing.",
        meta=to(ENGINEER, "Extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="lacks", severity="critical", description="every post has what it must have",
        notes="Without it a post cannot be placed.",
        meta=to(ENGINEER, "See whether the platform renamed the cell, mend parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_of_this_batch", value_set=[True], severity="critical",
        description="posts are of the batch's own account",
        notes="One organisation's posts would count for another; the file was moved or mixed.",
        meta=to(ENGINEER, "Extract the account again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="kind", value_set=KINDS, severity="critical", description="the kind of act is known",
        notes="Measures count acts by kind, and one of an unknown kind would fall out of all.",
        meta=to(ENGINEER, "Map it in the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="media_kind", value_set=MEDIA, severity="warning", description="the kind of media is known",
        notes="The platform has a new kind of post.",
        meta=to(ENGINEER, "Add it to the platform's parse(), or map it to other."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="people_named", min_value=0, severity="critical", description="people_named is not negative",
        notes="It is a count of names in a text; below zero our own parser is wrong.",
        meta=to(ENGINEER, "Mend the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="hours_outside_window", max_value=0, severity="critical",
        description="posts were published in the window asked for",
        notes="The platform passed over since or until, or a time zone was misread; months would be miscounted.",
        meta=to(ENGINEER, "Look at the kept page, mend the platform's fetch() or parse(), and extract the window "
        "again."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="hours_outside_period", max_value=24, severity="warning",
        description="posts were published in the period of the file",
        notes="A day more is a matter of time zones; beyond that, day and month were swapped or the file was named "
        "wrongly.",
        meta=to(ANALYST, "Open the file, compare its days with its name, and import a fresh one if they differ."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="observed_at", column_B="published_at", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="critical", description="no post is from the future",
        notes="We cannot have seen what was not yet published: a time zone was misread, or a scheduled post came "
        "through.",
        meta=to(ENGINEER, "Mend the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="holds_words_of_others", value_set=[False], severity="critical", description="a repost keeps no words",
        notes="Its words are somebody else's and must not reach the disk.",
        meta=to(PRIVACY, "Delete the batch and its pages, mend the platform's screen(), and tell the data protection "
        "officer."),
    ),
]  # fmt: skip

OF_THE_BATCH = [
    gxe.ExpectColumnPairValuesToBeEqual(
        column_A="rows_there", column_B="rows_stated", ignore_row_if="either_value_is_missing", severity="critical",
        description="as many posts and counts are there as the extract made",
        notes="Rows were lost or came in between the extract and here, and a month would look quieter or busier than "
        "it was.",
        meta=to(ENGINEER, "Extract the window again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="rows_last_week", column_B="fewest_usual", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="not far fewer posts than usual in the last week",
        notes="Either the channel rested, or a permission or a page of the answer was lost.",
        meta=to(CHANNELS, "Look at the channel: if it posted, renew the permission and extract again; if not, tell "
        "its owner."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="most_usual", column_B="rows_last_week", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="not far more posts than usual in the last week",
        notes="A campaign, an incident, or an account in other hands.",
        meta=to(CHANNELS, "Look at the channel; if the posts are not ours, change its password first."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_empty_all_at_once", value_set=[False], severity="warning",
        description="posts did not stop all at once",
        notes="Asked without an error, answered with nothing, where there was something before.",
        meta=to(CHANNELS, "Look at the channel: if it posted, renew the permission and extract again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="rows_counted", column_B="rows", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning",
        description="no more posts than the extract counted",
        notes="Fewer are usual (repeats are passed over); more means the extract's own count cannot be relied on.",
        meta=to(ENGINEER, "Extract the account again."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of a batch of posts: of each row, and of the batch against those before it."""
    rows = case.rows()
    window = window_of(case.extracts, "posts")
    period = window if case.is_file else None
    if period and case.batch.platform == "youtube" and not rows.empty:
        # Studio lists every video that was watched on the days chosen, whenever it was published
        period = min(period[0], rows["published_at"].min()), period[1]
    frame = rows.drop(columns=["hashtags", "links", "text"]).assign(
        lacks=lacks(rows, REQUIRED),
        is_of_this_batch=case.is_of_this_batch(rows),
        hours_outside_window=hours_outside(rows["published_at"], None if case.is_file else window),
        hours_outside_period=hours_outside(rows["published_at"], period),
        observed_at=case.observed_at,
        holds_words_of_others=(rows["kind"] == "repost") & rows["text"].notna(),
    )
    return [Question(frame, EXPECTATIONS, NAMED_BY), *of_the_batch(case, history)]


def of_the_batch(case: Case, history: History) -> list[Question]:
    """Return what is asked of the batch against itself and those before it."""
    rows = case.files.count(case.batch.path)
    counts = case.count("readings", "post")
    batch = {
        "rows": rows,
        "rows_there": None if counts is None else rows + counts,
        "rows_stated": case.stated("posts"),
        "rows_counted": case.asked("posts", "rows"),
        "is_empty_all_at_once": is_gone(case),
        **volume(case, history),
    }
    named_by = ("rows", "rows_last_week", "weekly_mean_before", "fewest_usual", "most_usual")
    return [Question(pd.DataFrame([batch]), OF_THE_BATCH, named_by, unasked(case, history))]
