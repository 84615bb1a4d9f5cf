"""Files: a file sits at exactly one desk, moves while it is open, and rests when it is closed."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from kernel.errors import Conflict
from kernel.languages import _
from services.files.domain.grades import Grade
from services.files.domain.receipt import Medium, Receipt


class FileState(StrEnum):
    """OPEN files move; CLOSED ones do not."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class Priority(StrEnum):
    """The urgency grades of CSMOP 27."""

    ORDINARY = "ORDINARY"
    PRIORITY = "PRIORITY"
    IMMEDIATE = "IMMEDIATE"
    TOP_PRIORITY = "TOP_PRIORITY"


class MovementKind(StrEnum):
    """What a line of the movement register tells."""

    OPENED = "OPENED"
    FORWARDED = "FORWARDED"
    PULLED_BACK = "PULLED_BACK"
    CLOSED = "CLOSED"
    REOPENED = "REOPENED"
    PASSED_ON = "PASSED_ON"


class FileIsClosed(Conflict):
    """A closed file stays where it is (CSMOP E.10)."""

    text = _("File %(number)s is closed. Ask its creator to reopen it first (CSMOP E.10).")


class FileIsOpen(Conflict):
    """Only a closed file can be reopened."""

    text = _("File %(number)s is open; there is nothing to reopen.")


class ReceiptIsGradedHigher(Conflict):
    """A paper is put only on a file that is graded at least as the paper is."""

    beside = ("file_id",)
    text = _(
        "Receipt %(number)s is graded higher than the file. Put it up on a new file, or on one of its grade."
    )


class MediumDiffers(Conflict):
    """Electronic papers lie on electronic files, physical ones on physical files (CSMeOP)."""

    beside = ("file_id",)
    text = _(
        "Receipt %(number)s and the file are not both electronic or both physical. Put it up on a new file."
    )


class CaseNeedsItsOwnFile(Conflict):
    """The reply of a file goes to one citizen's case, so each case has a file of its own."""

    beside = ("file_id",)
    text = _(
        "Receipt %(number)s brings a citizen's case. Put it up on a new file, so that the reply reaches this citizen."
    )


class FileIsAtThisDesk(Conflict):
    """The file was forwarded to the desk at which it lies."""

    beside = ("to",)
    text = _("File %(number)s already lies at this desk. Choose another desk.")


class NothingToPullBack(Conflict):
    """The acting post is not the one that sent the file last."""

    text = _("File %(number)s was not sent last by your desk, so your desk cannot pull it back.")


class AlreadyOpenedThere(Conflict):
    """The addressee has opened the file; it can only come back by being sent back."""

    text = _(
        "File %(number)s was opened by the desk you sent it to. A file can be pulled back only until then; "
        "ask that desk to send it back."
    )


class ClosingNeedsAnOfficersNote(Conflict):
    """No section officer or higher has agreed on the note sheet (CSMOP E.10.1)."""

    text = _(
        "File %(number)s cannot be closed yet: a section officer or a higher officer must have agreed in a note "
        "that was sent with the file (CSMOP E.10.1)."
    )


@dataclass(frozen=True, slots=True)
class File:
    """A file on the move. Its holder is a post, never a person."""

    file_id: UUID
    number: str
    office_id: UUID
    department: str
    subject: str
    medium: Medium
    grade: Grade
    language: str
    case_id: UUID | None
    state: FileState
    version: int
    opened_by_post: UUID
    opened_at: datetime
    holder_post: UUID
    sent_from: UUID | None
    held_since: datetime
    seen_at: datetime | None
    priority: Priority
    closed_at: datetime | None

    def require_open(self) -> None:
        """Raise FileIsClosed unless the file is open."""
        if self.state is FileState.CLOSED:
            raise FileIsClosed(number=self.number)

    def require_takes(self, receipt: Receipt) -> None:
        """Raise what stands against putting *receipt* on this file.

        FileIsClosed, ReceiptIsGradedHigher, MediumDiffers, CaseNeedsItsOwnFile.
        """
        self.require_open()
        if receipt.grade.level > self.grade.level:
            raise ReceiptIsGradedHigher(number=receipt.diary_number)
        if receipt.medium is not self.medium:
            raise MediumDiffers(number=receipt.diary_number)
        if receipt.case_id not in (None, self.case_id):
            raise CaseNeedsItsOwnFile(number=receipt.diary_number)

    def forwarded_to(self, desk: UUID, at: datetime, priority: Priority) -> Self:
        """The file after it was marked to *desk*; raises FileIsClosed (CSMOP E.10), FileIsAtThisDesk."""
        self.require_open()
        if desk == self.holder_post:
            raise FileIsAtThisDesk(number=self.number)
        return replace(
            self,
            holder_post=desk,
            sent_from=self.holder_post,
            held_since=at,
            seen_at=None,
            priority=priority,
            version=self.version + 1,
        )

    def pulled_back_by(self, desk: UUID, at: datetime) -> Self:
        """The file back at the *desk* that sent it, unless the addressee opened it (eFile: pull back).

        Raises FileIsClosed, NothingToPullBack, AlreadyOpenedThere.
        """
        self.require_open()
        if self.sent_from != desk:
            raise NothingToPullBack(number=self.number)
        if self.seen_at is not None:
            raise AlreadyOpenedThere(number=self.number)
        return replace(
            self, holder_post=desk, sent_from=None, held_since=at, seen_at=at, version=self.version + 1
        )

    def passed_on_to(self, desk: UUID, at: datetime) -> Self:
        """The file, open or closed, at the *desk* to which the work of its ended holder fell."""
        return replace(
            self, holder_post=desk, sent_from=None, held_since=at, seen_at=None, version=self.version + 1
        )

    def seen(self, at: datetime) -> Self:
        """The file after its holder opened it; the first opening counts."""
        return self if self.seen_at is not None else replace(self, seen_at=at, version=self.version + 1)

    def closed(self, at: datetime, *, agreed_by_officer: bool) -> Self:
        """The file at rest; raises FileIsClosed, ClosingNeedsAnOfficersNote (CSMOP E.10.1)."""
        self.require_open()
        if not agreed_by_officer:
            raise ClosingNeedsAnOfficersNote(number=self.number)
        return replace(self, state=FileState.CLOSED, closed_at=at, sent_from=None, version=self.version + 1)

    def reopened(self, at: datetime) -> Self:
        """The file on the move again; raises FileIsOpen."""
        if self.state is FileState.OPEN:
            raise FileIsOpen(number=self.number)
        return replace(self, state=FileState.OPEN, closed_at=None, held_since=at, version=self.version + 1)
