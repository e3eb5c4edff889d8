"""Rules of KPIs, their targets, the 21 purposes and the benchmarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checks.strategy.kinds import NUMBER, Rule
from checks.strategy.lines import Seeds

RATIOS = ("percent", "per 1000", "index")
BETTER = {"up": "at least", "down": "at most"}


def _denominator(seeds: Seeds) -> Iterator[str]:
    for line in seeds["kpis"]:
        if line["unit"] in RATIOS and not line["denominator"]:
            yield line.says(
                f"{line['kpi_id']} is a share ({line['unit']}) of nothing", "name the measure below the line"
            )
        elif line["denominator"] and line["denominator"] == line["numerator"]:
            yield line.says(
                f"{line['kpi_id']} divides {line['numerator']} by itself", "name another measure below the line"
            )


def _itself(seeds: Seeds) -> Iterator[str]:
    for line in seeds["kpis"]:
        if line["counter_measure"] and line["counter_measure"] == line["kpi_id"]:
            yield line.says(f"{line['kpi_id']} is its own counter measure", "name the KPI that would show it gamed")


def _objective(seeds: Seeds) -> Iterator[str]:
    serving = {line["kpi_id"] for line in seeds["kpi_objectives"]}
    for line in seeds["kpis"]:
        if line["kpi_id"] not in serving:
            yield line.says(
                f"{line['kpi_id']} stands under no objective",
                "add a row to kpi_objectives.csv (ALL: the whole strategy)",
            )


def _reason(seeds: Seeds) -> Iterator[str]:
    for line in seeds["targets"]:
        if not line["target"] and not line["note"]:
            yield line.says("the target is empty and note does not say why", "write the number, or why there is none")


def _comparator(seeds: Seeds) -> Iterator[str]:
    for line in seeds["targets"]:
        if bool(line["target"]) != bool(line["comparator"]):
            one, other = ("comparator", "target") if line["target"] else ("target", "comparator")
            yield line.says(f"the {one} is empty beside a {other}", "fill both, or leave both empty and say why")


def _where_good_is(seeds: Seeds) -> Iterator[str]:
    directions = {line["kpi_id"]: line["direction"] for line in seeds["kpis"]}
    for line in seeds["targets"]:
        direction = directions.get(line["kpi_id"], "")
        if not line["target"] or not line["comparator"]:
            continue
        if direction == "none":
            yield line.says(
                f"{line['kpi_id']} is only watched: it has no good direction",
                "leave target and comparator empty, and say so in note",
            )
        elif BETTER.get(direction, line["comparator"]) != line["comparator"]:
            yield line.says(
                f"{line['kpi_id']} is better {direction}, and the target is {line['comparator']} {line['target']}",
                f"write {BETTER[direction]}, or mend its direction in kpis.csv",
            )


def _twenty_one(seeds: Seeds) -> Iterator[str]:
    modes = Counter(line["mode"] for line in seeds["purposes"])
    for mode in "BLC":
        if modes[mode] != 7:
            yield (
                f"purposes.csv line {len(seeds['purposes']) + 1}: mode {mode} has {modes[mode]} purposes, not 7 of 21; "
                "restore the list, or replace it whole"
            )


def _one_taxonomy(seeds: Seeds) -> Iterator[str]:
    lines = seeds["purposes"]
    for line in lines[1:]:
        if line["taxonomy_version"] and line["taxonomy_version"] != lines[0]["taxonomy_version"]:
            yield line.says(
                f"taxonomy {line['taxonomy_version']!r} beside {lines[0]['taxonomy_version']!r}",
                "one list has one version",
            )


def _figure_or_words(seeds: Seeds) -> Iterator[str]:
    for line in seeds["benchmarks"]:
        if not line["value"] and not line["words"]:
            yield line.says("neither a figure nor words", "write the one that was published")
        low, value, high = line["low"], line["value"], line["high"]
        if bool(low) != bool(high) or (
            low and all(map(NUMBER.fullmatch, (low, value, high))) and not float(low) <= float(value) <= float(high)
        ):
            yield line.says(f"{value or 'nothing'} does not lie between {low!r} and {high!r}", "mend the interval")


HAS_DENOMINATOR = Rule("kpis.denominator fits the unit", ("kpis",), _denominator)
NOT_ITSELF = Rule("kpis.counter_measure is another KPI", ("kpis",), _itself)
HAS_OBJECTIVE = Rule("kpis stand under an objective", ("kpis", "kpi_objectives"), _objective)
TARGET_OR_REASON = Rule("targets has a number or a reason", ("targets",), _reason)
TARGET_AND_COMPARATOR = Rule("targets has a number with its comparator", ("targets",), _comparator)
TARGET_WHERE_GOOD_IS = Rule("targets lie where good is", ("targets", "kpis"), _where_good_is)
TWENTY_ONE = Rule("purposes are 21", ("purposes",), _twenty_one)
ONE_TAXONOMY = Rule("purposes are of one taxonomy", ("purposes",), _one_taxonomy)
FIGURE_OR_WORDS = Rule("benchmarks has a figure or words", ("benchmarks",), _figure_or_words)
