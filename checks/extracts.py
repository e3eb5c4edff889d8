"""Extracts: the batch's own account of itself. If this cannot be believed, nothing in the batch is."""

from __future__ import annotations

import great_expectations.expectations as gxe

from checks.case import Case, History, lacks
from checks.engine import Question
from checks.owners import ENGINEER, to
from extractors.records import Extract
from extractors.registers import registers

REQUIRED = (
    "platform", "account_id", "organisation_id", "batch_id", "source", "subject", "observed_at", "started_at",
    "finished_at", "outcome",
)  # fmt: skip
COUNTS = ("pages", "rows", "retries", "bytes", "waited_s", "dropped")
SOURCES = ["api", "sandbox", "export", "register"]
SUBJECTS = ["posts", "interactions", "series", "deletions", *registers()]
OUTCOMES = ["ok", "partial", "failed", "off", "not_offered"]
CAUSES = ["ours", "token", "quota", "terms", "schema", "empty", "late", "platform", "source"]
NAMED_BY = ("subject",)

EXPECTATIONS = [
    gxe.ExpectCompoundColumnsToBeUnique(
        column_list=list(Extract.KEY), severity="critical", description="each subject is accounted for once",
        notes="Two outcomes for one subject cannot both be true.",
        meta=to(ENGINEER, "Extract the account again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="lacks", severity="critical", description="every extract has what it must have",
        notes="Coverage is counted from these rows, and a gap would look like a quiet month.",
        meta=to(ENGINEER, "Mend extractors/run.py and extract the account again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_of_this_batch", value_set=[True], severity="critical",
        description="extracts are of the batch's own account",
        notes="The file was moved or mixed with another's.",
        meta=to(ENGINEER, "Extract the account again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="source", value_set=SOURCES, severity="critical", description="the source is known",
        notes="Sandbox data must be told from real data on every page.",
        meta=to(ENGINEER, "Mend extractors/run.py and extract the account again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="subject", value_set=SUBJECTS, severity="critical", description="the subject is known",
        notes="Coverage is counted by subject; a new one needs its meaning in the models first.",
        meta=to(ENGINEER, "Give it a meaning in the models, or mend extractors/run.py."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="outcome", value_set=OUTCOMES, severity="critical", description="the outcome is known",
        notes="Missing and not measurable are told apart by it; a new one needs its meaning in the models first.",
        meta=to(ENGINEER, "Give it a meaning in the models, or mend extractors/run.py."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="cause_class", value_set=CAUSES, severity="warning", description="the class of cause is known",
        notes="Whoever gets the alert looks up what to do by class.",
        meta=to(ENGINEER, "Add it to the list in checks/extracts.py, or use one of it."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="lowest_count", min_value=0, severity="critical", description="counts are not negative",
        notes="They count what we did ourselves; below zero our own code is wrong.",
        meta=to(ENGINEER, "Mend extractors/run.py and extract the account again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="until", column_B="since", ignore_row_if="either_value_is_missing", severity="critical",
        description="the window ends after it begins",
        notes="A window is [since, until) in whole days; the wrong way round it covers nothing and would look "
        "complete.",
        meta=to(ENGINEER, "Mend extractors/run.py and extract the account again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="finished_at", column_B="started_at", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="the extract ended after it began",
        notes="The machine's clock was set back while it ran; durations on the trust page are wrong for this batch.",
        meta=to(ENGINEER, "See that the machine keeps its clock by the network."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_window_stated", value_set=[True], severity="critical", description="what was covered has a window",
        notes="Rows without the days they cover cannot be told from a full month; an interface always has a window.",
        meta=to(ENGINEER, "Mend extractors/run.py and extract the account again."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_reason_given", value_set=[True], severity="critical", description="what is not ok says why",
        notes="A board reads the reason in place of the number.",
        meta=to(ENGINEER, "Fill cause in extractors, and extract the account again."),
    ),
]  # fmt: skip

OF_THE_BATCH = [
    gxe.ExpectTableRowCountToBeBetween(
        min_value=1, severity="critical", description="the batch gives an account of itself",
        notes="Without an extracts row nobody knows what the batch covers.",
        meta=to(ENGINEER, "Extract the account again."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of the extracts rows of a batch."""
    rows = case.rows()
    has_window = rows["since"].notna() & rows["until"].notna()
    is_due = (rows["outcome"] == "ok") & rows["source"].isin(["api", "sandbox"])
    frame = rows.assign(
        lacks=lacks(rows, REQUIRED),
        lowest_count=rows.reindex(columns=list(COUNTS)).min(axis=1),
        is_of_this_batch=case.is_of_this_batch(rows),
        is_window_stated=(has_window | ~is_due).astype(bool),
        is_reason_given=(rows["cause"].fillna("").str.strip().ne("") | (rows["outcome"] == "ok")).astype(bool),
    )
    return [Question(frame, EXPECTATIONS, NAMED_BY), Question(rows, OF_THE_BATCH, NAMED_BY)]
