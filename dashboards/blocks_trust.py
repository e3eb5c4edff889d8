"""What the Trust page is made of: what is wrong, what was read, what was refused, and what each count means."""

from __future__ import annotations

import streamlit as st

from dashboards import (
    blocks,
    reads,
    reads_editions,
    reads_trust,
    reads_watch,
    wording,
    wording_editions,
    wording_watch,
)

# The columns of each table, in the order they are read.
ACCOUNTS = {"platform": "Platform", "name": "Account", "freshness": "State", "data_to": "Data to", "reason": "Why"}
WRONG = {"severity": "How bad", "title": "What", "cause": "Cause", "affected": "Figures affected", "words": "How it stands",
         "owner": "Who looks", "next_step": "Next step"}  # fmt: skip
OVER = {"title": "What", "cause": "Cause", "words": "How it ended"}
EXTRACTS = {"platform": "Platform", "name": "Account", "subject": "Subject", "since": "From", "last_day": "To",
            "rows": "Rows", "outcome": "Outcome", "cause": "Cause", "next_step": "Next step"}  # fmt: skip
CHECK = {"check_name": "Check", "table_name": "Of", "platform": "Platform", "name": "Account", "observed": "Found",
         "description": "What it means", "owner": "Who", "next_step": "Next step"}  # fmt: skip
REFUSED = {**CHECK, "checked_at": "When (UTC)"}
WARNED = {**CHECK, "times": "Times", "first_at": "First (UTC)", "checked_at": "Last (UTC)"}
FILES = {"platform": "Platform", "name": "Account", "file_name": "File", "rows": "Rows taken", "dropped": "Dropped",
         "dropped_why": "Why dropped", "vintage": "Vintage", "observed_at": "Read (UTC)"}  # fmt: skip
REGISTERS = {"name": "Register", "file_name": "File", "covered_from": "From", "covered_to": "Complete to",
             "rows": "Rows taken", "refused": "Refused", "refused_why": "Why refused", "received_at": "Read (UTC)",
             "is_replaced": "Replaced since"}  # fmt: skip
REFUSED_ROWS = {"name": "Register", "file_name": "File", "line": "Line", "reason": "Why it was refused"}
ENDS = {
    "platform": "Platform",
    "name": "Account",
    "expires_on": "Ends",
    "words": "What that means",
    "next_step": "Next step",
}
FORGETS = {"platform": "Platform", "name": "Account", "collected_to": "Collected to", "lost_on": "Lost from",
           "words": "What that means"}  # fmt: skip
SOON = ("past", "urgent", "warning", "notice", "lost", "never read")
METRICS = {"platform": "Platform", "field": "The platform's word", "metric": "Our word", "unit": "Unit",
           "is_additive": "May be added up", "valid_from": "From", "valid_to": "To", "replaced_by": "Replaced by",
           "notes": "Notes"}  # fmt: skip


def listed(rows: list[dict[str, object]], columns: dict[str, str], caption: str, nothing: str, *numbers: str) -> None:
    """Write the rows as a table, or the sentence that says there are none."""
    if rows:
        blocks.table([wording.told(row) for row in rows], columns, caption, numbers, on_phone="stack")
    else:
        blocks.say(nothing)


@blocks.kept
def incidents(board: reads.Board, organisation: str) -> None:
    """Write what is wrong now, the worst first, and what is over."""
    blocks.heading("What is wrong now, and who looks?", "incidents")
    incidents = [wording_watch.incident(row) for row in reads_watch.incidents(board, organisation)]
    blocks.say(wording_watch.wrong_now(incidents))
    if lasting := [row for row in incidents if row["state"] != "over"]:
        blocks.table(lasting, WRONG, "What is wrong, the worst first", on_phone="stack")
    if over := [row for row in incidents if row["state"] == "over"]:
        with st.expander("What was wrong in the last 30 days, and is over"):
            blocks.table(over, OVER, "Over", on_phone="stack")


