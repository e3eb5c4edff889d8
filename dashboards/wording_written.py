"""How writing is spoken of: what is asked of an editor, what waits, what was refused, what came after a month was frozen."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dashboards import wording, wording_kpi, wording_pack, written

PARTS = {  # part of a comment -> what is asked; the first three are the register's narrative, a line each
    "happened": "What happened",
    "why": "Why we think so (if nobody knows, say so)",
    "plan": "What we will do",
    "learned": "What we learned and will change",
}
WRITE = {
    True: "Write about this measure, or change what is written",
    False: "Write about the month as a whole, or change what is written",
}
TITLE = "Your job title (no name)"
FIELDS = {  # column of a register -> how the forms call it
    "month": "Month",
    "narrative": "What happened, why, what we will do",
    "learned": "What we learned",
    "written_by": "Job title",
    "action": "What is to be done",
    "owner": "Owner",
    "decided_on": "Decided on",
    "due_on": "Due on",
    "closed_on": "Done on",
}
ACTION, OWNER = "What is to be done", "Owner, by job title"
DAYS = {"decided_on": "Decided on", "due_on": "Due on", "closed_on": "Done on (empty: still to do)"}
COMPLETE = "Every action decided up to today, on whatever measure, is on record"
COMPLETE_HELP = "Only then may a month without an action due count as one with none. Leave it open if you are not sure."
NEW = "A new action"
NOT_TAKEN = "Not saved. Nothing you wrote is lost; please mend this and save again:"
HIDDEN = "Only those who may write see this."
RESTS = {
    "waiting": "waits to be read, which takes 15 minutes at most; the next build shows it to readers",
    "taken": "was read and taken; the next build shows it to readers",
}
TAKE_BACK = "Take it back"
MINE = "Keep what I wrote: the next Save puts it in its place"
THEIRS = "Drop what I wrote, and go on from the other text"


def parts(row: written.Row | None) -> dict[str, str]:
    """Return a comment as the form asks for it; a narrative that is not of three lines is left in one piece."""
    if row is None or row.get(written.WITHDRAWN) == "yes":
        return dict.fromkeys(PARTS, "")
    lines = [line for line in row.get("narrative", "").splitlines() if line.strip()]
    first = dict(zip(PARTS, lines, strict=False)) if len(lines) == 3 else {"happened": "\n".join(lines)}
    return {**dict.fromkeys(PARTS, ""), **first, "learned": row.get("learned", "")}


def narrative(filled: dict[str, str]) -> str:
    """Return the register's narrative of the form's parts, one line each."""
    return "\n".join(" ".join(filled[part].split()) for part in ("happened", "why", "plan") if filled[part].strip())


def words_of(filled: dict[str, str]) -> int:
    """Return how many words a comment has, as the pack counts them."""
    comment = {"narrative": narrative(filled), "learned": " ".join(filled["learned"].split())}
    return wording_pack.length(wording_pack.narrative(comment))


def counted(filled: dict[str, str], most: int | None) -> str:
    """Return the count of words, beside the most the pack has room for (None: there is no such limit)."""
    number = words_of(filled)
    if most is None:
        return f"{_words(number)}. Counted as you leave a box."
    over = f": {_words(number - most)} too many" if number > most else ""
    return f"{number} of at most {most} words{over}. Counted as you leave a box."


def lacking(filled: dict[str, str], title: str, most: int | None) -> list[str]:
    """Return what a comment lacks before it can be saved."""
    lines = [
        f"{wording.capital(_short(label))}: empty. Every comment needs it."
        for part, label in PARTS.items()
        if not filled[part].strip()
    ]
    if not title.strip():
        lines.append("Your job title: empty. A comment stands under the job title of who wrote it.")
    if most is not None and words_of(filled) > most:
        lines.append(
            f"The comment on the month has {_words(words_of(filled))}, and the pack has room for {most}: shorten it by {words_of(filled) - most}."
        )
    return lines


def refused(pairs: list[tuple[str, str]]) -> list[str]:
    """Return what the register would refuse, under the names of the form."""
    return [
        wording.sentence(f"{FIELDS[name]}: {what}" if name in FIELDS else wording.capital(what)) for name, what in pairs
    ]


def where(each: written.Saved) -> str:
    """Return when a row was saved, by whom, and what is to happen next."""
    who = f" by {each.by}" if each.by else ""
    what = "Taking it back" if each.row.get(written.WITHDRAWN) == "yes" else "It"
    if each.state == "refused":
        return f"Saved on {moment(each.at)}{who}, and refused when it was read: {wording.sentence(each.reason or 'no reason was left')}"
    return f"Saved on {moment(each.at)}{who}. {what} {RESTS[each.state]}."


def hidden(each: written.Saved) -> str:
    """Return who sees a row that is not shown, and when others will."""
    return HIDDEN if each.state == "refused" else f"{HIDDEN} Readers see it once a build has taken it in."


def clash(theirs: written.Saved | None) -> str:
    """Return that somebody else saved another text meanwhile."""
    if theirs is None:
        return "Not saved: what stands here changed since you opened it. It is shown above; what you wrote is still in the form."
    title, who = theirs.row.get("written_by", ""), f" ({theirs.by})" if theirs.by else ""
    by = f" by {title}{who}" if title or who else ""
    return f"Not saved: another text was saved{by} on {moment(theirs.at)}, since you opened this one. What you wrote is still in the form."


def frozen(edition: dict[str, Any] | None, month: str) -> str:
    """Return that what is written now comes after the freeze; nothing for a month that is not frozen."""
    if edition is None:
        return ""
    return (
        f"{month} is frozen as edition {edition['edition']}, and that edition never changes: what is written now stands on"
        " this page only, and in a re-issue."
    )


def came_after(edition: dict[str, Any] | None, row: dict[str, Any]) -> str:
    """Return that a comment was written after its month was frozen; nothing where it was not, or where that is not known."""
    at = row.get("written_at")
    if edition is None or wording.is_unknown(at) or at is None or at <= edition["frozen_at"]:
        return ""
    return f"Written on {wording.day(at)}, after the month was frozen: it is not in edition {edition['edition']}."


def moment(at: datetime) -> str:
    """Return '23 November 2026, 10:15 UTC'."""
    return f"{wording.day(at)}, {at:%H:%M} UTC"


def comment(row: written.Row) -> list[tuple[str, str]]:
    """Return a row that waits as it will read."""
    if row.get(written.WITHDRAWN) == "yes":
        return [("The comment is taken back: nothing will stand here.", "")]
    return wording_kpi.written({name: row.get(name, "") for name in ("narrative", "learned", "written_by")})


def action(row: written.Row) -> str:
    """Return an action that waits, in a line."""
    if row.get(written.WITHDRAWN) == "yes":
        return f"Action {row.get('action_id', '')} is taken back: it will stand here no longer."
    done = f"; done on {row['closed_on']}" if row.get("closed_on") else ""
    return f"{wording.sentence(row.get('action', ''))} {row.get('owner', '')}, decided on {row.get('decided_on', '')}, due on {row.get('due_on', '')}{done}."


def named(action_id: str, known: dict[str, written.Row]) -> str:
    """Return an action as it can be picked."""
    return f"{known[action_id].get('action') or 'Taken back'} ({action_id})" if action_id else NEW


def as_written(row: dict[str, Any]) -> written.Row:
    """Return an action of the board file as a row of its register."""
    days = {name: "" if wording.is_unknown(row[name]) else f"{row[name]:%Y-%m-%d}" for name in DAYS}
    return {"action_id": row["action_id"], "action": row["action"] or "", "owner": row["owner"] or "", **days}


def as_day(text: str | None) -> date | None:
    """Return the day a cell says, None where it says none."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _short(label: str) -> str:
    return label.partition(" (")[0]


def _words(number: int) -> str:
    return "1 word" if number == 1 else f"{number} words"
