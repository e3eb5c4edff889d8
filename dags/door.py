"""The door of the pipeline: the only module here that reads the environment, the clock and the folder layout.

Each function does the work of one task. Heavy libraries are imported inside them, so that Airflow parses the DAGs fast.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checks.alerts.desk import Desk
    from extractors.landing import Landing
    from extractors.records import Account, Extract

REPO = Path(__file__).resolve().parents[1]
PROJECT = REPO / "dbt_project"
HEALS = ("platform", "quota", "late")  # cause classes that a second try may mend; a refused token it cannot
WAREHOUSE_LOCK = Path("dbt") / "warehouse.lock"  # held by whoever writes to the warehouse, reads all of it or copies it
FIGURES_JUDGED = "figures_judged.json"  # under dbt/: what the checks said of the reports that are about to be published


def platforms() -> list[str]:
    """Return the names of the platform files: the folder is the registry."""
    return sorted(path.stem for path in (REPO / "extractors" / "platforms").glob("[a-z]*.py"))


def home() -> Path:
    """Return the folder that holds all state."""
    return Path(os.environ.get("LOS_HOME") or REPO / "var").resolve()


def now() -> datetime:
    """Return the moment of looking, UTC. On a stated day (LOS_TODAY) it is 06:00, the sandbox's moment."""
    stated = os.environ.get("LOS_TODAY")
    return datetime.combine(date.fromisoformat(stated), time(6), UTC) if stated else datetime.now(UTC)


def landing() -> Landing:
    """Return the shelf, in a folder or in a bucket."""
    from extractors.landing import Landing
    from storage import place as storage

    return Landing(storage.place(os.environ.get("LOS_LANDING"), home()))


def register() -> Path:
    """Return the file that lists the accounts."""
    return Path(os.environ.get("LOS_REGISTER") or PROJECT / "seeds" / "accounts.csv")


def desk() -> Desk:
    """Return the alert desk."""
    from checks.alerts.desk import Desk

    return Desk(home(), os.environ)


def told(why: Exception) -> Exception:
    """Mark an exception whose evidence the alert desk has already: its task's end is no second alert."""
    why.is_told = True  # type: ignore[attr-defined]
    return why


def environ(*, is_strict: bool = True) -> dict[str, str]:
    """Return the environment with the secrets that lie in files; not `is_strict`: those that can be read."""
    from extractors.secret_files import with_secrets

    return with_secrets(os.environ, is_strict=is_strict)


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


def account_ids(platform: str) -> list[str]:
    """Return the ids of a platform's accounts in the register."""
    from extractors.accounts import read_accounts

    return [account.account_id for account in read_accounts(register(), platform)]


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

    register_of_accounts = read_accounts(register())
    (account,) = (a for a in register_of_accounts if (a.platform, a.account_id) == (platform, account_id))
    seen_at = now()
    last = date.fromisoformat(until or day or os.environ.get("LOS_TODAY") or str(run_day))
    if last > seen_at.date():
        raise ValueError(
            f"{last} has not begun yet: a window ends with today's first midnight ({seen_at:%Y-%m-%d}) at the latest"
        )
    first, last = run.window_for(landing(), account, last, seen_at.date())
    rows = run.extract(
        account,
        landing=landing(),
        since=date.fromisoformat(since) if since else first,
        until=last,
        observed_at=seen_at,
        access=access.access_of(account, environ(), home=home(), connection=connection_of(account), guard=_mask),
        own_handles=access.own_handles(register_of_accounts),
        clock=lambda: datetime.now(UTC),
        again=again,
    )
    heard = [row for row in rows if is_last_try or row.outcome != "failed" or row.cause_class not in HEALS]
    at_desk = desk()
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

    if environ().get(secret_name(account)):
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

    door = Door(environ().get("LOS_PRIVACY_KEY", "").encode(), access.own_handles(read_accounts(register())))
    return forget(landing(), home(), door, now=now(), platform=platform)


def retain() -> list[dict[str, Any]]:
    """Remove what the platforms' terms let nobody keep any longer; return what was removed, account by account."""
    from extractors import retention

    terms = retention.read_terms(PROJECT / "seeds" / "platform_terms.csv")
    return retention.retain(landing(), home() / "board.duckdb", terms, now=now())


