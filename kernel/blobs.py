"""Documents at rest: encrypted under their own keys, addressed by the SHA-256 of what is stored.

A blob is written and flushed before the row that names it, so a row never names nothing; what was
written for a row that never came is removed by `sweep`. Each service that refers to a blob keeps a
marker of its own, and a blob goes only when the last marker has gone.
"""

import fcntl
import hashlib
import io
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from marshmallow import Schema, fields

from kernel.crash import crash_point
from kernel.errors import TooLarge

CHUNK_BYTES = 64 * 1024
LARGEST_DOCUMENT_BYTES = 10 * 1024 * 1024
GRACE_SECONDS = 3600

Named = Callable[[list[str]], set[str]]

_TAG_BYTES = 16
_ADDRESS = re.compile(r"[0-9a-f]{64}")


class BlobMissingError(LookupError):
    """Nothing is stored under this address."""


class BlobDamagedError(ValueError):
    """What is stored was changed, shortened, reordered, or the key is another's."""


class ClaimCheck(Schema):
    """What an event says of a document: where it lies, and its key sealed for the one receiver."""

    document_id = fields.UUID(required=True)
    sha256 = fields.String(required=True)
    size = fields.Integer(required=True)
    media_type = fields.String(required=True)
    sealed_key = fields.String(required=True)


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored document: its address, its size in plain bytes, its type and the key that opens it."""

    sha256: str
    size: int
    media_type: str
    key: bytes = field(repr=False)


class BlobReader(io.RawIOBase):
    """The plain bytes of a blob; every chunk is verified before it is handed out."""

    def __init__(self, source: IO[bytes], key: bytes) -> None:
        self._source = source
        self._chunks = _decrypted(source, key)
        self._left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            chunk = next(self._chunks, None)
            if chunk is None:
                return 0
            self._left = chunk
        taken = self._left[: len(buffer)]
        buffer[: len(taken)] = taken
        self._left = self._left[len(taken) :]
        return len(taken)

    def __iter__(self) -> "BlobReader":
        return self

    def __next__(self) -> bytes:
        chunk = self.read(CHUNK_BYTES)
        if not chunk:
            raise StopIteration
        return chunk

    def close(self) -> None:
        self._source.close()
        super().close()


class Blobs:
    """The blob store of one installation in a directory, as one service sees it."""

    def __init__(self, directory: Path, service: str) -> None:
        self.service = service
        self._blobs = directory / "blobs"
        self._markers = directory / "kept"
        self._incoming = directory / "incoming"
        for folder in (self._blobs, self._markers, self._incoming):
            folder.mkdir(parents=True, exist_ok=True)

    def put(self, stream: IO[bytes], media_type: str, largest: int = LARGEST_DOCUMENT_BYTES) -> Blob:
        """Store *stream* under a new key, keep it for this service; raises TooLarge over *largest* bytes."""
        crash_point("blob:before-write")
        key = AESGCM.generate_key(256)
        incoming = self._incoming / secrets.token_hex(16)
        try:
            with incoming.open("xb") as target:
                address, size = _encrypted_into(target, stream, key, largest)
                target.flush()
                os.fsync(target.fileno())
            self._add_marker(address)
            _move(incoming, self._blob_path(address))
        finally:
            incoming.unlink(missing_ok=True)
        crash_point("blob:after-write")
        return Blob(address, size, media_type, key)

    def open(self, sha256: str, key: bytes) -> BlobReader:
        """The document at an address; raises BlobMissingError now, BlobDamagedError while reading."""
        try:
            return BlobReader(self._blob_path(sha256).open("rb"), key)
        except FileNotFoundError:
            raise BlobMissingError(sha256) from None

    def keep(self, sha256: str) -> None:
        """Mark that a row of this service names the blob; raises BlobMissingError. Repeatable."""
        with self._locked(fcntl.LOCK_SH):
            if not self._blob_path(sha256).exists():
                raise BlobMissingError(sha256)
            self._add_marker(sha256)

    def release(self, sha256: str) -> None:
        """Take this service's marker away; the blob goes with the last one, at a sweep. Repeatable."""
        self._marker_path(self.service, sha256).unlink(missing_ok=True)

    def sweep(self, named: Named | None = None, grace: int = GRACE_SECONDS, part: str = "") -> int:
        """Remove blobs that nobody keeps; answer how many. Things younger than *grace* seconds stay.

        *named* tells which of some addresses the service's rows name; markers of the others, left by
        transactions that never committed, go first. *part*, two hexadecimal digits, limits the run to the
        addresses that begin with them, so that a large store is swept in short runs.
        """
        before = time.time() - grace
        blobs = _older(self._blobs / part, before)
        if named is not None:
            self._drop_markers_without_rows(named, _older(self._markers / self.service / part, before))
        for half_written in _older(self._incoming, before):
            half_written.unlink(missing_ok=True)
        return sum(self._remove_if_unkept(path) for path in blobs)

    def _drop_markers_without_rows(self, named: Named, markers: list[Path]) -> None:
        addresses = [path.name for path in markers]
        for start in range(0, len(addresses), 1000):
            batch = addresses[start : start + 1000]
            for address in set(batch) - named(batch):
                self.release(address)

    def _remove_if_unkept(self, path: Path) -> bool:
        with self._locked(fcntl.LOCK_EX):
            if any(self._marker_path(folder.name, path.name).exists() for folder in self._markers.iterdir()):
                return False
            path.unlink(missing_ok=True)
            return True

    def _add_marker(self, address: str) -> None:
        marker = self._marker_path(self.service, address)
        _folder_for(marker)
        marker.touch()
        _flush_folder(marker.parent)

    def _blob_path(self, address: str) -> Path:
        return self._blobs / _checked(address)[:2] / address

    def _marker_path(self, service: str, address: str) -> Path:
        return self._markers / service / _checked(address)[:2] / address

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        with (self._blobs.parent / "lock").open("ab") as lock:
            fcntl.flock(lock, kind)
            yield


