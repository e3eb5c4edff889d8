"""CSV that a spreadsheet will not run: a text cell that looks like a formula is marked as text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

RISKY = ("=", "+", "-", "@", "\t", "\r")  # OWASP's list of first characters that spreadsheets act on


def beside(frame: pd.DataFrame, happened: Callable[[str | None], dict[str, str]]) -> pd.DataFrame:
    """Return the rows of slices with what happened in the month of each, empty where nothing is on record; no cause is claimed.

    `happened` gives it by month ('2026-10') for one platform's rows, or (None) for those of any other slice.
    """
    slices = zip(frame["slice_kind"], frame["slice"], strict=True)
    whose = [each if kind == "platform" else None for kind, each in slices]
    said = {platform: happened(platform) for platform in set(whose)}
    events = [said[platform].get(month, "") for platform, month in zip(whose, frame["month"], strict=True)]
    return frame.assign(events_on_record=events)


def csv(frame: pd.DataFrame) -> bytes:
    """Return the frame as UTF-8 CSV (with the mark Excel needs), every text cell neutralised; unknown is empty.

    Numbers are left as they are: -3 in a column of numbers is a number, and Excel must be able to add it up.
    """
    safe = frame.map(_neutral).rename(columns=_neutral)
    text: str = safe.to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def _neutral(cell: Any) -> Any:
    return "'" + cell if isinstance(cell, str) and cell.startswith(RISKY) else cell
