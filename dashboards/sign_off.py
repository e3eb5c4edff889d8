"""Who signs a frozen month, in which order, and whose name still stands: rules over a manifest, and nothing else.

    preparer -> data-quality reviewer (another person) -> executive owner -> board secretary, who releases

A name stands under what was signed and under nothing else: the steps say the hash they saw. Any change of the edition, a
return, or a material restatement of the month that the signer did not know of opens all steps again, until the month is
released; from then on a change is a re-issue. (domain.md, 5.4 items 4 and 9)
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

STEPS = ("preparer", "reviewer", "executive", "secretary")
SIGNED, RETURNED = "signed", "returned"
SHA256 = re.compile(r"[0-9a-f]{64}")
KEYS = {  # of an entry -> the kinds its value may have
    "number": int, "step": str, "decision": str, "by": dict, "role": str, "at": str, "content_sha256": str,
    "knew_of": list, "reason": (str, type(None)), "previous_sha256": (str, type(None)),
}  # fmt: skip
Entry = dict[str, Any]


class NotSigned(Exception):
    """Nothing was recorded. The message is one line for the person who answered: why, and what to do next."""


@dataclass(frozen=True)
class Seen:
    """What was before a person's eyes: the hash of the edition, and the material restatements they were told of."""

    content_sha256: str
    knew_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """A step now. state: open, signed, returned, changed, late, restarted; entry: the last one of this step, if any.

    changed: the edition is another since; late: the month was restated since; restarted: a step was returned since.
    """

    step: str
    state: str
    entry: Entry | None

    @property
    def is_signed(self) -> bool:
        """Does somebody's name stand here?"""
        return self.state == SIGNED


def content_sha256(manifest: Mapping[str, Any]) -> str:
    """Return the one hash of what is signed: every file's hash and every word of the manifest but the signatures."""
    return _sha256({name: said for name, said in manifest.items() if name not in ("sign_offs", "edition_sha256")})


def standing(manifest: Mapping[str, Any], late: Sequence[str] = ()) -> list[Standing]:
    """Return the four steps as they stand. late: keys of the material restatements of the month known today.

    What is released stays released: a later restatement is for a re-issue.
    """
    entries, content = manifest.get("sign_offs", []), content_sha256(manifest)
    as_signed = _standing(entries, content, ())
    return as_signed if as_signed[-1].is_signed else _standing(entries, content, late)


def is_released(manifest: Mapping[str, Any]) -> bool:
    """Has the secretary released what the edition holds?"""
    return standing(manifest)[-1].is_signed


def state(manifest: Mapping[str, Any], late: Sequence[str] = ()) -> str:
    """Return the state of an edition in one word: frozen, prepared, reviewed, approved, released, returned or reopened."""
    steps = standing(manifest, late)
    signed = sum(step.is_signed for step in steps)
    if signed:
        return ("prepared", "reviewed", "approved", "released")[signed - 1]
    if not manifest.get("sign_offs"):
        return "frozen"
    last = manifest["sign_offs"][-1]
    is_as_it_was = last["content_sha256"] == content_sha256(manifest)
    return "returned" if last["decision"] == RETURNED and is_as_it_was else "reopened"


def changed(manifest: Mapping[str, Any], entry: Entry) -> dict[str, Any] | None:
    """Return the first change after an entry was signed: at and what; None when nothing says."""
    changes = manifest.get("changes", [])
    return next((each for each in changes if each["content_sha256_before"] == entry["content_sha256"]), None)


def entry(
    manifest: Mapping[str, Any], step: str, decision: str, *, by: Mapping[str, str] | None, role: str, at: datetime,
    seen: Seen, late: Sequence[str] = (), superseded_by: str | None = None, reason: str | None = None,
) -> Entry:  # fmt: skip
    """Return the entry that a person's answer adds to the manifest. `at` in UTC. Raises NotSigned."""
    by, reason = {"id": "", "name": "", **(by or {})}, (reason or "").strip() or None
    why = (
        _of_the_person(by, role)
        or _of_the_edition(manifest, seen, late, superseded_by)
        or _of_the_step(manifest, step, decision, by, late)
    )
    if why is None and decision == RETURNED and reason is None:
        why = "a return says what has to be put right: write the reason"
    if why is not None:
        raise NotSigned(why)
    before = manifest.get("sign_offs", [])
    return {
        "number": len(before) + 1, "step": step, "decision": decision, "by": {"id": by["id"], "name": by["name"]},
        "role": role.strip(), "at": at.isoformat(), "content_sha256": seen.content_sha256,
        "knew_of": sorted(seen.knew_of), "reason": reason if decision == RETURNED else None,
        "previous_sha256": _sha256(before[-1]) if before else None,
    }  # fmt: skip


