"""What every act at a desk begins with: the zone's ceiling, the living desk, the record of graded readings."""

from uuid import UUID

from kernel import clock, directory
from kernel.database import Transaction
from kernel.errors import Conflict
from kernel.identity import Actor, require
from kernel.languages import _
from services.files import access, store
from services.files.domain import File, Grade, PapersNotInThisZone, Receipt, ceiling


class DeskIsClosed(Conflict):
    """The post no longer exists."""

    beside = ("to",)
    text = _("This post no longer exists. Choose the post that took over its work.")


def ceiling_of(actor: Actor) -> Grade:
    """The highest grade in the actor's zone; raises the refusal to see any paper there."""
    require(access.may_see_papers(actor))
    highest = ceiling(actor.zone)
    if highest is None:
        raise PapersNotInThisZone
    return highest


def desk_of(actor: Actor) -> UUID:
    """The acting post; raises the refusal of callers without one."""
    require(access.at_a_desk(actor))
    return actor.post_id or UUID(int=0)


def file_at_desk(tx: Transaction, actor: Actor, file_id: UUID) -> File:
    """The open file, locked, at the acting desk; raises what stands against acting on it."""
    file = file_for_update(tx, actor, file_id)
    require(access.may_act_on_file(actor, file))
    file.require_open()
    return file


def file_for_update(tx: Transaction, actor: Actor, file_id: UUID) -> File:
    """A file that the acting desk may know of, locked; a graded one only while it is known who holds which post."""
    file = store.get_file_for_update(tx, file_id, ceiling_of(actor))
    require(access.may_read_file(actor, store.desks_of_file(tx, file_id)))
    require_fresh_for(tx, file.grade)
    return file


def receipt_at_desk(tx: Transaction, actor: Actor, receipt_id: UUID) -> Receipt:
    """The receipt, locked, at the acting desk; raises what stands against acting on it."""
    receipt = store.get_receipt_for_update(tx, receipt_id, ceiling_of(actor))
    require(access.may_read_receipt(actor, store.desks_of_receipt(tx, receipt_id)))
    require(access.may_act_on_receipt(actor, receipt))
    require_fresh_for(tx, receipt.grade)
    return receipt


def living_desk(tx: Transaction, post_id: UUID) -> directory.Post:
    """A post that exists today; raises PostUnknown, DeskIsClosed."""
    post = directory.post(tx, post_id)
    if post.has_ended(clock.local_date(tx.now)):
        raise DeskIsClosed
    return post


def opener_of(tx: Transaction, file: File) -> UUID:
    """The desk that opened the file, or the one to which its work fell when the post ended."""
    heir = directory.heir(tx, file.opened_by_post)
    return heir.post_id if heir else file.opened_by_post


def watch(tx: Transaction, actor: Actor, grade: Grade, act: str, subject: UUID) -> None:
    """Put the reading of a graded paper on record; refuse it while the directory may hide a revocation."""
    require_fresh_for(tx, grade)
    if grade.is_watched:
        tx.record(actor, act, subject, grade=str(grade))


def require_fresh_for(tx: Transaction, grade: Grade) -> None:
    """Raise DirectoryIsStale for an act on a graded paper while the directory may hide a revocation."""
    if grade.is_watched:
        require_fresh_directory(tx)


def require_fresh_directory(tx: Transaction) -> None:
    """Raise DirectoryIsStale for a signing or graded act while it is not known who holds which post."""
    require(access.may_sign(stale=directory.is_stale(tx)))
