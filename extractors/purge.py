"""Takes what is gone from its platform out of every file under LOS_HOME but frozen editions, which hold no ids.

Every file is written beside itself and replaced; doing it again changes nothing. Log files, which other processes hold
open, are overwritten in place, byte for byte. The warehouse follows when the batches are loaded again.
"""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from extractors.as_json import json_of, read_json
from extractors.rewrite import IDS, Take, wholes, write_again
from extractors.tombstones import GONE, Named, page_of
from storage import place as storage
from storage.place import write_whole

PLACES_OF_LOGS = ("dbt", "logs", "airflow/logs")
DEEPEST = 3  # archives within each other


def purge_shelf(root: Path, named: Named) -> None:
    """Purge pages, batches, refused batches, what the checks said of them, and what was confirmed to be there."""
    for platform in named.platforms:  # what a killed run left: nobody reads it, and nobody else is writing it now
        for litter in storage.litter(root, platform):
            if litter.is_dir():
                for page in litter.iterdir():
                    page.unlink()
                litter.rmdir()
            else:
                litter.unlink(missing_ok=True)
    for path in sorted((root / "pages").glob("platform=*/account=*/*/*.json.gz")):
        _purge_page(path, named)
    for whole in wholes(root):
        write_again(whole, without_gone(whole.platform, named), GONE)
    for place in ("verdicts", "quarantine"):
        for path in sorted((root / place).glob("*/platform=*/account=*/*.json")):
            said = path.read_text(encoding="utf-8")
            if (kept := named.without(said)) != said:
                write_whole(path, kept.encode())
    for platform in named.platforms:
        for path in sorted((root / "confirmed").glob(f"platform={platform}/account=*/*.json")):
            days = json.loads(path.read_text(encoding="utf-8"))
            left = {kind: {each: day for each, day in of.items() if not named.key_of(platform, each)}
                    for kind, of in days.items()}  # fmt: skip
            if left != days:
                write_whole(path, json.dumps(left, indent=1, sort_keys=True).encode())


def _purge_page(path: Path, named: Named) -> None:
    text = gzip.decompress(path.read_bytes()).decode()
    platform = path.parents[2].name.removeprefix("platform=")
    if named.may_be_in(text, platform):
        said = read_json(text.encode())
        kept = page_of(said, platform, named)
        if kept != said:
            write_whole(path, gzip.compress(json_of(kept), compresslevel=1, mtime=0))


def without_gone(platform: str, named: Named) -> Take:
    """Return what takes the rows of things that are gone out of a table, and puts keys where they are mentioned."""

    def take(table: str, rows: pa.Table) -> tuple[pa.Table, Iterable[str]]:
        names: list[str] = []
        if table in IDS:
            ids = rows[IDS[table]].unique().to_pylist()
            gone = {each: key for each in ids if each is not None and (key := named.key_of(platform, each))}
            is_gone = pc.is_in(rows[IDS[table]], value_set=pa.array(list(gone), pa.string()))
            if table == "readings":
                is_gone = pc.and_(is_gone, pc.equal(rows["subject_kind"], "post"))
            if pc.any(is_gone).as_py():
                names = [gone[each] for each in rows.filter(is_gone)[IDS[table]].unique().to_pylist()]
                rows = rows.filter(pc.invert(is_gone))
        return _with_keys(rows, platform, named), names

    return take


def _with_keys(rows: pa.Table, platform: str, named: Named) -> pa.Table:
    """Return the rows with a key in place of every mention; the very same table where there is none."""
    for place, field in enumerate(rows.schema):
        column = rows[field.name]
        if pa.types.is_string(field.type):
            swaps = _swaps(column.unique().to_pylist(), platform, named)
            if swaps:
                swapped = [swaps.get(said, said) for said in column.to_pylist()]
                rows = rows.set_column(place, field, pa.array(swapped, field.type))
        elif pa.types.is_list(field.type) or pa.types.is_map(field.type):
            said_at_all = [said for said in (column.to_pylist()) if said]
            words = [word[-1] if isinstance(word, tuple) else word for said in said_at_all for word in said]
            swaps = _swaps(set(words), platform, named)
            if swaps:
                swapped = [_each_swapped(said, swaps) for said in column.to_pylist()]
                rows = rows.set_column(place, field, pa.array(swapped, field.type))
    return rows


def _swaps(texts: Iterable[str | None], platform: str, named: Named) -> dict[str | None, str]:
    said = [text for text in texts if isinstance(text, str)]
    if not named.may_be_in("".join(f'"{text}"' for text in said), platform):
        return {}
    kept = {text: named.key_of(platform, text) or named.without(text) for text in said}
    return {text: key for text, key in kept.items() if key != text}


def _each_swapped(said: list[object] | None, swaps: dict[str | None, str]) -> list[object] | None:
    if said is None:
        return None
    return [(each[0], swaps.get(each[1], each[1])) if isinstance(each, tuple) else swaps.get(each, each)  # type: ignore[call-overload]
            for each in said]  # fmt: skip


def files_that_hold(inbox: Path, is_in: Callable[[str], bool]) -> list[Path]:
    """Return the files put away in an inbox that hold something, also packed or in two bytes a letter."""
    there = sorted(path for place in ("done", "refused") for path in (inbox / place).rglob("*") if path.is_file())
    return [path for path in there if holds(path.read_bytes(), is_in)]


def holds(content: bytes, is_in: Callable[[str], bool], depth: int = 0) -> bool:
    """Tell whether a file's bytes hold something: as they are, unpacked, or read as two bytes a letter."""
    return any(is_in(text) for text in _texts(content, depth))


def _texts(content: bytes, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if content.startswith(b"PK"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for member in packed.namelist():
                    yield from _texts(packed.read(member), depth + 1)
            return
        except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
            pass  # cut short, or locked: its bytes as they are
    if content.startswith(b"\x1f\x8b"):
        try:
            yield from _texts(gzip.decompress(content), depth + 1)
            return
        except (OSError, EOFError):
            pass
    yield content.decode("latin-1")
    if b"\x00" in content:  # a spreadsheet of old, or text in two bytes a letter, from an even or an odd place
        for first in (0, 1):
            yield content[first:].decode("utf-16-le", "ignore")
            yield content[first:].decode("utf-16-be", "ignore")


def blot_logs(home: Path, named: Named) -> None:
    """Overwrite every id in the logs of dbt, Airflow and `make run`; a file that is being written goes on as it is."""
    for place in PLACES_OF_LOGS:
        for path in sorted((home / place).rglob("*")):
            if path.is_file() and not path.is_symlink():
                _blot(path, named)


def _blot(path: Path, named: Named) -> None:
    with path.open("r+b") as file:
        content = file.read()
        for form in named.said_in(content.decode("latin-1")):
            at = content.find(form.encode())
            while at >= 0:
                file.seek(at)
                file.write(b"#" * len(form))
                at = content.find(form.encode(), at + len(form))
