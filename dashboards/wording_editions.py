"""How editions, restatements and removals are said: what was reported stays as reported, and what changed says so."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dashboards import wording

NOTHING_FROZEN = (
    "No month has been frozen yet, so nothing here is kept as reported. When a month is frozen, its figures, tests and"
    " charts are stored with a hash of each file, and any later change is listed here beside what was reported."
)
NOTHING_RESTATED = "No figure has changed since it was reported."
TWO_KINDS = (
    "A scheduled revision was expected: late or provisional data, or a new method said beforehand. An unscheduled"
    " correction puts an error right. Material means that it would change what a reader concluded: an icon, the result of"
    " a test, or the figure by a twentieth or more."
)
EDITIONS = {
    "edition": "Edition",
    "month": "Month",
    "frozen": "Frozen (UTC)",
    "frozen_by": "By",
    "reason": "Why issued again",
    "versions": "Versions",
    "hash": "Hash begins",
    "sign_off": "Sign-off",
    "state": "State",
}
RESTATEMENTS = {
    "what": "What",
    "month": "Month",
    "reported": "Reported",
    "restated": "Now",
    "size": "Change",
    "where": "Reported in",
    "kind": "Kind",
    "cause": "Cause",
    "material": "Material",
    "approved": "Approved",
}
AS_REPORTED = {
    "what": "Figure",
    "reported": "As reported",
    "edition": "In edition",
    "latest": "Latest",
    "restated": "Restated",
}
REMOVALS = {
    "platform": "Platform",
    "name": "Account",
    "what": "What",
    "removed": "How many",
    "reason": "Why",
    "first_at": "First (UTC)",
    "last_at": "Last (UTC)",
}
REMOVED = {
    "post": "Posts",
    "interaction": "Questions and comments",
    "pages": "Pages as received",
    "interactions_expired": "Questions and comments kept long enough",
    "file": "Files",
}


def answer(editions: list[dict[str, Any]], restatements: list[dict[str, Any]]) -> str:
    """Return how many months are frozen, the newest, and how many restatements there are and are material."""
    dated = [row for row in editions if row["period"] is not None]
    if not dated:
        return NOTHING_FROZEN
    newest = max(dated, key=lambda row: (row["period"], row["issue"]))
    months = len({row["period"] for row in dated})
    frozen = f"{months} months are" if months > 1 else "1 month is"
    material = sum(bool(row["is_material"]) for row in restatements)
    count = f"{len(restatements)} results were" if len(restatements) > 1 else "1 result was"
    told = f"{count} restated, {material} of them in a way that matters." if restatements else NOTHING_RESTATED
    return f"{frozen} frozen, the newest {edition_of(newest)}. {told}"


def edition_of(row: dict[str, Any]) -> str:
    """Return 'October 2026', or 'October 2026, issue 2'."""
    return wording.month(row["period"]) + (f", issue {row['issue']}" if (row["issue"] or 1) > 1 else "")


def edition(row: dict[str, Any]) -> dict[str, str]:
    """Return an edition as a row of words."""
    versions = {
        "Line of Sight ": row["software_version"],
        "strategy ": row["strategy_version"],
        "purposes ": row["taxonomy_version"],
    }
    return {
        "edition": row["edition"],
        "month": "" if row["period"] is None else wording.month(row["period"]),
        "frozen": _moment(row["frozen_at"]),
        "frozen_by": row["frozen_by"] or "",
        "reason": wording.sentence(row["reason"]),
        "versions": ", ".join(f"{name}{version}" for name, version in versions.items() if version),
        "hash": (row["edition_sha256"] or "")[:12],
        "state": state(row),
    }


def unread(name: str, manifest: dict[str, Any]) -> dict[str, str]:
    """Return an edition that the board file does not know yet as a row of words, from its manifest."""
    at = manifest.get("frozen_at")
    return {
        "edition": name,
        "month": wording.month(date.fromisoformat(f"{name[:7]}-01")),
        "frozen": _moment(datetime.fromisoformat(at)) if at else "",
        "frozen_by": manifest.get("frozen_by") or "",
        "reason": wording.sentence(manifest.get("reason")),
        "versions": "",
        "hash": (manifest.get("edition_sha256") or "")[:12],
        "state": "Not in the board file yet: it comes with the next build.",
    }


def state(row: dict[str, Any]) -> str:
    """Return whether an edition is still as it was frozen, and whether a later issue took its place."""
    kept = f"Damaged: {wording.sentence(row['damage'])}" if row["damage"] else "Verified: as it was frozen."
    return kept + (f" Superseded by {row['superseded_by']}." if row["superseded_by"] else "")


def restatement(row: dict[str, Any]) -> dict[str, str]:
    """Return a restatement as a row of words: what, old, new, size, cause, whether material and why, who approved."""
    reported, restated = _number(row["value_reported"], row["unit"]), _number(row["value_restated"], row["unit"])
    is_told_apart = reported != restated and bool(reported and restated)  # else the words say what changed
    approved = f"{row['approved_by']}, {wording.day(row['approved_on'])}".strip(", ") if row["approved_by"] else ""
    return {
        "what": subject(row),
        "month": wording.month(row["period"]).replace(" ", "\u00a0"),
        "reported": reported if is_told_apart else wording.sentence(row["words_reported"]),
        "restated": restated if is_told_apart else wording.sentence(row["words_restated"]),
        "size": size(row["relative_change"]),
        "where": row["reported_in"] or "",
        "kind": wording.capital(row["kind"] or ""),
        "cause": wording.capital(wording.sentence(row["cause"])) or "Not recorded.",
        "material": f"Yes: {wording.sentence(row['material_why'])}" if row["is_material"] else "No",
        "approved": approved or "Not approved yet",
    }


def size(relative_change: float | None) -> str:
    """Return '+4.2%' of what was reported; nothing where there was no number to change."""
    if relative_change is None or wording.is_unknown(relative_change):
        return ""
    return ("+" if relative_change > 0 else "") + wording.value(100 * relative_change, "percent", 2)


def subject(row: dict[str, Any]) -> str:
    """Return the name of what was restated, with its slice where it is not of the whole organisation."""
    if row.get("subject_kind") == "alignment_test":
        return f"The test {row['name']}"
    if row["slice"] is None or row["slice_kind"] in (None, "organisation"):
        return str(row["name"])
    names = [wording.said(wording.PLATFORMS, name) for name in str(row["slice"]).split(":")]
    return f"{row['name']} ({row['slice_name'] or ', '.join(names)})"


def since(newest: dict[str, Any] | None, restatements: list[dict[str, Any]]) -> str:
    """Return 'Since the October 2026 edition 2 figures were restated: ...' of the material ones; nothing without any."""
    if newest is None or not restatements:
        return ""
    names = "; ".join(f"{subject(row)}, {wording.month(row['period'])}" for row in restatements)
    count = f"{len(restatements)} results were" if len(restatements) > 1 else "1 result was"
    return f"Since the edition of {edition_of(newest)}, {count} restated in a way that matters: {names}."


def frozen(row: dict[str, Any] | None) -> str:
    """Return that the month is frozen and since when; nothing for a month that is not."""
    if row is None:
        return ""
    damaged = " That edition is damaged: see Editions." if row["damage"] else ""
    return (
        f"{edition_of(row)}{',' * (row['issue'] > 1)} is frozen: it was reported on {wording.day(row['frozen_at'])}. Below are the latest figures;"
        f" one that has changed since says what was reported.{damaged}"
    )


def reported_as(row: dict[str, Any] | None, unit: str) -> str:
    """Return 'Restated: 71% was reported in 2026-10.' for a figure that has changed since; else nothing."""
    if row is None:
        return ""
    told = {"value": row["value_as_reported"], "state": row["state_as_reported"]}
    return f"Restated: {wording.headline(told, unit).lower()} was reported in edition {row['reported_in']}."


def as_reported(row: dict[str, Any]) -> dict[str, str]:
    """Return a figure as reported beside its latest value, as a row of words."""
    reported = {"value": row["value_as_reported"], "state": row["state_as_reported"]}
    latest = {"value": row["value_latest"], "state": row["state_latest"]}
    return {
        "what": subject(row),
        "reported": wording.headline(reported, row["unit"]),
        "edition": row["reported_in"] or "",
        "latest": wording.headline(latest, row["unit"]) if row["state_latest"] else "No longer shown",
        "restated": "Yes" if row["is_restated"] else "No",
    }


def not_reported(month: date, *, is_frozen: bool) -> str:
    """Return why no figure of a month stands as reported: it is not frozen, or the board file does not know it yet."""
    if is_frozen:
        return f"{wording.month(month)} is frozen; what it reported stands here after the next build."
    return f"{wording.month(month)} has not been frozen, so none of its figures is reported yet."


def removal(row: dict[str, Any]) -> dict[str, str]:
    """Return what was removed, and why, as a row of words."""
    return {
        "platform": wording.said(wording.PLATFORMS, row["platform"]),
        "name": row["name"] or "",
        "what": wording.said(REMOVED, row["what"]),
        "removed": wording.number(row["removed"]),
        "reason": wording.sentence(row["reason"]),
        "first_at": _moment(row["first_at"]),
        "last_at": _moment(row["last_at"]),
    }


def _number(value: float | None, unit: str | None) -> str:
    """A decimal more than elsewhere, so that a small change shows."""
    return wording.value(value, unit or "count", 2)


def _moment(when: date | None) -> str:
    if when is None or wording.is_unknown(when):
        return ""
    hour = f", {when:%H:%M}" if isinstance(when, datetime) else ""
    return f"{when.day} {when:%b %Y}{hour}".replace(" ", "\u00a0", 2)
