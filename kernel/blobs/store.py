"""The blob store of one installation, as one service sees it; where the sealed bytes lie is the shelves' affair."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kernel.blobs.directory import DirectoryShelves
from kernel.blobs.sealed import LARGEST_DOCUMENT_BYTES, Blob, BlobReader, Source, checked, encrypted_into
from kernel.crash import crash_point

GRACE_SECONDS = 3600

Named = Callable[[list[str]], set[str]]

_NAMED_AT_ONCE = 1000


class Shelves(Protocol):
    """Sealed bytes by their address, and the markers of the services that keep them.

    Every method may raise Unavailable where the shelves are another machine's.
    """

    def incoming(self) -> AbstractContextManager[IO[bytes]]:
        """A file to write to before the address is known; nothing of it is left after the block."""

    def place(self, incoming: IO[bytes], address: str) -> None:
        """Keep what was written under its address, for this service, and return when it is safe."""

    def fetch(self, address: str) -> Source:
        """The sealed bytes; raises BlobMissingError."""

    def keep(self, address: str) -> None:
        """Add this service's marker; raises BlobMissingError. Whoever was told it is kept may rely on it."""

    def release(self, address: str) -> None:
        """Take this service's marker away."""

    def kept(self, before: float, part: str) -> list[str]:
        """Addresses with a marker of this service that is older than *before*."""

    def unkept(self, before: float, part: str) -> list[str]:
        """Addresses of blobs older than *before* that nobody seems to keep."""

    def remove(self, address: str) -> bool:
        """Remove a blob unless somebody keeps it after all; whether it went."""

    def tidy(self, before: float) -> None:
        """Remove what writers left behind that died before *before*."""


class Blobs:
    """The blob store; give it the directory, or other shelves."""

    def __init__(self, shelves: Path | Shelves, service: str) -> None:
        self.service = service
        self._shelves = DirectoryShelves(shelves, service) if isinstance(shelves, Path) else shelves

    def put(self, stream: IO[bytes], media_type: str, largest: int = LARGEST_DOCUMENT_BYTES) -> Blob:
        """Store *stream* under a new key, keep it for this service; raises TooLarge over *largest* bytes."""
        crash_point("blob:before-write")
        key = AESGCM.generate_key(256)
        with self._shelves.incoming() as incoming:
            address, size = encrypted_into(incoming, stream, key, largest)
            self._shelves.place(incoming, address)
        crash_point("blob:after-write")
        return Blob(address, size, media_type, key)

    def open(self, sha256: str, key: bytes) -> BlobReader:
        """The document at an address; raises BlobMissingError now, BlobDamagedError while reading."""
        return BlobReader(self._shelves.fetch(checked(sha256)), key)

    def keep(self, sha256: str) -> None:
        """Mark that a row of this service names the blob; raises BlobMissingError. Repeatable."""
        self._shelves.keep(checked(sha256))

    def release(self, sha256: str) -> None:
        """Take this service's marker away; the blob goes with the last one, at a sweep. Repeatable."""
        self._shelves.release(checked(sha256))

    def sweep(self, named: Named | None = None, grace: int = GRACE_SECONDS, part: str = "") -> int:
        """Remove blobs that nobody keeps; answer how many. Things younger than *grace* seconds stay.

        *named* tells which of some addresses the service's rows name; markers of the others, left by
        transactions that never committed, go first. *part*, two hexadecimal digits, limits the run to the
        addresses that begin with them, so that a large store is swept in short runs.
        """
        before = time.time() - grace
        if named is not None:
            self._drop_markers_without_rows(named, self._shelves.kept(before, part))
        self._shelves.tidy(before)
        return sum(self._shelves.remove(address) for address in self._shelves.unkept(before, part))

    def _drop_markers_without_rows(self, named: Named, addresses: list[str]) -> None:
        for start in range(0, len(addresses), _NAMED_AT_ONCE):
            batch = addresses[start : start + _NAMED_AT_ONCE]
            for address in set(batch) - named(batch):
                self.release(address)


def part_to_sweep(at: datetime) -> str:
    """Which of the 256 parts of the store is looked through in the minute of *at*, so that a run stays short."""
    return f"{int(at.timestamp() // 60) % 256:02x}"


def blobs_of(url: str, directory: Path, service: str) -> Blobs:
    """The store that the settings name: a bucket when *url* is s3://bucket/prefix, else the *directory*."""
    if not url:
        return Blobs(directory, service)
    # An installation without a bucket never loads what speaks to one.
    from kernel.blobs.bucket import BucketShelves  # noqa: PLC0415 - as said above

    return Blobs(BucketShelves.at(url, service), service)
