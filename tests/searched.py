"""Every file under a LOS_HOME searched for a text: as it lies on the disk, unpacked, and as its tables are read."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq


def holding(home: Path, texts: Iterable[str]) -> list[str]:
    """Return which file (and of a database which table) holds which of the texts."""
    wanted = list(texts)
    return sorted(
        f"{path.relative_to(home)}{where}: {text}"
        for path in home.rglob("*")
        if path.is_file()
        for where, content in _contents(path)
        for text in wanted
        if text in content
    )


def _contents(path: Path) -> Iterator[tuple[str, str]]:
    content = path.read_bytes()
    yield "", content.decode("latin-1")
    yield " in two bytes a letter", content.replace(b"\x00", b"").decode("latin-1")
    if content.startswith(b"\x1f\x8b"):
        yield " unpacked", gzip.decompress(content).decode("latin-1")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield f" {name}", packed.read(name).decode("latin-1")
    if content.startswith(b"PAR1"):
        yield " rows", json.dumps(pq.read_table(path, partitioning=None).to_pylist(), default=str, ensure_ascii=False)
    if path.suffix == ".duckdb":
        with duckdb.connect(str(path), read_only=True) as file:
            tables = file.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            for schema, table in tables:
                rows = file.execute(f'select t::text from "{schema}"."{table}" as t').fetchall()
                yield f" {schema}.{table}", "\n".join(row for (row,) in rows)
