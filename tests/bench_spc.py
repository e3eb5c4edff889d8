"""How long the XmR macro takes, against a plain look at the same rows: an average over each series. Part of make bench.

Both write every row to a table of an in-memory database, in turns, so that the machine is as busy for the one as for the
other; the ratio of their medians is what says something on another machine. `python -m tests.bench_spc 10000` is this alone.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from tests.dbt_project.spc import compile_inline

SERIES = {"small": 2_000, "full": 100_000}
POINTS, TURNS, SEED = 60, 3, 20261122
# one series in ten is rebased, one in seven has a fixed baseline, half have a target, one point in a hundred leaps
ROWS = """create table spc_inputs as
with drawn as (
    select series, point, hash(series, point, {seed}) % 10000 / 10000.0 as chance, hash(point, series, {seed}) % 100 as leap
    from range({series}) as s(series), range({points}) as p(point)
)
select
    'series-' || lpad(cast(series as varchar), 6, '0') as series_id, cast(date '2021-01-01' + to_months(cast(point as integer)) as date) as period,
    cast(round(50 + 10 * chance + case when leap = 0 then 30 else 0 end, 2) as double) as value,
    case when series % 2 = 0 then 55.0 end as target, ['increase', 'decrease', 'neutral'][series % 3 + 1] as improvement_direction,
    series % 10 = 0 and point = 30 as rebase, case when series % 7 = 0 then 24 end as fix_after_n_points,
    cast(null as boolean) as screen_outliers
from drawn
"""
PLAIN = "select *, avg(value) over (partition by series_id) as mean from spc_inputs"


def measure(series: int) -> dict[str, Any]:
    """Return the medians in seconds, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        spc = compile_inline(Path(folder), "{{ xmr('spc_inputs') }}")
    taken: dict[str, list[float]] = {PLAIN: [], spc: []}
    with duckdb.connect() as database:
        database.execute(ROWS.format(series=series, points=POINTS, seed=SEED))
        for _ in range(TURNS):
            for sql, seconds in taken.items():
                start = time.perf_counter()
                database.execute(f"create or replace table written as {sql}")
                seconds.append(time.perf_counter() - start)
                (rows,) = database.execute("select count(*) from written").fetchone() or (0,)
                if rows != series * POINTS:
                    raise RuntimeError(f"{rows} rows were written, not {series * POINTS}")
    plain, macro = (statistics.median(seconds) for seconds in taken.values())
    found = {
        "series": series,
        "points": POINTS,
        "seed": SEED,
        "plain_seconds": round(plain, 3),
        "spc_seconds": round(macro, 3),
    }
    return {**found, "ratio": round(macro / plain, 1)}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else SERIES["full"])))
