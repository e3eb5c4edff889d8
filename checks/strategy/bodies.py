"""Rules of the people a body serves, of the hours in which it answers them, and of the terms it reads its channels under."""

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


def _basis(seeds: Seeds) -> Iterator[str]:
    terms = {line["platform"]: line for line in seeds["platform_terms"]}
    for line in seeds["accounts"]:
        of = terms.get(line["platform"])
        asks = of and (of["on_by_default"] == "false" or of["ratios_need_basis"] == "true")
        if of and asks and line["secret"] and not line["licence_basis"]:
            yield line.says(
                f"nobody has recorded on what basis {of['name']} is read by its API. {of['reason'].rstrip('.')}",
                "write in licence_basis what was decided and where it stands, as DPIA-12; or empty the cell secret, and "
                "import the channel's own export files",
            )


HOURS_IN_ORDER = Rule("response_standards closes after it opens", ("response_standards",), _hours)
BANDS = Rule("populations has age bands", ("populations",), _bands)
GROUP_HAS_A_FIGURE = Rule("equity_groups.slice_kind fits the KPI", ("equity_groups", "kpis"), _figure)
BASIS_RECORDED = Rule(
    "accounts.licence_basis is recorded where terms ask for one", ("accounts", "platform_terms"), _basis
)
