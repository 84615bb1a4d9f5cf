"""Attachments: judged, stored encrypted, and given back."""

from collections.abc import Sequence
from typing import IO, Protocol

from kernel import clock
from services.public.actions.means import Means
from services.public.domain import papers
from services.public.domain.intake import Paper


class Upload(Protocol):
    """A file as it came; of what it says of itself only the bytes count."""

    @property
    def stream(self) -> IO[bytes]:
        """The bytes."""

    @property
    def size(self) -> int:
        """Their number."""


def keep_papers(means: Means, uploads: Sequence[Upload]) -> list[Paper]:
    """Store attachments that are what they may be; all are judged before the first is stored."""
    papers.require_few(uploads)
    media_types = [_judged(upload) for upload in uploads]
    return [_kept(means, upload, kind) for upload, kind in zip(uploads, media_types, strict=True)]


def _judged(upload: Upload) -> str:
    papers.require_size(upload.size)
    head = upload.stream.read(papers.HEAD_BYTES)
    upload.stream.seek(0)
    return papers.media_type_of(head)


def _kept(means: Means, upload: Upload, media_type: str) -> Paper:
    blob = means.blobs.put(upload.stream, media_type, papers.LARGEST_PAPER_BYTES)
    return Paper(clock.new_id(), blob.sha256, blob.size, blob.media_type, means.sealing.wrap(blob.key))
