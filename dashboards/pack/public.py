"""The frozen board as the public version may show it: no small number of people, no private group's name.

A copy in memory, so that every page reads it as it reads the whole board and none can forget the rule. Figures that a
person could be recognised in are withheld in every version (kpis.cell_min); this goes further, for a public paper is
read by those who know one of the people, and stays readable for good.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import duckdb

from dashboards.frozen_board import NO_SUCH
from dashboards.snapshot import FIGURE_PARTS, SETTINGS, open_board

SMALLEST = (
    10  # people: a smaller count, other than none, is left out; the number the communities' figures are withheld by
)
OF_PEOPLE = (
    "interactions",
    "communities",
    "coded_mentions",
    "web",
    "heard",
    "audience",
)  # kpis.subjects that count people
WORDS = f"Withheld in the public version: fewer than {SMALLEST} people"
PRIVATE = "A private group"

SMALL = f"""
    create temp table small as
    with counted as (
        select f.*, f.numerator >= 1 and f.numerator < {SMALLEST} as is_small
        from board.figures as f join board.kpis as k using (kpi_id, definition_version)
        where f.state = 'measured' and list_has_any(string_split(k.subjects, ';'), $subjects)
    )

    -- one alone could be told from the others and the whole: the next smallest goes with it
    select organisation_id, kpi_id, period, slice_kind, slice, words from counted
    window alike as (partition by organisation_id, kpi_id, period, slice_kind)
    qualify is_small or (
        slice_kind <> 'organisation' and numerator > 0
        and count(*) filter (where is_small) over alike = 1
        and row_number() over (partition by organisation_id, kpi_id, period, slice_kind, is_small order by numerator = 0, numerator, slice) = 1
    )"""
IS_SMALL = "(organisation_id, {kpi}, period, slice_kind, slice) in (select organisation_id, kpi_id, period, slice_kind, slice from small)"


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a frozen board file as the public version, its tables under the name `board`. Raises NoBoard."""
    open_board(path, is_edition=True).close()  # says what is wrong with it, if anything
    connection = duckdb.connect(":memory:", config=SETTINGS)
    connection.execute("set threads = 1")
    connection.execute("attach ':memory:' as board")
    connection.execute("attach '" + str(path).replace("'", "''") + "' as frozen (read_only)")
    for (table,) in connection.execute(
        "select table_name from duckdb_tables() where database_name = 'frozen' order by table_name"
    ).fetchall():
        connection.execute(f'create table board."{table}" as select * from frozen."{table}"')
    connection.execute("use board")
    with suppress(*NO_SUCH):  # where it cannot be made, what reads it says that it is not kept
        connection.execute(FIGURE_PARTS)
    connection.execute("use memory")
    _leave_out(connection)
    return connection


def _leave_out(board: duckdb.DuckDBPyConnection) -> None:
    board.execute(SMALL, {"subjects": list(OF_PEOPLE)})
    was = [words for (words,) in board.execute("select distinct words from small where words is not null").fetchall()]
    there = {
        name
        for (name,) in board.execute("select table_name from duckdb_tables() where database_name = 'board'").fetchall()
    }
    private: list[str] = []
    if "communities" in there:
        named = board.execute("select distinct name from board.communities where is_private")
        private = [name for (name,) in named.fetchall()]
    for table, change, values in _changes():
        if table in there:  # an edition may be older than the table
            board.execute(change, values)
    replaced = {words.rstrip("."): WORDS for words in was} | dict.fromkeys(private, PRIVATE)
    _replace(board, dict(sorted(replaced.items(), key=lambda each: -len(each[0]))))


def _changes() -> Iterator[tuple[str, str, list[object]]]:
    """Yield what is done to which table, with its values."""
    yield (
        "figures",
        "update board.figures set state = 'withheld', value = null, numerator = null, denominator = null, status = null,"
        f" basis = null, reason = '{WORDS}', words = '{WORDS}.' where " + IS_SMALL.format(kpi="kpi_id"),
        [],
    )
    yield "spc", "delete from board.spc where subject_kind = 'kpi' and " + IS_SMALL.format(kpi="subject_id"), []
    for side in ("reported", "restated"):
        yield (
            "restatements",
            f"update board.restatements set value_{side} = null, relative_change = null where subject_kind = 'figure' and "
            + IS_SMALL.format(kpi="subject_id"),
            [],
        )
    yield (
        "objective_months",
        "update board.objective_months set heard = null, heard_reason = ? where cast(heard as double) between 1 and ?",
        [WORDS, SMALLEST - 1],
    )
    yield (
        "purposes",
        "update board.purposes set acts = null where mode = 'L' and cast(acts as double) between 1 and ?",
        [SMALLEST - 1],
    )
    # one small cell could be reckoned from the sums beside it: where there is one, nothing heard in those months is told cell by cell
    yield (
        "objective_purposes",
        "update board.objective_purposes as p set number = null, reason = ? where counted = 'heard' and exists ("
        " select 1 from board.objective_purposes as s where s.organisation_id = p.organisation_id and s.period = p.period"
        " and s.counted = 'heard' and s.number between 1 and ?)",
        [WORDS, SMALLEST - 1],
    )
    yield "community_measures", "delete from board.community_measures", []
    yield "communities", "update board.communities set origin_evidence = null, steward = null where is_private", []


def _replace(board: duckdb.DuckDBPyConnection, replaced: dict[str, str]) -> None:
    """Put other words for some wherever a table has them: sentences quote the words of figures."""
    columns = board.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'board' and data_type = 'VARCHAR'"
        " and table_name in (select table_name from duckdb_tables() where database_name = 'board') order by all"
    ).fetchall()
    for table, column in columns:
        texts = board.execute(
            f'select distinct "{column}" from board."{table}" where "{column}" is not null'
        ).fetchall()
        for (text,) in texts:
            clean = text
            for words, other in replaced.items():
                if words in clean:
                    clean = clean.replace(words, other)
            if clean != text:
                board.execute(f'update board."{table}" set "{column}" = ? where "{column}" = ?', [clean, text])
