"""A month, frozen: what the board was shown, kept so that nobody can change it unseen, and rendered again byte for byte.

    editions/<YYYY-MM>/ board.duckdb  *.csv  manifest.json      a re-issue: <YYYY-MM>.2/, and so on

An edition appears whole, by a rename, or not at all. Its manifest is written last and holds the sha256 of every file.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb

from dashboards import edition_files, frozen_board, sign_off, snapshot

NAME = re.compile(r"(\d{4}-(?:0[1-9]|1[0-2]))(?:\.([2-9]|[1-9]\d+))?")
BOARD, MANIFEST, UNFINISHED = "board.duckdb", "manifest.json", ".freezing"


class NotFrozen(Exception):
    """The month cannot be frozen, and nothing was written. The message is one line for a person."""


class AlreadyFrozen(NotFrozen):
    """It was frozen before; the edition stays as it is."""


class NothingPublished(NotFrozen):
    """There is no board file to freeze a month of."""


def month_of(text: str) -> date:
    """Return the first day of a month written as 2026-10. Raises NotFrozen."""
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise NotFrozen(f"{text!r} is no month: write it as 2026-10") from None


def month_before(day: date) -> date:
    """Return the first day of the last month that was over on a day."""
    return (day.replace(day=1) - timedelta(days=1)).replace(day=1)


def editions_in(folder: Path) -> list[Path]:
    """Return the editions of a folder: by month, then issue. What is not finished is none."""
    return sorted(
        (path for path in folder.glob("[0-9]*") if path.is_dir() and NAME.fullmatch(path.name)),
        key=lambda path: (path.name[:7], _issue(path.name)),
    )


def read(edition: Path) -> dict[str, Any]:
    """Return the manifest of an edition. Raises NotFrozen when there is none that can be read."""
    try:
        said: dict[str, Any] = json.loads((edition / MANIFEST).read_bytes())
    except (OSError, ValueError) as why:
        raise NotFrozen(f"the edition {edition.name} has no manifest that can be read ({why})") from None
    return said


def superseded_by(edition: Path) -> str | None:
    """Return the newest later issue of the same month; None for the newest itself."""
    later = [path.name for path in editions_in(edition.parent) if path.name[:7] == edition.name[:7]]
    return later[-1] if later and _issue(later[-1]) > _issue(edition.name) else None


def freeze(
    board: Path, editions: Path, period: date, *, frozen_by: str, frozen_at: datetime, reason: str | None = None
) -> dict[str, Any]:
    """Freeze a month (`period`, its first day) of the published board file and return the manifest.

    `frozen_by` is a job title, `frozen_at` in UTC. A `reason` makes it a re-issue of a month that was frozen before.
    Raises NotFrozen; then there is no new edition.
    """
    if not frozen_by.strip():
        raise NotFrozen('say who freezes it, by job title: --by "Board secretary"')
    next_month = (period + timedelta(days=32)).replace(day=1)
    if next_month > frozen_at.date():
        raise NotFrozen(f"{period:%B %Y} is not over: a month can be frozen from its last midnight on")
    with held(editions):
        before = [path for path in editions_in(editions) if path.name[:7] == f"{period:%Y-%m}"]
        issue = _next_issue(before, period, reason)
        name = f"{period:%Y-%m}" + (f".{issue}" if issue > 1 else "")
        building = editions / UNFINISHED
        try:
            shutil.rmtree(building, ignore_errors=True)  # what a killed one left; the lock says that none is at work
            building.mkdir()
            _check(board, editions, period, next_month)
            masked = frozen_board.make(board, building / BOARD, period)
            for file, content in edition_files.render(building / BOARD, edition_files.NEWEST).items():
                (building / file).write_bytes(content)
            manifest = _manifest(building, period) | {
                "edition": name, "issue": issue, "replaces": before[-1].name if before else None, "reason": reason,
                "frozen_at": frozen_at.isoformat(), "frozen_by": frozen_by.strip(), "texts_masked": masked,
            }  # fmt: skip
            manifest["edition_sha256"] = seal(manifest)
            (building / MANIFEST).write_bytes(_json(manifest))
            for path in [*building.iterdir(), building]:
                path.chmod(0o755 if path == building else 0o444)
                sync(path)
            os.rename(building, editions / name)
            sync(editions)
        except snapshot.NoBoard as why:
            raise NothingPublished(str(why)) from None
        except OSError as why:
            raise NotFrozen(f"{editions} cannot be written: {why.strerror or why}") from None
        finally:
            shutil.rmtree(building, ignore_errors=True)
    return manifest


def add(edition: Path, files: dict[str, bytes], said: dict[str, Any], *, expected: str | None = None) -> dict[str, Any]:
    """Put files into a frozen edition, and what is said of them into its manifest, sealed anew; return the manifest.

    For what is made of the frozen board later, as a pack, and for signatures: nothing that was frozen is touched, no
    signature is taken back, and what is released is left alone. `expected`: the seal the caller read and reasoned from.
    The manifest comes last, in one step; until then the new files are none of the edition's. Raises NotFrozen.
    """
    with held(edition.parent):
        manifest = read(edition)
        if expected not in (None, manifest["edition_sha256"]):
            raise NotFrozen(f"{edition.name} was changed by another at the same time: do it again")
        signed = manifest.get("sign_offs", [])
        if said.get("sign_offs", signed)[: len(signed)] != signed:
            raise NotFrozen(f"a signature under {edition.name} cannot be changed or taken back")
        if sign_off.is_released(manifest) and (files or {*said} - {"sign_offs"}):
            raise NotFrozen(f"{edition.name} is released: a change is a re-issue beside it")
        frozen = {"manifest.json", BOARD, *edition_files.LAYOUTS[manifest["layout"]]}
        if taken := sorted(frozen & {*files} | {*said} & {"files", "edition_sha256"}):
            raise NotFrozen(f"{taken[0]} was frozen and cannot be replaced")
        beside = edition.parent / ".adding"
        try:
            for name, content in files.items():
                put_beside(beside, content, edition / name)
            manifest = {
                **manifest,
                **said,
                "files": {**manifest["files"], **{name: about_file(edition / name) for name in files}},
            }
            manifest["edition_sha256"] = seal(manifest)
            put_beside(beside, _json(manifest), edition / MANIFEST)
            sync(edition)
        except OSError as why:
            raise NotFrozen(f"{edition} cannot be written: {why.strerror or why}") from None
    return manifest


def verify(edition: Path) -> list[str]:
    """Render an edition again and compare every byte; return what differs, file by file. An empty list: nothing does."""
    try:
        manifest = json.loads((edition / MANIFEST).read_bytes())
        files, layout = dict(manifest["files"]), manifest["layout"]
    except (OSError, ValueError, KeyError, TypeError) as why:
        return [f"{MANIFEST}: cannot be read ({why})"]
    wrong = [] if seal(manifest) == manifest.get("edition_sha256") else [f"{MANIFEST}: was changed"]
    wrong += [f"{MANIFEST}: {line}" for line in sign_off.wrong(manifest)]
    if manifest.get("edition") != edition.name:
        wrong.append(f"{MANIFEST}: is of the edition {manifest.get('edition')}")
    for name, about in files.items():
        if not (edition / name).is_file():
            wrong.append(f"{name}: is gone")
        elif about_file(edition / name) != about:
            wrong.append(f"{name}: was changed")
    there = {path.name for path in edition.iterdir()}
    wrong += [f"{name}: is not of this edition" for name in sorted(there - {*files, MANIFEST})]
    if layout not in edition_files.LAYOUTS:
        return [*wrong, f"{MANIFEST}: layout {layout} is not known to this version"]
    try:
        rendered = edition_files.render(edition / BOARD, layout)
        facts = _facts(edition / BOARD, month_of(manifest["period"]))
    except (duckdb.Error, NotFrozen) as why:
        return [*wrong, f"{BOARD}: cannot be read ({str(why).splitlines()[0]})"]
    packs = {file for said in manifest.get("packs", {}).values() for file in said["sha256"]}  # pack.make renders them
    for name in sorted({*rendered, *files} - {BOARD} - packs):
        if name not in rendered or name not in files:
            wrong.append(
                f"{name}: {BOARD} renders {'it and the manifest has it not' if name in rendered else 'no such file'}"
            )
        elif (edition / name).is_file() and (edition / name).read_bytes() != rendered[name]:
            wrong.append(f"{name}: is not what {BOARD} renders")
    wrong += [
        f"{MANIFEST}: {name} is not what {BOARD} says" for name, said in facts.items() if manifest.get(name) != said
    ]
    return wrong


def seal(manifest: dict[str, Any]) -> str:
    """Return the one sha256 over everything a manifest says, the files' hashes with it."""
    return hashlib.sha256(_json({**manifest, "edition_sha256": None})).hexdigest()


