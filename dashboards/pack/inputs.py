"""What keeps a pack from being rendered: inputs that are stale or incomplete, each with its cause and the next step."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards import frozen_board, reads, reads_pack, wording
from dashboards.selects import Board

WORST_FIRST = ("failed", "never", "stale")  # accounts.freshness that holds a pack up; 'off' was decided by somebody
NEXT_STEP = {
    "failed": "mend the cause, extract, build, publish, freeze again",
    "never": "give its secret, or close the account in the register; extract, build, publish, freeze again",
    "stale": "extract it again (python -m extractors extract PLATFORM), build, publish, freeze again",
}
NOT_KEPT = (
    "Whether its inputs were whole is not kept. Cause: the edition was frozen by an earlier version."
    " Next step: re-issue the month, or say who decides that it is rendered all the same."
)
MISSING = "collect what is missing or hand in the register, build, publish, freeze again"


def holes(board: Board, organisation: str, month: date) -> list[str]:
    """Return a line for each input that is stale, refused or incomplete: which, why, what to do. None: nothing is.

    An edition that does not say has one line: what is not kept is not taken for whole.
    """
    try:
        return _holes(board, organisation, month)
    except frozen_board.NO_SUCH as why:
        if not frozen_board.explains(board, why):
            raise
        return [NOT_KEPT]


def _holes(board: Board, organisation: str, month: date) -> list[str]:
    steps: dict[tuple[str, str], str] = {}
    lines = []
    for row in reads_pack.refused(board, organisation):
        steps.setdefault((row["platform"], row["name"]), row["next_step"] or "")
        if row["outcome"] == "refused":
            what = wording.said(wording.SUBJECTS, row["subject"]).lower()
            lines.append(
                _line(
                    f"{_account(row)}: {what} refused by a check", row["cause"], row["next_step"] or NEXT_STEP["failed"]
                )
            )
    unread = [row for row in reads.accounts_not_fresh(board, organisation) if row["freshness"] in WORST_FIRST]
    for row in unread:
        step = steps.get((row["platform"], row["name"])) or NEXT_STEP[row["freshness"]]
        what = wording.said(wording.FRESHNESS, row["freshness"]).lower()
        lines.append(_line(f"{_account(row)}: {what}", row["reason"], step))
    for row in reads.figures_missing(board, organisation, month):
        where = f" ({wording.said(wording.PLATFORMS, row['platform'])})" if row["platform"] else ""
        lines.append(_line(f"No figure for {row['names']}{where}", row["reason"], MISSING))
    return lines


def _account(row: dict[str, Any]) -> str:
    return f"{wording.said(wording.PLATFORMS, row['platform'])}, {row['name']}"


def _line(what: str, why: str | None, step: str) -> str:
    return f"{what}. Cause: {wording.sentence(why) or 'not recorded.'} Next step: {wording.sentence(step)}"
