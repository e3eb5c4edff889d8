"""Readings: every number once, of a time that has been, and the fields that were there before are there still."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import great_expectations.expectations as gxe
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from checks.case import Case, History, beside, lacks
from checks.engine import Question
from checks.files import Files
from checks.owners import ANALYST, CHANNELS, ENGINEER, to
from checks.usual import at_least
from extractors.records import Reading

REQUIRED = ("platform", "account_id", "subject_kind", "subject_id", "field", "observed_at", "period", "batch_id")
SUBJECT_KINDS = ["account", "post"]
PERIODS = ["lifetime", "day", "window"]
NAMED_BY = ("subject_id", "field", "dimension_value", "period_start")
SIGNED = ("subscribersGained", "subscribersLost", "Subscribers", "New follows")  # nets and gains may fall below zero
FIELD = ["subject_kind", "period", "dimension", "field"]
RIPE = 4  # days: until then a platform may not have said anything of a new post (series.LAG, and one more)

EXPECTATIONS = [
    gxe.ExpectCompoundColumnsToBeUnique(
        column_list=list(Reading.KEY), severity="critical", description="no reading is there twice",
        notes="Two numbers for one thing cannot both be true; the batch was not written by landing.",
        meta=to(ENGINEER, "Extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="lacks", severity="critical", description="every reading has what it must have",
        notes="Without it a number has no meaning.",
        meta=to(ENGINEER, "See whether the platform renamed the cell, mend parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_of_this_batch", value_set=[True], severity="critical",
        description="readings are of the batch's own account",
        notes="One organisation's numbers would count for another; the file was moved or mixed.",
        meta=to(ENGINEER, "Extract the account again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="subject_kind", value_set=SUBJECT_KINDS, severity="critical", description="the kind of subject is known",
        notes="A number of an unknown kind of thing would fall out of every measure.",
        meta=to(ENGINEER, "Mend the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="period", value_set=PERIODS, severity="critical", description="the kind of period is known",
        notes="Running totals and daily counts must never be added up together.",
        meta=to(ENGINEER, "Mend the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_period_stated", value_set=[True], severity="critical",
        description="days have dates and totals have none",
        notes="A daily count without its day cannot be placed, and a running total belongs to no day.",
        meta=to(ENGINEER, "Mend the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="period_end", column_B="period_start", ignore_row_if="either_value_is_missing", severity="critical",
        description="a period ends after it begins",
        notes="The end is exclusive: a day ends on the next.",
        meta=to(ENGINEER, "Mend the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="count_of_things", min_value=0, severity="critical", description="running totals are not negative",
        notes="Nothing can be liked less than never; daily series, nets and LinkedIn's corrections may be negative "
        "and are left out.",
        meta=to(ENGINEER, "Look at the kept page: if the platform said so, tell its support; if not, mend parse()."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="observed_at", column_B="published_at", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="critical", description="no post was counted before it was published",
        notes="A time zone was misread, or readings of one post stand at another; a post's age decides which count "
        "is credited.",
        meta=to(ENGINEER, "Mend the platform's parse() and extract the window again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="observed_at", column_B="period_start", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="critical", description="no day was counted before it began",
        notes="Day and month were swapped, or a forecast came through.",
        meta=to(ENGINEER, "Look at the kept page and mend the platform's parse()."),
    ),
]  # fmt: skip

OF_THE_BATCH = [
    gxe.ExpectColumnPairValuesToBeEqual(
        column_A="rows_there", column_B="rows_stated", ignore_row_if="either_value_is_missing", severity="critical",
        description="as many counts of the account are there as the extract made",
        notes="Rows were lost or came in between the extract and here.",
        meta=to(ENGINEER, "Extract the window again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_empty_all_at_once", value_set=[False], severity="critical",
        description="readings did not stop all at once",
        notes="Asked without an error, answered with no number at all: a permission or a metric family is gone. The "
        "last good readings stay.",
        meta=to(ENGINEER, "See the platform's change log, renew the permission and extract again."),
    ),
]  # fmt: skip

OF_EACH_FIELD = [
    gxe.ExpectColumnValuesToBeInSet(
        column="is_lost", value_set=[False], severity="warning", description="every field seen before is there",
        notes="The platform may have ended or renamed it.",
        meta=to(ENGINEER, "See its change log, close the field in seeds/metric_map.csv and name the next."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_new", value_set=[False], severity="warning", description="no field was never seen before",
        notes="Once it has been seen this falls silent; nothing counts it until it has a meaning.",
        meta=to(ANALYST, "If it is here to stay, give it a row in seeds/metric_map.csv."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_hidden", value_set=[False], severity="warning",
        description="fields are known about as often as before",
        notes="Asked for and not said: a permission was lost, or an owner hid the count; these stay unknown, not zero.",
        meta=to(CHANNELS, "See whether the count was hidden in the channel's settings; if not, renew the permission."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_zeroed", value_set=[False], severity="warning", description="no field fell to zero all at once",
        notes="Zero for everything, where many had some before: the platform may have ended it without a word.",
        meta=to(ENGINEER, "See its change log, and end the field in seeds/metric_map.csv from that day on: then it "
        "is unknown and not zero."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_of_another_type", value_set=[False], severity="warning",
        description="whole numbers are still whole numbers",
        notes="A count cannot have a fraction: the platform states a rate, an estimate or another unit under the old "
        "name.",
        meta=to(ENGINEER, "See the platform's change log; if the meaning changed, end the field in seeds/metric_map.csv "
        "on that day and name the next."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of a batch of readings: of each row, of the batch, and of each field against before."""
    rows = case.rows()
    posts = case.rows("posts", ["post_id", "published_at"])
    is_lifetime = rows["period"] == "lifetime"
    has_dates = rows["period_start"].notna() & rows["period_end"].notna()
    has_none = rows["period_start"].isna() & rows["period_end"].isna()
    is_total = is_lifetime & ~rows["field"].isin(SIGNED) & (case.batch.platform != "linkedin")
    published = posts.drop_duplicates("post_id").set_index("post_id")["published_at"]
    is_own = (rows["subject_kind"] != "account") | (rows["subject_id"] == rows["account_id"])
    frame = rows.assign(
        lacks=lacks(rows, REQUIRED),
        is_of_this_batch=case.is_of_this_batch(rows) & is_own.fillna(False).astype(bool),
        is_period_stated=(has_none & is_lifetime) | (has_dates & ~is_lifetime),
        count_of_things=rows["value"].where(is_total),
        published_at=published.reindex(rows["subject_id"].where(rows["subject_kind"] == "post")).set_axis(rows.index),
        period_start=rows["period_start"].dt.tz_localize("UTC"),
        period_end=rows["period_end"].dt.tz_localize("UTC"),
    )
    return [Question(frame, EXPECTATIONS, NAMED_BY), *of_the_batch(case, history)]


