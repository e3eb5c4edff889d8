"""The files of the shelf as the checks read them: each opened where it is needed, and what was worked out of one kept for the run."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from extractors.columns import read, values_of

Made = TypeVar("Made")


class Files:
    """Reads batches. A run compares each look with up to ten earlier ones, so what was counted of a file is counted once."""

    def __init__(self) -> None:
        """Begin with nothing read."""
        self._made: dict[tuple[Path, str], object] = {}

    def exists(self, path: Path) -> bool:
        """Tell whether there is such a file."""
        return path.exists()

    def count(self, path: Path) -> int:
        """Return how many rows a file holds; raises FileNotFoundError or pa.ArrowInvalid where that cannot be told."""
        return int(pq.read_metadata(path).num_rows)

    def table(self, path: Path, columns: list[str] | None = None) -> pa.Table:
        """Read a batch, or these columns of it."""
        return read(path, columns)

    def values(self, path: Path, columns: list[str]) -> list[list[Any]]:
        """Return the values of these columns of a batch; moments are in UTC."""
        table = self.table(path, columns)
        return [values_of(table[name]) for name in columns]

    def frame(self, path: Path, columns: list[str] | None = None) -> pd.DataFrame:
        """Read a batch as a frame; days and times become timestamps."""
        frame: pd.DataFrame = self.table(path, columns).to_pandas(date_as_object=False)
        return frame

    def once(self, path: Path, what: str, make: Callable[[Path], Made]) -> Made:
        """Return what `make` makes of a file, made once a run."""
        if (path, what) not in self._made:
            self._made[path, what] = make(path)
        return cast(Made, self._made[path, what])
