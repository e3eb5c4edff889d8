"""Every rule the strategy must keep, as a table. What takes more than a kind has its own function, in a module by theme."""

from __future__ import annotations

from pathlib import Path

from checks.strategy import approvals, bodies, charts, claims, contribution, kpis, objectives
from checks.strategy.kinds import Known, Rule, day, filled, in_order, names, number, once, once_a_day, one_of
from checks.strategy.lines import read

BODY = Known("organisation", "organisations", ("organisation_id",))
CHANNEL = Known("account", "accounts", ("organisation_id", "platform", "account_id"))
OBJECTIVE = Known("objective", "objectives", ("organisation_id", "objective_id"))
PLATFORM = Known("platform", "platform_terms", ("platform",))
KPI = Known("KPI", "kpis", ("kpi_id",))
PURPOSE = Known("purpose", "purposes", ("purpose_id",))
SERIES = Known("outcome series", "outcome_series", ("organisation_id", "series_id"))

OF_A_BODY = (
    "accounts", "account_pauses", "marked_days", "populations", "objectives", "lines_of_sight", "targets", "planned_purposes", "tags",
    "kpi_objectives", "outcome_series", "pathways", "rebases", "restatement_approvals",
)  # fmt: skip
OR_DEFAULT = ("response_standards", "alignment_thresholds")
IN_FORCE = {
    "objectives": ("organisation_id", "objective_id"),
    "kpis": ("kpi_id",),  # two definitions of one KPI at once
    "targets": ("organisation_id", "kpi_id"),
    "tags": ("organisation_id", "tag"),
}
IDS = {  # what names a row, or ties it to another file
    "accounts": ("platform", "account_id"),
    "account_pauses": ("account_id",),
    "marked_days": ("account_id",),
    "lines_of_sight": ("objective_id", "purposes", "kpis"),
    "targets": ("kpi_id",),
    "planned_purposes": ("purpose_id",),
    "kpis": ("kpi_id", "numerator", "slice_kinds"),
    "kpi_objectives": ("kpi_id", "objective_id"),
    "benchmarks": ("benchmark_id",),
    "outcome_series": ("series_id", "objective_id", "kpi_id"),
    "pathways": ("series_id", "exposure_kpi_id"),
    "rebases": ("subject_id", "slice"),
}
YES_NO = ("true", "false")
JOB_TITLE = "write the job title of the person who answers for it"
IN_WORDS = "write it in a few plain words"

