"""A prefix of a bucket, walked like a folder: the verbs of a path, and a copy on this machine where a library opens one.

<scratch>/drafts/...   files on their way to the bucket, named as on a disk; what a killed run left lies here too
<scratch>/copies/...   what was read from it, as <etag>.<name>; gone with the object, or once it is another
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Generator, Iterable
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from storage.bucket import Bucket, Object

COPY_IN_USE_S = 3600  # another process may be about to open it

# To the type checker a Remote is a Path, so that the rooms go on saying Path; at run time it is none, so that a verb it
# lacks is an error and never something done to the disk.
if TYPE_CHECKING:
    _Like = Path
else:
    _Like = object


class Store:
    """A prefix of a bucket, what this process last heard of it, and the folder for drafts and copies."""

    def __init__(self, bucket: Bucket, prefix: str, scratch: Path) -> None:
        self.bucket, self.prefix, self.scratch = bucket, prefix.strip("/"), scratch
        self.heard: dict[str, Object] = {}  # by key: from a listing, or written by us

    def key(self, name: str) -> str:
        """Return the whole key of a name under the prefix."""
        return f"{self.prefix}/{name}".strip("/")

    def name(self, key: str) -> str:
        """Return a key's name under the prefix."""
        return key[len(self.prefix) :].lstrip("/")

    def list(self, name: str) -> list[Object]:
        """List everything whose name begins so, and let go of copies of what is no more, or is another now."""
        prefix = self.key(name) + ("/" if not name or name.endswith("/") else "")
        there = list(self.bucket.list(prefix.lstrip("/")))
        for key in [key for key in self.heard if key.startswith(prefix)]:
            del self.heard[key]
        self.heard.update((each.key, each) for each in there)
        self._let_go(prefix)
        return there

    def copy_of(self, key: str) -> Path:
        """Return a copy on this machine of an object as it was last heard of. Raises FileNotFoundError."""
        heard = self.heard.get(key)
        if heard is not None and (path := self._copy(key, heard.etag)).exists():
            return path
        beside = self._copy(key, f"new-{os.getpid()}")
        etag = self.bucket.fetch(key, beside, is_known=heard is not None)
        if etag is None:
            raise FileNotFoundError(f"{self.bucket.at(key)} is not there")
        path = self._copy(key, etag)
        os.replace(beside, path)
        return path

    def put(self, key: str, body: bytes | Path) -> None:
        """Write an object, and keep a body that is a file as the copy of it."""
        size = len(body) if isinstance(body, bytes) else body.stat().st_size
        self._written(key, self.bucket.put(key, body), size, body)

    def take_over(self, staged: str, key: str, draft: Path) -> None:
        """Put a staged object into place; the draft it was made of becomes the copy of it."""
        self._written(key, self.bucket.copy(staged, key), draft.stat().st_size, draft)
        self.bucket.delete([staged])

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects and the copies of them."""
        for key in keys:
            self.bucket.delete([key])
            self.heard.pop(key, None)
            self._drop(key)

    def _written(self, key: str, etag: str, size: int, body: bytes | Path) -> None:
        self.heard[key] = Object(key, etag, size, time.time())
        self._drop(key)
        if isinstance(body, Path):
            copy = self._copy(key, etag)
            copy.parent.mkdir(parents=True, exist_ok=True)
            os.replace(body, copy)

    def _copy(self, key: str, etag: str) -> Path:
        place = self.scratch / "copies" / self.name(key)
        return place.with_name(f"{hashlib.sha256(etag.encode()).hexdigest()[:16]}.{place.name}")

    def _drop(self, key: str) -> None:
        place = self.scratch / "copies" / self.name(key)
        for copy in _entries(place.parent):
            if copy.partition(".")[2] == place.name:
                (place.parent / copy).unlink(missing_ok=True)

    def _let_go(self, prefix: str) -> None:
        top = self.scratch / "copies" / self.name(prefix)
        top = top if prefix.endswith("/") or not self.name(prefix) else top.parent
        current = {self._copy(key, each.etag) for key, each in self.heard.items() if key.startswith(prefix)}
        oldest = time.time() - COPY_IN_USE_S
        for folder, _, files in os.walk(top):
            for path in (Path(folder) / name for name in files):
                is_listed = self.key(str(path.relative_to(self.scratch / "copies"))).startswith(prefix)
                if is_listed and path not in current:
                    with contextlib.suppress(FileNotFoundError):
                        if path.stat().st_mtime < oldest:
                            path.unlink()


class Remote(_Like):
    """A place in a bucket: a file where an object has this name, a folder where names go on below it."""

    def __init__(self, store: Store, at: str | PurePosixPath = "") -> None:
        self.store, self.at = store, PurePosixPath(at)

    @property
    def key(self) -> str:
        """The key of the object that would stand here."""
        return self.store.key("" if self.at == PurePosixPath() else str(self.at))

    def __fspath__(self) -> str:
        return str(self.store.copy_of(self.key))

    def __str__(self) -> str:
        return self.store.bucket.at(self.key)

    def __repr__(self) -> str:
        return f"Remote({str(self)!r})"

    def __hash__(self) -> int:
        return hash((self.store.bucket.name, self.key))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Remote) and str(self) == str(other)

    def __lt__(self, other: Any) -> bool:
        return bool(self.at < other.at)

    def __truediv__(self, name: Any) -> Remote:
        return Remote(self.store, self.at / str(name))

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.at.name

    @property
    def stem(self) -> str:
        """The last part without its ending."""
        return self.at.stem

    @property
    def suffix(self) -> str:
        """The ending of the last part, with its dot."""
        return self.at.suffix

    @property
    def parent(self) -> Remote:
        """The folder it is in."""
        return Remote(self.store, self.at.parent)

    @property
    def parents(self) -> list[Remote]:  # a list does what is asked of it
        """The folders it is in, nearest first."""
        return [Remote(self.store, each) for each in self.at.parents]

    def with_name(self, name: str) -> Remote:
        """Return the place of another name beside this one."""
        return Remote(self.store, self.at.with_name(name))

    def with_suffix(self, suffix: str) -> Remote:
        """Return the place of the same name with another ending."""
        return Remote(self.store, self.at.with_suffix(suffix))

    def relative_to(self, other: Any) -> PurePosixPath:  # type: ignore[override]
        """Return the path from another place to this one."""
        return self.at.relative_to(other.at)

    def exists(self) -> bool:
        """Say whether there is an object, or are names below, at this moment."""
        return self.is_file() or self.is_dir()

    def is_file(self) -> bool:
        """Say whether there is an object of this name at this moment."""
        return self.store.bucket.head(self.key) is not None

    def is_dir(self) -> bool:
        """Say whether names go on below this one at this moment."""
        return next(iter(self.store.bucket.list(f"{self.key}/".lstrip("/"))), None) is not None

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        """Return size and time of writing, as last heard; the rest is zero. Raises FileNotFoundError."""
        said = self.store.heard.get(self.key) or self.store.bucket.head(self.key)
        if said is None:
            raise FileNotFoundError(f"{self} is not there")
        return os.stat_result((0, 0, 0, 0, 0, 0, said.size, said.modified, said.modified, said.modified))

    def glob(self, pattern: str) -> Generator[Remote, None, None]:
        """Yield what matches, files and folders, by one listing of what lies under the pattern's fixed part."""
        wanted = PurePosixPath(pattern).parts
        if "**" in wanted:
            raise NotImplementedError("a place in a bucket is not searched to any depth")
        fixed = 0
        while fixed < len(wanted) and not set("*?[") & set(wanted[fixed]):
            fixed += 1
        under = self.at.joinpath(*wanted[:fixed])
        if fixed == len(wanted):
            yield from [Remote(self.store, under)] if Remote(self.store, under).exists() else []
            return
        begins = wanted[fixed][: min(wanted[fixed].find(sign) % 10_000 for sign in "*?[")]
        folder = "" if under == PurePosixPath() else f"{under}/"
        found: dict[PurePosixPath, None] = {}
        for each in self.store.list(folder + begins):
            parts = PurePosixPath(self.store.name(each.key)).parts
            rest = parts[len(under.parts) :]
            hits = (fnmatchcase(part, like) for part, like in zip(rest, wanted[fixed:], strict=False))
            if len(rest) >= len(wanted) - fixed and all(hits):
                found[PurePosixPath(*parts[: len(under.parts) + len(wanted) - fixed])] = None
        yield from (Remote(self.store, each) for each in found)

    def read_bytes(self) -> bytes:
        """Return the object's bytes. Raises FileNotFoundError."""
        return Path(self).read_bytes()

    def read_text(self, encoding: str | None = None, errors: str | None = None) -> str:
        """Return the object's text (UTF-8 unless told). Raises FileNotFoundError."""
        return self.read_bytes().decode(encoding or "utf-8", errors or "strict")

    def unlink(self, missing_ok: bool = False) -> None:
        """Delete the object. Raises FileNotFoundError when there is none, unless told that this is well."""
        if not missing_ok and not self.is_file():
            raise FileNotFoundError(f"{self} is not there")
        self.store.delete([self.key])

    def mkdir(self, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        """Do nothing: in a bucket a folder is where names go on."""


def _entries(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except FileNotFoundError:
        return []
