"""How long the server takes over each page, against a page that only says hello. Part of make bench.

A board file of 250 organisations and five years is made out of one of few organisations and two: every row again under
another name and, where it has a month, two and four years earlier. Streamlit's own server serves it, and beside it, with the
same settings, a page that says hello. A reader comes over the websocket as a browser does, asks for a page in a session of its
own, and is served when Streamlit says that the run is finished; nothing is drawn, so only the server is measured. The two take
turns. The ratio is one of processor time, what the server's process spent from asking to closing (the search for litter after a
run is in it), for the clock of a machine that others use too says little; the milliseconds are the medians of that clock.

A page is measured twice: `again`, when somebody has asked for the same organisation before (the target, below 2), and
`first`, when nobody has since the file was published, each time another organisation. `python -m tests.bench_pages BOARD`
is this alone, over a board file that is there.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

from dashboards import snapshot

REPO = Path(__file__).resolve().parents[1]
PAGES = REPO / "dashboards" / "app_pages"
ORGANISATIONS, MONTHS, TARGET = 250, 60, 2.0
TURNS = {"small": 3, "full": 9}
HELLO = 'import streamlit as st\n\nst.title("Hello")\n'
IDS = ("organisation_id", "account_id", "batch_id", "community_id", "post_id", "part_id")  # another's in every copy


def many(small: Path, large: Path, organisations: int = ORGANISATIONS, months: int = MONTHS) -> dict[str, int]:
    """Write a board file of that many organisations and months out of a published one; return the rows of its largest tables.

    Organisation n is a copy of organisation n modulo the number there are, named `<id>-n`, the first of them as they are.
    """
    with duckdb.connect(str(large), config=snapshot.SETTINGS) as file:
        file.execute(f"attach '{small}' as small (read_only)")
        file.execute(
            f"""
            create temp table copies as
            with there as (select organisation_id, row_number() over (order by sort_order, organisation_id) - 1 as place
                from small.organisations)
            select organisation_id as original, n // (select count(*) from there) as nth
            from there, range({organisations}) as numbers(n) where n % (select count(*) from there) = place;
            create temp table shifts as select unnest(range(0, {months}, 24)) as months;
            create temp table begins as
            select max(period) - to_months({months} - 1) as first_month from small.figures
            """
        )
        for table, columns in _tables(file).items():
            file.execute(_copied(table, columns))
        file.execute(snapshot.FIGURE_PARTS)
        file.execute("detach small; checkpoint")
        return {
            table: _one(file, f"select count(*) from {table}") for table in ("organisations", "figures", "posts", "lineage")
        } | {"months": _one(file, "select count(distinct period) from figures")}  # fmt: skip


def _tables(file: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    rows = file.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = 'small' and table_name in"
        " (select table_name from duckdb_tables() where database_name = 'small') order by table_name, column_index"
    )
    for table, column, kind in rows.fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _copied(table: str, columns: dict[str, str]) -> str:
    """The SQL that makes one table: copied for each organisation, and back in time where it has months."""
    if not {"organisation_id", "account_id"} & set(columns):
        return f"create table {table} as select * from small.{table}"  # a definition, the same for everybody
    ids = [column for column in IDS if column in columns]
    named = [f"case when nth = 0 then t.{column} else t.{column} || '-' || nth end as {column}" for column in ids]
    when = [each for each in ("period", "quarter", "published_at") if each in columns]
    named += [f"(t.{column} - to_months(s.months))::{columns[column]} as {column}" for column in when]
    named += [f"t.{column} - interval 5 year as {column}" for column in ("valid_from",) if column in columns]
    shifts = "shifts" if when else "(select 0 as months)"
    of = "t.organisation_id = c.original" if "organisation_id" in columns else "true"
    since = f" where t.{when[0]} - to_months(s.months) >= (select first_month from begins)" if when else ""
    return (
        f"create table {table} as select t.* replace ({', '.join(named)}) from small.{table} as t"
        f" join copies as c on {of} cross join {shifts} as s{since}"
    )


def _one(file: duckdb.DuckDBPyConnection, sql: str) -> int:
    ((found,),) = file.execute(sql).fetchall()
    return int(found)


@dataclass(frozen=True)
class Server:
    """A server that runs."""

    port: int
    process: psutil.Process

    def open(self, page: str = "", query: str = "") -> tuple[float, float, str]:
        """Open a page in a new session; return seconds by the clock, seconds of the processor, and every text it was sent."""
        before = sum(self.process.cpu_times()[:2])
        taken, texts = asyncio.run(opened(self.port, page, query))
        return taken, sum(self.process.cpu_times()[:2]) - before, texts


@contextmanager
def served(script: Path, home: Path) -> Iterator[Server]:
    """Serve a script with this project's settings; yield where it is."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with (home / f"{script.stem}.log").open("w") as log:
        server = subprocess.Popen(command, cwd=REPO, env={**os.environ, "LOS_HOME": str(home)}, stdout=log, stderr=log)
        try:
            for _ in range(240):
                try:
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                except OSError:
                    time.sleep(0.25)
            yield Server(port, psutil.Process(server.pid))
        finally:
            server.terminate()
            server.wait(timeout=20)


