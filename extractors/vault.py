"""Where renewed tokens are kept: one encrypted file a secret, in a folder of its own under LOS_HOME.

A platform that renews a token may give a new refresh token and kill the one it was asked with (X does): whoever renews
must write before anything else. An Airflow task cannot write a connection back (its API only reads them,
github.com/apache/airflow/issues/53520), and the environment cannot be written at all, so the place is ours:

    secrets/<name>.tokens   Fernet, its key derived from LOS_PRIVACY_KEY; mode 0600; replaced whole, never in part
    secrets/<name>.lock     held by whoever renews, and by the process that asks on its behalf
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from extractors.faults import WAIT_AND_RERUN, Refused

LONGEST_WAIT_S = 180  # for another process that is renewing: longer than its own time-outs
PURPOSE = b"line of sight: tokens"
TIMES = ("expires_at", "refresh_ends_at", "renewed_at", "begun_at", "refused_at")


@dataclass(frozen=True)
class Kept:
    """What is known of one secret since it was first renewed. Nothing in it is shown by repr."""

    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    grown_from: str = ""  # fingerprint of the refresh token a person gave; another one given starts afresh
    expires_at: datetime | None = None  # of the access token
    refresh_ends_at: datetime | None = None  # None: the platform has not said
    renewed_at: datetime | None = None
    begun_at: datetime | None = None  # a renewal was asked for and its answer is not kept yet
    refused_at: datetime | None = None  # the refresh token is dead: it is not sent again
    refusal: str = ""  # why, in our own words


def fingerprint(secret: str) -> str:
    """Return a text that tells one secret from another and from which it cannot be had back."""
    return hashlib.sha256(PURPOSE + secret.encode()).hexdigest()


def key_from(privacy_key: bytes) -> bytes:
    """Return the Fernet key that goes with a privacy key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return base64.urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(privacy_key))


class Vault:
    """The kept tokens of every secret."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self.folder, self._key = folder, key

    def held(self, name: str) -> Kept | None:
        """Return what is kept under a secret's name, or None. Raises Refused when it cannot be opened."""
        from cryptography.fernet import Fernet, InvalidToken

        try:
            content = Fernet(self._key).decrypt(self._path(name, "tokens").read_bytes())
        except FileNotFoundError:
            return None
        except InvalidToken:
            raise Refused(
                "token",
                f"The kept tokens of {name} cannot be opened with this LOS_PRIVACY_KEY.",
                f"Set the key back to what it was; or delete secrets/{name}.tokens under LOS_HOME, have the account "
                "consent again and put the new token in its secret.",
            ) from None
        said: dict[str, Any] = json.loads(content)
        times = {when: datetime.fromisoformat(said[when]) for when in TIMES if said[when]}
        return Kept(**(said | times))

    def keep(self, name: str, kept: Kept) -> None:
        """Write, and return only when it is on the disk: the old file or the new one, never a part. Hold the lock."""
        from cryptography.fernet import Fernet

        content = Fernet(self._key).encrypt(json.dumps(asdict(kept), default=str).encode())
        path = self._path(name, "tokens")
        beside = path.with_suffix(".unfinished")
        self._make_folder()
        beside.unlink(missing_ok=True)  # of a process that was killed; nobody else writes while we hold the lock
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # the rename itself
        finally:
            os.close(folder)

    @contextmanager
    def locked(self, name: str) -> Iterator[int]:
        """Hold the lock of one secret, and yield its file descriptor: a child that inherits it holds it too."""
        self._make_folder()
        descriptor = os.open(self._path(name, "lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            give_up_at = time.monotonic() + LONGEST_WAIT_S
            while not _got(descriptor):
                if time.monotonic() > give_up_at:
                    raise Refused("platform", f"Another process has been renewing {name} for minutes.", WAIT_AND_RERUN)
                time.sleep(0.05)
            yield descriptor
        finally:
            os.close(descriptor)  # and with the last copy of it the lock goes

    def _make_folder(self) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def _path(self, name: str, ending: str) -> Path:
        return self.folder / f"{urllib.parse.quote(name, safe='-_')}.{ending}"


def _got(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
