"""Makes the pack of a frozen edition, or refuses: an input that is stale or incomplete stops it, unless a person says why not.

    editions/<period>/ pack.pdf  pack.html  pack-public.pdf  pack-public.html

The files join the edition and its manifest, with all they were made from beside the frozen board (cover sheet, override),
so that they can be rendered again byte for byte.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import closing
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dashboards import editions, frozen_board, reads, sign_off, wording, wording_pack
from dashboards.pack import (
    alignment,
    annex,
    as_html,
    as_pdf,
    equity,
    inputs,
    kept,
    listening,
    outcomes,
    public,
    subject,
    summary,
)
from dashboards.pack.parts import Pack
from dashboards.pack.refused import NotRendered as NotRendered
from dashboards.selects import Board
from dashboards.snapshot import NoBoard, open_board

TOOLS = ("typst", "vl-convert-python", "altair")  # a release of theirs may set the same pack in other bytes


def make(
    edition: Path,
    *,
    organisation: str | None = None,
    is_public: bool = False,
    cover: dict[str, str] | None = None,
    override: dict[str, str] | None = None,
    made_at: datetime,
) -> dict[str, Any]:
    """Render the pack of an organisation (default: the register's first) into its edition; return what was made.

    `override` is {"by": a job title, "reason": ...}: it lets the pack be rendered in spite of stale or incomplete inputs,
    is printed on page 1 and kept in the manifest. Rendering the same again changes nothing. Raises NotRendered.
    """
    manifest = _manifest(edition)
    wrong = [line for line in editions.verify(edition) if not _is_half_made(line)]
    if wrong:
        raise NotRendered(f"the edition {edition.name} is not as it was frozen: {'; '.join(wrong)}")
    if override is not None and not (override["by"].strip() and override["reason"].strip()):
        raise NotRendered('an override takes who and why: --override "reason" --by "Job title"')
    try:
        with closing(open_board(edition / editions.BOARD, is_edition=True)) as board:
            name, chosen = _named(board, organisation)
            holes = inputs.holes(board, chosen, editions.month_of(manifest["period"]))
    except NoBoard as why:
        raise NotRendered(f"{why} It was frozen by a version before there were packs: re-issue the month") from None
    if holes and override is None:
        raise NotRendered("\n".join([f"{len(holes)} stale or incomplete", *holes]))
    if override is not None and not holes:
        raise NotRendered("no input is stale or incomplete, so there is nothing to override: leave --override out")
    stem = f"pack{name}{'-public' if is_public else ''}"
    before = manifest.get("packs", {}).get(stem, {})
    said: dict[str, Any] = {
        "organisation": chosen, "is_public": is_public, "cover": cover or {},
        "override": {**override, "at": made_at.isoformat()} if override else None,
    }  # fmt: skip
    if override and before.get("override") and {**before["override"], "at": ""} == {**override, "at": ""}:
        said["override"] = before["override"]  # the same word of the same person: it was given then
    files = {f"{stem}.{kind}": content for kind, content in render(edition, **said).items()}
    made = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    is_same = all(manifest["files"].get(file, {}).get("sha256") == sha for file, sha in made.items())
    if not is_same or not before:
        earlier = (
            [*before.get("earlier", []), {key: before[key] for key in ("made_at", "sha256", "override")}]
            if before
            else []
        )
        said |= {"made_at": made_at.isoformat(), "made_with": made_with(), "sha256": made, "earlier": earlier}
        more: dict[str, Any] = {"packs": {**manifest.get("packs", {}), stem: said}}
        if sign_off.is_released(manifest):
            raise NotRendered(
                f"{edition.name} is released, and this would be another {stem}: re-issue the month"
                f' (python -m dashboards freeze {edition.name[:7]} --reissue --reason "what was wrong" --by "Job title")'
            )
        if manifest.get("sign_offs"):  # whoever signed saw something else: the page says what became of it, and when
            what = f"{stem} was rendered {'again' if before else 'beside it'}"
            change = {"at": made_at.isoformat(), "what": what + _because(override, cover)}
            change["content_sha256_before"] = sign_off.content_sha256(manifest)
            more["changes"] = [*manifest.get("changes", []), change]
        try:
            editions.add(edition, files, more, expected=manifest["edition_sha256"])
        except editions.NotFrozen as why:
            raise NotRendered(str(why)) from None
    return {"edition": edition.name, "organisation": chosen, "is_public": is_public, "holes": holes, "files": made,
            "was_there": is_same}  # fmt: skip


def render(
    edition: Path, *, organisation: str, is_public: bool, cover: dict[str, str], override: dict[str, str] | None
) -> dict[str, bytes]:
    """Return the pack of a frozen edition as {"pdf": ..., "html": ...}: the same bytes for the same arguments. Raises NotRendered."""
    said = content(edition, organisation=organisation, is_public=is_public, cover=cover, override=override)
    try:
        return {"pdf": as_pdf.pdf(said), "html": as_html.page(said)}
    except frozen_board.NO_SUCH as why:
        raise NotRendered(
            f"it was frozen by an earlier version, which did not keep what a pack begins with: {why}"
        ) from None
    except as_pdf.CannotSet as why:
        raise NotRendered(f"the PDF could not be set as PDF/UA-1: {why}") from None


def content(
    edition: Path, *, organisation: str, is_public: bool, cover: dict[str, str], override: dict[str, str] | None
) -> Pack:
    """Return what the pack of a frozen edition says, page by page."""
    manifest = _manifest(edition)
    month = editions.month_of(manifest["period"])
    path = edition / editions.BOARD
    with closing(open_board(path, is_edition=True)) as board:
        board.execute("set threads = 1")  # sums of fractions come out the same in one order only
        holes = tuple(inputs.holes(board, organisation, month)) if override else ()
    with closing(public.opened(path) if is_public else open_board(path, is_edition=True)) as board:
        board.execute("set threads = 1")
        about = next(row for row in reads.organisations(board) if row["organisation_id"] == organisation)
        of = subject.of(
            board, about, month, manifest=manifest, is_public=is_public, cover=cover, override=override, holes=holes
        )
        written = wording_pack.length(summary.narrative(of)) if kept.is_kept(of, summary.narrative) else 0
        if written > wording_pack.MOST_WORDS:
            raise NotRendered(
                f"the commentary on {wording.month(month)} has {written} words, and the narrative has room for"
                f" {wording_pack.MOST_WORDS}: shorten it in the register, build, publish, freeze again"
            )
        pages = (
            summary.page(of), alignment.page(of), listening.page(of), outcomes.page(of), equity.page(of),
            annex.sheet(of), annex.figures(of), annex.provenance(of), outcomes.annex(of), listening.annex(of),
            alignment.annex(of),
        )  # fmt: skip
        at = datetime.fromisoformat(manifest["frozen_at"])
        return Pack(
            title=f"Social media and the strategy: board pack for {wording.month(month)}",
            organisation=about["name"],
            version=wording_pack.PUBLIC if is_public else wording_pack.FULL,
            edition=manifest["edition"],
            mark=wording.SANDBOX if of.is_made_up else "",
            created=(at.year, at.month, at.day, at.hour, at.minute, at.second),
            pages=pages,
        )


def verify(edition: Path) -> list[str]:
    """Render the packs of an edition again and compare every byte; return what differs.

    A pack made with other versions of Line of Sight or of its tools is compared by its hash alone (editions.verify).
    """
    try:
        packs = _manifest(edition).get("packs", {})
        wrong = []
        for stem, said in sorted(packs.items()):
            if said["made_with"] != made_with():
                continue
            asked = {key: said[key] for key in ("organisation", "is_public", "cover", "override")}
            for kind, content in render(edition, **asked).items():
                there = edition / f"{stem}.{kind}"
                if there.is_file() and there.read_bytes() != content:
                    wrong.append(f"{there.name}: is not what {editions.BOARD} renders")
    except (NotRendered, NoBoard, KeyError, StopIteration) as why:
        return [f"the packs cannot be rendered again ({why})"]
    return wrong


def made_with() -> str:
    """Return one sha256 over all that decides the bytes of a pack: the modules of this room and the releases of its tools."""
    room = Path(__file__).resolve().parents[1]
    files = sorted([*room.glob("*.py"), *(room / "pack").glob("*.*")])
    sums = [[path.name, hashlib.sha256(path.read_bytes()).hexdigest()] for path in files]
    return hashlib.sha256(json.dumps([*sums, *([tool, version(tool)] for tool in TOOLS)]).encode()).hexdigest()


def _because(override: dict[str, str] | None, cover: dict[str, str] | None) -> str:
    if override:
        return f", for {override['by'].strip()} overrode a stale or incomplete input: {override['reason'].strip()}"
    return ", with a cover sheet" if cover else ""


def _named(board: Board, organisation: str | None) -> tuple[str, str]:
    """Return what tells a pack's file from those of others in the edition (nothing for the first), and its organisation."""
    ids = [row["organisation_id"] for row in reads.organisations(board)]
    if organisation is not None and organisation not in ids:
        raise NotRendered(f"there is no organisation {organisation!r} in the edition; there are {', '.join(ids)}")
    chosen = organisation or ids[0]
    return ("" if chosen == ids[0] else f"-{chosen}"), chosen


def _manifest(edition: Path) -> dict[str, Any]:
    try:
        return editions.read(edition)
    except editions.NotFrozen as why:
        raise NotRendered(str(why)) from None


def _is_half_made(line: str) -> bool:
    """A pack's file that the manifest does not name was left by a render that was killed: this one writes it anew."""
    return line.startswith("pack") and line.endswith("is not of this edition")
