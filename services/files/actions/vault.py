"""Bytes of papers: stored under keys that only this service can unwrap."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

from kernel.blobs import Blob, BlobReader, Blobs, part_to_sweep
from kernel.database import Transaction
from kernel.sealing import Sealing
from services.files import store
from services.files.domain import Grade


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as it was handed in: its name is a claim, its grade a decision of who hands it in."""

    content: bytes
    filename: str
    grade: Grade


@dataclass(frozen=True, slots=True)
class Vault:
    """The blob store together with the keys of this service."""

    blobs: Blobs
    sealing: Sealing

    def put(self, stream: IO[bytes], media_type: str) -> Blob:
        """Store new bytes."""
        return self.blobs.put(stream, media_type)

    def put_bytes(self, content: bytes, media_type: str) -> Blob:
        """Store new bytes that are in memory."""
        return self.put(io.BytesIO(content), media_type)

    def wrapped(self, blob: Blob) -> bytes:
        """The blob's key as it stands in a row."""
        return self.sealing.wrap(blob.key)

    def take_over(self, check: Mapping[str, Any]) -> Blob:
        """Keep the document of a claim check that was sealed for this service."""
        key = self.sealing.open_key(check["sealed_key"])
        self.blobs.keep(check["sha256"])
        return Blob(check["sha256"], check["size"], check["media_type"], key)

    def read(self, document: Mapping[str, Any]) -> BlobReader:
        """The plain bytes of a document's row."""
        return self.blobs.open(document["sha256"], self.sealing.unwrap(document["wrapped_key"]))

    def claim_check(self, document_id: object, blob: Blob, receiver: str) -> dict[str, Any]:
        """What an event says of a document for its receiver."""
        return {
            "document_id": document_id,
            "sha256": blob.sha256,
            "size": blob.size,
            "media_type": blob.media_type,
            "sealed_key": self.sealing.seal_key(blob.key, receiver),
        }


def sweep_blobs(tx: Transaction, vault: Vault) -> int:
    """Remove what was stored for rows that never came; the number of blobs removed is returned."""
    part = part_to_sweep(tx.now)
    return vault.blobs.sweep(lambda addresses: store.find_named_blobs(tx, addresses), part=part)
