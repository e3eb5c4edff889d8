"""Data Docs: what every check asks and what it last found, as one page of plain HTML an organisation.

Great Expectations builds such a site too; its pages of 1.24 load 17 styles, scripts and pictures from nine other hosts and
show raw cells. These load nothing, and show only what a verdict says, from which the cells nobody may read were left out.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks import registry
from checks.registry import Check
from extractors.landing import Landing
from storage.place import write_whole

GATES = {
    "batch": ("Before a batch enters", "Asked of every batch that was read, before any of it is counted."),
    "strategy": (
        "Before a build",
        "Asked of what the board set itself and of how it is counted, before any figure is built.",
    ),
    "figures": ("Before figures are published", "Asked of every figure that was built, before anybody sees it."),
}
SEVERITY = {"critical": "Keeps it out", "warning": "Is pointed out"}
STOPPED = "Stops the build"
TABLES = {"posts": "Posts", "interactions": "Questions and comments", "readings": "Counts", "entries": "Registers",
          "extracts": "What was read", "strategy": "Strategy", "figures": "Figures"}  # fmt: skip
NAMES = {"x": "X", "linkedin": "LinkedIn", "facebook": "Facebook", "youtube": "YouTube", "register": "Register"}
STYLE = """
body{font:16px/1.5 Arial,Helvetica,sans-serif;color:#212b32;margin:0 auto;max-width:72rem;padding:1.5rem}
h1{font-size:1.9rem;margin:0 0 .5rem}h2{font-size:1.4rem;margin:2rem 0 .5rem}h3{font-size:1.05rem;margin:1.4rem 0 .4rem}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem;table-layout:fixed}
th,td{border-bottom:1px solid #d8dde0;padding:.45rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#f0f4f5}th:nth-child(2),th:nth-child(6){width:7%}th:nth-child(7){width:19%}
.no{font-weight:700;color:#8a1f11}.quiet{color:#425563}
@media(max-width:40rem){table,tbody,tr,td{display:block}thead{display:none}tr{border-bottom:2px solid #aeb7bd;padding:.4rem 0}
td{border:0;padding:.15rem 0}td[data-label]::before{content:attr(data-label) ": ";font-weight:700}}
"""


@dataclass
class Found:
    """What one check found of one organisation: how often it was asked and not met, and the last time it was not."""

    asked: int = 0
    unmet: int = 0
    last: str = ""
    where: str = ""
    observed: str = ""


def write(
    landing: Landing, folder: Path, figures: Iterable[dict[str, Any]] = (), *, written_at: datetime
) -> list[Path]:
    """Write a page for each organisation on the shelf, <organisation_id>.html, and return them. Pages of others stay.

    `figures` are verdicts on the figures: each result is on the page of the body it names, and on all if it names none.
    Written whole: a reader sees the old page or the new one.
    """
    whose = _organisations(landing)
    found: dict[str, dict[tuple[str, str], Found]] = {organisation: {} for organisation in whose.values()}
    for verdict in landing.verdicts():
        place = (verdict["platform"], verdict["account_id"])
        if place in whose:
            _add(found[whose[place]], verdict, place)
    for verdict in figures:
        for organisation, results in found.items():
            _add(results, {**verdict, "results": [each for each in verdict["results"] if is_of(each, organisation)]})
    pages = []
    for organisation, results in sorted(found.items()):
        path = folder / f"{organisation}.html"
        write_whole(path, page(organisation, registry.checks(), results, written_at).encode())
        pages.append(path)
    return pages


def is_of(result: dict[str, Any], organisation: str) -> bool:
    """Tell whether a result on the figures is an organisation's affair: it names it, or nobody."""
    return result.get("organisation_id") in (None, organisation)


def page(organisation: str, checks: list[Check], found: dict[tuple[str, str], Found], written_at: datetime) -> str:
    """Return the page of one organisation; `found` is by table and check."""
    asked = sum(one.asked for one in found.values())
    summary = f"{len(checks)} checks were asked {asked:,} times." if asked else "Nothing was judged yet."
    body = "".join(
        f"<h2>{html.escape(title)}</h2><p>{html.escape(words)}</p>{''.join(_tables(gate, checks, found))}"
        for gate, (title, words) in GATES.items()
    )
    at = f"{written_at.astimezone(UTC):%-d %B %Y, %H:%M} UTC"
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>Data checks: {html.escape(organisation)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{STYLE}</style></head><body><main>'
        f"<h1>What the data checks ask, and what they found</h1>"
        f'<p class="quiet">{html.escape(organisation)}, written {at}</p><p>{html.escape(summary)}</p>{_not_met(checks, found)}{body}</main></body></html>'
    )


def _tables(gate: str, checks: list[Check], found: dict[tuple[str, str], Found]) -> Iterator[str]:
    own = [check for check in checks if check.gate == gate]
    for table in dict.fromkeys(table for check in own for table in check.tables):
        rows = "".join(_row(check, found.get((table, check.name), Found())) for check in own if table in check.tables)
        yield f"<h3>{TABLES[table]}</h3>{_table(rows)}"


def _not_met(checks: list[Check], found: dict[tuple[str, str], Found]) -> str:
    """Return what was not met, first of all: few read on to the others."""
    named = {(table, check.name): check for check in checks for table in check.tables}
    rows = "".join(_row(named[key], one) for key, one in found.items() if one.unmet and key in named)
    return f"<h2>What was not met</h2>{_table(rows) if rows else '<p>Every check was met every time.</p>'}"


def _table(rows: str) -> str:
    heads = "".join(f'<th scope="col">{name}</th>' for name in COLUMNS)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


COLUMNS = ("Check", "If not met", "What that means", "Who answers for it", "Next step", "Asked", "Found")


def _row(check: Check, found: Found) -> str:
    times = "Once" if found.unmet == 1 else f"{found.unmet:,} times"
    said = "Met every time" if found.asked else "Not asked yet"
    if found.unmet:
        last = f"{datetime.fromisoformat(found.last):%-d %B %Y}"
        said = f"{times} not met. Last: {last}{found.where}: {found.observed}"
    told = f"{check.owner}; told as well: {', '.join(check.subscribers)}"
    cells = (
        check.name[:1].upper() + check.name[1:],
        STOPPED if check.gate == "strategy" else SEVERITY[check.severity],
        check.description,
        told,
        check.next_step,
        f"{found.asked:,}",
        said,
    )
    marks = ['class="no" ' if name == "Found" and found.unmet else "" for name in COLUMNS]
    return "<tr>" + "".join(
        f'<td {mark}data-label="{name}">{html.escape(cell)}</td>' for name, mark, cell in zip(COLUMNS, marks, cells, strict=True)
    ) + "</tr>"  # fmt: skip


def _add(results: dict[tuple[str, str], Found], verdict: dict[str, Any], place: tuple[str, str] = ("", "")) -> None:
    for result in verdict["results"]:
        one = results.setdefault((result.get("table", verdict["table"]), result["check"]), Found())
        one.asked += 1
        if not result["is_met"]:
            one.unmet += 1
            if verdict["checked_at"] >= one.last:
                one.last = verdict["checked_at"]
                one.where = f" ({NAMES.get(place[0], place[0])} {place[1]})" if place[1] else ""
                one.observed = result["observed"]


def _organisations(landing: Landing) -> dict[tuple[str, str], str]:
    """Return whose each account is, as the batches on the shelf say themselves, refused ones too."""
    import pyarrow.parquet as pq

    found: dict[tuple[str, str], str] = {}
    for place in ("batches", "quarantine"):
        for path in sorted((landing.root / place / "extracts").glob("platform=*/account=*/*.parquet")):
            rows = pq.read_table(
                path, columns=["platform", "account_id", "organisation_id"], partitioning=None
            ).to_pylist()
            found.update(
                {(row["platform"], row["account_id"]): row["organisation_id"] for row in rows if row["organisation_id"]}
            )
    return found
