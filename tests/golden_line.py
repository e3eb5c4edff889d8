"""The golden body: what it said, read and recorded (tests/golden/*.yml), put on a real shelf and built by the real models."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from extractors.imports import import_file
from extractors.landing import Landing
from extractors.privacy import Door
from extractors.records import Account, Extract, Interaction, Post, Reading
from tests.the_line import REPO, Line

GOLDEN = Path(__file__).parent / "golden"
ACCOUNTS = {"x": "1001", "facebook": "2001", "youtube": "UCgolden"}
FOLLOWERS = {"x": "followers_count", "facebook": "followers_count", "youtube": "subscriberCount"}
SINCE, UNTIL = date(2024, 9, 1), date(2026, 11, 16)
COVERED_TO = date(2026, 11, 15)
BODY = "golden"
DOOR = Door(b"a key of the tests, long enough", [])


def cases() -> dict[str, dict[str, Any]]:
    """Return what each file of the folder holds, by its name."""
    return {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.yml"))}


def opened(home: Path, project: Path) -> Line:
    """Return the line of a home that was built before."""
    return Line(home, "http://127.0.0.1:1", project=project)


def build(home: Path, project: Path, *, with_registers: bool = True) -> Line:
    """Put everything on the shelf of a new home, check and load it, and build the models with the golden body's seeds."""
    line = opened(home, own_project(project))
    everything = list(cases().values())
    for platform in ACCOUNTS:
        _land(Landing(home / "landing"), platform, everything)
    if with_registers:
        for register, rows in _registers(everything).items():
            take_in(home, write_register(home / "files", register, rows))
    line.check_and_load(LOS_TODAY=str(UNTIL))
    line.build()
    return line


def take_in(home: Path, path: Path) -> None:
    """Import one file of the golden body; every row of it must be taken."""
    said = import_file(
        path,
        organisation_id=BODY,
        landing=Landing(home / "landing"),
        accounts=[],
        door=DOOR,
        received_at=datetime.combine(UNTIL, time(6), UTC),
    )
    assert not said["dropped"], said["refused"]


def own_project(folder: Path) -> Path:
    """Copy the dbt project into a folder and lay the golden body's seeds over its own."""
    shutil.copytree(REPO / "dbt_project", folder, ignore=shutil.ignore_patterns("target", "logs"))
    for seed in (folder / "seeds").glob("*.csv"):
        ours = GOLDEN / "seeds" / seed.name
        if ours.exists():
            shutil.copy(ours, seed)
        elif "organisation_id" in (header := seed.read_text().partition("\n")[0]).split(","):
            kept = [row for row in seed.read_text().splitlines()[1:] if row.startswith("default,")]
            seed.write_text("\n".join([header, *kept]) + "\n")  # no other body's
    return folder


def _land(landing: Landing, platform: str, everything: list[dict[str, Any]]) -> None:
    account = Account(BODY, platform, ACCOUNTS[platform])
    looks = {date.fromisoformat(str(each["seen_on"])) for case in everything for each in case.get("readings", ())}
    for day in sorted({*looks, UNTIL}):  # a batch is a day of looking
        seen_at = datetime.combine(day, time(6), UTC)
        batch_id = f"golden_{day:%Y%m%d}"
        with landing.open_batch(account, batch_id) as batch:
            batch.add(
                Reading(platform, account.account_id, "account", account.account_id, FOLLOWERS[platform], 500, seen_at)
            )
            for row in _readings(platform, everything, day, seen_at):
                batch.add(row)
            if day == UNTIL:
                for case in everything:
                    for row in (*_acts(platform, case), *_inbound(platform, case)):
                        batch.add(row)
            since = SINCE if day == UNTIL else day
            until = UNTIL if day == UNTIL else day + timedelta(days=1)
            # of the readings one is the account's, the rest are counts of posts
            counts = batch.counts["posts"] + batch.counts["readings"] - 1
            for subject, rows in (("posts", counts), ("interactions", batch.counts["interactions"]), ("series", 1)):
                said = Extract(
                    platform, account.account_id, BODY, batch_id, "api", subject, since, until, seen_at, seen_at, seen_at, "ok",
                    pages=1, rows=rows,
                )  # fmt: skip
                batch.add(said)


def _acts(platform: str, case: dict[str, Any]) -> Iterator[Post]:
    for row in _repeated(case.get("acts", ()), "id"):
        if row["account"] == platform:
            yield Post(
                platform, ACCOUNTS[platform], row["id"], row.get("kind", "original"), _time(row["at"]),
                text=row.get("text"), parent_id=row.get("parent"), conversation_id=row.get("parent", row["id"]),
                parent_is_ours=row.get("parent_is_ours"), hashtags=tuple(row.get("hashtags", ())),
                links=tuple(row.get("links", ())), people_named=0, media_kind="none", is_paid=row.get("is_paid", False),
            )  # fmt: skip


def _inbound(platform: str, case: dict[str, Any]) -> Iterator[Interaction]:
    for row in _repeated(case.get("inbound", ()), "id"):
        if row["account"] == platform:
            yield Interaction(
                platform, ACCOUNTS[platform], row["id"], "mention", _time(row["at"]), conversation_id=row["id"],
                author_key=DOOR.author_key(platform, row.get("author", "author of " + row["id"])), asks_question=row.get("asks", False),
                raises_concern=row.get("concern", False), fingerprint=DOOR.tag_key(row.get("words", "words of " + row["id"])),
            )  # fmt: skip


def _readings(platform: str, everything: list[dict[str, Any]], day: date, seen_at: datetime) -> Iterator[Reading]:
    for row in (row for case in everything for row in case.get("readings", ())):
        if row["account"] == platform and str(row["seen_on"]) == str(day):
            for field, value in row.items():
                if field not in ("account", "post", "seen_on"):
                    said = None if value is None else float(value)
                    yield Reading(platform, ACCOUNTS[platform], "post", row["post"], field, said, seen_at)


def _registers(everything: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for case in everything:
        for register, rows in case.get("registers", {}).items():
            found.setdefault(register, []).extend(_repeated(rows, None))
    return found


def write_register(folder: Path, register: str, rows: list[dict[str, Any]], covered_to: date = COVERED_TO) -> Path:
    """Write the rows as a person's CSV and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    lines = [f"# register: {register}", f"# covered_to: {covered_to}", ",".join(columns)]
    lines += [",".join(str(row.get(column, "")) for column in columns) for row in rows]
    path = folder / f"{register}.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _repeated(rows: Any, named_by: str | None) -> Iterator[dict[str, Any]]:
    """Write out rows with `times`: {n} counts from 1, {n+4} from 5, {n4} goes round 1 to 4; an id gets -1, -2 ..."""
    for row in rows:
        times = row.get("times", 1)
        own = {key: value for key, value in row.items() if key != "times"}
        for n in range(1, times + 1):
            cells = {key: _filled(value, n) for key, value in own.items()}
            name = named_by or next((key for key in ("item_id", "post_id") if key in own), None)
            if times > 1 and name and cells[name] == own[name]:
                cells[name] = f"{own[name]}-{n}"
            yield cells


def _filled(value: Any, n: int) -> Any:
    if not isinstance(value, str):
        return value
    value = re.sub(r"\{n\+(\d+)\}", lambda found: str(n + int(found[1])), value)
    return re.sub(r"\{n(\d+)\}", lambda found: str((n - 1) % int(found[1]) + 1), value).replace("{n}", str(n))


def _time(text: str) -> datetime:
    return datetime.fromisoformat(text)
