"""The whole line with its shelf in a bucket: extract on one machine, load on another, and the figures are those of a disk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path

from tests.conftest import REPO, Sandbox
from tests.storage.conftest import aws, keys, uploads
from tests.storage.wire import Wire, wait_until
from tests.the_line import Line

TODAY = date(2026, 11, 16)
FEW = {"osmere_youtube"}
OF_A_RUN = ("started_at", "finished_at", "loaded_at", "checked_at", "sha256", "bytes")  # bytes: what was asked anew


def rows(line: Line) -> dict[str, list[tuple[object, ...]]]:
    """Return everything that was loaded, but for what tells when this very run was made."""
    tables = line.warehouse("select table_name from duckdb_tables() where schema_name = 'raw' order by all")
    found = {}
    for (table,) in tables:
        columns = line.warehouse(f"select column_name from (describe raw.{table})")
        named = ", ".join(f'"{name}"' for (name,) in columns if name not in OF_A_RUN)
        found[table] = line.warehouse(f"select {named} from raw.{table} order by all")
    return found


def figures(line: Line) -> list[tuple[object, ...]]:
    line.build_models(
        "--exclude-resource-type", "unit_test", "--exclude-resource-type", "test", "--select", "+report_figures"
    )
    return line.warehouse("select * from reports.figures order by all")


def test_killed_between_two_objects_the_line_goes_on_and_shows_the_figures_of_a_disk(
    sandbox: Sandbox, wire: Wire, address: str, tmp_path: Path
) -> None:
    sandbox.clock(TODAY)
    on_disk = Line(tmp_path / "disk", sandbox.url, FEW)
    on_disk.look(TODAY)
    here = Line(tmp_path / "here", sandbox.url, FEW)
    elsewhere = Line(tmp_path / "elsewhere", sandbox.url, FEW)
    for line in (here, elsewhere):
        line.environment |= {**aws(wire), "LOS_LANDING": address}

    held = wire.fail("PUT", "/readings/", "late", skip=1)  # posts are in place by then, and readings are on their way
    command = [sys.executable, "-m", "extractors", "extract", "youtube"]
    process = subprocess.Popen(command, env={**here.environment, "LOS_TODAY": str(TODAY)}, cwd=REPO,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    try:
        wait_until(lambda: not held.times or process.poll() is not None, "the readings", 300)
        assert process.poll() is None, "it ended before it was killed"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    assert [key for key in keys(wire) if key.startswith("batches/posts") and key.endswith(".parquet")]
    wire.heal()
    assert '"batches": 0' in elsewhere.run("-m", "extractors", "load"), "half a batch was loaded"

    for method in ("PUT", "GET", "DELETE"):
        wire.fail(method, "", "SlowDown", times=2, skip=3)
        wire.fail(method, "", "lost", times=1, skip=6)
    here.run("-m", "extractors", "extract", "youtube", LOS_TODAY=str(TODAY))
    here.run("-m", "checks")
    elsewhere.run("-m", "extractors", "load")
    assert rows(elsewhere) == rows(on_disk)
    assert elsewhere.warehouse("select count(*) from raw.readings")[0][0] > 1000
    shown = figures(elsewhere)
    assert shown == figures(on_disk) and len(shown) > 100
    assert uploads(wire) == [] and not [key for key in keys(wire) if key.endswith("unfinished")]
    assert '"batches": 0' in elsewhere.run("-m", "extractors", "load"), "loaded twice"
