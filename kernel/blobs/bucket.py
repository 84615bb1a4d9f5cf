"""Shelves in a bucket of an S3 store, shared by machines that share no file system.

There are no locks in a bucket, so keeping and removing watch each other: whoever keeps writes its marker
and then looks for a doom; whoever removes writes its doom and then looks for markers. At least one of
them sees the other: the remover then leaves the blob alone, the keeper waits until the doom is gone.
"""

import base64
import os
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import IO, Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from kernel.blobs.download import Download
from kernel.blobs.sealed import BlobMissingError
from kernel.errors import Unavailable
from kernel.logs import fault, logger

_CONNECT_SECONDS, _READ_SECONDS, _ATTEMPTS = 2, 5, 3
_DOOM_SECONDS, _LOOK_SECONDS = 5.0, 0.05
# A doom this old belongs to a process that died; a remover that was held up for long gives its own up before.
_STALE_SECONDS, _DECIDED_SECONDS = 3600.0, 60.0


class BucketShelves:
    """blobs/<address>, kept/<address>/<service> and doomed/<address>/<random>, all under the prefix."""

    def __init__(self, client: Any, bucket: str, prefix: str, service: str) -> None:
        self._client, self._bucket, self._prefix, self.service = client, bucket, prefix, service

    @classmethod
    def at(cls, url: str, service: str) -> "BucketShelves":
        """The shelves at s3://bucket/prefix; the AWS_… environment says where the store is and who asks."""
        parts = urlsplit(url)
        if parts.scheme != "s3" or not parts.netloc:
            raise ValueError("KS_BLOB_URL must be s3://bucket or s3://bucket/prefix.")
        prefix = parts.path.strip("/")
        return cls(_client(), parts.netloc, f"{prefix}/" if prefix else "", service)

    def incoming(self) -> AbstractContextManager[IO[bytes]]:
        return tempfile.TemporaryFile()

    def place(self, incoming: IO[bytes], address: str) -> None:
        self._put(self._marker(address), b"")
        incoming.seek(0)
        # The address is the digest of what must arrive, so the store itself can refuse what arrived otherwise.
        digest = base64.b64encode(bytes.fromhex(address)).decode()
        self._put(f"blobs/{address}", incoming, ChecksumSHA256=digest)

    def fetch(self, address: str) -> Download:
        def begin(start: int) -> Any:
            with _reaching(address):
                asked = {"Range": f"bytes={start}-"} if start else {}
                return self._client.get_object(**self._named(f"blobs/{address}"), **asked)

        return Download(begin, _ATTEMPTS)

    def keep(self, address: str) -> None:
        self._put(self._marker(address), b"")
        give_up_at = time.monotonic() + _DOOM_SECONDS
        while self._has(f"doomed/{address}/"):
            if time.monotonic() > give_up_at:
                raise Unavailable(retry_after=int(_DOOM_SECONDS))
            time.sleep(_LOOK_SECONDS)
        if not self._has(f"blobs/{address}"):
            self.release(address)
            raise BlobMissingError(address)

    def release(self, address: str) -> None:
        self._delete(self._marker(address))

    def kept(self, before: float, part: str) -> list[str]:
        own = f"/{self.service}"
        found = self._list(f"kept/{part}")
        return [key.split("/")[1] for key, at in found if key.endswith(own) and at <= before]

    def unkept(self, before: float, part: str) -> list[str]:
        blobs = [key.split("/")[1] for key, at in self._list(f"blobs/{part}") if at <= before]
        marked = {key.split("/")[1] for key, _ in self._list(f"kept/{part}")} if blobs else set()
        return [address for address in blobs if address not in marked]

    def remove(self, address: str) -> bool:
        doom = f"doomed/{address}/{secrets.token_hex(8)}"
        began = time.monotonic()
        self._put(doom, b"")
        is_free = not self._has(f"kept/{address}/") and time.monotonic() - began < _DECIDED_SECONDS
        if is_free:
            self._delete(f"blobs/{address}")
        self._delete(doom)
        return is_free

    def tidy(self, before: float) -> None:
        stale = min(before, time.time() - _STALE_SECONDS)
        for key in [key for key, at in self._list("doomed/") if at <= stale]:
            self._delete(key)

    def _marker(self, address: str) -> str:
        return f"kept/{address}/{self.service}"

    def _named(self, key: str) -> dict[str, str]:
        return {"Bucket": self._bucket, "Key": self._prefix + key}

    def _put(self, key: str, body: bytes | IO[bytes], **more: str) -> None:
        with _reaching():
            self._client.put_object(**self._named(key), Body=body, **more)

    def _delete(self, key: str) -> None:
        with _reaching():
            self._client.delete_object(**self._named(key))

    def _has(self, beginning: str) -> bool:
        """Whether a key begins so. A listing tells a missing key from a missing bucket; a HEAD does not."""
        with _reaching():
            found = self._client.list_objects_v2(
                Bucket=self._bucket, Prefix=self._prefix + beginning, MaxKeys=1
            )
        return bool(found["KeyCount"])

    def _list(self, beginning: str) -> Iterator[tuple[str, float]]:
        """Keys (without the prefix) that begin so, and when they were written."""
        pages = self._client.get_paginator("list_objects_v2")
        with _reaching():
            for page in pages.paginate(Bucket=self._bucket, Prefix=self._prefix + beginning):
                for entry in page.get("Contents", ()):
                    yield entry["Key"].removeprefix(self._prefix), entry["LastModified"].timestamp()


def _client() -> Any:
    """A client that never waits for long; it may be used by many threads at once."""
    # Stores of one's own seldom have a name for every bucket.
    own = any(os.environ.get(name) for name in ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"))
    config = Config(
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_READ_SECONDS,
        retries={"mode": "standard", "total_max_attempts": _ATTEMPTS},
        max_pool_connections=32,
        s3={"addressing_style": "path" if own else "auto"},
    )
    return boto3.session.Session().client("s3", config=config)


@contextmanager
def _reaching(address: str = "") -> Iterator[None]:
    """Say in the kernel's words what went wrong: nothing there, or the store is away."""
    try:
        yield
    except (ClientError, BotoCoreError) as error:
        code = error.response["Error"].get("Code", "") if isinstance(error, ClientError) else ""
        if code == "NoSuchKey":
            raise BlobMissingError(address) from None
        logger(room="blobs").error("store-away", code=code, **fault(error))
        raise Unavailable(retry_after=2) from error
