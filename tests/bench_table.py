"""The tables of docs/benchmarks.md, out of the JSON that make bench writes: so that the page cannot say another number than the run.

`python -m tests.bench table` prints them, `page` puts them between BEGINS and ENDS; tests/test_bench.py compares them with what stands there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

BEGINS, ENDS = "<!-- measured: python -m tests.bench page -->", "<!-- /measured -->"
# at least or at most; page_vs_hello is to be below
TARGETS: dict[str, tuple[str, float]] = {
    "build_vs_floor": ("at most", 3.0),
    "day_added_3y_vs_1m": ("at most", 1.5),
    "rollup_vs_floor": ("at most", 3.0),
    "airflow_vs_direct": ("at most", 2.0),
    "rows_per_second_vs_floor": ("at least", 0.35),
    "rows_per_second_vs_airbyte": ("at least", 1.5),
    "rows_per_second_vs_dlt": ("at least", 2.5),
    "memory_vs_dlt": ("at most", 0.5),
    "page_vs_hello": ("below", 2.0),
}


def is_met(name: str, value: float) -> bool:
    """Return whether a ratio is where it should be."""
    how, target = TARGETS[name]
    return {"at most": value <= target, "at least": value >= target, "below": value < target}[how]


def _of_build(part: dict[str, Any]) -> str:
    of, floor = part["build"], part["floor"]
    return (
        f"{of['seconds']} s against {floor['seconds']} s (of the processor {of['processor_seconds']} and {floor['processor_seconds']}); {part['rows']['readings']:,} readings of {part['rows']['posts']:,} looks at posts,"
        f" {part['organisations']} organisations, {part['months']} months; {of['peak_mb']:,} MB at most;"
        f" {sum(floor['figures_compared'].values()):,} figures equal to the floor's"
    )


def _of_day(part: dict[str, Any]) -> str:
    return "; ".join(
        f"{each['organisations']} organisations: {each['3y']['model_seconds']} s of models over {each['3y']['rows']['readings']:,} readings against"
        f" {each['1m']['model_seconds']} s over {each['1m']['rows']['readings']:,} ({each['ratio']})"
        for each in part["sizes"]
    )


def _of_airflow(part: dict[str, Any]) -> str:
    return f"{part['airflow']['seconds']} s against {part['direct']['seconds']} s, {part['airflow']['tasks']} tasks"


def _of_floor(part: dict[str, Any]) -> str:
    ours = part["ours"]
    steps = ", ".join(f"{name} {seconds}" for name, seconds in ours["steps"].items())
    return f"{ours['seconds']} s ({steps}) against {part['floor']['seconds']} s; {part['posts']:,} posts, {ours['readings_of_posts']:,} counts"


def _of_dlt(part: dict[str, Any]) -> str:
    runs = "; ".join(f"{name} {run['seconds']} s" for name, run in part.get("dlt", {}).items())
    version = next(iter(part.get("dlt", {}).values()), {}).get("version", "not there")
    return f"extract {part['ours']['steps']['extract']} s, dlt {version} {runs}"


def _of_airbyte(part: dict[str, Any]) -> str:
    other = part.get("airbyte")
    return f"airbyte-cdk {other['version']} {other['seconds']} s" if other else "airbyte-cdk was not there"


def _of_memory(part: dict[str, Any]) -> str:
    theirs = f"{part['dlt']['as it comes']['peak_mb']} MB" if "dlt" in part else "dlt, which was not there"
    return (
        f"{part['ours']['peak_mb']['extract']} MB against {theirs};"
        f" {part['a quarter']['peak_mb']['extract']} MB with a quarter of the posts"
    )


def _of_pages(part: dict[str, Any]) -> str:
    rows = part["rows"]
    return f"{part['worst']} of {len(part['pages'])} pages; {rows['organisations']} organisations, {rows['months']} months, {rows['figures']:,} figures"


# what is said of each ratio, and the part it is from
LINES: dict[str, tuple[str, Callable[[dict[str, Any]], str]]] = {
    "build_vs_floor": ("build", _of_build),
    "day_added_3y_vs_1m": ("day", _of_day),
    "rollup_vs_floor": ("rollup", _of_build),
    "airflow_vs_direct": ("airflow", _of_airflow),
    "rows_per_second_vs_floor": ("reading", _of_floor),
    "rows_per_second_vs_airbyte": ("reading", _of_airbyte),
    "rows_per_second_vs_dlt": ("reading", _of_dlt),
    "memory_vs_dlt": ("reading", _of_memory),
    "page_vs_hello": ("pages", _of_pages),
}


def of(said: dict[str, Any]) -> str:
    """Return the tables in Markdown: the machine, the ratios, the cost of organisations, and when each part was measured."""
    parts = {name: part for name, part in said["parts"].items() if "failed" not in part}
    machine = ", ".join(f"{name} {value}" for name, value in said["machine"].items())
    lines = [
        f"`SIZE={said['size']}`; {machine}.",
        "",
        "| ratio | | target | | what was measured |",
        "|---|---|---|---|---|",
    ]
    for name, (part, words) in LINES.items():
        if name not in said["ratios"]:
            continue
        value, (how, target) = said["ratios"][name], TARGETS[name]
        if value is None or part not in parts:
            lines.append(f"| `{name}` | not measured | {how} {target:g} | | |")
        else:
            met = "met" if is_met(name, value) else "**missed**"
            lines.append(f"| `{name}` | {value} | {how} {target:g} | {met} | {words(parts[part])} |")
    if "curve" in parts:
        lines += _curve(parts["curve"])
    if spark := parts.get("spark", {}).get("spark"):
        duckdb = parts["spark"]["duckdb"]
        said_of = f"The same models without their tests on Spark `local[2]`: {spark['seconds']} s, on DuckDB {duckdb['seconds']} s."
        lines += ["", said_of]
    lines += ["", "| part | measured (UTC) | at | took | load before and after |", "|---|---|---|---|---|"]
    for name, part in said["parts"].items():
        failed = " **failed**" if "failed" in part else ""
        lines.append(
            f"| {name}{failed} | {part['measured_at']} | {part['commit']} | {part['took_seconds']:.0f} s | {part['load'][0]} and {part['load'][1]} |"
        )
    return "\n".join(lines)


def shown(page: str) -> str:
    """Return what stands between the marks of a page."""
    return page.partition(BEGINS)[2].partition(ENDS)[0].strip()


def put(page: str, table: str) -> str:
    """Return the page with the tables between its marks. Raises ValueError when it has none."""
    before, begins, rest = page.partition(BEGINS)
    _, ends, after = rest.partition(ENDS)
    if not begins or not ends:
        raise ValueError("the page has no place for the tables")
    return f"{before}{BEGINS}\n\n{table}\n\n{ENDS}{after}"


def _curve(part: dict[str, Any]) -> list[str]:
    """Return the cost of organisations; what one more costs says where it bends."""
    lines = ["", f"| organisations, {part['months']} months | readings | build without tests | one more costs | memory | slowest models |",
             "|---|---|---|---|---|---|"]  # fmt: skip
    before: dict[str, Any] | None = None
    for each in part["sizes"]:
        more = "" if before is None else (
            f"{(each['seconds'] - before['seconds']) / (each['organisations'] - before['organisations']):.2f} s")  # fmt: skip
        slowest = ", ".join(f"{name} {seconds} s" for name, seconds in list(each["slowest"].items())[:3])
        lines.append(
            f"| {each['organisations']} | {each['readings']:,} | {each['seconds']} s | {more} | {each['peak_mb']:,} MB | {slowest} |"
        )
        before = each
    return lines
