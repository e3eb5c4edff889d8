"""python -m dashboards publish | freeze MONTH | pack MONTH | editions | verify [MONTH]: the board file, and the months frozen of it.

JSON on stdout. Exit: 0 done, 2 it could not be done as asked (one line on stderr says why), 1 an edition is not as it
was frozen (a line for each file that differs).
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NoReturn

from dashboards import edition_shelf, editions, snapshot
from dashboards.pack import cover, refused
from storage import place as storage
from storage.faults import StorageFault

MANIFEST = Path(__file__).resolve().parents[1] / "dbt_project" / "target" / "manifest.json"
DONE, DAMAGED, BAD_INPUT = 0, 1, 2


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    asked = _parser().parse_args(arguments)
    home = Path(os.environ.get("LOS_HOME") or "var")
    try:
        if asked.command is _publish:
            return _publish(asked, home)
        shelf = storage.place(os.environ.get("LOS_LANDING"), home)
        edition_shelf.agree(home / "editions", shelf)
        code = int(asked.command(asked, home))
        edition_shelf.agree(home / "editions", shelf)  # if this fails, the next command does it
        return code
    except snapshot.NotPublished as why:
        print(f"Not published: {why}", file=sys.stderr)
    except editions.NotFrozen as why:
        print(f"Not frozen: {why}", file=sys.stderr)
    except (refused.NotRendered, cover.BadCover) as why:
        print(f"Not rendered: {why}", file=sys.stderr)
    except StorageFault as why:
        print(f"Editions here and in the bucket are not the same yet: {why}", file=sys.stderr)
    return BAD_INPUT


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")  # one line, without the usage


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m dashboards", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    publish = commands.add_parser("publish", help="build, audit and swap in the board file")
    publish.add_argument("--manifest", type=Path, default=MANIFEST, help="dbt's manifest.json, for the descriptions")
    publish.set_defaults(command=_publish)

    freeze = commands.add_parser("freeze", help="keep a month of the published board file as it stands")
    freeze.add_argument("period", metavar="MONTH", help="as 2026-10")
    freeze.add_argument("--by", default="", metavar="JOB_TITLE", help="who freezes it, as Board secretary")
    freeze.add_argument("--reissue", action="store_true", help="freeze it again, beside the one there is")
    freeze.add_argument("--reason", metavar="TEXT", help="why it is re-issued")
    freeze.set_defaults(command=_freeze)

    pack = commands.add_parser(
        "pack",
        help="render the board pack of a frozen month, as PDF/UA and as one HTML file",
        description="Renders pack.pdf and pack.html into the edition, from the frozen file alone. Not when an account is stale,"
        " failed or refused, or a figure of the month is missing: each is named with its cause and the next step.",
    )
    pack.add_argument(
        "period", metavar="MONTH", help="as 2026-10, or one issue of it as 2026-10.2; default issue: the last"
    )
    pack.add_argument("--organisation", metavar="ID", help="whose pack; default: the register's first")
    pack.add_argument("--public", action="store_true", help="the public version: no small numbers, no names")
    pack.add_argument("--cover", type=Path, metavar="FILE", help=f"the cover sheet, TOML: {', '.join(cover.FIELDS)}")
    pack.add_argument(
        "--override", metavar="REASON", help="render although inputs are stale or incomplete; printed on page 1"
    )
    pack.add_argument("--by", metavar="JOB_TITLE", help="who decided so")
    pack.set_defaults(command=_pack)

    listed = commands.add_parser(
        "editions",
        help="how each edition stands: who signed it, under which hash; signing is done in Airflow (board_pack)",
    )
    listed.set_defaults(command=_editions)

    verify = commands.add_parser("verify", help="render editions again and compare every byte; default: all")
    verify.add_argument("period", nargs="?", metavar="MONTH", help="as 2026-10, or one issue of it as 2026-10.2")
    verify.set_defaults(command=_verify)
    return parser


def _publish(asked: argparse.Namespace, home: Path) -> int:
    descriptions = snapshot.descriptions_in(asked.manifest) if asked.manifest.is_file() else None
    _print(snapshot.publish(home / "warehouse.duckdb", home / "board.duckdb", descriptions=descriptions))
    return DONE


def _freeze(asked: argparse.Namespace, home: Path) -> int:
    if asked.reissue != bool((asked.reason or "").strip()):
        raise editions.NotFrozen('a re-issue takes both: --reissue --reason "what was wrong"')
    manifest = editions.freeze(
        home / "board.duckdb",
        home / "editions",
        editions.month_of(asked.period),
        frozen_by=asked.by,
        frozen_at=_now(),
        reason=asked.reason,
    )
    counts = manifest["figures_of_the_month"]
    if counts["provisional"]:
        print(f"{counts['provisional']} of {counts['measured']} figures of the month are provisional", file=sys.stderr)
    _print(manifest)
    return DONE


def _pack(asked: argparse.Namespace, home: Path) -> int:
    from dashboards.pack import make  # Altair and Typst take a second to load, and publish needs neither

    found = [path for path in editions.editions_in(home / "editions") if asked.period in (path.name, path.name[:7])]
    if not found:
        editions.month_of(asked.period[:7])
        raise make.NotRendered(
            f"{asked.period} is not frozen: python -m dashboards freeze {asked.period[:7]} --by JOB_TITLE"
        )
    if asked.override is None and asked.by is not None:
        raise make.NotRendered('--by goes with --override "reason"')
    override = None if asked.override is None else {"by": (asked.by or "").strip(), "reason": asked.override.strip()}
    made = make.make(
        found[-1],
        organisation=asked.organisation,
        is_public=asked.public,
        cover=cover.read(asked.cover) if asked.cover else None,
        override=override,
        made_at=_now(),
    )
    _print(made)
    return DONE


def _editions(asked: argparse.Namespace, home: Path) -> int:
    from dashboards import signing, wording_sign_off

    board, found = home / "board.duckdb", editions.editions_in(home / "editions")
    statuses = [signing.status(path, signing.late_changes(board, path)) for path in found]
    _print([
        {
            "edition": each.edition, "state": each.state, "words": wording_sign_off.state(each),
            "superseded_by": each.superseded_by, "restated_since": len(each.late),
            "steps": {step.step: step.state for step in each.steps}, "signatures": wording_sign_off.history(each),
        }
        for each in statuses
    ])  # fmt: skip
    return DAMAGED if any(each.state == "damaged" for each in statuses) else DONE


def _verify(asked: argparse.Namespace, home: Path) -> int:
    from dashboards.pack import make

    found = editions.editions_in(home / "editions")
    if asked.period:
        found = [path for path in found if asked.period in (path.name, path.name[:7])]
        if not found:
            print(f"There is no edition {asked.period} in {home / 'editions'}", file=sys.stderr)
            return BAD_INPUT
    wrong = {path.name: [*editions.verify(path), *make.verify(path)] for path in found}
    for name, lines in wrong.items():
        for line in lines:
            print(f"{name}/{line}", file=sys.stderr)
    _print([{"edition": name, "is_as_frozen": not lines, "differs": lines} for name, lines in wrong.items()])
    return DAMAGED if any(wrong.values()) else DONE


def _print(what: Any) -> None:
    print(json.dumps(what, ensure_ascii=False))


def _now() -> datetime:
    """Return the moment of freezing, UTC. On a stated day (LOS_TODAY) it is 06:00."""
    stated = os.environ.get("LOS_TODAY")
    return datetime.combine(date.fromisoformat(stated), time(6), UTC) if stated else datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
