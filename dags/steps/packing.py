"""What the tasks of `board_pack` do: freeze a month, render its packs, ask for signatures and keep them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from dags import door


def freeze(day: date, *, period: str | None, by: str, reason: str | None = None, edition: str | None = None) -> str:
    """Freeze a month of the board file, by default the last one that was over on the day; return what was frozen.

    A month that is frozen stays so: that is no failure. With a reason it is re-issued. With an `edition` nothing is
    frozen: that one is rendered and signed.
    """
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    from dashboards import editions

    try:
        if edition:
            return f"{edition} {editions.read(door.home() / 'editions' / edition)['edition_sha256']}: frozen before"
        month = editions.month_of(period) if period else editions.month_before(min(day, door.now().date()))
        door.bring_editions()
        said = editions.freeze(
            door.home() / "board.duckdb",
            door.home() / "editions",
            month,
            frozen_by=by,
            frozen_at=door.now(),
            reason=reason or None,
        )
    except (editions.AlreadyFrozen, editions.NothingPublished) as why:  # a first `make run` has not built yet
        raise AirflowSkipException(str(why)) from why
    except editions.NotFrozen as why:
        raise AirflowFailException(f"Not frozen: {why}") from why
    door.bring_editions(is_done=True)
    counts = said["figures_of_the_month"]
    return (
        f"{said['edition']} {said['edition_sha256']}: {counts['measured']} figures of the month, "
        f"{counts['provisional']} of them provisional"
    )


def render(frozen: str, *, override: str | None = None, by: str | None = None) -> list[str]:
    """Render the packs of the edition that `freeze` named, the board's and the public one; return their files.

    Fails when an input is stale or incomplete and nobody said why it may be: trying again would heal nothing. What a
    person decided about this edition's pack before (its cover sheet, an override) goes on standing.
    """
    from airflow.sdk.exceptions import AirflowFailException

    from dashboards import editions
    from dashboards.pack import make

    edition = door.home() / "editions" / frozen.split()[0]
    files: list[str] = []
    try:
        for public, stem in ((False, "pack"), (True, "pack-public")):
            kept = editions.read(edition).get("packs", {}).get(stem, {})
            decided = {"by": (by or "").strip(), "reason": override.strip()} if override else kept.get("override")
            said = {"by": decided["by"], "reason": decided["reason"]} if decided else None
            made = make.make(
                edition, is_public=public, override=said, cover=kept.get("cover") or None, made_at=door.now()
            )
            files += made["files"]
    except (make.NotRendered, editions.NotFrozen) as why:
        raise AirflowFailException(f"Not rendered: {why}") from why
    door.bring_editions(is_done=True)
    return sorted(files)


def ask_to_sign(edition: str, step: str) -> dict[str, Any]:
    """Return what a person is asked at a step of the sign-off: subject, body, and what they see, by its hash.

    Fails where there is nothing to sign, so that nobody is asked in vain.
    """
    from airflow.sdk.exceptions import AirflowFailException

    from dashboards import editions, sign_off, signing, wording_sign_off

    folder = door.home() / "editions" / edition
    status = signing.status(folder, signing.late_changes(door.home() / "board.duckdb", folder))
    if status.state == "damaged":
        raise AirflowFailException(f"Not asked: {edition} is damaged: {status.why}; python -m dashboards verify")
    if later := editions.superseded_by(folder):
        raise AirflowFailException(f"Not asked: {edition} was re-issued as {later}, which is signed in its place")
    content = sign_off.content_sha256(status.manifest)
    counts = signing.counts(folder)
    body = wording_sign_off.body(status, step, counts, content, door.dashboard_url(), f"$LOS_HOME/editions/{edition}")
    seen = {"content_sha256": content, "knew_of": list(signing.keys_of(status.late))}
    return {"subject": wording_sign_off.subject(status.manifest, step), "body": body, "seen": seen}


def sign(
    edition: str, step: str, *, is_returned: bool, by: dict[str, str] | None, at: datetime, job_title: str,
    reason: str | None, seen: dict[str, Any],
) -> tuple[bool, str]:  # fmt: skip
    """Keep a person's answer in the manifest; return whether it was refused, and one line that says why or what was kept."""
    from dashboards import sign_off, signing

    folder = door.home() / "editions" / edition
    try:
        said = signing.sign(
            folder, step, sign_off.RETURNED if is_returned else sign_off.SIGNED, by=by, role=job_title,
            at=door.now() if door.stated_day() else at,
            seen=signing.Seen(seen["content_sha256"], tuple(seen["knew_of"])),
            late=signing.late_changes(door.home() / "board.duckdb", folder), reason=reason,
        )  # fmt: skip
    except signing.NotSigned as why:
        return True, f"Not signed: {why}"
    door.bring_editions(is_done=True)
    what = f"Returned by {said['by']['name']}: {said['reason']}" if is_returned else f"Signed by {said['by']['name']}"
    return False, f"{what} ({edition}, {step}, {said['content_sha256'][:12]})"