def _encrypted_into(target: IO[bytes], stream: IO[bytes], key: bytes, largest: int) -> tuple[str, int]:
    cipher, digest, size, position = AESGCM(key), hashlib.sha256(), 0, 0
    chunk = _read_full(stream)
    while True:
        following = _read_full(stream) if chunk else b""
        size += len(chunk)
        if size > largest:
            raise TooLarge(limit_mb=largest // (1024 * 1024))
        sealed = cipher.encrypt(_nonce(position), chunk, _place(position, final=not following))
        digest.update(sealed)
        target.write(sealed)
        if not following:
            return digest.hexdigest(), size
        chunk, position = following, position + 1


def _decrypted(source: IO[bytes], key: bytes) -> Iterator[bytes]:
    cipher, position = AESGCM(key), 0
    sealed = source.read(CHUNK_BYTES + _TAG_BYTES)
    while True:
        following = source.read(CHUNK_BYTES + _TAG_BYTES)
        try:
            yield cipher.decrypt(_nonce(position), sealed, _place(position, final=not following))
        except (InvalidTag, ValueError):
            raise BlobDamagedError(f"chunk {position} cannot be verified") from None
        if not following:
            return
        sealed, position = following, position + 1


def _read_full(stream: IO[bytes]) -> bytes:
    parts: list[bytes] = []
    missing = CHUNK_BYTES
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _nonce(position: int) -> bytes:
    # A key encrypts one blob only, so the position alone never repeats under it.
    return position.to_bytes(12)


def _place(position: int, *, final: bool) -> bytes:
    return b"karyasetu blob\0" + position.to_bytes(8) + (b"\1" if final else b"\0")


def _checked(address: str) -> str:
    if not _ADDRESS.fullmatch(address):
        raise BlobMissingError("an address has 64 hexadecimal digits")
    return address


def _move(source: Path, target: Path) -> None:
    _folder_for(target)
    source.replace(target)
    _flush_folder(target.parent)


def _folder_for(path: Path) -> None:
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _flush_folder(path.parent.parent)


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _older(folder: Path, before: float) -> list[Path]:
    if not folder.exists():
        return []
    return [path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime <= before]
