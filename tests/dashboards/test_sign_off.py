"""Who may sign what, and whose name still stands: the rules, a case a line."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards import editions, sign_off, signing, wording_sign_off
from dashboards.pack import make, refused
from dashboards.sign_off import RETURNED, SIGNED, Seen
from tests.dashboards.packs import AT, BY, FRESH, OCTOBER, freeze

PEOPLE = {letter: f"Person {letter}" for letter in "ABCD"}


def manifest_of(**more: Any) -> dict[str, Any]:
    return {"edition": "2026-10", "period": "2026-10", "packs": {"pack": {"sha256": {}}}, **more}


def answered(
    manifest: dict[str, Any], step: str, who: str, decision: str = SIGNED, *, knew: tuple[str, ...] = (),
    late: tuple[str, ...] = (), seen: str | None = None, **more: Any,
) -> dict[str, Any]:  # fmt: skip
    at = AT + timedelta(minutes=len(manifest.get("sign_offs", [])))
    said = sign_off.entry(
        manifest, step, decision, by={"id": who, "name": PEOPLE.get(who, who)}, role=more.pop("role", "Head of it"), at=at,
        seen=Seen(seen or sign_off.content_sha256(manifest), knew), late=late,
        reason="It is wrong" if decision == RETURNED else None, **more,
    )  # fmt: skip
    return {**manifest, "sign_offs": [*manifest.get("sign_offs", []), said]}


def after(story: str, manifest: dict[str, Any] | None = None) -> dict[str, Any]:
    """Tell a story: `preparer A, reviewer B, changed, preparer A ...`; `-` before a step returns it."""
    manifest = manifest or manifest_of()
    for word in [word for word in story.split(", ") if word]:
        if word == "changed":
            before = {"at": AT.isoformat(), "what": "pack was rendered again", "content_sha256_before": sign_off.content_sha256(manifest)}  # fmt: skip
            manifest = {**manifest, "changes": [*manifest.get("changes", []), before]}
        else:
            step, who = word.lstrip("-").split()
            manifest = answered(manifest, step, who, RETURNED if word.startswith("-") else SIGNED)
    return manifest


@pytest.mark.parametrize(
    ("story", "state", "steps"),
    [
        ("", "frozen", "open open open open"),
        ("preparer A", "prepared", "signed open open open"),
        ("preparer A, reviewer B", "reviewed", "signed signed open open"),
        ("preparer A, reviewer B, executive C", "approved", "signed signed signed open"),
        ("preparer A, reviewer B, executive C, secretary D", "released", "signed signed signed signed"),
        ("preparer A, reviewer B, executive A, secretary B", "released", "signed signed signed signed"),
        ("-preparer A", "returned", "returned open open open"),
        ("preparer A, -reviewer B", "returned", "restarted returned open open"),
        ("preparer A, reviewer B, -executive C", "returned", "restarted restarted returned open"),
        ("preparer A, reviewer B, -reviewer B", "returned", "restarted returned open open"),
        ("preparer A, reviewer B, -executive C, preparer A", "prepared", "signed restarted returned open"),
        ("preparer A, -reviewer B, preparer B, reviewer A", "reviewed", "signed signed open open"),
        ("preparer A, reviewer B, changed", "reopened", "changed changed open open"),
        ("preparer A, reviewer B, changed, preparer A", "prepared", "signed changed open open"),
        ("preparer A, -reviewer B, changed", "reopened", "changed returned open open"),
        ("preparer A, reviewer B, changed, preparer A, reviewer C, executive B", "approved", "signed signed signed open"),
    ],
)  # fmt: skip
def test_a_name_stands_under_what_was_signed_in_its_order_and_under_nothing_else(
    story: str, state: str, steps: str
) -> None:
    manifest = after(story)
    assert sign_off.state(manifest) == state
    assert [each.state for each in sign_off.standing(manifest)] == steps.split()
    assert sign_off.wrong(manifest) == []


@pytest.mark.parametrize(
    ("story", "step", "who", "decision", "why"),
    [
        ("", "reviewer", "B", SIGNED, "the preparer comes first"),
        ("preparer A", "executive", "C", SIGNED, "the reviewer comes first"),
        ("preparer A", "secretary", "D", RETURNED, "the reviewer comes first"),
        ("preparer A", "reviewer", "A", SIGNED, "Person A prepared it, and the reviewer is another person"),
        ("preparer A", "reviewer", " a ", SIGNED, "the reviewer is another person"),
        ("preparer A", "reviewer", "A", RETURNED, "the reviewer is another person"),
        ("preparer A, reviewer B, changed, preparer B", "reviewer", "B", SIGNED, "the reviewer is another person"),
        ("preparer A, reviewer B, changed", "executive", "C", SIGNED, "the preparer comes first"),
        ("preparer A, -reviewer B", "reviewer", "B", SIGNED, "the preparer comes first"),
        ("preparer A", "preparer", "B", SIGNED, "signed already, by Person A"),
        ("preparer A", "reviewer", "", SIGNED, "the sign-in names nobody"),
        ("preparer A, reviewer B, executive C, secretary D", "secretary", "D", RETURNED, "is released"),
        ("preparer A, reviewer B, executive C, secretary D", "preparer", "A", SIGNED, "is released"),
    ],
)
def test_whoever_may_not_sign_is_told_why_and_nothing_is_recorded(
    story: str, step: str, who: str, decision: str, why: str
) -> None:
    manifest = after(story)
    before = copy.deepcopy(manifest)
    with pytest.raises(sign_off.NotSigned, match=why):
        answered(manifest, step, who, decision)
    assert manifest == before


def test_a_person_signs_what_they_saw_and_not_what_came_after() -> None:
    seen = sign_off.content_sha256(manifest_of())
    with pytest.raises(sign_off.NotSigned, match="has changed since you were asked"):
        answered(after("changed"), "preparer", "A", seen=seen)
    with pytest.raises(sign_off.NotSigned, match=r"2026-10 was re-issued as 2026-10\.2"):
        answered(manifest_of(), "preparer", "A", superseded_by="2026-10.2")
    with pytest.raises(sign_off.NotSigned, match="not rendered yet"):
        answered(manifest_of(packs={}), "preparer", "A")
    with pytest.raises(sign_off.NotSigned, match="job title"):
        answered(manifest_of(), "preparer", "A", role=" ")
    with pytest.raises(sign_off.NotSigned, match="write the reason"):
        sign_off.entry(
            manifest_of(), "preparer", RETURNED, by={"id": "A"}, role="Head", at=AT, seen=Seen(seen), reason=" "
        )


def test_a_material_restatement_nobody_told_the_signers_of_opens_the_steps_until_the_release() -> None:
    three = after("preparer A, reviewer B, executive C")
    assert sign_off.state(three) == "approved" and sign_off.state(three, ["k1"]) == "reopened"
    assert [each.state for each in sign_off.standing(three, ["k1"])] == ["late", "late", "late", "open"]
    with pytest.raises(sign_off.NotSigned, match="restated in a way that matters since you were asked"):
        answered(three, "secretary", "D", late=("k1",))
    with pytest.raises(sign_off.NotSigned, match="the preparer comes first"):
        answered(three, "secretary", "D", late=("k1",), knew=("k1",))
    told = answered(three, "preparer", "A", late=("k1",), knew=("k1",))
    assert sign_off.state(told, ["k1"]) == "prepared"
    assert sign_off.state(told, ["k1", "k2"]) == "reopened" and sign_off.state(told) == "prepared"
    assert sign_off.state(after("secretary D", three), ["k1"]) == "released"  # from then on it is a re-issue's matter


@pytest.mark.parametrize(
    ("damage", "why"),
    [
        (lambda entries: entries.pop(0), "sign-off 1 does not follow the one before it"),
        (lambda entries: entries.pop(1), "sign-off 2 does not follow the one before it"),
        (lambda entries: entries[0].update(role="Chair"), "sign-off 2 does not follow the one before it"),
        (lambda entries: entries[1].update(at="yesterday"), "sign-off 2 is not well formed"),
        (lambda entries: entries[1].update(at="2026-11-16T09:00:00"), "sign-off 2 is not well formed"),
        (lambda entries: entries[1].pop("by"), "sign-off 2 is not well formed"),
        (lambda entries: entries[2].update(step="chair"), "sign-off 3 is not well formed"),
        (lambda entries: entries[2].update(content_sha256="0" * 64), "sign-off 3 is out of order: executive before preparer"),
        (lambda entries: entries[2].update(step="secretary"), "sign-off 3 is out of order: secretary before executive"),
    ],
)  # fmt: skip
def test_signatures_that_were_changed_or_taken_out_are_told(damage: Any, why: str) -> None:
    manifest = copy.deepcopy(after("preparer A, reviewer B, executive C"))
    damage(manifest["sign_offs"])
    (line,) = sign_off.wrong(manifest)
    assert line.startswith(why)


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    edition = freeze(tmp_path_factory.mktemp("signed"), FRESH)
    make.make(edition, made_at=AT)
    return edition


def put(edition: Path, step: str, who: str, decision: str = SIGNED, late: tuple[dict[str, Any], ...] = ()) -> None:
    seen = Seen(sign_off.content_sha256(editions.read(edition)), signing.keys_of(list(late)))
    signing.sign(
        edition, step, decision, by={"id": who, "name": PEOPLE[who]}, role="Head of it", at=datetime.now(UTC), seen=seen,
        late=list(late), reason="It is wrong" if decision == RETURNED else None,
    )  # fmt: skip


def test_what_is_signed_is_kept_in_the_sealed_manifest_and_a_released_pack_is_never_rendered_anew(packed: Path) -> None:
    put(packed, "preparer", "A")
    put(packed, "reviewer", "B")
    assert editions.verify(packed) == []
    make.make(packed, made_at=AT)  # the same bytes: nothing changes
    assert signing.status(packed, []).state == "reviewed"
    make.make(packed, is_public=True, made_at=AT)  # a file more than they saw
    status = signing.status(packed, [])
    assert wording_sign_off.state(status) == (
        "Re-opened by a later change. On 16 November 2026, 09:30 UTC, pack-public was rendered beside it. It begins again"
        " with the preparer."
    )
    for step, who in zip(sign_off.STEPS, "ABCC", strict=True):
        put(packed, step, who)
    status = signing.status(packed, [])
    assert (status.state, editions.verify(packed)) == ("released", [])
    assert wording_sign_off.by_one_person(status) == "Person C signed as executive owner and as board secretary."
    sealed = (packed / "manifest.json").read_bytes()
    with pytest.raises(
        refused.NotRendered, match=r"2026-10 is released, and this would be another pack: re-issue the month"
    ):
        make.make(packed, cover={"title": "Another"}, made_at=AT)
    with pytest.raises(editions.NotFrozen, match="is released: a change is a re-issue"):
        editions.add(packed, {}, {"packs": {}})
    kept = json.loads(sealed)["sign_offs"]
    with pytest.raises(editions.NotFrozen, match="cannot be changed or taken back"):
        editions.add(packed, {}, {"sign_offs": kept[:-1]})
    with pytest.raises(editions.NotFrozen, match="changed by another at the same time"):
        editions.add(packed, {}, {"sign_offs": kept}, expected="another")
    assert (packed / "manifest.json").read_bytes() == sealed
    with duckdb.connect(str(packed.parents[1] / "board.duckdb")) as board:  # as published since
        board.execute("insert into editions (edition) values ('2026-10')")
    editions.freeze(
        packed.parents[1] / "board.duckdb", packed.parent, OCTOBER, frozen_by=BY, frozen_at=AT, reason="An error"
    )
    again = [signing.status(path, []) for path in editions.editions_in(packed.parent)]
    assert [each.state for each in again] == ["released", "frozen"]
    assert wording_sign_off.state(again[0]).endswith("by Person C, Head of it. Superseded by 2026-10.2.")


def test_nobody_signs_an_edition_that_is_not_as_it_was_frozen(tmp_path: Path) -> None:
    edition = freeze(tmp_path)
    (edition / "figures.csv").chmod(0o644)
    (edition / "figures.csv").write_text("another")
    with pytest.raises(sign_off.NotSigned, match=r"2026-10 is not as it was frozen: figures\.csv: was changed"):
        put(edition, "preparer", "A")
