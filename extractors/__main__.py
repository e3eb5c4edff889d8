"""The extractors without Airflow: python -m extractors extract PLATFORM | load | import FILE... | inspect FILE | template
| tokens | forget [PLATFORM] | retain | tidy.

A door: the environment and the clock are read here. JSON on stdout, progress on stderr.
Exit: 0 done, 2 bad input (one line says what), 1 a fault: ours, or an account that could not be read.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, NoReturn

from extractors import run
from extractors.access import access_of, own_handles, secret_name
from extractors.accounts import read_accounts
from extractors.faults import NotLoaded
from extractors.landing import Landing
from extractors.platforms import platforms
from extractors.privacy import Door
from extractors.records import Account, Extract
from extractors.redaction import Guard
from extractors.registers import registers, template, write_templates
from extractors.secret_files import with_secrets
from storage import place as storage
from storage.faults import StorageFault

DONE, FAULT, BAD_INPUT = 0, 1, 2
GUARD = Guard()  # the last one: nothing is meant to put a secret where it looks


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    asked = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.addFilter(GUARD)
    try:
        return int(asked.command(asked))
    except (ValueError, FileNotFoundError, IsADirectoryError) as error:
        print(GUARD.strike.text(" ".join(str(error).split())), file=sys.stderr)
        return BAD_INPUT
    except (NotLoaded, StorageFault) as error:
        print(error, file=sys.stderr)
        return FAULT


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{self.prog}: {message}\n")  # one line, without the usage


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m extractors", description="Read what the platforms said onto the shelf.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    extract = commands.add_parser("extract", help="ask one platform for every account in the register")
    extract.add_argument("platform", metavar="PLATFORM", choices=platforms(), help=" | ".join(platforms()))
    extract.add_argument(
        "--since", type=date.fromisoformat, metavar="DAY", help="first day (UTC); default: 730 days back, later 35"
    )
    extract.add_argument(
        "--until", type=date.fromisoformat, metavar="DAY", help="the day after the last (UTC); default: today"
    )
    extract.add_argument("--account", metavar="ID", help="only this account of the register")
    extract.add_argument(
        "--again", action="store_true", help="ask even where a quota was used up and has not begun anew"
    )
    extract.set_defaults(command=_extract)

    load = commands.add_parser("load", help="load accepted batches from the shelf into the warehouse")
    load.add_argument("--platform", choices=platforms(), help="only this platform's; default: all")
    load.set_defaults(command=_load)

    imports = commands.add_parser(
        "import", help="land files: exports of a platform's own pages, and filled-in registers"
    )
    imports.add_argument("files", nargs="+", type=Path, metavar="FILE")
    imports.add_argument("--organisation", required=True, metavar="ID", help="whose files they are")
    imports.add_argument("--account", metavar="ID", help="which account, when an export does not say")
    imports.set_defaults(command=_import)

    inspect = commands.add_parser("inspect", help="say what a file is and what would be loaded from it; write nothing")
    inspect.add_argument("file", type=Path, metavar="FILE")
    inspect.add_argument("--organisation", metavar="ID", help="whose file it is: says what of it is known already")
    inspect.add_argument("--account", metavar="ID", help="which account, when an export does not say")
    inspect.set_defaults(command=_inspect)

    forget = commands.add_parser("forget", help="take what is gone from its platform out of everything under LOS_HOME")
    forget.add_argument("platform", nargs="?", metavar="PLATFORM", choices=platforms(), help="only this one's")
    forget.add_argument("--account", metavar="ID", help="only this account of the register")
    forget.add_argument("--post", action="append", default=[], metavar="ID", help="a post of ours that is gone")
    forget.add_argument("--item", action="append", default=[], metavar="ID", help="a comment or mention that is gone")
    forget.add_argument("--confirm", action="store_true", help="take what was held back for a person's word too")
    forget.set_defaults(command=_forget)

    retain = commands.add_parser("retain", help="remove what the platforms' terms let nobody keep any longer")
    retain.add_argument("--dry-run", action="store_true", help="say what would be removed; remove nothing")
    retain.add_argument("--terms", type=Path, metavar="FILE", default=Path("dbt_project/seeds/platform_terms.csv"))
    retain.set_defaults(command=_retain)

    tidy = commands.add_parser(
        "tidy", help="leave nothing of what was removed in the warehouse's file; after a publish"
    )
    tidy.set_defaults(command=_tidy)

    blank = commands.add_parser("template", help="print a register's template, or write those of all")
    blank.add_argument("register", nargs="?", metavar="REGISTER", choices=list(registers()), help="which one")
    blank.add_argument("--folder", type=Path, metavar="DIR", help="write every register's template here")
    blank.set_defaults(command=_template)

    tokens = commands.add_parser(
        "tokens", help="list what is set for every account and when it ends; no secret is shown"
    )
    tokens.set_defaults(command=_tokens)
    return parser


def _extract(asked: argparse.Namespace) -> int:
    accounts = read_accounts(_register())
    chosen = [each for each in accounts if each.platform == asked.platform and asked.account in (None, each.account_id)]
    if not chosen:
        raise ValueError(f"the register {_register().name} lists no such account of {asked.platform}")
    seen_at = _now()
    until = asked.until or seen_at.date()
    if until > seen_at.date():
        raise ValueError(f"--until {until} has not begun: {seen_at:%Y-%m-%d} is the latest, for a day that has ended")
    if asked.since and asked.since >= until:
        raise ValueError(f"--since {asked.since} is not before --until {until}")
    happened: list[Extract] = []
    for account in chosen:
        access = access_of(account, with_secrets(os.environ), home=_home(), guard=GUARD.strike.add)
        since, _ = run.window_for(_landing(), account, until, seen_at.date())
        rows = run.extract(
            account, landing=_landing(), since=asked.since or since, until=until, observed_at=seen_at, access=access,
            own_handles=own_handles(accounts), clock=lambda: datetime.now(UTC), again=asked.again,
        )  # fmt: skip
        happened += rows
        _tell(account, rows)
    _print([dataclasses.asdict(row) for row in happened])
    return FAULT if any(row.outcome == "failed" for row in happened) else DONE


def _tell(account: Account, rows: list[Extract]) -> None:
    for row in rows:
        cause = f": {row.cause} {row.next_step or ''}".rstrip() if row.cause else ""
        waited = f", waited {row.waited_s:.0f} s" if row.waited_s else ""
        said = f"{account.platform} {account.name} {row.subject} {row.outcome}, {row.rows} rows{waited}{cause}"
        print(said, file=sys.stderr)


def _load(asked: argparse.Namespace) -> int:
    from extractors import warehouse  # DuckDB, which no extract needs

    said = warehouse.load(_landing(), _home() / "warehouse.duckdb", asked.platform, editions=_home() / "editions",
                          incidents=_home() / "incidents")  # fmt: skip
    for edition, why in said["editions"]["damaged"].items():
        print(f"The edition {edition} was not read: {why}", file=sys.stderr)
    _print(said)
    return DONE


def _forget(asked: argparse.Namespace) -> int:
    from extractors.forget import forget, say_gone

    accounts = read_accounts(_register())
    door = Door(with_secrets(os.environ).get("LOS_PRIVACY_KEY", "").encode(), own_handles(accounts))
    if asked.post or asked.item:
        named = [each for each in accounts if (each.platform, each.account_id) == (asked.platform, asked.account)]
        if not named:
            raise ValueError("an id is gone from one account: name its PLATFORM and --account as in the register")
        say_gone(_landing(), asked.platform, asked.account, named[0].organisation_id, _now(), posts=asked.post,
                 items=asked.item)  # fmt: skip
    _print(forget(_landing(), _home(), door, now=_now(), platform=asked.platform, account_id=asked.account,
                  confirm=asked.confirm))  # fmt: skip
    return DONE


def _retain(asked: argparse.Namespace) -> int:
    from extractors.retention import read_terms, retain

    _print(retain(_landing(), _home() / "board.duckdb", read_terms(asked.terms), now=_now(), dry_run=asked.dry_run))
    return DONE


def _tidy(asked: argparse.Namespace) -> int:
    from extractors.compact import tidy

    _print(tidy(_landing(), _home()))
    return DONE


def _import(asked: argparse.Namespace) -> int:
    from extractors.imports import NotAnExport, import_file

    accounts = read_accounts(_register())
    door = Door(with_secrets(os.environ).get("LOS_PRIVACY_KEY", "").encode(), own_handles(accounts))
    reports = []
    for path in asked.files:
        try:
            reports.append(
                import_file(
                    path,
                    organisation_id=asked.organisation,
                    landing=_landing(),
                    accounts=accounts,
                    door=door,
                    received_at=_now(),
                    account_id=asked.account,
                )
            )
        except NotAnExport as error:
            raise ValueError(f"{path.name}: {error}") from None
        print(f"{path.name}: landed", file=sys.stderr)
    _print(reports)
    return DONE


def _inspect(asked: argparse.Namespace) -> int:
    from extractors.imports import NotAnExport, Place, inspect_file

    place = (
        Place(asked.organisation, read_accounts(_register()), _landing(), asked.account) if asked.organisation else None
    )
    if asked.account and not place:
        raise ValueError("--account is of an organisation: name it with --organisation")
    try:
        _print(inspect_file(asked.file, _now(), place))
    except NotAnExport as error:
        raise ValueError(f"{asked.file.name}: {error}") from None
    return DONE


def _template(asked: argparse.Namespace) -> int:
    if (asked.register is None) == (asked.folder is None):
        raise ValueError(f"name one register to print ({', '.join(registers())}), or --folder to write them all")
    if asked.folder is None:
        print(template(registers()[asked.register]), end="")
    else:
        _print([str(path) for path in write_templates(asked.folder)])
    return DONE


def _tokens(asked: argparse.Namespace) -> int:
    from extractors.deadlines import read_watch
    from extractors.tokens import state_of

    today, rows = _now().date(), []
    for account in read_accounts(_register()):
        if account.closed_on and account.closed_on <= today:
            continue
        access = access_of(account, with_secrets(os.environ), home=_home(), guard=GUARD.strike.add)
        ends = [
            {"what": each.what, "expires_on": each.expires_on, "level": each.level(today), "said_by": each.said_by,
             "observed_at": each.observed_at} for each in read_watch(_landing(), account)
        ]  # fmt: skip
        named = {"platform": account.platform, "account_id": account.account_id, "name": account.name}
        rows.append(named | {"secret": secret_name(account), "state": state_of(account, access), "deadlines": ends})
    _print(rows)
    lacking = [str(row["secret"]) for row in rows if row["state"] in ("not set", "unreadable")]
    if lacking:
        print(f"not set, or not readable: {', '.join(lacking)}", file=sys.stderr)
    return BAD_INPUT if lacking else DONE


def _print(what: Any) -> None:
    json.dump(what, sys.stdout, indent=1, ensure_ascii=False, default=str)
    print()


def _home() -> Path:
    return Path(os.environ.get("LOS_HOME") or "var")


def _landing() -> Landing:
    return Landing(storage.place(os.environ.get("LOS_LANDING"), _home()))


def _register() -> Path:
    return Path(os.environ.get("LOS_REGISTER") or "dbt_project/seeds/accounts.csv")


def _now() -> datetime:
    """Return the moment of looking. On a stated day (LOS_TODAY) it is 06:00 UTC, the sandbox's moment."""
    stated = os.environ.get("LOS_TODAY")
    return datetime.combine(date.fromisoformat(stated), time(6), UTC) if stated else datetime.now(UTC)


if __name__ == "__main__":
    sys.exit(main())
