"""The board file: built beside itself, audited, swapped in whole. The only file the dashboards open."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from dashboards.selects import Board

Descriptions = dict[str, dict[str, str]]  # table -> column -> words; the table's own words are under ""

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,  # many NHS networks cannot reach DuckDB's extension host
    "autoload_known_extensions": False,
}

# What every page may rely on. The warehouse may hold more; a table or column less is not published.
CONTRACT: dict[str, tuple[str, ...]] = {
    "organisations": ("organisation_id", "name", "kind", "is_fictional", "is_sandbox", "note", "sort_order"),
    "accounts": (
        "organisation_id", "platform", "account_id", "name", "opened_on", "closed_on", "source", "data_to",
        "last_seen_at", "freshness", "reason",
    ),
    "objectives": (
        "organisation_id", "objective_id", "name", "weight", "outcome", "owner", "strategy_version", "valid_from",
        "valid_to", "sort_order",
    ),
    "kpis": (
        "kpi_id", "definition_version", "name", "definition", "numerator", "denominator", "base_measure", "scale",
        "unit", "direction", "level", "family", "counter_measure", "subjects", "slice_kinds", "base_min", "cell_min",
        "coverage_min", "owner", "settle_days", "risks", "sort_order", "valid_from", "valid_to",
    ),
    "kpi_objectives": ("organisation_id", "kpi_id", "objective_id"),
    "targets": ("organisation_id", "kpi_id", "period", "target", "comparator", "note"),
    "figures": (
        "organisation_id", "kpi_id", "period", "slice_kind", "slice", "numerator", "denominator", "value", "state",
        "status", "reason", "basis", "coverage", "definition_version", "words", "kept_on",
    ),
    "posts": (
        "organisation_id", "platform", "account_id", "post_id", "published_at", "kind", "purpose_id", "mode",
        "objective_id", "text", "permalink", "reactions", "comments", "shares", "saves", "views", "reach",
    ),
    "post_practice": (
        "organisation_id", "period", "platform", "account_id", "post_id", "practice", "finding", "evidence",
    ),
    "post_medians": ("organisation_id", "period", "platform", "metric", "posts", "median", "reason"),
    "answer_times": ("organisation_id", "period", "slice_kind", "slice", "state", "status", "words"),
    "metric_map": (
        "platform", "field", "metric", "unit", "is_additive", "valid_from", "valid_to", "replaced_by", "source",
        "notes",
    ),
    "benchmarks": (
        "benchmark_id", "name", "value", "unit", "stated_base", "inferred_base", "low", "high", "status", "note",
        "words",
    ),
    "extracts": (
        "platform", "account_id", "organisation_id", "subject", "since", "until", "observed_at", "outcome", "rows",
        "retries", "waited_s", "cause", "next_step", "is_latest", "batch_id", "source", "file_name",
    ),
    "checks": (
        "table_name", "platform", "account_id", "batch_id", "check_name", "column_name", "severity", "is_met",
        "observed", "notes", "checked_at", "is_accepted", "owner", "description", "next_step", "organisation_id",
    ),
    "deadlines": (
        "organisation_id", "platform", "account_id", "name", "what", "expires_on", "days_left", "level", "words",
        "next_step", "said_by", "observed_at",
    ),
    "memory": (
        "organisation_id", "platform", "account_id", "subject", "collected_to", "lost_on", "days_left", "level", "words",
    ),
    "incidents": (
        "organisation_id", "incident_id", "cause_class", "severity", "platform", "account_id", "title", "cause", "affected",
        "owner", "next_step", "link", "opened_at", "closed_at", "state", "is_just_over", "words",
    ),
    "files": (
        "organisation_id", "platform", "account_id", "file_name", "vintage", "rows", "dropped", "dropped_why",
        "observed_at",
    ),
    "purposes": (
        "organisation_id", "period", "purpose_id", "name", "mode", "level", "taxonomy_version", "acts",
        "current_frequency", "planned_frequency", "planned_by", "gap", "reason",
    ),
    "lineage": (
        "organisation_id", "period", "measure", "part_kind", "part_id", "field", "amount", "platform", "account_id",
        "objective_id", "community_id", "theme", "batch_id",
    ),
    "register_files": (
        "organisation_id", "register", "name", "batch_id", "file_name", "covered_from", "covered_to", "rows", "refused",
        "refused_why", "received_at", "is_replaced",
    ),
    "alignment_tests": (
        "organisation_id", "period", "test", "name", "result", "reason", "result_last_quarter", "sort_order",
    ),
    "alignment_parts": (
        "organisation_id", "period", "test", "sort_order", "name", "found", "asked", "is_own_threshold", "is_met",
        "reason",
    ),
    "levels": ("organisation_id", "period", "words", "next_step"),
    "objective_months": (
        "organisation_id", "period", "objective_id", "name", "weight", "hours_share", "hours_reason",
        "attention_share", "attention_reason", "acts", "acts_reason", "heard", "heard_reason", "is_without_activity",
        "line_approved_by", "line_approved_on", "not_social_because",
    ),
    "objective_purposes": (
        "organisation_id", "period", "objective_id", "purpose_id", "mode", "counted", "number", "is_planned", "reason",
    ),
    "events": (
        "organisation_id", "event_id", "period", "starts_on", "ends_on", "kind", "name", "words", "source", "objective_id",
        "kpi_id", "series_id", "platform",
    ),
    "communities": (
        "organisation_id", "community_id", "name", "seed_kind", "origin", "origin_evidence", "is_flagged", "steward",
        "our_role", "is_private", "valid_from", "valid_to",
    ),
    "community_measures": ("organisation_id", "period", "community_id", "measure", "words"),
    "equity": (
        "organisation_id", "period", "group_id", "name", "is_mandatory", "value", "unit", "state", "words", "reading",
        "reading_words", "share_offline", "sort_order",
    ),
    "outcome_series": (
        "organisation_id", "series_id", "objective_id", "kpi_id", "name", "unit", "direction", "source", "publisher",
        "rhythm", "expected_revision", "traps", "sort_order",
    ),
    "outcomes": (
        "organisation_id", "series_id", "period", "value", "base", "state", "status", "as_at", "value_first",
        "is_restated", "reason", "words",
    ),
    "contributions": (
        "organisation_id", "series_id", "period", "grade", "grade_name", "sentence", "why_not_higher",
    ),
    "spc": (
        "organisation_id", "subject_kind", "subject_id", "slice_kind", "slice", "period", "value", "target", "status",
        "is_judged", "rebase_group", "group_reason", "mean", "lpl", "upl", "special_cause_type", "point_type",
        "short_group_warning", "gap_before", "words",
    ),
    "spc_series": (
        "organisation_id", "subject_kind", "subject_id", "slice_kind", "slice", "points", "first_period", "judged_to",
        "value", "target", "variation_icon", "assurance_type", "mean", "lpl", "upl", "rules", "rules_words",
        "has_trial_limits", "gaps", "gap_words", "why_none", "words", "asks", "alt_text",
    ),
    "spc_matrix": ("variation", "assurance", "name", "words", "asks", "sort_order"),
    "label_agreement": ("organisation_id", "quarter", "subject", "words"),
    "commentary": ("organisation_id", "period", "kpi_id", "narrative", "learned", "written_by", "written_at"),
    "actions": (
        "organisation_id", "action_id", "kpi_id", "decided_on", "action", "owner", "due_on", "closed_on", "state",
    ),
    "action_months": ("organisation_id", "action_id", "period", "moved", "words"),
    "removals": (
        "removal_id", "organisation_id", "platform", "account_id", "what", "reason", "news_at", "removed_at", "removed",
        "months",
    ),
    "batches": (
        "organisation_id", "table_name", "platform", "account_id", "batch_id", "register", "file_name", "seen_on", "rows",
        "sha256",
    ),
    "editions": (
        "edition", "period", "issue", "frozen_at", "frozen_by", "reason", "software_version", "strategy_version",
        "taxonomy_version", "data_to", "is_sandbox", "measured", "provisional", "edition_sha256", "is_superseded",
        "superseded_by", "is_damaged", "damage", "words",
    ),
    "as_reported": (
        "organisation_id", "kpi_id", "period", "slice_kind", "slice", "value_as_reported", "state_as_reported",
        "words_as_reported", "reported_in", "value_latest", "state_latest", "is_restated",
    ),
    "restatements": (
        "organisation_id", "subject_kind", "subject_id", "period", "slice_kind", "slice", "reported_in", "restated_in",
        "value_reported", "value_restated", "state_reported", "state_restated", "words_reported", "words_restated",
        "relative_change", "kind", "cause", "is_material", "material_why", "approved_by", "approved_on",
    ),
    "refused_rows": ("organisation_id", "name", "file_name", "line", "reason"),
    "build": ("version", "strategy_version", "taxonomy_version", "built_at", "data_to", "is_sandbox"),
}  # fmt: skip


FIRST = ("organisations", "figures", "kpis", "editions", "build")  # what an edition of any version has


# What is behind a figure, in one query: `from figure_parts where kpi_id = ... and period = ... and slice = ...`.
# The amounts of one side add up to the figure's numerator or denominator.
FIGURE_PARTS = """
create view figure_parts as
select
    f.organisation_id, f.kpi_id, f.definition_version, f.period, f.slice_kind, f.slice,
    case when l.measure = k.numerator then 'numerator' else 'denominator' end as side,
    l.measure, l.amount, l.part_kind, l.part_id, l.field, l.platform, l.account_id, l.objective_id, l.community_id,
    l.theme, l.batch_id, coalesce(e.source, r.register) as source, coalesce(e.file_name, r.file_name) as file_name,
    coalesce(e.observed_at, r.received_at) as seen_at