def _next_issue(before: list[Path], period: date, reason: str | None) -> int:
    if before and not (reason or "").strip():
        raise AlreadyFrozen(
            f"{period:%B %Y} is frozen as {before[-1].name} and stays so; to re-issue it beside the old one:"
            ' --reissue --reason "what was wrong"'
        )
    if reason is not None and not before:
        raise NotFrozen(f"{period:%B %Y} was not frozen yet, so there is nothing to re-issue: leave --reissue out")
    return _issue(before[-1].name) + 1 if before else 1


def _check(board: Path, editions: Path, period: date, next_month: date) -> None:
    """Is the whole month in the board file, and does the file know every edition before this one?"""
    with closing(snapshot.open_board(board)) as connection:
        figures, data_to = connection.execute(
            "select (select count(*) from board.figures where period = ?), (select data_to from board.build)", [period]
        ).fetchall()[0]
        if not figures:
            raise NotFrozen(f"{period:%B %Y} is not in the board file: it has no figure of that month")
        if data_to is None or data_to + timedelta(days=1) < next_month:
            raise NotFrozen(f"{period:%B %Y} is not whole in the board file: it holds data to {data_to}")
        known = {row[0] for row in connection.execute("select edition from board.editions").fetchall()}
    unknown = [path.name for path in editions_in(editions) if path.name not in known]
    if unknown:
        raise NotFrozen(
            f"the board file was published before it knew the edition {unknown[-1]}, and cannot say what changed since:"
            " load, build and publish, then freeze"
        )


