"""Who may do what in the e-office: pure decisions, deny by default."""

from datetime import datetime
from uuid import UUID

from kernel import clock
from kernel.errors import Conflict, NotAllowed, NotFound, Unavailable
from kernel.freshness import is_fresh
from kernel.identity import ALLOWED, Actor, ActorKind, Decision, Policy, Rule, Zone, refused, require
from kernel.languages import _
from services.files.domain import (
    File,
    Grade,
    LoweringNeedsAHigherRank,
    LoweringNeedsAnotherOfficersNote,
    Note,
    PapersNotInThisZone,
    Receipt,
    Regrading,
    may_be_handled,
)

__all__ = ["POLICY", "require"]

DIARISTS = frozenset({"registry", "dealing_assistant", "section_officer"})
APPROVERS = frozenset({"approving_officer"})
OFFICERS = frozenset({"section_officer", "approving_officer"})


class NoAccessGrant(NotAllowed):
    """The acting post has no live access to the secure network."""

    text = _(
        "Your post has no valid access to the secure network, which notes and correspondence need. Ask your "
        "department's administrator for an access order."
    )


class NotAtYourDesk(Conflict):
    """Only the desk that holds a file or a receipt may act on it."""

    text = _("%(number)s is not at your desk now, so you cannot act on it. Ask the desk that holds it.")


class NotYourNote(NotAllowed):
    """A note is changed only at the desk that writes it."""

    text = _("Note %(number)s is being written at another desk. Write your own note.")


class RankTooLow(NotAllowed):
    """Replies are approved by an under secretary or above (CSMOP 37)."""

    text = _(
        "A reply is approved by an under secretary or a higher officer (CSMOP 37). Send the file to one."
    )


class RankTooLowToGrade(NotAllowed):
    """Grades are given by section officers and higher officers (CSMOP 56)."""

    text = _("A grade is changed by a section officer or a higher officer (CSMOP 56). Send the file to one.")


class NotYourFileToClose(NotAllowed):
    """A file is closed and reopened by the desk that opened it (CSMOP E.10.1)."""

    text = _("File %(number)s is closed and reopened only by the desk that opened it (CSMOP E.10.1).")


class DirectoryIsStale(Unavailable):
    """Signing and graded acts wait while it is not known who holds which post."""

    text = _(
        "The directory of posts has not been heard for a minute, so nothing can be signed and no graded paper "
        "opened now. Please try again in %(retry_after)s seconds."
    )


class FileUnknown(NotFound):
    """There is no such file, or the acting desk and zone may not know of it."""

    text = _(
        "There is no such file that your desk may see here. Check the number, or ask the desk that sent it."
    )


class ReceiptUnknown(NotFound):
    """There is no such receipt, or the acting desk and zone may not know of it."""

    text = _("There is no such receipt that your desk may see here. Check the diary number.")


class DocumentUnknown(NotFound):
    """There is no such paper, or the acting desk and zone may not know of it."""

    text = _("There is no such paper that your desk may see here.")


class DraftUnknown(NotFound):
    """There is no such draft on a file that the acting desk may see."""

    text = _("There is no such draft on a file that your desk may see here.")


class NoteUnknown(NotFound):
    """There is no such note on a file that the acting desk may see."""

    text = _("There is no such note on a file that your desk may see here.")


def at_a_desk(actor: Actor) -> Decision:
    """Staff who act for a post, from any zone."""
    is_staff = actor.kind is ActorKind.STAFF and actor.charge is not None
    return ALLOWED if is_staff else refused()


def may_see_handover(actor: Actor) -> Decision:
    """How much lies at the desks of a leaver: from the VPN up; whose desks, the directory decides."""
    at_desk = at_a_desk(actor)
    if at_desk.allowed and actor.zone.level < Zone.VPN.level:
        return refused(PapersNotInThisZone())
    return at_desk


