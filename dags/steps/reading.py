"""What the tasks of `extract`, `imports` and `retention` do with the shelf: extract, forget, retain, check, load."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from dags import door
from dags.steps import verdicts

if TYPE_CHECKING:
    from extractors.records import Account, Extract


def account_ids(platform: str) -> list[str]:
    """Return the ids of a platform's accounts in the register."""
    from extractors.accounts import read_accounts

    return [account.account_id for account in read_accounts(door.register(), platform)]


def extract(
    platform: str, account_id: str, run_day: date, *, day: str | None, since: str | None, until: str | None,
    again: bool = False, is_last_try: bool = True,
) -> list[Extract]:  # fmt: skip
    """Ask one account for the stated window, or for the usual one up to the day; return what happened.

    `again`: even where a quota was used up and its day is not over. What another try may mend alerts nobody before
    `is_last_try`.
    """
    from checks.alerts.evidence import of_extracts
    from extractors import access, run
    from extractors.accounts import read_accounts

    register_of_accounts = read_accounts(door.register())
    (account,) = (a for a in register_of_accounts if (a.platform, a.account_id) == (platform, account_id))
    seen_at = door.now()
    last = date.fromisoformat(until or day or str(door.stated_day() or run_day))
    if last > seen_at.date():
        raise ValueError(
            f"{last} has not begun yet: a window ends with today's first midnight ({seen_at:%Y-%m-%d}) at the latest"
        )
    first, last = run.window_for(door.landing(), account, last, seen_at.date())
    rows = run.extract(
        account,
        landing=door.landing(),
        since=date.fromisoformat(since) if since else first,
        until=last,
        observed_at=seen_at,
        access=access.access_of(
            account, door.environ(), home=door.home(), connection=connection_of(account), guard=_mask
        ),
        own_handles=access.own_handles(register_of_accounts),
        clock=lambda: datetime.now(UTC),
        again=again,
    )
    heard = [row for row in rows if is_last_try or row.outcome != "failed" or row.cause_class not in door.HEALS]
    at_desk = door.desk()
    at_desk.heed(lambda: of_extracts(heard, at_desk.meaning), seen_at)
    return rows


def connection_of(account: Account) -> str:
    """Return an account's secret as Airflow's connection `los_<secret>` has it, "" where the environment has one or none is.

    The access token is the connection's password, or stands in its extra with the rest of the JSON (see
    docker/.env.example). Tasks may read connections and not write them: what a renewal brings is kept under LOS_HOME.
    """
    from airflow.sdk import Connection
    from airflow.sdk.exceptions import AirflowNotFoundException

    from extractors.access import secret_name

    if door.environ().get(secret_name(account)):
        return ""
    try:
        found = Connection.get(f"los_{account.secret}")
    except AirflowNotFoundException:
        return ""
    said = {"access_token": found.password or "", "client_id": found.login or ""} | found.extra_dejson
    return json.dumps(said) if any(said.values()) else ""


def _mask(secret: str) -> None:
    from airflow.sdk.log import mask_secret

    mask_secret(secret)  # Airflow strikes it out of the task's log and of what it shows of the task


def forget(platform: str) -> dict[str, Any]:
    """Take what is gone from a platform out of everything; says nothing and costs nothing when there is no news."""
    from extractors import access
    from extractors.accounts import read_accounts
    from extractors.forget import forget
    from extractors.privacy import Door

    privacy = Door(door.privacy_key(), access.own_handles(read_accounts(door.register())))
    return forget(door.landing(), door.home(), privacy, now=door.now(), platform=platform)


def retain() -> list[dict[str, Any]]:
    """Remove what the platforms' terms let nobody keep any longer; return what was removed, account by account."""
    from extractors import retention

    terms = retention.read_terms(door.PROJECT / "seeds" / "platform_terms.csv")
    return retention.retain(door.landing(), door.home() / "board.duckdb", terms, now=door.now())


def check_shelf(platform: str | None = None, also: Iterable[str] = ()) -> str:
    """Judge what is new on the shelf of one platform and of those named beside it; fail when something was refused."""
    from checks import gate

    asked = [None] if platform is None else sorted({platform, *also})
    judged = [each for one in asked for each in gate.check_shelf(door.landing(), platform=one, checked_at=door.now())]
    if any(not verdict["accepted"] for verdict in judged):
        verdicts.write_data_docs()  # of what was refused no build may come that would write them
    return verdicts.judge(judged)


@door.warehouse_alone()
def load(platform: str | None = None, also: Iterable[str] = ()) -> dict[str, Any]:
    """Load every accepted batch that the warehouse does not hold yet, of one platform and of those named beside it."""
    from extractors import warehouse

    door.bring_editions()
    if set(also) - {platform}:
        platform = None  # something of others was taken out too: what of them is not judged yet goes on waiting
    said = warehouse.load(
        door.landing(),
        door.home() / "warehouse.duckdb",
        platform=platform,
        editions=door.home() / "editions",
        incidents=door.home() / "incidents",
    )
    for edition, why in said["editions"]["damaged"].items():
        print(f"The edition {edition} was not read: {why}")
    return said
