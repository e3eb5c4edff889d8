"""python -m dashboards publish: the warehouse's reports become the board file. JSON on stdout, exit 0, 1 or 2."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from dashboards import snapshot

MANIFEST = Path(__file__).resolve().parents[1] / "dbt_project" / "target" / "manifest.json"


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0 when published, 2 (one line on stderr) when the reports are not fit to be."""
    parser = argparse.ArgumentParser(prog="python -m dashboards", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("publish", help="build, audit and swap in the board file")
    command.add_argument("--manifest", type=Path, default=MANIFEST, help="dbt's manifest.json, for the descriptions")
    asked = parser.parse_args(arguments)
    home = Path(os.environ.get("LOS_HOME") or "var")
    descriptions = snapshot.descriptions_in(asked.manifest) if asked.manifest.is_file() else None
    try:
        summary = snapshot.publish(home / "warehouse.duckdb", home / "board.duckdb", descriptions=descriptions)
    except snapshot.NotPublished as why:
        print(f"Not published: {why}", file=sys.stderr)
        return 2
    print(json.dumps(summary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
