"""Put questions to Great Expectations and bring the answers into plain words. In memory: no file, no network.

Importing this module imports Great Expectations (about three seconds): import it where a check is run, not above.
"""

from __future__ import annotations

import functools
import logging
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.core.batch_definition import BatchDefinition
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)
from great_expectations.expectations.expectation import (
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    MulticolumnMapExpectation,
)

logging.getLogger("great_expectations").setLevel(logging.ERROR)  # it announces every default it takes

SHOWN = 3  # offending rows named in a result
NEVER_SHOWN = ("author_key", "fingerprint", "tag_keys", "cells")  # if wrong, they may hold what must not be read


ASKED_OF_ROWS = (ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)
WHOSE = "organisation_id"


@dataclass(frozen=True)
class Question:
    """One frame, what is expected of it, and which columns name a row to a person.

    `unasked` is for one row that compares a batch with others: where a value is missing there, nothing was asked, and that
    it is met says nothing. It holds why in words, "" where nothing need be said. None: whatever is missing was asked.
    """

    frame: pd.DataFrame
    expectations: Sequence[gxe.Expectation]
    named_by: tuple[str, ...]
    unasked: str | None = None


@functools.cache
def _whole_frame() -> BatchDefinition[Any]:
    settings = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(),  # its own default makes a folder for a website
        progress_bars=ProgressBarsConfig(globally=False),
        analytics_enabled=False,
    )
    context = gx.get_context(mode="ephemeral", project_config=settings)
    frames = context.data_sources.add_pandas("shelf").add_dataframe_asset("frame")
    return frames.add_batch_definition_whole_dataframe("whole")


def judge(question: Question) -> list[dict[str, Any]]:
    """Return one result an expectation, in their order, as `_result` says it."""
    return judge_all([question])[0]


def judge_all(questions: Sequence[Question]) -> list[list[dict[str, Any]]]:
    """Return what `judge` does for each question, asking those that expect the same of their rows together.

    Great Expectations takes as long for ten rows as for ten thousand. What holds for all rows holds for those of each
    question; only where it does not is each asked by itself. Keys name the account, so rows of several stay apart in them.
    """
    alike: dict[Any, list[Question]] = defaultdict(list)
    for number, question in enumerate(questions):
        alike[_asked_together(question) or number].append(question)
    met = {id(each): _met(group) for group in alike.values() for each in group[:1]}
    met |= {id(each): met[id(group[0])] for group in alike.values() for each in group[1:]}
    return [_judged(question, met[id(question)]) for question in questions]


def _asked_together(question: Question) -> Any:
    """Return what is the same of questions that can be asked as one; None where that is of a table and not of its rows."""
    if not all(isinstance(each, ASKED_OF_ROWS) for each in question.expectations):
        return None
    return id(question.expectations), tuple(question.frame.columns)


def _met(group: Sequence[Question]) -> set[Any]:
    """Return the descriptions of what holds for the rows of all these questions taken together."""
    frames = [_narrow(each) for each in group if len(each.frame)]
    if not frames and _can_be_asked(group[0]):
        return {each.description for each in group[0].expectations}  # where there is no row, none is wrong
    frames = frames or [_narrow(group[0])]
    whole = replace(group[0], frame=frames[0] if len(frames) == 1 else pd.concat(frames, ignore_index=True))
    return {name for name, answer in _ask(whole, whole.expectations, "BOOLEAN_ONLY").items() if answer.success}


def _narrow(question: Question) -> pd.DataFrame:
    """Return the columns that are asked about: Great Expectations reads and copies all it is given, again and again."""
    asked = {name for each in question.expectations for name in _column(each).split(", ")}
    return question.frame[[name for name in question.frame if name in asked]]


def _can_be_asked(question: Question) -> bool:
    """Tell whether all is asked of rows, and of columns that are there."""
    columns = (name for each in question.expectations for name in _column(each).split(", "))
    return _asked_together(question) is not None and set(columns) <= set(question.frame.columns)


def _judged(question: Question, met: set[Any]) -> list[dict[str, Any]]:
    unmet = [expectation for expectation in question.expectations if expectation.description not in met]
    names = [name for name in question.named_by if name in question.frame]
    fully = {"result_format": "SUMMARY", "partial_unexpected_count": SHOWN, "unexpected_index_column_names": names}
    answers = _ask(question, unmet, fully) if unmet else {}  # which rows they are: asked only where it matters
    said = {name: answer for name, answer in answers.items() if not answer.success}
    return [_result(expectation, said.get(expectation.description), question) for expectation in question.expectations]


