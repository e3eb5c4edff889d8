"""Renewing an access token (OAuth 2.0, grant_type=refresh_token) in a process of its own that saves before it ends.

X's refresh tokens work once: between its answer and our save, a killed run would lock the account out until a person
consents again. So the process that asks is not the one that is killed: it has a session of its own, takes over the
lock, writes the answer into the vault, and only then tells. Secrets reach it through its stdin, and leave it nowhere.
"""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from extractors.faults import NEW_TOKEN, WAIT_AND_RERUN, Fault, retry_after
from extractors.vault import Kept, Vault

REPO = Path(__file__).parents[1]
LONGEST_S = 150  # a platform that sends its answer drop by drop does not hold the lock for ever
DEAD = ("invalid_grant", "invalid_request", "invalid_token")  # X and LinkedIn say invalid_request of a spent one
NOT_OUR_APP = ("invalid_client", "unauthorized_client")


@dataclass(frozen=True)
class Renewal:
    """How one platform renews: part of its file in extractors/platforms/."""

    path: str  # of its token endpoint
    is_basic: bool = False  # the app's id and secret go into a header; else into the form
    ahead: timedelta = timedelta(minutes=5)  # renewed when less than this is left
    silent_end: str = ""  # who says what of the refresh token's own end, when the answer does not


@dataclass(frozen=True)
class Wish:
    """What the asking process is told. Nothing in it is shown by repr."""

    name: str
    url: str
    is_basic: bool
    vault: str
    secret: str  # the secret's name, not the secret
    now: str
    key: str = field(repr=False)
    refresh_token: str = field(repr=False)
    grown_from: str = field(repr=False)
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)


def renew(wish: Wish, lock: int) -> Fault | None:
    """Have the token renewed and kept while `lock` is held; return what went wrong, or None when it is in the vault."""
    process = subprocess.Popen(
        [sys.executable, "-m", "extractors.renewal"], cwd=REPO, start_new_session=True, pass_fds=[lock],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    said, _ = process.communicate(json.dumps(asdict(wish)).encode())
    try:
        outcome = json.loads(said)
    except ValueError:
        return Fault("ours", f"Renewing the token of {wish.name} was cut off.", WAIT_AND_RERUN)
    return Fault(**outcome) if outcome else None


def ask(wish: Wish) -> Fault | None:
    """Ask the platform and keep what it says; return what went wrong. Runs in the process of its own."""
    from extractors.http import post_form

    vault, now = Vault(Path(wish.vault), wish.key.encode()), datetime.fromisoformat(wish.now)
    kept = vault.held(wish.secret) or Kept()
    if kept.grown_from != wish.grown_from:
        kept = Kept(refresh_token=wish.refresh_token, grown_from=wish.grown_from)
    vault.keep(wish.secret, replace(kept, begun_at=now))
    form = {"grant_type": "refresh_token", "refresh_token": kept.refresh_token}
    app, basic = {"client_id": wish.client_id, "client_secret": wish.client_secret}, ""
    if wish.is_basic and wish.client_secret:  # a public client has no secret, and names itself in the form
        basic = base64.b64encode(f"{wish.client_id}:{wish.client_secret}".encode()).decode()
    else:
        form |= {name: value for name, value in app.items() if value}
    answer = post_form(wish.name, wish.url, form, basic)
    if isinstance(answer, Fault):
        return answer
    status, headers, body = answer
    said = body if isinstance(body, dict) else {}
    if status == 200 and isinstance(said.get("access_token"), str) and said["access_token"]:
        vault.keep(wish.secret, _renewed(kept, said, now))
        return None
    fault = _refusal(wish.name, status, headers, said, kept.begun_at is not None)
    if status == 200:
        return fault  # there was an answer, and it is lost: begun_at stays and says so next time
    dead = said.get("error") in DEAD
    vault.keep(wish.secret, replace(kept, begun_at=None, refused_at=now if dead else None,
                                    refusal=fault.cause if dead else ""))  # fmt: skip
    return fault


def _renewed(kept: Kept, said: Mapping[str, Any], now: datetime) -> Kept:
    ends_at = _after(now, said.get("refresh_token_expires_in"))
    refresh_token = str(said.get("refresh_token") or kept.refresh_token)
    if ends_at is None and refresh_token == kept.refresh_token:
        ends_at = kept.refresh_ends_at
    return Kept(said["access_token"], refresh_token, kept.grown_from, _after(now, said.get("expires_in")), ends_at, now)


def _after(now: datetime, seconds: Any) -> datetime | None:
    is_stated = isinstance(seconds, int | float) and not isinstance(seconds, bool) and 0 <= seconds < 1e10
    return now + timedelta(seconds=seconds) if is_stated else None


def _refusal(name: str, status: int, headers: Mapping[str, str], said: Mapping[str, Any], was_cut_off: bool) -> Fault:
    error = said.get("error")
    if error in DEAD:
        why = "it was used before, revoked, or has run out"
        if was_cut_off:
            why = "an earlier renewal was cut off before its answer was kept, and the token may work only once"
        return Fault("token", f"{name} refused to renew the token: {why}.", NEW_TOKEN)
    if error in NOT_OUR_APP or status in (401, 403):
        return Fault(
            "token",
            f"{name} does not know the app that asks to renew the token.",
            "Check client_id and client_secret in the account's secret.",
        )
    if status == 429 or status >= 500:
        return Fault("platform", f"{name} could not renew the token (HTTP {status}).", WAIT_AND_RERUN, True,
                     retry_after(headers), tries=3)  # fmt: skip
    if status == 200:
        return Fault("platform", f"{name} sent no token in its answer to a renewal.", WAIT_AND_RERUN, True, tries=2)
    return Fault(
        "ours",
        f"{name} did not understand how we asked to renew the token (HTTP {status}).",
        "Compare RENEWAL in the platform's file in extractors/platforms/ with its documentation.",
    )


def main() -> int:
    """Do what stdin wishes, whatever happens to whoever wished it, and print the fault as JSON (or null)."""
    for word in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(word, signal.SIG_IGN)
    signal.alarm(LONGEST_S)
    try:
        fault = ask(Wish(**json.load(sys.stdin)))
    except Exception as error:  # its text could hold what we were told
        fault = Fault(
            "ours",
            f"Renewing a token stopped on a fault of ours ({type(error).__name__}).",
            "If a disk is full, make room; else report it with this line.",
        )
    json.dump(asdict(fault) if fault else None, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
