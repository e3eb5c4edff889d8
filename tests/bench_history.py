"""What many organisations would have on their shelf after so many months of daily looks, made by SQL. Part of make bench.

The rows are the sandbox's, as the line loaded them from one look at two years of its bodies. Of every body the daily looks are
made that a line that runs since then would hold: each morning the posts, comments and daily figures of the last 35 days anew, the
counts of a young post lower than those of an old one. Organisation n is a copy of body n modulo their number, all its ids with
`-n` behind them; what is older than the sandbox's two years is those years again, 24 months earlier. Registers are not made older.

One Parquet file a raw table and organisation; `warehouse` sees them as raw.*, `project` is the dbt project with seeds for all.
"""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.the_line import REPO

BIG = ("posts", "interactions", "readings", "extracts", "entries", "batches", "checks")  # the rest of raw.* stays empty
WINDOW_DAYS = 35  # as extractors/run.py asks
SETTLED_DAYS = 28  # at which a count is taken to stand
IDS = ("account_id", "post_id", "interaction_id", "subject_id", "parent_id", "conversation_id", "author_key")
IDS_IN_CELLS = ("post_id", "item_id", "closed_post_id", "answers_item_id", "account_id")


@dataclass(frozen=True)
class Copy:
    """One organisation: whose rows it holds, and what stands behind their ids."""

    body: str
    number: int

    @property
    def mark(self) -> str:
        """What stands behind every id."""
        return f"-{self.number}" if self.number else ""

    @property
    def organisation_id(self) -> str:
        """Its name."""
        return self.body + self.mark


