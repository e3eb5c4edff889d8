"""python -m sandbox.registers --folder DIR --date 2026-11-16 --seed 1: the files the made-up bodies would keep themselves.

Harrowdale keeps every register, Osmere three, Marrick none: a body that keeps nothing must not look like one with nothing to say.
Each file is DIR/<organisation_id>/<register>.csv, written under a dot name and renamed when it is whole. Which columns a register has
stands in extractors/registers.toml, and here only what the sandbox's bodies wrote into them.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sandbox import registers_outcomes as outcomes
from sandbox import registers_plans as plans
from sandbox import registers_resources as resources
from sandbox import registers_reviews as reviews
from sandbox import registers_samples as samples
from sandbox import registers_web as web
from sandbox.registers_body import BEGINS, Body, Row
from sandbox.registers_communities import communities
from sandbox.registers_community_acts import community_acts
from sandbox.registers_listening import listening_log
from sandbox.world import REGISTER, BadWorld, World

COLUMNS = Path(__file__).parents[1] / "extractors" / "registers.toml"
Days = Callable[[Body], date]


def _yesterday(body: Body) -> date:
    return body.today - timedelta(days=1)


def _last_month(body: Body) -> date:
    months = body.months()
    return body.today.replace(day=1) - timedelta(days=1) if months else BEGINS - timedelta(days=1)


@dataclass(frozen=True)
class Kept:
    """How a register is filled, and up to which day it is complete."""

    rows: Callable[[Body], list[Row]]
    covered_to: Days = _yesterday


REGISTERS = {
    "listening_log": Kept(listening_log),
    "hours": Kept(resources.hours, _last_month),
    "spend": Kept(resources.spend, _last_month),
    "capacity": Kept(resources.capacity, _last_month),
    "key_activities": Kept(plans.key_activities),
    "campaigns": Kept(plans.campaigns),
    "events": Kept(plans.events),
    "web": Kept(web.web, _last_month),
    "heard": Kept(web.heard, _last_month),
    "outcome_values": Kept(outcomes.outcome_values, outcomes.covered_to),
    "comparisons": Kept(plans.comparisons),
    "communities": Kept(communities),
    "community_acts": Kept(community_acts),
    "kpi_reviews": Kept(reviews.kpi_reviews),
    "actions": Kept(reviews.actions),
    "commentary": Kept(reviews.commentary, reviews.commentary_covered_to),
    "audience": Kept(web.audience, _last_month),
    "access_audit": Kept(samples.access_audit),
    "coded_mentions": Kept(samples.coded_mentions, lambda body: samples.covered_to(body, samples.CODING_BEGINS)),
    "labels": Kept(samples.labels),
}
KEEPS = {"harrowdale": tuple(REGISTERS), "osmere": ("listening_log", "hours", "outcome_values")}


def write_registers(world: World, folder: Path) -> dict[str, int]:
    """Write every register of every body that keeps one; return the rows of each file, by its path under the folder.

    A register that holds nothing yet on the world's date is not written. Raises OSError when the folder cannot be written.
    """
    columns = {name: [column["name"] for column in said["columns"]] for name, said in _specification().items()}
    written: dict[str, int] = {}
    for organisation_id in dict.fromkeys(channel.organisation_id for channel in world.channels.values()):
        if organisation_id not in KEEPS:
            continue
        body = Body(world, organisation_id)
        for name in KEEPS[organisation_id]:
            rows = REGISTERS[name].rows(body)
            if rows:
                path = folder / organisation_id / f"{name}.csv"
                _write(path, name, REGISTERS[name].covered_to(body), columns[name], rows)
                written[f"{organisation_id}/{name}.csv"] = len(rows)
    return written


def _specification() -> dict[str, dict[str, list[dict[str, str]]]]:
    with COLUMNS.open("rb") as file:
        return tomllib.load(file)


def _write(path: Path, name: str, covered_to: date, columns: list[str], rows: list[Row]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    with unfinished.open("w", newline="", encoding="utf-8") as file:
        file.write(f"# register: {name}\n# covered_to: {covered_to}\n")
        table = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
    os.replace(unfinished, path)


def main(arguments: list[str] | None = None) -> int:
    """Write the files and say how many rows each has. 0 when written, 2 with one line on stderr when it cannot be done."""
    asked = _parser().parse_args(arguments)
    try:
        today = date.fromisoformat(asked.date) if asked.date else datetime.now(UTC).date()
        written = write_registers(World(asked.seed, today, Path(asked.register)), Path(asked.folder))
    except BadWorld as fault:
        return _stop(str(fault))
    except ValueError:
        return _stop(f"the date must be written YYYY-MM-DD, not {asked.date!r}")
    except OSError as fault:
        return _stop(f"{asked.folder} cannot be written: {fault.strerror}")
    for name, rows in written.items():
        print(f"{name} {rows} rows")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox.registers", description="The made-up bodies' own registers."
    )
    parser.add_argument("--folder", required=True, help="where to write <organisation_id>/<register>.csv")
    parser.add_argument("--date", help="the sandbox's date, YYYY-MM-DD; today when left out")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--register", default=str(REGISTER), help="the accounts to play, as CSV")
    return parser


def _stop(why: str) -> int:
    print(f"sandbox.registers: {why}", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main())