def judge_each(question: Question) -> list[dict[str, Any]]:
    """Return what `judge` does for each body's rows by themselves, with its organisation_id: a body is told of its own only.

    organisation_id is None, which is every body's affair, of rows that name none and of a frame without rows or the column.
    """
    if question.frame.empty or WHOSE not in question.frame:
        return [{**result, WHOSE: None} for result in judge(question)]
    bodies = {
        None if pd.isna(body) else str(body): replace(question, frame=own)
        for body, own in question.frame.groupby(WHOSE, dropna=False)
    }
    whole = judge(question)
    if all(result["is_met"] for result in whole):  # then so it is of each, and need not be asked again
        return [{**result, "observed": _seen(own), WHOSE: body} for body, own in bodies.items() for result in whole]
    return [{**result, WHOSE: body} for body, own in bodies.items() for result in judge(own)]


def _ask(question: Question, expectations: Sequence[gxe.Expectation], wanted: Any) -> dict[Any, Any]:
    """Return the answers by description; Great Expectations gives them in an order of its own."""
    suite = gx.ExpectationSuite(name="suite", expectations=list(expectations))
    batch = _whole_frame().get_batch({"dataframe": question.frame})
    answers = batch.validate(suite, result_format=wanted).results
    return {answer.expectation_config.description: answer for answer in answers}


def _result(expectation: gxe.Expectation, unmet: Any, question: Question) -> dict[str, Any]:
    """Return check, column, severity, is_met, observed; owner, subscribers, description, next_step; notes (both in one).

    Also is_asked (false: that it is met is no evidence of anything) and, where it is not, why_unasked in words or "".
    """
    about = expectation.meta or {}
    is_asked = unmet is not None or _is_asked(expectation, question)
    description, next_step = str(expectation.notes or ""), str(about.get("next_step", ""))
    return {
        "check": str(expectation.description),
        "column": _column(expectation),
        "severity": expectation.severity.value,
        "is_met": unmet is None,
        "is_asked": is_asked,
        "why_unasked": "" if is_asked else question.unasked,
        "observed": _seen(question) if unmet is None else _observed(unmet, question),
        "owner": str(about.get("owner", "")),
        "subscribers": list(about.get("subscribers", ())),
        "description": description,
        "next_step": next_step,
        "notes": f"{description} {next_step}".strip(),
    }


def _is_asked(expectation: gxe.Expectation, question: Question) -> bool:
    if question.unasked is None:
        return True
    names = [name for name in _column(expectation).split(", ") if name in question.frame]
    return bool(question.frame[names].notna().all(axis=None))


def _column(expectation: gxe.Expectation) -> str:
    if hasattr(expectation, "column_A"):
        return f"{expectation.column_A}, {expectation.column_B}"
    return str(getattr(expectation, "column", None) or ", ".join(getattr(expectation, "column_list", ())))


def _seen(question: Question) -> str:
    rows = len(question.frame)
    return f"{rows:,} rows" if rows != 1 else _named(question.frame.iloc[0].to_dict(), question.named_by)


def _observed(answer: Any, question: Question) -> str:
    fault = _fault(answer.exception_info)
    if fault:
        return f"the check could not be made: {fault}"
    if "unexpected_count" not in answer.result:  # a question to the table, not to its rows
        return _said(answer.result.get("observed_value"))
    listed = answer.result.get("partial_unexpected_index_list") or ()
    which = "; ".join(_row(each, question.named_by) for each in listed)
    rows = len(question.frame)
    return which if rows == 1 else f"{answer.result['unexpected_count']:,} of {rows:,} rows: {which}"


def _fault(info: dict[str, Any]) -> str:
    """Return why an expectation could not be evaluated, else "". Failed metrics each carry the message."""
    if "raised_exception" in info:
        return str(info["exception_message"]) if info["raised_exception"] else ""
    return "; ".join(sorted({str(each["exception_message"]) for each in info.values() if each.get("raised_exception")}))


def _row(cells: dict[str, Any], named_by: tuple[str, ...]) -> str:
    """Say which row is wrong, and its cells that are, unless they are among those nobody may read."""
    wrong = {name: value for name, value in cells.items() if name not in named_by and name not in NEVER_SHOWN}
    name = _named(cells, named_by) or f"a row without {named_by[0]}"
    return name + _named(wrong, tuple(wrong), before=" (", after=")")


def _named(cells: dict[str, Any], names: tuple[str, ...], before: str = "", after: str = "") -> str:
    given = [f"{name} {_said(cells[name])}" for name in names if name in cells and _said(cells[name]) != ""]
    return before + ", ".join(given) + after if given else ""


def _said(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(_said(each) for each in value)
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, pd.Timestamp):
        return str(value.strftime("%Y-%m-%d" if value == value.normalize() else "%Y-%m-%d %H:%M:%S"))
    if isinstance(value, float):
        return f"{value:,.10g}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
