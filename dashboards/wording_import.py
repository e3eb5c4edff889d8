"""How a file somebody hands in is said: what it is, what would load, what not and why, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from dashboards import inbox, wording

WHICH = (
    "Files a platform lets you download, and filled-in registers. From X: content or account overview (also the files of before"
    " 2024). From LinkedIn: a page's content, followers or visitors. From Facebook: content of Meta Business Suite, a page's"
    " daily figures, or the old Insights. From YouTube Studio: advanced mode, the whole zip. Leave them as they came: a"
    " spreadsheet that saves them again may damage ids and dates."
)
NOT_KEPT = "Nothing is stored by choosing a file: it is looked at, and forgotten unless you load it."
LOADED = (
    "Handed in. Within 15 minutes it is read and checked, and the next build puts its figures on the board page; the list"
    " below says when, and the trust page which rows were taken."
)
NEVER_SAID = "The file never says"
STATES = {
    "waiting": "Waits to be read",
    "taken": "Read and taken; see Files on the trust page",
    "refused": "Refused",
}
HANDED = {"file": "File", "account": "Account", "state": "State", "reason": "Why", "at": "Handed in (UTC)"}
SUMS = {"field": "The platform's word", "sum": "Sum in the file"}
DROPPED = {"reason": "Why left out", "rows": "Rows"}


def finding(said: dict[str, Any]) -> str:
    """Return in a sentence what a file is, what would load from it, and of when."""
    counted = [_count(said[what], one) for what, one in (("posts", "post"), ("interactions", "comment or question"),
                                                         ("entries", "entry")) if said.get(what)]  # fmt: skip
    what = " and ".join(counted) or ("daily figures" if said.get("sums") else "nothing that would load")
    since, until = (said["period"][edge] and date.fromisoformat(said["period"][edge]) for edge in ("since", "until"))
    when = f", from {wording.day(since)} to {wording.day(date.fromordinal(until.toordinal() - 1))}" if since else ""
    return f"{wording.capital(said['title'])}: {what}{when}."


def whose(said: dict[str, Any]) -> str:
    """Return of which account a file says that it is."""
    account = said["account"]
    if said["platform"] == "register":
        return ""
    if account["id"]:
        return f"Of the account {account['id']} ({account['how']})."
    return "The file does not say of which account it is."


def sums(said: dict[str, Any]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return each field's sum as a person compares it with the platform's own screen; apart, those of zero or none."""
    telling, quiet = list[dict[str, str]](), list[dict[str, str]]()
    for field, amount in said.get("sums", {}).items():
        row = {"field": field, "sum": NEVER_SAID if amount is None else wording.number(amount)}
        (telling if amount else quiet).append(row)
    return telling, quiet


def handed(each: inbox.Handed, accounts: dict[str, str]) -> dict[str, str]:
    """Return a row on a file that was handed in."""
    return {
        "file": each.file, "account": accounts.get(each.account_id or "", each.account_id or ""),
        "state": STATES[each.state], "reason": each.reason or "", "at": f"{each.at:%-d %b %Y, %H:%M}",
    }  # fmt: skip


def _count(number: int, one: str) -> str:
    several = {"entry": "entries", "comment or question": "comments or questions"}.get(one, one + "s")
    return f"1 {one}" if number == 1 else f"{number:,} {several}"
