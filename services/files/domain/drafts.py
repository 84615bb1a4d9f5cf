"""Drafts for approval: versions are only added, one is approved, and that one is issued."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from kernel.errors import Conflict
from kernel.languages import _, translate


class DraftState(StrEnum):
    """The life of a draft."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    ISSUED = "ISSUED"


class DraftIsApproved(Conflict):
    """An approved draft was to be changed or approved again."""

    text = _(
        "This draft is approved and stays as it was approved. Begin a new draft if another letter is needed."
    )


class DraftIsIssued(Conflict):
    """An issued letter was to be issued again."""

    text = _("This letter has already been issued. Begin a new draft if another letter is needed.")


class DraftHasNoApproval(Conflict):
    """A letter leaves only after its draft was approved."""

    text = _("This draft is not approved yet. Send the file to an officer who may approve it (CSMOP 37).")


class ReplyIsClassified(Conflict):
    """What is on a classified file does not travel to the citizens' portal."""

    text = _(
        "File %(number)s is graded CONFIDENTIAL, so its reply cannot go out through the citizens' portal. Put up an "
        "unclassified file for the reply."
    )


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """One version of a draft's text; all versions stay on the file (CSMOP 25(ii))."""

    version: int
    addressee: str
    subject: str
    body: str
    author_post: UUID
    author_person: UUID
    for_person: UUID | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter in the making, with all its versions, oldest first."""

    draft_id: UUID
    file_id: UUID
    state: DraftState
    language: str
    versions: tuple[DraftVersion, ...]
    approved_version: int | None = None
    approved_post: UUID | None = None
    approved_person: UUID | None = None

    @property
    def latest(self) -> DraftVersion:
        """The newest version."""
        return self.versions[-1]

    def require_changeable(self) -> None:
        """Raise DraftIsApproved or DraftIsIssued unless versions may still be added."""
        if self.state is DraftState.ISSUED:
            raise DraftIsIssued
        if self.state is DraftState.APPROVED:
            raise DraftIsApproved

    def approved(self, post: UUID, person: UUID) -> Self:
        """The draft with its newest version approved; raises DraftIsApproved, DraftIsIssued."""
        self.require_changeable()
        return replace(
            self,
            state=DraftState.APPROVED,
            approved_version=self.latest.version,
            approved_post=post,
            approved_person=person,
        )

    def issued(self) -> Self:
        """The draft after its letter left; raises DraftHasNoApproval, DraftIsIssued."""
        if self.state is DraftState.ISSUED:
            raise DraftIsIssued
        if self.state is DraftState.DRAFT:
            raise DraftHasNoApproval
        return replace(self, state=DraftState.ISSUED)

    def text_to_issue(self) -> DraftVersion:
        """The version that was approved; raises DraftHasNoApproval."""
        for version in self.versions:
            if version.version == self.approved_version:
                return version
        raise DraftHasNoApproval


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands around the approved text when it leaves the office."""

    office: str
    number: str
    file_number: str
    on: date
    signed_by: str
    signed_for: str


_NUMBER = _("No. %(number)s, file %(file)s")
_DATE = _("Date: %(date)s")
_TO = _("To: %(addressee)s")
_SUBJECT = _("Subject: %(subject)s")


def letter_text(letter: Letter, version: DraftVersion, language: str) -> str:
    """The letter as it is issued, in *language*, as plain text."""

    def line(text: str, **facts: str) -> str:
        return translate(text, language, "files") % facts

    parts = (
        letter.office,
        line(_NUMBER, number=letter.number, file=letter.file_number),
        line(_DATE, date=f"{letter.on:%d.%m.%Y}"),
        "",
        line(_TO, addressee=version.addressee),
        line(_SUBJECT, subject=version.subject),
        "",
        version.body.strip(),
        "",
        letter.signed_by,
        letter.signed_for,
    )
    return "\n".join(parts) + "\n"
