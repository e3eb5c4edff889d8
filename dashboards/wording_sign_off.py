"""How the sign-off of a frozen month is said: to the person who is asked, on the Editions page, and in the pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dashboards import wording, wording_editions
from dashboards.sign_off import STEPS, Entry, Standing, changed
from dashboards.signing import Status

TITLES = {
    "preparer": "Preparer",
    "reviewer": "Data-quality reviewer",
    "executive": "Executive owner",
    "secretary": "Board secretary",
}
DOES = {
    "preparer": "prepares the pack",
    "reviewer": "reviews the data; another person than the preparer",
    "executive": "owns what is reported",
    "secretary": "releases it to the board",
}
MEANS = {
    "preparer": "The pack is complete: its figures are those of the edition, and each that is missing is explained.",
    "reviewer": (
        "The figures may be believed as far as the pack says. You have looked at the data-quality marks, at what is missing,"
        " provisional or withheld, and at the restatements, and you did not prepare the pack."
    ),
    "executive": "This is what your directorate reports to the board, with its narrative and its actions.",
    "secretary": "The pack goes to the board. From now on it changes only by a re-issue, with a reason, beside this one.",
}
SIGNED = {"preparer": "Prepared", "reviewer": "Reviewed", "executive": "Approved", "secretary": "Released"}
STATES = {
    "frozen": "Frozen. Nobody has signed it yet.",
    "prepared": "Prepared. The data-quality reviewer is next.",
    "reviewed": "Reviewed. The executive owner is next.",
    "approved": "Approved. The board secretary is next.",
    "released": "Released.",
    "returned": "Returned.",
    "reopened": "Re-opened by a later change.",
    "damaged": "Damaged.",
}
SIGN_OFF = {"step": "Step", "who": "Who", "role": "Job title", "at": "When (UTC)", "saw": "What they saw (hash)",
            "stands": "Stands today"}  # fmt: skip
KEPT = (
    "This pack is frozen before it is signed, so no signature can be in it: whoever signs, signs these bytes by their hash."
    " The signatures are kept in the edition's manifest (manifest.json) and on the page Editions of the dashboard. Any later"
    " change opens all four steps again; after the release there is only a re-issue."
)


def state(status: Status) -> str:
    """Return how an edition stands, in a sentence or two: the state, who and why, and what took its place."""
    said = STATES[status.state]
    entries = status.manifest.get("sign_offs", [])
    last = entries[-1] if entries else None
    if status.state == "damaged":
        said = f"Damaged: {wording.sentence(status.why)}"
    elif status.state == "released" and last:
        said = f"Released on {_day(last)} by {named(last)}."
    elif status.state == "returned" and last:
        said = f"Returned on {_day(last)} by {named(last)}: {wording.sentence(last['reason'])} It begins again with the preparer."
    elif status.state == "reopened":
        said = f"Re-opened by a later change. {why_open(status)} It begins again with the preparer."
    if status.superseded_by:
        said += f" Superseded by {status.superseded_by}."
    return said


def why_open(status: Status) -> str:
    """Return when and by what the signatures stopped standing."""
    step = next((each for each in status.steps if each.state in ("changed", "late")), None)
    if step is None or step.entry is None:
        return ""
    if step.state == "late":
        return f"Since it was signed, the month was restated in a way that matters: {late(status.late)}"
    change = changed(status.manifest, step.entry)
    if change is None:
        return "The edition is not the one that was signed."
    at = datetime.fromisoformat(change["at"])
    return f"On {wording.day(at)}, {at:%H:%M} UTC, {wording.sentence(change['what'])}"


def since(status: Status) -> str:
    """Return what was restated since the freeze, while there is still something to decide about it; else nothing."""
    if not status.late or status.is_released or status.superseded_by or status.state == "reopened":
        return ""
    return (
        f"Since it was frozen, the month was restated in a way that matters: {late(status.late)} Whoever signs next is told;"
        " to put the new figure into the pack, re-issue the month."
    )


def late(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return restatements in one line: what, from what, to what."""
    told = [wording_editions.restatement(dict(row)) for row in rows]
    return wording.sentence("; ".join(f"{row['what']}, {row['reported']} is now {row['restated']}" for row in told))


def steps(status: Status) -> list[dict[str, str]]:
    """Return the four steps as rows of words, the hash in its short form."""
    return [
        {
            "step": TITLES[each.step],
            "who": each.entry["by"]["name"] or each.entry["by"]["id"] if each.entry else "",
            "role": each.entry["role"] if each.entry else "",
            "at": _moment(each.entry) if each.entry else "",
            "saw": each.entry["content_sha256"][:12] if each.entry else "",
            "stands": stands(status, each),
        }
        for each in status.steps
    ]


