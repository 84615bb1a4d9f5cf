"""Which papers a citizen may attach: judged by content, never by name or declared type."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

import puremagic

from kernel.errors import Invalid
from services.public.domain.refusals import PaperEmpty, PaperNotAccepted, PaperTooLarge, TooManyPapers

LARGEST_PAPER_MB = 5
LARGEST_PAPER_BYTES = LARGEST_PAPER_MB * 1024 * 1024
MOST_PAPERS = 3
HEAD_BYTES = 64


class PaperKind(StrEnum):
    """What a document is to its case."""

    PETITION = "PETITION"
    ATTACHMENT = "ATTACHMENT"
    REPLY = "REPLY"


_SIGNATURES = {
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"%PDF-": "application/pdf",
}


_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "text/plain": "txt"}


def require_few(papers: Sequence[object]) -> None:
    """Refuse more papers than one filing takes."""
    if len(papers) > MOST_PAPERS:
        raise _at_papers(TooManyPapers)


def require_size(size: int) -> None:
    """Refuse an empty or oversized paper; *size* in bytes."""
    if size > LARGEST_PAPER_BYTES:
        raise _at_papers(PaperTooLarge)
    if size == 0:
        raise _at_papers(PaperEmpty)


def media_type_of(head: bytes) -> str:
    """The media type that the first bytes of a paper show; refuses all but JPEG, PNG and PDF."""
    media_type = next((kind for sign, kind in _SIGNATURES.items() if head.startswith(sign)), None)
    if media_type is None or media_type not in _seen_in(head):
        raise _at_papers(PaperNotAccepted)
    return media_type


def filename_of(kind: str, document_id: UUID, media_type: str) -> str:
    """The name that we give a paper; what its sender called it is never kept."""
    return f"{kind.lower()}-{document_id.hex[-6:]}.{_ENDINGS.get(media_type, 'bin')}"


def _seen_in(head: bytes) -> set[str]:
    try:
        return {match.mime_type for match in puremagic.magic_string(head)}
    except puremagic.PureError:
        return set()


def _at_papers(refusal: type[Invalid]) -> Invalid:
    return refusal(fields={"papers": [refusal.text]})