RULES: tuple[Rule, ...] = (
    *(names(seed, "organisation_id", BODY) for seed in OF_A_BODY),
    *(names(seed, "organisation_id", BODY, also="default") for seed in OR_DEFAULT),
    *(filled(seed, "organisation_id", "write an id of organisations.csv") for seed in (*OF_A_BODY, *OR_DEFAULT)),
    *(filled(seed, column, "write an id, as the other rows do") for seed, columns in IDS.items() for column in columns),
    # what is in force from one day to another
    *(day(seed, "valid_from") for seed in IN_FORCE),
    *(day(seed, "valid_to", may_be_empty=True) for seed in IN_FORCE),
    *(in_order(seed, "valid_from", "valid_to") for seed in IN_FORCE),
    *(once_a_day(seed, key, "valid_from", "valid_to") for seed, key in IN_FORCE.items()),
    # bodies
    once("organisations", "organisation_id"),
    filled("organisations", "organisation_id", "write a short name, as harrowdale"),
    filled("organisations", "name", "write its full name"),
    one_of("organisations", "is_fictional", YES_NO),
    once("accounts", "platform", "account_id"),
    day("accounts", "opened_on", may_be_empty=True),
    day("accounts", "closed_on", may_be_empty=True),
    in_order("accounts", "opened_on", "closed_on"),
    names("accounts", "platform", PLATFORM),
    bodies.BASIS_RECORDED,
    once("platform_terms", "platform"),
    *(one_of("platform_terms", column, YES_NO) for column in ("on_by_default", "ratios_need_basis")),
    names("account_pauses", "account_id", CHANNEL),
    day("account_pauses", "since"),
    day("account_pauses", "until", may_be_empty=True),
    in_order("account_pauses", "since", "until"),
    once_a_day("account_pauses", ("platform", "account_id"), "since", "until"),
    filled("account_pauses", "reason", "say why it was silent; a silence nobody explained has no row"),
    names("marked_days", "account_id", CHANNEL),
    day("marked_days", "since"),
    day("marked_days", "until", may_be_empty=True),
    in_order("marked_days", "since", "until"),
    filled("marked_days", "reason", "say what was wrong on those days"),
    once("response_standards", "organisation_id"),
    *(number("response_standards", hour, "write a full hour, as 9", low=0, high=24, whole=True) for hour in ("opens_hour", "closes_hour")),
    *(number("response_standards", column, "write a whole number", low=1, whole=True) for column in ("standard_hours", "answer_working_days")),
    bodies.HOURS_IN_ORDER,
    once("populations", "organisation_id", "group_id", "band_from", "band_to"),
    one_of("populations", "group_id", ("young", "older", "core20")),
    number("populations", "share", "write the share of adults, 12.8% as 0.128", low=0, high=1, above_low=True),
    filled("populations", "source", "write where it was read"),
    day("populations", "as_of"),
    bodies.BANDS,
    once("equity_groups", "group_id"),
    *(filled("equity_groups", column, IN_WORDS) for column in ("group_id", "name", "why_not_measurable")),
    one_of("equity_groups", "is_mandatory", YES_NO),
    names("equity_groups", "kpi_id", KPI),
    bodies.GROUP_HAS_A_FIGURE,
    # objectives
    number("objectives", "weight", "write the board's weight, as 20", low=0, high=100, whole=True),
    objectives.WEIGHTS,
    objectives.NOT_ALL,
    filled("objectives", "name", "write the objective as the board did"),
    filled("objectives", "outcome", "write the outcome sought, in a line"),
    filled("objectives", "owner", JOB_TITLE),
    filled("objectives", "strategy_version", "write the version of the strategy, as 2026.1"),
    once("lines_of_sight", "organisation_id", "objective_id", "strategy_version"),
    names("lines_of_sight", "objective_id", OBJECTIVE),
    names("lines_of_sight", "purposes", PURPOSE),
    names("lines_of_sight", "kpis", KPI),
    *(filled("lines_of_sight", column, IN_WORDS) for column in ("audience", "pathway", "contribution_expected", "other_causes")),
    filled("lines_of_sight", "approved_by", "write the job title of the executive who approved it"),
    day("lines_of_sight", "approved_on"),
    objectives.VERSION_IN_FORCE,
    objectives.APPROVED_IN_TIME,
    once("planned_purposes", "organisation_id", "purpose_id"),
    names("planned_purposes", "purpose_id", PURPOSE),
    one_of("planned_purposes", "planned_frequency", ("0", "1", "2", "3")),
    day("planned_purposes", "planned_by", may_be_empty=True),
    names("tags", "objective_id", OBJECTIVE),
    names("tags", "purpose_id", PURPOSE),
    one_of("tags", "is_civic_duty", YES_NO),
    objectives.TAG_AS_FOUND,
    one_of("alignment_thresholds", "comparator", ("at least", "at most")),
    number("alignment_thresholds", "threshold", "write the limit, as 80"),
    once("alignment_thresholds", "organisation_id", "test", "measure"),
    objectives.KNOWN_MEASURE,
    objectives.ALL_DEFAULTS,
    # KPIs
    once("kpis", "kpi_id", "definition_version"),
    *(filled("kpis", column, IN_WORDS) for column in ("name", "definition", "sentence", "risks")),
    filled("kpis", "owner", JOB_TITLE),
    number("kpis", "definition_version", "write 1, or one more than the definition before", low=1, whole=True),
    number("kpis", "months_counted", "write how many months a figure counts, as 1 or 3", low=1, whole=True),
    number("kpis", "scale", "write 100 for percent, 1 for a count", low=1, whole=True),
    number("kpis", "base_min", "write the smallest base shown, as 30", low=0, whole=True),
    one_of("kpis", "direction", ("up", "down", "none")),
    one_of("kpis", "level", ("input", "activity", "output", "outtake", "outcome", "impact")),
    names("kpis", "counter_measure", KPI),
    kpis.HAS_DENOMINATOR,
    kpis.NOT_ITSELF,
    kpis.HAS_OBJECTIVE,
    once("kpi_objectives", "organisation_id", "kpi_id", "objective_id"),
    names("kpi_objectives", "kpi_id", KPI),
    names("kpi_objectives", "objective_id", OBJECTIVE, also="ALL"),
    names("targets", "kpi_id", KPI),
    number("targets", "target", "write it in the KPI's unit, as 85", may_be_empty=True),
    one_of("targets", "comparator", ("at least", "at most"), may_be_empty=True),
    kpis.TARGET_OR_REASON,
    kpis.TARGET_AND_COMPARATOR,
    kpis.TARGET_WHERE_GOOD_IS,
    once("purposes", "purpose_id"),
    one_of("purposes", "mode", ("B", "L", "C")),
    *(filled("purposes", column, IN_WORDS) for column in ("name", "definition", "taxonomy_version")),
    kpis.TWENTY_ONE,
    kpis.ONE_TAXONOMY,
    once("benchmarks", "benchmark_id"),
    one_of("benchmarks", "status", ("seed", "context")),
    number("benchmarks", "value", "write the figure as published, or leave it empty and fill words", may_be_empty=True),
    filled("benchmarks", "note", "write what is known of its base"),
    kpis.FIGURE_OR_WORDS,
    # outcomes
    once("outcome_series", "organisation_id", "series_id"),
    names("outcome_series", "objective_id", OBJECTIVE),
    names("outcome_series", "kpi_id", KPI),
    *(filled("outcome_series", column, IN_WORDS) for column in ("name", "unit", "source", "publisher", "expected_revision", "traps")),
    one_of("outcome_series", "direction", ("up", "down", "none")),
    one_of("outcome_series", "rhythm", ("monthly", "quarterly", "yearly", "season")),
    one_of("outcome_series", "is_cumulative", YES_NO),
    number("outcome_series", "lag_weeks", "write whole weeks, as 4", low=0, whole=True),
    day("outcome_series", "comparable_from", may_be_empty=True),
    once("pathways", "organisation_id", "series_id", "written_on"),
    names("pathways", "series_id", SERIES),
    names("pathways", "exposure_kpi_id", KPI),
    names("pathways", "tracked_kpi_id", KPI),
    day("pathways", "written_on"),
    one_of("pathways", "expected_direction", ("up", "down")),
    number("pathways", "lag_months", "write whole months, as 1", low=0, whole=True),
    number("pathways", "exposure_min", "write how much in a month is enough, as 20", low=0, above_low=True),
    *(filled("pathways", column, IN_WORDS) for column in ("pathway", "other_things_acting")),
    contribution.EXPECTS_WHAT_IS_SOUGHT,
    *contribution.HAVE_A_FIGURE,
    # what was reported and has changed since
    once("restatement_approvals", "organisation_id", "subject_kind", "subject_id", "period", "slice_kind", "slice", "reported_in"),
    one_of("restatement_approvals", "subject_kind", ("figure", "alignment_test", "outcome")),
    *(filled("restatement_approvals", column, "copy it from the board file's table restatements") for column in ("subject_id", "slice_kind", "slice")),
    day("restatement_approvals", "period"),
    filled("restatement_approvals", "approved_by", "write the job title of the person who approved it"),
    day("restatement_approvals", "approved_on"),
    approvals.KNOWN_SUBJECT,
    approvals.FIRST_OF_A_MONTH,
    approvals.NAMED_EDITION,
    # control charts
    once("rebases", "organisation_id", "subject_kind", "subject_id", "slice_kind", "slice", "rebased_on"),
    one_of("rebases", "subject_kind", ("kpi", "outcome")),
    one_of("rebases", "slice_kind", charts.KINDS),
    day("rebases", "rebased_on"),
    day("rebases", "decided_on"),
    filled("rebases", "reason", "say what works in another way since then"),
    filled("rebases", "decided_by", "write the job title of the person who decided it"),
    charts.FIRST_OF_MONTH,
    charts.DECIDED_AFTER,
    charts.KNOWN_SERIES,
    charts.OWN_SLICE,
    once("spc_cells", "variation", "assurance"),
    *(filled("spc_cells", column, IN_WORDS) for column in ("name", "words", "asks")),
    number("spc_cells", "sort_order", "write its place in the list, as 10", low=0, whole=True),
    charts.WHOLE_MATRIX,
    # words
    once("forbidden_words", "words"),
    claims.PLAIN_WORDS,
    claims.SOME_WORDS,
    *claims.NO_CAUSE_CLAIMED,
)  # fmt: skip


def broken(folder: Path) -> list[tuple[str, str]]:
    """Return each contradiction in the files of a folder, with the name of the rule it breaks ('' for a file nobody can read)."""
    seeds, unreadable = read(folder)
    asked = [rule for rule in RULES if all(name in seeds for name in rule.reads)]
    return [("", found) for found in unreadable] + [(rule.name, found) for rule in asked for found in rule.find(seeds)]


def contradictions(folder: Path) -> list[str]:
    """Return every contradiction in the seeds of a folder: file, line, and how to mend it. An empty list: none."""
    return list(dict.fromkeys(found for _, found in broken(folder)))