from figures as f
join kpis as k using (kpi_id, definition_version)
join lineage as l
    on l.organisation_id = f.organisation_id and l.period = f.period and l.measure in (k.numerator, k.denominator)
    and case f.slice_kind
        when 'organisation' then true
        when 'platform' then l.platform = f.slice
        when 'objective' then l.objective_id = f.slice
        when 'platform_objective' then l.platform || ':' || l.objective_id = f.slice
        when 'community' then l.community_id = f.slice
        when 'theme' then l.theme = f.slice or l.measure = k.denominator
    end
left join (select distinct platform, account_id, batch_id, source, file_name, observed_at from extracts) as e
    on e.platform = l.platform and e.account_id = l.account_id and e.batch_id = l.batch_id
left join register_files as r on l.account_id is null and r.organisation_id = l.organisation_id and r.batch_id = l.batch_id
where f.state = 'measured' and f.kept_on is null -- what a figure that is carried was made of is no longer there
"""


PARTS_WORDS = {  # of the columns that figure_parts has from neither figures nor lineage
    "": "What each figure that is shown is made of, one row a part and side of it",
    "side": "numerator or denominator of the figure",
    "source": "Where the part came from: api, sandbox, export, or the name of a register; NULL: reckoned from others",
    "file_name": "File it came in; NULL: it came over the platform's API, or was reckoned from others",
    "seen_at": "When it was last read or received, UTC; NULL: reckoned from others",
}


SAID = ("check", "column", "severity", "is_met", "observed", "notes", "owner", "description", "next_step")
ALSO = ("table", "organisation_id")  # not yet in a verdict that was kept before
OF_THE_FIGURES = """
insert into checks by name select
    coalesce($12, 'figures') as table_name, $13 as organisation_id, '' as platform, '' as account_id, '' as batch_id,
    $1::timestamptz at time zone 'UTC' as checked_at, $2 as is_accepted, $3 as check_name, $4 as column_name, $5 as severity,
    $6 as is_met, $7 as observed, $8 as notes, $9 as owner, $10 as description, $11 as next_step
