"""Notes: yellow while being written, green and unchangeable once the file was sent."""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from kernel.errors import Conflict, Invalid
from kernel.languages import _


class NoteState(StrEnum):
    """YELLOW is being written; GREEN went out with the file."""

    YELLOW = "YELLOW"
    GREEN = "GREEN"


class NoteIsFrozen(Conflict):
    """A sent note was to be changed."""

    text = _("Note %(number)s was sent with the file and stays as it is. Write a new note instead.")


class YellowNoteExists(Conflict):
    """A file has one holder, so it has one note in the making."""

    text = _("A note is already being written on this file. Change that note, or send the file with it.")


class NoteIsEmpty(Invalid):
    """A note that was begun has a text."""

    text = _("The note has no text. Write what you propose or decide, then save or send.")


class NoteWasChanged(Invalid):
    """Somebody else saved the note since this one read it."""

    text = _(
        "The note was saved by somebody else at this desk after you opened it. Their text stands on the note sheet "
        "below; yours is still in the box. Join them and save again."
    )


@dataclass(frozen=True, slots=True)
class Note:
    """One note of the note sheet, signed by the person who wrote it at a post."""

    note_id: UUID
    file_id: UUID
    number: int
    state: NoteState
    body: str
    author_post: UUID
    author_person: UUID
    for_person: UUID | None
    by_officer: bool
    written_at: datetime
    frozen_at: datetime | None = None
    digest: str | None = None

    def rewritten(self, body: str, at: datetime) -> Self:
        """The note with another text; raises NoteIsFrozen once it was sent."""
        if self.state is NoteState.GREEN:
            raise NoteIsFrozen(number=self.number)
        return replace(self, body=body, written_at=at)

    def frozen(self, at: datetime, previous: str) -> Self:
        """The note as it leaves with the file: green, with a digest over it and the *previous* note's digest."""
        if self.state is NoteState.GREEN:
            raise NoteIsFrozen(number=self.number)
        return replace(self, state=NoteState.GREEN, frozen_at=at, digest=self.digest_after(previous))

    def digest_after(self, previous: str) -> str:
        """SHA-256, in hex, over the canonical JSON of the note and the digest before it."""
        content = {
            "author_person": str(self.author_person),
            "author_post": str(self.author_post),
            "body": self.body,
            "file_id": str(self.file_id),
            "for_person": str(self.for_person or ""),
            "number": self.number,
            "previous": previous,
            "written_at": self.written_at.isoformat(),
        }
        canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()