def stands(status: Status, step: Standing) -> str:
    """Return whether a step's signature stands, or why it does not."""
    match step.state:
        case "signed":
            return f"Yes: {SIGNED[step.step].lower()}."
        case "open":
            return "Not signed yet."
        case "returned":
            return f"No: returned. {wording.sentence((step.entry or {})['reason'])}"
        case "changed" | "late":
            return "No: open again by a later change."
        case _:
            return "No: open again, for an earlier step was."


def by_one_person(status: Status) -> str:
    """Return which steps one person signed, where there are two or more; nothing else forbids it, so it is said."""
    signed: dict[str, list[str]] = {}
    for each in status.steps:
        if each.is_signed and each.entry:
            signed.setdefault(each.entry["by"]["name"] or each.entry["by"]["id"], []).append(TITLES[each.step].lower())
    several = [f"{name} signed as {' and as '.join(roles)}." for name, roles in signed.items() if len(roles) > 1]
    return " ".join(several)


def history(status: Status) -> list[dict[str, Any]]:
    """Return every entry ever made under an edition, for its CSV: with the full hash."""
    return [
        {
            "edition": status.edition,
            "number": each["number"],
            "step": TITLES[each["step"]],
            "decision": each["decision"],
            "name": each["by"]["name"],
            "user": each["by"]["id"],
            "job_title": each["role"],
            "at_utc": each["at"],
            "content_sha256": each["content_sha256"],
            "restatements_known": len(each["knew_of"]),
            "reason": each["reason"] or "",
        }
        for each in status.manifest.get("sign_offs", [])
    ]


def named(entry: Entry) -> str:
    """Return 'P. Shah, Head of Communications'."""
    return f"{entry['by']['name'] or entry['by']['id']}, {entry['role']}"


def subject(manifest: Mapping[str, Any], step: str) -> str:
    """Return the headline a person is asked under."""
    return f"{TITLES[step]}: {manifest['edition']}, the board pack of {_month(manifest)}"


def body(status: Status, step: str, counted: Mapping[str, int], content: str, address: str, folder: str) -> str:
    """Return, as Markdown, what a person should know before they sign: which bytes, how complete, what changed, what it means.

    counted: as reads_editions.counts has them; address: of the dashboard, or ""; folder: of the edition.
    """
    manifest = status.manifest
    files = sorted(name for said in manifest.get("packs", {}).values() for name in said["sha256"])
    pages = f"{address.rstrip('/')}/editions?show={manifest['edition']}"
    overrides = [said["override"] for said in manifest.get("packs", {}).values() if said["override"]]
    standing = [f"{TITLES[each.step]}: {named(each.entry)}" for each in status.steps if each.is_signed and each.entry]
    lines = [
        f"**{MEANS[step]}** Sign only if that is so; otherwise write what has to be put right and press Return.",
        f"- Edition {manifest['edition']} of {_month(manifest)}, frozen by {manifest['frozen_by']} on"
        f" {wording.day(datetime.fromisoformat(manifest['frozen_at']))}",
        f"- What you sign, by its hash: `{content}`. Your name is taken from your sign-in; the job title below is yours to correct",
        f"- Figures of the month: {counted['measured']} measured ({counted['provisional']} of them provisional),"
        f" {counted['missing']} missing, {counted['withheld']} withheld, {counted['not_measurable']} not measurable",
        f"- Restatements of earlier months in it: {counted['restated']}",
        f"- Material restatements of this month since: {late(status.late) or 'none'}",
        f"- Read it first: [the pack, on the page Editions]({pages})"
        if address
        else f"- Read it first: {', '.join(files)}, in {folder}",
    ]
    lines += [
        f"- Rendered although inputs were stale or incomplete: {said['by']}, {said['reason']}" for said in overrides[:1]
    ]
    if manifest.get("reason"):
        lines.append(f"- Re-issue of {manifest['replaces']}: {wording.sentence(manifest['reason'])}")
    lines.append(f"- Signed so far: {'; '.join(standing) or 'by nobody'}")
    return "\n".join([lines[0], "", *lines[1:]])


def in_the_pack() -> list[dict[str, str]]:
    """Return the four steps as the pack names them."""
    return [
        {"step": f"{number}. {TITLES[step]}", "does": wording.sentence(wording.capital(DOES[step]))}
        for number, step in enumerate(STEPS, 1)
    ]


def _month(manifest: Mapping[str, Any]) -> str:
    return wording.month(datetime.fromisoformat(f"{manifest['period']}-01"))


def _day(entry: Entry) -> str:
    return wording.day(datetime.fromisoformat(entry["at"]))


def _moment(entry: Entry) -> str:
    at = datetime.fromisoformat(entry["at"])
    return f"{at.day} {at:%b %Y}, {at:%H:%M}".replace(" ", "\u00a0", 2)
