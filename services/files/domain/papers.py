"""Papers as bytes: what kinds are taken, and under what name they are kept."""

import re
import unicodedata

import puremagic

from kernel.errors import Invalid, UnsupportedType
from kernel.languages import _

ACCEPTED = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "text/plain": "txt",
}
LONGEST_NAME = 100

_UNSAFE = re.compile(r"[^\w.\-()\u0900-\u097F\u200c\u200d ]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


class PaperNotAccepted(UnsupportedType):
    """The content is of a kind that is not taken, whatever its name says."""

    text = _("This kind of file is not accepted. Send a PDF, a JPEG or PNG picture, or plain text in UTF-8.")


class PaperIsEmpty(Invalid):
    """The file has no content."""

    text = _("The file is empty. Choose another one.")


class OnePaperAtATime(Invalid):
    """A paper carries one grade, so each is handed in by itself."""

    text = _("Send exactly one file together with its grade.")


def media_type_of(content: bytes) -> str:
    """The media type by the *content* itself, never by a name; raises PaperIsEmpty, PaperNotAccepted."""
    if not content:
        raise PaperIsEmpty(fields={"paper": [PaperIsEmpty.text]})
    found = {match.mime_type for match in _matches(content)} & ACCEPTED.keys()
    for media_type in ("application/pdf", "image/png", "image/jpeg"):
        if media_type in found:
            return media_type
    if text_of_paper(content) is not None:
        return "text/plain"
    raise PaperNotAccepted


def text_of_paper(content: bytes) -> str | None:
    """The text, if *content* is UTF-8 without control characters; else None."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) else text


def safe_filename(name: str | None, media_type: str) -> str:
    """A name without path, control or reserved characters, with the ending of its real type."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    stem = _UNSAFE.sub("_", last).rsplit(".", 1)[0].strip(" ._")
    return f"{stem[:LONGEST_NAME] or 'paper'}.{ACCEPTED.get(media_type.split(';', maxsplit=1)[0], 'bin')}"


def _matches(content: bytes) -> list[puremagic.PureMagicWithConfidence]:
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        return []
    # A signature counts only where the file begins; behind other bytes it is bait.
    return [match for match in found if match.offset == 0 and match.byte_match]
