"""A bucket of an S3 store, through fsspec's s3fs: the few things asked of it, each tried again until done or refused.

A PUT is atomic: others see the old object, or the new one whole. Every object is written by one PUT (up to 5 GB, from
the disk, not from memory), so no upload in parts is ever begun that could lie there unfinished and cost money.
With each goes its sha256, which is compared with what arrives whenever it is read.
"""

from __future__ import annotations

import hashlib
import logging
import os
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from storage.faults import (  # fmt: skip
    CANNOT_BE_CONDITIONAL,
    NOT_AS_EXPECTED,
    NOT_THERE,
    BadSetting,
    Changed,
    Cut,
    StorageFault,
    code_of,
    explained,
    is_passing,
)

TRIES = 6  # of one question, doubling from a quarter of a second: about eight seconds in all
FIRST_WAIT_S, MOST_WAIT_S = 0.25, 8.0
CONNECT_S, READ_S = 10, 60
CHUNK = 1 << 20
MOST_BYTES = 5 << 30  # S3's limit for one PUT
TALKATIVE = ("botocore", "aiobotocore", "s3fs", "fsspec", "aiohttp")  # at DEBUG they write keys and tokens into logs
SHA256 = "sha256"  # the name of our own note on an object

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Object:
    """What the store says of one object. `etag` changes whenever its bytes do."""

    key: str
    etag: str
    size: int
    modified: float  # Unix seconds