def check_shelf(platform: str | None = None, also: Iterable[str] = ()) -> str:
    """Judge what is new on the shelf of one platform and of those named beside it; fail when something was refused."""
    from checks import gate

    asked = [None] if platform is None else sorted({platform, *also})
    judged = [each for one in asked for each in gate.check_shelf(landing(), platform=one, checked_at=now())]
    if any(not verdict["accepted"] for verdict in judged):
        _write_data_docs()  # of what was refused no build may come that would write them
    return _judge(judged)


@warehouse_alone()
def load(platform: str | None = None, also: Iterable[str] = ()) -> dict[str, Any]:
    """Load every accepted batch that the warehouse does not hold yet, of one platform and of those named beside it."""
    from extractors import warehouse

    bring_editions()
    if set(also) - {platform}:
        platform = None  # something of others was taken out too: what of them is not judged yet goes on waiting
    said = warehouse.load(
        landing(),
        home() / "warehouse.duckdb",
        platform=platform,
        editions=home() / "editions",
        incidents=home() / "incidents",
    )
    for edition, why in said["editions"]["damaged"].items():
        print(f"The edition {edition} was not read: {why}")
    return said


def bring_editions(*, is_done: bool = False) -> None:
    """Make the editions of the home and of the bucket the same, where the shelf stands in one.

    `is_done`: what was to be done here is done and must not be done again, so a fault is only said: every load tries anew.
    """
    from dashboards import edition_shelf
    from storage import place as storage
    from storage.faults import StorageFault

    try:
        edition_shelf.agree(home() / "editions", storage.place(os.environ.get("LOS_LANDING"), home()))
    except StorageFault as why:
        if not is_done:
            raise
        print(f"Not in the bucket yet; the next load brings it there: {why}")


@warehouse_alone()
def has_news() -> bool:
    """Say whether the warehouse holds batches that the published board file was not built from."""
    published = home() / "dbt" / "published.txt"
    if not published.exists() or not (home() / "board.duckdb").exists():
        return True
    return published.read_text() != _batches_loaded()


@warehouse_alone()
def dbt_build() -> str:
    """Run `dbt build` of a strategy that holds together; fail with the contradiction, or the first node that failed.

    In a process of its own: dbt in ours would hold the warehouse until Airflow has put the process away, which is after
    the next task of the pool was let in.
    """
    from airflow.sdk.exceptions import AirflowFailException

    from checks import strategy

    if wrong := strategy.contradictions(PROJECT / "seeds"):
        raise AirflowFailException(f"The strategy contradicts itself: {'; '.join(wrong)}")
    folder = home() / "dbt"
    results = folder / "target" / "run_results.json"
    results.unlink(missing_ok=True)
    (folder / FIGURES_JUDGED).unlink(missing_ok=True)  # what was said of the reports before these
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "building.txt").write_text(_batches_loaded())  # before dbt reads: what is loaded later is news
    options = [f"--project-dir={PROJECT}", f"--profiles-dir={PROJECT}", f"--target-path={folder}/target"]
    # Unit tests ask whether the SQL is right: that is `make test`, not every morning.
    options += [f"--log-path={folder}/logs", "--exclude-resource-type=unit_test"]
    command = [str(Path(sys.executable).with_name("dbt")), "--no-use-colors", "build", *options]
    environment = os.environ | {"LOS_HOME": str(home())}  # a relative one would mean another folder to profiles.yml
    dbt = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(dbt.stdout)
    nodes = json.loads(results.read_text())["results"] if results.exists() else []
    for node in nodes:
        if node["status"] in ("error", "fail"):
            raise AirflowFailException(f"dbt: {node['unique_id']}: {' '.join(str(node['message']).split())}")
    if dbt.returncode:
        raise AirflowFailException(f"dbt could not start: {' '.join(dbt.stdout.split())[-500:]}")
    return f"{len(nodes)} models, seeds and tests"


@warehouse_alone()
def check_figures() -> str:
    """Judge the reports; fail when a critical check is not met, which keeps them from being published."""
    from checks import gate

    verdict = gate.check_figures(home() / "warehouse.duckdb", checked_at=now())
    (home() / "dbt").mkdir(parents=True, exist_ok=True)
    (home() / "dbt" / FIGURES_JUDGED).write_text(json.dumps(verdict))
    _write_data_docs()
    return _judge([verdict])


