"""What the tasks of `imports` do with the files people hand in."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dags import door


def waiting() -> list[str]:
    """Return the files waiting in the inbox, as <organisation_id>/<name>; dot files are not whole yet.

    A file that does not say of which account it is may lie in a folder named so: <organisation_id>/<account_id>/<name>.
    """
    place = door.home() / "inbox"
    found = sorted(path for depth in ("*/*", "*/*/*") for path in place.glob(depth) if path.is_file())
    files = [path.relative_to(place) for path in found if not path.name.startswith(".")]
    return [file.as_posix() for file in files if file.parts[0] not in ("done", "refused")]


def import_file(file: str) -> dict[str, Any]:
    """Land one file of the inbox and say what it is; raises ValueError when it cannot be used, and nothing is landed."""
    from extractors import access, imports
    from extractors.accounts import read_accounts
    from extractors.privacy import Door

    accounts = read_accounts(door.register())
    return imports.import_file(
        door.home() / "inbox" / file,
        organisation_id=file.partition("/")[0],
        account_id=Path(file).parent.name if file.count("/") == 2 else None,
        landing=door.landing(),
        accounts=accounts,
        door=Door(door.privacy_key(), access.own_handles(accounts)),
        received_at=door.now(),
    )


def put_away(file: str, where: str, why: str = "") -> None:
    """Move a file of the inbox to done/ or refused/, the reason beside it; one that was moved already is left.

    A file that holds something that is gone from its platform is not kept.
    """
    from checks.alerts.evidence import of_file
    from extractors.forget import is_of_gone
    from extractors.privacy import Door

    source, place = door.home() / "inbox" / file, door.home() / "inbox" / where / file
    if not source.exists():
        return
    key = door.privacy_key()
    if key and is_of_gone(door.landing(), Door(key, ()), source):
        source.unlink()
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, place)
        if why:
            place.with_name(place.name + ".txt").write_text(why + "\n", encoding="utf-8")
    refusal = (why or "no reason was given") if where == "refused" else None
    door.desk().heed(lambda: [of_file(file, datetime.now(UTC), refusal)], door.now())
