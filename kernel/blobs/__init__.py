"""Documents at rest: encrypted under their own keys, addressed by the SHA-256 of what is stored.

A blob is written and flushed before the row that names it, so a row never names nothing; what was
written for a row that never came is removed by `sweep`. Each service that refers to a blob keeps a
marker of its own, and a blob goes only when the last marker has gone. The shelves are a directory, or
a bucket of an S3 store where the settings name one.
"""

from kernel.blobs.sealed import (
    CHUNK_BYTES,
    LARGEST_DOCUMENT_BYTES,
    Blob,
    BlobDamagedError,
    BlobMissingError,
    BlobReader,
    ClaimCheck,
)
from kernel.blobs.store import GRACE_SECONDS, Blobs, Named, blobs_of, part_to_sweep

__all__ = [
    "CHUNK_BYTES",
    "GRACE_SECONDS",
    "LARGEST_DOCUMENT_BYTES",
    "Blob",
    "BlobDamagedError",
    "BlobMissingError",
    "BlobReader",
    "Blobs",
    "ClaimCheck",
    "Named",
    "blobs_of",
    "part_to_sweep",
]
