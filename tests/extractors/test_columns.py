"""Columns are those pyarrow itself would make of the same values; and what makes them imports no pandas."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from extractors import columns
from extractors.records import SCHEMAS, UTC_TIME

REPO = Path(__file__).parents[2]
HEATH, BEFORE_1970 = (
    datetime(2026, 3, 29, 1, 30, 5, 678, UTC),
    datetime(1950, 1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
)
VALUES: list[tuple[pa.DataType, list[Any]]] = [
    (pa.string(), ["a", None, "", "Zoë 🫶"]), (pa.string(), ["the same"] * 9), (pa.string(), [None] * 9), (pa.string(), []),
    (pa.float64(), [0, None, 2.5, -3, 2**53]), (pa.float64(), [None, None]), (pa.float64(), [0, 0]), (pa.float64(), []),
    (pa.int32(), [1, None, -(2**31)]), (pa.int64(), [2**40]), (pa.bool_(), [True, None, False] * 5), (pa.bool_(), [None] * 9),
    (pa.date32(), [date(2026, 2, 28), None, date(1890, 1, 1)]), (pa.date32(), [date(2026, 2, 28)] * 9),
    (UTC_TIME, [HEATH, None, BEFORE_1970]), (UTC_TIME, [HEATH] * 9), (UTC_TIME, [None, HEATH]),
    (pa.list_(pa.string()), [("a", "b"), (), None, ("c",)]), (pa.list_(pa.string()), [(), ()]),
    (pa.map_(pa.string(), pa.string()), [{"a": "b"}, None, {}]),
]  # fmt: skip


@pytest.mark.parametrize(("of", "values"), VALUES)
def test_a_column_is_the_one_pyarrow_makes_of_the_same_values(of: pa.DataType, values: list[Any]) -> None:
    made = columns.column(values, of)
    made.validate(full=True)
    assert made.equals(pa.array(values, of))
    assert made.null_count == values.count(None)


@pytest.mark.parametrize(
    ("of", "value"),
    [(pa.string(), 5), (pa.float64(), "5"), (pa.int32(), 2**31), (pa.int64(), 2.5), (pa.bool_(), "no"), (pa.date32(), "2026"),
     (UTC_TIME, "2026"), (pa.list_(pa.string()), [(5,)])],
)  # fmt: skip
def test_a_value_of_another_type_makes_no_column(of: pa.DataType, value: Any) -> None:
    with pytest.raises((AttributeError, OverflowError, TypeError, ValueError)):
        columns.column([value, None], of)


def test_every_type_of_a_row_is_known_here_and_what_was_written_is_read_again(tmp_path: Path) -> None:
    said: dict[pa.DataType, Any] = {
        of: values[0] for of, values in reversed(VALUES) if values and values[0] is not None
    }
    for name, schema in SCHEMAS.items():
        cells = [{each.name: said[each.type] for each in schema}, dict.fromkeys(schema.names)]
        pq.write_table(columns.table(schema, lambda of, cells=cells: [row[of] for row in cells]), tmp_path / name)
        found = columns.read(tmp_path / name)
        assert found.schema.equals(schema)
        assert columns.rows(found) == found.to_pylist()


def test_an_extract_imports_neither_pandas_nor_duckdb_nor_what_reads_folders(tmp_path: Path) -> None:
    """They were a good third of its memory: pandas 34 MB, DuckDB 12, pyarrow's compute 10 and dataset 7 (November 2026)."""
    code = """if True:
        import sys
        from datetime import UTC, date, datetime
        from pathlib import Path
        import extractors.__main__
        from extractors import run
        from extractors.known import held
        from extractors.landing import Landing, batch_id_for
        from extractors.platforms import x
        from extractors.records import Account, Extract, Post, Reading
        landing, account, noon, day = Landing(Path(sys.argv[1])), Account("h", "x", "1"), datetime(2026, 11, 15, 12, tzinfo=UTC), date(2026, 11, 15)
        report = Extract("x", "1", "h", batch_id_for(day, day, day), "api", "posts", day, day, noon, noon, noon, "ok")
        with landing.open_batch(account, report.batch_id) as batch:
            batch.add_all([Post("x", "1", "2", "original", noon, hashtags=("a",)), Reading("x", "1", "post", "2", "likes", 3, noon), report])
        landing.restate(account, report)
        assert held(landing, account, x).active == {"2"}
        run.window_for(landing, account, date(2026, 11, 20), date(2026, 11, 20))
        import pyarrow
        assert pyarrow.default_memory_pool().backend_name == "system", "Arrow's own allocator keeps 20 MB more"
        print(sorted({"asyncio", "pandas", "duckdb", "pyarrow.compute", "pyarrow.dataset", "great_expectations"} & sys.modules.keys()))
    """
    done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], cwd=REPO, capture_output=True, text=True)
    assert (done.stdout.strip(), done.stderr) == ("[]", "")
