"""Frozen editions kept in a bucket beside the shelf (LOS_LANDING), and brought from there to a machine that lacks them.

    editions/<YYYY-MM>/files/<sha256>/<name>   written once, never over another
    editions/<YYYY-MM>/manifest.json           written last and once; then only over the very one it follows (a signature)

Pages and packs read an edition from the folder of LOS_HOME, as ever: DuckDB opens a file. What comes from the bucket
is compared with the hashes of its manifest, and appears in that folder whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dashboards import edition_files, editions
from storage.faults import Changed, StorageFault
from storage.remote import Remote

NOTED = ".kept.json"  # of each edition: the manifest both had when they last agreed, {etag in the bucket, sha256 here}
FETCHING, ADDING = ".fetching", ".adding"


@dataclass
class Agreed:
    """What was done: names of editions brought to the bucket, brought from it, and left alone since they are damaged here."""

    kept: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)


def agree(folder: Path, shelf: Path) -> Agreed:
    """Bring editions of a folder into the bucket, and from there what the folder lacks. Without a bucket nothing is done.

    Raises StorageFault; Changed where an edition differs and neither follows the other: then both stay as they are.
    """
    done = Agreed()
    if not isinstance(shelf, Remote):
        return done
    with editions.held(folder):
        path = folder / NOTED
        noted: dict[str, dict[str, str]] = json.loads(path.read_bytes()) if path.exists() else {}
        there = {each.parent.name: each for each in shelf.glob(f"editions/*/{editions.MANIFEST}")}
        here = {each.name: each for each in editions.editions_in(folder)}
        for name in sorted({*here, *there}):
            if not editions.NAME.fullmatch(name):
                continue
            etag = shelf.store.heard[there[name].key].etag if name in there else None
            ours = _sha256(here[name] / editions.MANIFEST) if name in here else None
            note = noted.get(name, {})
            if (etag, ours) == (note.get("etag"), note.get("sha256")):
                continue
            if etag and (ours is None or ours == note.get("sha256")):
                _fetch(there[name], folder / name)
                done.fetched.append(name)
            elif etag is None or etag == note.get("etag"):
                if _is_damaged(here[name]):
                    done.damaged.append(name)
                    continue
                etag = _keep(here[name], shelf / "editions" / name, etag)
                done.kept.append(name)
            elif _sha256(there[name]) != ours:
                raise Changed(
                    f"the edition {name} is another in {there[name].parent} than in {folder}, and neither follows the other:"
                    " compare the two manifests and put the wrong one away by hand"
                )
            noted[name] = {"etag": etag or "", "sha256": _sha256(folder / name / editions.MANIFEST)}
            editions.put_beside(folder / ADDING, json.dumps(noted, indent=1).encode(), path)
    return done


def _keep(edition: Path, to: Remote, over: str | None) -> str:
    """Bring an edition into the bucket, its manifest last; return the etag of that."""
    manifest = editions.read(edition)
    for name, about in manifest["files"].items():
        to.store.bucket.put((to / _file(name, about)).key, edition / name, only_new=True)
    content = (edition / editions.MANIFEST).read_bytes()
    return to.store.bucket.put((to / editions.MANIFEST).key, content, only_new=over is None, only_over=over)


def _fetch(manifest_there: Path, edition: Path) -> None:
    """Bring an edition, or what was added to it, to this machine."""
    content = manifest_there.read_bytes()
    manifest: dict[str, Any] = json.loads(content)
    at, frozen = manifest_there.parent, {editions.BOARD, *edition_files.LAYOUTS.get(manifest.get("layout", 0), ())}
    names = list(manifest["files"])
    is_plain = all(name == Path(name).name and not name.startswith(".") for name in names)
    if not is_plain or manifest.get("edition") != edition.name or editions.seal(manifest) != manifest["edition_sha256"]:
        raise StorageFault(f"the manifest of {at} was changed: the edition is not taken from there")
    building = edition.parent / FETCHING
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        for name, about in manifest["files"].items():
            if edition.is_dir() and (edition / name).is_file() and editions.about_file(edition / name) == about:
                continue
            if edition.is_dir() and name in frozen:
                raise Changed(f"{name} of the edition {edition.name} is another in {at} than here: it was frozen once")
            shutil.copyfile(at / _file(name, about), building / name)
            if editions.about_file(building / name) != about:
                raise StorageFault(f"{name} in {at} was changed: the edition is not taken from there")
        if edition.is_dir():  # a later word on it: a pack, a signature; the manifest last, as when it was added
            for path in sorted(building.iterdir()):
                editions.put_beside(edition.parent / ADDING, path.read_bytes(), edition / path.name)
            editions.put_beside(edition.parent / ADDING, content, edition / editions.MANIFEST)
            return
        (building / editions.MANIFEST).write_bytes(content)
        for path in [*building.iterdir(), building]:
            path.chmod(0o755 if path == building else 0o444)
            editions.sync(path)
        os.rename(building, edition)
        editions.sync(edition.parent)
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _file(name: str, about: dict[str, Any]) -> str:
    return f"files/{about['sha256']}/{name}"


def _is_damaged(edition: Path) -> bool:
    files = editions.read(edition)["files"].items()
    return any(not (edition / name).is_file() or editions.about_file(edition / name) != about for name, about in files)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