def of_the_batch(case: Case, history: History) -> list[Question]:
    """Return what is asked of the batch, and of each field against before."""
    rows = case.files.count(case.batch.path)
    kinds = set(case.rows("posts", ["kind"])["kind"])
    has_acts = case.asked("posts", "outcome") == "ok" and bool(kinds & {"original", "quote"})
    is_due = case.asked("series", "outcome") == "ok" or has_acts
    batch = {
        "rows": rows,
        "rows_there": case.count("readings", "account"),
        "rows_stated": case.stated("series"),
        "is_empty_all_at_once": not rows and is_due and case.had_rows(),
    }
    return [
        Question(pd.DataFrame([batch]), OF_THE_BATCH, ("rows",)),
        Question(against_before(case), OF_EACH_FIELD, ("said_of", "field", "dimension", "rows", "rows_before")),
    ]


def against_before(case: Case) -> pd.DataFrame:
    """Return one row per field here or before: is_lost, is_new, is_hidden, is_zeroed, is_of_another_type. No row where there was nothing before.

    A field is compared with the last earlier batch that had it. A field that few posts have (clicks on links, views of
    videos) may be absent by chance: it is lost only if so many posts without it would surprise.
    """
    flags = ["is_lost", "is_new", "is_hidden", "is_zeroed", "is_of_another_type"]
    nothing = pd.DataFrame(columns=["said_of", "field", "rows", "rows_before", *flags])
    if not case.earlier:
        return nothing
    here, *before_here = (
        case.files.once(path, "fields", lambda path: counted(case.files, path))
        for path in (case.batch.path, *case.earlier)
    )
    before = last_seen(before_here)
    if before.empty or here.empty:  # an empty batch has its own check
        return nothing
    both = before.join(here, how="outer", lsuffix="_before").reset_index()
    subjects = here.groupby(level=["subject_kind", "period"])["of_subjects"].max()
    groups = pd.MultiIndex.from_frame(both[["subject_kind", "period"]])
    known_groups = before.index.droplevel(["dimension", "field"]).unique()
    of_subjects = pd.Series(groups.map(subjects), index=both.index, dtype="float64")
    if case.asked("series", "outcome") == "ok":  # the account itself was asked: it is one subject, whatever came
        of_subjects = of_subjects.mask(of_subjects.isna() & (both["subject_kind"] == "account"), 1)
    is_account = both["subject_kind"] == "account"  # one subject, asked in every look: no chance in that
    is_one_count = is_account & (both["period"] == "lifetime")
    usual_subjects = at_least(of_subjects, both["subjects_before"] / both["of_subjects_before"], is_account)
    usual_known = at_least(both["rows"], both["known_before"] / both["rows_before"], is_one_count)
    usual_above_zero = at_least(both["known"], both["above_zero_before"] / both["known_before"], is_one_count)
    return both.assign(
        said_of=both["subject_kind"] + " " + both["period"],
        is_lost=both["rows"].isna() & (usual_subjects > 0),
        is_new=both["rows_before"].isna() & groups.isin(known_groups),
        is_hidden=both["known"].lt(usual_known),
        is_zeroed=both["above_zero"].eq(0) & (usual_above_zero > 0),
        is_of_another_type=both["fractions"].gt(0) & both["fractions_before"].eq(0) & both["above_zero_before"].gt(0),
    )