def _manifest(building: Path, period: date) -> dict[str, Any]:
    files = {path.name: about_file(path) for path in sorted(building.iterdir())}
    return {
        "period": f"{period:%Y-%m}",
        "layout": edition_files.NEWEST,
        **_facts(building / BOARD, period),
        "files": files,
    }


def _facts(board: Path, period: date) -> dict[str, Any]:
    """What the manifest says of the frozen file, read from it."""
    with closing(edition_files.opened(board)) as file:
        version, strategy, taxonomy, data_to, built_at, is_sandbox = file.execute(
            "select version, strategy_version, taxonomy_version, data_to, built_at, is_sandbox from build"
        ).fetchall()[0]
        definitions = file.execute(
            "select distinct kpi_id, definition_version from figures where period = ? order by all", [period]
        ).fetchall()
        counted = (
            "select count(*), count(*) filter (where status = 'provisional') from figures where state = 'measured'"
        )
        shown, provisional = file.execute(counted).fetchall()[0]
        of_month, provisional_of_month = file.execute(counted + " and period = ?", [period]).fetchall()[0]
        batches = file.execute(
            "select table_name, platform, account_id, batch_id, sha256 from batches order by all"
        ).fetchall()
    return {
        "versions": {"software": version, "strategy": strategy, "taxonomy": taxonomy, "definitions": dict(definitions)},
        "data_to": str(data_to),
        "built_at": str(built_at),
        "is_sandbox": is_sandbox,
        "figures": {"measured": shown, "provisional": provisional},
        "figures_of_the_month": {"measured": of_month, "provisional": provisional_of_month},
        "batches": {"count": len(batches), "sha256": hashlib.sha256(_json(batches)).hexdigest()},
    }


def about_file(path: Path) -> dict[str, Any]:
    """Return what a manifest says of a file: its sha256 and its bytes."""
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _json(what: Any) -> bytes:
    return json.dumps(what, indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _issue(name: str) -> int:
    return int(name.partition(".")[2] or 1)


@contextmanager
def held(editions: Path) -> Iterator[None]:
    """Keep other freezes out for as long as this one lasts; the system lets go of the lock of one that was killed."""
    try:
        editions.mkdir(parents=True, exist_ok=True)
        lock = (editions / ".lock").open("w")
    except OSError as why:
        raise NotFrozen(f"{editions} cannot be written: {why.strerror}") from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def put_beside(beside: Path, content: bytes, path: Path) -> None:
    """Write a file beside the edition and move it in whole, never to be written to again."""
    beside.unlink(missing_ok=True)
    beside.write_bytes(content)
    beside.chmod(0o444)
    sync(beside)
    os.replace(beside, path)


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk before going on."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