class Bucket:
    """One bucket. Keys are whole, without the bucket's name."""

    def __init__(self, name: str, filesystem: Any, sleep: Callable[[float], None] = time.sleep) -> None:
        self.name, self._filesystem, self._sleep = name, filesystem, sleep

    def check(self, prefix: str) -> None:
        """Ask for one name, to see that the bucket is there and may be read. Raises BadSetting, StorageFault if it is down."""

        def once() -> None:
            try:
                self._call("list_objects_v2", Prefix=prefix, MaxKeys=1)
            except Exception as error:
                if is_passing(error):
                    raise
                raise BadSetting(str(explained(error, "open", self.at(prefix), 1))) from None

        self._ask("open", prefix, once)

    def list(self, prefix: str) -> Iterator[Object]:
        """Yield every object whose key begins with `prefix`, in the order of their keys."""
        more: dict[str, str] = {}
        while True:
            page = self._ask("list", prefix, partial(self._call, "list_objects_v2", Prefix=prefix, **more))
            for each in page.get("Contents", ()):
                yield Object(each["Key"], _plain(each["ETag"]), each["Size"], each["LastModified"].timestamp())
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def head(self, key: str) -> Object | None:
        """Return what the store says of an object; None when there is none."""
        said = self._ask("look at", key, lambda: self._call("head_object", Key=key), absent=True)
        return said and Object(key, _plain(said["ETag"]), said["ContentLength"], said["LastModified"].timestamp())

    def fetch(self, key: str, to: Path, *, is_known: bool = False) -> str | None:
        """Stream an object into a file beside `to` and move it there when it is whole; return its etag, None if absent.

        `is_known`: it was listed or written a moment ago, so one that is not to be seen yet is waited for.
        """

        def once() -> str:
            beside = to.with_name(f".{to.name}.{os.getpid()}.{random.getrandbits(32):x}")
            try:
                etag = self._wait_for(self._stream(key, beside))
                os.replace(beside, to)
            finally:
                beside.unlink(missing_ok=True)
            return etag

        to.parent.mkdir(parents=True, exist_ok=True)
        etag: str | None = self._ask("read", key, once, absent=True, is_known=is_known)
        return etag

    def put(self, key: str, body: bytes | Path, *, only_new: bool = False, only_over: str | None = None) -> str:
        """Write an object and return its etag. A Path is streamed from the disk.

        `only_new`: only if there is none yet; `only_over`: only over the one of this etag. Else raises Changed, and
        nothing was written. The very same bytes standing there already are what was wanted: an answer may get lost.
        """
        sha256, size = _digest(body)
        if size > MOST_BYTES:
            raise StorageFault(
                f"{self.at(key)}: {size >> 30} GB is more than one PUT takes (5 GB); ask a shorter window"
            )
        wanted: dict[str, str] = {"IfNoneMatch": "*"} if only_new else {"IfMatch": only_over} if only_over else {}

        def once() -> str:
            nonlocal wanted
            try:
                return self._put_once(key, body, sha256, size, wanted)
            except Exception as error:
                if wanted and code_of(error) in CANNOT_BE_CONDITIONAL:
                    # a store that cannot tell for us: then we look, which leaves a moment to whoever writes with us
                    there = self.head(key)
                    if (there.etag if there else None) == only_over:
                        wanted = {}
                        return self._put_once(key, body, sha256, size, wanted)
                elif not (wanted and code_of(error) in NOT_AS_EXPECTED | NOT_THERE):
                    raise
                if (standing := self.sha256(key)) and standing[0] == sha256:
                    return standing[1]
                raise Changed(f"{self.at(key)} was written by another meanwhile: nothing was changed") from None

        etag: str = self._ask("write", key, once)
        return etag

    def copy(self, key: str, to: str) -> str:
        """Copy an object within the bucket, its sha256 with it; return the copy's etag."""
        source = {"Bucket": self.name, "Key": key}
        said = self._ask("copy", key, lambda: self._call("copy_object", Key=to, CopySource=source), is_known=True)
        return _plain(said["CopyObjectResult"]["ETag"])

    def delete(self, keys: Iterable[str]) -> None:
        """Delete objects; one that is not there is as good as deleted."""
        for key in keys:
            self._ask("delete", key, partial(self._call, "delete_object", Key=key), absent=True)

    def sha256(self, key: str) -> tuple[str, str] | None:
        """Return the sha256 that was put beside an object ('' if none was) and its etag; None when it is not there."""
        said = self._ask("look at", key, lambda: self._call("head_object", Key=key), absent=True)
        return said and (said.get("Metadata", {}).get(SHA256, ""), _plain(said["ETag"]))

    def at(self, key: str) -> str:
        """Return an object's address, for a person."""
        return f"s3://{self.name}/{key}"

    def _ask(
        self, what: str, key: str, once: Callable[[], Answer], *, absent: bool = False, is_known: bool = False
    ) -> Any:
        """Ask until it is answered. `absent`: that there is none is an answer, None; if `is_known`, only the last time."""
        for number in range(1, TRIES + 1):
            try:
                return once()
            except StorageFault:
                raise
            except Exception as error:
                is_missing = code_of(error) in NOT_THERE
                if is_missing and absent and (not is_known or number == TRIES):
                    return None
                if number == TRIES or not (is_passing(error) or (is_missing and is_known)):
                    raise explained(error, what, self.at(key), number) from None  # the cause holds the request
            self._sleep(min(FIRST_WAIT_S * 2 ** (number - 1), MOST_WAIT_S) * (0.5 + random.random() / 2))
        raise AssertionError("the last try returns or raises")

    def _put_once(self, key: str, body: bytes | Path, sha256: str, size: int, wanted: dict[str, str]) -> str:
        about = {"Key": key, "ContentLength": size, "Metadata": {SHA256: sha256}, **wanted}
        if isinstance(body, bytes):
            return _plain(self._call("put_object", Body=body, **about)["ETag"])
        with body.open("rb") as file:
            return _plain(self._call("put_object", Body=file, **about)["ETag"])

    def _call(self, method: str, **words: Any) -> Any:
        return self._filesystem.call_s3(method, Bucket=self.name, **words)

    def _wait_for(self, answer: Awaitable[str]) -> str:
        from fsspec.asyn import sync

        said: str = sync(self._filesystem.loop, lambda: answer)
        return said

    async def _stream(self, key: str, to: Path) -> str:
        said = await self._filesystem._call_s3("get_object", Bucket=self.name, Key=key)
        digest, size = hashlib.sha256(), 0
        try:
            with to.open("wb") as file:
                while chunk := await said["Body"].read(CHUNK):
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
        finally:
            said["Body"].close()
        noted = said.get("Metadata", {}).get(SHA256)
        if size != said["ContentLength"] or (noted and noted != digest.hexdigest()):
            raise Cut(key)
        return _plain(said["ETag"])


def open_bucket(name: str) -> Bucket:
    """Open a bucket with what the AWS environment says: keys or role, region, AWS_ENDPOINT_URL. Raises BadSetting."""
    try:
        import s3fs
    except ImportError:
        raise BadSetting(
            "LOS_LANDING names an S3 bucket, and s3fs is not installed: install the project's dependency group s3"
        ) from None
    for each in TALKATIVE:
        logging.getLogger(each).setLevel(logging.WARNING)
    filesystem = s3fs.S3FileSystem(
        skip_instance_cache=True,
        use_listings_cache=False,  # what another process wrote must be seen
        config_kwargs={
            "connect_timeout": CONNECT_S,
            "read_timeout": READ_S,
            "retries": {"total_max_attempts": 1},  # tries are counted in one place: Bucket._ask
            "request_checksum_calculation": "when_required",  # not every store knows the newer checksums
            "response_checksum_validation": "when_required",
            "s3": {"payload_signing_enabled": True},  # the store refuses a body that changed on its way
        },
    )
    filesystem.retries = 1
    return Bucket(name, filesystem)


def _plain(etag: str) -> str:
    return etag.strip('"')


def _digest(body: bytes | Path) -> tuple[str, int]:
    if isinstance(body, bytes):
        return hashlib.sha256(body).hexdigest(), len(body)
    with body.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), body.stat().st_size