def counted(files: Files, path: Path) -> pd.DataFrame:
    """Return one row per field of a file: rows, known values, those above zero, subjects that have it and that there are.

    Of posts younger than RIPE days a platform may not have said everything yet; they are not counted.
    """
    rows = ripe(files, path, files.table(path, [*FIELD, "subject_id", "value", "observed_at"]))
    rows = rows.append_column("is_above_zero", pc.greater(rows["value"], 0).cast("int64"))
    rows = rows.append_column("is_part", pc.not_equal(rows["value"], pc.floor(rows["value"])).cast("int64"))
    each = [("value", "count", pc.CountOptions(mode="all")), ("value", "count"), ("is_above_zero", "sum"),
            ("is_part", "sum"), ("subject_id", "count_distinct")]  # fmt: skip
    names = [*FIELD, "rows", "known", "above_zero", "fractions", "subjects"]
    of_field = rows.group_by(FIELD).aggregate(each).rename_columns(names).to_pandas()
    kinds = rows.group_by(FIELD[:2]).aggregate([("subject_id", "count_distinct")])
    kinds = kinds.rename_columns([*FIELD[:2], "of_subjects"])
    frame: pd.DataFrame = of_field.merge(kinds.to_pandas(), how="left", on=FIELD[:2])
    return frame.fillna({"dimension": ""}).set_index(FIELD)


def ripe(files: Files, path: Path, rows: pa.Table) -> pa.Table:
    """Return the readings without those of posts too young for all to be said of them."""
    posts = beside(path, "posts")
    seen_at = pc.max(rows["observed_at"]).as_py()
    if seen_at is None or not files.exists(posts):
        return rows
    published = files.table(posts, ["post_id", "published_at"])
    young = published.filter(pc.greater(published["published_at"], pa.scalar(seen_at - timedelta(days=RIPE))))
    return rows.filter(pc.invert(pc.is_in(rows["subject_id"], value_set=young["post_id"].combine_chunks())))


def last_seen(files: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Return each field as the newest file that has it counted it; files come newest first."""
    together = pd.concat([pd.DataFrame(), *files])
    return together[~together.index.duplicated()]
