"""A local S3 store (moto's server, on loopback) behind a wire that can fail, and shelves in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from extractors.landing import Landing
from storage import bucket, place
from tests.storage.wire import Wire

CANARY = ("AKIACANARYCANARYCANA", "canary-secret-canary-secret-canary-secre", "canary-session-token-canary")


@pytest.fixture(scope="session")
def wire_to_store() -> Iterator[Wire]:
    from moto.moto_server.threaded_moto_server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
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


@pytest.fixture
def address(wire: Wire, request: pytest.FixtureRequest) -> str:
    """The address of a new, empty shelf in a bucket."""
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{wire.store}")
    client.create_bucket(Bucket="shelf", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    request.addfinalizer(lambda: _empty(client))
    return "s3://shelf/los/landing"


def _empty(client: object) -> None:
    of_store = boto3.resource("s3", endpoint_url=client.meta.endpoint_url)  # type: ignore[attr-defined]
    of_store.Bucket("shelf").objects.all().delete()
    of_store.Bucket("shelf").delete()


@pytest.fixture
def shelf(address: str, tmp_path: Path) -> Landing:
    """A shelf in a bucket, as a process that has just begun sees it."""
    return Landing(place.place(address, tmp_path / "home"))


def keys(wire: Wire) -> list[str]:
    """Return what is in the bucket, asked past the wire and without any code of ours."""
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{wire.store}")
    found = client.list_objects_v2(Bucket="shelf").get("Contents", [])
    return [each["Key"].removeprefix("los/landing/") for each in found]


def uploads(wire: Wire) -> list[object]:
    """Return the uploads in parts that lie in the bucket unfinished."""
    client = boto3.client("s3", endpoint_url=f"http://127.0.0.1:{wire.store}")
    return list(client.list_multipart_uploads(Bucket="shelf").get("Uploads", []))