@warehouse_alone()
def publish() -> dict[str, Any]:
    """Swap in the new board file and note which batches it was built from."""
    from dashboards import snapshot

    words = snapshot.descriptions_in(home() / "dbt" / "target" / "manifest.json")
    judged = home() / "dbt" / FIGURES_JUDGED
    summary = snapshot.publish(
        home() / "warehouse.duckdb", home() / "board.duckdb", descriptions=words,
        verdict=json.loads(judged.read_text()) if judged.exists() else None,
    )  # fmt: skip
    os.replace(home() / "dbt" / "building.txt", home() / "dbt" / "published.txt")
    return summary


def tidy() -> dict[str, Any]:
    """Make the warehouse's file anew without the bytes of what was removed, once the board was built without it."""
    from extractors.compact import tidy

    if has_news():
        return {"is_done": False, "why": "something was loaded since the board was built; the next build does it"}
    with warehouse_alone():
        return tidy(landing(), home())


def freeze(day: date, *, period: str | None, by: str, reason: str | None = None, edition: str | None = None) -> str:
    """Freeze a month of the board file, by default the last one that was over on the day; return what was frozen.

    A month that is frozen stays so: that is no failure. With a reason it is re-issued. With an `edition` nothing is
    frozen: that one is rendered and signed.
    """
    from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

    from dashboards import editions

    try:
        if edition:
            return f"{edition} {editions.read(home() / 'editions' / edition)['edition_sha256']}: frozen before"
        month = editions.month_of(period) if period else editions.month_before(min(day, now().date()))
        bring_editions()
        said = editions.freeze(
            home() / "board.duckdb", home() / "editions", month, frozen_by=by, frozen_at=now(), reason=reason or None
        )
    except (editions.AlreadyFrozen, editions.NothingPublished) as why:  # a first `make run` has not built yet
        raise AirflowSkipException(str(why)) from why
    except editions.NotFrozen as why:
        raise AirflowFailException(f"Not frozen: {why}") from why
    bring_editions(is_done=True)
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

    edition = home() / "editions" / frozen.split()[0]
    files: list[str] = []
    try:
        for public, stem in ((False, "pack"), (True, "pack-public")):
            kept = editions.read(edition).get("packs", {}).get(stem, {})
            decided = {"by": (by or "").strip(), "reason": override.strip()} if override else kept.get("override")
            said = {"by": decided["by"], "reason": decided["reason"]} if decided else None
            made = make.make(edition, is_public=public, override=said, cover=kept.get("cover") or None, made_at=now())
            files += made["files"]
    except (make.NotRendered, editions.NotFrozen) as why:
        raise AirflowFailException(f"Not rendered: {why}") from why
    bring_editions(is_done=True)
    return sorted(files)


def signers(step: str) -> list[Any] | None:
    """Return who may answer a step: the user ids of LOS_SIGN_<STEP>; None: whoever is signed in to Airflow."""
    said = os.environ.get(f"LOS_SIGN_{step.upper()}", "")
    return [{"id": user.strip(), "name": user.strip()} for user in said.split(",") if user.strip()] or None


def ask_to_sign(edition: str, step: str) -> dict[str, Any]:
    """Return what a person is asked at a step of the sign-off: subject, body, and what they see, by its hash.

    Fails where there is nothing to sign, so that nobody is asked in vain.
    """
    from airflow.sdk.exceptions import AirflowFailException

    from dashboards import editions, sign_off, signing, wording_sign_off

    folder = home() / "editions" / edition
    status = signing.status(folder, signing.late_changes(home() / "board.duckdb", folder))
    if status.state == "damaged":
        raise AirflowFailException(f"Not asked: {edition} is damaged: {status.why}; python -m dashboards verify")
    if later := editions.superseded_by(folder):
        raise AirflowFailException(f"Not asked: {edition} was re-issued as {later}, which is signed in its place")
    content = sign_off.content_sha256(status.manifest)
    counts = signing.counts(folder)
    body = wording_sign_off.body(
        status, step, counts, content, os.environ.get("LOS_DASHBOARD_URL", ""), f"$LOS_HOME/editions/{edition}"
    )
    seen = {"content_sha256": content, "knew_of": list(signing.keys_of(status.late))}
    return {"subject": wording_sign_off.subject(status.manifest, step), "body": body, "seen": seen}


