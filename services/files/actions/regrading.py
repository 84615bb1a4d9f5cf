"""The grade of a paper or of a file is changed, by who holds the file."""

from typing import Any
from uuid import UUID

from kernel.database import Transaction
from kernel.identity import Actor, require
from services.files import access, store
from services.files.actions.entering import ceiling_of, file_at_desk, require_fresh_for
from services.files.domain import File, Grade, GradedLowerThanItsFile, PutUpFirst, Regrading


def regrade_paper(tx: Transaction, actor: Actor, document_id: UUID, regrading: Regrading) -> dict[str, Any]:
    """Change the grade of a paper on a file at the acting desk; it stays at its place.

    Raises GradeIsAnother, GradeStaysTheSame, GradedLowerThanItsFile, PutUpFirst and what `access` refuses.
    """
    require(access.may_handle(actor, regrading.grade))
    file = file_at_desk(tx, actor, paper_on_file(tx, actor, document_id)["file_id"])
    # Read again, now that nobody else can change it.
    document = store.get_document(tx, document_id, ceiling_of(actor))
    _require(tx, actor, file, store.grade_of(document), regrading)
    if regrading.grade.level < file.grade.level:
        raise GradedLowerThanItsFile(number=file.number)
    store.save_document_grade(tx, document_id, regrading.grade)
    _put_on_record(tx, actor, file, document_id, regrading)
    return store.get_document(tx, document_id, Grade.CONFIDENTIAL)


def paper_on_file(tx: Transaction, actor: Actor, document_id: UUID) -> dict[str, Any]:
    """A paper of which the grade may be changed; raises DocumentUnknown, PutUpFirst."""
    found = store.get_document(tx, document_id, ceiling_of(actor))
    if found["file_id"] is None:
        require(access.may_read_receipt(actor, store.desks_of_receipt(tx, found["receipt_id"])))
        raise PutUpFirst
    require(access.may_read_file(actor, store.desks_of_file(tx, found["file_id"])))
    return found


def regrade_file(tx: Transaction, actor: Actor, file_id: UUID, regrading: Regrading) -> File:
    """Change the grade of a file at the acting desk; receipts follow it, and papers are raised to it.

    Raises GradeIsAnother, GradeStaysTheSame and what `access` refuses.
    """
    require(access.may_handle(actor, regrading.grade))
    file = file_at_desk(tx, actor, file_id)
    _require(tx, actor, file, file.grade, regrading)
    if regrading.lowers:
        store.lower_receipts_on(tx, file, regrading.grade)
    else:
        store.raise_what_lies_on(tx, file, regrading.grade)
    store.save_file_grade(tx, file, regrading.grade)
    _put_on_record(tx, actor, file, None, regrading)
    return store.get_file(tx, file_id, Grade.CONFIDENTIAL)


def _require(tx: Transaction, actor: Actor, file: File, present: Grade, regrading: Regrading) -> None:
    require_fresh_for(tx, max(present, regrading.grade, key=lambda grade: grade.level))
    regrading.require_of(present)
    agreed = store.has_note_of_another_officer(tx, actor, file.file_id)
    require(access.may_regrade(actor, file, regrading, agreed_by_another=agreed))


def _put_on_record(
    tx: Transaction, actor: Actor, file: File, document_id: UUID | None, regrading: Regrading
) -> None:
    store.add_grade_change(tx, actor, file.file_id, document_id, regrading)
    facts = {"was": str(regrading.was), "grade": str(regrading.grade)}
    if document_id is None:
        tx.record(actor, "file.regraded", file.file_id, **facts)
    else:
        tx.record(actor, "paper.regraded", document_id, file_id=file.file_id, **facts)