def wrong(manifest: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with the signatures themselves: their form, their order, and whether each follows the last.

    Each entry holds the hash of the one before, so one that was changed or taken out from among others shows. Whether the
    last one was taken off, only those can tell who have it elsewhere: Airflow's record of the answer.
    """
    entries = manifest.get("sign_offs", [])
    if not isinstance(entries, list):
        return ["the sign-offs are no list"]
    for number, each in enumerate(entries, 1):
        if not _is_well_formed(each):
            return [f"sign-off {number} is not well formed"]
        before = entries[: number - 1]
        if each["number"] != number or each["previous_sha256"] != (_sha256(before[-1]) if before else None):
            return [f"sign-off {number} does not follow the one before it: one was changed or taken out"]
        steps = _standing(before, each["content_sha256"], ())
        place = STEPS.index(each["step"])
        if not all(step.is_signed for step in steps[:place]):
            return [f"sign-off {number} is out of order: {each['step']} before {_first_open(steps)}"]
        if each["step"] == "reviewer" and _is_same(steps[0].entry, each["by"]):
            return [f"sign-off {number}: the reviewer is the preparer"]
    return []


def _standing(entries: Sequence[Entry], content: str, late: Sequence[str]) -> list[Standing]:
    returned = max((number for number, each in enumerate(entries) if each["decision"] == RETURNED), default=-1)
    after, steps = returned, list[Standing]()
    for step in STEPS:
        number, last = max(((n, each) for n, each in enumerate(entries) if each["step"] == step),
                           key=lambda found: found[0], default=(-1, None))  # fmt: skip
        if last is None:
            found = "open"
        elif last["decision"] == RETURNED:
            found = RETURNED
        elif last["content_sha256"] != content:
            found = "changed"
        elif set(late) - set(last["knew_of"]):
            found = "late"
        elif number < after or not all(each.is_signed for each in steps):
            found = "restarted"
        else:
            found, after = SIGNED, number
        steps.append(Standing(step, found, last))
    return steps


def _of_the_person(by: Mapping[str, str], role: str) -> str | None:
    if not by["id"].strip():
        return "the sign-in names nobody, and a signature needs a name"
    return None if role.strip() else "write your job title: a signature needs one"


def _of_the_edition(
    manifest: Mapping[str, Any], seen: Seen, late: Sequence[str], superseded_by: str | None
) -> str | None:
    name = manifest["edition"]
    if superseded_by:
        return f"{name} was re-issued as {superseded_by}, which is signed in its place"
    if is_released(manifest):
        return f"{name} is released; whatever has to change is a re-issue"
    if not manifest.get("packs"):
        return f"the pack of {name} is not rendered yet, so there is nothing to sign"
    if seen.content_sha256 != content_sha256(manifest):
        return f"{name} has changed since you were asked: look at it again"
    if set(late) - set(seen.knew_of):
        return f"the month of {name} was restated in a way that matters since you were asked: look at it again"
    return None


def _of_the_step(
    manifest: Mapping[str, Any], step: str, decision: str, by: Mapping[str, str], late: Sequence[str]
) -> str | None:
    steps = standing(manifest, late)
    place = STEPS.index(step)
    if not all(each.is_signed for each in steps[:place]):
        return f"it is not this step's turn: the {_first_open(steps)} comes first"
    if step == "reviewer" and _is_same(steps[0].entry, by):
        return f"{by['name'] or by['id']} prepared it, and the reviewer is another person"
    if decision == SIGNED and steps[place].is_signed:
        return f"this step is signed already, by {(steps[place].entry or {})['by']['name']}"
    return None


def _first_open(steps: Sequence[Standing]) -> str:
    return next(step.step for step in steps if not step.is_signed)


def _is_same(entry: Entry | None, by: Mapping[str, str]) -> bool:
    return entry is not None and str(entry["by"]["id"]).strip().casefold() == str(by["id"]).strip().casefold()


def _is_well_formed(each: Any) -> bool:
    if not isinstance(each, dict) or set(each) != set(KEYS):
        return False
    if not all(isinstance(each[name], kind) for name, kind in KEYS.items()):  # type: ignore[arg-type]
        return False
    try:
        is_in_utc = datetime.fromisoformat(each["at"]).utcoffset() is not None
    except ValueError:
        return False
    return bool(
        is_in_utc
        and each["step"] in STEPS
        and each["decision"] in (SIGNED, RETURNED)
        and all(isinstance(known, str) for known in each["knew_of"])
        and bool(each["reason"]) == (each["decision"] == RETURNED)
        and set(each["by"]) == {"id", "name"}
        and each["by"]["id"]
        and SHA256.fullmatch(each["content_sha256"])
    )


def _sha256(what: Any) -> str:
    return hashlib.sha256(json.dumps(what, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
