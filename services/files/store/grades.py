"""Changes of grades, and what follows them."""

from typing import Any
from uuid import UUID

from kernel import clock
from kernel.database import Transaction
from kernel.identity import Actor
from services.files.domain import File, Grade, Regrading, normalised, place_label
from services.files.store.receipts import find_receipts_of_file
from services.files.store.statements import queries


def save_document_grade(tx: Transaction, document_id: UUID, grade: Grade) -> None:
    tx.execute(queries.save_document_grade, document_id=document_id, grade=grade)


def raise_what_lies_on(tx: Transaction, file: File, grade: Grade) -> None:
    """Papers and receipts of a file that are graded lower, to its new grade."""
    tx.execute(queries.raise_documents_of_file, file_id=file.file_id, grade=grade)
    for receipt in find_receipts_of_file(tx, file.file_id):
        if Grade(receipt["grade"]).level < grade.level:
            _save_receipt_grade(tx, receipt, grade)


def lower_receipts_on(tx: Transaction, file: File, grade: Grade) -> None:
    """Receipts of a file that are graded higher, to its new grade: one is never graded above its file."""
    for receipt in find_receipts_of_file(tx, file.file_id):
        if Grade(receipt["grade"]).level > grade.level:
            _save_receipt_grade(tx, receipt, grade)


def save_file_grade(tx: Transaction, file: File, grade: Grade) -> None:
    words = _searched(file.subject, grade)
    tx.execute(queries.save_file_grade, file_id=file.file_id, grade=grade, words=words)


def add_grade_change(
    tx: Transaction, actor: Actor, file_id: UUID, document_id: UUID | None, regrading: Regrading
) -> None:
    tx.execute(
        queries.add_grade_change,
        change_id=clock.new_id(),
        file_id=file_id,
        document_id=document_id,
        from_grade=regrading.was,
        to_grade=regrading.grade,
        reason=regrading.reason,
        at=tx.now,
        by_post=actor.post_id,
        by_person=actor.person_id,
        for_person=actor.charge.for_person if actor.charge else None,
    )


def find_grade_changes(tx: Transaction, file_id: UUID, ceiling: Grade) -> list[dict[str, Any]]:
    rows = tx.fetch_all(queries.find_grade_changes, file_id=file_id, ceiling=ceiling)
    return [
        {**row, "place": place_label(row["position"], cover=row["cover"]) if row["position"] else None}
        for row in rows
    ]


def has_note_of_another_officer(tx: Transaction, actor: Actor, file_id: UUID) -> bool:
    who = {"post_id": actor.post_id, "person_id": actor.person_id}
    return bool(tx.fetch_value(queries.has_note_of_another_officer, file_id=file_id, **who))


def _save_receipt_grade(tx: Transaction, receipt: dict[str, Any], grade: Grade) -> None:
    words = _searched(receipt["subject"], grade)
    tx.execute(queries.save_receipt_grade, receipt_id=receipt["receipt_id"], grade=grade, words=words)


def _searched(subject: str, grade: Grade) -> str:
    return "" if grade.is_classified else normalised(subject)
