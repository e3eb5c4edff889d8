"""Windows overlap, so what was there yesterday should be there today: the same things, at the same moments, filled alike."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import great_expectations.expectations as gxe
import pandas as pd

from checks.case import Case, History, window_of
from checks.engine import Question
from checks.owners import ENGINEER, to
from checks.rest import is_set_aside
from checks.usual import at_least, most_lost
from checks.volume import KEYS, TAKEN_DOWN, lost_rows, posts_gone

TABLES = ("posts", "interactions")
FILLED = {  # what a platform says of each, beside what it must
    "posts": ("text", "permalink", "conversation_id", "parent_is_ours", "people_named", "media_kind", "has_alt_text"),
    "interactions": ("parent_id", "conversation_id", "author_key", "asks_question", "raises_concern", "fingerprint"),
}
Thing = tuple[datetime | None, str | None, str | None, str | None]  # moment, conversation, kind or author, words

OF_THE_BATCH = [
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="most_gone", column_B="gone", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="warning", description="what was seen before is seen again",
        notes="More is gone from the same days than people take down: a page of the answer was lost, the list was cut "
        "off, or it is another account's.",
        meta=to(ENGINEER, "Open the channel: if what is gone still stands there, extract the window again and look at "
        "the kept pages."),
    ),
    gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="most_moved", column_B="moved", or_equal=True, ignore_row_if="either_value_is_missing",
        severity="critical", description="moments stay where they were",
        notes="Most of what was seen before now stands at another time: a time zone or a date format was misread, and "
        "days, months and answer times would move with it.",
        meta=to(ENGINEER, "Look at the kept page beside yesterday's, mend the platform's parse(), and extract again."),
    ),
    gxe.ExpectColumnValuesToBeBetween(
        column="under_two_ids", max_value=0, severity="warning", description="nothing stands under two ids",
        notes="The same words at the same second, twice: it would count twice, and so would its answers.",
        meta=to(ENGINEER, "Open both; if they are one, mend the id that the platform's parse() takes."),
    ),
]  # fmt: skip

OF_EACH_COLUMN = [
    gxe.ExpectColumnValuesToBeInSet(
        column="is_emptied", value_set=[False], severity="warning", description="cells are filled about as often as before",
        notes="The platform renamed or no longer gives what fills this column; what rests on it would become unknown.",
        meta=to(ENGINEER, "See the platform's change log and the kept page, and mend its parse()."),
    ),
]  # fmt: skip


def questions(case: Case, history: History) -> list[Question]:
    """Return what is asked of the things of a batch that an earlier look saw too."""
    named_by = ("seen_before", "gone", "most_gone", "moved", "under_two_ids")
    unasked = None if is_set_aside(case) else ""
    return [
        Question(pd.DataFrame([seen_again(case, history)]), OF_THE_BATCH, named_by, unasked),
        Question(filled(case), OF_EACH_COLUMN, ("cells", "rows", "filled", "filled_before")),
    ]


def seen_again(case: Case, history: History) -> dict[str, Any]:
    """Return how many things of the days both looks cover are gone or stand elsewhere, and how many stand twice.

    What stood under a post that is gone went with it and is not counted. None where there is nothing to compare.
    """
    table = case.batch.table
    here = things(case, case.batch.path)
    said: dict[str, Any] = {"seen_before": None, "gone": None, "most_gone": None, "moved": None, "most_moved": None,
                            "under_two_ids": _twice(here)}  # fmt: skip
    window = window_of(case.extracts, table)
    is_whole = case.asked(table, "outcome") == "ok" and not lost_rows(case.extracts, table)
    if not case.earlier or window is None or case.is_file or not is_whole:
        return said
    since, until = (each.to_pydatetime() for each in window)
    before = {
        each: thing
        for each, thing in things(case, case.earlier[0]).items()
        if thing[0] is not None and since <= thing[0] < until
    }
    gone_posts = posts_gone(case)
    gone = sum(each not in here and not (thing[1] in gone_posts and thing[1] != each) for each, thing in before.items())
    both = [each for each in before if each in here]
    moved = sum(here[each][0] != before[each][0] for each in both)
    return {
        **said, "seen_before": len(before), "gone": gone if before else None,
        "most_gone": most_lost(len(before), TAKEN_DOWN), "moved": moved if both else None,
        "most_moved": max(2, len(both) // 2),
    }  # fmt: skip


def filled(case: Case) -> pd.DataFrame:
    """Return one row per column: how many cells are filled, here and when it was last looked; is_emptied if far fewer."""
    names = FILLED[case.batch.table]
    flags = ["cells", "rows", "filled", "filled_before", "is_emptied"]
    if not case.earlier:
        return pd.DataFrame(columns=flags)
    here, before = (
        case.files.once(path, "filled", lambda path: _filled(case, path)) for path in (case.batch.path, case.earlier[0])
    )
    if not here["rows"] or not before["rows"]:
        return pd.DataFrame(columns=flags)
    rows = [(name, here["rows"], here[name], before[name]) for name in names]
    frame = pd.DataFrame(rows, columns=flags[:-1])
    usual = at_least(frame["rows"].astype("float64"), frame["filled_before"] / before["rows"])
    return frame.assign(is_emptied=frame["filled"] < usual)


def things(case: Case, path: Path) -> dict[str, Thing]:
    """Return every thing of a file by id."""
    return case.files.once(path, "things", lambda path: _things(case, path))


def _things(case: Case, path: Path) -> dict[str, Thing]:
    key, moment = KEYS[case.batch.table]
    words = "text" if case.batch.table == "posts" else "fingerprint"
    whose = "kind" if case.batch.table == "posts" else "author_key"
    names = [key, moment, "conversation_id", whose, words]
    ids, *about = case.files.values(path, names)
    found: dict[str, Any] = dict(zip(ids, zip(*about, strict=True), strict=True))
    found.pop(None, None)  # type: ignore[call-overload]
    return found


def _filled(case: Case, path: Path) -> dict[str, int]:
    names = FILLED[case.batch.table]
    table = case.files.table(path, list(names))
    return {"rows": table.num_rows, **{name: table.num_rows - table[name].null_count for name in names}}


def _twice(here: dict[str, Thing]) -> int:
    """Count what stands under two ids: the same words by the same hand in the same second. Without words nobody can tell."""
    said = [(at, whose, words) for at, _, whose, words in here.values() if words]
    return len(said) - len(set(said))
