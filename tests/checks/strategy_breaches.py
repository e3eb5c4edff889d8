"""One breach for every rule of the strategy: which rule, what is done to the files that ship, and what is said of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

Rows = list[dict[str, str]]


class Breach(NamedTuple):
    """A rule, the file it is broken in, how, and how the contradiction begins."""

    rule: str
    seed: str
    edit: Callable[[Rows], None]
    says: str


def write(folder: Path, seed: str, edit: Callable[[Rows], None]) -> None:
    """Change the rows of one file."""
    path = folder / f"{seed}.csv"
    with path.open(newline="") as text:
        rows = csv.DictReader(text)
        names, lines = list(rows.fieldnames or ()), list(rows)
    edit(lines)
    with path.open("w", newline="") as text:
        writer = csv.DictWriter(text, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def set_(row: int = 0, **cells: str) -> Callable[[Rows], None]:
    return lambda rows: rows[row].update(cells)


def twice(**cells: str) -> Callable[[Rows], None]:
    return lambda rows: rows.append({**rows[0], **cells})


def drop(rows: Rows) -> None:
    del rows[0]


def clear(rows: Rows) -> None:
    rows.clear()


def filled() -> list[Breach]:
    columns = {
        "organisations": "organisation_id name",
        "accounts": "organisation_id platform account_id",
        "account_pauses": "organisation_id account_id reason",
        "marked_days": "organisation_id account_id reason",
        "response_standards": "organisation_id",
        "populations": "organisation_id source",
        "equity_groups": "group_id name why_not_measurable",
        "objectives": "organisation_id name outcome owner strategy_version",
        "lines_of_sight": "organisation_id objective_id audience pathway contribution_expected purposes kpis other_causes approved_by",
        "targets": "organisation_id kpi_id",
        "alignment_thresholds": "organisation_id",
        "planned_purposes": "organisation_id purpose_id",
        "tags": "organisation_id",
        "kpis": "kpi_id name definition numerator slice_kinds sentence owner risks",
        "kpi_objectives": "organisation_id kpi_id objective_id",
        "purposes": "name definition taxonomy_version",
        "benchmarks": "benchmark_id note",
        "outcome_series": "organisation_id series_id objective_id kpi_id name unit source publisher expected_revision traps",
        "pathways": "organisation_id series_id pathway exposure_kpi_id other_things_acting",
        "restatement_approvals": "organisation_id subject_id slice_kind slice approved_by",
        "rebases": "organisation_id subject_id slice reason decided_by",
        "spc_cells": "name words asks",
    }
    return [
        Breach(f"{seed}.{column} is filled", seed, set_(**{column: " "}), f"{seed}.csv line 2: {column} is empty; ")
        for seed, names in columns.items()
        for column in names.split()
    ]


def strangers() -> list[Breach]:
    bodies = (
        "accounts account_pauses marked_days populations objectives lines_of_sight targets planned_purposes tags kpi_objectives outcome_series "
        "pathways rebases response_standards alignment_thresholds restatement_approvals"
    )
    others = {
        "account_pauses.account_id": "harrowdale facebook has no account",
        "marked_days.account_id": "harrowdale facebook has no account",
        "lines_of_sight.objective_id": "harrowdale has no objective",
        "lines_of_sight.purposes": "no purpose",
        "lines_of_sight.kpis": "no KPI",
        "planned_purposes.purpose_id": "no purpose",
        "tags.objective_id": "harrowdale has no objective",
        "tags.purpose_id": "no purpose",
        "kpis.counter_measure": "no KPI",
        "equity_groups.kpi_id": "no KPI",
        "kpi_objectives.kpi_id": "no KPI",
        "kpi_objectives.objective_id": "harrowdale has no objective",
        "targets.kpi_id": "no KPI",
        "outcome_series.objective_id": "harrowdale has no objective",
        "outcome_series.kpi_id": "no KPI",
        "pathways.series_id": "harrowdale has no outcome series",
        "pathways.exposure_kpi_id": "no KPI",
        "pathways.tracked_kpi_id": "no KPI",
    }
    others["accounts.platform"] = "no platform"
    named = {f"{seed}.organisation_id": "no organisation" for seed in bodies.split()} | others
    return [
        Breach(
            f"{which} is known",
            which.split(".")[0],
            set_(**{which.split(".")[1]: "STRANGE"}),
            f"{which.split('.')[0]}.csv line 2: {says} 'STRANGE'; ",
        )
        for which, says in named.items()
    ]


def no_choices() -> list[Breach]:
    columns = {
        "organisations": "is_fictional", "platform_terms": "on_by_default ratios_need_basis", "equity_groups": "is_mandatory", "populations": "group_id", "planned_purposes": "planned_frequency", "tags": "is_civic_duty",
        "alignment_thresholds": "comparator", "kpis": "direction level", "targets": "comparator", "purposes": "mode",
        "benchmarks": "status", "outcome_series": "direction rhythm is_cumulative", "pathways": "expected_direction",
        "restatement_approvals": "subject_kind",
        "rebases": "subject_kind slice_kind",
    }  # fmt: skip
    return [
        Breach(
            f"{seed}.{column} is a choice",
            seed,
            set_(**{column: "over"}),
            f"{seed}.csv line 2: the {column} 'over' is not known; write ",
        )
        for seed, names in columns.items()
        for column in names.split()
    ]


def no_days() -> list[Breach]:
    columns = {
        "accounts": "opened_on closed_on", "account_pauses": "since until", "marked_days": "since until", "populations": "as_of",
        "objectives": "valid_from valid_to", "lines_of_sight": "approved_on", "targets": "valid_from valid_to",
        "planned_purposes": "planned_by", "tags": "valid_from valid_to", "kpis": "valid_from valid_to",
        "outcome_series": "comparable_from", "pathways": "written_on", "rebases": "rebased_on decided_on",
        "restatement_approvals": "period approved_on",
    }  # fmt: skip
    return [
        Breach(
            f"{seed}.{column} is a date",
            seed,
            set_(**{column: "1 April"}),
            f"{seed}.csv line 2: the {column} '1 April' is no date; ",
        )
        for seed, names in columns.items()
        for column in names.split()
    ]


def no_numbers() -> list[Breach]:
    cells = {
        "response_standards.opens_hour": "25", "response_standards.closes_hour": "5pm", "response_standards.standard_hours": "0",
        "response_standards.answer_working_days": "4.5", "populations.share": "12.8", "objectives.weight": "many",
        "alignment_thresholds.threshold": "most", "kpis.definition_version": "v2", "kpis.scale": "0", "kpis.base_min": "-1",
        "targets.target": "most", "benchmarks.value": "nan", "outcome_series.lag_weeks": "4.5", "pathways.lag_months": "-1",
        "pathways.exposure_min": "0", "kpis.months_counted": "0", "spc_cells.sort_order": "first",
    }  # fmt: skip
    return [
        Breach(
            f"{which} is a number",
            which.split(".")[0],
            set_(**{which.split(".")[1]: cell}),
            f"{which.replace('.', '.csv line 2: the ')} {cell!r} is not a ",
        )
        for which, cell in cells.items()
    ]


def doubles() -> list[Breach]:
    keys = {
        "organisations": "harrowdale", "accounts": "x 2244990001", "platform_terms": "x", "response_standards": "default", "populations": "harrowdale young 16 24",
        "equity_groups": "older", "lines_of_sight": "harrowdale SO1 2024.1", "planned_purposes": "harrowdale B1", "alignment_thresholds": "default aligned mapped_share",
        "kpis": "AL-MAPPED 1", "kpi_objectives": "harrowdale AL-MAPPED ALL", "purposes": "B1", "benchmarks": "B2012-X",
        "outcome_series": "harrowdale staff_flu_uptake", "pathways": "harrowdale staff_flu_uptake 2024-09-17", "forbidden_words": "led to",
        "restatement_approvals": "harrowdale figure MM-COMM 2026-09-01 organisation harrowdale 2026-09",
        "rebases": "harrowdale kpi RS-ANSWERED organisation harrowdale 2026-01-01", "spc_cells": "concern fail",
    }  # fmt: skip
    return [
        Breach(f"{seed} written once", seed, twice(), f"{key} is there twice (also line 2); ")
        for seed, key in keys.items()
    ]


def claims() -> list[Breach]:
    columns = {
        "equity_groups": "caveat", "objectives": "outcome", "lines_of_sight": "pathway", "targets": "note", "alignment_thresholds": "words",
        "account_pauses": "reason", "kpis": "sentence", "purposes": "definition", "benchmarks": "note", "outcome_series": "traps",
        "pathways": "other_things_acting", "rebases": "reason", "spc_cells": "asks",
    }  # fmt: skip
    return [
        Breach(
            f"{seed} claims no cause",
            seed,
            set_(**{column: "A rise Led\n to more of it"}),
            f"{column} claims a cause ('led to'); ",
        )
        for seed, column in columns.items()
    ]


SPANS = {
    "objectives": ("valid_from", "valid_to"), "kpis": ("valid_from", "valid_to"), "targets": ("valid_from", "valid_to"),
    "tags": ("valid_from", "valid_to"), "accounts": ("opened_on", "closed_on"), "account_pauses": ("since", "until"),
    "marked_days": ("since", "until"),
}  # fmt: skip
IN_FORCE = {
    "objectives": "harrowdale SO1", "kpis": "AL-MAPPED", "targets": "harrowdale AL-MAPPED", "tags": "harrowdale harrowdalefluvaccine",
    "account_pauses": "facebook 112233445566778",
}  # fmt: skip

BREACHES = [
    *filled(), *strangers(), *no_choices(), *no_days(), *no_numbers(), *doubles(), *claims(),
    *(
        Breach(f"{seed} ends after it begins", seed, set_(**{start: "2026-05-01", end: "2026-05-01"}), f"{seed}.csv line 2: it ends on 2026-05-01, before it begins; ")
        for seed, (start, end) in SPANS.items()
    ),
    *(Breach(f"{seed} in force once", seed, twice(), f"{key} is in force twice from 20") for seed, key in IN_FORCE.items()),
    Breach("weights add up to 100", "objectives", set_(weight="21"), "objectives.csv line 2: the weights of harrowdale in force on 2024-04-01 add up to 101, not 100; change the weights of SO1, SO2"),
    Breach("objectives.objective_id is an id", "objectives", set_(objective_id="ALL"), "objectives.csv line 2: ALL is no id of an objective; "),
    Breach("lines_of_sight.strategy_version is known", "lines_of_sight", set_(strategy_version="2023.1"), "lines_of_sight.csv line 2: SO1 is not in force in strategy version '2023.1'; "),
    Breach("lines_of_sight approved while in force", "objectives", set_(valid_to="2024-05-01"), "lines_of_sight.csv line 2: it was approved on 2024-05-14, and version 2024.1 ended on 2024-05-01; "),
    Breach("tags.tag is written as it is found", "tags", set_(tag="#Winter"), "tags.csv line 2: the tag '#Winter' is never found; "),
    Breach("alignment_thresholds.measure is known", "alignment_thresholds", set_(measure="likes"), "alignment_thresholds.csv line 2: the test aligned does not look at 'likes'; "),
    Breach("alignment_thresholds.measure is known", "alignment_thresholds", set_(test="popular"), "alignment_thresholds.csv line 2: no test 'popular'; "),
    Breach("alignment_thresholds has every default", "alignment_thresholds", drop, "alignment_thresholds.csv line 12: nothing by default for aligned mapped_share; "),
    Breach("response_standards closes after it opens", "response_standards", set_(opens_hour="17", closes_hour="9"), "response_standards.csv line 2: it closes at 9, before it opens at 17; "),
    Breach("accounts.licence_basis is recorded where terms ask for one", "accounts", set_(licence_basis=""), "accounts.csv line 2: nobody has recorded on what basis X is read by its API. X's Developer Agreement (XIV.C, Government Use)"),
    Breach("accounts.licence_basis is recorded where terms ask for one", "accounts", set_(4, licence_basis=""), "accounts.csv line 6: nobody has recorded on what basis YouTube is read by its API. YouTube's Developer Policies"),
    Breach("populations has age bands", "populations", set_(band_from="24", band_to="16"), "populations.csv line 2: 24 to 16 is no age band; "),
    Breach("populations has age bands", "populations", set_(group_id="core20"), "populations.csv line 2: core20 is no age group; "),
    Breach("equity_groups.slice_kind fits the KPI", "equity_groups", set_(slice_kind="theme"), "equity_groups.csv line 2: EQ-OLDER has no figure by theme; "),
    Breach("kpis.denominator fits the unit", "kpis", set_(denominator=""), "kpis.csv line 2: AL-MAPPED is a share (percent) of nothing; "),
    Breach("kpis.denominator fits the unit", "kpis", set_(numerator="acts", denominator="acts"), "kpis.csv line 2: AL-MAPPED divides acts by itself; "),
    Breach("kpis.counter_measure is another KPI", "kpis", set_(counter_measure="AL-MAPPED"), "kpis.csv line 2: AL-MAPPED is its own counter measure; "),
    Breach("kpis stand under an objective", "kpis", set_(kpi_id="AL-NEW"), "kpis.csv line 2: AL-NEW stands under no objective; "),
    Breach("targets has a number or a reason", "targets", set_(target="", comparator="", note=""), "targets.csv line 2: the target is empty and note does not say why; "),
    Breach("targets has a number with its comparator", "targets", set_(target=""), "targets.csv line 2: the target is empty beside a comparator; "),
    Breach("targets has a number with its comparator", "targets", set_(comparator=""), "targets.csv line 2: the comparator is empty beside a target; "),
    Breach("targets lie where good is", "targets", set_(comparator="at most"), "targets.csv line 2: AL-MAPPED is better up, and the target is at most 80; "),
    Breach("targets lie where good is", "targets", set_(kpi_id="MM-BCAST"), "targets.csv line 2: MM-BCAST is only watched: it has no good direction; "),
    Breach("purposes are 21", "purposes", drop, "purposes.csv line 21: mode B has 6 purposes, not 7 of 21; "),
    Breach("purposes are of one taxonomy", "purposes", set_(1, taxonomy_version="study-2012"), "purposes.csv line 3: taxonomy 'study-2012' beside 'proposed-2026.1'; "),
    Breach("benchmarks has a figure or words", "benchmarks", set_(value=""), "benchmarks.csv line 2: neither a figure nor words; "),
    Breach("benchmarks has a figure or words", "benchmarks", set_(low="95"), "benchmarks.csv line 2: 94 does not lie between '95' and '99'; "),
    Breach("pathways expect what is sought", "pathways", set_(expected_direction="down"), "pathways.csv line 2: it expects staff_flu_uptake to go down, where up is good; "),
    Breach("outcome_series.kpi_id has a figure", "outcome_series", set_(kpi_id="EN-DEPTH"), "outcome_series.csv line 2: EN-DEPTH is never added up"),
    Breach("pathways.exposure_kpi_id has a figure", "pathways", set_(exposure_kpi_id="EN-DEPTH"), "pathways.csv line 2: EN-DEPTH is never added up"),
    Breach("pathways.tracked_kpi_id has a figure", "pathways", set_(tracked_kpi_id="EN-DEPTH"), "pathways.csv line 2: EN-DEPTH is never added up"),
    Breach("restatement_approvals.subject_id is known", "restatement_approvals", set_(subject_id="MM-NONE"), "restatement_approvals.csv line 2: no KPI is called 'MM-NONE'; "),
    Breach("restatement_approvals.subject_id is known", "restatement_approvals", set_(subject_kind="alignment_test"), "restatement_approvals.csv line 2: no test is called 'MM-COMM'; "),
    Breach("restatement_approvals.period is a month", "restatement_approvals", set_(period="2026-09-30"), "restatement_approvals.csv line 2: '2026-09-30' is not the first day of a month; "),
    Breach("restatement_approvals.reported_in is an edition", "restatement_approvals", set_(reported_in="September"), "restatement_approvals.csv line 2: 'September' is no edition; "),
    Breach("rebases.rebased_on is the first of a month", "rebases", set_(rebased_on="2026-01-15"), "rebases.csv line 2: 2026-01-15 is within a month, and figures are of whole months; write 2026-01-01"),
    Breach("rebases are decided after the month", "rebases", set_(decided_on="2025-12-31"), "rebases.csv line 2: it was decided on 2025-12-31, before 2026-01-01"),
    Breach("rebases.subject_id has a figure", "rebases", set_(subject_id="RS-STRANGE"), "rebases.csv line 2: no KPI 'RS-STRANGE'; "),
    Breach("rebases.subject_id has a figure", "rebases", set_(slice_kind="theme"), "rebases.csv line 2: RS-ANSWERED has no figure by theme; write organisation or platform or objective"),
    Breach("rebases.subject_id has a figure", "rebases", set_(subject_kind="outcome"), "rebases.csv line 2: harrowdale has no outcome series 'RS-ANSWERED'; "),
    Breach("rebases.subject_id has a figure", "rebases", set_(subject_kind="outcome", subject_id="dna_rate", slice_kind="platform"), "rebases.csv line 2: an outcome series has no figure by platform; "),
    Breach("rebases.slice of the whole is the body", "rebases", set_(slice="x"), "rebases.csv line 2: the slice 'x' of the whole body is not its id; write harrowdale"),
    Breach("spc_cells has every cell", "spc_cells", drop, "spc_cells.csv line 13: no words for concern and fail; "),
    Breach("spc_cells has every cell", "spc_cells", set_(12, assurance="pass"), "spc_cells.csv line 14: no chart says neutral and pass; "),
    Breach("forbidden_words.words can be found", "forbidden_words", set_(words="Led-to"), "forbidden_words.csv line 2: 'Led-to' is never found; "),
    Breach("forbidden_words has words", "forbidden_words", clear, "forbidden_words.csv line 1: no word is forbidden; "),
]  # fmt: skip
