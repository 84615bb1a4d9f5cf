"""The two kinds of shelves on which documents lie, as tests look at them from outside."""

import contextlib
import os
import signal
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
import pytest

from deploy.local.programs import Child, Command, free_port, make_directory, running
from kernel.blobs import Blobs, blobs_of

KINDS = ("bucket", "directory")


class Shelving(ABC):
    """Shelves that stand somewhere, and the hand that may do what no service may."""

    url = ""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def blobs(self, service: str) -> Blobs:
        """The store as a service sees it."""
        return blobs_of(self.url, self.folder, service)

    def addresses(self) -> list[str]:
        """Under which addresses something is stored."""
        return [name.rpartition("/")[2] for name in self.everything() if name.startswith("blobs/")]

    @abstractmethod
    def read(self, address: str) -> bytes:
        """What is stored under an address."""

    @abstractmethod
    def write(self, address: str, content: bytes) -> None:
        """Damage it."""

    @abstractmethod
    def everything(self) -> list[str]:
        """The names of all there is."""


class DirectoryShelving(Shelving):
    """A directory."""

    def read(self, address: str) -> bytes:
        return self._path(address).read_bytes()

    def write(self, address: str, content: bytes) -> None:
        self._path(address).write_bytes(content)

    def everything(self) -> list[str]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return [str(path.relative_to(self.folder)) for path in files if path.name != "lock"]

    def _path(self, address: str) -> Path:
        return self.folder / "blobs" / address[:2] / address


class BucketShelving(Shelving):
    """A bucket of its own at an S3 server."""

    def __init__(self, folder: Path, server: "S3Server", bucket: str) -> None:
        super().__init__(folder)
        self.server, self.bucket = server, bucket
        self.url = f"s3://{bucket}/state"
        self._client = server.client
        self._client.create_bucket(Bucket=bucket)

    def read(self, address: str) -> bytes:
        with contextlib.closing(self._client.get_object(**self._key(address))["Body"]) as body:
            return bytes(body.read())

    def write(self, address: str, content: bytes) -> None:
        self._client.put_object(**self._key(address), Body=content)

    def everything(self) -> list[str]:
        found = self._client.list_objects_v2(Bucket=self.bucket).get("Contents", ())
        return [entry["Key"].removeprefix("state/") for entry in found]

    def _key(self, address: str) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": f"state/blobs/{address}"}


class S3Server:
    """An S3 server of its own process on loopback; it can be stopped and continued."""

    def __init__(self, port: int, child: Child) -> None:
        self.port, self._child = port, child
        self.address = f"http://127.0.0.1:{port}"

    @cached_property
    def client(self) -> Any:
        """A client with every right."""
        return boto3.session.Session().client("s3", endpoint_url=self.address)

    def stand_still(self) -> None:
        """Stop the server as it is: it accepts connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        pid = self._child.pid()
        assert pid is not None
        os.kill(pid, number)


@contextlib.contextmanager
def an_s3_server(folder: Path) -> Iterator[S3Server]:
    """A server for as long as the block lasts."""
    port = free_port()
    program = str(Path(sys.executable).with_name("moto_server"))
    argv = (program, "-H", "127.0.0.1", "-p", str(port))
    with running(Command("s3", argv, make_directory(folder)), port) as child:
        yield S3Server(port, child)


def environment(address: str) -> dict[str, str]:
    """What tells a process where the store is and who asks."""
    return {
        "AWS_ENDPOINT_URL_S3": address,
        "AWS_ACCESS_KEY_ID": "a-test",
        "AWS_SECRET_ACCESS_KEY": "of-no-worth",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def set_environment(patch: pytest.MonkeyPatch, address: str) -> None:
    """The same for this process."""
    for name, value in environment(address).items():
        patch.setenv(name, value)


def a_bucket_name() -> str:
    """A name that no other test has."""
    return f"karyasetu-{time.time_ns()}"
