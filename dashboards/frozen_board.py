"""The board file as it stood when a month was frozen: no later month in it, and no id of a post or of the public's items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import duckdb

from dashboards import snapshot
from dashboards.selects import Board
from dashboards.snapshot import FIGURE_PARTS, SETTINGS, open_board

# The columns that name a month, by its first day; a quarter by its first month's, a chart by its last judged point's.
MONTHS = ("period", "quarter", "judged_to")
OF_ITEMS = ("act", "reading", "interaction")  # kinds of parts whose id is the platform's id of a post or an item
WORD = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_:-]{6,}[A-Za-z0-9_-]")
MASK = "(a post or item)"
# What DuckDB says of a table or column that is not there; the third where a function of ours has the table's name.
NO_SUCH = (duckdb.CatalogException, duckdb.BinderException, duckdb.InvalidInputException)


def make(board: Path, frozen: Path, period: date) -> int:
    """Write the published file into a new one as of a month; return how many texts named a post and had it masked.

    A new file and not a copy: rows that are deleted leave their bytes in a DuckDB file until something is written
    over them. Raises snapshot.NoBoard when nothing was published.
    """
    with closing(open_board(board)) as connection:
        ids = _ids(connection)
        connection.execute(f"attach '{_escaped(frozen)}' as frozen")
        for table, columns in _tables(connection).items():
            wanted = _selected(table, columns)
            later = [f"{name} > date '{period}'" for name in MONTHS if columns.get(name) == "DATE"]
            where = f" where not coalesce({later[0]}, false)" if later else ""  # of no month: kept
            if "post_id" in columns:  # posts, and what says something of one
                where = " where false"
            grouped = " group by all" if table == "lineage" else ""
            connection.execute(
                f'create table frozen."{table}" as select {wanted} from board."{table}"{where}{grouped} order by all'
            )
        remarks = list(_remarks(connection))
        connection.execute("detach frozen")
    with duckdb.connect(str(frozen), config=SETTINGS) as file:
        file.execute(FIGURE_PARTS)
        for remark in remarks:
            file.execute(remark)
        masked = _mask(file, ids)
    if masked:  # what an update replaced is still in the file
        _written_anew(frozen, remarks)
    return masked


def explains(board: Board, why: Exception) -> bool:
    """Say whether something failed for want of a table or column that editions did not have when this one was frozen."""
    lacking = snapshot.lacking(board)
    if isinstance(why, KeyError):
        return any(what.endswith(f".{why.args[0]}") for what in lacking)
    return bool(lacking) and isinstance(why, NO_SUCH)


def _selected(table: str, columns: dict[str, str]) -> str:
    if table != "lineage":
        return "*"
    summed = {"part_id": "cast(null as varchar) as part_id", "amount": "sum(amount) as amount"}
    return ", ".join(summed.get(name, f'"{name}"') for name in columns)


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in connection.execute(
        "select table_name, column_name, data_type from duckdb_columns() where database_name = 'board' and not internal"
        " and table_name in (select table_name from duckdb_tables() where database_name = 'board')"
        " order by table_name, column_index"
    ).fetchall():
        found.setdefault(table, {})[column] = kind
    return found


def _remarks(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    """The words of each table and column, as statements that give them to another file."""
    for kind, name, comment in connection.execute(
        """
        select 'table', '"' || table_name || '"', comment from duckdb_tables() where database_name = 'board'
        union all
        select 'view', '"' || view_name || '"', comment from duckdb_views() where database_name = 'board' and not internal
        union all
        select 'column', '"' || table_name || '"."' || column_name || '"', comment
        from duckdb_columns() where database_name = 'board' and not internal
        order by all
        """
    ).fetchall():
        if comment:
            yield f"comment on {kind} {name} is '{_escaped(comment)}'"


def _ids(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Every id of a post or item the board names, whole and in the parts an address shows; ours of accounts are not."""
    whole = connection.execute(
        "select post_id from board.posts where post_id is not null union"
        f" select part_id from board.lineage where part_kind in {OF_ITEMS} and part_id is not null"
    ).fetchall()
    accounts = {row[0] for row in connection.execute("select account_id from board.accounts").fetchall()}
    found = set()
    for (item,) in whole:
        found.add(item)
        found |= {part for part in re.split(r"[_:,()]", item) if any(each.isdigit() for each in part)}
    return {item for item in found if len(item) >= 8} - accounts


def _mask(file: duckdb.DuckDBPyConnection, ids: set[str]) -> int:
    """Take ids out of what people or programs wrote in words, such as a comment that gives a post's address."""
    masked = 0
    columns = file.execute(
        "select table_name, column_name from duckdb_columns() where database_name = current_database() and not internal"
        " and data_type = 'VARCHAR' and table_name in (select table_name from duckdb_tables()) order by all"
    ).fetchall()
    for table, column in columns:
        texts = file.execute(f'select distinct "{column}" from "{table}" where "{column}" is not null').fetchall()
        for (text,) in texts:
            clean = WORD.sub(lambda found: MASK if _names(found[0], ids) else found[0], text)
            if clean != text:
                file.execute(f'update "{table}" set "{column}" = ? where "{column}" = ?', [clean, text])
                masked += 1
    return masked


def _names(word: str, ids: set[str]) -> bool:
    return word in ids or any(part in ids for part in re.split(r"[_:]", word))


def _written_anew(frozen: Path, remarks: list[str]) -> None:
    old = frozen.with_name("masked.duckdb")
    frozen.rename(old)
    with duckdb.connect(str(frozen), config=SETTINGS) as file:
        file.execute(f"attach '{_escaped(old)}' as old (read_only)")
        for (table,) in file.execute("select table_name from duckdb_tables() where database_name = 'old'").fetchall():
            file.execute(f'create table "{table}" as select * from old."{table}"')
        file.execute("detach old")
        file.execute(FIGURE_PARTS)
        for remark in remarks:
            file.execute(remark)
    old.unlink()


def _escaped(text: object) -> str:
    return str(text).replace("'", "''")
