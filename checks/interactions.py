"""Interactions: every inbound item once, its author hidden, and about as many as usual."""

from __future__ import annotations

import great_expectations.expectations as gxe
import pandas as pd

from checks.case import Case, History, hours_outside, lacks, window_of
from checks.engine import Question
from checks.owners import CHANNELS, ENGINEER, PRIVACY, to
from checks.rest import unasked
from checks.volume import is_gone, volume
from extractors.records import Interaction

REQUIRED = ("platform", "account_id", "interaction_id", "kind", "created_at", "batch_id")
KINDS = ["mention", "comment", "reply"]
KEYED = "^[0-9a-f]{64}$"  # HMAC-SHA256 as the door writes it
ALL_KEYED = "^(?:[0-9a-f]{64}(?:;|$))*$"
NAMED_BY = ("interaction_id",)

EXPECTATIONS = [
    gxe.ExpectCompoundColumnsToBeUnique(
        column_list=list(Interaction.KEY), severity="critical", description="no interaction is there twice",
        notes="A question counted twice needs two answers; the batch was not written by landing.",
        meta=to(ENGINEER, "Extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="lacks", severity="critical", description="every interaction has what it must have",
        notes="Without it an item cannot be placed.",
        meta=to(ENGINEER, "See whether the platform renamed the cell, mend parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_of_this_batch", value_set=[True], severity="critical",
        description="interactions are of the batch's own account",
        notes="One organisation's questions would count for another; the file was moved or mixed.",
        meta=to(ENGINEER, "Extract the account again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="kind", value_set=KINDS, severity="critical", description="the kind of interaction is known",
        notes="Answer times are measured by kind.",
        meta=to(ENGINEER, "Map the new kind in the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToMatchRegex(
        column="author_key", regex=KEYED, severity="critical", description="authors are keyed, never named",
        notes="A name or id may have passed the door.",
        meta=to(PRIVACY, "Delete the batch and its pages, mend the platform's screen(), and tell the data protection "
        "officer."),
    ),
    gxe.ExpectColumnValuesToMatchRegex(
        column="fingerprint", regex=KEYED, severity="critical", description="words are keyed, never kept",
        notes="Somebody's words may have passed the door.",
        meta=to(PRIVACY, "Delete the batch and its pages, mend the platform's screen(), and tell the data protection "
        "officer."),
    ),
    gxe.ExpectColumnValuesToMatchRegex(
        column="tag_keys", regex=ALL_KEYED, severity="critical", description="hashtags are keyed, never kept",
        notes="Somebody's words may have passed the door.",
        meta=to(PRIVACY, "Delete the batch and its pages, mend the platform's screen(), and tell the data protection "
        "officer."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="observed_at", column_B="created_at", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="critical", description="no interaction is from the future",
        notes="We cannot have seen what was not yet written: a time zone was misread, and every answer time with it.",
        meta=to(ENGINEER, "Mend the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="hours_outside_window", max_value=0, severity="warning",
        description="interactions were created in the window asked for",
        notes="What comes later belongs to the next day's batch; earlier items mean the platform passed over since.",
        meta=to(ENGINEER, "Look at the kept page; if the platform passed over since, mend the platform's fetch()."),
    ),
]  # fmt: skip

OF_THE_BATCH = [
    gxe.ExpectColumnPairValuesToBeEqual(
        column_A="rows_there", column_B="rows_stated", ignore_row_if="either_value_is_missing", severity="critical",
        description="as many interactions are there as the extract made",
        notes="Rows were lost or came in between the extract and here; fewer questions look like better answers.",
        meta=to(ENGINEER, "Extract the window again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="rows_last_week", column_B="fewest_usual", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="not far fewer interactions than usual in the last week",
        notes="Fewer questions look like better answers.",
        meta=to(CHANNELS, "See whether comments were switched off or a permission was lost."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="most_usual", column_B="rows_last_week", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="not far more interactions than usual in the last week",
        notes="An incident, a campaign or spam: people may be waiting for an answer.",
        meta=to(CHANNELS, "Look at the channel itself."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_empty_all_at_once", value_set=[False], severity="warning",
        description="interactions did not stop all at once",
        notes="Asked without an error, answered with nothing, where there was something before.",
        meta=to(CHANNELS, "See whether comments were switched off or a permission was lost."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="rows_counted", column_B="rows", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning",
        description="no more interactions than the extract counted",
        notes="Fewer are usual (repeats are passed over); more means the extract's own count cannot be relied on.",
        meta=to(ENGINEER, "Extract the account again."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of a batch of interactions: of each row, and of the batch against those before it."""
    rows = case.rows()
    window = None if case.is_file else window_of(case.extracts, "interactions")
    frame = rows.assign(
        lacks=lacks(rows, REQUIRED),
        tag_keys=rows["tag_keys"].map(lambda keys: None if keys is None else ";".join(keys)),
        is_of_this_batch=case.is_of_this_batch(rows),
        hours_outside_window=hours_outside(rows["created_at"], window),
        observed_at=case.observed_at,
    )
    return [Question(frame, EXPECTATIONS, NAMED_BY), *of_the_batch(case, history)]


def of_the_batch(case: Case, history: History) -> list[Question]:
    """Return what is asked of the batch against itself and those before it."""
    rows = case.files.count(case.batch.path)
    batch = {
        "rows": rows,
        "rows_there": rows,
        "rows_stated": case.stated("interactions"),
        "rows_counted": case.asked("interactions", "rows"),
        "is_empty_all_at_once": is_gone(case),
        **volume(case, history),
    }
    named_by = ("rows", "rows_last_week", "weekly_mean_before", "fewest_usual", "most_usual")
    return [Question(pd.DataFrame([batch]), OF_THE_BATCH, named_by, unasked(case, history))]
