"""Figures: every one that is due is there once, and says either a number or why there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import great_expectations.expectations as gxe
import pandas as pd

from checks.case import lacks
from checks.engine import Question
from checks.owners import ANALYST, ENGINEER, to

MONTHS = 24
SERIES = ["organisation_id", "kpi_id", "slice_kind", "slice"]
KEY = [*SERIES, "period"]
STATES = ["measured", "missing", "not_measurable", "withheld"]
STATUSES = ["provisional", "final"]
SLICE_KINDS = ["organisation", "platform", "objective", "platform_objective", "community", "theme"]
NAMED_BY = ("organisation_id", "kpi_id", "slice", "period")
READ = {
    "figures": (
        f"select {', '.join(KEY)}, definition_version, numerator, denominator, value, state, status, reason, words from reports.figures"
    ),
    "kpis": "select kpi_id, definition_version, unit, scale, slice_kinds, valid_from, valid_to from reports.kpis",
    "accounts": "select distinct organisation_id, platform from reports.accounts",
    "served": "select organisation_id, kpi_id, objective_id from reports.kpi_objectives where objective_id <> 'ALL'",
}

EXPECTATIONS = [
    gxe.ExpectCompoundColumnsToBeUnique(
        column_list=KEY, severity="critical", description="no figure is there twice",
        notes="Two values for one month cannot both be shown; a join multiplies rows.",
        meta=to(ENGINEER, "Find the join in models/reports that does it, and build again."),
    ),
    gxe.ExpectColumnValuesToBeNull(
        column="lacks", severity="critical", description="every figure has what it must have",
        notes="A figure nobody can place cannot be shown.",
        meta=to(ENGINEER, "See the models it is built from, and build again."),
    ),
    gxe.ExpectColumnValuesToNotBeNull(
        column="words", severity="warning", description="every figure has words",
        notes="The page reads them aloud beside the chart.",
        meta=to(ANALYST, "See the KPI's sentence in seeds/kpis.csv."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="state", value_set=STATES, severity="critical", description="the state is known",
        notes="A page draws by state, and one it does not know would look like a number.",
        meta=to(ENGINEER, "See the model that sets the state."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="status", value_set=STATUSES, severity="critical", description="the status is known",
        notes="A board must see whether a figure can still move.",
        meta=to(ENGINEER, "See the model that sets the status."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="slice_kind", value_set=SLICE_KINDS, severity="critical", description="the kind of slice is known",
        notes="A page picks figures by slice, and one it does not know is shown nowhere.",
        meta=to(ENGINEER, "See slice_kinds in seeds/kpis.csv and int_figures__due."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_measured_with_a_value", value_set=[True], severity="critical",
        description="a measured figure has a value",
        notes="Measured and empty would be drawn as a gap without a reason.",
        meta=to(ENGINEER, "See how the state is decided in int_figures__standing."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_silent_without_a_value", value_set=[True], severity="critical",
        description="a figure that is not measured has no value",
        notes="An unknown shown as a number is the worst fault we can publish.",
        meta=to(ENGINEER, "See how the state is decided in int_figures__standing."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_reason_given", value_set=[True], severity="critical",
        description="a figure that is not measured says why",
        notes="The reason stands where the number would.",
        meta=to(ENGINEER, "See the model that sets the state."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="percent", min_value=0, max_value=100, severity="critical",
        description="a percentage is between 0 and 100",
        notes="A share of a whole cannot be outside it: the two counts are not of the same things.",
        meta=to(ANALYST, "See both measures of the KPI, and build again."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="whole", column_B="part", or_equal=True, ignore_row_if="either_value_is_missing", severity="critical",
        description="the part is not larger than the whole",
        notes="What is counted above the line must be among what is counted below it.",
        meta=to(ANALYST, "See both measures of the KPI, and build again."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="off_by", max_value=1e-6, severity="critical",
        description="the value is its numerator over its denominator",
        notes="A reader who divides the two numbers beside the value must get the value; a mean of rates is not the "
        "rate.",
        meta=to(ANALYST, "See the KPI's scale in seeds/kpis.csv and int_figures__counted."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="is_first_of_month", value_set=[True], severity="critical",
        description="a period is the first of a month",
        notes="Charts and targets join on it.",
        meta=to(ENGINEER, "See the macro month_of."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="has_account", value_set=[True], severity="critical", description="no figure without an account",
        notes="An organisation without a channel has nothing to measure: it is missing from seeds/accounts.csv or "
        "should not be shown.",
        meta=to(ANALYST, "Add its channels to seeds/accounts.csv, or take its figures out."),
    ),
    gxe.ExpectColumnValuesToBeInSet(
        column="has_kpi", value_set=[True], severity="critical", description="no figure without a KPI",
        notes="Nobody could say what it means; it is missing from seeds/kpis.csv.",
        meta=to(ANALYST, "Give it a row in seeds/kpis.csv."),
    ),
]  # fmt: skip

OF_EACH_SERIES = [
    gxe.ExpectColumnPairValuesToBeEqual(
        column_A="months", column_B="months_due", severity="critical", description="every month and slice that is due is there",
        notes="A month without a row would close up on the chart, a slice without rows is shown nowhere; what is not known is a row that says why.",
        meta=to(ENGINEER, "See int_figures__due, and build again."),
    ),
]  # fmt: skip

OF_THE_TABLE = [
    gxe.ExpectTableRowCountToBeBetween(
        min_value=1, severity="critical", description="there are figures",
        notes="The build made none: an empty board would be published.",
        meta=to(ENGINEER, "See the log of dbt build."),
    ),
]  # fmt: skip


def questions(warehouse: Path) -> list[Question]:
    """Return what is asked of reports.figures: of each figure, of each series of months, and of the table.

    Raises ValueError when the warehouse is not there or was not built.
    """
    figures, kpis, accounts, served = _read(warehouse)
    figures = figures.merge(kpis, how="left", on=["kpi_id", "definition_version"], indicator="found")
    is_measured = figures["state"] == "measured"
    is_percent = is_measured & (figures["unit"] == "percent")
    denominator = figures["denominator"].fillna(1)  # a plain count has none
    expected = figures["numerator"] * figures["scale"] / denominator.where(denominator != 0)
    frame = figures.assign(
        lacks=lacks(figures, (*KEY, "state", "status")),
        is_measured_with_a_value=figures["value"].notna() | ~is_measured,
        is_silent_without_a_value=figures["value"].isna() | is_measured,
        is_reason_given=figures["reason"].fillna("").str.strip().ne("").astype(bool) | is_measured,
        percent=figures["value"].where(is_percent),
        part=figures["numerator"].where(is_percent),
        whole=figures["denominator"].where(is_percent),
        off_by=((figures["value"] - expected).abs() / expected.abs().clip(lower=1)).where(is_measured),
        is_first_of_month=figures["period"].dt.day == 1,
        has_account=figures["organisation_id"].isin(accounts["organisation_id"]),
        has_kpi=figures["found"] == "both",
    )
    return [
        Question(frame.drop(columns="found"), EXPECTATIONS, NAMED_BY),
        Question(_series(figures, kpis, accounts, served), OF_EACH_SERIES, ("organisation_id", "kpi_id", "slice")),
        Question(figures, OF_THE_TABLE, NAMED_BY),
    ]


def _series(figures: pd.DataFrame, kpis: pd.DataFrame, accounts: pd.DataFrame, served: pd.DataFrame) -> pd.DataFrame:
    """Return one row per series that is there, and per one that is due and is not: months there, months due.

    Due are the 24 months up to the latest one, less those in which no definition of the KPI was in force. A community
    comes and goes with the register, so of its series only the months there can be asked.
    """
    last = figures["period"].max()
    starts = [] if pd.isna(last) else [last - pd.DateOffset(months=number) for number in range(MONTHS)]
    due: dict[str, set[pd.Timestamp]] = {}
    kinds: dict[str, set[str]] = {}
    columns = ("kpi_id", "valid_from", "valid_to", "slice_kinds")
    for kpi, valid_from, valid_to, listed in zip(*(kpis[name] for name in columns), strict=True):
        months = {month for month in starts if _is_due(valid_from, valid_to, month)}
        due.setdefault(kpi, set()).update(months)
        kinds.setdefault(kpi, set()).update(listed.split(";") if months else ())
    there = figures.groupby(SERIES, dropna=False)["period"].agg(set).reset_index()
    found = set(zip(*(there[name] for name in SERIES), strict=True))
    pairs = {series[:2] for series in found}
    none: list[dict[str, Any]] = [
        dict(zip(SERIES, series, strict=True)) | {"period": set()}
        for organisation, slices in _slices(accounts, served).items() for kpi in kinds if due[kpi]
        for series in _lacking(organisation, kpi, kinds[kpi], slices, found, pairs)
    ]  # fmt: skip
    series = pd.concat([there, pd.DataFrame(none, columns=there.columns)], ignore_index=True)
    series["months"] = [len(months.intersection(starts)) for months in series["period"]]
    of_community = set(kpis.loc[kpis["slice_kinds"] == "community", "kpi_id"])
    series["months_due"] = [
        (months or 1) if kpi in of_community else len(due.get(kpi, starts))
        for kpi, months in zip(series["kpi_id"], series["months"], strict=True)
    ]
    return series.drop(columns="period")


Slices = list[tuple[str, str, str | None]]  # kind, slice, the one KPI it is for (None: any)


def _slices(accounts: pd.DataFrame, served: pd.DataFrame) -> dict[str, Slices]:
    """Return the slices each organisation owes a figure for, as int_figures__due has them; communities and themes apart."""
    found: dict[str, Slices] = {}
    for organisation, own in accounts.groupby("organisation_id"):
        platforms = sorted(own["platform"].unique())
        slices: Slices = [("organisation", str(organisation), None), *(("platform", each, None) for each in platforms)]
        for kpi, objective in served.loc[
            served["organisation_id"] == organisation, ["kpi_id", "objective_id"]
        ].to_numpy():
            slices.append(("objective", objective, kpi))
            slices += [("platform_objective", f"{each}:{objective}", kpi) for each in platforms]
        found[str(organisation)] = slices
    return found


def _lacking(
    organisation: str,
    kpi: str,
    kinds: set[str],
    slices: Slices,
    found: set[tuple[str, ...]],
    pairs: set[tuple[str, ...]],
) -> list[tuple[str, str, str, str]]:
    """Return the series of a KPI that are due and not there; one of any slice where it has none at all."""
    if (organisation, kpi) not in pairs:
        return [(organisation, kpi, "", "any")]
    due = [(kind, each) for kind, each, of_kpi in slices if kind in kinds and of_kpi in (None, kpi)]
    return [(organisation, kpi, kind, each) for kind, each in due if (organisation, kpi, kind, each) not in found]


def _is_due(valid_from: pd.Timestamp, valid_to: pd.Timestamp, month: pd.Timestamp) -> bool:
    following = month + pd.DateOffset(months=1)
    return bool((pd.isna(valid_from) or valid_from < following) and (pd.isna(valid_to) or valid_to >= following))


def _read(warehouse: Path) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    if not warehouse.exists():
        raise ValueError(f"{warehouse.name} is not there; run the load and dbt build first")
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        try:
            figures, kpis, accounts, served = (connection.sql(select).df() for select in READ.values())
        except duckdb.CatalogException as error:
            why = str(error).splitlines()[0]
            raise ValueError(f"{warehouse.name} holds no reports; run dbt build first ({why})") from error
    for name in ("valid_from", "valid_to"):
        kpis[name] = pd.to_datetime(kpis[name])
    return figures, kpis, accounts, served
