"""The door of the pipeline: the only module here that reads the environment, the clock and the folder layout.

Heavy libraries are imported inside functions, here and in `dags/steps/`, so that Airflow parses the DAGs fast.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checks.alerts.desk import Desk
    from extractors.landing import Landing

REPO = Path(__file__).resolve().parents[1]
PROJECT = REPO / "dbt_project"
HEALS = ("platform", "quota", "late")  # cause classes that a second try may mend; a refused token it cannot
WAREHOUSE_LOCK = Path("dbt") / "warehouse.lock"  # held by whoever writes to the warehouse, reads all of it or copies it


def platforms() -> list[str]:
    """Return the names of the platform files: the folder is the registry."""
    return sorted(path.stem for path in (REPO / "extractors" / "platforms").glob("[a-z]*.py"))


def home() -> Path:
    """Return the folder that holds all state."""
    return Path(os.environ.get("LOS_HOME") or REPO / "var").resolve()


def now() -> datetime:
    """Return the moment of looking, UTC. On a stated day (LOS_TODAY) it is 06:00, the sandbox's moment."""
    stated = stated_day()
    return datetime.combine(stated, time(6), UTC) if stated else datetime.now(UTC)


def stated_day() -> date | None:
    """Return the day that a person told us to take for today; None: it is today."""
    stated = os.environ.get("LOS_TODAY")
    return date.fromisoformat(stated) if stated else None


def shelf() -> Path:
    """Return where the shelf stands: in a folder or in a bucket."""
    from storage import place as storage

    return storage.place(os.environ.get("LOS_LANDING"), home())


def landing() -> Landing:
    """Return the shelf."""
    from extractors.landing import Landing

    return Landing(shelf())


def register() -> Path:
    """Return the file that lists the accounts."""
    return Path(os.environ.get("LOS_REGISTER") or PROJECT / "seeds" / "accounts.csv")


def desk() -> Desk:
    """Return the alert desk."""
    from checks.alerts.desk import Desk

    return Desk(home(), os.environ)


def dashboard_url() -> str:
    """Return where people open the dashboard, "" when nobody said."""
    return os.environ.get("LOS_DASHBOARD_URL", "")


def told(why: Exception) -> Exception:
    """Mark an exception whose evidence the alert desk has already: its task's end is no second alert."""
    why.is_told = True  # type: ignore[attr-defined]
    return why


def environ(*, is_strict: bool = True) -> dict[str, str]:
    """Return the environment with the secrets that lie in files; not `is_strict`: those that can be read."""
    from extractors.secret_files import with_secrets

    return with_secrets(os.environ, is_strict=is_strict)


def privacy_key() -> bytes:
    """Return the key that ids of the public are hashed with; empty: there is none."""
    return environ().get("LOS_PRIVACY_KEY", "").encode()


def environ_of_dbt() -> dict[str, str]:
    """Return the environment as it is, LOS_HOME absolute: a relative one would mean another folder to profiles.yml."""
    return {**os.environ, "LOS_HOME": str(home())}


@contextmanager
def warehouse_alone() -> Iterator[None]:
    """Wait until no other task and no backup is at the warehouse, and keep them out meanwhile.

    Airflow's pool does so for tasks. A task whose worker died may still have its process running, and a backup is no task.
    """
    lock = home() / WAREHOUSE_LOCK
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def without_secrets(text: str) -> str:
    """Return a text for other eyes: without what Airflow masks, and without any secret of the environment."""
    from airflow.sdk.log import redact  # type: ignore[attr-defined]

    from extractors.redaction import Strike

    said = environ(is_strict=False)  # the text may be about a secret that cannot be read
    addresses = re.findall(r"\w+://\S+", said.get("LOS_ALERT_URLS", ""))
    pieces = [each for address in addresses for each in re.split(r"[/:@?&=]+", address) if len(each) >= 12]
    strike = Strike([said.get("LOS_PRIVACY_KEY", ""), *addresses, *pieces])
    for value in (value for name, value in said.items() if name.startswith("LOS_SECRET_")):
        for word in (value, *re.findall(r'"\w+"\s*:\s*"([^"]+)"', value)):  # plain, or JSON
            strike.add(word)
    return strike.text(str(redact(text)))


def bring_editions(*, is_done: bool = False) -> None:
    """Make the editions of the home and of the bucket the same, where the shelf stands in one.

    `is_done`: what was to be done here is done and must not be done again, so a fault is only said: every load tries anew.
    """
    from dashboards import edition_shelf
    from storage.faults import StorageFault

    try:
        edition_shelf.agree(home() / "editions", shelf())
    except StorageFault as why:
        if not is_done:
            raise
        print(f"Not in the bucket yet; the next load brings it there: {why}")


def signers(step: str) -> list[Any] | None:
    """Return who may answer a step: the user ids of LOS_SIGN_<STEP>; None: whoever is signed in to Airflow."""
    said = os.environ.get(f"LOS_SIGN_{step.upper()}", "")
    return [{"id": user.strip(), "name": user.strip()} for user in said.split(",") if user.strip()] or None
