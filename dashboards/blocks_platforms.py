"""What the Platforms page is made of: the figures side by side, and what each platform can say and what it cannot."""

from __future__ import annotations

from datetime import date

from dashboards import blocks, links, reads, reads_platforms, wording, wording_platforms


@blocks.kept
def side_by_side(board: reads.Board, organisation: str, month: date) -> None:
    """Write the figures of the month, one column a platform and none for a total."""
    platforms, figures = (
        reads_platforms.platforms(board, organisation),
        reads_platforms.figures(board, organisation, month),
    )
    rows = [
        row
        | {"name": blocks.Ready(links.html_of(links.to("kpi", organisation, month, kpi=row["kpi_id"]), row["name"]))}
        for row in wording_platforms.side_by_side(figures, platforms)
    ]
    columns = wording_platforms.columns(platforms)
    blocks.table(rows, columns, "One column a platform, without a total", on_phone="stack")


@blocks.kept
def one(board: reads.Board, organisation: str, month: date, platform: str) -> None:
    """Write how fresh a platform is, what it can say, which figures it has none of, and who used it in 2012."""
    blocks.heading(wording.said(wording.PLATFORMS, platform), platform)
    accounts = [wording_platforms.account(row) for row in reads_platforms.accounts(board, organisation, platform)]
    blocks.table(accounts, wording_platforms.ACCOUNTS, "How fresh it is", on_phone="stack")
    blocks.say("What it can say, and what it cannot", "slice")
    blocks.bullets([
        *wording_platforms.says(platform, reads_platforms.stated(board, month).get(platform, set())),
        *(row["words"] for row in reads_platforms.memory(board, organisation, platform)),
        *(wording_platforms.broke(row) for row in reads_platforms.breaks(board, platform, [*wording_platforms.COUNTS])),
    ])  # fmt: skip
    why = wording_platforms.reasons(reads_platforms.figures(board, organisation, month), platform)
    if why:
        blocks.say("Figures it has none of this month, and why", "slice")
        blocks.bullets(why)
    blocks.say(wording_platforms.used(reads_platforms.benchmarks(board).get(platform)), "quiet")