def may_see_papers(actor: Actor) -> Decision:
    """Notes and correspondence need a desk, a zone from the VPN up, and a live access grant, whatever the grade."""
    at_desk = at_a_desk(actor)
    if not at_desk.allowed:
        return at_desk
    if actor.zone.level < Zone.VPN.level:
        return refused(PapersNotInThisZone())
    today = clock.local_date(clock.now())
    return ALLOWED if actor.has_grant(today) else refused(NoAccessGrant())


def _papers_with(roles: frozenset[str], refusal: type[NotAllowed] = NotAllowed) -> Rule:
    def rule(actor: Actor) -> Decision:
        seeing = may_see_papers(actor)
        if not seeing.allowed or actor.roles & roles:
            return seeing
        return refused(refusal())

    return rule


POLICY: Policy = {
    "files.count": at_a_desk,
    "files.handover": may_see_handover,
    "files.read": may_see_papers,
    "files.write": may_see_papers,
    "files.diarise": _papers_with(DIARISTS),
    "files.approve": _papers_with(APPROVERS, RankTooLow),
    "files.grade": _papers_with(OFFICERS, RankTooLowToGrade),
}


def may_handle(actor: Actor, grade: Grade) -> Decision:
    """Whether papers of *grade* may be handled in the actor's zone."""
    refusal = may_be_handled(grade, actor.zone)
    return ALLOWED if refusal is None else refused(refusal)


def may_take_along(actor: Actor, grade: Grade, at: datetime) -> Decision:
    """A paper graded RESTRICTED or higher leaves the system only with a second factor shown just before *at*."""
    return is_fresh(actor, at) if grade.is_watched else ALLOWED


def may_read_file(actor: Actor, desks: frozenset[UUID]) -> Decision:
    """Need to know: a file is read at the *desks* it was at; to others it does not exist."""
    return ALLOWED if actor.post_id in desks else refused(FileUnknown())


def may_read_receipt(actor: Actor, desks: frozenset[UUID]) -> Decision:
    """A receipt is read at the *desks* it was marked to, and at those of its file."""
    return ALLOWED if actor.post_id in desks else refused(ReceiptUnknown())


def may_act_on_file(actor: Actor, file: File) -> Decision:
    """Only its holder acts on a file."""
    return ALLOWED if actor.post_id == file.holder_post else refused(NotAtYourDesk(number=file.number))


def may_act_on_receipt(actor: Actor, receipt: Receipt) -> Decision:
    """Only the desk to which it is marked acts on a receipt."""
    if actor.post_id == receipt.marked_to:
        return ALLOWED
    return refused(NotAtYourDesk(number=receipt.diary_number))


def may_write_note(actor: Actor, note: Note) -> Decision:
    """A yellow note is changed at the desk that writes it."""
    return ALLOWED if actor.post_id == note.author_post else refused(NotYourNote(number=note.number))


def may_approve(actor: Actor) -> Decision:
    """Under secretaries and higher officers approve (role approving_officer; CSMOP 37)."""
    return ALLOWED if actor.roles & APPROVERS else refused(RankTooLow())


def may_close(actor: Actor, file: File, opener: UUID) -> Decision:
    """The desk that opened a file closes and reopens it (CSMOP E.10.1); *opener* is it, or to whom its work fell."""
    if actor.post_id == opener:
        return ALLOWED
    return refused(NotYourFileToClose(number=file.number))


def may_regrade(actor: Actor, file: File, regrading: Regrading, *, agreed_by_another: bool) -> Decision:
    """Who holds a file raises grades on it; lowering takes a higher rank of its department, and another's note."""
    handling = may_handle(actor, regrading.grade)
    if not handling.allowed or not regrading.lowers:
        return handling
    if not actor.roles & APPROVERS or actor.department != file.department:
        return refused(LoweringNeedsAHigherRank())
    return ALLOWED if agreed_by_another else refused(LoweringNeedsAnotherOfficersNote(number=file.number))


def may_sign(*, stale: bool) -> Decision:
    """Signing and graded acts fail closed while the directory may hide a revocation."""
    return refused(DirectoryIsStale(retry_after=30)) if stale else ALLOWED


def is_officer(actor: Actor) -> bool:
    """Whether the acting post is a section officer's or a higher one."""
    return bool(actor.roles & OFFICERS)
