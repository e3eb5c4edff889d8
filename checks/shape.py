"""The shape of a file: the columns and types of extractors/records.py, or no other question makes sense."""

from __future__ import annotations

import great_expectations.expectations as gxe
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from checks.engine import Question
from checks.owners import ENGINEER, to
from extractors.landing import Batch
from extractors.records import LATER, SCHEMAS

EXPECTATIONS = [
    gxe.ExpectColumnPairValuesToBeEqual(
        column_A="type", column_B="type_expected", severity="critical",
        description="columns are the ones of records.py",
        notes="An older or newer release wrote this file, or it is damaged.",
        meta=to(ENGINEER, "Extract the window again with this release."),
    ),
]  # fmt: skip


def question(batch: Batch) -> Question:
    """Ask for each column, found or expected, whether its type is the expected one."""
    expected = _types(SCHEMAS[batch.table])
    try:
        found = _types(pq.read_schema(batch.path))
    except pa.ArrowInvalid:
        found = {}  # no Parquet file at all
    if found:
        found = {name: expected[name] for name in LATER.get(batch.table, ())} | found
    names = [*expected, *(name for name in found if name not in expected)]
    rows = [(each, found.get(each, "absent"), expected.get(each, "none")) for each in names]
    return Question(pd.DataFrame(rows, columns=["column", "type", "type_expected"]), EXPECTATIONS, ("column",))


def _types(schema: pa.Schema) -> dict[str, str]:
    """Return each column's type in words. What a list or a map calls its items is the writer's own business."""
    return {field.name: _said(field.type) for field in schema}


def _said(kind: pa.DataType) -> str:
    if pa.types.is_list(kind):
        return f"list of {kind.value_type}"
    return f"map of {kind.key_type} to {kind.item_type}" if pa.types.is_map(kind) else str(kind)
