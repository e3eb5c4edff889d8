"""What the shelf already holds of a file somebody is about to load: the very file, and posts that came by another way."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq

from extractors.landing import Landing, named_by_bytes
from extractors.records import Account


def standing_of(landing: Landing, account: Account, post_ids: set[str], sha256: str) -> dict[str, Any]:
    """Return how many posts are new, known from the platform's interface, or from files only; and when it was read before.

    A post that is known both ways counts as the interface's: that goes before a file, and the two are never added up.
    `read_before`: ISO days on which the very file was taken in.
    """
    held: dict[bool, set[str]] = {True: set(), False: set()}  # by a file -> posts
    read_before: set[str] = set()
    for batch in landing.batches(account.platform):
        if batch.account_id != account.account_id:
            continue
        is_file = batch.batch_id.startswith("file_")
        if batch.table == "posts":
            held[is_file].update(
                pq.read_table(batch.path, columns=["post_id"], partitioning=None)["post_id"].to_pylist()
            )
        elif batch.table == "extracts" and batch.batch_id == named_by_bytes(sha256):
            looked = pq.read_table(batch.path, columns=["started_at"], partitioning=None)["started_at"].to_pylist()
            read_before.update(str(each.date()) for each in looked)
    by_interface, in_files = post_ids & held[False], post_ids & held[True] - held[False]
    return {
        "posts": {
            "new": len(post_ids - by_interface - in_files),
            "by_interface": len(by_interface),
            "in_files": len(in_files),
        },
        "read_before": sorted(read_before),
    }
