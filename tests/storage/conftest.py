"""A local S3 store (moto's server, on loopback) behind a wire that can fail, and shelves in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import boto3
import pytest

from extractors.landing import Landing
from storage import bucket, place
from storage.bucket import Bucket
from tests.storage.wire import Wire

CANARY = ("AKIACANARYCANARYCANA", "canary-secret-canary-secret-canary-secre", "canary-session-token-canary")


@pytest.fixture(scope="session")
def wire_to_store() -> Iterator[Wire]:
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server.start()
    wire = Wire(server.get_host_and_port()[1])
    yield wire
    wire.close()
    server.stop()


@pytest.fixture
def wire(wire_to_store: Wire, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """The wire, with nothing going wrong, and the AWS environment that leads to it; waits between tries are short."""
    wire_to_store.heal()
    for name, value in aws(wire_to_store).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(bucket, "FIRST_WAIT_S", 0.001)
    yield wire_to_store
    wire_to_store.heal()


def aws(wire: Wire) -> dict[str, str]:
    """Return the AWS environment of a test: keys that must never be seen again, and no file or role of the machine's."""
    key, secret, token = CANARY
    return {
        "AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token,
        "AWS_DEFAULT_REGION": "eu-west-2", "AWS_ENDPOINT_URL": wire.url, "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null", "NO_PROXY": "127.0.0.1",
    }  # fmt: skip


@cache
def store(port: int) -> Any:
    """Return a client that asks the store itself, past the wire and without any code of ours."""
    return boto3.client("s3", endpoint_url=f"http://127.0.0.1:{port}", aws_access_key_id="a", aws_secret_access_key="b")


@cache
def opened(name: str) -> Bucket:
    """Open a bucket once for all tests that need no other: loading what botocore knows of S3 takes half a second."""
    return bucket.open_bucket(name)


@pytest.fixture
def address(wire: Wire) -> Iterator[str]:
    """The address of a new, empty shelf in a bucket."""
    client = store(wire.store)
    client.create_bucket(Bucket="shelf", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    yield "s3://shelf/los/landing"
    for each in client.list_objects_v2(Bucket="shelf").get("Contents", []):
        client.delete_object(Bucket="shelf", Key=each["Key"])
    client.delete_bucket(Bucket="shelf")


def seen_from(address: str, home: Path) -> Landing:
    """Return a shelf as a process that has just begun sees it, with what its machine keeps under `home`."""
    return Landing(place.place(address, home, opened=opened))


@pytest.fixture
def shelf(address: str, tmp_path: Path) -> Landing:
    """A shelf in a bucket."""
    return seen_from(address, tmp_path / "home")


def keys(wire: Wire) -> list[str]:
    """Return what is in the bucket."""
    found = store(wire.store).list_objects_v2(Bucket="shelf").get("Contents", [])
    return [each["Key"].removeprefix("los/landing/") for each in found]


def uploads(wire: Wire) -> list[object]:
    """Return the uploads in parts that lie in the bucket unfinished."""
    return list(store(wire.store).list_multipart_uploads(Bucket="shelf").get("Uploads", []))