async def opened(port: int, page: str = "", query: str = "") -> tuple[float, str]:
    """Open a page in a new session; return the seconds from asking to the end of its run, and every text it was sent."""
    async with connect(f"ws://127.0.0.1:{port}/_stcore/stream", max_size=None, compression=None) as socket_:
        asked = BackMsg()
        asked.rerun_script.page_name, asked.rerun_script.query_string = page, query
        start = time.perf_counter()
        await socket_.send(asked.SerializeToString())
        texts = []
        while True:
            said = ForwardMsg()
            said.ParseFromString(await socket_.recv())  # bytes: Streamlit speaks protobuf
            kind = said.WhichOneof("type")
            if kind == "delta":
                texts.append(str(said.delta))
            if kind == "script_finished":
                taken = time.perf_counter() - start
                if said.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise RuntimeError(f"{page or 'the first page'} ended with {said.script_finished}")
                return taken, "".join(texts)


def measure(small: Path, organisations: int = ORGANISATIONS, turns: int = TURNS["full"]) -> dict[str, Any]:
    """Return what was measured of every page over a board file made out of `small`."""
    with tempfile.TemporaryDirectory() as folder:
        rows = many(small, Path(folder) / "board.duckdb", organisations)
        return {"rows": rows, **over(Path(folder), turns)}


def over(home: Path, turns: int = TURNS["full"]) -> dict[str, Any]:
    """Return what was measured of every page over the board file of a home."""
    with duckdb.connect(str(home / "board.duckdb"), read_only=True) as file:
        ids = [found for (found,) in file.execute("select organisation_id from organisations order by all").fetchall()]
    (home / "hello.py").write_text(HELLO)
    with served(home / "hello.py", home) as hello, served(REPO / "dashboards" / "app.py", home) as app:
        pages = {path.stem: "" if path.stem == "board" else path.stem for path in sorted(PAGES.glob("[a-z]*.py"))}
        fresh = iter(ids[1:])
        for page in pages.values():  # what is loaded once, is
            hello.open()
            app.open(page, f"organisation={ids[0]}")
        found = {stem: _compared(hello, app, page, ids[0], fresh, turns) for stem, page in pages.items()}
    worst = max(found, key=lambda stem: found[stem]["ratio"])
    return {"turns": turns, "pages": found, "worst": worst, "ratio": found[worst]["ratio"], "target": TARGET}


def _compared(hello: Server, app: Server, page: str, again: str, fresh: Iterator[str], turns: int) -> dict[str, float]:
    taken: dict[str, list[tuple[float, float]]] = {"hello": [], "again": [], "first": []}
    for turn in range(turns):
        asked = {"hello": (hello, "", ""), "again": (app, page, f"organisation={again}")}
        if turn < 5:  # two hundred and fifty organisations go round thirteen pages
            asked["first"] = (app, page, f"organisation={next(fresh)}")
        for who, (server, path, query) in asked.items():
            clock, processor, texts = server.open(path, query)
            if who != "hello":
                is_shown(page, query, texts)
            taken[who].append((clock, processor))
    clocks = {who: statistics.median(clock for clock, _ in of) for who, of in taken.items()}
    spent = {who: statistics.mean(processor for _, processor in of) for who, of in taken.items()}  # it ticks in 10 ms
    return {
        **{f"{who}_ms": round(1000 * clock, 1) for who, clock in clocks.items()},
        **{f"{who}_processor_ms": round(1000 * seconds, 1) for who, seconds in spent.items()},
        "ratio": round(spent["again"] / spent["hello"], 2),
        "first_ratio": round(spent["first"] / spent["hello"], 2),
    }


def is_shown(page: str, query: str, texts: str) -> None:
    """Raise RuntimeError when what was timed is the page that has nothing to show."""
    if "There is nothing to show yet" in texts:
        raise RuntimeError(f"{page or 'the first page'} has nothing to show for {query}")


def told(found: dict[str, Any]) -> str:
    """Return what was measured as a table."""
    rows = found["rows"]
    lines = [
        f"pages over {rows['organisations']} organisations, {rows['months']} months, {rows['figures']:,} figures,"
        f" {rows['posts']:,} posts, {rows['lineage']:,} parts; times a page that says hello (target: below {found['target']:g}):",
        f"  {'page':<14}{'hello':>9}{'again':>9}{'first':>9}{'ratio':>8}{'first':>8}",
    ]
    for stem, of in found["pages"].items():
        lines.append(
            f"  {stem:<14}{of['hello_ms']:>6.0f} ms{of['again_ms']:>6.0f} ms{of['first_ms']:>6.0f} ms"
            f"{of['ratio']:>8.2f}{of['first_ratio']:>8.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    measured = measure(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:]))
    print(json.dumps(measured, indent=1))
    print(told(measured))
