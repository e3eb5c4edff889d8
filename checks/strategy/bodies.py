"""Rules of the people a body serves and of the hours in which it answers them."""

from __future__ import annotations

from collections.abc import Iterator

from checks.strategy.kinds import Rule
from checks.strategy.lines import Seeds


def _hours(seeds: Seeds) -> Iterator[str]:
    for line in seeds["response_standards"]:
        opens, closes = line["opens_hour"], line["closes_hour"]
        if opens.isdigit() and closes.isdigit() and int(closes) <= int(opens):
            yield line.says(f"it closes at {closes}, before it opens at {opens}", "write 9 and 17 for nine to five")


def _bands(seeds: Seeds) -> Iterator[str]:
    for line in seeds["populations"]:
        first, last = line["band_from"], line["band_to"]
        if line["group_id"] == "core20":
            if first or last:
                yield line.says("core20 is no age group", "leave band_from and band_to empty")
        elif not first.isdigit() or not (last.isdigit() or not last) or (last and int(last) < int(first)):
            yield line.says(f"{first or 'nothing'} to {last or 'no end'} is no age band", "write ages, as 16 and 24")


def _figure(seeds: Seeds) -> Iterator[str]:
    slices = {line["kpi_id"]: line.listed("slice_kinds") for line in seeds["kpis"]}
    for line in seeds["equity_groups"]:
        if line["slice_kind"] not in slices.get(line["kpi_id"], [line["slice_kind"]]):
            yield line.says(
                f"{line['kpi_id']} has no figure by {line['slice_kind'] or 'nothing'}",
                f"write {' or '.join(slices[line['kpi_id']])}",
            )


HOURS_IN_ORDER = Rule("response_standards closes after it opens", ("response_standards",), _hours)
BANDS = Rule("populations has age bands", ("populations",), _bands)
GROUP_HAS_A_FIGURE = Rule("equity_groups.slice_kind fits the KPI", ("equity_groups", "kpis"), _figure)