@blocks.kept
def extracts(board: reads.Board, organisation: str) -> None:
    """Write how fresh each account is, what was read last, and who had to be asked again."""
    blocks.heading("Are the accounts up to date?", "accounts")
    listed(reads.accounts(board, organisation), ACCOUNTS, "Accounts", "No account is registered for this organisation.")

    blocks.heading("What was read last?", "extracts")
    listed(reads_trust.extracts(board, organisation), EXTRACTS, "The latest extract of each account and subject",
           "Nothing has been read yet. To read everything, type: make run", "rows")  # fmt: skip

    blocks.say(wording_watch.asked_again(reads_watch.waits(board, organisation)))


@blocks.kept
def deadlines(board: reads.Board, organisation: str) -> None:
    """Write what ends or is forgotten, the soonest first."""
    blocks.heading("What has to be done in time?", "deadlines")
    ends, forgets = reads_watch.deadlines(board, organisation), reads_watch.memory(board, organisation)
    soon = [row for row in ends if row["level"] in SOON]
    listed(
        soon, ENDS, "Ends soon, or has ended", "No token, access or version of an API is known to end within 30 days."
    )
    lost = [row for row in forgets if row["level"] in SOON]
    listed(
        lost,
        FORGETS,
        "Lost soon unless it is collected",
        "Nothing that a platform will forget within 14 days is uncollected.",
    )
    if ends or forgets:
        with st.expander("Everything that ends or is forgotten, and when"):
            listed(ends, ENDS, "What each account lives by", "Nothing is known to end.")
            listed(forgets, FORGETS, "What platforms forget", "Nothing is forgotten here.")


@blocks.kept
def checks(board: reads.Board, organisation: str) -> None:
    """Write how many checks were met, what was refused, and what was kept with a warning."""
    blocks.heading("What did the checks find?", "checks")
    blocks.say(wording.checked(reads_trust.checks_counted(board, organisation)))
    listed(reads_trust.checks_refused(board, organisation), REFUSED, "Refused: these batches were kept out",
           "")  # fmt: skip
    listed(
        reads_trust.checks_warned(board, organisation),
        WARNED,
        "Warnings: kept, but look at these",
        "No warnings.",
        "times",
    )


@blocks.kept
def files(board: reads.Board, organisation: str) -> None:
    """Write which exports and registers were taken in, and which of their rows were not."""
    blocks.heading("Which files were imported?", "files")
    listed(reads_trust.files(board, organisation), FILES, "Files", "No file has been imported for this organisation.",
           "rows", "dropped")  # fmt: skip

    blocks.heading("Which registers are kept here?", "registers")
    listed(reads_trust.register_files(board, organisation), REGISTERS, "Files of registers",
           "No register is kept here yet. An empty one to begin with is in docs/registers.", "rows", "refused")  # fmt: skip
    refused_rows = reads_trust.refused_rows(board, organisation)
    blocks.say(wording.refusals(refused_rows))
    if refused_rows:
        listed(refused_rows, REFUSED_ROWS, "Rows that were refused", "", "line")


@blocks.kept
def removals(board: reads.Board, organisation: str) -> None:
    """Write what was removed and why."""
    blocks.heading("What was removed, and why?", "removals")
    removals = [wording_editions.removal(row) for row in reads_editions.removals(board, organisation)]
    if removals:
        caption = "Removed; counts only, for what it was is not kept"
        blocks.table(removals, wording_editions.REMOVALS, caption, ("removed",), on_phone="stack")
    else:
        blocks.say("Nothing has been removed.")


@blocks.kept
def metrics(board: reads.Board) -> None:
    """Write what each platform's word means here."""
    blocks.heading("What does each platform's word mean here?", "metrics")
    with st.expander("The metric map"):
        listed(reads_trust.metric_map(board), METRICS, "Each platform's own field, and what it is called here",
               "The metric map is empty.")  # fmt: skip
