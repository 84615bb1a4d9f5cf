"""A document as it lies on a shelf: sealed chunk by chunk, each bound to its place, the last one marked as the last."""

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from marshmallow import Schema, fields

from kernel.errors import TooLarge

CHUNK_BYTES = 64 * 1024
LARGEST_DOCUMENT_BYTES = 10 * 1024 * 1024

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


class Source(Protocol):
    """Sealed bytes on their way out."""

    def read(self, size: int, /) -> bytes:
        """*size* bytes, fewer only at the end."""

    def close(self) -> None:
        """Let go what was not read."""


class BlobReader(io.RawIOBase):
    """The plain bytes of a blob; every chunk is verified before it is handed out."""

    def __init__(self, source: Source, key: bytes) -> None:
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


def checked(address: str) -> str:
    """The address itself; raises BlobMissingError for what can be none."""
    if not _ADDRESS.fullmatch(address):
        raise BlobMissingError("an address has 64 hexadecimal digits")
    return address


def encrypted_into(target: IO[bytes], stream: IO[bytes], key: bytes, largest: int) -> tuple[str, int]:
    """Seal *stream* into *target*: its address and its size in plain bytes; raises TooLarge over *largest*."""
    cipher, digest, size, position = AESGCM(key), hashlib.sha256(), 0, 0
    chunk = read_full(stream, CHUNK_BYTES)
    while True:
        following = read_full(stream, CHUNK_BYTES) if chunk else b""
        size += len(chunk)
        if size > largest:
            raise TooLarge(limit_mb=largest // (1024 * 1024))
        sealed = cipher.encrypt(_nonce(position), chunk, _place(position, final=not following))
        digest.update(sealed)
        target.write(sealed)
        if not following:
            return digest.hexdigest(), size
        chunk, position = following, position + 1


def _decrypted(source: Source, key: bytes) -> Iterator[bytes]:
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


def read_full(stream: IO[bytes], size: int) -> bytes:
    """*size* bytes of a stream that may give fewer at a time; fewer only at its end."""
    parts: list[bytes] = []
    missing = size
    while missing and (part := stream.read(missing)):
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def _nonce(position: int) -> bytes:
    # A key encrypts one blob only, so the position alone never repeats under it.
    return position.to_bytes(12)


def _place(position: int, *, final: bool) -> bytes:
    return b"karyasetu blob\0" + position.to_bytes(8) + (b"\1" if final else b"\0")
