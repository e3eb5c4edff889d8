"""Forgets what is gone from its platform: reads the news of it, purges everything under LOS_HOME, keeps a tombstone.

First the record with the tombstones is written, then everything is purged, then the news is rewritten to counts. Killed
at any moment, the next run finds the news again and finishes; nothing is counted twice.
"""

from __future__ import annotations

import fcntl
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from extractors.columns import read
from extractors.landing import Landing, account_folder
from extractors.privacy import Door
from extractors.purge import blot_logs, files_that_hold, holds, purge_shelf
from extractors.rewrite import IDS, month_of, wholes
from extractors.tombstones import Named, buried
from storage import place as storage
from storage.place import write_whole

MOMENTS = {"posts": "published_at", "interactions": "created_at"}
WHAT = {"posts": "post", "interactions": "interaction"}
A_KEY = re.compile(r"gone:[0-9a-f]{24}")
Found = dict[tuple[str, str], tuple[str, date]]  # (platform, id) -> what it is, the month it is of


def forget(
    landing: Landing, home: Path, door: Door, *, now: datetime, platform: str | None = None,
    account_id: str | None = None, confirm: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """Apply the news that waits, of one platform or account if named; return what was removed and what is to be judged.

    With `confirm`, what was held back for a person's word is taken too. Returns news (applied), removed (by what),
    held_back (still waiting for a word) and platforms (whose batches need a verdict again). Without news it costs nothing.
    """
    asked = [path for path in _news(landing) if platform in (None, _platform(path))]
    asked = [path for path in asked if account_id is None or path.parent.name == account_folder("", account_id).name]
    if confirm:
        for path in asked:
            said = _said(path)
            if said["held_back"]:
                _write(path, said | {"gone": [*said["gone"], *said["held_back"]], "held_back": []})
    waiting = [path for path in asked if _said(path)["gone"]]
    removed: dict[str, int] = defaultdict(int)
    if waiting:
        with alone(landing):
            _apply(landing, home, door, waiting, now, removed)
    held_back = sum(len(_said(path)["held_back"]) for path in _news(landing) if path in asked)
    platforms = (
        sorted({batch.platform for batch in landing.batches() if landing.verdict(batch) is None}) if waiting else []
    )
    return {"news": len(waiting), "removed": dict(removed), "held_back": held_back, "platforms": platforms}


@contextmanager
def alone(landing: Landing) -> Iterator[None]:
    """Let nobody else rewrite the shelf meanwhile: nobody on this machine, whose one task at a time does it."""
    with (storage.lock_folder(landing.root) / ".rewriting").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say_gone(
    landing: Landing, platform: str, account_id: str, organisation_id: str, now: datetime, *,
    posts: Iterable[str] = (), items: Iterable[str] = (),
) -> None:  # fmt: skip
    """Put a person's word that something is gone on the shelf, as news."""
    said = [{"kind": "post", "id": each, "said": "a person said so"} for each in posts]
    said += [{"kind": "interaction", "id": each, "said": "a person said so"} for each in items]
    path = landing.root / "news" / account_folder(platform, account_id) / f"hand_{now:%Y%m%dT%H%M%S}.json"
    before = _said(path)["gone"] if path.exists() else []
    _write(path, {
        "platform": platform, "account_id": account_id, "organisation_id": organisation_id, "said_at": now.isoformat(),
        "gone": [*before, *said], "held_back": [], "confirmed": {"post": [], "interaction": []},
    })  # fmt: skip


def is_of_gone(landing: Landing, door: Door, path: Path) -> bool:
    """Tell whether a file holds the id of something that was removed: it is then not kept."""
    gone = buried(landing.root, door)
    return gone is not None and holds(path.read_bytes(), lambda text: gone.without(text) != text)


def _apply(
    landing: Landing, home: Path, door: Door, waiting: list[Path], now: datetime, removed: dict[str, int]
) -> None:
    named = Named({(_platform(path), each["id"]) for path in waiting for each in _said(path)["gone"]}, door)
    holding = files_that_hold(home / "inbox", lambda text: bool(named.said_in(text)))
    found = _survey(landing, named)
    for number, path in enumerate(waiting):
        record = _record(landing, path, door, found, now, len(holding) if number == 0 else 0, named)
        for each in record["removals"]:
            removed[each["what"]] += each["removed"]
    for file in holding:
        file.unlink()
        file.with_name(file.name + ".txt").unlink(missing_ok=True)
    purge_shelf(landing.root, named)
    blot_logs(home, named)
    for path in _news(landing):  # last: until then it is the news that brings a killed run back here
        said = _said(path)
        left = said | {name: [each for each in said[name] if not named.key_of(said["platform"], each["id"])]
                       for name in ("gone", "held_back")}  # fmt: skip
        left["confirmed"] = {kind: [each for each in ids if not named.key_of(said["platform"], each)]
                             for kind, ids in said["confirmed"].items()}  # fmt: skip
        if left != said:
            left["applied"] = said.get("applied", 0) + len(said["gone"]) - len(left["gone"])
            _write(path, left)


def _survey(landing: Landing, named: Named) -> Found:
    found: Found = {}
    for platform in named.platforms:
        for whole in wholes(landing.root, platform):
            for table in MOMENTS.keys() & whole.files.keys():
                rows = read(whole.files[table], [IDS[table], MOMENTS[table]])
                for item_id, at in zip(*(column.to_pylist() for column in rows.columns), strict=True):
                    if named.key_of(platform, item_id):
                        found[platform, item_id] = WHAT[table], month_of(at)
    return found


def _record(
    landing: Landing, news: Path, door: Door, found: Found, now: datetime, files: int, named: Named
) -> dict[str, Any]:
    """Write the record of what a piece of news takes away, tombstones and all; add to what an earlier try wrote."""
    said = _said(news)
    path = landing.root / "removals" / news.relative_to(landing.root / "news")
    before: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    stones = {stone["key"]: stone for stone in before.get("tombstones", ())}
    counts: dict[tuple[str, str], list[date]] = defaultdict(list)
    for each in said["gone"]:
        key = door.key_of_gone(said["platform"], each["id"])
        if key in stones:
            continue  # an earlier try counted it
        stones[key] = {"key": key, "kind": each["kind"], "news_at": said["said_at"], "removed_at": now.isoformat()}
        if (said["platform"], each["id"]) in found:
            what, month = found[said["platform"], each["id"]]
            counts[what, A_KEY.sub("…", named.without(each["said"]).replace(each["id"], "…"))].append(month)
    rows = [{"what": what, "reason": f"Gone from the platform: {reason.rstrip('. ')}", "news_at": said["said_at"],
             "removed_at": now.isoformat(), "removed": len(months), "months": sorted({str(each) for each in months})}
            for (what, reason), months in sorted(counts.items())]  # fmt: skip
    if files and len(stones) > len(before.get("tombstones", ())):  # else an earlier try counted them
        rows.append({"what": "file", "reason": "A file that was imported held something that is gone from the platform; "
                     "its other rows stay on the shelf", "news_at": said["said_at"], "removed_at": now.isoformat(),
                     "removed": files, "months": []})  # fmt: skip
    record = {name: said[name] for name in ("platform", "account_id", "organisation_id")}
    record |= {"tombstones": list(stones.values()), "removals": [*before.get("removals", ()), *rows]}
    if record != before:
        _write(path, record)
    return record | {"removals": rows}


def _news(landing: Landing) -> list[Path]:
    return sorted((landing.root / "news").glob("platform=*/account=*/*.json"))


def _platform(news: Path) -> str:
    return news.parent.parent.name.removeprefix("platform=")


def _said(path: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return said


def _write(path: Path, said: dict[str, Any]) -> None:
    write_whole(path, json.dumps(said, indent=1, ensure_ascii=False).encode())
