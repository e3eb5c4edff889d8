"""Every check there is, found in the code: the folder is the registry, and there is no second list to forget.

A file of this folder that has `questions` asks of the table of its own name, or of its TABLES. Its checks are the
expectations it holds in lists. The rules of the strategy are checks too, one a file of it (strategy/files.py).
Importing this module imports Great Expectations.
"""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import great_expectations.expectations as gxe

from checks.owners import SUBSCRIBERS
from checks.strategy import files as strategy
from extractors.landing import TABLES

FIGURES = "figures"  # the second gate's only table; the first gate's are landing.TABLES
ANY_TABLE = ("shape",)  # asked of a file of every table, before anything else can be


@dataclass(frozen=True)
class Check:
    """One check: where it is asked, what it expects, and what a person is told when it is not met."""

    gate: str  # "batch": before a batch enters. "strategy": before a build. "figures": before figures are published
    module: str
    tables: tuple[str, ...]
    name: str
    severity: str  # critical: refuses the batch, or stops the publish. warning: shown
    owner: str
    subscribers: tuple[str, ...]
    description: str
    next_step: str


@functools.cache
def modules() -> dict[str, tuple[str, ...]]:
    """Return each file of this folder that asks something, with the tables it asks of."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        text = path.read_text(encoding="utf-8")  # read, not imported: this file and the doors ask nothing
        if path.stem in ANY_TABLE:
            found[path.stem] = TABLES
        elif "\ndef questions(" in text:
            found[path.stem] = getattr(_module(path.stem), "TABLES", (path.stem,))
    return found


def asked_of(table: str) -> list[ModuleType]:
    """Return the files that ask something of a table: its own first, which tells what is wrong most plainly."""
    names = [name for name, tables in modules().items() if table in tables and name not in ANY_TABLE]
    return [_module(name) for name in sorted(names, key=lambda name: (name != table, name))]


def checks() -> list[Check]:
    """Return every check, in the order of files and of lines; those of the strategy last."""
    found = [
        Check(
            gate="figures" if tables == (FIGURES,) else "batch",
            module=name,
            tables=tables,
            name=str(expectation.description),
            severity=expectation.severity.value,
            owner=str((expectation.meta or {}).get("owner", "")),
            subscribers=tuple((expectation.meta or {}).get("subscribers", ())),
            description=str(expectation.notes or ""),
            next_step=str((expectation.meta or {}).get("next_step", "")),
        )
        for name, tables in modules().items()
        for expectation in expectations_of(_module(name))
    ]
    return found + [
        Check(
            gate=strategy.TABLE, module=strategy.TABLE, tables=(strategy.TABLE,), name=each.name, severity=strategy.SEVERITY,
            owner=each.owner, subscribers=SUBSCRIBERS[each.owner], description=each.description, next_step=strategy.NEXT_STEP,
        )
        for each in strategy.FILES
    ]  # fmt: skip


def expectations_of(module: ModuleType) -> list[gxe.Expectation]:
    """Return the expectations a file holds in lists."""
    lists = [group for group in vars(module).values() if isinstance(group, list)]
    return [each for group in lists for each in group if isinstance(each, gxe.Expectation)]


def _module(name: str) -> ModuleType:
    return importlib.import_module(f"checks.{name}")