"""


class NotPublished(Exception):
    """The new board file was not fit to be shown; the last good one still is. The message is for a person."""


class NoBoard(Exception):
    """There is no board file to read. The message says what happened, for a person."""


def descriptions_in(manifest: Path) -> Descriptions:
    """Return the words dbt's manifest.json has for each table and column of schema `reports`."""
    found: Descriptions = {}
    for node in json.loads(manifest.read_text(encoding="utf-8"))["nodes"].values():
        if node.get("schema") == "reports" and node.get("resource_type") in ("model", "seed", "snapshot"):
            columns = {name: about.get("description", "") for name, about in node.get("columns", {}).items()}
            found[node.get("alias") or node["name"]] = {"": node.get("description", ""), **columns}
    return found


def publish(
    warehouse: Path, board: Path, *, descriptions: Descriptions | None, verdict: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Copy the warehouse's reports into a new board file and swap it in; return what was published.

    `verdict` is what the checks said of these very reports (checked_at, accepted, results): its results join the rows
    of `checks`, under no account, for the reports were judged after they were written.

    Raises NotPublished when the reports cannot be read or fail the audit: the board file then stays as it was.
    """
    if not warehouse.is_file():
        raise NotPublished(f"There is no warehouse at {warehouse}. Load and build it first: make run")
    board.parent.mkdir(parents=True, exist_ok=True)
    building = board.with_name(f".{board.name}.{os.getpid()}.building")
    try:
        building.unlink(missing_ok=True)
        summary = _build(warehouse, building, descriptions or {}, verdict or {})
        os.replace(building, board)
    except duckdb.Error as error:
        first_line = str(error).splitlines()[0]
        raise NotPublished(f"The board file could not be built from {warehouse.name}: {first_line}") from error
    finally:
        for litter in (building, building.with_name(building.name + ".wal")):
            litter.unlink(missing_ok=True)
    return summary


def open_board(path: Path, *, is_edition: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a published file read-only, its tables under the name `board`. Raises NoBoard with a sentence.

    An edition may lack what a later version added to the contract; only what every page begins with has to be there.

    Attached to a private database: duckdb.connect(path) gives one process the same instance again for the same
    path, so after a swap it would go on showing the file that was there before (seen with 2.0.0).
    """
    if not path.is_file():
        raise NoBoard(f"No board file has been published yet: there is nothing at {path}.")
    connection = duckdb.connect(":memory:", config=SETTINGS)
    try:
        connection.execute(f"attach {_text(str(path))} as board (read_only)")
        lacking = _lacking(connection, "board", "main")
        if is_edition:
            lacking = [what for what in lacking if what.removeprefix("table ") in FIRST]
    except duckdb.Error as error:
        connection.close()
        raise NoBoard(f"The board file at {path} is damaged and cannot be read.") from error
    if lacking:
        connection.close()
        raise NoBoard(f"The file at {path} is not a complete board file: {lacking[0]} is not in it.")
    return connection


def lacking(board: Board) -> list[str]:
    """Return what an open board file lacks of the contract: `table x`, `column x.y`; nothing for a whole one."""
    return _lacking(board, "board", "main")


def _build(warehouse: Path, building: Path, descriptions: Descriptions, verdict: dict[str, Any]) -> dict[str, Any]:
    with duckdb.connect(str(building), config=SETTINGS) as file:
        # No alias: dbt's views name their own catalog, so the warehouse must keep the name of its file.
        file.execute(f"attach {_text(str(warehouse))} (read_only)")
        tables = [
            name
            for (name,) in file.execute(
                "select table_name from information_schema.tables"
                " where table_catalog = ? and table_schema = 'reports' order by table_name",
                [warehouse.stem],
            ).fetchall()
        ]
        file.execute("begin")
        for table in tables:
            file.execute(f"create table {_name(table)} as select * from {_name(warehouse.stem)}.reports.{_name(table)}")
        file.execute("commit")
        _audit(file)
        for result in verdict.get("results", ()):
            said = [*(result[name] for name in SAID), *(result.get(name) for name in ALSO)]
            file.execute(OF_THE_FIGURES, [verdict["checked_at"], verdict["accepted"], *said])
        file.execute(FIGURE_PARTS)
        undescribed = _describe(file, descriptions)
        summary = _summary(file, tables, undescribed)
        file.execute(f"detach {_name(warehouse.stem)}")
        file.execute("checkpoint")
    with building.open("rb") as written:
        os.fsync(written.fileno())
    return summary


def _audit(file: duckdb.DuckDBPyConnection) -> None:
    catalog = str(_one(file, "select current_database()"))
    lacking = _lacking(file, catalog, "main")
    if lacking:
        raise NotPublished(f"The reports are not complete: {', '.join(lacking)} is not in the warehouse.")
    builds = _one(file, "select count(*) from build")
    if builds != 1:
        raise NotPublished(f"The table build must have exactly one row and has {builds}.")
    if _one(file, "select count(*) from figures") == 0:
        raise NotPublished("There are no figures, so there is nothing to show.")
    for sentence, condition in FIGURE_RULES.items():
        broken = _one(file, f"select count(*) from figures where {condition}")
        if broken:
            example = _one(file, f"select kpi_id || ', ' || period from figures where {condition} order by all limit 1")
            raise NotPublished(f"{sentence}: {broken} figure(s) do not, for example {example}.")


FIGURE_RULES = {  # what must be true of every figure -> the SQL that finds the ones it is not true of
    "Every figure must be measured, missing, not_measurable or withheld": (
        "state is null or state not in ('measured', 'missing', 'not_measurable', 'withheld')"
    ),
    "A figure must have a value when it is measured, and only then": "(state = 'measured') != (value is not null)",
    "Every figure must have its words": "coalesce(trim(words), '') = ''",
}


def _lacking(connection: Board, catalog: str, schema: str) -> list[str]:
    """The tables and columns of the contract that are not there, in its order."""
    there: dict[str, set[str]] = {}
    found = connection.execute(
        "select table_name, column_name from information_schema.columns where table_catalog = ? and table_schema = ?",
        [catalog, schema],
    )
    for table, column in found.fetchall():
        there.setdefault(table, set()).add(column)
    lacking = [f"table {table}" for table in CONTRACT if table not in there]
    return lacking + [
        f"column {table}.{column}"
        for table, columns in CONTRACT.items()
        for column in columns
        if table in there and column not in there[table]
    ]


def _describe(file: duckdb.DuckDBPyConnection, descriptions: Descriptions) -> int:
    """Comment every table, view and column; return how many have no words."""
    undescribed = 0
    of_parts = {**descriptions.get("figures", {}), **descriptions.get("lineage", {}), **PARTS_WORDS}
    descriptions = {**descriptions, "figure_parts": of_parts}
    columns = file.execute(
        "select table_name, '' from duckdb_tables() where database_name = current_database()"
        " union all select view_name, '' from duckdb_views() where database_name = current_database() and not internal"
        " union all select table_name, column_name from duckdb_columns() where database_name = current_database()"
        " and schema_name = 'main' and not internal"
    ).fetchall()
    for table, column in columns:
        words = descriptions.get(table, {}).get(column, "").strip()
        if not words:
            undescribed += 1
            continue
        whole = "view" if table == "figure_parts" else "table"
        what = f"column {_name(table)}.{_name(column)}" if column else f"{whole} {_name(table)}"
        file.execute(f"comment on {what} is {_text(words)}")
    return undescribed


def _summary(file: duckdb.DuckDBPyConnection, tables: list[str], undescribed: int) -> dict[str, Any]:
    row = file.execute("select version, strftime(data_to, '%Y-%m-%d'), is_sandbox from build").fetchone() or ()
    version, data_to, is_sandbox = row
    return {
        "version": version,
        "data_to": data_to,
        "is_sandbox": is_sandbox,
        "tables": {table: _one(file, f"select count(*) from {_name(table)}") for table in tables},
        "undescribed": undescribed,
    }


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> Any:
    row = connection.execute(sql).fetchone()
    return row[0] if row else None


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"
