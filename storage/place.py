"""Where the shelf stands: a folder of this machine, or a prefix of a bucket; and what the two do each in its own way.

On a disk a place is a `pathlib.Path` and nothing else, in a bucket a `Remote` with the same verbs. What a place cannot do
by itself are the functions below. A file is drafted on this machine, staged (brought near, where nobody reads it yet)
and settled: put where it belongs in one step.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from storage.bucket import Bucket, open_bucket
from storage.faults import BadSetting
from storage.remote import Remote, Store

UNFINISHED = ".unfinished"
AT_ONCE = 8  # pages on their way together


def place(setting: str | None, home: Path, *, opened: Callable[[str], Bucket] = open_bucket) -> Path:
    """Return where the shelf stands: LOS_LANDING as given, or `landing` in LOS_HOME. Raises BadSetting, StorageFault."""
    if not (setting or "").strip():
        return home / "landing"
    said = str(setting).strip()
    scheme, separator, _ = said.partition("://")
    if not separator:
        return Path(said)
    if scheme != "s3":
        raise BadSetting(
            f"LOS_LANDING: {scheme}:// is no store this version knows. Write s3://bucket/prefix or a folder"
        )
    try:
        address = urlsplit(said)
        has_more = bool(address.query or address.fragment or "@" in address.netloc or ":" in address.netloc)
    except ValueError:
        has_more = True
    if has_more or not address.netloc:
        # not what was written: it may hold a key
        raise BadSetting(
            "LOS_LANDING: an address in a bucket is s3://bucket/prefix and nothing more. Keys come from the AWS"
            " environment or the machine's role, the store's address from AWS_ENDPOINT_URL"
        )
    where = hashlib.sha256(f"{address.netloc}{address.path.rstrip('/')}".encode()).hexdigest()[:12]
    store = Store(opened(address.netloc), address.path, home / "landing.scratch" / where)
    store.bucket.check(store.prefix and f"{store.prefix}/")
    return Remote(store)


def draft(path: Path) -> Path:
    """Return where a file that will stand at `path` is written first: beside it on a disk, else among the drafts."""
    return local(path.with_suffix(UNFINISHED))


def local(path: Path) -> Path:
    """Return the path on this machine that stands for an unfinished one: itself, or the draft of a place in a bucket."""
    if not isinstance(path, Remote):
        return path
    of_this_machine = path.store.scratch / "drafts" / path.at
    of_this_machine.parent.mkdir(parents=True, exist_ok=True)
    return of_this_machine


def stage(path: Path) -> None:
    """Bring a draft near: into the bucket, where nobody reads it yet. On a disk it is near."""
    if isinstance(path, Remote):
        staged = path.with_suffix(UNFINISHED)
        path.store.bucket.put(staged.key, draft(path))


def settle(path: Path, *, is_staged: bool = False) -> None:
    """Put a draft where it belongs, in one step: others see the old file or the new one, never a part."""
    if not isinstance(path, Remote):
        os.replace(draft(path), path)
    elif is_staged:
        path.store.take_over(path.with_suffix(UNFINISHED).key, path.key, draft(path))
    else:
        path.store.put(path.key, draft(path))


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old one or the new one, never a part."""
    if isinstance(path, Remote):
        path.store.put(path.key, content)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(path.name + UNFINISHED)
    beside.write_bytes(content)
    os.replace(beside, path)


def move(path: Path, to: Path) -> None:
    """Move a file within the shelf. Killed half-way, a bucket holds it twice, and moving it again is well."""
    if isinstance(path, Remote):
        path.store.bucket.copy(path.key, path.store.key(to.relative_to(Remote(path.store)).as_posix()))
        path.store.delete([path.key])
    else:
        os.replace(path, to)


def stage_all(files: Iterable[Path], folder: Path) -> None:
    """Bring the files of a finished folder near: into the bucket, each over its namesake. On a disk they are near."""
    if isinstance(folder, Remote):
        keys = {(folder / each.name).key: each for each in files}
        with ThreadPoolExecutor(AT_ONCE) as together:
            for done in [together.submit(folder.store.bucket.put, key, path) for key, path in keys.items()]:
                done.result()


def settle_folder(unfinished: Path, folder: Path) -> None:
    """Put a finished folder in the place of another; in a bucket, what was staged stays and the rest goes."""
    if isinstance(folder, Remote):
        names = {each.name for each in unfinished.iterdir()}
        folder.store.delete([each.key for each in folder.glob("*") if each.name not in names])
        shutil.rmtree(unfinished)
    else:
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(unfinished, folder)


def remove_tree(folder: Path, *, ignore_errors: bool = False) -> None:
    """Remove a folder and what is in it."""
    if isinstance(folder, Remote):
        folder.store.delete([each.key for each in folder.store.list(f"{folder.at}/")])
    else:
        shutil.rmtree(folder, ignore_errors=ignore_errors)


def look(folder: Path) -> None:
    """Hear by one listing what lies in a folder many files of which are read next. On a disk nothing is to be done."""
    if isinstance(folder, Remote):
        folder.store.list(f"{folder.at}/")


def litter(root: Path, platform: str) -> Iterator[Path]:
    """Yield what killed runs of a platform left unfinished on a shelf, here and in the bucket."""
    here = root
    if isinstance(root, Remote):
        here = root.store.scratch / "drafts"
        for each in root.store.list(""):
            if each.key.endswith(UNFINISHED) and f"/platform={platform}/" in each.key:
                yield Remote(root.store, root.store.name(each.key))
    yield from here.glob(f"*/**/platform={platform}/**/*{UNFINISHED}")


def lock_folder(root: Path) -> Path:
    """Return the folder of this machine in which a lock on a shelf is held. A bucket has none: one machine rewrites it."""
    folder = root.store.scratch if isinstance(root, Remote) else root
    folder.mkdir(parents=True, exist_ok=True)
    return folder
