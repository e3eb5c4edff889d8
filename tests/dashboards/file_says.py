"""What the board file says, by SQL, beside what was read off each page: one function a page, all of Harrowdale, October 2026.

A number is the file's when it is the file's value rounded to the decimals that are shown. None of the dashboards' code is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.dashboards.read_off import Row, Seen

Ask = Callable[[str], list[tuple[Any, ...]]]
NOW = "organisation_id = 'harrowdale' and period = date '2026-10-01'"
NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")


def is_said(text: str, value: float | None) -> bool:
    """Say whether the first number of a text is this value as rounded there; unknown: whether there is no number at all."""
    found = NUMBER.search(text)
    if value is None or found is None:
        return value is None and found is None
    places = len(found[0].partition(".")[2])
    return abs(float(found[0].replace(",", "")) - value) <= 0.5 * 10**-places + 1e-9


def all_said(texts: list[str], values: list[float | None]) -> bool:
    """Say whether the texts say these values, one each, in whatever order."""
    left = list(values)
    for text in texts:
        fit = [value for value in left if is_said(text, value)]
        if not fit:
            return False
        left.remove(fit[0])
    return not left


def asked_for(row: Row, column: str) -> dict[str, str]:
    """Return what the address in a cell asks for."""
    return {name: values[0] for name, values in parse_qs(urlsplit(row[f"{column} link"]).query).items()}


def board(seen: Seen, ask: Ask) -> None:
    lead, outcome = "What we do: lead measure", "What it is for: outcome beside it"
    rows = {row["Objective"].split(":")[0]: row for row in seen.table("The objectives")}
    weights = ask("select objective_id, weight from objectives where $h and valid_to is null")
    assert rows.keys() == {objective for objective, _ in weights}
    for objective, weight in weights:
        row = rows[objective]
        ((hours,),) = ask(f"select hours_share from objective_months where {NOW} and objective_id = '{objective}'")
        assert is_said(row["Board weight"], weight) and is_said(row["Share of effort"], hours), row
        if kpi := asked_for(row, lead).get("kpi") if row[f"{lead} link"] else None:
            place = f"slice = '{objective}'" if "for this objective" in row[lead] else "slice_kind = 'organisation'"
            ((value,),) = ask(f"select value from figures where {NOW} and kpi_id = '{kpi}' and {place}")
            assert is_said(row[lead], value), row
        newest = ask(
            f"select o.value from outcome_series as s join outcomes as o using (organisation_id, series_id) where $h"
            f" and s.objective_id = '{objective}' and o.state = 'measured' and o.period <= date '2026-10-01'"
            " order by s.sort_order, s.series_id, o.period desc limit 1"
        )
        assert is_said(row[outcome].partition(":")[2], newest[0][0] if newest else None), row
    tests = dict(ask(f"select name, result from alignment_tests where {NOW}"))
    assert {row["Test"]: row["Result"].lower() for row in seen.table("The four tests")} == tests
    for row in seen.table("How we talk"):
        kpi = asked_for(row, "How we talk")["kpi"]
        ((value, words),) = ask(
            f"select value, words from figures where {NOW} and kpi_id = '{kpi}' and slice_kind = 'organisation'"
        )
        assert is_said(row["Share or use"], value) and row["In words"] == words
    groups = dict(ask(f"select name, value from equity where {NOW} and is_mandatory"))
    assert all(is_said(row["Figure"], groups.pop(row["Group"])) for row in seen.table("Groups that")) and not groups
    ((figures, measured),) = ask(
        f"select count(*), count(*) filter (where state = 'measured') from figures where {NOW}"
    )
    assert f"of {figures} figures for October 2026, {measured} are measured" in seen.text


def kpi(seen: Seen, ask: Ask) -> None:
    rows = seen.table("Every measure")
    in_file: dict[str, list[tuple[float | None, str]]] = {}
    for kpi_id, value, words in ask(f"select kpi_id, value, words from figures where {NOW} order by all"):
        in_file.setdefault(kpi_id, []).append((value, words))
    shown: dict[str, list[Row]] = {}
    for row in rows:
        shown.setdefault(asked_for(row, "Measure")["kpi"], []).append(row)
    for kpi_id, of_measure in shown.items():
        pairs = list(in_file[kpi_id])
        for row in of_measure:
            fit = [pair for pair in pairs if pair[1] == row["In words"] and is_said(row["Figure"], pair[0])]
            assert fit, row
            pairs.remove(fit[0])
    assert shown.keys() == {kpi_id for (kpi_id,) in ask(f"select distinct kpi_id from figures where {NOW}")}
    one = "$h and kpi_id = 'AL-MAPPED' and slice_kind = 'organisation' order by period desc"
    months = ask(f"select strftime(period, '%b %Y'), value, numerator, denominator from figures where {one}")
    for row, (month, value, numerator, denominator) in zip(
        seen.table("Activity tied to an objective: every month"), months, strict=True
    ):
        assert row["Month"] == month and is_said(row["Value"], value), row
        assert is_said(row["Counted"], numerator) and is_said(row["Out of"], denominator), row
    assert is_said(seen.values[0], next(value for month, value, *_ in months if month == "Oct 2026"))


def alignment(seen: Seen, ask: Ask) -> None:
    for name, result in ask(f"select name, result from alignment_tests where {NOW}"):
        assert f"{name}: {result}" in seen.lines
    rows = seen.table("Objectives, ")
    columns = "weight, hours_share, attention_share, acts, heard"
    in_file = {row[0]: row[1:] for row in ask(f"select objective_id, {columns} from objective_months where {NOW}")}
    assert len(rows) == len(in_file)
    labels = ("Weight", "Share of hours", "Share of attention", "Posts and replies in three months",
              "Things heard in three months")  # fmt: skip
    for row in rows:
        values = in_file.get(row["Objective"].split(":")[0], in_file["none"])
        assert all(is_said(row[label], value) for label, value in zip(labels, values, strict=True)), row
    parts = ask(f"select name, found from alignment_parts where {NOW} and found is not null")
    found = {row["Part"]: row["Found"] for name, rows in seen.tables.items() if "part by part" in name for row in rows}
    assert all(found[name].lower() == value.lower() for name, value in parts) and parts


def platforms(seen: Seen, ask: Ask) -> None:
    rows = seen.table("One column a platform")
    names = {"Facebook": "facebook", "LinkedIn": "linkedin", "X": "x", "YouTube": "youtube"}
    for row in rows:
        kpi_id = asked_for(row, "Measure")["kpi"]
        in_file = dict(
            ask(f"select slice, value from figures where {NOW} and kpi_id = '{kpi_id}' and slice_kind = 'platform'")
        )
        assert all(is_said(row[name], in_file[slice_]) for name, slice_ in names.items()), row
    assert len(rows) == ask(f"select count(distinct kpi_id) from figures where {NOW} and slice_kind = 'platform'")[0][0]


def posts(seen: Seen, ask: Ask) -> None:
    counted = ask(
        "select count(*) filter (where finding = 'good'), count(*) filter (where finding = 'poor'),"
        f" count(*) filter (where finding = 'unknown') from post_practice where {NOW} and practice <> 'duty' group by practice"
    )
    rows = [
        tuple(int(row.get(name) or 0) for name in ("Good examples", "Poor examples", "Not known"))
        for row in seen.table("How many acts") if row["Practice"] != "Civic duty"
    ]  # fmt: skip
    assert sorted(rows) == sorted(counted)
    ((views,),) = ask("select views from posts where post_id = 'p2'")  # the newest with a good picture
    assert any(f"Views: {views:,.0f}" in line for line in seen.lines)
    assert [line for line in seen.lines if "Jane" in line or "01632" in line] == []  # nobody in its words


def outcomes(seen: Seen, ask: Ask) -> None:
    newest = ask(
        "select arg_max(value, period) from outcomes where $h and state = 'measured' and period <= date '2026-10-01'"
        " group by series_id"
    )
    beside = ask(
        f"select value from figures where {NOW} and ((kpi_id = 'OC-ACT' and slice = 'SO1')"
        " or (kpi_id = 'RS-ANSWERED' and slice_kind = 'organisation'))"
    )
    assert all_said(seen.values, [value for (value,) in [*newest, *beside]])
    for name, series in ask("select name, series_id from outcome_series where $h"):
        months = ask(f"select value from outcomes where $h and series_id = '{series}' order by period desc")
        rows = seen.table(f"{name}: every month")
        assert all(is_said(row.get("Value", ""), value) for row, (value,) in zip(rows, months, strict=True))


def how_we_talk(seen: Seen, ask: Ask) -> None:
    shown = {row["Purpose"].split()[0]: row for rows in seen.tables.values() for row in rows}
    acts = ask(f"select purpose_id, acts from purposes where {NOW}")
    assert shown.keys() == {purpose for purpose, _ in acts}
    assert all(is_said(shown[purpose].get("Acts in three months", ""), count) for purpose, count in acts)


def communities(seen: Seen, ask: Ask) -> None:
    for label, kpi_id in (("Presence in the community", "CM-REACH"), ("Two-way ties", "CM-RECIP")):
        in_file = dict(
            ask(
                "select c.name, f.words from figures as f join communities as c on c.organisation_id = f.organisation_id and"
                f" c.community_id = f.slice where f.{NOW} and f.kpi_id = '{kpi_id}'".replace(
                    "and period", "and f.period"
                )
            )
        )
        assert {row["Community"]: row[label] for row in seen.table("The four measures")} == in_file
    ((registered,),) = ask("select count(*) from communities where $h and valid_to is null")
    assert len(seen.table("The register")) == registered


def who_we_miss(seen: Seen, ask: Ask) -> None:
    groups = ask(f"select value from equity where {NOW}")
    assert all_said(seen.values, [value for (value,) in groups if value is not None])
    assert len(seen.states) == sum(value is None for (value,) in groups)


def signals(seen: Seen, ask: Ask) -> None:
    ((judged, not_judged),) = ask(
        "select count(variation_icon), count(*) - count(variation_icon) from spc_series as s where $h"
        " and (slice_kind = 'organisation' or not exists (from spc_series as o where o.organisation_id = s.organisation_id"
        " and o.subject_id = s.subject_id and o.slice_kind = 'organisation'))"
    )
    assert f"Of {judged} measures that can be judged" in seen.text
    names = [name for row in seen.table("Measures without") for name in row["Measures"].split("; ")]
    assert len(names) == not_judged
    points = ask(
        "select value, lpl, mean, upl, target from spc where $h and subject_id = 'RS-ANSWERED' and slice_kind = 'organisation'"
        " order by period desc"
    )
    for row, values in zip(seen.table("People who got an answer: every point"), points, strict=True):
        labels = ("Value", "Lower limit", "Mean", "Upper limit", "Target")
        assert all(is_said(row[label], value) for label, value in zip(labels, values, strict=True)), row


def trust(seen: Seen, ask: Ask) -> None:
    rows = ask("select rows from extracts where $h and is_latest")
    assert all_said([row["Rows"] for row in seen.table("The latest extract")], [count for (count,) in rows])
    ((taken, dropped),) = ask("select rows, dropped from files where $h")
    (file,) = seen.tables["Files"]
    assert is_said(file["Rows taken"], taken) and is_said(file["Dropped"], dropped)
    ((taken, refused),) = ask("select rows, refused from register_files where $h")
    (register,) = seen.table("Files of registers")
    assert is_said(register["Rows taken"], taken) and is_said(register["Refused"], refused)
    (removed,) = seen.table("Removed")
    assert is_said(removed["How many"], float(ask("select sum(removed) from removals where $h")[0][0]))
    ((met, made),) = ask("select count(*) filter (where is_met), count(*) from checks")
    assert f"{met} of {made} checks were met" in seen.text


def editions(seen: Seen, ask: Ask) -> None:
    changes = ask("select value_reported, value_restated, 100 * relative_change from restatements where $h")
    rows = [row for caption in ("Material", "Other") for row in seen.table(f"{caption} restatements")]
    for place, label in enumerate(("Reported", "Now", "Change")):
        assert all_said([row[label] for row in rows], [change[place] for change in changes])
    figures = ask("select value_as_reported, value_latest from as_reported where $h and period = date '2026-09-01'")
    shown = seen.table("September 2026")
    for place, label in enumerate(("As reported", "Latest")):
        assert all_said([row[label] for row in shown], [figure[place] for figure in figures])
    assert len(seen.table("Every month that was frozen")) == ask("select count(*) from editions")[0][0]


def imports(seen: Seen, ask: Ask) -> None:
    assert not seen.tables and not seen.values  # it shows no figure
