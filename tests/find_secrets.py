"""Looks for secrets in everything under a folder, opening what is packed: gzip, Parquet, DuckDB, SQLite, zip."""

from __future__ import annotations

import base64
import gzip
import io
import json
import shutil
import sqlite3
import tempfile
import urllib.parse
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import duckdb
import pyarrow.parquet as pq


def find_secrets(folder: Path, canaries: Iterable[str]) -> list[str]:
    """Return "<file>: <canary>" for every canary found in a file under the folder, in any spelling of it.

    A canary is looked for as it is, quoted as in an address, escaped as in JSON, and in base64. The name of a file
    counts too. An empty answer for a folder that holds nothing says nothing: ask for something you know is there.
    """
    spelt = {canary: spellings(canary) for canary in canaries}
    found = []
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        contents = [str(path.relative_to(folder)).encode(), *unpacked(path)]
        for canary, forms in spelt.items():
            if any(form in content for content in contents for form in forms):
                found.append(f"{path.relative_to(folder)}: {canary}")
    return found


def secrets_in(text: str, canaries: Iterable[str]) -> list[str]:
    """Return the canaries that a text holds, in any spelling."""
    return [canary for canary in canaries if any(form in text.encode() for form in spellings(canary))]


def spellings(canary: str) -> list[bytes]:
    """Return the ways a secret may be written."""
    forms = {canary, urllib.parse.quote(canary, safe=""), canary.replace("/", "\\/"), json.dumps(canary)[1:-1]}
    encoded = {each.encode() for each in forms}
    for shift in range(3):  # base64 looks different for each place a text can stand in, but for its ends
        packed = base64.b64encode(b"\0" * shift + canary.encode()).decode().rstrip("=")
        encoded.add(packed[4 if shift else 0 : -2].encode())
    return sorted(encoded)


def unpacked(path: Path) -> Iterator[bytes]:
    """Yield what a file holds: its bytes, and what it unpacks to."""
    content = path.read_bytes()
    yield content
    if content[:2] == b"\x1f\x8b":
        yield gzip.decompress(content)
    elif content[:4] == b"PAR1":
        yield json.dumps(pq.read_table(io.BytesIO(content)).to_pylist(), default=str, ensure_ascii=False).encode()
        yield repr(pq.read_schema(io.BytesIO(content)).metadata).encode()
    elif content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            yield from (packed.read(name) for name in packed.namelist())
    elif content[8:12] == b"DUCK":
        yield from _rows_of_duckdb(path)
    elif content[:15] == b"SQLite format 3":
        yield from _rows_of_sqlite(path)


def _rows_of_duckdb(path: Path) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:  # a copy: somebody may have it open
        copy = _copied(path, Path(folder), ".wal")
        with duckdb.connect(str(copy), read_only=not copy.with_name(copy.name + ".wal").exists()) as file:
            tables = file.execute(
                "select table_schema, table_name from information_schema.tables where table_type = 'BASE TABLE'"
            ).fetchall()
            for schema, table in tables:
                yield repr(file.execute(f'select * from "{schema}"."{table}"').fetchall()).encode()
            yield repr(file.execute("select sql from duckdb_views()").fetchall()).encode()


def _rows_of_sqlite(path: Path) -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        copy = _copied(path, Path(folder), "-wal")
        with closing(sqlite3.connect(copy)) as file:
            file.text_factory = bytes
            for (table,) in file.execute("select name from sqlite_master where type = 'table'").fetchall():
                for row in file.execute(f'select * from "{table.decode()}"'):
                    yield b"\n".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row)


def _copied(path: Path, folder: Path, log: str) -> Path:
    for each in (path, path.with_name(path.name + log)):
        if each.exists():
            shutil.copy2(each, folder / each.name)
    return folder / path.name
