"""What Great Expectations answers, worked out without it: for thousands of looks, where its own way takes minutes.

Only the kinds of expectation the checks use. tests/checks/test_the_year.py proves on whole batches, sound and spoilt, that
both say the same.
"""

from __future__ import annotations

from typing import Any

import great_expectations.expectations as gxe
import pandas as pd

from checks.engine import Question


def unmet(question: Question) -> list[gxe.Expectation]:
    """Return the expectations of a question that do not hold."""
    return [expectation for expectation in question.expectations if not _holds(expectation, question.frame)]


def _holds(expectation: Any, frame: pd.DataFrame) -> bool:
    if isinstance(expectation, gxe.ExpectTableRowCountToBeBetween):
        return len(frame) >= (expectation.min_value or 0)
    if frame.empty:
        return True
    if isinstance(expectation, gxe.ExpectCompoundColumnsToBeUnique):
        return not frame.duplicated(expectation.column_list).any()
    if isinstance(expectation, (gxe.ExpectColumnPairValuesAToBeGreaterThanB, gxe.ExpectColumnPairValuesToBeEqual)):
        return _pairs_hold(expectation, frame[expectation.column_A], frame[expectation.column_B])
    return _column_holds(expectation, frame[expectation.column])


def _pairs_hold(expectation: Any, one: pd.Series[Any], two: pd.Series[Any]) -> bool:
    are_known = one.notna() & two.notna()
    one, two = one[are_known], two[are_known]
    if isinstance(expectation, gxe.ExpectColumnPairValuesToBeEqual):
        return bool((one == two).all())
    return bool(((one >= two) if expectation.or_equal else (one > two)).all())


def _column_holds(expectation: Any, column: pd.Series[Any]) -> bool:
    known = column.dropna()
    if isinstance(expectation, gxe.ExpectColumnValuesToBeNull):
        return known.empty
    if isinstance(expectation, gxe.ExpectColumnValuesToNotBeNull):
        return len(known) == len(column)
    if isinstance(expectation, gxe.ExpectColumnValuesToBeUnique):
        return not known.duplicated().any()
    if isinstance(expectation, gxe.ExpectColumnValuesToBeInSet):
        return bool(known.isin(expectation.value_set).all())
    if isinstance(expectation, gxe.ExpectColumnValuesToMatchRegex):
        return bool(known.astype(str).str.match(expectation.regex).all())
    if isinstance(expectation, gxe.ExpectColumnValuesToBeBetween):
        low, high = expectation.min_value, expectation.max_value
        return bool((low is None or (known >= low).all()) and (high is None or (known <= high).all()))
    raise NotImplementedError(f"{type(expectation).__name__} is not worked out here")