def sign(
    edition: str, step: str, *, is_returned: bool, by: dict[str, str] | None, at: datetime, job_title: str,
    reason: str | None, seen: dict[str, Any],
) -> tuple[bool, str]:  # fmt: skip
    """Keep a person's answer in the manifest; return whether it was refused, and one line that says why or what was kept."""
    from dashboards import sign_off, signing

    folder = home() / "editions" / edition
    try:
        said = signing.sign(
            folder, step, sign_off.RETURNED if is_returned else sign_off.SIGNED, by=by, role=job_title,
            at=now() if os.environ.get("LOS_TODAY") else at,
            seen=signing.Seen(seen["content_sha256"], tuple(seen["knew_of"])),
            late=signing.late_changes(home() / "board.duckdb", folder), reason=reason,
        )  # fmt: skip
    except signing.NotSigned as why:
        return True, f"Not signed: {why}"
    bring_editions(is_done=True)
    what = f"Returned by {said['by']['name']}: {said['reason']}" if is_returned else f"Signed by {said['by']['name']}"
    return False, f"{what} ({edition}, {step}, {said['content_sha256'][:12]})"


def inbox() -> list[str]:
    """Return the files waiting in the inbox, as <organisation_id>/<name>; dot files are not whole yet.

    A file that does not say of which account it is may lie in a folder named so: <organisation_id>/<account_id>/<name>.
    """
    place = home() / "inbox"
    found = sorted(path for depth in ("*/*", "*/*/*") for path in place.glob(depth) if path.is_file())
    files = [path.relative_to(place) for path in found if not path.name.startswith(".")]
    return [file.as_posix() for file in files if file.parts[0] not in ("done", "refused")]


def import_file(file: str) -> dict[str, Any]:
    """Land one file of the inbox and say what it is; raises ValueError when it cannot be used, and nothing is landed."""
    from extractors import access, imports
    from extractors.accounts import read_accounts
    from extractors.privacy import Door

    accounts = read_accounts(register())
    return imports.import_file(
        home() / "inbox" / file,
        organisation_id=file.partition("/")[0],
        account_id=Path(file).parent.name if file.count("/") == 2 else None,
        landing=landing(),
        accounts=accounts,
        door=Door(environ().get("LOS_PRIVACY_KEY", "").encode(), access.own_handles(accounts)),
        received_at=now(),
    )


def put_away(file: str, where: str, why: str = "") -> None:
    """Move a file of the inbox to done/ or refused/, the reason beside it; one that was moved already is left.

    A file that holds something that is gone from its platform is not kept.
    """
    from checks.alerts.evidence import of_file
    from extractors.forget import is_of_gone
    from extractors.privacy import Door

    source, place = home() / "inbox" / file, home() / "inbox" / where / file
    if not source.exists():
        return
    key = environ().get("LOS_PRIVACY_KEY", "").encode()
    if key and is_of_gone(landing(), Door(key, ()), source):
        source.unlink()
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(source, place)
        if why:
            place.with_name(place.name + ".txt").write_text(why + "\n", encoding="utf-8")
    refusal = (why or "no reason was given") if where == "refused" else None
    desk().heed(lambda: [of_file(file, datetime.now(UTC), refusal)], now())


def _judge(verdicts: list[dict[str, Any]]) -> str:
    from airflow.sdk.exceptions import AirflowFailException

    from checks.alerts.evidence import of_verdicts

    desk().heed(lambda: of_verdicts(verdicts), now())
    broken = [
        f"{' '.join(str(verdict[name]) for name in ('table', 'platform', 'account_id') if name in verdict)}: "
        f"{result['check']} {result['column']}: {result['observed']} {result['notes']}"
        for verdict in verdicts
        for result in verdict["results"]
        if not verdict["accepted"] and not result["is_met"] and result["severity"] == "critical"
    ]
    if broken:
        raise told(AirflowFailException(f"Refused: {'; '.join(broken)}"))
    return f"{len(verdicts)} batches judged, none refused"


def _write_data_docs() -> None:
    from checks import data_docs

    judged = home() / "dbt" / FIGURES_JUDGED
    figures = [json.loads(judged.read_text())] if judged.exists() else []
    data_docs.write(landing(), home() / "data_docs", figures, written_at=now())


def _batches_loaded() -> str:
    """A fingerprint of everything a build reads that is not a seed: the batches, and the editions."""
    import duckdb

    with duckdb.connect(str(home() / "warehouse.duckdb"), read_only=True) as warehouse:
        held = warehouse.execute(
            "select table_name, platform, account_id, batch_id, sha256 from raw.batches order by all"
        ).fetchall()
        held += warehouse.execute("select edition, edition_sha256, damage from raw.editions order by all").fetchall()
    return hashlib.sha256(repr(held).encode()).hexdigest()