def copies(warehouse: Path, organisations: int) -> list[Copy]:
    """Return so many organisations, the sandbox's bodies first, those that keep most first."""
    with duckdb.connect(str(warehouse), read_only=True) as file:
        found = file.execute(
            "select organisation_id from raw.extracts group by all order by sum(rows) desc, organisation_id"
        ).fetchall()
    bodies = [body for (body,) in found]
    return [Copy(bodies[number % len(bodies)], number // len(bodies)) for number in range(organisations)]


def write(
    warehouse: Path,
    folder: Path,
    those: list[Copy],
    months: int,
    *,
    last_look: bool = True,
    looked_at_once: bool = False,
    times: int = 1,
) -> dict[str, int]:
    """Write folder/<table>/<organisation>.parquet of every copy; return the rows of each table.

    `last_look`: with that of the last day, or as it was the evening before. `looked_at_once`: one look in 35 days instead of one
    a day, so that each post is seen once. `times`: so often stands each post in an account, under ids of its own.
    """
    for table in BIG:
        (folder / table).mkdir(parents=True, exist_ok=True)
    with duckdb.connect(config={"memory_limit": "4GB", "temp_directory": str(folder / "spill")}) as database:
        database.execute(f"set timezone = 'UTC'; attach '{warehouse}' as w (read_only)")
        made: dict[str, Path] = {}
        for copy in those:
            if copy.body not in made:
                made[copy.body] = folder / "bodies" / copy.body
                _body(
                    database, made[copy.body], copy.body, months, last_look, WINDOW_DAYS if looked_at_once else 1, times
                )
            for table in BIG:
                _copied(database, made[copy.body] / f"{table}.parquet", folder / table, table, copy)
        shutil.rmtree(folder / "bodies")
        counted = {}
        for table in BIG:
            ((counted[table],),) = database.execute(f"select count(*) from '{folder}/{table}/*.parquet'").fetchall()
        return counted


def _body(
    database: duckdb.DuckDBPyConnection,
    folder: Path,
    body: str,
    months: int,
    last_look: bool,
    every_days: int,
    times: int,
) -> None:
    """Write the looks at one body, under its own ids."""
    folder.mkdir(parents=True)
    of = "(select distinct platform, account_id from w.raw.extracts where source <> 'register' and organisation_id = '{}')"
    database.execute(
        f"""
        create or replace temp table whole as
        select max("until") as last_day, cast(max("until") - to_months({months}) as date) as first_day
        from w.raw.extracts where source <> 'register';
        create or replace temp table accounts as {of.format(body)};
        create or replace temp table looks as
        select day, greatest(day - {WINDOW_DAYS}, first_day) as since,
            strftime(day, '%Y%m%d_') || strftime(greatest(day - {WINDOW_DAYS}, first_day), '%Y%m%d_') || strftime(day, '%Y%m%d') as batch_id,
            cast(day + interval 6 hour as timestamptz) as observed_at
        from (select cast(unnest(generate_series(last_day - {0 if last_look else 1}, first_day + 1, interval (-{every_days}) day)) as date) as day,
                first_day from whole);
        create or replace temp table shifts as
        select months, case when months = 0 then '' else '~' || months end as tag from range(0, {months}, 24) as s(months);
        create or replace temp table tags as
        select months, tag || case when n = 0 then '' else '^' || n end as tag from shifts, range({times}) as t(n);
        create or replace temp table posts as
        select p.* replace (
            published_at - to_months(months) as published_at, post_id || tag as post_id, parent_id || tag as parent_id,
            conversation_id || tag as conversation_id), tag
        from w.raw.posts as p semi join accounts using (platform, account_id) cross join tags
        qualify row_number() over (partition by p.platform, p.post_id, tag order by batch_id) = 1
        """
    )
    days = "select distinct on (platform, account_id, interaction_id) * from w.raw.interactions semi join accounts using (platform, account_id)"
    files = {
        "posts": "select p.* exclude (tag) replace (l.batch_id as batch_id) from posts as p"
        " join looks as l on p.published_at >= l.since and p.published_at < l.day",
        "interactions": f"""
            with dated as (
                select i.* replace (created_at - to_months(months) as created_at, interaction_id || tag as interaction_id,
                    parent_id || tag as parent_id, conversation_id || tag as conversation_id)
                from ({days}) as i cross join shifts)
            select d.* replace (l.batch_id as batch_id) from dated as d
            join looks as l on d.created_at >= l.since and d.created_at < l.day""",
        "readings": f"""
            with said as (
                select * from w.raw.readings semi join accounts using (platform, account_id)
                qualify row_number() over (partition by platform, account_id, subject_kind, subject_id, field, period, period_start,
                    dimension, dimension_value order by batch_id) = 1)
            select s.* replace (s.subject_id || p.tag as subject_id, l.observed_at as observed_at, l.batch_id as batch_id,
                floor(s.value * least(1.0, date_diff('day', p.published_at, cast(l.day as timestamptz)) / {SETTLED_DAYS}.0)) as value)
            from said as s
            join posts as p on s.subject_kind = 'post' and s.platform = p.platform and s.account_id = p.account_id
                and s.subject_id || p.tag = p.post_id
            join looks as l on p.published_at >= l.since and p.published_at < l.day
            union all by name
            select s.* replace (cast(s.period_start - to_months(months) as date) as period_start,
                cast(s.period_end - to_months(months) as date) as period_end, l.observed_at as observed_at, l.batch_id as batch_id)
            from said as s cross join shifts
            join looks as l on s.period_start - to_months(months) >= l.since and s.period_start - to_months(months) < l.day
            where s.period = 'day'
            union all by name
            select s.* replace (case when s.period <> 'lifetime' then l.since end as period_start,
                case when s.period <> 'lifetime' then l.day end as period_end, l.observed_at as observed_at, l.batch_id as batch_id)
            from said as s cross join looks as l
            where s.subject_kind = 'account' and s.period <> 'day'""",
        "extracts": f"""
            select e.* replace (l.batch_id as batch_id, l.since as since, l.day as "until", l.observed_at as observed_at,
                l.observed_at as started_at, l.observed_at as finished_at)
            from (select distinct on (platform, account_id, subject) * from w.raw.extracts where source <> 'register'
                and organisation_id = '{body}') as e cross join looks as l
            union all by name
            select * from w.raw.extracts where source = 'register' and organisation_id = '{body}'""",
        "entries": f"select * from w.raw.entries where organisation_id = '{body}'",
        "batches": f"""
            select b.* replace (l.batch_id as batch_id) from (select distinct on (table_name, platform, account_id) * from w.raw.batches
                semi join accounts using (platform, account_id)) as b cross join looks as l
            union all by name
            select * from w.raw.batches where platform = 'register' and account_id like '{body}.%'""",
        "checks": f"""
            select c.* replace ((select max(batch_id) from looks) as batch_id) from w.raw.checks as c
                semi join accounts using (platform, account_id)
            union all by name
            select * from w.raw.checks where platform = 'register' and account_id like '{body}.%'""",
    }
    for table, sql in files.items():
        database.execute(f"copy ({sql}) to '{folder}/{table}.parquet' (format parquet)")


def _copied(database: duckdb.DuckDBPyConnection, of: Path, into: Path, table: str, copy: Copy) -> None:
    """Write the rows of a body again under the ids of its copy."""
    columns = [row[0] for row in database.execute(f"describe select * from '{of}'").fetchall()]
    mark, name = copy.mark, copy.organisation_id
    named = [f"{each} || '{mark}' as {each}" for each in IDS if each in columns]
    if "account_id" in columns:  # of a register it is <organisation_id>.<register>
        named[0] = (
            f"case when platform = 'register' then replace(account_id, '{copy.body}.', '{name}.')"
            f" else account_id || '{mark}' end as account_id"
        )
    if "organisation_id" in columns:
        named.append(f"'{name}' as organisation_id")
    if table == "entries":
        named.append(
            "map_from_entries(list_transform(map_entries(cells), lambda e: {'key': e.key, 'value':"
            f" case when e.key in {IDS_IN_CELLS} then e.value || '{mark}' else e.value end}})) as cells"
        )
    database.execute(
        f"copy (select * replace ({', '.join(named)}) from '{of}') to '{into}/{name}.parquet' (format parquet)"
    )


def warehouse(path: Path, folder: Path, loaded: Path) -> None:
    """Make a warehouse whose raw.* are those files, as they lie there; of what they do not hold it has empty tables."""
    with duckdb.connect(str(path)) as file:
        file.execute(f"attach '{loaded}' as w (read_only); create schema raw")
        tables = file.execute(
            "select table_name from duckdb_tables() where database_name = 'w' and schema_name = 'raw'"
        ).fetchall()
        for (table,) in tables:
            if table in BIG:
                file.execute(f"create view raw.{table} as select * from read_parquet('{folder}/{table}/*.parquet')")
            else:
                file.execute(f"create table raw.{table} as select * from w.raw.{table} limit 0")


def project(folder: Path, those: list[Copy]) -> Path:
    """Return a copy of the dbt project whose seeds hold what they hold of each body for every copy, and of nobody else."""
    made = folder / "dbt_project"
    shutil.copytree(REPO / "dbt_project", made, ignore=shutil.ignore_patterns("target", "logs"))
    with (made / "seeds" / "organisations.csv").open(newline="") as lines:
        bodies = {row["organisation_id"] for row in csv.DictReader(lines)}
    for path in (made / "seeds").glob("*.csv"):
        with path.open(newline="") as lines:
            reader = csv.DictReader(lines)
            columns, rows = list(reader.fieldnames or []), list(reader)
        if "organisation_id" not in columns:
            continue
        others = [row for row in rows if row["organisation_id"] not in bodies]  # the same for everybody
        with path.open("w", newline="") as lines:
            writer = csv.DictWriter(lines, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(others)
            for copy in those:
                marked = {each: copy.mark for each in ("organisation_id", "account_id", "secret") if each in columns}
                for row in rows:
                    if row["organisation_id"] == copy.body:
                        whose = {"slice": copy.organisation_id} if row.get("slice") == copy.body else {}
                        writer.writerow(
                            row | {each: row[each] and row[each] + mark for each, mark in marked.items()} | whose
                        )
    return made
