"""python -m checks.strategy [FOLDER]: each contradiction as file, line and mend on stderr, exit 2; or one line and exit 0."""

from __future__ import annotations

import sys
from pathlib import Path

from checks.strategy.lines import SEEDS, read
from checks.strategy.rules import contradictions

TOLD = ("organisations", "objectives", "lines_of_sight", "kpis", "targets", "outcome_series", "pathways", "tags")


def main(arguments: list[str]) -> int:
    """Say what contradicts itself; return 2 if anything does, else 0."""
    folder = Path(arguments[0]) if arguments else SEEDS
    found = contradictions(folder)
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        seeds, _ = read(folder)
        counts = ", ".join(f"{len(seeds[name])} {name.replace('_', ' ')}" for name in TOLD)
        print(f"The strategy holds together: {counts}.")
    return 2 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
