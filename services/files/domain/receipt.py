"""Receipts (dak): a paper that came in, with its diary number, at one desk until it is on a file."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from kernel.errors import Conflict
from kernel.languages import _
from services.files.domain.grades import Grade


class Medium(StrEnum):
    """Electronic, or a physical paper that is only tracked here."""

    ELECTRONIC = "E"
    PHYSICAL = "P"


class ReceiptState(StrEnum):
    """MARKED lies at a desk; ON_FILE moves with its file."""

    MARKED = "MARKED"
    ON_FILE = "ON_FILE"


class ReceiptIsOnFile(Conflict):
    """The receipt was put up already and moves only with its file."""

    text = _("Receipt %(number)s is already on a file. It moves with that file.")


class ReceiptIsAtThisDesk(Conflict):
    """The receipt was marked to the desk at which it lies."""

    beside = ("to",)
    text = _("Receipt %(number)s already lies at this desk. Choose another desk.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """A paper that came in. `marked_to` is a post, never a person."""

    receipt_id: UUID
    diary_number: str
    office_id: UUID
    department: str
    subject: str
    medium: Medium
    grade: Grade
    language: str
    case_id: UUID | None
    state: ReceiptState
    marked_to: UUID
    marked_at: datetime
    diarised_at: datetime
    file_id: UUID | None

    def marked(self, desk: UUID, at: datetime) -> Self:
        """The receipt at another *desk*; raises ReceiptIsOnFile, ReceiptIsAtThisDesk."""
        self._require_loose()
        if desk == self.marked_to:
            raise ReceiptIsAtThisDesk(number=self.diary_number)
        return replace(self, marked_to=desk, marked_at=at)

    def put_on(self, file_id: UUID) -> Self:
        """The receipt on a file; raises ReceiptIsOnFile."""
        self._require_loose()
        return replace(self, state=ReceiptState.ON_FILE, file_id=file_id)

    def _require_loose(self) -> None:
        if self.state is ReceiptState.ON_FILE:
            raise ReceiptIsOnFile(number=self.diary_number)
